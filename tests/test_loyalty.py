"""Lesson 15: scales and scores, those who do not answer, say and do, switching, churn, lifetime value."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import churn, held_out, labs, lifetime, loyalty, switching
from casekit.errors import Refused
from casekit.labs.loyalty import AliveLab, RidesLab
from casekit.lifetime import BgNbd, GammaGamma

CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426)
PLANTED = {"r": 0.55, "alpha": 10.6, "a": 0.8, "b": 2.4, "p": 6.3, "q": 3.8, "v": 15}
WITHIN = {"r": 0.15, "alpha": 0.2, "a": 0.4, "b": 0.4, "p": 0.15, "q": 0.15, "v": 0.2}  # as for the company
scores = st.lists(st.integers(0, 10), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def shop():
    return casekit.load("shop_orders").rename(columns={"consumer_id": "customer_id"})


@pytest.fixture(scope="module")
def summary(shop):
    return lifetime.repeat_summary(shop, "2025-12-31", "margin_cny")


@pytest.fixture(scope="module")
def model(summary):
    return lifetime.bg_nbd(summary)


@pytest.fixture(scope="module")
def december():
    surveys = casekit.load("surveys")
    return surveys[surveys["sent_date"] == "2025-12-01"]


# Scales and scores --------------------------------------------------------------------------------------------


def test_nps_has_the_check_value_and_its_margin():
    found = loyalty.nps([9] * 90 + [8] * 70 + [0] * 40)
    assert found[["promoters", "passives", "detractors"]].tolist() == [90, 70, 40]
    assert found["nps"] == pytest.approx(25) and found["nps_high"] - 25 == pytest.approx(10.6, abs=0.05)


@pytest.mark.parametrize("score, points", [(10, 100), (9, 100), (8, 0), (7, 0), (6, -100), (0, -100)])
def test_each_score_falls_on_its_side(score, points):
    assert loyalty.nps([score])["nps"] == points


@given(scores)
def test_nps_is_between_its_ends_whatever_the_order(given_scores):
    found, turned = loyalty.nps(given_scores), loyalty.nps(given_scores[::-1])
    assert -100 <= found["nps"] <= 100 and found["nps"] == pytest.approx(turned["nps"])
    assert found["promoters"] + found["passives"] + found["detractors"] == len(given_scores)


def test_few_answers_have_no_interval_and_none_no_score():
    assert np.isnan(loyalty.nps([9] * 29)["nps_low"]) and loyalty.nps([9, 0] * 15)["nps_low"] < 0
    nobody = loyalty.nps([None, np.nan])
    assert np.isnan(nobody["nps"]) and (nobody["answered"], nobody["no_answer"]) == (0, 2)


@pytest.mark.parametrize("bad", [[11], [-1], [7.5], ["nine"]])
def test_a_score_off_the_scale_is_refused(bad):
    with pytest.raises(Refused, match="0 to 10"):
        loyalty.nps(bad)


def test_csat_counts_the_two_best_grades_only():
    found = loyalty.csat(["satisfied", "very satisfied", "neutral", "dissatisfied", None])
    assert (found["satisfied"], found["answered"], found["no_answer"], found["csat"]) == (2, 4, 1, 0.5)
    assert found["csat_low"] < 0.5 < found["csat_high"] and np.isnan(loyalty.csat([None])["csat"])
    with pytest.raises(Refused):
        loyalty.csat(["fairly satisfied"])  # the printed scale


def test_ces_is_a_mean_with_low_as_good():
    assert loyalty.ces([1, 7] * 20)["ces"] == 4 and np.isnan(loyalty.ces([4])["ces_low"])
    with pytest.raises(Refused):
        loyalty.ces([0])


def test_the_printed_scale_is_neither_balanced_nor_in_order():
    printed = loyalty.check_scale([2, 1, 1.5, -1, -2])
    mended = loyalty.check_scale([2, 1, 0, -1, -2])
    assert (printed["good"], printed["bad"], printed["balanced"], printed["in_order"]) == (3, 2, False, False)
    assert mended["neither"] == 1 and mended["balanced"] and mended["in_order"]


def test_the_bands_of_the_repeat_probability_do_not_overlap():
    bands = loyalty.repeat_band(pd.Series([100, 70, 69.99, 30, 29.99, 0, None]))
    assert bands.tolist()[:6] == ["high", "high", "middle", "middle", "low", "low"] and bands.isna()[6]
    with pytest.raises(Refused):
        loyalty.repeat_band([101])


# Those who do not answer --------------------------------------------------------------------------------------


def test_the_telephoned_stand_for_all_the_silent(december):
    table = loyalty.survey_summary(december, "nps")
    assert table["stands_for"].tolist() == [166, 144, 310, 310] and table["answered"].tolist() == [
        166,
        45,
        211,
        211,
    ]
    online, phoned = 100 * (70 - 45) / 166, 100 * (9 - 16) / 45
    assert table["value"].tolist() == pytest.approx(
        [online, phoned, 100 * (79 - 61) / 211, (166 * online + 144 * phoned) / 310]
    )
    shuffled = loyalty.survey_summary(december.sample(frac=1, random_state=1), "nps")
    assert np.allclose(table["low"], shuffled["low"])


def test_the_same_for_satisfaction_and_effort(december):
    happy = loyalty.survey_summary(december, "csat")["value"]
    assert happy.iloc[0] == pytest.approx(99 / 166) and happy.iloc[3] == pytest.approx(
        (99 + 144 * 19 / 45) / 310
    )
    effort = loyalty.survey_summary(december, "ces")["value"]
    assert effort.iloc[0] < effort.iloc[3] < effort.iloc[1]


def test_silence_that_nobody_asked_again_is_refused(december):
    with pytest.raises(Refused, match="lot"):
        loyalty.survey_summary(december[december["answer_mode"] != "telephone"])
    with pytest.raises(Refused):
        loyalty.survey_summary(december.assign(answer_mode="by post"))
    with pytest.raises(Refused):
        loyalty.survey_summary(december, "mood")
    online = loyalty.survey_summary(december[december["answer_mode"] == "online"])
    assert online["value"].iloc[0] == pytest.approx(online["value"].iloc[3])


def test_everybody_telephoned_gives_the_plain_mean():
    wave = pd.DataFrame(
        {"answer_mode": ["online"] * 40 + ["telephone"] * 40, "recommend": [10, 5] * 20 + [8, 2] * 20}
    )
    table = loyalty.survey_summary(wave)
    assert table["value"].iloc[3] == pytest.approx(table["value"].iloc[2]) == pytest.approx(-25)


@pytest.mark.parametrize("measure", ["nps", "csat", "ces"])
def test_each_measure_is_drawn(december, measure):
    for code in ("zh", "en"):
        casekit.look.speak(code)
        ax = loyalty.plot_survey(loyalty.survey_summary(december, measure))
        assert ax.figure.read_this and len(ax.get_yticklabels()) == 4


# Say and do ---------------------------------------------------------------------------------------------------


def test_the_grid_puts_equal_values_into_the_upper_cell():
    people = pd.DataFrame({"attitude": [9, 9, 8, 8], "repeats": [6, 5, 6, 5]})
    classes = loyalty.loyalty_grid(people, 9, 6)
    assert classes.tolist() == ["loyal", "latent", "spurious", "none"]
    assert loyalty.grid_counts(classes).to_numpy().tolist() == [[1, 1], [1, 1]]
    shares = loyalty.grid_counts(classes, [True, False, True, True])
    assert shares.to_numpy().tolist() == [[1, 0], [1, 1]]
    one = loyalty.grid_counts(classes[:1], [True])
    assert one.notna().to_numpy().sum() == 1


def test_importance_weighs_and_the_gap_sorts():
    items = pd.DataFrame({"importance": [1, 3], "score": [5, 1]}, index=["a", "b"])
    table = loyalty.importance_table(items)
    assert (
        table.index.tolist() == ["b", "a"]
        and table["weighted"].sum() == 2
        and table["gap"].tolist() == [2, -4]
    )
    with pytest.raises(Refused):
        loyalty.importance_table(items * 0)


# Switching ----------------------------------------------------------------------------------------------------


def test_the_ride_case_by_hand():
    gains = switching.switching_gains(9, base_fare=13, switching_cost=20, missed=6)
    assert gains["net_gain_cny"].tolist() == [-20, -4, 11, 28, 22, 16, 10, 4, -2, -8]
    assert switching.regret_point(gains).tolist() == [3, 28.0, 8]
    assert gains["gift_cny"].sum() == 3 * 13 + 27


def test_regret_comes_never_or_at_once():
    free = switching.switching_gains(9, base_fare=13)
    assert (
        switching.regret_point(free)["regret_ride"] is None and switching.regret_point(free)["best_ride"] == 3
    )
    dear = switching.switching_gains(9, base_fare=0, vouchers=(), switching_cost=1)
    assert switching.regret_point(dear)["regret_ride"] == 0
    half = switching.switching_gains(3, base_fare=0, used=0.5)
    assert half["net_gain_cny"].iloc[-1] == 13.5


@pytest.mark.parametrize(
    "wrong",
    [{"used": 60}, {"missed": -1}, {"base_fare": -5}, {"vouchers": (9, -8)}, {"rides": 0}, {"rides": 2.5}],
)
def test_switching_refuses_what_makes_no_sense(wrong):
    with pytest.raises(Refused):
        switching.switching_gains(**{"rides": 5, "base_fare": 13, **wrong})


@given(st.integers(1, 20), st.floats(0, 30), st.floats(0, 60), st.floats(0.5, 15))
def test_dearer_switching_never_puts_regret_off(rides, fare, cost, missed):
    near, far = (
        switching.regret_point(switching.switching_gains(rides, fare, switching_cost=each, missed=missed))
        for each in (cost, cost + 5)
    )
    if near["regret_ride"] is not None:
        assert far["regret_ride"] <= near["regret_ride"]


# Churn and a fixed retention ----------------------------------------------------------------------------------


def test_two_per_cent_a_month_are_not_24_a_year():
    assert churn.yearly_churn(0.02) == pytest.approx(1 - 0.98**12) == pytest.approx(0.2153, abs=1e-4)
    assert churn.yearly_churn([0, 1]).tolist() == [0, 1]
    with pytest.raises(Refused):
        churn.yearly_churn(2)


def test_lifetime_value_by_the_book():
    assert churn.clv(100, 0.8, 0.1, first_now=False) == pytest.approx(266.67, abs=0.005)
    assert churn.clv(100, 0.8, 0.1) == pytest.approx(366.67, abs=0.005)
    assert churn.clv(100, 0.8, 0.1, acquisition=66.67) == pytest.approx(300, abs=0.005)
    assert churn.clv(10, 1, 0, periods=3) == 30 and churn.clv(10, 0, 0.1) == 10
    for bad in (
        {"retention": 1},
        {"retention": 80},
        {"retention": 0.5, "discount": -2},
        {"retention": 0.5, "periods": 0},
    ):
        with pytest.raises(Refused):
            churn.clv(100, **bad)


@given(st.floats(0, 0.95), st.floats(0, 0.3))
def test_many_periods_come_to_the_endless_sum(retention, discount):
    assert churn.clv(1, retention, discount, periods=1000) == pytest.approx(churn.clv(1, retention, discount))


def test_contracts_that_run_out_are_lost_unless_renewed():
    contracts = pd.DataFrame(
        {
            "customer_id": list("AABCD"),
            "signed_date": ["2024-01-01", "2025-03-01", "2024-01-01", "2024-01-01", "2025-02-01"],
            "expires_date": ["2025-02-28", "2026-02-28", "2025-12-31", "2025-12-30", "2027-01-31"],
        }
    )
    found = churn.churn_by_contract(contracts, "2024-12-31", "2025-12-31").iloc[0]
    assert (found["at_start"], found["lost"]) == (3, 1)  # A renewed, B to the last day, C lost, D new
    with pytest.raises(Refused):
        churn.churn_by_contract(contracts, "2025-12-31", "2024-12-31")
    with pytest.raises(Refused):
        churn.churn_by_contract(contracts.assign(expires_date="2020-01-01"), "2024-12-31", "2025-12-31")
    nobody = churn.churn_by_contract(contracts, "2020-01-01", "2020-12-31").iloc[0]
    assert nobody["at_start"] == 0 and np.isnan(nobody["churn"])


def test_four_of_43_contracts_ran_out():
    found = churn.churn_by_contract(casekit.load("contracts"), "2024-12-31", "2025-12-31").iloc[0]
    assert (found["at_start"], found["lost"]) == (43, 4) and found["churn"] == pytest.approx(0.093, abs=5e-4)


def test_silence_counts_to_the_day(shop):
    orders = pd.DataFrame(
        {
            "customer_id": list("AABBC"),
            "order_date": ["2025-01-01", "2025-03-11", "2025-01-01", "2025-03-10", "2025-02-20"],
        }
    )
    found = churn.churn_by_silence(orders, "2025-01-10", "2025-03-20", days=10).iloc[0]
    assert (found["at_start"], found["lost"]) == (2, 1)  # ten days up to the 20th begin on the 11th
    lost = [
        churn.churn_by_silence(shop, "2024-12-31", "2025-12-31", days)["churn"].iloc[0]
        for days in (30, 120, 365)
    ]
    assert lost == pytest.approx([117 / 133, 281 / 424, 732 / 1253])
    shuffled = churn.churn_by_silence(shop.sample(frac=1, random_state=2), "2024-12-31", "2025-12-31")
    assert shuffled["lost"].iloc[0] == 281


def test_usual_gaps_count_days_once():
    orders = pd.DataFrame(
        {
            "customer_id": list("AAAAB"),
            "order_date": ["2025-01-01", "2025-01-01 17:00", "2025-01-11", "2025-01-13", "2025-01-01"],
        }
    )
    table = churn.gaps_of(orders)
    assert table.loc["A", "usual_gap_days"] == 6 and table.loc["B"].isna().all()


# BG/NBD and Gamma-Gamma ---------------------------------------------------------------------------------------


def test_the_published_standard_customer():
    assert lifetime.expected_purchases(CDNOW, 39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=5e-4)
    assert lifetime.p_alive(CDNOW, 2, 30.43, 38.86) == pytest.approx(0.727, abs=5e-4)


@pytest.mark.parametrize(
    "repeats, last, chance",
    [(1, 4, 0.2855), (4, 8, 0.033), (4, 30, 0.721), (12, 20, 0.015), (12, 30, 0.506), (12, 36, 0.880)],
)
def test_the_same_silence_is_more_alarming_in_a_frequent_buyer(repeats, last, chance):
    assert lifetime.p_alive(CDNOW, repeats, last, 38.86) == pytest.approx(chance, abs=6e-4)


def test_who_never_came_back_counts_as_alive_and_nobody_buys_in_no_time():
    assert lifetime.p_alive(CDNOW, 0, 0, 500) == 1
    assert lifetime.expected_purchases(CDNOW, 0, 3, 10, 20) == pytest.approx(0)


@given(st.integers(1, 30), st.floats(1, 60), st.floats(0, 60), st.floats(0.1, 30))
def test_longer_silence_never_makes_a_buyer_more_likely(repeats, last, silence, more):
    now, later = (lifetime.p_alive(CDNOW, repeats, last, last + each) for each in (silence, silence + more))
    assert 0 <= later <= now <= 1


def test_a_buyer_of_a_thousand_purchases_is_no_trouble():
    assert lifetime.p_alive(CDNOW, 3000, 100, 150) == pytest.approx(0, abs=1e-12)
    few, many = (lifetime.expected_purchases(CDNOW, 10, each, 100, 100) for each in (300, 3000))
    assert 0 < few < 30 and few < many < 300


def test_expectations_add_up_over_time():
    """A new buyer's purchases in 60 weeks: those of the first 20, and of the 40 after for whoever stands there then."""
    rng = np.random.default_rng(5)
    r, alpha, a, b = model = BgNbd(0.8, 8.0, 0.9, 2.2)
    pace, leaving = rng.gamma(r, 1 / alpha, 60_000), rng.beta(a, b, 60_000)
    counts, when, here = np.zeros(60_000), np.zeros(60_000), np.ones(60_000, dtype=bool)
    while here.any():
        when[here] += rng.exponential(1 / pace[here])
        here &= when < 60
        counts[here] += 1
        here &= rng.random(60_000) >= leaving
    assert counts.mean() == pytest.approx(float(lifetime.expected_purchases(model, 60)), rel=0.03)


def test_a_of_one_is_a_limit():
    near = [
        lifetime.expected_purchases(BgNbd(0.5, 8, each, 2), 26, 3, 10, 20) for each in (0.999, 1.0, 1.001)
    ]
    assert near[0] > near[1] > near[2] and near[1] == pytest.approx((near[0] + near[2]) / 2, rel=1e-4)


def test_rfms_recency_in_the_place_of_the_models_is_told_where_it_can_be():
    with pytest.raises(Refused, match="RFM"):
        lifetime.p_alive(CDNOW, 2, 40, 38.86)
    with pytest.raises(Refused, match="RFM"):
        lifetime.p_alive(CDNOW, 0, 12, 38.86)  # nobody who came once has a last purchase later than the first
    with pytest.raises(Refused):
        lifetime.p_alive(CDNOW, [1, np.nan], 1, 2)


def test_both_recencies_in_one_table(summary):
    assert (
        (7 * summary["last_weeks"] + summary["recency_days"])
        .round(6)
        .equals((7 * summary["age_weeks"]).round(6))
    )
    assert len(summary) == 1500 and (summary["repeats"] == 0).sum() == 482
    rfm = casekit.rfm.rfm_table(
        casekit.load("shop_orders").rename(columns={"consumer_id": "customer_id"}), "2025-12-31"
    )
    assert (rfm["recency_days"] == summary["recency_days"]).all()


def test_a_day_counts_once_and_returns_not_at_all():
    orders = pd.DataFrame(
        {
            "customer_id": ["K", "K", "K", "K", "M"],
            "order_date": ["2025-01-01", "2025-01-15 09:00", "2025-01-15 17:00", "2025-01-20", "2025-01-01"],
            "net_amount_cny": [10, 20, 30, -5, 0],
        }
    )
    table = lifetime.repeat_summary(orders, "2025-01-29")
    assert table.index.tolist() == ["K"] and table.iloc[0].tolist() == [1, 2, 4, 30, 14]
    with pytest.raises(Refused):
        lifetime.repeat_summary(orders, "2025-01-10")
    assert lifetime.repeat_summary(orders[:0], "2025-01-10").empty


def test_the_planted_parameters_are_recovered(model, summary):
    found = model._asdict() | lifetime.gamma_gamma(summary)._asdict()
    for name, true in PLANTED.items():
        assert found[name] == pytest.approx(true, rel=WITHIN[name]), name


def test_shuffled_rows_and_another_unit_of_money_change_nothing(shop, summary, model):
    turned = lifetime.repeat_summary(shop.sample(frac=1, random_state=3), "2025-12-31", "margin_cny")
    pd.testing.assert_frame_equal(turned, summary)
    assert np.allclose(lifetime.bg_nbd(summary.iloc[::-1]), model, rtol=1e-3)
    p, q, v = lifetime.gamma_gamma(summary)
    assert np.allclose(
        lifetime.gamma_gamma(summary.assign(mean_cny=100 * summary["mean_cny"])), (p, q, 100 * v), rtol=1e-3
    )


def test_the_fit_is_a_top(summary, model):
    columns = [summary[name] for name in ("repeats", "last_weeks", "age_weeks")]
    best = lifetime.bg_nbd_likelihood(model, *columns).sum()
    for at in range(4):
        for factor in (0.98, 1.02):
            moved = [value * (factor if place == at else 1) for place, value in enumerate(model)]
            assert lifetime.bg_nbd_likelihood(moved, *columns).sum() < best


def test_records_that_settle_nothing_are_refused(summary):
    with pytest.raises(Refused, match="twice"):
        lifetime.bg_nbd(summary[summary["repeats"] == 0])
    with pytest.raises(Refused, match="twice"):
        lifetime.gamma_gamma(summary[summary["repeats"] == 0])
    with pytest.raises(Refused, match="parameter"):
        lifetime.bg_nbd(pd.DataFrame({"repeats": [5] * 9, "last_weeks": [50] * 9, "age_weeks": [51] * 9}))
    with pytest.raises(Refused):
        lifetime.gamma_gamma(summary.assign(mean_cny=0))
    with pytest.raises(Refused, match="repeats"):
        lifetime.bg_nbd(summary.drop(columns="repeats"))


def test_gamma_gamma_check_values():
    spending = GammaGamma(6.25, 3.74, 15.44)
    found = [float(lifetime.expected_amount(spending, *each)) for each in ((0, 0), (1, 20), (10, 100))]
    assert found == pytest.approx([35.22, 24.64, 97.28], abs=0.005)
    with pytest.raises(Refused):
        lifetime.expected_amount((6, 1, 15))


def test_values_are_purchases_times_amount_and_interest_takes_from_them(summary, model):
    spending = lifetime.gamma_gamma(summary)
    plain, dear = (lifetime.buyer_values(summary, model, spending, 52, rate) for rate in (0, 0.1))
    assert np.allclose(plain["value_cny"], plain["expected"] * plain["expected_cny"])
    assert (dear["value_cny"] < plain["value_cny"]).all() and (
        dear["value_cny"] > plain["value_cny"] / 1.1
    ).all()
    assert np.allclose(
        lifetime.buyer_values(summary, model, spending, 30)["expected"],
        lifetime.expected_purchases(
            model, 30, *(summary[name] for name in ("repeats", "last_weeks", "age_weeks"))
        ),
    )


# Held out -----------------------------------------------------------------------------------------------------


def test_the_forecast_knows_nothing_of_what_it_is_judged_by(shop):
    judged = held_out.held_out(shop, "2024-12-31", "2025-12-31", "margin_cny")
    later = shop.assign(margin_cny=shop["margin_cny"].where(shop["order_date"] <= "2024-12-31", 999.0))
    other = held_out.held_out(later, "2024-12-31", "2025-12-31", "margin_cny")
    assert judged["value_cny"].equals(other["value_cny"]) and not judged["brought_cny"].equals(
        other["brought_cny"]
    )
    assert (
        len(judged) == 1257
        and judged["bought"].sum() == 1329
        and judged["expected"].sum() == pytest.approx(1142, abs=1)
    )
    table = held_out.by_repeats(judged)
    assert table["buyers"].sum() == 1257 and table["buyers"].iloc[0] == 589
    with pytest.raises(Refused):
        held_out.held_out(shop, "2025-12-31", "2024-12-31", "margin_cny")


def test_new_buyers_have_had_their_weeks(shop):
    new = held_out.new_buyers(shop, "2025-12-31", 52, "margin_cny")
    assert len(new) == 1258 and (new["repeats"] > 0).sum() == 779
    assert [round(each, 1) for each in held_out.mean_with_interval(new["brought_cny"])] == [87.7, 80.8, 94.6]
    assert (new["first_cny"] <= new["brought_cny"]).all()
    assert np.isnan(held_out.mean_with_interval([3])[1])


# The labs -----------------------------------------------------------------------------------------------------


def test_the_rides_lab_moves_with_its_sliders():
    lab = RidesLab()
    assert lab.point["regret_ride"] == 8 and "8" in lab.head.get_text()
    lab.step(cost=0, missed=0, percent=0)
    assert lab.point["regret_ride"] is None and len(lab.regret.get_xdata()) == 0
    lab.step(cost=80, missed=15, percent=0)
    assert lab.point["regret_ride"] == 0 and lab.said()


def test_the_alive_lab_moves_with_its_sliders():
    lab = AliveLab(CDNOW)
    lab.step(repeats=12, weeks=26, silence=12)
    expected = lifetime.p_alive(CDNOW, 12, 26, 38)
    assert f"{100 * expected:.0f}%" in lab.head.get_text()
    assert lab.image_of.get_array().shape == (20, 53)
    lab.step(repeats=1, weeks=104, silence=0)
    assert labs.loyalty.alive_lab and lab.said()


def test_what_the_module_promises_can_be_called_from_it():
    for name in (
        "nps",
        "bg_nbd",
        "gamma_gamma",
        "p_alive",
        "clv",
        "expected_purchases",
        "churn_by_silence",
        "buyer_values",
    ):
        assert callable(getattr(loyalty, name))
