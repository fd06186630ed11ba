"""Tables and their cards: descriptors against files, what load gives, what a card says, what is refused."""

import json
import shutil
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
from frictionless import Package

import casekit
from casekit import data, look
from casekit.core import cards
from casekit.errors import Refused

PACKAGES = {folder: data.datasets_folder() / folder / "datapackage.json" for folder in data.FOLDERS}
RESOURCES = [
    (folder, resource)
    for folder, path in PACKAGES.items()
    for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]
]
FIELDS = [(f, r["name"], field) for f, r in RESOURCES for field in r["schema"]["fields"]]
each_table = pytest.mark.parametrize(
    "folder, resource", RESOURCES, ids=[f"{f}/{r['name']}" for f, r in RESOURCES]
)
each_field = pytest.mark.parametrize(
    "folder, table, field", FIELDS, ids=[f"{t}.{x['name']}" for _, t, x in FIELDS]
)
TABLES = [f"{folder}/{resource['name']}" for folder, resource in RESOURCES]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    look.speak("en")


@pytest.fixture
def chinese(monkeypatch):
    look.speak("zh")


@pytest.fixture
def own_copy(tmp_path, monkeypatch, workbook_at):
    """The data sets copied to a folder that a test may spoil."""
    shutil.copytree(data.datasets_folder(), tmp_path / "datasets")
    workbook_at(tmp_path)
    cards.forget()
    yield tmp_path / "datasets"
    cards.forget()


# Descriptors -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("path", PACKAGES.values(), ids=PACKAGES)
def test_the_package_follows_the_standard(path):
    """Types, ranges, allowed values, keys, sizes and hashes, checked by a Data Package library."""
    report = Package(str(path)).validate()
    assert report.valid, report.flatten(["title", "message"])[:5]


@pytest.mark.slow
@pytest.mark.parametrize(
    "column, value",
    [
        ("demand", "6"),
        ("demand", "many"),
        ("customer_id", "QH1"),
        ("customer_id", "QH9999"),
        ("payment_gate", ""),
    ],
)
def test_the_standard_check_can_fail(own_copy, column, value):
    """A grade of 6, a word for a number, a malformed id, an id that resolves to no customer, a gap."""
    path = own_copy / "qinghe" / "dealer_scores.csv"
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    table.loc[3, column] = value
    path.write_bytes(table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    data.stamp(own_copy / "qinghe")
    descriptor = own_copy / "qinghe" / "datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] in ("customers", "dealer_scores")]
    descriptor.write_text(json.dumps(package), encoding="utf-8")
    report = Package(str(descriptor)).validate()
    assert "dealer_scores" in {task.name for task in report.tasks if task.errors}


@pytest.mark.parametrize("path", PACKAGES.values(), ids=PACKAGES)
def test_the_package_says_which_standard_and_licence(path):
    package = json.loads(path.read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    _both_languages(package, "title", "description")


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_file_is_described_and_every_description_has_a_file(folder):
    described = {resource["path"] for each, resource in RESOURCES if each == folder}
    assert described == {path.name for path in PACKAGES[folder].parent.glob("*.csv")}


@each_table
def test_rows_bytes_and_hash_are_those_of_the_file(folder, resource):
    content = (PACKAGES[folder].parent / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
    assert resource["rows"] == len(casekit.load(f"{folder}/{resource['name']}"))


@each_table
def test_a_table_says_what_it_is_in_both_languages(folder, resource):
    _both_languages(resource, "title", "description")
    assert resource["licenses"][0]["name"] == "CC-BY-4.0"
    for source in resource["sources"]:
        _both_languages(source, "title")
    for oddity in resource.get("oddities", []):
        assert oddity["en"].isascii() and _is_chinese(oddity["zh"])
    assert resource["schema"]["primaryKey"]


@each_field
def test_a_column_says_what_it_is_in_both_languages(folder, table, field):
    _both_languages(field, "title", "description")
    if field["type"] in ("integer", "number"):
        assert field["unit"] and field["unit_zh"], "a number without a unit"
    for category in field.get("categories", []):
        assert category["label"].isascii() and _is_chinese(category["label_zh"])
    if "categories" in field:
        assert field["constraints"]["enum"] == [each["value"] for each in field["categories"]]


def test_a_column_name_means_one_thing_everywhere():
    """``label`` gives one heading for a name, so two tables may not disagree about it."""
    said = {}
    for _, table, field in FIELDS:
        words = (field["title_zh"], field.get("unit"), field["type"])
        assert said.setdefault(field["name"], words) == words, (table, field["name"])


def test_units_are_in_the_names_of_amounts():
    for _, table, field in FIELDS:
        assert (field.get("unit") == "CNY") == field["name"].endswith("_cny"), (table, field["name"])


def _both_languages(entry, *keys):
    for key in keys:
        assert entry[key].strip() and not _is_chinese(entry[key]), entry[key]
        assert _is_chinese(entry[f"{key}_zh"]), entry[f"{key}_zh"]


def _is_chinese(text):
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


# Loading -----------------------------------------------------------------------------------------------


@each_table
def test_types_are_those_of_the_descriptor(folder, resource):
    table = casekit.load(f"{folder}/{resource['name']}")
    assert list(table.columns) == [field["name"] for field in resource["schema"]["fields"]]
    text = pd.Series(["a"]).dtype
    kinds = {"integer": "i", "number": "f", "boolean": "b", "date": "M", "datetime": "M"}
    for field in resource["schema"]["fields"]:
        dtype = table[field["name"]].dtype
        assert dtype == text if field["type"] == "string" else dtype.kind == kinds[field["type"]], field[
            "name"
        ]


@each_table
def test_required_columns_have_no_gap(folder, resource):
    table = casekit.load(f"{folder}/{resource['name']}")
    for field in resource["schema"]["fields"]:
        if field.get("constraints", {}).get("required"):
            assert table[field["name"]].notna().all(), field["name"]


def test_a_name_works_with_and_without_its_folder():
    assert casekit.load("dealer_scores").equals(casekit.load("qinghe/dealer_scores"))
    assert casekit.load("abcd_scores").equals(casekit.load("chapter/abcd_scores"))


def test_a_bare_name_means_the_company_first():
    assert casekit.load("dealer_evaluation").equals(casekit.load("qinghe/dealer_evaluation"))
    assert "kind" in casekit.load("chapter/dealer_evaluation")


def test_every_call_gives_a_fresh_table():
    spoilt = casekit.load("dealer_scores")
    spoilt.loc[:, "demand"] = 0
    spoilt.attrs["labels"] = {"demand": "spoilt"}
    again = casekit.load("dealer_scores")
    assert (again["demand"] > 0).all() and not again.attrs


def test_text_that_looks_like_a_gap_stays_text(own_copy):
    path = own_copy / "chapter" / "criteria.csv"
    path.write_bytes(path.read_bytes().replace(b"good prospects", b"NA"))
    data.stamp(own_copy / "chapter")
    assert "NA" in set(casekit.load("chapter/criteria")["criterion_en"])
    assert casekit.load("chapter/abcd_totals")["erratum"].isna().tolist() == [True, True, False, True]


def test_a_file_without_the_byte_order_mark_loads_too(own_copy):
    path = own_copy / "chapter" / "abcd_scores.csv"
    path.write_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    data.stamp(own_copy / "chapter")
    assert casekit.load("chapter/abcd_scores").columns[0] == "dealer"


# Refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, hint",
    [
        ("dealer_score", "qinghe/dealer_scores"),
        ("chapter/customers", "qinghe/customers"),
        ("Criteria", "chapter/criteria"),
        ("dealer_evaluatoin", "qinghe/dealer_evaluation or chapter/dealer_evaluation"),
        ("zoology", "casekit.data.tables()"),
        ("", "casekit.data.tables()"),
        (None, "casekit.data.tables()"),
    ],
)
def test_an_unknown_name_is_refused_with_near_matches_and_the_list(name, hint):
    with pytest.raises(Refused) as refused:
        casekit.load(name)
    assert hint in refused.value.do
    assert all(table in refused.value.needed for table in TABLES)
    assert repr(name) in str(refused.value)


def test_a_missing_file_is_refused_with_the_way_back(own_copy):
    (own_copy / "qinghe" / "dealer_scores.csv").unlink()
    with pytest.raises(Refused, match="git restore datasets/qinghe/dealer_scores.csv"):
        casekit.load("dealer_scores")
    assert len(casekit.load("customers")) == 420


def test_a_missing_descriptor_is_refused_with_the_way_back(own_copy):
    (own_copy / "qinghe" / "datapackage.json").unlink()
    with pytest.raises(Refused, match="git restore datasets/qinghe/datapackage.json"):
        casekit.load("dealer_scores")


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b",5,", b",4,", 1),
        lambda content: content + b"\n",
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"",
    ],
    ids=["one grade", "one empty line", "Windows line ends", "emptied"],
)
def test_a_changed_file_is_refused_with_the_way_back(own_copy, change):
    path = own_copy / "qinghe" / "dealer_scores.csv"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(Refused) as refused:
        casekit.load("dealer_scores")
    assert "changed" in refused.value.found
    assert "git restore datasets/qinghe/dealer_scores.csv" in refused.value.do


def test_refusals_speak_chinese(chinese):
    with pytest.raises(Refused, match="是不是 qinghe/customers"):
        casekit.load("custmers")


def test_no_message_shows_a_path_of_this_machine(own_copy):
    (own_copy / "qinghe" / "customers.csv").unlink()
    with pytest.raises(Refused) as refused:
        casekit.load("customers")
    assert str(own_copy) not in str(refused.value)


# Cards, lists, words -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_card_shows_every_column_in_both_languages(name, monkeypatch):
    for code in ("en", "zh"):
        look.speak(code)
        card = casekit.describe(name)
        for column in casekit.load(name).columns:
            assert column in repr(card) and column in card._repr_html_()
        assert _is_chinese(str(card).splitlines()[1]) == (code == "zh")


def test_a_card_says_rows_source_licence_units_values_and_oddities():
    card = str(casekit.describe("dealer_scores"))
    for words in ("60 rows", "invented", "CC-BY-4.0", "CNY", "1 to 5", "have equal totals"):
        assert words in card
    assert "wholesale" in str(casekit.describe("customers"))


def test_a_card_gives_coded_values_in_chinese(chinese):
    assert "East China (华东)" in str(casekit.describe("customers"))


def test_a_card_follows_the_language_in_force(monkeypatch):
    card = casekit.describe("customers")
    look.speak("zh")
    assert "一行是" in repr(card) and "一行是" in card._repr_html_()


def test_html_shows_text_as_text(own_copy):
    path = own_copy / "qinghe" / "datapackage.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace("First order", "<img src=x> & co"), encoding="utf-8"
    )
    cards.forget()
    page = casekit.describe("customers")._repr_html_()
    cards.forget()
    assert "&lt;img src=x&gt; &amp; co" in page and "<img" not in page


def test_the_list_of_tables_can_be_loaded_from():
    listed = data.tables()
    assert listed["table"].tolist() == TABLES
    assert listed["rows"].tolist() == [len(casekit.load(name)) for name in listed["table"]]


def test_labels_in_both_languages(monkeypatch):
    assert data.label("late_payments_12m") == ("Late payment in", "months of 12")
    look.speak("zh")
    assert data.label("late_payments_12m") == ("出现逾期", "12 个月中的月数")
    assert data.label("demand") == ("需求量", "分")
    assert data.label("own") == ("own", "") and data.label(7) == ("7", "")


def test_labels_cannot_be_spoilt():
    with pytest.raises(TypeError):
        data.labels()["demand"] = {}
    with pytest.raises(TypeError):
        data.labels()["demand"]["en"] = "spoilt"


def test_glossary_by_lesson_and_language(monkeypatch):
    every, third = casekit.glossary(), casekit.glossary(3)
    assert 0 < len(third) < len(every) == len(casekit.load("chapter/glossary"))
    assert repr(third) == repr(casekit.glossary("03_screening")) == repr(casekit.glossary("3"))
    assert list(third.table.columns) == ["term", "Chinese", "meaning"]
    assert not _is_chinese("".join(third.table["meaning"]))
    look.speak("zh")
    assert list(third.table.columns) == ["术语", "英文", "含义"]
    assert third.table["含义"].map(_is_chinese).all()
    assert "<table>" in third._repr_html_()


def test_a_lesson_number_is_matched_whole():
    """Lesson 1 is not lessons 10 to 16."""
    words = casekit.load("chapter/glossary")
    first = words["lesson"].str.split(";").map(lambda lessons: "1" in lessons)
    assert len(casekit.glossary(1)) == first.sum() < words["lesson"].str.contains("1").sum()


@pytest.mark.parametrize("lesson", [99, "screening", ""])
def test_a_lesson_without_words_is_refused(lesson):
    with pytest.raises(Refused, match="glossary"):
        casekit.glossary(lesson)


# The chapter's own numbers ------------------------------------------------------------------------------


def test_printed_and_corrected_totals():
    scores = casekit.load("chapter/abcd_scores").set_index("dealer")
    weights = casekit.load("chapter/criteria").set_index("criterion")["weight"]
    totals = casekit.load("chapter/abcd_totals").set_index("dealer")
    ours = scores @ weights
    assert totals["printed"].to_dict() == {"A": 67, "B": 57, "C": 53, "D": 70}
    assert ours.to_dict() == totals["corrected"].to_dict() == {"A": 67, "B": 57, "C": 35, "D": 70}
    wrong = totals["printed"] != totals["corrected"]
    assert (
        totals.loc[wrong, "erratum"].to_dict() == {"C": "E1"} and totals.loc[~wrong, "erratum"].isna().all()
    )


def test_averages_of_erratum_2():
    scores = casekit.load("chapter/abcd_scores").set_index("dealer")
    weights = casekit.load("chapter/criteria").set_index("criterion")["weight"]
    assert weights.sum() == 15
    assert (scores @ weights / 15).round(3).to_dict() == {"A": 4.467, "B": 3.8, "C": 2.333, "D": 4.667}
    assert scores.mean(axis="columns").round(3).to_dict() == {"A": 4.2, "B": 3.6, "C": 2.2, "D": 4.6}


def test_weighting_counts_of_the_formula_book():
    """Of the 3,125 weightings with weights 1 to 5, B beats A in 58, ties in 47; D is always first."""
    points = casekit.load("chapter/abcd_scores").drop(columns="dealer").to_numpy()
    weightings = np.stack(np.meshgrid(*[range(1, 6)] * 5), axis=-1).reshape(-1, 5)
    a, b, _, d = (weightings @ points.T).T
    assert ((b > a).sum(), (b == a).sum(), (d > a).all(), (d > b).all()) == (58, 47, True, True)


def test_criteria_of_text_and_table_are_each_others():
    table, text = casekit.load("chapter/criteria"), casekit.load("chapter/screening_criteria")
    assert dict(zip(table["criterion"], table["stands_for"], strict=True)) == dict(
        zip(text["became"], text["text_criterion"], strict=True)
    )
    assert table["weight"].tolist() == [5, 4, 3, 2, 1]
    assert table["criterion"].tolist() == list(casekit.load("chapter/abcd_scores").columns[1:])
    assert text["text_criterion_zh"].tolist() == ["购买额", "收益性", "安全性", "未来性", "合作性"]


def test_indicators_collected_are_the_columns_of_the_company():
    indicators = casekit.load("chapter/dealer_evaluation").set_index("id")
    collected = indicators.index[indicators["kind"].isin(["hard", "soft"])]
    columns = casekit.load("qinghe/dealer_evaluation").columns.drop(["customer_id", "months_of_record"])
    assert sorted(collected) == sorted(columns)
    assert indicators.index[indicators["kind"] == "gate"].tolist() == ["trust"]
    assert indicators.index[indicators["kind"] == "hard"].tolist() == ["funds", "logistics"]


def test_what_is_not_collected_says_why():
    indicators = casekit.load("chapter/dealer_evaluation")
    refused = indicators["kind"] == "not collected"
    assert set(indicators.loc[refused, "group"]) == {"social relations"}
    for reason in ("reason_en", "reason_zh"):
        assert indicators.loc[refused, reason].notna().all() and indicators.loc[~refused, reason].isna().all()
    assert {"family_faith", "family_health"} <= set(indicators.loc[refused, "id"])
