"""``casekit review my_folder/``: the review from the command line, with progress, into a new folder.

What it answers: 0 all was written, 1 refused (nothing was written), 3 written, but a part or a file could not be made, 130 stopped by Ctrl-C.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from casekit.core.harmless import harmless
from casekit.core.language import language, say
from casekit.errors import Refused
from casekit.review import review
from casekit.review.part import FAILED
from casekit.review.progress import Progress

WRITTEN, NOT_ALL, STOPPED = 0, 3, 130


def command(options):
    """Do what was typed, and say what was written."""
    records = "qinghe" if options.folder == "qinghe" and not Path("qinghe").exists() else Path(options.folder)
    target = new_folder(records, options.to)
    beside, show = _beside(target), Progress()
    try:
        made = review(
            records, options.as_of, language(), beside, options.company, None, show, not options.no_excel, not options.no_pdf
        )  # fmt: skip
        show.done()
        if target.is_dir():
            target.rmdir()  # an empty one that was asked for
        beside.rename(target)
    except KeyboardInterrupt:
        show.done()
        print(say("Stopped; nothing was written.", "已停止，没有写出任何文件。"))
        return STOPPED
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return _told(made, target)


def _told(made, target):
    """Say which files there are, and which parts are not."""
    failed = [each for each in made.results if each.state == FAILED]
    print(replace(made, words=()))
    for each in failed:
        print(
            say(
                f"Not possible: {each.part.title}. {_first(each.words)}",
                f"这一部分没有做成：{each.part.title}。{_first(each.words)}",
            )
        )
    for line in made.words:
        print(say(f"Not written: {line}", f"没有写出：{line}"))
    print(say(f"In {target.resolve()}", f"已存入 {target.resolve()}"))
    return NOT_ALL if failed or made.words else WRITTEN


def _first(words):
    return harmless(" ".join(words.split()), 300)


def new_folder(records, asked):
    """Where the files go: the folder asked for, if it is not there or empty; else ``..._review`` in the current folder, with a number if need be."""
    if asked is not None:
        target = Path(asked)
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise Refused(
                say("a folder that is not there yet, or is empty", "一个还不存在的文件夹，或空文件夹"),
                say(f"{harmless(target, 200)} is there already", f"{harmless(target, 200)} 已经存在"),
                say("give another name with --to", "请用 --to 换一个名称"),
            )
        return target
    name = (records if isinstance(records, str) else records.resolve().stem or "records") + "_review"
    numbers = (Path(name + (f"_{number}" if number > 1 else "")) for number in range(1, 10_000))
    return next(each for each in numbers if not each.exists())


def _beside(target):
    """A folder beside the target in which the files are written first, so that there is never half a review."""
    try:
        beside = target.parent / f".{target.name}.{os.getpid()}"
        beside.mkdir(parents=True)
        return beside
    except OSError as error:
        raise Refused(
            say("a folder that can be written to", "可以写入的文件夹"),
            f"{harmless(target.parent.resolve(), 200)}: {type(error).__name__}",
            say("give another with --to", "请用 --to 换一个"),
        ) from None
