"""The questions of every lesson: two languages alike, one right choice that nothing gives away, and each is asked in its lesson."""

import re

import pytest

import casekit
from casekit import look
from casekit.desk.lessons import WITH_QUESTIONS
from casekit.errors import Refused
from casekit.labs import predictions, questions, quizzes
from tests import twins

LESSONS = pytest.mark.parametrize("lesson", WITH_QUESTIONS)
KEYS = [key for lesson in WITH_QUESTIONS for key in questions.predictions(lesson)]


def pairs_of(question):
    """Every piece of a prediction's words, as (en, zh)."""
    for label, choices in question.asked.values():
        yield from (label, *(choice[1:] for choice in choices))
    yield question.prompt


def pairs_in(item):
    """Every piece of a quiz question's words, as (en, zh)."""
    return [item.asked, *(pair for choice in item.choices for pair in (choice[:2], choice[3:]))]


@LESSONS
def test_twins_mention_the_same_numbers(lesson):
    asked = [*questions.predictions(lesson).values(), *questions.quiz_items(lesson)]
    for each in asked:
        for english, chinese in pairs_in(each) if isinstance(each, questions.Item) else pairs_of(each):
            assert twins.numbers(english, "en") == twins.numbers(chinese, "zh"), (english, chinese)
            assert "!" not in english and not re.search(r"[\u4e00-\u9fff][,;:?!](?!\d)", chinese), chinese


@LESSONS
def test_five_questions_whose_right_choice_neither_its_place_nor_its_length_gives_away(lesson):
    items = questions.quiz_items(lesson)
    right = [[choice[2] for choice in item.choices].index(True) for item in items]
    assert len(items) == 5 and len(set(right)) >= 3
    for language in (0, 1):
        longest = [
            max(range(len(item.choices)), key=lambda at, item=item: len(item.choices[at][language]))
            for item in items
        ]
        assert sum(one == other for one, other in zip(longest, right, strict=True)) <= 2


@LESSONS
def test_no_two_choices_and_no_two_reasons_are_alike(lesson):
    for item in questions.quiz_items(lesson):
        assert 3 <= len(item.choices) <= len(questions.LETTERS)
        for column in (0, 1, 3, 4):
            words = [choice[column] for choice in item.choices]
            assert len(set(words)) == len(words), words


@LESSONS
def test_the_lesson_asks_each_question_and_looks_back_on_each_guess(lesson):
    source = questions.file_of(lesson).with_name(f"{WITH_QUESTIONS[lesson]}.md").read_text(encoding="utf-8")
    assert set(re.findall(r'predict\("([^"]+)"', source)) == set(questions.predictions(lesson))
    assert f'quiz("{lesson}")' in source


@LESSONS
@pytest.mark.parametrize("code", ["en", "zh"])
def test_questions_are_whole_where_no_widget_runs(lesson, code, work):
    look.speak(code)
    pages = [
        (predictions._Prediction(key).page(), pairs_of(each))
        for key, each in questions.predictions(lesson).items()
    ]
    items = questions.quiz_items(lesson)
    pages.append((quizzes._Quiz(lesson, items).page(), [pair for item in items for pair in pairs_in(item)]))
    for page, pairs in pages:
        html = page._repr_mimebundle_()["text/html"]
        for pair in pairs:
            assert look.escape(look.say(*pair)) in html


GOOD = """
predictions:
- {key: screening-x, en: a, zh: 甲, asked: [{name: n, en: b, zh: 乙, choices: [{value: 1, en: c, zh: 丙}, {value: 2, en: d, zh: 丁}]}]}
quiz:
- {en: q, zh: 问, choices: [{en: a, zh: 甲, right: true, why: {en: w, zh: 因}}, {en: b, zh: 乙, why: {en: v, zh: 故}}]}
"""


@pytest.fixture
def read(tmp_path, workbook_at):
    """Read a lesson's questions from the given text."""

    def read(text):
        folder = tmp_path / "notebooks/source"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "03_screening.questions.yaml").write_text(text, encoding="utf-8")
        workbook_at(tmp_path)
        questions._read.cache_clear()
        return questions._read("screening")

    yield read
    questions._read.cache_clear()


def test_a_file_in_the_right_form_is_read(read):
    asked, items = read(GOOD)
    assert asked["screening-x"].asked["n"] == (("b", "乙"), [(1, "c", "丙"), (2, "d", "丁")])
    assert items[0].choices == [("a", "甲", True, "w", "因"), ("b", "乙", False, "v", "故")]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("zh: 乙, choices", "choices"),
        ("zh: 问", "zh: ''"),
        ("right: true, ", ""),
        ("why: {en: v", "right: true, why: {en: v"),
        ("value: 2", "value: 1"),
        ("value: 2", "value: 0"),
        ("value: 2", "value: two"),
        ("key: screening-x", "key: rfm-x"),
        ("quiz:", "quizz:"),
        ("predictions:\n-", "predictions:\n- {\n-"),
        (GOOD, "words only"),
        (GOOD, ""),
    ],
)
def test_a_file_in_another_form_is_refused_by_name(read, was, becomes):
    assert was in GOOD
    with pytest.raises(Refused, match="03_screening.questions.yaml"):
        read(GOOD.replace(was, becomes, 1))


@pytest.mark.parametrize("key", ["screening-swop", "screning-swap", "other", "still-x", "", 3, None])
@pytest.mark.parametrize("ask", [predictions.predict, predictions.look_back])
def test_an_unknown_prediction_is_refused(ask, key):
    with pytest.raises(Refused):
        ask(key)


def test_a_misspelt_prediction_is_answered_with_the_nearest():
    with pytest.raises(Refused, match="the nearest is 'screening-swap'"):
        casekit.predict("screning-swap")
