"""Folders for temporary files, gone afterwards; what a killed run left behind is cleared when the next one begins.

Each has a lock inside that its process holds: the system takes a lock away when the process ends, however it ends. A
folder whose lock nobody holds is a leftover. Only folders of one's own are looked at.
"""

import os
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

LOCK = ".in-use"
BEGIN = "casekit-scratch-"


@contextmanager
def scratch(where=None):
    """A new folder in ``where`` (by default the system's folder for temporary files), gone afterwards.

    Parameters
    ----------
    where : Path, optional

    Yields
    ------
    Path
    """
    where = Path(where or tempfile.gettempdir())
    clear_leftovers(where)
    place, lock = _taken(where)
    try:
        yield place
    finally:
        lock.release()
        remove(place)


def _taken(where):
    """A new folder and its lock, which is held; anew where somebody has just cleared it away as a leftover."""
    from filelock import FileLock

    while True:
        place = Path(tempfile.mkdtemp(prefix=BEGIN, dir=where)).resolve()
        lock = FileLock(place / LOCK)
        try:
            lock.acquire()
        except FileNotFoundError:
            continue
        if (place / LOCK).exists():
            return place, lock
        lock.release()


def clear_leftovers(where):
    """Remove our own folders in ``where`` whose process is gone."""
    for place in Path(where).glob(f"{BEGIN}*"):
        if _is_ours(place):
            _clear(place)


def _is_ours(place):
    """Whether it is a folder of this user's, with a lock: a link, or what another user put there, is left alone."""
    try:
        folder, lock = os.lstat(place), os.lstat(place / LOCK)
    except OSError:
        return False
    mine = not hasattr(os, "geteuid") or folder.st_uid == lock.st_uid == os.geteuid()
    return mine and stat.S_ISDIR(folder.st_mode) and stat.S_ISREG(lock.st_mode)


def _clear(place):
    """Remove a folder unless its process lives."""
    from filelock import FileLock, Timeout

    lock = FileLock(place / LOCK)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return
    try:
        remove(place)
    finally:
        lock.release()
    remove(place)  # Windows removes no file that is open, as the lock was


def remove(place):
    """A folder with all that is in it, also where a submission took permissions away."""
    for _ in range(2):
        try:
            shutil.rmtree(place, ignore_errors=True)
            if not os.path.lexists(place):
                return
            _give_back(place)
        except (OSError, RecursionError):
            pass  # what cannot be removed stays in the system's folder for temporary files


def _give_back(folder):
    """The permissions to look into a folder and to remove what is in it."""
    os.chmod(folder, stat.S_IRWXU)
    for entry in list(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            _give_back(entry.path)
        elif not entry.is_symlink():
            os.chmod(entry.path, stat.S_IRWXU)
