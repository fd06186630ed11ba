"""Contracts of the sixty dealers, checked against the eleven clauses of the dealer article.

A clause is there (yes), is missing (no), or has not been checked (blank): blank is not yes. Dealers
strong enough to dictate sign without rules on breach, settlement and operating area; these are the
contracts under which a large and disloyal dealer can do as it likes.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company import dealers as _dealers
from casekit.company.bits import Bits

CLAUSES = (
    "k01_subject",
    "k02_quality",
    "k03_delivery",
    "k04_acceptance",
    "k05_operating_rights",
    "k06_settlement",
    "k07_dealer_policy",
    "k08_orders_returns",
    "k09_breach",
    "k10_signing",
    "k11_parties",
)
STRONG = ("k05_operating_rights", "k06_settlement", "k09_breach")


@dataclass(frozen=True)
class ContractStory:
    """Everything that can be changed about the contracts, with its unit."""

    # how often each clause is there, thousandths, in the order of CLAUSES
    present: tuple = (980, 850, 930, 760, 880, 920, 900, 720, 820, 970, 950)
    unchecked: int = 90  # thousandths of all clauses
    strong: int = 350  # how often STRONG are there where the dealer dictates


STORY = ContractStory()
WITHOUT = {"the strong sign without rules": replace(STORY, strong=880)}


def tables(seed, customers, story=STORY, dealers=_dealers.STORY):
    """One row a dealer's contract in force."""
    bits = Bits(seed, "contracts")
    truth = _dealers.traits(seed, dealers)
    n = len(truth)
    table = pd.DataFrame({"contract_id": [f"CT{i:03d}" for i in range(1, n + 1)]})
    table["customer_id"] = truth["customer_id"]
    table["signed_date"] = _signed(customers["onboard_date"].head(n).to_numpy(), bits)
    table["expires_date"] = table["signed_date"] + pd.to_timedelta(365 * bits.between(n, 2, 4), unit="D")
    table["keeper"] = np.array(["Wu", "Sun", "none"])[bits.chosen(n, (50, 38, 12))]
    dictates = (truth["kind"] == "large and disloyal").to_numpy()
    for clause, present in zip(CLAUSES, story.present, strict=True):
        share = np.where(dictates & (clause in STRONG), story.strong, present)
        there = np.where(bits.below(n, 1000) < share, "yes", "no")
        checked = bits.below(n, 1000) >= story.unchecked
        table[clause] = pd.Series(there).where(checked)
    return {"contracts": table}


def _signed(onboard, bits):
    """Renewed in the last years, but never before the first order, and from Monday to Friday."""
    day = np.datetime64("2023-01-04") + bits.below(len(onboard), 900).astype("timedelta64[D]")
    day = np.maximum(day, onboard.astype("datetime64[D]"))
    return np.busday_offset(day, 0, roll="backward").astype("datetime64[s]")
