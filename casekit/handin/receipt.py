"""A receipt for a hand-in: what was in which file and when, for a person to read and for ``casekit receipt`` to compare.

It is a text in the student's language whose last line says the same as JSON. It proves one thing: whoever has it had a
file with this hash, or was given the receipt by somebody who had. It is not signed, its time is that of the student's
own computer, and what it says of answers is what the run there found; so nothing in the marking depends on it.
"""

import io
import json
import re
import zipfile
import zlib
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from casekit.core.harmless import harmless, named
from casekit.core.language import language, say, speak
from casekit.errors import Refused, listed
from casekit.handin.reading import digest

MARK = b'"casekit_receipt"'
LONGEST = 100_000
MEMBERS, LARGEST_ZIP, DEEPEST = 20_000, 200_000_000, 4  # of zips that are looked into
NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
STATES = {
    "form": ("found, the form is right", "找到了，形式没有问题"),
    "wrong kind": ("found, but not the kind that is asked for", "找到了，但形式不对"),
    "not attempted": ("not answered", "没有作答"),
    "not looked at": ("not looked at", "没有检查"),
}


def now():
    """The time of this computer, with its time zone."""
    return datetime.now().astimezone().replace(microsecond=0)


def looks_like_one(begin):
    """Whether first bytes are those of a receipt, and not of a notebook that speaks of one."""
    return MARK in begin and not begin.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"PK"))


def of(path, student, course, exercises, at):
    """What a receipt says of a file; ``exercises`` is a list of ``[name, title, state]``."""
    return {
        "casekit_receipt": 1, "language": language(), "course": course, "student": student,
        "file": Path(path).name, "bytes": Path(path).stat().st_size, "sha256": digest(path),
        "time": at.isoformat(), "exercises": [list(each) for each in exercises],
    }  # fmt: skip


def text(told):
    """The receipt as it is written; the same content gives the same text."""
    spoken = language()
    speak(told["language"])
    try:
        return "\n".join([*_lines(told), "", json.dumps(told, ensure_ascii=False), ""])
    finally:
        speak(spoken)


def _lines(told):
    colon = say(": ", "：")
    yield say("Receipt for a hand-in", "作业提交回执")
    yield ""
    if told["course"]:
        yield say("Course", "课程") + colon + harmless(told["course"], 80)
    yield say("Student number", "学号") + colon + (harmless(told["student"], 60) or say("none declared", "没有填"))
    yield say("File", "文件") + colon + harmless(told["file"], 200) + say(f", {told['bytes']:,} bytes", f"，{told['bytes']:,} 字节")
    yield say("Time", "时间") + colon + harmless(told["time"], 40) + say(" (by the clock of the computer it was made on)", "（制作回执的电脑上的时间）")
    yield say("Answers", "答案") + colon.rstrip()
    for name, title, state in told["exercises"]:
        yield f"  {harmless(name, 60)}  {harmless(title, 120)}{colon}{say(*STATES[state])}"
    yield say("Hash (SHA-256)", "校验码（SHA-256）") + colon + " ".join(re.findall("." * 8, told["sha256"]))
    yield ""
    yield say("It says which file this was. It is not signed, and does not say that the file has arrived.",
              "回执说明当时是哪一个文件。它没有签名，也不说明文件已经送达。")  # fmt: skip


# Reading one --------------------------------------------------------------------------------------------------


def read(path):
    """What a receipt says, and whether its text is still the one that was written.

    Raises
    ------
    Refused
        If it is none, or its last line is no longer whole.
    """
    written = _bytes(path).decode("utf-8-sig", "replace").replace("\r\n", "\n").rstrip() + "\n"
    try:
        told = json.loads(written.rstrip().rsplit("\n", 1)[-1])
        whole = _is_whole(told)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        told, whole = None, False
    if not whole:
        raise Refused(say("a receipt that casekit handin wrote", "casekit handin 写的回执"), named(Path(path).name),
                      say("give the file that ends in .receipt.txt, as it was written", "请给出以 .receipt.txt 结尾的原文件"))  # fmt: skip
    return told, text(told).rstrip() + "\n" == written


def _bytes(path):
    try:
        with open(path, "rb") as file:
            return file.read(LONGEST + 1)[:LONGEST]
    except OSError as error:
        raise Refused(say("a receipt that can be read", "能读取的回执"), f"{named(Path(path).name)}: {error.strerror}",
                      say("check the name", "请检查文件名")) from None  # fmt: skip


def _is_whole(told):
    words = ("language", "course", "student", "file", "sha256", "time")
    return (
        told["casekit_receipt"] == 1
        and all(type(told[name]) is str for name in words)
        and told["language"] in ("en", "zh")
        and re.fullmatch("[0-9a-f]{64}", told["sha256"]) is not None
        and type(told["bytes"]) is int
        and all(
            type(name) is type(title) is str and state in STATES for name, title, state in told["exercises"]
        )
    )


def compare(place, path):
    """Say whether a file is the one of a receipt; for a folder or a zip, which of its files is. 0 if one is, else 1."""
    told, untouched = read(path)
    place = Path(place)
    fits = _which(place, told)
    lines = [harmless("\n".join(list(_lines(told))[:-2]), lines=True), ""]
    if not untouched:
        lines.append(say("The text of this receipt is not the one that was written: somebody changed it.", "回执的文字与写成时不同：有人改过。"))
    where = listed([named(each, 200) for each in fits], 6)
    lines.append(
        say(f"It fits: {where} is the very file.", f"相符：{where} 就是这个文件。")
        if fits
        else say(f"It does not fit: {named(place.name)} is not that file, and has no such file in it.", f"不符：{named(place.name)} 不是这个文件，里面也没有这个文件。")
    )
    print("\n".join(lines))
    return 0 if fits and untouched else 1


# The very file ------------------------------------------------------------------------------------------------------


def _which(place, told):
    """The files that are the one of a receipt: the file itself, or files of a folder or a zip; links are not followed."""
    if not place.exists():
        raise Refused(say("what was handed in: a file, a folder or a zip", "提交的文件、文件夹或 zip"), named(str(place)), say("check the name", "请检查文件名"))
    files = [place]
    if place.is_dir():
        files = sorted(each for each in place.rglob("*") if each.is_file() and not each.is_symlink())
    return [found for file in files for found in _in_file(file, told)]


def _in_file(path, told):
    """The file, if it is the one, or those in it, if it is a zip; what cannot be read is none."""
    try:
        if path.stat().st_size == told["bytes"] and digest(path) == told["sha256"]:
            return [str(path)]
        return _in_zip(path, str(path), told, 1) if zipfile.is_zipfile(path) else []
    except (OSError, *NO_ZIP):
        return []


def _in_zip(source, shown, told, depth):
    """The members that are the one, in zips inside, too; no more is read of a member than the receipt says it has."""
    found = []
    with zipfile.ZipFile(source) as archive:
        for member in archive.infolist()[:MEMBERS]:
            name = f"{shown}/{member.filename}"
            try:
                if member.file_size == told["bytes"] and _hash(archive, member) == told["sha256"]:
                    found.append(name)
                elif name.lower().endswith(".zip") and member.file_size <= LARGEST_ZIP and depth < DEEPEST:
                    found += _in_zip(io.BytesIO(archive.read(member)), name, told, depth + 1)
            except NO_ZIP:
                continue
    return found


def _hash(archive, member):
    with archive.open(member) as file:
        return sha256(file.read(member.file_size)).hexdigest()
