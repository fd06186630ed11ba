"""What lesson 14 says about Qinghe, asserted against the tables: a table that changes makes the lesson's words untrue here."""

import pandas as pd
import pytest

import casekit
from casekit import complaint_causes as causes
from casekit import complaint_flow as flow
from casekit import complaints as times_of
from casekit.labs import complaint_desk, waiting_line
from casekit.labs.complaints import PREDICTIONS, QUIZ

AS_OF = "2025-12-31"


@pytest.fixture(scope="module")
def cases():
    table = casekit.load("complaints").set_index("complaint_id")
    return table.assign(year=table["received_at"].dt.year)


@pytest.fixture(scope="module")
def log():
    return casekit.load("complaint_events")


@pytest.fixture(scope="module")
def times(log):
    return times_of.case_times(log, AS_OF)


@pytest.fixture(scope="module")
def checked(log, cases):
    return flow.conformance(log).join(cases)


def percent(number, places=1):
    return round(100 * number, places)


# What goes wrong ------------------------------------------------------------------------------------------


def test_causes_and_contents(cases):
    table = pd.crosstab(cases["cause_group"], cases["complaint_class"])
    assert len(cases) == 640 and table.to_numpy().sum() == 640
    assert table.loc["customer"].sum() == 13
    assert set(cases.loc[cases["cause_group"] == "customer", "cause"]) == {"wrong use by the customer"}


def test_complaints_per_thousand_orders(cases):
    orders = casekit.load("orders")["order_date"].dt.year.value_counts()
    rate = 1000 * cases["year"].value_counts() / orders
    assert rate.round(1).to_dict() == {2024: 57.9, 2025: 79.5}


def test_the_customer_first_hears_at_step_seven():
    steps = casekit.load("chapter/complaint_steps")
    assert steps.loc[steps["textbook_en"].str.contains("customer"), "step_number"].tolist() == [7]
    assert steps.loc[steps["dealer_article_en"].isna(), "step_number"].tolist() == [2, 3, 5, 8]
    assert len(steps) == 8 and steps["dealer_article_en"].notna().sum() == 4


# The flow -------------------------------------------------------------------------------------------------


def test_one_closed_case_in_five_conforms(checked):
    closed = checked[checked["closed"]]
    table = flow.variants(checked)
    assert (len(closed), closed["conforms"].sum(), len(table)) == (584, 120, 8)
    assert table["cases"].iloc[0] == 184 and table.index[0] == "1→5→7"
    assert (closed.loc[closed["path"] == "1→5→7", "team"] == "hotline").sum() == 175
    assert table.loc["1→2→3→5→4→6→7", "cases"] == 45 == closed["late"].eq("4").sum()


def test_by_hand_and_by_casekit_the_same_cases_conform(checked, log):
    eight = log[log["complaint_step"].isin(flow.STEPS)].drop_duplicates(["complaint_id", "complaint_step"])
    ways = eight.groupby("complaint_id")["complaint_step"].agg(" ".join)
    assert set(ways.index[ways == " ".join(flow.STEPS)]) == set(
        checked.index[checked["conforms"] & checked["closed"]]
    )


def test_which_step_is_skipped_most(checked):
    skipped = checked.loc[checked["closed"], "skipped"].str.split().explode().value_counts()
    assert skipped.to_dict() == {"8": 374, "2": 255, "6": 243, "3": 184, "4": 184}


def test_conforming_does_not_go_with_coming_back(checked):
    table = causes.came_back(checked, AS_OF, "conforms", ripe_days=42)
    assert table["cases"].tolist() == [396, 104] and percent(table["share"], 1).tolist() == [10.1, 11.5]
    assert table["low"].max() < table["share"].min() < table["share"].max() < table["high"].min()
    assert table["cases"].sum() == 500


def test_where_cases_wait(log):
    table, stand = flow.waits(log), flow.standing(log, AS_OF)
    assert table["share"].sort_values().index[-2:].tolist() == ["carry out", "analyse"]
    assert percent(table["share"])[["analyse", "carry out"]].tolist() == [30.3, 25.2]
    assert (
        stand.loc[["assign", "approve"], "cases"].tolist() == [13, 13]
        and stand.at["assign", "median_days"] > 8
    )
    assert stand["cases"].sum() == 56


# Times ----------------------------------------------------------------------------------------------------


def test_the_report_and_the_median_of_all(times):
    of_2025 = times[times["received_at"] >= "2025"]
    table = times_of.summary(of_2025).loc["all"]
    assert (table["cases"], table["open"]) == (384, 55) and table["cases"] - table["open"] == 329
    assert table.drop(["cases", "open"]).round(1).tolist() == [22.6, 5.0, 8.0, 120.1]
    waiting = of_2025[~of_2025["closed"]]
    assert (waiting["close_days"] > 5).sum() == 47


def test_the_median_lies_between_its_two_extremes(times):
    of_2025 = times[times["received_at"] >= "2025"]
    assert round(of_2025["close_days"].median(), 1) == 7.1
    assert round(of_2025["close_days"].where(of_2025["closed"], 1e9).median(), 1) == 8.4


def test_open_cases_are_the_field_teams_and_one_in_seven(times, cases):
    waiting = ~times["closed"]
    in_2025 = cases["year"] == 2025
    assert (waiting & in_2025).sum() == 55 and (waiting & in_2025 & (cases["team"] == "field")).sum() == 54
    assert 1 / 7.5 < (waiting & in_2025).sum() / in_2025.sum() < 1 / 6.5


def test_the_promise_of_seven_days(times):
    promise = times_of.promise_kept(times, 7, AS_OF)
    assert (promise["kept"].sum(), promise["due"].sum()) == (370, 624) and percent(370 / 624) == 59.3
    closed = times[times["closed"]]
    assert percent((closed["close_days"] <= 7).mean()) == 64.2


def test_hours_of_the_calendar_and_of_the_office(cases):
    asked, told = cases["received_at"], cases["first_reply_at"]
    calendar = (told - asked) / pd.Timedelta(hours=1)
    office = times_of.working_hours(asked, told, casekit.load("calendar"))
    assert (round(calendar["K0355"], 2), round(office["K0355"], 1)) == (96.25, 0.8)
    assert (round(calendar.median(), 1), round(office.median(), 1)) == (25.8, 4.0)
    assert (
        asked["K0355"].date().isoformat() == "2025-05-02" and told["K0355"].date().isoformat() == "2025-05-06"
    )
    assert told.isna().sum() == 24


def test_first_replies(log):
    reply = times_of.response_times(log, AS_OF).loc["reply"]
    assert round(reply["median_days"], 1) == 1.2 and 20 < reply["p90_days"] < 21


# Simpson --------------------------------------------------------------------------------------------------


def test_finances_note_and_the_teams(times, cases):
    mean = cases.assign(days=times["close_days"].where(times["closed"])).groupby("year")["days"].mean()
    assert mean.round(1).to_dict() == {2024: 14.0, 2025: 22.6}
    for team, means, medians, still in (
        ("hotline", [3.1, 2.6], [2.0, 1.7], [0, 1]),
        ("field", [72.3, 42.5], [35.1, 32.4], [1, 54]),
    ):
        table = times_of.summary(times[cases["team"] == team], cases["year"])
        assert table["mean_done_days"].round(1).tolist() == means and table["open"].tolist() == still
        assert table["median_days"].round(1).tolist() == medians


def test_each_team_keeps_the_promise_more_often_and_all_less(times, cases):
    promise = times_of.promise_kept(times, 7, AS_OF)
    on_time = promise[promise["due"]].join(cases[["team", "year"]])
    rates = on_time.groupby(["year", "team"])["kept"].mean().astype(float).unstack()
    number = on_time.groupby(["year", "team"]).size().unstack()
    assert percent(rates)["hotline"].tolist() == [88.4, 91.2] and percent(rates)["field"].tolist() == [
        12.2,
        14.4,
    ]
    assert number.to_numpy().tolist() == [[41, 215], [209, 159]]
    effect = percent(causes.mix_effect(rates, number))
    assert effect.to_dict() == {"before": 76.2, "after": 47.6, "within": 2.6, "mix": -31.2}
    assert percent(number["field"] / number.sum(axis=1)).tolist() == [16.0, 56.8]
    same = (rates.loc[2025] * number.loc[2024] / number.loc[2024].sum()).sum()
    assert percent(same) == 78.9


def test_why_more_went_to_the_field(cases):
    defect = cases["cause_group"] == "defect"
    table = pd.crosstab([cases["year"], defect], cases["team"])["field"]
    size = pd.crosstab([cases["year"], defect], cases["team"]).sum(axis=1)
    assert list(zip(table, size, strict=True)) == [(13, 202), (28, 54), (73, 215), (146, 169)]


# Causes ---------------------------------------------------------------------------------------------------


def test_four_causes_by_days(times, cases):
    by_cases = causes.pareto(cases["cause"].value_counts())
    by_days = causes.pareto(times["close_days"].groupby(cases["cause"]).sum())
    first = by_days.index[:4]
    assert percent(by_days["share"][first].sum()) == 73.8 and percent(by_cases["share"][first].sum()) == 40.6
    assert first[0] == "seal leaks" and percent(by_days["share"].iloc[0]) == 32.4
    assert percent(by_cases["cumulative_share"].iloc[6]) == 79.2 and len(by_cases) == 12
    assert [list(each.index).index("short or wrong delivery") for each in (by_cases, by_days)] == [1, 5]


# The person first -----------------------------------------------------------------------------------------


def test_who_was_called_first_came_back_less(cases):
    table = causes.came_back(cases, AS_OF, "called_before_remedy", ripe_days=42)
    assert percent(table["share"]).to_dict() == {False: 15.5, True: 4.4}
    assert table["share"][False] > 3 * table["share"][True] and table["low"][False] > table["high"][True]
    teams = percent(causes.came_back(cases, AS_OF, ["team", "called_before_remedy"], ripe_days=42))
    assert teams["share"].tolist() == [13.1, 5.0, 16.2, 3.9]
    first = percent(causes.came_back(cases, AS_OF, "first_action", ripe_days=42)["share"])
    assert first.to_dict() == {"offered a remedy": 14.3, "telephoned": 4.4, "wrote": 16.1}
    field = teams.loc["field"]
    assert field["low"][False] < field["high"][True]


def test_the_survey_cannot_tell(cases):
    answers = casekit.load("surveys").dropna(subset="recommend").sort_values("answered_date")
    after = pd.merge_asof(
        cases.dropna(subset="closed_at").sort_values("closed_at"),
        answers[["customer_id", "answered_date", "recommend"]],
        left_on="closed_at", right_on="answered_date", by="customer_id", direction="forward",
    )  # fmt: skip
    assert after.groupby("called_before_remedy")["recommend"].mean().round(2).tolist() == [7.08, 7.04]
    assert (after["answered_date"] - after["closed_at"]).dt.days.median() == 130
    assert after["customer_id"].duplicated().any()


# The labs -------------------------------------------------------------------------------------------------


def test_the_desks_story_is_as_the_lesson_tells_it():
    kettles, _, carton = complaint_desk.TICKETS
    runs = [complaint_desk.run(kettles, steps) for steps in complaint_desk.RUNS.values()]
    assert [run.verdict()[0] for run in runs] == [f"Closed after {days} working days." for days in (9, 9, 6)]
    assert [run.right_remedy for run in runs] == [True, False, False] and kettles.others == 9
    spot = complaint_desk.run(carton, ["record", "propose", "carry out"])
    assert spot.right_remedy and spot.verdict()[0] == "Closed after 3 working days."


def test_the_waiting_line_is_as_the_lesson_tells_it():
    lab = waiting_line.QueueLab(30, 6, 4)
    assert lab.busy(3) == 1 and round(lab.median[3], 1) == 0
    assert lab.p90[3:5].round(1).tolist() == [6.8, 2.0]
    assert lab.median[2] > 10


# Guesses and quiz ------------------------------------------------------------------------------------------


def test_the_guesses_ask_for_what_the_tables_say(times, checked, cases):
    def choice(key, name, outcome):
        return next(value for value, _, _ in PREDICTIONS[key].asked[name][1] if value >= outcome)

    assert choice("complaints-first-word", "step", 7) == 8
    assert choice("complaints-conform", "share", 120 / 584) == 0.25
    assert (
        choice(
            "complaints-median",
            "days",
            times_of.summary(times[times["received_at"] >= "2025"]).at["all", "median_days"],
        )
        == 9
    )
    shares = causes.came_back(cases, AS_OF, "called_before_remedy", ripe_days=42)["share"]
    assert choice("complaints-call", "times", shares[False] / shares[True]) == 99


def test_five_questions_one_right_choice_each_not_always_in_the_same_place_nor_the_longest():
    assert len(QUIZ) == 5
    right = [[choice[2] for choice in item.choices].index(True) for item in QUIZ]
    assert len(set(right)) >= 3 and all(sum(choice[2] for choice in item.choices) == 1 for item in QUIZ)
    for language in (0, 1):
        longest = [max(range(4), key=lambda at, item=item: len(item.choices[at][language])) for item in QUIZ]
        assert sum(one == other for one, other in zip(longest, right, strict=True)) <= 1


def test_twins_of_the_quiz_mention_the_same_numbers():
    from tests import twins

    for item in QUIZ:
        pairs = [item.asked, *[(c[0], c[1]) for c in item.choices], *[(c[3], c[4]) for c in item.choices]]
        for english, chinese in pairs:
            assert twins.numbers(english, "en") == twins.numbers(chinese, "zh"), (english, chinese)
