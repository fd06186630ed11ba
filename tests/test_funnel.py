"""Lesson 2: the check values of the funnel and of like with like, and what must hold for any log and any table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import funnel, matching
from casekit.errors import Refused, Undefined
from casekit.labs import funnel as lab_funnel

MARKS = (*funnel.STAGES[:-1], "lost", "reopened", "won")


def log(*rows):
    """A log of rows (prospect, stage, day of March 2025)."""
    table = pd.DataFrame(rows, columns=["prospect_id", "stage", "day"])
    return table.assign(
        entered_at=pd.Timestamp("2025-03-01") + pd.to_timedelta(table.pop("day") - 1, unit="D")
    )


@st.composite
def logs(draw):
    """Logs of up to 12 prospects, each seen, then with any marks in any order and at any time, also at once."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        rows.append((f"p{number}", "prospect", draw(st.integers(1, 20))))
        more = draw(st.lists(st.tuples(st.sampled_from(MARKS), st.integers(1, 30)), max_size=6))
        rows += [(f"p{number}", stage, day) for stage, day in more]
    return log(*rows)


@st.composite
def tables(draw):
    """Two groups in up to five kinds, some of each won and some lost."""
    cells = st.lists(st.integers(1, 40), min_size=4, max_size=4)
    rows = draw(st.lists(cells, min_size=1, max_size=5))
    return pd.DataFrame(
        [
            (won + lost, won, others_won + others_lost, others_won)
            for won, lost, others_won, others_lost in rows
        ],
        columns=["group_cases", "group_won", "other_cases", "other_won"],
    )


@pytest.fixture(scope="module")
def deals():
    """Qinghe's prospects first seen by 30 June 2025: all decided."""
    table = casekit.load("prospects")
    table = table[table["first_seen_date"] <= "2025-06-30"]
    return table.assign(won=table["outcome"] == "won", referred=table["lead_source"] == "customer referrals")


# Check values ---------------------------------------------------------------------------------------------


def test_velocity_of_the_books_example():
    assert funnel.velocity(50, 0.25, 25_000, 60) == pytest.approx(5208.33, abs=0.005)


def test_a_stock_that_fades_by_two_per_cent():
    good = funnel.stock(100, 12, 0.02)
    assert good["stock_customers"].iloc[-1] == pytest.approx(1076.42, abs=0.005)
    assert (
        good["stock_customers"].round(2) == casekit.load("chapter/prospect_stock")["stock_customers"]
    ).all()
    assert funnel.stock(100, 2000, 0.02)["stock_customers"].iloc[-1] == pytest.approx(100 / 0.02)
    assert funnel.stock(5, 3, 0)["stock_customers"].tolist() == [5, 10, 15]


@pytest.mark.parametrize(
    ("rate", "factor", "result"), [(0.2, 5, 55.6), (0.1, 3, 25.0), (0.35, 3, 61.8), (0.35, 5, 72.9)]
)
def test_odds_multiplied_stay_below_one(rate, factor, result):
    assert 100 * matching.times_odds(rate, factor) == pytest.approx(result, abs=0.05)


def test_every_reading_of_the_claim_is_what_the_chapter_table_says():
    for row in casekit.load("chapter/referral_claims").itertuples():
        base, factor = row.base_percent / 100, int(row.reading[0])
        rate = {"rate": factor * base, "more": (factor + 1) * base, "odds": matching.times_odds(base, factor)}
        value = 100 * rate[row.reading.split()[-1]]
        assert value == pytest.approx(row.claimed_percent, abs=0.05) and (value <= 100 + 1e-9) == row.possible


def test_visits_of_the_three_classes_and_the_days_to_a_thousand():
    tiers, totals = casekit.load("chapter/jia_yi_bing"), casekit.load("chapter/jia_yi_bing_totals")
    for end, row in (("low", 0), ("high", 2)):
        visits = tiers[f"{end}_customers"] * tiers["visits_per_year"]
        assert (visits == tiers[f"{end}_visits"]).all() and visits.sum() == totals["sum_visits"][row]
        assert tiers[f"{end}_customers"].sum() == totals["sum_customers"][row]
    plan = casekit.load("chapter/prospect_plan")
    assert (plan["per_day"] * plan["days_to_1000"] == 1000).all()
    assert (plan["per_day"] * plan["days_per_month"] == plan["per_month"]).all()


def test_what_is_planted_is_found(deals):
    """A referral's true odds ratio is 2.4, naively the rate ratio is 3.4; Liu's list is better, Liu is not."""
    rates = matching.win_rates(deals, "referred")["won_share"]
    assert rates[True] / rates[False] == pytest.approx(3.4, abs=0.3)
    odds = matching.common_odds(matching.by_kind(deals, "referred", "industry"))
    assert odds["low"] < 2.4 < odds["high"] and odds["odds_ratio"] == pytest.approx(2.4, abs=0.3)
    two = deals[deals["rep"].isin(["Zhang", "Liu"])].assign(liu=lambda table: table["rep"] == "Liu")
    hers = matching.common_odds(matching.by_kind(two, "liu", "industry"))
    assert hers["low"] < 1 < hers["high"]
    shares = matching.win_rates(two, "rep")["won_share"]
    assert shares["Liu"] > 1.5 * shares["Zhang"]


def test_the_matured_cohort_of_qinghe_agrees_with_its_list(deals):
    matured = funnel.seen_between(casekit.load("stage_events"), last="2025-06-30")
    table = funnel.conversion(matured)
    assert table["entered"].tolist() == [973, 767, 500, 288] and table["reached_next"].iloc[-1] == 122
    assert table["open"].sum() == 0 and table["rate"].prod() == pytest.approx(122 / 973)
    followed = funnel.outcomes(casekit.load("stage_events"))
    listed = casekit.load("prospects").set_index("prospect_id")
    assert (followed["outcome"].astype(str) == listed["outcome"]).all()
    assert (followed["seen_on"] == listed["first_seen_date"]).all()


# The edges of a log ---------------------------------------------------------------------------------------


def test_a_stage_that_was_jumped_over_was_passed():
    table = funnel.conversion(log(("a", "prospect", 1), ("a", "won", 2), ("b", "prospect", 1)))
    assert table["entered"].tolist() == [2, 1, 1, 1] and table["reached_next"].iloc[-1] == 1


def test_lost_and_taken_up_again_is_open_and_stays_one_prospect():
    events = log(("a", "prospect", 1), ("a", "lost", 2), ("a", "reopened", 3))
    assert funnel.outcomes(events).loc["a", ["stage", "outcome"]].tolist() == ["prospect", "open"]
    assert funnel.conversion(events)["open"].tolist() == [1, 0, 0, 0]
    again = pd.concat([events, log(("a", "lost", 4))])
    assert funnel.outcomes(again).loc["a", "outcome"] == "lost"
    assert funnel.outcomes(pd.concat([events, log(("a", "won", 9))])).loc[
        "a", ["outcome", "days"]
    ].tolist() == ["won", 8]


def test_of_one_moment_the_later_mark_of_the_funnel_holds():
    at_once = [("a", "prospect", 1), ("a", "lost", 2), ("a", "reopened", 2)]
    assert funnel.outcomes(log(*at_once)).loc["a", "outcome"] == "open"
    assert funnel.outcomes(log(*at_once, ("a", "won", 2))).loc["a", "outcome"] == "won"


def test_once_won_stays_won():
    assert (
        funnel.outcomes(log(("a", "prospect", 1), ("a", "won", 2), ("a", "lost", 3))).loc["a", "outcome"]
        == "won"
    )


def test_a_stage_nobody_entered_has_no_rate_but_a_reason():
    table = funnel.conversion(log(("a", "prospect", 1), ("a", "lost", 2)))
    assert table["rate"].iloc[0] == 0 and table["rate"].iloc[1:].isna().all()
    assert table["reason"].tolist()[0] == "" and all(table["reason"].tolist()[1:])


def test_a_cohort_begins_and_ends_with_its_days_and_keeps_what_came_later():
    events = log(("a", "prospect", 1), ("a", "won", 30), ("b", "prospect", 10), ("c", "prospect", 11))
    events["entered_at"] += pd.Timedelta(hours=15)
    seen = lambda *days: funnel.seen_between(events, *days)  # noqa: E731
    assert seen(None, "2025-03-10")["prospect_id"].tolist() == ["a", "a", "b"]
    assert seen("2025-03-10", "2025-03-10")["prospect_id"].tolist() == ["b"]
    assert seen("2025-03-11")["prospect_id"].tolist() == ["c"] and len(seen()) == 4


def test_cohorts_count_everybody_once():
    events = log(
        ("a", "prospect", 1), ("a", "won", 2), ("b", "prospect", 3), ("b", "lost", 4), ("c", "prospect", 5)
    )
    table = funnel.cohorts(funnel.outcomes(events), "M")
    assert table.loc["2025-03"].tolist() == [3, 1, 1, 1, pytest.approx(1 / 3)]


def test_win_rates_by_heads_and_by_value():
    deals = pd.DataFrame({"size": ["s", "s", "l"], "won": ["否", "是", True], "cny": [10, 30, 0]})
    table = matching.win_rates(deals, "size", value="cny")
    assert table.loc["s", ["seen", "won", "won_share", "value_won_share"]].tolist() == [2, 1, 0.5, 0.75]
    assert np.isnan(table.loc["l", "value_won_share"]) and table.loc["l", "reason"]


# Refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "words"), [
    ({"stage": "presentatoin"}, "(?s)row 1.*presentatoin.*'presentation'"), ({"stage": None}, "(?s)stage.*row 1"),
    ({"prospect_id": None}, "(?s)prospect_id in every row.*row 1"), ({"entered_at": pd.NaT}, "(?s)entered_at.*row 1"),
])  # fmt: skip
def test_a_row_that_cannot_be_counted_is_refused_by_its_number(change, words):
    events = log(("a", "prospect", 1), ("b", "prospect", 2)).astype({"prospect_id": object, "stage": object})
    for name, value in change.items():
        events.loc[1, name] = value
    with pytest.raises(Refused, match=words):
        funnel.conversion(events)


def test_a_prospect_that_never_entered_and_odd_stages_are_refused():
    with pytest.raises(Refused, match="(?s)a stage for every prospect.*b"):
        funnel.outcomes(log(("a", "prospect", 1), ("b", "lost", 2)))
    for stages in (["won"], ["a", "a"], ["lost", "won"]):
        with pytest.raises(Refused, match="different stages"):
            funnel.conversion(log(("a", "won", 1)), stages=stages)
    with pytest.raises(Refused, match="entered_at"):
        funnel.conversion(log(("a", "won", 1)).drop(columns="entered_at"))


def test_velocity_and_stock_refuse_what_has_no_meaning():
    with pytest.raises(Undefined):
        funnel.velocity(50, 0.25, 25_000, 0)
    for wrong in ((50, 25, 25_000, 60), (-1, 0.2, 1, 1), (1, 0.2, 1, float("nan"))):
        with pytest.raises(Refused):
            funnel.velocity(*wrong)
    for wrong in ((100, 12, 2), (-1, 12, 0.02)):
        with pytest.raises(Refused, match="0.02"):
            funnel.stock(*wrong)


def test_matching_refuses_cells_that_contradict_each_other():
    kinds = pd.DataFrame({"group_cases": [3], "group_won": [4], "other_cases": [5], "other_won": [1]})
    with pytest.raises(Refused, match="every kind"):
        matching.common_odds(kinds)
    with pytest.raises(Undefined):
        matching.common_odds(kinds.assign(group_won=0))
    cases = pd.DataFrame({"kind": ["a", None], "new": [1, 0], "won": [1, 0]})
    with pytest.raises(Refused, match="(?s)kind in every row.*row 1"):
        matching.by_kind(cases, "new", "kind")


# What must hold for any log and any table -----------------------------------------------------------------


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(events, chance):
    order = list(range(len(events)))
    chance.shuffle(order)
    for count in (funnel.conversion, funnel.outcomes, lambda rows: funnel.cohorts(funnel.outcomes(rows))):
        pd.testing.assert_frame_equal(count(events), count(events.iloc[order]))


@given(logs())
def test_everybody_is_won_lost_or_open_and_the_rates_multiply_to_won_over_seen(events):
    before = events.copy()
    table, followed = funnel.conversion(events), funnel.outcomes(events)
    seen, won = table["entered"].iloc[0], (followed["outcome"] == "won").sum()
    assert seen == len(followed) == events["prospect_id"].nunique()
    assert (
        table["reached_next"].iloc[-1] == won and table["open"].sum() == (followed["outcome"] == "open").sum()
    )
    assert (table["entered"].iloc[1:].to_numpy() == table["reached_next"].iloc[:-1].to_numpy()).all()
    if table["rate"].notna().all():
        assert table["rate"].prod() == pytest.approx(won / seen)
    assert followed["days"].isna().equals(followed["outcome"] == "open")
    pd.testing.assert_frame_equal(events, before)


@given(tables())
def test_groups_exchanged_give_the_ratio_upside_down(kinds):
    turned = kinds.set_axis(["other_cases", "other_won", "group_cases", "group_won"], axis="columns")
    one, other = matching.common_odds(kinds), matching.common_odds(turned)
    assert one["low"] <= one["odds_ratio"] <= one["high"]
    assert other["odds_ratio"] == pytest.approx(1 / one["odds_ratio"]) and other["low"] == pytest.approx(
        1 / one["high"]
    )


@given(tables())
def test_a_kind_split_in_two_alike_halves_changes_the_ratio_by_nothing(kinds):
    twice = pd.concat([kinds, kinds], ignore_index=True)
    assert matching.common_odds(twice)["odds_ratio"] == pytest.approx(
        matching.common_odds(kinds)["odds_ratio"]
    )


@given(tables())
def test_gains_have_the_sign_of_the_ratio_and_grow_with_it(kinds):
    found = matching.gains(kinds, pd.Series(1000.0, index=kinds.index))
    assert (found["gain_low_cny"] <= found["gain_cny"] + 1e-9).all() and (
        found["gain_cny"] <= found["gain_high_cny"] + 1e-9
    ).all()
    ratio = matching.common_odds(kinds)["odds_ratio"]
    assert (np.sign(found["more_points"].round(12)) == np.sign(round(ratio - 1, 12))).all()


@given(st.floats(0, 1), st.floats(0.01, 100))
def test_odds_multiplied_and_divided_give_the_rate_back(rate, factor):
    there = matching.times_odds(rate, factor)
    assert 0 <= there <= 1 and matching.times_odds(there, 1 / factor) == pytest.approx(rate, abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_counts_by_kind_are_those_of_the_rows(rows):
    cases = pd.DataFrame(rows, columns=["kind", "new", "won"])
    table = matching.by_kind(cases, "new", "kind")
    for kind, row in table.iterrows():
        inside = cases[(cases["kind"] == kind) & cases["new"]]
        assert (row["group_cases"], row["group_won"]) == (len(inside), inside["won"].sum())
    assert table[["group_cases", "other_cases"]].to_numpy().sum() == len(cases)


# Drawings and the lab -------------------------------------------------------------------------------------


def test_bars_of_cohorts_are_won_and_open():
    events = log(
        ("a", "prospect", 1),
        ("a", "won", 2),
        ("b", "prospect", 3),
        ("b", "lost", 4),
        ("c", "prospect", 5),
        ("d", "prospect", 6),
    )
    ax = funnel.plot_cohorts(funnel.cohorts(funnel.outcomes(events), "M"))
    assert [bar.get_height() for bar in ax.patches] == [25, 50] and ax.patches[1].get_y() == 25


def test_dots_stand_at_the_rates_and_below_them_those_of_all():
    kinds = pd.DataFrame(
        {"group_cases": [10, 10], "group_won": [1, 5], "other_cases": [20, 5], "other_won": [1, 2]}
    )
    ax = matching.plot_kinds(kinds, ["x", "y"], "new", "old")
    group, others = (list(line.get_xdata()) for line in ax.lines[:2])
    assert group == pytest.approx([10, 50, 30]) and others == pytest.approx([5, 40, 12])


def test_ten_per_cent_is_the_same_at_every_stage_and_ten_points_triple_a_stage_of_five():
    start = [78.8, 65.2, 57.6, 5.0]
    won = lab_funnel.through(start)[-1]
    for at in range(4):
        more = [*start[:at], lab_funnel.ten_percent(start[at]), *start[at + 1 :]]
        assert lab_funnel.through(more)[-1] / won == pytest.approx(1.1)
    assert lab_funnel.through([*start[:3], lab_funnel.ten_points(5.0)])[-1] / won == pytest.approx(3)


@pytest.mark.slow
def test_the_buttons_move_their_own_slider_and_the_words_follow():
    import ipywidgets as w

    lab = lab_funnel.FunnelLab([0.788, 0.652, 0.576, 0.424])
    rows = lab.page().widget.children
    assert max(len(slider.description) for slider in lab.sliders) <= 2 * 24, "24em hold no more: the label would be cut"
    percent, points = [each for each in rows[3].children if isinstance(each, w.Button)]
    before, words = lab.entered[-1], lab.words.value
    percent.click()
    assert lab.sliders[3].value == pytest.approx(46.64) and lab.entered[-1] / before == pytest.approx(1.1)
    points.click()
    assert lab.sliders[3].value == pytest.approx(56.64) and lab.words.value != words
    rows[4].click()
    assert lab.entered[-1] == pytest.approx(before)
    lab.sliders[0].value = 99
    rows[0].children[2].click()
    assert lab.sliders[0].value == 100
