"""Lessons and the book on paper: every word of the notebooks is there and none is cut, pictures have words, numbers of pages are right."""

import re
from html import unescape
from pathlib import Path

import pytest

from casekit.desk.lessons import LANGUAGES, READY
from tests.on_paper import BOTTOM, TOP, Paper, needed, of_book, of_lesson, squeezed
from tools import book
from tools.paper import paper

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
ALWAYS = {(4, "en"), (15, "zh")}  # the longest code and the widest tables; formulas
HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
CONTENTS = re.compile(r'<li><a href="#([^"]*)"><span>(.*?)</span>')


@pytest.fixture(scope="module")
def sheets(browser):
    with paper(browser, book.WIDE) as opened:
        yield opened


def held(made, html, notebooks, language):
    """The PDF holds all that the notebooks have, is tagged, and its numbers are right."""
    words, images = needed(notebooks)
    assert len(words) > 400 and made.missing(words, made.places().get("lesson-0", 1)) == []
    assert not re.search("[\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff]", made.words), (
        "a character that searching would not find"
    )
    assert list(made.outside()) == []
    tagged(made, images, language)
    numbered(made, html)
    never_last(made)


def tagged(made, images, language):
    """Tags, language, title, outline; as many pictures as in the notebooks, each with words in its place."""
    assert (
        made.root["/MarkInfo"]["/Marked"].value
        and made.root["/Lang"] == {"en": "en", "zh": "zh-CN"}[language]
    )
    assert made.root["/ViewerPreferences"]["/DisplayDocTitle"].value and made.reader.metadata.title
    tags = list(made.tags())
    figures = [alt for tag, alt in tags if tag == "Figure"]
    assert len(figures) == made.images() == images and all(figures)
    assert {"H1", "H2", "P", "Table", "TH", "TD", "Code", "L", "Link"} <= {tag for tag, _ in tags}


def numbered(made, html):
    """The contents name the page on which a heading stands; every link leads somewhere."""
    places, listed = made.places(), CONTENTS.findall(html)
    assert len(listed) > 8
    assert {name for name, _ in made.links()} <= places.keys() and {
        name for name, _ in listed
    } <= places.keys()
    for name, words in listed:
        heading, at = squeezed(unescape(words)), places[name]
        assert heading in made.text[at - 1], (heading, at)
        assert any(f"{heading}{at}" in page for page in made.text[:6]), (heading, at)
    outline = [squeezed(entry.get_title()) for entry in made.pages.get_toc()]
    headings = [squeezed(unescape(re.sub("<.*?>", "", words))) for _, words in HEADING.findall(html)]
    assert outline == headings
    for at, page in enumerate(made.pages, 1):
        head, foot = made.between(page, 842, TOP), made.between(page, BOTTOM, 0)
        assert foot == str(at) and head or not foot and not head and at == 1


def never_last(made):
    """Below each heading stands more on the same page."""
    for entry in made.pages.get_toc():
        to = entry.get_dest()
        page, (_, (_, high, *_)) = made.pages[to.get_index()], to.get_view()
        assert squeezed(made.between(page, high - 24, BOTTOM - 3)), entry.get_title()


def each_lesson():
    """Every lesson in both languages: two of them on every run, the others once a day."""
    for one in READY[1:]:
        for language in LANGUAGES:
            marks = [] if (one.number, language) in ALWAYS else [pytest.mark.daily]
            yield pytest.param(one, language, marks=marks, id=f"{one.slug}-{language}")


@pytest.mark.parametrize(("one", "language"), list(each_lesson()))
def test_a_lesson_on_paper_holds_every_word_of_it(one, language, sheets):
    _, html = book.booklet(one, language)
    held(Paper(book.printed(sheets, html)), html, of_lesson(ROOT, one, language), language)


@pytest.mark.daily
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_on_paper_holds_every_word_of_the_workbook(language, sheets):
    _, html = book.book(language)
    held(Paper(book.printed(sheets, html)), html, of_book(ROOT, language), language)


def test_what_is_cut_is_not_printed(sheets):
    with pytest.raises(SystemExit, match="wide"):
        book.printed(sheets, book.page("x", f"<div style='white-space:pre'>{'x' * 300}</div>", "en", []))


def test_a_wide_table_becomes_smaller_and_keeps_its_words(sheets):
    cells = "".join(f'<td style="white-space:nowrap">{number} 12,345,678.90</td>' for number in range(14))
    html = book.page(
        "x", f"<table><tr>{cells}</tr></table><p><a href='#x'>x</a></p><p id='x'>x</p>", "en", []
    )
    made = Paper(book.printed(sheets, html))
    assert made.missing([f"{number}12,345,678.90" for number in range(14)]) == [] and not list(made.outside())


@pytest.mark.parametrize(
    "words", [["lesson"], ["lessons", "3"], ["lesson", "nonsense"], ["book", "--language", "fr"]]
)
def test_what_cannot_be_printed_is_named(words, capsys):
    with pytest.raises(SystemExit):
        book.main(words)
    assert words[-1] in capsys.readouterr().err
