"""Rows that had not happened by the end of a day: refused, naming the first (:mod:`casekit.core.days`)."""

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.errors import Refused


def refuse_after(table, days, as_of, name, do):
    """Refuse rows that had not happened by the end of ``as_of``, naming the first; ``do`` is the step that leaves them out.

    Parameters
    ----------
    table : DataFrame
    days : Series or array
        As :func:`days_in` gives them.
    as_of : Timestamp
        The last day that counts, the whole of it; with a time of day, the last moment.
    name : str
        The column, for the message.
    do : str
        What leaves them out, such as ``casekit.rfm.orders_until(orders, as_of)``.
    """
    days = np.asarray(days)
    late = is_after(days, as_of)
    if late.any():
        raise late_row(table, days, int(np.argmax(late)), as_of, name, do, late.sum(), len(late))


def late_row(table, days, at, as_of, name, do, count, of):
    """The refusal of ``count`` rows ``of`` so many after ``as_of``, naming the one ``at`` a place."""
    stamp = str(pd.Timestamp(days[at])).removesuffix(" 00:00:00")
    if "customer_id" in table:
        stamp += f", {table['customer_id'].iloc[at]}"
    last = str(as_of).removesuffix(" 00:00:00")
    return Refused(
        say(f"rows up to as_of, {last}, by {name}", f"as_of（{last}）及以前的行，按 {name}"),
        say(f"row {table.index[at]}: {stamp} ({count:,} of {of:,} rows)",
            f"第 {table.index[at]} 行：{stamp}（{of} 行中有 {count} 行）"),
        say(f"leave them out openly: {do}", f"要剔除就明确剔除：{do}"),
    )  # fmt: skip


def is_after(days, as_of):
    """Which days lie after ``as_of``: a day counts to its end, a moment does not."""
    days = np.asarray(days)
    if as_of != as_of.normalize():
        return days > np.datetime64(as_of)
    end = np.datetime64(as_of.date(), "D") + np.timedelta64(1, "D")
    return days >= (end.astype(days.dtype) if days.dtype.kind == "M" else end)
