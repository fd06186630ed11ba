"""The exercises of lesson 2: numbers and form. Questions: exercises/source; key: exercises/answers."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from casekit import data as tables
from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import (
    ExerciseSpec,
    answer_of,
    at_least_zero,
    number,
    several,
    share,
    whole_number,
)
from casekit.funnel import STAGES, outcomes
from casekit.look import coded, labelled
from casekit.matching import common_odds, gains

INDUSTRIES = ["appliance shop", "restaurant or hotel", "office or school", "property developer"]
COUNTS = ["group_cases", "group_won", "other_cases", "other_won"]


# funnel-1: five a day -----------------------------------------------------------------------------------------


def plan(draw=None):
    """A plan: ``target`` (prospects), ``per_day``, ``days_per_month`` (working days), ``loss`` (a month, of the stock)."""
    if draw is None:
        return SimpleNamespace(target=1000, per_day=5, days_per_month=20, loss=0.02)
    target, per_day, days, loss = draw.until(_a_plan, _comes_out_even)
    return SimpleNamespace(target=target, per_day=per_day, days_per_month=days, loss=loss / 1000)


def _a_plan(draw):
    return (
        draw.between(600, 1600, 40),
        draw.one_of((4, 5, 8, 10)),
        draw.between(19, 23),
        draw.between(10, 50, 5),
    )


def _comes_out_even(made):
    """Whole days, and not as many as the months, the days of a month or a year are."""
    target, per_day, days, _ = made
    return target % per_day == 0 and 60 < target // per_day < 12 * days


# funnel-2: a log with open prospects --------------------------------------------------------------------------


def log(draw=None):
    """Prospects of Qinghe: ``events`` (their log), ``until`` (the last day that counts as long enough ago), ``stage`` asked about."""
    if draw is None:
        followed = _followed()
        return _log_of(followed.index[(followed["rep"] == "Liu") & (followed["seen_on"] >= "2024-10-01")], 2)
    places, at = draw.until(_some_prospects, _ways_differ)
    return _log_of(_followed().index[sorted(places)], at)


def _log_of(ids, at):
    events = _events()[_events()["prospect_id"].isin(set(ids))]
    return SimpleNamespace(events=events.reset_index(drop=True), until="2025-06-30", stage=STAGES[at])


def _some_prospects(draw):
    """Places of prospects seen long enough ago and lately, and the place of a stage."""
    old = _standing()["old"]
    long_ago, lately = np.flatnonzero(old).tolist(), np.flatnonzero(~old).tolist()
    chosen = draw.some_of(long_ago, draw.between(60, 90)) + draw.some_of(lately, draw.between(30, 45))
    return chosen, draw.between(1, 3)


def _ways_differ(made):
    """The right rates, and those of the usual wrong ways, are all apart."""
    chosen, at = made
    place, old, is_open = (_standing()[name][chosen] for name in ("place", "old", "open"))
    reached, every, decided = (_reached(place[which]) for which in (old, old | True, ~is_open))
    rates = [each[at + 1] / each[at] for each in (reached, every, decided)] + [reached[-1] / reached[0]]
    whole = [each[-1] / each[0] for each in (reached, every, decided)] + [reached[-1] / reached[1]]
    return reached[-1] >= 4 and far_apart(rates, 0.011) and far_apart(whole, 0.006)


def _reached(places):
    """How many entered each stage or a later one."""
    return [int((places >= at).sum()) for at in range(len(STAGES))]


@cache
def _events():
    """Qinghe's log in the order of time."""
    table = tables.load("stage_events")[["prospect_id", "stage", "entered_at"]]
    return table.sort_values("entered_at", kind="stable")


@cache
def _followed():
    """Qinghe's prospects: how far they came, how they stand, and whose they are."""
    return outcomes(_events()).join(tables.load("prospects").set_index("prospect_id")["rep"])


@cache
def _standing():
    """The same as arrays: the place of the furthest stage, whether seen long enough ago, whether still open."""
    followed = _followed()
    return {
        "place": followed["stage"].cat.codes.to_numpy(),
        "old": (followed["seen_on"] <= "2025-06-30").to_numpy(),
        "open": (followed["outcome"] == "open").to_numpy(),
    }


# funnel-3: what a recommendation may cost ---------------------------------------------------------------------


def rules(draw=None):
    """A firm's prospects by industry: ``kinds`` (referred and others, won), ``worth`` of a deal (CNY), ``reward`` (CNY)."""
    made = BOOK if draw is None else draw.until(_a_firm, _one_rule_for_some)
    counts, worth, reward = made
    index = pd.Index(INDUSTRIES, name="industry")
    kinds = labelled(
        pd.DataFrame(counts, index=index, columns=COUNTS),
        group_cases=say("referred", "推荐"), group_won=say("referred: won", "推荐：成交"),
        other_cases=say("others", "其他"), other_won=say("others: won", "其他：成交"),
    )  # fmt: skip
    return SimpleNamespace(kinds=kinds, worth=pd.Series(worth, index=index, name="worth_cny"), reward=reward)


BOOK = (
    [[32, 3, 410, 17], [50, 9, 260, 21], [66, 21, 150, 25], [54, 29, 70, 24]],
    [16_000, 19_000, 42_000, 64_000],
    1_500,
)


def _a_firm(draw):
    """Counts of a true odds ratio of 2 to 2.6 with some luck, deals worth more where they are won more often, a reward."""
    factor, counts = draw.between(200, 260) / 100, []
    for rate, few, many in (
        (40, (25, 45), (360, 440)),
        (85, (40, 60), (230, 290)),
        (160, (55, 80), (120, 170)),
        (330, (45, 65), (60, 90)),
    ):
        base = (rate + draw.between(-12, 12)) / 1000
        referred, others = draw.between(*few), draw.between(*many)
        like = factor * base / (1 - base + factor * base)
        counts.append(
            [
                referred,
                round(referred * like) + draw.between(-1, 1),
                others,
                round(others * base) + draw.between(-2, 2),
            ]
        )
    worth = [
        draw.between(12, 18) * 1000,
        draw.between(16, 24) * 1000,
        draw.between(36, 48) * 1000,
        draw.between(56, 76) * 1000,
    ]
    return counts, worth, draw.between(800, 2600, 100)


def _one_rule_for_some(made):
    """By the low end the reward pays for some and not for all, and by more and by fewer in other ways; no amount is near the reward."""
    counts, worth, reward = made
    kinds = pd.DataFrame(counts, columns=COUNTS)
    if (kinds.to_numpy() < 1).any():
        return False
    found = gains(kinds, pd.Series(worth))
    low, middle = found["gain_low_cny"] >= reward, found["gain_cny"] >= reward
    near = np.abs(found[["gain_low_cny", "gain_cny", "gain_high_cny"]].to_numpy() / reward - 1).min() < 0.03
    ratio, pooled = common_odds(kinds)["odds_ratio"], _pooled(kinds)
    return 0 < low.sum() < middle.sum() and not near and abs(ratio - pooled) > 0.3 and ratio > 1.5


def _pooled(kinds):
    """The odds ratio of all industries thrown together."""
    cases, won, others, others_won = (int(kinds[name].sum()) for name in COUNTS)
    return (won / (cases - won)) / (others_won / (others - others_won))


EXERCISES = {
    "funnel-1": ExerciseSpec(
        ("Five a day", "每天五个"),
        plan, answer_of(days=at_least_zero, stock=at_least_zero),
        (
            ("`days` is a number of working days: how often must `per_day` be found until the target is reached? Nothing fades yet.",
             "`days` 是工作日数：每天找 `per_day` 家，多少个工作日能找够？这里先不管流失。"),
            ("Month by month: what is left of the stock, `(1 - loss) * stock`, plus the month's `per_day * days_per_month`. Begin with 0 and do it twelve times.",
             "逐月算：上月存量剩下的 `(1 - loss) * stock`，加上本月的 `per_day * days_per_month`。从 0 开始，做 12 次。"),
            ("`casekit.funnel.stock(q1.data.per_day * q1.data.days_per_month, 12, q1.data.loss)` gives the stock at the end of each month; take the last row.",
             "`casekit.funnel.stock(q1.data.per_day * q1.data.days_per_month, 12, q1.data.loss)` 给出各月末的存量，取最后一行。"),
        ),
        points=2, read=("What four people can carry", "四个人跟得过来多少家"),
    ),
    "funnel-2": ExerciseSpec(
        ("A log with open prospects", "还有尚无结果的"),
        log, answer_of(seen=whole_number(1, 10_000), rate=share, overall=share),
        (
            ("First the cohort: whose *first* event is on or before the day given? `cohort = casekit.funnel.seen_between(q2.data.events, last=q2.data.until)` keeps these prospects, with all their later events.",
             "先定同期群：谁的**第一条**记录在那一天或以前？`cohort = casekit.funnel.seen_between(q2.data.events, last=q2.data.until)` 留下这些潜在客户，连同它们以后的记录。"),
            ("The rate of a stage is how many reached the next over how many entered it, both counted in the cohort. Prospects are counted, not rows.",
             "某一阶段的转化率，是到达下一阶段的除以进入这一阶段的，都在同期群里数。数的是潜在客户，不是行数。"),
            ("`table = casekit.funnel.conversion(cohort).set_index(\"stage\")` has it all: `table.at[q2.data.stage, \"rate\"]`, and `overall` is the four rates multiplied, `table[\"rate\"].prod()`.",
             "`table = casekit.funnel.conversion(cohort).set_index(\"stage\")` 都有：`table.at[q2.data.stage, \"rate\"]`；`overall` 是四个比例连乘，`table[\"rate\"].prod()`。"),
        ),
        points=3, read=("The worst quarter?", "最差的一季？"),
    ),
    "funnel-3": ExerciseSpec(
        ("What a referral may cost", "一次推荐最多值多少钱"),
        rules, answer_of(odds=number, pays=several(lambda data: data.kinds.index, lambda data: coded("industry")), reasons=True),
        (
            ("Compare within each industry: there, referred wins × other losses ÷ all prospects of the industry. Add these up over the industries; below the line the same with the two groups exchanged.",
             "在每个行业里比：推荐成交 × 其他未成交 ÷ 该行业总数，各行业相加作分子；两组互换，同样相加作分母。"),
            ("`casekit.matching.common_odds(q3.data.kinds)` gives the ratio with its interval. For `pays` use `low`, not the ratio itself.",
             "`casekit.matching.common_odds(q3.data.kinds)` 给出发生比之比和它的区间。`pays` 要用下限 `low`，不是比值本身。"),
            ("`casekit.matching.gains(q3.data.kinds, q3.data.worth)` has the column `gain_low_cny`: which of these are at least `q3.data.reward`?",
             "`casekit.matching.gains(q3.data.kinds, q3.data.worth)` 里有一列 `gain_low_cny`：哪几个行业不低于 `q3.data.reward`？"),
        ),
        points=2, by_hand=3, read=("What may a referral cost?", "一次推荐最多值多少钱"),
    ),
}  # fmt: skip
