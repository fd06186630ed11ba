"""What has been done so far: a line of JSON for each thing, on disk before the next begins.

A grading that is interrupted, by a power cut too, goes on from here. The last line may be torn then; it is left out.
"""

import json
import os
from contextlib import contextmanager
from pathlib import Path

from casekit.core.language import say
from casekit.errors import Refused


class Journal:
    """The journal beside a mark sheet: ``runs`` by file, ``marks`` by file and owner; the last line of each counts."""

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
            self.runs[(line["file"], line["sha256"], line["who"], line["limits"])] = line["run"]
        elif line["what"] == "marks":
            self.marks[(line["file"], line["sha256"], line["who"], line["key"], line["language"])] = line[
                "marks"
            ]

    def begin(self, key):
        """Note which kit and which key are at work."""
        if (self.kit, key) not in self.keys[-1:]:
            self._write({"what": "begin", "kit": self.kit, "key": key})

    def run(self, file, sha256, who, limits, run):
        """Note what came of a run."""
        self._write({"what": "run", "file": file, "sha256": sha256, "who": who, "limits": limits, "run": run})

    def marked(self, file, sha256, who, key, language, marks):
        """Note what the comparison said."""
        self._write(
            {
                "what": "marks",
                "file": file,
                "sha256": sha256,
                "who": who,
                "key": key,
                "language": language,
                "marks": marks,
            }
        )

    def _write(self, line):
        self._take(line)
        with open(self.path, "ab") as file:
            file.write((b"\n" if self.torn else b"") + json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.torn = False


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
