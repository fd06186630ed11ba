"""One strict reader of days, wherever they come from: a cell of a file, a column of a table, ``as_of``.

A day is written 2025-12-31, 2025/12/31, 20251231, 31 Dec 2025 or 2025年12月31日, or is a date already. What can be taken in two
ways, or in none, is refused and never guessed: 05/12/2025 (May or December), 12-2025, 31/12/25, a bare number such as 45657.

**Time zones.** Every day is a day where the business is. A moment that names a time zone may lie on another day there, so it
is refused, and the message says how to turn it into local time.

**Rows after ``as_of``** are refused too, naming the first (:func:`refuse_after`); an ``..._until`` function leaves them out.

:func:`as_day`, :func:`as_moment` and :func:`as_month` read one value, :func:`days_in` a column. All of them use :func:`read_day`.
"""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd

from casekit.core.after import is_after, late_row, refuse_after  # noqa: F401 - written there, and go by their names here
from casekit.core.language import say
from casekit.core.text import BLANKS, half_width
from casekit.errors import Refused

EARLIEST, LATEST = datetime(1990, 1, 1), datetime(2099, 12, 31, 23, 59, 59)
LONGEST = 60  # characters; a longer text is no day
# Why a value is no day: what is needed instead, in English and in Chinese.
NEEDED = {
    "day": ("a day, as 2024-03-01, 2024/3/1, 20240301 or 2024年3月1日", "日期，如 2024-03-01、2024/3/1、20240301 或 2024年3月1日"),
    "no_day": ("a day that exists", "日历上存在的日期"),
    "clock": ("a time of day that exists, as 15:00 or 3:00 PM", "存在的时刻，如 15:00 或下午 3:00"),
    "ambiguous": ("day or month first? say day_first=True or day_first=False", "日在前还是月在前？请写明 day_first=True 或 day_first=False"),
    "day_first": ("a day that fits day_first=True: the month has no such number", "与 day_first=True 相符的日期：没有这个月份"),
    "month_first": ("a day that fits day_first=False: the month has no such number", "与 day_first=False 相符的日期：没有这个月份"),
    "year": ("a year of four digits", "四位数的年份"),
    "zone": ("a day in local time, without a time zone", "不带时区的当地日期"),
    "early": ("a day from 1990 on", "1990 年以后的日期"),
    "late": ("a day before 2100", "2100 年以前的日期"),
}  # fmt: skip


_MONTH = re.compile(r"([0-9]{4})(?:[-/.]|\s*年\s*)?(0?[1-9]|1[0-2])\s*月?")

# One value ----------------------------------------------------------------------------------------------


def as_day(value, name="as_of"):
    """One day as a Timestamp at midnight; a time of day is left out.

    Parameters
    ----------
    value : str, date, datetime, Timestamp or whole number such as 20251231
    name : str
        What the value is, for the message.

    Raises
    ------
    Refused
        If it is missing, no day, or a day in two ways.

    Examples
    --------
    >>> as_day("2025-12-31"), as_day(20251231) == as_day("2025年12月31日 15:00")
    (Timestamp('2025-12-31 00:00:00'), True)
    """
    return as_moment(value, name).normalize()


def as_moment(value, name="as_of"):
    """As :func:`as_day`, but the time of day is kept where there is one."""
    found, code = strictly(value)
    if code or found is None:
        raise Refused(
            say(f"{name} as one day, such as '2025-12-31'", f"{name} 为某一天，例如 '2025-12-31'"),
            repr(value) + (f": {say(*NEEDED[code])}" if code not in ("", "day", "ambiguous") else ""),
            say("write year, month and day, in this order", "请按年、月、日的次序写全"),
        )
    return pd.Timestamp(found)


def as_month(value, name="month"):
    """A month as a Period: of ``"2025-12"``, ``"2025年12月"``, 202512, a month's Period, or a day in it.

    >>> as_month("2025-12"), as_month(202512) == as_month("2025年12月") == as_month("2025-12-31")
    (Period('2025-12', 'M'), True)
    """
    if isinstance(value, pd.Period) and value.freqstr == "M":
        return value
    plain = _plain(value)
    parts = _MONTH.fullmatch(half_width(str(plain)).strip(BLANKS)) if isinstance(plain, (str, int)) else None
    if parts and EARLIEST.year <= int(parts[1]) <= LATEST.year:
        return pd.Period(year=int(parts[1]), month=int(parts[2]), freq="M")
    try:
        return as_day(value, name).to_period("M")
    except Refused:
        raise Refused(
            say(f"{name} as a month, such as '2025-12'", f"{name} 为月份，例如 '2025-12'"), repr(value),
            say("write the year, then the month", "先写年，再写月"),
        ) from None  # fmt: skip


def strictly(value):
    """``(datetime, code)`` of any value, nothing guessed: numbers that only Excel counts days by are none."""
    value = _plain(value)
    found, code, remark = read_day(value, keep_time=True)
    if code or found is None:
        return None, code
    if remark == "serial":
        return None, "day"
    return found, "early" if found < EARLIEST else "late" if found > LATEST else ""


def _plain(value):
    """A value of NumPy or pandas as Python's own; None for what is missing."""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    elif isinstance(value, np.generic):
        value = value.item()
    if value is pd.NaT or value is pd.NA:
        return None
    return value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value


# A column -----------------------------------------------------------------------------------------------


def days_in(table, name, missing=False):
    """The days of a column, with their times of day; what pandas already holds as days is taken as it is.

    Parameters
    ----------
    table : DataFrame
    name : str
        The column.
    missing : bool
        Whether a row may be without a day (it becomes NaT).

    Returns
    -------
    Series
        ``datetime64``, indexed as ``table``.

    Raises
    ------
    Refused
        Naming the first row whose cell is missing, no day, a day in two ways, in a time zone, or not from 1990 to 2099.

    Examples
    --------
    >>> import pandas as pd
    >>> days_in(pd.DataFrame({"due_date": [20251231, 20260131]}), "due_date").dt.day.tolist()
    [31, 31]
    """
    column = table[name]
    days = column if _is_plain(column) else _each_once(column, name)
    _refuse_out_of_range(column, days.to_numpy(), name)
    if not missing and days.isna().any():
        raise no_day(column, int(np.argmax(days.isna())), "missing", int(days.isna().sum()))
    return days


def _is_plain(column):
    """Whether pandas holds the column as days without a time zone."""
    return isinstance(column.dtype, np.dtype) and column.dtype.kind == "M"


def _each_once(column, name):
    """Read each different value once, then put the days where the values are."""
    which, values = pd.factorize(column.astype(object) if column.dtype.kind != "i" else column)
    read = [strictly(value) for value in values]
    codes = np.array([code for _, code in read] + [""], dtype=object)[which]
    if (codes != "").any():
        at = int(np.argmax(codes != ""))
        raise no_day(column, at, codes[at], int((codes != "").sum()))
    days = np.array([found for found, _ in read] + [None], dtype="datetime64[us]")
    return pd.Series(days[which], index=column.index, name=name)


def _refuse_out_of_range(column, days, name):
    first, last = (np.datetime64(each, "s").astype(days.dtype) for each in (EARLIEST, LATEST))
    for code, bad in (("early", days < first), ("late", days > last)):
        if bad.any():
            raise no_day(column, int(np.argmax(bad)), code, int(bad.sum()))


def no_day(column, at, code, count, of=None):
    """The refusal of ``count`` cells ``of`` so many (of the column, where that is None), naming the one ``at`` a place."""
    name, cell, of = column.name, column.iloc[at], of or len(column)
    convert = {
        "ambiguous": f'pd.to_datetime(table["{name}"], format="%d/%m/%Y")'
        + say(" (the day first) or ", "（日在前）或 ")
        + '"%m/%d/%Y"',
        "zone": f'pd.to_datetime(table["{name}"]).dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)',
        "day": f'pd.to_datetime(table["{name}"], unit="D", origin="1899-12-30")'
        if read_day(_plain(cell))[2] == "serial"
        else "",
    }.get(code, "")
    needed = NEEDED.get(code, ("a day in every row", "每一行都有日期"))
    if code == "ambiguous":
        needed = ("year, month and day in this order", "按年、月、日的次序写的日期")
    shown = str(cell) if isinstance(cell, date) else repr(_plain(cell))
    return Refused(
        say(f"{name}: {needed[0]}", f"{name}：{needed[1]}"),
        say(f"row {column.index[at]}: {shown} ({count:,} of {of:,} rows)",
            f"第 {column.index[at]} 行：{shown}（{of} 行中有 {count} 行）"),
        say(f"if that is what it means: {convert}", f"如果原意如此：{convert}") if convert
        else say("look the rows up and put them right; casekit.read_orders and its sisters read files strictly",
                 "先查清并改正这些行；读文件请用 casekit.read_orders 等函数"),
    )  # fmt: skip


def months_of(days):
    """Months since January 1970 of an array of days, as whole numbers; each day of the calendar is looked up once.

    >>> months_of(np.array(["1970-01-31", "1971-02-01"], dtype="datetime64[D]")).tolist()
    [0, 13]
    """
    day = np.asarray(days).astype("datetime64[D]").astype("int64")
    if not day.size:
        return day
    calendar = np.arange(day.min(), day.max() + 1).astype("datetime64[D]").astype("datetime64[M]")
    return calendar.astype("int64")[day - day.min()]


# One cell -----------------------------------------------------------------------------------------------

_HALF = r"上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|[aApP]\.?\s?[mM]\.?"
_TIME = (
    rf"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?(?:\s*T?\s*(?P<half>{_HALF})?\s*(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})"
    rf"(?::(?P<second>[0-9]{{2}})(?:\.(?P<part>[0-9]{{1,9}}))?)?\s*(?P<half_after>{_HALF})?)?"
)
_FORMS = tuple(
    re.compile(form + _TIME)
    for form in (
        r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
        r"(?P<year>[0-9]{4})\s*年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*[日号]",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<one>[0-9]{1,2})(?P<mark>[-/.])(?P<two>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})",
        r"(?P<day>[0-9]{1,2})[- ](?P<name>[A-Za-z]{3,9})[- ,]\s*(?P<year>[0-9]{4})",
        r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})",
    )
)
_DIGITS = re.compile(r"([0-9]{8})([0-9]{2})([0-9]{2})([0-9]{2})?")  # 20250301153000, as banks write it
_CHINESE_CLOCK = re.compile(r"([0-9]{1,2})\s*[时時点]\s*(?:([0-9]{1,2})\s*分?)?\s*(?:([0-9]{1,2})\s*秒)?")
_HOUR_ONLY = re.compile(r"(\s)([0-9]{1,2})(\s*[aApP]\.?[mM]\.?)$")
_MONTHS = "january february march april may june july august september october november december".split()
_ZONE = re.compile(r".*[0-9]{1,2}:[0-9]{2}.*?(Z|[A-Z]{3,4}|[+-][0-9]{2}:?[0-9]{2})")
_TWO_DIGITS = re.compile(r"[0-9]{1,2}([-/. ])(?:[0-9]{1,2}|[A-Za-z]{3,9})\1[0-9]{1,2}(\s.*)?")
_FIRST, _LAST = 32_874, 73_050  # Excel's numbers of 1990-01-01 and 2099-12-31


def read_day(cell, day_first=None, keep_time=False, since_1904=False):
    """One cell of a file as ``(value, code, remark)``: a datetime, why it is none, and what is worth a note.

    03/04/2024 is read only if ``day_first`` says which is the month. ``keep_time`` keeps the time of day.

    >>> read_day("2024年3月1日")[0], read_day("1.3.2024", day_first=True)[0]
    (datetime.datetime(2024, 3, 1, 0, 0), datetime.datetime(2024, 3, 1, 0, 0))
    >>> read_day("03/04/2024")[1], read_day("2024-02-30")[1], read_day(45352)
    ('ambiguous', 'no_day', (datetime.datetime(2024, 3, 1, 0, 0), '', 'serial'))
    >>> read_day("2025/3/1 下午 3:00", keep_time=True)[0] == read_day("Mar 1, 2025 3 PM", keep_time=True)[0]
    True
    """
    if cell is None:
        return None, "", ""
    if isinstance(cell, str):
        found, code, remark = _day_in(half_width(cell).strip(BLANKS), day_first)
    else:
        found, code, remark = _number_as_day(cell, since_1904)
    if found is None or keep_time or found.time() == datetime.min.time():
        return found, code, remark
    return datetime(found.year, found.month, found.day), code, remark or "time"


def is_number(cell):
    """Whether a cell holds a number (True and False are none)."""
    return isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool)


def is_finite(cell):
    """Whether a number is neither infinite nor NaN, whatever type of number it is."""
    return isinstance(cell, int) or (cell.is_finite() if isinstance(cell, Decimal) else math.isfinite(cell))


def is_nan(cell):
    """Whether a number is NaN: how a column of numbers keeps an empty cell."""
    return not isinstance(cell, int) and (cell.is_nan() if isinstance(cell, Decimal) else math.isnan(cell))


def _number_as_day(cell, since_1904):
    if isinstance(cell, datetime):
        return (None, "zone", "") if cell.tzinfo else (cell, "", "")
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day), "", ""
    if not is_number(cell) or not is_finite(cell):
        return None, "" if is_number(cell) and is_nan(cell) else "day", ""
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    shift = 1462 if since_1904 else 0
    if _FIRST <= cell + shift < _LAST + 1:
        return first + timedelta(seconds=round(float(cell) * 86_400)), "", "serial"
    if 10**7 <= cell < 10**14 and cell == int(cell) and len(str(int(cell))) in (8, 14):
        return _day_in(str(int(cell)), None)
    return None, "day", ""


def _day_in(text, day_first):
    if not text:
        return None, "", ""
    if len(text) > LONGEST:
        return None, "day", ""
    text = _usual_clock(text)
    for form in _FORMS:
        parts = form.fullmatch(text)
        if parts:
            return _day_of(parts.groupdict(), day_first)
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text) and _FIRST <= float(text) < _LAST + 1:
        return _number_as_day(float(text), False)
    return None, "zone" if _ZONE.fullmatch(text) else "year" if _TWO_DIGITS.fullmatch(text) else "day", ""


def _usual_clock(text):
    """15时30分, 3 PM and 20250301153000 with colons."""
    digits = _DIGITS.fullmatch(text)
    if digits:
        return f"{digits[1]} {digits[2]}:{digits[3]}:{digits[4] or '00'}"
    text = _HOUR_ONLY.sub(r"\1\2:00\3", text)
    return _CHINESE_CLOCK.sub(lambda part: f" {part[1]}:{int(part[2] or 0):02}:{int(part[3] or 0):02}", text)


def _day_of(parts, day_first):
    day, month = parts.get("day"), parts.get("month")
    if "name" in parts:
        month = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(parts["name"].lower())), None)
    if "one" in parts:
        day, month, code = _which_is_the_month(int(parts["one"]), int(parts["two"]), day_first)
        if code:
            return None, code, ""
    if month is None:
        return None, "day", ""
    try:
        found = datetime(int(parts["year"]), int(month), int(day))
    except ValueError:
        return None, "no_day", ""
    seconds = _clock(parts)
    return (None, "clock", "") if seconds is None else (found + seconds, "", "")


def _which_is_the_month(one, two, day_first):
    """Day and month of ``one/two/year``; ambiguous where both could be the month and nobody said which is."""
    if day_first is None and one <= 12 and two <= 12 and one != two:
        return None, None, "ambiguous"
    first = day_first if day_first is not None else one > 12
    day, month = (one, two) if first else (two, one)
    if month > 12 and day <= 12 and day_first is not None:
        return None, None, "day_first" if day_first else "month_first"
    return day, month, ""


def _clock(parts):
    """The time of day since midnight; None if there is no such time."""
    hour, minute, second = (int(parts[each] or 0) for each in ("hour", "minute", "second"))
    half = f"{parts['half'] or ''}{parts['half_after'] or ''}".replace(".", "").replace(" ", "").lower()
    hour = _hour(hour, half)
    if hour is None or hour > 23 or minute > 59 or second > 59:
        return None
    micro = int((parts["part"] or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def _hour(hour, half):
    """The hour of 24: 下午 3 is 15, 12 AM is 0; None where the two do not go together (AM 15, 晚上 12)."""
    if not half:
        return hour
    morning = half in ("am", "上午", "凌晨", "清晨", "早上", "早晨")
    if morning or half == "中午" and hour == 11:
        return hour % 12 if hour <= 12 else None
    if half in ("pm", "下午", "中午", "傍晚", "晚上"):
        if hour == 0 or hour == 12 and half == "晚上":
            return None
        return 12 if hour == 12 else hour + 12 if hour < 12 else hour
    return None
