"""What an early warning reads at each month-end: what is owed, sales against three bars, expenses, silence, reports (预警取数).

Every function gives *readings*, one row a customer, rule and day: ``value`` is what was found, ``against`` what it is held
against. Whether that is bad enough to warn is not decided here but by the table of rules, :mod:`casekit.alerts`.
"""

import numpy as np
import pandas as pd

from casekit.core.columns import amounts_in, flags_in, refuse_rows
from casekit.core.days import as_day, days_in, months_of
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_whole
from casekit.look import labelled

USUAL = 12, 6  # the usual number of orders: the mean of up to 12 months before, of at least 6


def debt(invoices, payments, limits, days, orders=None):
    """What each customer owes on each day, against its credit limit (rule ``debt``).

    Parameters
    ----------
    invoices : DataFrame
        ``invoice_id``, ``customer_id``, ``invoice_date``, ``amount_cny`` and, where there are any, ``credit_cny``.
    payments : DataFrame
        ``invoice_id``, ``payment_date``, ``payment_cny`` and, where there are any, ``discount_taken_cny`` and ``dishonoured``.
    limits : DataFrame
        ``customer_id``, ``credit_limit_cny``; an empty cell means that no limit is on file. Only these customers are read.
    days : list
        Month-ends, or any days.
    orders : DataFrame, optional
        ``order_id``, ``customer_id``, ``order_date``, ``net_amount_cny``: what was ordered and is not yet invoiced counts as
        owed. ``invoices`` then needs ``order_id``.

    Returns
    -------
    DataFrame
        ``customer_id``, ``rule``, ``day``, ``value`` and ``against`` (CNY, with VAT; NaN without a limit).
    """
    require_columns(limits, "customer_id", "credit_limit_cny")
    ids = pd.Index(limits["customer_id"], name="customer_id")
    once = say("each customer_id once", "每个 customer_id 只出现一次")
    refuse_rows(limits, ids.isna() | ids.duplicated(), "customer_id", once)
    days = _in_order(days)
    flows = [*_billed_and_paid(invoices, payments)]
    if orders is not None:
        flows += _ordered(orders, invoices)
    owed = sum(_balances(ids, days, *flow) for flow in flows)
    bars = amounts_in(
        limits.fillna({"credit_limit_cny": np.inf}).replace({"credit_limit_cny": {np.inf: -1}}),
        "credit_limit_cny",
    )
    bars = np.where(limits["credit_limit_cny"].isna(), np.nan, bars)
    return _long("debt", ids, days, np.round(owed, 2), np.broadcast_to(bars[:, None], owed.shape))  # fmt: skip


def progress(sales, plans=None):
    """Each month's sales against plan, against the same month a year before, and orders against the usual number.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id``, ``order_date``, ``net_amount_cny`` (CNY, returns negative): orders, or what
        :func:`casekit.sales.net_sales` gives. Every row above zero is an order.
    plans : DataFrame, optional
        ``customer_id``, ``month``, ``plan_cny``. Who has a plan is read even if it bought nothing.

    Returns
    -------
    DataFrame
        As for :func:`debt`; rules ``plan`` and ``year`` (CNY), ``usual`` (orders a month). NaN where there is nothing to hold
        against: a first year, or fewer than six months before. The usual number is the mean of up to twelve months before,
        from the customer's first month on.
    """
    require_columns(sales, "customer_id", "order_date", "net_amount_cny")
    amounts, month = amounts_in(sales, "net_amount_cny"), months_of(days_in(sales, "order_date"))
    refuse_rows(sales, sales["customer_id"].isna(), "customer_id", say("a customer", "客户编号"))
    first, last = (month.min(), month.max()) if len(month) else (0, -1)
    ids = pd.Index(pd.unique(sales["customer_id"]), name="customer_id")
    if plans is not None:
        require_columns(plans, "customer_id", "month", "plan_cny")
        ids = ids.union(pd.unique(plans["customer_id"])).rename("customer_id")
    place, shape = ids.get_indexer(sales["customer_id"]), (len(ids), int(last - first + 1))
    sold = np.round(_grid(shape, place, month - first, amounts), 2)
    number = _grid(shape, place, month - first, amounts > 0)
    ends = _ends(first, shape[1])
    parts = [_long("usual", ids, ends, number, _usual(number))]
    parts.append(_long("year", ids, ends[12:], sold[:, 12:], _above_zero(sold[:, :-12])))
    if plans is not None:
        parts.append(_long("plan", ids, ends, sold, _planned(plans, ids, first, shape)))
    return pd.concat(parts, ignore_index=True)


def expenses(spent):
    """Each month's selling expense against its budget (rule ``expense``).

    Parameters
    ----------
    spent : DataFrame
        ``customer_id``, ``month``, ``expense_budget_cny``, ``expense_actual_cny``. Every expense is filed with the customer
        it was for.

    Returns
    -------
    DataFrame
        As for :func:`debt`, CNY.
    """
    require_columns(spent, "customer_id", "month", "expense_budget_cny", "expense_actual_cny")
    ends = _month_end(months_of(days_in(spent, "month")))
    table = {"customer_id": spent["customer_id"].to_numpy(), "rule": "expense", "day": ends}
    amounts = {
        "value": amounts_in(spent, "expense_actual_cny"),
        "against": amounts_in(spent, "expense_budget_cny"),
    }
    return _named(pd.DataFrame(table | amounts))  # fmt: skip


def silence(orders, days, at_least=6):
    """Days since each customer's last order, against its own usual gap (rule ``silence``).

    Parameters
    ----------
    orders : DataFrame
        ``customer_id``, ``order_date``.
    days : list
        Month-ends, or any days. On each only the orders up to it are known.
    at_least : int
        With fewer days of orders than this, a customer has no usual gap yet (NaN).

    Returns
    -------
    DataFrame
        As for :func:`debt`, in days; the usual gap is the median of the customer's own gaps between days with orders.
    """
    require_columns(orders, "customer_id", "order_date")
    require_whole("at_least", at_least, say("six orders: 6", "至少六次写 6"))
    when = days_in(orders, "order_date").to_numpy().astype("datetime64[D]").astype("int64")
    codes, ids = pd.factorize(orders["customer_id"], sort=True)
    refuse_rows(orders, codes < 0, "customer_id", say("a customer", "客户编号"))
    first = when.min() if len(when) else 0
    pairs = np.divmod(np.unique(codes * 100_000 + when - first), 100_000)
    codes, when = pairs[0], pairs[1] + first
    tables = [
        _silent(ids, codes[when <= day], when[when <= day], day, at_least)
        for day in _numbers(_in_order(days))
    ]
    return _named(pd.concat(tables, ignore_index=True))


def incidents(reports):
    """What somebody reported, such as a theft or a split of the business (rule ``incident``).

    Parameters
    ----------
    reports : DataFrame
        ``customer_id``, ``reported_date``, ``what`` (words) and, if the matter is settled, ``settled_date``.

    Returns
    -------
    DataFrame
        As for :func:`debt`: ``value`` 1 from the day of the report, 0 from the day it is settled; ``note`` has the words.
    """
    require_columns(reports, "customer_id", "reported_date", "what")
    open_ = _reported(reports, days_in(reports, "reported_date"), 1.0)
    if "settled_date" not in reports:
        return open_
    settled = days_in(reports, "settled_date", missing=True)
    return pd.concat([open_, _reported(reports, settled, 0.0)[settled.notna().to_numpy()]], ignore_index=True)


# What they share ---------------------------------------------------------------------------------------------


def _reported(reports, days, value):
    table = {"customer_id": reports["customer_id"].to_numpy(), "rule": "incident", "day": days.to_numpy()}
    return _named(pd.DataFrame(table | {"value": value, "against": 0.0, "note": reports["what"].to_numpy()}))


def _billed_and_paid(invoices, payments):
    """Two flows: billed less credited, and paid less than nothing; each customers, days, amounts."""
    require_columns(invoices, "invoice_id", "customer_id", "invoice_date", "amount_cny")
    require_columns(payments, "invoice_id", "payment_date", "payment_cny")
    once = say("an id that is there, and once", "不空也不重复的编号")
    bills = pd.Index(invoices["invoice_id"])
    refuse_rows(invoices, bills.isna() | bills.duplicated(), "invoice_id", once)
    billed = amounts_in(invoices, "amount_cny") - _where_there(invoices, "credit_cny")
    yield invoices["customer_id"], days_in(invoices, "invoice_date"), billed
    good = ~flags_in(payments, "dishonoured") if "dishonoured" in payments else np.full(len(payments), True)
    place = bills.get_indexer(payments["invoice_id"])
    refuse_rows(
        payments,
        good & (place < 0),
        "invoice_id",
        say("the id of one invoice of the table", "发票表中某一张发票的编号"),
    )
    paid = amounts_in(payments, "payment_cny") + _where_there(payments, "discount_taken_cny")
    buyer = invoices["customer_id"].iloc[place] if len(invoices) else payments["invoice_id"]
    yield buyer, days_in(payments, "payment_date"), np.where(good, -paid, 0.0)  # fmt: skip


def _ordered(orders, invoices):
    """What was ordered counts from its day on, and no longer once it is invoiced."""
    require_columns(orders, "order_id", "customer_id", "order_date", "net_amount_cny")
    require_columns(invoices, "order_id")
    amounts = pd.Series(amounts_in(orders, "net_amount_cny"), pd.Index(orders["order_id"]))
    refuse_rows(orders, amounts.index.duplicated(), "order_id", say("each order_id once", "不重复的订单编号"))
    off = invoices["order_id"].map(amounts).fillna(0.0).to_numpy()
    return [
        (orders["customer_id"], days_in(orders, "order_date"), amounts.to_numpy()),
        (invoices["customer_id"], days_in(invoices, "invoice_date"), -off),
    ]


def _balances(ids, days, customers, when, amounts):
    """The sum of a flow up to each day: customers down, days across."""
    place, number = ids.get_indexer(customers), np.searchsorted(_numbers(days), _numbers(when))
    there = (place >= 0) & (number < len(days))
    return _grid((len(ids), len(days)), place[there], number[there], amounts[there]).cumsum(axis=1)


def _grid(shape, rows, columns, amounts):
    cells = np.bincount(rows * shape[1] + columns, weights=amounts, minlength=shape[0] * shape[1])
    return cells.reshape(shape)


def _usual(number):
    """The mean number of orders of the months before, from the customer's first month on."""
    most, least = USUAL
    known = np.cumsum(number > 0, axis=1) > 0
    orders, months = (_before(each.astype(float), most) for each in (number, known))
    return np.divide(orders, months, out=np.full(number.shape, np.nan), where=months >= least)


def _before(each, most):
    """The sum of up to ``most`` columns before each column."""
    total = np.hstack([np.zeros((len(each), 1)), each.cumsum(axis=1)])
    at = np.arange(each.shape[1])
    return total[:, at] - total[:, np.maximum(at - most, 0)]


def _above_zero(bars):
    return np.where(bars > 0, bars, np.nan)


def _planned(plans, ids, first, shape):
    month = months_of(days_in(plans, "month")) - first
    inside = (month >= 0) & (month < shape[1])
    place = ids.get_indexer(plans["customer_id"])
    amounts = amounts_in(plans, "plan_cny")
    return _above_zero(_grid(shape, place[inside], month[inside], amounts[inside]))


def _silent(ids, codes, when, day, at_least):
    """Days since the last order and the median gap, customer by customer, from the orders up to a day."""
    last = np.append(codes[1:] != codes[:-1], True) if len(codes) else np.zeros(0, bool)
    gaps, whose = np.diff(when)[~last[:-1]], codes[1:][~last[:-1]]
    enough = np.bincount(codes, minlength=len(ids))[codes[last]] >= at_least
    median = pd.Series(gaps, dtype=float).groupby(whose).median().reindex(codes[last]).to_numpy()
    table = {"customer_id": ids[codes[last]], "rule": "silence", "day": np.datetime64(int(day), "D")}
    values = {"value": (day - when[last]).astype(float), "against": np.where(enough, median, np.nan)}
    return pd.DataFrame(table | values).astype({"day": "datetime64[us]"})


def _ends(first, number):
    return _month_end(np.arange(first, first + number))


def _month_end(months):
    after = (np.asarray(months) + 1).astype("datetime64[M]").astype("datetime64[D]")
    return (after - np.timedelta64(1, "D")).astype("datetime64[us]")


def _in_order(days):
    read = [as_day(day, "days") for day in days]
    if sorted(set(read)) != read:
        raise Refused(
            say("days in order, each once", "日期从早到晚，不重复"),
            ", ".join(f"{day:%Y-%m-%d}" for day in read[:5]),
            say("sorted(set(days))", "用 sorted(set(days)) 整理"),
        )
    return np.array(read, dtype="datetime64[us]")


def _numbers(days):
    return np.asarray(days).astype("datetime64[D]").astype("int64")


def _where_there(table, name):
    return amounts_in(table, name, empty=0.0) if name in table else 0.0


def _long(rule, ids, days, value, against):
    """A grid as readings, customer by customer."""
    size = len(ids), len(days)
    table = {
        "customer_id": np.repeat(np.asarray(ids, dtype=object), size[1]),
        "rule": rule,
        "day": np.tile(days, size[0]),
    }
    return _named(pd.DataFrame(table | {"value": np.ravel(value).astype(float), "against": np.ravel(against)}))  # fmt: skip


def _named(table):
    return labelled(
        table,
        rule=say("rule", "规则代码"),
        day=say("read on", "取数日"),
        value=say("found", "实际"),
        against=say("held against", "对照"),
    )
