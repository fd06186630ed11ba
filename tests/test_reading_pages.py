"""The pages of the reading site before Sphinx reads them, and how its search cuts Chinese."""

import json
import re

import pytest

from casekit.desk.lessons import READY
from casekit.look import speak
from tools import build
from tools.reading import pages
from tools.reading.search import HAN, pairs

FILE = "notebooks/en/13_receivables.ipynb"


def markdown(text):
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_links_between_notebooks_become_links_between_pages(language):
    speak(language)
    made = pages.texts(pages.Place(build.ROOT, language, frozenset()))
    for name, text in made.items():
        for target in re.findall(r"\]\(([^)#\s]+\.(?:ipynb|md))\)", markdown(text) if name.endswith("ipynb") else text):
            parts = [*name.split("/")[:-1], *target.split("/")]
            place = "/".join(parts[2:] if parts[1:2] == [".."] else parts)
            assert place in made, (name, target)
        assert "../lab/" not in text


def test_only_pages_of_the_browser_edition_link_to_it():
    made = pages.texts(pages.Place(build.ROOT, "en", frozenset({FILE})))
    linked = {name: re.findall(r'href=\\?"([^"\\]*/lab/[^"\\]*)', text) for name, text in made.items()}
    address = f"../lab/en/lab/index.html?path={FILE}"
    labs = sum("lab" in cell["metadata"].get("tags", []) for cell in json.loads((build.ROOT / FILE).read_text(encoding="utf-8"))["cells"])
    assert {name: links for name, links in linked.items() if links} == {"13_receivables.ipynb": [address] * (1 + labs)}


def test_exercises_show_their_data_and_no_answer():
    place = pages.Place(build.ROOT, "en", frozenset())
    for lesson in READY:
        if not lesson.exercise_minutes:
            continue
        cells = json.loads(pages.exercise_page(place, lesson.slug))["cells"]
        tags = [set(cell["metadata"].get("tags", [])) for cell in cells]
        assert not any("solution" in each for each in tags)
        assert not any(cell.get("outputs") for cell, each in zip(cells, tags, strict=True) if each & {"answer", "check"})
        data = [cell for cell in cells if "casekit.exercise(" in "".join(cell["source"])]
        assert len(data) == 3 and all(cell["outputs"] for cell in data), lesson


def test_chinese_is_cut_into_pairs_and_what_is_typed_into_the_same():
    text = "应收账款周转天数（DSO）降到 33.2 天"
    assert pairs(text) == ["应收", "收账", "账款", "款周", "周转", "转天", "天数", "DSO", "降到", "33", "2", "天"]
    assert set(pairs("周转天数")) <= set(pairs(text))
    assert re.fullmatch(f"[{HAN}]+", "应收账款")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_is_told_that_they_have_not_guessed(language):
    """A reader of the site may have written the guess down."""
    speak(language)
    said = re.compile("you have not guessed yet|你还没有猜")
    stored = "".join(path.read_text(encoding="utf-8") for path in (build.ROOT / "notebooks" / language).glob("*.ipynb"))
    assert said.search(stored)
    assert not said.search("".join(pages.texts(pages.Place(build.ROOT, language, frozenset())).values()))
