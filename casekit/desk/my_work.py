"""The reader's own copies of the lessons.

Lessons and exercises are copied to ``my_work``, without outputs (a shown answer spoils a prediction), and are
never overwritten: a newer version is put beside the reader's own. ``my_work`` mirrors the workbook, so links
hold in both places. ``my_work/.casekit/copies.json`` keeps the books: what was copied, and how it was then.

* ``start_again("03_screening")``: for the start page
* ``refresh(work)``, ``newer_versions()``: copying, and what lies beside a lesson

What the reader has done is kept by ``record``; ``serve`` opens JupyterLab.
"""

import json
import os
import re
from collections import namedtuple
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from casekit.core.browser import in_browser
from casekit.core.files import free_name, one_writer, readable, write_whole
from casekit.core.language import language, say
from casekit.core.paths import work_folder, workbook_folder
from casekit.desk.lessons import LANGUAGES, find_lesson
from casekit.errors import Refused, require_one_of

PARTS = ("notebooks", "exercises")
NOT_COPIED = ("exercises/solutions", "exercises/answers", "notebooks/source", "exercises/source")


# Copying ------------------------------------------------------------------------------------------------

Happened = namedtuple("Happened", "what file beside", defaults=[""])  # what: copied, updated, beside
Copy = namedtuple("Copy", "bytes version source_hash links")


def refresh(work=None, source=None):
    """Copy what is missing and offer what is newer; a file the reader has changed is never touched.

    A lesson which is missing is copied. One which is still as it was copied is brought up to date. One which
    the reader has changed stays, and the newer version is put beside it, once, as ``NAME_new.ipynb``.

    Parameters
    ----------
    work : Path, optional
        The reader's folder; by default :func:`work_folder`.
    source : Path, optional
        The workbook; by default :func:`workbook_folder`.

    Returns
    -------
    list of Happened
        ``what`` (``copied``, ``updated``, ``beside``), ``file`` and, for ``beside``, the new file.
    """
    work, source = Path(work or work_folder()), Path(source or workbook_folder())
    with one_writer(work, "copies"):
        _sweep(work)
        copies, happened = _read_copies(work), []
        before = json.dumps(copies)
        for name in _lesson_files(source):
            happened += _bring(source, work, name, copies)
        for name in sorted({link for entry in copies.values() for link in entry.get("links", [])}):
            happened += _bring(source, work, name, copies)
        if json.dumps(copies) != before:
            write_whole(work / ".casekit" / "copies.json", readable(copies))
    return happened


def _sweep(work):
    """Take away what a copying that was stopped half way has left."""
    for part in PARTS:
        for left in (work / part).glob("*/.part-*"):
            left.unlink(missing_ok=True)


def _lesson_files(source):
    """The names of all built lessons and exercises of both editions."""
    folders = [source / part / language for language in LANGUAGES for part in PARTS]
    return sorted(
        file.relative_to(source).as_posix() for folder in folders for file in folder.glob("*.ipynb")
    )


def _read_copies(work):
    """What was copied before. A damaged file counts as empty: every file is then the reader's own."""
    try:
        copies = json.loads((work / ".casekit" / "copies.json").read_bytes())
        return {name: entry for name, entry in copies.items() if isinstance(entry, dict)}
    except (OSError, ValueError, AttributeError):
        return {}


def _bring(source, work, name, copies):
    """Copy one file, bring it up to date, offer it beside, or leave it; what happened, as a list."""
    origin, mine, entry = source / name, work / name, copies.setdefault(name, {})
    seen = _seen(origin)
    if mine.exists() and entry.get("seen") == seen:
        return []
    copy = _copy_of(origin, source)
    happened = _place(work, name, copy, copies)
    entry.update(seen=seen, links=copy.links)
    return happened


def _seen(file):
    """Size and time of a file: while they stay, it need not be read again."""
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def _place(work, name, copy, copies):
    """The rules of :func:`refresh` for one file."""
    mine, entry = work / name, copies[name]
    if not mine.exists():
        _put(mine, copy, entry)
        return [Happened("copied", name)]
    if copy.version in (entry.get("version"), entry.get("offered")):
        return []
    found = digest(mine.read_bytes())
    if found == digest(copy.bytes):
        entry.update(_book(copy))
        return []
    if found == entry.get("placed"):
        _put(mine, copy, entry)
        return [Happened("updated", name)]
    return [] if _descends_from(mine, copy) else [_put_beside(work, name, copy, copies)]


def _book(copy):
    return {"placed": digest(copy.bytes), "version": copy.version, "source_hash": copy.source_hash}


def _put(path, copy, entry):
    write_whole(path, copy.bytes)
    entry.update(_book(copy))


def _put_beside(work, name, copy, copies):
    """Put a newer version beside the reader's own, never over a file they have changed."""
    for beside in _names_beside(name):
        known = copies.get(beside, {}).get("placed")
        if not (work / beside).exists() or digest((work / beside).read_bytes()) == known:
            break
    _put(work / beside, copy, copies.setdefault(beside, {}))
    copies[name].update(offered=copy.version, beside=beside)
    return Happened("beside", name, beside)


def _names_beside(name):
    """``NAME_new``, ``NAME_new_2``, ``NAME_new_3`` ..."""
    path, number = Path(name), 1
    while True:
        ending = "_new" if number == 1 else f"_new_{number}"
        yield path.with_name(f"{path.stem}{ending}{path.suffix}").as_posix()
        number += 1


def digest(data):
    """The SHA-256 of some bytes."""
    return sha256(data).hexdigest()


def _copy_of(origin, source):
    """What the reader gets of a file: a notebook without outputs, anything else as it is."""
    if origin.suffix != ".ipynb":
        data = origin.read_bytes()
        return Copy(data, digest(data), "", [])
    notebook = without_outputs(json.loads(origin.read_bytes()))
    cells = json.dumps([(cell["cell_type"], cell["source"]) for cell in notebook["cells"]])
    data = (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    return Copy(data, digest(cells.encode()), source_hash(notebook), _links(notebook, origin, source))


def without_outputs(notebook):
    """A notebook as it was before it ran."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    notebook["metadata"].pop("widgets", None)
    return notebook


def source_hash(notebook):
    """The hash of the source a notebook was built from, as written into it by the build."""
    return notebook["metadata"].get("casekit", {}).get("source_hash", "")


def _descends_from(mine, copy):
    """Whether the reader's notebook, changed or not, comes from this very source."""
    try:
        return bool(copy.source_hash) and source_hash(json.loads(mine.read_bytes())) == copy.source_hash
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _links(notebook, origin, source):
    """The pages and pictures of the workbook a notebook links to, other notebooks left out."""
    words = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    named = re.findall(r"\]\(([^)#?\s]+)", words) + re.findall(r"src=[\"']([^\"'#?]+)", words)
    found = (_inside(source, origin.parent / unquote(name)) for name in named if "://" not in name)
    return sorted({name for name in found if name and not name.startswith(NOT_COPIED)})


def _inside(source, path):
    """A file's name inside the workbook; empty for notebooks, code and whatever lies outside."""
    path = Path(os.path.normpath(path))
    inside = path.is_file() and path.is_relative_to(source) and path.suffix not in (".ipynb", ".py")
    return path.relative_to(source).as_posix() if inside else ""


def newer_versions(work=None):
    """The lessons that have a newer version beside them, as (reader's file, newer file)."""
    work = Path(work or work_folder())
    offered = {name: entry for name, entry in _read_copies(work).items() if entry.get("beside")}
    pairs = [(name, entry["beside"]) for name, entry in sorted(offered.items()) if _is_older(entry)]
    return [(name, beside) for name, beside in pairs if (work / beside).exists()]


def _is_older(entry):
    """Whether the version offered beside is another one than the version the reader was given since."""
    return entry.get("offered") != entry.get("version")


def say_what_is_new():
    """Say, on the start page, which lessons have a newer version beside them."""
    if in_browser():
        print(say("The page itself says when a newer edition is there.", "有新版时，页面会自动提示。"))
        return
    pairs = newer_versions()
    for file, beside in pairs:
        print(beside_in_words(file, beside))
    if not pairs:
        print(say("There are no newer versions of your lessons.", "你学过的课都没有新版。"))


def in_words(happened):
    """What :func:`refresh` did, in a few lines."""
    count = {what: sum(one.what == what for one in happened) for what in ("copied", "updated")}
    lines = []
    if count["copied"]:
        lines.append(say(f"{count['copied']} files copied.", f"复制了 {count['copied']} 个文件。"))
    if count["updated"]:
        lines.append(
            say(f"{count['updated']} files brought up to date.", f"更新了 {count['updated']} 个文件。")
        )
    for one in happened:
        if one.what == "beside":
            lines.append(beside_in_words(one.file, one.beside))
    return lines


def beside_in_words(file, beside):
    """One sentence about a newer version."""
    return say(
        f"{file} has a newer version; yours is untouched, the new one is {Path(beside).name} beside it.",
        f"{file} 有新版本；你的文件没有动，新版本在旁边：{Path(beside).name}。",
    )


# Starting again -----------------------------------------------------------------------------------------


def start_again(lesson, part="notebooks"):
    """Start a lesson again: yours is kept under another name, a fresh copy takes its place.

    Parameters
    ----------
    lesson : str or int
        Name or number: ``"03_screening"``, ``"screening"`` or ``3``.
    part : str
        ``"notebooks"`` for the lesson, ``"exercises"`` for its exercises.

    Raises
    ------
    Refused
        For a lesson that does not exist, or is still to come; in the browser edition, whose page has a menu for it.
    """
    require_one_of("part", part, PARTS)
    if in_browser():
        raise Refused(
            say("the page's own menu", "页面上的菜单"),
            say("the browser edition, where the page keeps the files", "浏览器版，文件由页面保管"),
            say(
                "open the lesson, then choose My work, Start this lesson again",
                "打开这一课，在菜单“我的文件”中选“重新开始这一课”",
            ),
        )
    work, source, slug = work_folder(), workbook_folder(), find_lesson(lesson).slug
    name = f"{part}/{language()}/{slug}.ipynb"
    if not (source / name).exists():
        raise Refused(
            say("a lesson that is ready", "一节可以学习的课"),
            say(f"{slug} is still to come", f"{slug} 尚未推出"),
            say("casekit.lesson_map() shows which ones are ready", "casekit.lesson_map() 列出可以学习的课"),
        )
    print(_start_again(work, source, name))


def _start_again(work, source, name):
    """Keep the reader's file, put a fresh one, and say so."""
    with one_writer(work, "copies"):
        copies, mine = _read_copies(work), work / name
        kept = free_name(mine, "kept")
        if mine.exists():
            mine.rename(kept)
        copy = _copy_of(source / name, source)
        _put(mine, copy, entry := copies.setdefault(name, {}))
        entry.update(seen=_seen(source / name), links=copy.links)
        _drop_untouched(work, copies, entry.pop("beside", ""))
        write_whole(work / ".casekit" / "copies.json", readable(copies))
    if not kept.exists():
        return say(f"{mine.name} is there, as new.", f"{mine.name} 已放好，是全新的。")
    return say(
        f"Yours is kept as {kept.name}; {mine.name} is fresh. If it is open, open it again.",
        f"你的文件已保留为 {kept.name}；{mine.name} 是全新的。如果正开着，请关掉再打开。",
    )


def _drop_untouched(work, copies, beside):
    """Take away the newer version that lay beside, if it is as it was put there."""
    file = work / beside
    if beside and file.exists() and digest(file.read_bytes()) == copies.get(beside, {}).get("placed"):
        file.unlink()
        del copies[beside]
