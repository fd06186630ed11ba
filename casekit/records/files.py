"""Opening a file of records: what it is, which encoding, which separator; its cells as they are in it."""

import re
import zipfile
from pathlib import Path

from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed
from casekit.records.excel import workbook_grid
from casekit.records.grid import refused, stream
from casekit.records.old_excel import with_password, xls_grid
from casekit.records.other_sheets import ods_grid, xlsb_grid
from casekit.records.parquet import parquet_grid
from casekit.records.text import text_grid
from casekit.records.web import is_table, web_grid

_OLD = b"\xd0\xcf\x11\xe0"  # how an .xls begins, and an .xlsx with a password
_OLDEST = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")  # an .xls from before 1995
_SAVE_AS = {
    ".et": ("a WPS file (.et)", "WPS 表格文件（.et）"),
    ".numbers": ("a Numbers file", "Numbers 文件"),
}
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".parquet")
_WORKBOOKS = {"xlsx": workbook_grid, "xls": xls_grid, "ods": ods_grid, "xlsb": xlsb_grid}
_ALIKE = {".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx", ".htm": "html", ".ots": "ods", ".xlt": "xls"}


def open_records(path, kind, columns, sheet, encoding):
    """The grid of a file, told by its content rather than by its name."""
    path = as_path(path)
    raw = _bytes(path)
    what = _content(raw)
    _refuse_other_formats(path, raw, what)
    if what in _WORKBOOKS:
        return _with_true_name(_WORKBOOKS[what](raw, path.name, sheet), path, what)
    if sheet is not None:
        raise refused(path, say("a workbook (.xlsx), as sheet= is given", "指定了 sheet=，应为 .xlsx 工作簿"),
                       say("a file without sheets", "不含工作表的文件"), say("leave sheet= out", "去掉 sheet="))  # fmt: skip
    if what == "parquet":
        return parquet_grid(raw, path.name)
    if what == "html":
        return web_grid(raw, path, kind, columns, encoding)
    return text_grid(raw, path, kind, columns, encoding)


def _content(raw):
    """What a file is by its content: the name of a kind of workbook, ``"parquet"``, ``"html"``; empty for text."""
    if raw[:4] == _OLD or _OLDEST.match(raw[:4]):
        return "xls"
    if raw[:4] == b"PK\x03\x04":
        return _packed(raw)
    if raw[:4] == b"PAR1":
        return "parquet"
    return "html" if _is_web_page(raw) and is_table(raw) else ""


def _packed(raw):
    """Which kind of workbook a packed file is; a damaged one is left to the reader of .xlsx."""
    try:
        with zipfile.ZipFile(stream(raw)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return "xlsx"
    return "xlsb" if "xl/workbook.bin" in names else "ods" if "content.xml" in names else "xlsx"


def _with_true_name(grid, path, what):
    """The grid, with a note where the name says another kind of file."""
    ending = path.suffix.lower()
    if ending and _ALIKE.get(ending, ending[1:]) != what:
        grid.note(
            f"the name ends in {ending}, the content is .{what}",
            f"扩展名是 {ending}，内容其实是 .{what}",
        )
    return grid


# The file as a whole -----------------------------------------------------------------------------------


def as_path(path):
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
        there = [each.name for each in folder.iterdir() if each.suffix.lower() in ENDINGS]
    except OSError:
        there = []
    if not there:
        return say("check the folder and the name", "请检查文件夹和文件名")
    there = closest_names(name, sorted(there)) if name else sorted(there)
    return say(f"files there: {listed(there, 5)}", f"那里有：{listed(there, 5)}")


def _a_file():
    return say("a CSV, Excel, OpenDocument or Parquet file", "CSV、Excel、OpenDocument 或 Parquet 文件")


def _is_web_page(raw):
    """Whether this is HTML, XML or MHTML, which some programs save as .xls."""
    start = raw[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ").lower()
    marks = (
        b"<html",
        b"<!doctype",
        b"<table",
        b"<?xml",
        b"<meta",
        b"<style",
        b"<!--",
        b"<head",
        b"<body",
        b"<div",
        b"mime-version:",
    )
    return start.startswith(marks) or (start[:1] == b"<" and b"<table" in start)


def _is_other_archive(raw):
    """Whether this is a whole .zip without a workbook in it."""
    if not zipfile.is_zipfile(stream(raw)) or raw[:4] != b"PK\x03\x04":
        return False
    with zipfile.ZipFile(stream(raw)) as archive:
        return not any(name.startswith("xl/") for name in archive.namelist())


def _refuse_other_formats(path, raw, what):
    ending = path.suffix.lower()
    if not raw.strip(b"\r\n\t \xef\xbb\xbf"):
        found, do = say("an empty file", "空文件"), say("export or save it again", "请重新导出或保存")
    elif raw[:4] == _OLD and "EncryptedPackage".encode("utf-16-le") in raw:
        raise with_password(path.name)
    elif ending in _SAVE_AS and raw[:2] in (b"PK", _OLD[:2]):
        found = say(*_SAVE_AS[ending])
        do = say("open it and save or export it as .xlsx or CSV", "打开后另存或导出为 .xlsx 或 CSV")
    elif not what and _is_web_page(raw):
        found = say("a web page or XML under this name", "实为网页或 XML 的文件")
        do = say("open it in Excel and save it as .xlsx", "用 Excel 打开后另存为 .xlsx")
    elif what == "xlsx" and _is_other_archive(raw):
        found = say("a packed archive (.zip) that is no workbook", "压缩包（.zip），不是工作簿")
        do = say("unpack it and read the file inside", "先解压，再读里面的文件")
    elif raw.lstrip(b"\xef\xbb\xbf\r\n\t ")[:2] in (b"[{", b'{"', b"{\n", b"{\r", b"[\n", b"[\r"):
        found, do = "JSON", say("export the records as CSV or .xlsx", "请导出为 CSV 或 .xlsx")
    elif raw[:4] == b"%PDF":
        found, do = (
            say("a PDF", "PDF 文件"),
            say("export the records as CSV or .xlsx", "请导出为 CSV 或 .xlsx"),
        )
    elif (ending == ".parquet" and raw[:4] != b"PAR1") or (
        ending in (".xlsx", ".xlsm", ".ods", ".xlsb") and not what
    ):
        found = say(f"content that is not {ending}", f"内容不是 {ending} 格式")
        do = say("get the file again, or give it its right ending", "请重新取得文件，或改回正确的扩展名")
    else:
        return
    raise refused(path, _a_file(), found, do)  # fmt: skip
