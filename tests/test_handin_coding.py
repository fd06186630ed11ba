"""Answers as JSON and back; what is no coded answer is refused, whoever wrote it."""

import json
import math
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.exercises.forms import WrongKind, number
from casekit.handin.coding import DEEPEST, LONGEST, NotCoded, coded, decoded

PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
KEYS = st.text() | st.integers(-(2**40), 2**40)
ANSWERS = st.recursive(
    PLAIN,
    lambda each: st.lists(each) | st.tuples(each, each) | st.dictionaries(KEYS, each) | st.sets(KEYS),
    max_leaves=20,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: (
        st.lists(each) | st.dictionaries(st.sampled_from(["is", "of", "type", "index", "shape", "x"]), each)
    ),
)


def there_and_back(answer):
    return decoded(json.loads(json.dumps(coded(answer), allow_nan=False)))


@given(ANSWERS)
def test_plain_answers_come_back_as_they_were(answer):
    assert there_and_back(answer) == answer


@given(JSON)
def test_whatever_json_is_written_nothing_else_than_a_refusal_comes_of_it(value):
    try:
        decoded(value)
    except NotCoded:
        pass


KINDS = [
    "ellipsis",
    "missing",
    "float",
    "tuple",
    "set",
    "dict",
    "index",
    "array",
    "series",
    "frame",
    "time",
    "other",
]


@given(st.sampled_from(KINDS), JSON, JSON, JSON)
def test_broken_codes_are_refused(kind, of, index, type_):
    try:
        decoded(
            {
                "is": kind,
                "of": of,
                "index": index,
                "type": type_,
                "shape": index,
                "name": of,
                "columns": type_,
            }
        )
    except NotCoded:
        pass


@pytest.mark.parametrize(
    "answer, plain",
    [
        (np.float64(2.5), 2.5),
        (np.int32(7), 7),
        (np.bool_(True), True),
        (Fraction(1, 4), 0.25),
        (..., ...),
        (OrderedDict(a=1), {"a": 1}),
        (math.inf, math.inf),
        (pd.Timestamp("2026-01-02"), pd.Timestamp("2026-01-02")),
        (2**70, float(2**70)),
    ],
)
def test_numbers_of_every_make(answer, plain):
    back = there_and_back(answer)
    assert back == plain and type(back) is type(plain)


def test_not_a_number_stays_one():
    assert math.isnan(there_and_back(float("nan"))) and math.isnan(there_and_back(pd.NaT))


TABLE = pd.DataFrame(
    {"n": [1, 2], "share": [0.5, np.nan], "who": ["A", None], "ok": [True, False]}, index=["x", "y"]
)
TABLE.index.name = "dealer"


def test_tables_keep_their_rows_columns_and_kinds():
    back = there_and_back(TABLE)
    assert (
        list(back.columns) == list(TABLE.columns)
        and list(back.index) == ["x", "y"]
        and back.index.name == "dealer"
    )
    assert [back[name].dtype.kind for name in ("n", "share", "ok")] == ["i", "f", "b"]
    pd.testing.assert_series_equal(back["n"], TABLE["n"])


def test_tables_with_days_doubled_names_and_two_level_rows():
    table = pd.DataFrame([[1.0, 2.0]], columns=["a", "a"], index=pd.MultiIndex.from_tuples([("x", 1)]))
    back = there_and_back(table)
    assert list(back.columns) == ["a", "a"] and back.index.nlevels == 2
    days = pd.Series([1.5], index=pd.to_datetime(["2026-01-02"]), name="late")
    pd.testing.assert_series_equal(there_and_back(days), days, check_index_type=False, check_freq=False)
    empty = there_and_back(pd.DataFrame())
    assert empty.shape == (0, 0)


def test_series_arrays_and_indexes():
    pd.testing.assert_series_equal(there_and_back(pd.Series([3, 1], name="n")), pd.Series([3, 1], name="n"))
    array = there_and_back(np.arange(6).reshape(2, 3))
    assert array.shape == (2, 3) and array.dtype.kind == "i" and array.sum() == 15
    assert there_and_back(pd.Index(["a", "b"])).tolist() == ["a", "b"]
    assert there_and_back(pd.Series(["a", "b"], dtype="category")).tolist() == ["a", "b"]


def test_sets_are_written_in_one_order():
    assert coded({"QH3", "QH1", "QH2"})["of"] == ["QH1", "QH2", "QH3"]


@pytest.mark.parametrize(
    "answer, name", [(print, "builtin_function_or_method"), (Decimal(1), "Decimal"), (range(3), "range")]
)
def test_other_things_come_back_as_something_of_that_name(answer, name):
    back = there_and_back(answer)
    assert type(back).__name__ == name and back is not answer
    with pytest.raises(WrongKind, match=name if name != "builtin_function_or_method" else "built"):
        number(back)


class Liar(float):
    """A number that claims to be equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class Mute:
    def __repr__(self):
        raise RuntimeError


def test_a_number_with_opinions_comes_back_as_a_plain_one():
    assert type(there_and_back(Liar(5))) is float and there_and_back(Liar(5)) != 6
    assert type(there_and_back(Mute())).__name__ == "Mute"


def nested(deep):
    answer = []
    for _ in range(deep):
        answer = [answer]
    return answer


ENDLESS = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    "answer",
    [nested(DEEPEST + 1), ENDLESS, "x" * (LONGEST + 1), range(0) and 0 or [0] * 100_001, pd.Series(range(100_001)),
     pd.DataFrame(np.zeros((400, 400))), np.zeros((400, 400))],
    ids=["deep", "endless", "text", "list", "series", "table", "array"],
)  # fmt: skip
def test_what_is_too_large_or_too_deep_is_refused(answer):
    with pytest.raises(NotCoded):
        coded(answer)


def test_what_is_written_too_large_or_too_deep_is_refused_too():
    with pytest.raises(NotCoded):
        decoded(nested(DEEPEST + 1))
    with pytest.raises(NotCoded):
        decoded([0] * 100_001)


def test_half_characters_cannot_come_through():
    assert coded("a\ud800").encode()
