"""The board page: one HTML file that needs nothing else, for the screen and for paper.

Every text from the records goes through ``html.escape``, and a content security policy forbids scripts altogether: a name that
is written as HTML is shown as it is written.
"""

from html import escape

from casekit.core.html import html_table
from casekit.core.language import language, say
from casekit.look import Picture, Table, figure_html
from casekit.review.part import MISSING, THERE, kind_words, lesson_words, table_words

STYLE = """
@page { size: A4; margin: 16mm 15mm; }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif;
  color: #1d2733; background: #fff; margin: 0 auto; max-width: 54rem; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 0 0 .35rem; }
.quiet, .lesson, footer { color: #5b6675; }
.says { font-size: 1.05rem; margin: .2rem 0 .7rem; }
.sure { border-left: 4px solid #b4c0cb; padding: .1rem 0 .1rem .7rem; margin: .7rem 0 .3rem; }
.lesson { font-size: .9rem; margin: .2rem 0 0; }
section { border-top: 1px solid #e3e8ee; padding: 1.1rem 0 .9rem; }
section.missing .state { border-left: 4px solid #b4c0cb; padding-left: .7rem; }
section.failed .state { border-left: 4px solid #b95800; padding-left: .7rem; white-space: pre-wrap; }
nav ol { columns: 2; padding-left: 1.4rem; margin: .4rem 0 0; }
nav a { color: #0b6e99; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; margin: .3rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .22rem .6rem .22rem 0; border-bottom: 1px solid #e3e8ee; overflow-wrap: anywhere; }
th { border-bottom: 1px solid #5b6675; overflow-wrap: normal; }
td[style*="right"] { white-space: nowrap; }
thead code { display: none; }
figure { margin: .3rem 0 !important; }
img { max-width: 100%; height: auto; }
figcaption { font-size: .88rem; color: #5b6675; }
ul { padding-left: 1.2rem; }
@media (max-width: 40rem) { nav ol { columns: 1; } }
@media print {
  body { font-size: 9.5pt; line-height: 1.45; max-width: none; padding: 0; }
  h2, .says { break-after: avoid; }
  figure, .sure, tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  img { max-height: 64mm; width: auto; }
  a { color: inherit; text-decoration: none; }
}
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def board_page(company, books, results):
    """The whole page as text.

    Parameters
    ----------
    company : str
        The company's name, as its head.
    books : casekit.review.sources.Books
    results : list of casekit.review.part.Result
    """
    code = {"zh": "zh-CN"}.get(language(), "en")
    head = say(f"{company}: a review of the customers", f"{company}：客户状况报告")
    body = "\n".join(
        [
            _top(head, books),
            _contents(results),
            *(_section(at, each, books) for at, each in enumerate(results, 1)),
            _notes(books),
            _foot(),
        ]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{code}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(head)}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _top(head, books):
    rows = say(", ", "、").join(f"{table_words(name)} {len(table):,}" for name, table in books.tables.items())
    until = say(f"As of {books.as_of:%Y-%m-%d}. Amounts in yuan (CNY), with or without tax as the records have them.",
                f"截止日 {books.as_of:%Y-%m-%d}。金额单位：元；含税与否同原始记录。")  # fmt: skip
    return f'<header><h1>{escape(head)}</h1><p class="quiet">{escape(until)}<br>{escape(say("Rows read: ", "已读入（行）："))}{escape(rows)}{say(".", "。")}</p></header>'


def _contents(results):
    items = "".join(
        f'<li><a href="#part-{each.part.key}">{escape(each.part.title)}</a>{_mark(each)}</li>'
        for each in results
    )
    return f'<nav aria-label="{say("Contents", "目录")}"><ol>{items}</ol></nav>'


def _mark(result):
    words = {THERE: "", MISSING: say("records missing", "缺记录")}.get(
        result.state, say("not possible", "没有做成")
    )
    return f' <span class="quiet">{say(f"({words})", f"（{words}）")}</span>' if words else ""


def _section(number, result, books):
    inside = (
        _found(result, books) if result.state == THERE else f'<p class="state">{escape(result.words)}</p>'
    )
    lesson = escape(
        say(
            f"Explained in: {lesson_words(result.part.lesson)}.",
            f"详见：{lesson_words(result.part.lesson)}。",
        )
    )
    return (
        f'<section id="part-{result.part.key}" class="{result.state}"><h2>{number}. {escape(result.part.title)}</h2>\n'
        f'{inside}<p class="lesson">{lesson}</p></section>'
    )


def _found(result, books):
    finding = result.finding
    parts = [f'<p class="says">{escape(finding.says)}</p>']
    if finding.figure is not None:
        picture = Picture(finding.figure)
        parts.append(figure_html(picture.png, picture.alt, picture.caption))
    if finding.table is not None:
        parts.append(f'<div class="scroll">{table_html(finding, books)}</div>')
    sure = say("How sure: ", "有多大把握：") + kind_words(finding.kind)
    parts.append(f'<p class="sure"><b>{escape(sure)}{say(".", "。")}</b> {escape(finding.sure)}</p>')
    return "\n".join(parts)


def table_html(finding, books):
    """A part's table as HTML; a table of customers has their names beside their numbers."""
    shown = worded_table(finding, books)
    return html_table(
        [words for words, _ in map(shown._head, shown.columns)], shown.cells.to_numpy(), shown.numeric
    )


def worded_table(finding, books):
    """A part's table in words: a :class:`casekit.look.Table`."""
    import pandas as pd

    from casekit.core.harmless import harmless

    table = finding.table
    if finding.names:
        labels = table.attrs.get("labels", {})
        ids = [harmless(each, 40) for each in table.index]
        names = [harmless(books.names.get(each, ""), 40) for each in table.index]
        table = table.reset_index(drop=True)
        table.insert(0, "customer_id", ids)
        if any(names):
            table.insert(1, "customer_name", names)
        table.attrs["labels"] = {
            **labels,
            "customer_id": say("number", "客户编号"),
            "customer_name": say("customer", "客户"),
        }
    text = {
        column: table[column].map(lambda cell: harmless(cell, 200) if isinstance(cell, str) else cell)
        for column in table
        if not pd.api.types.is_numeric_dtype(table[column])
    }
    return Table(table.assign(**text), decimals=finding.decimals)


def _notes(books):
    if not books.notes:
        return ""
    items = "".join(f"<li>{escape(note)}</li>" for note in books.notes)
    return f'<section id="notes"><h2>{say("What was noted while reading", "读入时的说明")}</h2><ul>{items}</ul></section>'


def _foot():
    words = say("Made with casekit, the workbook on customer management. The Excel file beside this page holds the records and the formulas behind the sums.",
                "由《客户管理》互动教程的 casekit 生成。同名的 Excel 文件里有原始记录，以及各合计数的公式。")  # fmt: skip
    return f"<footer><p>{escape(words)}</p></footer>"
