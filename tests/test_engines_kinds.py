"""Any size of ledger: kinds of columns, files, and what is left alone."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.alerts import early_warnings
from casekit.composition import abc_table
from casekit.errors import Refused
from casekit.receivables import ageing_table, dso
from casekit.rfm import rfm_scores, rfm_table
from tests.engines import AS_OF, ENGINES, NAMES, answer, assert_same, given_to, orders

ON = st.sampled_from(NAMES)
EACH = pytest.mark.parametrize("name", NAMES)
ROOT = Path(__file__).resolve().parents[1]
THREE = pd.DataFrame(
    {
        "customer_id": ["K", "客户", "K"],
        "order_date": pd.to_datetime(["2025-12-01", "2025-12-30 23:59:59", "2025-03-31"], format="mixed"),
        "net_amount_cny": [10.5, 0.0, -3.25],
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("engines")


# Kinds of columns ---------------------------------------------------------------------------------------

DAYS = ["2025-12-31", "2025/1/2", "20250301", "2025年3月1日 下午 3:00", "31 Dec 2025", None, "", " 2025-06-01 ",
        "05/12/2025", "2025-02-30", "45657", "1.3.25", "2025-03-01T10:00Z", "soon", "1899-01-01", "2100-01-01"]  # fmt: skip
NUMBERS = ["1", " 2.50 ", "-3", "1e2", "0", None, "", "1,000", "1_0", "0x1", "nan", "inf", "-Infinity", "一"]


@given(ON, orders(order_date=st.sampled_from(DAYS[:5]) | st.sampled_from(DAYS)))
def test_days_as_text(folder, name, frame):
    given_to(rfm_table, name, folder, frame.astype({"order_date": "str"}), AS_OF)


@given(ON, orders(net_amount_cny=st.sampled_from(NUMBERS[:5]) | st.sampled_from(NUMBERS)))
def test_amounts_as_text(folder, name, frame):
    given_to(rfm_table, name, folder, frame.astype({"net_amount_cny": "str"}), AS_OF)
    given_to(abc_table, name, folder, frame.astype({"net_amount_cny": "str"}))


KINDS = {
    "days in seconds": {"order_date": "datetime64[s]"},
    "days in nanoseconds": {"order_date": "datetime64[ns]"},
    "days as numbers": {"order_date": lambda days: days.dt.strftime("%Y%m%d").astype("int64")},
    "days as dates": {"order_date": lambda days: days.dt.date},
    "days in a zone": {  # shown in the zone of the engine's session
        "order_date": lambda days: days.dt.tz_localize("Asia/Shanghai")
    },
    "days too early": {"order_date": lambda days: days.mask(days.index == 1, pd.Timestamp("1989-12-31"))},
    "days too late": {"order_date": lambda days: days.mask(days.index == 1, pd.Timestamp("2100-01-01"))},
    "days as true": {"order_date": lambda days: days.notna()},
    "whole numbers": {"net_amount_cny": "int32"},
    "small floats": {"net_amount_cny": "float32"},
    "decimals": {"net_amount_cny": lambda amounts: amounts.map(lambda each: Decimal(str(each)))},
    "yes and no": {"net_amount_cny": lambda amounts: amounts > 0},
    "numbers for ids": {"customer_id": lambda ids: pd.Series([7, -1, 7])},
    "small numbers for ids": {"customer_id": lambda ids: pd.Series([7, -1, 7], dtype="int16")},
    "floats for ids": {"customer_id": lambda ids: pd.Series([7.0, 0.5, np.nan])},
    "infinite": {"net_amount_cny": lambda amounts: amounts.mask(amounts == 0, -np.inf)},
}


@EACH
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_column(folder, name, kind):
    if name == "spark" and kind == "days in a zone":
        pytest.skip("Spark keeps no zone: a timestamp is one of its session")
    frame = THREE.assign(
        **{
            column: THREE[column].astype(to) if isinstance(to, str) else to(THREE[column])
            for column, to in KINDS[kind].items()
        }
    )
    bills = frame.rename(columns={"order_date": "due_date", "net_amount_cny": "open_amount_cny"})
    row = None if kind == "days in a zone" else True
    given_to(rfm_table, name, folder, frame, AS_OF, row=row)
    given_to(abc_table, name, folder, frame)
    given_to(ageing_table, name, folder, bills, AS_OF, row=row)


@EACH
def test_ids_as_categories_are_texts(folder, name):
    frame = THREE.astype({"customer_id": "category"})
    assert_same(rfm_table(ENGINES[name](frame, folder), AS_OF), rfm_table(THREE, AS_OF))


@given(
    ON,
    orders(
        net_amount_cny=st.integers(-(10**13), 10**13).map(lambda fen: fen / 100)
        | st.sampled_from([1e11, -1e15, 1e200])
    ),
)
def test_amounts_beyond_all_floats_are_right_to_the_fen(folder, name, frame):
    exact = frame.groupby("customer_id")["net_amount_cny"].agg(
        lambda amounts: sum(map(Decimal, map(str, amounts)))
    )
    found = rfm_table(ENGINES[name](frame, folder), AS_OF)["monetary_cny"]
    small = exact.abs() < 10**11
    assert [Decimal(str(each)) for each in found[small].round(2)] == [
        each.quantize(Decimal("0.01")) for each in exact[small]
    ]


@given(ON, orders(net_amount_cny=st.floats(-1e6, 1e6)))
def test_parts_of_a_fen_are_added_to_a_millionth(folder, name, frame):
    found, expected = rfm_table(ENGINES[name](frame, folder), AS_OF), rfm_table(frame, AS_OF)
    np.testing.assert_allclose(found["monetary_cny"], expected["monetary_cny"], rtol=0, atol=1.5e-6)


@given(ON, orders(least=2), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(folder, name, frame, random):
    rows = list(range(len(frame)))
    random.shuffle(rows)
    for function, further in ((rfm_table, (AS_OF,)), (abc_table, ())):
        one, other = (
            answer(function, ENGINES[name](each, folder), *further) for each in (frame, frame.iloc[rows])
        )
        assert_same(one, other, row=False)


# The first row that cannot be used, in a long table ---------------------------------------------------------


@pytest.mark.skipif("spark" in NAMES, reason="Spark numbers no rows")
@EACH
@pytest.mark.parametrize(
    "bad",
    [
        {"customer_id": None},
        {"order_date": pd.NaT},
        {"order_date": pd.Timestamp("2026-01-01")},
        {"net_amount_cny": np.nan},
    ],
)
def test_the_first_of_a_long_table_is_named(folder, name, bad):
    rows = np.zeros(150_000, dtype=int)  # more than DuckDB reads at a time
    frame = THREE.take(rows).reset_index(drop=True)
    frame.loc[[130_001, 140_000], list(bad)] = list(bad.values())[0]
    given_to(rfm_table, name, folder, frame, AS_OF)


@EACH
@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_column_that_is_missing(folder, name, code):
    from casekit import look

    look.speak(code)
    for function, further in (
        (rfm_table, ("no day",)),
        (abc_table, ()),
        (ageing_table, (AS_OF,)),
        (early_warnings, ()),
        (rfm_scores, ()),
    ):
        given_to(function, name, folder, THREE[["order_date"]], *further)
    given_to(rfm_table, name, folder, THREE, "no day")
    given_to(rfm_table, name, folder, THREE.assign(customer_id=None).astype({"customer_id": "str"}), AS_OF)


# Files and objects ------------------------------------------------------------------------------------------


@pytest.mark.skipif("parquet" not in NAMES, reason="read by DuckDB")
def test_paths(tmp_path):
    for each in (
        tmp_path,
        str(tmp_path),
        tmp_path / "no.parquet",
        tmp_path / "2025-*.parquet",
        tmp_path / "orders.csv",
    ):
        with pytest.raises(Refused, match="Parquet files at the path"):
            rfm_table(each, AS_OF)
    (tmp_path / "orders.csv").write_text("customer_id\nK\n", encoding="utf-8")
    with pytest.raises(Refused, match="orders.csv"):
        rfm_table(tmp_path / "orders.csv", AS_OF)
    inner = tmp_path / "a [1]" / "2025"
    inner.mkdir(parents=True)
    THREE.iloc[:2].to_parquet(inner / "01.parquet")
    THREE.iloc[2:][["net_amount_cny", "order_date", "customer_id"]].to_parquet(inner / "02.parquet")
    for each in (tmp_path, inner, str(tmp_path / "**" / "0*.parquet")):
        assert_same(rfm_table(each, AS_OF), rfm_table(THREE, AS_OF))


@pytest.mark.skipif("polars" not in NAMES, reason="Polars, Arrow and DuckDB")
def test_what_holds_no_table():
    import duckdb
    import polars
    import pyarrow

    for each in (polars.Series([1]), pyarrow.array([1]), duckdb.connect(), polars.col("a")):
        for function, further in ((rfm_table, (AS_OF,)), (abc_table, ()), (rfm_scores, ())):
            with pytest.raises(Refused, match="a table: of pandas"):
                function(each, *further)


@pytest.mark.skipif("polars" not in NAMES, reason="Polars, Arrow and DuckDB")
def test_days_sales_outstanding_of_columns():
    import duckdb
    import polars
    import pyarrow

    books = pd.DataFrame({"receivables_cny": [5.0, 6, np.nan, 7], "credit_sales_cny": [10, 0, 3, -2]})
    expected = dso(books["receivables_cny"], books["credit_sales_cny"], 90)
    lake, arrow = polars.from_pandas(books), pyarrow.Table.from_pandas(books)
    relation = duckdb.connect().from_arrow(arrow)
    for one in (lake, arrow):
        assert_same(dso(one["receivables_cny"], one["credit_sales_cny"], 90), expected)
        assert_same(dso(one.select(["receivables_cny"]), one["credit_sales_cny"], 90), expected)
        assert_same(dso(one, books["credit_sales_cny"], 90), expected)
    assert_same(dso(relation.select("receivables_cny"), relation.select("credit_sales_cny"), 90), expected)
    assert_same(dso(10.0, relation, 90), dso(10.0, books["credit_sales_cny"], 90))
    for one in (lake, relation):
        with pytest.raises(Refused, match="credit_sales_cny"):
            dso(one, relation.project("1 AS a, 2 AS b"), 90)


@pytest.mark.skipif("duckdb" not in NAMES, reason="DuckDB")
def test_a_readers_connection_stays_as_it_is():
    import duckdb

    connection = duckdb.connect()
    connection.execute("CREATE TABLE given AS SELECT 1 AS mine")
    connection.execute(
        "CREATE TABLE orders AS SELECT 'K' AS customer_id, '2025-12-01' AS order_date, '12.50' AS net_amount_cny"
    )
    before = connection.sql("SHOW ALL TABLES").fetchall()
    relation = connection.table("orders").filter("net_amount_cny <> '0'")
    assert rfm_table(relation, AS_OF).loc["K"].tolist() == [30, 1, 12.5]
    assert connection.sql("SHOW ALL TABLES").fetchall() == before
    assert connection.sql("FROM given").fetchall() == [(1,)]


# What is left alone -----------------------------------------------------------------------------------------


def test_pandas_alone_needs_no_engine():
    code = "import sys, casekit.rfm, casekit.alerts, casekit.receivables, casekit.composition; print({'duckdb', 'polars', 'pyspark', 'narwhals'} & set(sys.modules))"  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )
    assert run.stdout.strip() == "set()", run.stderr


def test_an_engine_that_is_not_installed_says_how_to_get_it(monkeypatch, tmp_path):
    THREE.to_parquet(tmp_path / "orders.parquet")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(Refused, match="pip install"):
        rfm_table(tmp_path, AS_OF)


def test_one_text_for_all_engines():
    """No second program of the sums: no engine's own words of grouping, and no layer above them (Narwhals adds wrongly in places)."""
    for path in (ROOT / "casekit" / "engines").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not [word for word in ("narwhals", ".group_by(", ".groupby(", ".agg(") if word in source], (
            path.name
        )
