"""Answers as JSON and back: numbers, texts, lists, dicts, sets, arrays, Series, tables; nothing that could run.

Plain values stand for themselves; everything else is ``{"is": what, "of": content}``. What is none of these is kept by
the name of its type and its first words, so that its form can still be named; it never comes back as itself.
"""

import math
import re
from collections.abc import Mapping
from datetime import date
from numbers import Integral, Real

from casekit.core.harmless import harmless

DEEPEST = 20
MOST = 100_000  # values in one answer
LONGEST = 100_000  # characters of one text


class NotCoded(ValueError):
    """An answer that cannot be coded (too large, too deep), or JSON that is no coded answer."""


def coded(answer):
    """An answer as something JSON can hold.

    >>> coded({"first": "D", "weights": (1, 5)})
    {'is': 'dict', 'of': [['first', 'D'], ['weights', {'is': 'tuple', 'of': [1, 5]}]]}

    Raises
    ------
    NotCoded
        If it is too large or too deep.
    """
    return _code(answer, [MOST], 0)


def _code(value, left, depth):
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        raise NotCoded("too large" if left[0] < 0 else "too deep")
    if value is None or value is True or value is False:
        return value
    if value is ...:
        return {"is": "ellipsis"}
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Real) or type(value).__name__ in ("bool", "bool_"):
        return _number(value)
    return _whole(value, left, depth + 1)


def _text(value):
    if len(value) > LONGEST:
        raise NotCoded("too large")
    return str.__str__(value).encode(errors="backslashreplace").decode()


def _number(value):
    if type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    if isinstance(value, Integral) and -(2**63) <= int(value) < 2**63:
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else {"is": "float", "of": repr(number)}


def _whole(value, left, depth):
    """A value made of others."""
    several = {list: None, tuple: "tuple", set: "set", frozenset: "frozenset"}
    for type_, name in several.items():
        if isinstance(value, type_):
            parts = [_code(each, left, depth) for each in _in_order(value)]
            return {"is": name, "of": parts} if name else parts
    if isinstance(value, Mapping):
        return {
            "is": "dict",
            "of": [[_code(key, left, depth), _code(each, left, depth)] for key, each in value.items()],
        }
    made = {"ndarray": _array, "Series": _series, "DataFrame": _frame}.get(type(value).__name__)
    if made:
        return made(value, left, depth)
    if type(value).__name__ == "Index":
        return {"is": "index", "of": _values(value, left, depth)}
    if isinstance(value, date):  # datetime and pandas' Timestamp are dates too
        return (
            {"is": "missing"}
            if type(value).__name__ == "NaTType"
            else {"is": "time", "of": value.isoformat()}
        )
    if type(value).__name__ in ("NAType", "NaTType"):
        return {"is": "missing"}
    return {"is": "other", "type": _type_name(value), "of": _first_words(value)}


def _in_order(value):
    """Sets in a fixed order, so that a run gives the same bytes as the one before."""
    return sorted(value, key=repr) if isinstance(value, set | frozenset) else value


def _values(column, left, depth):
    if len(column) > left[0]:
        raise NotCoded("too large")
    return [_code(each, left, depth) for each in column.tolist()]


def _array(value, left, depth):
    flat = _values(value.reshape(-1), left, depth)
    return {"is": "array", "shape": list(value.shape), "type": _dtype(value.dtype), "of": flat}


def _series(value, left, depth):
    return {
        "is": "series",
        "name": _code(value.name, left, depth),
        "index": _values(value.index, left, depth),
        "type": _dtype(value.dtype),
        "of": _values(value, left, depth),
    }


def _frame(value, left, depth):
    if value.size > left[0]:
        raise NotCoded("too large")
    columns = [value.iloc[:, place] for place in range(value.shape[1])]
    return {
        "is": "frame",
        "columns": _values(value.columns, left, depth),
        "index": _values(value.index, left, depth),
        "names": [_code(value.index.name, left, depth), _code(value.columns.name, left, depth)],
        "types": [_dtype(column.dtype) for column in columns],
        "of": [_values(column, left, depth) for column in columns],
    }


def _dtype(dtype):
    """The few kinds of column that are told apart."""
    return {"i": "int64", "u": "int64", "f": "float64", "b": "bool"}.get(getattr(dtype, "kind", "O"), "other")


def _type_name(value):
    name = type(value).__name__
    return name[:40] if name.isidentifier() else "object"


def _first_words(value):
    try:
        return repr(value)[:200].encode(errors="backslashreplace").decode()
    except Exception:  # an object that cannot say what it is
        return ""


# and back -----------------------------------------------------------------------------------------------------


def decoded(value):
    """The answer that was coded.

    >>> decoded(coded({"B", "A"})) == {"A", "B"}
    True

    Raises
    ------
    NotCoded
        If it is no coded answer: whoever wrote the JSON may have written anything.
    """
    try:
        return _decode(value, [MOST], 0)
    except NotCoded:
        raise
    except Exception as error:  # anything may stand there
        raise NotCoded(type(error).__name__) from None


def _decode(value, left, depth):
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        raise NotCoded("too large" if left[0] < 0 else "too deep")
    if isinstance(value, list):
        return [_decode(each, left, depth + 1) for each in value]
    if not isinstance(value, dict):
        return _plain(value)
    fields, make = MADE.get(value["is"], (None, None))
    if value.keys() != {"is", *(fields or [])}:
        raise NotCoded(f"{value['is']!r:.40}")
    return make(*(value[name] for name in fields), lambda part: _decode_part(part, left, depth + 1))


def _decode_part(part, left, depth):
    """One part of a value, or a list of them, which is no level of its own."""
    if isinstance(part, list):
        return [_decode(each, left, depth) for each in part]
    return _decode(part, left, depth)


def _plain(value):
    """A value that stands for itself, as :func:`coded` would have written it."""
    if isinstance(value, str):
        value.encode()  # no halves of characters
    if (
        (isinstance(value, str) and len(value) > LONGEST)
        or (isinstance(value, int) and not -(2**63) <= value < 2**63)
        or (isinstance(value, float) and not math.isfinite(value))
    ):
        raise NotCoded("too large")
    return value


def _parts(values):
    """The content of something made of others, which is a list."""
    if not isinstance(values, list):
        raise NotCoded("no list")
    return values


def _made_dict(pairs, of):
    made = {of(key): of(each) for key, each in _parts(pairs)}
    if len(made) != len(pairs):
        raise NotCoded("a key twice")
    return made


def _made_array(shape, type_, flat, of):
    import numpy as np

    if any(type(side) is not int or side < 0 for side in shape) or math.prod(shape) != len(_parts(flat)):
        raise NotCoded("shape")
    return np.array(_column(of(flat), type_)).reshape(shape)


def _made_series(name, index, type_, values, of):
    import pandas as pd

    return pd.Series(_column(of(_parts(values)), type_), index=_index(of(_parts(index))), name=of(name))


def _made_frame(columns, index, names, types, parts, of):
    import pandas as pd

    index, columns = _index(of(_parts(index))), _index(of(_parts(columns)))
    made = [
        pd.Series(_column(of(_parts(part)), type_), index=index)
        for part, type_ in zip(_parts(parts), types, strict=True)
    ]
    table = pd.concat(made, axis=1) if made else pd.DataFrame(index=index)
    table.columns = columns
    table.index.name, table.columns.name = (of(name) for name in names)
    return table


def _column(values, type_):
    """A column of values, of one of the few kinds."""
    import pandas as pd

    missing = any(isinstance(each, float) and math.isnan(each) for each in values)
    type_ = {"int64": "float64", "bool": "other"}.get(type_, type_) if missing else type_  # a column with gaps
    if type_ != "other" and not all(type(each) in KINDS[type_] for each in values):
        raise NotCoded("type")
    if type_ != "other":
        return pd.array(values, dtype=type_).to_numpy(dtype=type_)
    return (
        values
        if all(isinstance(each, str) for each in values)
        else pd.Series(values, dtype="object").to_numpy()
    )


def _index(values):
    import pandas as pd

    return pd.Index(values, tupleize_cols=bool(values) and all(isinstance(each, tuple) for each in values))


def _other(name, words, of):
    """Something of no kind: no class of that name, and not called like a kind that is looked into."""
    known = isinstance(name, str) and name.isidentifier() and name not in LOOKED_INTO
    if not isinstance(words, str):
        raise NotCoded("words")
    words = harmless(words, 200)
    return type(name[:40] if known else "object", (), {"__repr__": lambda self: words})()


def _time(words, of):
    import pandas as pd

    if not re.fullmatch(r"\d{4}-\d\d-\d\d[\dT:.+-]{0,30}", words, re.ASCII):
        raise NotCoded("time")
    return pd.Timestamp(words)


KINDS = {"int64": (int,), "float64": (float, int), "bool": (bool,)}
LOOKED_INTO = ("Series", "DataFrame", "ndarray", "Index", "bool", "bool_")
MADE = {
    "ellipsis": ((), lambda of: ...),
    "missing": ((), lambda of: math.nan),
    "float": (("of",), lambda word, of: float({"nan": "nan", "inf": "inf", "-inf": "-inf"}[word])),
    "tuple": (("of",), lambda parts, of: tuple(of(_parts(parts)))),
    "set": (("of",), lambda parts, of: set(of(_parts(parts)))),
    "frozenset": (("of",), lambda parts, of: frozenset(of(_parts(parts)))),
    "dict": (("of",), _made_dict),
    "index": (("of",), lambda parts, of: _index(of(_parts(parts)))),
    "array": (("shape", "type", "of"), _made_array),
    "series": (("name", "index", "type", "of"), _made_series),
    "frame": (("columns", "index", "names", "types", "of"), _made_frame),
    "time": (("of",), _time),
    "other": (("type", "of"), _other),
}
