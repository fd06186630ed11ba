"""What is agreed with one student alone: a later deadline, some days more, late work that counts; and the log of it.

The roster has it in the columns ``deadline`` (a moment with its time zone), ``extra_days`` (``2``, ``2d``, ``48h``: of 24
hours each, on top of the deadline in force), ``late`` (``hold`` or ``count``) and ``reason``. Each is written into
``grades-exceptions.csv`` with every marking: from what, to what, why, and what it changed.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from casekit.classroom import sheets, times
from casekit.classroom.counting import chosen
from casekit.core.harmless import named
from casekit.core.language import say
from casekit.errors import Refused

SPAN = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)\s*(d|days?|天|日|h|hours?|小时)?", re.IGNORECASE)
HOURS = ("h", "小时")
LONGEST = timedelta(days=366)
LATE = {"hold": "hold", "count": "count", "不计": "hold", "计分": "count"}
COLUMNS = ("student", "name", "lesson", "rule", "from", "to", "reason", "effect")


@dataclass(frozen=True)
class Rules:
    """One student's own: ``deadline`` a moment or None, ``extra`` a span or None, ``late`` ``""``, ``hold`` or ``count``."""

    deadline: object = None
    extra: timedelta | None = None
    late: str = ""
    reason: str = ""

    def __bool__(self):
        return bool(self.deadline or self.extra or self.late)

    def due(self, deadline):
        """The student's deadline, where the class has this one (or none)."""
        if self.deadline:
            return self.deadline
        return deadline + self.extra if deadline and self.extra else deadline

    def counts_late(self, late_counts):
        """Whether late work of the student counts, where it does so (or not) for the class."""
        return self.late == "count" if self.late else late_counts


NONE = Rules()


def of(roster, student):
    """The rules for a student; none for who is not in the roster."""
    person = roster.people.get(student)
    return person.rules if person else NONE


# Reading them -------------------------------------------------------------------------------------------------


def read(cells):
    """The rules of one row of the roster, and what is wrong with it (an empty text if nothing is)."""
    try:
        own, extra = _deadline(cells.get("deadline")), span(cells.get("extra_days"))
        late, reason = _late(cells.get("late")), cells.get("reason") or ""
    except Refused as refused:
        return NONE, f"{refused.needed}: {refused.found}"
    if own and extra:
        return NONE, say("a deadline of one's own and extra days: write one of them", "单独的截止时间和延期天数只能填一项")
    rules = Rules(own, extra, late, reason)
    if reason and not rules:
        return NONE, say(f"a reason ({named(reason, 40)}) and no exception beside it", f"填了原因（{named(reason, 40)}），却没有填延期或迟交")
    return rules, ""


def _deadline(text):
    try:
        return times.moment(text, "deadline") if text else None
    except Refused as refused:
        raise Refused(say("deadline", "截止时间"), refused.found, refused.do) from None


def span(text):
    """A span of days or hours, or None for an empty text or nought.

    >>> span("2"), span("48h") == span("2 天"), span("0")
    (datetime.timedelta(days=2), True, None)

    Raises
    ------
    Refused
        If it is no such span, below zero, or longer than a year.
    """
    if not (text or "").strip():
        return None
    found = SPAN.fullmatch(text.strip())
    made = None
    if found:
        unit = "hours" if (found[2] or "d").lower().startswith(HOURS) else "days"
        made = timedelta(**{unit: float(found[1])})
    if made is None or made > LONGEST:
        raise Refused(say("extra days, such as 2, 2d or 48h, at most 366", "延期天数，如 2、2d 或 48h，最多 366 天"), repr(text),
                      say("leave the cell empty where there are none", "没有延期就留空"))  # fmt: skip
    return made or None


def _late(text):
    word = (text or "").strip().lower()
    if word and word not in LATE:
        raise Refused(say("late work: hold or count", "迟交：hold（不计）或 count（计分）"), repr(text),
                      say("leave the cell empty where the class's rule holds", "与全班相同就留空"))  # fmt: skip
    return LATE.get(word, "")


# The log --------------------------------------------------------------------------------------------------------


def log(path, files, kit, lessons, late_counts):
    """Write ``grades-exceptions.csv``: a row for each student, lesson and rule of their own."""
    rows = [
        {"student": number, "name": person.name, "lesson": lesson, "reason": person.rules.reason, **row}
        for number, person in sorted(kit.roster.people.items())
        for lesson in (lessons if person.rules else [])
        for row in _rows(_of(files, number, lesson), person.rules, kit.deadline, late_counts)
    ]
    sheets.write(path, COLUMNS, rows)
    return rows


def _of(files, number, lesson):
    """A student's files for a lesson, those that are held left out."""
    return [file for file in files if file.owner == number and not file.held and lesson in file.lessons]


def _rows(files, rules, deadline, late_counts):
    """The rules one by one, each with what it changed while the others hold."""
    if rules.deadline or rules.extra:
        without = Rules(late=rules.late)
        rule = "deadline" if rules.deadline else "extra_days"
        shown = times.shown(rules.due(deadline)) or _told(rules.extra)
        effect = _effect(files, rules, without, deadline, late_counts)
        yield {"rule": rule, "from": times.shown(deadline), "to": shown, "effect": effect}
    if rules.late:
        without = Rules(rules.deadline, rules.extra)
        effect = _effect(files, rules, without, deadline, late_counts)
        yield {"rule": "late", "from": "count" if late_counts else "hold", "to": rules.late, "effect": effect}


def _told(extra):
    return f"+{extra.total_seconds() / 3600:g} h"


def _effect(files, rules, without, deadline, late_counts):
    """What a rule changed, in words: which file counts with it, and which would without it."""
    if not files:
        return say("nothing handed in", "没有提交")
    if not rules.due(deadline):
        return say("none: there is no deadline", "无：没有截止时间")
    now, before = (
        chosen(files, each.due(deadline), each.counts_late(late_counts)) for each in (rules, without)
    )
    if now is before:
        return say("none", "无")
    if now is None:
        return say(f"{_name(before)} does not count", f"{_name(before)} 不计分")
    other = say(f"instead of {_name(before)}", f"而不是 {_name(before)}") if before else ""
    alone = say("which would not count otherwise", "否则不计分")
    return say(f"{_name(now)} counts, {other or alone}", f"{_name(now)} 计分，{other or alone}")


def _name(file):
    return named(file.sub.shown, 200)
