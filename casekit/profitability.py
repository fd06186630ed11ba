"""Customer profitability (客户盈利能力分析).

What a customer buys brings gross profit; visiting, taking orders, delivering, taking goods back and telephoning cost money.
``cost_to_serve`` turns counts of activities into yuan, ``customer_profit`` is what is left, ``whale_curve`` adds it up from the
best customer down. What would change if a customer went is another question: see :mod:`casekit.avoidable`. The goods sold, with their cost, come from :mod:`casekit.profit_matrix`. Money is added up in whole fen.
"""

from collections import namedtuple

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.errors import require_columns
from casekit.look import on_figure
from casekit.sales import largest_first, one_row_each, refuse_rows

Peak = namedtuple("Peak", "customers cumulative_cny share")
Peak.__doc__ = "Where a whale curve is highest: after so many customers, at so much money, so large a share of the total."


# Formulas -----------------------------------------------------------------------------------------------


def cost_to_serve(activities, rates, year=None):
    """What serving each customer cost: each activity's count times its rate.

    Parameters
    ----------
    activities : DataFrame
        ``customer_id``, and for each activity of ``rates`` a column of counts, ``visits_count`` for ``visits``. With ``year``, a
        column ``quarter`` too (a day of it). Several rows of a customer are summed.
    rates : DataFrame or Series
        ``activity``, ``rate_cny`` (CNY for one: the cost pool divided by its volume); or the rates by activity.
    year : int, optional
        Only the rows of this year.

    Returns
    -------
    DataFrame
        One row a customer, in the order of ``activities``: a column in CNY for each activity (``visits_cny``), and
        ``cost_to_serve_cny``, their sum.

    Raises
    ------
    Refused
        A column, a count or a rate is missing, a rate is below zero, or an activity stands in ``rates`` twice.

    Examples
    --------
    >>> counts = pd.DataFrame({"customer_id": ["A", "B"], "visits_count": [3, 0], "calls_count": [2, 5]})
    >>> cost_to_serve(counts, {"visits": 100, "calls": 10})
                 visits_cny  calls_cny  cost_to_serve_cny
    customer_id
    A                 300.0       20.0              320.0
    B                   0.0       50.0               50.0
    """
    rates = _rates(rates)
    require_columns(activities, "customer_id", *[f"{name}_count" for name in rates.index])
    if year is not None:
        require_columns(activities, "quarter")
        activities = activities[days_in(activities, "quarter").dt.year == year]
    codes, ids = pd.factorize(activities["customer_id"])
    refuse_rows(
        codes < 0, say("a customer_id in every row", "每一行都有 customer_id"), activities["customer_id"]
    )
    fen = {
        f"{name}_cny": np.bincount(codes, amounts_in(activities, f"{name}_count"), len(ids))
        * round(rate * 100)
        for name, rate in rates.items()
    }
    table = pd.DataFrame(fen, index=pd.Index(ids, name="customer_id")) / 100
    table["cost_to_serve_cny"] = sum(fen.values()) / 100
    return look.labelled(table, **_headings())


def customer_profit(lines, served):
    """What each customer leaves: net sales, less the cost of the goods, less the cost to serve.

    Costs that no customer causes (rent, management) are not spread over the customers. Spread by sales, they would only
    hide who costs much to serve.

    Parameters
    ----------
    lines : DataFrame
        ``customer_id``, ``net_amount_cny``, ``goods_cost_cny`` (CNY), as :func:`casekit.profit_matrix.sales_lines` gives them, or a ledger's own sums.
    served : DataFrame
        As :func:`cost_to_serve` gives it: indexed by customer, with ``cost_to_serve_cny``; its other columns are kept.

    Returns
    -------
    DataFrame
        One row a customer of either table, largest net sales first, equals by their ids: ``net_amount_cny``,
        ``goods_cost_cny``, ``gross_profit_cny``, the columns of ``served``, ``profit_cny``. A customer who bought nothing has net
        sales of zero. One whose activities nobody counted has no cost to serve and no profit, and a ``reason`` says so: not
        counted is not zero.

    Raises
    ------
    Refused
        A column or an amount is missing, or a customer stands in ``served`` twice.
    """
    require_columns(lines, "customer_id", "net_amount_cny", "goods_cost_cny")
    require_columns(served, "cost_to_serve_cny")
    one_row_each(served.index)
    sums = _sums(lines)
    others = served.index[sums.index.get_indexer(served.index) < 0].sort_values()
    if len(others):
        none = pd.DataFrame(0, index=others, columns=sums.columns)
        sums = pd.concat([sums, none]) if len(sums) else none
    table = (sums / 100).join(served).rename_axis("customer_id")
    table["profit_cny"] = (sums["gross_profit_cny"] - np.rint(table["cost_to_serve_cny"] * 100)) / 100
    unknown = table["cost_to_serve_cny"].isna()
    if unknown.any():
        table["reason"] = np.where(
            unknown, say("nobody counted what serving this customer takes", "没有这家客户的作业量记录"), ""
        )
    return look.labelled(table, **_headings())


def whale_curve(profits):
    """The cumulative profit of the customers, the most profitable first: it rises above the total and falls back to it.

    Parameters
    ----------
    profits : Series, array or DataFrame
        One profit a customer (CNY), by customer; or the table of :func:`customer_profit`.

    Returns
    -------
    DataFrame
        Indexed by customer, best first, equals by their ids: ``profit_cny``, ``cumulative_cny``, ``customer_share`` (of those
        with a known profit) and ``profit_share``, cumulative over total. Where the total is not above zero there is no such
        share, and where a profit is missing there is no place on the curve: NaN, and a ``reason``.

    Raises
    ------
    Refused
        A customer stands in the table twice, or a profit is infinite or no number.

    Notes
    -----
    The whale is Kaplan's picture. Peaks of 120 to 300 % of the total are often quoted, mostly without a source; work out your own.

    Examples
    --------
    >>> whale_curve(pd.Series({"A": 5.0, "B": -4.0, "C": 9.0}))[["cumulative_cny", "profit_share"]]
       cumulative_cny  profit_share
    C             9.0           0.9
    A            14.0           1.4
    B            10.0           1.0
    """
    profits = _profits(profits)
    known = profits[profits.notna()] if profits.hasnans else profits
    fen = _fen(known)
    order = largest_first(fen, known.index)
    fen, total = fen[order], fen.sum()
    up_to = fen.cumsum()
    columns = {
        "profit_cny": fen / 100,
        "cumulative_cny": up_to / 100,
        "customer_share": np.arange(1, len(fen) + 1) / max(len(fen), 1),
        "profit_share": up_to / total if total > 0 else np.nan,
    }
    table = pd.DataFrame(columns, index=known.index[order])
    return look.labelled(_with_reasons(table, profits, total), **_headings())


def peak(curve):
    """Where a whale curve is highest: all customers who earn, and none who does not.

    Parameters
    ----------
    curve : DataFrame
        As :func:`whale_curve` gives it.

    Returns
    -------
    Peak
        ``customers`` (how many stand before the peak), ``cumulative_cny`` and ``share`` of the total (NaN where the total is not
        above zero). Where nobody earns anything, the peak is the beginning: no customer, 0 CNY.

    Examples
    --------
    >>> peak(whale_curve([5.0, -4.0, 9.0, 0.0]))
    Peak(customers=2, cumulative_cny=14.0, share=1.4)
    """
    require_columns(curve, "profit_cny", "cumulative_cny", "profit_share")
    customers = int((curve["profit_cny"] > 0).sum())
    if not customers:
        return Peak(0, 0.0, 0.0 if curve["profit_share"].notna().any() else float("nan"))
    top = curve.iloc[customers - 1]
    return Peak(customers, float(top["cumulative_cny"]), float(top["profit_share"]))


def _sums(lines):
    """Net sales, cost of the goods and gross profit of each customer in whole fen, largest net sales first."""
    codes, ids = pd.factorize(lines["customer_id"])
    refuse_rows(codes < 0, say("a customer_id in every row", "每一行都有 customer_id"), lines["customer_id"])
    net, cost = (
        np.rint(100 * np.bincount(codes, amounts_in(lines, name), len(ids)))
        for name in ("net_amount_cny", "goods_cost_cny")
    )
    order = largest_first(net, ids)
    table = pd.DataFrame(
        {"net_amount_cny": net, "goods_cost_cny": cost, "gross_profit_cny": net - cost}, index=ids
    )
    return table.iloc[order]


def _fen(amounts):
    return np.rint(np.asarray(amounts, dtype=float) * 100)


def _rates(rates):
    if isinstance(rates, pd.DataFrame):
        require_columns(rates, "activity", "rate_cny")
        one_row_each(rates["activity"])
        rates = pd.Series(amounts_in(rates, "rate_cny"), index=rates["activity"])
    rates = pd.Series(rates, dtype=float)
    refuse_rows(
        ~(rates >= 0), say("a rate of zero or more for each activity", "每种作业的单价为零或正数"), rates
    )
    return rates


def _profits(profits):
    if isinstance(profits, pd.DataFrame):
        require_columns(profits, "profit_cny")
        profits = profits["profit_cny"]
    profits = profits if isinstance(profits, pd.Series) else pd.Series(profits)
    numbers = profits if profits.dtype == float else pd.to_numeric(profits, errors="coerce").astype(float)
    strange = (numbers.isna() & profits.notna()) | np.isinf(numbers)
    refuse_rows(strange, say("a profit that is a number", "利润都是数"), profits)
    if profits.index.hasnans:
        refuse_rows(
            profits.index.isna(), say("a customer for every profit", "每个利润都有对应的客户"), profits
        )
    one_row_each(profits.index)
    return numbers


def _with_reasons(table, profits, total):
    missing = profits.index[profits.isna()] if profits.hasnans else profits.index[:0]
    if total > 0 and not len(missing):
        return table
    table["reason"] = (
        "" if total > 0 else say("the total is not above zero: no share of it", "合计不大于零，无从谈占比")
    )
    lost = pd.DataFrame({"reason": say("profit missing", "利润缺失")}, index=missing.sort_values())
    return pd.concat([table, lost.reindex(columns=table.columns)]) if len(missing) else table


def _headings():
    yuan = say("CNY", "元")
    return {
        "net_amount_cny": (say("net sales", "销售净额"), yuan),
        "goods_cost_cny": (say("cost of the goods", "商品成本"), yuan),
        "gross_profit_cny": (say("gross profit", "毛利"), yuan),
        "visits_cny": (say("visits", "拜访"), yuan),
        "orders_cny": (say("orders", "订单处理"), yuan),
        "deliveries_cny": (say("deliveries", "送货"), yuan),
        "rush_deliveries_cny": (say("rush deliveries", "加急送货"), yuan),
        "returns_cny": (say("returns", "退货处理"), yuan),
        "calls_cny": (say("calls", "电话"), yuan),
        "cost_to_serve_cny": (say("cost to serve", "服务成本"), yuan),
        "profit_cny": (say("profit", "利润"), yuan),
        "cumulative_cny": (say("cumulative profit", "累计利润"), yuan),
        "customer_share": (say("of the customers", "占客户数"), "share"),
        "profit_share": (say("of the total profit", "占利润总额"), "share"),
        "reason": say("remark", "说明"),
    }  # fmt: skip


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_whale(curve, last=2, ax=None):
    """The whale curve in money, the customers counted from the best; blue while it rises, red where it falls.

    Parameters
    ----------
    curve : DataFrame
        As :func:`whale_curve` gives it, with a total above zero and none of the profits missing.
    last : int
        So many customers at the end get a dot, and their loss in words.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    top, height = peak(curve), np.concatenate([[0], curve["cumulative_cny"].to_numpy()]) / big()
    falls = len(curve) - int((curve["profit_cny"] < 0).sum())
    for start, end, colour in (
        (0, top.customers, look.BLUE),
        (top.customers, falls, look.QUIET),
        (falls, len(curve), look.ORANGE),
    ):
        ax.plot(np.arange(start, end + 1), height[start : end + 1], color=colour, linewidth=3)
    ax.axhline(height[-1], color=look.INK, linewidth=1, linestyle="--")
    ax.plot(top.customers, top.cumulative_cny / big(), "o", color=look.INK, markersize=8, zorder=4)
    look.beside(ax, on_figure(f"peak: {money(top.cumulative_cny)}, {_percent(top.share)} of the total",
                              f"峰顶：{money(top.cumulative_cny)}，为利润总额的 {_percent(top.share)}"),
                (top.customers, top.cumulative_cny / big()), (0, 9), ha="center")  # fmt: skip
    look.beside(ax, on_figure(f"total: {money(curve['cumulative_cny'].iloc[-1])}", f"利润总额：{money(curve['cumulative_cny'].iloc[-1])}"),
                (len(curve), height[-1]), (0, -15), ha="right")  # fmt: skip
    at, loss = len(curve) - last, curve["profit_cny"].iloc[len(curve) - last :].sum()
    ax.plot(at, height[at], "o", color=look.ORANGE, markersize=8, zorder=4)
    look.beside(ax, on_figure(f"the last {last}: {money(loss)}", f"最后 {last} 家：{money(loss)}"),
                (at, height[at]), (-9, -8), ha="right", color=look.ORANGE)  # fmt: skip
    ax.set(xlim=(0, len(curve) * 1.02), ylim=(min(0, height.min()), 1.16 * height.max()),
           xlabel=on_figure("customers, the most profitable first", "客户（家），利润从高到低"))  # fmt: skip
    ax.yaxis.set_major_formatter("{x:,.0f}")
    return _tell_whale(ax, curve, top)


def _tell_whale(ax, curve, top):
    """Title and reading, worked out from what was drawn."""
    losers, level = int((curve["profit_cny"] < 0).sum()), int((curve["profit_cny"] == 0).sum())
    taken = money(top.cumulative_cny - curve["cumulative_cny"].iloc[-1])
    look.title(
        ax,
        on_figure(f"{top.customers} customers earn it, {losers} take {taken} of it back",
                  f"{top.customers} 家赚来的，被 {losers} 家吃掉 {taken}"),
        on_figure("Cumulative profit, million CNY", "累计利润，万元"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"The curve rises as long as customers earn something, {top.customers} of them; {level} bring exactly nothing; the last {losers} cost more "
            f"than they bring, and it falls back to the total.",
            f"只要客户还赚钱，曲线就上升，共 {top.customers} 家；有 {level} 家不赚不亏；最后 {losers} 家的服务成本高于毛利，曲线回落到利润总额。"),
    )  # fmt: skip


@look.drawing
def plot_served(table, names=None, ax=None):
    """For a few customers: the gross profit they bring, and below it what serving them costs, deliveries apart.

    Parameters
    ----------
    table : DataFrame
        Some rows of :func:`customer_profit`, first on top, with ``deliveries_cny`` and ``rush_deliveries_cny``.
    names : Series, optional
        A name to show for each customer instead of its id.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    names = [str(customer if names is None else names[customer]) for customer in table.index]
    ax = look.axes(ax, height=1.7 + 0.85 * len(table))
    sent = table["deliveries_cny"] + table["rush_deliveries_cny"]
    places = np.arange(len(table))[::-1]
    ax.barh(places + 0.2, table["gross_profit_cny"] / big(), height=0.36, color=look.BLUE)
    ax.barh(places - 0.2, sent / big(), height=0.36, color=look.ORANGE)
    ax.barh(
        places - 0.2,
        (table["cost_to_serve_cny"] - sent) / big(),
        left=sent / big(),
        height=0.36,
        color=look.PALE,
    )
    for place, (_, row) in zip(places, table.iterrows(), strict=True):
        look.beside(
            ax,
            money(row["gross_profit_cny"]),
            (row["gross_profit_cny"] / big(), place + 0.2),
            (5, 0),
            va="center",
            color=look.BLUE,
        )
        look.beside(
            ax,
            money(row["cost_to_serve_cny"]),
            (row["cost_to_serve_cny"] / big(), place - 0.2),
            (5, 0),
            va="center",
        )
    most = table[["gross_profit_cny", "cost_to_serve_cny"]].max().max() / big()
    ax.set(yticks=places, yticklabels=names, xlim=(0, 1.27 * most), xlabel=on_figure("million CNY", "万元"))
    ax.grid(visible=False, axis="y")
    return _tell_served(ax, table, names, sent)


def _tell_served(ax, table, names, sent):
    losers = [name for name, profit in zip(names, table["profit_cny"], strict=True) if profit < 0]
    look.title(
        ax,
        on_figure(f"{len(losers)} of {len(names)}: deliveries cost more than the gross profit", f"送货费超过毛利：{'、'.join(losers)}")
        if (sent > table["gross_profit_cny"])[table["profit_cny"] < 0].all() and losers
        else on_figure("What they bring, and what serving them costs", "毛利与服务成本"),
        on_figure("Blue: gross profit; orange: deliveries; grey: other serving", "蓝：毛利；橙：送货和加急送货；灰：其他服务成本"),
    )  # fmt: skip
    each = [
        say(f"{name} {money(row['gross_profit_cny'])} and {money(row['cost_to_serve_cny'])}",
            f"{name}毛利 {money(row['gross_profit_cny'])}、服务成本 {money(row['cost_to_serve_cny'])}")
        for name, (_, row) in zip(names, table.iterrows(), strict=True)
    ]  # fmt: skip
    return look.read_this(
        ax,
        say(f"The upper bar is what a customer brings, the lower what serving it costs; where the lower is longer, it costs more than it brings. Gross profit and cost to serve: {'; '.join(each)}.",
            f"上面一条是客户带来的毛利，下面一条是服务成本；下面的更长，就是亏损客户。{'；'.join(each)}。"),
    )  # fmt: skip


def big():
    """What the axes count in, in CNY: a million in English, ten thousand (万) in Chinese."""
    return 1e4 if on_figure("", "zh") else 1e6


def money(amount):
    """An amount as the figures write it: 25.5 million, 2,547 万元."""
    million = look.half_up(amount / 1e6, 2)
    return on_figure(f"{million} million", f"{look.half_up(amount / 1e4, 0)} 万元").replace("-", "−")


def _percent(share):
    return on_figure(f"{look.half_up(100 * share, 0)} %", f"{look.half_up(100 * share, 0)}%")
