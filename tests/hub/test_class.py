"""A class on a real hub: each student's own copies, language and numbers; handing in, collecting, marking; and closed doors."""

import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EDITIONS
from tests.browser.reader import FAULTS, Notebook
from tests.hub.conftest import ANN, BO, NUMBERS, TEACHER
from tests.hub.hub import ROOT, appended, saved

pytestmark = pytest.mark.hub
LANGUAGES = {ANN: "en", BO: "zh"}
STUDENTS = pytest.mark.parametrize("name", [ANN, BO])


@pytest.fixture(scope="module")
def exercises(desk_of):
    """A student's exercises of lesson 3, opened by the link on the start page and run as they were found."""
    found = {}

    def open_(name):
        if name not in found:
            desk, language = desk_of(name), LANGUAGES[name]
            start = Notebook(desk.page, desk.home, f"casebook/notebooks/{language}/00_start_here.ipynb")
            found[name] = start.follow(f"../../exercises/{language}/03_screening.ipynb", desk.home).run_all()
        return found[name]

    return open_


@pytest.fixture(scope="module")
def answer(school):
    """The right answer to exercise 1 with a student's own numbers, by the instructor's key."""
    from casekit.exercises import Exercise

    key = importlib.util.spec_from_file_location("key", school.kit / "instructor/tree/exercises/answers/screening.py")
    module = importlib.util.module_from_spec(key)
    key.loader.exec_module(module)
    return lambda name: module.average(Exercise("screening-1", NUMBERS[name], school.course).data)


@pytest.fixture(scope="module")
def handed_in(exercises, answer, desk_of):
    """A student solves exercise 1, saves, and hands in from a new cell at the end of the notebook; what that cell says."""
    done = {}

    def hand_in(name):
        if name not in done:
            notebook, home = exercises(name), desk_of(name).home
            notebook.type_into("average = ...", f"average = {answer(name)!r}")
            notebook.run("average = ...")
            notebook.run("q1.check(")
            saved(notebook, home)
            done[name] = appended(notebook, "!casekit handin 03_screening.ipynb"), home / "casebook/handin"
        return done[name]

    return hand_in


@pytest.fixture(scope="module")
def marks(handed_in, school):
    """All hand in; whoever may read the homes collects and marks: the folder with the sheets."""
    for name in NUMBERS:
        handed_in(name)
    out = school.users.home(TEACHER) / "marks/grades.csv"
    words = [sys.executable, "-m", "casekit", "grade", school.users.homes, "--layout", "homes", "--kit", school.kit, "--out", out]
    env = {name: value for name, value in os.environ.items() if name != "CASEKIT_WORK"}
    subprocess.run(words, cwd=ROOT, env=env | {"PYTHONPATH": str(ROOT)}, check=True)
    if school.users.own:
        for each in (out.parent, *out.parent.rglob("*")):
            shutil.chown(each, TEACHER, TEACHER)
    return out.parent


@STUDENTS
def test_the_lab_opens_at_the_start_page_in_the_student_s_language(desk_of, name):
    desk = desk_of(name)
    edition = EDITIONS[LANGUAGES[name]]
    Notebook(desk.page, desk.home, f"casebook/notebooks/{edition.language}/00_start_here.ipynb")
    assert desk.page.locator("li.lm-MenuBar-item").all_inner_texts() == edition.menus


@STUDENTS
def test_the_exercises_have_the_student_s_own_numbers(exercises, name):
    notebook = exercises(name)
    assert notebook.ask(FAULTS) == []
    expect(notebook.output(f'casekit.i_am("{NUMBERS[name]}")')).to_contain_text(NUMBERS[name])


def test_one_student_s_answer_is_not_the_other_s(answer):
    assert answer(ANN) != answer(BO)


@STUDENTS
def test_a_student_hands_in_from_the_lab(handed_in, name):
    said, folder = handed_in(name)
    assert [path.name for path in folder.glob("*.ipynb")] == [f"03_screening_{NUMBERS[name]}.ipynb"], said


def test_the_instructor_collects_marks_and_exports(marks):
    with open(marks / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows.keys() == set(NUMBERS.values())
    for row in rows.values():
        assert (row["status"], row["counts"]) == ("ok", "yes"), row
        assert float(row["screening-1"]) > 0, row
    assert {"grades-moodle.csv", "grades-canvas.csv"} <= {path.name for path in marks.iterdir()}


def test_the_instructor_opens_the_mark_sheet_in_the_lab(marks, desk_of, hub):
    page = desk_of(TEACHER).page
    page.goto(f"{hub.address}/user/{TEACHER}/lab/tree/{marks.name}/grades.csv", wait_until="commit")
    expect(page.locator(".jp-CSVViewer")).to_be_visible()


# Closed doors -----------------------------------------------------------------------------------------------------

LOOK = """
import json, os, sys
def opened(path):
    try:
        os.listdir(path) if os.path.isdir(path) else open(path, "rb").close()
        return path
    except OSError:
        return ""
def answers(*tops):
    for top in tops:
        for folder, _, files in os.walk(top):
            parts = folder.split(os.sep)
            if "answers" in parts or "solutions" in parts:
                yield from (each for name in files if (each := opened(os.path.join(folder, name))))
print("@" + json.dumps({"user": os.getuid(), "open": [each for each in map(opened, %r) if each], "answers": list(answers(*%r))}) + "@")
"""


@pytest.fixture(scope="module")
def seen(exercises, hub, marks, school):
    """What Ann's kernel finds when it goes about looking: at the others' homes, at the kit, for answers."""
    closed = [school.users.home(BO), school.users.home(TEACHER), school.kit / "instructor", school.roster, marks, hub.place]
    closed += list(school.users.home(BO).glob("casebook/handin/*"))
    tops = [school.users.homes, school.casebook, hub.bin.parent]
    text = appended(exercises(ANN), LOOK % ([str(path) for path in closed], [str(path) for path in tops]))
    return json.loads(text.split("@")[1])


def test_no_student_reads_another_s_folder(seen, school):
    if not school.users.own:
        pytest.skip("left out: without root the students are not users of the system of their own")
    assert seen["user"] == school.users.home(ANN).stat().st_uid
    assert seen["open"] == []


def test_no_student_finds_an_answer(seen, exercises, school):
    if not school.users.own:
        pytest.skip("left out: without root the students are not users of the system of their own")
    assert seen["answers"] == []
    said = appended(exercises(ANN), 'try:\n    q1.solution()\nexcept casekit.errors.Refused:\n    print("kept")\n')
    assert "kept" in said


@pytest.mark.parametrize("path", ["api/contents/casebook", "lab", "files/casebook/student.json"])
def test_the_hub_lets_no_student_into_another_s_server(desk_of, hub, path):
    desk_of(BO)
    answer = desk_of(ANN).page.request.get(f"{hub.address}/user/{BO}/{path}")
    assert answer.status in (403, 404) and NUMBERS[BO] not in answer.text()


def test_nothing_is_asked_of_the_network(marks, desk_of):
    assert [desk_of(name).refused for name in NUMBERS] == [[], []]
