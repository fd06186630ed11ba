"""The credit desk in the browser: opened from the start page, played to the end by keyboard, kept, and taken apart."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.reader import CHINESE, FAULTS, PICTURES, TOO_WIDE
from tests.browser.test_lesson import CAPTION, projector

pytestmark = pytest.mark.browser
LAB, DEBRIEF = "credit_desk.credit_desk_lab()", "credit_debrief.debrief("
CLOSE = "button.mod-primary"
# what stands in a box too small for it: words cut off in the lab
CUT = """output => [...output.querySelectorAll('button, label, .widget-html-content span, .widget-html-content div')].filter(each =>
    (each.tagName === 'BUTTON' || each.children.length === 0) && each.textContent.trim() && (each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0
    || each.scrollHeight > each.clientHeight + 6 && each.clientHeight > 0)
).map(each => `${each.scrollWidth} x ${each.scrollHeight} in ${each.clientWidth} x ${each.clientHeight}: ${each.textContent.trim()}`)"""
PLACES = """output => [...output.querySelectorAll('button')].map(each => {
    const box = each.getBoundingClientRect(), top = output.getBoundingClientRect();
    return [Math.round(box.left - top.left), Math.round(box.top - top.top), Math.round(box.width), Math.round(box.height)]})"""


@pytest.fixture(scope="module")
def game(start_page, lab):
    """The page, opened by its link and run from top to bottom; its kernel ends with the tests."""
    notebook = start_page.front().follow("91_credit_game.ipynb", lab.work).run_all()
    yield notebook
    notebook.front().choose("kernel", "kernelmenu:shutdown")


def file_of(lab):
    return lab.work / "credit_desk_qinghe.json"


def test_the_page_runs_without_a_fault_and_shows_an_example(game, edition):
    assert game.front().ask(FAULTS) == []
    expect(game.panel).not_to_contain_text("Error displaying widget")
    pictures = game.ask(PICTURES)
    assert len(pictures) == 3
    for picture in pictures:
        assert bool(CHINESE.search(picture["alt"])) == (edition.language == "zh")
        assert picture["caption"].startswith(CAPTION[edition.language])


def test_nothing_is_cut_off_or_wider_than_its_place(game):
    assert game.front().ask(TOO_WIDE) == []
    assert game.output(LAB).evaluate(CUT) == []
    with projector(game):
        assert game.front().ask(TOO_WIDE) == []
        assert game.output(LAB).evaluate(CUT) == []


def test_it_is_played_to_the_end_by_keyboard_kept_and_resumed(game, lab, edition):
    """Terms, limit, effort and a stop are chosen with Tab and Space; no button moves; the file has what was chosen."""
    shown = game.front().output(LAB)
    words = {"en": "Quarter {} of 8", "zh": "第 {} 季，共 8 季"}[edition.language]
    expect(shown).to_contain_text(words.format(1))
    where = shown.evaluate(PLACES)
    press(game, shown.locator(".widget-toggle-buttons").nth(0).locator("button").nth(3))  # A: N/60
    press(game, shown.locator(".widget-toggle-buttons").nth(4).locator("button").nth(2))  # 200 %
    press(game, shown.locator(".widget-toggle-buttons").nth(5).locator("button").nth(2))  # calls
    press(game, shown.locator("input[type=checkbox]").nth(9))
    press(game, shown.locator(CLOSE))
    expect(shown).to_contain_text(words.format(2))
    kept = json.loads(file_of(lab).read_text(encoding="utf-8"))["quarters"]
    assert len(kept) == 1 and kept[0]["terms"]["A"] == "N/60" and kept[0]["terms"]["B"] == "N/30"
    assert kept[0]["limit_percent"] == 200 and kept[0]["effort"] == 2 and kept[0]["stop"] == ["K10"]
    assert shown.evaluate(PLACES) == where, "the page has jumped"
    assert shown.locator("input[type=checkbox]:checked").count() == 0  # stops are decided anew
    shown = game.run(LAB)
    expect(shown).to_contain_text(words.format(2))  # resumed from the file
    for quarter in range(2, 9):
        expect(shown).to_contain_text(words.format(quarter))
        press(game, shown.locator(CLOSE))
    expect(shown.locator(CLOSE)).to_be_disabled()
    expect(shown.locator("table")).to_have_count(1)
    assert shown.evaluate(CUT) == []
    assert len(json.loads(file_of(lab).read_text(encoding="utf-8"))["quarters"]) == 8


def test_the_debrief_is_that_of_the_game_played(game, lab):
    from casekit.simulations.credit_desk import Game

    score = Game.load(file_of(lab)).score_fen
    game.front().run(DEBRIEF)
    table = game.run("credit_debrief.parts_named(told)").first
    expect(table).to_contain_text(f"{abs(score) / 100:,.0f}"[:-1])
    assert game.ask(FAULTS) == []


def press(notebook, control):
    """Choose a control with the keyboard."""
    control.scroll_into_view_if_needed()
    control.focus()
    notebook.page.keyboard.press("Space")
