"""The exercises of lesson 7: numbers and form. Questions: exercises/source; key: exercises/answers."""

from functools import cache
from types import SimpleNamespace

import pandas as pd

from casekit import data as tables
from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, at_least_zero, choice, share
from casekit.look import labelled

COLUMNS = ["product_sales_cny", "product_cost_cny", "stock_begin_cny", "stock_end_cny"]
FOUR = ["P1", "P2", "P3", "P4"]
RIGHT = ["both", "sales", "cost", "neither"]


@cache
def _three():
    return tables.load("chapter/product_ratios").set_index("product").rename_axis("goods")[COLUMNS].iloc[:3]


def chapter():
    """The lesson's own three products, P1 to P3."""
    return _three().astype(float)


def _products(rows, names=FOUR):
    """Rows of sales, cost, stock at the beginning and at the end, as a table."""
    index = pd.Index(names[: len(rows)], name="goods")
    return pd.DataFrame(rows, index=index, columns=COLUMNS).astype(float)


def _row(table):
    """The first product by itself."""
    return table.iloc[0].rename("p1").rename_axis("item")


# ratios-1: margin, turnover and cross ratio of one product, a year's worth --------------------------------------


def one_product(draw=None):
    """One product: ``product`` (a row of sales, cost and stocks) over so many ``months``."""
    if draw is None:
        return SimpleNamespace(product=_row(chapter()), months=3)
    months, *row = draw.until(_a_period, _ways_of_reckoning_differ)
    return SimpleNamespace(product=_row(_products([row])), months=months)


def _a_period(draw):
    """Months, sales, cost, stock at the beginning and at the end."""
    sales = draw.between(2000, 9000, 100)
    begin = draw.between(500, 4000, 20)
    cost = sales * draw.between(55, 85) // 100
    return (
        draw.one_of([1, 2, 3, 4]),
        sales,
        cost,
        begin,
        begin * draw.one_of([60, 65, 70, 75, 130, 140, 150, 160]) // 100,
    )


def _ways_of_reckoning_differ(made):
    """Every way to take stock, basis and period gives another turnover, and every way to the cross ratio another number."""
    months, sales, cost, begin, end = made
    if months == 4 and begin > end:  # a third of the draws less with 12 / months = 3
        return False
    margin, average, times = (sales - cost) / sales, (begin + end) / 2, 12 / months
    turns = [sales / average * times, sales / end * times, sales / begin * times, sales / average, cost / average * times,
             sales / (begin + end) * times]  # fmt: skip
    crosses = [
        turns[0] * each for each in (margin, margin / (1 - margin), margin / times, margin * (1 - margin))
    ]
    return far_apart(turns, 0.4) and far_apart(crosses, 0.2) and 1.5 < turns[0] < 60


# ratios-2: two reports on two bases ------------------------------------------------------------------------------


def two_reports(draw=None):
    """Four products: ``report`` with margin and cross ratio by cost."""
    if draw is None:
        rows = [(0.30, 0.90), (0.45, 0.85), (0.10, 1.05), (0.20, 0.60)]
    else:
        rows = [
            (margin / 100, cross / 100)
            for margin, cross in zip(*draw.until(_margins_and_ratios, _order_turns), strict=True)
        ]
    report = pd.DataFrame(rows, index=pd.Index(FOUR, name="goods"), columns=["margin_share", "crossed"])
    by_cost = (say("cross ratio by cost", "按成本的交叉比率"), "")
    return SimpleNamespace(report=labelled(report, crossed=by_cost))


def _margins_and_ratios(draw):
    return draw.some_of(range(8, 58, 3), 4), [draw.between(45, 160, 5) for _ in FOUR]


def _order_turns(made):
    """The best by sales is another than the best by cost, and each clearly so; every way to convert gives another number."""
    margins, crosses = ([each / 100 for each in part] for part in made)
    sales = [cross / (1 - margin) for margin, cross in zip(margins, crosses, strict=True)]
    best, by_cost = sales.index(max(sales)), crosses.index(max(crosses))
    if (
        best == by_cost
        or not far_apart(sorted(sales)[-2:], 0.05)
        or not far_apart(sorted(crosses)[-2:], 0.04)
    ):
        return False
    m, c = margins[best], crosses[best]
    ways = [c, c / (1 - m), c * (1 - m), c * (1 + m), c / m, c * m, c + m, c * m / (1 - m)]
    others = [each for place, each in enumerate(sales) if place != best]
    return far_apart(ways, 0.03) and far_apart([sales[best], *others], 0.03)


# ratios-3: contributions that add up, and where to take stock from -----------------------------------------------


def shelf(draw=None):
    """Products of one shelf: ``products``, the ``amount`` of stock to be taken out, and the product ``asked`` for."""
    if draw is None:
        fourth = _products([(900, 780, 150, 170)], FOUR[3:])
        return SimpleNamespace(products=pd.concat([chapter(), fourth]), amount=50, asked="P1")
    rows, amount, asked = draw.until(_a_shelf, _one_way_to_take)
    return SimpleNamespace(products=_products(rows), amount=amount, asked=FOUR[asked])


def _a_shelf(draw):
    """Four products, one of them with little stock; how much is to be taken out; who is asked for."""
    rows = [_a_row(draw, draw.between(300, 2400, 20)) for _ in FOUR[:-1]]
    rows.append(_a_row(draw, draw.between(40, 120, 20), pace=(4, 14), cost=(55, 75)))
    return draw.shuffled(rows), draw.between(140, 290, 10), draw.below(len(FOUR))


def _a_row(draw, stock, pace=(6, 60), cost=(50, 94)):
    """Sales (tenths of the stock), cost (per cent of sales) and stocks of a product with so much stock on average."""
    sales = stock * draw.between(*pace) // 10
    cost, apart = sales * draw.between(*cost) // 100, stock * draw.between(-30, 30) // 100
    return sales, cost, stock - apart, stock + apart


def _one_way_to_take(made):
    """The lowest cross ratio belongs to the product with too little stock; all that is asked for differs from what else one may reckon."""
    rows, amount, asked = made
    gross = [sales - cost for sales, cost, _, _ in rows]
    stock = [(begin + end) / 2 for _, _, begin, end in rows]
    sales = [row[0] for row in rows]
    cross = [one / other for one, other in zip(gross, stock, strict=True)]
    little = stock.index(min(stock))
    if cross.index(min(cross)) != little or not far_apart(cross, 0.06) or gross[asked] < 20:
        return False
    total = sum(gross) / sum(stock)
    by_sales = [each * part / sum(sales) for each, part in zip(cross, sales, strict=True)]
    by_cost = sum(gross) / sum(sales) * sum(row[1] for row in rows) / sum(stock)
    totals = [total, sum(by_sales), sum(cross) / len(cross), sum(cross), by_cost]
    parts = [
        gross[asked] / sum(stock),
        by_sales[asked],
        cross[asked],
        stock[asked] / sum(stock),
        gross[asked] / sum(gross),
    ]
    return (
        far_apart(totals, 0.03)
        and far_apart(parts, 0.03)
        and _losses_differ(rows, cross, stock, amount, total)
    )


def _losses_differ(rows, cross, stock, amount, total):
    from_here = min((each, place) for place, each in enumerate(cross) if stock[place] >= amount)[1]
    sales, cost = rows[from_here][:2]
    losses = [
        amount * cross[from_here],
        amount * (sales - cost) / sales,
        amount * total,
        amount,
        sales - cost,
        amount / cross[from_here],
    ]
    return far_apart(losses, 3) and stock[from_here] > 1.2 * amount


def _ids(data):
    return data.products.index


EXERCISES = {
    "ratios-1": ExerciseSpec(
        ("One product, a year's worth", "一种商品，折算成一年"),
        one_product, answer_of(margin=share, turns=at_least_zero, cross=at_least_zero),
        (
            ("`p = q1.data.product` is one row. The margin is gross profit over sales: what is left of a yuan that the customer pays?",
             "`p = q1.data.product` 是一行数。毛利率是毛利除以销售额：顾客付的一元里，留下多少？"),
            ("Turnover by sales: sales over the mean of both stocks. That is for `q1.data.months` months; how many such periods does a year have?",
             "按销售额的周转率：销售额除以两个库存的平均。这是 `q1.data.months` 个月的；一年有几个这样的期间？"),
            ("`average = (p[\"stock_begin_cny\"] + p[\"stock_end_cny\"]) / 2` and `turns = p[\"product_sales_cny\"] / average * 12 / q1.data.months`; the cross ratio is margin times turns.",
             "`average = (p[\"stock_begin_cny\"] + p[\"stock_end_cny\"]) / 2`，`turns = p[\"product_sales_cny\"] / average * 12 / q1.data.months`；交叉比率等于毛利率乘周转率。"),
        ),
        points=2, read=("Margin, turnover, cross ratio", "毛利率、周转率、交叉比率"),
    ),
    "ratios-2": ExerciseSpec(
        ("Two reports on one shelf", "同一排货架，两份报告"),
        two_reports, answer_of(first=choice(FOUR), cross=at_least_zero, right=choice(RIGHT)),
        (
            ("By cost, turnover is smaller than by sales: cost is sales times (1 − margin). So the cross ratio by cost is the one by sales times the same factor.",
             "按成本的周转率比按销售额的小：成本等于销售额乘（1 − 毛利率）。所以按成本的交叉比率，等于按销售额的乘以同一个数。"),
            ("To go back, divide: `q2.data.report[\"crossed\"] / (1 - q2.data.report[\"margin_share\"])` gives all four by sales.",
             "要换回来就用除法：`q2.data.report[\"crossed\"] / (1 - q2.data.report[\"margin_share\"])`，四种一起换成按销售额。"),
            ("`first` is the product with the largest of these. For `right`: does either report contain an error?",
             "`first` 是其中最大的那一种。至于 `right`：两份报告里，有哪一份算错了吗？"),
        ),
        points=3, read=("State the basis", "写明口径"),
    ),
    "ratios-3": ExerciseSpec(
        ("Where to take the money from", "从哪里抽资金"),
        shelf, answer_of(total=at_least_zero, contribution=at_least_zero, take_from=choice(_ids), lost=at_least_zero, reasons=True),
        (
            ("`table = casekit.ratios.product_ratios(q3.data.products, \"sales\")` has everything by product; `casekit.ratios.whole(q3.data.products)` is all of them as one row.",
             "`table = casekit.ratios.product_ratios(q3.data.products, \"sales\")` 给出各种商品的比率；`casekit.ratios.whole(q3.data.products)` 把全部商品合成一行。"),
            ("A contribution that adds up is the cross ratio times the share of stock: `table[\"stock_contribution\"]`. Its sum must be `total`.",
             "加得起来的贡献，是交叉比率乘库存占比：`table[\"stock_contribution\"]`，它的和应等于 `total`。"),
            ("Look for the lowest cross ratio among the products with at least `q3.data.amount` in stock: `table[table[\"stock_average_cny\"] >= q3.data.amount][\"cross\"]`. What can be lost is the amount times that ratio.",
             "在库存不少于 `q3.data.amount` 的商品里，找交叉比率最低的：`table[table[\"stock_average_cny\"] >= q3.data.amount][\"cross\"]`。最多会少赚的，是这笔钱乘以那个比率。"),
        ),
        points=3, by_hand=3, read=("A contribution that adds up", "加得起来的贡献"),
    ),
}  # fmt: skip
