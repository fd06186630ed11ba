"""All the cells of a file: each different one read once, with notes on what is worth a look."""

import math
import re

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.errors import listed
from casekit.records.cells import read_amount, read_day, read_flag, read_text
from casekit.records.headings import known, plain
from casekit.records.shown import Shown
from casekit.records.units import scale

TEXT = pd.Series(["text"]).dtype  # how this pandas keeps text
_DIGIT = re.compile(r"[0-9]")
TOTALS = {
    "合计",
    "总计",
    "小计",
    "累计",
    "总合计",
    "本页合计",
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
}


class Read:
    """A file as read: the ``table`` so far, the ``codes`` of unreadable cells, the rows that are ``bad``."""

    def __init__(self, grid, kind, places):
        self.grid, self.kind, self.places = grid, kind, places
        self.table, self.codes = pd.DataFrame(index=range(len(grid.numbers))), {}
        self.rows = np.asarray(grid.numbers, dtype=np.int64)
        self.bad = np.zeros(len(self.rows), dtype=bool)
        self.notes, self.found, self.cells, self.values = grid.notes, [], {}, {}

    def report(self, name, at, codes, details=""):
        """Note cells that cannot be read or cannot be: column ``name`` (or the row), positions, codes."""
        at = np.asarray(at, dtype=np.int64)
        self.found.append(pd.DataFrame({"at": at, "name": name, "code": codes, "detail": details}))
        self.bad[at] = True

    def cell(self, name, at):
        """The cell as it is in the file."""
        which, cells = self.cells[name]
        return cells[which[at]]


def read(grid, kind, places, day_first, unit, factor, turned):
    """Every cell of the columns found, with the codes of those that cannot be read.

    ``factor`` and ``turned`` are what :func:`casekit.records.meaning.weigh` gives: how the amounts of each row count.
    """
    seen = Read(grid, kind, places)
    for column in kind:
        if column.name in places:
            _read_column(seen, column, places[column.name], day_first, unit)
    _turn(seen, turned)
    for name in _amounts(seen):
        seen.table[name] = (
            (seen.table[name] * factor).round(6) + 0.0 if (factor != 1).any() else seen.table[name]
        )
    _not_records(seen)
    _shorter_ids(seen)
    _alike_ids(seen)
    for (at, place), code in grid.marks.items():
        name = next(name for name, each in places.items() if each == place)
        seen.codes[name][at] = code
    return seen


def _amounts(seen):
    return [column.name for column in seen.kind if column.holds == "amount" and column.name in seen.table]


def _turn(seen, turned):
    """Count rows below zero that pay out or take back; the file may write them all with a minus, but not only some."""
    if not turned.any():
        return
    first = seen.table[_amounts(seen)[0]].to_numpy()
    below = turned & (first < 0)
    if below.any() and (turned & (first > 0)).any():
        seen.report(_amounts(seen)[0], np.flatnonzero(below), "sign_twice")
    elif not below.any():
        for name in _amounts(seen):
            seen.table[name] = seen.table[name].where(~turned, -seen.table[name]) + 0.0
    where = f"({say('row' if turned.sum() == 1 else 'rows', '行')} {in_words(seen.rows[turned])})"
    seen.grid.note(f"paid out or taken back, so counted below zero {where}", f"支出或退回，记为负 {where}")


def _read_column(seen, column, place, day_first, unit):
    """Read each different cell once, then put the values where the cells are."""
    which, cells = seen.grid.distinct(place)
    reader = _reader(column, seen.grid, place, day_first, unit)
    results = [
        cell.read_as(column.holds, reader) if isinstance(cell, Shown) else reader(cell) for cell in cells
    ]
    values = [value for value, _, _ in results]
    seen.table[column.name] = _spread(values, column, which)
    seen.codes[column.name] = _spread_words([code for _, code, _ in results], which)
    seen.cells[column.name], seen.values[column.name] = (which, cells), values
    _remark(seen, column, _spread_words([remark for _, _, remark in results], which))


def _spread_words(words, which):
    """The codes or remarks of the different cells, for every row; mostly there are none."""
    return np.array(words, dtype=object)[which] if any(words) else np.full(len(which), "", dtype=object)


def _spread(values, column, which):
    """The values of a column, with the type the lessons use."""
    if column.holds == "amount":
        values = pd.Series([math.nan if each is None else each for each in values], dtype="float64")
    elif column.holds in ("day", "moment"):
        values = pd.Series(np.array(values, dtype="datetime64[us]"))
    elif column.holds == "flag":
        values = pd.Series([bool(each) for each in values])
    else:
        values = pd.Series(list(values), dtype=TEXT)
    return values.take(which).reset_index(drop=True)


def as_loaded(table):
    """The table with its days in the type :func:`casekit.load` gives them; by now they are all within range."""
    days = table.select_dtypes("datetime").columns
    return table.astype({name: pd.to_datetime(["2024-01-01"]).dtype for name in days})


def _reader(column, grid, place, day_first, unit):
    if column.holds == "amount":
        by = scale(grid.headings[place], grid.file, unit)
        return lambda cell: read_amount(cell, by)
    if column.holds == "flag":
        return read_flag
    if column.holds in ("day", "moment"):
        keep = column.holds == "moment"
        return lambda cell: read_day(cell, day_first, keep, grid.since_1904)
    return lambda cell: read_text(cell, column.holds == "id", grid.is_excel)


# A whole column ----------------------------------------------------------------------------------------

_REMARKS = {
    "blanks": ("blanks around the text left out in {}", "{} 首尾的空格已略去"),
    "point_zero": (
        "ids that end in .0 in {}; were they numbers once",
        "{} 的编号以 .0 结尾，是否曾被当成数字",
    ),
    "cleaned": (
        "marks nobody sees, full-width letters or apostrophes put right in {}",
        "{} 里看不见的符号、全角字符或撇号已改正",
    ),
    "nothing": ("words for nothing, such as NULL, taken as empty in {}", "{} 里的 NULL、无等字样按空值处理"),
    "id_day": (
        "ids that look like days in {}; has Excel changed them",
        "{} 的编号像日期，是否被 Excel 改过",
    ),
    "as_shown": (
        "ids taken as Excel shows them, by their number format, in {}",
        "{} 的编号按 Excel 显示的样子（数字格式）读取",
    ),
    "minus": ("amounts below zero in {}: returns or refunds", "{} 的金额为负，是退货或退款吗"),
    "fraction": ("more than two decimals in {}, kept as they are", "{} 的小数多于两位，按原样保留"),
    "time": ("times of day left out in {}", "{} 只保留日期，时间已略去"),
    "serial": ("day numbers as Excel counts them, read as days in {}", "{} 的 Excel 日期序号已读成日期"),
}


def _remark(seen, column, remarks):
    for remark in sorted(set(remarks) - {""}):
        rows = seen.rows[remarks == remark]
        where = f"{column.name} ({say('row' if len(rows) == 1 else 'rows', '行')} {in_words(rows)})"
        seen.grid.note(*(each.format(where) for each in _REMARKS[remark]))


def in_words(rows):
    """Some row numbers in words: ``2, 3, 4 ... (120)``."""
    return listed([int(row) for row in rows[:5]]) + (f" ... ({len(rows):,})" if len(rows) > 5 else "")


def _not_records(seen):
    """Rows that are no record: totals at the end, headings again."""
    key = next(column for column in seen.kind if column.name in seen.places)
    which, cells = seen.cells[key.name]
    names, rows = known(key), {"headings_again": [], "total": []}
    suspect = [cell is None or (isinstance(cell, str) and not _DIGIT.search(cell)) for cell in cells]
    for at in np.flatnonzero(np.array(suspect, dtype=bool)[which]) if any(suspect) else ():
        row = [plain(cell) for cell in seen.grid.row(at) if isinstance(cell, str)]
        again = plain(seen.cell(key.name, at)) in names and sum(
            plain(seen.cell(c.name, at)) in known(c) for c in seen.kind if c.name in seen.places
        )
        if again >= 2 or TOTALS & set(row):
            rows["headings_again" if again >= 2 else "total"].append(at)
    for code, at in rows.items():
        if at:
            seen.report("", at, code)


def _shorter_ids(seen):
    """A note on ids of digits that are shorter than the others: Excel drops leading zeros."""
    for column in seen.kind:
        if column.holds != "id" or column.name not in seen.table:
            continue
        short = _shorter({each for each in seen.values[column.name] if each is not None})
        if not short:
            continue
        seen.grid.note(
            f"{column.name}: some ids have fewer digits ({listed(short, 3)}); were leading zeros lost",
            f"{column.name}：有的编号位数较少（{listed(short, 3)}），是否丢了开头的 0",
        )


_LOOK_ALIKE = str.maketrans(
    "АВЕЕКМНОРСТХУаеорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοі", "ABEEKMHOPCTXYaeopcyxABEZHIKMNOPTYXoi"
)  # Cyrillic, Greek


def _alike_ids(seen):
    """A note on ids that differ in case, blanks or letters of another alphabet only."""
    for column in seen.kind:
        if column.holds != "id" or column.once or column.name not in seen.values:
            continue
        same = {}
        for each in {each for each in seen.values[column.name] if each is not None}:
            same.setdefault(re.sub(r"\s", "", each.translate(_LOOK_ALIKE).casefold()), []).append(each)
        alike = sorted(" = ".join(sorted(each)) for each in same.values() if len(each) > 1)
        if alike:
            seen.grid.note(
                f"{column.name}: ids that differ in case, blanks or alphabet only ({listed(alike, 3)}); are they one",
                f"{column.name}：只差大小写、空格或字母表的编号（{listed(alike, 3)}），是否同一个",
            )


def _shorter(ids):
    """The ids that have fewer digits than the others, where all are digits and half have the same length.

    >>> _shorter({"00012", "00345", "7"}), _shorter({"9", "10", "11"}), _shorter({"QH1", "2"})
    (['7'], ['9'], [])
    """
    if not all(each.isascii() and each.isdigit() for each in ids):
        return []
    lengths = [len(each) for each in ids]
    longest = max(lengths, default=0)
    if lengths.count(longest) < 0.5 * len(ids):
        return []
    return sorted((each for each in ids if len(each) < longest), key=lambda each: (len(each), each))
