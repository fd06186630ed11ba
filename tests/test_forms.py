"""The form of an answer: what is let through, in which plain form, and what is said about the rest."""

from decimal import Decimal
from fractions import Fraction
from itertools import count

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import look
from casekit.exercises import forms
from casekit.exercises.forms import NotAttempted, WrongKind

LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
OPEN = pytest.mark.parametrize("answer", [..., None, "", "  ", "...", " ... "], ids=repr)


def said(form, *arguments, error=WrongKind):
    """What a form says about an answer it refuses."""
    with pytest.raises(error) as refused:
        form(*arguments)
    return str(refused.value)


# One number -------------------------------------------------------------------------------------------------

ONE = [forms.number, forms.share, forms.at_least_zero]


@OPEN
@LANGUAGES
@pytest.mark.parametrize("form", ONE)
def test_an_open_number_is_not_attempted(form, answer, code):
    look.speak(code)
    assert said(form, answer, error=NotAttempted) == look.say(
        "Put your number where the ... stands.", "把 ... 换成你算出的数。"
    )


@pytest.mark.parametrize("form", ONE)
@pytest.mark.parametrize(
    "answer", [0.5, np.float64(0.5), np.float32(0.5), Fraction(1, 2), 1, 0, np.int8(1), -0.0], ids=repr
)
def test_any_kind_of_number_becomes_a_plain_one(form, answer):
    assert form(answer) == answer and type(form(answer)) is float


@pytest.mark.parametrize("form", ONE)
@pytest.mark.parametrize(
    ("answer", "english", "chinese"),
    [
        ("0.5", "this is a text. Leave out the quotation marks.", "这里是一段文字。去掉引号试试。"),
        ((0, 5), "a tuple. For the decimal point use a point, not a comma.", "一个元组。小数点要用英文句点，不用逗号。"),
        ([0.5], "a list. Pick the one that is asked for.", "一个列表。请从中取出题目要的那一个。"),
        (np.array([1]), "an array. Pick the one that is asked for.", "一个数组。请从中取出题目要的那一个。"),
        (pd.Series([1]), "a Series (a column of numbers). Pick the one that is asked for.", "一个 Series（一列数）。请从中取出题目要的那一个。"),
        (pd.DataFrame(), "a DataFrame (a table). Pick the one that is asked for.", "一个 DataFrame（一张表）。请从中取出题目要的那一个。"),
        (True, "One number is wanted; this is True or False.", "要的是一个数，这里是一个真假值（True 或 False）。"),
        (np.bool_(True), "this is True or False.", "这里是一个真假值（True 或 False）。"), ({}, "this is a dict.", "这里是一个字典。"), ({1}, "this is a set.", "这里是一个集合。"),
        (lambda: 1, "this is a function.", "这里是一个函数。"), (Decimal(1), "of the type Decimal", "一个 Decimal 类型的值"), (1j, "complex", "complex"),
        (float("nan"), "One finite number is wanted; this is nan.", "要的是一个有限的数，这里是 nan。"), (float("-inf"), "this is -inf.", "这里是 -inf。"),
    ],
    ids=count(),
)  # fmt: skip
@LANGUAGES
def test_what_is_no_number_is_told_what_it_is(form, answer, english, chinese, code):
    look.speak(code)
    assert look.say(english, chinese) in said(form, answer)


@pytest.mark.parametrize("answer", [1.0001, 25, -0.0001, -1])
@LANGUAGES
def test_a_share_lies_between_nothing_and_all(answer, code):
    look.speak(code)
    assert look.say(
        f"such as 0.25 for 25 %; this is {answer:g}.", f"25 % 写成 0.25；这里是 {answer:g}。"
    ) in said(forms.share, answer)


@pytest.mark.parametrize("answer", [0, 1, 0.0, 1.0, 0.25])
def test_nothing_and_all_are_shares(answer):
    assert forms.share(answer) == answer


@LANGUAGES
def test_what_cannot_be_negative(code):
    look.speak(code)
    assert forms.at_least_zero(0) == 0 and forms.at_least_zero(1e12) == 1e12
    assert said(forms.at_least_zero, -0.5) == look.say(
        "This cannot be negative; this is -0.5.", "这里不会是负数；你填的是 -0.5。"
    )


@pytest.mark.parametrize("value", [True, False, np.bool_(False)])
def test_true_and_false_are_told_from_numbers(value):
    assert (
        forms.is_truth(value)
        and not forms.is_truth(1)
        and not forms.is_truth(np.int64(0))
        and not forms.is_truth("True")
    )


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [(1, "a number", "一个数"), (np.float64(1), "a number", "一个数"), ("a", "a text", "一段文字"), (Decimal(1), "of the type Decimal", "一个 Decimal 类型的值"),
     (True, "True or False", "一个真假值（True 或 False）"), ((1,), "a tuple", "一个元组")],
)  # fmt: skip
@LANGUAGES
def test_a_word_for_each_kind(value, english, chinese, code):
    look.speak(code)
    assert forms.kind(value) == look.say(english, chinese)


# Whole numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1, 5, 5.0, np.int64(3), np.float64(3), Fraction(2)], ids=repr)
def test_a_whole_number_between_both_ends(value):
    assert forms.whole(value, 1, 5, "w") == value and type(forms.whole(value, 1, 5, "w")) is int


@pytest.mark.parametrize(
    "value",
    [0, 6, 1.5, -1, True, np.bool_(True), None, [1], float("nan"), float("inf"), 1j, Decimal(1)],
    ids=repr,
)
@LANGUAGES
def test_what_is_not_between_is_refused_with_its_field(value, code):
    look.speak(code)
    assert look.say("w: a whole number from 1 to 5 is wanted; found", "w 要填 1 到 5 的整数，这里是") in said(
        forms.whole, value, 1, 5, "w"
    )


@LANGUAGES
def test_a_whole_number_in_quotation_marks(code):
    look.speak(code)
    assert said(forms.whole, "3", 1, 5, "w") == look.say(
        "w: leave out the quotation marks.", "w：数字不要加引号。"
    )


# Fields -----------------------------------------------------------------------------------------------------


@OPEN
@LANGUAGES
def test_open_fields_as_a_whole(answer, code):
    look.speak(code)
    assert said(forms.fields, answer, ["a"], error=NotAttempted) == look.say(
        "Fill in the fields of the answer.", "请填写答案的各个字段。"
    )


def test_fields_come_as_a_dict_or_a_series_and_only_those_wanted():
    wanted = {"a": 1, "b": "x"}
    assert (
        forms.fields({"b": "x", "a": 1, "c": 2}, ["a", "b"])
        == wanted
        == forms.fields(pd.Series(wanted), ["a", "b"])
    )
    assert list(forms.fields({"b": "x", "a": 1}, ["a", "b"])) == ["a", "b"]


@pytest.mark.parametrize("answer", [1, [1], pd.DataFrame({"a": [1]}), "a", {"a"}], ids=count())
@LANGUAGES
def test_what_has_no_fields_is_refused_with_their_names(answer, code):
    look.speak(code)
    words = said(forms.fields, answer, ["a", "b"])
    assert (
        look.say("A dict with the fields a, b is wanted; this is", "要的是含 a, b 的字典，这里是") in words
        and forms.kind(answer) in words
    )


@pytest.mark.parametrize(
    "answer",
    [{}, {"a": ...}, {"a": "...", "b": None}, {"a": [], "b": ""}, {"a": [...], "b": (1, ...)}, {"c": 1}],
    ids=repr,
)
@LANGUAGES
def test_fields_still_open(answer, code):
    look.speak(code)
    words = said(forms.fields, answer, ["a", "b"], error=NotAttempted)
    still = look.say("Still open: b.", "还没填：b。")
    assert words == (
        still
        if "a" in answer and answer["a"] == []
        else look.say("Put your values where the ... stand.", "把各处的 ... 换成你的答案。")
    )


@pytest.mark.parametrize(
    "answer", [{"a": 1}, {"a": 1, "b": ...}, {"a": 1, "b": [1, "..."]}, {"a": 1, "b": (None,)}], ids=repr
)
@LANGUAGES
def test_the_fields_still_open_are_named(answer, code):
    look.speak(code)
    assert said(forms.fields, answer, ["a", "b"], error=NotAttempted) == look.say(
        "Still open: b.", "还没填：b。"
    )


@LANGUAGES
def test_a_number_in_each_field(code):
    look.speak(code)
    assert forms.numbers({"a": 1, "b": 0.5, "c": "x"}, ["a", "b"]) == {"a": 1, "b": 0.5}
    assert said(forms.numbers, {"a": "1", "b": 2}, ["a", "b"]).startswith(
        look.say("a: One number is wanted", "a：要的是一个数")
    )
    assert said(forms.numbers, {"a": 1, "b": 2}, ["a", "b"], forms.share).startswith(
        look.say("b: A fraction", "b：要的是 0 到 1")
    )
    assert said(forms.numbers, {"a": 1}, ["a", "b"], error=NotAttempted) == look.say(
        "Still open: b.", "还没填：b。"
    )


def test_what_is_said_of_a_field_keeps_its_kind():
    assert said(forms.in_field, forms.number, ..., "a", error=NotAttempted).startswith("a: Put your number")
    assert forms.in_field(forms.number, 2, "a") == 2


# Words, choices ---------------------------------------------------------------------------------------------


def test_words_for_a_person():
    assert forms.words("  " + "x" * 20 + " ") == "x" * 20
    assert forms.words("七个汉字就够了") == "七个汉字就够了", "twenty-one bytes"
    assert forms.words("ok", least=2) == "ok"


@pytest.mark.parametrize("value", [..., None, "", "...", "x" * 19, "六个汉字不够" + " " * 30])
@LANGUAGES
def test_too_few_words_are_not_attempted(value, code):
    look.speak(code)
    assert said(forms.words, value, error=NotAttempted) == look.say(
        "why: two or three sentences in your own words.", "why：用自己的话写两三句。"
    )


@pytest.mark.parametrize("value", [5, ["x" * 30], True])
@LANGUAGES
def test_words_are_a_text(value, code):
    look.speak(code)
    wanted = look.say(
        "reason: a text in quotation marks is wanted; this is", "reason 要填一段加引号的文字，这里是"
    )
    assert said(forms.words, value, "reason").startswith(wanted)


@pytest.mark.parametrize("answer", [{}, {"why": ...}, {"why": "x" * 19}, pd.Series({"a": 1})], ids=count())
def test_reasons_may_still_be_open(answer):
    assert forms.reasons(answer) == ""


def test_reasons_that_are_written():
    assert forms.reasons({"why": " " + "x" * 20}) == "x" * 20 == forms.reasons({"note": "x" * 20}, "note")
    assert "note: a text" in said(forms.reasons, {"note": 5}, "note")


NAMES = pd.Series({"K1": "Muxi", "K2": "Lantian", "K9": "Elsewhere"})


def test_a_choice_by_number_or_by_name():
    allowed = pd.Index(["K1", "K2"])
    assert forms.one_of("K1", allowed, "f") == forms.one_of("Muxi", allowed, "f", NAMES) == "K1"
    assert forms.one_of("K2", ["K1", "K2"], "f", NAMES) == "K2"


@pytest.mark.parametrize(
    "value", ["K9", "Elsewhere", "k1", "", 1, None, ["K1", "K2"], (), {"K1"}, np.array(["K1"])], ids=repr
)
@LANGUAGES
def test_a_choice_that_is_not_there_is_refused_with_those_that_are(value, code):
    look.speak(code)
    words = said(forms.one_of, value, ["K1", "K2"], "f", NAMES)
    assert (
        look.say("f is one of K1, K2, in quotation marks; found", "f 应是 K1, K2 之一，要加引号；这里是")
        in words
    )


@pytest.mark.parametrize("value", [["K1"], ("K1",), [1]], ids=repr)
@LANGUAGES
def test_a_choice_in_brackets(value, code):
    look.speak(code)
    assert said(forms.one_of, value, ["K1"], "f") == look.say(
        "f: without the square brackets.", "f：去掉方括号。"
    )


def test_long_findings_are_cut():
    assert (
        len(said(forms.one_of, "x" * 500, ["K1"], "f")) < 120
        and len(said(forms.whole, 10**400, 1, 5, "w")) < 120
    )


# Tables -----------------------------------------------------------------------------------------------------

TABLE = pd.DataFrame({"n": [1, 2], "s": [0.5, 0.25]}, index=["A", "B"])


def test_a_table_in_any_order_with_more_than_is_wanted():
    more = TABLE.assign(note="x").loc[["B", "A"]]
    more.loc["C"] = [3, 0.1, "y"]
    pd.testing.assert_frame_equal(
        forms.table(more, ["A", "B"], ["n", "s"]), TABLE.astype(float), check_dtype=False
    )
    assert forms.table(TABLE.astype(object), ["A"], ["n"]).loc["A", "n"] == 1


@OPEN
@LANGUAGES
def test_an_open_table_is_not_attempted(answer, code):
    look.speak(code)
    assert said(forms.table, answer, ["A"], ["n"], error=NotAttempted) == look.say(
        "Put your table where the ... stands.", "把 ... 换成你的表。"
    )


@pytest.mark.parametrize(
    ("answer", "english", "chinese"),
    [
        (TABLE["n"], "A DataFrame is wanted; this is a Series", "要的是一个 DataFrame，这里是一个 Series"), (5, "this is a number", "这里是一个数"),
        (TABLE.drop(columns="s"), "The column s is missing; found n.", "缺少列 s；现有 n。"),
        (TABLE.drop(index="A"), "The row A is missing; found B.", "缺少行 A；现有 B。"),
        (TABLE.reset_index(drop=True), "The row A, B is missing; found 0, 1.", "缺少行 A, B；现有 0, 1。"),
        (pd.concat([TABLE, TABLE]), "A row stands in the table twice.", "表里有重复的行。"),
        (pd.concat([TABLE, TABLE], axis=1), "A column stands in the table twice.", "表里有重复的列。"),
        (TABLE.assign(n=["1", 2]), "a cell of the table: One number is wanted; this is a text.", "表中一格：要的是一个数，这里是一段文字。"),
        (TABLE.assign(s=[0.5, float("nan")]), "a cell of the table: One finite number", "表中一格：要的是一个有限的数"),
    ],
    ids=count(),
)  # fmt: skip
@LANGUAGES
def test_a_table_of_the_wrong_shape(answer, english, chinese, code):
    look.speak(code)
    assert look.say(english, chinese) in said(forms.table, answer, ["A", "B"], ["n", "s"])


@LANGUAGES
def test_the_columns_still_open_are_named(code):
    look.speak(code)
    half = TABLE.astype(object).assign(n=[1, ...])
    assert said(forms.table, half, ["A", "B"], ["n", "s"], error=NotAttempted) == look.say(
        "Still open: n.", "还没填：n。"
    )
    assert forms.table(half, ["A"], ["n", "s"]).shape == (1, 2), (
        "an open cell that is not asked for does no harm"
    )


# Anything at all --------------------------------------------------------------------------------------------


@given(
    st.one_of(
        st.integers(),
        st.floats(),
        st.text(),
        st.booleans(),
        st.none(),
        st.fractions(),
        st.decimals(),
        st.complex_numbers(),
    )
)
def test_a_number_is_finite_or_refused(answer):
    try:
        value = forms.number(answer)
    except (NotAttempted, WrongKind, OverflowError):
        return
    assert type(value) is float and np.isfinite(value)


def test_a_form_has_points_and_a_place_to_read_by_default():
    made = forms.Made(("t", "题"), len, len, ())
    assert (made.points, made.by_hand, made.read) == (2, 0, ("", ""))
    with pytest.raises(AttributeError):
        made.points = 5
