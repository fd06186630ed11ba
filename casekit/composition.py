"""Composition and ABC (客户构成与ABC分析).

Who do the sales come from? ``net_sales`` takes the returns off, ``by_class`` adds up what each class of customers
brings, ``abc_table`` sorts customers by their share of the sales, ``abc_by_average`` by fixed marks a month,
``abc_by_potential`` by what they buy and what they could buy. ``lorenz`` and ``gini`` say how uneven it all is,
``pyramid`` counts heads from the top, ``share_of_wallet`` asks what part of a customer's purchases is ours.

Tables: ``sales`` has ``customer_id`` and ``net_amount_cny`` (CNY), any number of rows a customer, returns as
negative amounts. Money is compared in whole fen, so that a customer who ends on exactly 75 % is treated as such.
"""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import as_day, days_in, is_after, refuse_after
from casekit.core.language import say
from casekit.errors import Refused, Undefined, listed, require_columns, require_one_of
from casekit.look import on_figure

CUTS = (0.75, 0.95)  # A up to 75 % of the sales, B up to 95 %: the article's 75, 20 and 5
MARKS = (500_000, 100_000)  # CNY a month: the chapter prints the first, "likewise B, C"; the second is ours
HEADS = (1, 5, 20)  # per cent of the customers, from the top: Curry's pyramid
LETTERS = "ABCDEFGH"
FEW = 5  # with fewer customers than this, classes say little


# Formulas -----------------------------------------------------------------------------------------------


def net_sales(orders, returns, year):
    """The rows that make up a year's net sales: each order, and each return as a negative amount.

    Parameters
    ----------
    orders : DataFrame
        ``order_id``, ``customer_id``, ``order_date``, ``net_amount_cny`` (CNY).
    returns : DataFrame
        ``order_id``, ``return_date``, ``credited_cny`` (CNY).
    year : int
        A return counts in the year in which it was booked, whenever the goods were sold.

    Returns
    -------
    DataFrame
        One row an order or a return: ``customer_id``, ``order_date`` (the day it was booked), ``net_amount_cny``.

    Raises
    ------
    Refused
        A column or a date is missing, an order stands in the table twice, or a return belongs to no order.
    """
    require_columns(orders, "order_id", "customer_id", "order_date", "net_amount_cny")
    require_columns(returns, "order_id", "return_date", "credited_cny")
    once = say("each order_id once", "每个 order_id 只出现一次")
    _refuse_rows(orders["order_id"].duplicated(), once, orders["order_id"])
    orders = orders.assign(order_date=days_in(orders, "order_date"))
    returns = returns.assign(return_date=days_in(returns, "return_date"))
    buyer = returns["order_id"].map(orders.set_index("order_id")["customer_id"])
    _refuse_rows(
        buyer.isna(), say("an order for every return", "每笔退货都要有对应的订单"), returns["order_id"]
    )
    back = pd.DataFrame(
        {
            "customer_id": buyer,
            "order_date": returns["return_date"],
            "net_amount_cny": -amounts_in(returns, "credited_cny"),
        }
    )
    rows = pd.concat([orders[list(back.columns)], back], ignore_index=True)
    return rows[rows["order_date"].dt.year == year].reset_index(drop=True)


def abc_table(sales, cuts=CUTS, crossing="include"):
    """Sort customers by sales, add up their shares from the largest down, and cut the sum into A, B and C.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id`` and ``net_amount_cny`` (CNY); several rows of a customer are summed.
    cuts : tuple of float
        Where A ends and where B ends, as shares of the cumulative sales.
    crossing : str
        The customer whose sales carry the sum across a cut: with ``"include"`` it belongs to the class above
        (the share *before* it lies below the cut), with ``"exclude"`` to the class below (A only if the share
        *with* it does not exceed the cut). The article says "about 75 %" and nothing of this customer.

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
    fen = _by_customer(sales)
    _refuse_nothing_sold(fen)
    counted = fen.to_numpy().clip(min=0)
    through, total = np.cumsum(counted), int(counted.sum())
    first = _first_of_equals(fen.to_numpy())
    if crossing == "include":
        below = [(through - counted)[first] >= ceil(cut * total) for cut in cuts]
    else:
        below = [through[first] > floor(cut * total) for cut in cuts]
    level = np.where(counted > 0, np.sum(below, axis=0, dtype=int), len(cuts))
    table = pd.DataFrame({"net_amount_cny": fen / 100})
    table["share"] = np.where(counted > 0, counted / max(total, 1), np.nan)
    table["cumulative_share"] = np.where(counted > 0, through / max(total, 1), np.nan)
    table["abc_class"] = np.array(list(LETTERS))[level]
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
    _check_months(months)
    fen = _by_customer(_window(sales, as_of, months))
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


def lorenz(values):
    """The Lorenz curve: the smallest customers' share of the sales, for every share of the customers.

    Parameters
    ----------
    values : array of numbers
        One amount a customer, none negative (CNY).

    Returns
    -------
    DataFrame
        ``customer_share`` and ``sales_share``, both from 0 to 1, smallest customers first; the first row is the
        origin.

    Raises
    ------
    Refused
        A negative or missing amount.
    Undefined
        No amount, or all zero.

    Examples
    --------
    >>> lorenz([10, 30])
       customer_share  sales_share
    0             0.0         0.00
    1             0.5         0.25
    2             1.0         1.00
    """
    values = np.concatenate([[0.0], _ascending(values)])
    shares = pd.DataFrame({"customer_share": np.linspace(0, 1, len(values))})
    shares["sales_share"] = np.cumsum(values) / values.sum()
    return look.labelled(shares, **_headings())


def gini(values):
    """How uneven amounts are: 0 if all are equal, (n - 1) / n if one customer has everything.

    Twice the area between the Lorenz curve and the diagonal: with the amounts ascending,
    ``2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n``. No small-sample correction (times n / (n - 1)) is made.

    Parameters
    ----------
    values : array of numbers
        One amount a customer, none negative. Returns booked in another month can make a month's net sales
        negative, and then the measure can pass 1: (-50, 10, 20, 75) would give 1.75.

    Raises
    ------
    Refused
        A negative or missing amount.
    Undefined
        No amount, or all zero.

    Examples
    --------
    >>> gini([10, 10, 10]), gini([0, 0, 0, 10]), round(gini([50, 25, 12, 8, 5]), 3)
    (0.0, 0.75, 0.428)
    """
    values = _ascending(values)
    n = len(values)
    weighted = (np.arange(1, n + 1) * values).sum()
    return max(0.0, float(2 * weighted / (n * values.sum()) - (n + 1) / n))


def hhi(values):
    """Herfindahl index: the sum of the squared shares in per cent, from near 0 to 10,000.

    10,000 divided by it is the number of *equal* customers that would be just as concentrated.

    >>> hhi([50, 50]), round(hhi([400, 210, 150, 90, 60, 40, 25, 15, 6, 4]))
    (5000.0, 2408)
    """
    values = _ascending(values)
    return float((100**2 * (values / values.sum()) ** 2).sum())


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
    fen = _by_customer(sales)
    active = int((fen > 0).sum())
    ends = [-(-head * active // 100) for head in _checked_heads(heads)]
    level = np.searchsorted(ends, _first_of_equals(fen.to_numpy()), side="right")
    table = pd.DataFrame({"net_amount_cny": fen / 100})
    table["tier"] = np.where(fen > 0, np.array(_tiers())[level], say("inactive", "无交易"))
    return look.labelled(table, **_headings())


def share_of_wallet(sales, wallet):
    """Two shares that are easily swapped: our part of the customer's purchases, its part of our sales.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id`` and ``net_amount_cny`` (CNY) of *all* our customers in a period.
    wallet : DataFrame
        ``customer_id`` and ``total_purchases_cny``, what a customer bought of such goods from everybody in the
        same period, ours included. Several rows of a customer are summed.

    Returns
    -------
    DataFrame
        One row a customer of ``wallet``: ``net_amount_cny``, ``total_purchases_cny``, ``share_of_wallet`` (ours
        of its purchases), ``share_of_our_sales`` (its of our positive sales, as in :func:`abc_table`), ``elsewhere_cny``. Where the wallet is not
        positive or smaller than what we sold, the share of wallet is undefined and a ``reason`` says why.
    """
    require_columns(wallet, "customer_id", "total_purchases_cny")
    known = say("a customer and an amount in every row of wallet", "wallet 每一行都有客户和金额")
    gaps = wallet[["customer_id", "total_purchases_cny"]].isna().any(axis="columns")
    _refuse_rows(gaps, known, wallet["customer_id"])
    ours = _by_customer(sales) / 100
    _refuse_nothing_sold(ours)
    wallet = wallet.assign(total_purchases_cny=amounts_in(wallet, "total_purchases_cny"))
    whole = wallet.groupby("customer_id")["total_purchases_cny"].sum()
    table = pd.DataFrame(
        {"net_amount_cny": ours.reindex(whole.index, fill_value=0.0), "total_purchases_cny": whole}
    )
    sound = (whole > 0) & (table["net_amount_cny"].between(0, whole))
    table["share_of_wallet"] = (table["net_amount_cny"] / whole).where(sound)
    table["share_of_our_sales"] = table["net_amount_cny"].clip(lower=0) / ours.clip(lower=0).sum()
    table["elsewhere_cny"] = (whole - table["net_amount_cny"]).where(sound)
    if not sound.all():
        table["reason"] = np.where(sound, "", say("all purchases below ours or not positive: ask again",
                                                  "总采购额小于向我们的采购，或不为正：请重新核实"))  # fmt: skip
    return look.labelled(table, **_headings())


def _tiers():
    return (say("top", "顶尖"), say("major", "主要"), say("ordinary", "普通"), say("small", "小客户"))


def _by_customer(sales):
    """Each customer's sales in whole fen, largest first, equals in the order of their ids."""
    require_columns(sales, "customer_id", "net_amount_cny")
    amount = amounts_in(sales, "net_amount_cny")
    codes, ids = pd.factorize(sales["customer_id"])
    needed = say("a customer_id in every row", "每一行都有 customer_id")
    _refuse_rows(codes < 0, needed, sales["customer_id"])
    fen = np.rint(np.bincount(codes, weights=amount, minlength=len(ids)) * 100).astype("int64")
    order = _largest_first(fen, ids)
    return pd.Series(fen[order], index=pd.Index(ids[order], name="customer_id"), dtype="int64")


def _largest_first(fen, ids):
    """Positions from the largest amount down; among equals by id, so that shuffled rows change nothing."""
    order = np.argsort(-fen, kind="stable")
    equal = np.flatnonzero(np.diff(fen[order]) == 0)
    places = np.union1d(equal, equal + 1)
    tied = order[places]
    tied = tied[_sorted_ids(ids[tied])]
    order[places] = tied[np.argsort(-fen[tied], kind="stable")]
    return order


def _sorted_ids(ids):
    try:
        return pd.Index(ids).argsort()
    except TypeError:  # numbers and words side by side
        return pd.Index(ids).map(str).argsort()


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
    _refuse_rows(known < 1, needed, days.dt.strftime("%Y-%m-%d"))
    return known.to_numpy()


def _ascending(values):
    values = np.sort(np.asarray(values, dtype=float).ravel())
    if not np.isfinite(values).all():
        raise Refused(
            say("amounts that are numbers", "金额都是数"), say("a missing or infinite one", "有缺失或无穷大"),
            say("drop it openly, or find the amount", "明确剔除，或补上金额"),
        )  # fmt: skip
    if (values < 0).any():
        raise Refused(
            say("amounts of zero or more", "金额为零或正数"),
            say(f"{(values < 0).sum()} negative, the lowest {values[0]:,g}", f"{(values < 0).sum()} 个负数，最小 {values[0]:,g}"),
            say("with negative amounts the measure can pass 1 and means nothing: take a longer period, or set "
                "them apart", "有负数时这个指标可以超过 1，失去意义：请改用更长的期间，或把负数单列"),
        )  # fmt: skip
    if not values.sum():
        raise Undefined(say("no amount above zero: nothing to share out", "没有大于零的金额：无从谈占比"))
    return values


def _refuse_rows(bad, needed, values):
    bad = np.asarray(bad)
    if bad.any():
        at = np.flatnonzero(bad)
        first = values.iloc[at[0]]
        raise Refused(
            needed,
            say(f"row {values.index[at[0]]}: {first}; {len(at):,} in all", f"第 {values.index[at[0]]} 行：{first}；共 {len(at)} 行"),
            say("put the rows right, or leave them out openly before", "先改正这些行，或事先明确剔除"),
        )  # fmt: skip


def _refuse_nothing_sold(amounts):
    if len(amounts) and amounts.sum() <= 0:
        raise Refused(
            say("total net sales above zero", "销售净额合计大于零"),
            say(f"a total of zero or less in {len(amounts)} customers", f"{len(amounts)} 家客户合计为零或负"),
            say("a share of nothing has no meaning: take a longer period", "没有总额就没有占比：请改用更长的期间"),
        )  # fmt: skip


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


def _check_months(months):
    if not isinstance(months, (int, np.integer)) or months < 1:
        raise Refused(
            say("a whole number of months, 1 or more", "整数月份，至少 1"), repr(months),
            say("for example months=12", "例如 months=12"),
        )  # fmt: skip


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
        "total_purchases_cny": (say("all its purchases", "总采购额"), say("CNY", "元")),
        "share_of_wallet": (say("share of wallet", "客户份额"), "share"),
        "share_of_our_sales": (say("share of our sales", "占我们销售额"), "share"),
        "elsewhere_cny": (say("bought elsewhere", "向别家采购"), say("CNY", "元")),
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
        colour = CLASS_COLOURS.get(letter, look.PALE)
        ax.plot(heads[start : end + 1], share[start : end + 1], color=colour, linewidth=4, zorder=3)
        ax.plot([heads[end]] * 2, [0, share[end]], color=colour, linewidth=1)
        ax.annotate(
            on_figure(f"{letter} {end - start:,}", f"{letter} {end - start:,} 家"), ((heads[start] + heads[end]) / 2, 0),
            (0, 36), fontsize=13, textcoords="offset points", ha="center", color=look.INK,
        )  # fmt: skip
        ax.annotate(
            f"{look.half_up(share[end], 1)}%", (heads[end], share[end]), (4, -15), textcoords="offset points"
        ) if end < len(share) - 1 else None
    ax.plot([0, 100], [0, 100], color=look.QUIET, linewidth=1.5)
    ax.annotate(on_figure("if all bought alike", "若各家相等"), (62, 62), (8, -14),
                textcoords="offset points", color=look.QUIET)  # fmt: skip
    ax.set(xlim=(0, 103), ylim=(0, 108), xticks=range(0, 101, 20), yticks=[0, 25, 50, *(100 * cut for cut in cuts)],
           xlabel=on_figure("customers, largest first (%)", "客户累计占比，从大到小（%）"))  # fmt: skip
    return _tell_cumulative(ax, table, reach)


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
        on_figure(f"{many:,} of {len(table):,} customers bring {bring}% of the sales",
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
        say("The steeper the curve, the larger the customers: ", "曲线越陡，客户越大：")
        + say("; ", "；").join(each)
        + say(".", "。"),
    )


@look.drawing
def plot_lorenz(curve, ax=None):
    """The Lorenz curve below the diagonal of equal customers; the Gini coefficient is twice the area between.

    Parameters
    ----------
    curve : DataFrame
        As :func:`lorenz` gives it.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.4, width=5.8)
    x, y = 100 * curve["customer_share"], 100 * curve["sales_share"]
    ax.fill_between(x, x, y, color=look.PALE, alpha=0.45, linewidth=0)
    ax.plot([0, 100], [0, 100], color=look.QUIET, linewidth=1.5)
    ax.plot(x, y, color=look.BLUE, linewidth=3)
    half = float(np.interp(50, x, y))
    uneven = look.half_up(1 - 2 * np.trapezoid(y / 100, x / 100), 3)
    ax.plot(50, half, "o", color=look.INK, markersize=9, zorder=4)
    ax.annotate(f"{look.half_up(half, 1)}%", (50, half), (-6, 12), textcoords="offset points",
                ha="right")  # fmt: skip
    ax.annotate(on_figure(f"shaded: half of\nthe Gini {uneven}", f"阴影：基尼系数\n{uneven} 的一半"), (66, 36), ha="center",
                va="center")  # fmt: skip
    ax.annotate(on_figure("all equal", "各家相等"), (42, 42), (-8, 4), textcoords="offset points", ha="right",
                color=look.QUIET)  # fmt: skip
    ax.set(xlim=(0, 101), ylim=(0, 101), xticks=range(0, 101, 25), yticks=range(0, 101, 25),
           xlabel=on_figure("customers, smallest first (%)", "客户累计占比，从小到大（%）"))  # fmt: skip
    look.title(
        ax,
        on_figure(f"The smaller half buys {look.half_up(half, 1)}%", f"销售额较小的一半客户，只占 {look.half_up(half, 1)}%"),
        on_figure("Share of the sales, %", "销售额累计占比，%"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"The further the curve sags below the diagonal, the more uneven the customers. Half of them, the smaller "
            f"ones, buy {look.half_up(half, 1)} % of the sales; twice the shaded area is the Gini coefficient, {uneven}.",
            f"曲线离对角线越远，销售额越集中。销售额较小的一半客户，占销售额的 {look.half_up(half, 1)}%；阴影面积的两倍就是基尼系数 {uneven}。"),
    )  # fmt: skip


@look.drawing
def plot_wallet(table, names=None, most=8, ax=None):
    """What the largest wallets hold: a bar for all a customer buys, its blue part bought from us.

    Parameters
    ----------
    table : DataFrame
        As :func:`share_of_wallet` gives it.
    names : Series, optional
        A name to show for each customer instead of its id.
    most : int
        How many customers are drawn, the largest wallets first.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    known = table.dropna(subset="share_of_wallet")
    table = known.nlargest(most, "total_purchases_cny")
    names = [str(each if names is None else names[each]) for each in table.index]
    unit = on_figure(1e6, 1e4)
    ours, whole = table["net_amount_cny"] / unit, table["total_purchases_cny"] / unit
    shares = [look.half_up(100 * share, 1) for share in table["share_of_wallet"]]
    places = range(len(table))[::-1]
    ax = look.axes(ax, height=1.5 + 0.38 * len(table))
    ax.barh(places, whole, color=look.PALE, height=0.62)
    ax.barh(places, ours, color=look.BLUE, height=0.62)
    for place, width, share in zip(places, whole, shares, strict=True):
        ax.annotate(f"{share}%", (width, place), (6, 0), textcoords="offset points", va="center")
    ax.set(yticks=list(places), yticklabels=names, xlim=(0, 1.17 * whole.max()),
           xlabel=on_figure("million yuan", "万元"))  # fmt: skip
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.grid(visible=False, axis="y")
    look.title(
        ax,
        on_figure(f"{names[0]}: {shares[0]}% of its purchases are ours", f"{names[0]}的采购，我们只占 {shares[0]}%"),
        on_figure(f"The {len(table)} largest wallets of {len(known)}. Blue: from us; grey: from others; %: our share",
                  f"{len(known)} 家里总采购额最大的 {len(table)} 家；蓝色：向我们采购；灰色：向别家采购；%：客户份额"),
    )  # fmt: skip
    each = [f"{name} {share}" + say(" %", "%") for name, share in zip(names, shares, strict=True)]
    return look.read_this(
        ax,
        say(f"The grey part of a bar is bought from others. Our share of each wallet: {', '.join(each)}.",
            f"灰色部分是向别家采购的。我们占各家采购额的比例：{'，'.join(each)}。"),
    )  # fmt: skip
