"""Key, form and misconceptions of lesson 14's exercises, beside what tests/test_own_numbers.py holds for all."""

import pandas as pd
import pytest

import casekit
from casekit import exercises, look
from casekit.exercises.complaints import shares

ANSWERS = exercises._answers("complaints")
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
WHO = ["", "2026001", "2026002"]


def asked(name, who=""):
    return exercises.Exercise(name, who, "MKT301" if who else "")


# complaints-1 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WHO)
def test_the_order_is_that_of_the_chapter(who):
    q = asked("complaints-1", who)
    texts = [q.data.steps.at[letter, "textbook_en"] for letter in ANSWERS.in_order(q.data)]
    assert texts == casekit.load("chapter/complaint_steps").sort_values("step_number")["textbook_en"].tolist()


@pytest.mark.parametrize("write", [list, "-".join, " → ".join, str.lower, lambda key: tuple(key)])
def test_the_order_may_be_written_in_many_ways(write):
    q = asked("complaints-1")
    assert q.judge(write(ANSWERS.in_order(q.data))).status == "right"


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (..., "not attempted", "eight letters"),
        ("ABCD", "wrong kind", "Each letter from A to H once; found ABCD"),
        ("AABCDEFG", "wrong kind", "once"),
        (12345678, "wrong kind", "Eight letters"),
        (["A", 2], "wrong kind", "Eight letters"),
    ],
)
def test_orders_that_are_no_order(answer, status, words):
    said = asked("complaints-1").judge(answer)
    assert said.status == status and words in said.words


def test_remedy_before_cause_is_named():
    q = asked("complaints-1")
    said = q.judge(ANSWERS.remedy_before_cause(q.data))
    assert said.misconception == "remedy_before_cause" and "before the cause is known" in said.words


# complaints-2 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WHO)
def test_the_share_by_hand(who):
    data = asked("complaints-2", who).data
    due = kept = 0
    for row in data.cases.itertuples():
        if row.received + pd.Timedelta(days=data.promise_days) <= data.as_of:
            due += 1
            kept += row.closed is not pd.NaT and (row.closed - row.received).days <= data.promise_days
    assert ANSWERS.kept(data) == pytest.approx(100 * kept / due)


@pytest.mark.parametrize("who", WHO)
def test_no_case_is_closed_after_the_last_day_and_each_kind_occurs(who):
    data = asked("complaints-2", who).data
    assert (data.cases["received"] <= data.as_of).all() and not (data.cases["closed"] > data.as_of).any()
    age = (data.as_of - data.cases["received"]).dt.days
    waiting = data.cases["closed"].isna()
    assert (waiting & (age >= data.promise_days)).any() and (age < data.promise_days).any()
    assert ((data.cases["closed"] - data.cases["received"]).dt.days == data.promise_days).any()


def test_the_wrong_shares_by_hand():
    # age, days it takes; promise 5: kept, kept on the last day, overdue and closed, overdue and open, new and closed, new and open
    ages, spent = [20, 20, 20, 20, 3, 3], [2, 5, 9, 50, 1, 50]
    assert [round(each, 1) for each in shares(5, ages, spent)] == [50, 75, 50, 66.7, 60, 25, 50]


def test_a_fraction_is_told_from_per_cent():
    q = asked("complaints-2")
    assert q.judge(ANSWERS.kept(q.data) / 100).misconception == "as_fraction"
    assert q.judge(-1).status == "wrong kind"


def test_dropping_the_open_is_named():
    q = asked("complaints-2")
    assert "open case whose day has come" in q.judge(ANSWERS.open_dropped(q.data)).words


# complaints-3 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WHO)
def test_each_team_falls_and_the_whole_rises(who):
    data = asked("complaints-3", who).data
    key = ANSWERS.weighted(data)
    assert (data.teams["days_after"] < data.teams["days_before"]).all()
    assert key["after"] > key["before"] + 1 > key["same_mix"]


def test_a_reason_is_asked_for_and_not_judged():
    q = asked("complaints-3")
    key = ANSWERS.weighted(q.data)
    for missing in ("", ..., "..."):
        said = q.judge(key | {"why": missing})
        assert said.status == "right" and "reasons are still to be written" in said.words
    assert q.judge({name: value for name, value in key.items() if name != "why"}).status == "right"
    assert q.judge(key | {"before": 999, "why": ""}).status == "wrong"
    assert q.judge(dict.fromkeys(key, ...)).status == "not attempted"
    assert q.judge(key | {"why": 5}).status == "wrong kind"
    assert q.judge(key | {"why": "Something quite beside the point, but long."}).status == "right"
    assert q.judge(key | {"before": -1}).status == "wrong kind"


def test_whole_days_are_too_coarse():
    q = asked("complaints-3")
    key = ANSWERS.weighted(q.data)
    said = q.judge(key | {name: round(key[name]) for name in ("before", "after", "same_mix")})
    assert said.status == "wrong" and "too coarse" in said.words


def test_other_wrong_figures_are_answered_without_a_name():
    q = asked("complaints-3")
    said = q.judge(ANSWERS.weighted(q.data) | {"after": 999})
    assert said.status == "wrong" and said.misconception is None and "before and after" in said.words


@LANGUAGES
@pytest.mark.parametrize("name", ["complaints-1", "complaints-2", "complaints-3"])
def test_each_mistake_is_answered_in_the_readers_language(name, code):
    look.speak(code)
    q = asked(name, "2026001")
    for mistake, reason in ANSWERS.MISTAKES[name].items():
        said = q.judge(mistake(q.data))
        assert said.words == look.say(*reason) and said.misconception == mistake.__name__
