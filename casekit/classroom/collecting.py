"""The files that were handed in: out of a folder or a zip, with zips inside, and each with its time.

Nothing is written where the submissions lie. What comes out of a zip goes to a folder of our own under a name of our
own (so a member called ``../../x`` does no harm), and links are not followed. A file that is no notebook is listed only
where its owner handed in no notebook at all.
"""

import os
import re
import shutil
import stat
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from casekit.classroom import sheets, times
from casekit.core.language import say
from casekit.errors import Refused

SKIPPED = {"__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__", "System Volume Information"}
SKIPPED_FILES = {".ds_store", "thumbs.db", "desktop.ini", "handed_in.csv"}
APPLE_DOUBLE = b"\x00\x05\x16\x07"  # what a Mac writes beside each file, under its name with ._ before it
ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
DEEPEST = 3
LARGEST = 1001 * 2**20  # a member of a zip: a little more than the runner reads of a notebook
STUDENTS_ZIP = (
    2000,
    1500 * 10**6,
)  # members and bytes of a zip inside; what the platform packed has no such limit
MOODLE = re.compile(r"(.+_\d+)_assignsubmission_\w+?_")
CANVAS = re.compile(r"([a-z0-9-]+(?:_LATE)?_\d+)_\d+_")
LATE = re.compile(r"^[^/]*_LATE_\d+_\d+_")


@dataclass
class Submission:
    """One file that was handed in.

    ``shown`` is its path as a person knows it, ``unit`` the folder or name prefix of one person's hand-in, ``place`` the
    real file. ``problem`` is a status for what cannot be run at all.
    """

    shown: str
    unit: str
    place: Path | None
    at: datetime | None = None
    at_from: str = ""
    problem: str = ""
    detail: str = ""
    marked_late: bool = False


def collect(source, scratch, zone, listed=None, placed=lambda shown: []):
    """All submissions below ``source`` (a folder or a .zip), sorted by name.

    ``scratch`` is an empty folder for what comes out of zips; ``listed`` a sheet of hand-in times, by default
    ``handed_in.csv`` in the folder; ``placed`` gives the student numbers that a path names.
    """
    source = Path(source)
    finder = _Finder(scratch, zone, placed)
    if source.is_dir():
        finder.folder(source)
    elif source.is_file() and zipfile.is_zipfile(source):
        finder.archive(source, "", 1, [float("inf"), float("inf")])
    else:
        raise Refused(say("a folder or a .zip with what was handed in", "装有学生提交文件的文件夹或 .zip"), str(source),
                      say("give the folder you downloaded, or the zip as it came", "请给出下载的文件夹，或原样的 zip"))  # fmt: skip
    found = _without_side_files(finder.found)
    beside = listed or (source / "handed_in.csv" if (source / "handed_in.csv").is_file() else None)
    _put_times(found, _times(beside, zone) if beside else {}, zone, placed)
    return sorted(found, key=lambda one: one.shown)


class _Finder:
    """Walks folders and zips, and keeps what it finds."""

    def __init__(self, scratch, zone, placed):
        self.scratch, self.zone, self.placed, self.found, self.count = Path(scratch), zone, placed, [], 0

    def add(self, shown, place, at=None, at_from="", problem="", detail=""):
        self.found.append(
            Submission(
                shown,
                unit_of(shown, self.placed),
                place,
                at,
                at_from,
                problem,
                detail,
                bool(LATE.match(shown.split("/")[-1])),
            )
        )

    def folder(self, top):
        for folder, folders, files in os.walk(top, onerror=lambda error: self._closed(top, error)):
            for name in [name for name in folders if os.path.islink(os.path.join(folder, name))]:
                self.add(
                    readable(os.path.relpath(os.path.join(folder, name), top)),
                    None,
                    problem="unreadable",
                    detail="link",
                )
            folders[:] = sorted(name for name in folders if name not in SKIPPED)
            for name in sorted(files):
                if not _side(name):
                    self._file(
                        os.path.join(folder, name), readable(os.path.relpath(os.path.join(folder, name), top))
                    )

    def _closed(self, top, error):
        self.add(readable(os.path.relpath(error.filename, top)), None, problem="unreadable", detail="closed")

    def _file(self, path, shown):
        try:
            status = os.lstat(path)
        except OSError:
            return self.add(shown, None, problem="unreadable", detail="closed")
        if not stat.S_ISREG(status.st_mode):
            return self.add(
                shown,
                None,
                problem="unreadable",
                detail="link" if stat.S_ISLNK(status.st_mode) else "special",
            )
        if shown.lower().endswith(".zip"):
            return self.archive(path, shown, 1, self._room())
        return self._one(shown, Path(path), times.of_file(status.st_mtime, self.zone), "file")

    def _one(self, shown, place, at, at_from):
        if shown.split("/")[-1].startswith("._") and _begin(place, 4) == APPLE_DOUBLE:
            return None
        if shown.lower().endswith(ARCHIVES):
            return self.add(shown, place, at, at_from, "unreadable", "archive")
        return self.add(
            shown,
            place,
            at,
            at_from,
            *(() if is_notebook(shown, place) else ("wrong-notebook", "no notebook")),
        )

    def _room(self):
        """How many members and bytes a student's zip may unpack to."""
        return [STUDENTS_ZIP[0], min(STUDENTS_ZIP[1], shutil.disk_usage(self.scratch).free // 4)]

    def archive(self, path, shown, depth, room):
        """Everything in a zip; a zip that cannot be opened is one unreadable submission."""
        name = shown or Path(path).name
        try:
            with zipfile.ZipFile(path) as opened:
                for info in sorted(opened.infolist(), key=lambda info: info.filename):
                    self._member(opened, info, shown, depth, room)
        except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError) as error:
            self.add(name, None, problem="unreadable", detail=type(error).__name__)

    def _member(self, opened, info, above, depth, room):
        parts = [
            part
            for part in PurePosixPath(member_name(info).replace("\\", "/")).parts
            if part not in ("/", "..", ".")
        ]
        if info.is_dir() or not parts or _side(parts[-1]) or any(part in SKIPPED for part in parts):
            return
        shown = "/".join(([above] if above else []) + parts)
        if stat.S_ISLNK(info.external_attr >> 16):
            return self.add(shown, None, problem="unreadable", detail="link")
        place, fault = self._taken_out(opened, info, room)
        at = _zip_time(info, self.zone)
        if fault:
            self.add(shown, place, at, "zip" if at else "", *fault)
        elif shown.lower().endswith(".zip") and depth < DEEPEST:
            self.archive(place, shown, depth + 1, self._room())
        else:
            self._one(shown, place, at, "zip" if at else "")

    def _taken_out(self, opened, info, room):
        """A member under a name of our own, never more of it than a notebook may have or ``room`` leaves."""
        self.count, room[0] = self.count + 1, room[0] - 1
        place, left = self.scratch / f"{self.count:06}", min(LARGEST, room[1])
        try:
            with opened.open(info) as source, open(place, "xb") as target:
                while left > 0 and (block := source.read(int(min(left, 1 << 20)))):
                    target.write(block)
                    left, room[1] = left - len(block), room[1] - len(block)
        except (
            zipfile.BadZipFile,
            RuntimeError,
            NotImplementedError,
            OSError,
            EOFError,
            ValueError,
        ) as error:
            return None, ("unreadable", "password" if "password" in str(error) else type(error).__name__)
        if left > 0 and room[0] >= 0:
            return place, ()
        place.unlink()
        return None, ("too-large", "member")


def readable(path):
    """A path as text that can be written and shown, with ``/``; a name in no known encoding keeps its bytes as \\\\x.."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace(os.sep, "/")


def member_name(info):
    """A zip member's name: older Windows zips hold GB18030 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _zip_time(info, zone):
    try:
        return datetime(*info.date_time, tzinfo=zone) if info.date_time[0] > 1980 else None
    except ValueError:
        return None


def _side(name):
    """Files that systems leave behind, which nobody handed in; a dot before a name hides nothing."""
    return name.lower() in SKIPPED_FILES


def _begin(place, size=1 << 16):
    """The first bytes of a file; none of one that cannot be read."""
    try:
        with open(place, "rb") as file:
            return file.read(size)
    except OSError:
        return b""


def is_notebook(shown, place):
    """Whether a file is, or looks like, a notebook, whatever its name became on the way."""
    if ".ipynb" in shown.rsplit("/", 1)[-1].lower():
        return True
    begin = _begin(place).lstrip(b"\xef\xbb\xbf \t\r\n")
    return begin.startswith(b"{") and b'"cell' in begin


def unit_of(shown, placed=lambda shown: []):
    """The hand-in a file belongs to: what the platform or its zip put together, the folder that names its student, else its folder.

    >>> unit_of("Ann_12_assignsubmission_file_/my_work/03.ipynb"), unit_of("ann_LATE_77_9011_03.ipynb"), unit_of("03.ipynb")
    ('Ann_12_assignsubmission_file_', 'ann_77', '03.ipynb')
    """
    *folders, name = shown.split("/")
    for depth, folder in enumerate(folders, 1):
        if MOODLE.match(folder) or folder.lower().endswith(".zip") or placed(folder):
            return "/".join(folders[:depth])
    found = MOODLE.match(name) or CANVAS.match(name)
    return "/".join(folders) or (found[1].replace("_LATE", "") if found else name)


def _without_side_files(found):
    """Leave out tables, pictures and texts of a hand-in that has a notebook."""
    notebooks = [one for one in found if one.detail != "no notebook"]
    units = {one.unit for one in notebooks}
    above = {parent for one in notebooks for parent in PurePosixPath(one.shown).parents} - {
        PurePosixPath(".")
    }
    beside = {PurePosixPath(one.shown).parent for one in notebooks} - {PurePosixPath(".")}
    return notebooks + [
        one
        for one in found
        if one.detail == "no notebook" and one.unit not in units and not _near(one, above, beside)
    ]


def _near(one, above, beside):
    """Whether a notebook lies somewhere below a file's folder, or in a folder above it."""
    parents = PurePosixPath(one.shown).parents
    return parents[0] in above or any(parent in beside for parent in parents)


def _times(path, zone):
    """The list of hand-in times, by file, folder or student number."""
    names = {"文件": "file", "学号": "student", "提交时间": "handed_in", "folder": "file", "文件夹": "file"}
    known = {}
    for number, row in sheets.read(path, ["handed_in"], names):
        when = times.local(row["handed_in"], zone)
        key = (row.get("file") or row.get("student") or "").replace("\\", "/").strip("/")
        if when is None or not key:
            raise Refused(say("a file (or student) and a date with time in each row", "每行一个文件（或学号）和一个日期时间"),
                          say(f"{Path(path).name}, row {number}: {row['handed_in']!r}", f"{Path(path).name} 第 {number} 行：{row['handed_in']!r}"),
                          say("write times such as 2026-12-20 23:59", "时间请写成 2026-12-20 23:59"))  # fmt: skip
        known[key] = when
    return known


def _put_times(found, known, zone, placed):
    """Give each submission the best time there is."""
    for one in found:
        parents = [str(parent) for parent in PurePosixPath(one.shown).parents]
        keys = [one.shown, one.unit, *parents, *placed(one.shown)] if known else []
        said = next((known[key] for key in keys if key in known), None)
        stamped = None if said else times.stamp(one.shown, zone)
        if said or stamped:
            one.at, one.at_from = said or stamped, "list" if said else "name"
