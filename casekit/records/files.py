"""Opening a file of records: what it is, which encoding, which separator; its cells as they are in it."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed

_OLD = b"\xd0\xcf\x11\xe0"  # how an .xls begins, and an .xlsx with a password
_SAVE_AS = {
    ".xls": ("an old Excel file (.xls)", "旧版 Excel 文件（.xls）"),
    ".xlsb": ("a binary Excel file (.xlsb)", "二进制 Excel 文件（.xlsb）"),
    ".et": ("a WPS file (.et)", "WPS 表格文件（.et）"),
    ".ods": ("an OpenDocument file (.ods)", "OpenDocument 文件（.ods）"),
    ".numbers": ("a Numbers file", "Numbers 文件"),
}


class Grid:
    """A file's headings and rows as they are in it, before any cell is read.

    ``rows`` are the records (lists or tuples of cells) and ``numbers`` their rows as Excel shows them, the
    headings being row 1. ``faults`` are whole rows that cannot be read: ``(row, found, code, detail)``.
    """

    is_excel, since_1904 = False, False

    def __init__(self, file, headings, rows, numbers, faults=()):
        self.file, self.headings, self.rows, self.numbers = file, list(headings), rows, numbers
        self.faults, self.notes, self.marks = list(faults), [], {}
        self.first = list(zip(numbers[:10], rows[:10], strict=True))  # to look for headings that stand lower

    def note(self, en, zh):
        """Keep something worth a look, to be said once the file is read."""
        self.notes.append(say(f"Note, {self.file}: {en}.", f"提示，{self.file}：{zh}。"))

    def distinct(self, place):
        """A column as ``(which, cells)``: its different cells, and for each row which of them it has."""
        cells = np.empty(len(self.rows), dtype=object)
        cells[:] = [row[place] for row in self.rows]
        which, known = pd.factorize(cells)
        return which, list(known)

    def row(self, position):
        """The cells of one row."""
        return self.rows[position]

    def explain(self, places):
        """Find out why cells are empty; only a workbook has more reasons than one."""


def open_records(path, kind, columns, sheet, encoding):
    """The grid of a CSV, .xlsx or Parquet file, told by its content rather than by its name."""
    path = _path(path)
    raw = _bytes(path)
    _refuse_other_formats(path, raw)
    if raw[:4] == b"PK\x03\x04":
        from casekit.records.excel import workbook_grid

        return workbook_grid(raw, path.name, sheet)
    if sheet is not None:
        raise refused(path, say("a workbook (.xlsx), as sheet= is given", "指定了 sheet=，应为 .xlsx 工作簿"),
                       say("a file without sheets", "不含工作表的文件"), say("leave sheet= out", "去掉 sheet="))  # fmt: skip
    if raw[:4] == b"PAR1":
        from casekit.records.parquet import parquet_grid

        return parquet_grid(raw, path.name)
    from casekit.records.text import text_grid

    return text_grid(raw, path, kind, columns, encoding)


# The file as a whole -----------------------------------------------------------------------------------


def _path(path):
    if isinstance(path, (str, Path)):
        return Path(path)
    raise Refused(
        say("the path of a file, such as 'orders.csv'", "文件路径，例如 'orders.csv'"),
        type(path).__name__,
        say("a table you already have in Python needs no reading", "已在 Python 里的表无须再读"),
    )


def _bytes(path):
    try:
        if not path.is_dir():
            return path.read_bytes()
    except FileNotFoundError:
        raise refused(
            path, _a_file(), say("no such file", "没有这个文件"), _choose(path.parent, path.name)
        ) from None
    except PermissionError:
        do = say("close it in Excel, or ask for the right to read it", "先在 Excel 里关闭它，或申请读取权限")
        raise refused(path, _a_file(), say("it may not be opened", "文件打不开，没有读取权限"), do) from None
    except (OSError, ValueError) as error:
        raise refused(path, _a_file(), type(error).__name__, say("check the path", "请检查路径")) from error
    raise refused(path, _a_file(), say("a folder", "一个文件夹"), _choose(path))


def _choose(folder, name=None):
    """The files of the folder that could be meant."""
    try:
        there = [
            each.name
            for each in folder.iterdir()
            if each.suffix in (".csv", ".xlsx", ".parquet", ".txt", ".tsv")
        ]
    except OSError:
        there = []
    if not there:
        return say("check the folder and the name", "请检查文件夹和文件名")
    there = closest_names(name, sorted(there)) if name else sorted(there)
    return say(f"files there: {listed(there, 5)}", f"那里有：{listed(there, 5)}")


def _a_file():
    return say("a CSV, .xlsx or Parquet file", "CSV、.xlsx 或 Parquet 文件")


def refused(path, needed, found, do):
    return Refused(needed, f"{path.name}: {found}", do)


def _refuse_other_formats(path, raw):
    ending = path.suffix.lower()
    if not raw.strip(b"\r\n\t \xef\xbb\xbf"):
        found, do = say("an empty file", "空文件"), say("export or save it again", "请重新导出或保存")
    elif raw[:4] == _OLD and "EncryptedPackage".encode("utf-16-le") in raw:
        found = say("a workbook with a password", "有密码的工作簿")
        do = say("in Excel: File, Info, Protect Workbook, Encrypt with Password; empty the password and save",
                 "在 Excel 里点“文件、信息、保护工作簿、用密码进行加密”，清空密码后保存")  # fmt: skip
    elif raw[:4] == _OLD or (ending in _SAVE_AS and raw[:2] == b"PK"):
        found = say(*_SAVE_AS.get(ending, _SAVE_AS[".xls"]))
        do = say("open it and save or export it as .xlsx or CSV", "打开后另存或导出为 .xlsx 或 CSV")
    elif (
        raw[:1024]
        .lstrip(b"\xef\xbb\xbf\r\n\t ")
        .lower()
        .startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta"))
    ):
        found = say("a web page or XML under this name", "实为网页或 XML 的文件")
        do = say("open it in Excel and save it as .xlsx", "用 Excel 打开后另存为 .xlsx")
    elif raw[:4] == b"%PDF":
        found, do = (
            say("a PDF", "PDF 文件"),
            say("export the records as CSV or .xlsx", "请导出为 CSV 或 .xlsx"),
        )
    elif (ending == ".parquet" and raw[:4] != b"PAR1") or (ending in (".xlsx", ".xlsm") and raw[:2] != b"PK"):
        found = say(f"content that is not {ending}", f"内容不是 {ending} 格式")
        do = say("get the file again, or give it its right ending", "请重新取得文件，或改回正确的扩展名")
    else:
        return
    raise refused(path, _a_file(), found, do)  # fmt: skip


def with_rows(grid, empty):
    """The grid, refused if it has no rows; empty rows between others are told in a note."""
    last = max([*grid.numbers[-1:], *(row for row, *_ in grid.faults)], default=0)
    between = [row for row in empty if row < last]
    if between:
        grid.note(f"empty rows left out: {listed(between, 5)}", f"空行未计入：第 {listed(between, 5)} 行")
    if not last:
        raise Refused(
            say("at least one row under the headings", "标题下至少一行记录"),
            say(f"{grid.file}: headings only", f"{grid.file}：只有标题"),
            say("export it again with its rows", "请连同记录重新导出"),
        )
    return grid


def damaged(file, what, error):
    """A workbook or Parquet file that its library cannot open."""
    return Refused(
        what,
        say(
            f"{file}: it cannot be opened ({type(error).__name__})",
            f"{file}：打不开（{type(error).__name__}）",
        ),
        say("the file is damaged or cut off: get it again", "文件已损坏或不完整，请重新取得"),
    )


def needs(package, what):
    """A library that reading this kind of file needs is not installed."""
    return Refused(
        say(f"the package {package}, for {what}", f"读取 {what} 需要 {package} 包"),
        say("it is not installed", "尚未安装"),
        f"python -m pip install {package}",
    )


def stream(raw):
    """The bytes as an open file."""
    return BytesIO(raw)
