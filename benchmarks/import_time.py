"""How much `import casekit` adds to the start of Python: the median of several starts. Goal: under 100 ms."""

import subprocess
import sys
import time
from statistics import median

GOAL_MS = 100
STARTS = 15


def start(code):
    """Milliseconds a new Python takes to run ``code``."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return 1000 * (time.perf_counter() - begin)


def main():
    start("import casekit")  # the first one writes the bytecode
    pairs = [(start("pass"), start("import casekit")) for _ in range(STARTS)]
    bare, both = (median(column) for column in zip(*pairs, strict=True))
    print(f"{'Python alone':<24}{bare:8.1f} ms")
    print(f"{'Python + import casekit':<24}{both:8.1f} ms")
    print(f"{'import casekit':<24}{both - bare:8.1f} ms   goal: under {GOAL_MS} ms")
    return 0 if both - bare < GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
