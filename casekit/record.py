"""What the reader has done so far: predictions, quiz answers, exercises.

It is kept in one plain file, ``my_work/progress.json``, that a person can read. Two notebooks may write at once; a
file that cannot be read is set aside, not lost; where nothing can be written, the record lives as long as the kernel.

* ``note(kind, key, value)``, ``noted(kind, key)``: what predictions, quizzes and exercises record
* ``progress()``: how far you are, for the start page
"""

import json
import re

from casekit import my_work, student
from casekit.errors import require_one_of
from casekit.look import labelled, say

KINDS = ("predictions", "quiz", "exercises")

_in_memory = {}  # where the folder cannot be written to


def note(kind, key, value):
    """Record something the reader did, in ``my_work/progress.json``; safe with two notebooks at once.

    Parameters
    ----------
    kind : str
        ``"predictions"``, ``"quiz"`` or ``"exercises"``.
    key : str
        Begins with the lesson's word: ``"screening-first-and-last"``.
    value
        Anything JSON can hold. Of an exercise, ``"status": "right"`` (in a class kit, ``"form"``) counts; of a quiz, ``right`` and ``of``.
    """
    require_one_of("kind", kind, KINDS)
    work = my_work.work_folder()
    try:
        with my_work.one_writer(work, "progress"):
            record = _read_progress(work)
            record[kind][str(key)] = value
            my_work.write_whole(work / "progress.json", my_work.readable(record))
    except OSError as error:
        _keep_in_memory(kind, str(key), value, error)


def noted(kind, key=None, default=None):
    """What was recorded under ``key``, or ``default``; without a key, everything of that kind as a dict."""
    require_one_of("kind", kind, KINDS)
    record = _read_progress(my_work.work_folder())[kind] | _in_memory.get(kind, {})
    return record if key is None else record.get(str(key), default)


def _keep_in_memory(kind, key, value, error):
    if not _in_memory:
        why = error.strerror or type(error).__name__
        print(
            say(
                f"Your progress cannot be kept: {my_work.work_folder()} cannot be written to ({why}).",
                f"本次学习的进度无法保存：{my_work.work_folder()} 不能写入（{why}）。",
            )
        )
    _in_memory.setdefault(kind, {})[key] = value


def _read_progress(work):
    """The record; a file that cannot be read as one is set aside, and the record starts again."""
    path, empty = work / "progress.json", {"version": 1, **{kind: {} for kind in KINDS}}
    try:
        record = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        return empty
    except ValueError:
        record = None
    if isinstance(record, dict) and all(isinstance(record.get(kind, {}), dict) for kind in KINDS):
        return empty | record
    _set_aside(path)
    return empty


def _set_aside(path):
    """Rename a file that cannot be read, so that nothing of it is lost, and say so once."""
    aside = my_work.free_name(path, "unreadable")
    try:
        path.rename(aside)
    except OSError:
        return
    print(
        say(
            f"{path.name} could not be read; it is kept as {aside.name}, and a new record begins.",
            f"{path.name} 读不出来，已保留为 {aside.name}，进度从头记录。",
        )
    )


def progress():
    """How far you are: one row a lesson that is ready or begun.

    Returns
    -------
    pandas.DataFrame
        ``lesson``, ``title``, how many ``predictions`` are on record, how much of the ``quiz`` is right
        (``4/5``; empty before it is begun) and how many ``exercises`` are done (``1/3``): right, or in a class
        kit, where marks come later, answered in the right form.
    """
    import pandas as pd

    done = {kind: _by_lesson(kind) for kind in KINDS}
    lessons = [
        one
        for one in my_work.LESSONS[1:]
        if my_work.is_ready(one) or any(one.slug in each for each in done.values())
    ]
    return labelled(
        pd.DataFrame([_done(one, done) for one in lessons], columns=["lesson", "title", *KINDS]),
        lesson=say("no.", "课次"),
        title=say("lesson", "课名"),
        predictions=say("guesses on record", "已记判断"),
        quiz=say("quiz, right", "小测验答对"),
        exercises=say("exercises done", "完成的练习"),
    )


def _by_lesson(kind):
    """What was recorded of one kind, as a list for each lesson's slug; exercises only with the numbers in force."""
    found, number = {}, student.who()[0]
    for key, value in noted(kind).items():
        if kind == "exercises" and key.partition(" ")[2] != number:
            continue
        found.setdefault(_lesson_of(key), []).append(value if isinstance(value, dict) else {})
    return found


def _done(lesson, done):
    """One row of :func:`progress`."""
    predictions, quizzes, exercises = (done[kind].get(lesson.slug, []) for kind in KINDS)
    return {
        "lesson": lesson.number,
        "title": my_work.title_of(lesson),
        "predictions": len(predictions),
        "quiz": " ".join(f"{quiz.get('right', 0)}/{quiz.get('of', '?')}" for quiz in quizzes),
        "exercises": f"{sum(one.get('status') in ('right', 'form') for one in exercises)}/{_exercises_of(lesson)}",
    }


def _exercises_of(lesson):
    """How many exercises a lesson has."""
    from casekit.exercises import names

    return sum(_lesson_of(name) == lesson.slug for name in names())


def _lesson_of(key):
    """The lesson a key such as ``screening-1`` or ``03_screening/2`` belongs to, or None."""
    for lesson in my_work.LESSONS:
        word = lesson.slug.split("_")[1]
        if re.match(rf"(\d\d_)?{word}(?![a-z])", str(key)):
            return lesson.slug
    return None
