"""A day at the desk as a plain file in the reader's folder: which day, how many handlers, and each decision in order.

Luck and rules are the same everywhere, so the decisions are enough: reading the file is playing the day again. A file that
cannot be read or played is set aside, not lost, and the day begins anew.
"""

import json

from casekit.core.files import free_name, one_writer, readable, write_whole
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.errors import Refused
from casekit.simulations.complaint_day import Day
from casekit.simulations.complaint_rules import Choice, clock, handlers

MOST_HANDLERS = 5
_in_memory = {}  # where the folder cannot be written to


def file_of(number, count=2):
    """Where a day is kept: ``my_work/simulations/complaint_day_1_2.json`` for day 1 with two handlers."""
    return work_folder() / "simulations" / f"complaint_day_{number}_{count}.json"


def written(day, number):
    """A day as the bytes of its file."""
    rows = [{"at": clock(taken.minute, begins=True), **taken.choice._asdict()} for taken in day.taken]
    return readable({"version": 1, "day": number, "handlers": len(day.staff.shifts), "decisions": rows})


def played(data):
    """The day a file tells of, played again decision by decision.

    Parameters
    ----------
    data : bytes
        As :func:`written` gives it.

    Returns
    -------
    tuple
        The number of the day, and the :class:`Day`.

    Raises
    ------
    Refused
        For anything that is not such a file, or a decision that is not open at its moment.
    """
    try:
        number, count, choices = _read(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(type(error).__name__) from None
    day = Day(number, handlers(count))
    for choice in choices:
        day.take(choice)
    return number, day


def _read(record):
    number, count = record["day"], record["handlers"]
    whole = all(type(each) is int for each in (number, count))
    if record["version"] != 1 or not whole or not 1 <= count <= MOST_HANDLERS or number < 1:
        raise ValueError("version, day, handlers")
    rows = [(row["case"], row["way"], row["promise"], row["voucher"]) for row in record["decisions"]]
    if not all(type(case) is int and type(promise) is int for case, _, promise, _ in rows):
        raise ValueError("case, promise")
    return number, count, [Choice(*row) for row in rows]


def _unreadable(found):
    return Refused(
        say("the file of a day at the desk", "一份投诉台的存盘文件"), found,
        say("begin the day again", "这一天从头再来"),
    )  # fmt: skip


def keep(day, number):
    """Write the day to its file, whole or not at all; where that cannot be, it lives as long as the kernel."""
    path = file_of(number, len(day.staff.shifts))
    data = written(day, number)
    _in_memory.pop(path, None)
    try:
        with one_writer(work_folder(), "complaint_day"):
            write_whole(path, data)
    except OSError as error:
        _in_memory[path] = data
        return say(f"This day cannot be kept: {error.strerror or type(error).__name__}.",
                   f"这一天无法存盘：{error.strerror or type(error).__name__}。")  # fmt: skip
    return ""


def kept(number, count=2):
    """The day as it was left, or None: never begun, or its file is set aside because it cannot be played."""
    path = file_of(number, count)
    try:
        data = _in_memory.get(path) or path.read_bytes()
    except OSError:
        return None
    try:
        found, day = played(data)
        if (found, len(day.staff.shifts)) == (number, count):
            return day
    except Refused:
        pass
    _set_aside(path)
    return None


def _set_aside(path):
    _in_memory.pop(path, None)
    aside = free_name(path, "unreadable")
    try:
        path.rename(aside)
    except OSError:
        return
    print(say(f"{path.name} cannot be played; it is kept as {aside.name}, and the day begins anew.",
              f"{path.name} 无法重放，已保留为 {aside.name}，这一天重新开始。"))  # fmt: skip
