"""Lesson 12: Altman's three versions, the fifty signs, the five Cs, the calendar of reports, limits by rules."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import altman, credit, limits, signs
from casekit.errors import Refused
from casekit.labs.credit import SignLab

FIRM = {
    "working_capital": 300, "retained_earnings": 250, "ebit": 150, "equity": 600, "total_assets": 1000, "total_liabilities": 400, "sales": 1500,
}  # fmt: skip


@pytest.fixture(scope="module")
def profiles():
    return casekit.load("credit_profiles")


@pytest.fixture(scope="module")
def observations():
    return casekit.load("signal_observations")


# Altman -----------------------------------------------------------------------------------------------------


def test_the_three_firms_have_the_published_scores():
    firms = casekit.load("chapter/altman_check")
    for version, printed in (("private", "z_private"), ("other", "z_emerging")):
        assert credit.altman(firms, version)["z"].round(3).tolist() == firms[printed].tolist()
    assert credit.altman(firms, "other")["zone"].tolist() == ["safe", "grey", "distress"]
    assert credit.altman(firms, "private")["zone"].tolist() == ["safe", "grey", "distress"]


def test_the_listed_version_needs_a_market_value_and_uses_it():
    listed = credit.altman(FIRM | {"market_value": 800}, "listed").iloc[0]
    assert listed["z"] == pytest.approx(1.2 * 0.3 + 1.4 * 0.25 + 3.3 * 0.15 + 0.6 * 2 + 1.5)
    with pytest.raises(Refused, match="market"):
        credit.altman(FIRM, "listed")


def at(version, z):
    """A firm whose score is ``z`` by way of its retained earnings alone."""
    weight = altman.VERSIONS[version].weights[1]
    nothing = dict.fromkeys(["working_capital", "ebit", "equity", "sales", "market_value"], 0)
    return nothing | {"retained_earnings": z / weight * 1000, "total_assets": 1000, "total_liabilities": 1}


@pytest.mark.parametrize("version", list(altman.VERSIONS))
def test_the_bounds_themselves_are_grey(version):
    low, high = altman.VERSIONS[version].low, altman.VERSIONS[version].high
    found = [
        credit.altman(at(version, z), version)["zone"].iloc[0] for z in (low - 0.001, low, high, high + 0.001)
    ]
    assert found == ["distress", "grey", "grey", "safe"]


@given(st.floats(0.001, 1000), st.sampled_from(["private", "other"]))
def test_another_unit_changes_no_score(factor, version):
    other = {name: value * factor for name, value in FIRM.items()}
    assert credit.altman(other, version)["z"].iloc[0] == pytest.approx(
        credit.altman(FIRM, version)["z"].iloc[0]
    )


def test_current_assets_and_liabilities_do_for_working_capital():
    parts = {name: value for name, value in FIRM.items() if name != "working_capital"} | {
        "current_assets": 500,
        "current_liabilities": 200,
    }
    assert credit.altman(pd.Series(parts), "other")["z"].iloc[0] == credit.altman(FIRM, "other")["z"].iloc[0]


@pytest.mark.parametrize(
    ("line", "value", "words"),
    [
        ("ebit", np.nan, "no ebit"),
        ("total_liabilities", 0, "no liabilities"),
        ("total_assets", 0, "no assets"),
    ],
)
def test_a_score_that_has_no_value_says_why(line, value, words):
    table = pd.DataFrame([FIRM, FIRM | {line: value}])
    result = credit.altman(table, "other")
    assert result["reason"].iloc[0] == "" and result["zone"].iloc[0] == "safe"
    assert (
        np.isnan(result["z"].iloc[1]) and words in result["reason"].iloc[1] and result["zone"].iloc[1] == ""
    )


def test_two_units_a_missing_line_and_an_unknown_version_are_refused():
    mixed = pd.DataFrame([FIRM]).rename(columns={"ebit": "ebit_kcny", "sales": "sales_cny"})
    for table, version, words in [
        (mixed, "private", "unit"),
        ({"ebit": 1}, "other", "total_assets"),
        (FIRM, "public", "private"),
    ]:
        with pytest.raises(Refused, match=words):
            credit.altman(table, version)
    with pytest.raises(Refused, match="ebit"):
        credit.altman(FIRM | {"ebit": "many"}, "other")


def test_zones_of_two_versions_count_every_firm_once(profiles):
    table = credit.zones_compared(profiles)
    assert table.to_numpy().tolist() == [[1, 0, 0], [2, 23, 33], [0, 0, 1]]
    assert (
        credit.zones_compared(profiles, "other", "private").to_numpy().tolist() == table.to_numpy().T.tolist()
    )


# Signs ------------------------------------------------------------------------------------------------------


def seen(*rows):
    return pd.DataFrame(rows, columns=["customer_id", "signal_id", "observed_date", "answer"])


def test_fifty_signs_of_which_forty_seven_say_something_of_their_own():
    catalog = casekit.load("signal_catalog")
    assert (
        len(catalog) == 50
        and catalog["duplicate_of"].notna().sum() == 3
        and (catalog["polarity"] == "good").sum() == 4
    )
    assert catalog.groupby("sign_group", sort=False).size().tolist() == [14, 13, 13, 10]


def test_a_good_sign_speaks_for_the_customer_and_its_absence_against():
    one = seen(
        ("A", "IN1", "2025-01-05", "yes"),
        ("A", "IN2", "2025-01-05", "no"),
        ("A", "FU8", "2025-01-05", "yes"),
        ("A", "FU9", "2025-01-05", "not seen"),
    )
    right, wrong = (credit.score_signs(one, polarity=how).iloc[0] for how in (True, False))
    assert (right["bad"], right["seen"], wrong["bad"], wrong["seen"]) == (2, 3, 2, 3)
    assert credit.score_signs(one.iloc[:1], polarity=False)["bad"].iloc[0] == 1
    assert credit.score_signs(one.iloc[:1])["bad"].iloc[0] == 0


def test_a_fact_in_two_lists_counts_once_unless_it_is_asked_for_twice():
    bill = seen(
        ("A", "FU12", "2025-01-05", "yes"),
        ("A", "PA9", "2025-01-06", "yes"),
        ("A", "FU1", "2025-01-06", "no"),
    )
    once, twice = (credit.score_signs(bill, once=how).iloc[0] for how in (True, False))
    assert (once["bad"], once["seen"], twice["bad"], twice["seen"]) == (1, 2, 2, 3)
    assert once["hard"] == "FU12" and not once["passed"]


def test_the_newest_answer_counts_and_of_two_on_a_day_the_bad_one():
    rows = seen(
        ("A", "FU8", "2025-01-05", "yes"),
        ("A", "FU8", "2025-03-05", "no"),
        ("B", "FU8", "2025-03-05", "no"),
        ("B", "FU8", "2025-03-05", "yes"),
    )
    assert credit.score_signs(rows)["bad"].tolist() == [0, 1]
    assert credit.score_signs(rows, as_of="2025-02-01")["bad"].to_dict() == {"A": 1}
    later = pd.concat([rows, seen(("A", "FU8", "2025-04-01", "not seen"))])
    assert credit.score_signs(later)["seen"].tolist() == [1, 1]


def test_nothing_seen_is_no_good_mark():
    row = credit.score_signs(seen(("A", "FU8", "2025-01-05", "not seen"))).iloc[0]
    assert np.isnan(row["bad_share"]) and row["reason"] != "" and row["passed"]


@pytest.mark.parametrize(
    ("sign", "answer", "words"),
    [
        ("OW2", "yes", "private life"),
        ("XX1", "yes", "catalogue"),
        ("FU8", "perhaps", "not seen"),
        ("FU8", None, "not seen"),
    ],
)
def test_private_life_unknown_signs_and_other_answers_are_refused(sign, answer, words):
    with pytest.raises(Refused, match=words):
        credit.score_signs(seen(("A", sign, "2025-01-05", answer)))


def test_hard_signs_have_to_be_in_the_catalogue():
    with pytest.raises(Refused, match="XX1"):
        credit.score_signs(seen(("A", "FU8", "2025-01-05", "yes")), hard=["XX1"])
    assert credit.score_signs(seen(("A", "FU8", "2025-01-05", "yes")), hard=[])["passed"].all()


@given(st.randoms())
def test_the_order_of_rows_changes_nothing(random):
    rows = casekit.load("signal_observations").head(400)
    mixed = rows.iloc[random.sample(range(len(rows)), len(rows))]
    pd.testing.assert_frame_equal(credit.score_signs(mixed), credit.score_signs(rows))


def test_a_plain_count_agrees(observations):
    catalog = casekit.load("signal_catalog").set_index("signal_id")
    known = observations[
        (observations["answer"] != "not seen") & (observations["observed_date"] <= "2025-08-31")
    ]
    last = (
        known.sort_values("observed_date")
        .groupby(["customer_id", "signal_id"])["answer"]
        .last()
        .reset_index()
    )
    last = last[last["signal_id"].map(catalog["duplicate_of"]).isna()]
    bad = (last["answer"] == "yes") ^ (last["signal_id"].map(catalog["polarity"]) == "good")
    plain, ours = bad.groupby(last["customer_id"]).sum(), credit.score_signs(observations, as_of="2025-08-31")
    only_twin = ours["bad"] - plain  # a twin seen where the sign itself was not
    assert only_twin.between(0, 1).all() and (only_twin == 0).sum() >= 55


# What Qinghe's records say ----------------------------------------------------------------------------------

STOPPED, NEWCOMER = ["QH0006", "QH0039", "QH0045"], "QH0017"


def test_the_books_see_two_of_three_and_one_sound_newcomer(profiles):
    zones = credit.altman(profiles, "other")["zone"]
    assert zones[zones == "distress"].index.tolist() == ["QH0006", NEWCOMER, "QH0039"]
    assert zones["QH0045"] == "safe"


def test_the_signs_see_all_three_weeks_before(observations):
    scored = credit.score_signs(observations, as_of="2025-08-31")
    assert scored["bad_share"].nlargest(3).index.sort_values().tolist() == STOPPED
    assert not scored.loc[STOPPED, "passed"].any() and (~scored["passed"]).sum() == 11


def test_the_stored_classes_follow_from_the_five_c(profiles):
    onboard = casekit.load("customers").set_index("customer_id")["onboard_date"]
    ours = credit.five_c(profiles, vetoed="C")["credit_class"]
    new = onboard.reindex(ours.index) >= "2024-07-01"
    assert (ours.mask(new, "C").to_numpy() == profiles["credit_class"].to_numpy()).all()


# Five C -----------------------------------------------------------------------------------------------------


def scores(*rows):
    return pd.DataFrame(rows, columns=["character", "capacity", "capital", "collateral", "conditions"])


def test_the_cuts_themselves_are_enough_and_the_veto_decides_alone():
    table = credit.five_c(scores((3, 3, 5, 4, 3), (5, 1, 1, 1, 5), (1, 5, 5, 5, 5), (2, 3, 4, 2, 4)))
    assert table["points"].tolist() == [3.55, 2.6, 3.8, 2.85]
    assert table["credit_class"].tolist() == ["A", "C", "D", "B"]
    exact = credit.five_c(scores((4, 3, 4, 3, 3), (3, 3, 2, 3, 3)))
    assert exact["points"].tolist() == [3.5, 2.8] and exact["credit_class"].tolist() == ["A", "B"]
    assert credit.five_c(scores((4, 3, 3, 4, 4)), cuts=(2.8, 3.55))["credit_class"].tolist() == ["A"]


@pytest.mark.parametrize(
    "how", [{"weights": {"character": -1, "capacity": 2}}, {"weights": {"character": 0}}, {"cuts": (3, 3)}]
)
def test_a_policy_that_makes_no_sense_is_refused(how):
    with pytest.raises(Refused):
        credit.five_c(scores((3, 3, 3, 3, 3)), **how)


def test_points_off_the_scale_are_refused():
    for points in (0, 6, 2.5):
        with pytest.raises(Refused, match="1 to 5"):
            credit.five_c(scores((points, 3, 3, 3, 3)))


# The calendar -----------------------------------------------------------------------------------------------


def files_of(**classes):
    rows = [(f"{name}{n:03}", name) for name, number in classes.items() for n in range(number)]
    return pd.DataFrame(rows, columns=["customer_id", "credit_class"])


def test_7600_reports_a_year_and_4600():
    for counts, reports in (({"A": 200, "B": 300, "C": 500}, 7600), ({"A": 100, "B": 200, "C": 300}, 4600)):
        assert credit.report_load(counts)["reports"].sum() == reports
        assert len(credit.report_calendar(files_of(**counts), "2026-01-15")) == reports


def test_the_end_of_a_month_is_cut_and_comes_back():
    file = pd.DataFrame({"customer_id": ["X"], "credit_class": ["A"], "first_report": ["2025-08-31"]})
    due = credit.report_calendar(file, "2025-08-31", months=37)["due_date"]
    assert [f"{day:%Y-%m-%d}" for day in due] == [
        "2025-08-31",
        "2026-02-28",
        "2026-08-31",
        "2027-02-28",
        "2027-08-31",
        "2028-02-29",
        "2028-08-31",
    ]
    monthly = credit.report_calendar(file.assign(credit_class="C"), "2026-01-01", months=3)["due_date"]
    assert [f"{day:%m-%d}" for day in monthly] == ["01-31", "02-28", "03-31"]


def test_cash_only_is_looked_at_weekly_and_needs_no_report():
    table = credit.report_calendar(files_of(D=1, A=1), "2026-01-01")
    assert table.loc[table["credit_class"] == "D", "report_kind"].eq("review").sum() == 53
    assert credit.report_load({"D": 4})["reports"].sum() == 0
    assert (table["report_kind"] == "report").sum() == 2


@given(
    st.dates(pd.Timestamp("2024-01-01").date(), pd.Timestamp("2027-12-31").date()),
    st.sampled_from(["A", "B", "C"]),
)
def test_a_year_from_any_day_has_as_many_reports(day, name):
    table = credit.report_calendar(files_of(**{name: 1}), day)
    assert len(table) == {"A": 2, "B": 4, "C": 12}[name] and table["due_date"].is_unique
    assert table["due_date"].iloc[0] == pd.Timestamp(day)


def test_spread_reports_are_as_many_and_shuffled_rows_change_nothing():
    files = files_of(A=12, C=5)
    files["first_report"] = [f"2026-{1 + n % 12:02}-10" for n in range(len(files))]
    table = credit.report_calendar(files, "2026-01-01")
    pd.testing.assert_frame_equal(table, credit.report_calendar(files.iloc[::-1], "2026-01-01"))
    assert (table["due_date"] >= "2026-01-01").all() and (table["due_date"] < "2027-01-01").all()


def test_no_files_make_an_empty_calendar_and_strange_ones_are_refused():
    assert len(credit.report_calendar(files_of(A=0), "2026-01-01")) == 0
    twice = pd.concat([files_of(A=1)] * 2)
    late = files_of(A=1).assign(first_report="2027-01-01")
    for files in (twice, late, files_of(E=1)):
        with pytest.raises(Refused):
            credit.report_calendar(files, "2026-01-01")
    with pytest.raises(Refused):
        credit.report_calendar(files_of(A=1), "2026-01-01", cycle={"A": 0})


# Limits -----------------------------------------------------------------------------------------------------


def file_of(**other):
    one = {
        "customer_id": "A1",
        "daily_purchases_cny": 2000,
        "term_days": 30,
        "tangible_net_worth_cny": 600_000,
        "best_paid_cny": 90_000,
        "credit_class": "A",
    }
    return pd.DataFrame([one | other])


@pytest.mark.parametrize(
    ("other", "limit", "rule"),
    [({}, 60_000, "capacity"), ({"credit_class": "B"}, 40_000, "capacity"), ({"credit_class": "D"}, 0, "capacity"),
     ({"tangible_net_worth_cny": 900_000}, 80_000, "need"), ({"best_paid_cny": 10_000}, 10_000, "history"),
     ({"tangible_net_worth_cny": -5}, 0, "capacity"), ({"term_days": 0}, 0, "need"), ({"tangible_net_worth_cny": 800_000}, 80_000, "need"),
     ({"best_paid_cny": np.nan}, 60_000, "capacity")],
)  # fmt: skip
def test_the_smallest_rule_times_the_class_rounded_down(other, limit, rule):
    row = credit.credit_limit(file_of(**other)).iloc[0]
    assert (row["credit_limit_cny"], row["rule"]) == (limit, rule)


def test_what_is_not_known_gives_no_limit_and_says_so():
    for name in ("tangible_net_worth_cny", "term_days", "daily_purchases_cny"):
        row = credit.credit_limit(file_of(**{name: np.nan})).iloc[0]
        assert np.isnan(row["credit_limit_cny"]) and row["reason"] != ""
    assert "two rules" in credit.credit_limit(file_of(best_paid_cny=np.nan))["reason"].iloc[0]


@pytest.mark.parametrize(
    "how", [{"worth_share": -0.1}, {"uplift": np.nan}, {"grace_days": -1}, {"step": True}]
)
def test_a_negative_policy_is_refused(how):
    with pytest.raises(Refused):
        credit.credit_limit(file_of(), **how)


def test_an_unknown_class_or_a_customer_twice_is_refused():
    for files in (file_of(credit_class="E"), pd.concat([file_of()] * 2)):
        with pytest.raises(Refused):
            credit.credit_limit(files)


@given(st.floats(0.05, 0.5), st.integers(0, 30))
def test_a_more_generous_policy_never_lowers_a_limit(share, grace):
    mean, kind = (
        credit.credit_limit(file_of(), worth_share=s, grace_days=g)["credit_limit_cny"].iloc[0]
        for s, g in ((share, grace), (share * 1.5, grace + 5))
    )
    assert kind >= mean


def test_a_larger_share_of_net_worth_lets_another_rule_decide():
    files = pd.concat([file_of(), file_of(customer_id="A2", tangible_net_worth_cny=300_000)])
    table = credit.shares_compared(files, pd.Series({"A1": 70_000.0, "A2": 10_000.0}))
    assert table["limits_cny"].tolist() == [90_000, 140_000, 160_000]
    assert (
        table["capacity_decides"].tolist() == [2, 1, 0]
        and table["over_limit"].tolist() == [1, 0, 0]
        and table["over_cny"].tolist() == [10_000, 0, 0]
    )


BILLS = pd.DataFrame({
    "invoice_id": ["F1", "F2", "F3", "F4"], "customer_id": ["A", "A", "A", "B"], "amount_cny": [100.0, 50.0, 500.0, 70.0],
    "invoice_date": pd.to_datetime(["2025-03-01", "2025-03-10", "2025-03-12", "2025-04-01"]),
})  # fmt: skip
PAID = pd.DataFrame({
    "invoice_id": ["F1", "F2", "F3", "F4", "F4"], "payment_cny": [100.0, 50.0, 200.0, 70.0, 70.0], "dishonoured": [False, False, False, True, False],
    "payment_date": pd.to_datetime(["2025-03-20", "2025-03-10", "2025-04-01", "2025-04-20", "2025-05-02"]),
})  # fmt: skip


def test_only_what_was_owed_and_then_paid_counts():
    assert credit.paid_exposure(BILLS, PAID, "2025-12-31").to_dict() == {"A": 100.0, "B": 70.0}
    assert credit.paid_exposure(BILLS, PAID, "2025-04-25").to_dict() == {"A": 100.0}
    assert "A" not in credit.paid_exposure(BILLS, PAID, "2025-12-31", months=8).index


def test_exactly_the_limit_is_no_excess_and_a_missing_limit_is_told():
    table = credit.headroom(
        pd.Series({"A": 100.0, "B": 0.0, "C": np.nan}), pd.Series({"A": 100.0, "B": 0.01, "D": 5.0})
    )
    assert table["over"].tolist()[:2] == [False, True] and table["over"].isna().tolist() == [
        False,
        False,
        True,
        True,
    ]
    assert (table.loc[["C", "D"], "reason"] != "").all()


# Figures and lab --------------------------------------------------------------------------------------------


def test_each_module_gives_its_names_to_the_lesson():
    assert (
        credit.altman is altman.altman
        and credit.score_signs is signs.score_signs
        and credit.credit_limit is limits.credit_limit
    )


def test_the_lab_counts_as_the_module_does(observations):
    lab = SignLab(observations, "2025-08-31")
    for polarity in (True, False):
        for once in (True, False):
            scored = credit.score_signs(observations, as_of="2025-08-31", polarity=polarity, once=once)
            for customer in ("QH0022", "QH0045", NEWCOMER):
                lab.take(customer)
                lab.step(polarity, once)
                assert (lab.bad, lab.seen_count) == (scored.at[customer, "bad"], scored.at[customer, "seen"])


def test_a_tick_in_the_lab_moves_the_score(observations):
    lab = SignLab(observations, "2025-08-31")
    lab.take(None)
    lab.step(True, True)
    assert lab.bad == 0 and lab.hard == ""
    lab.tick("FU12", True)
    lab.tick("PA9", True)
    lab.step(True, True)
    assert lab.bad == 1 and lab.hard == "FU12"
    lab.step(False, False)
    assert lab.bad == 6  # four good signs, and the bill in two lists


def test_boxes_switches_and_sheets_move_the_lab(observations):
    lab = SignLab(observations, "2025-08-31", ["QH0022", "QH0045"])
    page = lab.page()
    assert "QH0022" not in repr(page) and "place 4 of 60" in repr(page)
    before = lab.image.value
    lab.ways[0].value = False
    assert lab.rank == 16 and lab.image.value != before
    lab.ways[0].value = True
    lab.which.value = "QH0045"
    assert lab.hard == "FU12, FU13, PA10" and "closed" in lab.below.value
    lab.which.value = ""
    assert lab.bad == 0 and not any(box.disabled for box in lab.boxes)
    box = lab.boxes[lab.place["FU13"]]
    box.value = True
    assert lab.bad == 1 and lab.hard == "FU13"
    box.value = False
    assert lab.bad == 0 and "open" in lab.below.value
