"""The first sheet of the workbook: the cells that can be changed, and a block of results for each part of the review."""

import numpy as np
import pandas as pd

from casekit.complaints import promise_kept
from casekit.core.days import days_in
from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.joins import three_books
from casekit.receivables import ageing_table, best_possible_dso, dso
from casekit.reconcile import ON_DELIVERY
from casekit.review import signs
from casekit.review.lines import Place
from casekit.review.money_parts import LATE_START, SPANS, credit_days, credit_sales, open_invoices, profits
from casekit.review.part import THERE, lesson_words
from casekit.review.raw import has_returns
from casekit.review.sales_parts import net_rows, recency, this_year, windows, within
from casekit.review.signs import PROMISE
from casekit.sales import by_customer

LARGEST = 10


def block(page, made, result, times):
    """One part: its title, its table of formulas, the sentence and the lesson; or what is missing."""
    page.row += 1
    page.sheet.write_string(page.row, 0, result.part.title, page.sheets.look("text", bold=True, font_size=12))
    page.row += 1
    if result.state != THERE:
        page.words(result.words.replace("\n", " "))
        return
    table = BLOCKS.get(result.part.key)
    if table:
        table(page, made, times)
    page.words(say("On the day of the review: ", "报告当日：") + result.finding.says)
    page.words(lesson_words(result.part.lesson))


# Whom to look at first, sales -------------------------------------------------------------------------------


def first_block(page, made, times):
    if "customers.order" not in made.sheets.ranges:
        return
    measured = signs.measures(made.books)
    table = signs.in_order(measured, signs.flags(measured))
    for least, words in (
        (1, say("Customers with a sign", "有信号的客户（家）")),
        (2, say("Customers with two or more", "有两个以上的（家）")),
    ):
        page.line(
            words, (int((table["signs"] >= least).sum()), "count", f'COUNTIF([customers.signs],">={least}")')
        )
    page.heads(
        say("place", "名次"),
        say("number", "客户编号"),
        say("customer", "客户"),
        say("signs", "信号（个）"),
        say("better of the two years", "较好一年的销售净额"),
        texts=2,
    )
    for place in range(1, min(LARGEST, len(made.ids)) + 1):
        customer, row = (
            (table.index[place - 1], table.iloc[place - 1]) if place <= len(table) else (None, None)
        )
        there = Place(
            "customers.order", place, f'COUNTIF([customers.signs],">0")>={place}', customer is not None
        )
        page.line(
            str(place),
            *_who(made, customer, there),
            there.cell("customers.signs", "count", row is not None and int(row["signs"])),
            there.cell("customers.stake", "money", row is not None and float(row["stake_cny"])),
        )


def _who(made, customer, there):
    """Number and name of the customer who has a place, each a formula."""
    name = harmless(made.books.names.get(customer, ""), 500)
    return there.cell("customers.customer_id", "text", str(customer)), there.cell(
        "customers.name", "text", name, blank=True
    )


def sales_block(page, made, times):
    rows = net_rows(made.books)
    page.heads(
        "",
        say("ordered", "订货额"),
        say("returns", "退货"),
        say("net sales", "销售净额"),
        say("customers with sales", "有销售的客户（家）"),
    )
    names = (say("twelve months", "近十二个月"), say("twelve months before", "前十二个月"))
    for which, (words, window) in enumerate(zip(names, windows(made.books), strict=True), 1):
        _year_line(page, made, words, which, rows, window)


def _year_line(page, made, words, which, rows, window):
    between = '">="&[from_{0}],[{1}],"<="&[to_{0}]'
    ordered = f"ROUND(SUMIFS([orders.net_amount_cny],[orders.order_date],{between.format(which, 'orders.order_date')}),2)"
    fen = by_customer(within(rows, window))
    orders = made.books.tables["orders"]
    sold = float(
        np.rint(
            orders.loc[orders["order_date"].dt.normalize().between(*window), "net_amount_cny"].to_numpy(
                dtype=float
            )
            * 100
        ).sum()
        / 100
    )
    back, returned = round(sold - fen.sum() / 100, 2), "0"
    if has_returns(made):
        returned = f"ROUND(SUMIFS([returns.credited_cny],[returns.return_date],{between.format(which, 'returns.return_date')}),2)"
    page.line(
        words,
        (sold, "money", ordered),
        (back, "money", returned),
        (fen.sum() / 100, "money", f"{ordered}-{returned}"),
        (int((fen > 0).sum()), "count", f'COUNTIF([customers.net_{which}],">0")'),
    )


def class_block(page, made, times):
    fen = by_customer(this_year(made.books))
    positive = float(fen.clip(lower=0).sum() / 100)
    classes = made_classes(made)
    page.setting(
        "positive",
        say("Sum of positive net sales", "销售净额为正的合计"),
        positive,
        "money",
        'ROUND(SUMIF([customers.net_1],">0"),2)',
    )
    page.heads(
        say("class", "类别"),
        say("customers", "客户（家）"),
        say("net sales", "销售净额"),
        say("share", "占比"),
    )
    for letter in "ABC":
        rows = classes[classes["abc_class"] == letter]
        amount = round(float(rows["net_amount_cny"].sum()), 2)
        above = round(float(rows["net_amount_cny"].clip(lower=0).sum()), 2)
        page.line(
            letter,
            (len(rows), "count", f'COUNTIF([customers.abc],"{letter}")'),
            (amount, "money", f'ROUND(SUMIFS([customers.net_1],[customers.abc],"{letter}"),2)'),
            (
                above / positive,
                "share",
                f'SUMIFS([customers.net_1],[customers.abc],"{letter}",[customers.net_1],">0")/[positive]',
            ),
        )


def made_classes(made):
    from casekit.composition import abc_table

    return abc_table(this_year(made.books))


def largest_block(page, made, times):
    fen = by_customer(this_year(made.books))
    before = by_customer(within(net_rows(made.books), windows(made.books)[1]))
    page.heads(
        say("place", "名次"),
        say("number", "客户编号"),
        say("customer", "客户"),
        say("net sales, twelve months", "近十二个月销售净额"),
        say("share", "占比"),
        say("twelve months before", "前十二个月"),
        texts=2,
    )
    bought = list(fen[fen > 0].index)
    for place in range(1, min(LARGEST, len(made.ids)) + 1):
        customer = bought[place - 1] if place <= len(bought) else None
        there = Place(
            "customers.rank", place, f'COUNTIF([customers.net_1],">0")>={place}', customer is not None
        )
        page.line(
            str(place),
            *_who(made, customer, there),
            there.cell("customers.net_1", "money", fen.get(customer, 0) / 100),
            there.cell(
                "customers.net_1", "share", fen.get(customer, 0) / fen.sum(), "/SUM([customers.net_1])"
            ),
            there.cell("customers.net_2", "money", before.get(customer, 0) / 100),
        )


def recency_block(page, made, times):
    table = recency(made.books).table
    page.heads(
        say("class R", "R 等级"),
        say("customers", "客户（家）"),
        say("net sales on record", "记录期内销售净额"),
    )
    for r, row in table.iterrows():
        page.line(
            f"R = {r} ({row['last_bought']})",
            (int(row["customers"]), "count", f"COUNTIF([customers.r],{r})"),
            (
                round(float(row["monetary_cny"]), 2),
                "money",
                f"ROUND(SUMIFS([customers.monetary],[customers.r],{r}),2)",
            ),
        )


# Money ----------------------------------------------------------------------------------------------------


def open_block(page, made, times):
    ages = ageing_table(open_invoices(made.books)[0], made.books.as_of)
    sums = (ages[list(SPANS)] * 100).round().sum() / 100
    criteria = (
        '"<=0"',
        '">=1",[invoices.late],"<=30"',
        '">=31",[invoices.late],"<=60"',
        '">=61",[invoices.late],"<=90"',
        '">=91"',
    )
    page.heads(say("days past due", "逾期天数"), say("open", "未收"))
    for span, criterion in zip(SPANS, criteria, strict=True):
        page.line(
            ages.attrs["labels"][span][0],
            (
                float(sums[span]),
                "money",
                f"ROUND(SUMIFS([invoices.open_amount_cny],[invoices.late],{criterion}),2)",
            ),
        )
    total = round(float(sums.sum()), 2)
    page.setting(
        "open_total",
        say("Open in all", "未收合计"),
        total,
        "money",
        "ROUND(SUM([invoices.open_amount_cny]),2)",
    )
    _dso_lines(page, made, total, float(sums["not_due"]))


def _dso_lines(page, made, total, current):
    sales = credit_sales(made.books)
    if not sales > 0:
        return
    days = credit_days(made.books)
    first = "MIN([invoices.invoice_date])"
    page.setting("credit_days", say("Days these sales cover", "这些赊销覆盖的天数"), days, "count",
                 f"[as_of]-IF({first}>[from_1]+{LATE_START},{first},[from_1])+1")  # fmt: skip
    page.setting(
        "credit_sales",
        say("Net credit sales of twelve months", "近十二个月赊销净额"),
        sales,
        "money",
        _credit_formula(made.books.tables["invoices"]),
    )
    page.line("DSO", (dso(total, sales, days), "number", "[open_total]/[credit_sales]*[credit_days]"))
    page.line(say("Best possible DSO", "最佳可能 DSO"), (best_possible_dso(current, sales, days), "number",
              'SUMIFS([invoices.open_amount_cny],[invoices.late],"<=0")/[credit_sales]*[credit_days]'))  # fmt: skip


def _credit_formula(invoices):
    where = '[invoices.invoice_date],">="&[from_1],[invoices.invoice_date],"<="&[to_1]'
    if "terms_id" in invoices:
        where += f',[invoices.terms_id],"<>{ON_DELIVERY}"'
    credit = f"-SUMIFS([invoices.credit_cny],{where})" if "credit_cny" in invoices else ""
    return f"ROUND(SUMIFS([invoices.amount_cny],{where}){credit},2)"


def profit_block(page, made, times):
    if "customers.profit" not in made.sheets.ranges:
        return
    known = profits(made.books)["profit_cny"].dropna()
    page.line(
        say("Customers who earn", "赚钱的客户（家）"),
        (int((known > 0).sum()), "count", 'COUNTIF([customers.profit],">0")'),
    )
    page.line(
        say("What they earn", "他们赚的"),
        (round(float(known[known > 0].sum()), 2), "money", 'ROUND(SUMIF([customers.profit],">0"),2)'),
    )
    page.line(
        say("Customers who lose", "亏损的客户（家）"),
        (int((known < 0).sum()), "count", 'COUNTIF([customers.profit],"<0")'),
    )
    page.line(
        say("Left before overheads", "余下（未扣管理费用）"),
        (round(float(known.sum()), 2), "money", "ROUND(SUM([customers.profit]),2)"),
    )


def books_block(page, made, times):
    """From orders to what is owed, as :func:`casekit.joins.three_books`."""
    if not {"payments.invoice_no", "orders.invoice_no"} <= set(made.sheets.ranges):
        return
    steps = three_books(*(made.books.tables[name] for name in ("orders", "invoices", "payments")))
    formulas = _steps_as_formulas(made.books)
    page.heads(say("step", "步骤"), say("amount", "金额"))
    for name, row in steps.iterrows():
        page.line(row["step"], (float(row["amount_cny"]), "money", f"ROUND({formulas[name]},2)"))


def _steps_as_formulas(books):
    """Each step up to as_of; where invoices after it were paid in advance, over all rows, as Python does."""
    invoices = books.tables["invoices"]
    ahead = (days_in(invoices, "invoice_date") >= books.as_of + pd.Timedelta(days=1)).any()

    def upto(day):
        return '"<=2958465"' if ahead else f'"<="&[as_of],[{day}],">0"'

    ordered = f"SUMIFS([orders.net_amount_cny],[orders.order_date],{upto('orders.order_date')})"
    billed = f"SUMIFS([orders.net_amount_cny],[orders.order_date],{upto('orders.order_date')},[orders.invoiced_on],{upto('orders.invoiced_on')})"
    invoiced = f"SUMIFS([invoices.amount_cny],[invoices.invoice_date],{upto('invoices.invoice_date')})"
    paid = f"[payments.dishonoured],0,[payments.payment_date],{upto('payments.payment_date')}"
    formulas = {
        "ordered": ordered,
        "not_invoiced": f"{billed}-{ordered}",
        "differs": f"{invoiced}-{billed}",
        "invoiced": invoiced,
        "credited": f"-SUMIFS([invoices.credit_cny],[invoices.invoice_date],{upto('invoices.invoice_date')})" if "credit_cny" in invoices else "0",
        "discount": f"-SUMIFS([payments.discount_cny],{paid})",
        "paid": f"-SUMIFS([payments.payment_cny],{paid})",
    }  # fmt: skip
    parts = (f"({formulas[name]})" for name in ("invoiced", "credited", "discount", "paid"))
    return {**formulas, "open": "+".join(parts)}


# Complaints -----------------------------------------------------------------------------------------------


def complaints_block(page, made, times):
    promise = promise_kept(times, PROMISE, made.books.as_of)
    page.heads(
        "",
        say("cases", "件"),
        say("still open", "未结"),
        say("due", "已到期限"),
        say("kept", "按时办结"),
        say("share", "占比"),
    )
    for which, words in (
        (1, say("twelve months", "近十二个月")),
        (2, say("twelve months before", "前十二个月")),
    ):
        start, end = windows(made.books)[which - 1]
        there = times["received_at"].dt.normalize().between(start, end)
        due, kept = int(promise["due"][there].sum()), int(promise["kept"][there].fillna(False).sum())
        where = f'[complaints.received_at],">="&[from_{which}],[complaints.received_at],"<"&([to_{which}]+1)'
        on_time = f'COUNTIFS({where},[complaints.waited],">="&[promise],[complaints.closed],1,[complaints.days],"<="&[promise])'
        of_due = f'COUNTIFS({where},[complaints.waited],">="&[promise])'
        page.line(
            words,
            (int(there.sum()), "count", f"COUNTIFS({where})"),
            (int((there & ~times["closed"]).sum()), "count", f"COUNTIFS({where},[complaints.closed],0)"),
            (due, "count", of_due),
            (kept, "count", on_time),
            (kept / due if due else pd.NA, "share", f'IF({of_due}=0,"",{on_time}/{of_due})'),
        )


BLOCKS = {
    "look_first": first_block,
    "sales": sales_block,
    "concentration": class_block,
    "largest": largest_block,
    "recency": recency_block,
    "receivables": open_block,
    "profit": profit_block,
    "complaints": complaints_block,
    "books": books_block,
}
