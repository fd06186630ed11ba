"""Every lab of every lesson: a step draws only what moves, and the picture is the one that drawing it whole would give."""

import io

import numpy as np
import pytest
from PIL import Image

from benchmarks import every_lab
from casekit import look
from casekit.desk.lessons import READY
from casekit.labs import picture

pytestmark = pytest.mark.slow


@pytest.fixture
def made(monkeypatch):
    """The labs with a picture that are made from now on."""
    labs, moves = [], picture.Lab.moves

    def noted(lab, *artists):
        labs.append(lab)
        moves(lab, *artists)

    monkeypatch.setattr(picture.Lab, "moves", noted)
    return labs


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("lesson", [each for each in READY if each.module], ids=lambda lesson: lesson.slug)
def test_after_many_moves_the_picture_is_the_whole_one(made, lesson, code, work):
    look.speak(code)
    widgets = every_lab.labs(every_lab.ROOT / f"notebooks/{code}/{lesson.slug}.ipynb")
    assert widgets, "a lesson has a lab"
    for widget in widgets:
        assert len(list(every_lab.moves(widget))) >= every_lab.MOVES
    for lab in made:
        stepped = np.asarray(lab.scene.figure.canvas.buffer_rgba()).copy()
        whole = np.asarray(Image.open(io.BytesIO(lab.scene.whole())).convert("RGBA"))
        assert (stepped == whole).all(), type(lab).__name__
