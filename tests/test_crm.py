"""The CRM system: functions and tables, one customer through every table, three books, use, and the quality of the records."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import crm
from casekit.core.cards import resources
from casekit.data import datasets_folder
from casekit.errors import Refused
from casekit.quality import quality, suspects

LAST = "2025-12-31"


@pytest.fixture(scope="module")
def qinghe():
    return {name: casekit.load(f"qinghe/{name}") for name in resources("qinghe")}


@pytest.fixture(scope="module")
def received():
    """The six tables as they were received, all text."""
    names = ("customers", "orders", "returns", "payments", "credit_profiles", "complaints")
    return {
        name: pd.read_csv(
            datasets_folder() / "as_received" / f"{name}.csv",
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
        )
        for name in names
    }


# Functions and tables ------------------------------------------------------------------------------------------


def test_the_chapters_fourteen_functions_in_their_groups():
    table = crm.functions()
    assert table["group"].value_counts(sort=False).tolist() == [3, 3, 4, 4]
    assert (table["there"] == table["needed"]).all() and (table["missing"] == "").all()


def test_every_table_of_a_function_is_one_of_qinghes():
    assert {name for *_, names in crm.FUNCTIONS for name in names} <= set(resources("qinghe"))


def test_what_is_missing_is_named(chinese):
    table = crm.functions(["orders", "customers"])
    assert table.loc[table["function"] == "销售预测", "missing"].item() == "plans_monthly, prospects, stage_events"
    assert table["group"].unique().tolist() == ["市场", "销售", "服务", "商业智能"]


# One customer ----------------------------------------------------------------------------------------------------


def test_one_customer_is_the_same_in_every_table(qinghe):
    table = crm.trace("QH0039", qinghe, LAST).set_index("table")
    assert (
        table["amount_cny"]["orders"] == table["amount_cny"]["order_lines"] == table["amount_cny"]["invoices"]
    )
    mine = qinghe["invoices"].query("customer_id == 'QH0039'")
    settled = mine[["credit_cny", "discount_taken_cny", "open_amount_cny"]].sum().sum()
    assert round(table["amount_cny"]["payments"] + settled, 2) == table["amount_cny"]["invoices"]
    assert table.loc["complaint_events", "found_by"] == "complaint_id" and pd.isna(
        table.loc["products", "rows"]
    )


def test_all_customers_together_are_the_whole_table(qinghe):
    tables = {
        name: qinghe[name]
        for name in ("customers", "orders", "order_lines", "returns", "complaints", "complaint_events")
    }
    rows = sum(
        crm.trace(each, tables)["rows"].to_numpy() for each in qinghe["customers"]["customer_id"].head(40)
    )
    some = set(qinghe["customers"]["customer_id"].head(40))
    orders = qinghe["orders"][qinghe["orders"]["customer_id"].isin(some)]
    assert (
        rows[1] == len(orders) and rows[2] == qinghe["order_lines"]["order_id"].isin(orders["order_id"]).sum()
    )


def test_later_rows_are_left_out(qinghe):
    table = crm.trace("QH0039", {"orders": qinghe["orders"]}, "2024-06-30")
    assert table["last"].item() <= pd.Timestamp("2024-06-30") and 0 < table["rows"].item() < 63


def test_an_unknown_customer_is_refused_with_the_nearest(qinghe):
    with pytest.raises(Refused, match="the nearest: QH0"):
        crm.trace("QHO061", {"customers": qinghe["customers"], "orders": qinghe["orders"]})


# Three books -----------------------------------------------------------------------------------------------------


def books_of(qinghe):
    return qinghe["orders"], qinghe["invoices"], qinghe["payments"]


def test_orders_lead_to_what_is_owed_to_the_fen(qinghe):
    steps = crm.three_books(*books_of(qinghe))["amount_cny"]
    assert steps["ordered"] == round(qinghe["orders"]["net_amount_cny"].sum(), 2)
    assert steps["open"] == round(qinghe["invoices"]["open_amount_cny"].sum(), 2)
    assert steps["differs"] == 0 and round(steps.iloc[:3].sum(), 2) == steps["invoiced"]
    assert round(steps.iloc[3:7].sum(), 2) == steps["open"]


def test_one_row_an_order_adds_up_to_the_three_books(qinghe):
    steps, orders = crm.three_books(*books_of(qinghe))["amount_cny"], crm.by_order(*books_of(qinghe))
    assert len(orders) == len(qinghe["orders"]) and orders.index.is_unique
    assert (
        round(orders["net_amount_cny"].sum(), 2) == steps["ordered"]
        and round(orders["open_amount_cny"].sum(), 2) == steps["open"]
    )
    assert orders["amount_cny"].isna().sum() == 109


def test_joining_row_by_row_gives_what_pandas_gives(qinghe):
    orders, invoices, payments = books_of(qinghe)
    joined = (
        orders[["order_id", "net_amount_cny"]]
        .merge(invoices[["order_id", "invoice_id", "amount_cny"]])
        .merge(payments[["invoice_id", "payment_cny"]])
    )
    sums = crm.sums_after_joining(orders, invoices, payments)["joined_cny"]
    for name, column in (
        ("orders", "net_amount_cny"),
        ("invoices", "amount_cny"),
        ("payments", "payment_cny"),
    ):
        assert round(sums[name], 2) == round(joined[column].sum(), 2)


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_what_a_join_would_do_is_what_it_does(left, right):
    one, other = (
        pd.DataFrame({"k": pd.Series(each, dtype="int64"), name: range(len(each))})
        for each, name in ((left, "a"), (right, "b"))
    )
    counts, joined = crm.check_join(one, other, "k"), one.merge(other, on="k")
    assert counts["rows_joined"] == len(joined)
    assert (
        counts["left_without"] == len(one) - joined["a"].nunique()
        and counts["right_without"] == len(other) - joined["b"].nunique()
    )
    assert counts["left_multiplied"] == (joined["a"].value_counts() > 1).sum()


def test_an_empty_key_meets_nothing():
    table = pd.DataFrame({"k": [None, "a"]})
    assert crm.check_join(table, table, "k")["rows_joined"] == 1


BILLS = pd.DataFrame(
    {"invoice_id": ["a", "b"], "order_id": ["x", "y"], "amount_cny": [100.0, 50.0], "credit_cny": [0.0, None]}
)
ORDERS = pd.DataFrame({"order_id": ["x", "y", "z"], "net_amount_cny": [100.0, 50.0, 7.0]})
PAID = pd.DataFrame(
    {"invoice_id": ["a", "a", "b"], "payment_cny": [60.0, 40.0, 50.0], "dishonoured": [False, False, True]}
)


def test_a_dishonoured_bill_is_no_payment():
    steps = crm.three_books(ORDERS, BILLS, PAID)["amount_cny"]
    assert steps[["not_invoiced", "paid", "open"]].tolist() == [-7, -100, 50]


@pytest.mark.parametrize(
    "orders, invoices, payments",
    [
        (pd.concat([ORDERS, ORDERS[:1]]), BILLS, PAID),
        (ORDERS, pd.concat([BILLS, BILLS[:1]]), PAID),
        (ORDERS, BILLS.assign(order_id="x"), PAID),
        (ORDERS, BILLS, PAID.assign(invoice_id="q")),
        (ORDERS, BILLS, PAID.assign(payment_cny=None)),
        (ORDERS.drop(columns="order_id"), BILLS, PAID),
    ],
)
def test_books_that_cannot_be_led_through_are_refused(orders, invoices, payments):
    with pytest.raises(Refused):
        crm.three_books(orders, invoices, payments)


def test_an_invoice_that_differs_from_its_order_is_seen():
    assert crm.three_books(ORDERS, BILLS.assign(amount_cny=[101.0, 50.0]), PAID)["amount_cny"]["differs"] == 1


# Is it used? ------------------------------------------------------------------------------------------------------


def test_use_is_counted_by_representative_and_together(qinghe):
    table = crm.adoption(qinghe["customers"], qinghe["visits"], qinghe["customer_card_fields"], LAST)
    assert table["customers"].iloc[:-1].sum() == table["customers"].iloc[-1] == 420
    seen = qinghe["visits"].query("'2025-10-02' < visit_date <= '2025-12-31'")["customer_id"].nunique()
    assert round(table["visited_share"].iloc[-1] * 420) == seen
    assert (table["low_share"] < table["visited_share"]).all() and (
        table["visited_share"] < table["high_share"]
    ).all()


def test_the_last_day_and_the_first_of_the_span_count():
    people = pd.DataFrame({"customer_id": ["K"], "rep": ["A"], "last_verified_date": ["2025-01-01"]})
    card = pd.DataFrame({"customer_id": ["K"], "expiry_date": ["2026-01-01"]})  # an entry is expired from its expiry date on
    shares = {
        day: crm.adoption(
            people, pd.DataFrame({"customer_id": ["K"], "visit_date": [day]}), card, LAST, days=30
        ).loc["A"]
        for day in ("2025-12-31", "2025-12-02", "2025-12-01", "2026-01-01")
    }
    assert [each["visited_share"] for each in shares.values()] == [1, 1, 0, 0]
    assert shares["2025-12-31"]["valid_share"] == 1 and shares["2025-12-31"]["verified_share"] == 1


def test_a_representative_without_cards_has_no_share_of_them():
    people = pd.DataFrame({"customer_id": ["K"], "rep": [None], "last_verified_date": [None]})
    table = crm.adoption(
        people,
        pd.DataFrame({"customer_id": [], "visit_date": []}),
        pd.DataFrame({"customer_id": [], "expiry_date": []}),
        LAST,
    )
    assert (
        table["valid_share"].isna().all()
        and table.index[0] == "(none)"
        and table["verified_share"].eq(0).all()
    )


# The quality of the records ---------------------------------------------------------------------------------------


def test_every_one_of_the_eighteen_defects_is_among_the_suspects(received):
    found = suspects(received, LAST)
    defects = casekit.data.datasets_folder() / "as_received" / "defects.csv"
    for each in pd.read_csv(defects, dtype=str, keep_default_na=False, encoding="utf-8-sig").itertuples():
        rows = found[(found["table"] == each.table) & (found["column"] == each.column)]
        key = (
            each.received_value
            if each.change == "row added" and each.column.endswith("_id")
            else each.row_key
        )
        assert key in set(rows["key"]), each.defect_id


def test_nothing_else_is_among_them_but_old_cards(received, qinghe):
    found = suspects(received, LAST)
    assert len(found[~found["check"].str.startswith("not verified")]) == 18
    clean = quality({name: qinghe[name] for name in (*received, "invoices")}, LAST)
    assert clean.loc[clean["bad"] > 0, "column"].tolist() == ["last_verified_date"]


def test_the_order_of_the_rows_changes_no_count(received):
    shuffled = {
        name: table.sample(frac=1, random_state=3).reset_index(drop=True) for name, table in received.items()
    }
    columns = ["table", "column", "check", "bad", "of"]
    pd.testing.assert_frame_equal(quality(received, LAST)[columns], quality(shuffled, LAST)[columns])


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"orders": pd.DataFrame()},
        {"orders": pd.DataFrame({"order_id": []})},
        {"x": pd.DataFrame({"a": [1]})},
        {"orders": None},
    ],
)
def test_tables_that_are_not_there_are_not_checked(tables):
    assert not quality(tables, LAST)["bad"].sum() and suspects(tables, LAST).empty


def test_typed_and_text_tables_are_judged_alike(qinghe):
    names = ("orders", "payments", "complaints")
    typed = {name: qinghe[name].head(300) for name in names}
    text = {name: table.astype(object).where(table.notna(), "").astype(str) for name, table in typed.items()}
    one, other = (quality(each, "2024-01-31")[["table", "column", "check", "bad"]] for each in (typed, text))
    pd.testing.assert_frame_equal(one, other)


def test_names_from_the_records_are_only_text(received):
    strange = received["customers"].assign(name_zh="<script>", region="=1+1")
    found = suspects({"customers": strange}, LAST)
    assert "<script>" not in casekit.look.Table(found)._repr_html_()
