"""Key and misconceptions of lesson 6's exercises: worked out by hand once more, and told apart."""

import ast
from types import SimpleNamespace

import pandas as pd
import pytest

import casekit
from casekit import exercises, look, my_work, rfm
from casekit.exercises.forms import WrongKind
from casekit.exercises.rfm import CELLS, GROUPS, campaign, classes_and_days, moved_and_why, place_on_the_sheet

ANSWERS = exercises._answers("rfm")
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
STUDENTS = ["", "2026001", "2026007", "2026500"]


def data(name, who=""):
    return exercises.Exercise(name, who, "MKT301" if who else "").data


@pytest.mark.parametrize("who", STUDENTS)
def test_the_key_of_the_first_by_a_count_of_days(who):
    table = data("rfm-1", who)
    bounds = [
        (low, 10_000 if pd.isna(high) else high)
        for low, high in zip(table.ranges["low"], table.ranges["high"], strict=True)
    ]
    counts = [sum(low <= day <= high for low, high in bounds) for day in range(1000)]
    key = ANSWERS.as_printed(table)
    assert key["days"] == sum(count > 1 for count in counts) == table.day - table.ranges.at[3, "low"] + 2
    assert key["classes"] == {4, 3, 2}
    assert len(rfm.check_partition(table.ranges)) == 4


def test_the_book_in_the_first_would_give_32_days():
    ranges = casekit.load("chapter/rfm_printed_ranges").set_index("r_class")
    ranges = ranges[["printed_low_days", "printed_high_days"]].set_axis(["low", "high"], axis="columns")
    assert ANSWERS.as_printed(SimpleNamespace(ranges=ranges, day=60)) == {"classes": {4, 3, 2}, "days": 32}
    assert data("rfm-1").ranges["low"].tolist() != ranges["low"].tolist(), "the lesson gives the book's away"


@pytest.mark.parametrize("who", STUDENTS)
def test_the_key_of_the_second_by_filling_the_sheet(who):
    sheet = data("rfm-2", who)
    codes = [f"{r}{f}{m}" for r in range(5, 0, -1) for f in range(5, 0, -1) for m in range(5, 0, -1)]
    place = codes.index(sheet.code) + 1
    columns = [codes[start : start + sheet.rows] for start in range(0, 125, sheet.rows)]
    key = ANSWERS.downward(sheet)
    assert key["place"] == place and columns[key["column"] - 1][key["row"] - 1] == sheet.code
    printed = {code for column in columns[: sheet.printed_columns] for code in column[: sheet.printed_rows]}
    assert key["lost"] == len(set(codes) - printed)


def test_the_book_in_the_second_gives_place_46_and_95_lost():
    book = SimpleNamespace(code="415", rows=15, printed_rows=5, printed_columns=6)
    assert ANSWERS.downward(book) == {"place": 46, "row": 1, "column": 4, "lost": 95}
    assert ANSWERS.digits_added(book)["place"] == 10 and data("rfm-2").code != "415"


@pytest.mark.parametrize("who", STUDENTS)
def test_the_key_of_the_third_agrees_with_the_module(who):
    mail = data("rfm-3", who)
    result = rfm.response_test(mail.groups)
    sure = result.index[(result["lift_low"] > 0) | (result["lift_high"] < 0)]
    key = ANSWERS.moved(mail)
    assert [key["moved"]] == list(sure) and key["lift"] == pytest.approx(result.at[key["moved"], "lift"])
    row = mail.groups.loc[key["moved"]]
    caused = 100 * (row["sent_bought"] / row["sent"] - row["held_out_bought"] / row["held_out"])
    coupons = 100 * row["sent_bought"] / row["sent"] * mail.coupon
    assert key["gain"] == pytest.approx(caused * mail.margin - coupons - 100 * mail.message)
    assert (
        result["sent_share"].idxmax(),
        (result["sent_share"] / result["held_out_share"]).idxmax(),
    ) == ("555", "155")
    assert mail.groups.index.tolist() == CELLS and mail.groups.columns.tolist() == GROUPS


@pytest.mark.parametrize("name", ["rfm-1", "rfm-2", "rfm-3"])
@pytest.mark.parametrize("who", STUDENTS)
@LANGUAGES
def test_each_misconception_is_recognised_and_named(name, who, code):
    look.speak(code)
    q = exercises.Exercise(name, who, "MKT301" if who else "")
    for mistake, reason in ANSWERS.MISTAKES[name].items():
        said = q.judge(mistake(q.data))
        assert (said.status, said.misconception) == ("wrong", mistake.__name__)
        assert said.words == look.say(*reason)


def test_any_other_answer_is_wrong_without_a_name():
    q = exercises.Exercise("rfm-1")
    right = ANSWERS.as_printed(q.data)
    for other in (right | {"classes": {5}}, right | {"days": 3}):
        assert q.judge(other).status == "wrong" and q.judge(other).misconception is None
    q = exercises.Exercise("rfm-2")
    right = ANSWERS.downward(q.data)
    for other in (right | {"place": 2}, right | {"row": right["row"] + 1}, right | {"lost": 1}):
        assert q.judge(other).status == "wrong" and q.judge(other).misconception is None
    q = exercises.Exercise("rfm-3")
    right = ANSWERS.moved(q.data)
    for other in (right | {"lift": right["lift"] + 0.03}, right | {"gain": right["gain"] + 40}):
        assert q.judge(other).status == "wrong" and q.judge(other).misconception is None
    third = next(cell for cell in ("454", "512") if cell != right["moved"])
    assert "holds zero" in q.judge(right | {"moved": third}).words


def test_a_lift_rounded_to_two_places_and_its_gain_pass():
    q = exercises.Exercise("rfm-3")
    right = ANSWERS.moved(q.data)
    assert q.judge(right | {"lift": round(right["lift"], 2), "gain": round(right["gain"])}).status == "right"


@pytest.mark.parametrize("who", ["", *(str(number) for number in range(2026001, 2026061))])
def test_a_gain_from_the_rounded_lift_passes_and_that_of_one_message_is_told(who):
    q = exercises.Exercise("rfm-3", who, "MKT301" if who else "")
    data, right = q.data, ANSWERS.moved(q.data)
    bought, lift = ANSWERS.shares(data)[right["moved"]][0], round(right["lift"], 2)
    for share in (bought, round(bought, 2)):
        assert q.judge(right | {"lift": lift, "gain": ANSWERS.gain(data, share, lift)}).status == "right"
    assert q.judge(right | {"gain": right["gain"] + 100 * data.message}).status == "wrong"
    assert "one message" in q.judge(right | {"gain": right["gain"] / 100}).words


def test_forgotten_messages_are_told():
    """A hundred messages cost little, and still more than rounding."""
    q = exercises.Exercise("rfm-3")
    right = ANSWERS.moved(q.data)
    assert "cost of the messages" in q.judge(right | {"gain": right["gain"] + 100 * q.data.message}).words


@LANGUAGES
def test_the_figures_are_judged_while_the_reasons_are_open(code):
    look.speak(code)
    q = exercises.Exercise("rfm-3")
    right = ANSWERS.moved(q.data)
    figures = {name: right[name] for name in ("moved", "lift", "gain")}
    for open_ in (figures, *(figures | {"why": why} for why in (..., "...", "too short"))):
        said = q.judge(open_)
        assert (said.status, said.words) == ("right", look.say(*ANSWERS.OPEN_3))
    assert q.judge(figures | {"lift": 0.5}).status == "wrong"
    assert q.judge(figures | {"why": 3}).status == "wrong kind"


def test_some_of_the_classes_are_told_from_wrong_ones():
    q = exercises.Exercise("rfm-1")
    right = ANSWERS.as_printed(q.data)
    assert "not all" in q.judge(right | {"classes": {4, 3}}).words
    assert "each row" in q.judge(right | {"classes": {5, 4}}).words


def test_a_code_may_be_typed_as_a_number_and_points_are_no_fraction():
    q = exercises.Exercise("rfm-3")
    right = ANSWERS.moved(q.data)
    assert moved_and_why(right | {"moved": int(right["moved"])}, q.data)["moved"] == right["moved"]
    said = q.judge(right | {"lift": 14})
    assert said.status == "wrong kind" and "0.25" in said.words


@pytest.mark.parametrize(
    "bad", ["43", 4, {"classes": 4, "days": 3}, {"classes": ["4"], "days": 3}, {"classes": [6], "days": 3}]
)
def test_classes_are_a_list_of_whole_numbers(bad):
    with pytest.raises(WrongKind):
        classes_and_days(bad, None)


def test_classes_may_come_in_any_order_and_as_a_set():
    assert classes_and_days({"classes": (2, 4, 3.0), "days": 5.0}, None) == {"classes": {2, 3, 4}, "days": 5}
    assert place_on_the_sheet({"place": 1, "row": 1, "column": 1, "lost": 0}, None)["lost"] == 0


def test_nothing_filled_in_is_not_attempted():
    for name, open_ in (("rfm-1", {"classes": [..., ...], "days": ...}), ("rfm-2", dict.fromkeys(("place", "row", "column", "lost"), ...)),
                        ("rfm-3", {"moved": "...", "lift": ..., "gain": ..., "why": "..."})):  # fmt: skip
        assert exercises.Exercise(name).judge(open_).status == "not attempted"
        assert exercises.Exercise(name).judge(...).status == "not attempted"


def test_no_answer_is_stored():
    """Keys and mistakes hold no code, no cell and no number of anybody's; only names of columns and small numbers."""
    path = my_work.workbook_folder() / "exercises" / "answers" / "rfm.py"
    functions = [
        each for each in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)
    ]
    keys = {each.__name__ for mistakes in ANSWERS.MISTAKES.values() for each in mistakes}
    keys |= {each.__name__ for each in ANSWERS.KEYS.values()}
    assert keys <= {each.name for each in functions}
    for function in (each for each in functions if each.name in keys):
        found = {
            each.value
            for line in function.body[1:]
            for each in ast.walk(line)
            if isinstance(each, ast.Constant)
        }
        assert found <= {*GROUPS, "classes", "days", "low", "high", "columns", "place", "row", "column", "lost",
                         "moved", "lift", "gain", 0, 1, 2, 100}, function.name  # fmt: skip


def test_the_invented_campaign_is_made_anew_each_time():
    one, other = campaign(), campaign()
    one.groups.iloc[0, 0] = 0
    assert other.groups.iloc[0, 0] == 300
