"""Watches one run from outside: its time, its memory, its end; and gathers what it reported.

The same watch for a forked, confined process and for one started by itself; what the two have in common is ``ended()``
(its exit code, or None), ``end()`` (it and all its children), ``memory()`` and ``folder()`` (bytes in use).
"""

import json
import os
import re
import time
from dataclasses import dataclass, field

from casekit.handin.coding import DEEPEST
from casekit.handin.worker import GRACE

TICK = 0.01
NAME = re.compile(r"[\w-]{1,60}")  # what an exercise can be called
TOO_LARGE = {"is": "other", "type": "object", "of": "too large"}


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
    """Reads the channel: a file the run adds lines to. Lines that make no sense are passed over; what is too much ends the run.

    ``most`` bytes may be reported in all, and ``longest`` is one answer's bound: both also as it will be written on,
    in ASCII, where an ``é`` has six bytes. A longer answer is an answer of no kind.
    """

    def __init__(self, descriptor, most, cells, longest=None):
        self.descriptor, self.most, self.cells, self.longest = descriptor, most, cells, longest or most
        self.at, self.rest, self.seen, self.sizes = 0, b"", Seen(), {}

    def read(self):
        """Take in what was added; False when it is more than may be reported."""
        while piece := os.pread(self.descriptor, 1 << 16, self.at) if hasattr(os, "pread") else self._piece():
            self.at += len(piece)
            if self.at > self.most:
                return False
            *lines, self.rest = (self.rest + piece).split(b"\n")
            for line in lines:
                self._take(line)
        return True

    def _piece(self):
        os.lseek(self.descriptor, self.at, os.SEEK_SET)
        return os.read(self.descriptor, 1 << 16)

    def _take(self, line):
        try:
            ((what, value),) = json.loads(line, parse_constant=_no_number).items()
            json.dumps(
                value, ensure_ascii=False
            ).encode()  # halves of characters cannot be written by anybody later
            _not_deep(value)
            TAKES[what](self, value)
        except (ValueError, TypeError, AttributeError, RecursionError, KeyError):
            pass  # written by the submission itself

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
    """Wait until the run has ended, or end it; what was seen."""
    start = since = time.monotonic()
    seen, cell, checked = reader.seen, -1, start
    while (code := process.ended()) is None and not seen.ended:
        time.sleep(TICK)
        now = time.monotonic()
        if not reader.read():
            seen.ended = "answers-too-large"
        if seen.cell != cell:
            cell, since = seen.cell, now
        if now - start > seconds + GRACE:
            seen.ended = "notebook-timeout"
        elif cell > 0 and now - since > limits.cell + GRACE:
            seen.ended = "cell-timeout"
        elif now - checked > 0.1:
            checked = now
            seen.ended = seen.ended or _too_much(process, limits)
    process.end()
    if not reader.read():
        seen.ended = "answers-too-large"
    if not seen.ended and not seen.done:
        seen.ended = {-9: "memory", 137: "memory", -24: "notebook-timeout"}.get(code, "ended-python")
    seen.seconds = time.monotonic() - start
    return seen


def _too_much(process, limits):
    if process.memory() > limits.memory:
        return "memory"
    return "files-too-large" if process.folder() > limits.folder else ""
