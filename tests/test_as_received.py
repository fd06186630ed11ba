"""The copies as received: the clean tables, eighteen defects, and nothing else."""

import json
from hashlib import sha256

import pandas as pd
import pytest
from frictionless import Package

import casekit
from casekit import company
from casekit.company import as_received
from casekit.company.as_received import DEFECTS, KEYS
from casekit.data import datasets_folder

pytestmark = pytest.mark.slow  # simulates the company; left out by `test --quick`

FOLDER = datasets_folder() / "as_received"


def text(folder, name):
    path = datasets_folder() / folder / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def defects():
    return text("as_received", "defects")


def spoil(name):
    """The clean table with the defects of the list put into it."""
    table = text("qinghe", name)
    for defect in defects().query("table == @name").itertuples():
        row = table.index[table[KEYS[name]] == defect.row_key][0]
        assert table.loc[row, defect.column] == defect.clean_value, defect.defect_id
        if defect.change == "row added":
            table.loc[len(table)] = table.loc[row]
            row = len(table) - 1
        table.loc[row, defect.column] = defect.received_value
    return table


@pytest.mark.parametrize("name", KEYS)
def test_clean_and_eighteen_defects_make_the_table_as_received(name):
    pd.testing.assert_frame_equal(spoil(name), text("as_received", name))


@pytest.mark.parametrize("name", KEYS)
def test_every_defect_makes_a_difference(name):
    """As many cells and rows differ as there are defects in the table."""
    clean, received = text("qinghe", name), text("as_received", name)
    changed = (clean.to_numpy() != received.iloc[: len(clean)].to_numpy()).sum()
    listed = defects().query("table == @name")["change"].value_counts()
    assert changed == listed.get("value changed", 0)
    assert len(received) - len(clean) == listed.get("row added", 0)


def test_there_are_eighteen_and_each_says_what_it_is():
    table = defects()
    assert (
        table["defect_id"].tolist()
        == [f"D{i:02d}" for i in range(1, 19)]
        == [each.defect_id for each in DEFECTS]
    )
    assert set(table["table"]) == set(KEYS)
    assert not table.duplicated(["table", "row_key"]).any()
    for column in ("what", "harm"):
        assert table[f"{column}_en"].map(str.isascii).all()
        assert table[f"{column}_zh"].str.contains("[\u4e00-\u9fff]").all()


def test_the_defects_are_of_many_kinds():
    found = defects().set_index("defect_id")
    assert (
        found.loc["D01", "received_value"].encode("latin-1").decode("gb18030")
        == found.loc["D01", "clean_value"]
    )
    assert found.loc["D08", "received_value"] > "2025-12-31"
    assert found.loc["D09", "received_value"].startswith("USD ")
    assert float(found.loc["D12", "received_value"]) == round(100 * float(found.loc["D12", "clean_value"]))
    assert float(found.loc["D13", "received_value"]) < 0
    assert (found.loc[["D16", "D17"], "received_value"] == "").all()
    assert found.loc["D11", "received_value"] not in set(text("qinghe", "customers")["customer_id"])
    assert (found["change"] == "row added").sum() == 4


def test_the_files_are_what_the_simulation_writes(tmp_path):
    for path in as_received.write(tmp_path, company.simulate(), company.SEED):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name


def test_the_clean_tables_have_none_of_the_defects():
    customers, orders = casekit.load("customers"), casekit.load("orders")
    assert customers["customer_id"].is_unique and orders["order_id"].is_unique
    assert customers["name_zh"].str.contains("[\u4e00-\u9fff]").all()
    assert orders["order_date"].between("2024-01-01", "2025-12-31").all()
    assert (casekit.load("returns")["quantity"] > 0).all()
    assert casekit.load("credit_profiles")["credit_limit_cny"].notna().all()


def test_the_package_follows_the_standard_and_calls_everything_text():
    report = Package(str(FOLDER / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])[:5]
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    assert {field["type"] for each in package["resources"] for field in each["schema"]["fields"]} == {
        "string"
    }
    assert {each["path"] for each in package["resources"]} == {path.name for path in FOLDER.glob("*.csv")}
    for each in package["resources"]:
        content = (FOLDER / each["path"]).read_bytes()
        assert each["bytes"] == len(content) and each["hash"] == f"sha256:{sha256(content).hexdigest()}"
        assert each["rows"] == len(text("as_received", each["name"]))


def test_the_columns_are_described_as_in_the_clean_tables():
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    clean = json.loads((FOLDER.parent / "qinghe" / "datapackage.json").read_text(encoding="utf-8"))
    words = {
        each["name"]: [(f["name"], f["title_zh"]) for f in each["schema"]["fields"]]
        for each in clean["resources"]
    }
    for each in package["resources"]:
        if each["name"] != "defects":
            assert [(f["name"], f["title_zh"]) for f in each["schema"]["fields"]] == words[each["name"]]


def test_the_card_names_every_table():
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"[`{name}`]({name}.csv)" in card for name in [*KEYS, "defects"])
