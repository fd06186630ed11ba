"""Files written whole or not at all, names that are free, and one writer at a time."""

import json
import os
import time
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path, data):
    """Write a file so that it is never seen half written: a temporary file beside it takes its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=_part_of(path), delete=False) as part:
        try:
            part.write(data)
            part.close()
            os.chmod(part.name, 0o644)
            _take_place(part.name, path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise


def _part_of(path):
    return f".part-{path.name[:40]}-"


def clear_parts(path):
    """Remove what a write of this file left that was killed; only for who is alone in writing it."""
    for part in path.parent.glob(f"{escape(_part_of(path))}????????"):
        part.unlink(missing_ok=True)


def _take_place(part, path):
    """``os.replace``; Windows refuses while another process reads the file, so it is tried for a second."""
    for _ in range(20 if os.name == "nt" else 0):
        try:
            return os.replace(part, path)
        except PermissionError:
            time.sleep(0.05)
    os.replace(part, path)


def readable(data):
    """A small table as JSON that people can read, in bytes."""
    return (json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def free_name(path, ending):
    """The first of ``name_ending_1``, ``name_ending_2`` ... that is not taken."""
    number = 1
    while (free := path.with_name(f"{path.stem}_{ending}_{number}{path.suffix}")).exists():
        number += 1
    return free


@contextmanager
def one_writer(work, name):
    """Let one process at a time change the file ``name`` of the folder ``work``."""
    from filelock import FileLock

    folder = work / ".casekit"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{name}.lock", timeout=20):
        yield
