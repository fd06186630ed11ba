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


def reminders(customers, orders, visits, as_of, no_visit=60, no_order=90):
    """Reminders RM2 to RM5, one row a reminder.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id``, ``onboard_date``: those on file.
    orders, visits : DataFrame
        ``customer_id`` and ``order_date``, or ``visit_date``. Only what had happened by ``as_of`` counts.
    as_of : str or Timestamp
        The day, the whole of it.
    no_visit, no_order : int
        More days than this without one are too many; exactly as many are not.

    Returns
    -------
    DataFrame
        ``customer_id``; ``reminder``: RM2 not visited for ``no_visit`` days, RM3 never visited, RM4 no order for ``no_order`` days, RM5 never
        ordered; ``since``, the day on which it became due (RM3 and RM5: the day of onboarding); ``reason``. By reminder, then the
        longest due first.
    """
    require_whole("no_visit", no_visit, say("two months: 60", "两个月写 60"))
    require_whole("no_order", no_order, say("a quarter: 90", "一个季度写 90"))
    require_columns(customers, "customer_id", "onboard_date")
    as_of = as_day(as_of)
    on_file = pd.Series(days_in(customers, "onboard_date").to_numpy(), pd.Index(customers["customer_id"]))
    on_file = on_file[on_file <= as_of]
    visited, ordered = (
        _last(*each, as_of).reindex(on_file.index)
        for each in ((visits, "visit_date"), (orders, "order_date"))
    )
    parts = [
        _due("RM2", visited, no_visit, as_of, say("visit", "拜访")),
        _never("RM3", on_file[visited.isna()], say("never visited", "从未拜访")),
        _due("RM4", ordered, no_order, as_of, say("order", "下单")),
        _never("RM5", on_file[ordered.isna()], say("never ordered", "从未购买")),
    ]
    return _told(pd.concat(parts, ignore_index=True))  # fmt: skip


def used_up(orders, lines, as_of, purchases=3):
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
    table = table.assign(since=table["last"] + pd.to_timedelta(lasts, unit="D"), lasts=lasts)[
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


def _due(kind, last, most, as_of, what):
    days = (as_of.normalize() - last).dt.days
    late = last[days > most].sort_values(kind="stable")
    reason = [
        say(f"last {what} {days[who]:.0f} days ago", f"距上次{what} {days[who]:.0f} 天") for who in late.index
    ]
    since = late + pd.Timedelta(days=most + 1)
    return pd.DataFrame(
        {"customer_id": late.index, "reminder": kind, "since": since.to_numpy(), "reason": reason}
    )


def _never(kind, on_file, words):
    on_file = on_file.sort_values(kind="stable")
    return pd.DataFrame(
        {"customer_id": on_file.index, "reminder": kind, "since": on_file.to_numpy(), "reason": words}
    )


def _told(table):
    return labelled(
        table, reminder=say("reminder", "提醒"), since=say("since", "起始日"), reason=say("why", "原因")
    )
