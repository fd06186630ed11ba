"""The folder the browser edition's Python starts from: Pyodide, its packages and ours, small, and the lock that names them all.

``fill(folder, ...)`` is what ``browser_edition`` calls. Each wheel stands in the lock with its imports, so that ``import casekit`` in a
cell is enough to load it with all it needs.
"""

import json
import re
import shutil
import sys
import zipfile

from casekit.core.language import say
from tools.pyodide_parts import (
    LITE,
    NEEDED,
    ROOT,
    RUNTIME,
    closure,
    digest,
    download,
    environment,
    fetched,
    named,
    packages,
    run,
    runtime,
)

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

    return fetched(named("wheels", " ".join([PANDAS, *names])), make)


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
