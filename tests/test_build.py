"""One source, two editions: what the build makes, what it refuses, what it says is stale; and what is stored."""

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from copy import deepcopy
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import jupytext
import nbformat
import pytest

from casekit.data import load
from casekit.desk.lessons import LESSONS
from tools import build

ROOT = Path(__file__).resolve().parents[1]
PAGES = list(build.pages())
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.target.relative_to(ROOT)))
STUDENT = [page for page in PAGES if not page.execute]
SOLUTIONS = [page for page in PAGES if "answer" in page.remove]

LESSON = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

+++ {"lang": "en", "slideshow": {"slide_type": "slide"}}

# Tiny

+++ {"lang": "zh", "slideshow": {"slide_type": "slide"}}

# 小小
一课

```{code-cell}
:tags: [setup]
import casekit
casekit.use_language("en")
```

```{code-cell}
casekit.say("one", "一"), {"b", "a", "c"}
```
"""
EXERCISE = (
    LESSON
    + """
+++ {"lang": "en", "tags": ["solution"], "exercise": "tiny-1"}

The way to forty-two.

+++ {"lang": "zh", "tags": ["solution"], "exercise": "tiny-1"}

四十二是这样来的。

```{code-cell}
:tags: [answer]
answer = ...
```

```{code-cell}
:tags: [solution]
:exercise: tiny-1
answer = 6 * 7
```
"""
)


@pytest.fixture
def tree(tmp_path):
    """A workbook of one tiny lesson with exercises; nothing is built yet."""
    for part, text in (("notebooks", LESSON), ("exercises", EXERCISE)):
        (tmp_path / part / "source").mkdir(parents=True)
        (tmp_path / part / "source" / "01_tiny.md").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def current(tree):
    """The same, with every page in its place (not executed: a check executes nothing either)."""
    for page in build.pages(tree):
        page.target.parent.mkdir(parents=True, exist_ok=True)
        page.target.write_text(build.text(build.draft(page)), encoding="utf-8")
    return tree


def drafts(tree, part):
    """The drafts of the tree's pages in one folder."""
    return [build.draft(page) for page in build.pages(tree) if page.target.parent == tree / part]


def run_build(tree, *arguments):
    """Run the build as its user does, in a copy that has this tree as its workbook."""
    (tree / "tools").mkdir(exist_ok=True)
    for name in ("build.py", "reads.py"):
        (tree / "tools" / name).write_bytes((ROOT / "tools" / name).read_bytes())
    return subprocess.run(
        [sys.executable, "tools/build.py", *arguments], cwd=tree, capture_output=True, text=True, timeout=300
    )


def change(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@cache
def draft(page):
    """The draft of a page of the repository: made once for all tests, which only look at it."""
    return build.draft(page)


@cache
def source_cells(page):
    return jupytext.read(page.source, fmt="md:myst").cells


# Drafts ---------------------------------------------------------------------------------------------------


@EACH
def test_a_draft_has_unique_ids_and_only_the_metadata_that_is_wanted(page):
    notebook = draft(page)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", each) for each in ids)
    wanted = {"tags", "slideshow", "exercise"} | ({"jupyter"} if build.is_teaching(page) else set())
    assert {key for cell in notebook.cells for key in cell.metadata} <= wanted
    nbformat.validate(notebook)


@EACH
def test_a_draft_is_in_one_language(page):
    cells, source = draft(page).cells, source_cells(page)
    other = {cell.source for cell in source if cell.metadata.get("lang") not in (None, page.language)}
    assert not other & {cell.source for cell in cells}
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert re.findall(r'use_language\("(..)"\)', code) in ([page.language], [])
    assert ("use_language" in code) == ("use_language" in page.source.read_text(encoding="utf-8"))


@EACH
def test_slide_types_are_those_of_the_source(page):
    cells = source_cells(page)
    kept = [cell for cell in cells if cell.metadata.get("lang") in (None, page.language)]
    kept = [cell for cell in kept if not page.remove & set(cell.metadata.get("tags", []))]
    slides = [cell.metadata.get("slideshow", {}) for cell in kept]
    assert [cell.metadata.get("slideshow", {}) for cell in draft(page).cells] == slides


def test_lessons_are_divided_into_slides():
    lessons = [
        page
        for page in PAGES
        if page.source.name == "03_screening.md" and page.source.parent.parent.name == "notebooks"
    ]
    for page in lessons:
        types = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in draft(page).cells]
        assert types.count("slide") >= 5 and set(types) <= {
            "slide",
            "subslide",
            "fragment",
            "skip",
            "notes",
            None,
        }


@pytest.mark.parametrize(
    ("page", "gone", "there"),
    [(page, "solution", "answer") for page in STUDENT] + [(page, "answer", "solution") for page in SOLUTIONS],
)
def test_students_have_the_answer_cells_and_solutions_the_solution_cells(page, gone, there):
    tags = [tag for cell in draft(page).cells for tag in cell.metadata.get("tags", [])]
    assert gone not in tags and there in tags


def test_the_exercise_a_solution_belongs_to_is_kept_for_its_reader(tree):
    for notebook in drafts(tree, "exercises/solutions/en"):
        assert [cell.source for cell in notebook.cells if cell.metadata.get("exercise") == "tiny-1"] == [
            "The way to forty-two.",
            "answer = 6 * 7",
        ]


def test_a_line_break_between_chinese_characters_is_no_space(tree):
    [notebook] = drafts(tree, "notebooks/zh")
    assert "小小一课" in notebook.cells[0].source.replace("\n", "") and "Tiny" not in str(notebook)


def test_an_unknown_tag_stops_with_its_name(tree):
    change(tree / "notebooks/source/01_tiny.md", "[setup]", "[setup, solutoin]")
    with pytest.raises(SystemExit, match="01_tiny.md: unknown tag solutoin; known: .*solution"):
        drafts(tree, "notebooks/en")


def test_the_hash_does_not_depend_on_the_line_ends_of_the_platform(tree):
    source = tree / "notebooks/source/01_tiny.md"
    before = build.source_hash(source)
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert build.source_hash(source) == before
    source.write_bytes(source.read_bytes() + b"x")
    assert build.source_hash(source) != before


# Staleness ------------------------------------------------------------------------------------------------


def test_what_is_built_from_the_source_as_it_is_is_not_stale(current):
    assert build.check(current) == []


@pytest.mark.parametrize("part", ["notebooks", "exercises"])
def test_a_changed_source_is_told_with_the_command_that_mends_it(current, part):
    change(current / part / "source/01_tiny.md", "# Tiny", "# Tinier")
    lines = build.check(current)
    assert len(lines) == (2 if part == "notebooks" else 4)
    for line in lines:
        assert line.startswith(f"{part}/") and line.endswith(
            "its source has changed. Build it: python workbook.py build 01_tiny"
        )


@EACH
def test_a_page_knows_what_it_was_made_from(page):
    made_from = set(stored(page).metadata["casekit"]["made_from"])
    lesson = next((one for one in LESSONS if one.slug == page.source.stem), None)
    if not page.execute:
        assert not made_from
    elif lesson and lesson.module and page.target.parts[-3] == "notebooks":
        wanted = {
            f"notebooks/source/{lesson.slug}.questions.yaml",
            f"casekit/labs/{lesson.module}.py",
            "casekit/look.py",
        }
        assert wanted <= made_from and any(name.endswith(".csv") for name in made_from)
    elif lesson and lesson.module:
        assert {f"exercises/answers/{lesson.module}.py", f"casekit/exercises/{lesson.module}.py"} <= made_from


@pytest.mark.parametrize("name", sorted(build.LISTS))
def test_a_lesson_more_makes_the_start_page_stale_and_no_other(name):
    assert (ROOT / name).exists()
    shown = {page.source.stem for page in build.pages() if build.is_shown(name, page)}
    assert shown == {build.START}


@pytest.mark.parametrize(
    "name", ["casekit/look.py", "notebooks/source/03_screening.questions.yaml", "datasets/gone.csv"]
)
def test_a_change_of_the_questions_of_casekit_or_of_a_table_is_told(current, name):
    file = current / "notebooks/en/01_tiny.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["metadata"]["casekit"]["made_from"] = {
        "casekit/data.py": build.file_hash(ROOT / "casekit/data.py"),
        name: "0" * 16,
    }
    file.write_text(json.dumps(notebook), encoding="utf-8")
    [line] = build.check(current)
    assert f"changed since: {name}. Build it:" in line


def test_a_page_that_is_not_built_is_told(current):
    (current / "exercises/solutions/zh/01_tiny.ipynb").unlink()
    assert build.check(current) == [
        "exercises/solutions/zh/01_tiny.ipynb: not built yet. Build it: python workbook.py build 01_tiny"
    ]


@pytest.mark.parametrize("harm", ["half", "empty", "no metadata", "not JSON", "a list"])
def test_a_damaged_page_is_told_and_does_not_stop_the_check(current, harm):
    file = current / "notebooks/en/01_tiny.ipynb"
    text = file.read_text(encoding="utf-8")
    spoiled = {
        "half": text[: len(text) // 2],
        "empty": "",
        "no metadata": text.replace('"casekit":', '"other":'),
        "not JSON": "x" + text,
        "a list": "[]",
    }
    file.write_text(spoiled[harm], encoding="utf-8")
    [line] = build.check(current)
    assert line.startswith("notebooks/en/01_tiny.ipynb: cannot be read (") and line.endswith(
        "python workbook.py build 01_tiny"
    )


def test_a_page_without_a_source_is_told(current):
    (current / "notebooks/zh/07_gone.ipynb").write_text("{}", encoding="utf-8")
    assert build.check(current) == [
        "notebooks/zh/07_gone.ipynb: no source. Remove it: git rm notebooks/zh/07_gone.ipynb"
    ]


@pytest.mark.slow
def test_the_command_checks_and_ends_with_one_where_something_is_stale(current):
    fine = run_build(current, "--check")
    assert (fine.returncode, fine.stdout) == (0, "Everything built is up to date.\n")
    change(current / "notebooks/source/01_tiny.md", "# Tiny", "# Tinier")
    stale = run_build(current, "--check")
    assert stale.returncode == 1 and stale.stdout.count("python workbook.py build 01_tiny") == 2
    unknown = run_build(current, "02_none")
    assert unknown.returncode == 2 and "no source for 02_none; there are: 01_tiny" in unknown.stderr


# Building with a kernel -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_built_twice_a_page_has_the_same_bytes(tree):
    made = []
    for _ in range(2):
        run = run_build(tree, "--all")
        assert run.returncode == 0, run.stderr
        made.append({page.target: page.target.read_bytes() for page in build.pages(tree)})
    assert made[0] == made[1] and len(made[0]) == 6
    texts = {path.relative_to(tree).as_posix(): data.decode() for path, data in made[0].items()}
    assert (
        "('one', {'" in texts["notebooks/en/01_tiny.ipynb"]
        and "('一', {'" in texts["notebooks/zh/01_tiny.ipynb"]
    )
    assert (
        '"outputs": [\\n' not in texts["exercises/en/01_tiny.ipynb"]
        and "42" not in texts["exercises/en/01_tiny.ipynb"]
    )
    assert build.check(tree) == [] and not list(tree.rglob("*.half"))
    assert not any(
        word in text for text in texts.values() for word in ("execution_state", "iopub", str(tree))
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('careful')", "a warning would be stored"),
        ("object()", "shows a path or an address"),
        ("print('/tm' + 'p/x')", "shows a path or an address"),
    ],
)
def test_what_must_not_be_stored_stops_the_build_and_names_the_lesson(tree, code, words):
    (tree / "exercises/source/01_tiny.md").unlink()
    change(tree / "notebooks/source/01_tiny.md", 'casekit.say("one", "一"), {"b", "a", "c"}', code)
    page = next(build.pages(tree))
    with pytest.raises(SystemExit, match="01_tiny") as stopped:
        build.write(page)
    assert words in str(stopped.value) and not page.target.exists()


# What is stored -------------------------------------------------------------------------------------------


@cache
def stored(page):
    """A stored page; read in once for all tests, which only look at it."""
    return nbformat.read(page.target, as_version=4)


def outputs(page):
    """Every output of a stored page, with the id of its cell."""
    return [(cell.id, output) for cell in stored(page).cells for output in cell.get("outputs", [])]


def shown(page):
    """Every text a stored page shows, with the id of its cell; pictures left out."""
    for name, output in outputs(page):
        for text in [
            output.get("text", ""),
            *(data for kind, data in output.get("data", {}).items() if kind.startswith("text/")),
        ]:
            yield name, re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,", text)


@EACH
def test_a_stored_page_is_what_its_source_builds_to(page):
    fresh, kept = build.draft(page), stored(page)
    assert [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in kept.cells] == [
        (cell.id, cell.cell_type, cell.source, cell.metadata) for cell in fresh.cells
    ]
    fresh.metadata["casekit"]["made_from"] = kept.metadata["casekit"]["made_from"]
    assert kept.metadata == fresh.metadata and (kept.nbformat, kept.nbformat_minor) == (4, 5)
    assert build.text(kept) == page.target.read_text(encoding="utf-8"), "written in the one shape"
    assert not build.stale(page)


def test_nothing_is_built_that_has_no_source():
    assert build.orphans() == []


@EACH
def test_a_stored_page_has_no_live_widget_and_no_warning(page):
    for name, output in outputs(page):
        assert build.WIDGET not in output.get("data", {}), name
        assert output.get("name") != "stderr" and output.output_type != "error", name
    assert "widgets" not in stored(page).metadata


@EACH
def test_what_is_executed_has_its_outputs_and_numbers_in_order(page):
    code = [cell for cell in stored(page).cells if cell.cell_type == "code"]
    ran = [cell.execution_count for cell in code]
    assert ran == (list(range(1, len(code) + 1)) if page.execute else [None] * len(code))
    assert any(cell.outputs for cell in code) == page.execute or not code


TOLD = {
    "a path of this computer": r"(?<![\w./~<-])/(?:home|root|tmp|usr|var|opt|work|private|Users|Volumes)/",
    "a path on Windows": r"\b[A-Z]:\\",
    "an address": r"0x[0-9a-fA-F]{6,}",
    "a web address": r"\bhttps?://|\bwww\.",
    "a trace of an error": r"Traceback|Warning:",
}


@EACH
@pytest.mark.parametrize("what", TOLD)
def test_no_output_tells(page, what):
    assert [
        (name, found.group()) for name, text in shown(page) if (found := re.search(TOLD[what], text))
    ] == []


@EACH
def test_no_output_has_a_date_later_than_the_records(page):
    dates = {found for _, text in shown(page) for found in re.findall(r"\b20\d\d-\d\d-\d\d\b", text)}
    last = "2026-06-30" if "solutions" in page.target.parts else "2025-12-31"  # exercises have days of their own
    if page.source.stem == "01_customers":  # entries of customer cards expire later
        last = f"{load('customer_card_fields')['expiry_date'].max():%Y-%m-%d}"
    if page.source.stem == "16_crm_capstone":  # one of the eighteen defects is an order of the year to come
        dates -= {"2026-12-16"}
    assert all(each <= last for each in dates), dates
    assert not any(date.today().isoformat() in text for _, text in shown(page))


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of this computer", "in /ho" + "me/ann/x"),
        ("a path on Windows", "in C:\\x"),
        ("an address", "<object at 0x7f0011223344>"),
        ("a web address", "see http://a.b"),
        ("a trace of an error", "UserWarning: x"),
    ],
)
def test_what_must_not_be_told_would_be_found(what, text):
    assert re.search(TOLD[what], text)


class Pictures(HTMLParser):
    """The attributes of every picture in a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))


@EACH
def test_stored_pictures_are_small_and_say_what_they_show(page):
    for name, output in outputs(page):
        assert "image/png" not in output.get("data", {}), f"{name}: a picture without alternative text"
        for picture in Pictures(output.get("data", {}).get("text/html", "")).found:
            assert len(picture.get("alt", "")) > 20, name
            data = b64decode(picture["src"].removeprefix("data:image/png;base64,"), validate=True)
            assert data.startswith(b"\x89PNG") and len(data) <= 28_000, f"{name}: {len(data)} bytes"


def test_the_lesson_stores_its_figures_and_the_still_of_its_lab():
    for page in PAGES:
        if page.target.match("notebooks/*/03_screening.ipynb"):
            assert (
                sum(
                    len(Pictures(output.get("data", {}).get("text/html", "")).found)
                    for _, output in outputs(page)
                )
                >= 3
            )


@pytest.mark.parametrize("page", STUDENT, ids=lambda page: page.language)
def test_no_student_file_holds_a_solution(page):
    text = page.target.read_text(encoding="utf-8")
    secret = [cell.source for cell in source_cells(page) if "solution" in cell.metadata.get("tags", [])]
    lines = {line.strip() for cell in secret for line in cell.splitlines() if len(line.strip()) >= 12}
    assert len(lines) >= 10
    assert [line for line in lines if json.dumps(line, ensure_ascii=False)[1:-1] in text] == []


# Comparing ------------------------------------------------------------------------------------------------


def few_cells(notebook, count=5):
    """The beginning of a notebook: enough to compare, quick to run."""
    return nbformat.from_dict({**notebook, "cells": deepcopy(notebook.cells[:count])})


def swap_number(notebook, kind):
    """Change one number in a stored output of this kind."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {}) if kind != "stream" else output
            key = "text" if kind == "stream" else kind
            if re.search(r"\b57\b|>57<", data.get(key, "")) or (
                kind == "stream" and "Ready" in data.get(key, "")
            ):
                data[key] = data[key].replace("57", "58").replace("Ready.", "Ready 2.")
                return notebook
    raise AssertionError(f"no number to change in {kind}")


@pytest.mark.slow
def test_a_changed_number_in_a_stored_output_is_found_and_an_unchanged_page_passes(tmp_path):
    page = next(page for page in SOLUTIONS if page.language == "en" and page.source.stem == "03_screening")
    nbformat.write(few_cells(stored(page)), tmp_path / "untouched.ipynb")
    for kind in ("text/plain", "text/html", "stream"):
        nbformat.write(
            swap_number(few_cells(stored(page)), kind), tmp_path / f"changed_{kind.replace('/', '_')}.ipynb"
        )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA", "-p", "tests.kernels", "--nbval", "--nbval-sanitize-with",
               str(ROOT / "tests/nbval_sanitize.cfg"), str(tmp_path)]  # fmt: skip
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300)
    failed = set(re.findall(r"^FAILED (?:.*/)?(\w+)\.ipynb", run.stdout, re.M))
    passed = set(re.findall(r"^PASSED (?:.*/)?(\w+)\.ipynb", run.stdout, re.M))
    assert failed == {"changed_text_plain", "changed_text_html", "changed_stream"}, run.stdout[-3000:]
    assert "untouched" in passed
