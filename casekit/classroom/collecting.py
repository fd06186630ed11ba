"""The files that were handed in: out of a folder or a zip, with zips inside, and each with its time.

Nothing is written where the submissions lie. What comes out of a zip goes to a folder of our own under a name of our
own (so a member called ``../../x`` does no harm), and links are not followed. A file that is no notebook is listed only
where its owner handed in no notebook at all; so is a notebook in a folder that a system made, such as Jupyter's
``.ipynb_checkpoints``. What one hand-in unpacks to has a bound, and so has the number of its rows.
"""

import os
import stat
import unicodedata
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from casekit.classroom import sheets, times, unpacking
from casekit.classroom.layout import KNOWN, PLATFORMS, Layout
from casekit.core.language import say
from casekit.errors import Refused
from casekit.handin import receipt

SYSTEM = {"__macosx", ".ipynb_checkpoints", ".git", "__pycache__", "system volume information", "$recycle.bin", ".venv", "node_modules"}  # fmt: skip
SYSTEM_FILES = {".ds_store", "thumbs.db", "desktop.ini"}
LIST = "handed_in.csv"
SIDE = ("no notebook", "receipt")
APPLE_DOUBLE = b"\x00\x05\x16\x07"  # what a Mac writes beside each file, under its name with ._ before it
ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
ROWS = 100  # of what comes out of the zips of one hand-in


@dataclass
class Submission:
    """One file that was handed in.

    ``shown`` is its path as a person knows it, ``unit`` the folder or name prefix of one person's hand-in, ``place`` the
    real file. ``problem`` is a status for what cannot be run at all. ``places`` are the student numbers in its path,
    ``given`` what of the path the student could not choose, ``hidden`` the folder of a system it was found in.
    """

    shown: str
    unit: str
    place: Path | None
    at: datetime | None = None
    at_from: str = ""
    problem: str = ""
    detail: str = ""
    marked_late: bool = False
    places: list = field(default_factory=list)
    given: str = ""
    hidden: str = ""
    packed: object = None
    certain: list | None = None  # the students whose it is for certain, where the collecting knows; else the grading works it out
    notes: list = field(default_factory=list)


@dataclass
class Origin:
    """Where a member comes from: the time of the whole, and what its hand-in may still unpack to (None: no bound)."""

    at: datetime | None = None
    at_from: str = ""
    room: object = None
    certain: list | None = None
    notes: tuple = ()


def collect(source, scratch, zone, listed=None, placed=lambda shown: [], layout="auto"):
    """All submissions below ``source`` (a folder or a .zip), sorted by name.

    ``scratch`` is an empty folder for what comes out of zips; ``listed`` a sheet of hand-in times, by default
    ``handed_in.csv`` at the top of the folder; ``placed`` gives the student numbers that a path names; ``layout`` is
    ``auto``, or ``chaoxing`` where the instructor says that it is a download of Chaoxing.
    """
    source = Path(source)
    finder = Finder(scratch, zone, placed, KNOWN[layout])
    if source.is_dir():
        finder.folder(source)
    elif source.is_file() and zipfile.is_zipfile(source):
        finder.download(source)
    else:
        raise Refused(say("a folder or a .zip with what was handed in", "装有学生提交文件的文件夹或 .zip"), str(source),
                      say("give the folder you downloaded, or the zip as it came", "请给出下载的文件夹，或原样的 zip"))  # fmt: skip
    return finder.listed(list_of_times(source, listed))


def list_of_times(source, listed=None):
    """The instructor's list of hand-in times: the one that was named, else the one at the top of the folder, else None.

    One inside a hand-in, or in a zip, is a file like any other.
    """
    own = Path(source) / LIST
    return listed or (own if own.is_file() and not own.is_symlink() else None)


class Finder:
    """Walks folders and zips, and keeps what it finds."""

    def __init__(self, scratch, zone, placed, platforms=PLATFORMS):
        self.scratch, self.zone, self.placed, self.platforms = Path(scratch), zone, placed, platforms
        self.found, self.count, self.rooms, self.layout = [], 0, {}, Layout([], placed)

    def listed(self, times_list):
        """What was found, sorted by name, as it is listed: without what lies beside notebooks, and with its times."""
        found = _bounded(_without_side_files(_without_hidden(self.found)))
        _put_times(found, times_list, self.zone, self.layout)
        return sorted(found, key=lambda one: one.shown)

    def add(self, shown, place, origin, problem="", detail=""):
        hidden, plain = of_system(shown), _without_system(shown)
        self.found.append(
            Submission(
                shown, self.layout.unit(plain), place, origin.at, origin.at_from, problem, detail,
                self.layout.late(shown), self.layout.places(shown), self.layout.given(plain), hidden, origin.room,
                origin.certain, list(origin.notes),
            )
        )  # fmt: skip

    # a folder ---------------------------------------------------------------------------------------------------

    def folder(self, top):
        listed, closed = _walk(top)
        paths = [shown for _, shown in listed if not of_system(shown)]
        self.layout = Layout(paths, self.placed, self.platforms)
        for path, shown in listed:
            self._file(path, shown)
        for path in closed:
            self.add(_below(path, top), None, Origin(), "unreadable", "closed")

    def _file(self, path, shown):
        try:
            status = os.lstat(path)
        except OSError:
            return self.add(shown, None, Origin(), "unreadable", "closed")
        if not stat.S_ISREG(status.st_mode):
            kind = "link" if stat.S_ISLNK(status.st_mode) else "special"
            return self.add(shown, None, Origin(), "unreadable", kind)
        origin = Origin(times.of_file(status.st_mtime, self.zone), "file")
        if unpacking.is_zip(shown) and not of_system(shown):
            return self.archive(path, shown, 1, replace(origin, room=self.room(shown)))
        return self.one(shown, Path(path), _begin(path), origin)

    # a zip --------------------------------------------------------------------------------------------------------

    def download(self, path):
        """What a platform or the instructor packed: its own times count, and it has no bound."""
        try:
            with unpacking.opened(path, bounded=False) as archive:
                members = _members(archive)
                paths = [name for _, name in members if not of_system(name) and name != LIST]
                self.layout = Layout(paths, self.placed, self.platforms)
                for info, name in members:
                    at = unpacking.time_of(info, self.zone)
                    self._member(archive, info, name, name, 0, Origin(at, "zip" if at else ""))
        except Refused:
            raise
        except Exception as error:  # whatever is wrong with a file is a row, and stops nothing
            self.add(path.name, None, Origin(), *unpacking.fault(error))

    def archive(self, path, shown, depth, origin):
        """Everything in a student's zip, with the time of the zip itself; one that cannot be opened is one row."""
        try:
            with unpacking.opened(path) as archive:
                members = [(info, name) for info, name in _members(archive) if is_wanted(name)]
                if not origin.room.take(*unpacking.needed(members)):
                    raise unpacking.TooMuch
                for info, name in members:
                    self._member(archive, info, name, f"{shown}/{name}", depth, origin)
        except Exception as error:  # as above
            self.add(shown, None, origin, *unpacking.fault(error))

    def _member(self, archive, info, name, shown, depth, origin):
        if unpacking.is_link(info):
            return self.add(shown, None, origin, "unreadable", "link")
        if unpacking.is_zip(name) and not of_system(name):
            return self._zip_inside(archive, info, name, shown, depth, origin)
        if shown == LIST:
            return self.add(shown, None, origin, "wrong-notebook", "list")
        self.count += 1
        place = self.scratch / f"{self.count:06}"
        try:
            room = origin.room or unpacking.Allowance(float("inf"), float("inf"))
            written = unpacking.write(archive, info, name, place, room, looks_like_notebook)
        except Exception as error:  # as above
            place.unlink(missing_ok=True)
            return self.add(shown, None, origin, *unpacking.fault(error))
        return self.one(shown, place if written else None, _begin(place) if written else b"", origin)

    def _zip_inside(self, archive, info, name, shown, depth, origin):
        """A zip in a zip: in the platform's it is a student's own, with an allowance of its own."""
        if depth >= unpacking.DEEPEST:
            return self.add(shown, None, origin, "too-large", "deep")
        self.count += 1
        place = self.scratch / f"{self.count:06}"
        room = origin.room or self.room(shown)
        try:
            unpacking.write(archive, info, name, place, room, looks_like_notebook)
        except Exception as error:  # as above
            place.unlink(missing_ok=True)
            return self.add(shown, None, origin, *unpacking.fault(error))
        self.archive(place, shown, depth + 1, replace(origin, room=room))
        return place.unlink()

    def room(self, shown):
        """What the hand-in of a zip may unpack to; all zips of one person share it."""
        whose = self.layout.unit(shown) if self.layout.is_one_persons(shown) else shown
        if whose not in self.rooms:
            self.rooms[whose] = unpacking.allowance(self.scratch)
        return self.rooms[whose]

    # one file -----------------------------------------------------------------------------------------------------

    def one(self, shown, place, begin, origin):
        name = shown.rsplit("/", 1)[-1].lower()
        if name.startswith("._") and begin.startswith(APPLE_DOUBLE):
            return None
        if ".ipynb" not in name and receipt.looks_like_one(begin):
            return None if of_system(shown) else self.add(shown, place, origin, "wrong-notebook", "receipt")
        if name.endswith(ARCHIVES) and not of_system(shown):
            return self.add(shown, place, origin, "unreadable", "archive")
        if ".ipynb" in name or looks_like_notebook(begin):
            return self.add(shown, place, origin)
        return None if of_system(shown) else self.add(shown, place, origin, "wrong-notebook", "no notebook")


def _walk(top):
    """The files below a folder, as path and as shown, in order; and what may not be opened."""
    found, closed = [], []
    for folder, folders, files in os.walk(top, onerror=lambda error: closed.append(error.filename)):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders.sort()
        paths = [os.path.join(folder, name) for name in sorted(files + links)]
        found += [(path, _below(path, top)) for path in paths]
    return [each for each in found if is_wanted(each[1]) and each[1] != LIST], closed


def _below(path, top):
    return readable(os.path.relpath(path, top))


def _members(archive):
    """The files of a zip with their paths, in order."""
    named = [(info, unpacking.path_of(info)) for info in archive.infolist()]
    return sorted(
        ((info, name) for info, name in named if name and is_wanted(name)), key=lambda each: each[1]
    )


def is_wanted(shown):
    """Whether a file is looked at: all are, but of what a system left behind only what is called a notebook."""
    return not of_system(shown) or ".ipynb" in shown.rsplit("/", 1)[-1].lower()


def readable(path):
    """A path as text that can be written and shown, with ``/``; a name in no known encoding keeps its bytes as \\\\x.."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace(os.sep, "/")


def of_system(shown):
    """The system's folder, or file, that a path goes through; empty for all that a person may have made."""
    *folders, name = shown.split("/")
    found = [folder for folder in folders if folder.lower() in SYSTEM]
    return found[0] if found else (name if name.lower() in SYSTEM_FILES else "")


def _without_system(shown):
    """A path as it would be if what is in a system's folder lay beside that folder."""
    return "/".join(part for part in shown.split("/") if part.lower() not in SYSTEM)


def _begin(place, size=unpacking.BEGIN):
    """The first bytes of a file; none of one that cannot be read."""
    try:
        with open(place, "rb") as file:
            return file.read(size)
    except OSError:
        return b""


def looks_like_notebook(begin):
    """Whether first bytes are those of a notebook, whatever its name became on the way."""
    begin = begin.lstrip(b"\xef\xbb\xbf \t\r\n")
    return begin.startswith(b"{") and b'"cell' in begin


# What is listed ---------------------------------------------------------------------------------------------------


def _without_hidden(found):
    """Leave out what is in a system's folder, unless its hand-in has no other notebook."""
    open_ones = [one for one in found if not one.hidden and one.detail not in SIDE]
    units = {one.unit for one in open_ones}
    above = {str(parent) for one in open_ones for parent in PurePosixPath(one.shown).parents}
    return [
        one
        for one in found
        if not one.hidden or not (one.unit in units or _around_system(one.shown) in above)
    ]


def _around_system(shown):
    """The folder in which a system made its own; ``.`` for one at the top."""
    parts = shown.split("/")
    first = next((place for place, part in enumerate(parts) if part.lower() in SYSTEM), len(parts) - 1)
    return "/".join(parts[:first]) or "."


def _without_side_files(found):
    """Leave out tables, pictures, texts and receipts of a hand-in that has a notebook."""
    notebooks = [one for one in found if one.detail not in SIDE]
    units = {one.unit for one in notebooks}
    people = [one.places for one in notebooks if one.places]
    above = {parent for one in notebooks for parent in PurePosixPath(one.shown).parents} - {
        PurePosixPath(".")
    }
    beside = {PurePosixPath(one.shown).parent for one in notebooks} - {PurePosixPath(".")}
    alone = [
        one
        for one in found
        if one.detail in SIDE
        and one.unit not in units
        and not _near(one, above, beside)
        and not (one.detail == "receipt" and one.places in people)
    ]
    return notebooks + alone


def _near(one, above, beside):
    """Whether a notebook lies somewhere below a file's folder, or in a folder above it."""
    folder = PurePosixPath(one.shown).parent
    return folder in above or any(parent in beside for parent in folder.parents)


def _bounded(found):
    """What comes out of the zips of one hand-in has so many rows at most: all beyond are one, and all that is too large."""
    packed = defaultdict(list)
    for one in sorted(found, key=lambda one: one.shown):
        packed[id(one.packed) if one.packed else None].append(one)
    kept = packed.pop(None, [])
    for each in packed.values():
        too_large = [one for one in each if one.problem == "too-large"][1:]
        rows = [one for one in each if not any(one is other for other in too_large)]
        kept += rows[:ROWS] + ([_the_rest(rows[ROWS:])] if len(rows) > ROWS else [])
    return kept


def _the_rest(rows):
    """One row for many."""
    first = rows[0]
    first.place, first.problem, first.detail = None, "too-large", "many"
    return first


# When ---------------------------------------------------------------------------------------------------------------


def _times(path, zone):
    """The list of hand-in times, by file, folder or student number."""
    names = {"文件": "file", "学号": "student", "提交时间": "handed_in", "folder": "file", "文件夹": "file"}
    known = {}
    for number, row in sheets.read(path, ["handed_in"], names):
        when = times.local(row["handed_in"], zone)
        key = _key((row.get("file") or row.get("student") or "").replace("\\", "/").strip("/"))
        if when is None or not key or known.get(key, when) != when:
            raise Refused(say("one date with time for each file (or student)", "每个文件（或学号）一个日期时间"),
                          say(f"{Path(path).name}, row {number}: {key} {row['handed_in']!r}", f"{Path(path).name} 第 {number} 行：{key} {row['handed_in']!r}"),
                          say("write times such as 2026-12-20 23:59, one row for each", "时间请写成 2026-12-20 23:59，每个文件一行"))  # fmt: skip
        known[key] = when
    return known


def _put_times(found, path, zone, layout):
    """Give each submission the best time there is."""
    known = _times(path, zone) if path else {}
    for one in found:
        parents = [str(parent) for parent in PurePosixPath(one.shown).parents]
        keys = [one.shown, one.unit, *parents, *one.places] if known else []
        said = next((known[_key(key)] for key in keys if _key(key) in known), None)
        stamped = None if said else layout.stamp(one.shown, zone)
        if said or stamped:
            one.at, one.at_from = said or stamped, "list" if said else "name"


def _key(text):
    """A name as it is compared: a Mac takes letters with marks apart."""
    return unicodedata.normalize("NFC", text)
