"""How an answer is compared: each verdict, in order, with its words in both languages."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import look
from casekit.exercises.judging import judge_number, judge_same, near, same_numbers

LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
DATA = SimpleNamespace(true=10.0)


def key(data):
    return data.true


def doubled(data):
    return 2 * data.true


def forgotten(data):
    return 0


MISTAKES = {doubled: ("twice", "两倍"), forgotten: ("nothing", "没有")}
WORDS = {"right": ("well", "对了"), "otherwise": ("try again", "再试试")}


@pytest.mark.parametrize(
    ("value", "other", "within", "agree"),
    [
        (1, 1, 0, True), (1.005, 1, 0.005, True), (0.995, 1, 0.005, True), (1.00501, 1, 0.005, False), (0.99499, 1, 0.005, False),
        (-1, 1, 1, False), (3, 1, 2, True), (10_001, 10_000, 1, True), (10_001.1, 10_000, 1, False), (2.13, 2.125, 0.005, True),
        (2.12, 2.125, 0.005, True), (float("nan"), float("nan"), 1, False), (float("inf"), 1, 5, False), (1, 2, 0.5, False),
    ],
)  # fmt: skip
def test_the_tolerance_is_included_and_goes_both_ways(value, other, within, agree):
    assert near(value, other, within) is agree and near(other, value, within) is agree


@given(st.floats(-1e6, 1e6), st.floats(0.001, 10))
def test_the_tolerance_itself_is_near_enough_and_twice_of_it_is_not(value, within):
    assert near(value, value, within) and not near(value + 2 * within, value, within)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (10, ("right", "well")), (10.005, ("right", "well")), (9.995, ("right", "well")),
        (20, ("wrong", "twice", "doubled")), (20.005, ("wrong", "twice", "doubled")), (20.0051, ("wrong", "try again")),
        (0, ("wrong", "nothing", "forgotten")), (-0.005, ("wrong", "nothing", "forgotten")),
        (10.05, "rounded"), (9.95, "rounded"), (10.0051, "rounded"), (10.051, ("wrong", "try again")), (9.949, ("wrong", "try again")),
        (20.04, ("wrong", "try again")),
    ],
)  # fmt: skip
def test_each_verdict_on_a_number(value, verdict):
    said = judge_number(key, MISTAKES, **WORDS)(value, DATA)
    if verdict == "rounded":
        verdict = (
            "wrong",
            "The right way, but rounded too far: keep more decimals until the end.",
            "rounded",
        )
    assert said == verdict


@LANGUAGES
def test_the_words_are_in_the_readers_language(code):
    judge = judge_number(key, MISTAKES, **WORDS)
    look.speak(code)
    said = [judge(value, DATA)[1] for value in (10, 20, 0, 10.05, 5)]
    assert said[:3] + said[4:] == [
        look.say(*pair) for pair in [WORDS["right"], *MISTAKES.values(), WORDS["otherwise"]]
    ]
    assert look.say("rounded too far", "四舍五入过了头") in said[3]
    other = judge_same(key, MISTAKES, **WORDS)
    assert [other(value, DATA)[1] for value in (10, 20, 0, 5)] == said[:3] + said[4:]


def test_another_tolerance_may_be_given():
    judge = judge_number(key, MISTAKES, **WORDS, within=1)
    assert [judge(value, DATA)[0] for value in (11, 9, 11.1)] == ["right", "right", "wrong"]
    assert (
        judge(19, DATA)[2] == "doubled"
        and judge(17.9, DATA)[2] == "rounded"
        and judge(20.5, DATA)[2] == "doubled"
    )
    assert judge(21.5, DATA) == ("wrong", "try again")


def test_what_is_right_is_right_even_where_a_mistake_comes_out_the_same():
    nothing = SimpleNamespace(true=0)
    assert judge_number(key, MISTAKES, **WORDS)(0, nothing)[0] == "right"
    assert judge_same(key, MISTAKES, **WORDS)(0, nothing)[0] == "right"


def test_the_first_of_two_mistakes_that_come_out_the_same_is_named():
    twins = {doubled: ("first", "一"), lambda data: 20: ("second", "二")}
    assert judge_number(key, twins, **WORDS)(20, DATA) == ("wrong", "first", "doubled")
    assert judge_same(key, twins, **WORDS)(20, DATA) == ("wrong", "first", "doubled")


def test_each_verdict_on_anything_else():
    judge = judge_same(
        lambda data: {"a"}, {doubled: ("twice", "两倍"), lambda data: {"b"}: ("b", "乙")}, **WORDS
    )
    assert judge({"a"}, DATA) == ("right", "well") and judge({"c"}, DATA) == ("wrong", "try again")
    assert judge({"b"}, DATA) == ("wrong", "b", "<lambda>") and judge(20, DATA) == (
        "wrong",
        "twice",
        "doubled",
    )


def test_another_comparison_may_be_given():
    judge = judge_same(
        key, {doubled: ("twice", "两倍")}, **WORDS, same=lambda value, other: value["n"] == other
    )
    assert [judge({"n": n}, DATA)[1] for n in (10, 20, 30)] == ["well", "twice", "try again"]


def test_no_reckoning_is_done_before_an_answer_comes():
    def broken(data):
        raise ZeroDivisionError

    judge = judge_number(key, {broken: ("x", "x")}, **WORDS)
    assert judge(10, DATA)[0] == "right"
    with pytest.raises(ZeroDivisionError):
        judge(11, DATA)


@pytest.mark.parametrize(
    ("value", "other", "agree"),
    [
        ({"a": 1.0}, {"a": 1.005}, True), ({"a": 1.0}, {"a": 1.0051}, False), ({"a": 1, "b": 2}, {"a": 1, "b": 3}, False),
        ({"a": 1, "b": 2}, {"a": 2, "b": 2}, False), ({"a": 1, "more": 9}, {"a": 1}, True), ({"a": "x"}, {"a": "x"}, True),
        ({"a": "x"}, {"a": "X"}, False), ({"a": "1"}, {"a": 1}, False), ({"a": 1}, {"a": "1"}, False), ({"a": {1}}, {"a": {1}}, True),
        ({"a": 1.004}, {"a": np.int64(1)}, True), ({"a": np.float64(1)}, {"a": np.float32(1)}, True), ({"a": None}, {"a": None}, True),
        ({"a": 1}, {"a": None}, False), ({}, {}, True),
    ],
)  # fmt: skip
def test_two_dicts_agree_field_by_field(value, other, agree):
    assert same_numbers()(value, other) is agree


def test_fields_may_be_left_out_and_the_tolerance_chosen():
    same = same_numbers(within=1, leave_out=("why",))
    assert same({"a": 2, "why": "x"}, {"a": 1, "why": "y"}) and not same(
        {"a": 2.1, "why": "x"}, {"a": 1, "why": "x"}
    )
    assert not same_numbers(within=1)({"a": 2, "why": "x"}, {"a": 1, "why": "y"})


def test_words_for_a_person_are_left_out_of_a_verdict():
    judge = judge_same(
        lambda data: {"n": 1, "why": "mine"}, {}, **WORDS, same=same_numbers(leave_out=("why",))
    )
    assert (
        judge({"n": 1, "why": "yours"}, DATA)[0] == "right"
        and judge({"n": 2, "why": "mine"}, DATA)[0] == "wrong"
    )
