# -*- coding: utf-8 -*-
# ruff: noqa: UP009, UP010, UP031, B904 (old Pythons have to be able to read this file)
"""Set up the workbook, then open it, test it or build it. Needs nothing but Python 3.11 or newer.

    python workbook.py lab     sets everything up (once) and opens JupyterLab on the start page
    python workbook.py test    runs every notebook and every test
    python workbook.py build   for authors: makes both editions from their sources
    python workbook.py print lessons, print lesson 13, print book
                               on paper: lessons, or all of the workbook as one book, as PDF
    python workbook.py print   for instructors: teaching notes, handouts, the formula sheet as PDF
    python workbook.py slides  for instructors: a lesson as one HTML file of slides, for any browser
    python workbook.py site    for authors: the reading site and the browser edition, a folder for any web server
    python workbook.py handin my_work/exercises/en/03_screening.ipynb
                               your own check before you hand in: the same run as the marking; it writes
                               the file to hand in and a receipt into my_work/handin
    python workbook.py review my_folder --as-of 2025-12-31
                               a review of your own company's customers, from a folder of its files
    python workbook.py class-kit, grade, receipt
                               for instructors (see teaching/handbook.md)

Everything is kept in this folder: the packages in .venv, your own copies of the lessons in my_work.

The file is read by old Pythons too, so that they can name a newer one: no f-strings, no annotations.
"""

from __future__ import print_function

import argparse
import ast
import contextlib
import errno
import hashlib
import json
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = (
    os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
)
STAMP = os.path.join(VENV, "workbook-stamp.json")  # written last: without it the environment is not finished
LOCK = os.path.join(VENV, "workbook.lock")
LOG = os.path.join(VENV, "workbook-setup.log")
BROWSERS = os.path.join(VENV, "browsers")  # where playwright puts a browser, if the system has none

OLDEST = (3, 11)
KNOWN = ("3.13", "3.12", "3.11")
SPACE_MB = 2000  # the environment takes about 530 MB, with the tests 1460; unpacking needs more for a while
LEVELS = ("lab", "slides", "site", "test")  # what an environment is for; each has all of the one before
PATIENCE = 900  # seconds to wait for another set-up of this folder

# One row a pytest call: name, what it runs, arguments.
TESTS = (
    (
        "units",
        ("units, properties, examples in docstrings", "单元、性质与文档示例"),
        "-n 2 --dist loadfile -p no:nbval -m".split() + ["not browser and not daily"],
    ),
    (
        "notebooks",
        ("every notebook, stored results compared", "所有笔记本，并与已存结果比较"),
        (
            "-p tests.kernels --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg -n 2 --dist loadfile"
            " notebooks/en notebooks/zh exercises/solutions exercises/en exercises/zh"
        ).split(),
    ),
    (
        "browser",
        ("JupyterLab in Chromium", "在 Chromium 中运行 JupyterLab"),
        ["-m", "browser and not daily", "tests/browser"],
    ),
)
QUICK = (
    "quick",
    ("units only, fewer examples", "只跑单元测试，例子少一些"),
    "-n 2 --dist loadfile -p no:nbval --hypothesis-profile quick --ignore tests/browser -m".split() + ["not slow and not patient and not daily"],
)

# What pip, uv and the system say, and what it means.
NO_NETWORK = (
    "NewConnectionError",
    "Failed to establish a new connection",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Read timed out",
    "ProxyError",
    "NameResolutionError",
    "name resolution",
    "Name or service not known",
    "getaddrinfo failed",
    "nodename nor servname",
    "Network is unreachable",
    "No route to host",
    "Connection refused",
    "Connection reset",
    "dns error",
    "error sending request",
    "tunnel error",
)
NO_SPACE = (
    "No space left on device",
    "Errno 28",
    "os error 28",
    "os error 112",
    "not enough space",
    "Disk quota",
)
NO_PERMISSION = (
    "Permission denied",
    "Errno 13",
    "os error 13",
    "os error 5",
    "Access is denied",
    "Read-only file",
)
NO_VENV = ("ensurepip is not available", "No module named venv", "No module named ensurepip", "python3-venv")

language = "en"


# Words --------------------------------------------------------------------------------------------------


def say(en, zh):
    """The English or the Chinese words, by the reader's language."""
    return zh if language == "zh" else en


def tell(words="", end="\n"):
    """Print at once; a terminal that cannot show a character gets a question mark, not an error."""
    try:
        sys.stdout.write(words + end)
    except UnicodeEncodeError:
        code = sys.stdout.encoding or "ascii"
        sys.stdout.write((words + end).encode(code, "replace").decode(code))
    sys.stdout.flush()


class Stop(Exception):
    """The work cannot go on: what happened, the exact next step, and whether only the network is missing."""

    def __init__(self, what, step, offline=False):
        Exception.__init__(self, what)
        self.what, self.step, self.offline = what, step, offline

    def tell(self):
        tell(self.what)
        tell(say("Next step: ", "下一步：") + self.step)


def same_command():
    """The last words of a next step."""
    return say("then type the same command again", "然后再输入一次同样的命令")


def kit_language():
    """The language of the class kit this is, or an empty text."""
    try:
        with open(os.path.join(ROOT, "kit.json"), "rb") as file:
            found = json.loads(file.read().decode("utf-8")).get("language")
    except (EnvironmentError, ValueError, AttributeError):  # noqa: UP024 (Python 2 has two kinds of them)
        return ""
    return found if found in ("en", "zh") else ""


def system_language():
    """The class kit's language; else ``"zh"`` where the system speaks Chinese, and ``"en"`` where not."""
    if kit_language():
        return kit_language()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    if os.name == "nt":
        import ctypes

        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 4 else "en"
    return "en"


def asked_language(words):
    """The language asked for with ``--language``, else the system's; looked at before anything else."""
    for at, word in enumerate(words):
        if word.startswith("--language="):
            return word.split("=", 1)[1]
        if word == "--language" and words[at + 1 :]:
            return words[at + 1]
    return system_language()


def typed(python, words):
    """The command a reader types, with quotes round words that need them."""
    return " ".join(
        [python] + ['"%s"' % word if " " in word else word for word in [sys.argv[0]] + list(words)]
    )


# Which Python ------------------------------------------------------------------------------------------


def version_of(command):
    """The version of another Python as (3, 12), or None if it does not start."""
    question = ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        child = subprocess.Popen(command + question, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return tuple(int(part) for part in child.communicate()[0].decode("ascii").split("."))
    except (OSError, ValueError):
        return None


def newer_python():
    """What to type to start a Python that is new enough, or None if there is none here."""
    commands = [["py", "-" + version] for version in KNOWN] if os.name == "nt" else []
    commands += [["python" + version] for version in KNOWN] + [["python3"], ["python"]]
    for command in commands:
        if (version_of(command) or (0,)) >= OLDEST:
            return " ".join(command)
    return None


def check_python(words):
    """Stop where this Python is too old, naming a newer one that is here."""
    if sys.version_info[:2] >= OLDEST:
        return
    what = say(
        "This is Python %d.%d; the workbook needs Python %d.%d or newer.",
        "这是 Python %d.%d；本教程需要 Python %d.%d 或更新的版本。",
    )
    what = what % (tuple(sys.version_info[:2]) + OLDEST)
    newer = newer_python()
    if newer:
        raise Stop(
            what,
            say("a newer Python is installed here. Type:\n  ", "这台电脑上有更新的 Python，请输入：\n  ")
            + typed(newer, words),
        )
    python = "py -" + KNOWN[0] if os.name == "nt" else "python" + KNOWN[0]
    step = say(
        "install Python %s (python.org/downloads, or your system's package manager), then type:\n  %s",
        "安装 Python %s（python.org/downloads，或系统自带的软件包管理器），然后输入：\n  %s",
    )
    raise Stop(what, step % (KNOWN[0], typed(python, words)))


def base_python():
    """The Python that makes .venv: never the one inside .venv."""
    return getattr(sys, "_base_executable", None) or sys.executable


def check_can_make_venv():
    """Stop where Python came without venv or pip, as Debian's does."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise no_venv()


def no_venv():
    """What to say where Python came without venv."""
    what = say(
        "This Python came without venv and pip, which make the folder .venv.",
        "这个 Python 没有带 venv 和 pip，无法建立 .venv 文件夹。",
    )
    if os.path.exists("/etc/debian_version"):
        sudo = "" if os.geteuid() == 0 else "sudo "
        return Stop(
            what,
            "%sapt install python%d.%d-venv%s"
            % ((sudo,) + tuple(sys.version_info[:2]) + (say(", ", "，") + same_command(),)),
        )
    step = say(
        "install a complete Python %s from python.org/downloads, ",
        "从 python.org/downloads 安装完整的 Python %s，",
    )
    return Stop(what, step % KNOWN[0] + same_command())


# Is the environment good? ------------------------------------------------------------------------------


def wanted_stamp(extras):
    """What a finished environment says about itself."""
    pins = hashlib.sha256()
    for name in ("constraints.txt", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            pins.update(file.read())
    version = "%s %d.%d %s" % ((sys.implementation.name,) + tuple(sys.version_info[:2]) + (sys.platform,))
    return {"pins": pins.hexdigest(), "python": version, "folder": ROOT, "extras": extras}


def read_stamp():
    """What the environment says about itself; empty if it was never finished."""
    try:
        with open(STAMP, "rb") as file:
            stamp = json.loads(file.read().decode("utf-8"))
        return stamp if isinstance(stamp, dict) else {}
    except (OSError, ValueError):
        return {}


def write_stamp(stamp):
    """The last step of a set-up."""
    with open(STAMP + ".part", "wb") as file:
        file.write(json.dumps(stamp, indent=1).encode("utf-8"))
    os.replace(STAMP + ".part", STAMP)


def whole():
    """Whether .venv has what every virtual environment has (its Python may have been removed since)."""
    return os.path.exists(PYTHON) and os.path.exists(os.path.join(VENV, "pyvenv.cfg"))


def reusable(stamp, wanted):
    """Whether an environment that was once finished can be brought up to date instead of made anew."""
    return whole() and all(stamp.get(key) == wanted[key] for key in ("python", "folder"))


def ready(wanted):
    """Whether nothing needs to be done; an environment for tests serves the lab and the slides too."""
    stamp = read_stamp()
    enough = stamp.get("extras") in LEVELS[LEVELS.index(wanted["extras"]) :]
    return enough and stamp.get("pins") == wanted["pins"] and reusable(stamp, wanted)


# Before writing anything --------------------------------------------------------------------------------


def check_ours():
    """Stop where ``.venv`` is something else than a virtual environment: it is not ours to remove."""
    if not os.path.lexists(VENV):
        return
    marks = [os.path.join(VENV, "pyvenv.cfg"), LOCK]
    folder = os.path.isdir(VENV) and not os.path.islink(VENV)
    if folder and (not os.listdir(VENV) or any(os.path.exists(mark) for mark in marks)):
        return
    what = say(
        "Here is already something called .venv which is no virtual environment; it is left as it is.",
        "这里已有名为 .venv 的东西，但不是虚拟环境，程序不会动它。",
    )
    command = "ren .venv old_venv" if os.name == "nt" else "mv .venv old_venv"
    raise Stop(
        what,
        say("rename it, in this folder: ", "在本文件夹中把它改名：")
        + command
        + say(", ", "，")
        + same_command(),
    )


def make_folder():
    """Make .venv, which also shows whether this folder can be written to."""
    try:
        os.makedirs(VENV, exist_ok=True)
        open(LOCK, "ab").close()
    except OSError as error:
        raise meaning(error)


def check_space():
    """Stop before a long set-up that cannot end well."""
    import shutil

    free = shutil.disk_usage(ROOT).free // 10**6
    if free < SPACE_MB:
        raise no_space(say("%d MB are free; " % free, "现在只剩 %d MB；" % free))


def no_space(found=""):
    """What to say where the disk is full."""
    what = say(
        "The disk has too little room: the set-up needs about %d MB." % SPACE_MB,
        "磁盘空间不够：准备环境约需 %d MB。" % SPACE_MB,
    )
    return Stop(
        what,
        found
        + say(
            "free some space, or move this folder to another disk, ",
            "清出一些空间，或把本文件夹移到别的磁盘，",
        )
        + same_command(),
    )


def no_permission(name=None):
    """What to say where a file cannot be written."""
    what = say("No permission to write %s.", "没有写入权限：%s。") % (name or ROOT)
    step = say(
        "close JupyterLab if it runs from here; if the folder is not yours, copy it to your own, ",
        "如果 JupyterLab 正在使用本文件夹，请先关掉；如果文件夹属于别人，请复制到你自己的文件夹，",
    )
    return Stop(what, step + same_command())


def no_network():
    """What to say where the packages cannot be fetched."""
    what = say(
        "The packages could not be fetched: the network cannot be reached.", "取不到软件包：网络不通。"
    )
    step = say(
        "connect to the internet (behind a proxy, set HTTPS_PROXY first), %s. Later no network is needed.",
        "连上网络（有代理时先设置 HTTPS_PROXY），%s。第一次准备好之后就不再需要网络。",
    )
    return Stop(
        what + say(" (Details: .venv/workbook-setup.log)", "（详情见 .venv/workbook-setup.log）"),
        step % same_command(),
        offline=True,
    )


def meaning(error):
    """The plain words for an error of the system."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", -1)):
        return no_space()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return no_permission(error.filename)
    return Stop(str(error), say("put it right, ", "排除后") + same_command())


def diagnosis(text):
    """The plain words for what pip or uv printed before it failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    for signs, stop in (
        (NO_SPACE, no_space),
        (NO_VENV, no_venv),
        (NO_NETWORK, no_network),
        (NO_PERMISSION, lambda: no_permission(telling(lines, NO_PERMISSION))),
    ):
        if any(sign in text for sign in signs):
            return stop()
    shown = [line[:160] for line in lines if "rror" in line or "RROR" in line][-4:] or lines[-4:]
    what = say("The set-up did not succeed:\n  ", "环境没有准备成功：\n  ") + "\n  ".join(shown)
    return Stop(
        what,
        say(
            "type the same command once more; if it fails again, show your teacher .venv/workbook-setup.log",
            "再输入一次同样的命令；若仍不行，把 .venv/workbook-setup.log 给老师看",
        ),
    )


def telling(lines, signs):
    """The last line that shows why, cut to a readable length."""
    return [line for line in lines if any(sign in line for sign in signs)][-1][:160]


# One set-up at a time -----------------------------------------------------------------------------------


def try_lock(file):
    """Take the lock if nobody has it. The system gives it back when its owner ends, however it ends."""
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def locked(file):
    """Whether the lock is ours now. Where a file system knows no locks, go on without."""
    try:
        try_lock(file)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


@contextlib.contextmanager
def one_at_a_time():
    """Wait until no other set-up of this folder runs.

    The installer inherits the lock: if this script is killed, the next one waits for the installer to end.
    """
    file = open(LOCK, "ab")
    os.set_inheritable(file.fileno(), True)
    started = time.time()
    while not locked(file):
        if time.time() - started > PATIENCE:
            raise Stop(
                say("Another set-up of this folder does not end.", "另一个准备过程一直没有结束。"),
                say("end it (or restart the computer), ", "结束它（或重启电脑），") + same_command(),
            )
        if time.time() - started < 0.3:
            tell(
                say(
                    "Another set-up of this folder is running; waiting for it to end.",
                    "本文件夹的另一个准备过程正在运行，等它结束。",
                )
            )
        time.sleep(0.3)
    try:
        yield
    finally:
        file.close()


# The set-up ---------------------------------------------------------------------------------------------


def ensure(extras):
    """Make .venv, or bring it up to date; quick when there is nothing to do."""
    if ready(wanted_stamp(extras)):
        return
    check_ours()
    make_folder()
    with one_at_a_time():
        if not ready(wanted_stamp(extras)):
            set_up(extras)


def set_up(extras):
    """Install everything. The stamp goes first and comes back last, so a stopped set-up is seen as such."""
    stamp = read_stamp()
    wanted = wanted_stamp(max(extras, stamp.get("extras", "lab"), key=LEVELS.index))
    again = reusable(stamp, wanted)
    if not again:
        check_can_make_venv()
    remove(STAMP)
    announce(again)
    if not again:
        make_venv()
    try:
        wanted["installer"] = install("" if wanted["extras"] == "lab" else wanted["extras"])
    except Stop as stop:
        if again and stop.offline:
            write_stamp(stamp)  # nothing could be fetched, so nothing was changed
        raise
    point_to_this_folder()
    write_stamp(wanted)
    tell(say("Ready. From now on no network is needed.", "准备好了，以后不再需要网络。"))


def announce(again):
    """Say what comes and about how long it takes."""
    if again:
        return tell(
            say(
                "The list of packages has changed: bringing .venv up to date (seconds, or a minute).",
                "软件包清单有变化，正在更新 .venv（几秒到一分钟）。",
            )
        )
    tell(
        say(
            "Setting up the workbook in .venv, once: half a minute (with pip a minute or two), 500 MB; 1.5 GB with the tests.",
            "正在 .venv 中准备教程的环境，只需一次：约半分钟（只用 pip 时一两分钟），占用约 500 MB 磁盘，连同测试约 1.5 GB。",
        )
    )


def remove(path):
    """Remove a file or a folder, if it is there."""
    import shutil

    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.remove(path)


def empty_venv():
    """Take away what an unfinished or moved environment has left, all but the lock we hold."""
    if os.name == "nt" and os.path.normcase(sys.prefix) == os.path.normcase(VENV):
        raise Stop(
            say(
                "This Python is the one in .venv, which has to be made anew.",
                "当前的 Python 就在要重建的 .venv 里。",
            ),
            say("type: deactivate, ", "输入 deactivate，") + same_command(),
        )
    left = [name for name in os.listdir(VENV) if name != os.path.basename(LOCK)]
    if left:
        tell(
            say(
                "The .venv here is unfinished, moved or of another Python: making it anew.",
                "这里的 .venv 没有完成、被移动过或属于别的 Python：重新建立。",
            )
        )
    for name in left:
        remove(os.path.join(VENV, name))


def make_venv():
    """An empty environment with pip in it."""
    empty_venv()
    check_space()
    what = say("Making .venv with Python %d.%d", "用 Python %d.%d 建立 .venv") % tuple(sys.version_info[:2])
    code, text = run([base_python(), "-m", "venv", VENV], what)
    if code:
        raise diagnosis(text)


def install(extra):
    """Install the pinned packages: with uv, which is quick, or with pip where uv cannot be had."""
    target = ["-c", "constraints.txt", "-e", ".[%s]" % extra if extra else "."]
    if got_uv():
        what = say("Installing the packages with uv", "用 uv 安装软件包")
        code, text = run(
            [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON] + target, what, pip_settings()
        )
        if code == 0:
            return "uv"
        tell(
            say("uv did not succeed (%s); going on with pip.", "uv 没有成功（%s），改用 pip。")
            % last_line(text)
        )
    code, text = run(
        [PYTHON, "-m", "pip", "install"] + target,
        say("Installing the packages with pip (a minute or two)", "用 pip 安装软件包（一两分钟）"),
    )
    if code:
        raise diagnosis(text)
    return "pip"


def point_to_this_folder():
    """Name this folder, in the list Python reads at its start, by a relative path.

    The list is read in the system's encoding: a folder with a Chinese name would not be found on Windows.
    """
    import glob

    parts = ("Lib",) if os.name == "nt" else ("lib", "python%d.%d" % tuple(sys.version_info[:2]))
    packages = os.path.join(VENV, *(parts + ("site-packages",)))
    for name in glob.glob(os.path.join(glob.escape(packages), "*.pth")):
        with open(name, "rb") as file:
            lines = file.read()
        if ROOT.encode("utf-8") in lines:
            os.remove(name)  # it may share its bytes with uv's cache
            with open(name, "wb") as file:
                file.write(
                    lines.replace(ROOT.encode("utf-8"), os.path.relpath(ROOT, packages).encode("utf-8"))
                )


def got_uv():
    """Fetch uv with pip; whether it can be had. Without a network, stop here: pip would fail as well."""
    code, text = run(
        [PYTHON, "-m", "pip", "install", "-c", "constraints.txt", "uv"],
        say("Fetching uv, a quick installer", "获取 uv（快速安装工具）"),
    )
    if code and any(sign in text for sign in NO_NETWORK + NO_SPACE):
        raise diagnosis(text)
    if code:
        tell(say("uv cannot be had here; going on with pip.", "这里取不到 uv，改用 pip。"))
    return code == 0


def pip_settings():
    """A mirror or certificate set for pip, in uv's words: uv does not read pip's settings."""
    words = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "cert": "SSL_CERT_FILE",
        "trusted-host": "UV_INSECURE_HOST",
        "proxy": "ALL_PROXY",
    }
    found = {
        "UV_INDEX_STRATEGY": "unsafe-best-match"
    }  # as pip does: the pins decide, not the order of the indexes
    listing = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    for line in listing.stdout.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition("=")
        name = words.get(key.rpartition(".")[2])
        if name:
            found[name] = " ".join(ast.literal_eval(value).split())
    return {name: value for name, value in found.items() if name not in os.environ}


def clean_environment(**more):
    """The environment for our own Python: settings meant for another one are left out."""
    gone = (
        "PYTHONHOME",
        "PYTHONPATH",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_REQUIRE_VIRTUALENV",
        "PYTHONDONTWRITEBYTECODE",  # without compiled files every start is slow
        "__PYVENV_LAUNCHER__",
    )
    env = {name: value for name, value in os.environ.items() if name not in gone}
    env.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_PROGRESS_BAR="off", PIP_NO_INPUT="1")
    env.update(more)
    return env


def run(command, what, settings=None):
    """Run one long step, show that it lives, and give back its exit code and what it printed."""
    tell(what + " ...", end="" if sys.stdout.isatty() else "\n")
    with open(LOG, "wb+") as log:
        env = clean_environment(**(settings or {}))
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            close_fds=False,
        )
        try:
            watch(child, what)
        except BaseException:
            child.terminate()
            child.wait()
            raise
        log.seek(0)
        return child.returncode, log.read().decode("utf-8", "replace")


def watch(child, what):
    """Show the seconds until the step has ended: in place on a terminal, else every ten seconds."""
    started, told = time.time(), 0
    while child.poll() is None:
        time.sleep(0.1)
        seconds = int(time.time() - started)
        if seconds > told and (sys.stdout.isatty() or seconds % 10 == 0):
            told = seconds
            show_progress(what, seconds)
    if sys.stdout.isatty():
        tell("\r" + padded("%s ... %d s" % (what, time.time() - started)))


def show_progress(what, seconds):
    """The step, its seconds and what the installer said last."""
    if not sys.stdout.isatty():
        return tell("  ... %d s" % seconds)
    with open(LOG, "rb") as log:
        said = last_line(log.read().decode("utf-8", "replace"))
    tell("\r" + padded("%s ... %d s  %s" % (what, seconds, said)), end="")


def padded(words):
    """One line of a terminal, wiping what stood there (a Chinese character takes two places)."""
    line, places = "", 0
    for letter in words:
        places += 2 if ord(letter) > 0x2E7F else 1
        line += letter if places <= 78 else ""
    return line + " " * (78 - places)


def last_line(text):
    """The last line that is not empty."""
    return ([""] + [line.strip() for line in text.splitlines() if line.strip()])[-1][:120]


# The commands -------------------------------------------------------------------------------------


def lab(options):
    """Set up if needed, and become JupyterLab; an older environment will do where there is no network."""
    try:
        ensure("lab")
    except Stop as stop:
        if not (stop.offline and reusable(read_stamp(), wanted_stamp("lab"))):
            raise
        tell(stop.what)
        tell(say("Going on with the packages that are here.", "先用现有的软件包继续。"))
    words = ["-m", "casekit", "lab", "--language", options.language]
    words += ["--port", str(options.port)] if options.port else []
    words += ["--no-browser"] if options.no_browser else []
    return hand_over(words + options.more)


def build(options):
    """Set up if needed, and build both editions."""
    ensure("test")
    return hand_over([os.path.join("tools", "build.py")] + options.rest + options.more)


def print_pages(options):
    """Set up if needed, the browser too, and print lessons or the book, or the teaching notes."""
    ensure("test")
    if not (browser_here() or browser_installed()):
        raise Stop(say("Printing needs Chromium or Chrome, and none is here.", "打印需要 Chromium 或 Chrome，这里没有。"), browser_step())
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = BROWSERS
    words = options.rest + options.more + (["--language", options.language] if options.language else [])
    tool = "book.py" if words[:1] in (["lessons"], ["lesson"], ["book"]) else "printing.py"
    return hand_over([os.path.join("tools", tool)] + words)


def slides(options):
    """Set up if needed, and make decks of slides from the built lessons."""
    ensure("slides")
    return hand_over([os.path.join("tools", "slides.py"), "--language", options.language] + options.rest + options.more)


def site(options):
    """Set up if needed, and make the reading site and the browser edition."""
    ensure("site")
    return hand_over([os.path.join("tools", "reading_site.py"), "--language", options.language] + options.rest + options.more)


def pass_on(options):
    """Set up if needed, and pass a command of casekit on; it stays in the folder where it was typed."""
    ensure("test" if "--exercises" in options.rest else "lab")
    words = ["-P", "-m", "casekit", options.command] + options.rest + options.more
    chosen = options.language or ("" if options.command == "handin" else language)  # a notebook says its own
    return hand_over(words + (["--language", chosen] if chosen else []), os.getcwd())


def hand_over(words, folder=ROOT):
    """Go on as the Python in .venv, in this folder."""
    os.chdir(folder)
    if os.name != "nt":
        os.execve(PYTHON, [PYTHON] + words, clean_environment())
    return call(words, clean_environment(), folder)


def call(words, env, folder=ROOT):
    """Run the Python in .venv and wait; Ctrl-C is for it to answer."""
    child = subprocess.Popen([PYTHON] + words, cwd=folder, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass


def test(options):
    """Set up if needed, the browser too; run all parts even if one fails, and say how each went."""
    ensure("test")
    if options.more:
        parts = [("pytest", ("your own arguments", "自定参数"), options.more)]
    else:
        parts = [QUICK] if options.quick else list(TESTS)
    missing = no_browser(options) if ("browser" in [name for name, _, _ in parts]) else ""
    with scratch_folder() as env:
        results = [(name, result_of(name, about, words, env, missing)) for name, about, words in parts]
    tell()
    for name, (_, words) in results:
        tell("%-10s %s" % (name, words))
    return 0 if all(passed for name, (passed, words) in results) else 1


@contextlib.contextmanager
def scratch_folder():
    """The environment of a test run: what notebooks write goes to a folder that is removed afterwards."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="casekit-test-", ignore_cleanup_errors=True) as folder:
        yield clean_environment(
            CASEKIT_WORK=folder, CASEKIT_FONT="packaged", PYTHONHASHSEED="0", JUPYTER_PREFER_ENV_PATH="1",
            PLAYWRIGHT_BROWSERS_PATH=BROWSERS,
        )  # fmt: skip


def result_of(name, about, words, env, missing):
    """Run one part; whether it passed, and its closing line."""
    if name == "browser" and missing:
        return True, missing
    tell("\n== %s: %s" % (name, say(*about)))
    started = time.time()
    code = call(["-m", "pytest"] + words, env)
    verdict = (
        say("FAILED (pytest ended with %d)" % code, "未通过（pytest 返回 %d）" % code)
        if code
        else say("passed", "通过")
    )
    return code == 0, "%s, %d s" % (verdict, time.time() - started)


# The browser of the tests -------------------------------------------------------------------------------


def no_browser(options):
    """Why the browser part is not run, said at once; empty where there is a browser now. ``required``: stop without one."""
    if options.browser == "none":
        return say("left out (--browser none)", "未运行（--browser none）")
    if browser_here() or browser_installed():
        return ""
    missing = say(
        "not run: no Chromium here, and none could be installed. ", "未运行：没有 Chromium，也装不上。"
    )
    if options.browser == "required":
        raise Stop(missing, browser_step())
    missing += say("Next step: ", "下一步：") + browser_step()
    tell("%-10s %s" % ("browser", missing))
    return missing


def browser_here():
    """The program of a Chromium that starts: the system's, or the one in .venv; None if there is none."""
    import glob
    import shutil

    ours = os.path.join(glob.escape(BROWSERS), "chromium_headless_shell-*", "*", "*headless*shell*")
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "chrome")]
    return next((name for name in found + sorted(glob.glob(ours)) if name and starts(name)), None)


def starts(program):
    """Whether a program says its version (a stand-in for a package that is not there does not)."""
    try:
        return (
            subprocess.call([program, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
        )
    except OSError:
        return False


def browser_installed():
    """Install Chromium: Debian's package where we may, else the browser's shell into .venv; whether it starts now."""
    if os.path.exists("/etc/debian_version") and os.geteuid() == 0:
        what = say(
            "No Chromium here: installing the system's package chromium (apt-get), which the browser tests need",
            "没有 Chromium：用 apt-get 安装系统软件包 chromium，浏览器测试要用",
        )
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], what, quiet)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], what, quiet)
        if browser_here():
            return True
    what = say(
        "No Chromium here: fetching one for the browser tests into .venv",
        "没有 Chromium：正在下载一个到 .venv，浏览器测试要用",
    )
    run(
        [PYTHON, "-m", "playwright", "install", "--only-shell", "chromium"],
        what,
        {"PLAYWRIGHT_BROWSERS_PATH": BROWSERS},
    )
    return browser_here() is not None


def browser_step():
    """What to type to get a browser."""
    if not os.path.exists("/etc/debian_version"):
        return say("install Chromium or Chrome, ", "安装 Chromium 或 Chrome，") + same_command()
    sudo = "" if os.geteuid() == 0 else "sudo "
    return sudo + "apt install chromium" + say(", ", "，") + same_command()


PASSED_ON = (
    ("handin", pass_on, ("your own check, and the file to hand in", "交作业前自己先检查一遍，并生成要交的文件")),
    ("review", pass_on, ("review your own company's customers from a folder of files", "用一个文件夹里的记录做出客户状况报告")),
    ("class-kit", pass_on, ("for instructors: make a kit for a class", "教师用：制作课堂版")),
    ("grade", pass_on, ("for instructors: mark what was handed in", "教师用：给学生提交的作业评分")),
    ("receipt", pass_on, ("for instructors: look whether a receipt is that of a file", "教师用：检查回执与文件是否相符")),
)


def parser():
    """What can be typed."""
    top = argparse.ArgumentParser(
        prog="python workbook.py",
        description=say("Sets up the workbook and opens it.", "准备教程的环境，并打开它。"),
    )
    commands = top.add_subparsers(
        dest="command", metavar="lab | handin" if kit_language() else "lab | test | build | print"
    )
    for name, work, words in PASSED_ON:
        if name == "handin" or os.path.isdir(os.path.join(ROOT, "casekit", "classroom")):
            one = commands.add_parser(
                name, help=say(*words), description=say(*words), add_help=False, allow_abbrev=False
            )
            one.set_defaults(work=work)
            one.add_argument("--language", choices=["en", "zh"])
    lab_words(
        a_command(commands, "lab", lab, ("open the workbook in JupyterLab", "在 JupyterLab 中打开教程"))
    )
    if not kit_language():  # a class kit has neither tests nor sources
        words = (
            "run every notebook and every test; words after -- go to pytest alone",
            "运行所有笔记本和测试；-- 之后的参数只交给 pytest",
        )
        test_words(a_command(commands, "test", test, words))
        words = ("for authors: make both editions from their sources", "作者用：由源文件生成两种语言的版本")
        a_command(commands, "build", build, words)
        words = (
            "as PDF: lessons, lesson 13, book; for instructors, with nothing or a number: notes, handouts, formulas",
            "打印成 PDF：lessons（各课）、lesson 13（一课）、book（全书）；教师用，不带词或只写课次：教学说明、讲义、公式表",
        )
        a_command(commands, "print", print_pages, words).set_defaults(language=None)  # both, unless asked
        words = ("for instructors: lessons as slides, one HTML file each", "教师用：把课文做成幻灯片，一课一个 HTML 文件")
        a_command(commands, "slides", slides, words)
        words = ("for authors: the reading site and the browser edition", "作者用：生成阅读网站和浏览器版")
        a_command(commands, "site", site, words)
    return top


def a_command(commands, name, work, words):
    """One of the workbook's own commands, with its language."""
    one = commands.add_parser(name, help=say(*words), description=say(*words))
    one.set_defaults(work=work)
    words = say("language of the workbook and of messages", "教程和提示的语言")
    one.add_argument("--language", choices=["en", "zh"], default=language, help=words)
    return one


def lab_words(one):
    """What may stand after ``lab``."""
    one.add_argument("--no-browser", action="store_true", help=say("open no browser", "不打开浏览器"))
    words = say(
        "port of the local page (else 8888 or the next free one)",
        "本地网页的端口（默认 8888 或其后第一个空闲端口）",
    )
    one.add_argument("--port", type=int, help=words)


def test_words(one):
    """What may stand after ``test``."""
    words = say(
        "tests in Chromium: where one can be had (auto), or stop without one, or leave them out",
        "在 Chromium 中的测试：有就跑（auto），没有就停（required），或不跑（none）",
    )
    one.add_argument("--browser", choices=["auto", "required", "none"], default="auto", help=words)
    one.add_argument(
        "--no-browser", action="store_const", const="none", dest="browser", help=argparse.SUPPRESS
    )
    words = say("units only, under 40 seconds", "只跑单元测试，40 秒以内")
    one.add_argument("--quick", action="store_true", help=words)


def understood(words):
    """The options typed; what stands after ``--`` in ``more``, what build is given in ``rest``."""
    cut = words.index("--") if "--" in words else len(words)
    options, rest = parser().parse_known_args(words[:cut])
    if not options.command:
        parser().print_help()
        sys.exit(2)
    if rest and options.command == "lab":
        parser().error(say("unknown: ", "不认识：") + " ".join(rest))
    options.rest, options.more = rest, words[cut + 1 :] + (rest if options.command == "test" else [])
    return options


def main(words):
    """Do what was typed; every failure ends in a next step, none in a traceback."""
    global language
    language = asked_language(words)
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show a character gets a question mark
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        check_python(words)
        options = understood(words)
        return options.work(options)
    except Stop as stop:
        stop.tell()
    except KeyboardInterrupt:
        tell(say("\nStopped. The same command goes on from here.", "\n已停止。再输入同样的命令即可继续。"))
        return 130
    except OSError as error:
        meaning(error).tell()
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
