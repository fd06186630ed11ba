"""A text that somebody else chose, made harmless to show: on a terminal, in a sheet, on a page.

What moves a cursor, turns the direction of a line or cannot be seen is written out (``\\x1b``, ``\\u202e``, ``\\u200b``);
what is too long is cut, and says so. Chinese, emoji and accents stay as they are.
"""

import re
import unicodedata
from hashlib import sha256

from casekit.core.language import say

EMOJI = "\u00a9\u00ae\u203c\u2049\u2122\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
JOINING = "\u0600-\u0dff"  # scripts whose letters are joined or kept apart by signs without width
HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
KEPT = "|".join([
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f",  # the flag of a part of a country
    f"(?<=[{EMOJI}\ufe0f\u20e3])\u200d(?=[{EMOJI}])",
    f"(?<=[{JOINING}])[\u200c\u200d](?=[{JOINING}])",
    "(?<=[0-9#*])\ufe0f(?=\u20e3)",
    f"(?<=[{EMOJI}{HAN}])[\ufe00-\ufe0f\U000e0100-\U000e01ef]",
])  # fmt: skip
LOOKED_AT = re.compile(
    f"({KEPT})|(?<=[{ACCENTS}]{{8}})[{ACCENTS}]|[^\x20-\x7e\u3001-\u3020\u4e00-\u9fff\uff01-\uff5e]"
)
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")  # fmt: skip
PLAIN = re.compile(r"[\w./()+=@~,-]+")


def harmless(text, most=None, lines=False, where=""):
    """A text that can be shown anywhere.

    Parameters
    ----------
    text : object
        Its ``str`` is taken.
    most : int, optional
        How long it may be, in the units that spreadsheets count in (an emoji has two); what is longer is cut.
    lines : bool
        Whether line ends and tabs stay; else they are written out too.
    where : str
        Where the whole of a text stands that was cut.

    >>> harmless("a\\x1b[2Jb\\u202e.ipynb"), harmless("张三 é 👩‍🔬"), harmless("a\\nb")
    ('a\\\\x1b[2Jb\\\\u202e.ipynb', '张三 é 👩‍🔬', 'a\\\\nb')
    """
    text = str(text).replace("\r\n", "\n").replace("\r", "\n") if lines else str(text)
    shown = LOOKED_AT.sub(lambda found: found[1] or _written_out(found[0], found, lines), text)
    return shown if most is None else cut(shown, most, where)


def _written_out(sign, found, lines):
    """A sign as it is, or as an escape where it cannot be shown."""
    if lines and sign in "\n\t":
        return sign
    accents = found.start() >= 8 and re.fullmatch(
        f"[{ACCENTS}]{{9}}", found.string[found.start() - 8 : found.end()]
    )
    unseen = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") or UNSEEN.fullmatch(sign)
    return (
        sign.encode("unicode_escape").decode() if accents or unseen or ord(sign) & 0xFFFE == 0xFFFE else sign
    )


def units(text):
    """How long a text is for a spreadsheet."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def cut(text, most, where=""):
    """A text of at most ``most`` units, with a mark where it was cut.

    >>> cut("x" * 100, 40)
    'xxxxxxxxxxxxxxxxxxx ... [100 characters]'
    """
    if units(text) <= most:
        return text
    mark = say(f" ... [{units(text):,} characters{where}]", f" …… [共 {units(text):,} 个字符{where}]")
    room = 2 * max(most - units(mark), 0)
    begin = text.encode("utf-16-le", "surrogatepass")[:room].decode("utf-16-le", "ignore")
    return begin.rstrip("\u200c\u200d") + mark


def named(text, most=160, quoted=True):
    """A name that somebody else chose (of a file, of a cell's error), in quotation marks unless it is plain.

    Where it stands by itself, ``quoted=False``. Long names that begin alike are told apart by a hash.

    >>> named("A/d.ipynb"), named("Full marks. Signed")
    ('A/d.ipynb', '“Full marks. Signed”')
    """
    whole = harmless(text)
    shown = cut(whole, most, f", {sha256(whole.encode()).hexdigest()[:8]}")
    if not quoted or PLAIN.fullmatch(shown):
        return shown
    return "“" + re.sub("[“”]", lambda sign: f"\\u{ord(sign[0]):04x}", shown) + "”"
