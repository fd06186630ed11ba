"""The class in numbers: which exercise is hard, which mistake is frequent, who has not handed in.

Two versions. ``grades-report.html`` and ``grades-report.csv`` may be shown to the class: no names, no numbers of students, no
order of persons, and no group below five, nor one that could be worked out from what is shown. ``grades-report-private.csv``
is for the instructor: all numbers, and those who have not handed in.

How often is counted over the files that count, one a student and lesson.
"""

from collections import Counter
from dataclasses import dataclass, field

from casekit.classroom import by_hand
from casekit.core.harmless import harmless
from casekit.core.language import say

LEAST = 5  # the smallest group that is shown
COLUMNS = ("kind", "lesson", "exercise", "student", "name", "what", "number", "of", "share", "points", "points_of")
PUBLIC = tuple(column for column in COLUMNS if column not in ("student", "name"))
OUTCOMES = ("right", "wrong", "no answer")


@dataclass
class Asked:
    """One exercise: how many have it in their file that counts, and what became of it."""

    lesson: str
    name: str
    title: tuple
    points: float
    by_hand: float
    of: int = 0
    became: Counter = field(default_factory=Counter)
    mistakes: Counter = field(default_factory=Counter)
    given: list = field(default_factory=list)  # points by hand

    @property
    def share_right(self):
        return self.became["right"] / self.of if self.of else None


def counted(files, kit, lessons, given):
    """Each exercise of the lessons, in the kit's order."""
    found = [
        Asked(lesson, name, tuple(kit.exercises[name]["title"]), kit.exercises[name]["points"], kit.exercises[name]["by_hand"])
        for lesson in lessons for name in kit.of(lesson)
    ]  # fmt: skip
    for file in files:
        for asked in found:
            if asked.lesson in file.counts:
                _count(asked, file, given)
    return found


def _count(asked, file, given):
    mark = file.marks.get(asked.name) or {"status": "", "misconception": "", "parts": []}
    became = {"right": "right", "wrong": "wrong", "wrong kind": "wrong"}.get(mark["status"], "no answer")
    asked.of += 1
    asked.became[became] += 1
    if became == "wrong" and mark["misconception"]:
        asked.mistakes[mark["misconception"]] += 1
    points = by_hand.points(given, file.owner, asked.name, mark["parts"]) if mark["parts"] else None
    asked.given += [] if points is None else [points]


def words_of(files, kit, bench):
    """What is said about the mistakes that were made: by exercise and mistake, in English and Chinese."""
    made = {}
    for file in files:
        for name, mark in file.marks.items():
            if mark.get("misconception") and name in kit.exercises:
                made.setdefault(name, set()).add(mark["misconception"])
    asked = {name: bench.ask("mistakes", exercise=name, names=sorted(made[name])) for name in sorted(made)}
    return {name: told["answer"] for name, told in asked.items() if isinstance(told.get("answer"), dict)}


def called(said, exercise, mistake):
    """A mistake in words, or by its name where there are none."""
    words = said.get(exercise, {}).get(mistake) or ["", ""]
    return harmless(say(*words) or mistake.replace("_", " "), 400)


# What may be shown ------------------------------------------------------------------------------------------------


@dataclass
class Shown:
    """What may be shown of one exercise; None, or no entry, for what may not. ``others`` are all other wrong answers."""

    right: int | None
    wrong: int | None
    none: int | None
    mistakes: dict
    others: int | None

    def became(self):
        """The outcomes in their order."""
        return dict(zip(OUTCOMES, (self.right, self.wrong, self.none), strict=True))


def shown(right, none, mistakes, others, least=LEAST):
    """What may be shown, where everybody knows how many there are in all.

    No part of one to four is shown. Nor is one that could be worked out: where what is left over from the parts shown is
    that small, further parts go, first the rarest mistakes, then no answer, at last the right ones.

    >>> shown(9, 3, {"added": 6}, 9).became(), shown(9, 3, {"added": 6}, 9).mistakes
    ({'right': 9, 'wrong': None, 'no answer': None}, {'added': 6})
    >>> shown(20, 7, {"added": 6}, 2).became(), shown(20, 7, {"added": 6}, 2).mistakes
    ({'right': 20, 'wrong': 8, 'no answer': 7}, {})
    """
    parts = {"right": right, "none": none, **{("mistake", name): number for name, number in mistakes.items()}}
    seen = {part for part, number in parts.items() if number == 0 or number >= least}
    total = right + none + sum(mistakes.values()) + others
    if total < least:
        return Shown(None, None, None, {}, None)
    order = [*sorted(seen - {"right", "none"}, key=lambda part: (parts[part], part)), "none", "right"]
    while 0 < total - sum(parts[part] for part in seen) < least:
        seen.discard(order.pop(0))
    kept = {name: number for name, number in mistakes.items() if ("mistake", name) in seen}
    wrong = total - right - none if {"right", "none"} <= seen else None
    return Shown(
        right if "right" in seen else None, wrong, none if "none" in seen else None, kept,
        None if wrong is None else wrong - sum(kept.values()),
    )  # fmt: skip


def for_all(asked):
    """What of an exercise may be shown."""
    others = asked.became["wrong"] - asked.mistakes.total()
    return shown(asked.became["right"], asked.became["no answer"], asked.mistakes, others)


# Rows ---------------------------------------------------------------------------------------------------------------


def tables(found, files, kit, lessons, said):
    """The rows for the class, and those for the instructor."""
    return list(_public(found, said)), [*_private(found, said), *_missing(files, kit, lessons)]


def _row(asked, kind, what, number, of):
    share = round(number / of, 4) if number is not None and of else ""
    return {"kind": kind, "lesson": asked.lesson, "exercise": asked.name, "what": what, "number": "" if number is None else number, "of": of, "share": share}  # fmt: skip


def _public(found, said):
    """What the page says, as rows; nothing of an exercise that fewer than five have."""
    for asked in found:
        if asked.of < LEAST:
            continue
        seen = for_all(asked)
        for name, number in seen.became().items():
            row = _row(asked, "exercise", _outcome(name), number, asked.of)
            mean = asked.points * number / asked.of if name == "right" and number is not None else None
            yield row if mean is None else {**row, "points": round(mean, 4), "points_of": asked.points}
        for name, number in ordered(seen.mistakes):
            yield _row(asked, "mistake", called(said, asked.name, name), number, asked.of)
        if seen.others:
            yield _row(asked, "mistake", say("all other wrong answers", "其他错误"), seen.others, asked.of)
        if asked.by_hand and len(asked.given) >= LEAST:
            yield _by_hand(asked)


def _private(found, said):
    """All numbers of the exercises."""
    for asked in found:
        for name in OUTCOMES:
            row = _row(asked, "exercise", _outcome(name), asked.became[name], asked.of)
            mean = round(asked.points * asked.share_right, 4)
            yield {**row, "points": mean, "points_of": asked.points} if name == "right" else row
        for name, number in ordered(asked.mistakes):
            words = called(said, asked.name, name)
            yield _row(asked, "mistake", f"{name}: {words}", number, asked.of)
        if asked.by_hand and asked.given:
            yield _by_hand(asked)


def _by_hand(asked):
    row = _row(asked, "by hand", say("marked by a person", "人工评分"), len(asked.given), asked.of)
    return {**row, "points": round(sum(asked.given) / len(asked.given), 4), "points_of": asked.by_hand}


def _outcome(name):
    return say(name, {"right": "对", "wrong": "不对", "no answer": "没有可评的答案"}[name])


def ordered(mistakes):
    """Mistakes with their numbers, the most frequent first."""
    return sorted(mistakes.items(), key=lambda each: (-each[1], each[0]))


def _missing(files, kit, lessons):
    """A row for each student and lesson without a file that counts in time, for lessons that anybody has handed in."""
    there = {lesson for file in files for lesson in file.lessons}
    for lesson in lessons:
        if lesson not in there:
            yield {"kind": "person", "lesson": lesson, "what": say("nobody has handed it in", "还没有人提交")}
            continue
        for number, person in sorted(kit.roster.people.items()):
            what = _missing_of(files, number, lesson)
            if what:
                yield {"kind": "person", "lesson": lesson, "student": number, "name": person.name, "what": what}


def _missing_of(files, number, lesson):
    """What there is to say of a student's hand-in of a lesson; nothing where one counts and was in time."""
    mine = [file for file in files if file.owner == number]
    best = next((file for file in mine if lesson in file.counts), None)
    if best:
        return say("late, counts", "迟交，计分") if best.late is not None else ""
    if any(lesson in file.lessons for file in mine):
        return say("late, does not count", "迟交，不计分")
    if any(file.held and number in (*file.places, file.declared) for file in files):
        return say("a file is held: see the mark sheet", "有文件暂不评分，见成绩表")
    if unread := sorted({file.status for file in mine if not file.lessons}):
        return say(f"handed in, not to be marked: {', '.join(unread)}", f"已提交，但无法评分：{'、'.join(unread)}")
    return say("nothing handed in", "没有提交")
