"""Key and misconceptions of lesson 4's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from casekit.exercises import composition as numbers
from casekit.exercises.judging import Answer, answers, is_close, shown_by

# composition-1: classes of ten customers ----------------------------------------------------------------------


def classes(data):
    """The key."""
    return _classed(data, numbers.largest_first)


def _classed(data, way):
    return dict(zip(data.sales["customer_id"], way(data.sales["net_amount_cny"].tolist()), strict=True))


def _largest(data):
    return data.sales.set_index("customer_id")["net_amount_cny"].idxmax()


def _smallest(data):
    return data.sales.set_index("customer_id")["net_amount_cny"].idxmin()


def twenty_percent_of_heads(data):
    """20 % of the customers taken as A, 30 % as B."""
    return _classed(data, numbers.by_heads)


def not_sorted(data):
    """Added up in the order of the rows."""
    return _classed(data, numbers.as_they_stand)


def straddler_out(data):
    """The straddler put into the class below."""
    return _classed(data, numbers.counted_out)


def _by_other_cuts(data):
    """The classes by cuts that other books use."""
    cuts = [(50, 80), (60, 90), (70, 90), (70, 95), (75, 90), (80, 90), (80, 95)]
    return [_classed(data, lambda amounts, cut=cut: numbers.largest_first(amounts, cut)) for cut in cuts]


@shown_by(lambda value, data: value in _by_other_cuts(data))
def other_cuts(data):
    """Other cuts than those asked for."""
    taken = (classes(data), straddler_out(data), twenty_percent_of_heads(data))
    return next((each for each in _by_other_cuts(data) if each not in taken), None)


@shown_by(lambda value, data: len(set(value.values())) == 1)
def one_class(data):
    """Everybody in class A, as it comes out where the smallest are added up first."""
    return dict.fromkeys(classes(data), "A")


@shown_by(lambda value, data: value[_largest(data)] != "A")
def turned_round(data):
    """A and C exchanged."""
    turned = {"A": "C", "C": "A"}
    return {customer: turned.get(letter, letter) for customer, letter in classes(data).items()}


@shown_by(lambda value, data: sum(value[each] != letter for each, letter in classes(data).items()) == 1)
def one_customer(data):
    """One customer in another class."""
    return classes(data) | {_smallest(data): "B"}


def _falls(value, data):
    """Whether no customer stands in a higher class than one who buys more."""
    letters = [value[each] for each in _amounts_by_size(data)]
    return letters == sorted(letters)


def _amounts_by_size(data):
    """The customers, largest first."""
    return data.sales.sort_values("net_amount_cny", ascending=False)["customer_id"].tolist()


@shown_by(_falls)
def cut_elsewhere(data):
    """Rightly sorted, and cut by something else than the share before each customer."""
    customers = _amounts_by_size(data)
    return {each: "A" if at < 7 else "B" if at < 9 else "C" for at, each in enumerate(customers)}


@shown_by(lambda value, data: set(value.values()) == {"A", "B"})
def no_third_class(data):
    """Two classes only."""
    return {customer: min(letter, "B") for customer, letter in classes(data).items()}


CLASSES = {
    twenty_percent_of_heads: ("You made the first 20 % of the customers A. The cuts are shares of the sales; how many customers that takes is a result.",
                              "你把客户数的前 20% 当作 A 类了。分界点是销售额的比例，要多少家才够，是算出来的。"),
    not_sorted: ("You added up in the order of the rows. Sort by sales first, the largest on top.",
                 "你是按行序累加的。先按销售额从大到小排序。"),
    straddler_out: ("You counted the straddler out. Asked for is the reading that includes it: what counts is the share before the customer.",
                    "你把跨线客户归到下一类了。题目要的是“算入”：看的是它之前的累计占比。"),
    other_cuts: ("These are the classes by other cuts. The task names the two that hold here.",
                 "这是按别的分界点分的类。题目里写明了这里用哪两个。"),
    one_class: ("Everybody has the same letter. If this came out of a sum, look where it began: with the largest on top the classes differ.",
                "每家都是同一个字母。如果这是累加出来的，看看从哪一家加起：把最大的放在最前面，类别就分开了。"),
    turned_round: ("The largest customer is not in class A. Whatever the cuts, the sum begins with it.",
                   "最大的客户没有进 A 类。不管分界点在哪里，累加都从它开始。"),
    one_customer: ("All but one customer agree. Look at those on both sides of the two cuts: what counts is the share before the customer, and exactly 75 or 95 % is not below.",
                   "只有一家不对。看看两个分界点前后的客户：看的是它之前的累计占比，恰好等于 75% 或 95% 不算小于。"),
    no_third_class: ("There are two classes only. Below the second cut a third one begins.", "这里只有两类。过了第二个分界点，就是第三类。"),
    cut_elsewhere: ("The order is right: who buys more stands in no lower class. But the cuts lie elsewhere: go by the share of all sales before each customer, not by the customer's own share or its number.",
                    "次序是对的：买得多的，类别不会更低。可是分界点不在这里：要看每家之前的累计占比，不看它自己的占比，也不看它排第几。"),
}  # fmt: skip


# composition-2: two shares ------------------------------------------------------------------------------------

SHARES_OF = ("share_of_wallet", "share_of_our_sales")


def _ours(data, customer=None):
    return float(data.dealers.at[customer or data.customer, "net_amount_cny"])


def _whole(data, customer=None):
    return float(data.dealers.at[customer or data.customer, "total_purchases_cny"])


def _elsewhere(data):
    return data.dealers["total_purchases_cny"] - data.dealers["net_amount_cny"]


def shares(data, customer=None):
    """The key; the two shares of another dealer on request."""
    return {
        "share_of_wallet": _ours(data, customer) / _whole(data, customer),
        "share_of_our_sales": _ours(data, customer) / data.our_sales_cny,
        "most_elsewhere": _elsewhere(data).idxmax(),
    }


def swapped(data):
    """The two shares in each other's place."""
    wallet, sales = (shares(data)[name] for name in SHARES_OF)
    return shares(data) | {"share_of_wallet": sales, "share_of_our_sales": wallet}


def of_the_five(data):
    """Our sales taken as what these five bought."""
    return shares(data) | {"share_of_our_sales": _ours(data) / float(data.dealers["net_amount_cny"].sum())}


def of_all_wallets(data):
    """The purchases of all five dealers below the line instead of those of one."""
    return shares(data) | {"share_of_wallet": _ours(data) / float(data.dealers["total_purchases_cny"].sum())}


def against_the_rest(data):
    """What it buys from us set against what it buys elsewhere, instead of against the whole."""
    return shares(data) | {"share_of_wallet": _ours(data) / (_whole(data) - _ours(data))}


def bought_elsewhere(data):
    """The part it buys from others."""
    return shares(data) | {"share_of_wallet": 1 - shares(data)["share_of_wallet"]}


def all_it_buys(data):
    """All its purchases, not only those from us, set against our sales."""
    return shares(data) | {"share_of_our_sales": _whole(data) / data.our_sales_cny}


def _is_of_another(value, data):
    """Whether both shares are those of a dealer nobody asked about."""
    others = [shares(data, each) for each in data.dealers.index if each != data.customer]
    return any(all(is_close(value[name], each[name], 0.0006) for name in SHARES_OF) for each in others)


@shown_by(_is_of_another)
def of_another(data):
    """The two shares of another dealer, the one that differs most."""
    others = [each for each in data.dealers.index if each != data.customer]
    return shares(data, max(others, key=lambda each: abs(_ours(data, each) - _ours(data))))


def _lowest(data):
    return (data.dealers["net_amount_cny"] / data.dealers["total_purchases_cny"]).idxmin()


def lowest_share(data):
    """The dealer with the lowest share of wallet taken for the one who buys most elsewhere."""
    return shares(data) | {"most_elsewhere": _lowest(data)}


@shown_by(lambda value, data: value["most_elsewhere"] not in (_elsewhere(data).idxmax(), _lowest(data)))
def by_another_column(data):
    """A dealer who is large in another column, or none."""
    key = _elsewhere(data).idxmax()
    return shares(data) | {
        "most_elsewhere": next(each for each in data.dealers.index if each not in (key, _lowest(data)))
    }


def _which_column(value, data):
    """Whether the dealer named is the largest by what stands in the table."""
    if value["most_elsewhere"] == data.dealers["net_amount_cny"].idxmax():
        return ("That dealer buys most from us. Asked for is what goes to others.",
                "这一家向我们采购得最多。题目问的是向别家采购的。")  # fmt: skip
    if value["most_elsewhere"] == data.dealers["total_purchases_cny"].idxmax():
        return ("That dealer buys most in all, and much of it from us. From all each buys take off what it buys from us.",
                "这一家的总采购额最大，可是有不少是向我们采购的。每家的总采购额都要减去向我们采购的。")  # fmt: skip
    return ("Another dealer buys more elsewhere: from all each buys take off what it buys from us, and look for the largest remainder.",
            "还有一家向别家采购得更多：每家的总采购额减去向我们采购的，看哪家剩得最多。")  # fmt: skip


SHARES = {
    swapped: ("The two shares stand in each other's place. The share of wallet asks how much of *its* purchases is ours; the other, how much of *our* sales it is.",
              "两个比例填反了。客户份额问的是：它的采购里我们占多少；另一个问的是：我们的销售额里它占多少。"),
    of_another: ("These are the shares of another dealer. Under the table stands the one that is asked about.",
                 "这是另一家的比例。问的是哪一家，写在表的下面。"),
    of_the_five: ("You divided by what these five dealers bought. Our sales are those to everybody.",
                  "你除的是这五家的合计。我们的销售额，是卖给所有客户的。"),
    of_all_wallets: ("You divided by the purchases of all five dealers. The wallet is that of one.",
                     "你除的是五家的总采购额之和。客户份额只看这一家。"),
    against_the_rest: ("You set what it buys from us against what it buys elsewhere. A share is part of the whole: divide by all its purchases.",
                       "你拿向我们采购的去除以向别家采购的。份额是部分占整体：要除以总采购额。"),
    bought_elsewhere: ("That share of wallet is the part it buys elsewhere.", "你填的客户份额，是它向别家采购的那一部分。"),
    all_it_buys: ("You set all its purchases against our sales. Only what it buys from us is part of our sales.",
                  "你拿它的总采购额去比我们的销售额。我们的销售额里，只有它向我们采购的那一部分。"),
    lowest_share: ("That dealer has the lowest share of wallet, but its wallet is small. Asked for is the largest amount bought elsewhere.",
                   "这一家的客户份额最低，可是它的总采购额不大。题目问的是：向别家采购的金额谁最大。"),
    by_another_column: _which_column,
}  # fmt: skip


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


def _answer(amounts, equals=True, crossing="include"):
    """Class A of falling amounts, added up one by one, and with ``equals`` those who tie with its last; the 100 %."""
    total = sum(amounts.values())
    letters = numbers.by_share(list(amounts.values()), total, crossing)
    chosen = [customer for customer, letter in zip(amounts, letters, strict=True) if letter == "A"]
    if equals:
        chosen = [customer for customer in amounts if amounts[customer] >= amounts[chosen[-1]]]
    return {"class_a": sorted(chosen), "hundred_percent": float(total), "why": WHY}


def _above_zero(data):
    return {customer: amount for customer, amount in _amounts(_rows(data)).items() if amount > 0}


def _orders(data):
    return _amounts([(customer, amount) for customer, amount in _rows(data) if amount > 0])


def equals_together(data):
    """The key."""
    return _answer(_above_zero(data))


def split_by_row(data):
    """The equal pair split by the order of the rows."""
    return _answer(_above_zero(data), equals=False)


def counted_out(data):
    """The straddling pair put into the class below."""
    return _answer(_above_zero(data), equals=False, crossing="exclude")


def past_100(data):
    """The negative customer left in the total, so that the sum climbs past 100 %."""
    return _answer(_amounts(_rows(data)))


def negative_in_the_whole(data):
    """The right class, and the negative customer left in the 100 %."""
    return equals_together(data) | {"hundred_percent": past_100(data)["hundred_percent"]}


def orders_in_the_whole(data):
    """The right class, and the 100 % from orders only."""
    return equals_together(data) | {"hundred_percent": returns_forgotten(data)["hundred_percent"]}


def returns_forgotten(data):
    """Orders only."""
    return _answer(_orders(data))


def orders_of_the_rest(data):
    """Orders only, of those whose net sales are positive."""
    kept = _above_zero(data)
    return _answer({customer: amount for customer, amount in _orders(data).items() if customer in kept})


def returns_added(data):
    """Returns added instead of taken off."""
    return _answer(_amounts([(customer, abs(amount)) for customer, amount in _rows(data)]))


def minus_dropped(data):
    """Net sales, the sign of those below zero left out."""
    return _answer(_amounts([(customer, abs(amount)) for customer, amount in _amounts(_rows(data)).items()]))


@shown_by(lambda value, data: value["class_a"] > set(equals_together(data)["class_a"]))
def too_many(data):
    """One customer more than class A holds."""
    key = equals_together(data)
    further = next(each for each in _above_zero(data) if each not in key["class_a"])
    return key | {"class_a": sorted([*key["class_a"], further])}


@shown_by(lambda value, data: value["class_a"] < set(equals_together(data)["class_a"]))
def too_few(data):
    """The largest customer alone."""
    return equals_together(data) | {"class_a": [max(_above_zero(data), key=_above_zero(data).get)]}


def the_percentage(data):
    """The 100 itself."""
    return equals_together(data) | {"hundred_percent": 100.0}


def up_to_the_cut(data):
    """75 % of the right amount."""
    return equals_together(data) | {"hundred_percent": 0.75 * equals_together(data)["hundred_percent"]}


def of_class_a(data):
    """The sales of class A."""
    key, net = equals_together(data), _above_zero(data)
    return key | {"hundred_percent": float(sum(net[customer] for customer in key["class_a"]))}


TIES = {
    split_by_row: ("Two customers have exactly the same net sales, and you put one into A and the other not. Equal sales share a class: the order of the rows is chance.",
                   "有两家的净额一分不差，你却把一家放进 A 类，另一家没放。销售额相等，类别相同：行序只是偶然。"),
    counted_out: ("You counted the straddling pair out. Asked for is the reading that includes it.",
                  "你把跨线的那一对归到下一类了。题目要的是“算入”。"),
    past_100: ("Your 100 % contain a negative amount: the sum climbs past 100 % on its way and falls back, and the line moves up. Who has no positive net sales stands outside it.",
               "你的 100% 里含着一个负数：累计会先超过 100% 再落回来，分界线也随之上移。净额不为正的客户，不计入累计。"),
    negative_in_the_whole: ("Your 100 % contain a negative amount. Who has no positive net sales stands outside the sum.",
                            "你的 100% 里含着一个负数。净额不为正的客户，不计入累计。"),
    orders_in_the_whole: ("Your 100 % are the orders; the returns are not taken off yet.", "你的 100% 是订单合计，退货还没有减。"),
    returns_forgotten: ("You added up the orders and forgot the returns. Net sales are orders less returns.",
                        "你只加了订单，忘了退货。销售净额是订单减去退货。"),
    orders_of_the_rest: ("The customer below zero is out, but the others' returns are not taken off yet.",
                         "净额为负的那一家去掉了，可别家的退货还没有减。"),
    returns_added: ("You added the returns instead of taking them off: mind the sign.",
                    "你把退货加上去了，应当减掉：留意正负号。"),
    minus_dropped: ("The customer below zero is counted with its minus sign left out. It stands outside the sum.",
                    "净额为负的那一家，负号丢了，被算成了正数。它不计入累计。"),
    too_many: ("All of class A is there, and more: the first customer who begins at 75 % or above is not in it.",
               "A 类都在，可是多了：在它之前已满 75% 的，不进 A 类。"),
    too_few: ("Those are in class A, but not all who are: go on until the share before a customer is 75 %, equals together.",
              "这些都在 A 类，可没有填全：往下加，直到某家之前的累计占比满 75%，相等的同类。"),
    the_percentage: ("That is the percentage. Asked for is the amount in yuan that it stands for.", "这是百分数。题目问的是它代表的金额，单位元。"),
    up_to_the_cut: ("That is 75 % of the amount. Asked for is the whole.", "这是总额的 75%。题目问的是全部。"),
    of_class_a: ("That is what class A bought. The 100 % are the net sales of all customers above zero.",
                 "这是 A 类的合计。100% 是净额为正的各家合计。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    composition_1=Answer(
        classes, CLASSES,
        right=("And how many customers that took was a result, not a rule.", "每类有几家，是算出来的，不是规定的。"),
        otherwise=("Sort by sales, the largest first, add up, and look at the share before each customer: below 75 % it is A, below 95 % it is B.",
                   "按销售额从大到小排，逐家累加，看每家之前的累计占比：不到 75% 是 A 类，不到 95% 是 B 类。"),
    ),
    composition_2=Answer(
        shares, SHARES, within=0.0006,
        right=("One says how much it depends on us, the other how much we depend on it.",
               "一个说明它有多依赖我们，另一个说明我们有多依赖它。"),
        otherwise={
            "share_of_wallet share_of_our_sales": (
                "Both shares have what the dealer bought from us on top. Below stands once all it buys, once all we sell; three decimals or more.",
                "两个比例的分子都是它向我们采购的金额；分母一个是它的总采购额，一个是我们的总销售额。至少保留三位小数。"),
            "most_elsewhere": ("", ""),
        },
    ),
    composition_3=Answer(
        equals_together, TIES, within=0.5,
        right=("The figures are right.", "数字都对。"),
        otherwise={
            "class_a": ("One amount a customer, returns taken off; the positive ones make up 100 %; then from the largest down, equals together, the straddler included.",
                        "每家先求一个净额，减掉退货；净额为正的合计才是 100%；再从大到小累加，相等的同类，跨线的算入。"),
            "hundred_percent": ("The 100 % are the net sales of all customers above zero.", "100% 是净额为正的各家合计。"),
        },
        rubric=(
            (1, "Says why equal customers share a class (the order of rows is chance and cannot be defended to the one who loses), on the pair of the table.",
                "以表中的那一对说明相等为什么同类：行序是偶然的，对输的一家交代不过去。"),
            (1, "Says what happens if the negative customer stays in (the sum climbs past 100 %, the others' shares are too large, here two customers lose their A) and where that customer goes instead.",
                "说明负数留在总额里会怎样（累计超过 100%，别家的占比偏大，这里有两家丢了 A 类），以及那一家该放在哪里。"),
            (1, "Writes the rule in a sentence that could stand in a policy, and names a case in which it would be unfair or who may make an exception.",
                "把规则写成一句能放进制度的话，并举出一种不公平的情形，或谁可以破例。"),
        ),
    ),
)  # fmt: skip
