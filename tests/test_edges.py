"""Edges of the checks: just within a tolerance and just outside, a case exactly due, a criterion on which two are equal."""

import re
from array import array

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import exercises, look, record
from casekit.errors import Refused
from casekit.exercises import forms, screening
from casekit.exercises.forms import NotAttempted


def home(lesson):
    return exercises._answers(lesson)


def asked(name, who=""):
    return exercises.Exercise(name, who, "MKT301" if who else "")


# The exercises themselves -----------------------------------------------------------------------------------


def test_an_instructors_own_exercise_has_its_own_numbers_and_answers(tmp_path, monkeypatch, workbook_at):
    folder = tmp_path / "exercises/own"
    (folder / "answers").mkdir(parents=True)
    (folder / "mine.py").write_text(
        "from types import SimpleNamespace\nfrom casekit.exercises.forms import Made, number\n"
        "EXERCISES = {'mine-1': Made(('t', '题'), lambda draw: SimpleNamespace(n=7), number, (('h', '提示'),))}\n",
        encoding="utf-8",
    )
    (folder / "notes.txt").write_text("no exercise", encoding="utf-8")
    (folder / "answers/mine.py").write_text(
        "JUDGES = {'mine-1': lambda value, data: ('right', 'ours') if value == data.n else ('wrong', 'no')}\n",
        encoding="utf-8",
    )
    workbook_at(tmp_path)
    assert exercises.own() == ["mine"] and exercises.names()[-1] == "mine-1"
    assert [asked("mine-1").judge(value).status for value in (7, 8)] == ["right", "wrong"]
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


def test_an_answer_is_judged_by_the_data_given():
    q, other = asked("screening-1"), asked("screening-1", "2026001").data
    key = home("screening").KEYS["screening-1"]
    assert (
        q.judge(key(other), other).status
        == q.judge(key(q.data)).status
        == "right"
        != q.judge(key(q.data), other).status
    )


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
    assert forms.is_truth(type("bool_", (), {})()), "numpy's own before its second version"


def test_reading_an_early_hint_again_takes_none_back(work):
    q = casekit.exercise("screening-1")
    q.hint(3)
    q.hint(1)
    assert record.noted("exercises", "screening-1")["hints"] == 3


def test_words_outside_of_plain_letters_are_kept_by_their_numbers():
    strange = type("Strange", (), {"__repr__": lambda self: "数\ud800"})()
    assert exercises._plain({strange}) == "{\\u6570\\ud800}" or exercises._plain([strange]) == ["数\ud800"]
    assert exercises._first_words(strange) == "\\u6570\\ud800"


def test_what_is_said_of_a_dict_ends_there():
    with pytest.raises(forms.WrongKind) as said:
        forms.number({})
    assert str(said.value) == "One number is wanted; this is a dict."
    with pytest.raises(NotAttempted):
        forms.words("...", least=2)


WITH_FIELDS = [
    name
    for name in exercises.names()
    if isinstance(home(name.rsplit("-", 1)[0]).KEYS[name](asked(name).data), dict)
]
OPEN_ENDED = [name for name in WITH_FIELDS if asked(name).made.by_hand]


def solved(name, who=""):
    q = asked(name, who)
    return q, home(q.lesson).KEYS[name](q.data)


@pytest.mark.parametrize("name", WITH_FIELDS)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_what_is_wrong_with_a_field_is_said_with_its_name(name, code):
    look.speak(code)
    q, key = solved(name)
    for field in key:
        feedback = q.judge(key | {field: object()})
        assert feedback.status == "wrong kind" and re.search(rf"\b{field}\b", feedback.words, re.ASCII), (
            field,
            feedback,
        )


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_what_is_wrong_with_a_part_of_a_list_is_said_with_the_field(name):
    q, key = solved(name)
    for field in (field for field in key if isinstance(key[field], list)):
        feedback = q.judge(key | {field: [*key[field][:-1], "elsewhere"]})
        assert feedback.status == "wrong kind" and re.search(rf"\b{field}\b", feedback.words)
        assert q.judge(key | {field: []}).status in ("not attempted", "wrong kind")
        assert q.judge(key | {field: [*key[field][:-1], ...]}).status == "not attempted"


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_a_form_hands_on_all_fields_and_makes_nothing_up(name):
    q, key = solved(name)
    assert set(q.made.form(key, q.data)) == set(key)
    assert q.judge(key).status == q.judge(pd.Series(key)).status == "right"


@pytest.mark.parametrize("name", OPEN_ENDED)
@pytest.mark.parametrize("open_", [..., None, "", "..."])
def test_figures_are_judged_while_the_reasons_are_open_and_reasons_are_handed_on(name, open_):
    q, key = solved(name)
    assert (
        q.judge(key | {"why": open_}).status == "right"
        and q.made.form(key | {"why": open_}, q.data)["why"] == ""
    )
    without = {field: value for field, value in key.items() if field != "why"}
    assert q.judge(without).status == "right" and q.made.form(without, q.data)["why"] == ""
    assert (
        q.made.form(key | {"why": " Reasons in twenty letters or more. "}, q.data)["why"]
        == "Reasons in twenty letters or more."
    )
    assert q.judge(dict.fromkeys(key, open_)).status == "not attempted"


def test_tables_where_classes_are_wanted_are_told_so():
    feedback = asked("composition-1").judge(pd.DataFrame({"K01": ["A"]}))
    assert feedback.status == "wrong kind" and feedback.words.startswith("One column is wanted")


# Lesson 3 ---------------------------------------------------------------------------------------------------


def misprint(totals, points=(2, 2, 2, 2, 3), weights=(5, 4, 3, 2, 1), wrong=2):
    rows = [[1, 1, 1, 1, 1]] * 4
    rows[wrong] = list(points)
    return rows, list(weights), list(totals), wrong


@pytest.mark.parametrize(
    ("made", "fits"),
    [
        (misprint([67, 57, 35, 70]), True), (misprint([99, 57, 35, 70]), True), (misprint([100, 57, 35, 70]), False),
        (misprint([67, 57, 33, 70]), False), (misprint([67, 57, 51, 70]), False), (misprint([67, 57, 57, 40]), False),
        (misprint([67, 67, 35, 70]), False), (misprint([53, 57, 35, 70]), False), (misprint([36, 57, 35, 70]), False),
        (misprint([67, 57, 35, 70], (2, 2, 2, 3, 3)), False), (misprint([67, 48, 16, 70]), False), (misprint([67, 49, 16, 70]), True),
        (misprint([37, 57, 35, 70]), True),
    ],
)  # fmt: skip
def test_which_misprints_are_worth_finding(made, fits):
    assert screening._one_misprint_to_find(made) is fits


def test_the_printed_totals_have_their_name():
    assert (
        asked("screening-1", "2026001").data.printed.name
        == asked("screening-1").data.printed.name
        == "printed"
    )


SWAP = {"demand": 1, "margin": 1, "prospects": 5, "ability_to_pay": 5, "reputation": 1, "first": "D"}
VETO = {"chosen": ["QH0031", "QH0010"], "lost": "QH0042", "why": "Nothing makes up for it at a gate."}


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("screening-2", pd.DataFrame({"demand": [1]}), "The scores stay as they are"), ("screening-2", SWAP | {"first": "E"}, "first is one of"),
        ("screening-3", VETO | {"lost": "E"}, "lost is one of"), ("screening-3", VETO | {"chosen": ["E", "F"]}, "chosen is one of"),
    ],
    ids=["scores", "first", "lost", "chosen"],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_field(name, answer, words):
    feedback = asked(name).judge(answer)
    assert feedback.status == "wrong kind" and feedback.words.startswith(words)


def test_the_form_hands_all_fields_on():
    q = asked("screening-3")
    assert q.made.form(VETO, q.data) == VETO | {"chosen": {"QH0031", "QH0010"}}
    q = asked("screening-2")
    assert q.made.form(SWAP, q.data) == SWAP


def equal_on_reputation():
    """The book's pair, level on reputation: whatever it weighs decides nothing."""
    data = asked("screening-2").data
    data.scores.loc[["A", "B"], "reputation"] = 3
    data.scores.loc["A", "demand"] = 5
    return data


@pytest.mark.parametrize(
    ("weights", "mistake"),
    [
        ((2, 3, 3, 3, 1), "too_little"),
        ((3, 3, 2, 3, 5), "wrong_way"),
        ((3, 2, 2, 3, 5), "wrong_way"),
        ((3, 3, 4, 3, 5), "too_little"),
        ((4, 3, 4, 3, 1), "wrong_way"),
    ],
)
def test_criteria_on_which_two_are_equal_favour_neither(weights, mistake):
    """A has 1 point more on demand and 2 on margin, B 1 on prospects and 1 on ability to pay."""
    answer = dict(zip(screening.CRITERIA, weights, strict=True)) | {"first": "D"}
    assert home("screening").judge_swap(answer, equal_on_reputation())[2] == mistake


@pytest.mark.parametrize("who", [f"20261{number:02}" for number in range(40)])
def test_mistakes_of_many_students_are_recognised(who):
    for name in ("screening-2", "screening-3"):
        q = asked(name, who)
        data = q.data
        for mistake in home("screening").MISTAKES[name]:
            assert q.judge(mistake(data), data).misconception == mistake.__name__


# The other lessons ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("off", "status"), [(0.5, "right"), (-0.5, "right"), (0.6, "wrong"), (1, "wrong"), (-1, "wrong")]
)
def test_a_sum_may_be_rounded_to_the_yuan(off, status):
    q = asked("composition-3")
    key = home("composition").KEYS["composition-3"](q.data)
    assert q.judge(key | {"hundred_percent": key["hundred_percent"] + off}).status == status


@pytest.mark.parametrize("name", ["receivables-3", "complaints-3"])
@pytest.mark.parametrize(("off", "status"), [(0.04, "right"), (0.2, "wrong"), (-0.2, "wrong")])
def test_each_measure_may_be_rounded_to_a_tenth(name, off, status):
    q = asked(name)
    key = home(name.split("-")[0]).KEYS[name](q.data)
    for field in key:
        if field != "why":
            assert q.judge(key | {field: key[field] + off}).status == status


@pytest.mark.parametrize("name", ["receivables-3", "complaints-3"])
def test_half_a_unit_from_a_mistake_is_not_that_mistake(name):
    q = asked(name)
    key, mistakes = home(name.split("-")[0]).KEYS[name](q.data), home(name.split("-")[0]).MISTAKES[name]
    values = {field: [mistake(q.data)[field] for mistake in mistakes] for field in key if field != "why"}
    for field, taken in values.items():
        for value in taken:
            if all(abs(value + 0.4 - other) > 0.1 for other in [*taken, key[field]]):
                assert q.judge(key | {field: value + 0.4}).misconception is None


def test_an_open_case_due_today_is_due():
    data = asked("complaints-2").data
    data.cases = data.cases.iloc[:4].copy()
    data.as_of = pd.Timestamp(data.as_of)
    promise = pd.Timedelta(days=float(data.promise_days))
    data.cases["received"] = [
        data.as_of - promise,
        data.as_of - promise,
        data.as_of - 2 * promise,
        data.as_of - promise / 2,
    ]
    data.cases["closed"] = [pd.NaT, data.as_of, data.as_of, data.as_of]
    answers = home("complaints")
    assert answers.kept(data) == pytest.approx(100 / 3), (
        "one of three due is kept; closed on the last day counts as kept"
    )
    assert answers.good_news_only(data) == pytest.approx(100 * 2 / 4), "one early one more"


def test_whether_an_interval_leaves_zero_out_is_what_lesson_6_says():
    leaves = home("rfm").leaves_zero_out
    for n, x, k, y in [(200, 40, 200, 20), (200, 20, 200, 40), (200, 30, 200, 30), (80, 9, 40, 1), (40, 1, 80, 9), (500, 60, 100, 5), (100, 5, 500, 60),
                       (60, 20, 60, 11), (60, 11, 60, 20), (50, 0, 50, 5), (50, 5, 50, 0), (50, 0, 50, 3), (300, 45, 120, 10), (120, 10, 300, 45)]:  # fmt: skip
        low, high = interval(n, x, k, y)
        assert bool(leaves(n, x, k, y)) is bool(low > 0 or high < 0), (n, x, k, y)


def interval(n, x, k, y):
    """Newcombe's interval of the difference from lesson 6's Wilson intervals."""
    p, q = x / n, y / k
    (a, b), (c, d) = home("rfm").wilson(x, n), home("rfm").wilson(y, k)
    return p - q - np.hypot(p - a, d - q), p - q + np.hypot(b - p, q - c)


def words_on(name, **changed):
    """What is said of the right answer with some fields changed: status and words."""
    q, key = solved(name)
    feedback = q.judge(key | changed)
    return feedback.status, feedback.words


def test_slips_in_the_gain_of_a_message_are_told():
    q, key = solved("rfm-3")
    messages, one = "In gain the cost of the messages is still missing", "That is the gain of one message"
    for gain, status, words in [
        (key["gain"] + 100 * q.data.message, "wrong", messages), (key["gain"] + 100 * q.data.message + 2, "wrong", messages),
        (key["gain"] / 100, "wrong", one), (key["gain"] / 100 + 0.05, "wrong", one), (key["gain"] / 100 - 0.05, "wrong", one),
    ]:  # fmt: skip
        said = words_on("rfm-3", gain=gain)
        assert said[0] == status and words in said[1], (gain, said)
    for gain, words in [
        (key["gain"] + 100 * q.data.message + 2.6, messages),
        (key["gain"] / 100 + 0.06, one),
        (key["gain"] / 100 - 0.06, one),
    ]:
        said = words_on("rfm-3", gain=gain)
        assert said[0] == "wrong" and words not in said[1], (gain, said)


@pytest.mark.parametrize("who", [f"20263{number:02}" for number in range(12)])
def test_a_gain_from_shares_of_two_decimals_is_right(who):
    q, key = solved("rfm-3", who)
    answers = home("rfm")
    bought = round(answers.shares(q.data)[key["moved"]][0], 2)
    gain = answers.gain(q.data, bought, key["lift"])
    assert q.judge(key | {"gain": gain}).status == "right"
    assert q.judge(key | {"gain": key["gain"] + 7.3}).status == "wrong"


def test_the_best_cell_with_any_lift_is_told_why_it_is_not_the_one():
    q, key = solved("rfm-3")
    for mistake in (home("rfm").best_cell, home("rfm").largest_ratio):
        feedback = q.judge(key | {"moved": mistake(q.data)["moved"], "lift": -0.345})
        assert (feedback.status, feedback.misconception) == ("wrong", mistake.__name__)


def test_classes_that_are_some_of_the_right_ones_and_all_of_them():
    q, key = solved("rfm-1")
    for left_out in key["classes"]:
        some = q.judge(key | {"classes": sorted(key["classes"] - {left_out})})
        assert some.status == "wrong" and (
            some.misconception or "another row holds the day too" in some.words
        )
    assert "another row" not in q.judge(key | {"classes": [*key["classes"], 5]}).words
    assert "another row" not in q.judge(key | {"days": key["days"] + 40}).words
    assert q.made.form({"classes": [1, 5], "days": 0}, q.data) == {"classes": {1, 5}, "days": 0}
    for days in (-1, 1001):
        assert q.judge(key | {"days": days}).status == "wrong kind"
    assert q.judge(key | {"days": 1000}).status == "wrong"


def test_a_policy_with_its_own_gain_is_told_that_another_earns_more():
    q, key = solved("receivables-2")
    answers = home("receivables")
    found = answers.profits(
        q.data.policies.to_numpy().tolist(), 100 * q.data.variable_cost_ratio, 100 * q.data.cost_of_capital
    )
    for place, policy in enumerate(answers.POLICIES):
        own = found[place] - found[0]
        if policy not in (key["best"], "now"):
            for off, told in [(0, True), (1, True), (-1, True), (1.5, False), (-1.5, False)]:
                status, words = words_on("receivables-2", best=policy, gain_cny=own + off)
                assert status == "wrong" and ("another one earns more" in words) is told


@pytest.mark.parametrize(
    ("field", "off", "nearly"),
    [
        ("dso", 0.59, True),
        ("dso", 0.61, False),
        ("cei", -0.59, True),
        ("cei", -0.61, False),
        ("countback", 0.59, True),
    ],
)
def test_a_measure_that_is_nearly_right_is_told_so(field, off, nearly):
    _, key = solved("receivables-3")
    status, words = words_on("receivables-3", **{field: key[field] + off})
    assert status == "wrong" and (f"{field}: nearly" in words) is nearly


@pytest.mark.parametrize(
    ("off", "told"), [(0, True), (0.005, True), (-0.005, True), (0.008, False), (-0.008, False)]
)
def test_a_fraction_for_percent_is_told_so_without_the_number(off, told):
    _, key = solved("receivables-3")
    status, words = words_on("receivables-3", cei=key["cei"] / 100 + off)
    assert status == "wrong" and ("write it in percent" in words) is told and "93" not in words


@pytest.mark.parametrize(("off", "close"), [(0.5, True), (-0.5, True), (0.6, False), (1.4, False)])
def test_means_that_are_too_coarse_are_told_so(off, close):
    _, key = solved("complaints-3")
    for changed in (
        {"before": key["before"] + off, "after": key["after"] + off},
        {"same_mix": key["same_mix"] + off},
    ):
        status, words = words_on("complaints-3", **changed)
        assert status == "wrong" and ("too coarse" in words) is close
