"""Build the browser edition: the workbook in JupyterLite, one folder that any web server serves, nothing to install.

    python tools/browser_edition.py                         build/site/lab
    python tools/browser_edition.py --to FOLDER
    python tools/browser_edition.py --pyodide ARCHIVE       Pyodide's packages from its official archive, or a folder

The first build needs a network (pip, npm) and keeps what it fetched in ``.lite/``; later ones need none.
What a reader opens: ``index.html``, or ``en/lab/index.html?path=notebooks/en/06_rfm.ipynb`` (``zh/lab/...`` with Chinese menus).
"""

import argparse
import json
import os
import re
import shutil
import sys
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import casekit
from casekit.core.language import say
from casekit.desk import my_work
from casekit.desk.lessons import LANGUAGES
from casekit.errors import Refused
from tools import pyodide_parts as parts
from tools import pyodide_wheels

ROOT, LITE = parts.ROOT, parts.LITE
START = "notebooks/{}/00_start_here.ipynb"
FONT = "pylopdf-fonts-zh-cn"
# JupyterLite's own pages, which ours stand in for, and forms of fonts that no browser of today asks for
LEFT_OUT = "lab/*.html lab/*.json lab/*.ipynb lab/*/ doc/ jupyter-lite.ipynb package.json build/fa-*.eot build/fa-*.svg build/fa-*.ttf"
# loaded at once while the kernel starts, not one after the other
AT_START = [
    "micropip",
    "piplite",
    "ssl",
    "sqlite3",
    "ipykernel",
    "comm",
    "pyodide-kernel",
    "jedi",
    "ipython",
    "casekit",
]


def main(arguments=None):
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, default=ROOT / "build/site/lab", metavar="FOLDER")
    parser.add_argument(
        "--pyodide", type=Path, metavar="FOLDER_OR_ARCHIVE", default=os.environ.get("CASEKIT_PYODIDE")
    )
    given = parser.parse_args(arguments)
    try:
        size = build(given.to.absolute(), given.pyodide)
    except Refused as error:
        sys.exit(str(error))
    print(say(f"{given.to}: {size / 1e6:.0f} MB", f"{given.to}：{size / 1e6:.0f} MB"))


def build(to, source=None):
    """Build the site into ``to``, in place of what is there; its size in bytes."""
    part = to.with_name(to.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    _jupyterlite(part)
    kernel = part / "extensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    pyodide_wheels.fill(part / "static/pyodide", sorted(kernel.glob("*.whl")), source)
    for language in LANGUAGES:
        _desk(part, language)
    _pages(part)
    _leave_out(part)
    _no_more_settings(part)
    _edition(part)
    shutil.rmtree(to, ignore_errors=True)
    part.rename(to)
    return sum(each.stat().st_size for each in to.rglob("*") if each.is_file())


# JupyterLite --------------------------------------------------------------------------------------------


def _jupyterlite(part):
    """JupyterLab for the browser with the workbook's files, as JupyterLite builds it."""
    python = parts.environment()
    contents = parts.HERE / "contents"
    shutil.rmtree(contents, ignore_errors=True)
    _contents(contents)
    part.parent.mkdir(parents=True, exist_ok=True)
    settings = parts.HERE / "empty"
    settings.mkdir(exist_ok=True)
    command = "-m jupyterlite_core build --apps lab --no-sourcemaps --no-unused-shared-packages".split()
    parts.run(
        [str(python), *command, "--contents", str(contents), "--output-dir", str(part)],
        say("JupyterLite's own build", "JupyterLite 的生成"),
        settings,
    )


def _contents(folder):
    """The reader's files, as ``casekit lab`` copies them; its own books are not needed here."""
    my_work.refresh(folder, ROOT)
    shutil.rmtree(folder / ".casekit")


def _desk(part, language):
    """JupyterLab once a language: the same files and programs, menus and settings of their own."""
    desk = part / language / "lab"
    desk.mkdir(parents=True)
    page = (part / "lab/index.html").read_text(encoding="utf-8")
    page = page.replace('"../', '"../../').replace("'../", "'../../").replace('root=".."', 'root="../.."')
    page = page.replace("<html>", f'<html lang="{language}">').replace(
        "<head>", "<head>\n" + _scripts("../.."), 1
    )
    (desk / "index.html").write_text(page, encoding="utf-8")
    _write(
        desk / "jupyter-lite.json",
        {"jupyter-lite-schema-version": 0, "jupyter-config-data": _config(language)},
    )
    forward = '<meta charset="utf-8"><script id="jupyter-config-data" type="application/json">{}</script>'
    forward += f'<meta http-equiv="refresh" content="0; url=lab/index.html?path={START.format(language)}">'
    (part / language / "index.html").write_text(f"<!doctype html>\n{forward}\n", encoding="utf-8")


def _scripts(root):
    """The line for each of our own scripts, in the order of their names."""
    names = sorted(each.name for each in (LITE / "static").glob("*.js"))
    return "".join(f'    <script src="{root}/{name}" data-root="{root}"></script>\n' for name in names)


def _config(language):
    """What JupyterLab is told in one language."""
    packages = AT_START + ([FONT] if language == "zh" else [])
    environment = {"CASEKIT_WORK": "/drive", "CASEKIT_LANGUAGE": language}
    return {
        "appName": {"en": "Customer management", "zh": "客户管理"}[language],
        "appUrl": f"/{language}/lab",
        "settingsUrl": "../../build/schemas",
        "themesUrl": "./build/themes",
        "showLoadingIndicator": True,
        "exposeAppInBrowser": True,
        "settingsOverrides": {
            "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN" if language == "zh" else "en"},
            "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
            "@jupyterlab/notebook-extension:tracker": {
                "codeCellConfig": {"lineWrap": True},
                "windowingMode": "defer",  # a lab that has scrolled out of sight stays as it was
            },
        },
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {
                "pyodideUrl": "../../static/pyodide/pyodide.js",
                "disablePyPIFallback": True,
                "loadPyodideOptions": {"packages": packages, "env": environment},
            }
        },
    }


# Our own pages and files --------------------------------------------------------------------------------


def _pages(part):
    """The first page, the scripts, and the service worker before JupyterLite's own."""
    for each in sorted((LITE / "static").iterdir()):
        shutil.copyfile(each, part / each.name)
    (part / "service-worker.js").rename(part / "service-worker-jupyterlite.js")
    shutil.copyfile(LITE / "service-worker.js", part / "service-worker.js")
    shutil.copyfile(LITE / "index.html", part / "index.html")


def _leave_out(part):
    for pattern in LEFT_OUT.split():
        for each in part.glob(pattern):
            shutil.rmtree(each) if each.is_dir() else each.unlink()


def _edition(part):
    """``edition.json``: which edition this is, and the hash of each notebook the reader was given. ``everything.json``: all files, with sizes."""
    files = {each.relative_to(part).as_posix(): each for each in sorted(part.rglob("*")) if each.is_file()}
    hashes = {name: parts.digest(each) for name, each in files.items()}
    edition = sha256(json.dumps(hashes).encode()).hexdigest()[:16]
    notebooks = {
        name.removeprefix("files/"): found
        for name, found in hashes.items()
        if re.match(r"files/.*\.ipynb$", name)
    }
    sizes = {name: each.stat().st_size for name, each in files.items() if name != "service-worker.js"}
    _write(
        part / "edition.json", {"version": casekit.__version__, "edition": edition, "notebooks": notebooks}
    )
    _write(part / "everything.json", sizes)
    for each in (
        part / "service-worker.js",
        *(part / script.name for script in (LITE / "static").glob("*.js")),
    ):
        _fill_in(each, EDITION=edition)
    _fill_in(part / "index.html", VERSION=casekit.__version__, WHOLE=f"{sum(sizes.values()) / 1e6:.0f} MB")


def _fill_in(file, **words):
    text = file.read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace(name, word)
    file.write_text(text, encoding="utf-8")


def _no_more_settings(part):
    """Empty files where JupyterLite looks for more settings, so that the browser's console shows no faults."""
    for folder in (
        part,
        *(part / language for language in LANGUAGES),
        *(part / language / "lab" for language in LANGUAGES),
    ):
        if not (folder / "jupyter-lite.json").exists():
            _write(folder / "jupyter-lite.json", {})
        _write(
            folder / "jupyter-lite.ipynb",
            {"cells": [], "metadata": {"jupyter-lite": {}}, "nbformat": 4, "nbformat_minor": 5},
        )


def _write(path, data):
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
