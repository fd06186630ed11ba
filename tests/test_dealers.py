"""Lesson 10: the four-way grid, contracts, plan against record, breadth and depth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import contracts_audit, dealers, distribution, labs, plan_tracking, sales
from casekit.errors import Refused
from casekit.labs.dealers import GridLab

EIGHT = ["QH0005", "QH0052", "QH0039", "QH0035", "QH0028", "QH0022", "QH0045", "QH0006"]


@pytest.fixture(scope="module")
def records():
    orders, returns = casekit.load("orders"), casekit.load("returns")
    return orders, returns, sales.net_sales(orders, returns, 2025)


@pytest.fixture(scope="module")
def sixty(records):
    """The sixty dealers with their sales and our share of their wallets, as the lesson makes them."""
    register = casekit.load("customers").set_index("customer_id")
    wallet = casekit.load("wallet").join(register["onboard_date"], on="customer_id")
    wallet = wallet[wallet["quarter"].dt.year == 2025]
    early = wallet["quarter"] + pd.offsets.QuarterEnd(0) < wallet["onboard_date"]
    return casekit.wallet.share_of_wallet(records[2], wallet[~early])


# The grid --------------------------------------------------------------------------------------------------


def four():
    return pd.DataFrame(
        {"customer_id": list("ABCD"), "net_amount_cny": [900, 900, 100, 100], "share_of_wallet": [0.6, 0.2, 0.6, 0.2]}
    )  # fmt: skip


def cells(table):
    return dict(zip(table.index, table["dealer_size"] + " " + table["dealer_loyalty"], strict=True))


def test_the_four_cells():
    placed = cells(dealers.grid(four(), 500, 0.5))
    assert placed == {"A": "large loyal", "B": "large disloyal", "C": "small loyal", "D": "small disloyal"}


def test_exactly_on_a_cut_is_large_and_loyal_and_just_under_is_not():
    one = pd.DataFrame({"net_amount_cny": [500.0, 499.99], "share_of_wallet": [0.3, 0.1 + 0.2 - 0.001]}, index=["A", "B"])  # fmt: skip
    assert cells(dealers.grid(one, 500, 0.3)) == {"A": "large loyal", "B": "small disloyal"}
    noise = one.assign(share_of_wallet=[0.1 + 0.2, 0.3])
    assert dealers.grid(noise, 500, 0.3)["dealer_loyalty"].tolist() == ["loyal", "loyal"]


def test_what_is_not_known_has_no_place():
    table = four()
    table.loc[1, "share_of_wallet"] = None
    placed = dealers.grid(table, 500, 0.5)
    assert placed.loc["B", ["dealer_size", "dealer_loyalty"]].isna().all() and placed.at["B", "reason"]
    assert dealers.by_cell(placed)["dealers"].sum() == 3
    table.loc[2, "net_amount_cny"] = None
    assert dealers.grid(table, 500, 0.5).index[-1] == "C"


def test_other_measures_can_be_named():
    table = four().assign(grade=[1, 5, 1, 5])
    placed = dealers.grid(table, 500, 3, loyalty="grade")
    assert cells(placed)["B"] == "large loyal"


def test_the_cells_add_up_and_an_empty_one_stands():
    table = dealers.by_cell(dealers.grid(four().head(2), 500, 0.5))
    assert table["dealers"].tolist() == [1, 0, 1, 0] and table["share"].tolist() == [0.5, 0, 0.5, 0]
    nothing = dealers.by_cell(dealers.grid(four().assign(net_amount_cny=0), 500, 0.5))
    assert nothing["share"].isna().all()


def test_who_moved_when_a_cut_moved():
    before, after = (dealers.grid(four(), cut, 0.5) for cut in (500, 50))
    table = dealers.moved(before, after)
    assert table.index.tolist() == ["C", "D"] and table["dealer_size_before"].tolist() == ["small", "small"]
    assert len(dealers.moved(before, before)) == 0


rows = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=12)


@given(rows, st.integers(1, 99), st.integers(1, 99), st.randoms())
def test_every_dealer_is_in_one_cell_whatever_the_order_and_the_unit(each, size_cut, loyalty_cut, random):
    table = pd.DataFrame(each, columns=["net_amount_cny", "share_of_wallet"])
    table = table.assign(customer_id=[f"D{at}" for at in range(len(each))])
    placed = dealers.grid(table, size_cut, loyalty_cut)
    assert dealers.by_cell(placed)["dealers"].sum() == len(each)
    mixed = table.iloc[random.sample(range(len(table)), len(table))]
    pd.testing.assert_frame_equal(dealers.grid(mixed, size_cut, loyalty_cut), placed)
    thousand = table.assign(net_amount_cny=1000 * table["net_amount_cny"])
    assert cells(dealers.grid(thousand, 1000 * size_cut, loyalty_cut)) == cells(placed)


@given(rows, st.integers(1, 98))
def test_a_higher_cut_makes_nobody_large(each, cut):
    table = pd.DataFrame(each, columns=["net_amount_cny", "share_of_wallet"])
    low, high = (dealers.grid(table, each, 50)["dealer_size"] == "large" for each in (cut, cut + 1))
    assert (low | ~high).all()


@pytest.mark.parametrize("cuts", [("many", 0.5), (500, None), (True, 0.5), (float("nan"), 0.5)])
def test_a_cut_that_is_no_number_is_refused(cuts):
    with pytest.raises(Refused):
        dealers.grid(four(), *cuts)


@pytest.mark.parametrize(
    "table",
    [four().drop(columns="share_of_wallet"), four().astype(object).replace({900: "many"}), pd.concat([four(), four()])],
)  # fmt: skip
def test_a_table_that_cannot_be_placed_is_refused(table):
    with pytest.raises(Refused):
        dealers.grid(table, 500, 0.5)


# Orders elsewhere ------------------------------------------------------------------------------------------


def some_orders():
    return pd.DataFrame(
        {"customer_id": ["A", "A", "B", "X"], "ship_to_region": ["East", "West", "East", "West"], "net_amount_cny": [10, 30, 5, 9]}
    )  # fmt: skip


def test_orders_elsewhere_are_counted_for_the_named_dealers_only():
    table = dealers.elsewhere(some_orders(), pd.Series({"B": "East", "A": "East", "C": "West"}))
    assert table.index.tolist() == ["A", "B"]
    assert table.loc["A", ["orders", "elsewhere", "share", "elsewhere_cny"]].tolist() == [2, 1, 0.5, 30]
    assert table.at["B", "low"] == 0 and 0 < table.at["B", "high"] < 1


@pytest.mark.parametrize("column", ["ship_to_region", "net_amount_cny"])
def test_an_order_without_region_or_amount_is_refused(column):
    table = some_orders().astype(object)
    table.loc[1, column] = None
    with pytest.raises(Refused):
        dealers.elsewhere(table, pd.Series({"A": "East"}))
    with pytest.raises(Refused):
        dealers.elsewhere(some_orders(), pd.Series({"A": None}))


# Contracts -------------------------------------------------------------------------------------------------

TWO = ["k05_operating_rights", "k09_breach"]


def contracts(*cells):
    table = pd.DataFrame(list(cells), columns=TWO)
    return table.assign(customer_id=[f"D{at}" for at in range(len(table))])


def test_blank_is_neither_present_nor_missing():
    table = contracts_audit.contract_score(contracts(("yes", "no"), ("yes", None), (" ", "是")), TWO)
    assert table[["present", "missing", "unchecked"]].to_numpy().tolist() == [[1, 1, 0], [1, 0, 1], [1, 0, 1]]
    assert table["score"].tolist() == [0.5, 0.5, 0.5] and table["at_most"].tolist() == [0.5, 1, 1]


def test_the_same_by_clause_adds_up():
    table = contracts_audit.clause_table(contracts(("yes", "no"), ("yes", None)), TWO)
    assert table[["present", "missing", "unchecked"]].to_numpy().tolist() == [[2, 0, 0], [0, 1, 1]]
    assert len(contracts_audit.CLAUSES) == 11
    names = casekit.load("chapter/contract_clauses")
    assert names["contract_column"].tolist() == list(contracts_audit.CLAUSES)
    assert names["label_en"].str[:5].tolist() == [en[:5] for en, _ in contracts_audit.CLAUSES.values()]


def test_all_of_several_clauses_is_open_as_long_as_one_is_blank_and_none_is_missing():
    pairs = [("yes", "yes"), ("yes", "no"), ("no", None), ("yes", None), (None, None)]
    found = contracts_audit.together(contracts(*pairs), TWO)
    assert found.tolist() == ["yes", "no", "no", "unchecked", "unchecked"]


def test_the_last_day_of_a_contract_still_counts():
    table = pd.DataFrame({"customer_id": list("ABC"), "signed_date": ["2025-01-01", "2025-12-31", "2026-01-01"],
                          "expires_date": ["2025-12-31", "2026-12-30", "2027-01-01"]})  # fmt: skip
    assert contracts_audit.in_force(table, "2025-12-31").tolist() == [True, True, False]
    assert contracts_audit.in_force(table, "2026-01-01").tolist() == [False, True, True]


def test_what_is_neither_yes_nor_no_nor_blank_is_refused():
    for bad in ("maybe", 7, "unknown"):
        with pytest.raises(Refused, match="k09_breach"):
            contracts_audit.contract_score(contracts(("yes", "no"), ("yes", bad)), TWO)
    for clauses in ("k09_breach", [], ["k99_none"]):
        with pytest.raises(Refused):
            contracts_audit.contract_score(contracts(("yes", "no")), clauses)
    with pytest.raises(Refused):
        contracts_audit.contract_score(contracts(("yes", "no")).assign(customer_id=["A"]).loc[[0, 0]], TWO)


@given(st.lists(st.tuples(*[st.sampled_from(["yes", "no", None])] * 2), min_size=1, max_size=8))
def test_score_and_upper_end_hold_the_truth_between_them(pairs):
    table = contracts_audit.contract_score(contracts(*pairs), TWO)
    assert (table[["present", "missing", "unchecked"]].sum(axis=1) == 2).all()
    assert (table["score"] <= table["at_most"]).all()
    filled = contracts_audit.contract_score(contracts(*pairs).fillna("yes"), TWO)
    assert filled["score"].tolist() == table["at_most"].tolist()


# Plan and record -------------------------------------------------------------------------------------------


def plans_of(**of):
    rows = [(who, f"2025-{month:02}-01", plan) for who, each in of.items() for month, plan in each.items()]
    return pd.DataFrame(rows, columns=["customer_id", "month", "plan_cny"])


def sold(*rows):
    return pd.DataFrame(rows, columns=["customer_id", "order_date", "net_amount_cny"])


def test_working_days_with_and_without_a_calendar():
    calendar = casekit.load("calendar")
    assert plan_tracking.working_days("2025-01-01", "2025-12-31", calendar) == 248
    assert plan_tracking.working_days("2025-01-01", "2025-11-30", calendar) == 225
    assert plan_tracking.working_days("2025-01-04", "2025-01-05") == 0
    assert plan_tracking.working_days("2024-02-29", "2024-02-29") == 1
    with pytest.raises(Refused, match="2026-01-31"):
        plan_tracking.working_days("2025-12-31", "2026-01-31", calendar)


def test_achieved_due_and_gap_by_hand():
    plans = plans_of(A={1: 100, 2: 100}, B={1: 0})
    orders = sold(
        ("A", "2025-01-31", 90), ("A", "2025-02-14", 20), ("A", "2025-02-15", 7), ("A", "2024-12-31", 9)
    )
    table = plan_tracking.plan_progress(plans, orders, "2025-02-14")
    assert table.at["A", "actual_cny"] == 110 and table.at["A", "achieved"] == 0.55
    assert (
        table.at["A", "elapsed"] == pytest.approx(33 / 261) and table.at["A", "due"] == 0.75
    )  # 10 of 20 days
    assert table.at["A", "gap"] == pytest.approx(0.55 - 33 / 261)
    assert table.loc["B", ["achieved", "due"]].isna().all() and table.at["B", "reason"]


def test_more_returned_than_bought_is_negative_and_stays():
    table = plan_tracking.plan_progress(plans_of(A={1: 100}), sold(("A", "2025-01-02", -5)), "2025-12-31")
    assert table.at["A", "achieved"] == -0.05 and table.at["A", "due"] == 1 and table.at["A", "elapsed"] == 1


def test_the_order_of_rows_split_amounts_and_strangers_change_nothing():
    plans = plans_of(A={1: 100, 6: 300}, B={3: 50})
    orders = sold(("A", "2025-01-31", 90), ("B", "2025-05-05", 20))
    whole = plan_tracking.plan_progress(plans, orders, "2025-06-30")
    halves = pd.concat(
        [orders.assign(net_amount_cny=orders["net_amount_cny"] / 2)] * 2 + [sold(("Z", "2025-01-01", 5))]
    )
    mixed = plan_tracking.plan_progress(plans.iloc[::-1], halves.iloc[::-1], "2025-06-30")
    pd.testing.assert_frame_equal(mixed, whole)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("plans", "plan_cny", "many"), ("plans", "plan_cny", -1), ("plans", "month", "05/12/2025"), ("plans", "customer_id", None),
     ("orders", "net_amount_cny", None), ("orders", "order_date", "soon")],
)  # fmt: skip
def test_a_plan_or_order_that_cannot_be_read_is_refused(table, column, value):
    tables = {
        "plans": plans_of(A={1: 100, 2: 50}).astype(object),
        "orders": sold(("A", "2025-01-02", 5)).astype(object),
    }
    tables[table].loc[0, column] = value
    with pytest.raises(Refused):
        plan_tracking.plan_progress(tables["plans"], tables["orders"], "2025-06-30")


def test_pace_is_progress_day_after_day():
    plans, orders = plans_of(A={1: 100}, B={1: 0}), sold(("A", "2025-01-02", 40))
    table = plan_tracking.pace(plans, orders, ["2025-01-01", "2025-12-31"])
    assert table["A"].tolist() == [0, 0.4] and table["elapsed"].iloc[-1] == 1 and "B" not in table


def test_29_february_is_set_beside_28_february():
    orders = sold(
        ("A", "2023-02-28", 100), ("A", "2023-03-01", 9), ("A", "2024-02-29", 110), ("B", "2024-01-02", 5)
    )
    table = plan_tracking.year_on_year(orders, "2024-02-29")
    assert table.loc["A", ["actual_cny", "before_cny"]].tolist() == [110, 100]
    assert table.at["A", "change"] == pytest.approx(110 / 44 / (100 / 42) - 1) and np.isnan(
        table.at["B", "change"]
    )


# Breadth and depth -----------------------------------------------------------------------------------------

OUTLETS = pd.Series({"A": 60, "B": 30, "C": 10})


def test_numeric_and_weighted_by_hand():
    listings = pd.DataFrame({"outlet_id": ["A", "C", "C", "C"], "sku": ["x", "x", "x", "y"]})
    table = distribution.breadth(listings, OUTLETS)
    assert table["carrying"].tolist() == [2, 1] and table["weighted"].tolist() == [0.7, 0.1]
    lines = distribution.depth(listings, OUTLETS, ["x", "y"])
    assert lines["lines"].tolist() == [1, 0, 2] and lines["depth"].tolist() == [0.5, 0, 1]


def test_weighted_is_numeric_where_all_outlets_are_alike():
    listings = pd.DataFrame({"outlet_id": ["A", "C"], "sku": ["x", "x"]})
    table = distribution.breadth(listings, pd.DataFrame({"outlet_id": list("ABC"), "turnover_cny": 7}))
    assert table["numeric"].tolist() == pytest.approx(table["weighted"].tolist())
    assert distribution.breadth(listings, 0 * OUTLETS)["weighted"].isna().all()


def test_an_unknown_outlet_a_double_one_and_a_turnover_below_zero_are_refused():
    listings = pd.DataFrame({"outlet_id": ["A", "Z"], "sku": ["x", "x"]})
    with pytest.raises(Refused):
        distribution.breadth(listings, OUTLETS)
    for outlets in (-OUTLETS, pd.concat([OUTLETS, OUTLETS]), OUTLETS.where(OUTLETS > 10)):
        with pytest.raises(Refused):
            distribution.breadth(listings.head(1), outlets)


# Qinghe ----------------------------------------------------------------------------------------------------


def test_seven_of_sixty_are_large_and_disloyal_at_the_lessons_cuts(sixty):
    placed = dealers.grid(sixty, 1_000_000, 0.5)
    table = dealers.by_cell(placed)
    assert table["dealers"].tolist() == [15, 20, 7, 18] and table["share"].sum() == pytest.approx(1)
    far = dealers.grid(sixty, 300_000, 0.5)
    assert set(EIGHT) <= set(
        far.index[(far["dealer_size"] == "large") & (far["dealer_loyalty"] == "disloyal")]
    )


def test_eight_dealers_have_their_orders_delivered_elsewhere_and_hardly_anybody_else(records):
    orders = records[0][records[0]["order_date"].dt.year == 2025]
    home = casekit.load("customers").head(60).set_index("customer_id")["region"]
    table = dealers.elsewhere(orders, home)
    assert table.index[:8].tolist() == EIGHT and table["elsewhere"].iloc[:8].sum() == 121
    assert table["elsewhere"].iloc[8:].sum() == 6 and table["orders"].sum() == 1294


def test_none_of_the_eight_has_a_contract_with_area_and_breach(records):
    table = casekit.load("contracts")
    found = contracts_audit.together(table, ["k05_operating_rights", "k09_breach"])
    assert (found[EIGHT] == "no").all() and (found == "yes").sum() == 38
    score = contracts_audit.contract_score(table)
    assert (score["present"] == 11).sum() == 7 and (score["at_most"] == 1).sum() == 18
    assert score[["present", "missing", "unchecked"]].sum().tolist() == [539, 74, 47]
    assert (~contracts_audit.in_force(table, "2025-12-31")).sum() == 4


def test_twenty_eight_met_the_plan_and_twenty_two_of_them_were_behind_in_november(records):
    plans, calendar = casekit.load("plans_monthly"), casekit.load("calendar")
    november, december = (
        plan_tracking.plan_progress(plans, records[2], day, calendar) for day in ("2025-11-30", "2025-12-31")
    )
    met = december["achieved"] >= 1
    assert met.sum() == 28 and (november["gap"][met] < 0).sum() == 22
    assert december.at["QH0022", "achieved"] == pytest.approx(1.0566, abs=5e-5)
    listed = casekit.load("dealer_scores").set_index("customer_id")["net_amount_2025_cny"]
    assert december["actual_cny"].round(2).tolist() == listed[december.index].round(2).tolist()


def test_a_best_seller_of_the_small_and_a_spare_part_of_the_large(records, sixty):
    lines = casekit.load("order_lines").merge(
        records[0][records[0]["order_date"].dt.year == 2025][["order_id", "customer_id"]]
    )
    listings = lines[lines["customer_id"].isin(sixty.index)].rename(columns={"customer_id": "outlet_id"})
    table = distribution.breadth(listings, sixty["total_purchases_cny"])
    assert table.loc["FL01", ["numeric", "weighted"]].round(3).tolist() == [0.8, 0.685]
    assert table.loc["SP04", ["numeric", "weighted"]].round(3).tolist() == [0.483, 0.708]


# The lab ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lab(sixty):
    return GridLab(sixty, casekit.names(), EIGHT)


@pytest.mark.parametrize("cuts", [(1_000_000, 50), (300_000, 50), (2_000_000, 65), (100_000, 10)])
def test_the_lab_places_as_the_lesson_does(lab, sixty, cuts):
    lab.step(*cuts)
    table = dealers.by_cell(dealers.grid(sixty, cuts[0], cuts[1] / 100))
    assert [int(inside.sum()) for inside in lab.cells] == table["dealers"].tolist()
    assert f"{casekit.look.half_up(100 * table['share'].iloc[2], 1)}%" in lab.head.get_text()


def test_the_lab_counts_those_it_watches_and_names_a_few(lab):
    lab.step(1_000_000, 50)
    assert "6 are among them" in lab.lines()[1] and "Xianglin" in lab.lines()[0]
    lab.step(300_000, 50)
    assert "8 are among them" in lab.lines()[1] and "and 7 more" in lab.lines()[0]
    lab.step(5_000_000, 10)
    assert "nobody" in lab.lines()[0]


def test_the_sliders_move_the_picture(sixty):
    lab = GridLab(sixty, casekit.names())
    lab.page()
    before = lab.image.value
    lab.size.value = casekit.say(300, 30)
    assert lab.size_cut == 300_000 and lab.image.value != before and len(lab.lines()) == 1
    lab.loyal.value = 40
    assert lab.per_cent == 40


def test_the_lab_is_reached_from_casekit():
    assert labs.dealers.grid_lab
