"""Composition and ABC (客户构成与 ABC 分析).

Who do the sales come from? ``by_class`` adds up what each class of customers brings, ``abc_table`` sorts customers by
their share of the sales, ``abc_by_average`` by fixed marks a month, ``abc_by_potential`` by what they buy and what they
could buy, ``pyramid`` counts heads from the top. Before them stands ``casekit.sales`` (returns taken off), after them
``casekit.concentration`` (how uneven it all is) and ``casekit.wallet`` (what part of a customer's purchases is ours);
their functions can be called from here, too.

Tables: ``sales`` has ``customer_id`` and ``net_amount_cny`` (CNY), any number of rows a customer, returns as
negative amounts. Money is compared in whole fen, so that a customer who ends on exactly 75 % is treated as such.
"""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pandas as pd

from casekit import look
from casekit.concentration import gini, hhi, lorenz, plot_lorenz
from casekit.core.days import as_day, days_in, is_after, refuse_after
from casekit.core.language import say
from casekit.errors import Refused, listed, require_columns, require_one_of, require_whole
from casekit.look import on_figure
from casekit.sales import by_customer, net_sales, refuse_nothing_sold, refuse_rows
from casekit.wallet import plot_wallet, share_of_wallet

__all__ = [
    "net_sales",
    "abc_table",
    "abc_by_average",
    "abc_by_potential",
    "by_class",
    "pyramid",
    "lorenz",
    "gini",
    "hhi",
    "share_of_wallet",
    "plot_cumulative",
    "plot_lorenz",
    "plot_wallet",
]

CUTS = (0.75, 0.95)  # A up to 75 % of the sales, B up to 95 %: the article's 75, 20 and 5
MARKS = (500_000, 100_000)  # CNY a month: the chapter prints the first, "likewise B, C"; the second is ours
HEADS = (1, 5, 20)  # per cent of the customers, from the top: Curry's pyramid
LETTERS = "ABCDEFGH"
FEW = 5  # with fewer customers than this, classes say little


# Formulas -----------------------------------------------------------------------------------------------


def abc_table(sales, cuts=CUTS, crossing="include"):
    """Sort customers by sales, add up their shares from the largest down, and cut the sum into A, B and C.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id`` and ``net_amount_cny`` (CNY); several rows of a customer are summed. A path of Parquet files, or a table of DuckDB, Polars, Arrow or Spark, will do as well (:mod:`casekit.engines`).
    cuts : tuple of float
        Where A ends and where B ends, as shares of the cumulative sales.
    crossing : str
        The customer whose sales carry the sum across a cut: with ``"include"`` it belongs to the class above
        (the share *before* it lies below the cut), with ``"exclude"`` to the class below (A only if the share
        *with* it does not exceed the cut). The article says "about 75 %" and does not mention this customer.

    Returns
    -------
    DataFrame
        Indexed by ``customer_id``, largest first: ``net_amount_cny``, ``share`` and ``cumulative_share`` of the
        positive sales, ``abc_class``. Customers with equal sales share the class of the first of them. Who has
        no positive net sales stands outside the sum: no shares, the lowest class, and a ``reason``. With fewer
        than five customers the ``reason`` says how little classes mean.

    Raises
    ------
    Refused
        A row without customer or amount, cuts that do not rise between 0 and 1, or total sales of zero or less.

    Examples
    --------
    >>> sales = pd.DataFrame({"customer_id": list("EDCBA"), "net_amount_cny": [5, 5, 10, 30, 50]})
    >>> abc_table(sales)
                 net_amount_cny  share  cumulative_share abc_class
    customer_id
    A                      50.0   0.50              0.50         A
    B                      30.0   0.30              0.80         A
    C                      10.0   0.10              0.90         B
    D                       5.0   0.05              0.95         B
    E                       5.0   0.05              1.00         B
    """
    require_one_of("crossing", crossing, ["include", "exclude"])
    cuts = _checked_cuts(cuts)
    fen = by_customer(sales)
    refuse_nothing_sold(fen)
    counted = fen.to_numpy().clip(min=0)
    through, total = np.cumsum(counted), int(counted.sum())
    first = _first_of_equals(fen.to_numpy())
    if crossing == "include":
        below = [(through - counted)[first] >= ceil(cut * total) for cut in cuts]
    else:
        below = [through[first] > floor(cut * total) for cut in cuts]
    level = np.where(counted > 0, np.sum(below, axis=0, dtype=int), len(cuts))
    shares = {
        "share": np.where(counted > 0, counted / max(total, 1), np.nan),
        "cumulative_share": np.where(counted > 0, through / max(total, 1), np.nan),
    }
    table = pd.DataFrame({"net_amount_cny": fen / 100, **shares, "abc_class": np.array(list(LETTERS))[level]})
    return _with_reasons(look.labelled(table, **_headings()))


def abc_by_average(sales, as_of, months=12, marks=MARKS, inclusive=True, since=None):
    """Class customers by their average sales a month, against fixed marks.

    The chapter's convention: add up N months in a row, average, sort, and divide at chosen values, for example
    500,000 yuan a month for A. It leaves open whether the mark itself is A and what the sum is divided by.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id``, ``order_date`` and ``net_amount_cny`` (CNY), no row after ``as_of``.
    as_of : str or Timestamp
        The last day of the last month that counts.
    months : int
        N: how many whole months in a row, ending with that month.
    marks : tuple of float
        CNY a month, falling: from the first on a customer is A, from the second on B, below C.
    inclusive : bool
        Whether an average of exactly the mark belongs to the class above (the chapter says 之上, above).
    since : Series, optional
        For each customer the day it was taken on. The sum is then divided by its months in the window, from
        the month of that day. Never by the months with sales: that would reward buying seldom.

    Returns
    -------
    DataFrame
        Indexed by ``customer_id``, highest average first, only customers with rows in the window: ``net_amount_cny``,
        ``months`` it was divided by, ``average_monthly_cny``, ``abc_class``.

    Raises
    ------
    Refused
        A row after ``as_of``, naming the first; an ``as_of`` in the middle of a month; marks that do not fall.

    Examples
    --------
    >>> sales = pd.DataFrame({"customer_id": ["K", "K", "L"], "net_amount_cny": [900_000, 900_000, 60_000],
    ...                       "order_date": pd.to_datetime(["2025-03-01", "2025-09-01", "2025-12-31"])})
    >>> abc_by_average(sales, "2025-12-31")[["months", "average_monthly_cny", "abc_class"]]
                 months  average_monthly_cny abc_class
    customer_id
    K                12             150000.0         B
    L                12               5000.0         C
    """
    marks, as_of = _checked_marks(marks), _month_end(as_of)
    require_whole("months", months, say("for example months=12", "例如 months=12"))
    fen = by_customer(_window(sales, as_of, months))
    number = np.minimum(months, _months_known(since, fen.index, as_of, months))
    need = np.array([round(mark * 100) for mark in marks])[:, None] * number
    missed = fen.to_numpy() < need if inclusive else fen.to_numpy() <= need
    table = pd.DataFrame({"net_amount_cny": fen / 100, "months": number})
    table["average_monthly_cny"] = table["net_amount_cny"] / number
    table["abc_class"] = np.array(list(LETTERS))[missed.sum(axis=0)]
    order = table.sort_values("average_monthly_cny", ascending=False, kind="stable")
    return look.labelled(order, **_headings())


def abc_by_potential(sales, potential, cuts=CUTS, crossing="include"):
    """Two letters a customer: one for what it buys from us, one for what it could still buy.

    The slides ask for ABC on amount *and* growth potential and print no rule; ours is the same rule for both.

    Parameters
    ----------
    sales : DataFrame
        As for :func:`abc_table`.
    potential : Series
        By ``customer_id``: what the customer buys elsewhere, or another figure of what it could buy (CNY).
    cuts, crossing
        As for :func:`abc_table`.

    Returns
    -------
    DataFrame
        Indexed by ``customer_id``: ``net_amount_cny``, ``potential_cny``, ``abc_class`` by amount,
        ``potential_class``.

    Raises
    ------
    Refused
        A customer of ``sales`` without a potential.
    """
    amount = abc_table(sales, cuts, crossing)[["net_amount_cny", "abc_class"]]
    unknown = amount.index[~amount.index.isin(potential.dropna().index)]
    if len(unknown):
        raise Refused(
            say("a potential for every customer", "每家客户都要有潜力数"),
            say(f"none for {listed(unknown)}", f"{listed(unknown)} 没有"),
            say("find it out, or leave the customer out openly", "去了解，或明确写出不含这些客户"),
        )
    could = potential.reindex(amount.index).rename("net_amount_cny").rename_axis("customer_id").reset_index()
    other = abc_table(could, cuts, crossing).rename(
        columns={"net_amount_cny": "potential_cny", "abc_class": "potential_class"}
    )
    table = amount.join(other[["potential_cny", "potential_class"]])
    return look.labelled(
        table[["net_amount_cny", "potential_cny", "abc_class", "potential_class"]], **_headings()
    )


def by_class(table, column="abc_class"):
    """How many customers each class has and what it brings.

    Parameters
    ----------
    table : DataFrame
        One row a customer, with ``net_amount_cny`` and the ``column`` of classes.

    Returns
    -------
    DataFrame
        One row a class: ``customers``, ``customer_share``, ``net_amount_cny``, ``sales_share`` and ``largest_share``, the
        part of the class that its largest customer brings. Both shares are of the *positive* sales, as in
        :func:`abc_table`: customers below zero lower no share of others and have none, so no share passes 100 %.
    """
    require_columns(table, column, "net_amount_cny")
    groups = table.groupby(column, sort=column != "tier")["net_amount_cny"]  # tiers come from the top already
    result = groups.agg(customers="size", net_amount_cny="sum")
    result.insert(1, "customer_share", result["customers"] / len(table))
    positive = table["net_amount_cny"].clip(lower=0).groupby(table[column]).sum().reindex(result.index)
    result["sales_share"] = positive / positive.sum()
    result["largest_share"] = groups.max() / positive.where(positive > 0)
    return look.labelled(result, **_headings())


def pyramid(sales, heads=HEADS):
    """Curry's customer pyramid: the top 1 % of the customers, then 4 %, 15 % and the other 80 %, by head-count.

    The slides name the four tiers (顶尖, 主要, 普通, 小客户) and no cuts; the head-counts are Curry's.

    Parameters
    ----------
    sales : DataFrame
        As for :func:`abc_table`. Only customers with positive net sales are ranked; the others are inactive.
    heads : tuple of int
        Per cent of the customers from the top at which a tier ends; each is rounded up to a whole customer.

    Returns
    -------
    DataFrame
        Indexed by ``customer_id``, largest first: ``net_amount_cny``, ``tier``. Equal customers share the tier of
        the first of them.
    """
    fen = by_customer(sales)
    active = int((fen > 0).sum())
    ends = [-(-head * active // 100) for head in _checked_heads(heads)]
    level = np.searchsorted(ends, _first_of_equals(fen.to_numpy()), side="right")
    table = pd.DataFrame({"net_amount_cny": fen / 100})
    table["tier"] = np.where(fen > 0, np.array(_tiers())[level], say("inactive", "无交易"))
    return look.labelled(table, **_headings())


def _tiers():
    return (say("top", "顶尖"), say("major", "主要"), say("ordinary", "普通"), say("small", "小客户"))


def _first_of_equals(fen):
    """For each amount of a falling row, the position of the first that equals it."""
    first = np.flatnonzero(np.diff(fen, prepend=fen[:1] + 1))
    return np.repeat(first, np.diff(np.append(first, len(fen))))


def _with_reasons(table):
    outside = table["net_amount_cny"] <= 0
    few = 0 < len(table) < FEW
    if outside.any() or few:
        table["reason"] = np.where(
            outside,
            say("no positive net sales: outside the sum", "净额不为正：不计入累计"),
            say(f"only {len(table)} customers: classes say little", f"只有 {len(table)} 家客户：分类意义不大")
            if few
            else "",
        )
    return table


def _window(sales, as_of, months):
    require_columns(sales, "order_date")
    days = days_in(sales, "order_date")
    refuse_after(sales, days, as_of, "order_date", "casekit.rfm.orders_until(sales, as_of)")
    return sales[is_after(days, as_of - pd.offsets.MonthEnd(months))]


def _months_known(since, customers, as_of, months):
    """Months from the one in which a customer was taken on to the last, both counted."""
    if since is None:
        return np.full(len(customers), months)
    days = days_in(since.reindex(customers).to_frame("since"), "since")
    needed = say(
        f"a day in since for every customer, not after {as_of:%Y-%m-%d}",
        f"since 中每家客户都有日期，且不晚于 {as_of:%Y-%m-%d}",
    )
    known = (as_of.year - days.dt.year) * 12 + as_of.month - days.dt.month + 1
    refuse_rows(known < 1, needed, days.dt.strftime("%Y-%m-%d"))
    return known.to_numpy()


def _checked_cuts(cuts):
    exact = [Fraction(str(cut)) for cut in cuts]
    if (
        not exact
        or len(exact) >= len(LETTERS)
        or sorted(set(exact)) != exact
        or exact[0] <= 0
        or exact[-1] > 1
    ):
        raise Refused(
            say("cuts that rise between 0 and 1, such as (0.75, 0.95)", "介于 0 与 1 之间、逐个增大的分界点，如 (0.75, 0.95)"),
            repr(tuple(cuts)), say("write 75 % as 0.75", "75% 请写成 0.75"),
        )  # fmt: skip
    return exact


def _checked_heads(heads):
    heads = list(heads)
    sound = all(isinstance(each, int | float | np.integer) for each in heads) and len(heads) == len(HEADS)
    if not sound or sorted(set(heads)) != heads or not 0 < heads[0] <= heads[-1] <= 100:
        raise Refused(
            say("three per cents of the customers that rise, such as (1, 5, 20)", "三个逐个增大的客户百分数，如 (1, 5, 20)"),
            repr(tuple(heads)), say("each is counted from the top: 5 is the top 5 %", "都从最大的数起：5 即前 5%"),
        )  # fmt: skip
    return heads


def _checked_marks(marks):
    exact = [Fraction(str(mark)) for mark in marks]
    if not exact or len(exact) >= len(LETTERS) or sorted(set(exact), reverse=True) != exact or exact[-1] <= 0:
        raise Refused(
            say("marks in CNY a month that fall, such as (500_000, 100_000)", "逐个减小的月均标准（元），如 (500_000, 100_000)"),
            repr(tuple(marks)), say("give A's mark first, then B's", "先写 A 的标准，再写 B 的"),
        )  # fmt: skip
    return exact


def _month_end(as_of):
    as_of = as_day(as_of)
    if not as_of.is_month_end:
        end = as_of - pd.offsets.MonthEnd(1)
        raise Refused(
            say("as_of on the last day of a month", "as_of 为某月最后一天"), f"{as_of:%Y-%m-%d}",
            say(f"an unfinished month pulls the average down: leave its rows out and give {end:%Y-%m-%d}",
                f"未完的月份会拉低平均数：请先剔除这些行，再写 {end:%Y-%m-%d}"),
        )  # fmt: skip
    return as_of


def _headings():
    return {
        "net_amount_cny": (say("net sales", "销售净额"), say("CNY", "元")),
        "share": (say("share", "占比"), "share"),
        "cumulative_share": (say("cumulative share", "累计占比"), "share"),
        "abc_class": say("class", "类别"),
        "potential_class": say("class by potential", "潜力类别"),
        "potential_cny": (say("could still buy", "还可争取"), say("CNY", "元")),
        "months": say("months", "月数"),
        "average_monthly_cny": (say("average a month", "月平均"), say("CNY", "元")),
        "customers": say("customers", "客户数"),
        "customer_share": (say("of the customers", "占客户数"), "share"),
        "sales_share": (say("of the sales", "占销售额"), "share"),
        "largest_share": (say("its largest customer", "最大客户占比"), "share"),
        "tier": say("tier", "层级"),
        "channel_role": say("kind of customer", "客户类型"),
        "reason": say("remark", "说明"),
    }


# Drawings -----------------------------------------------------------------------------------------------

CLASS_COLOURS = {"A": look.BLUE, "B": look.QUIET, "C": look.PALE}


@look.drawing
def plot_cumulative(table, cuts=CUTS, ax=None):
    """The cumulative share of the sales, largest customers first, with the reach of each class.

    Parameters
    ----------
    table : DataFrame
        As :func:`abc_table` gives it, with classes A to C.
    cuts : tuple of float
        Those the table was made with, drawn as dashed lines.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    counted = table.dropna(subset="cumulative_share")
    share = np.concatenate([[0], 100 * counted["cumulative_share"].to_numpy()])
    heads = 100 * np.arange(len(share)) / len(table)
    reach = _reach(table)
    for cut in cuts:
        ax.axhline(100 * cut, color=look.INK, linewidth=1, linestyle="--", zorder=2)
    for letter, start, end in reach:
        _draw_class(ax, letter, heads[start : end + 1], share[start : end + 1], end < len(share) - 1)
    ax.plot([0, 100], [0, 100], color=look.QUIET, linewidth=1.5)
    look.beside(ax, on_figure("if all bought alike", "各家相等"), (62, 62), (8, -14), color=look.QUIET)
    ax.set(xlim=(0, 103), ylim=(0, 108), xticks=range(0, 101, 20), yticks=[0, 25, 50, *(100 * cut for cut in cuts)],
           xlabel=on_figure("customers, largest first (%)", "客户累计占比，从大到小（%）"))  # fmt: skip
    return _tell_cumulative(ax, table, reach)


def _draw_class(ax, letter, heads, share, more_follow):
    """One class: its piece of the curve, where it ends, how many it has; the share reached, unless it is the last."""
    colour, many = CLASS_COLOURS.get(letter, look.PALE), len(heads) - 1
    ax.plot(heads, share, color=colour, linewidth=4, zorder=3)
    ax.plot([heads[-1]] * 2, [0, share[-1]], color=colour, linewidth=1)
    words, middle = on_figure(f"{letter} {many:,}", f"{letter} {many:,} 家"), (heads[0] + heads[-1]) / 2
    look.beside(ax, words, (middle, 0), (0, 36), fontsize=13, ha="center", color=look.INK)
    if more_follow:
        reached = look.half_up(share[-1], 1)
        look.beside(ax, on_figure(f"{reached} %", f"{reached}%"), (heads[-1], share[-1]), (4, -15))


def _reach(table):
    """For each class of the customers that count: its letter, how many stand before it, how many at its end."""
    sizes = table.dropna(subset="cumulative_share")["abc_class"].value_counts().sort_index()
    ends = sizes.cumsum()
    return [(letter, int(ends[letter] - size), int(ends[letter])) for letter, size in sizes.items()]


def _tell_cumulative(ax, table, reach):
    parts = by_class(table)
    letter, _, many = reach[0]
    bring = look.half_up(100 * parts.at[letter, "sales_share"], 1)
    look.title(
        ax,
        on_figure(f"{many:,} of {len(table):,} customers bring {bring} % of the sales",
                  f"{len(table)} 家客户里，{many} 家占销售额的 {bring}%"),
        on_figure("Cumulative share of the sales, %", "销售额累计占比，%"),
    )  # fmt: skip
    each = [
        say(f"{row.Index} has {row.customers:,} customers and {look.half_up(100 * row.sales_share, 1)} % of the sales",
            f"{row.Index} 类 {row.customers} 家，占销售额的 {look.half_up(100 * row.sales_share, 1)}%")
        for row in parts.itertuples()
    ]  # fmt: skip
    return look.read_this(
        ax,
        say("The steeper the curve, the larger the customers. ", "曲线越陡，客户越大。")
        + say("; ", "；").join(each)
        + say(".", "。"),
    )
