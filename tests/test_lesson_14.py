"""What lesson 14 says about Qinghe, asserted against the tables: a table that changes makes the lesson's words untrue here."""

from math import comb

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import complaint_causes as causes
from casekit import complaint_flow as flow
from casekit import complaints as times_of
from casekit.labs import complaint_desk, questions, waiting_line

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
    assert (
        table["low"][True] < table["share"][True] * 0.6 and table["high"][True] > table["share"][True] * 1.6
    )
    ways = causes.came_back(checked, AS_OF, "path", ripe_days=42)
    desk = ways.loc["1→2→3→5→4→6→7"]
    assert (desk["cases"], desk["back"]) == (38, 3) and percent(desk["share"]) == 7.9
    by_team = causes.came_back(checked, AS_OF, ["team", "conforms"], ripe_days=42)
    for team in ("hotline", "field"):
        assert by_team.loc[team, "low"].max() < by_team.loc[team, "high"].min()


def test_nothing_was_judged_not_to_hold(log, cases):
    judged = log.loc[log["complaint_step"] == "judge", "complaint_id"].unique()
    assert len(judged) == 368 and (cases.loc[judged, "cause_group"] == "customer").sum() == 7
    assert (log["complaint_step"] == "carry out").any() and "decision" not in log.columns


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


def test_the_median_lies_between_its_two_extremes(times, cases):
    of_2025 = times[times["received_at"] >= "2025"]
    assert round(of_2025["close_days"].median(), 1) == 7.1
    never = times_of.survival(of_2025["close_days"].where(of_2025["closed"], 1e9), [True] * 384)
    assert round(times_of.time_until(never), 1) == 8.1
    field = of_2025[cases.loc[of_2025.index, "team"] == "field"]
    for days, bound in (
        (field["close_days"], 24.9),
        (field["close_days"].where(field["closed"], 1e9), 39.0),
    ):
        assert round(times_of.time_until(times_of.survival(days, [True] * len(days))), 1) == bound


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
    times = times_of.case_times(log, AS_OF)
    of_2025 = times[times["received_at"] >= "2025"]
    assert percent(times_of.promise_kept(of_2025, 7, AS_OF, measure="reply")["kept"].mean()) == 77.2


# Simpson --------------------------------------------------------------------------------------------------


def test_finances_note_and_the_teams(times, cases):
    mean = cases.assign(days=times["close_days"].where(times["closed"])).groupby("year")["days"].mean()
    assert mean.round(1).to_dict() == {2024: 14.0, 2025: 22.6}
    together = times_of.summary(times, cases["year"])
    assert together["median_days"].round(1).tolist() == [2.2, 8.0]
    assert together["p90_days"].round(1).tolist() == [23.8, 120.1]
    assert cases.groupby(["year", "team"]).size()[2024, "field"] == 41
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
    table = causes.part_kept(on_time, ["team", "year"])
    assert table["kept"].tolist() == [5, 30, 190, 145]
    for team in (
        "hotline",
        "field",
    ):  # within chance: the intervals overlap, each holding the other year's share
        low, high, share = (table.loc[team, each] for each in ("low", "high", "share"))
        assert low.max() < share.min() and share.max() < high.min()
    assert rates["field"][2025] < 6 / 41  # one case more in 2024, and the field team would have fallen
    together = causes.part_kept(on_time, "year")
    assert together["low"][2024] > together["high"][2025]


def by_kind_by_hand(due, kinds):
    """Kept in the earlier and later year, with the earlier year's cases, kind by kind."""
    before = after = number = matched = 0
    for _, kind in due.groupby(kinds):
        early, late = (kind.loc[kind["year"] == year, "kept"].astype(float) for year in (2024, 2025))
        if len(early) and len(late):
            before, after = before + early.sum(), after + len(early) * late.mean()
            number, matched = number + len(early), matched + len(late)
    return round(100 * before / number, 1), round(100 * after / number, 1), number, matched


def test_like_with_like_and_the_lessons_own_criterion(times, cases):
    promise = times_of.promise_kept(times, 7, AS_OF)
    due = promise[promise["due"]].join(cases[["team", "year", "cause", "severity"]])
    kinds = ["cause", "severity"]
    table = causes.like_with_like(due, {"kind": kinds, "team": ["team", *kinds]})
    assert table["kinds"].tolist() == [33, 48]
    for name, by in (("kind", kinds), ("team", ["team", *kinds])):
        row = table.loc[name]
        found = (percent(row["before"]), percent(row["after"]), row["cases_before"], row["cases_after"])
        assert found == by_kind_by_hand(due, by)
    assert percent(table["before"]).tolist() == [76.2, 75.9] and percent(table["after"]).tolist() == [
        65,
        80.9,
    ]
    assert (table["cases_after"]["team"], (due["year"] == 2025).sum()) == (311, 368)
    row, lost = table.loc["kind"], due.loc[due["year"] == 2025, "kept"].mean()
    assert percent(row["before"] - row["after"]) == 11.2 and percent(row["after"] - lost) == 17.4
    assert percent(row["before"] - lost) == 28.6
    for team in ("hotline", "field"):  # what the lesson names as its criterion: neither team fell
        own = causes.like_with_like(due[due["team"] == team], {"kind": kinds}).loc["kind"]
        assert own["after"] > own["before"]


def test_the_step_within_teams_may_be_chance(times, cases):
    """The Mantel-Haenszel test over kinds within teams stays below 1.96."""
    promise = times_of.promise_kept(times, 7, AS_OF)
    due = promise[promise["due"]].join(cases[["team", "year", "cause", "severity"]])
    more = spread = 0
    for _, kind in due.groupby(["team", "cause", "severity"]):
        n, late, kept = len(kind), (kind["year"] == 2025).sum(), kind["kept"].sum()
        if 0 < late < n:
            more += kind.loc[kind["year"] == 2025, "kept"].sum() - late * kept / n
            spread += late * (n - late) * kept * (n - kept) / (n**2 * (n - 1))
    assert 0 < more / spread**0.5 < 1.96


def test_why_more_went_to_the_field(cases):
    defect = cases["cause_group"] == "defect"
    table = pd.crosstab([cases["year"], defect], cases["team"])["field"]
    size = pd.crosstab([cases["year"], defect], cases["team"]).sum(axis=1)
    assert list(zip(table, size, strict=True)) == [(13, 202), (28, 54), (73, 215), (146, 169)]
    month = pd.crosstab(cases["received_at"].dt.strftime("%Y-%m"), cases["team"])
    assert month.loc[["2024-12", "2025-01"], "field"].tolist() == [6, 17]
    assert month.loc[["2024-12", "2025-01"]].sum(axis=1).tolist() == [47, 25]


# Causes ---------------------------------------------------------------------------------------------------


def test_four_causes_by_days(times, cases):
    by_cases = causes.pareto(cases["cause"].value_counts())
    by_days = causes.pareto(times["close_days"].groupby(cases["cause"]).sum())
    first = by_days.index[:4]
    assert percent(by_days["share"][first].sum()) == 73.8 and percent(by_cases["share"][first].sum()) == 40.6
    assert first[0] == "seal leaks" and percent(by_days["share"].iloc[0]) == 32.4
    days = times["close_days"].groupby([cases["year"], cases["cause"]]).sum()
    assert [percent(days[year, "seal leaks"] / days[year].sum()) for year in (2024, 2025)] == [40.1, 29.4]
    of_field = times.loc[cases["team"] == "field", "close_days"].sum() / times["close_days"].sum()
    assert percent(of_field) == 92.2
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
    ripe = cases[times_of.moment(AS_OF) - cases["closed_at"] >= pd.Timedelta(days=42)]
    assert ((ripe["first_action"] == "telephoned") == ripe["called_before_remedy"]).all()
    assert ripe["called_before_remedy"].sum() == 229
    others = causes.came_back(cases, AS_OF, "first_action", ripe_days=42).drop(index="telephoned")
    assert others["low"].max() < others["share"].min()
    field = teams.loc["field"]
    assert field["low"][False] < field["high"][True]


def chance_to_find(n, one=0.155, other=0.044):
    """How often a test of n cases each finds shares of 15.5 % and 4.4 % apart, at the 5 % level."""
    k = range(n + 1)
    ways = [[comb(n, at) * share**at * (1 - share) ** (n - at) for at in k] for share in (one, other)]
    both = np.add.outer(k, k) / (2 * n)
    apart = np.abs(np.subtract.outer(k, k)) / n
    return np.outer(*ways)[apart > 1.96 * np.sqrt(2 * both * (1 - both) / n)].sum()


def test_how_many_cases_a_test_by_lot_needs(cases):
    assert 0.45 < chance_to_find(48) < 0.55 and 0.88 < chance_to_find(150) < 0.93
    in_2025 = cases[cases["year"] == 2025]
    assert len(in_2025) // 4 // 2 == 48 and 300 / in_2025["closed_at"].notna().sum() * 12 + 42 / 30 < 13


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
    assert [run.verdict()[0] for run in runs] == [
        f"Closed after {days} working days." for days in (9, 9, 6, 9)
    ]
    assert [run.right_remedy for run in runs] == [True, False, False, True] and kettles.others == 9
    spot = complaint_desk.run(carton, ["record", "propose", "carry out"])
    assert spot.right_remedy and spot.verdict()[0] == "Closed after 3 working days."


def test_the_waiting_line_is_as_the_lesson_tells_it():
    lab = waiting_line.QueueLab(30, 6, 4)
    assert lab.busy(3) == 1 and round(lab.median[3], 1) == 0
    assert lab.p90[3:5].round(1).tolist() == [6.8, 2.0]
    assert lab.median[2] > 10
    assert round(waiting_line.QueueLab(30, 7, 4).p90[3], 1) == 15.5


# Guesses and quiz ------------------------------------------------------------------------------------------


def test_the_guesses_ask_for_what_the_tables_say(times, checked, cases):
    def choice(key, name, outcome):
        return next(value for value, _, _ in questions.predictions("complaints")[key].asked[name][1] if value >= outcome)

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




