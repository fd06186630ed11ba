"""Any size of ledger: every engine gives the table that pandas gives, or refuses in the same words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.alerts import early_warnings, house_rules, printed_rules
from casekit.composition import abc_table
from casekit.receivables import ageing_table, dso
from casekit.rfm import rfm_scores, rfm_table
from tests.engines import (
    AS_OF,
    ENGINES,
    NAMES,
    amounts,
    answer,
    assert_same,
    days,
    given_to,
    ids,
    orders,
    tables,
)

ON = st.sampled_from(NAMES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("engines")


def holed(column):
    """The column with a missing cell now and then."""
    return column | st.none()


# Recency, frequency, amount -----------------------------------------------------------------------------


@given(ON, orders())
def test_rfm(folder, name, frame):
    given_to(rfm_table, name, folder, frame, AS_OF)


@given(ON, orders(), days("2025-12-01"))
def test_rfm_at_the_edge_of_as_of(folder, name, frame, as_of):
    given_to(rfm_table, name, folder, frame, as_of)


@given(ON, orders(customer_id=holed(ids()), order_date=holed(days()), net_amount_cny=holed(amounts())))
def test_rfm_with_empty_cells(folder, name, frame):
    given_to(rfm_table, name, folder, frame, AS_OF)


# Shares, ages, warnings, scores -------------------------------------------------------------------------


@given(
    ON,
    orders(customer_id=holed(ids()), net_amount_cny=holed(amounts())),
    st.sampled_from(["include", "exclude"]),
)
def test_abc_with_empty_cells(folder, name, frame, crossing):
    given_to(abc_table, name, folder, frame, crossing=crossing)


@given(ON, orders(), st.sampled_from(["include", "exclude"]))
def test_abc(folder, name, frame, crossing):
    given_to(abc_table, name, folder, frame, (0.5, 0.75, 0.95), crossing)


INVOICES = {"customer_id": ids(), "due_date": days("2025-06-01", "2026-01-31"), "open_amount_cny": amounts()}
BILLED = {**INVOICES, "invoice_date": days("2025-12-20", "2026-01-02"), "amount_cny": holed(amounts())}


@given(ON, tables(**INVOICES) | tables(**BILLED), st.sampled_from([(30, 60, 90), (1,), (7, 10**6)]))
def test_ageing(folder, name, frame, cuts):
    given_to(ageing_table, name, folder, frame, AS_OF, cuts)


@given(ON, tables(**{column: holed(cells) for column, cells in BILLED.items()}))
def test_ageing_with_empty_cells(folder, name, frame):
    given_to(ageing_table, name, folder, frame, AS_OF)


READINGS = {
    "customer_id": st.sampled_from(["K", "客户", "e"]),
    "rule": st.sampled_from(["debt", "plan", "year", "usual", "silence", "incident", "none"]),
    "day": st.integers(1, 12).map(lambda month: pd.Timestamp(2025, month, 28, month)),
    "value": st.sampled_from([0.0, 1.0, 2.0, 100.0, 40_000.0]) | amounts(),
    "against": holed(st.sampled_from([0.0, 1.0, 5.0, 50_000.0, np.inf]) | amounts()),
    "note": holed(st.sampled_from(["", "fire", "火灾"])),
}


def readings(most=40, **columns):
    return tables(most=most, **{**READINGS, **columns})


@given(ON, readings().map(lambda frame: frame.drop_duplicates(["customer_id", "rule", "day"], ignore_index=True)), st.sampled_from([house_rules, printed_rules]))  # fmt: skip
def test_warnings(folder, name, frame, rules):
    given_to(early_warnings, name, folder, frame, rules())


@given(
    ON,
    readings(
        8, customer_id=holed(READINGS["customer_id"]), day=holed(READINGS["day"]), value=holed(amounts())
    ),
)
def test_warnings_of_readings_with_empty_cells_or_given_twice(folder, name, frame):
    given_to(early_warnings, name, folder, frame)


@given(ON, orders(), st.sampled_from([{}, {"recency_cuts": None, "monetary_cuts": (1, 50, 500)}]))
def test_scores(folder, name, frame, cuts):
    table = rfm_table(frame, AS_OF)
    there = ENGINES[name](table.reset_index(), folder)
    assert_same(answer(rfm_scores, there, **cuts), answer(rfm_scores, table, **cuts))


BALANCES = {"receivables_cny": holed(amounts()), "credit_sales_cny": holed(amounts())}


@given(ON, tables(**BALANCES), st.sampled_from([90, 365, 0]))
def test_dso(folder, name, frame, days):
    expected = answer(dso, frame["receivables_cny"], frame["credit_sales_cny"], days)
    table = ENGINES[name](frame, folder)
    assert_same(answer(dso, table, table, days), expected)
