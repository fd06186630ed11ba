"""Early warning: rules in a table, what fired since when and why, and how right it was (预警管理).

``house_rules`` and ``printed_rules`` are tables that the reader may change. ``early_warnings`` holds readings
(:mod:`casekit.readings`) against them. ``verdicts`` and ``judge`` compare the warnings with what happened, ``trial`` does so for a
whole row of tolerances; they are written in :mod:`casekit.hindsight` and go by their names here as well. Who may set a warning aside: :mod:`casekit.overrides`; five reminders: :mod:`casekit.reminders`.
"""

import numpy as np
import pandas as pd

from casekit.core.columns import amounts_in, flags_in, refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.engines import sums, takes
from casekit.engines.sources import opened
from casekit.errors import Refused, Undefined, require_columns
from casekit.hindsight import cost, judge, verdicts  # noqa: F401 - they have a file of their own, and their names here
from casekit.look import labelled

ABOVE, BELOW = ">", "<"
READING = ("customer_id", "rule", "day", "value", "against")
LEAST = 1e-6  # less than this is the noise of floats, not a difference

# The rules -------------------------------------------------------------------------------------------------


def house_rules():
    """The five warnings as seven rules, with tolerance, minimum volume and confirmation as Qinghe has them.

    Returns
    -------
    DataFrame
        Index ``rule``; change a cell and hand it to :func:`early_warnings`:

        * ``warning``: W1 debt, W2 sales progress, W3 selling expense, W4 loss of the customer, W5 serious incident
        * ``what``, ``bar``, ``unit``: the words of the reason
        * ``worse``: ``">"`` warns above the bar, ``"<"`` below it; equal never warns
        * ``tolerance``: how far beyond the bar, as a part of it (0.3 is 30 %)
        * ``minimum``: a bar below this is not held against (in the unit of the bar)
        * ``periods``: how many readings in a row must be bad
        * ``if_no_bar``: True warns where the bar itself is missing, such as a customer without a limit on file
    """
    yuan, orders, days = say("yuan", "元"), say("", "张"), say("days", "天")
    sales, spent = say("net sales", "当月销售净额"), say("expense", "销售费用")
    rows = [
        ("debt", "W1", say("owes", "欠款"), say("credit limit", "信用额度"), yuan, ABOVE, 0.0, 0, 1, True),
        ("plan", "W2", sales, say("plan", "计划"), yuan, BELOW, 0.3, 20_000, 2, False),
        ("year", "W2", sales, say("same month last year", "上年同月"), yuan, BELOW, 0.3, 20_000, 2, False),
        ("usual", "W2", say("orders this month", "当月订单"), say("usual number", "通常"), orders, BELOW, 0.3, 2, 2, False),
        ("expense", "W3", spent, say("budget", "预算"), yuan, ABOVE, 0.1, 200, 2, False),
        ("silence", "W4", say("no order for", "未下单"), say("usual gap", "通常间隔"), days, ABOVE, 2.0, 0, 1, False),
        ("incident", "W5", say("reported", "上报的变故"), say("none", "不对照"), "", ABOVE, 0.0, 0, 1, False),
    ]  # fmt: skip
    columns = [
        "rule",
        "warning",
        "what",
        "bar",
        "unit",
        "worse",
        "tolerance",
        "minimum",
        "periods",
        "if_no_bar",
    ]
    return _headed(pd.DataFrame(rows, columns=columns).set_index("rule"))


def printed_rules():
    """The same rules as the article prints them: any decline, any excess, at once; ``silence`` has no window there.

    The usual gap itself is taken for the window that the article leaves out (misprint E27).
    """
    table = house_rules().assign(tolerance=0.0, minimum=0.0, periods=1)
    table["if_no_bar"] = False
    return _headed(table)


def _headed(table):
    return labelled(
        table,
        rule=say("rule", "规则代码"), warning=say("warning", "预警"), what=say("what is read", "看什么"), bar=say("held against", "对照"),
        unit=say("unit", "单位"), worse=say("warns if", "何时报"), tolerance=(say("tolerance", "容忍度"), "share"), minimum=say("minimum", "最低基数"),
        periods=say("readings in a row", "连续次数"), if_no_bar=say("warns if none on file", "无对照也报"),
    )  # fmt: skip


# What fired ------------------------------------------------------------------------------------------------


def early_warnings(readings, rules=None):
    """What fired, since when and why: one row a warning.

    Parameters
    ----------
    readings : DataFrame
        ``customer_id``, ``rule``, ``day``, ``value``, ``against`` and, where there are words instead of numbers, ``note``; from
        :mod:`casekit.readings`, several under each other. Readings of a rule that is not in the table are left alone.
        A path of Parquet files, or a table of DuckDB, Polars, Arrow or Spark, will do as well (:mod:`casekit.engines`).
    rules : DataFrame, optional
        As :func:`house_rules` gives it.

    Returns
    -------
    DataFrame
        ``customer_id``; ``warning``; ``since``, the day on which it was given (the last of the readings that confirmed it);
        ``until``, the first reading that was no longer bad (NaT while it stands); ``reason``, one sentence with the numbers of that
        day. Rules of one warning (the three of W2) make one warning. Earliest first, equals by customer.

    Raises
    ------
    Refused
        A column is missing, a rule makes no sense, or a customer was read twice by a rule on one day.

    Notes
    -----
    The warnings are the dealer article's; tolerance, minimum and confirmation are ours.

    Examples
    --------
    >>> read = pd.DataFrame({"customer_id": "A", "rule": "debt", "day": pd.to_datetime(["2025-01-31", "2025-02-28"]),
    ...                      "value": [100.0, 130.0], "against": 100.0})
    >>> early_warnings(read)[["customer_id", "warning", "reason"]].to_numpy().tolist()
    [['A', 'W1', 'owes 130 yuan, credit limit 100 (30 % over)']]
    """
    rules = house_rules() if rules is None else _sound(rules)
    if takes(readings):
        return _told_elsewhere(readings, rules)
    read = _known(readings, rules)
    kind, kinds = pd.factorize(rules["warning"], sort=True)
    read = _sorted(
        read | {"kind": kind[read["which"]], "on": _confirmed(read, rules)}, "who", "kind", "day", "which"
    )
    begin = np.flatnonzero(_changes(read["who"], read["kind"], read["day"]))
    start, until = _spells(*(read[name][begin] for name in ("who", "kind", "day")), _any(read["on"], begin))
    first = begin[start]
    table = {
        "customer_id": read["ids"][read["who"][first]],
        "warning": np.asarray(kinds, dtype=object)[read["kind"][first]],
        "since": read["day"][first].astype("datetime64[us]"),
        "until": until.astype("datetime64[us]"),
        "reason": _reasons(read, rules, first, np.append(begin, len(read["on"]))[start + 1]),
    }
    order = np.lexsort((read["kind"][first], read["who"][first], read["day"][first]))
    return _told(pd.DataFrame({name: np.asarray(column)[order] for name, column in table.items()}))


def _told_elsewhere(readings, rules):
    """The same warnings of readings that an engine holds: it finds the days, the sentences are written here."""
    engine, (kind, kinds) = opened(readings), pd.factorize(rules["warning"], sort=True)
    require_columns(engine, *READING)
    found = sums.warnings(engine, lambda names: _by_name(names, rules, kind), LEAST)
    read = {name: found[name].to_numpy() for name in ("which", "value", "against", "note")}
    who, day = found["customer_id"].to_numpy(dtype=object), found["since"].to_numpy().astype("datetime64[D]")
    if found["twice"].any():
        raise _twice(*_first_twice(found, who, day), rules)
    begin = np.flatnonzero(_changes(who, found["kind"].to_numpy(), day))
    read["on"] = np.ones(len(found), dtype=bool)
    table = {
        "customer_id": who[begin],
        "warning": np.asarray(kinds, dtype=object)[found["kind"].to_numpy(dtype="int64")[begin]],
        "since": day[begin].astype("datetime64[us]"),
        "until": found["until_day"].to_numpy().astype("datetime64[D]")[begin].astype("datetime64[us]"),
        "reason": np.asarray(_reasons(read, rules, begin, np.append(begin, len(found))[1:])),
    }
    return _told(pd.DataFrame(table))


def _by_name(names, rules, kind):
    """What an engine needs of each rule that is named."""
    which = rules.index.get_indexer(names)
    sign, tolerance = np.where(rules["worse"] == ABOVE, 1, -1), amounts_in(rules, "tolerance")
    table = {
        "which": np.arange(len(rules)), "kind": kind, "sign": sign.astype(float), "factor": 1 + sign * tolerance,
        "minimum": amounts_in(rules, "minimum"), "periods": amounts_in(rules, "periods"), "if_no_bar": flags_in(rules, "if_no_bar"),
    }  # fmt: skip
    known = which >= 0
    return pd.DataFrame(table).iloc[which[known]].assign(cell=names[known].astype(str).to_numpy(dtype=object))


def _first_twice(found, who, day):
    at = found.assign(who=who)[found["twice"]].sort_values(["which", "who", "since"]).index[0]
    return who[at], found["which"].iloc[at], day[at]


def _told(table):
    return labelled(
        table,
        warning=say("warning", "预警"),
        since=say("since", "报出日"),
        until=say("until", "解除日"),
        reason=say("why", "原因"),
    )


def _sound(rules):
    """The table of rules, refused where it cannot be meant."""
    require_columns(
        rules, "warning", "what", "bar", "unit", "worse", "tolerance", "minimum", "periods", "if_no_bar"
    )
    named = rules.reset_index()
    refuse_rows(
        named,
        rules.index.duplicated() | rules.index.isna(),
        rules.index.name or "index",
        say("a rule, once", "不重复的规则"),
    )
    refuse_rows(rules, ~rules["worse"].isin([ABOVE, BELOW]), "worse", say('">" or "<"', "“>”或“<”"))
    refuse_rows(
        rules, amounts_in(rules, "tolerance") < 0, "tolerance", say("a share, at least 0", "不小于 0 的比例")
    )
    periods = amounts_in(rules, "periods")
    refuse_rows(
        rules,
        (periods < 1) | (periods % 1 != 0),
        "periods",
        say("a whole number of at least 1", "不小于 1 的整数"),
    )
    return rules  # fmt: skip


def _known(readings, rules):
    """The readings of rules that there are, as arrays in the order of rule, customer, day."""
    require_columns(readings, *READING)
    codes, named = pd.factorize(readings["rule"])
    which = np.append(rules.index.get_indexer(named), -1)[codes]
    readings = readings if (which >= 0).all() else readings[which >= 0]
    who, ids = pd.factorize(readings["customer_id"], sort=True)
    refuse_rows(readings, who < 0, "customer_id", say("a customer", "客户编号"))
    read = {
        "which": which[which >= 0],
        "who": who,
        "day": days_in(readings, "day").to_numpy().astype("datetime64[D]"),
        "value": amounts_in(readings, "value"),
        "against": pd.to_numeric(readings["against"]).to_numpy(dtype=float, na_value=np.nan),
        "ids": np.asarray(ids, dtype=object),
    }
    if "note" in readings:
        read["note"] = readings["note"].to_numpy(dtype=object)
    read = _sorted(read, "which", "who", "day")
    _refuse_twice(read, rules)
    return read


def _sorted(read, *keys):
    """The arrays in the order of the keys, which are put together to one number; what is sorted already stays."""
    place = np.zeros(len(read["who"]), dtype="int64")
    for each in (read[key].astype("int64") for key in keys):
        low, high = (each.min(), each.max()) if len(each) else (0, 0)
        place = place * (high - low + 1) + each - low
    if (place[1:] >= place[:-1]).all():
        return read
    order = np.argsort(place, kind="stable")
    return {name: each if name == "ids" else each[order] for name, each in read.items()}


def _refuse_twice(read, rules):
    """Refuse a customer read twice by one rule on one day."""
    twice = ~_changes(read["which"], read["who"], read["day"])
    if twice.any():
        at = int(np.argmax(twice))
        raise _twice(read["ids"][read["who"][at]], read["which"][at], read["day"][at], rules)


def _twice(customer, which, day, rules):
    return Refused(
        say("each customer once a rule and day", "每家客户每条规则每天只有一个数"),
        f"{customer}, {rules.index[which]}, {day}",
        say("drop the double readings before", "先去掉重复的行"),
    )


def _changes(*keys):
    """Where a new group of equal keys begins."""
    new = np.ones(len(keys[0]), dtype=bool)
    new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return new


def _bad(read, rules):
    """Which readings lie beyond their bar, by more than the tolerance, where the bar is large enough to count."""
    which, value, against = read["which"], read["value"], read["against"]
    sign = np.where(rules["worse"] == ABOVE, 1, -1)[which]
    bar = against * (1 + sign * amounts_in(rules, "tolerance")[which])
    beyond = (sign * (value - bar) > LEAST) & (against >= amounts_in(rules, "minimum")[which])
    return np.where(np.isnan(against), flags_in(rules, "if_no_bar")[which], beyond)


def _confirmed(read, rules):
    """Which readings are the last of so many bad ones in a row."""
    bad, at = _bad(read, rules), np.arange(len(read["who"]))
    begin = np.maximum.accumulate(np.where(_changes(read["which"], read["who"]), at, 0))
    good = np.maximum.accumulate(np.where(bad, -1, at))
    run = at - np.maximum(good, begin - 1)
    return bad & (run >= amounts_in(rules, "periods")[read["which"]])


def _any(on, begin):
    """Whether any reading of a group is on."""
    return np.logical_or.reduceat(on, begin) if len(begin) else on


def _spells(who, kind, day, on):
    """Where a warning comes on, and the first day after on which it is off (NaT while it stands)."""
    new = _changes(who, kind)
    before = np.append(False, on)[: len(on)] & ~new
    start, off = np.flatnonzero(on & ~before), np.flatnonzero(~on & before)
    last = np.append(off, len(on))[np.searchsorted(off, start)]
    group, day = np.append(np.cumsum(new), -1), np.append(day, np.datetime64("NaT", "D"))
    return start, np.where(group[last] == group[start], day[last], np.datetime64("NaT", "D"))


def _reasons(read, rules, first, end):
    """The sentence of each warning: its readings of the day it was given, in the order of the rules."""
    patterns, notes = [_patterns(rule) for rule in rules.to_dict("records")], read.get("note")
    which, value, against, on = (read[name] for name in ("which", "value", "against", "on"))
    between = say("; ", "；")

    def words(row):
        if notes is not None and isinstance(notes[row], str) and notes[row]:
            return notes[row]
        return _reason(patterns[which[row]], float(value[row]), float(against[row]))

    return [
        between.join([words(row) for row in range(*span) if on[row]])
        for span in zip(first.tolist(), end.tolist(), strict=True)
    ]


def _patterns(rule):
    """The sentences of a rule: with a bar, with a bar of zero, and with none on file."""
    head = f"{rule['what']} {{}} {rule['unit']}".strip()
    over, times = rule["worse"] == ABOVE, rule["periods"]
    far = say(f"{{}} % {'over' if over else 'below'}", f"{'高出' if over else '低'} {{}}%")
    running = say(f", {times} in a row", f"，连续 {times} 次") if times > 1 else ""
    zero = head + say(f", {rule['bar']} {{}}", f"，{rule['bar']} {{}}")
    none = head + say(f", no {rule['bar']} on file", f"，没有登记{rule['bar']}")
    return zero + say(f" ({far}{running})", f"（{far}{running}）"), zero, none


def _reason(patterns, value, against):
    """One reading in words."""
    full, zero, none = patterns
    if against > 0:
        far = 100 * abs(value / against - 1)
        return full.format(_plain(value), _plain(against), f"{far:.0f}" if far >= 1 else f"{far:.1f}")
    return none.format(_plain(value)) if np.isnan(against) else zero.format(_plain(value), _plain(against))


def _plain(number):
    """A number without needless decimals."""
    return f"{number:,.0f}" if abs(number) >= 100 or number == round(number) else f"{number:,.1f}"


# Tried out, and chance ---------------------------------------------------------------------------------------


def trial(readings, rules, tolerances, outcomes, warning="W2", within=90, as_of=None, since=None):
    """The same rules with one tolerance after another: one row a tolerance, as :func:`judge` counts.

    Parameters
    ----------
    readings, rules
        As for :func:`early_warnings`.
    tolerances : list of number
        Put into every rule of ``warning`` in turn.
    outcomes, within, as_of
        As for :func:`verdicts`.
    warning : str
        The warning whose tolerance is tried.
    since : str or Timestamp, optional
        Count only warnings given from this day on.
    """
    of = readings[readings["rule"].isin(rules.index[rules["warning"] == warning])]
    rows = {}
    for tolerance in tolerances:
        tried = rules.assign(tolerance=rules["tolerance"].mask(rules["warning"] == warning, float(tolerance)))
        given = early_warnings(of, tried)
        given = given if since is None else given[given["since"] >= as_day(since, "since")]
        rows[tolerance] = judge(given, outcomes, within, as_of).iloc[-1]
    table = judge(given, outcomes, within, as_of)
    found = pd.DataFrame.from_dict(rows, orient="index").rename_axis("tolerance")
    whole = [name for name in table.columns if table[name].dtype.kind == "i"]
    return labelled(
        found.astype(dict.fromkeys(whole, int)),
        **table.attrs["labels"],
        tolerance=(say("tolerance", "容忍度"), "share"),
    )


def at_least_one(*chances):
    """The chance that at least one of several independent tests fires: 1 less the product of (1 − p).

    >>> at_least_one(0.5, 0.5, 0.5)
    0.875
    """
    chances = np.asarray(chances, dtype=float)
    if not chances.size or not ((chances >= 0) & (chances <= 1)).all():
        raise Undefined(
            say("chances between 0 and 1, at least one of them", "至少要有一个概率，且都在 0 和 1 之间")
        )
    return float(1 - np.prod(1 - chances))
