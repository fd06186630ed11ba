"""Several files read as one ledger: each by the strict reader, then what they have in common is looked at.

* A file that is a copy of another, by content, is a problem; so is a row that another file has as well, and an id in two files.
* With ``on_error="set aside"`` the first of identical rows counts (by the order of the files) and the others are set aside; where one id
  has different rows in two files, none of them counts.
* Months that several files have, or none has between the first and the last, are notes: that may be right.
"""

from collections import Counter
from hashlib import sha256

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.errors import Refused, listed
from casekit.records import columns as cells
from casekit.records.months import month_notes, months_in
from casekit.records.names import find, labels
from casekit.records.one_file import read_one_of_several, refuse_unknown
from casekit.records.problems import SHOWN, Unreadable, labelled_problems, shown

MOST_NOTES = 20  # so many are printed; all are in attrs["notes"]


def read_several(place, kind, told):
    """The ledger, the table of problems, and the notes.

    Raises
    ------
    Refused
        If there is no file, none can be read, or an amount or a yes/no column is in some of the files only.
    """
    paths, notes = find(place, kind)
    book = Ledger(kind, labels(paths))
    for number, path in enumerate(paths):
        book.add(number, path, told)
    book.whole(told)
    table, problems = book.table(), book.all_problems()
    return table, problems, notes + book.notes()


class Ledger:
    """Files as they come in: their rows with file and row number, their problems, their notes."""

    def __init__(self, kind, files):
        self.kind, self.files = kind, files
        self.tables, self.rows, self.headings, self.problems, self.own_notes = {}, {}, {}, [], []
        self.there, self.contents, self.refused = set(), {}, []
        self.sizes, self.months = {}, {}  # rows and faults of each file; its months

    def add(self, number, path, told):
        """Read one file; what cannot be read as a whole, or is a copy, is a problem of its first row."""
        name = self.files[number]
        try:
            if self._is_copy(number, path):
                return
            read, found, there = read_one_of_several(path, self.kind, told)
        except Refused as refusal:
            self.refused.append((name, refusal))
            self._problem(name, [1], "", [refusal.found], [refusal.do])
            return
        self.there |= there
        self.tables[number] = read.table[~read.bad].reset_index(drop=True)
        self.rows[number] = read.rows[~read.bad]
        self.months[name] = months_in(self.kind, self.tables[number])
        self.sizes[number] = len(read.rows) + len(read.grid.faults)
        self.headings[number] = {each: str(read.grid.headings[at]) for each, at in read.places.items()}
        self.problems.append(found.assign(file=name))
        start = say(f"Note, {read.grid.file}: ", f"提示，{read.grid.file}：")
        self.own_notes += [(note.removeprefix(start), name) for note in read.notes]

    def _is_copy(self, number, path):
        mark = sha256(path.read_bytes()).digest() if path.is_file() else None
        first = self.contents.setdefault(mark, number) if mark else number
        if first != number:
            self._copy(number, self.files[first])
        return first != number

    def _copy(self, number, first):
        found = say(f"the same content as {first}", f"与 {first} 内容相同")
        self._problem(self.files[number], [1], "", [found], [say("each file once", "每个文件只放一份")])

    def _problem(self, file, rows, column, found, needed):
        table = pd.DataFrame({"file": file, "row": rows, "column": column, "found": found, "needed": needed})
        self.problems.append(table)

    # All files together ---------------------------------------------------------------------------------

    def whole(self, told):
        """Put the files together and look for what they share."""
        if not self.tables:
            raise self.refused[0][1]
        refuse_unknown(self.there, told)
        self._refuse_missing_columns()
        self._find_same_rows()
        self._find_same_ids()

    def _refuse_missing_columns(self):
        """An amount or a yes/no that only some files have cannot be filled in; a text can be missing."""
        for column in self.kind:
            lacking = [self.files[n] for n, table in self.tables.items() if column.name not in table]
            if not lacking or len(lacking) == len(self.tables):
                continue
            if column.holds in ("amount", "flag"):
                raise Refused(
                    say(f"{column.name} in all files or in none", f"各文件都有 {column.name} 列，或都没有"),
                    say(f"without it: {listed(lacking, 5)}", f"缺这一列的文件：{listed(lacking, 5)}"),
                    say("add the column to these files, or read them apart", "请在这些文件里补上这一列，或分开读入"),
                )  # fmt: skip
            self._tell(
                f"no {column.name} in {len(lacking)} of {len(self.tables)} files ({listed(lacking, 3)}); it is missing there",
                f"{len(self.tables)} 个文件中有 {len(lacking)} 个没有 {column.name} 列（{listed(lacking, 3)}），这些文件的各行缺这一项",
            )

    def _tell(self, en, zh):
        self.own_notes.append((say(f"{en}.", f"{zh}。"), ""))

    def _joined(self):
        """All rows so far not set aside, with ``_file`` and ``_row``; the names of the columns."""
        tables = [table.assign(_file=n, _row=self.rows[n]) for n, table in self.tables.items()]
        joined = pd.concat(tables, ignore_index=True)
        return joined, [column.name for column in self.kind if column.name in joined]

    def _find_same_rows(self):
        """Rows that an earlier file has as well: each is a problem, or the whole file where all its rows are."""
        joined, names = self._joined()
        same = pd.util.hash_pandas_object(joined[names], index=False).to_numpy()
        first = joined.groupby(same)["_file"].transform("min")
        again = joined["_file"] > first
        if not again.any():
            return
        self._set_aside(joined[again])
        for (number, earlier), rows in joined[again].groupby([joined["_file"], first]):
            if len(rows) == self.sizes[number]:
                self._copy(number, self.files[earlier])
                continue
            needed = say(f"a row that is in one file only; the same row is in {self.files[earlier]}",
                         f"只在一个文件里出现的行；{self.files[earlier]} 里有相同的一行")  # fmt: skip
            found = [" | ".join(_word(cell) for cell in row) for row in rows[names].itertuples(index=False)]
            self._problem(self.files[number], rows["_row"].to_numpy(), "", map(shown, found), needed)

    def _find_same_ids(self):
        """Ids that two files have with different rows: none of these rows counts."""
        key = next((column.name for column in self.kind if column.once), None)
        joined, names = self._joined()
        if key not in names:
            return
        again = joined[key].notna() & joined.duplicated(key, keep=False)
        if not again.any():
            return
        rows = joined[again]
        self._set_aside(rows)
        where = rows.groupby(key, sort=False)["_file"].agg(lambda each: [self.files[n] for n in each])
        for number, some in rows.groupby("_file"):
            mine = self.files[number]
            others = [listed([f for f in where[one] if f != mine], 3) for one in some[key]]
            needed = [say(f"an id that is in one file only; another row with it is in {f}", f"只在一个文件里出现的编号；{f} 里有同一编号的另一行") for f in others]  # fmt: skip
            self._problem(
                mine, some["_row"].to_numpy(), self.headings[number][key], some[key].map(shown), needed
            )

    def _set_aside(self, rows):
        for number, some in rows.groupby("_file"):
            keep = ~np.isin(self.rows[number], some["_row"].to_numpy())
            self.tables[number] = self.tables[number][keep].reset_index(drop=True)
            self.rows[number] = self.rows[number][keep]

    # What comes out -----------------------------------------------------------------------------------------

    def table(self):
        """The rows of all files, with the file of each in the last column."""
        joined, names = self._joined()
        files = np.array(self.files, dtype=object)[joined["_file"].to_numpy()]
        table = cells.as_loaded(joined[names].assign(file=pd.Series(files, dtype=cells.TEXT)))
        day = next((column.name for column in self.kind if column.past), None)
        table.attrs["files"] = [self._about(n, day) for n in self.tables]
        return table

    def _about(self, number, day):
        """A file's name, its rows, its first and last day."""
        table, about = self.tables[number], {"file": self.files[number], "rows": len(self.tables[number])}
        if day in table and len(table):
            about |= {"first": f"{table[day].min():%Y-%m-%d}", "last": f"{table[day].max():%Y-%m-%d}"}
        return about

    def all_problems(self):
        """All problems in the order of files and rows."""
        order = {name: at for at, name in enumerate(self.files)}
        table = pd.concat([each for each in self.problems if len(each)] or self.problems, ignore_index=True)
        table = table[["file", "row", "column", "found", "needed"]]
        at = np.lexsort(
            (table["row"].to_numpy(dtype=np.int64), table["file"].map(order).to_numpy(dtype=np.int64))
        )
        return labelled_problems(table.iloc[at].reset_index(drop=True).astype({"row": "int64"}))

    def notes(self):
        """The notes of all files, those that say the same together; months and ids that the files share."""
        for en, zh in month_notes(self.months) + self._split_ids():
            self._tell(en, zh)
        together = {}
        for text, name in self.own_notes:
            together.setdefault(text, []).append(name)
        many = len(self.tables)
        return [_note(text, [each for each in names if each], many) for text, names in together.items()]

    def _split_ids(self):
        """Ids that differ in zeros in front only, from file to file: a workbook drops them, a text keeps them."""
        found = []
        for column in self.kind:
            if column.holds != "id" or column.once:
                continue
            ids = set().union(
                *(set(t[column.name].dropna()) for t in self.tables.values() if column.name in t)
            )
            bare = Counter(each.lstrip("0") for each in ids if each.isdigit())
            split = sorted(each for each in ids if each.isdigit() and bare[each.lstrip("0")] > 1)
            if split:
                found.append((f"{column.name}: the same number with and without zeros in front ({listed(split, 4)}); are they one",
                              f"{column.name}：开头带 0 与不带 0 的同一数字（{listed(split, 4)}），是否同一个"))  # fmt: skip
        return found


def _word(cell):
    return "" if pd.isna(cell) else f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else str(cell)


def _note(text, names, many):
    """A note with the files it is about."""
    if not names:
        return say(f"Note: {text}", f"提示：{text}")
    if len(names) == many > 1:
        return say(f"Note, all {many} files: {text}", f"提示，{many} 个文件都是：{text}")
    return say(f"Note, {listed(names, 3)}: {text}", f"提示，{listed(names, 3)}：{text}")


def unreadable_ledger(kind, problems, where):
    """The error for the problems of several files."""
    count, files = len(problems), problems["file"].nunique()
    first = "\n".join(" | ".join(str(cell) for cell in row) for row in problems.head(SHOWN).to_numpy())
    head = say("file | row | column | found | needed", "文件 | 行 | 列 | 发现 | 需要")
    more = say(f"\n... and {count - SHOWN:,} more", f"\n……另有 {count - SHOWN:,} 处") if count > SHOWN else ""
    return Unreadable(
        say(f"{kind.en} that can be read without guessing, each row once, in {where}", f"{where} 中的{kind.zh}记录每格都能确切读出，每行只出现一次"),
        say(f"{count:,} problem{'s' * (count > 1)} in {files:,} file{'s' * (files > 1)}\n{head}\n{first}{more}", f"{files:,} 个文件中有 {count:,} 处问题\n{head}\n{first}{more}"),
        say('correct the files, or read the other rows with on_error="set aside", which keeps the first of identical rows; the whole table is in error.problems',
            '请改正文件，或用 on_error="set aside" 只读其余的行（相同的行保留第一处）；完整的表见 error.problems'),
        problems,
    )  # fmt: skip
