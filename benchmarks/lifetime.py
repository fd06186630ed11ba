"""BG/NBD and Gamma-Gamma beside lifetimes and pymc-marketing, on the same buyers of Qinghe's shop.

    python benchmarks/lifetime.py [--peers PYTHON]

PYTHON is an interpreter that has lifetimes 0.11.3 or pymc-marketing 0.19.2 or both (make a virtual environment for them; the
workbook does not need them, and lifetimes is no longer maintained). Each of the two gets our summary of the buyers, as the numbers
in a file; lifetimes searches without a penalty, pymc-marketing for the most likely values of its default priors, which is not quite
the same question: its goal is the formula, P(alive) and the forecast at our parameters. Goal: all within 1 %.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WITHIN, WEEKS = 0.01, 52

LIFETIMES = """
import json, sys, warnings
warnings.simplefilter("ignore")
import numpy as np
data = json.load(open(sys.argv[1], encoding="utf-8"))
x, last, age, mean, model = (np.array(data[name], dtype=float) for name in ("repeats", "last_weeks", "age_weeks", "mean_cny", "model"))
from lifetimes import BetaGeoFitter, GammaGammaFitter
fitter = BetaGeoFitter(penalizer_coef=0.0).fit(x, last, age)
amounts = GammaGammaFitter(penalizer_coef=0.0).fit(x + 1, mean)
found = {name: float(fitter.params_[name]) for name in ("r", "alpha", "a", "b")} | {name: float(amounts.params_[name]) for name in ("p", "q", "v")}
fitter.params_[["r", "alpha", "a", "b"]] = model
found["p_alive"] = float(np.sum(fitter.conditional_probability_alive(x, last, age)))
found["expected"] = float(np.sum(fitter.conditional_expected_number_of_purchases_up_to_time(data["weeks"], x, last, age)))
print(json.dumps(found))
"""

PYMC = """
import json, sys, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd, xarray as xr
data = json.load(open(sys.argv[1], encoding="utf-8"))
from pymc_marketing.clv import BetaGeoModel
buyers = pd.DataFrame({"customer_id": range(len(data["repeats"])), "frequency": data["repeats"], "recency": data["last_weeks"], "T": data["age_weeks"]})
model = BetaGeoModel(data=buyers)
model.build_model()
import arviz as az
given = {name: np.full((1, 1), value) for name, value in zip(("r", "alpha", "a", "b"), data["model"])}
model.idata = az.from_dict(posterior=given)
found = {
    "p_alive": float(model.expected_probability_alive(data=buyers).sum()),
    "expected": float(model.expected_purchases(data=buyers, future_t=data["weeks"]).sum()),
}
print(json.dumps(found))
"""


def ours(path):
    """Our parameters, and what they come to; the numbers for the others are written to ``path``."""
    sys.path.insert(0, str(ROOT))
    import casekit
    from casekit import lifetime

    orders = casekit.load("shop_orders").rename(columns={"consumer_id": "customer_id"})
    summary = lifetime.repeat_summary(orders, "2025-12-31", "margin_cny")
    lifetime.bg_nbd(summary)  # warm
    begin = time.perf_counter()
    model, spending = lifetime.bg_nbd(summary), lifetime.gamma_gamma(summary)
    spent = time.perf_counter() - begin
    columns = {name: summary[name].tolist() for name in ("repeats", "last_weeks", "age_weeks", "mean_cny")}
    path.write_text(json.dumps({**columns, "model": list(model), "weeks": WEEKS}), encoding="utf-8")
    values = lifetime.buyer_values(summary, model, spending, WEEKS)
    print(f"{len(summary)} buyers, both fits in {1000 * spent:.0f} ms")
    return (
        model._asdict()
        | spending._asdict()
        | {name: float(values[name].sum()) for name in ("p_alive", "expected")}
    )


def theirs(python, code, path):
    """What another library finds, or None where it is not installed."""
    run = subprocess.run([python, "-c", code, str(path)], capture_output=True, text=True, check=False)
    if run.returncode:
        print(run.stderr.strip().splitlines()[-1][:200])
        return None
    return json.loads(run.stdout.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", default="", help="an interpreter with lifetimes or pymc-marketing")
    peers, worst = parser.parse_args().peers, 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "buyers.json"
        mine = ours(path)
        print("ours          ", {name: round(value, 4) for name, value in mine.items()})
        for name, code in (("lifetimes", LIFETIMES), ("pymc-marketing", PYMC)) if peers else ():
            if found := theirs(peers, code, path):
                off = max(abs(found[each] / mine[each] - 1) for each in found)
                worst = max(worst, off)
                print(
                    f"{name:<15}{ {each: round(value, 4) for each, value in found.items()} }  off by {off:.2%}"
                )
    print(f"goal: within {WITHIN:.0%}")
    return 0 if worst <= WITHIN else 1


if __name__ == "__main__":
    sys.exit(main())
