"""Key, misconceptions and judge of every exercise there is: properties that hold for each student. A new exercise needs no test of its own.

Everything is worked out of the student's data; no word that is said is written down here, so a changed wording breaks nothing.
"""

import ast
import os
import re
from collections import Counter
from functools import cache, cached_property

import numpy as np
import pandas as pd
import pytest

from casekit import exercises, look, my_work
from casekit.exercises.forms import folded
from casekit.exercises.judging import SLIPS

NAMES = exercises.names()
EACH = pytest.mark.parametrize("name", NAMES)
CODES = ("en", "zh")
A_FEW = ["", *(str(number) for number in range(2026001, 2026013))]
MANY = ["", *(str(number) for number in range(2026001, 2027001))]
A_COURSE = MANY[: int(os.environ.get("CASEKIT_STUDENTS", 100)) + 1]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Worked:
    """One student's exercise: question, data, and what the answers' file works out of them."""

    def __init__(self, name, who=""):
        self.q = exercises.Exercise(name, who, "MKT301" if who else "")
        self.home, self.data, self.who = exercises._answers(self.q.lesson), self.q.data, who
        self.key, self.answer = self.home.KEYS[name](self.data), self.home.JUDGES[name].answer

    @cached_property
    def wrong(self):
        """The wrong answers that these numbers allow, by the name of the mistake."""
        found = {mistake.__name__: mistake(self.data) for mistake in self.home.MISTAKES[self.q.name]}
        return {name: value for name, value in found.items() if value is not None}

    def judge(self, answer):
        return self.q.judge(answer, self.data)

    def numbers(self):
        """The fields of the key that hold a number; ``""`` for an answer without fields."""
        return [name for name, value in by_field(self.key).items() if is_number(value)]

    def within(self, field):
        within = self.answer.within
        return within.get(field, 0) if isinstance(within, dict) else within

    def changed(self, field, value, answer=None):
        """An answer, the key unless another is given, with another value in a field."""
        answer = self.key if answer is None else answer
        return value if field == "" else answer | {field: value}

    def same(self, one, other):
        """Whether two answers are the same but for rounding."""
        one, other = by_field(one), by_field(other)
        return all(self._same(name, one[name], other[name]) for name in one if name != "why")

    def _same(self, name, one, other):
        if is_number(one) and is_number(other):
            return abs(one - other) <= 2 * self.within(name) + 1e-9
        return sorted(one) == sorted(other)


Sheet = cache(Worked)  # worked out once for all properties; no test changes what is in it


def by_field(answer):
    return answer if isinstance(answer, dict) else {"": answer}


def is_number(value):
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


# Key and mistakes -------------------------------------------------------------------------------------------


def recognised(name, students):
    """The key solves, no mistake passes, each is named as itself; how often another of the same value is named instead."""
    shown, mixed_up = Counter(), Counter()
    for who in students:
        sheet = Worked(name, who)
        assert sheet.judge(sheet.key).status == "right", (who, sheet.key)
        for mistake, answer in sheet.wrong.items():
            said = sheet.judge(answer)
            assert said.status == "wrong" and said.misconception, (who, mistake, answer, said)
            shown[mistake] += 1
            if said.misconception != mistake:
                assert said.misconception in sheet.wrong and sheet.same(
                    answer, sheet.wrong[said.misconception]
                ), (
                    who,
                    mistake,
                    said.misconception,
                )
                mixed_up[mistake] += 1
    return shown, mixed_up


@EACH
def test_the_key_solves_and_each_mistake_is_recognised_as_itself(name):
    shown, mixed_up = recognised(name, A_FEW[:6])
    assert len(exercises._answers(name.rsplit("-", 1)[0]).MISTAKES[name]) >= 3
    assert set(mixed_up) <= set(shown)


@pytest.mark.daily
@EACH
def test_the_key_solves_a_thousand_students(name):
    """Also every time: those of the test above."""
    for who in MANY:
        sheet = Worked(name, who)
        assert sheet.judge(sheet.key).status == "right", (who, sheet.key)


@pytest.mark.daily
@EACH
def test_each_mistake_is_recognised_for_a_whole_course(name):
    """Run it after a change of numbers or mistakes (``-m daily``). Two ways that happen to give one student the same answer are no fault, if that is rare.

    ``CASEKIT_STUDENTS=1000`` asks a thousand: a quarter of an hour.
    """
    shown, mixed_up = recognised(name, A_COURSE)
    for mistake in exercises._answers(name.rsplit("-", 1)[0]).MISTAKES[name]:
        times, of = mixed_up[mistake.__name__], shown[mistake.__name__]
        assert of >= 0.1 * len(A_COURSE) and times <= 0.2 * of, (mistake.__name__, times, of)


@EACH
@pytest.mark.parametrize(
    "who", ["", *(pytest.param(who, marks=pytest.mark.slow) for who in ("2026001", "学号5"))]
)
def test_each_mistake_has_words_of_its_own_in_each_language(name, who):
    sheet = Sheet(name, who)
    for code in CODES:
        look.speak(code)
        said = [sheet.judge(answer) for answer in [*sheet.wrong.values(), sheet.key]]
        assert len({each.words for each in said}) == len({each.misconception for each in said})
        for words in (each.words for each in said):
            assert words.endswith((".", "?", "。", "？")) and bool(CHINESE.search(words)) == (code == "zh"), (
                words
            )
            assert "!" not in words and "！" not in words


@pytest.mark.slow
@EACH
def test_a_mistake_is_recognised_where_it_first_shows_whatever_else_is_right(name):
    for who in A_FEW[:4]:
        sheet = Sheet(name, who)
        steps = (
            [step.split(" ") for step in sheet.answer.otherwise]
            if isinstance(sheet.answer.otherwise, dict)
            else []
        )
        for mistake, wrong in sheet.wrong.items() if steps else ():
            partly = [sheet.key | {field: wrong[field] for field in fields} for fields in steps]
            said = next(said for answer in partly if (said := sheet.judge(answer)).status != "right")
            assert said.misconception, (who, mistake, said)


@EACH
@pytest.mark.parametrize("who", A_FEW[:2])
def test_tables_have_columns_and_an_index_with_plain_names(name, who):
    """So that ``q.data`` can be used as the lesson uses its tables; only rows without a meaning have no name."""
    for table in vars(Sheet(name, who).data).values():
        if isinstance(table, pd.DataFrame | pd.Series):
            named = [] if isinstance(table.index, pd.RangeIndex) else [table.index.name]
            named += [*table.columns] if isinstance(table, pd.DataFrame) else [table.name]
            assert all(re.fullmatch("[a-z][a-z0-9_]*", str(each)) for each in named), named


# Rounding and slips -----------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("who", A_FEW[:4])
def test_a_number_may_be_off_by_rounding_and_no_more(name, who):
    sheet = Sheet(name, who)
    for field in sheet.numbers():
        within, true = sheet.within(field), by_field(sheet.key)[field]
        if sheet.answer.holds:
            continue
        if isinstance(true, int | np.integer):
            assert sheet.judge(sheet.changed(field, true + 1)).status == "wrong"
            continue
        for off in (-0.999 * within, 0.999 * within):
            assert sheet.judge(sheet.changed(field, true + off)).status == "right", (field, off)
        assert sheet.answer.follows or {
            sheet.judge(sheet.changed(field, true + off)).status for off in (-1.01 * within, 1.01 * within)
        } == {"wrong"}
        for off in (9.9, -9.9):
            said = sheet.judge(sheet.changed(field, true + off * within))
            assert said.status in ("wrong", "wrong kind") and (
                said.misconception or said.status == "wrong kind"
            ), (field, off)


@pytest.mark.slow
@EACH
@pytest.mark.parametrize("who", A_FEW[:4])
def test_slips_that_occur_anywhere_are_named(name, who):
    """Per cent for a fraction and the other way round, 万 and thousands, the wrong sign: whatever the exercise."""
    sheet = Sheet(name, who)
    for field in sheet.numbers() if not sheet.answer.holds else ():
        true = by_field(sheet.key)[field]
        factors = [100, 0.01, 1000, 0.001, 10_000, 0.0001, -1]
        for factor in (
            factors if not isinstance(true, int | np.integer) and abs(true) > 20 * sheet.within(field) else ()
        ):
            said = sheet.judge(sheet.changed(field, true * factor))
            assert said.status == "wrong kind" or (said.status == "wrong" and said.misconception), (
                field,
                factor,
                said,
            )


@pytest.mark.slow
@EACH
@pytest.mark.parametrize("who", A_FEW[:6])
def test_two_numbers_in_each_others_place_are_named(name, who):
    sheet = Sheet(name, who)
    fields = [field for field in sheet.numbers() if field and not sheet.answer.holds]
    for one in fields:
        for other in fields:
            if one < other and abs(sheet.key[one] - sheet.key[other]) > 0.3:
                answer = sheet.key | {one: sheet.key[other], other: sheet.key[one]}
                said = sheet.judge(answer)
                assert said.status == "wrong kind" or said.misconception, (one, other, said)
                twice = sheet.judge(sheet.key | {one: sheet.key[other]})
                assert twice.status == "wrong kind" or twice.misconception, (one, other, twice)


def test_each_slip_has_words_in_two_languages():
    for english, chinese in SLIPS.values():
        assert not CHINESE.search(english) and CHINESE.search(chinese)


# Nothing is told --------------------------------------------------------------------------------------------


def telling(answer):
    """The numbers of an answer that a reader could not hit by chance."""
    values = [value for value in by_field(answer).values() if is_number(value)]
    return [abs(float(value)) for value in values if abs(value) >= 20 or value != int(value)]


def wrong_answers(sheet):
    """Each way of answering, with each number as it is and somewhat or far off."""
    for way in [sheet.key, *sheet.wrong.values()]:
        yield way
        for field in sheet.numbers():
            for factor in (0.01, 100, 1.01, 0.5):
                yield sheet.changed(field, by_field(way)[field] * factor, way)


def tells(words, right, given):
    """Whether words hold a right number that the answer did not give itself."""
    found = set(map(float, re.findall(r"\d+(?:\.\d+)?", words.replace(",", "")))) - set(given)
    return [
        number
        for number in found
        for true in right
        if abs(number - true) <= 0.001 * true and true not in given
    ]


@pytest.mark.slow
@EACH
@pytest.mark.parametrize(("who", "code"), [
    ("", "zh"), ("2026001", "en"),
    *(pytest.param(who, code, marks=pytest.mark.daily) for who, code in (("", "en"), ("2026001", "zh"), ("2026002", "en"), ("2026002", "zh"))),
])  # fmt: skip
def test_nothing_said_of_a_wrong_answer_nor_a_hint_tells_a_right_number(name, who, code):
    look.speak(code)
    sheet = Sheet(name, who)
    said = [(feedback.words, telling(answer)) for answer in wrong_answers(sheet)
            if (feedback := sheet.judge(answer)).status not in ("right", "form")]  # fmt: skip
    for words, given in [*said, *((hint, []) for pair in sheet.q.spec.hints for hint in pair)]:
        assert not tells(words, telling(sheet.key), given), words


@EACH
def test_no_answer_is_stored(name):
    """No number and no id of the book's right answer stands in the answers' file: it works them out."""
    sheet = Sheet(name)
    path = my_work.workbook_folder() / "exercises/answers" / f"{sheet.q.lesson}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)}
    numbers = {each for each in constants if is_number(each)}
    assert not [
        each
        for each in numbers
        for true in telling(sheet.key)
        if true != int(true) and abs(each - true) < 0.005
    ]
    ids = {text for value in by_field(sheet.key).values() for text in (value if isinstance(value, list | set) else [value])
           if isinstance(text, str) and len(text) > 1 and any(letter.isdigit() for letter in text)}  # fmt: skip
    assert not ids & constants


# What a plain reader writes ---------------------------------------------------------------------------------

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def rewritten(value, how):
    """A value with its texts written another way: ids, letters and names, not the reasons."""
    if isinstance(value, str):
        return how(value)
    if isinstance(value, dict):
        return {name: each if name == "why" else rewritten(each, how) for name, each in value.items()}
    if isinstance(value, list | tuple | set):
        return type(value)(rewritten(each, how) for each in value)
    return value


WAYS = {
    "small letters": str.lower,
    "full-width": lambda text: text.translate(FULL_WIDTH),
    "small and full-width": lambda text: text.lower().translate(FULL_WIDTH),
    "with spaces": lambda text: f" {text} ",
}


@EACH
@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("who", A_FEW[:2])
def test_letters_and_ids_may_be_written_any_plain_way(name, how, who):
    sheet = Sheet(name, who)
    assert sheet.judge(rewritten(sheet.key, WAYS[how])).status == "right"
    assert folded(WAYS[how]("Qh0031")) == "qh0031"


@EACH
@pytest.mark.parametrize("who", A_FEW[:2])
def test_numbers_lists_and_dicts_may_be_of_any_plain_kind(name, who):
    sheet = Sheet(name, who)
    if isinstance(sheet.key, str):
        for order in (
            list(sheet.key),
            tuple(sheet.key),
            "-".join(sheet.key),
            "，".join(sheet.key).lower(),
            " ".join(sheet.key),
        ):
            assert sheet.judge(order).status == "right"
    for field in sheet.numbers():
        value = by_field(sheet.key)[field]
        for kind in (np.float64, float) if not isinstance(value, int) else (int, float, np.int64, np.float64):
            assert sheet.judge(sheet.changed(field, kind(value))).status == "right"
    for field, value in by_field(sheet.key).items():
        if isinstance(value, list | set):
            ordered = sorted(value)
            for kind in (list, tuple, set, frozenset, pd.Index, np.array, pd.Series):
                assert sheet.judge(sheet.key | {field: kind(ordered)}).status == "right", kind
            assert sheet.judge(sheet.key | {field: ordered[::-1]}).status == "right"
    if isinstance(sheet.key, dict):
        assert sheet.judge(pd.Series(sheet.key)).status == "right"
        assert (
            sheet.judge(
                {field.upper() if field.islower() else field: value for field, value in sheet.key.items()}
            ).status
            == "right"
        )
        assert sheet.judge(sheet.key | {"note": "mine", 3: object()}).status == "right"


# Fields and reasons -----------------------------------------------------------------------------------------

WITH_FIELDS = [name for name in NAMES if isinstance(Sheet(name).key, dict)]
OPEN_ENDED = [name for name in WITH_FIELDS if Sheet(name).q.spec.by_hand]


@pytest.mark.parametrize("name", WITH_FIELDS)
@pytest.mark.parametrize("code", CODES)
def test_what_is_open_or_wrong_is_said_with_the_name_of_its_field(name, code):
    look.speak(code)
    sheet = Sheet(name)
    for field in sheet.key:
        said = sheet.judge(sheet.key | {field: object()})
        assert said.status == "wrong kind" and re.search(rf"\b{field}\b", said.words, re.ASCII), (field, said)
        if field != "why":
            for without in (
                sheet.key | {field: ...},
                {name: value for name, value in sheet.key.items() if name != field},
            ):
                said = sheet.judge(without)
                assert said.status == "not attempted" and re.search(rf"\b{field}\b", said.words, re.ASCII)


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_a_part_of_a_list_that_is_open_wrong_or_double_is_said_with_its_field(name):
    sheet = Sheet(name)
    for field, value in sheet.key.items():
        if isinstance(value, list | set):
            value = sorted(value)
            for bad in ([*value[:-1], "elsewhere"], [*value, value[0]], value[0], 5.5, object()):
                said = sheet.judge(sheet.key | {field: bad})
                assert said.status == "wrong kind" and re.search(rf"\b{field}\b", said.words), bad
            for open_ in ([], [*value[:-1], ...]):
                assert sheet.judge(sheet.key | {field: open_}).status == "not attempted"


@pytest.mark.parametrize("name", WITH_FIELDS)
def test_a_form_hands_on_all_fields_and_nothing_else(name):
    sheet = Sheet(name)
    assert set(sheet.q.spec.form(sheet.key | {"more": 1}, sheet.data)) == set(sheet.key)


@pytest.mark.parametrize("name", OPEN_ENDED)
@pytest.mark.parametrize("code", CODES)
def test_figures_are_judged_while_the_reasons_are_open(name, code):
    look.speak(code)
    sheet = Sheet(name)
    written = sheet.judge(sheet.key).words
    without = {field: value for field, value in sheet.key.items() if field != "why"}
    open_ = [
        sheet.judge(each)
        for each in (
            without,
            *(without | {"why": why} for why in (..., None, "", "...", "x" * 19, "六个汉字不够")),
        )
    ]
    assert {said.status for said in open_} == {"right"} and len({said.words for said in open_}) == 1
    assert open_[0].words != written
    for why in ("x" * 20, "x" * 21, "七个汉字就够了"):
        assert sheet.judge(without | {"why": why}).words == written
    assert sheet.judge(without | {"why": 5}).status == "wrong kind"
    for answer in sheet.wrong.values():  # a mistake may lie in the reasons alone, such as another company's names
        figures = {field: value for field, value in answer.items() if field != "why"}
        assert sheet.judge(figures | {"why": ...}).status == ("right" if figures == without else "wrong")


@EACH
def test_an_answer_is_judged_by_the_data_given_and_not_changed(name):
    one, other = Sheet(name, "2026001"), Sheet(name, "2026002")
    assert one.q.judge(other.key, other.data).status == "right"
    answer = dict(one.key) if isinstance(one.key, dict) else one.key
    one.judge(answer)
    assert answer == one.key
