"""Lesson 13's two labs do what the text says they do, and the quiz's numbers are right; what the page itself shows, nbval holds."""

import pytest

import casekit
from casekit import look
from casekit import receivables as r
from casekit.labs import receivables as lab

TERMS = "2/15, 1/20, N/30"
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])


@pytest.fixture
def payment():
    return lab.PaymentDayLab(TERMS, 100_000, 360)


@pytest.fixture(scope="module")
def months():
    """The credit sales of 2024 by month, and what of them was open at the year's end."""
    invoices = casekit.load("invoices").query("terms_id != 'T1'")
    payments = casekit.load("payments")
    payments = payments[payments["invoice_id"].isin(invoices["invoice_id"])]
    then = r.receivables_at(invoices, payments, "2024-12-31")
    then = then.assign(sales_cny=then["amount_cny"] - then["credit_cny"], open_cny=then["open_amount_cny"])
    return then.groupby(then["invoice_date"].dt.to_period("M"))[["sales_cny", "open_cny"]].sum()


@pytest.fixture
def growth(months):
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


def test_without_growth_the_second_lab_stands_at_qinghes_2024(growth, months):
    growth.step(0, 0)
    dso = months["open_cny"].sum() / months["sales_cny"].sum() * 366
    assert growth.now == growth.before and growth.now["dso"] == pytest.approx(dso)


def test_the_text_about_the_second_lab(growth):
    def now(early, late):
        growth.step(early, late)
        return growth.now

    assert round(now(20, 0)["dso"], 1) == 34.2 and round(now(0, 20)["dso"], 1) == 44.6
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
    assert "−10%" in growth.said() or "−10 %" in growth.said()
    growth.step(20, 0)
    assert ("then unchanged" if code == "en" else "11、12 月不变") in growth.under.get_text()
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


def test_the_numbers_the_quiz_claims():
    due = {day: r.amount_due("2/10, 1/20, N/30", 50_000, day) for day in (10, 20, 21)}
    assert due == {10: 49_000, 20: 49_500, 21: 50_000} and 50_000 * (1 - 0.03) == 48_500
    costs = [
        100 * r.credit_cost("2/10, N/30", 30, 10, basis, compound)
        for basis, compound in ((360, False), (365, False), (360, True))
    ]
    assert [round(each, 2) for each in costs] == [36.73, 37.24, 43.86]
    assert [round(each, 2) for each in (2 * 360 / 20, 100 * 2 / 98 * 360 / 30)] == [36.00, 24.49]
