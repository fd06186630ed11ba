"""Your own records: clean files in every format read back as they were; messy ones get the message they must."""

import csv
import datetime as dt
import io
import math
import os
import pickle
import re
import subprocess
import sys
import zipfile
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import casekit
from casekit import look, records
from casekit.core.text import bare
from casekit.data import datasets_folder
from casekit.errors import Refused
from casekit.records import Unreadable, headings, rules
from casekit.records.cells import NOTHING, read_amount, read_day, read_text
from casekit.records.grid import Grid
from casekit.records.headings import plain
from casekit.records.kinds import KINDS
from casekit.records.problems import NEEDED, safe, shown

pytestmark = pytest.mark.slow  # left out by `test --quick`

READ = {
    "orders": casekit.read_orders,
    "invoices": casekit.read_invoices,
    "payments": casekit.read_payments,
    "customers": casekit.read_customers,
    "complaints": casekit.read_complaints,
}
HEAD = "order_id,customer_id,order_date,net_amount_cny\n"
GOOD = "SO1,QH0001,2024-03-01,10.00\n"


@pytest.fixture
def write(tmp_path):
    """Write a file for a test: text (UTF-8 unless told), bytes, or rows for a workbook."""

    def file(content, name="mine.csv", encoding="utf-8"):
        path = tmp_path / name
        if isinstance(content, list):
            workbook(content).save(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return file


def workbook(*sheets):
    """A workbook; a sheet is a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        page = book.create_sheet(f"Sheet{number}")
        for row in rows:
            page.append(row)
    return book


def problems(path, kind="orders", **named):
    """The problems as ``(row, column, found, needed)``; the error must carry them all."""
    with pytest.raises(Unreadable) as caught:
        READ[kind](path, **named)
    return [tuple(row) for row in caught.value.problems.to_numpy()]


def refusal(path, kind="orders", **named):
    """The words of the refusal of a file as a whole."""
    with pytest.raises(Refused) as caught:
        READ[kind](path, **named)
    assert not isinstance(caught.value, Unreadable)
    return str(caught.value)


# Messy cells: what stands in one cell of a CSV, and the needed words it must get -----------------------

DAYS = {
    "": "blank",
    "   ": "blank",
    "03/04/2024": "ambiguous",
    "3-4-2024": "ambiguous",
    "1.3.2024": "ambiguous",
    "０３/０４/２０２４": "ambiguous",
    "2024-02-30": "no_day",
    "2023/2/29": "no_day",
    "2024年13月1日": "no_day",
    "20240431": "no_day",
    "0000-00-00": "no_day",
    "31/31/2024": "no_day",
    "2024-03-01 25:00": "clock",
    "1989-12-31": "early",
    "1900/1/1": "early",
    "9999-12-31": "late",
    "24/3/1": "year",
    "1-3-24": "year",
    "2024-03": "day",
    "2024-03/01": "day",
    "Q1 2024": "day",
    "tomorrow": "day",
    "昨天": "day",
    "1 Foo 2024": "day",
    "12345": "day",
    "NaT": "day",
    "2024-03-01T10:00:00Z": "zone",
    "2024-03-01T10:00:00+08:00": "zone",
    "#N/A": "excel_error",
    "########": "narrow",
    "=TODAY()": "formula_text",
    "٢٠٢٤-٠٣-٠١": "day",
    "1" * 100_000: "day",
}
AMOUNTS = {
    "": "blank",
    "\u3000": "blank",
    "abc": "amount",
    "待定": "nan",
    "1.234,50": "european",
    "1234,5": "european",
    "1.234.567": "european",
    "1.234": "thousand",
    "12,34.50": "amount",
    "1,2345.00": "amount",
    "1 2345.50": "amount",
    "--5": "amount",
    "(-5)": "amount",
    "-5-": "amount",
    "12%": "amount",
    "1,234.50.1": "amount",
    "壹仟元整": "amount",
    "$100": "currency",
    "US$ 1,000": "currency",
    "100 EUR": "currency",
    "100美元": "currency",
    "NaN": "nan",
    "inf": "nan",
    "-inf": "nan",
    "NULL": "nan",
    "-": "nan",
    "无": "nan",
    "1.23E+05": "shortened_amount",
    "#REF!": "excel_error",
    "#####": "narrow",
    "=B2*C2": "formula_text",
    "13800138000": "huge",
    "-10000000000": "huge",
    "9" * 100_000: "huge",
    "(" + " " * 100_000: "amount",
    "100亿": "huge",
    "٣": "amount",
    "1_000": "amount",
}
IDS = {
    "": "blank",
    "1.23457E+11": "shortened",
    "#N/A": "excel_error",
    "###": "narrow",
    '"SO\n1"': "control",
    "SO\x071": "control",
    "x" * 100_000: "long",
    "SO\ufffd1": "lost",
    "锟斤拷1": "lost",
    "=A1": "formula_text",
}


def cell_file(write, column, cell):
    """Three orders, the middle one with this cell in this column."""
    middle = dict(zip(HEAD.strip().split(","), ["SO2", "QH0002", "2024-03-02", "5"], strict=True))
    middle[column] = cell if cell.startswith('"') else f'"{cell}"'
    return write(HEAD + GOOD + ",".join(middle.values()) + "\nSO3,QH0003,2024-03-03,7.5\n")


MESSY = [("order_date", *each) for each in DAYS.items()]
MESSY += [("net_amount_cny", *each) for each in AMOUNTS.items()]
MESSY += [("order_id", *each) for each in IDS.items()] + [("customer_id", *each) for each in IDS.items()]


ONE_OF_EACH = list({code: (column, cell, code) for column, cell, code in MESSY}.values())


@pytest.mark.parametrize(
    "language, column, cell, code",
    [(0, *each) for each in MESSY] + [(1, *each) for each in ONE_OF_EACH],
    ids=lambda value: repr(value)[:24],
)
def test_a_messy_cell_gets_its_message(write, column, cell, code, language):
    look.speak(["en", "zh"][language])
    good, table = casekit.read_orders(cell_file(write, column, cell), on_error="set aside")
    assert list(table.columns) == ["row", "column", "found", "needed"]
    ((row, where, found, needed),) = table.to_numpy()
    assert (row, where, needed) == (3, column, NEEDED[code][language])
    assert len(found) <= 62 and found[0] not in "=+-@"
    assert good["order_id"].tolist() == ["SO1", "SO3"] and good["net_amount_cny"].tolist() == [10, 7.5]


def test_every_code_has_words_in_both_languages_and_is_met_in_a_test():
    for english, chinese in NEEDED.values():
        assert english.replace("2024年3月1日", "").isascii() and re.search("[\u4e00-\u9fff]", chinese)
        assert english.count("{}") == chinese.count("{}")
    met = {code for _, _, code in MESSY}
    own = "sign_twice format_currency format_unit flag again day_first month_first future before above amount_date id_date digits text merged formula"
    assert set(NEEDED) - met == set(f"{own} fields total headings_again".split())


# Words of a few messages, spot-checked in full ---------------------------------------------------------


def test_the_whole_message_in_english(write):
    path = write(HEAD + GOOD + "SO1,QH0002,2024-02-30,abc\n")
    with pytest.raises(Unreadable) as caught:
        casekit.read_orders(path)
    assert str(caught.value) == (
        "Needed: orders that can be read without guessing, in mine.csv\n"
        "Found: 4 problems in 2 of 2 rows\n"
        "row | column | found | needed\n"
        "2 | order_id | SO1 | an id that occurs once; this one is in rows 2, 3\n"
        "3 | order_id | SO1 | an id that occurs once; this one is in rows 2, 3\n"
        "3 | order_date | 2024-02-30 | a day that exists\n"
        "3 | net_amount_cny | abc | an amount in CNY, as 1234.50 or 1,234.50\n"
        'What to do: correct the file, or read the other rows with on_error="set aside"; '
        "the whole table is in error.problems; if a row is one line of several, add the lines up first"
    )


def test_the_whole_message_in_chinese(write, chinese):
    path = write("订单号,客户编号,下单日期,金额\nSO1,QH1,2024年2月30日,￥10\n", encoding="gb18030")
    with pytest.raises(Unreadable) as caught:
        casekit.read_orders(path)
    assert str(caught.value) == (
        "需要：mine.csv 中的订单记录每格都能确切读出\n"
        "发现：1 行中有 1 行、共 1 处问题\n"
        "行 | 列 | 发现 | 需要\n"
        "2 | 下单日期 | 2024年2月30日 | 日历上存在的日期\n"
        '怎么办：请改正文件，或用 on_error="set aside" 只读其余的行；完整的表见 error.problems'
    )


def test_the_message_shows_ten_and_the_table_has_all(write):
    path = write(HEAD + "".join(f"SO{n},QH1,2024-03-01,?\n" for n in range(1234)))
    with pytest.raises(Unreadable) as caught:
        casekit.read_orders(path)
    assert "\n11 | net" in str(caught.value) and "\n12 | net" not in str(caught.value)
    assert "1,234 problems in 1,234 of 1,234 rows" in str(caught.value)
    assert "... and 1,224 more" in str(caught.value)
    assert len(caught.value.problems) == 1234 and caught.value.problems["row"].iloc[-1] == 1235


def test_the_error_is_a_refusal_that_can_be_pickled(write):
    with pytest.raises(Unreadable) as caught:
        casekit.read_orders(write(HEAD + "SO1,QH1,?,1\n"))
    assert isinstance(caught.value, Refused)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value) and again.problems.equals(caught.value.problems)


def test_the_table_of_problems_is_shown_with_headings_in_the_readers_language(write, chinese):
    _, found = casekit.read_orders(write(HEAD + GOOD + "SO2,QH1,?,1\n"), on_error="set aside")
    assert [head for head, _ in look.Table(found).heads.values()] == ["行", "列", "发现", "需要"]


# Whole rows, and rows among each other -----------------------------------------------------------------


def test_all_the_occurrences_of_an_id_are_named(write):
    rows = "".join(f"SO{n},QH1,2024-03-01,{n}\n" for n in [1, 2, 1, 3, 1, 2])
    good, found = casekit.read_orders(write(HEAD + rows), on_error="set aside")
    assert good["order_id"].tolist() == ["SO3"]
    assert found["row"].tolist() == [2, 3, 4, 6, 7]
    assert found["needed"].str[-10:].tolist()[:2] == ["ws 2, 4, 6", " rows 3, 7"]


def test_an_id_that_differs_by_blanks_is_the_same_id(write, capsys):
    assert len(problems(write(HEAD + GOOD + " SO1\u3000,QH1,2024-03-01,1\n"))) == 2


def test_many_rows_with_one_id_are_named_in_short(write):
    (first, *_) = problems(write(HEAD + "SO1,QH1,2024-03-01,1\n" * 9))
    assert first[3] == "an id that occurs once; this one is in rows 2, 3, 4, 5, 6 ... (9)"


@pytest.mark.parametrize(
    "line, cells", [("SO2,QH2,2024-03-02", 3), ("SO2,QH2,2024-03-02,1,234", 5), ("SO2", 1)]
)
def test_a_row_with_another_number_of_cells(write, line, cells):
    ((row, column, found, needed),) = problems(write(HEAD + GOOD + line + "\n"))
    assert (row, column) == (3, "") and found.startswith(f"{cells}: SO2") and needed.startswith("4 cells")


def test_more_separators_than_headings_are_no_matter_while_nothing_stands_there(write):
    assert len(casekit.read_orders(write(HEAD + "SO1,QH1,2024-03-01,1,,\n"))) == 1


@pytest.mark.parametrize(
    "total", ["合计,,,10.00", ",,合计：,10", "Total,,,10", ",总 计,,10.00", ",,Grand total,10"]
)
def test_a_row_of_totals_is_reported_once(write, total):
    ((row, column, found, needed),) = problems(write(HEAD + GOOD + total + "\n"))
    assert (row, column, needed) == (3, "", NEEDED["total"][0])


def test_a_customer_called_total_is_a_customer(write):
    table = casekit.read_customers(write("customer_id,name\nC1,Total\nC2,合计\n"))
    assert table["name"].tolist() == ["Total", "合计"]


@pytest.mark.parametrize("again", [HEAD, "订单号,客户编号,下单日期,金额\n"])
def test_a_second_row_of_headings(write, again):
    ((row, column, _, needed),) = problems(write(HEAD + again + GOOD))
    assert (row, column, needed) == (2, "", NEEDED["headings_again"][0])


def test_headings_that_stand_lower(write):
    assert "row 3: delete the rows above" in refusal(write("2024 orders,,,\n,,,\n" + HEAD + GOOD))
    assert "row 2: delete the rows above" in refusal(write("2024 orders\n" + HEAD + GOOD))
    assert "row 3: delete" in refusal(
        write([["2024 年订单"], [], HEAD.strip().split(","), ["S1", "C1", "2024-03-01", 1]], "a.xlsx")
    )


def test_empty_rows_are_counted_and_told(write, capsys):
    path = write(HEAD + GOOD + "\n,,,\nSO2,QH2,2024-02-30,1\n\n\n")
    assert problems(path)[0][0] == 5
    casekit.read_orders(path, on_error="set aside")
    assert "empty rows left out: 3, 4." in capsys.readouterr().out


def test_a_cell_with_a_line_end_is_one_row(write):
    path = write('customer_id,name,region\nC1,"two\nlines",x\nC2,,y\n')
    assert [row for row, *_ in problems(path, "customers")] == [2, 3]


@pytest.mark.parametrize(
    "kind, heads, line, column, code, detail",
    [
        ("invoices", "发票号,客户编号,开票日期,到期日,未收金额", "I1,C1,2024-03-01,2024-02-01,5", "到期日", "before", "开票日期"),
        ("invoices", "invoice_id,customer_id,invoice_date,due_date,open_amount_cny,amount_cny", "I1,C1,2024-03-01,2024-04-01,5.01,5", "open_amount_cny", "above", "amount_cny"),
        ("complaints", "complaint_id,customer_id,received_at,closed_at", "K1,C1,2024-03-01 10:00,2024-03-01 09:00", "closed_at", "before", "received_at"),
    ],
)  # fmt: skip
def test_two_cells_that_cannot_both_be_right(write, kind, heads, line, column, code, detail):
    ((row, where, _, needed),) = problems(write(f"{heads}\n{line}\n"), kind)
    assert (row, where, needed) == (2, column, NEEDED[code][0].format(detail))


def test_a_day_after_as_of(write):
    path = write(HEAD + GOOD + "SO2,QH1,2026-01-01,5\nSO3,QH1,2025-12-31,5\n")
    assert problems(path, as_of="2025-12-31") == [
        (3, "order_date", "2026-01-01", "a day not after as_of, 2025-12-31")
    ]
    assert len(casekit.read_orders(path)) == 3
    assert "as_of" in refusal(path, as_of="soon")


def test_a_due_date_may_lie_after_as_of(write):
    path = write(
        "invoice_id,customer_id,invoice_date,due_date,open_amount_cny\nI1,C1,2025-12-01,2026-01-01,5\n"
    )
    assert len(casekit.read_invoices(path, as_of="2025-12-31")) == 1


# Files that cannot be read as a whole ------------------------------------------------------------------

EXCEL_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
WHOLE_FILES = [
    ("empty.csv", b"", "an empty file", "空文件"),
    ("blank.csv", b"\xef\xbb\xbf\r\n \r\n", "an empty file", "空文件"),
    ("empty.xlsx", b"", "an empty file", "空文件"),
    ("empty.parquet", b"", "an empty file", "空文件"),
    ("heads.csv", HEAD.encode(), "headings only", "只有表头"),
    ("old.xls", EXCEL_97, "save it as .xlsx", "另存为 .xlsx"),
    ("secret.xlsx", EXCEL_97 + "EncryptedPackage".encode("utf-16-le"), "a workbook with a password", "有密码的工作簿"),
    ("mine.numbers", b"PK\x03\x04 Index.zip", "a Numbers file", "Numbers 文件"),
    ("mine.et", EXCEL_97, "a WPS file", "WPS 表格"),
    ("mine.ods", b"PK\x03\x04mimetype", "get it again", "请重新取得"),
    ("mine.xlsb", b"PK\x03\x04xl", "get it again", "请重新取得"),
    ("text.ods", HEAD.encode() + GOOD.encode(), "content that is not .ods", "内容不是 .ods"),
    ("text.xlsb", HEAD.encode() + GOOD.encode(), "content that is not .xlsb", "内容不是 .xlsb"),
    ("page.xls", b"<html><body>log in</body></html>", "a web page", "网页"),
    ("mine.pdf", b"%PDF-1.7 ...", "a PDF", "PDF"),
    ("text.xlsx", HEAD.encode() + GOOD.encode(), "content that is not .xlsx", "内容不是 .xlsx"),
    ("text.parquet", HEAD.encode() + GOOD.encode(), "content that is not .parquet", "内容不是 .parquet"),
    ("cut.xlsx", b"PK\x03\x04" + bytes(200), "cut off: get it again", "不完整，请重新取得"),
    ("cut.parquet", b"PAR1" + bytes(200), "cut off: get it again", "不完整，请重新取得"),
    ("nul.csv", (HEAD + GOOD + "SO2,\0,2024-03-01,1\n").encode(), "a NUL byte in line 3", "第 3 行有空字节"),
    ("open.csv", (HEAD + GOOD + '"SO2,QH1,2024-03-01,1\nSO3,QH1,2024-03-01,1\n').encode(), "in row 3", "第 3 行的引号"),
    ("after.csv", (HEAD + GOOD + '"SO2"x,QH1,2024-03-01,1\n').encode(), "in row 3", "第 3 行的引号"),
    ("swallowed.csv", (HEAD + GOOD + '"SO2,QH1\n' + GOOD * 9000).encode(), "in row 3", "第 3 行的引号"),
    ("cut.csv", (HEAD + GOOD + "SO2,客户").encode()[:-1], "the file is cut off", "内容不完整"),
    ("cut-gb.csv", ("订单号,客户编号,下单日期,金额\nSO2,客户").encode("gb18030")[:-1], "the file is cut off", "内容不完整"),
    ("mixed.csv", ("订单号,客户编号,下单日期,金额\n清禾家电,1,2,3\n").encode() + "家".encode("gb18030") + b",\xff\xff,3\n", "line 3 has bytes that are not utf-8", "第 3 行有不属于 utf-8 的字节"),
    ("latin.csv", "order_id,customer_id,order_date,net_amount_cny\nSO1,Müller,2024-03-01,1\n".encode("latin-1"), "say which, for example encoding=", "请指明，例如 encoding="),
    ("big5.csv", "訂單號,客戶編號,下單日期,金額\n臺灣國際貿易,電腦設備,2024-03-01,1\n".encode("big5"), "say which, for example encoding=", "请指明，例如 encoding="),
    ("twice.csv", b"order_id,customer_id,order_date,order_date,net_amount_cny\nS,C,2024-03-01,2024-03-02,1\n", "a heading of its own", "表头各不相同"),
    ("which.csv", "订单号,客户编号,下单日期,订单金额,实付金额\nS,C,2024-03-01,1,1\n".encode(), "2 that could be it: 订单金额, 实付金额", "有 2 列都可能是：订单金额, 实付金额"),
    ("dollars.csv", b"order_id,customer_id,order_date,amount (USD)\nS,C,2024-03-01,1\n", "convert the amounts to CNY", "请先按各日汇率折成人民币"),
    ("missing.csv", "订单号,客户编号,单日,金额\nS,C,2024-03-01,1\n".encode(), 'columns={"order_date": ', '请写明哪列是哪列：columns={"order_date": '),
    ("words.csv", b"hello world\nthis is no table\n", "columns for customer_id, order_date, net_amount_cny", "并有这些列：customer_id"),
]  # fmt: skip


@pytest.mark.parametrize(
    "name, content, words, chinese_words", WHOLE_FILES, ids=[each[0] for each in WHOLE_FILES]
)
def test_a_file_that_cannot_be_read_says_what_to_do(write, name, content, words, chinese_words):
    path = write(content, name)
    assert words in refusal(path) and str(path.parent) not in refusal(path)
    look.speak("zh")
    assert chinese_words in refusal(path)
    with pytest.raises(Refused):
        casekit.read_orders(path, on_error="set aside")


def test_a_file_that_is_not_there(write):
    folder = write(HEAD, "orders_2024.csv").parent
    assert "no such file" in refusal(folder / "orders2024.csv") and "orders_2024.csv" in refusal(
        folder / "orders2024.csv"
    )
    assert "headings only" in refusal(folder) and "orders_2024.csv" in refusal(folder)  # the folder's only file
    assert "no such file" in refusal(folder / "nowhere" / "x.csv")
    assert "path" in refusal(pd.DataFrame()) and "check the path" in refusal("a\0b.csv")


def test_a_file_that_may_not_be_opened(write, monkeypatch):
    path = write(HEAD + GOOD)

    def closed(self):
        raise PermissionError(13, "denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", closed)
    assert "close it in Excel" in refusal(path)


@pytest.mark.skipif(
    os.name == "nt" or getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read everything"
)
def test_a_file_without_the_right_to_read(write):
    path = write(HEAD + GOOD)
    path.chmod(0)
    assert "may not be opened" in refusal(path)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_a_csv_cut_in_half_never_passes_in_silence(write, capsys, share):
    text = HEAD + "".join(f"SO{n},QH{n:04d},2024-03-01,{n}.50\n" for n in range(40))
    path = write(text[: int(len(text) * share)])
    try:
        casekit.read_orders(path)
    except Unreadable as error:
        assert error.problems["row"].iloc[-1] == path.read_text().count("\n") + 1
    else:
        assert "the last line has no line end" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_workbook_or_parquet_file_cut_in_half(write, tmp_path, kind):
    table = pd.DataFrame([["S1", "C1", "2024-03-01", 1.0]] * 200, columns=HEAD.strip().split(","))
    path = tmp_path / f"cut.{kind}"
    table.to_excel(path, index=False) if kind == "xlsx" else table.to_parquet(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cut off: get it again" in refusal(path)


# Encodings and separators ------------------------------------------------------------------------------

CHINESE = '订单号,客户编号,下单日期,金额（元）\nSO1,清禾家电,2024年3月1日,"￥1,234.50"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_an_encoding_that_the_bytes_tell(write, capsys, encoding):
    table = casekit.read_orders(write(CHINESE, encoding=encoding))
    assert table.iloc[0].tolist() == ["SO1", "清禾家电", pd.Timestamp("2024-03-01"), 1234.5]
    assert ("read as GB18030" in capsys.readouterr().out) == encoding.startswith("gb")


def test_an_encoding_that_is_said(write):
    traditional = "訂單號,客戶編號,下單日期,金額\n臺灣國際貿易,電腦設備,2024-03-01,1\n"
    named = {
        "order_id": "訂單號",
        "customer_id": "客戶編號",
        "order_date": "下單日期",
        "net_amount_cny": "金額",
    }
    table = casekit.read_orders(write(traditional, encoding="big5"), columns=named, encoding="big5")
    assert table.loc[0, "customer_id"] == "電腦設備"
    assert "line 1 has bytes that are not utf-8" in refusal(write(CHINESE, encoding="gbk"), encoding="utf-8")
    assert 'encoding="gb18030"' in refusal(write(CHINESE), encoding="chinese-ish")


@pytest.mark.parametrize("separator", [",", ";", "\t", "，", "|"])
def test_separators(write, separator):
    text = "订单号,客户编号,下单日期,净额\nSO1,C1,2024-03-01,5\n".replace(",", separator)
    assert casekit.read_orders(write(text))["net_amount_cny"].tolist() == [5.0]


def test_the_separator_excel_writes_into_the_first_line(write):
    assert len(casekit.read_orders(write("sep=;\n" + (HEAD + GOOD).replace(",", ";")))) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(write, end):
    assert len(casekit.read_orders(write((HEAD + GOOD).replace("\n", end)))) == 1


# Headings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_usual_heading_is_recognised(kind):
    """Each spelling alone, the other columns under their own names."""
    for column in KINDS[kind]:
        for spelling in f"{column.headings}, {column.vague}".split(","):
            heads = [spelling.strip() or each.name if each is column else each.name for each in KINDS[kind]]
            places = headings.find(Grid("mine.csv", heads, [], []), KINDS[kind], {})
            assert places == {each.name: place for place, each in enumerate(KINDS[kind])}, spelling


@pytest.mark.parametrize("kind", KINDS)
def test_no_usual_heading_stands_for_two_columns(kind):
    usual = [plain(each) for column in KINDS[kind] for each in f"{column.name},{column.headings}".split(",")]
    assert len(usual) == len(set(usual))


def test_columns_says_which_is_which(write):
    path = write("a,b,日期,c,下单日期\nSO1,C1,2024-03-01,5,2023-01-01\n")
    named = {"order_id": "a", "customer_id": "b", "order_date": "日期", "net_amount_cny": "c"}
    assert casekit.read_orders(path, columns=named)["order_date"].tolist() == [pd.Timestamp("2024-03-01")]
    assert "nearest: order_date" in refusal(path, columns={"order_dat": "日期"})
    assert "nearest: 日期" in refusal(path, columns=named | {"order_date": "日 期"})
    assert "{'order_date': '日期'}" in refusal(path, columns={"日期": "order_date"})
    assert "for both" in refusal(path, columns=named | {"order_id": "b"})


def test_columns_may_free_a_heading_for_another_column(write):
    path = write("单号,客户,发票号,开票日期,到期日,余额\nX1,C1,I1,2024-03-01,2024-04-01,5\n")
    table = casekit.read_invoices(path, columns={"customer_id": "客户", "invoice_id": "发票号"})
    assert table.loc[0, ["invoice_id", "customer_id"]].tolist() == ["I1", "C1"]


def test_columns_that_are_not_used_are_told(write, capsys):
    casekit.read_orders(write(HEAD.strip() + ",备注\n" + GOOD.strip() + ",x\n"))
    assert "columns that are not used: 备注" in capsys.readouterr().out


@pytest.mark.parametrize(
    "heading, cell, amount",
    [
        ("金额（万元）", "12.5", 125_000), ("金额万元", "0.0001", 1), ("Amount (CNY thousand)", "3", 3_000),
        ("金额（元）", "5", 5), ("金额(千元)", "1.5", 1_500), ("Amount [RMB]", "5", 5), ("净额(亿元)", "0.5", 50_000_000),
    ],
)  # fmt: skip
def test_the_unit_in_a_heading_counts(write, heading, cell, amount):
    table = casekit.read_orders(write(f"订单号,客户编号,下单日期,{heading}\nS1,C1,2024-03-01,{cell}\n"))
    assert table["net_amount_cny"].tolist() == [amount]


# One cell ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, amount",
    [
        ("1234.5", 1234.5), ("1,234.50", 1234.5), ("1 234.50", 1234.5), ("1'234.50", 1234.5), ("1\u202f234.50", 1234.5), ("12,34,567.00", 1234567), ("–5", -5), ("99分", 0.99), ("5角", 0.5), ("3百元", 300), ("CN¥5", 5), ("￥1,234.50", 1234.5), ("¥ 1,234.50", 1234.5), ("１，２３４．５０", 1234.5),
        ("1234.50元", 1234.5), ("1,234.50 元", 1234.5), ("人民币1234.5元", 1234.5), ("RMB 1,234.50", 1234.5), ("1,234.50 CNY", 1234.5),
        ("(1,234.50)", -1234.5), ("（1,234.50）", -1234.5), ("¥(1,234.50)", -1234.5), ("(￥1,234.50)", -1234.5),
        ("1,234.50-", -1234.5), ("-1,234.50", -1234.5), ("－1234.5", -1234.5), ("−1234.5", -1234.5), ("-￥1,234.50", -1234.5), ("￥-1,234.50", -1234.5),
        ("+5", 5), ("1.2万元", 12_000), ("1.2万", 12_000), ("1.234万", 12_340), ("0.5亿元", 5e7), (".5", 0.5), ("0", 0), ("-0", 0), ("007", 7),
        ("0.123", 0.123), ("1234.5678", 1234.5678), ("5元整", 5), (5, 5), (5.25, 5.25), (Decimal("5.25"), 5.25), (np.float64(0.1), 0.1),
    ],
)  # fmt: skip
def test_ways_of_writing_an_amount(text, amount):
    value, code, _ = read_amount(text)
    assert code == "" and value == amount and math.copysign(1, value) == (1 if amount >= 0 else -1)


@given(st.integers(-(10**12) + 1, 10**12 - 1))
def test_amounts_in_fen_are_read_exactly(fen):
    exact = f"{Decimal(fen) / 100:.2f}"
    for text in (
        exact,
        f"{Decimal(fen) / 100:,.2f}",
        f"￥{Decimal(abs(fen)) / 100:,.2f}" if fen >= 0 else f"({Decimal(-fen) / 100:,.2f})",
    ):
        assert read_amount(text)[:2] == (float(exact), "")


@given(st.text(max_size=30))
def test_any_text_is_read_or_has_a_reason(text):
    for value, code, _ in (read_amount(text), read_day(text), read_day(text, True, True), read_text(text)):
        assert (value is None) or not code
        assert code == "" or code in NEEDED
        assert (
            value is not None
            or code
            or not bare(text)
            or bare(text).casefold() in NOTHING
            or not text.strip(" '’‘‛`´")
        )


@given(
    st.one_of(
        st.floats(),
        st.integers(),
        st.booleans(),
        st.datetimes(),
        st.dates(),
        st.times(),
        st.decimals(),
        st.binary(),
    )
)
def test_any_object_is_read_or_has_a_reason(cell):
    for value, code, _ in (read_amount(cell), read_day(cell), read_text(cell), read_text(cell, excel=True)):
        assert (value is None) or not code
        assert code == "" or code in NEEDED


@pytest.mark.parametrize(
    "text, named",
    [
        ("2024-03-01", {}), ("2024/3/1", {}), ("2024.3.1", {}), ("2024年3月1日", {}), ("2024年03月01号", {}), ("20240301", {}), ("２０２４-０３-０１", {}),
        ("1/3/2024", {"day_first": True}), ("3/1/2024", {"day_first": False}), ("1.3.2024", {"day_first": True}), ("01-03-2024", {"day_first": True}),
        ("1 Mar 2024", {}), ("01-Mar-2024", {}), ("March 1, 2024", {}), (" 2024-03-01 ", {}), ("2024-03-01 00:00:00", {}), ("2024-03-01T23:59:59.999", {}),
        (45352, {}), (45352.75, {}), ("45352", {}), (20240301, {}), (43890, {"since_1904": True}),
        (dt.date(2024, 3, 1), {}), (dt.datetime(2024, 3, 1, 9), {}), (pd.Timestamp("2024-03-01"), {}),
    ],
)  # fmt: skip
def test_ways_of_writing_a_day(text, named):
    assert read_day(text, **named)[:2] == (dt.datetime(2024, 3, 1), "")


@pytest.mark.parametrize(
    "text, first",
    [
        ("25/12/2024", None),
        ("12/25/2024", None),
        ("05/05/2024", None),
        ("25/12/2024", True),
        ("12/25/2024", False),
    ],
)
def test_a_day_that_can_only_be_read_one_way_is_read(text, first):
    assert read_day(text, first)[1] == ""


def test_a_day_against_what_was_said(write):
    path = write(HEAD + "SO1,QH1,12/25/2024,1\n")
    assert problems(path, day_first=True)[0][3] == NEEDED["day_first"][0]
    path = write(HEAD + "SO1,QH1,25/12/2024,1\n")
    assert problems(path, day_first=False)[0][3] == NEEDED["month_first"][0]
    assert "day_first" in refusal(path, day_first="yes")


@pytest.mark.parametrize(
    "cell, named, text, code",
    [
        (1001, {}, "1001", ""), (1001.0, {}, "1001", ""), (10**15, {"excel": True}, None, "digits"), (10**15, {}, "1000000000000000", ""),
        (1.5, {}, None, "text"), (True, {}, None, "text"), (dt.datetime(2024, 3, 1), {}, None, "id_date"), (b"x", {}, None, "text"),
        ("æ¸…ç¦¾å®¶ç”µ", {"is_id": False}, None, "lost"), ("清禾家电", {"is_id": False}, "清禾家电", ""), ("é", {"is_id": False}, "é", ""), (math.inf, {}, None, "text"),
    ],
)  # fmt: skip
def test_ways_of_keeping_an_id(cell, named, text, code):
    assert read_text(cell, **named)[:2] == (text, code)


@pytest.mark.parametrize(
    "name", ["清禾家电", "苏州百货商店", "王府井电器", "永康市厨具厂", "Qinghe 清禾（苏州）有限公司"]
)
def test_chinese_read_in_the_wrong_encoding_is_found(name):
    assert read_text(name, is_id=False)[1] == ""
    for codec in ("gb18030", "latin-1"):
        assert read_text(name.encode("utf-8").decode(codec, "replace"), is_id=False)[1] in ("lost", "control")


def test_ordinary_names_are_not_taken_for_spoilt_ones():
    dealers = pd.read_csv(datasets_folder() / "qinghe" / "customers.csv", encoding="utf-8-sig")
    for name in [
        *dealers["name_zh"],
        *dealers["name_en"],
        "联通",
        "浜田",
        "鑫磊",
        "Müller",
        "Café Ångström",
        "Łódź",
        "ÄÖÜ",
    ]:
        assert read_text(name, is_id=False) == (name, "", "")


# Notes: read, and said ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines, note",
    [
        (
            "S1,0012,2024-03-01,1\nS2,0345,2024-03-01,1\nS3,7,2024-03-01,1\n",
            "customer_id: some ids have fewer digits (7)",
        ),
        ("S1,C1,2024-03-01 10:30,1\n", "times of day left out in order_date (row 2)"),
        ("S1,C1,45352,1\n", "day numbers as Excel counts them, read as days in order_date (row 2)"),
        ("S1,C1,2024-03-01,-1\nS2,C1,2024-03-01,(2)\n", "amounts below zero in net_amount_cny (rows 2, 3)"),
        ("S1,C1,2024-03-01,33.3333\n", "more than two decimals in net_amount_cny (row 2)"),
        ("S1, C1 ,2024-03-01,1\n", "blanks around the text left out in customer_id (row 2)"),
        ("1001.0,C1,2024-03-01,1\n", "ids that end in .0 in order_id (row 2)"),
    ],
)
def test_what_is_worth_a_look_is_said(write, capsys, lines, note):
    table = casekit.read_orders(write(HEAD + lines))
    assert note in capsys.readouterr().out and any(note in each for each in table.attrs["notes"])


def test_a_clean_file_is_read_in_silence(write, capsys):
    table = casekit.read_orders(write(HEAD + GOOD))
    assert capsys.readouterr().out == "" and table.attrs["notes"] == []


# Excel -------------------------------------------------------------------------------------------------

XHEAD = ["订单号", "客户编号", "下单日期", "金额"]
XGOOD = ["SO1", "C1", dt.datetime(2024, 3, 1), 10.5]


def test_excel_with_every_kind_of_cell(write, capsys):
    rows = [
        XGOOD,
        ["SO2", 1001, 45352, "￥1,234.50"],
        ["SO3", 1002.0, "2024/3/1", 7],
        ["SO4", "C4", 20240301, -3],
    ]
    table = casekit.read_orders(write([XHEAD, *rows], "mine.xlsx"))
    assert table["customer_id"].tolist() == ["C1", "1001", "1002", "C4"]
    assert (table["order_date"] == pd.Timestamp("2024-03-01")).all()
    assert table["net_amount_cny"].tolist() == [10.5, 1234.5, 7, -3]


@pytest.mark.parametrize(
    "place, cell, code",
    [
        (0, None, "blank"), (0, 123456789012345678, "digits"), (0, dt.datetime(2024, 3, 1), "id_date"), (0, True, "text"),
        (2, 5, "day"), (2, True, "day"), (2, dt.time(9, 30), "day"), (2, dt.datetime(1950, 1, 1), "early"), (2, "03/04/2024", "ambiguous"),
        (3, None, "blank"), (3, "", "blank"), (3, dt.datetime(2024, 3, 1), "amount_date"), (3, False, "amount"), (3, 1e12, "huge"),
        (3, "=C2*2", "formula"), (2, "=TODAY()", "formula"), (3, "#DIV/0!", "excel_error"),
    ],
)  # fmt: skip
def test_messy_cells_in_excel(write, place, cell, code):
    row = ["SO2", "C2", dt.datetime(2024, 3, 2), 5]
    row[place] = cell
    ((number, column, _, needed),) = problems(write([XHEAD, XGOOD, row], "mine.xlsx"))
    assert (number, column, needed) == (3, XHEAD[place], NEEDED[code][0])


def test_rows_are_counted_as_excel_shows_them(write, capsys):
    path = write([XHEAD, XGOOD, [], [None, "  "], ["SO2", "C2", "?", 1]], "mine.xlsx")
    assert problems(path)[0][0] == 5
    casekit.read_orders(path, on_error="set aside")
    assert "empty rows left out: 3, 4" in capsys.readouterr().out


def test_merged_cells(tmp_path):
    book = workbook(
        [
            ["投诉编号", "客户编号", "受理日期", "结案日期"],
            *[[f"K{n}", "C1", "2024-03-01", "2024-03-02"] for n in range(3)],
        ]
    )
    book["Sheet1"].merge_cells("B2:B4")
    book["Sheet1"].merge_cells("D3:D4")
    book.save(tmp_path / "merged.xlsx")
    found = problems(tmp_path / "merged.xlsx", "complaints")
    assert [(row, column) for row, column, *_ in found] == [(3, "客户编号"), (4, "客户编号"), (4, "结案日期")]
    assert {needed for *_, needed in found} == {NEEDED["merged"][0]}


def test_several_sheets_are_asked_about(tmp_path):
    book = workbook([XHEAD, XGOOD], [XHEAD, ["SO9", *XGOOD[1:]]], [])
    book.save(tmp_path / "two.xlsx")
    words = refusal(tmp_path / "two.xlsx")
    assert "2 sheets: Sheet1, Sheet2" in words and 'sheet="Sheet1"' in words
    assert casekit.read_orders(tmp_path / "two.xlsx", sheet="Sheet2")["order_id"].tolist() == ["SO9"]
    assert "nearest: Sheet2" in refusal(tmp_path / "two.xlsx", sheet="Shet2")


def test_hidden_sheets_are_not_read_unless_named(tmp_path, capsys):
    book = workbook([XHEAD, XGOOD], [XHEAD, ["SO9", *XGOOD[1:]]])
    book["Sheet2"].sheet_state = "hidden"
    book.save(tmp_path / "hidden.xlsx")
    assert casekit.read_orders(tmp_path / "hidden.xlsx")["order_id"].tolist() == ["SO1"]
    assert "hidden sheets that are not read: Sheet2" in capsys.readouterr().out
    assert casekit.read_orders(tmp_path / "hidden.xlsx", sheet="Sheet2")["order_id"].tolist() == ["SO9"]


def test_a_workbook_with_nothing_in_it(tmp_path):
    workbook([]).save(tmp_path / "empty.xlsx")
    assert "0 sheets" in refusal(tmp_path / "empty.xlsx")
    workbook([XHEAD]).save(tmp_path / "heads.xlsx")
    assert "headings only" in refusal(tmp_path / "heads.xlsx")


def test_a_workbook_that_tells_a_wrong_size(write):
    """Some programs write that a sheet has one cell only; all of its cells count."""
    path = write([XHEAD, XGOOD], "mine.xlsx")
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', parts[sheet])
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert casekit.read_orders(path)["net_amount_cny"].tolist() == [10.5]


def test_days_counted_from_1904(tmp_path):
    book = workbook([XHEAD, ["SO1", "C1", 43890, 1], ["SO2", "C1", dt.datetime(2024, 3, 1), 1]])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(tmp_path / "mac.xlsx")
    assert (casekit.read_orders(tmp_path / "mac.xlsx")["order_date"] == pd.Timestamp("2024-03-01")).all()


def test_a_sheet_is_asked_of_a_csv(write):
    assert "leave sheet= out" in refusal(write(HEAD + GOOD), sheet="Sheet1")


def test_a_csv_that_calls_itself_xls_is_read_by_its_content(write):
    assert len(casekit.read_orders(write((HEAD + GOOD).replace(",", "\t"), "export.xls"))) == 1


# Parquet -----------------------------------------------------------------------------------------------


def parquet(tmp_path, **columns):
    table = {
        "order_id": ["S1", "S2"],
        "customer_id": ["C1", "C2"],
        "order_date": [dt.date(2024, 3, 1)] * 2,
        "net_amount_cny": [1.0, 2.5],
    }
    path = tmp_path / "mine.parquet"
    pd.DataFrame(table | columns).to_parquet(path)
    return path


def test_parquet_types(tmp_path):
    days = pd.to_datetime(["2024-03-01", "2024-03-01"])
    for dates in (
        days,
        days.astype("datetime64[ms]"),
        days.date,
        ["2024-03-01", "2024年3月1日"],
        [20240301, 45352],
    ):
        for amounts in ([1.0, 2.5], [Decimal("1.00"), Decimal("2.50")], ["1", "￥2.50"]):
            table = casekit.read_orders(
                parquet(
                    tmp_path, order_date=dates, net_amount_cny=amounts, customer_id=[7, 12345678901234567]
                )
            )
            assert table["customer_id"].tolist() == ["7", "12345678901234567"]
            assert (table["order_date"] == pd.Timestamp("2024-03-01")).all() and table[
                "net_amount_cny"
            ].tolist() == [1, 2.5]


@pytest.mark.parametrize(
    "column, cells, code",
    [
        ("net_amount_cny", [1.0, math.nan], "nan"), ("net_amount_cny", [1.0, math.inf], "nan"), ("net_amount_cny", [1.0, None], "nan"), ("net_amount_cny", [True, False], "amount"),
        ("order_date", [pd.Timestamp("2024-03-01"), pd.NaT], "blank"), ("order_id", ["S1", None], "blank"), ("order_id", [1.0, 1e17], "digits"),
        ("customer_id", [["C1"], ["\ufffd"]], "lost"), ("customer_id", pd.Categorical(["C1", None]), "blank"),
    ],
)  # fmt: skip
def test_messy_parquet(tmp_path, column, cells, code):
    found = problems(parquet(tmp_path, **{column: cells}))
    assert (found[-1][0], found[-1][1]) == (3, column)
    assert found[-1][3] in (NEEDED[code][0], NEEDED["blank"][0])


def test_days_with_a_time_zone_are_refused(tmp_path):
    days = pd.to_datetime(["2024-03-01", "2024-03-02"]).tz_localize("UTC")
    assert "tz_convert" in refusal(parquet(tmp_path, order_date=days))


# Clean ledgers, written in every way, read back equal --------------------------------------------------

_ID = st.text("ABCDEFGHJKabc0123456789-_", min_size=1, max_size=8).map(lambda text: f"S{text}")
_DAY = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
_NAME = st.text("清禾家电厨具商贸有限公司永康苏州ABC ,;\"'()&·。", min_size=1, max_size=12).map(
    lambda text: f"甲{text.strip()}乙"
)
LEDGER = st.lists(
    st.tuples(_ID, _ID, _DAY, st.integers(-(10**9), 10**11)),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[0],
)
DATE_STYLES = {
    "iso": (lambda day: day.isoformat(), {}),
    "slashes": (lambda day: f"{day.year}/{day.month}/{day.day}", {}),
    "chinese": (lambda day: f"{day.year}年{day.month}月{day.day}日", {}),
    "compact": (lambda day: f"{day:%Y%m%d}", {}),
    "day first": (lambda day: f"{day:%d.%m.%Y}", {"day_first": True}),
    "month first": (lambda day: f"{day:%m/%d/%Y}", {"day_first": False}),
    "excel": (lambda day: str((day - dt.date(1899, 12, 30)).days), {}),
}
AMOUNT_STYLES = {
    "plain": lambda fen: f"{Decimal(fen) / 100:.2f}",
    "thousands": lambda fen: f"{Decimal(fen) / 100:,.2f}",
    "yuan sign": lambda fen: f"￥{Decimal(fen) / 100:,.2f}",
    "yuan": lambda fen: f"{Decimal(fen) / 100:,.2f}元",
    "accountant": lambda fen: f"({Decimal(-fen) / 100:,.2f})" if fen < 0 else f"{Decimal(fen) / 100:,.2f}",
    "trailing": lambda fen: f"{Decimal(abs(fen)) / 100:.2f}" + "-" * (fen < 0),
    "full width": lambda fen: f"{Decimal(fen) / 100:.2f}".translate({n: n + 0xFEE0 for n in range(33, 127)}),
}
HEADINGS = (
    list(HEAD.strip().split(",")),
    ["订单号", "客户编号", "下单日期", "金额（元）"],
    ["Order No", "Customer ID", "Date", "Net Amount (CNY)"],
)
quiet = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


def same(table, ledger):
    assert table["order_id"].tolist() == [row[0] for row in ledger]
    assert table["customer_id"].tolist() == [row[1] for row in ledger]
    assert table["order_date"].tolist() == [pd.Timestamp(row[2]) for row in ledger]
    assert table["net_amount_cny"].tolist() == [float(Decimal(row[3]) / 100) for row in ledger]


@quiet
@given(
    LEDGER,
    st.sampled_from(sorted(DATE_STYLES)),
    st.sampled_from(sorted(AMOUNT_STYLES)),
    st.sampled_from(HEADINGS),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(",;\t，|"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_clean_csv_comes_back_as_it_was(tmp_path, ledger, dates, amounts, heads, encoding, separator, end):
    day, named = DATE_STYLES[dates]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    writer.writerows([heads, *([a, b, day(c), AMOUNT_STYLES[amounts](d)] for a, b, c, d in ledger)])
    path = tmp_path / "clean.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    if encoding == "gb18030":
        named = named | {"encoding": encoding}  # a file of a few characters does not tell it
    same(casekit.read_orders(path, **named), ledger)


@quiet
@given(
    LEDGER,
    st.sampled_from(["date", "number", *sorted(DATE_STYLES)]),
    st.sampled_from(["number", *sorted(AMOUNT_STYLES)]),
    st.sampled_from(HEADINGS),
)
def test_a_clean_workbook_comes_back_as_it_was(tmp_path, ledger, dates, amounts, heads):
    day, named = DATE_STYLES.get(
        dates, (lambda day: day if dates == "date" else (day - dt.date(1899, 12, 30)).days, {})
    )
    money = AMOUNT_STYLES.get(amounts, lambda fen: fen / 100)
    workbook([heads, *([a, b, day(c), money(d)] for a, b, c, d in ledger)]).save(tmp_path / "clean.xlsx")
    same(casekit.read_orders(tmp_path / "clean.xlsx", **named), ledger)


@quiet
@given(
    LEDGER,
    st.sampled_from(["date", "timestamp", *sorted(DATE_STYLES)]),
    st.sampled_from(["float", "decimal", *sorted(AMOUNT_STYLES)]),
    st.sampled_from(HEADINGS),
)
def test_a_clean_parquet_file_comes_back_as_it_was(tmp_path, ledger, dates, amounts, heads):
    day, named = DATE_STYLES.get(dates, (lambda day: day if dates == "date" else pd.Timestamp(day), {}))
    money = AMOUNT_STYLES.get(
        amounts, lambda fen: fen / 100 if amounts == "float" else Decimal(fen).scaleb(-2)
    )
    rows = [[a, b, day(c), money(d)] for a, b, c, d in ledger]
    pd.DataFrame(rows, columns=heads).to_parquet(tmp_path / "clean.parquet")
    same(casekit.read_orders(tmp_path / "clean.parquet", **named), ledger)


@quiet
@given(
    st.lists(
        st.tuples(_ID, _NAME, st.none() | _DAY, st.none() | _NAME),
        min_size=1,
        max_size=10,
        unique_by=lambda row: row[0],
    ),
    st.sampled_from(["csv", "xlsx", "parquet"]),
)
def test_clean_customers_come_back_with_their_gaps(tmp_path, rows, form):
    table = pd.DataFrame(rows, columns=["客户编号", "客户名称", "建档日期", "地区"])
    path = tmp_path / f"customers.{form}"
    write_it = {"csv": table.to_csv, "xlsx": table.to_excel, "parquet": table.to_parquet}[form]
    write_it(path, index=False)
    read = casekit.read_customers(path)
    assert read["name"].tolist() == [row[1] for row in rows]
    assert [None if pd.isna(day) else day.date() for day in read["onboard_date"]] == [row[2] for row in rows]
    assert [None if pd.isna(each) else each for each in read["region"]] == [row[3] for row in rows]


@quiet
@given(
    st.lists(st.sampled_from([*DAYS, "2024-03-01", "2024/3/2"]), min_size=1, max_size=20),
    st.lists(st.sampled_from(["S1", "S2", "S3", "S4", "S5", ""]), min_size=20, max_size=20),
)
def test_no_row_is_lost(tmp_path, days, ids):
    """Every row is among the good ones or among the problems, and in one of them only."""
    path = tmp_path / "rows.csv"
    pd.DataFrame(
        {
            "order_id": ids[: len(days)],
            "customer_id": "C",
            "order_date": days,
            "net_amount_cny": range(len(days)),
        }
    ).to_csv(path, index=False)
    good, found = casekit.read_orders(path, on_error="set aside")
    rows = sorted([*(int(n) + 2 for n in good["net_amount_cny"]), *found["row"].unique()])
    assert rows == list(range(2, len(days) + 2))
    assert not found.duplicated(["row", "column"]).any()


# The five tables, types, and what it costs to import ----------------------------------------------------

SMALL = {
    "orders": (HEAD + GOOD, ["str", "str", "day", "float64"]),
    "invoices": ("invoice_id,customer_id,invoice_date,due_date,open_amount_cny,amount_cny\nI1,C1,2024-03-01,2024-03-31,5,6\n", ["str", "str", "day", "day", "float64", "float64"]),
    "payments": ("payment_id,customer_id,payment_date,payment_cny,invoice_id\nP1,C1,2024-03-01,5,\n", ["str", "str", "day", "float64", "str"]),
    "customers": ("customer_id,name,onboard_date,region\nC1,清禾,,\n", ["str", "str", "day", "str"]),
    "complaints": ("complaint_id,customer_id,received_at,closed_at\nK1,C1,2024-03-01 10:30,\n", ["str", "str", "day", "day"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", SMALL)
def test_the_types_are_those_of_load(write, kind):
    text, types = SMALL[kind]
    table = READ[kind](write(text))
    wanted = {
        "str": pd.Series(["x"]).dtype,
        "day": pd.to_datetime(["2024-03-01"]).dtype,
        "float64": np.dtype("float64"),
    }
    assert table.dtypes.tolist() == [wanted[each] for each in types]
    assert table.index.equals(pd.RangeIndex(1))


@pytest.mark.parametrize("kind", READ)
def test_the_companys_own_tables_can_be_read(kind, capsys):
    """Qinghe's files are a ledger like any other: every row read, under the headings the company gives them."""
    path = datasets_folder() / "qinghe" / f"{kind}.csv"
    rows = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    named = {"columns": {"name": "name_zh"}} if kind == "customers" else {}
    table = READ[kind](path, as_of="2025-12-31", **named)
    key = table.columns[0]
    assert table[key].tolist() == rows[key].tolist()
    for amount in {"net_amount_cny", "open_amount_cny", "amount_cny"} & set(rows) & set(table):
        assert table[amount].tolist() == rows[amount].astype(float).tolist()


def test_an_open_complaint_and_its_time_of_day(write):
    table = casekit.read_complaints(write(SMALL["complaints"][0]))
    assert table.loc[0, "received_at"] == pd.Timestamp("2024-03-01 10:30") and pd.isna(
        table.loc[0, "closed_at"]
    )


def test_optional_columns_may_be_absent(write):
    assert list(casekit.read_customers(write("customer_id,name\nC1,清禾\n"))) == ["customer_id", "name"]
    assert "invoice_id" not in casekit.read_payments(
        write("payment_id,customer_id,payment_date,payment_cny\nP1,C1,2024-03-01,5\n")
    )


def test_arguments_are_checked(write):
    assert "set aside" in refusal(write(HEAD + GOOD), on_error="ignore")


def test_nothing_a_reader_opens_in_a_spreadsheet_is_a_formula(write):
    bad = ["=1+1", "+1+", "-1-", "@SUM(1)", "＝1", "\t=1"]
    text = "=order_id,customer_id,order_date,net_amount_cny\n" + "".join(
        f'S{n},C,2024-03-01,"{cell}"\n' for n, cell in enumerate(bad)
    )
    with pytest.raises(Unreadable) as caught:
        casekit.read_orders(
            write(text), columns={"order_id": "=order_id", "net_amount_cny": "net_amount_cny"}
        )
    for cell in caught.value.problems[["column", "found", "needed"]].to_numpy().ravel():
        assert cell[:1] not in tuple("=+-@＝\t\r")
    assert len(caught.value.problems) == len(bad)
    assert safe("@x") == "'@x" and shown("a\nb") == "a b" and shown(dt.date(2024, 3, 1)) == "2024-03-01"


def test_the_input_file_is_not_touched(write):
    path = write(HEAD + GOOD)
    before = path.read_bytes(), path.stat().st_mtime_ns
    casekit.read_orders(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_rules_are_a_schema_of_pandera():
    schema = rules.schema(
        KINDS["invoices"], ["invoice_id", "due_date", "invoice_date", "open_amount_cny", "amount_cny"]
    )
    assert schema.columns["invoice_id"].unique and not schema.columns["due_date"].nullable
    assert {check.name for check in schema.checks} == {"before/due_date", "above/open_amount_cny"}


def test_importing_casekit_loads_none_of_it():
    heavy = "pandera", "openpyxl", "pyarrow", "casekit.records", "pandas"
    code = f"import sys, casekit; print([name for name in {heavy!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_library_that_is_missing_is_named(write, monkeypatch, tmp_path):
    path = write([XHEAD, XGOOD], "mine.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert "python -m pip install openpyxl" in refusal(path)
    monkeypatch.undo()
    path = parquet(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert "python -m pip install pyarrow" in refusal(path)


def test_the_public_names():
    assert set(records.__all__) == {"Unreadable", *(f"read_{kind}" for kind in READ)}
    assert {f"read_{kind}" for kind in READ} <= set(casekit.__all__)
