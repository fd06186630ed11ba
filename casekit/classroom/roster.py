"""Who is in the class, and whose a file is by its place.

The roster is a sheet the instructor fills in: the student numbers, and what the learning platform calls each student.
A file belongs to a student by its place, where the name of its folder or of the file holds the student number or the
roster's ``folder`` text, which may also be a whole path as the mark sheet shows it. Nobody is ever guessed from something similar: near matches are only named.

The columns ``deadline``, ``extra_days``, ``late`` and ``reason`` hold what is agreed with one student alone
(:mod:`casekit.classroom.exceptions`).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches

from casekit.classroom import exceptions, sheets
from casekit.core.language import say
from casekit.desk import student
from casekit.errors import Refused, listed

COLUMNS = (
    "student", "name", "folder", "email", "canvas_id", "sis_user_id", "sis_login_id", "section",
    "hub_user", "deadline", "extra_days", "late", "reason",
)  # fmt: skip
CHINESE = (
    "学号", "姓名", "文件夹", "邮箱", "Canvas ID", "SIS User ID", "SIS Login ID", "班级",
    "Hub 用户名", "截止时间", "延期天数", "迟交", "延期原因",
)  # fmt: skip
NAMES = {
    **dict(zip(CHINESE, COLUMNS, strict=True)),
    "number": "student",
    "student_number": "student",
    "e-mail": "email",
    "extension": "extra_days",
    "延期": "extra_days",
}
MANGLED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)  # what a spreadsheet makes of a long number


@dataclass
class Person:
    """One student of the roster."""

    student: str
    name: str = ""
    folder: str = ""
    more: dict = field(default_factory=dict)
    rules: exceptions.Rules = exceptions.NONE

    @property
    def hub_user(self):
        """What a hub calls the student: the column ``hub_user``, else the number."""
        return self.more.get("hub_user", "") or self.student


class Roster:
    """The class, by student number. An empty roster knows nobody and accepts every declared number."""

    def __init__(self, people=()):
        self.people = {person.student: person for person in people}
        self._tokens = {person.student: _token(person.student) for person in people}

    def __contains__(self, number):
        return number in self.people

    def __bool__(self):
        return bool(self.people)

    def name(self, number):
        """What the roster calls a student, or an empty text."""
        return self.people[number].name if number in self.people else ""

    def placed(self, shown):
        """The student numbers that a path names, each once: by the number itself or by the ``folder`` text."""
        parts = [flat(part) for part in shown.split("/")]
        told = self.told(shown)
        return [
            number
            for number, person in self.people.items()
            if number in told or any(self._named(number, person, part) for part in parts)
        ]

    def told(self, shown):
        """The student numbers for which the roster's ``folder`` is this very file, or a folder it is in, from the top on."""
        path = _path(shown)
        return [
            number
            for number, person in self.people.items()
            if person.folder and path.startswith(_path(person.folder))
        ]

    def _named(self, number, person, part):
        folder = flat(person.folder)
        told = len(number) >= 4 and bool(
            self._tokens[number].search(part)
        )  # 12 may be anything in a file's name
        return told or bool(folder and _starts(part, folder))

    def near(self, number):
        """The numbers that look most like this one, best first."""
        return get_close_matches(number, list(self.people), n=3, cutoff=0.75) if number else []


def flat(text):
    """A name as it is compared: one form of every character, capitals, single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().upper()


def _path(text):
    """A path as it is compared: a Mac takes letters with marks apart."""
    return unicodedata.normalize("NFC", text.replace("\\", "/")).strip("/") + "/"


def _token(number):
    """Finds the number where no other letter or digit touches it: 2026001 is not in 20260011."""
    return re.compile(rf"(?<![0-9A-Z]){re.escape(number)}(?![0-9A-Z])")


def _starts(part, folder):
    """Whether a folder's or file's name is, or begins with, what the roster says; ``张三_12`` is not ``张三_123``.

    Nor is it ``张三_12_34_assignsubmission_file_``: there the number is 34, and 张三_12 what somebody calls himself.
    """
    rest = part.removeprefix(folder)
    if not part.startswith(folder) or (rest[:1].isalnum() and folder[-1].isalnum()):
        return False
    return not (re.search(r"_\d+$", folder) and re.match(r"_\d+_ASSIGNSUBMISSION_", rest))


def form(path, language):
    """Write the empty form of a roster."""
    sheets.write(path, CHINESE if language == "zh" else COLUMNS, [])


def read(path, deadline=None):
    """The roster of a sheet.

    Raises
    ------
    Refused
        Naming the rows whose student number is missing, damaged by a spreadsheet, or there twice.
    """
    people, faults, seen = [], [], {}
    for row, cells in sheets.read(path, ["student"], NAMES):
        person, fault = _person(cells)
        if person and person.student in seen:
            fault = say(
                f"{person.student} stands in row {seen[person.student]} already",
                f"{person.student} 在第 {seen[person.student]} 行已有",
            )
        if fault:
            faults.append(say(f"row {row}: {fault}", f"第 {row} 行：{fault}"))
        else:
            seen[person.student] = row
            people.append(person)
    if faults:
        raise Refused(say("a roster with one student number a row, as text", "每行一个学号（文本格式）的名单"), listed(faults, 6),
                      say("put these rows right; in a spreadsheet, format the column as text before you type",
                          "请改正这些行；在表格软件里，先把该列设为“文本”再输入"))  # fmt: skip
    return Roster(people)


def _person(cells):
    """One row as a person, or what is wrong with it."""
    written = cells["student"]
    if MANGLED.fullmatch(written):
        return None, say(
            f"{written} is what a spreadsheet made of a long number", f"{written} 是表格软件改坏的长学号"
        )
    try:
        number = student.tidy(written)
    except Refused:
        number = ""
    if not number:
        return None, say(f"{written!r} is no student number", f"{written!r} 不是学号")
    rules, fault = exceptions.read(cells)
    return Person(number, cells.get("name", ""), cells.get("folder", ""), cells, rules), fault
