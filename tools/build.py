"""Turn the sources into the two editions.

    python workbook.py build                  what is stale
    python workbook.py build 03_screening     one lesson and its exercises, stale or not
    python workbook.py build --teaching 13_receivables   its teaching note alone
    python workbook.py build --all            everything
    python workbook.py build --check          execute nothing; say what is stale and how to mend it

A source is MyST Markdown with both languages in it (``notebooks/source``, ``exercises/source``, ``teaching/source``). Jupytext reads it,
nbconvert's preprocessors take cells out and execute the rest, nbformat writes the file. Built twice in the pinned
environment, a file has the same bytes. Each page holds the hashes of all it was made from (its source, the lesson's questions,
the modules of casekit and the tables it used), so ``--check`` sees a change of any of them.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import jupytext
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbconvert.preprocessors import (
    CellExecutionError,
    CoalesceStreamsPreprocessor,
    ExecutePreprocessor,
    TagRemovePreprocessor,
)

from casekit.desk.lessons import LANGUAGES, LESSONS

ROOT = Path(__file__).resolve().parents[1]
TAGS = {
    "setup",
    "predict",
    "answer",
    "check",
    "solution",
    "lab",
    "quiz",
    "handout",
    "formulas",
    "raises-exception",
    "nbval-ignore-output",
    "code-off-slides",
}
# what a page is made from, besides its own source; other pages and the reader's own files are not, nor the engines: pages show pandas
MADE_FROM = re.compile(r"(casekit|datasets|exercises/answers)/(?!engines/)|notebooks/source/.*\.yaml$")
# which lessons and modules there are: every page reads these, only the start page shows what is in them
LISTS = {"casekit/__init__.py", "casekit/classroom/__init__.py", "casekit/desk/lessons.py"}
START = "00_start_here"
# a line break between two Chinese characters would be shown as a space
JOIN = re.compile(r"(?<=[\u4e00-\u9fff，。；：！？、）”》])\n *(?=[\u4e00-\u9fff（“《])")
WIDGET = "application/vnd.jupyter.widget-view+json"


class Page(NamedTuple):
    """One built notebook: its source, its language, where it goes, which tags are taken out, whether it is executed."""

    source: Path
    language: str
    target: Path
    remove: frozenset
    execute: bool


def pages(root=ROOT):
    """Every notebook there is to build."""
    for source in sorted((root / "notebooks/source").glob("*.md")):
        for language in LANGUAGES:
            yield Page(
                source, language, root / f"notebooks/{language}/{source.stem}.ipynb", frozenset(), True
            )
    for source in sorted((root / "exercises/source").glob("*.md")):
        for language in LANGUAGES:
            name = f"{language}/{source.stem}.ipynb"
            yield Page(source, language, root / "exercises" / name, frozenset({"solution"}), False)
            yield Page(source, language, root / "exercises/solutions" / name, frozenset({"answer"}), True)
    for source in sorted((root / "teaching/source").glob("*.md")):
        for language in LANGUAGES:
            yield Page(
                source, language, root / f"teaching/{language}/{source.stem}.ipynb", frozenset(), True
            )


def is_teaching(page):
    """Whether a page is for instructors: a teaching note, or one that stands for itself."""
    return page.source.parent.parent.name == "teaching"


def source_hash(source):
    """SHA-256 of a source file, whatever the line ends of the platform it was checked out on."""
    return hashlib.sha256(source.read_text(encoding="utf-8").encode()).hexdigest()


def file_hash(path):
    """The first 16 digits of a file's SHA-256; of text whatever the line ends, empty if it is gone."""
    try:
        data = Path(path).read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:16]


def draft(page):
    """The notebook of one edition, not yet executed."""
    notebook = jupytext.read(page.source, fmt="md:myst")
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("lang") in (None, page.language)]
    notebook, _ = TagRemovePreprocessor(remove_cell_tags=set(page.remove)).preprocess(notebook, {})
    for place, cell in enumerate(notebook.cells, 1):
        _tidy(cell, f"{page.source.stem}-{place:03}", page)
    notebook.metadata = nbformat.from_dict(_metadata(page))
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _tidy(cell, name, page):
    unknown = set(cell.metadata.get("tags", [])) - TAGS
    if unknown:
        raise SystemExit(
            f"{page.source.name}: unknown tag {', '.join(sorted(unknown))}; known: {', '.join(sorted(TAGS))}"
        )
    kept = {key: cell.metadata[key] for key in ("tags", "slideshow", "exercise") if key in cell.metadata}
    cell.id, cell.metadata = name, nbformat.from_dict(kept)
    if cell.cell_type == "markdown" and page.language == "zh":
        cell.source = JOIN.sub("", cell.source)
    if cell.cell_type == "code":
        cell.source = cell.source.replace(
            'casekit.use_language("en")', f'casekit.use_language("{page.language}")'
        )
        if is_teaching(page):  # its code only fetches what is shown
            cell.metadata["jupyter"] = {"source_hidden": True}
        cell.outputs, cell.execution_count = [], None


def _metadata(page):
    return {
        "casekit": {
            "lesson": page.source.stem,
            "language": page.language,
            "source_hash": source_hash(page.source),
            "made_from": {},
        },
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def over_files(folder):
    """A kernel that listens on no port: two that start at the same moment may be given the same one, and one of them ends."""

    class OverFiles(AsyncKernelManager):
        def __init__(self, **told):
            super().__init__(transport="ipc", ip=f"{folder}/k", **told)

    return AsyncKernelManager if os.name == "nt" else OverFiles


def built(page):
    """The notebook as it is stored: executed where the page is, in an environment that keeps no traces."""
    notebook = draft(page)
    read = []
    if page.execute:
        with tempfile.TemporaryDirectory() as work:
            reads = Path(work) / "reads.json"
            os.environ.update(
                CASEKIT_WORK=str(Path(work) / "my_work"), CASEKIT_FONT="packaged", PYTHONHASHSEED="0",
                CASEKIT_BUILD_ROOT=str(ROOT), CASEKIT_BUILD_READS=str(reads),
            )  # fmt: skip
            executor = ExecutePreprocessor(
                timeout=300,
                kernel_name="python3",
                kernel_manager_class=over_files(work),
                record_timing=False,
                extra_arguments=["--log-level=ERROR", f"--IPKernelApp.exec_files={ROOT / 'tools/reads.py'}"],
            )
            try:
                notebook, _ = executor.preprocess(notebook, {"metadata": {"path": str(page.source.parent)}})
            except CellExecutionError as error:
                raise SystemExit(f"{page.source.name} ({page.language}): a cell fails:\n{error}") from None
            if reads.exists():  # a page without code reads nothing
                read = json.loads(reads.read_text(encoding="utf-8"))
        _settle(notebook, page)
    notebook.metadata["casekit"]["made_from"] = {
        name: file_hash(ROOT / name) for name in read if is_shown(name, page)
    }
    return notebook


def is_shown(name, page):
    """Whether a page has to be built again when this file, which it read, changes."""
    return bool(MADE_FROM.match(name)) and (name not in LISTS or page.source.stem == START)


def _settle(notebook, page):
    """Take out what differs from run to run; stop where a page would show what it must not."""
    CoalesceStreamsPreprocessor().preprocess(notebook, {})  # a kernel may send one line in two pieces
    notebook.metadata = nbformat.from_dict(_metadata(page))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
            if output.output_type == "stream" and output.name == "stderr":
                raise SystemExit(
                    f"{page.target.name}, cell {cell.id}: a warning would be stored:\n{output.text}"
                )
            if re.search(re.escape(str(ROOT)) + r"|/tmp/|0x[0-9a-f]{8}", str(output)):
                raise SystemExit(f"{page.target.name}, cell {cell.id}: an output shows a path or an address")


def text(notebook):
    """The bytes of a notebook, as text: one shape for every platform."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, ensure_ascii=False).rstrip("\n") + "\n"


def write(page):
    """Build one page and put it in its place, whole or not at all."""
    made = text(built(page))
    page.target.parent.mkdir(parents=True, exist_ok=True)
    half = page.target.with_suffix(".half")
    half.write_text(made, encoding="utf-8", newline="\n")
    half.replace(page.target)
    return page.target


def stale(page):
    """Why a page has to be built again, or an empty string."""
    if not page.target.exists():
        return "not built yet"
    try:
        stored = nbformat.read(page.target, as_version=4).metadata["casekit"]
        if stored["source_hash"] != source_hash(page.source):
            return "its source has changed"
        changed = [name for name, was in stored["made_from"].items() if file_hash(ROOT / name) != was]
    except (AttributeError, KeyError, TypeError, ValueError, nbformat.reader.NotJSONError) as error:
        return f"cannot be read ({type(error).__name__})"
    return f"changed since: {', '.join(changed[:3])}{' ...' if changed[3:] else ''}" if changed else ""


def map_of_lessons(language):
    """The lessons as a Markdown table, for the README."""
    head = {
        "en": "| | Lesson | Minutes | Exercises, minutes | |\n| --- | --- | --- | --- | --- |",
        "zh": "| | 课文 | 课文用时（分钟） | 练习用时（分钟） | |\n| --- | --- | --- | --- | --- |",
    }
    return "\n".join([head[language], *(_map_row(lesson, language) for lesson in LESSONS)])


def _map_row(lesson, language):
    title = lesson.zh if language == "zh" else lesson.en
    link = f"[{title}](notebooks/{language}/{lesson.slug}.ipynb)" if lesson.state == "ready" else title
    state = {"ready": "可以学习", "to come": "尚未推出"}[lesson.state] if language == "zh" else lesson.state
    return f"| {lesson.number} | {link} | {lesson.minutes} | {lesson.exercise_minutes or ''} | {state} |"


def with_maps(text):
    """A README with the two maps, between its marks, as the registry of lessons has them."""

    def filled(found):
        return f"{found[1]}{map_of_lessons(found[2])}\n{found[3]}"

    return re.sub(r"(<!-- lessons (en|zh) -->\n).*?(<!-- end -->)", filled, text, flags=re.S)


def readme_is_stale(path):
    """Whether the maps in a README are not the registry's."""
    return path.exists() and with_maps(text := path.read_text(encoding="utf-8")) != text


def orphans(root=ROOT):
    """Built notebooks that no source stands for."""
    known = {page.target for page in pages(root)}
    places = [
        f"{part}/{language}"
        for part in ("notebooks", "exercises", "exercises/solutions", "teaching")
        for language in LANGUAGES
    ]
    found = [path for place in places for path in sorted((root / place).glob("*.ipynb"))]
    return [path for path in found if path not in known]


def check(root=ROOT):
    """The lines ``--check`` prints: each stale page with the command that mends it."""
    lines = [
        f"{page.target.relative_to(root)}: {why}. Build it: python workbook.py build {'--teaching ' * is_teaching(page)}{page.source.stem}"
        for page in pages(root)
        if (why := stale(page))
    ]
    if readme_is_stale(root / "README.md"):
        lines.append("README.md: the map of lessons has changed. Build it: python workbook.py build")
    return lines + [
        f"{path.relative_to(root)}: no source. Remove it: git rm {path.relative_to(root)}"
        for path in orphans(root)
    ]


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="workbook.py build", description=__doc__.splitlines()[0])
    parser.add_argument("lesson", nargs="*", help="the lessons to build, stale or not (03_screening)")
    parser.add_argument("--teaching", action="store_true", help="only teaching notes, not lessons and exercises")
    parser.add_argument("--all", action="store_true", help="build everything")
    parser.add_argument("--check", action="store_true", help="execute nothing, say what is stale")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        lines = check()
        print("\n".join(lines) or "Everything built is up to date.")
        return 1 if lines else 0
    there = [page for page in pages() if is_teaching(page) or not chosen.teaching]
    known = {page.source.stem for page in there}
    if set(chosen.lesson) - known:
        parser.error(
            f"no source for {', '.join(sorted(set(chosen.lesson) - known))}; there are: {', '.join(sorted(known))}"
        )
    wanted = [
        page
        for page in there
        if chosen.all or page.source.stem in chosen.lesson or (not chosen.lesson and stale(page))
    ]
    if readme_is_stale(ROOT / "README.md"):
        text = with_maps((ROOT / "README.md").read_text(encoding="utf-8"))
        (ROOT / "README.md").write_text(text, encoding="utf-8", newline="\n")
    with ProcessPoolExecutor(2) as pool:
        for target in pool.map(write, wanted):
            print("built", target.relative_to(ROOT), f"({target.stat().st_size // 1024} KB)", flush=True)
    print(f"{len(wanted)} built." if wanted else "Nothing is stale.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
