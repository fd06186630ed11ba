"""Finding customers and the funnel (销售漏斗): who came how far, and how many prospects there will be.

``outcomes`` follows each prospect through a log of stages; ``conversion`` counts stage by stage, ``cohorts`` by the time
at which prospects were first seen, and ``seen_between`` keeps those seen in a period, so that everybody counted has had time enough.
``velocity`` is what a funnel brings in a day, ``stock`` how many prospects are still good after so many months.

A log has one row a stage entered: ``prospect_id``, ``stage``, ``entered_at``. Besides the stages there are two marks:
"lost", and "reopened" for a prospect that was lost and is taken up again; it stays one prospect. Whoever was won once stays won.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.days import as_day, days_in, is_after
from casekit.core.language import say
from casekit.errors import Refused, Undefined, closest_names, listed, require_columns
from casekit.look import on_figure

STAGES = ("prospect", "quasi-customer", "presentation", "objections", "won")  # the chapter's, in order
LOST, REOPENED = "lost", "reopened"  # marks that are no stages
WON, OPEN = "won", "open"
OUTCOMES = (WON, LOST, OPEN)


# Formulas -----------------------------------------------------------------------------------------------


def conversion(events, stages=STAGES):
    """Of those who entered a stage, what share reached the next one (转化率)?

    Parameters
    ----------
    events : DataFrame
        ``prospect_id``, ``stage``, ``entered_at``: one row a stage entered, in any order. Usually of one cohort, such as
        :func:`seen_between` gives: where ``open`` is not zero, the rate can still rise.
    stages : sequence of str
        The stages in order; the last one is the deal.

    Returns
    -------
    DataFrame
        One row a stage, without the last: ``stage``; ``entered``, the prospects who entered it or any later one;
        ``reached_next``; ``rate``, the second over the first; ``open``, those who stand there undecided. A stage that nobody entered
        has no rate, and a column ``reason`` says so. The rates multiplied are won over seen.

    Raises
    ------
    Refused
        A column is missing, a row has no prospect, no day or an unknown stage, or a prospect entered no stage.

    Examples
    --------
    >>> log = pd.DataFrame({"prospect_id": ["a", "a", "b"], "stage": ["seen", "won", "seen"], "entered_at": 20250301})
    >>> conversion(log, stages=["seen", "won"])
      stage  entered  reached_next  rate  open
    0  seen        2             1   0.5     1
    """
    followed = _followed(events, stages)
    place, n = followed["place"], len(stages)
    entered = np.bincount(place, minlength=n)[::-1].cumsum()[::-1]
    table = pd.DataFrame({"stage": stages[:-1], "entered": entered[:-1], "reached_next": entered[1:]})
    table["rate"] = table["reached_next"] / table["entered"].where(table["entered"] > 0)
    table["open"] = np.bincount(place[followed["outcome"] == OUTCOMES.index(OPEN)], minlength=n)[:-1]
    if (table["entered"] == 0).any():
        table["reason"] = np.where(table["entered"] == 0, say("nobody entered", "没有进入的"), "")
    return look.labelled(table, **_headings())


def outcomes(events, stages=STAGES):
    """How far each prospect came, and how it stands at the end of the log.

    Parameters
    ----------
    events, stages
        As for :func:`conversion`.

    Returns
    -------
    DataFrame
        Indexed by ``prospect_id``, in order: ``seen_on``, the day of its first event; ``stage``, the furthest it entered; ``outcome``,
        won, lost or open (both as categories); ``days``, from the first event to the last (calendar days, the first is day 0; missing while open).
        Events of the same moment count in the order of the funnel, then lost, reopened, won.

    Raises
    ------
    Refused
        As for :func:`conversion`.
    """
    followed = _followed(events, stages)
    ids = pd.Index(followed.pop("ids"), name="prospect_id")
    order = ids.argsort()
    first, last, place, outcome = (followed[name][order] for name in ("first", "last", "place", "outcome"))
    days = (last.astype("M8[D]") - first.astype("M8[D]")).astype(float)
    table = pd.DataFrame(
        {
            "seen_on": first.astype("M8[D]").astype("M8[s]"),
            "stage": pd.Categorical.from_codes(place, stages, ordered=True),
            "outcome": pd.Categorical.from_codes(outcome, OUTCOMES),
            "days": np.where(outcome == OUTCOMES.index(OPEN), np.nan, days),
        },
        index=ids.take(order),
    )
    return look.labelled(table, **_headings())


def cohorts(followed, freq="Q"):
    """Prospects by the time at which they were first seen: how many are won, lost and still open?

    Parameters
    ----------
    followed : DataFrame
        As :func:`outcomes` gives it.
    freq : str
        "M" for months, "Q" for quarters, "Y" for years.

    Returns
    -------
    DataFrame
        Indexed by ``cohort``, such as 2025Q4: ``seen``, ``won``, ``lost``, ``open``, and ``won_share``, won over seen. While many
        are open the share is too low, and will rise.
    """
    require_columns(followed, "seen_on", "outcome")
    which, periods = pd.factorize(followed["seen_on"].dt.to_period(freq), sort=True)
    outcome = pd.Categorical(followed["outcome"], categories=OUTCOMES).codes
    counts = _counts(which, outcome, len(periods), len(OUTCOMES))
    table = pd.DataFrame(counts, columns=list(OUTCOMES), index=pd.Index(periods.astype(str), name="cohort"))
    table.insert(0, "seen", table.sum(axis="columns"))
    return look.labelled(table.assign(won_share=table[WON] / table["seen"]), **_headings())


def seen_between(events, first=None, last=None):
    """The events of the prospects first seen between two days, both included: one cohort.

    Parameters
    ----------
    events : DataFrame
        ``prospect_id`` and ``entered_at``.
    first, last : day, optional
        Without one, that side is open. For rates that will not change any more let ``last`` lie so far back that all are decided.

    Returns
    -------
    DataFrame
        The rows of ``events`` that belong to them, later events too.
    """
    require_columns(events, "prospect_id", "entered_at")
    codes, ids, times = _read(events)
    seen, _ = _first_and_last(codes, len(ids), times)
    keep = np.ones(len(ids), dtype=bool)
    if first is not None:
        keep &= seen >= np.datetime64(as_day(first, "first"))
    if last is not None:
        keep &= ~is_after(seen, as_day(last, "last"))
    return events[keep[codes]].reset_index(drop=True)


def velocity(opportunities, win_rate, value_cny, cycle_days):
    """What a funnel brings in a day: opportunities × win rate × value / length of the cycle (yuan a day).

    A practitioners' measure, known as pipeline velocity. ``win_rate`` is a fraction, by count and not by value, since ``value_cny`` is
    what one *won* deal is worth on average.

    >>> round(velocity(50, 0.25, 25_000, 60), 2)
    5208.33

    Raises
    ------
    Undefined
        A cycle of zero days.
    Refused
        A negative number, or a win rate above 1.
    """
    numbers = {
        "opportunities": opportunities,
        "win_rate": win_rate,
        "value_cny": value_cny,
        "cycle_days": cycle_days,
    }
    for name, number in numbers.items():
        most = 1 if name == "win_rate" else np.inf
        if not 0 <= number <= most:
            raise Refused(
                say(f"{name} from 0 to {most}" if most == 1 else f"{name} of zero or more",
                    f"{name} 在 0 与 {most} 之间" if most == 1 else f"{name} 为零或正数"),
                repr(number),
                say("write a quarter as 0.25, and look the number up", "四分之一写作 0.25；请先查清这个数"),
            )  # fmt: skip
    if cycle_days == 0:
        raise Undefined(say("a cycle of zero days has no daily amount", "周期为 0 天，算不出每天的金额"))
    return opportunities * win_rate * value_cny / cycle_days


def stock(per_month, months, loss=0.02):
    """How many prospects are still good, if so many are found each month and a share of the stock fades?

    Parameters
    ----------
    per_month : float
        Found in each month (customers).
    months : int
    loss : float
        The share of the stock at the beginning of a month that is gone at its end, from 0 to 1; what was found in the month stays.

    Returns
    -------
    DataFrame
        One row a month: ``months_in``, ``found_customers`` so far, ``stock_customers`` still good. The stock never
        passes ``per_month / loss``.

    Examples
    --------
    >>> stock(100, 12)["stock_customers"].round(2).iloc[[0, 1, 11]].tolist()
    [100.0, 198.0, 1076.42]
    """
    if not (0 <= loss <= 1 and per_month >= 0 and months >= 0):
        raise Refused(
            say("per_month and months of zero or more, loss from 0 to 1", "per_month 和 months 不为负，loss 在 0 与 1 之间"),
            f"{per_month}, {months}, {loss}",
            say("write 2 % as 0.02", "2% 写作 0.02"),
        )  # fmt: skip
    month = np.arange(1, int(months) + 1)
    left = month if loss == 0 else (1 - (1 - loss) ** month) / loss
    return pd.DataFrame(
        {"months_in": month, "found_customers": per_month * month, "stock_customers": per_month * left}
    )


# How it is done -----------------------------------------------------------------------------------------


def _headings():
    prospects = say("prospects", "家")
    return {
        "stage": say("stage", "阶段"), "entered": (say("entered", "进入"), prospects), "reached_next": (say("reached the next", "到达下一阶段"), prospects),
        "rate": (say("conversion rate", "转化率"), "share"), "open": (say("still open", "尚无结果"), prospects),
        "cohort": say("first seen in", "首次接触时间"), "seen": (say("on the list", "列入名单"), prospects), "won": (say("won", "成交"), prospects),
        "lost": (say("lost", "丢单"), prospects), "won_share": (say("share won", "成交率"), "share"),
        "seen_on": say("first seen", "首次接触日"), "outcome": say("outcome", "结果"), "days": (say("days to the outcome", "到有结果"), say("days", "天")),
        "reason": say("remark", "说明"),
    }  # fmt: skip


def _read(events):
    """For each row the number of its prospect; the prospects; the moments."""
    codes, ids = pd.factorize(events["prospect_id"])
    if (codes < 0).any():
        at = int(np.argmax(codes < 0))
        raise Refused(
            say("a prospect_id in every row", "每一行都有 prospect_id"),
            say(f"none in row {events.index[at]} ({(codes < 0).sum():,} in all)", f"第 {events.index[at]} 行没有（共 {(codes < 0).sum()} 行）"),
            say("look the rows up, or leave them out openly before", "先查清这些行，或事先明确剔除"),
        )  # fmt: skip
    return codes, ids, days_in(events, "entered_at").to_numpy()


def _first_and_last(codes, n, times):
    """The first and the last moment of each prospect; as whole numbers, which NumPy compares ten times as fast."""
    ticks = times.view("int64")
    first, last = np.full(n, np.iinfo("int64").max), np.full(n, np.iinfo("int64").min)
    np.minimum.at(first, codes, ticks)
    np.maximum.at(last, codes, ticks)
    return first.view(times.dtype), last.view(times.dtype)


def _followed(events, stages):
    """By prospect: its id, first and last moment, the place of the furthest stage, the outcome."""
    require_columns(events, "prospect_id", "stage", "entered_at")
    steps = [*stages[:-1], LOST, REOPENED, stages[-1]]
    _refuse_odd_stages(stages, steps)
    codes, ids, times = _read(events)
    step = _steps(events["stage"], steps)
    n, last_place = len(ids), len(stages) - 1
    place_of = np.array([*range(last_place), -1, -1, last_place])  # of each step; the two marks have none
    place = _highest(codes, place_of[step], n)
    _refuse_without_stage(ids, place < 0)
    first, last = _first_and_last(codes, n, times)
    final = np.flatnonzero(times == last[codes])
    latest = _highest(codes[final], step[final], n)
    outcome = np.where(place == last_place, 0, np.where(latest == steps.index(LOST), 1, 2))  # places in OUTCOMES
    return {"ids": ids, "first": first, "last": last, "place": place, "outcome": outcome}


def _steps(column, steps):
    """The number of each row's step; a name that is none is refused."""
    which, names = pd.factorize(column)
    number = {name: at for at, name in enumerate(steps)}
    known = np.array([number.get(name, -1) for name in names] + [-1])[which]
    if (known < 0).any():
        at = int(np.argmax(known < 0))
        found = column.iloc[at]
        raise Refused(
            say(f"stage is one of {listed(steps)}", f"stage 是 {listed(steps)} 之一"),
            say(f"row {column.index[at]}: {found!r}", f"第 {column.index[at]} 行：{found!r}"),
            say(f"the nearest is {closest_names(found, steps)[0]!r}; stages of your own: conversion(events, stages=[...])",
                f"最接近的是 {closest_names(found, steps)[0]!r}；自己的阶段用 conversion(events, stages=[...])"),
        )  # fmt: skip
    return known


def _counts(codes, step, n, m):
    """How often each of n has each of m."""
    return np.bincount(codes * m + step, minlength=n * m).reshape(n, m)


def _highest(codes, numbers, n):
    """The highest number of each of n prospects; -1 where there is none."""
    highest = np.full(n, -1)
    np.maximum.at(highest, codes, numbers)
    return highest


def _refuse_odd_stages(stages, steps):
    if len(stages) < 2 or len(set(steps)) < len(steps):
        raise Refused(
            say("two or more different stages, none of them called lost or reopened", "两个或更多不同的阶段，名称不能是 lost 或 reopened"),
            listed(stages),
            say("name each stage once, in order, the deal last", "每个阶段按顺序写一次，成交放在最后"),
        )  # fmt: skip


def _refuse_without_stage(ids, bare):
    if bare.any():
        raise Refused(
            say("a stage for every prospect", "每个潜在客户至少进入一个阶段"),
            say(f"only lost or reopened for {listed(ids[bare], 5)}", f"{listed(ids[bare], 5)} 只有 lost 或 reopened"),
            say("add the row in which each came onto the list", "补上列入名单的那一行"),
        )  # fmt: skip


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_cohorts(table, ax=None):
    """A bar for each cohort: won below, still open above it; what is left of the bar was lost.

    Parameters
    ----------
    table : DataFrame
        As :func:`cohorts` gives it.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.0)
    at = np.arange(len(table))
    share, undecided = 100 * table["won_share"], 100 * table["open"] / table["seen"]
    ax.bar(at, share, color=look.BLUE, width=0.62)
    some = (table["open"] > 0).to_numpy()
    ax.bar(
        at[some],
        undecided[some],
        bottom=share[some],
        color="white",
        edgecolor=look.ORANGE,
        hatch="///",
        width=0.62,
    )
    for x, won, unsure, count in zip(at, share, undecided, table["open"], strict=True):
        fits = won > share.max() / 2  # inside the blue; else above it, on white
        _over(ax, x, won, look.half_up(won, 1), color="white" if fits else look.BLUE, inside=fits)
        if count:
            words = on_figure(f"{count} open", f"{count} 家\n尚无结果")
            _over(ax, x, won + unsure, words, color=look.ORANGE, inside=False)
    ax.set(xticks=at, xticklabels=table.index, ylim=(0, 1.25 * (share + undecided).max()))
    ax.set_ylabel(on_figure("% of those seen", "占首次接触者（%）"))
    ax.grid(visible=False, axis="x")
    return _tell_cohorts(ax, table)


def _over(ax, x, y, words, color, inside):
    look.beside(ax, words, (x, y), (0, -5 if inside else 4), ha="center", va="top" if inside else "bottom", color=color,
                bbox=None if inside else {"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip


def _tell_cohorts(ax, table):
    """Title and reading, worked out from what was drawn."""
    last, settled = table.iloc[-1], table.loc[table["open"] == 0, "won_share"]
    low, high = (
        (look.half_up(100 * end, 1) for end in (settled.min(), settled.max())) if len(settled) else ("–", "–")
    )
    finding = (
        on_figure(f"{table.index[-1]} is not worse, only unfinished: {last['open']:.0f} of {last['seen']:.0f} are open",
                  f"{table.index[-1]} 不是变差，而是没走完：{last['seen']:.0f} 家里 {last['open']:.0f} 家尚无结果")
        if last["open"]
        else on_figure(f"All are decided: {low} to {high} % won", f"都已有结果：成交 {low}%～{high}%")
    )  # fmt: skip
    look.title(ax, finding, on_figure("Blue: won, % of the prospects first seen in that time; hatched: still open",
                                      "蓝：成交，占同一时期首次接触者的百分比；斜线：尚无结果"))  # fmt: skip
    each = [f"{name} {look.half_up(100 * share, 1)}" for name, share in table["won_share"].items()]
    return look.read_this(
        ax,
        say(f"Each bar is one cohort, followed to the end of the records. Where all are decided, {low} to {high} % were won. "
            "A hatched part may still turn into either.",
            f"每根柱子是一个同期群，追踪到记录截止。已经全部有结果的，成交 {low}%～{high}%。斜线部分成不成交，现在还不知道。"),
        unseen=say(f"Won, %: {', '.join(each)}.", f"成交率（%）：{'，'.join(each)}。"),
    )  # fmt: skip
