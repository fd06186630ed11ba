"""DuckDB as the engine: for its own relations, for Parquet files, for Polars and Arrow."""

import os
import tempfile
from glob import escape, has_magic
from uuid import uuid4

from casekit.core.language import say
from casekit.engines.wanted import needs
from casekit.errors import Refused

CELL, GIVEN = "casekit_cell", "casekit_given"
LIMIT = 4  # GiB that a DuckDB of our own takes at most; give a relation of your own connection for more


class Duck:
    """Rows that DuckDB reads; each step gives a new one, and leaves nothing on the reader's connection."""

    numbers_rows = True

    def __init__(self, relation):
        self.relation = relation
        self.types = {
            name: str(kind).lower() for name, kind in zip(relation.columns, relation.types, strict=True)
        }

    @property
    def columns(self):
        return list(self.types)

    def run(self, sql):
        """The rows that ``sql`` gives as a pandas table; these rows are ``{given}`` in it."""
        return self._ask(sql).df()

    def _ask(self, sql):
        return self.relation.query(GIVEN, sql.replace("{given}", GIVEN))

    def numbered(self):
        """With ``casekit_row``, the number of each row from 0."""
        return Duck(self._ask("SELECT *, ROW_NUMBER() OVER () - 1 AS casekit_row FROM {given}"))

    def joined(self, column, read):
        """With the columns of ``read`` beside each row whose ``column``, as text, is its ``casekit_cell``."""
        casekit_read = read  # the name under which DuckDB finds it
        sql = (
            f"SELECT {{given}}.*, {{read}} FROM {{given}} LEFT JOIN casekit_read "
            f"ON CAST({{given}}.{column} AS STRING) = CAST(casekit_read.{CELL} AS STRING)"
        )
        others = ", ".join(f"casekit_read.{name}" for name in casekit_read.columns if name != CELL)
        return Duck(self.relation.query(GIVEN, sql.replace("{read}", others).replace("{given}", GIVEN)))


def connection():
    """A DuckDB of our own: what it cannot hold within ``LIMIT`` goes to the system's temporary folder, not to the reader's."""
    own = needs("duckdb").connect()
    number, unit = own.execute("SELECT current_setting('memory_limit')").fetchone()[0].split()
    if unit == "TiB" or (unit == "GiB" and float(number) > LIMIT):
        own.execute(f"SET memory_limit = '{LIMIT}GiB'")
    folder = os.path.join(tempfile.gettempdir(), f"casekit-{uuid4().hex}")  # DuckDB makes and removes it
    own.execute("SET temp_directory = $1", [folder])
    return own


def of_frame(casekit_frame):
    """A Polars or an Arrow table, read where it lies."""
    return Duck(connection().sql("SELECT * FROM casekit_frame"))


def of_parquet(files):
    """Parquet files, one under the other."""
    duckdb = needs("duckdb")
    try:
        return Duck(connection().read_parquet([escape(each) if has_magic(each) else each for each in files]))
    except duckdb.Error as error:
        raise Refused(
            say("Parquet files of one table", "同一张表的 Parquet 文件"), str(error).partition("\n")[0],
            say("give files with the same columns, and no others", "请只给出列相同的 Parquet 文件"),
        ) from error  # fmt: skip
