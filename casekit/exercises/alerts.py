"""The exercises of lesson 11: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, choice, number, share, whole_number
from casekit.look import labelled

NO_LIMIT = None

# alerts-1: over the limit ------------------------------------------------------------------------------------

BOOK_OWED = [  # invoiced and not paid, ordered and not yet invoiced, limit; thousand CNY
    (80, 0, 100), (100, 0, 100), (90, 20, 100), (260, 30, 200), (0, 5, 0), (40, 0, NO_LIMIT),
    (150, 10, 160), (210, 0, 180), (55, 15, 60), (10, 0, 50), (120, 60, 150), (0, 0, 0),
]  # fmt: skip


def over_the_limit(draw=None):
    """Twelve customers: ``accounts`` with ``open_cny``, ``ordered_cny`` and ``limit_cny`` (CNY; one limit is missing or more)."""
    rows = BOOK_OWED if draw is None else draw.until(_twelve, _bars_differ)
    ids = pd.Index([f"K{place:02}" for place in range(1, 13)], name="customer_id")
    table = (
        pd.DataFrame(rows, index=ids, columns=["open_cny", "ordered_cny", "limit_cny"]).astype(float) * 1000
    )
    yuan = say("CNY", "元")
    table = labelled(
        table,
        open_cny=(say("invoiced, not paid", "已开票未收"), yuan),
        ordered_cny=(say("ordered, not yet invoiced", "已下单未开票"), yuan),
        limit_cny=(say("credit limit", "信用额度"), yuan),
    )
    return SimpleNamespace(accounts=table)


def _twelve(draw):
    rows = []
    for _ in range(12):
        limit = draw.between(20, 300, 10)
        owed = limit * draw.between(40, 140, 5) // 100
        ordered = draw.between(0, limit // 2, 5) * draw.below(2)
        rows.append((owed, ordered, limit))
    at = draw.some_of(range(12), 6)
    limit = rows[at[0]][2]
    rows[at[0]] = (limit, 0, limit)  # exactly on it
    rows[at[1]] = (
        rows[at[1]][2] * 8 // 10,
        rows[at[1]][2] * 4 // 10,
        rows[at[1]][2],
    )  # over it only with the orders
    rows[at[2]] = (0, draw.between(5, 40, 5), 0)
    for place in at[3 : 5 + draw.below(2)]:
        rows[place] = (rows[place][0], rows[place][1], NO_LIMIT)
    return [tuple(row) for row in rows]


def excess(rows, ordered=True):
    """What each customer owes over its limit, None without a limit."""
    return [None if row[2] is None else row[0] + row[1] * ordered - row[2] for row in rows]


def _bars_differ(rows):
    """One customer lies exactly on its limit, the largest excess is one and another by other measures, and nobody else equals it."""
    known = [each for each in excess(rows) if each is not None]
    over = [each for each in known if each > 0]
    alone = [each for each in excess(rows, ordered=False) if each is not None]
    most = excess(rows).index(max(known))
    shares = [
        e / row[2] if row[2] else -1 for e, row in zip(excess(rows), rows, strict=True) if e is not None
    ]
    by_share = [e for e in excess(rows) if e is not None].index(max(known)) != shares.index(max(shares))
    owed = max(range(12), key=lambda at: rows[at][0] + rows[at][1])
    return (
        known.count(0) == 1
        and len(known) - len(over)
        not in (
            len(over) - 1,
            len(over),
            len(over) + 1,
            len(over) + 12 - len(known),
            sum(each > 0 for each in alone),
        )
        and 3 <= len(over) <= 8
        and known.count(max(known)) == 1
        and sum(each > 0 for each in alone) < len(over)
        and by_share
        and owed != most
    )


limits_checked = answer_of(
    over=whole_number(0, 12), no_limit=whole_number(0, 12), most=choice(lambda data: data.accounts.index)
)

# alerts-2: by chance alone -----------------------------------------------------------------------------------


def chance(draw=None):
    """``tests`` comparisons that each come out bad with the chance ``p`` for a healthy customer; ``customers`` of them."""
    tests, per_cent, customers = (3, 50, 60) if draw is None else draw.until(_tests, _chances_differ)
    return SimpleNamespace(tests=tests, p=per_cent / 100, customers=customers)


def _tests(draw):
    return draw.between(2, 6), draw.between(8, 40), draw.between(40, 400, 10)


def _chances_differ(made):
    """The right share differs from each wrong one, also when told in customers."""
    tests, per_cent, _ = made
    p = per_cent / 100
    one = 1 - (1 - p) ** tests
    shares = [one, p, p**tests, 1 - one, 1 - p**tests, tests * p]
    twice = [1 - (1 - p * p) ** tests, one * one, one / 2, tests * p * p, p * p, 1 - (1 - p / 2) ** tests]
    return (
        one < 0.97
        and far_apart(shares, 0.012)
        and far_apart(twice, 0.012)
        and far_apart([one, twice[0]], 0.012)
    )


two_shares = answer_of(at_least_one=share, customers=number, confirmed=share)

# alerts-3: which tolerance -----------------------------------------------------------------------------------

BOOK_COSTS = ((600, 380, 210, 110, 45, 15), (0, 2, 5, 10, 19, 28), 40, 2_000, 25_000)
RULES = list("ABCDEF")


def tolerance(draw=None):
    """Six tolerances tried on 1,000 customers: ``tried``, and what a false alarm and a miss cost, CNY."""
    false, missed, events, per_false, per_miss = (
        BOOK_COSTS if draw is None else draw.until(_tried, _best_differs)
    )
    right = [events - each for each in missed]
    table = pd.DataFrame(
        {
            "tolerance": [at / 10 for at in range(6)],
            "warnings": [f + r for f, r in zip(false, right, strict=True)],
            "right": right,
            "missed": list(missed),
        },
        index=pd.Index(RULES, name="rule"),
    )
    table = labelled(
        table,
        rule=say("rule", "规则"),
        tolerance=(say("tolerance", "容忍度"), "share"),
        warnings=say("warnings", "预警（次）"),
        right=say("right", "报准（次）"),
        missed=say("missed", "漏报（家）"),
    )
    return SimpleNamespace(tried=table, customers=1000, per_false_alarm=per_false, per_miss=per_miss)


def _tried(draw):
    events = draw.between(35, 60)
    false, missed = [draw.between(450, 750, 10)], [draw.below(2)]
    for _ in range(5):
        false.append(false[-1] * draw.between(38, 68) // 100)
        missed.append(missed[-1] + draw.between(1, 9))
    return (
        tuple(false),
        tuple(missed),
        events,
        draw.between(1_000, 4_000, 250),
        draw.between(10_000, 50_000, 1_000),
    )


def totals(false, missed, per_false, per_miss):
    """The cost of each rule."""
    return [f * per_false + m * per_miss for f, m in zip(false, missed, strict=True)]


def _best_differs(made):
    """The cheapest rule lies inside, clearly ahead, and is neither the most accurate nor the one by exchanged costs."""
    false, missed, events, per_false, per_miss = made
    cost = totals(false, missed, per_false, per_miss)
    best, second = sorted(cost)[:2]
    at = cost.index(best)
    errors = [f + m for f, m in zip(false, missed, strict=True)]
    turned = totals(false, missed, per_miss, per_false)
    right = [events - each for each in missed]
    precision = [r / (r + f) for r, f in zip(right, false, strict=True)]
    return (
        missed[-1] < events
        and 1 <= at <= 4
        and second > 1.03 * best
        and errors.index(min(errors)) != at
        and turned.index(min(turned)) != at
        and precision.index(max(precision)) != at
        and far_apart(
            [precision[at], right[at] / events, right[at] / 1000, false[at] / (false[at] + right[at])], 0.02
        )
    )


rule_cost_precision = answer_of(
    rule=choice(lambda data: data.tried.index), cost_cny=number, precision=share, reasons=True
)


EXERCISES = {
    "alerts-1": ExerciseSpec(
        ("Over the limit", "超过额度"),
        over_the_limit, limits_checked,
        (
            ("What counts as owed has two parts: what is invoiced and not paid, and what is ordered and not yet invoiced. Add them first.",
             "欠款有两部分：已开票未收的，加上已下单未开票的。先相加。"),
            ("A limit that is missing is NaN, and no comparison with NaN is ever True: count those customers by themselves, with `.isna()`. A limit of 0 is a limit.",
             "没有登记的额度是 NaN，和 NaN 比大小永远不成立，所以要用 `.isna()` 单独数。额度为 0，也是额度。"),
            ("`excess = q1.data.accounts[\"open_cny\"] + q1.data.accounts[\"ordered_cny\"] - q1.data.accounts[\"limit_cny\"]`; then look at `excess > 0` and at `excess.idxmax()`.",
             "`excess = q1.data.accounts[\"open_cny\"] + q1.data.accounts[\"ordered_cny\"] - q1.data.accounts[\"limit_cny\"]`，再看 `excess > 0` 和 `excess.idxmax()`。"),
        ),
        points=2, read=("Five warnings, as printed", "文章里的五项预警"),
    ),
    "alerts-2": ExerciseSpec(
        ("By chance alone", "单凭偶然"),
        chance, two_shares,
        (
            ("Begin with the customers who have no bad comparison at all: every one of them must come out well.",
             "先算一项也不低的客户：每一项都要没事。"),
            ("Nothing bad has the chance `(1 - q2.data.p) ** q2.data.tests`. What is left over is at least one.",
             "一项也不低的概率是 `(1 - q2.data.p) ** q2.data.tests`。剩下的就是至少一项。"),
            ("With confirmation a single comparison warns only with the chance `q2.data.p ** 2`, for both months have to be bad. Put that in the place of `q2.data.p`; `casekit.alerts.at_least_one` reckons the rest.",
             "要连续两个月，单项报出的概率就变成 `q2.data.p ** 2`，因为两个月都要低。用它代替 `q2.data.p`；其余可以交给 `casekit.alerts.at_least_one`。"),
        ),
        points=2, read=("Five warnings, as printed", "文章里的五项预警"),
    ),
    "alerts-3": ExerciseSpec(
        ("Which tolerance?", "取哪个容忍度？"),
        tolerance, rule_cost_precision,
        (
            ("False alarms are the warnings that were not right. Work out the cost of each of the six rules before you choose.",
             "误报，就是没有报准的预警。先把六条规则的代价都算出来，再选。"),
            ("Cost = false alarms × the cost of one + misses × the cost of one. The counts stand in the table, the two costs under it.",
             "总代价 = 误报次数 × 每次误报的代价 + 漏报家数 × 每家漏报的代价。次数在表里，两个单价在表下面。"),
            ("`false = q3.data.tried[\"warnings\"] - q3.data.tried[\"right\"]`; `cost = false * q3.data.per_false_alarm + q3.data.tried[\"missed\"] * q3.data.per_miss`; `cost.idxmin()` names the rule.",
             "`false = q3.data.tried[\"warnings\"] - q3.data.tried[\"right\"]`；`cost = false * q3.data.per_false_alarm + q3.data.tried[\"missed\"] * q3.data.per_miss`；`cost.idxmin()` 给出规则。"),
        ),
        points=3, by_hand=3, read=("What a miss costs, and a false alarm", "漏报和误报，代价各是多少"),
    ),
}  # fmt: skip
