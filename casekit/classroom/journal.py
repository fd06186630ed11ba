"""What has been done so far: a line of JSON for each thing, on disk before the next begins.

A grading that is interrupted, by a power cut too, goes on from here. The last line may be torn then; it is left out.
"""

import json
import os
import re
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from casekit.core.language import say
from casekit.errors import Refused
from casekit.handin import Limits


class Journal:
    """The journal beside a mark sheet: ``runs`` by what was run and its bounds, ``marks`` by the answers and their owner.

    A run is known by the bytes of the file, not by its name, and the first that was made counts: one that ended near a
    bound would perhaps not end so again. The last ``marks`` count.
    """

    def __init__(self, path, kit):
        self.path, self.kit = Path(path), kit
        self.runs, self.marks, self.keys, self.torn = {}, {}, [], False
        if self.path.exists():
            self._read()

    def _read(self):
        lines = self.path.read_bytes().split(b"\n")
        self.torn = bool(lines[-1])
        for line in lines:
            try:
                self._take(json.loads(line)) if line.strip() else None
            except (ValueError, KeyError, TypeError):
                continue
        if self.keys and self.keys[0][0] != self.kit:
            raise Refused(say(f"a mark sheet of this kit ({self.kit})", f"属于这个课堂版（{self.kit}）的成绩表"),
                          say(f"{self.path.name} belongs to the kit {self.keys[0][0]}", f"{self.path.name} 属于课堂版 {self.keys[0][0]}"),
                          say("give another name with --out", "请用 --out 另取一个名称"))  # fmt: skip

    def _take(self, line):
        if line["what"] == "begin":
            self.keys.append((line["kit"], line["key"]))
        elif line["what"] == "run":
            key = (line["sha256"], line["who"], told(line["limits"]))
            if not_made(self.runs.get(key)):
                self.runs[key] = {**line["run"], "path": line["file"]}
        elif line["what"] == "marks":
            key = (line["sha256"], line["who"], line["key"], line["language"], line.get("answers"))
            self.marks[key] = line["marks"]

    def begin(self, key):
        """Note which kit and which key are at work."""
        if (self.kit, key) not in self.keys[-1:]:
            self._write({"what": "begin", "kit": self.kit, "key": key})

    def decided(self, sha256, who, limits):
        """The run of a file that has been made, or None."""
        run = self.runs.get((sha256, who, told(limits)))
        return None if not_made(run) else run

    def run(self, file, sha256, who, limits, run):
        """Note what came of a run; what is noted is what counts."""
        limits = str(limits)
        self._write({"what": "run", "file": file, "sha256": sha256, "who": who, "limits": limits, "run": run})
        return self.runs[(sha256, who, told(limits))]

    def marked(self, file, about, marks):
        """Note what the comparison said; ``about`` is the key of ``marks``."""
        names = ("sha256", "who", "key", "language", "answers")
        self._write({"what": "marks", "file": file, **dict(zip(names, about, strict=True)), "marks": marks})
        return self.marks[about]

    def add(self, lines):
        """Take over what other journals say and this one does not, all of it on disk at once; how many runs that were."""
        new, runs = [], 0
        for line in lines:
            before = len(self.runs)
            try:
                known = self._knows(line)
                self._take(line)
            except (ValueError, KeyError, TypeError):
                continue
            new += [] if known else [json.dumps(line)]
            runs += len(self.runs) - before
        self._append("".join(f"{text}\n" for text in new))
        return runs

    def _knows(self, line):
        if line["what"] == "run":
            return not not_made(self.runs.get((line["sha256"], line["who"], told(line["limits"]))))
        key = tuple(line.get(name) for name in ("sha256", "who", "key", "language", "answers"))
        return line["what"] == "marks" and self.marks.get(key) == line["marks"]

    def _write(self, line):
        """On disk first, then taken as it stands there."""
        text = json.dumps(line)
        self._append(text + "\n")
        self._take(json.loads(text))

    def _append(self, text):
        with open(self.path, "ab") as file:
            file.write((b"\n" if self.torn else b"") + text.encode())
            self.torn = True
            file.flush()
            os.fsync(file.fileno())
        self.torn = False


def not_made(run):
    """Whether a run could not be made, for a reason that lies with us; it is tried again."""
    return run is None or any(code == "runner" for code, _ in run.get("notes", []))


def told(limits):
    """The bounds of a run, as far as they are not the usual ones; a version with further bounds reads them too.

    >>> told("Limits(cell=30, notebook=60)"), told(None)
    ('notebook=60', '')
    """
    usual = asdict(Limits())
    given = re.findall(r"(\w+)=([\d.]+)", str(limits))
    return " ".join(f"{name}={size}" for name, size in given if name in usual and float(size) != usual[name])


@contextmanager
def alone(out):
    """Let one grading at a time write beside ``out``."""
    from filelock import FileLock, Timeout

    lock = FileLock(str(out) + ".lock")
    try:
        lock.acquire(timeout=1)
    except Timeout:
        raise Refused(say("one grading of this sheet at a time", "同一张成绩表同时只能有一个评分在进行"), say(f"another one writes {out}", f"另一个正在写 {out}"),
                      say("wait for it, or give another name with --out", "请等它结束，或用 --out 另取名称")) from None  # fmt: skip
    try:
        yield
    finally:
        lock.release()
        Path(str(out) + ".lock").unlink(missing_ok=True)
