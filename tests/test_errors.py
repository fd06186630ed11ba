"""How a refusal is worded: what was needed, what was found, what to do, in the language of the moment."""

import pickle

import pandas as pd
import pytest

from casekit import errors, look
from casekit.errors import Refused, Undefined


def test_a_refusal_is_told_in_three_parts():
    refused = Refused("a table", "a list", "make it a table")
    assert str(refused) == "Needed: a table\nFound: a list\nWhat to do: make it a table"
    assert (refused.needed, refused.found, refused.do) == ("a table", "a list", "make it a table")


def test_a_refusal_is_told_in_chinese(chinese):
    assert str(Refused("一张表", "一个列表", "改成表")) == "需要：一张表\n发现：一个列表\n怎么办：改成表"


def test_the_frame_follows_the_language_in_force_when_it_is_shown():
    refused = Refused("a", "b", "c")
    look.speak("zh")
    assert str(refused).startswith("需要：")


@pytest.mark.parametrize(
    "error", [Refused("a", "b", "c"), Undefined("no sales")], ids=["refused", "undefined"]
)
def test_both_are_value_errors_and_survive_the_way_to_another_process(error):
    assert isinstance(error, ValueError)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error) and vars(copy) == vars(error) and str(copy) == str(error)


def test_undefined_says_why():
    assert Undefined("no sales").reason == str(Undefined("no sales")) == "no sales"


@pytest.mark.parametrize(
    ("names", "most", "line"),
    [
        ([], 12, ""),
        (["a"], 1, "a"),
        (["a", "b"], 2, "a, b"),
        (["a", "b", "c"], 2, "a, b ... (3)"),
        ([1, None], 5, "1, None"),
    ],
)
def test_names_are_listed_and_long_lists_cut(names, most, line):
    assert errors.listed(names, most) == line


@pytest.mark.parametrize(
    ("name", "best"),
    [("oders", "orders"), ("retruns", "returns"), ("order", "orders"), (7, "orders"), ("", "orders")],
)
def test_the_nearest_name_comes_first(name, best):
    assert errors.closest_names(name, ["orders", "returns"])[0] == best


def test_if_nothing_is_near_all_names_are_given():
    assert errors.closest_names("zzz", ["orders", "returns"]) == ["orders", "returns"]


def test_a_table_that_has_the_columns_passes():
    assert errors.require_columns(pd.DataFrame(columns=["a", "b"]), "b", "a") is None


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", "no column c, d; the table has a, b"), ("zh", "缺少列 c, d；表里有 a, b")],
)
def test_missing_columns_are_named_with_those_there_are(code, words):
    look.speak(code)
    with pytest.raises(Refused) as refused:
        errors.require_columns(pd.DataFrame(columns=["a", "b"]), "c", "a", "d")
    assert refused.value.found == words and "c, a, d" in refused.value.needed and "rename" in refused.value.do


@pytest.mark.parametrize(("code", "words"), [("en", "the nearest is 'left'"), ("zh", "最接近的是 'left'")])
def test_a_value_out_of_the_list_is_answered_with_the_nearest(code, words):
    look.speak(code)
    with pytest.raises(Refused) as refused:
        errors.require_one_of("side", "lefft", ["right", "left"])
    assert refused.value.do == words and refused.value.found == "'lefft'" and "side" in refused.value.needed


def test_a_value_in_the_list_passes():
    assert errors.require_one_of("side", "left", ["right", "left"]) is None
