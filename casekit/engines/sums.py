"""The sums of the six functions, each by one SQL text, whatever the engine; the pandas functions make tables of them.

A sum comes back as whole ``fen`` and a ``rest`` beyond them, and is put together here.
"""

from importlib.resources import files

import numpy as np
import pandas as pd

from casekit.core.language import say
from casekit.engines import refusals
from casekit.engines.columns import ids_of
from casekit.engines.duck import CELL
from casekit.engines.rows import Rows, is_text

LONG_AGO = 50_000  # days: nothing that can be read is as old


def rfm(engine, as_of, do):
    """Each customer's ids, last day of a purchase (NaT for none), number of purchases and amount (CNY)."""
    found = _summed("rfm", engine, lambda engine: _purchases(engine, as_of, do))
    last = found["last_day"].to_numpy().astype("datetime64[D]")
    return ids_of(found), last, found["frequency"].to_numpy(dtype="int64"), amounts_of(found, 6)


def _purchases(engine, as_of, do):
    rows = (
        Rows(engine).with_id("customer_id", _a_customer()).with_day("order_date").with_fen("net_amount_cny")
    )
    return rows.with_check(refusals.after("order_date", rows.parts["day"], as_of, do))


def customers(engine, no_customer):
    """Each customer's ids and sales in whole fen; ``no_customer(row, first, count)`` words the refusal of rows without one."""
    found = _summed("customers", engine, lambda engine: _sold(engine, no_customer))
    fen, rest = found["fen"].to_numpy(dtype="int64"), found["rest"].to_numpy(dtype=float)
    return ids_of(found), np.where(rest == 0, fen, np.rint((fen / 100 + rest) * 100).astype("int64"))


def _sold(engine, no_customer):
    def refuse(first, count, of):
        return no_customer(first.index[0], refusals.cell(first, "customer_id"), count)

    return Rows(engine).with_fen("net_amount_cny").with_id("customer_id", refuse)


def ageing(engine, as_of, cuts, do):
    """Customers' ids, and what each owes (CNY), a column for each span of days past due."""
    past = [as_of - pd.Timedelta(days=cut) for cut in (0, *cuts) if cut < LONG_AGO]
    parts = {"span": " + ".join(f"CASE WHEN day < DATE '{day:%Y-%m-%d}' THEN 1 ELSE 0 END" for day in past)}
    names = [f"span{each}" for each in range(len(past) + 1)]
    parts["sums"] = ", ".join(
        f"CAST(SUM(CASE WHEN span = {each} THEN fen ELSE 0 END) AS BIGINT) AS {name}"
        for each, name in enumerate(names)
    )
    found = _summed("ageing", engine, lambda engine: _owed(engine, as_of, do), **parts)
    if found["rest"].any():
        return _ageing_beyond_fen(engine, as_of, cuts, do, parts["span"])
    owed = np.zeros((len(found), len(cuts) + 2))
    owed[:, : len(names)] = found[names].to_numpy(dtype=float) / 100
    return ids_of(found), owed


def _ageing_beyond_fen(engine, as_of, cuts, do, span):
    """The same of amounts that are not all whole fen: a row for each customer and span, each with its ``rest``."""
    found = _summed("ageing_beyond_fen", engine, lambda engine: _owed(engine, as_of, do), span=span)
    customer, ids = pd.factorize(ids_of(found))
    owed = np.zeros((len(ids), len(cuts) + 2))
    owed[customer, found["span"].to_numpy(dtype="int64")] = amounts_of(found, 2)
    return ids, owed


def _owed(engine, as_of, do):
    rows = Rows(engine).with_id("customer_id", _a_customer()).with_day("due_date").with_fen("open_amount_cny")
    if "invoice_date" not in engine.columns:
        return rows
    rows, of = rows.with_day("invoice_date", "billed"), "TRUE"
    if "amount_cny" in engine.columns:
        rows = rows.with_amount("amount_cny", "invoiced", empty=0)
        of = f"NOT ({rows.parts['amount']} < 0 AND {rows.parts['invoiced']} > 0)"
    return rows.with_check(refusals.after("invoice_date", rows.parts["billed"], as_of, do, of))


def warnings(engine, rules, least):
    """The readings of the days on which warnings were given, in the order of the warnings; ``twice`` marks a double reading.

    ``rules(names)`` gives what belongs to each name of a rule: ``which``, ``kind``, ``sign``, ``factor``, ``minimum``, ``periods``,
    ``if_no_bar``; names that are no rules are left out.
    """
    rows = _readings(engine, rules)
    if rows.engine.run(f"SELECT COALESCE(BOOL_OR(bad), FALSE) AS bad FROM {rows.text()}")["bad"].any():
        refusals.refuse(_readings(engine.numbered(), rules))
    return rows.engine.run(text("warnings").format(rows=rows.text(), least=least))


def _readings(engine, rules):
    held = rules(engine.run("SELECT DISTINCT rule FROM {given} WHERE rule IS NOT NULL")["rule"])
    rows = Rows(
        engine.joined("rule", held.add_prefix("rule_").rename(columns={"rule_cell": CELL})),
        only="rule_which IS NOT NULL",
    )
    rows = (
        rows.with_id("customer_id", _a_customer())
        .with_day("day")
        .with_amount("value", "value")
        .with_number("against")
    )
    for name in held.columns.drop("cell"):
        rows = rows.with_part(name, f"rule_{name}")
    return rows.with_part(
        "note",
        "note" if "note" in engine.columns and is_text(engine.types["note"]) else "CAST(NULL AS STRING)",
    )


def _a_customer():
    return refusals.missing("customer_id", say("a customer", "客户编号"))


def _summed(name, engine, read, **parts):
    """What the SQL text of this name gives for the rows that ``read`` reads; refused where a row cannot be used."""
    rows = read(engine)
    found = rows.engine.run(text(name).format(rows=rows.text(), **parts))
    if found["bad"].any():
        refusals.refuse(read(engine.numbered()))
    return found


def text(name):
    """An SQL text of the folder ``sql``."""
    return (files("casekit.engines") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def amounts_of(found, places):
    """The sums in CNY: exact where all amounts are whole fen, and rounded to so many ``places`` where not."""
    fen, rest = (found[name].to_numpy(dtype=float) for name in ("fen", "rest"))
    return np.where(rest == 0, fen / 100, (fen / 100 + rest).round(places)) + 0.0
