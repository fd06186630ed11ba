"""Making a kit for a class: the students' zip, and the instructor's folder.

``kit/students.zip`` is the workbook without solutions, answers and the classroom part, with a cell for the student number
in each exercises' notebook. ``kit/instructor`` has ``tree`` (the same and the answers, to mark with), ``kit.json`` (what
kit this is), ``roster.csv`` (a form to fill in) and ``README.md`` (where the teaching notes are). The kit's identity is a hash of what students get.
"""

import json
import re
import shutil
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import casekit
from casekit.classroom import own, readme, roster, times, tutor
from casekit.classroom.comparing import Bench
from casekit.core.files import readable, write_whole
from casekit.core.language import say
from casekit.core.paths import in_clone, workbook_folder
from casekit.desk.lessons import LANGUAGES
from casekit.errors import Refused, require_one_of

FORMAT = 1
FOLDERS = (
    "casekit",
    "datasets",
    "notebooks/en",
    "notebooks/zh",
    "notebooks/source",
    "notebooks/pictures",
    "exercises/en",
    "exercises/zh",
)
FILES = ("workbook.py", "pyproject.toml", "constraints.txt", "LICENSE")
NOT_TAKEN = re.compile(
    r"(^|/)(__pycache__|\.ipynb_checkpoints|\.[^/]+)(/|$)|^casekit/(classroom|_workbook)/|\.(pyc|half)$|^notebooks/source/.*\.md$"
)
WHO = {
    "en": """casekit.i_am("")  # your student number between the quotes""",
    "zh": """casekit.i_am("")  # 在引号里填学号""",
}


def class_kit(course, language="en", out="kit", exercises=None, deadline=None):
    """Make a kit for a class.

    Parameters
    ----------
    course : str
        A code for the course, such as ``"MKT301-2026"``: with the student number it gives everyone's own numbers. It is
        no secret. A new term gets a new code, and with it new numbers.
    language : str
        ``"en"`` or ``"zh"``: of the README, of what opens first and of messages. Lessons come in both languages.
    out : Path
        The kit's folder, which must not exist yet.
    exercises : Path, optional
        A folder with exercises of your own (see the handbook).
    deadline : str, optional
        Date, time and time zone: ``"2026-12-20T23:59+08:00"``.

    Returns
    -------
    dict
        What is in ``instructor/kit.json``.

    Raises
    ------
    Refused
        Naming what is missing or wrong; nothing is left behind then.
    """
    require_one_of("language", language, LANGUAGES)
    if not re.fullmatch(r"[\w.-]{1,40}", course):
        raise Refused(say("a course code of letters, digits, dots, hyphens, underscores, at most 40", "课程代码：字母、数字、点、连字符、下划线，最多 40 个"),
                      repr(course), say("for example --course MKT301-2026", "例如 --course MKT301-2026"))  # fmt: skip
    when = times.moment(deadline, "--deadline").isoformat() if deadline else ""
    out, source = Path(out), _source()
    _not_there_yet(out)
    with tempfile.TemporaryDirectory(prefix=".kit-", dir=_parent(out), ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / "kit"
        about = _make(source, made, course, language, Path(exercises) if exercises else None, when)
        made.replace(out)
    return about


def _source():
    """The folder with everything in it; an installed package has no ``workbook.py`` to give to students."""
    source = workbook_folder()
    if in_clone() and all((source / name).exists() for name in FILES):
        return source
    raise Refused(say("the workbook's whole folder, with workbook.py in it", "教程的完整文件夹（含 workbook.py）"),
                  say("an installed package, which has no workbook.py to give to students", "已安装的软件包，其中没有可发给学生的 workbook.py"),
                  say("download the workbook, and in its folder type: python workbook.py class-kit ...", "请下载教程，在其文件夹里运行：python workbook.py class-kit ……"))  # fmt: skip


def _not_there_yet(out):
    if out.exists():
        raise Refused(say("a name for a new folder", "一个新文件夹的名称"), say(f"{out} is there already", f"{out} 已经存在"),
                      say("give another name: a kit is never written over, since its roster may be filled in",
                          "请换一个名称：已有的课堂版不会被覆盖，其中的名单可能已填好"))  # fmt: skip


def _parent(out):
    parent = out.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def _make(source, made, course, language, mine, deadline):
    """All of the kit, in a folder that becomes the kit if nothing is wrong."""
    tree = made / "instructor" / "tree"
    for name in _taken(source):
        _copy(source / name, tree / name)
    shutil.copytree(
        source / "exercises/answers",
        tree / "exercises/answers",
        ignore=shutil.ignore_patterns("__pycache__", "*.pyc"),
    )
    _mend_project(tree / "pyproject.toml")
    sets = own.take_in(mine, source, tree, language) if mine else []
    for notebook in sorted(tree.glob("exercises/??/*.ipynb")):
        _ask_who(notebook)
    _text(tree / "README.md", readme.text(tree, course, language, deadline, sets))
    about = {
        "format": FORMAT,
        "course": course,
        "language": language,
        "casekit": casekit.__version__,
        "deadline": deadline,
    }
    with Bench(tree) as bench:
        exercises = [each | {"read_in": _read_in(tree, each)} for each in bench.needed("describe")]
        _text(tree / "TUTOR.md", tutor.text(course, language, exercises))
        about["kit"] = identity(tree, about)
        write_whole(tree / "kit.json", readable(about))
        about["exercises"] = [{key: each[key] for key in each if key != "hints"} for each in exercises]
        own.check(sets, tree, course, bench)
    zip_students(tree, made / "students.zip", f"{course}-kit")
    write_whole(made / "instructor/kit.json", readable(about))
    roster.form(made / "instructor/roster.csv", language)
    _text(made / "instructor/README.md", readme.for_instructors(language))
    return about


def _taken(source):
    """The files students get, by their names in the workbook."""
    found = [name for name in FILES if (source / name).exists()]
    for folder in FOLDERS:
        found += [
            path.relative_to(source).as_posix() for path in (source / folder).rglob("*") if path.is_file()
        ]
    return sorted(name for name in found if not NOT_TAKEN.search(name))


def _copy(origin, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(origin.read_bytes())


def _text(path, words):
    path.write_text(words, encoding="utf-8", newline="\n")


def _mend_project(path):
    """Leave out of pyproject.toml what a kit does not have."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = re.compile(r'^"exercises/(answers|solutions)"')
    _text(path, "".join(line for line in lines if not gone.match(line)))


def _ask_who(path):
    """Put the cell for the student number behind the set-up of a notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    after = next((at for at, cell in enumerate(cells, 1) if "setup" in cell["metadata"].get("tags", [])), 0)
    cell = {
        "cell_type": "code", "execution_count": None, "id": f"{path.stem}-student"[:64], "metadata": {"tags": ["student"]},
        "outputs": [], "source": [WHO[path.parent.name]],
    }  # fmt: skip
    cells.insert(after, cell)
    _text(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def _read_in(tree, exercise):
    """The lesson that has the section an exercise sends its reader to: its own before others; empty where none has it."""
    pages = sorted(
        tree.glob("notebooks/en/*.ipynb"), key=lambda page: (page.stem != exercise["notebook"], page.stem)
    )
    return next(
        (page.stem for page in pages if exercise["read"][0] and exercise["read"][0] in headings(page)), ""
    )


def headings(page):
    """The headings of a notebook's sections."""
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    words = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.findall(r"^#{2,4} +(.+?) *$", words, re.MULTILINE)


def for_students(tree):
    """The files of a tree that students get, sorted."""
    names = [path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()]
    hidden = re.compile(r"^exercises/(answers|own/answers|solutions|source)/")
    return sorted(name for name in names if not hidden.match(name) and not NOT_TAKEN.search(name))


def identity(tree, about):
    """The kit's identity: a hash of every file students get, its name, and what kit.json says."""
    key = sha256(json.dumps(about, sort_keys=True).encode())
    for name in for_students(tree):
        if name != "kit.json":
            key.update(f"\n{name} {sha256((tree / name).read_bytes()).hexdigest()}".encode())
    return key.hexdigest()[:12]


def zip_students(tree, path, top):
    """The students' zip: one folder in it; the same files give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in for_students(tree):
            info = zipfile.ZipInfo(f"{top}/{name}")  # its time is 1980-01-01 on every computer
            info.compress_type, info.external_attr, info.create_system = (
                zipfile.ZIP_DEFLATED,
                0o100644 << 16,
                3,
            )
            target.writestr(info, (tree / name).read_bytes())
