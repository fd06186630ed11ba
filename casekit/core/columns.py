"""Columns of amounts and of yes or no, read strictly: what cannot be read is refused by its row, never left out.

Days have a reader of their own, :func:`casekit.core.days.days_in`.
"""

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.errors import Refused, listed

YES = {"true", "yes", "y", "1", "是", "对", "真", "√", "✓"}
NO = {"false", "no", "n", "0", "否", "不", "假", "×", ""}


def amounts_in(table, name, empty=None):
    """The amounts of a column as floats; an empty cell is ``empty``, or refused where that is None.

    >>> amounts_in(pd.DataFrame({"discount_taken_cny": [2, None]}), "discount_taken_cny", empty=0).tolist()
    [2.0, 0.0]
    """
    column = table[name]
    if column.dtype.kind in "fiu":
        amounts = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        amounts = pd.to_numeric(column.astype(object), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if empty is not None:
        amounts = np.where(column.isna(), empty, amounts)
    refuse_rows(table, ~np.isfinite(amounts), name, say("a number", "数"))
    return amounts


def flags_in(table, name):
    """A column of yes or no as True and False; an empty cell means no.

    >>> flags_in(pd.DataFrame({"dishonoured": ["否", "TRUE", None, 1]}), "dishonoured").tolist()
    [False, True, False, True]
    """
    column = table[name]
    if column.dtype == bool:
        return column.to_numpy()
    words = column.astype(object).where(column.notna(), "").map(_word)
    refuse_rows(table, ~words.isin(YES | NO).to_numpy(), name, say("True or False", "True 或 False"))
    return words.isin(YES).to_numpy()


def _word(cell):
    return str(int(cell)) if isinstance(cell, float) and cell in (0, 1) else str(cell).strip().casefold()


def refuse_rows(table, bad, name, needed):
    """Refuse the rows marked in ``bad``, naming the first ones: in ``name`` each needs what ``needed`` says."""
    bad = np.asarray(bad)
    if bad.any():
        first = table[name].iloc[int(np.argmax(bad))]
        raise rows_refused(listed(table.index[bad], 5), first, bad.sum(), len(bad), name, needed)


def rows_refused(rows, first, count, of, name, needed):
    """The refusal of ``count`` rows ``of`` so many, called ``rows``; ``first`` is what the first of them has in ``name``."""
    return Refused(
        say(f"{needed} as {name} in every row", f"每一行的 {name} 都是{needed}"),
        say(f"row {rows}: {first!r} ({count:,} of {of:,} rows)", f"第 {rows} 行：{first!r}（{of} 行中有 {count} 行）"),
        say("look the rows up; to go on without them: table.drop(index=...)", "先查清这些行；确要去掉，用 table.drop(index=...)"),
    )  # fmt: skip
