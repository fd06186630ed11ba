"""From a student's notebook to answers: reading the file, running it in bounds, the answers out as JSON.

``casekit handin`` (the student's own check) and the instructor's grader do the same run, the one that is here:

* ``reading``    a notebook file as students hand it in, whatever saved it; outputs are left out while reading
* ``cutting``    how they are cut out of a large file
* ``desk``       the throw-away copy: the workbook without its answers, and a folder to write in for each submission
* ``worker``     the student's side of a run: the cells from top to bottom, past errors; what was given to ``q.check``
* ``coding``     answers as JSON and back; nothing of the student's is unpickled or imported by anybody else
* ``confine``    what a submission may touch, on Linux: files, network, processes, memory
* ``file_tree``  what of the file system it sees, on Linux
* ``memory``     what its processes hold, on Linux
* ``keeper``     watches one run from outside: time, memory, the end of every process
* ``fork_server``  the process that has pandas and casekit ready and forks a child for each submission (Linux)
* ``started``    the same run in a Python of its own, where there is no forking
* ``gathering``  what came of a submission, in one word and in notes
* ``runner``     the :class:`Runner` over many submissions
* ``command``    ``casekit handin``; ``words`` has what is said about a submission
* ``giving``     the file to hand in; ``receipt`` its receipt, and ``casekit receipt``

    with Runner(tree, Limits(), jobs=2) as runner:
        for outcome in runner.outcomes(paths):
            print(outcome.path, outcome.status, outcome.answers)
"""

from dataclasses import asdict, dataclass, field
from importlib import import_module

from casekit.core.browser import in_browser
from casekit.core.language import say
from casekit.errors import Refused

MIB = 2**20
STATUSES = (
    "ok", "no-answer", "timeout", "kernel-error", "memory", "output-limit",
    "unreadable", "too-large", "empty", "wrong-notebook",
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What one submission may use: seconds, bytes and numbers of processes (on Linux also threads)."""

    cell: float = 30
    notebook: float = 120
    memory: int = 768 * MIB  # beyond what Python and pandas take
    processes: int = 32
    file: int = 32 * MIB  # one file written
    folder: int = 64 * MIB  # all files written
    answer: int = 1_000_000  # one answer, as JSON
    answers: int = 8_000_000  # all that is reported
    notebook_file: int = 1000 * MIB
    source: int = 5 * MIB  # all cells without their outputs
    cells: int = 2000
    restarts: int = 3  # a cell that ends the whole process is left out the next time


@dataclass
class Outcome:
    """What came of one submission.

    ``status`` is one of ``STATUSES``; ``answers`` holds what was given last to each exercise's check, as
    :func:`casekit.handin.coding.coded` codes it (``decoded`` turns it back); ``student`` is the number declared by
    ``casekit.i_am``, tidied, or ``""``. A run that ended early still has the answers it came to.
    ``errors`` is a list of ``[cell number, name of the error]``, ``notes`` of ``[code, parameters]``; ``note`` has the
    words. ``confined`` is ``confined`` only where files, network, processes and memory were all in bounds.
    """

    path: str
    status: str
    notes: list = field(default_factory=list)
    student: str = ""
    answers: dict = field(default_factory=dict)
    exercises_seen: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    seconds: float = 0.0
    confined: str = "unconfined"
    sha256: str = ""

    @property
    def note(self):
        """The notes as one text in the language in force."""
        from casekit.handin.words import sentence

        return " ".join(sentence(code, parameters) for code, parameters in self.notes)

    def as_json(self):
        """A dict that JSON can hold."""
        return asdict(self)


def run(path, tree=None, limits=None, copy=None, student=""):
    """Run one submission in a process of its own and give its :class:`Outcome`.

    Parameters
    ----------
    path : str or Path
        The notebook as it was handed in. It is only read.
    tree : Path, optional
        The kit's tree, whose casekit and data are used; by default the workbook in use.
    limits : Limits, optional
    copy : Path, optional
        Where the throw-away copy is made; by default the system's folder for such things.
    student : str
        The number in force until the notebook itself declares one.
    """
    if in_browser():
        raise Refused(
            say("a computer with the workbook installed", "一台装有本教程的电脑"),
            say(
                "the browser edition, which cannot run a notebook within bounds",
                "浏览器版，不能在限定条件下运行笔记本",
            ),
            say(
                "in the list of files, download the notebook, and hand that file in as your course says",
                "在文件列表中下载笔记本，按课程要求提交该文件",
            ),
        )
    with import_module("casekit.handin.runner").Runner(tree, limits, 1, copy) as runner:
        return next(runner.outcomes([path], {str(path): student}))


def __getattr__(name):
    if name == "Runner":
        return import_module("casekit.handin.runner").Runner
    if name in ("coded", "decoded"):
        return getattr(import_module("casekit.handin.coding"), name)
    raise AttributeError(name)
