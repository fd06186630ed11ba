"""How long Qinghe takes: to be simulated, to be read; and at a scale of 20 what a thousand would take.

``python benchmarks/company.py`` prints seconds and goals. ``--scale 1000`` writes tens of millions of order lines
(about a gigabyte of Parquet, some minutes) to a temporary folder and prints the peak of memory.
"""

import argparse
import resource
import sys
import tempfile
from time import perf_counter

from casekit import company
from casekit.data import load, tables


def seconds(work):
    """The best of three."""
    return min(_once(work) for _ in range(3))


def _once(work):
    start = perf_counter()
    work()
    return perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=int, default=20)
    scale = parser.parse_args().scale
    names = list(tables()["table"])
    rows = [
        ("the standard company", seconds(company.simulate), 3),
        (f"all {len(names)} tables loaded", seconds(lambda: [load(name) for name in names]), 1),
    ]
    with tempfile.TemporaryDirectory() as folder:
        took = _once(lambda: company.stream(folder, scale=scale))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for what, found, goal in rows:
        print(f"{what:32} {found:7.2f} s   goal: under {goal} s")
    print(
        f"{f'scale {scale} to Parquet':32} {took:7.1f} s   peak of memory {peak:,.0f} MiB, goal: under 2,048 MiB"
    )
    return any(found > goal for _, found, goal in rows) or peak > 2048


if __name__ == "__main__":
    sys.exit(main())
