"""Ledgers of any size: the same functions on DuckDB, Parquet files, Polars, Arrow and Spark.

``rfm_table``, ``rfm_scores``, ``abc_table``, ``ageing_table``, ``dso`` and ``early_warnings`` ask :func:`takes` whether what they were
given is no pandas table; the sums are then made where the rows are, by one SQL text a function (the folder ``sql``; ageing has a second for amounts beyond whole fen, which takes a fifth longer), and what
comes back is the pandas table that the function always gives. Two engines run the text:

* DuckDB (``pip install casekit[engines]``) reads its own relations, Parquet files, Polars and Arrow as they are
* Spark runs it on its own tables, where they lie

The text keeps to what both understand: ``FILTER``, ``BOOL_OR``, windows, ``DATE '...'``, ``STRING``; a third language or a
translator is not needed. :mod:`casekit.engines.sources` opens what was given, :mod:`casekit.engines.rows` reads its columns as strictly as pandas
tables are read, :mod:`casekit.engines.refusals` names the first row that cannot be used, :mod:`casekit.engines.sums` runs the texts.
"""

import os

HOMES = {"duckdb", "_duckdb", "polars", "pyarrow", "pyspark"}


def takes(given):
    """Whether ``given`` is for an engine: a path, or a table of DuckDB, Polars, Arrow or Spark; imports none of them.

    >>> takes("orders/*.parquet"), takes([1, 2])
    (True, False)
    """
    return isinstance(given, str | os.PathLike) or type(given).__module__.partition(".")[0] in HOMES
