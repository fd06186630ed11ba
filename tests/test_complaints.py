"""Lesson 14: flow, times, causes. Small examples worked by hand, and what must hold for any log."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import complaint_causes as causes
from casekit import complaint_flow as flow
from casekit import complaints as times_of
from casekit import look
from casekit.company import clock
from casekit.errors import Refused, Undefined

AS_OF = "2025-12-31"
START = pd.Timestamp("2025-03-01")


def log(*rows):
    """Events from (complaint, step, day)."""
    table = pd.DataFrame(rows, columns=["complaint_id", "complaint_step", "day"])
    table["event_at"] = START + pd.to_timedelta(table.pop("day").astype(float), unit="D")
    return table


@st.composite
def logs(draw, least=0):
    """Logs of up to six cases, each recorded first, then some steps at whole days, ties and repeats included."""
    rows = []
    for case in range(draw(st.integers(least, 6))):
        start = draw(st.integers(0, 20))
        rows.append((f"k{case}", "record", start))
        steps = draw(st.lists(st.sampled_from([*flow.STEPS[1:], *flow.OTHER_STEPS]), max_size=9))
        rows += [(f"k{case}", step, start + draw(st.integers(0, 30))) for step in steps]
    return log(*rows)


@st.composite
def waits(draw, least=1):
    """Days (with ties) and whether each ended."""
    days = draw(st.lists(st.integers(0, 12), min_size=least, max_size=15))
    done = draw(st.lists(st.booleans(), min_size=len(days), max_size=len(days)))
    return np.array(days, dtype=float), np.array(done, dtype=bool)


# The machine ----------------------------------------------------------------------------------------------


def test_the_machine_is_the_chapters_eight_steps_in_their_order():
    steps = casekit.load("chapter/complaint_steps")
    assert list(flow.STEPS) == steps.sort_values("step_number")["step_code"].tolist()
    assert len(flow.FLOW) == 9 and sum(map(len, flow.FLOW.values())) == 8


def test_the_whole_flow_leads_from_received_to_evaluated():
    assert flow.follow(flow.STEPS) == "evaluated" and flow.allowed("evaluated") == []
    assert flow.follow([]) == "received"


def test_a_step_out_of_order_is_refused_with_what_may_follow():
    with pytest.raises(Refused, match="only: 4 analyse.*\nFound: 5 propose"):
        flow.follow(["record", "judge", "assign", "propose"])
    with pytest.raises(Refused, match="nothing more"):
        flow.take("evaluated", "record")


@pytest.mark.parametrize("step", ["propse", "call", ""])
def test_an_unknown_step_is_refused_with_the_nearest(step):
    with pytest.raises(Refused, match="step is one of record, judge"):
        flow.take("received", step)


@pytest.mark.parametrize(
    ("steps", "skipped", "late"),
    [
        (flow.STEPS, [], []),
        (["record", "propose", "carry out"], ["judge", "assign", "analyse", "approve"], []),
        (["record", "judge", "assign", "propose", "analyse"], [], ["analyse"]),
        (["evaluate", "record"], list(flow.STEPS[1:7]), ["record"]),
        ([], [], []),
        (["record", "call", "judge"], [], []),
    ],
)
def test_breaches_by_hand(steps, skipped, late):
    assert flow.breaches(steps) == {"skipped": skipped, "late": late}


@given(st.permutations(flow.STEPS), st.integers(0, 8))
def test_the_machine_accepts_a_way_just_if_nothing_is_skipped_or_late(order, taken):
    way = order[:taken]
    found = flow.breaches(way)
    if found["skipped"] or found["late"]:
        with pytest.raises(Refused):
            flow.follow(way)
    else:
        flow.follow(way)


# Conformance ----------------------------------------------------------------------------------------------


def test_conformance_of_a_log_by_hand():
    events = log(
        ("a", "record", 0), ("a", "propose", 1), ("a", "carry out", 2), ("a", "reopen", 5), ("a", "carry out", 6),
        ("b", "record", 0), ("b", "judge", 1), ("b", "call", 1), ("b", "assign", 2),
        ("c", "record", 0), ("c", "assign", 1), ("c", "judge", 2),
    )  # fmt: skip
    table = flow.conformance(events)
    assert table["path"].to_dict() == {"a": "1→5→7", "b": "1→2→3", "c": "1→3→2"}
    assert table["closed"].tolist() == [True, False, False]
    assert table["skipped"].tolist() == ["2 3 4 6 8", "", ""] and table["late"].tolist() == ["", "", "2"]
    assert table["conforms"].tolist() == [False, True, False]


@given(logs())
def test_conformance_agrees_with_the_slow_way(events):
    table = flow.conformance(events)
    for case, rows in events[events["complaint_step"].isin(flow.STEPS)].groupby("complaint_id"):
        rows = rows.assign(n=rows["complaint_step"].map(flow.STEPS.index)).sort_values(["event_at", "n"])
        way = list(dict.fromkeys(rows["complaint_step"]))
        slow = flow.breaches(way)
        late = [flow.STEPS.index(step) + 1 for step in slow["late"]]
        skipped = [flow.STEPS.index(step) + 1 for step in slow["skipped"]]
        skipped += [8] * ("carry out" in way and "evaluate" not in way and 8 not in skipped)
        assert table.at[case, "path"] == "→".join(str(flow.STEPS.index(step) + 1) for step in way)
        assert table.at[case, "late"] == " ".join(map(str, late))
        assert table.at[case, "skipped"] == " ".join(map(str, skipped))


@given(logs(), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(events, chance):
    order = list(events.index)
    chance.shuffle(order)
    shuffled = events.loc[order]
    as_of = "2025-06-30"
    pd.testing.assert_frame_equal(flow.conformance(events), flow.conformance(shuffled))
    pd.testing.assert_frame_equal(flow.waits(events), flow.waits(shuffled))
    pd.testing.assert_frame_equal(flow.standing(events, as_of), flow.standing(shuffled, as_of))
    pd.testing.assert_frame_equal(times_of.case_times(events, as_of), times_of.case_times(shuffled, as_of))


@given(logs())
def test_the_log_is_left_as_it_was(events):
    before = events.copy()
    flow.conformance(events), times_of.case_times(events, "2025-06-30")
    pd.testing.assert_frame_equal(events, before)


def test_waits_and_standing_by_hand():
    events = log(
        ("a", "record", 0), ("a", "judge", 3), ("a", "assign", 4), ("b", "record", 1), ("b", "judge", 2)
    )
    table = flow.waits(events)
    assert table.index.tolist() == ["judge", "assign"] and table["cases"].tolist() == [2, 1]
    assert table["median_days"].tolist() == [2, 1] and table["total_days"].tolist() == [4, 1]
    assert table["share"].tolist() == [0.8, 0.2]
    stand = flow.standing(events, "2025-03-10")
    assert stand.index.tolist() == ["judge", "assign"] and stand["median_days"].tolist() == [8, 6]


def test_equally_frequent_ways_stand_in_the_order_of_their_names():
    rows = [
        (case, step, 0)
        for case, steps in {"a": ["record", "carry out"], "b": ["carry out"]}.items()
        for step in steps
    ]
    table = flow.variants(flow.conformance(log(*rows)))
    assert table.index.tolist() == ["1→7", "7"] and table["share"].tolist() == [0.5, 0.5]


# Times ----------------------------------------------------------------------------------------------------


def test_the_seven_cases_of_the_lesson():
    days, done = [1, 2, 4, 5, 6, 9, 12], [True, True, True, False, True, False, True]
    curve = times_of.survival(days, done)
    assert curve["at_risk"].tolist() == [7, 6, 5, 3, 1]
    assert curve["still_open"].round(3).tolist() == [0.857, 0.714, 0.571, 0.381, 0]
    assert times_of.time_until(curve) == 6 and times_of.time_until(curve, 0.9) == 12
    assert np.median([1, 2, 4, 6, 12]) == 4 and np.median(days) == 5


def test_a_textbook_example_with_ties_and_a_case_that_drops_out_on_the_day_another_ends():
    # Freireich and others 1963, weeks of remission of the 21 children on 6-mercaptopurine: 6, 6, 6, 6+, 7, 9+, ...
    days = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    done = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = times_of.survival(days, np.array(done, dtype=bool)).set_index("days")
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve["still_open"].round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert times_of.time_until(curve.reset_index()) == 23


@given(waits())
def test_the_curve_falls_and_with_nobody_waiting_it_is_the_plain_share(case):
    days, done = case
    curve = times_of.survival(days, done)
    assert curve["still_open"].is_monotonic_decreasing and curve["still_open"].between(0, 1).all()
    everybody = times_of.survival(days, np.ones(len(days), dtype=bool))
    plain = [(days > day).mean() for day in everybody["days"]]
    assert np.allclose(everybody["still_open"], plain)


@given(waits(), st.randoms(use_true_random=False))
def test_the_curve_does_not_depend_on_the_order(case, chance):
    days, done = case
    order = list(range(len(days)))
    chance.shuffle(order)
    pd.testing.assert_frame_equal(times_of.survival(days, done), times_of.survival(days[order], done[order]))


@given(waits(), st.sampled_from([0.5, 2.0, 24.0]))
def test_other_units_give_other_days_and_the_same_shares(case, factor):
    days, done = case
    one, other = times_of.survival(days, done), times_of.survival(days * factor, done)
    assert np.allclose(one["days"] * factor, other["days"]) and np.allclose(
        one["still_open"], other["still_open"]
    )


@given(waits())
def test_to_drop_the_waiting_never_lengthens_the_median(case):
    days, done = case
    if done.any():
        honest, hopeful = times_of.survival(days, done), times_of.survival(days[done], done[done])
        if honest["still_open"].iloc[-1] <= 0.5:
            assert times_of.time_until(hopeful) <= times_of.time_until(honest)


@given(waits())
def test_a_case_that_was_never_watched_changes_nothing(case):
    days, done = case
    more = times_of.survival(np.append(days, 0), np.append(done, False))
    at_once = (days[done] == 0).any()
    if not at_once:
        assert np.allclose(more["still_open"], times_of.survival(days, done)["still_open"])


def test_a_median_that_is_not_reached_is_undefined_not_a_number():
    curve = times_of.survival([1, 2, 3], [True, False, False])
    with pytest.raises(Undefined, match="fewer than 50.0 % are finished"):
        times_of.time_until(curve)
    assert times_of.survival([], []).empty


@pytest.mark.parametrize("bad", [np.nan, -1, np.inf])
def test_days_that_make_no_sense_are_refused(bad):
    with pytest.raises(Refused, match="case 1"):
        times_of.survival([1, bad], [True, True])


def test_times_of_cases_by_hand():
    events = log(
        ("a", "record", 0), ("a", "message", 1), ("a", "call", 2), ("a", "carry out", 3), ("a", "reopen", 5), ("a", "carry out", 7),
        ("b", "record", 2),
    )  # fmt: skip
    table = times_of.case_times(events, "2025-03-10")
    assert table.loc["a", ["reply_days", "replied", "close_days", "closed"]].tolist() == [1, True, 3, True]
    assert table.loc["b", ["reply_days", "replied", "close_days", "closed"]].tolist() == [8, False, 8, False]


def test_response_times_have_a_row_for_reply_and_one_for_closing():
    events = log(
        *[("a", "record", 0), ("a", "call", 1), ("a", "carry out", 4)],
        *[("b", "record", 0), ("b", "call", 2)],
    )
    table = times_of.response_times(events, "2025-03-10")
    assert table.index.tolist() == ["reply", "close"] and table["open"].tolist() == [0, 1]
    assert table.loc["reply", ["median_done_days", "median_days", "p90_days"]].tolist() == [1.5, 1, 2]
    assert table.at["close", "median_days"] == 4 and np.isnan(table.at["close", "p90_days"])
    assert "fewer than 90.0 %" in table.at["close", "reason"]


@given(logs(least=1))
def test_the_summary_by_group_adds_up(events):
    times = times_of.case_times(events, "2025-06-30")
    by = pd.Series(np.where(times["closed"], "x", "y"), times.index, name="group")
    table = times_of.summary(times, by)
    assert table["cases"].sum() == len(times) and table["open"].sum() == (~times["closed"]).sum()
    assert table.get("reason", pd.Series("", table.index))[table["median_days"].isna()].ne("").all()


def test_a_day_counts_to_its_end():
    events = log(("a", "record", 0), ("a", "call", 0.99))
    assert times_of.case_times(events, "2025-03-01").at["a", "replied"]
    with pytest.raises(Refused, match="row 1: 2025-03-01 23:45"):
        times_of.case_times(events, "2025-03-01 12:00")


@given(logs(least=1), st.integers(0, 60))
def test_events_after_the_day_are_refused_naming_the_row_or_left_out_openly(events, day):
    as_of = START + pd.Timedelta(days=day)
    late = events[events["event_at"] >= as_of + pd.Timedelta(days=1)]
    left = flow.events_until(events, as_of)
    assert len(left) + len(late) == len(events)
    if len(late):
        with pytest.raises(Refused, match=f"row {late.index[0]}: "):
            times_of.response_times(events, as_of)
    times_of.response_times(
        left[left["complaint_id"].isin(left.query("complaint_step == 'record'")["complaint_id"])], as_of
    )


@pytest.mark.parametrize("column", ["complaint_id", "complaint_step", "event_at"])
def test_missing_values_are_refused_naming_the_row(column):
    events = log(("a", "record", 0), ("a", "call", 1))
    events.loc[1, column] = None
    for look_at in (flow.conformance, lambda e: times_of.case_times(e, AS_OF)):
        with pytest.raises(Refused, match="row 1: "):
            look_at(events)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("a", "call", 0)], "a: never recorded"),
        ([("a", "call", 0), ("a", "record", 1)], "a: a step before it was recorded"),
        ([("a", "record", 0), ("a", "jugde", 1)], "did you mean 'judge'"),
    ],
)
def test_logs_that_cannot_be_timed_are_refused(rows, words):
    with pytest.raises(Refused, match=words):
        times_of.case_times(log(*rows), AS_OF)


def test_a_missing_column_is_refused():
    with pytest.raises(Refused, match="no column event_at"):
        times_of.response_times(log(("a", "record", 0)).drop(columns="event_at"), AS_OF)


def test_a_list_of_ones_own_becomes_a_log_and_gives_the_same_times():
    listed = casekit.load("complaints")
    one = times_of.case_times(times_of.events_of(listed), AS_OF)
    other = times_of.case_times(casekit.load("complaint_events"), AS_OF)
    pd.testing.assert_frame_equal(one, other)
    short = times_of.case_times(
        times_of.events_of(listed[["complaint_id", "received_at", "closed_at"]]), AS_OF
    )
    assert (short["closed"] == other["closed"]).all() and (short["replied"] == short["closed"]).all()


def test_a_complaint_without_a_day_of_receipt_is_refused_not_lost():
    mine = pd.DataFrame(
        {"complaint_id": ["a", "b"], "received_at": ["2025-03-01", None], "closed_at": [None, None]}
    )
    with pytest.raises(Refused, match="(?s)received_at.*row 1"):
        times_of.case_times(times_of.events_of(mine), AS_OF)


def test_an_empty_log_gives_empty_tables():
    empty = log(("a", "record", 0)).iloc[:0]
    times = times_of.case_times(empty, AS_OF)
    assert times.empty and list(times.columns) == [
        "received_at",
        "reply_days",
        "replied",
        "close_days",
        "closed",
    ]
    assert times["closed"].dtype == bool and times["close_days"].dtype == float
    assert flow.conformance(empty).empty and flow.variants(flow.conformance(empty)).empty
    assert flow.waits(empty).empty and flow.standing(empty, AS_OF).empty
    table = times_of.response_times(empty, AS_OF)
    assert table["cases"].tolist() == [0, 0] and table["median_days"].isna().all()


# Promises and hours ---------------------------------------------------------------------------------------


def test_a_promise_by_hand():
    events = log(
        ("on the day", "record", 0), ("on the day", "carry out", 7),
        ("late", "record", 0), ("late", "carry out", 7.01),
        ("open", "record", 0),
        ("new, open", "record", 20), ("new, closed", "record", 20), ("new, closed", "carry out", 21),
    )  # fmt: skip
    times = times_of.case_times(events, "2025-03-22")
    table = times_of.promise_kept(times, 7, "2025-03-22")
    kept = table["kept"].dropna().to_dict()
    assert kept == {"late": False, "on the day": True, "open": False}
    assert table["due"].sum() == 3 and table["kept"].mean() == pytest.approx(1 / 3)


def test_a_promise_of_working_days_by_hand():
    """Friday to Monday is one working day; the last day of the records counts; what is not due is left out."""
    calendar = pd.DataFrame({"date": pd.date_range("2025-03-07", periods=8)})  # a Friday to the Friday after
    calendar["working_day"] = calendar["date"].dt.day_of_week < 5
    rows = [("monday", "record", "2025-03-07 16:00"), ("monday", "carry out", "2025-03-10 09:00"),
            ("weekend", "record", "2025-03-08 10:00"), ("weekend", "carry out", "2025-03-13 10:00"),
            ("open", "record", "2025-03-12 10:00"), ("new", "record", "2025-03-14 10:00")]  # fmt: skip
    events = pd.DataFrame(rows, columns=["complaint_id", "complaint_step", "event_at"])
    events["event_at"] = pd.to_datetime(events["event_at"])
    times = times_of.case_times(events, "2025-03-14", calendar)
    assert times["close_days"].to_dict() == {"monday": 1, "new": 0, "open": 2, "weekend": 4}
    kept = times_of.promise_kept(times, 2, "2025-03-14", calendar=calendar)["kept"].dropna().to_dict()
    assert kept == {"monday": True, "open": False, "weekend": False}
    tried = causes.kept_by_promise(times, [1, 2, 4], "2025-03-14", calendar=calendar)
    assert tried[["cases", "kept"]].to_numpy().tolist() == [[3, 1], [3, 1], [2, 2]]
    assert causes.kept_by_promise(times, [2], "2025-03-14 12:00", calendar=calendar)["cases"].tolist() == [2]


@given(
    st.lists(st.tuples(st.integers(0, clock.END - 1), st.integers(0, 60 * 24 * 60)), min_size=1, max_size=8)
)
def test_working_days_agree_with_a_count_day_by_day(spans):
    start = np.array([begin for begin, _ in spans])
    stop = np.minimum(start + np.array([length for _, length in spans]), clock.END - 1)
    since, until = clock.moments(start), clock.moments(stop)
    worked = casekit.load("calendar").set_index("date")["working_day"]
    one_by_one = [
        int(worked[first.normalize() + pd.Timedelta(days=1) : last].sum())
        for first, last in zip(since, until, strict=True)
    ]
    assert times_of.working_days(since, until, casekit.load("calendar")).tolist() == one_by_one


@given(logs(least=1), st.integers(0, 20))
def test_only_the_due_can_keep_a_promise(events, days):
    times = times_of.case_times(events, "2025-05-31")
    table = times_of.promise_kept(times, days, "2025-05-31")
    assert (table["kept"].isna() == ~table["due"]).all()
    longer = times_of.promise_kept(times, days + 5, "2025-05-31")
    both = table["due"] & longer["due"]
    assert (longer.loc[both, "kept"] >= table.loc[both, "kept"]).all()


def test_an_unknown_measure_is_refused():
    times = times_of.case_times(log(("a", "record", 0)), AS_OF)
    with pytest.raises(Refused, match="measure is one of reply, close"):
        times_of.summary(times, measure="first")


@given(
    st.lists(st.tuples(st.integers(0, clock.END - 1), st.integers(0, 60 * 24 * 60)), min_size=1, max_size=8)
)
def test_working_hours_agree_with_the_companys_own_clock(spans):
    start = np.array([begin for begin, _ in spans])
    stop = np.minimum(start + np.array([length for _, length in spans]), clock.END - 1)
    since, until = clock.moments(start), clock.moments(stop)
    hours = times_of.working_hours(since, until, casekit.load("calendar"))
    assert np.allclose(hours, (clock.office(stop) - clock.office(start)) / 60)


def test_working_hours_of_a_missing_moment_are_missing_and_beyond_the_calendar_refused():
    calendar = casekit.load("calendar")
    since = pd.Series(pd.to_datetime(["2025-01-02 09:00", "2025-01-02 16:00"]))
    until = pd.Series(pd.to_datetime(["NaT", "2025-01-03 10:00"]))
    assert times_of.working_hours(since, until, calendar).fillna(-1).tolist() == [-1, 2]
    with pytest.raises(Refused, match="1: 2026-01-05"):
        times_of.working_hours(since, pd.Series(pd.to_datetime(["NaT", "2026-01-05"])), calendar)


# Causes, mix, coming back ---------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 20), min_size=1))
def test_pareto_falls_adds_up_and_sorts_equals_by_name(amounts):
    table = causes.pareto(pd.Series(amounts))
    keys = [(-row.amount, row.Index) for row in table.itertuples()]
    assert keys == sorted(keys) and table["amount"].sum() == sum(amounts.values())
    if sum(amounts.values()):
        assert table["cumulative_share"].iloc[-1] == pytest.approx(1)
    else:
        assert table["share"].isna().all()


@st.composite
def two_periods(draw):
    cells = st.lists(st.lists(st.integers(1, 50), min_size=3, max_size=3), min_size=2, max_size=2)
    rates = pd.DataFrame(draw(cells), columns=list("xyz")) / 50
    return rates, pd.DataFrame(draw(cells), columns=list("xyz"))


@given(two_periods())
def test_pace_and_mix_add_up_to_the_change(tables):
    rates, cases = tables
    effect = causes.mix_effect(rates, cases)
    whole = (rates * cases).sum(axis=1) / cases.sum(axis=1)
    assert effect["before"] == pytest.approx(whole[0]) and effect["after"] == pytest.approx(whole[1])
    assert effect["before"] + effect["within"] + effect["mix"] == pytest.approx(effect["after"])
    same = pd.DataFrame([cases.iloc[0]] * 2)
    assert causes.mix_effect(rates, same)["mix"] == pytest.approx(0)


def test_came_back_counts_only_ripe_cases_and_leaves_room_for_chance():
    day = pd.to_datetime
    complaints = pd.DataFrame({
        "closed_at": day(["2025-11-01", "2025-11-01", "2025-12-30", None]),
        "reopened_at": day(["2025-11-10", None, None, None]),
        "team": ["a", "a", "a", "b"],
    })  # fmt: skip
    table = causes.came_back(complaints, AS_OF, "team", ripe_days=42)
    assert table.index.tolist() == ["a"] and table.loc["a", ["cases", "back", "share"]].tolist() == [
        2,
        1,
        0.5,
    ]
    assert table[["low", "high"]].round(3).to_numpy().tolist() == [[0.095, 0.905]]  # Wilson, 1 of 2


def test_wilson_of_ten_in_a_hundred():
    low, high = causes._wilson(pd.Series([10.0]), pd.Series([100.0]))
    assert (round(low[0], 4), round(high[0], 4)) == (0.0552, 0.1744)


# Drawings -------------------------------------------------------------------------------------------------


def test_the_bars_are_the_variants_the_commonest_on_top():
    events = log(*[(case, step, n) for case in "abc" for n, step in enumerate(flow.STEPS)],
                 ("d", "record", 0), ("d", "carry out", 1))  # fmt: skip
    ax = flow.plot_variants(flow.variants(flow.conformance(events)))
    assert [bar.get_width() for bar in ax.patches] == [1, 3]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1→7", "1→2→3→4→5→6→7→8"]
    assert ax.figure.finding == "3 of 4 closed cases took the eight steps in order"
    assert "75.0 %" in ax.figure.read_this


def test_the_curve_starts_at_one_and_the_dot_is_at_half():
    curve = times_of.survival([1, 2, 4], [True, True, True])
    ax = times_of.plot_survival({"all": curve}, until=10)
    assert ax.lines[0].get_ydata().tolist()[0] == 1 and ax.lines[1].get_xdata().tolist() == [2]
    assert ax.figure.finding == "Half are closed after 2 (all) days"
    assert not any("Not drawn" in text.get_text() for text in ax.figure.texts)
    cut = times_of.plot_survival({"all": curve}, until=3).figure
    assert any(text.get_text().endswith("Not drawn: 1 closed after 3 days") for text in cut.texts)
    cut = times_of.plot_survival({"all": curve}, until=3, waiting=2).figure
    assert any(text.get_text().endswith("Beyond 3 days: 3 cases, 1 closed later, 2 still open") for text in cut.texts)


def test_the_promise_chart_names_who_can_keep_one_and_from_which_day_for_sure():
    days = pd.Index([5, 10, 20], name="days")
    good, poor = (
        pd.DataFrame({"share": shares, "low": np.subtract(shares, 0.03), "high": shares}, index=days)
        for shares in ([0.9, 0.96, 0.99], [0.2, 0.4, 0.6])
    )
    tables = {name: look.labelled(table, days="days") for name, table in (("all", poor), ("hotline", good))}
    ax = causes.plot_promises(tables)
    assert [line.get_ydata().tolist() for line in ax.lines[:2]] == [
        poor["share"].tolist(),
        good["share"].tolist(),
    ]
    assert "hotline" in ax.figure.finding and "all" not in ax.figure.finding
    assert "all: none" in ax.figure.read_this and "hotline 20" in ax.figure.read_this


def test_causes_are_drawn_by_days_with_both_shares():
    by_cases, by_days = (
        causes.pareto(pd.Series({"x": 3, "y": 1})),
        causes.pareto(pd.Series({"x": 10, "y": 30})),
    )
    ax = causes.plot_causes(by_cases, by_days)
    spans = [list(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 2]
    assert spans == [[0.25, 0.75], [0.75, 0.25]]
    assert ax.figure.finding == "1 cause: 25.0 % of the cases, 75.0 % of the days"


def test_the_mix_chart_says_that_neither_falls_and_all_together_do():
    rates = pd.DataFrame({"hotline": [0.9, 1.0], "field": [0.1, 0.2]}, index=["2024", "2025"])
    cases = pd.DataFrame({"hotline": [80, 20], "field": [20, 80]}, index=["2024", "2025"])
    ax = causes.plot_mix(rates, cases)
    assert [list(line.get_ydata()) for line in ax.lines][:2] == [[0.9, 1.0], [0.1, 0.2]]
    assert len(ax.collections) == 3  # an interval for each team and for all together
    assert ax.figure.finding == "Neither team is down, all together are: 74.0 % to 36.0 %"
    steady = causes.plot_mix(rates, pd.DataFrame([cases.iloc[0]] * 2, index=rates.index))
    assert steady.figure.finding == "All together: 74.0 % to 84.0 %"


@pytest.mark.parametrize("bad", [-1, np.nan])
def test_an_amount_below_zero_has_no_share(bad):
    with pytest.raises(Refused, match="leaks: "):
        causes.pareto(pd.Series({"late": 3.0, "leaks": bad}))
