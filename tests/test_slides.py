"""Lessons as slides: one idea a slide, the lab on a slide of its own; a deck asks for nothing outside itself."""

import json
import re
from functools import cache

import nbformat
import pytest

from casekit.desk import slides as live
from casekit.desk.lessons import READY
from tools import build, measure, slides

LESSONS = [page for page in build.pages() if page.source.parent.parent.name == "notebooks" and page.source.stem in {one.slug for one in READY if one.number}]
EACH = pytest.mark.parametrize("page", LESSONS, ids=lambda page: f"{page.source.stem}-{page.language}")
MOST = {"en": 75, "zh": 130}  # words, characters: about a quarter of a slide in the type for the back row


def prose(slide, language):
    """How much is to be read on a slide, but for its headings: English words, Chinese characters."""
    text = "\n".join(cell.source for cell in slide if cell.cell_type == "markdown" and slides.slide_type(cell) != "notes")
    text = re.sub(r"^#+ .*$", "", text, flags=re.M)
    return len(text.split()) if language == "en" else len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9.,%]+", text))


@pytest.mark.parametrize(("text", "language", "size"), [("## Head\n\nOne *two*\nthree", "en", 3), ("## 标题\n\n三家，共 12.5 万元", "zh", 6)])
def test_what_is_to_be_read_is_counted(text, language, size):
    assert prose([nbformat.v4.new_markdown_cell(text)], language) == size


@cache
def lesson(page):
    """The lesson, not executed."""
    return build.draft(page)


def on_slides(page):
    """The slides of a lesson, without their stacks."""
    return [slide for stack in slides.slides(lesson(page)) for slide in stack]


@EACH
def test_a_slide_holds_one_idea(page):
    sizes = {slide[0].source[:60]: prose(slide, page.language) for slide in on_slides(page)}
    assert {words: size for words, size in sizes.items() if size > MOST[page.language]} == {}
    for slide in on_slides(page):
        assert any(slides.slide_type(cell) != "notes" for cell in slide), f"nothing but notes: {slide[0].source[:60]!r}"


@EACH
def test_the_lab_has_a_slide_of_its_own(page):
    labs = [slide for slide in on_slides(page) if any("lab" in cell.metadata.get("tags", []) for cell in slide)]
    assert [[cell.cell_type for cell in slide if slides.slide_type(cell) != "notes"] for slide in labs] == [["code"]]


@EACH
def test_every_key_shows_something_new(page):
    """A cell without a type would be shown with the one before it, and yet take a key in JupyterLab to be passed."""
    assert {slides.slide_type(cell) for cell in lesson(page).cells} <= {"slide", "subslide", "fragment", "notes", "skip"}
    assert slides.slide_type(lesson(page).cells[0]) == "slide"


# A deck -------------------------------------------------------------------------------------------------


def cell(kind, source, slide, tags=(), outputs=()):
    made = nbformat.v4.new_markdown_cell(source) if kind == "md" else nbformat.v4.new_code_cell(source, outputs=list(outputs))
    made.metadata.update(slideshow={"slide_type": slide} if slide else {}, tags=list(tags))
    return made


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def shown(**data):
    return nbformat.v4.new_output("display_data", data={f"text/{kind}": words for kind, words in data.items()})


def test_slides_stand_in_stacks():
    cells = [
        cell("md", "a", "slide"), cell("md", "b", "fragment"), cell("md", "c", "subslide"), cell("md", "d", "notes"),
        cell("md", "e", "skip"), cell("md", "f", "slide"), cell("md", "g", None),
    ]  # fmt: skip
    found = [[[one.source for one in slide] for slide in stack] for stack in slides.slides(notebook(*cells))]
    assert found == [[["a", "b"], ["c", "d"]], [["f", "g"]]]


def test_a_deck_has_everything_in_it_and_allows_nothing_else():
    made = slides.deck(
        notebook(
            cell("md", "# A & B\n\n$1-0.98^{12}$ and [there](04_composition.ipynb), [out](https://example.org/)", "slide"),
            cell("code", "secret = 1", "fragment", ["code-off-slides"], [shown(html="<p>a <b>result</b></p>", plain="x")]),
            cell("code", "visible = 1", "fragment", [], [nbformat.v4.new_output("stream", text="1 < 2")]),
            cell("md", "said aloud", "notes"), cell("md", "not here", "skip"),
        ),
        "<Lesson>", "zh",
    )  # fmt: skip
    assert "&lt;Lesson&gt;" in made and '<html lang="zh-CN">' in made and "default-src 'none'" in made
    assert "<math" in made and "$" not in re.sub(r"<(script|style)>.*?</\1>", "", made, flags=re.S)
    assert "a <b>result</b>" in made and "1 &lt; 2" in made and "not here" not in made
    assert "secret" not in made and "visible" in made and '<aside class="notes">' in made
    assert ".ipynb" not in made and 'href="https://example.org/"' in made
    assert re.findall(r'(?:src|data)="(?!data:)[^"]*"|<link[^>]*>|@import|url\((?!["\']?data:)[^)]*\)', re.sub(r"<script>.*?</script>", "", made, flags=re.S)) == []


def test_the_command_makes_what_is_asked_for(tmp_path, capsys):
    assert slides.main(["3", "--language", "zh", "--out", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.rglob("*.html")] == ["03_screening.html"] and "03_screening.html" in capsys.readouterr().out
    assert slides.main(["screeeening", "--out", str(tmp_path)]) == 1 and capsys.readouterr().out
    assert [path.name for path in tmp_path.rglob("*.html")] == ["03_screening.html"]


# In JupyterLab ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word"), [("en", "Slides"), ("zh", "幻灯片")])
def test_the_button_speaks_the_readers_language(language, word):
    settings = json.loads(json.dumps(live.settings(language)))
    assert settings["@jupyterlab/notebook-extension:panel"]["toolbar"][0]["label"] == word


@pytest.mark.parametrize(("before", "after"), [('{\n  // so\n  "active": true,\n "x": 1}', '{\n  // so\n  "active": false,\n "x": 1}'), ('{"active": false}', '{"active": false}'), (None, None)])
def test_slides_left_open_are_ended_at_the_next_start(tmp_path, monkeypatch, before, after):
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(tmp_path))
    state = tmp_path / "jupyterlab-slideshow" / "plugin.jupyterlab-settings"
    if before:
        state.parent.mkdir()
        state.write_text(before, encoding="utf-8")
    live.end_of_last_time()
    assert (state.read_text(encoding="utf-8") if state.exists() else None) == after


def test_no_rule_has_what_browsers_refuse():
    """A :has() within a :has(), and, for jupyterlab-fonts, a comma within brackets but that of a tag."""
    for rule in live.STYLES:
        assert not re.search(r":has\([^()]*:has\(", rule) and not re.search(r"\([^()]*,[^()]*\)", re.sub(r"\*=',[\w-]+,'", "", rule)), rule


def test_code_is_taken_off_by_tags_that_sources_may_have():
    assert set(live.HIDE_CODE) <= build.TAGS


def test_the_window_and_the_deck_are_of_one_size():
    assert slides.SIZE == measure.SIZE and f"width: {slides.SIZE['width']}, height: {slides.SIZE['height']}" in slides.START

