"""The review of a company: numbers of the lessons, any records, hostile names, a page that needs nothing, a workbook two engines agree with."""

import re
import shutil
from html.parser import HTMLParser
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import casekit
from casekit.company import simulate
from casekit.core.language import language
from casekit.errors import Refused
from casekit.review import PARTS, Review, paper, part, review, sources
from casekit.review.part import FAILED, MISSING, THERE
from tests.recalculated import at_another_day, by_formulas, by_libreoffice, differences, formula_cells, same
from tests.small_company import HOSTILE, NAMES, renamed, small_company

LAST = "2025-12-31"
KEYS = [each.key for each in PARTS]
SOFFICE = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not here: apt-get install libreoffice-calc"
)
FORMULAS = pytest.mark.skipif(not find_spec("formulas"), reason="the package formulas is not here")
ENGINES = {
    "libreoffice": pytest.param(by_libreoffice, marks=[SOFFICE, pytest.mark.one_python]),
    "formulas": pytest.param(by_formulas, marks=[FORMULAS, pytest.mark.one_python]),
}


def made(records, tmp_path, code="en", **more):
    more = {"progress": None, "pdf": False, **more}
    return review(records, more.pop("as_of", LAST), code, folder=tmp_path / "out", **more)


@pytest.fixture(scope="module")
def qinghe():
    """Qinghe's ten parts, without the files."""
    found = sources.books("qinghe", LAST)
    return {each.key: part.run(each, found) for each in PARTS}


@pytest.fixture(scope="module")
def company():
    return small_company()


@pytest.fixture(scope="module")
def hostile(company, tmp_path_factory):
    """The review of a company whose customers have the worst of names, in both languages."""
    records = renamed(company)
    return {code: made(records, tmp_path_factory.mktemp("hostile"), code) for code in ("en", "zh")}


# The numbers of the lessons ------------------------------------------------------------------------------------


def test_qinghe_has_all_ten_parts(qinghe):
    assert len(KEYS) <= 10 and all(each.state == THERE for each in qinghe.values())


def test_the_numbers_are_those_of_the_lessons(qinghe):
    orders, returns = casekit.load("orders"), casekit.load("returns")
    year = casekit.composition.net_sales(orders, returns, 2025)
    sales = qinghe["sales"].finding.table
    assert sales["net_amount_cny"].tolist() == [
        round(year["net_amount_cny"].sum(), 2),
        round(casekit.composition.net_sales(orders, returns, 2024)["net_amount_cny"].sum(), 2),
    ]
    classes = casekit.composition.by_class(casekit.composition.abc_table(year))
    pd.testing.assert_frame_equal(qinghe["concentration"].finding.table, classes)
    assert "DSO 33.2 days on the credit sales of 365 days" in qinghe["receivables"].finding.says  # lesson 13
    assert "150 customers earned 25.47 million" in qinghe["profit"].finding.says  # lesson 8
    assert "every invoice equals its order" in qinghe["books"].finding.says


def test_the_ageing_adds_up_to_what_is_open(qinghe):
    table = qinghe["receivables"].finding.table
    assert round(table["amount_cny"].sum(), 2) == round(casekit.load("invoices")["open_amount_cny"].sum(), 2)
    assert "equals the ledger's own open amounts to the fen" in qinghe["receivables"].finding.sure


def test_the_first_to_look_at_have_most_signs(qinghe):
    table = qinghe["look_first"].finding.table
    assert len(table) == 10 and table["signs"].is_monotonic_decreasing and table["signs"].min() >= 2
    assert table.index[0] == "QH0039"  # the dealer whose bills were dishonoured


@pytest.mark.parametrize("key", KEYS)
def test_each_part_says_what_it_shows_and_how_sure_it_is_in_both_languages(company, key):
    one = next(each for each in PARTS if each.key == key)
    for code in ("en", "zh"):
        casekit.look.speak(code)
        finding = part.run(one, sources.books(company, LAST)).finding
        assert (
            finding.says and finding.sure and part.kind_words(finding.kind) and part.lesson_words(one.lesson)
        )
        assert bool(re.search("[\u4e00-\u9fff]", finding.says)) == (code == "zh")


def test_rows_after_as_of_are_left_out_and_said(company):
    found = sources.books(company, "2025-06-30")
    assert found.tables["orders"]["order_date"].max() <= pd.Timestamp("2025-06-30")
    assert sum("left out" in note for note in found.notes) >= 4
    assert found.tables["complaints"]["closed_at"].max() < pd.Timestamp("2025-07-01")
    assert all(part.run(each, found).state != FAILED for each in PARTS)


@pytest.mark.parametrize("as_of", ["2024-02-29", "2024-12-31", "2025-02-28", "2025-06-30", "2025-10-15"])
def test_any_day_of_the_records_can_be_the_last(as_of):
    found = sources.books("qinghe", as_of)
    failed = {
        each.key: result.words
        for each, result in ((each, part.run(each, found)) for each in PARTS)
        if result.state == FAILED
    }
    assert set(failed) <= {"profit"} and all("2023" in words for words in failed.values()), (
        failed
    )  # no whole calendar year before 2024


def test_the_order_of_the_rows_changes_nothing(company):
    shuffled = {name: table.sample(frac=1, random_state=7) for name, table in company.items()}
    one, other = (
        {each.key: part.run(each, sources.books(records, LAST)).finding.says for each in PARTS}
        for records in (company, shuffled)
    )
    assert one == other


@pytest.mark.parametrize("seed", [7, 2026])
def test_another_company_of_the_simulation_has_all_parts_and_no_notes(seed):
    found = sources.books(simulate(seed), LAST)
    assert all(part.run(each, found).state == THERE for each in PARTS) and not found.notes


def test_numbers_as_ids_and_amounts_as_texts_are_read(company, tmp_path):
    records = {name: company[name] for name in ("orders", "returns", "invoices", "payments")}
    number = {each: int(each[2:]) for each in company["customers"]["customer_id"]}
    for name in ("orders", "invoices", "payments"):
        records[name] = records[name].assign(customer_id=records[name]["customer_id"].map(number))
    texts = {
        "orders": "net_amount_cny",
        "returns": "credited_cny",
        "invoices": "amount_cny",
        "payments": "payment_cny",
    }
    records = {
        name: table.assign(**{texts[name]: table[texts[name]].map("{:.2f}".format)})
        for name, table in records.items()
    }
    one, other = made(records, tmp_path), made({name: company[name] for name in records}, tmp_path)
    for key in ("sales", "concentration", "recency", "receivables", "books"):
        pd.testing.assert_frame_equal(one[key].finding.table, other[key].finding.table)


def test_nothing_is_changed_in_what_was_given(company):
    before = {name: table.copy() for name, table in company.items()}
    found = sources.books(company, "2025-06-30")
    for each in PARTS:
        part.run(each, found)
    for name, table in company.items():
        pd.testing.assert_frame_equal(table, before[name])


# What is missing, what fails -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "orders",
        "invoices",
        "payments",
        "complaints",
        "order_lines",
        "products",
        "activity_costs",
        "activity_rates",
    ],
)
@pytest.mark.parametrize("how", ["left out", "empty"])
def test_a_missing_table_is_asked_for_and_the_other_parts_stand(company, name, how):
    records = (
        {**company, name: company[name].iloc[:0]}
        if how == "empty"
        else {key: table for key, table in company.items() if key != name}
    )
    found = sources.books(records, LAST)
    results = {each.key: part.run(each, found) for each in PARTS}
    for each in PARTS:
        expected = MISSING if name in each.needs else THERE
        assert results[each.key].state == expected, (each.key, results[each.key].words)
    words = " ".join(each.words for each in results.values() if each.state == MISSING)
    assert name in words or part.BRINGS[name][1] in words


@pytest.mark.parametrize("name", ["returns", "customers"])
def test_a_company_without_returns_or_names_has_all_parts(company, name):
    found = sources.books({key: table for key, table in company.items() if key != name}, LAST)
    assert all(part.run(each, found).state == THERE for each in PARTS)


def test_only_complaints_make_a_review_of_complaints(company, tmp_path):
    result = made({"complaints": company["complaints"]}, tmp_path)
    assert [each.part.key for each in result.results if each.state == THERE] == ["complaints", "quality"]
    assert load_workbook(result.workbook).sheetnames == ["Review", "Complaints"]


def test_what_is_wrong_in_one_table_stands_on_the_page_once_in_full(company, tmp_path):
    twice = pd.concat([company["orders"], company["orders"].iloc[:1]])
    result = made({**company, "orders": twice}, tmp_path)
    assert result["sales"].state == FAILED and "order_id" in result["sales"].words
    assert result["complaints"].state == THERE and result["receivables"].state == THERE
    day = made({**company, "orders": company["orders"].assign(order_date="soon")}, tmp_path)
    assert "soon" in day["look_first"].words and day["sales"].words.endswith("see “Whom to look at first”.")
    assert day["receivables"].state == THERE


def test_an_error_nobody_foresaw_stays_in_its_part(company, tmp_path, monkeypatch):
    def breaks(books):
        raise ZeroDivisionError("<b>oh</b>")

    parts = tuple(
        part.Part(*each.__dict__.values())
        if each.key != "recency"
        else part.Part("recency", 6, "R", "R", ("orders",), breaks)
        for each in PARTS
    )
    monkeypatch.setattr("casekit.review.PARTS", parts)
    result = made(company, tmp_path)
    assert result["recency"].state == FAILED and "ZeroDivisionError" in result["recency"].words
    assert sum(each.state == THERE for each in result.results) == len(PARTS) - 1
    assert "<b>oh" not in result.page.read_text(encoding="utf-8")
    assert result.workbook.exists()


def test_a_workbook_that_cannot_be_written_does_not_take_the_page_with_it(company, tmp_path, monkeypatch):
    monkeypatch.setattr("casekit.review.workbook.MOST_PAIRS", 10)
    lines = []
    result = made(company, tmp_path, progress=lines.append)
    assert result.workbook is None and result.page.exists() and "pairs of customer and row" in result.words[0]
    assert lines[-1] == result.words[0] and not list((tmp_path / "out").glob("*.part*"))


@pytest.mark.parametrize("records", [7, {"orders": [1]}, {}, {"x": pd.DataFrame({"a": [1]})}, "nowhere"])
def test_what_is_no_company_is_refused(records, tmp_path):
    with pytest.raises(Refused):
        made(records, tmp_path)
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_none_and_a_language_nobody_speaks_are_refused(company, tmp_path):
    with pytest.raises(Refused):
        made(company, tmp_path, as_of="31/12")
    with pytest.raises(Refused):
        made(company, tmp_path, "fr")
    assert language() == "en"


def test_the_readers_language_is_given_back(company, tmp_path, chinese):
    made(company, tmp_path, "en")
    assert language() == "zh"
    assert made(company, tmp_path, None).page.name == "review_zh.html"


def test_progress_is_told_step_by_step(company, tmp_path):
    lines = []
    made(company, tmp_path, progress=lines.append)
    assert [line.split(":")[0] for line in lines] == [f"{number} of 12" for number in range(1, 13)]


def test_a_review_shows_its_parts_and_its_files(hostile):
    result = hostile["en"]
    assert isinstance(result, Review) and repr(result).splitlines()[0] == "10 of 10 parts."
    assert result.parts["state"].eq("there").all() and [each.suffix for each in result.files()] == [
        ".html",
        ".xlsx",
    ]
    assert "<p>review_en.html</p>" in result._repr_html_()


# The reader's own files ------------------------------------------------------------------------------------------


def ledger(folder, count=300):
    """A shop's own ledger, as shops keep them: Chinese headings, amounts with signs, one row nobody can read, a total."""
    numbers = np.arange(count)
    orders = pd.DataFrame({
        "订单号": [f"D{each:05}" for each in numbers],
        "客户": [f"{each % 23:03}" for each in numbers],
        "下单时间": [f"{2024 + each // 160}/{1 + each % 12}/{1 + each % 28} 10:0{each % 10}" for each in numbers],
        "实付金额": [f"￥{1000 + 37 * each:,}.50" for each in numbers],
        "备注": ["=1+1"] * count,
    })  # fmt: skip
    orders.loc[5, "实付金额"] = "USD 12"
    orders.to_csv(folder / "店铺订单.csv", index=False, encoding="gb18030")
    pd.DataFrame(
        {
            "客户编号": [f"{each:03}" for each in range(23)],
            "客户名称": [f"<b>店{each}</b>" for each in range(23)],
        }
    ).to_excel(folder / "客户.xlsx", index=False)
    bills = pd.DataFrame(
        {
            "发票号": ["F1", "F2"],
            "客户编号": ["001", "002"],
            "开票日期": ["2025-03-01", "2025-10-01"],
            "到期日": ["2025-03-31", "2025-10-31"],
            "发票金额": [100, 50],
            "未收金额": [60, 50],
        }
    )
    bills.to_csv(folder / "应收账款.csv", index=False)
    pd.DataFrame(
        {
            "收款单号": ["P1"],
            "客户编号": ["001"],
            "收款日期": ["2025-03-05"],
            "收款金额": [40],
            "发票号": ["F1"],
        }
    ).to_csv(folder / "回款.csv", index=False)
    pd.DataFrame(
        {
            "投诉编号": ["T1", "T2"],
            "客户编号": ["001", "002"],
            "受理时间": ["2025/3/1 下午 3:00:00", "2025-11-01"],
            "结案时间": ["2025/3/3 上午 9:00:00", ""],
        }
    ).to_csv(folder / "投诉.csv", index=False)
    (folder / "notes.txt").write_text("nothing", encoding="utf-8")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_folder_of_ones_own_files_is_read_and_reviewed(tmp_path, code):
    folder = tmp_path / "mine"
    folder.mkdir()
    ledger(folder)
    result = made(folder, tmp_path, code)
    states = {each.part.key: each.state for each in result.results}
    assert states == {**dict.fromkeys(KEYS, THERE), "profit": MISSING}
    page = result.page.read_text(encoding="utf-8")
    assert "notes.txt" in page and "USD 12" in page and "<b>店" not in page and "&lt;b&gt;店" in page
    assert "DSO" in result["receivables"].finding.says
    assert formula_cells(result.workbook)


def test_a_file_that_cannot_be_read_says_why_and_takes_an_answer(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    ledger(folder)
    (folder / "应收账款.csv").write_text(
        "单据编号,客户,日期,到期日,未收款,币别\nF1,001,2025-03-01,2025-03-31,60,人民币\nF2,001,2025-03-01,2025-03-31,60,美元\n",
        encoding="utf-8",
    )
    result = made(folder, tmp_path)
    assert (
        result["receivables"].state == FAILED
        and "reading={" in result["receivables"].words
        and "美元" in result["receivables"].words
    )
    told = made(folder, tmp_path, reading={"invoices": {"counts": {"币别": {"人民币": 1, "美元": 7}}}})
    assert told["receivables"].finding.table["amount_cny"].sum() == 480


def test_where_nothing_can_be_read_every_part_says_so(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "订单.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = made(tmp_path / "mine", tmp_path, "zh")
    assert {each.state for each in result.results} == {FAILED, MISSING} and "没有一个文件" in result[
        "quality"
    ].words
    assert load_workbook(result.workbook).sheetnames == ["总览"]


@pytest.mark.parametrize("name", ["old.xls", "订单.xls", "orders.pdf"])
def test_no_file_is_passed_over_in_silence(tmp_path, name):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / name).write_bytes(b"%PDF-1.4 nothing")
    (folder / "complaints.csv").write_text(
        "complaint_id,customer_id,received_at,closed_at\na,K,2025-03-01,2025-03-02\n"
    )
    assert name in made(folder, tmp_path).page.read_text(encoding="utf-8")


def test_a_messy_folder_as_received_says_what_was_set_aside(tmp_path):
    told = {"customers": {"columns": {"name": "name_zh"}}}
    result = made(casekit.data.datasets_folder() / "as_received", tmp_path, "zh", reading=told)
    assert "6 行" in result["quality"].finding.says or "行读不出来" in result["quality"].finding.says
    notes = result.page.read_text(encoding="utf-8")
    assert (
        "USD 3374.67" in notes and "没有计入" in notes and "customers.csv" in notes and "returns.csv" in notes
    )
    assert result["sales"].state == THERE


# The page ---------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, what stays open, its words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_page_needs_nothing_else_and_runs_nothing(hostile, code):
    page = Page(hostile[code].page.read_text(encoding="utf-8"))
    names = {tag for tag, _ in page.tags}
    assert not page.open and not names & {"script", "link", "iframe", "object", "form", "base"}
    assert {"lang": {"en": "en", "zh": "zh-CN"}[code]} in [attrs for tag, attrs in page.tags if tag == "html"]
    for tag, attrs in page.tags:
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
        assert attrs.get("href", "#").startswith("#") and attrs.get(
            "src", "data:image/png;base64,"
        ).startswith("data:image/png;base64,")
        assert tag != "img" or attrs["alt"]
    policy = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv")]
    assert policy == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]


def test_hostile_names_are_shown_as_they_are_written(hostile):
    words = " ".join(Page(hostile["en"].page.read_text(encoding="utf-8")).text)
    assert "<script>alert(1)</script>" in words and "<img src=x onerror=alert(1)>" in words
    assert "\u200b" not in words and "\u202e" not in words


def test_each_part_names_its_lesson(hostile):
    text = " ".join(Page(hostile["zh"].page.read_text(encoding="utf-8")).text)
    assert all(f"第 {each.lesson} 课" in text for each in PARTS)
    assert text.count("有多大把握") == len(PARTS)


@pytest.mark.slow
@pytest.mark.skipif(not paper.find_browser(), reason="no Chromium, Chrome or Edge here")
def test_the_page_is_printed_by_a_browser(company, tmp_path):
    result = made(company, tmp_path, pdf=True)
    assert result.paper.read_bytes().startswith(b"%PDF") and not result.words


@pytest.mark.parametrize("code", ["en", "zh"])
def test_without_a_browser_typst_sets_the_page(company, tmp_path, monkeypatch, code):
    pytest.importorskip("typst")
    monkeypatch.setattr(paper, "find_browser", lambda: None)
    result = made(renamed(company), tmp_path, code, pdf=True)
    assert result.paper and result.paper.read_bytes().startswith(b"%PDF"), result.words


def test_without_either_it_says_so(company, tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "find_browser", lambda: None)
    monkeypatch.setattr(paper, "find_spec", lambda name: None)
    result = made(company, tmp_path, pdf=True)
    assert result.paper is None and "print it from your browser" in result.words[0] and result.page.exists()


# The workbook -----------------------------------------------------------------------------------------------------

KNOWN = {
    "MIN",
    "SUM",
    "SUMIF",
    "SUMIFS",
    "COUNTIF",
    "COUNTIFS",
    "INDEX",
    "MATCH",
    "SUMPRODUCT",
    "ROUND",
    "INT",
    "MAX",
    "IF",
    "DATE",
    "EDATE",
}


def test_only_functions_that_every_spreadsheet_has(hostile):
    for formula, _ in formula_cells(hostile["en"].workbook).values():
        assert isinstance(formula, str), "no array formulas"
        assert (
            set(re.findall(r"([A-Z][A-Z.]+)\(", formula)) <= KNOWN
            and "_xlfn" not in formula
            and "#REF" not in formula
        )


def test_no_cell_from_the_records_is_a_formula(hostile):
    for code, result in hostile.items():
        formulas = formula_cells(result.workbook)
        assert not any(
            text in formula for formula, _ in formulas.values() for text in (*HOSTILE[:2], *NAMES[:2])
        )
        book = load_workbook(result.workbook)
        ids = [cell for cell in book[{"en": "Customers", "zh": "客户"}[code]]["B"][1:]]
        assert {cell.data_type for cell in ids} == {"s"} and {
            "=1+1",
            "<script>alert(1)</script>",
            "*",
            "7",
            "007",
        } <= {cell.value for cell in ids}
        assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)


def test_every_number_of_the_first_sheet_is_a_formula_or_can_be_changed(hostile):
    sheet = load_workbook(hostile["en"].workbook)["Review"]
    plain = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type in ("n", "d") and cell.value is not None
    ]
    assert all(cell.font.color is not None and cell.font.color.rgb == "FF0000FF" for cell in plain)
    assert len(plain) == 11  # the day, two lines of ABC, four of R, the days promised, three lines of signs


def test_the_values_in_the_cells_are_those_of_casekit(hostile, company):
    sheet = load_workbook(hostile["en"].workbook, data_only=True)["Customers"]
    heads = [cell.value for cell in sheet[1]]
    shown = pd.DataFrame(sheet.iter_rows(min_row=2, values_only=True), columns=heads).set_index("customer")
    records = renamed(company)
    sales = (
        casekit.sales.by_customer(casekit.sales.net_sales(records["orders"], records["returns"], 2025)) / 100
    )
    assert shown["net sales, twelve months"].to_dict() == {**dict.fromkeys(shown.index, 0), **sales.to_dict()}
    codes = casekit.rfm.rfm_scores(
        casekit.rfm.rfm_table(
            pd.concat(
                [
                    casekit.sales.net_sales(records["orders"], records["returns"], year)
                    for year in (2024, 2025)
                ]
            ),
            LAST,
        )
    )["code"]
    assert shown["RFM code"].to_dict() == codes.to_dict()


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_an_engine_works_out_the_same_to_the_fen(hostile, tmp_path, engine):
    path = hostile["zh"].workbook
    assert len(formula_cells(path)) > 400
    assert differences(path, engine(path, tmp_path)) == {}


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_the_engines_do_work_it_out(company, tmp_path, engine, monkeypatch):
    """One wrong value among those that Python wrote is found."""
    from casekit.review import results_sheet

    monkeypatch.setattr(results_sheet, "credit_sales", lambda books: 1234.5)
    path = made({name: company[name] for name in ("invoices", "payments")}, tmp_path).workbook
    found = differences(
        path, engine(path, tmp_path / "engine") if (tmp_path / "engine").mkdir() is None else None
    )
    assert 1234.5 in [value for _, value, _ in found.values()]


@SOFFICE
@pytest.mark.one_python
@pytest.mark.parametrize("as_of", ["2025-06-30", "2024-12-31"])
def test_another_day_is_worked_out_the_same(company, tmp_path, as_of):
    path = made(company, tmp_path, as_of=as_of).workbook
    (tmp_path / "engine").mkdir()
    assert differences(path, by_libreoffice(path, tmp_path / "engine")) == {}


@SOFFICE
@pytest.mark.one_python
def test_the_last_day_can_be_changed_in_the_workbook(company, tmp_path):
    """With an earlier day typed into the blue cell, the first sheet shows what Python finds for that day."""
    now, then = (
        made(company, tmp_path).workbook,
        made(company, tmp_path / "then", as_of="2025-06-30").workbook,
    )
    at_another_day(now, tmp_path / "typed.xlsx", 46022, 45838)
    (tmp_path / "engine").mkdir()
    found = by_libreoffice(tmp_path / "typed.xlsx", tmp_path / "engine")
    typed = by_label(formula_cells(now), found, load_workbook(now)["Review"])
    expected = by_label(
        formula_cells(then),
        {place: value for place, (_, value) in formula_cells(then).items()},
        load_workbook(then)["Review"],
    )
    by_python = {
        "Whom to look at first",
        "What customers leave after cost to serve",
    }  # the usual gap, and the calendar year
    compared = {place: value for place, value in expected.items() if place[0] not in by_python}
    assert len(compared) > 60
    assert {
        place: (value, typed.get(place))
        for place, value in compared.items()
        if not same(value, typed.get(place))
    } == {}


def by_label(formulas, values, sheet):
    """The values of the first sheet's formulas by part, word in the first column, and column."""
    titles, part_of, here = {each.title for each in PARTS}, {}, ""
    for row in range(1, sheet.max_row + 1):
        here = sheet.cell(row, 1).value if sheet.cell(row, 1).value in titles else here
        part_of[row] = here
    cells = (sheet[place] for page, place in formulas if page == sheet.title)
    return {
        (part_of[cell.row], sheet.cell(cell.row, 1).value, cell.column_letter): values[
            sheet.title, cell.coordinate
        ]
        for cell in cells
    }


@SOFFICE
@pytest.mark.one_python
def test_ones_own_ledger_is_worked_out_the_same(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    ledger(folder)
    path = made(folder, tmp_path).workbook
    (tmp_path / "engine").mkdir()
    assert differences(path, by_libreoffice(path, tmp_path / "engine")) == {}


@pytest.mark.daily
@SOFFICE
@pytest.mark.one_python
def test_all_of_qinghe_is_worked_out_the_same(tmp_path):
    path = made("qinghe", tmp_path).workbook
    (tmp_path / "engine").mkdir()
    assert len(formula_cells(path)) > 60_000
    assert differences(path, by_libreoffice(path, tmp_path / "engine")) == {}
