"""What one wrong cell does: each of the eighteen defects, and the figures that it moves."""

import pytest

from casekit import defects, quality
from casekit.errors import Refused

MOVED = {  # worked out by hand: what each defect cannot help moving
    "D01": {"found_by_name"}, "D02": {"customers", "found_by_name", "verified"},
    "D03": {"customers", "found_by_name", "old_customers", "verified", "sales_by_region"},
    "D04": {"regions"}, "D05": {"old_customers"}, "D06": {"verified"},
    "D07": {"sales", "sales_by_region"}, "D08": {"sales", "sales_by_region", "recent"}, "D09": set(),
    "D10": {"sales", "sales_by_region"}, "D11": {"sales_by_region"}, "D12": {"sales", "sales_by_region"},
    "D13": {"pieces_back"}, "D14": {"sales", "sales_by_region"}, "D15": {"receivables"}, "D16": {"receivables"},
    "D17": {"limits"}, "D18": {"hours_to_close"},
}  # fmt: skip


@pytest.fixture(scope="module")
def clean():
    return defects.clean()


def test_the_clean_figures_are_those_of_the_lessons(clean):
    value = defects.figures(clean)["value"]
    assert value["sales"] == value["sales_by_region"] == round(189_517_516.08)
    assert value["customers"] == value["found_by_name"] == 420 and value["regions"] == 7
    assert value["receivables"] == round(16_488_088.13) and value["limits"] == 60


@pytest.mark.parametrize("name", MOVED)
def test_each_defect_moves_what_it_touches_and_nothing_else(clean, name):
    table = defects.compared(clean, defects.known().loc[name])
    assert set(table.index[defects.moves(table)]) == MOVED[name]


def test_all_eighteen_together_make_the_tables_as_received(clean):
    tables = clean
    for _, defect in defects.known().iterrows():
        tables = defects.with_defect(tables, defect)
    received = defects.received()
    for name, table in received.items():
        assert sorted(map(tuple, table.to_numpy())) == sorted(map(tuple, tables[name].to_numpy()))


def test_putting_a_defect_in_leaves_the_clean_tables_as_they_were(clean):
    before = clean["orders"].copy()
    defects.with_defect(clean, defects.known().loc["D12"])
    assert before.equals(clean["orders"])


def test_a_row_that_is_not_there_is_refused(clean):
    with pytest.raises(Refused, match="row_key"):
        defects.with_defect(clean, defects.known().loc["D12"].replace("SO06305", "SO99999"))


def test_the_checks_find_all_eighteen_and_nothing_in_the_clean_tables_but_old_cards(clean):
    def found(tables):
        table = quality.suspects(tables, "2025-12-31")
        return table[
            ~(
                (table["column"] == "last_verified_date")
                & table["found"].str.startswith("202")
                & (table["found"] != "2025-02-30")
            )
        ]

    assert found(clean).empty
    hits = found(defects.received())
    keys = defects.known()[["row_key", "received_value"]].to_numpy().ravel()
    assert len(hits) == 18 and hits["key"].isin(keys).all()
