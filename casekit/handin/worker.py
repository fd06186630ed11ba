"""The student's side of a run: cells from top to bottom, past errors, in IPython without a kernel.

What is seen on the way is written, line by line as JSON, to a channel that the keeper reads: which exercises were
asked for, what was given to ``q.check``, which number was declared, which cells ended in an error. The submission's
code runs in this same process and could write to the channel too: all it can forge there is its own answers.
"""

import json
import mmap
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

GRACE = 3  # seconds a cell has to end after it was told to


class Stopped(KeyboardInterrupt):
    """A cell's time is over. Not an Exception, so that ``except Exception`` does not swallow it."""


def line_of(value):
    """A line of the channel: JSON in ASCII, in the one form that reading and writing again does not change."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False).encode()


class Channel:
    """Where the run reports to, as lines of JSON."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def say(self, what, value=None):
        """Write one line; it begins anew, since the one before may have been cut short when its cell was stopped."""
        left = b"\n" + line_of({what: value}) + b"\n"
        while left:
            left = left[os.write(self.descriptor, left) :]


# a place to work ----------------------------------------------------------------------------------------------


def settle_in(desk, workbook, student):
    """A reader's folder as at home: the workbook around it (by links), own exercises' folder as the current one."""
    desk, workbook = Path(desk), Path(workbook)
    for item in workbook.iterdir():
        if item.name != "my_work" and not (desk / item.name).exists():
            os.symlink(item, desk / item.name)
    here = desk / "my_work" / "exercises" / "en"
    for folder in (here, desk / "tmp", desk / "my_work" / ".casekit"):
        folder.mkdir(parents=True, exist_ok=True)
    if student:
        (desk / "my_work" / "student.json").write_text(json.dumps({"student": student}), encoding="utf-8")
    os.chdir(here)
    os.environ.update(
        CASEKIT_WORK=str(desk / "my_work"),
        HOME=str(desk),
        LOGNAME="student",
        IPYTHONDIR=str(desk / ".ipython"),
        TMPDIR=str(desk / "tmp"),
        MPLCONFIGDIR=str(desk / "tmp"),
    )
    if sys.platform == "linux":
        share_by_file(desk / "tmp")


def share_by_file(folder):
    """Memory that processes share lies in a file of the submission's folder, where its size is bounded."""

    class Shared(mmap.mmap):
        def __new__(cls, fileno, length, flags=mmap.MAP_SHARED, *how, **more):
            if fileno != -1 or not flags & mmap.MAP_SHARED:
                return super().__new__(cls, fileno, length, flags, *how, **more)
            with tempfile.TemporaryFile(dir=folder) as file:
                os.posix_fallocate(file.fileno(), 0, length)
                return super().__new__(cls, file.fileno(), length, flags & ~mmap.MAP_ANONYMOUS, *how, **more)

    Shared.__name__, Shared.__module__ = "mmap", "mmap"
    mmap.mmap = Shared


def close_all_but(*kept):
    """No file of the process that forked this one stays open; input is empty, output goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    low = 3
    for descriptor in sorted(kept):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 65536)


# the cells ----------------------------------------------------------------------------------------------------


def run_cell(shell, source, seconds):
    """Run one cell; the name of the error it ended in, or None; ``Stopped`` where its time was over."""
    try:
        try:
            _alarm(seconds)
            result = type(shell).run_cell(shell, source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        finally:
            _alarm(0)
    except BaseException as ended:  # whatever a cell throws, and whenever its time is over, the next one runs
        _alarm(0)
        error = ended
    return None if error is None else type(error).__name__[:60]


def _alarm(seconds):
    """Stop the cell after so many seconds, and again and again until it obeys; the keeper ends it otherwise."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.3 if seconds else 0)


def _stop(*_):
    raise Stopped


# what is reported ---------------------------------------------------------------------------------------------


def record(channel, most, preset=""):
    """From now on report which exercises are asked for, what is given to their checks, which number is declared.

    A number left blank declares nothing: the one in force before (``preset``) stays.
    """
    from casekit import exercises
    from casekit.desk import student

    made, checked, said = exercises.Exercise.__init__, exercises.Exercise.check, student.i_am
    seen = set()

    def new(self, name, *who):
        made(self, name, *who)
        if self.name not in seen:
            channel.say("seen", self.name)
        seen.add(self.name)

    def check(self, answer=...):
        channel.say("answer", [self.name, *_answer(self, answer, most)])
        return checked(self, answer)

    def i_am(number):
        said(number)
        channel.say("student", student.who()[0])
        student._now["student"] = student.who()[0] or preset

    for function, original in ((new, made), (check, checked), (i_am, said)):
        function.__doc__, function.__name__ = original.__doc__, original.__name__
    exercises.Exercise.__init__, exercises.Exercise.check, student.i_am = new, check, i_am


def _answer(exercise, answer, most):
    """An answer as it is reported: coded, and whether it is one at all (nothing filled in does not replace an answer)."""
    from casekit.exercises.forms import NotAttempted
    from casekit.handin.coding import NotCoded, coded

    try:
        code = coded(answer)
        if len(line_of(code)) > most:
            raise NotCoded("too large")
    except NotCoded as error:
        return [{"is": "other", "type": "object", "of": str(error)}, True, str(error)]
    except Exception:  # an object that cannot even be looked at
        return [{"is": "other", "type": "object", "of": ""}, True, ""]
    try:
        exercise.spec.form(answer, exercise.data)
    except NotAttempted:
        return [code, False, ""]
    except Exception:  # the wrong kind of thing is an answer too
        pass
    return [code, True, ""]


def work(cells, channel, limits, student=""):
    """Run the cells, a list of ``(number, source)``, and report."""
    from casekit.handin.shell import as_in_a_notebook, make_shell

    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    end, process = time.monotonic() + limits.notebook, os.getpid()
    record(channel, limits.answer, student)
    shell = as_in_a_notebook(make_shell())
    for number, source in cells:
        channel.say("cell", number)
        error = run_cell(shell, source, min(limits.cell, max(end - time.monotonic(), 0.1)))
        if os.getpid() != process:  # a copy that a cell made of this process does not go on with the notebook
            os._exit(0)
        if error == "Stopped":
            _end_others()
        if error:
            channel.say("error", [number, error])
    channel.say("end")


def _end_others():
    """What a stopped cell has started ends with it, where this process is the first of a process table of its own."""
    if os.getpid() == 1:
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass  # there is nobody else


def warm_up():
    """Load what the notebooks load, once: pandas, matplotlib, casekit with its tables."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot
    import pandas  # noqa: F401

    import casekit
    from casekit import exercises
    from casekit.handin import coding  # noqa: F401
    from casekit.handin.shell import make_shell

    for name in casekit._MODULES:
        getattr(casekit, name)
    for name in exercises.names():
        exercises.Exercise(name).data  # noqa: B018
    make_shell().run_cell("None")


def main():
    """A run in a process started for it, where there is no forking: its arguments are a file with the job, and the channel."""
    from casekit.handin import Limits

    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    named = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
    channel = Channel(int(sys.argv[2]) if sys.argv[2].isdigit() else os.open(sys.argv[2], named))
    limits = Limits(**job["limits"])
    os.environ["CASEKIT_WORK"] = str(Path(job["desk"]) / "my_work")
    warm_up()
    if os.name == "posix":
        from casekit.handin import confine

        confine.bound([job["workbook"]], [job["desk"]], limits, job["slot"])
    settle_in(job["desk"], job["workbook"], job["student"])
    channel.say("confined", [])
    work(job["cells"], channel, limits, job["student"])
    os._exit(0)


if __name__ == "__main__":
    main()
