"""Marking 200 submissions: ``casekit grade`` beside ``nbgrader autograde``, the same notebooks, one after the other.

``python benchmarks/grading.py --nbgrader PYTHON`` needs the Python of an environment of its own that has nbgrader and
what casekit needs, made for instance with

    uv venv nbg
    uv pip install --python nbg 'nbgrader>=0.9.6,<0.10' .

Goals on two processors: five times as fast, and never more than 1 GiB in memory (Linux: the shares of all processes
added up). ``--number 20`` for fewer; without ``--nbgrader`` only our own side is measured.
"""

import argparse
import copy
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casekit.classroom import class_kit  # noqa: E402
from tests import submissions  # noqa: E402

GOAL_TIMES, GOAL_MIB = 5, 1024


def students(number):
    return [f"{2026001 + n}" for n in range(number)]


def measured(command, **more):
    """Run a command; seconds, and the most memory its processes had together, in MiB (0 where it cannot be seen)."""
    start, most = perf_counter(), 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, **more)
        while process.poll() is None:
            most = max(most, sum(map(_share, _family(process.pid))))
            sleep(0.25)
        seconds = perf_counter() - start
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read()[-3000:])
    return seconds, most / 2**20


def _family(pid):
    """A process and all its children's children."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*") if sys.platform == "linux" else []:
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            pass  # it has just ended
    family, more = set(), {pid}
    while more:
        family |= more
        more = {child for child, parent in parents.items() if parent in more} - family
    return family


def _share(pid):
    """What a process has in memory, shared pages divided among those who share them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def ours(folder, number, jobs):
    """``casekit grade`` over a folder of submissions."""
    class_kit(submissions.COURSE, "en", folder / "kit")
    for who in students(number):
        place = folder / "submissions" / who / f"{submissions.SLUG}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(submissions.text_of(submissions.honest(who)), encoding="utf-8")
    words = ["grade", "submissions", "--kit", "kit", "--out", "grades.csv", "--jobs", str(jobs)]
    result = measured(
        [sys.executable, "-m", "casekit", *words], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    sheet = (folder / "grades.csv").read_text(encoding="utf-8-sig")
    assert sheet.count("confined") >= number, sheet[:2000]
    return result


def marked(notebook):
    """A notebook with nbgrader's marks on its cells, its checks turned into assertions."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        for tag in ("answer", "check"):
            if tag in tags:
                cell["metadata"]["nbgrader"] = _mark(cell, tag == "check")
        if "check" in tags:
            call = submissions.source(cell)
            cell["source"] = f"assert {call.replace('.check(', '.judge(')}.status == 'right'"
    return notebook


def _mark(cell, is_test):
    mark = {"grade": is_test, "solution": not is_test, "locked": is_test, "task": False, "schema_version": 3}
    return mark | {"grade_id": cell["id"]} | ({"points": 1} if is_test else {})


def nbgrader(folder, number, python):
    """``nbgrader autograde`` over the same notebooks, with the same casekit."""
    course = folder / "course"
    for place, who, make in [
        ("source", "", submissions.blank),
        *(("submitted", who, submissions.honest) for who in students(number)),
    ]:
        path = course / place / who / "exercises" / f"{submissions.SLUG}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(submissions.text_of(marked(make(who or "2026000"))), encoding="utf-8")
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'course'\n")
    own = {
        "PYTHONPATH": str(folder / "kit/instructor/tree"),
        "CASEKIT_WORK": str(folder / "work"),
        "MPLBACKEND": "agg",
    }
    own["PATH"] = os.pathsep.join([str(Path(python).parent), os.environ["PATH"]])
    more = {"cwd": course, "env": os.environ | own}
    measured([python, "-m", "nbgrader", "generate_assignment", "exercises", "--create"], **more)
    result = measured([python, "-m", "nbgrader", "autograde", "exercises", "--create"], **more)
    done = len(list((course / "autograded").glob("*/exercises/*.ipynb")))
    assert done == number, f"nbgrader graded {done} of {number}"
    return result


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--nbgrader", metavar="PYTHON", help="the Python of an environment with nbgrader")
    words.add_argument("--number", type=int, default=200)
    words.add_argument("--jobs", type=int, default=2)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        seconds, mib = ours(folder, chosen.number, chosen.jobs)
        print(
            f"casekit grade       {chosen.number} submissions  {seconds:7.1f} s  {seconds / chosen.number:6.2f} s each  {mib:6.0f} MiB",
            flush=True,
        )
        missed = mib > GOAL_MIB
        if chosen.nbgrader:
            other, other_mib = nbgrader(folder, chosen.number, str(Path(chosen.nbgrader).absolute()))
            print(
                f"nbgrader autograde  {chosen.number} submissions  {other:7.1f} s  {other / chosen.number:6.2f} s each  {other_mib:6.0f} MiB"
            )
            print(
                f"{other / seconds:.1f} times as fast (goal: {GOAL_TIMES}), {mib:.0f} MiB (goal: at most {GOAL_MIB})"
            )
            missed = missed or other / seconds < GOAL_TIMES
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
