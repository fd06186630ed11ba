"""A notebook as HTML for paper: its prose, its code in grey boxes, its stored results, and what only a screen can do said in words.

A guess stands as its question; a quiz as its questions, its answers at the end of the lesson; a lab as its still picture, with a
line that it moves in the workbook; what is folded on the screen is open. The call that shows a guess or a quiz is left out, all
other code is there.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape

from nbconvert.filters import markdown2html, strip_ansi
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.paper import put_back, set_aside
from tools.reading.pages import NOT_YET

WORDS = {
    "en": {
        "moves": "A lab: in the workbook you move it yourself; this is how it begins.",
        "answers": "Answers to the quiz",
        "turn": "The answers stand at the end of the lesson.",
    },
    "zh": {
        "moves": "互动实验：在电脑上打开教程即可操作，这里印的是开始时的画面。",
        "answers": "小测验答案",
        "turn": "答案在本课末尾。",
    },
}
QUESTIONS = {"predict", "quiz"}  # their calls are for a screen alone
UNLIKE = "nbval-ignore-output"  # what differs from computer to computer is not printed
SHORT = 14  # lines of code that stay on one page
HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
FOLDED = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.S)


@dataclass
class Leaf:
    """A part of the book: its anchor, its HTML, its headings as ``(level, words, anchor)``, and where links to notebooks lead."""

    anchor: str
    language: str
    places: dict = field(default_factory=dict)
    headings: list = field(default_factory=list)
    html: str = ""
    answers: str = ""

    @property
    def title(self):
        """The words of its first heading."""
        return self.headings[0][1]


def leaf(notebook, anchor, language, places, given=None):
    """The whole notebook; ``given`` are outputs by the cell's source, for cells that have none stored."""
    made = Leaf(anchor, language, places)
    cells = [cell for cell in notebook.cells if UNLIKE not in cell.metadata.get("tags", [])]
    made.html = "".join(
        _prose(made, cell) if cell.cell_type == "markdown" else _code(made, cell, given or {})
        for cell in cells
    )
    if made.answers:
        made.html += titled(made, f"<h2>{WORDS[language]['answers']}</h2>") + made.answers
    return made


def titled(made, html):
    """The HTML with an anchor for each heading, all of them noted."""

    def heading(found):
        level, inside = int(found[1]), re.sub(r'<a class="anchor-link".*?</a>', "", found[2], flags=re.S)
        anchor = f"{made.anchor}-{len(made.headings)}" if made.headings else made.anchor
        made.headings.append((level, unescape(re.sub("<.*?>", "", inside)).strip(), anchor))
        return f'<h{level} id="{anchor}">{inside}</h{level}>'

    return HEADING.sub(heading, html)


def _prose(made, cell):
    formulas = []
    html = put_back(markdown2html(set_aside(cell.source, formulas)), formulas)
    return f'<div class="prose">{_linked(titled(made, html), made.places)}</div>'


def _linked(html, places):
    """Links to notebooks that are in the book lead there; all others but those to the web become their words."""

    def link(found):
        address, words = unescape(found[1]), found[2]
        if address in places:
            return f'<a href="#{places[address]}">{words}</a>'
        return found[0] if address.startswith("http") else words

    return re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', link, html, flags=re.S)


def _code(made, cell, given):
    tags, words = set(cell.metadata.get("tags", [])), WORDS[made.language]
    shown = "" if tags & QUESTIONS else code(cell.source)
    outputs = [_output(output) for output in cell.get("outputs") or given.get(cell.source, [])]
    if "quiz" in tags:
        outputs = [_quiz(made, html) for html in outputs]
        outputs.append(f'<p class="aside">{words["turn"]}</p>')
    elif "predict" in tags:
        outputs = [f'<div class="guess">{html}</div>' for html in outputs]
    elif "lab" in tags:
        outputs.append(f'<p class="aside">{words["moves"]}</p>')
    return shown + "".join(FOLDED.sub(r'<p class="unfolded">\1</p>\2', html) for html in outputs)


def code(source):
    """Code, a block a line, so that a line that is continued can be marked."""
    lines = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)).rstrip("\n").split("\n")
    inside = "".join(f'<span class="line">{line}</span>' for line in lines)
    return f'<pre class="code{" short" if len(lines) <= SHORT else ""}">{inside}</pre>'


def _output(output):
    data = output.get("data", {})
    if "text/html" in data:
        return f'<div class="output">{_breakable(data["text/html"])}</div>'
    words = data.get("text/plain") or output.get("text") or "\n".join(output.get("traceback", []))
    words = NOT_YET.sub("", strip_ansi(words)).strip()
    return f'<pre class="printed">{escape(words)}</pre>' if words else ""


def _breakable(html):
    """A column's name in code may be broken behind each ``_``; the picture alone is the figure, it has the words for who cannot see."""
    html = re.sub("<figure[^>]*>", '<div class="figure">', html).replace("</figure>", "</div>")
    html = re.sub("<figcaption[^>]*>", '<div class="caption">', html).replace("</figcaption>", "</div>")
    return re.sub(
        r"<code[^>]*>([^<]*)</code>", lambda found: f"<code>{found[1].replace('_', '_<wbr>')}</code>", html
    )


def _quiz(made, html):
    """The questions; their answers are put by for the end of the lesson."""
    asked = re.findall(r"(<p><b>.*?</b></p>).*?<details>.*?</summary>(.*?)</details>", html, re.S)
    made.answers += f'<div class="answers">{"".join(question + reasons for question, reasons in asked)}</div>'
    return FOLDED.sub("", html)
