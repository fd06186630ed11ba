"""Answers as JSON and back; what is no coded answer is refused, whoever wrote it."""

import json
import math
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.classroom import bench
from casekit.exercises.forms import (
    NotAttempted,
    WrongKind,
    answer_of,
    at_least_zero,
    choice,
    number,
    several,
    share,
    whole_number,
)
from casekit.handin.coding import DEEPEST, LONGEST, MADE, NotCoded, coded, decoded

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


FORMS = [number, share, at_least_zero, whole_number(0, 9), choice(["A", "B"]), several(["A", "B"]),
         answer_of(True, lost=number, first=choice(["A"]))]  # fmt: skip
MALFORMED = {
    "no such side": {"is": "array", "shape": [-5, 3], "type": "int64", "of": ["x"]},
    "all that is left": {"is": "array", "shape": [-1], "type": "int64", "of": [1]},
    "more than there is": {"is": "array", "shape": [3], "type": "int64", "of": [1, 2]},
    "huge sides": {"is": "array", "shape": [10**9, 10**9], "type": "float64", "of": []},
    "a text as a list": {"is": "tuple", "of": "abc"},
    "a key that is a list": {"is": "dict", "of": [[["a"], 1]]},
    "a key twice": {"is": "dict", "of": [["a", 1], ["a", 2]]},
    "three to a pair": {"is": "dict", "of": [["a", 1, 2]]},
    "a set of lists": {"is": "set", "of": [[1]]},
    "no kind": {"of": [1]},
    "unknown kind": {"is": "os.system", "of": "x"},
    "a kind that is a list": {"is": ["tuple"], "of": []},
    "more than belongs": {"is": "tuple", "of": [], "then": 1},
    "an index too short": {"is": "series", "name": "n", "index": [1], "type": "int64", "of": [1, 2]},
    "halves as whole numbers": {"is": "series", "name": None, "index": [1], "type": "int64", "of": [1.5]},
    "a name that is a list": {"is": "series", "name": [1], "index": [1], "type": "int64", "of": [1]},
    "unknown column": {"is": "series", "name": None, "index": [1], "type": "datetime64[ns]", "of": [1]},
    "columns of different lengths": {"is": "frame", "columns": ["a", "b"], "index": [1, 2], "names": [None, None],
                                     "types": ["int64", "int64"], "of": [[1, 2], [1]]},
    "a column too few": {"is": "frame", "columns": ["a", "b"], "index": [1], "names": [None, None], "types": ["int64"], "of": [[1]]},
    "a number beyond all": 10**400, "less than all": -(2**64), "endless": float("inf"), "none": float("nan"),
    "half a character": "\ud800", "half a character as a key": {"is": "dict", "of": [["\ud800", 1]]},
    "a day that moves": {"is": "time", "of": "now"}, "no day": {"is": "time", "of": "9999-99-99"}, "a number as a day": {"is": "time", "of": 5},
    "another float": {"is": "float", "of": "1e999"}, "words that are none": {"is": "other", "type": "x", "of": ["x"]},
    "a long text": "x" * (LONGEST + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_what_no_coding_gives_is_refused_wherever_it_stands(name):
    for value in (MALFORMED[name], [MALFORMED[name]], {"is": "dict", "of": [["a", MALFORMED[name]]]}):
        with pytest.raises(NotCoded):
            decoded(value)


SMALL = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from([10**400, "\ud800", "now", "2026-01-02", "nan"])
)
PARTS = st.recursive(SMALL, lambda each: st.lists(each, max_size=4), max_leaves=6)
CODES = st.recursive(
    SMALL,
    lambda each: st.lists(each, max_size=3) | st.sampled_from(sorted(MADE)).flatmap(
        lambda kind: st.fixed_dictionaries(
            {"is": st.just(kind)} | {
                field: st.sampled_from(["int64", "float64", "bool", "other", "Series"]) if field == "type" else each | PARTS | st.lists(each, max_size=4)
                for field in MADE[kind][0]
            })),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(CODES)
def test_what_comes_back_can_be_coded_shown_and_judged(code):
    """Whoever wrote the code: a refusal, or a value that every form takes or refuses by a word."""
    try:
        value = decoded(code)
    except NotCoded:
        return
    coded(value), bench.parts({"why": value, "more": "x" * 30}), bench.holds_strangers(value)
    for form in FORMS:
        try:
            form(value, None)
        except (NotAttempted, WrongKind) as said:
            assert str(said)


def there_and_back(answer):
    return decoded(json.loads(json.dumps(coded(answer), allow_nan=False)))


@pytest.mark.parametrize("name", ["Series", "DataFrame", "ndarray", "bool", "Index"])
def test_nothing_is_called_like_a_table_that_is_none(name):
    assert type(decoded({"is": "other", "type": name, "of": ""})).__name__ == "object"


def test_deep_values_come_back_as_deep():
    answer = ()
    for _ in range(DEEPEST):
        answer = (answer,)
    assert there_and_back(answer) == answer


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


def test_columns_with_gaps_come_back_with_gaps():
    table = pd.DataFrame(
        {
            "n": pd.array([1, None], "Int64"),
            "ok": pd.array([True, None], "boolean"),
            "x": pd.array([0.5, None], "Float64"),
        }
    )
    back = there_and_back(table)
    assert (
        back["n"].tolist()[0] == 1
        and back["ok"].tolist()[0] is True
        and back.isna().sum().tolist() == [1, 1, 1]
    )


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
