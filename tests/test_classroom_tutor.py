"""The contract for assistants: each exercise's own hints in step, in both languages, and nothing of an answer."""

import re

import pytest

from casekit import exercises
from casekit.classroom import bench, tutor

NAMES = exercises.names()
LANGUAGES = ("en", "zh")
STUDENTS = ["", *(f"{number}" for number in range(2026001, 2026021))]
COMPANIES = ("crm-2", "crm-3")  # a company for each student, half a second each: three of them are enough


def rows():
    """The exercises as a kit has them, each with its lesson's page."""
    return [each | {"read_in": each["notebook"]} for each in bench.described({})]


@pytest.fixture(scope="module")
def pages():
    return {language: tutor.text("MKT301", language, rows()) for language in LANGUAGES}


def part_of(page, name):
    """What stands under one exercise's heading."""
    return page.split(f"#### {name} ")[1].split("\n##")[0]


def contract(page):
    """All but the hints."""
    return page.rpartition("\n## ")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_its_title_its_section_and_its_hints_word_for_word_and_in_order(name, language, pages):
    spec, of = exercises.Exercise(name).spec, LANGUAGES.index(language)
    part = part_of(pages[language], name)
    said = [spec.title[of], f"[{spec.read[of]}]", *(f"\n{stage}. {hint[of]}" for stage, hint in enumerate(spec.hints, 1))]
    places = [part.index(words) for words in said]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_exercise_once_in_the_order_of_the_lessons(language, pages):
    assert re.findall(r"^#### (\S+)", pages[language], re.MULTILINE) == NAMES


def test_both_languages_have_the_same_frame(pages):
    frames = {
        language: [re.match(r"#+|\d\.|[*]{1,2}(?=\S)|\* |", line)[0] for line in contract(page).splitlines() if line]
        for language, page in pages.items()
    }
    assert frames["en"] == frames["zh"]


def told(key):
    """The numbers of a key that a page must not hold; a class or a place, one or two digits, may be anything."""
    return [number for number in bench.numbers(key) if number % 1 or abs(number) >= 100]


def ids(key):
    """The customers, dealers and cards that a key names."""
    if isinstance(key, dict):
        return {each for field, value in key.items() if field != "why" for each in ids(value)}
    if isinstance(key, list | tuple | set | frozenset):
        return {each for value in key for each in ids(value)}
    return {key} if isinstance(key, str) and re.search(r"[A-Za-z]+\d", key) else set()


def found(page, key):
    plain = page.replace(",", "").replace("，", "")
    forms = {form for number in told(key) for form in bench.forms_of(number)}
    return {form for form in forms if form in plain} | {each for each in ids(key) if each in page}


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_of_the_book_or_of_a_student_stands_in_it(name, pages):
    own = [f"{contract(page)} {part_of(page, name)}" for page in pages.values()]
    for who in STUDENTS[: 4 if name in COMPANIES else None]:
        q = exercises.Exercise(name, who, "MKT301" if who else "")
        key = bench.answers_of(q).KEYS[name](q.data)
        assert found(" ".join(own), key) == set(), who
        if numbers := told(key):
            assert found(f"It is {numbers[0]:.4f}.", key), "would be found"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exercise_without_a_section_or_with_hints_in_one_language_has_its_place(language):
    mine = {"name": "discount-1", "lesson": "discount", "title": ["A discount", "打折"], "read": ["", ""], "read_in": "",
            "hints": [["One,\nand more: {x}.", ""], ["", "二。"]]}  # fmt: skip
    page = tutor.text("MKT301", language, [mine])
    assert "### discount\n" in page and "1. One,\n   and more: {x}.\n2. 二。" in page
    assert "](notebooks" not in page


def test_the_contract_names_the_ladder_in_six_rungs(pages):
    for page in pages.values():
        rungs = [int(number) for number in re.findall(r"^(\d)\. ", contract(page), re.MULTILINE)]
        assert rungs == [1, 2, 3, 1, 2, 3, 4, 5, 6]
