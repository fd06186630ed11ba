"""From submissions to a mark sheet: whose a file is, which one counts, what it earned; again, interrupted, by hand, late."""

import json
import os
import shutil
import stat
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from casekit import handin
from casekit.classroom import collecting, comparing, feedback, journal, own, sheets
from casekit.classroom.grading import grade
from casekit.classroom.journal import Journal
from casekit.classroom.kit import class_kit
from casekit.classroom.kits import open_kit
from casekit.core.language import speak
from casekit.errors import Refused
from tests import classroom
from tests.classroom import answers, fill_roster, graded, hand_in

BEIJING = timezone(timedelta(hours=8))
A, B, C = "2026001", "2026002", "2026003"


pytestmark = pytest.mark.slow  # for `test --quick`, test_classroom_whole.py goes the whole way once


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One kit for this module; its own exercises are not checked again here."""
    folder = tmp_path_factory.mktemp("kits")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            own, "check", lambda sets, tree, course, bench: shutil.rmtree(tree / "exercises/solutions")
        )
        class_kit("MKT301", "en", folder / "kit", classroom.own_set(folder / "mine"))
    return folder / "kit"


@pytest.fixture
def kit(made, tmp_path):
    """A kit of one's own, with a roster of three."""
    folder = tmp_path / "kit"
    shutil.copytree(made, folder)
    fill_roster(folder, f"{A},Ann,", f"{B},Bo,ann_77", f"{C},Cy,")
    return folder


@pytest.fixture
def subs(tmp_path):
    folder = tmp_path / "submissions"
    folder.mkdir()
    classroom.StandIn.ran.clear()
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "marks" / "grades.csv"


def at(path, when):
    """Give a file a time."""
    seconds = datetime.fromisoformat(when).replace(tzinfo=BEIJING).timestamp()
    os.utime(path, (seconds, seconds))
    return path


def statuses(rows):
    return {file: row["status"] for file, row in rows.items()}


# Marks -------------------------------------------------------------------------------------------------------


def test_right_and_wrong_answers_with_everyones_own_numbers(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    hand_in(subs / f"{B}/d.ipynb", B, answers(B, right=False))
    hand_in(subs / f"{C}/d.ipynb", C, answers(A))  # a neighbour's answers
    rows = graded(subs, kit, out)
    told = {
        row["student"]: (
            row["status"],
            row["discount-1"],
            row["discount-2"],
            row["total"],
            row["of"],
            row["by_hand_open"],
        )
        for row in rows.values()
    }
    assert told == {A: ("ok", 2, 1, 3, 6, 3), B: ("ok", 0, 0, 0, 6, 3), C: ("ok", 0, 0, 0, 6, 3)}
    assert rows[f"{A}/d.ipynb"]["name"] == "Ann" and len(rows[f"{A}/d.ipynb"]["sha256"]) == 64


def test_a_notebook_as_handed_out_has_nought_points_and_says_why(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, {"discount-1": ..., "discount-2": {"lost": ..., "why": "..."}})
    hand_in(subs / f"{B}/d.ipynb", B, {}, "no-answer", exercises_seen=["discount-1"])
    rows = graded(subs, kit, out)
    assert {(row["status"], row["total"]) for row in rows.values() if row["file"]} == {("no-answer", 0)}


def test_a_run_that_broke_off_keeps_what_it_had_and_leaves_the_rest_open(kit, subs, out):
    given = {"discount-1": answers(A)["discount-1"]}
    hand_in(
        subs / f"{A}/d.ipynb",
        A,
        given,
        "timeout",
        notes=[["cell-timeout", {"cell": 5, "seconds": "30"}]],
        exercises_seen=["discount-1", "discount-2"],
    )
    row = graded(subs, kit, out)[f"{A}/d.ipynb"]
    assert (row["status"], row["discount-1"], row["discount-2"], row["total"]) == ("timeout", 2, "", 2)
    assert "Cell 5 took longer than 30 s" in row["reason"]


def test_what_cannot_be_read_has_a_row_without_points(kit, subs, out):
    (subs / A).mkdir()
    (subs / A / "d.ipynb").write_bytes(b"\xff\xfe\x00")
    row = graded(subs, kit, out)[f"{A}/d.ipynb"]
    assert (row["student"], row["status"], row["total"], row.get("discount-1", "")) == (
        A,
        "unreadable",
        "",
        "",
    )


def test_everyone_of_the_roster_has_a_row(kit, subs, out):
    rows = graded(subs, kit, out)
    assert {number: rows[number]["status"] for number in (A, B, C)} == dict.fromkeys(
        (A, B, C), "nothing-handed-in"
    )
    assert all(rows[number].get("total", "") == "" for number in (A, B, C))


def test_an_answer_of_no_kind_is_wrong_kind_and_harms_nothing(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, {"discount-1": object(), "discount-2": [1, {2, 3}], "unknown-7": 1})
    row = graded(subs, kit, out)[f"{A}/d.ipynb"]
    assert (row["status"], row["total"]) == ("ok", 0)


# Whose ---------------------------------------------------------------------------------------------------------


def test_place_comes_before_the_declared_number(kit, subs, out):
    hand_in(subs / f"{A}.ipynb", "", answers(A))
    hand_in(subs / "ann_77_assignsubmission_file_/d.ipynb", B, answers(B))
    rows = graded(subs, kit, out)
    assert [rows[name]["student"] for name in (f"{A}.ipynb", "ann_77_assignsubmission_file_/d.ipynb")] == [
        A,
        B,
    ]
    assert "by its place" in rows[f"{A}.ipynb"]["reason"]


def test_place_and_number_that_differ_change_nobodys_row(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    before = graded(subs, kit, out)[f"{A}/d.ipynb"]
    hand_in(subs / f"{B}/x.ipynb", A, answers(A, right=False))
    hand_in(subs / f"{B}/{C}.ipynb", "", answers(A))
    rows = graded(subs, kit, out)
    assert statuses(rows)[f"{B}/x.ipynb"] == statuses(rows)[f"{B}/{C}.ipynb"] == "number-conflict"
    assert (
        A in rows[f"{B}/x.ipynb"]["reason"]
        and B in rows[f"{B}/x.ipynb"]["reason"]
        and rows[f"{B}/x.ipynb"]["total"] == ""
    )
    assert rows[f"{A}/d.ipynb"] == before and rows[B]["status"] == "nothing-handed-in"


def test_an_unknown_number_is_named_with_near_ones_and_never_guessed(kit, subs, out):
    hand_in(subs / "x.ipynb", "2026O01", answers(A))
    hand_in(subs / "y.ipynb", "9", answers(A))
    hand_in(subs / "z.ipynb", "", answers(A))
    rows = graded(subs, kit, out)
    assert (
        statuses(rows)["x.ipynb"] == statuses(rows)["y.ipynb"] == "unknown-student"
        and statuses(rows)["z.ipynb"] == "no-number"
    )
    assert A in rows["x.ipynb"]["reason"] and A not in rows["y.ipynb"]["reason"]
    assert all(rows[number]["status"] == "nothing-handed-in" for number in (A, B, C))


def test_a_number_claimed_from_two_places_is_held_until_the_roster_says_which(kit, subs, out):
    hand_in(subs / "one/d.ipynb", A, answers(A))
    hand_in(subs / "two/d.ipynb", A, answers(A, right=False))
    rows = graded(subs, kit, out)
    assert set(statuses(rows).values()) == {"claimed-twice", "nothing-handed-in"}
    fill_roster(kit, f"{A},Ann,one", f"{B},Bo,", f"{C},Cy,")
    rows = graded(subs, kit, out)
    assert (rows["one/d.ipynb"]["status"], rows["one/d.ipynb"]["total"], rows["two/d.ipynb"]["status"]) == (
        "ok",
        3,
        "claimed-twice",
    )


def test_a_claim_without_a_place_never_touches_one_with_a_place(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    before = graded(subs, kit, out)[f"{A}/d.ipynb"]
    at(hand_in(subs / "mallory/d.ipynb", A, answers(A, right=False)), "2030-01-01T00:00")
    rows = graded(subs, kit, out)
    assert rows[f"{A}/d.ipynb"] == before and rows["mallory/d.ipynb"]["status"] == "claimed-twice"


def test_a_file_named_after_somebody_else_does_not_take_their_place(kit, subs, out):
    """What stands behind the platform's prefix is the student's own choice."""
    fill_roster(kit, f"{A},Ann,", f"{B},Bo,bobo_77", f"{C},Cy,")
    hand_in(subs / f"annann_55_9001_{A}.ipynb", "", answers(A))
    rows = graded(subs, kit, out)
    assert rows[f"annann_55_9001_{A}.ipynb"]["total"] == 3
    at(hand_in(subs / f"mallory_66_9002_{A}.ipynb", A, answers(A, right=False)), "2030-01-01T00:00")
    hand_in(subs / f"bobo_77_9003_{A}.ipynb", A, answers(A, right=False))
    rows = graded(subs, kit, out)
    assert (
        statuses(rows)[f"annann_55_9001_{A}.ipynb"]
        == statuses(rows)[f"mallory_66_9002_{A}.ipynb"]
        == "claimed-twice"
    )
    assert statuses(rows)[f"bobo_77_9003_{A}.ipynb"] == "number-conflict"
    fill_roster(kit, f"{A},Ann,annann_55", f"{B},Bo,bobo_77", f"{C},Cy,")
    rows = graded(subs, kit, out)
    assert (
        rows[f"annann_55_9001_{A}.ipynb"]["status"],
        rows[f"annann_55_9001_{A}.ipynb"]["total"],
        rows[f"mallory_66_9002_{A}.ipynb"]["status"],
    ) == ("ok", 3, "claimed-twice")


def test_folders_around_the_hand_ins_change_nothing(kit, subs, out):
    hand_in(subs / f"class 1/week 3/{A}/d.ipynb", A, answers(A))
    hand_in(subs / f"class 1/week 3/{B}/d.ipynb", B, answers(B))
    for name in ("x", "y"):
        hand_in(subs / f"class 1/week 3/{name}/d.ipynb", C, answers(C, right=name == "x"))
    (subs / "class 1/week 3/Cy").mkdir()
    (subs / "class 1/week 3/Cy/report.pdf").write_bytes(b"%PDF")
    rows = {
        file.split("/")[-2] if "/" in file else file: row["status"]
        for file, row in graded(subs, kit, out).items()
    }
    assert rows == {
        A: "ok",
        B: "ok",
        "x": "claimed-twice",
        "y": "claimed-twice",
        "Cy": "wrong-notebook",
        C: "nothing-handed-in",
    }


def test_several_notebooks_of_one_hand_in_are_no_claim(kit, subs, out):
    hand_in(subs / "somewhere/d.ipynb", A, answers(A))
    hand_in(subs / "somewhere/03.ipynb", A, {"screening-1": 1.0})
    rows = graded(subs, kit, out)
    assert (
        rows["somewhere/d.ipynb"]["status"] == "ok"
        and rows["somewhere/03.ipynb"]["status"] == "wrong-notebook"
    )


def test_without_a_roster_declared_numbers_are_taken_as_they_are(kit, subs, out):
    (kit / "instructor/roster.csv").unlink()
    hand_in(subs / "x.ipynb", "77777", answers("77777"))
    assert graded(subs, kit, out)["x.ipynb"]["total"] == 3


def test_the_very_same_file_by_two_is_said_and_nothing_more(kit, subs, out):
    for who in (A, B):
        hand_in(subs / f"{who}/d.ipynb", "", answers(A))
    rows = graded(subs, kit, out)
    assert (
        f"as that of {B}" in rows[f"{A}/d.ipynb"]["reason"]
        and rows[f"{A}/d.ipynb"]["total"] == 3
        and rows[f"{B}/d.ipynb"]["total"] == 0
    )
    assert B not in (out.parent / f"grades-feedback/{A}.html").read_text(encoding="utf-8")


# Which one, and when -------------------------------------------------------------------------------------------


def test_the_last_before_the_deadline_counts_and_the_others_are_listed(kit, subs, out):
    at(hand_in(subs / f"{A}/1.ipynb", A, answers(A, right=False)), "2026-12-18T10:00")
    at(hand_in(subs / f"{A}/2.ipynb", A, answers(A)), "2026-12-20T23:59")
    at(hand_in(subs / f"{A}/3.ipynb", A, answers(A, right=False)), "2026-12-21T01:04")
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert [(rows[f"{A}/{n}.ipynb"]["status"], rows[f"{A}/{n}.ipynb"]["counts"]) for n in (1, 2, 3)] == [
        ("superseded", "no"),
        ("ok", "yes"),
        ("late", "no"),
    ]
    assert (
        "2.ipynb counts instead" in rows[f"{A}/1.ipynb"]["reason"]
        and "Late by 1 h 5 min" in rows[f"{A}/3.ipynb"]["reason"]
    )
    assert (
        "last resort" in rows[f"{A}/2.ipynb"]["handed_in_from"]
        and rows[f"{A}/2.ipynb"]["handed_in"] == "2026-12-20T23:59:00+08:00"
    )
    assert moodle(out) == {A: "3"}


def test_only_late_work_is_marked_and_counts_if_that_is_asked_for(kit, subs, out):
    at(hand_in(subs / f"{A}/1.ipynb", A, answers(A)), "2026-12-22T10:00")
    at(hand_in(subs / f"{A}/2.ipynb", A, answers(A)), "2026-12-23T10:00")
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert [(row["status"], row["total"], row["counts"]) for row in rows.values() if row["file"]] == [
        ("late", 3, "no")
    ] * 2 and moodle(out) == {}
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE, late="count")
    assert [(row["status"], row["counts"]) for row in rows.values() if row["file"]] == [
        ("superseded", "no"),
        ("late", "yes"),
    ] and moodle(out) == {A: "3"}


def test_an_extension_in_the_roster(kit, subs, out):
    fill_roster(kit, f"{A},2026-12-27T23:59+08:00", f"{B},", heads="student,deadline")
    for who in (A, B):
        at(hand_in(subs / f"{who}/1.ipynb", who, answers(who)), "2026-12-22T10:00")
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert (rows[f"{A}/1.ipynb"]["status"], rows[f"{B}/1.ipynb"]["status"]) == ("ok", "late")


def test_a_list_of_times_comes_first_then_the_platforms_stamp(kit, subs, out):
    names = [f"hw1_{who}_attempt_2026-12-19-10-00-0{second}_d.ipynb" for who in (A, B) for second in (1, 2)]
    for name in names:
        at(hand_in(subs / name, name.split("_")[1], answers(A)), "2027-01-01T10:00")
    (subs / "handed_in.csv").write_text(
        f"file,handed_in\n{names[0]},2026-12-18 10:00\nhw1_{B},2026/12/20 20:00\n"
    )
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert {row["handed_in_from"] for row in rows.values() if row["file"]} == {
        "list of hand-in times",
        "name of the file",
    }
    assert [rows[name]["status"] for name in names] == ["superseded", "ok", "superseded", "ok"]
    assert rows[names[1]]["handed_in"] == "2026-12-19T10:00:02+08:00"


def test_a_list_of_times_by_student_number(kit, subs, out):
    at(hand_in(subs / "ann_77_assignsubmission_file_/d.ipynb", B, answers(B)), "2026-12-01T10:00")
    (subs / "handed_in.csv").write_text(f"学号,提交时间\n{B},2026-12-24 10:00\n", encoding="gb18030")
    row = graded(subs, kit, out, deadline=classroom.DEADLINE)["ann_77_assignsubmission_file_/d.ipynb"]
    assert (row["status"], row["handed_in"]) == ("late", "2026-12-24T10:00:00+08:00")


def test_a_list_with_a_time_that_is_none_is_refused(kit, subs, out):
    (subs / "handed_in.csv").write_text("file,handed_in\nx,yesterday\n")
    with pytest.raises(Refused, match="row 2"):
        graded(subs, kit, out)


def test_two_files_of_the_same_second_are_told(kit, subs, out):
    for name in ("a", "b"):
        at(hand_in(subs / f"{A}/{name}.ipynb", A, answers(A)), "2026-12-18T10:00")
    rows = graded(subs, kit, out)
    assert (
        rows[f"{A}/a.ipynb"]["status"] == "superseded" and "the same time" in rows[f"{A}/a.ipynb"]["reason"]
    )


def test_an_unreadable_later_file_does_not_take_the_earlier_ones_place(kit, subs, out):
    at(hand_in(subs / f"{A}/1.ipynb", A, answers(A)), "2026-12-18T10:00")
    (subs / A / "2.ipynb").write_text("{")
    rows = graded(subs, kit, out)
    assert (rows[f"{A}/1.ipynb"]["status"], rows[f"{A}/2.ipynb"]["status"]) == ("ok", "unreadable")


def test_what_canvas_calls_late_is_late(kit, subs, out):
    at(hand_in(subs / "bobo_LATE_77_9011_d.ipynb", B, answers(B)), "2026-12-01T10:00")
    row = graded(subs, kit, out, deadline=classroom.DEADLINE)["bobo_LATE_77_9011_d.ipynb"]
    assert row["status"] == "late" and "learning platform" in row["reason"]


# Again, interrupted, the same --------------------------------------------------------------------------------------


def everything(out):
    """All that was written, by name."""
    return {
        path.relative_to(out.parent).as_posix(): path.read_bytes()
        for path in out.parent.rglob("*")
        if path.is_file()
    }


def test_run_twice_it_runs_nothing_and_gives_the_same_bytes(kit, subs, out):
    for who in (A, B):
        hand_in(subs / f"{who}/d.ipynb", who, answers(who, right=who == A))
    (subs / "x.txt").write_text("hello")
    graded(subs, kit, out)
    before, ran = everything(out), len(classroom.StandIn.ran)
    graded(subs, kit, out)
    assert everything(out) == before and len(classroom.StandIn.ran) == ran == 2
    assert {
        "grades.csv",
        "grades-by-hand.csv",
        "grades-moodle.csv",
        "grades-canvas.csv",
        "grades-journal.jsonl",
        f"grades-feedback/{A}.html",
    } <= before.keys()


class Interrupted(classroom.StandIn):
    def outcomes(self, paths, students):
        for number, outcome in enumerate(super().outcomes(paths, students)):
            if number == 2:
                raise KeyboardInterrupt
            yield outcome


def test_an_interrupted_grading_goes_on_where_it_stopped(kit, subs, out, tmp_path):
    fill_roster(kit, *[f"20260{n:02}" for n in range(1, 6)], heads="student")
    for n in range(1, 6):
        hand_in(subs / f"20260{n:02}/d.ipynb", "", answers(f"20260{n:02}"))
    with pytest.raises(KeyboardInterrupt):
        grade(subs, kit, out, runner=Interrupted, tell=False, lessons=["discount"])
    journal = out.parent / "grades-journal.jsonl"
    assert not out.exists() and journal.read_text().count('"what": "run"') == 2
    journal.write_bytes(journal.read_bytes() + b'{"what": "run", "file": "20')  # the power went
    classroom.StandIn.ran.clear()
    graded(subs, kit, out)
    assert len(classroom.StandIn.ran) == 3
    graded(subs, kit, tmp_path / "other/grades.csv")
    assert out.read_bytes() == (tmp_path / "other/grades.csv").read_bytes()


def test_a_file_that_changed_runs_again_and_leaves_a_trace(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A, right=False))
    graded(subs, kit, out)
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    assert graded(subs, kit, out)[f"{A}/d.ipynb"]["total"] == 3
    assert (
        f"{A},{A}/d.ipynb,total,0,3"
        in (out.parent / "grades_kept_1-changes.csv").read_text(encoding="utf-8-sig").splitlines()
    )
    assert (out.parent / "grades_kept_1.csv").exists()


def test_marking_again_with_a_mended_key(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    hand_in(subs / f"{B}/d.ipynb", B, answers(B, right=False))
    graded(subs, kit, out)
    old, ran = out.read_bytes(), len(classroom.StandIn.ran)
    key = kit / "instructor/tree/exercises/own/answers/discount.py"
    classroom.change(key, "return data.price * (1 - data.off)", "return data.price * (1 + data.off)")
    classroom.change(
        key,
        "def added(data):\n    return data.price * (1 + data.off)",
        "def added(data):\n    return data.price * (1 - data.off)",
    )
    with pytest.raises(Refused, match="--again"):
        graded(subs, kit, out)
    rows = graded(subs, kit, out, again=True)
    assert (rows[f"{A}/d.ipynb"]["discount-1"], rows[f"{B}/d.ipynb"]["discount-1"]) == (0, 2) and len(
        classroom.StandIn.ran
    ) == ran
    assert (out.parent / "grades_kept_1.csv").read_bytes() == old
    changes = (out.parent / "grades_kept_1-changes.csv").read_text(encoding="utf-8-sig")
    assert f"{A},{A}/d.ipynb,discount-1,2,0" in changes and f"{B},{B}/d.ipynb,discount-1,0,2" in changes
    assert graded(subs, kit, out) == rows


def test_a_sheet_of_another_kit_is_not_touched(kit, subs, out, tmp_path):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    graded(subs, kit, out)
    about = kit / "instructor/kit.json"
    classroom.change(about, json.loads(about.read_text())["kit"], "0" * 12)
    with pytest.raises(Refused, match="belongs to the kit"):
        graded(subs, kit, out)


def test_one_grading_of_a_sheet_at_a_time(kit, subs, out):
    from casekit.classroom.journal import alone

    out.parent.mkdir()
    with alone(out), pytest.raises(Refused, match="one grading"):
        graded(subs, kit, out)


# Faults of ours ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("raise KeyError('x')", "KeyError"),
        ("import os; os._exit(3)", "ended"),
        ("print('{}')\n    return 'wrong', 'x'", ""),
    ],
)
def test_a_judge_that_fails_is_a_grader_error_of_that_exercise_alone(kit, subs, out, fault, words):
    classroom.change(
        kit / "instructor/tree/exercises/own/answers/discount.py",
        "def judge_lost(value, data):\n",
        f"def judge_lost(value, data):\n    {fault}\n",
    )
    for who in (A, B):
        hand_in(subs / f"{who}/d.ipynb", who, answers(who))
    rows = graded(subs, kit, out)
    for who in (A, B):
        row = rows[f"{who}/d.ipynb"]
        assert (
            row["discount-1"] == 2
            and row["discount-2"] == ("" if words else 0)
            and row["status"] == ("grader-error" if words else "ok")
        )
        assert (
            "no fault of yours" in (out.parent / f"grades-feedback/{who}.html").read_text(encoding="utf-8")
            if words
            else True
        )


def test_a_judge_that_never_ends_is_stopped(kit):
    classroom.change(
        kit / "instructor/tree/exercises/own/answers/discount.py",
        "def judge_lost(value, data):\n",
        "def judge_lost(value, data):\n    while True: pass\n",
    )
    with comparing.Bench(kit / "instructor/tree", patience=5) as bench:
        told = handin.coded(answers(A)["discount-2"])
        assert bench.judged("discount-2", A, "MKT301", told, "en")["status"] == "grader-error"
        assert bench.judged("discount-1", A, "MKT301", answers(A)["discount-1"], "en")["status"] == "right"


def test_the_comparison_uses_the_kits_casekit(kit):
    (kit / "instructor/tree/casekit/exercises/draws.py").write_text("raise RuntimeError('the kit is asked')")
    with comparing.Bench(kit / "instructor/tree") as bench, pytest.raises(Refused, match="RuntimeError"):
        bench.needed("describe")


def test_no_submissions_no_such_folder_no_kit(kit, subs, out, tmp_path):
    assert len(graded(subs, kit, out)) == 3
    for folder in (tmp_path / "nowhere", tmp_path / "kit/instructor/kit.json"):
        with pytest.raises(Refused, match="folder or a .zip"):
            graded(folder, kit, out)
    with pytest.raises(Refused, match="class-kit"):
        graded(subs, tmp_path / "nokit", out)
    with pytest.raises(Refused, match="lesson is one of"):
        grade(subs, kit, out, runner=classroom.StandIn, tell=False, lessons=["nothing"])


def test_a_runner_that_could_not_run_is_asked_again(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, {}, "kernel-error", notes=[["runner", {"why": "x"}]])
    graded(subs, kit, out)
    graded(subs, kit, out)
    assert len(classroom.StandIn.ran) == 2


# By hand ---------------------------------------------------------------------------------------------------------


def fill_in(out, student, points, comment=""):
    """Type points into the sheet."""
    sheet = out.parent / "grades-by-hand.csv"
    heads, *rows = sheets._cells(sheet)
    table = [dict(zip(heads[1], cells, strict=True)) for _, cells in rows]
    for row in table:
        if row["student"] == student:
            row.update(points=points, comment=comment)
    sheets.write(sheet, heads[1], table)


def test_open_answers_go_to_a_sheet_and_come_back_as_points(kit, subs, out):
    for who in (A, B):
        hand_in(subs / f"{who}/d.ipynb", who, answers(who, why="=" + classroom.WHY))
    rows = graded(subs, kit, out)
    assert rows[f"{A}/d.ipynb"]["by_hand_open"] == 3
    sheet = (out.parent / "grades-by-hand.csv").read_text(encoding="utf-8-sig")
    assert classroom.WHY in sheet and "2: Names the margin." in sheet
    fill_in(out, A, "2.5", "Good <b>point</b>.")
    row = graded(subs, kit, out)[f"{A}/d.ipynb"]
    assert (row["total"], row["by_hand_open"], row["discount-2 by hand"]) == (5.5, "", 2.5)
    page = (out.parent / f"grades-feedback/{A}.html").read_text(encoding="utf-8")
    assert (
        "By hand: 2.5 of 3 points." in page
        and "Good &lt;b&gt;point&lt;/b&gt;." in page
        and moodle(out)[A] == "5.5"
    )
    before = everything(out)
    graded(subs, kit, out)
    assert everything(out) == before


def test_a_sheet_with_a_fault_is_refused_before_anything_runs(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    graded(subs, kit, out)
    fill_in(out, A, "7")
    before = everything(out)
    with pytest.raises(Refused, match=f"{A}, discount-2.: 7 is not from 0 to 3"):
        graded(subs, kit, out)
    assert everything(out) == before


def test_points_of_a_sheet_elsewhere_come_in_too(kit, subs, out, tmp_path):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    graded(subs, kit, out)
    fill_in(out, A, "3")
    (out.parent / "grades-by-hand.csv").rename(tmp_path / "mine.csv")
    assert graded(subs, kit, out, hand=tmp_path / "mine.csv")[f"{A}/d.ipynb"]["total"] == 6
    assert graded(subs, kit, out)[f"{A}/d.ipynb"]["total"] == 6
    with pytest.raises(Refused, match="by hand"):
        graded(subs, kit, out, hand=tmp_path / "nowhere.csv")


# Gradebooks --------------------------------------------------------------------------------------------------------


def moodle(out):
    """The Moodle file's first column of marks, by student."""
    lines = (out.parent / "grades-moodle.csv").read_text(encoding="utf-8-sig").splitlines()
    return {line.split(",")[0]: line.split(",")[-1] for line in lines[1:]}


def test_gradebooks_hold_those_with_a_mark_and_nobody_held(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    hand_in(subs / f"{B}/d.ipynb", C, answers(C))
    (subs / C).mkdir()
    (subs / C / "d.ipynb").write_text("{")
    graded(subs, kit, out)
    assert moodle(out) == {A: "3"}
    canvas = (out.parent / "grades-canvas.csv").read_text(encoding="utf-8-sig").splitlines()
    assert canvas == [
        "Student,ID,SIS User ID,SIS Login ID,Section,MKT301 discount",
        "    Points Possible,,,,,6",
        f"Ann,,{A},,,3",
    ]


# Feedback ------------------------------------------------------------------------------------------------------------


def pages(out):
    return {
        path.stem: path.read_text(encoding="utf-8")
        for path in (out.parent / "grades-feedback").glob("*.html")
    }


def test_a_page_names_the_mistake_where_to_read_and_no_expected_value(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A, right=False))
    hand_in(subs / f"{B}/d.ipynb", B, answers(B))
    graded(subs, kit, out)
    page = pages(out)[A]
    assert (
        "You added the discount." in page
        and "Sum or average?" in page
        and 'href="notebooks/en/03_screening.ipynb"' in page
        and "A gate" not in page
        and "0 of 2 points" in page
    )
    for wanted in (answers(A)["discount-1"], answers(A)["discount-2"]["lost"], answers(B)["discount-1"]):
        for form in (f"{wanted:.2f}", f"{wanted:,.2f}", f"{wanted:.1f}", f"{wanted:g}", str(round(wanted))):
            assert form not in page, form
    assert B not in page and "Bo" not in page and "Ann" in page


@pytest.mark.parametrize(
    "told",
    [
        "f'It is {the_secret_price(data):,.2f}.'",
        "f'Take {the_secret_price(data):.0f}'",
        "f'{the_secret_price(data)!r}'",
    ],
)
def test_words_that_would_tell_the_value_are_left_out_of_the_page(kit, subs, out, told):
    classroom.change(kit / "instructor/tree/exercises/own/answers/discount.py", 'JUDGES = {"discount-1": judge_number(the_secret_price, WORDS, RIGHT, ELSE)',
                     f'JUDGES = {{"discount-1": lambda value, data: ("wrong", {told})')  # fmt: skip
    hand_in(subs / f"{A}/d.ipynb", A, {"discount-1": 1.0})
    graded(subs, kit, out)
    assert "It is" not in pages(out)[A] and "Take" not in pages(out)[A] and "Not right." in pages(out)[A]


def test_a_page_is_one_file_in_the_notebooks_language_and_can_be_read_aloud(kit, subs, out):
    path = hand_in(subs / f"{A}/d.ipynb", A, answers(A, right=False))
    path.write_text(
        path.read_text().replace('"cells": []', '"cells": [], "code": "casekit.use_language(\\"zh\\")"')
    )
    graded(subs, kit, out)
    page = pages(out)[A]
    assert (
        '<html lang="zh-CN">' in page
        and "你把折扣加上去了" in page
        and "练习反馈" in page
        and "/ 2 分" in page
    )
    assert not any(word in page for word in ("http:", "https:", "<script", "src=", "@import"))
    assert page.count("<h1") == 1 and 'scope="row"' in page and "<main>" in page and "<caption" in page


def test_what_a_student_wrote_reaches_the_page_as_text_only(kit, subs, out):
    name = "<img src=x onerror=alert(1)>.ipynb"
    hand_in(
        subs / A / name, A, answers(A), errors=[[3, "<script>"]], notes=[["encoding", {"encoding": "<b>"}]]
    )
    graded(subs, kit, out)
    page = pages(out)[A]
    assert "<img" not in page and "<script" not in page and "&lt;img" in page and "&lt;script&gt;" in page


def test_pages_of_files_that_are_held_are_taken_away(kit, subs, out):
    hand_in(subs / "d.ipynb", A, answers(A))
    graded(subs, kit, out)
    assert set(pages(out)) == {A}
    hand_in(subs / "e.ipynb", A, answers(A, right=False))
    graded(subs, kit, out)
    assert pages(out) == {}


def test_late_and_superseded_files_are_told_to_their_own_student(kit, subs, out):
    at(hand_in(subs / f"{A}/1.ipynb", A, answers(A)), "2026-12-22T10:00")
    graded(subs, kit, out, deadline=classroom.DEADLINE)
    page = pages(out)[A]
    assert "Nothing of yours counts so far" in page and "1.ipynb: Late by 1 d 10 h" in page


# What comes in -------------------------------------------------------------------------------------------------------


def collected(source, tmp_path, **more):
    scratch = tmp_path / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    return {one.shown: one for one in collecting.collect(source, scratch, BEIJING, **more)}


def zipped(path, files, flag=0):
    """A zip with these members (bytes by name)."""
    with zipfile.ZipFile(path, "w") as target:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2026, 12, 20, 10, 0, 0)) if isinstance(name, str) else name
            target.writestr(info, data)
    return path


NOTEBOOK = b'{"cells": []}'


def test_the_zip_of_a_platform_is_taken_as_it_comes(tmp_path):
    inner = zipped(
        tmp_path / "inner.zip", {"my_work/exercises/d.ipynb": NOTEBOOK, "my_work/d.csv": b"a"}
    ).read_bytes()
    path = zipped(
        tmp_path / "all.zip",
        {
            "Ann_12_assignsubmission_file_/hw.zip": inner,
            "Bo_13_assignsubmission_file_/d.ipynb": NOTEBOOK,
            "__MACOSX/x": b"",
            "Bo_13_assignsubmission_file_/.DS_Store": b"",
        },
    )
    found = collected(path, tmp_path)
    assert set(found) == {
        "Ann_12_assignsubmission_file_/hw.zip/my_work/exercises/d.ipynb",
        "Bo_13_assignsubmission_file_/d.ipynb",
    }
    assert {one.at for one in found.values()} == {datetime(2026, 12, 20, 10, tzinfo=BEIJING)}
    assert {one.unit for one in found.values()} == {
        "Ann_12_assignsubmission_file_",
        "Bo_13_assignsubmission_file_",
    }


@pytest.mark.parametrize(
    "name",
    ["../../evil.ipynb", "/etc/evil.ipynb", "..\\..\\evil.ipynb", "C:\\evil.ipynb", "a/../../evil.ipynb"],
)
def test_a_member_that_climbs_stays_where_we_put_it(tmp_path, name):
    found = collected(zipped(tmp_path / "a.zip", {name: NOTEBOOK}), tmp_path)
    [one] = found.values()
    assert (
        one.place.parent == tmp_path / "scratch"
        and ".." not in one.shown
        and not list(tmp_path.parent.glob("evil*"))
        and not list(tmp_path.glob("evil*"))
    )


def test_a_link_in_a_zip_or_folder_is_not_followed(tmp_path):
    info = zipfile.ZipInfo("A/link.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    [one] = collected(zipped(tmp_path / "a.zip", {info: b"/etc/passwd"}), tmp_path).values()
    assert (one.problem, one.detail, one.place) == ("unreadable", "link", None)
    folder = tmp_path / "subs"
    folder.mkdir()
    (tmp_path / "secret.ipynb").write_bytes(NOTEBOOK)
    (folder / "a.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone.ipynb").symlink_to("nowhere")
    found = collected(folder, tmp_path)
    assert {shown: one.detail for shown, one in found.items()} == {
        "a.ipynb": "link",
        "up": "link",
        "gone.ipynb": "link",
    }


def test_names_of_old_chinese_windows_zips_are_read(tmp_path):
    path = zipped(tmp_path / "a.zip", {"zhangsan/AAAA.ipynb": NOTEBOOK})
    path.write_bytes(path.read_bytes().replace(b"AAAA", "张三".encode("gb18030")))
    assert list(collected(path, tmp_path)) == ["zhangsan/张三.ipynb"]


def test_damaged_protected_and_other_archives_are_rows(tmp_path):
    folder = tmp_path / "subs"
    (folder / "A").mkdir(parents=True)
    (folder / "A/broken.zip").write_bytes(b"PK\x03\x04 nothing")
    (folder / "B").mkdir()
    (folder / "B/hw.rar").write_bytes(b"Rar!")
    locked = zipped(tmp_path / "locked.zip", {"d.ipynb": NOTEBOOK}).read_bytes()
    marked = bytearray(locked)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        marked[locked.index(sign) + offset] |= 1
    (folder / "C.zip").write_bytes(bytes(marked))
    found = {shown: (one.problem, one.detail) for shown, one in collected(folder, tmp_path).items()}
    assert found == {
        "A/broken.zip": ("unreadable", "BadZipFile"),
        "B/hw.rar": ("unreadable", "archive"),
        "C.zip/d.ipynb": ("unreadable", "password"),
    }


def test_a_notebook_is_known_by_what_it_is_and_side_files_are_left_out(tmp_path):
    folder = tmp_path / "subs"
    for name, data in {"A/d.ipynb.txt": NOTEBOOK, "A/data.csv": b"a", "B/d.json": NOTEBOOK, "C/report.pdf": b"%PDF", "D/d": NOTEBOOK, "D/.ipynb_checkpoints/d.ipynb": NOTEBOOK,
                       "E/Thumbs.db": b"", "F/d (1).IPYNB": b"", "F/~$x.docx": b""}.items():  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    found = {shown: one.problem for shown, one in collected(folder, tmp_path).items()}
    assert found == {
        "A/d.ipynb.txt": "",
        "B/d.json": "",
        "C/report.pdf": "wrong-notebook",
        "D/d": "",
        "F/d (1).IPYNB": "",
    }


@pytest.mark.parametrize("packed", [False, True])
def test_a_name_that_begins_with_dots_hides_no_notebook(tmp_path, packed):
    names = [".d.ipynb", "..d.ipynb", "~$d.ipynb", ".hidden/d.ipynb", "a/..hidden/d.ipynb"]
    left_behind = {
        "a/._d.ipynb": collecting.APPLE_DOUBLE + b"\0",
        "a/.DS_Store": b"",
        "a/.git/d.ipynb": NOTEBOOK,
    }
    held = dict.fromkeys(names, NOTEBOOK) | left_behind
    source = zipped(tmp_path / "all.zip", held) if packed else tmp_path / "all"
    for name, data in {} if packed else held.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    assert {shown: one.problem for shown, one in collected(source, tmp_path).items()} == dict.fromkeys(
        names, ""
    )


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_in_no_known_encoding_is_shown_by_its_bytes(tmp_path):
    folder = tmp_path / "subs"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.ipynb")).write_bytes(NOTEBOOK)
    except OSError:
        pytest.skip("this file system takes no such name")
    [one] = collected(folder, tmp_path).values()
    assert one.shown == r"\xff\xfe.ipynb" and one.place.exists()


def test_nothing_is_written_where_the_submissions_lie(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    zipped(subs / f"{B}.zip", {"d.ipynb": (subs / f"{A}/d.ipynb").read_bytes()})
    before = {path: path.read_bytes() for path in subs.rglob("*") if path.is_file()}
    rows = graded(subs, kit, out)
    assert {path: path.read_bytes() for path in subs.rglob("*") if path.is_file()} == before
    assert rows[f"{B}.zip/d.ipynb"]["status"] == "number-conflict"


def test_the_language_of_a_page_is_never_left_behind(kit, subs, out):
    from casekit.look import language

    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    graded(subs, kit, out)
    opened = open_kit(kit)
    assert (
        language() == "en"
        and feedback.lesson_title("03_screening") == "3 Screening by weighted scores"
        and opened.lessons()[-1] == "discount"
    )


def test_a_kit_named_from_here_is_found_from_anywhere(kit, monkeypatch):
    monkeypatch.chdir(kit.parent)
    with comparing.Bench(Path(kit.name) / "instructor/tree") as bench:
        assert bench.judged("discount-1", A, "MKT301", answers(A)["discount-1"], "en")["status"] == "right"


# What a student's process wrote ---------------------------------------------------------------------------------


FORGED = [
    {"is": "array", "shape": [-5, 3], "type": "int64", "of": ["x"]}, {"is": "dict", "of": [[["a"], 1]]}, {"is": "nothing"},
    {"is": "other", "type": "Series", "of": ""}, {"is": "other", "type": "object", "of": "too large"}, 10**400, "\ud800",
    {"is": "dict", "of": [["lost", 10**400], ["why", "x" * 40]]}, {"is": "dict", "of": [["lost", 1.0], ["why", {"is": "float", "of": "1e999"}]]},
]  # fmt: skip


@pytest.mark.parametrize("code", FORGED, ids=lambda code: str(code)[:30].encode("ascii", "replace").decode())
def test_a_forged_answer_is_of_the_wrong_kind_and_no_fault_of_ours(kit, code):
    with comparing.Bench(kit / "instructor/tree") as bench:
        for name in ("discount-1", "discount-2"):
            assert bench.judged(name, A, "MKT301", code, "zh")["status"] == "wrong kind"


def test_a_forged_answer_has_nought_points(kit, subs, out):
    path = hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    told = json.loads(path.read_text())
    told["told"]["answers"]["discount-1"] = FORGED[0]
    path.write_text(json.dumps(told))
    row = graded(subs, kit, out)[f"{A}/d.ipynb"]
    assert (row["status"], row["discount-1"], row["discount-2"]) == ("ok", 0, 1)


def test_an_object_that_the_judge_stumbles_over_is_the_answers_fault_and_a_plain_value_the_judges(kit):
    classroom.change(
        kit / "instructor/tree/exercises/own/discount.py",
        '"discount-1": ExerciseSpec(("A discount", "打折"), priced, number,',
        '"discount-1": ExerciseSpec(("A discount", "打折"), priced, lambda answer, data: answer,',
    )
    key = kit / "instructor/tree/exercises/own/answers/discount.py"
    classroom.change(key, 'JUDGES = {"discount-1": judge_number(', 'JUDGES = {"discount-1": lambda value, data: ("wrong", str(1 / (value - 5))), "x": judge_number(')  # fmt: skip
    with comparing.Bench(kit / "instructor/tree") as bench:
        told = [
            bench.judged("discount-1", A, "MKT301", code, "en")["status"]
            for code in (4, 5, {"is": "other", "type": "Money", "of": "5"})
        ]
    assert told == ["wrong", "grader-error", "wrong kind"]


def test_an_answer_whose_form_never_ends_or_ends_all_is_of_the_wrong_kind(kit):
    classroom.change(
        kit / "instructor/tree/exercises/own/discount.py",
        "    filled = fields(answer,",
        "    import os\n    os._exit(3) if answer == 5 else None\n    while answer == 6: pass\n    filled = fields(answer,",
    )
    with comparing.Bench(kit / "instructor/tree", patience=8) as bench:
        told = [bench.judged("discount-2", A, "MKT301", code, "en")["status"] for code in (5, 6, 7)]
    assert told == ["wrong kind"] * 3


# What a student called things -------------------------------------------------------------------------------------


ODD = "\x1b]0;PWNED\x07\x1b[2J\x9b31m\u202egnp\u200b\u2028\x7f"
NAMES_OF_FILES = [f"a{ODD}.ipynb", "=1+1.ipynb", "张三 é 👍🏽.ipynb", "x\ny.ipynb", "Full marks. Signed, the instructor.ipynb", "“x”.ipynb", "z" * 240 + ".ipynb"]  # fmt: skip


def signs_in(data):
    """The signs in a sheet or page that move a cursor or cannot be seen; none are wanted."""
    import unicodedata

    text = data.decode("utf-8-sig")
    return {
        sign
        for sign in text
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") and sign not in "\n\r\t"
    }


@pytest.mark.skipif(os.name == "nt", reason="these are no names there")
def test_nothing_a_student_called_things_reaches_terminal_sheet_or_page_as_it_is(kit, subs, out, capfd):
    notes = [
        ["conflict", {"side": ODD}],
        ["language", {"language": ODD}],
        ["answer-too-large", {"exercise": ODD}],
        [ODD, {}],
    ]
    for number, name in enumerate(NAMES_OF_FILES):
        at(
            hand_in(
                subs / A / name,
                A,
                answers(A, why=ODD + classroom.WHY),
                notes=notes,
                errors=[[3, ODD]],
                exercises_seen=["discount-1", ODD],
            ),
            f"2026-12-0{number + 1}T10:00",
        )
    for language in ("en", "zh"):
        speak(language)
        grade(subs, kit, out, runner=classroom.StandIn, lessons=["discount"])
    speak("en")
    said = capfd.readouterr()
    written = {path: path.read_bytes() for path in out.parent.rglob("*") if path.suffix in (".csv", ".html")}
    assert [path.name for path, data in written.items() if signs_in(data)] == []
    assert not signs_in((said.out + said.err).encode()) - {"\r"} and "Full marks. Signed" not in said.out
    assert out.read_bytes().count(b"\r\n") == 4 + len(NAMES_OF_FILES) - 1 and r"\x1b[2J" in out.read_text(
        encoding="utf-8-sig"
    )
    page = pages(out)[A]
    assert (
        "张三 é 👍🏽.ipynb" in page
        and "“Full marks. Signed, the instructor.ipynb”" in page
        and r"\u202egnp" in page
    )
    cells = {row["file"] for _, row in sheets.read(out) if row["file"]}
    assert f"{A}/张三 é 👍🏽.ipynb" in cells and len(cells) == len(NAMES_OF_FILES)


def test_marking_goes_on_whatever_an_answer_holds(kit, subs, out):
    """What is written is read back: twice, and with the sheets of an older version, whose cells had no bound."""
    for who, why in ((A, "x" * 99_000), (B, "文" * 99_000), (C, '"\n,' * 33_000)):
        lost = {"lost": ["y" * 50_000], "more": {"deep": [why]}, "why": why}
        hand_in(subs / f"{who}/d.ipynb", who, {"discount-1": why, "discount-2": lost})
    graded(subs, kit, out)
    fill_in(out, A, "2", "Good.")
    first = graded(subs, kit, out)
    before = everything(out)
    assert (
        graded(subs, kit, out) == first and everything(out) == before and first[f"{A}/d.ipynb"]["total"] == 2
    )
    sheet = out.parent / "grades-by-hand.csv"
    old = sheet.read_bytes().replace(b"xxx ...", b"xxx" + b"x" * 300_000)
    assert len(old) > 300_000
    sheet.write_bytes(old)
    assert graded(subs, kit, out) == first and everything(out) == before
    longest = max(
        len(cell)
        for path in out.parent.glob("*.csv")
        for _, row in sheets.read(path)
        for cell in row.values()
    )
    assert longest < sheets.LONGEST and max(map(len, pages(out).values())) < 100_000


def test_an_old_sheet_that_cannot_be_read_is_kept_and_blocks_nothing(kit, subs, out, capsys):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    out.parent.mkdir()
    out.write_bytes(b"PK\x03\x04 no sheet")
    grade(subs, kit, out, runner=classroom.StandIn, lessons=["discount"])
    assert "kept as grades_kept_1.csv" in capsys.readouterr().out
    assert (out.parent / "grades_kept_1.csv").read_bytes() == b"PK\x03\x04 no sheet" and sheets.read(out)


# Stopped anywhere ---------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """As by kill -9: nothing of ours catches it."""


class Fickle(classroom.StandIn):
    """A runner whose every run ends otherwise than the one before, as near a limit of time."""

    def outcomes(self, paths, students):
        for outcome in super().outcomes(paths, students):
            outcome.errors, outcome.seconds = [[len(self.ran), "Stopped"]], len(self.ran) / 7
            yield outcome


class Torn:
    """A file that takes half of what is written, and then the power goes."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def write(self, data):
        self.file.write(data[: len(data) // 2])
        raise Killed


def killing(patch, place, count):
    """End at the so many-th time that ``place`` is come to; before or after what is done there, or in the middle."""
    from casekit.classroom import grading, marksheet
    from casekit.core import files as core

    owner, name, when = {
        "before a note": (Journal, "_write", "before"), "after a note": (Journal, "_write", "after"), "a torn note": (journal, "open", "torn"),
        "before a judge": (comparing.Bench, "judged", "before"), "before a sheet": (core, "_take_place", "before"), "after a sheet": (core, "_take_place", "after"),
        "before what counts": (grading.attribution, "decide", "before"), "before the old sheet is kept": (marksheet, "_keep_old", "before"),
        "after the old sheet is kept": (marksheet, "_keep_old", "after"),
    }[place]  # fmt: skip
    real, left = getattr(owner, name, open), [count]

    def instead(*args, **more):
        left[0] -= 1
        if left[0] == 0 and when != "after":
            if when == "before":
                raise Killed
            return Torn(real(*args, **more))
        done = real(*args, **more)
        if left[0] == 0:
            raise Killed
        return done

    patch.setattr(owner, name, instead, raising=False)


PLACES = [("before a note", 2), ("after a note", 2), ("a torn note", 2), ("a torn note", 3), ("before a judge", 3), ("before what counts", 1), ("after a sheet", 1),
          ("before a sheet", 2), ("after a sheet", 3), ("before the old sheet is kept", 1), ("after the old sheet is kept", 1)]  # fmt: skip


def without_the_record(out):
    return {name: data for name, data in everything(out).items() if not name.endswith(".jsonl")}


@pytest.mark.parametrize(("place", "count"), PLACES)
def test_stopped_anywhere_it_goes_on_to_the_same_bytes_and_no_decided_run_is_made_again(
    kit, subs, out, place, count
):
    """A run's result is on disk before it is used; what was decided is not decided anew, as a run near its limit would be."""
    for who in (A, B):
        hand_in(subs / f"{who}/d.ipynb", who, answers(who, right=who == A))
    out.parent.mkdir()
    sheets.write(out, ["student", "file", "total"], [{"student": A, "file": f"{A}/d.ipynb", "total": 1}])
    old, journal_ = out.read_bytes(), out.parent / "grades-journal.jsonl"
    more = {"runner": Fickle, "tell": False, "lessons": ["discount"]}
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        killing(patch, place, count)
        grade(subs, kit, out, **more)
    decided, ran = Journal(journal_, open_kit(kit).kit).runs, len(classroom.StandIn.ran)
    (out.parent / ".part-grades.csv-abcd1234").write_text("half")  # what kill -9 leaves
    grade(subs, kit, out, **more)
    now = Journal(journal_, open_kit(kit).kit).runs
    assert {key: now[key] for key in decided} == decided and len(now) == 2
    assert len(classroom.StandIn.ran) - ran == 2 - len(decided)
    stopped = without_the_record(out)
    for path in [path for path in out.parent.rglob("*") if path.is_file() and path != journal_]:
        path.unlink()
    out.write_bytes(old)
    grade(subs, kit, out, **more)  # nothing is run, and nobody stops it
    assert without_the_record(out) == stopped and (out.parent / "grades_kept_1.csv").read_bytes() == old


def test_the_same_bytes_run_once_and_a_new_name_is_no_new_run(kit, subs, out):
    data = hand_in(subs / f"{A}/d.ipynb", A, answers(A)).read_bytes()
    (subs / f"{A}/copy.ipynb").write_bytes(data)
    first = graded(subs, kit, out)
    (subs / f"{A}/copy.ipynb").rename(subs / f"{A}/e.ipynb")
    rows = graded(subs, kit, out)
    assert (
        len(classroom.StandIn.ran) == 1
        and first[f"{A}/d.ipynb"]["total"] == rows[f"{A}/e.ipynb"]["total"] == 3
    )


def test_a_journal_of_an_older_version_is_gone_on_with(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    graded(subs, kit, out)
    old, before = out.parent / "grades-journal.jsonl", out.read_bytes()
    lines = [json.loads(line) for line in old.read_text().splitlines()]
    for line in lines:
        line.pop("answers", None)
        line |= (
            {"limits": "Limits(cell=30, notebook=120, memory=805306368, gone=5)"} if "limits" in line else {}
        )
    old.write_text("".join(json.dumps(line) + "\n" for line in lines))
    graded(subs, kit, out)
    assert len(classroom.StandIn.ran) == 1 and out.read_bytes() == before


def test_other_bounds_are_another_run(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    for limits in (None, handin.Limits(), handin.Limits(cell=60), handin.Limits(cell=60, notebook=300), None):
        graded(subs, kit, out, limits=limits)
    assert len(classroom.StandIn.ran) == 3


def test_sets_have_one_order_in_every_bench(kit):
    """What is said of a set is the same each time, also in a marking begun anew."""
    names = {f"QH{n:04}" for n in range(30)}
    fields = ("demand", "margin", "prospects", "ability_to_pay", "reputation", "first")
    told = handin.coded(dict.fromkeys(fields, names))
    said = []
    for _ in range(2):
        with comparing.Bench(kit / "instructor/tree") as bench:
            said.append(bench.judged("screening-2", A, "MKT301", told, "en"))
    assert said[0] == said[1] and "QH00" in said[0]["words"]
