"""What a whole table must keep, as a pandera schema: ids there and only once, days and amounts that can be.

pandera checks whole columns and answers with every failure and its row, which is what ``problems`` needs.
"""

import pandas as pd

from casekit.core.days import EARLIEST, LATEST, as_day
from casekit.records.columns import in_words

LARGEST_CNY = 10**10  # ten billion yuan; the eleven digits of a telephone number are more
_CODES = {"not_nullable": "blank", "field_uniqueness": "again"}


def last_day(as_of):
    """The end of the day ``as_of``, or None."""
    return None if as_of is None else as_day(as_of) + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def schema(kind, names, last=None):
    """The pandera schema of a table with these columns; ``last`` is the end of the last possible day."""
    import pandera.pandas as pa

    def check(code, holds):
        return pa.Check(holds, name=code, error=code)

    def checks(column):
        if column.holds == "amount":
            return [check("huge", lambda amounts: amounts.abs() < LARGEST_CNY)]
        if column.holds in ("id", "text", "flag"):
            return []
        days = [check("early", lambda days: days >= EARLIEST), check("late", lambda days: days <= LATEST)]
        return days + [check("future", lambda days: days <= last)] * (last is not None and column.past)

    columns = {
        column.name: pa.Column(None, checks(column), nullable=column.blank, unique=column.once)
        for column in kind
        if column.name in names
    }
    return pa.DataFrameSchema(columns, checks=_between(kind, names, check))


def _between(kind, names, check):
    """Checks between two columns: a day not before another, a part not above the whole."""
    days = [
        check(f"before/{late}", lambda table, early=early, late=late: ~_before(table[late], table[early]))
        for early, late in kind.order
        if late in names
    ]
    amounts = [
        check(
            f"above/{part}", lambda table, part=part, whole=whole: ~(table[part].abs() > table[whole].abs())
        )
        for part, whole in kind.at_most
        if whole in names
    ]
    return days + amounts


def _before(late, early):
    """Where ``late`` lies before ``early``; without a time of day (midnight) only an earlier day does."""
    return (late < early) & ~((late == late.dt.normalize()) & (late == early.dt.normalize()))


def check(read, kind, last):
    """Add to ``read`` every cell that breaks a rule and is not reported already."""
    if read.grid.faults:
        faults = pd.DataFrame(read.grid.faults, columns=["row", "text", "code", "detail"])
        read.found.append(faults.assign(at=-1, name=""))
    for name, codes in read.codes.items():
        at = (codes != "").nonzero()[0]
        if len(at):
            read.report(name, at, codes[at])
    broken = _broken(read, kind, last)
    for (name, code), at in broken.groupby(["name", "code"], sort=False)["at"]:
        read.report(name, at, code, _detail(read, name, code, at, last))


def _broken(read, kind, last):
    """What pandera finds, as position, column and code."""
    from pandera.errors import SchemaErrors

    try:
        schema(kind, list(read.table), last).validate(read.table, lazy=True)
    except SchemaErrors as errors:
        found = errors.failure_cases
    else:
        return pd.DataFrame({"at": [], "name": [], "code": []})
    code, _, name = (found["check"].astype(str).str.partition("/")[n] for n in range(3))
    found = pd.DataFrame(
        {
            "at": found["index"].astype("int64"),
            "name": found["column"].where(name == "", name),
            "code": code.replace(_CODES),
        }
    )
    found = found.drop_duplicates()
    again = found["code"].eq("again")
    return found[~(again & read.table[_key(kind)].isna().to_numpy()[found["at"]])] if again.any() else found


def _key(kind):
    """The id of the row."""
    return next(column.name for column in kind if column.once)


def _detail(read, name, code, at, last):
    """What the words of a code name: the other rows with this id, the other column, the last day."""
    if code == "again":
        ids, together = read.table[name].to_numpy()[at], {}
        for each, row in zip(ids, read.rows[at], strict=True):
            together.setdefault(each, []).append(row)
        words = {each: in_words(rows) for each, rows in together.items()}
        return [words[each] for each in ids]
    if code == "future":
        return f"{last:%Y-%m-%d}"
    pairs = {late: early for early, late in read.kind.order} | dict(read.kind.at_most)
    if code in ("before", "above"):
        return str(read.grid.headings[read.places[pairs[name]]])
    return ""
