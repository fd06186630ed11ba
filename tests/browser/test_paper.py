"""Lessons and the book on paper: every word of the notebooks is there and none is cut, pictures have words, numbers of pages are right."""

import re
from html import unescape
from pathlib import Path

import pytest

from casekit.desk.lessons import READY
from tests.on_paper import Paper, needed, of_book, of_lesson, squeezed
from tools import book
from tools.paper import paper

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CONTENTS = re.compile(r'<li><a href="#([^"]*)"><span>(.*?)</span>')


@pytest.fixture(scope="module")
def sheets(browser):
    with paper(browser, book.WIDE) as opened:
        yield opened


def held(made, html, notebooks, language):
    """The PDF holds all that the notebooks have, is tagged, and its numbers are right."""
    words, images = needed(notebooks)
    assert len(words) > 400 and made.missing(words) == []
    assert not re.search("[\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff]", made.words), "a character that searching would not find"
    assert list(made.outside()) == []
    tagged(made, images, language)
    numbered(made, html)


def tagged(made, images, language):
    """Tags, language, title, outline; as many pictures as in the notebooks, each with words in its place."""
    assert made.root["/MarkInfo"]["/Marked"] is True and made.root["/Lang"] == {"en": "en", "zh": "zh-CN"}[language]
    assert made.root["/ViewerPreferences"]["/DisplayDocTitle"] is True and made.reader.metadata.title
    tags = list(made.tags())
    figures = [alt for tag, alt in tags if tag == "Figure"]
    assert len(figures) == made.images() == images and all(figures)
    assert {"H1", "H2", "P", "Table", "TH", "TD", "Code", "L", "Link"} <= {tag for tag, _ in tags}


def numbered(made, html):
    """The contents name the page on which a heading stands; every link leads somewhere."""
    places, listed = made.places(), CONTENTS.findall(html)
    assert len(listed) > 8
    assert {name for name, _ in made.links()} <= places.keys() and {name for name, _ in listed} <= places.keys()
    text = [squeezed(made.inside(page)) for page in made.pages]
    for name, words in listed:
        heading, at = squeezed(unescape(words)), places[name]
        assert heading in text[at - 1], (heading, at)
        assert any(f"{heading}{at}" in page for page in text[:6]), (heading, at)
    outline = {squeezed(entry.get_title()) for entry in made.pages.get_toc()}
    assert {squeezed(unescape(words)) for _, words in listed} <= outline
    for at, page in enumerate(made.pages, 1):
        foot = page.get_textpage().get_text_bounded(left=0, right=page.get_width(), top=50, bottom=0)
        assert foot.strip() in (str(at), "")


@pytest.mark.parametrize("other", [one.slug for one in READY])
def test_a_lesson_on_paper_holds_every_word_of_it(other, edition, sheets):
    one = next(one for one in READY if one.slug == other)
    _, html = book.booklet(one, edition.language)
    held(Paper(book.printed(sheets, html)), html, of_lesson(ROOT, one, edition.language), edition.language)


@pytest.mark.daily
def test_the_book_on_paper_holds_every_word_of_the_workbook(edition, sheets):
    _, html = book.book(edition.language)
    held(Paper(book.printed(sheets, html)), html, of_book(ROOT, edition.language), edition.language)


def test_what_is_cut_is_not_printed(sheets):
    with pytest.raises(SystemExit, match="wide"):
        book.printed(sheets, book.page("x", f"<div style='white-space:pre'>{'x' * 300}</div>", "en", []))


def test_a_wide_table_becomes_smaller_and_keeps_its_words(sheets):
    cells = "".join(f'<td style="white-space:nowrap">{number} 12,345,678.90</td>' for number in range(14))
    html = book.page("x", f"<table><tr>{cells}</tr></table><p><a href='#x'>x</a></p><p id='x'>x</p>", "en", [])
    made = Paper(book.printed(sheets, html))
    assert made.missing([f"{number}12,345,678.90" for number in range(14)]) == [] and not list(made.outside())
