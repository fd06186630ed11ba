"""The same table as .xlsx, .xls, .ods, .xlsb and HTML: the same orders and the same problems, or a refusal that names the way out."""

import datetime as dt
import shutil
import subprocess
import zipfile
from struct import pack

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import casekit
from casekit.errors import Refused
from casekit.records.shown import as_displayed
from tests.binary_workbook import write_xlsb

pytestmark = pytest.mark.slow  # left out by `test --quick`
SOFFICE = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not here: apt-get install libreoffice-calc"
)
HEAD = ["订单号", "客户编号", "下单日期", "金额", "备注"]
DAY = dt.datetime(2024, 3, 1)
ROWS = [
    HEAD,
    ["00012", "QH1", DAY, 1234.5, "华东"],
    [123, "QH2", dt.datetime(2024, 3, 2, 15, 30), 99.01, "华东"],
    ["a1", "ＱＨ２", 45352, 12.5, None],
    ["a2", " QH2", DAY, 12.5, "x"],
    ["a3", "QH2", DAY, -12.5, "x"],
    ["a4", "QH2", DAY, 0.5, "y"],
    ["a5", "QH2", "2024年3月4日", "￥1,234.50", "z"],
    ["a6", "QH2", "03/04/2024", 3, "z"],
    ["a7", None, DAY, "待定", "z"],
    ["a8", "QH2", DAY, 12345.67, "z"],
    ["a9", "QH2", DAY, "#N/A", "z"],
    [124, "QH2", DAY, 7, "z"],
]
FORMATS = {
    (3, 1): "000000", (4, 4): '0.0"万元"', (5, 4): "[$$-409]#,##0.00", (6, 4): '"¥"#,##0.00', (7, 4): "0%", (11, 4): "#,##0",
    (13, 1): '"SO"0000',
}  # fmt: skip


def save(path, rows=ROWS, formats=None, hidden=(), merged=(), mac=False):
    """Write the table as .xlsx."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if mac else book.epoch
    for row in rows:
        book.active.append(row)
    for (r, c), form in (FORMATS if formats is None else formats).items():
        book.active.cell(r, c).number_format = form
    for row in hidden:
        book.active.row_dimensions[row].hidden = True
    for r0, r1, c0, c1 in merged:
        book.active.merge_cells(start_row=r0, end_row=r1, start_column=c0, end_column=c1)
    book.save(path)
    return path


def converted(path, *endings):
    """The workbook in other formats, by LibreOffice."""
    for ending in endings:
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless", "--convert-to", ending, "--outdir", path.parent, path],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    return [path.with_suffix(f".{ending}") for ending in endings]


def everything(path, read=casekit.read_orders):
    """The rows read, the problems without the way a cell was shown, and the notes without the file's name."""
    good, problems = read(path, on_error="set aside")
    notes = [note.split(": ", 1)[1] for note in good.attrs["notes"]]
    return good, problems[["row", "column", "needed"]].to_numpy().tolist(), notes


@pytest.fixture(scope="module")
def family(tmp_path_factory):
    """The table with its messy cells as .xlsx, and what LibreOffice makes of it."""
    folder = tmp_path_factory.mktemp("family")
    path = save(folder / "mine.xlsx", hidden=(6,), merged=[(2, 3, 5, 5)])
    mac = save(folder / "mac.xlsx", [row for row in ROWS if row[2] != 45352], {}, mac=True)
    converted(path, "xls", "ods")
    converted(mac, "xls", "ods")
    return folder


@SOFFICE
@pytest.mark.parametrize("name", ["mine.xls", "mine.ods", "mac.xls", "mac.ods"])
def test_the_same_table_saved_by_libreoffice_reads_the_same(family, name):
    there, problems, notes = everything(family / name)
    as_xlsx = everything((family / name).with_suffix(".xlsx"))
    pd.testing.assert_frame_equal(there, as_xlsx[0])
    assert problems == as_xlsx[1] and len(problems) >= 3
    assert sorted(notes) == sorted(as_xlsx[2])


@pytest.mark.parametrize("mac", [False, True])
def test_the_same_table_as_xlsb_reads_the_same(tmp_path, mac):
    rows = [row for row in ROWS if not mac or row[2] != 45352]
    formats = {} if mac else FORMATS
    as_xlsx = everything(save(tmp_path / "mine.xlsx", rows, formats, (6,), [(2, 3, 5, 5)], mac))
    there, problems, notes = everything(
        write_xlsb(tmp_path / "mine.xlsb", rows, formats, (6,), [(2, 3, 5, 5)], mac)
    )
    pd.testing.assert_frame_equal(there, as_xlsx[0])
    assert problems == as_xlsx[1]
    assert sorted(notes) == sorted(as_xlsx[2])


COMPLAINTS = [
    ["complaint_id", "customer_id", "received_at", "closed_at"],
    ["C1", "QH1", DAY, DAY],
    ["C2", "QH1", DAY, None],
    ["C3", "QH1", DAY, "#N/A"],
    ["C4", "QH1", DAY, "=1/0"],
]


@SOFFICE
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_an_error_or_a_merged_cell_is_never_an_open_complaint(tmp_path, ending):
    path = save(tmp_path / "mine.xlsx", COMPLAINTS, {}, merged=[(2, 3, 4, 4)])
    (other,) = converted(path, ending)
    good, problems = casekit.read_complaints(other, on_error="set aside")
    assert good["complaint_id"].tolist() == ["C1"]
    assert problems["row"].tolist() == [3, 4, 5]
    assert "merged" in problems["needed"][0] and "Excel error" in problems["needed"][1]


def test_an_error_or_a_merged_cell_of_xlsb_is_never_an_open_complaint(tmp_path):
    path = write_xlsb(tmp_path / "mine.xlsb", COMPLAINTS[:4], merged=[(2, 3, 4, 4)])
    good, problems = casekit.read_complaints(path, on_error="set aside")
    assert good["complaint_id"].tolist() == ["C1"] and problems["row"].tolist() == [3, 4]


@SOFFICE
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_sheets_are_chosen_as_in_xlsx(tmp_path, ending):
    book = openpyxl.Workbook()
    for title, state in (("一月", "visible"), ("二月", "visible"), ("藏", "hidden")):
        page = book.create_sheet(title)
        page.sheet_state = state
        for row in [HEAD, [f"{title}1", "QH1", DAY, 1, ""]]:
            page.append(row)
    book.save(tmp_path / "mine.xlsx")
    (path,) = converted(tmp_path / "mine.xlsx", ending)
    with pytest.raises(Refused, match="2 sheets: 一月, 二月"):
        casekit.read_orders(path)
    with pytest.raises(Refused, match="nearest: 二月"):
        casekit.read_orders(path, sheet="二月份")
    assert casekit.read_orders(path, sheet="藏")["order_id"].tolist() == ["藏1"]


def test_a_true_name_is_told_where_the_ending_says_another(tmp_path):
    save(tmp_path / "mine.xlsx", ROWS[:3]).rename(tmp_path / "mine.xls")
    good = casekit.read_orders(tmp_path / "mine.xls")
    assert good["order_id"].tolist() == ["00012", "000123"]
    assert any("the content is .xlsx" in note for note in good.attrs["notes"])


@SOFFICE
def test_damaged_and_locked_files_name_the_way_out(family, tmp_path):
    for name in ("mine.xls", "mine.ods"):
        whole = (family / name).read_bytes()
        (tmp_path / name).write_bytes(whole[: len(whole) // 2])
        with pytest.raises(Refused, match="save it as .xlsx|get it again"):
            casekit.read_orders(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "locked.ods", "w") as archive:
        archive.writestr("content.xml", b"\x00secret")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(Refused, match="with a password"):
        casekit.read_orders(tmp_path / "locked.ods")


# HTML under the name .xls ---------------------------------------------------------------------------------

CELLS = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
TABLE = "<table border=1>" + CELLS.format(*HEAD[:4]) + "{}</table>"
PAGE = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><body>{}</body></html>'
ROW = CELLS.format("00012", "QH1", "2024-03-01", "1,234.50")


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("utf-8", "gb18030"), ("unicode", "utf-16")],
)
def test_an_html_table_reads_as_it_shows_its_cells(tmp_path, charset, codec):
    (tmp_path / "应收.xls").write_bytes(PAGE.format(charset, TABLE.format(ROW)).encode(codec))
    good = casekit.read_orders(tmp_path / "应收.xls")
    assert good.to_numpy().tolist() == [["00012", "QH1", pd.Timestamp("2024-03-01"), 1234.5]]
    assert any("HTML table" in note for note in good.attrs["notes"])


def test_html_layout_is_told_from_the_ledger(tmp_path):
    page = (
        f"<table><tr><td><table><tr><td>用友</td></tr></table></td><td>{TABLE.format(ROW)}</td></tr></table>"
    )
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    assert len(casekit.read_orders(tmp_path / "a.xls")) == 1
    (tmp_path / "b.xls").write_text(TABLE.format(ROW) * 2, encoding="utf-8")
    with pytest.raises(Refused, match="2 HTML tables, 2 with known headings"):
        casekit.read_orders(tmp_path / "b.xls")


def test_merged_cells_and_totals_of_html_are_problems(tmp_path):
    rows = "<tr><td>S1</td><td rowspan=2>QH1</td><td>2024-03-01</td><td>1</td></tr><tr><td>S2</td><td>2024-03-01</td><td>2</td></tr>"
    (tmp_path / "a.xls").write_text(
        TABLE.format(rows + "<tr><td colspan=3>合计</td><td>3</td></tr>"), encoding="utf-8"
    )
    good, problems = casekit.read_orders(tmp_path / "a.xls", on_error="set aside")
    assert good["order_id"].tolist() == ["S1"]
    assert ["merged" in words or "totals" in words for words in problems["needed"]] == [True, True]


# Very old .xls, as some ledger programs still write it ------------------------------------------------------


def biff2(rows, locked=False):
    """A worksheet as before Excel 5: no container, no encoding named, here in GB18030."""

    def record(number, data):
        return pack("<HH", number, len(data)) + data

    def cell(r, c, value):
        if isinstance(value, str):
            text = value.encode("gb18030")
            return record(4, pack("<HHBBBB", r, c, 0, 0, 0, len(text)) + text)
        return record(3, pack("<HHBBBd", r, c, 0, 0, 0, value))

    cells = b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    return record(9, pack("<HH", 2, 16)) + (record(47, bytes(4)) if locked else b"") + cells + record(10, b"")


def test_a_very_old_file_that_names_no_encoding_is_chinese(tmp_path):
    (tmp_path / "old.xls").write_bytes(biff2([HEAD[:4], ["00012", "华东店", "2024-03-01", 12.5]]))
    good = casekit.read_orders(tmp_path / "old.xls")
    assert good.to_numpy().tolist() == [["00012", "华东店", pd.Timestamp("2024-03-01"), 12.5]]
    assert any("GB18030" in note for note in good.attrs["notes"])


def test_an_old_file_with_a_password_says_so(tmp_path):
    (tmp_path / "old.xls").write_bytes(biff2([HEAD[:4]], locked=True))
    with pytest.raises(Refused, match="with a password"):
        casekit.read_orders(tmp_path / "old.xls")


@pytest.mark.parametrize(
    ("value", "text", "currency", "says"),
    [
        (123, "000123", "", "digits"), (7, "QH0007", "", "digits"), (12.5, "12.5万元", "", "unit"), (5, "$5.00", "USD", "currency"),
        (5, "5.00", "EUR", "currency"), (5, "¥5.00", "CNY", None), (1234567.0, "1,234,567", "", None), (0.5, "50%", "", None),
        (123456789012, "1.23E+11", "", None), (-5, "(5.00)", "", None), (5, "5元", "", None), (0.5, "0.5", "", None), (0, "0", "", None),
    ],
)  # fmt: skip
def test_what_a_displayed_text_says_beyond_its_number(value, text, currency, says):
    assert getattr(as_displayed(value, text, currency), "says", None) == says
