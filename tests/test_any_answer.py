"""Whatever is given to a check, it answers: every exercise, with and without its answers, with anybody's numbers."""

import json
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casekit
from casekit import exercises, look, record
from casekit.errors import Refused

NAMES = exercises.names()
EACH = pytest.mark.parametrize("name", NAMES)
KIT = pytest.mark.parametrize("answers", ["with answers", "in a class kit"])


def refuse(*_, **__):
    raise RuntimeError("no")


class Spiteful:
    """Cannot be compared, written, counted, converted or copied."""

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __repr__ = __str__ = __format__ = __len__ = (
        __iter__
    ) = __contains__ = refuse
    __bool__ = __float__ = __int__ = __index__ = __round__ = __abs__ = __getitem__ = to_dict = item = (
        tolist
    ) = keys = refuse
    __hash__ = object.__hash__


class Masked:
    """Does not even tell its class."""

    @property
    def __class__(self):
        raise RuntimeError("no")


class Unhashable(str):
    """A text that cannot be looked up."""

    __hash__ = None


class SpitefulText(str):
    """A text that can be neither compared nor stripped."""

    __eq__ = strip = encode = __repr__ = refuse
    __hash__ = str.__hash__


class SpitefulNumber(float):
    """A number that cannot be reckoned with."""

    __float__ = __eq__ = __le__ = __ge__ = __sub__ = __rsub__ = __abs__ = __format__ = __repr__ = refuse
    __hash__ = float.__hash__


class SpitefulDict(dict):
    """A dict that cannot be read."""

    __contains__ = __getitem__ = get = items = keys = __iter__ = refuse


class DataFrame:
    """Only called so."""


class Series:
    """Only called so, and cannot be turned into a dict."""

    to_dict = refuse


def _recursive():
    itself, turn = [], {}
    itself.append(itself)
    turn["chosen"] = turn
    return [itself, turn, {"why": itself}, pd.Series([itself], dtype=object)]


def _deep():
    deep = []
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    return deep


ODD = [
    Spiteful(), Spiteful, Masked(), Unhashable("A"), SpitefulText("QH0001"), SpitefulNumber(1), SpitefulDict(a=1), DataFrame(), Series(),
    *_recursive(), _deep(), 10**5000, -(10**400), 2 + 3j, Decimal("sNaN"), Decimal("NaN"), Decimal("1"), Fraction(10**400), Fraction(1, 3),
    float("nan"), float("inf"), -float("inf"), np.float64("nan"), np.float32("inf"), np.int64(-(2**63)), np.uint8(255), np.bool_(True),
    np.array(3.0), np.array([]), np.arange(6).reshape(2, 3), np.array([None, ...], dtype=object), np.datetime64("NaT", "D"), np.ma.masked, np.void(b"x"),
    pd.NA, pd.NaT, pd.Timestamp("2025-01-01"), pd.Timedelta("1D"), pd.Interval(0, 1), pd.Index(["A"]), pd.Categorical(["A"]), pd.DataFrame,
    pd.Series(dtype=float), pd.Series([1, 1], index=["a", "a"]), pd.DataFrame(), pd.DataFrame({"a": [1, ...]}), pd.DataFrame([[1, 2]], columns=["a", "a"]),
    pd.DataFrame({("a", "b"): [1]}), pd.DataFrame({"a": range(3000)}), pd.DataFrame(index=pd.MultiIndex.from_tuples([(1, 2)])), pd.DataFrame({"a": [[1]]}),
    set(), {1, "a"}, frozenset("A"), {1: 2, None: ..., (1,): []}, {Spiteful(): 1}, [Spiteful()], [[[[]]]], [[1, 2], [3]], range(5), iter("ab"),
    (x for x in "ab"), lambda: 5, len, type, object(), NotImplemented, Exception("x"), casekit, memoryview(b"x"), b"D", bytearray(b"x"), True, False,
    "\ud800", "<script>", "D" * 100_000, "\0", "...x", 0, -1, 1e308, 1e-308, "25%", "nan",
]  # fmt: skip


@pytest.fixture
def asked(work, monkeypatch, request):
    """An exercise by name, number and with or without its answers."""

    def ask(name, who="", answers="with answers"):
        if answers == "in a class kit":
            monkeypatch.setattr(exercises, "_answers", lambda lesson: None)
        q = exercises.Exercise(name, who, "MKT301" if who else "")
        made = q.data  # once: some exercises make a whole company
        monkeypatch.setattr(exercises.Exercise, "data", made)
        return q

    return ask


def answered(q, answer):
    """The feedback on an answer, seen to be whole: a status, words, a page, a record."""
    feedback = q.check(answer)
    assert feedback.status in exercises.Feedback.HEADS and feedback.status != "error", feedback
    assert feedback.words and isinstance(feedback.words, str) and len(feedback.words) < 1500
    assert feedback._repr_html_() and repr(feedback)
    kept = json.dumps(q._noted(), allow_nan=False)
    assert len(kept) < 15_000 and kept.encode()
    return feedback.status


@pytest.mark.slow
@EACH
@pytest.mark.parametrize(("who", "answers"), [
    ("", "with answers"), ("2026001", "in a class kit"),
    *(pytest.param(*each, marks=pytest.mark.daily) for each in (("2026001", "with answers"), ("", "in a class kit"))),
])  # fmt: skip
def test_no_odd_object_breaks_a_check(asked, name, who, answers):
    q = asked(name, who, answers)
    allowed = {"not attempted", "wrong kind", "wrong" if answers == "with answers" else "form"}
    for odd in ODD:
        assert answered(q, odd) in allowed


def poisoned(answer, odd):
    """The answer with one of its parts replaced, each in turn."""
    if isinstance(answer, dict):
        for field in answer:
            for part in [odd, *poisoned(answer[field], odd)]:
                yield answer | {field: part}
    elif isinstance(answer, list | tuple):
        for place in range(len(answer)):
            yield [*answer[:place], odd, *answer[place + 1 :]]
    elif isinstance(answer, pd.DataFrame):
        changed = answer.astype(object)
        changed.iat[0, 0] = odd
        yield changed


@pytest.mark.slow
@EACH
@KIT
def test_no_odd_object_within_an_answer_breaks_a_check(asked, monkeypatch, name, answers):
    key = exercises._answers(name.rsplit("-", 1)[0]).KEYS[name](exercises.Exercise(name).data)
    q = asked(name, "", answers)
    data = q.data
    monkeypatch.setattr(exercises.Exercise, "data", data)
    for odd in ODD:
        for answer in poisoned(key, odd):
            assert q.judge(answer).status in exercises.Feedback.HEADS


@EACH
def test_whole_tables_rows_and_lists_of_the_exercise_itself_are_answered(asked, name):
    q = asked(name)
    for given_ in [q.data, *vars(q.data).values()]:
        assert answered(q, given_) in ("wrong kind", "not attempted", "wrong")


simple = st.one_of(
    st.none(), st.just(...), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.complex_numbers(), st.decimals(), st.fractions(),
    st.binary(max_size=5), st.dates(), st.sampled_from(["A", "B", "D", "QH0001", 1, 5, 5.0]), st.integers(-(2**62), 2**62).map(np.int64),
    st.floats(width=32).map(np.float32), st.booleans().map(np.bool_), st.sets(st.integers(), max_size=3),
)  # fmt: skip


@st.composite
def tables(draw):
    columns = draw(st.lists(st.text(max_size=4), max_size=3))
    rows = draw(st.integers(0, 3))
    return pd.DataFrame(
        [[draw(simple) for _ in columns] for _ in range(rows)], columns=columns or None, dtype=object
    )


def nested(fields):
    return st.recursive(
        st.one_of(simple, tables()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.lists(inner, max_size=3).map(tuple),
            st.dictionaries(st.sampled_from([*fields, 0, None]), inner, max_size=4),
        ),
        max_leaves=8,
    )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # what pandas says about tables nobody would make
@EACH
@settings(max_examples=min(12, settings().max_examples))
@given(chosen=st.data())
def test_no_answer_at_all_breaks_a_check(name, chosen):
    key = exercises._answers(name.rsplit("-", 1)[0]).KEYS[name](exercises.Exercise(name).data)
    fields = list(key) if isinstance(key, dict) else ["a"]
    anything = nested(fields)
    answer = chosen.draw(st.one_of(anything, st.fixed_dictionaries(dict.fromkeys(fields, anything))))
    feedback = exercises.Exercise(name).judge(answer)
    assert feedback.status in exercises.Feedback.HEADS and feedback.words
    json.dumps(exercises._plain(answer), ensure_ascii=False, allow_nan=False).encode()


# Where the check itself is broken ----------------------------------------------------------------------------


def broken_answers(error):
    def judge(value, data):
        raise error

    return type("Answers", (), {"JUDGES": dict.fromkeys(NAMES, judge)})


@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError("x"), KeyError("a"), RecursionError(), AssertionError(), MemoryError()],
    ids=repr,
)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_broken_judge_is_said_to_be_our_mistake_and_the_answer_is_kept(work, monkeypatch, error, code):
    look.speak(code)
    monkeypatch.setattr(exercises, "_answers", lambda lesson: broken_answers(error))
    feedback = casekit.exercise("screening-1").check(2.5)
    told = look.say("a mistake of the workbook, not yours", "这是教程的错，不是你的错")
    assert feedback.status == "error" and told in feedback.words and type(error).__name__ in feedback.words
    assert record.noted("exercises", "screening-1") == {"status": "error", "tries": 1, "answer": 2.5}


def test_marking_can_tell_a_broken_judge_from_a_wrong_answer(monkeypatch):
    monkeypatch.setattr(exercises, "_answers", lambda lesson: broken_answers(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        casekit.exercise("screening-1").judge(2.5)


def test_changed_data_are_said_to_be_changed(work, monkeypatch):
    def changed(*_):
        raise Refused("the table as delivered", "it has been changed", "restore it")

    monkeypatch.setattr(exercises.Exercise, "data", property(changed))
    feedback = casekit.exercise("screening-1").check(2.5)
    assert feedback.status == "error" and "Found: it has been changed" in feedback.words


def test_answers_that_cannot_even_be_read_in_do_not_break_a_check(work, monkeypatch):
    def unreadable(lesson):
        raise SyntaxError("a slip of the pen in the answers")

    monkeypatch.setattr(exercises, "_answers", unreadable)
    assert casekit.exercise("screening-1").check(2.5).status == "error"
