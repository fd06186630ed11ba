"""Who you are: a student number gives you your own numbers in the exercises; without one they are the book's.

The number is kept in ``my_work/student.json``, which a person can read, so that one notebook's cell is enough for all.
"""

import json
import re
import unicodedata

from casekit.core.files import readable, write_whole
from casekit.core.language import say
from casekit.core.paths import work_folder, workbook_folder
from casekit.errors import Refused

_now = {}  # said in this session; where the folder cannot be written to, it lasts as long as the kernel


def i_am(number):
    """Say who you are: from now on ``casekit.exercise`` gives you your own numbers.

    Parameters
    ----------
    number : str
        Your student number, in quotation marks (a leading zero would be lost without them). ``""``: none, the book's numbers.

    Raises
    ------
    Refused
        If it is not a text of letters, digits, dots, hyphens or underscores, at most 40.
    """
    _now["student"] = tidy(number)
    _keep(_now["student"])
    if _now["student"]:
        print(say(f"Student number {_now['student']}: the numbers in the exercises are yours.",
                  f"学号 {_now['student']}：练习中的数据是你自己的。"))  # fmt: skip
    elif course():
        print(say("Your student number is missing: write it between the quotation marks, or no marks can be given.",
                  "还没有填学号：请写在引号里，否则无法评分。"))  # fmt: skip
    else:
        print(
            say(
                "No student number: the exercises have the book's own numbers.",
                "没有填学号：练习用书上的数据。",
            )
        )


def tidy(number):
    """A student number as it is compared: full-width signs made plain, no spaces, capital letters.

    >>> tidy(" ２０２６００１a ")
    '2026001A'
    """
    if type(number) is not str:
        raise _refused(number)
    plain = re.sub(r"[\s\u200b-\u200f\ufeff]", "", unicodedata.normalize("NFKC", number)).upper()
    if not re.fullmatch(r"[\w.-]{0,40}", plain):
        raise _refused(number)
    return plain


def who():
    """The student number and the course code in force, each ``""`` where there is none."""
    return (_now["student"] if "student" in _now else _kept()), course()


def course():
    """The course code of the class kit, or ``""`` outside one."""
    return _field(workbook_folder() / "kit.json", "course")


def _refused(number):
    return Refused(
        say(
            'a student number in quotation marks, such as i_am("2026001")', '加引号的学号，如 i_am("2026001")'
        ),
        f"{number!r:.60}",
        say(
            "letters, digits, dots, hyphens and underscores only, at most 40",
            "只用字母、数字、点、连字符、下划线，最多 40 个",
        ),
    )


def _keep(number):
    try:
        write_whole(work_folder() / "student.json", readable({"student": number}))
    except OSError:
        pass  # it is in force for this session


def _kept():
    try:
        return tidy(_field(work_folder() / "student.json", "student"))
    except Refused:
        return ""


def _field(path, name):
    """One text out of a small JSON file; ``""`` where there is no such file or text."""
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig")).get(name, "")
    except (OSError, ValueError, AttributeError):
        return ""
    return value if isinstance(value, str) else ""
