"""A folder of files as one ledger: each row once, whatever the files overlap in; nothing dropped without a word."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import casekit
from casekit.core.language import speak
from casekit.errors import Refused
from casekit.records import Unreadable, names

pytestmark = pytest.mark.slow  # left out by `test --quick`
HEAD = "order_id,customer_id,order_date,net_amount_cny\n"


@pytest.fixture
def folder(tmp_path):
    """A folder that files are written into: ``folder("2025-01.csv", [("S1", "C1", "2025-01-03", 10)])``."""
    (tmp_path / "ledger").mkdir()

    def write(name, rows=(), head=HEAD):
        lines = [",".join(map(str, row)) + "\n" for row in rows]
        (tmp_path / "ledger" / name).write_text(head + "".join(lines), encoding="utf-8")
        return tmp_path / "ledger"

    return write


def found(place, **named):
    """The problems of a ledger, as (file, row, column); the error must carry the same table."""
    with pytest.raises(Unreadable) as caught:
        casekit.read_orders(place, **named)
    good, problems = casekit.read_orders(place, on_error="set aside", **named)
    pd.testing.assert_frame_equal(caught.value.problems, problems)
    return good, [tuple(row) for row in problems[["file", "row", "column"]].to_numpy()], problems


def months(folder):
    folder("2025-2.csv", [("S2", "C1", "2025-02-03", 2)])
    folder("2025-10.csv", [("S3", "C2", "2025-10-03", 3)])
    return folder("2025-1.csv", [("S1", "C1", "2025-01-03", 1)])


def test_files_are_read_in_the_order_of_their_numbers_and_each_row_says_its_file(folder):
    orders = casekit.read_orders(months(folder))
    assert orders["order_id"].tolist() == ["S1", "S2", "S3"]
    assert orders["file"].tolist() == ["2025-1.csv", "2025-2.csv", "2025-10.csv"]
    assert [each["rows"] for each in orders.attrs["files"]] == [1, 1, 1]
    assert orders.attrs["files"][2]["first"] == "2025-10-03"
    casekit.rfm.rfm_table(orders, "2025-12-31")  # a function of the lessons takes it


def test_a_list_and_a_pattern_are_ledgers_too(folder):
    place = months(folder)
    assert casekit.read_orders([place / "2025-2.csv", place / "2025-1.csv"])["order_id"].tolist() == [
        "S2",
        "S1",
    ]
    assert casekit.read_orders(str(place / "2025-1*.csv"))["order_id"].tolist() == ["S1", "S3"]
    with pytest.raises(Refused, match="none in"):
        casekit.read_orders(str(place / "2024-*.csv"))


def test_headings_language_order_and_unit_may_differ(folder, capsys):
    months(folder)
    place = folder("2025-3.csv", [("0.0005", "2025/3/4", "S4", "C9")], "金额（万元）,下单日期,订单号,客户\n")
    orders = casekit.read_orders(place, columns={"customer_id": "客户"})
    assert orders.loc[orders["order_id"] == "S4", ["customer_id", "net_amount_cny"]].to_numpy().tolist() == [
        ["C9", 5.0]
    ]
    with pytest.raises(Refused, match="Kunde"):
        casekit.read_orders(place, columns={"customer_id": "Kunde"})


def test_a_copy_is_a_problem_by_content_not_by_name(folder):
    place = months(folder)
    shutil.copy(place / "2025-1.csv", place / "2025-1 (2).csv")
    pd.DataFrame({"order_id": ["S3"], "customer_id": ["C2"], "order_date": ["2025-10-03"], "net_amount_cny": [3]}).to_excel(
        place / "2025-10x.xlsx", index=False
    )  # fmt: skip
    good, problems, table = found(place)
    assert problems == [("2025-1 (2).csv", 1, ""), ("2025-10x.xlsx", 1, "")]
    assert "2025-1.csv" in table["found"][0] and "2025-10.csv" in table["found"][1]
    assert good["order_id"].tolist() == ["S1", "S2", "S3"]


def test_the_same_row_counts_once_and_an_id_with_two_rows_not_at_all(folder):
    months(folder)
    place = folder(
        "2025-3.csv",
        [("S2", "C1", "2025-02-03", 2), ("S3", "C2", "2025-10-03", 99), ("S4", "C1", "2025-03-01", 4)],
    )
    good, problems, table = found(place)
    assert problems == [("2025-3.csv", 2, ""), ("2025-3.csv", 3, "order_id"), ("2025-10.csv", 2, "order_id")]
    assert good["order_id"].tolist() == ["S1", "S2", "S4"]
    assert "2025-2.csv" in table["needed"][0] and "2025-10.csv" in table["needed"][1]


def test_months_that_overlap_or_are_missing_are_told(folder):
    months(folder)
    place = folder("2025-3.csv", [("S4", "C1", "2025-02-20", 4), ("S5", "C1", "2025-03-20", 4)])
    notes = "\n".join(casekit.read_orders(place).attrs["notes"])
    assert "2025-02 appears in two files (2025-2.csv, 2025-3.csv)" in notes
    assert "no file has 2025-04, 2025-05" in notes and "2025-03 appears" not in notes


def test_without_order_numbers_the_same_row_in_two_files_is_told(folder):
    head = HEAD.removeprefix("order_id,")
    folder("a.csv", [("C1", "2025-01-03", 1), ("C1", "2025-01-03", 1), ("C2", "2025-01-03", 1)], head)
    good, problems, _ = found(folder("b.csv", [("C1", "2025-01-03", 1), ("C3", "2025-01-03", 1)], head))
    assert problems == [("b.csv", 2, "")] and len(good) == 4  # twice in one file may be right


def test_cells_that_cannot_be_read_name_their_file(folder):
    place = months(folder)
    good, problems, _ = found(folder("2025-3.csv", [("S4", "C1", "2025-03-20", "x")]))
    assert problems == [("2025-3.csv", 2, "net_amount_cny")] and len(good) == 3
    (place / "2025-4.xlsx").write_bytes(b"PK\x03\x04" + bytes(99))
    assert found(place)[1][1] == ("2025-4.xlsx", 1, "")


def test_what_is_no_table_is_named(folder):
    place = months(folder)
    for name in ("~$2025-1.xlsx", ".~lock.2025-1.csv#", ".hidden.csv", "readme.md", "Thumbs.db"):
        (place / name).write_text("x", encoding="utf-8")
    (place / "old").mkdir()
    notes = "\n".join(casekit.read_orders(place).attrs["notes"])
    assert all(
        name in notes for name in ("~$2025-1.xlsx", ".~lock", ".hidden.csv", "readme.md", "Thumbs.db", "old")
    )


def test_files_of_another_table_are_left_aside_where_names_tell(folder):
    folder("invoices-2025.csv", [("x",)], "nothing\n")
    orders = casekit.read_orders(folder("orders-2025.csv", [("S1", "C1", "2025-01-03", 1)]))
    assert len(orders) == 1 and any("invoices-2025.csv" in note for note in orders.attrs["notes"])


def test_an_amount_that_only_some_files_have_is_refused_and_a_text_is_told(folder):
    head = "payment_id,customer_id,payment_date,payment_cny{}\n"
    folder("a.csv", [("P1", "C1", "2025-01-03", 1)], head.format(""))
    place = folder("b.csv", [("P2", "C1", "2025-02-03", 1, 0.5)], head.format(",discount_taken_cny"))
    with pytest.raises(Refused, match="discount_taken_cny in all files or in none"):
        casekit.read_payments(place)
    folder("b.csv", [("P2", "C1", "2025-02-03", 1, "F1")], head.format(",invoice_id"))
    paid = casekit.read_payments(place)
    assert paid["invoice_id"].isna().tolist() == [True, False]
    assert any("no invoice_id in 1 of 2 files (a.csv)" in note for note in paid.attrs["notes"])


def test_zeros_lost_in_one_file_are_told(folder):
    folder("a.csv", [("S1", "0012", "2025-01-03", 1), ("S2", "0013", "2025-01-03", 1)])
    orders = casekit.read_orders(folder("b.csv", [("S3", "12", "2025-02-03", 1)]))
    assert any("0012, 12" in note for note in orders.attrs["notes"])


def test_a_note_of_all_files_is_printed_once(folder, capsys):
    for month in range(1, 10):
        place = folder(
            f"2025-{month}.csv",
            [(f"S{month}", "C1", f"2025-0{month}-03", 1, "x")],
            HEAD.strip() + ",remark\n",
        )
    casekit.read_orders(place)
    assert capsys.readouterr().out.count("remark") == 1


def test_both_languages_tell_the_same_problems(folder):
    place = months(folder)
    shutil.copy(place / "2025-1.csv", place / "2025-3.csv")
    english = found(place)[1]
    speak("zh")
    try:
        assert found(place)[1] == english
        assert "内容相同" in found(place)[2]["found"][0]
    finally:
        speak("en")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_however_a_ledger_is_cut_into_files_it_is_the_same_ledger(tmp_path, data):
    """Cut at any places, with rows repeated across the cuts: what is set aside and what is kept are the ledger."""
    rows = data.draw(st.integers(2, 12), label="rows")
    ledger = pd.DataFrame(
        {
            "order_id": [f"S{n}" for n in range(rows)],
            "customer_id": "C1",
            "order_date": "2025-03-01",
            "net_amount_cny": np.arange(rows) + 0.5,
        }
    )
    cuts = sorted(data.draw(st.sets(st.integers(1, rows - 1), max_size=3), label="cuts"))
    place = Path(tempfile.mkdtemp(dir=tmp_path))
    repeated = 0
    for n, (start, end) in enumerate(zip([0, *cuts], [*cuts, rows], strict=True)):
        early = data.draw(st.integers(0, start), label="rows again")
        repeated += early
        ledger.iloc[start - early : end].to_csv(place / f"{n}.csv", index=False)
    good, problems = casekit.read_orders(place, on_error="set aside")
    assert good["order_id"].tolist() == ledger["order_id"].tolist()
    assert good["net_amount_cny"].tolist() == ledger["net_amount_cny"].tolist()
    assert len(problems) == repeated


def test_numbers_in_names_are_numbers():
    files = [Path(each) for each in ("b.csv", "2025-10.csv", "2025-2 copy.csv", "2025-2.csv", "订单.csv")]
    assert [each.name for each in sorted(files, key=names.in_order)] == [
        "2025-2.csv",
        "2025-2 copy.csv",
        "2025-10.csv",
        "b.csv",
        "订单.csv",
    ]
