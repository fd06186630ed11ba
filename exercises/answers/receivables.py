"""Key and misconceptions of lesson 13's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from casekit.exercises.judging import Answer, answers, is_close, shown_by
from casekit.exercises.receivables import DAYS, POLICIES, counted_back, profits

# receivables-1: the annual rate of waiting, percent -----------------------------------------------------------


def _rate(percent, days, basis=360):
    return 100 * percent / (100 - percent) * basis / days


def rate(data):
    """The key: d / (1 - d) × 360 / (n - t), percent."""
    percent, day = data.first
    return _rate(percent, data.net_day - day)


@shown_by(
    lambda value, data: any(is_close(value, on_the_invoice(data) * year / 360, 0.011) for year in (360, 365))
)
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


def for_the_days_only(data):
    """What the discount is of what is kept, not carried to a year."""
    percent = data.first[0]
    return 100 * percent / (100 - percent)


def in_yuan(data):
    """The discount in yuan."""
    return data.invoice * data.first[0] / 100


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


def to_the_second(data):
    """The days from the first discount to the second only."""
    return _rate(data.first[0], data.second[1] - data.first[1])


def from_the_seconds_day(data):
    """The first discount with the days of the second."""
    return _rate(data.first[0], data.net_day - data.second[1])


def seconds_percent(data):
    """The second discount with the days of the first."""
    return _rate(data.second[0], data.net_day - data.first[1])


def between_the_two(data):
    """The price of waiting from the first discount to the second."""
    (first, day), (second, later) = data.first, data.second
    return 100 * (first - second) / (100 - first) * 360 / (later - day)


def days_of_the_discount(data):
    """Divided by the days of the discount instead of those gained after it."""
    return _rate(*data.first)


def one_day_more(data):
    """The first and the last day both counted."""
    percent, day = data.first
    return _rate(percent, data.net_day - day + 1)


def both_discounts(data):
    """The two discounts added up."""
    return _rate(data.first[0] + data.second[0], data.net_day - data.first[1])


RATE = {
    on_the_invoice: ("You took the discount over the full price. What is kept in the meantime is the price less the discount.",
                     "你拿折扣除以全价。这段时间里借用的，是全价减去折扣。"),
    whole_period: ("You divided by all the days to the net day. Until the discount runs out nothing is gained by waiting: only the days after it count.",
                   "你除的是到期前的全部天数。折扣期内等待没有好处，只能算折扣期以后的天数。"),
    the_discount: ("That is the discount, the price for a few weeks. As an annual rate it counts as often as these days fit into 360.",
                   "这是折扣本身，是几个星期的成本。折成年利率，要看 360 天里有多少个这样的几天。"),
    for_the_days_only: ("That is the price for the days between the two dates. Asked for is a year: how often do these days fit into 360?",
                        "这是两个日子之间那几天的成本。题目问的是一年：360 天里有多少个这样的几天？"),
    in_yuan: ("That is the discount in yuan. Asked for is a rate a year, in percent.", "这是折扣的金额。题目问的是年利率，用百分数。"),
    other_basis: ("Right on a year of 365 days. Asked for is 360: name the basis and keep to it.",
                  "按一年 365 天算是对的。题目要求 360 天：用哪一种要写明，并一直用它。"),
    compounded: ("That is the effective rate, with interest on interest. Asked for is the simple one.",
                 "这是复利的实际利率，题目要的是单利。"),
    second_discount: ("That is measured from the second discount. Asked for is waiting since the first.",
                      "你是从第二档折扣起算的，题目问的是从第一档起等待。"),
    to_the_second: ("You counted the days from the first discount to the second. Asked for is waiting until the net day.",
                    "你数的是第一档到第二档的天数。题目问的是一直等到到期日。"),
    from_the_seconds_day: ("The percentage is that of the first discount, the days are those of the second. Both come from the first.",
                           "折扣用的是第一档，天数却从第二档数起。两样都要用第一档的。"),
    between_the_two: ("That is the price of waiting from the first discount to the second. Asked for is waiting until the net day, when neither is left.",
                      "这是从第一档等到第二档的成本。题目问的是一直等到到期日，那时两档折扣都没有了。"),
    days_of_the_discount: ("You divided by the days of the discount. What counts are the days gained after them: up to the net day.",
                           "你除的是折扣期的天数。要算的是折扣期以后、到期日以前多用的天数。"),
    one_day_more: ("One day too many: from the last day of the discount to the net day, count only one of the two ends.",
                   "多数了一天：从折扣期最后一天到到期日，两头只算一头。"),
    both_discounts: ("You added the two discounts. Whoever pays by the first gets the first, not both.",
                     "你把两档折扣加起来了。按第一档付款，只享受第一档。"),
    seconds_percent: ("The days are those of the first discount, the percentage is that of the second. Both come from the first.",
                      "天数用的是第一档，折扣却用了第二档。两样都要用第一档的。"),
}  # fmt: skip


# receivables-2: which policy, and what it earns over the present one -------------------------------------------


def _profits(data, **way):
    """The profit of each policy when reckoned in this way."""
    rows = data.policies.to_numpy().tolist()
    return profits(rows, 100 * data.variable_cost_ratio, 100 * data.cost_of_capital, **way)


def _chosen(data, **way):
    """The policy that is best when reckoned in this way, and its gain over the present one."""
    found = _profits(data, **way)
    best = max(range(len(found)), key=found.__getitem__)
    return {"best": POLICIES[best], "gain_cny": found[best] - found[0]}


def best_policy(data):
    """The key."""
    return _chosen(data)


def _where_it_shows(answer, data):
    """A wrong answer, or None where these numbers do not tell it from the right one."""
    return None if is_close(answer["gain_cny"], best_policy(data)["gain_cny"], 2) else answer


def costs_only(data):
    """The costs compared, without what the sales bring."""
    return _chosen(data, without=["contribution"])


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


def no_bad_debt(data):
    """Bad debt forgotten."""
    return _chosen(data, without=["bad_debt"])


def _bad_debt_otherwise(data):
    """What each policy leaves with bad debt on the variable cost only, and with a hundredth of it."""
    found = list(zip(_profits(data), _profits(data, without=["bad_debt"]), strict=True))
    return [[full - part * (full - net) for net, full in found] for part in (data.variable_cost_ratio, 0.01)]


def _shows_bad_debt(value, data):
    at = POLICIES.index(value["best"])
    return any(is_close(value["gain_cny"], found[at] - found[0], 1) for found in _bad_debt_otherwise(data))


@shown_by(_shows_bad_debt)
def bad_debt_on_cost(data):
    """Bad debt on the variable cost only, or a per cent taken twice."""
    found = _bad_debt_otherwise(data)[0]
    best = found.index(max(found))
    return _where_it_shows({"best": POLICIES[best], "gain_cny": found[best] - found[0]}, data)


def sales_as_contribution(data):
    """The whole sales taken for what they leave, with no variable cost taken off."""
    sales = data.policies["credit_sales_cny"].tolist()
    found = [net + each * data.variable_cost_ratio for net, each in zip(_profits(data), sales, strict=True)]
    best = found.index(max(found))
    return _where_it_shows({"best": POLICIES[best], "gain_cny": found[best] - found[0]}, data)


def no_capital(data):
    """The cost of capital forgotten."""
    return _chosen(data, without=["capital"])


def no_collection(data):
    """The collection cost forgotten."""
    return _where_it_shows(_chosen(data, without=["collection"]), data)


def no_discounts(data):
    """The discounts forgotten, where that shows."""
    return _where_it_shows(_chosen(data, without=["discounts"]), data)


def _own_contribution(value, data):
    """Whether the gain is the contribution of the policy that is named, over the present one."""
    found = _profits(data, without=["capital", "bad_debt", "collection", "discounts"])
    return is_close(value["gain_cny"], found[POLICIES.index(value["best"])] - found[0], 1)


@shown_by(_own_contribution)
def contribution_only(data):
    """No cost at all taken off."""
    return _chosen(data, without=["capital", "bad_debt", "collection", "discounts"])


def sales_difference(data):
    """How much more is sold, not earned."""
    sales = data.policies["credit_sales_cny"]
    best = best_policy(data)["best"]
    return None if best == "now" else {"best": best, "gain_cny": float(sales[best] - sales["now"])}


def whole_profit(data):
    """The profit itself instead of what it is over the present one."""
    return best_policy(data) | {"gain_cny": max(_profits(data))}


def over_the_next(data):
    """The best set against the second best, where that is not the present one."""
    first, second = sorted(_profits(data), reverse=True)[:2]
    return None if second == _profits(data)[0] else best_policy(data) | {"gain_cny": first - second}


def _own_gain(value, data):
    """Whether the gain is the right one of the policy that is named."""
    found = _profits(data)
    return is_close(value["gain_cny"], found[POLICIES.index(value["best"])] - found[0], 1)


@shown_by(_own_gain)
def not_the_largest(data):
    """Another policy, with its own gain rightly worked out."""
    found = _profits(data)
    other = next(each for each in (1, 2) if POLICIES[each] != best_policy(data)["best"])
    return {"best": POLICIES[other], "gain_cny": found[other] - found[0]}


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
    no_bad_debt: ("Bad debt is not taken off yet: a percentage of sales.", "还没有减去坏账：它是销售额的百分比。"),
    no_capital: ("The money tied up in receivables costs something too: sales a day × collection days × variable-cost ratio × cost of capital.",
                 "应收账款占用的资金也有成本：日销售额 × 平均收现期 × 变动成本率 × 资金成本率。"),
    bad_debt_on_cost: ("Bad debt is too small: its percentage is of all credit sales at their full price, and a per cent is a hundredth once only.",
                       "坏账算少了：坏账率乘的是全部赊销额（按售价），百分数也只除一次 100。"),
    sales_as_contribution: ("The goods cost something: the variable cost comes off the sales before the costs of credit do.",
                            "货是有成本的：先从销售额里减去变动成本，再减信用成本。"),
    no_collection: ("The collection cost is not taken off yet.", "还没有减去收账费用。"),
    no_discounts: ("The discounts are not taken off yet: a percentage of sales.", "还没有减去折扣：它是销售额的百分比。"),
    contribution_only: ("That is the contribution alone. The costs of credit come off: capital, bad debt, collection, discounts.",
                        "这只是边际贡献。还要减去信用成本：占用资金、坏账、收账费用、折扣。"),
    sales_difference: ("That is how much more is sold. Asked for is how much more is earned.", "这是多卖的金额。题目问的是多赚多少。"),
    whole_profit: ("The right policy, and its profit. Asked for is what it earns over the present one.",
                   "政策选对了，可填的是它的全部收益。题目问比现行政策多多少。"),
    over_the_next: ("That is what it earns over the second best. Asked for is the present one, now.",
                    "这是比第二名多的。题目问的是比现行政策 now 多多少。"),
    not_the_largest: ("The gain of this policy is right, but another one earns more: reckon all three.",
                      "这种政策的数算对了，可还有一种收益更大：三种都要算。"),
}  # fmt: skip


# receivables-3: three measures on a seasonal year ---------------------------------------------------------------

WHY = "The balance stands on the slack last months, the year's sales on the busy ones, so DSO flatters; counting back does not."


def _year(data):
    return float(data.monthly_sales.sum())


def _quarter(data):
    return float(data.monthly_sales.iloc[-3:].sum())


def _december(data):
    return float(data.monthly_sales.iloc[-1])


def _newest_first(data):
    return data.monthly_sales.tolist()[::-1]


def _countback(data, days=DAYS):
    return counted_back(data.receivables, _newest_first(data), days[::-1])


def _cei(data, sales):
    return 100 * (data.begin + sales - data.receivables) / (data.begin + sales - data.current)


def measures(data):
    """The key."""
    return {
        "dso": data.receivables / _year(data) * 365,
        "countback": _countback(data),
        "cei": _cei(data, _quarter(data)),
        "why": WHY,
    }


def _with(data, **other):
    """The key with another value in a field, or None where these numbers do not tell it from the right one."""
    key = measures(data)
    return None if all(is_close(value, key[name], 0.07) for name, value in other.items()) else key | other


def dso_360(data):
    """360 days for the year."""
    return _with(data, dso=data.receivables / _year(data) * 360)


def dso_of_the_quarter(data):
    """The sales of the last quarter instead of the year's."""
    return _with(data, dso=data.receivables / _quarter(data) * 92)


def overdue_only(data):
    """What is overdue instead of the whole balance."""
    return _with(data, dso=(data.receivables - data.current) / _year(data) * 365)


def quarter_in_a_year(data):
    """The sales of a quarter with the days of a year."""
    return _with(data, dso=data.receivables / _quarter(data) * 365)


def average_balance(data):
    """The mean of two balances instead of the last one."""
    return _with(data, dso=(data.begin + data.receivables) / 2 / _year(data) * 365)


def of_december(data):
    """The sales of the last month with its days."""
    return _with(data, dso=data.receivables / _december(data) * DAYS[-1])


def turnover(data):
    """How often receivables turn over in the year."""
    return _with(data, dso=_year(data) / data.receivables)


def balance_of_september(data):
    """The balance before the last quarter instead of that of the year's end."""
    return _with(data, dso=data.begin / _year(data) * 365)


def from_january(data):
    """Counted from the oldest month on."""
    return _with(data, countback=counted_back(data.receivables, data.monthly_sales.tolist(), DAYS))


def thirty_days_each(data):
    """Every month taken as 30 days."""
    return _with(data, countback=_countback(data, [30] * 12))


def in_months(data):
    """Months instead of days."""
    return _with(data, countback=_countback(data, [1] * 12))


def whole_months(data):
    """The last month used counted in full."""
    used = -int(-_countback(data, [1] * 12) // 1)
    return _with(data, countback=float(sum(DAYS[-used:])))


def stopped_early(data):
    """Whole months only, the part of the last one left out."""
    return _with(data, countback=float(sum(DAYS[len(DAYS) - int(_countback(data, [1] * 12)) :])))


def rest_alone(data):
    """Only the part of the last month, the whole months before it left out."""
    return _with(
        data, countback=_countback(data) - float(sum(DAYS[len(DAYS) - int(_countback(data, [1] * 12)) :]))
    )


def dso_again(data):
    """The plain DSO given for both."""
    return _with(data, countback=measures(data)["dso"])


def december_alone(data):
    """The whole balance set against December."""
    return _with(data, countback=31 * data.receivables / _december(data))


def month_for_quarter(data):
    """The colleague's CEI: a quarter's balances with a month's sales."""
    return _with(data, cei=_cei(data, _quarter(data) / 3))


def last_month_only(data):
    """A quarter's balances with December's sales."""
    found = _cei(data, _december(data))
    return None if is_close(found, _cei(data, _quarter(data) / 3), 0.06) else _with(data, cei=found)


def years_sales(data):
    """A quarter's balances with a year's sales."""
    return _with(data, cei=_cei(data, _year(data)))


def of_everything(data):
    """What was not yet due counted as collectable."""
    could = data.begin + _quarter(data)
    return _with(data, cei=100 * (could - data.receivables) / could)


def overdue_taken_off(data):
    """What is overdue taken off below the line instead of what is not yet due."""
    could = data.begin + _quarter(data)
    return _with(data, cei=100 * (could - data.receivables) / (could - (data.receivables - data.current)))


def no_opening(data):
    """The balance at the beginning of the quarter left out."""
    sales = _quarter(data)
    return _with(data, cei=100 * (sales - data.receivables) / (sales - data.current))


def no_sales(data):
    """The sales of the quarter left out."""
    found = _cei(data, 0)
    return _with(data, cei=found) if found >= 0 else None


def cei_upside_down(data):
    """What could be collected over what was."""
    return _with(data, cei=10_000 / measures(data)["cei"])


MEASURES = {
    dso_360: ("dso: right on 360 days. Asked for is a year of 365.", "dso：按 360 天是对的，题目要求一年 365 天。"),
    dso_of_the_quarter: ("dso: that is on the last quarter's sales. Asked for is the whole year's.",
                         "dso：你用的是最后一个季度的销售额，题目要全年的。"),
    quarter_in_a_year: ("dso: the sales of a quarter with the days of a year. Both must be of the same period, here the whole year.",
                        "dso：季度的销售额配了全年的天数。两者要是同一期间，这里是全年。"),
    overdue_only: ("dso: you took what is overdue. The balance is all that is open, due or not.", "dso：你只用了逾期的部分。余额是全部未收的，不管到没到期。"),
    average_balance: ("dso: you took the mean of two balances. Asked for is the end of the year.",
                      "dso：你用了两个余额的平均。题目问的是年底。"),
    of_december: ("dso: that is on December's sales. Asked for is the whole year's.", "dso：你用的是 12 月的销售额，题目要全年的。"),
    turnover: ("dso: that is how often receivables turn over in the year. Days are the balance over the year's sales, times the days of the year.",
               "dso：这是周转次数。天数是余额除以全年销售额，再乘全年天数。"),
    balance_of_september: ("dso: that is on the balance of September. Asked for is the end of the year.", "dso：你用的是 9 月末的余额，题目问的是年末。"),
    from_january: ("countback: you began in January. What is still open was sold last: begin with December.",
                   "countback：你是从 1 月减起的。没收回的是最近卖的，要从 12 月减起。"),
    thirty_days_each: ("countback: every month taken as 30 days. December has 31.", "countback：每个月都按 30 天算了，12 月有 31 天。"),
    in_months: ("countback: those are months. Asked for are days, by the calendar.", "countback：这是月数。题目要的是天数，按日历算。"),
    whole_months: ("countback: you counted the last month used in full. Only the part of it counts that the rest of the balance is of its sales.",
                   "countback：最后用到的那个月，你按整月算了。只能算一部分：剩下的余额占该月销售额的几成，就算几成。"),
    stopped_early: ("countback: those are the whole months. Part of one more month's sales is still open: add its days in proportion.",
                    "countback：这只是整月的天数。还剩一部分余额，要占再前一个月的几成，就加几成的天数。"),
    rest_alone: ("countback: that is the part of the last month used. The whole months before it, already taken off, count as well.",
                 "countback：这只是最后用到的那个月的零头。前面已经减完的整月，天数也要加上。"),
    dso_again: ("countback: that is the plain DSO again. Take whole months of sales off the balance, newest first.",
                "countback：这还是普通的 DSO。要从余额里逐月减去销售额，先减最近的月份。"),
    december_alone: ("countback: December is used up. Take its sales off the balance, add 31 days, and go on with November.",
                     "countback：12 月已经减完。从余额里减去它，记 31 天，再接着减 11 月。"),
    month_for_quarter: ("cei: that is your colleague's number, on a third of the quarter's sales. The balances move over three months, so the sales must be of three months too.",
                        "cei：这是你同事的得数，只用了季度销售额的三分之一。余额变动是三个月的，销售额也得是三个月的。"),
    last_month_only: ("cei: December's sales beside a quarter's balances. The balances move over three months, so the sales must be of three months too.",
                      "cei：12 月的销售额配了一个季度的余额。余额变动是三个月的，销售额也得是三个月的。"),
    years_sales: ("cei: the year's sales beside a quarter's balances. All four numbers must be of the same quarter.",
                  "cei：全年的销售额配了一个季度的余额。四个数都要是同一个季度的。"),
    of_everything: ("cei: what is not yet due could not be collected, so it is taken off below the line as well.",
                    "cei：还没到期的收不了，分母里也要减掉。"),
    overdue_taken_off: ("cei: below the line you took off what is overdue. That could be collected; what is not yet due could not.",
                        "cei：分母里你减掉了逾期的。逾期的是可以收的，收不了的是还没到期的。"),
    no_opening: ("cei: what was open when the quarter began is missing, above the line and below. It could be collected as well.",
                 "cei：分子分母都缺了季初的应收账款，那也是可以收回的。"),
    no_sales: ("cei: the sales of the quarter are missing, above the line and below. They could be collected as well.",
               "cei：分子分母都缺了本季度的销售额，那也是可以收回的。"),
    cei_upside_down: ("cei: upside down. What was collected is on top, what could be collected below.",
                      "cei：上下颠倒了。分子是收回的，分母是可以收回的。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    receivables_1=Answer(
        rate, RATE, within=0.011,
        right=("Compare this with what a bank would take: whoever can borrow for less should take the discount.",
               "拿它跟银行贷款利率比：借得到更便宜的钱，就该要折扣。"),
        otherwise=("Divide the discount by what is kept (100 less the discount), then by the days gained, and multiply by 360.",
                   "折扣除以借用的金额（100 减折扣），再除以多用的天数，乘 360。"),
    ),
    receivables_2=Answer(
        best_policy, POLICY, within=1.0,
        right=("Before you sign, ask how much growth it takes to break even: the sales in the table are a hope.",
               "签字之前再问一句：保本要增长多少？表里的销售额只是预计。"),
        otherwise=("Reckon all three: contribution, less opportunity cost, bad debt, collection and discounts; then subtract the profit of now.",
                   "三种都算：边际贡献减机会成本、坏账、收账费用、折扣，再减去 now 的收益。"),
    ),
    receivables_3=Answer(
        measures, MEASURES, within=0.06,
        right=("The figures are right.", "数字都对。"),
        otherwise={
            "dso": ("dso: the balance over the sales of the whole year, times 365.", "dso：余额除以全年销售额，再乘 365。"),
            "countback": ("countback: take December off the balance, then November, month by month; of the last month only a part counts.",
                          "countback：从余额里先减 12 月，再减 11 月，逐月减下去；最后一个月只算一部分。"),
            "cei": ("cei: for October to December, what was collected of what could be; the hints go through it step by step.",
                    "cei：10 至 12 月，可收回的款项实际收回了多少；提示里有一步一步的做法。"),
        },
        rubric=(
            (1, "Says which of the two DSO tells more about how customers pay here, and why: the balance stands on the last months, the year's sales on the season.",
                "说明 dso 和 countback 里哪一个更能反映客户付款的快慢，以及为什么：余额由最后几个月构成，全年销售额由旺季构成。"),
            (1, "Says what is wrong with the colleague's CEI: a quarter's balances beside a third of its sales, one month's worth.",
                "说明同事的 CEI 错在哪里：一个季度的余额配了季度销售额的三分之一，即一个月的量。"),
            (1, "Says what to look at next to know whether customers pay sooner: days from invoice to payment, the share that is late, or the ageing, for the same month of last year.",
                "说明要知道回款是否更快，下一步看什么：从开票到付款的天数、逾期比例或账龄，并与上年同月相比。"),
        ),
    ),
)  # fmt: skip
