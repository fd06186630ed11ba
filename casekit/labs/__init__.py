"""Labs, predictions and quizzes: the only place in casekit that uses ipywidgets.

Each lesson has one file here (``labs.screening``) with its lab, its predictions and its quiz, words in both languages
side by side. Everything shown is a :class:`Still`: where widgets run, the page has the widget; where they do not
(a repository viewer, a printed page), it has a complete still picture or text in its place.
"""

from casekit.labs.predictions import LESSONS, look_back, predict
from casekit.labs.quizzes import quiz
from casekit.labs.still import Still

__all__ = ["Still", "look_back", "predict", "quiz", *LESSONS]


def __getattr__(name):
    from importlib import import_module

    if name in LESSONS:
        return import_module(f"casekit.labs.{name}")
    raise AttributeError(f"casekit.labs has no {name!r}")
