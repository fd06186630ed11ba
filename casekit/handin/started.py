"""A submission in a Python of its own, with its own copy of the workbook: where there is no forking, or a bound is missing.

As many of the bounds hold as the system grants (:func:`casekit.handin.confine.bound`); nothing is promised.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from casekit.core.scratch import remove
from casekit.handin import memory
from casekit.handin.desk import copy_of, made
from casekit.handin.keeper import Reader, channel, watch

ALONE = 300 * 2**20  # what Python and pandas take


def run_started(cells, student, seconds, place, tree, limits, slot, stopped):
    """One run in the new folder ``place``, which is gone afterwards.

    Returns
    -------
    tuple
        What was seen (:class:`~casekit.handin.keeper.Seen`) and, where it did not even begin, why.
    """
    try:
        view = copy_of(tree, made(place / "workbook"))  # its own, so it may also write there
        job = {
            "cells": cells,
            "student": student,
            "desk": str(view),
            "workbook": str(view),
            "slot": slot,
            "limits": asdict(limits),
        }
        (place / "job.json").write_text(json.dumps(job), encoding="utf-8")
        process, descriptor = _start(place, view)
        reader = Reader(descriptor, limits.answers, {number for number, _ in cells}, limits.answer)
        try:  # a minute more, since it has to load everything first
            seen = watch(Started(process, view, stopped, limits.memory), reader, limits, seconds + 60)
        finally:
            os.close(descriptor)
        if seen.cell or not seen.ended:
            return seen, ""
        seen.ended = "runner"
        return seen, last_line(place / "log")
    finally:
        remove(place)


def _start(place, view):
    """The process, and the end of its channel that is ours."""
    out, into = channel() if os.name == "posix" else _file(place / "channel")
    words = [sys.executable, "-s", "-P", "-m", "casekit.handin.worker", str(place / "job.json")]
    more = {"pass_fds": [into]} if os.name == "posix" else {}
    words.append(str(into if more else place / "channel"))
    try:
        with open(place / "log", "wb") as log:
            process = subprocess.Popen(
                words, cwd=view, env=environment(view, place), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, **more,
            )  # fmt: skip
    finally:
        os.close(into)
    return process, out


def _file(path):
    """A file in place of a pipe, where a process that is started cannot be given one: the same two ends."""
    into = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0))
    return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), into


def keep_fonts(place):
    """Matplotlib's list of fonts, taken over where there is one: making it takes longer than all the rest."""
    own = [Path.home() / ".cache/matplotlib", Path.home() / ".matplotlib"]
    for folder in [Path(os.environ["MPLCONFIGDIR"])] if os.environ.get("MPLCONFIGDIR") else own:
        for file in folder.glob("fontlist-*.json"):
            if str(Path.home()) not in file.read_text(
                encoding="utf-8"
            ):  # no submission can read a font from there
                shutil.copy(file, place)


def last_line(path):
    """The last line of a log, where an error has its words."""
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def environment(view, place):
    """A fresh environment: nothing of the instructor's goes along."""
    kept = {
        name: os.environ[name]
        for name in ("SYSTEMROOT", "PATH", "LANG", "CASEKIT_FONT")
        if name in os.environ
    }
    beside = os.path.dirname(sys.executable)  # where a cell's !python and !pip are looked for
    kept["PATH"] = os.pathsep.join([beside, kept.get("PATH", os.defpath)])
    fixed = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    own = {name: str(place) for name in ("HOME", "USERPROFILE", "MPLCONFIGDIR", "IPYTHONDIR", "CASEKIT_WORK")}
    python = {
        "PYTHONPATH": str(view),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8:replace",
        "MPLBACKEND": "agg",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",  # who forks should have one thread only
        "PIP_NO_INDEX": "1",
        "PYTHONBREAKPOINT": "0",  # nobody is there to go on
    }
    return kept | fixed | own | python


class Started:
    """A process started by itself, and what it started."""

    def __init__(self, process, desk, stopped, most):
        self.process, self.desk, self.stopped, self.most = process, desk, stopped, most
        self.before = self._written()

    def ended(self):
        return 1 if self.stopped() else self.process.poll()

    def end(self):
        if os.name == "nt":
            words = ["taskkill", "/F", "/T", "/PID", str(self.process.pid)]
            subprocess.run(words, capture_output=True, check=False)
        else:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def memory(self):
        """What the processes of its session hold beyond what Python and pandas take (on Linux)."""
        return memory.held(list(self._pids()), ALONE, self.most) if sys.platform == "linux" else 0

    def _pids(self):
        for process in Path("/proc").glob("[0-9]*"):
            try:
                session = (process / "stat").read_text().rpartition(")")[2].split()[3]
            except (OSError, IndexError):
                continue  # it has just ended
            if session == str(self.process.pid):
                yield process.name

    def folder(self):
        return self._written() - self.before

    def _written(self):
        files = (file for file in self.desk.rglob("*") if file.is_file() and not file.is_symlink())
        return sum(file.lstat().st_size for file in files)
