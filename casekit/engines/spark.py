"""Spark as the engine: its tables stay where they are, only the sums come here."""

from casekit.engines.duck import CELL


class Spark:
    """Rows of a Spark DataFrame; each step gives a new one.

    Spark gives rows no numbers, so a refusal names none. It keeps no time zone with a timestamp either: the day is that of the session
    (``spark.sql.session.timeZone``), which should be where the business is.
    """

    numbers_rows = False

    def __init__(self, frame):
        self.frame = frame
        self.types = dict(frame.dtypes)

    def _ask(self, sql, **tables):
        return self.frame.sparkSession.sql(sql, given=self.frame, **tables)

    @property
    def columns(self):
        return list(self.types)

    def run(self, sql):
        """The rows that ``sql`` gives as a pandas table; these rows are ``{given}`` in it."""
        found = self._ask(sql).toArrow().to_pandas()
        zones = [name for name in found if getattr(found[name].dtype, "tz", None) is not None]
        return found.assign(
            **{name: found[name].dt.tz_localize(None) for name in zones}
        )  # as the session's clock shows them

    def numbered(self):
        """With ``casekit_row``, a number that rises from row to row as Spark reads them."""
        return Spark(self._ask("SELECT *, monotonically_increasing_id() AS casekit_row FROM {given}"))

    def joined(self, column, read):
        """With the columns of ``read`` beside each row whose ``column``, as text, is its ``casekit_cell``."""
        others = ", ".join(f"read.{name}" for name in read.columns if name != CELL)
        small = self.frame.sparkSession.createDataFrame(
            read.astype(object).to_numpy().tolist(), _schema(read)
        )
        return Spark(
            self._ask(
                f"SELECT given.*, {others} FROM {{given}} AS given LEFT JOIN {{read}} AS read ON CAST(given.{column} AS STRING) = read.{CELL}",
                read=small,
            )
        )


def _schema(read):
    """The columns of a small pandas table in Spark's words."""
    words = {"O": "string", "b": "boolean", "f": "double", "i": "bigint"}
    return ", ".join(f"{name} {words[kind.kind]}" for name, kind in read.dtypes.items())
