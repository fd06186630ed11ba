"""The exercises of lesson 4: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.forms import (
    ExerciseSpec,
    WrongKind,
    answer_of,
    choice,
    each_of,
    number,
    several,
    share,
)
from casekit.look import labelled

LETTERS = ["A", "B", "C"]


def by_share(amounts, total=None, crossing="include", cuts=(75, 95)):
    """The class of each of a row of whole amounts, taken in the order given: a plain sum and two cuts."""
    total, reached, classes = sum(amounts) if total is None else total, 0, []
    for amount in amounts:
        before, reached = reached, reached + amount
        if crossing == "include":
            level = sum(100 * before >= cut * total for cut in cuts)
        else:
            level = sum(100 * reached > cut * total for cut in cuts)
        classes.append(LETTERS[level])
    return classes


# composition-1: classes of ten customers ------------------------------------------------------------------

BOOK = [
    190,
    15,
    80,
    350,
    5,
    40,
    230,
    20,
    60,
    10,
]  # the sum passes 75 % inside one and ends on 95 % exactly with another


def ten(draw=None):
    """Ten customers in no order: ``sales`` with ``customer_id`` and ``net_amount_cny``."""
    amounts = BOOK if draw is None else draw.until(_ten_amounts, _each_way_differs)
    ids = [f"K{place:02}" for place in range(1, 11)]
    return SimpleNamespace(sales=_sales(ids, amounts))


def _sales(ids, amounts):
    table = pd.DataFrame({"customer_id": ids, "net_amount_cny": amounts})
    return labelled(table, net_amount_cny=(say("net sales", "销售净额"), say("CNY", "元")))


def _ten_amounts(draw):
    large = [draw.between(150, 480) for _ in range(draw.between(2, 3))]
    middle = [draw.between(40, 149) for _ in range(4)]
    small = [draw.between(3, 39) for _ in range(10 - len(large) - len(middle))]
    return draw.shuffled(large + middle + small)


def _each_way_differs(amounts):
    """No two alike, and sorting, reading and counting wrongly each give other classes."""
    ways = [
        tuple(way(amounts)) for way in (largest_first, smallest_first, as_they_stand, by_heads, counted_out)
    ]
    return len(set(amounts)) == 10 and len(set(ways)) == len(ways)


def _in_order(amounts, reverse, **how):
    order = sorted(range(len(amounts)), key=amounts.__getitem__, reverse=reverse)
    classes = dict(zip(order, by_share([amounts[place] for place in order], **how), strict=True))
    return [classes[place] for place in range(len(amounts))]


def largest_first(amounts, cuts=(75, 95)):
    """The classes by the rule: largest first, the straddler in the class above."""
    return _in_order(amounts, True, cuts=cuts)


def smallest_first(amounts):
    """The classes where the smallest are added up first."""
    return _in_order(amounts, False)


def as_they_stand(amounts):
    """The classes where nothing is sorted."""
    return by_share(amounts)


def counted_out(amounts):
    """The classes where the straddler goes to the class below."""
    return _in_order(amounts, True, crossing="exclude")


def by_heads(amounts):
    """20 % of the customers A, 30 % B, the rest C."""
    order = sorted(range(len(amounts)), key=amounts.__getitem__, reverse=True)
    return [LETTERS[(order.index(place) >= 2) + (order.index(place) >= 5)] for place in range(len(amounts))]


def ten_classes(answer, data):
    """A letter for each customer, as a dict or a Series by ``customer_id``."""
    if type(answer).__name__ == "DataFrame":
        raise WrongKind(say("One column is wanted: the classes, by customer, such as `table[\"abc_class\"]`.",
                            "要的是一列：每家客户的类别，例如 `table[\"abc_class\"]`。"))  # fmt: skip
    return _ten_letters(answer, data)


_ten_letters = each_of(lambda data: data.sales["customer_id"].tolist(), choice(LETTERS))


# composition-2: two shares --------------------------------------------------------------------------------

BOOK_DEALERS = {  # in thousand CNY: bought from us, bought in all
    "D1": (1200, 2000), "D2": (900, 6000), "D3": (2400, 3200), "D4": (300, 2500), "D5": (600, 800),
}  # fmt: skip


def two_shares(draw=None):
    """Five dealers: ``dealers`` with what each bought from us and in all, ``our_sales_cny`` to everybody, ``customer`` asked about."""
    rows, everybody, asked = (
        (list(BOOK_DEALERS.values()), 12_000, 1)
        if draw is None
        else draw.until(_five_dealers, _shares_differ)
    )
    table = pd.DataFrame(
        [(1000 * ours, 1000 * whole) for ours, whole in rows],
        index=pd.Index(list(BOOK_DEALERS), name="customer_id"), columns=["net_amount_cny", "total_purchases_cny"],
    )  # fmt: skip
    table = labelled(
        table,
        net_amount_cny=(say("bought from us", "向我们采购"), say("CNY", "元")),
        total_purchases_cny=(say("all its purchases", "总采购额"), say("CNY", "元")),
    )
    return SimpleNamespace(dealers=table, our_sales_cny=1000 * everybody, customer=list(BOOK_DEALERS)[asked])


def _five_dealers(draw):
    rows = []
    for _ in range(5):
        ours = draw.between(200, 3000, 50)
        rows.append((ours, ours * 100 // draw.between(12, 80) // 50 * 50 + 50))
    return rows, sum(ours for ours, _ in rows) + draw.between(3000, 9000, 100), draw.below(5)


def _shares_differ(made):
    """The right shares and all wrong ones lie apart, and most bought elsewhere is not the lowest share."""
    rows, everybody, asked = made
    ours, whole = rows[asked]
    listed_only = sum(each for each, _ in rows)
    shares = sorted(
        [ours / whole, ours / everybody, ours / listed_only, ours / (whole - ours), whole / everybody]
    )
    left = [all_ - part for part, all_ in rows]
    lowest = min(range(5), key=lambda place: rows[place][0] / rows[place][1])
    apart = all(after - before > 0.02 for before, after in zip(shares, shares[1:], strict=False))
    return apart and shares[-1] < 1 and left.count(max(left)) == 1 and left.index(max(left)) != lowest


shares_and_dealer = answer_of(
    share_of_wallet=share, share_of_our_sales=share, most_elsewhere=choice(lambda data: data.dealers.index)
)


# composition-3: ties and returns --------------------------------------------------------------------------

BOOK_NET = [430, 300, 100, 100, 30, 20, 12, 8, -30]
BOOK_BACK = [0, 20, 0, 15, 0, 0, 5, 0, 70]


def booked(draw=None):
    """Orders and returns of nine customers as they were booked: ``rows`` with ``customer_id``, ``booked_as``, ``net_amount_cny``."""
    net, back = (
        (BOOK_NET, BOOK_BACK) if draw is None else draw.until(_nine_customers, _line_falls_on_the_pair)
    )
    place = list(range(9)) if draw is None else draw.shuffled(range(9))
    rows = []
    for at, (amount, returned) in enumerate(zip(net, back, strict=True)):
        customer = f"N{place[at] + 1}"
        rows.append((customer, say("order", "订单"), 100 * (amount + returned)))
        if returned:
            rows.append((customer, say("return", "退货"), -100 * returned))
    table = pd.DataFrame(rows, columns=["customer_id", "booked_as", "net_amount_cny"])
    returned = table["net_amount_cny"] < 0
    table = table.assign(last=returned).sort_values(["last", "customer_id"], kind="stable", ignore_index=True)
    table = table.drop(columns="last")
    return SimpleNamespace(
        rows=labelled(
            table,
            net_amount_cny=(say("amount", "金额"), say("CNY", "元")),
            booked_as=say("booked as", "记作"),
        )
    )


def _nine_customers(draw):
    """Net amounts, a tied pair third and fourth, one below zero; and what each sent back, in hundred CNY."""
    pair = draw.between(60, 140)
    small = sorted((draw.between(8, 50) for _ in range(4)), reverse=True)
    below, rest = draw.between(20, 50), 2 * pair + sum(small)
    both = draw.between(
        3 * (rest - below) + 1, 3 * rest - 4
    )  # 75 % of the whole, but not of the positive sum
    second = both * draw.between(40, 48) // 100
    lost = draw.between(2, 3)
    back = [0, draw.between(5, 30), *[draw.between(5, 30) * (at == lost) for at in (2, 3)], 0, 0,
            draw.between(2, 6), 0, draw.between(20, 60) + below]  # fmt: skip
    return [both - second, second, pair, pair, *small, -below], back


def _line_falls_on_the_pair(made):
    """The first of the pair straddles 75 % of the positive sum; with the one below zero left in, the pair falls out."""
    net, _ = made
    counted, whole, before = sum(each for each in net if each > 0), sum(net), net[0] + net[1]
    falls = 75 * whole < 100 * before < 75 * counted < 100 * (before + net[2])
    return falls and net[1] > net[2] > net[4] and len(set(net)) == 8


class_and_total = answer_of(
    class_a=several(lambda data: sorted(data.rows["customer_id"].unique())),
    hundred_percent=number,
    reasons=True,
)


EXERCISES = {
    "composition-1": ExerciseSpec(
        ("Ten customers, three classes", "十家客户，三个类别"),
        ten, ten_classes,
        (
            ("Sort first: `ordered = q1.data.sales.set_index(\"customer_id\")[\"net_amount_cny\"].sort_values(ascending=False)`. Then add up from the top.",
             "先排序：`ordered = q1.data.sales.set_index(\"customer_id\")[\"net_amount_cny\"].sort_values(ascending=False)`，再从头累加。"),
            ("The class depends on the share *before* the customer: `before = ordered.cumsum().shift(fill_value=0) / ordered.sum()`. Below 0.75 it is A, from 0.75 to below 0.95 it is B; exactly 0.95 is not below.",
             "看客户**之前**的累计占比：`before = ordered.cumsum().shift(fill_value=0) / ordered.sum()`。小于 0.75 是 A 类，0.75 起、小于 0.95 是 B 类；恰好 0.95 不算小于。"),
            ("`casekit.composition.abc_table(q1.data.sales)[\"abc_class\"]` is the whole answer, as a Series; compare it with what you did by hand.",
             "`casekit.composition.abc_table(q1.data.sales)[\"abc_class\"]` 就是整个答案，是一个 Series；跟手算的对一对。"),
        ),
        points=2, read=("Ten customers, one rule", "十家客户，一条规则"),
    ),
    "composition-2": ExerciseSpec(
        ("Two shares that are easily swapped", "容易弄反的两个比例"),
        two_shares, shares_and_dealer,
        (
            ("Both shares have the same numerator, what the dealer bought from us: `ours = q2.data.dealers.loc[q2.data.customer, \"net_amount_cny\"]`. Which wholes belong under it?",
             "两个比例的分子相同，都是这家向我们采购的金额：`ours = q2.data.dealers.loc[q2.data.customer, \"net_amount_cny\"]`。分母各是什么？"),
            ("The wallet is *its* whole: all its purchases. Our sales are *ours*: `q2.data.our_sales_cny`, to everybody, not only to these five.",
             "客户份额的分母是**它的**全部：总采购额。另一个的分母是**我们的**全部：`q2.data.our_sales_cny`，卖给所有客户的，不只这五家。"),
            ("`elsewhere = q2.data.dealers[\"total_purchases_cny\"] - q2.data.dealers[\"net_amount_cny\"]`; `elsewhere.idxmax()` is the dealer. A low share of a small wallet leaves little to win.",
             "`elsewhere = q2.data.dealers[\"total_purchases_cny\"] - q2.data.dealers[\"net_amount_cny\"]`，`elsewhere.idxmax()` 就是那一家。采购额小的，份额再低也没有多少可争。"),
        ),
        points=3, read=("Share of wallet", "客户份额"),
    ),
    "composition-3": ExerciseSpec(
        ("Equal, and sent back", "相等的与退回来的"),
        booked, class_and_total,
        (
            ("First one amount a customer, returns taken off: `net = q3.data.rows.groupby(\"customer_id\")[\"net_amount_cny\"].sum().sort_values(ascending=False)`. Look for two equal ones and for one below zero.",
             "先求每家一个数，减掉退货：`net = q3.data.rows.groupby(\"customer_id\")[\"net_amount_cny\"].sum().sort_values(ascending=False)`。找一找：有没有两家相等，有没有一家为负。"),
            ("A customer below zero stands outside the sum: the 100 % are `net[net > 0].sum()`. With the negative amount left in, the sum climbs past 100 % on its way, and the line moves up.",
             "净额为负的不计入累计：100% 就是 `net[net > 0].sum()`。把负数留在总额里，累计会先超过 100%，分界线也会上移。"),
            ("Equal customers share the class of the first of them. `casekit.composition.abc_table(q3.data.rows)` does all of this: `table.index[table[\"abc_class\"] == \"A\"]`.",
             "销售额相等的，类别都随第一家。`casekit.composition.abc_table(q3.data.rows)` 全都照办了：`table.index[table[\"abc_class\"] == \"A\"]`。"),
        ),
        points=2, by_hand=3, read=("On the line", "分界线前后"),
    ),
}  # fmt: skip
