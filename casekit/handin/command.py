"""``casekit handin NOTEBOOK``: the run the grader makes, what it found, and the file to hand in with its receipt."""

import re
from pathlib import Path

from casekit import exercises
from casekit.core.harmless import harmless, named
from casekit.core.language import say
from casekit.desk import student
from casekit.errors import Refused, listed
from casekit.handin import Limits, giving, receipt, run
from casekit.handin.coding import NotCoded, decoded
from casekit.handin.reading import Unreadable, read
from casekit.handin.words import sentence


def handin(path, tree=None, limits=None, to=None, write=True, look_inside=True):
    """Run a notebook as the grader does, say what was found, and write the file to hand in with its receipt.

    Parameters
    ----------
    path : Path
    tree, limits
        As for :func:`casekit.handin.run`.
    to : Path, optional
        The folder for both files; by default ``handin`` in the reader's own folder.
    write : bool
        False: only say what was found.
    look_inside : bool
        False: no run; the receipt then says of each exercise that nobody looked at it.

    Returns
    -------
    int
        0 if everything is there, else 1.
    """
    path = Path(path)
    if not look_inside:
        return _without_a_run(path, to)
    name = named(path.name)
    print(say(f"{name} is being run from top to bottom, as for marking ...", f"正在从头到尾运行 {name}，与评分时相同……"), flush=True)  # fmt: skip
    outcome = run(path, tree, limits or Limits())
    lines = [
        each for each in (_number(outcome), *_answers(outcome), *_errors(outcome, path), outcome.note) if each
    ]
    missing = _missing(outcome)
    print(harmless("\n".join([*lines, "", *_what_to_do(outcome, missing)]), lines=True))
    written = _given(path, outcome, to, missing) if write else True
    return 1 if missing or not written else 0


def _given(path, outcome, to, missing):
    """Write the two files and say where they are; whether they are there."""
    if outcome.status in giving.NOT_GIVEN:
        print(say("No file to hand in was written.", "没有生成要交的文件。"))
        return False
    run_made = not any(code == "runner" for code, _ in outcome.notes)
    states = [
        [name, _title(name), form_of(name, outcome)[0] if run_made else "not looked at"]
        for name in expected(outcome)
    ]
    return _told(path, to, outcome.student, states, outcome.sha256, missing)


def _without_a_run(path, to):
    """The two files without a run."""
    try:
        number, names = giving.seen_without_a_run(path)
    except Unreadable as fault:
        print(sentence(fault.code, fault.parameters))
        print(say("No file to hand in was written.", "没有生成要交的文件。"), say("What to do: ", "怎么办：") + say(*DO[fault.status]))
        return 1
    if not names:
        print(say(*NO_EXERCISE))
        return 1
    print(say("The notebook was not run: nobody looked whether its answers are found.", "没有运行笔记本，也就没有检查答案找不找得到。"))
    return 0 if _told(path, to, number, [[name, _title(name), "not looked at"] for name in names]) else 1


def _told(path, to, number, states, wanted="", missing=()):
    """Write the two files, and say where they are or why there are none."""
    try:
        copy, note = giving.give(path, Path(to) if to else giving.folder_of(path), number, states, wanted)
    except (OSError, Refused) as error:
        why = error.found if isinstance(error, Refused) else error.strerror or type(error).__name__
        print(harmless(say(f"No file to hand in was written ({why}). Run this again, or hand in {named(path.name)} itself.",
                           f"没有生成要交的文件（{why}）。请再运行一次，或直接交 {named(path.name)}。")))  # fmt: skip
        return False
    first = say("As far as you are, you would hand in", "如果就这样交，请交") if missing else say("Hand in this file", "请交这个文件")
    kept = say("Keep its receipt", "回执请自己保存")
    print(harmless(f"{first}{say(': ', '：')}{_shown(copy)}\n{kept}{say(': ', '：')}{_shown(note)}", lines=True))
    return True


def _shown(path):
    """A path as somebody in this folder would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _title(name):
    return say(*exercises.Exercise(name).spec.title)


def language_of(path):
    """The language a notebook says its own is, or ``""``."""
    try:
        cells = read(path).cells
    except (Unreadable, OSError):
        return ""
    found = re.findall(r"use_language\(\s*[\"'](en|zh)[\"']", "\n".join(cell.source for cell in cells))
    return found[-1] if found else ""


def expected(outcome):
    """The exercises that belong into the notebook: all of the lessons it has one of."""
    known = [name for name in outcome.exercises_seen if name in exercises.names()]
    lessons = {_lesson(name) for name in known}
    return [name for name in exercises.names() if _lesson(name) in lessons]


def _lesson(name):
    return name.rsplit("-", 1)[0]


def form_of(name, outcome):
    """What the form check says about one answer: ``form``, ``wrong kind`` or ``not attempted``, and the words."""
    if name not in outcome.answers:
        return "not attempted", say("no answer was given to its check", "没有把答案交给它的检查")
    one = exercises.Exercise(name, outcome.student, student.course())
    try:
        one.spec.form(decoded(outcome.answers[name]), one.data)
    except exercises.NotAttempted as open_:
        return "not attempted", harmless(open_, 400)
    except (exercises.WrongKind, NotCoded) as kind:
        return "wrong kind", harmless(kind, 400)
    except Exception:
        return "wrong kind", say("This cannot be read as an answer.", "这不能当作答案来读。")
    return "form", ""


def _number(outcome):
    if outcome.student:
        return say(f"Student number: {outcome.student}", f"学号：{outcome.student}")
    return ""


def _answers(outcome):
    """One line for each exercise."""
    for name in expected(outcome):
        status, words = form_of(name, outcome)
        yield f"  {name}  {_title(name)}{say(': ', '：')}{say(*receipt.STATES[status])}{say('. ', '。') + words if words else ''}"


def _errors(outcome, path):
    """One line for each cell that ended in an error, with its first words."""
    errors = [
        each for each in outcome.errors if each[1] not in ("Stopped", "EndedPython")
    ]  # the notes tell of these
    if not errors:
        return
    first = {cell.number: cell.source.strip().split("\n")[0][:50] for cell in read(path).cells}
    for number, name in errors:
        yield say(
            f"  Cell {number} ended in {named(name, 60)}: {first.get(number, '')}",
            f"  第 {number} 个单元格出错 {named(name, 60)}：{first.get(number, '')}",
        )


def _missing(outcome):
    """What is not there yet, as names of exercises and other things."""
    open_ = [name for name in expected(outcome) if form_of(name, outcome)[0] != "form"]
    if not expected(outcome):
        open_.append(say("exercises", "练习"))
    if student.course() and not outcome.student:
        open_.append(say("student number", "学号"))
    return open_ + ([outcome.status] if outcome.status != "ok" and not open_ else [])


def _what_to_do(outcome, missing):
    """The last lines: all is there, or what to mend first."""
    if not missing:
        return [say("Everything is there.", "都齐了。")]
    lines = [say(f"Not complete yet: {listed(missing)}.", f"还不完整：{listed(missing)}。")]
    if student.course() and not outcome.student and outcome.exercises_seen:
        lines.append(say('Write your student number between the quotes in casekit.i_am("").', '请在 casekit.i_am("") 的引号里填上学号。'))  # fmt: skip
    return [*lines, say("What to do: ", "怎么办：") + say(*DO.get(outcome.status, DO["ok"]))]


NO_EXERCISE = ("No exercise of this workbook is in the notebook: no file to hand in was written.", "笔记本里没有本教程的练习，没有生成要交的文件。")
DO = {
    "ok": ("restart the kernel, run all cells from top to bottom, look at the first error, save, and run this again.",
           "重启内核，从头到尾全部运行，先看第一处出错的地方，改好保存，再运行一次本命令。"),
    "unreadable": ("open the notebook in JupyterLab; if it does not open, start the exercises again (casekit again), and save.",
                   "在 JupyterLab 里打开笔记本；打不开就用 casekit again 重新开始这份练习，做完保存。"),
    "empty": ("save the notebook in JupyterLab, and make sure that this is the file you worked in.",
              "在 JupyterLab 里保存笔记本，并确认这就是你做题的文件。"),
    "too-large": ("clear all outputs in JupyterLab (Edit, Clear Outputs of All Cells), save, and run this again.",
                  "在 JupyterLab 里清除全部输出（编辑，清除所有单元格的输出），保存后再运行一次本命令。"),
    "wrong-notebook": ("hand in the exercises' notebook, not the lesson's or another one.",
                       "要交的是练习的笔记本，不是课文或别的文件。"),
}  # fmt: skip
