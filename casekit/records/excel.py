"""Workbooks (.xlsx): which sheet, its cells, and why a cell is empty (merged, or a formula without a value)."""

import re
import warnings
import zipfile
from datetime import datetime

import numpy as np

from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed
from casekit.records.grid import FIRST, Grid, damaged, needs, stream, with_rows
from casekit.records.shown import as_shown

_ROW_OR_COLUMN = re.compile(rb"<(?:\w+:)?(row|col)\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')


class Workbook(Grid):
    """A sheet of a workbook; see :class:`casekit.records.grid.Grid`."""

    is_excel = True
    title, raw = None, b""

    def distinct(self, place):
        known = {}  # by type too, for 1 equals True
        cells = (row[place] if place < len(row) else None for row in self.rows)
        which = [known.setdefault((cell.__class__, cell), len(known)) for cell in cells]
        return np.array(which, dtype=np.int64), [cell for _, cell in known]

    def explain(self, places):
        """Mark the empty cells that are part of a merged cell, or a formula Excel has not yet worked out."""
        places = list(places)
        blank = [
            (at, p) for at, row in enumerate(self.rows) for p in places if p >= len(row) or row[p] is None
        ]
        if not blank:
            return
        sheet = _open(self.raw, self.file, read_only=False, data_only=False)[self.title]
        covered = {cell for merged in sheet.merged_cells.ranges for cell in _covered(merged)}
        for at, place in blank:
            where = (self.numbers[at], place + 1)
            if where in covered:
                self.marks[at, place] = "merged"
            elif sheet.cell(*where).data_type == "f":
                self.marks[at, place] = "formula"


def _covered(merged):
    """The cells of a merged range, except the one at its top left that holds the value."""
    cells = {
        (r, c)
        for r in range(merged.min_row, merged.max_row + 1)
        for c in range(merged.min_col, merged.max_col + 1)
    }
    return cells - {(merged.min_row, merged.min_col)}  # fmt: skip


def workbook_grid(raw, file, sheet):
    """The grid of one sheet: the one named, or the only one that is visible and not empty."""
    book = _open(raw, file, read_only=True, data_only=True)
    page = _sheet(book, file, sheet)
    try:
        rows = [tuple(_value(cell) for cell in row) for row in page.iter_rows()]
        hidden_rows, hidden_columns = _hidden(raw, page)
    except Exception as error:  # whatever openpyxl meets in a damaged sheet
        raise damaged(file, _workbook(), error) from error
    grid = _grid(rows, file)
    _tell_hidden(grid, hidden_rows, hidden_columns)
    grid.title, grid.raw, grid.since_1904 = page.title, raw, book.epoch.year == 1904
    hidden = [each.title for each in book.worksheets if each.sheet_state != "visible" and each is not page]
    if hidden:
        grid.note(
            f"hidden sheets that are not read: {listed(hidden)}", f"隐藏的工作表未读取：{listed(hidden)}"
        )
    book.close()
    return grid


def _value(cell):
    """The value of a cell, with what its format says where that is more."""
    value = cell.value
    if value.__class__ in (int, float) and cell.number_format != "General":
        return as_shown(value, cell.number_format)
    return value


def _hidden(raw, page):
    """The rows and columns of a sheet that Excel hides, filtered-out rows among them (openpyxl does not tell these when it streams)."""
    with zipfile.ZipFile(stream(raw)) as archive:
        sheet = archive.read(page._worksheet_path)
    tags = [tag for tag in _ROW_OR_COLUMN.findall(sheet) if _HIDDEN.search(tag[1])]
    rows = [int(re.search(rb'\br="([0-9]+)"', tag)[1]) for name, tag in tags if name == b"row"]
    spans = [
        [int(re.search(rb"\b%s=\"([0-9]+)\"" % end, tag)[1]) for end in (b"min", b"max")]
        for name, tag in tags
        if name == b"col"
    ]
    return rows, [column for first, last in spans for column in range(first, last + 1)]


def _tell_hidden(grid, rows, columns):
    rows = [row for row in rows if row in set(grid.numbers)]
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


def _workbook():
    return say("a workbook (.xlsx)", "工作簿（.xlsx）")


def _open(raw, file, **how):
    try:
        import openpyxl
    except ImportError:
        raise needs("openpyxl", say("Excel files", "Excel 文件")) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and controls, which hold no records
            return openpyxl.load_workbook(stream(raw), **how)
    except Exception as error:  # a damaged file ends in any of a dozen errors
        raise damaged(file, _workbook(), error) from error


def _sheet(book, file, name):
    sheets = {each.title: each for each in book.worksheets}
    for each in sheets.values():
        each.reset_dimensions()  # some programs write a wrong size into the file
    visible = [title for title, each in sheets.items() if each.sheet_state == "visible" and _has_cells(each)]
    if name is None and len(visible) == 1:
        return sheets[visible[0]]
    if name in sheets:
        return sheets[name]
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


def _has_cells(sheet):
    rows = sheet.iter_rows(max_row=50, values_only=True)
    return any(cell is not None for row in rows for cell in row)


def _grid(rows, file):
    """The rows under the headings, without those that are empty; text that is blank counts as empty."""
    rows = [tuple(_bare(cell) for cell in row) for row in rows]
    headings = ["" if cell is None else cell for cell in (rows[0] if rows else ())]
    full = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(c is not None for c in row)]
    kept = {number for number, _ in full}
    grid = Workbook(file, headings, [row for _, row in full], [number for number, _ in full])
    grid.first = list(enumerate(rows[1:FIRST], start=2))
    return with_rows(grid, [number for number in range(2, len(rows) + 1) if number not in kept])


def _bare(cell):
    """None for an empty text; a date and time stays one (openpyxl gives a bare time as another type)."""
    if isinstance(cell, datetime):
        return cell
    return None if isinstance(cell, str) and not cell.strip() else cell
