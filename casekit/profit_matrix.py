"""Customers against products: what each brings with each (客户—产品盈利矩阵).

``sales_lines`` gives the goods sold and returned with their cost, ``by_product`` sets customers against products,
``sign_pattern`` counts how many products earn or lose, and adds the amounts up: only they say whether a customer is profitable.

Money is added up in whole fen. Goods that come back are taken off the sales, and their cost off the cost of the goods: they
are in stock again.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.errors import require_columns
from casekit.sales import one_row_each, refuse_rows


def sales_lines(orders, order_lines, returns, products, year):
    """The goods a year's net sales are made of: each order line, and each return as a negative one.

    Parameters
    ----------
    orders : DataFrame
        ``order_id``, ``customer_id``, ``order_date``.
    order_lines : DataFrame
        ``order_id``, ``line_no``, ``sku``, ``quantity`` (pieces), ``net_amount_cny`` (CNY).
    returns : DataFrame
        ``order_id``, ``line_no``, ``return_date``, ``quantity`` (pieces), ``credited_cny`` (CNY).
    products : DataFrame
        ``sku``, ``unit_cost_cny`` (CNY a piece, on the same footing as the prices: both with VAT, or both without).
    year : int
        A return counts in the year in which it was booked, as in :func:`casekit.sales.net_sales`.

    Returns
    -------
    DataFrame
        ``customer_id``, ``sku``, ``net_amount_cny``, ``goods_cost_cny`` (both below zero for a return).

    Raises
    ------
    Refused
        A column, a date or a number is missing, an order, an order line or a product stands twice, a line belongs to no
        order, a return to no line, or a line to no product.
    """
    require_columns(orders, "order_id", "customer_id", "order_date")
    require_columns(order_lines, "order_id", "line_no", "sku", "quantity", "net_amount_cny")
    require_columns(returns, "order_id", "line_no", "return_date", "quantity", "credited_cny")
    require_columns(products, "sku", "unit_cost_cny")
    known = one_row_each(orders["order_id"])
    order = _found(order_lines["order_id"], known, say("an order for every line", "每行商品都有对应的订单"))
    article = _found(
        order_lines["sku"],
        one_row_each(products["sku"]),
        say("a product for every line", "每行商品都有对应的产品"),
    )
    source = _line_of(returns, order_lines, order, known)
    unit_cost = amounts_in(products, "unit_cost_cny")[article]
    buyer = orders["customer_id"].array.take(order)
    sold = _goods(buyer, order_lines["sku"].array, amounts_in(order_lines, "net_amount_cny"),
                  amounts_in(order_lines, "quantity") * unit_cost)  # fmt: skip
    back = _goods(buyer.take(source), order_lines["sku"].array.take(source), -amounts_in(returns, "credited_cny"),
                  -amounts_in(returns, "quantity") * unit_cost[source])  # fmt: skip
    then = days_in(orders, "order_date").dt.year.to_numpy()[order] == year
    booked = days_in(returns, "return_date").dt.year.to_numpy() == year
    return look.labelled(pd.concat([sold[then], back[booked]], ignore_index=True), **_headings())


def by_product(lines):
    """The gross profit of each product with each customer: products in rows, customers in columns, as the slides draw it.

    Parameters
    ----------
    lines : DataFrame
        ``customer_id``, ``sku``, ``net_amount_cny``, ``goods_cost_cny``, as :func:`sales_lines` gives them.

    Returns
    -------
    DataFrame
        Gross profit (CNY); NaN where the customer did not buy the product, which is not the same as a profit of zero.

    Examples
    --------
    >>> lines = pd.DataFrame({"customer_id": ["A", "B", "B"], "sku": ["P1", "P1", "P2"], "net_amount_cny": [50, 60, 20], "goods_cost_cny": [30, 45, 24]})
    >>> by_product(lines)
    customer_id     A     B
    sku
    P1           20.0  15.0
    P2            NaN  -4.0
    """
    require_columns(lines, "customer_id", "sku", "net_amount_cny", "goods_cost_cny")
    fen = np.rint(100 * amounts_in(lines, "net_amount_cny")) - np.rint(
        100 * amounts_in(lines, "goods_cost_cny")
    )
    cells = lines[["sku", "customer_id"]].assign(fen=fen).groupby(["sku", "customer_id"])["fen"].sum()
    return cells.unstack("customer_id") / 100


def sign_pattern(matrix):
    """How many of a customer's products earn, bring nothing, or lose, and what they bring together.

    The signs alone do not say whether a customer is profitable: the amounts do.

    Parameters
    ----------
    matrix : DataFrame
        Products in rows, customers in columns, profit in the cells (CNY); NaN where a product was not bought.

    Returns
    -------
    DataFrame
        One row a customer: ``profitable_products``, ``zero_products``, ``loss_products``, ``sign_sum`` (the first less the
        third) and ``total_cny``, the sum of the amounts, whose sign is the verdict.

    Examples
    --------
    >>> matrix = pd.DataFrame({"B": [30, -20, None], "C": [30, 0, -40]}, index=["P1", "P2", "P3"])
    >>> sign_pattern(matrix)[["sign_sum", "total_cny"]]
       sign_sum  total_cny
    B         0       10.0
    C         0      -10.0
    """
    fen = matrix.apply(lambda column: np.rint(pd.to_numeric(column) * 100))
    table = pd.DataFrame(
        {
            "profitable_products": (fen > 0).sum(),
            "zero_products": (fen == 0).sum(),
            "loss_products": (fen < 0).sum(),
            "sign_sum": (fen > 0).sum() - (fen < 0).sum(),
            "total_cny": fen.sum() / 100,
        }
    )
    return look.labelled(table, **_headings())


def _goods(customer, sku, amount, cost):
    return pd.DataFrame(
        {"customer_id": customer, "sku": sku, "net_amount_cny": amount, "goods_cost_cny": cost.round(2)}
    )


def _found(wanted, there, needed):
    """The place of each value in ``there``."""
    places = there.get_indexer(wanted)
    refuse_rows(places < 0, needed, wanted)
    return places


def _line_of(returns, order_lines, order, known):
    """The row of ``order_lines`` that each return belongs to; ``order`` is the place of each line's order in ``known``."""
    number, of_return = amounts_in(order_lines, "line_no"), amounts_in(returns, "line_no")
    many = max(number.max(initial=0), of_return.max(initial=0)) + 1
    lines = pd.Index(order * many + number)
    refuse_rows(
        lines.duplicated(),
        say("each line of an order once", "订单的每一行只出现一次"),
        order_lines["order_id"],
    )
    places = lines.get_indexer(known.get_indexer(returns["order_id"]) * many + of_return)
    refuse_rows(
        places < 0, say("an order line for every return", "每笔退货都有对应的订单行"), returns["order_id"]
    )
    return places


def _headings():
    yuan = say("CNY", "元")
    return {
        "net_amount_cny": (say("net sales", "销售净额"), yuan),
        "goods_cost_cny": (say("cost of the goods", "商品成本"), yuan),
        "profitable_products": say("products that earn", "盈利产品（种）"),
        "zero_products": say("that bring nothing", "零利润产品（种）"),
        "loss_products": say("that lose", "亏损产品（种）"),
        "sign_sum": say("sum of the signs", "正负号之和"),
        "total_cny": (say("sum of the amounts", "金额之和"), yuan),
    }  # fmt: skip
