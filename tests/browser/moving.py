"""Moving the labs by keyboard."""

# what to move, in this order: JupyterLab takes the arrow keys of a list for itself
KNOBS = ["[role=slider]", ".widget-toggle-buttons button:not(.mod-active)", "button:not([disabled])", "input[type=checkbox]"]
SHOWN = "output => output.textContent + [...output.querySelectorAll('img')].map(each => each.src).join()"


def knob_of(shown):
    """The first thing of a lab that can be moved."""
    return next(shown.locator(kind).first for kind in KNOBS if shown.locator(kind).count())


def press(page, knob):
    """Move a slider by one step, towards the side where there is room; press a button; choose the next of a list."""
    if knob.get_attribute("role") != "slider":
        page.keyboard.press("ArrowDown" if knob.evaluate("it => it.tagName") == "SELECT" else "Space")
        return
    now, top = (float(knob.get_attribute(name)) for name in ("aria-valuenow", "aria-valuemax"))
    knob.press("ArrowRight" if now < top else "ArrowLeft")
