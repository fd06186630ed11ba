"""Two sums of one year's sales, and what lies between them (销售净额对账).

By orders, a sale counts on the day it is ordered and a return on the day it is booked. By invoices, a sale counts on
the day of its invoice, and a return on the day of the invoice from which it is deducted. Goods ordered at the end of
December are invoiced in January, so the two sums of a year differ; ``sales_reconciled`` leads from one to the other.
"""

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import labelled

ON_DELIVERY = "T1"  # paid when the goods are handed over: a sale, but not on credit
TAKEN_OFF = ("not_yet_invoiced", "booked_before", "on_delivery")  # "less": the words carry the sign


def sales_reconciled(orders, returns, invoices, year):
    """From the year's net sales by orders to its net credit sales by invoices, step by step, to the fen.

    Parameters
    ----------
    orders : DataFrame
        ``order_id``, ``order_date``, ``net_amount_cny`` (CNY).
    returns : DataFrame
        ``return_date``, ``credited_cny`` (CNY), ``deducted_from_order_id``.
    invoices : DataFrame
        ``order_id``, ``invoice_date``, ``terms_id``, ``amount_cny``, ``credit_cny`` (CNY): one invoice an order.
    year : int

    Returns
    -------
    DataFrame
        One row a step: ``step`` (what it is, in the reader's language, with "plus" or "less" before it), ``amount_cny``. As
        in a printed reconciliation (调节表) the words carry the sign: what is to be taken off (``TAKEN_OFF``) stands as a
        positive amount. The rows are called ``by_orders``, ``not_yet_invoiced`` (less), ``ordered_before``,
        ``deducted_later``, ``booked_before`` (less), ``by_invoices`` (what comes of those above it), ``on_delivery`` (less),
        ``on_credit`` (what comes of the last two).

    Raises
    ------
    Refused
        A column is missing, an order has two invoices, or the steps do not lead from the one sum to the other.
    """
    require_columns(orders, "order_id", "order_date", "net_amount_cny")
    require_columns(returns, "return_date", "credited_cny", "deducted_from_order_id")
    require_columns(invoices, "order_id", "invoice_date", "terms_id", "amount_cny", "credit_cny")
    _refuse_second_invoice(invoices)
    fen = _steps(orders, returns, invoices, year)
    _refuse_gap(fen)
    labels = _labels()
    table = pd.DataFrame(
        {
            "step": [labels[name] for name in fen],
            "amount_cny": [(-each if name in TAKEN_OFF else each) / 100 for name, each in fen.items()],
        },
        index=pd.Index(list(fen)),
    )
    return labelled(table, step=say("step", "项目"), amount_cny=(say("amount", "金额"), say("CNY", "元")))


def _steps(orders, returns, invoices, year):
    """Each step in whole fen, below zero what is taken off."""
    when = invoices.set_index("order_id")["invoice_date"].dt.year
    ordered, invoiced = orders["order_date"].dt.year == year, orders["order_id"].map(when) == year
    booked = returns["return_date"].dt.year == year
    deducted = returns["deducted_from_order_id"].map(when) == year
    sold, back = orders["net_amount_cny"], returns["credited_cny"]
    issued = invoices[invoices["invoice_date"].dt.year == year]
    net = issued["amount_cny"] - issued["credit_cny"]
    return {
        "by_orders": _fen(sold[ordered]) - _fen(back[booked]),
        "not_yet_invoiced": -_fen(sold[ordered & ~invoiced]),
        "ordered_before": _fen(sold[~ordered & invoiced]),
        "deducted_later": _fen(back[booked & ~deducted]),
        "booked_before": -_fen(back[~booked & deducted]),
        "by_invoices": _fen(net),
        "on_delivery": -_fen(net[issued["terms_id"] == ON_DELIVERY]),
        "on_credit": _fen(net[issued["terms_id"] != ON_DELIVERY]),
    }


def _fen(amounts):
    return int(np.round(amounts.to_numpy(dtype=float) * 100).astype("int64").sum())


def _labels():
    return {
        "by_orders": say("net sales by orders", "按订单的销售净额"),
        "not_yet_invoiced": say("less: ordered, invoiced only in the next year", "减：本年下单、下年才开票"),
        "ordered_before": say("plus: ordered in the year before, invoiced in this", "加：上年下单、本年开票"),
        "deducted_later": say("plus: returns booked, deducted only in the next year", "加：本年入账、下年才冲减的退货"),
        "booked_before": say("less: returns booked in the year before, deducted in this", "减：上年入账、本年冲减的退货"),
        "by_invoices": say("net sales by invoices", "按发票的销售净额"),
        "on_delivery": say("less: paid on delivery", "减：货到付款"),
        "on_credit": say("net credit sales", "赊销净额"),
    }  # fmt: skip


def _refuse_second_invoice(invoices):
    twice = invoices["order_id"][invoices["order_id"].duplicated()]
    if len(twice):
        raise Refused(
            say("one invoice an order", "每张订单只有一张发票"),
            say(f"{twice.iloc[0]} has two or more", f"{twice.iloc[0]} 有两张以上"),
            say("add them up by order first", "请先按订单合并"),
        )


def _refuse_gap(fen):
    gap = fen["by_invoices"] - sum(list(fen.values())[:5])
    if gap:
        raise Refused(
            say("steps that lead from orders to invoices", "各步骤能从订单推到发票"),
            say(f"a gap of {gap / 100:,.2f} CNY", f"还差 {gap / 100:,.2f} 元"),
            say(
                "look for invoices without an order, an amount that differs from its order, a credit without a return",
                "查有没有找不到订单的发票、与订单不符的金额、没有退货单的冲减",
            ),
        )
