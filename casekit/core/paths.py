"""Where the workbook is, and where the reader's copies are."""

import os
from pathlib import Path

from casekit.core.language import say
from casekit.errors import Refused


def workbook_folder():
    """The folder that holds notebooks, exercises and datasets: the installed one, or the clone.

    Raises
    ------
    Refused
        Where casekit was installed without them.
    """
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "_workbook", here.parent):
        if (folder / "notebooks").is_dir() and (folder / "datasets").is_dir():
            return folder
    raise Refused(
        say("the workbook's notebooks and datasets", "教程的笔记本和数据"),
        say(f"neither beside {here} nor in it", f"{here} 的里面和旁边都没有"),
        say(
            "install casekit again, from the whole folder: pip install .",
            "在完整的文件夹里重新安装：pip install .",
        ),
    )


def in_clone():
    """Whether casekit runs from the folder with ``workbook.py``, not from an installed wheel."""
    return (workbook_folder() / "workbook.py").exists()


def work_folder():
    """The reader's own folder. Nothing is created before something is written.

    It is the folder named by ``CASEKIT_WORK``; else the nearest folder above the current one which has a
    ``.casekit``; else ``my_work``, in the clone or (installed) in the current folder.
    """
    if os.environ.get("CASEKIT_WORK"):
        return Path(os.environ["CASEKIT_WORK"]).absolute()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ".casekit").is_dir():
            return folder
    return (workbook_folder() if in_clone() else here) / "my_work"
