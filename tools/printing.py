"""Print the teaching notes as PDF, from the built notebooks.

    python workbook.py print                     everything: notes, handouts, the formula sheet
    python workbook.py print 13                  one lesson's note and handout
    python workbook.py print course fairness     pages that stand for themselves

For each note ``teaching/print/note_13_en.pdf``, for students ``handout_13_en.pdf`` (one page: its cells tagged
``handout``), and of all lessons together ``formula_sheet_en.pdf`` (two pages: the cells tagged ``formulas``). Nothing is
executed. nbconvert makes the HTML, latex2mathml the formulas, Chromium the PDF; nothing is fetched from anywhere.
"""

import argparse
import re
import sys
from contextlib import contextmanager
from html import escape
from pathlib import Path

import nbformat

from casekit.desk.lessons import LANGUAGES, LESSONS, find_lesson
from casekit.errors import Refused
from tools import build
from tools.paper import (
    CHINESE,
    HTML_LANGUAGES,
    MATH,
    TOO_WIDE,
    chromium,
    count,
    faces,
    paper,
    put_back,
    set_aside,
)

ROOT = Path(__file__).resolve().parents[1]
HANDOUT_SIZES, SHEET_SIZES = (12, 11.5, 11, 10.5, 10, 9.5, 9), (9.5, 9, 8.5, 8, 7.5, 7)  # of letters, points; the first that fits
ONE_PAGE, PAGE_SIZES = {"fairness"}, (9.5, 9, 8.5, 8)  # what is to be put up on a wall
MARGINS = {"top": "14mm", "bottom": "16mm", "left": "16mm", "right": "16mm"}
WIDE, HIGH = 210 - 32, 297 - 30  # the room inside the margins, millimetres
STYLE = """
{faces}
@page {{ size: A4; }}
html {{ font-size: {size}pt; }}
body {{ font-family: "DejaVu Sans", "Segoe UI", "Helvetica Neue", {chinese}, sans-serif; line-height: 1.45; color: #1d2733; margin: 0; }}
body:lang(zh) {{ font-family: {chinese}, sans-serif; }}
h1 {{ font-size: 1.6em; margin: 0 0 .3em; }} h2 {{ font-size: 1.25em; margin: 1.2em 0 .3em; border-bottom: 1px solid #b4c0cb; }}
h3 {{ font-size: 1.05em; margin: .9em 0 .2em; }} h1, h2, h3, caption {{ break-after: avoid; }}
p, ul, ol {{ margin: .35em 0; }} ul, ol {{ padding-left: 1.4em; }} li {{ margin: .15em 0; }}
table {{ border-collapse: collapse; width: 100%; margin: .5em 0; font-size: .9em; }}
th, td {{ border: 1px solid #b4c0cb; padding: .2em .45em; vertical-align: top; text-align: left; overflow-wrap: anywhere; }}
th {{ background: #e3e8ee; }} tr {{ break-inside: avoid; }} thead {{ display: table-header-group; }}
caption {{ text-align: left; font-weight: bold; padding: .5em 0 .2em; }}
td:first-child, th:first-child {{ overflow-wrap: normal; }}
table.mistakes {{ font-size: .78em !important; line-height: 1.3; }} table.mistakes td, table.mistakes th {{ padding: .12em .4em; }}
table.mistakes tr.line td {{ background: #f3f6f9; }}
pre, code {{ font-family: "DejaVu Sans Mono", Consolas, monospace, {chinese}; font-size: .92em; white-space: pre-wrap; overflow-wrap: anywhere; }}
blockquote {{ border-left: 3px solid #0b6e99; margin: .4em 0; padding: .1em 0 .1em .8em; }}
img {{ max-width: 100%; height: auto; }} figure, blockquote {{ break-inside: avoid; }}
math {{ font-family: {math}; font-size: 1.05em; math-style: normal; }} span:has(> math) {{ white-space: nowrap; }} a {{ color: inherit; text-decoration: none; }}
.handout h3 {{ margin-top: .7em; }}
.sheet {{ columns: 2; column-gap: 7mm; line-height: 1.3; }} .sheet h1 {{ column-span: all; }}
.sheet h2 {{ font-size: 1.05em; margin: .7em 0 .15em; }} .sheet ul {{ padding-left: 1.4em; margin: .3em 0; }} .sheet li {{ break-inside: avoid; }}
"""
WORDS = {
    "en": {"handout": "Handout", "sheet": "Customer management: the formulas", "name": "Name"},
    "zh": {"handout": "讲义", "sheet": "客户管理：公式表", "name": "姓名"},
}


# The pages as HTML --------------------------------------------------------------------------------------------


def stored(name, language, root=ROOT):
    """A built page for instructors, as it is stored."""
    return nbformat.read(root / f"teaching/{language}/{name}.ipynb", as_version=4)


def names(root=ROOT):
    """The pages there are, by their sources' names."""
    return sorted(path.stem for path in (root / "teaching/source").glob("*.md"))


def of_lesson(name):
    """The lesson a page is the note of, or None."""
    return next((lesson for lesson in LESSONS if lesson.slug == name), None)


def part(notebook, tag=None):
    """A copy with the cells of this tag alone; without one, all cells but the set-up."""
    cells = [cell for cell in notebook.cells if "setup" not in cell.metadata.get("tags", [])]
    if tag:
        cells = [cell for cell in cells if tag in cell.metadata.get("tags", [])]
    return nbformat.from_dict({**notebook, "cells": cells})


def body(notebook):
    """What a notebook shows, as HTML: prose and outputs, without code; formulas as MathML; links in the workbook as their words."""
    from nbconvert import HTMLExporter

    formulas = []
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = set_aside(cell.source, formulas)
    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_output_prompt=True)
    html, _ = exporter.from_notebook_node(notebook)
    html = re.sub(r'<a class="anchor-link".*?</a>', "", html)
    html = re.sub(r'<a href="(?!https?:)[^"]*">(.*?)</a>', r"\1", html)
    return put_back(html, formulas)


def page(title, html, language, size, kind="note"):
    """A whole HTML page, with a style for paper."""
    style = STYLE.format(faces=faces(), chinese=CHINESE, math=MATH, size=size)
    return (
        f'<!DOCTYPE html><html lang="{HTML_LANGUAGES[language]}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style>{style}</style></head><body class="{kind}">{html}</body></html>'
    )


def note(name, language, root=ROOT):
    """A note, or a page that stands for itself, as ``(title, html)``."""
    html = body(part(stored(name, language, root)))
    return re.sub("<.*?>", "", re.search(r"<h1.*?>(.*?)</h1>", html, re.S)[1]).strip(), html


def handout(name, language, root=ROOT):
    """A lesson's handout as ``(title, html)``: the lesson's title over it, and a line for the student's name."""
    words, title = WORDS[language], _titled(name, language)
    html = _without_heading(body(part(stored(name, language, root), "handout")))
    head = f'<h1>{escape(title)}</h1><p>{words["name"]} ______________________</p>'
    return f"{title}: {words['handout']}", head + html


def sheet(language, root=ROOT):
    """The formulas of all notes as ``(title, html)``, a heading for each lesson."""
    title = WORDS[language]["sheet"]
    parts = [
        f"<h2>{escape(_titled(name, language))}</h2>"
        + _without_heading(body(part(stored(name, language, root), "formulas")))
        for name in names(root)
        if of_lesson(name)
    ]
    return title, f"<h1>{escape(title)}</h1>{''.join(parts)}"


def _titled(name, language):
    lesson = of_lesson(name)
    return f"{lesson.number} {lesson.zh if language == 'zh' else lesson.en}"


def _without_heading(html):
    return re.sub(r"<h2.*?</h2>", "", html, count=1, flags=re.S)


# Paper --------------------------------------------------------------------------------------------------------


@contextmanager
def printer(browser):
    """A function ``(html, numbered) -> (pdf, what is cut)``."""
    with paper(browser, WIDE) as sheets:
        yield lambda html, numbered=False: _printed(sheets, html, numbered)


def _printed(sheets, html, numbered):
    numbers = '<div style="font-size:8px;width:100%;text-align:center"><span class="pageNumber"></span> / <span class="totalPages"></span></div>'
    with sheets(html) as shown:
        cut = shown.evaluate(TOO_WIDE)
        pdf = shown.pdf(
            format="A4", margin=MARGINS, tagged=True, outline=True, print_background=True,
            display_header_footer=numbered, header_template="<span></span>", footer_template=numbers,
        )  # fmt: skip
    return pdf, cut


def fitted(print_one, title, html, language, kind, pages, sizes):
    """A PDF of at most so many pages, in the largest letters of ``sizes`` with which it fits.

    Raises
    ------
    SystemExit
        If it does not fit, or something is cut.
    """
    for size in sizes:
        pdf, cut = print_one(page(title, html, language, size, kind))
        if count(pdf) <= pages and not cut:
            return pdf
    raise SystemExit(f"{title} ({language}): does not fit {pages} page(s) even at {sizes[-1]} points: shorten it. {cut or ''}")


def write_note(print_one, name, language, out):
    """The PDF of a note, and of its handout if it is a lesson's."""
    lesson = of_lesson(name)
    title, html = note(name, language)
    if name in ONE_PAGE:
        yield _put(out / f"{name}_{language}.pdf", fitted(print_one, title, html, language, "note", 1, PAGE_SIZES))
        return
    pdf, cut = print_one(page(title, html, language, 9.5), numbered=True)
    if cut:
        raise SystemExit(f"{name} ({language}): too wide for the paper: {cut}")
    yield _put(out / (f"note_{lesson.number:02}_{language}.pdf" if lesson else f"{name}_{language}.pdf"), pdf)
    if lesson:
        pdf = fitted(print_one, *handout(name, language), language, "handout", 1, HANDOUT_SIZES)
        yield _put(out / f"handout_{lesson.number:02}_{language}.pdf", pdf)


def write_sheet(print_one, language, out):
    """The PDF of the formula sheet."""
    pdf = fitted(print_one, *sheet(language), language, "sheet", 2, SHEET_SIZES)
    return _put(out / f"formula_sheet_{language}.pdf", pdf)


def _put(path, pdf):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    return path, count(pdf)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="workbook.py print", description=__doc__.splitlines()[0])
    parser.add_argument("lesson", nargs="*", help="lessons by number or name (13), or pages such as course")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="default: both")
    chosen = parser.parse_args(arguments)
    try:
        wanted = [each if each in names() else find_lesson(each).slug for each in chosen.lesson] or names()
    except Refused as refused:
        parser.error(str(refused))
    for missing in set(wanted) - set(names()):
        parser.error(f"no note for {missing}; there are: {', '.join(names())}")
    for old in (page for page in build.pages() if build.is_teaching(page) and page.source.stem in wanted and build.stale(page)):
        parser.error(f"{old.target.relative_to(ROOT)} is stale: python workbook.py build --teaching {old.source.stem}")
    out = ROOT / "teaching/print"
    with chromium() as browser, printer(browser) as print_one:
        for language in chosen.language or LANGUAGES:
            for name in wanted:
                for path, pages in write_note(print_one, name, language, out):
                    print(path.relative_to(ROOT), f"({pages} pages)", flush=True)
            if not chosen.lesson:
                path, pages = write_sheet(print_one, language, out)
                print(path.relative_to(ROOT), f"({pages} pages)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
