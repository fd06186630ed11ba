"""The teaching notes on paper: nothing is cut, a handout is one page, the formula sheet two; nothing is fetched for it."""

import pytest

from tests.test_teaching import LESSONS, NOTES, ROOT
from tools import printing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def print_one(browser):
    with printing.printer(browser) as one:
        yield one


@pytest.mark.parametrize("other", [source.stem for source in NOTES])
def test_note_and_handout_print_and_nothing_is_cut(other, edition, print_one, tmp_path):
    made = dict(printing.write_note(print_one, other, edition.language, tmp_path))
    handout = next(path for path in made if path.name.startswith("handout"))
    assert made[handout] == 1 and all(3 <= pages <= 12 for path, pages in made.items() if path != handout)
    for path in made:
        data = path.read_bytes()
        assert data.startswith(b"%PDF") and b"/MarkInfo" in data and b"file:" not in data
        assert str(ROOT).encode() not in data


@pytest.mark.parametrize("name", [name for name in printing.names() if name not in LESSONS])
def test_pages_without_a_lesson_print(name, edition, print_one, tmp_path):
    ((path, pages),) = printing.write_note(print_one, name, edition.language, tmp_path)
    assert path.name == f"{name}_{edition.language}.pdf" and (pages == 1 if name in printing.ONE_PAGE else pages >= 1)


def test_the_formula_sheet_is_two_pages(edition, print_one, tmp_path):
    _, pages = printing.write_sheet(print_one, edition.language, tmp_path)
    assert pages == 2 if len(NOTES) == len(LESSONS) else pages <= 2


def test_what_is_too_wide_or_too_long_is_not_printed(print_one):
    with pytest.raises(SystemExit):
        printing.fitted(print_one, "x", "<p>words</p>" * 200, "en", "handout", 1, (9,))
    with pytest.raises(SystemExit):
        printing.fitted(print_one, "x", f"<pre style='white-space:pre'>{'x' * 300}</pre>", "en", "handout", 1, (9,))


def test_pages_are_counted_as_they_are(print_one):
    pdf, _ = print_one(printing.page("x", "<p style='break-after:page'>x</p>" * 3 + "y", "en", 10))
    assert printing.count(pdf) == 4
