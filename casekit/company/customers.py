"""All 420 customers: the sixty dealers, and chains, small dealers, public bodies and firms.

The sixty dealers are told in ``dealers``. Here the other 360 join them, and all get what the
company keeps about a customer: price list, terms, group, and the day the card was last checked.

Who a customer *really* is stands in :func:`profile` and in no table: its segment, its size, the
days between which it orders, and the part it plays where a lesson needs one.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.company import names
from casekit.company.bits import Bits
from casekit.company.dealers import REGIONS

FIRST_DAY, LAST_DAY = np.datetime64("2024-01-01"), np.datetime64("2025-12-31")


@dataclass(frozen=True)
class Segment:
    """One sort of customer: how many there are, what they are, and on which conditions they buy."""

    name: str
    customers: int
    nature: str
    roles: dict  # kind of dealer: weight; "direct" is a customer that uses what it buys
    price_list: str
    terms: dict  # terms: weight


CHAIN = Segment("chain", 30, "channel", {"chain": 1}, "PL2", {"T3": 50, "T4": 50})
SMALL = Segment(
    "small dealer",
    216,
    "channel",
    {"wholesale": 40, "retail": 100, "area distributor": 16, "special": 30, "exclusive": 30},
    "PL3",
    {"T1": 20, "T2": 45, "T3": 35},
)
PUBLIC = Segment("public body", 48, "government", {"direct": 1}, "PL4", {"T4": 40, "T5": 60})
FIRM = Segment("firm", 66, "company", {"direct": 1}, "PL4", {"T2": 50, "T3": 30, "T6": 20})
SEGMENTS = (CHAIN, SMALL, PUBLIC, FIRM)
DEALER_TERMS = {"T2": 30, "T3": 35, "T4": 20, "T6": 15}


@dataclass(frozen=True)
class CustomerStory:
    """What can be changed about the customers beyond the dealers, with its unit."""

    segments: tuple = SEGMENTS
    group_branches: bool = True  # does the hidden group's card say that its three branches belong together?
    pairs_of_branches: int = 6  # other groups, of two branches each
    began_2024: int = 90  # thousandths of the 360 that ordered first in 2024
    began_2025: int = 70  # thousandths that ordered first in 2025
    left: int = 80  # thousandths of the longer-known that stop ordering in the two years
    at_year_end: int = (
        22  # dealers that order in December what is missing to their plan of the year, for its rebate
    )
    on_the_bar: int = 5  # wholesale dealers that buy about as much as a key account must
    exact_recency: int = 20  # customers that order last exactly 30, 60 or 120 days before the end
    overstocked: int = 12  # customers that send goods back in a month without an order
    lean: int = 3  # the tiny customers that cost next to nothing to serve


STORY = CustomerStory()


def profile(truth, customers, seed, story=STORY):
    """What each of the 420 customers is really like; the sixty dealers first.

    One row a customer: ``customer_id``, ``segment``, ``size`` (standing among the 360 in thousandths of a
    standard deviation, evenly dealt), ``first_day`` and ``last_day`` of its orders, ``role``.
    """
    bits = Bits(seed, "profile")
    dealers = pd.DataFrame(
        {
            "customer_id": truth["customer_id"],
            "segment": "dealer",
            "size": truth["size"],
            "first_day": np.maximum(customers["onboard_date"].to_numpy()[: len(truth)], FIRST_DAY),
            "last_day": LAST_DAY,
            "role": truth["role"],
        }
    )
    others = _others(len(truth), bits, story)
    others["first_day"] = np.maximum(customers["onboard_date"].to_numpy()[len(truth) :], FIRST_DAY)
    others["last_day"] = _last_days(others, bits, story)
    others["role"] = _roles(others, customers.iloc[len(truth) :], bits, story)
    return pd.concat([dealers, others], ignore_index=True)


def _others(before, bits, story):
    segments = [segment.name for segment in story.segments for _ in range(segment.customers)]
    n = len(segments)
    ids = [f"QH{number:04d}" for number in range(before + 1, before + n + 1)]
    return pd.DataFrame({"customer_id": ids, "segment": segments, "size": _evenly_dealt(bits, n)})


def _evenly_dealt(bits, n):
    """The n middle values of n equal slices of a bell curve, in random order."""
    many = np.sort(bits.bell(20 * n))
    return many[10::20][bits.shuffled(n)]


def _last_days(others, bits, story):
    """The last day on which each customer may order: the end of the records, unless it leaves."""
    n = len(others)
    leaves = (bits.below(n, 1000) < story.left) & (others["first_day"] == FIRST_DAY) & (others["size"] < 1000)
    day = np.datetime64("2024-05-01") + bits.below(n, 480).astype("timedelta64[D]")
    return np.where(leaves, day, LAST_DAY)


def _roles(others, customers, bits, story):
    """The parts that a lesson needs, dealt to customers who can play them, one part each."""
    role = pd.Series("", index=others.index)
    steady = (others["first_day"] == FIRST_DAY) & (others["last_day"] == LAST_DAY)
    size, wholesale = others["size"], customers["channel_role"].to_numpy() == "wholesale"
    role[customers["group_id"].to_numpy() == "G01"] = "branch"
    for part, able, number in (
        ("on the bar", steady & wholesale & size.between(500, 2000), story.on_the_bar),
        ("lean", steady & (size < -1500) & (others["segment"] == "small dealer"), story.lean),
        ("overstocked", steady & size.between(-500, 500), story.overstocked),
        ("exact recency", steady & size.between(-1300, 300), story.exact_recency),
    ):
        free = np.flatnonzero(able & (role == ""))
        role.iloc[free[bits.shuffled(len(free))][:number]] = part
    return role


# The table --------------------------------------------------------------------------------------


def customers(dealers, truth, seed, story=STORY):
    """One row a customer: the dealers' rows as they are, the others after them."""
    bits = Bits(seed, "other customers")
    table = pd.concat([dealers, _other_rows(len(dealers), bits, story)], ignore_index=True)
    table.loc[: len(dealers) - 1, "price_list"] = np.where(truth["size"] > 900, "PL1", "PL2")
    table.loc[costly(truth), "price_list"] = "PL0"  # what they have wrung from us
    weights = list(DEALER_TERMS.values())
    terms = np.array(list(DEALER_TERMS))[bits.chosen(len(dealers), weights)]
    new = table["onboard_date"][: len(dealers)] >= pd.Timestamp("2025-01-01")
    table.loc[: len(dealers) - 1, "terms_id"] = np.where(
        new, "T2", terms
    )  # newcomers get 30 days, no discount
    table["last_verified_date"] = _last_verified(table["onboard_date"].to_numpy(), bits)
    return table


def _other_rows(before, bits, story):
    segments = [segment for segment in story.segments for _ in range(segment.customers)]
    n = len(segments)
    regions = np.array(list(REGIONS))[bits.chosen(n, [share for share, _ in REGIONS.values()])]
    rows = pd.DataFrame(
        {
            "customer_id": [f"QH{number:04d}" for number in range(before + 1, before + n + 1)],
            "name_en": "",
            "name_zh": "",
            "nature": [segment.nature for segment in segments],
            "channel_role": _one_of_each(segments, "roles", bits),
            "region": regions,
            "onboard_date": _first_orders(n, bits, story),
            "rep": [REGIONS[region][1] for region in regions],
            "rep_zh": [names.STAFF[REGIONS[region][1]] for region in regions],
            "group_id": _groups(segments, story),
            "price_list": [segment.price_list for segment in segments],
            "terms_id": _one_of_each(segments, "terms", bits),
        }
    )
    rows["name_en"], rows["name_zh"] = _names(segments, rows, bits)
    branches = np.flatnonzero(_branch_numbers(segments, story) >= 0)
    group = np.cumsum(_branch_numbers(segments, story) == 0)[
        branches
    ]  # a group opens its accounts on one day
    rows.loc[branches, "onboard_date"] = np.datetime64("2018-03-12") + (97 * group).astype("timedelta64[D]")
    return rows


def _one_of_each(segments, what, bits):
    """For each customer one of its segment's ``roles`` or ``terms``, by weight."""
    drawn = pd.Series("", index=range(len(segments)))
    for segment in dict.fromkeys(segment.name for segment in segments):
        rows = [row for row, each in enumerate(segments) if each.name == segment]
        weights = getattr(segments[rows[0]], what)
        drawn.iloc[rows] = np.array(list(weights))[bits.chosen(len(rows), list(weights.values()))]
    return drawn.to_numpy()


def _first_orders(n, bits, story):
    """The day of each customer's first order: long ago for most."""
    chance, day = bits.below(n, 1000), bits.below(n, 1 << 20)
    spans = {
        "long ago": (np.datetime64("2016-01-04"), 2880),
        "2024": (np.datetime64("2024-01-15"), 300),
        "2025": (np.datetime64("2025-01-13"), 270),
    }
    when = np.where(
        chance < story.began_2024, 1, np.where(chance < story.began_2024 + story.began_2025, 2, 0)
    )
    start = np.array([first for first, _ in spans.values()])[when]
    days = np.array([days for _, days in spans.values()])[when]
    return start + (day * days >> 20).astype("timedelta64[D]")


def _branch_numbers(segments, story):
    """0, 1, 2 for the first, second, third branch of a group; -1 for a customer in no group."""
    chains = [row for row, segment in enumerate(segments) if segment.name == "chain"]
    number = np.full(len(segments), -1)
    number[chains[:3]] = (0, 1, 2)
    number[chains[3 : 3 + 2 * story.pairs_of_branches]] = [0, 1] * story.pairs_of_branches
    return number


def _groups(segments, story):
    """G01 is the group with three branches; the others have two."""
    number = _branch_numbers(segments, story)
    group = np.cumsum(number == 0)
    ids = np.array([f"G{each:02d}" for each in group], dtype=object)
    known = (number >= 0) & (story.group_branches | (group > 1))
    return np.where(known, ids, None)


def _names(segments, rows, bits):
    """Invented names in both languages; branches of a group bear the group's name and a direction."""
    first = bits.shuffled(len(names.MORE_ZH))[: len(segments)]
    kind = bits.below(len(segments), 1 << 20)
    branch = _branch_numbers(segments, STORY)
    first = np.where(branch > 0, first[np.arange(len(first)) - np.maximum(branch, 0)], first)
    en, zh = [], []
    for row, segment in enumerate(segments):
        users = names.USERS.get(segment.name)
        second = users[kind[row] * len(users) >> 20] if users else names.SECOND[rows["channel_role"][row]]
        where = names.BRANCHES[branch[row]] if branch[row] >= 0 else ("", "")
        en.append(" ".join((names.MORE_EN[first[row]], second[0], where[0])).strip())
        zh.append(names.MORE_ZH[first[row]] + second[1] + where[1])
    return en, zh


def costly(truth):
    """The rows of the two dealers that cost more than they bring: the biggest of the disloyal."""
    return truth[truth["kind"] == "large and disloyal"].sort_values("size").index[-2:]


def _last_verified(onboard, bits):
    """The day the card was last checked: three in four within a year, never before the first order."""
    n = len(onboard)
    age = np.where(bits.below(n, 1000) < 750, bits.between(n, 3, 330), bits.between(n, 331, 1200))
    return np.maximum(LAST_DAY - age.astype("timedelta64[D]"), onboard)


# The dealers that collapse ------------------------------------------------------------------------


@dataclass(frozen=True)
class Collapse:
    """How a large and disloyal dealer goes down."""

    dealers: int = 6  # of the large and disloyal, those with the worst conduct; the giant can pay
    defaults: int = 3  # of these, the ones that never pay again; the smallest
    first: np.datetime64 = np.datetime64("2025-09-22")  # the first bill that is not honoured
    days_apart: int = 13
    days_before: int = 75  # orders thin out this long before
    orders_kept: int = 250  # thousandths of the orders that still come then


COLLAPSE = Collapse()


def collapses(truth, story=COLLAPSE):
    """Which dealers let a bill go unpaid, when, and which of them never pay again.

    One row a dealer: ``customer_id``, ``on`` (the day, about), ``defaults``.
    """
    worst = truth[(truth["kind"] == "large and disloyal") & (truth["role"] != "the giant")]
    worst = worst.sort_values(["conduct", "customer_id"]).head(story.dealers).sort_values("size")
    table = worst[["customer_id"]].reset_index(drop=True)
    days = np.arange(len(table)) * story.days_apart
    table["on"] = story.first + days[::-1].astype("timedelta64[D]")
    table["defaults"] = np.arange(len(table)) < story.defaults
    return table


# The customers as plain columns ---------------------------------------------------------------------


@dataclass(frozen=True)
class People:
    """What the later chapters need to know of each customer, as columns of whole numbers and yes or no.

    Days are counted from 1 January 2024.
    """

    dealers: int  # the first so many customers are dealers
    first_day: np.ndarray
    last_day: np.ndarray
    is_new: np.ndarray  # ordered first within the records
    region: np.ndarray
    discount: np.ndarray  # what its price list takes off, thousandths
    terms: np.ndarray
    recency: np.ndarray  # orders last so many days before the end; -1 where nothing is fixed
    on_the_bar: np.ndarray
    overstocked: np.ndarray
    lean: np.ndarray
    costly: np.ndarray  # the giant, and the other big dealer that costs more than it brings
    at_year_end: np.ndarray  # those that order in December what is missing to their plan
    strays: np.ndarray  # the large and disloyal: goods go on to other regions
    months_late: np.ndarray  # of each dealer: months of 2025 in which it pays late
    collapses: tuple  # (dealer, day, does it default?)
    collapse: Collapse


def people(
    truth,
    table,
    profile,
    months_late,
    price_lists,
    seed,
    story=STORY,
    recency=(30, 60, 120),
    collapse=COLLAPSE,
):
    """The customers, told by ``profile`` and ``table``, as plain columns."""
    role, n = profile["role"].to_numpy(), len(profile)
    strays = np.zeros(n, dtype=bool)
    strays[: len(truth)] = truth["kind"] == "large and disloyal"
    down = collapses(truth, collapse)
    rows = dict(zip(table["customer_id"], range(n), strict=True))
    last_orders = np.full(n, -1)
    exact = np.flatnonzero(role == "exact recency")
    last_orders[exact] = np.resize(recency or -1, len(exact))
    return People(
        dealers=len(truth),
        first_day=_day(profile["first_day"]),
        last_day=_day(profile["last_day"]),
        is_new=(table["onboard_date"] >= pd.Timestamp(FIRST_DAY)).to_numpy(),
        region=np.searchsorted(np.array(sorted(REGIONS)), table["region"].to_numpy(dtype=str)),
        discount=np.array([price_lists[name] for name in table["price_list"]]),
        terms=np.array([int(name[1:]) - 1 for name in table["terms_id"]]),
        recency=last_orders,
        on_the_bar=role == "on the bar",
        overstocked=role == "overstocked",
        lean=role == "lean",
        costly=np.isin(np.arange(n), costly(truth)),
        at_year_end=_at_year_end(truth, table, seed, story),
        strays=strays,
        months_late=np.asarray(months_late),
        collapses=tuple((rows[c], int(_day(on)), bool(d)) for c, on, d in down.itertuples(index=False)),
        collapse=collapse,
    )


def _at_year_end(truth, table, seed, story):
    """The dealers that fill up their plan in December: drawn from the long-known that no lesson casts."""
    known = (table["onboard_date"][: len(truth)] < pd.Timestamp(FIRST_DAY)).to_numpy()
    able = np.flatnonzero(known & (truth["role"] == "") & (truth["kind"] != "large and disloyal"))
    fills = np.zeros(len(table), dtype=bool)
    fills[able[Bits(seed, "year end").shuffled(len(able))[: story.at_year_end]]] = True
    return fills


def _day(date):
    return (np.asarray(date, dtype="datetime64[D]") - FIRST_DAY).astype(np.int64)
