"""The exercises of lesson 4: keys against casekit, book's numbers, forms, and what is said of a half-right answer."""

import pytest

from casekit import composition, exercises, look

ANSWERS = exercises._answers("composition")
SEEDS = [None, *range(8)]


def asked(number, seed=None):
    return exercises.Exercise(f"composition-{number}", "" if seed is None else f"20260{seed}", "MKT301")


def test_the_book_has_three_three_and_four():
    letters = list(ANSWERS.classes(asked(1).data).values())
    assert [letters.count(each) for each in "ABC"] == [3, 3, 4]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_key_of_the_first_is_what_casekit_says(seed):
    q = asked(1, seed)
    table = composition.abc_table(q.data.sales)["abc_class"]
    assert ANSWERS.classes(q.data) == table[q.data.sales["customer_id"]].to_dict()
    assert q.judge(table).status == "right" and q.judge(table.to_dict()).status == "right"


def test_the_two_shares_of_the_book():
    assert ANSWERS.shares(asked(2).data) == {
        "share_of_wallet": 0.15,
        "share_of_our_sales": 0.075,
        "most_elsewhere": "D2",
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_key_of_the_second_is_what_casekit_says(seed):
    data = asked(2, seed).data
    rows = data.dealers["net_amount_cny"].reset_index()
    rows.loc[len(rows)] = ["the others", data.our_sales_cny - rows["net_amount_cny"].sum()]
    table = composition.share_of_wallet(rows, data.dealers.reset_index())
    right = ANSWERS.shares(data)
    assert right["share_of_wallet"] == pytest.approx(table.at[data.customer, "share_of_wallet"])
    assert right["share_of_our_sales"] == pytest.approx(table.at[data.customer, "share_of_our_sales"])
    assert right["most_elsewhere"] == table["elsewhere_cny"].idxmax()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_key_of_the_third_is_what_casekit_says(seed):
    q = asked(3, seed)
    table = composition.abc_table(q.data.rows)
    right = ANSWERS.equals_together(q.data)
    assert right["class_a"] == sorted(table.index[table["abc_class"] == "A"])
    assert right["hundred_percent"] == table["net_amount_cny"].clip(lower=0).sum()
    left_in = table["net_amount_cny"].cumsum() / table["net_amount_cny"].sum()
    pair = table.index[table["net_amount_cny"].duplicated(keep=False)]
    assert left_in.shift(fill_value=0)[pair[0]] >= 0.75 and set(pair) <= set(right["class_a"]), (
        "what it costs"
    )
    equal = table["net_amount_cny"].value_counts()
    assert equal.iloc[0] == 2 and (table["net_amount_cny"] < 0).sum() == 1
    half = q.judge(right | {"hundred_percent": 1.0})
    assert half.status == "wrong" and "Class A is right" in half.words


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("why", ["...", "", "too short", ...])
def test_the_figures_are_judged_while_the_reasons_are_still_missing(code, why):
    look.speak(code)
    data = asked(3).data
    said = asked(3).judge(ANSWERS.equals_together(data) | {"why": why})
    assert said.status == "right" and look.say("still to be written", "还没有写") in said.words
    said = asked(3).judge(ANSWERS.past_100(data) | {"why": why})
    assert (said.status, said.misconception) == ("wrong", "past_100")


def test_the_book_has_a_sum_that_stands_on_95_and_says_so():
    right = ANSWERS.classes(asked(1).data)
    assert ANSWERS._after_a_cut(asked(1).data) == {"K08"} and right["K08"] == "C"
    said = asked(1).judge(right | {"K08": "B"})
    assert said.status == "wrong" and said.words.startswith("Before K08 the share stands exactly on a cut")
    assert "exactly" not in asked(1).judge(right | {"K08": "B", "K01": "C"}).words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"most_elsewhere": "D3"}, "The two shares are right. The dealer is not"),
        ({"share_of_wallet": 0.85}, "part it buys elsewhere"),
        ({"share_of_our_sales": 0.08}, "rounded too far: share_of_our_sales"),
        ({"share_of_our_sales": 0.5}, "Below stands once all it buys"),
    ],
)
def test_what_is_said_of_a_share_is_about_the_field_that_is_wrong(changed, words):
    said = asked(2).judge(ANSWERS.shares(asked(2).data) | changed)
    assert said.status == "wrong" and words in said.words


@pytest.mark.parametrize(
    ("number", "answer", "status"),
    [
        (1, ..., "not attempted"), (1, {}, "not attempted"), (1, 3, "wrong kind"),
        (1, {f"K{place:02}": "A" for place in range(1, 11)}, "wrong"), (1, {f"K{place:02}": "D" for place in range(1, 11)}, "wrong kind"),
        (2, {"share_of_wallet": 15, "share_of_our_sales": 0.1, "most_elsewhere": "D2"}, "wrong kind"),
        (2, {"share_of_wallet": ..., "share_of_our_sales": ..., "most_elsewhere": "..."}, "not attempted"),
        (2, {"share_of_wallet": 0.15, "share_of_our_sales": 0.075, "most_elsewhere": "D9"}, "wrong kind"),
        (3, {"class_a": ["...", "..."], "hundred_percent": ..., "why": "..."}, "not attempted"),
        (3, {"class_a": "N1", "hundred_percent": 1, "why": "because of this and that"}, "wrong kind"),
        (3, {"class_a": ["N1", "N1"], "hundred_percent": 1, "why": "because of this and that"}, "wrong kind"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("code", ["en", "zh"])
def test_forms(number, answer, status, code):
    look.speak(code)
    assert asked(number).judge(answer).status == status


def test_a_table_instead_of_a_column_is_answered_as_such():
    data = asked(1).data
    assert asked(1).judge(composition.abc_table(data.sales)).status == "wrong kind"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_share_rounded_to_three_decimals_is_right_and_words_have_twins(number):
    for pair in ANSWERS.MISTAKES[f"composition-{number}"].values():
        assert all(pair) and pair[0] != pair[1]
    right = ANSWERS.shares(asked(2, 3).data)
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in right.items()}
    assert asked(2, 3).judge(rounded).status == "right"
