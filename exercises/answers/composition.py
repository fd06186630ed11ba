"""Key and misconceptions of lesson 4's exercises. Not part of what a class receives.

Nothing here is a stored answer: each judge works the right answer out of the reader's own numbers, and each
misconception is a small function that works out the wrong one, so that it can be recognised and named.
"""

from casekit.exercises import composition as numbers
from casekit.exercises.judging import judge_same, near, same_numbers
from casekit.look import say

# composition-1: classes of ten customers ----------------------------------------------------------------------


def classes(data):
    """The key."""
    return _classed(data, numbers.largest_first)


def _classed(data, way):
    return dict(zip(data.sales["customer_id"], way(data.sales["net_amount_cny"].tolist()), strict=True))


def twenty_percent_of_heads(data):
    """20 % of the customers taken as A, 30 % as B."""
    return _classed(data, numbers.by_heads)


def smallest_first(data):
    """Sorted the wrong way round."""
    return _classed(data, numbers.smallest_first)


def not_sorted(data):
    """Added up in the order of the rows."""
    return _classed(data, numbers.as_they_stand)


def straddler_out(data):
    """The straddler put into the class below."""
    return _classed(data, numbers.counted_out)


CLASSES = {
    twenty_percent_of_heads: ("You made the first 20 % of the customers A. The cuts are shares of the sales; how many customers that takes is a result.",
                              "你把客户数的前 20% 当作 A 类了。分界点是销售额的比例，要多少家才够，是算出来的。"),
    smallest_first: ("You added up from the smallest. ABC begins with the largest.",
                     "你是从最小的开始累加的。ABC 要从最大的开始。"),
    not_sorted: ("You added up in the order of the rows. Sort by sales first, the largest on top.",
                 "你是按行序累加的。先按销售额从大到小排序。"),
    straddler_out: ("You counted the straddler out. Asked for is the reading that includes it: what counts is the share before the customer.",
                    "你把跨线客户归到下一类了。题目要的是“算入”：看的是它之前的累计占比。"),
}  # fmt: skip

judge_classes = judge_same(
    classes, CLASSES,
    right=("And how many customers that took was a result, not a rule.", "每类有几家，是算出来的，不是规定的。"),
    otherwise=("Sort by sales, the largest first, add up, and look at the share before each customer: below 75 % it is A, below 95 % it is B.",
               "按销售额从大到小排，逐家累加，看每家之前的累计占比：不到 75% 是 A 类，不到 95% 是 B 类。"),
)  # fmt: skip


def judge_letters(value, data):
    """The classes; where only a customer after a sum of exactly 75 or 95 % is wrong, say so."""
    status, words, *mistake = judge_classes(value, data)
    right = classes(data)
    wrong = {customer for customer in right if value[customer] != right[customer]}
    if status == "wrong" and not mistake and wrong and wrong <= _after_a_cut(data):
        return status, say(f"Before {min(wrong)} the share stands exactly on a cut: that is not below it, so the class below begins.",
                           f"{min(wrong)} 之前的累计占比恰好等于分界点：不算小于，从它起是下一类。")  # fmt: skip
    return status, words, *mistake


def _after_a_cut(data):
    """The customers before whom the sum stands on exactly 75 or 95 %."""
    ordered = data.sales.set_index("customer_id")["net_amount_cny"].sort_values(ascending=False)
    before = 100 * (ordered.cumsum() - ordered)
    return set(before.index[before.isin([cut * ordered.sum() for cut in (75, 95)])])


# composition-2: two shares ------------------------------------------------------------------------------------


def _ours(data):
    return float(data.dealers.at[data.customer, "net_amount_cny"])


def _whole(data):
    return float(data.dealers.at[data.customer, "total_purchases_cny"])


def _elsewhere(data):
    return data.dealers["total_purchases_cny"] - data.dealers["net_amount_cny"]


def shares(data):
    """The key."""
    return {
        "share_of_wallet": _ours(data) / _whole(data),
        "share_of_our_sales": _ours(data) / data.our_sales_cny,
        "most_elsewhere": _elsewhere(data).idxmax(),
    }


def swapped(data):
    """The two shares in each other's place."""
    right = shares(data)
    return right | {
        "share_of_wallet": right["share_of_our_sales"],
        "share_of_our_sales": right["share_of_wallet"],
    }


def of_the_five(data):
    """Our sales taken as what these five bought."""
    return shares(data) | {"share_of_our_sales": _ours(data) / float(data.dealers["net_amount_cny"].sum())}


def against_the_rest(data):
    """What it buys from us set against what it buys elsewhere, instead of against the whole."""
    return shares(data) | {"share_of_wallet": _ours(data) / (_whole(data) - _ours(data))}


def lowest_share(data):
    """The dealer with the lowest share of wallet taken for the one who buys most elsewhere."""
    lowest = (data.dealers["net_amount_cny"] / data.dealers["total_purchases_cny"]).idxmin()
    return shares(data) | {"most_elsewhere": lowest}


SHARES = {
    swapped: ("The two shares stand in each other's place. The share of wallet asks how much of *its* purchases is ours; the other, how much of *our* sales it is.",
              "两个比例填反了。客户份额问的是：它的采购里我们占多少；另一个问的是：我们的销售额里它占多少。"),
    of_the_five: ("You divided by what these five dealers bought. Our sales are those to everybody.",
                  "你除的是这五家的合计。我们的销售额，是卖给所有客户的。"),
    against_the_rest: ("You set what it buys from us against what it buys elsewhere. A share is part of the whole: divide by all its purchases.",
                       "你拿向我们采购的去除以向别家采购的。份额是部分占整体：要除以总采购额。"),
    lowest_share: ("That dealer has the lowest share of wallet, but its wallet is small. Asked for is the largest amount bought elsewhere.",
                   "这一家的客户份额最低，可是它的总采购额不大。题目问的是：向别家采购的金额谁最大。"),
}  # fmt: skip

judge_shares = judge_same(
    shares, SHARES,
    right=("One says how much we depend on it, the other how little it depends on us.",
           "一个说的是我们有多依赖它，另一个说的是它有多不依赖我们。"),
    otherwise=("Both shares have what the dealer bought from us on top. Below stands once all it buys, once all we sell; three decimals or more.",
               "两个比例的分子都是它向我们采购的金额；分母一个是它的总采购额，一个是我们的总销售额。至少保留三位小数。"),
    same=same_numbers(within=0.0006),
)  # fmt: skip


def judge_each_share(value, data):
    """The two shares and the dealer; where no known mistake is recognised, what is said is about the field that is wrong."""
    status, words, *mistake = judge_shares(value, data)
    if status == "right" or mistake:
        return status, words, *mistake
    right = shares(data)
    names = ("share_of_wallet", "share_of_our_sales")
    wrong = [name for name in names if not near(value[name], right[name], 0.0006)]
    if not wrong:
        return status, say("The two shares are right. The dealer is not: from all each buys take off what it buys from us, and look for the largest remainder.",
                           "两个比例都对，那一家选错了：每家的总采购额减去向我们采购的，看哪家剩得最多。")  # fmt: skip
    if near(value["share_of_wallet"], 1 - right["share_of_wallet"], 0.0006):
        return status, say("That share of wallet is the part it buys elsewhere.", "你填的客户份额，是它向别家采购的那一部分。")  # fmt: skip
    if all(near(value[name], right[name], 0.006) for name in wrong):
        return status, say(f"Right, but rounded too far: {wrong[0]} to three decimals.", f"做法对，但 {wrong[0]} 要保留三位小数。")  # fmt: skip
    return status, words


# composition-3: ties and returns ------------------------------------------------------------------------------

WHY = "Equals share a class; who sent back more than it bought stands outside the sum."


def _amounts(rows):
    """One amount a customer, largest first; equals in the order of their first row."""
    summed = {}
    for customer, amount in rows:
        summed[customer] = summed.get(customer, 0) + amount
    return dict(sorted(summed.items(), key=lambda each: -each[1]))


def _rows(data):
    return list(zip(data.rows["customer_id"].tolist(), data.rows["net_amount_cny"].tolist(), strict=True))


def _answer(amounts, total, equals=True, crossing="include"):
    """Class A of falling amounts, added up one by one, and with ``equals`` those who tie with its last; the 100 %."""
    letters = numbers.by_share(list(amounts.values()), total, crossing)
    chosen = [customer for customer, letter in zip(amounts, letters, strict=True) if letter == "A"]
    if equals:
        chosen = [customer for customer in amounts if amounts[customer] >= amounts[chosen[-1]]]
    return {"class_a": sorted(chosen), "hundred_percent": float(total), "why": WHY}


def _above_zero(data):
    return {customer: amount for customer, amount in _amounts(_rows(data)).items() if amount > 0}


def equals_together(data):
    """The key."""
    net = _above_zero(data)
    return _answer(net, sum(net.values()))


def split_by_row(data):
    """The equal pair split by the order of the rows."""
    net = _above_zero(data)
    return _answer(net, sum(net.values()), equals=False)


def counted_out(data):
    """The straddling pair put into the class below."""
    net = _above_zero(data)
    return _answer(net, sum(net.values()), equals=False, crossing="exclude")


def past_100(data):
    """The negative customer left in the total, so that the sum climbs past 100 %."""
    net = _amounts(_rows(data))
    return _answer(net, sum(net.values()))


def returns_forgotten(data):
    """Orders only."""
    gross = _amounts([(customer, amount) for customer, amount in _rows(data) if amount > 0])
    return _answer(gross, sum(gross.values()))


def returns_added(data):
    """Returns added instead of taken off."""
    both = _amounts([(customer, abs(amount)) for customer, amount in _rows(data)])
    return _answer(both, sum(both.values()))


TIES = {
    split_by_row: ("Two customers have exactly the same net sales, and you put one into A and the other not. Equal sales share a class: the order of the rows is chance.",
                   "有两家的净额一分不差，你却把一家放进 A 类，另一家没放。销售额相等，类别相同：行序只是偶然。"),
    counted_out: ("You counted the straddling pair out. Asked for is the reading that includes it.",
                  "你把跨线的那一对归到下一类了。题目要的是“算入”。"),
    past_100: ("The 100 % contain a negative amount: on the way down the sum climbs past 100 % and falls back, and two customers lose their A. Who has no positive net sales stands outside it.",
               "你的 100% 里含着一个负数：累计会先超过 100% 再落回来，还有两家因此丢了 A 类。净额不为正的客户，不计入累计。"),
    returns_forgotten: ("You added up the orders and forgot the returns. Net sales are orders less returns.",
                        "你只加了订单，忘了退货。销售净额是订单减去退货。"),
    returns_added: ("You added the returns instead of taking them off: mind the sign.",
                    "你把退货加上去了，应当减掉：留意正负号。"),
}  # fmt: skip


def _same(value, other):
    return (
        value["class_a"] == set(other["class_a"])
        and abs(value["hundred_percent"] - other["hundred_percent"]) <= 0.5
    )


judge_ties = judge_same(
    equals_together, TIES,
    right=("The figures are right. A person reads your reasons: compare them with the three points in the task.",
           "数字都对。理由由人来读：请对照题目里的三点。"),
    otherwise=("One amount a customer, returns taken off; the positive ones make up 100 %; then from the largest down, equals together, the straddler included.",
               "每家先求一个净额，减掉退货；净额为正的合计才是 100%；再从大到小累加，相等的同类，跨线的算入。"),
    same=_same,
)  # fmt: skip


def judge_class_a(value, data):
    """The class and its 100 %; where only one of the two is wrong, say which."""
    status, words, *mistake = judge_ties(value, data)
    right = equals_together(data)
    if status == "right" and not value["why"]:
        return status, say("The figures are right. Your reasons are still to be written; a person reads them.",
                           "数字都对。理由还没有写：请写两三句，由人来读。")  # fmt: skip
    if status == "wrong" and not mistake and value["class_a"] == set(right["class_a"]):
        return status, say("Class A is right. The 100 % are the net sales of all customers above zero.",
                           "A 类选对了。100% 是净额为正的各家合计。")  # fmt: skip
    return status, words, *mistake


KEYS = {"composition-1": classes, "composition-2": shares, "composition-3": equals_together}
MISTAKES = {"composition-1": CLASSES, "composition-2": SHARES, "composition-3": TIES}
JUDGES = {"composition-1": judge_letters, "composition-2": judge_each_share, "composition-3": judge_class_a}
RUBRICS = {
    "composition-3": [
        (1, "Says why equal customers share a class (the order of rows is chance and cannot be defended to the one who loses), on the pair of the table.",
            "以表中的那一对说明相等为什么同类：行序是偶然的，对输的一家交代不过去。"),
        (1, "Says what happens if the negative customer stays in (the sum climbs past 100 %, the others' shares are too large, here two customers lose their A) and where that customer goes instead.",
            "说明负数留在总额里会怎样（累计超过 100%，别家的占比偏大，这里有两家丢了 A 类），以及那一家该放在哪里。"),
        (1, "Writes the rule in a sentence that could stand in a policy, and names a case in which it would be unfair or who may make an exception.",
            "把规则写成一句能放进制度的话，并举出一种不公平的情形，或谁可以破例。"),
    ],
}  # fmt: skip
