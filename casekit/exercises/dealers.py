"""The exercises of lesson 10: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import pandas as pd

from casekit.contracts_audit import CLAUSES
from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, choice, several, share, whole_number
from casekit.look import labelled

IDS = [f"D{place}" for place in range(1, 7)]

# dealers-1: place six dealers -----------------------------------------------------------------------------

# two large and disloyal (the first exactly on the cut), one large and loyal, two small and loyal (the first exactly at half),
# one small and disloyal that buys much elsewhere; net sales and all purchases, thousand CNY
BOOK_SIX = (
    800,
    ((800, 2500), (2100, 6300), (1900, 2900), (420, 840), (260, 380), (510, 2400)),
    (3, 0, 5, 2, 4, 1),
)


def six_dealers(draw=None):
    """Six dealers: ``dealers`` (net sales and all purchases, CNY, by customer), ``size_cut`` (CNY) and ``loyalty_cut`` (0.5)."""
    cut, rows, order = BOOK_SIX if draw is None else draw.until(_six, _six_are_fit)
    table = pd.DataFrame(
        [[1000 * each for each in rows[at]] for at in order],
        index=pd.Index(IDS, name="customer_id"),
        columns=["net_amount_cny", "total_purchases_cny"],
    )
    unit = say("CNY", "元")
    table = labelled(
        table,
        net_amount_cny=(say("net sales", "销售净额"), unit),
        total_purchases_cny=(say("all its purchases", "总采购额"), unit),
    )
    return SimpleNamespace(dealers=table, size_cut=1000 * cut, loyalty_cut=0.5)


def _six(draw):
    cut = draw.between(500, 1500, 100)
    large, small = [cut + draw.between(200, 2500, 10) for _ in range(2)], []
    small = [cut * draw.between(25, 70) // 100 for _ in range(3)]
    rows = (
        (cut, cut * draw.between(26, 45) // 10),
        (large[0], large[0] * draw.between(26, 45) // 10),
        (large[1], large[1] * draw.between(12, 17) // 10),
        (small[0], 2 * small[0]),
        (small[1], small[1] * draw.between(12, 17) // 10),
        (small[2], cut * draw.between(25, 45) // 10),
    )
    return cut, rows, draw.shuffled(range(6))


def _six_are_fit(made):
    """Each share that a confused reader may come to is another one."""
    cut, rows, _ = made
    net, whole = zip(*rows, strict=True)
    total = sum(net)
    parts = [(net[0] + net[1]) / total, net[1] / total, (net[0] + net[1] + net[5]) / total, sum(net[:3]) / total, 2 / 6,
             (whole[0] + whole[1]) / sum(whole), (net[0] + net[1]) / (whole[0] + whole[1]), (net[3] + net[4]) / total, net[5] / total]  # fmt: skip
    return far_apart(parts, 0.02) and max(whole[3:5]) < cut and min(net[3:5]) >= 100


dangerous_nurture_share = answer_of(dangerous=several(IDS), nurture=several(IDS), share=share)

# dealers-2: audit contracts --------------------------------------------------------------------------------

COLUMNS = list(CLAUSES)
MANY = 24
BOOK_CONTRACTS = (
    "yyyyyyyyyyy yyyy.yyyyyy yyynyyyyyyy yyyynyyy.yy yy.yyyyyyyy yyyyyyyyyyy yyyyyyyynyy ynyyyyyyyyy "
    "yyyy.yyynyy yyyyyyy.yy. yyyyyyyyyyy yyyynyyynyy yyyyyyyy.yy yy.nyyyyyyy yyyyyy.yyyy yyyyyyynyyy "
    "ynyyyyyyyyy yyyyyyyyyyy yyyy.yyy.yy yyyyy.yyyyy yyynyyyynyy yyyyyyyyyy. nyyyyyyyyyy yyyyyyyyyyy"
)


def audit(draw=None):
    """Contracts of 24 dealers: ``contracts``, by customer a column for each of the eleven clauses: yes, no or blank (None)."""
    rows = BOOK_CONTRACTS.split() if draw is None else draw.until(_contracts, _counts_apart)
    cells = {"y": "yes", "n": "no", ".": None}
    ids = pd.Index([f"C{place:02}" for place in range(1, MANY + 1)], name="customer_id")
    table = pd.DataFrame(
        [[cells[each] for each in row] for row in rows], index=ids, columns=COLUMNS, dtype=object
    )
    words = {each: f"K{place}" for place, each in enumerate(COLUMNS, 1)}
    return SimpleNamespace(contracts=labelled(table, **words))


def _contracts(draw):
    rows = []
    for _ in range(MANY):
        kind = draw.below(10)
        row = ["y"] * 11
        for _ in range(0 if kind < 3 else 1 + draw.below(2)):
            row[draw.one_of((4, 8, 4, 8, *range(11)))] = draw.one_of(".n")
        rows.append("".join(row))
    return rows


def counts_of(rows):
    """The right counts and those of each way to misread a blank, of rows such as ``"yyn.yyyyyyy"``."""
    pairs = [(row[4], row[8]) for row in rows]
    complete = sum(set(row) == {"y"} for row in rows)
    at_most = sum("n" not in row for row in rows)
    both = pairs.count(("y", "y"))
    open_ = sum("n" not in pair for pair in pairs) - both
    return SimpleNamespace(
        complete=complete, at_most=at_most, both=both, open=open_,
        any_blank=sum("." in row for row in rows), either=sum("y" in pair for pair in pairs),
        area=sum(pair[0] == "y" for pair in pairs), breach=sum(pair[1] == "y" for pair in pairs),
        blank_in_pair=sum("." in pair for pair in pairs), both_blank=pairs.count((".", ".")),
        with_no=sum("n" in row for row in rows),
    )  # fmt: skip


def _counts_apart(rows):
    """Whoever counts another way comes to another number."""
    of = counts_of(rows)
    at_most = [of.at_most, of.complete, of.at_most - of.complete, of.any_blank, of.with_no, MANY]
    both = [of.both, of.either, of.area, of.breach, of.both + of.open]
    opened = [of.open, of.blank_in_pair, of.both_blank, MANY - of.both]
    return (
        all(len(set(each)) == len(each) for each in (at_most, both, opened))
        and len({of.complete, MANY - of.complete, of.at_most}) == 3
        and of.complete >= 2
        and of.open >= 2
    )


_count = whole_number(0, MANY)
four_counts = answer_of(complete=_count, at_most=_count, both=_count, open=_count)

# dealers-3: numeric and weighted ---------------------------------------------------------------------------

SHOPS = [f"S{place}" for place in range(1, 9)]
BOOK_SHOPS = (  # turnover of the whole category, sales of P, sales of Q; thousand CNY, 0: does not carry it
    (480, 60, 0), (350, 0, 40), (260, 30, 25), (190, 0, 0), (120, 15, 30), (90, 0, 12), (60, 0, 0), (50, 0, 0),
)  # fmt: skip


def shops(draw=None):
    """Eight shops of a dealer's territory: ``shops``, by shop: turnover of the category, sales of the articles P and Q (CNY)."""
    rows = BOOK_SHOPS if draw is None else draw.until(_eight, _shares_apart)
    table = pd.DataFrame(
        [[1000 * each for each in row] for row in rows],
        index=pd.Index(SHOPS, name="outlet_id"),
        columns=["turnover_cny", "sales_p_cny", "sales_q_cny"],
    )
    unit = say("CNY", "元")
    table = labelled(
        table,
        outlet_id=say("shop", "门店"),
        turnover_cny=(say("turnover, whole category", "品类营业额"), unit),
        sales_p_cny=(say("sales of P", "P 的销售额"), unit),
        sales_q_cny=(say("sales of Q", "Q 的销售额"), unit),
    )
    return SimpleNamespace(shops=table)


def _eight(draw):
    turnover = [draw.between(low, low + low // 2, 10) for low in (400, 300, 220, 160, 110, 80, 60, 50)]
    p, q = draw.some_of(range(8), draw.between(3, 5)), draw.some_of(range(8), draw.between(3, 5))
    rows = [
        (
            each,
            each * draw.between(5, 20) // 100 if at in p else 0,
            each * draw.between(5, 20) // 100 if at in q else 0,
        )
        for at, each in enumerate(turnover)
    ]
    return draw.shuffled(rows)


def _shares_apart(rows):
    """Each way to reckon gives another share, and the shop to win next is not the largest, the smallest or one that carries neither."""
    whole, p, q = zip(*rows, strict=True)
    carry = [amount for amount, sold in zip(whole, p, strict=True) if sold]
    carry_q = [amount for amount, sold in zip(whole, q, strict=True) if sold]
    some = [amount for amount, one, other in zip(whole, p, q, strict=True) if one or other]
    free = sorted((amount for amount, sold in zip(whole, p, strict=True) if not sold), reverse=True)
    weighted = [sum(carry) / sum(whole), len(carry) / 8, sum(carry) / sum(some), sum(carry_q) / sum(whole), sum(p) / sum(whole),
                sum(p) / sum(carry), 1 - sum(carry) / sum(whole)]  # fmt: skip
    numeric = [len(carry) / 8, len(carry) / len(some), len(carry_q) / 8, 1 - len(carry) / 8]
    return (
        far_apart(weighted, 0.02) and far_apart(numeric, 0.02)
        and len(set(whole)) == 8 and max(whole) in carry and len(free) >= 3
    )  # fmt: skip


numeric_weighted_next = answer_of(numeric=share, weighted=share, next_shop=choice(SHOPS), reasons=True)


EXERCISES = {
    "dealers-1": ExerciseSpec(
        ("Place six dealers", "六家经销商放进哪一格"),
        six_dealers, dangerous_nurture_share,
        (
            ("Size is `q1.data.dealers[\"net_amount_cny\"]`, compared with `q1.data.size_cut`. Loyalty is what part of all its purchases that is, compared with `q1.data.loyalty_cut`.",
             "大小看 `q1.data.dealers[\"net_amount_cny\"]`，跟 `q1.data.size_cut` 比；忠诚看它占总采购额的多少，跟 `q1.data.loyalty_cut` 比。"),
            ("Whoever is exactly on a cut belongs to the upper side: use >=. There is one on each.",
             "恰好在分界上的归上面一边，用 >=。两条分界上各有一家。"),
            ("`placed = casekit.dealers.grid(table, q1.data.size_cut, q1.data.loyalty_cut)`, where `table` has a column `share_of_wallet` as well. `share` is an amount over an amount: sales of the dangerous ÷ sales of all six.",
             "`placed = casekit.dealers.grid(table, q1.data.size_cut, q1.data.loyalty_cut)`，`table` 里要先算出 `share_of_wallet` 一列。`share` 是金额比金额：危险一格的销售额 ÷ 六家的销售额。"),
        ),
        points=3, read=("Four cells, two cuts", "四个格子，两条分界"),
    ),
    "dealers-2": ExerciseSpec(
        ("Audit contracts", "核对合同"),
        audit, four_counts,
        (
            ("`there = q2.data.contracts == \"yes\"` and `gone = q2.data.contracts == \"no\"`. A blank is False in both.",
             "`there = q2.data.contracts == \"yes\"`，`gone = q2.data.contracts == \"no\"`。留空的，两边都是 False。"),
            ("`there.all(axis=\"columns\")` says row by row whether all clauses are known to be there; `~gone.any(axis=\"columns\")` whether none is known to be missing.",
             "`there.all(axis=\"columns\")` 逐行看是否每项都查明有；`~gone.any(axis=\"columns\")` 看是否没有一项查明缺。"),
            ("`casekit.contracts_audit.together(q2.data.contracts, [\"k05_operating_rights\", \"k09_breach\"]).value_counts()` counts yes, no and unchecked for the last two.",
             "`casekit.contracts_audit.together(q2.data.contracts, [\"k05_operating_rights\", \"k09_breach\"]).value_counts()` 数出 yes、no、unchecked，后两个数就在里面。"),
        ),
        points=3, read=("What does the contract say?", "合同怎么说？"),
    ),
    "dealers-3": ExerciseSpec(
        ("Breadth, counted and weighted", "分销广度，数一数、称一称"),
        shops, numeric_weighted_next,
        (
            ("A shop carries P if its sales of P are above zero: `carries = q3.data.shops[\"sales_p_cny\"] > 0`. All eight shops are the territory.",
             "P 的销售额大于零，这家店就在卖 P：`carries = q3.data.shops[\"sales_p_cny\"] > 0`。八家店就是整个区域。"),
            ("Weights are the turnovers of the whole category: those of the shops that carry P ÷ those of all eight.",
             "权重用整个品类的营业额：在卖 P 的店之和 ÷ 八家之和。"),
            ("`casekit.distribution.breadth(...)` takes one row for each shop that carries P (`outlet_id`, `sku`) and the turnovers. For `next_shop` look among the shops without P.",
             "`casekit.distribution.breadth(...)` 要的是：每家在卖 P 的店一行（`outlet_id`、`sku`），再加各店营业额。`next_shop` 在没卖 P 的店里找。"),
        ),
        points=3, by_hand=3, read=("How far do the goods reach?", "货铺到了哪里？"),
    ),
}  # fmt: skip
