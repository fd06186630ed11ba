"""The README's promise, function by function: what works on casekit's own tables works on what ``read_*`` returns."""

import inspect
from pathlib import Path

import pandas as pd
import pytest

import casekit
from casekit import (
    card_deck,
    churn,
    complaint_causes,
    complaint_flow,
    complaints,
    composition,
    credit,
    crm,
    customer_cards,
    customers,
    dependence,
    funnel,
    held_out,
    joins,
    key_accounts,
    lifetime,
    plan_tracking,
    profit_matrix,
    profitability,
    ratios,
    readings,
    receivables,
    reconcile,
    reminders,
    rfm,
    sales,
    shelf,
    tiers,
    transshipment,
)
from casekit.errors import Refused

LAST, TAKEN = "2025-12-31", {"orders", "sales", "invoices", "payments", "complaints", "events", "returns", "customers", "cards"}
DAYS = {
    "customers": "onboard_date",
    "orders": "order_date",
    "invoices": "invoice_date",
    "payments": "payment_date",
    "complaints": "received_at",
}


def small(name):
    """A part of one of Qinghe's tables: some customers, whole rows."""
    table = casekit.load(name)
    return table[table["customer_id"].isin([f"QH{n:04}" for n in range(1, 60, 4)])].reset_index(drop=True)


# A log of stages has no reader of its own; it works on what a file gives, days as texts or numbers.
STAGES = [("a", "prospect", "2025-03-01 09:30"), ("a", "won", "2025/4/2"), ("b", "prospect", 20250310), ("b", "lost", "2025年3月12日")]


def stages_entered(days=None):
    """A small log of stages, the days as they are written, or these."""
    log = pd.DataFrame(STAGES, columns=["prospect_id", "stage", "entered_at"])
    return log if days is None else log.assign(entered_at=pd.to_datetime(days))


@pytest.fixture(scope="module", params=["csv", "xlsx", "chinese csv"])
def tables(request, tmp_path_factory):
    """The tables as they are, and as ``read_*`` reads them back from a file."""
    own, read = {}, {}
    chinese = {"order_id": "订单号", "customer_id": "客户编号", "order_date": "下单日期", "net_amount_cny": "净额（元）", "invoice_id": "发票号", "due_date": "到期日",
               "invoice_date": "开票日期", "open_amount_cny": "未收金额", "amount_cny": "发票金额", "credit_cny": "贷项金额", "terms_id": "付款条件", "payment_id": "收款单号",
               "payment_date": "收款日期", "payment_cny": "收款金额", "discount_taken_cny": "现金折扣", "dishonoured": "是否退票", "complaint_id": "投诉编号",
               "received_at": "受理时间", "first_reply_at": "首次答复时间", "closed_at": "结案时间", "reopened_at": "重新受理时间", "cause": "投诉原因", "team": "班组", "name": "客户名称", "onboard_date": "建档日期", "region": "地区"}  # fmt: skip
    folder = tmp_path_factory.mktemp("own")
    for name in DAYS:
        own[name] = small(name)
        if name == "customers":
            own[name] = own[name].rename(columns={"name_en": "name"})[["customer_id", "name", "onboard_date", "region"]]
        written = own[name].rename(columns=chinese) if request.param == "chinese csv" else own[name]
        path = folder / f"{name}.{request.param[-4:].strip()}"
        written.to_excel(path, index=False) if path.suffix == ".xlsx" else written.to_csv(path, index=False)
        read[name] = getattr(casekit, f"read_{name}")(path)
    returns = casekit.load("returns")
    own["returns"] = read["returns"] = returns[returns["order_id"].isin(own["orders"]["order_id"])]
    own["stages"] = stages_entered(["2025-03-01 09:30", "2025-04-02 00:00", "2025-03-10 00:00", "2025-03-12 00:00"])
    read["stages"] = stages_entered()
    for each in (own, read):
        each["sales"] = each["orders"]
        each["events"] = complaints.events_of(each["complaints"])
    return own, read


def card_of(customers):
    """A card of one entry for each customer: where it is, as known since the first order."""
    return customers[["customer_id"]].assign(
        card_field="region", value=customers["region"], source="order", purpose="planning",
        collected_date=customers["onboard_date"], expiry_date=customers["onboard_date"] + pd.Timedelta(days=730),
    )  # fmt: skip


def plans_of(sales):
    """A plan of 1,000 CNY in May for every customer."""
    return pd.DataFrame({"customer_id": sorted(set(sales["customer_id"])), "month": "2025-05-01", "plan_cny": 1000})


def paid(t):
    return t["invoices"], t["payments"]


def lines_of(orders):
    lines = casekit.load("order_lines")
    return lines[lines["order_id"].isin(orders["order_id"])]


def profits(t):
    """What each customer of the ledger leaves, with every order costing 470 CNY, and the whale curve of it."""
    of = casekit.load("order_lines")
    of = of[of["order_id"].isin(t["orders"]["order_id"])]
    lines = profit_matrix.sales_lines(t["orders"], of, t["returns"], casekit.load("products"), 2025)
    counts = t["orders"].groupby("customer_id").size().rename("orders_count").reset_index()
    return profitability.whale_curve(
        profitability.customer_profit(lines, profitability.cost_to_serve(counts, {"orders": 470}))
    )


def _forecast(orders):
    """Seventy customers more of Qinghe's, so that the model has enough to settle its parameters."""
    more = casekit.load("shop_orders").rename(columns={"consumer_id": "customer_id"})[["customer_id", "order_date", "net_amount_cny"]]
    own = orders.assign(order_date=pd.to_datetime(orders["order_date"]))[list(more)]
    return held_out.by_repeats(held_out.held_out(pd.concat([own, more.iloc[:2000]]), "2024-12-31", LAST))


HABITS = pd.DataFrame({f"T{n}": [1.0, 0.0] for n in range(1, 7)}, index=pd.Index([0, 1], name="days"))
STOCK = casekit.load("inventory_monthly").query("customer_id in ['QH0005', 'QH0021']")
WALLET = pd.DataFrame({"customer_id": ["QH0001", "QH0005"], "total_purchases_cny": [9e9, 9e9]})
LIMITS = pd.DataFrame({"customer_id": ["QH0001", "QH0005", "QH0021"], "credit_limit_cny": [5e4, 9e5, None]})
VISITS = casekit.load("visits")
RUN = {
    "classify": lambda t: pd.concat({each: customers.classify(t["customers"], each, LAST) for each in ("time", "region")}, axis="columns"),
    "compare_schemes": lambda t: customers.compare_schemes(t["customers"], LAST),
    "check_cards": lambda t: customer_cards.check_cards(card_of(t["customers"]), LAST),
    "double_cards": lambda t: card_deck.double_cards(pd.concat([t["customers"], t["customers"].assign(customer_id="X" + t["customers"]["customer_id"])])),
    "at_the_cut": lambda t: tiers.at_the_cut(t["customers"].assign(tier_points=range(len(t["customers"])), growth=t["customers"]["onboard_date"].dt.day / 31), 7, 9),
    "orders_until": lambda t: rfm.orders_until(t["orders"], "2024-12-31")[["customer_id", "net_amount_cny"]],
    "conversion": lambda t: funnel.conversion(t["stages"]),
    "outcomes": lambda t: funnel.outcomes(t["stages"]),
    "seen_between": lambda t: funnel.seen_between(t["stages"], last="2025-03-05")[["prospect_id", "stage"]],
    "rfm_table": lambda t: rfm.rfm_scores(rfm.rfm_table(t["orders"], LAST)),
    "net_sales": lambda t: composition.net_sales(t["orders"], t["returns"], 2025),
    "abc_table": lambda t: composition.by_class(composition.abc_table(t["sales"])),
    "abc_by_average": lambda t: composition.abc_by_average(t["sales"], LAST),
    "abc_by_potential": lambda t: composition.abc_by_potential(t["sales"], t["sales"].groupby("customer_id")["net_amount_cny"].max()),
    "sales_lines": profits,
    "by_customer": lambda t: sales.by_customer(t["sales"]),
    "standing_sales": lambda t: key_accounts.standing_sales(t["sales"], 3),
    "monthly_count": lambda t: key_accounts.monthly_count(t["sales"], 100_000, 0.9, months=3),
    "churn_by_silence": lambda t: churn.churn_by_silence(t["orders"], "2024-12-31", LAST),
    "gaps_of": lambda t: churn.gaps_of(t["orders"]),
    "repeat_summary": lambda t: lifetime.repeat_summary(t["orders"], LAST),
    "new_buyers": lambda t: held_out.new_buyers(t["orders"], LAST, 26),
    "held_out": lambda t: _forecast(t["orders"]),
    "largest_together": lambda t: dependence.largest_together(t["sales"]),
    "elsewhere": lambda t: transshipment.elsewhere(t["orders"].assign(ship_to_region="East"), pd.Series("East", index=sorted(set(t["orders"]["customer_id"])))),
    "plan_progress": lambda t: plan_tracking.plan_progress(plans_of(t["sales"]), t["sales"], "2025-06-30"),
    "pace": lambda t: plan_tracking.pace(plans_of(t["sales"]), t["sales"], ["2025-03-31", "2025-06-30"]),
    "year_on_year": lambda t: plan_tracking.year_on_year(t["sales"], "2025-06-30"),
    "debt": lambda t: readings.debt(*paid(t), LIMITS, ["2025-06-30", "2025-12-31"], t["orders"]),
    "progress": lambda t: readings.progress(t["sales"]),
    "silence": lambda t: readings.silence(t["orders"], ["2025-06-30", "2025-12-31"]),
    "reminders": lambda t: reminders.reminders(t["customers"], t["orders"], VISITS, LAST),
    "used_up": lambda t: reminders.used_up(t["orders"], lines_of(t["orders"]), LAST),
    "pyramid": lambda t: composition.pyramid(t["sales"]),
    "share_of_wallet": lambda t: composition.share_of_wallet(t["sales"], WALLET),
    "shelf_table": lambda t: shelf.shelf_table(STOCK, t["orders"], lines_of(t["orders"]), t["returns"], 2025),
    "sales_reconciled": lambda t: reconcile.sales_reconciled(t["orders"], t["returns"], t["invoices"], 2025),
    "three_books": lambda t: joins.three_books(t["orders"], *paid(t)),
    "by_order": lambda t: joins.by_order(t["orders"], *paid(t)),
    "sums_after_joining": lambda t: joins.sums_after_joining(t["orders"], *paid(t)),
    "adoption": lambda t: crm.adoption(t["customers"].assign(rep="Chen", last_verified_date=t["customers"]["onboard_date"]),
                                       t["orders"].rename(columns={"order_date": "visit_date"}), card_of(t["customers"]), LAST),
    "receivables_at": lambda t: receivables.receivables_at(*paid(t), "2024-12-31")[["invoice_id", "open_amount_cny"]],
    "paid_exposure": lambda t: credit.paid_exposure(*paid(t), "2025-12-31"),
    "report_load": lambda t: credit.report_load({"A": t["customers"]["customer_id"].nunique()}),
    "habits": lambda t: receivables.habits(*paid(t)),
    "expected_receivables": lambda t: receivables.expected_receivables(t["invoices"], HABITS, "2024-12-31"),
    "month_ends": lambda t: receivables.month_ends(*paid(t), ["2025-06-30", "2025-09-30"]),
    "ageing_table": lambda t: receivables.ageing_table(t["invoices"], LAST),
    "events_of": lambda t: complaints.events_of(t["complaints"])[["complaint_id", "complaint_step", "event_at"]],
    "came_back": lambda t: complaint_causes.came_back(t["complaints"], LAST, "team"),
    "case_times": lambda t: complaints.case_times(t["events"], LAST),
    "response_times": lambda t: complaints.response_times(t["events"], LAST),
    "conformance": lambda t: complaint_flow.conformance(t["events"]),
    "waits": lambda t: complaint_flow.waits(t["events"]),
    "standing": lambda t: complaint_flow.standing(t["events"], LAST),
    "events_until": lambda t: complaint_flow.events_until(t["events"], "2024-12-31"),
    "checked_events": lambda t: complaint_flow.checked_events(t["events"], LAST),
}  # fmt: skip


@pytest.mark.parametrize("name", RUN)
def test_a_function_gives_the_same_on_what_was_read(tables, name):
    own, read = (RUN[name](each) for each in tables)
    if isinstance(own, float):
        assert own == read
    else:
        compare = pd.testing.assert_frame_equal if own.ndim == 2 else pd.testing.assert_series_equal
        compare(own, read, check_dtype=False, check_index_type=False)


def test_every_public_function_that_takes_such_a_table_is_tried():
    homes = {name for name in casekit._MODULES if (Path(casekit.__file__).parent / f"{name}.py").exists()}
    modules = [getattr(casekit, name) for name in sorted(homes - {"data", "look", "errors"})]
    takes = {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith(("_", "plot_")) and function.__module__ == module.__name__
        and TAKEN & set(inspect.signature(function).parameters)
    }  # fmt: skip
    assert takes == set(RUN)


def test_orders_are_no_table_of_products(tables):
    for orders in (each["orders"] for each in tables):
        with pytest.raises(Refused, match="product_sales_cny"):
            ratios.product_ratios(orders, "sales")


# Payments never vanish --------------------------------------------------------------------------------------

BILLS = pd.DataFrame({
    "invoice_id": ["F1", "F2"], "customer_id": ["A", "B"], "terms_id": ["T1", "T2"], "invoice_date": pd.to_datetime(["2025-03-01", "2025-03-10"]),
    "due_date": pd.to_datetime(["2025-03-31", "2025-04-09"]), "amount_cny": [100.0, 50.0],
})  # fmt: skip
PAID = pd.DataFrame(
    {
        "payment_id": ["P1"],
        "invoice_id": ["F1"],
        "payment_date": pd.to_datetime(["2025-03-05"]),
        "payment_cny": [40.0],
    }
)


def open_then(payments, day, bills=BILLS):
    return (
        receivables.receivables_at(bills, payments, day).set_index("invoice_id")["open_amount_cny"].to_dict()
    )


@pytest.mark.parametrize("named", [None, "", "F1,F2", "F9", 1])
def test_a_payment_of_no_one_invoice_is_refused_by_its_row(named):
    payments = PAID.assign(invoice_id=pd.Series([named], dtype=object)).set_axis([7])
    for ask in (
        lambda: open_then(payments, LAST),
        lambda: receivables.habits(BILLS, payments),
        lambda: receivables.month_ends(BILLS, payments, [LAST]),
    ):
        with pytest.raises(Refused, match="(?s)one invoice.*invoice_id.*row 7"):
            ask()


def test_what_was_paid_in_the_course_of_the_last_day_counts():
    payments = PAID.assign(payment_date=pd.Timestamp("2025-03-05 10:00"))
    assert open_then(payments, "2025-03-05") == {"F1": 60} and open_then(payments, "2025-03-04") == {
        "F1": 100
    }


@pytest.mark.parametrize("taken", [None, float("nan"), 0.0])
def test_an_empty_discount_is_none(taken):
    payments = PAID.assign(discount_taken_cny=pd.Series([taken], dtype=object))
    assert open_then(payments, LAST) == {"F1": 60, "F2": 50}


@pytest.mark.parametrize(
    ("flag", "left"),
    [
        (True, 100),
        ("True", 100),
        ("是", 100),
        (1, 100),
        ("yes", 100),
        (False, 60),
        ("False", 60),
        ("否", 60),
        (0, 60),
        (None, 60),
    ],
)
def test_a_dishonoured_payment_is_none_however_it_is_written(flag, left):
    payments = PAID.assign(dishonoured=pd.Series([flag], dtype=object))
    assert open_then(payments, LAST)["F1"] == left


def test_a_flag_that_is_neither_is_refused():
    with pytest.raises(Refused, match="(?s)dishonoured.*row 0.*maybe"):
        open_then(PAID.assign(dishonoured="maybe"), LAST)


def test_an_advance_is_seen_between_payment_and_invoice():
    payments = PAID.assign(invoice_id="F2")
    assert open_then(payments, "2025-03-04") == {"F1": 100}
    assert open_then(payments, "2025-03-05") == {"F1": 100, "F2": -40} and open_then(
        payments, "2025-03-10"
    ) == {"F1": 100, "F2": 10}
    ages = receivables.ageing_table(receivables.receivables_at(BILLS, payments, "2025-03-05"), "2025-03-05")
    assert ages["not_due"].to_dict() == {"A": 100, "B": -40}
    assert receivables.habits(BILLS, payments).loc[0].round(9).to_dict() == {"T1": 1, "T2": 0.2}
    month = receivables.month_ends(
        BILLS.assign(invoice_date=pd.to_datetime(["2025-03-01", "2025-04-10"])), payments, ["2025-03-31"]
    )
    assert month["receivables_cny"].tolist() == [60]


@pytest.mark.parametrize(("bills", "payments"), [
    (BILLS.assign(invoice_id="F1"), PAID), (BILLS.assign(invoice_id=["F1", None]), PAID), (BILLS.assign(amount_cny=[1, None]), PAID),
    (BILLS, PAID.assign(payment_cny=None)), (BILLS, PAID.assign(payment_date=pd.NaT)), (BILLS, PAID.assign(payment_cny="1.234,5")),
])  # fmt: skip
def test_a_row_that_would_vanish_or_count_twice_is_refused(bills, payments):
    with pytest.raises(Refused, match="row"):
        open_then(payments, LAST, bills)


def test_terms_without_habits_are_refused_not_taken_for_others():
    with pytest.raises(Refused, match="(?s)terms among.*row 0.*T9"):
        receivables.expected_receivables(BILLS.assign(terms_id="T9"), HABITS, LAST)


@pytest.mark.parametrize(
    "cuts",
    [(0, 30, 60, 90, 120), (90, 60, 30), (), (30, 30), (-1, 5), (30.5, 60), ("30",), (True, 5), 0, None],
)
def test_cuts_of_the_ageing_table_are_checked(cuts):
    bills = BILLS.assign(open_amount_cny=1.0)
    with pytest.raises(Refused, match="cuts as whole days"):
        receivables.ageing_table(bills, LAST, cuts=cuts)
