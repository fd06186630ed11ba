"""The tables as they came in: copies of a few clean tables with eighteen deliberate defects.

Each defect is one that real ledgers have: a row sent twice, a date that cannot be, an amount in
another currency, a name read in the wrong alphabet. ``DEFECTS`` says of each which table and column
it touches, what it does, and what goes wrong if nobody notices; where it strikes is drawn by lot.
Nothing else differs from the clean tables.
"""

from dataclasses import dataclass
from io import BytesIO

import pandas as pd

from casekit.company.bits import Bits


@dataclass(frozen=True)
class Defect:
    """One defect: ``column`` of a row becomes ``spoil(value)``; with ``added`` this happens to a copy of the row."""

    defect_id: str
    table: str
    column: str
    spoil: object
    what_en: str
    what_zh: str
    harm_en: str
    harm_zh: str
    added: bool = False
    able: object = bool  # which values can be spoilt


def same(value):
    return value


def misread(name):
    """Chinese written in GBK, read as Western European: 竹里 becomes ÖñÀï."""
    return name.encode("gb18030").decode("latin-1")


def day_first(date):
    return "/".join(reversed(date.split("-")))


def year_ahead(date):
    return "2026" + date[4:]


def dollars(amount):
    """At 7.1 CNY for a dollar, in whole cents."""
    cents = round(float(amount) * 100) * 10 // 71
    return f"USD {cents // 100}.{cents % 100:02d}"


def full_width(amount):
    """１２，３４５．６７ with the full-width sign of the yuan."""
    return "￥" + f"{float(amount):,.2f}".translate(
        {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789,."}
    )


def letter_for_digit(number):
    return number.replace("0", "O", 1)


def in_fen(amount):
    return f"{round(float(amount) * 100)}.00"


def negative(quantity):
    return f"-{quantity}"


def two_years_back(date):
    return f"{int(date[:4]) - 2}{date[4:]}"


def blank(value):
    return ""


DEFECTS = (
    Defect(
        *("D01", "customers", "name_zh", misread),
        "A Chinese name was written in one encoding and read in another.",
        "中文名称用一种编码写出，却用另一种编码读入。",
        "The customer cannot be found by its name.",
        "按名称找不到这家客户。",
        able=lambda name: min(name.encode("gb18030")) > 0xA0,
    ),
    Defect(
        *("D02", "customers", "customer_id", lambda number: "QH0421"),
        "A customer was entered a second time under a new number.",
        "同一家客户用新编号又录入了一次。",
        "One customer counts as two; the second never bought anything.",
        "一家客户算成两家，后一家从未购买。",
        added=True,
    ),
    Defect(
        *("D03", "customers", "customer_id", same),
        "A row was sent twice.",
        "同一行发送了两次。",
        "Every table joined to customers doubles this customer's rows.",
        "与客户表连接的表中，这家客户的行数都会翻倍。",
        added=True,
    ),
    Defect(
        *("D04", "customers", "region", lambda region: region.lower().replace(" ", "  ") + " "),
        "A region is spelled in small letters with blanks too many.",
        "地区名写成小写，还多了空格。",
        "An eighth region appears in every summary.",
        "汇总时出现第八个地区。",
    ),
    Defect(
        *("D05", "customers", "onboard_date", day_first),
        "A date is written day first.",
        "日期写成日在前。",
        "Day and month may be exchanged, or the date is lost.",
        "日和月可能颠倒，或者日期丢失。",
        able=lambda date: int(date[8:]) > 12,
    ),
    Defect(
        *("D06", "customers", "last_verified_date", lambda date: "2025-02-30"),
        "A date that no calendar has.",
        "日历上没有的日期。",
        "The card's age cannot be worked out.",
        "无法计算资料卡的时效。",
    ),
    Defect(
        *("D07", "orders", "order_id", same),
        "An order was sent twice.",
        "同一张订单发送了两次。",
        "Sales and frequency of the customer are too high.",
        "该客户的销售额和购买次数偏高。",
        added=True,
    ),
    Defect(
        *("D08", "orders", "order_date", year_ahead),
        "An order is dated in the year to come.",
        "订单日期写成了下一年。",
        "Recency becomes negative, or the row drops out.",
        "R 值变成负数，或者该行被漏掉。",
        able=lambda date: date.startswith("2025"),
    ),
    Defect(
        *("D09", "orders", "net_amount_cny", dollars),
        "An amount is in dollars in a column of yuan.",
        "人民币列里出现了美元金额。",
        "Read as a number it is seven times too small.",
        "当作数字读入就小了七倍。",
        able=lambda amount: float(amount) > 20_000,
    ),
    Defect(
        *("D10", "orders", "net_amount_cny", full_width),
        "An amount is in full-width digits with a currency sign and commas.",
        "金额用了全角数字，带货币符号和千分位。",
        "The column is read as text, and sums fail.",
        "整列被读成文本，无法求和。",
        able=lambda amount: float(amount) > 10_000,
    ),
    Defect(
        *("D11", "orders", "customer_id", letter_for_digit),
        "A letter O stands for the digit 0 in a customer's number.",
        "客户编号里的数字 0 写成了字母 O。",
        "The order belongs to nobody; a join loses it.",
        "订单没有归属，连接时丢失。",
    ),
    Defect(
        *("D12", "orders", "net_amount_cny", in_fen),
        "An amount is in fen, a hundred times too large.",
        "金额以分为单位，大了一百倍。",
        "One order changes the ABC classes.",
        "一张订单就改变了 ABC 分类。",
        able=lambda amount: float(amount) > 20_000,
    ),
    Defect(
        *("D13", "returns", "quantity", negative),
        "The quantity sent back is negative.",
        "退货数量是负数。",
        "The return is added to sales instead of taken off.",
        "退货没有扣除，反而加进了销售。",
    ),
    Defect(
        *("D14", "returns", "return_date", two_years_back),
        "Goods came back before they were ordered.",
        "退货日期早于订货日期。",
        "Net sales of a wrong period are reduced.",
        "扣减了别的期间的净销售额。",
        able=lambda date: date[5:] != "02-29",
    ),
    Defect(
        *("D15", "payments", "payment_id", lambda number: "PY99999"),
        "A payment was booked a second time under a new number.",
        "同一笔付款用新编号又入账一次。",
        "The invoice seems overpaid, receivables are too low.",
        "发票看似多付，应收账款偏低。",
        added=True,
    ),
    Defect(
        *("D16", "payments", "payment_cny", blank),
        "The amount of a payment is missing.",
        "付款金额缺失。",
        "Taken for zero, the invoice stays open.",
        "当作零处理，发票就一直未结清。",
    ),
    Defect(
        *("D17", "credit_profiles", "credit_limit_cny", blank),
        "A credit limit is missing.",
        "信用限度缺失。",
        "Missing is not zero and not without limit: the debt warning falls silent.",
        "缺失不等于零，也不等于没有限度：欠款预警不再响应。",
    ),
    Defect(
        *("D18", "complaints", "closed_at", two_years_back),
        "A complaint was closed before it came in.",
        "投诉在收到之前就已办结。",
        "A negative time lowers the mean.",
        "负的处理时间拉低了平均值。",
        able=lambda moment: bool(moment) and moment[5:10] != "02-29",
    ),
)
KEYS = {
    "customers": "customer_id",
    "orders": "order_id",
    "returns": "return_id",
    "payments": "payment_id",
    "credit_profiles": "customer_id",
    "complaints": "complaint_id",
}


def spoilt(tables, seed):
    """The spoilt copies as text, and the list of what was spoilt.

    Parameters
    ----------
    tables : dict of DataFrame
        The clean tables.
    seed : int
        Decides which rows are struck.

    Returns
    -------
    dict of DataFrame
        The six tables of ``KEYS``, every value as text, and ``defects``.
    """
    bits = Bits(seed, "as_received")
    texts = {name: as_text(tables[name]) for name in KEYS}
    clean = {name: table.copy() for name, table in texts.items()}
    struck, rows = {name: set() for name in KEYS}, []
    for defect in DEFECTS:
        table = clean[defect.table]
        able = [i for i, value in enumerate(table[defect.column]) if value and defect.able(value)]
        able = [i for i in able if i not in struck[defect.table]]
        row = able[int(bits.below(1, len(able))[0])]
        struck[defect.table].add(row)
        rows.append(_strike(texts, defect, row))
    return {**texts, "defects": pd.DataFrame(rows)}


def _strike(texts, defect, row):
    """Spoil one row, or add a spoilt copy of it at the end; say what was done."""
    table = texts[defect.table]
    line = table.iloc[row].copy()
    key, before = line[KEYS[defect.table]], line[defect.column]
    line[defect.column] = after = defect.spoil(before)
    if defect.added:
        texts[defect.table] = pd.concat([table, line.to_frame().T], ignore_index=True)
    else:
        table.loc[row, defect.column] = after
    return {
        "defect_id": defect.defect_id,
        "table": defect.table,
        "row_key": key,
        "column": defect.column,
        "change": "row added" if defect.added else "value changed",
        "clean_value": before,
        "received_value": after,
        "what_en": defect.what_en,
        "what_zh": defect.what_zh,
        "harm_en": defect.harm_en,
        "harm_zh": defect.harm_zh,
    }


def as_text(table):
    """Every value as the text that stands in the CSV file; a gap is empty text."""
    from casekit.company import as_csv

    return pd.read_csv(BytesIO(as_csv(table)), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def write(folder, tables, seed):
    """Write the tables as received and the list of defects into ``folder`` and return their paths."""
    from casekit.data import stamp

    paths = []
    for name, table in spoilt(tables, seed).items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_bytes(table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    if (folder / "datapackage.json").exists():
        stamp(folder)
    return paths
