"""Prospects, how far they came, and whom the representatives visited.

Two things are told here that mislead. Referred prospects close better, but they also come from the
industries that close well anyway: counted without the industry, a referral seems to do more than it does.
And Zhang visits far more than Liu, while Liu wins more: Liu has the better list, and in the same
industry the two do equally well.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company import clock
from casekit.company.bits import Bits, along
from casekit.company.dealers import REGIONS
from casekit.company.fair import PARTS, dealt, evenly, in_turn, some


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
DISTRICTS = ("north", "east", "south", "west")  # of a representative's territory; one weekday each


def tables(seed, customers, story=STORY, activity=None):
    """The prospects, the stages they passed, the visits."""
    hidden = traits(seed, story)
    events, ends = _events(hidden, seed, story)
    return {
        "prospects": _prospects(hidden, ends, customers, seed),
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
    """One row a stage entered, up to the end of the records; and each prospect's last stage."""
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
    return events, events.groupby("prospect_id")["stage"].last()


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


def _prospects(hidden, ends, customers, seed):
    """One row a prospect, as the representatives' list has it on the last day."""
    bits, n = Bits(seed, "prospects list"), len(hidden)
    industries = [INDUSTRIES[industry] for industry in hidden["industry"]]
    outcome = hidden["prospect_id"].map(ends)
    outcome = outcome.where(outcome.isin(["won", "lost"]), "open")
    interest = bits.bell(n) + np.where(hidden["wins"], 900, 0)
    budget = along(bits.bell(n), ((-3000, 200), (-1000, 520), (0, 1000), (1000, 1900), (3000, 6000)))
    budget = np.array([industry.budget for industry in industries]) * budget // 100_000 * 100
    share = np.clip(220 + bits.bell(n) * 110 // 1000 + interest // 20, 20, 800)
    others = np.array(list(SOURCES))[dealt(bits, n, list(SOURCES.values()))]
    return pd.DataFrame(
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
            "customer_id": _numbers(hidden, outcome, customers),
        }
    )


def _referrers(hidden, customers, bits):
    """Who referred each prospect: any customer who was one by then."""
    known = customers.sort_values(["onboard_date", "customer_id"])
    by_then = np.searchsorted(
        known["onboard_date"].to_numpy(), clock.dates(hidden["seen"]).to_numpy(), side="left"
    )
    chosen = bits.below(len(hidden), PARTS) * by_then // PARTS
    return known["customer_id"].iloc[chosen].reset_index(drop=True).where(hidden["referred"])


def _numbers(hidden, outcome, customers):
    """The customer number of those who were won and buy direct; the others buy from a dealer."""
    numbers = pd.Series(np.nan, index=hidden.index, dtype=object)
    seen = clock.day_number(clock.dates(hidden["seen"]))
    new = customers[customers["onboard_date"] >= "2024-01-01"]
    for customer in new.sort_values("onboard_date").itertuples():
        day = (customer.onboard_date - pd.Timestamp("2024-01-01")).days
        free = (outcome == "won") & numbers.isna() & (hidden["region"] == customer.region)
        free &= (seen <= day - 30) & (seen >= day - 240)
        if free.any():
            numbers[free.idxmax()] = customer.customer_id
    return numbers


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
