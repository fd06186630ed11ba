"""How good the records are: what is missing, double, impossible, contradictory or too old (客户数据质量).

``quality`` counts what breaks a rule, check by check; ``suspects`` names the rows. A check finds what breaks a rule; a value that
is wrong but plausible, no check of the table alone can find.

Tables are looked at as they are: typed as ``casekit.load`` gives them, or all text as a file was received. Nothing is changed.
"""

import unicodedata

import numpy as np
import pandas as pd

from casekit.core.days import as_day, is_after, read_day
from casekit.core.language import say

KEYS = {
    "customers": "customer_id", "orders": "order_id", "returns": "return_id", "invoices": "invoice_id", "payments": "payment_id",
    "complaints": "complaint_id", "credit_profiles": "customer_id", "visits": "visit_id", "contracts": "contract_id",
}  # fmt: skip
NEEDED = {
    "customers": ("name", "name_en", "name_zh", "region", "rep", "terms_id"),
    "orders": ("customer_id", "order_date", "net_amount_cny"),
    "returns": ("order_id", "return_date", "quantity", "credited_cny"),
    "invoices": ("customer_id", "invoice_date", "due_date", "open_amount_cny"),
    "payments": ("customer_id", "payment_date", "payment_cny", "invoice_id"),
    "complaints": ("customer_id", "received_at"),
    "credit_profiles": ("credit_limit_cny",),
}
DAYS = {
    "customers": ("onboard_date", "last_verified_date"),
    "orders": ("order_date",),
    "returns": ("return_date",),
    "invoices": ("invoice_date", "due_date"),
    "payments": ("payment_date",),
    "complaints": ("received_at", "first_reply_at", "closed_at"),
    "credit_profiles": ("statement_date",),
}
NOT_YET = ("due_date",)  # days that may lie ahead
AMOUNTS = {
    "orders": ("net_amount_cny",),
    "returns": ("quantity", "credited_cny"),
    "invoices": ("amount_cny", "open_amount_cny"),
    "payments": ("payment_cny",),
    "credit_profiles": ("credit_limit_cny",),
}
ABOVE_ZERO = {
    "returns": ("quantity", "credited_cny"),
    "payments": ("payment_cny",),
    "invoices": ("amount_cny",),
}
# An id that another table must know: (table, column, the other table, its column).
KNOWN = (
    ("orders", "customer_id", "customers", "customer_id"),
    ("invoices", "customer_id", "customers", "customer_id"),
    ("payments", "customer_id", "customers", "customer_id"),
    ("complaints", "customer_id", "customers", "customer_id"),
    ("returns", "order_id", "orders", "order_id"),
    ("invoices", "order_id", "orders", "order_id"),
    ("payments", "invoice_id", "invoices", "invoice_id"),
)
ORDER = (
    ("invoices", "invoice_date", "due_date"),
    ("complaints", "received_at", "closed_at"),
    ("complaints", "received_at", "first_reply_at"),
)
WORDS = ("region", "nature", "channel_role", "team", "cause")  # columns of a few values each
TIMES_USUAL = 20  # an amount so many times the customer's own middle one is worth a look
OLD_DAYS = 365  # a card not verified for longer is old


# What is counted ------------------------------------------------------------------------------------------


def quality(tables, as_of):
    """What breaks a rule in the records, check by check.

    Parameters
    ----------
    tables : dict of DataFrame
        By the names of Qinghe's tables; those that are not there are not checked, nor columns that are not there.
    as_of : str or Timestamp
        The last day that can be in the records.

    Returns
    -------
    DataFrame
        One row a check that could be made: ``dimension`` (complete, unique, valid, consistent, timely), ``table``, ``column``, ``check`` (in words), ``bad`` and ``of``
        (rows), ``share``, ``first`` (the key of the first row, or empty).

    Notes
    -----
    The five dimensions are those of most textbooks on data quality. Accuracy, the sixth, needs the world outside: a call to the customer.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["a", "a"], "customer_id": ["K", None], "order_date": ["2025-02-30", "2025-01-02"], "net_amount_cny": [1, 2]})
    >>> found = quality({"orders": orders}, "2025-12-31")
    >>> found.loc[found["bad"] > 0, ["dimension", "column", "bad"]].to_numpy().tolist()
    [['unique', 'order_id', 1], ['complete', 'customer_id', 1], ['valid', 'order_date', 1]]
    """
    rows = [
        {"dimension": dimension, "table": table, "column": column, "check": words, "bad": int(bad.sum()), "of": len(bad),
         "share": float(bad.mean()) if len(bad) else np.nan, "first": _first(tables[table], table, bad)}
        for dimension, table, column, words, bad in _checks(tables, as_day(as_of))
    ]  # fmt: skip
    table = pd.DataFrame(
        rows, columns=["dimension", "table", "column", "check", "bad", "of", "share", "first"]
    )
    return _headed(table)


def suspects(tables, as_of):
    """The rows that break a rule, one row a rule broken.

    Parameters
    ----------
    tables, as_of
        As for :func:`quality`.

    Returns
    -------
    DataFrame
        ``table``, ``row`` (its place in the table, from 0), ``key``, ``column``, ``found`` (the value as text), ``check``.
    """
    parts = []
    for _, name, column, words, bad in _checks(tables, as_day(as_of)):
        at = np.flatnonzero(bad)
        table = tables[name].iloc[at]
        key = table[KEYS[name]] if KEYS.get(name) in table else pd.Series("", index=table.index)
        parts.append(pd.DataFrame({"table": name, "row": at, "key": key.astype(str).to_numpy(), "column": column,
                                   "found": table[column].astype(object).where(table[column].notna(), "").astype(str).to_numpy(), "check": words}))  # fmt: skip
    columns = ["table", "row", "key", "column", "found", "check"]
    result = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return _headed(result)


def _headed(found):
    """The table with its headings in the reader's language."""
    found.attrs["labels"] = {
        "dimension": say("dimension", "维度"),
        "table": say("table", "表"),
        "column": say("column", "列"),
        "check": say("what was found", "发现的问题"),
        "bad": say("rows", "行数"),
        "of": say("of", "共"),
        "share": (say("share", "占比"), "share"),
        "first": say("the first", "第一处"),
        "row": say("row", "行"),
        "key": say("key", "编号"),
        "found": say("found", "发现"),
    }
    return found


def _first(table, name, bad):
    if not bad.any():
        return ""
    at = int(np.argmax(bad))
    return str(table[KEYS[name]].iloc[at]) if KEYS.get(name) in table else say(f"row {at}", f"第 {at} 行")


# The checks -------------------------------------------------------------------------------------------------


def _checks(tables, as_of):
    """Each check that can be made: its dimension, table, column, words, and which rows break it."""
    tables = {name: table for name, table in tables.items() if isinstance(table, pd.DataFrame) and len(table)}
    for name, table in tables.items():
        yield from _unique(name, table)
        yield from _complete(name, table)
        yield from _valid(name, table, as_of)
    yield from _consistent(tables)
    yield from _timely(tables, as_of)


def _unique(name, table):
    key = KEYS.get(name)
    if key not in table:
        return
    double = _there(table[key]) & table[key].duplicated().to_numpy()
    yield "unique", name, key, say("the number occurs before", "编号与前面的行重复"), double
    others = {
        "payments": ("payment_id", ["invoice_id", "customer_id", "payment_date", "payment_cny"]),
        "customers": ("customer_id", ["name"]),
    }
    column, same = others.get(name, ("", []))
    same = ["name_zh"] if name == "customers" and "name_zh" in table else same
    if column and set(same) <= set(table.columns):
        whole = np.all([_there(table[each]) for each in same], axis=0)
        again = whole & table.duplicated(same).to_numpy() & ~double
        yield (
            "unique",
            name,
            column,
            say("the same again under another number", "换了编号，内容与前面的行相同"),
            again,
        )


def _complete(name, table):
    for column in NEEDED.get(name, ()):
        if column in table:
            yield "complete", name, column, say("empty", "空缺"), ~_there(table[column])


def _valid(name, table, as_of):
    for column in (each for each in DAYS.get(name, ()) if each in table):
        days, wrong = _days(table[column])
        yield (
            "valid",
            name,
            column,
            say("not a day written year, month, day", "不是按年、月、日写的日期"),
            wrong,
        )
        if column not in NOT_YET:
            yield (
                "timely",
                name,
                column,
                say(f"after {as_of:%Y-%m-%d}", f"晚于 {as_of:%Y-%m-%d}"),
                is_after(days, as_of),
            )
    for column in (each for each in AMOUNTS.get(name, ()) if each in table):
        amounts, wrong = _amounts(table[column])
        yield "valid", name, column, say("not a plain number", "不是普通的数字"), wrong
        if column in ABOVE_ZERO.get(name, ()):
            yield (
                "valid",
                name,
                column,
                say("not above zero", "不大于零"),
                np.nan_to_num(amounts, nan=1.0) <= 0,
            )
    if name == "orders" and {"customer_id", "net_amount_cny"} <= set(table.columns):
        yield (
            "valid",
            name,
            "net_amount_cny",
            say(
                f"over {TIMES_USUAL} times the customer's usual amount",
                f"超过该客户通常金额的 {TIMES_USUAL} 倍",
            ),
            _far_off(table),
        )
    for column in (each for each in table.columns if each.startswith("name") and each != "name_en"):
        yield (
            "valid",
            name,
            column,
            say("read in a wrong alphabet", "编码读错的文字"),
            _misread(table[column]),
        )
    for column in (each for each in WORDS if each in table):
        yield (
            "consistent",
            name,
            column,
            say("spelled otherwise than the same word elsewhere", "与别处同一个词写法不同"),
            _otherwise(table[column]),
        )


def _consistent(tables):
    for name, column, other, there in KNOWN:
        if name in tables and other in tables and column in tables[name] and there in tables[other]:
            ids = tables[name][column]
            known = pd.Index(tables[other][there].dropna().unique())
            unknown = _there(ids) & (known.get_indexer(ids) < 0)
            yield "consistent", name, column, say(f"not in the table {other}", f"不在 {other} 表里"), unknown
    for name, first, second in ORDER:
        if name in tables and {first, second} <= set(tables[name].columns):
            begin, end = (_days(tables[name][each])[0] for each in (first, second))
            day_only = end == end.astype("datetime64[D]")
            early = np.where(day_only, end < begin.astype("datetime64[D]"), end < begin)
            yield "consistent", name, second, say(f"before {first}", f"早于 {first}"), early
    if _have(tables, returns=("order_id", "return_date"), orders=("order_id", "order_date")):
        ordered = pd.Series(_days(tables["orders"]["order_date"])[0], index=tables["orders"]["order_id"])
        sold = tables["returns"]["order_id"].map(ordered[~ordered.index.duplicated()]).to_numpy()
        yield (
            "consistent",
            "returns",
            "return_date",
            say("before the order", "早于订单日期"),
            _days(tables["returns"]["return_date"])[0] < sold,
        )


def _timely(tables, as_of):
    if _have(tables, customers=("last_verified_date",)):
        days, _ = _days(tables["customers"]["last_verified_date"])
        old = days < np.datetime64(as_of - pd.Timedelta(days=OLD_DAYS))
        yield (
            "timely",
            "customers",
            "last_verified_date",
            say(f"not verified for over {OLD_DAYS} days", f"超过 {OLD_DAYS} 天没有核对"),
            old,
        )


def _have(tables, **columns):
    return all(name in tables and set(each) <= set(tables[name].columns) for name, each in columns.items())


# One column -------------------------------------------------------------------------------------------------


def _there(column):
    """Which cells hold something."""
    if column.dtype.kind in "iufbM":
        return column.notna().to_numpy()
    return (column.notna() & (column.astype(str).str.strip() != "")).to_numpy()


def _days(column):
    """The days of a column (NaT where there is none), and which cells are filled with something that is no plain day."""
    if column.dtype.kind == "M":
        return column.to_numpy().astype("datetime64[s]"), np.zeros(len(column), dtype=bool)
    which, values = pd.factorize(column.astype(object))
    read = [_plain_day(value) for value in values]
    days = np.array([day for day in read] + [None], dtype="datetime64[s]")[which]
    return days, _there(column) & np.isnat(days)


def _plain_day(value):
    found, code, remark = read_day(value if isinstance(value, str) else str(value), keep_time=True)
    year_first = str(value).strip()[:4].isdigit()
    return None if code or remark == "serial" or not year_first else found


def _amounts(column):
    """The numbers of a column (NaN where there is none), and which cells are filled with something else."""
    numbers = pd.to_numeric(
        column.astype(object) if column.dtype.kind not in "iuf" else column, errors="coerce"
    ).to_numpy(dtype=float, na_value=np.nan)
    if column.dtype.kind not in "iuf":
        ascii_only = column.map(lambda cell: not isinstance(cell, str) or cell.isascii()).to_numpy(dtype=bool)
        numbers = np.where(ascii_only, numbers, np.nan)
    return numbers, _there(column) & ~np.isfinite(numbers)


def _far_off(orders):
    amounts = pd.Series(_amounts(orders["net_amount_cny"])[0])
    usual = amounts.where(amounts > 0).groupby(orders["customer_id"].to_numpy()).transform("median")
    return (amounts > TIMES_USUAL * usual).to_numpy()


def _misread(column):
    """Texts with two or more Western European letters and no Chinese one: GBK read as Latin-1."""

    def wrong(text):
        strange = sum("\u00a1" <= sign <= "\u00ff" for sign in text)
        return strange >= 2 and not any("CJK" in unicodedata.name(sign, "") for sign in text)

    return np.array(
        [isinstance(cell, str) and not cell.isascii() and wrong(cell) for cell in column], dtype=bool
    )


def _otherwise(column):
    """Cells whose word occurs more often in another spelling (case, blanks)."""
    words = column.astype(object)
    plain = words.map(lambda word: " ".join(word.split()).casefold() if isinstance(word, str) else word)
    counts = words.value_counts()
    usual = counts.groupby(
        counts.index.map(lambda word: " ".join(word.split()).casefold() if isinstance(word, str) else word),
        sort=False,
    ).idxmax()
    return (words.notna() & (words != plain.map(usual))).to_numpy(dtype=bool)
