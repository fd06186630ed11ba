"""The exercises of lesson 13: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, at_least_zero, choice, number
from casekit.look import labelled

# receivables-1: what the discount costs -------------------------------------------------------------------


def discount(draw=None):
    """One line of terms: ``terms`` as text, its parts ``first`` and ``second`` (percent, day) and ``net_day``, the ``invoice``."""
    first, second, net, invoice = (
        ((3, 10), (1, 25), 60, 80_000) if draw is None else draw.until(_terms, _rates_differ)
    )
    parts = [f"{percent:g}/{day}" for percent, day in (first, second)]
    return SimpleNamespace(
        terms=f"{', '.join(parts)}, N/{net}", first=first, second=second, net_day=net, invoice=invoice
    )


def _terms(draw):
    first = draw.one_of((1.5, 2, 2.5, 3, 3.5, 4)), draw.one_of((7, 8, 10, 12, 14, 15))
    second = draw.one_of((0.5, 1)), first[1] + draw.between(4, 12)
    return first, second, draw.one_of((40, 45, 50, 55, 60, 75, 90)), 1000 * draw.between(20, 200)


def _rates_differ(made):
    """The right rate and the usual wrong ones are all apart (percent)."""
    (d, t), (e, u), n, _ = made
    rate = 100 * d / (100 - d) * 360 / (n - t)
    ways = [
        rate, d * 360 / (n - t), 100 * d / (100 - d) * 360 / n, d, rate * 365 / 360, rate / 100,
        100 * ((100 / (100 - d)) ** (360 / (n - t)) - 1), 100 * e / (100 - e) * 360 / (n - u),
    ]  # fmt: skip
    return u < n and far_apart(ways, 0.12)


# receivables-2: three policies ----------------------------------------------------------------------------

POLICIES = ["now", "longer", "discount"]
COLUMNS = [
    "credit_sales_cny",
    "credit_days",
    "collection_days",
    "bad_debt_percent",
    "collection_cost_cny",
    "discount_cost_percent",
]


def three_policies(draw=None):
    """``policies``: a table of three, by name; ``variable_cost_ratio``, ``cost_of_capital`` (shares), ``basis`` (days)."""
    rows, v, k = _book_policies() if draw is None else draw.until(_policies, _ways_differ)
    table = pd.DataFrame(rows, index=pd.Index(POLICIES, name="policy"), columns=COLUMNS)
    table = labelled(
        table,
        policy=say("policy", "政策"),
        credit_days=(say("credit period", "信用期限"), say("days", "天")),
    )
    return SimpleNamespace(policies=table, variable_cost_ratio=v / 100, cost_of_capital=k / 100, basis=360)


def _book_policies():
    rows = [
        (9_000_000, 30, 38, 1.2, 50_000, 0),
        (10_800_000, 60, 68, 2.2, 90_000, 0),
        (9_450_000, 30, 18, 0.9, 40_000, 1.4),
    ]
    return rows, 65, 10


def _policies(draw):
    """Sales in steps of 100,000 CNY; a longer period and a discount both bring some."""
    sales = 100_000 * draw.between(60, 180)
    rows = [
        (sales, 30, draw.between(33, 45), draw.between(8, 16) / 10, 1000 * draw.between(30, 80), 0),
        (sales * draw.between(108, 125) // 100, 60, draw.between(63, 74), draw.between(18, 34) / 10, 1000 * draw.between(70, 140), 0),
        (sales * draw.between(102, 110) // 100, 30, draw.between(14, 24), draw.between(5, 10) / 10, 1000 * draw.between(20, 60), draw.between(9, 18) / 10),
    ]  # fmt: skip
    return rows, draw.between(60, 80, step=5), draw.between(8, 16)


def profits(rows, v, k, basis=360, days=2, bad_on="sales", full_price=False, without=()):
    """Profit of each policy (CNY), in the right way or in one of the wrong ones; ``without`` leaves out parts of it by name."""
    return [_profit(row, v, k, basis, days, bad_on, full_price, without) for row in rows]


def _profit(row, v, k, basis, days, bad_on, full_price, without):
    sales = row[0]
    tied = sales / basis * row[days]
    costs = {
        "capital": tied * (1 if full_price else v / 100) * k / 100,
        "bad_debt": (sales if bad_on == "sales" else tied) * row[3] / 100,
        "collection": row[4],
        "discounts": sales * row[5] / 100,
    }
    contribution = 0 if "contribution" in without else sales * (1 - v / 100)
    return contribution - sum(amount for name, amount in costs.items() if name not in without)


def _ways_differ(made):
    """No two ways to reckon lead to the same gain, and the right choice is clear."""
    rows, v, k = made
    right = profits(rows, v, k)
    first, second = sorted(right, reverse=True)[:2]
    ways = [right, profits(rows, v, k, days=1), profits(rows, v, k, bad_on="receivables"),
            profits(rows, v, k, full_price=True), profits(rows, v, k, basis=365), profits(rows, v, k, without=["contribution"])]  # fmt: skip
    gains = [max(each) - each[0] for each in ways]
    return first - second > 10_000 and right[0] < first and far_apart([*gains, first], 60)


choice_and_gain = answer_of(best=choice(POLICIES), gain_cny=number)


# receivables-3: a seasonal year ---------------------------------------------------------------------------

MONTHS = pd.period_range("2025-01", "2025-12", freq="M", name="month")
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def season(draw=None):
    """A seasonal firm's year, thousand CNY: ``monthly_sales`` by month; at the end of September ``begin``; at the year's end
    ``receivables`` and, of these, ``current`` (not due); ``colleague``, the CEI a colleague reports."""
    sales, begin, end, current = _book_season() if draw is None else draw.until(_season, _measures_differ)
    quarter = sum(sales[-3:]) / 3
    return SimpleNamespace(
        monthly_sales=pd.Series(sales, index=MONTHS, name="sales_kcny"),
        begin=begin, receivables=end, current=current,
        colleague=round(100 * (begin + quarter - end) / (begin + quarter - current), 1),
    )  # fmt: skip


def _book_season():
    return [2100, 1800, 2400, 3000, 3900, 5200, 5600, 4900, 3300, 2800, 2100, 2000], 4600, 2960, 2380


def _season(draw):
    """A peak in one half of the year, a slack end or a busy one; the balance stands on the last three months."""
    peak, level = draw.between(5, 8), draw.between(18, 40)
    shape = [100 - 9 * abs(month - peak) for month in range(1, 13)]
    sales = [level * each // 2 + 10 * draw.between(-20, 20) for each in shape]
    open_share = draw.between(70, 95), draw.between(25, 45), draw.between(3, 12)
    end = sum(share * month for share, month in zip(open_share, sales[:-4:-1], strict=True)) // 100
    begin = (75 * sales[8] + draw.between(20, 40) * sales[7]) // 100
    return sales, begin, end, end * draw.between(70, 90) // 100


def counted_back(balance, sales, days):
    """Days of sales the balance stands for, taking ``sales`` and their ``days`` in the order given."""
    counted = 0.0
    for amount, length in zip(sales, days, strict=True):
        if balance <= amount:
            return counted + length * balance / amount
        counted, balance = counted + length, balance - amount
    return counted


def _measures_differ(made):
    """Every month has sales, and each wrong way gives another number."""
    sales, begin, end, current = made
    year, quarter = sum(sales), sum(sales[-3:])
    back = counted_back(end, sales[::-1], DAYS[::-1])
    days = [end / year * 365, end / year * 360, end / quarter * 92, back]
    backs = [
        back,
        counted_back(end, sales, DAYS),
        counted_back(end, sales[::-1], [30] * 12),
        end / year * 365,
    ]
    ceis = [100 * (begin + s - end) / (begin + s - current) for s in (quarter, quarter / 3, year)]
    ceis.append(100 * (begin + quarter - end) / (begin + quarter))
    apart = far_apart(days, 0.25) and far_apart(backs, 0.25) and far_apart(ceis, 0.25)
    return min(sales) > 200 and 33 < back < 58 and days[0] < back - 4 and apart and begin + quarter / 3 > end


three_measures_and_why = answer_of(
    dso=at_least_zero, countback=at_least_zero, cei=at_least_zero, reasons=True
)


EXERCISES = {
    "receivables-1": ExerciseSpec(
        ("The price of waiting", "放弃折扣的成本"),
        discount, at_least_zero,
        (
            ("Whoever pays on the net day instead of the last day of the first discount keeps 100 less the discount, and pays the discount for it. What share is that of what is kept?",
             "到期才付，而不在第一档折扣的最后一天付，等于借用了 100 减折扣，代价是折扣。折扣占借用金额的几成？"),
            ("That share is for the days between the two dates only. How often do these days fit into 360?",
             "这个比例只管两个日子之间的那几天。360 天里有多少个这样的几天？"),
            ("`percent, day = q1.data.first`, then `100 * percent / (100 - percent) * 360 / (q1.data.net_day - day)`.",
             "先 `percent, day = q1.data.first`，再算 `100 * percent / (100 - percent) * 360 / (q1.data.net_day - day)`。"),
        ),
        points=2, read=("What the discount costs", "放弃折扣的成本"),
    ),
    "receivables-2": ExerciseSpec(
        ("Three policies", "三种政策"),
        three_policies, choice_and_gain,
        (
            ("For each policy: contribution, less opportunity cost, bad debt, collection and discounts. The largest profit is chosen, not the smallest cost.",
             "每种政策都算：边际贡献，减机会成本、坏账、收账费用、折扣。选收益最大的，不是成本最小的。"),
            ("Opportunity cost: sales / 360 × collection period × variable-cost ratio × cost of capital. Bad debt and discounts are percentages of sales.",
             "机会成本：销售额 / 360 × 平均收现期 × 变动成本率 × 资金成本率。坏账和折扣都按销售额的百分比算。"),
            ("`table = casekit.receivables.policy_table(q2.data.policies, q2.data.variable_cost_ratio, q2.data.cost_of_capital, basis=360)`; take the largest `policy_profit_cny` and subtract that of `now`.",
             "`table = casekit.receivables.policy_table(q2.data.policies, q2.data.variable_cost_ratio, q2.data.cost_of_capital, basis=360)`；取 `policy_profit_cny` 最大的，减去 `now` 的。"),
        ),
        points=3, read=("Three policies, to the yuan", "三种政策，逐项算清"),
    ),
    "receivables-3": ExerciseSpec(
        ("A seasonal year", "有淡旺季的一年"),
        season, three_measures_and_why,
        (
            ("Three measures: the balance over the whole year's sales × 365; the balance taken off month by month from December backwards; and for the last quarter, what was collected of what could be.",
             "三个指标：余额除以全年销售额再乘 365；从 12 月往回逐月减去余额；最后一个季度里，可收回的款项实际收回了百分之几。"),
            ("Counting back, December has 31 days and November 30; of the last month used only a part counts. For the CEI all amounts are of the same period, October to December.",
             "倒推时 12 月算 31 天，11 月算 30 天，最后用到的那个月只算一部分。算 CEI 时，所有金额都要是同一期间的：10 至 12 月。"),
            ("`casekit.receivables.countback_dso(q3.data.receivables, q3.data.monthly_sales)` and `casekit.receivables.cei(q3.data.begin, q3.data.monthly_sales[-3:].sum(), q3.data.receivables, q3.data.current)`.",
             "`casekit.receivables.countback_dso(q3.data.receivables, q3.data.monthly_sales)` 和 `casekit.receivables.cei(q3.data.begin, q3.data.monthly_sales[-3:].sum(), q3.data.receivables, q3.data.current)`。"),
        ),
        points=2, by_hand=3, read=("Relatives of DSO", "与 DSO 相近的指标"),
    ),
}  # fmt: skip
