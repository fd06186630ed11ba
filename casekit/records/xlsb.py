"""What a binary workbook (.xlsb) says beside the values: number formats, errors, merged and hidden cells.

Its parts are runs of records: a number, a length, that many bytes ([MS-XLSB] 2.1.4). Only the few that matter here are looked at.
"""

import re
import zipfile
from functools import partial
from struct import unpack_from

from casekit.records.grid import stream
from casekit.records.sheets import Beside, covered
from casekit.records.shown import as_shown

ROW, CELLS, COLUMNS, MERGED = 0, range(1, 12), 60, 176
FORMAT, LOOK, LOOKS_BEGIN, LOOKS_END = 44, 47, 617, 618
BOOK, SHEET = 153, 156
_ERRORS = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#GETTING_DATA",
}  # fmt: skip
_ERROR_CELLS = (3, 11)


def records(raw):
    """The records of a part: number and bytes.

    >>> list(records(bytes([0x81, 0x01, 0x00, 0x2C, 0x02, 0x61, 0x62])))
    [(129, b''), (44, b'ab')]
    """
    at = 0
    while at < len(raw):
        number, at = _short(raw, at, 2)
        size, at = _short(raw, at, 4)
        yield number, raw[at : at + size]
        at += size


def _short(raw, at, most):
    """A number in bytes of seven bits, the lowest first, and where it ends."""
    number = 0
    for n in range(most):
        number |= (raw[at + n] & 0x7F) << (7 * n)
        if raw[at + n] < 0x80:
            return number, at + n + 1
    return number, at + most


def _text(data, at):
    """A text with its length before it, and where it ends."""
    size = unpack_from("<I", data, at)[0]
    size = 0 if size == 0xFFFFFFFF else size
    return data[at + 4 : at + 4 + 2 * size].decode("utf-16-le"), at + 4 + 2 * size


def look(raw, title):
    """What the sheet of this title says beside its values."""
    with zipfile.ZipFile(stream(raw)) as archive:
        found = Beside()
        part = _part(archive, title, found)
        return _look_at(archive.read(part), _formats(archive), found)


def _part(archive, title, found):
    """Where in the archive the sheet is; whether days count from 1904 is told on the way."""
    relations = archive.read("xl/_rels/workbook.bin.rels").decode("utf-8")
    for number, data in records(archive.read("xl/workbook.bin")):
        if number == BOOK:
            found.since_1904 = bool(data[0] & 1)
        if number == SHEET:
            relation, end = _text(data, 8)
            if _text(data, end)[0] == title:
                tag = next(
                    tag for tag in re.findall("<Relationship [^>]*>", relations) if f'"{relation}"' in tag
                )
                return "xl/" + re.search('Target="(?:/xl/)?([^"]*)"', tag)[1]
    raise KeyError(title)


def _formats(archive):
    """The number format of each look that a cell can have."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    if "xl/styles.bin" not in archive.namelist():
        return []
    own, looks, of_cells = dict(BUILTIN_FORMATS), [], False
    for number, data in records(archive.read("xl/styles.bin")):
        if number == FORMAT:
            own[unpack_from("<H", data)[0]] = _text(data, 2)[0]
        of_cells = number == LOOKS_BEGIN or (of_cells and number != LOOKS_END)
        if number == LOOK and of_cells:
            looks.append(unpack_from("<H", data, 2)[0])
    return [own.get(each, "General") for each in looks]


def _look_at(raw, formats, found):
    row = 0
    for number, data in records(raw):
        if number == ROW:
            row = unpack_from("<I", data)[0] + 1
            found.hidden_rows += [row] * bool(len(data) > 11 and data[11] & 0x10)
        elif number in CELLS:
            _cell(number, data, row, formats, found)
        elif number == COLUMNS:
            first, last = unpack_from("<II", data)
            found.hidden_columns += range(first + 1, last + 2) if unpack_from("<H", data, 16)[0] & 1 else []
        elif number == MERGED:
            r0, r1, c0, c1 = unpack_from("<IIII", data)
            found.covered |= covered(r0 + 1, r1 + 1, c0 + 1, c1 + 1)
    return found


def _cell(number, data, row, formats, found):
    column, style = unpack_from("<II", data)
    where, style = (row, column + 1), style & 0xFFFFFF
    if number in _ERROR_CELLS:
        found.instead[where] = _ERRORS.get(data[8], "#VALUE!")
    elif style < len(formats) and formats[style] != "General":
        found.shown[where] = partial(as_shown, form=formats[style])
