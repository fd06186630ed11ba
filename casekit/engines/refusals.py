"""Refusing an engine's rows in the very words in which pandas tables are refused.

The texts in ``sql`` only say *whether* a row cannot be used. Where one cannot, :func:`refuse` asks again, more slowly: which question
it fails first, in the order in which pandas asks them, how many rows fail it, and which is the first.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.core.columns import rows_refused
from casekit.core.days import late_row, no_day, strictly
from casekit.core.language import say
from casekit.errors import listed

SHOWN = 6  # the first five are listed; one more shows that there are more


@dataclass
class Check:
    """A question to each row about the column ``name``: ``bad`` is SQL, true where it fails; asked where ``of`` holds.

    ``refuse(first, count, of)`` words the refusal: of the first rows, of so many, of so many that were asked.
    """

    name: str
    bad: str
    refuse: object
    of: str = "TRUE"


def refuse(rows):
    """Raise the refusal of the first question of ``rows`` that any row fails."""
    asked = [f"{rows.only} AND {check.of}" for check in rows.checks]
    counts = rows.engine.run(
        "SELECT "
        + ", ".join(
            f"COUNT(*) FILTER (WHERE {of}) AS of{number}, COUNT(*) FILTER (WHERE {of} AND {check.bad}) AS bad{number}"
            for number, (of, check) in enumerate(zip(asked, rows.checks, strict=True))
        )
        + " FROM {given}"
    ).iloc[0]
    for number, (of, check) in enumerate(zip(asked, rows.checks, strict=True)):
        if counts[f"bad{number}"]:
            first = _first(rows.engine, check.name, f"{of} AND {check.bad}")
            raise check.refuse(first, int(counts[f"bad{number}"]), int(counts[f"of{number}"]))


def _first(engine, name, where):
    """The first rows where something holds, named by their numbers if the engine numbers rows."""
    shown = f"CAST({name} AS STRING) AS {name}" if "time zone" in engine.types[name] else name
    others = "".join(
        f", {each}" for each in ("casekit_row", "customer_id") if each in engine.columns and each != name
    )
    first = engine.run(
        f"SELECT {shown}{others} FROM {{given}} WHERE {where} ORDER BY casekit_row LIMIT {SHOWN}"
    )
    return first.set_axis(first["casekit_row"] if engine.numbers_rows else [no_number_known()] * len(first))


def no_number_known():
    """How a row is called that has no number."""
    return say("(Spark numbers no rows)", "（Spark 的行没有行号）")


def named(first, count):
    """The rows' names as :func:`casekit.core.columns.refuse_rows` lists them."""
    if first.index[0] == no_number_known():
        return first.index[0]
    names = listed(first.index[:5], 5)
    return f"{names} ... ({count})" if count > 5 else names


def missing(name, needed):
    """Words the refusal of rows without what is ``needed`` in a column."""
    return lambda first, count, of: rows_refused(
        named(first, count), cell(first, name), count, of, name, needed
    )


def cell(first, name):
    """What the first row has in a column; what is not there is NaN, as in pandas."""
    found = first[name].iloc[0]
    return np.nan if found is None else found


def no_number(name, bad):
    """The question whether a cell holds a number."""
    return Check(name, bad, missing(name, say("a number", "数")))


def unreadable_day(name, bad):
    """The question whether a cell that is not empty is a day."""
    return Check(
        name,
        bad,
        lambda first, count, of: no_day(first[name], 0, strictly(first[name].iloc[0])[1], count, of),
    )


def zone(name):
    """The question whether a cell names a moment in a time zone."""

    def refuse(first, count, of):
        return no_day(first[name].map(pd.Timestamp), 0, "zone", count, of)

    return Check(name, f"{name} IS NOT NULL", refuse)


def empty_day(name, bad=None):
    """The question whether a cell is empty where a day is needed."""
    return Check(
        name, bad or f"{name} IS NULL", lambda first, count, of: no_day(first[name], 0, "missing", count, of)
    )


def after(name, day, as_of, do, of="TRUE"):
    """The question whether a row lies after ``as_of``, by its column ``name``, which was read as ``day``."""
    late = f"COALESCE({day} > DATE '{as_of:%Y-%m-%d}', FALSE)"
    return Check(
        name,
        late,
        lambda first, count, of: late_row(first, _moments(first, name), 0, as_of, name, do, count, of),
        of,
    )


def _moments(first, name):
    """The days of the first rows with their times of day, as :func:`casekit.core.days.days_in` reads them."""
    return [strictly(cell)[0] for cell in first[name]]
