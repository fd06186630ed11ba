"""What students hand in, built in code: honest work in every condition it arrives in, attacks, tampering, broken files.

``CASES`` is the corpus (random changes: ``mutilations``). ``Case.right`` says how many of the notebook's exercises must
be marked right, with the numbers of the student whose it is.
"""

import copy
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casekit import exercises

ROOT = Path(__file__).resolve().parents[1]
COURSE, LESSON, SLUG = "MKT301", "screening", "03_screening"
NAMES = [f"{LESSON}-{number}" for number in (1, 2, 3)]
WHY = "In a sum high scores make up for a bad one, as Yueqiao's do; the gate costs us Lantian, and finance may make an exception."


@dataclass
class Case:
    """One submission: what it is called, how it is made for a student, what has to come of it."""

    name: str
    make: object  # make(who) gives a notebook (dict), a text, or bytes
    right: int = 3
    status: str = "ok"
    file: str = f"{SLUG}.ipynb"
    notes: tuple = ()
    fierce: bool = False  # could harm the machine it runs on where it is not confined

    def data(self, who):
        made = self.make(who)
        made = text_of(made) if isinstance(made, dict) else made
        return made if isinstance(made, bytes) else made.encode()


# honest work ---------------------------------------------------------------------------------------------------


@cache
def built(language):
    return json.loads((ROOT / f"exercises/{language}/{SLUG}.ipynb").read_text(encoding="utf-8"))


def blank(who, language="en"):
    """The notebook as it is handed out, with the number filled in."""
    notebook = copy.deepcopy(built(language))
    put(notebook, 1 + at(notebook, "setup"), f'casekit.i_am("{who}")', ["student"])
    return notebook


def honest(who, language="en"):
    """All exercises answered rightly, the values typed in."""
    return answered(blank(who, language), [right(name, who) for name in NAMES])


def wrong(who, language="en"):
    """All exercises answered, all wrong."""
    values = [right(name, who) for name in NAMES]
    return answered(
        blank(who, language),
        [-7.0, values[1] | {"first": "no such"}, values[2] | {"chosen": ["QH0001", "QH0002"]}],
    )


def answered(notebook, values):
    """The answers put into the cells for them: what stands right of the equals sign."""
    cells = [cell for cell in notebook["cells"] if "answer" in cell["metadata"].get("tags", [])]
    for cell, value in zip(cells, values, strict=True):
        name = source(cell).split("=")[0].strip()
        cell["source"] = f"{name} = {value!r}"
    return notebook


@cache
def _right(name, who, course):
    q = exercises.Exercise(name, who, course)
    value = exercises._answers(LESSON).KEYS[name](q.data)
    value = {**value, "why": WHY} if isinstance(value, dict) and "why" in value else value
    value = plain(value)
    assert q.judge(value).status == "right", (name, who, value)
    return value


def right(name, who):
    """The key's answer, in plain Python."""
    return copy.deepcopy(_right(name, who, COURSE))


def plain(value):
    """A key's answer as a student would type it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value.item() if hasattr(value, "item") else value


# working on a notebook -----------------------------------------------------------------------------------------


def source(cell):
    return "".join(cell["source"])


def text_of(notebook, **more):
    return json.dumps(notebook, ensure_ascii=False, indent=1, **more)


def at(notebook, tag, which=0):
    """The place of the first (second, ...) cell with this tag."""
    return [place for place, cell in enumerate(notebook["cells"]) if tag in cell["metadata"].get("tags", [])][
        which
    ]


def code(words, tags=()):
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)},
        "outputs": [],
        "source": words,
    }


def put(notebook, place, words, tags=()):
    notebook["cells"].insert(place, code(words, tags))
    return notebook


def with_code(words, base=honest):
    """``words`` in a cell of its own before the first exercise, on top of honest (or wrong) work."""

    def make(who):
        notebook = base(who)
        return put(notebook, at(notebook, "answer"), words)

    return make


def changed(change, base=honest):
    """A notebook after ``change(notebook)``."""

    def make(who):
        notebook = base(who)
        return change(notebook) or notebook

    return make


def each_cell(change):
    def apply(notebook):
        for cell in notebook["cells"]:
            change(cell)

    return changed(apply)


# conditions in which honest work arrives -----------------------------------------------------------------------


def as_format_3(notebook):
    def old(cell):
        is_code = cell["cell_type"] == "code"
        words = (
            {"input": source(cell), "language": "python", "prompt_number": 1}
            if is_code
            else {"source": source(cell)}
        )
        return {"cell_type": cell["cell_type"], "metadata": {}, "outputs": [], **words}

    cells = [old(cell) for cell in notebook["cells"]]
    return {
        "metadata": {"name": "x"},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def without_ids(notebook):
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        cell.pop("id", None)


def from_vscode(notebook):
    notebook["metadata"] = {"language_info": {"name": "python"}, "vscode": {"interpreter": {"hash": "1"}}}
    for cell in notebook["cells"]:
        cell["metadata"] = {"vscode": {"languageId": "python"}}
        cell.pop("id", None)


def from_colab(notebook):
    notebook["metadata"] = {
        "colab": {"provenance": []},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"x{number}", "colab": {"base_uri": "x"}}
        cell["source"] = [line + "\n" for line in source(cell).split("\n")]
        cell.pop("id", None)


def with_output(size):
    def change(notebook):
        lines = ["x" * 70 + '\\"outputs": [{\n'] * (size // 80)
        notebook["cells"][at(notebook, "check")]["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": lines}
        ]

    return change


def doubled(notebook):
    notebook["cells"] = [copy.deepcopy(cell) for cell in notebook["cells"] for _ in (0, 1)]


def blank_copies_below(notebook):
    notebook["cells"] += [copy.deepcopy(cell) for cell in built("en")["cells"]]


def split(notebook):
    cell = notebook["cells"][at(notebook, "answer", 1)]
    name, value = source(cell).split(" = ", 1)
    cell["source"] = f"{name} = {{}}"
    put(notebook, at(notebook, "answer", 1) + 1, f"{name}.update({value})")


def checks_last(notebook):
    checks = [cell for cell in notebook["cells"] if "check" in cell["metadata"].get("tags", [])]
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in checks] + checks


def only_code(notebook):
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def one_cell(notebook):
    notebook["cells"] = [
        code("\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"))
    ]


def retyped(kind, fence=False):
    def change(notebook):
        for tag in ("answer", "check"):
            cell = notebook["cells"][at(notebook, tag)]
            cell["cell_type"] = kind
            cell["source"] = f"```python\n{source(cell)}\n```" if fence else source(cell)

    return change


def without(tag, which=0):
    def change(notebook):
        del notebook["cells"][at(notebook, tag, which)]

    return change


def without_tags(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def language_lost(notebook):
    notebook["metadata"] = {}


def other_language(notebook):
    notebook["metadata"]["kernelspec"] = {"display_name": "R", "language": "R", "name": "ir"}


def conflict(who):
    """The answer's line in two versions, as a merge leaves it; ours is right."""
    lines = text_of(honest(who)).split("\n")
    place = next(number for number, line in enumerate(lines) if re.match(r'\s*"source": "average = ', line))
    theirs = re.sub(r"average = [^\"]*", "average = -1.0", lines[place])
    lines[place : place + 1] = ["<<<<<<< HEAD", lines[place], "=======", theirs, ">>>>>>> a1b2c3d (mine)"]
    return "\n".join(lines)


def error_in_between(notebook):
    put(notebook, at(notebook, "answer", 1), "1 / 0")
    put(notebook, at(notebook, "answer", 1), "this is no Python")
    put(notebook, at(notebook, "answer", 1), "undefined_name")


def second_thoughts(notebook):
    """Wrong first, right afterwards: the last value counts."""
    put(notebook, at(notebook, "check"), "q1.check(-7)")
    notebook["cells"].append(code("q1.check()"))
    notebook["cells"].append(code("q1.check(...)"))


def second_thoughts_wrong(notebook):
    notebook["cells"].append(code("q1.check(-7)"))


HONEST = [
    Case("plain", honest),
    Case("chinese", lambda who: honest(who, "zh")),
    Case("vscode", changed(from_vscode)),
    Case("colab", changed(from_colab)),
    Case("format 4.0 without ids", changed(without_ids)),
    Case("format 3", changed(as_format_3), notes=("old-format",)),
    Case("byte order mark", lambda who: b"\xef\xbb\xbf" + text_of(honest(who)).encode()),
    Case("utf-16", lambda who: text_of(honest(who, "zh")).encode("utf-16"), notes=("encoding",)),
    Case("utf-16 without mark", lambda who: text_of(honest(who)).encode("utf-16-be"), notes=("encoding",)),
    Case("gbk", lambda who: text_of(honest(who, "zh")).encode("gb18030"), notes=("encoding",)),
    Case("windows line ends", lambda who: text_of(honest(who)).replace("\n", "\r\n").replace("\\n", "\\r\\n")),
    Case("one line", lambda who: json.dumps(honest(who))),
    Case("conflict markers", conflict, notes=("conflict",)),
    Case("outputs of 30 MB", changed(with_output(30_000_000))),
    Case("renamed .txt", honest, file=f"{SLUG}.ipynb.txt"),
    Case("renamed 作业3", honest, file="作业3 最终版(2).ipynb"),
    Case("cells doubled", changed(doubled)),
    Case("blank copies pasted below", changed(blank_copies_below)),
    Case("answer split", changed(split)),
    Case("checks moved to the end", changed(checks_last)),
    Case("prose deleted", changed(only_code)),
    Case("all in one cell", changed(one_cell)),
    Case("answer and check turned raw", changed(retyped("raw")), notes=("retyped",)),
    Case("answer and check turned Markdown", changed(retyped("markdown")), notes=("retyped",)),
    Case("Markdown with a fence", changed(retyped("markdown", True)), notes=("retyped",)),
    Case("number cell deleted", changed(without("student"))),
    Case("one answer deleted", changed(without("answer")), right=2),
    Case("one check deleted", changed(without("check", 1)), right=2),
    Case("tags lost", changed(without_tags)),
    Case("kernel language lost", changed(language_lost)),
    Case("kernel of R", changed(other_language), notes=("language",)),
    Case("errors in between", changed(error_in_between)),
    Case("second thoughts", changed(second_thoughts)),
    Case("second thoughts for the worse", changed(second_thoughts_wrong), right=2),
    Case("magics", with_code("%matplotlib inline\n%time 1\n!echo hello\n%pip --version\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()")),
    Case("answer of another kind", changed(lambda nb: nb["cells"].append(code("q1.check('about two')"))), right=2),
    Case("not a number", changed(lambda nb: nb["cells"].append(code("q1.check(float('nan'))"))), right=2),
    Case("nested without end", changed(lambda nb: nb["cells"].append(code("a = []\na.append(a)\nq1.check(a)"))), right=2),
    Case("handed out", blank, right=0, status="no-answer"),
]  # fmt: skip


# what ends, hangs or fills up, around honest work --------------------------------------------------------------

LIVELY = [
    Case("endless loop", with_code("while True: pass"), status="timeout"),
    Case("loop that swallows", with_code("while True:\n    try:\n        while True: pass\n    except Exception: pass"), status="timeout"),
    Case("long sleep", with_code("import time; time.sleep(1000)"), status="timeout"),
    Case("blocked for good", with_code("import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass"), status="timeout"),
    Case("thread that hangs on", with_code("import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()")),
    Case("sys.exit", with_code("import sys; sys.exit(0)")),
    Case("exit", with_code("exit")),
    Case("os._exit", with_code("import os; os._exit(0)"), status="kernel-error"),
    Case("KeyboardInterrupt", with_code("raise KeyboardInterrupt")),
    Case("crash", with_code("import ctypes; ctypes.string_at(0)"), status="kernel-error"),
    Case("deep recursion", with_code("def f(): f()\nf()")),
    Case("waits for input", with_code("name = input('name?')")),
    Case("memory bomb", with_code("x = bytearray(8 * 2**30)"), status="memory"),
    Case("memory that is kept", with_code("x = []\nwhile True: x.append(bytes(50_000_000))"), status="memory", fierce=True),
    Case("fork bomb", with_code("import os\nwhile True:\n    try: os.fork()\n    except OSError: break"), status="", fierce=True),
    Case("output flood", with_code("for _ in range(2000): print('x' * 100_000)")),
    Case("disk flood", with_code("for n in range(100): open(f'f{n}', 'wb').write(bytes(20_000_000))"), fierce=True),
    Case("kills its parent", with_code("import os\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)"), fierce=True),
    Case("deletes the data", with_code("import shutil\nshutil.rmtree(casekit.my_work.workbook_folder() / 'datasets')"), fierce=True),
    Case("walks up deleting", with_code("import os, shutil\nfolder = os.getcwd()\nwhile folder != '/':\n    shutil.rmtree(folder, ignore_errors=True)\n    folder = os.path.dirname(folder)"), fierce=True),
    Case("forks and goes on twice", with_code("import os; os.fork()"), fierce=True),
]  # fmt: skip


# tampering: wrong answers, and something that might make them count ---------------------------------------------

LIAR = "class Liar(float):\n    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda *a: True\n    __sub__ = __rsub__ = lambda *a: 0.0\n    __hash__ = float.__hash__\n"
TAMPER = {
    "checker replaced": "casekit.exercises.Exercise.check = lambda self, answer=None: casekit.exercises.Feedback('right', 'yes')",
    "judge replaced": "casekit.exercises.Exercise.judge = lambda self, *a: casekit.exercises.Feedback('right', 'yes')",
    "form replaced": "for name, made in casekit.exercises._home('screening').EXERCISES.items():\n    object.__setattr__(made, 'form', lambda a, d=None: a)",
    "numbers replaced": "casekit.exercises.draws.Draw._word = lambda self: 0",
    "own casekit beside the notebook": "import os\nos.makedirs('casekit'); open('casekit/__init__.py', 'w').write('def exercise(name): 1/0')\nimport sys; sys.path.insert(0, '.')",
    "pandas.testing replaced": "import pandas.testing, numpy\npandas.testing.assert_frame_equal = numpy.allclose = lambda *a, **k: True",
    "json replaced": "import json\njson.dumps = lambda *a, **k: '{\"answer\": 1}'",
    "builtins replaced": "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.isinstance = lambda *a: True",
    "equality overridden": LIAR + "casekit.exercise('screening-1').check(Liar(5))",
    "status forged": "casekit.record.note('exercises', 'screening-1', {'status': 'right'})",
    "channel forged": "import os\nfor n in range(3, 100):\n    try: os.write(n, b'{\"status\": \"right\"}\\n{\"right\": true}\\n{\"confined\": [1]}\\n{\"cell\": 99}\\n{\"answer\": 5}\\n[]\\n')\n    except OSError: pass",
    "channel flooded": "import os\nwhile True:\n    for n in range(3, 100):\n        try: os.write(n, b'x' * 100_000)\n        except OSError: pass",
    "answers read from the workbook": "home = casekit.exercises._answers('screening')\nq = casekit.exercise('screening-1')\nq.check(home.KEYS['screening-1'](q.data))",
    "answers in memory": "import gc\nfor each in gc.get_objects():\n    if isinstance(each, dict) and 'KEYS' in each and 'JUDGES' in each:\n        q = casekit.exercise('screening-1'); q.check(each['KEYS']['screening-1'](q.data))",
    "debugger on the grader": "import ctypes, os\nassert ctypes.CDLL(None).ptrace(16, os.getppid() or 1, 0, 0) == -1",
}  # fmt: skip
LOOK_FOR_KEY = """
import os, runpy
q = casekit.exercise('screening-1')
for path in {paths!r}:
    try:
        q.check(runpy.run_path(path)['KEYS']['screening-1'](q.data))
    except Exception:
        pass
"""


def _answers_by_path(who):
    paths = [ROOT / "exercises/answers/screening.py", *ROOT.glob("../*/exercises/answers/screening.py")]
    return with_code(LOOK_FOR_KEY.format(paths=[str(path) for path in paths]), wrong)(who)


TAMPERING = [
    *(Case(name, with_code(words, wrong), right=0, status="" if "flooded" in name or "replaced" in name else "ok",
           fierce=name in ("channel flooded", "debugger on the grader")) for name, words in TAMPER.items()),
    Case("answers read by their path", _answers_by_path, right=0, fierce=True),
]  # fmt: skip


# files that are no submission ----------------------------------------------------------------------------------

BROKEN = [
    Case("cut off", lambda who: text_of(honest(who))[:-200], right=0, status="unreadable", notes=("truncated",)),
    Case("empty", lambda who: b"", right=0, status="empty"),
    Case("blanks only", lambda who: b" \r\n" * 10, right=0, status="empty"),
    Case("no notebook but a picture", lambda who: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, right=0, status="unreadable"),
    Case("no notebook but JSON", lambda who: b'{"cells": "none"}', right=0, status="unreadable"),
    Case("a list", lambda who: b"[1, 2]", right=0, status="unreadable"),
    Case("a saved web page", lambda who: b"<!DOCTYPE html><html></html>", right=0, status="unreadable"),
    Case("brackets without end", lambda who: b"[" * 200_000, right=0, status="unreadable"),
    Case("prose only", changed(lambda nb: nb.update(cells=[c for c in nb["cells"] if c["cell_type"] == "markdown"])), right=0, status="empty"),
    Case("another notebook", lambda who: {"cells": [code("print(1)")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, right=0, status="wrong-notebook"),
]  # fmt: skip

CASES = [*HONEST, *LIVELY, *TAMPERING, *BROKEN]


def number_of(case):
    """Every case has a student of its own."""
    return f"{2026001 + [each.name for each in CASES].index(case.name)}"
