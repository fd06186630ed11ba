"""The board of a class hour as a picture: two to four columns of short lines, drawn as one would write them.

>>> picture = board((("Ask", "先问"), ("why?", "为什么？")), (("Found", "找到"), ("→ so", "→ 所以")))
>>> "Ask: why?" in picture.alt
True
"""

import re
from html import escape

from casekit import look
from casekit.core.language import language, say
from casekit.errors import Refused

WIDTH, DOTS, PADDING = 7.6, 150, 0.14  # of the picture and of a column's margin, inches; dots an inch
LINE, GAP, HEAD, DEEPEST = 0.205, 0.1, 0.46, 5.2  # inches: a row of words, the room between two lines, the heading
SIZES = {2: 11.5, 3: 11, 4: 9.5}  # of letters, by the number of columns
# words of Latin letters, and single Chinese characters with the punctuation that may not stand apart from them; a number and its %
PIECES = re.compile(r"\S*\d %[.,;]?\s*|[（“《]*[\u4e00-\u9fff][，。；：！？、）”》]*|[^\s\u4e00-\u9fff（“《]+\s*|\s+|[（“《]+")


class Board(look.Picture):
    """A drawn board; its alternative text says every line of it."""

    def _repr_html_(self):
        return (
            f'<figure style="margin:0"><img alt="{escape(self.alt)}" style="max-width:100%;height:auto" '
            f'src="{_source(super()._repr_html_())}"></figure>'
        )


def _source(html):
    return re.search(r'src="([^"]+)"', html)[1]


def board(*columns):
    """Draw the board.

    Parameters
    ----------
    columns : tuple
        Two to four, each a heading and its lines, all of them pairs ``(en, zh)``. A line that begins with ``→`` is the
        column's conclusion.

    Returns
    -------
    Board

    Raises
    ------
    Refused
        If the words do not fit.
    """
    if not 2 <= len(columns) <= 4:
        raise Refused(say("two to four columns", "二到四栏"), str(len(columns)), say("join or split columns", "合并或拆分各栏"))
    words = [[say(*pair) for pair in column] for column in columns]
    with look.style():
        return _drawn(words, SIZES[len(words)])


def _drawn(words, size):
    """The picture of these columns: heads in a band, lines below them, a rule between columns."""
    width = WIDTH / len(words)
    rows = [_laid_out(column[1:], width - 2 * PADDING, size) for column in words]
    ax = _sheet(HEAD + max(row[-1][0] for row in rows) + 0.1)
    for at, (column, lines) in enumerate(zip(words, rows, strict=True)):
        _put(ax, at * width + PADDING, HEAD / 2, column[0], 1.1 * size, color="white", va="center", weight="bold")
        for down, line, ends in lines[:-1]:
            _put(ax, at * width + PADDING, HEAD + down, line, size, color=look.BLUE if ends else look.INK, va="top",
                 weight="bold" if ends else "normal")  # fmt: skip
        if at:
            ax.plot([at * width] * 2, [HEAD + 0.08, ax.get_ylim()[0] - 0.1], color=look.PALE, linewidth=1)
    look.read_this(ax, say("The board at the end of the hour.", "下课时的板书。"), _told(words))
    return Board(ax)


def _told(words):
    return " ".join(f"{head}{say(': ', '：')}{say('; ', '；').join(lines)}{say('.', '。')}" for head, *lines in words)


def _sheet(height):
    """Axes that fill a figure, in inches, with the band of the headings."""
    ax = look.axes(None, height, WIDTH)
    ax.figure.set_layout_engine("none")
    ax.figure.set_dpi(DOTS)
    ax.set(position=(0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    ax.fill_between([0, WIDTH], 0, HEAD, color=look.INK, linewidth=0)
    ax.plot([0, WIDTH, WIDTH, 0, 0], [0, 0, height, height, 0], color=look.INK, linewidth=2, clip_on=False)
    return ax


def _laid_out(lines, room, size):
    """``(how far down, words, whether a conclusion)`` for each row of a column, and last how deep it is."""
    found, down = [], GAP
    for line in lines:
        ends = line.startswith("→")
        for row in wrapped(line, room, size, "bold" if ends else "normal"):
            found.append((down, row, ends))
            down += LINE * size / 11
        down += GAP
    if down > DEEPEST:
        raise Refused(say("a board that a class can read", "全班看得清的板书"), say(f"a column of {len(found)} rows", f"一栏有 {len(found)} 行"),
                      say("write shorter lines, or fewer", "写短一些，或减少几行"))  # fmt: skip
    return [*found, (down, "", False)]


def wrapped(line, room, size, weight="normal"):
    """A line in rows no wider than ``room`` (inches); one word that is wider is refused."""
    rows = [""]
    for piece in PIECES.findall(line):
        if rows[-1] and _wide(rows[-1] + piece.rstrip(), size, weight) > room:
            rows.append("")
        rows[-1] += piece if rows[-1] else piece.lstrip()
        if _wide(rows[-1].rstrip(), size, weight) > room:
            raise Refused(say("words that fit a column of the board", "放得进一栏的词"), repr(piece), say("write it shorter, or take fewer columns", "写短一些，或减少栏数"))  # fmt: skip
    return [row.rstrip() for row in rows]


def _wide(words, size, weight):
    """How wide words are, in inches."""
    ax = _measuring()
    text = _put(ax, 0, 0, words, size, weight=weight)
    width = text.get_window_extent(ax.figure.canvas.get_renderer()).width / ax.figure.dpi
    text.remove()
    return width


def _measuring():
    if language() not in _SHEETS:
        _SHEETS[language()] = _sheet(1)
    return _SHEETS[language()]


_SHEETS = {}


def _put(ax, x, y, words, size, **how):
    """Words at a place of the board; no sign in them starts a formula."""
    how["weight"] = how.get("weight", "normal") if all(ord(sign) < 0x2E80 for sign in words) else "normal"
    family = {"fontfamily": ["DejaVu Sans"]} if how["weight"] == "bold" else {}
    return ax.text(x, y, words, fontsize=size, parse_math=False, **family, **how)
