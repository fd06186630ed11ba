"""What Excel shows for a number by its format, where that says more than the number: 000123, US$ 5, 12.5万元."""

import re
from dataclasses import dataclass
from functools import cache

from casekit.records.units import FOREIGN, money_unit

_LITERAL = r'"[^"]*"|\\.|_.|\*.|!.|\[[^\]]*\]|[-+ ()/:$¥￥€£]'
_PARTS = re.compile(rf"({_LITERAL})|(.)", re.DOTALL)
_JAPAN = re.compile(r"\[\$[¥￥]?-[0-9A-F]*411\]", re.IGNORECASE)
_OF_EXCEL = re.compile(
    r'_?\(?"\$"\*? ?#,##0'
)  # the built-in formats, which show the currency of the reader's own system


@dataclass(frozen=True)
class Shown:
    """A number of a workbook whose format ``says`` more: ``"digits"``, ``"currency"`` or ``"unit"``; and the text shown."""

    value: object
    text: str
    says: str

    def __str__(self):
        return self.text

    def read_as(self, holds, reader):
        """What the reader of an id, an amount or a day makes of it."""
        if holds == "id" and self.says == "digits":
            return self.text, "", "as_shown"
        if holds == "amount" and self.says in ("currency", "unit"):
            return None, f"format_{self.says}", ""
        return reader(self.value)


def as_shown(value, form):
    """The number itself, or as :class:`Shown` where its format says more.

    >>> str(as_shown(123, "000000")), str(as_shown(7, '"QH"0000')), as_shown(5, "#,##0.00")
    ('000123', 'QH0007', 5)
    >>> as_shown(5, "[$$-409]#,##0.00").says, as_shown(12.5, '0.0"万元"').says
    ('currency', 'unit')
    """
    says, pattern = _what_it_says(form)
    if says == "digits" and value == int(value) and value >= 0:
        return Shown(value, _fill(pattern, str(int(value))), says)
    return (
        Shown(value, f"{pattern} {value:g}" if says == "currency" else f"{value:g} {pattern}", says)
        if says in ("currency", "unit")
        else value
    )


def as_displayed(value, text, currency=""):
    """The number itself, or as :class:`Shown` where the text displayed says more (a file that keeps the text, not the format).

    >>> str(as_displayed(123, "000123")), as_displayed(1234.5, "1,234.50"), as_displayed(12.5, "12.5万元").says
    ('000123', 1234.5, 'unit')
    """
    words = re.sub(r"[0-9.,%()\s+-]", "", text)
    if FOREIGN.search(text) or currency not in ("", "CNY"):
        return Shown(value, text, "currency")
    if words and money_unit(words) not in (None, 1):
        return Shown(value, text, "unit")
    whole = value == int(value) and value >= 0 and re.search("[0-9]+$", text)
    if (
        whole
        and int(whole[0]) == value
        and (text[0] == "0" or not text[0].isdigit() and not money_unit(words))
        and len(text) > 1
    ):
        return Shown(value, text, "digits")
    return value


@cache
def _what_it_says(form):
    """``("digits", parts)``, ``("currency", sign)``, ``("unit", unit)`` or ``("", "")`` for a number format."""
    first = form.split(";")[0]
    parts = [(literal, other) for literal, other in _PARTS.findall(first)]
    words = "".join(_plain(literal) for literal, _ in parts).strip()
    if not _OF_EXCEL.match(first) and (_JAPAN.search(first) or FOREIGN.search(words)):
        return "currency", words
    rest = "".join(other for _, other in parts)
    unit = money_unit(words) if words else None
    scaled = re.search(r",(?![#0])", rest) or re.search(
        r"[!\\]\.|\"\.\"", first
    )  # 0.0, and 0!.0 show a part of the number
    if unit not in (None, 1) and not scaled:
        return "unit", words
    if re.fullmatch("0+", rest) and (len(rest) > 1 or words):
        return "digits", tuple(_plain(literal) if literal else "0" for literal, _ in parts)
    return "", ""


def _plain(literal):
    """The characters a literal of a format shows; the sign of ``[$US$-409]``, nothing for colours and conditions."""
    if literal[:1] == "[":
        return literal[2:-1].rsplit("-", 1)[0] if literal[:2] == "[$" else ""
    return literal[1:-1] if literal[:1] == '"' else "" if literal[:1] in ("_", "*") else literal[-1:]


def _fill(pattern, digits):
    """The digits put into the zeros of a pattern, from the right; more digits than zeros stand in front."""
    zeros = pattern.count("0")
    left = list(digits.rjust(zeros, "0"))
    extra, left = left[: len(left) - zeros], left[len(left) - zeros :]
    text = ""
    for part in pattern:
        if part != "0":
            text += part
        else:
            text, extra = text + "".join(extra) + left.pop(0), []
    return text
