"""The corpus of submissions through the whole grading: honest work gets its exact mark, tampering gains nothing, nobody
else's row changes. And random mutilations of honest notebooks."""

import json
import os
import sys
from pathlib import Path

import pytest

from casekit import exercises
from casekit.handin import Limits, Runner
from casekit.handin.coding import decoded
from tests import ordinary, submissions
from tests.mutilations import mutilated
from tests.submissions import CASES, NAMES, Case, number_of

pytestmark = pytest.mark.slow
LIMITS = Limits(cell=5, notebook=25)
WITNESSES = ("7000001", "7000002", "7000003")  # honest, beside all the others


class Watched(Runner):
    """A runner whose outcomes can be looked at afterwards."""

    seen = {}

    def outcomes(self, paths, students=None):
        for outcome in super().outcomes(paths, students):
            self.seen[Path(outcome.path).parent.name] = outcome
            yield outcome


@pytest.fixture(scope="module")
def confined(tmp_path_factory):
    """Whether submissions are confined on this machine; those that could harm it are left out where they are not."""
    with Runner(None, LIMITS, copy=tmp_path_factory.mktemp("trial")) as runner:
        return runner.confined


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory, confined):
    """The corpus, or what was chosen of it, marked in one run: the rows by student number, the points of each exercise.

    Marked again, nothing changes.
    """
    from casekit.classroom import class_kit, grade

    asked = {
        each.callspec.params["case"].name
        for each in request.session.items
        if each.path.name == "test_submissions.py"
        and "case" in getattr(getattr(each, "callspec", None), "params", ())
    }
    top = tmp_path_factory.mktemp("grading")
    made = class_kit(submissions.COURSE, "en", top / "kit")
    most = {each["name"]: each["points"] for each in made["exercises"]}
    chosen = [case for case in CASES if (confined or not case.fierce) and case.name in asked]
    handed = {number_of(case): case for case in chosen} | dict.fromkeys(
        WITNESSES, Case("witness", submissions.honest)
    )
    for who, case in handed.items():
        place = top / "handed in" / who / case.file
        place.parent.mkdir(parents=True)
        place.write_bytes(case.data(who))
    roster = top / "kit/instructor/roster.csv"
    heads = roster.read_text(encoding="utf-8-sig").splitlines()[0]
    roster.write_text("\n".join([heads, *handed]) + "\n", encoding="utf-8")
    Watched.seen = {}
    words = {"lessons": [submissions.LESSON], "limits": LIMITS, "runner": Watched, "tell": False}
    rows = grade(top / "handed in", top / "kit", top / "grades.csv", 2, **words)
    before = (top / "grades.csv").read_bytes()
    grade(top / "handed in", top / "kit", top / "grades.csv", 2, **words)
    assert (top / "grades.csv").read_bytes() == before
    return {row["student"]: row for row in rows}, most


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_submission_gets_what_it_deserves(case, graded, confined):
    rows, most = graded
    if case.fierce and not confined:
        pytest.skip("it could harm a machine on which submissions are not confined")
    row, outcome = rows[number_of(case)], Watched.seen.get(number_of(case))
    given = [row.get(name) == most[name] for name in NAMES]
    assert sum(given) == case.right, (row, outcome)
    assert not case.status or row["run"] == case.status, (row, outcome)
    codes = [code for code, _ in outcome.notes] if outcome else []
    assert set(case.notes) <= set(codes), outcome
    if outcome and outcome.status not in ("unreadable", "empty"):
        assert outcome.confined == ("confined" if confined else "unconfined")


def test_every_submission_has_a_row_with_a_status_and_nobody_elses_row_changes(graded):
    rows, most = graded
    assert all(row["status"] for row in rows.values()) and len(CASES) >= 60
    for who in WITNESSES:
        assert rows[who]["status"] == "ok" and all(rows[who][name] == most[name] for name in NAMES), rows[who]


AS_ROOT = pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="the tests run as an ordinary user as it is"
)
SOME = "(deserves and (plain or chinese or handed or fork or memory or deletes or kills or endless or judge or forged or path or cut)) or has_a_row"  # of each kind


@AS_ROOT
@pytest.mark.parametrize(
    "chosen", [SOME, pytest.param("deserves or has_a_row", marks=pytest.mark.daily)], ids=["some", "all"]
)
def test_the_corpus_as_an_ordinary_user(tmp_path, chosen):
    ordinary.tests(__file__, tmp_path, "-k", chosen)


def marked_right(answers, who):
    """Which exercises an answer was found to that is right with this student's numbers."""
    return {
        name
        for name, code in answers.items()
        if exercises.Exercise(name, who, submissions.COURSE).judge(decoded(code)).status == "right"
    }


@pytest.mark.parametrize("seeds", [range(30), pytest.param(range(30, 100), marks=pytest.mark.daily)], ids=str)
def test_random_mutilations_are_marked_rightly(tmp_path, seeds):
    tree = _with_course(tmp_path)
    made = {}
    for seed in seeds:
        path = tmp_path / f"{seed}.ipynb"
        made[str(path)] = mutilated(seed)
        path.write_bytes(made[str(path)].data)
    with Runner(tree, LIMITS, 2, tmp_path) as runner:
        for outcome in runner.outcomes(list(made)):
            one = made[outcome.path]
            assert outcome.student == one.who, (one.done, outcome)
            assert marked_right(outcome.answers, one.who) == set(NAMES), (outcome.path, one.done, outcome)


def _with_course(folder):
    """The workbook with a course code, as a kit has one."""
    from casekit.handin.desk import copy_of

    tree = copy_of(None, folder / "tree")
    (tree / "kit.json").write_text(json.dumps({"course": submissions.COURSE}), encoding="utf-8")
    return tree


def test_the_corpus_builds_the_same_each_time():
    assert [case.data("2026001") for case in CASES] == [case.data("2026001") for case in CASES]
    assert len({case.name for case in CASES}) == len(CASES) and isinstance(CASES[0], Case)
    assert sys.getsizeof(CASES) and [mutilated(7).data, mutilated(7).done] == [
        mutilated(7).data,
        mutilated(7).done,
    ]
