"""Make one self-contained HTML deck a lesson, to show in any browser without JupyterLab and without a network.

    python workbook.py slides                    every lesson
    python workbook.py slides 3 --language zh    lesson 3, in Chinese

A deck is made from the built notebook with its stored results: pictures are in it, a lab stands as its still picture, formulas
are MathML. Reveal.js shows it, taken from the package sphinx-revealjs at build time and written into the file. A content
security policy forbids the page everything that is not in the file.
"""

import argparse
import re
import sys
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert.filters import Highlight2HTML, markdown2html, strip_ansi
from pygments.formatters import HtmlFormatter

from casekit.core.language import say, speak
from casekit.desk.lessons import LANGUAGES, READY, find_lesson
from casekit.desk.slides import HIDE_CODE
from casekit.errors import Refused

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "teaching/slides"
SIZE = {"width": 1280, "height": 720}
# linear: each key goes to the next slide, whether it stands beside or below
START = (
    "Reveal.initialize({width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false, hash: true,"
    " slideNumber: 'c/t', navigationMode: 'linear', transition: 'none', backgroundTransition: 'none',"
    " pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1,"
    " keyboard: {80: () => { location.search = location.search ? '' : '?view=print'; }}});"
)
# the one picture of a slide takes what height and width the slide has left
LARGER = """
function larger() {
  const slide = Reveal.getCurrentSlide(), pictures = slide.querySelectorAll('div:not(.lab) > .output figure img');
  const picture = pictures[0], room = 700 - slide.offsetHeight;
  if (pictures.length !== 1 || room <= 0 || !picture.naturalWidth) return;
  const high = Math.min(picture.offsetHeight + room, 1168 * picture.naturalHeight / picture.naturalWidth, 560);
  picture.style.setProperty('height', Math.floor(high) + 'px', 'important');
}
Reveal.on('ready', larger);
Reveal.on('slidechanged', larger);
"""


# Which cells stand on which slide -----------------------------------------------------------------------


def slides(notebook):
    """The slides of a notebook in stacks, each slide a list of cells: a ``slide`` begins a stack, a ``subslide`` a slide below.

    Cells of type ``skip`` are left out; ``notes`` stay with their slide, for the speaker.
    """
    stacks = []
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        if kind == "skip":
            continue
        if kind == "slide" or not stacks:
            stacks.append([[]])
        elif kind == "subslide":
            stacks[-1].append([])
        stacks[-1][-1].append(cell)
    return stacks


def slide_type(cell):
    """The slide type of a cell, or None."""
    return cell.metadata.get("slideshow", {}).get("slide_type")


# HTML ---------------------------------------------------------------------------------------------------


def deck(notebook, title, language):
    """The whole deck as one page of HTML."""
    stacks = "\n".join(_stack(stack) for stack in slides(notebook))
    scripts = [_reveal("reveal.js"), START, LARGER]
    allowed = " ".join(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in scripts)
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {allowed}"
    css = (Path(__file__).with_name("deck.css")).read_text(encoding="utf-8")
    styles = [_reveal("reset.css"), _reveal("reveal.css"), HtmlFormatter().get_style_defs(".highlight"), css]
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        + "".join(f"<style>{each}</style>\n" for each in styles)
        + f'</head>\n<body>\n<div class="reveal"><div class="slides">\n{stacks}\n</div></div>\n'
        + "".join(f"<script>{each}</script>\n" for each in scripts)
        + "</body>\n</html>\n"
    )


def _reveal(name):
    """A file of Reveal.js; the package itself, which would load Sphinx, is not imported."""
    folder = Path(find_spec("sphinx_revealjs").submodule_search_locations[0]) / "_static/revealjs/dist"
    text = (folder / name).read_text(encoding="utf-8")
    assert "</script" not in text and "</style" not in text
    return re.sub(r"(//|/\*)# sourceMappingURL=\S*( \*/)?", "", text)


def _stack(stack):
    inside = "\n".join(f"<section>{''.join(map(_cell, slide))}</section>" for slide in stack)
    return inside if len(stack) == 1 else f"<section>{inside}</section>"


def _cell(cell):
    inside = f'<div class="prose">{_prose(cell.source)}</div>' if cell.cell_type == "markdown" else _code(cell)
    if slide_type(cell) == "notes":
        return f'<aside class="notes">{inside}</aside>'
    kind = "fragment" if slide_type(cell) == "fragment" else "cell"
    return f'<div class="{kind}{" lab" if "lab" in cell.metadata.get("tags", []) else ""}">{inside}</div>'


def _prose(text):
    """Markdown as HTML; formulas become MathML, and links to notebooks, which are not here, their words."""
    text = re.sub(r"\$\$(.+?)\$\$", lambda found: convert(found[1], display="block"), text, flags=re.S)
    text = re.sub(r"\$([^$\n]+)\$", lambda found: convert(found[1]), text)
    return re.sub(r'<a href="[^"]*\.ipynb[^"]*">(.*?)</a>', r"\1", markdown2html(text), flags=re.S)


def _code(cell):
    hidden = set(HIDE_CODE) & set(cell.metadata.get("tags", []))
    return ("" if hidden else _shown(cell)) + "".join(_output(output) for output in cell.outputs)


def _shown(cell):
    return f'<div class="code">{Highlight2HTML(pygments_lexer="python")(cell.source)}</div>'


def _output(output):
    data = output.get("data", {})
    if "text/html" in data:
        return f'<div class="output">{data["text/html"]}</div>'
    words = data.get("text/plain") or output.get("text") or "\n".join(output.get("traceback", []))
    return f'<pre class="printed">{escape(strip_ansi(words).strip())}</pre>' if words.strip() else ""


# The command --------------------------------------------------------------------------------------------


def write(lesson, language, folder=OUT):
    """Make the deck of one lesson; its path."""
    notebook = nbformat.read(ROOT / f"notebooks/{language}/{lesson.slug}.ipynb", as_version=4)
    title = f"{lesson.number} {lesson.zh if language == 'zh' else lesson.en}"
    target = folder / language / f"{lesson.slug}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(deck(notebook, title, language), encoding="utf-8", newline="\n")
    return target


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="workbook.py slides", description=__doc__.splitlines()[0])
    parser.add_argument("lesson", nargs="*", help="numbers or names of lessons (3, 03_screening); else all")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder the decks go to")
    chosen = parser.parse_args(arguments)
    speak(chosen.language)
    try:
        lessons = [find_lesson(each) for each in chosen.lesson] or [one for one in READY if one.number]
    except Refused as refused:
        print(refused)
        return 1
    for lesson in lessons:
        made = write(lesson, chosen.language, chosen.out.absolute())
        print(say("made ", "已生成 ") + f"{made} ({made.stat().st_size // 1024} KB)", flush=True)
    print(say("Open one in a browser; F shows it on the whole screen, ? lists the keys.", "用浏览器打开即可放映：F 全屏，? 显示按键说明。"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
