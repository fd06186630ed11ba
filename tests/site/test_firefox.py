"""The browser edition in Firefox: lessons run to their end, a slider moves, an exercise is checked, and what was done is there after closing."""

import time
from datetime import date

import pytest

from casekit.desk.lessons import LANGUAGES
from tests.browser.conftest import OUTSIDE
from tests.site.desk import Desk, faults
from tests.site.firefox import downloads, launch
from tests.site.keeping import Keeper
from tests.site.test_lessons import BY_TURNS, TODAY, pages

LESSON, EXERCISES = "notebooks/{}/03_screening.ipynb", "exercises/{}/03_screening.ipynb"
ANSWER = """() => {
  const cells = [...jupyterapp.shell.currentWidget.content.model.cells];
  cells.find((cell) => (cell.metadata.tags || []).includes('answer')).sharedModel.setSource('average = 1');
}"""
DONE = """() => {
  const panel = jupyterapp.shell.currentWidget, cells = [...panel.content.model.cells].filter((cell) => cell.type === 'code');
  return cells.length > 0 && cells.at(-1).executionCount !== null && panel.sessionContext.session.kernel.status === 'idle';
}"""
OUTPUTS = "() => jupyterapp.shell.currentWidget.content.model.toJSON().cells.filter((cell) => cell.cell_type === 'code')"
# JupyterLab hides cells that are far from what is shown
TO_THE_LAB = """() => {
  const notebook = jupyterapp.shell.currentWidget.content;
  const lab = notebook.widgets.findIndex((cell) => cell.node.querySelector('.widget-slider'));
  return notebook.scrollToItem(lab, 'start');
}"""
SAVE = "() => jupyterapp.commands.execute('docmanager:save').then(() => {})"


@pytest.fixture
def firefox(playwright, site, tmp_path):
    """Open Firefox with a profile, by name; nothing it asks for may be anywhere else."""
    opened, outside = [], []

    def make(profile, language):
        context = launch(playwright, tmp_path / profile)
        opened.append(context)
        context.on(
            "request", lambda request: outside.append(request.url) if OUTSIDE.match(request.url) else None
        )
        return Desk(context.pages[0], site.address, language)

    yield make
    for context in opened:
        context.close()
    assert outside == []


# in each run one half of the lessons in one language, all of it in four days
HALVES = [
    pytest.param(
        language,
        half,
        marks=[] if (language, half) == (TODAY, date.today().toordinal() // 2 % 2) else pytest.mark.daily,
    )
    for language in LANGUAGES
    for half in (0, 1)
]


@pytest.mark.parametrize(("language", "half"), HALVES)
def test_lessons_run_to_their_end(language, half, firefox):
    desk = firefox("lessons", language)
    lessons = [path for path in pages(language) if path.startswith("notebooks/")][half::2]
    desk.open(lessons[0])
    desk.wait_for_kernel()
    wrong = {}
    for path in lessons:
        began = time.monotonic()
        cells = desk.run(path)
        if faults(cells):
            wrong[path] = faults(cells)
        print(f"{path}: {len(cells)} cells, {time.monotonic() - began:.1f} s")
    assert not wrong, wrong


@pytest.mark.parametrize("language", BY_TURNS)
def test_a_reader_works_closes_and_goes_on(language, firefox, tmp_path):
    lesson, exercises = LESSON.format(language), EXERCISES.format(language)
    desk = firefox("profile", language)
    keeper = Keeper(desk).open(lesson)
    assert run_all(desk) == []
    move_a_slider(desk.page)
    desk.page.evaluate(SAVE)
    keeper.show(exercises)
    desk.page.wait_for_function(
        "path => jupyterapp.shell.currentWidget?.context?.path === path", arg=exercises
    )
    desk.wait_for_kernel()
    desk.page.evaluate(ANSWER)
    assert run_all(desk) == []
    desk.page.evaluate(SAVE)
    mine = keeper.files()
    assert {lesson, exercises, "progress.json"} <= mine.keys()
    assert "screening-1" in mine["progress.json"]["exercises"]
    desk.page.context.close()

    again = Keeper(firefox("profile", language)).open()
    assert again.files() == mine
    bundle = again.export_to(downloads(tmp_path / "profile"))
    mine = again.files()  # what was open has been saved once more
    another = Keeper(firefox("another", language)).open()
    assert another.files() == {}
    another.restore(bundle)
    assert another.files() == mine


def run_all(desk):
    """Run all cells as a reader does, by the menu; what went wrong."""
    desk.wait_for_kernel()
    desk.page.locator("li.lm-MenuBar-item").nth(3).click()
    desk.page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()
    desk.page.wait_for_function(DONE)
    return faults(desk.page.evaluate(OUTPUTS))


def move_a_slider(page):
    """Type another number beside the first slider: its picture changes."""
    page.evaluate(TO_THE_LAB)
    lab = page.locator(".jp-OutputArea-output:has(.widget-slider):has(img)").first
    before, number = lab.locator("img").first.get_attribute("src"), lab.locator(".widget-readout").first
    typed = "1" if number.inner_text() != "1" else "2"
    number.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "before => document.querySelector('.jp-OutputArea-output:has(.widget-slider) img').src !== before",
        arg=before,
    )


def test_a_private_window_is_told(playwright, site, tmp_path):
    context = launch(playwright, tmp_path / "private", **{"browser.privatebrowsing.autostart": True})
    keeper = Keeper(Desk(context.pages[0], site.address, "en")).open()
    assert keeper.said("secret")
    context.close()
