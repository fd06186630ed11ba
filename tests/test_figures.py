"""Every figure of every lesson, in both languages: no text leaves the canvas, and no text lies over another."""

import contextlib
import io
import json
from itertools import combinations
from pathlib import Path

import pytest

from casekit import look
from casekit.desk.lessons import READY
from casekit.labs import picture

ROOT = Path(__file__).resolve().parents[1]
SLACK = 1.0  # pixels: less than the gap between two letters
EDGE = 5.0  # pixels of white that every text keeps from the edge of the canvas

pytestmark = pytest.mark.slow


def figures(path, monkeypatch):
    """The figures a built page shows, its labs' among them, after its cells have run from top to bottom."""
    found = []

    def caught(kind, name, take):
        made = getattr(kind, name)

        def noted(self, *args):
            made(self, *args)
            found.append(take(self, *args))

        monkeypatch.setattr(kind, name, noted)

    caught(look.Picture, "__init__", lambda self, ax: ax.figure)
    caught(picture.Lab, "moves", lambda self, figure, artists: figure)
    names = {"display": lambda *_: None}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile("".join(cell["source"]), path.name, "exec"), names)
    return found


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


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("lesson", [each for each in READY if each.module], ids=lambda lesson: lesson.slug)
def test_no_text_leaves_the_canvas_or_lies_over_another(lesson, code, work, monkeypatch):
    look.speak(code)
    found = figures(ROOT / f"notebooks/{code}/{lesson.slug}.ipynb", monkeypatch)
    assert len(found) >= 3
    wrong = {f"figure {number}": told for number, each in enumerate(found, 1) if (told := list(faults(each)))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(("x", "words"), [(-0.5, "leaves the canvas"), (0.5, "lies over"), (5, "")])
def test_what_must_not_be_would_be_found(x, words):
    ax = look.axes()
    ax.set(xlim=(0, 10), xticks=[], yticks=[])
    ax.figure.set_layout_engine("none")
    ax.set_position((0, 0, 1, 1))
    ax.text(0.6, 0.5, "here"), ax.text(x, 0.5, "there")
    assert [words in each for each in faults(ax.figure)] == ([True] if words else [])
