"""Five automatic reminders: used up, not followed up, never followed up, not bought again, never bought (自动提醒).

A reminder says what is to be done today; a warning, that something may be wrong. Both have the same form: customer, since, reason.
"""

import numpy as np
import pandas as pd

from casekit.core.columns import amounts_in, refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import require_columns, require_whole
from casekit.look import labelled


def house_reminders():
    """The five reminders as a table that the reader may change.

    Returns
    -------
    DataFrame
        Index ``reminder``: RM1 used up, RM2 not followed up, RM3 never followed up, RM4 not bought again, RM5 never bought. ``days``: due when
        more days than this have passed since the goods were used up (RM1), the last visit (RM2), the last order (RM4), or the
        customer was put on file (RM3, RM5). A row left out is not reminded of. The numbers are ours; the collection writes n.
    """
    rows = [
        ("RM1", say("used up", "产品已用完"), 0),
        ("RM2", say("not followed up", "多日未跟踪"), 60),
        ("RM3", say("never followed up", "从未跟踪"), 0),
        ("RM4", say("not bought again", "多日未再购"), 90),
        ("RM5", say("never bought", "从未购买"), 0),
    ]
    table = pd.DataFrame(rows, columns=["reminder", "what", "days"]).set_index("reminder")
    return labelled(
        table,
        reminder=say("reminder", "提醒"),
        what=say("what is reminded of", "提醒什么"),
        days=(say("after more than", "超过"), say("days", "天")),
    )


def reminders(customers, orders, visits, as_of, rules=None, lines=None):
    """What is to be done today, one row a reminder.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id``, ``onboard_date``: those on file.
    orders, visits : DataFrame
        ``customer_id`` and ``order_date``, or ``visit_date``. Only what had happened by ``as_of`` counts.
    as_of : str or Timestamp
        The day, the whole of it.
    rules : DataFrame, optional
        As :func:`house_reminders` gives it.
    lines : DataFrame, optional
        ``order_id``, ``sku``, ``quantity`` of articles that are used up, as for :func:`used_up`; without it there is no RM1.

    Returns
    -------
    DataFrame
        ``customer_id``; ``reminder``; ``since``, the day on which it became due; ``reason``. By reminder, then the longest due first.

    Raises
    ------
    Refused
        A column is missing, or ``days`` is no whole number of days.
    """
    days = _days(house_reminders() if rules is None else rules)
    require_columns(customers, "customer_id", "onboard_date")
    as_of = as_day(as_of)
    on_file = pd.Series(
        days_in(customers, "onboard_date").to_numpy(), pd.Index(customers["customer_id"], name="customer_id")
    )
    on_file = on_file[on_file <= as_of]
    visited, ordered = (
        _last(*each, as_of).reindex(on_file.index)
        for each in ((visits, "visit_date"), (orders, "order_date"))
    )
    last = {"RM2": visited, "RM3": on_file[visited.isna()], "RM4": ordered, "RM5": on_file[ordered.isna()]}
    words = {
        "RM2": say("last visit {} days ago", "距上次拜访 {} 天"), "RM3": say("never visited, {} days on file", "从未拜访，建档 {} 天"),
        "RM4": say("last order {} days ago", "距上次下单 {} 天"), "RM5": say("never ordered, {} days on file", "从未购买，建档 {} 天"),
    }  # fmt: skip
    parts = [_due(each, last[each], days[each], as_of, words[each]) for each in last if each in days]
    if lines is not None and "RM1" in days:
        parts.insert(0, used_up(orders, lines, as_of, days=days["RM1"]))
    columns = ["customer_id", "reminder", "since", "reason"]
    return _told(pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns))


def used_up(orders, lines, as_of, purchases=3, days=0):
    """Reminder RM1: articles that a customer should have used up by now, at its own pace.

    Parameters
    ----------
    orders : DataFrame
        ``order_id``, ``customer_id``, ``order_date``.
    lines : DataFrame
        ``order_id``, ``sku``, ``quantity``: of articles that are used up, such as filters.
    as_of : str or Timestamp
        The day, the whole of it.
    purchases : int
        From so many days with a purchase on the pace is known.
    days : int
        Due when more days than this have passed since the last quantity ran out.

    Returns
    -------
    DataFrame
        ``customer_id``, ``reminder`` (RM1), ``since``, ``reason``. The pace is what was bought before the last purchase, by the days
        from the first to the last; the last quantity divided by it says how long it lasts.
    """
    require_columns(orders, "order_id", "customer_id", "order_date")
    require_columns(lines, "order_id", "sku", "quantity")
    require_whole("purchases", purchases, say("three: 3", "三次写 3"))
    as_of = as_day(as_of)
    known = orders.assign(day=days_in(orders, "order_date").dt.normalize())
    bought = lines[["order_id", "sku"]].assign(quantity=amounts_in(lines, "quantity"))
    bought = bought.merge(known.loc[known["day"] <= as_of, ["order_id", "customer_id", "day"]], on="order_id")
    each = bought.groupby(["customer_id", "sku", "day"])["quantity"].sum().reset_index()
    whose = each.groupby(["customer_id", "sku"])
    table = whose.agg(
        first=("day", "min"),
        last=("day", "max"),
        times=("day", "size"),
        all=("quantity", "sum"),
        latest=("quantity", "last"),
    )
    table = table[table["times"] >= max(purchases, 2)].reset_index()
    pace = (table["all"] - table["latest"]) / (table["last"] - table["first"]).dt.days
    lasts = np.ceil(table["latest"] / pace)
    table = table.assign(since=table["last"] + pd.to_timedelta(lasts + days + 1, unit="D"), lasts=lasts)[
        lambda t: t["since"] <= as_of
    ]
    reason = [
        say(
            f"{sku}: {n:g} bought on {day:%Y-%m-%d} last {d:g} days at its pace",
            f"{sku}：{day:%Y-%m-%d} 购入 {n:g} 件，按以往用量可用 {d:g} 天",
        )
        for sku, n, day, d in zip(table["sku"], table["latest"], table["last"], table["lasts"], strict=True)
    ]
    table = pd.DataFrame(
        {"customer_id": table["customer_id"], "reminder": "RM1", "since": table["since"], "reason": reason}
    )
    return _told(table.sort_values(["since", "customer_id"], kind="stable", ignore_index=True))  # fmt: skip


def _last(table, when, as_of):
    """Each customer's last day until ``as_of``."""
    require_columns(table, "customer_id", when)
    refuse_rows(table, table["customer_id"].isna(), "customer_id", say("a customer", "客户编号"))
    days = days_in(table, when).dt.normalize()
    return days[days <= as_of].groupby(table["customer_id"]).max()


def _days(rules):
    """The days of each reminder in the table."""
    require_columns(rules, "days")
    require_each = say("a whole number of days, at least 0", "不小于 0 的整数天数")
    days = amounts_in(rules, "days")
    refuse_rows(rules, (days < 0) | (days % 1 != 0), "days", require_each)
    return dict(zip(rules.index, days.astype(int).tolist(), strict=True))


def _due(kind, last, most, as_of, words):
    """Whose last day lies more than so many days back, the longest first."""
    days = (as_of.normalize() - last).dt.days
    late = last[days > most].sort_values(kind="stable")
    reason = [words.format(f"{days[who]:.0f}") for who in late.index]
    since = late + pd.Timedelta(days=most + 1)
    return pd.DataFrame(
        {"customer_id": late.index, "reminder": kind, "since": since.to_numpy(), "reason": reason}
    )


def _told(table):
    return labelled(
        table, reminder=say("reminder", "提醒"), since=say("since", "起始日"), reason=say("why", "原因")
    )
