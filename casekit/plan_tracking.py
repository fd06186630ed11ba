"""Plan against record: how far a dealer is with its plan of the year, and how far the year is (计划与记录).

The share of the year is counted in working days. Without a calendar Monday to Friday count as worked, holidays included.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in, flags_in
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import require_columns
from casekit.look import on_figure
from casekit.sales import refuse_rows

DAY = np.timedelta64(1, "D")


def working_days(first, last, calendar=None):
    """How many working days there are from one day to another, both included.

    Parameters
    ----------
    first, last : str or date
    calendar : DataFrame, optional
        ``date``, ``working_day`` (True or False), a row for each day from ``first`` to ``last``. Without it Monday to Friday count.

    Returns
    -------
    int

    Examples
    --------
    >>> working_days("2025-01-01", "2025-01-05")  # Wednesday to Sunday; New Year's Day counts without a calendar
    3
    """
    first, last = as_day(first, "first"), as_day(last, "last")
    if calendar is None:
        return int(np.busday_count(first.date(), (last + DAY).date()))
    require_columns(calendar, "date", "working_day")
    days = days_in(calendar, "date")
    inside = ((days >= first) & (days <= last)).to_numpy()
    worked = days[inside & flags_in(calendar, "working_day")]
    missing = (last - first).days + 1 - days[inside].nunique()
    refuse_rows(np.array([missing > 0]), say(f"a calendar with every day from {first:%Y-%m-%d} to {last:%Y-%m-%d}",
                f"日历含 {first:%Y-%m-%d} 至 {last:%Y-%m-%d} 的每一天"), pd.Series([missing], index=["calendar"]))  # fmt: skip
    return int(worked.nunique())


def plan_progress(plans, orders, as_of, calendar=None):
    """How far each dealer is with its plan of the year, beside how far the year is.

    Parameters
    ----------
    plans : DataFrame
        One row a dealer and month: ``customer_id``, ``month`` (a day in it), ``plan_cny`` (CNY). The months of the year of ``as_of`` count.
    orders : DataFrame
        ``customer_id``, ``order_date``, ``net_amount_cny`` (CNY, returns negative), as :func:`casekit.sales.net_sales` gives it. The rows of
        that year up to ``as_of`` count, the day included; later ones do not.
    as_of : str or date
        The day up to which is counted.
    calendar : DataFrame, optional
        As for :func:`working_days`.

    Returns
    -------
    DataFrame
        By ``customer_id``, in order, a row for each dealer of ``plans``: ``plan_cny`` (whole year), ``actual_cny`` (so far), ``achieved`` (actual of
        plan), ``elapsed`` (working days so far of those of the year), ``gap`` (achieved less elapsed), ``due`` (the part of the plan that its
        own months put up to now, the running month by its working days), ``gap_to_due``. Without a plan in the year the shares are
        undefined and ``reason`` says so.

    Raises
    ------
    Refused
        A column, a day or an amount is missing, or the calendar does not hold the year.

    Notes
    -----
    Undefined is not zero: a dealer with a plan of 0 has no share. ``achieved`` can be negative where more came back than was bought.

    Examples
    --------
    >>> plans = pd.DataFrame({"customer_id": ["A"] * 2, "month": ["2025-01-01", "2025-07-01"], "plan_cny": [100, 100]})
    >>> orders = pd.DataFrame({"customer_id": ["A"], "order_date": ["2025-03-01"], "net_amount_cny": [90]})
    >>> plan_progress(plans, orders, "2025-06-30")[["achieved", "elapsed", "due"]].round(3).to_numpy().tolist()
    [[0.45, 0.494, 0.5]]
    """
    last = as_day(as_of)
    first, end = pd.Timestamp(last.year, 1, 1), pd.Timestamp(last.year, 12, 31)
    table = _plan_of(plans, last, calendar)
    table["actual_cny"] = _sold(orders, first, last, table.index)
    whole = table["plan_cny"].where(table["plan_cny"] > 0)
    table["achieved"] = table["actual_cny"] / whole
    table["elapsed"] = working_days(first, last, calendar) / working_days(first, end, calendar)
    table["gap"] = table["achieved"] - table["elapsed"]
    table["due"] = table.pop("due_cny") / whole
    table["gap_to_due"] = table["achieved"] - table["due"]
    if whole.isna().any():
        table["reason"] = np.where(whole.isna(), say("no plan in this year", "当年没有计划"), "")
    return look.labelled(table, **_headings())


def _headings():
    cny = say("CNY", "元")
    return {
        "plan_cny": (say("plan of the year", "全年计划"), cny),
        "actual_cny": (say("net sales so far", "累计销售净额"), cny),
        "achieved": (say("achieved", "完成率"), "share"),
        "elapsed": (say("working days gone", "工作日进度"), "share"),
        "gap": (say("ahead of the days", "超前（按工作日）"), say(*look.POINTS)),
        "due": (say("due by its monthly plan", "按月计划应完成"), "share"),
        "gap_to_due": (say("ahead of its monthly plan", "超前（按月计划）"), say(*look.POINTS)),
        "reason": say("remark", "说明"),
    }


def _plan_of(plans, last, calendar):
    """The plan of the year and the part due by ``last``, by customer."""
    require_columns(plans, "customer_id", "month", "plan_cny")
    refuse_rows(
        plans["customer_id"].isna(),
        say("a customer_id in every row", "每一行都有 customer_id"),
        plans["month"],
    )
    month, plan = days_in(plans, "month").dt, amounts_in(plans, "plan_cny")
    refuse_rows(plan < 0, say("plans of 0 or more", "计划金额不小于 0"), plans["plan_cny"])
    this_year = (month.year == last.year).to_numpy()
    part = np.where(month.month < last.month, 1.0, 0.0)
    running = (month.month == last.month).to_numpy() & this_year
    part = np.where(running, _part_of_month(last, calendar) if running.any() else 0.0, part)
    table = pd.DataFrame({"plan_cny": plan * this_year, "due_cny": plan * this_year * part})
    return table.groupby(plans["customer_id"].to_numpy()).sum().rename_axis("customer_id")


def _part_of_month(last, calendar):
    first = last.replace(day=1)
    end = first + pd.offsets.MonthEnd(0)
    whole = working_days(first, end, calendar)
    return working_days(first, last, calendar) / whole if whole else float(last == end)


def _sold(orders, first, last, ids):
    require_columns(orders, "customer_id", "order_date", "net_amount_cny")
    days, amounts = days_in(orders, "order_date"), amounts_in(orders, "net_amount_cny")
    inside = ((days >= first) & (days < last + DAY)).to_numpy()
    which, known = pd.factorize(orders["customer_id"])
    place = np.append(ids.get_indexer(known), -1)[which]
    rows = inside & (place >= 0)
    return np.bincount(place[rows], weights=amounts[rows], minlength=len(ids)).round(2)


def pace(plans, orders, days, calendar=None):
    """What :func:`plan_progress` says of each dealer's achievement on several days, and the working days gone.

    Parameters
    ----------
    plans, orders, calendar
        As for :func:`plan_progress`.
    days : list of str or date
        Days of one year.

    Returns
    -------
    DataFrame
        One row a day: a column for each dealer with a plan in the year (``achieved``), and ``elapsed``.
    """
    found = {as_day(day): plan_progress(plans, orders, day, calendar) for day in days}
    table = pd.DataFrame({day: each["achieved"].dropna() for day, each in found.items()}).T
    table["elapsed"] = [each["elapsed"].iloc[0] for each in found.values()]
    return table.rename_axis("day")


def year_on_year(orders, as_of, calendar=None):
    """Sales of the year up to a day beside those of the year before up to the same day, by working day.

    Parameters
    ----------
    orders, as_of, calendar
        As for :func:`plan_progress`; the calendar holds both years.

    Returns
    -------
    DataFrame
        By ``customer_id``, everyone who bought in either span: ``actual_cny``, ``before_cny``, ``per_day_cny``, ``before_per_day_cny`` and ``change``
        (per working day; undefined where nothing was bought before). 29 February is set beside 28 February, and being counted by working days changes nothing else.

    Examples
    --------
    >>> rows = pd.DataFrame({"customer_id": ["A", "A"], "order_date": ["2024-01-10", "2025-01-10"], "net_amount_cny": [100, 110]})
    >>> year_on_year(rows, "2025-01-31")[["actual_cny", "before_cny"]].to_numpy().tolist()
    [[110.0, 100.0]]
    """
    last = as_day(as_of)
    before = last - pd.DateOffset(years=1)
    require_columns(orders, "customer_id", "order_date", "net_amount_cny")
    ids = pd.Index(pd.factorize(orders["customer_id"])[1], name="customer_id").sort_values()
    spans = {"": last, "before_": before}
    table = pd.DataFrame(index=ids)
    for name, day in spans.items():
        table[f"{name}actual_cny"] = _sold(orders, pd.Timestamp(day.year, 1, 1), day, ids)
    for name, day in spans.items():
        table[f"{name}per_day_cny"] = table[f"{name}actual_cny"] / working_days(
            pd.Timestamp(day.year, 1, 1), day, calendar
        )
    table = table.rename(columns={"before_actual_cny": "before_cny"})
    table["change"] = table["per_day_cny"] / table["before_per_day_cny"].where(table["before_cny"] > 0) - 1
    table = table[(table["actual_cny"] != 0) | (table["before_cny"] != 0)]
    cny = say("CNY", "元")
    return look.labelled(
        table,
        actual_cny=(say("this year so far", "本年累计"), cny),
        before_cny=(say("last year, same span", "上年同期"), cny),
        per_day_cny=(say("per working day", "每工作日"), cny),
        before_per_day_cny=(say("last year, per working day", "上年每工作日"), cny),
        change=(say("change per working day", "每工作日增减"), "share"),
    )


# Drawing --------------------------------------------------------------------------------------------------


@look.drawing
def plot_pace(table, names=None, ax=None):
    """Each dealer's achievement on several days, beside the working days gone.

    Parameters
    ----------
    table : DataFrame
        As :func:`pace` gives it, with the dealers to draw, five at most, and ``elapsed``.
    names : Series, optional
        A name for each customer.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    places, dealers = np.arange(len(table)), [each for each in table.columns if each != "elapsed"]
    ax.plot(
        places,
        100 * table["elapsed"],
        "--",
        color=look.ORANGE,
        label=on_figure("working days gone", "工作日进度"),
    )
    looks = zip(dealers, "os^Dv", (look.BLUE, look.GREEN, look.INK, look.QUIET, look.BLUE), strict=False)
    words = [str(each if names is None else names[each]) for each in dealers]
    for (dealer, mark, colour), name in zip(looks, words, strict=False):
        ax.plot(
            places, 100 * table[dealer], marker=mark, color=colour, markersize=5, linewidth=1.4, label=name
        )
    ax.set(
        xticks=places,
        xticklabels=look.month_labels(table.index),
        xlim=(-0.4, len(table) - 0.6),
        ylim=(0, 115),
    )
    ax.set(
        xlabel=on_figure("end of month", "月末"),
        ylabel=on_figure("% of the plan of the year", "占全年计划（%）"),
    )
    ax.axhline(100, color=look.QUIET, linewidth=0.8)
    ax.legend(loc="lower right", frameon=False, fontsize=10.5)
    return _tell_pace(ax, table, dealers, words)


def _tell_pace(ax, table, dealers, words):
    last, before = table.iloc[-1], table.iloc[-2]
    behind = [each for each in dealers if before[each] < before["elapsed"] and last[each] >= 1]
    each = [f"{name} {look.half_up(100 * before[dealer], 1)} → {look.half_up(100 * last[dealer], 1)}"
            for dealer, name in zip(dealers, words, strict=True)]  # fmt: skip
    look.title(
        ax,
        on_figure(f"Behind a month before, met at the end: {len(behind)} of {len(dealers)}", f"{len(dealers)} 家里有 {len(behind)} 家：上月末还落后，年末却完成了"),
        on_figure("Net sales so far in % of the year's plan; dashed: working days gone", "累计销售净额占全年计划的百分比；虚线：工作日进度"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"A line above the dashed one is ahead of the working days. From the last month-end but one to the last: {'; '.join(each)} (% of the plan).",
            f"折线在虚线以上，就是快于工作日进度。倒数第二个月末到最后一个月末：{'；'.join(each)}（占计划 %）。"),
    )  # fmt: skip
