"""A lesson as slides in JupyterLab: the button, the keys and the type for the back row.

All of it is settings: jupyterlab-slideshow shows the slides, its companion jupyterlab-fonts applies the style sheet, and
JupyterLab's own toolbar and shortcuts get a button and the keys of a presenter's clicker.
"""

import os
import re
from pathlib import Path

# What stands on a slide fits 1280 x 720, and is made larger with the window by the browser's zoom.
HIDE_CODE = ("lab", "predict", "quiz", "code-off-slides")  # tags of cells whose output alone is shown
ON, BACK = {"direction": "down", "alternate": "forward"}, {"direction": "up", "alternate": "back"}


def settings(language):
    """JupyterLab's defaults for slides, as its ``default_setting_overrides.json`` has them."""
    return {
        "@deathbeds/jupyterlab-fonts:fonts": {"styles": STYLES},
        "@jupyterlab/notebook-extension:panel": {"toolbar": [_button(language)]},
        "@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": _keys()},
    }


def end_of_last_time():
    """Whoever closed the browser amid slides begins again with the notebook: the slideshow keeps its state as a setting."""
    home = Path(os.environ.get("JUPYTER_CONFIG_DIR") or Path.home() / ".jupyter")
    settings = Path(os.environ.get("JUPYTERLAB_SETTINGS_DIR") or home / "lab" / "user-settings")
    state = settings / "jupyterlab-slideshow" / "plugin.jupyterlab-settings"
    try:
        text = state.read_text(encoding="utf-8")
        ended = re.sub(r'("active"\s*:\s*)true', r"\1false", text)
        if ended != text:
            state.write_text(ended, encoding="utf-8")
    except OSError:
        pass  # never shown yet, or not ours to write: the slides can be ended by their button


def _button(language):
    """From the first cell on: the slideshow itself begins at the active cell, which after a run is the last."""
    return {
        "name": "slides",
        "command": "apputils:run-all-enabled",
        "args": {"commands": ["notebook:extend-marked-cells-top", "notebook:deselect-all", "deck:start"]},
        "label": "幻灯片" if language == "zh" else "Slides",
        "caption": "从头放映幻灯片" if language == "zh" else "Show as slides, from the beginning",
        "rank": 34,
    }


def _keys():
    """On and back by clicker, space bar and arrows; inside a widget these keys are the widget's own.

    A slider keeps the arrows and the clicker's keys to itself, so there the space bar goes on; a button keeps the space bar.
    """
    slide = ".jp-NotebookPanel.jp-Deck .jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"
    widget = ".jp-NotebookPanel.jp-Deck .jp-Notebook.jp-mod-commandMode .jp-Cell .jp-OutputArea-output :focus"
    slider = widget.replace(":focus", ".noUi-handle:focus")
    ways = (
        (ON, ("PageDown", "ArrowRight", "ArrowDown"), slide), (BACK, ("PageUp", "ArrowLeft", "ArrowUp"), slide),
        (ON, ("PageDown",), widget), (BACK, ("PageUp",), widget), (ON, ("Space",), slider), (BACK, ("Shift Space",), slider),
    )  # fmt: skip
    keys = [
        {"command": "deck:go", "keys": [key], "selector": where, "args": way} for way, names, where in ways for key in names
    ]
    # a command that does nothing here, and leaves the key to the widget
    own = ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Space", "Shift Space")
    return keys + [
        {"command": "deck:hide-layover", "keys": [key], "selector": widget, "preventDefault": False} for key in own
    ]


# The style sheet; jupyterlab-fonts sorts its rules, so none may count on standing after another, and cuts selectors at commas. It relies
# on the slideshow's classes and on the tags that jupyterlab-fonts writes on each cell. Numbers as in the decks (tools/deck.css): text of 24 points, or 30 on a slide without code, tables of 22.
DECK = "body[data-jp-deck-mode='presenting'] .jp-Deck"
SHOWN = f"{DECK} .jp-WindowedPanel-viewport"
PROSE_ALONE = f"{SHOWN}:not(:has(.jp-CodeCell.jp-deck-mod-onscreen))"
NO_PROSE = f"{SHOWN}:not(:has(.jp-MarkdownCell.jp-deck-mod-onscreen))"
LAB = f"{DECK} [data-jpf-cell-tags*=',lab,']"
# what stands under the picture of a lab: words go beside it, a table has no room there
WIDE = (".widget-vbox:has(> .widget-hbox .widget-slider)", ".widget-vbox:has(> .widget-tab)")  # these need the whole width: the words stand lower
OTHER = ".widget-vbox" + "".join(f":not({each})" for each in WIDE)
BESIDE = ".widget-html:has(figure) + .widget-html:not(:has(table))"
PAIR = "> .widget-html + .widget-html"  # no :has() may stand in another


def _each(under, *names):
    return ", ".join(f"{under} {name}" for name in names)


STYLES = {
    # the room: 1168 points wide, from 32 to 684 high; below it the buttons of the slideshow in one row
    f"{DECK}.jp-NotebookPanel": {
        "left": "0 !important", "right": "0 !important", "place-content": "flex-start !important", "padding": "32px 23px 0 !important",
    },
    _each(DECK, ".jp-Notebook", ".jp-WindowedPanel-outer", ".jp-WindowedPanel-viewport", ".jp-Cell", ".jp-OutputArea-output", ".jp-MarkdownOutput"): {
        "padding": "0 !important",
    },
    _each(DECK, ".jp-Notebook", ".jp-Cell"): {"margin": "0 !important"},
    # JupyterLab's layout puts the notebook elsewhere whenever the window changes
    f"{DECK} .jp-NotebookPanel-notebook": {
        "position": "relative !important", "left": "0 !important", "top": "0 !important", "width": "auto !important", "height": "auto !important",
        "contain": "none !important",
    },
    _each(DECK, ".jp-Collapser", ".jp-InternalAnchorLink", ".jp-NotebookPanel-toolbar", ".jp-OutputArea-promptOverlay", ".jp-OutputPrompt", ".jp-Notebook-footer"): {
        "display": "none !important",
    },
    _each(DECK, ".jp-Cell.jp-mod-active", ".jp-Cell.jp-mod-selected"): {"background": "transparent !important"},
    "body[data-jp-deck-mode='presenting'] .jp-Deck-Remote-directions": {"flex-direction": "row", "transform": "scale(0.75)", "transform-origin": "right bottom"},
    "body[data-jp-deck-mode='presenting'] .jp-SideBar": {"display": "none !important"},
    # type
    f"{DECK} .jp-RenderedHTMLCommon": {"font-size": "24px", "line-height": "1.4", "padding-right": "0 !important"},
    f"{PROSE_ALONE} .jp-MarkdownOutput": {"font-size": "30px"},
    _each(f"{DECK} .jp-RenderedHTMLCommon", "p", "ul", "ol", "blockquote"): {"margin": "0 0 0.5em !important"},
    **{f"{DECK} .jp-RenderedHTMLCommon {head}": {"font-size": size, "line-height": "1.2", "font-weight": "600", "margin": "0 0 0.5em !important"}
       for head, size in (("h1", "40px"), ("h2", "34px"), ("h3", "28px"), ("h4", "28px"))},
    f"{DECK} .jp-CodeCell .jp-InputArea-editor": {"margin": "0 0 10px"},
    f"{DECK} .cm-editor": {"font-size": "18px", "line-height": "1.35"},
    f"{DECK} .jp-RenderedText pre": {"font-size": "22px", "line-height": "1.3", "white-space": "pre-wrap", "font-family": "var(--jp-content-font-family)"},
    f"{DECK} .jp-RenderedHTMLCommon table": {"font-size": "22px", "margin": "0 0 8px !important", "table-layout": "auto", "width": "auto"},
    _each(f"{DECK} .jp-RenderedHTMLCommon", "td", "th"): {"padding": "2px 8px", "line-height": "1.25"},
    f"{DECK} .jp-RenderedHTMLCommon th": {"white-space": "normal !important"},
    _each(f"{DECK} .jp-RenderedHTMLCommon thead", "code", "br"): {"display": "none"},
    _each(DECK, *(f"[data-jpf-cell-tags*=',{tag},'] .jp-Cell-inputWrapper" for tag in HIDE_CODE)): {"display": "none !important"},
    # pictures
    f"{DECK} .jp-Cell:not([data-jpf-cell-tags*=',lab,']) figure img": {"width": "auto", "height": "360px !important", "max-width": "1168px !important", "object-fit": "contain", "object-position": "left"},
    f"{NO_PROSE} .jp-Cell:not([data-jpf-cell-tags*=',lab,']):not(:has(table)) figure img": {"height": "400px !important"},
    f"{DECK} .jp-Cell:not([data-jpf-cell-tags*=',lab,']):has(figure):has(table) figure img": {"height": "260px !important"},
    f"{DECK} figcaption": {"font-size": "22px", "line-height": "1.3", "max-width": "none !important"},
    # widgets; the picture of a lab has its words beside it (how to read it is said in the notebook)
    f"{DECK} .jupyter-widgets": {"--jp-widgets-font-size": "22px", "--jp-widgets-inline-height": "32px"},
    _each(DECK, ".widget-label", ".widget-readout", ".jupyter-button", ".widget-html-content", ".jupyter-widgets select", ".jupyter-widgets input"): {
        "font-size": "22px !important", "line-height": "1.3",
    },
    f"{LAB} {OTHER} figure img": {"height": "auto !important", "max-height": "388px", "max-width": "800px !important"},
    f"{LAB} {OTHER}:has({PAIR}):not(:has({PAIR} table))": {"position": "relative", "padding-right": "332px !important", "min-height": "640px !important", "overflow": "visible !important"},
    f"{LAB} {OTHER} > {BESIDE}": {"position": "absolute", "right": "0", "top": "0", "width": "322px", "margin": "0", "overflow": "visible !important"},
    _each(LAB, *WIDE): {"flex-flow": "row wrap !important", "justify-content": "flex-start", "overflow": "visible !important"},
    _each(LAB, *(f"{each} > *" for each in WIDE)): {"flex": "0 0 auto"},
    _each(LAB, *(f"{each} > {row}" for each in WIDE for row in (".widget-hbox", ".widget-tab"))): {"flex": "0 0 calc(100% - 4px)"},
    _each(LAB, *(f"{each} > {BESIDE}" for each in WIDE)): {"width": "560px"},
    _each(LAB, *(f"{each} figure img" for each in WIDE)): {"max-width": "570px !important", "height": "auto !important"},
    f"{LAB} {WIDE[0]} > .jupyter-button": {"margin-right": "70%"},  # alone in its row
    f"{LAB} {WIDE[1]} figure img": {"max-height": "205px"},
    f"{LAB} {WIDE[0]} .widget-slider": {"width": "820px !important"},
    f"{LAB} .widget-tab .widget-box": {"overflow": "visible !important"},
    f"{LAB} .widget-tab .widget-checkbox": {"margin": "0", "height": "30px"},
    f"{LAB} .widget-tab .lm-TabBar-tab": {"flex": "0 0 auto !important", "max-width": "none !important"},
    f"{LAB} .widget-dropdown": {"width": "700px !important"},
    f"{LAB} .widget-toggle-buttons": {"flex-flow": "row nowrap !important"},
    f"{LAB} .widget-vbox:has({PAIR} table) figure img": {"max-height": "240px !important"},
    f"{LAB} figcaption": {"display": "none"},
    f"{LAB} figure": {"float": "left", "margin-right": "12px !important"},
    f"{DECK} .widget-slider .widget-label": {"min-width": "350px"},
    f"{DECK} .widget-slider": {"width": "830px !important", "max-width": "100%"},
    f"{LAB} .widget-html ul": {"padding-left": "1em", "margin": "0 !important"},
}  # fmt: skip
