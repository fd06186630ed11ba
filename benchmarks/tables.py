"""RFM, ABC, ageing and the lessons' other tables on long logs, beside the summaries of lifetimes and pymc-marketing where these are installed.

    python benchmarks/tables.py [--peers PYTHON] [--rows 10000000]

Each row of the table is a process of its own, one after another in alternating rounds, on the same numbers: the time is
the median of the warm calls, the memory the peak of the whole process. PYTHON is an interpreter that has pandas,
lifetimes 0.11.3 and pymc-marketing 0.19.2 (make a virtual environment for them; the workbook does not need them). Their
summaries count repeat purchases and give no scores: the comparison is "what one would call instead".
Goals: 15 ms for each table at 100,000 rows; at 10,000,000 rows eight times as fast as lifetimes, with half its memory.
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
OURS, PEERS = (
    ("rfm", "abc", "ageing", "tiers_moved", "ratios", "profit", "whale", "key_accounts", "classes", "cards", "stages", "kinds", "dealer_grid", "plans", "outlets", "z_scores", "signs", "limits", "warned", "repeats", "alive", "scores"),  # fmt: skip
    ("lifetimes", "pymc-marketing"),
)


def write_log(path, rows):
    """Invented orders: a long tail of customers, whole days in three years, amounts in quarters so that sums are exact."""
    import numpy as np

    rng = np.random.default_rng(7)
    weight = rng.gamma(0.8, 1.0, rows // 20)
    np.savez(
        path,
        customer=rng.choice(rows // 20, size=rows, p=weight / weight.sum()).astype("int64"),
        day=rng.integers(0, 1096, rows),
        amount=np.round(rng.lognormal(3.0, 1.0, rows) * 4) / 4 + 0.25,
        open_share=rng.choice([0.0, 0.5, 1.0], size=rows, p=[0.7, 0.15, 0.15]),
    )


def frame(path, date="order_date", amount="net_amount_cny"):
    """The log as a table."""
    import numpy as np
    import pandas as pd

    log = np.load(path)
    days = np.datetime64("2023-01-01", "D") + log["day"]
    table = {"customer_id": log["customer"], date: days.astype("datetime64[us]")}
    amounts = log["amount"] * (log["open_share"] if amount == "open_amount_cny" else 1)
    return pd.DataFrame({**table, amount: amounts})


def rfm(path):
    from casekit.rfm import rfm_scores, rfm_table

    orders = frame(path)
    return lambda: rfm_scores(rfm_table(orders, "2025-12-31"))


def abc(path):
    from casekit.composition import abc_table

    orders = frame(path)
    return lambda: abc_table(orders)


def ageing(path):
    from casekit.receivables import ageing_table

    invoices = frame(path, "due_date", "open_amount_cny")
    return lambda: ageing_table(invoices, "2025-12-31")


def tiers_moved(path):
    import numpy as np

    from casekit.tiers import migration

    orders = frame(path, "month")
    history = orders[["customer_id", "month"]].assign(
        month=orders["month"].dt.to_period("M").dt.to_timestamp()
    )
    history = history.drop_duplicates().reset_index(drop=True)
    history["tier"] = np.array(["gold", "silver", "standard"])[np.arange(len(history)) % 3]
    return lambda: migration(history, 12)


def ratios(path):
    from casekit.ratios import product_ratios

    products = frame(path)[[]].assign(product_sales_cny=frame(path)["net_amount_cny"])
    products["product_cost_cny"] = products["product_sales_cny"] * 0.75
    products["stock_average_cny"] = products["product_sales_cny"] * 0.2
    return lambda: product_ratios(products, "sales")


def profit(path):
    from casekit.profitability import cost_to_serve, customer_profit

    lines = frame(path).assign(goods_cost_cny=lambda table: table["net_amount_cny"] / 2)
    counts = lines.groupby("customer_id").size().rename("visits_count").reset_index()
    served = cost_to_serve(counts, {"visits": 5})
    return lambda: customer_profit(lines, served)


def whale(path):
    from casekit.profitability import whale_curve

    amounts = frame(path)["net_amount_cny"]
    profits = 1000 * amounts + amounts.index / 100 - 20_000  # a customer a row; few are equal to the fen
    return lambda: whale_curve(profits)


def key_accounts(path):
    from casekit.key_accounts import monthly_count

    orders = frame(path)
    return lambda: monthly_count(orders, 10_000, exit_ratio=0.9, months=3)


def warned(path):
    """The log as readings of one rule, one a row: customers in turn, month after month; one in ten is bad."""
    import numpy as np
    import pandas as pd

    from casekit.alerts import early_warnings

    log = frame(path)
    at, ends = np.arange(len(log)), pd.date_range("2024-01-31", periods=24, freq="ME")
    names = pd.Series([f"C{number:05d}" for number in range(len(log) // 24 + 1)], dtype="str")
    read = pd.DataFrame({"customer_id": names.take(at // 24).array, "rule": "plan", "day": ends[at % 24]})
    bar = log["net_amount_cny"].quantile(0.1) / 0.7
    read = read.assign(value=log["net_amount_cny"] * 1e6, against=bar * 1e6)
    return lambda: early_warnings(read)


def classes(path):
    import numpy as np

    from casekit.customers import classify

    orders = frame(path, "last_order_date")
    customers = orders.assign(customer_id=np.arange(len(orders)), onboard_date=orders["last_order_date"])
    return lambda: classify(customers, "tiers", "2025-12-31")


def cards(path):
    import numpy as np
    import pandas as pd

    from casekit.customers import check_cards

    entries = frame(path, "collected_date")
    at, fields = np.arange(len(entries)), [f"field {number}" for number in range(15)]
    entries = entries.assign(
        customer_id=at // 15, card_field=pd.Series(fields, dtype="str").take(at % 15).to_numpy(), source="visit", purpose="planning",
        expiry_date=entries["collected_date"] + pd.Timedelta(days=365),
    )  # fmt: skip
    return lambda: check_cards(entries, "2025-12-31")


def stages(path):
    """The same log read as stages entered by prospects: which stage, the amount says."""
    import numpy as np

    from casekit.funnel import STAGES, conversion

    log = frame(path, "entered_at").rename(columns={"customer_id": "prospect_id"})
    log["stage"] = np.array(STAGES)[(log["net_amount_cny"] * 4).astype(int) % len(STAGES)]
    return lambda: conversion(log)


def kinds(path):
    """The same rows as deals of ten kinds, some referred, some won."""
    import numpy as np

    from casekit.matching import by_kind, common_odds

    cases = frame(path)
    number = (cases["net_amount_cny"] * 4).astype(int)
    cases = cases.assign(
        kind=np.array(list("abcdefghij"))[number % 10], referred=number % 3 == 0, won=number % 7 == 0
    )
    return lambda: common_odds(by_kind(cases, "referred", "kind"))


def dealer_grid(path):
    """The same rows as dealers, one a row."""
    import numpy as np

    from casekit.dealers import grid

    dealers = frame(path)
    dealers = dealers.assign(customer_id=np.arange(len(dealers)), share_of_wallet=dealers["net_amount_cny"] % 1)
    return lambda: grid(dealers, 20, 0.5)


def plans(path):
    """A plan for each month of 2025 and each of a hundred dealers, beside all orders."""
    import pandas as pd

    from casekit.plan_tracking import plan_progress

    orders, months = frame(path), pd.date_range("2025-01-01", periods=12, freq="MS")
    pairs = pd.MultiIndex.from_product([range(100), months], names=["customer_id", "month"])
    plan = pairs.to_frame(index=False).assign(plan_cny=100.0)
    return lambda: plan_progress(plan, orders, "2025-09-30")


def outlets(path):
    """The same rows as listings: which of ten articles, the amount says."""
    import numpy as np
    import pandas as pd

    from casekit.distribution import breadth

    log = frame(path).rename(columns={"customer_id": "outlet_id"})
    listings = log.assign(sku=np.array(list("abcdefghij"))[(log["net_amount_cny"] * 4).astype(int) % 10])
    turnover = pd.Series(1.0, index=range(log["outlet_id"].max() + 1))
    return lambda: breadth(listings, turnover)


def z_scores(path):
    """A statement a row: the amounts, moved by some places, stand for its lines."""
    import numpy as np

    from casekit.altman import altman

    amounts = frame(path)["net_amount_cny"]
    lines = (
        "working_capital",
        "retained_earnings",
        "ebit",
        "net_worth",
        "sales",
        "total_assets",
        "total_liabilities",
    )
    statement = frame(path).assign(**{line: np.roll(amounts, 7 * place) for place, line in enumerate(lines)})
    return lambda: altman(statement, "private")


def signs(path):
    """The same rows as signs looked for at a twentieth as many customers."""
    import pandas as pd

    from casekit.data import load
    from casekit.signs import score_signs

    catalog = load("signal_catalog")
    ids = catalog.loc[catalog["sign_use"] == "scored", "signal_id"].to_numpy()
    seen = frame(path, "observed_date")
    number = (seen["net_amount_cny"] * 4).astype(int).to_numpy()
    answers = pd.Series(["yes", "no", "not seen"], dtype="str")
    seen = seen.assign(
        customer_id=seen["customer_id"] // 20, signal_id=pd.Series(ids, dtype="str").take(number % len(ids)).to_numpy(), answer=answers.take(number % 3).to_numpy()
    )  # fmt: skip
    return lambda: score_signs(seen, catalog, "2025-12-31")


def limits(path):
    """A file a row, class by the amount."""
    import numpy as np
    import pandas as pd

    from casekit.limits import credit_limit

    files = frame(path)
    amounts = files["net_amount_cny"]
    classes = pd.Series(list("ABCD"), dtype="str").take((amounts * 4).astype(int) % 4).to_numpy()
    files = files.assign(
        customer_id=np.arange(len(files)), daily_purchases_cny=amounts, term_days=30, tangible_net_worth_cny=400 * np.roll(amounts, 7),
        best_paid_cny=50 * np.roll(amounts, 11), credit_class=classes,
    )  # fmt: skip
    return lambda: credit_limit(files)


def repeats(path):
    from casekit.lifetime import repeat_summary

    orders = frame(path)
    return lambda: repeat_summary(orders, "2025-12-31")


def alive(path):
    """P(alive) of a buyer a row."""
    from casekit.lifetime import BgNbd, p_alive

    age = 30 + frame(path)["net_amount_cny"].to_numpy() % 100
    return lambda: p_alive(BgNbd(0.55, 10.6, 0.8, 2.4), age // 10, age - 20, age)


def scores(path):
    """A survey: an answer a row, one in five by telephone."""
    import numpy as np

    from casekit.satisfaction import survey_summary

    number = (frame(path)["net_amount_cny"] * 4).astype(int)
    wave = frame(path)[[]].assign(recommend=number % 11, answer_mode=np.where(number % 5 == 0, "telephone", "online"))
    return lambda: survey_summary(wave)


def lifetimes(path):
    from lifetimes.utils import summary_data_from_transaction_data as summary

    orders = frame(path)
    return lambda: summary(
        orders, "customer_id", "order_date", "net_amount_cny", observation_period_end="2025-12-31"
    )


def pymc_marketing(path):
    from pymc_marketing.clv.utils import rfm_summary

    orders = frame(path)
    return lambda: rfm_summary(
        orders, "customer_id", "order_date", "net_amount_cny", observation_period_end="2025-12-31"
    )


def peak_mib():
    """The most memory this process has held."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(what, path, calls):
    """In a process of its own: one cold call, then the warm ones."""
    import warnings

    warnings.simplefilter("ignore")  # the peers warn about the pandas to come
    work = globals()[what.replace("-", "_")](path)
    times = []
    for _ in range(calls + 1):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    print(json.dumps({"times": times[1:], "peak": peak_mib()}))


def in_a_process(what, path, calls, peers):
    """Time and memory of one call, or None where it cannot run."""
    python = peers if what in PEERS else sys.executable
    line = [python, __file__, "--measure", what, "--log", str(path), "--calls", str(calls)]
    told = {**os.environ, "PYTHONPATH": "" if what in PEERS else str(ROOT)}
    done = subprocess.run(line, capture_output=True, text=True, env=told)
    if done.returncode:
        print(f"{what}: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout.splitlines()[-1])


def rounds(names, path, calls, peers, times=2):
    """Every name in turn, so many times: the middle of all warm calls and the highest peak."""
    found = {name: [] for name in names}
    for _ in range(times):
        for name in names:
            found[name].append(in_a_process(name, path, calls, peers))
    return {
        name: (median(sum((one["times"] for one in runs), [])), max(one["peak"] for one in runs))
        for name, runs in found.items()
        if None not in runs
    }


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind, default in [
        ("peers", str, ""),
        ("rows", int, 10**7),
        ("calls", int, 5),
        ("measure", str, ""),
        ("log", str, ""),
    ]:
        words.add_argument(f"--{name}", type=kind, default=default)
    told = words.parse_args()
    if told.measure:
        return measure(told.measure, told.log, told.calls)
    names = [*OURS, *(PEERS if told.peers else ())]
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for rows in (10**5, told.rows):
            path = Path(folder) / f"{rows}.npz"
            write_log(path, rows)
            result = rounds(names, path, 21 if rows == 10**5 else 3, told.peers)
            missed |= report(rows, result)
    return missed


def report(rows, result):
    """Print one size's table; 1 where a goal is missed."""
    print(f"\n{rows:,} rows{'':<14}seconds   peak MiB   times as fast as lifetimes")
    base = result.get("lifetimes")
    for name, (seconds, peak) in result.items():
        ratio = f"{base[0] / seconds:.1f}" if base else ""
        print(f"{name:<24}{seconds:10.4f}{peak:11.0f}   {ratio}")
    if rows == 10**5:
        return int(any(result[name][0] > 0.015 for name in OURS if name in result))
    return int(bool(base) and (base[0] < 8 * result["rfm"][0] or result["rfm"][1] > base[1] / 2))


if __name__ == "__main__":
    sys.exit(main())
