"""One year's sales by orders and by invoices: every step is what it says, and the two meet to the fen."""

import pandas as pd
import pytest

import casekit
from casekit import look
from casekit.composition import net_sales
from casekit.data import datasets_folder
from casekit.errors import Refused
from casekit.reconcile import TAKEN_OFF, sales_reconciled


def signed(table):
    """The amounts with the signs that their words give them."""
    return table["amount_cny"].where(~table.index.isin(TAKEN_OFF), -table["amount_cny"])


@pytest.fixture(scope="module")
def records():
    return tuple(casekit.load(f"qinghe/{name}") for name in ("orders", "returns", "invoices"))


@pytest.mark.parametrize("year", [2024, 2025])
def test_it_leads_from_the_sum_of_lesson_4_to_that_of_lesson_13(records, year):
    orders, returns, invoices = records
    amounts = signed(sales_reconciled(orders, returns, invoices, year))
    issued = invoices[invoices["invoice_date"].dt.year == year]
    net = issued["amount_cny"] - issued["credit_cny"]
    assert amounts["by_orders"] == round(net_sales(orders, returns, year)["net_amount_cny"].sum(), 2)
    assert amounts["by_invoices"] == round(net.sum(), 2)
    assert amounts["on_credit"] == round(net[issued["terms_id"] != "T1"].sum(), 2)
    assert round(amounts.iloc[:5].sum(), 2) == amounts["by_invoices"]
    assert round(amounts.iloc[5:7].sum(), 2) == amounts["on_credit"]


def test_what_one_year_has_not_invoiced_the_next_one_has(records):
    first, second = (sales_reconciled(*records, year)["amount_cny"] for year in (2024, 2025))
    assert first["not_yet_invoiced"] == second["ordered_before"]
    assert first["deducted_later"] == second["booked_before"]


def test_the_readme_shows_the_same_steps(records):
    page = (datasets_folder() / "qinghe" / "README.md").read_text(encoding="utf-8")
    amounts = sales_reconciled(*records, 2025)["amount_cny"]
    assert [amount for amount in amounts if page.count(f"{amount:,.2f}") != 2] == []


def small():
    day = pd.to_datetime
    orders = pd.DataFrame(
        {"order_id": ["a", "b", "c"], "order_date": day(["2023-12-30", "2024-06-01", "2024-12-31"]),
         "net_amount_cny": [100.0, 50.0, 30.1]}
    )  # fmt: skip
    returns = pd.DataFrame(
        {
            "return_date": day(["2023-12-31", "2024-12-31"]),
            "credited_cny": [7.0, 2.2],
            "deducted_from_order_id": ["b", "c"],
        }
    )
    invoices = pd.DataFrame(
        {"order_id": ["a", "b", "c"], "invoice_date": day(["2024-01-05", "2024-06-05", "2025-01-04"]),
         "terms_id": ["T2", "T1", "T2"], "amount_cny": [100.0, 50.0, 30.1], "credit_cny": [0.0, 7.0, 2.2]}
    )  # fmt: skip
    return orders, returns, invoices


def test_each_step_of_a_small_year():
    amounts = sales_reconciled(*small(), 2024)["amount_cny"].tolist()
    assert amounts == [77.9, 30.1, 100.0, 2.2, 7.0, 143.0, 43.0, 100.0]


@pytest.mark.parametrize(("language", "less", "plus"), [("en", "less: ", "plus: "), ("zh", "减：", "加：")])
def test_the_words_carry_the_sign(language, less, plus):
    look.speak(language)
    table = sales_reconciled(*small(), 2024)
    assert set(table.index[table["step"].str.startswith(less)]) == set(TAKEN_OFF)
    assert set(table.index[table["step"].str.startswith(plus)]) == {"ordered_before", "deducted_later"}
    assert (table["amount_cny"] > 0).all()


def test_a_second_invoice_and_a_gap_are_named():
    orders, returns, invoices = small()
    with pytest.raises(Refused, match="a has two"):
        sales_reconciled(orders, returns, pd.concat([invoices, invoices.head(1)]), 2024)
    with pytest.raises(Refused, match="a gap of 1.00"):
        sales_reconciled(orders, returns, invoices.assign(amount_cny=[101.0, 50.0, 30.1]), 2024)


def test_the_tables_given_stay_as_they_are():
    given = small()
    before = [table.copy() for table in given]
    sales_reconciled(*given, 2024)
    for table, copy in zip(given, before, strict=True):
        pd.testing.assert_frame_equal(table, copy)
