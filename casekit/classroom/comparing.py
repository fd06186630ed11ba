"""An answer against the key, in a process of its own that has the kit's casekit (``bench``).

A judge that fails, never ends or takes its process with it costs one exercise of one submission the status
``grader-error``, and nothing else: the process is started anew. Where it is the answer that cannot be read, the answer
is of the wrong kind.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import Timer

from casekit.core.language import say
from casekit.core.scratch import scratch
from casekit.errors import Refused

OF_NO_KIND = {"en": "This cannot be read as an answer.", "zh": "这不能当作答案来读。"}


class Bench:
    """The process that compares; use it in a ``with`` block."""

    def __init__(self, tree, patience=60):
        self.tree, self.patience = Path(tree).resolve(), patience
        self.process, self._stack = None, ExitStack()

    def __enter__(self):
        self.scratch = self._stack.enter_context(scratch())
        return self

    def __exit__(self, *_):
        self._end()
        self._stack.close()

    def ask(self, do, patience=None, **what):
        """One question; ``{"answer": ...}`` or ``{"error": name}``."""
        if self.process is None:
            self._start()
        clock = Timer(self.patience if patience is None else patience, self.process.kill)
        clock.start()
        try:
            self.process.stdin.write(json.dumps({"do": do, **what}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = ""
        finally:
            clock.cancel()
        if line:
            return json.loads(line)
        self._end()
        return {"error": "ended"}

    def needed(self, do, **what):
        """One question that has to be answered: without it nothing can be done."""
        told = self.ask(do, **what)
        if "answer" in told:
            return told["answer"]
        raise Refused(say("a kit whose casekit starts", "其中的 casekit 能启动的课堂版"), f"{self.tree}: {told['error']}",
                      say("make the kit anew with casekit class-kit", "请用 casekit class-kit 重新制作"))  # fmt: skip

    def judged(self, exercise, who, course, answer, language):
        """What the check says: ``status``, ``words``, ``misconception``, ``parts``; status ``grader-error`` where it fails."""
        about = {"exercise": exercise, "who": who, "course": course, "language": language}
        told = self.ask("judge", answer=answer, **about)
        if told == {"error": "ended"} and self._due_to(answer, about):
            return {"status": "wrong kind", "words": OF_NO_KIND[language], "misconception": "", "parts": []}
        if "answer" not in told:
            return {"status": "grader-error", "words": told["error"], "misconception": "", "parts": []}
        if told["answer"]["status"] == "form":
            return {"status": "grader-error", "words": "no key", "misconception": "", "parts": []}
        return told["answer"]

    def _due_to(self, answer, about):
        """Whether it is the answer that takes the process with it or never ends: its form does so too, the key's does not."""
        key = self.ask("formed", self.patience / 4, **about)
        return "answer" in key and "error" in self.ask("formed", self.patience / 4, answer=answer, **about)

    def _start(self):
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env = {**ours, "CASEKIT_WORK": str(self.scratch), "PYTHONHASHSEED": "0"}  # sets in one order
        script = Path(__file__).with_name("bench.py")
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-B", "-X", "utf8", str(script), str(self.tree)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            encoding="utf-8", cwd=str(self.scratch), env=env,
        )  # fmt: skip

    def _end(self):
        if self.process:
            for pipe in (self.process.stdin, self.process.stdout):
                try:
                    pipe.close()
                except OSError:
                    pass
            self.process.kill()
            self.process.wait()
        self.process = None
