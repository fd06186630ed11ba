"""The same ledger on every engine: what Hypothesis draws, how each engine gets it, and when two answers are the same.

Held by ``tests/test_engines.py`` for DuckDB, Parquet, Polars and Arrow, or for those that the variable ``CASEKIT_ENGINES`` names: with
``CASEKIT_ENGINES=spark`` the same tests run in an environment that has pyspark. Nothing here needs pandas 3.
"""

import os
import re
from itertools import count

import pandas as pd
from hypothesis import strategies as st

from casekit.errors import Refused

AS_OF = "2025-12-31"
IDS = ["K", "M", "k", "É", "e", "ab", "a b", "客户", "客", "😀", "QH0010", "QH002", "", "'", "\\"]
NAMES = os.environ.get("CASEKIT_ENGINES", "duckdb parquet polars lazy arrow").split()
ENGINES = {}


def engine(name):
    """Enter a function that gives a pandas table to the engine ``name``: ``function(frame, folder)``."""
    return lambda function: ENGINES.setdefault(name, function)


@engine("duckdb")
def _to_duckdb(frame, folder):
    import duckdb

    return duckdb.connect().from_arrow(_to_arrow(frame, folder))


@engine("parquet")
def _to_parquet(frame, folder):
    """A file, or a folder of two, named in the order of the rows."""
    import pyarrow.parquet as pq

    rows, path = _to_arrow(frame, folder), folder / f"{next(_NUMBERS)}"
    if len(frame) % 2:
        pq.write_table(rows, path.with_suffix(".parquet"))
        return path.with_suffix(".parquet")
    path.mkdir()
    half = len(frame) // 2
    pq.write_table(rows.slice(0, half), path / "1.parquet")
    pq.write_table(rows.slice(half), path / "2.parquet")
    return str(path / "*.parquet") if len(frame) % 4 else str(path)


@engine("polars")
def _to_polars(frame, folder):
    import polars

    return polars.from_arrow(_to_arrow(frame, folder))


@engine("lazy")
def _to_lazy(frame, folder):
    return _to_polars(frame, folder).lazy()


@engine("arrow")
def _to_arrow(frame, folder):
    import pyarrow

    return pyarrow.Table.from_pandas(frame, preserve_index=False)


@engine("spark")
def _to_spark(frame, folder):
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate().createDataFrame(_to_arrow(frame, folder))


_NUMBERS = count()


# What is drawn ------------------------------------------------------------------------------------------


def days(least="2024-01-01", most=AS_OF):
    """A moment of some day: midnight, the last second, or between."""
    first = pd.Timestamp(least)
    span = (pd.Timestamp(most) - first).days
    hour = st.sampled_from(["00:00", "23:59:59", "12:30"])
    return st.builds(lambda n, at: first + pd.Timedelta(days=n) + pd.Timedelta(at if at.count(":") == 2 else at + ":00"), st.integers(0, span) | st.just(span), hour)  # fmt: skip


def amounts(largest=9_000_000):
    """Whole fen: small ones for ties, gifts of zero, returns, and larger ones (fen)."""
    fen = st.integers(-3, 3).map(lambda n: n * 100) | st.integers(-largest, largest) | st.just(0)
    return fen.map(lambda n: n / 100)


def tables(least=0, most=12, **columns):
    """Tables of these columns, each a strategy for its cells."""
    rows = st.lists(st.tuples(*columns.values()), min_size=least, max_size=most)
    return rows.map(lambda drawn: typed(pd.DataFrame(drawn, columns=list(columns))))


def typed(frame):
    """Days as days and amounts as floats, in a table without rows too; ids as texts or whole numbers."""
    kinds = {name: "datetime64[us]" if name.endswith(("date", "day")) else float if name.endswith(("cny", "value", "against")) else None for name in frame}  # fmt: skip
    frame = frame.astype(
        {
            name: kind
            for name, kind in kinds.items()
            if kind and not any(isinstance(cell, str) for cell in frame[name])
        }
    )
    return frame if len(frame) else frame.astype({name: "str" for name, kind in kinds.items() if not kind})


def ids():
    return st.sampled_from(IDS)


def orders(**columns):
    """Ledgers of orders up to the end of ``AS_OF``."""
    return tables(**{"customer_id": ids(), "order_date": days(), "net_amount_cny": amounts(), **columns})


# When two answers are the same ------------------------------------------------------------------------------


def answer(function, *given, **arguments):
    """What a function answers: its table, or its refusal."""
    try:
        return function(*given, **arguments)
    except Refused as refused:
        return refused


def given_to(function, name, folder, frame, *further, row=True, **arguments):
    """What ``function`` answers to pandas and to the engine ``name`` is the same (``row``: as for :func:`assert_same`)."""
    expected = answer(function, frame, *further, **arguments)
    found = answer(function, ENGINES[name](frame, folder), *further, **arguments)
    assert_same(found, expected, row=row and name != "spark")


def assert_same(found, expected, row=True):
    """The same table to the last bit, order, kinds of columns and headings; or the same refusal (``row``: its row's number too; None: neither its cell)."""
    if isinstance(expected, Refused):
        assert isinstance(found, Refused), f"not refused: {expected}"
        told = [
            (
                each.needed,
                empty_alike(without_row(each.found, row is None) if not row else each.found),
                each.do,
            )
            for each in (found, expected)
        ]
        assert told[0] == told[1]
        return
    assert not isinstance(found, Refused), f"refused: {found}"
    same = (
        pd.testing.assert_series_equal if isinstance(expected, pd.Series) else pd.testing.assert_frame_equal
    )
    same(found, expected, check_exact=True)
    assert found.attrs == expected.attrs


def empty_alike(words):
    """An empty cell is called None, nan or NaT, by what kind of column holds it."""
    return re.sub(r"np\.float64\(nan\)|\bNone\b|\bNaT\b", "nan", words)


def without_row(words, nor_cell=False):
    """The words of a refusal without the names of rows, and without the cell of the first of several."""
    words = re.sub(r"row (\(.*?\)|[^:]*):", "row:", words)
    return (
        words
        if not nor_cell and re.search(r"\(1 of|; 1 in all", words)
        else re.sub(r"row: .*?(?=[(;][0-9 ])", "row: ", words)
    )
