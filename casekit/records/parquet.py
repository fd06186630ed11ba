"""Parquet files: typed columns, so that most cells need no reading."""

import numpy as np

from casekit.core.language import say
from casekit.errors import Refused
from casekit.records.grid import Grid, damaged, needs, stream, with_rows


class Columns(Grid):
    """A Parquet table; see :class:`casekit.records.grid.Grid`. Row 2 is its first record."""

    table = None

    def distinct(self, place):
        import pyarrow as pa

        column = self.table.column(place).combine_chunks()
        _refuse_zone(column.type, self.headings[place], self.file)
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_nested(column.type):
            column = pa.array([str(cell) for cell in column.to_pylist()])
        coded = column.dictionary_encode()
        cells = [*coded.dictionary.to_pylist(), None]
        return coded.indices.fill_null(len(cells) - 1).to_numpy().astype(np.int64), cells

    def row(self, position):
        return [column[position].as_py() for column in self.table.columns]

    def keep(self, positions):
        self.table = self.table.take(positions)
        self.numbers = [self.numbers[at] for at in positions]


def parquet_grid(raw, file):
    """The grid of a Parquet file."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise needs("pyarrow", say("Parquet files", "Parquet 文件")) from None
    try:
        table = pyarrow.parquet.read_table(stream(raw))
    except Exception as error:  # pyarrow's own errors, or an OSError, by where the damage is
        raise damaged(file, say("a Parquet file", "Parquet 文件"), error) from error
    table = table.select(
        [n for n in range(table.num_columns) if not table.column_names[n].startswith("__index_level_")]
    )
    grid = Columns(file, table.column_names, (), ())
    grid.table, grid.numbers = table, range(2, len(table) + 2)
    return with_rows(grid, [])  # fmt: skip


def _refuse_zone(kind, heading, file):
    zone = getattr(kind, "tz", None)
    if zone:
        raise Refused(
            say("days in local time, without a time zone", "不带时区的当地日期"),
            say(f"{heading!r} in {file} is in {zone}", f"{file} 的“{heading}”带时区 {zone}"),
            say(f'convert it first: table["{heading}"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)',
                f'先转换：table["{heading}"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)'),
        )  # fmt: skip
