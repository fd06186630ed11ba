"""What transshipment looks like in orders (窜货): deliveries outside a dealer's own region.

``elsewhere`` counts them dealer by dealer, with an interval; ``plot_elsewhere`` draws it.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.language import say
from casekit.errors import require_columns
from casekit.look import on_figure
from casekit.response import wilson
from casekit.sales import largest_first, one_row_each, refuse_rows


def elsewhere(orders, home):
    """The orders of each dealer that were delivered outside its own region.

    Parameters
    ----------
    orders : DataFrame
        One row an order: ``customer_id``, ``ship_to_region``, ``net_amount_cny`` (CNY, with VAT).
    home : Series
        Each dealer's own region, by ``customer_id``; only orders of these dealers count.

    Returns
    -------
    DataFrame
        By ``customer_id``, most first, equals by id, a row for each dealer that ordered: ``orders``, ``elsewhere``, ``share``
        (of its orders), ``low`` and ``high`` (95 % interval by Wilson), ``elsewhere_cny``.

    Raises
    ------
    Refused
        A column is missing, an order has no region or no amount, or a dealer has no region.

    Notes
    -----
    An order delivered elsewhere is a reason to ask, not a proof: it may be a branch, a building site or a friend's warehouse.
    What a dealer forwards by its own van, these records do not hold.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["A", "A"], "ship_to_region": ["East", "West"], "net_amount_cny": [10, 30]})
    >>> elsewhere(orders, pd.Series({"A": "East"}))[["orders", "elsewhere", "share", "elsewhere_cny"]].to_numpy().tolist()
    [[2.0, 1.0, 0.5, 30.0]]
    """
    require_columns(orders, "customer_id", "ship_to_region", "net_amount_cny")
    region = say("a region in every row", "每一行都有区域")
    refuse_rows(home.isna(), region, home.index.to_series())
    ids = one_row_each(home.index)
    which, known = pd.factorize(orders["customer_id"])
    place = np.append(ids.get_indexer(known), -1)[which]
    orders, place = orders[place >= 0], place[place >= 0]
    refuse_rows(orders["ship_to_region"].isna(), region, orders["customer_id"])
    other = orders["ship_to_region"].to_numpy(dtype=object) != home.to_numpy(dtype=object)[place]
    amounts = np.where(other, amounts_in(orders, "net_amount_cny"), 0)
    return _elsewhere(ids, place, other, amounts)


def _elsewhere(ids, place, other, amounts):
    count, away = np.bincount(place, minlength=len(ids)), np.bincount(place[other], minlength=len(ids))
    cny = np.bincount(place, weights=amounts, minlength=len(ids)).round(2)
    order = largest_first(away, ids)
    order = order[count[order] > 0]
    low, high = wilson(away[order], count[order])
    table = pd.DataFrame(
        {"orders": count[order], "elsewhere": away[order], "share": away[order] / count[order], "low": low, "high": high,
         "elsewhere_cny": cny[order]}, index=pd.Index(ids[order], name="customer_id"),
    )  # fmt: skip
    return look.labelled(
        table,
        orders=say("orders", "订单（张）"),
        elsewhere=say("of which delivered elsewhere", "其中送到外区（张）"),
        share=(say("share", "占比"), "share"),
        low=(say("95 %: from", "95% 区间：从"), "share"),
        high=(say("to", "到"), "share"),
        elsewhere_cny=(say("delivered elsewhere", "送到外区金额"), say("CNY", "元")),
    )


# Drawing --------------------------------------------------------------------------------------------------


@look.drawing
def plot_elsewhere(table, names=None, most=12, ax=None):
    """How much of each dealer's orders went elsewhere: a point with its interval, most first.

    Parameters
    ----------
    table : DataFrame
        As :func:`elsewhere` gives it.
    names : Series, optional
        A name for each customer.
    most : int
        How many dealers are drawn.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    top = table.head(most)
    ax = look.axes(ax, height=1.5 + 0.32 * len(top))
    places = np.arange(len(top))[::-1]
    ax.hlines(places, 100 * top["low"], 100 * top["high"], color=look.PALE, linewidth=5)
    ax.plot(100 * top["share"], places, "o", color=look.BLUE)
    words = [str(each if names is None else names[each]) for each in top.index]
    labels = [
        f"{name} {away}/{of}" for name, away, of in zip(words, top["elsewhere"], top["orders"], strict=True)
    ]
    ax.set(yticks=places, yticklabels=labels, xlim=(0, 100), xlabel=on_figure("% of its orders of the year", "占全年订单（%）"))  # fmt: skip
    ax.grid(visible=False, axis="y")
    return _tell_elsewhere(ax, table, words)


def _tell_elsewhere(ax, table, words):
    often = int((table["elsewhere"] >= 5).sum())
    rest = table.iloc[often:]
    look.title(
        ax,
        on_figure(f"{often} dealers had 5 or more orders delivered elsewhere", f"{often} 家各有 5 张以上订单送到外区"),
        on_figure("Orders delivered outside the dealer's region; bar: 95 % interval", "送到经销商所在大区以外的订单；横条：95% 区间"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"Beside each name: orders delivered elsewhere, of all its orders. The first is {words[0]} with {table['elsewhere'].iloc[0]} of {table['orders'].iloc[0]}. "
            f"The {len(rest)} dealers after the first {often} have {rest['elsewhere'].sum()} of {rest['orders'].sum():,} together.",
            f"名称后面是送到外区的订单数和全部订单数。第一是{words[0]}，{table['orders'].iloc[0]} 张里有 {table['elsewhere'].iloc[0]} 张。"
            f"前 {often} 家以外的 {len(rest)} 家，合计 {rest['orders'].sum():,} 张里有 {rest['elsewhere'].sum()} 张。"),
    )  # fmt: skip
