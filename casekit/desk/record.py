"""What the reader has done so far: predictions, quiz answers, exercises.

It is kept in one plain file, ``my_work/progress.json``, that a person can read. Two notebooks may write at once; a
file that cannot be read is set aside, not lost; where nothing can be written, the record lives as long as the kernel.

* ``note(kind, key, value)``, ``noted(kind, key)``: what predictions, quizzes and exercises record
"""

import json

from casekit.core.files import free_name, one_writer, readable, write_whole
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.errors import require_one_of

KINDS = ("predictions", "quiz", "exercises")

_in_memory = {}  # where the folder cannot be written to


def note(kind, key, value):
    """Record something the reader did, in ``my_work/progress.json``; safe with two notebooks at once.

    Parameters
    ----------
    kind : str
        ``"predictions"``, ``"quiz"`` or ``"exercises"``.
    key : str
        Begins with the lesson's word: ``"screening-first-and-last"``.
    value
        Anything JSON can hold. Of an exercise, ``"status": "right"`` (in a class kit, ``"form"``) counts; of a quiz, ``right`` and ``of``.
    """
    require_one_of("kind", kind, KINDS)
    work = work_folder()
    try:
        with one_writer(work, "progress"):
            record = _read_progress(work)
            record[kind][str(key)] = value
            write_whole(work / "progress.json", readable(record))
    except OSError as error:
        _keep_in_memory(kind, str(key), value, error)


def noted(kind, key=None, default=None):
    """What was recorded under ``key``, or ``default``; without a key, everything of that kind as a dict."""
    require_one_of("kind", kind, KINDS)
    record = _read_progress(work_folder())[kind] | _in_memory.get(kind, {})
    return record if key is None else record.get(str(key), default)


def _keep_in_memory(kind, key, value, error):
    if not _in_memory:
        why = error.strerror or type(error).__name__
        print(
            say(
                f"Your progress cannot be kept: {work_folder()} cannot be written to ({why}).",
                f"本次学习的进度无法保存：{work_folder()} 不能写入（{why}）。",
            )
        )
    _in_memory.setdefault(kind, {})[key] = value


def _read_progress(work):
    """The record; a file that cannot be read as one is set aside, and the record starts again."""
    path, empty = work / "progress.json", {"version": 1, **{kind: {} for kind in KINDS}}
    try:
        record = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        return empty
    except ValueError:
        record = None
    if isinstance(record, dict) and all(isinstance(record.get(kind, {}), dict) for kind in KINDS):
        return empty | record
    _set_aside(path)
    return empty


def _set_aside(path):
    """Rename a file that cannot be read, so that nothing of it is lost, and say so once."""
    aside = free_name(path, "unreadable")
    try:
        path.rename(aside)
    except OSError:
        return
    print(
        say(
            f"{path.name} could not be read; it is kept as {aside.name}, and a new record begins.",
            f"{path.name} 读不出来，已保留为 {aside.name}，进度从头记录。",
        )
    )
