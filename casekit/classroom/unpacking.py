"""Zips of students: what is in them, under names of our own and within one allowance for the whole hand-in.

What a zip would unpack to is read from its directory before anything is unpacked, zips inside included as they come; no
member gives more than its directory says, or it is damaged. Only what may be a notebook, and zips, are written at all.
"""

import errno
import mmap
import os
import re
import shutil
import stat
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath

MEMBERS = 2000  # of one hand-in, whatever is in them
BYTES = 1500 * 10**6  # of one hand-in, of what is written
LARGEST = 1001 * 2**20  # of one member: a little more than the runner reads of a notebook
DIRECTORY = 50_000  # members of one zip, with those in folders of a system, such as an environment of Python
BEGIN = 1 << 16  # a notebook shows in its first bytes
DEEPEST = 3
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass
class Allowance:
    """How many members and bytes a hand-in may still unpack to."""

    members: float
    bytes: float

    def take(self, members, size):
        """Take so much of it; nothing is taken where there is not enough."""
        enough = members <= self.members and size <= self.bytes
        if enough:
            self.members, self.bytes = self.members - members, self.bytes - size
        return enough


def allowance(folder):
    """What one hand-in may unpack to in ``folder``; one takes a quarter of a disk at most."""
    return Allowance(MEMBERS, min(BYTES, shutil.disk_usage(folder).free // 4))


class TooMuch(Exception):
    """A zip, or a member, for which the allowance is not enough."""


@contextmanager
def opened(path, bounded=True):
    """A zip; where it is a student's, only one whose directory is not too long to be read."""
    if bounded and not _is_short(path):
        raise TooMuch
    with zipfile.ZipFile(path) as archive:
        yield archive


def _is_short(path):
    """Whether a zip's directory has no more than so many entries, each of which begins with the same four bytes."""
    if not os.path.getsize(path):
        return True
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return not any(islice(re.finditer(b"PK\x01\x02", data), DIRECTORY, None))


def needed(members):
    """How many members there are, and how many bytes they have to be given at once."""
    return len(members), sum(_first(info.file_size, name) for info, name in members)


def _first(size, name):
    return size if is_kept(name) else min(size, BEGIN)


def is_kept(name):
    """Whether a member is written whatever is in it; of others the first bytes are looked at."""
    return ".ipynb" in name.rsplit("/", 1)[-1].lower() or is_zip(name)


def is_zip(name):
    return name.lower().endswith(".zip")


def write(archive, info, name, place, room, looks_right):
    """Write a member to ``place``, unless its first bytes say that it is nothing for us; whether it was written."""
    with archive.open(info) as source:
        begin = source.read(BEGIN)
        if not (is_kept(name) or looks_right(begin)):
            return False
        rest = info.file_size - _first(info.file_size, name)
        if info.file_size > LARGEST or not room.take(0, rest):
            raise TooMuch
        with open(place, "xb") as target:
            target.write(begin)
            shutil.copyfileobj(source, target, 1 << 20)
    return True


def fault(error):
    """What is said of a zip or member that made ``error``: status and detail. A full disk is no fault of the file's."""
    if isinstance(error, OSError) and error.errno in FULL:
        raise error
    if isinstance(error, TooMuch):
        return "too-large", "member"
    if isinstance(error, PermissionError):
        return "unreadable", "closed"
    return "unreadable", "password" if "password" in str(error) else type(error).__name__


def path_of(info):
    """A member's path with ``/``, without steps up; empty for one that is no file."""
    parts = PurePosixPath(member_name(info).replace("\\", "/")).parts
    return "" if info.is_dir() else "/".join(part for part in parts if part not in ("/", "..", "."))


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


def is_link(info):
    return stat.S_ISLNK(info.external_attr >> 16)


def time_of(info, zone):
    """The time a zip has for a member, or None."""
    try:
        return datetime(*info.date_time, tzinfo=zone) if info.date_time[0] > 1980 else None
    except ValueError:
        return None
