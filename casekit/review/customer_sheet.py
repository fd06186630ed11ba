"""The sheet of customers: one row a customer, every number a formula over the sheets of records."""

import numpy as np
import pandas as pd

from casekit.composition import abc_table
from casekit.core.language import say
from casekit.receivables import ageing_table
from casekit.review import signs
from casekit.review.formulas import Column
from casekit.review.money_parts import open_invoices, profits, whole_year
from casekit.review.raw import has_returns, number, rows_of_customers
from casekit.review.sales_parts import net_rows, this_year, windows, within
from casekit.rfm import rfm_scores, rfm_table
from casekit.sales import by_customer


def customers_sheet(made):
    """Write the sheet; its columns are those of the parts that are there."""
    names = made.books.names
    columns = [
        number(len(made.ids)),
        Column("customer_id", say("customer", "客户编号"), [str(each) for each in made.ids]),
        Column("name", say("name", "客户名称"), [names.get(each) for each in made.ids]),
    ]
    for key, more in (
        ("sales", sales_columns),
        ("concentration", class_columns),
        ("recency", rfm_columns),
        ("receivables", open_columns),
        ("profit", profit_columns),
        ("look_first", sign_columns),
    ):
        if made.ok(key):
            columns += more(made)
    sheet = made.sheets.table("customers", say("Customers", "客户"), columns)
    sheet.freeze_panes(1, 3)


def _aligned(made, values, empty=np.nan):
    return list(
        values.reindex(made.ids).where(lambda each: each.notna(), empty)
        if empty is not None
        else values.reindex(made.ids)
    )


def in_window(made, which):
    """The formula of a customer's net sales in a window: orders less returns."""
    start, end = f"[from_{which}]", f"[to_{which}]"
    text = f'SUMIFS([orders.net_amount_cny],[orders.customer_no],[@no],[orders.order_date],">="&{start},[orders.order_date],"<="&{end})'
    if has_returns(made):
        text += f'-SUMIFS([returns.credited_cny],[returns.customer_no],[@no],[returns.return_date],">="&{start},[returns.return_date],"<="&{end})'
    return f"ROUND({text},2)"


def sales_columns(made):
    rows = net_rows(made.books)
    sums = [by_customer(within(rows, window)) / 100 for window in windows(made.books)]
    rank = range(1, len(made.ids) + 1)
    there = this_year(made.books).groupby("customer_id").size()
    counted = 'COUNTIFS([orders.customer_no],[@no],[orders.order_date],">="&[from_1],[orders.order_date],"<="&[to_1])'
    if has_returns(made):
        counted += '+COUNTIFS([returns.customer_no],[@no],[returns.return_date],">="&[from_1],[returns.return_date],"<="&[to_1])'
    return [
        Column("net_1", say("net sales, twelve months", "近十二个月销售净额"), _aligned(made, sums[0], 0.0), "money", in_window(made, 1)),
        Column("net_2", say("net sales, twelve months before", "前十二个月销售净额"), _aligned(made, sums[1], 0.0), "money", in_window(made, 2)),
        Column("rows_1", say("orders and returns, twelve months", "近十二个月订单和退货（张）"), _aligned(made, there, 0), "count", counted),
        Column("rank", say("rank", "名次"), _rank(made, sums[0], rank), "count",
               "1+SUMPRODUCT(1*([customers.net_1]>[@net_1]))+SUMPRODUCT(([customers.net_1]=[@net_1])*([customers.no]<[@no]))"),
    ]  # fmt: skip


def _rank(made, sums, rank):
    """Places by sales; those without any stand where their zero puts them, among equals in the order of the sheet."""
    amounts = pd.Series(_aligned(made, sums, 0.0), index=rank)
    order = sorted(rank, key=lambda at: (-amounts[at], at))
    place = {at: number for number, at in enumerate(order, 1)}
    return [place[at] for at in rank]


def class_columns(made):
    """ABC: the share before a customer decides; equals share the class of the first of them."""
    table = abc_table(this_year(made.books))
    amounts = table["net_amount_cny"]
    fen = np.rint(amounts.to_numpy() * 100).astype("int64")
    through = np.concatenate([[0], fen.clip(min=0).cumsum()])
    before = pd.Series(through[np.searchsorted(-fen, -fen, side="left")] / 100, index=table.index)
    formula = ('IF([@rows_1]=0,"",IF([@net_1]<=0,"C",IF([@larger]<ROUND([cut_a]*[positive],4),"A",IF([@larger]<ROUND([cut_b]*[positive],4),"B","C"))))')  # fmt: skip
    larger = [before.get(each, through[-1] / 100) for each in made.ids]
    return [
        Column(
            "larger",
            say("net sales of all larger ones", "比它大的客户合计"),
            larger,
            "money",
            "ROUND(SUMPRODUCT(([customers.net_1]>[@net_1])*([customers.net_1]>0)*[customers.net_1]),2)",
        ),
        Column("abc", say("ABC class", "ABC 类别"), _aligned(made, table["abc_class"], ""), "text", formula),
    ]


def rfm_columns(made):
    rows = net_rows(made.books)
    measures = rfm_table(rows, made.books.as_of)
    scores = rfm_scores(measures)
    last = (made.books.as_of - pd.to_timedelta(measures["recency_days"], unit="D")).reindex(made.ids)
    money = 'SUMIFS([orders.net_amount_cny],[orders.customer_no],[@no],[orders.order_date],"<="&[as_of])'
    counted = 'COUNTIFS([orders.customer_no],[@no],[orders.order_date],"<="&[as_of])'
    if has_returns(made):
        money += (
            '-SUMIFS([returns.credited_cny],[returns.customer_no],[@no],[returns.return_date],"<="&[as_of])'
        )
        counted += '+COUNTIFS([returns.customer_no],[@no],[returns.return_date],"<="&[as_of])'
    text = scores.astype(object).where(scores.notna())
    return [
        Column("rows", say("orders and returns on record", "记录期内订单和退货（张）"), _aligned(made, rows_of_customers(made.books), 0), "count", counted),
        Column("frequency", say("purchases (F)", "购买次数（F）"), _aligned(made, measures["frequency"], 0), "count",
               'COUNTIFS([orders.customer_no],[@no],[orders.net_amount_cny],">0",[orders.order_date],"<="&[as_of])'),
        Column("last", say("last purchase", "末次购买日"), [None if pd.isna(each) else each.normalize() for each in last], "day",
               'IF([@frequency]=0,"",SUMPRODUCT(MAX(([orders.customer_no]=[@no])*([orders.net_amount_cny]>0)*([orders.order_date]<=[as_of])*[orders.order_date])))'),
        Column("recency", say("days since (R)", "距末次购买（R，天）"), _aligned(made, measures["recency_days"], None), "count", 'IF([@frequency]=0,"",[as_of]-[@last])'),
        Column("monetary", say("net sales on record (M)", "记录期内销售净额（M）"), _aligned(made, measures["monetary_cny"].round(2), 0.0), "money", f"ROUND({money},2)"),
        Column("r", "R", _aligned(made, text["r"], None), "count", 'IF([@frequency]=0,"",5-COUNTIF([settings.cuts],"<="&[@recency]))'),
        Column("f", "F", _aligned(made, text["f"], None), "count", _fifth("frequency")),
        Column("m", "M", _aligned(made, text["m"], None), "count", _fifth("monetary")),
        Column("code", say("RFM code", "RFM 编码"), _aligned(made, text["code"], ""), "text", 'IF([@r]="","",[@r]&[@f]&[@m])'),
    ]  # fmt: skip


def _fifth(name):
    """The fifths of lesson 6: 1, and one more for each whole fifth of the customers who are strictly worse."""
    worse = f"SUMPRODUCT(([customers.rows]>0)*([customers.{name}]<[@{name}]))"
    return f'IF([@rows]=0,"",1+INT(5*{worse}/COUNTIF([customers.rows],">0")))'


def open_columns(made):
    ages = ageing_table(open_invoices(made.books)[0], made.books.as_of)
    late = (ages["total"] - ages["not_due"]).round(2)
    return [
        Column(
            "open",
            say("open", "未收"),
            _aligned(made, ages["total"], 0.0),
            "money",
            "ROUND(SUMIFS([invoices.open_amount_cny],[invoices.customer_no],[@no]),2)",
        ),
        Column(
            "overdue",
            say("past due", "逾期"),
            _aligned(made, late, 0.0),
            "money",
            'ROUND(SUMIFS([invoices.open_amount_cny],[invoices.customer_no],[@no],[invoices.late],">0"),2)',
        ),
    ]


def profit_columns(made):
    """Gross profit, cost to serve and what is left, in the last whole calendar year."""
    table = profits(made.books)
    year = whole_year(made.books)
    span = f'">="&DATE({year},1,1),[{{0}}],"<="&DATE({year},12,31)'

    def summed(what, who, when):
        return f"SUMIFS([{what}],[{who}],[@no],[{when}],{span.format(when)})"

    gross = summed("lines.margin_cny", "lines.customer_no", "lines.order_date")
    if has_returns(made):
        gross += "+" + summed("returns.margin_cny", "returns.customer_no", "returns.return_date")
    counted = (
        f"COUNTIFS([activities.customer_no],[@no],[activities.quarter],{span.format('activities.quarter')})"
    )
    return [
        Column("gross", say(f"gross profit {year}", f"{year} 年毛利"), _aligned(made, table["gross_profit_cny"], 0.0), "money", f"ROUND({gross},2)"),
        Column("served", say(f"cost to serve {year}", f"{year} 年服务成本"), _aligned(made, table["cost_to_serve_cny"], 0.0), "money",
               f"ROUND({summed('activities.served_cny', 'activities.customer_no', 'activities.quarter')},2)"),
        Column("profit", say(f"profit {year}", f"{year} 年利润"), _aligned(made, table["profit_cny"], None), "money", f'IF({counted}=0,"",[@gross]-[@served])'),
    ]  # fmt: skip


def sign_columns(made):
    """The signs of :mod:`casekit.review.signs`; the usual gap is a median of gaps, which Python works out."""
    if not (made.ok("sales") and made.ok("recency")):
        return []
    measured = signs.measures(made.books)
    shown = signs.flags(measured)
    order = signs.in_order(measured, shown)
    late = Column("late", say("past due for longer than the sign's days", "逾期超过信号天数"), list(measured["late_cny"].fillna(0.0)), "money",
                  'ROUND(SUMIFS([invoices.open_amount_cny],[invoices.customer_no],[@no],[invoices.late],">"&[late_days]),2)' if made.ok("receivables") else "")  # fmt: skip
    waiting = Column("waiting", say("complaints open for longer than promised", "超过承诺天数未结的投诉"), list(measured["waiting"].fillna(0)), "count",
                     'COUNTIFS([complaints.customer_no],[@no],[complaints.closed],0,[complaints.waited],">"&[promise])' if measured["waiting"].notna().all() else "")  # fmt: skip
    fallen = "IF([@net_2]>0,IF(ROUND([@net_1]-(1-[fall])*[@net_2],4)<0,1,0),0)"
    silent = f'IF([@gap]="",0,IF([@recency]>=[twice]*MAX([@gap],{signs.WEEK}),1,0))'
    place = pd.Series(range(1, len(order) + 1), index=order.index)
    return [
        Column("gap", say("usual gap (days, by Python)", "平时间隔（天，由 Python 算出）"), list(measured["gap"]), "number"),
        late,
        waiting,
        Column("signs", say("signs", "信号（个）"), list(shown.sum(axis="columns")), "count", f"{fallen}+{silent}+IF([@late]>0,1,0)+IF([@waiting]>0,1,0)"),
        Column("stake", say("better of the two years", "较好一年的销售净额"), list(measured[["net_1", "net_2"]].max(axis="columns")), "money", "MAX([@net_1],[@net_2])"),
        Column("order", say("place by signs", "按信号的名次"), _aligned(made, place, None), "count",
               'IF([@signs]=0,"",1+COUNTIF([customers.signs],">"&[@signs])+SUMPRODUCT(([customers.signs]=[@signs])*([customers.stake]>[@stake]))'
               "+SUMPRODUCT(([customers.signs]=[@signs])*([customers.stake]=[@stake])*([customers.no]<[@no])))"),
    ]  # fmt: skip
