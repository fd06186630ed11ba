"""Who you are: the student number as it is compared and kept, the course, and progress with own numbers."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import exercises, look, my_work, record, student
from casekit.errors import Refused
from tests.test_my_work import build, place  # noqa: F401

LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    monkeypatch.setattr(record, "_in_memory", {})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2026001", "2026001"), (" 2026001\n", "2026001"), ("２０２６００１", "2026001"), ("20 26 001", "2026001"), ("007", "007"),
        ("a-1_b.c", "A-1_B.C"), ("ａ１", "A1"), ("\ufeff2026\u200b001", "2026001"), ("学号1", "学号1"), ("", ""), ("   ", ""),
        ("2026\u3000001", "2026001"), ("1" * 40, "1" * 40),
    ],
)  # fmt: skip
def test_a_number_is_compared_without_slips_of_the_keyboard(typed, number):
    assert student.tidy(typed) == number == student.tidy(number)


@pytest.mark.parametrize(
    "typed",
    [
        2026001,
        7.0,
        None,
        ...,
        ["1"],
        b"1",
        "1/2",
        "a b,c",
        "../x",
        "1" * 41,
        "<b>",
        "1\0",
        "a@b",
        "1;2",
        True,
    ],
)
@LANGUAGES
def test_what_is_no_number_is_refused_and_told_how_to_write_one(typed, code):
    look.speak(code)
    with pytest.raises(Refused) as refused:
        student.tidy(typed)
    assert 'i_am("2026001")' in str(refused.value) and look.say("at most 40", "最多 40 个") in str(
        refused.value
    )


@given(st.text(max_size=60))
def test_a_tidy_number_is_tidy(typed):
    try:
        number = student.tidy(typed)
    except Refused:
        return
    assert student.tidy(number) == number and len(number) <= 40


def test_saying_who_you_are_gives_you_your_own_numbers_from_then_on(work, capsys):
    book = casekit.exercise("screening-1").data.scores
    casekit.i_am(" ２０２６００１ ")
    assert capsys.readouterr().out == "Student number 2026001: the numbers in the exercises are yours.\n"
    q = casekit.exercise("screening-1")
    assert q.who == "2026001" and not q.data.scores.equals(book)
    assert json.loads((work / "student.json").read_text(encoding="utf-8")) == {"student": "2026001"}
    casekit.i_am("")
    assert capsys.readouterr().out == "No student number: the exercises have the book's own numbers.\n"
    assert casekit.exercise("screening-1").data.scores.equals(book)
    assert json.loads((work / "student.json").read_text(encoding="utf-8")) == {"student": ""}


def test_saying_who_you_are_in_chinese(work, chinese, capsys):
    casekit.i_am("2026001")
    casekit.i_am("")
    assert (
        capsys.readouterr().out == "学号 2026001：练习中的数据是你自己的。\n没有填学号：练习用书上的数据。\n"
    )


def test_a_number_that_is_refused_changes_nothing(work):
    casekit.i_am("1")
    with pytest.raises(Refused):
        casekit.i_am(2)
    assert student.who()[0] == "1"


def test_the_number_is_remembered_by_another_kernel(work):
    casekit.i_am("2026001")
    student._now.clear()
    assert student.who() == ("2026001", "")


def test_what_was_said_in_this_session_comes_before_what_is_kept(work):
    (work / "student.json").write_text('{"student": "1"}', encoding="utf-8")
    assert student.who()[0] == "1"
    student._now["student"] = ""
    assert student.who()[0] == "", "none, said here, comes before a number kept"


@pytest.mark.parametrize(
    ("kept", "number"),
    [('{"student": " ２a "}', "2A"), ('\ufeff{"student": "7"}', "7"), ("", ""), ("[]", ""), ('"7"', ""), ('{"student": 7}', ""),
     ('{"student": "../.."}', ""), ('{"student": null}', ""), ("{}", ""), ("\0", "")],
)  # fmt: skip
def test_a_kept_number_may_have_been_edited(work, kept, number):
    (work / "student.json").write_text(kept, encoding="utf-8")
    assert student.who()[0] == number


def test_a_kept_number_that_is_not_even_text(work):
    (work / "student.json").write_bytes(b"\xff\xfe{")
    assert student.who()[0] == ""


def test_where_nothing_can_be_kept_the_number_lasts_for_the_session(work, monkeypatch):
    def full(path, data):
        raise OSError("no space left")

    monkeypatch.setattr(student, "write_whole", full)
    casekit.i_am("2026001")
    assert student.who()[0] == "2026001" and not (work / "student.json").exists()


@pytest.mark.parametrize(
    ("kit", "course"),
    [
        ('{"course": "MKT301"}', "MKT301"),
        ('\ufeff{"course": "市场 301"}', "市场 301"),
        ("{}", ""),
        ("broken", ""),
        ('{"course": 5}', ""),
        ("[1]", ""),
    ],
)
def test_the_course_is_that_of_the_kit(place, kit, course):  # noqa: F811
    source, _ = place
    assert student.course() == ""
    (source / "kit.json").write_text(kit, encoding="utf-8")
    assert student.course() == course == student.who()[1]


def test_another_course_gives_other_numbers(work):
    first, second = (
        exercises.Exercise("screening-1", "2026001", course).data for course in ("MKT301", "MKT302")
    )
    assert not (first.scores.equals(second.scores) and first.printed.equals(second.printed))


# Progress with own numbers ----------------------------------------------------------------------------------


def solve(name):
    q = casekit.exercise(name)
    return q.check(exercises._answers("screening").KEYS[name](q.data))


def done():
    """What the start page shows of lesson 3's exercises."""
    table = casekit.progress()
    return dict(zip(table["lesson"], table["exercises"], strict=True)).get(3)


def test_the_start_page_shows_progress_with_the_numbers_in_force(work):
    assert solve("screening-1").status == "right" and done() == "1/3"
    casekit.i_am("2026001")
    assert done() in (None, "0/3"), "own numbers are another matter than the book's"
    for name in ("screening-1", "screening-2"):
        assert solve(name).status == "right"
    assert done() == "2/3"
    casekit.i_am("2026002")
    assert done() in (None, "0/3")
    casekit.i_am("2026001")
    assert done() == "2/3"
    casekit.i_am("")
    assert done() == "1/3"


def test_a_wrong_answer_is_kept_and_not_counted(work):
    casekit.i_am("7")
    assert casekit.exercise("screening-1").check(1.234).status == "wrong" and done() == "0/3"
    assert record.noted("exercises", "screening-1 7") == {"status": "wrong", "tries": 1, "answer": 1.234}


def test_answers_and_number_survive_a_restart(work):
    casekit.i_am("2026001")
    solve("screening-3")
    kept = record.noted("exercises", "screening-3 2026001")
    script = "import casekit, json; from casekit import record; q = casekit.exercise('screening-3'); " \
             "print(json.dumps([q.who, q._noted(), casekit.progress().set_index('lesson')['exercises'][3]]))"  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert json.loads(run.stdout) == ["2026001", kept, "1/3"] and kept["status"] == "right"


def test_answers_survive_a_new_version_a_deleted_cell_and_a_deleted_notebook(place, monkeypatch):  # noqa: F811
    source, work = place
    my_work.refresh(work)
    casekit.i_am("2026001")
    record.note("exercises", "screening-1 2026001", {"status": "right", "tries": 1, "answer": 2.5})
    before = (work / "progress.json").read_bytes()
    mine = work / "exercises/en/03_screening.ipynb"
    notebook = json.loads(mine.read_text(encoding="utf-8"))
    del notebook["cells"][-1]
    mine.write_text(json.dumps(notebook), encoding="utf-8")
    build(source, "second", "v2")
    my_work.refresh(work)
    assert done() == "1/3"
    mine.unlink()
    my_work.refresh(work)
    assert done() == "1/3" and (work / "progress.json").read_bytes() == before
    assert student.who()[0] == "2026001"


def test_in_a_class_kit_an_answer_of_the_right_form_counts_as_done(work, monkeypatch):
    monkeypatch.setattr(exercises, "_answers", lambda lesson: None)
    casekit.i_am("7")
    assert casekit.exercise("screening-1").check(1.5).status == "form" and done() == "1/3"
    assert casekit.exercise("screening-1").check("x").status == "wrong kind" and done() == "0/3"


def test_the_solution_says_that_it_has_the_books_numbers(work):
    told = "Worked with the book's numbers; yours differ, the way is the same."
    assert told not in repr(casekit.exercise("screening-1").solution())
    casekit.i_am("7")
    assert repr(casekit.exercise("screening-1").solution()).startswith(told + "\n\n**Solution.**")


@pytest.mark.parametrize(
    "edited",
    ['"x"', "[]", '{"tries": "many", "hints": "none"}', '{"tries": -3, "hints": -1, "status": []}', "null"],
)
def test_a_record_edited_by_hand_breaks_neither_check_nor_hint(work, edited):
    record.note("exercises", "screening-1", json.loads(edited))
    q = casekit.exercise("screening-1")
    assert "Hint 1 of 3" in repr(q.hint())
    assert q.check(1.5).status == "wrong"
    assert record.noted("exercises", "screening-1")["tries"] == 1 and "Hint 2 of 3" in repr(q.hint())
