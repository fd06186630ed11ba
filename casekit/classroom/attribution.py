"""Which file counts for whom, and why. Nothing here looks at a file or a clock, so everything can be decided again.

The order: whose is it (by place, else by the number the notebook declares; never by likeness), which lessons are in it,
which of a student's hand-ins is the last in time, what each exercise earned. A file that cannot be given to one student
for certain is held: it has a row and changes nobody's marks.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from casekit.classroom import counting, exceptions, times
from casekit.classroom.words import at_last, joined, note
from casekit.core.harmless import harmless, named
from casekit.core.language import say
from casekit.desk import student
from casekit.errors import Refused, listed

HELD = ("number-conflict", "no-number", "unknown-student", "claimed-twice")
WHOLE = ("ok", "no-answer")  # runs that came to their end


@dataclass
class File:
    """One file with all that is known of it; ``run`` is the outcome as JSON, ``marks`` what was said by exercise."""

    sub: object
    sha256: str = ""
    run: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)
    language: str = "en"
    places: list = field(default_factory=list)
    sure: bool = (
        False  # the place is the platform's or the instructor's word, not a name the student could choose
    )

    # decided
    owner: str = ""
    status: str = ""
    reasons: list = field(default_factory=list)
    lessons: list = field(default_factory=list)
    counts: list = field(default_factory=list)

    @property
    def run_status(self):
        return self.sub.problem or self.run.get("status", "")

    @property
    def declared(self):
        """The number that was said in the notebook; none where ``casekit.i_am`` would not have said it so."""
        said = self.run.get("student", "")
        try:
            return said if student.tidy(said) == said else ""
        except Refused:
            return ""

    @property
    def candidate(self):
        """Whose numbers an answer is compared with, before anything is known of the other files."""
        return self.places[0] if self.places else self.declared

    @property
    def held(self):
        return self.status in HELD


def decide(files, kit, lessons, late_counts=False):
    """Fill in what is decided about each file."""
    for file in files:
        _owner(file, kit.roster)
        _lessons(file, kit, lessons)
    _claims(files)
    for file in files:
        _lateness(file, kit)
    _which_count(files, kit.roster, late_counts)
    _same_bytes(files)
    for file in files:
        file.status = file.status or _what_became(file)


# Whose ---------------------------------------------------------------------------------------------------


def _owner(file, roster):
    declared, places = file.declared, file.places
    file.reasons += [note("hidden", folder=named(file.sub.hidden))] if file.sub.hidden else []
    if file.sub.problem == "unknown-student":  # a home that nobody of the roster has
        file.status = file.sub.problem
    elif len(places) > 1 or (places and declared and declared != places[0]):
        file.status = "number-conflict"
        others = [*places, *([declared] if declared and declared not in places else [])]
        file.reasons.append(note("conflict", numbers=listed(others)))
    elif places:
        file.owner = places[0]
        file.reasons += [] if declared or not file.run else [note("by-place")]
    elif declared and roster and declared not in roster:
        file.status = "unknown-student"
        near = roster.near(declared)
        file.reasons.append(
            note("unknown-near", number=declared, near=listed(near))
            if near
            else note("unknown", number=declared)
        )
    elif declared:
        file.owner = declared
    elif (
        file.run
        and not file.sub.problem
        and file.run_status not in ("unreadable", "too-large", "empty", "wrong-notebook")
    ):
        file.status = "no-number"
        file.reasons.append(note("no-number"))


def _claims(files):
    """Of files that claim one number from several hand-ins, those are held whose place a student could have chosen.

    None of them displaces another. Where one student has a sure place, all other files that claim the number are held;
    where nobody has, files of different hand-ins with the same exercises, unless it is the same file.
    """
    whole, claims = _hand_ins(files), defaultdict(list)
    for file in files:
        if file.owner:
            claims[file.owner].append(file)
    for owner, theirs in claims.items():
        loose = [file for file in theirs if not file.sure]
        disputed = loose if len(loose) < len(theirs) else _disputed(loose, whole)
        for file in disputed:
            others = [named(other.sub.shown) for other in theirs if whole[id(other)] != whole[id(file)]]
            file.reasons.append(note("claimed", number=owner, others=listed(others, 4)))
        for file in disputed:
            file.status, file.owner = "claimed-twice", ""


def _disputed(files, whole):
    """The files of a lesson that came in several hand-ins and are not all the same."""
    lessons = {lesson for file in files for lesson in file.lessons}
    groups = [[file for file in files if lesson in file.lessons] for lesson in sorted(lessons)]
    held = [
        file
        for group in groups
        if len({whole[id(file)] for file in group}) > 1 and len({file.sha256 for file in group}) > 1
        for file in group
    ]
    return [file for file in files if any(file is each for each in held)]


def _hand_ins(files):
    """For each file what it was handed in with: its unit, or where files of several people lie in that, it by itself."""
    people = defaultdict(set)
    for file in files:
        people[file.sub.unit] |= {*file.places, file.declared} - {""}
    alone = {unit for unit, theirs in people.items() if len(theirs) > 1}
    return {id(file): _part_of(file.sub) if file.sub.unit in alone else file.sub.unit for file in files}


def _part_of(sub):
    """The file or folder of a unit in which a submission is."""
    below = sub.shown.removeprefix(sub.unit + "/")
    return f"{sub.unit}/{below.split('/')[0]}"


# What is in it, and when -----------------------------------------------------------------------------------


def _lessons(file, kit, wanted):
    named = {*file.run.get("exercises_seen", []), *file.run.get("answers", {})}
    there = [lesson for lesson in kit.lessons() if any(name in named for name in kit.of(lesson))]
    file.lessons = [lesson for lesson in there if lesson in wanted]
    if there and not file.lessons:
        file.status = file.status or "wrong-notebook"
        file.reasons.append(note("other-lesson", lessons=listed(there)))


def _lateness(file, kit):
    """How late a file is, as ``file.late`` (None where it is in time)."""
    deadline = exceptions.of(kit.roster, file.owner).due(kit.deadline)
    file.late = counting.how_late(file.sub, deadline)
    if deadline and file.sub.at is None:
        file.reasons.append(note("no-time"))


def _which_count(files, roster, late_counts):
    """For each student and lesson the one file that counts, by the rules of the class and of the student."""
    theirs = defaultdict(list)
    for file in files:
        for lesson in file.lessons if file.owner and not file.held else []:
            theirs[(file.owner, lesson)].append(file)
    for (owner, lesson), handed_in in theirs.items():
        timed = [(file, file.late) for file in handed_in]
        best = counting.best(timed, exceptions.of(roster, owner).counts_late(late_counts))
        if best:
            best.counts.append(lesson)
        last = best or max(handed_in, key=counting.when)
        for file in handed_in:
            _passed_over(file, lesson, best, last)


def _passed_over(file, lesson, best, last):
    """Say of a file that does not count for a lesson why not."""
    if file is best:
        return
    if file.late is not None and (best is None or best.late is None or file is last):
        return
    same = "superseded-tie" if file.sub.at == last.sub.at else "superseded"
    file.reasons.append(note(same, lesson=lesson, by=named(last.sub.shown)))


def _same_bytes(files):
    """Name other students who handed in the very same file."""
    alike = defaultdict(list)
    for file in files:
        if file.sha256 and file.owner and file.run:
            alike[file.sha256].append(file)
    for same in alike.values():
        for file in same:
            others = sorted({other.owner for other in same} - {file.owner})
            file.reasons += [note("same-file", others=listed(others))] if others else []


# What became of it -------------------------------------------------------------------------------------------


def _what_became(file):
    """The status of a file that is nobody else's: superseded, late, or how its run went."""
    if file.late is not None:
        file.reasons.insert(
            0, note("late-marked") if file.late is at_last else note("late", by=times.by_how_much(file.late))
        )
    if file.owner and file.lessons and not file.counts:
        return (
            "late"
            if file.late is not None and not any(code.startswith("superseded") for code, _ in file.reasons)
            else "superseded"
        )
    if file.late is not None:
        return "late"
    said = [mark["status"] for mark in file.marks.values()]
    if "grader-error" in said:
        return "grader-error"
    if file.run_status in WHOLE:
        return "ok" if any(each in ("right", "wrong", "wrong kind") for each in said) else "no-answer"
    return file.run_status or "unreadable"


def points_of(file, kit):
    """What each exercise of a file earned; None where it is not known (a run that broke off, a fault of ours)."""
    known = file.run_status in WHOLE
    return {
        name: _points(file.marks.get(name), kit.exercises[name]["points"], known)
        for lesson in file.lessons
        for name in kit.of(lesson)
    }


def _points(mark, points, known):
    if mark is None or mark["status"] == "not attempted":
        return 0 if known else None
    if mark["status"] == "grader-error":
        return None
    return points if mark["status"] == "right" else 0


def reason(file):
    """All that is to be said of a row, in the reader's language."""
    from casekit.handin.words import sentence

    said = [joined(code, parameters) for code, parameters in file.reasons]
    said += (
        [say(*PROBLEMS[file.sub.detail])]
        if file.sub.detail in PROBLEMS
        else ([file.sub.detail] if file.sub.detail else [])
    )
    said += [
        sentence(code, parameters) for code, parameters in file.run.get("notes", []) if code != "no-number"
    ]
    errors = file.run.get("errors", [])
    if errors:
        cells = listed([f"{cell} ({named(error, 60)})" for cell, error in errors], 4)
        said.append(say(f"Cells with an error: {cells}.", f"出错的单元格：{cells}。"))
    faults = sorted(name for name, mark in file.marks.items() if mark["status"] == "grader-error")
    if faults:
        said.append(
            say(
                f"The check itself failed, which is no fault of the student's: {listed(faults)}.",
                f"检查本身出错，与学生无关：{listed(faults)}。",
            )
        )
    where = say("; the whole stands in the journal", "，全文见记录文件")
    return harmless(say(" ", "").join(said), 2000, where=where)


PROBLEMS = {
    "home": (
        "A home with a hand-in folder that is nobody's of the roster; it was not looked into. See the column hub_user.",
        "这个主目录里有提交文件夹，但名单上没有人用这个用户名，没有打开。请查“Hub 用户名”一列。",
    ),
    "receipt": (
        "A receipt, not the notebook that it is for: ask for the notebook.",
        "这是回执，不是作业：请让学生交笔记本。",
    ),
    "link": ("A link, which is not followed.", "这是一个链接，不会跟随打开。"),
    "special": ("Not a regular file.", "不是普通文件。"),
    "closed": ("It may not be opened.", "没有权限打开。"),
    "archive": (
        "An archive that is not opened here: ask for the notebook, or a .zip.",
        "不支持这种压缩包：请让学生交笔记本或 .zip。",
    ),
    "password": ("A zip with a password.", "zip 有密码。"),
    "member": (
        "It would unpack to more than is unpacked for one hand-in: ask for the notebook alone.",
        "解压后的文件超出一份提交的上限：请让学生只交笔记本。",
    ),
    "many": (
        "More files than are looked at in the zips of one hand-in: this one and all behind it are left out. Ask for the notebook alone.",
        "一份提交的 zip 里文件太多：从这个文件起都没有看。请让学生只交笔记本。",
    ),
    "deep": ("A zip in a zip in a zip, and so on: it is not opened.", "zip 套了太多层，没有打开。"),
    "list": (
        "A list of hand-in times in a zip is not used: give it with --handed-in.",
        "zip 里的提交时间表不会采用：请用 --handed-in 给出。",
    ),
    "no notebook": (
        "Not a notebook; no notebook was handed in beside it.",
        "不是笔记本；同一份提交里也没有笔记本。",
    ),
    "BadZipFile": ("A damaged zip.", "zip 已损坏。"),
}
