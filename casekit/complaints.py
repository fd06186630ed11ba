"""Complaints and after-sales service: how long cases take, counted honestly (客户投诉与售后服务).

On the day of the report some cases are still open, mostly the long ones. Leaving them out makes slow teams look quick:
``response_times`` counts them as what they are, cases that have waited *at least* so long (Kaplan and Meier's method:
``survival``, ``time_until``). ``promise_kept`` holds cases against a promise of so many days; ``working_days`` and
``working_hours`` count the days and hours in which anybody is in.

The eight steps as a process are in ``casekit.complaint_flow``; what is behind the times in ``casekit.complaint_causes``.

Tables: ``events`` has one row a step taken: ``complaint_id``, ``complaint_step``, ``event_at``; ``times`` is what
``case_times`` makes of it. Days are days of the calendar, 24 hours each; where a ``calendar`` is given, they are working
days after the day of receipt.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.complaint_flow import DAY, checked_events, moment
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.errors import Refused, Undefined, listed, require_columns, require_one_of
from casekit.look import on_figure

REPLIES = (
    "call",
    "message",
    "carry out",
)  # what the customer hears: a call, a written message, the remedy itself
MEASURES = ("reply", "close")


# Times of cases -----------------------------------------------------------------------------------------


def case_times(events, as_of, calendar=None):
    """How long each case took to the first reply and to closing, or has been waiting for them.

    Closing is the first "carry out" (step 7); what is reopened later is counted by :func:`came_back`, not here.
    The first reply is the first call or written message, or the remedy itself.

    Parameters
    ----------
    events : DataFrame
        One row a step taken: ``complaint_id``, ``complaint_step``, ``event_at``.
    as_of : str or Timestamp
        The last moment that counts; a day counts to its end. Later events are refused.
    calendar : DataFrame, optional
        One row a day without gaps: ``date``, ``working_day`` (True or False). If given, days are whole working days, as
        :func:`working_days` counts them; an open case has waited up to the last day that is over.

    Returns
    -------
    DataFrame
        Indexed by complaint: ``received_at``; ``reply_days`` and ``close_days``, to the event, or to ``as_of`` where
        it has not happened; ``replied`` and ``closed``, whether it has.

    Raises
    ------
    Refused
        Events after ``as_of``; rows without a complaint, a known step or a time; a case that was never recorded, or
        a step before it was.
    """
    events, end = checked_events(events, as_of), moment(as_of)
    when = events.groupby("complaint_id")["event_at"]
    received = _first(events, ["record"]).reindex(when.min().index)
    _refuse_unrecorded(events, received, when.min())
    times, unit = pd.DataFrame({"received_at": received}), _unit(calendar)
    for name, steps in (("reply", REPLIES), ("close", ["carry out"])):
        done = _first(events, steps).reindex(times.index)
        times[f"{name}_days"] = _days_to(done, received, end, calendar)
        times[_done(name)] = done.notna()
    return look.labelled(
        times[["received_at", "reply_days", "replied", "close_days", "closed"]],
        reply_days=(say("to the first reply, or so far", "到首次答复，或已等待"), unit),
        replied=say("replied", "已答复"),
        close_days=(say("to closing, or so far", "到办结，或已等待"), unit),
        closed=say("closed", "已办结"),
    )


def events_of(complaints):
    """A log of steps made of a list with one row a complaint, such as ``casekit.read_complaints`` gives.

    Parameters
    ----------
    complaints : DataFrame
        ``complaint_id``, ``received_at``, ``closed_at`` (missing while open) and, if there is one, ``first_reply_at``;
        without it the first reply is the closing. A reply or closing on the day of receipt without a time of day
        counts at the moment of receipt.

    Returns
    -------
    DataFrame
        ``complaint_id``, ``complaint_step``, ``event_at``: a "record", a "call" for the first reply, a "carry out".

    Examples
    --------
    >>> mine = pd.DataFrame({"complaint_id": ["a"], "received_at": ["2025-03-01"], "closed_at": ["2025-03-04"]})
    >>> events_of(mine)["complaint_step"].tolist()
    ['record', 'carry out']
    """
    require_columns(complaints, "complaint_id", "received_at", "closed_at")
    steps = {"received_at": "record", "first_reply_at": "call", "closed_at": "carry out"}
    received = days_in(complaints, "received_at")
    parts = [
        pd.DataFrame({
            "complaint_id": complaints["complaint_id"],
            "complaint_step": step,
            "event_at": _not_before(days_in(complaints, column, missing=True), received),
        })
        for column, step in steps.items()
        if column in complaints.columns
    ]  # fmt: skip
    log = pd.concat(parts, ignore_index=True)
    return log[log["event_at"].notna()].reset_index(drop=True)


def _not_before(when, received):
    """Moments; those without a time of day (midnight) on the day of receipt are the moment of receipt."""
    only_a_day = (when == when.dt.normalize()) & (when == received.dt.normalize())
    return when.where(~only_a_day, received)


def response_times(events, as_of):
    """Days to the first reply and to closing; cases still open count with the days they have waited so far.

    Parameters
    ----------
    events, as_of
        As for :func:`case_times`.

    Returns
    -------
    DataFrame
        Indexed by ``measure``, ``reply`` and ``close``, with the columns of :func:`summary`.

    Examples
    --------
    >>> events = pd.DataFrame({"complaint_id": ["a", "a", "b", "c", "c"],
    ...     "complaint_step": ["record", "carry out", "record", "record", "call"],
    ...     "event_at": pd.to_datetime(["2025-03-01", "2025-03-03", "2025-03-01", "2025-03-01", "2025-03-05"])})
    >>> response_times(events, "2025-03-10")[["cases", "open", "median_done_days", "median_days"]]
             cases  open  median_done_days  median_days
    measure
    reply        3     1               3.0          4.0
    close        3     2               2.0          NaN
    """
    times = case_times(events, as_of)
    table = pd.concat([summary(times, measure=each) for each in MEASURES]).set_axis(list(MEASURES))
    return _labelled_summary(table.rename_axis("measure"), _unit(None))


def summary(times, by=None, measure="close"):
    """The usual figures and the honest ones side by side, for all cases or by group.

    Parameters
    ----------
    times : DataFrame
        As :func:`case_times` gives it.
    by : Series, optional
        A group for each complaint, indexed like ``times`` (a team, a year).
    measure : str
        ``"close"`` or ``"reply"``.

    Returns
    -------
    DataFrame
        One row a group: ``cases``; ``open``, those whose end is not on record; ``mean_done_days`` and
        ``median_done_days``, over the finished cases only; ``median_days`` and ``p90_days``, the days after which
        half, and nine tenths, of *all* cases are finished, by Kaplan and Meier. NaN where so many never were, with
        a column ``reason``.
    """
    require_one_of("measure", measure, MEASURES)
    groups = [("all", times)] if by is None else list(times.groupby(by.reindex(times.index)))
    rows = [_figures(group[f"{measure}_days"], group[_done(measure)]) for _, group in groups]
    index = pd.Index([name for name, _ in groups], name=None if by is None else by.name)
    table = pd.DataFrame(rows, index=index, columns=[*_SUMMARY, "reason"])
    if table["reason"].eq("").all():
        table = table.drop(columns="reason")
    days = times.attrs.get("labels", {}).get("close_days", ("", _unit(None)))[1]
    return _labelled_summary(table, days, {"reply": "答复", "close": "办结"}[measure])


def _unit(calendar):
    return say("days", "天") if calendar is None else say("working days", "工作日")


_SUMMARY = ("cases", "open", "mean_done_days", "median_done_days", "median_days", "p90_days")


def _figures(days, done):
    row = [len(days), int((~done).sum()), days[done].mean(), days[done].median()]
    curve, reasons = survival(days, done), []
    for share in (0.5, 0.9):
        try:
            row.append(time_until(curve, share))
        except Undefined as undefined:
            row.append(np.nan)
            reasons.append(undefined.reason)
    return [*row, "; ".join(reasons)]


def survival(days, done):
    """Kaplan and Meier's curve: which share of cases is still open after so many days.

    At each day on which a case was finished, the share still open is multiplied by (1 - finished / at risk); at risk
    are all who have been observed so long. A case still open counts as at risk up to its last day and drops out then;
    one that drops out on the very day another is finished was still at risk on that day.

    Parameters
    ----------
    days : sequence of float
        For each case the days to its end, or the days it has been open so far.
    done : sequence of bool
        Whether the end is on record.

    Returns
    -------
    DataFrame
        One row a day on which a case was finished, rising: ``days``, ``at_risk``, ``done``, ``still_open`` (share).

    Raises
    ------
    Refused
        Days that are missing, negative or infinite.

    Examples
    --------
    >>> survival([1, 2, 2, 4], [True, True, False, True])
       days  at_risk  done  still_open
    0   1.0        4     1        0.75
    1   2.0        3     1        0.50
    2   4.0        1     1        0.00
    """
    days, done = _checked_days(days), np.asarray(done, dtype=bool)
    ends, which = np.unique(days[done], return_inverse=True)
    finished = np.bincount(which, minlength=len(ends))
    at_risk = len(days) - np.searchsorted(np.sort(days), ends, side="left")
    share = np.cumprod(1 - finished / np.maximum(at_risk, 1))
    table = pd.DataFrame({"days": ends, "at_risk": at_risk, "done": finished, "still_open": share})
    return look.labelled(
        table,
        days=(say("after", "经过"), say("days", "天")),
        at_risk=(say("at risk", "仍在观察"), say("cases", "件")),
        done=(say("finished that day", "当天办结"), say("cases", "件")),
        still_open=(say("still open", "尚未办结"), "share"),
    )


def time_until(curve, share=0.5):
    """The days after which ``share`` of all cases are finished: the first day on which no more than the rest is open.

    Raises
    ------
    Undefined
        If the curve never falls so far.

    Examples
    --------
    >>> time_until(survival([1, 2, 2, 4], [True, True, False, True]))
    2.0
    """
    reached = curve.loc[curve["still_open"] <= 1 - share + 1e-12, "days"]
    if reached.empty:
        part = look.worded(share, "share")
        raise Undefined(say(f"fewer than {part} are finished in the records", f"记录里办结的不到 {part}"))
    return float(reached.iloc[0])


# Promises and hours -------------------------------------------------------------------------------------


def promise_kept(times, days, as_of, measure="close", calendar=None):
    """Hold every case against a promise: finished within so many days?

    A case is *due* once its promised day has come, finished or not; only due cases can keep or break the promise. An
    open case that is overdue has broken it. A case received yesterday and finished today is not due yet either: to
    count it, while leaving out the one received yesterday and still open, would count good news only.

    Parameters
    ----------
    times : DataFrame
        As :func:`case_times` gives it.
    days : float
        The promise; "within 7 days" includes the seventh.
    as_of : str or Timestamp
        As for :func:`case_times`.
    measure : str
        ``"close"`` or ``"reply"``.
    calendar : DataFrame, optional
        For a promise of working days: the one :func:`case_times` was given.

    Returns
    -------
    DataFrame
        Indexed by complaint: ``due``, and ``kept``, which is missing where the case is not due.
    """
    require_one_of("measure", measure, MEASURES)
    never = pd.Series(pd.NaT, index=times.index, dtype=times["received_at"].dtype)
    due = _days_to(never, times["received_at"], moment(as_of), calendar) >= days
    kept = times[_done(measure)] & (times[f"{measure}_days"] <= days)
    table = pd.DataFrame({"due": due, "kept": kept.astype("boolean").where(due)})
    return look.labelled(table, due=say("due", "已到期限"), kept=(say("promise kept", "按时办结"), "share"))


def working_days(since, until, calendar):
    """Working days after the day of ``since``, up to and including the day of ``until``.

    The day on which a complaint comes in does not count, and the last day does: the way days are counted in China where
    nothing else is agreed (Civil Code, article 201). Weekends worked to make up for a holiday are working days.

    Parameters
    ----------
    since, until : Series of datetime
        Two moments for each case; a missing one gives NaN.
    calendar : DataFrame
        One row a day without gaps: ``date``, ``working_day`` (True or False).

    Returns
    -------
    Series
        Days, indexed like ``since``.

    Raises
    ------
    Refused
        A moment outside the calendar.

    Examples
    --------
    >>> calendar = pd.DataFrame({"date": pd.date_range("2025-03-07", periods=4), "working_day": [True, False, False, True]})
    >>> friday, monday = pd.Series(pd.to_datetime(["2025-03-07 16:00"])), pd.Series(pd.to_datetime(["2025-03-10 09:00"]))
    >>> working_days(friday, monday, calendar).tolist()
    [1.0]
    """
    days, moments = _on_calendar(since, until, calendar)
    gone = np.cumsum(days["working_day"].to_numpy(bool))
    first, last = (np.where(each.isna(), np.nan, gone[_calendar_place(each, days)]) for each in moments)
    return pd.Series(last - first, index=since.index, name="working_days")


def working_hours(since, until, calendar, opens=9, closes=17):
    """Hours between two moments in which the office was open.

    Parameters
    ----------
    since, until : Series of datetime
        Two moments for each case; a missing one gives NaN.
    calendar : DataFrame
        One row a day without gaps: ``date``, ``working_day`` (True or False).
    opens, closes : float
        Office hours of a working day.

    Returns
    -------
    Series
        Hours, indexed like ``since``.

    Raises
    ------
    Refused
        A moment outside the calendar.
    """
    days, moments = _on_calendar(since, until, calendar)
    before = np.r_[0, np.cumsum(days["working_day"].to_numpy(bool))] * (closes - opens)
    hours = [_office_clock(each, days, before, opens, closes) for each in moments]
    return pd.Series(hours[1] - hours[0], index=since.index, name="working_hours")


def _on_calendar(since, until, calendar):
    """The calendar by date, and the two moments of each case read strictly."""
    require_columns(calendar, "date", "working_day")
    days = calendar.assign(date=days_in(calendar, "date")).sort_values("date")
    named = (("since", since), ("until", until))
    return days, [days_in(each.to_frame(name), name, missing=True) for name, each in named]


def _office_clock(when, days, before, opens, closes):
    """Office hours gone by since the calendar began."""
    at = _calendar_place(when, days)
    hour = (when - when.dt.normalize()) / pd.Timedelta(hours=1)
    today = np.clip(hour.to_numpy() - opens, 0, closes - opens) * days["working_day"].to_numpy(bool)[at]
    return np.where(when.isna(), np.nan, before[at] + today)


def _calendar_place(when, days):
    """The row of the calendar each moment falls in; 0 where there is no moment."""
    day = (when.dt.normalize() - days["date"].iloc[0]) / DAY
    outside = when[(day < 0) | (day >= len(days))]
    if len(outside):
        raise Refused(
            say("moments within the calendar", "时间要在日历之内"), f"{outside.index[0]}: {outside.iloc[0]}",
            say("give a calendar that covers them", "换一份覆盖这些日期的日历"),
        )  # fmt: skip
    return day.fillna(0).to_numpy().astype(int)


def _days_to(done, received, end, calendar):
    """Days from receipt to the event, or to the end of the records; whole working days where there is a calendar."""
    if calendar is None:
        return (done.fillna(end) - received) / DAY
    return working_days(received, done.fillna(end.normalize() - DAY), calendar).clip(lower=0)


# Checks -------------------------------------------------------------------------------------------------


def _refuse_unrecorded(events, received, earliest):
    for bad, found in (
        (received.isna(), say("never recorded", "从未登记")),
        (earliest < received, say("a step before it was recorded", "登记之前就有步骤")),
    ):
        if bad.any():
            raise Refused(
                say('a step "record" first in every case: it starts the clock',
                    "每件投诉都先有 record（登记）一步：从这里起计时"),
                f"{listed(bad.index[bad])}: {found}",
                say("find out when the complaint came in", "查清投诉是什么时候来的"),
            )  # fmt: skip


def _checked_days(days):
    days = np.asarray(days, dtype=float)
    bad = np.flatnonzero(~np.isfinite(days) | (days < 0))
    if len(bad):
        raise Refused(
            say("days of zero or more for every case", "每件都要有天数，零或正数"),
            say(f"case {bad[0]}: {days[bad[0]]}", f"第 {bad[0]} 件：{days[bad[0]]}"),
            say("an open case has the days it has been open so far", "未办结的，写到目前为止的天数"),
        )
    return days


def _first(events, steps):
    return events[events["complaint_step"].isin(list(steps))].groupby("complaint_id")["event_at"].min()


def _done(measure):
    return {"reply": "replied", "close": "closed"}[measure]


def _labelled_summary(table, days, end="完成"):
    """Headings; ``end`` is what a case of the table waits for, in Chinese (English says "done" of either)."""
    return look.labelled(
        table,
        measure=say("until", "计时终点"),
        cases=say("cases", "件数"),
        open=say("still waiting", f"未{end}"),
        mean_done_days=(say("mean of those done", f"已{end}的平均"), days),
        median_done_days=(say("median of those done", f"已{end}的中位数"), days),
        median_days=(say("median of all", f"全部的中位数（含未{end}）"), days),
        p90_days=(say("90 % of all within", f"九成{end}所需（含未{end}）"), days),
        reason=say("remark", "说明"),
    )


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_survival(curves, until=30, unit=None, waiting=None, ax=None):
    """The share of cases still open, day by day; a dot where half are finished.

    Parameters
    ----------
    curves : dict
        From a name to a curve as :func:`survival` gives it, each falling to one half at least; the first in blue.
    until : float
        Where the axis ends (days).
    unit : str, optional
        What the days are called, such as "working days".
    waiting : int, optional
        How many cases of the first curve had been open beyond the axis and still were: named beside those not drawn.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.3)
    unit = unit or on_figure("days", "天")
    styles = [(look.BLUE, "-"), (look.ORANGE, "--"), (look.QUIET, ":")]
    heights = _apart([_open_after(curve, until) for curve in curves.values()])
    for (name, curve), style, height in zip(curves.items(), styles, heights, strict=False):
        _draw_curve(ax, curve, *style)
        look.beside(ax, name, (until, height), (6, 0), va="center", color=style[0])
    ax.axhline(0.5, color=look.QUIET, linewidth=0.8, zorder=0)
    ax.set(xlim=(0, until), ylim=(0, 1))
    look.quarters(ax.yaxis)
    since = on_figure(f"{unit} since the complaint came in", f"收到投诉后（{unit.removeprefix('个')}）")
    ax.set_xlabel(since)
    return _tell_curves(ax, curves, until, unit, waiting)


def _draw_curve(ax, curve, colour, line):
    """The falling steps of one curve, and a dot with its day where half are finished."""
    half = time_until(curve)
    days, still_open = [0, *curve["days"]], [1, *curve["still_open"]]
    ax.step(days, still_open, where="post", color=colour, linestyle=line, linewidth=2.2)
    ax.plot(half, 0.5, "o", color=colour, markersize=9, clip_on=False)
    ax.vlines(half, 0, 0.5, color=colour, linewidth=1.2, linestyle=line)
    look.beside(ax, _days_in_words(half), (half, 0), (4, 6), color=colour)


def _days_in_words(days):
    return look.half_up(days, 0 if days == int(days) else 1)


def _tell_curves(ax, curves, until, unit, waiting):
    """Title and reading, worked out from what was drawn."""
    halves = {name: _days_in_words(time_until(curve)) for name, curve in curves.items()}
    each = [on_figure(f"{at} ({name})", f"{name} {at} {unit}") for name, at in halves.items()]
    look.title(
        ax,
        on_figure(f"Half are closed after {', '.join(each)} {unit}", f"半数办结：{'，'.join(each)}"),
        on_figure("Share still open", "尚未办结的比例")
        + _not_drawn(curves, until, unit, waiting),
    )  # fmt: skip
    late = [f"{name} {look.worded(_open_after(curve, until), 'share')}" for name, curve in curves.items()]
    return look.read_this(
        ax,
        say(f"The lower the line, the more is closed; at the dot, half are. Still open after {until} {unit}: {'; '.join(late)}.",
            f"线越低，办结越多；圆点处半数已办结。{until} {unit}后仍未办结：{'；'.join(late)}。"),
    )  # fmt: skip


def _not_drawn(curves, until, unit, waiting):
    """For the line under the title: how many cases of the first curve were closed beyond the axis, and how many still
    wait there; empty if none was closed."""
    curve = next(iter(curves.values()))
    later = int(curve.loc[curve["days"] > until, "done"].sum())
    if not later:
        return ""
    if not waiting:
        return on_figure(
            f". Not drawn: {later} closed after {until} {unit}", f"；超过 {until} {unit}才办结的 {later} 件未画"
        )
    return on_figure(
        f". Beyond {until} {unit}: {later + waiting} cases, {later} closed later, {waiting} still open",
        f"；横轴只画到 {until} {unit}；等得更久的有 {later + waiting} 件，{later} 件后来办结，{waiting} 件仍未办结",
    )


def _open_after(curve, day):
    reached = curve.loc[curve["days"] <= day, "still_open"]
    return 1.0 if reached.empty else float(reached.iloc[-1])


def _apart(heights, least=0.07):
    """The heights moved so far that labels at them do not touch."""
    placed = {}
    for at in sorted(range(len(heights)), key=lambda at: heights[at]):
        placed[at] = max(heights[at], max(placed.values(), default=-least) + least)
    return [placed[at] for at in range(len(heights))]
