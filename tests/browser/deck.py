"""The slides of an open notebook in JupyterLab, as a lecturer goes through them."""

from contextlib import contextmanager

from tests.browser.moving import SHOWN, knob_of, press
from tests.browser.reader import read
from tools.measure import FAULTS, SIZE

STATE = """() => { const cells = [...document.querySelectorAll('.jp-Deck .jp-Cell')], at = name =>
    cells.flatMap((cell, place) => cell.classList.contains(name) ? [place] : []);
  return {on: at('jp-deck-mod-onscreen'), seen: at('jp-deck-mod-visible'), active: at('jp-mod-active')[0]}; }"""
MOVED = f"before => ({STATE})().active !== before"
BEGUN = f"() => document.querySelector('#jp-left-stack').offsetWidth === 0 && ({STATE})().seen[0] === 0"
SLIDE = ".jp-Deck .jp-WindowedPanel-viewport"
FILES = ".jp-SideBar.jp-mod-left .lm-TabBar-tab"


@contextmanager
def presented(notebook):
    """The notebook as slides, from the first on, in a projector's size; afterwards the window as it was."""
    page = notebook.front().page
    window, width = page.viewport_size, notebook.panel.bounding_box()["width"]
    notebook.panel.locator('.jp-Toolbar-item[data-jp-item-name="slides"]').locator("jp-button, button").first.click()
    page.set_viewport_size(SIZE)
    page.wait_for_function(BEGUN)
    try:
        yield page
    finally:
        page.locator(".jp-Deck-Remote .jp-deck-mod-stop").click()
        page.wait_for_function("() => !document.body.dataset.jpDeckMode")
        page.set_viewport_size(window)
        page.locator(FILES).first.click()  # the slideshow has closed the list of files
        notebook.wait(f"panel => panel.getBoundingClientRect().width === {width}")


def walk(page, types):
    """Go through all slides by the key of a clicker (a slider keeps it, so there by Space); the cells of each, once all of it is shown."""
    last = max(place for place, kind in enumerate(types) if kind not in ("skip", "notes"))
    while True:
        state = page.evaluate(STATE)
        if state["on"] == state["seen"]:
            yield state
        if state["active"] == last:
            return
        if not page.locator(".jp-Deck .jp-Notebook :focus").count():  # a button that was pressed may be gone: a click beside the lab
            page.locator(".jp-Deck .jp-Cell.jp-mod-active").focus()
        page.keyboard.press("Space" if page.locator(".noUi-handle:focus").count() else "PageDown")
        page.wait_for_function(MOVED, arg=state["active"])


def slides_and_labs(notebook, work):
    """What is wrong on the slides, by the first words of each, and how many labs were moved by keyboard on their slide."""
    cells = read(work / notebook.path)["cells"]
    types = [cell["metadata"].get("slideshow", {}).get("slide_type") for cell in cells]
    faults, moved = {}, 0
    with presented(notebook) as page:
        for state in walk(page, types):
            if wrong := page.locator(SLIDE).evaluate(FAULTS)["faults"]:
                faults["".join(cells[state["on"][0]]["source"])[:60]] = wrong
            if any("lab" in cells[place]["metadata"].get("tags", []) for place in state["on"]):
                move(page, page.locator(f'{SLIDE} .jp-Cell[data-windowed-list-index="{state["active"]}"] .jp-OutputArea-output'))
                assert page.evaluate(STATE) == state, "the slide has changed, not only the lab"
                moved += 1
    return faults, moved


def move(page, lab):
    """Move what can be moved in a lab by keyboard; what it shows must change."""
    knob, before = knob_of(lab), lab.evaluate(SHOWN)
    knob.focus()
    press(page, knob)
    page.wait_for_function(f"([lab, before]) => ({SHOWN})(lab) !== before", arg=[lab.element_handle(), before])
