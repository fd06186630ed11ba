"""Columns of an engine's rows, read as strictly as :mod:`casekit.core.columns` and :mod:`casekit.core.days` read those of pandas.

Numbers and days are taken as they are. Where a column holds texts, each different text is read once, by the very same readers, and the
result joined to the rows: there is one definition of what a day or an amount is.

Amounts are added in whole fen, as integers, so that no order of the rows changes a sum; what an amount has beyond whole fen is added
apart, as ``rest``.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from casekit.core.days import EARLIEST, LATEST, strictly
from casekit.engines import refusals
from casekit.engines.duck import CELL

LARGEST = "1.7976931348623157E308"  # the largest float: what is not up to it is infinite or no number
NOT_A_NUMBER = "CAST('NaN' AS DOUBLE)"
IN_FEN = "1E11"  # amounts from here on (CNY) are added as floats: a sum in fen must fit 64 bits


@dataclass
class Rows:
    """The rows of ``engine`` with the columns read so far, and what makes a row unusable, in the order of the questions."""

    engine: object
    parts: dict = field(default_factory=dict)
    checks: list = field(default_factory=list)
    only: str = "TRUE"

    def text(self):
        """The rows as SQL, with ``bad``: whether a row cannot be used."""
        columns = ", ".join(f"{sql} AS {name}" for name, sql in self.parts.items())
        bad = " OR ".join(f"({each.of} AND {each.bad})" for each in self.checks) or "FALSE"
        return f"(SELECT {columns}, {bad} AS bad FROM {{given}} WHERE {self.only}) AS rows"

    def kind(self, name):
        """What a column holds: ``"number"``, ``"float"``, ``"day"``, ``"zone"``, or ``"text"`` for all that has to be read."""
        return _kind(self.engine.types[name])

    def with_part(self, name, sql, *checks):
        return replace(self, parts={**self.parts, name: sql}, checks=[*self.checks, *checks])

    def with_check(self, *checks):
        return replace(self, checks=[*self.checks, *checks])

    def with_id(self, name, refuse):
        """The column of ids, as it is; a row without one is refused by ``refuse``."""
        sql = f"NULLIF({name}, {NOT_A_NUMBER})" if self.kind(name) == "float" else name
        return self.with_part(name, sql, refusals.Check(name, f"{sql} IS NULL", refuse))

    def with_day(self, name, part="day"):
        """A column of days, without the hour, under the name ``part``."""
        kind = self.kind(name)
        if kind == "zone":
            return self.with_part(part, "CAST(NULL AS DATE)", refusals.zone(name), refusals.empty_day(name))
        if kind == "day":
            sql = f"CAST({name} AS DATE)"
            early, late = f"{sql} < DATE '{EARLIEST:%Y-%m-%d}'", f"{sql} > DATE '{LATEST:%Y-%m-%d}'"
            checks = refusals.unreadable_day(name, _known(early)), refusals.unreadable_day(name, _known(late))
            return self.with_part(part, sql, *checks, refusals.empty_day(name))
        read = self._each_once(name, _days)
        unreadable = refusals.unreadable_day(name, _known(f"{name}_wrong"))
        sql = f"CAST(NULLIF({name}_day, '') AS DATE)"
        return read.with_part(part, sql, unreadable, refusals.empty_day(name, f"{sql} IS NULL"))

    def with_amount(self, name, part="amount", empty=None):
        """A column of amounts as floats, under the name ``part``; an empty cell is ``empty``, or refused where that is None."""
        if self.kind(name) in ("number", "float"):
            read, sql = self, f"CAST({name} AS DOUBLE)"
        else:
            read, sql = self._each_once(name, _amounts), f"{name}_amount"
        if empty is not None:
            sql = f"CASE WHEN {self.is_empty(name)} THEN {empty} ELSE {sql} END"
        return read.with_part(
            part, sql, refusals.no_number(name, f"NOT COALESCE(ABS({sql}) <= {LARGEST}, FALSE)")
        )

    def with_number(self, name):
        """A column of numbers that may be missing (NULL)."""
        if self.kind(name) in ("number", "float"):
            return self.with_part(name, f"NULLIF(CAST({name} AS DOUBLE), {NOT_A_NUMBER})")
        return self._each_once(name, _numbers).with_part(name, f"NULLIF({name}_amount, {NOT_A_NUMBER})")

    def with_fen(self, name):
        """The amounts of ``name`` in whole ``fen`` and the ``rest`` beyond them."""
        read = self.with_amount(name)
        amount = read.parts["amount"]
        fen = (
            f"CASE WHEN ABS({amount}) < {IN_FEN} THEN CAST(FLOOR({amount} * 100 + 0.5) AS BIGINT) ELSE 0 END"
        )
        return read.with_part("fen", fen).with_part("rest", f"{amount} - CAST({fen} AS DOUBLE) / 100")

    def is_empty(self, name):
        """Whether a cell is empty, as SQL: a float that is no number is."""
        return f"NULLIF({name}, {NOT_A_NUMBER}) IS NULL" if self.kind(name) == "float" else f"{name} IS NULL"

    def _each_once(self, name, reader):
        """With what ``reader`` makes of each different value of a column, read once."""
        cells = self.engine.run(
            f"SELECT DISTINCT CAST({name} AS STRING) AS {CELL}, {name} AS cell FROM {{given}} WHERE {name} IS NOT NULL AND {self.only}"
        )
        read = reader(name, cells["cell"].astype(object)).assign(**{CELL: cells[CELL].astype(object)})
        return replace(self, engine=self.engine.joined(name, read))


def _known(sql):
    return f"COALESCE({sql}, FALSE)"


def _kind(words):
    """What a type is, by the words of DuckDB or Spark."""
    if "time zone" in words or words == "timestamptz":
        return "zone"
    if words == "date" or words.startswith("timestamp"):
        return "day"
    if words in ("double", "float", "real"):
        return "float"
    return "number" if words.startswith("decimal") or words.endswith("int") or words == "integer" else "text"


def is_text(words):
    """Whether a type holds texts."""
    return words.startswith(("varchar", "enum", "string"))


def _days(name, cells):
    """Each cell's day, and whether it is none."""
    read = [strictly(cell) for cell in cells]
    days = ["" if found is None or code else f"{found:%Y-%m-%d}" for found, code in read]
    return pd.DataFrame(
        {
            f"{name}_day": pd.Series(days, dtype=object),
            f"{name}_wrong": np.array([code != "" for _, code in read], dtype=bool),
        }
    )


def _amounts(name, cells, errors="coerce"):
    """Each cell's amount, NaN where it is none."""
    return pd.DataFrame(
        {f"{name}_amount": pd.to_numeric(cells, errors=errors).to_numpy(dtype=float, na_value=np.nan)}
    )


def _numbers(name, cells):
    """Each cell's number; what is none is an error, as in :func:`pandas.to_numeric`."""
    return _amounts(name, cells, errors="raise")
