"""The exercises of lesson 14: numbers and form. Questions: exercises/source; key: exercises/answers."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from casekit import data as tables
from casekit.core.language import say
from casekit.exercises.draws import Draw, far_apart
from casekit.exercises.forms import (
    ExerciseSpec,
    NotAttempted,
    WrongKind,
    answer_of,
    at_least_zero,
    blank,
    folded,
)
from casekit.look import labelled

LETTERS = "ABCDEFGH"
TEAMS = ["hotline", "field"]


def _own(draw, name):
    """The student's draw, or the book's own, which are drawn in the same way."""
    return draw or Draw("the book", "the book", name)


# complaints-1: the eight steps in order ------------------------------------------------------------------


@cache
def the_steps():
    """The chapter's eight steps by their codes, in both languages."""
    return tables.load("chapter/complaint_steps").set_index("step_code")[["textbook_en", "textbook_zh"]]


def shuffled_steps(draw=None):
    """``steps``: the chapter's eight steps by letters A to H, in an order of your own."""
    numbers = _own(draw, "complaints-1").until(_eight_places, _none_nearly_in_order)
    steps = the_steps().iloc[numbers].set_axis(pd.Index(list(LETTERS), name="letter"))
    return SimpleNamespace(steps=labelled(steps.copy(), letter=say("letter", "字母")))


def _eight_places(draw):
    return draw.shuffled(range(8))


def _none_nearly_in_order(numbers):
    """At least four steps are away from their place, so that the table as it stands is no near miss."""
    return sum(at != number for at, number in enumerate(numbers)) >= 4


def eight_letters(answer, data):
    """The letters A to H in some order, as a text or a list, each once."""
    if blank(answer):
        raise NotAttempted(say("Put the eight letters where the ... stands.", "把 ... 换成八个字母。"))
    if isinstance(answer, list | tuple) and all(isinstance(each, str) for each in answer):
        answer = "".join(answer)
    if not isinstance(answer, str):
        raise WrongKind(
            say('Eight letters are wanted, such as "ABCDEFGH".', '要的是八个字母，例如 "ABCDEFGH"。')
        )
    found = "".join(each for each in folded(answer).upper() if each.isalnum())
    if sorted(found) != list(LETTERS):
        raise WrongKind(
            say(
                f"Each letter from A to H once; found {found[:20]}.",
                f"A 到 H 每个字母一次；这里是 {found[:20]}。",
            )
        )
    return found


# complaints-2: a promise, with open cases ----------------------------------------------------------------


def promised_cases(draw=None):
    """``cases`` with the day each was ``received`` and ``closed`` (empty: open), ``as_of`` and ``promise_days``."""
    made = _own(draw, "complaints-2").until(_a_season, _each_mistake_shows)
    promise, as_of, cases = (
        made[0],
        made[1],
        sorted(zip(*made[2:], strict=True), key=lambda case: (-case[0], case[1])),
    )
    age, spent = np.array(cases).T.astype("timedelta64[D]")
    received = np.datetime64(as_of, "D") - age
    closed = np.where(spent <= age, received + spent, np.datetime64("NaT", "D"))
    number = pd.Index(range(1, len(cases) + 1), name="case")
    cases = pd.DataFrame({"received": received, "closed": closed}, index=number).astype("datetime64[s]")
    cases = labelled(
        cases, case=say("case", "序号"), received=say("received", "受理日"), closed=say("closed", "办结日")
    )
    return SimpleNamespace(cases=cases, as_of=as_of, promise_days=promise)


def _a_season(draw):
    """The promise, the last day of the records, and for each case its age on that day and the days it takes."""
    promise, n = draw.between(5, 10), draw.between(26, 40)
    as_of = pd.Timestamp("2026-03-01") + pd.Timedelta(days=draw.between(0, 60))
    ages = [draw.between(0, 6 * promise) for _ in range(n)]
    kinds = [draw.below(20) for _ in range(n)]
    spent = [_days_taken(draw, kind, promise) for kind in kinds]
    return promise, as_of, ages, spent


def _days_taken(draw, kind, promise):
    if kind < 12:
        return draw.between(0, promise - 1)
    return promise if kind < 14 else draw.between(promise + 1, 7 * promise)


def _each_mistake_shows(made):
    """Key and mistakes are all different, and each kind of case occurs."""
    promise, _, ages, spent = made
    return far_apart(shares(promise, ages, spent), 0.2)


def shares(promise, ages, spent):
    """Kept in per cent, first as it should be, then by each way to go wrong (see exercises/answers)."""
    cases = list(zip(ages, spent, strict=True))
    closed = [(age, days) for age, days in cases if days <= age]
    due = [(age, days) for age, days in cases if age >= promise]
    due_closed = [(age, days) for age, days in due if days <= age]
    kept = sum(days <= promise for _, days in due)
    early = sum(days <= promise for _, days in closed)
    under = sum(days < promise for _, days in due)
    pairs = [(kept, len(due)), (early, len(closed)), (early, len(cases)), (kept, len(due_closed)),
             (early, len(due) + early - kept), (under, len(due))]  # fmt: skip
    return [100 * part / of if of else 0 for part, of in pairs] + [100 - 100 * kept / max(len(due), 1)]


# complaints-3: each team falls, the whole rises -----------------------------------------------------------


def two_teams(draw=None):
    """``teams``: for each team the cases closed and their mean days, the year ``before`` and the year ``after``."""
    rows = _own(draw, "complaints-3").until(_two_years, _falls_and_rises)
    columns = ["cases_before", "days_before", "cases_after", "days_after"]
    teams = pd.DataFrame(rows, index=pd.Index(TEAMS, name="team"), columns=columns)
    days = say("days", "天")
    return SimpleNamespace(
        teams=labelled(
            teams,
            cases_before=say("cases closed before", "上年办结（件）"),
            days_before=(say("mean before", "上年平均"), days),
            cases_after=say("cases closed after", "本年办结（件）"),
            days_after=(say("mean after", "本年平均"), days),
        )
    )


def _two_years(draw):
    """Cases and mean days of both teams in both years; days in tenths."""
    shares_of_field = draw.between(10, 25), draw.between(40, 65)
    totals = draw.between(150, 400, 10), draw.between(150, 400, 10)
    field = [total * share // 100 for total, share in zip(totals, shares_of_field, strict=True)]
    quick, slow = draw.between(20, 45), draw.between(250, 600)
    quicker = [tenths * draw.between(75, 95) // 100 for tenths in (quick, slow)]
    return [
        (totals[0] - field[0], quick / 10, totals[1] - field[1], quicker[0] / 10),
        (field[0], slow / 10, field[1], quicker[1] / 10),
    ]


def _falls_and_rises(rows):
    """The whole rises by more than a day, and no wrong figure comes near a right one."""
    (n1, d1, m1, e1), (n2, d2, m2, e2) = rows
    before, after = (n1 * d1 + n2 * d2) / (n1 + n2), (m1 * e1 + m2 * e2) / (m1 + m2)
    same, turned = (n1 * e1 + n2 * e2) / (n1 + n2), (m1 * d1 + m2 * d2) / (m1 + m2)
    return after > before + 1 and far_apart([before, after, same, turned, (d1 + d2) / 2, (e1 + e2) / 2], 0.15)


three_and_why = answer_of(before=at_least_zero, after=at_least_zero, same_mix=at_least_zero, reasons=True)


EXERCISES = {
    "complaints-1": ExerciseSpec(
        ("The eight steps in order", "排好八个步骤"),
        shuffled_steps, eight_letters,
        (
            ("Begin with what must be there before anything can be judged, and end with what can only be done when all is over.",
             "先想：有了什么才谈得上判断？最后一步，是全部办完才能做的。"),
            ("Three pairs are easily turned: is a department named before or after the complaint is judged? Is a solution proposed before or after the cause is known? Is it carried out before or after the manager has seen it?",
             "有三对容易颠倒：先判断是否成立，还是先定部门？先查原因，还是先提方案？先请主管批示，还是先实施？"),
            ("`casekit.complaint_flow.STEPS` has the order by the codes of the log; `casekit.load(\"chapter/complaint_steps\")` has code and text side by side.",
             "`casekit.complaint_flow.STEPS` 是台账代码的次序；`casekit.load(\"chapter/complaint_steps\")` 里代码和文字并排。"),
        ),
        points=2, read=("Three ways of handling a complaint", "处理投诉的三种流程"),
    ),
    "complaints-2": ExerciseSpec(
        ("A promise, with open cases", "有未办结时，按时办结的占多少"),
        promised_cases, at_least_zero,
        (
            ("First ask of every case, closed or open: has its promised day come? `due = q2.data.cases[q2.data.as_of - q2.data.cases[\"received\"] >= promise]`, with `promise = pd.Timedelta(days=q2.data.promise_days)`.",
             "先问每一件，不管是否办结：到期限了吗？设 `promise = pd.Timedelta(days=q2.data.promise_days)`，则 `due = q2.data.cases[q2.data.as_of - q2.data.cases[\"received\"] >= promise]`。"),
            ("Among the due ones, kept is who was closed within the promise, its last day included: `kept = due[\"closed\"] - due[\"received\"] <= promise`. An open case gives False here, and that is right: it is overdue.",
             "到期的里面，在期限以内（含最后一天）办结的算按时：`kept = due[\"closed\"] - due[\"received\"] <= promise`。未办结的得到 False，这正对：它超期了。"),
            ("`100 * kept.mean()` is the share in per cent.", "`100 * kept.mean()` 就是百分比。"),
        ),
        points=3, read=("A promise, and who is still waiting", "一句承诺，和还在等的客户"),
    ),
    "complaints-3": ExerciseSpec(
        ("Each team falls, the whole rises", "各组都降，合计却升"),
        two_teams, three_and_why,
        (
            ("A mean of all cases is the days of all cases by the number of all cases: `(q3.data.teams[\"cases_before\"] * q3.data.teams[\"days_before\"]).sum() / q3.data.teams[\"cases_before\"].sum()`.",
             "全部的平均，是全部天数除以全部件数：`(q3.data.teams[\"cases_before\"] * q3.data.teams[\"days_before\"]).sum() / q3.data.teams[\"cases_before\"].sum()`。"),
            ("`same_mix` takes the days of the year after and the cases of the year before: what would the mean be, had only the pace changed?",
             "`same_mix` 用本年的天数、上年的件数：只有快慢变了的话，平均是多少？"),
            ("For the reason: which team got a larger part of the cases? And which cases are not in these means at all?",
             "理由：哪个组的件数占比变大了？又有哪些投诉，根本不在这些平均数里？"),
        ),
        points=2, by_hand=3, read=("Neither team down, all together down", "两组都没有降，合计却降了"),
    ),
}  # fmt: skip
