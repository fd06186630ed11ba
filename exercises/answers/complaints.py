"""Key and misconceptions of lesson 14's exercises. Not part of what a class receives.

Nothing here is a stored answer: each key is worked out of the reader's own numbers, and each misconception is a small
function that works out the wrong one, so that it can be recognised and named.
"""

import numpy as np

from casekit.complaint_flow import STEPS
from casekit.exercises.complaints import the_steps
from casekit.exercises.judging import judge_number, judge_same, near
from casekit.look import say

# complaints-1: the eight steps in order -----------------------------------------------------------------------


def in_order(data):
    """The key: the letters in the flow's order."""
    text = dict(zip(the_steps().index, the_steps()["textbook_en"], strict=True))
    letter = dict(zip(data.steps["textbook_en"], data.steps.index, strict=True))
    return "".join(letter[text[step]] for step in STEPS)


def _swapped(data, first):
    """The key with the step of this number and the next one changed round."""
    key = in_order(data)
    return key[: first - 1] + key[first] + key[first - 1] + key[first + 1 :]


def remedy_before_cause(data):
    """Step 5 before step 4."""
    return _swapped(data, 4)


def blamed_before_judged(data):
    """Step 3 before step 2."""
    return _swapped(data, 2)


def done_before_approved(data):
    """Step 7 before step 6."""
    return _swapped(data, 6)


def as_listed(data):
    """The table as it stands."""
    return "".join(data.steps.index)


ORDER = {
    remedy_before_cause: ("The solution is proposed before the cause is known: then it answers what was said, and the fault may still be there.",
                          "原因还没查明，方案先提了：只按客户说的表象处理，投诉还会回来。"),
    blamed_before_judged: ("A department is named before anybody has judged whether the complaint holds: it will be blamed for what may be nobody's fault.",
                           "还没判断是否成立，就定了责任部门：也许谁都没错，它先背了锅。"),
    done_before_approved: ("It is carried out before the manager in charge has seen it: what was promised to the customer may be stopped.",
                           "主管还没批示就实施了：答应客户的事，可能被叫停。"),
    as_listed: ("That is the table as it stands, from A to H. Read the texts and put the steps in order.",
                "这是表里从 A 到 H 的次序。请读文字，把步骤排好。"),
}  # fmt: skip

judge_order = judge_same(
    in_order,
    ORDER,
    right=("Each step rests on the one before. Note where the customer first hears from you: at the seventh.",
           "每一步都以上一步为前提。也请留意客户第一次听到回音的地方：第七步。"),
    otherwise=("Not in order yet. Take two neighbours at a time and ask which of them needs the other.",
               "次序还不对。每次拿相邻的两步来问：哪一步离不开另一步？"),
)  # fmt: skip


# complaints-2: a promise, with open cases ----------------------------------------------------------------------


def _parts(data):
    """Days each case took (missing: open), days it has been there, and the promise."""
    received, closed = (data.cases[each].to_numpy() for each in ("received", "closed"))
    day = np.timedelta64(1, "D")
    return (closed - received) / day, (np.datetime64(data.as_of) - received) / day, data.promise_days


def kept(data):
    """The key: of all due cases, the part closed within the promise, in per cent."""
    spent, age, promise = _parts(data)
    return 100 * (spent <= promise)[age >= promise].mean()


def open_dropped(data):
    """Open cases left out: of the closed ones only."""
    spent, _, promise = _parts(data)
    return 100 * (spent <= promise)[~np.isnan(spent)].mean()


def all_counted(data):
    """Of all cases, also those whose day is still to come."""
    spent, _, promise = _parts(data)
    return 100 * (spent <= promise).mean()


def overdue_forgiven(data):
    """Of the due cases, only the closed ones."""
    spent, age, promise = _parts(data)
    return 100 * (spent <= promise)[(age >= promise) & ~np.isnan(spent)].mean()


def good_news_only(data):
    """Due cases, and those closed early that are not due yet."""
    spent, age, promise = _parts(data)
    return 100 * (spent <= promise)[(age >= promise) | (spent <= promise)].mean()


def under_not_within(data):
    """The last day of the promise taken as late."""
    spent, age, promise = _parts(data)
    return 100 * (spent < promise)[age >= promise].mean()


def broken(data):
    """The part that broke the promise."""
    return 100 - kept(data)


def as_fraction(data):
    """Right, but as a fraction."""
    return kept(data) / 100


KEPT = {
    open_dropped: ("You divided by the closed cases only. An open case whose day has come has broken the promise: it belongs below the line.",
                   "你只除以已办结的件数。到期还没办结的，就是没有按时，要算在分母里。"),
    all_counted: ("You divided by all cases. One whose day is still to come can neither have kept nor broken the promise: leave it out.",
                  "你除以了全部件数。期限还没到的，谈不上按时不按时，先不算。"),
    overdue_forgiven: ("You looked at the due cases, but only at the closed ones among them. The open ones among the due are the worst: count them as broken.",
                       "你看的是到期的，却只看其中已办结的。到期还没办结的最糟，要算没有按时。"),
    good_news_only: ("Of the cases not yet due you count those closed already, and leave out those still open. So the last days bring good news only: leave out both.",
                     "没到期的里面，已办结的你算了，没办结的没算。这样最后几天只剩好消息：两种都先不算。"),
    under_not_within: ("You count a case closed on the last day of the promise as late. “Within” includes that day.",
                       "最后一天办结的，你算成超期了。“以内”包括这一天。"),
    broken: ("That is the part that broke the promise. Asked for is the part that kept it.",
             "这是没有按时的比例。题目问按时办结的。"),
    as_fraction: ("The right share, as a fraction. Per cent are asked for: times 100.",
                  "比例算对了，写成了小数。题目要百分数：乘以 100。"),
}  # fmt: skip

judge_kept = judge_number(
    kept,
    KEPT,
    right=("A promise is held against everybody whose day has come, open or closed, and against nobody else.",
           "承诺要对所有到期的来算，不管是否办结；没到期的，一件也不算。"),
    otherwise=("First mark the cases that are due, open or closed: day of receipt plus the promise not after the last day, with no day added. Then ask how many of these were closed within the promise.",
               "先标出到期的，不管是否办结：受理日加承诺天数，不晚于最后一天，不必再加一天。再数其中有多少件在期限以内办结。"),
    within=0.05,
)  # fmt: skip


# complaints-3: each team falls, the whole rises ---------------------------------------------------------------


def _mean(cases, days):
    return float((cases * days).sum() / cases.sum())


def _columns(data):
    """Cases and mean days before, cases and mean days after: one number a team each."""
    return data.teams[["cases_before", "days_before", "cases_after", "days_after"]].to_numpy(float).T


def weighted(data):
    """The key."""
    cases, days, cases_after, days_after = _columns(data)
    return {
        "before": _mean(cases, days),
        "after": _mean(cases_after, days_after),
        "same_mix": _mean(cases, days_after),
        "why": say(
            "Both teams became faster, but a far larger part of the cases went to the slow field team.",
            "两组都更快了，但交给上门组的投诉占比大了很多，而上门组本来就慢。",
        ),
    }


def mean_of_means(data):
    """The two teams' means averaged as if both had the same number of cases."""
    _, days, _, days_after = _columns(data)
    return weighted(data) | {"before": float(days.mean()), "after": float(days_after.mean())}


def mix_turned(data):
    """The new mix with the old pace."""
    _, days, cases_after, _ = _columns(data)
    return weighted(data) | {"same_mix": _mean(cases_after, days)}


def nothing_held(data):
    """The mean after given once more: nothing is held fixed."""
    return weighted(data) | {"same_mix": weighted(data)["after"]}


def half_and_half(data):
    """The same mix taken for half and half."""
    return weighted(data) | {"same_mix": float(_columns(data)[3].mean())}


def exchanged(data):
    """Before and after changed round."""
    key = weighted(data)
    return key | {"before": key["after"], "after": key["before"]}


def old_once_more(data):
    """The mean before given once more: nothing has changed."""
    return weighted(data) | {"same_mix": weighted(data)["before"]}


TOTALS = {
    exchanged: ("before and after are exchanged: the year before stands first.", "before 和 after 填反了：上年在前。"),
    mean_of_means: ("You averaged the two teams' means, as if both had as many cases. Add up the days of all cases, then divide by all cases.",
                    "你把两组的平均数直接平均，好像两组件数一样多。要先加总全部天数，再除以全部件数。"),
}  # fmt: skip
SAME_MIX = {
    old_once_more: ("before and after are right. same_mix is before once more: keep its cases, but let the days change.",
                    "before 和 after 都对。same_mix 又填了一遍 before：件数保留上年的，天数要换成本年的。"),
    mix_turned: ("before and after are right. For same_mix you took the new cases and the old days. Hold the *cases* of the year before, and let the days change.",
                 "before 和 after 都对。same_mix 你用了本年的件数、上年的天数。应当固定上年的件数，让天数变。"),
    nothing_held: ("before and after are right. same_mix is after once more: nothing is held fixed. Take the cases of the year before.",
                   "before 和 after 都对。same_mix 又填了一遍 after，什么也没有固定。件数要用上年的。"),
    half_and_half: ("before and after are right. For same_mix you weighted both teams alike; the mix of the year before is in `cases_before`.",
                    "before 和 after 都对。same_mix 你让两组各占一半；上年的构成在 `cases_before` 里。"),
}  # fmt: skip


def judge_mix(value, data):
    """The three means; the reason is for a person to read."""
    right = weighted(data)
    for names, mistakes in ((("before", "after"), TOTALS), (("same_mix",), SAME_MIX)):
        if all(near(value[name], right[name], 0.05) for name in names):
            continue
        for mistake, reason in mistakes.items():
            wrong = mistake(data)
            if all(near(value[name], wrong[name], 0.05) for name in names):
                return "wrong", say(*reason), mistake.__name__
        if all(near(value[name], right[name], 0.51) for name in names):
            return "wrong", say(f"{' and '.join(names)}: close, but too coarse. Give one decimal at least.",
                                f"{'、'.join(names)} 很接近，但太粗：至少保留一位小数。")  # fmt: skip
        return "wrong", say(f"{' and '.join(names)}: not yet. A mean of all cases is all days by all cases.",
                            f"{'、'.join(names)} 还不对。全部的平均，是全部天数除以全部件数。")  # fmt: skip
    if len(value["why"].encode()) < 20:
        return "right", say(
            "The figures are right. Your reasons are still to be written; a person reads them.",
            "数字都对。理由还没有写：两三句，由人来读。",
        )
    return "right", say(
        "So far as the figures go: with the old mix the mean would have fallen. Your reason is not checked here: compare it with the three points in the task.",
        "数字都对：构成不变的话，平均本来会下降。理由不由程序批改：请对照题目里的三点。",
    )


KEYS = {"complaints-1": in_order, "complaints-2": kept, "complaints-3": weighted}
MISTAKES = {"complaints-1": ORDER, "complaints-2": KEPT, "complaints-3": TOTALS | SAME_MIX}
JUDGES = {"complaints-1": judge_order, "complaints-2": judge_kept, "complaints-3": judge_mix}
RUBRICS = {
    "complaints-3": [
        (1, "Says with two of the own numbers why the whole rose: the slow team's part of the cases grew.",
            "用自己数据里的两个数说明合计为什么上升：慢的一组占比变大了。"),
        (1, "Says that the total is no ground to cancel the bonus (or what to look up first), and by which figure a team is to be judged.",
            "说明不能因合计上升而取消奖金（或先查清什么），以及按哪个数来考核一个组。"),
        (1, "Names a case that is missing or misplaced in these means (open ones; easier ones sent to the other team) and what to look up.",
            "指出这些平均数里漏了或放错了哪些投诉（未办结的；挪到另一组的较容易的），以及该查什么。"),
    ],
}  # fmt: skip
