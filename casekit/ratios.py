"""Margin, turnover, cross ratio and contribution ratio of products (毛利率、周转率、交叉比率与贡献比率).

How much is earned on a sale (margin), how often the stock is sold (turnover), and both in one: ``product_ratios``. ``whole``
adds the products up, for rates are worked out of totals and never averaged. ``four_types`` sorts products by high or low
margin and turnover. A table of products comes from a textbook, from a ledger, or from what a dealer sold on (``casekit.shelf``).

Tables: ``products`` has one row a product, indexed by it: ``product_sales_cny``, ``product_cost_cny`` (cost of the goods sold),
``stock_begin_cny`` and ``stock_end_cny`` (at cost); or, instead of these two, ``stock_average_cny``. Amounts in CNY.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.columns import refuse_rows as refuse_cells
from casekit.core.language import say
from casekit.errors import Refused, listed, require_columns, require_one_of
from casekit.look import on_figure

BASES = ("sales", "cost")
FLOWS = ("product_sales_cny", "product_cost_cny")
STOCKS = ("stock_begin_cny", "stock_end_cny")


# Formulas -----------------------------------------------------------------------------------------------


def product_ratios(products, basis):
    """Margin, turnover, cross ratio and contribution of each product, on one stated basis.

    Parameters
    ----------
    products : DataFrame
        As the module's text says. ``stock_average_cny``, where it is there, is taken before the mean of beginning and end.
    basis : str
        What is divided by the average stock in the turnover: ``"sales"`` or ``"cost"``. There is no default.

    Returns
    -------
    DataFrame
        In the order of ``products``: ``gross_profit_cny`` (sales less cost); ``stock_average_cny``; ``margin`` (gross profit over
        sales); ``turns`` (times in the period); ``cross``, margin times turns; ``sales_share``, ``stock_share`` and
        ``gross_share`` (of the total); ``contribution``, cross ratio times share of sales, as the source has it;
        ``stock_contribution``, cross ratio times share of stock. By sales, the cross ratio is gross profit over average
        stock (GMROI), so a product that sold nothing has 0, and the stock contributions add up to the cross ratio of the
        whole; by cost neither contribution adds up. What is undefined is NaN, and a column ``reason`` says why.

    Raises
    ------
    Refused
        A column is missing, an amount is no number, a stock is below zero, a product stands in the table twice, an unknown
        basis.

    Notes
    -----
    Cross ratio: 交叉比率, Japanese 交差比率. By cost it is GMROI times (1 - margin). The contribution ratio is 贡献比率.

    Examples
    --------
    >>> products = pd.DataFrame({"product_sales_cny": [1200], "product_cost_cny": [840], "stock_begin_cny": [300],
    ...                          "stock_end_cny": [260]}, index=["P1"])
    >>> product_ratios(products, "sales")[["margin", "turns", "cross"]].round(4)
        margin   turns   cross
    P1     0.3  4.2857  1.2857
    """
    require_one_of("basis", basis, BASES)
    sales, cost, stock = _checked(products)
    gross = sales - cost
    margin, turns = _over(gross, np.maximum(sales, 0)), _over(sales if basis == "sales" else cost, stock)
    cross = _over(gross, stock) if basis == "sales" else margin * turns
    by_sales, by_stock, by_gross = map(_share, (sales, stock, gross))
    columns = (
        gross / 100,
        stock / 100,
        margin,
        turns,
        cross,
        by_sales,
        by_stock,
        by_gross,
        cross * by_sales,
        cross * by_stock,
    )
    table = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), products.index, copy=False)
    return look.labelled(_reasoned(table, sales, stock), **_headings(basis))


COLUMNS = ("gross_profit_cny", "stock_average_cny", "margin", "turns", "cross", "sales_share", "stock_share", "gross_share",
           "contribution", "stock_contribution")  # fmt: skip


def whole(products):
    """All products as one row of the same kind, ``all``: its ratios are those of the totals, not means of rates.

    >>> products = pd.DataFrame({"product_sales_cny": [60, 40], "product_cost_cny": [30, 30], "stock_average_cny": [10, 30]})
    >>> product_ratios(whole(products), "sales")["cross"].tolist()
    [1.0]
    """
    sales, cost, stock = _checked(products)
    sums = {**dict(zip(FLOWS, (sales.sum(), cost.sum()), strict=True)), "stock_average_cny": stock.sum()}
    return pd.DataFrame(
        {name: [value / 100] for name, value in sums.items()},
        index=pd.Index(["all"], name=products.index.name),
    )


def four_types(table, margin, turns):
    """Sort products by high or low margin and turnover; the cut itself counts as high.

    Parameters
    ----------
    table : DataFrame
        As :func:`product_ratios` gives it.
    margin, turns : float
        Where high begins, such as the margin and the turnover of all products together.

    Returns
    -------
    DataFrame
        ``table`` with ``type``, in the reader's language: best-seller (sells fast, earns little), earner (both high), slow earner
        (sells slowly, earns well), show item (both low); empty where margin or turnover is undefined.
    """
    rich, fast = table["margin"] >= margin, table["turns"] >= turns
    kinds = np.select([rich & fast, fast, rich], [say(*TYPES[name]) for name in ("earner", "best-seller", "slow earner")],
                      say(*TYPES["show item"]))  # fmt: skip
    known = table[["margin", "turns"]].notna().all(axis="columns")
    return look.labelled(table.assign(type=np.where(known, kinds, "")), type=say("type", "类型"))


TYPES = {
    "best-seller": ("best-seller", "畅销品"),
    "earner": ("earner", "盈利品"),
    "slow earner": ("slow earner", "厚利慢销品"),
    "show item": ("show item", "陈列品"),
}


def _checked(products):
    """Sales, cost and average stock in fen, to the half: a mean of two may end in one, and sums of halves are exact."""
    averaged = "stock_average_cny" in products
    stocks = ("stock_average_cny",) if averaged else STOCKS
    require_columns(products, *FLOWS, *stocks)
    if not products.index.is_unique:
        twice = products.index[products.index.duplicated()].unique()
        raise Refused(say("one row for each product", "每种商品一行"), say(f"twice: {listed(twice)}", f"重复：{listed(twice)}"),
                      say("add up the rows of a product before", "先把同一商品的各行相加"))  # fmt: skip
    amounts = {name: np.rint(amounts_in(products, name) * 200) / 2 for name in (*FLOWS, *stocks)}
    for name in stocks:
        refuse_cells(products, amounts[name] < 0, name, say("zero or more", "零或正数"))
    stock = sum(amounts[name] for name in stocks) / len(stocks)
    return amounts[FLOWS[0]], amounts[FLOWS[1]], stock


def _over(part, by):
    """A ratio; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by == 0, np.nan, part / by)


def _share(part):
    """What each is of all; NaN where all together are nothing or less."""
    of_all = part.sum()
    return part / of_all if of_all > 0 else np.full(len(part), np.nan)


def _reasoned(table, sales, stock):
    """The table with a ``reason`` for what is undefined in it."""
    if (sales > 0).all() and stock.all():
        return table
    reasons = np.select(
        [(stock == 0) & (sales <= 0), stock == 0, sales < 0, sales == 0],
        [say("no stock, no sales", "无库存、无销售"), say("no stock: no turnover", "无库存，周转率无意义"),
         say("returns exceed sales: no margin", "退货大于销售，毛利率无意义"), say("no sales: no margin", "无销售，毛利率无意义")], "",
    )  # fmt: skip
    return table.assign(reason=reasons)


def _headings(basis):
    by = say(" (by sales)", "（按销售额）") if basis == "sales" else say(" (by cost)", "（按成本）")
    return {
        "gross_profit_cny": (say("gross profit", "毛利额"), say("CNY", "元")),
        "stock_average_cny": (say("average stock at cost", "平均库存成本"), say("CNY", "元")),
        "margin": (say("margin", "毛利率"), "share"),
        "turns": (say("turnover", "周转率") + by, say("times", "次")),
        "cross": say("cross ratio", "交叉比率") + by,
        "sales_share": (say("share of sales", "销售占比"), "share"),
        "stock_share": (say("share of stock", "库存占比"), "share"),
        "gross_share": (say("share of gross profit", "毛利占比"), "share"),
        "contribution": say("contribution ratio", "贡献比率"),
        "stock_contribution": say("contribution by stock share", "贡献比率（按库存占比）"),
        "reason": say("reason", "说明"),
    }


# Drawings -----------------------------------------------------------------------------------------------

CURVES = (0.1, 0.5, 2, 8)
LOWEST, HIGHEST = 0.15, 90  # of the turnover


def iso_curves(ax, right=0.44, values=CURVES):
    """Axes of margin by turnover (a doubling is as far everywhere), with a curve for each cross ratio in ``values``."""
    ax.set(xlim=(0, right), yscale="log", ylim=(LOWEST, HIGHEST))
    marks = (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)
    ax.set_yticks(marks, [f"{mark:g}" for mark in marks])
    ax.set_yticks([], minor=True)
    steps = [step / 10 for step in range(0, 6) if step / 10 <= right]
    ax.set_xticks(steps, [f"{round(100 * step)}{on_figure(' %', '%')}" for step in steps])
    ax.set(
        xlabel=on_figure("margin", "毛利率"), ylabel=on_figure("turnover (times a year)", "周转率（次/年）")
    )
    for value in values:
        margin = np.geomspace(value / HIGHEST, right, 60)
        ax.plot(margin, value / margin, color=look.PALE, linewidth=1.1, zorder=1)
        ax.annotate(
            f"{value:g}",
            (right, value / right),
            (4, 0),
            textcoords="offset points",
            va="center",
            color=look.QUIET,
        )
    return ax


def bubble(share):
    """The area of a bubble (square points) for a share of sales."""
    return 14 + 2600 * np.asarray(share, dtype=float)


@look.drawing
def plot_iso(table, names, marked, margin, turns, ax=None):
    """Products as bubbles, margin by turnover, sized by sales, among curves of equal cross ratio.

    Parameters
    ----------
    table : DataFrame
        As :func:`product_ratios` gives it, on the basis ``"sales"``, for a year.
    names : Series
        A name for each product.
    marked : list
        The products whose names are written.
    margin, turns : float
        Where high begins: the dashed lines.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = iso_curves(look.axes(ax, height=4.9))
    rest = table.drop(marked).dropna(subset=["margin", "turns"])
    for rows, colour in ((rest, look.PALE), (table.loc[marked], look.BLUE)):
        ax.scatter(
            rows["margin"],
            rows["turns"],
            bubble(rows["sales_share"]),
            color=colour,
            edgecolor="white",
            zorder=3,
        )
    for product, row in table.loc[marked].iterrows():
        right = row["margin"] > 0.3
        look.beside(ax, names[product], (row["margin"], row["turns"]), (18 if right else 0, -24), ha="right" if right else "center",
                    va="center", color=look.BLUE, zorder=4)  # fmt: skip
    for words, x, y in (("best-seller", 0, 1), ("earner", 1, 1), ("show item", 0, 0), ("slow earner", 1, 0)):
        ax.text(0.015 + 0.97 * x, 0.035 + 0.93 * y, on_figure(*TYPES[words]), transform=ax.transAxes, ha="right" if x else "left",
                va="top" if y else "bottom", color=look.QUIET, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=4)  # fmt: skip
    ax.axvline(margin, color=look.QUIET, linewidth=1, linestyle="--", zorder=2)
    ax.axhline(turns, color=look.QUIET, linewidth=1, linestyle="--", zorder=2)
    return _tell_iso(ax, table, names, marked)


def _tell_iso(ax, table, names, marked):
    """Title and reading, worked out from what was drawn."""
    best, last = names[table["cross"].idxmax()], names[table.loc[marked, "cross"].idxmin()]
    look.title(ax, on_figure(f"{best}: highest cross ratio by far", f"{best}的交叉比率远高于其他商品"),
               on_figure("One bubble a product, larger with its sales; on a curve margin × turnover is the same",
                         "一个圆是一种商品，圆越大销售额越高；同一条曲线上，毛利率 × 周转率相等"))  # fmt: skip
    told = [f"{names[product]} {look.half_up(table.at[product, 'cross'], 2)}" for product in marked]
    return look.read_this(
        ax,
        say(f"The number at the end of a curve is its cross ratio; the further up and to the right, the more a yuan of stock earns a year: {', '.join(told)}. "
            f"Dashed: margin and turnover of all products together, which part the four types. {last} lies in the lower left, low on both.",
            f"曲线右端的数是交叉比率；越靠右上，一元库存一年赚的毛利越多：{'，'.join(told)}。"
            f"虚线是全部商品合计的毛利率和周转率，把商品分成四类；{last}在左下，两样都低。"),
    )  # fmt: skip


@look.drawing
def plot_shares(table, names, most=8, ax=None):
    """For the products with most stock, two dots on a line: their share of the stock and of the gross profit.

    Parameters
    ----------
    table : DataFrame
        As :func:`product_ratios` gives it.
    names : Series
        A name for each product.
    most : int
        How many products.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    rows = table.nlargest(most, "stock_share")[::-1]
    ax, places = look.axes(ax, height=1.6 + 0.36 * len(rows)), range(len(rows))
    for place, (stock, gross) in enumerate(rows[["stock_share", "gross_share"]].to_numpy()):
        ax.plot([stock, gross], [place, place], color=look.PALE, linewidth=3, zorder=1)
    ax.plot(rows["stock_share"], places, "o", color=look.ORANGE, markersize=9, linestyle="none")
    ax.plot(rows["gross_share"], places, "D", color=look.BLUE, markersize=8, linestyle="none")
    top = rows.iloc[-1]
    look.beside(
        ax,
        on_figure("stock", "库存"),
        (top["stock_share"], len(rows) - 1),
        (0, -15),
        ha="center",
        va="center",
        color=look.ORANGE,
    )
    look.beside(
        ax,
        on_figure("gross profit", "毛利"),
        (top["gross_share"], len(rows) - 1),
        (0, 15),
        ha="center",
        va="center",
        color=look.BLUE,
    )
    ax.set(
        yticks=list(places),
        yticklabels=[names[product] for product in rows.index],
        ylim=(-0.6, len(rows) - 0.3),
    )
    ax.set_xlim(left=0)
    steps = [step / 10 for step in range(0, 10) if step / 10 <= top["stock_share"] + 0.06]
    ax.set_xticks(steps, [f"{round(100 * step)}{on_figure(' %', '%')}" for step in steps])
    ax.grid(visible=False, axis="y")
    return _tell_shares(ax, rows, names)


def _tell_shares(ax, rows, names):
    top, product = rows.iloc[-1], names[rows.index[-1]]
    stock, gross = (look.worded(top[name], "share") for name in ("stock_share", "gross_share"))
    look.title(ax, on_figure(f"{product}: {stock} of the stock, {gross} of the gross profit", f"{product}：占库存 {stock}，占毛利 {gross}"),
               on_figure(f"The {len(rows)} products with most stock; share of all (%)", f"库存最多的 {len(rows)} 种商品；占全部商品的比例（%）"))  # fmt: skip
    words = [
        f"{names[each]} {look.worded(row['stock_share'], 'share')} / {look.worded(row['gross_share'], 'share')}"
        for each, row in rows[::-1].iterrows()
    ]
    return look.read_this(
        ax,
        say(f"Dot: share of stock; diamond: share of gross profit. A diamond to the right of its dot earns more than its part. Stock / gross profit: {', '.join(words)}.",
            f"圆点是库存占比，菱形是毛利占比；菱形在圆点右边，赚的比占的多。库存 / 毛利：{'，'.join(words)}。"),
    )  # fmt: skip
