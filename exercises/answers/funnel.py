"""Key and misconceptions of lesson 2's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

import numpy as np

from casekit.exercises.judging import Answer, answers, is_close, shown_by
from casekit.funnel import STAGES, conversion, seen_between
from casekit.matching import common_odds, gains

# funnel-1: how long it takes, and what is left after a year ------------------------------------------------------


def _per_month(data):
    return data.per_day * data.days_per_month


def _stock(per_month, months, loss):
    return per_month * (1 - (1 - loss) ** months) / loss


def days_and_stock(data):
    """The key."""
    return {"days": data.target // data.per_day, "stock": _stock(_per_month(data), 12, data.loss)}


def _days(data, value):
    return days_and_stock(data) | {"days": value}


def _left(data, value):
    return days_and_stock(data) | {"stock": value}


def months_for_days(data):
    """Months, where days are asked for."""
    return _days(data, data.target / _per_month(data))


def calendar_days(data):
    """Calendar days: months of 30."""
    return _days(data, data.target / _per_month(data) * 30)


def part_of_a_year(data):
    """The part of a year."""
    return _days(data, data.target / (12 * _per_month(data)))


def multiplied(data):
    """Multiplied instead of divided."""
    return _days(data, data.target * data.per_day)


def by_the_month(data):
    """The target divided by the working days of a month."""
    return _days(data, data.target / data.days_per_month)


def until_so_many_are_good(data):
    """The days until so many are still good, with the fading counted."""
    months = next((m for m in range(1, 241) if _stock(_per_month(data), m, data.loss) >= data.target), None)
    return months and _days(data, months * data.days_per_month)


def nothing_fades(data):
    """All that was found."""
    return _left(data, 12 * _per_month(data))


def twelve_times_the_loss(data):
    """Twelve times the monthly loss taken off once."""
    return _left(data, 12 * _per_month(data) * (1 - 12 * data.loss))


def all_fade_all_year(data):
    """The whole year's finds, as if all had been there from January."""
    return _left(data, 12 * _per_month(data) * (1 - data.loss) ** 12)


def one_loss(data):
    """A single month's loss."""
    return _left(data, 12 * _per_month(data) * (1 - data.loss))


def newest_fade_too(data):
    """What was found in the month fades in the same month."""
    return _left(data, days_and_stock(data)["stock"] * (1 - data.loss))


def always_the_same_loss(data):
    """Each month's finds lose the same number every month, instead of the same share of what is left."""
    return _left(data, sum(_per_month(data) * (1 - data.loss * age) for age in range(12)))


def never_above(data):
    """The stock that is never passed."""
    return _left(data, _per_month(data) / data.loss)


def thirty_days_a_month(data):
    """Thirty days a month."""
    return _left(data, _stock(30 * data.per_day, 12, data.loss))


def one_month_short(data):
    """Eleven months."""
    return _left(data, _stock(_per_month(data), 11, data.loss))


def what_is_gone(data):
    """What has faded, instead of what is left."""
    return _left(data, 12 * _per_month(data) - days_and_stock(data)["stock"])


DAYS = {
    months_for_days: ("That is the number of months. Asked for are working days.", "这是月数，题目要的是工作日数。"),
    calendar_days: ("You counted months of 30 days. The prospects are found on working days.", "你按每月 30 天算了。找客户只在工作日。"),
    part_of_a_year: ("That is a part of a year. Asked for are working days.", "这是一年的几分之几，题目要的是工作日数。"),
    multiplied: ("You multiplied. How often does the day's number go into the target?", "你做了乘法。目标里有几个“每天的家数”？"),
    by_the_month: ("You divided by the working days of a month. Divide by what is found in a day.", "你除的是每月的工作日数，要除的是每天找到的家数。"),
    until_so_many_are_good: ("You let the list fade already. Here count how long finding takes; fading comes in stock.",
                             "你已经把流失算进去了。这里只问找够要多久，流失在 stock 里算。"),
}  # fmt: skip
STOCKS = {
    nothing_fades: ("That is all that was found. Part of it has faded.", "这是找到的总数，其中一部分已经流失。"),
    twelve_times_the_loss: ("You took twelve times the monthly loss off everything. What was found in December has not faded twelve times.",
                            "你从总数里一次扣掉了 12 个月的流失率。12 月才找到的，没有流失过 12 次。"),
    all_fade_all_year: ("You let everything fade for twelve months, as if all of it had been found in January.",
                        "你让全部都流失了 12 个月，好像都是 1 月找到的。"),
    one_loss: ("You took one month's loss off the whole year.", "你对全年的总数只扣了一个月的流失。"),
    newest_fade_too: ("You let the month's own finds fade at once. What was found in the month is still there at its end.",
                      "你让当月找到的当月就流失了。当月找到的，月末都还在。"),
    always_the_same_loss: ("You took the same number off each month. The share is taken of what is left, which becomes less.",
                           "你每个月扣同样多的家数。流失率要乘剩下的，而剩下的越来越少。"),
    never_above: ("That is the limit the stock never passes. Asked for is the end of month 12.", "这是存量永远到不了的上限。题目问的是第 12 个月末。"),
    thirty_days_a_month: ("You counted 30 days a month. Take the working days.", "你按每月 30 天算了，要用工作日。"),
    one_month_short: ("One month is missing.", "少算了一个月。"),
    what_is_gone: ("That is how many have faded. Asked for are those still good.", "这是流失的家数，题目问的是还有效的。"),
}  # fmt: skip


# funnel-2: rates of a matured cohort out of a log -----------------------------------------------------------------


def _once(work):
    """A function of the data that is worked out once for the data asked about last."""
    last = []

    def found(data):
        if not (last and last[0] is data):
            last[:] = [data, work(data)]
        return last[1]

    return found


def _table(events):
    return conversion(events).set_index("stage")


@_once
def _cohort(data):
    """The events of the matured cohort."""
    return seen_between(data.events, last=data.until)


@_once
def _ripe(data):
    """What comes out of the matured cohort."""
    return _table(_cohort(data))


@_once
def _all(data):
    """What comes out of all prospects."""
    return _table(data.events)


@_once
def _decided(data):
    """What comes out of all decided ones."""
    last = data.events["prospect_id"].map(data.events.groupby("prospect_id")["stage"].last())
    return _table(data.events[last.isin(["won", "lost"])])


def _rates(data, table, stage=None):
    """Seen, rate and overall of a table."""
    entered = int(table["entered"].iloc[0])
    return {
        "seen": entered,
        "rate": float(table.at[stage or data.stage, "rate"]),
        "overall": int(table["reached_next"].iloc[-1]) / entered,
    }


def of_the_cohort(data):
    """The key."""
    return _rates(data, _ripe(data))


def _rate(data, value):
    return _but(data, "rate", value)


def _overall(data, value):
    return _but(data, "overall", value)


def _but(data, field, value):
    """The key with another share in a field, or None where it is no share, or too near the right one to be told from it."""
    right = of_the_cohort(data)
    return right | {field: value} if 0 <= value <= 1 and not is_close(value, right[field], 0.005) else None


def all_prospects(data):
    """The whole log, with the young ones in it."""
    return _rates(data, _all(data))


def rows_counted(data):
    """Rows of the log counted instead of prospects."""
    return of_the_cohort(data) | {"seen": len(_cohort(data))}


def all_rows(data):
    """All rows of the log."""
    return of_the_cohort(data) | {"seen": len(data.events)}


def the_young(data):
    """Those who came later, instead of those who came before."""
    return of_the_cohort(data) | {"seen": data.events["prospect_id"].nunique() - of_the_cohort(data)["seen"]}


def only_the_won(data):
    """The number of deals."""
    return of_the_cohort(data) | {"seen": int(_ripe(data)["reached_next"].iloc[-1])}


def young_kept_in_the_rate(data):
    """The right cohort, but a rate over the whole log."""
    return _rate(data, all_prospects(data)["rate"])


def only_decided(data):
    """The open ones left out of the whole log."""
    return _rate(data, _rates(data, _decided(data))["rate"])


def standing_there(data):
    """A snapshot: those who stand at the next stage over those who stand at this one, on the last day."""
    standing = [*_all(data)["open"], int(_all(data)["reached_next"].iloc[-1])]
    at = STAGES.index(data.stage)
    return _rate(data, standing[at + 1] / standing[at]) if standing[at] else None


def of_all_seen(data):
    """Those who reached the next stage over all on the list; at the last stage this is the overall rate."""
    if data.stage == STAGES[-2]:
        return None
    table = _ripe(data)
    return _rate(data, int(table.at[data.stage, "reached_next"]) / of_the_cohort(data)["seen"])


def the_stage_before(data):
    """The rate of the stage before."""
    return _rate(data, _rates(data, _ripe(data), STAGES[STAGES.index(data.stage) - 1])["rate"])


def the_stage_after(data):
    """The rate of the stage after."""
    at = STAGES.index(data.stage) + 1
    return _rate(data, _rates(data, _ripe(data), STAGES[at])["rate"]) if at < len(STAGES) - 1 else None


def events_of_the_period(data):
    """Rows dated up to the day, so that later events of the cohort are missing and the two counts belong to different prospects."""
    dated = data.events[data.events["entered_at"] < np.datetime64(data.until) + np.timedelta64(1, "D")]
    return _rate(data, _rates(data, _table(dated))["rate"])


def overall_for_rate(data):
    """Won over seen, where a stage is asked for."""
    return _rate(data, of_the_cohort(data)["overall"])


def whole_log_won(data):
    """Won over seen in the whole log."""
    return _overall(data, all_prospects(data)["overall"])


def decided_won(data):
    """Won over decided in the whole log."""
    return _overall(data, _rates(data, _decided(data))["overall"])


def mean_of_rates(data):
    """The mean of the four rates instead of their product."""
    return _overall(data, float(_ripe(data)["rate"].mean()))


def of_quasi_customers(data):
    """Won over quasi-customers: the first stage forgotten."""
    return _overall(data, float(_ripe(data)["rate"].iloc[1:].prod()))


def last_rate(data):
    """The last stage's rate."""
    return _overall(data, float(_ripe(data)["rate"].iloc[-1]))


SEEN = {
    all_prospects: ("You counted the whole log. The young prospects have not had time enough: keep those first seen by the day given.",
                    "你把整份记录都算进来了。时间短的还没走完：只留在那一天或以前首次接触的。"),
    rows_counted: ("You counted rows. A prospect has a row for each stage: count prospects.", "你数的是行数。一家潜在客户有好几行，要数家数。"),
    all_rows: ("You counted all rows of the log. Count prospects, and only those of the cohort.", "你数的是全部行数。要数家数，而且只数同期群里的。"),
    the_young: ("Those are the ones who came later. Asked for are those first seen by the day given.", "这是后来的那些。题目要的是那一天或以前首次接触的。"),
    only_the_won: ("Those are the ones who were won. seen is how many came onto the list.", "这是成交的家数。seen 是列入名单的家数。"),
}  # fmt: skip
RATES = {
    young_kept_in_the_rate: ("The cohort is right, but this rate is of the whole log, with the young in it.", "同期群对了，可这个比例是用整份记录算的，时间短的也在里面。"),
    only_decided: ("You left out the open ones of the whole log. Among the young, the decided are the quick ones: take the matured cohort.",
                   "你从整份记录里去掉了尚无结果的。时间短的里面，先有结果的都是快的：要用成熟同期群。"),
    standing_there: ("That is a snapshot: who stands where on the last day. They are different prospects.", "这是快照，数的是最后一天站在各阶段的，不是同一群客户。"),
    of_all_seen: ("You divided by all on the list. Divide by those who entered this stage.", "你除以了名单总数，要除以进入这一阶段的家数。"),
    the_stage_before: ("That is the rate of the stage before.", "这是前一阶段的转化率。"),
    the_stage_after: ("That is the rate of the stage after.", "这是后一阶段的转化率。"),
    events_of_the_period: ("You cut the log at the day, so the cohort's later stages are missing. The day picks the prospects; all their events count.",
                           "你在那一天把记录截断了，这些客户以后的阶段就没了。那一天只用来挑客户，挑中的，所有记录都算。"),
    overall_for_rate: ("That is won over seen. Here the rate of one stage is asked for.", "这是成交除以名单数。这里问的是一个阶段的转化率。"),
}  # fmt: skip
WHOLES = {
    whole_log_won: ("You counted the whole log. For overall, too, take the cohort only.", "你用了整份记录。overall 也只算同期群。"),
    decided_won: ("You divided by the decided ones of the whole log. The quick ones are too many among them.", "你除以了整份记录里有结果的，其中快的偏多。"),
    mean_of_rates: ("That is the mean of the rates. They are passed one after the other: multiply.", "这是几个比例的平均。要一关一关过，所以是连乘。"),
    of_quasi_customers: ("You began with the quasi-customers. Begin with all who were seen.", "你是从准客户算起的，要从列入名单的算起。"),
    last_rate: ("That is the last stage's rate. Take all four.", "这是最后一个阶段的转化率，要用四个。"),
}  # fmt: skip


# funnel-3: which industries the reward pays for -------------------------------------------------------------------

WHY = "Within industries the gap is smaller, since the referred are made up differently."


@_once
def _ours(data):
    """The common odds ratio with its interval, and what it brings by industry."""
    return common_odds(data.kinds), gains(data.kinds, data.worth)


def _rule(data, odds=None, pays=None):
    right = _ours(data)[0]["odds_ratio"]
    return {
        "odds": float(right if odds is None else odds),
        "pays": pays if pays is not None else _paying(data, "gain_low_cny"),
        "why": WHY,
    }


def _ratio(data, value):
    """An answer with another ratio, or None where it comes to the right one."""
    return None if is_close(value, _ours(data)[0]["odds_ratio"], 0.02) else _rule(data, value)


def _paying(data, column):
    found = _ours(data)[1][column]
    return set(found.index[found >= data.reward])


def like_with_like(data):
    """The key."""
    return _rule(data)


def _rates_of(data):
    kinds = data.kinds
    return kinds["group_won"] / kinds["group_cases"], kinds["other_won"] / kinds["other_cases"]


def _totals(data):
    return data.kinds.sum()


def pooled_odds(data):
    """All industries thrown together."""
    n, a, m, c = _totals(data)[["group_cases", "group_won", "other_cases", "other_won"]]
    return _ratio(data, a * (m - c) / ((n - a) * c))


def pooled_rates(data):
    """The ratio of the two rates of all industries thrown together."""
    n, a, m, c = _totals(data)[["group_cases", "group_won", "other_cases", "other_won"]]
    return _ratio(data, a / n / (c / m))


def mean_of_ratios(data):
    """The plain mean of the industries' odds ratios."""
    one, other = _rates_of(data)
    return _ratio(data, (one / (1 - one) / (other / (1 - other))).mean())


def rates_within(data):
    """Rates instead of odds, compared within the industries (the same formula with cases in place of losses)."""
    kinds = data.kinds
    size = kinds["group_cases"] + kinds["other_cases"]
    over, under = (
        kinds["group_won"] * kinds["other_cases"] / size,
        kinds["other_won"] * kinds["group_cases"] / size,
    )
    return _ratio(data, over.sum() / under.sum())


def ratio_of_mean_rates(data):
    """The mean of the rates of one group over the mean of those of the other."""
    one, other = _rates_of(data)
    ratio = one.mean() / other.mean()
    return None if is_close(ratio, rates_within(data)["odds"], 0.02) else _ratio(data, ratio)


def difference_in_points(data):
    """The difference of the two rates in percentage points."""
    n, a, m, c = _totals(data)[["group_cases", "group_won", "other_cases", "other_won"]]
    return _ratio(data, 100 * (a / n - c / m))


def low_end(data):
    """The lower end of the interval given as the ratio."""
    return _ratio(data, _ours(data)[0]["low"])


def high_end(data):
    """The upper end of the interval given as the ratio."""
    return _ratio(data, _ours(data)[0]["high"])


def _others(data, pays):
    """An answer with other industries, or None where it is the right one, or none at all."""
    pays = set(pays)
    return _rule(data, pays=pays) if pays and pays != _paying(data, "gain_low_cny") else None


def by_the_estimate(data):
    """The ratio itself instead of its lower end."""
    pays = _paying(data, "gain_cny")
    return None if len(pays) == len(data.kinds) else _others(data, pays)


def by_the_high_end(data):
    """The upper end of the interval."""
    high = _paying(data, "gain_high_cny")
    return None if high == _paying(data, "gain_cny") or len(high) == len(data.kinds) else _others(data, high)


@shown_by(lambda value, data: _paying(data, "gain_low_cny") > value["pays"])
def one_left_out(data):
    """A part of the right ones."""
    right = sorted(_paying(data, "gain_low_cny"))
    return _rule(data, pays=set(right[:1])) if len(right) > 1 else None


@shown_by(lambda value, data: not value["pays"] & _paying(data, "gain_low_cny"))
def the_others(data):
    """Those for whom it does not pay."""
    return _rule(data, pays=set(data.kinds.index) - _paying(data, "gain_low_cny"))


@shown_by(lambda value, data: len(value["pays"]) == len(data.kinds))
def everywhere(data):
    """All industries."""
    return _rule(data, pays=set(data.kinds.index))


ODDS = {
    pooled_odds: ("You threw the industries together, so the mix counts as effect. Compare within each.", "你把各行业混在一起了，构成就被当成了作用。要在每个行业里比。"),
    pooled_rates: ("That is the ratio of two rates, with the industries thrown together. Compare odds, within each industry.",
                   "这是混在一起的两个成交率之比。要在每个行业里比发生比。"),
    mean_of_ratios: ("That is the plain mean of the industries' ratios: one with three wins counts as much as one with thirty.",
                     "这是各行业比值的简单平均：只成交 3 家的行业，跟成交 30 家的一样算。"),
    rates_within: ("Within the industries, but rates and not odds: put losses where you put all cases.", "是在行业里比了，但比的是成交率，不是发生比：用总数的地方，要用未成交数。"),
    ratio_of_mean_rates: ("That is a ratio of mean rates. Compare odds, within each industry, and add up before you divide.",
                          "这是平均成交率之比。要在每个行业里比发生比，先分别相加，再相除。"),
    difference_in_points: ("That is a difference in points, of all thrown together. Asked for is a ratio of odds within the industries.",
                           "这是混在一起的百分点之差。题目要的是行业内的发生比之比。"),
    low_end: ("That is the lower end of the interval. The ratio itself is asked for; the lower end is used for pays.", "这是区间下限。这里要的是比值本身，下限用在 pays 里。"),
    high_end: ("That is the upper end of the interval. The ratio itself is asked for.", "这是区间上限，题目要的是比值本身。"),
}  # fmt: skip
PAYS = {
    by_the_estimate: ("That holds at the ratio itself. Asked for are those for which it pays even at the lower end.", "按比值本身算是这样。题目问的是按区间下限也划算的。"),
    by_the_high_end: ("That holds at the upper end only.", "只有按区间上限才是这样。"),
    everywhere: ("Not everywhere. With the points of the figures thrown together it would seem so; but where few are won anyway, few points are added, and a deal may be worth little.",
                 "不是处处都划算。拿混在一起的百分点差去算，会以为处处划算；可是本来成交就少的地方，多出的百分点也少，单子也可能小。"),
    the_others: ("Just the others: for these the reward is more than it brings at the lower end.", "正好反了：这些行业按下限算，奖励比带来的还多。"),
    one_left_out: ("These are right, but not all.", "这些对，但不全。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    funnel_1=Answer(
        days_and_stock, DAYS | STOCKS, within={"stock": 0.6},
        right=("What is found in a year and what is still good at its end are two numbers, and visits are made to the second.",
               "一年找到多少，年末还有多少有效，是两个数；要去拜访的是后一个。"),
        otherwise={
            "days": ("How many working days does it take until the target is found, at so many a day?", "每天找这么多，多少个工作日能找够？"),
            "stock": ("Month by month: what is left of last month's stock, plus what was found this month.", "逐月算：上月存量剩下的，加上本月找到的。"),
        },
    ),
    funnel_2=Answer(
        of_the_cohort, SEEN | RATES | WHOLES, within={"rate": 0.002, "overall": 0.002},
        right=("All of these have had time enough, so the rates will not change any more, whoever reads the log next.",
               "这些都已经走完，以后谁再来读这份记录，比例也不会变。"),
        otherwise={
            "seen": ("How many prospects have their first event on or before the day given?", "有多少家的第一条记录在那一天或以前？"),
            "rate": ("Of the cohort: how many entered this stage, and how many of these reached the next?", "在同期群里：有多少进入这一阶段，其中多少到了下一阶段？"),
            "overall": ("Won over seen, in the cohort.", "同期群里，成交除以列入名单的。"),
        },
    ),
    funnel_3=Answer(
        like_with_like, ODDS | PAYS, within={"odds": 0.01},
        right=("The odds ratio and the industries are right.", "发生比之比和行业都对。"),
        otherwise={
            "odds": ("In each industry referred wins × other losses ÷ all; added up, over the same with the groups exchanged.",
                     "每个行业取“推荐成交 × 其他未成交 ÷ 总数”，相加，再除以两组互换后的同一个和。"),
            "pays": ("For each industry: the points added at the lower end, times the worth of a deal. Is that at least the reward?",
                     "逐个行业：按下限多出的百分点，乘以一笔成交的价值，够不够奖励的数？"),
        },
        rubric=(
            (1, "Says why the figures thrown together overstate the referral: the referred come more often from industries that close well anyway, with a number.",
                "说明混在一起为什么高估了推荐：推荐来的更多出自本来就容易成交的行业，并给出数字。"),
            (1, "Says how sure it is: the interval, or that nobody drew by lot who was referred, or that these came unpaid.",
                "说明有多大把握：用区间，或者说明推荐不是抽签定的、这些推荐没有奖励。"),
            (1, "Says what to do for one industry in which it does not pay, and which result would change that.",
                "对一个不划算的行业说明怎么办，以及什么结果会改变主意。"),
        ),
    ),
)  # fmt: skip
