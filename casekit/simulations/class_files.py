"""Where sheets come from: the shared folder, homes on a hub, a platform's zip. Nothing is written there.

Folders are looked through with all that is in them, zips (Moodle, Canvas, Chaoxing and others) with the folders inside; a file is
known by what it says, so it does not matter how a platform renames it. Links are not followed, and there is a bound to everything.
"""

import glob
import os
import stat
import zipfile
from pathlib import Path, PurePosixPath

from casekit.core.harmless import named
from casekit.core.language import say
from casekit.errors import Refused
from casekit.simulations.class_sheet import LARGEST, Fault, is_one

MOST = 20_000  # files of one place that are looked at
DEEPEST = 8  # folders in folders
NOT_ENTERED = {"__pycache__", ".ipynb_checkpoints", "__MACOSX", "node_modules", ".venv", ".git"}


def gather(places):
    """The files that may be sheets, and the faults of those that cannot be opened.

    Parameters
    ----------
    places : list of Path or str
        Folders, zips or single files; a ``*`` stands for any name: ``"/shared/homes/*/class_game"``.

    Returns
    -------
    list of (str, bytes)
        Name and content, sorted; one content is there once.
    list of Fault
        Sorted.

    Raises
    ------
    Refused
        Where a place does not exist.
    """
    found, faults = set(), set()
    for place in [each for pattern in places for each in _places(str(pattern))]:
        for name, data in _below(Path(place)):
            if isinstance(data, str):
                faults.add((name, data))
            elif is_one(name, data):
                found.add((name, data))
    first = {data: name for name, data in sorted(found, reverse=True)}
    files = sorted((name, data) for data, name in first.items())
    return files, [Fault(named(name, quoted=False), code, str(MOST)) for name, code in sorted(faults)]


def _places(pattern):
    """What a place stands for."""
    found = sorted(glob.glob(pattern)) if glob.has_magic(pattern) and not os.path.exists(pattern) else [pattern]
    if not found or not os.path.exists(found[0]):
        raise Refused(say("a folder or a .zip with the teams' sheets", "放有各组决策单的文件夹或 .zip"), named(pattern),
                      say("give the folder that the teams write to, or the zip as the platform gave it", "请给出各组提交用的文件夹，或平台下载的原样 zip"))  # fmt: skip
    return found


def _below(place):
    """The small files of a place as name and content; where one cannot be read, its fault's code."""
    if place.is_dir():
        return _folder(place)
    return _zip(place) if zipfile.is_zipfile(place) else [_file(str(place), place.name)]


def _folder(top):
    count, closed = 0, []
    for folder, folders, files in os.walk(top, onerror=lambda error: closed.append(Path(error.filename).name)):
        deep = len(Path(folder).relative_to(top).parts)
        folders[:] = sorted(name for name in folders if name not in NOT_ENTERED and deep < DEEPEST)
        for name in sorted(files):
            if not _may_be_one(name):
                continue
            count += 1
            if count > MOST:
                yield top.name, "too-many"
                return
            if name.lower().endswith(".zip"):
                yield from _zip(Path(folder) / name)
            else:
                yield _file(os.path.join(folder, name), name)
    yield from ((name, "unreadable") for name in closed)


def _may_be_one(name):
    return not name.startswith((".", "~")) and (".json" in name.lower() or name.lower().endswith(".zip"))


def _file(path, name):
    """One file; of a large one just enough to see that it is too large. A link or a pipe is not opened."""
    name = os.fsencode(name).decode("utf-8", "backslashreplace")
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            return name, "unreadable"
        with open(path, "rb") as file:
            return name, file.read(LARGEST + 1)
    except OSError:
        return name, "unreadable"


def _zip(path):
    """The small files of a zip, however deep in its folders; a zip inside is not opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir() and _is_member(info)]
            for info in members[:MOST]:
                with archive.open(info) as file:
                    yield PurePosixPath(info.filename.replace("\\", "/")).name, file.read(LARGEST + 1)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        yield path.name, "unreadable"
    except Exception as error:  # a damaged member fails in the decompressor's own ways
        if type(error).__module__ not in ("zlib", "lzma", "_lzma", "bz2"):
            raise
        yield path.name, "unreadable"


def _is_member(info):
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    return parts and _may_be_one(parts[-1]) and ".json" in parts[-1].lower() and not set(parts) & NOT_ENTERED
