"""The sums of the six functions, each by one SQL text, whatever the engine; the pandas functions make tables of them.

A sum comes back as whole ``fen`` and a ``rest`` beyond them, and is put together here.
"""

from importlib.resources import files

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.engines import refusals
from casekit.engines.rows import Rows
from casekit.engines.sources import opened


def rfm(orders, as_of, do):
    """Each customer's ids, last day of a purchase (NaT for none), number of purchases and amount (CNY)."""
    found = _summed("rfm", orders, lambda engine: _purchases(engine, as_of, do))
    last = found["last_day"].to_numpy().astype("datetime64[D]")
    return ids_of(found), last, found["frequency"].to_numpy(dtype="int64"), amounts_of(found, 6)


def _purchases(engine, as_of, do):
    refusals.refuse_columns(engine, "customer_id", "order_date", "net_amount_cny")
    rows = Rows(engine).with_id("customer_id", refusals.missing("customer_id", say("a customer", "客户编号")))
    rows = rows.with_day("order_date").with_fen("net_amount_cny")
    return rows.with_check(refusals.after("order_date", rows.parts["day"], as_of, do))


def _summed(name, given, read, **parts):
    """What the SQL text of this name gives for the rows that ``read`` reads; refused where a row cannot be used."""
    engine = opened(given)
    rows = read(engine)
    found = rows.engine.run(text(name).format(rows=rows.text(), **parts))
    if found["bad"].any():
        refusals.refuse(read(engine.numbered()))
    return found


def text(name):
    """An SQL text of the folder ``sql``."""
    return (files("casekit.engines") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def ids_of(found):
    """The ids as pandas would hold them."""
    ids = pd.Index(found["customer_id"], name="customer_id")
    return pd.Index(ids.astype(object), dtype="str") if ids.dtype.kind == "O" else ids


def amounts_of(found, places):
    """The sums in CNY: exact where all amounts are whole fen, and rounded to so many ``places`` where not."""
    fen, rest = (found[name].to_numpy(dtype=float) for name in ("fen", "rest"))
    return np.where(rest == 0, fen / 100, (fen / 100 + rest).round(places)) + 0.0
