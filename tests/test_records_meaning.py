"""What stands beside the numbers of one's own records: units, currency, direction, status, ids, what Excel shows."""

import openpyxl
import pytest

import casekit
from casekit.errors import Refused
from casekit.records import Unreadable
from casekit.records.shown import as_shown
from casekit.records.units import scale

HEAD = "订单号,客户编号,下单日期,"


@pytest.fixture
def orders(tmp_path):
    """Read orders written as lines of a CSV."""

    def read(text, name="mine.csv", kind="orders", **named):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return getattr(casekit, f"read_{kind}")(path, **named)

    return read


def rows(*cells):
    """Orders that have these further cells."""
    return "".join(f"S{n},C{n},2025-03-0{n},{each}\n" for n, each in enumerate(cells, 1))


# Units ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "by"),
    [
        ("金额（分）", "0.01"), ("金额(角)", "0.1"), ("金额（元）", 1), ("金额（百元）", 100), ("金额（千元）", 1000), ("金额（万元）", 10**4), ("金额(十万元)", 10**5),
        ("金额（百万）", 10**6), ("金额（亿元）", 10**8), ("金额（含税，万元）", 10**4), ("金额(单位：万元)", 10**4), ("金额（人民币万元）", 10**4), ("Amount (cents)", "0.01"),
        ("Amount in cents", "0.01"), ("amount_fen", "0.01"), ("金额/分", "0.01"), ("金额_万元", 10**4), ("Amount (CNY'000)", 1000), ("Amount (in millions)", 10**6),
        ("Amount CNY (thousand)", 1000), ("金额（含税）", 1), ("Amount (net of VAT)", 1), ("金额（2025年）", 1), ("net_amount_cny", 1), ("Order Total", 1),
    ],
)  # fmt: skip
def test_the_unit_a_heading_names(heading, by):
    assert float(scale(heading, "mine.csv")) == float(by)


@pytest.mark.parametrize("heading", ["金额（箱）", "Amount (boxes)", "金额（元/万元）", "金额（？）"])
def test_a_unit_nobody_knows_is_asked_for(orders, heading):
    text = f"订单号,客户编号,下单日期,{heading}\n" + rows("12.5")
    with pytest.raises(Refused, match="unit="):
        orders(text, columns={"net_amount_cny": heading})
    assert orders(text, columns={"net_amount_cny": heading}, unit="万元")["net_amount_cny"].tolist() == [
        125_000
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Amount (USD)",
        "amount_usd",
        "Amount USD",
        "金额（美元）",
        "金额（原币）",
        "Amount (€)",
        "Amount (US$)",
    ],
)
def test_another_currency_in_the_heading_is_refused(heading):
    with pytest.raises(Refused, match="convert"):
        scale(heading, "mine.csv", unit="元")


def test_unit_decides_where_no_heading_does_and_contradicts_none(orders):
    assert orders(HEAD + "金额\n" + rows("9900"), unit="分")["net_amount_cny"].tolist() == [99]
    with pytest.raises(Refused, match="unit="):
        orders(HEAD + "金额（万元）\n" + rows("1"), unit="千元")
    for wrong in ("boxes", "", 100):
        with pytest.raises(Refused, match="unit= as a unit of money"):
            orders(HEAD + "金额\n" + rows("1"), unit=wrong)


def test_a_unit_in_the_cell_under_a_unit_in_the_heading_is_no_amount(orders):
    for cell in ("12.5元", "1万", "5分"):
        with pytest.raises(Unreadable):
            orders(HEAD + "金额（万元）\n" + rows(cell))


def test_a_column_of_units_is_multiplied_out(orders):
    assert orders(HEAD + "金额,单位\n" + rows("1,元", "2,万元", "300,分"))["net_amount_cny"].tolist() == [
        1,
        20_000,
        3,
    ]
    assert orders(HEAD + "金额,单位\n" + rows("1,台", "2,箱"))["net_amount_cny"].tolist() == [1, 2]


# Currency, direction, status --------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["币别", "币种", "Currency", "交易币种", "ccy"])
def test_a_column_of_currencies(orders, heading):
    ours = orders(HEAD + f"金额,{heading}\n" + rows("1,人民币", "2,CNY", "3,RMB"))
    assert ours["net_amount_cny"].tolist() == [1, 2, 3]
    mixed = HEAD + f"金额,{heading}\n" + rows("1,人民币", "2,美元", "3,USD")
    with pytest.raises(Refused, match=f'counts={{"{heading}": {{"美元": ., "USD": ., "人民币": 1}}}}'):
        orders(mixed)
    assert orders(mixed, counts={heading: {"人民币": 1, "美元": 0, "USD": 0}})["order_id"].tolist() == ["S1"]
    assert orders(mixed, counts={heading: {"人民币": 1, "美元": 7, "USD": 7.1}})[
        "net_amount_cny"
    ].tolist() == [1, 14, 21.3]
    with pytest.raises(Refused, match="USD"):
        orders(mixed, counts={heading: {"人民币": 1, "美元": 0}})


@pytest.mark.parametrize(("heading", "plus", "minus"), [
    ("收/支", "收入", "支出"), ("收支类型", "收", "支"), ("Direction", "in", "out"), ("单据类型", "销售出库单", "销售退货单"), ("Type", "Sale", "Refund"), ("发票类型", "蓝字", "红字"),
])  # fmt: skip
def test_what_is_paid_out_or_taken_back_counts_below_zero(orders, capsys, heading, plus, minus):
    table = orders(HEAD + f"金额,{heading}\n" + rows(f"100,{plus}", f"40,{minus}"))
    assert table["net_amount_cny"].tolist() == [100, -40] and "row 3" in capsys.readouterr().out
    signed = orders(HEAD + f"金额,{heading}\n" + rows(f"100,{plus}", f"-40,{minus}"))
    assert signed["net_amount_cny"].tolist() == [100, -40], "the file writes the minus itself"
    with pytest.raises(Unreadable, match="without a minus"):
        orders(HEAD + f"金额,{heading}\n" + rows(f"100,{plus}", f"-40,{minus}", f"5,{minus}"))


@pytest.mark.parametrize("heading", ["借/贷", "借贷标志", "Dr/Cr"])
def test_debit_and_credit_are_asked_about(orders, heading):
    text = HEAD + f"金额,{heading}\n" + rows("1,借", "2,贷")
    with pytest.raises(Refused, match='"借": ., "贷": .'):
        orders(text)
    assert orders(text, counts={heading: {"借": -1, "贷": 1}})["net_amount_cny"].tolist() == [-1, 2]


@pytest.mark.parametrize(("heading", "bad"), [
    ("状态", "交易关闭"), ("订单状态", "已取消"), ("Status", "cancelled"), ("交易状态", "退款成功"), ("order_status", "Refunded"), ("状态", "等待买家付款"), ("状态", "神秘"),
    ("是否作废", "是"), ("Cancelled", "TRUE"), ("物流状态", "已拒付"), ("状态", "已关闭"), ("Financial Status", "partially_refunded"),
])  # fmt: skip
def test_a_status_that_may_mean_no_sale_is_asked_about(orders, heading, bad):
    good = "否" if bad in ("是", "TRUE") else "交易成功"
    text = HEAD + f"金额,{heading}\n" + rows(f"1,{good}", f"2,{bad}")
    with pytest.raises(Refused, match=f'counts=.*"{heading}".*"{bad}"'):
        orders(text)
    assert orders(text, counts={heading: {good: 1, bad: 0}})["net_amount_cny"].tolist() == [1]
    assert orders(text.replace(bad, good))["net_amount_cny"].tolist() == [1, 2]


def test_an_empty_status_among_others_is_asked_about_and_refunds_are_told(orders, capsys):
    with pytest.raises(Refused, match="empty"):
        orders(HEAD + "金额,状态\n" + rows("1,交易成功", "2,"))
    orders(HEAD + "金额,退款状态,退款金额\n" + rows("1,没有申请退款,0", "2,,1.5"))
    assert "not taken off the amounts: 退款金额" in capsys.readouterr().out
    orders(HEAD + "金额,退款金额\n" + rows("1,0", "2,"))
    assert "not taken off" not in capsys.readouterr().out


def test_columns_that_change_nothing_are_left_aside(orders, capsys):
    table = orders(HEAD + "金额,类型,物流状态,汇率\n" + rows("1,线上,运输中,1", "2,线下,已到站,1.0"))
    assert table["net_amount_cny"].tolist() == [1, 2]
    assert "类型, 物流状态" in capsys.readouterr().out
    with pytest.raises(Refused, match="汇率"):
        orders(HEAD + "金额,汇率\n" + rows("1,1", "2,7.1"))


def test_what_counts_leaves_out_is_no_duplicate_and_is_told(orders, capsys):
    text = HEAD + "金额,渠道\n" + "S1,C1,2025-03-01,5,线上\nS1,C1,2025-03-01,5,线下\n"
    assert orders(text, counts={"渠道": {"线上": 1, "线下": 0}})["net_amount_cny"].tolist() == [5]
    assert "rows left out by counts=: 1 of 2" in capsys.readouterr().out
    for wrong in ({"渠": {"线上": 1}}, {"渠道": ["线上"]}, {"渠道": {"线上": True, "线下": 0}}):
        with pytest.raises(Refused, match="counts="):
            orders(text, counts=wrong)


# Ids --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "\u202aQH0001",
        "QH0001\u200e",
        "QH\u200b0001",
        "ＱＨ０００１",
        "'QH0001",
        "’QH0001",
        "\ufeffQH0001",
        " QH0001\u00a0",
        "\tQH0001",
    ],
)
def test_one_customer_is_not_several(orders, capsys, written):
    table = orders(HEAD + "金额\n" + f"S1,{written},2025-03-01,1\nS2,QH0001,2025-03-01,2\n")
    assert set(table["customer_id"]) == {"QH0001"} and "customer_id (row 2)" in capsys.readouterr().out


def test_an_id_kept_as_text_for_excel(orders):
    assert orders(HEAD + '金额\nS1,"=""00123""",2025-03-01,1\n')["customer_id"].tolist() == ["00123"]


@pytest.mark.parametrize("word", ["NULL", "nan", "None", "无", "N/A", "-", "未知", "(空白)", "<NA>"])
def test_a_word_for_nothing_is_no_customer(orders, capsys, word):
    with pytest.raises(Unreadable, match="may not be empty"):
        orders(HEAD + "金额\n" + f"S1,{word},2025-03-01,1\n")
    paid = orders(f"收款单号,客户编号,收款日期,收款金额,发票号\nP1,C1,2025-03-01,1,{word}\n", kind="payments")
    assert paid["invoice_id"].isna().all() and "taken as empty" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["3月1日", "1-Mar", "Mar-01", "2025/3/1", "2025-03-01"])
def test_an_id_that_excel_made_a_day_of_gets_a_note(orders, capsys, word):
    orders(HEAD + "金额\n" + f"S1,{word},2025-03-01,1\n")
    assert "ids that look like days in customer_id (row 2)" in capsys.readouterr().out


@pytest.mark.parametrize("other", ["qh0001", "QН0001", "QH 0001"])
def test_ids_that_differ_to_the_machine_only_get_a_note(orders, capsys, other):
    table = orders(HEAD + "金额\n" + f"S1,QH0001,2025-03-01,1\nS2,{other},2025-03-01,1\n")
    assert table["customer_id"].tolist() == ["QH0001", other] and "are they one" in capsys.readouterr().out


# What Excel shows -------------------------------------------------------------------------------------------


def sheet(tmp_path, rows, formats=(), hidden=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for where, form in dict(formats).items():
        book.active[where].number_format = form
    for row in hidden:
        book.active.row_dimensions[row].hidden = True
    book.save(tmp_path / "mine.xlsx")
    return tmp_path / "mine.xlsx"


@pytest.mark.parametrize(("form", "value", "text"), [
    ("000000", 123, "000123"), ('"QH"0000', 7, "QH0007"), ("000-0000", 1234567, "123-4567"), ("000", 12345, "12345"), ("[Red]0000", 5, "0005"),
])  # fmt: skip
def test_an_id_is_what_excel_shows(tmp_path, capsys, form, value, text):
    rows = [["订单号", "客户编号", "下单日期", "金额"], ["S1", value, "2025-03-01", 5]]
    assert casekit.read_orders(sheet(tmp_path, rows, {"B2": form}))["customer_id"].tolist() == [text]
    assert text == str(value) or "as Excel shows them" in capsys.readouterr().out


@pytest.mark.parametrize(
    "form",
    [
        '"US$"#,##0',
        "[$$-409]#,##0.00",
        "[$€-2] #,##0",
        "#,##0.00 [$USD]",
        "[$¥-411]#,##0",
        '0.00"万元"',
        '#,##0"千元"',
        '0"分"',
    ],
)
def test_an_amount_shown_in_another_currency_or_unit_is_reported(tmp_path, form):
    rows = [
        ["订单号", "客户编号", "下单日期", "金额"],
        ["S1", "C1", "2025-03-01", 5],
        ["S2", "C1", "2025-03-01", 6],
    ]
    with pytest.raises(Unreadable, match="Excel shows"):
        casekit.read_orders(sheet(tmp_path, rows, {"D2": form}))


@pytest.mark.parametrize(
    "form",
    [
        "General",
        "0.00",
        "#,##0.00",
        "[$¥-804]#,##0.00",
        "¥#,##0.00;[Red]-¥#,##0.00",
        '#,##0.00"元"',
        '0!.0,"万元"',
        "0000",
        '_ "¥"* #,##0.00_ ',
        "@",
    ],
)
def test_an_ordinary_format_changes_nothing(tmp_path, form):
    rows = [["订单号", "客户编号", "下单日期", "金额"], ["S1", "C1", "2025-03-01", 12000]]
    assert casekit.read_orders(sheet(tmp_path, rows, {"D2": form}))["net_amount_cny"].tolist() == [12000]
    assert getattr(as_shown(20250301, "0"), "value", 20250301) == 20250301


def test_hidden_rows_are_read_and_told(tmp_path, capsys):
    rows = [["订单号", "客户编号", "下单日期", "金额"], *(["S" + n, "C1", "2025-03-01", 5] for n in "123")]
    assert len(casekit.read_orders(sheet(tmp_path, rows, hidden=[3]))) == 3
    assert "hides or filters out are read as well: 3" in capsys.readouterr().out


# Refusals that say what is true -----------------------------------------------------------------------------

PREAMBLE = "销售明细,,,单位：万元\n" + ",,,\n" * 15
PLAIN = "订单号,客户编号,订单日期,金额\nS1,A1,2025-03-01,12.5\n"


@pytest.mark.parametrize(("name", "content", "words"), [
    ("whole.csv", '"order_id,customer_id,order_date,net_amount_cny"\n"S1,A1,2025-03-01,100"\n', "each whole row in one pair of quotation marks"),
    ("whole.csv", '"a;b;c;d"\n"S1;A1;2025-03-01;100"\n', "each whole row in one pair of quotation marks"),
    ("web.xls", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n<table></table>", "a web page"),
    ("web.xls", "<html xmlns:x='urn'><frameset><frame src='sheet001.htm'></frameset></html>", "a web page"),
    ("web.xls", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>', "a web page"),
    ("web.xls", "<div><table></table></div>".encode("utf-16"), "0 HTML tables"),
    ("sap.txt", "-----------\n|order no|customer no|\n|---|---|\n|1|2|\n-----------\n", "a printed list"),
    ("title.txt", ("销售订单列表\n\n订单编号\t客户编号\t订单日期\t金额\nS1\tA1\t2025-03-01\t1\n").encode("utf-16"), "the headings stand in row 3"),
    ("low.csv", ",,,\n" * 16 + PLAIN, "the headings stand in row 17"),
    ("unit.csv", PREAMBLE + PLAIN, r'row 17: delete the rows above it; they say .单位：万元., which must not be lost: unit="万元"'),
    ("mine.json", '[{"order_id": 1}]', "JSON"),
])  # fmt: skip
def test_a_refusal_says_what_is_true(orders, name, content, words):
    with pytest.raises(Refused, match=words):
        orders(content, name=name)


def test_a_packed_file_is_called_one(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "mine.xlsx", "w") as archive:
        archive.writestr("orders.csv", PLAIN)
    with pytest.raises(Refused, match="unpack it"):
        casekit.read_orders(tmp_path / "mine.xlsx")


def test_the_unit_said_above_is_kept_by_the_argument(orders):
    assert orders(PLAIN, unit="万元")["net_amount_cny"].tolist() == [125_000]


def test_marks_nobody_sees_in_days_and_amounts(orders):
    table = orders(
        "order_id,customer_id,order_date,net_amount_cny\nS1,A1,\u200e2025\u200e/\u200e3\u200e/\u200e1,\u202d1234.50\u202c\n"
    )
    assert table.loc[0, "order_date"].day == 1 and table.loc[0, "net_amount_cny"] == 1234.5


# Numbers of orders, times of day ----------------------------------------------------------------------------


def test_a_ledger_without_numbers_is_read_and_what_cannot_be_checked_is_said(orders, capsys):
    table = orders(
        '客户编号,订单日期,净额\nK01,2025/3/1,"1,234.50"\nK02,2025-03-02,10\nK01,2025-03-05,88\n合计,,1332.5\n'.replace(
            "合计,,1332.5\n", ""
        )
    )
    assert "entered twice cannot be checked" in capsys.readouterr().out
    assert casekit.rfm.rfm_table(table, "2025-12-31")["monetary_cny"].tolist() == [1322.5, 10]
    for kind, text in (
        ("payments", "客户编号,收款日期,金额\nK,2025-03-01,1\n"),
        ("invoices", "客户编号,开票日期,到期日,余额\nK,2025-03-01,2025-04-01,1\n"),
    ):
        assert len(orders(text, kind=kind)) == 1


def test_a_total_in_a_ledger_without_numbers_is_still_no_record(orders):
    with pytest.raises(Unreadable, match="row of totals"):
        orders("客户编号,订单日期,净额\nK01,2025/3/1,5\n合计,,5\n")


def test_the_advice_names_no_column_that_is_another(orders):
    with pytest.raises(Refused) as refused:
        orders("客户编号,订单日期,数目\nK01,2025/3/1,5\n")
    assert "客户编号" not in refused.value.do and "net_amount_cny" in refused.value.do


def test_a_case_closed_on_the_day_it_came_without_a_time(orders):
    text = "投诉编号,客户编号,受理时间,结案时间\nT1,A,2025-03-01 09:00,2025-03-01\nT2,A,2025/3/1 下午 3:00:00,2025/3/3 上午 9:00:00\n"
    cases = orders(text, kind="complaints")
    times = casekit.complaints.case_times(casekit.complaints.events_of(cases), "2025-12-31")
    assert times["close_days"].tolist() == [0, 1.75]
    with pytest.raises(Unreadable, match="not before"):
        orders(text.replace("09:00,2025-03-01\n", "09:00,2025-03-01 08:59\n"), kind="complaints")
