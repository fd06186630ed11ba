"""A workbook with formulas, worked out anew by two engines that know nothing of Python's values: LibreOffice and ``formulas``."""

import json
import re
import subprocess
import sys
import zipfile
from datetime import datetime

from openpyxl import load_workbook

FEN = 0.005
# LibreOffice keeps the values it finds in a workbook unless its profile says: always recalculate.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
BY_FORMULAS = """
import json, sys, warnings
warnings.simplefilter("ignore")
import formulas
found = {}
for name, value in formulas.ExcelModel().loads(sys.argv[1]).finish().calculate().items():
    cells = getattr(value, "value", None)
    if cells is not None and getattr(cells, "shape", None) == (1, 1):
        one = cells[0, 0]
        found[name.upper()] = one.item() if hasattr(one, "item") else one if isinstance(one, (int, float, str, bool)) else str(one)
json.dump(found, open(sys.argv[2], "w"))
"""


def formula_cells(path):
    """Each cell with a formula: (sheet, cell) -> (formula, the value that was written with it)."""
    written, values = load_workbook(path), load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): (cell.value, values[sheet.title][cell.coordinate].value)
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def without_values(path, bare):
    """A copy of the workbook in which no formula has a value."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"</f><v>[^<]*</v>", b"</f>", content)
                content = re.sub(rb' t="str"(>\s*<f>)', rb"\1", content)
                assert b"</f><v>" not in content
            new.writestr(name, content)


def at_another_day(path, other, old, new):
    """A copy of the workbook with another last day on its first sheet, in place of the number ``old``."""
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            content = book.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert content.count(b"<v>%d</v></c>" % old) >= 1
                content = content.replace(b"<v>%d</v></c>" % old, b"<v>%d</v></c>" % new, 1)
            copy.writestr(name, content)


def by_libreoffice(path, work):
    """What LibreOffice works out, cell by cell; it is given no values to keep."""
    profile = work / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    without_values(path, work / "bare.xlsx")
    command = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
               "--outdir", str(work / "out"), str(work / "bare.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    book = load_workbook(work / "out" / "bare.xlsx", data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    }


def by_formulas(path, work):
    """What the package ``formulas`` works out, in a process of its own."""
    subprocess.run(
        [sys.executable, "-c", BY_FORMULAS, str(path), str(work / "found.json")],
        check=True,
        capture_output=True,
        timeout=900,
    )
    found = json.loads((work / "found.json").read_text(encoding="utf-8"))
    sheets = load_workbook(path, read_only=True).sheetnames
    return {
        (sheet, name.rpartition("!")[2]): value
        for sheet in sheets
        for name, value in found.items()
        if name.startswith(f"'[{path.name.upper()}]{sheet.upper()}'!")
    }


def differences(path, found):
    """The formula cells whose value, as Python wrote it, is another one than the engine found, to the fen."""
    return {
        place: (formula, value, found.get(place, "not worked out"))
        for place, (formula, value) in formula_cells(path).items()
        if not same(value, found.get(place, "not worked out"))
    }


def same(value, other):
    value, other = (number(each) for each in (value, other))
    if isinstance(value, float) and isinstance(other, float):
        return abs(value - other) < FEN
    return value == other


def number(value):
    """Numbers and days as floats, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)).total_seconds() / 86400
    return float(value) if isinstance(value, (int, float)) else value
