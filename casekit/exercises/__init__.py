"""Exercises: ``q = casekit.exercise("screening-1")``, then ``q.data``, ``q.check(answer)``, ``q.hint()``, ``q.solution()``.

Each lesson's exercises have three homes: question and solution in ``exercises/source``, numbers and form in one file
here (``screening``), key and misconceptions in ``exercises/answers``. Where the answers are not installed (a class
kit), a check says whether the answer has the right form, and the marks come from the instructor.

An answers file declares an :class:`~casekit.exercises.judging.Answer` for each of its exercises: the key, a function of
the data that gives a right answer in the answer's form; the mistakes, from functions that give a wrong one to what is said
about it; and, for what a person marks, a rubric. :func:`~casekit.exercises.judging.answers` makes of these the four tables
that checks and marking look up: ``KEYS``, ``MISTAKES``, ``JUDGES``, ``RUBRICS``.

An instructor's own exercises lie in ``exercises/own``: one file of numbers and form each, ``own/answers`` for the keys.
"""

import importlib.util
import json
from functools import cache
from html import escape
from importlib import import_module

from casekit import look
from casekit.core.language import language, say
from casekit.core.paths import workbook_folder
from casekit.desk import record, student
from casekit.desk.lessons import WITH_QUESTIONS as LESSONS
from casekit.errors import Refused, require_one_of
from casekit.exercises.draws import Draw
from casekit.exercises.forms import NotAttempted, WrongKind


def exercise(name):
    """The exercise of this name, with your own numbers if you have said who you are (``casekit.i_am``).

    Raises
    ------
    Refused
        For an unknown name, with the names there are.
    """
    if not _is_exercise(name):
        require_one_of("exercise", name, names())
    return Exercise(name, *student.who())


def _is_exercise(name):
    """Whether a lesson has an exercise of this name; the other lessons' exercises are not read for it."""
    lesson = str(name).rpartition("-")[0]
    return lesson in LESSONS and name in _home(lesson).EXERCISES


def names():
    """All exercises, in the order of the lessons, the instructor's own last."""
    return [each for lesson in [*LESSONS, *own()] for each in _home(lesson).EXERCISES]


def own():
    """The instructor's own sets of exercises, by the names of their files."""
    return sorted(path.stem for path in (workbook_folder() / "exercises/own").glob("*.py"))


def notebook_of(lesson):
    """The name of the notebook with a lesson's exercises, without ``.ipynb``."""
    return LESSONS.get(lesson, lesson)


def _home(lesson):
    if lesson in LESSONS:
        return import_module(f"casekit.exercises.{lesson}")
    return _read_in(workbook_folder() / "exercises/own" / f"{lesson}.py")


def _answers(lesson):
    """The module with key and misconceptions, or None where the answers are not installed."""
    folder = workbook_folder() / "exercises" / ("answers" if lesson in LESSONS else "own/answers")
    path = folder / f"{lesson}.py"
    return _read_in(path) if path.exists() else None


@cache
def _read_in(path):
    """A Python file outside the package, as a module."""
    spec = importlib.util.spec_from_file_location(".".join(path.with_suffix("").parts[-3:]), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Feedback:
    """What a check says: ``status`` (right, wrong, wrong kind, not attempted, form, error) and a sentence.

    Status words are the same in both languages; ``words`` is in the reader's.
    """

    HEADS = {
        "right": ("Right.", "对。"),
        "wrong": ("Not yet.", "还不对。"),
        "wrong kind": ("Not the kind of answer that is asked for.", "答案的形式不对。"),
        "not attempted": ("Not attempted yet.", "还没有作答。"),
        "form": ("The form is right.", "形式没有问题。"),
        "error": ("The check itself broke.", "检查程序出错了。"),
    }
    SIDES = {"right": look.GREEN, "wrong": look.ORANGE, "wrong kind": look.ORANGE}

    def __init__(self, status, words, misconception=None):
        self.status, self.words, self.misconception = status, words, misconception

    def __repr__(self):
        return f"{say(*self.HEADS[self.status])}{say(' ', '')}{self.words}".strip()

    def _repr_html_(self):
        side = self.SIDES.get(self.status, look.QUIET)
        head, words = escape(say(*self.HEADS[self.status])), escape(self.words)
        return f'<p role="status" style="border-left:4px solid {side};padding-left:.6em"><b>{head}</b>{say(" ", "")}{words}</p>'


class Page:
    """A hint or a solution, shown as Markdown."""

    def __init__(self, words):
        self.words = words

    def __repr__(self):
        return self.words

    def _repr_markdown_(self):
        return self.words


class Exercise:
    """One exercise, with the numbers of ``who`` (a student number) in ``course``, or with the book's own.

    The numbers are made anew at each call of ``data``, so nothing you do can spoil them.
    """

    def __init__(self, name, who="", course=""):
        self.name, self.lesson, self.who, self.course = name, name.rsplit("-", 1)[0], who, course
        self.spec = _home(self.lesson).EXERCISES[name]

    @property
    def data(self):
        """The tables and numbers of this exercise, by attribute: ``q.data.scores``."""
        return self.spec.numbers(Draw(self.course, self.who, self.name) if self.who else None)

    def check(self, answer=...):
        """Say whether ``answer`` is right, and if not, why; the answer and the outcome go into your progress."""
        try:
            feedback = self.judge(answer)
        except Exception as error:
            feedback = _broken(error)
        if feedback.status != "not attempted":
            self._keep(feedback, answer)
        return feedback

    def judge(self, answer, data=None):
        """The check itself, without a trace in the progress; ``data`` where the exercise's own is at hand already.

        An error in a key or a judge is not caught here, so that marking can tell it from a wrong answer.
        """
        data = self.data if data is None else data
        try:
            value = self.spec.form(answer, data)
        except NotAttempted as missing:
            return Feedback("not attempted", str(missing))
        except WrongKind as kind:
            return Feedback("wrong kind", str(kind))
        except Exception:  # an object that cannot even be compared or written
            return Feedback("wrong kind", say("This cannot be read as an answer.", "这不能当作答案来读。"))
        answers = _answers(self.lesson)
        if answers is None:
            return Feedback(
                "form",
                say("Whether it is right, your instructor's marks will say.", "对不对，以老师的评分为准。"),
            )
        return Feedback(*answers.JUDGES[self.name](value, data))

    def hint(self, stage=None):
        """The next of three hints, each saying more than the one before; ``hint(1)`` shows the first again."""
        stage = min(self._count("hints") + 1, len(self.spec.hints)) if stage is None else stage
        require_one_of("hint", stage, [*range(1, len(self.spec.hints) + 1)])
        stage = int(stage)
        self._note(hints=max(stage, self._count("hints")))
        of = len(self.spec.hints)
        return Page(
            say(f"**Hint {stage} of {of}.** ", f"**提示 {stage}/{of}**：") + say(*self.spec.hints[stage - 1])
        )

    def solution(self):
        """The worked solution, from the solutions' notebook.

        Raises
        ------
        Refused
            Where the solutions are not part of this workbook (a class kit).
        """
        path = workbook_folder() / "exercises/solutions" / language() / f"{notebook_of(self.lesson)}.ipynb"
        if not path.exists():
            raise Refused(
                say("the workbook with its solutions", "带参考答案的教程"),
                say("a class kit, which has none", "课堂版，不含参考答案"),
                say("try q.hint(), or ask your instructor", "可以用 q.hint()，或请教老师"),
            )
        self._note(solution_seen=True)
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        parts = [_markdown(cell) for cell in cells if cell["metadata"].get("exercise") == self.name]
        if self.who:
            parts.insert(0, say("Worked with the book's numbers; yours differ, the way is the same.",
                                "下面用的是书上的数据；你的数据不同，做法一样。"))  # fmt: skip
        return Page("\n\n".join(parts))

    def _key(self):
        """Where the progress keeps this exercise: own numbers have a place of their own."""
        return f"{self.name} {self.who}".strip()

    def _noted(self):
        """What the progress has on this exercise; a person may have edited that file."""
        noted = record.noted("exercises", self._key(), {})
        return noted if isinstance(noted, dict) else {}

    def _count(self, what):
        count = self._noted().get(what)
        return count if type(count) is int and count > 0 else 0

    def _keep(self, feedback, answer):
        """The answer and the outcome; what was right once stays so, so playing on costs nothing."""
        once = self._noted().get("status") == "right"
        status = "right" if once else feedback.status
        self._note(status=status, tries=self._count("tries") + 1, answer=_plain(answer))

    def _note(self, **what):
        record.note("exercises", self._key(), {**self._noted(), **what})

    def __repr__(self):
        return say(f"Exercise {self.name}: {self.spec.title[0]}", f"练习 {self.name}：{self.spec.title[1]}")


def _broken(error):
    """What is said where the check itself fails: our mistake, or a file of the workbook that was changed."""
    if isinstance(error, Refused):
        return Feedback("error", str(error))
    return Feedback("error", say(f"This is a mistake of the workbook, not yours ({type(error).__name__}). Your answer is kept.",
                                 f"这是教程的错，不是你的错（{type(error).__name__}）。你的答案已经记下。"))  # fmt: skip


def _markdown(cell):
    source = "".join(cell["source"])
    return f"```python\n{source}\n```" if cell["cell_type"] == "code" else source


def _plain(answer):
    """An answer as the progress keeps it: short ones as JSON, long or strange ones by their first words."""
    try:
        if len(answer) > 1000 and not isinstance(answer, str):
            return _first_words(answer)
    except Exception:  # a number, or an object that cannot be counted
        pass
    try:
        kept = json.dumps(_simple(answer), ensure_ascii=False, allow_nan=False)
        return json.loads(kept) if len(kept.encode()) < 2000 else kept[:200]
    except Exception:
        return _first_words(answer)


def _simple(answer):
    """Numbers, texts, lists and tables by name, anything else by its words."""
    if isinstance(answer, dict):
        return {str(key): _simple(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [_simple(value) for value in answer]
    if hasattr(answer, "to_dict"):
        return _simple(answer.to_dict())
    if hasattr(answer, "tolist"):
        return _simple(answer.item() if getattr(answer, "size", 0) == 1 else answer.tolist())
    return answer if isinstance(answer, str | int | float | bool | None) else repr(answer)[:200]


def _first_words(answer):
    try:
        return repr(answer)[:200].encode("ascii", "backslashreplace").decode()
    except Exception:  # an object that cannot say what it is
        return type(answer).__name__
