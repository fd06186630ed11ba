"""What a function was given, as rows that an engine reads."""

import os
from glob import glob, has_magic
from pathlib import Path

from casekit.core.language import say
from casekit.engines import duck, spark
from casekit.errors import Refused


def opened(given):
    """The rows of a path, or of a table of DuckDB, Polars, Arrow or Spark.

    Raises
    ------
    Refused
        Nothing is at the path, or it is an object that holds no table.
    """
    home, kind = type(given).__module__.partition(".")[0], type(given).__name__
    if isinstance(given, str | os.PathLike):
        return duck.of_parquet(_files(os.fspath(given)))
    if kind == "DuckDBPyRelation":
        return duck.Duck(given)
    if home == "pyspark" and hasattr(given, "sparkSession"):
        return spark.Spark(given)
    if home == "polars" and kind in ("DataFrame", "LazyFrame"):
        return duck.of_frame(given.collect() if kind == "LazyFrame" else given)
    if home == "pyarrow" and hasattr(given, "schema"):
        return duck.of_frame(given.read_all() if hasattr(given, "read_all") else given)
    raise Refused(
        say("a table: of pandas, DuckDB, Polars, Arrow or Spark, or a path to Parquet files",
            "一张表：pandas、DuckDB、Polars、Arrow 或 Spark 的表，或 Parquet 文件的路径"),
        f"{type(given).__module__}.{kind}",
        say("give the table itself, not a part of it", "请给出整张表，而不是它的一部分"),
    )  # fmt: skip


def _files(path):
    """The Parquet files at a path: the file itself, those of a folder and its folders, or those of a pattern; by name."""
    if os.path.isdir(path):
        found = sorted(str(each) for each in Path(path).rglob("*.parquet"))
    elif os.path.exists(path) or not has_magic(path):
        found = [path] if os.path.exists(path) else []
    else:
        found = sorted(glob(path, recursive=True))
    if not found:
        raise Refused(
            say("Parquet files at the path", "该路径下的 Parquet 文件"), repr(path),
            say('a file, a folder of *.parquet, or a pattern such as "orders/2025-*.parquet"',
                "写一个文件、一个存放 *.parquet 的文件夹，或 \"orders/2025-*.parquet\" 这样的通配路径"),
        )  # fmt: skip
    return found
