"""What a review is made of: Qinghe's tables, tables the reader has, or a folder of the reader's own files.

Nothing is dropped in silence: rows after ``as_of``, cells that cannot be read, files that are no records are all noted, and the notes
stand on the page.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from casekit.core.cards import resources
from casekit.core.days import as_day, days_in, is_after
from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.data import load
from casekit.errors import Refused
from casekit.review.folder import from_folder, no_records
from casekit.review.part import table_words

# The table, the day by which its rows are cut at as_of, further moments that are not known before they happen.
TABLES = {
    "orders": ("order_date", ()),
    "returns": ("return_date", ()),
    "invoices": ("invoice_date", ()),
    "payments": ("payment_date", ()),
    "customers": ("", ()),
    "complaints": (
        "received_at",
        ("first_reply_at", "decided_at", "closed_at", "reopened_at", "closed_again_at"),
    ),
    "order_lines": ("", ()),
    "products": ("", ()),
    "activity_costs": ("quarter", ()),
    "activity_rates": ("", ()),
    "calendar": ("", ()),
}
NOBODY_NEEDS = {
    "customers",
    "returns",
    "calendar",
}  # every part can do without; what is wrong with them is a note


@dataclass
class Books:
    """The tables of a review by name, cut at ``as_of``; what was noted on the way; what could not be read, in words."""

    as_of: pd.Timestamp = None
    tables: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    broken: dict = field(default_factory=dict)
    set_aside: dict = field(default_factory=dict)

    def has(self, name, *columns):
        """Whether a table is there, with rows and these columns."""
        table = self.tables.get(name)
        return table is not None and len(table) > 0 and set(columns) <= set(table.columns)

    def named(self, customer):
        """A customer's name and number, as plain text."""
        name = self.names.get(customer, "")
        return harmless(
            say(f"{name} ({customer})", f"{name}（{customer}）")
            if name
            else say(str(customer), _in_quotes(str(customer))),
            60,
        )

    @property
    def names(self):
        """The customers' names in the reader's language, by number; empty where no table tells them."""
        if not hasattr(self, "_names"):
            self._names = self._names_by_number()
        return self._names

    def _names_by_number(self):
        table = self.tables.get("customers", pd.DataFrame())
        column = next(
            (each for each in (say("name_en", "name_zh"), "name", "name_zh", "name_en") if each in table),
            None,
        )
        if column is None or "customer_id" not in table:
            return {}
        known = table[["customer_id", column]].dropna().drop_duplicates("customer_id")
        return dict(zip(known["customer_id"], known[column].astype(str), strict=True))


def _in_quotes(customer):
    """A customer in a Chinese sentence: a name in quotation marks, a number with the word before it."""
    return f"“{customer}”" if any(sign > "\u2e80" for sign in customer) else f"客户 {customer}"


def books(records, as_of=None, reading=None, progress=None):
    """The tables of a review.

    Parameters
    ----------
    records : "qinghe", dict of DataFrame, or path of a folder (or of one file)
        A dict has the names and columns of Qinghe's tables (``casekit.describe("orders")``); a folder holds orders, invoices, payments,
        customers or complaints as CSV, Excel, OpenDocument or Parquet, one file each or a series of them (see ``folder``).
    as_of : str or Timestamp, optional
        The last day that counts; the last one in the records if not given.
    reading : dict of dict, optional
        Arguments for the readers of a folder's files, by table.
    progress : callable, optional
        Called with what is being read.

    Returns
    -------
    Books

    Raises
    ------
    Refused
        ``records`` is none of these, the folder is not there, or nothing in it can be used.
    """
    found = Books(None if as_of is None else as_day(as_of))
    if records is None or (isinstance(records, str) and records == "qinghe"):
        tables = {name: load(f"qinghe/{name}") for name in TABLES}
    elif isinstance(records, dict):
        tables = _given(records, found)
    elif isinstance(records, (str, Path)):
        tables = from_folder(Path(records), found, reading or {}, progress or (lambda line: None))
    else:
        raise no_records(type(records).__name__)
    found.as_of = found.as_of or _last_day(tables, found)
    for name, table in tables.items():
        _take(name, table, found)
    _bring_back_paid_ahead(tables.get("invoices"), found)
    _leave_out_lines(tables.get("orders"), found)
    for name in set(found.broken) & NOBODY_NEEDS:
        found.notes.append(harmless(found.broken[name], 900, lines=True))
    if not found.tables and not found.broken:
        raise no_records(say("no table of these names with rows in it", "没有一张这些名称的表"))
    return found


def _given(records, found):
    tables = {}
    for name, table in records.items():
        if name not in TABLES and name in resources("qinghe"):
            continue
        if name not in TABLES:
            found.notes.append(
                say(
                    f"Table {harmless(name, 40)}: not used in the review.",
                    f"表 {harmless(name, 40)}：本报告未用到。",
                )
            )
        elif isinstance(table, pd.DataFrame):
            tables[name] = table
        else:
            raise no_records(f"{name}: {type(table).__name__}")
    return tables


def _take(name, table, found):
    """Cut a table at as_of and keep it; what cannot be read is kept as a reason in words."""
    try:
        found.tables[name] = _until(name, table.reset_index(drop=True), found)
    except ValueError as error:
        found.broken[name] = str(error)


def _bring_back_paid_ahead(invoices, found):
    """Invoices after as_of that a payment up to as_of names already: without them the payment would belong to nothing."""
    paid = found.tables.get("payments")
    if (
        "invoices" not in found.tables
        or paid is None
        or not {"invoice_id"} <= set(paid.columns) & set(invoices.columns)
    ):
        return
    known = found.tables["invoices"]["invoice_id"]
    ahead = invoices["invoice_id"].isin(paid["invoice_id"]) & ~invoices["invoice_id"].isin(known)
    if ahead.any():
        more = invoices[ahead].assign(invoice_date=days_in(invoices[ahead], "invoice_date"))
        found.tables["invoices"] = pd.concat([found.tables["invoices"], more], ignore_index=True)
        found.notes.append(say(f"{int(ahead.sum())} invoices after as_of were paid in advance; they are kept, with what was paid below zero.",
                               f"有 {int(ahead.sum())} 张截止日之后的发票已预付，予以保留，预付额记为负数。"))  # fmt: skip


def _leave_out_lines(orders, found):
    """The lines of orders after as_of go with their orders."""
    lines, there = found.tables.get("order_lines"), found.tables.get("orders")
    if lines is None or there is None or "order_id" not in lines or "order_id" not in there:
        return
    later = orders["order_id"][~orders["order_id"].isin(there["order_id"])]
    found.tables["order_lines"] = lines[~lines["order_id"].isin(later)].reset_index(drop=True)


def _until(name, table, found):
    day, later = TABLES[name]
    if not day or day not in table:
        return table
    days = days_in(table, day)
    late = is_after(days, found.as_of)
    if late.any():
        count = int(late.sum())
        found.notes.append(
            say(
                f"{table_words(name)}: {count:,} rows after {found.as_of:%Y-%m-%d} left out.",
                f"{table_words(name)}：{found.as_of:%Y-%m-%d} 之后的 {count:,} 行没有计入。",
            )
        )
    table = table.assign(**{day: days})[~late]
    for each in (each for each in later if each in table):
        moments = days_in(table, each, missing=True)
        table = table.assign(**{each: moments.mask(is_after(moments, found.as_of))})
    return table.reset_index(drop=True)


def _last_day(tables, found):
    """The last day in the records, where none was given; a note says which it is."""
    last = {}
    for name in ("orders", "invoices", "payments", "complaints"):
        try:
            last[name] = days_in(tables[name], TABLES[name][0]).max()
        except (
            KeyError,
            ValueError,
        ):  # no such table or column; what is wrong with it is told where it is used
            continue
    last = {name: day for name, day in last.items() if not pd.isna(day)}
    if not last:
        raise Refused(
            say("the last day that counts, as_of (--as-of)", "截止日 as_of（--as-of）"),
            say("no day in the records", "记录里没有日期"),
            say('say which, as "2025-12-31"', '请指明，例如 "2025-12-31"'),
        )
    name = max(last, key=last.get)
    day = as_day(f"{last[name]:%Y-%m-%d}")
    found.notes.append(say(f"No last day was given: it is {day:%Y-%m-%d}, the last in the records ({table_words(name)}).",
                           f"没有指定截止日，取记录里的最后一天 {day:%Y-%m-%d}（{table_words(name)}）。"))  # fmt: skip
    return day
