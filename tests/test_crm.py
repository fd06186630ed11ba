"""Functions of a CRM and their tables; one customer through all of them."""

import pandas as pd
import pytest

from casekit import crm, load
from casekit.data import tables
from casekit.errors import Refused


def test_fourteen_functions_in_four_groups_each_with_tables_that_are_there():
    table = crm.functions()
    assert sorted(table.groupby("group").size()) == [3, 3, 4, 4]
    named = {each for cell in table["tables"] if cell for each in cell.split(", ")}
    assert {f"qinghe/{each}" for each in named} <= set(tables()["table"])


def test_a_customer_is_traced_through_tables_that_do_not_name_it():
    traced = crm.trace("QH0005")["rows"]
    orders = load("orders").query("customer_id == 'QH0005'")["order_id"]
    assert traced["orders"] == len(orders) == 107
    assert traced["order_lines"] == load("order_lines")["order_id"].isin(orders).sum()
    assert "prospects" not in traced and (traced > 0).all()


def test_your_own_tables_are_traced_too():
    mine = {"orders": pd.DataFrame({"order_id": ["a", "b"], "customer_id": ["K", "L"]}),
            "order_lines": pd.DataFrame({"order_id": ["a", "a", "b"]}), "notes": pd.DataFrame({"text": ["K"]})}  # fmt: skip
    assert crm.trace("K", mine)["rows"].to_dict() == {"orders": 1, "order_lines": 2}


def test_a_customer_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(Refused, match="QH0005"):
        crm.trace("QH00005")
