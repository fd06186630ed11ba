"""One reader of days for files, columns and ``as_of``: read rightly, or refused with the row; nothing in 1970."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import complaint_causes, complaint_flow, complaints, composition, receivables, rfm, terms
from casekit.core.days import as_day, as_moment, as_month, days_in, read_day
from casekit.errors import Refused

LAST = pd.Timestamp("2025-12-31")
WRITTEN = [
    "2025-12-31", "2025/12/31", "2025.12.31", "20251231", 20251231, 20251231.0, np.int64(20251231), "31 Dec 2025", "Dec 31, 2025",
    "2025年12月31日", "２０２５－１２－３１", "\u200e2025\u200e/12/31", "31/12/2025", "2025年12月31日 周三", "2025-12-31 10:00", LAST,
    dt.date(2025, 12, 31), dt.datetime(2025, 12, 31, 23, 59), np.datetime64("2025-12-31"),
]  # fmt: skip
NO_DAY = [
    "12-2025", "2025-12", "2025", 2025, 202512, "05/12/2025", "31/12/25", "31-Dec-25", "2025-02-30", "2025-13-01", "tomorrow",
    "12.2025", True, 45657, "45657", 1767139200, -20251231, float("inf"), "2025-12-31T17:00Z", "2025-12-31 17:00+00:00",
    "2025-12-31 10:00 CST", LAST.tz_localize("UTC"), dt.datetime(2025, 12, 31, tzinfo=dt.UTC if hasattr(dt, "UTC") else dt.UTC),
    "1899-12-31", "1900-01-01", 18991231, pd.Timestamp(0), "2100-01-01", "2025-12-31 25:00", b"2025-12-31", pd.Period("2025-12", "M"),
]  # fmt: skip
MISSING = [None, "", "  ", float("nan"), pd.NaT, pd.NA]


@pytest.mark.parametrize("written", WRITTEN, ids=repr)
def test_a_day_however_it_is_written(written):
    assert as_day(written) == LAST
    column = pd.DataFrame({"due_date": pd.Series([written, written], dtype=object)})
    assert (days_in(column, "due_date").dt.normalize() == LAST).all()


@pytest.mark.parametrize("written", NO_DAY + MISSING, ids=repr)
def test_what_is_no_day_is_refused_wherever_it_stands(written):
    with pytest.raises(Refused, match="as_of as one day"):
        as_day(written)
    column = pd.DataFrame({"due_date": pd.Series(["2025-12-30", written], dtype=object)}).set_axis([3, 7])
    with pytest.raises(Refused, match="(?s)due_date.*row 7.*1 of 2"):
        days_in(column, "due_date")


def test_missing_days_stay_missing_where_they_may():
    column = pd.DataFrame({"closed_at": pd.Series(["2025-12-31", *MISSING], dtype=object)})
    assert days_in(column, "closed_at", missing=True).tolist() == [LAST] + [pd.NaT] * len(MISSING)


@given(
    st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)), max_size=20),
    st.sampled_from(["s", "us", "ns"]),
)
def test_every_type_of_column_gives_the_same_days(days, unit):
    held = pd.Series(pd.DatetimeIndex(days).as_unit(unit))
    for column in (held, held.astype(object), held.dt.strftime("%Y%m%d"), held.dt.strftime("%Y%m%d").astype("Int64"),
                   held.dt.strftime("%d %b %Y").astype("category"), held.astype("timestamp[us][pyarrow]")):  # fmt: skip
        assert days_in(pd.DataFrame({"day": column}), "day").tolist() == held.tolist()


@given(
    st.text(max_size=20)
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.datetimes()
    | st.none()
    | st.booleans()
)
def test_anything_is_a_day_of_this_age_or_refused(value):
    try:
        assert 1990 <= as_moment(value).year <= 2099
    except Refused:
        pass


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2025/3/1 下午 3:00:00", 15), ("2025/3/1 上午 9:00", 9), ("2025-03-01 3:00 PM", 15), ("2025-03-01 12:00 AM", 0),
        ("2025-03-01 12:00 p.m.", 12), ("3/13/2025 3:00\u202fPM", 15), ("2025-03-01 下午15:00", 15), ("2025年3月1日15时", 15),
        ("2025年3月1日 下午3点", 15), ("2025-03-01 晚上 8:00", 20), ("2025-03-01 中午12:00", 12), ("2025-03-01 凌晨2:00", 2),
        ("20250301150000", 15), (20250301150000, 15), ("Mar 1, 2025 3 PM", 15), ("2025-03-01T15:00", 15),
    ],
)  # fmt: skip
def test_times_of_day(text, hour):
    found, code, _ = read_day(text, keep_time=True)
    assert (found.month, found.hour, code) == (3, hour, "")


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01 上午 15:00",
        "2025-03-01 0:30 PM",
        "2025-03-01 晚上12:00",
        "2025-03-01 24:00",
        "2025-03-01 10:75",
    ],
)
def test_times_that_are_none(text):
    assert read_day(text, keep_time=True)[:2] == (None, "clock")


# Every function that takes a day --------------------------------------------------------------------------

ORDERS = pd.DataFrame({"order_id": ["S1", "S2"], "customer_id": ["A", "B"], "order_date": ["2025-11-01", "2025-12-30"], "net_amount_cny": [10.0, 5.0]})  # fmt: skip
RETURNS = pd.DataFrame({"order_id": ["S1"], "return_date": ["2025-12-30"], "credited_cny": [1.0]})
BILLS = pd.DataFrame({
    "invoice_id": ["F1", "F2"], "customer_id": ["A", "B"], "terms_id": "T", "invoice_date": ["2025-11-01", "2025-12-30"],
    "due_date": ["2025-12-31", "2026-01-30"], "amount_cny": [100.0, 50.0], "open_amount_cny": [40.0, 50.0],
})  # fmt: skip
PAYMENTS = pd.DataFrame(
    {"payment_id": ["P1"], "invoice_id": ["F1"], "payment_date": ["2025-12-30"], "payment_cny": [60.0]}
)
CASES = pd.DataFrame({
    "complaint_id": ["K1", "K2"], "team": "x", "received_at": ["2025-11-01", "2025-12-30"], "closed_at": ["2025-11-20", None],
    "reopened_at": [None, None],
})  # fmt: skip
STEPS = pd.DataFrame(
    {
        "complaint_id": ["K1", "K1"],
        "complaint_step": ["record", "carry out"],
        "event_at": ["2025-11-01", "2025-12-30"],
    }
)
CALENDAR = pd.DataFrame({"date": ["2025-12-29", "2025-12-30", "2025-12-31"], "working_day": True})
TWO = pd.Series(["2025-12-30", "2025-12-31"])
HABITS = pd.DataFrame({"T": [1.0, 0.0]}, index=pd.Index([0, 1], name="days"))
# name, function of (as_of, table), the table, its day columns
TAKES = {
    "rfm_table": (lambda a, t: rfm.rfm_table(t, a), ORDERS, ["order_date"]),
    "orders_until": (lambda a, t: rfm.orders_until(t, a), ORDERS, ["order_date"]),
    "abc_by_average": (lambda a, t: composition.abc_by_average(t, a), ORDERS, ["order_date"]),
    "since": (lambda a, t: composition.abc_by_average(ORDERS, a, since=t.set_index("customer_id")["order_date"]), ORDERS, ["order_date"]),
    "net_sales": (lambda a, t: composition.net_sales(t, RETURNS, 2025), ORDERS, ["order_date"]),
    "net_sales, returns": (lambda a, t: composition.net_sales(ORDERS, t, 2025), RETURNS, ["return_date"]),
    "ageing_table": (lambda a, t: receivables.ageing_table(t, a), BILLS, ["due_date", "invoice_date"]),
    "receivables_at": (lambda a, t: receivables.receivables_at(t, PAYMENTS, a), BILLS, ["invoice_date"]),
    "receivables_at, payments": (lambda a, t: receivables.receivables_at(BILLS, t, a), PAYMENTS, ["payment_date"]),
    "habits": (lambda a, t: receivables.habits(t, PAYMENTS), BILLS, ["invoice_date"]),
    "habits, payments": (lambda a, t: receivables.habits(BILLS, t), PAYMENTS, ["payment_date"]),
    "expected_receivables": (lambda a, t: receivables.expected_receivables(t, HABITS, a), BILLS, ["invoice_date"]),
    "month_ends": (lambda a, t: receivables.month_ends(t, PAYMENTS, [a]), BILLS, ["invoice_date"]),
    "month_ends, payments": (lambda a, t: receivables.month_ends(BILLS, t, [a]), PAYMENTS, ["payment_date"]),
    "due_day": (lambda a, t: terms.due_day("N/30", a), None, []),
    "amount_due": (lambda a, t: terms.amount_due("2/10, N/30 EOM", 10, 5, invoice_date=a), None, []),
    "events_of": (lambda a, t: complaints.events_of(t), CASES, ["received_at", "closed_at"]),
    "case_times": (lambda a, t: complaints.case_times(t, a), STEPS, ["event_at"]),
    "conformance": (lambda a, t: complaint_flow.conformance(t), STEPS, ["event_at"]),
    "waits": (lambda a, t: complaint_flow.waits(t), STEPS, ["event_at"]),
    "standing": (lambda a, t: complaint_flow.standing(t, a), STEPS, ["event_at"]),
    "events_until": (lambda a, t: complaint_flow.events_until(t, a), STEPS, ["event_at"]),
    "came_back": (lambda a, t: complaint_causes.came_back(t, a, "team", ripe_days=9), CASES, ["closed_at", "reopened_at"]),
    "working_hours": (lambda a, t: complaints.working_hours(TWO, TWO, t), CALENDAR, ["date"]),
    "working_hours, since": (lambda a, t: complaints.working_hours(t["date"], TWO, CALENDAR), CALENDAR.iloc[1:].reset_index(drop=True), ["date"]),
}  # fmt: skip
COLUMNS = [(name, column) for name, (_, _, columns) in TAKES.items() for column in columns]


def same(one, other):
    return one.equals(other) if hasattr(one, "equals") else one == other


@pytest.mark.parametrize(("name", "column"), COLUMNS)
@pytest.mark.parametrize(
    "how", ["%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日", "%d %B %Y", "number", "date", "Timestamp"]
)
def test_every_function_reads_a_column_of_days_alike(name, column, how):
    function, table, _ = TAKES[name]
    held = pd.to_datetime(table[column])
    if how == "number":
        written = held.dt.strftime("%Y%m%d").astype("Int64")
    elif how in ("date", "Timestamp"):
        written = held.dt.date if how == "date" else held
    else:
        written = held.dt.strftime(how)
    results = [function(LAST, table.assign(**{column: each})) for each in (held, written)]
    if name in ("orders_until", "events_until"):
        results = [each.index for each in results]
    elif name == "receivables_at":
        results = [each["open_amount_cny"] for each in results]
    assert same(*results)


@pytest.mark.parametrize(("name", "column"), COLUMNS)
@pytest.mark.parametrize(
    "bad",
    [
        "05/12/2025",
        "12-2025",
        "2025-12-30T17:00Z",
        45657,
        "Z",
        "1899-12-31",
        pd.Timestamp("2025-12-30", tz="UTC"),
    ],
    ids=repr,
)
def test_every_function_names_the_row_whose_day_is_none(name, column, bad):
    function, table, _ = TAKES[name]
    wrong = table.astype({column: object})
    wrong.loc[0, column] = bad
    with pytest.raises(Refused, match="row 0|row A") as refused:
        function(LAST, wrong)
    assert "1970" not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in TAKES
        if name
        not in (
            "net_sales",
            "net_sales, returns",
            "habits",
            "habits, payments",
            "events_of",
            "conformance",
            "waits",
            "working_hours",
            "working_hours, since",
        )
    ],
)
def test_every_function_reads_as_of_alike(name):
    function, table, _ = TAKES[name]
    expected = function(LAST, table)
    for written in WRITTEN:
        if "moment" not in name and not (
            name in ("case_times", "standing", "events_until", "came_back") and as_moment(written) != LAST
        ):
            assert same(function(written, table), expected), written
    for written in ["12-2025", "05/12/2025", 45657, None, LAST.tz_localize("UTC")]:
        with pytest.raises(Refused):
            function(written, table)


@pytest.mark.parametrize(("name", "do"), [
    ("rfm_table", "orders_until"), ("abc_by_average", "orders_until"), ("ageing_table", "invoice_date"), ("case_times", "events_until"), ("standing", "events_until"),
])  # fmt: skip
def test_rows_after_as_of_are_refused_in_one_way(name, do):
    function, table, _ = TAKES[name]
    with pytest.raises(Refused, match=f"(?s)up to as_of, 2025-11-30.*row 1: 2025-12-30.*1 of 2 rows.*{do}"):
        function("2025-11-30", table)


def test_an_order_late_on_the_last_day_still_counts():
    late = ORDERS.assign(order_date=["2025-11-01", "2025-12-31 23:59:59.5"])
    assert rfm.rfm_table(late, LAST).at["B", "recency_days"] == 0 and len(rfm.orders_until(late, LAST)) == 2
    bills = BILLS.assign(due_date=pd.to_datetime(["2025-12-31 00:00", "2025-12-31 18:00"]))
    assert receivables.ageing_table(bills, LAST)["not_due"].sum() == 90


def test_files_and_functions_agree(tmp_path):
    for written in ("20251230", "2025/12/30", "2025年12月30日", "05/12/2025", "12-2025", "2025-12-30T17:00Z"):
        table = ORDERS.assign(order_date=["2025-11-01", written])
        table.to_csv(tmp_path / "mine.csv", index=False)
        answers = []
        for read in (lambda: casekit.read_orders(tmp_path / "mine.csv"), lambda table=table: table):
            try:
                answers.append(rfm.rfm_table(read(), LAST)["recency_days"].tolist())
            except Refused:
                answers.append("refused")
        assert answers[0] == answers[1], written


@pytest.mark.parametrize(
    "month",
    [
        "2025-12",
        "2025/12",
        "2025年12月",
        202512,
        "202512",
        "2025-12-31",
        pd.Period("2025-12", "M"),
        dt.date(2025, 12, 1),
        np.int64(202512),
    ],
    ids=repr,
)
def test_a_month_however_it_is_written(month):
    assert as_month(month) == pd.Period("2025-12", "M")
    assert receivables.countback_dso(160, {month: 160}) == 31


@pytest.mark.parametrize(
    "month",
    ["12-2025", "12/2025", "05/12/2025", 2025, 671, "Dec", None, 1.5, pd.Period("2025Q4"), 202513, "1899-12"],
    ids=repr,
)
def test_what_is_no_month_is_refused(month):
    with pytest.raises(Refused, match="as a month"):
        receivables.countback_dso(160, {month: 160})
