"""Share of wallet (客户份额): what part of a customer's purchases is ours.

``share_of_wallet`` sets our sales beside all that a customer buys; ``plot_wallet`` draws the largest wallets.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.language import say
from casekit.errors import require_columns
from casekit.look import on_figure
from casekit.sales import by_customer, refuse_nothing_sold, refuse_rows


def share_of_wallet(sales, wallet):
    """Two shares that are easily swapped: our part of the customer's purchases, its part of our sales.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id`` and ``net_amount_cny`` (CNY) of *all* our customers in a period.
    wallet : DataFrame
        ``customer_id`` and ``total_purchases_cny``, what a customer bought of such goods from everybody in the
        same period, ours included. Several rows of a customer are summed.

    Returns
    -------
    DataFrame
        One row a customer of ``wallet``: ``net_amount_cny``, ``total_purchases_cny``, ``share_of_wallet`` (ours
        of its purchases), ``share_of_our_sales`` (its of our positive sales, as in :func:`abc_table`), ``elsewhere_cny``. Where the wallet is not
        positive or smaller than what we sold, the share of wallet is undefined and a ``reason`` says why.
    """
    require_columns(wallet, "customer_id", "total_purchases_cny")
    known = say("a customer and an amount in every row of wallet", "wallet 每一行都有客户和金额")
    gaps = wallet[["customer_id", "total_purchases_cny"]].isna().any(axis="columns")
    refuse_rows(gaps, known, wallet["customer_id"])
    ours = by_customer(sales) / 100
    refuse_nothing_sold(ours)
    wallet = wallet.assign(total_purchases_cny=amounts_in(wallet, "total_purchases_cny"))
    whole = wallet.groupby("customer_id")["total_purchases_cny"].sum()
    table = pd.DataFrame(
        {"net_amount_cny": ours.reindex(whole.index, fill_value=0.0), "total_purchases_cny": whole}
    )
    sound = (whole > 0) & (table["net_amount_cny"].between(0, whole))
    table["share_of_wallet"] = (table["net_amount_cny"] / whole).where(sound)
    table["share_of_our_sales"] = table["net_amount_cny"].clip(lower=0) / ours.clip(lower=0).sum()
    table["elsewhere_cny"] = (whole - table["net_amount_cny"]).where(sound)
    if not sound.all():
        table["reason"] = np.where(sound, "", say("all purchases below ours or not positive: ask again",
                                                  "总采购额小于向我们的采购，或不为正：请重新核实"))  # fmt: skip
    return look.labelled(table, **_headings())


def _headings():
    return {
        "net_amount_cny": (say("net sales", "销售净额"), say("CNY", "元")),
        "total_purchases_cny": (say("all its purchases", "总采购额"), say("CNY", "元")),
        "share_of_wallet": (say("share of wallet", "客户份额"), "share"),
        "share_of_our_sales": (say("share of our sales", "占我们销售额"), "share"),
        "elsewhere_cny": (say("bought elsewhere", "向别家采购"), say("CNY", "元")),
        "reason": say("remark", "说明"),
    }


@look.drawing
def plot_wallet(table, names=None, most=8, ax=None):
    """What the largest wallets hold: a bar for all a customer buys, its blue part bought from us.

    Parameters
    ----------
    table : DataFrame
        As :func:`share_of_wallet` gives it.
    names : Series, optional
        A name to show for each customer instead of its id.
    most : int
        How many customers are drawn, the largest wallets first.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    known = table.dropna(subset="share_of_wallet")
    table = known.nlargest(most, "total_purchases_cny")
    names = [str(each if names is None else names[each]) for each in table.index]
    shares = [look.half_up(100 * share, 1) for share in table["share_of_wallet"]]
    ax = look.axes(ax, height=1.5 + 0.38 * len(table))
    _draw_wallets(ax, table, names, shares)
    return _tell_wallets(ax, names, shares, len(known))


def _draw_wallets(ax, table, names, shares):
    """A grey bar for all a customer buys, a blue one over it for what it buys from us, our share beside it."""
    unit = on_figure(1e6, 1e4)
    ours, whole = table["net_amount_cny"] / unit, table["total_purchases_cny"] / unit
    places = range(len(table))[::-1]
    ax.barh(places, whole, color=look.PALE, height=0.62)
    ax.barh(places, ours, color=look.BLUE, height=0.62)
    for place, width, share in zip(places, whole, shares, strict=True):
        look.beside(ax, f"{share}%", (width, place), (6, 0), va="center")
    ax.set(yticks=list(places), yticklabels=names, xlim=(0, 1.17 * whole.max()))
    ax.set(xlabel=on_figure("million yuan", "万元"))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.grid(visible=False, axis="y")


def _tell_wallets(ax, names, shares, known):
    """Title and reading, worked out from what was drawn."""
    look.title(
        ax,
        on_figure(f"{names[0]}: {shares[0]} % of its purchases are ours", f"{names[0]}的采购，我们只占 {shares[0]}%"),
        on_figure(f"The {len(names)} largest wallets of {known}. Blue: from us; grey: from others; %: our share",
                  f"{known} 家里总采购额最大的 {len(names)} 家；蓝色：向我们采购；灰色：向别家采购；%：客户份额"),
    )  # fmt: skip
    each = [f"{name} {share}" + say(" %", "%") for name, share in zip(names, shares, strict=True)]
    return look.read_this(
        ax,
        say(f"The grey part of a bar is bought from others. Our share of each wallet: {', '.join(each)}.",
            f"灰色部分是向别家采购的。我们占各家总采购额的比例：{'，'.join(each)}。"),
    )  # fmt: skip
