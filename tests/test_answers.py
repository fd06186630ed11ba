"""Key and misconceptions of the exercises: worked out from the data each time, and told apart."""

import ast
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import exercises, look, my_work
from casekit.screening import dominance, weighted_scores

ANSWERS = exercises._answers("screening")
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
CRITERIA = ["demand", "margin", "prospects", "ability_to_pay", "reputation"]
WHY = "A sum lets strong scores pay for a weak one; a gate lets nothing pay for it."


def chapter(seed=None):
    """The chapter's table; with a seed, another one of its kind, with one printed total wrong."""
    if seed is None:
        return casekit.exercise("screening-1").data
    rng = np.random.default_rng(seed)
    scores = pd.DataFrame(rng.integers(1, 6, (4, 5)), index=list("ABCD"), columns=CRITERIA)
    weights = pd.Series([5, 4, 3, 2, 1], index=CRITERIA)
    printed = weighted_scores(scores, weights)["total"].astype(int)
    printed["ABCD"[seed % 4]] += 18
    return SimpleNamespace(scores=scores, weights=weights, printed=printed)


def dealers(seed=None):
    """Qinghe's dealers; with a seed, twenty others, some of whom paid late."""
    if seed is None:
        return casekit.exercise("screening-3").data
    rng = np.random.default_rng(seed)
    ids = [f"K{number:02}" for number in range(20)]
    scores = pd.DataFrame(rng.integers(1, 6, (20, 5)), index=ids, columns=CRITERIA)
    weights = pd.Series([5, 4, 3, 2, 1], index=CRITERIA)
    return SimpleNamespace(
        scores=scores, weights=weights, late_months=pd.Series(rng.integers(0, 3, 20), index=ids)
    )


# screening-1 ----------------------------------------------------------------------------------------------


def test_the_key_of_the_first_is_the_right_average_of_the_dealer_misprinted():
    assert ANSWERS.wrong_dealer(chapter()) == "C"
    assert ANSWERS.average(chapter()) == pytest.approx(35 / 15)


@pytest.mark.parametrize("seed", range(8))
def test_other_numbers_give_another_key(seed):
    data = chapter(seed)
    wrong = "ABCD"[seed % 4]
    by_hand = sum(data.scores.at[wrong, name] * data.weights[name] for name in CRITERIA) / 15
    assert ANSWERS.judge_average(by_hand, data)[0] == "right"
    assert ANSWERS.judge_average(35 / 15, data)[0] == ("right" if abs(by_hand - 35 / 15) < 0.006 else "wrong")


@pytest.mark.parametrize("seed", [None, 0, 1, 2])
@pytest.mark.parametrize("wrong", ANSWERS.AVERAGE, ids=lambda wrong: wrong.__name__)
@LANGUAGES
def test_each_misconception_is_recognised_and_named(wrong, seed, code):
    look._language = code
    data = chapter(seed)
    status, words, misconception = ANSWERS.judge_average(wrong(data), data)
    assert (status, words, misconception) == ("wrong", look.say(*ANSWERS.AVERAGE[wrong]), wrong.__name__)


def test_misconceptions_and_key_are_told_apart():
    values = {each.__name__: each(chapter()) for each in [ANSWERS.average, *ANSWERS.AVERAGE]}
    too_near = [pair for pair in combinations(values, 2) if abs(values[pair[0]] - values[pair[1]]) < 0.012]
    assert too_near == []


def test_the_misconceptions_of_the_chapter():
    values = {each.__name__: round(float(each(chapter())), 3) for each in ANSWERS.AVERAGE}
    assert values == {
        "copied": 3.533,
        "copied_total": 53,
        "by_number_of_criteria": 7,
        "the_sum": 35,
        "unweighted": 2.2,
    }


def test_any_other_number_is_answered_without_a_name():
    status, words = ANSWERS.judge_average(1.111, chapter())
    assert status == "wrong" and "First find the dealer" in words


# screening-2 ----------------------------------------------------------------------------------------------


def swap(first, **weights):
    return dict.fromkeys(CRITERIA, 1) | weights | {"first": first}


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        (swap("D", demand=5, margin=4, prospects=3, ability_to_pay=2), "a_ahead", "still ahead by 10 points"),
        (swap("D"), "a_ahead", "still ahead by 3 points"),
        (swap("D", prospects=4), "level", "level"),
        (swap("B", prospects=5, ability_to_pay=5), "b_first", "No weights from 1 to 5 make B first"),
        (swap("A", prospects=5, ability_to_pay=5), "first_not_first", "A has rank 3"),
        (swap("C", prospects=5, ability_to_pay=5), "first_not_first", "C has rank 4"),
    ],
)
def test_weights_that_do_not_do_it_are_told_why(answer, misconception, words):
    status, said, name = ANSWERS.judge_swap(answer, chapter())
    assert (status, name) == ("wrong", misconception) and words in said


@LANGUAGES
def test_any_weights_that_do_it_are_right(code):
    look._language = code
    for changed in (
        {"prospects": 5, "ability_to_pay": 5},
        {"ability_to_pay": 5},
        {"prospects": 5},
        {"demand": 2, "prospects": 3, "ability_to_pay": 4},
    ):
        assert ANSWERS.judge_swap(swap("D", **changed), chapter())[0] == "right", changed


def test_the_swap_is_judged_by_the_scores_given():
    data = chapter()
    data.scores.loc[["A", "B"]] = data.scores.loc[["B", "A"]].to_numpy()
    assert ANSWERS.judge_swap(swap("D"), data)[0] == "right"
    data.scores.loc["B"] = 5
    assert ANSWERS.judge_swap(swap("B"), data)[0] == "right", "B first is right where B is first"


def test_the_words_about_b_are_true_of_the_chapter():
    from casekit.screening import every_weighting, pairwise_wins

    pairs = pairwise_wins(chapter().scores, every_weighting(CRITERIA)).set_index(["first", "second"])
    assert pairs.at[("B", "D"), "first_ahead"] == 0 and pairs.at[("B", "D"), "tied"] == 0
    assert not dominance(chapter().scores).at["D", "B"]


# screening-3 ----------------------------------------------------------------------------------------------


def veto(data, chosen=None, lost=None):
    """A form filled in; what is not given is right."""
    chosen = ANSWERS.strict_gate(data) if chosen is None else set(chosen)
    return {"chosen": chosen, "lost": lost or min(ANSWERS.lost_place(data), default=""), "why": WHY}


def first_two(data, late_allowed):
    """The first two by hand."""
    totals = (data.scores * data.weights).sum(axis="columns")[data.late_months <= late_allowed]
    return set(totals.index[totals.rank(ascending=False, method="min") <= 2])


def test_the_key_of_the_third_agrees_with_a_count_by_hand():
    data = dealers()
    assert ANSWERS.strict_gate(data) == first_two(data, 0) and len(first_two(data, 0)) == 2
    assert (
        ANSWERS.lost_place(data) == first_two(data, 1) - first_two(data, 0)
        and len(ANSWERS.lost_place(data)) == 1
    )


@pytest.mark.parametrize("seed", range(6))
def test_other_dealers_give_another_key(seed):
    data = dealers(seed)
    assert ANSWERS.strict_gate(data) == first_two(data, 0) != ANSWERS.strict_gate(dealers())
    if ANSWERS.lost_place(data):
        assert ANSWERS.judge_veto(veto(data), data)[0] == "right"


@pytest.mark.parametrize("wrong", ANSWERS.CHOICES, ids=lambda wrong: wrong.__name__)
@LANGUAGES
def test_each_wrong_choice_is_recognised_and_named(wrong, code):
    look._language = code
    status, words, misconception = ANSWERS.judge_veto(veto(dealers(), wrong(dealers())), dealers())
    assert (status, words, misconception) == ("wrong", look.say(*ANSWERS.CHOICES[wrong]), wrong.__name__)


def test_wrong_choices_and_key_are_told_apart():
    sets = [each(dealers()) for each in [ANSWERS.strict_gate, *ANSWERS.CHOICES]]
    assert all(len(each) == 2 for each in sets)
    assert all(one != other for one, other in combinations(sets, 2))


def test_what_is_said_of_the_wrong_choices_is_true():
    data = dealers()
    assert (data.late_months[list(ANSWERS.lessons_gate(data))] <= 1).all(), "they pass the gate of the lesson"
    assert (data.late_months[list(ANSWERS.lessons_gate(data))] == 1).any(), "and not the stricter one"
    assert (data.late_months[list(ANSWERS.worst(data))] == 0).all(), "the last of those who pass"


def test_the_two_best_by_score_alone_are_told_that_the_gate_comes_first():
    data = dealers()
    totals = (data.scores * data.weights).sum(axis="columns")
    status, words, name = ANSWERS.judge_veto(veto(data, totals.nlargest(2).index), data)
    assert (status, name) == ("wrong", "no_gate") and "The gate comes before the score" in words


def test_a_dealer_with_a_late_month_is_named():
    data = dealers()
    late, never = (
        data.late_months.index[data.late_months == 1][-1],
        data.late_months.index[data.late_months == 0][0],
    )
    status, words, name = ANSWERS.judge_veto(veto(data, [late, never]), data)
    assert (status, name) == ("wrong", "one_late_month") and late in words


def test_two_who_pass_but_are_not_the_best_are_told_so():
    data = dealers()
    totals = (
        (data.scores * data.weights).sum(axis="columns")[data.late_months == 0].sort_values(ascending=False)
    )
    chosen = next(
        set(pair)
        for pair in zip(totals.index[2:], totals.index[3:], strict=False)
        if set(pair) != ANSWERS.heavy_weight(data)
    )
    assert ANSWERS.judge_veto(veto(data, chosen), data)[2] == "not_best"


def test_the_wrong_one_lost_is_told_so_once_the_two_are_right():
    data = dealers()
    other = next(each for each in data.scores.index if each not in ANSWERS.lost_place(data))
    assert ANSWERS.judge_veto(veto(data, lost=other), data)[2] == "lost"


# All ------------------------------------------------------------------------------------------------------


def test_every_exercise_has_a_judge_and_every_judge_an_exercise():
    assert list(ANSWERS.JUDGES) == exercises.names()


def test_no_answer_is_stored():
    """Keys and misconceptions hold no dealer and no number that could be an answer; the criteria may be named."""
    path = my_work.workbook_folder() / "exercises" / "answers" / "screening.py"
    functions = [
        each for each in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)
    ]
    keys = {
        "wrong_dealer",
        "average",
        "first_two",
        "strict_gate",
        "lost_place",
        *(each.__name__ for each in [*ANSWERS.AVERAGE, *ANSWERS.CHOICES]),
    }
    assert keys <= {each.name for each in functions}
    for function in functions:
        body = function.body[1:] if function.name in keys else []
        constants = {each.value for line in body for each in ast.walk(line) if isinstance(each, ast.Constant)}
        assert constants <= {"total", "average", "rank", "ability_to_pay", 0, 1, 2}, (
            f"{function.name}: {constants}"
        )
