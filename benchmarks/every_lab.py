"""How long each lab of each lesson takes for one move, in both languages. Goal: at most 25 ms of the processor.

Each lesson's cells run from top to bottom as in the notebook; the labs they show are caught, and every slider, list and
row of buttons in them is moved as a reader would, to and fro. The time is that of the kernel: figures, table and picture
made. Settings that were there before cost less, since their texts are not written again: so new ones are told as well.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

os.environ.setdefault("CASEKIT_FONT", "packaged")
os.environ["CASEKIT_WORK"] = tempfile.mkdtemp(prefix="casekit-benchmark-")

from casekit.labs import still

ROOT = Path(__file__).resolve().parents[1]
GOAL_MS, MOVES = 25, 16


def labs(path):
    """The labs of a built notebook, as live widgets."""
    caught, made = [], still.Still.__init__

    def catch(self, widget, html, words):
        caught.append(widget)
        made(self, widget, html, words)

    names = {"display": lambda *_: None}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            wanted = "lab" in cell["metadata"].get("tags", [])
            still.Still.__init__ = catch if wanted else made
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile("".join(cell["source"]), path.name, "exec"), names)
    still.Still.__init__ = made
    return caught


def inside(widget):
    """The widget and everything in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def other(knob, turn):
    """Another value of a knob, or None where it has none: up and down by turns, or the next choice."""
    if not hasattr(knob, "value"):
        return None
    if isinstance(knob.value, int | float) and hasattr(knob, "max") and hasattr(knob, "step"):
        step = knob.step if turn % 2 else -knob.step
        return min(max(knob.value + (1 + turn % 3) * step, knob.min), knob.max)
    choices = [value for _, value in getattr(knob, "_options_full", ())]
    return choices[(choices.index(knob.value) + 1) % len(choices)] if choices else None


def moves(lab):
    """For each move, milliseconds of the processor, and whether the lab is set so for the first time."""
    knobs, seen = [each for each in inside(lab) if other(each, 0) is not None], set()
    for turn in range(MOVES):
        for knob in knobs:
            value = other(knob, turn)
            if value != knob.value:
                begin = time.process_time()
                with contextlib.redirect_stdout(io.StringIO()):
                    knob.value = value
                spent, setting = 1000 * (time.process_time() - begin), str([each.value for each in knobs])
                yield spent, setting not in seen
                seen.add(setting)


def main():
    worst = 0
    for language in ("en", "zh"):
        for path in sorted((ROOT / "notebooks" / language).glob("*_*.ipynb")):
            for number, lab in enumerate(labs(path), 1):
                if moved := list(moves(lab)):
                    usual = median(spent for spent, _ in moved[3:])
                    new = median(spent for spent, is_new in moved if is_new)
                    slowest = max(spent for spent, _ in moved[3:])
                    worst = max(worst, usual)
                    print(f"{path.stem:<20}{language}  lab {number}{usual:8.1f} ms   new {new:6.1f}   slowest {slowest:6.1f}")  # fmt: skip
    print(f"goal: at most {GOAL_MS} ms")
    return 0 if worst <= GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
