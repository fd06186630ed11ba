"""Lesson 9: the count at the month-end, two bars, and what a loss costs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import dependence, key_accounts, labs, sales
from casekit.errors import Refused
from casekit.labs.keyaccounts import BarLab

MONTHS = ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01"]


def rows_of(**amounts):
    """Sales rows, one a customer and a month."""
    rows = [
        (who, day, amount) for who, each in amounts.items() for day, amount in zip(MONTHS, each, strict=False)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "order_date", "net_amount_cny"])


def states(amounts, **how):
    """Who is in at each month-end, for one customer."""
    return (
        key_accounts.membership(key_accounts.standing_sales(rows_of(A=amounts)), 100, **how).iloc[0].tolist()
    )


@pytest.fixture(scope="module")
def net():
    orders, returns = casekit.load("orders"), casekit.load("returns")
    return pd.concat([sales.net_sales(orders, returns, year) for year in (2024, 2025)])


# The bar ---------------------------------------------------------------------------------------------------


def test_the_bar_itself_counts_and_a_fen_less_does_not():
    assert states([100, 99.99, 100.00, 0]) == [True, False, True, False]
    assert states([100, 90, 89.99], exit_ratio=0.9) == [True, True, False]
    third = key_accounts.membership(pd.DataFrame([[3.33, 3.34]]), 10, exit_ratio=1 / 3)
    assert not third.to_numpy().any()


def test_between_the_bars_a_customer_stays_what_it_was():
    assert states([95, 100, 95, 89, 95, 100], exit_ratio=0.9) == [False, True, True, False, False, True]


def test_patience_waits_for_so_many_month_ends_in_a_row():
    assert states([100, 99, 100, 99, 99, 99], patience=2) == [True, True, True, True, False, False]
    assert states([100, 99, 99, 100, 80, 80], patience=3) == [True] * 6


def test_months_before_the_first_full_window_are_left_out_and_empty_months_stand():
    table = key_accounts.standing_sales(rows_of(A=[1, 2, 4], B=[8, 0, 0, 0, 0, 16]), months=3)
    assert [f"{day:%Y-%m-%d}" for day in table.columns] == [
        "2025-03-31",
        "2025-04-30",
        "2025-05-31",
        "2025-06-30",
    ]
    assert table.loc["A"].tolist() == [7, 6, 4, 0] and table.loc["B"].tolist() == [8, 0, 0, 16]
    assert key_accounts.standing_sales(rows_of(A=[1, 2]), months=3).shape == (1, 0)


def test_a_count_needs_no_row_and_says_so_by_being_empty():
    none = key_accounts.monthly_count(rows_of(), 100)
    assert len(none) == 0 and list(none.columns) == ["accounts", "joined", "left"]


amounts = st.lists(st.integers(-50, 200), min_size=1, max_size=6)
many = st.dictionaries(st.sampled_from("ABCDEF"), amounts, min_size=1)


@given(many, st.sampled_from([1.0, 0.9, 0.75, 0.5]), st.integers(1, 3))
def test_accounts_are_those_before_plus_joined_less_left(each, ratio, patience):
    counts = key_accounts.monthly_count(rows_of(**each), 100, ratio, patience=patience)
    before = counts["accounts"].shift(fill_value=0)
    assert (before + counts["joined"] - counts["left"] == counts["accounts"]).all()


@given(many)
def test_a_lower_way_out_keeps_whoever_a_higher_one_keeps(each):
    standing = key_accounts.standing_sales(rows_of(**each))
    wide, narrow, one = (key_accounts.membership(standing, 100, ratio) for ratio in (0.5, 0.9, 1.0))
    assert (wide | ~narrow).all(axis=None) and (narrow | ~one).all(axis=None)
    assert (one.to_numpy() == (standing >= 100).to_numpy()).all()


@given(many, st.randoms())
def test_the_order_of_rows_and_split_amounts_change_nothing(each, random):
    whole = rows_of(**each)
    halves = pd.concat([whole.assign(net_amount_cny=whole["net_amount_cny"] / 2)] * 2)
    mixed = halves.iloc[random.sample(range(len(halves)), len(halves))]
    pd.testing.assert_frame_equal(
        key_accounts.monthly_count(mixed, 50), key_accounts.monthly_count(whole, 50)
    )


@pytest.mark.parametrize(
    "how",
    [{"threshold": 0}, {"threshold": "many"}, {"threshold": True}, {"exit_ratio": 1.1}, {"exit_ratio": 0},
     {"exit_ratio": float("nan")}, {"months": 0}, {"months": 1.5}, {"patience": True}],
)  # fmt: skip
def test_a_bar_that_makes_no_sense_is_refused(how):
    with pytest.raises(Refused):
        key_accounts.monthly_count(rows_of(A=[1]), **{"threshold": 100} | how)


@pytest.mark.parametrize(
    ("column", "value"), [("net_amount_cny", "many"), ("order_date", "05/12/2025"), ("customer_id", None)]
)
def test_a_row_that_cannot_be_read_is_refused(column, value):
    table = rows_of(A=[1, 2]).astype(object)
    table.loc[1, column] = value
    with pytest.raises(Refused):
        key_accounts.monthly_count(table, 100)


# Qinghe ----------------------------------------------------------------------------------------------------


def test_the_five_round_the_bar_flap_with_one_and_rest_with_two(net):
    five = ["QH0113", "QH0162", "QH0199", "QH0242", "QH0283"]
    standing = key_accounts.standing_sales(net, 3)
    one, two = (
        key_accounts.changes(key_accounts.membership(standing, 600_000, ratio)) for ratio in (1.0, 0.9)
    )
    assert (one.loc[five, "changes"] >= 10).all() and (two.loc[five, "changes"] == 0).all()
    assert standing.loc[five].stack().between(570_000, 630_000).all()


def test_the_count_agrees_with_a_plain_one(net):
    month = net["order_date"].dt.to_period("M")
    plain = (
        net.groupby(["customer_id", month])["net_amount_cny"].sum().unstack(fill_value=0).T.rolling(3).sum().T
    )
    counts = key_accounts.monthly_count(net, 600_000, months=3)
    assert counts["accounts"].tolist() == (plain.round(2) >= 600_000).sum().tolist()[2:]


# What hangs on the largest -----------------------------------------------------------------------------------


def test_the_largest_together_and_never_more_than_there_are():
    table = dependence.largest_together(rows_of(A=[50], B=[30], C=[20]), first=(1, 2, 3, 10))
    assert table.index.tolist() == [1, 2, 3] and table["share_of_sales"].tolist() == [0.5, 0.8, 1.0]
    with pytest.raises(Refused):
        dependence.largest_together(rows_of(A=[50], B=[-50]))


def accounts():
    columns = ["net_amount_cny", "gross_profit_cny", "avoidable_cny", "credit_sales_cny", "receivables_cny"]
    rows = [[900, 90, 120, 900, 180], [100, 30, 10, 100, 10]]
    return pd.DataFrame(rows, index=["A", "B"], columns=columns, dtype=float)


def test_losing_one_leaves_the_others_as_they_are():
    now, then, change = dependence.without(accounts(), "A").to_numpy().tolist()
    assert now == [1000, -10, 190, 69.35] and then == [100, 20, 10, 36.5]
    assert change == pytest.approx([-900, 30, -180, -32.85])
    alone = dependence.without(accounts().loc[["A"]], "A")
    assert np.isnan(alone["dso_days"].iloc[1]) and alone["receivables_cny"].iloc[1] == 0


def test_nobody_known_and_missing_columns_are_refused():
    with pytest.raises(Refused):
        dependence.without(accounts(), "C")
    with pytest.raises(Refused):
        dependence.without(accounts().drop(columns="avoidable_cny"), "A")


# The lab ---------------------------------------------------------------------------------------------------


def test_the_lab_counts_as_the_lesson_does(net):
    lab = BarLab(key_accounts.standing_sales(net, 3))
    for ratio in (100, 90):
        lab.step(600, ratio)
        counts = key_accounts.monthly_count(net, 600_000, ratio / 100, months=3).iloc[-13:]
        assert lab.accounts.tolist() == counts["accounts"].tolist()
        assert (
            lab.joined.sum() == counts["joined"].iloc[1:].sum()
            and lab.left.sum() == counts["left"].iloc[1:].sum()
        )
    assert lab.kept == 44


def test_the_sliders_move_the_picture(net):
    lab = BarLab(key_accounts.standing_sales(net, 3))
    lab.page()
    before = lab.image.value
    lab.bar.value = casekit.say(700, 70)
    assert lab.thousands == 700 and lab.image.value != before
    lab.way_out.value = 80
    assert lab.per_cent == 80


def test_the_lab_is_reached_from_casekit():
    assert labs.keyaccounts.bar_lab
