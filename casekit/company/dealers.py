"""The sixty dealers: who they are, how they were scored, and which of them not to believe.

Every dealer is of one of the five *kinds* below, the four corners of the dealer article's grid
(large or small, loyal or disloyal) and the falsely keen. A kind is not written into any table:
the tables hold only what Qinghe's own people could have seen by the end of 2025.

Traits are in thousandths of a standard deviation (0 is the middling dealer, 1000 well above),
shares and chances in thousandths, money in fen (1 CNY is 100 fen).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company.bits import Bits, along, blend, graded
from casekit.company.names import EN, SECOND, STAFF, ZH

CRITERIA = ("demand", "margin", "prospects", "ability_to_pay", "reputation")
AS_OF = np.datetime64("2025-12-31")  # the records end here; nothing below knows more


@dataclass(frozen=True)
class Kind:
    """One kind of dealer: how many there are, and what the middling one is like."""

    name: str
    dealers: int
    size: int  # how much it sells
    standing: int  # its place in the trade
    funds: int  # what it could pay with
    conduct: int  # how it treats us
    keenness: int  # how eager it appears
    months_late: tuple  # weights of 0, 1, 2... months paid late out of the last twelve
    first_order: tuple  # earliest and latest day of the first order


LONG_AGO = ("2016-03-01", "2023-11-30")
THIS_YEAR = ("2025-04-01", "2025-09-30")

KINDS = (
    Kind("large and loyal", 14, 800, 500, 700, 800, 400, (70, 30), LONG_AGO),
    Kind("small and loyal", 18, -600, 100, 0, 700, 200, (65, 35), LONG_AGO),
    Kind("honest newcomer", 4, -500, 300, -100, 400, 600, (80, 20), THIS_YEAR),
    Kind("large and disloyal", 8, 1100, 500, 300, -900, -200, (0, 10, 30, 35, 20, 5), LONG_AGO),
    Kind("small and disloyal", 12, -700, -700, -700, -800, -500, (20, 35, 25, 15, 5), LONG_AGO),
    Kind("falsely keen", 4, -200, 200, -300, 0, 0, (0, 0, 50, 50), THIS_YEAR),
)


@dataclass(frozen=True)
class Character:
    """A dealer that a lesson talks about: its kind, and what is fixed instead of drawn."""

    role: str
    kind: str
    scores: tuple | None = None  # the five criteria, 1 to 5, in the order of CRITERIA
    size: int | None = None
    months_late: int | None = None


CHARACTERS = (
    # buys most of all and scores first by the chapter's weights; it can pay, and pays late
    Character("the giant", "large and disloyal", (5, 5, 5, 4, 2), size=3800, months_late=4),
    # good at everything: among the first five whatever the order of the weights
    Character("the all-rounder", "large and loyal", (5, 4, 4, 5, 5), size=1500, months_late=0),
    # small, prompt and pleasant: its place depends wholly on what is weighted most
    Character("the specialist", "small and loyal", (1, 2, 2, 5, 5), size=-1500, months_late=0),
    # 5x5+4x2+3x3+2x4+1x4 = 5x4+4x3+3x3+2x4+1x5 = 54: different profiles, one total
    Character("the first twin", "large and loyal", (5, 2, 3, 4, 4), months_late=0),
    Character("the second twin", "large and loyal", (4, 3, 3, 4, 5), months_late=1),
)


@dataclass(frozen=True)
class DealerStory:
    """Everything that can be changed about the dealers, with its unit.

    A pattern is switched off by taking its cause away, for example
    ``replace(STORY, demand_from_size=0)`` or ``replace(STORY, characters=())``.
    """

    kinds: tuple = KINDS
    characters: tuple = CHARACTERS
    spread: int = 800  # of a trait round its kind's middle, thousandths of a standard deviation
    demand_from_size: int = 850  # thousandths of the demand score that come from real size
    halo: int = 100  # thousandths of every criterion that come from one overall impression
    cuts: tuple = (-1000, -350, 300, 900)  # a trait below the first scores 1, above the last 5
    late_allowed: int = 1  # months late out of the last twelve with which the gate is passed
    false_keenness: bool = True  # do the falsely keen show themselves at their keenest?
    # purchases of a whole year by size: (trait, fen)
    purchases: tuple = (
        (-3000, 4_000_000),
        (-1000, 18_000_000),
        (0, 55_000_000),
        (1000, 190_000_000),
        (2000, 520_000_000),
        (3000, 900_000_000),
        (4000, 1_500_000_000),
    )
    purchases_chance: int = 120  # one standard deviation of luck in a year's purchases, thousandths


STORY = DealerStory()


def _cast_with_nothing_fixed_for(*roles):
    return tuple(Character(each.role, each.kind) if each.role in roles else each for each in CHARACTERS)


# the patterns planted for lesson 3, and the story without each of them
WITHOUT = {
    "purchases follow demand": replace(STORY, demand_from_size=0),
    "the dealer with the highest score fails the payment gate": replace(
        STORY,
        kinds=tuple(replace(kind, months_late=(100,)) for kind in KINDS),
        characters=tuple(replace(each, months_late=0) for each in CHARACTERS),
    ),
    "false keenness": replace(STORY, false_keenness=False),
    "different profiles, equal totals": replace(
        STORY, characters=_cast_with_nothing_fixed_for("the first twin", "the second twin")
    ),
    "dominance settles some pairs, not most": replace(STORY, halo=1000),
    "one dealer is among the first five under every ordering of the weights": replace(
        STORY, characters=_cast_with_nothing_fixed_for("the all-rounder")
    ),
    "one dealer's place depends on the weights": replace(
        STORY, characters=_cast_with_nothing_fixed_for("the specialist")
    ),
}

REGIONS = {  # region: (share of the dealers in thousandths, the sales representative)
    "East China": (280, "Zhang"),
    "South China": (170, "Liu"),
    "Southwest China": (120, "Liu"),
    "North China": (150, "Chen"),
    "Northeast China": (80, "Chen"),
    "Central China": (130, "Zhao"),
    "Northwest China": (70, "Zhao"),
}
ROLES = {
    "wholesale": 250,
    "retail": 350,
    "area distributor": 120,
    "special": 100,
    "chain": 80,
    "exclusive": 100,
}


def traits(seed, story=STORY):
    """What each dealer is really like: the truth that no table holds.

    One row a dealer: ``customer_id``, its ``kind``, its ``role`` where a lesson talks about it,
    and its traits in thousandths of a standard deviation.
    """
    bits = Bits(seed, "traits")
    kinds = [kind for kind in story.kinds for _ in range(kind.dealers)]
    kinds = [kinds[place] for place in bits.shuffled(len(kinds))]
    truth = pd.DataFrame({"customer_id": [f"QH{i:04d}" for i in range(1, len(kinds) + 1)]})
    truth["kind"] = [kind.name for kind in kinds]
    for trait in ("size", "standing", "funds", "conduct", "keenness"):
        middle = np.array([getattr(kind, trait) for kind in kinds])
        truth[trait] = middle + story.spread * bits.bell(len(kinds)) // 1000
    truth["overall"] = (truth["size"] + truth["standing"] + truth["funds"] + truth["conduct"]) // 4
    truth.insert(2, "role", "")
    for row, character in _cast(truth, story):
        truth.loc[row, "role"] = character.role
        if character.size is not None:
            truth.loc[row, "size"] = character.size
    return truth


def _cast(truth, story):
    """Each character with its row: the first dealers of its kind, in the order of the cast."""
    rows = {kind: iter(group.index) for kind, group in truth.groupby("kind")}
    return [(next(rows[character.kind]), character) for character in story.characters]


def _kind_of_each(truth, story):
    by_name = {kind.name: kind for kind in story.kinds}
    return [by_name[name] for name in truth["kind"]]


def customers(truth, seed, story=STORY):
    """One row a customer: names, what kind of customer, where, since when, looked after by whom."""
    bits, n = Bits(seed, "customers"), len(truth)
    first = bits.shuffled(len(ZH))[:n]
    roles = np.array(list(ROLES))[bits.chosen(n, list(ROLES.values()))]
    regions = np.array(list(REGIONS))[bits.chosen(n, [share for share, _ in REGIONS.values()])]
    return pd.DataFrame(
        {
            "customer_id": truth["customer_id"],
            "name_en": [f"{EN[i]} {SECOND[role][0]}" for i, role in zip(first, roles, strict=True)],
            "name_zh": [f"{ZH[i]}{SECOND[role][1]}" for i, role in zip(first, roles, strict=True)],
            "nature": "channel",
            "channel_role": roles,
            "region": regions,
            "onboard_date": _first_orders(truth, bits, story),
            "rep": [REGIONS[region][1] for region in regions],
            "rep_zh": [STAFF[REGIONS[region][1]] for region in regions],
        }
    )


def _first_orders(truth, bits, story):
    """The day of each dealer's first order, drawn from its kind's span."""
    spans = np.array([kind.first_order for kind in _kind_of_each(truth, story)], dtype="datetime64[D]")
    days = (spans[:, 1] - spans[:, 0]).astype(np.int64) + 1
    thousandths = bits.below(len(truth), 1000)
    return spans[:, 0] + (days * thousandths // 1000).astype("timedelta64[D]")


def months_of_record(customers):
    """Whole months from the first order to the last day of the records."""
    first = customers["onboard_date"]
    return (12 * (2025 - first.dt.year) + 12 - first.dt.month).astype("int64")


def dealer_scores(truth, customers, seed, story=STORY):
    """The five screening criteria of each dealer, its payment record and its purchases in 2025."""
    bits = Bits(seed, "dealer_scores")
    scores = pd.DataFrame({"customer_id": truth["customer_id"], **_criteria(truth, bits, story)})
    scores["late_payments_12m"] = _months_late(truth, customers, bits, story)
    for row, character in _cast(truth, story):
        if character.scores is not None:
            scores.loc[row, list(CRITERIA)] = character.scores
        if character.months_late is not None:
            scores.loc[row, "late_payments_12m"] = character.months_late
    scores["payment_gate"] = scores["late_payments_12m"] <= story.late_allowed
    scores["net_amount_2025_cny"] = _purchases_fen(truth, customers, bits, story) / 100
    return scores


def _criteria(truth, bits, story):
    """Five grades from 1 to 5. The representatives judge; luck and a halo judge with them."""
    size, standing, funds, conduct = (truth[name] for name in ("size", "standing", "funds", "conduct"))
    luck = {name: bits.bell(len(truth)) for name in CRITERIA}
    seen = {
        "demand": blend(story.demand_from_size, size, luck["demand"]),
        "margin": blend(250, size, luck["margin"]),
        "prospects": blend(500, standing, luck["prospects"]),
        "ability_to_pay": blend(600, funds, luck["ability_to_pay"]),
        "reputation": blend(650, conduct, luck["reputation"]),
    }
    seen = {name: blend(story.halo, truth["overall"], trait) for name, trait in seen.items()}
    return {name: graded(trait, story.cuts) for name, trait in seen.items()}


def _months_late(truth, customers, bits, story):
    """Months in which each dealer paid late, out of the last twelve; a newcomer's first bill takes two to fall due."""
    late = pd.Series(0, index=truth.index)
    for kind in story.kinds:
        rows = truth["kind"] == kind.name
        late[rows] = bits.chosen(int(rows.sum()), kind.months_late)
    return np.minimum(late, np.maximum(months_of_record(customers) - 1, 0))


def _purchases_fen(truth, customers, bits, story):
    """Net purchases of 2025 in fen: by size, with some luck; newcomers have had fewer months."""
    year = along(truth["size"].to_numpy(), story.purchases)
    luck = story.purchases_chance * bits.bell(len(truth))  # millionths
    year = year * (1_000_000 + luck) // 1_000_000
    return year * np.minimum(12, months_of_record(customers)) // 12


INDICATORS = {  # indicator: (the trait behind it, the share of it that the trait explains, thousandths)
    "initiative": ("keenness", 800),
    "flexibility": ("standing", 400),
    "distribution_power": ("size", 700),
    "funds": ("funds", 850),
    "strong_brands": ("size", 500),
    "logistics": ("size", 750),
    "management": ("standing", 600),
    "network": ("size", 600),
    "promotion": ("keenness", 400),
    "after_sales": ("conduct", 400),
    "relation": ("conduct", 800),
}


def dealer_evaluation(truth, customers, seed, story=STORY):
    """The dealer article's indicators, 1 to 5, and how long there has been time to judge."""
    bits = Bits(seed, "dealer_evaluation")
    table = pd.DataFrame({"customer_id": truth["customer_id"]})
    for indicator, (trait, share) in INDICATORS.items():
        table[indicator] = graded(blend(share, truth[trait], bits.bell(len(truth))), story.cuts)
    if story.false_keenness:
        table.loc[truth["kind"] == "falsely keen", "initiative"] = 5
    table["months_of_record"] = months_of_record(customers)
    return table
