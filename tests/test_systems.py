"""Other systems, as far as this one can stand in for them: consoles, read-only folders, no home, what Windows lacks."""

import ntpath
import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import workbook
from casekit.desk import student
from casekit.errors import Refused
from casekit.handin import giving
from tests import ordinary
from tools import lab_answers

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable, "-X", "utf8=0"]
CONSOLES = ["cp936", "ascii"]
AS_WINDOWS = """
import importlib, pkgutil, signal, sys
import concurrent.futures, multiprocessing.pool, subprocess, tempfile
import filelock, ipykernel.zmqshell, ipywidgets, jinja2, jupyterlab.labapp, matplotlib.pyplot, nbformat, openpyxl, pandera.pandas, scipy.optimize, scipy.special
import os
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in "fork geteuid getuid getgid setsid setuid setgid killpg getpgid chown uname mkfifo setgroups posix_fallocate".split():
    delattr(os, name)
for name in "SIGKILL SIGCHLD SIGHUP SIGALRM SIGUSR1 SIGSTOP".split():
    delattr(signal, name)
sys.platform = "win32"
"""
IMPORT_ALL = """
import casekit
for found in pkgutil.walk_packages(casekit.__path__, "casekit."):
    if not found.name.endswith("__main__"):
        try:
            importlib.import_module(found.name)
        except (ImportError, AttributeError) as error:
            print(found.name)
"""


def run(words, **environment):
    """A command of ours in a process of its own, its output in bytes."""
    return subprocess.run(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment, capture_output=True, check=False)


# Consoles and encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("command", [["workbook.py", "--help"], ["-m", "casekit", "--help"], ["-m", "casekit", "handin", "no_such.ipynb"]], ids=lambda words: words[1])
def test_every_console_gets_an_answer_and_no_traceback(command, console):
    told = run([*PYTHON, *command, "--language", "zh"], PYTHONIOENCODING=console, LC_ALL="C.UTF-8")
    assert b"Traceback" not in told.stderr + told.stdout and told.returncode in (0, 1)
    assert (told.stdout + told.stderr).strip()


def test_a_chinese_console_reads_chinese():
    told = run([*PYTHON, "-m", "casekit", "--help", "--language", "zh"], PYTHONIOENCODING="cp936", LC_ALL="C.UTF-8")
    assert "客户管理" in told.stdout.decode("cp936")


def test_every_text_file_is_opened_with_its_encoding():
    """What a file is read in is never left to the system: cp936 in China, UTF-8 elsewhere."""
    folders = "casekit tools exercises deploy tests benchmarks workbook.py".split()
    words = "-m ruff check --no-cache --preview --select PLW1514 --output-format concise".split()
    told = run([sys.executable, *words, *[folder for folder in folders if (ROOT / folder).exists()]])
    assert told.returncode == 0, told.stdout.decode() + told.stderr.decode()


# What Windows lacks -----------------------------------------------------------------------------------------


def test_casekit_is_imported_without_what_only_posix_has():
    told = run([sys.executable, "-c", AS_WINDOWS + IMPORT_ALL])
    assert told.returncode == 0, told.stderr.decode()
    assert not told.stdout.split()


@pytest.mark.slow
@pytest.mark.daily
def test_every_test_is_found_without_what_only_posix_has():
    """One module that cannot be imported, and pytest runs none."""
    words = ["--collect-only", "-q", "-p", "no:nbval", "-p", "no:cacheprovider", "--assert=plain", "--capture=sys", "tests", "casekit"]
    told = run([sys.executable, "-c", f"import nbconvert.preprocessors, psutil, pypdfium2, sphinx.search.zh, sphinx.transforms\n{AS_WINDOWS}\nimport pytest, shutil\nshutil.which = lambda *_, **__: None\nsys.exit(pytest.main({words}))"])
    assert told.returncode == 0, told.stdout.decode()[-3000:] + told.stderr.decode()


def test_the_workbooks_own_commands_need_nothing_of_posix(monkeypatch):
    """On Windows there is neither ``geteuid`` nor ``execve``: the next step is named, and the command waits for its end."""
    monkeypatch.setattr(workbook.os, "name", "nt")
    monkeypatch.delattr(workbook.os, "geteuid", raising=False)
    monkeypatch.delattr(workbook.os, "execve", raising=False)
    monkeypatch.setattr(workbook.os.path, "exists", lambda path: False)
    monkeypatch.setattr(workbook, "call", lambda words, env, folder: words)
    assert workbook.hand_over(["-m", "casekit", "lab"]) == ["-m", "casekit", "lab"]
    assert "chrom" in workbook.browser_step().lower()
    assert workbook.no_venv().step


LETTERS = st.text(st.sampled_from("aA1_-. ~<>:\"/\\|?*客é\t'"), max_size=12) | st.sampled_from(["CON", "nul.ipynb", "..", "a.", "a ", "COM1"])


@given(LETTERS, LETTERS)
def test_what_is_handed_in_has_a_name_that_windows_takes(notebook, number):
    """The notebook has a file's name on the reader's own system; the number is what somebody typed."""
    stem = giving.name_of(Path("folder") / f"n{notebook.replace('/', '')}.ipynb", tidied(number), [])
    path = PureWindowsPath(f"{stem}.ipynb")
    assert path.name == f"{stem}.ipynb" and not path.is_absolute() and not reserved(path)
    assert not set(stem) & set('<>:"/\\|?*\t')


def reserved(path):
    """Whether Windows keeps a name for itself; each Python asks in its own way."""
    return ntpath.isreserved(path) if hasattr(ntpath, "isreserved") else path.is_reserved()


def tidied(number):
    """A student number as ``i_am`` takes it; an empty text where it is refused."""
    try:
        return student.tidy(number)
    except Refused:
        return ""


# The workflow for other systems -------------------------------------------------------------------------------


def test_the_workflow_runs_the_two_commands_of_the_readme_on_three_systems():
    job = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))["jobs"]["workbook"]
    assert {name.split("-")[0] for name in job["strategy"]["matrix"]["system"]} == {"ubuntu", "windows", "macos"}
    commands = [step["run"].split() for step in job["steps"] if "run" in step]
    assert all(words[0] == "python" and (ROOT / words[1]).is_file() for words in commands)
    assert ["python", "workbook.py", "test"] in commands


def test_the_lab_of_the_readme_is_what_the_workflow_waits_for(monkeypatch):
    """What `tools/lab_answers.py` starts is the README's command; a program that ends at once is no lab."""
    started = []
    monkeypatch.setattr(lab_answers.subprocess, "Popen", lambda words, **_: started.append(words) or Ended())
    assert lab_answers.main() == 1
    assert [Path(started[0][1]).name, started[0][2]] == ["workbook.py", "lab"] and "workbook.py lab" in (ROOT / "README.md").read_text(encoding="utf-8")


class Ended:
    """A program that has ended."""

    def poll(self):
        return 1


# Folders ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux" or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become an ordinary user")
def test_a_workbook_that_is_read_only_for_somebody_without_a_home(tmp_path):
    """A course's folder on a server: its lessons run, its checks check, and the reader's own things go to the reader's folder."""
    code = "import casekit, matplotlib.pyplot as p; casekit.use_language('zh'); q = casekit.exercise('screening-1'); q.check(0); print(len(casekit.load('orders')))"
    told = ordinary.run([sys.executable, "-c", code], tmp_path, HOME="/nonexistent", MPLCONFIGDIR=str(tmp_path / "mpl"))
    if told.returncode == ordinary.REFUSED:
        pytest.skip(told.stderr)
    assert told.returncode == 0 and int(told.stdout.split()[-1]) > 1000, told.stderr


def test_a_folder_that_cannot_be_written_to_is_named_with_a_next_step(tmp_path):
    code = "from pathlib import Path; import sys; sys.path.insert(0, '.'); import workbook; workbook.VENV = '/proc/nothing/.venv'; workbook.LOCK = workbook.VENV + '/lock'\ntry:\n    workbook.make_folder()\nexcept workbook.Stop as stop:\n    stop.tell()"
    told = run([sys.executable, "-c", code], PYTHONIOENCODING="utf-8")
    assert "Next step" in told.stdout.decode() or "下一步" in told.stdout.decode(), told.stderr


@pytest.mark.parametrize("home", ["", "/nonexistent"])
def test_without_a_home_everything_that_needs_none_works(home, tmp_path):
    without = {name: value for name, value in os.environ.items() if name not in ("HOME", "USERPROFILE")}
    environment = without | ({"HOME": home} if home else {}) | {"PYTHONPATH": str(ROOT), "CASEKIT_WORK": str(tmp_path), "MPLCONFIGDIR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-m", "casekit", "doctor"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in told.stderr and told.stdout.strip(), told.stderr
