"""Key and misconceptions of lesson 11's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from functools import wraps

from casekit.exercises.judging import Answer, answers, shown_by


def where_it_shows(key):
    """A mistake that these numbers may not tell from the right answer: then it gives None."""

    def wrap(mistake):
        @wraps(mistake)
        def shown(data):
            value = mistake(data)
            return None if value == key(data) else value

        return shown

    return wrap


# alerts-1: over the limit --------------------------------------------------------------------------------------


def _owed(data, ordered=True):
    return data.accounts["open_cny"] + data.accounts["ordered_cny"] * ordered


def _told(data, excess, **changes):
    answer = {
        "over": int((excess > 0).sum()),
        "no_limit": int(data.accounts["limit_cny"].isna().sum()),
        "most": excess.idxmax(),
    }
    return answer | changes


def over(data):
    """The key."""
    return _told(data, _owed(data) - data.accounts["limit_cny"])


def equal_counts(data):
    """Exactly at the limit taken as over."""
    excess = _owed(data) - data.accounts["limit_cny"]
    return over(data) | {"over": int((excess >= 0).sum())}


@where_it_shows(over)
def without_orders(data):
    """What is ordered and not yet invoiced left out."""
    return _told(data, _owed(data, ordered=False) - data.accounts["limit_cny"])


def missing_is_zero(data):
    """A missing limit taken as a limit of zero."""
    excess = _owed(data) - data.accounts["limit_cny"].fillna(0)
    return over(data) | {"over": int((excess > 0).sum())}


@where_it_shows(over)
def zero_is_no_limit(data):
    """A limit of zero taken as no limit, and left out."""
    some = data.accounts["limit_cny"] != 0
    return _told(data, (_owed(data) - data.accounts["limit_cny"])[some])


def zero_is_missing(data):
    """A limit of zero counted among those without a limit."""
    zero = int((data.accounts["limit_cny"] == 0).sum())
    return over(data) | {"no_limit": over(data)["no_limit"] + zero}


def silent(data):
    """No limit on file, nobody told."""
    return over(data) | {"no_limit": 0}


@where_it_shows(over)
def not_over(data):
    """Those that are not over instead of those that are."""
    excess = _owed(data) - data.accounts["limit_cny"]
    return over(data) | {"over": int((excess <= 0).sum())}


@where_it_shows(over)
def by_share(data):
    """The largest excess as a part of the limit."""
    limit = data.accounts["limit_cny"].where(lambda each: each > 0)
    return over(data) | {"most": (_owed(data) / limit).idxmax()}


@where_it_shows(over)
def by_debt(data):
    """The largest debt instead of the largest excess."""
    return over(data) | {"most": _owed(data).idxmax()}


@shown_by(lambda value, data: value["most"] not in (over(data)["most"], by_debt_id(data), by_share_id(data)))
def another(data):
    """Some other customer."""
    taken = {over(data)["most"], by_debt_id(data), by_share_id(data)}
    return over(data) | {"most": next(each for each in data.accounts.index if each not in taken)}


def by_debt_id(data):
    """Who owes most."""
    return _owed(data).idxmax()


def by_share_id(data):
    """Who is furthest over as a part of its limit."""
    return (_owed(data) / data.accounts["limit_cny"].where(lambda each: each > 0)).idxmax()


LIMITS = {
    equal_counts: ("One customer owes exactly its limit. Over excludes the number itself: use >, not >=.", "有一家的欠款恰好等于额度。“超过”不含本数：用 >，不用 >=。"),
    without_orders: ("You took only what is invoiced. What is ordered and on its way is owed as well.", "你只算了已开票的。已经下单、正在路上的货也要算。"),
    missing_is_zero: ("You let an empty cell stand for zero. It is unknown, and belongs into the other count.", "你把空白当成了零。空白是不知道，应算到另一个数里。"),
    zero_is_no_limit: ("You left a limit of zero out. Zero is a limit: whoever owes anything is over it.", "你漏了额度为零的。零也是额度：欠一分都算超。"),
    zero_is_missing: ("Zero is not missing: somebody decided that this customer buys for cash. Count the empty cells only.", "零不是空白：那是有人定了这家现款现货。只数空白的。"),
    silent: ("Look for empty cells in the column of limits. They must not pass in silence.", "看看额度一列有没有空白，不能一声不响地放过。"),
    not_over: ("You counted those that are not over the limit.", "你数的是没有超过额度的。"),
    by_share: ("That one is furthest over in per cent of its limit. Asked for is the excess in yuan.", "这一家超出的比例最大。题目问的是超出多少元。"),
    by_debt: ("That one owes most. Take its limit off: asked for is the excess.", "这一家欠款最多。要减去额度，问的是超出多少。"),
    another: ("Work out what each owes less its limit, in yuan, and take the largest.", "逐家用欠款减去额度，取最大的。"),
}  # fmt: skip


# alerts-2: by chance alone -------------------------------------------------------------------------------------


def by_chance(data):
    """The key."""
    one = 1 - (1 - data.p) ** data.tests
    return {"at_least_one": one, "customers": data.customers * one, "confirmed": 1 - (1 - data.p**2) ** data.tests}


def _one(data, share):
    """Another share of customers, carried through to their number."""
    return by_chance(data) | {"at_least_one": share, "customers": data.customers * share}


def one_test(data):
    """The chance of one comparison."""
    return _one(data, data.p)


def added_up(data):
    """The chances added up."""
    return _one(data, data.tests * data.p) if data.tests * data.p <= 1 else None


def all_of_them(data):
    """The chance that all come out bad."""
    return _one(data, data.p**data.tests)


def none_of_them(data):
    """The chance that none comes out bad."""
    return _one(data, (1 - data.p) ** data.tests)


@where_it_shows(by_chance)
def not_all(data):
    """The chance that not all come out bad."""
    return _one(data, 1 - data.p**data.tests)


def per_test(data):
    """Customers by the chance of one comparison, the share being right."""
    return by_chance(data) | {"customers": data.customers * data.p}


def bad_comparisons(data):
    """The number of bad comparisons instead of customers."""
    return by_chance(data) | {"customers": data.customers * data.p * data.tests}


def healthy(data):
    """Customers without a warning."""
    return by_chance(data) | {"customers": data.customers * (1 - data.p) ** data.tests}


def any_twice(data):
    """The share squared: any comparison in one month, any in the next."""
    return by_chance(data) | {"confirmed": by_chance(data)["at_least_one"] ** 2}


def halved(data):
    """The share halved."""
    return by_chance(data) | {"confirmed": by_chance(data)["at_least_one"] / 2}


def one_twice(data):
    """One comparison twice, the others forgotten."""
    return by_chance(data) | {"confirmed": data.p**2}


@where_it_shows(by_chance)
def half_a_chance(data):
    """Half the chance of each comparison instead of its square."""
    return by_chance(data) | {"confirmed": 1 - (1 - data.p / 2) ** data.tests}


def unchanged(data):
    """As without confirmation."""
    return by_chance(data) | {"confirmed": by_chance(data)["at_least_one"]}


CHANCES = {
    one_test: ("That is the chance of one comparison. Each further one is another occasion.", "那是一项比较的概率。每多一项，就多一次机会。"),
    added_up: ("Chances cannot be added up: a customer with two bad comparisons would be counted twice.", "概率不能相加：两项都低的客户会算两遍。"),
    all_of_them: ("That is the chance that all of them come out bad. One is enough.", "那是每一项都低的概率。只要一项低就报。"),
    none_of_them: ("That is the share without any. The others are asked for.", "那是一项也不低的比例。问的是其余的。"),
    not_all: ("You left out only the case that all are bad. Leave out the case that none is.", "你去掉的是全都低的情形，应去掉一项也不低的情形。"),
    per_test: ("You took the chance of one comparison for the customers. Multiply by your first share.", "你用一项比较的概率乘了客户数。要乘第一问的比例。"),
    bad_comparisons: ("Those are bad comparisons. A customer with two of them is one customer.", "那是低的比较项数。两项都低的客户，也只算一家。"),
    healthy: ("Those are the customers without a warning.", "那是没有预警的客户数。"),
    any_twice: ("You squared the share of customers: then one comparison may be bad in the first month and another in the second. The rule wants the same one twice.", "你把客户的比例平方了：那样可以头一个月这项低、下一个月那项低。规则要求同一项连续两次。"),
    halved: ("Twice in a row is not half as often. Square the chance of each comparison first.", "连续两次不是减一半。先把每项的概率平方。"),
    one_twice: ("That is one comparison, confirmed. There are several.", "那是一项比较连续两次。比较有好几项。"),
    half_a_chance: ("You halved the chance of each comparison. Bad in both months is the chance times itself.", "你把每项的概率减了一半。两个月都低，是概率自乘。"),
    unchanged: ("That is the share without confirmation. Both months have to be bad.", "那是不要求连续确认的比例。现在要两个月都低。"),
}  # fmt: skip


# alerts-3: which tolerance -------------------------------------------------------------------------------------

WHY = "The cheapest rule is not the one with the fewest errors, because a miss costs more."


def _false(data):
    return data.tried["warnings"] - data.tried["right"]


def _cost(data):
    return _false(data) * data.per_false_alarm + data.tried["missed"] * data.per_miss


def _by(data, rule, cost=None):
    """The answer of somebody who chose this rule, and reckoned right from there."""
    row = data.tried.loc[rule]
    cost = _cost(data)[rule] if cost is None else cost
    return {"rule": rule, "cost_cny": float(cost), "precision": float(row["right"] / row["warnings"]), "why": WHY}


def cheapest(data):
    """The key."""
    return _by(data, _cost(data).idxmin())


def fewest_errors(data):
    """The rule with the highest accuracy."""
    return _by(data, (_false(data) + data.tried["missed"]).idxmin())


def nobody_missed(data):
    """The rule that misses fewest."""
    return _by(data, data.tried["missed"].idxmin())


@where_it_shows(fewest_errors)
def costs_exchanged(data):
    """The two costs in each other's place."""
    turned = _false(data) * data.per_miss + data.tried["missed"] * data.per_false_alarm
    return _by(data, turned.idxmin(), turned.min())


@where_it_shows(cheapest)
def every_warning(data):
    """Every warning charged as a false alarm."""
    cost = data.tried["warnings"] * data.per_false_alarm + data.tried["missed"] * data.per_miss
    return _by(data, cost.idxmin(), cost.min())


def misses_only(data):
    """The false alarms left out of the cost."""
    key = cheapest(data)
    return key | {"cost_cny": float(data.tried.at[key["rule"], "missed"] * data.per_miss)}


def false_only(data):
    """The misses left out of the cost."""
    key = cheapest(data)
    return key | {"cost_cny": float(_false(data)[key["rule"]] * data.per_false_alarm)}


def recall(data):
    """Recall instead of precision."""
    row = data.tried.loc[cheapest(data)["rule"]]
    return cheapest(data) | {"precision": float(row["right"] / (row["right"] + row["missed"]))}


def of_all_customers(data):
    """Right warnings among all customers."""
    row = data.tried.loc[cheapest(data)["rule"]]
    return cheapest(data) | {"precision": float(row["right"] / data.customers)}


def share_false(data):
    """The share that was false."""
    return cheapest(data) | {"precision": 1 - cheapest(data)["precision"]}


def accuracy(data):
    """The share of all customers on whom the rule was right."""
    rule = cheapest(data)["rule"]
    wrong = _false(data)[rule] + data.tried.at[rule, "missed"]
    return cheapest(data) | {"precision": float(1 - wrong / data.customers)}


def _others(data):
    return {mistake(data)["rule"] for mistake in (cheapest, fewest_errors, nobody_missed)}


@shown_by(lambda value, data: value["rule"] not in _others(data))
def another_rule(data):
    """A rule that is best by nothing."""
    return _by(data, next(each for each in data.tried.index if each not in _others(data)))


TOLERANCES = {
    fewest_errors: ("That rule makes the fewest errors. But a miss costs more than a false alarm; to count both alike is to choose by accuracy.", "这条规则的差错最少。可是漏报比误报贵，把两种差错一样数，就是按准确率来选。"),
    nobody_missed: ("That rule misses fewest. Look at what its false alarms cost.", "这条规则漏报最少。看看它的误报要花多少钱。"),
    costs_exchanged: ("The two costs stand in each other's place.", "两个单价用反了。"),
    every_warning: ("You charged the right warnings, too. Only those that were not right are false alarms.", "报准的也算进去了。没有报准的才是误报。"),
    misses_only: ("Those are the misses. The false alarms cost as well.", "那是漏报的代价。误报也要算。"),
    false_only: ("Those are the false alarms. The misses cost as well.", "那是误报的代价。漏报也要算。"),
    recall: ("That is recall: of the events. Precision is of the warnings.", "那是查全率，分母是出事的。查准率的分母是预警次数。"),
    of_all_customers: ("You divided by all customers. Precision is of the warnings.", "你除的是全部客户。查准率的分母是预警次数。"),
    share_false: ("That is the share that was false.", "那是误报的比例。"),
    accuracy: ("That is accuracy. A rule that never warns has a high one, too.", "那是准确率。一条从不报的规则，准确率也很高。"),
    another_rule: ("Work out the cost of all six rules, and compare.", "把六条规则的代价都算出来，再比。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    alerts_1=Answer(
        over, LIMITS,
        right=("Equal is silent, zero is a limit, and an empty cell is told by itself.", "等于不报，零也是额度，空白单独报。"),
        otherwise={"over": ("Add both parts of what is owed, customer by customer, and compare with the limit.", "逐家把两部分欠款相加，再和额度比。"),
                   "no_limit": ("Count the customers without a number in the column of limits.", "数一数额度一列没有数字的客户。"),
                   "most": ("", "")},
        within=0,
    ),
    alerts_2=Answer(
        by_chance, CHANCES,
        right=("So a list can be long although nothing is wrong, and confirmation shortens it.", "可见什么事都没有，名单也可以很长；连续确认能把它缩短。"),
        otherwise={"at_least_one": ("Start from the customers with no bad comparison, and take them from all.", "从一项也不低的客户算起，用全部减去。"),
                   "customers": ("Multiply the share by the number of customers.", "用比例乘客户数。"),
                   "confirmed": ("First the chance that one comparison is bad in both months, then at least one of them.", "先算一项比较两个月都低的概率，再算至少一项。")},
        within={"at_least_one": 0.005, "customers": 0.6, "confirmed": 0.005},
    ),
    alerts_3=Answer(
        cheapest, TOLERANCES,
        right=("The sums come out.", "账算对了。"),
        otherwise={"rule": ("", ""),
                   "cost_cny": ("False alarms times their cost, and misses times theirs, for the rule you chose.", "就你选的规则，误报乘它的单价，漏报乘它的单价，相加。"),
                   "precision": ("Right warnings ÷ all warnings, of the rule you chose.", "就你选的规则，报准的次数 ÷ 预警次数。")},
        within={"cost_cny": 1, "precision": 0.005},
        rubric=(
            (1, "Says with this table's numbers why the rule with the fewest errors (or a rule that never warns) is not the best.", "用本表的数说明：差错最少的规则（或者从不报的规则）为什么不是最好的。"),
            (1, "Says what would change the choice: from which cost of a miss or of a false alarm on another rule is cheaper.", "说明什么会改变选择：漏报或误报的单价到多少，就该换一条规则。"),
            (1, "Names something the table leaves out (lead time, whether the check prevents the loss, that the tolerance was chosen on the same cases, the customer's annoyance).", "说出表里没有的一点（提前量、核查能不能防住损失、容忍度是照同一批客户定的、客户的反感等）。"),
        ),
    ),
)  # fmt: skip
