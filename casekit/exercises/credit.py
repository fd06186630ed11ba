"""The exercises of lesson 12: numbers and form. Questions: exercises/source; key: exercises/answers."""

from math import fsum
from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.data import load
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, choice, number, share, whole_number
from casekit.look import labelled

# credit-1: reports a year ---------------------------------------------------------------------------------

A_YEAR = {"A": 2, "B": 4, "C": 12, "D": 0}
MONTHS = {"A": 6, "B": 3, "C": 1}
BOOK_COUNTS = (120, 180, 260, 15), 2023


def reports(draw=None):
    """Customers in each class (``customers``), and the day of a first report (``first_report``) of a customer of class A."""
    counts, year = BOOK_COUNTS if draw is None else draw.until(_counts_and_year, _loads_differ)
    table = pd.DataFrame({"customers": counts}, index=pd.Index(list("ABCD"), name="class"))
    table = labelled(
        table,
        **{"class": say("class", "等级")},
        customers=(say("customers", "客户数"), say("customers", "家")),
    )
    return SimpleNamespace(customers=table, first_report=pd.Timestamp(year, 8, 31))


def _counts_and_year(draw):
    counts = tuple(
        draw.between(low, high, step)
        for low, high, step in ((60, 240, 5), (100, 300, 5), (150, 500, 5), (5, 40, 1))
    )
    return counts, draw.between(2019, 2024)


def loads(counts):
    """The right number of reports, and what misreadings come to."""
    a, b, c, d = counts
    right = 2 * a + 4 * b + 12 * c
    return [
        right, 12 * a + 4 * b + 2 * c, 6 * a + 3 * b + c, a + b + c, 12 * (a + b + c), a + 2 * b + 6 * c,
        right + 52 * d, right + 12 * d, 12 * c, a + b + c + d,
    ]  # fmt: skip


def _loads_differ(made):
    return far_apart(loads(made[0]), 0.5)


load_share_day = answer_of(reports=whole_number(0, 100_000), c_share=share, next_day=whole_number(1, 31))

# credit-2: a sheet of signs -------------------------------------------------------------------------------

GOOD = ["OW7", "IN1", "IN2", "IN3"]
PAIRS = [("FU12", "PA9"), ("FU1", "FU6"), ("PA1", "FU3")]
HARD_ONES = ["FU13", "PA10"]
OTHERS = [
    "OW5",
    "OW9",
    "OW10",
    "IN4",
    "IN5",
    "IN7",
    "IN11",
    "FU2",
    "FU5",
    "FU7",
    "FU9",
    "PA2",
    "PA5",
    "PA6",
    "PA7",
]
BOOK_SHEET = [
    ("OW7", "yes"), ("OW10", "yes"), ("IN1", "yes"), ("IN2", "no"), ("IN3", "not seen"), ("IN4", "no"), ("IN7", "yes"), ("FU1", "yes"),
    ("FU6", "yes"), ("FU9", "no"), ("FU13", "no"), ("PA2", "not seen"), ("PA6", "no"), ("PA7", "yes"),
]  # fmt: skip


def signs(draw=None):
    """One dealer's sheet (``sheet``): fourteen signs with what a yes would say and the answer."""
    rows = BOOK_SHEET if draw is None else draw.until(_rows, _counts_part)
    catalog = load("signal_catalog").set_index("signal_id")
    table = pd.DataFrame(rows, columns=["signal_id", "answer"])
    for column in ("sign_en", "sign_zh"):
        table[column] = table["signal_id"].map(catalog[column])
    return SimpleNamespace(sheet=table[["signal_id", "sign_en", "sign_zh", "answer"]])


def _rows(draw):
    pair, hard = draw.one_of(PAIRS), draw.one_of(HARD_ONES)
    good = draw.shuffled(GOOD)
    rows = [
        (pair[0], "yes"),
        (pair[1], "yes"),
        (hard, draw.one_of(["yes", "no", "no"])),
        (good[0], "yes"),
        (good[1], "no"),
        (good[2], "not seen"),
    ]
    rows += [(good[3], draw.one_of(["yes", "no"]))]
    rows += [(each, draw.one_of(["yes", "no", "no", "not seen"])) for each in draw.some_of(OTHERS, 7)]
    order = load("signal_catalog")["signal_id"].tolist()
    return sorted(rows, key=lambda row: order.index(row[0]))


def counted(rows, polarity=True, once=True, unseen=False, good="both"):
    """Bad and seen signs of a sheet; ``unseen``: not seen as no; ``good``: count their noes ("both"), only yeses ("yes"), or leave them out ("out")."""
    twin = {second: one for one, second in PAIRS}
    bad, seen = set(), set()
    for sign, answer in rows:
        if (answer == "not seen" and not unseen) or (sign in GOOD and good == "out"):
            continue
        name = twin.get(sign, sign) if once else sign
        seen.add(name)
        turned = sign in GOOD and polarity
        if (answer == "yes") != turned and not (turned and good == "yes"):
            bad.add(name)
    return len(bad), len(seen)


READINGS = {
    "right": {}, "every_yes": {"polarity": False}, "twice": {"once": False}, "unseen_as_no": {"unseen": True}, "good_noes_forgotten": {"good": "yes"},
    "good_left_out": {"good": "out"}, "both": {"polarity": False, "once": False},
}  # fmt: skip


def _counts_part(rows):
    """Each reading gives another pair of numbers, and a few of the other signs were seen."""
    found = [counted(rows, **how) for how in READINGS.values()]
    bad, seen = found[0]
    yeses = sum(answer == "yes" for _, answer in rows)
    found += [(seen - bad, seen), (bad, 14), (bad, yeses)]
    return len(set(found)) == len(found) and 3 <= bad < seen - 2


bad_seen_gate = answer_of(bad=whole_number(0, 14), seen=whole_number(0, 14), gate=choice(["open", "closed"]))

# credit-3: two versions disagree --------------------------------------------------------------------------

LINES = (
    "current_assets",
    "current_liabilities",
    "total_assets",
    "total_liabilities",
    "retained_earnings",
    "ebit",
    "net_worth",
    "sales",
)
BOOK_FIRM = (640, 480, 1000, 620, 150, 84, 380, 1900)
PRIVATE, OTHER = (0.717, 0.847, 3.107, 0.420, 0.998), (6.56, 3.26, 6.72, 1.05, 0.0)


def two_scores(draw=None):
    """A dealer on no stock exchange: its ``statement``, thousand CNY."""
    lines = BOOK_FIRM if draw is None else draw.until(_lines, _versions_disagree)
    words = {
        "current_assets": say("current assets", "流动资产"), "current_liabilities": say("current liabilities", "流动负债"),
        "total_assets": say("total assets", "资产总计"), "total_liabilities": say("total liabilities", "负债合计"),
        "retained_earnings": say("retained earnings", "留存收益"), "ebit": say("EBIT", "息税前利润"),
        "net_worth": say("net worth", "净资产"), "sales": say("sales", "营业收入"),
    }  # fmt: skip
    table = pd.DataFrame([lines], columns=list(LINES))
    return SimpleNamespace(
        statement=labelled(
            table, **{name: (each, say("thousand CNY", "千元")) for name, each in words.items()}
        )
    )


def _lines(draw):
    assets = draw.between(600, 4000, 20)
    debts = assets * draw.between(45, 88) // 100
    current_debts = debts * draw.between(70, 95) // 100
    current = current_debts + assets * draw.between(-2, 24) // 100
    return (current, current_debts, assets, debts, assets * draw.between(0, 28) // 100, assets * draw.between(0, 13) // 100,
            assets - debts, assets * draw.between(90, 210) // 100)  # fmt: skip


def ratios(lines):
    """The five ratios X1 to X5."""
    current, current_debts, assets, debts, kept, ebit, worth, sold = lines
    return (current - current_debts) / assets, kept / assets, ebit / assets, worth / debts, sold / assets


def score(lines, weights):
    """The weighted sum of the ratios, exact: Python 3.12 adds floats in another way than 3.11."""
    return fsum(weight * ratio for weight, ratio in zip(weights, ratios(lines), strict=True))


def zone(z, low, high):
    """The zone of a score between two bounds."""
    return "distress" if z < low else "safe" if z > high else "grey"


def slips(lines):
    """Z″ as a slip would give it: Z′, with sales, equity over assets, current assets for working capital, debts over equity."""
    x = ratios(lines)
    right, assets, debts, worth = score(lines, OTHER), lines[2], lines[3], lines[6]
    return {
        "private": score(lines, PRIVATE), "with_sales": right + 0.998 * x[4], "over_assets": right + 1.05 * (worth / assets - x[3]),
        "current_only": right + 6.56 * (lines[0] / assets - x[0]), "turned": right + 1.05 * (debts / worth - x[3]),
        "rounded_weight": right - 0.06 * x[0], "plus": right + 3.25,
    }  # fmt: skip


def _versions_disagree(lines):
    """Z″ lies where other bounds give another zone, and Z′ is in another zone; every slip gives another score."""
    z, private = score(lines, OTHER), score(lines, PRIVATE)
    right, by_private = zone(z, 1.10, 2.60), zone(private, 1.23, 2.90)
    between = 2.62 < z < 2.88 or 1.12 < z < 1.21
    values = [value for name, value in slips(lines).items() if name != "rounded_weight"]
    return between and right != by_private and far_apart([z, *values], 0.03) and 0.1 < abs(private - z)


two_zones = answer_of(
    z_private=number,
    z_other=number,
    version=choice(["private", "other"]),
    zone=choice(["distress", "grey", "safe"]),
    reasons=True,
)


EXERCISES = {
    "credit-1": ExerciseSpec(
        ("Reports a year", "一年多少份报告"),
        reports, load_share_day,
        (
            ("One report every 6 months is 2 a year. Work out the number a year for B and C in the same way; D needs no written report.",
             "每 6 个月一份，一年 2 份。B 级、C 级照样算；D 级不出书面报告。"),
            ("`casekit.credit.report_load(q1.data.customers[\"customers\"])` gives a row for each class. `c_share` is C's reports over all reports.",
             "`casekit.credit.report_load(q1.data.customers[\"customers\"])` 每级一行。`c_share` 是 C 级的报告数除以全部报告数。"),
            ("Class A is due again after 6 months. February has no 31st: the last day that February has. Which years are leap years?",
             "A 级 6 个月后再报。2 月没有 31 日，取 2 月的最后一天。哪些年是闰年？"),
        ),
        points=2, read=("How often to look again", "多久再看一次"),
    ),
    "credit-2": ExerciseSpec(
        ("Score a sheet", "给一张检查表计分"),
        signs, bad_seen_gate,
        (
            ("Three lists: what was not seen goes out; of each pair that says the same, one stays; of the rest, which are good if yes (OW7, IN1, IN2, IN3)?",
             "分三步：未见到的去掉；说同一件事的两条只留一条；其余的里，哪几条答“是”表示好（OW7、IN1、IN2、IN3）？"),
            ("Bad: a yes to a bad sign, and a no to a good one. The pairs are FU12 with PA9, FU1 with FU6, PA1 with FU3.",
             "坏：坏迹象答“是”，好迹象答“否”。说同一件事的是 FU12 和 PA9、FU1 和 FU6、PA1 和 FU3。"),
            ("`casekit.credit.score_signs(q2.data.sheet.assign(customer_id=\"X\", observed_date=\"2025-06-30\"))` counts both. The gate looks at FU12 (or PA9), FU13 and PA10 only.",
             "`casekit.credit.score_signs(q2.data.sheet.assign(customer_id=\"X\", observed_date=\"2025-06-30\"))` 两个数都有。门槛只看 FU12（或 PA9）、FU13 和 PA10。"),
        ),
        points=2, read=("What people saw", "现场看到什么"),
    ),
    "credit-3": ExerciseSpec(
        ("Two versions disagree", "两个版本不一致"),
        two_scores, two_zones,
        (
            ("Five ratios: X1 = (current assets − current liabilities) ÷ total assets; X2, X3, X5 over total assets too; X4 = net worth ÷ liabilities.",
             "五个比率：X1 =（流动资产 − 流动负债）÷ 资产总计；X2、X3、X5 也除以资产总计；X4 = 净资产 ÷ 负债合计。"),
            ("Z′ has all five, Z″ has no X5. Which of the two is made for a firm that trades? Use that version's own bounds.",
             "Z′ 用五个，Z″ 没有 X5。做买卖的企业该用哪一个？界限也用那一个版本自己的。"),
            ("`casekit.credit.altman(q3.data.statement, \"private\")` and the same with `\"other\"` give score and zone.",
             "`casekit.credit.altman(q3.data.statement, \"private\")`，再换成 `\"other\"`，得分和区间都有。"),
        ),
        points=3, by_hand=3, read=("What the books say", "报表怎么说"),
    ),
}  # fmt: skip
