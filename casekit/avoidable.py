"""If a customer goes: what the firm loses, and which costs really go away (可避免成本).

The loss of a customer on the whale curve is not what the firm would save without it: the gross profit goes, and of the cost to
serve only the avoidable part. ``if_customers_go`` works it out, ``plot_choices`` sets what one could do instead beside it.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed, require_columns
from casekit.look import on_figure
from casekit.profitability import big, money


def if_customers_go(table, goes_away=1.0):
    """What changes for the firm if a customer goes: its gross profit is lost, and only a part of its cost to serve goes away.

    Parameters
    ----------
    table : DataFrame
        ``gross_profit_cny`` and ``cost_to_serve_cny`` by customer, as :func:`customer_profit` gives them.
    goes_away : float or dict
        The avoidable part of the cost to serve, 0 to 1; or a part for each activity, such as ``{"deliveries": 0.6}``: what is
        not named stays.

    Returns
    -------
    DataFrame
        One row a customer: ``gross_profit_cny`` (lost), ``saved_cny`` (goes away), ``change_cny`` (saved less lost: what the firm's
        profit changes by) and ``break_even_share``, the part of the cost to serve that must go away for the change to be
        zero; above 1, no saving is enough. NaN and a ``reason`` where there is no cost to serve.

    Raises
    ------
    Refused
        A column is missing, a part is not between 0 and 1, or an activity is not in the table.

    Examples
    --------
    >>> table = pd.DataFrame({"gross_profit_cny": [40.0], "cost_to_serve_cny": [100.0]}, index=["A"])
    >>> if_customers_go(table, 0.3)
       gross_profit_cny  saved_cny  change_cny  break_even_share
    A              40.0       30.0       -10.0               0.4
    """
    require_columns(table, "gross_profit_cny", "cost_to_serve_cny")
    parts = goes_away if isinstance(goes_away, dict) else {"cost_to_serve": goes_away}
    _check_parts(parts, table)
    saved = sum(
        (table[f"{name}_cny"] * part for name, part in parts.items()), pd.Series(0.0, index=table.index)
    )
    result = table[["gross_profit_cny"]].assign(saved_cny=saved.round(2))
    result["change_cny"] = (result["saved_cny"] - result["gross_profit_cny"]).round(2)
    costs = table["cost_to_serve_cny"].where(table["cost_to_serve_cny"] > 0)
    result["break_even_share"] = table["gross_profit_cny"] / costs
    if costs.isna().any():
        result["reason"] = np.where(
            costs.isna(), say("no cost to serve: nothing can go away", "没有服务成本，无可节省"), ""
        )
    return look.labelled(result, **_headings())


def _check_parts(parts, table):
    activities = [str(name)[:-4] for name in table.columns if str(name).endswith("_cny")]
    for name, part in parts.items():
        if name not in activities:
            raise Refused(
                say("an activity of the table", "表里有的作业"), repr(name),
                say("the nearest: ", "最接近的是：") + listed(closest_names(str(name), activities)),
            )  # fmt: skip
        if not 0 <= part <= 1:
            raise Refused(
                say("the part that goes away, between 0 and 1", "不再发生的部分，介于 0 与 1 之间"), f"{name}: {part}",
                say("write 60 % as 0.6", "60% 请写成 0.6"),
            )  # fmt: skip


def _headings():
    yuan = say("CNY", "元")
    return {
        "gross_profit_cny": (say("gross profit lost", "失去的毛利"), yuan),
        "saved_cny": (say("cost that goes away", "不再发生的成本"), yuan),
        "change_cny": (say("change of the firm's profit", "公司利润变动"), yuan),
        "break_even_share": (say("break-even: part that must go away", "保本点：须有多大部分不再发生"), "share"),
        "reason": say("remark", "说明"),
    }  # fmt: skip


@look.drawing
def plot_choices(choices, best, ax=None):
    """What each choice changes in the firm's profit, by the part of a cost that really goes away.

    Parameters
    ----------
    choices : DataFrame
        Indexed by that part, 0 to 1, rising; one column a choice, named in the reader's language, its change of profit (CNY).
    best : str
        The column to be drawn in blue; the others are grey.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.0)
    x = 100 * choices.index.to_numpy()
    ax.axhline(0, color=look.INK, linewidth=1)
    for name, change in choices.items():
        colour = look.BLUE if name == best else look.QUIET
        ax.plot(x, change / big(), color=colour, linewidth=3, linestyle="-" if name == best else "--")
        end, right = change.iloc[-1] / big(), {"ha": "right", "color": colour}
        if name == best:
            look.beside(ax, f"{name} {money(change.iloc[-1])}", (x[-1], end), (-4, 12), **right)
            continue
        look.beside(ax, money(change.iloc[-1]), (x[-1], end), (-4, -38), **right)
        look.beside(
            ax, str(name), (x[len(x) // 5], change.iloc[len(x) // 5] / big()), (12, -12), color=colour
        )
    zero = _crossings(choices)
    for at in zero.values():
        ax.plot(100 * at, 0, "o", color=look.ORANGE, markersize=9, zorder=4)
        look.beside(
            ax, look.half_up(100 * at, 1) + on_figure(" %", "%"), (100 * at, 0), (8, -14), color=look.ORANGE
        )
    ax.set(xlim=(0, 100), xticks=range(0, 101, 25), ylim=(1.12 * choices.min().min() / big(), 1.25 * choices.max().max() / big()),
           xlabel=on_figure("part of the delivery cost that really goes away (%)", "少送之后真正不再发生的送货费（%）"))  # fmt: skip
    return _tell_choices(ax, choices, best, zero)


def _tell_choices(ax, choices, best, zero):
    always = (choices[best] >= choices.max(axis="columns") - 0.005).all()
    look.title(
        ax,
        on_figure(f"{best}: ahead whatever part goes away", f"不论真正省下多少，“{best}”都领先") if always
        else on_figure(f"{best}: ahead for some parts only", f"“{best}”只在一部分情形下领先"),
        on_figure("Change of the firm's yearly profit, million CNY", "公司全年利润的变动，万元"),
    )  # fmt: skip
    each = [
        say(f"{name}: {money(change.iloc[0])} if nothing goes away, {money(change.iloc[-1])} if all does",
            f"“{name}”：一点省不下时 {money(change.iloc[0])}，全部省下时 {money(change.iloc[-1])}")
        for name, change in choices.items()
    ]  # fmt: skip
    zeros = [
        say(
            f"{name} breaks even at {look.half_up(100 * at, 1)} %",
            f"“{name}”在 {look.half_up(100 * at, 1)}% 处持平",
        )
        for name, at in zero.items()
    ]
    return look.read_this(
        ax,
        say(f"To the right, more of the delivery cost really goes away. {'; '.join(each + zeros)}.",
            f"越往右，真正省下的送货费越多。{'；'.join(each + zeros)}。"),
    )  # fmt: skip


def _crossings(choices):
    """Where a choice that begins below zero comes up to it."""
    rising = {name: change for name, change in choices.items() if change.iloc[0] < 0 <= change.iloc[-1]}
    return {name: float(np.interp(0, change, choices.index)) for name, change in rising.items()}
