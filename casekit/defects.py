"""What one wrong cell does: the figures of several lessons, from clean records and from records with one defect.

The figures are worked out as one does without thinking: what is no number or no day becomes empty and drops out. That
is what makes a defect harmful; the readers of :mod:`casekit.records` would report it instead.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.company.as_received import KEYS
from casekit.core.language import say
from casekit.data import datasets_folder
from casekit.errors import require_columns, require_one_of

LAST_DAY = pd.Timestamp("2025-12-31")


def clean():
    """Seven of Qinghe's tables as their files have them, every column as text: a dict by name."""
    return {name: _as_text("qinghe", name) for name in (*KEYS, "invoices")}


def received():
    """The same as they came in, with eighteen defects (``invoices`` has none)."""
    return {name: _as_text("as_received", name) for name in KEYS} | {
        "invoices": _as_text("qinghe", "invoices")
    }


def known():
    """The list of the eighteen defects, one row each: where it is, what it is, what it does."""
    return _as_text("as_received", "defects").set_index("defect_id")


def _as_text(folder, name):
    path = datasets_folder() / folder / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def with_defect(tables, defect):
    """The tables with one defect put into them.

    Parameters
    ----------
    tables : dict of DataFrame
        Clean tables by name, every column as text, as :func:`clean` gives them.
    defect : Series
        A row of :func:`known`: ``table``, ``row_key``, ``column``, ``change``, ``received_value``.

    Returns
    -------
    dict of DataFrame
        The same tables, the one named by the defect as a copy with one cell changed or one row added.

    Raises
    ------
    Refused
        The table is not there, or has no such row.
    """
    require_one_of("table", defect["table"], list(tables))
    table = tables[defect["table"]].copy()
    require_columns(table, defect["column"])
    key = table[KEYS[defect["table"]]]
    require_one_of("row_key", defect["row_key"], list(key[key == defect["row_key"]]) or list(key[:3]))
    row = key.index[key == defect["row_key"]][0]
    if defect["change"] == "row added":
        table = pd.concat([table, table.loc[[row]]], ignore_index=True)
        row = len(table) - 1
    table.loc[row, defect["column"]] = defect["received_value"]
    return {**tables, defect["table"]: table}


def figures(tables):
    """Twelve figures of the lessons, worked out without thinking.

    Parameters
    ----------
    tables : dict of DataFrame
        ``customers``, ``orders``, ``returns``, ``payments``, ``invoices``, ``credit_profiles``, ``complaints``, every column as text.

    Returns
    -------
    DataFrame
        One row a figure: ``lesson``, ``figure`` (in words), ``value``.
    """
    return _table(_values(tables))


def compared(tables, defect):
    """The figures from clean records and with one defect, as :func:`side_by_side` gives them."""
    return side_by_side(tables, with_defect(tables, defect))


def side_by_side(clean, received):
    """The figures from clean records and from others.

    Parameters
    ----------
    clean, received : dict of DataFrame
        As for :func:`figures`.

    Returns
    -------
    DataFrame
        One row a figure: ``lesson``, ``figure`` (in words), ``clean``, ``received``, ``change_share`` (of the clean value).
    """
    table = _table(_values(clean)).rename(columns={"value": "clean"})
    table["received"] = list(_values(received).values())
    table["change_share"] = (table["received"] - table["clean"]) / table["clean"]
    return look.labelled(
        table,
        name=say("name", "名称"),
        lesson=say("lesson", "课"),
        figure=say("figure", "数字"),
        clean=say("clean", "正确"),
        received=say("as received", "收到的"),
        change_share=(say("change", "变化"), "share"),
    )


def _table(values):
    words = figure_words()
    rows = [(words[name][0], words[name][1], value) for name, value in values.items()]
    return pd.DataFrame(
        rows, columns=["lesson", "figure", "value"], index=pd.Index(list(values), name="name")
    )


def figure_words():
    """The lesson and the words of each figure."""
    return {
        "customers": (1, say("customers", "客户数")),
        "found_by_name": (1, say("found by Chinese name", "按中文名找得到的客户")),
        "regions": (1, say("regions", "地区数")),
        "old_customers": (1, say("with us since before 2024", "2024 年以前的老客户")),
        "verified": (1, say("verified within a year", "一年内核实过的客户")),
        "sales": (4, say("net sales 2025, yuan", "2025 年销售净额（元）")),
        "sales_by_region": (4, say("sales, summed by region", "销售净额，分地区合计（元）")),
        "recent": (6, say("orders of the last 30 days", "近 30 天的订单数")),
        "pieces_back": (7, say("pieces sent back", "退货件数")),
        "limits": (11, say("dealers with a credit limit", "有信用额度的经销商")),
        "receivables": (13, say("receivables, yuan", "应收账款（元）")),
        "hours_to_close": (14, say("mean hours to close", "平均办结小时数")),
    }


def _values(tables):
    customers, orders, returns = tables["customers"], tables["orders"], tables["returns"]
    amount, day = _numbers(orders["net_amount_cny"]), _days(orders["order_date"])
    in_2025 = day.dt.year == 2025
    back = _numbers(returns["credited_cny"])[_days(returns["return_date"]).dt.year == 2025].sum()
    region = (
        orders[["customer_id"]]
        .assign(amount=amount)[in_2025]
        .merge(customers[["customer_id", "region"]], on="customer_id")
    )
    verified = _days(customers["last_verified_date"])
    complaints = tables["complaints"]
    lasted = (_days(complaints["closed_at"]) - _days(complaints["received_at"])).dt.total_seconds() / 3600
    return {
        "customers": len(customers),
        "found_by_name": int(customers["name_zh"].str.contains("[\u4e00-\u9fff]", regex=True).sum()),
        "regions": customers["region"].nunique(),
        "old_customers": int((_days(customers["onboard_date"]) < "2024-01-01").sum()),
        "verified": int((verified >= LAST_DAY - pd.Timedelta(days=365)).sum()),
        "sales": round(amount[in_2025].sum() - back),
        "sales_by_region": round(region["amount"].sum() - back),
        "recent": int((day > LAST_DAY - pd.Timedelta(days=30)).sum() - (day > LAST_DAY).sum()),
        "pieces_back": int(_numbers(returns["quantity"]).sum()),
        "limits": int(_numbers(tables["credit_profiles"]["credit_limit_cny"]).notna().sum()),
        "receivables": _receivables(tables["invoices"], tables["payments"]),
        "hours_to_close": round(lasted.mean()),
    }


def _receivables(invoices, payments):
    """Invoices less credits, discounts and payments that were honoured."""
    good = payments["dishonoured"] != "true"
    billed = _numbers(invoices["amount_cny"]).sum() - _numbers(invoices["credit_cny"]).sum()
    paid = (
        _numbers(payments["payment_cny"])[good].sum() + _numbers(payments["discount_taken_cny"])[good].sum()
    )
    return round(billed - paid)


def _numbers(column):
    return pd.to_numeric(column, errors="coerce")


def _days(column):
    return pd.to_datetime(column, errors="coerce", format="ISO8601")


def moves(table, least=1e-9):
    """Which figures a defect moves: True or False by figure."""
    return np.abs(table["change_share"]) > least
