"""The reading site, built once into a folder of its own and served on this computer, and what stands in its pages."""

import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from html import unescape
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VOID = set("area base br col embed hr img input link meta source track wbr".split())
# what is no running text: headings, code, results, links that were in the source
NOT_TEXT = {"h1", "h2", "h3", "h4", "h5", "h6", "code", "pre", "math", "script", "style", "nav", "a"}


def build(out):
    """What the command does with the two languages, in a process of its own; what it said if it failed."""
    command = [sys.executable, str(ROOT / "tools/reading_site.py"), "--reading-only", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", errors="replace")
    assert done.returncode == 0, done.stdout + done.stderr
    return out


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words):
        """Nothing."""


@contextmanager
def served(folder):
    """The address of a folder on loopback."""
    web = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{web.server_address[1]}"
    finally:
        web.shutdown()
        web.server_close()


def pages(site, language):
    """The pages of one language, by their addresses in it."""
    return {path.relative_to(site / language).as_posix(): path.read_text(encoding="utf-8") for path in sorted((site / language).rglob("*.html"))}


def tags(text, name):
    """The tags of a kind, each as its attributes."""
    found = re.findall(rf"<{name}\b((?:[^>\"]|\"[^\"]*\")*)>", text)
    return [{key: unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', each)} for each in found]


class Running(HTMLParser):
    """The running text of an article in pieces, and the links into the glossary in it, in the order of reading."""

    def __init__(self, text):
        super().__init__()
        self.open, self.pieces, self.links = [], [""], []
        self.feed(text[text.index('<article class="bd-article"') : text.index("</article>")])
        self.pieces = [piece for piece in self.pieces if piece.strip()]

    def handle_starttag(self, tag, attributes):
        known = {key: value or "" for key, value in attributes}
        kinds = known.get("class", "").split()
        term = "term" in kinds and known.get("href", "").partition("#term-")[2]
        if term:
            self.links.append([term, "", known])
        if tag not in VOID:
            self.open.append((tag, bool(term), ("cell_output" in kinds or tag in NOT_TEXT) and not term))
        if not term:  # a term in two pieces, one of them in bold, is no term
            self.pieces.append("")

    def handle_endtag(self, tag):
        if tag not in VOID and not self.open.pop()[1]:
            self.pieces.append("")

    def handle_data(self, data):
        if any(out for *_, out in self.open):
            self.pieces.append("")
            return
        if any(term for _, term, _ in self.open):
            self.links[-1][1] += data
        self.pieces[-1] += data
