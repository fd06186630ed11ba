"""Which months a ledger of several files has: those that stand in two files, those that stand in none."""

import pandas as pd

from casekit.errors import listed

MOST = 6  # months that a note names


def months_in(kind, table):
    """The months of a table's records, by its first day that is past."""
    day = next((column.name for column in kind if column.past and column.needed), None)
    return set(table[day].dropna().dt.to_period("M").unique()) if day in table else set()


def month_notes(months):
    """Notes, as pairs of English and Chinese, on months that overlap or are missing; ``months`` by file."""
    where = {}
    for file, there in months.items():
        for month in there:
            where.setdefault(month, []).append(file)
    return _twice(where) + _missing(where) if where else []


def _twice(where):
    """Months that several files have."""
    twice = {month: names for month, names in sorted(where.items()) if len(names) > 1}
    if not twice:
        return []
    en = [
        f"{month} appears in {_number(len(names))} files ({listed(names, 3)})"
        for month, names in twice.items()
    ]
    zh = [f"{month} 出现在 {len(names)} 个文件里（{listed(names, 3)}）" for month, names in twice.items()]
    return [("; ".join(_some(en)), "；".join(_some(zh)))]


def _missing(where):
    """Months between the first and the last that no file has."""
    missing = [month for month in pd.period_range(min(where), max(where), freq="M") if month not in where]
    if not missing:
        return []
    return [(f"no file has {listed(missing, MOST)}", f"没有一个文件有 {listed(missing, MOST)} 的记录")]


def _some(parts):
    return parts[:MOST] + [f"... ({len(parts)})"] * (len(parts) > MOST)


def _number(many):
    return {2: "two", 3: "three"}.get(many, str(many))
