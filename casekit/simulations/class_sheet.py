"""A team's sheet: one small file that a person can read, with one decision for one round of the class game.

A sheet names its class by the join code, its team, its round and how many times the team has handed in for that round. A
short hash over the rest shows where a file was cut off or changed on its way. Whatever is wrong with a file has a *fault*: a
code, and what was found; :func:`fault_words` says it in the reader's language. No file raises an error.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from casekit.core.files import readable
from casekit.core.harmless import named
from casekit.core.language import say
from casekit.core.text import bare
from casekit.errors import Refused

SHEET = "credit game, sheet 1"
LARGEST = 16_384  # bytes of a sheet; an honest one has about 600
NAME = re.compile(r"[\w][\w ·.-]{0,23}")
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L


@dataclass(frozen=True)
class Sheet:
    """What a valid file says; ``decision`` is a dict, ``digest`` tells one content from another."""

    team: str
    round: int
    number: int
    decision: dict
    digest: str
    file: str = ""


@dataclass(frozen=True)
class Fault:
    """Why a file does not count: its name, a ``code`` and what was ``found``; ``team`` where the file named one of the class."""

    file: str
    code: str
    found: str = ""
    team: str = ""
    digest: str = ""


def tidy_code(code):
    """A join code as it is compared: capital letters and digits only.

    >>> tidy_code(" 7km-2qx "), tidy_code("７ＫＭ２ＱＸ")
    ('7KM2QX', '7KM2QX')
    """
    return re.sub(r"[\W_]", "", bare(str(code))).upper()


def tidy_name(name):
    """A team's name as it is compared: full-width and capital letters, blanks at the ends and doubled ones do not matter.

    >>> tidy_name("  Team　A ") == tidy_name("team a")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", bare(str(name))).casefold().split())


def team_named(name, teams):
    """The team of the class with this name, or None."""
    return next((team for team in teams if tidy_name(team) == tidy_name(name)), None)


def file_name(team, number_of_round, number=1):
    """The name of a sheet's file.

    >>> file_name("Team A", 3), file_name("第一组", 3, 2)
    ('round_03_Team_A.json', 'round_03_第一组.2.json')
    """
    again = f".{number}" if number > 1 else ""
    return f"round_{number_of_round:02}_{slug(team)}{again}.json"


def slug(team):
    """A team's name as a part of a file name.

    >>> slug("A·B c.d")
    'A_B_c_d'
    """
    return re.sub(r"\W+", "_", unicodedata.normalize("NFC", team)).strip("_")


def hash_of(*parts):
    """The SHA-256 of some plain values, as text."""
    return sha256(json.dumps(parts, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def written(about, team, number_of_round, number, decision):
    """The bytes of a sheet.

    Parameters
    ----------
    about : dict
        The class as ``game.json`` has it.
    team : str
        A name of the class.
    number_of_round, number : int
        The round, and which hand-in of that round it is.
    decision : dict
        Numbers and words by name, as the simulation takes them.
    """
    sheet = {
        "casekit": SHEET, "class": about["code"], "rules": about["rules"], "team": team,
        "round": number_of_round, "number": number, "decision": decision,
    }  # fmt: skip
    return readable(sheet | {"check": _check(sheet)})


def _check(sheet):
    """Twelve digits over everything but the check itself."""
    return hash_of({name: value for name, value in sheet.items() if name != "check"})[:12]


# Reading ------------------------------------------------------------------------------------------------


def is_one(name, data):
    """Whether a file is looked at as a sheet: by its name, or by the mark in it; results and the class's own file are not."""
    head = data[:LARGEST]
    ours = re.search(r"round_?\d+_.*\.json", name) and not re.search(r"after_round", name)
    return bool(ours) or SHEET.encode() in head


def read(name, data, about, fits):
    """The sheet in a file, or its fault.

    Parameters
    ----------
    name : str
        The file's name, which says nothing about whose it is: only its content does.
    data : bytes
    about : dict
        The class as ``game.json`` has it.
    fits : function
        Of a decision (dict): the decision as the simulation takes it; raises :class:`~casekit.errors.Refused` for any other.

    Returns
    -------
    Sheet or Fault
    """
    shown, digest = named(name, quoted=False), sha256(data).hexdigest()[:16]
    if len(data) > LARGEST:
        return Fault(shown, "too-large", f"{len(data):,}", digest=digest)
    try:
        sheet = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_once)
    except UnicodeDecodeError:
        return Fault(shown, "no-text", digest=digest)
    except (ValueError, RecursionError):
        return Fault(shown, "half-written", digest=digest)
    code, found, team = _fault(sheet, about)
    if code:
        return Fault(shown, code, found, team, digest)
    try:
        decision = fits(sheet["decision"])
    except Refused as error:
        return Fault(shown, "decision", named(error.found, 80), team, digest)
    return Sheet(team, sheet["round"], sheet["number"], decision, sheet["check"], shown)


def _fault(sheet, about):
    """Code, what was found, and the team, of a file that could be parsed; the code is empty where all is well."""
    if not isinstance(sheet, dict) or sheet.get("casekit") != SHEET:
        return "no-sheet", "", ""
    if tidy_code(sheet.get("class", "")) != tidy_code(about["code"]):
        return "other-class", named(sheet.get("class", ""), 24), ""
    team = team_named(sheet.get("team", ""), about["teams"])
    if team is None or not isinstance(sheet["team"], str):
        return "unknown-team", named(sheet.get("team", ""), 40), ""
    if sheet.get("check") != _check(sheet):
        return "changed", "", team
    if sheet.get("rules") != about["rules"]:
        return "other-rules", named(sheet.get("rules", ""), 24), team
    for name, most in (("round", about["rounds"]), ("number", 999)):
        value = sheet.get(name)
        if type(value) is not int or not 1 <= value <= most:
            return f"no-{name}", named(value, 24), team
    return "", "", team


def _no_number(word):
    raise ValueError(word)


def _once(pairs):
    """An object whose names stand there once each."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


# Words --------------------------------------------------------------------------------------------------


def fault_words(code, found=""):
    """What is said of a file that does not count."""
    return say(*_FAULTS[code]).replace("{found}", found)


_FAULTS = {
    "too-large": ("it has {found} bytes, a sheet has about 600: not read", "文件有 {found} 字节，决策单只有 600 字节左右，未读取"),
    "no-text": ("it is no text file", "不是文本文件"),
    "half-written": ("it breaks off or is no sheet any more: hand in again", "文件不完整或已损坏，请重新提交"),
    "no-sheet": ("it is no sheet of this game", "不是本游戏的决策单"),
    "other-class": ("it belongs to another class: {found}", "属于另一个班：{found}"),
    "unknown-team": ("no team of this class is called {found}", "本班没有叫 {found} 的小组"),
    "changed": ("it was changed after it was made: hand in from the page again", "生成以后被改动过，请在页面上重新提交"),
    "other-rules": ("it was made with another version of the game: bring the workbook up to date", "由另一版本的游戏生成，请更新教程"),
    "no-round": ("there is no round {found}", "没有第 {found} 轮"),
    "no-number": ("{found} is no count of hand-ins", "提交次数 {found} 不是有效的数"),
    "decision": ("a decision that the game does not know: {found}", "决策填写有误：{found}"),
    "late": ("too late: round {found} had been cleared", "迟交：第 {found} 轮已经结算"),
    "early": ("round {found} is not open yet: it waits", "第 {found} 轮还没有开始，留待该轮使用"),
    "superseded": ("a later sheet of this team counts: number {found}", "以该组后交的第 {found} 份为准"),
    "same-number": ("two different sheets with number {found}; the other one was taken: ask the team", "有两份不同的决策单都是第 {found} 份，取了另一份，请问该组"),
    "unreadable": ("it cannot be opened", "打不开"),
    "too-many": ("more than {found} files: the rest was not looked at", "文件超过 {found} 个，其余未查看"),
}  # fmt: skip
