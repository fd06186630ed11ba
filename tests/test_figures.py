"""Every figure and every lab of every lesson, in both languages: no text leaves the canvas or lies over another, and a lab's
step draws only what moves, with the picture that drawing it whole would give."""

import contextlib
import functools
import io
import json
import re
from base64 import b64decode
from html import unescape
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import every_lab
from casekit import look
from casekit.desk.lessons import READY
from casekit.labs import picture, still

ROOT = Path(__file__).resolve().parents[1]
SLACK = 1.0  # pixels: less than the gap between two letters
EDGE = 5.0  # pixels of white that every text keeps from the edge of the canvas

pytestmark = pytest.mark.slow


class Shown:
    """What a built page shows after its cells have run from top to bottom: figures, labs, the labs' live widgets."""

    def __init__(self, path):
        self.figures, self.labs, self.widgets, self.stills, live = [], [], [], [], []
        with pytest.MonkeyPatch.context() as patch:
            self._catch(patch, look.Picture, "__init__", lambda one, ax: self.figures.append(ax.figure))
            self._catch(patch, picture.Lab, "moves", lambda lab, *_: self.labs.append(lab))
            self._catch(patch, still.Still, "__init__", lambda one, *_: live.append(one))
            names = {"display": lambda *_: None}
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    live.clear()
                    with contextlib.redirect_stdout(io.StringIO()):
                        exec(compile("".join(cell["source"]), path.name, "exec"), names)
                    self.stills += live if "lab" in cell["metadata"].get("tags", []) else []
        self.widgets = [each.widget for each in self.stills]
        self.figures += [lab.scene.figure for lab in self.labs]

    @staticmethod
    def _catch(patch, kind, name, keep):
        made = getattr(kind, name)

        def noted(*args):
            made(*args)
            keep(*args)

        patch.setattr(kind, name, noted)


@functools.cache
def shown(slug, code):
    """A lesson in one language; its cells run once for all tests here."""
    look.speak(code)
    return Shown(ROOT / f"notebooks/{code}/{slug}.ipynb")


def texts(figure):
    """The texts a figure shows: words, box in pixels."""
    renderer = figure.canvas.get_renderer()
    shown = [*figure.texts]
    for ax in figure.axes:
        shown += [
            *ax.texts,
            ax.title,
            ax._left_title,
            ax._right_title,
            *(ax.get_legend().texts if ax.get_legend() else []),
        ]
        for axis in (ax.xaxis, ax.yaxis):
            ticks = [tick for tick in axis._update_ticks() if axis.get_visible()]
            shown += [axis.label, *(label for tick in ticks for label in (tick.label1, tick.label2))]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown if text.get_visible()]
    return [(words, box) for words, box in boxes if words.strip() and box.width and box.height]


def faults(figure):
    """What is wrong with a figure's texts, in words."""
    with look.style():
        figure.canvas.draw()
        shown = texts(figure)
    inside = figure.bbox
    for words, box in shown:
        out = max(inside.x0 - box.x0, inside.y0 - box.y0, box.x1 - inside.x1, box.y1 - inside.y1)
        if out > -EDGE:
            yield f"{words!r} leaves the canvas or touches its edge ({-out:.1f} pixels)"
    for (one, a), (other, b) in combinations(shown, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > SLACK and high > 2 * SLACK:  # boxes have room above and below the letters
            yield f"{one!r} lies over {other!r}, {wide:.0f} by {high:.0f} pixels"


# each lesson in one language every time, by turns, and in the other once a day
EACH = pytest.mark.parametrize(
    ("slug", "code"),
    [
        pytest.param(each.slug, code, marks=[pytest.mark.daily] * (each.number % 2 == number))
        for each in READY
        if each.module
        for number, code in enumerate(("en", "zh"))
    ],
)


@EACH
def test_no_text_leaves_the_canvas_or_lies_over_another(slug, code, work):
    found = shown(slug, code).figures
    assert len(found) >= 3
    look.speak(code)
    wrong = {f"figure {number}": told for number, each in enumerate(found, 1) if (told := list(faults(each)))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


@EACH
def test_after_many_moves_a_labs_picture_is_the_whole_one(slug, code, work):
    page = shown(slug, code)
    look.speak(code)
    moved = [len(list(every_lab.moves(widget))) for widget in page.widgets]
    assert max(moved) >= every_lab.MOVES, "a lesson has a lab, and its knobs can be moved"
    for lab in page.labs:
        stepped = np.asarray(lab.scene.figure.canvas.buffer_rgba()).copy()
        whole = np.asarray(Image.open(io.BytesIO(lab.scene.whole())).convert("RGBA"))
        assert (stepped == whole).all(), type(lab).__name__


@EACH
def test_a_lab_is_whole_where_no_widget_runs(slug, code, work):
    """The picture is small, says its size, so that the page does not jump, and stands in words where there is none."""
    stills = shown(slug, code).stills
    assert stills and all("<img" in each.html or "<li" in each.html for each in stills)
    for each in stills:
        bundle = each._repr_mimebundle_()
        html, words = bundle["text/html"], bundle["text/plain"]
        assert (
            set(bundle) == {still.WIDGET, "text/html", "text/plain"}
            and words == repr(each)
            and len(words) > 60
        )
        assert bundle[still.WIDGET]["model_id"] == each.widget.model_id
        for told in re.findall(r'alt="([^"]+)"|<p>([^<]+)</p>', html):
            assert unescape("".join(told)) in words
        for width, height, data in re.findall(r'width="(\d+)" height="(\d+)".*?base64,([^"]+)', html):
            image = Image.open(io.BytesIO(b64decode(data)))
            assert image.mode == "P" and image.size == (int(width), int(height)) and len(data) <= 28_000


@pytest.mark.parametrize(("x", "words"), [(-0.5, "leaves the canvas"), (0.5, "lies over"), (5, "")])
def test_what_must_not_be_would_be_found(x, words):
    ax = look.axes()
    ax.set(xlim=(0, 10), xticks=[], yticks=[])
    ax.figure.set_layout_engine("none")
    ax.set_position((0, 0, 1, 1))
    ax.text(0.6, 0.5, "here"), ax.text(x, 0.5, "there")
    assert [words in each for each in faults(ax.figure)] == ([True] if words else [])
