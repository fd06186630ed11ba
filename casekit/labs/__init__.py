"""Labs, predictions and quizzes: the only place in casekit that uses ipywidgets.

Each lesson's what-if labs are in a file of its module's name (``labs.screening``); its predictions and its quiz are words, and live
with the lesson (``notebooks/source/03_screening.questions.yaml``, read by ``labs.questions``). Everything shown is a :class:`Still`: where widgets run, the page has the widget; where they do not
(a repository viewer, a printed page), it has a complete still picture or text in its place.
"""

from casekit.desk.lessons import WITH_QUESTIONS
from casekit.labs.predictions import look_back, predict
from casekit.labs.quizzes import quiz
from casekit.labs.still import Still

__all__ = ["Still", "look_back", "predict", "quiz", *WITH_QUESTIONS]


def __getattr__(name):
    from importlib import import_module

    if name in WITH_QUESTIONS:
        return import_module(f"casekit.labs.{name}")
    raise AttributeError(f"casekit.labs has no {name!r}")
