"""The complaint flow as a process one can run (投诉处理流程).

The chapter handles a complaint in eight steps. Here they are a state machine: ``FLOW`` says for each state which step
may follow and where it leads; ``follow`` takes one case through it and refuses a step that is not allowed. A real log
is seldom so tidy, so ``conformance`` holds it against the same order and says which steps were skipped or came late,
``variants`` counts the ways cases really went, ``waits`` and ``standing`` show where they spend their days.

The whole machine is one dictionary, so that a reader can check it against the chapter line by line; a library would hide
that table.

Tables: ``events`` has one row a step taken: ``complaint_id``, ``complaint_step``, ``event_at``.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.days import as_moment, days_in, is_after, refuse_after
from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed, require_columns, require_one_of
from casekit.look import on_figure

FLOW = {
    "received": {"record": "recorded"},
    "recorded": {"judge": "judged"},
    "judged": {"assign": "assigned"},
    "assigned": {"analyse": "analysed"},
    "analysed": {"propose": "proposed"},
    "proposed": {"approve": "approved"},
    "approved": {"carry out": "carried out"},
    "carried out": {"evaluate": "evaluated"},
    "evaluated": {},
}
STEPS = tuple(step for allowed in FLOW.values() for step in allowed)
OTHER_STEPS = ("call", "message", "reopen")  # in the log beside the eight
DAY = pd.Timedelta(days=1)


# The machine --------------------------------------------------------------------------------------------


def state_name(state):
    """What a state of the flow is called in the reader's language.

    >>> state_name("assigned")
    'department fixed'
    """
    return say(*_STATES[state])


_STATES = {
    "received": ("received", "已收到"),
    "recorded": ("recorded", "已记录"),
    "judged": ("judged", "已判断"),
    "assigned": ("department fixed", "已定部门"),
    "analysed": ("cause known", "已查原因"),
    "proposed": ("solution proposed", "已提方案"),
    "approved": ("approved", "已批示"),
    "carried out": ("carried out", "已实施"),
    "evaluated": ("summed up", "已总结"),
}


def flow_table():
    """The flow as a table to read: each state, the step that may follow, and the state it leads to, in words.

    Returns
    -------
    DataFrame
        One row an arrow: ``state``, ``complaint_step``, ``next_state``.
    """
    arrows = [
        (state_name(state), step, state_name(after))
        for state, may in FLOW.items()
        for step, after in may.items()
    ]
    return look.labelled(
        pd.DataFrame(arrows, columns=["state", "complaint_step", "next_state"]),
        state=say("state", "状态"),
        complaint_step=say("step that may follow", "允许走的一步"),
        next_state=say("leads to", "走完到"),
    )


def allowed(state):
    """The steps that may follow in a state of the flow.

    >>> allowed("judged")
    ['assign']
    """
    require_one_of("state", state, list(FLOW))
    return list(FLOW[state])


def take(state, step):
    """The state a step leads to.

    Raises
    ------
    Refused
        If the flow does not allow the step in this state, with the steps it does allow.

    Examples
    --------
    >>> take("recorded", "judge")
    'judged'
    """
    require_one_of("step", step, STEPS)
    if step not in allowed(state):
        names = look.coded("complaint_step")
        may = listed([names[each] for each in allowed(state)])
        raise Refused(
            say(f"after {state_name(state)!r} only: {may}", f"“{state_name(state)}”之后，只允许：{may}")
            if may
            else say("nothing more: the case is done", "没有下一步了：这件投诉已经走完"),
            names[step],
            say(
                "take the steps in their order; to change the flow, change the table, and say so",
                "按次序走；确要改流程，先改流程表，并告诉大家",
            ),
        )
    return FLOW[state][step]


def follow(steps, state="received"):
    """Take a case through the flow step by step, and return the state it ends in.

    Raises
    ------
    Refused
        At the first step the flow does not allow.

    Examples
    --------
    >>> follow(["record", "judge", "assign"])
    'assigned'
    """
    for step in steps:
        state = take(state, step)
    return state


def breaches(steps):
    """How a case departs from the flow: which steps were left out and which came too late.

    Parameters
    ----------
    steps : sequence of str
        The steps in the order in which they were taken, for the first time each.

    Returns
    -------
    dict
        ``skipped``: steps never taken although a later one was; ``late``: steps taken only after a later one.

    Examples
    --------
    >>> breaches(["record", "assign", "judge", "propose"])
    {'skipped': ['analyse'], 'late': ['judge']}
    """
    steps = [step for step in steps if step in STEPS]
    place = {step: len(steps) - 1 - at for at, step in enumerate(reversed(steps))}
    passed = {s: [place[after] for after in STEPS[STEPS.index(s) + 1 :] if after in place] for s in STEPS}
    return {
        "skipped": [s for s in STEPS if passed[s] and s not in place],
        "late": [s for s in STEPS if s in place and any(at < place[s] for at in passed[s])],
    }


# A log held against the flow ----------------------------------------------------------------------------


def conformance(events):
    """Hold every case of a log against the flow.

    Only the eight steps count, each where it was first taken; calls, messages and reopenings are left aside. Rows are
    taken in order of time; steps in the same minute in the flow's order, so the handler gets the benefit of the doubt.

    Parameters
    ----------
    events : DataFrame
        One row a step taken: ``complaint_id``, ``complaint_step``, ``event_at``.

    Returns
    -------
    DataFrame
        Indexed by complaint: ``path``, the steps by their numbers in the order taken; ``closed``, whether step 7 was
        taken; ``skipped`` and ``late``, the numbers of the steps left out although a later one was taken, and of
        those taken after a later one; ``conforms``, whether nothing was skipped or late. In a closed case step 8
        counts as skipped if the log does not have it; of an open case this is the judgement so far.

    Raises
    ------
    Refused
        Rows without a complaint, a known step or a time.
    """
    order = _positions(events)
    place = order.to_numpy(float)
    taken = ~np.isnan(place)
    closed, (skipped, late) = taken[:, STEPS.index("carry out")], _broken(place, taken)
    way = np.argsort(np.where(taken, place, np.inf), axis=1, kind="stable") + 1
    table = pd.DataFrame(
        {
            "path": _joined(way, taken.sum(axis=1)),
            "closed": closed,
            "skipped": _numbered(skipped),
            "late": _numbered(late),
            "conforms": ~(skipped | late).any(axis=1),
        },
        index=order.index,
    )
    return look.labelled(
        table,
        path=say("steps in the order taken", "实际走过的步骤"),
        closed=say("closed", "已办结"),
        skipped=say("skipped", "跳过"),
        late=say("late", "次序靠后"),
        conforms=say("conforms", "合乎流程"),
    )


def _broken(place, taken):
    """Which steps of which cases were skipped, and which were taken after a later one."""
    filled = np.where(taken, place, np.inf)
    earliest = np.minimum.accumulate(filled[:, ::-1], axis=1)[:, ::-1]  # of this step and all later ones
    later = np.c_[earliest[:, 1:], np.full(len(place), np.inf)]
    closed = taken[:, [STEPS.index("carry out")]]
    last = np.arange(len(STEPS)) == len(STEPS) - 1
    return ~taken & (np.isfinite(later) | (closed & last)), taken & (later < filled)


def variants(checked):
    """The ways closed cases went, the most frequent first.

    Parameters
    ----------
    checked : DataFrame
        As :func:`conformance` gives it. Open cases are left out: their way is not at its end.

    Returns
    -------
    DataFrame
        Indexed by ``path``: ``cases``, ``share`` of the closed cases, ``skipped``, ``late``, ``conforms``. Equally
        frequent ways stand in the order of their names.
    """
    table = (
        checked[checked["closed"]]
        .groupby("path")
        .agg(cases=("closed", "size"), skipped=("skipped", "first"), late=("late", "first"),
             conforms=("conforms", "first"))
        .sort_index().sort_values("cases", ascending=False, kind="stable")
    )  # fmt: skip
    table.insert(1, "share", table["cases"] / table["cases"].sum())
    table.attrs["labels"] = checked.attrs.get("labels", {})
    return look.labelled(
        table, cases=say("cases", "件数"), share=(say("share of closed cases", "占已办结"), "share")
    )


def waits(events):
    """How long cases wait for each step, counted from the step taken before it.

    Parameters
    ----------
    events : DataFrame
        As for :func:`conformance`.

    Returns
    -------
    DataFrame
        Indexed by the step waited for: ``cases`` that took it, ``median_days`` waited, ``total_days`` of all cases,
        ``share`` of all days waited. Waits that have not ended are not in it: see :func:`standing`.
    """
    steps = _first_steps(events)
    since = steps.groupby("complaint_id")["event_at"].shift()
    steps = steps.assign(days=(steps["event_at"] - since) / DAY).dropna(subset="days")
    waited = steps.groupby("complaint_step")["days"]
    table = pd.DataFrame(
        {"cases": waited.size(), "median_days": waited.median(), "total_days": waited.sum()}
    ).reindex([step for step in STEPS[1:] if step in set(steps["complaint_step"])])
    table["share"] = table["total_days"] / table["total_days"].sum()
    return _waiting_words(
        table.rename_axis("complaint_step"),
        say("waiting for", "等待的步骤"),
        say("share of all days waited", "占等待总天数"),
    )


def standing(events, as_of):
    """Where the open cases stand: the last of the eight steps each has taken, and for how long.

    Parameters
    ----------
    events : DataFrame
        As for :func:`conformance`; none after ``as_of``.
    as_of : str or Timestamp
        The last moment that counts; a day counts to its end.

    Returns
    -------
    DataFrame
        Indexed by the last step taken: ``cases`` open, ``median_days`` and ``total_days`` since that step.
    """
    steps = _first_steps(checked_events(events, as_of))
    open_ = ~steps["complaint_id"].isin(steps.loc[steps["complaint_step"] == "carry out", "complaint_id"])
    last = steps[open_].drop_duplicates("complaint_id", keep="last")
    stood = last.assign(days=(moment(as_of) - last["event_at"]) / DAY).groupby("complaint_step")["days"]
    table = pd.DataFrame({"cases": stood.size(), "median_days": stood.median(), "total_days": stood.sum()})
    table = table.reindex([step for step in STEPS if step in table.index]).rename_axis("complaint_step")
    return _waiting_words(table, say("last step taken", "最后完成的步骤"))


def _waiting_words(table, step, share=""):
    return look.labelled(
        table,
        complaint_step=step,
        cases=say("cases", "件数"),
        median_days=(say("median wait", "等待中位数"), say("days", "天")),
        total_days=(say("all waits together", "等待总天数"), say("days", "天")),
        share=(share, "share"),
    )


def _first_steps(events):
    """The eight steps only, each where a case first took it, in order of time."""
    events = checked_events(events)
    events = events[events["complaint_step"].isin(STEPS)]
    number = events["complaint_step"].map({step: at for at, step in enumerate(STEPS)})
    events = events.assign(_number=number).sort_values(["complaint_id", "event_at", "_number"], kind="stable")
    return events.drop_duplicates(["complaint_id", "complaint_step"]).drop(columns="_number")


def _positions(events):
    """Complaints by the eight steps: the place at which each step was taken, 0 the first."""
    steps = _first_steps(events)
    steps = steps.assign(place=steps.groupby("complaint_id").cumcount())
    return steps.pivot(index="complaint_id", columns="complaint_step", values="place").reindex(columns=STEPS)


def _joined(numbers, lengths):
    return ["→".join(map(str, row[:n])) for row, n in zip(numbers, lengths, strict=True)]


def _numbered(flags):
    return [" ".join(str(at + 1) for at in np.flatnonzero(row)) for row in flags]


# Checks -------------------------------------------------------------------------------------------------


def moment(as_of):
    """The moment up to which records count: a day counts to its end.

    >>> moment("2025-12-31"), moment("2025-12-31 12:00")
    (Timestamp('2026-01-01 00:00:00'), Timestamp('2025-12-31 12:00:00'))
    """
    as_of = as_moment(as_of)
    return as_of + DAY if as_of == as_of.normalize() else as_of


def events_until(events, as_of):
    """The events up to ``as_of``, a day to its end: the explicit step that leaves later ones out."""
    require_columns(events, "event_at")
    return events[~is_after(days_in(events, "event_at", missing=True), as_moment(as_of))]


def checked_events(events, as_of=None):
    """The events themselves, if every row has a complaint, a known step and a time, none after ``as_of``."""
    require_columns(events, "complaint_id", "complaint_step", "event_at")
    missing = events[["complaint_id", "complaint_step", "event_at"]].isna().any(axis="columns")
    if missing.any():
        raise Refused(
            say("a complaint, a step and a time in every row", "每一行都要有投诉编号、步骤和时间"),
            _rows(events[missing]),
            say("look them up, or take these rows out openly", "把它们查清，或明确剔除这些行"),
        )
    known = [*STEPS, *OTHER_STEPS]
    unknown = events[~events["complaint_step"].isin(known)]
    if len(unknown):
        raise Refused(
            say(f"steps among {listed(known)}", f"步骤只能是：{listed(known)}"), _rows(unknown),
            say(f"did you mean {closest_names(unknown['complaint_step'].iloc[0], known)[0]!r}?",
                f"是不是想写 {closest_names(unknown['complaint_step'].iloc[0], known)[0]!r}？"),
        )  # fmt: skip
    when = days_in(events, "event_at")
    if as_of is not None:
        until = "casekit.complaint_flow.events_until(events, as_of)"
        refuse_after(events, when, as_moment(as_of), "event_at", until)
    return events.assign(event_at=when)


def _rows(events):
    """The first offending row in words, and how many there are."""
    row = events.iloc[0]
    more = say(f" and {len(events) - 1} more", f"，另有 {len(events) - 1} 行") if len(events) > 1 else ""
    return (
        say(f"row {events.index[0]}: ", f"第 {events.index[0]} 行：")
        + f"{row['complaint_id']}, {row['complaint_step']}, {row['event_at']}{more}"
    )


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_variants(table, ax=None):
    """Bars of the ways cases went; the one as prescribed in blue and marked.

    Parameters
    ----------
    table : DataFrame
        As :func:`variants` gives it.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=1.5 + 0.44 * len(table))
    rows = table[::-1]
    colours = np.where(rows["conforms"], look.BLUE, look.PALE)
    ax.barh(range(len(rows)), rows["cases"], color=colours, height=0.62)
    ax.set(yticks=range(len(rows)), yticklabels=rows.index, xlim=(0, rows["cases"].max() * 1.62))
    ax.set(xlabel=on_figure("closed cases", "已办结（件）"))
    ax.grid(visible=False, axis="y")
    for place, row in enumerate(rows.itertuples()):
        look.beside(ax, f"{row.cases}  {_fault(row)}", (row.cases, place), (6, 0), va="center",
                    color=look.BLUE if row.conforms else look.INK)  # fmt: skip
    return _tell_variants(ax, table)


def _fault(row):
    if row.conforms:
        return on_figure("as prescribed", "合乎流程")
    skipped = row.skipped.split()
    skipped = on_figure(f"without {', '.join(skipped)}", f"缺 {'、'.join(skipped)}") if skipped else ""
    late = ""
    if row.late:
        after = _next_taken_before(row)
        late = on_figure(f"{row.late} after {after}", f"{row.late} 在 {after} 之后")
    return on_figure(", ", "，").join(filter(None, [skipped, late]))


def _next_taken_before(row):
    """The latest-numbered step that was taken before one that came late."""
    before = row.Index.split("→")[: row.Index.split("→").index(row.late.split()[0])]
    return max(before, key=int)


def _tell_variants(ax, table):
    closed, right = table["cases"].sum(), table.loc[table["conforms"], "cases"].sum()
    part = look.worded(right / closed, "share")
    look.title(
        ax,
        on_figure(f"{right} of {closed} closed cases took the eight steps in order",
                  f"已办结的 {closed} 件中，{right} 件按八步次序走完"),
        on_figure("Steps by their numbers, in the order in which they were taken", "步骤用编号表示，按实际次序排列"),
    )  # fmt: skip
    ways = [f"{row.Index}{say(': ', '：')}{row.cases}" for row in table.itertuples()]
    return look.read_this(
        ax,
        say(f"Each bar is one way through the flow, the longer the more cases; {right} of {closed} ({part}) conform.",
            f"一条横条是一种走法，越长件数越多；{closed} 件中合乎流程的有 {right} 件（{part}）。"),
        say(f"{'; '.join(ways)}.", f"{'；'.join(ways)}。"),
    )  # fmt: skip
