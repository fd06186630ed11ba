"""Lesson 3: the chapter's numbers, and what must hold for any scores and weights."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import look, screening
from casekit.errors import Refused

points = st.integers(1, 5)
weight = st.integers(0, 9)


@st.composite
def tables(draw, least=1, missing=False):
    """Scores of up to eight customers on up to five criteria, and weights that are not all zero."""
    rows, columns = draw(st.integers(least, 8)), draw(st.integers(1, 5))
    value = st.one_of(points, st.just(np.nan)) if missing else points
    cells = draw(st.lists(st.lists(value, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    names = [f"c{number}" for number in range(columns)]
    weights = draw(st.lists(weight, min_size=columns, max_size=columns).filter(any))
    return pd.DataFrame(cells, index=list("ABCDEFGH")[:rows], columns=names), pd.Series(weights, index=names)


# The chapter's example -----------------------------------------------------------------------------------


def test_totals_averages_and_ranks_of_the_chapter(chapter):
    result = screening.weighted_scores(chapter.scores, chapter.weights)
    assert result["total"].to_dict() == {"A": 67, "B": 57, "C": 35, "D": 70}
    assert result["average"].round(3).to_dict() == {"A": 4.467, "B": 3.8, "C": 2.333, "D": 4.667}
    assert result["rank"].to_dict() == {"A": 2, "B": 3, "C": 4, "D": 1}
    assert list(result.columns) == ["total", "average", "rank"]


def test_products_of_each_dealer(chapter):
    products = chapter.scores * chapter.weights
    assert products.loc["A"].tolist() == [25, 20, 12, 6, 4]
    assert products.loc["B"].tolist() == [20, 12, 15, 8, 2]
    assert products.loc["C"].tolist() == [15, 8, 6, 4, 2]
    assert products.loc["D"].tolist() == [25, 20, 12, 8, 5]


def test_simple_means_and_highest_total(chapter):
    assert chapter.scores.mean(axis="columns").round(1).tolist() == [4.2, 3.6, 2.2, 4.6]
    assert (5 * chapter.weights).sum() == 75 and chapter.weights.sum() == 15


def test_only_the_printed_total_of_c_is_wrong_and_looks_transposed(chapter):
    ours = screening.weighted_scores(chapter.scores, chapter.weights)["total"]
    assert ours.index[ours != chapter.printed].tolist() == ["C"]
    assert chapter.printed["C"] - ours["C"] == 18
    assert screening.looks_transposed(int(ours["C"]), int(chapter.printed["C"]))
    assert not screening.looks_transposed(35, 36) and not screening.looks_transposed(35, 35)


def test_the_misprint_leaves_the_order_d_a_b_c(chapter):
    right = screening.weighted_scores(chapter.scores, chapter.weights)["total"]
    assert right.sort_values(ascending=False).index.tolist() == list("DABC")
    assert chapter.printed.sort_values(ascending=False).index.tolist() == list("DABC")


def test_dominance_of_the_chapter(chapter):
    table = screening.dominance(chapter.scores)
    found = {(row, column) for row in table.index for column in table.columns if table.at[row, column]}
    assert found == {("D", "A"), ("D", "C"), ("A", "C"), ("B", "C")}


def test_all_3125_weightings(chapter):
    everyone = screening.every_weighting(chapter.scores.columns)
    pairs = screening.pairwise_wins(chapter.scores, everyone).set_index(["first", "second"])
    assert len(everyone) == 5**5 == 3125
    assert pairs.loc[("A", "B")].tolist() == [3020, 47, 58]
    assert pairs.loc[("B", "D")].tolist() == [0, 0, 3125]
    ranks = screening.rank_range(chapter.scores, everyone)
    assert ranks.loc["D"].tolist() == [1, 1] and ranks.loc["C"].tolist() == [4, 4]


def test_choices_add_up_to_all_weightings_and_ties_for_the_last_place_are_named(chapter):
    orderings = screening.every_ordering(chapter.scores.columns)
    chosen = screening.chosen_together(chapter.scores, orderings)
    assert chosen.to_numpy().tolist() == [["A, D", 116, False], ["A, B, D", 4, True]]
    everyone = screening.every_weighting(chapter.scores.columns)
    first = screening.chosen_together(chapter.scores, everyone, places=1)
    assert first.to_numpy().tolist() == [["D", 3125, False]]


def test_the_120_orderings(chapter):
    pairs = screening.pairwise_wins(chapter.scores, screening.every_ordering(chapter.scores.columns))
    assert pairs.set_index(["first", "second"]).loc[("A", "B")].tolist() == [116, 4, 0]


def test_when_b_passes_a_and_why_it_never_passes_d(chapter):
    w = screening.every_weighting(["w1", "w2", "w3", "w4", "w5"])
    lead = screening.every_weighting(chapter.scores.columns) @ (
        chapter.scores.loc["B"] - chapter.scores.loc["A"]
    )
    assert ((lead > 0) == (w.w3 + w.w4 > w.w1 + 2 * w.w2 + 2 * w.w5)).all()
    assert not (w.w3 > w.w1 + 2 * w.w2 + 3 * w.w5).any()


def test_weights_1_1_5_5_1(chapter):
    totals = screening.weighted_scores(chapter.scores, pd.Series([1, 1, 5, 5, 1], chapter.scores.columns))[
        "total"
    ]
    assert totals[["A", "B", "D"]].tolist() == [49, 54, 55]


# What must hold for any table ----------------------------------------------------------------------------


@given(tables(missing=True), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_changes_nothing(table, chance):
    scores, weights = table
    rows, columns = list(scores.index), list(scores.columns)
    chance.shuffle(rows), chance.shuffle(columns)
    one = screening.weighted_scores(scores, weights)
    other = screening.weighted_scores(scores.loc[rows, columns], weights[columns[::-1]])
    pd.testing.assert_frame_equal(
        one[["total", "average", "rank"]], other.loc[one.index, ["total", "average", "rank"]]
    )
    pd.testing.assert_frame_equal(
        screening.dominance(scores), screening.dominance(scores.loc[rows, columns]).loc[one.index, one.index]
    )


@given(tables(), st.floats(1e-6, 1e6))
def test_scaling_all_weights_keeps_averages_and_ranks(table, factor):
    scores, weights = table
    one, other = (
        screening.weighted_scores(scores, weights),
        screening.weighted_scores(scores, weights * factor),
    )
    assert np.allclose(one["average"], other["average"]) and one["rank"].equals(other["rank"])


@given(tables())
def test_average_lies_between_lowest_and_highest_score_that_counts(table):
    scores, weights = table
    average = screening.weighted_scores(scores, weights)["average"]
    counted = scores.loc[:, weights > 0]
    assert (average >= counted.min(axis=1) - 1e-9).all() and (average <= counted.max(axis=1) + 1e-9).all()


@given(tables())
def test_total_is_the_weighted_sum_and_equals_share_a_rank(table):
    scores, weights = table
    result = screening.weighted_scores(scores, weights)
    assert np.allclose(result["total"], (scores * weights).sum(axis=1))
    for _, tied in result.groupby("average"):
        assert tied["rank"].nunique() == 1
    assert result["rank"].min() == 1


@given(tables(least=2))
def test_who_dominates_is_never_behind_under_positive_weights(table):
    scores, weights = table
    above, average = screening.dominance(scores), screening.weighted_scores(scores, weights + 1)["average"]
    for row in scores.index:
        assert (average[row] > average[above.columns[above.loc[row]]]).all()


@given(tables(missing=True))
def test_a_missing_score_is_left_out_not_counted_as_zero(table):
    scores, weights = table
    result = screening.weighted_scores(scores, weights)
    for name, row in scores.iterrows():
        there = row.notna() & (weights > 0)
        if there.any():
            assert np.isclose(
                result.at[name, "average"], np.average(row[there].astype(float), weights=weights[there])
            )
        else:
            assert np.isnan(result.at[name, "average"]) and result.at[name, "rank"] is pd.NA
    flagged = (scores.isna() & (weights > 0)).any(axis=1)
    assert ("reason" in result) == flagged.any()
    if flagged.any():
        assert ((result["reason"] != "") == flagged).all()


@given(tables())
def test_the_input_is_untouched(table):
    scores, weights = table
    before, weighed = scores.copy(), weights.copy()
    screening.weighted_scores(scores, weights), screening.dominance(scores)
    pd.testing.assert_frame_equal(scores, before)
    pd.testing.assert_series_equal(weights, weighed)


# Gate ----------------------------------------------------------------------------------------------------


def test_who_fails_the_gate_has_no_rank_and_the_others_move_up(chapter):
    scored = screening.weighted_scores(chapter.scores, chapter.weights)
    gated = screening.with_gate(scored, pd.Series({"A": True, "B": True, "C": True, "D": False}))
    assert gated["rank"].tolist() == [1, 2, 3, pd.NA]
    assert gated.at["D", "total"] == 70 and not gated.at["D", "passed"]


@given(tables(), st.data())
def test_a_gate_never_reverses_two_who_pass(table, data):
    scores, weights = table
    passed = pd.Series(
        data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores))), scores.index
    )
    scored = screening.weighted_scores(scores, weights)
    gated = screening.with_gate(scored, passed)
    assert gated["rank"].isna().equals(~passed)
    inside = scored[passed]
    assert gated.loc[passed, "rank"].equals(
        inside["average"].round(9).rank(ascending=False, method="min").astype("Int64").rename("rank")
    )


def test_unknown_at_the_gate_is_not_a_pass(chapter):
    scored = screening.weighted_scores(chapter.scores, chapter.weights)
    with pytest.raises(Refused, match="unknown is not a pass"):
        screening.with_gate(scored, pd.Series({"A": True, "B": None, "C": True, "D": True}))
    with pytest.raises(Refused, match="nothing for D"):
        screening.with_gate(scored, pd.Series({"A": True, "B": True, "C": False}))


# Refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"demnd": 5}, "did you mean demand"),
        ({"colour": 1}, "unknown colour"),
        ({"demand": -1}, "demand = -1"),
        ({"demand": np.nan}, "demand = nan"),
        ({"demand": np.inf}, "demand = inf"),
        ({"demand": "much"}, "demand = much"),
        (
            dict.fromkeys(["demand", "margin", "prospects", "ability_to_pay", "reputation"], 0),
            "all weights are zero",
        ),
    ],
)
def test_weights_that_make_no_sense_are_refused(chapter, change, words):
    with pytest.raises(Refused, match=words):
        screening.weighted_scores(chapter.scores, {**chapter.weights.to_dict(), **change})


def test_a_criterion_without_a_weight_is_refused(chapter):
    with pytest.raises(Refused, match="no weight for margin"):
        screening.weighted_scores(chapter.scores, chapter.weights.drop("margin"))


def test_a_score_that_is_no_number_is_refused_by_row_and_column(chapter):
    with pytest.raises(Refused, match="'good' for B, margin"):
        screening.weighted_scores(
            chapter.scores.astype(object).assign(margin=[5, "good", 2, 5]), chapter.weights
        )


def test_a_customer_who_stands_in_the_table_twice_is_refused(chapter):
    with pytest.raises(Refused, match="twice: A"):
        screening.weighted_scores(pd.concat([chapter.scores, chapter.scores.loc[["A"]]]), chapter.weights)


def test_no_customers_give_an_empty_table(chapter):
    assert screening.weighted_scores(chapter.scores.iloc[:0], chapter.weights).empty


# Drawings ------------------------------------------------------------------------------------------------


def test_the_bars_are_the_totals_highest_on_top_and_the_misprint_is_marked(chapter):
    scored = screening.weighted_scores(chapter.scores, chapter.weights)
    ax = screening.plot_totals(scored, printed=chapter.printed)
    assert [bar.get_width() for bar in ax.patches] == [35, 57, 67, 70]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["C", "B", "A", "D"]
    assert "printed: 53" in [text.get_text() for text in ax.texts]
    assert ax.get_xlim() == (0, 75)


def test_the_rank_lines_run_from_best_to_worst(chapter):
    ranges = screening.rank_range(chapter.scores, screening.every_weighting(chapter.scores.columns))
    ax = screening.plot_rank_range(ranges)
    assert [label.get_text() for label in ax.get_yticklabels()] == list("ABCD")
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert [list(line.get_xdata()) for line in lines] == [[2, 3], [2, 3], [4, 4], [1, 1]]
    assert "1–1" in ax.figure.read_this and "3,125" not in "".join(text.get_text() for text in ax.texts)


def test_who_never_falls_below_the_steady_rank_is_blue(chapter):
    ranges = screening.rank_range(chapter.scores, screening.every_weighting(chapter.scores.columns))
    ax = screening.plot_rank_range(ranges, steady=3)
    colours = [line.get_color() for line in ax.lines if len(line.get_xdata()) == 2]
    assert [colour == look.BLUE for colour in colours] == [True, True, False, True]
    assert any("blue: never below rank 3" in text.get_text() for text in ax.figure.texts)


def test_drawing_leaves_matplotlib_as_it_was(chapter):
    import matplotlib

    before = dict(matplotlib.rcParams)
    screening.plot_totals(screening.weighted_scores(chapter.scores, chapter.weights))
    assert dict(matplotlib.rcParams) == before
