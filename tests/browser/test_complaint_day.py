"""The complaints desk in the browser: a day by keyboard, nothing cut off, no jump, taken up again after a restart, and its debrief."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import CHINESE, FAULTS, PICTURES, TOO_WIDE, Notebook, read
from tests.browser.test_lesson import CAPTION, projector

pytestmark = pytest.mark.browser

DESK, YOURS = "complaint_day.desk_day", "debrief.yours"
CUT = """output => [...output.querySelectorAll('button, .widget-html, .widget-html-content > div')].filter(each =>
    each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1
).map(each => `${each.className}: ${each.textContent.trim().slice(0, 60)}`)"""
HEIGHT = "output => output.getBoundingClientRect().height"
LOG = "output => [...output.querySelectorAll('.widget-html')].pop().textContent"  # what is written last at each step


@pytest.fixture(scope="module", params=["94_complaint_day"])
def other(request, start_page, lab):
    """The page, opened from JupyterLab's list of files and run from top to bottom; its kernel ends with the test."""
    page = start_page.front().page
    page.locator(".jp-DirListing-item", has_text=f"{request.param}.ipynb").dblclick()
    notebook = Notebook(page, lab.work, f"{start_page.path.rsplit('/', 1)[0]}/{request.param}.ipynb").run_all()
    yield notebook
    notebook.front().choose("kernel", "kernelmenu:shutdown")


@pytest.fixture
def desk(other):
    """What the desk's cell shows, at the beginning of the day."""
    shown = other.front().output(DESK)
    press(other, shown.locator("button").last)
    expect(shown).to_contain_text(re.compile(r"8:31"))
    return shown


def press(notebook, button):
    """Press a button as a reader does who has no mouse."""
    button.focus()
    notebook.page.keyboard.press("Space")


def test_it_runs_without_a_fault(other, edition):
    assert other.front().ask(FAULTS) == []
    expect(other.panel).not_to_contain_text("Error displaying widget")
    for picture in other.ask(PICTURES):
        assert picture["width"] > 0 and picture["caption"].startswith(CAPTION[edition.language])
        assert bool(CHINESE.search(picture["alt"])) == (edition.language == "zh")


def test_nothing_is_wider_than_its_place(other):
    assert other.front().ask(TOO_WIDE) == []
    with projector(other):
        assert other.front().ask(TOO_WIDE) == []


def test_every_button_can_be_reached_with_tab(other, desk):
    buttons = desk.locator("button")
    buttons.first.focus()
    for place in range(1, buttons.count()):
        other.page.keyboard.press("Tab")
        expect(buttons.nth(place)).to_be_focused()


def test_a_whole_day_by_keyboard(other, desk, lab, edition):
    height, decided = desk.evaluate(HEIGHT), 0
    while "17:30" not in desk.locator(".widget-html").first.text_content().split()[0]:
        before = desk.evaluate(LOG)
        kinds = [re.compile(r"Judge|先判断"), re.compile(r"note the cause|记下原因（"), re.compile(r"\(\d+ min\)|（\d+ 分钟）")]
        button = next(found for found in (desk.locator("button", has_text=kind) for kind in kinds) if found.count())
        press(other, button.first)
        other.page.wait_for_function(f"([output, before]) => ({LOG})(output) !== before", arg=[desk.element_handle(), before])
        decided += 1
        assert desk.evaluate(CUT) == [] and desk.evaluate(HEIGHT) == height
        assert decided < 100
    assert decided > 25
    kept = read(lab.work / "simulations" / "complaint_day_3_2.json")
    assert len(kept["decisions"]) == decided
    total = re.search(r"[\d,]{5,} (yuan|元)", desk.text_content())[0]
    expect(other.run(YOURS).first).to_contain_text({"en": "Your day 3", "zh": "你办完的第 3 天"}[edition.language])
    other.restart_and_run_all()
    expect(other.output(DESK)).to_contain_text(total)


def test_a_button_that_is_not_open_says_so(other, desk, edition):
    before = desk.evaluate(HEIGHT)
    press(other, desk.locator("button", has_text=re.compile("^–$")).last)
    expect(desk).to_contain_text({"en": "cannot be done", "zh": "不能这样办"}[edition.language])
    assert desk.evaluate(HEIGHT) == before and desk.evaluate(CUT) == []


def test_the_switches_move_by_keyboard(other, desk):
    for place in range(desk.locator(".widget-toggle-buttons").count()):
        group = desk.locator(".widget-toggle-buttons").nth(place).locator("button")
        press(other, group.last)
        expect(group.last).to_contain_class("mod-active")
        press(other, group.first)
        expect(group.first).to_contain_class("mod-active")
