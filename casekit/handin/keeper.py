"""Watches one run from outside: its time, its memory, its end; and gathers what it reported.

The same watch for a forked, confined process and for one started by itself; what the two have in common is ``ended()``
(its exit code, or None), ``end()`` (it and all its children), ``memory()`` and ``folder()`` (bytes in use).
"""

import json
import os
import re
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module

from casekit.handin.coding import DEEPEST
from casekit.handin.worker import GRACE

TICK = 0.01
NAME = re.compile(r"[\w-]{1,60}")  # what an exercise can be called
TOO_LARGE = {"is": "other", "type": "object", "of": "too large"}
NONSENSE = 1000  # bytes for which a line counts that was looked at in vain, so that there cannot be many
PIECE = 1 << 18  # little enough that time and memory are looked at in between, whatever is in it


def channel():
    """A pipe, the keeper's end first: what is written stays written, and neither end can do anything to the other."""
    out, into = os.pipe()
    os.set_blocking(out, False)
    with suppress(
        ImportError, AttributeError, OSError
    ):  # room for a whole answer; with less, the writer waits
        fcntl = import_module("fcntl")
        fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, 1 << 20)
    return out, into


@dataclass
class Seen:
    """What one run reported, and how it ended: ``""`` as it should, or the code of a note."""

    confined: bool = False
    student: str = ""
    answers: dict = field(
        default_factory=dict
    )  # exercise: [coded, whether it is an answer, why it was not taken]
    exercises_seen: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    cell: int = 0
    ended: str = ""
    done: bool = False
    seconds: float = 0.0


class Reader:
    """Reads the channel, its end that is the keeper's alone: nothing the submission does to the other end reaches it.

    Lines that make no sense are passed over; what is too much in all ends the run.

    Parameters
    ----------
    descriptor : int
        From which is read, a piece at a time, wherever it stands.
    most : int
        Bytes that may be reported in all, as they come and as they will be written on, in ASCII, where an ``é`` has six.
    cells : set of int
        The numbers of the cells there are.
    longest : int, optional
        Bytes of one answer, both ways as well. A longer one is an answer of no kind.
    """

    def __init__(self, descriptor, most, cells, longest=None):
        self.descriptor, self.most, self.cells, self.longest = descriptor, most, cells, longest or most
        self.size, self.rest, self.seen, self.sizes = 0, b"", Seen(), {}

    def read(self):
        """Take in a piece of what was added; whether there was one."""
        piece = self._piece() if self.size <= self.most else b""
        self.size += len(piece)
        *lines, self.rest = (self.rest + piece).split(b"\n")
        for line in lines:
            if self.size <= self.most:
                self._take(line)
        if self.size > self.most:
            self.seen.ended = self.seen.ended or "answers-too-large"
        return bool(piece)

    def _piece(self):
        try:
            return os.read(self.descriptor, PIECE)
        except OSError:  # nothing there, or nothing any more
            return b""

    def _take(self, line):
        if not line.startswith(b'{"'):
            return
        try:
            what, value = self._parsed(line)
            json.dumps(
                value, ensure_ascii=False
            ).encode()  # halves of characters cannot be written by anybody later
            _not_deep(value)
            TAKES[what](self, value)
        except (ValueError, TypeError, AttributeError, RecursionError, KeyError):
            self.size += NONSENSE  # written by the submission itself

    def _parsed(self, line):
        """What a line says; an answer that is too long is not even looked at."""
        if len(line) > self.longest + NONSENSE:
            return "answer", [
                re.match(rb'{"answer": \["([\w-]+)"', line)[1].decode(),
                TOO_LARGE,
                True,
                "too large",
            ]
        ((what, value),) = json.loads(line, parse_constant=_no_number).items()
        return what, value

    def _confined(self, held):
        if not self.seen.cell:  # said before the first cell has run, or it does not count
            self.seen.confined = bool(held)

    def _cell(self, number):
        if number in self.cells and number > self.seen.cell:
            self.seen.cell = number

    def _error(self, value):
        number, name = value
        if number in self.cells and len(self.seen.errors) < min(len(self.cells), 1000):
            known = isinstance(name, str) and name.isidentifier()  # a class may be called anything
            self.seen.errors.append([number, name[:60] if known else "Error"])

    def _seen(self, name):
        seen = self.seen.exercises_seen
        if NAME.fullmatch(name) and name not in seen and len(seen) < 200:
            seen.append(name)

    def _student(self, number):
        self.seen.student = number if re.fullmatch(r"[\w.-]{0,40}", number) else ""

    def _answer(self, value):
        name, code, is_one, why = value
        before = self.seen.answers.get(name)
        if NAME.fullmatch(name) and (is_one or not before or not before[1]) and len(self.seen.answers) < 200:
            self.seen.answers[name] = self._bounded(name, code, bool(is_one), str(why)[:60])

    def _bounded(self, name, code, is_one, why):
        """An answer as it is passed on."""
        size, others = len(json.dumps(code)), sum(self.sizes.values()) - self.sizes.get(name, 0)
        taken = size <= self.longest and others + size <= self.most
        self.sizes[name] = size if taken else 0
        return [code, is_one, why] if taken else [TOO_LARGE, True, "too large"]

    def _end(self, value):
        self.seen.done = True


TAKES = {
    "confined": Reader._confined, "cell": Reader._cell, "error": Reader._error, "seen": Reader._seen,
    "student": Reader._student, "answer": Reader._answer, "end": Reader._end,
}  # fmt: skip


def _no_number(word):
    raise ValueError(word)


def _not_deep(value, left=DEEPEST * 4):
    """Refuse what is nested so deep that somebody later would stumble over it."""
    if isinstance(value, list | dict):
        if not left:
            raise ValueError("too deep")
        for each in value.values() if isinstance(value, dict) else value:
            _not_deep(each, left - 1)


def watch(process, reader, limits, seconds):
    """Wait until the run has ended, or end it; what was seen, whatever the run did."""
    start, seen = time.monotonic(), reader.seen
    try:
        code = _watched(process, reader, limits, seconds, start)
        process.end()
        while reader.read():
            pass
        if not seen.ended and not seen.done:
            seen.ended = {-9: "memory", 137: "memory", -24: "notebook-timeout"}.get(code, "ended-python")
    except (
        Exception
    ):  # the run's doing, since nothing else has happened here: it is marked as what was answered
        traceback.print_exc()
        process.end()
        seen.ended = seen.ended or "ended-python"
    seen.seconds = time.monotonic() - start
    return seen


def _watched(process, reader, limits, seconds, start):
    """Until the run has ended, or must: its code, if it has one."""
    seen, cell, since, checked = reader.seen, -1, start, start
    while (code := process.ended()) is None and not seen.ended:
        if not reader.read():
            time.sleep(TICK)
        now = time.monotonic()
        if seen.cell != cell:
            cell, since = seen.cell, now
        if now - start > seconds + GRACE:
            seen.ended = seen.ended or "notebook-timeout"
        elif cell > 0 and now - since > limits.cell + GRACE:
            seen.ended = seen.ended or "cell-timeout"
        elif now - checked > 0.1:
            checked = now
            seen.ended = seen.ended or _too_much(process, limits)
    return code


def _too_much(process, limits):
    """Memory is read twice before it counts: what forks between two files that are read is in both of them."""
    if all(process.memory() > limits.memory for _ in range(2)):
        return "memory"
    return "files-too-large" if process.folder() > limits.folder else ""
