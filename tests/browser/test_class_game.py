"""The credit game in class: the page of whoever runs it and the page of a team, run from top to bottom and worked by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import CHINESE, FAULTS, PICTURES, TOO_WIDE
from tests.browser.test_lesson import projector

pytestmark = pytest.mark.browser
LAB = {"92_class_game": "class_desk(room)", "93_team": "page = team_page("}
WORDS = {
    "en": {"look": "Look again", "over": "All rounds are cleared.", "back": "Take back round 8", "opened": "is open again", "clear": "Clear round 8", "cleared": "Round 8 is cleared"},
    "zh": {"look": "刷新", "over": "各轮均已结算", "back": "撤回第 8 轮", "opened": "重新开放", "clear": "结算第 8 轮", "cleared": "第 8 轮已结算"},
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(start_page, lab):
    """Both pages, opened by their links on the start page and run from top to bottom; their kernels end with the tests."""
    found = {name: start_page.front().follow(f"{name}.ipynb", lab.work).run_all() for name in LAB}
    yield found
    for notebook in found.values():
        notebook.front().choose("kernel", "kernelmenu:shutdown")


@pytest.fixture(params=list(LAB))
def other(request, pages):
    """One of the two pages."""
    return pages[request.param]


def name(other):
    return other.path.rsplit("/", 1)[1].removesuffix(".ipynb")


def test_it_runs_without_a_fault_and_in_one_language(other, edition):
    assert other.front().ask(FAULTS) == []
    expect(other.panel).not_to_contain_text("Error displaying widget")
    for picture in other.ask(PICTURES):
        assert picture["width"] > 0 and bool(CHINESE.search(picture["alt"])) == (edition.language == "zh")
    assert len(other.ask(PICTURES)) == {"92_class_game": 3, "93_team": 0}[name(other)]


def test_nothing_is_wider_than_its_place(other):
    assert other.front().ask(TOO_WIDE) == []
    with projector(other):
        assert other.front().ask(TOO_WIDE) == []


def press(shown, words):
    """A button by its words, pressed with the space bar."""
    button = shown.get_by_role("button", name=words)
    button.focus()
    expect(button).to_be_focused()
    button.press("Space")


def test_it_is_worked_by_keyboard(other, edition):
    shown = other.front().output(LAB[name(other)])
    if name(other) == "93_team":
        return hand_in(shown, edition)
    words = WORDS[edition.language]
    press(shown, words["look"])
    expect(shown).to_contain_text(words["over"])
    before = shown.locator("table").last.text_content()
    press(shown, words["back"])
    expect(shown.get_by_role("status")).to_contain_text(words["opened"])
    expect(shown).not_to_contain_text(words["over"])
    press(shown, words["clear"])
    expect(shown.get_by_role("status")).to_contain_text(words["cleared"])
    assert shown.locator("table").last.text_content() == before, "the same sheets, the same luck, the same table"


def hand_in(shown, edition):
    """Move a slider, tick a customer, hand in twice."""
    slider = shown.get_by_role("slider").first
    before = shown.text_content()
    slider.focus()
    slider.press("ArrowLeft")
    expect(shown).not_to_have_text(before)
    box = shown.locator("input[type=checkbox]:not([disabled]):not(:checked)").first
    name_of = box.evaluate("it => it.closest('label').textContent.trim().slice(0, 3)")
    box.focus()
    box.press("Space")
    expect(shown.locator("p", has_text={"en": "The sheet", "zh": "决策单"}[edition.language])).to_contain_text(name_of)
    for times in (1, 2):
        press(shown, {"en": "Hand in round 3", "zh": "提交第 3 轮"}[edition.language])
        expect(shown.get_by_role("status")).to_contain_text({"en": f"(sheet {times})", "zh": f"（第 {times} 份）"}[edition.language])
    assert all(each.text_content().strip() or each.get_attribute("title") for each in shown.locator("button").all())


# A whole class, from its opening to a second round ------------------------------------------------------------


@pytest.mark.parametrize("other", ["91_whole_class"])
def test_a_class_of_one_s_own_is_opened_joined_and_cleared(other, pages, lab, edition):
    host, team = pages["92_class_game"], pages["93_team"]
    own = f'room = class_game.open_class("credit_class_{edition.language}", "MKT301", ["A", "B"], rounds=2)'
    host.type_into("room = class_example.opened()", own)
    host.run("room = class_example.opened()")
    code = re.search(r"[2-9A-Z]{3}-[2-9A-Z]{3}", host.run("class_words.notice(room)").text_content())[0]
    desk = host.run(LAB["92_class_game"])
    expect(desk).to_contain_text({"en": "not here", "zh": "未到"}[edition.language])
    folder = f"{lab.work.as_posix()}/credit_class_{edition.language}/shared"
    team.type_into(LAB["93_team"], f'page = team_page(code="{code}", team="b", folder="{folder}")')
    sheet = team.run(LAB["93_team"])
    press(sheet, {"en": "Hand in round 1", "zh": "提交第 1 轮"}[edition.language])
    expect(sheet.get_by_role("status")).to_contain_text("round_01_B.json")
    host.front()
    press(desk, WORDS[edition.language]["look"])
    expect(desk).to_contain_text({"en": "handed in", "zh": "已提交"}[edition.language])
    press(desk, {"en": "Clear round 1", "zh": "结算第 1 轮"}[edition.language])
    expect(desk.locator("i")).to_have_count(1)  # A is a robot
    expect(desk.locator("img")).to_have_count(1)
    team.front()
    press(sheet, {"en": "Look for results", "zh": "查看新结果"}[edition.language])
    expect(sheet.get_by_role("button", name={"en": "Hand in round 2", "zh": "提交第 2 轮"}[edition.language])).to_be_visible()
    said = host.run("class_example.play_on(room)").text_content()
    assert {"en": "your own class", "zh": "你自己的班"}[edition.language] in said
