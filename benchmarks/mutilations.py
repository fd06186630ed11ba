"""Random mutilations of honest notebooks, a thousand of them: is each marked rightly?

``python benchmarks/mutilations.py`` builds them (cells deleted, doubled, split, moved, retyped, errors in between, line
ends, encodings: ``tests/mutilations.py``), runs them as the grader does and compares the answers with the key.
``--number 100`` for fewer, ``--first 5000`` for others.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casekit import exercises  # noqa: E402
from casekit.handin import Runner  # noqa: E402
from casekit.handin.coding import decoded  # noqa: E402
from casekit.handin.desk import copy_of  # noqa: E402
from tests import mutilations, submissions  # noqa: E402


def is_right(outcome, who):
    """Whether the number is the student's and all answers are right with the student's numbers."""
    right = {
        name
        for name, code in outcome.answers.items()
        if exercises.Exercise(name, who, submissions.COURSE).judge(decoded(code)).status == "right"
    }
    return outcome.student == who and right == set(submissions.NAMES)


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--number", type=int, default=1000)
    words.add_argument("--first", type=int, default=0)
    words.add_argument("--jobs", type=int, default=2)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        tree = copy_of(None, folder / "tree")
        (tree / "kit.json").write_text(json.dumps({"course": submissions.COURSE}), encoding="utf-8")
        made = {}
        for seed in range(chosen.first, chosen.first + chosen.number):
            one = mutilations.mutilated(seed)
            path = folder / f"{seed}.ipynb"
            path.write_bytes(one.data)
            made[str(path)] = one.who, one.done
        start, wrong = perf_counter(), 0
        with Runner(tree, jobs=chosen.jobs, copy=folder) as runner:
            for outcome in runner.outcomes(list(made)):
                who, done = made[outcome.path]
                if not is_right(outcome, who):
                    wrong += 1
                    print(
                        f"seed {Path(outcome.path).stem}: {outcome.status}, {', '.join(done)}; {outcome.note}"
                    )
        seconds = perf_counter() - start
    print(
        f"{chosen.number} mutilated notebooks, {wrong} not marked rightly, {seconds:.0f} s ({'confined' if runner.confined else 'unconfined'})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
