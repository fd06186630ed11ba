"""Class tables: does every value fall into exactly one class? (分级表与划分).

``belongs`` says in which classes each value is; ``check_partition`` finds the gaps, the overlaps and the classes nobody
can reach; ``recency_ranges`` makes a table that has none of them, from cut points.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import on_figure

RECENCY_CUTS = (8, 30, 60, 120)  # the printed lower bounds (E16); the upper bounds give (8, 31, 61, 121)


def recency_ranges(cuts=RECENCY_CUTS):
    """The classes that cut points make, as ranges of whole days: ``low`` and ``high``, both included.

    Examples
    --------
    >>> recency_ranges((8, 30))
         low  high
    r
    3      0   7.0
    2      8  29.0
    1     30   NaN
    """
    cuts = ascending(cuts)
    low, high = [0, *cuts], [*(cut - 1 for cut in cuts), np.nan]
    return pd.DataFrame({"low": low, "high": high}, index=pd.Index(range(len(low), 0, -1), name="r"))


def belongs(values, ranges):
    """Which classes does each value belong to? One column a class, True where the value lies in its range.

    Parameters
    ----------
    values : sequence of numbers
        Days, for example.
    ranges : DataFrame
        Indexed by class: ``low`` and ``high``, both included; an empty ``high`` is no end.

    Examples
    --------
    >>> belongs([60], pd.DataFrame({"low": [8, 30], "high": [60, 60]}, index=[4, 3]))
           4     3
    60  True  True
    """
    values = np.asarray(values)
    low, high = _bounds(ranges)
    inside = (low <= values[:, None]) & (values[:, None] <= high)
    return pd.DataFrame(inside, index=values, columns=pd.Index(list(ranges.index)))


def check_partition(ranges, whole=True, start=0):
    """Where does a table of classes fail to put every value into exactly one class?

    Parameters
    ----------
    ranges : DataFrame
        Indexed by class, in the order in which the rules are read: ``low`` and ``high``, both included; an empty
        ``high`` is no end.
    whole : bool
        Whether only whole numbers occur. If not, between 7 and 8 there is something to fall into.
    start : number
        The smallest value that can occur.

    Returns
    -------
    DataFrame
        One row a problem, empty if there is none: ``problem`` ("gap", "overlap" or "unreachable"), ``low`` and ``high``
        of the values concerned, ``classes`` they belong to, and in words ``what`` and ``where``. A class is unreachable if an
        earlier rule takes each of its values: a spreadsheet that stops at the first rule that fits never gives it.

    Examples
    --------
    >>> printed = pd.DataFrame({"low": [0, 8, 30], "high": [7, 60, 60]}, index=[5, 4, 3])
    >>> check_partition(printed)[["problem", "where", "classes"]]
           problem     where classes
    0      overlap  30 to 60    4, 3
    1          gap   from 61
    2  unreachable  30 to 60       3
    """
    require_columns(ranges, "low", "high")
    pieces = _pieces(ranges, whole, start)
    words = {
        "gap": say("gap", "缺口"),
        "overlap": say("overlap", "重叠"),
        "unreachable": say("never reached", "轮不到"),
    }
    found = [
        (problem, low, high, ", ".join(map(str, classes)), where, words[problem])
        for problem, low, high, classes, where in (
            *_gaps_and_overlaps(pieces),
            *_never_reached(ranges, pieces),
        )
    ]
    table = pd.DataFrame(found, columns=["problem", "low", "high", "classes", "where", "what"])
    for end in ("low", "high"):
        table[end] = table[end].astype(float)
    return look.labelled(
        table, problem=say("kind", "类别"), what=say("problem", "问题"), low=say("from", "起"), high=say("to", "止"),
        classes=say("classes", "所属等级"), where=say("where", "范围"),
    )  # fmt: skip


# How it is done -----------------------------------------------------------------------------------------


def ascending(cuts):
    """Cut points as a list of numbers; refused unless they ascend."""
    numbers = pd.to_numeric(pd.Series(list(cuts) if np.ndim(cuts) else [cuts]), errors="coerce")
    if (
        numbers.empty
        or numbers.isna().any()
        or not numbers.is_monotonic_increasing
        or numbers.duplicated().any()
    ):
        raise Refused(
            say("cut points that ascend, such as (8, 30, 60, 120)", "从小到大的分界点，如 (8, 30, 60, 120)"), f"{cuts!r:.80}",
            say("give the first value of each next class; None means fifths", "写每一级的起始值；None 表示分为五等份"),
        )  # fmt: skip
    return numbers.tolist()


def _gaps_and_overlaps(pieces):
    for low, high, classes, where in pieces:
        if len(classes) != 1:
            yield "overlap" if classes else "gap", low, high, classes, where


def _never_reached(ranges, pieces):
    """Classes whose every value an earlier rule takes."""
    first = {classes[0] for _, _, classes, _ in pieces if classes}
    for row in ranges.itertuples():
        if row.Index not in first:
            yield "unreachable", row.low, row.high, [row.Index], in_words(row.low, row.high)


def _bounds(ranges):
    low, high = (ranges[end].to_numpy(dtype=float, na_value=np.nan) for end in ("low", "high"))
    return low, np.where(np.isnan(high), np.inf, high)


def _pieces(ranges, whole, start):
    """The line cut at every bound: ``(low, high, classes, where)`` for each piece, neighbours with the same classes joined."""
    low, high = _bounds(ranges)
    ends = high[np.isfinite(high)] + (1 if whole else 0)
    points = sorted({float(start), *low[low > start], *ends[ends > start]})
    steps = (
        [(point, True) for point in points] if whole else [(p, at) for p in points for at in (True, False)]
    )
    pieces = []
    for number, (point, at) in enumerate(steps):
        after = steps[number + 1][0] if number + 1 < len(steps) else np.inf
        reach = (low <= point) & ((high >= point) if at else (high >= after) & (high > point))
        classes = [name for name, inside in zip(ranges.index, reach, strict=True) if inside]
        if pieces and pieces[-1][2] == classes:
            pieces[-1][1] = (after, at)
        else:
            pieces.append([(point, at), (after, at), classes])
    return [_piece(begin, end, classes, whole) for begin, end, classes in pieces]


def _piece(begin, end, classes, whole):
    (low, with_low), (high, with_high) = begin, end
    if whole:
        high, with_high = high - 1, True
    high = np.nan if np.isinf(high) else high
    return low, high, classes, in_words(low, high, with_low, with_high)


def in_words(low, high, with_low=True, with_high=True):
    """A stretch of values in words: whether its ends belong to it is said where they do not."""
    if pd.isna(high):
        return say(f"from {low:g}", f"{low:g} 起") if with_low else say(f"over {low:g}", f"超过 {low:g}")
    if with_low and with_high:
        return f"{low:g}" if low == high else say(f"{low:g} to {high:g}", f"{low:g}～{high:g}")
    if not with_low and not with_high:
        return say(f"between {low:g} and {high:g}", f"{low:g} 与 {high:g} 之间")
    if with_low:
        return say(f"{low:g} to under {high:g}", f"{low:g} 至不满 {high:g}")
    return say(f"over {low:g} to {high:g}", f"超过 {low:g} 至 {high:g}")


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_silence(table, marked, names, cut=60, until=119, ax=None):
    """Days since the last purchase against each customer's usual gap, both on a scale of doublings.

    Parameters
    ----------
    table : DataFrame
        Indexed by customer: ``recency_days`` and ``usual_gap_days``.
    marked : list
        The two customers to name, the more alarming first.
    names : Series
        A name for each customer.
    cut, until : number
        First and last day of the class in which the two stand, shaded.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.9)
    gap, days = table["usual_gap_days"], table["recency_days"].clip(lower=1)
    ax.plot(gap, days, "o", color=look.PALE, markersize=4, zorder=1, antialiased=False)
    ax.axhspan(cut, until + 1, color=look.ORANGE, alpha=0.15, linewidth=0, zorder=0)
    ends = np.array([gap.min() / 1.2, gap.max() * 3.8])  # room for a name on the right
    ax.plot(ends, ends, color=look.QUIET, linewidth=1, linestyle="--")
    for customer, shape, colour in zip(marked, ("D", "o"), (look.ORANGE, look.BLUE), strict=True):
        _mark_silence(ax, gap[customer], days[customer], shape, colour)
    ax.set(xscale="log", yscale="log", xlim=ends, ylim=(0.7, days.max() * 3.2))  # room for a name on top
    _name_the_scales(ax)
    usual, newest, in_class = (
        on_figure("as long as usual", "等于通常间隔"),
        on_figure("0 days or 1 day", "0 天或 1 天"),
        on_figure(f"class 2: {cut} to {until} days", f"2 级：{cut}～{until} 天"),
    )
    look.beside(ax, usual, (ends[1], ends[1]), (-4, -32), ha="right", va="top", color=look.QUIET)
    look.beside(ax, newest, (ends[1], 1), (-4, 0), ha="right", va="center", color=look.QUIET)
    look.beside(ax, in_class, (ends[1], cut), (-4, 2), ha="right", va="bottom", color=look.INK)
    _name_above(ax, names[marked[0]], gap[marked[0]], days[marked[0]], look.ORANGE, -0.3)
    _name_above(ax, names[marked[1]], gap[marked[1]], days[marked[1]], look.BLUE, 0)
    return _tell_silence(ax, table, marked, names)


def _mark_silence(ax, gap, days, shape, colour):
    """A customer to look at: its silence beyond the usual gap as a thick line."""
    ax.plot([gap, gap], [gap, days], color=colour, linewidth=5, zorder=1)
    ax.plot(gap, days, shape, color=colour, markersize=13)


def _name_above(ax, name, gap, days, colour, back):
    """A name above all dots, with a thin line down to its customer; it begins ``back`` doublings beside it."""
    top = ax.get_ylim()[1] / 1.9
    ax.plot([gap, gap], [days, top], color=colour, linewidth=1, zorder=1)
    ax.text(gap * 2**back, top * 1.08, name, ha="left", va="bottom", color=colour)


def _name_the_scales(ax):
    _doublings(ax.xaxis, (4, 8, 16, 32, 64, 128, 256))
    _doublings(ax.yaxis, [2**n for n in range(10)])
    ax.set_xlabel(
        on_figure(
            "usual gap between two purchase days (days, median)", "两次购买之间的通常间隔（天，中位数）"
        )
    )
    ax.set_ylabel(on_figure("days since last purchase", "距上次购买（天）"))


def _doublings(axis, ticks):
    from matplotlib.ticker import NullLocator

    axis.set_ticks(ticks, [str(tick) for tick in ticks])
    axis.set_minor_locator(NullLocator())


def _tell_silence(ax, table, marked, names):
    days = [int(table.at[customer, "recency_days"]) for customer in marked]
    gaps = [
        look.worded(float(table.at[customer, "usual_gap_days"]), decimals=1).removesuffix(".0")
        for customer in marked
    ]
    times = [look.half_up(table.at[c, "recency_days"] / table.at[c, "usual_gap_days"], 0) for c in marked]
    one, other = (names[customer] for customer in marked)
    look.title(
        ax,
        on_figure(f"Silent for {days[0]} and {days[1]} days: {times[0]} times the usual gap, and {times[1]}", f"{days[0]} 天与 {days[1]} 天没买：通常间隔的 {times[0]} 倍与 {times[1]} 倍"),
        on_figure("One dot a customer; both scales double from mark to mark", "一个点是一家客户；两轴每格翻一倍"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(
            f"On the broken line a customer has been silent as long as usual. {one}: {days[0]} days, usual gap {gaps[0]}. {other}: {days[1]} days, usual gap {gaps[1]}. The thick line is what goes beyond it. The band is the class in which both stand.",
            f"落在虚线上的客户，没买的天数正好等于通常间隔。{one}：{days[0]} 天，通常间隔 {gaps[0]} 天。{other}：{days[1]} 天，通常间隔 {gaps[1]} 天。粗线是超出的部分，色带是两家所在的等级。",
        ),
    )
