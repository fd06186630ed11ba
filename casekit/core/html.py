"""Plain HTML tables in which every value is shown as text."""

from html import escape
from itertools import cycle


def html_table(heads, rows, numeric=(), caption=None):
    """A plain HTML table: every value as text, numbers to the right, short texts on one line.

    ``heads`` are words, or pairs of words and the column's code name, which then stands small under them.
    """
    side = ["right" if number else "left" for number in numeric]
    head = "".join(
        _cell("th", words, at, code) for (words, code), at in zip(map(_pair, heads), cycle(side or ["left"]))
    )
    body = "".join(
        f"<tr>{''.join(_cell('td', v, at) for v, at in zip(row, cycle(side or ['left'])))}</tr>"
        for row in rows
    )
    caption = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _pair(head):
    return head if isinstance(head, tuple) else (head, "")


def _cell(tag, value, side, code=""):
    text = escape(str(value)) + (f'<br><code style="font-size:85%">{escape(code)}</code>' if code else "")
    keep = ";white-space:nowrap" if len(str(value)) <= 10 else ""
    scope = ' scope="col"' if tag == "th" else ""
    return f'<{tag}{scope} style="text-align:{side};vertical-align:baseline{keep}">{text}</{tag}>'
