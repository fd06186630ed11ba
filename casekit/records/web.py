"""HTML tables, which ledger programs save as .xls: the cells as the page shows them, by Beautiful Soup."""

import re

from casekit.core.language import say
from casekit.records.grid import FIRST, refused
from casekit.records.headings import recognised
from casekit.records.sheets import covered, sheet_grid
from casekit.records.text import decode

_CHARSET = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHINESE = ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936")  # all are parts of GB18030
_LARGEST = 1000  # more cells than this in one merged cell is a mistake of the file


def is_table(raw):
    """Whether this is HTML with a table in it; XML and MHTML are not."""
    start = raw[:4096].replace(b"\0", b"").lower()
    plain = raw.replace(b"\0", b"").lower()
    return b"mime-version:" not in start and b"office:spreadsheet" not in start and b"<table" in plain


def web_grid(raw, path, kind, columns, encoding):
    """The grid of the one table of an HTML file that has the headings."""
    try:
        from bs4 import BeautifulSoup
    except ImportError:
        from casekit.records.grid import needs

        raise needs("beautifulsoup4", say("HTML tables", "HTML 表格")) from None
    page = BeautifulSoup(_decoded(raw, path, encoding), "html.parser")
    tables = [_cells(each) for each in page.find_all("table") if not each.find("table")]
    rows, hidden = _one(tables, path, kind, columns)
    grid = sheet_grid(rows, path.name)
    grid.covered = hidden
    grid.note(
        "an HTML table under this name, read as it shows its cells", "实为 HTML 表格，按页面显示的内容读取"
    )
    return grid


def _decoded(raw, path, encoding):
    """The text, by the encoding the page names; if that is not true, as any other text."""
    named = _CHARSET.search(raw[:4096])
    said = named[1].decode("ascii").lower() if named else None
    said = "gb18030" if said in _CHINESE else said
    if encoding is None and said:
        try:
            return raw.decode(said)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(raw, path, encoding)[0]


def _one(tables, path, kind, columns):
    """The only table, or the only one with headings that are known."""
    tables = [each for each in tables if each[0]]
    fitting = [
        each for each in tables if max(recognised(_texts(row), kind, columns) for row in each[0][:FIRST]) >= 2
    ]
    if len(fitting) == 1 or len(tables) == 1:
        return (fitting or tables)[0]
    raise refused(
        path, say("one table with headings", "一张带表头的表"),
        say(f"{len(tables)} HTML tables, {len(fitting)} with known headings", f"{len(tables)} 张 HTML 表格，其中 {len(fitting)} 张有认得的表头"),
        say("open it in Excel, keep one table and save it as .xlsx", "用 Excel 打开，只留一张表，另存为 .xlsx"),
    )  # fmt: skip


def _texts(row):
    return [cell for cell in row if cell is not None]


def _cells(table):
    """The rows of a table, and the cells (row, column, from 1) that a merged cell covers."""
    rows, hidden = [], set()
    for r, line in enumerate(table.find_all("tr"), 1):
        row, column = [], 1
        for cell in line.find_all(["td", "th"]):
            while (r, column) in hidden:
                row.append(None)
                column += 1
            down, wide = _span(cell, "rowspan"), _span(cell, "colspan")
            hidden |= covered(r, r + down - 1, column, column + wide - 1)
            row += [_shown(cell), *[None] * (wide - 1)]
            column += wide
        rows.append(row)
    return rows, hidden


def _span(cell, name):
    number = str(cell.get(name, "1"))
    return min(max(int(number), 1), _LARGEST) if number.isdigit() else 1


def _shown(cell):
    """The text of a cell on one line, without the blanks of the page's own layout."""
    return re.sub(r"[ \t\r\n\xa0]+", " ", cell.get_text(" ", strip=True)) or None
