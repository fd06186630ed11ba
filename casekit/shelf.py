"""What a dealer sold on of each article, worked out of its reports and our records (经销商库存与销出).

``shelf_table`` counts the pieces: beginning plus bought less sent back less end. ``valued`` puts prices to them, for
:func:`casekit.ratios.product_ratios`; whose margin that gives depends on whose prices these are.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.columns import refuse_rows as refuse_cells
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.errors import require_columns

PIECES = ("begin_quantity", "bought", "sent_back", "end_quantity", "sold")


def shelf_table(stock, orders, lines, returns, year):
    """What each dealer that reports its stock bought, sent back and sold on of each article in a year, in pieces.

    Parameters
    ----------
    stock : DataFrame
        ``customer_id``, ``sku``, ``month``, ``begin_quantity``, ``end_quantity``: twelve rows for each dealer and article.
    orders : DataFrame
        ``order_id``, ``customer_id``, ``order_date``.
    lines : DataFrame
        ``order_id``, ``line_no``, ``sku``, ``quantity``, ``net_amount_cny``.
    returns : DataFrame
        ``order_id``, ``line_no``, ``return_date``, ``quantity``; a return counts in the year in which it was booked.
    year : int

    Returns
    -------
    DataFrame
        Indexed by ``customer_id`` and ``sku``: ``begin_quantity``, ``bought``, ``sent_back``, ``end_quantity``; ``sold``, what is missing
        (beginning plus bought less sent back less end); ``average_quantity``, the mean of thirteen points, the beginning and
        twelve month-ends; ``highest_quantity``, the mean if all goods of a month came on its first day and sold evenly;
        ``price_paid_cny``, the average price of a piece over all purchases until the end of the year (NaN without any). What a dealer
        bought of articles that it does not report is left out.

    Raises
    ------
    Refused
        A column, a day or a number is missing, a month is missing or stands there twice, a month does not begin with what the
        one before ended with, a line belongs to no order or a return to no line, a number stands there twice.
    """
    months = _months(stock, year)
    bought = _bought(orders, lines, months.index.levels[0])
    so_far = bought[bought["year"] <= year].groupby(["customer_id", "sku"])[["quantity", "fen"]].sum()
    moves = {
        "bought": _pieces_of(bought[bought["year"] == year]),
        "sent_back": _pieces_of(_sent_back(returns, lines, orders, year)),
        "price_paid_cny": so_far["fen"] / so_far["quantity"] / 100,
    }
    table = months.assign(**{name: each.reindex(months.index) for name, each in moves.items()})
    table = table.fillna({"bought": 0, "sent_back": 0})
    table["sold"] = table["begin_quantity"] + table["bought"] - table["sent_back"] - table["end_quantity"]
    table["highest_quantity"] = (table.pop("of_months") + table["bought"] - table["sent_back"]) / 24
    table = table.astype(dict.fromkeys(PIECES, "int64"))
    return look.labelled(
        table[[*PIECES, "average_quantity", "highest_quantity", "price_paid_cny"]], **_pieces()
    )


def _months(stock, year):
    """By dealer and article: stock at the beginning and end of the year, mean of thirteen points, sum of the months."""
    require_columns(stock, "customer_id", "sku", "month", "begin_quantity", "end_quantity")
    rows = stock.assign(month=days_in(stock, "month").to_numpy())
    rows = rows[rows["month"].dt.year == year].sort_values(["customer_id", "sku", "month"])
    _refuse_gaps(rows)
    begin, end = (amounts_in(rows, f"{name}_quantity").reshape(-1, 12) for name in ("begin", "end"))
    broken = np.zeros(begin.shape, dtype=bool)
    broken[:, 1:] = begin[:, 1:] != end[:, :-1]
    refuse_cells(
        rows, broken.ravel(), "begin_quantity", say("what the month before ended with", "上月末的数")
    )
    of_year = {
        "begin_quantity": begin[:, 0],
        "end_quantity": end[:, -1],
        "average_quantity": (begin[:, 0] + end.sum(axis=1)) / 13,
        "of_months": (begin + end).sum(axis=1),
    }
    return pd.DataFrame(of_year, index=pd.MultiIndex.from_frame(rows[["customer_id", "sku"]].iloc[::12]))


def _refuse_gaps(rows):
    """Refuse where a dealer and article does not have each month once."""
    in_order = np.arange(len(rows)) % 12 + 1
    same = rows.groupby(["customer_id", "sku"], sort=False).ngroup().to_numpy() == np.arange(len(rows)) // 12
    bad = (rows["month"].dt.month.to_numpy() != in_order) | ~same
    refuse_cells(
        rows, bad | (len(rows) % 12 != 0), "month", say("each of twelve months once", "十二个月各一次")
    )


def _bought(orders, lines, dealers):
    """The lines that these dealers ordered: whose, what, in which year, how many, for how much (fen)."""
    require_columns(orders, "order_id", "customer_id", "order_date")
    require_columns(lines, "order_id", "line_no", "sku", "quantity", "net_amount_cny")
    refuse_cells(
        orders, orders["order_id"].duplicated(), "order_id", say("a number of its own", "不重复的编号")
    )
    at = pd.Index(orders["order_id"]).get_indexer(lines["order_id"])
    refuse_cells(lines, at < 0, "order_id", say("an order that is there", "有对应的订单"))
    theirs = orders["customer_id"].isin(dealers).to_numpy()[at]
    lines, at = lines[theirs], at[theirs]
    years = days_in(orders, "order_date").dt.year.to_numpy()
    of_line = {"customer_id": orders["customer_id"].to_numpy()[at], "sku": lines["sku"].to_numpy(), "year": years[at],
               "quantity": amounts_in(lines, "quantity"), "fen": np.rint(amounts_in(lines, "net_amount_cny") * 100)}  # fmt: skip
    return pd.DataFrame(of_line)


def _sent_back(returns, lines, orders, year):
    """The returns booked in the year: whose, what, how many."""
    require_columns(returns, "order_id", "line_no", "return_date", "quantity")
    back = returns[(days_in(returns, "return_date").dt.year == year).to_numpy()]
    of_these = lines.loc[lines["order_id"].isin(back["order_id"]), ["order_id", "line_no", "sku"]]
    refuse_cells(
        of_these,
        of_these.duplicated(["order_id", "line_no"]),
        "line_no",
        say("a number of its own", "不重复的行号"),
    )
    back = back.merge(of_these, on=["order_id", "line_no"], how="left")
    refuse_cells(back, back["sku"].isna(), "line_no", say("a line that is there", "有对应的订单行"))
    customer = back["order_id"].map(orders.set_index("order_id")["customer_id"])
    return back.assign(customer_id=customer, quantity=amounts_in(back, "quantity"))


def _pieces_of(rows):
    return rows.groupby(["customer_id", "sku"])["quantity"].sum()


def _pieces():
    piece = say("pieces", "件")
    return {
        "begin_quantity": (say("opening stock", "期初库存"), piece),
        "bought": (say("bought", "进货"), piece),
        "sent_back": (say("sent back", "退回"), piece),
        "end_quantity": (say("closing stock", "期末库存"), piece),
        "sold": (say("sold on", "卖出"), piece),
        "average_quantity": (say("average stock", "平均库存"), piece),
        "highest_quantity": (say("average stock at most", "平均库存上限"), piece),
        "price_paid_cny": (say("price paid", "进货价"), say("CNY", "元")),
    }


def valued(pieces, price, cost, average="average_quantity"):
    """The pieces of a shelf in money, as :func:`casekit.ratios.product_ratios` takes them.

    Parameters
    ----------
    pieces : DataFrame
        Rows of :func:`shelf_table`.
    price, cost : Series
        What a piece sells for, and what it costs, to whoever's margin it is; by the index of ``pieces`` (CNY).
    average : str
        Which column of ``pieces`` is the average stock.

    Returns
    -------
    DataFrame
        ``product_sales_cny``, ``product_cost_cny``, ``stock_begin_cny``, ``stock_end_cny``, ``stock_average_cny``, rounded to the fen. No pieces
        are worth 0 even where no price is known.
    """
    require_columns(pieces, *PIECES, average)
    price, cost = (each.reindex(pieces.index) for each in (price, cost))
    amounts = {
        "product_sales_cny": ("sold", price),
        "product_cost_cny": ("sold", cost),
        "stock_begin_cny": ("begin_quantity", cost),
        "stock_end_cny": ("end_quantity", cost),
        "stock_average_cny": (average, cost),
    }
    worth = {
        name: (pieces[count] * each).where(pieces[count] != 0, 0) for name, (count, each) in amounts.items()
    }
    return pd.DataFrame(worth).round(2)
