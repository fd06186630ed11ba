"""How long reading your own records takes: CSV and Parquet of 10^6 orders, Excel of 10^5; 60 monthly files of 20,000 beside one of the same rows.

``python benchmarks/records.py`` writes the files to a temporary folder and prints, for each: seconds, the goal,
and how many times the plain pandas call it takes (which checks nothing). ``--rows 100000`` for a tenth of it.
"""

import argparse
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

import casekit

GOALS_SECONDS = {"csv": 10, "parquet": 10, "xlsx": 30}
PLAIN = {
    "csv": lambda path: pd.read_csv(path, dtype=str, keep_default_na=False, encoding_errors="replace"),
    "parquet": pd.read_parquet,
    "xlsx": lambda path: pd.read_excel(path, engine="openpyxl"),
}


def ledger(rows, seed=1):
    """Orders as a dealer's own system would export them; every id once, days of two years, amounts in fen."""
    rng = np.random.default_rng(seed)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 731, rows), unit="D")
    return pd.DataFrame(
        {
            "订单号": [f"SO{n:08d}" for n in range(rows)],
            "客户编号": [f"QH{n:04d}" for n in rng.integers(1, 421, rows)],
            "下单日期": days,
            "金额": rng.integers(1, 10**7, rows) / 100,
        }
    )


def as_written(table):
    """The ledger as people write it: Chinese dates, yuan signs and thousands, so that no cell is easy."""
    day = table["下单日期"].dt
    dates = day.year.astype(str) + "年" + day.month.astype(str) + "月" + day.day.astype(str) + "日"
    return table.assign(下单日期=dates, 金额=[f"￥{amount:,.2f}" for amount in table["金额"]])


def spoilt(table):
    """One row in a hundred with an amount that is none, one in a hundred with an id that occurs twice."""
    table = as_written(table)
    table.loc[::100, "金额"] = "待定"
    table.loc[1::200, "订单号"] = table.loc[3::200, "订单号"].to_numpy()
    return table


def files(folder, rows, rows_excel):
    """Write the files; name -> path."""
    table, small = ledger(rows), ledger(rows_excel)
    paths = {
        name: folder / name
        for name in ("plain.csv", "gb18030.csv", "spoilt.csv", "plain.parquet", "plain.xlsx", "gaps.xlsx")
    }
    table.to_csv(paths["plain.csv"], index=False)
    as_written(table).to_csv(paths["gb18030.csv"], index=False, encoding="gb18030")
    spoilt(table).to_csv(paths["spoilt.csv"], index=False)
    table.to_parquet(paths["plain.parquet"])
    small.to_excel(paths["plain.xlsx"], index=False)
    small["金额"] = small["金额"].where(
        small.index % 2 == 0
    )  # the workbook is opened again to see why they are empty
    small.to_excel(paths["gaps.xlsx"], index=False)
    return paths


def months(folder, rows, number=60):
    """The same ledger in one file and in as many files as there are months; the two paths."""
    table, place = ledger(rows).sort_values("下单日期", ignore_index=True), folder / "months"
    place.mkdir()
    table.to_csv(folder / "one.csv", index=False)
    for n in range(number):
        table.iloc[n * rows // number : (n + 1) * rows // number].to_csv(place / f"{n:02}.csv", index=False)
    return folder / "one.csv", place


MEASURED = """
import sys, time, contextlib, io, casekit
start = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    orders = casekit.read_orders(sys.argv[1])
took = time.perf_counter() - start
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
except ImportError:  # Windows
    peak = 0
print(f"{len(orders):>10,} rows {took:>7.2f} s {peak:>6,} MiB")
"""


def measured(path):
    """Rows, seconds and the peak of memory of a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    return answer.stdout.rstrip()


def seconds(call, *args, **named):
    """Seconds of the quickest of two calls, and the last answer."""
    times = []
    for _ in range(2):
        start = perf_counter()
        with redirect_stdout(StringIO()):
            answer = call(*args, **named)
        times.append(perf_counter() - start)
    return min(times), answer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'file':16}{'rows':>10}{'seconds':>9}{'goal':>6}{'x pandas':>10}{'problems':>10}")
        for name, path in files(Path(folder), rows, rows // 10).items():
            took, (good, problems) = seconds(casekit.read_orders, path, on_error="set aside")
            plain, _ = seconds(PLAIN[path.suffix[1:]], path)
            count = len(good) + problems["row"].nunique()
            print(
                f"{name:16}{count:>10,}{took:>9.2f}{GOALS_SECONDS[path.suffix[1:]]:>6}{took / plain:>10.1f}{len(problems):>10,}"
            )
        for path in months(Path(folder), rows * 6 // 5):
            print(f"{path.name:16}{measured(path)}")


if __name__ == "__main__":
    main()
