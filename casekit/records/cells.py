"""One cell: an id, a name, an amount or a day, or the reason why it is none.

Each reader answers ``(value, code, remark)``. ``code`` says why the cell cannot be read (its words stand in
``problems``), ``remark`` what is worth a note although it can be. An empty cell is ``None`` without a code:
whether it may be empty is for ``rules`` to say.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from casekit.core import days
from casekit.core.columns import NO, YES
from casekit.core.days import is_finite, is_nan, is_number
from casekit.core.text import BLANKS, UNSEEN, bare
from casekit.records.units import FOREIGN, money_unit

_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}


def spoilt(text):
    """The code of a text that no column can hold: an Excel error, a column shown too narrow, a formula."""
    if text in _ERRORS:
        return "excel_error"
    if text and set(text) == {"#"}:
        return "narrow"
    return "formula_text" if text.startswith("=") and len(text) > 1 else ""


# Ids and names -----------------------------------------------------------------------------------------

_USUAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # ="00123": how a CSV tells Excel to keep an id as text
_APOSTROPHES = "'’‘‛`´"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_A_DAY = re.compile(  # 3月1日, 1-Mar, 2025/3/1: an id such as 3-1 that Excel has made a day of
    rf"[0-9]{{1,2}}月[0-9]{{1,2}}日?|[0-9]{{4}}年[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?|[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?"
    rf"|{_MONTH}-[0-9]{{1,4}}|[0-9]{{4}}([-/])[0-9]{{1,2}}\1[0-9]{{1,2}}(?: 0:00(?::00)?| 00:00:00)?|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}",
    re.IGNORECASE,
)
NULLS = {"null", "nan", "none", "n/a", "<na>", "nat", "(null)", "\\n"}  # what programs write for no value
NOTHING = NULLS | {  # words that stand for no value
    "nil", "na", "undefined", "unknown", "missing", "blank", "(blank)", "-", "--", "---",
    "—", "——", "/", "//", ".", "?", "??", "无", "空", "空值", "暂无", "没有", "未知", "不详", "缺失", "(空)", "(空白)", "待定", "待补", "tbd",
}  # fmt: skip


def read_text(cell, is_id=True, excel=False):
    """An id or a name as text; outer blanks are left out, numbers written without a decimal point.

    In an id, marks nobody sees and an apostrophe in front are left out and full-width letters become ordinary ones, so that
    one customer is not several. A word for nothing (NULL, 无) is an empty cell.

    >>> read_text(" QH0001 "), read_text(1001.0), read_text("1.23E+11")
    (('QH0001', '', 'blanks'), ('1001', '', ''), (None, 'shortened', ''))
    >>> read_text("\u202a'ＱＨ0001"), read_text("NULL"), read_text("1-Mar")
    (('QH0001', '', 'cleaned'), (None, '', 'nothing'), ('1-Mar', '', 'id_day'))
    """
    if cell is None:
        return None, "", ""
    if not isinstance(cell, str):
        return _number_as_text(cell, excel)
    if is_id and _USUAL_ID.fullmatch(cell) and cell.casefold() not in NOTHING:
        return cell, "", "id_day" if "-" in cell and _A_DAY.fullmatch(cell) else ""
    text = _cleaned(cell) if is_id else UNSEEN.sub("", cell).strip(BLANKS)
    if text.casefold() in (NOTHING if is_id else NULLS):
        return None, "", "nothing"
    code = _text_code(text, is_id) if text and not _USUAL_ID.fullmatch(text) else ""
    if code or not text:
        return None, code, ""
    return text, "", _remark(cell, text, is_id)


def _cleaned(cell):
    """An id without what nobody sees or means."""
    text = bare(cell)
    kept = _KEPT_AS_TEXT.fullmatch(text)
    return (kept[1] if kept else text).lstrip(_APOSTROPHES).strip(BLANKS)


def _remark(cell, text, is_id):
    if is_id and re.fullmatch(r"[0-9]+\.0", text):
        return "point_zero"
    if is_id and _A_DAY.fullmatch(text):
        return "id_day"
    return "" if text == cell else "blanks" if text == cell.strip(BLANKS) else "cleaned"


def _text_code(text, is_id):
    if spoilt(text):
        return spoilt(text)
    if "\ufffd" in text or "锟斤拷" in text or not text.isascii() and _mojibake(text):
        return "lost"
    if is_id and _SHORTENED.fullmatch(text):
        return "shortened"
    if len(text) > (100 if is_id else 200):
        return "long"
    return "control" if _CONTROL.search(text) else ""


def _mojibake(text):
    """Whether the text is Chinese in UTF-8 that was read as GB18030 or Latin letters.

    >>> _mojibake("æ¸…ç¦¾"), _mojibake("清禾家电")
    (True, False)
    """
    for codec in ("gb18030", "cp1252", "latin-1"):
        raw = text.encode(codec, "ignore")
        back = raw.decode("utf-8", "ignore")
        whole = len(raw) - len(back.encode("utf-8")) <= 2  # a character at the end may have been halved
        if back != text and whole and sum("\u4e00" <= each <= "\u9fff" for each in back) >= 2:
            return all(each.isascii() or each >= "\u2010" for each in back)
    return False


def _number_as_text(cell, excel):
    if isinstance(cell, date):
        return None, "id_date", ""
    if is_number(cell) and is_nan(cell):
        return None, "", ""
    if not is_number(cell) or not is_finite(cell) or cell != int(cell):
        return None, "text", ""
    if abs(cell) >= 10**15 and (excel or isinstance(cell, float)):
        return None, "digits", ""
    return str(int(cell)), "", ""


# Days --------------------------------------------------------------------------------------------------


def read_day(cell, day_first=None, keep_time=False, since_1904=False):
    """A day as :func:`casekit.core.days.read_day` reads it, the one reader of days there is."""
    value, code, remark = days.read_day(cell, day_first, keep_time, since_1904)
    return value, (isinstance(cell, str) and code and spoilt(bare(cell))) or code, remark


# Amounts -----------------------------------------------------------------------------------------------

_USUAL = re.compile(r"[¥￥]?(-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?)元?")
_YUAN = r"(?:CN¥|RMB¥|¥|RMB|CNY|人民币)"
_AMOUNT = re.compile(
    rf"(?P<before>[-+]?)\s*{_YUAN}?\s*(?P<sign>[-+]?)\s*(?P<number>[0-9](?:[0-9.,'’]|\s(?=[0-9]))*|\.[0-9]+)"
    rf"\s*(?P<unit>[十百千]?(?:万亿|万|亿)?\s*(?:元整?|圆|块)?|分|角)\s*{_YUAN}?\s*(?P<after>-?)",
    re.IGNORECASE,
)
_GROUPED = re.compile(
    r"[0-9]{1,3}([,'’ ])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
)
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:[. '’][0-9]{3})+(?:,[0-9]+)?|[0-9]+,[0-9]{1,2}")
_IN_BRACKETS = re.compile(rf"({_YUAN})?\s*\(\s*(.+?)\s*\)\s*(元?)", re.IGNORECASE)


def read_amount(cell, by=1):
    """An amount in CNY, exactly as written; brackets or a trailing minus mean below zero.

    ``by`` is what the heading's unit multiplies it by: 10,000 under ``金额（万元）``.

    >>> [read_amount(each)[0] for each in ("1,234.50", "￥１２.５", "(3.20)", "1.2万元", "8-")]
    [1234.5, 12.5, -3.2, 12000.0, -8.0]
    >>> read_amount("1.234,50")[1], read_amount("1.234")[1], read_amount("$5")[1]
    ('european', 'thousand', 'currency')
    """
    if cell is None:
        return None, "", ""
    if not isinstance(cell, str):
        if (
            by == 1
            and cell.__class__ is float
            and 0 <= cell < 1e10
            and abs(cell * 100 - round(cell * 100)) < 0.001
        ):
            return cell, "", ""
        return _number_as_amount(cell, by)
    usual = by == 1 and _USUAL.fullmatch(cell)
    if usual:
        amount = float(usual[1].replace(",", "")) + 0.0
        return amount, "", "minus" if amount < 0 else ""
    text = bare(cell)
    if not text:
        return None, "", ""
    value, code, remark = (
        _amount_in(text, by) if len(text) <= days.LONGEST else (None, spoilt(text) or "amount", "")
    )
    return value, code, remark or ("cleaned" if value is not None and UNSEEN.search(cell) else "")


def _number_as_amount(cell, by):
    if not is_number(cell):
        return None, "amount_date" if isinstance(cell, date) else "amount", ""
    if not is_finite(cell):
        return None, "" if is_nan(cell) else "nan", ""
    return _exact(Decimal(repr(float(cell)) if isinstance(cell, float) else cell), by)


def _amount_in(text, by):
    text, minus = _out_of_brackets(text)
    parts = _AMOUNT.fullmatch(text)
    if parts is None:
        return None, _why_no_amount(text), ""
    signs = minus + parts["before"] + parts["sign"] + parts["after"]
    unit = parts["unit"].replace(" ", "")
    number, code = _number_in(parts["number"], unit not in ("", "元"))
    if code or len(signs) > 1 or (unit and by != 1):
        return None, code or "amount", ""
    return _exact(-number if signs == "-" else number, by * (money_unit(unit) if unit else 1))


def _out_of_brackets(text):
    """``(¥1,234.50)`` and ``¥(1,234.50)`` as the text without brackets, and a minus."""
    inside = _IN_BRACKETS.fullmatch(text)
    return (inside[2] + inside[3], "-") if inside else (text, "")


def _number_in(text, scaled):
    text = re.sub(r"\s", " ", text)
    if _GROUPED.fullmatch(text) or not set(text) & set(",'’ "):
        if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text) and not scaled:
            return None, "thousand"
        try:
            return Decimal(re.sub("[,'’ ]", "", text)), ""
        except InvalidOperation:
            pass
    return None, "european" if _EUROPEAN.fullmatch(text) else "amount"


def _exact(number, by):
    """The amount as a float, with a remark if it has parts of a fen."""
    amount = number * by
    if abs(amount * 100 - round(amount * 100)) > Decimal("0.001"):
        return float(amount), "", "fraction"
    return float(amount) + 0.0, "", "minus" if amount < 0 else ""


def _why_no_amount(text):
    if spoilt(text):
        return spoilt(text)
    if FOREIGN.search(text) or any(unicodedata.category(each) == "Sc" and each != "¥" for each in text):
        return "currency"
    if text.casefold() in NOTHING | {"inf", "-inf", "infinity"}:
        return "nan"
    return "shortened_amount" if _SHORTENED.fullmatch(text.lstrip("-")) else "amount"


# Yes or no --------------------------------------------------------------------------------------------


def read_flag(cell):
    """Yes or no; an empty cell means no.

    >>> read_flag("是"), read_flag(None), read_flag("maybe")
    ((True, '', ''), (False, '', ''), (None, 'flag', ''))
    """
    word = (
        ""
        if cell is None or (is_number(cell) and is_nan(cell))
        else bare(str(cell)).casefold().removesuffix(".0")
    )
    if word in YES | NO:
        return word in YES, "", ""
    return None, "flag", ""
