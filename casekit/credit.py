"""Credit rating: the five Cs with a veto, the calendar of reports, and all that the lesson's other modules give (信用评级).

``altman`` and ``score_signs`` rate by the books and by what people saw, ``five_c`` by scores, ``credit_limit`` sets a limit,
``report_calendar`` says when to look again.
"""

from datetime import date

import numpy as np
import pandas as pd

from casekit import look
from casekit.altman import VERSIONS, altman, picked, plot_zones, zones_compared  # noqa: F401
from casekit.core.columns import amounts_in, refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_whole
from casekit.limits import FACTORS, credit_limit, headroom, paid_exposure, plot_limits, shares_compared  # noqa: F401
from casekit.look import on_figure
from casekit.signs import HARD, plot_signs, score_signs  # noqa: F401

WEIGHTS = {"character": 30, "capacity": 25, "capital": 20, "collateral": 15, "conditions": 10}
# Months between two written reports; D, cash only, is ours: looked at every seven days, no report.
CYCLE = {"A": 6, "B": 3, "C": 1, "D": "weekly"}


def five_c(scores, weights=None, cuts=(2.8, 3.5), veto=2, vetoed="D"):
    """A class by the five Cs of credit (信用 5C): a weighted average, and a veto that no average makes good.

    Parameters
    ----------
    scores : DataFrame
        One row a customer: ``character``, ``capacity``, ``capital``, ``collateral``, ``conditions``, whole points from 1 (poor) to
        5 (excellent).
    weights : dict, optional
        A weight for each; 30, 25, 20, 15, 10 if left out. No standard weights exist.
    cuts : tuple
        The least average for B and for A; the cut itself is enough.
    veto : number
        A character below it decides alone.
    vetoed : str
        The class that it decides; D, cash only, or another.

    Returns
    -------
    DataFrame
        By ``customer_id`` where there is one: ``points`` (average, 1 to 5), ``credit_class`` and ``reason``, the rule that set it.
    """
    weights = WEIGHTS if weights is None else weights
    require_columns(scores, *weights)
    table = pd.DataFrame({name: _points_in(scores, name) for name in weights}, index=scores.index)
    shares = np.array([float(each) for each in weights.values()])
    _refuse_policy(shares, cuts)
    points = np.round(table.to_numpy() @ shares / shares.sum(), 9)
    closed = table["character"].to_numpy() < veto if "character" in table else np.zeros(len(table), bool)
    place = np.where(closed, 3, np.where(points >= cuts[1], 0, np.where(points >= cuts[0], 1, 2)))
    why = picked([say("average", "平均分"), say("veto: character", "一票否决：品质")], closed.astype(int))
    result = pd.DataFrame(
        {"points": points, "credit_class": picked(["A", "B", "C", vetoed], place), "reason": why},
        index=scores.index,
    )
    if "customer_id" in scores:
        result.index = pd.Index(scores["customer_id"], name="customer_id")
    return look.labelled(
        result,
        points=(say("average", "平均分"), say("points", "分")),
        credit_class=say("class", "等级"),
        reason=say("set by", "依据"),
    )


def report_load(customers, cycle=None):
    """How many written reports a year a number of customers in each class needs.

    Parameters
    ----------
    customers : Series or dict
        The number of customers in each class.
    cycle : dict, optional
        Months between two reports; A 6, B 3, C 1 if left out. A class looked at weekly needs none.

    Returns
    -------
    DataFrame
        By ``credit_class``: ``customers``, ``every_months``, ``reports_per_year``, ``reports``.

    Examples
    --------
    >>> int(report_load({"A": 200, "B": 300, "C": 500})["reports"].sum())
    7600
    """
    cycle, counts = _cycle(cycle), pd.Series(customers)
    _refuse_classes(counts.index, cycle)
    months = pd.Series({each: cycle[each] for each in counts.index}).replace("weekly", np.nan).astype(float)
    yearly = (12 / months).fillna(0)
    table = pd.DataFrame(
        {"customers": counts, "every_months": months, "reports_per_year": yearly, "reports": counts * yearly}
    )
    table.index.name = "credit_class"
    return _load_headed(table)


def report_calendar(files, start, months=12, cycle=None):
    """When each customer's written report is due.

    The first report is due on ``first_report`` where the file has that column, else on ``start``; the next follow after 6, 3 or 1 months by
    class, always counted from the first, so that 31 August is followed by the end of February and then by 31 August again.

    Parameters
    ----------
    files : DataFrame
        One row a customer: ``customer_id``, ``credit_class`` and, if reports are to be spread over the year, ``first_report``.
    start : str or Timestamp
        The first day of the calendar.
    months : int
        How long it runs; the day so many months after ``start`` is outside.
    cycle : dict, optional
        Months between two reports by class, or ``"weekly"``: A 6, B 3, C 1, D weekly if left out.

    Returns
    -------
    DataFrame
        One row a report or review: ``due_date``, ``customer_id``, ``credit_class``, ``report_kind`` (``report``, or ``review`` for a class that is
        looked at weekly); by day, equals by customer.

    Raises
    ------
    Refused
        A class without a cycle, a customer twice, or a first report after the calendar's end.
    """
    require_columns(files, "customer_id", "credit_class")
    cycle, start = _cycle(cycle), as_day(start).normalize()
    _refuse_classes(files["credit_class"], cycle)
    refuse_rows(
        files,
        files["customer_id"].isna() | files["customer_id"].duplicated(),
        "customer_id",
        say("an id that is there, and once", "不空也不重复的编号"),
    )
    end = start + pd.DateOffset(months=require_whole("months", months, say("a year: 12", "一年写 12")))
    first = _first_days(files, start, end)
    parts = [
        _due(files[at], first[at], every, start, end)
        for every in dict.fromkeys(cycle.values())
        if (at := files["credit_class"].map(cycle).eq(every).to_numpy()).any()
    ]
    empty = pd.DataFrame(
        {"due_date": pd.DatetimeIndex([]), "customer_id": [], "credit_class": [], "report_kind": []}
    )
    table = pd.concat(parts, ignore_index=True) if parts else empty
    table = table.sort_values(["due_date", "customer_id"], kind="stable", ignore_index=True)
    return look.labelled(
        table,
        due_date=say("due", "应交日期"),
        credit_class=say("class", "等级"),
        report_kind=say("kind", "种类"),
    )


def _first_days(files, start, end):
    """The day of each customer's first report, as days."""
    if "first_report" not in files:
        return np.full(len(files), start.to_datetime64().astype("datetime64[D]"))
    days = days_in(files, "first_report").dt.normalize()
    refuse_rows(
        files, days >= end, "first_report", say("a day before the end of the calendar", "日历结束以前的日期")
    )
    return days.to_numpy().astype("datetime64[D]")


def _due(files, first, every, start, end):
    """All due days of the customers of one cycle between ``start`` and ``end``."""
    low, high = (day.to_datetime64().astype("datetime64[D]") for day in (start, end))
    if every == "weekly":
        number = int((high - first.min()).astype(int)) // 7 + 1
        days = first[:, None] + np.arange(number) * np.timedelta64(7, "D")
    else:
        span = (high.astype("datetime64[M]") - first.min().astype("datetime64[M]")).astype(int)
        days = _months_later(first[:, None], every * np.arange(int(span) // every + 2)[None, :])
    row, at = np.nonzero((days >= low) & (days < high))
    return pd.DataFrame(
        {
            "due_date": days[row, at].astype("datetime64[us]"),
            "customer_id": files["customer_id"].to_numpy()[row],
            "credit_class": files["credit_class"].to_numpy()[row],
            "report_kind": "review" if every == "weekly" else "report",
        }
    )


def _months_later(days, months):
    """The same day so many months later, or the last of the month where it has no such day."""
    month = days.astype("datetime64[M]")
    later = month + months * np.timedelta64(1, "M")
    place = days - month.astype("datetime64[D]")
    last = (later + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(later.astype("datetime64[D]") + place, last)


def _cycle(cycle):
    cycle = CYCLE if cycle is None else cycle
    for each, every in cycle.items():
        if every != "weekly":
            require_whole(f"cycle[{each!r}]", every, say('months, or "weekly"', '月数，或 "weekly"'))
    return cycle


def _refuse_classes(classes, cycle):
    unknown = sorted({str(each) for each in classes if each not in cycle})
    if unknown:
        raise Refused(
            say(f"a class among {', '.join(cycle)}", f"{'、'.join(cycle)} 之一"),
            ", ".join(unknown),
            say('give its cycle: cycle={..., "D": "weekly"}', '给出它的周期：cycle={..., "D": "weekly"}'),
        )


def _points_in(scores, name):
    points = amounts_in(scores, name)
    refuse_rows(
        scores, ~np.isin(points, [1, 2, 3, 4, 5]), name, say("whole points from 1 to 5", "1 到 5 的整数分")
    )
    return points


def _refuse_policy(shares, cuts):
    if (shares < 0).any() or not shares.sum() > 0 or not cuts[0] < cuts[1]:
        raise Refused(
            say(
                "weights of zero or more, not all zero, and two rising cuts",
                "权重不小于零、不全为零；两个分界由低到高",
            ),
            f"{shares.tolist()}, {cuts}",
            say("for example cuts=(2.8, 3.5)", "例如 cuts=(2.8, 3.5)"),
        )


def _load_headed(table):
    return look.labelled(
        table,
        credit_class=say("class", "等级"),
        customers=(say("customers", "客户数"), say("customers", "家")),
        every_months=(say("one every", "每隔"), say("months", "个月")),
        reports_per_year=(say("a year for each", "每家每年"), say("reports", "份")),
        reports=(say("reports a year", "每年合计"), say("reports", "份")),
    )


# Drawing ----------------------------------------------------------------------------------------------------


@look.drawing
def plot_calendar(calendar, ax=None):
    """How many reports are due in each month, by class.

    Parameters
    ----------
    calendar : DataFrame
        As :func:`report_calendar` gives it; reviews are left out.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    reports = calendar[calendar["report_kind"] == "report"]
    month = reports["due_date"].dt.to_period("M")
    counts = reports.groupby([month, "credit_class"]).size().unstack(fill_value=0)
    counts = counts.reindex(pd.period_range(month.min(), month.max(), freq="M"), fill_value=0)
    ax = look.axes(ax, height=3.7)
    places, below = np.arange(len(counts)), np.zeros(len(counts))
    for name, colour, hatch in zip(
        counts, (look.BLUE, look.GREEN, look.PALE, look.GRID), ("", "////", "", ""), strict=False
    ):
        ax.bar(
            places,
            counts[name],
            bottom=below,
            color=colour,
            width=0.66,
            hatch=hatch,
            edgecolor="white",
            label=on_figure(f"class {name}", f"{name} 级"),
        )
        below = below + counts[name].to_numpy()
    ax.set(
        xticks=places,
        xticklabels=look.month_labels([date(each.year, each.month, 1) for each in counts.index]),
    )
    ax.set(ylim=(0, 1.28 * below.max()), ylabel=on_figure("reports", "份"))
    ax.legend(ncols=4, loc="upper right", frameon=False, fontsize=11)
    ax.grid(visible=False, axis="x")
    most, least, total = int(below.max()), int(below.min()), int(below.sum())
    look.title(
        ax,
        on_figure(
            f"{total:,} reports, {least} to {most} a month", f"全年 {total} 份，每月 {least}～{most} 份"
        ),
        on_figure("Written credit reports due in each month, by class", "各月应交的书面信用报告，按等级"),
    )
    return look.read_this(
        ax,
        say(f"Each column is a month: reports due, by class. In all {total:,}; the fewest in a month are {least}, the most {most}.",
            f"每根柱是一个月应交的报告数，按等级分色。合计 {total} 份，最少的月份 {least} 份，最多 {most} 份。"),
    )  # fmt: skip
