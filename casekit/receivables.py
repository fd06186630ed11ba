"""Credit terms, receivables and policy (信用政策与应收账款).

Terms of payment are read by ``parse_terms`` and priced by ``credit_cost``; what receivables cost the seller is
``opportunity_cost``, policies stand side by side in ``policy_table``. These are written in :mod:`casekit.terms`, so that
each of the two files can be read in one sitting, and go by their names here as well.

``dso``, ``best_possible_dso`` and ``countback_dso`` say how long the money is out, ``cei`` how much of what could be collected
was. ``ageing_table`` says who owes what since when; ``loss_rates`` and ``provision``, how much of it will be lost.

Amounts are in CNY. The days of a year (360 or 365) are always an argument: books differ, and the number with them.
"""

from itertools import pairwise
from numbers import Integral

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in, flags_in, refuse_rows
from casekit.core.days import as_day, as_month, days_in, refuse_after
from casekit.core.language import say
from casekit.engines import sums, takes
from casekit.engines.columns import side_by_side
from casekit.engines.sources import opened
from casekit.errors import Refused, Undefined, listed, require_columns
from casekit.look import on_figure
from casekit.terms import (  # noqa: F401 - terms and their cost have a file of their own, and their names here
    Terms,
    amount_due,
    breakeven_default,
    credit_cost,
    due_day,
    opportunity_cost,
    parse_terms,
    payment_steps,
    plot_breakeven,
    policy_table,
    to_fen,
)

BILLED = 'invoices[invoices["invoice_date"] <= as_of]'
CUTS = (30, 60, 90)  # days past due; the last day of each span belongs to it


# How long the money is out ------------------------------------------------------------------------------


def dso(receivables, credit_sales, days):
    """Days sales outstanding (应收账款周转天数): receivables at the end / credit sales of the period × its days.

    A stock is divided by a flow, so the result changes when sales grow, even if nobody pays sooner or later. Zero sales (or fewer): NaN.

    Parameters
    ----------
    receivables, credit_sales : float or Series
        CNY, both with or both without tax; only sales on credit. A column of Polars or Arrow will do as well, or an engine's table
        (:mod:`casekit.engines`) given for both, with the columns ``receivables_cny`` and ``credit_sales_cny``: then a Series comes back.
    days : int
        Days of the period: 90 for a quarter of 360, 365 or 366 for a year.

    Examples
    --------
    >>> round(dso(6_340, 10_890, days=90), 1), dso(6_340, 0, days=90)
    (52.4, nan)
    """
    if not np.all(np.asarray(days) > 0):
        raise Refused(
            say("the days of the period, above zero", "该期的天数，大于零"), repr(days),
            say("90 for a quarter, 365 for a year", "一季写 90，一年写 365"),
        )  # fmt: skip
    if takes(receivables) or takes(credit_sales):
        receivables, credit_sales = side_by_side(receivables_cny=receivables, credit_sales_cny=credit_sales)
    return _ratio(receivables, credit_sales) * days


def best_possible_dso(current, credit_sales, days):
    """The DSO there would be if nobody were late: only ``current`` receivables (not past due) are counted.

    DSO less this is the average days delinquent.

    >>> round(best_possible_dso(3_590, 10_890, days=90), 1)
    29.7
    """
    return dso(current, credit_sales, days)


def countback_dso(receivables, monthly_sales):
    """Days of the latest sales that the balance stands for: whole months are taken off, newest first, then a part.

    Parameters
    ----------
    receivables : float
        The balance at the end of the last month (CNY).
    monthly_sales : Series, dict or list
        Credit sales by month (CNY). The index is the month (a Period, a date, ``"2025-12"``) and gives its days. A
        plain list runs from the oldest month to the newest, 30 days each.

    Returns
    -------
    float
        Days. A month without sales counts with all its days.

    Raises
    ------
    Undefined
        The balance is negative, or older than all the months given.
    Refused
        A month twice, or without an amount; what is no month.

    Examples
    --------
    >>> countback_dso(250, {"2025-10": 90, "2025-11": 120, "2025-12": 160})  # 31 + 90 / 120 of 30
    53.5
    """
    if not receivables >= 0:
        raise Undefined(
            say(f"a balance of {receivables} cannot be counted back", f"余额 {receivables} 无法倒推")
        )
    left, days = receivables, 0.0
    for length, sales in _newest_first(monthly_sales):
        if left <= 0:
            break
        days += length * (min(left / sales, 1) if sales > 0 else 1)
        left -= sales
    if left > 0:
        raise Undefined(
            say(f"{left:,.2f} of the balance is older than the months given: give more months",
                f"余额中有 {left:,.2f} 早于所给的月份：请多给几个月")
        )  # fmt: skip
    return days


def cei(begin, credit_sales, end_total, end_current):
    """Collection effectiveness index (收款效率指数): what was collected of what could be, in percent.

    (begin + credit sales - all receivables at the end) / (begin + credit sales - current ones) × 100. All four must be of
    the same period. Nothing to collect: NaN. Payments not yet booked to an invoice can take it above 100.

    >>> round(cei(6_200, 10_890, 6_340, 3_590), 1)
    79.6
    """
    could = begin + credit_sales
    return _ratio(could - end_total, could - end_current) * 100


def receivables_at(invoices, payments, as_of):
    """The open invoices as they stood on a day, rebuilt from invoices and payments.

    Parameters
    ----------
    invoices : DataFrame
        ``invoice_id``, ``invoice_date``, ``amount_cny`` and, where there are credit notes, ``credit_cny``; further columns
        are kept.
    payments : DataFrame
        ``invoice_id``, ``payment_date``, ``payment_cny`` and, where there are any, ``discount_taken_cny`` and
        ``dishonoured`` (a payment that was not honoured is no payment). An empty cell in these two means none.
    as_of : str or Timestamp
        The last day that counts, the whole of it. What was invoiced or paid later had not happened yet, and is left out.

    Returns
    -------
    DataFrame
        The invoices until that day with ``open_amount_cny`` as it then was, paid ones with 0. An invoice still to come that
        was paid in advance is among them, with what was paid as an amount below zero.

    Raises
    ------
    Refused
        A column is missing; a row without id, day or amount, or with an invoice's id for the second time; a payment whose
        ``invoice_id`` is empty, several, or none of ``invoices``: nothing that was paid is left out in silence.
    """
    as_of, bills = as_day(as_of), _bills(invoices)
    good = _honoured(payments, bills)
    paid = (
        good[good["day"] <= as_of]
        .groupby("place")["settled"]
        .sum()
        .reindex(range(len(bills)), fill_value=0.0)
    )
    there = bills["day"] <= as_of
    amount = (bills["net"].where(there, 0.0) - paid).round(2).to_numpy()
    shown = (there | (paid != 0)).to_numpy()
    return invoices[shown].assign(open_amount_cny=amount[shown])


def _bills(invoices):
    """Each invoice with its ``day`` and what was billed less what was credited, ``net`` (CNY), by its place."""
    require_columns(invoices, "invoice_id", "invoice_date", "amount_cny")
    ids = invoices["invoice_id"]
    once = say("an id that is there, and once", "不空也不重复的编号")
    refuse_rows(invoices, ids.isna() | ids.duplicated(), "invoice_id", once)
    days = days_in(invoices, "invoice_date").dt.normalize().to_numpy()
    net = amounts_in(invoices, "amount_cny") - _where_there(invoices, "credit_cny")
    return pd.DataFrame({"invoice_id": ids.to_numpy(), "day": days, "net": net})


def _honoured(payments, bills):
    """The payments that were honoured: the ``place`` of the invoice of each, its ``day``, what it ``settled`` (CNY)."""
    require_columns(payments, "invoice_id", "payment_date", "payment_cny")
    good = ~flags_in(payments, "dishonoured") if "dishonoured" in payments else np.full(len(payments), True)
    place = pd.Index(bills["invoice_id"]).get_indexer(payments["invoice_id"])
    one = say("the id of one invoice of the table", "发票表中某一张发票的编号")
    refuse_rows(payments, good & (place < 0), "invoice_id", one)
    settled = amounts_in(payments, "payment_cny") + _where_there(payments, "discount_taken_cny")
    days = days_in(payments, "payment_date").dt.normalize().to_numpy()
    return pd.DataFrame({"place": place, "day": days, "settled": settled})[good]


def _where_there(table, name):
    """The amounts of a column that may be absent or have empty cells: nothing was credited or taken off."""
    return amounts_in(table, name, empty=0.0) if name in table else 0.0


def habits(invoices, payments):
    """How customers pay: the share of what was invoiced that is still open so many days later, by terms.

    Parameters
    ----------
    invoices : DataFrame
        As for :func:`receivables_at`, with ``terms_id``; old enough that nearly all of them are paid.
    payments : DataFrame
        As for :func:`receivables_at`: those of these invoices. What was paid in advance counts on the invoice's day.

    Returns
    -------
    DataFrame
        Index ``days`` since the invoice, from 0; one column for each ``terms_id`` (shares).
    """
    require_columns(invoices, "terms_id")
    refuse_rows(invoices, invoices["terms_id"].isna(), "terms_id", say("terms", "付款条件"))
    bills = _bills(invoices).assign(terms_id=invoices["terms_id"].to_numpy())
    good = _days_taken(payments, bills)
    terms = bills["terms_id"].to_numpy()[good["place"]]
    settled = good.groupby([good["days"].clip(lower=0), pd.Series(terms, good.index, name="terms_id")])[
        "settled"
    ].sum()
    billed = bills.groupby("terms_id")["net"].sum()
    last = max(settled.index.get_level_values("days"), default=0)
    by_day = (
        settled.unstack().reindex(index=range(last + 1), columns=billed.index).fillna(0.0).rename_axis("days")
    )
    return 1 - by_day.cumsum() / billed


def _days_taken(payments, bills):
    """The honoured payments with the ``days`` from invoice to payment, below zero if paid in advance."""
    good = _honoured(payments, bills)
    billed = bills["day"].to_numpy()[good["place"]]
    return good.assign(billed=billed, days=(good["day"] - billed).dt.days)


def expected_receivables(invoices, habits, as_of):
    """What would be open on a day if every invoice were paid by these ``habits``, CNY."""
    as_of, bills = as_day(as_of), _bills(invoices)
    require_columns(invoices, "terms_id")
    terms = habits.columns.get_indexer(invoices["terms_id"])
    refuse_rows(
        invoices,
        terms < 0,
        "terms_id",
        say(f"terms among {listed(habits.columns)}", f"付款条件（{listed(habits.columns)}）"),
    )
    there = (bills["day"] <= as_of).to_numpy()
    age = (as_of - bills["day"]).dt.days.clip(0, habits.index[-1])
    return float((bills["net"] * habits.to_numpy()[age, terms])[there].sum())


def month_ends(invoices, payments, days):
    """DSO at the end of each month, on the sales of the 12 months before, beside how long customers took.

    Parameters
    ----------
    invoices, payments : DataFrame
        As for :func:`receivables_at`.
    days : list
        The last days of the months to look at.

    Returns
    -------
    DataFrame
        Index ``month_end``: ``receivables_cny``; ``sales_12m_cny``; ``dso_days``; ``days_to_pay``, from invoice to payment of
        that month's invoices, by amount, once 99 % of the amount is paid (NaN before).
    """
    bills = _bills(invoices)
    good = _days_taken(payments, bills)
    rows = {as_day(day, "days"): _month_end(bills, good, as_day(day, "days")) for day in days}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("month_end")
    return look.labelled(
        table,
        month_end=say("end of month", "月末"),
        receivables_cny=(say("receivables", "应收账款"), say("CNY", "元")),
        sales_12m_cny=(say("sales of 12 months", "近 12 个月赊销额"), say("CNY", "元")),
        dso_days=("DSO", say("days", "天")),
        days_to_pay=(say("customers took", "客户实际付款用时"), say("days", "天")),
    )


def _month_end(bills, good, day):
    first, year = day.replace(day=1), day - pd.DateOffset(years=1)
    balance = bills.loc[bills["day"] <= day, "net"].sum() - good.loc[good["day"] <= day, "settled"].sum()
    sales = bills.loc[bills["day"].between(year, day, inclusive="right"), "net"].sum()
    billed = bills.loc[bills["day"].between(first, day), "net"].sum()
    paid = good[good["billed"].between(first, day)]
    amount = paid["settled"]
    took = (paid["days"] * amount).sum() / amount.sum() if amount.sum() >= 0.99 * billed > 0 else np.nan
    return {
        "receivables_cny": round(balance, 2),
        "sales_12m_cny": round(sales, 2),
        "dso_days": dso(balance, sales, (day - year).days),
        "days_to_pay": took,
    }


# Who owes what since when -------------------------------------------------------------------------------


def ageing_table(invoices, as_of, cuts=CUTS):
    """Each customer's open amounts by how long they are past due (账龄分析).

    Counted from the due date; an ageing from the invoice date is another table. Due on ``as_of`` itself is not due;
    day 30 belongs to 1-30. Credit balances stay with their own customer and lower nobody else's debt.

    Parameters
    ----------
    invoices : DataFrame
        ``customer_id``, ``due_date``, ``open_amount_cny``; if there is an ``invoice_date``, none may be after ``as_of``,
        unless it was paid in advance (as :func:`receivables_at` has it): this is not due. A path of Parquet files, or a table of DuckDB, Polars, Arrow or Spark, will do as well (:mod:`casekit.engines`).
    as_of : str or Timestamp
        The day of the table.
    cuts : tuple
        Last days past due of all spans but the open one: whole numbers above zero that rise.

    Returns
    -------
    DataFrame
        Indexed by ``customer_id``, sorted: ``not_due``, ``d1_30``, ``d31_60``, ``d61_90``, ``over_90``, ``total`` (CNY).

    Raises
    ------
    Refused
        A column is missing; a row without customer, due date or amount; an invoice after ``as_of``. The row is named.
        Cuts that do not rise.

    Examples
    --------
    >>> bills = pd.DataFrame({"customer_id": ["A", "A", "B"], "due_date": pd.to_datetime(["2025-12-31", "2025-12-01", "2025-08-01"]), "open_amount_cny": [10.0, 5.0, 7.5]})
    >>> ageing_table(bills, "2025-12-31")
                 not_due  d1_30  d31_60  d61_90  over_90  total
    customer_id
    A               10.0    5.0     0.0     0.0      0.0   15.0
    B                0.0    0.0     0.0     0.0      7.5    7.5
    """
    elsewhere, invoices = takes(invoices), opened(invoices) if takes(invoices) else invoices
    require_columns(invoices, "customer_id", "due_date", "open_amount_cny")
    as_of, cuts = as_day(as_of), _rising(cuts)
    known, owed = sums.ageing(invoices, as_of, cuts, BILLED) if elsewhere else _owed(invoices, as_of, cuts)
    table = pd.DataFrame(
        owed, index=pd.Index(known, name="customer_id"), columns=_span_names(cuts)
    ).sort_index()
    return look.labelled(table.assign(total=table.sum(axis="columns").round(2)), **_ages(cuts))


def loss_rates(entered):
    """The share of each age that is lost in the end: the amount never paid, over the amount that entered the age.

    Parameters
    ----------
    entered : Series
        Amounts that entered each age, youngest first (CNY); what enters the last one counts as lost.

    Returns
    -------
    Series
        Shares, by age; NaN for an age that nothing entered.

    Examples
    --------
    >>> loss_rates(pd.Series([100_000, 50_000, 23_000, 8_000, 2_000])).round(4).tolist()
    [0.02, 0.04, 0.087, 0.25, 1.0]
    """
    lost = entered.iloc[-1]
    return (lost / entered.where(entered > 0)).rename("loss_rate")


def provision(balances, rates):
    """The provision matrix (准备矩阵): each age's balance × its loss rate, to the fen.

    Parameters
    ----------
    balances, rates : Series
        By age: CNY, and shares from 0 to 1. Both have the same ages.

    Returns
    -------
    DataFrame
        ``balance_cny``, ``loss_rate`` (share), ``expected_loss_cny``; the sum of the last is the provision.

    Raises
    ------
    Refused
        Ages of the one that the other does not have; a rate that is missing or outside 0 to 1.
    """
    apart = [*balances.index.symmetric_difference(rates.index)]
    bad = [*rates.index[~rates.between(0, 1)]]
    if apart or bad:
        raise Refused(
            say("a loss rate from 0 to 1 for each age", "每一段账龄都有 0 到 1 之间的损失率"),
            say(f"ages that do not match, or rates that are none: {listed(apart or bad)}",
                f"对不上的账龄，或不成立的损失率：{listed(apart or bad)}"),
            say("name the ages alike; write 4 % as 0.04", "两边的账龄名称要一致；4% 写 0.04"),
        )  # fmt: skip
    rates = rates.reindex(balances.index)
    loss = [to_fen(balance * rate) for balance, rate in zip(balances, rates, strict=True)]
    table = pd.DataFrame({"balance_cny": balances, "loss_rate": rates, "expected_loss_cny": loss})
    return look.labelled(
        table,
        balance_cny=(say("balance", "余额"), say("CNY", "元")),
        loss_rate=(say("loss rate", "损失率"), "share"),
        expected_loss_cny=(say("expected loss", "预期损失"), say("CNY", "元")),
    )


def _ratio(above, below):
    """``above / below``; NaN where ``below`` is not positive, for numbers and for Series."""
    if isinstance(below, pd.Series):
        return above / below.where(below > 0)
    return above / (below if below > 0 else np.nan)


def _newest_first(monthly_sales):
    """Pairs (days of the month, sales), the newest month first."""
    if isinstance(monthly_sales, dict | pd.Series):
        sales = pd.Series(monthly_sales, dtype=float)
        months = pd.PeriodIndex([as_month(each) for each in sales.index], freq="M")
        if months.has_duplicates or sales.isna().any():
            raise Refused(
                say("one amount for each month", "每个月一个金额"),
                say("a month twice, or without an amount", "有的月份重复，或没有金额"),
                say("add up by month first", "先按月汇总"),
            )
        sales = sales.set_axis(months).sort_index(ascending=False)
        return zip(sales.index.days_in_month, sales, strict=True)
    return [(30, amount) for amount in reversed(list(monthly_sales))]


def _owed(invoices, as_of, cuts):
    """The customers, and what each owes, a column for each span of days past due."""
    due, amount = _days_and_amounts(invoices, as_of)
    customer, known = pd.factorize(invoices["customer_id"])
    late = _number_of(as_of) - due
    bucket = sum((late > cut).view(np.int8) for cut in (0, *cuts))
    spans = len(cuts) + 2
    owed = np.bincount(customer * spans + bucket, weights=amount, minlength=len(known) * spans).astype(float)
    return known, owed.reshape(-1, spans).round(2)


def _days_and_amounts(invoices, as_of):
    """Due days (as whole days) and amounts, after naming the rows that cannot be used."""
    refuse_rows(invoices, invoices["customer_id"].isna(), "customer_id", say("a customer", "客户编号"))
    due, amount = days_in(invoices, "due_date"), amounts_in(invoices, "open_amount_cny")
    if "invoice_date" in invoices:
        billed = days_in(invoices, "invoice_date")
        advance = (
            (amount < 0) & (amounts_in(invoices, "amount_cny", 0) > 0)
            if "amount_cny" in invoices
            else amount != amount
        )
        refuse_after(invoices[~advance], billed[~advance], as_of, "invoice_date", BILLED)
    return due.to_numpy("datetime64[D]").astype(np.int64), amount


def _rising(cuts):
    """The cuts as whole days above zero that rise."""
    days = list(cuts) if np.iterable(cuts) and not isinstance(cuts, str) else [cuts]
    whole = all(isinstance(day, Integral) and not isinstance(day, bool) for day in days)
    if not days or not whole or days[0] < 1 or any(later <= day for day, later in pairwise(days)):
        raise Refused(
            say("cuts as whole days above zero that rise, such as (30, 60, 90)", "逐个增大、大于零的整天数，如 (30, 60, 90)"),
            repr(cuts), say("what is not due, and what is over the last cut, have columns of their own", "未到期和超过最后一个分界点的各自成列"),
        )  # fmt: skip
    return days


def _number_of(day):
    return np.datetime64(day, "D").astype(np.int64)


def _span_names(cuts):
    between = [f"d{low + 1}_{high}" for low, high in pairwise((0, *cuts))]
    return ["not_due", *between, f"over_{cuts[-1]}"]


def _ages(cuts):
    """Headings of the ageing table's columns."""
    cny = say("CNY", "元")
    spans = {
        f"d{low + 1}_{high}": say(f"{low + 1}–{high}", f"{low + 1}～{high}")
        for low, high in pairwise((0, *cuts))
    }
    return {
        "not_due": (say("not due", "未到期"), cny),
        **{name: (say(f"{days} days late", f"逾期 {days} 天"), cny) for name, days in spans.items()},
        f"over_{cuts[-1]}": (say(f"over {cuts[-1]} days", f"逾期超过 {cuts[-1]} 天"), cny),
        "total": (say("total", "合计"), cny),
    }


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_month_ends(table, ax=None):
    """DSO at each month's end, a line that jumps, over the days customers took, which hardly move.

    Parameters
    ----------
    table : DataFrame
        As :func:`month_ends` gives it.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    places, known = range(len(table)), table["days_to_pay"].notna().to_numpy()
    ax.plot(places, table["dso_days"], "o-", color=look.BLUE)
    ax.plot(np.flatnonzero(known), table["days_to_pay"][known], "s--", color=look.ORANGE, markersize=5)
    dso = table["dso_days"].to_numpy()
    for place in {0, int(np.argmin(dso)), len(table) - 1}:
        falls = place == 0 and dso[:2].argmin() == 1
        look.beside(ax, look.half_up(dso[place], 1), (place, dso[place]), (0, 9 if falls else -17),
                    ha="center", color=look.BLUE)  # fmt: skip
    _name_the_payers(ax, table, known)
    look.beside(ax, "DSO", (len(table) - 2, table["dso_days"].iloc[-2]), (0, 8), ha="center", color=look.BLUE)
    ax.set(
        xticks=list(places),
        xticklabels=look.month_labels(table.index),
    )
    ax.set(ylim=(0, 45), ylabel=on_figure("days", "天"), xlabel=on_figure("end of month", "月末"))
    return _tell_month_ends(ax, table)


def _name_the_payers(ax, table, known):
    """The label of the dashed line, below it and right of DSO's lowest point; where it ends, why."""
    low = int(np.argmin(table["dso_days"]))
    words = on_figure("days from invoice to payment", "从开票到付款的天数")
    if not known[-1]:
        first = table.index[np.flatnonzero(known)[-1] + 1 if known.any() else 0]
        words += on_figure(
            f"\n(from {first:%m/%Y} on less than 99 % is paid)", f"\n（{first.month} 月起到账不足 99%，未画）"
        )
    place = low + 1.2 if low + 6 < len(table) else 0.2
    below = table["days_to_pay"].min() - 1.5
    ax.text(place, below, words, va="top", color=look.ORANGE, fontsize=11, linespacing=1.35)


def _tell_month_ends(ax, table):
    """Title and reading, worked out from what was drawn."""
    low, high = (look.half_up(each, 1) for each in (table["dso_days"].min(), table["dso_days"].max()))
    took = table["days_to_pay"].dropna()
    least, most = (look.half_up(each, 1) for each in (took.min(), took.max()))
    longer = len(took) > 1 and took.iloc[-1] >= took.iloc[0]
    sooner = (", with no sign of paying sooner", "，没有变快的迹象") if longer else ("", "")
    look.title(
        ax,
        on_figure(f"DSO swings from {low} to {high}; payers hardly change", f"DSO 在 {low}～{high} 天之间摆动，付款快慢变化不大"),
        on_figure("DSO on the sales of 12 months, and days from invoice to payment",
                  "按近 12 个月赊销额算的 DSO，以及从开票到付款的天数"),
    )  # fmt: skip
    ends = [look.half_up(table["dso_days"].iloc[place], 1) for place in (0, -1)]
    missing = _months_not_drawn(table)
    return look.read_this(
        ax,
        say(
            f"The solid line is DSO: {ends[0]} days at the first month's end, {ends[1]} at the last, {low} to {high} in between. The "
            f"dashed line is how long customers took, on average, over each month's invoices, once 99 % of the amount is paid: {least} to {most} days{sooner[0]}.{missing[0]}",
            f"实线是 DSO：第一个月末 {ends[0]} 天，最后一个月末 {ends[1]} 天，在 {low}～{high} 天之间。虚线是各月发票从开票到付款平均"
            f"用了多少天（到账 99% 以上的月份才画）：在 {least}～{most} 天之间{sooner[1]}。{missing[1]}",
        ),
    )


def _months_not_drawn(table):
    """Why the dashed line ends before the solid one, in both languages; empty if it does not."""
    known = table["days_to_pay"].notna().to_numpy()
    if known[-1]:
        return "", ""
    first = table.index[np.flatnonzero(known)[-1] + 1 if known.any() else 0]
    return (
        f" From {first:%m/%Y} on less is paid, and the average of a single month may still move, so it is not drawn; "
        "in the average of many months the few open invoices hardly count.",
        f"{first.month} 月起到账不足 99%，单独一个月的平均天数还会变，所以没有画；许多个月合起来平均，少数没付清的发票影响很小。",
    )
