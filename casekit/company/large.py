"""The company made large: tens of millions of order lines, written to Parquet piece by piece.

One piece is one company of 420 customers with a seed of its own; the first piece is the standard
company. A thousand pieces have 420,000 customers and about 24 million order lines. Only a few pieces
are in memory at a time. Identifiers are longer than in the CSV files; columns and units are the same.
"""

from pathlib import Path

import numpy as np

from casekit.company import goods as _goods
from casekit.company import money as _money
from casekit.company import sales as _sales
from casekit.company.calendar import FIRST
from casekit.company.dealers import REGIONS
from casekit.core.language import say
from casekit.errors import Refused

TABLES = ("customers", "orders", "order_lines", "returns", "invoices", "payments")
TOGETHER = 20  # pieces in one row group


def write_pieces(folder, scale, pieces):
    """Write the six trade tables of ``scale`` companies into ``folder``; see :func:`casekit.company.stream`."""
    arrow, parquet = _arrow()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    writers, waiting = {}, {name: [] for name in TABLES}
    shift = dict.fromkeys(TABLES, 0)
    try:
        for number, piece in enumerate(pieces, start=1):
            for name, table in _tables(piece, shift, arrow).items():
                waiting[name].append(table)
                shift[name] += len(table)
            if number % TOGETHER == 0 or number == scale:
                _write(writers, waiting, folder, arrow, parquet)
    finally:
        for writer in writers.values():
            writer.close()
    return [folder / f"{name}.parquet" for name in TABLES]


def _arrow():
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise Refused(
            say("the package pyarrow, which writes Parquet files", "pyarrow 软件包，用来写 Parquet 文件"),
            say(f"it cannot be loaded: {error}", f"无法载入：{error}"),
            say("install it: python -m pip install pyarrow", "请安装：python -m pip install pyarrow"),
        ) from None
    return pyarrow, parquet


def _write(writers, waiting, folder, arrow, parquet):
    """Write what is waiting as one row group a table."""
    for name, tables in waiting.items():
        table = arrow.concat_tables(tables)
        if name not in writers:
            writers[name] = parquet.ParquetWriter(
                folder / f"{name}.parquet", table.schema, compression="zstd"
            )
        writers[name].write_table(table, row_group_size=max(len(table), 1))
        tables.clear()


def _tables(piece, shift, arrow):
    """The tables of one company, its identifiers counted on from those before it."""
    customers, sales, money = piece
    names = {
        "customer": _ids("QH", 7, shift["customers"], len(customers), arrow),
        "order": _ids("SO", 9, shift["orders"], len(sales["orders"]["day"]), arrow),
        "invoice": _ids("IV", 9, shift["invoices"], len(money["invoices"]["day"]), arrow),
        "terms": arrow.array([each.terms_id for each in _money.TERMS]),
    }
    return {
        "customers": _customers(customers, names, arrow),
        "orders": _orders(sales["orders"], names, arrow),
        "order_lines": _lines(sales["lines"], names, arrow),
        "returns": _returns(sales, names, shift, arrow),
        "invoices": _invoices(money["invoices"], names, arrow),
        "payments": _payments(money, names, shift, arrow),
    }


def _ids(letters, width, before, n, arrow):
    """Identifiers such as SO000000001, counted on from ``before``."""
    from pyarrow import compute

    digits = compute.cast(arrow.array(np.arange(before + 1, before + n + 1)), arrow.string())
    padded = compute.utf8_lpad(digits, width=width, padding="0")
    return compute.binary_join_element_wise(letters, padded, "")


def _date(day):
    return FIRST + day.astype("timedelta64[D]")


def _customers(customers, names, arrow):
    kept = ["nature", "channel_role", "region", "rep", "price_list", "terms_id"]
    columns = {name: arrow.array(customers[name].to_numpy(dtype=object)) for name in kept}
    onboard = customers["onboard_date"].to_numpy().astype("datetime64[D]")
    return arrow.table({"customer_id": names["customer"], **columns, "onboard_date": onboard})


def _orders(orders, names, arrow):
    regions = arrow.array(sorted(REGIONS))
    return arrow.table(
        {
            "order_id": names["order"],
            "customer_id": names["customer"].take(arrow.array(orders["customer"])),
            "order_date": _date(orders["day"]),
            "ship_to_region": regions.take(arrow.array(orders["region"])),
            "rush": orders["rush"],
            "net_amount_cny": orders["net"] / 100,
        }
    )


def _lines(lines, names, arrow):
    skus = arrow.array([product.sku for product in _goods.PRODUCTS])
    return arrow.table(
        {
            "order_id": names["order"].take(arrow.array(lines["order"])),
            "line_no": _sales.line_numbers(lines),
            "sku": skus.take(arrow.array(lines["sku"])),
            "quantity": lines["units"],
            "list_price_cny": _goods.column("list_price")[lines["sku"]] / 100,
            "discount_cny": lines["discount"] / 100,
            "net_amount_cny": lines["net"] / 100,
        }
    )


def _returns(sales, names, shift, arrow):
    returns, lines = sales["returns"], sales["lines"]
    line = returns["line"]
    return arrow.table(
        {
            "return_id": _ids("RT", 8, shift["returns"], len(line), arrow),
            "order_id": names["order"].take(arrow.array(lines["order"][line])),
            "line_no": _sales.line_numbers(lines)[line],
            "return_date": _date(returns["day"]),
            "quantity": returns["units"],
            "return_reason": arrow.array(_sales.REASONS).take(arrow.array(returns["reason"])),
            "credited_cny": returns["credit"] / 100,
            "deducted_from_order_id": names["order"].take(arrow.array(returns["onward"])),
        }
    )


def _invoices(invoices, names, arrow):
    left = invoices["amount"] - invoices["credit"] - invoices["discount"] - invoices["paid"]
    return arrow.table(
        {
            "invoice_id": names["invoice"],
            "order_id": names["order"].take(arrow.array(invoices["order"])),
            "customer_id": names["customer"].take(arrow.array(invoices["customer"])),
            "invoice_date": _date(invoices["day"]),
            "due_date": _date(invoices["due"]),
            "terms_id": names["terms"].take(arrow.array(invoices["terms"])),
            "amount_cny": invoices["amount"] / 100,
            "credit_cny": invoices["credit"] / 100,
            "discount_taken_cny": invoices["discount"] / 100,
            "paid_cny": invoices["paid"] / 100,
            "open_amount_cny": left / 100,
        }
    )


def _payments(money, names, shift, arrow):
    payments, invoices = money["payments"], money["invoices"]
    bill = payments["invoice"]
    return arrow.table(
        {
            "payment_id": _ids("PY", 9, shift["payments"], len(bill), arrow),
            "invoice_id": names["invoice"].take(arrow.array(bill)),
            "customer_id": names["customer"].take(arrow.array(invoices["customer"][bill])),
            "payment_date": _date(payments["day"]),
            "payment_cny": payments["amount"] / 100,
            "discount_taken_cny": payments["discount"] / 100,
            "dishonoured": payments["bounced"],
        }
    )
