"""Lesson 13's exercises: the book's own numbers, the misconceptions of the sources, every judge in both languages."""

import pytest

import casekit
from casekit import exercises, look
from casekit import receivables as r

ANSWERS = exercises._answers("receivables")
NAMES = ["receivables-1", "receivables-2", "receivables-3"]
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])


@pytest.mark.parametrize("name", NAMES)
@LANGUAGES
def test_key_and_misconceptions_of_the_books_numbers(name, code, work):
    look.speak(code)
    q = casekit.exercise(name)
    assert q.judge(ANSWERS.KEYS[name](q.data)).status == "right"
    for mistake, reason in ANSWERS.MISTAKES[name].items():
        said = q.judge(mistake(q.data))
        assert (said.status, said.misconception) == ("wrong", mistake.__name__) and said.words == look.say(
            *reason
        )


def test_the_keys_agree_with_the_lessons_functions():
    q1, q2, q3 = (casekit.exercise(name).data for name in NAMES)
    assert ANSWERS.rate(q1) == pytest.approx(
        100 * r.credit_cost(q1.terms, q1.net_day, q1.first[1], basis=360)
    )
    table = r.policy_table(q2.policies, q2.variable_cost_ratio, q2.cost_of_capital, basis=360)[
        "policy_profit_cny"
    ]
    assert ANSWERS.best_policy(q2) == {
        "best": table.idxmax(),
        "gain_cny": pytest.approx(table.max() - table["now"]),
    }
    sales = q3.monthly_sales
    assert ANSWERS.measures(q3)["dso"] == pytest.approx(r.dso(q3.receivables, sales.sum(), 365))
    assert ANSWERS.measures(q3)["countback"] == pytest.approx(r.countback_dso(q3.receivables, sales))
    assert ANSWERS.measures(q3)["cei"] == pytest.approx(
        r.cei(q3.begin, sales[-3:].sum(), q3.receivables, q3.current)
    )
    assert round(ANSWERS.month_for_quarter(q3)["cei"], 1) == q3.colleague


def test_the_wrong_rates_of_the_sources_are_the_misconceptions():
    class Chapter:
        first, second, net_day = (2, 15), (1, 20), 30

    found = {each.__name__: round(each(Chapter), 2) for each in (ANSWERS.rate, *ANSWERS.RATE)}
    assert found["rate"] == 48.98 and found["on_the_invoice"] == 48.00 and found["whole_period"] == 24.49
    assert found["the_discount"] == 2 and found["other_basis"] == 49.66 and found["compounded"] == 62.40


@pytest.mark.parametrize(
    ("name", "answer", "status"),
    [
        ("receivables-1", ..., "not attempted"), ("receivables-1", "22.27", "wrong kind"), ("receivables-1", -3, "wrong kind"),
        ("receivables-1", 17.17, "wrong"), ("receivables-2", {"best": "...", "gain_cny": ...}, "not attempted"),
        ("receivables-2", {"best": "never", "gain_cny": 1}, "wrong kind"), ("receivables-2", {"best": "now", "gain_cny": 0}, "wrong"),
        ("receivables-3", {"dso": 1, "countback": ..., "cei": 3, "why": "..."}, "not attempted"),
        ("receivables-3", {"dso": 1, "countback": 2, "cei": 3, "why": "a reason long enough to read"}, "wrong"),
        ("receivables-3", {"dso": 1, "countback": 2, "cei": 3, "why": "..."}, "wrong"),
        ("receivables-3", {"dso": 1, "countback": 2, "cei": 3}, "wrong"),
        ("receivables-3", {"dso": 1, "countback": 2, "cei": 3, "why": 4}, "wrong kind"),
    ],
)  # fmt: skip
def test_other_answers(name, answer, status, work):
    assert casekit.exercise(name).judge(answer).status == status


@LANGUAGES
def test_right_figures_without_reasons_are_right_and_say_what_is_missing(code, work):
    look.speak(code)
    q = casekit.exercise("receivables-3")
    for why in ("...", "", "short", None):
        said = q.judge(ANSWERS.measures(q.data) | {"why": why})
        assert said.status == "right" and ("still to be written" in said.words or "还没有写完" in said.words)


def test_near_misses_are_told(work):
    q = casekit.exercise("receivables-3")
    true = ANSWERS.measures(q.data)
    for change, words in (
        ({"dso": round(true["dso"])}, "within rounding"),
        ({"cei": true["cei"] / 100}, "in percent"),
        ({"countback": 31 * q.data.receivables / 2000}, "used up"),
        ({"countback": 31 + 31 * 960 / 2100}, "November 30"),
        ({"dso": 3.0}, "not yet"),
    ):
        said = q.judge(true | change)
        assert said.status == "wrong" and words in said.words, (change, said)


def test_another_policy_with_its_own_gain_is_told(work):
    q = casekit.exercise("receivables-2")
    table = r.policy_table(q.data.policies, q.data.variable_cost_ratio, q.data.cost_of_capital, basis=360)
    gain = table["policy_profit_cny"] - table["policy_profit_cny"]["now"]
    other = gain.drop(gain.idxmax()).idxmax()
    said = q.judge({"best": other, "gain_cny": gain[other]})
    assert said.status == "wrong" and "another one earns more" in said.words


def test_only_a_third_of_the_quarter_gives_the_colleagues_number():
    data = casekit.exercise("receivables-3").data
    near = [month for month in data.monthly_sales if abs(ANSWERS._cei(data, month) - data.colleague) < 0.1]
    assert near == []


def test_the_first_wrong_measure_is_named(work):
    q = casekit.exercise("receivables-3")
    said = q.judge(ANSWERS.measures(q.data) | {"cei": 50.0})
    assert said.status == "wrong" and said.words.startswith("cei")
