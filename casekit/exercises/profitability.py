"""The exercises of lesson 8: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, choice, number, several, whole_number
from casekit.look import labelled

CUSTOMERS = ["A", "B", "C"]

# profitability-1: signs and amounts -----------------------------------------------------------------------


def matrix(draw=None):
    """``profits``: products P1 to P5 in rows, customers A to C in columns, thousand CNY; NaN where nothing was bought."""
    columns = _book_matrix() if draw is None else draw.until(_columns, _amounts_decide)
    products = pd.Index([f"P{n}" for n in range(1, 6)], name="product")
    table = pd.DataFrame(
        {
            name: pd.Series(amounts, index=products, dtype=float)
            for name, amounts in zip("abc", columns, strict=True)
        }
    )
    return SimpleNamespace(profits=labelled(table, product=say("product", "产品"), a="A", b="B", c="C"))


def _book_matrix():
    return [50, 20, None, -90, None], [45, None, None, -30, None], [60, None, 0, -25, -18]


def _columns(draw):
    """A: two earn, one loses; B: one earns, one loses; C: one earns, one brings nothing, two or three lose."""

    def some(n):
        return [draw.between(5, 70) for _ in range(n)]

    a, b, c = some(2), some(1), [draw.between(30, 95)]
    return (
        _placed(draw, a, [draw.between(30, 160)], 0),
        _placed(draw, b, some(1), 0),
        _placed(draw, c, [draw.between(5, 35) for _ in range(draw.between(2, 3))], 1),
    )


def _placed(draw, earn, lose, zeros):
    """Five cells, some of them empty."""
    cells = [*earn, *(-each for each in lose), *[0] * zeros]
    return draw.shuffled([*cells, *[None] * (5 - len(cells))])


def amounts(column):
    """What stands in the filled cells."""
    return [each for each in column if each is not None]


def _amounts_decide(made):
    """A loses and C, with the worst signs, does not; no wrong way comes near C's total."""
    a, b, c = (sum(amounts(column)) for column in made)
    cells = amounts(made[2])
    ways = [
        c,
        sum(map(abs, cells)),
        max(cells),
        sum(each for each in cells if each < 0),
        c / len(cells),
        a,
        b,
        a + b + c,
        -1,
        0,
    ]
    worst = [min(amounts(column)) for column in made]
    return a < 0 < min(b, c) and far_apart(ways, 0.3) and worst[0] < min(worst[1:])


signs_and_total = answer_of(sign_sum=whole_number(-5, 5), total=number, loser=choice(["a", "b", "c"]))


# profitability-2: four pools ------------------------------------------------------------------------------

ACTIVITIES = ["visits", "orders", "deliveries", "returns"]


def pools(draw=None):
    """``pools`` (``pool_cny``, ``volume``, by activity), ``customers`` (``net_amount_cny``, ``gross_profit_cny`` and the counts) of a firm
    with ``all_customers`` customers and sales of ``company_sales_cny``; ``customer``, the one asked for."""
    rates, volumes, rows, everybody, sales, asked = (
        _book_pools() if draw is None else draw.until(_firm, _ways_of_sharing_differ)
    )
    table = pd.DataFrame({"pool_cny": [rate * many for rate, many in zip(rates, volumes, strict=True)], "volume": volumes},
                         index=pd.Index(ACTIVITIES, name="activity"))  # fmt: skip
    customers = pd.DataFrame(
        rows,
        index=pd.Index(CUSTOMERS, name="customer"),
        columns=["net_amount_cny", "gross_profit_cny", *ACTIVITIES],
    )
    return SimpleNamespace(
        pools=labelled(table, pool_cny=(say("cost pool", "成本库"), say("CNY", "元")), volume=say("volume", "作业量"), activity=say("activity", "作业")),
        customers=labelled(customers, net_amount_cny=(say("net sales", "销售净额"), say("CNY", "元")),
                           gross_profit_cny=(say("gross profit", "毛利"), say("CNY", "元")), visits=say("visits", "拜访（次）"),
                           orders=say("orders", "订单处理（张）"), deliveries=say("deliveries", "送货（次）"), returns=say("returns", "退货处理（次）")),
        all_customers=everybody, company_sales_cny=sales, customer=CUSTOMERS[asked],
    )  # fmt: skip


def _book_pools():
    rows = [
        (620_000, 118_000, 18, 24, 60, 2),
        (480_000, 91_000, 6, 40, 210, 9),
        (150_000, 42_000, 4, 8, 8, 0),
    ]
    return [1_500, 400, 600, 900], [320, 640, 1_750, 60], rows, 40, 9_600_000, 1


def _firm(draw):
    """Rates in tens of yuan; three of some forty customers, one with many deliveries."""
    rates = [
        draw.between(90, 220) * 10,
        draw.between(20, 60) * 10,
        draw.between(30, 90) * 10,
        draw.between(40, 150) * 10,
    ]
    volumes = [
        draw.between(200, 500),
        draw.between(400, 900),
        draw.between(1_000, 2_600),
        draw.between(40, 120),
    ]
    rows = [_row(draw, *each) for each in ((8, 24, 40, 90), (3, 10, 120, 260), (2, 6, 5, 20))]
    return rates, volumes, rows, draw.between(30, 60), 100_000 * draw.between(60, 140), draw.below(3)


def _row(draw, least_visits, most_visits, least_sent, most_sent):
    sales = 10_000 * draw.between(15, 90)
    counts = (
        draw.between(least_visits, most_visits),
        draw.between(8, 50),
        draw.between(least_sent, most_sent),
        draw.between(1, 12),
    )
    return (sales, sales * draw.between(15, 30) // 100, *counts)


def served(made):
    """What the customer asked for costs, in the right way and in the usual wrong ones (CNY), the right one first."""
    rates, volumes, rows, everybody, sales, asked = made
    counts, pool = rows[asked][2:], [rate * many for rate, many in zip(rates, volumes, strict=True)]
    each = [rate * count for rate, count in zip(rates, counts, strict=True)]
    of_three = [count / sum(row[2 + n] for row in rows) for n, count in enumerate(counts)]
    return {
        "right": sum(each),
        "by_sales": sum(pool) * rows[asked][0] / sales,
        "by_sales_of_three": sum(pool) * rows[asked][0] / sum(row[0] for row in rows),
        "by_heads": sum(pool) / everybody,
        "by_all_counts": sum(pool) * sum(counts) / sum(volumes),
        "among_three": sum(cost * part for cost, part in zip(pool, of_three, strict=True)),
        "visits_only": each[0],
        "without_returns": sum(each[:3]),
        "rates_only": sum(rates),
    }


def _ways_of_sharing_differ(made):
    """Every way of sharing the pools gives another cost and, taken off the gross profit, another profit."""
    rows, asked = made[2], made[5]
    ways = list(served(made).values())
    others = [served((*made[:5], other))["right"] for other in range(3) if other != asked]
    profit = rows[asked][1] - ways[0]
    return far_apart([*ways, *others], 5) and far_apart(
        [profit, rows[asked][0] - ways[0], rows[asked][1] + ways[0], 0], 5
    )


cost_and_profit = answer_of(cost_cny=number, profit_cny=number)


# profitability-3: which loser to let go -------------------------------------------------------------------

DEALERS = ["D1", "D2", "D3", "D4"]


def losers(draw=None):
    """``dealers`` (``gross_profit_cny`` and the cost of each activity, ``visits_cny`` ...) and ``avoidable``, the part of each that goes away."""
    rows, parts = _book_losers() if draw is None else draw.until(_four_losers, _some_go_some_stay)
    columns = ["gross_profit_cny", *[f"{name}_cny" for name in ACTIVITIES]]
    table = pd.DataFrame(rows, index=pd.Index(DEALERS, name="dealer"), columns=columns)
    yuan = say("CNY", "元")
    heads = dict(
        zip(
            columns,
            [
                say("gross profit", "毛利"),
                say("visits", "拜访"),
                say("orders", "订单处理"),
                say("deliveries", "送货"),
                say("returns", "退货处理"),
            ],
            strict=True,
        )
    )
    return SimpleNamespace(
        dealers=labelled(
            table, **{name: (words, yuan) for name, words in heads.items()}, dealer=say("dealer", "经销商")
        ),
        avoidable=labelled(
            pd.Series(
                [part / 100 for part in parts],
                index=pd.Index(ACTIVITIES, name="activity"),
                name="avoidable_share",
            ),
            avoidable_share=(say("part that goes away", "可避免的部分"), "share"),
            activity=say("activity", "作业"),
        ),
    )


def _book_losers():
    rows = [(90_000, 60_000, 12_000, 85_000, 6_000), (62_000, 14_000, 9_000, 92_000, 3_000),
            (120_000, 100_000, 20_000, 40_000, 5_000), (30_000, 34_000, 8_000, 10_000, 2_000)]  # fmt: skip
    return rows, [10, 0, 80, 50]


def _four_losers(draw):
    parts = [
        draw.one_of((0, 10, 20)),
        draw.one_of((0, 5, 10)),
        draw.one_of((70, 75, 80, 85, 90)),
        draw.one_of((40, 50, 60)),
    ]
    return [_loser(draw) for _ in DEALERS], parts


def _loser(draw):
    costs = [draw.between(8, 110), draw.between(4, 25), draw.between(8, 130), draw.between(1, 12)]
    return tuple(1000 * each for each in (sum(costs) * draw.between(35, 95) // 100, *costs))


def savings(made):
    """For each dealer: gross profit, full cost to serve, avoidable cost (CNY)."""
    rows, parts = made
    return [
        (row[0], sum(row[1:]), sum(cost * part for cost, part in zip(row[1:], parts, strict=True)) / 100)
        for row in rows
    ]


def _some_go_some_stay(made):
    """All lose at full cost, one or two lose at avoidable cost, clearly; the usual wrong choices are other ones."""
    each = savings(made)
    go = {n for n, (gross, _, saved) in enumerate(each) if saved > gross}
    worst = max(range(4), key=lambda n: each[n][1] - each[n][0])
    least = min(range(4), key=lambda n: each[n][0])
    dearest = max(range(4), key=lambda n: each[n][1])
    mean = sum(made[1]) / 400
    flat = {n for n, (gross, full, _) in enumerate(each) if full * mean > gross}
    half = {n for n, (gross, full, _) in enumerate(each) if 0.5 * full > gross}
    clear = all(full > gross + 1_000 and abs(saved - gross) > 2_000 for gross, full, saved in each)
    if (
        not clear
        or len(go) not in (1, 2)
        or any(go == other for other in ({worst}, {least}, {dearest}, flat, half))
    ):
        return False
    gross, full, saved = (sum(each[n][part] for n in go) for part in range(3))
    of_all = sum(saved - gross for gross, _, saved in each)
    return far_apart([saved - gross, full - gross, saved, -gross, full - saved, of_all], 1_500)


go_change_and_why = answer_of(go=several(DEALERS), change_cny=number, reasons=True)


EXERCISES = {
    "profitability-1": ExerciseSpec(
        ("Signs and amounts", "正负与金额"),
        matrix, signs_and_total,
        (
            ("A product that earns counts +1, one that loses −1, one that brings nothing 0; an empty cell counts not at all.",
             "盈利记 +1，亏损记 −1，零利润记 0；空格不计。"),
            ("For the total take the amounts of C with their signs. For the loser, do the same for A and B and look for the one below zero.",
             "合计要带着正负号加 C 的金额。找亏损客户，就把 A、B 也照样加一遍，看哪一家小于零。"),
            ("`casekit.profit_matrix.sign_pattern(q1.data.profits)` gives `sign_sum` and the sum of the amounts of all three.",
             "`casekit.profit_matrix.sign_pattern(q1.data.profits)` 给出三家的正负号之和与金额之和。"),
        ),
        points=2, read=("Signs and amounts", "正负与金额"),
    ),
    "profitability-2": ExerciseSpec(
        ("Four pools", "四个成本库"),
        pools, cost_and_profit,
        (
            ("First the rate of each activity: `rate = q2.data.pools[\"pool_cny\"] / q2.data.pools[\"volume\"]`. The volume is that of the whole firm.",
             "先算每种作业的成本率：`rate = q2.data.pools[\"pool_cny\"] / q2.data.pools[\"volume\"]`。作业量是全公司的。"),
            ("Then how often the customer needed each activity, times its rate, and add up the four.",
             "再用这家客户的次数乘以成本率，四种相加。"),
            ("`row = q2.data.customers.loc[q2.data.customer]`, `cost = (row[rate.index] * rate).sum()`; the profit is the gross profit less this cost.",
             "`row = q2.data.customers.loc[q2.data.customer]`，`cost = (row[rate.index] * rate).sum()`；利润是毛利减去它。"),
        ),
        points=3, read=("What serving costs", "服务一家客户要花多少钱"),
    ),
    "profitability-3": ExerciseSpec(
        ("Which loser to let go", "该放弃哪家亏损客户"),
        losers, go_change_and_why,
        (
            ("A dealer who goes takes its gross profit along; of its costs only the avoidable part goes away.",
             "经销商走了，毛利跟着没了；成本里只有可避免的部分不再发生。"),
            ("Multiply each cost by the part of its own activity and add up. Let go whoever's avoidable cost is above its gross profit.",
             "每项成本乘以该项作业的可避免部分，再相加。可避免成本高于毛利的，才该放弃。"),
            ("`saved = (q3.data.dealers[[f\"{name}_cny\" for name in q3.data.avoidable.index]] * q3.data.avoidable.to_numpy()).sum(axis=\"columns\")`; then `saved - q3.data.dealers[\"gross_profit_cny\"]`.",
             "先 `saved = (q3.data.dealers[[f\"{name}_cny\" for name in q3.data.avoidable.index]] * q3.data.avoidable.to_numpy()).sum(axis=\"columns\")`，再 `saved - q3.data.dealers[\"gross_profit_cny\"]`。"),
        ),
        points=2, by_hand=3, read=("Which cost goes away?", "哪些成本会跟着消失？"),
    ),
}  # fmt: skip
