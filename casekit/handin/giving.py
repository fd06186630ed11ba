"""The one file to hand in and its receipt: a copy of the notebook under a plain name, in the folder ``handin``.

The copy is the notebook byte for byte, since that is what every platform takes and the marking knows, whatever it comes to
be called on the way. Nothing that was written before is ever written over.
"""

import re
import shutil
from pathlib import Path

from casekit import exercises
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.desk import student
from casekit.errors import Refused
from casekit.handin import receipt
from casekit.handin.reading import digest, read, runs

NOT_GIVEN = ("unreadable", "empty", "too-large", "wrong-notebook")
DECLARED = re.compile(r"\bi_am\(\s*(?:number\s*=\s*)?[\"']([^\"'\n]*)[\"']")
NAMED = re.compile(r"\bexercise\(\s*[\"']([\w-]+)[\"']")


def folder_of(path):
    """Where files to hand in go: ``handin`` in the reader's own folder, the one the notebook lies in if it lies in one."""
    near = (each for each in Path(path).absolute().parents if (each / ".casekit").is_dir())
    return (next(near, None) or work_folder()) / "handin"


def give(path, folder, number, states, wanted=""):
    """Write the copy and its receipt; both paths.

    Parameters
    ----------
    path : Path
        The notebook.
    folder : Path
    number : str
        The student number, or an empty text.
    states : list
        ``[name, title, state]`` of each exercise, as the receipt has them.
    wanted : str
        The hash of the file that was run: where the file has another one by now, nothing is written.

    Raises
    ------
    Refused
        If the notebook was saved again meanwhile.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = name_of(path, number, [name for name, *_ in states])
    copy, note = _free(folder, stem)
    try:
        with open(path, "rb") as source, open(copy, "xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        if wanted and digest(copy) != wanted:
            raise Refused(say("the notebook that was just run", "刚才运行的笔记本"), say("it was saved again meanwhile", "运行期间又保存过"), say("run this again", "请再运行一次本命令"))
        made = receipt.of(copy, number, student.course(), states, receipt.now())
        with open(note, "x", encoding="utf-8", newline="\n") as target:
            target.write(receipt.text(made))
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy, note


def _free(folder, stem):
    """Names for the copy and its receipt that are both free."""
    number = 1
    while True:
        name = stem if number == 1 else f"{stem}_{number}"
        copy, note = folder / f"{name}.ipynb", folder / f"{name}.receipt.txt"
        if not (copy.exists() or copy.is_symlink() or note.exists() or note.is_symlink()):
            return copy, note
        number += 1


def name_of(path, number, names):
    """``03_screening_2026001``: by the lesson whose exercises are in it, else by the notebook's own name; then the number."""
    lessons = [name.rsplit("-", 1)[0] for name in names]
    stem = exercises.notebook_of(lessons[0]) if lessons else re.sub(r"[^\w-]", "_", Path(path).stem)[:60]
    return f"{stem}_{number}" if number else stem


def seen_without_a_run(path):
    """The student number and the exercises that stand in a notebook's code, as far as its text shows them."""
    code = "\n".join(cell.source for cell in read(path).cells if runs(cell))
    told = DECLARED.findall(code)
    try:
        number = student.tidy(told[-1]) if told else ""
    except Refused:
        number = ""
    known = exercises.names()
    return number or student.who()[0], [name for name in dict.fromkeys(NAMED.findall(code)) if name in known]
