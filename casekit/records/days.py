"""One day: as a date, as text in the usual ways of writing it, as the number Excel counts it by.

:func:`read_day` answers ``(value, code, remark)`` as the readers in ``cells`` do.
"""

import re
from datetime import date, datetime, timedelta

from casekit.records.cells import BLANKS, LONGEST, is_finite, is_nan, is_number, spoilt
from casekit.records.headings import half_width

_TIME = r"(?:\s*T?\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,9}))?)?)?"
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
_MONTHS = "january february march april may june july august september october november december".split()
_ZONE = re.compile(r".*[0-9]{1,2}:[0-9]{2}.*(Z|[+-][0-9]{2}:?[0-9]{2})")
_TWO_DIGITS = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{1,2}(\s.*)?")
_FIRST, _LAST = 32_874, 73_050  # Excel's numbers of 1990-01-01 and 2099-12-31


def read_day(cell, day_first=None, keep_time=False, since_1904=False):
    """A day (or a moment, with ``keep_time``); 03/04/2024 only if ``day_first`` says which is the month.

    >>> read_day("2024年3月1日")[0], read_day("1.3.2024", day_first=True)[0]
    (datetime.datetime(2024, 3, 1, 0, 0), datetime.datetime(2024, 3, 1, 0, 0))
    >>> read_day("03/04/2024")[1], read_day("2024-02-30")[1], read_day(45352)
    ('ambiguous', 'no_day', (datetime.datetime(2024, 3, 1, 0, 0), '', 'serial'))
    """
    if cell is None:
        return None, "", ""
    if isinstance(cell, str):
        moment, code, remark = _day_in(half_width(cell).strip(BLANKS), day_first, since_1904)
    else:
        moment, code, remark = _number_as_day(cell, since_1904)
    if moment is None or keep_time or moment.time() == datetime.min.time():
        return moment, code, remark
    return datetime(moment.year, moment.month, moment.day), code, remark or "time"


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
        moment = first + timedelta(seconds=round(cell * 86_400))
        return moment, "", "serial"
    return (
        _day_in(str(int(cell)), None, False)
        if 10**7 <= cell < 10**8 and cell == int(cell)
        else (None, "day", "")
    )


def _day_in(text, day_first, since_1904):
    if not text:
        return None, "", ""
    if len(text) > LONGEST:
        return None, spoilt(text) or "day", ""
    for form in _FORMS:
        parts = form.fullmatch(text)
        if parts:
            return _day_of(parts.groupdict(), day_first)
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text) and _FIRST <= float(text) < _LAST + 1:
        return _number_as_day(float(text), since_1904)
    return None, _why_no_day(text), ""


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
    micro = int((parts["part"] or "0").ljust(6, "0")[:6])
    clock = [int(parts[each] or 0) for each in ("hour", "minute", "second")]
    try:
        return datetime(int(parts["year"]), int(month), int(day), *clock, micro), "", ""
    except ValueError:
        return None, "no_day", ""


def _which_is_the_month(one, two, day_first):
    """Day and month of ``one/two/year``; ambiguous where both could be the month and nobody said which is."""
    if day_first is None and one <= 12 and two <= 12 and one != two:
        return None, None, "ambiguous"
    first = day_first if day_first is not None else one > 12
    day, month = (one, two) if first else (two, one)
    if month > 12 and day <= 12 and day_first is not None:
        return None, None, "day_first" if day_first else "month_first"
    return day, month, ""


def _why_no_day(text):
    if spoilt(text):
        return spoilt(text)
    if _ZONE.fullmatch(text):
        return "zone"
    return "year" if _TWO_DIGITS.fullmatch(text) else "day"
