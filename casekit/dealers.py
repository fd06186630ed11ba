"""Dealers: the four-way grid (经销商管理).

``grid`` places dealers by size and loyalty, ``by_cell`` adds the cells up, ``moved`` says who changed cell when a cut moved. What
is reached from here, too: orders delivered elsewhere (``casekit.transshipment``), the contracts (``casekit.contracts_audit``), plan
against record (``casekit.plan_tracking``). How far the goods reach is in ``casekit.distribution``.
"""

from numbers import Real

import numpy as np
import pandas as pd

from casekit import look
from casekit.contracts_audit import contract_score, in_force, plot_clauses, together
from casekit.core.columns import amounts_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import on_figure
from casekit.plan_tracking import pace, plan_progress, plot_pace
from casekit.sales import largest_first, one_row_each, refuse_rows
from casekit.transshipment import elsewhere, plot_elsewhere

__all__ = [
    "by_cell",
    "contract_score",
    "elsewhere",
    "grid",
    "in_force",
    "moved",
    "pace",
    "plan_progress",
    "plot_clauses",
    "plot_elsewhere",
    "plot_grid",
    "plot_pace",
    "together",
]
SIDES = ("dealer_size", "dealer_loyalty")
CELLS = (("large", "loyal"), ("small", "loyal"), ("large", "disloyal"), ("small", "disloyal"))

# The grid -------------------------------------------------------------------------------------------------


def grid(dealers, size_cut, loyalty_cut, size="net_amount_cny", loyalty="share_of_wallet"):
    """Where each dealer stands in the four-way grid.

    Parameters
    ----------
    dealers : DataFrame
        One row a dealer, ``customer_id`` as a column or as the index, with the two columns below.
    size_cut, loyalty_cut : number
        The two cuts, in the units of their columns. A dealer exactly on a cut is large, or loyal.
    size : str
        The column that says how large a dealer is, such as its net sales of a year (CNY).
    loyalty : str
        The column that says how loyal it is, such as our share of its wallet (0 to 1), or a grade.

    Returns
    -------
    DataFrame
        By ``customer_id``, largest first, equals by id: the two columns, ``dealer_size`` (large, small), ``dealer_loyalty``
        (loyal, disloyal). Where one of the two is not known the dealer has no place, and ``reason`` says so.

    Raises
    ------
    Refused
        A column is missing, a value is no number, a dealer stands there twice, or a cut is no number.

    Notes
    -----
    The grid is that of the article on dealers; it prints no cut on either side. Cuts and the measure of loyalty are ours.

    Examples
    --------
    >>> dealers = pd.DataFrame({"customer_id": ["A", "B"], "net_amount_cny": [900, 100], "share_of_wallet": [0.5, 0.2]})
    >>> grid(dealers, 500, 0.5)[["dealer_size", "dealer_loyalty"]].to_numpy().tolist()
    [['large', 'loyal'], ['small', 'disloyal']]
    """
    cuts = [_cut("size_cut", size_cut), _cut("loyalty_cut", loyalty_cut)]
    table = dealers if "customer_id" not in dealers.columns else dealers.set_index("customer_id")
    require_columns(table, size, loyalty)
    ids = one_row_each(table.index)
    refuse_rows(ids.isna(), say("a customer_id in every row", "每一行都有 customer_id"), ids.to_series())
    sides = [_known(table, name) for name in (size, loyalty)]
    order = _largest_first(sides[0], ids)
    values = {name: table[name].to_numpy()[order] for name in (size, loyalty)}
    return _placed(ids[order], [side[order] for side in sides], cuts, values)


def _cut(name, value):
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real) or not np.isfinite(value):
        raise Refused(
            say(f"a number for {name}", f"{name} 是一个数"),
            repr(value),
            say(
                "for example size_cut=1_000_000, loyalty_cut=0.5", "例如 size_cut=1_000_000、loyalty_cut=0.5"
            ),
        )
    return float(value)


def _known(table, name):
    """The numbers of a column as floats; an empty cell is NaN, a word is refused."""
    numbers = amounts_in(table, name, empty=0)
    return np.where(table[name].isna(), np.nan, numbers)


def _largest_first(amounts, ids):
    """Positions from the largest down; those not known at the end."""
    return largest_first(np.where(np.isnan(amounts), -np.inf, amounts), ids)


def _placed(ids, sides, cuts, values):
    words = (("large", "small"), ("loyal", "disloyal"))
    known = ~np.isnan(sides).any(axis=0)
    columns = dict(values)
    for name, side, cut, pair in zip(SIDES, sides, cuts, words, strict=True):
        upper = np.round(side, 9) >= np.round(cut, 9)
        columns[name] = pd.Series([None, *pair]).array.take(np.where(known, np.where(upper, 1, 2), 0))
    if not known.all():
        unknown = say("size or loyalty not known: ask", "规模或忠诚情况不明，须了解")
        columns["reason"] = np.where(known, "", unknown)
    table = pd.DataFrame(columns, index=ids.rename("customer_id"))
    return look.labelled(table, share_of_wallet=(say("share of wallet", "客户份额"), "share"), net_amount_cny=_sales(),
                         reason=say("remark", "说明"))  # fmt: skip


def _sales():
    return say("net sales", "销售净额"), say("CNY", "元")


def by_cell(placed, amount="net_amount_cny"):
    """The four cells added up.

    Parameters
    ----------
    placed : DataFrame
        As :func:`grid` gives it.
    amount : str
        The column to add up (CNY).

    Returns
    -------
    DataFrame
        One row a cell, in the order large and loyal, small and loyal, large and disloyal, small and disloyal: ``dealer_size``,
        ``dealer_loyalty``, ``dealers`` (how many), ``amount`` and ``share`` (of the dealers that have a place).
    """
    require_columns(placed, *SIDES, amount)
    found = [placed[_in_cell(placed, cell)] for cell in CELLS]
    table = pd.DataFrame(CELLS, columns=list(SIDES))
    table["dealers"] = [len(each) for each in found]
    table[amount] = [each[amount].sum() for each in found]
    whole = table[amount].sum()
    table["share"] = table[amount] / whole if whole else np.nan
    return look.labelled(
        table,
        dealers=say("dealers", "家数"),
        net_amount_cny=_sales(),
        share=(say("share of it", "所占比例"), "share"),
    )


def _in_cell(placed, cell):
    return (placed["dealer_size"] == cell[0]) & (placed["dealer_loyalty"] == cell[1])


def moved(before, after):
    """Who stands in another cell after a cut has moved.

    Parameters
    ----------
    before, after : DataFrame
        Two results of :func:`grid` for the same dealers.

    Returns
    -------
    DataFrame
        The dealers whose cell differs, in the order of ``after``: ``dealer_size_before``, ``dealer_loyalty_before``,
        ``dealer_size``, ``dealer_loyalty``.
    """
    sides = list(SIDES)
    old = before[sides].reindex(after.index)
    other = (old.fillna("") != after[sides].fillna("")).any(axis="columns")
    table = old.add_suffix("_before").join(after[sides])[other]
    was = say("before: ", "原来：")
    words = {f"{side}_before": was + look.heading(side, {})[0] for side in sides}
    return look.labelled(table, **words)


# Drawings -------------------------------------------------------------------------------------------------

MARKS = {  # cell: marker, colour
    CELLS[0]: ("o", look.BLUE),
    CELLS[1]: ("s", look.GREEN),
    CELLS[2]: ("^", look.ORANGE),
    CELLS[3]: ("v", look.QUIET),
}


@look.drawing
def plot_grid(placed, size_cut, loyalty_cut, names=None, named=(), ax=None):
    """The four-way grid: a point a dealer, sales across (each step ten times as much), share of wallet up.

    Parameters
    ----------
    placed : DataFrame
        As :func:`grid` gives it, with net sales and share of wallet.
    size_cut, loyalty_cut : number
        The cuts it was made with; drawn as lines.
    names : Series, optional
        A name for each customer.
    named : list of str
        The dealers that get a ring and their name.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.6)
    draw_points(ax, placed)
    ax.axvline(size_cut, color=look.INK, linewidth=1.1)
    ax.axhline(loyalty_cut, color=look.INK, linewidth=1.1)
    frame_grid(ax, placed["net_amount_cny"])
    for dealer in named:
        row = placed.loc[dealer]
        point = row["net_amount_cny"], row["share_of_wallet"]
        ax.plot(
            *point, "o", markersize=12, markerfacecolor="none", markeredgecolor=look.INK, markeredgewidth=1
        )
        side = "center" if row["net_amount_cny"] >= size_cut else "right"
        look.beside(ax, str(dealer if names is None else names[dealer]), point, (4, 9), ha=side, fontsize=10)
    return _tell_grid(ax, placed, size_cut, loyalty_cut)


def draw_points(ax, placed):
    """A point a dealer, its mark by its cell."""
    for cell, (mark, colour) in MARKS.items():
        rows = placed[_in_cell(placed, cell)]
        ax.plot(
            rows["net_amount_cny"],
            rows["share_of_wallet"],
            mark,
            color=colour,
            markersize=6,
            markeredgecolor="white",
            markeredgewidth=0.4,
        )


def frame_grid(ax, amounts):
    """Scales, labels and the names of the four cells in the corners."""
    unit = on_figure(1e3, 1e4)
    ax.set_xscale("log")
    ax.set(xlim=(0.75 * amounts.min(), 2.6 * amounts.max()), ylim=(0, 0.95))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value / unit:,.0f}")
    ax.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    ax.set_xlabel(
        on_figure("net sales (thousand yuan), each step ten times as much", "销售净额（万元），每一大格十倍")
    )
    ax.set_ylabel(on_figure("our share of its wallet", "客户份额"))
    ax.grid(visible=False)
    corners = zip(CELLS, ((0.985, 0.97), (0.015, 0.97), (0.985, 0.03), (0.015, 0.03)), strict=True)
    for cell, (x, y) in corners:
        ax.text(x, y, cell_words(cell), transform=ax.transAxes, ha="right" if x > 0.5 else "left",
                va="top" if y > 0.5 else "bottom", color=MARKS[cell][1], fontsize=11)  # fmt: skip


def cell_words(cell):
    """A cell by name, in the language of the figure."""
    words = {
        CELLS[0]: ("large and loyal", "大而忠诚"),
        CELLS[1]: ("small and loyal", "小而忠诚"),
        CELLS[2]: ("large and disloyal", "大而不忠诚"),
        CELLS[3]: ("small and disloyal", "小而不忠诚"),
    }
    return on_figure(*words[cell])


def _tell_grid(ax, placed, size_cut, loyalty_cut):
    cells = by_cell(placed)
    many, share = cells["dealers"].tolist(), look.half_up(100 * cells["share"].iloc[2], 1)
    money = say(f"{size_cut:,.0f} yuan", f"{look.half_up(size_cut / 10_000, 0)} 万元")
    look.title(
        ax,
        on_figure(f"{many[2]} large and disloyal dealers: {share}% of the sales", f"大而不忠诚的 {many[2]} 家，占销售额的 {share}%"),
        on_figure("Each point is a dealer; the lines are the two cuts", "一个点是一家经销商；两条线是两条分界"),
    )  # fmt: skip
    per_cent = look.half_up(100 * loyalty_cut, 0)
    return look.read_this(
        ax,
        say(f"Large means {money} or more, loyal a share of wallet of {per_cent} % or more. Large and loyal (circles): {many[0]}; small and loyal (squares): {many[1]}; "
            f"large and disloyal (triangles): {many[2]}; small and disloyal (triangles, point down): {many[3]}.",
            f"{money}以上算大，客户份额 {per_cent}% 以上算忠诚。大而忠诚（圆点）{many[0]} 家，小而忠诚（方块）{many[1]} 家，"
            f"大而不忠诚（尖朝上的三角）{many[2]} 家，小而不忠诚（尖朝下的三角）{many[3]} 家。"),
    )  # fmt: skip
