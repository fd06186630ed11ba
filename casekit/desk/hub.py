"""A student's server on a JupyterHub: the same copies, language and start page as ``casekit lab`` at home.

A hub starts ``casekit hub`` for each of its users (``c.Spawner.cmd``, see ``deploy/``). What it says about the user stands in the
environment: ``CASEKIT_LANGUAGE``, and ``CASEKIT_STUDENT`` for the student number, which is then filled into the exercises of a
class kit. The copies are in ``casebook`` in the user's home.
"""

import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

from casekit.core.files import one_writer, readable, write_whole
from casekit.core.language import language, say, speak
from casekit.core.paths import workbook_folder
from casekit.desk import my_work, serve, student
from casekit.desk.lessons import LANGUAGES
from casekit.errors import Refused

FOLDER = "casebook"
BLANK = b'casekit.i_am(\\"\\")'  # as a class kit writes it, in the notebook's JSON


def hub(more=()):
    """Copy what is missing, and become the user's server. Returns when the server ends.

    Parameters
    ----------
    more : list of str
        Further arguments for the server.
    """
    speak(language_here())
    try:
        os.environ.update(settle(own_folder(), language()))
    except (Refused, OSError) as fault:  # a full disk, say: the student gets in, to make room
        print(fault, file=sys.stderr, flush=True)
    _become_server(list(more))


def own_folder():
    """Where the user's copies are: ``CASEKIT_WORK`` (``~`` is the home), else ``casebook`` in the home."""
    named = os.environ.get("CASEKIT_WORK") or f"~/{FOLDER}"
    return (Path.home() / named.removeprefix("~/")).absolute()


def language_here():
    """The language the hub says, else the class kit's, else the system's: ``"en"`` or ``"zh"``."""
    told = os.environ.get("CASEKIT_LANGUAGE")
    return told if told in LANGUAGES else _language_of_kit() or language()


def _language_of_kit():
    try:
        told = json.loads((workbook_folder() / "kit.json").read_text(encoding="utf-8"))["language"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return told if told in LANGUAGES else ""


def settle(work, chosen):
    """Copy the lessons into ``work``; the environment the server is to have, in the hub's own words.

    The page that opens is the start page. It can only be served from a folder above it: the one the hub named, else the home.
    """
    for line in serve._fill(work):
        print(line, flush=True)
    fill_in(work, os.environ.get("CASEKIT_STUDENT", ""))
    top = Path(os.environ.get("JUPYTERHUB_ROOT_DIR") or Path.home()).expanduser().absolute()
    top = top if work.is_relative_to(top) else work
    page = work.relative_to(top) / "notebooks" / chosen / "00_start_here.ipynb"
    return serve._environment(work, chosen) | {
        "JUPYTERHUB_ROOT_DIR": str(top),
        "JUPYTERHUB_DEFAULT_URL": f"/lab/tree/{quote(page.as_posix())}",
    }


def fill_in(work, number):
    """Write the student number into exercises that are as they were copied; what the user has changed is not touched.

    Raises
    ------
    Refused
        For what is no student number (see :func:`casekit.desk.student.tidy`).
    """
    number = student.tidy(number).encode()
    if not number:
        return
    with one_writer(work, "copies"):
        copies = my_work._read_copies(work)
        for name in copies:
            if name.startswith("exercises/") and (work / name).is_file():
                _fill_in(work / name, BLANK.replace(b'\\"\\"', b'\\"' + number + b'\\"'), copies[name])
        write_whole(work / ".casekit" / "copies.json", readable(copies))


def _fill_in(path, words, entry):
    """One notebook, and its line in the book of copies."""
    data = path.read_bytes()
    if BLANK in data and my_work.digest(data) == entry.get("placed"):
        data = data.replace(BLANK, words)
        write_whole(path, data)
        entry["placed"] = my_work.digest(data)


def _become_server(more):
    try:
        from jupyterhub.singleuser import main
    except ImportError:
        raise Refused(
            say("JupyterHub, in the version of the hub", "与服务器版本相同的 JupyterHub"),
            say("not installed beside casekit", "casekit 所在的环境里没有安装"),
            say("pip install jupyterhub==VERSION (see deploy/README.md)", "pip install jupyterhub==版本号（见 deploy/README.zh.md）"),
        ) from None
    sys.argv = ["jupyterhub-singleuser", *more]
    main()
