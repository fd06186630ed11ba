"""A reader with a new browser: opens a lesson, runs it, moves a slider, answers, comes back, and works on without a network."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import QUIET
from tests.browser.lab import chromium
from tests.site.desk import Desk, faults
from tests.site.keeping import Keeper
from tests.site.server import Server

LESSON = "notebooks/en/13_receivables.ipynb"
EXERCISES = "exercises/en/13_receivables.ipynb"


def test_a_lesson_as_a_reader_goes_through_it(desk_in):
    desk = desk_in("en")
    page = desk.page
    page.goto(f"{desk.address}/index.html")
    assert (
        page.get_by_role("link", name="Open the workbook")
        .get_attribute("href")
        .startswith("en/lab/index.html?path=")
    )
    desk.open(LESSON)
    desk.wait_for_kernel()
    assert not faults(desk.run_here())
    moves_a_slider(page, desk.show("lab"))
    answers_a_question(desk.show("quiz"))
    assert "receivables" in desk.python("print(open('/drive/progress.json').read())")


def moves_a_slider(page, lab):
    """By its number: the picture of the lab is another one afterwards."""
    picture, readout = lab.locator("img").first, lab.locator(".widget-readout").first
    before = picture.get_attribute("src")
    assert picture.evaluate("each => each.naturalWidth") > 100
    readout.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(str(int(re.sub(r"\D", "", readout.inner_text())) + 1))
    page.keyboard.press("Enter")
    # looked up anew each time: a move puts a new picture in the old one's place
    expect(picture).not_to_have_attribute("src", before, timeout=120_000)


def answers_a_question(quiz):
    """The first question, by its first answer; then a reason stands there."""
    quiz.locator("button").first.click()
    quiz.locator("p[style*=border-left]").first.wait_for()


def test_an_exercise_is_checked_and_counts_after_the_browser_was_closed(playwright, site, tmp_path):
    def opened():
        context = playwright.chromium.launch_persistent_context(tmp_path, executable_path=chromium(), args=QUIET)
        return Desk(context.pages[0], site.address, "zh")

    desk = opened()
    desk.open(EXERCISES.replace("/en/", "/zh/"))
    desk.wait_for_kernel()
    said = desk.python(
        "import casekit; casekit.use_language('zh'); q = casekit.exercise('receivables-1'); q.check(...); q.check(-1)"
    )
    assert len(said) > 20
    desk.page.context.close()
    again = opened()
    assert "receivables-1" in Keeper(again).open().files()["progress.json"]["exercises"]
    again.page.context.close()


TWICE = """async (paths) => {
  const app = window.jupyterapp, kernels = [];
  for (const path of paths) {
    const panel = await app.commands.execute('docmanager:open', {path});
    kernels.push(panel.sessionContext.ready.then(() => panel.sessionContext.session.kernel));
  }
  const code = (word) => `for n in range(60):\n    open(f"/drive/${word}.txt", "w").write("${word}" * n); assert open(f"/drive/${word}.txt").read() == "${word}" * n\nprint("whole")`;
  const said = await Promise.all(kernels.map(async (started, at) => {
    const kernel = await started;
    await kernel.info;
    const done = kernel.requestExecute({code: code('ab'[at])});
    let text = '';
    done.onIOPub = ({content}) => { text += content.text || content.evalue || ''; };
    await done.done;
    return text;
  }));
  return said;
}"""


def test_two_notebooks_that_start_at_once_both_work(desk_in):
    """A reader who clicks on a lesson before the first page is ready: no kernel may get the other's files."""
    desk = desk_in("en")
    desk.page.goto(f"{desk.address}/en/lab/index.html?reset")
    desk.page.wait_for_function("window.desk?.notes && document.getElementById('desk-button')")
    assert desk.page.evaluate(TWICE, [LESSON, EXERCISES]) == ["whole\n"] * 2


def test_what_was_opened_once_works_without_a_network(browser, site):
    server = Server(site.folder)
    context = browser.new_context()
    try:
        desk = Desk(context.new_page(), server.address, "en")
        desk.open(LESSON)
        desk.wait_for_kernel()
        assert not faults(desk.run_here())
        desk.page.close()
        asked = len(server.web.asked)
        server.stop()
        again = Desk(context.new_page(), server.address, "en")
        again.open(LESSON)
        again.wait_for_kernel()
        assert not faults(again.run_here())
        assert len(server.web.asked) == asked
        assert server.web.sent < 55e6  # the first page says 50 MB
    finally:
        context.close()


def test_the_first_page_keeps_every_file_for_work_without_a_network(browser, site):
    page = browser.new_page()
    try:
        page.goto(f"{site.address}/index.html")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        page.locator("button.keep").first.click()
        page.get_by_role("status").first.get_by_text("Everything is kept.").wait_for(timeout=120_000)
        kept = page.evaluate(
            "async () => (await (await caches.open((await caches.keys()).find(name => name.startsWith('casebook-')))).keys()).length"
        )
        assert kept >= page.evaluate(
            "async () => Object.keys(await (await fetch('everything.json')).json()).length"
        )
    finally:
        page.close()
