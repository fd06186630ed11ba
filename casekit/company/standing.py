"""How customers stand with Qinghe: tiers, what serving them costs, and what else they buy."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company.bits import Bits
from casekit.company.calendar import month_of, month_of_day, month_starts

TIERS = ("none", "standard", "silver", "gold")
ACTIVITIES = ("visits", "orders", "deliveries", "rush_deliveries", "returns", "calls")
HOW_LEARNED = ("asked", "looked up", "inferred", "accounts", "other bodies")


@dataclass(frozen=True)
class StandingStory:
    """What can be changed about tiers, cost to serve and wallets, with its unit."""

    # tiers
    middle: int = 46  # points of the middling customer
    points_from_size: int = 7  # and so many more for each standard deviation of size
    luck: int = 17  # one standard deviation of points
    silver: int = 30
    gold: int = 60
    held: int = 10  # within the year a tier changes only this many points beyond its cut
    # cost to serve: fen for one visit, order, delivery, rush delivery, return, call
    rates: tuple = (178_000, 47_000, 155_000, 285_000, 140_000, 18_500)
    # a quarter of each segment: (visits, deliveries for an order, calls)
    service: tuple = (
        ("dealer", (5, 3, 14)),
        ("chain", (2, 2, 8)),
        ("small dealer", (1, 1, 6)),
        ("public body", (1, 1, 4)),
        ("firm", (1, 1, 4)),
    )
    costly_drops: int = 16  # deliveries for an order of the two big dealers that cost more than they bring
    costly_rush: int = 8  # and rush deliveries for a rush order
    lean_service: bool = True  # do the tiny three order without visits, calls and deliveries of their own?
    # our share of what a dealer buys, thousandths, by kind
    shares: tuple = (
        ("large and loyal", (550, 750)),
        ("small and loyal", (600, 850)),
        ("honest newcomer", (200, 450)),
        ("large and disloyal", (150, 350)),
        ("small and disloyal", (150, 400)),
        ("falsely keen", (100, 300)),
    )


STORY = StandingStory()
ALL_SERVED_ALIKE = replace(STORY, costly_drops=3, costly_rush=1, lean_service=False)


# Tiers ---------------------------------------------------------------------------------------------


def points(profile, seed, story=STORY):
    """Tier points of each customer at the review of January 2025, 0 to 100."""
    bits = Bits(seed, "points")
    luck = story.luck * bits.bell(len(profile)) // 1000
    points = np.clip(
        story.middle + story.points_from_size * profile["size"].to_numpy() // 1000 + luck, 0, 100
    )
    return np.where(profile["role"] == "on the bar", 40, points)


def tier_history(profile, reviewed, seed, story=STORY):
    """One row a customer and month: its points and its tier.

    Each January the tier follows from the points alone; within the year it moves only when the
    points are well beyond a cut.
    """
    paths = _paths(reviewed, Bits(seed, "tier_history"))
    tiers = np.zeros(paths.shape, dtype=np.int64)
    for month in range(24):
        review, held = graded(paths[:, month], story), tiers[:, month - 1]
        up = graded(paths[:, month] - story.held, story)
        down = graded(paths[:, month] + story.held, story)
        kept = np.where(up > held, up, np.where(down < held, down, held))
        tiers[:, month] = review if month % 12 == 0 else kept
    began = month_of(profile["first_day"].to_numpy().astype("datetime64[D]"))
    unknown = np.arange(24) < began[:, None]
    tiers, paths = np.where(unknown, 0, tiers), np.where(unknown, 0, paths)
    return pd.DataFrame(
        {
            "customer_id": np.repeat(profile["customer_id"].to_numpy(), 24),
            "month": np.tile(month_starts(), len(profile)),
            "tier": np.array(TIERS)[tiers.ravel()],
            "tier_points": paths.ravel(),
        }
    )


def graded(points, story=STORY):
    """1 standard, 2 silver, 3 gold."""
    return 1 + (points >= story.silver) + (points >= story.gold).astype(np.int64)


def _paths(reviewed, bits):
    """Points in each month: those of the review in January 2025, and a drift before and after it."""
    n, month = len(reviewed), np.arange(24) - 12
    before, after = bits.bell(n)[:, None] * 9 // 1000, bits.bell(n)[:, None] * 9 // 1000
    drift = np.where(month < 0, before, after) * month // 12
    wobble = bits.between(n * 24, -2, 2).reshape(n, 24) * (month != 0)
    return np.clip(reviewed[:, None] + drift + wobble, 0, 100)


# Cost to serve ---------------------------------------------------------------------------------------


def activity_costs(people, profile, sales, seed, story=STORY):
    """One row a customer and quarter: how often each activity was needed. Shape (customers, 8, 6) first."""
    counts = activities(people, profile, sales, seed, story)
    customers = np.repeat(profile["customer_id"].to_numpy(), 8)
    table = {"customer_id": customers, "quarter": np.tile(month_starts()[::3], len(profile))}
    return pd.DataFrame(
        table | {f"{name}_count": counts[:, :, i].ravel() for i, name in enumerate(ACTIVITIES)}
    )


def activities(people, profile, sales, seed, story=STORY):
    """How often each customer needed each activity in each quarter: an array (customers, 8, 6)."""
    bits, n = Bits(seed, "activity_costs"), len(profile)
    usual = dict(story.service)
    visits, drops, calls = np.array([usual[segment] for segment in profile["segment"]]).T[:, :, None]
    orders, rush, returned = (_by_quarter(*each, n) for each in _events(sales))
    luck = bits.between(n * 16, 50, 150).reshape(2, n, 8)
    active = _active(people)
    counts = {"orders": orders, "returns": returned, "rush_deliveries": rush}
    counts["visits"] = (visits * luck[0] + 50) // 100 * active
    counts["calls"] = (calls * luck[1] + 50) // 100 * active
    counts["deliveries"] = orders * drops
    if story.lean_service:
        for name in ("visits", "calls"):
            counts[name][people.lean] = 0
        counts["deliveries"][people.lean] = 0  # theirs ride along with the parcel service, at their cost
    counts["deliveries"][people.costly] = orders[people.costly] * story.costly_drops
    counts["rush_deliveries"][people.costly] = rush[people.costly] * story.costly_rush
    return np.stack([counts[name] for name in ACTIVITIES], axis=2)


def _events(sales):
    """Customer and day of every order, rush order and return."""
    orders, returns = sales["orders"], sales["returns"]
    source = sales["lines"]["order"][returns["line"]]
    rush = orders["rush"]
    return (
        (orders["customer"], orders["day"]),
        (orders["customer"][rush], orders["day"][rush]),
        (orders["customer"][source], returns["day"]),
    )


def _by_quarter(customer, day, n):
    quarter = month_of_day(day) // 3
    return np.bincount(customer * 8 + quarter, minlength=n * 8).reshape(n, 8)


def _active(people):
    """1 in the quarters in which a customer is one, 0 in the others."""
    quarter = np.arange(8)
    first, last = (month_of_day(day) // 3 for day in (people.first_day, people.last_day))
    return ((quarter >= first[:, None]) & (quarter <= last[:, None])).astype(np.int64)


def activity_rates(costs, story=STORY):
    """One row an activity: what one of it costs, and the cost pool of 2025 that the rate comes from."""
    late = costs["quarter"] >= "2025-01-01"
    volume = np.array([costs.loc[late, f"{name}_count"].sum() for name in ACTIVITIES])
    rates = np.array(story.rates)
    return pd.DataFrame(
        {
            "activity": ACTIVITIES,
            "activity_zh": ["拜访", "订单处理", "送货", "加急送货", "退货处理", "电话"],
            "rate_cny": rates / 100,
            "pool_2025_cny": rates * volume / 100,
            "volume_2025": volume,
        }
    )


# Wallets -----------------------------------------------------------------------------------------------


def wallet(truth, people, sales, amounts, seed, story=STORY):
    """One row a dealer and quarter: what it buys from all suppliers, and how that was learned."""
    bits, n = Bits(seed, "wallet"), len(truth)
    spans = np.array([dict(story.shares)[kind] for kind in truth["kind"]])
    share = spans[:, :1] + (bits.below(n, 1000)[:, None] * (spans[:, 1:] - spans[:, :1]) // 1000)
    year = amounts[:n, [0, 12]]
    year = np.where(year > 0, year, year.max(axis=1, keepdims=True))
    usual = np.repeat(year, 4, axis=1) // 4 * 1000 // share
    usual = usual * bits.between(n * 8, 900, 1100).reshape(n, 8) // 1000
    ours = net_by_quarter(people, sales)[:n]
    total = np.maximum(usual, ours * 21 // 20)
    total = (total + 99_999) // 100_000 * 100_000  # nobody knows it to the fen
    known = np.array(HOW_LEARNED)[bits.chosen(n * 8, (40, 15, 25, 8, 12))]
    return pd.DataFrame(
        {
            "customer_id": np.repeat(truth["customer_id"].to_numpy(), 8),
            "quarter": np.tile(month_starts()[::3], n),
            "total_purchases_cny": total.ravel() / 100,
            "how_learned": known,
        }
    )


def net_by_quarter(people, sales):
    """Orders less returns of each customer and quarter, in fen."""
    orders, returns = sales["orders"], sales["returns"]
    n = len(people.first_day)
    source = sales["lines"]["order"][returns["line"]]
    sold = _sum_by_quarter(orders["customer"], orders["day"], orders["net"], n)
    return sold - _sum_by_quarter(orders["customer"][source], returns["day"], returns["credit"], n)


def _sum_by_quarter(customer, day, value, n):
    quarter = month_of_day(day) // 3
    summed = np.bincount(customer * 8 + quarter, weights=value, minlength=n * 8)
    return summed.astype(np.int64).reshape(n, 8)
