"""The runner: many submissions, each in its own process, several at a time; their outcomes in the order they end.

On Linux, where the system grants every bound of :mod:`casekit.handin.confine`, one preloaded process forks a child for
each. Elsewhere, and where a bound is missing, each submission has a Python of its own and its own copy of the workbook;
its outcome then says ``unconfined``.
"""

import json
import os
import select
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import asdict
from itertools import count
from pathlib import Path
from threading import Lock

from casekit.core.scratch import remove
from casekit.handin import MIB, Limits, Outcome
from casekit.handin.desk import copy_of, folder_for_copies, made, parts_of
from casekit.handin.gathering import gather, how_it_ended, note_of_end
from casekit.handin.keeper import Seen
from casekit.handin.reading import Unreadable, code_of, digest, read, runs
from casekit.handin.started import environment, keep_fonts, last_line, run_started

PROBE = [[1, "import casekit"]]


class Runner:
    """Runs submissions.

    Parameters
    ----------
    tree : Path, optional
        The kit's tree, whose casekit and data are used; by default the workbook in use.
    limits : Limits, optional
    jobs : int
        How many submissions at a time.
    copy : Path, optional
        Where the throw-away copy is made; by default the system's folder for such things.

    ``confined`` is True where every bound holds; ``why`` says what is missing.
    """

    def __init__(self, tree=None, limits=None, jobs=1, copy=None):
        self.tree, self.limits, self.jobs, self.copy = tree, limits or Limits(), max(1, jobs), copy
        self.confined, self.why, self._names = False, "", count(1)
        self._process, self._lock, self._stopped = None, Lock(), False

    def __enter__(self):
        self._stack = ExitStack()
        try:
            self.place = self._stack.enter_context(folder_for_copies(self.copy))
            self.view = copy_of(self.tree, made(self.place / "workbook"))
            self._preload()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *error):
        self._stack.close()

    def outcomes(self, paths, students=None):
        """Run the submissions; their outcomes as they end, in any order.

        Parameters
        ----------
        paths : iterable of Path
        students : dict, optional
            For a path (as text), the number in force until the notebook itself declares one.
        """
        pool = ThreadPoolExecutor(self.jobs)
        try:
            self._stopped = False
            waiting = [pool.submit(self.outcome, path, (students or {}).get(str(path), "")) for path in paths]
            for done in as_completed(waiting):
                yield done.result()
        except BaseException:  # interrupted, or nobody wants the rest: end what is running
            self._stop()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _stop(self):
        self._stopped, self.confined = True, False
        if self._process:
            self._process.kill()  # what it forked ends with it

    def outcome(self, path, student=""):
        """Read and run one submission. Nothing in a file makes this raise."""
        outcome, start = (
            Outcome(str(path), "kernel-error", confined=self._word(self.confined)),
            time.monotonic(),
        )
        try:
            notebook = read(path, self.limits.notebook_file, self.limits.source, self.limits.cells)
            outcome.notes += notebook.notes
            outcome.sha256 = digest(path)
            self._run(outcome, notebook, student)
        except Unreadable as error:
            outcome.status, outcome.sha256 = error.status, "" if error.code == "missing" else digest(path)
            outcome.notes.append([error.code, error.parameters])
        except Exception as error:  # ours, not the submission's
            outcome.notes.append(["runner", {"why": f"{type(error).__name__}: {error}"[:200]}])
        outcome.seconds = round(time.monotonic() - start, 3)
        return outcome

    @staticmethod
    def _word(confined):
        return "confined" if confined else "unconfined"

    # one submission, again without a cell that ends everything -------------------------------------------------

    def _run(self, outcome, notebook, student):
        cells = [
            [cell.number, code_of(cell)] for cell in notebook.cells if runs(cell) and cell.source.strip()
        ]
        left, ends, seen, answers = self.limits.notebook, {}, None, {}
        for _ in range(self.limits.restarts + 1):
            seen = self._once([cell for cell in cells if cell[0] not in ends], student, left)
            answers.update(seen.answers)
            left -= seen.seconds
            cell, why = how_it_ended(seen)
            if why:
                outcome.notes.append(note_of_end(cell or seen.cell, why, self.limits, self.why))
            if not cell or left < 1:
                break
            ends[cell] = "MemoryError" if why == "memory" else "EndedPython"
        gather(outcome, seen, answers, ends, notebook, self.limits)

    def _once(self, cells, student, seconds):
        """One run from top to bottom."""
        if self._stopped:
            return Seen(ended="runner")
        if self.confined and (seen := self._forked(cells, student, seconds)):
            return seen
        with self._lock:  # the preloaded process has ended, through no submission's doing: once more
            if self._process and self._process.poll() is not None and not self._stopped:
                self._preload()
        seen = (
            self._forked(cells, student, seconds) if self.confined else self._started(cells, student, seconds)
        )
        return seen or Seen(ended="runner")

    # a fork of the preloaded process ----------------------------------------------------------------------------

    def _preload(self):
        """Start the preloaded process and see whether a first run is confined."""
        if sys.platform != "linux":
            self.why = sys.platform
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        keep_fonts(self.place)
        log = self._stack.enter_context(open(self.place / "log", "ab"))
        words = [sys.executable, "-s", "-P", "-m", "casekit.handin.fork_server", str(self.view)]
        self._process = process = subprocess.Popen(
            [*words, json.dumps(asdict(self.limits)), str(theirs.fileno())],
            pass_fds=[theirs.fileno()], env=environment(self.view, self.place), cwd=self.view,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self._requests = ours
        self._stack.callback(process.wait)
        self._stack.callback(ours.close)
        ours.settimeout(300)
        if _received(ours) == b"ready":
            trial = self._forked(PROBE, "", 30)
            self.confined = bool(trial and trial.confined)
        if not self.confined:
            self.why = last_line(self.place / "log")

    def _forked(self, cells, student, seconds):
        """A confined run; None where the preloaded process does not answer."""
        number = next(self._names)
        job = {"cells": cells, "student": student, "seconds": seconds, "place": str(self.place), "desk": f"desk-{number}",
               "slot": self._slot(), "hidden": [str(path) for path in self._hidden()]}  # fmt: skip
        file = self.place / f"job-{number}.json"
        file.write_text(json.dumps(job), encoding="utf-8")
        file.chmod(0o600)
        out, into = os.pipe()
        try:
            socket.send_fds(self._requests, [json.dumps({"job": str(file)}).encode()], [into])
            os.close(into)
            into = -1
            answer = _read_all(out, seconds + 30, 8 * self.limits.answers + 4 * MIB)
        except (BrokenPipeError, ConnectionError):
            return None
        finally:
            os.close(out)
            if into >= 0:
                os.close(into)
            file.unlink(missing_ok=True)
            remove(self.place / f"desk-{number}")
        return Seen(**json.loads(answer)) if answer else None

    def _started(self, cells, student, seconds):
        """A run in a Python of its own."""
        place = made(self.place / f"run-{next(self._names)}")
        seen, why = run_started(
            cells, student, seconds, place, self.tree, self.limits, self._slot(), lambda: self._stopped
        )
        self.why = why or self.why
        return seen

    def _slot(self):
        """A number for the spare user of one run, its own among those that run at the same time."""
        return os.getpid() * 7 + next(self._names) % 64

    def _hidden(self):
        """What a submission must not see even if it lies among what may be read: the kit, the installed workbook, the others."""
        package = Path(__file__).resolve().parents[1]
        return [self.place, *parts_of(self.tree), package, *package.parent.glob("casekit-*.dist-info")]


def _read_all(descriptor, seconds, most):
    """All that comes through a pipe until it is closed, or nothing where it takes too long or is too much."""
    pieces, size, end = [], 0, time.monotonic() + seconds
    while size <= most and select.select([descriptor], [], [], max(0, end - time.monotonic()))[0]:
        piece = os.read(descriptor, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    return b""


def _received(requests):
    try:
        return requests.recv(16)
    except OSError:  # it has ended, or does not begin
        return b""
