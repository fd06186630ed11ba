"""The what-if lab, predictions and quizzes: what a reader sees, and every number their words claim."""

import json
import re
from io import BytesIO
from itertools import product

import ipywidgets as w
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import casekit
from casekit import look, record, screening
from casekit.desk.lessons import WITH_QUESTIONS
from casekit.errors import Refused
from casekit.exercises.screening import qinghe
from casekit.labs import picture, predictions, questions, quizzes
from casekit.labs import screening as lab_screening

pytestmark = pytest.mark.slow  # left out by `test --quick`

LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])

FIRST = next(iter(WITH_QUESTIONS))  # what is named where nothing is alike


@pytest.fixture
def lab(chapter):
    return lab_screening.WeightLab(chapter.scores, chapter.weights)


def weights(**changed):
    return pd.Series(
        {"demand": 5, "margin": 4, "prospects": 3, "ability_to_pay": 2, "reputation": 1} | changed
    )


B_BEFORE_A = weights(demand=1, margin=1, prospects=5, ability_to_pay=5)


def drawn(lab):
    """For each dealer, from the top: width of its bar and the texts beside it."""
    rows = zip(lab.bars, lab.texts, lab.labels, strict=True)
    found = [(bar.get_y(), bar.get_width(), text.get_text(), name.get_text()) for bar, text, name in rows]
    return [
        (name.split()[1], round(width, 3), text, name.split()[0])
        for _, width, text, name in sorted(found, reverse=True)
    ]


def widgets_in(box, kind):
    """All widgets of a kind inside a box, in order."""
    inside = [box] if isinstance(box, kind) else []
    return inside + [each for child in getattr(box, "children", ()) for each in widgets_in(child, kind)]


# The lab --------------------------------------------------------------------------------------------------


def test_the_lab_begins_with_the_chapters_weights(lab):
    assert drawn(lab) == [
        ("D", 4.667, "4.67", "1"),
        ("A", 4.467, "4.47", "2"),
        ("B", 3.8, "3.80", "3"),
        ("C", 2.333, "2.33", "4"),
    ]
    assert lab.head.get_text() == "First two under these weights: D, A"
    assert lab.said() == "Ranking: 1 D 4.67; 2 A 4.47; 3 B 3.80; 4 C 2.33."


def test_a_step_moves_bars_labels_title_words_and_picture(lab):
    before = lab.picture
    lab.step(B_BEFORE_A)
    assert drawn(lab) == [
        ("D", 4.231, "4.23", "1"),
        ("B", 4.154, "4.15", "2"),
        ("A", 3.769, "3.77", "3"),
        ("C", 2.077, "2.08", "4"),
    ]
    assert lab.head.get_text() == "First two under these weights: D, B"
    assert lab.said().startswith("Ranking: 1 D 4.23; 2 B 4.15")
    assert lab.picture != before and 'alt="Ranking: 1 D 4.23; 2 B 4.15' in lab.figure()


def test_a_step_updates_the_same_artists_and_draws_none_anew(lab):
    def artists():
        named = [lab.ax, *lab.bars, *lab.texts, *lab.labels, lab.head]
        return [*named, *lab.ax.get_children(), *lab.ax.figure.get_children()]

    before = artists()
    lab.step(B_BEFORE_A)
    after = artists()
    assert len(before) == len(after) and all(one is other for one, other in zip(before, after, strict=True))


def test_stepping_away_and_back_gives_the_same_picture(lab):
    before = lab.picture
    lab.step(B_BEFORE_A)
    lab.step(weights())
    assert lab.picture == before


def test_blue_are_the_ranks_one_and_two(lab):
    from matplotlib.colors import to_hex

    colours = {
        name.get_text().split()[1]: to_hex(bar.get_facecolor())
        for bar, name in zip(lab.bars, lab.labels, strict=True)
    }
    assert colours == {"A": look.BLUE, "B": look.PALE, "C": look.PALE, "D": look.BLUE}


@pytest.mark.parametrize("level", range(1, 6))
def test_each_bar_has_a_place_of_its_own_whatever_the_weights(lab, level):
    lab.step(weights(**dict.fromkeys(["demand", "margin", "reputation"], level)))
    assert sorted(round(bar.get_y() + 0.31) for bar in lab.bars) == [0, 1, 2, 3]


def test_dealers_who_tie_share_a_rank_and_stand_on_bars_of_their_own():
    scores = pd.DataFrame({"demand": [4, 4, 1], "margin": [2, 2, 1]}, index=["K", "M", "N"])
    lab = lab_screening.WeightLab(scores, pd.Series({"demand": 1, "margin": 1}))
    assert drawn(lab) == [("K", 3, "3.00", "1"), ("M", 3, "3.00", "1"), ("N", 1, "1.00", "3")]
    assert "K over M: in 0 of 25 weightings; the other way in 0, level in 25." in lab.lines()


def test_the_panel_tells_what_is_settled_and_counts_what_is_not(lab):
    assert lab.lines() == [
        "A over C: never turns (nowhere lower, somewhere higher).",
        "D over A: never turns (nowhere lower, somewhere higher).",
        "B over C: never turns (nowhere lower, somewhere higher).",
        "D over B: no dominance, yet no weighting from 1 to 5 turns it.",
        "D over C: never turns (nowhere lower, somewhere higher).",
        "A over B: in 3,020 of 3,125 weightings; the other way in 58, level in 47.",
    ]


def test_the_panel_in_chinese(chinese, chapter):
    lines = lab_screening.WeightLab(chapter.scores, chapter.weights).lines()
    assert "D 在 B 前" in lines[3] and "并不占优" in lines[3]
    assert "A 在 B 前" in lines[5] and re.findall(r"[\d,]+", lines[5]) == ["3,125", "3,020", "58", "47"]
    assert sum("怎么调都不变（占优）" in line for line in lines) == 4


def test_the_panel_agrees_with_a_count_of_its_own(lab, chapter):
    gap = chapter.scores.loc["A"].to_numpy() - chapter.scores.loc["B"].to_numpy()
    leads = [int(np.dot(gap, each)) for each in product(range(1, 6), repeat=5)]
    counted = sum(x > 0 for x in leads), sum(x < 0 for x in leads), sum(x == 0 for x in leads)
    assert (
        "in {:,} of 3,125 weightings; the other way in {}, level in {}.".format(*counted) in lab.lines()[-1]
    )


@LANGUAGES
def test_moving_a_slider_changes_the_picture_on_the_page(chapter, code):
    look.speak(code)
    lab = lab_screening.WeightLab(chapter.scores, chapter.weights)
    lab.page()
    before = lab.image.value
    lab.sliders["prospects"].value = 5
    assert lab.weights["prospects"] == 5 and lab.weights["demand"] == 5
    assert lab.image.value != before and lab.said() in lab.image.value


def test_the_button_brings_the_chapters_weights_back(chapter):
    lab = lab_screening.WeightLab(chapter.scores, chapter.weights)
    still = lab.page()
    before = lab.image.value
    for name in lab.sliders:
        lab.sliders[name].value = 1
    assert lab.image.value != before
    [button] = widgets_in(still.widget, w.Button)
    button.click()
    assert lab.image.value == before and [each.value for each in lab.sliders.values()] == [5, 4, 3, 2, 1]


def test_the_five_sliders_carry_the_criterions_words_and_the_range_one_to_five(lab):
    sliders = widgets_in(lab.page().widget, w.IntSlider)
    assert [each.description for each in sliders] == [
        look.heading(name, {})[0] for name in lab.scores.columns
    ]
    assert sliders[0].description == "Demand"
    assert {(each.min, each.max, each.step) for each in sliders} == {(1, 5, 1)}


def test_names_are_shown_as_text():
    scores = pd.DataFrame({"demand": [1, 2]}, index=["<b>x</b>", "y"])
    html = lab_screening.WeightLab(scores, pd.Series({"demand": 3})).page().html
    assert "<b>x" not in html and "&lt;b&gt;x" in html


def test_the_lab_takes_names_and_warns_of_nothing_where_no_chinese_font_is(monkeypatch):
    monkeypatch.setattr(look, "chinese_family", lambda: None)
    look.speak("zh")
    data = qinghe()
    lab = lab_screening.WeightLab(data.scores.head(4), data.weights, casekit.names())
    assert casekit.names().iloc[0] in lab.said()
    lab.step(B_BEFORE_A)


def test_the_scores_and_weights_are_left_as_they_were(chapter):
    scores, given = chapter.scores.copy(), chapter.weights.copy()
    lab_screening.WeightLab(chapter.scores, chapter.weights).step(B_BEFORE_A)
    pd.testing.assert_frame_equal(chapter.scores, scores)
    pd.testing.assert_series_equal(chapter.weights, given)


def test_without_a_page_the_lab_prints_its_words(chapter, capsys):
    lab_screening.weight_lab(chapter.scores, chapter.weights)
    assert "Ranking: 1 D 4.67" in capsys.readouterr().out


# The picture ----------------------------------------------------------------------------------------------


@pytest.fixture
def scene():
    """A bar that moves, and a text before it."""
    with look.style():
        ax = look.axes(height=2, width=3)
        ax.figure.set_layout_engine("none")
        bar, text = ax.barh([0], [0.5], color=look.PALE)[0], ax.text(0.4, 0, "one fj", va="center")
        ax.set(xlim=(0, 1), ylim=(-1, 1))
    return picture.Scene(ax.figure, [bar, text])


def pixels(scene, png=None):
    return np.asarray(scene.figure.canvas.buffer_rgba() if png is None else Image.open(BytesIO(png)))[..., :3]


@pytest.mark.parametrize("steps_between", [0, 1, 3])
@pytest.mark.parametrize(
    "change",
    [
        {"text": "two"}, {"text": ""}, {"x": 0.5}, {"y": 0.1}, {"ha": "right"}, {"va": "top"}, {"color": look.BLUE},
        {"fontsize": 9}, {"fontweight": "bold"}, {"visible": False},
    ],
)  # fmt: skip
def test_a_step_writes_a_text_anew_when_anything_about_it_changes(scene, change, steps_between):
    bar, text = scene.redrawn[0], scene.redrawn[-1]
    for width, changed in ((0.5, {}), (0.6, change), (0.45, {})):
        text.set(**changed), bar.set_width(width)
        for _ in range(1 + steps_between):
            scene.stepped()
        stepped = pixels(scene).copy()
        assert (stepped == pixels(scene, scene.whole())).all()


def test_a_text_is_not_written_again_where_it_was_before(scene, monkeypatch):
    bar, text = scene.redrawn[0], scene.redrawn[-1]
    states = [(width, words) for width in (0.5, 0.2) for words in ("one", "two")]
    for width, words in states:
        bar.set_width(width), text.set_text(words), scene.stepped()
    monkeypatch.setattr(text, "draw", lambda renderer: pytest.fail("written again"))
    bar.set_width(0.1), scene.stepped()  # nowhere near the text: what lies under it is as it was
    text.set_text("one"), scene.stepped()
    assert (pixels(scene).min(axis=-1) < 128).sum() > 20, "and yet there it is"


def test_of_a_text_only_the_last_looks_are_kept(scene):
    for number in range(2 * picture.KEPT):
        scene.redrawn[-1].set_text(f"{number}"), scene.stepped()
    assert (pixels(scene).copy() == pixels(scene, scene.whole())).all()
    assert len(scene.drawers[-1].kept) == picture.KEPT


# Predictions ----------------------------------------------------------------------------------------------


def choose(key, **said):
    """What a reader does: choose, press the button. Returns the prediction."""
    asked = predictions._Prediction(key)
    page = asked.page()
    for name, value in said.items():
        asked.fields[name].value = value
    [button] = widgets_in(page.widget, w.Button)
    button.click()
    return asked


def test_a_guess_is_kept_and_found_again(work):
    asked = choose("screening-swap", share=0.05)
    assert "On record" in asked.answer.value
    assert json.loads((work / "progress.json").read_text())["predictions"] == {
        "screening-swap": {"share": 0.05}
    }
    again = predictions._Prediction("screening-swap")
    again.page()
    assert again.fields["share"].value == 0.05 and "On record" in again.answer.value


def test_half_a_guess_is_not_kept(work):
    asked = choose("screening-first-and-last", first="D")
    assert asked.answer.value == "Still to choose: Last."
    assert record.noted("predictions", "screening-first-and-last") is None


def test_nothing_is_chosen_beforehand(work):
    asked = predictions._Prediction("screening-veto")
    asked.page()
    assert asked.fields["gone"].value is None


def test_a_guess_from_an_older_version_of_the_question_does_no_harm(work):
    record.note("predictions", "screening-veto", {"gone": 77})
    asked = predictions._Prediction("screening-veto")
    asked.page()
    assert asked.fields["gone"].value is None


@pytest.mark.parametrize(
    ("said", "outcome", "line"),
    [
        (0.05, 0.0186, "B above A: in fewer than 5 % (as you said)."),
        (1, 0.0186, "B above A: in fewer than 5 % (you said in more than 25 %)."),
        (0, 0.0, "B above A: in none (as you said)."),
        (0, 0.0001, "B above A: in fewer than 5 % (you said in none)."),
    ],
)
def test_looking_back_sets_the_guess_beside_the_outcome(work, capsys, said, outcome, line):
    choose("screening-swap", share=said)
    capsys.readouterr()
    predictions.look_back("screening-swap", share=np.float64(outcome))
    assert capsys.readouterr().out == f"{line}\n"


def test_looking_back_in_chinese(work, capsys, chinese):
    choose("screening-first-and-last", first="D", last="B")
    predictions.look_back("screening-first-and-last", first="D", last="C")
    assert capsys.readouterr().out == "第一：D（与你的判断一致）。\n垫底：C（你当时判断：B）。\n"


@LANGUAGES
def test_looking_back_without_a_guess_shows_what_came_out_and_says_so(work, capsys, code):
    look.speak(code)
    predictions.look_back("screening-swap", share=0.5)
    told = capsys.readouterr().out
    assert look.say("in more than 25 %", "超过 25%") in told
    assert look.say("not guessed yet", "还没有猜") in told


@pytest.mark.parametrize(
    ("outcome", "bound"),
    [(0, 0), (1, 2), (2, 2), (np.int64(3), 4), (4, 4), (5, 99), (99, 99)],
)
def test_an_outcome_belongs_to_the_smallest_bound_not_below_it(outcome, bound):
    assert predictions._choice(outcome, [0, 2, 4, 99]) == bound


# Quiz -----------------------------------------------------------------------------------------------------

QUIZ = questions.quiz_items("screening")
CHOICES = [(item, *choice) for item in QUIZ for choice in item.choices]
QUESTIONS = pytest.mark.parametrize("number", range(1, 6))


@LANGUAGES
@QUESTIONS
def test_every_choice_is_answered_with_its_own_reason_and_kept(work, number, code):
    look.speak(code)
    for place, (_, _, right, *why) in enumerate(QUIZ[number - 1].choices):
        quiz = quizzes._Quiz("screening", QUIZ)
        row = quiz.page().widget.children[number - 1]
        [buttons], answer = widgets_in(row, w.ToggleButtons), row.children[-1]
        buttons.value = quizzes.LETTERS[place]
        assert look.escape(look.say(*why)) in answer.value
        assert (
            look.say("Right. ", "对。") in answer.value
            if right
            else look.say("Not so. ", "不对。") in answer.value
        )
        kept = record.noted("quiz", "screening")
        assert kept == {str(number): quizzes.LETTERS[place], "right": int(right), "of": 5}


def test_the_score_counts_what_is_right_and_what_is_answered(work):
    quiz = quizzes._Quiz("screening", QUIZ)
    rows = quiz.page().widget.children
    assert quiz.score.value == "0 right, 0 answered, 5 in all."
    for item, row in zip(QUIZ[:3], rows, strict=False):
        place = [choice[2] for choice in item.choices].index(True)
        widgets_in(row, w.ToggleButtons)[0].value = quizzes.LETTERS[place]
    wrong = [choice[2] for choice in QUIZ[3].choices].index(False)
    widgets_in(rows[3], w.ToggleButtons)[0].value = quizzes.LETTERS[wrong]
    assert quiz.score.value == "3 right, 4 answered, 5 in all."


def test_choices_are_there_again_after_a_restart_and_may_be_changed(work):
    record.note("quiz", "screening", {"2": quizzes.LETTERS[0], "right": 0, "of": 5})
    quiz = quizzes._Quiz("screening", QUIZ)
    row = quiz.page().widget.children[1]
    [buttons] = widgets_in(row, w.ToggleButtons)
    assert (
        buttons.value == quizzes.LETTERS[0]
        and look.escape(QUIZ[1].why(quizzes.LETTERS[0])) in row.children[-1].value
    )
    assert quiz.score.value == "0 right, 1 answered, 5 in all."
    buttons.value = quizzes.LETTERS[1]
    assert record.noted("quiz", "screening")["2"] == quizzes.LETTERS[1]


@pytest.mark.parametrize("kept", [{"1": "Z"}, {"1": None}, {"9": "①"}, {"1": 3}, {"right": 4, "of": 5}])
def test_a_record_that_does_not_fit_does_no_harm(work, kept):
    record.note("quiz", "screening", kept)
    quiz = quizzes._Quiz("screening", QUIZ)
    quiz.page()
    assert quiz.score.value == "0 right, 0 answered, 5 in all."


def test_the_words_of_a_quiz_are_text_and_never_markup(work):
    hostile = "<script>x</script>"
    item = questions.Item((hostile, hostile), [(hostile, hostile, True, hostile, hostile)] * 3)
    quiz = quizzes._Quiz("screening", [item])
    page = quiz.page()
    widgets_in(page.widget, w.ToggleButtons)[0].value = quizzes.LETTERS[0]
    html = [each.value for each in widgets_in(page.widget, w.HTML)]
    assert "&lt;script&gt;" in "".join(html) and not any("<script" in each for each in [page.html, *html])


@pytest.mark.parametrize(
    ("lesson", "nearest"), [("screning", "screening"), *((each, FIRST) for each in ("", None, "still", 3))]
)
def test_an_unknown_quiz_is_refused(lesson, nearest):
    with pytest.raises(Refused, match=f"the nearest is '{nearest}'"):
        casekit.quiz(lesson)


def test_labs_have_no_other_names():
    with pytest.raises(AttributeError, match="'scrning'"):
        casekit.labs.scrning  # noqa: B018


# The numbers the quiz claims ------------------------------------------------------------------------------


def said(*words):
    """The one place in the quiz's English texts that has all these words; its Chinese twin comes with it."""
    pairs = [
        pair for item in QUIZ for pair in (item.asked, *(p for c in item.choices for p in (c[:2], c[3:])))
    ]
    found = [
        english + " | " + chinese for english, chinese in pairs if all(word in english for word in words)
    ]
    assert len(found) == 1, f"{words}: {found}"
    return found[0]


def scored_a(chapter):
    return screening.weighted_scores(chapter.scores, chapter.weights).loc["A"]


def test_the_total_the_average_and_the_plain_mean_of_a(chapter):
    row = scored_a(chapter)
    assert f"{row['total']:.0f} and {row['average']:.3f} are different numbers" in said("different numbers")
    assert f"for A that is {chapter.scores.loc['A'].mean():.1f}, not {row['average']:.3f}" in said(
        "plain mean adds"
    )
    assert f"calls {row['total']:.0f} a weighted average" in said("divides nothing")
    assert f"by {chapter.weights.sum()}, the sum" in said("divides nothing")


def test_a_dealer_is_scored_four_and_was_late_in_four_months_of_twelve():
    data = qinghe()
    dealer = data.scores["ability_to_pay"].eq(4) & data.late_months.eq(4)
    assert dealer.any() and "late payments in 4 of 12 months" in said("scores a dealer's ability to pay 4")


def test_d_is_nowhere_lower_than_a_and_on_two_criteria_higher(chapter):
    lead = chapter.scores.loc["D"] - chapter.scores.loc["A"]
    assert (
        (lead >= 0).all()
        and (lead > 0).sum() == 2
        and said("nowhere lower than A and on two criteria higher")
    )
    assert chapter.scores.at["A", "demand"] == chapter.scores.at["D", "demand"] == 5
    assert said("because A has 5 points on demand") and said("D has 5 points on demand as well")
    assert list(lead.index[lead > 0]) == ["ability_to_pay", "reputation"]
    words = said("It cancels on demand")
    assert "On ability to pay and on reputation D is still ahead" in words
    assert "付款能力和合作信誉" in words


def test_a_heavy_weight_is_no_veto(chapter):
    raised, dealer = chapter.weights.copy(), pd.Series(5, index=chapter.weights.index)
    raised["ability_to_pay"], dealer["ability_to_pay"] = 5, 1
    in_order = ", ".join(str(each) for each in raised[:-1]) + f" and {raised.iloc[-1]}"
    points = f"{(dealer * raised).sum()} of {(5 * raised).sum()} points"
    assert f"Under weights {in_order} this dealer has {points}" in said(
        "The other four have made up for the 1"
    )
    assert raised.nlargest(2, keep="all").index.tolist() == ["demand", "ability_to_pay"] and said(
        "one of the two heaviest weights"
    )


def test_a_weight_above_half_is_no_veto_either(chapter):
    def points(weight, pay, elsewhere):
        return pay * weight + elsewhere * others

    others, most = chapter.weights.drop("ability_to_pay").sum(), 5 - 1
    assert 14 > others and points(14, 1, 5) > points(14, 3, 2)
    words = said("still more than one with 3 here and 2 elsewhere")
    assert f"With 14, against {others} for the other four, this dealer has {points(14, 1, 5)} points" in words
    assert f"2 elsewhere, who has {points(14, 3, 2)}." in words
    even = most * others
    assert points(even, 1, 5) == points(even, 2, 1) and f"Only above {even} can nothing make up" in said("can nothing make up for it")


def test_fifty_eight_weightings(chapter):
    everyone = screening.every_weighting(chapter.scores.columns)
    lead = everyone.mul(chapter.scores.loc["A"] - chapter.scores.loc["B"]).sum(axis="columns")
    behind = int((lead < 0).sum())
    assert f"In {behind} of {len(everyone):,} weightings" in said("weightings B stands above A")
    assert f"a chance of {100 * behind / len(everyone):.1f} %" in said("a chance of")
    a, b = chapter.scores.loc["A"], chapter.scores.loc["B"]
    assert f"On prospects B has {b['prospects']} and A has {a['prospects']}" in said("only a strong lead")
    assert b["ability_to_pay"] > a["ability_to_pay"]


def test_the_condition_under_which_b_passes_a_names_what_counts_and_how_often(chapter):
    words = said("Exactly:")
    assert "prospects + ability to pay > demand + 2 × margin + 2 × reputation" in words
    assert "前景 + 付款能力 > 需求量 + 2 × 毛利 + 2 × 合作信誉" in words
    everyone = screening.every_weighting(chapter.scores.columns)
    lead = everyone.mul(chapter.scores.loc["A"] - chapter.scores.loc["B"]).sum(axis="columns")
    left = everyone["prospects"] + everyone["ability_to_pay"]
    right = everyone["demand"] + 2 * everyone["margin"] + 2 * everyone["reputation"]
    assert ((lead < 0) == (left > right)).all() and said("prospects and ability to pay together outweigh")


def test_the_predictions_count_what_they_say(chapter):
    swap, veto = (
        questions.predictions("screening")[key].prompt[0] for key in ("screening-swap", "screening-veto")
    )
    assert f"Of all {5 ** chapter.scores.shape[1]:,} ways" in swap
    data = qinghe()
    best = screening.weighted_scores(data.scores, data.weights)["rank"] <= 10
    assert f" {best.sum()} " in veto
    bounds = [value for value, _, _ in questions.predictions("screening")["screening-veto"].asked["gone"][1]]
    assert predictions._choice((data.late_months[best] > 1).sum(), bounds) in bounds
