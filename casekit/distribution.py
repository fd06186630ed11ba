"""How far the goods reach: breadth, by number and weighted, and depth (分销广度与深度).

The article on dealers names breadth and depth and gives no formula; these are the usual ones of retail research.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.language import say
from casekit.errors import require_columns
from casekit.look import on_figure
from casekit.sales import one_row_each, refuse_rows


def breadth(listings, outlets, item="sku"):
    """In how many of the outlets each article is carried, plainly counted and weighted by the outlets' turnover.

    Parameters
    ----------
    listings : DataFrame
        One row for each article that an outlet carries: ``outlet_id`` and the column ``item``. Said twice counts once.
    outlets : DataFrame or Series
        All outlets of the territory, whether they carry anything or not: ``outlet_id`` and ``turnover_cny`` (of the whole category, CNY), or
        a Series of turnovers by outlet.
    item : str
        The column that names the article.

    Returns
    -------
    DataFrame
        By article, in order: ``carrying`` (outlets), ``numeric`` (of all outlets), ``weighted`` (of the turnover of all outlets).

    Raises
    ------
    Refused
        A column is missing, an outlet stands there twice or is not among the outlets, a turnover is missing or negative.

    Examples
    --------
    >>> outlets = pd.Series({"A": 60, "B": 30, "C": 10})
    >>> breadth(pd.DataFrame({"outlet_id": ["A", "C", "C"], "sku": ["x", "x", "y"]}), outlets).to_numpy().round(3).tolist()
    [[2.0, 0.667, 0.7], [1.0, 0.333, 0.1]]
    """
    turnover = _turnover(outlets)
    pairs = _pairs(listings, turnover, item)
    found = pairs.groupby(item, sort=True)["outlet_id"]
    table = pd.DataFrame({"carrying": found.size()})
    table["numeric"] = table["carrying"] / len(turnover)
    whole = turnover.sum()
    table["weighted"] = (
        turnover.loc[pairs["outlet_id"]].groupby(pairs[item].to_numpy()).sum() / whole if whole else np.nan
    )
    return look.labelled(
        table,
        carrying=say("outlets that carry it", "在卖（家）"),
        numeric=(say("numeric", "数值分销率"), "share"),
        weighted=(say("weighted", "加权分销率"), "share"),
    )


def depth(listings, outlets, articles, item="sku"):
    """How many of the articles each outlet carries.

    Parameters
    ----------
    listings, outlets, item
        As for :func:`breadth`.
    articles : list
        All articles that could be carried.

    Returns
    -------
    DataFrame
        By outlet, in the order of ``outlets``: ``lines`` (articles carried), ``depth`` (of all articles).
    """
    turnover = _turnover(outlets)
    pairs = _pairs(listings, turnover, item)
    pairs = pairs[pairs[item].isin(list(articles))]
    counts = pairs.groupby("outlet_id").size().reindex(turnover.index, fill_value=0)
    table = pd.DataFrame({"lines": counts, "depth": counts / len(articles)}).rename_axis("outlet_id")
    return look.labelled(
        table, lines=say("articles carried", "在卖品种"), depth=(say("depth", "分销深度"), "share")
    )


def _turnover(outlets):
    """Turnover by outlet, each outlet once."""
    if not isinstance(outlets, pd.Series):
        require_columns(outlets, "outlet_id", "turnover_cny")
        outlets = outlets.set_index("outlet_id")["turnover_cny"]
    one_row_each(outlets.index.rename("outlet_id"))
    amounts = amounts_in(outlets.to_frame("turnover_cny"), "turnover_cny")
    refuse_rows(amounts < 0, say("turnovers of 0 or more", "营业额不小于 0"), outlets)
    return pd.Series(amounts, index=outlets.index.rename("outlet_id"))


def _pairs(listings, turnover, item):
    require_columns(listings, "outlet_id", item)
    which, named = pd.factorize(listings["outlet_id"])
    place = np.append(turnover.index.get_indexer(named), -1)[which]
    refuse_rows(
        place < 0,
        say("outlets that are in the list of all outlets", "listings 里的终端都在 outlets 名单里"),
        listings["outlet_id"],
    )
    return listings[["outlet_id", item]].drop_duplicates()


# Drawing --------------------------------------------------------------------------------------------------


@look.drawing
def plot_breadth(table, names=None, most=8, ax=None):
    """Numeric and weighted distribution side by side, the articles where they differ most.

    Parameters
    ----------
    table : DataFrame
        As :func:`breadth` gives it.
    names : Series, optional
        A name for each article.
    most : int
        How many articles are drawn.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    far = (table["weighted"] - table["numeric"]).abs().sort_values(ascending=False, kind="stable")
    table = table.loc[far.index[:most]].sort_values("numeric", kind="stable")
    ax = look.axes(ax, height=1.6 + 0.38 * len(table))
    places = np.arange(len(table))
    ax.hlines(places, 100 * table["numeric"], 100 * table["weighted"], color=look.PALE, linewidth=2.5)
    ax.plot(100 * table["numeric"], places, "o", color=look.QUIET, label=on_figure("numeric", "数值分销率"))
    ax.plot(100 * table["weighted"], places, "D", color=look.BLUE, label=on_figure("weighted", "加权分销率"))
    words = [str(each if names is None else names[each]) for each in table.index]
    ax.set(yticks=places, yticklabels=words, xlim=(0, 105), ylim=(-0.6, len(table) + 0.3), xlabel="%")
    ax.grid(visible=False, axis="y")
    ax.legend(ncols=2, loc="upper left", frameon=False, fontsize=10.5)
    return _tell_breadth(ax, table, words)


def _tell_breadth(ax, table, words):
    more = int((table["weighted"] > table["numeric"]).sum())
    each = [f"{name} {look.half_up(100 * one, 1)} / {look.half_up(100 * two, 1)}"
            for name, one, two in zip(words, table["numeric"], table["weighted"], strict=True)]  # fmt: skip
    look.title(
        ax,
        on_figure(f"{more} of {len(table)} stand with the larger dealers", f"{len(table)} 种里有 {more} 种，卖的多是大户"),
        on_figure("Share of the dealers that carry it, and of their turnover", "在卖的经销商占家数的比例，和占营业额的比例"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"Circle: share of the dealers; diamond: share of their turnover (%): {'; '.join(each)}.",
            f"圆点是占家数的比例，菱形是占营业额的比例（%）：{'；'.join(each)}。"),
    )  # fmt: skip
