"""What is handed out: the wheel has all the lessons need, the papers are there, the pins are plain."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from casekit import my_work

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INSIDE = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]


# The wheel ------------------------------------------------------------------------------------------------


def in_the_wheel(name):
    """Where a file of the workbook lies in an installed casekit, or None."""
    for origin, place in INSIDE.items():
        if name == origin or name.startswith(f"{origin}/"):
            return place + name.removeprefix(origin)
    return None


def test_each_lesson_lies_where_an_installed_casekit_looks_for_it():
    lessons = my_work._lesson_files(ROOT)
    assert len(lessons) >= 10
    for name in lessons:
        assert in_the_wheel(name) == f"casekit/_workbook/{name}"


def test_what_the_lessons_link_to_is_in_the_wheel_too():
    for name in my_work._lesson_files(ROOT):
        notebook = json.loads((ROOT / name).read_text(encoding="utf-8"))
        for link in my_work._links(notebook, ROOT / name, ROOT):
            assert in_the_wheel(link), f"{name} links to {link}"


@pytest.mark.parametrize(
    "name",
    ["datasets/qinghe/datapackage.json", "datasets/chapter/abcd_scores.csv", "exercises/answers/screening.py",
     "exercises/solutions/en/03_screening.ipynb", "exercises/solutions/zh/03_screening.ipynb"],
)  # fmt: skip
def test_tables_answers_and_solutions_are_in_the_wheel(name):
    assert (ROOT / name).exists() and in_the_wheel(name) == f"casekit/_workbook/{name}"


def test_sources_and_tests_are_not_in_the_wheel():
    assert not any(
        in_the_wheel(f"{part}/x") for part in ("notebooks/source", "exercises/source", "tests", "tools")
    )
    assert all((ROOT / origin).exists() for origin in INSIDE)


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md"])
def test_the_papers_are_there_and_not_empty(name):
    assert len((ROOT / name).read_text(encoding="utf-8").strip()) > 200


def test_the_licence_covers_code_and_text():
    words = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "MIT" in words and "CC BY 4.0" in words


# The pins -------------------------------------------------------------------------------------------------

PINS = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line.strip()]


def test_every_pin_is_a_name_and_a_version_and_nothing_else():
    plain = re.compile(r"[a-z0-9][a-z0-9.-]*==[0-9][0-9a-z.!+]*( ; [a-z_]+ .+)?")
    odd = [line for line in PINS if not line.startswith("#") and not plain.fullmatch(line)]
    assert odd == [] and not any(
        "://" in line or "--" in line.split("#")[0] for line in PINS if not line.startswith("#")
    )


def test_every_dependency_is_pinned():
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [*PROJECT["project"]["dependencies"], *(each for extra in extras.values() for each in extra)]
    names = {re.match(r"[\w.-]+", each).group().lower().replace("_", "-") for each in wanted}
    pinned = {line.split("==")[0] for line in PINS}
    assert names - pinned == set()
