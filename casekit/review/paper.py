"""The board page as PDF: by a browser that is there, else by the ``typst`` package, else not, and said so."""

import json
import os
import shutil
import subprocess
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from casekit.core.language import language, say
from casekit.errors import Refused
from casekit.look import Picture
from casekit.review.page import worded_table
from casekit.review.part import THERE, kind_words, lesson_words

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SECONDS = 90


def print_page(page, path, company, books, results):
    """Print the page to ``path``; by a browser first, since it prints the page itself.

    Raises
    ------
    Refused
        If neither a browser nor ``typst`` could.
    """
    browser = find_browser()
    if browser and by_browser(browser, page, path):
        return path
    if find_spec("typst"):
        return by_typst(path, company, books, results)
    raise Refused(
        say(
            "Chromium, Chrome or Edge, or the package typst, for a PDF",
            "要生成 PDF，需有 Chromium、Chrome 或 Edge，或安装 typst 包",
        ),
        say("neither could print the page", "都没有，或打印没有成功"),
        say(
            "open the HTML page and print it from your browser, or: python -m pip install typst",
            "用浏览器打开 HTML 页面再打印，或：python -m pip install typst",
        ),
    )


def find_browser():
    """A browser of the Chromium family on this machine, or None."""
    named = (shutil.which(name) for name in BROWSERS)
    return next((each for each in (*named, *PLACES) if each and Path(each).exists()), None)


def by_browser(browser, page, path):
    """Print with a browser in a profile of its own; whether a PDF came of it."""
    path.unlink(missing_ok=True)
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, "--headless", "--disable-gpu", *root, f"--user-data-dir={profile}", "--no-pdf-header-footer",
                   "--no-first-run", "--disable-extensions", f"--print-to-pdf={path.resolve()}", page.resolve().as_uri()]  # fmt: skip
        try:
            subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.SubprocessError):
            return False
    return path.exists() and path.stat().st_size > 0


# By typst --------------------------------------------------------------------------------------------------


def by_typst(path, company, books, results):
    """Typeset the same parts with typst: the words go in as data (JSON), so that none of them is taken for markup."""
    typst = import_module("typst")
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        parts = [_as_data(number, each, books, place) for number, each in enumerate(results, 1)]
        head = say(f"{company}: a review of the customers", f"{company}：客户状况报告")
        data = {"head": head, "until": say(f"As of {books.as_of:%Y-%m-%d}", f"截止日 {books.as_of:%Y-%m-%d}"), "parts": parts,
                "notes": books.notes, "noted": say("What was noted while reading", "读入时的说明"), "lang": language()}  # fmt: skip
        (place / "review.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (place / "review.typ").write_text(TEMPLATE, encoding="utf-8")
        typst.compile(str(place / "review.typ"), output=str(path), font_paths=_fonts())
    return path


def _fonts():
    try:
        return [str(Path(import_module("pylopdf_fonts_zh_cn").sans_path()).parent)]
    except (ImportError, OSError):
        return []


def _as_data(number, result, books, place):
    """One part as plain data; its picture goes into the folder."""
    data = {
        "title": f"{number}. {result.part.title}",
        "lesson": lesson_words(result.part.lesson),
        "says": result.words,
        "sure": "",
        "picture": "",
        "alt": "",
        "caption": "",
        "heads": [],
        "cells": [],
        "numeric": [],
    }
    if result.state != THERE:
        return data
    finding = result.finding
    data |= {
        "says": finding.says,
        "sure": say("How sure: ", "有多大把握：") + kind_words(finding.kind) + say(". ", "。") + finding.sure,
    }
    if finding.figure is not None:
        picture = Picture(finding.figure)
        (place / f"{result.part.key}.png").write_bytes(picture.png)
        data |= {"picture": f"{result.part.key}.png", "alt": picture.alt, "caption": picture.caption}
    if finding.table is not None:
        shown = worded_table(finding, books)
        data |= {"heads": [words for words, _ in map(shown._head, shown.columns)], "numeric": [bool(each) for each in shown.numeric],
                 "cells": [str(cell) for row in shown.cells.to_numpy() for cell in row]}  # fmt: skip
    return data


TEMPLATE = """#let d = json("review.json")
#set document(title: d.head)
#set page(paper: "a4", margin: (x: 16mm, y: 17mm), numbering: "1")
#set text(lang: d.lang, size: 9.5pt, font: ("Noto Sans SC", "Noto Sans CJK SC", "Libertinus Serif"))
#set par(leading: 0.65em)
#text(size: 17pt, weight: "bold", d.head)

#text(fill: rgb("#5b6675"), d.until)
#for part in d.parts {
  line(length: 100%, stroke: 0.5pt + rgb("#b4c0cb"))
  text(size: 12.5pt, weight: "bold", part.title)
  parbreak()
  text(part.says)
  if part.picture != "" {
    align(center, image(part.picture, width: 78%, alt: part.alt))
    text(size: 8.5pt, fill: rgb("#5b6675"), part.caption)
  }
  if part.heads.len() > 0 {
    set text(size: 8pt)
    table(columns: part.heads.len(), stroke: (x: none, y: 0.4pt + rgb("#b4c0cb")), inset: 3.5pt,
      align: (x, y) => if part.numeric.at(x) { right } else { left },
      table.header(..part.heads.map(h => text(weight: "bold", h))), ..part.cells.map(c => text(c)))
  }
  if part.sure != "" { block(inset: (left: 6pt), stroke: (left: 2pt + rgb("#b4c0cb")), text(size: 9pt, part.sure)) }
  text(size: 8.5pt, fill: rgb("#5b6675"), part.lesson)
}
#if d.notes.len() > 0 {
  line(length: 100%, stroke: 0.5pt + rgb("#b4c0cb"))
  text(size: 12.5pt, weight: "bold", d.noted)
  list(..d.notes.map(n => text(n)))
}
"""
