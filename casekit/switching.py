"""Changing to another seller: what the gifts bring, what the change costs, and after which ride one regrets it (转换成本).

The chapter's rule: net gain = benefit - switching cost. The gifts end, and what was better at the old seller is missed at every
ride; so the net gain rises with the gifts and falls afterwards.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, require_whole
from casekit.look import on_figure


def switching_gains(
    rides, base_fare, free_rides=3, vouchers=(9, 8, 10), used=1.0, switching_cost=0.0, missed=0.0
):
    """The net gain of changing, ride by ride, against having stayed.

    Parameters
    ----------
    rides : int
        How many rides to look at.
    base_fare : number
        What is waived on each of the ``free_rides`` first rides (CNY). The chapter does not give it (E13).
    free_rides : int
    vouchers : sequence of numbers
        Face values (CNY), one voucher a ride from the first ride on.
    used : number
        The chance that a voucher is used, 0 to 1: it fits some rides and runs out.
    switching_cost : number
        Money, time and trouble of changing, once, before the first ride (CNY).
    missed : number
        What each ride is worse than at the old seller: a longer wait, points not collected (CNY).

    Returns
    -------
    DataFrame
        By ``ride``, from 0 (the change itself): ``gift_cny``, ``missed_cny``, ``net_gain_cny`` (added up).

    Examples
    --------
    >>> switching_gains(5, base_fare=13, switching_cost=20, missed=6)["net_gain_cny"].tolist()
    [-20.0, -4.0, 11.0, 28.0, 22.0, 16.0]
    """
    rides = require_whole("rides", rides, say("ten rides: 10", "十次写 10"))
    _refuse_amounts(
        base_fare=base_fare,
        free_rides=free_rides,
        switching_cost=switching_cost,
        missed=missed,
        vouchers=min(vouchers, default=0),
    )
    if not 0 <= used <= 1:
        raise Refused(
            say("a share from 0 to 1 for used", "used 在 0 到 1 之间"),
            repr(used),
            say("60 % is 0.6", "60% 写 0.6"),
        )
    face = np.zeros(rides)
    face[: len(vouchers)] = list(vouchers)[:rides]
    gift = np.append(0.0, used * face + base_fare * (np.arange(rides) < free_rides))
    lost = np.append(float(switching_cost), np.full(rides, float(missed)))
    table = pd.DataFrame(
        {"gift_cny": gift, "missed_cny": lost, "net_gain_cny": (gift - lost).cumsum().round(6)},
        index=pd.RangeIndex(rides + 1, name="ride"),
    )
    return look.labelled(table, **_headings())


def regret_point(gains):
    """After which ride is the net gain below zero for good, and how much is it at best?

    Parameters
    ----------
    gains : DataFrame
        As :func:`switching_gains` gives it.

    Returns
    -------
    Series
        ``best_ride`` (where the net gain is largest; the first of equals) and ``best_cny``; ``regret_ride``, the first ride from which
        on the net gain stays below zero, or None if it is not below zero at the end.

    Examples
    --------
    >>> regret_point(switching_gains(12, base_fare=13, switching_cost=20, missed=6))["regret_ride"]
    8
    """
    net = gains["net_gain_cny"].to_numpy()
    below = net < 0
    since = len(net) - int(np.argmin(below[::-1])) if not below.all() else 0
    best = int(net.argmax())
    regret = int(gains.index[since]) if below[-1] else None
    found = {"best_ride": int(gains.index[best]), "best_cny": float(net[best]), "regret_ride": regret}
    return pd.Series(found, dtype=object)


def _refuse_amounts(**amounts):
    for name, value in amounts.items():
        if not value >= 0:
            raise Refused(say(f"{name} of zero or more", f"{name} 不小于零"), repr(value), say("write what is lost as a positive number", "损失也写成正数"))  # fmt: skip


def _headings():
    cny = say("CNY", "元")
    return {
        "ride": say("ride", "第几次"),
        "gift_cny": (say("gifts", "优惠"), cny),
        "missed_cny": (say("cost of changing, then what is missed", "转换成本及每次的损失"), cny),
        "net_gain_cny": (say("net gain so far", "累计净收益"), cny),
    }


@look.drawing
def plot_switching(gains, ax=None):
    """The net gain after each ride, with the best ride and the regret point."""
    ax = look.axes(ax, height=3.7)
    net, point = gains["net_gain_cny"], regret_point(gains)
    ax.axhline(0, color=look.QUIET, linewidth=0.9)
    ax.bar(net.index, gains["gift_cny"], width=0.5, color=look.PALE)
    ax.plot(net.index, net, "o-", color=look.BLUE)
    ax.plot([point["best_ride"]], [point["best_cny"]], "D", color=look.BLUE, markersize=11)
    if point["regret_ride"] is not None:
        ax.plot([point["regret_ride"]], [net[point["regret_ride"]]], "s", color=look.ORANGE, markersize=13)
        look.beside(
            ax,
            on_figure("regret", "后悔点"),
            (point["regret_ride"], net[point["regret_ride"]]),
            (4, -18),
            ha="right",
            color=look.ORANGE,
        )
    look.beside(
        ax,
        on_figure("net gain so far", "累计净收益"),
        (point["best_ride"], point["best_cny"]),
        (8, 8),
        color=look.BLUE,
    )
    low, high = net.min(), max(net.max(), gains["gift_cny"].max())
    ax.set(
        xlabel=on_figure(
            "ride (0: the change itself; columns: gifts of this ride)",
            "第几次（0 为转换本身；柱为当次的优惠）",
        ),
        ylabel=on_figure("yuan", "元"),
    )
    ax.set(
        ylim=(low - 0.25 * (high - low), high + 0.25 * (high - low)),
        xticks=net.index[:: max(len(net) // 12, 1)],
    )
    ax.grid(visible=False, axis="x")
    return _tell(ax, gains, point)


def _tell(ax, gains, point):
    best, ride = look.half_up(point["best_cny"], 0), point["regret_ride"]
    none = ride is None
    look.title(
        ax,
        on_figure(f"At best {best} yuan after ride {point['best_ride']}, " + ("no regret" if none else f"regret from ride {ride} on"),
                  f"第 {point['best_ride']} 次后最多赚 {best} 元，" + ("不后悔" if none else f"第 {ride} 次起后悔")),
        on_figure("Net gain against having stayed, added up", "与不换相比的累计净收益"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"The line is the net gain against having stayed: {look.half_up(gains['net_gain_cny'].iloc[0], 0)} yuan at the change, {best} at best, after ride {point['best_ride']}. "
            + ("It does not fall below zero again." if none else f"From ride {ride} on it is below zero: whoever has not gone back by then would have done better to stay."),
            f"折线是与不换相比的累计净收益：转换时 {look.half_up(gains['net_gain_cny'].iloc[0], 0)} 元，第 {point['best_ride']} 次后最多，{best} 元。"
            + ("以后不再低于零。" if none else f"从第 {ride} 次起低于零：到这时还没换回去，就不如当初不换。")).replace("-", "\u2212"),
    )  # fmt: skip
