"""A minimal .xlsb for tests, since neither LibreOffice nor a well-kept package writes one: one sheet, inline texts, number formats.

The records are those of [MS-XLSB]: a number, a length, bytes. Only what the tests need is written.
"""

import zipfile
from datetime import date, datetime
from struct import pack

TYPES = """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>
<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/></Types>"""
LINKS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
LINK = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
DAY = "yyyy-mm-dd"
ERRORS = {"#N/A": 42, "#DIV/0!": 7, "#REF!": 23}


def record(number, data=b""):
    """One record; a number above 127 takes two bytes, a length as many as it needs."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(data), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + data


def text(words):
    return pack("<I", len(words)) + words.encode("utf-16-le")


def cell(column, value, look):
    """The record of one cell; ``look`` is the place of its number format among the looks."""
    head = pack("<II", column, look)
    if isinstance(value, str) and value in ERRORS:
        return record(3, head + bytes([ERRORS[value]]))
    if isinstance(value, str):
        return record(6, head + text(value))
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    return record(5, head + pack("<d", value))


def serial(day, since_1904):
    """A day as the workbook counts it."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return (moment - (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30))).total_seconds() / 86400


def write_xlsb(path, rows, formats=None, hidden=(), merged=(), since_1904=False):
    """Write rows of values; ``formats`` has number formats by (row, column) from 1, ``merged`` ranges (first row, last row, first column, last)."""
    formats = formats or {}
    looks = ["General", DAY, *sorted(set(formats.values()))]
    sheet = (
        record(129) + record(148, pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)) + record(145)
    )
    for r, row in enumerate(rows, 1):
        sheet += record(0, pack("<IIHBBBI", r - 1, 0, 300, 0, 0x10 if r in hidden else 0, 0, 0))
        for c, value in enumerate(row, 1):
            if value is None:
                continue
            day = isinstance(value, date)
            look = looks.index(formats.get((r, c), DAY if day else "General"))
            sheet += cell(c - 1, serial(value, since_1904) if day else value, look)
    sheet += record(146) + b"".join(
        record(176, pack("<IIII", r0 - 1, r1 - 1, c0 - 1, c1 - 1)) for r0, r1, c0, c1 in merged
    )
    own = {form: 164 + n for n, form in enumerate(looks[1:])}
    styles = record(278) + record(615, pack("<I", len(own)))
    styles += b"".join(record(44, pack("<H", number) + text(form)) for form, number in own.items()) + record(
        616
    )
    styles += record(617, pack("<I", len(looks)))
    styles += b"".join(record(47, pack("<HH", 0, own.get(form, 0)) + bytes(12)) for form in looks) + record(
        618
    )
    book = record(131) + record(153, pack("<II", since_1904, 0) + text("")) + record(143)
    book += record(156, pack("<II", 0, 1) + text("rId1") + text("Sheet1")) + record(144) + record(132)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "_rels/.rels", LINKS.format(LINK.format("rId1", "officeDocument", "xl/workbook.bin"))
        )
        links = LINK.format("rId1", "worksheet", "worksheets/sheet1.bin") + LINK.format(
            "rId2", "styles", "styles.bin"
        )
        archive.writestr("xl/_rels/workbook.bin.rels", LINKS.format(links))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/styles.bin", styles + record(279))
        archive.writestr("xl/worksheets/sheet1.bin", sheet + record(130))
    return path
