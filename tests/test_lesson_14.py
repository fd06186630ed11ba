"""Lesson 14: what its prose says and no output of the page shows, and that its two labs do what the text says they do."""

from math import comb

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import complaint_causes as causes
from casekit import complaint_flow as flow
from casekit import complaints as times_of
from casekit.labs import complaint_desk, waiting_line

AS_OF = "2025-12-31"


@pytest.fixture(scope="module")
def cases():
    return casekit.load("complaints").set_index("complaint_id")


@pytest.fixture(scope="module")
def log():
    return casekit.load("complaint_events")


@pytest.fixture(scope="module")
def times(log):
    return times_of.case_times(log, AS_OF, casekit.load("calendar"))


def test_who_takes_the_short_way_and_what_is_judged(log, cases):
    closed = flow.conformance(log).query("closed").join(cases)
    assert closed.loc[closed["path"] == "1→5→7", "team"].value_counts()["hotline"] == 175
    judged = log.loc[log["complaint_step"] == "judge", "complaint_id"].unique()
    assert len(judged) == 368 and (cases.loc[judged, "cause_group"] == "customer").sum() == 7


def test_what_counting_closed_cases_only_forgets(times):
    of_2025 = times[times["received_at"] >= "2025"]
    due = times_of.promise_kept(of_2025, 10, AS_OF, calendar=casekit.load("calendar"))["due"]
    assert ((of_2025["closed"] & ~due).sum(), (~of_2025["closed"] & due).sum()) == (14, 36)


def test_how_far_the_field_teams_90_percent_is_an_estimate(times, cases):
    field = times[(times["received_at"] >= "2025") & (cases["team"] == "field")]
    assert (len(field), (~field["closed"]).sum()) == (219, 54)
    ends = [[*field["closed"]], [True] * len(field)]
    curves = [times_of.survival(field["close_days"], end) for end in ends]
    assert [times_of.time_until(curve, 0.9) for curve in curves] == [124, 89]


def test_the_step_within_teams_may_be_chance(times, cases):
    """The Mantel-Haenszel test over cause and severity within each team stays below 1.96."""
    promise = times_of.promise_kept(times, 10, AS_OF, calendar=casekit.load("calendar"))
    due = promise[promise["due"]].join(cases)
    late = due["received_at"] >= "2025"
    more = spread = 0
    for _, kind in due.groupby(["team", "cause", "severity"]):
        n, after, kept = len(kind), late[kind.index].sum(), kind["kept"].sum()
        if 0 < after < n:
            more += kind.loc[late[kind.index], "kept"].sum() - after * kept / n
            spread += after * (n - after) * kept * (n - kept) / (n**2 * (n - 1))
    assert 0 < more / spread**0.5 < 1.96


def chance_to_find(n, m, one, other):
    """How often two shares, of n cases and of m, are found apart at the 5 % level."""
    k = [np.arange(cases + 1) for cases in (n, m)]
    ways = [
        [comb(cases, at) * share**at * (1 - share) ** (cases - at) for at in range(cases + 1)]
        for cases, share in ((n, one), (m, other))
    ]
    both = np.add.outer(*k) / (n + m)
    apart = np.abs(np.subtract.outer(k[0] / n, k[1] / m))
    return np.outer(*ways)[apart > 1.96 * np.sqrt(both * (1 - both) * (1 / n + 1 / m))].sum()


def test_a_halving_among_the_conforming_would_show_one_time_in_three(log, cases):
    checked = cases.join(flow.conformance(log)["conforms"])
    back = causes.came_back(checked, AS_OF, "conforms", ripe_days=42)
    others, conform = back["cases"].astype(int)
    assert conform == 104
    usual = back.at[False, "share"]
    assert chance_to_find(conform, others, usual / 2, usual) == pytest.approx(1 / 3, abs=0.03)


def test_one_in_nine_of_the_hotlines_cases_was_reopened(cases):
    back = causes.came_back(cases, AS_OF, "team", ripe_days=42)
    assert back.loc["hotline", ["back", "cases"]].tolist() == [39, 339] and round(339 / 39) == 9


def test_how_many_cases_a_random_test_needs(cases):
    few, enough = (chance_to_find(n, n, 0.155, 0.044) for n in (48, 150))
    assert 0.45 < few < 0.5 and 0.88 < enough < 0.93
    in_2025 = cases[cases["received_at"] >= "2025"]
    assert len(in_2025) // 4 // 2 == 48 and 300 / in_2025["closed_at"].notna().sum() * 12 + 42 / 30 < 13


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


def test_two_late_cases_of_153_are_the_most_and_a_year_may_well_not_pass():
    kept = pd.DataFrame({"late": late, "kept": at >= late} for late in (2, 3) for at in range(153))
    assert (causes.part_kept(kept, "late")["low"] >= 0.95).tolist() == [True, False]
    chances = [
        sum(comb(153, late) * (1 - share) ** late * share ** (153 - late) for late in range(3))
        for share in (360 / 368, 151 / 153)
    ]
    assert [round(100 * chance) for chance in chances] == [35, 68]
