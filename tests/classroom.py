"""What the tests of the classroom part share: an instructor's own exercises, a kit, hand-ins, and a stand-in for the runner.

The stand-in reads what came of a run out of the file itself, so that everything behind the run is tested quickly; that
the real runner and the grader fit together has tests of its own.
"""

import io
import json
import zipfile
from pathlib import Path

from casekit import exercises
from casekit.classroom.grading import grade
from casekit.handin import Outcome
from casekit.handin.coding import coded

ROOT = Path(__file__).resolve().parents[1]
COURSE = "MKT301"
DEADLINE = "2026-12-20T23:59+08:00"

HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""

SOURCE = (
    HEAD
    + """
+++ {"lang": "en"}

# Exercises of our own

+++ {"lang": "zh"}

# 我们自己的练习

```{code-cell}
:tags: [setup]
import casekit
casekit.use_language("en")
```

+++ {"lang": "en"}

## 1 A discount

What is left of the price, in yuan?

+++ {"lang": "zh"}

## 1 打折

打折后是多少元？

```{code-cell}
q1 = casekit.exercise("discount-1")
print(q1.data.price, q1.data.off)
```

```{code-cell}
:tags: [answer]
left = ...
```

+++ {"lang": "en", "tags": ["solution"], "exercise": "discount-1"}

**Solution.** The discount is taken off the price, not added to it.

+++ {"lang": "zh", "tags": ["solution"], "exercise": "discount-1"}

**解答**：折扣从价格里扣掉，不是加上去。

```{code-cell}
:tags: [solution]
:exercise: discount-1
left = q1.data.price * (1 - q1.data.off)
```

```{code-cell}
:tags: [check]
q1.check(left)
```

+++ {"lang": "en"}

## 2 And why

+++ {"lang": "zh"}

## 2 为什么

```{code-cell}
q2 = casekit.exercise("discount-2")
```

```{code-cell}
:tags: [answer]
answer2 = {"lost": ..., "why": "..."}
```

```{code-cell}
:tags: [solution]
:exercise: discount-2
answer2 = {"lost": q2.data.price * q2.data.off, "why": "A discount costs margin on every piece, and on those who would have paid."}
```

```{code-cell}
:tags: [check]
q2.check(answer2)
```
"""
)

NUMBERS = '''"""An instructor's exercises: numbers and form."""
from types import SimpleNamespace

from casekit.exercises.forms import ExerciseSpec, fields, number, words


def priced(draw):
    """A price in yuan and a discount as a share."""
    if draw is None:
        return SimpleNamespace(price=100.0, off=0.2)
    return SimpleNamespace(price=float(draw.between(1011, 9973)), off=draw.between(11, 39) / 100)


def lost_and_why(answer, data):
    filled = fields(answer, ["lost", "why"])
    return {"lost": number(filled["lost"]), "why": words(filled["why"])}


HINTS = (("One.", "一。"), ("Two.", "二。"), ("Three.", "三。"))
EXERCISES = {
    "discount-1": ExerciseSpec(("A discount", "打折"), priced, number, HINTS, points=2, read=("Sum or average?", "总分还是平均分？")),
    "discount-2": ExerciseSpec(("And why", "为什么"), priced, lost_and_why, HINTS, points=1, by_hand=3, read=("A gate", "一道门槛")),
}
'''

KEYS = '''"""Key and mistakes of an instructor's exercises: nothing for students."""
from casekit.exercises.judging import is_close, judge_number
from casekit.look import say


def the_secret_price(data):
    """The price with the discount taken off, which is the right answer."""
    return data.price * (1 - data.off)


def added(data):
    return data.price * (1 + data.off)


def only_the_discount(data):
    return data.price * data.off


def as_percent(data):
    return data.price - data.off


LOST = {
    the_secret_price: ("That is what is left, not what is lost.", "这是剩下的，不是少收的。"),
    added: ("That adds.", "这是加上去了。"), as_percent: ("That takes yuan off.", "这减的是元。"),
}
RIGHT = ("A discount is a share of the price.", "折扣是价格的一部分。")
ELSE = ("Price times what is left.", "价格乘以剩下的部分。")


def judge_lost(value, data):
    if is_close(value["lost"], only_the_discount(data), 0.005):
        return "right", say(*RIGHT)
    for mistake, words in LOST.items():
        if is_close(value["lost"], mistake(data), 0.005):
            return "wrong", say(*words), mistake.__name__
    return "wrong", say(*ELSE)


def with_why(wrong):
    def mistake(data):
        return {"lost": wrong(data), "why": "Because it says so in the task and nobody knows better."}
    mistake.__name__ = wrong.__name__
    return mistake


WORDS = {
    added: ("You added the discount.", "你把折扣加上去了。"),
    only_the_discount: ("That is the discount itself.", "这是折扣本身。"),
    as_percent: ("You took yuan off, not a share.", "你减的是元，不是比例。"),
}
KEYS = {"discount-1": the_secret_price, "discount-2": with_why(only_the_discount)}
MISTAKES = {"discount-1": list(WORDS), "discount-2": [with_why(wrong) for wrong in LOST]}
JUDGES = {"discount-1": judge_number(the_secret_price, WORDS, RIGHT, ELSE), "discount-2": judge_lost}
RUBRICS = {"discount-2": [(2, "Names the margin.", "提到毛利。"), (1, "Names who would have paid.", "提到本来会付钱的人。")]}
'''


def own_set(folder):
    """An instructor's folder with one set of exercises."""
    for name, words in (("discount.md", SOURCE), ("discount.py", NUMBERS), ("answers/discount.py", KEYS)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    return folder


def change(path, old, new):
    """Edit a file; the old words have to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def price(who, course=COURSE):
    """A student's own numbers in the set ``discount``: price and discount."""
    draw = exercises.draws.Draw(course, who, "discount-1")
    return float(draw.between(1011, 9973)), draw.between(11, 39) / 100


WHY = "A discount costs margin on every piece, and on those who would have paid anyway."


def answers(who, right=True, why=WHY):
    """Answers to both exercises of the set, with this student's numbers."""
    draw = exercises.draws.Draw(COURSE, who, "discount-2")
    full, off = float(draw.between(1011, 9973)), draw.between(11, 39) / 100
    own, share = price(who)
    one = own * (1 - share) if right else own * (1 + share)
    return {"discount-1": one, "discount-2": {"lost": full * off if right else full, "why": why}}


def hand_in(path, student="", given=None, status="ok", **more):
    """Write a file the stand-in understands: what came of its run stands in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    given = {} if given is None else given
    told = {
        "status": status,
        "student": student,
        "answers": {name: coded(value) for name, value in given.items()},
    }
    told |= {"exercises_seen": list(given)} | more
    path.write_text(json.dumps({"cells": [], "told": told}), encoding="utf-8")
    return path


def packed(files, date=(2026, 12, 1, 10, 0, 0)):
    """The bytes of a zip with these members, with a date of their own."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(zipfile.ZipInfo(name, date), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


class StandIn:
    """Gives what stands in the files; ``ran`` says which files it was asked for."""

    ran = []

    def __init__(self, tree, limits, jobs):
        self.tree = tree

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def outcomes(self, paths, students):
        for path in paths:
            self.ran.append(Path(path).name)
            try:
                told = json.loads(Path(path).read_text(encoding="utf-8"))["told"]
            except (ValueError, KeyError, UnicodeDecodeError):
                told = {"status": "unreadable", "notes": [["not-json", {"line": 1}]]}
            yield Outcome(str(path), **told)


def graded(submissions, kit, out, **more):
    """Mark with the stand-in; the rows by file (those of nobody's file by student)."""
    rows = grade(submissions, kit, out, runner=StandIn, tell=False, lessons=["discount"], **more)
    return {row["file"] or row["student"]: row for row in rows}


def fill_roster(kit, *lines, heads="student,name,folder,email"):
    """Write the roster of a kit."""
    (kit / "instructor/roster.csv").write_text("\n".join([heads, *lines]) + "\n", encoding="utf-8")
