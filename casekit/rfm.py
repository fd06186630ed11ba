"""RFM: classing customers by how recently, how often and for how much they bought (RFM 客户分级).

``rfm_table`` makes the three measures of each customer, ``rfm_scores`` gives each measure a class from 1 to 5 and puts
the three side by side as a code; ``nested_scores`` does the same one inside the other. Whether a
class table can be used at all is asked in :mod:`casekit.class_tables`, and whether a coupon changed what a group bought in
:mod:`casekit.response`; the names of both hold here as well.

Tables: ``orders`` has one row an order with ``customer_id``, ``order_date`` and ``net_amount_cny``; everything else is
worked out from it. The day up to which records count, ``as_of``, is always given.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.class_tables import (  # noqa: F401
    RECENCY_CUTS,
    ascending,
    belongs,
    check_partition,
    plot_silence,
    recency_ranges,
)
from casekit.core.columns import amounts_in, refuse_rows
from casekit.core.days import as_day, days_in, is_after, refuse_after
from casekit.core.language import say
from casekit.engines import sums, takes
from casekit.engines.columns import fetched
from casekit.engines.sources import opened
from casekit.errors import require_columns
from casekit.look import on_figure
from casekit.response import lift_with_interval, plot_response, response_test, wilson  # noqa: F401

MEASURES = ["recency_days", "frequency", "monetary_cny"]
NEVER = np.iinfo("int64").max  # days since the last purchase where there was none
UNTIL = "casekit.rfm.orders_until(orders, as_of)"


# Formulas -----------------------------------------------------------------------------------------------


def orders_until(orders, as_of):
    """Leave out the orders after ``as_of``: the explicit step before a snapshot of an earlier day.

    Parameters
    ----------
    orders : DataFrame
        With ``order_date``.
    as_of : str, date or Timestamp
        The last day that counts, the whole of it.

    Returns
    -------
    DataFrame
        The rows up to and including that day, as they are.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_date": pd.to_datetime(["2025-06-30", "2025-07-01"])})
    >>> len(orders_until(orders, "2025-06-30"))
    1
    """
    require_columns(orders, "order_date")
    return orders[~is_after(days_in(orders, "order_date", missing=True), as_day(as_of))]


def rfm_table(orders, as_of):
    """Each customer's recency, frequency and monetary value.

    Parameters
    ----------
    orders : DataFrame
        One row an order: ``customer_id``, ``order_date`` and ``net_amount_cny`` (CNY). A row above zero is a
        purchase. A row of zero or below (a gift, a return, an order that came back whole) is none: it goes into the
        amount, but is not counted and does not make a customer recent. A path of Parquet files, or a table of DuckDB, Polars, Arrow or Spark, will do as well (:mod:`casekit.engines`).
    as_of : str, date or Timestamp
        The last day that counts. A purchase on it is 0 days ago.

    Returns
    -------
    DataFrame
        Indexed by ``customer_id``, sorted: ``recency_days``, whole calendar days since the last purchase;
        ``frequency``, number of purchases (two on one day are two); ``monetary_cny``, sum of all rows (CNY). A
        customer without any purchase has frequency 0 and no recency (NaN), and a column ``reason`` says so.

    Raises
    ------
    Refused
        A column is missing; a row has no customer, no readable date or no amount; a row is later than ``as_of``
        (leave such rows out with :func:`orders_until`).

    Notes
    -----
    Recency here is days since the *last* purchase, and few is good. Models of customer lifetime (BG/NBD; Fader,
    Hardie and Lee 2005) call recency the age a customer had at the last purchase, where much is good.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["K", "K", "M"], "net_amount_cny": [50.0, 30.0, 99.0],
    ...     "order_date": pd.to_datetime(["2025-12-01", "2025-12-24", "2025-11-01"])})
    >>> rfm_table(orders, "2025-12-31")
                 recency_days  frequency  monetary_cny
    customer_id
    K                       7          2          80.0
    M                      60          1          99.0
    """
    if takes(orders):
        return _summed_elsewhere(orders, as_of)
    require_columns(orders, "customer_id", "order_date", "net_amount_cny")
    as_of, place, ids = as_day(as_of), *pd.factorize(orders["customer_id"])
    refuse_rows(orders, place < 0, "customer_id", say("a customer", "客户编号"))
    dates, amounts = days_in(orders, "order_date").to_numpy(), amounts_in(orders, "net_amount_cny")
    refuse_after(orders, dates, as_of, "order_date", UNTIL)
    return _table(ids, _measures(place, len(ids), _days(as_of) - _days(dates), amounts))


def rfm_scores(table, recency_cuts=RECENCY_CUTS, frequency_cuts=None, monetary_cuts=None):
    """Give each measure its class, 5 the best, and put the three side by side as a code.

    Parameters
    ----------
    table : DataFrame
        As :func:`rfm_table` gives it. A path of Parquet files, or a table of DuckDB, Polars, Arrow or Spark, will do as well (:mod:`casekit.engines`).
    recency_cuts, frequency_cuts, monetary_cuts : sequence of numbers, or None
        Ascending cut points, each the first value of the next class (closed on the left): with the default, 7 days
        are class 5, 8 days class 4, 30 days class 3. Four cuts make five classes. ``None`` means fifths, see Notes.

    Returns
    -------
    DataFrame
        Indexed as ``table``: ``r``, ``f``, ``m`` (5 the best, 1 the worst) and ``code``, a text such as "415". Where
        a measure is missing, so are its score and the code, and a column ``reason`` says so.

    Raises
    ------
    Refused
        A measure is missing from the table, or cut points do not ascend.

    Notes
    -----
    The default recency cuts are the printed *lower* bounds (repair L of E16); ``(8, 31, 61, 121)`` are the corrected
    upper bounds (repair U). The two differ at 30, 60 and 120 days only.

    Fifths (the quintiles of direct mail; Hughes): **1 point, and one more for each whole fifth of the customers who are
    strictly worse**. Equal customers therefore share a class, whatever the order of the rows, and the worst always
    have 1. Where most customers bought once, these have 1, nobody has the classes they fill, and who bought twice is
    as far up as there are customers below: with seven in ten who bought once, two purchases are class 4.

    Examples
    --------
    >>> table = pd.DataFrame({"recency_days": [7, 30, 200], "frequency": [9, 1, 1], "monetary_cny": [500.0, 20, 90]})
    >>> rfm_scores(table)
       r  f  m code
    0  5  4  4  544
    1  3  1  1  311
    2  1  1  2  112
    """
    table = fetched(table, MEASURES, also=["reason"]) if takes(table) else table
    require_columns(table, *MEASURES)
    scores = pd.DataFrame(
        {
            "r": _scores(-table["recency_days"].astype(float), None)
            if recency_cuts is None
            else _scores(table["recency_days"], recency_cuts, fewer_is_better=True),
            "f": _scores(table["frequency"], frequency_cuts),
            "m": _scores(table["monetary_cny"], monetary_cuts),
        },
        index=table.index,
    )
    return _with_code(scores, table)


def nested_scores(table, recency_cuts=None):
    """As :func:`rfm_scores` in fifths, but each measure within the class of the one before (Hughes).

    Recency first, over all customers; frequency among those with the same ``r``; monetary value among those with the
    same ``r`` and ``f``. Cells come out nearly equal in size, and a 5 means "best of its own group", no longer "best
    of all".

    Parameters
    ----------
    table : DataFrame
        As :func:`rfm_table` gives it.
    recency_cuts : sequence of numbers, optional
        Cut points for recency instead of fifths.

    Returns
    -------
    DataFrame
        ``r``, ``f``, ``m``, ``code``, as :func:`rfm_scores`.
    """
    scores = rfm_scores(table, recency_cuts)[["r", "f", "m"]]
    scores["f"] = _fifths_within(table["frequency"], [scores["r"]])
    scores["m"] = _fifths_within(table["monetary_cny"], [scores["r"], scores["f"]])
    return _with_code(scores, table)


def all_codes():
    """All 5 × 5 × 5 = 125 codes from 555 down, with the place of each.

    Returns
    -------
    Series
        Indexed by ``code``: ``code_place``, 1 to 125.

    Examples
    --------
    >>> int(all_codes()["415"]), len(all_codes())
    (46, 125)
    """
    codes = [f"{r}{f}{m}" for r in range(5, 0, -1) for f in range(5, 0, -1) for m in range(5, 0, -1)]
    return pd.Series(range(1, 126), index=pd.Index(codes, name="code"), name="code_place")


# How it is done -----------------------------------------------------------------------------------------


def _table(ids, measures):
    """The measures of customers as a table, sorted by id."""
    table = pd.DataFrame(dict(zip(MEASURES, measures, strict=True)), index=pd.Index(ids, name="customer_id"))
    return look.labelled(_without_purchase(table.sort_index(key=_sortable)), **_headings())


def _summed_elsewhere(orders, as_of):
    """The same table of rows that an engine holds."""
    orders = opened(orders)
    require_columns(orders, "customer_id", "order_date", "net_amount_cny")
    as_of = as_day(as_of)
    ids, last, frequency, amount = sums.rfm(orders, as_of, UNTIL)
    recency = np.where(np.isnat(last), NEVER, _days(as_of) - _days(last))
    return _table(ids, [recency, frequency, amount])


def _headings():
    return {
        "recency_days": (say("days since last purchase", "距上次购买"), say("days", "天")),
        "frequency": (say("purchases", "购买次数"), say("times", "次")),
        "monetary_cny": (say("amount", "消费金额"), say("CNY", "元")),
        "r": "R", "f": "F", "m": "M", "code": say("RFM code", "RFM 编码"), "reason": say("remark", "说明"),
    }  # fmt: skip


def _days(dates):
    """Days as whole numbers, whatever the hour."""
    return np.asarray(dates, dtype="datetime64[D]").astype("int64")


def _measures(place, customers, ago, amounts):
    """The three measures of customers 0, 1, 2, ...: ``place`` says whose each row is, ``ago`` how many days ago it was.

    ``groupby("customer_id")`` with ``min``, ``size`` and ``sum`` gives the same; counting by place takes two fifths of
    its time (``benchmarks/tables.py``).
    """
    bought = amounts > 0
    recency = np.full(customers, NEVER)
    np.minimum.at(recency, place[bought], ago[bought])
    frequency = np.bincount(place[bought], minlength=customers)
    amount = np.bincount(place, weights=amounts, minlength=customers).round(6) + 0.0
    return [recency, frequency, amount]


def _sortable(ids):
    """Numbers and texts side by side are sorted as texts."""
    return ids.astype(str) if ids.inferred_type.startswith("mixed") else ids


def _without_purchase(table):
    none = table["frequency"] == 0
    if none.any():
        table["recency_days"] = table["recency_days"].astype(float).mask(none)
        words = pd.Series(["", say("no purchase, only returns", "没有购买，只有退货")], dtype="str")
        table["reason"] = words.array.take(none.to_numpy().astype(int))
    return table


def _scores(values, cuts, fewer_is_better=False):
    """Classes by cut points, or in fifths; a missing value has none."""
    numbers = pd.to_numeric(values, errors="coerce")
    present = numbers.notna().to_numpy()
    known = numbers.to_numpy(dtype=float, na_value=np.nan)[present]
    if cuts is None:
        classes = _fifths(known)
    else:
        above = np.searchsorted(ascending(cuts), known, side="right")
        classes = len(cuts) + 1 - above if fewer_is_better else above + 1
    if present.all():
        return pd.Series(classes.astype("int64"), index=values.index)
    return pd.Series(pd.NA, index=values.index, dtype="Int64").mask(present, _spread(classes, present))


def _spread(classes, present):
    everywhere = np.zeros(len(present), dtype="int64")
    everywhere[present] = classes
    return pd.array(everywhere, dtype="Int64")


def _fifths(values):
    """1 point, and one more for each whole fifth of the values that are strictly smaller.

    A whole fifth is smaller than a value if the last of that fifth is: four values decide for all.
    """
    if not len(values):
        return np.zeros(0, dtype="int64")
    lasts = [-(-fifth * len(values) // 5) - 1 for fifth in (1, 2, 3, 4)]
    return np.searchsorted(np.partition(values, lasts)[lasts], values, side="left") + 1


def _fifths_within(values, groups):
    """The same within each group."""
    groups = values.groupby(groups, dropna=True)
    smaller = groups.rank(method="min") - 1
    return (smaller * 5 // groups.transform("size") + 1).astype("Int64" if smaller.isna().any() else "int64")


def _with_code(scores, table):
    """The three scores side by side; where one is missing, no code."""
    numbers = scores["r"] * 100 + scores["f"] * 10 + scores["m"]
    if numbers.isna().any():
        code = numbers.astype("Int64").astype("string").astype(object).where(numbers.notna())
        reason = table.get("reason", say("a measure is missing", "缺一项指标"))
        result = scores.assign(code=code, reason=np.where(numbers.isna(), reason, ""))
    else:
        texts = pd.Series(
            [str(number) for number in range(int(numbers.max() if len(numbers) else 0) + 1)], dtype="str"
        )
        result = scores.assign(code=texts.array.take(numbers.to_numpy()))
    return look.labelled(result, **_headings())


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_code_sheet(codes, ax=None):
    """The 125 codes on the sheet of fifteen rows, the printed ones in blue.

    Parameters
    ----------
    codes : DataFrame
        ``code``, ``sheet_row``, ``sheet_column``, ``is_printed``, as the table ``chapter/code_table``.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.9, width=6.4)
    for each in codes.itertuples():
        if each.is_printed:
            ax.add_patch(_box(each.sheet_column, each.sheet_row))
        ink = "white" if each.is_printed else look.QUIET
        ax.text(each.sheet_column, each.sheet_row, each.code, ha="center", va="center", color=ink)
    columns, rows = codes["sheet_column"].max(), codes["sheet_row"].max()
    ax.set(
        xlim=(0.4, columns + 0.6), ylim=(rows + 0.6, 0.4), xticks=range(1, columns + 1), yticks=[1, 5, 10, 15]
    )
    ax.set(xlabel=on_figure("column of the sheet", "表的列"))
    ax.set_ylabel(on_figure("row", "行"), rotation=0, ha="right")
    ax.grid(visible=False)
    shown = codes[codes["is_printed"]]
    down, across = shown["sheet_row"].max(), shown["sheet_column"].max()
    look.title(
        ax,
        on_figure(f"{len(shown)} of {len(codes)} codes survived: a corner of the sheet", f"{len(codes)} 个编码只留下 {len(shown)} 个：表的一角"),
        on_figure("All codes from 555 down, column by column; the printed ones in blue", "从 555 起由大到小，逐列往下写；蓝色为印出的"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(
            f"The {len(shown)} printed codes are the first {down} rows of the first {across} columns; {len(codes) - len(shown)} codes are lost.",
            f"印出的 {len(shown)} 个编码，是前 {across} 列的前 {down} 行；缺了 {len(codes) - len(shown)} 个。",
        ),
    )


def _box(column, row):
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.46, row - 0.44), 0.92, 0.88, color=look.BLUE, linewidth=0)
