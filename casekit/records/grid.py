"""A file's headings and rows as they are in it, before any cell is read: what all kinds of files have in common."""

from io import BytesIO

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.errors import Refused, listed

FIRST = 50  # rows in which headings that do not stand in row 1 are looked for


class Grid:
    """A file's headings and rows as they are in it, before any cell is read.

    ``rows`` are the records (lists or tuples of cells) and ``numbers`` their rows as Excel shows them, the
    headings being row 1. ``faults`` are whole rows that cannot be read: ``(row, found, code, detail)``.
    """

    is_excel, since_1904 = False, False

    def __init__(self, file, headings, rows, numbers, faults=()):
        self.file, self.headings, self.rows, self.numbers = file, list(headings), rows, numbers
        self.faults, self.notes, self.marks = list(faults), [], {}
        self.first = list(
            zip(numbers[:FIRST], rows[:FIRST], strict=True)
        )  # to look for headings that stand lower

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

    def keep(self, positions):
        """Keep only the rows at these positions."""
        self.rows = [self.rows[at] for at in positions]
        self.numbers = [self.numbers[at] for at in positions]

    def explain(self, places):
        """Find out why cells are empty; only a workbook has more reasons than one."""


def refused(path, needed, found, do):
    return Refused(needed, f"{path.name}: {found}", do)


def with_rows(grid, empty):
    """The grid, refused if it has no rows; empty rows between others are told in a note."""
    last = max([*grid.numbers[-1:], *(row for row, *_ in grid.faults)], default=0)
    between = [row for row in empty if row < last]
    if between:
        grid.note(f"empty rows left out: {listed(between, 5)}", f"空行未计入：第 {listed(between, 5)} 行")
    if not last:
        raise Refused(
            say("at least one row under the headings", "表头下至少一行记录"),
            say(f"{grid.file}: headings only", f"{grid.file}：只有表头"),
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
