"""What a review is made of: Qinghe's tables, tables the reader has, or a folder of the reader's own files.

Nothing is dropped in silence: rows after ``as_of``, cells that cannot be read, files that are no records are all noted, and the notes
stand on the page.
"""

from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pandas as pd

from casekit import records as readers
from casekit.core.cards import resources
from casekit.core.days import as_day, days_in, is_after
from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.data import load
from casekit.errors import Refused, listed
from casekit.review.part import many, table_words

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
# Words in a file's name, in this order: a name such as 客户订单 is orders.
FILES = {
    "payments": ("payment", "receipt", "收款", "回款", "付款"),
    "invoices": ("invoice", "receivable", "bill", "发票", "应收", "开票"),
    "complaints": ("complaint", "ticket", "投诉", "工单"),
    "orders": ("order", "sale", "订单", "销售", "订货", "流水"),
    "customers": ("customer", "client", "客户", "经销商"),
}
MOST_FILES = 40


@dataclass
class Books:
    """The tables of a review by name, cut at ``as_of``; what was noted on the way; what could not be read, in words."""

    as_of: pd.Timestamp
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


def books(records, as_of, reading=None):
    """The tables of a review.

    Parameters
    ----------
    records : "qinghe", dict of DataFrame, or path of a folder (or of one file)
        A dict has the names and columns of Qinghe's tables (``casekit.describe("orders")``); a folder holds orders, invoices, payments,
        customers or complaints as CSV, .xlsx or Parquet, one file each.
    as_of : str or Timestamp
        The last day that counts.
    reading : dict of dict, optional
        Arguments for the readers of a folder's files, by table.

    Returns
    -------
    Books

    Raises
    ------
    Refused
        ``records`` is none of these, the folder is not there, or nothing in it can be used.
    """
    found = Books(as_day(as_of))
    if records is None or (isinstance(records, str) and records == "qinghe"):
        tables = {name: load(f"qinghe/{name}") for name in TABLES}
    elif isinstance(records, dict):
        tables = _given(records, found)
    elif isinstance(records, (str, Path)):
        tables = _from_folder(Path(records), found, reading or {})
    else:
        raise _no_records(type(records).__name__)
    for name, table in tables.items():
        _take(name, table, found)
    _bring_back_paid_ahead(tables.get("invoices"), found)
    _leave_out_lines(tables.get("orders"), found)
    for name in set(found.broken) & NOBODY_NEEDS:
        found.notes.append(harmless(found.broken[name], 900, lines=True))
    if not found.tables and not found.broken:
        raise _no_records(say("no table of these names with rows in it", "没有一张这些名称的表"))
    return found


def _no_records(what):
    names = listed(TABLES, len(TABLES))
    return Refused(
        say('"qinghe", a dict of tables, or the path of a folder of your own files', "“qinghe”、由数据表组成的 dict，或你自己的文件夹的路径"),
        str(what),
        say(f"tables: {names}; in a folder, one file each of orders, invoices, payments, customers, complaints (CSV or .xlsx)",
            f"表名：{names}；文件夹里放订单、发票、收款、客户、投诉各一个文件（CSV 或 .xlsx）"),
    )  # fmt: skip


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
            raise _no_records(f"{name}: {type(table).__name__}")
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


# A folder ---------------------------------------------------------------------------------------------------


def _from_folder(place, found, reading):
    if not place.exists():
        raise _no_records(say(f"no folder {harmless(place, 80)}", f"没有文件夹 {harmless(place, 80)}"))
    files = [place] if place.is_file() else sorted(each for each in place.iterdir() if _is_file(each))
    if len(files) > MOST_FILES:
        raise _no_records(
            say(
                f"{len(files)} files in the folder, more than {MOST_FILES}",
                f"文件夹里有 {len(files)} 个文件，超过 {MOST_FILES} 个",
            )
        )
    tables = {}
    for each in files:
        _read_file(each, tables, found, reading)
    if not tables and not found.broken:
        raise _no_records(
            say(
                f"no file in {harmless(place.name, 60)} that can be read as one of these",
                f"{harmless(place.name, 60)} 里没有能读成这些记录的文件",
            )
        )
    return tables


def _is_file(path):
    """A file somebody put there, not one that Excel or the system keeps for itself."""
    return (
        path.is_file()
        and not path.name.startswith(("~$", "."))
        and path.name.casefold() not in ("thumbs.db", "desktop.ini")
    )


def _read_file(path, tables, found, reading):
    kind, name = _kind_of(path), harmless(path.name, 60)
    if kind is None:
        found.notes.append(say(f"File {name}: not used; its name tells none of orders, invoices, payments, customers, complaints.",
                               f"文件 {name}：未用到；文件名里看不出是订单、发票、收款、客户还是投诉。"))  # fmt: skip
        return
    if kind in tables:
        found.notes.append(
            say(
                f"File {name}: not used; {kind} were read from another file already.",
                f"文件 {name}：未用到；{kind} 已从另一个文件读入。",
            )
        )
        return
    try:
        tables[kind] = _read_as(kind, path, found, reading.get(kind, {}))
    except ValueError as error:
        found.broken[kind] = f"{name}: {error}" + say(
            f'\nIn a review: review(..., reading={{"{kind}": {{"columns": {{...}}, "counts": {{...}}}}}}), with what it takes of these.',
            f'\n在 review 里写成：review(..., reading={{"{kind}": {{"columns": {{...}}, "counts": {{...}}}}}})，需要哪项写哪项。',
        )


def _read_as(kind, path, found, told):
    """One file by its strict reader; rows that cannot be read are set aside and counted, the reader's notes are kept."""
    with redirect_stdout(StringIO()):
        read = getattr(readers, f"read_{kind}")(path, **{"on_error": "set aside", **told})
    table, problems = read if isinstance(read, tuple) else (read, [])
    name = harmless(path.name, 60)
    found.notes += [
        harmless(note.removeprefix(say("Note, ", "提示，")), 360) for note in table.attrs.get("notes", [])
    ]
    if len(problems):
        rows = int(problems["row"].nunique())
        found.set_aside[kind] = rows
        found.notes.append(_put_aside(name, rows, problems))
    return table


def _put_aside(name, rows, problems):
    """Why rows are in none of the sums: for each column how many, the first place, what was needed there."""
    whole = say(f"{name}: {many(rows, 'row', '')} set aside.", f"{name}：{rows:,} 行没有计入。")
    for column, some in list(problems.groupby("column", sort=False))[:4]:
        first, of = some.iloc[0], harmless(column, 40)
        what, needed = harmless(first["found"], 60), harmless(first["needed"], 160)
        whole += say(f" {of}: {many(len(some), 'row', '')}, the first is row {first['row']}: {what}; needed: {needed}.",
                     f"“{of}”：{len(some):,} 行，第一处在第 {first['row']} 行：{what}，应为{needed}。")  # fmt: skip
    return whole + say(
        " Where a number occurs twice, none of its rows counts: mend the file and run the review again.",
        "同一编号出现几次的，各行都没有计入：请改好文件，再运行一次。",
    )


def _kind_of(path):
    """Which table a file holds, by its name; None if the name does not tell."""
    stem = path.stem.casefold()
    return next((kind for kind, words in FILES.items() if any(word in stem for word in words)), None)
