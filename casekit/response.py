"""Did the coupon change anything? Buyers who were sent one against buyers held out by lot (响应与对照).

``response_test`` compares the two within each cell; ``wilson`` gives the interval of one share, from which the interval
of the difference is made. What a cell would have bought without a coupon is not an effect of the coupon.
"""

from math import erfc, sqrt

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import on_figure

# Formulas -----------------------------------------------------------------------------------------------


def wilson(bought, of, z=1.96):
    """Wilson's interval for a share: which true shares are compatible with ``bought`` out of ``of``?

    Unlike share ± z standard errors it stays between 0 and 1 and works for few buyers (Wilson 1927).

    Examples
    --------
    >>> [round(float(bound), 3) for bound in wilson(0, 20)]
    [0.0, 0.161]
    """
    share, n = np.divide(bought, of), np.asarray(of, dtype=float)
    middle, half = share + z * z / (2 * n), z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return np.maximum(low, 0), np.minimum(high, 1)


def lift_with_interval(sent_bought, sent, held_out_bought, held_out):
    """The lift, and the ends of its 95 % interval (Newcombe 1998, from two Wilson intervals); one cell or arrays of cells.

    Nothing is checked: that is for :func:`response_test`.

    Examples
    --------
    >>> [round(float(each), 3) for each in lift_with_interval(34, 200, 16, 200)]
    [0.09, 0.025, 0.156]
    """
    p, q = np.divide(sent_bought, sent), np.divide(held_out_bought, held_out)
    (a, b), (c, d) = wilson(sent_bought, sent), wilson(held_out_bought, held_out)
    low, high = np.sqrt((p - a) ** 2 + (d - q) ** 2), np.sqrt((b - p) ** 2 + (q - c) ** 2)
    return p - q, p - q - low, p - q + high


def response_test(groups):
    """Did the coupon change anything? Those it was sent to against those held out by lot, cell by cell.

    Parameters
    ----------
    groups : DataFrame
        One row a cell: ``sent`` and ``held_out`` (buyers), ``sent_bought`` and ``held_out_bought`` (those of them
        who bought in the weeks after).

    Returns
    -------
    DataFrame
        ``sent_share``, ``held_out_share``; ``lift``, the first less the second; ``lift_low`` and ``lift_high``, the 95 %
        interval of the lift (Newcombe 1998, from two Wilson intervals); ``z`` and ``p_value`` of the two-proportion
        test. A cell where nobody was sent a coupon, or nobody held out, has no lift, and ``reason`` says so.

    Raises
    ------
    Refused
        More bought than there were, or a negative number.

    Examples
    --------
    >>> cells = pd.DataFrame({"sent": [200], "sent_bought": [34], "held_out": [200], "held_out_bought": [16]})
    >>> response_test(cells)[["lift", "lift_low", "lift_high", "p_value"]].round(3)
       lift  lift_low  lift_high  p_value
    0  0.09     0.025      0.156    0.007
    """
    _check_groups(groups)
    n, x, k, y = (
        groups[name].astype(float) for name in ("sent", "sent_bought", "held_out", "held_out_bought")
    )
    n, k = n.where(n > 0), k.where(k > 0)
    both = (x + y) / (n + k)
    spread = np.sqrt(both * (1 - both) * (1 / n + 1 / k))
    result = pd.DataFrame({"sent_share": x / n, "held_out_share": y / k})
    result["lift"], result["lift_low"], result["lift_high"] = lift_with_interval(x, n, y, k)
    result["z"] = result["lift"] / spread.where(spread > 0)
    result["p_value"] = [erfc(abs(z) / sqrt(2)) for z in result["z"]]
    return look.labelled(_no_comparison(result, n, k), **_headings())


# How it is done -----------------------------------------------------------------------------------------


def _headings():
    share, points = "share", say(*look.POINTS)
    return {
        "sent": say("sent a coupon", "发券（位）"), "sent_bought": say("bought, of those sent", "发券组购买（位）"),
        "held_out": say("held out", "对照（位）"), "held_out_bought": say("bought, of those held out", "对照组购买（位）"),
        "sent_share": (say("with coupon: bought", "发券组购买率"), share),
        "held_out_share": (say("held out: bought", "对照组购买率"), share),
        "lift": (say("lift", "提升"), points), "lift_low": (say("lift from", "提升下限"), points),
        "lift_high": (say("lift to", "提升上限"), points), "p_value": say("p-value", "p 值"),
        "reason": say("remark", "说明"),
    }  # fmt: skip


def _check_groups(groups):
    require_columns(groups, "sent", "sent_bought", "held_out", "held_out_bought")
    for of, bought in (("sent", "sent_bought"), ("held_out", "held_out_bought")):
        bad = ~((groups[bought] >= 0) & (groups[bought] <= groups[of]))
        if bad.any():
            cell = groups.index[bad][0]
            raise Refused(
                say(f"{bought} from 0 to {of}", f"{bought} 在 0 与 {of} 之间"),
                say(f"{groups.at[cell, bought]} of {groups.at[cell, of]} in cell {cell}",
                    f"{cell} 组：{groups.at[cell, of]} 人里有 {groups.at[cell, bought]} 人"),
                say("count buyers, each once", "数的是人，每人只数一次"),
            )  # fmt: skip


def _no_comparison(result, sent, held_out):
    missing = sent.isna() | held_out.isna()
    if missing.any():
        result["reason"] = np.where(missing, say("nobody to compare with", "没有可比的一组"), "")
    return result


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_response(result, names, ax=None):
    """A line for each cell's lift with its 95 % interval; blue where the interval leaves zero out.

    Parameters
    ----------
    result : DataFrame
        As :func:`response_test` gives it, first on top.
    names : sequence of str
        What to call each cell.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=1.9 + 0.5 * len(result))
    real = ((result["lift_low"] > 0) | (result["lift_high"] < 0)).to_numpy()
    places = list(range(len(result)))[::-1]
    for place, sure, row in zip(places, real, result.itertuples(), strict=True):
        colour, dot = (look.BLUE, look.BLUE) if sure else (look.QUIET, "white")
        ax.plot(
            [100 * row.lift_low, 100 * row.lift_high], [place, place], color=colour, linewidth=3, zorder=1
        )
        ax.plot(100 * row.lift, place, "o", color=colour, markerfacecolor=dot, markersize=9)
        for right, share in zip((26, 76), (row.sent_share, row.held_out_share), strict=True):
            _beside(ax, place, right, look.half_up(100 * share, 0) + on_figure(" %", "%"))
    for right, words in zip((26, 76), (on_figure("with", "发券"), on_figure("without", "对照")), strict=True):
        _beside(ax, len(result) - 0.45, right, words)
    ax.axvline(0, color=look.INK, linewidth=1)
    ax.set(yticks=places, yticklabels=list(names), ylim=(-0.6, len(result) - 0.4))
    ax.set_xlabel(
        on_figure(
            "lift: bought with the coupon less bought without (percentage points)",
            "提升：发券组购买率减对照组购买率（百分点）",
        )
    )
    ax.grid(visible=False, axis="y")
    return _tell_response(ax, result, list(names), real)


def _beside(ax, place, right, words):
    """Words right of the drawing, at the height of a line."""
    look.beside(ax, words, (1, place), (right, 0), xycoords=("axes fraction", "data"), ha="center",
                va="center", color=look.INK)  # fmt: skip


def _points(share):
    """A difference of shares in points, with a minus sign that is one."""
    return look.half_up(100 * share, 0).replace("-", "−")


def _tell_response(ax, result, names, real):
    moved = [name for name, sure in zip(names, real, strict=True) if sure]
    only, moved = say("only ", "只有") if len(moved) == 1 else "", say(", ", "、").join(moved)
    most = names[int(np.argmax(result["sent_share"].to_numpy()))]
    look.title(
        ax,
        on_figure(f"Zero is ruled out {only}for {moved or 'nobody'}; {most} buys most",
                  f"{only}{moved or '没有一组'}的区间不含零；购买率最高的是 {most}"),
        on_figure("Dot: lift; line: 95 % interval; on the right: bought with the coupon, and without", "点：提升；线：95% 区间；右边：发券组与对照组的购买率"),
    )  # fmt: skip
    each = [
        say(f"{name} {_points(row.lift)} ({_points(row.lift_low)} to {_points(row.lift_high)})",
            f"{name} {_points(row.lift)}（{_points(row.lift_low)}～{_points(row.lift_high)}）")
        for name, row in zip(names, result.itertuples(), strict=True)
    ]  # fmt: skip
    return look.read_this(
        ax,
        say(
            f"Right of zero, more bought with the coupon than without. Lift in points, with its interval: {'; '.join(each)}. Full and blue: the interval leaves zero out.",
            f"零的右边，发券组买得多。提升（百分点）和区间：{'；'.join(each)}。蓝色实心：区间不含零。",
        ),
    )
