"""A ledger of some thousand rows, in several partitions: what an example of a dozen rows cannot show."""

import numpy as np
import pandas as pd
import pytest

from casekit.alerts import early_warnings
from casekit.composition import abc_table
from casekit.receivables import ageing_table
from casekit.rfm import rfm_scores, rfm_table
from tests.engines import AS_OF, ENGINES, given_to

pytestmark = pytest.mark.spark
ROWS, CUSTOMERS = 6_000, 400


@pytest.fixture(scope="module")
def ledger():
    """Ties (amounts of few kinds), returns, gifts, several rows a day, and ids whose order as texts is not that of their numbers."""
    draw = np.random.default_rng(14)
    who = draw.integers(0, CUSTOMERS, ROWS)
    day = (
        pd.Timestamp(AS_OF)
        - pd.to_timedelta(draw.integers(0, 400, ROWS), unit="D")
        + pd.to_timedelta(draw.integers(0, 86_400, ROWS), unit="s")
    )
    fen = draw.choice([0, 1, 9_900, 10_000, 25_000, -9_900], ROWS) + draw.integers(0, 3, ROWS) * 100
    return pd.DataFrame(
        {
            "customer_id": [f"客户{number}" for number in who],
            "order_date": day.astype("datetime64[us]"),
            "net_amount_cny": fen / 100,
        }
    )


def test_customers_and_their_classes(ledger, tmp_path):
    given_to(rfm_table, "spark", tmp_path, ledger, AS_OF)
    given_to(abc_table, "spark", tmp_path, ledger)
    table = rfm_table(ledger, AS_OF)
    there = ENGINES["spark"](table.reset_index(), tmp_path)
    pd.testing.assert_frame_equal(rfm_scores(there), rfm_scores(table), check_exact=True)


def test_invoices(ledger, tmp_path):
    bills = ledger.rename(columns={"order_date": "due_date", "net_amount_cny": "open_amount_cny"})
    given_to(ageing_table, "spark", tmp_path, bills, "2025-10-01")


def test_readings_of_many_months(tmp_path):
    draw = np.random.default_rng(15)
    months = pd.date_range("2024-01-31", periods=24, freq="ME")
    read = pd.MultiIndex.from_product(
        [range(60), ["debt", "plan", "silence"], months], names=["customer_id", "rule", "day"]
    ).to_frame(index=False)
    read = read.sample(frac=0.9, random_state=16, ignore_index=True).astype({"day": "datetime64[us]"})
    read["value"], read["against"] = (
        draw.integers(0, 60_000, len(read)).astype(float),
        draw.integers(20_000, 50_000, len(read)).astype(float),
    )
    given_to(early_warnings, "spark", tmp_path, read.assign(note=None).astype({"note": object}))
