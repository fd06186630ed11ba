"""The start page: the first thing a reader sees."""

import pytest

from tests.browser.reader import CHINESE, FAULTS

pytestmark = pytest.mark.browser


def test_jupyterlab_speaks_the_reader_s_language(start_page, edition):
    assert start_page.page.locator("li.lm-MenuBar-item").all_inner_texts() == edition.menus
    assert start_page.path == f"notebooks/{edition.language}/00_start_here.ipynb"


def test_it_runs_without_a_fault(start_page):
    assert start_page.ask(FAULTS) == []


def test_the_doctor_finds_everything_in_place(start_page, edition):
    said = start_page.output("casekit.doctor()").text_content()
    assert {"en": "Everything is in place.", "zh": "一切就绪。"}[edition.language] in said
    assert "✗" not in said


def test_its_link_opens_the_lesson(lesson, edition):
    assert lesson.path == f"notebooks/{edition.language}/03_screening.ipynb"
    title = lesson.panel.locator("h1").first.text_content()
    assert title.startswith("3 ") and bool(CHINESE.search(title)) == (edition.language == "zh")


def test_its_link_opens_the_exercises(exercises, edition):
    assert exercises.path == f"exercises/{edition.language}/03_screening.ipynb"
