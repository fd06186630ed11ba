"""Key and misconceptions of lesson 7's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from casekit.exercises.judging import Answer, answers, is_close, shown_by

# ratios-1: margin, turnover and cross ratio of one product, a year's worth --------------------------------------


def _one(data):
    """Sales, cost, stock at the beginning and at the end."""
    return data.product.tolist()


def _of_a_year(data, stock=None, flow=None, times=None, margin=None):
    """An answer with another stock, flow, number of periods or margin than the right one, and all that follows from it."""
    sales, cost, begin, end = _one(data)
    stock = (begin + end) / 2 if stock is None else stock
    margin = (sales - cost) / sales if margin is None else margin
    turns = (sales if flow is None else flow) / stock * (12 / data.months if times is None else times)
    return {"margin": margin, "turns": turns, "cross": margin * turns}


def year(data):
    """The key."""
    return _of_a_year(data)


def mark_up(data):
    """Gross profit over cost."""
    sales, cost, *_ = _one(data)
    return _of_a_year(data, margin=(sales - cost) / cost)


def cost_share(data):
    """Cost over sales."""
    sales, cost, *_ = _one(data)
    return _of_a_year(data, margin=cost / sales)


def profit_over_stock(data):
    """Gross profit over the average stock, for a margin; no fraction with some numbers."""
    sales, cost, begin, end = _one(data)
    wrong = (sales - cost) / (begin + end) * 2
    return (
        _of_a_year(data, margin=wrong)
        if wrong <= 1 and not is_close(wrong, (sales - cost) / sales, 0.02)
        else None
    )


def end_only(data):
    """The stock at the end alone."""
    return _of_a_year(data, stock=_one(data)[3])


def begin_only(data):
    """The stock at the beginning alone."""
    return _of_a_year(data, stock=_one(data)[2])


def not_halved(data):
    """The sum of both stocks instead of their mean."""
    return _of_a_year(data, stock=sum(_one(data)[2:]))


def of_the_period(data):
    """The period's turnover, not a year's."""
    return _of_a_year(data, times=1) if data.months < 12 else None


def times_months(data):
    """Times the months instead of times the number of such periods."""
    return _of_a_year(data, times=data.months) if data.months not in (1, 12 / data.months) else None


def times_twelve(data):
    """Times 12, whatever the period."""
    return _of_a_year(data, times=12) if data.months > 1 else None


def cost_turned(data):
    """Turnover by cost."""
    return _of_a_year(data, flow=_one(data)[1])


def profit_turned(data):
    """Gross profit over stock, taken for the turnover."""
    sales, cost, *_ = _one(data)
    return _of_a_year(data, flow=sales - cost)


def cross_of_the_period(data):
    """Turnover of the year, cross ratio of the period."""
    return year(data) | {"cross": year(data)["cross"] * data.months / 12} if data.months < 12 else None


def cross_by_mark_up(data):
    """The right margin and turnover, and the mark-up in the cross ratio."""
    right = year(data)
    return right | {"cross": right["turns"] * right["margin"] / (1 - right["margin"])}


def cross_by_cost(data):
    """Turnover by sales, and a cross ratio by cost."""
    right = year(data)
    return right | {"cross": right["cross"] * (1 - right["margin"])}


def added(data):
    """Margin and turnover added up instead of multiplied."""
    right = year(data)
    return right | {"cross": right["turns"] + right["margin"]}


def divided(data):
    """Turnover divided by the margin, or the other way round."""
    right = year(data)
    return right | {"cross": right["turns"] / right["margin"]}


YEAR = {
    mark_up: ("margin: that is gross profit over cost, the mark-up. A margin is gross profit over sales.",
              "margin：这是毛利除以成本，叫成本加成率。毛利率是毛利除以销售额。"),
    cost_share: ("margin: that is cost over sales. The margin is what is left.", "margin：这是成本除以销售额；毛利率是余下的那一部分。"),
    profit_over_stock: ("margin: you divided gross profit by the stock. A margin divides it by sales.",
                        "margin：你用毛利除以库存了；毛利率除的是销售额。"),
    end_only: ("turns: you divided by the stock at the end alone. Take the mean of beginning and end.",
               "turns：你只除了期末库存。要用期初和期末的平均。"),
    begin_only: ("turns: you divided by the stock at the beginning alone. Take the mean of beginning and end.",
                 "turns：你只除了期初库存。要用期初和期末的平均。"),
    not_halved: ("turns: you divided by both stocks added up. The average is half of that.", "turns：你除的是两个库存之和；平均是它的一半。"),
    of_the_period: ("turns: that is the turnover of the period. A year has more than one such period.",
                    "turns：这是这一期的周转率。一年不止一个这样的期间。"),
    times_months: ("turns: you multiplied by the months of the period. Asked for is how many such periods a year has.",
                   "turns：你乘的是这一期的月数。要乘的是一年里有几个这样的期间。"),
    times_twelve: ("turns: times 12 would be right if the figures were those of a single month.", "turns：只有一个月的数才乘以 12。"),
    cost_turned: ("turns: that is turnover by cost. The task states the basis: sales.", "turns：这是按成本的周转率。题目写明按销售额。"),
    profit_turned: ("turns: you put gross profit over the stock. Turnover puts all sales over it.", "turns：你用毛利除以库存；周转率用的是全部销售额。"),
    cross_of_the_period: ("cross: the turnover is a year's, the cross ratio the period's. Multiply the two fields above.",
                          "cross：周转率是一年的，交叉比率却是一期的。把上面两个字段相乘。"),
    cross_by_mark_up: ("cross: here the mark-up has slipped in. Multiply the margin that you gave by the turnover.",
                       "cross：这里混进了成本加成率。用你填的毛利率乘周转率。"),
    cross_by_cost: ("cross: that is the cross ratio by cost, beside a turnover by sales. Keep to one basis.",
                    "cross：这是按成本的交叉比率，而周转率按销售额。口径要前后一致。"),
    added: ("cross: you added margin and turnover. A cross ratio multiplies them.", "cross：你把两者相加了；交叉比率是相乘。"),
    divided: ("cross: you divided turnover by the margin. A cross ratio multiplies them.", "cross：你用周转率除以毛利率了；交叉比率是相乘。"),
}  # fmt: skip


# ratios-2: two reports on two bases ------------------------------------------------------------------------------


def _reported(data):
    """By product: margin and cross ratio by cost."""
    return {product: (margin, cross) for product, margin, cross in data.report.itertuples()}


def _by_sales(data):
    return {product: cross / (1 - margin) for product, (margin, cross) in _reported(data).items()}


def _highest(table, sign=1):
    return max(table, key=lambda each: sign * table[each])


def _said(data, product, cross=None, right="both"):
    return {"first": product, "cross": _by_sales(data)[product] if cross is None else cross, "right": right}


def converted(data):
    """The key."""
    return _said(data, _highest(_by_sales(data)))


def best_by_cost(data):
    """The order of the report taken over."""
    return _said(data, _highest({each: row[1] for each, row in _reported(data).items()}))


def highest_margin(data):
    """The product with the highest margin."""
    return _if_new(data, _highest({each: row[0] for each, row in _reported(data).items()}), best_by_cost)


def lowest_margin(data):
    """The product with the lowest margin."""
    return _if_new(data, _highest({each: row[0] for each, row in _reported(data).items()}, -1), best_by_cost)


def _if_new(data, product, *others):
    """An answer with this product first, or None where it is right or another mistake gives it, too."""
    taken = {converted(data)["first"], *(answer["first"] for other in others if (answer := other(data)))}
    return None if product in taken else _said(data, product)


@shown_by(lambda value, data: True)
def another_first(data):
    """Some other product first."""
    ways = (best_by_cost, highest_margin, lowest_margin)
    left = [each for each in _reported(data) if _if_new(data, each, *ways)]
    return _said(data, left[0]) if left else None


def _with(data, change):
    """The right product with another cross ratio, worked out of its ratio by cost and its margin."""
    first = converted(data)["first"]
    margin, cross = _reported(data)[first]
    return _said(data, first, change(cross, margin))


def unconverted(data):
    """The ratio as the report has it."""
    return _with(data, lambda cross, margin: cross)


def multiplied(data):
    """Times (1 - margin) instead of divided by it."""
    return _with(data, lambda cross, margin: cross * (1 - margin))


def raised(data):
    """Times (1 + margin)."""
    return _with(data, lambda cross, margin: cross * (1 + margin))


def over_margin(data):
    """Divided by the margin."""
    return _with(data, lambda cross, margin: cross / margin)


def times_margin(data):
    """Times the margin."""
    return _with(data, lambda cross, margin: cross * margin)


def plus_margin(data):
    """Plus the margin."""
    return _with(data, lambda cross, margin: cross + margin)


def by_mark_up(data):
    """Times the mark-up, margin over (1 - margin)."""
    return _with(data, lambda cross, margin: cross * margin / (1 - margin))


@shown_by(
    lambda value, data: any(
        is_close(value["cross"], each, 0.005)
        for product, each in _by_sales(data).items()
        if product != value["first"]
    )
)
def of_another(data):
    """The converted ratio of another product."""
    first = converted(data)["first"]
    return _said(data, first, max(each for product, each in _by_sales(data).items() if product != first))


def only_sales(data):
    """The report by sales called right, the other wrong."""
    return converted(data) | {"right": "sales"}


def only_cost(data):
    """The report by cost called right, the other wrong."""
    return converted(data) | {"right": "cost"}


def none_right(data):
    """Both called wrong."""
    return converted(data) | {"right": "neither"}


REPORTS = {
    best_by_cost: ("first: that product is first in the report, by cost. Convert all four and look again.", "first：按成本的报告里它第一。四种都换算了再看。"),
    highest_margin: ("first: the highest margin alone does not make the highest cross ratio. Convert all four, then compare.", "first：光是毛利率最高，交叉比率不一定最高。四种都换算了再比。"),
    lowest_margin: ("first: that is the lowest margin. From cost to sales the ratio grows most where the margin is high.", "first：这是毛利率最低的一种。从按成本换成按销售额，毛利率越高的涨得越多。"),
    another_first: ("first: that product is first on neither basis. Convert all four ratios, then take the largest.", "first：这一种按哪个口径都不是第一。四个比率都换算了，再取最大的。"),
    unconverted: ("cross: that is the ratio as reported, by cost. Asked for is the one by sales.", "cross：这是报告里按成本的比率。题目要的是按销售额的。"),
    multiplied: ("cross: you multiplied by (1 − margin). That goes from sales to cost; you need the way back.", "cross：你乘了（1 − 毛利率），那是从按销售额换成按成本；这里要反过来。"),
    raised: ("cross: you multiplied by (1 + margin). Cost is sales × (1 − margin), so divide by (1 − margin).", "cross：你乘了（1 + 毛利率）。成本 = 销售额 ×（1 − 毛利率），所以要除以（1 − 毛利率）。"),
    over_margin: ("cross: you divided by the margin. What lies between cost and sales is (1 − margin).", "cross：你除的是毛利率。成本与销售额之间差的是（1 − 毛利率）。"),
    times_margin: ("cross: the margin is in the cross ratio already; you multiplied by it once more.", "cross：交叉比率里已经有毛利率了，你又乘了一遍。"),
    plus_margin: ("cross: a margin is not added to a ratio of gross profit and stock.", "cross：毛利率不能加到毛利与库存之比上。"),
    by_mark_up: ("cross: you multiplied by the mark-up. Divide by (1 − margin), nothing more.", "cross：你乘的是成本加成率。只要除以（1 − 毛利率）。"),
    of_another: ("cross: the conversion is right, but this is the ratio of another product.", "cross：换算对了，可这是另一种商品的比率。"),
    only_sales: ("right: by sales is the articles' way, but that does not make the other report wrong. Which of its figures is false?", "right：短文汇编是按销售额算的，可这并不说明另一份算错了。它哪一个数不对？"),
    only_cost: ("right: stock is at cost, and that speaks for cost. But which figure of the other report is false?", "right：库存按成本计，这是按成本算的理由。可是另一份报告，哪一个数不对？"),
    none_right: ("right: two numbers that differ need not be wrong. Each is what its own definition says.", "right：两个数不一样，不等于都错。各按各的定义，都算得出来。"),
}  # fmt: skip


# ratios-3: contributions that add up, and where to take stock from ------------------------------------------------


def _reckoned(data):
    """By product: sales, cost, stock at the end, average stock, gross profit, cross ratio; and the sums over all."""
    table = {}
    for product, sales, cost, begin, end in data.products.itertuples():
        row = {"sales": sales, "cost": cost, "end": end, "stock": (begin + end) / 2, "gross": sales - cost}
        table[product] = row | {"cross": row["gross"] / row["stock"]}
    return table, {
        name: sum(row[name] for row in table.values())
        for name in ("sales", "cost", "end", "stock", "gross", "cross")
    }


WHY = "A cross ratio is per yuan of stock, so it is weighted by stock; the loss is a ceiling."


def taken(data):
    """The key."""
    table, of_all = _reckoned(data)
    product = min(
        (each for each in table if table[each]["stock"] >= data.amount), key=lambda each: table[each]["cross"]
    )
    return {
        "total": of_all["gross"] / of_all["stock"],
        "contribution": table[data.asked]["gross"] / of_all["stock"],
        "take_from": product,
        "lost": data.amount * table[product]["cross"],
        "why": WHY,
    }


def _total(data, wrong):
    """An answer with another total, or None where these numbers do not tell it from the right one."""
    right = taken(data)
    return None if is_close(wrong, right["total"], 0.012) else right | {"total": wrong}


def sum_by_sales(data):
    """The contribution ratios by share of sales added up."""
    table, of_all = _reckoned(data)
    return _total(data, sum(row["cross"] * row["sales"] for row in table.values()) / of_all["sales"])


def mean_of_ratios(data):
    """The mean of the cross ratios."""
    table, of_all = _reckoned(data)
    return _total(data, of_all["cross"] / len(table))


def sum_of_ratios(data):
    """The cross ratios added up unweighted."""
    return _total(data, _reckoned(data)[1]["cross"])


def whole_by_cost(data):
    """The whole's cross ratio by cost."""
    of_all = _reckoned(data)[1]
    return _total(data, of_all["gross"] / of_all["sales"] * of_all["cost"] / of_all["stock"])


def whole_end_stock(data):
    """Gross profit over the stock at the end."""
    of_all = _reckoned(data)[1]
    return _total(data, of_all["gross"] / of_all["end"])


def _part(data, wrong):
    return taken(data) | {"contribution": wrong}


def part_by_sales(data):
    """The contribution ratio by share of sales."""
    table, of_all = _reckoned(data)
    return _part(data, table[data.asked]["cross"] * table[data.asked]["sales"] / of_all["sales"])


def part_unweighted(data):
    """The cross ratio itself."""
    return _part(data, _reckoned(data)[0][data.asked]["cross"])


def part_of_stock(data):
    """The share of stock alone."""
    table, of_all = _reckoned(data)
    return _part(data, table[data.asked]["stock"] / of_all["stock"])


def part_of_profit(data):
    """The share of gross profit."""
    table, of_all = _reckoned(data)
    return _part(data, table[data.asked]["gross"] / of_all["gross"])


def _sources(data):
    """By each wrong way to look for it, the product to take from; a product once, under the first way that gives it."""
    table, right = _reckoned(data)[0], taken(data)["take_from"]
    ways = {
        "too_little_there": min(table, key=lambda each: table[each]["cross"]),
        "thinnest": min(table, key=lambda each: table[each]["gross"] / table[each]["sales"]),
        "largest_stock": max(table, key=lambda each: table[each]["stock"]),
    } | {f"other {each}": each for each in table}
    first = {product: way for way, product in reversed(ways.items())}
    return {way: product for product, way in first.items() if product != right}


def _from(data, way):
    """An answer with the product that a wrong way gives, and the loss that follows; None where it gives none of its own."""
    sources = _sources(data)
    product = next((sources[each] for each in sources if each.startswith(way)), None)
    return product and taken(data) | {
        "take_from": product,
        "lost": data.amount * _reckoned(data)[0][product]["cross"],
    }


def too_little_there(data):
    """The lowest cross ratio of all, with less in stock than is to be taken out."""
    return _from(data, "too_little_there")


def thinnest(data):
    """The product with the lowest margin."""
    return _from(data, "thinnest")


def largest_stock(data):
    """The product with most stock."""
    return _from(data, "largest_stock")


@shown_by(
    lambda value, data: (
        value["take_from"] in {each for way, each in _sources(data).items() if way.startswith("other")}
    )
)
def another_source(data):
    """Some other product."""
    return _from(data, "other")


def _lost(data, wrong):
    """An answer with another loss, or None where these numbers do not tell it from the right one."""
    right = taken(data)
    return None if is_close(wrong, right["lost"], 2) else right | {"lost": wrong}


def _source(data):
    return _reckoned(data)[0][taken(data)["take_from"]]


def by_margin(data):
    """The amount times the margin."""
    return _lost(data, data.amount * _source(data)["gross"] / _source(data)["sales"])


def by_the_whole(data):
    """The amount times the cross ratio of the whole."""
    return _lost(data, data.amount * taken(data)["total"])


def everything(data):
    """The amount itself."""
    return _lost(data, float(data.amount))


def all_its_profit(data):
    """All gross profit of the product."""
    return _lost(data, _source(data)["gross"])


def amount_over_ratio(data):
    """The amount divided by the cross ratio."""
    return _lost(data, data.amount / _source(data)["cross"])


@shown_by(lambda value, data: value["lost"] == 0)
def nothing_lost(data):
    """Nothing, as if no sale depended on the stock."""
    return _lost(data, 0.0)


TAKEN = {
    sum_by_sales: ("total: those are the contribution ratios weighted by sales, added up. Take all gross profit over all stock.", "total：这是按销售占比加权的贡献比率之和。要用全部毛利除以全部库存。"),
    mean_of_ratios: ("total: that is the plain mean of the cross ratios. Rates are worked out of totals.", "total：这是各交叉比率的简单平均。比率要用总数重算。"),
    sum_of_ratios: ("total: you added the cross ratios up without any weight. Take all gross profit over all stock.", "total：你把交叉比率直接相加了，没有加权。要用全部毛利除以全部库存。"),
    whole_by_cost: ("total: that is turnover by cost. The task asks for the basis sales: all gross profit over all stock.", "total：周转率按成本算了。题目要按销售额：全部毛利除以全部库存。"),
    whole_end_stock: ("total: you divided by the stock at the end. Take the average stock.", "total：你除的是期末库存。要用平均库存。"),
    part_by_sales: ("contribution: that is weighted by the share of sales. Such parts do not add up to your total; weight by stock.", "contribution：这是用销售占比加权的，加起来不等于合计。要用库存占比。"),
    part_unweighted: ("contribution: that is the product's cross ratio itself. What does it bring to the whole, with its share of the stock?", "contribution：这是该商品的交叉比率本身。乘上它的库存占比，才是它给合计带来的。"),
    part_of_stock: ("contribution: that is only its share of the stock. Multiply it by the cross ratio.", "contribution：这只是库存占比，还要乘以交叉比率。"),
    part_of_profit: ("contribution: that is its share of the gross profit. The parts are to add up to the cross ratio of all, not to 1.", "contribution：这是毛利占比。各部分相加应得合计的交叉比率，而不是 1。"),
    too_little_there: ("take_from: its cross ratio is the lowest, but there is not that much money in its stock.", "take_from：它的交叉比率最低，可是库存里没有那么多钱。"),
    thinnest: ("take_from: its margin is the lowest, but it turns faster than the one you need. Look at margin times turnover.", "take_from：它的毛利率最低，可是周转并不慢。看毛利率乘周转率。"),
    largest_stock: ("take_from: it has most stock, but a yuan of it earns more than one elsewhere. Look at the cross ratio.", "take_from：它的库存最多，可是有别的商品，一元库存赚得比它少。看交叉比率。"),
    another_source: ("take_from: there is another product with enough stock where a yuan earns less.", "take_from：库存够多的商品里，有一种的一元库存赚得更少。"),
    by_margin: ("lost: you multiplied by the margin. That is per yuan of sales; the money taken out is stock.", "lost：你乘的是毛利率，那是对一元销售额说的；抽走的是库存。"),
    by_the_whole: ("lost: you used the cross ratio of all products together. The money comes out of one.", "lost：你用的是全部商品合计的交叉比率；钱是从一种商品上抽走的。"),
    everything: ("lost: that is the money taken out itself. It is not lost; what it would have earned may be.", "lost：这是抽走的钱本身。钱没有丢，丢的至多是它本来能赚的。"),
    all_its_profit: ("lost: that is all its gross profit in the year. Only part of its stock goes.", "lost：这是它一年的全部毛利；抽走的只是一部分库存。"),
    amount_over_ratio: ("lost: you divided by the cross ratio. A yuan in stock earns that much, so multiply.", "lost：你除以了交叉比率。每元库存赚这么多，应该相乘。"),
    nothing_lost: ("lost: that holds only if sales do not depend on the stock at all. Asked for is the most that can be lost if they fall no more than in step.", "lost：销量与库存完全无关才是这样。题目问的是销量至多同比例下降时，最多少赚多少。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    ratios_1=Answer(
        year, YEAR,
        right=("Margin and turnover are on one basis and for one period, so their product means something: gross profit a year on each yuan of stock.",
               "毛利率和周转率口径一致、期间一致，相乘才有意义：每元库存一年赚的毛利。"),
        otherwise={"margin": ("margin: gross profit is sales less cost; divide it by sales.", "margin：毛利等于销售额减成本，再除以销售额。"),
                   "turns": ("turns: sales over the mean of both stocks, and then for a whole year.", "turns：销售额除以两个库存的平均，再折算成一年。"),
                   "cross": ("cross: multiply the two fields above.", "cross：把上面两个字段相乘。")},
        within={"margin": 0.005, "turns": 0.05, "cross": 0.03},
    ),
    ratios_2=Answer(
        converted, REPORTS,
        right=("Both reports are right, and still the order changes: by cost, a high margin counts for less. So never set one beside the other.",
               "两份都没有算错，次序却变了：按成本算，毛利率高的不占便宜。所以两种数不能放在一起比。"),
        otherwise={"first": ("", ""), "cross": ("cross: divide the reported ratio by (1 − margin) of the same product.", "cross：用同一种商品报告里的比率除以（1 − 毛利率）。"),
                   "right": ("", "")},
        within={"cross": 0.005},
    ),
    ratios_3=Answer(
        taken, TAKEN,
        right=("The parts add up, and the money comes from where a yuan earns least.", "各部分加得起来，钱也是从赚得最少的地方抽的。"),
        otherwise={"total": ("total: all gross profit over all average stock.", "total：全部毛利除以全部平均库存。"),
                   "contribution": ("contribution: the product's gross profit over the stock of all.", "contribution：该商品的毛利除以全部库存。"),
                   "take_from": ("", ""),
                   "lost": ("lost: the money taken out times the cross ratio of the product it is taken from.", "lost：抽走的钱乘以那种商品的交叉比率。")},
        within={"total": 0.005, "contribution": 0.005, "lost": 1},
        rubric=(
            (1, "Says why the weight is the share of stock: a cross ratio is gross profit per yuan of stock.",
                "说明为什么用库存占比加权：交叉比率是每元库存的毛利。"),
            (1, "Says that lost is a ceiling: it supposes sales that fall in step with the stock; if they stay, nothing is lost.",
                "说明 lost 是上限：前提是销量与库存同比例下降；销量不变就毫无损失。"),
            (1, "Names one thing that the ratios do not show and that could change the choice (goods that draw customers, shelf space, whose margin it is), or what to look at afterwards.",
                "说出一件比率看不见、却可能改变选择的事（带动别的商品、占地方、是谁的毛利），或事后该看什么。"),
        ),
    ),
)  # fmt: skip
