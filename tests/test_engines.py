"""Any size of ledger: every engine gives the table that pandas gives, or refuses in the same words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.rfm import rfm_table
from tests.engines import AS_OF, NAMES, amounts, days, given_to, ids, orders, tables

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
