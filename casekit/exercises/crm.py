"""The exercises of lesson 16: numbers and form. Questions: exercises/source; key: exercises/answers.

The second and the third are about a company of the reader's own: the simulation told with a seed drawn from course, student and
exercise. Other customers stand out in each, and another dealer is in trouble.
"""

from functools import lru_cache
from types import SimpleNamespace

import pandas as pd

from casekit import company
from casekit.core.language import say
from casekit.exercises.forms import ExerciseSpec, answer_of, at_least_zero, choice, several
from casekit.look import labelled
from casekit.profitability import cost_to_serve

BOOK = 16  # the seed of the book's own company

# crm-1: which table answers it --------------------------------------------------------------------------------

QUESTIONS = {  # what a manager asks, and the table that holds the answer
    "stage_events": ("Since which day has a prospect been in its present stage?", "一个潜在客户从哪天起处于现在的阶段？"),
    "wallet": ("What part of what a dealer buys in a quarter does it buy from us?", "一家经销商一个季度的采购里，向我们买的占多少？"),
    "payments": ("On which days did the money for a bill arrive?", "一张发票的货款是哪几天到账的？"),
    "complaint_events": ("At which step did a complaint wait longest?", "一件投诉在哪个步骤等得最久？"),
    "customer_card_fields": ("Which entries of a customer's card have passed their last day?", "客户资料卡上哪些栏目过了有效期？"),
    "activity_costs": ("How many rush deliveries did a customer need in a quarter?", "一家客户一个季度里加急送了几次货？"),
    "returns": ("Which goods came back, and for which reason?", "哪些货退了回来，退货原因是什么？"),
    "surveys": ("Who was asked whether they would recommend us, and did not answer?", "问过谁愿不愿意推荐我们，谁没有回答？"),
    "contracts": ("Which clauses does a dealer's contract lack?", "一家经销商的合同缺哪几条？"),
    "plans_monthly": ("How much was a dealer to buy this month?", "一家经销商这个月的计划进货是多少？"),
    "tier_history": ("In which tier was a customer last March?", "一家客户去年 3 月是哪一级？"),
    "inventory_monthly": ("How many pieces of an article did a dealer have left at the end of the month?", "月末，一家经销商手里一种商品还剩多少件？"),
    "order_lines": ("With which discount did an article go out in an order?", "一张订单里，一种商品是打几折卖出的？"),
    "signal_observations": ("Who saw a sign of trouble at a dealer, and when?", "谁在什么时候看到一家经销商有了不好的迹象？"),
    "invoices": ("By which day has a bill to be paid?", "一张发票应当在哪天以前付清？"),
}  # fmt: skip
PARENTS = {  # the table that says less: one row for what has many steps or lines
    "stage_events": "prospects", "payments": "invoices", "complaint_events": "complaints", "customer_card_fields": "customers",
    "returns": "order_lines", "order_lines": "orders", "invoices": "orders", "signal_observations": "signal_catalog",
    "inventory_monthly": "products", "plans_monthly": "orders", "tier_history": "customers", "wallet": "orders",
    "activity_costs": "activity_rates", "surveys": "complaints", "contracts": "customers",
}  # fmt: skip
TABLES = sorted({*QUESTIONS, *PARENTS.values()})
BOOK_QUESTIONS = ["payments", "stage_events", "contracts", "wallet"]
LETTERS = list("abcd")


def which_table(draw=None):
    """Four ``questions`` (in the reader's language) by letter, and ``asked``: the tables meant, in their order."""
    asked = BOOK_QUESTIONS if draw is None else draw.some_of(QUESTIONS, 4)
    table = pd.DataFrame(
        {"question": [say(*QUESTIONS[each]) for each in asked]}, index=pd.Index(LETTERS, name="letter")
    )
    table = labelled(table, letter=say("letter", "题号"), question=say("question", "问题"))
    return SimpleNamespace(questions=table, asked=tuple(asked))


four_tables = answer_of(**dict.fromkeys(LETTERS, choice(TABLES)))

# A company of one's own ---------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def company_of(seed, numbers=()):
    """The business of one company, to be read and not to be changed; ``numbers``: which number each of its dealers bears, in their order."""
    records = company.business(seed)
    old = records["credit_profiles"]["customer_id"]
    return _renumbered(records, dict(zip(old, numbers or old, strict=True)))


def own_company(draw=None):
    """The reader's company, the book's without a draw. Its dealers' numbers are dealt out anew, so that nobody's number tells what it is."""
    if draw is None:
        return company_of(BOOK)
    dealers = [f"QH{place:04d}" for place in range(1, 61)]
    return company_of(draw.below(2**32), tuple(draw.shuffled(dealers)))


def _renumbered(records, new):
    """All tables with the dealers' new numbers; other customers keep theirs."""
    return {name: _with_new(table, new) for name, table in records.items()}


def _with_new(table, new):
    if "customer_id" not in table:
        return table
    codes, ids = pd.factorize(table["customer_id"])
    renamed = pd.Index([new.get(each, each) for each in ids])
    return table.assign(
        customer_id=pd.Series(renamed.take(codes), index=table.index, dtype=table["customer_id"].dtype)
    )


# crm-2: orders, invoices, payments ----------------------------------------------------------------------------

HALF_YEAR = "2025-07-01"
ORDERS = ["order_id", "customer_id", "order_date", "net_amount_cny"]
INVOICES = ["invoice_id", "order_id", "customer_id", "invoice_date", "due_date", "amount_cny", "credit_cny"]
PAYMENTS = [
    "payment_id",
    "invoice_id",
    "customer_id",
    "payment_date",
    "payment_cny",
    "discount_taken_cny",
    "dishonoured",
]


def reconciled(draw=None):
    """Eight customers of a company of one's own: ``orders`` of the last half-year, their ``invoices`` and the ``payments`` on these."""
    records = own_company(draw)
    orders = records["orders"][records["orders"]["order_date"] >= HALF_YEAR]
    invoices = records["invoices"][records["invoices"]["order_id"].isin(orders["order_id"])]
    payments = records["payments"][records["payments"]["invoice_id"].isin(invoices["invoice_id"])]
    traits = _traits(orders, invoices, payments)
    eight = _first_eight(traits) if draw is None else draw.until(_eight(traits), _all_occur(traits))

    def of_these(table, columns):
        return table.loc[table["customer_id"].isin(eight), columns].reset_index(drop=True)

    return SimpleNamespace(
        orders=of_these(orders, ORDERS),
        invoices=of_these(invoices, INVOICES),
        payments=of_these(payments, PAYMENTS),
    )


def _traits(orders, invoices, payments):
    """By customer: what is not invoiced yet, bills paid in parts, credits, discounts, refused payments, what is open."""
    open_orders = ~orders["order_id"].isin(invoices["order_id"])
    parts = payments.duplicated("invoice_id") & ~payments["dishonoured"]
    kinds = {
        "not_invoiced": open_orders.groupby(orders["customer_id"]).sum(),
        "in_parts": parts.groupby(payments["customer_id"]).sum(),
        "refused": payments.groupby("customer_id")["dishonoured"].sum(),
        "credit": invoices.groupby("customer_id")["credit_cny"].sum(),
        "discount": payments.groupby("customer_id")["discount_taken_cny"].sum(),
        "open": invoices.groupby("customer_id")["open_amount_cny"].sum(),
    }
    table = pd.DataFrame(kinds).fillna(0)
    return table.loc[orders["customer_id"].value_counts().between(3, 20)[lambda few: few].index].sort_index()


def _first_eight(traits):
    """Of each kind the first customer that shows it, and others to make eight."""
    first = [traits.index[traits[kind] > 0][0] for kind in traits]
    return list(dict.fromkeys([*first, *traits.index]))[:8]


def _eight(traits):
    """Draws one customer of each kind, and others to make eight."""
    of_kind = [list(traits.index[traits[kind] > 0]) for kind in traits]

    def eight_customers(draw):
        one_each = [draw.one_of(ids) for ids in of_kind]
        return list(dict.fromkeys([*one_each, *draw.some_of(list(traits.index), 8)]))[:8]

    return eight_customers


def _all_occur(traits):
    def all_kinds_occur(eight):
        return len(eight) == 8 and bool((traits.loc[eight] > 0).any().all())

    return all_kinds_occur


three_amounts = answer_of(not_invoiced=at_least_zero, paid=at_least_zero, open=at_least_zero)

# crm-3: the memo ----------------------------------------------------------------------------------------------

AS_OF = pd.Timestamp("2025-10-31")
FOUR_QUARTERS = "2024-10-01", "2025-09-30"
CUT, THINNER = 88, 0.5  # a shelf price of so many per cent of the list, so much of the usual number of orders
RECENT, BEFORE = 45, 180  # days
ROOM, LATE = 0.6, 1  # share of wallet below which there is room, months late that pass the gate
FACTOR = {"A": 1.0, "B": 0.8, "C": 0.55}


def memo(draw=None):
    """Ten dealers of a company of one's own on 31 October 2025.

    ``dealers``: one row a dealer, the last four full quarters' ``net_amount_cny`` and ``profit_cny`` (after cost to serve), ``late_months``
    of the last twelve, ``share_of_wallet``, ``net_worth_cny``, ``credit_class``. ``watch``: ``orders_45_days``, ``usual_45_days`` (the mean of the 180 days
    before), ``shelf_price_percent`` of the last two months. ``limit_for``: the dealer whose limit is asked. ``records``: the company's tables up to that day.
    """
    records, facts, watch = surveyed(draw)
    ten = _ten(draw, facts, watch, records["truth_collapses"])
    dealers, watched = facts.loc[ten], watch.loc[ten]
    return SimpleNamespace(
        dealers=labelled(dealers, **_money_headings()),
        watch=labelled(watched, **_watch_headings()),
        limit_for=dealers["net_amount_cny"][grows(dealers, watched)].idxmax(),
        as_of=AS_OF,
        records=_known_by_then(records),
    )


def _facts(records):
    """What the desks know of each dealer, by the rules of lessons 4, 8 and 13."""
    dealers = records["credit_profiles"].set_index("customer_id")
    bought, costs = _bought(records, dealers.index)
    wallet = _quarters(records["wallet"]).groupby("customer_id")["total_purchases_cny"].sum()
    return pd.DataFrame(
        {
            "net_amount_cny": bought.round(2),
            "profit_cny": (bought - costs).round(0),
            "late_months": _late_months(records).reindex(dealers.index, fill_value=0),
            "share_of_wallet": (bought / wallet.reindex(dealers.index)).round(3),
            "net_worth_cny": dealers["net_worth_kcny"] * 1000,
            "credit_class": dealers["credit_class"],
        }
    )


def _quarters(table, day="quarter"):
    return table[table[day].between(*FOUR_QUARTERS)]


def _bought(records, ids):
    """Net sales of the four quarters, and what they cost: goods and service."""
    orders = records["orders"].set_index("order_id")["customer_id"]
    unit = records["products"].set_index("sku")["unit_cost_cny"]
    lines = records["order_lines"]
    back = _quarters(records["returns"], "return_date").merge(lines[["order_id", "line_no", "sku"]])
    when = records["orders"].set_index("order_id")["order_date"]
    lines = lines[lines["order_id"].map(when).between(*FOUR_QUARTERS)]
    sold = _sum(lines["net_amount_cny"], lines, orders, ids) - _sum(back["credited_cny"], back, orders, ids)
    goods = _sum(lines["quantity"] * lines["sku"].map(unit), lines, orders, ids)
    goods -= _sum(back["quantity"] * back["sku"].map(unit), back, orders, ids)
    return sold, goods + _served(records, ids)


def _sum(amounts, rows, orders, ids):
    return amounts.astype(float).groupby(rows["order_id"].map(orders)).sum().reindex(ids, fill_value=0.0)


def _served(records, ids):
    """What serving each dealer cost in the four quarters."""
    served = cost_to_serve(_quarters(records["activity_costs"]), records["activity_rates"])
    return served["cost_to_serve_cny"].reindex(ids)


def _late_months(records):
    """In how many of the twelve months a bill was paid after its due date."""
    due = records["invoices"].set_index("invoice_id")["due_date"]
    paid = records["payments"][~records["payments"]["dishonoured"]]
    paid = paid[paid["payment_date"].between("2024-11-01", AS_OF)]
    late = paid[paid["payment_date"] > paid["invoice_id"].map(due)]
    return late["payment_date"].dt.to_period("M").groupby(late["customer_id"]).nunique()


def _watch(records):
    """Orders of the last days beside the usual number, and the price on the dealer's shelf."""
    orders = records["orders"]
    ago = (AS_OF - orders["order_date"]).dt.days
    plans = records["plans_monthly"]
    shelf = plans[plans["month"].between("2025-09-01", "2025-10-01")]
    shelf = shelf.groupby("customer_id")["shelf_price_percent"].mean()

    def count(first, last):
        return (
            orders[ago.between(first, last)].groupby("customer_id").size().reindex(shelf.index, fill_value=0)
        )

    usual = count(RECENT, RECENT + BEFORE - 1) * RECENT / BEFORE
    table = {
        "orders_45_days": count(0, RECENT - 1),
        "usual_45_days": usual,
        "shelf_price_percent": shelf.astype(float),
    }
    return pd.DataFrame(table)


def in_trouble(watch):
    """Which dealers sell far below the list price and order far less than usual: both signs at once."""
    thin = watch["orders_45_days"] <= THINNER * watch["usual_45_days"]
    return thin & (watch["shelf_price_percent"] < CUT)


def loses(dealers):
    """Which dealers cost more than they bring."""
    return dealers["profit_cny"] < 0


def grows(dealers, watch):
    """Which dealers are to grow: they earn money, pay on time, buy much elsewhere, and show no sign of trouble."""
    sound = (dealers["profit_cny"] > 0) & (dealers["late_months"] <= LATE)
    return sound & (dealers["share_of_wallet"] < ROOM) & ~in_trouble(watch)


def limit_of(dealer):
    """The house rule: the smaller of 110 days of purchases and a third of net worth, by class, in full 5,000 yuan."""
    return float(limit_exact(dealer) // 5_000 * 5_000)


def limit_exact(dealer):
    """The same before it is rounded down."""
    least = min(dealer["net_amount_cny"] * 110 / 365, dealer["net_worth_cny"] / 3)
    return least * FACTOR[dealer["credit_class"]]


def surveyed(draw=None, tries=50):
    """A company in which a dealer is in danger and enough others are not, and what its desks know of each dealer."""
    for _ in range(tries):  # one company in fifteen has to be drawn again
        records = own_company(draw)
        made = records, _facts(records), _watch(records)
        if has_ten(made):
            return made
    raise RuntimeError(f"no well-posed company in {tries} tries")


def has_ten(made):
    """Whether a dealer is in danger in this company, and there are enough others of each kind."""
    records, facts, watch = made
    if not _soon(watch, records["truth_collapses"]):
        return False
    pools = _pools(facts, watch, records["truth_collapses"])
    return all(len(ids) >= max(n, 1) for ids, n in pools)


def _soon(watch, collapses):
    """The dealers that will never pay again, show both signs, and have let no bill go unpaid yet."""
    fallen = collapses[collapses["defaults"] & (collapses["on"] > AS_OF + pd.Timedelta(days=5))]
    signs = in_trouble(watch)
    return [each for each in fallen["customer_id"] if signs.get(each, False)]


def _ten(draw, facts, watch, collapses):
    """One dealer about to default, two or three to grow, two that lose money, others."""
    soon, pools = _soon(watch, collapses), _pools(facts, watch, collapses)
    if draw is None:
        return sorted([soon[0], *(each for ids, n in pools for each in list(ids)[:n])])
    return sorted([draw.one_of(soon), *(each for ids, n in pools for each in draw.some_of(list(ids), n))])


def _pools(facts, watch, collapses):
    """From whom the other nine are drawn, and how many of each: to grow, to drop, good but late, good and full."""
    known = watch.index[watch["usual_45_days"] >= 1]
    facts = facts[facts.index.isin(known) & ~facts.index.isin(collapses["customer_id"])]
    watch = watch.reindex(facts.index)
    calm = ~in_trouble(watch) & (watch["shelf_price_percent"] >= CUT + 4)
    earning = facts["profit_cny"] > 20_000
    grow = facts.index[grows(facts, watch) & calm & earning]
    losing = facts.index[(facts["profit_cny"] < -5_000) & calm]
    biggest = facts.loc[losing, "net_amount_cny"].nlargest(1).index
    full = facts.index[earning & calm & (facts["late_months"] <= LATE) & (facts["share_of_wallet"] >= ROOM)]
    late = facts.index[earning & calm & (facts["late_months"] > LATE)]
    n_grow, n_late = min(3, len(grow)), min(2, len(late))
    return [
        (grow, n_grow),
        (biggest, 1),
        (losing.difference(biggest), 1),
        (late, n_late),
        (full, 7 - n_grow - n_late),
    ]


def _known_by_then(records):
    """The company's tables as they stood on the day: nothing later, and no column that knows what came later."""
    cut = {
        name: records[name][records[name][day] <= AS_OF].reset_index(drop=True)
        for name, day in (("orders", "order_date"), ("returns", "return_date"), ("invoices", "invoice_date"), ("payments", "payment_date"))
    }  # fmt: skip
    later = ["discount_taken_cny", "paid_cny", "open_amount_cny"]
    cut["invoices"] = cut["invoices"].drop(columns=later)
    lines, when = records["order_lines"], records["orders"].set_index("order_id")["order_date"]
    cut["order_lines"] = lines[lines["order_id"].map(when) <= AS_OF].reset_index(drop=True)
    return cut | {name: records[name].copy() for name in ("customers", "products", "terms")}


def _money_headings():
    yuan = say("CNY", "元")
    return {
        "net_amount_cny": (say("net sales", "销售净额"), yuan),
        "profit_cny": (say("profit after cost to serve", "扣除服务成本后的利润"), yuan),
        "late_months": (say("months late of 12", "12 个月里迟付"), say("months", "个月")),
        "share_of_wallet": say("share of wallet", "客户份额"),
        "net_worth_cny": (say("net worth", "净资产"), yuan),
        "credit_class": say("credit class", "信用等级"),
    }


def _watch_headings():
    return {
        "orders_45_days": say("orders, last 45 days", "近 45 天订单"),
        "usual_45_days": say("usual in 45 days", "平常 45 天订单"),
        "shelf_price_percent": (say("price on the shelf", "零售价"), say("% of list", "占建议价 %")),
    }


def _ids(data):
    return list(data.dealers.index)


memo_answer = answer_of(
    default=choice(_ids), drop=several(_ids), grow=several(_ids), limit=at_least_zero, reasons=True
)


EXERCISES = {
    "crm-1": ExerciseSpec(
        ("Which table answers it?", "去哪张表里找答案"),
        which_table, four_tables,
        (
            ("Say first what one row has to be for the question: a step, a line, a payment, a quarter. Then look for the table with such rows.",
             "先想清楚：要回答这个问题，一行应当是什么？一个步骤、一行明细、一次付款，还是一个季度？再找一行是它的那张表。"),
            ("`casekit.names()` lists the tables, `casekit.describe(\"...\")` shows the columns of one.",
             "`casekit.names()` 列出全部数据表，`casekit.describe(\"...\")` 显示一张表有哪些列。"),
            ("A list with one row for each case shows how things stand today. When and how often is in the table with a row for each event.",
             "一件事一行的总表只说现在怎样；什么时候、多少次，在一次一行的明细表里。"),
        ),
        points=2, read=("What a CRM does, and with which records", "CRM 做什么，用哪些记录"),
    ),
    "crm-2": ExerciseSpec(
        ("Orders, invoices, payments", "订单、发票、付款对账"),
        reconciled, three_amounts,
        (
            ("`not_invoiced`: the orders whose `order_id` stands in no invoice. `~q2.data.orders[\"order_id\"].isin(q2.data.invoices[\"order_id\"])`.",
             "`not_invoiced`：订单号在发票里找不到的订单。`~q2.data.orders[\"order_id\"].isin(q2.data.invoices[\"order_id\"])`。"),
            ("Do not join first and sum afterwards: an invoice paid in two parts would stand there twice. Sum each table alone. A payment that was not honoured is no payment.",
             "不要先连接再求和：分两次付的发票会出现两次。每张表各自求和。未兑付的付款不算付款。"),
            ("`open` = invoiced − credits for returns − discounts taken − paid. Check: ordered = not invoiced + credits + discounts + paid + open.",
             "`open` = 开票额 − 退货冲减 − 已享折扣 − 已付。核对：订货额 = 未开票 + 冲减 + 折扣 + 已付 + 未付。"),
        ),
        points=2, read=("Joins that multiply rows", "连接以后，行变多了"),
    ),
    "crm-3": ExerciseSpec(
        ("The memo", "一份备忘录"),
        memo, memo_answer,
        (
            ("In danger: both signs at once. `w = q3.data.watch`, then `w[\"orders_45_days\"] <= 0.5 * w[\"usual_45_days\"]` and `w[\"shelf_price_percent\"] < 88`.",
             "有危险的：两个迹象同时出现。`w = q3.data.watch`，再看 `w[\"orders_45_days\"] <= 0.5 * w[\"usual_45_days\"]` 和 `w[\"shelf_price_percent\"] < 88`。"),
            ("`drop`: profit below zero. `grow`: all four conditions at once; large sales are none of them. Combine conditions with `&`, each in brackets.",
             "`drop`：利润为负。`grow`：四个条件同时满足，销售额大不是条件。条件用 `&` 连接，各自加括号。"),
            ("The limit: first the smaller of `net_amount_cny * 110 / 365` and `net_worth_cny / 3`, then the factor of the class, then `// 5_000 * 5_000`.",
             "额度：先取 `net_amount_cny * 110 / 365` 与 `net_worth_cny / 3` 中较小的，再乘等级系数，最后 `// 5_000 * 5_000`。"),
        ),
        points=4, by_hand=4, read=("A board page on one company", "给一家公司写一页董事会报告"),
    ),
}  # fmt: skip
