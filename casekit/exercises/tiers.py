"""The exercises of lesson 5: numbers and form. Questions: exercises/source; key: exercises/answers."""

from statistics import mean, median
from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, number, share, whole_number
from casekit.look import labelled

# tiers-1: two rules for one discount ----------------------------------------------------------------------

BOOK_OFFER = (80, 300, 600, 6, 12, 570)  # price, steps, discounts in %, the order


def offer(draw=None):
    """A stepped discount: ``price`` (CNY), ``steps`` (pieces to discount) and ``quantity``, the order."""
    price, low, high, less, more, quantity = (
        BOOK_OFFER if draw is None else draw.until(_an_offer, _in_the_notch)
    )
    return SimpleNamespace(price=price, steps={low: less / 100, high: more / 100}, quantity=quantity)


def _an_offer(draw):
    low, times = draw.between(100, 600, 50), draw.between(2, 3)
    less = draw.between(3, 8)
    high, more = low * times, less + draw.between(3, 9)
    return draw.between(20, 200, 5), low, high, less, more, high - draw.between(1, 40)


def _in_the_notch(made):
    """The order is better padded, and the first such order costs more than the step by a clear amount."""
    price, _, high, less, more, quantity = made
    exact = high * (100 - more) / (100 - less)
    return quantity > exact + 2 and not exact.is_integer() and price * high < 200_000


two_bills = answer_of(all_units=number, beyond=number, pad_from=whole_number(0, 100_000))

# tiers-2: who stays, who rises ----------------------------------------------------------------------------

TIERS = ["gold", "silver", "standard"]
BOOK_MOVES = {  # from each tier: to gold, silver, standard, and left
    "gold": (9, 3, 0, 4), "silver": (4, 17, 3, 4), "standard": (0, 5, 14, 3),
}  # fmt: skip


def moves(draw=None):
    """``counts``: for each tier at the start (rows), how many customers were in each a year later, or had left."""
    made = BOOK_MOVES if draw is None else draw.until(_some_moves, _each_share_differs)
    table = pd.DataFrame.from_dict(made, orient="index", columns=[*TIERS, "left"]).rename_axis("tier")
    words = {
        "gold": say("gold", "金卡"),
        "silver": say("silver", "银卡"),
        "standard": say("standard", "普通"),
        "left": say("left", "流失"),
    }
    return SimpleNamespace(counts=labelled(table, **words))


def _some_moves(draw):
    return {
        "gold": (draw.between(6, 18), draw.between(2, 8), draw.between(0, 2), draw.between(1, 4)),
        "silver": (draw.between(2, 9), draw.between(12, 30), draw.between(2, 9), draw.between(2, 6)),
        "standard": (draw.between(0, 1), draw.between(3, 9), draw.between(10, 26), draw.between(2, 6)),
    }


def _each_share_differs(made):
    """Dividing by another total gives another share."""
    gold, silver = made["gold"], made["silver"]
    everybody, golden = sum(map(sum, made.values())), sum(row[0] for row in made.values())
    stays = [
        gold[0] / sum(gold),
        gold[0] / sum(gold[:3]),
        gold[0] / golden,
        gold[0] / everybody,
        gold[1] / sum(gold),
    ]
    rises = [
        silver[0] / sum(silver),
        silver[0] / sum(silver[:3]),
        silver[0] / golden,
        silver[0] / everybody,
        silver[2] / sum(silver),
    ]
    lost = [gold[3] + silver[3] + made["standard"][3], gold[3]]
    shares = [lost[0] / everybody, lost[1] / sum(gold), lost[0] / (everybody - lost[0])]
    return all(far_apart(each, 0.011) for each in (stays, rises, shares)) and abs(stays[0] - rises[0]) > 0.02


three_shares = answer_of(gold_stays=share, silver_rises=share, lost=share)

# tiers-3: all of them, or those near the cut -----------------------------------------------------------------

BOOK_CUSTOMERS = [  # points, growth in %
    (88, 31), (82, 28), (77, 30), (71, 22), (69, 24), (64, 15), (63, 9), (62, 13), (60, 7),
    (59, 8), (58, 11), (57, 6), (56, 7), (52, 3), (48, 4), (45, -2), (41, -5), (36, -3), (33, -8), (31, -6),
]  # fmt: skip
CUT, NEAR = 60, 5


def growth(draw=None):
    """Twenty customers: ``customers`` with ``tier_points`` and ``growth``; the ``cut`` (included) and how near is ``near``."""
    rows = BOOK_CUSTOMERS if draw is None else draw.until(_twenty, _ways_differ)
    ids = pd.Index([f"T{place:02}" for place in range(1, 21)], name="customer_id")
    table = pd.DataFrame(
        [(points, rate / 100) for points, rate in rows], index=ids, columns=["tier_points", "growth"]
    )
    table = labelled(table, tier_points=say("points", "积分"), growth=(say("growth", "增长率"), "share"))
    return SimpleNamespace(customers=table, cut=CUT, near=NEAR)


def _twenty(draw):
    points = [draw.between(66, 90) for _ in range(5)] + [60, *(draw.between(61, 64) for _ in range(3))]
    points += [55, *(draw.between(56, 59) for _ in range(3)), *(draw.between(31, 53) for _ in range(7))]
    lift = draw.between(0, 6)
    rows = [(each, (each - 50) * 2 // 3 + lift * (each >= 60) + draw.between(-4, 4)) for each in points]
    return sorted(rows, reverse=True)


def differences(rows):
    """Percentage points between above and below the cut: by the rule and by each way to miss it."""
    above, below = ([rate for points, rate in rows if (points >= CUT) == side] for side in (True, False))
    high = [rate for points, rate in rows if CUT <= points < CUT + NEAR]
    low = [rate for points, rate in rows if CUT - NEAR <= points < CUT]
    strict = mean(rate for points, rate in rows if points > CUT) - mean(
        rate for points, rate in rows if points <= CUT
    )
    inner = [rate for points, rate in rows if CUT < points < CUT + NEAR]
    return {
        "naive": mean(above) - mean(below),
        "near": mean(high) - mean(low),
        "medians": median(above) - median(below),
        "near_medians": median(high) - median(low),
        "strict": strict,
        "near_strict": mean(inner) - mean([*low, *(rate for points, rate in rows if points == CUT)]),
        "only_high": mean(high),
        "against_all": mean(high) - mean(below),
    }


def _ways_differ(rows):
    found = differences(rows)
    naive = [found[name] for name in ("naive", "medians", "strict", "near")]
    near = [found[name] for name in ("near", "near_strict", "only_high", "against_all", "naive")]
    return far_apart(naive, 0.25) and far_apart(near, 0.25) and found["naive"] > 2 * found["near"] > 0


two_differences = answer_of(naive=number, near=number, reasons=True)


EXERCISES = {
    "tiers-1": ExerciseSpec(
        ("Two rules for one discount", "一种折扣，两种规则"),
        offer, two_bills,
        (
            ("Which step does the order reach? Not the second: it begins at the second number of `q1.data.steps`.",
             "这个订货量到了哪一档？还没有到第二档：第二档从 `q1.data.steps` 里的第二个数开始。"),
            ("All units: every piece at the rate reached. Units beyond: the pieces up to the first step at full price, only the rest with its discount.",
             "全量折扣：所有件数都按到达的档次。增量折扣：第一档以内的按原价，只有超出的打折。"),
            ("`casekit.tiers.bill(q1.data.quantity, q1.data.price, q1.data.steps, \"all_units\")`, the same with `\"incremental\"`, and `casekit.tiers.padded(q1.data.price, q1.data.steps)`.",
             "`casekit.tiers.bill(q1.data.quantity, q1.data.price, q1.data.steps, \"all_units\")`，换成 `\"incremental\"` 再算一次；还有 `casekit.tiers.padded(q1.data.price, q1.data.steps)`。"),
        ),
        points=3, read=("One piece more, and the bill falls", "多买一件，反而少付"),
    ),
    "tiers-2": ExerciseSpec(
        ("Who stays, who rises, who is lost", "谁留下，谁升级，谁流失"),
        moves, three_shares,
        (
            ("Each share belongs to the row it starts from: divide by all who were in that tier, the leavers included.",
             "每个比例都属于出发的那一行：除以原来在这一级的全部客户，包括流失的。"),
            ("`rows = q2.data.counts.sum(axis=\"columns\")` gives the totals. For `lost`, all leavers by all customers.",
             "`rows = q2.data.counts.sum(axis=\"columns\")` 是各行合计。`lost` 是全部流失的除以全部客户。"),
            ("`q2.data.counts.div(q2.data.counts.sum(axis=\"columns\"), axis=\"index\")` is the whole matrix.",
             "`q2.data.counts.div(q2.data.counts.sum(axis=\"columns\"), axis=\"index\")` 就是整个矩阵。"),
        ),
        points=2, read=("Who stays gold?", "金卡保得住吗？"),
    ),
    "tiers-3": ExerciseSpec(
        ("All of them, or those near the cut", "全都比，还是只比分界点附近的"),
        growth, two_differences,
        (
            ("`gold = q3.data.customers[\"tier_points\"] >= q3.data.cut`. For `naive`, the mean growth of all gold less that of all others, times 100.",
             "`gold = q3.data.customers[\"tier_points\"] >= q3.data.cut`。`naive` 是全部金卡的平均增长率减去其余的，再乘 100。"),
            ("For `near`, only those from 60 to 64 and from 55 to 59: `near = q3.data.customers[\"tier_points\"].between(55, 64)`.",
             "`near` 只取 60～64 分和 55～59 分的：`near = q3.data.customers[\"tier_points\"].between(55, 64)`。"),
            ("`q3.data.customers[near].groupby(gold)[\"growth\"].mean()` gives both means.",
             "`q3.data.customers[near].groupby(gold)[\"growth\"].mean()` 两个平均数都有。"),
        ),
        points=2, by_hand=3, read=("Does gold pay?", "金卡划算吗？"),
    ),
}  # fmt: skip
