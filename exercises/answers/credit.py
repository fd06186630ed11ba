"""Key and misconceptions of lesson 12's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from calendar import monthrange
from functools import wraps

from casekit.exercises import credit as numbers
from casekit.exercises.judging import Answer, answers, shown_by

# credit-1: reports a year -----------------------------------------------------------------------------------


def _counts(data):
    return data.customers["customers"].tolist()


def _february(data):
    """The last day of the February after the first report."""
    return monthrange(data.first_report.year + 1, 2)[1]


def load(data):
    """The key."""
    a, b, c, _ = _counts(data)
    return {
        "reports": 2 * a + 4 * b + 12 * c,
        "c_share": 12 * c / (2 * a + 4 * b + 12 * c),
        "next_day": _february(data),
    }


def _with_load(data, at):
    return load(data) | {"reports": numbers.loads(_counts(data))[at]}


def best_most_often(data):
    """Class A reported on every month, C every half-year."""
    return _with_load(data, 1)


def months_for_reports(data):
    """The months of the cycle taken for reports a year."""
    return _with_load(data, 2)


def one_each(data):
    """One report a customer."""
    return _with_load(data, 3)


def all_monthly(data):
    """Every class monthly."""
    return _with_load(data, 4)


def half_a_year(data):
    """Half a year instead of a year."""
    return _with_load(data, 5)


def cash_weekly(data):
    """A report a week for class D."""
    return _with_load(data, 6)


def cash_monthly(data):
    """A report a month for class D."""
    return _with_load(data, 7)


def class_c_only(data):
    """The reports of class C alone."""
    return _with_load(data, 8)


def share_of_customers(data):
    """C's share of the customers."""
    a, b, c, d = _counts(data)
    return load(data) | {"c_share": c / (a + b + c + d)}


def share_of_rated(data):
    """C's share of the customers of A, B and C."""
    a, b, c, _ = _counts(data)
    return load(data) | {"c_share": c / (a + b + c)}


def others_share(data):
    """The share of the other classes."""
    return load(data) | {"c_share": 1 - load(data)["c_share"]}


def run_over(data):
    """31 February run over into March."""
    return load(data) | {"next_day": 31 - _february(data)}


def not_cut(data):
    """The 31st kept."""
    return load(data) | {"next_day": 31}


def thirtieth(data):
    """The 30th."""
    return load(data) | {"next_day": 30}


def leap_year(data):
    """29 for 28, or 28 for 29."""
    return load(data) | {"next_day": 57 - _february(data)}


def in_180_days(data):
    """180 days later."""
    return load(data) | {"next_day": 27}


LOADS = {
    best_most_often: ("You report on A most often. A is the sound class: every 6 months, and C every month.", "你给 A 级报得最勤。A 级信用好，每 6 个月一份；C 级才是每月一份。"),
    months_for_reports: ("Those are the months between two reports. Every 6 months makes 2 a year.", "那是间隔的月数。每 6 个月一份，一年是 2 份。"),
    one_each: ("That is one report each. How many does each need in a year?", "那是一家一份。一家一年要几份？"),
    all_monthly: ("Only class C is reported on every month.", "只有 C 级每月一份。"),
    half_a_year: ("That is half a year.", "那是半年的数。"),
    cash_weekly: ("D is looked at every week, but that is no written report.", "D 级每周看一次，可不出书面报告。"),
    cash_monthly: ("D pays cash and needs no written report.", "D 级只收现款，不出书面报告。"),
    class_c_only: ("Those are C's reports alone.", "那只是 C 级的。"),
    share_of_customers: ("That is C's share of the customers. Asked for is its share of the reports.", "那是 C 级占客户数的比例。题目问的是占报告数的比例。"),
    share_of_rated: ("That is C's share of the customers in A, B and C. Take reports on both sides.", "那是 C 级占 A、B、C 三级客户的比例。分子、分母都要用报告数。"),
    others_share: ("That is the share of the others.", "那是其他等级的比例。"),
    run_over: ("You let the date run over into March. The report is due in February, on its last day.", "你让日期滑到了 3 月。应当在 2 月交，取 2 月最后一天。"),
    not_cut: ("February has no such day.", "2 月没有这一天。"),
    thirtieth: ("February has no 30th.", "2 月没有 30 日。"),
    leap_year: ("Look at the year again: is it a leap year?", "再看看年份：是不是闰年？"),
    in_180_days: ("You counted 180 days. Six months go by the calendar.", "你数了 180 天。六个月要按日历算。"),
}  # fmt: skip


# credit-2: a sheet of signs ---------------------------------------------------------------------------------


def _rows(data):
    return list(zip(data.sheet["signal_id"], data.sheet["answer"], strict=True))


def _hard(data):
    return any(answer == "yes" and sign in ("FU12", "PA9", "FU13", "PA10") for sign, answer in _rows(data))


def _counted(data, **how):
    bad, seen = numbers.counted(_rows(data), **how)
    return {"bad": bad, "seen": seen, "gate": "closed" if _hard(data) else "open"}


def marked(data):
    """The key."""
    return _counted(data)


def where_it_shows(mistake):
    """A mistake that these numbers may not tell from the right answer: then it gives None."""

    @wraps(mistake)
    def shown(data):
        value = mistake(data)
        return None if value == marked(data) else value

    return shown


@where_it_shows
def every_yes(data):
    """Every yes counted as bad."""
    return _counted(data, polarity=False)


@where_it_shows
def twice(data):
    """One fact counted twice."""
    return _counted(data, once=False)


@where_it_shows
def both(data):
    """Every yes as bad, and one fact twice."""
    return _counted(data, polarity=False, once=False)


@where_it_shows
def unseen_as_no(data):
    """Not seen taken as no."""
    return _counted(data, unseen=True)


@where_it_shows
def good_noes_forgotten(data):
    """A no to a good sign not counted as bad."""
    return _counted(data, good="yes")


@where_it_shows
def good_left_out(data):
    """The good signs left out altogether."""
    return _counted(data, good="out")


@where_it_shows
def good_ones(data):
    """The good answers counted instead of the bad ones."""
    right = marked(data)
    return right | {"bad": right["seen"] - right["bad"]}


@where_it_shows
def all_fourteen(data):
    """All signs of the sheet below the line."""
    return marked(data) | {"seen": 14}


@where_it_shows
def only_yeses(data):
    """The number of yeses below the line."""
    return marked(data) | {"seen": sum(answer == "yes" for _, answer in _rows(data))}


@shown_by(lambda value, data: value["gate"] == "closed" and not _hard(data))
def closed_without(data):
    """The gate closed although no hard sign is there."""
    return None if _hard(data) else marked(data) | {"gate": "closed"}


@shown_by(lambda value, data: value["gate"] == "open" and _hard(data))
def opened(data):
    """The gate open although a hard sign is there."""
    return marked(data) | {"gate": "open"} if _hard(data) else None


MARKS = {
    every_yes: ("You counted every yes as bad. Four signs are good if the answer is yes.", "你把每个“是”都当成坏的。有四条答“是”表示好。"),
    twice: ("One fact stands in two lists. It counts once, above and below the line.", "有一件事在两张表里各写了一次。分子、分母都只算一次。"),
    both: ("You counted every yes as bad, and one fact twice.", "你把每个“是”都当成坏的，还把一件事算了两次。"),
    unseen_as_no: ("You took not seen for no. It says nothing either way and is left out.", "你把“未见到”当成了“否”。它什么也说明不了，要去掉。"),
    good_noes_forgotten: ("A no to a good sign is bad, too.", "好迹象答“否”，也是坏的。"),
    good_left_out: ("You left the good signs out. They count, the other way round.", "你把好迹象去掉了。它们要算，只是倒过来计。"),
    good_ones: ("That is the number of good answers.", "那是好的条数。"),
    all_fourteen: ("You divided by all rows of the sheet. What was not seen, and the second wording of a fact, do not count.", "你用了表里的全部行数。未见到的、重复的都不算。"),
    only_yeses: ("That is the number of yeses. A no was seen as well.", "那是“是”的条数。答“否”，也是看到了的。"),
    closed_without: ("Bad signs alone do not close the gate. Is one of the hard ones answered with yes?", "坏迹象多，不等于过不了门槛。硬迹象里有没有答“是”的？"),
    opened: ("One of the hard signs is answered with yes. Look at FU12 or PA9, FU13, PA10.", "有一条硬迹象答了“是”。看 FU12 或 PA9、FU13、PA10。"),
}  # fmt: skip


# credit-3: two versions disagree ----------------------------------------------------------------------------

WHY = "A dealer trades, so Z″; sales over assets lift Z′; the score is a hint, ask for the new statement."


def _lines(data):
    return tuple(data.statement.iloc[0].tolist())


def scored(data):
    """The key."""
    lines = _lines(data)
    z = numbers.score(lines, numbers.OTHER)
    return {
        "z_private": numbers.score(lines, numbers.PRIVATE),
        "z_other": z,
        "version": "other",
        "zone": numbers.zone(z, 1.10, 2.60),
        "why": WHY,
    }


def _slip(data, name):
    return scored(data) | {"z_other": numbers.slips(_lines(data))[name]}


def with_sales(data):
    """Sales added to Z″ with the weight they have in Z′."""
    return _slip(data, "with_sales")


def over_assets(data):
    """Net worth over assets for X4 in Z″."""
    return _slip(data, "over_assets")


def current_only(data):
    """Current assets for working capital in Z″."""
    return _slip(data, "current_only")


def turned(data):
    """Liabilities over net worth for X4 in Z″."""
    return _slip(data, "turned")


def plus(data):
    """3.25 added to Z″."""
    return _slip(data, "plus")


def exchanged(data):
    """The two scores in each other's place."""
    key = scored(data)
    return key | {"z_private": key["z_other"], "z_other": key["z_private"]}


def without_sales(data):
    """Z′ without the sales."""
    key = scored(data)
    return key | {"z_private": key["z_private"] - 0.998 * numbers.ratios(_lines(data))[4]}


def private_over_assets(data):
    """Net worth over assets for X4 in Z′."""
    key, x, lines = scored(data), numbers.ratios(_lines(data)), _lines(data)
    return key | {"z_private": key["z_private"] + 0.420 * (lines[6] / lines[2] - x[3])}


def listed(data):
    """The weights of Z, with the book value for the market value."""
    return scored(data) | {"z_private": numbers.score(_lines(data), (1.2, 1.4, 3.3, 0.6, 1.0))}


def wrong_version(data):
    """Z′ taken for a dealer."""
    return scored(data) | {"version": "private"}


def bounds_of_private(data):
    """Z″ between the bounds of Z′, or the zone of Z′: the same by the numbers that are drawn."""
    return scored(data) | {"zone": numbers.zone(scored(data)["z_other"], 1.23, 2.90)}


ZONES = {
    with_sales: ("You put sales into Z″. It has four ratios only.", "你把销售额也放进了 Z″。它只有四个比率。"),
    over_assets: ("X4 is net worth over liabilities, not over assets.", "X4 是净资产除以负债，不是除以资产。"),
    current_only: ("X1 takes working capital: current assets less current liabilities.", "X1 用营运资本：流动资产减流动负债。"),
    turned: ("X4 is upside down: net worth over liabilities.", "X4 颠倒了：净资产除以负债。"),
    plus: ("You added 3.25. Then the bounds would be others, too; the lesson's version has no constant.", "你加了 3.25。那样界限也要跟着变；课文的版本没有常数项。"),
    exchanged: ("The two scores stand in each other's place.", "两个分数填反了。"),
    without_sales: ("Z′ has all five ratios, sales over assets too.", "Z′ 五个比率都有，包括销售额除以资产。"),
    private_over_assets: ("In Z′, too, X4 is net worth over liabilities.", "Z′ 里的 X4 也是净资产除以负债。"),
    listed: ("Those are the weights of Z, for makers on a stock exchange.", "那是 Z 的权重，用于上市制造企业。"),
    wrong_version: ("That version is made for factories. A dealer trades.", "那个版本是为工厂做的。经销商做的是商贸。"),
    bounds_of_private: ("That is the zone of the other score, or the other version's bounds. Each version has its own.", "那是另一个分数的区间，或者用了另一个版本的界限。各版本有各自的界限。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    credit_1=Answer(
        load, LOADS,
        right=("Most of the work goes to the class with the shortest cycle. Whoever sets the cycle sets the budget.", "周期最短的一级占去大半工作。定周期，就是定预算。"),
        otherwise={"reports": ("For each class: customers × reports a year; then add up.", "每一级：客户数 × 每年份数；再相加。"),
                   "c_share": ("C's reports over all reports.", "C 级的报告数除以全部报告数。"),
                   "next_day": ("Six months later by the calendar, cut to the month's last day.", "按日历过六个月，没有那一天就取月末。")},
        within={"reports": 0, "c_share": 0.005, "next_day": 0},
    ),
    credit_2=Answer(
        marked, MARKS,
        right=("Polarity, each fact once, not seen left out; and the gate asks only for facts that can be checked.", "分方向，同一件事只计一次，未见到的去掉；门槛只问查得实的事。"),
        otherwise={"bad seen": ("Strike out what was not seen and the second wording of a fact. Then count, with the four good signs the other way round.", "先划掉未见到的和重复的，再数；四条好迹象倒过来计。"),
                   "gate": ("The gate looks at FU12 or PA9, FU13 and PA10.", "门槛看 FU12 或 PA9、FU13、PA10。")},
        within=0,
    ),
    credit_3=Answer(
        scored, ZONES,
        right=("So the two scores and the zone come out.", "两个分数和区间都对。"),
        otherwise={"z_private": ("Five ratios with the weights of Z′.", "五个比率乘 Z′ 的权重。"), "z_other": ("Four ratios with the weights of Z″.", "四个比率乘 Z″ 的权重。"),
                   "version": ("Which version is made for trade?", "哪个版本用于商贸？"), "zone": ("Set Z″ between 1.10 and 2.60.", "拿 Z″ 与 1.10、2.60 比。")},
        within={"z_private": 0.011, "z_other": 0.011},
        rubric=(
            (1, "Says which version fits and why: the firm trades, is on no exchange.", "说明用哪个版本、为什么：企业做商贸，没有上市。"),
            (1, "Explains the disagreement with own numbers (sales over assets and its part of Z′, or the weights of X1 and X3).", "用自己的数解释两者为什么不一致（销售额 ÷ 资产及其在 Z′ 里占的分，或 X1、X3 的权重）。"),
            (1, "Says what the score cannot tell, and one fact to get before a limit is set (newer statement, who audited it, hard signs, payments so far).",
                "说出分数说明不了什么，以及定额度前还要弄清的一件事（更新的报表、谁审计的、硬迹象、以往付款）。"),
        ),
    ),
)  # fmt: skip
