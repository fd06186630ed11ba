"""A forecast held against what happened: fitted on the records up to a day, judged by the weeks after it (留出检验).

``held_out`` looks at nothing after the day when it fits; ``new_buyers`` needs no model: it takes the buyers who have been here long
enough and adds up what they brought.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.lifetime import bg_nbd, buyer_values, gamma_gamma, p_alive, repeat_summary
from casekit.look import on_figure
from casekit.rfm import orders_until


def held_out(orders, cut, last, amount="net_amount_cny"):
    """Each buyer known on ``cut``: the forecast made on that day, and what the buyer did up to ``last``.

    Parameters
    ----------
    orders : DataFrame
        ``customer_id``, ``order_date`` and the column named in ``amount`` (CNY).
    cut : str, date or Timestamp
        The last day that the forecast knows.
    last : str, date or Timestamp
        The last day that is forecast, later than ``cut``.

    Returns
    -------
    DataFrame
        The columns of :func:`casekit.lifetime.repeat_summary` and :func:`casekit.lifetime.buyer_values`, and ``bought`` (days with a purchase
        between the two), ``brought_cny``.
    """
    require_columns(orders, "customer_id", "order_date", amount)
    cut, last = as_day(cut), as_day(last)
    if last <= cut:
        raise Refused(
            say("last after cut", "last 晚于 cut"),
            f"{cut:%Y-%m-%d}, {last:%Y-%m-%d}",
            say("exchange them", "把两者对调"),
        )
    summary = repeat_summary(orders_until(orders, cut), cut, amount)
    forecast = buyer_values(summary, bg_nbd(summary), gamma_gamma(summary), (last - cut).days / 7)
    table = summary.join(forecast).join(_after(orders_until(orders, last), cut, amount, summary.index))
    return look.labelled(table, **summary.attrs["labels"] | forecast.attrs["labels"] | _headings())


def _after(orders, cut, amount, buyers):
    """What each buyer did after ``cut``; zero for those who did nothing."""
    days = days_in(orders, "order_date").dt.normalize()
    later = (days > cut).to_numpy() & (amounts_in(orders, amount) > 0)
    rows = pd.DataFrame(
        {"customer_id": orders["customer_id"], "day": days, "cny": amounts_in(orders, amount)}
    )[later]
    each = rows.groupby("customer_id").agg(bought=("day", "nunique"), brought_cny=("cny", "sum"))
    return each.reindex(buyers, fill_value=0)


def by_repeats(table, most=7):
    """Forecast and fact side by side, by how often buyers had come back; ``most`` and more are one row."""
    group = table["repeats"].clip(upper=most)
    labels = group.astype(str).where(group < most, say(f"{most} or more", f"{most} 次以上"))
    found = table.assign(buyers=1, came_back=table["bought"] > 0).groupby(
        [group.rename("at"), labels.rename("repeats")]
    )
    result = found.agg(buyers=("buyers", "sum"), p_alive=("p_alive", "mean"), came_back=("came_back", "mean"),
                       expected=("expected", "mean"), bought=("bought", "mean")).droplevel("at")  # fmt: skip
    return look.labelled(
        result,
        **table.attrs.get("labels", {}),
        buyers=say("buyers", "买家（位）"),
        came_back=(say("came back", "回来的"), "share"),
    )


def new_buyers(orders, as_of, weeks=52, amount="net_amount_cny"):
    """What each buyer brought in the first ``weeks``, the first purchase included, of those who have been here so long.

    Parameters
    ----------
    orders : DataFrame
        ``customer_id``, ``order_date`` and the column named in ``amount`` (CNY).
    as_of : str, date or Timestamp
        The last day of the records. Buyers with fewer weeks behind them are left out: their time is not over.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``first_cny`` (on the first day), ``brought_cny`` (all weeks), ``repeats``.
    """
    require_columns(orders, "customer_id", "order_date", amount)
    orders = orders_until(orders, as_of)
    days, brings = days_in(orders, "order_date").dt.normalize(), amounts_in(orders, amount)
    rows = pd.DataFrame({"customer_id": orders["customer_id"], "day": days, "cny": brings})[brings > 0]
    first = rows.groupby("customer_id")["day"].transform("min")
    rows = rows.assign(
        at=(rows["day"] - first).dt.days, first_cny=rows["cny"].where(rows["day"] == first, 0.0)
    )
    long_enough = first <= as_day(as_of) - pd.Timedelta(days=7 * weeks)
    found = rows[long_enough & (rows["at"] < 7 * weeks)].groupby("customer_id")
    table = found.agg(first_cny=("first_cny", "sum"), brought_cny=("cny", "sum"), repeats=("at", "nunique"))
    table["repeats"] -= 1
    cny = say("CNY", "元")
    return look.labelled(table, first_cny=(say("first day", "首日"), cny), brought_cny=(say(f"first {weeks} weeks", f"头 {weeks} 周"), cny),
                         repeats=say("repeat purchases", "重复购买（次）"))  # fmt: skip


def mean_with_interval(values):
    """The mean and the ends of its 95 % interval.

    >>> [round(each, 2) for each in mean_with_interval([1, 2, 3, 4])]
    [2.5, 1.23, 3.77]
    """
    values = np.asarray(values, dtype=float)
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return float(values.mean()), float(values.mean() - half), float(values.mean() + half)


def _headings():
    return {
        "bought": say("purchases made", "实际购买（次）"),
        "brought_cny": (say("margin brought", "实际带来"), say("CNY", "元")),
    }


# Drawings -------------------------------------------------------------------------------------------------


@look.drawing
def plot_held_out(table, ax=None):
    """Forecast against fact, by how often buyers had come back before (a table as :func:`by_repeats` gives it)."""
    ax = look.axes(ax, height=3.8)
    places, width = np.arange(len(table)), 0.38
    ax.bar(
        places - width / 2,
        table["expected"],
        width,
        color=look.PALE,
        edgecolor=look.QUIET,
        hatch="////",
        linewidth=0.8,
        label=on_figure("forecast", "预测"),
    )
    ax.bar(
        places + width / 2, table["bought"], width, color=look.BLUE, label=on_figure("what happened", "实际")
    )
    ax.set(
        xticks=places,
        xticklabels=table.index,
        xlabel=on_figure("repeat purchases before the cut", "分界日以前的重复购买次数"),
    )
    ax.set_ylabel(on_figure("purchases per buyer", "每位买家的购买次数"))
    ax.grid(visible=False, axis="x")
    ax.legend(loc="upper left", frameon=False)
    forecast, fact = (float((table["buyers"] * table[each]).sum()) for each in ("expected", "bought"))
    said = [look.half_up(each, 0) for each in (forecast, fact)]
    look.title(ax, on_figure(f"{said[0]} purchases forecast, {said[1]} made", f"预测 {said[0]} 次，实际 {said[1]} 次"),
               on_figure("Purchases per buyer after the cut, by repeat purchases before it", "分界日以后每位买家的购买次数，按以前的重复购买次数分组"))  # fmt: skip
    return look.read_this(
        ax,
        say(f"Pairs of columns: forecast (hatched) and fact, for buyers with so many repeat purchases before. Together {said[0]} were forecast and {said[1]} made.",
            f"成对的柱：左（斜纹）为预测，右为实际，按以前的重复购买次数分组。合计预测 {said[0]} 次，实际 {said[1]} 次。"),
    )  # fmt: skip


@look.drawing
def plot_silence_differs(model, buyers, names, weeks=52, ax=None):
    """How P(alive) falls with silence, for a few buyers as they stood at their last purchase.

    Parameters
    ----------
    model : BgNbd
    buyers : DataFrame
        A few rows of :func:`casekit.lifetime.repeat_summary`; the silence of each today is marked.
    names : sequence of str
        What to call each.
    """
    ax = look.axes(ax, height=3.7)
    silence = np.linspace(0, weeks, 105)
    colours, marks = [look.BLUE, look.ORANGE, look.GREEN, look.INK], "osD^"
    for at, (name, (_, buyer)) in enumerate(zip(names, buyers.iterrows(), strict=True)):
        last = buyer["last_weeks"]
        ax.plot(silence, p_alive(model, buyer["repeats"], last, last + silence), color=colours[at % 4])
        now = buyer["age_weeks"] - last, float(p_alive(model, buyer["repeats"], last, buyer["age_weeks"]))
        ax.plot(*now, marks[at % 4], color=colours[at % 4], markersize=8)
        look.beside(ax, name, now, (8, 6), color=colours[at % 4])
    ax.set(
        xlim=(0, weeks),
        ylim=(0, 1.04),
        xlabel=on_figure("weeks of silence", "沉默的周数"),
        ylabel=on_figure("P(alive)", "活跃概率"),
    )
    chances = [
        f"{look.half_up(100 * float(p_alive(model, *row)), 0)}{say(' %', '%')}"
        for row in buyers[["repeats", "last_weeks", "age_weeks"]].to_numpy()
    ]
    look.title(ax, on_figure("The same silence: " + " or ".join(chances), "同样沉默，活跃概率不同：" + "，".join(chances)),
               on_figure("P(alive) by weeks since the last purchase; the mark is today", "活跃概率，按距最后一次购买的周数；点为今天"))  # fmt: skip
    return look.read_this(
        ax,
        say("Each line is one buyer: the longer the silence, the less likely that the buyer still comes; the more often the buyer came before, the steeper. Marks: "
            + ", ".join(f"{name} {chance}" for name, chance in zip(names, chances, strict=True)) + ".",
            "一条线是一位买家：沉默越久，越可能不再来；以前来得越勤，降得越快。各点：" + "，".join(f"{name} {chance}" for name, chance in zip(names, chances, strict=True)) + "。"),
    )  # fmt: skip
