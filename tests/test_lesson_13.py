"""What lesson 13 says in words is what the tables say, and its two labs do what the text says they do."""

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import look
from casekit import receivables as r
from casekit.labs import predictions, questions
from casekit.labs import receivables as lab

TERMS = "2/15, 1/20, N/30"
THREE = ["QH0006", "QH0039", "QH0045"]
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])


class Records:
    """Qinghe's invoices and payments, with what the lesson works out of them."""

    def __init__(self):
        invoices, self.payments = casekit.load("invoices"), casekit.load("payments")
        self.good = self.payments[~self.payments["dishonoured"]]
        last = self.good.groupby("invoice_id")["payment_date"].max()
        self.invoices = invoices.assign(
            net_cny=invoices["amount_cny"] - invoices["credit_cny"], paid_on=invoices["invoice_id"].map(last)
        )
        then = r.receivables_at(self.invoices, self.payments, "2024-12-31")
        self.then = then
        self.balance = {2024: then["open_amount_cny"].sum(), 2025: invoices["open_amount_cny"].sum()}
        self.net = self.invoices.groupby(invoices["invoice_date"].dt.year)["net_cny"].sum()
        self.habits = r.habits(self.invoices[invoices["invoice_date"] <= "2025-06-30"], self.payments)

    def dso(self, year, balance=None):
        return r.dso(
            self.balance[year] if balance is None else balance, self.net[year], 366 if year == 2024 else 365
        )


@pytest.fixture(scope="module")
def records():
    return Records()


# Words about Qinghe ---------------------------------------------------------------------------------------


def test_the_good_news_and_the_price_of_the_discount(records):
    assert [round(records.dso(year), 1) for year in (2024, 2025)] == [35.9, 29.8]
    assert round(records.dso(2024) - records.dso(2025), 1) == 6.1
    year = records.invoices["invoice_date"].dt.year == 2025
    taken = records.invoices[year & (records.invoices["terms_id"] == "T3")]["discount_taken_cny"].sum()
    assert round(taken) == 770_199
    assert pd.Timestamp("2026-01-07").day_name() == "Wednesday"


def without_cod(table):
    return table[table["terms_id"] != "T1"]


def test_cash_on_delivery_changes_nothing(records):
    cod = records.invoices.query("terms_id == 'T1'")
    late = (cod["paid_on"] > cod["due_date"]) | (cod["open_amount_cny"] > 0)
    assert round(late.mean(), 1) == 0.2, "a fifth of it comes late"
    ends = without_cod(records.then), without_cod(records.invoices)
    net = without_cod(records.invoices)
    net = net.groupby(net["invoice_date"].dt.year)["net_cny"].sum()
    days = [
        r.dso(end["open_amount_cny"].sum(), net[y], n)
        for end, y, n in zip(ends, net.index, (366, 365), strict=True)
    ]
    assert [round(each, 1) for each in days] == [37.1, 31.5] and round(days[0] - days[1], 1) == 5.6
    assert took(
        without_cod(records.good.merge(records.invoices[["invoice_id", "invoice_date", "terms_id"]]))
    ).round(1).tolist() == [28.9, 29.4]


def took(paid):
    """Days from invoice to payment, by amount and year, of invoices of January to August."""
    paid = paid[paid["invoice_date"].dt.month <= 8]
    days = (paid["payment_date"] - paid["invoice_date"]).dt.days * paid["payment_cny"]
    year = paid["invoice_date"].dt.year
    return days.groupby(year).sum() / paid["payment_cny"].groupby(year).sum()


def test_who_takes_the_discount(records):
    paid = records.invoices.query("terms_id == 'T3' and open_amount_cny == 0")
    days = (paid["paid_on"] - paid["invoice_date"]).dt.days
    shares = [
        (days <= 15).mean(),
        days.between(16, 20).mean(),
        days.between(21, 30).mean(),
        (days > 30).mean(),
    ]
    assert [round(100 * share) for share in shares] == [60, 15, 9, 16]
    assert round(100 * (shares[2] + shares[3])) == 25


def test_each_discount_taken_is_the_one_the_terms_allow(records):
    paid = records.invoices.query("terms_id == 'T3' and open_amount_cny == 0").iloc[::40]
    for row in paid.itertuples():
        due = r.amount_due(TERMS, row.net_cny, (row.paid_on - row.invoice_date).days)
        assert row.net_cny - row.discount_taken_cny == pytest.approx(due, abs=0.011)


def test_payments_not_honoured_are_no_payments(records):
    bounced = records.payments[records.payments["dishonoured"]]
    assert len(bounced) == 29 and round(bounced["payment_cny"].sum() / 1e4) == 141
    assert bounced["payment_date"].max() <= pd.Timestamp("2025-12-31")
    invoices = records.invoices[records.invoices["invoice_id"].isin(bounced["invoice_id"])]
    assert (invoices["open_amount_cny"] == 0).sum() == 25, "made good"


def test_customers_pay_as_they_always_did(records):
    days = took(records.good.merge(records.invoices[["invoice_id", "invoice_date"]]))
    assert days.round(1).tolist() == [28.0, 28.0] and 0 < days[2024] - days[2025] < 0.1
    open_ = records.invoices.query("invoice_date.dt.month <= 8 and open_amount_cny > 0")
    assert len(open_) == 4 and round(open_["open_amount_cny"].sum()) == 170_224
    late = (records.invoices["paid_on"] > records.invoices["due_date"]) | (
        records.invoices["open_amount_cny"] > 0
    )
    share = late.groupby(records.invoices["due_date"].dt.year).mean()
    assert [round(100 * share[each], 1) for each in (2024, 2025)] == [16.8, 15.8]


def test_where_the_six_days_come_from(records):
    assert [round(records.balance[2024] / 1e6, 2), round(records.net[2025] / 1e6, 2)] == [15.94, 189.10]
    stayed = records.dso(2025, records.balance[2024])
    assert round(stayed, 1) == 30.8 and round(records.dso(2024) - stayed, 1) == 5.1
    assert round(100 * (records.net[2025] / records.net[2024] - 1)) == 16
    same = [
        records.dso(y, r.expected_receivables(records.invoices, records.habits, f"{y}-12-31"))
        for y in (2024, 2025)
    ]
    assert [round(each, 1) for each in same] == [35.4, 30.1] and round(same[0] - same[1], 1) == 5.3
    left = records.dso(2024) - records.dso(2025) - (same[0] - same[1])
    assert round(left, 1) == 0.8
    december = records.invoices[records.invoices["invoice_date"].dt.month == 12]
    by_terms = december.groupby(["terms_id", december["invoice_date"].dt.year])["net_cny"].sum() / 1e6
    assert [round(by_terms["T1", year], 2) for year in (2024, 2025)] == [0.45, 1.44]
    assert [round(by_terms["T4", year], 2) for year in (2024, 2025)] == [3.98, 2.49]


def test_the_hole_at_the_beginning_of_the_records(records):
    orders = casekit.load("orders")[["order_id", "order_date"]]
    assert orders["order_date"].min().year == 2024
    both = records.invoices.merge(orders)
    carried = both[both["order_date"].dt.year < both["invoice_date"].dt.year]
    carried = carried.groupby(carried["invoice_date"].dt.year)["net_cny"].sum()
    assert carried.index.tolist() == [2025] and round(carried[2025] / 1e6, 1) == 3.9
    later = records.invoices[records.invoices["invoice_date"].dt.month > 1]
    growth = later.groupby(later["invoice_date"].dt.year)["net_cny"].sum()
    growth = growth[2025] / growth[2024]
    assert round(100 * (growth - 1)) == 14
    missing = carried[2025] / growth
    filled = r.dso(records.balance[2024], records.net[2024] + missing, 366)
    assert round(filled, 1) == 35.1 and round(records.dso(2024) - filled, 1) == 0.7
    assert round(100 * (records.net[2025] / (records.net[2024] + missing) - 1)) == 14


def test_month_ends_and_counting_back(records):
    table = r.month_ends(records.invoices, records.payments, ["2024-12-31", "2025-02-28", "2025-12-31"])
    assert table["dso_days"].round(1).tolist() == [35.9, 19.5, 29.8]
    sold = records.invoices.groupby(records.invoices["invoice_date"].dt.to_period("M"))["net_cny"].sum()
    back = (
        r.countback_dso(records.balance[2024], sold[:"2024-12"]),
        r.countback_dso(records.balance[2025], sold),
    )
    assert [round(each, 1) for each in back] == [29.6, 25.9]
    assert round(90 / 120 * 30, 1) == 22.5


def test_the_ageing_table_and_the_three(records):
    ages = r.ageing_table(records.invoices.query("open_amount_cny > 0"), "2025-12-31")
    past_due = ages["total"] - ages["not_due"]
    assert len(ages) == 234 and [round(each.sum() / 1e6, 2) for each in (ages["total"], past_due)] == [
        15.42,
        2.06,
    ]
    places = past_due.rank(ascending=False)
    assert places[THREE].tolist() == [32, 8, 22] and sum(places[THREE] <= 10) == 1
    assert (ages.loc[THREE, "d61_90"] == ages.loc[THREE, "total"]).all()
    bounced = records.payments[records.payments["dishonoured"]].groupby("customer_id")["payment_date"].max()
    last = records.good.groupby("customer_id")["payment_date"].max()
    assert (last[THREE] < bounced[THREE]).all(), "nothing since the draft that was not honoured"
    assert len(bounced) == 26
    assert bounced.index[bounced > last[bounced.index]].tolist() == THREE, "and it happened to nobody else"
    names = casekit.load("customers").set_index("customer_id")["name_zh"]
    assert names["QH0039"].startswith("西塘") and names["QH0113"].startswith("芦堰")
    assert places["QH0113"] == 2 and (pd.Timestamp("2025-12-31") - bounced["QH0113"]).days == 9
    assert last["QH0113"] > bounced["QH0113"] and (ages["d61_90"] > 0).sum() == 3 + 10


def test_qinghes_provision_and_what_became_of_the_oldest(records):
    old = records.invoices[records.invoices["due_date"] <= "2025-06-30"]
    late = (old["paid_on"] - old["due_date"]).dt.days
    entered = [old["net_cny"].sum(), *(old.loc[late > day, "net_cny"].sum() for day in (0, 30, 60, 90))]
    ages = r.ageing_table(records.invoices.query("open_amount_cny > 0"), "2025-12-31").drop(columns="total")
    rates = r.loss_rates(ages.sum() * 0 + entered)
    assert round(r.provision(ages.sum(), rates)["expected_loss_cny"].sum()) == 301_134
    assert round(entered[-1]) == 988_378 and late.max() == 147 and not old["open_amount_cny"].any()
    assert rates["d61_90"] < 1 / 3
    assert (late > 90).sum() == 43
    owed = r.ageing_table(records.invoices.query("open_amount_cny > 0"), "2025-12-31").drop(columns="total")
    assert round(owed.loc[THREE].sum().sum()) == 113_671 and round(owed["over_90"].sum()) == 47_605
    assert (records.invoices["open_amount_cny"] > 0)[records.invoices["due_date"] < "2025-10-02"].sum() == 1
    rest = owed.drop(THREE).sum()
    rest["over_90"] = 0
    assert round(r.provision(rest, rates)["expected_loss_cny"].sum()) == 217_692


def test_what_the_discount_buys(records):
    sold = records.invoices.query("terms_id == 'T3' and invoice_date >= '2025-01-01'")
    days = records.habits["T2"].sum(), records.habits["T3"].sum()
    assert [round(each, 1) for each in days] == [27.7, 20.6]
    net, taken = sold["net_cny"].sum(), sold["discount_taken_cny"].sum()
    saved = r.opportunity_cost(net, days[0] - days[1], 0.77, 0.12, basis=365)
    assert round(saved) == 111_135 and round(taken - saved) == 659_063
    assert round(100 * (taken - saved) / 0.23 / net, 1) == 4.6
    assert round((days[0] - days[1]) * taken / saved, 1) == 49.2 and round(days[0] - days[1], 1) == 7.1
    assert round(12 * taken / saved) == 83, "the capital cost at which the interest would pay"
    assert round(0.002 * net, -3) == 124_000 and saved + 0.002 * net < taken
    lines = casekit.load("order_lines").merge(casekit.load("products")[["sku", "unit_cost_cny"]])
    assert (
        round((lines["quantity"] * lines["unit_cost_cny"]).sum() / lines["net_amount_cny"].sum(), 2) == 0.77
    )


def test_nobody_changed_terms_and_agents_go_the_other_way(records):
    assert records.invoices.groupby("customer_id")["terms_id"].nunique().max() == 1
    roles = casekit.load("customers")[["customer_id", "channel_role"]]
    old = records.invoices.query("invoice_date <= '2025-06-30' and terms_id in ['T2', 'T3']").merge(roles)
    old = old[old["channel_role"] == "agent"]
    pays = (old["paid_on"] - old["invoice_date"]).dt.days * old["net_cny"]
    mean = pays.groupby(old["terms_id"]).sum() / old.groupby("terms_id")["net_cny"].sum()
    assert mean["T3"] > mean["T2"]


def test_what_the_trial_can_see(records):
    sold = records.invoices.query("terms_id == 'T3' and invoice_date >= '2025-01-01'")
    halves = sold.groupby(["customer_id", sold["invoice_date"].dt.month > 6])["net_cny"].sum()
    bought = halves.unstack(fill_value=0).to_numpy()
    lots = np.random.default_rng(13).permuted(np.tile(np.arange(len(bought)) % 2, (2000, 1)), axis=1)
    first, rest = (lots @ bought).T, ((1 - lots) @ bought).T
    apart = 100 * (first[1] / first[0] / (rest[1] / rest[0]) - 1)
    assert np.percentile(apart, [2.5, 97.5]).round().tolist() == [-21, 27]
    assert 0.3 < (apart < -4.6).mean() < 0.37 and round((apart < -20).mean(), 2) == 0.03


def test_sixty_days_at_qinghe(records):
    habits = records.habits.sum()
    assert [round(habits[each], 1) for each in ("T2", "T5")] == [27.7, 62.1]
    earns = [0.23 - r.opportunity_cost(1, habits[each], 0.77, 0.12, 365) for each in ("T2", "T5")]
    assert [round(100 * (earns[0] / (earns[1] - lost) - 1), 1) for lost in (0, 0.015)] == [4.1, 11.9]
    dealers = records.invoices.query("customer_id <= 'QH0060' and invoice_date.dt.month > 1")
    growth = dealers.groupby(dealers["invoice_date"].dt.year)["net_cny"].sum()
    assert round(100 * (growth[2025] / growth[2024] - 1)) == 14


def test_words_about_the_book():
    book = casekit.load("chapter/credit_policy_options").set_index("policy_en")
    costs = book[["opportunity_cost_cny", "bad_debt_cny", "collection_cost_cny", "discount_cost_cny"]].sum(
        axis="columns"
    )
    assert costs.idxmin() == "N/30" and costs["N/30"] == 280_800 and costs["N/60"] == 691_760

    def earns(growth, lost=2.5):
        row = book.loc[["N/60"]].assign(credit_sales_cny=12_000_000 * (1 + growth), bad_debt_percent=lost)
        return r.policy_table(row, 0.7, 0.12, 360)["policy_profit_cny"].iloc[0]

    assert 3_319_200 - earns(0) == 314_000 and round(3_319_200 - earns(0.12, 4)) == 141_776
    assert earns(0.2, 4.64) > 3_319_200 > earns(0.2, 4.65)
    assert earns(0.1007) < 3_319_200 < earns(0.1008) and round(12_000_000 / 360 * 30) == 1_000_000
    assert 309_040 - 1_000_000 * 0.30 * 0.12 == 273_040
    assert 74 + 31 + 85 == 190, "the invented case adds up"


# The labs -------------------------------------------------------------------------------------------------


@pytest.fixture
def payment():
    return lab.PaymentDayLab(TERMS, 100_000, 360)


@pytest.fixture
def growth(records):
    by_month = records.then.groupby(records.then["invoice_date"].dt.to_period("M"))
    months = (
        by_month[["net_cny", "open_amount_cny"]].sum().set_axis(["sales_cny", "open_cny"], axis="columns")
    )
    return lab.GrowthLab(months)


def test_the_marginal_rate_jumps_at_15_and_at_20(payment):
    rates = {day: round(100 * payment.marginal(day), 2) for day in (15, 16, 20, 21, 30, 45)}
    assert rates == {15: 0, 16: 367.35, 20: 73.47, 21: 363.64, 30: 36.36, 45: 14.55}


def test_the_best_day_jumps_from_15_to_30_at_49_percent_and_is_never_20(payment):
    assert {own: payment.best_day(own) for own in (0, 12, 48, 49, 80)} == {
        0: 15,
        12: 15,
        48: 15,
        49: 30,
        80: 30,
    }
    assert payment.never == [20]


@LANGUAGES
def test_a_step_of_the_payment_day_moves_dot_words_and_picture(code):
    look.speak(code)
    payment = lab.PaymentDayLab(TERMS, 100_000, 360)
    before, artists = payment.picture, payment.ax.get_children()
    payment.step(25, 60)
    assert payment.dot.get_xdata() == [25] and payment.picture != before
    assert "100,000" in payment.said() and "72.7" in payment.said() and "30" in payment.said()
    assert len(payment.lines()) == 3 and all(
        one is other for one, other in zip(artists, payment.ax.get_children(), strict=True)
    )
    payment.step(10, 12)
    assert len(payment.lines()) == 2 and "98,000" in payment.said()


def test_without_growth_the_second_lab_stands_at_qinghes_2024(growth, records):
    growth.step(0, 0)
    assert growth.now == growth.before and growth.now["dso"] == pytest.approx(records.dso(2024))


def test_the_text_about_the_second_lab(growth):
    def now(early, late):
        growth.step(early, late)
        return growth.now

    assert round(now(20, 0)["dso"], 1) == 31.3 and round(now(0, 20)["dso"]) == 41
    assert now(20, 20)["dso"] == pytest.approx(growth.before["dso"])
    for early, late in ((20, 0), (0, 20), (30, -10)):
        assert abs(now(early, late)["countback"] - growth.before["countback"]) < 1


@LANGUAGES
def test_a_step_of_growth_moves_bars_words_and_picture(growth, code):
    before, heights = growth.picture, [bar.get_height() for bar in growth.bars]
    look.speak(code)
    growth.step(-10, 30)
    ratios = [bar.get_height() / old for bar, old in zip(growth.bars, heights, strict=True)]
    assert ratios == pytest.approx([0.9 / 1.2] * 10 + [1.3] * 2) and growth.picture != before
    assert "-10%" in growth.said() or "-10 %" in growth.said()
    shares = [
        part.get_height() / bar.get_height() for part, bar in zip(growth.parts, growth.bars, strict=True)
    ]
    assert shares == pytest.approx(growth.open_share.tolist())


@pytest.mark.parametrize("which", ["payment", "growth"])
def test_sliders_move_the_lab_and_the_still_is_whole(which, request, work):
    one = request.getfixturevalue(which)
    page = one.page()
    before = one.image.value
    one.sliders[0].value, one.sliders[1].value = 27, 5
    assert one.image.value != before and one.panel() == one.words.value
    bundle = page._repr_mimebundle_()
    assert "<img" in bundle["text/html"] and "<li>" in bundle["text/html"] and len(bundle["text/plain"]) > 100


# Predictions and quiz -------------------------------------------------------------------------------------


def test_the_predictions_offer_what_comes_out():
    for key, outcome in {"day-12": 98_000, "policy": "N/60", "three": 1}.items():
        [(_, choices)] = questions.predictions("receivables")[f"receivables-{key}"].asked.values()
        assert outcome in [value for value, _, _ in choices]
    bounds = [value for value, _, _ in questions.predictions("receivables")["receivables-rate"].asked["rate"][1]]
    assert predictions._choice(0.4898, bounds) == 9








def test_the_numbers_the_quiz_claims(growth):
    due = {day: r.amount_due("2/10, 1/20, N/30", 50_000, day) for day in (10, 20, 21)}
    assert due == {10: 49_000, 20: 49_500, 21: 50_000} and 50_000 * (1 - 0.03) == 48_500
    costs = [
        100 * r.credit_cost("2/10, N/30", 30, 10, basis, compound)
        for basis, compound in ((360, False), (365, False), (360, True))
    ]
    assert [round(each, 2) for each in costs] == [36.73, 37.24, 43.86]
    assert [round(each, 2) for each in (2 * 360 / 20, 100 * 2 / 98 * 360 / 30)] == [36.00, 24.49]
    growth.step(20, 0)
    assert [round(each["dso"], 1) for each in (growth.before, growth.now)] == [35.9, 31.3]
