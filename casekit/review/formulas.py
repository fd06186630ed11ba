"""Tables and formulas on the sheets of an Excel workbook: columns are named in formulas, not counted.

A formula is written with names in brackets: ``[orders.net_amount_cny]`` is a whole column, ``[@net_amount_cny]`` the cell of the same row,
``[as_of]`` a cell that was named. It is stored together with the value Python worked out, so that the sheet shows it even before
a spreadsheet has calculated. What comes from the records is written as text, number or day, never as a formula.
"""

import math
import re
from dataclasses import dataclass

import pandas as pd

from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.errors import Refused

EPOCH = pd.Timestamp("1899-12-30")  # day 0 of Excel
FORMS = {
    "money": "#,##0.00;[Red]-#,##0.00",
    "count": "#,##0",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "share": "0.0%",
    "number": "0.0",
    "text": "@",
}
MOST_ROWS = 200_000
ROW = "\x00"  # in a formula, where the number of its own row goes
NAME = re.compile(r"\[(@?)([a-z0-9_]+(?:\.[a-z0-9_]+)?)\]")


@dataclass
class Column:
    """One column of a sheet: its values, and the formula that gives them where they are worked out."""

    name: str
    heading: str
    values: object
    form: str = "text"
    formula: str = ""
    key: bool = False  # a number that only links sheets


def serial(day):
    """A day or moment as Excel counts it.

    >>> serial(pd.Timestamp("2025-12-31")), serial(pd.Timestamp("2025-12-31 12:00"))
    (46022.0, 46022.5)
    """
    return (pd.Timestamp(day) - EPOCH) / pd.Timedelta(days=1)


class Sheets:
    """A workbook being written."""

    def __init__(self, path):
        import xlsxwriter

        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(str(path), options)
        self.book.set_calc_mode("auto")
        self.ranges, self.cells, self.pages, self._waiting = {}, {}, {}, []
        self._formats = {}

    def close(self):
        """Write the tables, now that every column has its place, and the file."""
        for sheet, key, columns in self._waiting:
            for place, column in enumerate(columns):
                self._column(sheet, key, place, column)
        self.book.close()

    def page(self, key, title):
        """A new sheet under a key; its title is cut to what Excel allows."""
        self.pages[key] = self.book.add_worksheet(title[:31])
        return self.pages[key]

    def look(self, form="text", **more):
        """A cell format, made once."""
        key = (form, *sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"num_format": FORMS[form], "valign": "top", **more})
        return self._formats[key]

    def table(self, key, title, columns):
        """A table from the first row of a sheet of its own; its columns can be named in formulas; written when the workbook is closed."""
        rows = max((len(column.values) for column in columns), default=0)
        if rows > MOST_ROWS:
            raise Refused(
                say(
                    f"at most {MOST_ROWS:,} rows a table for the workbook",
                    f"工作簿里每张表最多 {MOST_ROWS:,} 行",
                ),
                say(f"{title}: {rows:,} rows", f"{title}：{rows:,} 行"),
                say("review a shorter period", "请缩短报告期"),
            )
        sheet = self.page(key, title)
        for place, column in enumerate(columns):
            self.ranges[f"{key}.{column.name}"] = (title[:31], place, 1, max(rows, 1))
        self._waiting.append((sheet, key, columns))
        sheet.freeze_panes(1, 0)
        return sheet

    def _column(self, sheet, key, place, column):
        quiet = {"font_color": "#5b6675"} if column.key else {}
        head = self.look("text", bold=True, text_wrap=True, bottom=1, **quiet)
        sheet.write_string(0, place, column.heading, head)
        sheet.set_column(place, place, {"text": 22, "money": 16, "moment": 17}.get(column.form, 11))
        look = self.look(column.form, **quiet)
        text = self.spelled(column.formula, key)
        for at, value in enumerate(column.values, 1):
            if text:
                self.formula(sheet, at, place, text, value, look)
            else:
                write(sheet, at, place, value, look)

    def formula(self, sheet, row, place, text, value, look):
        """A formula, as :meth:`spelled` gives it, with the value Python worked out."""
        value = "" if missing(value) else serial(value) if isinstance(value, pd.Timestamp) else plain(value)
        sheet.write_formula(row, place, text.replace(ROW, str(row + 1)), look, value)

    def spelled(self, text, key=""):
        """A formula as Excel writes it, with ``ROW`` where the number of its own row goes."""
        from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

        def cell(found):
            if found[1]:
                return f"${xl_col_to_name(self.ranges[f'{key}.{found[2]}'][1])}{ROW}"
            if found[2] in self.cells:
                title, at, place = self.cells[found[2]]
                return f"{quoted(title)}!{xl_rowcol_to_cell(at, place, True, True)}"
            title, place, first, last = self.ranges[found[2]]
            return f"{quoted(title)}!{xl_rowcol_to_cell(first, place, True, True)}:{xl_rowcol_to_cell(last, place, True, True)}"

        return text and "=" + NAME.sub(cell, text)


def quoted(title):
    """A sheet's name in a formula."""
    return "'" + title.replace("'", "''") + "'"


def missing(value):
    """Whether a cell stays empty."""
    return (
        value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))
    )


def plain(value):
    """A value of NumPy as Python's own."""
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, bool) else value


def write(sheet, row, place, value, look):
    """A value from the records: as text, number or day, whatever it looks like."""
    if missing(value):
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, pd.Timestamp):
        sheet.write_number(row, place, serial(value), look)
    elif isinstance(value, str):
        plainly = value.isascii() and value.isprintable() and len(value) <= 500
        sheet.write_string(row, place, value if plainly else harmless(value, 500), look)
    else:
        sheet.write_number(row, place, plain(value), look)
