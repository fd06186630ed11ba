"""Credit files of the sixty dealers: statements, scores, limits, and what representatives noticed.

Three dealers never pay again late in 2025. Two of them show it in their statements of 2024; the third
kept its books pretty, but the representatives who went there saw the signs. And one honest newcomer
with little of its own money looks like a failure by the formula, and pays every bill.

Statements are made from ratios, in thousandths of total assets; money is in thousand CNY, and in fen
where it is a limit.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company import clock
from casekit.company import dealers as _dealers
from casekit.company.bits import Bits, along, graded
from casekit.company.customers import collapses
from casekit.company.fair import PARTS, dealt, evenly
from casekit.company.signs import OBSERVED, SIGNS

STATEMENT_DATE = np.datetime64("2024-12-31", "s")


@dataclass(frozen=True)
class CreditStory:
    """Everything that can be changed about the credit files, with its unit."""

    books_tell: int = 2  # of the dealers that default, how many show it in their statements
    false_alarm: bool = True  # is there a sound dealer whose statements look bad?
    signs_tell: bool = True  # do the representatives see the signs at those that default?
    bad_signs: tuple = (420, 110)  # thousandths of the signs seen as bad: at defaulters, at middling others
    seen: int = 860  # thousandths of the signs looked for about which anything was seen
    rechecks: int = 5  # signs looked at a second time at each dealer
    # thousandths of total assets: working capital, retained earnings, EBIT, equity
    failing: tuple = (-120, -80, -10, 90)
    strained: tuple = (20, 15, 12, 130)  # the false alarm
    grade_factor: tuple = (("A", 1000), ("B", 800), ("C", 550))  # of the limit by need, thousandths
    limit_days: int = 110  # of average purchases: the need


STORY = CreditStory()
WITHOUT = {
    "two failures show in the books": replace(STORY, books_tell=0),
    "one sound dealer looks like a failure": replace(STORY, false_alarm=False),
    "three failures show in the signs": replace(STORY, signs_tell=False),
}
FIVE_C = ("character", "capacity", "capital", "collateral", "conditions")
WEIGHTS = (30, 25, 20, 15, 10)


def tables(seed, customers, story=STORY, dealers=_dealers.STORY):
    """The credit files, the catalogue of fifty signs, what was observed of them."""
    hidden = traits(seed, customers, story, dealers)
    return {
        "credit_profiles": _profiles(hidden, seed, story),
        "signal_catalog": pd.DataFrame([vars(sign) for sign in SIGNS]).replace("", np.nan),
        "signal_observations": _observations(hidden, customers, seed, story),
    }


def profiles(seed, customers, story=STORY, dealers=_dealers.STORY):
    """The credit files alone."""
    return _profiles(traits(seed, customers, story, dealers), seed, story)


def traits(seed, customers, story=STORY, dealers=_dealers.STORY):
    """What the sixty dealers are really like, and which of them never pay again."""
    truth = _dealers.traits(seed, dealers)
    scores = _dealers.dealer_scores(truth, customers.head(len(truth)), seed, dealers)
    fate = collapses(truth)
    truth["defaults"] = truth["customer_id"].isin(fate.loc[fate["defaults"], "customer_id"])
    truth["year_fen"] = (scores["net_amount_2025_cny"] * 100).round().astype("int64")
    truth["late"] = scores["late_payments_12m"]
    truth["onboard_date"] = customers["onboard_date"].head(len(truth))
    return truth


def _profiles(hidden, seed, story):
    """One row a dealer: eight lines of its statement, the five C, class and limit."""
    bits = Bits(seed, "credit_profiles")
    table = pd.DataFrame({"customer_id": hidden["customer_id"]})
    table["statement_date"] = STATEMENT_DATE
    table = pd.concat([table, _statement(hidden, bits, story)], axis="columns")
    table = pd.concat([table, _five_c(hidden, bits)], axis="columns")
    points = sum(weight * table[c] for weight, c in zip(WEIGHTS, FIVE_C, strict=True))  # 100 to 500
    new = hidden["onboard_date"] >= pd.Timestamp("2024-07-01")
    weak = (points < 280) | (table["character"] < 2) | new
    table["credit_class"] = np.where(weak, "C", np.where(points >= 350, "A", "B"))
    table["credit_limit_cny"] = _limits(hidden, table, story) / 100
    return table


def _statement(hidden, bits, story):
    """Eight lines in thousand CNY. What a firm is worth follows from its funds, with some luck."""
    n = len(hidden)
    sales = (
        hidden["year_fen"].to_numpy() * along(bits.bell(n), ((-3000, 15), (0, 32), (3000, 80))) // 1_000_000
    )
    assets = sales * along(bits.bell(n), ((-3000, 450), (0, 650), (3000, 900))) // 1000 + 1
    of_assets = _ratios(hidden, bits, story)
    debts = assets - assets * of_assets[3] // 1000
    current_debts = debts * bits.between(n, 780, 920) // 1000
    return pd.DataFrame(
        {
            "current_assets_kcny": current_debts + assets * of_assets[0] // 1000,
            "intangible_assets_kcny": assets * bits.between(n, 5, 40) // 1000,
            "total_assets_kcny": assets,
            "current_liabilities_kcny": current_debts,
            "total_liabilities_kcny": debts,
            "retained_earnings_kcny": assets * of_assets[1] // 1000,
            "sales_kcny": sales,
            "ebit_kcny": assets * of_assets[2] // 1000,
            "net_worth_kcny": assets - debts,
        }
    )


def _ratios(hidden, bits, story):
    """Working capital, retained earnings, EBIT and equity of each dealer, thousandths of assets."""
    funds, n = np.clip(hidden["funds"].to_numpy(), -1800, 2200), len(hidden)
    ratios = np.array(
        [
            170 + 50 * funds // 1000 + 15 * bits.bell(n) // 1000,
            130 + 45 * funds // 1000 + 15 * bits.bell(n) // 1000,
            75 + 20 * funds // 1000 + 8 * bits.bell(n) // 1000,
            400 + 70 * funds // 1000 + 25 * bits.bell(n) // 1000,
        ]
    )
    failing = np.flatnonzero(hidden["defaults"])
    ratios[:, failing] = np.maximum(ratios[:, failing], np.array([[170], [130], [75], [400]]))
    ratios[:, failing[: story.books_tell]] = np.array(story.failing)[:, None]
    if story.false_alarm:
        honest = np.flatnonzero(hidden["kind"] == "honest newcomer")[:1]
        ratios[:, honest] = np.array(story.strained)[:, None]
    return ratios


def _five_c(hidden, bits):
    """The five C of credit as the credit desk scores them, 1 to 5."""
    n, cuts = len(hidden), (-1100, -400, 300, 1000)
    conduct = hidden["conduct"].to_numpy() - 350 * hidden["late"].to_numpy() + 300
    behind = {
        "character": conduct,
        "capacity": (hidden["size"] + hidden["funds"]).to_numpy() // 2,
        "capital": hidden["funds"].to_numpy(),
        "collateral": (hidden["size"] + hidden["standing"]).to_numpy() // 3,
        "conditions": hidden["standing"].to_numpy() // 2,
    }
    return pd.DataFrame({c: graded(trait + 350 * bits.bell(n) // 1000, cuts) for c, trait in behind.items()})


def _limits(hidden, table, story):
    """The smaller of what a dealer needs and a third of its net worth, by its class, in round 5,000 CNY."""
    need = hidden["year_fen"] * story.limit_days // 365
    worth = table["net_worth_kcny"] * 100_000 // 3
    factor = table["credit_class"].map(dict(story.grade_factor))
    return np.maximum(500_000, np.minimum(need, worth) * factor // 1000 // 500_000 * 500_000)


def _observations(hidden, customers, seed, story):
    """One row a sign looked for at a dealer: seen, not there, or nothing seen either way."""
    bits = Bits(seed, "signal_observations")
    parts = [_at_dealer(row, bits, story) for row in hidden.itertuples()]
    table = pd.concat(parts, ignore_index=True)
    who = customers.set_index("customer_id")["rep"]
    table["observer"] = np.where(table.pop("again"), "credit desk", table["customer_id"].map(who))
    table = table.sort_values(["observed_date", "customer_id", "signal_id"], kind="stable")
    table.insert(0, "observation_id", [f"OB{i:04d}" for i in range(1, len(table) + 1)])
    return table.reset_index(drop=True)


def _at_dealer(row, bits, story):
    """All signs once in the first half of 2025, and a few of them a second time."""
    n = len(OBSERVED)
    usual = story.bad_signs[1] + int(30 * bits.bell(1)[0] - 55 * row.conduct) // 1000
    share = story.bad_signs[0] if row.defaults and story.signs_tell else min(max(usual, 20), 250)
    bad = _alike(evenly(bits, n) < share * (PARTS // 1000))
    good_if_yes = np.array([sign.polarity == "good" for sign in OBSERVED])
    answer = np.where(bad ^ good_if_yes, "yes", "no")
    seen = dealt(bits, n, (story.seen, 1000 - story.seen)) == 0
    first = _days(row, "2025-01-06", 150, n, bits)
    again = bits.shuffled(n)[: story.rechecks]
    places = np.concatenate([np.arange(n), again])
    later = _days(row, "2025-06-09", 80, len(again), bits)
    return pd.DataFrame(
        {
            "customer_id": row.customer_id,
            "signal_id": np.array([sign.signal_id for sign in OBSERVED])[places],
            "observed_date": np.concatenate([first, later]),
            "answer": np.where(
                np.concatenate([seen, np.ones(len(again), dtype=bool)]), answer[places], "not seen"
            ),
            "again": np.arange(len(places)) >= n,
        }
    )


def _alike(bad):
    """A sign that is printed twice is seen twice."""
    place = {sign.signal_id: i for i, sign in enumerate(OBSERVED)}
    for i, sign in enumerate(OBSERVED):
        if sign.duplicate_of:
            bad[i] = bad[place[sign.duplicate_of]]
    return bad


def _days(row, first, span, n, bits):
    """Working days of four visits, none before the dealer's first order."""
    start = max(np.datetime64(first), np.datetime64(row.onboard_date, "D")) - clock.START.astype(
        "datetime64[D]"
    )
    visits = start.astype(int) + bits.below(4, span)
    return clock.days_to_dates(clock.working_day(np.minimum(visits[bits.below(n, 4)], clock.DAYS - 1)))
