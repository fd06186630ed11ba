"""Workbooks (.xlsx), by openpyxl: the cells of a sheet with their number formats, and what Excel hides."""

import re
import warnings
import zipfile

from casekit.core.language import say
from casekit.records.grid import damaged, needs, stream
from casekit.records.sheets import Workbook, choose, covered, sheet_grid, tell_hidden, tell_hidden_sheets
from casekit.records.shown import as_shown

_ROW_OR_COLUMN = re.compile(rb"<(?:\w+:)?(row|col)\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')


class Xlsx(Workbook):
    """A sheet of an .xlsx file, which is opened again where cells are empty: only then openpyxl tells why."""

    raw = b""

    def explain(self, places):
        blank = self.blank(places)
        if not blank:
            return
        sheet = _open(self.raw, self.file, read_only=False, data_only=False)[self.title]
        ranges = sheet.merged_cells.ranges
        self.covered = {
            cell
            for each in ranges
            for cell in covered(each.min_row, each.max_row, each.min_col, each.max_col)
        }
        cells = {(self.numbers[at], place + 1) for at, place in blank}
        self.unworked = {where for where in cells if sheet.cell(*where).data_type == "f"}
        super().explain(places)


def workbook_grid(raw, file, sheet):
    """The grid of one sheet: the one named, or the only one that is visible and not empty."""
    book = _open(raw, file, read_only=True, data_only=True)
    for each in book.worksheets:
        each.reset_dimensions()  # some programs write a wrong size into the file
    sheets = {
        each.title: (each.sheet_state == "visible", lambda each=each: _has_cells(each))
        for each in book.worksheets
    }
    page = book[choose(sheets, file, sheet)]
    try:
        rows = [tuple(_value(cell) for cell in row) for row in page.iter_rows()]
        hidden_rows, hidden_columns = _hidden(raw, page)
    except Exception as error:  # whatever openpyxl meets in a damaged sheet
        raise damaged(file, _workbook(), error) from error
    grid = sheet_grid(rows, file, Xlsx)
    tell_hidden(grid, hidden_rows, hidden_columns)
    grid.title, grid.raw, grid.since_1904 = page.title, raw, book.epoch.year == 1904
    tell_hidden_sheets(grid, sheets, page.title)
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


def _has_cells(sheet):
    rows = sheet.iter_rows(max_row=50, values_only=True)
    return any(cell is not None for row in rows for cell in row)
