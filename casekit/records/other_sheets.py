"""OpenDocument (.ods) and binary workbooks (.xlsb), by python-calamine.

calamine gives the values. It does not give what a cell shows (000123, 12.5万元, US$), it leaves error cells empty, and for these two kinds it does
not tell merged and hidden cells. That is looked up in the file itself: ``ods`` and ``xlsb`` each give a :class:`casekit.records.sheets.Beside`.
"""

from itertools import chain

from casekit.core.language import say
from casekit.records import ods, xlsb
from casekit.records.grid import needs, stream
from casekit.records.old_excel import unopened, with_password
from casekit.records.sheets import choose, sheet_grid, tell_hidden, tell_hidden_sheets, whole


def other_grid(raw, file, sheet, look, what):
    """The grid of one sheet; ``look(raw, title)`` gives what calamine does not tell, ``what`` names the kind of file."""
    try:
        import python_calamine as calamine
    except ImportError:
        raise needs("python-calamine", what) from None
    try:
        book = calamine.load_workbook(stream(raw))
        sheets = {each.name: _state(book, each) for each in book.sheets_metadata if _has_table(each)}
        title = choose(sheets, file, sheet)
        rows, beside = _cells(book.get_sheet_by_name(title)), look(raw, title)
    except calamine.PasswordError:
        raise with_password(file) from None
    except ValueError as refusal:
        if hasattr(refusal, "needed"):
            raise
        raise unopened(file, what, refusal) from refusal
    except Exception as error:  # calamine's own errors, or whatever ends the look into a damaged file
        raise unopened(file, what, error) from error
    return _told(rows, file, title, sheets, beside)


def _has_table(about):
    return about.typ.__class__.WorkSheet == about.typ


def _state(book, about):
    """Whether a sheet is visible, and a function that says whether it has cells."""
    visible = about.visible == about.visible.__class__.Visible
    return visible, lambda: any(cell != "" for cell in chain(*_cells(book.get_sheet_by_name(about.name), 50)))


def _cells(page, most=None):
    return page.to_python(skip_empty_area=False, nrows=most)


def _told(rows, file, title, sheets, beside):
    """The grid of these rows, with what was found beside them."""
    rows = [[_value(cell, (r, c), beside) for c, cell in enumerate(row, 1)] for r, row in enumerate(rows, 1)]
    grid = sheet_grid(rows, file)
    grid.title, grid.covered, grid.unworked = title, beside.covered, beside.unworked
    grid.since_1904 = beside.since_1904
    tell_hidden(grid, beside.hidden_rows, beside.hidden_columns)
    tell_hidden_sheets(grid, sheets, title)
    return grid


def _value(cell, where, beside):
    if where in beside.instead:
        return beside.instead[where]
    cell = whole(cell)
    if where in beside.shown and cell.__class__ in (int, float):
        return beside.shown[where](cell)
    return cell


def ods_grid(raw, file, sheet):
    """The grid of one sheet of an OpenDocument file."""
    if ods.is_locked(raw):
        raise with_password(file)
    return other_grid(
        raw, file, sheet, ods.look, say("an OpenDocument file (.ods)", "OpenDocument 文件（.ods）")
    )


def xlsb_grid(raw, file, sheet):
    """The grid of one sheet of a binary workbook."""
    return other_grid(
        raw, file, sheet, xlsb.look, say("a binary workbook (.xlsb)", "二进制 Excel 文件（.xlsb）")
    )
