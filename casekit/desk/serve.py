"""Opening JupyterLab on the reader's own copies, in the reader's language.

Only the standard library is loaded before JupyterLab itself, so that it starts quickly.
"""

import os
import socket
import sys
from pathlib import Path
from urllib.parse import quote

from casekit.core.files import readable, write_whole
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.desk import my_work, slides
from casekit.desk.lessons import LANGUAGES
from casekit.errors import Refused, require_one_of


def lab(language="en", port=None, browser=True, folder=None, more=()):
    """Open the workbook in JupyterLab, on the start page of one edition. Returns when JupyterLab ends.

    Parameters
    ----------
    language : str
        ``"en"`` or ``"zh"``: the edition, and JupyterLab's menus (unless you chose others in its settings).
    port : int, optional
        Refused if it is taken. Without it: 8888 or the next free one.
    browser : bool
        Whether to open a browser.
    folder : Path, optional
        The reader's folder; by default :func:`work_folder`.
    more : list of str
        Further arguments for JupyterLab.
    """
    require_one_of("language", language, LANGUAGES)
    work = Path(folder).absolute() if folder else work_folder()
    port = usable_port(port)
    for line in _fill(work):
        print(line)
    os.environ.update(_environment(work, language))
    slides.end_of_last_time()
    os.chdir(work)
    print(
        say(
            f"Your copies are in {work}\nOpening JupyterLab on port {port}; Ctrl-C here ends it.",
            f"你的文件在 {work}\n正在端口 {port} 上打开 JupyterLab；在这里按 Ctrl-C 结束。",
        ),
        flush=True,
    )
    _become_jupyterlab(_arguments(work, language, port, browser) + list(more))


def _become_jupyterlab(arguments):
    from jupyterlab.labapp import LabApp

    sys.argv = ["jupyter-lab", *arguments]
    LabApp.launch_instance(arguments)


def _fill(work):
    """Copy the lessons; refuse a folder that cannot be written to."""
    try:
        return my_work.in_words(my_work.refresh(work))
    except OSError as error:
        raise Refused(
            say("a folder you may write to, with room in it", "一个可以写入、还有空间的文件夹"),
            f"{work}: {error.strerror or error}",
            say("name another one: casekit lab FOLDER", "换一个文件夹：casekit lab 文件夹"),
        ) from error


def _arguments(work, language, port, browser):
    """What JupyterLab is started with."""
    arguments = [
        f"--ServerApp.root_dir={work}",
        f"--LabApp.default_url=/lab/tree/{quote(f'notebooks/{language}/00_start_here.ipynb')}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.answer_yes=True",  # Ctrl-C ends it without a question
        "--Application.log_level=WARN",
        "--LabApp.extension_manager=readonly",  # no look-ups outside this computer
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    arguments += [] if browser else ["--ServerApp.open_browser=False"]
    return arguments + (["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])


def _environment(work, language):
    """Where kernels keep progress, and JupyterLab's own settings for this workbook."""
    settings = work / ".casekit" / "jupyter" / language
    _write_settings(settings / "labconfig" / "default_setting_overrides.json", language)
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    return {
        "CASEKIT_WORK": str(work),
        "CASEKIT_LANGUAGE": language,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_PATH": os.pathsep.join([str(settings), *([others] if others else [])]),
        "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces"),  # tabs of other folders stay out
    }


def _write_settings(path, language):
    """Defaults, not commands: what the reader has chosen in JupyterLab's settings still wins."""
    settings = readable(
        {
            "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN" if language == "zh" else "en"},
            "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
            "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
            # on a projector, with large type, no code is cut off
            "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineWrap": True}},
            **slides.settings(language),
        }
    )
    if not path.exists() or path.read_bytes() != settings:
        write_whole(path, settings)


def usable_port(port=None):
    """``port`` if it is free, else refused; without a port the first free one from 8888 on, and said so."""
    if port is None:
        free = free_port(8888)
        if free != 8888:
            print(say(f"Port 8888 is taken; using {free}.", f"端口 8888 已被占用，改用 {free}。"))
        return free
    if port in range(1, 65536) and is_free(port):
        return port
    free = free_port(8888)
    raise Refused(
        say("a port nobody uses, from 1024 to 65535", "一个没人用的端口（1024 到 65535）"),
        say(f"{port} is taken, or not allowed", f"{port} 已被占用，或不允许使用"),
        say(f"this one is free: --port {free}", f"这个端口空闲：--port {free}"),
    )


def free_port(first):
    """The first free port from ``first`` on."""
    return next(port for port in range(first, 65536) if is_free(port))


def is_free(port):
    """Whether a page can be served on this port of this computer."""
    with socket.socket() as door:
        if os.name != "nt":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
