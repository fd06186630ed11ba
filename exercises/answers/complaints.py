"""Key and misconceptions of lesson 14's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

import numpy as np

from casekit.complaint_flow import STEPS
from casekit.exercises.complaints import the_steps
from casekit.exercises.judging import Answer, answers, is_close, shown_by
from casekit.look import say

# complaints-1: the eight steps in order -----------------------------------------------------------------------


def in_order(data):
    """The key: the letters in the flow's order."""
    text = dict(zip(the_steps().index, the_steps()["textbook_en"], strict=True))
    letter = dict(zip(data.steps["textbook_en"], data.steps.index, strict=True))
    return "".join(letter[text[step]] for step in STEPS)


def _turned(name, first, says):
    """The mistake that the step of this number stands behind the next one, anywhere; as an example the two exchanged."""

    def shows(value, data):
        before, after = in_order(data)[first - 1 : first + 1]
        return value.index(before) > value.index(after)

    @shown_by(shows)
    def mistake(data):
        key = in_order(data)
        return key[: first - 1] + key[first] + key[first - 1] + key[first + 1 :]

    mistake.__name__, mistake.__doc__ = name, says
    return mistake


blamed_before_judged = _turned("blamed_before_judged", 2, "Step 3 before step 2.")
remedy_before_cause = _turned("remedy_before_cause", 4, "Step 5 before step 4.")
done_before_approved = _turned("done_before_approved", 6, "Step 7 before step 6.")
judged_before_recorded = _turned("judged_before_recorded", 1, "Step 2 before step 1.")
cause_before_department = _turned("cause_before_department", 3, "Step 4 before step 3.")
approved_before_proposed = _turned("approved_before_proposed", 5, "Step 6 before step 5.")
summed_up_too_soon = _turned("summed_up_too_soon", 7, "Step 8 before step 7.")


def as_listed(data):
    """The table as it stands."""
    return "".join(data.steps.index)


def from_the_end(data):
    """The flow backwards."""
    return in_order(data)[::-1]


ORDER = {
    as_listed: ("That is the table as it stands, from A to H. Read the texts and put the steps in order.",
                "这是表里从 A 到 H 的次序。请读文字，把步骤排好。"),
    from_the_end: ("The flow stands backwards: it begins with what can only be done when all is over.",
                   "次序整个倒过来了：第一步成了全部办完才能做的事。"),
    blamed_before_judged: ("A department is named before anybody has judged whether the complaint holds: it will be blamed for what may be nobody's fault.",
                           "还没判断是否成立，就定了责任部门：也许谁都没错，它先背了锅。"),
    remedy_before_cause: ("The solution is proposed before the cause is known: then it answers what was said, and the fault may still be there.",
                          "原因还没查明，方案先提了：只按客户说的表象处理，投诉还会回来。"),
    done_before_approved: ("It is carried out before the manager in charge has seen it: what was promised to the customer may be stopped.",
                           "主管还没批示就实施了：答应客户的事，可能被叫停。"),
    judged_before_recorded: ("It is judged before it is recorded: on what, and who can look it up later?",
                             "还没记录就先判断了：凭什么判断，日后又到哪里去查？"),
    cause_before_department: ("The cause is analysed before a department is responsible: nobody is charged with the analysis yet.",
                              "还没定责任部门就先分析原因了：这时还没有人负责去查。"),
    approved_before_proposed: ("It goes to the manager in charge before a solution is proposed: there is nothing to decide on yet.",
                               "方案还没提，先送主管批示了：这时还没有东西可批。"),
    summed_up_too_soon: ("It is summed up before the customer has been told and it is carried out: then nobody knows yet how it ended.",
                         "还没通知客户、还没实施，就先总结了：这时谁也不知道结果如何。"),
}  # fmt: skip


# complaints-2: a promise, with open cases ----------------------------------------------------------------------


def _parts(data):
    """For each case: was it closed within the promise, is it due, is it still open."""
    received, closed = (data.cases[each].to_numpy() for each in ("received", "closed"))
    day = np.timedelta64(1, "D")
    spent, age = (closed - received) / day, (np.datetime64(data.as_of) - received) / day
    return spent <= data.promise_days, age >= data.promise_days, np.isnan(spent)


def _days(data):
    """Days each case took (missing: open), days it has been there, and the promise."""
    received, closed = (data.cases[each].to_numpy() for each in ("received", "closed"))
    day = np.timedelta64(1, "D")
    return (closed - received) / day, (np.datetime64(data.as_of) - received) / day, data.promise_days


def _percent(part, of):
    return float(100 * part.sum() / of.sum())


def kept(data):
    """The key: of all due cases, the part closed within the promise, in per cent."""
    early, due, _ = _parts(data)
    return _percent(early & due, due)


def _where_it_shows(value, data, *others):
    """A wrong value, or None where these numbers do not tell it from the right one, or from other wrong ones."""
    ways = [way(data) for way in (kept, *others)]
    return None if any(way is not None and is_close(value, way, 0.06) for way in ways) else value


def open_dropped(data):
    """Open cases left out: of the closed ones only."""
    early, _, still_open = _parts(data)
    return _percent(early, ~still_open)


def all_counted(data):
    """Of all cases, also those whose day is still to come."""
    early, due, _ = _parts(data)
    return _percent(early, due | True)


def due_of_all(data):
    """The due cases that kept it, of all cases."""
    early, due, _ = _parts(data)
    return _percent(early & due, due | True)


def overdue_forgiven(data):
    """Of the due cases, only the closed ones."""
    early, due, still_open = _parts(data)
    return _percent(early & due, due & ~still_open)


def good_news_only(data):
    """Due cases, and those closed early that are not due yet."""
    early, due, _ = _parts(data)
    return _percent(early, due | early)


def all_kept_by_the_due(data):
    """All cases closed in time, divided by the due ones."""
    early, due, _ = _parts(data)
    return _percent(early, due)


def _with_open_as_kept(data):
    early, due, still_open = _parts(data)
    return [_percent((early | still_open) & of, of) for of in (due, due | True)]


@shown_by(lambda value, data: any(is_close(value, each, 0.05) for each in _with_open_as_kept(data)))
def open_taken_as_kept(data):
    """Open cases counted as kept."""
    return _with_open_as_kept(data)[0]


def _closed(data):
    _, due, still_open = _parts(data)
    return [_percent(of & ~still_open, of) for of in (due, due | True)]


@shown_by(lambda value, data: any(is_close(value, each, 0.05) for each in _closed(data)))
def closed_at_all(data):
    """Of the due cases, or of all, those that are closed, however late."""
    return _where_it_shows(_closed(data)[0], data, all_kept_by_the_due, open_taken_as_kept)


def _shifted(data, by):
    """The share kept, had the promise so many days more."""
    spent, age, promise = _days(data)
    due = age >= promise + by
    return _percent((spent <= promise + by) & due, due)


@shown_by(lambda value, data: any(is_close(value, _shifted(data, by), 0.05) for by in (-1, 1)))
def shifted(data):
    """The day of receipt counted as the first, so that every case has a day less; or a day more given."""
    return _where_it_shows(_shifted(data, -1), data, under_not_within)


def working_days(data):
    """Days from Monday to Friday only."""
    _, age, promise = _days(data)
    received, closed = (
        data.cases[each].to_numpy().astype("datetime64[D]") for each in ("received", "closed")
    )
    still_open = np.isnat(closed)
    spent = np.busday_count(received, np.where(still_open, received, closed))
    found = _percent((spent <= promise) & ~still_open & (age >= promise), age >= promise)
    return _where_it_shows(found, data, all_kept_by_the_due, closed_at_all)


def days_on_average(data):
    """The mean of the days that closed cases took."""
    return _where_it_shows(float(np.nanmean(_days(data)[0])), data)


def under_not_within(data):
    """The last day of the promise taken as late."""
    spent, age, promise = _days(data)
    return _percent((spent < promise) & (age >= promise), age >= promise)


def due_from_tomorrow(data):
    """A case whose promised day is the last day of the records left out."""
    spent, age, promise = _days(data)
    return _where_it_shows(_percent((spent <= promise) & (age > promise), age > promise), data)


def a_day_added(data):
    """A day added for the last day of the records."""
    spent, age, promise = _days(data)
    return _where_it_shows(_percent((spent <= promise) & (age + 1 >= promise), age + 1 >= promise), data)


def cases_counted(data):
    """How many kept it, instead of which part."""
    early, due, _ = _parts(data)
    return _where_it_shows(float((early & due).sum()), data)


def late_only(data):
    """The closed cases that broke it, the open ones forgotten."""
    spent, age, promise = _days(data)
    return _where_it_shows(_percent((spent > promise) & (age >= promise), age >= promise), data)


def broken(data):
    """The part that broke the promise."""
    return 100 - kept(data)


KEPT = {
    open_dropped: ("You divided by the closed cases only. An open case whose day has come has broken the promise: it belongs below the line.",
                   "你只除以已办结的件数。到期还没办结的，就是没有按时，要算在分母里。"),
    all_counted: ("You divided by all cases. One whose day is still to come can neither have kept nor broken the promise: leave it out.",
                  "你除以了全部件数。期限还没到的，谈不上按时不按时，先不算。"),
    due_of_all: ("On top stand the due cases, below the line all of them. Leave out the cases not yet due there as well.",
                 "分子是到期的，分母却是全部。没到期的，分母里也先不算。"),
    overdue_forgiven: ("You looked at the due cases, but only at the closed ones among them. The open ones among the due are the worst: count them as broken.",
                       "你看的是到期的，却只看其中已办结的。到期还没办结的最糟，要算没有按时。"),
    good_news_only: ("Of the cases not yet due you count those closed already, and leave out those still open. So the last days bring good news only: leave out both.",
                     "没到期的里面，已办结的你算了，没办结的没算。这样最后几天只剩好消息：两种都先不算。"),
    all_kept_by_the_due: ("On top stand cases that are not due yet. Count the due ones only, above the line and below.",
                          "分子里混进了没到期的。分子分母都只数到期的。"),
    open_taken_as_kept: ("You counted open cases as kept. A due case that is still open has broken the promise.",
                         "未办结的，你算成按时了。到期还没办结，就是没有按时。"),
    closed_at_all: ("That is the part that is closed, however late. Asked for is closed within the promise.",
                    "这是已办结的比例，不管多晚。题目问的是期限以内办结的。"),
    under_not_within: ("You count a case closed on the last day of the promise as late. “Within” includes that day.",
                       "最后一天办结的，你算成超期了。“以内”包括这一天。"),
    shifted: ("A day is counted wrongly throughout: the day of receipt does not count, and the last day of the promise does. So a case has spent the later day less the earlier one.",
              "每件都差了一天：受理当天不算，承诺的最后一天算。所用天数就是后一个日期减前一个。"),
    working_days: ("You counted working days. Here days are those of the calendar, weekends included.", "你数的是工作日。这里按日历天数算，周末也算。"),
    days_on_average: ("That is how many days a case took on average. Asked for is which part of the due ones kept the promise.",
                      "这是平均用了几天。题目问的是到期的里面，百分之几按时办结。"),
    due_from_tomorrow: ("You left out the cases whose promised day is the last day of the records. They are due: the day is not after it.",
                        "期限恰好落在最后一天的，你没有算。它们已经到期：不晚于最后一天就算。"),
    a_day_added: ("You added a day for the last one, as in the lesson. Here dates have no time of day: add none.",
                  "你照课文多加了一天。这里的日期没有钟点，不加。"),
    cases_counted: ("That is how many cases kept it. Asked for is which part of the due ones, in per cent.",
                    "这是件数。题目问的是占到期的百分之几。"),
    late_only: ("That is the part that was closed too late. Asked for is the part that kept the promise.",
                "这是办结晚了的比例。题目问按时办结的。"),
    broken: ("That is the part that broke the promise. Asked for is the part that kept it.",
             "这是没有按时的比例。题目问按时办结的。"),
}  # fmt: skip


# complaints-3: each team falls, the whole rises ---------------------------------------------------------------


def _mean(cases, days):
    return float((cases * days).sum() / cases.sum())


def _columns(data):
    """Cases and mean days before, cases and mean days after: one number a team each."""
    return data.teams[["cases_before", "days_before", "cases_after", "days_after"]].to_numpy(float).T


def weighted(data, **other):
    """The key, or the key with other values in some fields."""
    cases, days, cases_after, days_after = _columns(data)
    key = {
        "before": _mean(cases, days),
        "after": _mean(cases_after, days_after),
        "same_mix": _mean(cases, days_after),
        "why": say(
            "Both teams became faster, but a far larger part of the cases went to the slow field team.",
            "两组都更快了，但交给上门组的投诉占比大了很多，而上门组本来就慢。",
        ),
    }
    return key | other


def mean_of_means(data):
    """The two teams' means averaged as if both had the same number of cases."""
    _, days, _, days_after = _columns(data)
    return weighted(data, before=float(days.mean()), after=float(days_after.mean()))


def exchanged(data):
    """Before and after changed round."""
    key = weighted(data)
    return weighted(data, before=key["after"], after=key["before"])


def summed(data):
    """The days of all cases, not divided."""
    cases, days, cases_after, days_after = _columns(data)
    totals = {
        "before": (cases * days).sum(),
        "after": (cases_after * days_after).sum(),
        "same_mix": (cases * days_after).sum(),
    }
    return weighted(data, **{name: float(total) for name, total in totals.items()})


def in_hours(data):
    """Hours instead of days."""
    return weighted(data, **{name: 24 * days for name, days in weighted(data).items() if name != "why"})


def teams_crossed(data):
    """The days of each team with the cases of the other."""
    cases, days, cases_after, days_after = _columns(data)
    return weighted(data, before=_mean(cases[::-1], days), after=_mean(cases_after[::-1], days_after))


def years_crossed(data):
    """The days of each year with the cases of the other."""
    cases, days, cases_after, days_after = _columns(data)
    return weighted(data, before=_mean(cases_after, days), after=_mean(cases, days_after))


def _of_one_team(value, data):
    """Whether both means are those of one and the same team."""
    _, days, _, days_after = _columns(data)
    pairs = zip(days, days_after, strict=True)
    return any(
        is_close(value["before"], was, 0.05) and is_close(value["after"], now, 0.05) for was, now in pairs
    )


@shown_by(_of_one_team)
def one_team_only(data):
    """The means of one team taken for those of all."""
    _, days, _, days_after = _columns(data)
    return weighted(data, before=float(days[0]), after=float(days_after[0]))


def means_added(data):
    """The teams' means added up."""
    _, days, _, days_after = _columns(data)
    return weighted(data, before=float(days.sum()), after=float(days_after.sum()))


def by_the_old_number(data):
    """The days of the year after divided by the cases of the year before."""
    cases, _, cases_after, days_after = _columns(data)
    total = (
        None if cases.sum() == cases_after.sum() else float((cases_after * days_after).sum() / cases.sum())
    )
    return total and weighted(data, after=total)


def means_by_cases(data):
    """The teams' means added up and divided by the number of cases."""
    cases, days, cases_after, days_after = _columns(data)
    return weighted(
        data, before=float(days.sum() / cases.sum()), after=float(days_after.sum() / cases_after.sum())
    )


def by_the_new_number(data):
    """For the same mix, the cases of the year before in the sum, and those of the year after below the line."""
    cases, _, cases_after, days_after = _columns(data)
    found = float((cases * days_after).sum() / cases_after.sum())
    return None if is_close(found, weighted(data)["same_mix"], 0.06) else weighted(data, same_mix=found)


def mix_turned(data):
    """The new mix with the old pace."""
    _, days, cases_after, _ = _columns(data)
    return weighted(data, same_mix=_mean(cases_after, days))


def nothing_held(data):
    """The mean after given once more: nothing is held fixed."""
    return weighted(data, same_mix=weighted(data)["after"])


def half_and_half(data):
    """The same mix taken for half and half."""
    return weighted(data, same_mix=float(_columns(data)[3].mean()))


def old_once_more(data):
    """The mean before given once more: nothing has changed."""
    return weighted(data, same_mix=weighted(data)["before"])


def _changes(data):
    """The differences between two of the three means."""
    before, after, same_mix = (weighted(data)[name] for name in ("before", "after", "same_mix"))
    return [before - same_mix, after - same_mix, after - before]


@shown_by(
    lambda value, data: any(is_close(abs(value["same_mix"]), abs(each), 0.06) for each in _changes(data))
)
def the_change(data):
    """By how much the mean would have changed, instead of what it would be."""
    return weighted(data, same_mix=abs(weighted(data)["before"] - weighted(data)["same_mix"]))


def both_years(data):
    """The cases of both years together as the mix."""
    cases, _, cases_after, days_after = _columns(data)
    return weighted(data, same_mix=_mean(cases + cases_after, days_after))


TOTALS = {
    exchanged: ("before and after are exchanged: the year before stands first.", "before 和 after 填反了：上年在前。"),
    mean_of_means: ("You averaged the two teams' means, as if both had as many cases. Add up the days of all cases, then divide by all cases.",
                    "你把两组的平均数直接平均，好像两组件数一样多。要先加总全部天数，再除以全部件数。"),
    summed: ("Those are the days of all cases together. A mean is these by the number of cases.", "这是全部天数之和。平均还要除以件数。"),
    in_hours: ("Those are hours. The table is in days, and so is the answer.", "这是小时。表里是天，答案也用天。"),
    teams_crossed: ("Each team's days stand with the other team's cases: multiply within a row.", "一组的天数配了另一组的件数：要在同一行里相乘。"),
    one_team_only: ("Those are the means of one team. Both teams' cases count.", "这是一个组的平均。两个组的件数都要算。"),
    years_crossed: ("The days of one year stand with the cases of the other. Each mean takes both from its own year.",
                    "一年的天数配了另一年的件数。求哪一年的平均，天数和件数都用那一年的。"),
    means_by_cases: ("You added the teams' means and divided by the cases. Each team's mean counts once for every one of its cases: multiply first.",
                     "你把两组的平均加起来，再除以件数。一组有几件，它的平均就要算几次：先乘后加。"),
    means_added: ("You added the teams' means. A mean of all cases lies between them.", "你把两组的平均加起来了。全部的平均在两者之间。"),
    by_the_old_number: ("after: the days are of the year after, the number of cases is not. Divide by the cases of the same year.",
                        "after：天数是本年的，件数却不是。要除以同一年的件数。"),
}  # fmt: skip
SAME_MIX = {
    old_once_more: ("same_mix is before once more: keep its cases, but let the days change.",
                    "same_mix 又填了一遍 before：件数保留上年的，天数要换成本年的。"),
    mix_turned: ("For same_mix you took the new cases and the old days. Hold the *cases* of the year before, and let the days change.",
                 "same_mix 你用了本年的件数、上年的天数。应当固定上年的件数，让天数变。"),
    nothing_held: ("same_mix is after once more: nothing is held fixed. Take the cases of the year before.",
                   "same_mix 又填了一遍 after，什么也没有固定。件数要用上年的。"),
    half_and_half: ("For same_mix you weighted both teams alike; the mix of the year before is in `cases_before`.",
                    "same_mix 你让两组各占一半；上年的构成在 `cases_before` 里。"),
    the_change: ("That is a change from one mean to another. Asked for is what the mean would be.", "这是两个平均数之差。题目问的是平均会是多少。"),
    by_the_new_number: ("For same_mix the cases above the line are of the year before, and those you divided by are not. Divide by the same cases.",
                        "same_mix 分子里的件数是上年的，除的件数却不是。要除以同样的件数。"),
    both_years: ("For same_mix you put the cases of both years together. Hold those of the year before.",
                 "same_mix 你用了两年件数之和。只固定上年的件数。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    complaints_1=Answer(
        in_order, ORDER,
        right=("Each step rests on the one before. Note where the customer first hears from you: at the seventh.",
               "每一步都以上一步为前提。也请留意客户第一次得到答复的地方：第七步。"),
        otherwise=("", ""),
    ),
    complaints_2=Answer(
        kept, KEPT, within=0.05,
        right=("A promise is held against everybody whose day has come, open or closed, and against nobody else.",
               "承诺要对所有到期的来算，不管是否办结；没到期的，一件也不算。"),
        otherwise=("First mark the cases that are due, open or closed: day of receipt plus the promise not after the last day, with no day added. Then ask how many of these were closed within the promise.",
                   "先标出到期的，不管是否办结：受理日加承诺天数，不晚于最后一天，不必再加一天。再数其中有多少件在期限以内办结。"),
    ),
    complaints_3=Answer(
        weighted, TOTALS | SAME_MIX, within=0.05,
        right=("So far as the figures go: with the old mix the mean would have fallen.", "数字都对：构成不变的话，平均本来会下降。"),
        otherwise={
            "before after": ("A mean of all cases is all days by all cases.", "全部的平均，是全部天数除以全部件数。"),
            "same_mix": ("Take the cases of the year before with the days of the year after; a mean of all cases is all days by all cases.",
                         "用上年的件数、本年的天数；全部的平均，是全部天数除以全部件数。"),
        },
        rubric=(
            (1, "Says with two of the own numbers why the whole rose: the slow team's part of the cases grew.",
                "用自己数据里的两个数说明合计为什么上升：慢的一组占比变大了。"),
            (1, "Says that the total is no ground to cancel the bonus (or what to look up first), and by which figure a team is to be judged.",
                "说明不能因合计上升而取消奖金（或先查清什么），以及按哪个数来考核一个组。"),
            (1, "Names a case that is missing or misplaced in these means (open ones; easier ones sent to the other team) and what to look up.",
                "指出这些平均数可能漏了、或归错了组的投诉（未办结的；挪到另一组的较容易的），以及该查什么。"),
        ),
    ),
)  # fmt: skip
