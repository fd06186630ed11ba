"""The floors of casekit: nothing imports a floor above its own, and no modules import each other in a circle, not even inside functions."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from casekit.desk.lessons import LESSONS

ROOT = Path(__file__).resolve().parents[1]
# bottom to top; what is not named here is a topic of the chapter
FLOORS = [
    {"core"},
    {"errors"},
    {"core.paths", "core.files", "core.after", "core.days", "core.columns", "core.cards"},
    {"data"},
    {"look"},
    {"desk"},
    {"records", "company", "engines"},
    {"the topics", "review"},
    {"simulations"},
    {"exercises"},
    {"labs"},
    {"handin"},
    {"classroom"},
    {"__init__", "__main__"},
]
TOPICS = {lesson.module for lesson in LESSONS} - {""}


def modules():
    """Each module of casekit by its name without ``casekit.``."""
    files = sorted((ROOT / "casekit").rglob("*.py"))
    names = [".".join(path.relative_to(ROOT / "casekit").with_suffix("").parts) for path in files]
    return dict(zip(names, files, strict=True))


def modules_named(name, known):
    """The module of this name, or the package's ``__init__``; empty if it is neither."""
    return [one for one in (name, f"{name}.__init__".strip(".")) if one in known]


def imported(name, path, known):
    """The modules of casekit that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "casekit":
            assert not node.level, f"{name}: imports by full name only"
            home = node.module.removeprefix("casekit").removeprefix(".")
            for each in node.names:
                inside = f"{home}.{each.name}".strip(".")
                yield from modules_named(inside, known) or modules_named(home, known)
        elif isinstance(node, ast.Import):
            below = [each.name.removeprefix("casekit.") for each in node.names if each.name.startswith("casekit.")]
            yield from (one for each in below for one in modules_named(each, known))


def floor(name):
    """The number of a module's floor."""
    for part in (name, name.split(".")[0], "the topics"):
        for number, floor in enumerate(FLOORS):
            if part in floor:
                return number


KNOWN = modules()
GRAPH = {name: set(imported(name, path, KNOWN)) - {name} for name, path in KNOWN.items()}


@pytest.mark.parametrize("name", GRAPH)
def test_nothing_imports_a_floor_above(name):
    above = [f"{name} imports {other}" for other in GRAPH[name] if floor(other) > floor(name)]
    assert not above


def test_no_modules_import_each_other_in_a_circle():
    TopologicalSorter(GRAPH).prepare()


def test_at_its_top_casekit_holds_the_chapters_topics_and_three_modules():
    from casekit import _HOME, _MODULES

    top = {path.stem for path in (ROOT / "casekit").glob("*.py")} - {"__init__", "__main__"}
    machinery = {name for name in top if floor(name) != floor("a topic")}
    assert machinery == {"data", "look", "errors"}
    assert top <= set(_MODULES), "each is named in casekit/__init__.py"
    assert {home.split(".")[0] for home in _HOME.values()} <= set(_MODULES)
    assert TOPICS & top
