"""What a submission cannot do where it is confined. All of it is tried from inside, and looked at from outside."""

import os
import sys
import time
from pathlib import Path

import pytest

from casekit.handin import Limits, Runner, keeper
from casekit.handin.coding import decoded
from tests import ordinary
from tests.submissions import ROOT, code, text_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="confinement is for Linux"),
]
ASK = "import casekit, os, ctypes\nfrom pathlib import Path\nq = casekit.exercise('screening-1')\nlibc = ctypes.CDLL(None, use_errno=True)"


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    """Where this machine does not grant the bounds, there is nothing to be tried."""
    place = tmp_path_factory.mktemp("confine")
    with Runner(None, Limits(cell=5, notebook=20), 2, place) as runner:
        if not runner.confined:
            pytest.skip(f"submissions are not confined here: {runner.why}")
        yield runner


@pytest.fixture
def ran(runner, tmp_path):
    def go(*cells):
        path = tmp_path / "a.ipynb"
        path.write_text(text_of({"cells": [code(words) for words in [ASK, *cells]]}), encoding="utf-8")
        outcome = runner.outcome(path)
        assert outcome.confined == "confined"
        return outcome

    return go


@pytest.fixture
def found(ran):
    """What a function ``f`` of the submission gives."""

    def go(words, *arguments):
        body = "\n".join(f"    {line}" for line in words.strip().split("\n"))
        outcome = ran(f"def f(a):\n{body}", f"q.check([f(a) for a in {list(arguments)!r}])")
        return decoded(outcome.answers["screening-1"]) if outcome.answers else outcome

    return go


# files ---------------------------------------------------------------------------------------------------------

OPENED = """
try:
    open(a, 'rb').read(1)
    return True
except OSError:
    return False"""
WRITTEN = """
try:
    open(a, 'ab').write(b'x')
    return True
except OSError:
    return False"""


def test_files_that_are_not_the_submissions_cannot_be_read(found, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("x")
    mine.chmod(0o644)
    files = [
        mine,
        *sorted(ROOT.glob("exercises/answers/*.py"))[:2],
        ROOT / "README.md",
        "/etc/shadow",
        "/proc/1/environ",
        "/proc/self/mem",
        "/proc/self/maps",
    ]
    assert found(OPENED, *map(str, files)) == [False] * len(files)


def test_files_outside_cannot_be_written_made_cut_moved_or_removed(found, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("precious")
    mine.chmod(0o666)
    tmp_path.chmod(0o777)
    words = """
try:
    {"write": lambda: open(m, 'w'), "add": lambda: open(m, 'a'), "cut": lambda: os.truncate(m, 0), "remove": lambda: os.remove(m),
     "move": lambda: os.rename(m, m + '2'), "link": lambda: os.link(m, 'here'), "new": lambda: open(m + '2', 'w'),
     "mode": lambda: os.rename(os.path.dirname(m), 'x'), "folder": lambda: os.mkdir(m + '3'),
     "list": lambda: os.listdir(os.path.dirname(m)), "root": lambda: os.listdir('/')}[a]()
    return True
except OSError:
    return False"""
    tries = ["write", "add", "cut", "remove", "move", "link", "new", "mode", "folder", "list", "root"]
    assert found(f"m = {str(mine)!r}" + words, *tries) == [False] * len(tries)
    assert mine.read_text() == "precious" and sorted(path.name for path in tmp_path.iterdir()) == [
        "a.ipynb",
        "mine.txt",
    ]


CHANGED = """
import fcntl
def handle():
    return os.open(a, os.O_RDONLY)
tries = {
    "mode": lambda: os.chmod(a, 0), "time": lambda: os.utime(a, (1, 1)), "owner": lambda: os.chown(a, os.getuid(), os.getgid()),
    "attribute": lambda: os.setxattr(a, "user.x", b"1"), "cut": lambda: os.truncate(a, 0), "add": lambda: open(a, "ab"),
    "move": lambda: os.rename(a, a + "2"), "over": lambda: os.replace("own", a), "link": lambda: os.link(a, "own2"), "remove": lambda: os.remove(a),
    "link there": lambda: os.symlink("/", a + "3"), "folder": lambda: os.mkdir(a + "4"), "remove folder": lambda: os.rmdir(a),
    "mode of handle": lambda: os.fchmod(handle(), 0), "time of handle": lambda: os.utime(handle(), (1, 1)),
    "attribute of handle": lambda: os.setxattr(handle(), "user.x", b"1"), "lease": lambda: fcntl.fcntl(handle(), fcntl.F_SETLEASE, fcntl.F_RDLCK),
    "flags": lambda: fcntl.ioctl(handle(), 0x40086602, b"\\x10" + bytes(7)), "around": lambda: os.chmod(os.path.dirname(a), 0)}
open("own", "w").close()
done = []
for name, change in tries.items():
    try:
        change()
        done.append(name)
    except OSError:
        pass
return done"""


def looks(path):
    """All that could be changed about a file from outside of it."""
    about = os.stat(path)
    return about.st_mode, about.st_uid, about.st_mtime_ns, about.st_size, about.st_nlink, os.listxattr(path)


def test_nothing_about_a_file_of_others_can_be_changed_by_whatever_name(found, runner, tmp_path):
    """Also where the submission's user owns it: modes, times and attributes are not Landlock's business."""
    mine, copied = tmp_path / "others/mine.txt", runner.view / "datasets/qinghe/orders.csv"
    mine.parent.mkdir()
    mine.write_text("precious")
    mine.chmod(0o666)
    files = [
        mine,
        mine.parent,
        copied,
        runner.view / "datasets",
        runner.view,
        Path(os.__file__),
        Path("/usr"),
    ]
    before = [looks(path) for path in files]
    other = os.path.relpath(mine, runner.place / "desk-1/my_work/exercises/en")
    names = ["/proc/self/cwd/" + other, "/proc/self/root" + str(mine), other, *map(str, files)]
    assert found(CHANGED, *names) == [[]] * len(names)
    assert [looks(path) for path in files] == before


def test_no_folder_outside_is_open_in_a_submission(found):
    words = """
for n in range(64):
    try:
        os.stat(b"..", dir_fd=n)
        return n
    except OSError:
        pass"""
    assert found(words, 0) == [None]


def test_others_files_have_no_name(found, runner, tmp_path):
    """Neither asked for, nor entered, nor watched."""
    (runner.place / "desk-x").mkdir(exist_ok=True)
    words = """
tries = [lambda: os.stat(a), lambda: os.lstat(a), lambda: os.statvfs(a), lambda: os.chdir(a), lambda: os.readlink(a),
         lambda: os.access(a, os.F_OK) or os.stat(a), lambda: os.open(a, os.O_PATH), lambda: os.getxattr(a, "user.x")]
done = [libc.inotify_add_watch(libc.inotify_init1(0), a.encode(), 0xfff) != -1]
for each in tries:
    try:
        each()
        done.append(True)
    except OSError:
        done.append(False)
return any(done)"""
    names = [tmp_path, ROOT / "README.md", ROOT / "exercises/answers", runner.place / "desk-x", runner.place / "log", "/etc/shadow", "/proc", "/sys"]  # fmt: skip
    assert found(words, *map(str, names)) == [False] * len(names)


def test_what_honest_work_asks_of_the_system_is_there(found):
    words = """
import multiprocessing, subprocess, tempfile, zoneinfo
lock = multiprocessing.Lock()
with lock, tempfile.NamedTemporaryFile() as file:
    subprocess.run(["sh", "-c", f"awk 1 /etc/passwd > {file.name}"], check=True)
    return [os.path.getsize(file.name) > 0, str(zoneinfo.ZoneInfo("Asia/Shanghai")), os.getcwd() == os.path.realpath(".")]"""
    assert found(words, 0) == [[True, "Asia/Shanghai", True]]


def test_the_system_and_the_copy_can_be_read_but_not_written(found):
    files = [os.__file__, "/etc/passwd", "/dev/urandom", "/dev/null"]
    assert found(OPENED, *files) == [True] * len(files)
    assert found(WRITTEN, *files) == [False, False, False, True]
    assert found(
        "return [str(p) for p in casekit.my_work.workbook_folder().rglob('*') if os.access(p, os.W_OK)]", 0
    ) == [[]]


def test_the_copy_stays_as_it_was(ran, runner):
    before = sorted(runner.view.rglob("*"))
    ran(
        "import shutil\nshutil.rmtree(casekit.my_work.workbook_folder(), ignore_errors=True)",
        "(casekit.my_work.workbook_folder() / 'casekit/evil.py').write_text('1')",
    )
    assert sorted(runner.view.rglob("*")) == before


def test_another_submissions_folder_is_not_there(found, runner):
    (runner.place / "desk-x").mkdir(exist_ok=True)
    (runner.place / "desk-x/secret").write_text("x")
    assert found(OPENED, str(runner.place / "desk-x/secret"), str(runner.place / "log")) == [False, False]


def test_no_answers_in_reach_of_python(found):
    assert found("return casekit.exercises._answers('screening') is None", 0) == [True]
    assert found(
        "import gc\nreturn any(isinstance(each, dict) and 'JUDGES' in each for each in gc.get_objects())", 0
    ) == [False]
    assert found(
        "try:\n    import casekit.classroom\n    return True\nexcept ImportError:\n    return False", 0
    ) == [False]


def test_files_written_have_an_end(found):
    words = "n = 0\ntry:\n    for n in range(100): open(f'f{n}', 'wb').write(bytes(10_000_000))\nexcept OSError:\n    pass\nreturn n"
    assert found(words, 0)[0] < 10
    assert (
        found(
            "try:\n    open('big', 'wb').write(bytes(100_000_000))\nexcept OSError:\n    return os.path.getsize('big')",
            0,
        )[0]
        <= 32 * 2**20
    )


# network, kernel -----------------------------------------------------------------------------------------------


def test_no_network(found):
    words = "import socket\ntry:\n    socket.socket(a)\n    return True\nexcept OSError:\n    return False"
    assert found(words, 2, 10, 1, 16, 17) == [False] * 5
    assert found("import socket\nreturn len(socket.socketpair())", 0) == [2]  # asyncio wants one


@pytest.mark.parametrize(
    "call",
    ["libc.unshare(0x10000000)", "libc.mount(b'none', b'/usr', b'tmpfs', 0, None)", "libc.umount2(b'/usr', 2)", "libc.ptrace(16, 1, 0, 0)",
     "libc.prctl(1, 0, 0, 0, 0)", "libc.setsid()", "libc.memfd_create(b'x', 0)", "libc.shmget(0, 4096, 0o1600)", "libc.setuid(0)", "libc.chroot(b'.')",
     "libc.mmap(0, 4096, 3, 0x21, -1, 0)", "libc.setsockopt(0, 1, 7, ctypes.byref(ctypes.c_int(10**6)), 4)", "libc.fcntl(0, 1024, 0)", "libc.vmsplice(1, None, 0, 0)",
     "libc.inotify_init1(0)", "libc.syscall(425, 8, None)", "libc.syscall(435, None, 0)", "libc.keyctl(0, 0, 0, 0, 0)", "libc.setns(3, 0)"],
)  # fmt: skip
def test_calls_that_no_exercise_needs(found, call):
    assert found(f"try:\n    return {call}\nexcept AttributeError:\n    return -1", 0) == [-1]


def test_nothing_of_the_instructors_environment(found, monkeypatch):
    assert found("return sorted(name for name in os.environ if 'SECRET' in name or 'TOKEN' in name)", 0) == [
        []
    ]
    assert "PYTEST_CURRENT_TEST" in os.environ and found("return 'PYTEST_CURRENT_TEST' in os.environ", 0) == [
        False
    ]


# processes -----------------------------------------------------------------------------------------------------


def test_nobody_else_can_be_seen_or_signalled(found):
    assert found("return [os.getpid(), os.getppid(), os.getuid() != 0]", 0) == [[1, 0, True]]
    words = "try:\n    os.kill(a, 0)\n    return True\nexcept OSError:\n    return False"
    assert found(words, os.getpid(), os.getppid(), -1) == [False] * 3


def test_whatever_is_left_ends_with_the_run(ran, tmp_path):
    sign = f"{time.time()}"
    start = f"import subprocess\nfor _ in range(3): subprocess.Popen(['sleep', '1000{sign}'], start_new_session=False)\nif os.fork() == 0:\n    while True: pass"
    assert ran(start, "q.check(1)").answers
    left = [place for place in _command_lines() if sign in place]
    assert left == []


def _command_lines():
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            yield Path(f"/proc/{name}/cmdline").read_text(encoding="utf-8")
        except OSError:
            pass


def test_the_number_of_processes_has_an_end(found):
    words = "n = 0\nimport time\ntry:\n    for n in range(200):\n        if os.fork() == 0:\n            time.sleep(100)\nexcept OSError:\n    pass\nreturn n"
    assert found(words, 0)[0] < 40


def test_limits_cannot_be_raised(found):
    words = "import resource\ntry:\n    resource.setrlimit(getattr(resource, a), (10**9, 10**9))\n    return True\nexcept (ValueError, OSError):\n    return False"
    assert found(words, "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE") == [False] * 4
    assert found("import resource\nreturn resource.getrlimit(resource.RLIMIT_AS)[1] < 20 * 2**30", 0) == [
        True
    ]


@pytest.mark.slow
def test_memory_of_many_processes_is_added_up(ran):
    bomb = "for _ in range(3): os.fork()\nx = b'1' * 300_000_000\nimport time; time.sleep(3)"
    outcome = ran(bomb, "q.check(1)")
    assert outcome.status == "memory" and outcome.answers


def test_those_beside_are_not_disturbed(runner, tmp_path):
    """Honest runs between attacks, at the same time."""
    attacks = [
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: break",
        "x = bytearray(10**11)",
        "import os; os.kill(-1, 9); os.abort()",
        "while True: pass",
    ]
    paths = []
    for number in range(8):
        words = [ASK, attacks[number // 2]] if number % 2 else [ASK, f"q.check({number})"]
        paths.append(tmp_path / f"{number}.ipynb")
        paths[-1].write_text(text_of({"cells": [code(each) for each in words]}))
    outcomes = {int(outcome.path[-7]): outcome for outcome in runner.outcomes(paths)}
    assert [decoded(outcomes[number].answers["screening-1"]) for number in (0, 2, 4, 6)] == [0, 2, 4, 6]
    assert [outcomes[number].errors for number in (0, 2, 4, 6)] == [[]] * 4


def test_nothing_is_left_on_the_disk(tmp_path, runner):
    assert not [path for pattern in ("desk-[0-9]*", "job-*", "run-*") for path in runner.place.glob(pattern)]
    assert str(runner.place) not in Path("/proc/mounts").read_text(encoding="utf-8")


# the channel ---------------------------------------------------------------------------------------------------

EACH = "import fcntl\ndef each(do):\n    for n in range(3, 64):\n        try: do(n)\n        except (OSError, ValueError): pass\n"
CHANNEL = {
    "direct": "each(lambda n: fcntl.fcntl(n, fcntl.F_SETFL, os.O_DIRECT | fcntl.fcntl(n, fcntl.F_GETFL)))",
    "no flags": "each(lambda n: fcntl.fcntl(n, fcntl.F_SETFL, 0))",
    "asking for signals": "each(lambda n: (fcntl.fcntl(n, fcntl.F_SETOWN, 1), fcntl.fcntl(n, fcntl.F_SETFL, os.O_ASYNC)))",
    "cut": "each(lambda n: os.ftruncate(n, 0))\neach(lambda n: os.lseek(n, 0, 0))",
    "mode": "each(lambda n: os.fchmod(n, 0))",
    "locked": "each(lambda n: fcntl.flock(n, fcntl.LOCK_EX))",
    "small": "each(lambda n: fcntl.fcntl(n, 1031, 4096))",
    "read": "each(lambda n: os.read(n, 10))",
    "closed": "each(os.close)",
    "nowhere": "each(lambda n: os.dup2(0, n))",
    "full": "each(lambda n: os.set_blocking(n, False))\neach(lambda n: [os.write(n, b'x' * 65536) for _ in range(40)])",
    "half a line": "each(lambda n: os.write(n, b'{\"answer\": '))",
    "nonsense": "each(lambda n: os.write(n, b'{\"\\n' * 50_000))",
    "a child that writes on": "if os.fork() == 0:\n    while True: each(lambda n: os.write(n, b'x\\n' * 1000))",
}  # fmt: skip


@pytest.mark.parametrize("what", CHANNEL)
def test_whatever_is_done_to_the_channel_the_run_is_marked_as_what_was_answered(ran, what):
    """Once: a run that could not be made for a reason of ours would be made again at each marking."""
    outcome = ran("q.check(7)", EACH + CHANNEL[what], "casekit.exercise('screening-2').check(8)")
    codes = {code for code, _ in outcome.notes}
    assert decoded(outcome.answers["screening-1"]) == 7 and "runner" not in codes
    assert "screening-2" in outcome.answers or "answers-too-large" in codes


def test_a_keeper_that_stumbles_gives_what_was_answered():
    out, into = keeper.channel()
    os.write(into, b'{"confined": [1]}\n{"cell": 1}\n{"answer": ["x", 5, true, ""]}\n')

    class Run:
        ended, end = staticmethod(lambda: None), staticmethod(lambda: None)

        def memory(self):
            raise RuntimeError

    seen = keeper.watch(Run(), keeper.Reader(out, 1000, {1}), Limits(), 10)
    os.close(out)
    os.close(into)
    assert seen.answers == {"x": [5, True, ""]} and seen.confined and seen.ended == "ended-python"


# memory --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tight(tmp_path_factory):
    with Runner(None, Limits(cell=5, notebook=20, memory=100 * 2**20), 1, tmp_path_factory.mktemp("tight")) as runner:  # fmt: skip
        if not runner.confined:
            pytest.skip(f"submissions are not confined here: {runner.why}")
        yield runner


CHILDREN = """
import mmap, socket, time
for _ in range(8):
    if os.fork() == 0:
        try:
            {}
        finally:
            time.sleep(30)
            os._exit(0)
time.sleep({})"""
PRIVATE = "m = mmap.mmap(-1, 40 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS); m[::4096] = bytes(len(m[::4096]))"
SOCKETS = "keep = [socket.socketpair() for _ in range(100)]"
MEMORY = {
    "each a little": (CHILDREN.format(PRIVATE, 3), "memory"),
    "sockets": (CHILDREN.format(SOCKETS, 3), "memory"),
    "children that only have what their parent has": ("x = bytearray(60 << 20)" + CHILDREN.format("x[5]", 0.5), "ok"),
    "shared, in a file": ("import mmap\nm = mmap.mmap(-1, 4096)\nm[0] = 1\nassert os.fork() or not os._exit(m[0])", "ok"),
    "shared, too much": ("import mmap\nmmap.mmap(-1, 100 << 20)", "ok"),
}  # fmt: skip


@pytest.mark.parametrize("what", MEMORY)
def test_memory_is_counted_whoever_holds_it_and_once(tight, tmp_path, what):
    words, status = MEMORY[what]
    path = tmp_path / "a.ipynb"
    path.write_text(text_of({"cells": [code(each) for each in [ASK, "q.check(7)", words]]}), encoding="utf-8")
    outcome = tight.outcome(path)
    assert (outcome.status, decoded(outcome.answers["screening-1"])) == (status, 7)
    assert bool(outcome.errors) == (
        what not in ("children that only have what their parent has", "shared, in a file")
    )


SOME = (
    "not (beside or channel or many_processes or written_have_an_end)"  # nothing in them asks who started it
)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="the tests run as an ordinary user as it is")
@pytest.mark.parametrize("chosen", [SOME, pytest.param("test", marks=pytest.mark.daily)], ids=["some", "all"])
def test_this_as_an_ordinary_user(tmp_path, chosen):
    ordinary.tests(__file__, tmp_path, "-k", chosen)
