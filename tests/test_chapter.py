"""The chapter's tables: printed values as printed, corrected values worked out again from the formulas."""

from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import data
from casekit.company import contracts, leads, service


def chapter(name):
    return casekit.load(f"chapter/{name}")


def spans(table, low, high):
    """How many of the spans each whole number of days from 0 to 400 belongs to."""
    last = table[high].fillna(10_000)
    return [((table[low] <= day) & (day <= last)).sum() for day in range(401)]


# Every table ---------------------------------------------------------------------------------------------


def test_every_small_table_is_small():
    for folder, resource in (("chapter", each) for each in data.resources("chapter").values()):
        most = {"code_table": 125, "glossary": 1000}.get(resource["name"], 60)
        assert len(casekit.load(f"{folder}/{resource['name']}")) <= most, resource["name"]


def test_errata_numbers_are_those_of_the_errata_page():
    known = {f"E{i}" for i in range(1, 52)}
    for name in data.resources("chapter"):
        table = chapter(name)
        if "erratum" in table:
            assert set(table["erratum"].dropna()) <= known, name


# RFM -----------------------------------------------------------------------------------------------------


def test_printed_recency_classes_overlap_and_the_repairs_do_not():
    """Erratum 16: 32 whole numbers are classified more than once, 60 three times."""
    table = chapter("rfm_printed_ranges")
    printed = spans(table, "printed_low_days", "printed_high_days")
    assert (np.array(printed) > 1).sum() == 32 and printed[60] == 3 and min(printed) == 1
    for repair in ("by_lower", "by_upper"):
        assert set(spans(table, f"{repair}_low_days", f"{repair}_high_days")) == {1}


def test_the_two_repairs_differ_on_three_days_only():
    table = chapter("rfm_printed_ranges").sort_values("r_class", ascending=False)

    def classes(repair):
        return 5 - np.searchsorted(table[f"{repair}_low_days"].to_numpy()[1:], range(401), side="right")

    assert np.flatnonzero(classes("by_lower") != classes("by_upper")).tolist() == [30, 60, 120]


def test_the_code_table_is_a_sheet_filled_downward():
    """Erratum 19: the thirty printed codes are the first five rows of the first six columns."""
    table = chapter("code_table")
    assert table["code"].tolist() == sorted(table["code"], reverse=True) and len(table) == 125
    assert (
        table["code"]
        == table["r_score"].astype(str) + table["f_score"].astype(str) + table["m_score"].astype(str)
    ).all()
    printed = table[table["is_printed"]]
    rows = ["555 525 445 415 335 255", "554 524 444 414 334 254", "553 523 443 413 333 253"]
    rows += ["552 522 442 412 332 252", "551 521 441 411 331 251"]
    assert printed.pivot(index="sheet_row", columns="sheet_column", values="code").to_numpy().tolist() == [
        row.split() for row in rows
    ]
    first = table.loc[table["sheet_row"] == 1].set_index("code")["code_place"]
    assert first.loc[["555", "525", "445", "415", "335", "255"]].tolist() == [1, 16, 31, 46, 61, 76]
    assert first.index[6:].tolist() == ["225", "145", "115"]
    assert (table["erratum"] == "E19").sum() == 95


# Tiers ---------------------------------------------------------------------------------------------------


def test_what_a_rebate_does_to_the_players_expectation():
    """Erratum 14, exactly: an even-money bet with an edge of 4 per cent."""
    for row in chapter("harrahs").itertuples():
        n, p = row.bets_per_settlement, Fraction(48, 100)
        lost = sum(
            Fraction(comb(n, w)) * p**w * (1 - p) ** (n - w) * (n - 2 * w) for w in range((n + 1) // 2)
        )
        exact = 2 * p - 1 + Fraction(row.rebate_percent, 100) * lost / n
        assert row.player_gain_percent == pytest.approx(float(100 * exact), abs=0.005)
    found = (
        chapter("harrahs")
        .set_index(["bets_per_settlement", "rebate_percent"])["player_gain_percent"]
        .round(1)
    )
    assert (found[10, 0], found[10, 10], found[10, 30], found[100, 30], found[1000, 30]) == (
        -4,
        -2.6,
        0.3,
        -2.1,
        -2.8,
    )


def test_tier_names_that_are_lost_are_said_to_be_lost():
    table = chapter("tier_names")
    assert (table["tier_name_en"].isna() == (table["origin"] == "lost")).all()
    assert table.groupby("programme").size().to_dict() == {"Harrah's": 4, "Northwest": 3}


def test_the_notch_of_a_discount_on_all_units():
    table = chapter("discount_steps").set_index("bill_quantity")
    assert table.loc[[999, 1000], "all_units_cny"].tolist() == [94_905, 90_000]
    assert table.loc[[999, 1000], "incremental_cny"].tolist() == [97_405, 97_500]
    dearer = table["all_units_cny"] > 90_000
    assert dearer.index[dearer].tolist() == [948, 999]


# Prospects -----------------------------------------------------------------------------------------------


def test_the_three_tiers_never_make_a_thousand_but_at_the_ceiling():
    tiers, totals = chapter("jia_yi_bing"), chapter("jia_yi_bing_totals").set_index("reading")
    sums = [tiers["low_customers"].sum(), (tiers["low_customers"] + tiers["high_customers"]).sum() / 2]
    assert [*sums, tiers["high_customers"].sum()] == totals["sum_customers"].tolist() == [600, 800, 1000]
    assert (tiers["low_visits"] == tiers["low_customers"] * tiers["visits_per_year"]).all()
    assert (tiers["low_visits"].sum(), tiers["high_visits"].sum()) == (2300, 4100)
    assert totals["sum_visits"].tolist() == [2300, 3200, 4100]
    assert totals["erratum"].notna().tolist() == [True, True, False]


def test_five_a_day():
    table = chapter("prospect_plan")
    assert (table["per_month"] == table["per_day"] * table["days_per_month"]).all()
    assert table["per_year"].tolist() == [1200, 1825, 1250]
    assert (table["per_day"] * table["days_to_1000"] == 1000).all()


def test_a_stock_that_fades():
    stock, by_hand = chapter("prospect_stock")["stock_customers"], 0
    for month in range(12):
        by_hand = 0.98 * by_hand + 100
        assert stock[month] == pytest.approx(by_hand, abs=0.005)
    assert round(stock[11]) == 1076


def test_three_to_five_times():
    table = chapter("referral_claims")
    base = table["base_percent"] / 100
    times = table["reading"].str.extract(r"(\d)", expand=False).astype(int)
    times = times + table["reading"].str.endswith("more")  # three times more is four times as high
    odds = times * base / (1 - base + times * base)
    ours = np.where(table["reading"].str.endswith("odds"), odds, times * base) * 100
    assert table["claimed_percent"].to_numpy() == pytest.approx(ours, abs=0.05)
    assert (table["possible"] == (table["claimed_percent"] <= 100)).all()
    found = table.set_index(["base_percent", "reading"])["claimed_percent"]
    assert found[20, "5 times the odds"] == 55.6 and found[10, "3 times the odds"] == 25
    assert found[35, "3 times the rate"] == 105


def test_sources_are_those_of_the_company():
    ours = [*leads.SOURCES, leads.REFERRAL]
    assert sorted(chapter("prospect_sources")["label_en"]) == sorted(ours)


# ABC and ratios --------------------------------------------------------------------------------------------


def test_who_straddles_the_cut():
    table = chapter("abc_example")
    share = table["abc_sales_cny"].cumsum() / table["abc_sales_cny"].sum() * 100
    assert table["cumulative_percent"].to_numpy() == pytest.approx(share)
    for name, counts in (("class_include", [3, 3, 4]), ("class_exclude", [2, 4, 4])):
        assert table[name].value_counts().sort_index().tolist() == counts
    before = share - table["abc_sales_cny"] / table["abc_sales_cny"].sum() * 100
    assert (table["class_include"] == "A").tolist() == (before < 75 - 1e-9).tolist()
    assert (table["class_exclude"] == "A").tolist() == (share <= 75 + 1e-9).tolist()


def test_ratios_of_the_three_products():
    table = chapter("product_ratios").set_index("product")
    sales, cost = table["product_sales_cny"], table["product_cost_cny"]
    stock = (table["stock_begin_cny"] + table["stock_end_cny"]) / 2
    ours = {
        "margin_percent": 100 * (sales - cost) / sales,
        "turns_by_sales": sales / stock,
        "turns_by_cost": cost / stock,
        "cross_by_sales": (sales - cost) / stock,
        "cross_by_cost": (sales - cost) / sales * cost / stock,
        "sales_share": sales / sales["all"],
        "contribution": (sales - cost) / stock * sales / sales["all"],
    }
    for name, values in ours.items():
        assert table[name].to_numpy() == pytest.approx(values.to_numpy(), abs=0.00005), name
    assert table["contribution"].drop("all").sum() == pytest.approx(1.1214)  # erratum 35
    assert table.loc["all", "cross_by_sales"] == 1.1167
    sums = table.drop("all").iloc[:, :4].sum()
    assert sums.tolist() == table.loc["all"].iloc[:4].tolist()


def test_by_signs_alone_c_equals_b():
    table = chapter("profit_matrix").set_index(["matrix_version", "matrix_customer"])
    assert (table["profitable_products"] - table["loss_products"] == table["sign_sum"]).all()
    assert table.loc[("printed", "B"), "sign_sum"] == table.loc[("printed", "C"), "sign_sum"]
    assert table.loc[("original", "3"), "sign_sum"] < 0
    assert table["erratum"].dropna().to_dict() == {("printed", "C"): "E32"}


# Credit ----------------------------------------------------------------------------------------------------


def test_terms_leave_no_day_out():
    table = chapter("credit_terms")
    assert set(spans(table, "from_day", "to_day")) == {1}
    assert (table["pay_cny"] == 100_000 * (100 - table["discount_percent"]) / 100).all()


def test_cost_of_paying_later():
    for row in chapter("trade_credit_cost").itertuples():
        step = (100 - row.late_discount_percent) / (100 - row.early_discount_percent)
        for basis in (360, 365):
            simple, effective = (step - 1) * basis / row.extra_days, step ** (basis / row.extra_days) - 1
            assert getattr(row, f"simple_{basis}_percent") == pytest.approx(100 * simple, abs=0.006)
            assert getattr(row, f"effective_{basis}_percent") == pytest.approx(100 * effective, abs=0.006)
    assert chapter("trade_credit_cost")["simple_360_percent"].tolist() == [48.98, 73.47, 36.36, 24.49, 36.73]


def test_three_policies():
    table = chapter("credit_policy_options")
    sales = table["credit_sales_cny"]
    assert (table["contribution_cny"] == 0.3 * sales).all()
    assert table["receivables_cny"].to_numpy() == pytest.approx(
        (sales / 360 * table["collection_days"]).to_numpy()
    )
    assert table["opportunity_cost_cny"].to_numpy() == pytest.approx(
        (0.12 * 0.7 * table["receivables_cny"]).to_numpy()
    )
    assert table["opportunity_full_cny"].to_numpy() == pytest.approx(
        (0.12 * table["receivables_cny"]).to_numpy()
    )
    assert table["bad_debt_cny"].to_numpy() == pytest.approx(
        (sales * table["bad_debt_percent"] / 100).to_numpy()
    )
    costs = table[["opportunity_cost_cny", "bad_debt_cny", "collection_cost_cny", "discount_cost_cny"]].sum(
        axis=1
    )
    assert table["policy_profit_cny"].to_numpy() == pytest.approx(
        (table["contribution_cny"] - costs).to_numpy()
    )
    assert table["policy_profit_cny"].tolist() == [3_319_200, 3_628_240, 3_401_770]
    assert 0.60 * 15 + 0.15 * 20 + 0.25 * 30 == table["collection_days"][2] == 19.5


def test_provisions():
    rates, flow = chapter("ifrs_example"), chapter("flow_rates")
    assert rates["expected_loss_cny"].tolist() == [45_000, 120_000, 144_000, 165_000, 106_000]
    assert (rates["bucket_receivables_cny"] * rates["loss_rate_percent"] / 100).sum() == pytest.approx(
        580_000
    )
    assert flow["flow_loss_percent"].to_numpy() == pytest.approx(
        (2000 / flow["entered_cny"] * 100).to_numpy(), abs=5e-5
    )
    ours = flow["flow_balance_cny"] * 2000 / flow["entered_cny"]
    assert flow["flow_provision_cny"].to_numpy() == pytest.approx(ours.to_numpy(), abs=0.005)
    assert flow["flow_provision_cny"].sum() == pytest.approx(27_567.39)


def test_collection_effectiveness_right_and_as_copied():
    table = chapter("dso_example")
    could = table["ar_begin"] + table["sales_used"]
    ours = (could - table["ar_end"]) / (could - table["ar_current"]) * 100
    assert table["cei_percent"].tolist() == ours.round(1).tolist() == [79.6, 55.9]
    assert table.loc[0, ["dso_days", "best_dso_days", "delinquent_days"]].tolist() == [52.4, 29.7, 22.7]


def test_reports_a_year():
    table = chapter("report_cycle")
    assert (table["reports_per_year"] * table["every_months"] == 12).all()
    assert (table["many_customers"] * table["reports_per_year"]).sum() == table["many_reports"].sum() == 7600
    assert (table["few_customers"] * table["reports_per_year"]).sum() == table["few_reports"].sum() == 4600


def test_z_scores():
    table = chapter("altman_check")
    x1, x2, x3, x5 = (
        table[name] / table["total_assets"]
        for name in ("working_capital", "retained_earnings", "ebit", "firm_sales")
    )
    x4 = table["equity"] / table["total_liabilities"]
    private = 0.717 * x1 + 0.847 * x2 + 3.107 * x3 + 0.420 * x4 + 0.998 * x5
    assert table["z_private"].tolist() == private.round(3).tolist() == [3.020, 1.597, 0.690]
    emerging = 6.56 * x1 + 3.26 * x2 + 6.72 * x3 + 1.05 * x4
    assert table["z_emerging"].tolist() == emerging.round(3).tolist() == [5.366, 1.492, -0.567]


# Dealers, complaints, loyalty ---------------------------------------------------------------------------------


def test_clauses_and_steps_are_those_of_the_company():
    assert chapter("contract_clauses")["contract_column"].tolist() == list(contracts.CLAUSES)
    assert chapter("complaint_steps")["step_code"].tolist() == list(service.STEPS)
    assert chapter("complaint_steps")["dealer_article_en"].notna().sum() == 4


def test_the_grid_has_its_four_corners():
    grid = chapter("dealer_grid")
    assert len(grid[["dealer_size", "dealer_loyalty"]].drop_duplicates()) == 4


def test_the_printed_scale_is_lopsided_and_the_bands_overlap():
    table = chapter("loyalty_scale")
    words = table[table["loyalty_item"] == "satisfaction"]
    assert words["printed_grade_zh"].tolist().index("比较满意") < words["printed_grade_zh"].tolist().index(
        "满意"
    )
    assert words["printed_grade_en"].str.endswith("dissatisfied").sum() == 2 and "neutral" in set(
        words["repaired_grade_en"]
    )
    bands = table.dropna(subset="band_low_percent").sort_values("band_low_percent")
    assert bands["band_high_percent"].tolist() == [*bands["band_low_percent"].tolist()[1:], 100]


def test_vouchers_add_up_to_27_of_three_kinds():
    table = chapter("ride_app")
    assert table["face_value_cny"].sum() == 27 and table["face_value_cny"].isna().sum() == 1


def test_facts_from_outside_are_marked():
    table = chapter("gree_gome")
    assert (table["origin"] == "outside").sum() == 4 and table["origin"].iloc[0] == "source text"
    change = (table["price_after_cny"] / table["price_before_cny"] - 1) * 100
    assert (
        table["price_change_percent"].dropna().tolist() == change.dropna().round(1).tolist() == [-40.5, -27.4]
    )


def test_hours_a_credit():
    table = chapter("course_hours")
    ours = table["outline_hours"] / table["outline_credits"]
    assert table["hours_per_credit"].tolist() == ours.tolist() == [18, 17, 16, 17]


def test_rates_are_shares_of_something():
    for name in ("eighty_twenty", "abc_meanings", "warnings", "credit_channels", "loyalty_types"):
        table = chapter(name)
        assert isinstance(table, pd.DataFrame) and table.iloc[:, 0].is_unique
