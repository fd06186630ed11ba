"""When something was handed in, and whether that was in time.

The time comes from the first of these that there is: the instructor's list of hand-in times; the stamp a learning
platform puts before a name (:mod:`casekit.classroom.layout` says where that is believed); the time in the zip the platform
packed; the time of the file. Never from a name the student chose, nor from inside a student's own zip. A file's own
time is a last resort (copying may change it), and the row says so.
"""

import re
from datetime import UTC, datetime

from casekit.core.language import say
from casekit.errors import Refused

# 2026-12-20-23-59-05, 20261220_2359, 2026-12-20T23:59; neither more digits before nor behind
STAMP = re.compile(
    r"(?<!\d)(20\d\d)([-.]?)(\d\d)\2(\d\d)[-_T .](\d\d)[-_.:：]?(\d\d)(?:[-_.:：]?(\d\d))?(?!\d)"
)


def moment(text, what):
    """A moment with its time zone: ``2026-12-20T23:59+08:00``.

    Raises
    ------
    Refused
        If it is no date and time, or has no time zone.
    """
    try:
        read = datetime.fromisoformat(str(text).strip())
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise Refused(say(f"{what}: date, time and time zone, such as 2026-12-20T23:59+08:00", f"{what}：日期、时间和时区，如 2026-12-20T23:59+08:00"),
                      repr(text), say("+08:00 is Beijing, Z is Greenwich", "+08:00 是北京时间，Z 是格林尼治时间"))  # fmt: skip
    return read


def local(text, zone):
    """A moment out of a list: with a time zone of its own, or in ``zone``; None where the text is none."""
    try:
        read = datetime.fromisoformat(str(text).strip().replace("/", "-"))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def stamp(name, zone):
    """The moment a learning platform wrote into a name, or None.

    >>> stamp("hw1_2026001_attempt_2026-12-20-23-59-05_03.ipynb", UTC).isoformat()
    '2026-12-20T23:59:05+00:00'
    >>> stamp("2026001_03_screening.ipynb", UTC)
    """
    for found in STAMP.finditer(name):
        year, _, *rest = found.groups()
        try:
            return datetime(int(year), *(int(part or 0) for part in rest), tzinfo=zone)
        except ValueError:
            continue
    return None


def of_file(seconds, zone):
    """The time of a file, in whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).astimezone(zone)


def zone_of(deadline):
    """The time zone of the deadline, else this computer's."""
    return deadline.tzinfo if deadline else datetime.now().astimezone().tzinfo


def shown(when):
    """A moment as a row shows it."""
    return when.isoformat(timespec="seconds") if when else ""


def by_how_much(late):
    """A span in words.

    >>> from datetime import timedelta
    >>> by_how_much(timedelta(days=1, hours=2, minutes=5))
    '1 d 2 h'
    """
    minutes = max(int(late.total_seconds() // 60), 1)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, say("d", "天")), (hours, say("h", "小时")), (minutes, say("min", "分"))]
    told = [f"{number}{say(' ', '')}{word}" for number, word in parts if number]
    return say(" ", "").join(told[:2])
