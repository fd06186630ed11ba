"""Class tables: does every value fall into exactly one class? (分级表与划分).

``belongs`` says in which classes each value is; ``check_partition`` finds the gaps, the overlaps and the classes nobody
can reach; ``recency_ranges`` makes a table that has none of them, from cut points.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, require_columns

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
