"""Lesson 13: the chapter's numbers, and what must hold for any terms, sales and invoices."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import casekit
from casekit import look
from casekit import receivables as r
from casekit import terms as t
from casekit.errors import Refused, Undefined

TERMS = "2/15, 1/20, N/30"
AGES = ["not_due", "d1_30", "d31_60", "d61_90", "over_90"]


@pytest.fixture(scope="module")
def qinghe():
    return casekit.load("invoices"), casekit.load("payments")


def chapter_table(name):
    return casekit.load(f"chapter/{name}")


# Reading terms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "discounts", "net"),
    [
        (TERMS, ((15, 0.02), (20, 0.01)), 30), ("2/15,1/20,N/30", ((15, 0.02), (20, 0.01)), 30),
        ("２／１５，１／２０，Ｎ／３０", ((15, 0.02), (20, 0.01)), 30), ("1/20, 2/15, N/30", ((15, 0.02), (20, 0.01)), 30),
        ("2/15、1/20、N/30", ((15, 0.02), (20, 0.01)), 30), ("2/10 net 30", ((10, 0.02),), 30),
        ("2/10, n 30", ((10, 0.02),), 30), ("2/10net30", ((10, 0.02),), 30), ("2% 10, Net 30", ((10, 0.02),), 30),
        ("2%/10 net30 days", ((10, 0.02),), 30), ("2/10-N/30", ((10, 0.02),), 30), ("1.5/10; n/45", ((10, 0.015),), 45),
        ("n/30", (), 30), ("N30", (), 30), (" NET 60 ", (), 60), ("COD", (), 0), ("货到付款", (), 0), ("N/0", (), 0),
    ],
)  # fmt: skip
def test_the_usual_spellings(text, discounts, net):
    terms = r.parse_terms(text)
    assert (terms.discounts, terms.net_days, terms.eom) == (discounts, net, False)


@pytest.mark.parametrize(
    ("text", "net", "from_month_end", "shown"),
    [
        ("2/10, n/30 EOM", 30, True, "2/10, N/30 EOM"), ("2/10,n/30ＥＯＭ", 30, True, "2/10, N/30 EOM"),
        ("2/10 EOM", 30, True, "2/10, N/30 EOM"), ("2/10, n/EOM", 0, False, "2/10, N/EOM"),
        ("N/30 EOM", 30, False, "N/30 EOM"), ("net 30 e.o.m.", 30, False, "N/30 EOM"),
    ],
)  # fmt: skip
def test_end_of_month(text, net, from_month_end, shown):
    terms = r.parse_terms(text)
    assert (terms.net_days, terms.eom, terms.discounts_eom, str(terms)) == (net, True, from_month_end, shown)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2/40, N/30", "until day 40, and the full price due on day 30"),
        ("2/40, N/30 EOM", "until day 40"),
        ("1/10, 2/20, N/30", "nobody would pay by the earlier day"),
        ("2/10, 2/20, N/30", "nobody would pay by the earlier day"),
        ("100/10, N/30", "nothing to pay"),
        ("150/10, N/30", "nothing to pay"),
        ("2/10, 1/10, N/30", "two for the same day"),
        ("2/10", "0 of them"),
        ("2/10, N/30, N/60", "2 of them"),
        ("-2/10, N/30", "unreadable"),
        ("2/151/20N/30", "unreadable"),
        ("2,10,n30", "unreadable"),
        ("two in ten", "unreadable"),
        ("", "unreadable"),
        (None, "unreadable"),
        (30, "unreadable"),
    ],
)
def test_terms_that_make_no_sense_are_refused_with_the_reason(text, words):
    with pytest.raises(Refused, match=words):
        r.parse_terms(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("net 30.", "N/30"), ("n/30天", "N/30"), ("Net 30 days.", "N/30"), ("N/30日", "N/30"), ("2/10天，n/30天", "2/10, N/30"), ("2/10, n/30.", "2/10, N/30"),
        ("2%/10, n 30 天", "2/10, N/30"), ("COD", "N/0"), ("货到付款", "N/0"),
    ],
)  # fmt: skip
def test_more_spellings(text, plain):
    assert str(r.parse_terms(text)) == plain


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Due on receipt", "N/0", "the goods are"), ("payable upon receipt.", "N/0", "the goods are"), ("月结30天", "N/30 EOM", "N/30, if from the invoice"),
        ("月结", "N/EOM", "N/30 EOM"), ("货到30天付款", "N/30", "from arrival"), ("net 30.5", "percent/days", "N/days"),
    ],
)  # fmt: skip
def test_what_has_two_readings_is_refused_with_the_spelling_of_each(text, one, other):
    with pytest.raises(Refused) as refused:
        r.parse_terms(text)
    assert one in refused.value.do and other in refused.value.do


@st.composite
def lines(draw):
    """Terms with up to three falling discounts before the net day."""
    days = sorted(draw(st.sets(st.integers(0, 60), max_size=3)))
    rates = sorted(draw(st.sets(st.integers(1, 90), min_size=len(days), max_size=len(days))), reverse=True)
    return list(zip(days, rates, strict=True)), draw(st.integers(max(days, default=0), 120))


@given(
    lines(),
    st.booleans(),
    st.sampled_from([", ", ",", " ", "，", "； "]),
    st.sampled_from(["N/", "net ", "n"]),
)
def test_any_line_of_terms_is_read_back(line, eom, between, net):
    parts, days = line
    text = between.join([*(f"{rate}/{day}" for day, rate in parts), f"{net}{days}"]) + " EOM" * eom
    terms = r.parse_terms(text)
    assert [(day, round(100 * rate)) for day, rate in terms.discounts] == parts and terms.net_days == days
    assert r.parse_terms(str(terms)) == terms


def test_qinghes_terms_are_what_their_columns_say():
    for row in casekit.load("terms").itertuples():
        terms = r.parse_terms(row.terms_en)
        columns = [
            (row.discount_1_days, row.discount_1_percent),
            (row.discount_2_days, row.discount_2_percent),
        ]
        assert terms.net_days == row.net_days
        assert [(day, 100 * rate) for day, rate in terms.discounts] == [
            each for each in columns if pd.notna(each[0])
        ]


# What is due ----------------------------------------------------------------------------------------------


def test_the_bill_of_the_chapter():
    for row in chapter_table("credit_terms").itertuples():
        last = row.from_day + 400 if pd.isna(row.to_day) else row.to_day
        assert r.amount_due(TERMS, 100_000, row.from_day) == r.amount_due(TERMS, 100_000, last) == row.pay_cny
    assert [r.amount_due(TERMS, 100_000, day) for day in (0, 12, 15, 16, 20, 21, 31)] == [
        98_000, 98_000, 98_000, 99_000, 99_000, 100_000, 100_000,
    ]  # fmt: skip


def test_money_is_rounded_half_up_to_the_fen():
    assert r.amount_due("2/10, N/30", 0.25, 5) == 0.25 and r.amount_due("50/10, N/30", 0.25, 5) == 0.13
    assert r.amount_due("2/10, N/30", 33.33, 5) == 32.66 and r.to_fen(2.675) == 2.68


def test_days_counted_from_the_end_of_the_month():
    eom = "2/10, N/30 EOM"
    days = [13, 14, 24, 25]  # 17 March: the month ends on day 14, the discount on 10 April, day 24
    assert [r.amount_due(eom, 100, day, invoice_date="2025-03-17") for day in days] == [98, 98, 98, 100]
    assert r.due_day(eom, "2025-03-17") == pd.Timestamp("2025-04-30")
    assert r.due_day("N/30 EOM", "2024-02-29") == pd.Timestamp("2024-03-30")
    assert r.due_day("2/10, n/EOM", "2024-02-05") == pd.Timestamp("2024-02-29")
    for terms in (eom, "N/30 EOM", "2/10, n/EOM"):
        with pytest.raises(Refused, match="invoice_date"):
            r.amount_due(terms, 100, 5)


def test_qinghes_due_dates_follow_the_terms(qinghe):
    invoices, _ = qinghe
    terms = casekit.load("terms").set_index("terms_id")["terms_en"]
    few = invoices.groupby("terms_id").head(5)
    for row in few.itertuples():
        assert r.due_day(terms[row.terms_id], row.invoice_date) == row.due_date


@pytest.mark.parametrize(("amount", "day"), [(-1, 5), (100, -1), (np.nan, 5), (np.inf, 5), (100, np.nan)])
def test_an_impossible_amount_or_day_is_refused(amount, day):
    with pytest.raises(Refused, match="day 0 is the invoice's day"):
        r.amount_due(TERMS, amount, day)


@given(lines(), st.integers(0, 10**7), st.integers(0, 200))
def test_the_bill_never_falls_with_time_and_never_exceeds_the_price(line, fen, day):
    parts, net = line
    terms = r.Terms(net, tuple((last, rate / 100) for last, rate in parts))
    now, later = (r.amount_due(terms, fen / 100, each) for each in (day, day + 1))
    assert 0 <= now <= later <= fen / 100


# What waiting costs ---------------------------------------------------------------------------------------


def test_the_five_choices_four_ways():
    book = chapter_table("trade_credit_cost")
    choices = [(TERMS, 30, 15), (TERMS, 20, 15), (TERMS, 30, 20), (TERMS, 45, 15), ("2/10, N/30", 30, 10)]
    for basis in (360, 365):
        for compound, word in ((False, "simple"), (True, "effective")):
            ours = [round(100 * r.credit_cost(*each, basis=basis, compound=compound), 2) for each in choices]
            assert ours == book[f"{word}_{basis}_percent"].tolist()


def test_check_values_of_the_cost_of_credit():
    def ours(late, early, basis, compound=False):
        return round(100 * r.credit_cost(TERMS, late, early, basis, compound), 2)

    assert [ours(30, 15, 360), ours(30, 15, 365), ours(30, 15, 360, True), ours(30, 15, 365, True)] == [
        48.98,
        49.66,
        62.40,
        63.49,
    ]
    assert [ours(20, 15, 360), ours(30, 20, 360), ours(45, 15, 360)] == [73.47, 36.36, 24.49]
    assert round(100 * r.credit_cost("2/10 net 30", 30, 10, 365, compound=True), 2) == 44.59


@pytest.mark.parametrize("basis", [None, 366, 364, "360", True, 0])
def test_the_year_has_360_or_365_days_and_no_default(basis):
    with pytest.raises(Refused, match="basis=360 or basis=365"):
        r.credit_cost(TERMS, 30, 15, basis=basis)
    with pytest.raises(TypeError):
        r.credit_cost(TERMS, 30, 15)


def test_no_days_gained_has_no_rate_and_no_discount_costs_nothing():
    for late, early in ((15, 15), (10, 15)):
        with pytest.raises(Undefined, match="gains no days"):
            r.credit_cost(TERMS, late, early, basis=360)
    with pytest.raises(Refused, match="day 0"):
        r.credit_cost(TERMS, 30, -1, basis=360)
    assert r.credit_cost("0/10, N/30", 30, 10, basis=360) == 0 == r.credit_cost(TERMS, 14, 3, basis=360)


@given(lines(), st.integers(0, 100), st.integers(1, 100))
def test_compounding_never_lowers_the_rate_within_a_year(line, early, gained):
    parts, net = line
    terms = r.Terms(net, tuple((last, rate / 100) for last, rate in parts))
    simple, effective = (r.credit_cost(terms, early + gained, early, 365, each) for each in (False, True))
    assert simple >= 0 and effective >= simple - 1e-9


def test_payment_steps():
    table = r.payment_steps(TERMS, 100_000, basis=360)
    assert table["pay_cny"].tolist() == [98_000, 99_000, 100_000, 100_000]
    assert (100 * table["marginal_rate"]).round(2).tolist()[1:3] == [73.47, 36.36]
    assert table[["from_day", "to_day"]].astype(object).to_numpy().tolist() == [
        [0, 15],
        [16, 20],
        [21, 30],
        [31, pd.NA],
    ]


# The costs of receivables ---------------------------------------------------------------------------------


def test_three_policies_to_the_yuan():
    book = chapter_table("credit_policy_options").set_index("policy_en")
    ours = r.policy_table(book, variable_cost_ratio=0.7, cost_of_capital=0.12, basis=360)
    assert ours["policy_profit_cny"].tolist() == [3_319_200, 3_628_240, 3_401_770]
    pd.testing.assert_frame_equal(ours, book[list(ours)].astype(float), check_names=False, check_dtype=False)
    gain = ours["policy_profit_cny"] - ours.at["N/30", "policy_profit_cny"]
    assert gain.tolist() == [0, 309_040, 82_570]
    full = [
        r.opportunity_cost(row.credit_sales_cny, row.collection_days, 1, 0.12, 360)
        for row in book.itertuples()
    ]
    assert np.round(full, 2).tolist() == book["opportunity_full_cny"].tolist() == [144_000, 316_800, 81_900]
    assert round(r.opportunity_cost(12_000_000, 36, 0.7, 0.12, basis=365)) == 99_419
    assert round(100 * (309_040 / 14_400_000 + 0.025), 2) == 4.65


def test_policies_lack_a_column_or_a_basis():
    book = chapter_table("credit_policy_options")
    with pytest.raises(Refused, match="collection_days"):
        r.policy_table(book.drop(columns="collection_days"), 0.7, 0.12, 360)
    with pytest.raises(Refused, match="360, 365 or 366"):
        r.policy_table(book, 0.7, 0.12, None)


def test_the_break_even_chance_of_default():
    assert round(r.breakeven_default(0.7), 4) == 0.3
    assert r.breakeven_default(0.7, 0.02, 0.5) == pytest.approx(0.56)
    with pytest.raises(Refused, match="no default"):
        r.breakeven_default(0.7, recovery_ratio=1)


# DSO and its family ---------------------------------------------------------------------------------------


def test_the_small_example_and_its_published_error():
    right, copied = chapter_table("dso_example").itertuples()
    for row in (right, copied):
        assert round(r.dso(row.ar_end, row.sales_used, row.period_days), 1) == 52.4
        assert round(r.best_possible_dso(row.ar_current, row.sales_used, row.period_days), 1) == 29.7
    assert round(r.cei(right.ar_begin, right.sales_used, right.ar_end, right.ar_current), 1) == 79.6
    assert round(r.cei(copied.ar_begin, copied.sales_used, copied.ar_end, copied.ar_current), 1) == 55.9
    assert round(r.dso(6340, 10890, 90) - r.best_possible_dso(3590, 10890, 90), 1) == 22.7


def test_nothing_to_divide_by_is_nan_not_zero():
    assert (
        np.isnan(r.dso(100, 0, 90))
        and np.isnan(r.dso(100, -5, 90))
        and np.isnan(r.best_possible_dso(0, 0, 90))
    )
    assert np.isnan(r.cei(0, 0, 0, 0)) and r.cei(100, 0, -10, 0) > 100
    many = r.dso(pd.Series([90.0, 100.0]), pd.Series([90.0, 0.0]), 30)
    assert many.iloc[0] == 30 and np.isnan(many.iloc[1])
    for days in (0, -1):
        with pytest.raises(Refused, match="above zero"):
            r.dso(100, 100, days)


def test_counting_back_by_the_calendar():
    assert r.countback_dso(250, {"2025-10": 90, "2025-11": 120, "2025-12": 160}) == 31 + 30 * 90 / 120
    assert r.countback_dso(250, [90, 120, 160]) == 30 + 30 * 90 / 120
    by_day = pd.Series([160.0, 90, 120], pd.to_datetime(["2025-12-31", "2025-10-31", "2025-11-30"]))
    assert r.countback_dso(250, by_day) == 53.5, "the order of rows does not matter"
    assert r.countback_dso(50, {"2024-01": 100, "2024-02": 0}) == 29 + 31 * 0.5
    assert r.countback_dso(0, {"2025-12": 100}) == 0
    assert r.countback_dso(90, {"2025-11": 100, "2025-12": -10}) == 31 + 30


def test_what_cannot_be_counted_back():
    with pytest.raises(Undefined, match="older than the months"):
        r.countback_dso(300, {"2025-12": 100})
    with pytest.raises(Undefined, match="cannot be counted back"):
        r.countback_dso(-1, {"2025-12": 100})
    for twice in (pd.Series([1.0, 2], ["2025-12", "2025-12"]), {"2025-12": np.nan}):
        with pytest.raises(Refused, match="one amount for each month"):
            r.countback_dso(1, twice)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=14), st.floats(0, 1), st.integers(1, 1000))
def test_counting_back_does_not_mind_the_unit_and_takes_whole_months(sales, part, factor):
    balance = part * sum(sales)
    months = pd.period_range("2024-01", periods=len(sales), freq="M")
    days = r.countback_dso(balance, pd.Series(sales, months, dtype=float))
    assert 0 <= days <= sum(months.days_in_month) + 1e-9
    again = r.countback_dso(balance * factor, pd.Series(sales, months, dtype=float) * factor)
    assert days == pytest.approx(again, abs=1e-6)
    assume(len(sales) > 1)
    whole = r.countback_dso(sum(sales[1:]), pd.Series(sales, months, dtype=float))
    assert whole == sum(months.days_in_month[1:])


def test_steady_growth_lowers_dso_on_a_short_period_and_raises_it_on_a_long_one():
    sales = 100 * 1.05 ** np.arange(24)
    balance = sales[-1] + 0.5 * sales[-2]  # everybody pays after one month and a half
    assert r.dso(balance, sales[-1], 30) < 45 < r.dso(balance, sales[-12:].sum(), 360)
    assert r.countback_dso(balance, list(sales)) == pytest.approx(45)


# The ledger as it was -------------------------------------------------------------------------------------


def test_the_balance_at_the_end_is_the_one_in_the_table(qinghe):
    invoices, payments = qinghe
    then = r.receivables_at(invoices, payments, "2025-12-31")
    assert (then["open_amount_cny"] == invoices["open_amount_cny"]).all() and len(then) == len(invoices)
    assert r.receivables_at(invoices, payments, "2023-12-31").empty
    assert (r.receivables_at(invoices, payments, "2024-12-31")["invoice_date"] <= "2024-12-31").all()


def test_habits_begin_with_everything_open_and_never_rise(qinghe):
    invoices, payments = qinghe
    early = invoices[invoices["invoice_date"] <= "2025-06-30"]
    habits = r.habits(early, payments[payments["invoice_id"].isin(early["invoice_id"])])
    assert (habits.diff().dropna() <= 1e-12).all().all() and habits.iloc[-1].abs().max() < 1e-9
    assert habits.loc[6, "T3"] > 0.97 and set(habits) == {"T1", "T2", "T3", "T4", "T5", "T6"}


def test_if_all_pay_on_one_day_the_expected_balance_is_exact():
    bills = pd.DataFrame({"invoice_id": ["a", "b", "c"], "terms_id": "T2", "amount_cny": [100.0, 50, 30], "credit_cny": 0.0,
                          "invoice_date": pd.to_datetime(["2025-01-01", "2025-01-20", "2025-02-10"])})  # fmt: skip
    paid = pd.DataFrame({"invoice_id": ["a", "b", "c"], "payment_cny": [100.0, 50, 30], "discount_taken_cny": 0.0, "dishonoured": False,
                         "payment_date": bills["invoice_date"] + pd.Timedelta(days=30)})  # fmt: skip
    habits = r.habits(bills, paid)
    for day in ("2025-01-31", "2025-02-18", "2025-02-19", "2025-04-01"):
        assert (
            r.expected_receivables(bills, habits, day)
            == r.receivables_at(bills, paid, day)["open_amount_cny"].sum()
        )
    bounced = paid.assign(dishonoured=[True, False, False])
    assert r.receivables_at(bills, bounced, "2025-04-01")["open_amount_cny"].tolist() == [100, 0, 0]


# Ageing ---------------------------------------------------------------------------------------------------


def bills(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "due_date", "open_amount_cny"])
    return table.assign(due_date=pd.to_datetime(table["due_date"]))


@pytest.mark.parametrize(
    ("late", "column"),
    [(-40, "not_due"), (0, "not_due"), (1, "d1_30"), (30, "d1_30"), (31, "d31_60"), (60, "d31_60"), (61, "d61_90"),
     (90, "d61_90"), (91, "over_90"), (500, "over_90")],
)  # fmt: skip
def test_the_edges_of_the_ages(late, column):
    due = pd.Timestamp("2024-03-01") - pd.Timedelta(days=late)  # across 29 February
    table = r.ageing_table(bills(("A", due, 10.0)), "2024-03-01")
    assert table.columns.tolist() == [*AGES, "total"] and table.loc["A"].to_dict() == dict.fromkeys(
        AGES, 0.0
    ) | {column: 10.0, "total": 10.0}


rows = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.integers(-100, 200), st.integers(-(10**6), 10**8)), max_size=25
)


def as_bills(drawn):
    start = pd.Timestamp("2025-12-31")
    return bills(*((c, start - pd.Timedelta(days=late), fen / 100) for c, late, fen in drawn))


@given(rows, st.randoms(use_true_random=False))
def test_the_table_is_the_pivot_by_hand_whatever_the_order_of_rows(drawn, chance):
    invoices = as_bills(drawn)
    before, table = invoices.copy(), r.ageing_table(invoices, "2025-12-31")
    pd.testing.assert_frame_equal(invoices, before)
    late = (pd.Timestamp("2025-12-31") - invoices["due_date"]).dt.days
    span = pd.cut(late, [-999, 0, 30, 60, 90, 999], labels=AGES)
    for customer in table.index:
        for age in AGES:
            mine = invoices.loc[
                (invoices["customer_id"] == customer) & (span == age), "open_amount_cny"
            ].sum()
            assert table.at[customer, age] == pytest.approx(mine, abs=0.005)
    assert table["total"].sum() == pytest.approx(invoices["open_amount_cny"].sum(), abs=0.01)
    chance.shuffle(drawn)
    pd.testing.assert_frame_equal(table, r.ageing_table(as_bills(drawn), "2025-12-31"))
    assert table.index.is_monotonic_increasing and table.index.name == "customer_id"


@given(rows, st.integers(1, 1000))
def test_scaling_all_amounts_scales_the_table(drawn, factor):
    one = r.ageing_table(as_bills(drawn), "2025-12-31")
    other = r.ageing_table(as_bills([(c, late, fen * factor) for c, late, fen in drawn]), "2025-12-31")
    assert np.allclose(one * factor, other, atol=0.02 * factor)


def test_an_empty_ledger_gives_an_empty_well_typed_table():
    table = r.ageing_table(as_bills([]), "2025-12-31")
    assert (
        table.empty
        and table.columns.tolist() == [*AGES, "total"]
        and {str(each) for each in table.dtypes} == {"float64"}
    )


def test_a_credit_balance_stays_with_its_own_customer():
    table = r.ageing_table(bills(("A", "2025-12-01", -50.0), ("B", "2025-12-01", 80.0)), "2025-12-31")
    assert table["d1_30"].to_dict() == {"A": -50.0, "B": 80.0}


def test_other_cuts_and_text_dates():
    ledger = bills(("A", "2025-12-24", 5.0), ("A", "2025-12-16", 7.0))
    table = r.ageing_table(ledger.assign(due_date=["2025-12-24", "2025-12-16"]), "2025-12-31", cuts=(7, 14))
    assert table.columns.tolist() == ["not_due", "d1_7", "d8_14", "over_14", "total"]
    assert table.loc["A"].tolist() == [0, 5, 0, 7, 12]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"customer_id": None}, "customer_id.*row 7"), ({"due_date": pd.NaT}, "due_date.*row 7"),
        ({"open_amount_cny": np.nan}, "open_amount_cny.*row 7"),
        ({"invoice_date": pd.Timestamp("2026-01-01")}, "2025-12-31, by invoice_date.*row 7: 2026-01-01"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_used_are_named(change, words):
    ledger = bills(("A", "2025-12-01", 1.0), ("B", "2026-02-01", 2.0)).set_axis([3, 7])
    ledger["invoice_date"] = pd.Timestamp("2025-11-01")
    r.ageing_table(ledger, "2025-12-31")
    for column, value in change.items():
        ledger.loc[7, column] = value
    with pytest.raises(Refused, match=f"(?s){words}"):
        r.ageing_table(ledger, "2025-12-31")


def test_a_column_that_is_missing_is_named():
    with pytest.raises(Refused, match="no column due_date"):
        r.ageing_table(bills(("A", "2025-12-01", 1.0)).drop(columns="due_date"), "2025-12-31")


# Provisions -----------------------------------------------------------------------------------------------


def test_the_provision_from_flow_rates():
    flow = chapter_table("flow_rates").set_index("bucket")
    rates = r.loss_rates(flow["entered_cny"])
    assert (100 * rates).round(4).tolist() == flow["flow_loss_percent"].tolist() == [2, 4, 8.6957, 25, 100]
    table = r.provision(flow["flow_balance_cny"], rates)
    assert table["expected_loss_cny"].tolist() == [6_000, 5_600, 5_217.39, 5_750, 5_000]
    assert round(table["expected_loss_cny"].sum(), 2) == 27_567.39


def test_the_standards_own_illustration():
    ifrs = chapter_table("ifrs_example").set_index("bucket")
    table = r.provision(ifrs["bucket_receivables_cny"], ifrs["loss_rate_percent"] / 100)
    assert table["expected_loss_cny"].tolist() == ifrs["expected_loss_cny"].tolist()
    assert table["expected_loss_cny"].sum() == 580_000


def test_provisions_that_do_not_fit_are_refused():
    balances = pd.Series({"a": 1.0, "b": 2.0})
    for rates in ({"a": 0.1}, {"a": 0.1, "b": 4.0}, {"a": 0.1, "b": np.nan}, {"a": 0.1, "c": 0.2}):
        with pytest.raises(Refused, match="loss rate from 0 to 1"):
            r.provision(balances, pd.Series(rates))
    assert r.loss_rates(pd.Series([100.0, 0.0, 0.0])).isna().tolist() == [False, True, True]


# Drawings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_chart_of_month_ends_shows_the_table_and_says_so(qinghe, code):
    look.speak(code)
    table = r.month_ends(*qinghe, ["2025-01-31", "2025-02-28", "2025-11-30", "2025-12-31"])
    ax = r.plot_month_ends(table)
    assert np.allclose(ax.lines[0].get_ydata(), table["dso_days"]) and len(ax.lines[1].get_ydata()) == 2
    assert table["days_to_pay"].isna().tolist() == [False, False, True, True]
    assert look.half_up(table["dso_days"].iloc[0], 1) in ax.figure.read_this and ax.get_ylabel()
    assert ("From 11/2025 on" if code == "en" else "11 月起到账不足 99%") in ax.figure.read_this
    whole = r.plot_month_ends(table.iloc[:2]).figure.read_this
    assert "not drawn" not in whole and "没有画" not in whole


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_chart_of_breaking_even_finds_the_crossing(code):
    look.speak(code)
    ax = r.plot_breakeven(
        pd.Series({-0.1: 100_000.0, 0.0: 200_000.0, 0.2: 400_000.0}), old=250_000, planned=0.2
    )
    assert ax.lines[2].get_xdata()[0] == pytest.approx(5) and "5.0" in ax.figure.finding
    assert "20" in ax.figure.read_this and ("0.40" if code == "en" else "40 万元") in ax.figure.read_this


def test_both_modules_give_the_same_functions():
    for name in ("Terms", "parse_terms", "amount_due", "credit_cost", "policy_table", "opportunity_cost"):
        assert getattr(r, name) is getattr(t, name)
