"""DuckDB as the engine: for its own relations, for Parquet files, for Polars and Arrow."""

from casekit.engines.wanted import needs

CELL = "casekit_cell"


class Duck:
    """Rows that DuckDB reads; each step gives a new one."""

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
        return self.relation.query("given", sql.replace("{given}", "given")).df()

    def numbered(self):
        """With ``casekit_row``, the number of each row from 0."""
        return Duck(
            self.relation.query("given", "SELECT *, ROW_NUMBER() OVER () - 1 AS casekit_row FROM given")
        )

    def joined(self, column, read):
        """With the columns of ``read`` beside each row whose ``column``, as text, is its ``casekit_cell``."""
        others = ", ".join(f"read.{name}" for name in read.columns if name != CELL)
        return Duck(
            self.relation.query(
                "given",
                f"SELECT given.*, {others} FROM given LEFT JOIN read ON CAST(given.{column} AS STRING) = CAST(read.{CELL} AS STRING)",
            )
        )


def of_frame(frame):
    """A Polars or an Arrow table, read where it lies."""
    return Duck(needs("duckdb").connect().sql("SELECT * FROM frame"))


def of_parquet(files):
    """Parquet files, one under the other."""
    return Duck(needs("duckdb").connect().read_parquet(files))
