"""Exercises: form, key and misconceptions; whatever a student passes in, a check answers and never breaks."""

import shutil
from array import array
from decimal import Decimal
from fractions import Fraction
from itertools import count

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import exercises, look, my_work, record
from casekit.desk.lessons import READY
from casekit.errors import Refused

NAMES = [name for name in exercises.names() if name.startswith("screening-")]
EACH = pytest.mark.parametrize("name", NAMES)
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
WHY = "A sum lets strong scores pay for a weak one; a gate lets nothing pay for it."
SWAP = {"demand": 1, "margin": 1, "prospects": 5, "ability_to_pay": 5, "reputation": 1, "first": "D"}


def key(name):
    """The right answer, worked out from the exercise's own data by the module of answers."""
    return exercises._answers("screening").KEYS[name](casekit.exercise(name).data)


def judged(name, answer):
    return casekit.exercise(name).judge(answer)


# The form -------------------------------------------------------------------------------------------------


@EACH
@LANGUAGES
@pytest.mark.parametrize("answer", [..., None, "", "   ", "..."], ids=repr)
def test_nothing_filled_in_is_not_an_attempt(work, name, code, answer):
    look.speak(code)
    feedback = casekit.exercise(name).check(answer)
    assert feedback.status == "not attempted" and feedback.words
    assert not (work / "progress.json").exists()


@EACH
def test_the_students_notebook_as_handed_out_says_not_attempted(work, name):
    assert casekit.exercise(name).check().status == "not attempted"
    blank = {
        "screening-2": dict.fromkeys(SWAP, ...),
        "screening-3": {"chosen": [..., ...], "lost": ..., "why": "..."},
    }
    assert casekit.exercise(name).check(blank.get(name, ...)).status == "not attempted"


@EACH
@LANGUAGES
def test_the_right_answer_is_right_and_says_why_it_matters(name, code):
    look.speak(code)
    feedback = judged(name, key(name))
    assert feedback.status == "right" and feedback.misconception is None and len(feedback.words) > 20


@pytest.mark.parametrize(
    "number", [2.333, 2.33, np.float64(7 / 3), np.float32(7 / 3), Fraction(7, 3)], ids=repr
)
def test_a_number_may_be_of_any_kind_and_rounded(number):
    assert judged("screening-1", number).status == "right"


@pytest.mark.parametrize("number", [2.3, 2.34, 2.34001, -2.333, 233.3, 0])
def test_a_number_that_is_off_is_not_right(number):
    assert judged("screening-1", number).status == "wrong"


@pytest.mark.parametrize("number", [True, False, np.bool_(True)], ids=repr)
def test_true_is_no_number(number):
    assert judged("screening-1", number).status == "wrong kind"
    assert judged("screening-2", SWAP | {"demand": number}).status == "wrong kind"


@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), -float("inf"), np.nan, pd.NA, pd.NaT], ids=repr
)
def test_what_is_not_finite_is_no_number(number):
    assert judged("screening-1", number).status == "wrong kind"
    assert judged("screening-2", SWAP | {"demand": number}).status == "wrong kind"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (pd.Series([2.3]), "a Series"), (pd.DataFrame({"a": [1]}), "a DataFrame"), ([2.3], "a list"), ("2.333", "quotation marks"),
        (np.array([2.3]), "an array"), ((2.3,), "a tuple"), ({2.3}, "a set"), ({"C": 2.3}, "a dict"), (len, "builtin"),
        (lambda: 2.3, "a function"), (2 + 3j, "complex"), (Decimal("2.3"), "Decimal"), (10**400, "answer"), (pd.DataFrame, "type"),
    ],
    ids=count(),
)  # fmt: skip
def test_the_wrong_kind_of_answer_is_told_what_it_is(work, answer, words):
    feedback = casekit.exercise("screening-1").check(answer)
    assert feedback.status == "wrong kind" and words in feedback.words


@pytest.mark.parametrize("answer", [5, "D", [1, 2], pd.DataFrame({"demand": [1]}), np.arange(6)], ids=count())
@pytest.mark.parametrize("name", ["screening-2", "screening-3"])
def test_where_fields_are_wanted_other_things_are_the_wrong_kind(name, answer):
    feedback = judged(name, answer)
    assert feedback.status == "wrong kind" and len(feedback.words) > 20


@pytest.mark.parametrize("weight", [5, 5.0, np.int64(5), np.float64(5), Fraction(5)], ids=repr)
def test_five_is_a_whole_number_however_it_is_written(weight):
    assert judged("screening-2", SWAP | {"prospects": weight}).status == "right"


@pytest.mark.parametrize(
    "weight",
    [0, 6, 5.5, -1, "5", 1e9, 10**400, [5], np.array([5, 5]), pd.Series([5]), {"a": 1}, 5 + 0j],
    ids=count(),
)
def test_a_weight_that_is_none_is_named_with_its_criterion(weight):
    feedback = judged("screening-2", SWAP | {"prospects": weight})
    assert feedback.status == "wrong kind"
    assert "prospects" in feedback.words or weight == 10**400


@pytest.mark.parametrize("first", ["E", "d e", 4, ["D", "A"], True, pd.Series(["D"])], ids=count())
def test_the_first_must_be_one_of_the_dealers(first):
    feedback = judged("screening-2", SWAP | {"first": first})
    assert feedback.status == "wrong kind" and "A, B, C, D" in feedback.words


def test_slips_of_the_pen_are_told_how_to_mend_them():
    assert "square brackets" in judged("screening-2", SWAP | {"first": ["D"]}).words
    assert "quotation marks" in judged("screening-2", SWAP | {"demand": "1"}).words
    assert "not a comma" in judged("screening-1", (2, 333)).words


@LANGUAGES
def test_a_dealer_may_be_given_by_name(code):
    look.speak(code)
    right, names = key("screening-3"), casekit.names()
    by_name = {"chosen": [names[each] for each in right["chosen"]], "lost": names[right["lost"]]}
    assert judged("screening-3", right | by_name).status == "right"


# Whatever is passed in: tests/test_any_answer.py -----------------------------------------------------------


@pytest.mark.slow
@given(weights=st.lists(st.integers(1, 5), min_size=5, max_size=5), first=st.sampled_from("ABCD"))
def test_every_set_of_weights_gets_a_verdict_with_words(weights, first):
    feedback = judged("screening-2", dict(zip(SWAP, [*weights, first], strict=True)))
    w1, w2, w3, w4, w5 = weights
    assert (feedback.status == "right") == (w3 + w4 > w1 + 2 * w2 + 2 * w5 and first == "D")
    assert feedback.words and (feedback.status == "right") == (feedback.misconception is None)


def test_an_answer_is_not_changed_by_its_check(work):
    answer = SWAP | {"prospects": 5.0}
    casekit.exercise("screening-2").check(answer)
    assert answer == SWAP and isinstance(answer["prospects"], float)


# What is shown --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", exercises.Feedback.HEADS)
@LANGUAGES
def test_feedback_has_a_head_and_words_in_the_readers_language(status, code):
    look.speak(code)
    feedback = exercises.Feedback(status, "<b>because</b>")
    head = look.say(*exercises.Feedback.HEADS[status])
    assert repr(feedback) == head + look.say(" ", "") + "<b>because</b>"
    assert (
        'role="status"' in feedback._repr_html_()
        and "&lt;b&gt;because" in feedback._repr_html_()
        and "<b>because" not in feedback._repr_html_()
    )


@EACH
def test_an_exercise_says_its_name_and_title_in_both_languages(name):
    q = casekit.exercise(name)
    english = repr(q)
    look.speak("zh")
    assert english.startswith(f"Exercise {name}: ") and repr(q).startswith(f"练习 {name}：")
    assert q.spec.title[0] in english and q.spec.title[1] in repr(q)


FIRST = f"{next(one.module for one in READY if one.module)}-1"  # nothing is like it: the first there is


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("screening-4", "screening-"), ("screning-1", "screening-1"), (1, f"{FIRST}'"), (None, f"{FIRST}'")],
)
def test_an_unknown_exercise_is_refused_with_the_nearest(name, nearest):
    with pytest.raises(Refused, match=f"the nearest is '{nearest}"):
        casekit.exercise(name)


# Progress -------------------------------------------------------------------------------------------------


def test_each_try_is_counted_and_the_last_outcome_kept(work):
    q = casekit.exercise("screening-1")
    for answer in (3.5, "x", ..., 2.333):
        q.check(answer)
    assert record.noted("exercises", "screening-1") == {"status": "right", "tries": 3, "answer": 2.333}


def test_what_was_right_once_stays_so_in_the_record(work):
    q = casekit.exercise("screening-1")
    assert q.check(2.333).status == "right" and q.check(3.5).status == "wrong"
    assert record.noted("exercises", "screening-1")["status"] == "right"


def test_judging_leaves_no_trace(work):
    judged("screening-1", 2.333)
    assert not (work / "progress.json").exists()


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"first": "D", 1: (1, 2)}, {"first": "D", "1": [1, 2]}), (np.int64(3), 3), (np.array([1, 2]), [1, 2]), (np.array([4.5]), 4.5),
        (pd.Series({"a": 1}), {"a": 1}), (pd.DataFrame({"a": [1]}), {"a": {"0": 1}}), (float("nan"), "nan"), ("\ud800", "'\\ud800'"),
        ({1}, "{1}"), (None, None),
    ],
    ids=count(),
)  # fmt: skip
def test_an_answer_is_kept_as_people_can_read_it(answer, kept):
    assert exercises._plain(answer) == kept


def test_a_long_answer_is_kept_by_its_beginning_only():
    assert exercises._plain(pd.DataFrame({"a": range(1001)})).endswith("[1001 rows x 1 columns]")
    assert exercises._plain(["x" * 1000] * 3) == str(["x" * 1000] * 3).replace("'", '"')[:200]
    assert (
        exercises._plain(list(range(400))) == list(range(400))
        and len(exercises._plain(list(range(1001)))) == 200
    )
    assert exercises._plain("x" * 1500) == "x" * 1500 and exercises._plain("x" * 3000) == '"' + "x" * 199


# Hints and solutions --------------------------------------------------------------------------------------


@EACH
@LANGUAGES
def test_hints_come_one_by_one_and_the_last_one_stays(work, name, code):
    look.speak(code)
    q = casekit.exercise(name)
    assert len(q.spec.hints) == 3
    shown = [repr(q.hint()) for _ in range(5)]
    assert shown[2] == shown[3] == shown[4] and len(set(shown)) == 3
    for stage, (words, hint) in enumerate(zip(shown, q.spec.hints, strict=False), 1):
        assert look.say(*hint) in words and look.say(f"Hint {stage} of 3", f"提示 {stage}/3") in words
    assert record.noted("exercises", name)["hints"] == 3


def test_a_hint_may_be_read_again_and_the_next_one_still_comes(work):
    q = casekit.exercise("screening-1")
    first, second = repr(q.hint()), repr(q.hint())
    assert repr(q.hint(1)) == first and repr(q.hint(2)) == second == repr(q.hint(2.0))
    assert "Hint 3" in repr(q.hint())


@pytest.mark.parametrize("stage", [0, 4, -1, "1", 1.5, ..., [1]])
def test_there_are_three_hints_and_no_more(work, stage):
    with pytest.raises(Refused, match="hint is one of 1, 2, 3"):
        casekit.exercise("screening-1").hint(stage)


def test_no_hint_gives_the_number_away():
    for stage in (1, 2, 3):
        assert "2.33" not in repr(casekit.exercise("screening-1").hint(stage))


SOLUTION_WORDS = {
    "screening-1": ("The average divides by the sum", "平均分除的是权重之和", "wrong = total.index"),
    "screening-2": ("10 against 5. D is still first", "10 比 5", '"prospects": 5, "ability_to_pay": 5'),
    "screening-3": ("First who passes, then the ranks", "先看谁过关", "before = casekit.screening.with_gate"),
}


@EACH
@LANGUAGES
def test_the_solution_is_that_of_this_exercise_in_the_readers_language(work, name, code):
    look.speak(code)
    words = repr(casekit.exercise(name).solution())
    english, chinese, python = SOLUTION_WORDS[name]
    assert look.say(english, chinese) in words and look.say(chinese, english) not in words
    assert "```python\n" in words and python in words
    for other in set(SOLUTION_WORDS) - {name}:
        assert not any(each in words for each in SOLUTION_WORDS[other])
    assert record.noted("exercises", name)["solution_seen"] is True


def test_a_solution_keeps_its_lines():
    words = repr(casekit.exercise("screening-1").solution())
    lines = (
        "wrong = total.index[total != q1.data.printed][0]\naverage = total[wrong] / q1.data.weights.sum()\n"
    )
    assert (
        words.startswith("**Solution.** Work out") and "\n\n```python\ntotal = " in words and lines in words
    )
    assert words.endswith("\n```") and words.count("```") == 2


def test_a_notebook_is_called_as_its_lesson_is():
    assert exercises.notebook_of("screening") == "03_screening" and exercises.notebook_of("mine") == "mine"


@EACH
def test_a_page_is_shown_as_markdown(name):
    assert exercises.Page("**a**")._repr_markdown_() == repr(exercises.Page("**a**")) == "**a**"


# A class kit: the workbook without answers and solutions --------------------------------------------------


@pytest.fixture
def kit(tmp_path, monkeypatch, workbook_at):
    """The workbook as a class receives it."""
    folder = tmp_path / "kit"
    shutil.copytree(my_work.workbook_folder() / "datasets", folder / "datasets")
    (folder / "exercises").mkdir()
    workbook_at(folder)
    yield folder


@EACH
@LANGUAGES
def test_without_answers_a_check_tells_the_form_only(work, kit, name, code):
    look.speak(code)
    q = casekit.exercise(name)
    right = {
        "screening-1": 2.333,
        "screening-2": SWAP,
        "screening-3": {"chosen": ["QH0031", "QH0042"], "lost": "QH0005", "why": WHY},
    }[name]
    wrong = {
        "screening-1": 99,
        "screening-2": SWAP | {"first": "C"},
        "screening-3": right | {"lost": "QH0001"} if name == "screening-3" else 0,
    }[name]
    first, second = q.check(right), q.check(wrong)
    assert first.status == second.status == "form" and first.words == second.words
    assert look.say("instructor", "老师") in first.words
    assert q.check(...).status == "not attempted" and q.check(object()).status == "wrong kind"


@EACH
def test_without_solutions_asking_for_one_is_refused(work, kit, name):
    with pytest.raises(Refused, match="class kit"):
        casekit.exercise(name).solution()


# Kept in the progress, shown, and an instructor's own exercises -----------------------------------------------


def test_an_instructors_own_exercise_has_its_own_numbers_and_answers(tmp_path, monkeypatch, workbook_at):
    folder = tmp_path / "exercises/own"
    (folder / "answers").mkdir(parents=True)
    (folder / "mine.py").write_text(
        "from types import SimpleNamespace\nfrom casekit.exercises.forms import ExerciseSpec, number\n"
        "EXERCISES = {'mine-1': ExerciseSpec(('t', '题'), lambda draw: SimpleNamespace(n=7), number, (('h', '提示'),))}\n",
        encoding="utf-8",
    )
    (folder / "notes.txt").write_text("no exercise", encoding="utf-8")
    (folder / "answers/mine.py").write_text(
        "JUDGES = {'mine-1': lambda value, data: ('right', 'ours') if value == data.n else ('wrong', 'no')}\n",
        encoding="utf-8",
    )
    workbook_at(tmp_path)
    assert exercises.own() == ["mine"] and exercises.names()[-1] == "mine-1"
    assert [exercises.Exercise("mine-1").judge(value).status for value in (7, 8)] == ["right", "wrong"]
    with pytest.raises(Refused, match="exercise is one of"):
        casekit.exercise("mine-2")


@pytest.mark.parametrize(
    ("status", "side"),
    [
        ("right", look.GREEN),
        ("wrong", look.ORANGE),
        ("wrong kind", look.ORANGE),
        ("form", look.QUIET),
        ("error", look.QUIET),
    ],
)
def test_feedback_has_a_side_in_the_colour_of_its_status(status, side):
    html = exercises.Feedback(status, "x")._repr_html_()
    assert html.startswith(f'<p role="status" style="border-left:4px solid {side};padding-left:.6em"><b>')


def test_how_long_an_answer_may_be_to_be_kept_whole():
    assert exercises._plain([0] * 600) == [0] * 600 and len(exercises._plain(["é"] * 400)) == 200, (
        "2,000 bytes of JSON"
    )
    assert exercises._plain("x" * 1997) == "x" * 1997 and len(exercises._plain("x" * 1998)) == 200
    assert exercises._plain(pd.Series([5] * 1001)) != exercises._plain(pd.Series([5] * 1000))
    assert exercises._plain([0] * 1001).endswith(", 0") and exercises._plain([0] * 1001)[:1] == "["
    assert exercises._plain(
        type("Full", (), {"__len__": lambda self: 1000, "tolist": lambda self: [1]})()
    ) == [1]
    assert "Full" in exercises._plain(
        type("Full", (), {"__len__": lambda self: 1001, "tolist": lambda self: [1]})()
    )


def test_how_parts_of_an_answer_are_kept():
    class Long:
        def __repr__(self):
            return "y" * 300

    class Silent:
        def __repr__(self):
            raise RuntimeError

    assert exercises._plain([Long()]) == ["y" * 200] and exercises._plain(Silent()) == "Silent"
    assert exercises._plain(array("d", [1.5])) == [1.5] and exercises._plain(np.array(4)) == 4


def test_reading_an_early_hint_again_takes_none_back(work):
    q = casekit.exercise("screening-1")
    q.hint(3)
    q.hint(1)
    assert record.noted("exercises", "screening-1")["hints"] == 3


def test_words_outside_of_plain_letters_are_kept_by_their_numbers():
    strange = type("Strange", (), {"__repr__": lambda self: "数\ud800"})()
    assert exercises._plain({strange}) == "{\\u6570\\ud800}" or exercises._plain([strange]) == ["数\ud800"]
    assert exercises._first_words(strange) == "\\u6570\\ud800"


# Data -----------------------------------------------------------------------------------------------------


@EACH
def test_what_you_do_to_the_data_does_not_reach_the_next(name):
    q = casekit.exercise(name)
    before = q.data.scores.copy()
    spoiled = q.data
    spoiled.scores.iloc[:, :] = 0
    spoiled.weights[:] = 0
    spoiled.scores = None
    pd.testing.assert_frame_equal(q.data.scores, before)
    assert q.data.weights.sum() == 15
    assert judged(name, key(name)).status == "right"
