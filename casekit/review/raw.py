"""The records on sheets of their own, with the few columns that link them: every row has a number, and links go by numbers.

Excel's SUMIFS takes ``007`` and ``7`` for the same, ``*`` for anything and ``<x`` for a comparison; a customer's number from the
records can be any of these. So the sheets are linked by row numbers (grey), which Python writes, and ids are text to read.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from casekit.core.cards import label
from casekit.core.columns import amounts_in, flags_in
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.review.formulas import Column
from casekit.review.money_parts import open_invoices
from casekit.review.part import THERE
from casekit.review.sales_parts import net_rows
from casekit.review.signs import waiting_cases


@dataclass
class Made:
    """What the sheets are made from: the records, which parts are there, the customers in their order, the workbook."""

    books: object
    states: dict
    sheets: object
    ids: list = field(default_factory=list)

    def ok(self, *keys):
        return any(self.states.get(key) == THERE for key in keys)

    def matched(self):
        """Whether invoices and orders can be matched by the order's number."""
        return (
            self.ok("books")
            and self.books.has("orders", "order_id")
            and self.books.has("invoices", "order_id", "invoice_id")
        )

    def places(self, column):
        """The row number of each customer, missing where it is unknown."""
        number = {customer: at for at, customer in enumerate(self.ids, 1)}
        return [number.get(each) for each in column]


def positions(keys, known):
    """The place (from 1) of each key among the known ones; None where there is none."""
    place = pd.Index(known).get_indexer(keys) + 1
    return [int(each) or None for each in place]


def number(count):
    """The row numbers of a sheet, which other sheets link to."""
    return Column("no", say("row no.", "序号"), range(1, count + 1), "count", key=True)


def link(name, heading, places):
    return Column(name, heading, places, "count", key=True)


def shown(table, name, form="text"):
    """A column of the records under its heading, ids and words as text."""
    values = table[name]
    if form == "text":
        values = [None if pd.isna(each) else str(each) for each in values]
    elif form == "money" or form == "count":
        values = list(amounts_in(table, name))
    elif form == "day":
        values = list(days_in(table, name).dt.normalize())
    return Column(
        name, label(name)[0] if name != "order_date" else say("order date", "订货日期"), values, form
    )


def customer_link(made, column):
    return link("customer_no", say("customer no.", "客户序号"), made.places(column))


# Sales --------------------------------------------------------------------------------------------------


def orders_sheet(made):
    """Orders, and returns with the customer of their order."""
    table = made.books.tables["orders"]
    ids = [shown(table, "order_id")] if "order_id" in table else []
    columns = [number(len(table)), customer_link(made, table["customer_id"]), *ids, shown(table, "customer_id"), shown(table, "order_date", "day"),
               shown(table, "net_amount_cny", "money")]  # fmt: skip
    if made.matched():
        columns += _invoiced(made, table)
    made.sheets.table("orders", say("Orders", "订单"), columns)
    if has_returns(made):
        returns_sheet(made, table)


def has_returns(made):
    return made.books.has("returns")


def _invoiced(made, orders):
    """The invoice of each order, 0 where there is none yet, and its day."""
    invoices = made.books.tables["invoices"]
    places = positions(orders["order_id"], invoices["order_id"])
    days = days_in(invoices, "invoice_date").dt.normalize()
    when = [None if each is None else days.iloc[each - 1] for each in places]
    formula = 'IF([@invoice_no]=0,"",INDEX([invoices.invoice_date],MATCH([@invoice_no],[invoices.no],0)))'
    return [
        link(
            "invoice_no",
            say("invoice no. (0: none yet)", "发票序号（0 为尚未开票）"),
            [each or 0 for each in places],
        ),
        Column("invoiced_on", say("invoiced on", "开票日期"), when, "day", formula),
    ]


def returns_sheet(made, orders):
    table = made.books.tables["returns"]
    buyer = table["order_id"].map(orders.set_index("order_id")["customer_id"])
    columns = [
        link("order_no", say("order no.", "订单序号"), positions(table["order_id"], orders["order_id"])),
        shown(table, "order_id"),
        shown(table, "return_date", "day"),
        shown(table, "credited_cny", "money"),
        Column(
            "customer_no",
            say("customer no.", "客户序号"),
            made.places(buyer),
            "count",
            "INDEX([orders.customer_no],MATCH([@order_no],[orders.no],0))",
        ),
    ]
    if made.ok("profit"):
        columns += _cost_of_returns(made, table)
    made.sheets.table("returns", say("Returns", "退货"), columns)


# Receivables ----------------------------------------------------------------------------------------------


def invoices_sheet(made):
    """Invoices with what is open on as_of, rebuilt from the payments where each names its invoice."""
    table = made.books.tables["invoices"]
    bills, rebuilt = open_invoices(made.books)
    opened = bills["open_amount_cny"].reindex(table.index).fillna(0.0)
    columns = [number(len(table)), customer_link(made, table["customer_id"])]
    if made.matched():
        columns.append(
            link(
                "order_no",
                say("order no.", "订单序号"),
                positions(table["order_id"], made.books.tables["orders"]["order_id"]),
            )
        )
    columns += [shown(table, each) for each in ("invoice_id", "customer_id", "terms_id") if each in table]
    columns += [shown(table, each, "day") for each in ("invoice_date", "due_date") if each in table]
    columns += [
        Column(
            each,
            label(each)[0],
            list(amounts_in(table, each, empty=0.0 if each == "credit_cny" else None)),
            "money",
        )
        for each in ("amount_cny", "credit_cny")
        if each in table
    ]
    columns += _open(made, table, opened, rebuilt)
    late = (made.books.as_of - days_in(table, "due_date").dt.normalize()).dt.days
    columns.append(
        Column("late", say("days past due", "逾期天数"), list(late), "count", "[as_of]-[@due_date]")
    )
    made.sheets.table("invoices", say("Invoices", "发票"), columns)
    if rebuilt:
        payments_sheet(made, table)


def _open(made, table, opened, rebuilt):
    if not rebuilt:
        return [
            Column(
                "open_amount_cny",
                label("open_amount_cny")[0],
                list(amounts_in(table, "open_amount_cny")),
                "money",
            )
        ]
    credit = "-[@credit_cny]" if "credit_cny" in table else ""
    settled = (
        'SUMIFS([payments.settled_cny],[payments.invoice_no],[@no],[payments.payment_date],"<="&[as_of])'
    )
    formula = f"ROUND(IF([@invoice_date]<=[as_of],[@amount_cny]{credit},0)-{settled},2)"
    return [Column("open_amount_cny", say("open on the day", "截止日未收"), list(opened), "money", formula)]


def payments_sheet(made, invoices):
    table = made.books.tables["payments"]
    bad = flags_in(table, "dishonoured") if "dishonoured" in table else np.zeros(len(table), dtype=bool)
    discount = (
        amounts_in(table, "discount_taken_cny", empty=0.0)
        if "discount_taken_cny" in table
        else np.zeros(len(table))
    )
    settled = np.where(bad, 0.0, np.round(amounts_in(table, "payment_cny") + discount, 2))
    columns = [
        link("invoice_no", say("invoice no.", "发票序号"), positions(table["invoice_id"], invoices["invoice_id"])),
        *([shown(table, "payment_id")] if "payment_id" in table else []),
        shown(table, "invoice_id"),
        shown(table, "payment_date", "day"),
        shown(table, "payment_cny", "money"),
        Column("discount_cny", label("discount_taken_cny")[0], list(discount), "money"),
        Column("dishonoured", say("dishonoured (1 = yes)", "拒付（1 为是）"), list(bad.astype(int)), "count"),
        Column("settled_cny", say("settled", "已结"), list(settled), "money", "IF([@dishonoured]=1,0,ROUND([@payment_cny]+[@discount_cny],2))"),
    ]  # fmt: skip
    made.sheets.table("payments", say("Payments", "收款"), columns)


# Complaints -----------------------------------------------------------------------------------------------


def complaints_sheet(made):
    """Complaints with the days to closing, or so far; None where there are none that can be read."""
    try:
        times, whose = waiting_cases(made.books)
    except ValueError:
        return None
    if times is None:
        return None
    cases, day = times.reset_index(names="complaint_id"), pd.Timedelta(days=1)
    closed = (cases["received_at"] + cases["close_days"] * day).dt.round("s").where(cases["closed"])
    waited = ((made.books.as_of + day) - cases["received_at"]) / day
    columns = [
        customer_link(made, whose),
        Column("complaint_id", label("complaint_id")[0], list(cases["complaint_id"].astype(str))),
        Column("received_at", label("received_at")[0], list(cases["received_at"]), "moment"),
        Column("closed_at", label("closed_at")[0], list(closed), "moment"),
        Column("days", say("days to closing, or so far", "到办结或已等待（天）"), list(cases["close_days"].round(7)), "number",
               'ROUND(IF([@closed]=1,[@closed_at],[as_of]+1)-[@received_at],7)'),
        Column("waited", say("days since it came in", "收到以来（天）"), list(waited.round(7)), "number", "ROUND([as_of]+1-[@received_at],7)"),
        Column("closed", say("closed (1 = yes)", "已办结（1 为是）"), list(cases["closed"].astype(int)), "count", 'IF([@closed_at]="",0,IF([@closed_at]<[as_of]+1,1,0))'),
    ]  # fmt: skip
    made.sheets.table("complaints", say("Complaints", "投诉"), columns)
    return times


# Profit ---------------------------------------------------------------------------------------------------


def lines_sheets(made):
    """Lines of the orders with cost and customer, products, activities and their rates."""
    tables = made.books.tables
    lines, orders, products = tables["order_lines"], tables["orders"], tables["products"]
    _products_sheet(made, products)
    place = pd.Index(orders["order_id"]).get_indexer(lines["order_id"])
    cost = np.round(
        amounts_in(lines, "quantity")
        * amounts_in(products, "unit_cost_cny")[pd.Index(products["sku"]).get_indexer(lines["sku"])],
        2,
    )
    columns = [
        link("order_no", say("order no.", "订单序号"), list(place + 1)),
        link("product_no", say("product no.", "商品序号"), positions(lines["sku"], products["sku"])),
        shown(lines, "order_id"),
        shown(lines, "sku"),
        shown(lines, "quantity", "count"),
        shown(lines, "net_amount_cny", "money"),
        customer_link(made, orders["customer_id"].to_numpy()[place]),
        Column("order_date", say("order date", "订货日期"), list(days_in(orders, "order_date").dt.normalize().iloc[place]), "day"),
        Column("margin_cny", say("gross profit", "毛利"), list(np.round(amounts_in(lines, "net_amount_cny") - cost, 2)), "money", "ROUND([@net_amount_cny]-[@quantity]*INDEX([products.unit_cost_cny],MATCH([@product_no],[products.no],0)),2)"),
    ]  # fmt: skip
    made.sheets.table("lines", say("Order lines", "订单明细"), columns)
    _activity_sheets(made, tables)


def _products_sheet(made, products):
    made.sheets.table(
        "products",
        say("Products", "商品"),
        [number(len(products)), shown(products, "sku"), shown(products, "unit_cost_cny", "money")],
    )


def _cost_of_returns(made, returns):
    """Which product came back, and the gross profit that went with it (below zero)."""
    tables = made.books.tables
    lines, products = tables["order_lines"], tables["products"]
    sku = pd.Series(lines["sku"].to_numpy(), index=pd.MultiIndex.from_frame(lines[["order_id", "line_no"]]))
    skus = sku.reindex(pd.MultiIndex.from_frame(returns[["order_id", "line_no"]])).to_numpy()
    cost = np.round(
        amounts_in(returns, "quantity")
        * amounts_in(products, "unit_cost_cny")[pd.Index(products["sku"]).get_indexer(skus)],
        2,
    )
    return [
        link("product_no", say("product no.", "商品序号"), positions(skus, products["sku"])),
        shown(returns, "quantity", "count"),
        Column("margin_cny", say("gross profit", "毛利"), list(np.round(cost - amounts_in(returns, "credited_cny"), 2)), "money",
               "ROUND([@quantity]*INDEX([products.unit_cost_cny],MATCH([@product_no],[products.no],0))-[@credited_cny],2)"),
    ]  # fmt: skip


def _activity_sheets(made, tables):
    rates, counts = tables["activity_rates"], tables["activity_costs"]
    title = say("Activity rates", "作业单价")
    made.sheets.table("rates", title, [shown(rates, "activity"), shown(rates, "rate_cny", "money")])
    for at, name in enumerate(rates["activity"], 1):
        made.sheets.cells[f"rate_{name}"] = (title, at, 1)
    names = [f"{name}_count" for name in rates["activity"]]
    cost = sum(
        amounts_in(counts, name) * rate
        for name, rate in zip(names, amounts_in(rates, "rate_cny"), strict=True)
    )
    formula = "+".join(f"[@{name}_count]*[rate_{name}]" for name in rates["activity"])
    columns = [customer_link(made, counts["customer_id"]), shown(counts, "customer_id"), shown(counts, "quarter", "day"), *(shown(counts, name, "count") for name in names),
               Column("served_cny", say("cost to serve", "服务成本"), list(np.round(cost, 2)), "money", f"ROUND({formula},2)")]  # fmt: skip
    made.sheets.table("activities", say("Activities", "作业量"), columns)


def rows_of_customers(books):
    """How many rows each customer has among the net rows, in all the records."""
    return net_rows(books).groupby("customer_id").size()
