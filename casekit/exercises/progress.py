"""How far you are: guesses on record, quizzes, exercises done."""

from casekit.core.language import say
from casekit.desk import record, student
from casekit.desk.lessons import LESSONS, is_ready, lesson_of, title_of
from casekit.exercises import names
from casekit.look import labelled


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

    done = {kind: _by_lesson(kind) for kind in record.KINDS}
    lessons = [one for one in LESSONS[1:] if is_ready(one) or any(one.slug in each for each in done.values())]
    return labelled(
        pd.DataFrame([_done(one, done) for one in lessons], columns=["lesson", "title", *record.KINDS]),
        lesson=say("no.", "课次"),
        title=say("lesson", "课名"),
        predictions=say("guesses on record", "已记判断"),
        quiz=say("quiz, right", "小测验答对"),
        exercises=say("exercises done", "完成的练习"),
    )


def _by_lesson(kind):
    """What was recorded of one kind, as a list for each lesson's slug; exercises only with the numbers in force."""
    found, number = {}, student.who()[0]
    for key, value in record.noted(kind).items():
        if kind == "exercises" and key.partition(" ")[2] != number:
            continue
        found.setdefault(_slug_of(key), []).append(value if isinstance(value, dict) else {})
    return found


def _done(lesson, done):
    """One row of :func:`progress`."""
    predictions, quizzes, exercises = (done[kind].get(lesson.slug, []) for kind in record.KINDS)
    return {
        "lesson": lesson.number,
        "title": title_of(lesson),
        "predictions": len(predictions),
        "quiz": " ".join(f"{quiz.get('right', 0)}/{quiz.get('of', '?')}" for quiz in quizzes),
        "exercises": f"{sum(one.get('status') in ('right', 'form') for one in exercises)}/{_exercises_of(lesson)}",
    }


def _exercises_of(lesson):
    """How many exercises a lesson has."""
    return sum(_slug_of(name) == lesson.slug for name in names())


def _slug_of(key):
    """The lesson that something recorded belongs to, by its file's name, or None."""
    lesson = lesson_of(key.partition(" ")[0])
    return lesson and lesson.slug
