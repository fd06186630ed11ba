"""The reading site: every page has its twin, every link leads somewhere, search finds Chinese words, nothing serious for axe."""

import json
from importlib.resources import files
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from casekit.desk.lessons import LANGUAGES, READY
from tests.browser import reading
from tests.browser.conftest import OUTSIDE, SIZE, refuse
from tools.reading import glossary

pytestmark = pytest.mark.browser
ROOT = reading.ROOT
EACH = pytest.mark.parametrize("language", LANGUAGES)
GLOSSARY = str(ROOT / "datasets/chapter/glossary.csv")
PHONE, PAPER = {"width": 360, "height": 800}, {"width": 690, "height": 1000}  # paper: A4 in its margins, 96 dots to an inch
SKIP = "() => { const link = document.querySelector('.skip-link a'); return link === document.activeElement && link.getBoundingClientRect().top >= 0; }"
FIT = "() => document.documentElement.scrollWidth <= innerWidth"
CUT = """() => [...document.querySelectorAll('article table, article pre, article img')].filter(one =>
    one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML.slice(0, 200))"""
ALIKE = """() => { const seen = {};
  for (const one of document.querySelectorAll('article tr, article p, article li, article pre span, .bd-links li')) {
    const look = [one.tagName, one.className, one.style.cssText, one.parentElement.className,
      [...one.children].map(inside => inside.tagName + inside.className + inside.style.cssText)].join();
    if ((seen[look] = (seen[look] || 0) + 1) > 3) one.remove();
  } }"""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The built site: any warning of Sphinx would have stopped it."""
    return reading.build(tmp_path_factory.mktemp("reading") / "site")


@pytest.fixture(scope="session")
def address(site):
    with reading.served(site) as at:
        yield at


@pytest.fixture(scope="module")
def reader(browser, network):
    """A page of the browser that can reach nothing outside."""
    context = browser.new_context(viewport=SIZE)
    context.route(OUTSIDE, lambda route: refuse(route, network))
    yield context.new_page()
    context.close()


# What is built ------------------------------------------------------------------------------------------


@EACH
def test_every_lesson_and_exercise_is_there_with_its_twin(site, language):
    there = reading.pages(site, language)
    assert {f"{one.slug}.html" for one in READY} | {f"exercises/{one.slug}.html" for one in READY if one.exercise_minutes} <= there.keys()
    assert {path.stem for path in (ROOT / "notebooks" / language).glob("*.ipynb")} - {"98_glossary"} <= {name.removesuffix(".html") for name in there}
    for name, text in there.items():
        twins = [tag["href"] for tag in reading.tags(text, "a") if tag.get("class") == "twin"]
        assert len(twins) == 1 and (site / language / name).parent.joinpath(twins[0]).resolve().is_file(), name
        assert twins[0].endswith(f"{ {'en': 'zh', 'zh': 'en'}[language] }/{name}"), name


@EACH
def test_every_link_leads_to_a_place_that_is_there(site, language):
    there = {f"{language}/{name}": text for name, text in reading.pages(site, language).items()}
    places = {name: {tag["id"] for tag in reading.tags(text, r"\w+") if "id" in tag} for name, text in there.items()}
    lost = set()
    for name, text in there.items():
        for tag in reading.tags(text, "a") + reading.tags(text, "script") + reading.tags(text, "link"):
            path, anchor = urldefrag(urljoin(name, tag.get("href", tag.get("src", "")) or "#"))
            path = path.partition("?")[0]
            assert not urlsplit(path).netloc or "href" in tag and "rel" not in tag, (name, path)
            if urlsplit(path).scheme:
                continue
            if not (site / unquote(path)).is_file() or anchor and path in places and unquote(anchor) not in places[path]:
                lost.add((name, path, anchor))
    assert lost == set()


@EACH
def test_every_picture_has_the_words_it_was_stored_with(site, language):
    for kind, up in (("notebooks", ""), ("exercises/solutions", "exercises/")):
        for path in (ROOT / kind / language).glob("*.ipynb"):
            page = site / language / f"{up}{path.stem}.html"
            if not page.exists():
                continue
            shown = [tag.get("alt", "") for tag in reading.tags(page.read_text(encoding="utf-8"), "img")]
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            html = "".join("".join(out.get("data", {}).get("text/html", "")) for cell in cells for out in cell.get("outputs", []))
            assert all(shown) and (up or shown == [tag["alt"] for tag in reading.tags(html, "img")]), page


@EACH
def test_no_page_shows_the_name_of_a_widget_or_a_solution(site, language):
    for name, text in reading.pages(site, language).items():
        assert "Box(children=" not in text and "widget-view+json" not in text, name
        assert not name.startswith("exercises/") or not {"**Solution", "解答。"} & set(text.split("<strong>")), name


@EACH
def test_each_term_is_linked_where_a_page_uses_it_first_and_only_there(site, language):
    for name, text in reading.pages(site, language).items():
        if name.removesuffix(".html") in (*glossary.LEFT_OUT, "search"):
            continue
        page, expected = reading.Running(text), {}
        known, owners = glossary.pattern(GLOSSARY, language, glossary.lesson_number(name.removesuffix(".html")))
        for piece in page.pieces:
            for found in known.finditer(piece):
                expected.setdefault(owners[found.lastindex - 1].key, found[0])
        assert [(key, words) for key, words, _ in page.links] == list(expected.items()), name
        assert all(link["title"] for *_, link in page.links)


def test_longer_terms_go_first_and_everyday_words_stay_with_their_lesson():
    known, owners = glossary.pattern(GLOSSARY, "zh", "13")
    assert [owners[one.lastindex - 1].key for one in known.finditer("应收账款周转天数与应收账款")] == ["dso", "accounts-receivable"]
    known, owners = glossary.pattern(GLOSSARY, "en", "4")
    found = [owners[one.lastindex - 1].key for one in known.finditer("Complete customer classifications by dealers; credit policies; supergate")]
    assert found == ["customer-classification", "dealer", "credit-policy"]


# In the browser -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "lesson"),
    [("zh", "应收账款周转天数", "13_receivables"), ("zh", "交叉比率", "07_ratios"), ("en", "days sales outstanding", "13_receivables")],
)
def test_the_search_finds_the_lesson_among_its_first_three(reader, address, language, words, lesson):
    reader.goto(f"{address}/{language}/search.html?q={words}")
    reader.wait_for_selector("#search-results ul.search li a")
    reader.wait_for_function("() => /\\d/.test(document.querySelector('#search-results .search-summary').textContent)")
    found = reader.locator("#search-results ul.search li > a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert any(lesson in each for each in found[:3]), found


def test_the_search_finds_nothing_that_is_not_there(reader, address):
    reader.goto(f"{address}/zh/search.html?q=量子力学")
    reader.wait_for_selector("#search-results .search-summary")
    reader.wait_for_timeout(500)
    assert reader.locator("#search-results ul.search li").count() == 0


@EACH
def test_the_first_tab_leads_past_the_contents(reader, address, language):
    reader.goto(f"{address}/{language}/13_receivables.html")
    reader.keyboard.press("Tab")
    reader.wait_for_function(SKIP)  # it slides in
    reader.keyboard.press("Enter")
    assert reader.url.endswith("#main-content")
    reader.keyboard.press("Tab")
    style = reader.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


@EACH
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.daily)], ids=["by-turns", "whole"])
def test_every_page_for_axe_a_phone_and_paper(reader, address, site, language, whole):
    """No serious or critical finding; on a phone nothing but boxes scrolls sideways; on paper nothing is cut.

    Every time each numbered page in one of its languages; once a day all in both, and every piece of them.
    """
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    wrong = {}
    for name in [*reading.pages(site, language), "../index.html"]:
        if not whole and _others_turn(name, language):
            continue
        reader.set_viewport_size(SIZE)
        reader.goto(f"{address}/{language}/{name}")
        cut = printed(reader)
        reader.set_viewport_size(PHONE)
        cut += [] if reader.evaluate(FIT) else ["scrolls sideways on a phone"]
        reader.set_viewport_size(SIZE)
        reader.evaluate(axe)
        if faults := cut + serious(reader, whole):
            wrong[name] = faults
    assert wrong == {}


def _others_turn(name, language):
    """A lesson with an even number is looked at in Chinese and its exercises in English; with an odd number the other way round."""
    number = glossary.lesson_number(name.removesuffix(".html"))
    return number and LANGUAGES[(int(number) + ("/" in name) + 1) % 2] != language


def serious(page, whole):
    """What axe finds serious or critical: on the whole page, or (a quarter of the time) in three of all pieces that look alike."""
    if not whole:
        page.evaluate(ALIKE)
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["nodes"][0]["html"][:300]) for one in found if one["impact"] in ("serious", "critical")]


def printed(page):
    """Tables, code and pictures that leave a page of A4."""
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    cut = page.evaluate(CUT)
    page.emulate_media(media="screen")
    return cut
