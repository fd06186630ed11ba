"""An installed wheel is the whole workbook: it copies itself into the reader's folder, and nothing an author alone needs."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel, built offline and unpacked as an installer would."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next((out / "dist").glob("*.whl"))) as wheel:
        wheel.extractall(out / "site")
    return out / "site"


def inside(unpacked, folder, code):
    """Run code with the unpacked wheel in place of this folder's casekit."""
    env = {**os.environ, "PYTHONPATH": str(unpacked), "CASEKIT_WORK": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout


def test_the_wheel_holds_what_a_reader_needs_and_no_more(unpacked):
    held = {
        path.relative_to(unpacked / "casekit/_workbook").parts[:2]
        for path in (unpacked / "casekit/_workbook").rglob("*")
        if path.is_file()
    }
    assert {("notebooks", "en"), ("notebooks", "zh"), ("exercises", "en"), ("exercises", "zh")} <= held
    sources = list((unpacked / "casekit/_workbook").glob("*/source/*"))
    assert sources and all(path.name.endswith(".questions.yaml") for path in sources)
    assert not (unpacked / "tests").exists() and not (unpacked / "tools").exists()
    assert (unpacked / "casekit/classroom/feedback.html").exists()


def test_lessons_are_copied_and_a_readers_edit_survives(unpacked, tmp_path):
    copy = "import casekit; print(casekit.__file__, len(casekit.my_work.refresh()))"
    first = inside(unpacked, tmp_path, copy)
    assert str(unpacked) in first and int(first.split()[-1]) == len(
        list(ROOT.glob("notebooks/??/*.ipynb"))
    ) + len(list(ROOT.glob("exercises/??/*.ipynb")))
    lesson = tmp_path / "notebooks/en/03_screening.ipynb"
    edited = lesson.read_text(encoding="utf-8").replace("Lin Yue", "My own Lin Yue")
    lesson.write_text(edited, encoding="utf-8")
    assert inside(unpacked, tmp_path, copy).split()[-1] == "0"
    assert "My own Lin Yue" in edited and lesson.read_text(encoding="utf-8") == edited


def test_data_checks_and_solutions_work_from_the_wheel(unpacked, tmp_path):
    code = (
        "import casekit; casekit.labs.questions.question('screening-swap'); q = casekit.exercise('screening-1'); print(q.check(35 / 15).status);"
        "print('35' in str(q.solution()), casekit.doctor().well, len(casekit.load('customers')))"
    )
    assert inside(unpacked, tmp_path, code).split() == [
        "right",
        "False",
        "True",
        str(len(__import__("casekit").load("customers"))),
    ]


def test_the_source_archive_builds_the_same_wheel_and_holds_the_tests(unpacked, tmp_path):
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(path for path in tmp_path.iterdir() if path.is_dir())
    assert {"tests", "tools", "notebooks", "exercises", "datasets", "teaching", "workbook.py", "constraints.txt"} <= {path.name for path in source.iterdir()}
    assert not {".venv", ".hub", ".spark", ".lite", "build", "my_work"} & {path.name for path in source.iterdir()}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=source, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if not name.endswith("/")}
    here = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert names == here
