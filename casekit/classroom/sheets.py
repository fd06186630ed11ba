"""CSV that opens well in a spreadsheet and starts no formula; and reading back what a spreadsheet saved.

Files are UTF-8 with a byte-order mark (Excel then shows Chinese as it is). A cell that a spreadsheet would take for a
formula gets an apostrophe in front, which is taken off again when the sheet is read back. What cannot be seen or moves a
cursor is written out, and no cell is longer than Excel holds. Reading takes CSV with commas, semicolons or tabs, in UTF-8
or GB18030, and .xlsx, because that is what comes back from people, with cells of any length.
"""

import csv
import io
from pathlib import Path

from casekit.core.files import clear_parts, write_whole
from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.errors import Refused, listed

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
LONGEST = 32_767  # characters in a cell of Excel; an emoji counts as two
csv.field_size_limit(2**31 - 1)  # whatever was written once, or saved by somebody, can be read


def safe(value):
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> safe("=1+1"), safe(-2), safe("-"), safe("a\\tb")
    ("'=1+1", '-2', "'-", 'a\\tb')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = "" if value is None else _shown(value)
        return "'" + text if _needs_one(text) else text
    return plain_number(value)


def _needs_one(text):
    """Whether an apostrophe has to stand in front: before a formula, and before one that a student put there."""
    after = text.lstrip("'")
    return any(after.lstrip(blanks).startswith(STARTS_A_FORMULA) for blanks in (" \u00a0\u3000", None))


def plain_number(value):
    """A number as short as it can be written.

    >>> plain_number(2.0), plain_number(0.1 + 0.2), plain_number(-0.0)
    ('2', '0.3', '0')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _shown(text):
    """A text as a cell holds it, without blanks behind it; the journal has every text whole."""
    where = say("; the whole stands in the journal", "，全文见记录文件")
    return harmless(text, LONGEST - 1, lines=True, where=where).rstrip()


def read_back(value):
    """What will be read where this value was written."""
    return _read_back(safe(value))


def write(path, heads, rows):
    """Write a sheet whole or not at all; the same rows give the same bytes."""
    path = Path(path)
    clear_parts(path)
    write_whole(path, encoded(heads, rows))


def encoded(heads, rows):
    """The bytes of a sheet."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow([safe(head) for head in heads])
    sheet.writerows([safe(row.get(head, "")) for head in heads] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def read(path, needed=(), names=None):
    """The rows of a sheet as dicts, each with its row number (the headings are row 1).

    Parameters
    ----------
    path : Path
        A CSV or .xlsx file.
    needed : list of str
        Headings that have to be there.
    names : dict, optional
        Other words for a heading: ``{"学号": "student"}``.

    Returns
    -------
    list of (int, dict)

    Raises
    ------
    Refused
        If the file cannot be read, or a heading is missing or stands there twice.
    """
    path = Path(path)
    table = _cells(path)
    heads = [_heading(head, names or {}) for head in (table[0][1] if table else [])]
    _check_heads(path, heads, needed)
    rows = [(number, dict(zip(heads, cells, strict=False))) for number, cells in table[1:]]
    return [(number, _filled(row, heads)) for number, row in rows if any(row.values())]


def _filled(row, heads):
    return {head: _read_back(row.get(head, "")) for head in heads if head}


def _read_back(text):
    """A cell without the apostrophe that :func:`safe` put there."""
    text = text.strip()
    return text[1:].strip() if text.startswith("'") and _needs_one(text[1:]) else text


def _heading(head, names):
    word = head.strip().lower().replace(" ", "_")
    return names.get(head.strip(), names.get(word, word))


def _check_heads(path, heads, needed):
    missing = [head for head in needed if head not in heads]
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if missing or twice:
        found = say(f"{path.name} has {listed(heads)}", f"{path.name} 的列是 {listed(heads)}")
        found += say(f"; twice: {listed(twice)}", f"；重复：{listed(twice)}") if twice else ""
        raise Refused(say(f"a sheet with the columns {listed(needed)}, each once", f"含有这些列的表，每列一次：{listed(needed)}"),
                      found, say("put the headings right in row 1", "请改正第 1 行的列名"))  # fmt: skip


def _cells(path):
    """All rows as ``(row number, texts)``."""
    from casekit.records.files import _bytes

    raw = _bytes(path)
    if raw[:4] == b"PK\x03\x04":
        return _excel(path, raw)
    body = _text(raw, path).replace("\0", "")
    first = next((line for line in body.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    try:
        return [(number, row) for number, row in enumerate(reader, 1) if number == 1 or any(row)]
    except csv.Error as error:
        raise Refused(say("a sheet of rows and columns", "一张有行有列的表"), f"{path.name}: {error}",
                      say("save it again as CSV UTF-8", "请重新另存为 CSV UTF-8")) from error  # fmt: skip


def _text(raw, path):
    """The text of a sheet; one of ours that a Chinese Excel saved is known by its headings, whatever students wrote in it."""
    from casekit.records.text import decode

    if not raw.isascii() and "学号" in raw.split(b"\n", 1)[0].decode("gb18030", "replace"):
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            pass  # then it says why not
    return decode(raw, path)[0]


def _excel(path, raw):
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(raw), read_only=True, data_only=True).worksheets[0]
        rows = [
            ["" if cell is None else _excel_text(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    except Exception as error:  # a damaged workbook fails in many ways
        raise Refused(say("a workbook (.xlsx) or CSV", "一个 .xlsx 工作簿或 CSV"), f"{path.name}: {type(error).__name__}",
                      say("save it again as CSV UTF-8", "请重新另存为 CSV UTF-8")) from error  # fmt: skip
    return [(number, row) for number, row in enumerate(rows, 1) if number == 1 or any(row)]


def _excel_text(cell):
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
