"""Key and misconceptions of lesson 13's exercises. Not part of what a class receives.

Nothing here is a stored answer: each judge works the right answer out of the reader's own numbers, and each
misconception is a small function that works out the wrong one, so that it can be recognised and named.
"""

from casekit.exercises.judging import judge_number, judge_same, near, same_numbers
from casekit.exercises.receivables import DAYS, POLICIES, counted_back, profits
from casekit.look import say

# receivables-1: the annual rate of waiting, percent -----------------------------------------------------------


def _rate(percent, days, basis=360):
    return 100 * percent / (100 - percent) * basis / days


def rate(data):
    """The key: d / (1 - d) × 360 / (n - t), percent."""
    percent, day = data.first
    return _rate(percent, data.net_day - day)


def on_the_invoice(data):
    """The discount as a share of the invoice, not of what is kept."""
    percent, day = data.first
    return percent * 360 / (data.net_day - day)


def whole_period(data):
    """Divided by all the days to the net day."""
    return _rate(data.first[0], data.net_day)


def the_discount(data):
    """The discount itself, as if it were a rate for a year."""
    return float(data.first[0])


def other_basis(data):
    """A year of 365 days."""
    return _rate(data.first[0], data.net_day - data.first[1], 365)


def compounded(data):
    """The effective rate."""
    percent, day = data.first
    return 100 * ((100 / (100 - percent)) ** (360 / (data.net_day - day)) - 1)


def second_discount(data):
    """Measured from the second discount."""
    percent, day = data.second
    return _rate(percent, data.net_day - day)


def as_a_fraction(data):
    """Right, but not in percent."""
    return rate(data) / 100


RATE = {
    on_the_invoice: ("You took the discount over the full price. What is kept in the meantime is the price less the discount.",
                     "你拿折扣除以全价。这段时间里借用的，是全价减去折扣。"),
    whole_period: ("You divided by all the days to the net day. Until the discount runs out nothing is gained by waiting: only the days after it count.",
                   "你除的是到期前的全部天数。折扣期内等待没有好处，只能算折扣期以后的天数。"),
    the_discount: ("That is the discount, the price for a few weeks. As an annual rate it counts as often as these days fit into 360.",
                   "这是折扣本身，是几个星期的代价。折成年利率，要看 360 天里有多少个这样的几天。"),
    other_basis: ("Right on a year of 365 days. Asked for is 360: name the basis and keep to it.",
                  "按一年 365 天算是对的。题目要求 360 天：用哪一种要写明，并一直用它。"),
    compounded: ("That is the effective rate, with interest on interest. Asked for is the simple one.",
                 "这是复利的实际利率，题目要的是单利。"),
    second_discount: ("That is measured from the second discount. Asked for is waiting since the first.",
                      "你是从第二档折扣起算的，题目问的是从第一档起等待。"),
    as_a_fraction: ("The right rate, as a fraction. Give it in percent: 12.34 for 12.34 %.",
                    "利率对了，可写成了小数。请写成百分数：12.34% 就填 12.34。"),
}  # fmt: skip

judge_rate = judge_number(
    rate, RATE,
    right=("Compare this with what a bank would take: whoever can borrow for less should take the discount.",
           "拿它跟银行贷款利率比：借得到更便宜的钱，就该要折扣。"),
    otherwise=("Divide the discount by what is kept (100 less the discount), then by the days gained, and multiply by 360.",
               "折扣除以借用的金额（100 减折扣），再除以多用的天数，乘 360。"),
    within=0.011,
)  # fmt: skip


# receivables-2: which policy, and what it earns over the present one -------------------------------------------


def _chosen(data, **way):
    """The policy that is best when reckoned in this way, and its gain over the present one."""
    found = profits(
        data.policies.to_numpy().tolist(), 100 * data.variable_cost_ratio, 100 * data.cost_of_capital, **way
    )
    best = max(range(len(found)), key=found.__getitem__)
    return {"best": POLICIES[best], "gain_cny": found[best] - found[0]}


def best_policy(data):
    """The key."""
    return _chosen(data)


def costs_only(data):
    """The costs compared, without what the sales bring."""
    return _chosen(data, contribution=False)


def credit_period(data):
    """The days allowed instead of the days until customers pay."""
    return _chosen(data, days=1)


def bad_debt_on_receivables(data):
    """Bad debt charged on the balance instead of on sales."""
    return _chosen(data, bad_on="receivables")


def full_price(data):
    """Opportunity cost on the full price."""
    return _chosen(data, full_price=True)


def on_365(data):
    """A year of 365 days."""
    return _chosen(data, basis=365)


def whole_profit(data):
    """The profit itself instead of what it is over the present one."""
    right = best_policy(data)
    found = profits(
        data.policies.to_numpy().tolist(), 100 * data.variable_cost_ratio, 100 * data.cost_of_capital
    )
    return {"best": right["best"], "gain_cny": max(found)}


POLICY = {
    costs_only: ("You compared the costs of credit only. More sales bring a contribution; compare the profit after those costs.",
                 "你只比了信用成本。销售额多了会带来边际贡献，要比的是扣除成本后的收益。"),
    credit_period: ("You used the credit period. Customers take longer than they may (or pay early for the discount): use the collection days.",
                    "你用的是信用期限。客户实际付款比期限晚（有折扣的又比期限早），要用平均收现期。"),
    bad_debt_on_receivables: ("You charged the bad-debt rate on receivables. It is a rate of sales.",
                              "你把坏账率乘在应收账款上了，它是对销售额的比率。"),
    full_price: ("You charged the full price as money tied up. Only the variable cost was laid out.",
                 "你按全价算占用资金了。真正垫出去的只有变动成本。"),
    on_365: ("Right on a year of 365 days. Asked for is 360.", "按一年 365 天算是对的，题目要求 360 天。"),
    whole_profit: ("The right policy, and its profit. Asked for is what it earns over the present one.",
                   "政策选对了，可填的是它的全部收益。题目问比现行政策多多少。"),
}  # fmt: skip

_judge_policy = judge_same(
    best_policy, POLICY,
    right=("Before you sign, ask how much growth it takes to break even: the sales in the table are a hope.",
           "签字之前再问一句：保本要增长多少？表里的销售额只是预计。"),
    otherwise=("Reckon all three: contribution, less opportunity cost, bad debt, collection and discounts; then subtract the profit of now.",
               "三种都算：边际贡献减机会成本、坏账、收账费用、折扣，再减去 now 的收益。"),
    same=same_numbers(within=1.0),
)  # fmt: skip


def judge_policy(value, data):
    """The choice and the gain; a policy with its own gain, rightly worked out but not the largest, is told so."""
    found = profits(
        data.policies.to_numpy().tolist(), 100 * data.variable_cost_ratio, 100 * data.cost_of_capital
    )
    said = _judge_policy(value, data)
    own = found[POLICIES.index(value["best"])] - found[0]
    if said[0] == "wrong" and len(said) == 2 and near(value["gain_cny"], own, 1.0):
        return "wrong", say("The gain of this policy is right, but another one earns more: reckon all three.",
                            "这种政策的数算对了，可还有一种收益更大：三种都要算。")  # fmt: skip
    return said


# receivables-3: three measures on a seasonal year ---------------------------------------------------------------

WHY = "The balance stands on the slack last months, the year's sales on the busy ones, so DSO flatters; counting back does not."


def _year(data):
    return float(data.monthly_sales.sum())


def _quarter(data):
    return float(data.monthly_sales.iloc[-3:].sum())


def _cei(data, sales):
    return 100 * (data.begin + sales - data.receivables) / (data.begin + sales - data.current)


def measures(data):
    """The key."""
    sales = data.monthly_sales.tolist()[::-1]
    return {
        "dso": data.receivables / _year(data) * 365,
        "countback": counted_back(data.receivables, sales, DAYS[::-1]),
        "cei": _cei(data, _quarter(data)),
        "why": WHY,
    }


def dso_360(data):
    """360 days for the year."""
    return measures(data) | {"dso": data.receivables / _year(data) * 360}


def dso_of_the_quarter(data):
    """The sales of the last quarter instead of the year's."""
    return measures(data) | {"dso": data.receivables / _quarter(data) * 92}


def from_january(data):
    """Counted from the oldest month on."""
    return measures(data) | {"countback": counted_back(data.receivables, data.monthly_sales.tolist(), DAYS)}


def thirty_days_each(data):
    """Every month taken as 30 days."""
    sales = data.monthly_sales.tolist()[::-1]
    return measures(data) | {"countback": counted_back(data.receivables, sales, [30] * 12)}


def dso_again(data):
    """The plain DSO given for both."""
    return measures(data) | {"countback": measures(data)["dso"]}


def month_for_quarter(data):
    """The colleague's CEI: a quarter's balances with a month's sales."""
    return measures(data) | {"cei": _cei(data, _quarter(data) / 3)}


def years_sales(data):
    """A quarter's balances with a year's sales."""
    return measures(data) | {"cei": _cei(data, _year(data))}


def of_everything(data):
    """What was not yet due counted as collectable."""
    could = data.begin + _quarter(data)
    return measures(data) | {"cei": 100 * (could - data.receivables) / could}


MEASURES = {
    dso_360: ("dso: right on 360 days. Asked for is a year of 365.", "dso：按 360 天是对的，题目要求一年 365 天。"),
    dso_of_the_quarter: ("dso: that is on the last quarter's sales. Asked for is the whole year's.",
                         "dso：你用的是最后一个季度的销售额，题目要全年的。"),
    from_january: ("countback: you began in January. What is still open was sold last: begin with December.",
                   "countback：你是从 1 月减起的。没收回的是最近卖的，要从 12 月减起。"),
    thirty_days_each: ("countback: every month taken as 30 days. December has 31.", "countback：每个月都按 30 天算了，12 月有 31 天。"),
    dso_again: ("countback: that is the plain DSO again. Take whole months of sales off the balance, newest first.",
                "countback：这还是普通的 DSO。要从余额里逐月减去销售额，先减最近的月份。"),
    month_for_quarter: ("cei: that is your colleague's number, on a third of the quarter's sales. The balances move over three months, so the sales must be of three months too.",
                        "cei：这是你同事的得数，只用了季度销售额的三分之一。余额变动是三个月的，销售额也得是三个月的。"),
    years_sales: ("cei: the year's sales beside a quarter's balances. All four numbers must be of the same quarter.",
                  "cei：全年的销售额配了一个季度的余额。四个数都要是同一个季度的。"),
    of_everything: ("cei: what is not yet due could not be collected, so it is taken off below the line as well.",
                    "cei：还没到期的收不了，分母里也要减掉。"),
}  # fmt: skip


def judge_measures(value, data):
    """Three numbers, one after the other; the reason is for a person to read."""
    true = measures(data)
    wrong = next(
        (name for name in ("dso", "countback", "cei") if not near(value[name], true[name], 0.06)), None
    )
    if wrong is None and len(value["why"].encode()) < 20:
        return "right", say("The figures are right. Your reasons are still to be written; a person reads them.",
                            "数字都对。理由还没有写完，那一段由人来读。")  # fmt: skip
    if wrong is None:
        return "right", say("Your reason is not checked here: compare it with the three points in the task.",
                            "理由不由程序批改：请对照题目里的三点。")  # fmt: skip
    for mistake, reason in MEASURES.items():
        named = mistake(data)[wrong]
        if not near(named, true[wrong], 0.06) and near(value[wrong], named, 0.06):
            return "wrong", say(*reason), mistake.__name__
    return "wrong", _nearly(wrong, value[wrong], data)


def _nearly(wrong, given, data):
    """What to say about a number that no misconception explains: rounded, a fraction, or a countback not finished."""
    true, december = measures(data)[wrong], float(data.monthly_sales.iloc[-1])
    if near(given, true, 0.6):
        return say(f"{wrong}: nearly, but not within rounding. Give one decimal at least, and November 30 days.",
                   f"{wrong}：很接近，但超出了舍入误差。至少保留一位小数，11 月按 30 天。")  # fmt: skip
    if wrong == "cei" and near(100 * given, true, 0.6):
        return say(
            "cei: write it in percent, 50 for a half and not 0.5.", "cei：写成百分数，一半填 50，不是 0.5。"
        )
    if wrong == "countback" and near(given, 31 * data.receivables / december, 0.06):
        return say("countback: December is used up. Take its sales off the balance, add 31 days, and go on with November.",
                   "countback：12 月已经减完。从余额里减去它，记 31 天，再接着减 11 月。")  # fmt: skip
    return say(
        f"{wrong}: not yet; the hints go through it step by step.",
        f"{wrong}：还不对，提示里有一步一步的做法。",
    )


KEYS = {"receivables-1": rate, "receivables-2": best_policy, "receivables-3": measures}
MISTAKES = {"receivables-1": RATE, "receivables-2": POLICY, "receivables-3": MEASURES}
JUDGES = {"receivables-1": judge_rate, "receivables-2": judge_policy, "receivables-3": judge_measures}
RUBRICS = {
    "receivables-3": [
        (1, "Says which of the two DSO tells more about how customers pay here, and why: the balance stands on the last months, the year's sales on the season.",
            "说明两个 DSO 里哪一个更能反映客户付款，以及为什么：余额由最后几个月构成，全年销售额由旺季构成。"),
        (1, "Says what is wrong with the colleague's CEI: a quarter's balances beside a third of its sales, one month's worth.",
            "说明同事的 CEI 错在哪里：一个季度的余额配了季度销售额的三分之一，即一个月的量。"),
        (1, "Says what to look at next to know whether customers pay sooner: days from invoice to payment, the share that is late, or the ageing, for the same month of last year.",
            "说明要知道回款是否更快，下一步看什么：从开票到付款的天数、逾期比例或账龄，并与上年同月相比。"),
    ],
}  # fmt: skip
