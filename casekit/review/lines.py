"""A sheet written downwards: titles, sentences, cells that can be changed, lines whose cells are formulas."""

from dataclasses import dataclass

import pandas as pd

from casekit.core.harmless import harmless
from casekit.review.formulas import write

COLUMNS, SIGNS_A_LINE = 5, 118  # a sentence runs over columns A to F, so many half-width signs a line


class Page:
    """A sheet written downwards: titles, settings, tables whose cells are formulas."""

    def __init__(self, sheets, title):
        self.sheets, self.name, self.row = sheets, title[:31], 0
        self.sheet = sheets.page("review", title)
        self.sheet.set_column(0, 0, 44)
        self.sheet.set_column(1, COLUMNS, 17)
        self.sheet.set_column(2, 2, 24)
        self.sheet.set_paper(9)  # A4, one page wide
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def title(self, words):
        self.sheet.write_string(
            self.row, 0, harmless(words, 120), self.sheets.look("text", bold=True, font_size=15)
        )
        self.row += 1

    def words(self, words):
        """A sentence over the width of the sheet, in as many lines as it takes."""
        words = harmless(words, 900)
        width = sum(2 if sign > "\u2e80" else 1 for sign in words)
        look = self.sheets.look("text", font_color="#5b6675", text_wrap=True)
        self.sheet.merge_range(self.row, 0, self.row, COLUMNS, "", look)
        self.sheet.write_string(self.row, 0, words, look)
        self.sheet.set_row(self.row, 15.5 * -(-width // SIGNS_A_LINE))
        self.row += 1

    def setting(self, name, words, value, form, formula="", changes=False):
        """A named cell: a value that can be changed, or a formula over the others."""
        self.sheets.cells[name] = (self.name, self.row, 1)
        self.sheet.write_string(self.row, 0, words, self.sheets.look("text"))
        self.cell(
            1, value, form, formula, **({"font_color": "#0000ff", "bg_color": "#eef4fa"} if changes else {})
        )
        self.row += 1

    def cuts(self, words, values):
        """The cut points of R side by side, as one range."""
        self.sheets.ranges["settings.cuts"] = (self.name, 1, self.row, self.row + len(values) - 1)
        for at, value in enumerate(values):
            self.sheet.write_string(self.row, 0, words if not at else "", self.sheets.look("text"))
            self.cell(1, value, "count", font_color="#0000ff", bg_color="#eef4fa")
            self.row += 1

    def cell(self, place, value, form, formula="", **more):
        look = self.sheets.look(form, align="right" if form != "text" else "left", **more)
        if formula:
            self.sheets.formula(self.sheet, self.row, place, self.sheets.spelled(formula), value, look)
        else:
            write(self.sheet, self.row, place, value, look)

    def heads(self, *words, texts=0):
        """Headings; the first column, and so many after it, hold texts."""
        for place, each in enumerate(words):
            side = "left" if place <= texts else "right"
            look = self.sheets.look("text", bold=True, bottom=1, text_wrap=True, align=side, valign="bottom")
            self.sheet.write_string(self.row, place, each, look)
        self.sheet.set_row(self.row, 31)
        self.row += 1

    def line(self, words, *cells):
        """One row: a word, then (value, form, formula) for each cell."""
        self.sheet.write_string(self.row, 0, harmless(words, 200), self.sheets.look("text"))
        for place, cell in enumerate(cells, 1):
            self.cell(place, *cell)
        self.row += 1


@dataclass
class Place:
    """A place in a ranking: the column of places, the place, the formula that says whether anybody has it, and whether."""

    column: str
    place: int
    taken: str
    there: bool

    def cell(self, column, form, value, after="", blank=False):
        """A cell that shows a column of the customer who has the place, or nothing; ``blank`` where the column has empty cells."""
        found = f"INDEX([{column}],MATCH({self.place},[{self.column}],0)){after}"
        found = f'IF({found}="","",{found})' if blank else found
        return (value if self.there else pd.NA), form, f'IF({self.taken},{found},"")'
