"""A year's net sales, and what each customer bought (销售净额).

``net_sales`` takes the returns off the orders. ``by_customer`` adds up each customer's rows in whole fen, so that
amounts that are equal on paper are equal here.
"""

from functools import partial

import numpy as np
import pandas as pd

from casekit.core.columns import amounts_in
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.engines import sums, takes
from casekit.engines.sources import opened
from casekit.errors import Refused, require_columns


def net_sales(orders, returns, year):
    """The rows that make up a year's net sales: each order, and each return as a negative amount.

    Parameters
    ----------
    orders : DataFrame
        ``order_id``, ``customer_id``, ``order_date``, ``net_amount_cny`` (CNY).
    returns : DataFrame
        ``order_id``, ``return_date``, ``credited_cny`` (CNY).
    year : int
        A return counts in the year in which it was booked, whenever the goods were sold.

    Returns
    -------
    DataFrame
        One row an order or a return: ``customer_id``, ``order_date`` (the day it was booked), ``net_amount_cny``.

    Raises
    ------
    Refused
        A column or a date is missing, an order stands in the table twice, or a return belongs to no order.
    """
    require_columns(orders, "order_id", "customer_id", "order_date", "net_amount_cny")
    require_columns(returns, "order_id", "return_date", "credited_cny")
    once = say("each order_id once", "每个 order_id 只出现一次")
    refuse_rows(orders["order_id"].duplicated(), once, orders["order_id"])
    orders = orders.assign(order_date=days_in(orders, "order_date"))
    returns = returns.assign(return_date=days_in(returns, "return_date"))
    buyer = returns["order_id"].map(orders.set_index("order_id")["customer_id"])
    refuse_rows(
        buyer.isna(), say("an order for every return", "每笔退货都要有对应的订单"), returns["order_id"]
    )
    back = pd.DataFrame(
        {
            "customer_id": buyer,
            "order_date": returns["return_date"],
            "net_amount_cny": -amounts_in(returns, "credited_cny"),
        }
    )
    rows = pd.concat([orders[list(back.columns)], back], ignore_index=True)
    return rows[rows["order_date"].dt.year == year].reset_index(drop=True)


def by_customer(sales):
    """Each customer's sales in whole fen, largest first, equals in the order of their ids."""
    elsewhere, sales = takes(sales), opened(sales) if takes(sales) else sales
    require_columns(sales, "customer_id", "net_amount_cny")
    needed = say("a customer_id in every row", "每一行都有 customer_id")
    if elsewhere:
        ids, fen = sums.customers(sales, partial(row_refused, needed))
    else:
        amount = amounts_in(sales, "net_amount_cny")
        codes, ids = pd.factorize(sales["customer_id"])
        refuse_rows(codes < 0, needed, sales["customer_id"])
        fen = np.rint(np.bincount(codes, weights=amount, minlength=len(ids)) * 100).astype("int64")
    order = largest_first(fen, ids)
    return pd.Series(fen[order], index=pd.Index(ids[order], name="customer_id"), dtype="int64")


def largest_first(fen, ids):
    """Positions from the largest amount down; among equals by id, so that shuffled rows change nothing."""
    order = np.argsort(-fen)  # in any order among equals: they are put in order next
    equal = np.diff(fen[order]) == 0
    places = np.flatnonzero(np.append(equal, False) | np.append(False, equal))
    tied = order[places]
    tied = tied[_sorted_ids(ids[tied])]
    order[places] = tied[np.argsort(-fen[tied], kind="stable")]
    return order


def _sorted_ids(ids):
    try:
        return pd.Index(ids).argsort()
    except TypeError:  # numbers and words side by side
        return pd.Index(ids).map(str).argsort()


def one_row_each(ids):
    """The ids as an index; refused where one stands twice."""
    index = ids if isinstance(ids, pd.Index) else pd.Index(ids)
    if not index.is_unique:
        name = index.name or "customer_id"
        refuse_rows(
            index.duplicated(), say(f"each {name} once", f"每个 {name} 只出现一次"), index.to_series()
        )
    return index


def refuse_rows(bad, needed, values):
    bad = np.asarray(bad)
    if bad.any():
        at = int(np.argmax(bad))
        raise row_refused(needed, values.index[at], values.iloc[at], bad.sum())


def row_refused(needed, row, first, count):
    return Refused(
        needed,
        say(f"row {row}: {first}; {count:,} in all", f"第 {row} 行：{first}；共 {count} 行"),
        say("put the rows right, or leave them out openly before", "先改正这些行，或事先明确剔除"),
    )  # fmt: skip


def refuse_nothing_sold(amounts):
    if len(amounts) and amounts.sum() <= 0:
        raise Refused(
            say("total net sales above zero", "销售净额合计大于零"),
            say(f"a total of zero or less in {len(amounts)} customers", f"{len(amounts)} 家客户合计为零或负"),
            say("a share of nothing has no meaning: take a longer period", "没有总额就没有占比：请改用更长的期间"),
        )  # fmt: skip
