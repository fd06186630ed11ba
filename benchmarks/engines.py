"""Ledgers of any size: DuckDB beside hand-written SQL, pandas and lifetimes, and how the cost grows.

    python benchmarks/engines.py [--rows 10000000] [--only rfm_table ...] [--growth] [--plot FILE.png] [--peers PYTHON]

Each number is a process of its own, in alternating rounds, on the same Parquet file: the time is the median of the calls after the first, the
memory the peak of the whole process. ``--growth`` goes on with rows from 100,000 to ``--rows``, with few and many customers, and with one core. PYTHON is an interpreter
with pandas, pyarrow and lifetimes 0.11.3 (make a virtual environment; the workbook does not need it).
The hand-written SQL checks nothing; ``-checked`` looks whether any row lacks something or is too late, as ours does, and names none.
Goals: rfm_table 25 times as fast as lifetimes at 10,000,000 rows, each function at most 1.2 times its checked SQL; within 6 GiB at any size.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
AS_OF = "2025-12-31"
GOAL_GIB, GOAL_HAND, GOAL_PEER = 6, 1.2, 25
FUNCTIONS = ("rfm_table", "abc_table", "ageing_table", "early_warnings", "rfm_scores", "dso")
BY_HAND = {
    "rfm_table": """
        SELECT customer_id, date_diff('day', MAX(order_date) FILTER (net_amount_cny > 0), DATE '2025-12-31') AS recency_days,
               COUNT(*) FILTER (net_amount_cny > 0) AS frequency, ROUND(SUM(net_amount_cny), 2) AS monetary_cny{more}
        FROM read_parquet('{path}') GROUP BY customer_id ORDER BY customer_id""",
    "abc_table": """
        SELECT *, CASE WHEN before < 0.75 * total THEN 'A' WHEN before < 0.95 * total THEN 'B' ELSE 'C' END AS abc_class
        FROM (SELECT *, SUM(sold) OVER () AS total, COALESCE(SUM(sold) OVER (ORDER BY sold DESC, customer_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM (SELECT customer_id, ROUND(SUM(net_amount_cny), 2) AS sold{more} FROM read_parquet('{path}') GROUP BY customer_id))
        ORDER BY sold DESC, customer_id""",
    "ageing_table": """
        SELECT customer_id,
               ROUND(SUM(open_amount_cny) FILTER (late <= 0), 2) AS not_due, ROUND(SUM(open_amount_cny) FILTER (late BETWEEN 1 AND 30), 2) AS d1_30,
               ROUND(SUM(open_amount_cny) FILTER (late BETWEEN 31 AND 60), 2) AS d31_60, ROUND(SUM(open_amount_cny) FILTER (late BETWEEN 61 AND 90), 2) AS d61_90,
               ROUND(SUM(open_amount_cny) FILTER (late > 90), 2) AS over_90, ROUND(SUM(open_amount_cny), 2) AS total{more}
        FROM (SELECT *, date_diff('day', due_date, DATE '2025-12-31') AS late FROM read_parquet('{path}'))
        GROUP BY customer_id ORDER BY customer_id""",
}  # fmt: skip
CHECKED = {
    "rfm_table": ", BOOL_OR(customer_id IS NULL OR order_date IS NULL OR net_amount_cny IS NULL OR isnan(net_amount_cny) OR order_date > DATE '2025-12-31') AS bad",
    "abc_table": ", BOOL_OR(customer_id IS NULL OR net_amount_cny IS NULL OR isnan(net_amount_cny)) AS bad",
    "ageing_table": ", BOOL_OR(customer_id IS NULL OR due_date IS NULL OR open_amount_cny IS NULL OR isnan(open_amount_cny)) AS bad",
}


# The ledgers ------------------------------------------------------------------------------------------------


def written(path, sql):
    """The answer of ``sql`` as a Parquet file, unless it is there."""
    import duckdb

    if not path.exists():
        base = duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(path.parent)})
        base.execute("SELECT SETSEED(0.7)").fetchall()
        base.execute(f"COPY ({sql}) TO '{path}.part' (FORMAT parquet, COMPRESSION zstd)").fetchall()  # fetched, so that it is written to its end
        os.replace(f"{path}.part", path)
    return path


def orders_of(folder, rows, customers):
    """An invented ledger: a long tail of customers, three years of days, amounts in whole fen; above 10,000,000 rows, ten of a tenth the size."""
    sql = (
        f"SELECT CAST(FLOOR({customers} * POW(RANDOM(), 2)) AS BIGINT) AS customer_id, DATE '2025-12-31' - CAST(RANDOM() * 1095 AS INTEGER) AS order_date,"
        f" DATE '2025-12-31' - CAST(RANDOM() * 200 - 40 AS INTEGER) AS due_date, ROUND(EXP(3 + RANDOM() * 3), 2) AS net_amount_cny,"
        f" CASE WHEN RANDOM() < 0.3 THEN ROUND(EXP(3 + RANDOM() * 3), 2) ELSE 0 END AS open_amount_cny FROM range({rows})"
    )
    if rows > 10**7:
        part = orders_of(folder, rows // 10, customers // 10)
        sql = f"SELECT customer_id * 10 + part AS customer_id, o.* EXCLUDE (customer_id) FROM read_parquet('{part}') AS o, range(10) AS t(part)"
    return written(folder / f"orders_{rows}_{customers}.parquet", sql)


def readings_of(folder, rows):
    """Readings of one rule: 24 months of each customer, who now and then is above the bar."""
    return written(
        folder / f"readings_{rows}.parquet",
        f"SELECT 'C' || LPAD(CAST(i // 24 AS VARCHAR), 9, '0') AS customer_id, 'plan' AS rule, CAST(LAST_DAY(DATE '2024-01-15' + INTERVAL (i % 24) MONTH) AS DATE) AS day,"
        f" ROUND(EXP(10 + RANDOM()), 2) AS value, 40000.0 AS against FROM range({rows}) AS t(i)",
    )


def customers_of(folder, orders):
    """A row a customer, for the two functions that take such tables: the measures of RFM, and two balances."""
    more = ", ROUND(SUM(open_amount_cny), 2) AS receivables_cny, ROUND(SUM(net_amount_cny), 2) AS credit_sales_cny"
    return written(
        folder / f"customers_{orders.stem}.parquet", BY_HAND["rfm_table"].format(path=orders, more=more)
    )


def file_of(what, folder, rows):
    """The Parquet file that a function is given."""
    if what == "early_warnings":
        return readings_of(folder, rows)
    orders = orders_of(folder, rows, rows // 20)
    return customers_of(folder, orders) if what in ("rfm_scores", "dso") else orders


# One process, one number --------------------------------------------------------------------------------------


def call_of(what, given):
    """The function to time, on what it is given."""
    from casekit import alerts, composition, receivables, rfm

    return {
        "rfm_table": lambda: rfm.rfm_table(given, AS_OF),
        "abc_table": lambda: composition.abc_table(given),
        "ageing_table": lambda: receivables.ageing_table(given, AS_OF),
        "early_warnings": lambda: alerts.early_warnings(given),
        "rfm_scores": lambda: rfm.rfm_scores(given),
        "dso": lambda: (
            receivables.dso(given, given, 90)
            if not hasattr(given, "iloc")
            else receivables.dso(given["receivables_cny"], given["credit_sales_cny"], 90)
        ),
    }[what]


def opened(path, way):
    """A Parquet file as this way has it: parquet, duckdb (in memory), polars, arrow or pandas."""
    if way == "parquet":
        return str(path)
    if way == "duckdb":
        import duckdb

        base = duckdb.connect()
        base.sql(f"CREATE TABLE ledger AS SELECT * FROM read_parquet('{path}')")
        return base.table("ledger")
    if way == "polars":
        import polars

        return polars.read_parquet(path)
    from pyarrow import parquet

    table = parquet.read_table(path)
    return table if way == "arrow" else as_pandas(table)


def as_pandas(table):
    """An Arrow table in pandas, its days as days."""
    frame = table.to_pandas()
    return frame.astype(
        {name: "datetime64[us]" for name in frame if name in ("order_date", "due_date", "day")}
    )


def by_hand(what, way, path):
    """The hand-written SQL on the Parquet file, its answer in pandas."""
    import duckdb

    sql = BY_HAND[what].format(path=path, more=CHECKED[what] if way == "by-hand-checked" else "")
    return lambda: duckdb.connect().sql(sql).df()


def lifetimes(path):
    from lifetimes.utils import summary_data_from_transaction_data as summary
    from pyarrow import parquet

    orders = as_pandas(parquet.read_table(path))
    return lambda: summary(
        orders, "customer_id", "order_date", "net_amount_cny", observation_period_end=AS_OF
    )


def measure(what, way, path, calls, cores):
    """In a process of its own: one cold call, then the warm ones; with so many cores."""
    import resource
    import warnings

    warnings.simplefilter("ignore")  # lifetimes warns about the pandas to come
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    if way == "lifetimes":
        work = lifetimes(path)
    else:
        work = by_hand(what, way, path) if way.startswith("by-hand") else call_of(what, opened(path, way))
    times, busy = [], []
    for _ in range(calls + 1):
        begin, spent = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - begin)
        busy.append(time.process_time() - spent)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"times": times[1:] or times, "busy": busy[1:] or busy, "peak": peak}))


def in_a_process(what, way, path, calls, cores, peers):
    python = peers if way == "lifetimes" else sys.executable
    line = [
        python,
        __file__,
        "--measure",
        what,
        "--way",
        way,
        "--path",
        str(path),
        "--calls",
        str(calls),
        "--cores",
        str(cores),
    ]
    done = subprocess.run(
        line,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "" if way == "lifetimes" else str(ROOT)},
    )
    if done.returncode:
        print(f"{what} {way}: {(done.stderr.strip().splitlines() or [f'ended with {done.returncode}'])[-1]}")
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"{what} {way}: {median(found['times']):.2f} s", file=sys.stderr, flush=True)
    return found


def rounds(what, ways, path, calls=3, times=2, cores=2, peers=""):
    """Each way in turn, so many times: seconds and those of the processor (the middle of all warm calls), and the highest peak (GiB)."""
    found = {way: [] for way in ways}
    for _ in range(times):
        for way in ways:
            found[way].append(in_a_process(what, way, path, calls, cores, peers))
    return {
        way: (*(median(sum((one[kind] for one in runs), [])) for kind in ("times", "busy")), max(one["peak"] for one in runs))
        for way, runs in found.items() if None not in runs
    }  # fmt: skip


# The tables -----------------------------------------------------------------------------------------------------


def functions(folder, rows, peers, only, largest=2 * 10**7):
    """All six at one size; 1 where a goal is missed. pandas, Polars, Arrow and the peer only where they fit into memory."""
    missed, fits = 0, rows <= largest
    print(f"\n{rows:,} rows\n{'':<34}seconds  of the processor  peak GiB")
    for what in only:
        path = file_of(what, folder, rows)
        ways = [
            "parquet",
            *(["by-hand", "by-hand-checked"] if what in BY_HAND else []),
            *(["lifetimes"] if fits and peers and what == "rfm_table" else []),
        ]
        found = rounds(what, ways, path, calls=2 if fits else 1, times=3 if fits else 1, peers=peers)
        found |= rounds(what, ["duckdb", "polars", "arrow", "pandas"], path, calls=2, times=1) if fits else {}
        for way, (seconds, busy, peak) in found.items():
            print(f"{what:<16}{way:<18}{seconds:7.2f}{busy:18.2f}{peak:10.2f}", flush=True)
        missed |= judged(what, found)
    return missed


def judged(what, found):
    """1 where a goal is missed."""
    seconds, busy, peak = found["parquet"]
    lines = [(f"{peak:.1f} GiB (goal: at most {GOAL_GIB})", peak > GOAL_GIB)]
    if "by-hand-checked" in found:
        ratio, of_the_processor = seconds / found["by-hand-checked"][0], busy / found["by-hand-checked"][1]
        lines.append(
            (
                f"{ratio:.2f} times the checked SQL, {of_the_processor:.2f} of the processor's time (goal: at most {GOAL_HAND})",
                min(ratio, of_the_processor) > GOAL_HAND,
            )
        )
    if "lifetimes" in found:
        ratio = found["lifetimes"][0] / seconds
        lines.append((f"{ratio:.0f} times as fast as lifetimes (goal: {GOAL_PEER})", ratio < GOAL_PEER))
    for words, bad in lines:
        print(f"    {what}: {words}{', MISSED' if bad else ''}", flush=True)
    return int(any(bad for _, bad in lines))


def growth(folder, rows):
    """Seconds of rfm_table from Parquet: by rows, by customers, by cores."""
    sizes = [10**power for power in range(5, 10) if 10**power <= rows]
    found = {
        ("rows", size): rounds("rfm_table", ["parquet"], orders_of(folder, size, size // 20), 2, 1)["parquet"]
        for size in sizes
    }
    size = min(rows, 10**7)
    for customers in (100, 10_000, size // 20, size // 2):
        found["customers", customers] = rounds(
            "rfm_table", ["parquet"], orders_of(folder, size, customers), 2, 1
        )["parquet"]
    for cores in (1, 2):
        found["cores", cores] = rounds(
            "rfm_table", ["parquet"], orders_of(folder, size, size // 20), 2, 1, cores
        )["parquet"]
    print(
        "\nrfm_table from Parquet"
        + "".join(
            f"\n{kind:<10} {number:>12,}{seconds:9.2f} s{peak:7.2f} GiB"
            for (kind, number), (seconds, _, peak) in found.items()
        )
    )
    return found


def plot(found, path):
    """The growth as one picture of three."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(11, 3.4), layout="constrained", sharey=True)
    for ax, kind in zip(axes, ("rows", "customers", "cores"), strict=True):
        numbers = [number for which, number in found if which == kind]
        ax.plot(numbers, [found[kind, number][0] for number in numbers], "o-")
        ax.set(xlabel=kind, xscale="linear" if kind == "cores" else "log", yscale="log")
    axes[0].set(ylabel="seconds")
    figure.suptitle("rfm_table on DuckDB: what it costs")
    figure.savefig(path)


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind, default in (("peers", str, ""), ("rows", int, 10**7), ("plot", str, ""), ("folder", str, ""), ("measure", str, ""), ("way", str, ""), ("path", str, ""), ("calls", int, 3), ("cores", int, 2)):  # fmt: skip
        words.add_argument(f"--{name}", type=kind, default=default)
    words.add_argument("--only", nargs="+", choices=FUNCTIONS, default=FUNCTIONS)
    words.add_argument("--growth", action="store_true")
    told = words.parse_args()
    if told.measure:
        return measure(told.measure, told.way, told.path, told.calls, told.cores)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(told.folder or scratch)
        missed = functions(folder, told.rows, told.peers, told.only)
        if told.growth or told.plot:
            found = growth(folder, told.rows)
            if told.plot:
                plot(found, told.plot)
    return missed


if __name__ == "__main__":
    sys.exit(main())
