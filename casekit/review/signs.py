"""Signs that a customer should be asked about: sales that fell, silence, money overdue, a complaint that waits.

Each sign is a number beside a line. The lines are ours, and what the records do not tell is no sign.
"""

import numpy as np
import pandas as pd

from casekit.complaints import case_times, events_of
from casekit.core.language import say
from casekit.errors import Refused, Undefined
from casekit.look import half_up
from casekit.receivables import ageing_table
from casekit.review.money_parts import open_invoices
from casekit.review.part import many, money, percent
from casekit.review.sales_parts import customers_in_order, net_rows, windows, within
from casekit.sales import by_customer

FALL, TWICE, LATE_DAYS, PROMISE = (
    0.3,
    2,
    30,
    10,
)  # lines: sales down by, usual gaps of silence, days past due, days of waiting
ENOUGH, WEEK = 4, 7  # days of purchase from which there is a usual gap; a gap counts as a week at least
SIGNS = ("fallen", "silent", "late", "waits")


def measures(books):
    """What the signs are read from: one row a customer.

    Returns
    -------
    DataFrame
        ``net_1``, ``net_2`` (CNY, the last twelve months and those before), ``gap`` (days, the middle one between days of purchase; NaN where there are
        fewer than four), ``ago`` (days since the last purchase), ``late_cny`` (past due for longer than 30 days) and ``waiting`` (complaints open for longer than
        10 days), both NaN where the records do not tell.
    """
    rows, ids = net_rows(books), customers_in_order(books)
    table = pd.DataFrame(index=pd.Index(ids, name="customer_id"))
    for which, window in enumerate(windows(books), 1):
        table[f"net_{which}"] = (by_customer(within(rows, window)) / 100).reindex(ids, fill_value=0.0)
    table = table.join(_gaps(rows, books.as_of))
    table["late_cny"] = _told(_late, books, ids)
    table["waiting"] = _told(_waiting, books, ids)
    return table


def flags(table):
    """Which customers show which sign, as yes or no."""
    fell = (table["net_2"] > 0) & (np.round(table["net_1"] - (1 - FALL) * table["net_2"], 4) < 0)
    silent = table["ago"] >= TWICE * table["gap"].clip(lower=WEEK)
    columns = dict(zip(SIGNS, (fell, silent, table["late_cny"] > 0, table["waiting"] > 0), strict=True))
    return pd.DataFrame(columns, index=table.index)


def in_words(row, shown):
    """A customer's signs as one line."""
    words = {
        "fallen": lambda: say("sales {}", "销售额 {}").format(percent(row.net_1 / row.net_2 - 1, 0)),
        "silent": lambda: say(f"silent {row.ago:.0f} days, usually {half_up(row.gap, 0)}", f"{row.ago:.0f} 天未订货（平时 {half_up(row.gap, 0)} 天一次）"),
        "late": lambda: say(f"{money(row.late_cny)} past due over {LATE_DAYS} days", f"逾期 {LATE_DAYS} 天以上 {money(row.late_cny)}"),
        "waits": lambda: say(f"{many(int(row.waiting), 'complaint', '')} open over {PROMISE} days", f"投诉超过 {PROMISE} 天未结 {row.waiting:.0f} 件"),
    }  # fmt: skip
    return say("; ", "；").join(words[name]() for name in SIGNS if getattr(shown, name))


def in_order(table, shown):
    """The customers with a sign, most signs first, then by what they bought in the better year, then as they stand."""
    number, stake = shown.sum(axis="columns"), table[["net_1", "net_2"]].max(axis="columns")
    found = pd.DataFrame({"signs": number, "stake_cny": stake})[number > 0]
    return found.sort_values(["signs", "stake_cny"], ascending=False, kind="stable")


def waiting_cases(books):
    """The times of all complaints, and the customer of each; None where the records do not tell."""
    table = books.tables.get("complaints")
    if table is None or not len(table):
        return None, None
    times = case_times(events_of(table), books.as_of)
    ids = table["customer_id"] if "customer_id" in table else pd.Series("", index=table.index)
    return times, pd.Series(ids.to_numpy(), index=table["complaint_id"]).reindex(times.index)


def _gaps(rows, as_of):
    """Each customer's usual gap between days of purchase, and how long ago the last was."""
    bought = rows[rows["net_amount_cny"] > 0].assign(day=lambda table: table["order_date"].dt.normalize())
    days = bought[["customer_id", "day"]].drop_duplicates().sort_values(["customer_id", "day"])
    gaps, whose = days.groupby("customer_id")["day"].diff().dt.days, days["customer_id"]
    table = pd.DataFrame(
        {
            "gap": gaps.groupby(whose).median(),
            "ago": (as_of - days.groupby("customer_id")["day"].max()).dt.days,
        }
    )
    return table.assign(gap=table["gap"].where(days.groupby("customer_id").size() >= ENOUGH))


def _told(measure, books, ids):
    """A measure of each customer: 0 where the records have nothing of it, NaN where they cannot tell."""
    try:
        found = measure(books)
    except (Refused, Undefined):
        found = None
    return np.nan if found is None else found.reindex(ids, fill_value=0)


def _late(books):
    if not books.has("invoices"):
        return None
    ages = ageing_table(open_invoices(books)[0], books.as_of, cuts=(LATE_DAYS,))
    return ages[f"over_{LATE_DAYS}"].clip(lower=0)


def _waiting(books):
    times, whose = waiting_cases(books)
    if times is None:
        return None
    waited = (books.as_of + pd.Timedelta(days=1) - times["received_at"]) / pd.Timedelta(days=1)
    return whose[~times["closed"] & (waited.round(7) > PROMISE)].value_counts()
