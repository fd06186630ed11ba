"""Every other lesson in the browser: it runs, its pictures speak, nothing is cut off, each lab answers to the keyboard."""

import json

import pytest
from playwright.sync_api import expect

from casekit.desk.lessons import LESSONS, is_ready
from tests.browser.deck import slides_and_labs
from tests.browser.moving import SHOWN, knob_of, press
from tests.browser.reader import CHINESE, FAULTS, PICTURES, TOO_WIDE, read
from tests.browser.test_lesson import CAPTION, place, projector

pytestmark = pytest.mark.browser
OTHERS = [one.slug for one in LESSONS if one.number not in (0, 3) and is_ready(one)]


@pytest.fixture(scope="module", params=OTHERS)
def other(request, start_page, lab):
    """The lesson, opened by its link on the start page and run from top to bottom; its kernel ends with the test.

    Each in a tab of its own: among many open lessons the slides took up to three times as long.
    """
    start = start_page.in_a_tab_of_its_own(lab.work)
    notebook = start.follow(f"{request.param}.ipynb", lab.work).run_all()
    notebook.start = start
    yield notebook
    notebook.front().choose("kernel", "kernelmenu:shutdown")
    start.page.close()


@pytest.fixture(scope="module")
def others_exercises(other, lab, edition):
    """Its exercises as handed out, run from top to bottom."""
    name = other.path.rsplit("/", 1)[1]
    notebook = other.start.front().follow(f"../../exercises/{edition.language}/{name}", lab.work).run_all()
    yield notebook
    notebook.front().choose("kernel", "kernelmenu:shutdown")


def test_it_runs_without_a_fault(other, others_exercises):
    for notebook in (other, others_exercises):
        assert notebook.front().ask(FAULTS) == []
        expect(notebook.panel).not_to_contain_text("Error displaying widget")


def test_every_picture_is_drawn_and_said_in_words(other, edition):
    pictures = other.front().ask(PICTURES)
    assert pictures
    for picture in pictures:
        assert picture["width"] > 0 and len(picture["alt"]) > 20
        assert bool(CHINESE.search(picture["alt"])) == (edition.language == "zh"), picture["alt"]
        assert picture["caption"].startswith(CAPTION[edition.language]), picture["alt"]


def test_nothing_is_wider_than_its_place(other, others_exercises):
    assert [notebook.front().ask(TOO_WIDE) for notebook in (other, others_exercises)] == [[], []]
    with projector(other):
        found = [notebook.front().ask(TOO_WIDE) for notebook in (other, others_exercises)]
    assert found == [[], []]


def labs(notebook, work):
    """What the labs of the notebook show, by the words of their cells."""
    cells = read(work / notebook.path)["cells"]
    tagged = ["".join(cell["source"]) for cell in cells if "lab" in cell["metadata"].get("tags", [])]
    return [notebook.output(words) for words in tagged]


BUTTONS = "panel => [...panel.querySelectorAll('.jp-OutputArea-output button')].map(each => each.title || each.textContent.trim())"


def test_each_lab_is_moved_by_keyboard_and_does_not_jump(other, lab):
    for shown in labs(other.front(), lab.work):
        knob = knob_of(shown)
        knob.scroll_into_view_if_needed()
        knob.focus()
        before, where = shown.evaluate(SHOWN), shown.locator("img").count() and place(shown)
        press(other.page, knob)
        other.page.wait_for_function(
            f"([output, before]) => ({SHOWN})(output) !== before", arg=[shown.element_handle(), before]
        )
        assert (shown.locator("img").count() and place(shown)) == where, "the page has jumped"


def test_as_slides_everything_fits_and_the_lab_moves(other, lab):
    assert slides_and_labs(other, lab.work) == ({}, 1)


def test_every_quiz_and_prediction_has_buttons_with_names(other):
    names = other.front().ask(BUTTONS)
    assert names and all(names)


def test_what_is_stored_has_the_same_pictures(other, edition):
    from casekit.desk.my_work import workbook_folder

    stored = workbook_folder() / "notebooks" / edition.language / other.path.rsplit("/", 1)[1]
    cells = json.loads(stored.read_text(encoding="utf-8"))["cells"]
    assert len(other.front().ask(PICTURES)) == sum(str(cell).count("<img") > 0 for cell in cells)
