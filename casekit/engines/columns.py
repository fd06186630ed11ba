"""Columns of an engine's table fetched as they are, for what is worked out a customer at a time: scores, and days sales outstanding."""

import pandas as pd

from casekit.engines import takes
from casekit.engines.sources import opened
from casekit.errors import require_columns

_TEXT = pd.Index(["text"])  # str, or object before pandas 3


def fetched(given, names, index="customer_id", also=()):
    """The columns ``names`` as a pandas table, and those of ``also`` that are there; indexed by ``index`` where it is there."""
    engine = opened(given)
    require_columns(engine, *names)
    wanted = [*names, *(name for name in (index, *also) if name in engine.columns)]
    table = engine.run(f"SELECT {', '.join(wanted)} FROM {{given}}")
    return table.drop(columns=index).set_index(ids_of(table, index)) if index in engine.columns else table


def ids_of(table, name="customer_id"):
    """A column of ids as an index, of the kind that pandas itself gives to texts."""
    ids = pd.Index(table[name], name=name)
    as_it_is = ids.dtype == _TEXT.dtype or ids.dtype.kind in "iuf"
    return ids if as_it_is else pd.Index(ids.astype(object), dtype=_TEXT.dtype, name=name)


def side_by_side(**given):
    """Each argument as numbers: an engine's column, or of its table the column of the argument's name (or the only one).

    What is neither is given back as it is. Where one table is given for all, its columns are fetched together.
    """
    first, *others = given.values()
    if takes(first) and not _is_column(first) and all(each is first for each in others):
        engine = opened(first)
        require_columns(engine, *given)
        table = _numbers(engine, given)
        return [table[name] for name in given]
    return [_column(name, each) if takes(each) else each for name, each in given.items()]


def _column(name, given):
    if _is_column(given):
        return pd.Series(given.to_pandas(), dtype=float, name=name)  # the way of Polars and of Arrow
    engine = opened(given)
    if len(engine.columns) == 1:  # whatever it is called
        return engine.run(f"SELECT CAST(it AS DOUBLE) AS {name} FROM {{given}} AS one(it)")[name]
    require_columns(engine, name)
    return _numbers(engine, [name])[name]


def _is_column(given):
    """Whether this is a column of Polars or Arrow."""
    return type(given).__name__ in ("Series", "ChunkedArray") or type(given).__name__.endswith("Array")


def _numbers(engine, names):
    return engine.run(
        "SELECT " + ", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in names) + " FROM {given}"
    )
