"""What one stands for under a heading or in a cell: yuan, fen, ten thousand yuan; and which words mean another currency."""

import re
from decimal import Decimal

from casekit.core.language import say
from casekit.core.text import half_width
from casekit.errors import Refused

_CHINESE = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_IN_CHINESE = re.compile(r"([十百千]?)(万亿|万|亿)?(元整?|圆|块)?")
_WORDS = {
    "分": "0.01", "fen": "0.01", "cent": "0.01", "cents": "0.01", "角": "0.1", "毛": "0.1", "jiao": "0.1", "yuan": "1",
    "hundred": "100", "hundreds": "100", "00": "100", "thousand": "1e3", "thousands": "1e3", "k": "1e3", "'000": "1e3", "000": "1e3",
    "000s": "1e3", "'000s": "1e3", "1,000": "1e3", "1000": "1e3", "ths": "1e3", "10k": "1e4", "tenthousand": "1e4", "10,000": "1e4", "10000": "1e4",
    "w": "1e4", "lakh": "1e5", "million": "1e6", "millions": "1e6", "m": "1e6", "mm": "1e6", "mn": "1e6", "mio": "1e6", "'000,000": "1e6",
    "crore": "1e7", "billion": "1e9", "billions": "1e9", "bn": "1e9",
}  # fmt: skip
_OURS = re.compile(r"人民币|rmb|cny|cnh|[¥￥]|renminbi|chinese|金额|数额|单位|units?|[:：\s]|\bin\b|\bof\b")
_CODES = "usd|hkd|eur|gbp|jpy|twd|ntd|sgd|aud|nzd|cad|chf|krw|inr|thb|myr|vnd|rub|mop|php|idr|brl|mxn|sek|nok|dkk|zar|aed|sar|try|pln"
FOREIGN = re.compile(
    rf"[$€£₩₽₹฿₫₱₺₴₪¢¤]|(?<![a-z])(?:{_CODES}|us dollars?|dollars?|euros?|yen)(?![a-z])|[美港欧日英台澳加新韩泰]元|[英台韩]镑|英镑|"
    r"港币|台币|新台币|美金|日圆|円|韩币|泰铢|瑞士法郎|瑞郎|卢布|卢比|越南盾|澳门元|澳币|加币|原币|外币|本外币",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"含税|不含税|未税|税前|税后|价税合计|去税|不含|含|增值税|税|净额|净|毛|折后|折前|实收|实付|应收|已收|合计|总计|总|本期|本年|本月|当期|累计|期末|"
    r"运费|折扣|优惠|本位币|本币|本|按|以|计|[0-9]{2,4}年?度?|[0-9]{1,2}月|net|gross|taxe?s?|vat|incl(?:uding|usive|\.)?|excl(?:uding|usive|\.)?|without|with|"
    r"total|local|currency|base|home|ex|fy|actual|paid|after|before|discounts?|returns?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_SPLIT = re.compile(r"[,;、/|]+(?![0-9])")
_AT_END = re.compile(r"(?:[十百千]?(?:万亿|万|亿)|[十百千])元$")


def money_unit(text):
    """What one of this unit is in yuan; None for a text that is no unit of money.

    >>> [money_unit(each) for each in ("元", "分", "百万元", "CNY'000", "in cents", "箱")]
    [1, Decimal('0.01'), 1000000, Decimal('1E+3'), Decimal('0.01'), None]
    """
    bare = _OURS.sub("", half_width(text).strip().casefold())
    if bare in _WORDS:
        return Decimal(_WORDS[bare])
    bare = bare.removesuffix("yuan")
    if bare in _WORDS:
        return Decimal(_WORDS[bare])
    parts = _IN_CHINESE.fullmatch(bare)
    if not parts or not (bare or text.strip()):
        return None
    return _CHINESE[parts[1]] * _CHINESE[parts[2] or ""]


def scale(heading, file, unit=None):
    """What an amount under this heading is multiplied by to be in yuan.

    Parameters
    ----------
    heading, file : str
    unit : str, optional
        What the reader says the amounts are in; needed where the heading has a unit nobody knows.

    Raises
    ------
    Refused
        For another currency; for a unit that is not known; where heading and ``unit`` contradict each other.

    Examples
    --------
    >>> scale("金额（万元）", ""), scale("Amount (CNY thousand)", ""), scale("金额（元）", ""), scale("金额", "", "万元")
    (10000, Decimal('1E+3'), 1, 10000)
    """
    said = None if unit is None else _said(unit)
    text = half_width(str(heading)).strip()
    if FOREIGN.search(text):
        raise Refused(
            say("amounts in CNY (yuan)", "以人民币元计的金额"),
            say(f"the heading {heading!r} in {file}", f"{file} 的表头“{heading}”"),
            say("convert the amounts to CNY, each at the rate of its day", "请先按各日汇率折成人民币"),
        )
    units, unknown = _units_in(text)
    if said is not None and all(each in (1, said) for each in units):
        return said
    if len(units) > 1 or unknown or said is not None:
        raise Refused(
            say("one known unit for the amounts, such as 元, 万元, fen or thousand", "金额只有一个认得的单位，如元、万元、分"),
            say(f"the heading {heading!r} in {file}", f"{file} 的表头“{heading}”")
            + ("" if said is None else f", unit={unit!r}"),
            say('say which: unit="元" (or "分", "万元" ...)', '请指明：unit="元"（或“分”“万元”等）'),
        )  # fmt: skip
    return next(iter(units), 1)


def _said(unit):
    factor = money_unit(unit) if isinstance(unit, str) and unit.strip() else None
    if factor is None:
        raise Refused(
            say("unit= as a unit of money, such as '元', '分', '万元', 'thousand'", "unit= 为金额单位，如 '元'、'分'、'万元'"),
            repr(unit), say("say what one in the column of amounts stands for", "写明金额列里的 1 代表多少"),
        )  # fmt: skip
    return factor


def _units_in(text):
    """The units a heading names, each once, and the texts in brackets that are none."""
    inside = [part for a, b in _BRACKETS.findall(text) for part in _SPLIT.split(a or b) if part.strip()]
    found, unknown = set(), []
    for part in inside:
        rest = part if money_unit(part) is not None else _BESIDE.sub("", part)
        if _OURS.sub("", rest.casefold()).strip(" .-_"):  # more than the name of our currency
            found.add(money_unit(rest))
            unknown += [part] if money_unit(rest) is None else []
    outside = _BRACKETS.sub("", text).strip()
    tails = [tail for tail in (*_AT_END.findall(outside), *_tails(outside)) if _OURS.sub("", tail.casefold())]
    return found.union(map(money_unit, tails)) - {None}, unknown


def _tails(text):
    """What stands behind the last sign of separation: ``分`` of ``金额/分``, ``in cents`` of ``amount in cents``."""
    parts = re.split(r"[\s_\-/|:：]+", text)
    return [" ".join(parts[-n:]) for n in (1, 2) if len(parts) > n]
