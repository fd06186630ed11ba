"""Key and misconceptions of lesson 8's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from casekit.exercises.judging import Answer, answers, is_close, shown_by

# profitability-1: signs, total, loser ------------------------------------------------------------------------


def _signs(column):
    return int((column > 0).sum() - (column < 0).sum())


def _verdict(data, **other):
    """The right answer, with some fields changed."""
    profits = data.profits
    right = {
        "sign_sum": _signs(profits["c"]),
        "total": float(profits["c"].sum()),
        "loser": profits.sum().idxmin(),
    }
    return right | other


def verdict(data):
    """The key."""
    return _verdict(data)


def zero_as_loss(data):
    """A product that brings nothing counted as a loss."""
    return _verdict(data, sign_sum=int((data.profits["c"] > 0).sum() - (data.profits["c"] <= 0).sum()))


def products_bought(data):
    """The number of products bought."""
    return _verdict(data, sign_sum=int(data.profits["c"].notna().sum()))


def losses_counted(data):
    """Only the losing products counted."""
    return _verdict(data, sign_sum=int((data.profits["c"] < 0).sum()))


def gains_counted(data):
    """Only the profitable products counted."""
    return _verdict(data, sign_sum=int((data.profits["c"] > 0).sum()))


def signs_turned(data):
    """Losing products less profitable ones."""
    turned = -_signs(data.profits["c"])
    return None if turned == int((data.profits["c"] > 0).sum()) else _verdict(data, sign_sum=turned)


def without_signs(data):
    """The amounts added without their signs."""
    return _verdict(data, total=float(data.profits["c"].abs().sum()))


def gains_only(data):
    """Only what the profitable product brings."""
    return _verdict(data, total=float(data.profits["c"].clip(lower=0).sum()))


def losses_only(data):
    """Only what the losing products cost."""
    return _verdict(data, total=float(data.profits["c"].clip(upper=0).sum()))


def mean_of_products(data):
    """The mean a product instead of the sum."""
    return _verdict(data, total=float(data.profits["c"].mean()))


@shown_by(
    lambda value, data: any(is_close(value["total"], float(data.profits[name].sum()), 0.005) for name in "ab")
)
def of_another(data):
    """Another customer's total."""
    return _verdict(data, total=float(data.profits["b"].sum()))


def of_all_three(data):
    """The total of all three customers."""
    return _verdict(data, total=float(data.profits.sum().sum()))


def signs_for_amounts(data):
    """The sum of the signs given again as the total."""
    return _verdict(data, total=float(_signs(data.profits["c"])))


def loser_by_signs(data):
    """The customer with the lowest sum of signs taken for the loser."""
    return _verdict(data, loser="c")


def loser_mixed(data):
    """The customer with as many losses as profits taken for the loser."""
    return _verdict(data, loser="b")


VERDICT = {
    zero_as_loss: ("sign_sum: a product that brings nothing counts 0, not −1.", "sign_sum：零利润的产品记 0，不记 −1。"),
    products_bought: ("sign_sum: that is how many products C bought. Add +1 for each that earns and −1 for each that loses.",
                      "sign_sum：这是 C 买了几种产品。盈利的记 +1，亏损的记 −1，再相加。"),
    losses_counted: ("sign_sum: you counted the losing products. Each counts −1, and the ones that earn count +1.",
                     "sign_sum：你数的是亏损产品有几种。亏损的每种记 −1，盈利的每种记 +1。"),
    gains_counted: ("sign_sum: you counted only the products that earn. Those that lose count −1 each.",
                    "sign_sum：你只数了盈利的产品。亏损的每种记 −1。"),
    signs_turned: ("sign_sum: turned round. Products that earn count +1.", "sign_sum：正负反了，盈利的记 +1。"),
    without_signs: ("total: you added the amounts without their signs. A loss is taken off.", "total：金额相加时丢了负号。亏损要减掉。"),
    gains_only: ("total: only what earns. The losses have to be taken off.", "total：只加了盈利的，亏损还要减掉。"),
    losses_only: ("total: only the losses. What earns belongs to it, too.", "total：只加了亏损的，盈利的也要加进来。"),
    mean_of_products: ("total: that is the mean of C's products. Asked for is their sum.", "total：这是每种产品的平均，题目要的是合计。"),
    of_another: ("total: that is another customer's column. Asked for is C.", "total：这是另一家客户那一列，题目问的是 C。"),
    of_all_three: ("total: that is all three customers together. Asked for is C alone.", "total：这是三家的合计，题目只问 C。"),
    signs_for_amounts: ("total: those are the signs again. The total is in money, thousand yuan.", "total：这还是正负号之和。合计是金额，单位千元。"),
    loser_by_signs: ("loser: C has the worst signs, but look at its amounts: they add up to more than zero.",
                     "loser：C 的正负号最难看，可是看看它的金额，加起来大于零。"),
    loser_mixed: ("loser: B has as many losses as profits, and the profit is the larger amount.", "loser：B 一盈一亏，盈利的金额更大。"),
}  # fmt: skip


# profitability-2: cost to serve and profit -------------------------------------------------------------------


def _counts(data, customer=None):
    return data.customers.loc[customer or data.customer, data.pools.index]


def _rates(data):
    return data.pools["pool_cny"] / data.pools["volume"]


def _gross(data):
    return float(data.customers.at[data.customer, "gross_profit_cny"])


def _served(data, cost=None, profit=None):
    """Cost and profit; the profit follows from the cost unless it is given."""
    cost = float((_counts(data) * _rates(data)).sum()) if cost is None else float(cost)
    return {"cost_cny": cost, "profit_cny": _gross(data) - cost if profit is None else float(profit)}


def served(data):
    """The key."""
    return _served(data)


def by_sales(data):
    """The pools shared out by sales."""
    share = data.customers.at[data.customer, "net_amount_cny"] / data.company_sales_cny
    return _served(data, data.pools["pool_cny"].sum() * share)


def by_sales_of_three(data):
    """The pools shared out by sales among the three customers of the table."""
    sales = data.customers["net_amount_cny"]
    return _served(data, data.pools["pool_cny"].sum() * sales[data.customer] / sales.sum())


def by_heads(data):
    """The same for each customer."""
    return _served(data, data.pools["pool_cny"].sum() / data.all_customers)


def by_all_counts(data):
    """One rate for all activities: visits, orders, deliveries and returns counted alike."""
    return _served(data, data.pools["pool_cny"].sum() * _counts(data).sum() / data.pools["volume"].sum())


def among_three(data):
    """The volumes of the three customers taken for those of the firm."""
    return _served(
        data, (data.pools["pool_cny"] * _counts(data) / data.customers[data.pools.index].sum()).sum()
    )


def visits_only(data):
    """Only the visits."""
    return _served(data, _counts(data)["visits"] * _rates(data)["visits"])


def without_returns(data):
    """The returns left out."""
    return _served(data, (_counts(data) * _rates(data)).drop("returns").sum())


def rates_only(data):
    """The rates added up, each once."""
    return _served(data, _rates(data).sum())


def _of(data, customer):
    return float((_counts(data, customer) * _rates(data)).sum())


@shown_by(
    lambda value, data: any(
        is_close(value["cost_cny"], _of(data, other), 1) for other in "ABC" if other != data.customer
    )
)
def of_another_customer(data):
    """Another customer's cost."""
    return _served(data, _of(data, "A" if data.customer != "A" else "B"))


def sales_for_gross_profit(data):
    """The cost taken off the sales instead of the gross profit."""
    return _served(data, profit=data.customers.at[data.customer, "net_amount_cny"] - served(data)["cost_cny"])


def added(data):
    """The cost added to the gross profit."""
    return _served(data, profit=_gross(data) + served(data)["cost_cny"])


def gross_profit_again(data):
    """The gross profit itself."""
    return _served(data, profit=_gross(data))


def profit_of_sales_less_gross(data):
    """The cost of the goods taken off a second time."""
    goods = data.customers.at[data.customer, "net_amount_cny"] - _gross(data)
    return _served(data, profit=_gross(data) - goods - served(data)["cost_cny"])


SERVED = {
    by_sales: ("cost_cny: you shared the pools out by sales. A customer is charged by what it caused: its visits, orders, deliveries, returns.",
               "cost_cny：你按销售额分摊了。要按这家客户引起的作业来算：拜访、订单处理、送货、退货处理各几次。"),
    by_sales_of_three: ("cost_cny: you shared the firm's pools out among three customers, by sales. Take the rates, and how often this customer needed each activity.",
                        "cost_cny：你把全公司的成本库按销售额分给了三家。要先算成本率，再乘这家客户的次数。"),
    by_heads: ("cost_cny: that is the same for every customer. This one needs some activities more than others do.",
               "cost_cny：这是人人一样。可这家客户有的作业用得多，有的用得少。"),
    by_all_counts: ("cost_cny: you used one rate for everything. A visit and a delivery cost different amounts: each pool has its own rate.",
                    "cost_cny：你只用了一个成本率。拜访一次和送货一次不一样贵，每个成本库各有成本率。"),
    among_three: ("cost_cny: you divided by the volumes of these three. The pools are those of the whole firm, and so are their volumes.",
                  "cost_cny：你除的是这三家的次数之和。成本库是全公司的，作业量也要用全公司的。"),
    visits_only: ("cost_cny: those are the visits alone. Three more pools are to be added.", "cost_cny：这只是拜访，还有三个成本库。"),
    without_returns: ("cost_cny: the returns are missing.", "cost_cny：漏了退货处理。"),
    rates_only: ("cost_cny: you added the rates, each once. Multiply each by how often the customer needed it.",
                 "cost_cny：你把成本率各加了一次。每种都要乘这家客户的次数。"),
    of_another_customer: ("cost_cny: that is another customer's cost. The cell below the question names the one asked for.",
                          "cost_cny：这是另一家客户的成本。题目问的是哪一家，看下面的单元格。"),
    sales_for_gross_profit: ("profit_cny: you took the cost off the sales. The goods have to be paid as well: begin with the gross profit.",
                             "profit_cny：你是从销售净额里减的。商品成本也要扣，应从毛利减起。"),
    added: ("profit_cny: you added the cost. Take it off.", "profit_cny：你加上了服务成本，应该减。"),
    gross_profit_again: ("profit_cny: that is the gross profit; the cost to serve comes off it.", "profit_cny：这还是毛利，要再减服务成本。"),
    profit_of_sales_less_gross: ("profit_cny: the cost of the goods is taken off twice. The gross profit is already without it.",
                                 "profit_cny：商品成本减了两次。毛利里已经扣过了。"),
}  # fmt: skip


# profitability-3: which loser to let go ----------------------------------------------------------------------

WHY = "Only avoidable cost goes away with a dealer; the rest stays and falls on the others."


def _full(data):
    return data.dealers.drop(columns="gross_profit_cny").sum(axis="columns")


def _saved(data):
    costs = data.dealers[[f"{name}_cny" for name in data.avoidable.index]]
    return (costs * data.avoidable.to_numpy()).sum(axis="columns")


def _profit(data):
    return data.dealers["gross_profit_cny"]


def _go(data, chosen, change=None):
    """An answer with these dealers; the change is that of avoidable cost unless another is given."""
    chosen = sorted(chosen)
    change = (_saved(data) - _profit(data))[chosen].sum() if change is None else change
    return {"go": chosen, "change_cny": round(float(change), 2), "why": WHY}


def _right(data):
    return set(data.dealers.index[_saved(data) > _profit(data)])


def let_go(data):
    """The key."""
    return _go(data, _right(data))


def everybody(data):
    """All four, since all lose at full cost."""
    return _go(data, data.dealers.index, (_full(data) - _profit(data)).sum())


def those_who_stay(data):
    """The dealers to keep instead of those to let go."""
    return _go(data, set(data.dealers.index) - _right(data))


def worst_only(data):
    """The dealer with the largest loss at full cost."""
    return _go(data, _worst(data))


def _unless(chosen, *others):
    """A choice, or None where another mistake leads to the same one."""
    return None if set(chosen) in [set(each) for each in others] else set(chosen)


def _worst(data):
    return {(_full(data) - _profit(data)).idxmax()}


def smallest(data):
    """The dealer who brings least."""
    chosen = _unless({_profit(data).idxmin()}, _worst(data))
    return _go(data, chosen) if chosen else None


def dearest(data):
    """The dealer who costs most to serve."""
    chosen = _unless({_full(data).idxmax()}, _worst(data), {_profit(data).idxmin()})
    return _go(data, chosen) if chosen else None


def by_half(data):
    """Half of the full cost taken as the mark."""
    above = set(data.dealers.index[_full(data) / 2 > _profit(data)])
    ones = ({_profit(data).idxmin()}, {_full(data).idxmax()}, data.dealers.index)
    chosen = _unless(above, set(), _worst(data), *ones)
    return _go(data, chosen) if chosen else None


@shown_by(lambda value, data: not set(value["go"]) <= _right(data))
def one_who_pays(data):
    """A dealer among them whose gross profit is above its avoidable cost."""
    staying = sorted(set(data.dealers.index) - _right(data))
    return _go(data, _right(data) | {staying[0]})


@shown_by(lambda value, data: set(value["go"]) < _right(data))
def one_too_few(data):
    """One of the two who should go left out."""
    right = sorted(_right(data))
    ones = (
        {_profit(data).idxmin()},
        {_full(data).idxmax()},
        set(data.dealers.index[_full(data) / 2 > _profit(data)]),
    )
    chosen = _unless(right[:1], right, _worst(data), *ones)
    return _go(data, chosen) if chosen else None


def _sum(data, series):
    return float(series[sorted(_right(data))].sum())


def full_cost(data):
    """The change at full cost."""
    return _go(data, _right(data), _sum(data, _full(data) - _profit(data)))


def saving_only(data):
    """What goes away, without the gross profit that goes as well."""
    return _go(data, _right(data), _sum(data, _saved(data)))


def gross_profit_only(data):
    """The gross profit lost, without the saving."""
    return _go(data, _right(data), -_sum(data, _profit(data)))


def what_stays(data):
    """The cost that stays taken as the change."""
    return _go(data, _right(data), _sum(data, _full(data) - _saved(data)))


def of_all_four(data):
    """The change if all four went, at avoidable cost."""
    return _go(data, _right(data), float((_saved(data) - _profit(data)).sum()))


GO = {
    everybody: ("go: all four lose at full cost, but not all of that cost would go away with them. Reckon with the avoidable part.",
                "go：按全部成本，四家都亏；可是它们走了，成本不会全部消失。要按可避免的部分算。"),
    those_who_stay: ("go: those are the ones to keep: their gross profit is above their avoidable cost.", "go：这几家恰恰该留：毛利高于可避免成本。"),
    worst_only: ("go: that is the largest loss at full cost. What counts is avoidable cost against gross profit.",
                 "go：这是按全部成本亏得最多的。要比的是可避免成本与毛利。"),
    smallest: ("go: that is the dealer who brings least. It costs little, too: compare with its avoidable cost.",
               "go：这是毛利最少的。它花的钱也少，要与它的可避免成本比。"),
    dearest: ("go: that is the dealer who costs most to serve. Set its avoidable cost against its gross profit.",
              "go：这是服务成本最高的。要拿它的可避免成本与毛利比。"),
    by_half: ("go: you took half of the cost to serve as the mark. Take the part of each activity.", "go：你拿服务成本的一半作界线。要用每种作业自己的比例。"),
    one_who_pays: ("go: one of these pays more than its avoidable cost; without it the firm has less.",
                   "go：其中有一家的毛利高于可避免成本，没有它，公司的利润反而减少。"),
    one_too_few: ("go: right, and there is one more whose avoidable cost is above its gross profit.", "go：选得对，但还有一家的可避免成本也高于毛利。"),
    full_cost: ("change_cny: that is at full cost. Only the avoidable part is saved.", "change_cny：这是按全部成本算的。省下的只有可避免的部分。"),
    saving_only: ("change_cny: that is what goes away. The gross profit is lost as well.", "change_cny：这只是省下的，毛利也没有了，要减掉。"),
    gross_profit_only: ("change_cny: that is the gross profit lost. Add what goes away.", "change_cny：这只是失去的毛利，还要加上省下的成本。"),
    what_stays: ("change_cny: that is the cost that stays. Asked for is what the firm's profit changes by.", "change_cny：这是走了以后还要花的成本。题目问的是公司利润变动多少。"),
    of_all_four: ("change_cny: that is the change if all four went. Asked for is that of those you let go.",
                  "change_cny：这是四家都走的变动。题目问的是你放弃的那几家。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    profitability_1=Answer(
        verdict, VERDICT, within={"total": 0.005},
        right=("The customer with the worst signs earns, and the one with the best signs loses: only amounts decide.",
               "正负号最难看的客户赚钱，正负号最好看的反而亏：盈亏要由金额来定。"),
        otherwise={
            "sign_sum": ("sign_sum: +1 for each product of C that earns, −1 for each that loses, 0 otherwise.", "sign_sum：C 的产品，盈利记 +1，亏损记 −1，零利润记 0。"),
            "total": ("total: the amounts of C with their signs, thousand yuan.", "total：C 的金额带正负号相加，单位千元。"),
            "loser": ("loser: the customer whose amounts add up to less than zero.", "loser：金额合计小于零的那一家。"),
        },
    ),
    profitability_2=Answer(
        served, SERVED, within=1.0,
        right=("Compare this with a share by sales: whoever causes much pays more here, and whoever causes little pays less.",
               "拿它跟按销售额分摊的结果比一比：引起的作业多，就多负担；引起得少，就少负担。"),
        otherwise={
            "cost_cny": ("cost_cny: for each activity, the pool divided by the firm's volume, times this customer's count; then add up.",
                         "cost_cny：每种作业用成本库除以全公司作业量，乘这家客户的次数，再相加。"),
            "profit_cny": ("profit_cny: gross profit less the cost to serve.", "profit_cny：毛利减去服务成本。"),
        },
    ),
    profitability_3=Answer(
        let_go, GO, within={"change_cny": 1.0},
        right=("So far as the numbers go.", "数字都对。"),
        otherwise={
            "go": ("go: those whose avoidable cost, activity by activity, is above their gross profit.", "go：逐项算出可避免成本，高于毛利的才放弃。"),
            "change_cny": ("change_cny: avoidable cost less gross profit, of those you let go.", "change_cny：你放弃的那几家，可避免成本减毛利。"),
        },
        rubric=(
            (1, "Says that the cost which does not go away stays with the firm and falls on the other customers.",
                "说明没有消失的成本仍由公司承担，落到其他客户头上。"),
            (1, "Shows on one dealer who stays that its gross profit is above its avoidable cost, with both numbers.",
                "举一家留下的经销商，用两个数说明毛利高于可避免成本。"),
            (1, "Names what could be tried before letting go (fewer or fuller deliveries, a telephone call for a visit, a price), or what would change the parts over a longer time.",
                "说出放弃之前可以先试什么（少送几次、每次多装、以电话代替拜访、调价），或者时间延长，比例会怎样变。"),
        ),
    ),
)  # fmt: skip
