"""How uneven the sales are (客户集中度).

``lorenz`` gives the smaller customers' share of the sales, ``gini`` twice the area between that curve and the
diagonal, ``hhi`` the sum of the squared shares. All three are for amounts of zero or more.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, Undefined
from casekit.look import on_figure


def lorenz(values):
    """The Lorenz curve: the smallest customers' share of the sales, for every share of the customers.

    Parameters
    ----------
    values : array of numbers
        One amount a customer, none negative (CNY).

    Returns
    -------
    DataFrame
        ``customer_share`` and ``sales_share``, both from 0 to 1, smallest customers first; the first row is the
        origin.

    Raises
    ------
    Refused
        A negative or missing amount.
    Undefined
        No amount, or all zero.

    Examples
    --------
    >>> lorenz([10, 30])
       customer_share  sales_share
    0             0.0         0.00
    1             0.5         0.25
    2             1.0         1.00
    """
    values = np.concatenate([[0.0], _ascending(values)])
    shares = pd.DataFrame({"customer_share": np.linspace(0, 1, len(values))})
    shares["sales_share"] = np.cumsum(values) / values.sum()
    return look.labelled(shares, **_headings())


def gini(values):
    """How uneven amounts are: 0 if all are equal, (n - 1) / n if one customer has everything.

    Twice the area between the Lorenz curve and the diagonal: with the amounts ascending,
    ``2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n``. No small-sample correction (times n / (n - 1)) is made.

    Parameters
    ----------
    values : array of numbers
        One amount a customer, none negative. Returns booked in another month can make a month's net sales
        negative, and then the measure can pass 1: (-50, 10, 20, 75) would give 1.75.

    Raises
    ------
    Refused
        A negative or missing amount.
    Undefined
        No amount, or all zero.

    Examples
    --------
    >>> gini([10, 10, 10]), gini([0, 0, 0, 10]), round(gini([50, 25, 12, 8, 5]), 3)
    (0.0, 0.75, 0.428)
    """
    values = _ascending(values)
    n = len(values)
    weighted = (np.arange(1, n + 1) * values).sum()
    return max(0.0, float(2 * weighted / (n * values.sum()) - (n + 1) / n))


def hhi(values):
    """Herfindahl index: the sum of the squared shares in per cent, from near 0 to 10,000.

    10,000 divided by it is the number of *equal* customers that would be just as concentrated.

    >>> hhi([50, 50]), round(hhi([400, 210, 150, 90, 60, 40, 25, 15, 6, 4]))
    (5000.0, 2408)
    """
    values = _ascending(values)
    return float((100**2 * (values / values.sum()) ** 2).sum())


def _ascending(values):
    values = np.sort(np.asarray(values, dtype=float).ravel())
    if not np.isfinite(values).all():
        raise Refused(
            say("amounts that are numbers", "金额都是数"), say("a missing or infinite one", "有缺失或无穷大"),
            say("drop it openly, or find the amount", "明确剔除，或补上金额"),
        )  # fmt: skip
    if (values < 0).any():
        raise Refused(
            say("amounts of zero or more", "金额为零或正数"),
            say(f"{(values < 0).sum()} negative, the lowest {values[0]:,g}", f"{(values < 0).sum()} 个负数，最小 {values[0]:,g}"),
            say("with negative amounts the measure can pass 1 and means nothing: take a longer period, or set "
                "them apart", "有负数时这个指标可以超过 1，失去意义：请改用更长的期间，或把负数单列"),
        )  # fmt: skip
    if not values.sum():
        raise Undefined(say("no amount above zero: nothing to share out", "没有大于零的金额：无从谈占比"))
    return values


def _headings():
    return {
        "customer_share": (say("of the customers", "占客户数"), "share"),
        "sales_share": (say("of the sales", "占销售额"), "share"),
    }


@look.drawing
def plot_lorenz(curve, ax=None):
    """The Lorenz curve below the diagonal of equal customers; the Gini coefficient is twice the area between.

    Parameters
    ----------
    curve : DataFrame
        As :func:`lorenz` gives it.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.4, width=5.8)
    x, y = 100 * curve["customer_share"], 100 * curve["sales_share"]
    ax.fill_between(x, x, y, color=look.PALE, alpha=0.45, linewidth=0)
    ax.plot([0, 100], [0, 100], color=look.QUIET, linewidth=1.5)
    ax.plot(x, y, color=look.BLUE, linewidth=3)
    half = float(np.interp(50, x, y))
    uneven = look.half_up(1 - 2 * np.trapezoid(y / 100, x / 100), 3)
    ax.plot(50, half, "o", color=look.INK, markersize=9, zorder=4)
    look.beside(ax, f"{look.half_up(half, 1)}%", (50, half), (-6, 12), ha="right")
    ax.annotate(on_figure(f"shaded area × 2\n= Gini {uneven}", f"阴影面积 × 2\n= 基尼系数 {uneven}"), (66, 36), ha="center",
                va="center")  # fmt: skip
    look.beside(ax, on_figure("all equal", "各家相等"), (42, 42), (-8, 4), ha="right", color=look.QUIET)
    ax.set(xlim=(0, 101), ylim=(0, 101), xticks=range(0, 101, 25), yticks=range(0, 101, 25),
           xlabel=on_figure("customers, smallest first (%)", "客户累计占比，从小到大（%）"))  # fmt: skip
    look.title(
        ax,
        on_figure(f"The smaller half buys {look.half_up(half, 1)} %", f"销售额较小的一半客户，只占销售额的 {look.half_up(half, 1)}%"),
        on_figure("Share of the sales, %", "销售额累计占比，%"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"The further the curve sags below the diagonal, the more uneven the customers. Half of them, the smaller "
            f"ones, buy {look.half_up(half, 1)} % of the sales; twice the shaded area is the Gini coefficient, {uneven}.",
            f"曲线离对角线越远，客户之间大小相差越悬殊。销售额较小的一半客户，占销售额的 {look.half_up(half, 1)}%；阴影面积的两倍就是基尼系数 {uneven}。"),
    )  # fmt: skip
