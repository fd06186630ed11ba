"""Orders, invoices and payments side by side, where joins multiply rows (订单、发票、收款三本账).

``check_join`` says before a join what it would do: rows multiplied, rows lost. ``three_books`` leads from what was ordered to
what is still owed, each book added up on its own, to the fen; ``sums_after_joining`` shows what the same sums come to if the
books are joined row by row first; ``by_order`` puts the three side by side, one row an order.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in, flags_in, refuse_rows
from casekit.core.language import say
from casekit.errors import require_columns


def check_join(left, right, on):
    """What joining two tables on a column would do to their rows.

    Parameters
    ----------
    left, right : DataFrame
        Both with the column ``on``.
    on : str
        The key, for example ``"invoice_id"``. An empty key meets nothing.

    Returns
    -------
    Series
        Counts of rows: ``rows_left``, ``rows_right``, ``rows_joined`` (of an inner join), ``left_without`` and ``right_without`` (no
        partner: an inner join loses them), ``left_multiplied`` and ``right_multiplied`` (more than one partner: an amount on
        them is counted again for each).

    Examples
    --------
    >>> bills, paid = pd.DataFrame({"invoice_id": ["a", "b", "c"]}), pd.DataFrame({"invoice_id": ["a", "a", "d"]})
    >>> check_join(bills, paid, "invoice_id").to_dict()
    {'rows_left': 3, 'rows_right': 3, 'rows_joined': 2, 'left_without': 2, 'right_without': 1, 'left_multiplied': 1, 'right_multiplied': 0}
    """
    require_columns(left, on)
    require_columns(right, on)
    meets_left, meets_right = _partners(left[on], right[on]), _partners(right[on], left[on])
    counts = {
        "rows_left": len(left),
        "rows_right": len(right),
        "rows_joined": int(meets_left.sum()),
        "left_without": int((meets_left == 0).sum()),
        "right_without": int((meets_right == 0).sum()),
        "left_multiplied": int((meets_left > 1).sum()),
        "right_multiplied": int((meets_right > 1).sum()),
    }
    return look.labelled(pd.Series(counts, name="rows").to_frame(), rows=say("rows", "行数"))["rows"]


def _partners(keys, others):
    """How many rows of the other table each row meets."""
    counts = others.dropna().value_counts()
    return keys.map(counts).fillna(0).to_numpy(dtype="int64")


def three_books(orders, invoices, payments):
    """From everything ordered to everything still owed, step by step, each book added up on its own.

    Parameters
    ----------
    orders : DataFrame
        ``order_id``, ``net_amount_cny`` (CNY).
    invoices : DataFrame
        ``invoice_id``, ``order_id``, ``amount_cny`` and, where there are any, ``credit_cny`` (CNY): one invoice an order.
    payments : DataFrame
        ``invoice_id``, ``payment_cny`` and, where there are any, ``discount_taken_cny`` (CNY) and ``dishonoured``.

    Returns
    -------
    DataFrame
        One row a step: ``step``, ``amount_cny``. The rows are called ``ordered``, ``not_invoiced``, ``differs`` (invoices that
        differ from their order, or have none), ``invoiced``, ``credited``, ``discount``, ``paid``, ``open``: ``invoiced`` is the sum of the three
        above it, ``open`` of ``invoiced`` and the three after it.

    Raises
    ------
    Refused
        A column or an amount is missing; an id stands twice; a payment names no invoice of the table.
    """
    fen = _steps(orders, invoices, payments)
    words = _steps_in_words()
    table = pd.DataFrame(
        {"step": [words[name] for name in fen], "amount_cny": [each / 100 for each in fen.values()]},
        index=pd.Index(list(fen)),
    )
    return look.labelled(
        table, step=say("step", "步骤"), amount_cny=(say("amount", "金额"), say("CNY", "元"))
    )


def _steps(orders, invoices, payments):
    """Each step in whole fen."""
    at, _ = _links(orders, invoices, payments)
    sold, billed = _fen(orders, "net_amount_cny"), _fen(invoices, "amount_cny")
    invoiced = np.zeros(len(orders), dtype=bool)
    invoiced[at[at >= 0]] = True
    good = _honoured(payments)
    steps = {"ordered": sold.sum(), "not_invoiced": -sold[~invoiced].sum()}
    steps["differs"] = billed.sum() - sum(steps.values())
    steps |= {
        "invoiced": billed.sum(),
        "credited": -_fen(invoices, "credit_cny").sum(),
        "discount": -_fen(payments, "discount_taken_cny")[good].sum(),
        "paid": -_fen(payments, "payment_cny")[good].sum(),
    }
    steps["open"] = sum(list(steps.values())[3:])
    return {name: int(each) for name, each in steps.items()}


def _links(orders, invoices, payments):
    """Where each invoice's order stands, and each payment's invoice (-1 for none); the books are checked on the way."""
    require_columns(orders, "order_id", "net_amount_cny")
    require_columns(invoices, "invoice_id", "order_id", "amount_cny")
    require_columns(payments, "invoice_id", "payment_cny")
    once = say("an id that is there, and once", "不空也不重复的编号")
    for table, name in ((orders, "order_id"), (invoices, "invoice_id")):
        refuse_rows(table, table[name].isna() | table[name].duplicated(), name, once)
    again = invoices["order_id"].notna() & invoices["order_id"].duplicated()
    one = say("one invoice an order (add them up first)", "一张订单一张发票（请先合并）")
    refuse_rows(invoices, again, "order_id", one)
    at = pd.Index(orders["order_id"]).get_indexer(invoices["order_id"])
    of = pd.Index(invoices["invoice_id"]).get_indexer(payments["invoice_id"])
    known = say("an invoice of the table", "发票表里的一张发票")
    refuse_rows(payments, _honoured(payments) & (of < 0), "invoice_id", known)
    return at, of


def _honoured(payments):
    """Which payments count: all but the dishonoured ones."""
    return ~flags_in(payments, "dishonoured") if "dishonoured" in payments else np.full(len(payments), True)


def _fen(table, name):
    """A column in whole fen; one that is not there, or an empty cell of a side amount, is 0."""
    if name not in table:
        return np.zeros(len(table), dtype="int64")
    empty = 0.0 if name in ("credit_cny", "discount_taken_cny") else None
    return np.rint(amounts_in(table, name, empty=empty) * 100).astype("int64")


def _steps_in_words():
    return {
        "ordered": say("orders", "订单"),
        "not_invoiced": say("less: not yet invoiced", "减：尚未开票"),
        "differs": say("invoices that differ from their order, or have none", "发票与订单不符或没有订单"),
        "invoiced": say("invoices", "发票"),
        "credited": say("less: returns deducted on invoices", "减：发票上冲减的退货"),
        "discount": say("less: cash discounts taken", "减：已享受的现金折扣"),
        "paid": say("less: paid (what was not honoured does not count)", "减：已收款（未兑付的不算）"),
        "open": say("still owed", "尚未收回"),
    }


def by_order(orders, invoices, payments):
    """The three books side by side, one row an order: payments are added up by invoice before anything is joined.

    Parameters
    ----------
    orders, invoices, payments
        As for :func:`three_books`.

    Returns
    -------
    DataFrame
        Indexed by ``order_id``, in the order of ``orders``: ``net_amount_cny``; ``amount_cny`` invoiced, ``credit_cny``, ``settled_cny``
        (paid and discount) and ``open_amount_cny``, missing (NaN) where the order has no invoice.
    """
    at, of = _links(orders, invoices, payments)
    good = _honoured(payments)
    settled = (_fen(payments, "payment_cny") + _fen(payments, "discount_taken_cny"))[good]
    bills = {
        "amount_cny": _fen(invoices, "amount_cny"),
        "credit_cny": _fen(invoices, "credit_cny"),
        "settled_cny": np.bincount(of[good], settled, len(invoices)),
    }
    bills["open_amount_cny"] = bills["amount_cny"] - bills["credit_cny"] - bills["settled_cny"]
    table = pd.DataFrame(
        {"net_amount_cny": _fen(orders, "net_amount_cny") / 100}, index=pd.Index(orders["order_id"])
    )
    for name, fen in bills.items():
        yuan = np.full(len(orders), np.nan)
        yuan[at[at >= 0]] = fen[at >= 0] / 100
        table[name] = yuan
    yuan = say("CNY", "元")
    return look.labelled(
        table,
        order_id=say("order", "订单编号"),
        net_amount_cny=(say("ordered", "订货"), yuan),
        amount_cny=(say("invoiced", "开票"), yuan),
        credit_cny=(say("returns deducted", "冲减退货"), yuan),
        settled_cny=(say("settled", "已结"), yuan),
        open_amount_cny=(say("open", "未结"), yuan),
    )


def sums_after_joining(orders, invoices, payments):
    """The same sums twice: each book on its own, and after the three were joined row by row.

    Parameters
    ----------
    orders, invoices, payments
        As for :func:`three_books`.

    Returns
    -------
    DataFrame
        Three rows, ``orders``, ``invoices``, ``payments``: ``alone_cny``, ``joined_cny`` (after an inner join of all three), ``difference_cny``.
        An invoice paid in two parts is counted twice, an order without an invoice or an unpaid one not at all.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["x", "y"], "net_amount_cny": [100.0, 50.0]})
    >>> bills = pd.DataFrame({"invoice_id": ["a", "b"], "order_id": ["x", "y"], "amount_cny": [100.0, 50.0]})
    >>> paid = pd.DataFrame({"invoice_id": ["a", "a"], "payment_cny": [60.0, 40.0]})
    >>> sums_after_joining(orders, bills, paid)[["alone_cny", "joined_cny"]].to_numpy().tolist()
    [[150.0, 200.0], [150.0, 200.0], [100.0, 100.0]]
    """
    at, of = _links(orders, invoices, payments)
    parts = np.bincount(of[of >= 0], minlength=len(invoices))
    matched, times = at >= 0, np.zeros(len(orders), dtype="int64")
    times[at[matched]] = parts[matched]
    times = {
        "orders": times,
        "invoices": np.where(matched, parts, 0),
        "payments": np.append(matched, False)[of],
    }
    fen = {
        "orders": _fen(orders, "net_amount_cny"),
        "invoices": _fen(invoices, "amount_cny"),
        "payments": _fen(payments, "payment_cny"),
    }
    rows = [(int(fen[name].sum()) / 100, float((fen[name] * times[name]).sum()) / 100) for name in fen]
    table = pd.DataFrame(rows, columns=["alone_cny", "joined_cny"], index=pd.Index(list(fen), name="book"))
    table["difference_cny"] = (table["joined_cny"] - table["alone_cny"]).round(2)
    yuan = say("CNY", "元")
    return look.labelled(
        table,
        book=say("book", "账"),
        alone_cny=(say("added up on its own", "各自相加"), yuan),
        joined_cny=(say("after joining row by row", "逐行连接之后"), yuan),
        difference_cny=(say("difference", "相差"), yuan),
    )
