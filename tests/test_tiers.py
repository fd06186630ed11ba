"""Lesson 5: stepped discounts, moves between tiers, the comparison at the cut, the casino's rebate."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import tiers
from casekit.errors import Refused
from casekit.labs.tiers import DiscountLab, RebateLab

STEPS = {500: 0.05, 1000: 0.10}


# Stepped discounts ------------------------------------------------------------------------------------------


def test_the_chapters_bills_by_both_rules():
    table = casekit.load("chapter/discount_steps")
    pieces = table["bill_quantity"].to_numpy()
    assert (tiers.bill(pieces, 100, STEPS, "all_units") == table["all_units_cny"]).all()
    assert (tiers.bill(pieces, 100, STEPS, "incremental") == table["incremental_cny"]).all()
    assert [tiers.bill(each, 100, STEPS, "all_units") for each in (999, 1000)] == [94_905, 90_000]
    assert [tiers.bill(each, 100, STEPS, "incremental") for each in (999, 1000)] == [97_405, 97_500]


def test_orders_of_948_to_999_are_padded_and_947_is_not():
    row = tiers.padded(100, STEPS).set_index("step").loc[1000]
    assert (row["from_pieces"], row["to_pieces"], row["most_saved_cny"]) == (948, 999, 4905)
    assert tiers.bill(947, 100, STEPS, "all_units") < 90_000 < tiers.bill(948, 100, STEPS, "all_units")
    assert tiers.padded(100, {500: 0.05, 1000: 0.05})["from_pieces"].isna().tolist() == [False, True]


step_tables = st.dictionaries(st.integers(1, 300), st.integers(0, 60), min_size=1, max_size=3).map(
    lambda steps: {at: rate / 100 for at, rate in zip(sorted(steps), sorted(steps.values()), strict=True)}
)


@given(step_tables, st.integers(1, 200))
def test_an_incremental_bill_never_falls_and_is_never_below_the_other(steps, price):
    pieces = np.arange(400)
    part, every = (tiers.bill(pieces, price, steps, rule) for rule in ("incremental", "all_units"))
    assert (np.diff(part) > 0).all() and (part >= every - 0.01).all()


@given(step_tables)
def test_an_order_is_padded_exactly_where_the_step_is_cheaper(steps):
    for row in tiers.padded(100, steps).itertuples():
        bills = tiers.bill(np.arange(row.step + 1), 100, steps, "all_units")
        dearer = np.flatnonzero(bills[:-1] > bills[-1])
        found = [] if np.isnan(row.from_pieces) else [row.from_pieces, row.to_pieces]
        assert found == ([dearer.min(), dearer.max()] if len(dearer) else [])


@pytest.mark.parametrize(
    ("quantity", "steps", "rule"),
    [(-1, STEPS, "all_units"), (1.5, STEPS, "all_units"), (1, {0: 0.1}, "all_units"), (1, {500: 5}, "all_units"),
     (1, {"many": 0.1}, "all_units"), (1, STEPS, "both")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(quantity, steps, rule):
    with pytest.raises(Refused):
        tiers.bill(quantity, 100, steps, rule)


# Moves between tiers ------------------------------------------------------------------------------------------


def history(*paths, months=("2025-01-01", "2025-02-01", "2025-03-01")):
    rows = [
        (f"K{at}", day, tier)
        for at, path in enumerate(paths)
        for day, tier in zip(months, path, strict=False)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "month", "tier"])


def test_leavers_have_a_column_and_rows_sum_to_one():
    table = tiers.migration(history("ggs", "gs", "sss", "g"), months=1)
    assert list(table.columns) == ["g", "s", "left"] and table.sum(axis="columns").tolist() == [1, 1]
    assert table.attrs["counts"].to_numpy().tolist() == [[1, 2, 1], [0, 2, 1]]
    first = tiers.migration(history("ggs", "gs", "sss", "g"), months=1, start="2025-01-15")
    assert first.attrs["counts"].to_numpy().tolist() == [[1, 1, 1], [0, 1, 0]]


def test_looking_further_than_the_records_finds_nobody_and_a_start_outside_is_refused():
    table = history("ggs", "gs")
    assert tiers.migration(table, months=9).isna().all(axis=None)
    for start in ("2024-12-31", "2025-03-01", "2026-01-01"):
        with pytest.raises(Refused):
            tiers.migration(table, months=1, start=start)


def test_a_tier_nobody_was_in_has_no_shares():
    table = history("gg", "gs")
    table["tier"] = pd.Categorical(table["tier"], categories=["s", "g"])
    result = tiers.migration(table, months=1)
    assert result.index.tolist() == ["s", "g"] and result.loc["s"].isna().all()
    assert result.loc["g"].tolist() == [0.5, 0.5]


@given(
    st.lists(st.text("gsp", min_size=1, max_size=3), min_size=1, max_size=6), st.integers(1, 2), st.randoms()
)
def test_counts_are_all_pairs_and_the_order_of_rows_changes_nothing(paths, months, random):
    table = history(*paths)
    mixed = table.iloc[random.sample(range(len(table)), len(table))]
    result = tiers.migration(mixed, months)
    pairs = sum(len(path) - months > at for path in paths for at in range(3))
    gone = sum(
        at + months < max(map(len, paths)) and at + months >= len(path)
        for path in paths
        for at in range(len(path))
    )
    assert result.attrs["counts"].to_numpy().sum() == pairs + gone
    pd.testing.assert_frame_equal(result, tiers.migration(table, months))


def test_tiers_as_words_as_numbers_and_as_categories_are_counted_alike():
    words = history("sg", "gss", "pps", "ggs")
    counts = tiers.migration(words, 1).attrs["counts"]
    assert counts.index.tolist() == ["g", "p", "s"] and counts.at["g", "s"] == 2
    as_kinds = words.assign(tier=pd.Categorical(words["tier"], categories=["s", "p", "g"]))
    again = tiers.migration(as_kinds, 1).attrs["counts"]
    assert again.index.tolist() == ["s", "p", "g"]
    assert (again.loc[counts.index, counts.columns] == counts).all(axis=None)
    numbered = tiers.migration(words.assign(tier=words["tier"].map({"g": 1, "p": 2, "s": 3})), 1)
    assert (numbered.attrs["counts"].to_numpy() == counts.to_numpy()).all()


def test_a_customer_twice_in_a_month_and_no_months_are_refused():
    twice = pd.concat([history("g"), history("s")])
    for table, months in ((twice, 1), (history("gg"), 0), (history("gg").assign(tier=None), 1)):
        with pytest.raises(Refused):
            tiers.migration(table, months)


# At the cut -----------------------------------------------------------------------------------------------------


def test_a_step_between_two_straight_lines_is_found_exactly():
    points = np.arange(40, 80)
    rising = pd.DataFrame({"tier_points": points, "growth": 0.01 * points + 0.04 * (points >= 60)})
    found = tiers.at_the_cut(rising, 60, 20)
    assert found["lift"] == pytest.approx(0.04) and found["high"] - found["low"] < 1e-9
    assert (found["below"], found["above"]) == (20, 20)


def test_too_few_on_a_side_have_no_lift():
    few = pd.DataFrame({"tier_points": [50, 55, 58, 61, 62], "growth": [0.1] * 5})
    assert np.isnan(tiers.at_the_cut(few, 60, 20)["lift"])


def test_the_interval_is_that_of_a_regression_with_hc1():
    rng = np.random.default_rng(5)
    points = rng.integers(40, 80, 300)
    table = pd.DataFrame(
        {"tier_points": points, "growth": 0.01 * points + 0.05 * (points >= 60) + rng.normal(0, 0.1, 300)}
    )
    inside = [tiers.at_the_cut(table.sample(150, random_state=at), 60, 20) for at in range(60)]
    whole = tiers.at_the_cut(table, 60, 20)
    covered = np.mean([each["low"] <= whole["lift"] <= each["high"] for each in inside])
    spread = np.std([each["lift"] for each in inside]) * np.sqrt(2)  # halves of the same table
    assert covered > 0.9 and whole["high"] - whole["low"] == pytest.approx(
        2 * 1.96 * spread / np.sqrt(2), rel=0.4
    )


# The rebate (E14) -----------------------------------------------------------------------------------------------


def test_the_chapters_rebates():
    table = casekit.load("chapter/harrahs")
    ours = [
        100 * tiers.player_gain(row.bets_per_settlement, row.rebate_percent / 100)
        for row in table.itertuples()
    ]
    assert np.abs(table["player_gain_percent"] - ours).max() < 0.005 + 1e-9
    assert round(100 * tiers.player_gain(1000, 0.3), 1) == -2.8


# The labs -------------------------------------------------------------------------------------------------------


def test_the_labs_follow_their_sliders():
    for lab, moved in ((DiscountLab(), (940, 8)), (RebateLab(), (10, 100))):
        lab.page()
        before = lab.image.value
        for slider, value in zip(lab.sliders, moved, strict=True):
            slider.value = value
        assert lab.image.value != before
    assert lab.percent == 10 and lab.gains[lab.bets == np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])][
        0
    ] == pytest.approx(-3.37, abs=0.005)
