"""Paper: what Chromium prints a page of HTML with, its fonts and formulas; shared by notes, lessons and the book.

Nothing is fetched from anywhere: the browser may open what lies on this computer alone.
"""

import re
import tempfile
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from casekit.review.paper import find_browser

QUIET = (  # as root it has no sandbox; no look-ups of its own
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync --disable-background-networking --disable-component-update"
).split() + ["--host-resolver-rules=MAP * ~NOTFOUND"]
MATH = '"Latin Modern Math", "STIX Two Math", "Cambria Math", "DejaVu Math TeX Gyre", math'
CHINESE = '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Casebook SC"'
HTML_LANGUAGES = {"en": "en", "zh": "zh-CN"}
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![`\\])\$([^$\n]+)\$", re.S)


# Formulas and fonts -------------------------------------------------------------------------------------------


def set_aside(source, formulas):
    """A formula's place is kept by a word that Markdown leaves alone; the formula, as MathML, is added to ``formulas``."""
    from latex2mathml.converter import convert

    def word(found):
        formulas.append(convert(found[1], display="block") if found[1] else convert(found[2]))
        return f"formula{len(formulas) - 1}formula"

    return FORMULA.sub(word, source)


def put_back(html, formulas):
    """The formulas at their places, each with the punctuation after it in one line."""
    return re.sub(
        r"formula(\d+)formula([,.;:，。；：）)]*)",
        lambda found: f"<span>{formulas[int(found[1])]}{found[2]}</span>",
        html,
    )


def faces():
    """The packaged Chinese font, for a system that has none."""
    try:
        path = Path(import_module("pylopdf_fonts_zh_cn").sans_path())
    except (ImportError, OSError):
        return ""
    return f'@font-face {{ font-family: "Casebook SC"; src: url("{path.as_uri()}"); }}'


# Chromium -----------------------------------------------------------------------------------------------------


@contextmanager
def chromium():
    """The system's Chromium, Chrome or Edge; else Playwright's own, if ``workbook.py`` has installed it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def paper(browser, width):
    """A function that opens a page of HTML as it is on paper, with so many millimetres of width for its text."""
    context = browser.new_context(viewport={"width": round(width / 25.4 * 96), "height": 1000})
    context.route(re.compile(r"^(?!file:|data:)"), lambda route: route.abort())
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield lambda html: opened(context, Path(folder) / "page.html", html)
        finally:
            context.close()


@contextmanager
def opened(context, path, html):
    """The page while it is open."""
    path.write_text(html, encoding="utf-8")
    shown = context.new_page()
    try:
        shown.emulate_media(media="print")
        shown.goto(path.as_uri())
        yield shown
    finally:
        shown.close()


# the words of whatever reaches beyond the right margin
TOO_WIDE = """() => [...document.body.querySelectorAll('*')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    || (one.clientWidth && one.scrollWidth > one.clientWidth + 1))
  .map(one => one.innerText || one.tagName).map(words => words.slice(0, 60))"""


def count(pdf):
    """How many pages a PDF of Chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
