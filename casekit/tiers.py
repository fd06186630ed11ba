"""Tier management (客户等级管理): stepped discounts, how customers move between tiers, and whether a tier pays.

``bill`` and ``padded`` are about stepped discounts, ``migration`` about moves between tiers, ``at_the_cut`` compares those just
above a tier's cut point with those just below it, ``player_gain`` is the chapter's casino rebate.
"""

from math import lgamma

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import as_day, days_in, months_of
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_one_of, require_whole
from casekit.look import on_figure
from casekit.sales import refuse_rows

RULES = ("all_units", "incremental")
LEFT = "left"

# Stepped discounts ------------------------------------------------------------------------------------------


def bill(quantity, price, steps, rule):
    """What a quantity costs under a stepped discount (阶梯式销售折扣).

    Parameters
    ----------
    quantity : int or array of int
        Pieces, zero or more.
    price : number
        CNY a piece before discount.
    steps : dict
        From the quantity at which a step begins (that quantity included) to its discount: ``{500: 0.05, 1000: 0.10}``.
    rule : str
        ``"all_units"``: the discount of the step reached applies to all pieces. ``"incremental"``: only the pieces
        beyond the beginning of a step have its discount.

    Returns
    -------
    float or array
        CNY, to the fen.

    Raises
    ------
    Refused
        A quantity is no whole number of zero or more, a step or a discount makes no sense, or the rule is neither.

    Examples
    --------
    >>> steps = {500: 0.05, 1000: 0.10}
    >>> bill(999, 100, steps, "all_units"), bill(1000, 100, steps, "all_units")
    (94905.0, 90000.0)
    >>> bill(999, 100, steps, "incremental"), bill(1000, 100, steps, "incremental")
    (97405.0, 97500.0)
    """
    require_one_of("rule", rule, RULES)
    begins, rates = _steps(steps)
    pieces = _pieces(quantity)
    if rule == "all_units":
        paid = pieces * (1 - rates[np.searchsorted(begins, pieces, side="right") - 1])
    else:
        in_step = np.clip(pieces[..., None] - begins, 0, np.append(np.diff(begins), np.inf))
        paid = (in_step * (1 - rates)).sum(axis=-1)
    cost = np.round(paid * price + 1e-9, 2)
    return float(cost) if np.ndim(quantity) == 0 else cost


def padded(price, steps):
    """Where an all-units discount makes a larger order cheaper: the orders to be padded up to each step.

    Parameters
    ----------
    price, steps
        As for :func:`bill`.

    Returns
    -------
    DataFrame
        One row a step: ``step`` (pieces), ``from_pieces`` and ``to_pieces`` (the orders that cost more than the step; NaN where none
        does), ``most_saved_cny`` by buying up to the step.
    """
    rows = []
    for step in sorted(steps):
        at, below = bill(step, price, steps, "all_units"), np.arange(step)
        dearer = below[bill(below, price, steps, "all_units") > at]
        first, last = (dearer[0], dearer[-1]) if len(dearer) else (np.nan, np.nan)
        saved = bill(int(last), price, steps, "all_units") - at if len(dearer) else 0.0
        rows.append((step, first, last, round(saved, 2)))
    table = pd.DataFrame(rows, columns=["step", "from_pieces", "to_pieces", "most_saved_cny"])
    return look.labelled(
        table,
        step=say("step", "档次（件）"),
        from_pieces=say("orders from", "从（件）"),
        to_pieces=say("to", "到（件）"),
        most_saved_cny=(say("saved at most by buying more", "多买反而最多省"), say("CNY", "元")),
    )


def _steps(steps):
    """Where the steps begin, zero first, and their discounts."""
    begins, rates = [0, *sorted(steps)], [0.0, *(steps[each] for each in sorted(steps))]
    whole = all(isinstance(each, (int, np.integer)) and each > 0 for each in begins[1:])
    sound = all(isinstance(rate, (int, float)) and 0 <= rate < 1 for rate in rates)
    if not (whole and sound):
        raise Refused(
            say("steps as {pieces: discount}, whole numbers above zero, discounts from 0 to under 1", "steps 写成 {件数: 折扣率}，件数为正整数，折扣率从 0 到不足 1"),
            repr(steps),
            say("5 % from 500 pieces: {500: 0.05}", "500 件起减 5%：{500: 0.05}"),
        )  # fmt: skip
    return np.array(begins), np.array(rates)


def _pieces(quantity):
    pieces = np.asarray(quantity)
    if pieces.dtype.kind not in "iu" or (pieces < 0).any():
        raise Refused(
            say("a quantity in whole pieces, zero or more", "数量为整件数，零或正数"),
            repr(quantity)[:60],
            say("round it, or take returns off before", "先取整，或先扣掉退货"),
        )
    return pieces.astype("int64")


# Moves between tiers ------------------------------------------------------------------------------------------


def migration(history, months, start=None):
    """The tier migration matrix (等级转移矩阵): of each tier's customers, the share found in each tier so many months later.

    Parameters
    ----------
    history : DataFrame
        ``customer_id``, ``month`` (a day of it), ``tier``; one row a customer and month.
    months : int
        How many months lie between the two looks.
    start : day, optional
        Only the moves that begin in this month; without it, all pairs of months so far apart are counted together.

    Returns
    -------
    DataFrame
        Tiers in rows (before) and columns (after), in the order of the table's categories or of the alphabet; each row sums to 1. A
        customer without a row in the later month counts as ``left``. A tier nobody was in has a row of NaN. The numbers of customers
        are in ``.attrs["counts"]``.

    Raises
    ------
    Refused
        A column, a day or a tier is missing, a customer stands in a month twice, or ``start`` has no month so far ahead.
    """
    require_columns(history, "customer_id", "month", "tier")
    refuse_rows(history["tier"].isna(), say("a tier in every row", "每一行都有等级"), history["customer_id"])
    ahead = require_whole("months", months, say("12 for a year", "一年写 12"))
    at = months_of(days_in(history, "month"))
    which, order = _tiers_of(history["tier"])
    grid, first = _grid(history["customer_id"], at, which)
    before, after = grid[:, : max(grid.shape[1] - ahead, 0)], grid[:, ahead:]
    if start is not None:
        begins = _place_of(as_day(start, "start"), first, before.shape[1])
        before, after = before[:, [begins]], after[:, [begins]]
    return _matrix(before, after, order)


def _place_of(start, first, months):
    """Where the month of ``start`` stands among the months with a later look; refused where it does not."""
    place = int(months_of([start.to_datetime64()])[0] - first)
    if not 0 <= place < months:
        raise Refused(
            say("a start with so many months after it in the history", "start 之后，记录里还有那么多个月"),
            f"{start:%Y-%m-%d}",
            say("begin earlier, or look fewer months ahead", "起点提前，或间隔缩短"),
        )
    return place


def _grid(customers, at, which):
    """The number of each customer's tier in each month (customers, months), -1 where there is no row; the first month."""
    codes, _ = pd.factorize(customers)
    refuse_rows(codes < 0, say("a customer_id in every row", "每一行都有 customer_id"), customers)
    first, span = (at.min(), at.max() - at.min() + 1) if len(at) else (0, 0)
    place, size = codes * span + at - first, (codes.max() + 1) * span if len(codes) else 0
    once = say("each customer once a month", "每家客户每月只出现一次")
    refuse_rows(np.bincount(place, minlength=size)[place] > 1, once, customers)
    grid = np.full(size, -1)
    grid[place] = which
    return grid.reshape(-1, span) if size else grid.reshape(0, 0), first


def _tiers_of(column):
    """The number of each row's tier, and the tiers: in the order of the categories, or else of the alphabet."""
    if hasattr(column, "cat"):
        return column.cat.codes.to_numpy(dtype="int64"), list(map(str, column.cat.categories))
    codes, words = pd.factorize(column)
    words = [str(word) for word in words]
    order = sorted(set(words))
    return np.array([order.index(word) for word in words], dtype="int64")[codes], order


def _matrix(before, after, order):
    """Counts and shares of all pairs; whoever has no row in the later month has left."""
    there, size = before >= 0, len(order) + 1
    later = np.where(after < 0, len(order), after)[there]
    counts = np.bincount(before[there] * size + later, minlength=len(order) * size).reshape(-1, size)
    counts = pd.DataFrame(counts, index=order, columns=[*order, LEFT])
    counts = counts if counts[LEFT].any() else counts.drop(columns=LEFT)
    columns = list(counts.columns)
    shares = counts.div(counts.sum(axis="columns").replace(0, np.nan), axis="index")
    shares = shares.rename_axis(index="tier", columns=None)
    words = look.coded("tier") | {LEFT: say("left", "流失")}
    counted = look.labelled(
        counts.rename_axis(index="tier", columns=None), **{each: words.get(each, each) for each in columns}
    )
    shares.attrs["counts"] = counted
    return look.labelled(shares, **{each: (words.get(each, each), "share") for each in columns})


# Does a tier pay? ---------------------------------------------------------------------------------------------


def at_the_cut(customers, cut, width):
    """Those just above a tier's cut point against those just below it (断点比较).

    Two straight lines, one on each side, within ``width`` points of the cut; the lift is the step between them at the cut.
    Customers there are alike but for the tier, if the points could not be set to land above it.

    Parameters
    ----------
    customers : DataFrame
        ``tier_points`` at the review and ``growth``, sales after it over sales before, less 1.
    cut : number
        The points from which the higher tier begins (included).
    width : number
        How far from the cut a customer may be, in points.

    Returns
    -------
    Series
        ``below`` and ``above`` (customers), ``growth_below`` and ``growth_above`` (the two lines at the cut), ``lift`` (their difference),
        ``low`` and ``high`` (95 % interval, each customer's own scatter, HC1). NaN with fewer than three customers on a side.
    """
    require_columns(customers, "tier_points", "growth")
    off = amounts_in(customers, "tier_points") - cut
    growth = amounts_in(customers, "growth")
    near = np.abs(off) <= width
    return pd.Series(_two_lines(off[near], growth[near]))


def _two_lines(off, growth):
    above = off >= 0
    found = {"below": int((~above).sum()), "above": int(above.sum())}
    names = ["growth_below", "growth_above", "lift", "low", "high"]
    if min(found.values()) < 3:
        return found | dict.fromkeys(names, np.nan)
    lines = np.column_stack([np.ones(len(off)), above, off, off * above]).astype(float)
    inverse = np.linalg.pinv(lines.T @ lines)
    level, jump, *_ = inverse @ lines.T @ growth
    rest = growth - lines @ (inverse @ lines.T @ growth)
    spread = inverse @ (lines.T * rest**2) @ lines @ inverse * len(off) / max(len(off) - 4, 1)
    half = 1.96 * np.sqrt(spread[1, 1])
    return found | dict(zip(names, (level, level + jump, jump, jump - half, jump + half), strict=True))


# The casino's rebate (E14) --------------------------------------------------------------------------------------


def player_gain(bets, rebate, edge=0.04):
    """What a player expects per unit staked, if a part of the loss is given back at each settlement.

    Parameters
    ----------
    bets : int
        Even-money bets between two settlements.
    rebate : float
        The part of a net loss given back, 0 to 1, counted as cash (in the chapter it is given as gifts).
    edge : float
        What the house wins on average on each unit staked.

    Returns
    -------
    float
        A share of the stakes: -0.04 without a rebate and an edge of 4 %.

    Examples
    --------
    >>> [round(100 * player_gain(10, rebate), 2) for rebate in (0, 0.1, 0.3)]
    [-4.0, -2.56, 0.32]
    """
    wins, won = np.arange(bets + 1), (1 - edge) / 2
    ways = np.array([lgamma(bets + 1) - lgamma(k + 1) - lgamma(bets - k + 1) for k in wins])
    chance = np.exp(ways + wins * np.log(won) + (bets - wins) * np.log(1 - won))
    loss = np.clip(bets - 2 * wins, 0, None)
    return float(-edge + rebate * (chance * loss).sum() / bets)


# Drawings -------------------------------------------------------------------------------------------------


@look.drawing
def plot_bill(price, steps, most=1200, ax=None):
    """What each quantity costs, by both rules; under the all-units rule the bill falls at every step.

    Parameters
    ----------
    price, steps
        As for :func:`bill`.
    most : int
        The largest quantity drawn.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    pieces, unit = np.arange(most + 1), on_figure(1e3, 1e4)
    every, part = (bill(pieces, price, steps, rule) / unit for rule in RULES)
    begins = [0, *sorted(steps), most + 1]
    for start, end in zip(begins, begins[1:], strict=False):
        ax.plot(pieces[start:end], every[start:end], color=look.ORANGE, linewidth=2.2)
    ax.plot(pieces, part, "--", color=look.BLUE, linewidth=1.8)
    rows = padded(price, steps).dropna()
    for row in rows.itertuples():
        ax.axvspan(row.from_pieces, row.to_pieces, color=look.PALE, alpha=0.6, linewidth=0)
    ax.set(xlim=(0, most), ylim=(0, None), xlabel=on_figure("pieces", "件"))
    ax.set_ylabel(on_figure("thousand yuan", "万元"))
    _bill_key(ax)
    return _tell_bill(ax, rows)


def _bill_key(ax):
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = [
        (Line2D([], [], color=look.ORANGE, linewidth=2.2), on_figure("all units", "全量折扣")),
        (Line2D([], [], color=look.BLUE, linestyle="--"), on_figure("incremental", "增量折扣")),
        (Patch(color=look.PALE, alpha=0.6), on_figure("buy more, pay less", "多买反而少付")),
    ]
    handles, words = zip(*marks, strict=True)
    ax.legend(handles, words, loc="upper left", frameon=False, fontsize=11)


def _tell_bill(ax, rows):
    each = [f"{int(row.from_pieces):,}–{int(row.to_pieces):,}" for row in rows.itertuples()]
    spans = say(" and ", "、").join(each)
    look.title(
        ax,
        on_figure(f"One piece more, {look.half_up(rows['most_saved_cny'].max(), 0)} yuan less", f"多买一件，少付 {look.half_up(rows['most_saved_cny'].max(), 0)} 元"),
        on_figure("The bill for each quantity, by both rules", "两种规则下，各数量的应付金额"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"The solid line is the all-units discount: it falls at each step, so that orders of {spans} pieces (grey) cost more than the step itself. The dashed line never falls.",
            f"实线是全量折扣：到每一档就往下掉，所以买 {spans} 件（灰色）比买到该档还贵。虚线从不下降。"),
    )  # fmt: skip


@look.drawing
def plot_cut(customers, cut, width, ax=None):
    """Growth against points near a cut: one dot a customer, a line on each side, the step between them at the cut.

    Parameters
    ----------
    customers, cut, width
        As for :func:`at_the_cut`.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    found = at_the_cut(customers, cut, width)
    near = customers[(customers["tier_points"] - cut).abs() <= width]
    for above, colour in ((False, look.QUIET), (True, look.ORANGE)):
        side = near[(near["tier_points"] >= cut) == above]
        ax.plot(
            side["tier_points"],
            100 * side["growth"],
            "o" if not above else "D",
            color=colour,
            markersize=4,
            alpha=0.55,
            linestyle="",
        )
        slope = np.polyfit(side["tier_points"] - cut, 100 * side["growth"], 1)
        ends = np.array([-width, 0] if not above else [0, width])
        ax.plot(
            cut + ends, np.polyval(slope, ends), color=look.INK if not above else look.ORANGE, linewidth=2.4
        )
    ax.axvline(cut, color=look.INK, linestyle="--", linewidth=1)
    ax.axhline(0, color=look.QUIET, linewidth=0.8)
    ax.set(
        xlim=(cut - width - 0.8, cut + width + 0.8),
        xlabel=on_figure("points in January 2025", "2025 年 1 月积分"),
    )
    ax.set_ylabel(on_figure("growth of sales (%)", "销售额增长（%）"))
    return _tell_cut(ax, found, cut, width)


def _tell_cut(ax, found, cut, width):
    lift, low, high = (
        look.half_up(100 * found[name], 1).replace("-", "\u2212") for name in ("lift", "low", "high")
    )
    look.title(
        ax,
        on_figure(f"At the cut the lift is {lift} percentage points ({low} to {high})", f"分界点上相差 {lift} 个百分点（{low} 到 {high}）"),
        on_figure(f"Customers within {width} points of {cut}; diamonds: the higher tier", f"积分在 {cut} 上下 {width} 分以内的客户；菱形为高一级"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"One mark is one customer: {found['below']:.0f} below the cut, {found['above']:.0f} above. The step between the two lines at the dashed cut is {lift} percentage points of growth, with a 95 % interval from {low} to {high}.",
            f"一个点是一家客户：分界点以下 {found['below']:.0f} 家，以上 {found['above']:.0f} 家。两条线在虚线处相差 {lift} 个百分点，95% 区间为 {low} 到 {high}。"),
    )  # fmt: skip
