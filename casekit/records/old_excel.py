"""Old Excel files (.xls), by xlrd: it tells number formats, errors, merged and hidden cells as openpyxl does for .xlsx."""

from io import StringIO

from casekit.core.language import say
from casekit.errors import Refused
from casekit.records.grid import needs
from casekit.records.sheets import choose, covered, sheet_grid, tell_hidden, tell_hidden_sheets, whole
from casekit.records.shown import as_shown

EMPTY, TEXT, NUMBER, DAY, FLAG, ERROR, BLANK = range(7)  # what xlrd calls the types of cells


def xls_grid(raw, file, sheet):
    """The grid of one sheet of an .xls file."""
    book, guessed = _book(raw, file)
    sheets = {each.name: (each.visibility == 0, lambda each=each: each.nrows > 0) for each in book.sheets()}
    page = book.sheet_by_name(choose(sheets, file, sheet))
    grid = sheet_grid([[_value(book, cell) for cell in page.row(n)] for n in range(page.nrows)], file)
    grid.title, grid.since_1904 = page.name, book.datemode == 1
    grid.covered = {cell for r0, r1, c0, c1 in page.merged_cells for cell in covered(r0 + 1, r1, c0 + 1, c1)}
    tell_hidden(grid, _hidden(page.rowinfo_map), _hidden(page.colinfo_map))
    tell_hidden_sheets(grid, sheets, page.name)
    if guessed:
        grid.note("the file does not say its encoding; read as GB18030", "文件没有写明编码，按 GB18030 读取")
    return grid


def _book(raw, file):
    """The opened file, and whether its encoding had to be guessed (before Excel 97 a file says its code page, or nothing)."""
    book = _opened(raw, file)
    if book.biff_version < 80 and book.codepage is None:
        return _opened(raw, file, encoding_override="gb18030"), True
    return book, False


def _opened(raw, file, **how):
    try:
        import xlrd
    except ImportError:
        raise needs("xlrd", say("old Excel files (.xls)", "旧版 Excel 文件（.xls）")) from None
    try:
        return xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=StringIO(), **how)
    except Exception as error:  # xlrd ends in any of a dozen errors
        if "encrypted" in str(error):
            raise with_password(file) from None
        raise unopened(file, say("an old Excel file (.xls)", "旧版 Excel 文件（.xls）"), error) from error


def unopened(file, what, error):
    """A workbook that its library cannot open: damaged, or of a make it does not know."""
    return Refused(
        what,
        say(
            f"{file}: it cannot be opened ({type(error).__name__})",
            f"{file}：打不开（{type(error).__name__}）",
        ),
        say("open it in Excel or WPS and save it as .xlsx; if that fails too, it is damaged or cut off: get it again",
            "请用 Excel 或 WPS 打开后另存为 .xlsx；若也打不开，则文件已损坏或不完整，请重新取得"),
    )  # fmt: skip


def with_password(file):
    """A workbook that needs a password."""
    return Refused(
        say("a workbook without a password", "没有密码的工作簿"),
        f"{file}: " + say("a workbook with a password", "有密码的工作簿"),
        say("open it with the password and save it without: in Excel, File, Info, Protect Workbook, Encrypt with Password; empty the password and save",
            "请用密码打开后取消密码再保存：在 Excel 里点“文件、信息、保护工作簿、用密码进行加密”，清空密码后保存"),
    )  # fmt: skip


def _value(book, cell):
    """The value of a cell, with what its format says where that is more."""
    import xlrd

    if cell.ctype in (EMPTY, BLANK):
        return None
    if cell.ctype == ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#VALUE!")
    if cell.ctype == FLAG:
        return bool(cell.value)
    if cell.ctype == DAY:
        return _day(cell.value, book.datemode)
    if cell.ctype == NUMBER:
        form = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        return as_shown(whole(cell.value), form)
    return cell.value


def _day(value, mode):
    """A day with its time; a number that is none stays one."""
    import xlrd

    try:
        return xlrd.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError):
        return whole(value)


def _hidden(infos):
    """The rows or columns that are hidden, counted from 1."""
    return sorted(number + 1 for number, info in infos.items() if info.hidden)
