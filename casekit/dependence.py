"""What hangs on the largest customers (客户集中度), and what losing one of them costs.

``largest_together`` gives the share of sales that hangs on the largest, ``without`` what is left of sales, profit, receivables and
DSO if one customer goes; ``plot_loss`` draws what each of the largest would take along.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import on_figure
from casekit.receivables import dso
from casekit.sales import by_customer, refuse_nothing_sold


def largest_together(sales, first=(1, 3, 5, 10, 20)):
    """How much of the sales hangs on the largest customers.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id``, ``net_amount_cny`` (CNY) of all customers of a period.
    first : sequence of int
        How many of the largest are taken together.

    Returns
    -------
    DataFrame
        By ``largest``, the number taken together: ``net_amount_cny``, ``share_of_sales`` (of total net sales). Numbers beyond the customers
        there are, are left out.
    """
    fen = by_customer(sales)
    refuse_nothing_sold(fen)
    first = [number for number in first if number <= len(fen)]
    amounts = fen.cumsum().to_numpy()[np.array(first, dtype=int) - 1]
    table = pd.DataFrame(
        {"net_amount_cny": amounts / 100, "share_of_sales": amounts / fen.sum()},
        index=pd.Index(first, name="largest"),
    )
    return look.labelled(
        table,
        largest=say("largest customers", "最大的几家（家）"),
        net_amount_cny=(say("net sales", "销售净额"), say("CNY", "元")),
        share_of_sales=(say("share of net sales", "占销售净额"), "share"),
    )


def without(accounts, customer_id, days=365):
    """What is left if one customer goes: sales, profit, receivables and DSO, before and after.

    Parameters
    ----------
    accounts : DataFrame
        One row a customer (index ``customer_id``): ``net_amount_cny``, ``gross_profit_cny``, ``avoidable_cny`` (the cost that goes
        with the customer), ``credit_sales_cny``, ``receivables_cny`` (at the end of the period); all CNY.
    customer_id : str
        Who goes.
    days : int
        Days of the period, for DSO.

    Returns
    -------
    DataFrame
        Three rows, now, without the customer, and the change: ``net_amount_cny``, ``contribution_cny`` (gross profit less avoidable
        cost), ``receivables_cny``, ``dso_days``. Other customers are taken as they are: none buys more because this one goes.

    Raises
    ------
    Refused
        A column is missing, or the customer is not in the table.
    """
    money = ["net_amount_cny", "gross_profit_cny", "avoidable_cny", "credit_sales_cny", "receivables_cny"]
    require_columns(accounts, *money)
    if customer_id not in accounts.index:
        raise Refused(
            say("a customer of the table", "表里的一家客户"),
            repr(customer_id),
            say("the index holds the customer numbers", "客户编号在索引里"),
        )
    table = pd.DataFrame({name: amounts_in(accounts, name) for name in money}, index=accounts.index)
    now, then = _whole_company(table, days), _whole_company(table.drop(customer_id), days)
    change = {name: then[name] - now[name] for name in now}
    rows = [say("now", "现在"), say("without it", "失去后"), say("change", "变化")]
    return look.labelled(
        pd.DataFrame([now, then, change], index=rows),
        net_amount_cny=(say("net sales", "销售净额"), say("CNY", "元")),
        contribution_cny=(say("gross profit less avoidable cost", "毛利减可避免成本"), say("CNY", "元")),
        receivables_cny=(say("receivables", "应收账款"), say("CNY", "元")),
        dso_days=("DSO", say("days", "天")),
    )


def _whole_company(table, days):
    total = table.sum()
    return {
        "net_amount_cny": round(total["net_amount_cny"], 2),
        "contribution_cny": round(total["gross_profit_cny"] - total["avoidable_cny"], 2),
        "receivables_cny": round(total["receivables_cny"], 2),
        "dso_days": dso(total["receivables_cny"], total["credit_sales_cny"], days),
    }


@look.drawing
def plot_loss(accounts, most=10, names=None, ax=None):
    """What the company would lose with each of its largest customers: gross profit less the cost that goes with it.

    Parameters
    ----------
    accounts : DataFrame
        As for :func:`without`.
    most : int
        How many are drawn, the largest by net sales first.
    names : Series, optional
        A name to show for each customer instead of its id.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    unit = on_figure(1e6, 1e4)
    largest = accounts.sort_values("net_amount_cny", ascending=False, kind="stable").head(most)
    lost = (largest["gross_profit_cny"] - largest["avoidable_cny"]) / unit
    names = [str(each if names is None else names[each]) for each in largest.index]
    ax = look.axes(ax, height=1.5 + 0.36 * len(largest))
    places = np.arange(len(largest))[::-1]
    ax.barh(places, lost, height=0.62, color=np.where(lost < 0, look.ORANGE, look.BLUE))
    for place, amount in zip(places, lost, strict=True):
        words = look.half_up(amount, on_figure(2, 0)).replace("-", "\u2212")
        look.beside(ax, words, (amount, place), (-6 if amount < 0 else 6, 0), va="center", ha="right" if amount < 0 else "left")
    ax.axvline(0, color=look.QUIET, linewidth=0.8)
    ax.set(yticks=places, yticklabels=names, xlabel=on_figure("million yuan a year", "万元/年"))
    low, high = min(lost.min(), 0), max(lost.max(), 0.01)
    room = 0.2 * (high - low)  # for the labels beyond the ends
    ax.set_xlim(low - room * (low < 0), high + 0.75 * room)
    ax.grid(visible=False, axis="y")
    return _tell_loss(ax, names, lost)


def _tell_loss(ax, names, lost):
    losers = [name for name, amount in zip(names, lost, strict=True) if amount < 0]
    look.title(
        ax,
        on_figure(f"{len(losers)} of the {len(names)} largest cost more than they earn", f"最大的 {len(names)} 家里，{len(losers)} 家的毛利抵不上可避免成本"),
        on_figure("Gross profit less avoidable cost; largest sales on top", "毛利减可避免成本；销售额大的在上"),
    )  # fmt: skip
    unit = say("million yuan", "万元")
    each = [
        f"{name} {look.half_up(amount, on_figure(2, 0))}".replace("-", "\u2212")
        for name, amount in zip(names, lost, strict=True)
    ]
    return look.read_this(
        ax,
        say(f"Each row shows the profit lost with that customer, in {unit} a year; an orange one, left of zero, shows profit gained. {'; '.join(each)}.",
            f"横条是失去这家客户，利润一年减少多少（{unit}）；零线以左为橙色，表示利润反而增加。{'；'.join(each)}。"),
    )  # fmt: skip
