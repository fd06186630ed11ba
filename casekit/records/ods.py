"""What an OpenDocument file (.ods) says beside the values: the text each cell shows, errors, merged and hidden cells.

>>> look(open("mine.ods", "rb").read(), "Sheet1").hidden_rows  # doctest: +SKIP
[]
"""

import zipfile
from functools import partial
from xml.etree.ElementTree import iterparse

from casekit.records.grid import stream
from casekit.records.sheets import Beside
from casekit.records.shown import as_displayed

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT = (f"{{{_NAMES}{each}:1.0}}" for each in ("table", "office", "text"))
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
COVERED = TABLE + "covered-table-cell"
MOST = 1000  # a cell may stand for so many alike; more say nothing of records
_NUMBERS = ("float", "currency", "percentage")


def is_locked(raw):
    """Whether the file needs a password."""
    with zipfile.ZipFile(stream(raw)) as archive:
        return "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        )


def look(raw, title):
    """What the sheet of this title says beside its values."""
    found, row, column, inside = Beside(), 1, 1, False
    with zipfile.ZipFile(stream(raw)) as archive, archive.open("content.xml") as content:
        for event, tag in iterparse(content, ("start", "end")):
            if event == "start":
                if tag.tag == TABLE + "table":
                    inside = tag.get(TABLE + "name") == title
                if tag.tag == TABLE + "null-date":
                    found.since_1904 = tag.get(TABLE + "date-value", "").startswith("1904")
            elif tag.tag == TABLE + "table-row":
                row += _row(tag, row, found) if inside else 0
                tag.clear()
            elif tag.tag == TABLE + "table-column" and inside:
                column += _column(tag, column, found)
    return found


def _times(tag, what):
    return int(tag.get(f"{TABLE}number-{what}-repeated", "1"))


def _hides(tag):
    return tag.get(TABLE + "visibility") in ("collapse", "filter")


def _column(tag, column, found):
    """How many columns this tag stands for."""
    many = _times(tag, "columns")
    if _hides(tag):
        found.hidden_columns += range(column, column + min(many, MOST))
    return many


def _row(tag, row, found):
    """How many rows this tag stands for; what its cells say is kept for each of them."""
    many, column, cells = _times(tag, "rows"), 1, []
    for cell in tag:
        if cell.tag in (TABLE + "table-cell", COVERED):
            wide = _times(cell, "columns")
            if len(cell) or cell.tag == COVERED or cell.get(TABLE + "formula"):  # the rest says nothing
                cells += [(column + n, cell) for n in range(min(wide, MOST))]
            column += wide
    if _hides(tag):
        found.hidden_rows += range(row, row + min(many, MOST))
    for column, cell in cells:
        _cell(cell, [(row + n, column) for n in range(many if len(cell) else min(many, MOST))], found)
    return many


def _cell(cell, places, found):
    """Keep what one cell says at its places."""
    text = "\n".join("".join(each.itertext()) for each in cell.findall(TEXT + "p"))
    kind = cell.get(OFFICE + "value-type")
    if cell.tag == COVERED:
        found.covered.update(places)
    elif cell.get(CALC + "value-type") == "error" or (kind is None and text.startswith("#")):
        found.instead.update(dict.fromkeys(places, text or "#VALUE!"))
    elif cell.get(TABLE + "formula") and kind is None and not text:
        found.unworked.update(places)
    elif kind in _NUMBERS and _more_than_a_number(text, kind):
        shown = partial(as_displayed, text=text, currency=cell.get(OFFICE + "currency", ""))
        found.shown.update(dict.fromkeys(places, shown))


def _more_than_a_number(text, kind):
    return kind == "currency" or not text.replace(".", "").isdigit() or (len(text) > 1 and text[0] == "0")
