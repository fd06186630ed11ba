"""How right the warnings were: verdicts, precision, recall, lead time and cost, held against what happened (预警的查准与查全).

The names of this file are names of :mod:`casekit.alerts`, too.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_whole
from casekit.look import labelled, on_figure

RIGHT, FALSE, LATE, OPEN = range(4)


def verdicts(warnings, outcomes, within=90, as_of=None):
    """Each warning held against what happened.

    Parameters
    ----------
    warnings : DataFrame
        ``customer_id``, ``warning``, ``since`` and, if there is one, ``until``, as :func:`early_warnings` gives it.
    outcomes : DataFrame
        ``customer_id``, ``happened``: what the warnings were to warn of. A customer's first counts. ``last_chance``, where
        there is one, is the last day on which it could have been prevented, such as the day the goods were ordered.
    within : int
        For how many days after it was given a warning speaks; a warning that still stands speaks on.
    as_of : str or Timestamp, optional
        The last day of the records; by default the last day in the two tables.

    Returns
    -------
    DataFrame
        The warnings with ``verdict`` (words: right; false alarm; too late, if it had happened already; open, if the time has not
        passed) and ``lead_days``, from warning to event (NaN unless right).
    """
    rows, _ = _judged(warnings, outcomes, within, as_of)
    words = (
        say("right", "报准"),
        say("false alarm", "误报"),
        say("after the event", "事后"),
        say("not yet known", "尚无结果"),
    )
    told = warnings.assign(verdict=np.array(words, dtype=object)[rows["code"]], lead_days=rows["lead_days"])
    return labelled(
        told, verdict=say("verdict", "结果"), lead_days=(say("lead time", "提前量"), say("days", "天"))
    )


def judge(warnings, outcomes, within=90, as_of=None):
    """Precision, recall and lead time of the warnings, by kind and for all together.

    Parameters
    ----------
    warnings, outcomes, within, as_of
        As for :func:`verdicts`.

    Returns
    -------
    DataFrame
        Index ``warning``, the last row for any of them: ``warnings`` given; ``right``, ``false_alarms``, ``too_late``, ``open``;
        ``events``, ``caught`` (with at least one right warning before) and ``missed``; ``precision`` = right / (right + false alarms),
        ``recall`` = caught / events (NaN where there is nothing to divide by); ``lead_days``, the median over the events caught, from the
        first right warning; with ``last_chance``, ``in_time``: events with a right warning given before that day.

    Examples
    --------
    >>> given = pd.DataFrame({"customer_id": ["A", "B", "C"], "warning": "W2", "since": ["2025-01-31", "2025-01-31", "2025-02-28"]})
    >>> happened = pd.DataFrame({"customer_id": ["A", "D"], "happened": ["2025-03-02", "2025-06-30"]})
    >>> judge(given, happened, as_of="2025-12-31").loc["W2", ["precision", "recall", "lead_days"]].round(2).tolist()
    [0.33, 0.5, 30.0]
    """
    rows, first = _judged(warnings, outcomes, within, as_of)
    kinds = sorted(rows["warning"].unique())
    table = [_counted(rows[rows["warning"] == kind], first) for kind in kinds] + [_counted(rows, first)]
    index = pd.Index([*kinds, say("any of them", "合计")], name="warning")
    table = pd.DataFrame(table, index=index)
    table = table if "last_chance" in first else table.drop(columns="in_time")
    return labelled(
        table,
        warning=say("warning", "预警"), warnings=say("given", "报出（次）"), right=say("right", "报准（次）"), false_alarms=say("false alarms", "误报（次）"),
        too_late=say("after the event", "事后（次）"), open=say("not yet known", "尚无结果（次）"), events=say("events", "出事（家）"), caught=say("caught", "预警到（家）"),
        missed=say("missed", "漏报（家）"), precision=(say("precision", "查准率"), "share"), recall=(say("recall", "查全率"), "share"),
        lead_days=(say("lead time, median", "提前量中位数"), say("days", "天")), in_time=say("before the goods were ordered", "下单前报出（家）"),
    )  # fmt: skip


def _judged(warnings, outcomes, within, as_of):
    """Each warning with its code and lead; the first event of each customer."""
    require_whole("within", within, say("a quarter: 90", "一个季度写 90"))
    require_columns(warnings, "customer_id", "warning", "since")
    since = days_in(warnings, "since").to_numpy().astype("datetime64[D]")
    until = (
        days_in(warnings, "until", missing=True).to_numpy().astype("datetime64[D]")
        if "until" in warnings
        else since
    )
    first = _first_events(outcomes)
    event = first["happened"].to_numpy().astype("datetime64[D]")
    last = as_day(as_of).to_datetime64() if as_of is not None else _last_day(since, until, event)
    event = np.append(event, np.datetime64("NaT", "D"))[first.index.get_indexer(warnings["customer_id"])]
    ends = since + np.timedelta64(within, "D")
    speaks = np.isnat(until) | (event <= until) | (event <= ends)
    code = np.select([event <= since, ~np.isnat(event) & speaks, ends > last], [LATE, RIGHT, OPEN], FALSE)
    lead = np.where(code == RIGHT, (event - since).astype(float), np.nan)
    table = {"customer_id": warnings["customer_id"], "warning": warnings["warning"]}
    return pd.DataFrame(
        table | {"since": since.astype("datetime64[us]"), "code": code, "lead_days": lead}
    ), first


def _last_day(*days):
    """The last day there is, NaT left out."""
    days = np.concatenate(days)
    return days[~np.isnat(days)].max(initial=np.datetime64("1990-01-01", "D"))


def _first_events(outcomes):
    require_columns(outcomes, "customer_id", "happened")
    refuse_rows(outcomes, outcomes["customer_id"].isna(), "customer_id", say("a customer", "客户编号"))
    table = outcomes.assign(happened=days_in(outcomes, "happened"))
    if "last_chance" in outcomes:
        table["last_chance"] = days_in(outcomes, "last_chance")
    return (
        table.sort_values("happened", kind="stable").drop_duplicates("customer_id").set_index("customer_id")
    )


def _counted(rows, first):
    """One row of the judgement."""
    code = rows["code"]
    right, false = (int((code == each).sum()) for each in (RIGHT, FALSE))
    good = rows[code == RIGHT].groupby("customer_id")
    lead, since, events = good["lead_days"].max(), good["since"].min(), len(first)
    early = (since < first["last_chance"].reindex(since.index)).sum() if "last_chance" in first else 0
    return {
        "warnings": len(rows), "right": right, "false_alarms": false, "too_late": int((code == LATE).sum()), "open": int((code == OPEN).sum()),
        "events": events, "caught": len(lead), "missed": events - len(lead),
        "precision": right / (right + false) if right + false else np.nan, "recall": len(lead) / events if events else np.nan,
        "lead_days": lead.median(), "in_time": int(early),
    }  # fmt: skip


def cost(judged, per_false_alarm, per_miss):
    """What the false alarms and the misses of a judgement cost, CNY.

    Parameters
    ----------
    judged : DataFrame
        ``false_alarms`` and ``missed``, as :func:`judge` or :func:`trial` give it.
    per_false_alarm, per_miss : number
        CNY; zero or more.

    Examples
    --------
    >>> cost(pd.DataFrame({"false_alarms": [10], "missed": [2]}), 2_000, 50_000).tolist()
    [120000.0]
    """
    require_columns(judged, "false_alarms", "missed")
    if min(per_false_alarm, per_miss) < 0:
        raise Refused(
            say("costs of zero or more", "费用不小于零"),
            f"{per_false_alarm}, {per_miss}",
            say("write them without a sign", "不带负号"),
        )
    return (
        (judged["false_alarms"] * per_false_alarm + judged["missed"] * per_miss)
        .astype(float)
        .rename("cost_cny")
    )


def load(warnings, days):
    """How many customers stand under a warning on each day, and under how many warnings: what somebody has to read.

    Parameters
    ----------
    warnings : DataFrame
        ``customer_id``, ``since``, ``until``, as :func:`casekit.alerts.early_warnings` gives it.
    days : list
        A warning counts from the day it was given, and no longer on the day it is over.

    Returns
    -------
    DataFrame
        Index ``day``: ``customers``, ``warnings``.
    """
    require_columns(warnings, "customer_id", "since", "until")
    since, until = days_in(warnings, "since"), days_in(warnings, "until", missing=True)
    rows = {}
    for day in (as_day(day, "days") for day in days):
        stands = (since <= day) & ~(until <= day)
        rows[day] = {"customers": warnings["customer_id"][stands].nunique(), "warnings": int(stands.sum())}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("day")
    return labelled(
        table,
        day=say("day", "日期"),
        customers=say("customers under a warning", "有预警的客户（家）"),
        warnings=say("warnings", "预警（项）"),
    )


# Drawing -----------------------------------------------------------------------------------------------------


@look.drawing
def plot_load(before, after, total, ax=None):
    """Customers under a warning at each month-end by two tables of rules, out of all.

    Parameters
    ----------
    before, after : DataFrame
        As :func:`load` gives it, for the same month-ends: by the printed rules, and by the house's.
    total : int
        How many customers are watched.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=3.9)
    places = np.arange(len(before))
    ax.bar(
        places - 0.2, before["customers"], width=0.4, color=look.PALE, label=on_figure("as printed", "按原文")
    )
    ax.bar(
        places + 0.2,
        after["customers"],
        width=0.4,
        color=look.BLUE,
        label=on_figure("with tolerance, minimum, confirmation", "加容忍度、最低基数、连续确认"),
    )
    ax.axhline(total, color=look.INK, linewidth=1)
    look.beside(
        ax, on_figure(f"all {total}", f"共 {total} 家"), (len(places) - 0.5, total), (0, 4), ha="right"
    )
    ax.set(
        xticks=places,
        xticklabels=look.month_labels(before.index),
        xlim=(-0.6, len(places) - 0.4),
        ylim=(0, 1.42 * total),
    )
    ax.set(
        xlabel=on_figure("end of month", "月末"),
        ylabel=on_figure("dealers under a warning", "有预警的经销商（家）"),
    )
    ax.grid(visible=False, axis="x")
    ax.legend(ncols=2, loc="upper left", facecolor="white", edgecolor="none", framealpha=1, fontsize=10.5)
    least, most, low, high = (
        int(each)
        for table in (before, after)
        for each in (table["customers"].min(), table["customers"].max())
    )
    look.title(
        ax,
        on_figure(
            f"Under a warning: {least} to {most} of {total}, then {low} to {high}",
            f"预警名单：从 {least}～{most} 家减到 {low}～{high} 家",
        ),
        on_figure("Dealers under at least one warning at each month-end", "各月末至少有一项预警的经销商"),
    )
    return look.read_this(
        ax,
        say(f"At each month-end the pale column counts the dealers under a warning by the printed rules ({least} to {most} of {total}), the blue one by the rules with their three brakes ({low} to {high}).",
            f"每个月末，浅色柱是按原文有预警的经销商（{total} 家里 {least}～{most} 家），蓝色柱是加了三个条件以后的（{low}～{high} 家）。"),
    )  # fmt: skip


@look.drawing
def plot_lead(warnings, outcomes, kinds, names=None, ax=None):
    """For each event the days before it: when the last chance was, and when each kind of warning was given.

    Parameters
    ----------
    warnings : DataFrame
        As :func:`casekit.alerts.early_warnings` gives it.
    outcomes : DataFrame
        As for :func:`verdicts`, with ``last_chance``.
    kinds : list of str
        The two warnings to draw, such as ``["W3", "W2"]``.
    names : Series, optional
        A name to show for each customer instead of its id.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.0)
    first = _first_events(outcomes).sort_values("happened", ascending=False)
    told = verdicts(warnings[warnings["warning"].isin(kinds)], outcomes)
    lead = told.groupby(["warning", "customer_id"])["lead_days"].max().unstack("warning").reindex(first.index)
    places = np.arange(len(first))
    goods = (first["happened"] - first["last_chance"]).dt.days
    ax.hlines(places, -goods, 0, color=look.PALE, linewidth=6, zorder=1)
    ax.plot(-goods, places, "|", color=look.INK, markersize=14, markeredgewidth=2, zorder=3)
    ax.plot(np.zeros(len(first)), places, "X", color=look.ORANGE, markersize=9, zorder=3)
    for kind, mark, colour in zip(kinds, "so", (look.BLUE, look.GREEN), strict=False):
        ax.plot(-lead[kind], places, mark, color=colour, markersize=8, zorder=4)
    ax.set_yticks(places, [str(each if names is None else names[each]) for each in first.index])
    ax.set(xlim=(-1.06 * max(lead.max(axis=None), goods.max()), 14), ylim=(-0.9, len(first) + 0.25))
    ax.set_xlabel(on_figure("days before the bill was dishonoured", "距票据拒付的天数"))
    ax.grid(visible=False, axis="y")
    _name_marks(ax, -lead.iloc[-1], -goods.iloc[-1], kinds, len(first) - 1)
    return _tell_lead(ax, lead, goods, kinds)


def _name_marks(ax, lead, goods, kinds, top):
    """The words of the marks, above the uppermost row; of the event below the lowest."""
    look.beside(ax, on_figure("goods ordered", "下单"), (goods, top), (0, 12), ha="center", color=look.INK)
    look.beside(ax, on_figure("dishonoured", "拒付"), (0, 0), (10, -21), ha="right", color=look.ORANGE)
    for kind, colour in zip(kinds, (look.BLUE, look.GREEN), strict=False):
        look.beside(ax, kind, (lead[kind], top), (0, 12), ha="center", color=colour)


def _tell_lead(ax, lead, goods, kinds):
    """Title and reading, worked out from what was drawn."""
    early = {kind: int((lead[kind] > goods).sum()) for kind in kinds}
    one, two = kinds
    look.title(
        ax,
        on_figure(
            f"{one} warned of {early[one]} before the goods were ordered, {two} of {early[two]}",
            f"下单前就报出的：{one} 有 {early[one]} 家，{two} 有 {early[two]} 家",
        ),
        on_figure(
            "One row a dealer; days before its bill was dishonoured", "一行一家经销商；距票据拒付的天数"
        ),
    )
    return look.read_this(
        ax,
        say(f"Each row ends at the day the bill was dishonoured (cross); the grey bar begins when its goods were ordered (upright stroke). {one} (squares) came {lead[one].min():.0f} to "
            f"{lead[one].max():.0f} days ahead, {two} (circles) {lead[two].min():.0f} to {lead[two].max():.0f}; the goods were ordered {goods.min()} to {goods.max()} days ahead.",
            f"每行的终点（叉号）是票据拒付日，灰条从那批货的下单日（竖线）开始。{one}（方块）提前 {lead[one].min():.0f}～{lead[one].max():.0f} 天报出，{two}（圆点）提前 "
            f"{lead[two].min():.0f}～{lead[two].max():.0f} 天；货是在拒付前 {goods.min()}～{goods.max()} 天订的。"),
    )  # fmt: skip
