"""The form of an answer: what is let through, in which plain form, and that what is said about the rest names it."""

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
OPEN = pytest.mark.parametrize("answer", [..., None, "", "  ", "...", " ... ", "…"], ids=repr)
ONE = pytest.mark.parametrize("form", [forms.number, forms.share, forms.at_least_zero])


def said(form, *arguments, error=WrongKind):
    """What a form says about an answer it refuses."""
    with pytest.raises(error) as refused:
        form(*arguments)
    return str(refused.value)


# One number -------------------------------------------------------------------------------------------------


@OPEN
@pytest.mark.parametrize(
    "form",
    [
        forms.number,
        forms.share,
        forms.at_least_zero,
        forms.whole_number(1, 5),
        forms.choice(["A", "B"]),
        forms.several(["A", "B"]),
    ],
)
def test_what_is_open_is_not_attempted_whatever_the_form(form, answer):
    assert said(form, answer, error=NotAttempted)


@ONE
@pytest.mark.parametrize(
    "answer", [0.5, np.float64(0.5), np.float32(0.5), Fraction(1, 2), 1, 0, np.int8(1), -0.0], ids=repr
)
def test_any_kind_of_number_becomes_a_plain_one(form, answer):
    assert form(answer) == answer and type(form(answer)) is float


@ONE
@pytest.mark.parametrize(
    "answer",
    ["0.5", (0, 5), [0.5], np.array([1]), pd.Series([1]), pd.DataFrame(), True, np.bool_(True), {}, {1}, lambda: 1, Decimal(1), 1j],
    ids=count(),
)  # fmt: skip
@LANGUAGES
def test_what_is_no_number_is_told_what_it_is(form, answer, code):
    look.speak(code)
    assert forms.kind(answer) in said(form, answer)


@pytest.mark.parametrize("answer", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_finite_is_named(answer):
    assert str(answer) in said(forms.number, answer)


def test_how_to_write_a_number():
    """A comma for the point gives two whole numbers; a letter and a number are no such slip."""
    assert "comma" in said(forms.number, (2, 33)) and "quotation marks" in said(forms.number, "2.33")
    for other in (("C", 2.33), (2.33,), (1, 2, 3), (2.5, 33), (True, 3), [2, 33], {}, {1}):
        assert "comma" not in said(forms.number, other)
    for several in (("C", 2.33), [2.33], np.array([1])):
        assert "Pick" in said(forms.number, several)


@pytest.mark.parametrize("answer", [1.0001, 25, -0.0001, -1])
def test_a_share_lies_between_nothing_and_all(answer):
    assert f"{answer:g}" in said(forms.share, answer) and "0.25" in said(forms.share, answer)
    assert [forms.share(each) for each in (0, 1, 0.0, 1.0, 0.25)] == [0, 1, 0, 1, 0.25]


def test_what_cannot_be_negative():
    assert forms.at_least_zero(0) == 0 and forms.at_least_zero(1e12) == 1e12
    assert "-0.5" in said(forms.at_least_zero, -0.5)


def test_true_and_false_are_told_from_numbers():
    assert all(forms.is_truth(value) for value in (True, False, np.bool_(False), type("bool_", (), {})()))
    assert not any(forms.is_truth(value) for value in (1, np.int64(0), "True"))


def test_a_word_for_each_kind():
    values = [
        1,
        "a",
        True,
        [1],
        (1,),
        {1},
        {},
        np.array([1]),
        pd.Series([1]),
        pd.DataFrame(),
        len,
        lambda: 1,
        Decimal(1),
    ]
    for code in ("en", "zh"):
        look.speak(code)
        assert len({forms.kind(value) for value in values}) == len(values)
        assert forms.kind(np.float64(1)) == forms.kind(1) and "Decimal" in forms.kind(Decimal(1))


@pytest.mark.parametrize("value", [1, 5, 5.0, np.int64(3), np.float64(3), Fraction(2)], ids=repr)
def test_a_whole_number_between_both_ends(value):
    form = forms.whole_number(1, 5)
    assert form(value) == value and type(form(value)) is int


@pytest.mark.parametrize(
    "value",
    [0, 6, 1.5, -1, True, np.bool_(True), [1], float("nan"), float("inf"), 1j, Decimal(1), "3", 10**400],
    ids=repr,
)  # fmt: skip
def test_what_is_no_whole_number_between_is_refused(value):
    words = said(forms.whole_number(1, 5), value)
    assert ("quotation marks" in words) == isinstance(value, str) and len(words) < 120


# Letters, names, ids ----------------------------------------------------------------------------------------

NAMES = pd.Series({"K1": "Muxi", "K2": "Lantian", "K9": "Elsewhere"})


@pytest.mark.parametrize("value", ["K1", "k1", "Ｋ１", " ｋ１ ", "Muxi", "MUXI", "muxi "])
def test_a_choice_by_id_or_name_however_it_is_written(value):
    assert forms.one_of(value, pd.Index(["K1", "K2"]), NAMES) == "K1"
    assert forms.choice(lambda data: data, NAMES)(value, ["K1", "K2"]) == "K1"


@pytest.mark.parametrize("value", [454, 454.0, "454", "４５４", np.int64(454)], ids=repr)
def test_a_code_may_be_typed_as_a_number(value):
    assert forms.one_of(value, ["454", "555"]) == "454" and forms.one_of(value, [454, 555]) == 454


@pytest.mark.parametrize(
    "value",
    ["K9", "Elsewhere", "K 1", "", 1, 1.5, None, True, float("nan"), float("inf"), ["K1", "K2"], (), {"K1"}, np.array(["K1"]), "x" * 500],
    ids=count(),
)  # fmt: skip
def test_a_choice_that_is_not_there_is_refused_with_those_that_are(value):
    words = said(forms.one_of, value, ["K1", "K2"], NAMES)
    assert "K1" in words and "K2" in words and len(words) < 140


@pytest.mark.parametrize("value", [["K1"], ("K1",), [1]], ids=repr)
def test_a_choice_in_brackets(value):
    assert "brackets" in said(forms.one_of, value, ["K1"])


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset, pd.Index, pd.Series, np.array])
def test_several_may_come_as_any_list(kind):
    assert forms.several(["K1", "K2", "K3"], NAMES)(kind(["k2", "Muxi"])) == {"K1", "K2"}
    assert forms.several(["K1", "K2"], n=2)(kind(["K2", "K1"])) == {"K1", "K2"}


@pytest.mark.parametrize(
    "bad",
    ["K1", 5, {"K1": 1}, ["K1"], ["K1", "K1"], ["K1", "k1"], ["K1", "K2", "K3"], ["K1", "K9"]],
    ids=repr,
)
def test_two_different_ones_are_wanted(bad):
    assert said(forms.several(["K1", "K2", "K3"], n=2), bad)


def test_several_that_are_open_or_double():
    form = forms.several(["K1", "K2"])
    assert form(["K1"]) == {"K1"} and "K1" in said(form, ["K1", "K1"])
    assert said(form, [], error=NotAttempted)


# Fields -----------------------------------------------------------------------------------------------------

AB = forms.answer_of(a=forms.number, b=forms.share)


def test_fields_come_as_a_dict_or_a_series_and_only_those_wanted():
    for answer in (
        {"b": 0.5, "a": 1, "c": 2, 3: 4},
        pd.Series({"a": 1, "b": 0.5}),
        {"A": 1, "Ｂ": 0.5},
        {"a": 1, "A": 7, "b": 0.5},
    ):
        assert AB(answer) == {"a": 1, "b": 0.5} and list(AB(answer)) == ["a", "b"]


@pytest.mark.parametrize("answer", [1, [1], pd.DataFrame({"a": [1]}), "a", {"a"}], ids=count())
def test_what_has_no_fields_is_refused_with_their_names(answer):
    assert "a, b" in said(AB, answer) and forms.kind(answer) in said(AB, answer)


@OPEN
def test_open_fields_as_a_whole(answer):
    assert said(AB, answer, error=NotAttempted)


@pytest.mark.parametrize(
    ("answer", "open_"),
    [({}, ""), ({"a": ...}, ""), ({"a": "...", "b": None}, ""), ({"a": [...], "b": (1, ...)}, ""), ({"c": 1}, ""), ({"a": [], "b": ""}, ""),
     ({"a": 1}, "b"), ({"a": 1, "b": ...}, "b"), ({"a": 1, "b": [1, "..."]}, "b"), ({"b": 1}, "a"), ({"a": (), "b": 1}, "a")],
    ids=count(),
)  # fmt: skip
def test_the_fields_still_open_are_named(answer, open_):
    words = said(AB, answer, error=NotAttempted)
    assert (f": {open_}." in words) if open_ else ":" not in words


def test_what_is_wrong_with_a_field_is_said_with_its_name_and_keeps_its_kind():
    assert said(AB, {"a": "1", "b": 0.5}).startswith("a: ") and said(AB, {"a": 1, "b": 2}).startswith("b: ")
    assert said(forms.in_field, forms.number, ..., "a", error=NotAttempted).startswith("a: ")


def test_a_field_for_each_of_the_data():
    letters = forms.each_of(lambda data: data, forms.choice("AB"))
    assert letters({"k1": "a", "K2": "B"}, ["K1", "K2"]) == {"K1": "A", "K2": "B"}
    assert "K3" in said(letters, {"K1": "A"}, ["K1", "K3"], error=NotAttempted)


# Words for a person -----------------------------------------------------------------------------------------


def test_words_are_long_enough_for_a_sentence():
    assert forms.words("  " + "x" * 20 + " ") == "x" * 20 and forms.words("ok", least=2) == "ok"
    assert forms.words("七个汉字就够了") == "七个汉字就够了", "twenty-one bytes"
    for short in (..., None, "", "...", "x" * 19, "六个汉字不够" + " " * 30):
        assert "why" in said(forms.words, short, error=NotAttempted)
    for other in (5, ["x" * 30], True):
        assert "reason" in said(forms.words, other, "reason")


@pytest.mark.parametrize("why", [..., None, "", "x" * 19])
def test_reasons_may_still_be_open(why):
    form = forms.answer_of(reasons=True, a=forms.number)
    assert form({"a": 1, "why": why}) == form({"a": 1}) == form(pd.Series({"a": 1})) == {"a": 1, "why": ""}


def test_reasons_that_are_written_are_handed_on():
    form = forms.answer_of(reasons=True, a=forms.number)
    for answer in (
        {"a": 1, "why": " " + "x" * 20},
        {"a": 1, "Why": "x" * 20},
        pd.Series({"a": 1, "why": "x" * 20}),
    ):
        assert form(answer) == {"a": 1, "why": "x" * 20}
    assert "why" in said(form, {"a": 1, "why": 5})


# Anything at all --------------------------------------------------------------------------------------------


@given(
    st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none(), st.fractions(), st.decimals(), st.complex_numbers())
)  # fmt: skip
def test_a_number_is_finite_or_refused(answer):
    try:
        value = forms.number(answer)
    except (NotAttempted, WrongKind, OverflowError):
        return
    assert type(value) is float and np.isfinite(value)


def test_a_spec_has_points_and_a_place_to_read_by_default():
    spec = forms.ExerciseSpec(("t", "题"), len, len, ())
    assert (spec.points, spec.by_hand, spec.read) == (2, 0, ("", ""))
    with pytest.raises(AttributeError):
        spec.points = 5
