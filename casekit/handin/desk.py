"""The throw-away copy: the workbook as students have it, without answers, and a folder to write in.

Where a submission is confined, all of a run share one copy, which they can only read; elsewhere each has its own.
"""

import shutil
from contextlib import contextmanager
from pathlib import Path

from casekit.core.paths import workbook_folder
from casekit.core.scratch import scratch

NEVER = ("answers", "solutions", "classroom", "_workbook", "source", "my_work")


def parts_of(tree=None):
    """The package and the workbook of a kit's tree, a clone, or the installed workbook: two folders."""
    tree = Path(tree or workbook_folder()).resolve()
    package = tree / "casekit" if (tree / "casekit").is_dir() else Path(__file__).resolve().parents[1]
    return package, tree


def copy_of(tree, place):
    """The workbook without answers, solutions and the classroom part, in the folder ``place``."""
    package, workbook = parts_of(tree)
    _copy(package, place / "casekit")
    for name in ("datasets", "exercises"):
        if (workbook / name).is_dir():
            _copy(workbook / name, place / name)
    (place / "notebooks").mkdir(exist_ok=True)
    for name in ("kit.json", "workbook.py"):
        if (workbook / name).is_file():
            shutil.copy2(workbook / name, place / name)
    _open_to_read(place)
    return place


def made(folder):
    """A new folder that others may look into."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    return folder


def _copy(source, target):
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*NEVER, "*.ipynb"), dirs_exist_ok=True)


def _open_to_read(place):
    """Whoever runs the submissions may read the copy, also where the original is only the instructor's."""
    for path in (place, *place.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@contextmanager
def folder_for_copies(copy=None):
    """A folder for the copies of one run, gone afterwards, whatever was left in it."""
    with scratch(copy) as place:
        place.chmod(0o711)
        yield place
