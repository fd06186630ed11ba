"""The Excel workbook of a review: the records, the customers, and a first sheet of results, every one a formula.

Functions are those that every spreadsheet has (SUMIFS, COUNTIFS, INDEX, MATCH, SUMPRODUCT, ROUND, EDATE ...); none spills over.
The blue cells of the first sheet can be changed: the day, the lines of ABC and R, the days promised.
"""

import os
from pathlib import Path

from casekit.composition import CUTS
from casekit.core.language import say
from casekit.errors import Refused
from casekit.review import raw, results_sheet
from casekit.review.customer_sheet import customers_sheet
from casekit.review.formulas import Sheets
from casekit.review.lines import Page
from casekit.review.sales_parts import customers_in_order, windows
from casekit.review.signs import FALL, LATE_DAYS, PROMISE, TWICE
from casekit.rfm import RECENCY_CUTS

MOST_PAIRS = 200_000_000  # customers times rows: beyond, a spreadsheet would reckon for minutes


def write_workbook(path, company, books, results):
    """Write the workbook and return its path.

    Raises
    ------
    Refused
        The records are too many for a spreadsheet, or none of them can be used.
    """
    states = {each.part.key: each.state for each in results}
    ids = customers_in_order(books)
    _refuse_too_many(books, ids)
    beside = Path(path).with_suffix(".part.xlsx")
    try:
        made = raw.Made(books, states, Sheets(beside), ids)
        _fill(made, company, results)
        made.sheets.close()
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def _refuse_too_many(books, ids):
    rows = max((len(table) for table in books.tables.values()), default=0)
    if len(ids) * max(rows, len(ids)) > MOST_PAIRS:
        raise Refused(
            say(
                f"at most {MOST_PAIRS:,} pairs of customer and row for a workbook with formulas",
                f"带公式的工作簿最多容纳 {MOST_PAIRS:,} 对“客户×行”",
            ),
            say(f"{len(ids):,} customers and {rows:,} rows", f"{len(ids):,} 家客户、{rows:,} 行"),
            say(
                "the page has all the results; for a workbook give a shorter period",
                "页面上有全部结果；要工作簿，请缩短期间",
            ),
        )


def _fill(made, company, results):
    """The sheet of results first, then the customers, then the records; formulas are written when all have their place."""
    page = Page(made.sheets, say("Review", "总览"))
    settings(page, made, company)
    sales = made.ok("sales", "recency")
    if sales:
        customers_sheet(made)
        raw.orders_sheet(made)
    if made.ok("receivables"):
        raw.invoices_sheet(made)
    times = raw.complaints_sheet(made)
    if made.ok("profit") and sales:
        raw.lines_sheets(made)
    for each in results:
        results_sheet.block(page, made, each, times)


def settings(page, made, company):
    """Title, what the colours mean, and the cells that can be changed; the rest of the workbook refers to them by name."""
    books = made.books
    page.title(say(f"{company}: a review of the customers", f"{company}：客户状况报告"))
    page.words(say("Every number below is a formula over the sheets of records. Blue cells can be changed. Grey row numbers link the sheets; ids are text.",
                   "以下每个数都是公式，由各张记录表算出。蓝色单元格可以改。灰色序号用来连接各表，编号只供阅读。"))  # fmt: skip
    (start, end), (before, until) = windows(books)
    page.setting("as_of", say("Last day that counts", "截止日"), books.as_of, "day", changes=True)
    page.setting("from_1", say("Twelve months from", "近十二个月起"), start, "day", "EDATE([as_of],-12)+1")
    page.setting("to_1", say("to", "至"), end, "day", "[as_of]")
    page.setting(
        "from_2", say("Twelve months before from", "前十二个月起"), before, "day", "EDATE([as_of],-24)+1"
    )
    page.setting("to_2", say("to", "至"), until, "day", "[from_1]-1")
    page.setting(
        "cut_a", say("Class A up to this share of sales", "A 类止于销售额的"), CUTS[0], "share", changes=True
    )
    page.setting("cut_b", say("Class B up to", "B 类止于"), CUTS[1], "share", changes=True)
    page.cuts(
        say("Class R falls at so many days since the last purchase", "距末次购买满这些天，R 降一级"),
        RECENCY_CUTS,
    )
    page.setting(
        "promise",
        say("Days promised for closing a complaint", "承诺办结投诉的天数"),
        PROMISE,
        "count",
        changes=True,
    )
    page.setting(
        "fall", say("Sign: sales down by more than", "信号：销售额下降超过"), FALL, "share", changes=True
    )
    page.setting(
        "twice",
        say("Sign: silent for so many usual gaps", "信号：没有订货达平时间隔的倍数"),
        TWICE,
        "count",
        changes=True,
    )
    page.setting(
        "late_days",
        say("Sign: past due by more than so many days", "信号：逾期超过的天数"),
        LATE_DAYS,
        "count",
        changes=True,
    )
