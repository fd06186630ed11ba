"""Text as people mean it: full-width letters and signs as ordinary ones, marks nobody sees left out.

>>> half_width("￥１，２３４．５０"), bare("\\u202a QH0001\\u200e")
('¥1,234.50', 'QH0001')
"""

import re

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0x00A0: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ", 0xFFE5: "¥", 0xFFE0: "¢", 0xFFE1: "£",
    0x2212: "-", 0x2010: "-", 0x2011: "-", 0x2013: "-", 0x3010: "(", 0x3011: ")",
}  # fmt: skip
# Marks of direction, joiners, soft hyphens, byte-order marks: a browser or a chat puts them in, nobody sees them.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
BLANKS = " \t\r\n\u3000\u00a0\u2007\u2009\u202f"


def half_width(text):
    """The text with full-width letters, digits and signs as ordinary ones, and without unseen marks."""
    return text if text.isascii() else UNSEEN.sub("", text.translate(_WIDE))


def bare(text):
    """The text as :func:`half_width` gives it, without blanks around it."""
    return half_width(text).strip(BLANKS)
