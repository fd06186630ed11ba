"""How an answer is compared: a small exercise of two numbers and a choice, every verdict by its name."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import look
from casekit.exercises.judging import (
    SLIPS,
    Answer,
    answers,
    hundredfold,
    hundredth,
    is_close,
    judge_answer,
    judge_number,
    other_unit,
    rounded,
    shown_by,
)

DATA = SimpleNamespace(length=30.0, part=0.3)


def key(data):
    return {"length": data.length, "part": data.part, "side": ["left", "up"], "why": "because"}


def doubled(data):
    return key(data) | {"length": 2 * data.length}


def both_wrong(data):
    return key(data) | {"length": data.length + 7, "part": 0.9}


@shown_by(lambda value, data: "down" in value["side"])
def upside_down_side(data):
    return key(data) | {"side": ["left", "down"]}


def never(data):
    return None


WORDS = {
    doubled: ("Twice.", "两倍。"), both_wrong: ("Both.", "都错。"), never: ("Never.", "从不。"),
    upside_down_side: lambda value, data: (f"Down: {len(value['side'])}.", f"下：{len(value['side'])}。"),
}  # fmt: skip
LAST = ("length part", "side")
ANSWER = Answer(
    key, WORDS, right=("Well.", "好。"), within={"length": 0.05, "part": 0.005},
    otherwise={"length part": ("Measure.", "量一量。"), "side": ("Look.", "看一看。")},
    rubric=((1, "Says.", "说了。"),),
)  # fmt: skip
JUDGE = judge_answer(ANSWER)


def said(**changed):
    """The verdict on the right answer with some fields changed, as the form hands it on."""
    value = key(DATA) | {"side": {"left", "up"}} | changed
    status, words, *mistake = JUDGE(value, DATA)
    return status, mistake[0] if mistake else None, words


@pytest.mark.parametrize(
    ("value", "other", "within", "agree"),
    [
        (1, 1, 0, True), (1.005, 1, 0.005, True), (0.995, 1, 0.005, True), (1.00501, 1, 0.005, False), (0.99499, 1, 0.005, False),
        (-1, 1, 1, False), (3, 1, 2, True), (10_001, 10_000, 1, True), (10_001.1, 10_000, 1, False), (2.13, 2.125, 0.005, True),
        (2.12, 2.125, 0.005, True), (float("nan"), float("nan"), 1, False), (float("inf"), 1, 5, False), (1, 2, 0.5, False),
    ],
)  # fmt: skip
def test_how_close_is_close_enough(value, other, within, agree):
    assert is_close(value, other, within) is agree


@given(st.floats(-1e9, 1e9), st.floats(0, 10))
def test_a_value_is_close_to_itself(value, within):
    assert is_close(value, value, within) and is_close(value, value + within / 2, within)


@pytest.mark.parametrize(
    ("changed", "status", "mistake"),
    [
        ({}, "right", None), ({"length": 30.05}, "right", None), ({"length": 29.9}, "wrong", "rounded"), ({"length": 30.5}, "wrong", "rounded"),
        ({"length": 30.6}, "wrong", None), ({"length": 60}, "wrong", "doubled"), ({"length": 60.04}, "wrong", "doubled"), ({"length": 60.2}, "wrong", None),
        ({"length": 37, "part": 0.9}, "wrong", "both_wrong"), ({"length": 37}, "wrong", None), ({"length": 60, "part": 0.5}, "wrong", "doubled"),
        ({"length": 3000}, "wrong", "hundredfold"), ({"length": 0.3}, "wrong", "hundredth"), ({"part": 30}, "wrong", "hundredfold"),
        ({"length": -30}, "wrong", "sign_turned"), ({"length": 30_000}, "wrong", "other_unit"), ({"length": 300_000}, "wrong", "other_unit"),
        ({"part": 0.7}, "wrong", "other_part"), ({"part": 3.33}, "wrong", "upside_down"), ({"part": 0.003}, "wrong", "hundredth"),
        ({"length": 0.3, "part": 30}, "wrong", "exchanged"), ({"side": {"left", "down"}}, "wrong", "upside_down_side"),
        ({"side": {"left"}}, "wrong", None), ({"length": 60, "side": {"left", "down"}}, "wrong", "doubled"),
        ({"length": float("nan")}, "wrong", None), ({"length": float("inf")}, "wrong", None), ({"length": 0}, "wrong", None), ({"part": 30.0}, "wrong", "hundredfold"),
    ],
)  # fmt: skip
def test_each_verdict_by_its_name(changed, status, mistake):
    assert said(**changed)[:2] == (status, mistake)


@pytest.mark.parametrize(
    ("slip", "value", "true", "is_one"),
    [
        (other_unit, 154, 154_320, True), (other_unit, 154.3, 154_320, True), (other_unit, 15, 154_320, True), (other_unit, 150, 154_320, False),
        (other_unit, 154_320_000, 154_320, True), (other_unit, 154_330_000, 154_320, False),
        (rounded, 30, 31.4, True), (rounded, 31, 31.437, True), (rounded, 31.4, 31.437, True), (rounded, 154_000, 154_320, True), (rounded, 33, 31.4, False),
        (hundredth, 0.3, 30, True), (hundredth, 0.304, 30, True), (hundredth, 0.306, 30, False), (hundredfold, 30, 0.3, True), (hundredfold, 30.6, 0.3, False),
    ],
)  # fmt: skip
def test_how_far_rounding_may_go_with_each_slip(slip, value, true, is_one):
    assert slip(value, true, 0.005) == is_one


@pytest.mark.parametrize("code", ["en", "zh"])
def test_words_are_those_of_the_mistake_or_the_step_and_say_what_is_right_so_far(code):
    look.speak(code)
    assert said(length=60)[2] == look.say("Twice.", "两倍。") and said(length=100)[2] == look.say(
        "Measure.", "量一量。"
    )
    look_again, down = said(side={"left"})[2], said(side={"down", "left"})[2]
    assert look_again.endswith(look.say("Look.", "看一看。")) and down.endswith(
        look.say("Down: 2.", "下：2。")
    )
    assert "length, part" in look_again and "length, part" in down and "length" not in said(length=60)[2]
    assert said(length=0.3, part=30)[2].endswith(look.say(*SLIPS["exchanged"]))


def test_reasons_that_are_open_are_told_and_nothing_else_depends_on_them():
    assert said(why="")[0] == "right" and said(why="")[2] != said(why="written")[2]
    assert said(why="written")[2].startswith("Well.") and said(why="", length=60)[:2] == said(length=60)[:2]


def test_a_number_alone_has_no_field():
    judge = judge_number(lambda data: 2.5, {}, right=("r", "对"), otherwise=("Else.", "再试。"))
    assert (
        judge(2.5, None) == ("right", "r")
        and judge(7, None) == ("wrong", "Else.")
        and judge(2.47, None)[2] == "rounded"
    )


def test_many_answers_may_hold_and_further_values_follow():
    answer = Answer(
        lambda data: {"a": 1.0, "b": 2.0}, {}, right=("r", "对"), otherwise={"a": ("A.", "甲。"), "b": ("B.", "乙。")}, within=0.1,
        holds={"a": lambda value, data: value["a"] > 0}, follows=lambda value, data: {"b": [10 * value["a"]]},
    )  # fmt: skip
    judge = judge_answer(answer)
    values = [{"a": 5.0, "b": 2.0}, {"a": 5.0, "b": 50.0}, {"a": 5.0, "b": 20.5}, {"a": -1.0, "b": 2.0}]
    assert [judge(value, None)[0] for value in values] == ["right", "right", "wrong", "wrong"]


def test_what_a_lesson_declares():
    keys, mistakes, judges, rubrics = answers(line_1=ANSWER, line_2=Answer(key, {}, ("r", "对"), ("e", "再")))
    assert list(keys) == list(mistakes) == list(judges) == ["line-1", "line-2"] and keys["line-1"] is key
    assert mistakes["line-1"] is WORDS and rubrics == {"line-1": [(1, "Says.", "说了。")]}
    assert judges["line-2"].answer.within == 0.005


def test_other_data_are_worked_out_anew():
    other = SimpleNamespace(length=5.0, part=0.1)
    assert (
        JUDGE(key(other), other)[0] == "right" != JUDGE(key(other), DATA)[0]
        and JUDGE(key(DATA), DATA)[0] == "right"
    )


@pytest.mark.parametrize(("value", "mistake"), [(5.0, "five"), (6.0, "six"), (7.0, "five")])
def test_of_two_mistakes_whose_signs_hold_that_one_is_named_whose_example_was_given(value, mistake):
    @shown_by(lambda value, data: value >= 5)
    def five(data):
        return 5.0

    @shown_by(lambda value, data: value >= 5)
    def six(data):
        return 6.0

    words = {each: (each.__name__, each.__name__) for each in (five, six)}
    judge = judge_number(lambda data: 1.0, words, right=("", ""), otherwise=("", ""))
    assert judge(value, DATA)[2] == mistake


@pytest.mark.parametrize(("value", "status"), [(1.09, "right"), (1.11, "wrong")])
def test_the_judge_of_one_number_takes_the_tolerance_it_is_given(value, status):
    judge = judge_number(lambda data: 1.0, {}, right=("", ""), otherwise=("", ""), within=0.1)
    assert judge(value, DATA)[0] == status
