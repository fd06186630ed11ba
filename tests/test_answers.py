"""Key and misconceptions of the exercises: worked out from the data each time, and told apart."""

import ast
from itertools import combinations

import pytest

import casekit
from casekit import exercises, look, my_work
from casekit.screening import every_weighting, looks_transposed, pairwise_wins, rank_range, weighted_scores

ANSWERS = exercises._answers("screening")
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
CRITERIA = ["demand", "margin", "prospects", "ability_to_pay", "reputation"]
WHY = "A sum lets strong scores pay for a weak one; a gate lets nothing pay for it."


def asked(name, seed=None):
    """The book's numbers; with a seed, those of a student."""
    who = "" if seed is None else f"20260{seed}"
    return exercises.Exercise(name, who, "MKT301").data


def chapter(seed=None):
    return asked("screening-1", seed)


def pair(seed=None):
    return asked("screening-2", seed)


def dealers(seed=None):
    return asked("screening-3", seed)


# screening-1 ----------------------------------------------------------------------------------------------


def test_the_key_of_the_first_is_the_right_average_of_the_dealer_misprinted():
    assert ANSWERS.wrong_dealer(chapter()) == "C"
    assert ANSWERS.average(chapter()) == pytest.approx(35 / 15)


@pytest.mark.parametrize("seed", range(8))
def test_other_numbers_give_another_key(seed):
    data = chapter(seed)
    wrong = ANSWERS.wrong_dealer(data)
    by_hand = sum(data.scores.at[wrong, name] * data.weights[name] for name in CRITERIA)
    assert ANSWERS.judge_average(by_hand / data.weights.sum(), data)[0] == "right"
    assert ANSWERS.judge_average(35 / 15, data)[0] == "wrong"
    assert data.printed[wrong] == int(str(by_hand)[::-1]) and looks_transposed(by_hand, data.printed[wrong])


@pytest.mark.parametrize("seed", [None, 0, 1, 2])
@pytest.mark.parametrize("wrong", ANSWERS.AVERAGE, ids=lambda wrong: wrong.__name__)
@LANGUAGES
def test_each_misconception_is_recognised_and_named(wrong, seed, code):
    look.speak(code)
    data = chapter(seed)
    status, words, misconception = ANSWERS.judge_average(wrong(data), data)
    assert (status, words, misconception) == ("wrong", look.say(*ANSWERS.AVERAGE[wrong]), wrong.__name__)


@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_the_average_of_any_other_dealer_is_recognised(seed):
    data = chapter(seed)
    for value in ANSWERS.others(data):
        assert ANSWERS.judge_average(round(value, 2), data)[2] == "of_another"


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
        "of_another": 4.467,
    }


@pytest.mark.parametrize(("value", "name"), [(2.3, "rounded"), (2.38, "rounded"), (2.4, None), (1.111, None)])
def test_what_is_rounded_too_far_and_any_other_number(value, name):
    status, words, *named = ANSWERS.judge_average(value, chapter())
    assert status == "wrong" and named == ([name] if name else [])
    assert ("rounded too far" if name else "First find the dealer") in words


# screening-2 ----------------------------------------------------------------------------------------------


def swap(first, **weights):
    return dict.fromkeys(CRITERIA, 1) | weights | {"first": first}


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        (swap("D", demand=5, margin=4, prospects=3, ability_to_pay=2), "unchanged", "A leads by 10 points"),
        (swap("D"), "all_alike", "A leads by 3 points"),
        (swap("D", demand=5, margin=5, reputation=5), "wrong_way", "A leads by 23 points"),
        (swap("D", margin=2), "wrong_way", "A leads by 5 points"),
        (swap("D", prospects=2), "too_little", "A leads by 2 points"),
        (swap("D", prospects=3), "too_little", "A leads by 1 point."),
        (swap("D", prospects=4), "level", "level"),
        (swap("B", prospects=5, ability_to_pay=5), "mine_first", "No weights from 1 to 5 make it first"),
        (swap("A", prospects=5, ability_to_pay=5), "not_first", "not first under your weights"),
        (swap("C", prospects=5, ability_to_pay=5), "not_first", "not first under your weights"),
    ],
)
def test_weights_that_do_not_do_it_are_told_why(answer, misconception, words):
    status, said, name = ANSWERS.judge_swap(answer, pair())
    assert (status, name) == ("wrong", misconception) and words in said


@LANGUAGES
def test_any_weights_that_do_it_are_right(code):
    look.speak(code)
    for changed in (
        {"prospects": 5, "ability_to_pay": 5},
        {"ability_to_pay": 5},
        {"prospects": 5},
        {"demand": 2, "prospects": 3, "ability_to_pay": 4},
    ):
        assert ANSWERS.judge_swap(swap("D", **changed), pair())[0] == "right", changed


def test_the_swap_is_judged_by_the_scores_given():
    data = pair()
    data.scores.loc[["A", "B"]] = data.scores.loc[["B", "A"]].to_numpy()
    assert ANSWERS.judge_swap(swap("D"), data)[0] == "right"
    data.scores.loc["B"] = 5
    assert ANSWERS.judge_swap(swap("B"), data)[0] == "right", "B first is right where B is first"


def test_who_shares_the_first_place_may_be_named():
    data = pair()
    data.scores.loc["C"] = data.scores.loc["D"]
    for first in "CD":
        assert ANSWERS.judge_swap(swap(first, prospects=5, ability_to_pay=5), data)[0] == "right"


@pytest.mark.parametrize("seed", [None, *range(12)])
def test_the_key_turns_the_pair_round_and_what_is_said_is_true(seed):
    data, answer = pair(seed), ANSWERS.swapped(pair(seed))
    before = weighted_scores(data.scores, data.weights)["total"]
    after = weighted_scores(data.scores, {name: answer[name] for name in CRITERIA})
    assert before[data.mine] < before[data.rival]
    assert (
        after.at[data.mine, "total"] > after.at[data.rival, "total"]
        and after.at[answer["first"], "rank"] == 1
    )
    orders = rank_range(data.scores, every_weighting(CRITERIA))
    assert orders.at[data.mine, "best_rank"] > 1, "no weights make it first"
    assert data.scores.loc[data.rival].sum() > data.scores.loc[data.mine].sum(), "the plain points"


@pytest.mark.parametrize("seed", [None, *range(12)])
def test_few_weightings_turn_the_pair_round(seed):
    data = pair(seed)
    wins = pairwise_wins(data.scores.loc[[data.mine, data.rival]], every_weighting(CRITERIA))
    assert 31 <= wins["first_ahead"].iloc[0] <= 375 and wins["tied"].iloc[0] > 0


# screening-3 ----------------------------------------------------------------------------------------------


def pair_of(mistake, data):
    return set(mistake(data)["chosen"])


def veto(data, chosen=None, lost=None):
    """A form filled in; what is not given is right."""
    chosen = pair_of(ANSWERS.strict_gate, data) if chosen is None else set(chosen)
    return {"chosen": chosen, "lost": lost or min(ANSWERS.lost_place(data)), "why": WHY}


def first_two(data, late_allowed):
    """The first two by hand."""
    totals = (data.scores * data.weights).sum(axis="columns")[data.late_months <= late_allowed]
    return set(totals.index[totals.rank(ascending=False, method="min") <= 2])


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_the_key_of_the_third_agrees_with_a_count_by_hand(seed):
    data = dealers(seed)
    assert pair_of(ANSWERS.strict_gate, data) == first_two(data, 0) and len(first_two(data, 0)) == 2
    assert ANSWERS.lost_place(data) == first_two(data, 1) - first_two(data, 0)
    assert len(ANSWERS.lost_place(data)) == 1 and len(first_two(data, 1)) == 2
    assert ANSWERS.judge_veto(veto(data), data)[0] == "right"


def test_dealers_who_tie_for_the_second_place_all_count():
    data = dealers()
    second = min(first_two(data, 0), key=(data.scores * data.weights).sum(axis="columns").get)
    data.scores.loc["QH0001"] = data.scores.loc[second]
    assert ANSWERS.first_two(data, 0) == first_two(data, 0) == first_two(dealers(), 0) | {"QH0001"}


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_a_selection_has_its_own_names_and_months(seed):
    data, book = dealers(seed), dealers()
    assert len(data.scores) in ([60] if seed is None else range(15, 21))
    assert (
        list(data.names.index)
        == list(data.scores.index)
        == list(data.late_months.index)
        == sorted(data.scores.index)
    )
    assert (data.scores == book.scores.loc[data.scores.index]).all(axis=None)
    assert (data.late_months == book.late_months[data.scores.index]).all()
    assert (data.names == casekit.names()[data.names.index]).all()


@pytest.mark.parametrize("seed", [None, *range(4)])
@pytest.mark.parametrize("wrong", ANSWERS.CHOICES, ids=lambda wrong: wrong.__name__)
@LANGUAGES
def test_each_wrong_choice_is_recognised_and_named(wrong, seed, code):
    look.speak(code)
    data = dealers(seed)
    status, words, misconception = ANSWERS.judge_veto(veto(data, pair_of(wrong, data)), data)
    assert (status, words, misconception) == ("wrong", look.say(*ANSWERS.CHOICES[wrong]), wrong.__name__)


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_wrong_choices_and_key_are_told_apart(seed):
    sets = [pair_of(each, dealers(seed)) for each in [ANSWERS.strict_gate, *ANSWERS.CHOICES]]
    assert all(len(each) == 2 for each in sets)
    assert all(one != other for one, other in combinations(sets, 2))


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_what_is_said_of_the_wrong_choices_is_true(seed):
    data = dealers(seed)
    totals = (data.scores * data.weights).sum(axis="columns")
    months = {each.__name__: data.late_months[sorted(pair_of(each, data))] for each in ANSWERS.CHOICES}
    assert months["lessons_gate"].max() == 1, "they pass the gate of the lesson and not the stricter one"
    assert (
        months["worst"].max() == 0
        and totals[months["worst"].index].max() <= totals[data.late_months == 0].nsmallest(2).max()
    )
    assert totals[months["no_gate"].index].min() == totals.nlargest(2).min(), "the best by score"
    heavy = totals + 13 * data.scores["ability_to_pay"]
    assert set(heavy.nlargest(2).index) == set(months["heavy_weight"].index)


def test_a_dealer_with_late_months_is_named_with_their_number():
    data = dealers()
    never = data.late_months.index[data.late_months == 0][0]
    for months in (1, 4):
        late = data.late_months.index[data.late_months == months][-1]
        status, words, name = ANSWERS.judge_veto(veto(data, [late, never]), data)
        assert (status, name) == ("wrong", "late") and f"{late} had late months: {months}." in words


def test_of_two_late_ones_the_worse_is_named():
    data = dealers()
    data.late_months[["QH0002", "QH0003"]] = [1, 3]
    assert "QH0003 had late months: 3." in ANSWERS.judge_veto(veto(data, ["QH0002", "QH0003"]), data)[1]


def test_two_who_pass_but_are_not_the_best_are_told_so():
    data = dealers()
    totals = (
        (data.scores * data.weights).sum(axis="columns")[data.late_months == 0].sort_values(ascending=False)
    )
    chosen = next(
        set(pair)
        for pair in zip(totals.index[2:], totals.index[3:], strict=False)
        if set(pair) != pair_of(ANSWERS.heavy_weight, data)
    )
    status, words, *named = ANSWERS.judge_veto(veto(data, chosen), data)
    assert status == "wrong" and "not the two best who do" in words and named == []


@pytest.mark.parametrize("seed", [None, *range(4)])
def test_the_wrong_one_lost_is_told_so_once_the_two_are_right(seed):
    data = dealers(seed)
    newcomer = min(first_two(data, 0) - first_two(data, 1))
    status, words, name = ANSWERS.judge_veto(veto(data, lost=newcomer), data)
    assert (status, name) == ("wrong", "came_in") and "gains a place" in words
    other = next(each for each in data.scores.index if each not in {newcomer} | ANSWERS.lost_place(data))
    status, words, name = ANSWERS.judge_veto(veto(data, lost=other), data)
    assert (status, name) == ("wrong", "lost") and "no longer under yours" in words


# All ------------------------------------------------------------------------------------------------------


def test_every_exercise_has_a_judge_and_every_judge_an_exercise():
    ours = [name for name in exercises.names() if name.startswith("screening-")]
    assert list(ANSWERS.JUDGES) == list(ANSWERS.KEYS) == list(ANSWERS.MISTAKES) == ours


def test_no_answer_is_stored():
    """Keys and misconceptions hold no dealer and no number that could be an answer; the criteria may be named."""
    path = my_work.workbook_folder() / "exercises" / "answers" / "screening.py"
    functions = [
        each for each in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)
    ]
    called = {each.__name__ for table in ANSWERS.MISTAKES.values() for each in table}
    keys = called | {
        "wrong_dealer",
        "others",
        "first_two",
        "lost_place",
        *(key.__name__ for key in ANSWERS.KEYS.values()),
    }
    assert keys <= {each.name for each in functions}
    names, numbers = {"ability_to_pay", "chosen", "lost", "first"}, {0, 1, 2, 3, 4, 5, 6}
    for function in functions:
        body = function.body[1:] if function.name in keys else []
        constants = {each.value for line in body for each in ast.walk(line) if isinstance(each, ast.Constant)}
        assert constants <= names | numbers, f"{function.name}: {constants}"
