"""What all workbooks have in common (.xlsx, .xls, .ods, .xlsb, HTML tables): which sheet, its rows, why a cell is empty, what is hidden."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed
from casekit.records.grid import FIRST, Grid, with_rows


class Workbook(Grid):
    """A sheet of a workbook; see :class:`casekit.records.grid.Grid`.

    ``covered`` are the cells (row, column, counted from 1) that a merged cell hides, ``unworked`` the formulas without a value.
    """

    is_excel = True
    title, covered, unworked = None, frozenset(), frozenset()

    def distinct(self, place):
        known = {}  # by type too, for 1 equals True
        cells = (row[place] if place < len(row) else None for row in self.rows)
        which = [known.setdefault((cell.__class__, cell), len(known)) for cell in cells]
        return np.array(which, dtype=np.int64), [cell for _, cell in known]

    def blank(self, places):
        """The empty cells of these columns, as position and column."""
        places = list(places)
        return [
            (at, p) for at, row in enumerate(self.rows) for p in places if p >= len(row) or row[p] is None
        ]

    def explain(self, places):
        """Mark the empty cells that are part of a merged cell, or a formula that has not yet been worked out."""
        for at, place in self.blank(places):
            where = (self.numbers[at], place + 1)
            if where in self.covered:
                self.marks[at, place] = "merged"
            elif where in self.unworked:
                self.marks[at, place] = "formula"


@dataclass
class Beside:
    """What calamine does not tell of a sheet; cells are (row, column), counted from 1."""

    instead: dict = field(default_factory=dict)  # cell -> the error in it
    shown: dict = field(default_factory=dict)  # cell -> what makes the number what it shows
    covered: set = field(default_factory=set)
    unworked: set = field(default_factory=set)
    hidden_rows: list = field(default_factory=list)
    hidden_columns: list = field(default_factory=list)
    since_1904: bool = False


def covered(first_row, last_row, first_column, last_column):
    """The cells of a merged range, except the one at its top left that holds the value.

    >>> sorted(covered(1, 2, 1, 2))
    [(1, 2), (2, 1), (2, 2)]
    """
    rows, columns = range(first_row, last_row + 1), range(first_column, last_column + 1)
    return {(row, column) for row in rows for column in columns} - {(first_row, first_column)}


def choose(sheets, file, name):
    """The title of the sheet to read: the one named, or the only one that is visible and not empty.

    ``sheets`` has for each title whether it is visible, and a function that says whether it has cells.
    """
    visible = [title for title, (shown, has_cells) in sheets.items() if shown and has_cells()]
    if name is None and len(visible) == 1:
        return visible[0]
    if name in sheets:
        return name
    if name is None:
        found = say(
            f"{len(visible)} sheets: {listed(visible)}", f"{len(visible)} 张工作表：{listed(visible)}"
        )
        do = (
            say(f'say which: sheet="{visible[0]}"', f'请指明：sheet="{visible[0]}"')
            if visible
            else _look_inside()
        )
        raise Refused(say("one sheet", "一张工作表"), f"{file}: {found}", do)
    titles = list(sheets)
    raise Refused(
        say(f"a sheet of {file}: {listed(titles)}", f"{file} 的一张工作表：{listed(titles)}"),
        repr(name),
        say(f"nearest: {closest_names(name, titles)[0]}", f"最接近的：{closest_names(name, titles)[0]}"),
    )


def _look_inside():
    return say(
        "the sheets are empty or hidden: name one with sheet=, or export again",
        "工作表为空或被隐藏：用 sheet= 指明，或重新导出",
    )


def tell_hidden_sheets(grid, sheets, taken):
    """A note on the hidden sheets that are not read."""
    hidden = [title for title, (visible, _) in sheets.items() if not visible and title != taken]
    if hidden:
        grid.note(
            f"hidden sheets that are not read: {listed(hidden)}", f"隐藏的工作表未读取：{listed(hidden)}"
        )


def tell_hidden(grid, rows, columns):
    """A note on rows and columns that are hidden or filtered out, and read all the same."""
    there = set(grid.numbers)
    rows = [row for row in rows if row in there]
    if rows:
        grid.note(
            f"rows that Excel hides or filters out are read as well: {listed(rows, 5)}",
            f"Excel 里隐藏或被筛掉的行也已读入：第 {listed(rows, 5)} 行",
        )
    names = [
        str(grid.headings[column - 1])
        for column in columns
        if column <= len(grid.headings) and grid.headings[column - 1] != ""
    ]
    if names:
        grid.note(f"columns that Excel hides: {listed(names, 5)}", f"Excel 里隐藏的列：{listed(names, 5)}")


def sheet_grid(rows, file, kind=Workbook):
    """The rows under the headings, without those that are empty; text that is blank counts as empty."""
    rows = [tuple(_bare(cell) for cell in row) for row in rows]
    headings = ["" if cell is None else cell for cell in (rows[0] if rows else ())]
    full = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(c is not None for c in row)]
    kept = {number for number, _ in full}
    grid = kind(file, headings, [row for _, row in full], [number for number, _ in full])
    grid.first = list(enumerate(rows[1:FIRST], start=2))
    return with_rows(grid, [number for number in range(2, len(rows) + 1) if number not in kept])


def _bare(cell):
    """None for an empty text; a date and time stays one (openpyxl gives a bare time as another type)."""
    if isinstance(cell, datetime):
        return cell
    return None if isinstance(cell, str) and not cell.strip() else cell


def whole(value):
    """A number without decimals as int, as the sheet shows it; every other value as it is.

    >>> whole(12.0), whole(12.5), whole(True), whole("12")
    (12, 12.5, True, '12')
    """
    return int(value) if value.__class__ is float and value.is_integer() and abs(value) < 1e15 else value
