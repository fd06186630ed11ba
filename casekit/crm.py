"""The CRM system: what it is for, how it is used, one customer through all of it, and the review of a company (CRM 系统与综合案例).

``functions`` maps the chapter's functions of a CRM system to the tables that serve them; ``trace`` follows one customer through every
table; ``adoption`` measures whether the people use it. ``quality`` and ``suspects`` (in :mod:`casekit.quality`) say how good the records are,
``three_books``, ``by_order``, ``check_join`` and ``sums_after_joining`` (in :mod:`casekit.joins`) whether orders, invoices and payments agree, and
``review`` (in :mod:`casekit.review`) writes the board page and the workbook of a whole company. All can be called from here.
"""

import numpy as np
import pandas as pd

from casekit.core.cards import FOLDERS, resources
from casekit.core.columns import amounts_in, flags_in
from casekit.core.days import as_day, days_in, is_after
from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed, require_columns, require_whole
from casekit.joins import by_order, check_join, sums_after_joining, three_books
from casekit.look import labelled
from casekit.quality import quality, suspects
from casekit.response import wilson
from casekit.review import Review, review

__all__ = [
    "functions", "trace", "adoption", "quality", "suspects", "three_books", "by_order", "check_join", "sums_after_joining", "review", "Review",
]  # fmt: skip

# What the system is for --------------------------------------------------------------------------------------

# The functions of the slides, in their order: group, function, the tables that serve it. Which table serves what is ours.
MARKET, SALES = ("market", "市场"), ("sales", "销售")
SERVICE, BI = ("service", "服务"), ("business intelligence", "商业智能")
FUNCTIONS = (
    (MARKET, "analysis of present customers", "现有客户数据分析", ("customers", "orders", "order_lines")),
    (MARKET, "personalised market information", "个性化市场信息", ("customer_card_fields", "wallet")),
    (MARKET, "sales forecast", "销售预测", ("plans_monthly", "prospects", "stage_events")),
    (SALES, "basic data of customers", "客户基本资料", ("customers", "customer_card_fields")),
    (SALES, "trading methods", "交易方式", ("terms", "contracts", "invoices")),
    (SALES, "sales process", "销售流程", ("stage_events", "visits")),
    (SERVICE, "self-service", "自助服务", ("shop_orders",)),
    (SERVICE, "process automation", "流程自动化", ("complaint_events",)),
    (SERVICE, "customer care", "客户关怀", ("visits", "tier_history")),
    (SERVICE, "customer feedback", "客户反馈", ("surveys", "complaints")),
    (BI, "acquisition and dynamics", "获得与动态", ("prospects", "orders")),
    (BI, "loss of customers", "流失", ("orders", "contracts")),
    (BI, "contribution to profit", "利润贡献度", ("order_lines", "products", "activity_costs")),
    (BI, "satisfaction and loyalty", "满意度与忠诚度", ("surveys", "shop_orders")),
)  # fmt: skip


def functions(tables=None):
    """The chapter's functions of a CRM system, and which tables serve each.

    Parameters
    ----------
    tables : dict or list, optional
        The tables a company has, by name; without it, Qinghe's.

    Returns
    -------
    DataFrame
        One row a function: ``group`` (market, sales, service, business intelligence), ``function``, ``tables`` (their names), ``there`` and ``needed`` (how many
        of them are there, how many it takes), ``missing`` (names of those that are not).

    Notes
    -----
    Groups and functions are the chapter's (its implementation lists names only). Which table serves which function is ours, and so is
    the count: a table that is there can still be empty, wrong or unused.

    Examples
    --------
    >>> table = functions(["customers", "orders"])
    >>> table.loc[table["function"] == "sales forecast", ["there", "needed", "missing"]].to_numpy().tolist()
    [[0, 3, 'plans_monthly, prospects, stage_events']]
    """
    have = set(resources(FOLDERS[0]) if tables is None else tables)
    rows = [
        {"group": say(*group), "function": say(en, zh), "tables": ", ".join(names), "there": len(have & set(names)), "needed": len(names),
         "missing": ", ".join(name for name in names if name not in have)}
        for group, en, zh, names in FUNCTIONS
    ]  # fmt: skip
    return labelled(
        pd.DataFrame(rows),
        group=say("group", "类别"),
        function=say("function", "功能"),
        tables=say("tables that serve it", "由哪些表支持"),
        there=say("there", "已有（张）"),
        needed=say("needed", "需要（张）"),
        missing=say("missing", "缺少"),
    )


# One customer through every table -----------------------------------------------------------------------------

# How a table's rows belong to a customer where they do not name it: by a key of another table that does.
BY_KEY = {
    "order_lines": ("order_id", "orders"),
    "returns": ("order_id", "orders"),
    "complaint_events": ("complaint_id", "complaints"),
    "stage_events": ("prospect_id", "prospects"),
    "terms": ("terms_id", "customers"),
}
AMOUNT = {
    "orders": "net_amount_cny",
    "order_lines": "net_amount_cny",
    "returns": "credited_cny",
    "invoices": "amount_cny",
    "payments": "payment_cny",
}


def trace(customer_id, tables, as_of=None):
    """One customer through every table: how many rows, from when to when, how much money.

    Parameters
    ----------
    customer_id : str
        Whose rows.
    tables : dict of DataFrame
        By the names of Qinghe's tables. Rows that name no customer are found by their order, complaint or prospect.
    as_of : str or Timestamp, optional
        Rows whose first day is later are left out.

    Returns
    -------
    DataFrame
        One row a table, in the order given: ``table``, ``found_by`` (the column that leads to the customer), ``rows``, ``first`` and ``last`` (days of the first column of days),
        ``amount_cny`` (where the table has amounts of its own; dishonoured payments are counted as rows, not as money). A table that has no way to the customer has a missing count of rows.

    Raises
    ------
    Refused
        No table knows this customer.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["a", "b"], "customer_id": ["K", "L"], "order_date": pd.to_datetime(["2025-01-02", "2025-03-04"]), "net_amount_cny": [70.0, 9]})
    >>> lines = pd.DataFrame({"order_id": ["a", "a", "b"], "net_amount_cny": [30.0, 40, 9]})
    >>> trace("K", {"orders": orders, "order_lines": lines})[["table", "found_by", "rows", "amount_cny"]].to_numpy().tolist()
    [['orders', 'customer_id', 1, 70.0], ['order_lines', 'order_id', 2, 70.0]]
    """
    rows = [_traced(name, customer_id, tables, as_of) for name in tables]
    table = pd.DataFrame(rows, columns=["table", "found_by", "rows", "first", "last", "amount_cny"])
    table["rows"] = table["rows"].astype("Int64")
    if not table["rows"].fillna(0).sum():
        raise _unknown(customer_id, tables)
    table.attrs["labels"] = {
        "table": say("table", "表"), "found_by": say("found by", "查找依据"), "rows": say("rows", "行数"), "first": say("first", "最早"), "last": say("last", "最晚"),
        "amount_cny": (say("amount", "金额"), say("CNY", "元")),
    }  # fmt: skip
    return table


def rows_of(customer_id, name, tables):
    """The rows of a table that belong to a customer, and the column that leads there; None and "" where there is no way."""
    table = tables[name]
    if "customer_id" in table:
        return table[table["customer_id"] == customer_id], "customer_id"
    key, home = BY_KEY.get(name, ("", ""))
    if key in table and home in tables and {key, "customer_id"} <= set(tables[home].columns):
        owned = tables[home].loc[tables[home]["customer_id"] == customer_id, key]
        return table[table[key].isin(owned.dropna())], key
    return None, ""


def _traced(name, customer_id, tables, as_of):
    mine, found_by = rows_of(customer_id, name, tables)
    if mine is None:
        return name, "", None, pd.NaT, pd.NaT, np.nan
    day = next((each for each in mine if mine[each].dtype.kind == "M"), None)
    if day and as_of is not None:
        mine = mine[~is_after(mine[day], as_day(as_of))]
    days = mine[day].dropna() if day else pd.Series(dtype="datetime64[s]")
    amount, counted = AMOUNT.get(name), mine
    if "dishonoured" in mine:
        counted = mine[~flags_in(mine, "dishonoured")]
    money = float(np.rint(amounts_in(counted, amount) * 100).sum() / 100) if amount in mine else np.nan
    return name, found_by, len(mine), days.min(), days.max(), money


def _unknown(customer_id, tables):
    known = (
        tables["customers"]["customer_id"].astype(str).tolist()
        if "customers" in tables and "customer_id" in tables["customers"]
        else []
    )
    near = (
        listed(closest_names(customer_id, known), 3)
        if known
        else say("look in the table of orders", "请在订单表里查")
    )
    return Refused(
        say("a customer of these tables", "这些表里的一家客户"),
        repr(customer_id),
        say(f"the nearest: {near}", f"最接近的是：{near}"),
    )


# Is it used? -------------------------------------------------------------------------------------------------


def adoption(customers, visits, card_fields, as_of, days=90):
    """Whether the system is used, representative by representative: customers visited, cards verified, entries still valid.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id``, ``rep``, ``last_verified_date``.
    visits : DataFrame
        ``customer_id``, ``visit_date``.
    card_fields : DataFrame
        ``customer_id``, ``expiry_date``: one row an entry of a customer's card.
    as_of : str or Timestamp
        The last day that counts.
    days : int
        A customer is visited if there is a visit within so many days up to as_of.

    Returns
    -------
    DataFrame
        By ``rep``, last a row for all together: ``customers``, ``visited_share``, ``verified_share`` (card verified within 365 days), ``valid_share`` (entries of the cards
        that have not expired), and ``low_share``, ``high_share``, the 95 % interval (Wilson) of ``visited_share``. A representative without cards has no ``valid_share``.

    Raises
    ------
    Refused
        A column or a day is missing.

    Notes
    -----
    These are logs of use, not of use*fulness*: a visit that was entered may have been none, and one that was made may not have been entered.

    Examples
    --------
    >>> people = pd.DataFrame({"customer_id": ["K", "L"], "rep": ["Chen", "Chen"], "last_verified_date": ["2025-10-01", "2023-01-01"]})
    >>> seen = pd.DataFrame({"customer_id": ["K"], "visit_date": ["2025-12-01"]})
    >>> card = pd.DataFrame({"customer_id": ["K", "L"], "expiry_date": ["2026-01-01", "2025-01-01"]})
    >>> adoption(people, seen, card, "2025-12-31").loc["Chen", ["visited_share", "verified_share", "valid_share"]].tolist()
    [0.5, 0.5, 0.5]
    """
    require_columns(customers, "customer_id", "rep", "last_verified_date")
    require_columns(visits, "customer_id", "visit_date")
    require_columns(card_fields, "customer_id", "expiry_date")
    as_of, days = as_day(as_of), require_whole("days", days, say("a quarter: 90", "一个季度写 90"))
    each = _used(customers, visits, card_fields, as_of, days)
    parts = [_share_of_use(group, rep) for rep, group in each.groupby("rep", sort=True)] + [
        _share_of_use(each, say("all", "合计"))
    ]
    table = pd.DataFrame(parts).set_index("rep")
    return labelled(
        table,
        rep=say("representative", "业务员"),
        customers=say("customers", "客户（家）"),
        visited_share=(say(f"visited within {days} days", f"{days} 天内拜访过"), "share"),
        low_share=(say("from", "区间下限"), "share"),
        high_share=(say("to", "区间上限"), "share"),
        verified_share=(say("card verified within a year", "一年内核对过资料卡"), "share"),
        valid_share=(say("entries not expired", "栏目未过期"), "share"),
    )


def _used(customers, visits, card_fields, as_of, days):
    """One row a customer: visited, verified (yes or no), entries of the card and how many are still valid."""
    when = days_in(visits, "visit_date").dt.normalize()
    recent = visits.loc[(when <= as_of) & (when > as_of - pd.Timedelta(days=days)), "customer_id"]
    verified = days_in(customers, "last_verified_date", missing=True)
    valid = days_in(card_fields, "expiry_date", missing=True) > as_of
    ids = customers["customer_id"]
    return pd.DataFrame({
        "rep": customers["rep"].fillna(say("(none)", "（无）")),
        "visited": ids.isin(recent),
        "verified": (verified <= as_of) & (verified > as_of - pd.Timedelta(days=365)),
        "entries": ids.map(card_fields.groupby("customer_id").size()).fillna(0),
        "valid": ids.map(valid.groupby(card_fields["customer_id"]).sum()).fillna(0),
    })  # fmt: skip


def _share_of_use(group, rep):
    seen, count, entries = int(group["visited"].sum()), len(group), group["entries"].sum()
    low, high = wilson(seen, count)
    return {
        "rep": rep, "customers": count, "visited_share": seen / count, "low_share": float(low), "high_share": float(high),
        "verified_share": float(group["verified"].mean()), "valid_share": float(group["valid"].sum() / entries) if entries else np.nan,
    }  # fmt: skip
