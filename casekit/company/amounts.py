"""How much each customer buys in a year, net of returns, before anything is said of when and what.

Money is in fen, rates in thousandths. The sixty dealers' year 2025 is told in ``dealers``; all else
is told here: the long tail of small customers, what tiers do to sales, and the few amounts that
stand exactly where a lesson needs them.
"""

from dataclasses import dataclass, replace

import numpy as np

from casekit.company.bits import Bits, along
from casekit.company.customers import LAST_DAY

YEAR_STARTS = np.array(["2024-01-01", "2025-01-01", "2026-01-01"], dtype="datetime64[D]")


@dataclass(frozen=True)
class AmountStory:
    """What can be changed about a year's purchases, with its unit."""

    # purchases of a whole year by size, for the 360 customers beyond the dealers: (size, fen)
    purchases: tuple = (
        (-3000, 500_000),
        (-2000, 1_100_000),
        (-1000, 2_600_000),
        (0, 7_000_000),
        (1000, 26_000_000),
        (2000, 210_000_000),
        (3000, 480_000_000),
    )
    branch: int = 32_000_000  # a year of each branch of the hidden group, fen
    bar: int = 60_000_000  # net sales in three months that make a key account, fen
    bar_swing: tuple = (22, 38)  # how far the five swing round the bar, thousandths
    level: int = 980  # a customer with 40 tier points buys this many thousandths of the year before
    growth_per_ten_points: int = 75  # and so many more for each ten points
    tier_lift: int = 40  # what the benefits of the gold tier add, thousandths
    gold: int = 60  # points from which a customer is gold
    luck: int = 40  # one standard deviation of growth, thousandths
    exact_cut: bool = True  # does one customer end exactly on 75 % of the sales of 2024?
    ties: bool = True  # are there customers with equal sales, two pairs of them at the cuts of 2025?


STORY = AmountStory()
NOBODY_APART = replace(STORY, purchases=((-3000, 18_000_000), (3000, 22_000_000)))  # all of one size


def yearly(profile, dealers_2025, points, seed, story=STORY):
    """Net purchases of each customer in 2024 and 2025, and by month for those on the bar.

    Parameters
    ----------
    profile : DataFrame
        The truth about the customers.
    dealers_2025 : array
        What the dealers, the first rows of ``profile``, bought in 2025, in fen.
    points : array
        Tier points of each customer at the review of January 2025.

    Returns
    -------
    array of shape (customers, 24)
        In column 0 the amount of 2024 and in column 12 that of 2025; for a customer on the bar the
        amount of each month. All else is 0.
    """
    bits, dealers = Bits(seed, "amounts"), len(dealers_2025)
    year = along(profile["size"].to_numpy(), story.purchases)
    year = year * (1000 + bits.bell(len(profile)) * 30 // 1000) // 1000
    role = profile["role"].to_numpy()
    year[role == "branch"] = story.branch + 400_000 * np.arange((role == "branch").sum())
    year[:dealers] = dealers_2025
    active = shares_of_the_years(profile)
    growth = story.level + story.growth_per_ten_points * (points - 40) // 10
    growth = growth * (1000 + story.tier_lift * (points >= story.gold)) // 1000
    growth = growth + story.luck * bits.bell(len(profile)) // 1000
    now = year * active[:, 1] // 1000
    now[:dealers] = dealers_2025
    before = year * 1000 // growth * active[:, 0] // 1000
    return _with_exact_places(before, now, profile, dealers, bits, story)


def shares_of_the_years(profile):
    """Thousandths of 2024 and of 2025 in which each customer orders; under 45 days count as none."""
    first = profile["first_day"].to_numpy().astype("datetime64[D]")
    last = profile["last_day"].to_numpy().astype("datetime64[D]")
    days = [
        (np.minimum(last, end - np.timedelta64(1, "D")) - np.maximum(first, start)).astype(np.int64) + 1
        for start, end in zip(YEAR_STARTS[:-1], YEAR_STARTS[1:], strict=True)
    ]
    lengths = np.diff(YEAR_STARTS).astype(np.int64)
    days = np.stack(days, axis=1)
    return np.where(days < 45, 0, days * 1000 // lengths)


def _with_exact_places(before, now, profile, dealers, bits, story):
    """The amounts, with those that lie exactly on a cut, tie, or swing round the bar."""
    role = profile["role"].to_numpy()
    swinging = np.flatnonzero(role == "on the bar")
    months = _swings(len(swinging), bits, story)
    before[swinging], now[swinging] = months[:, :12].sum(axis=1), months[:, 12:].sum(axis=1)
    fixed = np.isin(role, ("on the bar", "branch"))
    steady = (profile["last_day"].to_numpy() == LAST_DAY) & (role == "") & (before > 0)
    dealer = np.arange(len(profile)) < dealers
    if story.ties:
        now = _tie_in_2025(now, ~dealer & ~fixed, steady & ~dealer)
    if story.ties or story.exact_cut:
        before = _place_2024(before, ~fixed, steady & ~dealer, story)
    amounts = np.zeros((len(profile), 24), dtype=np.int64)
    amounts[:, 0], amounts[:, 12] = before, now
    amounts[swinging] = months
    return amounts


def _swings(n, bits, story):
    """Twenty-four months for each customer on the bar: any three in a row lie a little above or below it."""
    month = np.arange(24)
    every, every_other = (-1) ** month, (-1) ** (month // 2)
    sign = np.where((np.arange(n) % 2 == 0)[:, None], every, every_other) * (-1) ** np.arange(n)[:, None]
    swing = bits.between(n * 24, *story.bar_swing).reshape(n, 24)
    three = story.bar * (1000 + sign * swing) // 1000
    months = np.zeros((n, 24), dtype=np.int64)
    months[:, 0], months[:, 1] = story.bar // 3, story.bar // 3 - 700_000
    for t in range(2, 24):
        months[:, t] = three[:, t] - months[:, t - 1] - months[:, t - 2]
    return months


# Exact places ------------------------------------------------------------------------------------


def _pair_near(amounts, able, percent):
    """Two customers, next to each other among the able, nearest to where the cut falls; larger first."""
    order = np.argsort(-amounts, kind="stable")
    crossing = np.searchsorted(np.cumsum(amounts[order]) * 100, percent * amounts.sum())
    places = np.flatnonzero(able[order])
    places = places[amounts[order][places] > 0]
    nearest = min(int(np.argmin(np.abs(places - crossing))), len(places) - 2)
    return order[places[nearest]], order[places[nearest + 1]]


def _tie_in_2025(now, free, able):
    """Equal pairs at the cuts of 75 % and 95 %, so that the first of each straddles it; two more elsewhere."""
    now = now.copy()
    pairs = [_pair_near(now, able, percent) for percent in (75, 95, 85, 98)]
    for first, second in pairs:
        now[second] = now[first]
    (high, _), (low, _) = pairs[:2]
    free = free & ~np.isin(np.arange(len(now)), pairs)
    before = now[now > now[high]].sum()
    total = (4 * before + 2 * now[high]) // 3  # 75 % of it ends in the middle of the first of the pair
    middle = 95 * total // 100 - before - 2 * now[high] - now[low] // 2
    between = (now < now[high]) & (now > now[low])
    now = _scaled(now, between, free, middle, now[low] + 1, now[high] - 1)
    below = now < now[low]
    rest = total - before - 2 * now[high] - now[between].sum() - 2 * now[low]
    return _scaled(now, below, free, rest, 0, now[low] - 1)


def _scaled(amounts, group, free, target, least, most):
    """The free amounts of a group scaled so that the group comes to about the target."""
    scale = group & free
    held = amounts[group & ~free].sum()
    scaled = amounts * ((target - held) * 10_000 // amounts[scale].sum()) // 10_000
    apart = 700 * (1 + np.arange(len(amounts)))  # no two alike where the limit holds them back
    scaled = np.where(scaled > most, most - apart, np.where(scaled < least, least + apart, scaled))
    return np.where(scale, scaled, amounts)


def _place_2024(before, free, able, story):
    """A tied pair in 2024, and one customer that ends on 75.000 % of the year's sales, to the fen."""
    before = before.copy()
    first, second = _pair_near(before, able, 88)
    if story.ties:
        before[second] = before[first]
    if not story.exact_cut:
        return before
    order = np.argsort(-before, kind="stable")
    cumulative = np.cumsum(before[order])
    last = np.searchsorted(cumulative * 100, 75 * before.sum(), side="right") - 1
    before[order[last]] -= cumulative[last] % 3
    upper = cumulative[last] - cumulative[last] % 3
    tail = np.isin(np.arange(len(before)), order[last + 1 :])
    free = free & ~np.isin(np.arange(len(before)), (first, second)) & (before > 0)
    before = _scaled(before, tail, free, upper // 3, 0, before.max())
    taker = np.flatnonzero(tail & free)[0]  # what rounding left over
    before[taker] += upper // 3 - before[tail].sum()
    return before
