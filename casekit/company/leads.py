"""Prospects, how far they came, and whom the representatives visited.

Two things are told here that mislead. Referred prospects close better, but they also come from the
industries that close well anyway: counted without the industry, a referral seems to do more than it does.
And Zhang visits far more than Liu, while Liu wins more: Liu has the better list, and in the same
industry the two do equally well.

Who is won signs a contract with Qinghe, but most are supplied by a dealer near by, all developers among them:
they have no customer number. Public bodies recommend nobody, since they must not favour a supplier.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company import clock
from casekit.company.bits import Bits, along
from casekit.company.dealers import REGIONS
from casekit.company.fair import PARTS, dealt, evenly, in_turn, some
from casekit.company.names import SECOND


@dataclass(frozen=True)
class Industry:
    """An industry that prospects belong to; shares and chances in thousandths."""

    name: str
    won: int  # of those not referred
    referred: int
    budget: int  # the middling prospect's yearly budget for such goods, CNY


INDUSTRIES = (
    Industry("appliance shop", won=40, referred=40, budget=180_000),
    Industry("restaurant or hotel", won=80, referred=120, budget=260_000),
    Industry("office or school", won=150, referred=300, budget=420_000),
    Industry("property developer", won=320, referred=400, budget=900_000),
)


@dataclass(frozen=True)
class LeadStory:
    """Everything that can be changed about prospects and visits, with its unit."""

    prospects: int = 1300
    industries: tuple = INDUSTRIES
    referral_odds: int = 2400  # a referral multiplies the odds of a deal by this, thousandths
    # of each representative's prospects, how many are of each of the INDUSTRIES (weights)
    lists: tuple = (
        ("Zhang", (560, 290, 100, 50)),
        ("Liu", (250, 300, 270, 180)),
        ("Chen", (400, 300, 180, 120)),
        ("Zhao", (400, 300, 180, 120)),
    )
    visits: int = 2100
    visits_by: tuple = (("Zhang", 420), ("Liu", 170), ("Chen", 220), ("Zhao", 190))  # thousandths
    # thousandths of the visits at which the one who decides was met
    meets_decider: tuple = (("Zhang", 250), ("Liu", 620), ("Chen", 380), ("Zhao", 350))
    planned: tuple = (("Zhang", 350), ("Liu", 900), ("Chen", 600), ("Zhao", 600))  # on the district's day
    lost_after: tuple = (240, 300, 260, 200)  # weights: lost as prospect, quasi-customer, ...
    reopened: tuple = (30, 80)  # thousandths of the lost, of the won, that had been given up once


STORY = LeadStory()
_SAME = (400, 300, 180, 120)
WITHOUT = {
    "referred leads close better": replace(STORY, referral_odds=1000),
    "referral goes with the industry": replace(
        STORY, industries=tuple(replace(industry, referred=154) for industry in INDUSTRIES)
    ),
    "Zhang visits more": replace(STORY, visits_by=tuple((rep, 250) for rep, _ in STORY.visits_by)),
    "Liu has the better list": replace(STORY, lists=tuple((rep, _SAME) for rep, _ in STORY.lists)),
}

SOURCES = {  # source: weight among those not referred
    "sales records": 90,
    "service calls": 110,
    "e-commerce leads": 190,
    "advertising responses": 150,
    "directories": 120,
    "fairs": 140,
    "probing visits": 90,
    "own observation": 60,
    "other": 50,
}
REFERRAL = "customer referrals"
STAGES = ("prospect", "quasi-customer", "presentation", "objections")
# working days from one stage to the next, of draws in millionths
WAIT = ((0, 1), (250_000, 4), (500_000, 9), (750_000, 17), (950_000, 38), (PARTS, 70))
# how the names of the customers end that can come out of each industry; developers are always supplied by a dealer
NAMES_END = {
    "appliance shop": tuple(SECOND[kind][0] for kind in ("retail", "special", "chain", "exclusive")),
    "restaurant or hotel": ("Hotel", "Guesthouse", "Catering"),
    "office or school": ("School", "Community Centre", "Property Services", "Textile Works"),
}
FIRST_ORDER = np.timedelta64(120, "D")  # who orders direct has done so by then, counted from the contract
TIMES_APART = 6  # what is ordered in a year is at most so many times the matched amount, or that part of it
DISTRICTS = ("north", "east", "south", "west")  # of a representative's territory; one weekday each


def tables(seed, customers, story=STORY, activity=None, orders=None):
    """The prospects, the stages they passed, the visits; without ``orders`` no prospect has a customer number."""
    hidden = traits(seed, story)
    events = _events(hidden, seed, story)
    return {
        "prospects": _prospects(hidden, events, customers, seed, orders),
        "stage_events": events,
        "visits": visits(customers, seed, story, activity),
    }


def traits(seed, story=STORY):
    """What becomes of each prospect in the end, also of those whose end is not yet on record."""
    bits, n = Bits(seed, "prospects"), story.prospects
    truth = pd.DataFrame({"prospect_id": [f"P{i:04d}" for i in range(1, n + 1)]})
    day = clock.working_day(np.sort(evenly(bits, n)) * clock.DAYS // PARTS)
    truth["seen"] = day * clock.DAY + bits.between(n, 9 * 60, 17 * 60)
    truth["region"] = np.array(list(REGIONS))[dealt(bits, n, [share for share, _ in REGIONS.values()])]
    truth["rep"] = truth["region"].map({region: rep for region, (_, rep) in REGIONS.items()})
    truth["industry"] = _by(truth["rep"], story.lists, lambda rows, mix: dealt(bits, rows, mix))
    referred = [(i, industry.referred) for i, industry in enumerate(story.industries)]
    truth["referred"] = _by(truth["industry"], referred, lambda rows, share: some(bits, rows, share)) == 1
    truth["wins"] = _wins(truth, story)
    return truth


def _by(column, cases, draw):
    """For each case, draw for the rows that are of it; the draws of all rows in their places."""
    drawn = pd.Series(0, index=column.index)
    for case, what in cases:
        rows = column == case
        drawn[rows] = np.asarray(draw(int(rows.sum()), what), dtype=np.int64)
    return drawn


def _wins(truth, story):
    """Who is won: in every industry, referred or not, the same share for everyone at any time."""
    wins = pd.Series(False, index=truth.index)
    in_line = truth.sort_values("rep", kind="stable")  # by representative, then by time
    for (industry, referred), rows in in_line.groupby(["industry", "referred"]).groups.items():
        wins[rows] = in_turn(len(rows), chance(story.industries[industry], referred, story))
    return wins


def chance(industry, referred, story=STORY):
    """The chance of a deal in thousandths: a referral multiplies the odds, not the chance.

    >>> [chance(industry, True) for industry in INDUSTRIES]
    [90, 172, 297, 530]
    """
    odds = story.referral_odds if referred else 1000
    return 1000 * odds * industry.won // (odds * industry.won + 1000 * (1000 - industry.won))


def _events(hidden, seed, story):
    """One row a stage entered, up to the end of the records."""
    bits, n = Bits(seed, "stage_events"), len(hidden)
    wins = hidden["wins"].to_numpy()
    passed = np.where(wins, len(STAGES), 1 + dealt(bits, n, story.lost_after))
    revived = np.where(wins, some(bits, n, story.reopened[1]), some(bits, n, story.reopened[0]))
    paths = [_path(*each) for each in zip(passed, wins, revived, strict=True)]
    lengths = np.array([len(path) for path in paths])
    events = hidden.loc[hidden.index.repeat(lengths), ["prospect_id"]].reset_index(drop=True)
    events["stage"] = [stage for path in paths for stage in path]
    events["entered_at"] = clock.moments(_entered(hidden["seen"].to_numpy(), lengths, bits))
    events = events.dropna(subset="entered_at").reset_index(drop=True)
    events.insert(0, "stage_event_id", [f"SE{i:05d}" for i in range(1, len(events) + 1)])
    return events


def _path(passed, wins, revived):
    end = "won" if wins else "lost"
    return [*STAGES[:passed], *(["lost", "reopened"] if revived else []), end]


def _entered(seen, lengths, bits):
    """The minute of each event: the first when the prospect was seen, the others after a wait."""
    first = np.cumsum(lengths) - lengths
    n = int(lengths.sum())
    days = along(evenly(bits, n), WAIT)
    days[first] = 0
    total = np.cumsum(days)
    start = clock.working_days_before(seen // clock.DAY)
    day = clock.after_working_days(np.repeat(start - total[first], lengths) + total)
    minute = bits.between(n, 9 * 60, 17 * 60)
    minute[first] = seen % clock.DAY
    return day * clock.DAY + minute


def _prospects(hidden, events, customers, seed, orders):
    """One row a prospect, as the representatives' list has it on the last day."""
    bits, n = Bits(seed, "prospects list"), len(hidden)
    industries = [INDUSTRIES[industry] for industry in hidden["industry"]]
    outcome = hidden["prospect_id"].map(events.groupby("prospect_id")["stage"].last())
    outcome = outcome.where(outcome.isin(["won", "lost"]), "open")
    interest = bits.bell(n) + np.where(hidden["wins"], 900, 0)
    budget = along(bits.bell(n), ((-3000, 200), (-1000, 520), (0, 1000), (1000, 1900), (3000, 6000)))
    budget = np.array([industry.budget for industry in industries]) * budget // 100_000 * 100
    share = np.clip(220 + bits.bell(n) * 110 // 1000 + interest // 20, 20, 800)
    others = np.array(list(SOURCES))[dealt(bits, n, list(SOURCES.values()))]
    table = pd.DataFrame(
        {
            "prospect_id": hidden["prospect_id"],
            "first_seen_date": clock.dates(hidden["seen"]),
            "lead_source": np.where(hidden["referred"], REFERRAL, others),
            "referred_by": _referrers(hidden, customers, bits),
            "industry": [industry.name for industry in industries],
            "region": hidden["region"],
            "rep": hidden["rep"],
            "awareness": np.searchsorted((-900, 0, 1000), interest),
            "need": np.array(["none", "unclear", "matches"])[np.searchsorted((-700, 400), interest)],
            "budget_cny": budget / 1,
            "matched_cny": budget * share // 100_000 * 100 / 1,
            "outcome": outcome,
        }
    )
    return table.assign(customer_id=_numbers(table, events, customers, orders))


def _referrers(hidden, customers, bits):
    """Who referred each prospect: a customer of its region who was one by then, and no public body."""
    draws, chosen = bits.below(len(hidden), PARTS), pd.Series(np.nan, index=hidden.index, dtype=object)
    able = customers[customers["nature"] != "government"].sort_values(["onboard_date", "customer_id"])
    for region, known in able.groupby("region"):
        rows = (hidden["referred"] & (hidden["region"] == region)).to_numpy()
        seen = clock.dates(hidden.loc[rows, "seen"]).to_numpy()
        by_then = np.searchsorted(known["onboard_date"].to_numpy(), seen, side="left")
        chosen[rows] = known["customer_id"].to_numpy()[draws[rows] * by_then // PARTS]
    return chosen


def _numbers(prospects, events, customers, orders):
    """The customer number of those won who ordered direct: a customer of the region, kind and size, new after the contract."""
    numbers = pd.Series(np.nan, index=prospects.index, dtype=object)
    won_on = events[events["stage"] == "won"].set_index("prospect_id")["entered_at"].dt.normalize()
    waiting = prospects.assign(won_on=prospects["prospect_id"].map(won_on)).dropna(subset="won_on")
    for customer in _newcomers(customers, orders).itertuples():
        wait = customer.onboard_date - waiting["won_on"]
        fits = (wait > np.timedelta64(0, "D")) & (wait <= FIRST_ORDER) & (waiting["region"] == customer.region)
        fits &= waiting["industry"].isin([kind for kind, ends in NAMES_END.items() if customer.name_en.endswith(ends)])
        apart = np.maximum(waiting["matched_cny"] / customer.yearly, customer.yearly / waiting["matched_cny"])[fits]
        if len(apart) and apart.min() <= TIMES_APART:
            numbers[apart.idxmin()] = customer.customer_id
            waiting = waiting.drop(index=apart.idxmin())
    return numbers


def _newcomers(customers, orders):
    """Customers whose first order is on record, but no dealers of the sixty; ``yearly``: what they order in a year (CNY)."""
    if orders is None:
        return customers.iloc[:0]
    new = customers[(customers["onboard_date"] >= "2024-01-01") & (customers["customer_id"] > "QH0060")]
    begun = orders["customer_id"].map(new.set_index("customer_id")["onboard_date"])
    first_year = orders[orders["order_date"] < begun + np.timedelta64(365, "D")]
    bought = first_year.groupby("customer_id")["net_amount_cny"].sum().round().astype("int64")
    days = np.minimum((pd.Timestamp("2026-01-01") - new["onboard_date"]).dt.days, 365)
    return new.assign(yearly=new["customer_id"].map(bought) * 365 // days).sort_values("onboard_date", kind="stable")


def visits(customers, seed, story=STORY, activity=None):
    """One row a visit of which a report was filed; there are more visits than reports.

    ``activity`` counts the visits a customer and quarter (``visits_count``); no more are reported.
    """
    bits = Bits(seed, "visits")
    made = _usual(customers) if activity is None else activity
    made = made.merge(customers[["customer_id", "rep", "onboard_date"]], on="customer_id")
    made = made[made["onboard_date"] < made["quarter"] + pd.Timedelta(days=80)]  # time enough for one
    slots = made.loc[made.index.repeat(made["visits_count"])].reset_index(drop=True)
    parts = [
        _reported(slots[slots["rep"] == rep], rep, story.visits * share // 1000, bits, story)
        for rep, share in story.visits_by
    ]
    table = pd.concat(parts).sort_values(["visit_date", "rep", "customer_id"], kind="stable")
    table.insert(0, "visit_id", [f"V{i:04d}" for i in range(1, len(table) + 1)])
    return table.reset_index(drop=True)


def _usual(customers):
    """Five visits a quarter to a dealer, one to any other customer, from its first order on."""
    quarters = pd.period_range("2024-01", "2025-12", freq="Q").start_time.astype("datetime64[s]")
    table = customers[["customer_id", "onboard_date"]].merge(pd.DataFrame({"quarter": quarters}), how="cross")
    dealer = table["customer_id"].str[2:].astype(int) <= 60
    began = table["quarter"] + pd.Timedelta(days=91) > table["onboard_date"]
    return table.assign(visits_count=np.where(dealer, 5, 1) * began).drop(columns="onboard_date")


def _reported(slots, rep, n, bits, story):
    """The visits that one representative reported, drawn from those made."""
    made = slots.iloc[np.sort(bits.shuffled(len(slots))[:n])]
    n = len(made)
    number = made["customer_id"].str[2:].astype(int).to_numpy()
    district = number * 7 // 3 % 4
    planned = some(bits, n, dict(story.planned)[rep])
    weekday = np.where(planned, district, bits.below(n, 5))
    met = some(bits, n, dict(story.meets_decider)[rep])
    others = np.array(["buyer", "user", "nobody"])[dealt(bits, n, (50, 30, 20))]
    return pd.DataFrame(
        {
            "visit_date": clock.days_to_dates(_visit_days(made, weekday, bits)),
            "customer_id": made["customer_id"].to_numpy(),
            "rep": rep,
            "district": np.array(DISTRICTS)[district],
            "duration_minutes": 5 * along(evenly(bits, n), ((0, 3), (500_000, 8), (PARTS, 24))),
            "met": np.where(met, "decision maker", others),
        }
    )


def _visit_days(made, weekday, bits):
    """A working day of the quarter, on the chosen day of the week, not before the first order."""
    start = clock.day_number(made["quarter"])
    first = np.maximum(start, clock.day_number(made["onboard_date"]))
    draws, days = bits.below(len(made), PARTS), []
    for begin, earliest, wanted, draw in zip(start, first, weekday, draws, strict=True):
        able = np.flatnonzero(clock.worked()[earliest : begin + 90]) + earliest
        able = able[able % 7 == wanted] if (able % 7 == wanted).any() else able
        days.append(able[draw * len(able) // PARTS])
    return np.array(days)
