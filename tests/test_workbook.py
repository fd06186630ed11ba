"""``workbook.py``: set-up, repair, next steps, and the pytest calls.

Most tests set up a tiny workbook (no dependencies, its own build backend, a stand-in for uv) in a folder with
spaces and Chinese characters, with a real venv and a real pip but no network. What cannot be had for real on
every machine (a full disk, a Python without venv) is simulated, and the test says so.
"""

import ast
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "workbook.py"
slow = pytest.mark.slow

PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "casekit"
version = "0"
"""

BACKEND = '''\
"""A build backend that needs nothing: an editable wheel is a .pth file."""
import os, zipfile
METADATA = "Metadata-Version: 2.1\\nName: casekit\\nVersion: 0\\nProvides-Extra: test\\n"
WHEEL = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(os.path.join(folder, "casekit-0-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("casekit.pth", os.getcwd())  # in UTF-8, as real backends do
        wheel.writestr("casekit-0.dist-info/METADATA", METADATA)
        wheel.writestr("casekit-0.dist-info/WHEEL", WHEEL)
        wheel.writestr("casekit-0.dist-info/RECORD", "")
    return "casekit-0-py3-none-any.whl"
'''

UV = """\
import os, subprocess, sys, time
mode = os.environ.get("STAND_IN_UV", "works")
open("uv-was-here", "a").close()
if mode == "slow":
    time.sleep(3)
if mode == "fails":
    sys.exit("uv cannot start here")
rest = sys.argv[sys.argv.index("--python") + 2:]
sys.exit(subprocess.call([sys.executable, "-m", "pip", "install"] + rest))
"""

CASEKIT = """\
import json, os, sys
print(json.dumps({"words": sys.argv[1:], "prefix": sys.prefix, "cwd": os.getcwd()}))
"""

PYTEST = """\
import json, os, sys
kept = {name: os.environ.get(name) for name in ("CASEKIT_WORK", "CASEKIT_FONT", "PYTHONHASHSEED")}
kept["there"] = os.path.isdir(kept["CASEKIT_WORK"])
with open("calls.jsonl", "a") as calls:
    calls.write(json.dumps([sys.argv[1:], kept]) + "\\n")
sys.exit(1 if "--nbval" in sys.argv and os.path.exists("nbval-fails") else 0)
"""


@pytest.fixture(scope="session")
def uv_shelf(tmp_path_factory):
    """A folder for pip with one wheel in it, the stand-in for uv."""
    shelf = tmp_path_factory.mktemp("shelf")
    with zipfile.ZipFile(shelf / "uv-9.9-py3-none-any.whl", "w") as wheel:
        wheel.writestr("uv/__init__.py", "")
        wheel.writestr("uv/__main__.py", UV)
        wheel.writestr("uv-9.9.dist-info/METADATA", "Metadata-Version: 2.1\nName: uv\nVersion: 9.9\n")
        wheel.writestr(
            "uv-9.9.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("uv-9.9.dist-info/RECORD", "")
    return shelf


class Book:
    """A tiny workbook in a folder with spaces and Chinese characters."""

    def __init__(self, folder, shelf):
        self.folder, self.shelf = folder / "客户 管理" / "my book", shelf
        files = {"pyproject.toml": PROJECT, "backend.py": BACKEND, "constraints.txt": "", "pytest.py": PYTEST}
        files |= {"casekit/__init__.py": "", "casekit/__main__.py": CASEKIT, "tools/build.py": CASEKIT}
        for name, words in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")
        shutil.copy(SCRIPT, self.folder)

    def environment(self, **more):
        """No network: pip looks at the shelf only. The messages are English."""
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "LC_"))
        }
        env |= {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.shelf),
            "LANG": "C.UTF-8",
            "PIP_CONFIG_FILE": os.devnull,
        }
        return env | more

    def start(self, *words, python=sys.executable, **more):
        return subprocess.Popen(
            [python, "workbook.py", *words],
            cwd=self.folder,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *words, **more):
        """Exit code and all that was printed."""
        child = self.start(*words, **more)
        printed = child.communicate(timeout=120)[0]
        assert "Traceback" not in printed
        return child.returncode, printed

    def answer(self, *words, **more):
        """What the workbook's casekit was given."""
        code, printed = self.run(*words, **more)
        assert code == 0, printed
        return json.loads(printed.splitlines()[-1])

    def calls(self):
        """The pytest calls of the last test run."""
        path = self.folder / "calls.jsonl"
        calls = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        path.unlink()
        return calls

    @property
    def stamp(self):
        return self.folder / ".venv" / "workbook-stamp.json"


@pytest.fixture
def fresh(tmp_path, uv_shelf):
    yield (book := Book(tmp_path, uv_shelf))
    shutil.rmtree(book.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ready(tmp_path_factory, uv_shelf):
    """A workbook which is set up for tests."""
    book = Book(tmp_path_factory.mktemp("ready"), uv_shelf)
    code, book.printed = book.run("build")
    assert code == 0, book.printed
    yield book
    shutil.rmtree(book.folder)


@pytest.fixture
def script(fresh, monkeypatch):
    """``workbook.py`` of a tiny workbook as a module, for what has to be simulated."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    spec = importlib.util.spec_from_file_location("workbook_under_test", fresh.folder / "workbook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Commands that are passed on ------------------------------------------------------------------------------


@slow
def test_hand_in_is_passed_on_to_casekit_in_the_folder_where_it_was_typed(ready):
    given = ready.answer("handin", "my_work/a b.ipynb")
    assert given["words"] == ["handin", "my_work/a b.ipynb"] and given["cwd"] == str(ready.folder)
    assert Path(given["prefix"]) == ready.folder / ".venv"
    assert ready.answer("handin", "--language", "zh", "x.ipynb")["words"] == [
        "handin",
        "x.ipynb",
        "--language",
        "zh",
    ]


@slow
def test_the_instructors_commands_are_there_where_the_classroom_part_is(ready):
    code, printed = ready.run("grade", "submissions", "--kit", "kit")
    assert code == 2 and "invalid choice" in printed
    (ready.folder / "casekit/classroom").mkdir()
    try:
        given = ready.answer("grade", "submissions", "--kit", "kit")
        assert given["words"] == ["grade", "submissions", "--kit", "kit", "--language", "en"]
    finally:
        (ready.folder / "casekit/classroom").rmdir()


def test_a_class_kit_opens_in_its_own_language_and_has_no_tests(script):
    (Path(script.ROOT) / "kit.json").write_text('{"language": "zh", "course": "MKT301"}')
    assert (
        script.asked_language(["lab"]) == "zh" and script.asked_language(["lab", "--language", "en"]) == "en"
    )
    assert set(script.parser()._subparsers._group_actions[0].choices) == {"lab", "handin"}
    (Path(script.ROOT) / "kit.json").write_text("{")
    assert script.asked_language(["lab"]) == "en"


# Old Pythons --------------------------------------------------------------------------------------------


def old_pythons():
    """Pythons older than 3.11 on this machine."""
    names = [f"python{version}" for version in ("2.7", "3.6", "3.7", "3.8", "3.9", "3.10")]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(name) for name in names] + [str(p) for p in pyenv.glob("*/bin/python")]
    question = "import sys; sys.exit(sys.version_info[:2] >= (3, 11))"
    return [
        python
        for python in found
        if python and subprocess.run([python, "-c", question], stderr=subprocess.DEVNULL).returncode == 0
    ]


def test_nothing_in_the_script_is_too_new_for_an_old_python():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 4))
    for node in ast.walk(tree):
        assert not isinstance(
            node, ast.JoinedStr | ast.AnnAssign | ast.Nonlocal | ast.NamedExpr | ast.YieldFrom
        )
        assert not isinstance(node, ast.List | ast.Tuple | ast.Set) or not any(
            isinstance(e, ast.Starred) for e in node.elts
        )
        assert not isinstance(node, ast.Dict) or None not in node.keys
        if isinstance(node, ast.FunctionDef):
            assert (
                not node.args.kwonlyargs
                and node.returns is None
                and not any(a.annotation for a in node.args.args)
            )
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, ast.Call):
            assert sum(isinstance(arg, ast.Starred) for arg in node.args) <= 1


@slow
def test_old_pythons_name_the_newer_one(fresh, tmp_path):
    pythons = old_pythons()
    if not pythons:
        pytest.skip("no Python older than 3.11 on this machine")
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "python3.12").symlink_to(sys.executable)
    for python in pythons:
        code, printed = fresh.run("lab", "--port", "9000", python=python, PATH=str(shims))
        assert code == 1 and "needs Python 3.11 or newer" in printed
        assert "python3.12 workbook.py lab --port 9000" in printed
        code, printed = fresh.run("lab", "--language", "zh", python=python, PATH="", PYTHONIOENCODING="utf-8")
        assert (
            code == 1
            and "请安装" not in printed
            and "安装 Python 3.13" in printed
            and "python3.13 workbook.py" in printed
        )
    assert not (fresh.folder / ".venv").exists()


def test_a_python_which_is_too_old_and_alone_is_told_what_to_install(script, monkeypatch, capsys):
    monkeypatch.setattr(script.sys, "version_info", (3, 10, 13, "final", 0))
    monkeypatch.setenv("PATH", "")
    assert script.main(["lab"]) == 1
    printed = capsys.readouterr().out
    assert "This is Python 3.10" in printed and "install Python 3.13" in printed and "lab" in printed


# Next steps ---------------------------------------------------------------------------------------------


def test_python_without_venv_simulated(script, monkeypatch, capsys):
    monkeypatch.setitem(
        sys.modules, "ensurepip", None
    )  # importing it fails, as on Debian without python3-venv
    real = os.path.exists
    monkeypatch.setattr(os.path, "exists", lambda path: path == "/etc/debian_version" or real(path))
    assert script.main(["lab"]) == 1
    printed = capsys.readouterr().out
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in printed
    assert ("sudo" in printed) == (os.name != "nt" and os.geteuid() != 0)
    monkeypatch.setattr(os.path, "exists", lambda path: path != "/etc/debian_version" and real(path))
    assert script.main(["lab"]) == 1
    assert "install a complete Python" in capsys.readouterr().out


def test_disk_full_beforehand_simulated(script, monkeypatch, capsys):
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - 10**7, 10**7)
    )
    assert script.main(["lab"]) == 1
    printed = capsys.readouterr().out
    assert "10 MB are free" in printed and f"about {script.SPACE_MB} MB" in printed and "Next step" in printed


@pytest.mark.parametrize(
    "said, meant",
    [
        (
            "ERROR: Could not install packages: [Errno 28] No space left on device",
            "too little room",
        ),
        ("error: failed to write to file: No space left on device (os error 28)", "too little room"),
        (
            "WARNING: Retrying (Retry(total=4)): '[Errno -3] Temporary failure in name resolution'\nERROR: none",
            "network",
        ),
        ("error: Failed to fetch\n  Caused by: dns error: failed to lookup address information", "network"),
        (
            "The virtual environment was not created successfully because ensurepip is not available.",
            "without venv",
        ),
        ("error: Permission denied (os error 13)", "No permission"),
        ("ERROR: something nobody has seen", "something nobody has seen"),
    ],
)
def test_what_installers_say_is_understood(script, said, meant):
    stop = script.diagnosis(said)
    assert meant in stop.what and "the same command" in stop.step


def test_no_write_permission(script, capsys):
    place = Path(tempfile.mkdtemp())
    try:
        for name in ("constraints.txt", "pyproject.toml"):
            shutil.copy(Path(script.ROOT) / name, place)
        script.ROOT, script.VENV, script.LOCK = (
            str(place),
            str(place / ".venv"),
            str(place / ".venv" / "workbook.lock"),
        )
        place.chmod(0o555)
        with as_ordinary_user():
            assert script.main(["lab"]) == 1
        printed = capsys.readouterr().out
        assert "No permission to write" in printed and str(place) in printed and "copy it" in printed
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)


class as_ordinary_user:
    """Root may write everywhere: drop its rights for a moment."""

    def __enter__(self):
        self.root = os.name != "nt" and os.geteuid() == 0
        if os.name == "nt":
            pytest.skip("folders cannot be closed with chmod on Windows")
        if self.root:
            os.seteuid(65534)

    def __exit__(self, *_):
        if self.root:
            os.seteuid(0)


@slow
def test_no_network_is_said_at_once(fresh):
    """pip is real; its index is a port of this computer where nobody answers."""
    nowhere = {
        "PIP_NO_INDEX": "0",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "1",
    }
    code, printed = fresh.run("lab", **nowhere)
    assert code == 1 and "network cannot be reached" in printed and "type the same command again" in printed
    assert not fresh.stamp.exists()


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_something_else_called_venv_is_left_alone(fresh, tmp_path, kind):
    venv = fresh.folder / ".venv"
    if kind == "file":
        venv.write_text("mine")
    else:
        home = venv if kind == "folder" else tmp_path / "elsewhere"
        home.mkdir()
        (home / "diary.txt").write_text("mine")
    if kind == "link":
        venv.symlink_to(tmp_path / "elsewhere")
    code, printed = fresh.run("lab")
    assert code == 1 and "left as it is" in printed and "mv .venv old_venv" in printed
    assert (venv if kind == "file" else venv / "diary.txt").read_text() == "mine"
    assert kind == "file" or len(list(venv.iterdir())) == 1


# Set-up and repair --------------------------------------------------------------------------------------


@slow
def test_set_up_says_what_it_does_and_then_nothing(ready):
    for words in ("Setting up", "500 MB", "Making .venv", "Fetching uv", "with uv", "Ready"):
        assert words in ready.printed
    stamp = json.loads(ready.stamp.read_text(encoding="utf-8"))
    assert stamp["installer"] == "uv" and stamp["extras"] == "test" and stamp["folder"] == str(ready.folder)
    code, printed = ready.run("lab", "--language", "zh", "--port", "9000", "--no-browser")
    assert code == 0 and len(printed.splitlines()) == 1  # an environment for tests serves the lab too
    answer = json.loads(printed)
    assert answer["words"] == ["lab", "--language", "zh", "--port", "9000", "--no-browser"]
    assert answer["prefix"] == str(ready.folder / ".venv") and answer["cwd"] == str(ready.folder)
    assert ready.answer("build", "--check", "03_screening")["words"] == ["--check", "03_screening"]


def test_print_goes_on_in_the_environment_for_tests_with_a_browser_or_names_the_step(script, monkeypatch, capsys):
    asked, typed = [], []
    monkeypatch.setattr(script, "ensure", asked.append)
    monkeypatch.setattr(script, "browser_here", lambda: "chromium")
    monkeypatch.setattr(script, "hand_over", lambda words: typed.append(words) or 0)
    assert script.main(["print", "13", "--language", "zh"]) == script.main(["print"]) == 0
    tool = os.path.join("tools", "printing.py")
    assert asked == ["test", "test"] and typed == [[tool, "13", "--language", "zh"], [tool]]
    assert script.main(["print", "lesson", "13"]) == script.main(["print", "book", "--language", "en"]) == 0
    tool = os.path.join("tools", "book.py")
    assert typed[2:] == [[tool, "lesson", "13"], [tool, "book", "--language", "en"]]
    monkeypatch.setattr(script, "browser_here", lambda: None)
    monkeypatch.setattr(script, "browser_installed", lambda: False)
    assert script.main(["print"]) == 1 and "hromium" in capsys.readouterr().out


@slow
def test_language_of_the_system(ready):
    assert ready.answer("lab", LANG="zh_CN.UTF-8")["words"] == ["lab", "--language", "zh"]
    assert ready.answer("lab", LANG="zh_CN.UTF-8", LC_ALL="C")["words"] == ["lab", "--language", "en"]


@slow
def test_changed_pins_and_a_broken_environment_are_repaired(ready):
    (ready.folder / "constraints.txt").write_text("# other pins\n")
    code, printed = ready.run("lab")
    assert code == 0 and "has changed" in printed and "Making .venv" not in printed
    assert json.loads(ready.stamp.read_text(encoding="utf-8"))["extras"] == "test"  # kept
    python = ready.folder / ".venv" / "bin" / "python"
    python.unlink()
    code, printed = ready.run("build")
    assert code == 0 and "making it anew" in printed and python.exists()


def test_without_a_network_the_lab_goes_on_with_older_packages_simulated(script, monkeypatch, capsys):
    old, offline = script.wanted_stamp("lab") | {"pins": "older"}, script.no_network()
    Path(script.VENV).mkdir()
    Path(script.LOCK).touch()
    script.write_stamp(old)
    monkeypatch.setattr(script, "whole", lambda: True)
    monkeypatch.setattr(script, "install", lambda extra: (_ for _ in ()).throw(offline))
    monkeypatch.setattr(script, "hand_over", lambda words: 0)
    assert script.main(["lab"]) == 0 and "Going on with the packages" in capsys.readouterr().out
    assert script.read_stamp() == old  # the next start tries again
    assert script.main(["build"]) == 1 and "connect to the internet" in capsys.readouterr().out
    monkeypatch.setattr(script, "install", lambda extra: (_ for _ in ()).throw(script.Stop("broken", "step")))
    assert script.main(["lab"]) == 1 and script.read_stamp() == {}


@slow
@pytest.mark.daily
def test_moved_folder_is_made_anew(fresh):
    fresh.answer("lab")
    moved = fresh.folder.with_name("moved 过")
    fresh.folder.rename(moved)
    fresh.folder = moved
    code, printed = fresh.run("lab")
    assert code == 0 and "making it anew" in printed
    assert json.loads(printed.splitlines()[-1])["prefix"] == str(moved / ".venv")


def test_what_makes_an_environment_unfit(script, monkeypatch):
    wanted = script.wanted_stamp("lab")
    monkeypatch.setattr(script, "whole", lambda: True)
    for change, again, ready in (
        ({}, True, True),
        ({"extras": "test"}, True, True),
        ({"pins": "other"}, True, False),
        ({"python": "cpython 3.9 elsewhere"}, False, False),
        ({"folder": "elsewhere"}, False, False),
    ):
        monkeypatch.setattr(script, "read_stamp", lambda change=change: wanted | change)
        assert (script.reusable(wanted | change, wanted), script.ready(wanted)) == (again, ready)
    assert not script.ready(script.wanted_stamp("test")) or script.read_stamp()["extras"] == "test"
    monkeypatch.setattr(script, "whole", lambda: False)
    assert not script.ready(wanted)


@slow
@pytest.mark.daily
def test_pip_steps_in_where_uv_fails(fresh):
    code, printed = fresh.run("lab", STAND_IN_UV="fails")
    assert code == 0 and "uv cannot start here" in printed and "going on with pip" in printed
    assert json.loads(fresh.stamp.read_text(encoding="utf-8"))["installer"] == "pip"


def test_pip_steps_in_where_uv_cannot_be_had_simulated(script, monkeypatch, capsys):
    def run(command, what, settings=None):
        return (1, "ERROR: No matching distribution found for uv") if "uv" in command else (0, "")

    monkeypatch.setattr(script, "run", run)
    assert script.install("") == "pip" and "going on with pip" in capsys.readouterr().out


def wait_for(path, child):
    """Until a file is there."""
    for _ in range(600):
        if path.exists():
            return
        assert child.poll() is None, child.communicate()[0]
        time.sleep(0.05)
    raise AssertionError(f"{path} did not come")


@slow
@pytest.mark.daily
def test_killed_half_way_and_started_again(fresh):
    child = fresh.start("lab", STAND_IN_UV="slow")
    wait_for(fresh.folder / "uv-was-here", child)
    child.kill()  # kill -9: the installer lives on, with the lock
    child.wait()
    assert not fresh.stamp.exists()
    code, printed = fresh.run("lab")
    child.communicate()
    assert code == 0 and "waiting for it to end" in printed and "making it anew" in printed
    assert fresh.stamp.exists()


@slow
@pytest.mark.daily
def test_stopped_by_ctrl_c(fresh):
    child = fresh.start("lab", STAND_IN_UV="slow")
    wait_for(fresh.folder / "uv-was-here", child)
    os.killpg(child.pid, signal.SIGINT)
    printed = child.communicate(timeout=20)[0]
    assert child.returncode == 130 and "same command goes on" in printed and "Traceback" not in printed
    assert not fresh.stamp.exists()  # the next start makes it anew: see the test above


@slow
@pytest.mark.daily
def test_two_starts_at_once(fresh):
    children = [fresh.start("lab"), fresh.start("lab")]
    printed = [child.communicate(timeout=120)[0] for child in children]
    assert [child.returncode for child in children] == [0, 0], printed
    assert sum("Making .venv" in one for one in printed) == 1
    assert sum("waiting for it to end" in one for one in printed) == 1


# The pytest calls ---------------------------------------------------------------------------------------


@slow
def test_all_parts_run_even_if_one_fails(ready, tmp_path):
    (ready.folder / "nbval-fails").touch()
    code, printed = ready.run("test", "--no-browser")
    (ready.folder / "nbval-fails").unlink()
    assert code == 1
    last = [line.split(None, 1) for line in printed.splitlines()[-3:]]
    assert [name for name, _ in last] == ["units", "notebooks", "browser"]
    assert last[0][1].startswith("passed") and last[1][1].startswith("FAILED") and "left out" in last[2][1]
    (units, env), (notebooks, _) = ready.calls()
    assert units[:2] == ["-n", "2"] and units[-2:] == ["-m", "not browser and not daily"] and "--nbval" not in units
    assert "--nbval" in notebooks and "exercises/zh" in notebooks and "loadfile" in notebooks
    assert env["there"] and env["CASEKIT_FONT"] == "packaged" and env["PYTHONHASHSEED"] == "0"
    assert not Path(env["CASEKIT_WORK"]).exists() and ready.folder not in Path(env["CASEKIT_WORK"]).parents


@slow
def test_quick_and_own_arguments_are_one_call(ready):
    code, printed = ready.run("test", "--quick")
    ((words, _),) = ready.calls()
    assert code == 0 and words[-2:] == ["-m", "not slow and not patient and not daily"] and "tests/browser" in words and "quick" in words
    code, printed = ready.run("test", "--", "tests/test_look.py", "-k", "two words")
    assert code == 0 and [words for words, _ in ready.calls()] == [["tests/test_look.py", "-k", "two words"]]


@pytest.fixture
def bare(script, monkeypatch):
    """A machine without Chromium; what would be installed is written down, and ``brings`` names what brings a browser."""
    script.installed, script.brings, script.there = [], None, []
    real = os.path.exists
    monkeypatch.setattr(os.path, "exists", lambda path: path == "/etc/debian_version" or real(path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(script, "browser_here", lambda: script.there[0] if script.there else None)

    def run(command, what, settings=None):
        script.installed.append(" ".join(command[-2:] if "apt-get" in command[0] else command[2:]))
        if script.brings and script.brings in command:
            script.there.append("/usr/bin/chromium")
        return 0, ""

    monkeypatch.setattr(script, "run", run)
    return script


def test_as_root_on_debian_chromium_is_installed_first(bare):
    bare.brings = "chromium"
    assert bare.no_browser(bare.understood(["test"])) == ""
    assert bare.installed == ["update -qq", "--no-install-recommends chromium"]


def test_elsewhere_the_browsers_shell_goes_into_venv(bare, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    bare.brings = "playwright"
    assert bare.no_browser(bare.understood(["test"])) == ""
    assert bare.installed == ["playwright install --only-shell chromium"]


def test_where_none_can_be_had_the_browser_part_is_not_run_and_both_ends_say_so(bare, monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(bare, "ensure", lambda extras: None)
    monkeypatch.setattr(bare, "call", lambda words, env: calls.append(words) or 0)
    assert (
        bare.main(["test"]) == 0 and len(calls) == 2 and not any("tests/browser" in words for words in calls)
    )
    lines = capsys.readouterr().out.splitlines()
    for line in (lines[0], lines[-1]):
        assert line.startswith("browser    not run") and "apt install chromium" in line
    monkeypatch.setattr(bare, "call", lambda words, env: 1 if "--nbval" in words else 0)
    assert bare.main(["test"]) == 1, "the rest decides"


def test_required_stops_at_once_where_none_can_be_had(bare, monkeypatch, capsys):
    monkeypatch.setattr(bare, "ensure", lambda extras: None)
    monkeypatch.setattr(bare, "call", lambda words, env: pytest.fail("nothing may run"))
    assert bare.main(["test", "--browser", "required"]) == 1
    assert "Next step: apt install chromium" in capsys.readouterr().out


def test_a_program_that_does_not_start_is_no_browser(script, monkeypatch, tmp_path):
    stand_in = tmp_path / "chromium"
    stand_in.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(stand_in) if name == "chromium" else None)
    assert script.browser_here() is None
    stand_in.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    assert script.browser_here() == str(stand_in)


def test_bad_words_end_without_a_traceback(fresh):
    code, printed = fresh.run()
    assert code == 2 and "lab" in printed
    code, printed = fresh.run("lab", "--colour")
    assert code == 2 and "--colour" in printed
    assert not (fresh.folder / ".venv").exists()


# The real workbook --------------------------------------------------------------------------------------


@slow
@pytest.mark.daily
def test_lab_of_the_real_workbook_opens(tmp_path):
    """The whole way: real pins, real installer, JupyterLab answering. Needs a network (or a full cache)."""
    folder = tmp_path / "课程 资料" / "work book"
    left_out = shutil.ignore_patterns(".*", "my_work", "__pycache__", "node_modules")
    shutil.copytree(SCRIPT.parent, folder, ignore=left_out)
    env = os.environ | {"LANG": "C.UTF-8", "HOME": str(tmp_path)}
    env |= {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))}
    command = [sys.executable, "workbook.py", "lab", "--language", "zh", "--no-browser"]
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as child:
        try:
            page, printed = first_page(child)
            if "取不到软件包" in printed:
                pytest.skip("no network")
            assert page.endswith("/lab/tree/notebooks/zh/00_start_here.ipynb"), printed
        finally:
            child.send_signal(signal.SIGINT)
            rest = child.stdout.read()
    shutil.rmtree(folder)
    assert child.returncode == 0 and "Traceback" not in rest


def first_page(child):
    """The address of the first answered page, and what was printed before it."""
    printed = ""
    for line in child.stdout:
        printed += line
        if "token=" in line:
            return wait_for_page(line.strip()), printed
    return "", printed


def wait_for_page(address):
    for _ in range(300):
        try:
            with urllib.request.urlopen(address) as page:
                return page.geturl().split("?")[0]
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
