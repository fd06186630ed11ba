"""What lesson 3 says in words about Qinghe's dealers is what the tables say; change one, and the other must follow."""

import pytest

import casekit
from casekit import screening
from casekit.exercises.screening import CRITERIA, chapter

YUEQIAO, MUXI, LANTIAN, SUIFENG, SHANFANG, XIANGLIN, GUIYAN = (
    "QH0005", "QH0031", "QH0042", "QH0010", "QH0041", "QH0015", "QH0032",
)  # fmt: skip


@pytest.fixture(scope="module")
def dealers():
    return casekit.load("dealer_scores").set_index("customer_id")


def scored(dealers, **changed):
    """The weighted scores with the chapter's weights, some of them changed."""
    return screening.weighted_scores(dealers[CRITERIA], {**chapter().weights.to_dict(), **changed})


def test_the_people_of_the_lesson_are_who_they_are():
    names = casekit.load("customers").set_index("customer_id")["name_zh"]
    cast = [YUEQIAO, MUXI, LANTIAN, SUIFENG, SHANFANG, XIANGLIN, GUIYAN]
    assert [names[each][:2] for each in cast] == ["月桥", "木樨", "蓝田", "穗丰", "山房", "橡林", "归雁"]


def test_eleven_dealers_have_rank_ten_or_better_and_three_of_them_fail(dealers):
    result = scored(dealers)
    top = result.index[result["rank"] <= 10]
    assert len(dealers) == 60 and len(top) == 11 and (result["rank"] == 10).sum() == 2
    assert (~dealers.loc[top, "payment_gate"]).sum() == 3
    assert result.loc[[YUEQIAO, MUXI, LANTIAN, SUIFENG], "total"].tolist() == [70, 69, 69, 68]
    assert result.loc[[XIANGLIN, SHANFANG], "rank"].tolist() == [6, 10]


def test_the_biggest_buyer_pays_late_and_its_rep_thinks_otherwise(dealers):
    assert dealers["net_amount_2025_cny"].idxmax() == YUEQIAO
    assert round(dealers.at[YUEQIAO, "net_amount_2025_cny"] / 1e6, 1) == 9.8
    assert dealers.loc[YUEQIAO, [*CRITERIA, "late_payments_12m"]].tolist() == [5, 5, 5, 4, 2, 4]
    assert dealers.loc[[MUXI, LANTIAN, SUIFENG], "late_payments_12m"].tolist() == [0, 1, 0]
    assert set(casekit.load("customers").set_index("customer_id").loc[[YUEQIAO, MUXI], "rep"]) == {"Zhang"}


def test_under_the_120_orderings(dealers):
    orderings = screening.every_ordering(CRITERIA)
    ranges = screening.rank_range(dealers[CRITERIA], orderings)
    assert ranges.loc[[YUEQIAO, MUXI, LANTIAN, SUIFENG]].to_numpy().tolist() == [
        [1, 17],
        [1, 5],
        [1, 4],
        [1, 4],
    ]
    chosen = screening.times_chosen(dealers.loc[dealers["payment_gate"], CRITERIA], orderings)["chosen"]
    assert chosen[[SUIFENG, LANTIAN, MUXI]].tolist() == [109, 109, 44] and (chosen > 0).sum() == 3


def test_a_larger_weight_an_honest_score_and_both(dealers):
    heavy = scored(dealers, ability_to_pay=15)
    assert heavy.loc[YUEQIAO, ["total", "rank"]].tolist() == [122, 3] and 15 * 4 == 60
    honest = dealers.copy()
    honest.loc[YUEQIAO, "ability_to_pay"] = 1
    again = scored(honest)
    assert (
        again.loc[YUEQIAO, ["total", "rank"]].tolist()
        == again.loc[GUIYAN, ["total", "rank"]].tolist()
        == [64, 4]
    )
    both = scored(honest, ability_to_pay=15)
    assert both.loc[[YUEQIAO, SHANFANG], "rank"].tolist() == [39, 2]


def test_new_and_keen(dealers):
    known = casekit.load("dealer_evaluation").set_index("customer_id").join(dealers["payment_gate"])
    groups = known.groupby([known["months_of_record"] < 12, known["initiative"] == 5])["payment_gate"].agg(
        ["size", "sum"]
    )
    assert groups.to_numpy().tolist() == [[47, 38], [5, 5], [4, 4], [4, 0]]
    assert known.loc[XIANGLIN, ["months_of_record", "initiative"]].tolist() == [7, 5]


def test_thirteen_items_are_not_collected_and_the_other_two_rules_put_d_first():
    kinds = casekit.load("chapter/dealer_evaluation")["kind"]
    assert (kinds == "not collected").sum() == 13
    scores = chapter().scores
    assert scores.min(axis="columns").idxmax() == "D"
    assert scores.sort_values(CRITERIA, ascending=False).index[0] == "D"


def test_the_stricter_gate_of_exercise_three(dealers):
    def first_two(late):
        gated = screening.with_gate(scored(dealers), dealers["late_payments_12m"] <= late)
        return set(gated.index[gated["rank"] <= 2])

    assert first_two(0) == {MUXI, SUIFENG} and first_two(1) == {MUXI, LANTIAN}
