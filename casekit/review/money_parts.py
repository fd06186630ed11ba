"""The parts on money: what is owed since when, what customers leave, whether the books agree."""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.errors import Undefined, require_columns
from casekit.joins import sums_after_joining, three_books
from casekit.profit_matrix import sales_lines
from casekit.profitability import cost_to_serve, customer_profit, peak, plot_whale, whale_curve
from casekit.receivables import ageing_table, dso, receivables_at
from casekit.reconcile import ON_DELIVERY
from casekit.review.part import Finding, many, money, percent, table_words
from casekit.review.sales_parts import windows

LATE_START = 31  # invoices that begin so many days after the twelve months' first day cover fewer days
SPANS = ("not_due", "d1_30", "d31_60", "d61_90", "over_90")


# What is owed ------------------------------------------------------------------------------------------------


def open_invoices(books):
    """The invoices with what was open on as_of, and whether that was rebuilt from the payments.

    Payments are used where each names its invoice; else the open amounts stand as the ledger has them.
    """
    invoices = books.tables["invoices"]
    require_columns(invoices, "customer_id", "due_date")
    rebuilt = (
        books.has("invoices", "invoice_id", "amount_cny")
        and books.has("payments", "invoice_id", "payment_date", "payment_cny")
        and books.tables["payments"]["invoice_id"].notna().all()
    )
    if rebuilt:
        return receivables_at(invoices, books.tables["payments"], books.as_of), True
    require_columns(invoices, "open_amount_cny")
    return invoices, False


def credit_sales(books):
    """Net credit sales of the twelve months up to as_of (CNY), without cash on delivery; NaN where the amounts are not told."""
    invoices = books.tables["invoices"]
    if not {"amount_cny", "invoice_date"} <= set(invoices.columns):
        return np.nan
    days = days_in(invoices, "invoice_date").dt.normalize()
    counted = days.between(*windows(books)[0])
    if "terms_id" in invoices:
        counted &= invoices["terms_id"].fillna("") != ON_DELIVERY
    net = amounts_in(invoices, "amount_cny") - (
        amounts_in(invoices, "credit_cny", empty=0) if "credit_cny" in invoices else 0
    )
    return float(np.rint(net[counted] * 100).sum() / 100)


def credit_days(books):
    """The days that the credit sales of the twelve months cover: fewer where the invoices begin more than a month later."""
    start, end = windows(books)[0]
    first = days_in(books.tables["invoices"], "invoice_date").min().normalize()
    late = first > start + pd.Timedelta(days=LATE_START)
    return (end - (first if late else start)).days + 1


def receivables(books):
    """Open amounts by how long they are past due, with DSO."""
    bills, rebuilt = open_invoices(books)
    ages = ageing_table(bills, books.as_of)
    sums, owing = (ages[list(SPANS)] * 100).round().sum() / 100, (ages[list(SPANS)].abs() > 0.004).sum()
    total = round(float(sums.sum()), 2)
    table = pd.DataFrame({"span": [ages.attrs["labels"][name][0] for name in SPANS], "amount_cny": sums.to_numpy(),
                          "share": sums.to_numpy() / total if total > 0 else np.nan, "customers": owing.to_numpy()}, index=SPANS)  # fmt: skip
    late = total - float(sums["not_due"])
    says = say(f"Open on {books.as_of:%Y-%m-%d}: {money(total)}, of which {money(late)}{_part(late, total)} past due, {money(sums['over_90'])} by more than 90 days.",
               f"{books.as_of:%Y-%m-%d} 未收 {money(total)}，其中逾期 {money(late)}{_part(late, total)}，逾期超过 90 天 {money(sums['over_90'])}。")  # fmt: skip
    says += _dso_words(books, total, float(sums["not_due"])) + _worst_words(books, ages)
    return Finding(
        says,
        "count",
        _sure_of_receivables(books, bills, rebuilt),
        _labelled_spans(table).reset_index(drop=True),
    )


def _part(part, total):
    return say(f" ({percent(part / total)})", f"（{percent(part / total)}）") if total > 0 else ""


def _dso_words(books, total, current):
    sales = credit_sales(books)
    if not sales > 0:
        return say(
            " DSO cannot be given: the invoices' amounts of the last twelve months are missing.",
            " 无法计算 DSO：缺少近十二个月的开票金额。",
        )
    days = credit_days(books)
    now, best = dso(total, sales, days), dso(current, sales, days)
    return say(f" DSO {look.half_up(now, 1)} days on the credit sales of {days} days; if nobody were late, {look.half_up(best, 1)}.",
               f"应收账款周转天数（DSO，按 {days} 天的赊销净额计）{look.half_up(now, 1)} 天；若无人逾期，为 {look.half_up(best, 1)} 天。")  # fmt: skip


def _worst_words(books, ages):
    late = ages["total"] - ages["not_due"]
    worst = late[late > 0].sort_values(ascending=False, kind="stable").head(3)
    if not len(worst):
        return say(" Nobody is late.", "没有客户逾期。")
    each = say(", ", "、").join(
        say(f"{books.named(who)} {money(amount)}", f"{books.named(who)} {money(amount)}")
        for who, amount in worst.items()
    )
    return say(f" Most past due: {each}.", f"逾期最多的：{each}。")


def _sure_of_receivables(books, bills, rebuilt):
    if not rebuilt:
        return say("Open amounts as the invoice file has them: of the day it was exported, which may not be as_of. Ageing counts from the due date. If the file holds only unpaid invoices, DSO is too high.",
                   "未收金额照发票文件原样，是导出那天的数，未必是截止日的。账龄从到期日算起。若文件里只有未付清的发票，DSO 会偏高。")  # fmt: skip
    words = say("Rebuilt from invoices and payments; dishonoured bills are no payment. Ageing counts from the due date. DSO moves with sales even if nobody pays differently.",
                "由发票和收款重算，拒付票据不算收款；账龄从到期日算起。付款习惯不变，DSO 也会随销售额变动。")  # fmt: skip
    if "open_amount_cny" in books.tables["invoices"]:
        ledger = amounts_in(books.tables["invoices"], "open_amount_cny").sum()
        gap = round(float(bills["open_amount_cny"].sum() - ledger), 2)
        words += (say(" It equals the ledger's own open amounts to the fen.", "与账上的未付金额分文不差。") if not gap
                  else say(f" It differs from the ledger's open amounts by {gap:,.2f} CNY.", f"与账上的未付金额相差 {gap:,.2f} 元。"))  # fmt: skip
    return words


def _labelled_spans(table):
    return look.labelled(
        table,
        span=say("days past due", "逾期天数"),
        amount_cny=(say("open", "未收"), say("CNY", "元")),
        share=(say("share", "占比"), "share"),
        customers=say("customers", "客户（家）"),
    )


# What customers leave ----------------------------------------------------------------------------------------


def whole_year(books):
    """The last calendar year that is over on as_of."""
    return books.as_of.year - (0 if (books.as_of.month, books.as_of.day) == (12, 31) else 1)


def profits(books, rate=1.0):
    """What each customer leaves in the last whole year, the rates of all activities times ``rate``."""
    year = whole_year(books)
    orders, order_lines, products = (books.tables[name] for name in ("orders", "order_lines", "products"))
    returns = books.tables["returns"] if books.has("returns") else _no_returns(order_lines)
    rates = books.tables["activity_rates"]
    lines = sales_lines(orders, order_lines, returns, products, year)
    if not len(lines):
        raise Undefined(say(f"No sales in the calendar year {year}.", f"{year} 年没有销售。"))
    served = cost_to_serve(
        books.tables["activity_costs"],
        rates.assign(rate_cny=(amounts_in(rates, "rate_cny") * rate).round(2)),
        year,
    )
    return customer_profit(lines, served)


def _no_returns(order_lines):
    """An empty table of returns, for a company where nothing came back."""
    none = order_lines.iloc[:0][["order_id", "line_no"]]
    return none.assign(return_date=pd.Series(dtype="datetime64[s]"), quantity=0.0, credited_cny=0.0)


def profit(books):
    """The whale curve of the last whole year."""
    table = profits(books)
    curve = whale_curve(table)
    known = curve.dropna(subset="cumulative_cny")
    total, top = known["profit_cny"].sum(), peak(known)
    losers = int((known["profit_cny"] < 0).sum())
    fewer, more = (int((profits(books, rate)["profit_cny"] < 0).sum()) for rate in (0.8, 1.2))
    says = say(f"In {whole_year(books)} {many(top.customers, 'customer', '')} earned {money(top.cumulative_cny)} after cost to serve, {losers} took {money(top.cumulative_cny - total)} of it back; {money(total)} is left before overheads.",
               f"{whole_year(books)} 年扣除服务成本后，{top.customers} 家客户共赚 {money(top.cumulative_cny)}，{losers} 家亏掉 {money(top.cumulative_cny - total)}，余下 {money(total)}（未扣管理费用）。")  # fmt: skip
    sure = say(f"The cost of one visit or delivery is an average. With all rates 20 % lower {fewer} customers would lose money, 20 % higher {more}. Dropping a loser saves only the costs that really go away.",
               f"每次拜访、每次送货的成本都是平均数：单价全部低 20%，亏损客户为 {fewer} 家；高 20%，为 {more} 家。停止往来，只能省下随这家客户消失的那部分费用。")  # fmt: skip
    return Finding(says, "estimate", sure, _worst_and_best(table), _whale(known, losers), names=True)


def _whale(known, losers):
    """The curve, where somebody earns, somebody loses, and something is left."""
    return plot_whale(known, last=min(2, losers)) if losers and known["profit_cny"].sum() > 0 else None


def _worst_and_best(table):
    """The three that leave most and the three that lose most."""
    known = table.dropna(subset="profit_cny").sort_values("profit_cny", ascending=False, kind="stable")
    shown = known if len(known) <= 6 else pd.concat([known.head(3), known.tail(3)])
    return look.labelled(
        shown[["net_amount_cny", "gross_profit_cny", "cost_to_serve_cny", "profit_cny"]],
        customer_id=say("number", "客户编号"),
    )


# Do the books agree? -----------------------------------------------------------------------------------------


def books_agree(books):
    """From orders over invoices to what is owed, and what a join row by row would have made of it."""
    ordered, invoices, payments = (books.tables[name] for name in ("orders", "invoices", "payments"))
    if not (books.has("orders", "order_id") and books.has("invoices", "order_id", "invoice_id")):
        return _sums_only(books)
    steps = three_books(ordered, invoices, payments)
    joined = sums_after_joining(ordered, invoices, payments)["difference_cny"]
    amounts = steps["amount_cny"]
    gap = _gap_of_customers(books)
    says = say(f"Of {money(amounts['ordered'])} ordered, {money(-amounts['not_invoiced'])} is not yet invoiced and {money(amounts['open'])} not yet paid; ",
               f"订货合计 {money(amounts['ordered'])}，其中尚未开票 {money(-amounts['not_invoiced'])}，已开票未收回 {money(amounts['open'])}；")  # fmt: skip
    says += (say("every invoice equals its order.", "每张发票都与订单相符。") if not amounts["differs"]
             else say(f"invoices differ from their orders by {amounts['differs']:,.2f} CNY in sum: look there first.", f"发票与订单合计相差 {amounts['differs']:,.2f} 元，先查这里。"))  # fmt: skip
    sure = say(f"Each book is added up on its own, to the fen. Joined row by row, the same orders would have summed to {money(abs(joined['orders']))} {'more' if joined['orders'] >= 0 else 'less'}: an invoice paid in two parts counts twice, an unpaid one not at all.{gap}",
               f"三本账各自相加，精确到分。若逐行连接再求和，订单会{'多' if joined['orders'] >= 0 else '少'}出 {money(abs(joined['orders']))}：分两次付的发票算了两遍，没付的发票一遍也没算。{gap}")  # fmt: skip
    return Finding(says, "count", sure, steps.reset_index(drop=True), decimals=2)


def _sums_only(books):
    """Where invoices name no order: the sums of the three books, which cannot be matched row by row."""
    names = {
        "orders": "net_amount_cny",
        "invoices": "amount_cny" if books.has("invoices", "amount_cny") else "open_amount_cny",
        "payments": "payment_cny",
    }
    days = {"orders": "order_date", "invoices": "invoice_date", "payments": "payment_date"}
    rows = [(table_words(name), len(books.tables[name]), days_in(books.tables[name], days[name]).min(), days_in(books.tables[name], days[name]).max(),
             float(np.rint(amounts_in(books.tables[name], column) * 100).sum() / 100)) for name, column in names.items()]  # fmt: skip
    table = pd.DataFrame(rows, columns=["book", "rows", "from", "to", "amount_cny"])
    each = say(", ", "，").join(f"{row.book} {money(row.amount_cny)}" for row in table.itertuples())
    says = say(
        f"The sums: {each}. The invoices do not name their orders, so the books cannot be matched one by one.",
        f"合计：{each}。发票上没有订单号，无法逐笔核对。",
    )
    sure = say("Sums of different days and with or without tax need not agree. With the order's number on each invoice this part matches them to the fen.",
               "起止日期不同、含税口径不同，合计本来就不必相等。发票上有订单号，这一部分就能逐笔核对到分。")  # fmt: skip
    yuan = say("CNY", "元")
    return Finding(says, "count", sure, look.labelled(table, book=say("book", "账"), rows=say("rows", "行数"), **{"from": say("from", "起"), "to": say("to", "止")},
                                                      amount_cny=(say("amount", "金额"), yuan)), decimals=2)  # fmt: skip


def _gap_of_customers(books):
    """Payments booked to another customer than their invoice, in words; empty if there are none."""
    if not (books.has("invoices", "customer_id") and books.has("payments", "customer_id")):
        return ""
    owner = books.tables["invoices"].set_index("invoice_id")["customer_id"]
    paid = books.tables["payments"]
    other = int((paid["invoice_id"].map(owner) != paid["customer_id"]).sum())
    return (
        say(
            f" {other:,} payments are booked to another customer than their invoice.",
            f"有 {other:,} 笔收款记在了与发票不同的客户名下。",
        )
        if other
        else ""
    )
