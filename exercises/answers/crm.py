"""Key and misconceptions of lesson 16's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
The truth behind the reader's company, which dealer never paid again, is the simulation's own (``casekit.company``).
"""

import re

from casekit.errors import listed
from casekit.exercises import crm as numbers
from casekit.exercises.judging import Answer, answers, shown_by

# crm-1: which table answers it --------------------------------------------------------------------------------


def tables(data):
    """The key."""
    return dict(zip(numbers.LETTERS, data.asked, strict=True))


def _wrong(value, data):
    """The letters whose table is not the one meant."""
    return [letter for letter, name in tables(data).items() if value[letter] != name]


def _all_wrong_are(wanted):
    def sign(value, data):
        wrong = _wrong(value, data)
        return bool(wrong) and all(value[letter] in wanted(tables(data)[letter]) for letter in wrong)

    return sign


@shown_by(_all_wrong_are(lambda name: {"customers"}))
def all_in_customers(data):
    """Everything looked for in the list of customers."""
    return dict.fromkeys(numbers.LETTERS, "customers")


@shown_by(_all_wrong_are(lambda name: {numbers.PARENTS[name]}))
def the_parent(data):
    """The list with one row a case taken for the record of its steps, lines or payments."""
    return {letter: numbers.PARENTS[name] for letter, name in tables(data).items()}


@shown_by(_all_wrong_are(lambda name: {"orders"}))
def all_in_orders(data):
    """Everything looked for among the orders."""
    return dict.fromkeys(numbers.LETTERS, "orders")


@shown_by(lambda value, data: sorted(value.values()) == sorted(data.asked) and len(_wrong(value, data)) >= 2)
def interchanged(data):
    """The right tables, under other letters."""
    return dict(zip(numbers.LETTERS, [*data.asked[1:], data.asked[0]], strict=True))


def _which_letters(words):
    def said(value, data):
        return tuple(text.format(listed(_wrong(value, data))) for text in words)

    return said


TABLES = {
    all_in_customers: _which_letters(("{}: customers has one row a customer, with what seldom changes. What happens to a customer stands elsewhere.",
                                      "{}：customers 一家客户一行，记的是不常变的情况。发生过的事在别的表里。")),
    the_parent: _which_letters(("{}: that table says less. It has one row for what has several steps, lines or days here: look for the table below it.",
                                "{}：那张表说得不够细。它把几个步骤、几行明细或几天合成了一行：去找它下面的那张表。")),
    all_in_orders: _which_letters(("{}: orders says who ordered when, and for how much. It knows nothing of this.",
                                   "{}：orders 只说谁在什么时候订了多少，回答不了这个问题。")),
    interchanged: _which_letters(("The tables are right, but {} are interchanged. Read each question once more.", "表都找对了，可是 {} 放错了位置，每个问题再读一遍。")),
}  # fmt: skip

# crm-2: orders, invoices, payments ----------------------------------------------------------------------------


def _sums(data):
    """Each table summed alone."""
    invoices, payments = data.invoices, data.payments
    good = payments[~payments["dishonoured"]]
    return {
        "ordered": data.orders["net_amount_cny"].sum(),
        "invoiced": invoices["amount_cny"].sum(),
        "credit": invoices["credit_cny"].sum(),
        "discount": good["discount_taken_cny"].sum(),
        "paid": good["payment_cny"].sum(),
        "refused": payments["payment_cny"].sum() - good["payment_cny"].sum(),
        "joined": invoices.merge(payments, on="invoice_id", how="left")["amount_cny"].sum(),
    }


def three_sums(data):
    """The key."""
    return _amounts(data, lambda each: each["paid"])


def _amounts(data, paid, open_=None):
    each = _sums(data)
    left = each["invoiced"] - each["credit"] - each["discount"]
    got = paid(each)
    return {
        "not_invoiced": each["ordered"] - each["invoiced"],
        "paid": got,
        "open": left - got if open_ is None else open_(each),
    }


def refused_counted(data):
    """A payment that was not honoured counted as one."""
    return _amounts(data, lambda each: each["paid"] + each["refused"])


def credits_forgotten(data):
    """What was deducted for returns is not taken off."""
    return _amounts(
        data, lambda each: each["paid"], lambda each: each["invoiced"] - each["discount"] - each["paid"]
    )


def discounts_forgotten(data):
    """Discounts that were taken still counted as open."""
    return _amounts(
        data, lambda each: each["paid"], lambda each: each["invoiced"] - each["credit"] - each["paid"]
    )


def only_paid_off(data):
    """Invoiced less paid, neither credits nor discounts."""
    return _amounts(data, lambda each: each["paid"], lambda each: each["invoiced"] - each["paid"])


def orders_less_paid(data):
    """Open reckoned from the orders: what is not invoiced yet is not owed yet."""
    return _amounts(
        data,
        lambda each: each["paid"],
        lambda each: each["ordered"] - each["credit"] - each["discount"] - each["paid"],
    )


def rows_multiplied(data):
    """Invoices joined with payments and then summed: a bill paid in two parts stands there twice."""
    return _amounts(
        data,
        lambda each: each["paid"],
        lambda each: each["joined"] - each["credit"] - each["discount"] - each["paid"],
    )


def joined_not_invoiced(data):
    """Orders less the sum of the joined invoices."""
    each = _sums(data)
    return three_sums(data) | {"not_invoiced": abs(each["ordered"] - each["joined"])}


def all_ordered(data):
    """All orders given as not invoiced."""
    return three_sums(data) | {"not_invoiced": _sums(data)["ordered"]}


AMOUNTS = {
    refused_counted: ("A payment that was not honoured brought no money. Leave out the rows where dishonoured is True.",
                      "未兑付的付款没有带来钱。dishonoured 为 True 的行不能算。"),
    credits_forgotten: ("Credits for goods sent back are not owed any more. Take credit_cny off.", "退货冲减掉的不再欠。要减去 credit_cny。"),
    discounts_forgotten: ("A discount that was taken is not owed any more. Take discount_taken_cny off.", "已享的折扣不再欠。要减去 discount_taken_cny。"),
    only_paid_off: ("Credits and discounts are not owed any more, either. Take both off.", "冲减和折扣也不再欠，两样都要减去。"),
    orders_less_paid: ("You started from the orders. What is not invoiced yet is not owed yet: start from the invoices.",
                       "你是从订货额算起的。还没有开票的还不算欠款，要从开票额算起。"),
    rows_multiplied: ("An invoice paid in two parts stands twice in the joined table, and its amount was counted twice. Sum the invoices before you join.",
                      "分两次付的发票在连接后的表里出现两次，金额也算了两次。要先把发票求和，再连接。"),
    joined_not_invoiced: ("You summed invoices in a joined table, where some stand twice. Sum the invoices alone.", "你把连接后的发票求了和，有的出现了两次。发票要单独求和。"),
    all_ordered: ("Those are all orders. Asked for are the ones without an invoice.", "那是全部订单。题目问的是还没有开票的。"),
}  # fmt: skip

# crm-3: the memo ----------------------------------------------------------------------------------------------


def the_memo(data):
    """The key."""
    return _memo(data)


def _memo(data, default=None, drop=None, grow=None, limit=None):
    dealers, watch = data.dealers, data.watch
    return {
        "default": numbers.in_trouble(watch).idxmax() if default is None else default,
        "drop": set(dealers.index[numbers.loses(dealers) if drop is None else drop]),
        "grow": set(dealers.index[numbers.grows(dealers, watch) if grow is None else grow]),
        "limit": numbers.limit_of(dealers.loc[data.limit_for]) if limit is None else limit,
        "why": "Words for a person to read, about these ten dealers.",
    }


def _if_wrong(data, answer):
    """The answer, or None where these numbers make it right."""
    return None if answer == the_memo(data) else answer


def _threatened(data, who):
    return _if_wrong(data, _memo(data, default=who))


def latest_payer(data):
    """The one that pays late most often taken for the one in danger."""
    return _threatened(data, data.dealers["late_months"].idxmax())


def least_worth(data):
    """The one with the least net worth taken for the one in danger."""
    return _threatened(data, data.dealers["net_worth_cny"].idxmin())


def fewest_orders(data):
    """The fewest orders, without looking at what is usual for it."""
    few = data.watch["orders_45_days"].idxmin()
    return None if few == data.dealers["net_worth_cny"].idxmin() else _threatened(data, few)


def late_dropped(data):
    """Those that pay late dropped."""
    return _memo(data, drop=data.dealers["late_months"] > numbers.LATE)


def smallest_dropped(data):
    """The smallest by sales dropped."""
    few = numbers.loses(data.dealers).sum()
    return _memo(data, drop=data.dealers["net_amount_cny"].rank() <= few)


def one_dropped(data):
    """Only the largest loss found."""
    return _memo(data, drop=data.dealers["profit_cny"] == data.dealers["profit_cny"].min())


def earners_dropped(data):
    """Those that earn money given instead of those that lose it."""
    return _memo(data, drop=~numbers.loses(data.dealers))


def by_sales(data):
    """Grown by sales alone: the largest."""
    n = numbers.grows(data.dealers, data.watch).sum()
    return _if_wrong(data, _memo(data, grow=data.dealers["net_amount_cny"].rank(ascending=False) <= n))


def late_ones_grown(data):
    """The payment gate left out."""
    dealers = data.dealers.assign(late_months=0)
    return _if_wrong(data, _memo(data, grow=numbers.grows(dealers, data.watch)))


def full_ones_grown(data):
    """Room in the wallet left out."""
    dealers = data.dealers.assign(share_of_wallet=0)
    return _if_wrong(data, _memo(data, grow=numbers.grows(dealers, data.watch)))


def losers_grown(data):
    """Profit left out."""
    dealers = data.dealers.assign(profit_cny=1)
    return _if_wrong(data, _memo(data, grow=numbers.grows(dealers, data.watch)))


def _limit(data, **changes):
    """The limit with something left out; None where these numbers do not show it."""
    dealer = data.dealers.loc[data.limit_for].copy()
    for name, value in changes.items():
        dealer[name] = value
    limit = numbers.limit_of(dealer)
    return None if limit == numbers.limit_of(data.dealers.loc[data.limit_for]) else _memo(data, limit=limit)


def class_forgotten(data):
    """Without the factor of the credit class."""
    return _limit(data, credit_class="A")


def only_purchases(data):
    """110 days of purchases, net worth not looked at."""
    return _limit(data, net_worth_cny=10**12)


def only_worth(data):
    """A third of net worth, purchases not looked at."""
    return _limit(data, net_amount_cny=10**12)


def not_rounded(data):
    """Not rounded down to full 5,000 yuan."""
    dealer = data.dealers.loc[data.limit_for]
    exact = round(numbers.limit_exact(dealer), 2)
    return None if abs(exact - numbers.limit_of(dealer)) < 1 else _memo(data, limit=exact)


def rounded_up(data):
    """Rounded to the next 5,000 above."""
    return _memo(data, limit=numbers.limit_of(data.dealers.loc[data.limit_for]) + 5_000)


def strangers(value, data):
    """The dealers that a memo names and that are none of the ten."""
    named = {each.upper() for each in re.findall(r"(?i)QH\d{4}", value.get("why", ""))}
    return sorted(named - set(data.dealers.index))


@shown_by(lambda value, data: bool(strangers(value, data)))
def about_another_company(data):
    """The memo names dealers that are none of the reader's ten."""
    return _memo(data) | {
        "why": "Stop QH9999 on the spot: it orders half of what it did, and sells below everybody else."
    }


def _strangers_named(value, data):
    names = listed(strangers(value, data))
    return (f"Your memo names {names}, none of your ten dealers. Is it about your own company? Write it with your own names and numbers.",
            f"备忘录里写到 {names}，不在你的十家经销商里。写的是你自己的公司吗？请用你自己的名字和数字来写。")  # fmt: skip


MEMO = {
    latest_payer: ("That one pays late most often, and it pays. Look for the two signs at once in watch.", "这一家迟付最多，可是它付了。到 watch 里找同时有两个迹象的。"),
    least_worth: ("That one has the least of its own. Small is not in danger: look for the two signs at once in watch.", "这一家净资产最少。小不等于危险：到 watch 里找同时有两个迹象的。"),
    fewest_orders: ("Few orders may be usual for it. Compare with its own usual number, and look at the price on the shelf.", "订单少，也许它一向就少。要和它自己平常的数比，还要看零售价。"),
    late_dropped: ("Those pay late. That is a matter of credit. Asked for are those that cost more than they bring.", "这些是迟付的，那是信用的问题。题目问的是成本超过毛利的。"),
    smallest_dropped: ("Those are the smallest. Small may earn, and large may lose: look at the profit.", "这些是最小的。小的可能赚，大的可能亏，要看利润。"),
    one_dropped: ("That is the largest loss. There is more than one below zero.", "这是亏得最多的一家。利润为负的不止一家。"),
    earners_dropped: ("Those earn money. Asked for are those with a profit below zero.", "这些是赚钱的。题目问的是利润为负的。"),
    by_sales: ("Those are the largest by sales. One figure does not decide: check all four conditions.", "这些是销售额最大的。一个指标定不了，四个条件都要看。"),
    late_ones_grown: ("One of these does not pass the payment gate. Whoever pays late gets no more credit to grow on.", "其中有的没有过付款这一关。迟付的，不能再给它额度去增长。"),
    full_ones_grown: ("One of these has no room: you already sell it most of what it buys.", "其中有的没有空间：它的采购大半已经在你这里。"),
    losers_grown: ("One of these loses money. To grow it is to lose more.", "其中有亏钱的。卖得越多，亏得越多。"),
    class_forgotten: ("The factor of the credit class is missing.", "信用等级的系数没有乘。"),
    only_purchases: ("You took the days of purchases. The rule takes the smaller of two: look at a third of its net worth.", "你只取了采购额那一项。规则取两者中较小的：再看净资产的三分之一。"),
    only_worth: ("You took a third of the net worth. The rule takes the smaller of two: look at what it buys, too.", "你只取了净资产的三分之一。规则取两者中较小的：再看采购额。"),
    not_rounded: ("Nearly: the rule rounds down to full 5,000 yuan.", "差一步：规则要求向下取整到 5,000 元的整数倍。"),
    rounded_up: ("You rounded up. A limit is rounded down.", "你向上取整了。额度要向下取整。"),
    about_another_company: _strangers_named,
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    crm_1=Answer(
        tables, TABLES,
        right=("A system is worth what its records can answer. Whoever knows what one row is finds the table.", "系统值多少，看它的记录能回答什么。知道一行是什么，就找得到表。"),
        otherwise=_which_letters(("Not right yet: {}. Ask what one row has to be, then look at the list of tables.", "还不对的：{}。先想一行应当是什么，再看数据表清单。")),
    ),
    crm_2=Answer(
        three_sums, AMOUNTS,
        right=("The three tables agree to the fen: ordered = not invoiced + credits + discounts + paid + open.", "三张表分毫不差：订货额 = 未开票 + 冲减 + 折扣 + 已付 + 未付。"),
        otherwise={"not_invoiced": ("Sum the orders whose number stands in no invoice.", "把订单号在发票里找不到的订单加起来。"),
                   "paid": ("Sum the payments that were honoured.", "把已兑付的付款加起来。"),
                   "open": ("Invoices less credits, discounts and what was paid, each table summed alone.", "开票额减去冲减、折扣和已付，每张表各自求和。")},
        within=0.05,
    ),
    crm_3=Answer(
        the_memo, MEMO,
        right=("So the lists and the limit stand.", "名单和额度都对了。"),
        otherwise={"default": ("Look for the dealer that shows both signs at once: half its usual orders, and a shelf price below 88 % of the list.",
                               "找同时有两个迹象的经销商：订单不到平常的一半，零售价低于建议价的 88%。"),
                   "drop": ("Those with a profit below zero after cost to serve, all of them and no others.", "扣除服务成本后利润为负的，全部列出，也只列它们。"),
                   "grow": ("All four at once: earns money, at most one month late, share of wallet below 60 %, not in danger.",
                            "四条同时满足：赚钱，迟付不超过一个月，客户份额低于 60%，没有危险迹象。"),
                   "limit": ("The smaller of two, times the factor of the class, rounded down.", "取两者中较小的，乘等级系数，向下取整。"),
                   "why": ("Write about your own ten dealers.", "请写你自己的十家经销商。")},
        within=0.5,
        holds={"why": lambda value, data: not strangers(value, data)},
        rubric=(
            (1, "Names the dealer in danger with both signs in numbers, and says what is done on Monday (cash before delivery, what is owed collected).",
                "写出有危险的是哪一家，两个迹象各是多少，周一起怎么办（先款后货，催收欠款）。"),
            (1, "Says for one dealer that loses money what is offered before it is dropped (fewer deliveries, a minimum order, a fee), with its numbers.",
                "就一家亏钱的经销商，用它的数说明放弃以前先谈什么（减少送货、起订量、收费）。"),
            (1, "Defends the dealer whose limit was asked for by more than one figure, its limit included.", "用不止一个指标说明为什么发展要定额度的那一家，并写明额度。"),
            (1, "Says how sure this is and what would change it (ten dealers, one day, false alarms, what nobody recorded).",
                "说明有多大把握，什么会改变结论（只有十家、只看一天、会有误报、有些事没有记录）。"),
        ),
    ),
)  # fmt: skip
