"""Print the lessons, or the whole workbook as one book, as tagged PDF from the built notebooks.

    python workbook.py print lessons                    each lesson with its exercises: build/print/lesson_13_en.pdf
    python workbook.py print lesson 13 --language zh    one of them, in Chinese
    python workbook.py print book                       title page, contents, lessons, exercises, glossary, sources, errata, formulas

Nothing is executed and nothing is fetched. Chromium prints twice: the first time to see on which page each heading has come,
the second time with these numbers in the contents.
"""

import argparse
import io
import re
import sys
import time
from collections import Counter
from html import escape
from pathlib import Path

import nbformat
from pypdf import PdfReader

from casekit.desk.lessons import LANGUAGES, READY, find_lesson
from casekit.errors import Refused
from tools import build
from tools.leaves import Leaf, leaf, titled
from tools.paper import CHINESE, HTML_LANGUAGES, MATH, TOO_WIDE, chromium, faces, paper
from tools.printing import sheet

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build/print"
HERE = Path(__file__).parent
OLDEST = 131  # of Chromium: it prints what @page says of margins
WIDE = 210 - 40  # the room inside the margins of book.css, millimetres
BACK = {"glossary": "98_glossary", "sources": "97_sources", "errata": "99_errata"}
WORDS = {
    "en": {
        "title": "Customer management",
        "series": "Customer management: a casebook",
        "under": "A casebook in sixteen lessons, on the records of one invented company",
        "version": "Version {version}, English edition",
        "contents": "Contents",
        "numbers": "The numbers are the book's own. In the workbook you can have numbers of your own, and your answers are checked.",
        "legal": "© {year} {authors}. Printed from the workbook for JupyterLab, where the code runs and the labs move.\n"
        "Code under the MIT licence; text, pictures and data under Creative Commons Attribution 4.0 International (CC BY 4.0).\n"
        "Qinghe Kitchen & Home Appliances, its customers and its people are invented.",
    },
    "zh": {
        "title": "客户管理",
        "series": "客户管理案例教程",
        "under": "案例教程，十六课，取材于一家虚构公司的账目与记录",
        "version": "{version} 版（中文版）",
        "contents": "目录",
        "numbers": "这里的数字是书中例题的数字。在电脑上打开教程，可以换成自己的一套数字，答案当场批改。",
        "legal": "© {year} {authors}。本书由 JupyterLab 版教程打印而成；在电脑上打开教程，代码可以运行，互动实验可以动手操作。\n"
        "代码采用 MIT 许可证；文字、图表和数据采用知识共享署名 4.0 国际许可协议（CC BY 4.0）。\n"
        "清禾家电及其客户和人员均为虚构。",
    },
}


# Parts --------------------------------------------------------------------------------------------------------


def stored(kind, name, language):
    """A built notebook: ``kind`` is notebooks, exercises or exercises/solutions."""
    return nbformat.read(ROOT / f"{kind}/{language}/{name}.ipynb", as_version=4)


def lesson(one, language, places):
    """A lesson."""
    return leaf(stored("notebooks", one.slug, language), f"lesson-{one.number}", language, places)


def exercises(one, language, places):
    """A lesson's exercises, with the data that every reader is given: the outputs of the same cells in the solutions."""
    solved = stored("exercises/solutions", one.slug, language).cells
    given = {
        cell.source: cell.outputs
        for cell in solved
        if cell.cell_type == "code" and not cell.metadata.get("tags")
    }
    made = leaf(stored("exercises", one.slug, language), f"exercises-{one.number}", language, places, given)
    made.html = made.html.replace("</h1>", f'</h1><p class="aside">{WORDS[language]["numbers"]}</p>', 1)
    return made


def formulas(language):
    """The formula sheet."""
    made = Leaf("formulas", language)
    made.html = f'<div class="sheet">{titled(made, sheet(language)[1])}</div>'
    return made


def places(lessons, back, language):
    """Where links to notebooks lead, by their address in a lesson; and the same in exercises."""
    texts = {f"{one.slug}.ipynb": f"lesson-{one.number}" for one in lessons}
    texts |= {f"{name}.ipynb": anchor for anchor, name in back.items()}
    tasks = {f"{one.slug}.ipynb": f"exercises-{one.number}" for one in lessons if one.number}
    away = {f"../../exercises/{language}/{name}": anchor for name, anchor in tasks.items()}
    home = {f"../../notebooks/{language}/{name}": anchor for name, anchor in texts.items()}
    return texts | away, tasks | home


def all_parts(language):
    """The leaves of the book."""
    in_text, in_tasks = places(READY, BACK, language)
    yield from (lesson(one, language, in_text) for one in READY)
    yield from (exercises(one, language, in_tasks) for one in READY if one.number)
    yield from (
        leaf(stored("notebooks", name, language), anchor, language, in_text) for anchor, name in BACK.items()
    )
    yield formulas(language)


def one_part(one, language):
    """The leaves of one lesson: its text and its exercises."""
    in_text, in_tasks = places([one], {}, language)
    yield lesson(one, language, in_text)
    if one.number:
        yield exercises(one, language, in_tasks)


# HTML ---------------------------------------------------------------------------------------------------------


def book(language):
    """The whole book as ``(title, html)``."""
    words, parts = WORDS[language], list(all_parts(language))
    contents = Leaf("contents", language)
    contents.html = titled(contents, f"<h1>{words['contents']}</h1>") + listing("", of_book(parts))
    body = _title_page(language) + "".join(_section(part) for part in [contents, *parts])
    return words["series"], page(words["series"], body, language, [contents, *parts])


def booklet(one, language):
    """One lesson as ``(title, html)``."""
    parts = list(one_part(one, language))
    head = f'<p class="series">{escape(WORDS[language]["series"])} · {escape(_version(language))}</p>'
    text = parts[0]
    text.html = head + text.html.replace("</h1>", f"</h1>{listing('one', of_lesson(parts))}", 1)
    return text.title, page(text.title, "".join(map(_section, parts)), language, parts)


def page(title, body, language, parts):
    """A whole HTML page, with a named page, and so a running header, for each part."""
    css = (
        (HERE / "book.css").read_text(encoding="utf-8").replace("{chinese}", CHINESE).replace("{math}", MATH)
    )
    css = faces() + css + "".join(_named_page(part, WORDS[language]["series"]) for part in parts)
    return (
        f'<!DOCTYPE html><html lang="{HTML_LANGUAGES[language]}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )


def _named_page(part, series):
    face = f'font: 7.5pt "DejaVu Sans", {CHINESE}, sans-serif; color: #5b6675;'
    left, right = (text.replace("\\", "").replace('"', '\\"') for text in (part.title, series))
    return (
        f'@page {part.anchor} {{ @top-left {{ content: "{left}"; {face} }} @top-right {{ content: "{right}"; {face} }}'
        f" @bottom-center {{ content: counter(page); {face} }} }} section.{part.anchor} {{ page: {part.anchor}; }}\n"
    )


def _section(part):
    return f'<section class="{part.anchor}">{part.html}</section>'


def listing(kind, entries):
    """The contents as a list; an entry is a heading and the headings below it. The numbers of pages come in when they are known."""
    return f'<nav class="contents {kind}"><ol>{"".join(_item(head, below) for head, below in entries)}</ol></nav>'


def of_book(parts):
    """The entries of the book: every part, and below a lesson the sections that only this lesson has."""
    often = Counter(words for part in parts for level, words, _ in part.headings if level == 2)
    for part in parts:
        own = [head for head in part.headings if head[0] == 2 and often[head[1]] == 1]
        yield part.headings[0], own if part.anchor.startswith("lesson") else []


def of_lesson(parts):
    """The entries of one lesson: its sections, then its exercises."""
    text, *others = parts
    yield from ((head, []) for head in text.headings if head[0] == 2)
    yield from ((part.headings[0], []) for part in others)


def _item(heading, below=()):
    _, words, anchor = heading
    under = f"<ol>{''.join(map(_item, below))}</ol>" if below else ""
    return f'<li><a href="#{anchor}"><span>{escape(words)}</span><span class="dots"></span><span class="page">0</span></a>{under}</li>'


def _cited():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    found = {
        key: re.search(rf'^(?:  - )?{key}: "?([^"\n]+)', text, re.M)[1]
        for key in ("version", "date-released", "name")
    }
    return {"version": found["version"], "year": found["date-released"][:4], "authors": found["name"]}


def _version(language):
    return WORDS[language]["version"].format(**_cited())


def _title_page(language):
    words, cited = WORDS[language], _cited()
    if language == "zh":
        cited["authors"] = "本教程作者"
    legal = "".join(f"<p>{escape(line)}</p>" for line in words["legal"].format(**cited).split("\n"))
    return (
        f'<section class="titlepage"><h1>{words["title"]}</h1><p class="under">{words["under"]}</p>'
        f'<p>{_version(language)}</p><div class="legal">{legal}</div></section>'
    )


# Paper --------------------------------------------------------------------------------------------------------


def pages_of(pdf):
    """The page on which each place that something links to stands, by its name; the first is 1."""
    reader = PdfReader(io.BytesIO(pdf))
    return {
        name.lstrip("/"): reader.get_destination_page_number(to) + 1
        for name, to in reader.named_destinations.items()
    }


FILL = """pages => { for (const link of document.querySelectorAll(".contents a"))
  link.querySelector(".page").textContent = pages[link.getAttribute("href").slice(1)]; }"""


def printed(sheets, html):
    """The PDF, with the numbers of pages in its contents.

    Raises
    ------
    SystemExit
        If something is too wide for the paper, or the numbers do not settle.
    """
    with sheets(html) as shown:
        shown.evaluate((HERE / "book.js").read_text(encoding="utf-8"))
        cut = shown.evaluate(TOO_WIDE)
        if cut:
            raise SystemExit(f"too wide for the paper: {cut}")
        found = {}
        for _ in range(4):
            pdf = shown.pdf(prefer_css_page_size=True, tagged=True, outline=True, print_background=True)
            before, found = found, pages_of(pdf)
            if found == before:
                return pdf
            shown.evaluate(FILL, found)
    raise SystemExit("the numbers of the pages do not settle")


def _put(name, pdf, began):
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_bytes(pdf)
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    print(
        f"build/print/{name} ({pages} pages, {len(pdf) / 1e6:.1f} MB, {time.monotonic() - began:.0f} s)",
        flush=True,
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="workbook.py print", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["lessons", "lesson", "book"])
    parser.add_argument("lesson", nargs="*", help="after lesson: numbers or names (13, 03_screening)")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="default: both")
    chosen = parser.parse_args(arguments)
    if (chosen.what == "lesson") != bool(chosen.lesson):
        parser.error("print lesson 13, print lessons, or print book")
    try:
        wanted = [find_lesson(each) for each in chosen.lesson] or [one for one in READY if one.number]
    except Refused as refused:
        parser.error(str(refused))
    languages = chosen.language or LANGUAGES
    for old in (old for old in build.pages() if old.language in languages and build.stale(old)):
        parser.error(f"{old.target.relative_to(ROOT)} is stale: python workbook.py build {old.source.stem}")
    with chromium() as browser, paper(browser, WIDE) as sheets:
        if int(browser.version.split(".")[0]) < OLDEST:
            parser.error(f"Chromium {OLDEST} or newer is needed for the numbers of pages; here is {browser.version}")
        for language in languages:
            for one in wanted if chosen.what != "book" else [None]:
                began = time.monotonic()
                _, html = booklet(one, language) if one else book(language)
                name = f"lesson_{one.number:02}_{language}.pdf" if one else f"book_{language}.pdf"
                _put(name, printed(sheets, html), began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
