"""Complaints: what went wrong, who took it on, how long it took, and what was done first.

Two teams take complaints: the hotline settles on the telephone, the field team visits. The field
team's cases take far longer. From 2024 to 2025 both teams became quicker, but more cases went to
the field, so that the mean of all cases rose. And a case that drags on is a case that is still open
on the last day: who counts closed cases only leaves out the longest.

The chapter's rule is to repair the person first, then the car. Here it is a field one can measure:
``first_action`` says what the handler did first, ``called_before_remedy`` whether the customer was
telephoned before the remedy was carried out. Cases so handled come back less often.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company import clock
from casekit.company.bits import Bits, along
from casekit.company.fair import PARTS, dealt, evenly, some

STEPS = ("record", "judge", "assign", "analyse", "propose", "approve", "carry out", "evaluate")
# the ways through the eight steps, as places in STEPS, and how often each team goes which (thousandths)
VARIANTS = (
    ((0, 1, 2, 3, 4, 5, 6, 7), (140, 330)),  # as the chapter prints them
    ((0, 1, 2, 3, 4, 5, 6), (90, 190)),  # never evaluated
    ((0, 2, 3, 4, 5, 6), (110, 150)),  # taken for justified without being judged
    ((0, 1, 2, 3, 4, 6, 7), (90, 110)),  # carried out without the manager's approval
    ((0, 1, 2, 4, 3, 5, 6), (60, 100)),  # the remedy proposed before the cause was known
    ((0, 2, 1, 3, 4, 5, 6, 7), (50, 80)),  # a department blamed before the case was judged
    ((0, 4, 6), (460, 40)),  # settled on the spot
)
REPLIES = {"call": "telephoned", "message": "wrote", "carry out": "offered a remedy"}
ON_THE_SPOT = len(VARIANTS) - 1
SHARE_OF_TIME = (0, 80, 60, 300, 150, 110, 300)  # of the time to closing, by STEPS before evaluation


@dataclass(frozen=True)
class Cause:
    """A cause: its weight at the hotline and in the field, and what kind of complaint it makes."""

    name: str
    kind: str  # one of the chapter's four contents: quality, contract, transport, service
    group: str  # one of the chapter's three causes in the firm, or the customer's side
    hotline: int
    field: int


CAUSES = (
    Cause("seal leaks", "quality", "defect", 60, 300),
    Cause("heating element fails", "quality", "defect", 40, 220),
    Cause("does not fit the connection", "quality", "defect", 30, 150),
    Cause("scratched or dented", "transport", "management", 170, 60),
    Cause("short or wrong delivery", "transport", "management", 210, 40),
    Cause("delivered late", "transport", "management", 160, 20),
    Cause("price differs from contract", "contract", "management", 110, 20),
    Cause("promised gift or rebate missing", "contract", "publicity", 80, 10),
    Cause("advertised function missing", "quality", "publicity", 60, 40),
    Cause("repair slow or repeated", "service", "management", 30, 100),
    Cause("unfriendly answer", "service", "management", 30, 20),
    Cause("wrong use by the customer", "quality", "customer", 20, 20),
)


@dataclass(frozen=True)
class ServiceStory:
    """Everything that can be changed about complaints, with its unit."""

    complaints: tuple = (256, 384)  # received in 2024, in 2025
    field_share: tuple = (160, 570)  # thousandths that go to the field team, in 2024, in 2025
    quicker: tuple = (1000, 880)  # time needed in 2024, in 2025, thousandths
    # office hours from receipt to closing: (draw in millionths, hours)
    hotline_hours: tuple = ((0, 1), (500_000, 8), (800_000, 20), (950_000, 50), (PARTS, 120))
    field_hours: tuple = (
        (0, 8),
        (250_000, 70),
        (500_000, 190),
        (750_000, 480),
        (900_000, 1200),
        (970_000, 2200),
        (PARTS, 3400),
    )
    # days of each year by which so much had come in: (draw in millionths, day of 365)
    season: tuple = ((0, 0), (380_000, 180), (635_000, 305), (PARTS, 365))
    called_first: tuple = (380, 620)  # thousandths of hotline, field cases
    comes_back: tuple = (50, 170)  # thousandths reopened: called first, not called first


STORY = ServiceStory()
WITHOUT = {
    "both teams quicker, together slower": replace(STORY, field_share=(380, 380)),
    "open cases are the long ones": replace(
        STORY, field_hours=((0, 8), (500_000, 40), (PARTS, 90)), hotline_hours=((0, 1), (PARTS, 30))
    ),
    "the person first, then the thing": replace(STORY, comes_back=(110, 110)),
}
TEAMS = ("hotline", "field")


def tables(seed, customers, story=STORY):
    """The complaints as the list has them on the last day, and every step taken."""
    hidden = traits(seed, customers, story)
    events = _events(hidden, seed)
    return {"complaints": _complaints(hidden, events), "complaint_events": events}


def traits(seed, customers, story=STORY):
    """Every complaint with the time it takes in the end, also where the end is not on record."""
    bits = Bits(seed, "complaints")
    parts = [_year(year, bits, story) for year in range(2)]
    truth = pd.concat(parts).sort_values("received", kind="stable").reset_index(drop=True)
    n = len(truth)
    truth.insert(0, "complaint_id", [f"K{i:04d}" for i in range(1, n + 1)])
    truth["cause"] = _in_teams(truth, lambda rows, team: dealt(bits, rows, _weights(team)))
    truth["called"] = _in_teams(truth, lambda rows, team: some(bits, rows, story.called_first[team])) == 1
    truth["severity"] = np.searchsorted((0, 900), bits.bell(n) + 700 * truth["team"] + truth["hours"] // 2)
    back = [some(bits, n, share) for share in story.comes_back]
    truth["returns"] = np.where(truth["called"], *back)
    truth["variant"] = _in_teams(truth, lambda rows, team: dealt(bits, rows, [w[team] for _, w in VARIANTS]))
    truth["customer_id"] = _customers(truth, customers, bits)
    return truth


def _year(year, bits, story):
    """The complaints of one year: when each came, which team took it, how long it takes."""
    n, first = story.complaints[year], (0, 366)[year]
    day = first + along(evenly(bits, n), story.season)
    hour = 8 * 60 + dealt(bits, n, (8, 14, 16, 12, 6, 8, 12, 12, 10, 6, 4, 3, 3)) * 60
    team = some(bits, n, story.field_share[year]).astype(int)
    field = int(team.sum())
    minutes = np.zeros(n, dtype=np.int64)
    minutes[team == 0] = _minutes(story.hotline_hours, evenly(bits, n - field))
    minutes[team == 1] = _minutes(story.field_hours, evenly(bits, field))
    minutes = minutes * story.quicker[year] // 1000
    received = day * clock.DAY + hour + bits.below(n, 60)
    return pd.DataFrame({"received": received, "team": team, "minutes": minutes, "hours": minutes // 60})


def _minutes(hours, draws):
    return along(draws, tuple((at, 60 * value) for at, value in hours))


def _in_teams(truth, draw):
    drawn = pd.Series(0, index=truth.index)
    for team in range(len(TEAMS)):
        rows = truth["team"] == team
        drawn[rows] = np.asarray(draw(int(rows.sum()), team), dtype=np.int64)
    return drawn


def _weights(team):
    return [(cause.hotline, cause.field)[team] for cause in CAUSES]


def _customers(truth, customers, bits):
    """Who complained: a customer of that time, a dealer as often as four others."""
    number = customers["customer_id"].str[2:].astype(int)
    pool = customers.loc[customers.index.repeat(np.where(number <= 60, 4, 1))]
    pool = pool.sort_values(["onboard_date", "customer_id"])
    received = clock.dates(truth["received"]).to_numpy()
    by_then = np.searchsorted(pool["onboard_date"].to_numpy(), received, side="left")
    chosen = bits.below(len(truth), PARTS) * by_then // PARTS
    return pool["customer_id"].to_numpy()[chosen]


def _events(hidden, seed):
    """One row a step, in the order in which the steps were taken, up to the end of the records."""
    bits = Bits(seed, "complaint_events")
    opened = clock.office(hidden["received"].to_numpy())
    wait = along(evenly(bits, len(hidden)), ((0, 5), (600_000, 100), (900_000, 480), (PARTS, 1500)))
    late = bits.between(len(hidden), 2 * clock.OFFICE_DAY, 25 * clock.OFFICE_DAY)
    rows = []
    for case, start, reply, after in zip(hidden.itertuples(), opened, wait, late, strict=True):
        rows += _steps(case, int(start), min(int(reply), case.minutes // 3), int(after))
    events = pd.DataFrame(rows, columns=["complaint_id", "minute", "complaint_step"])
    events["minute"] = clock.by_calendar(events["minute"].to_numpy())
    first = events["complaint_step"] == "record"
    events.loc[first, "minute"] = hidden["received"].to_numpy()
    events = events.sort_values(["complaint_id", "minute"], kind="stable")
    events = events[events["minute"] < clock.END].reset_index(drop=True)
    events["event_at"] = clock.moments(events["minute"])
    events.insert(0, "complaint_event_id", [f"KE{i:05d}" for i in range(1, len(events) + 1)])
    return events[["complaint_event_id", "complaint_id", "complaint_step", "event_at"]]


def _steps(case, start, reply, after):
    """The steps of one case: (complaint, office minute, step)."""
    way = VARIANTS[case.variant][0]
    spent, total = 0, sum(SHARE_OF_TIME[step] for step in way if step < 7)
    steps = [(start, "record")]
    for step in way[1:]:
        spent += SHARE_OF_TIME[step] if step < 7 else total // 8
        steps.append((start + case.minutes * spent // total, STEPS[step]))
    closed = next(minute for minute, step in steps if step == "carry out")
    if case.called:
        steps.append((start + reply, "call"))
    elif case.variant != ON_THE_SPOT:
        steps.append((closed - (closed - start) // 20, "message"))
    if case.returns:
        steps += [(closed + after, "reopen"), (closed + after + case.minutes // 2 + 60, "carry out")]
    return [(case.complaint_id, minute, step) for minute, step in steps]


def _complaints(hidden, events):
    """One row a complaint: the first or last moment of each step that matters."""
    causes = [CAUSES[cause] for cause in hidden["cause"]]
    table = pd.DataFrame(
        {
            "complaint_id": hidden["complaint_id"],
            "customer_id": hidden["customer_id"],
            "team": np.array(TEAMS)[hidden["team"]],
            "complaint_class": [cause.kind for cause in causes],
            "cause": [cause.name for cause in causes],
            "cause_group": [cause.group for cause in causes],
            "severity": np.array(["minor", "major", "serious"])[hidden["severity"]],
        }
    )
    for column, steps, which in (
        ("received_at", ["record"], "min"),
        ("first_reply_at", REPLIES, "min"),
        ("decided_at", ["propose", "approve"], "max"),
        ("closed_at", ["carry out"], "min"),
        ("reopened_at", ["reopen"], "min"),
        ("closed_again_at", ["carry out"], "max"),
    ):
        table[column] = table["complaint_id"].map(_moment(events, steps, which))
    table["closed_again_at"] = table["closed_again_at"].where(table["closed_again_at"] > table["reopened_at"])
    table["first_action"] = _first_actions(table["complaint_id"], events)
    called = table["complaint_id"].map(_moment(events, ["call"], "min"))
    table["called_before_remedy"] = called.notna() & ~(called >= table["closed_at"])
    return table


def _moment(events, steps, which):
    return events[events["complaint_step"].isin(list(steps))].groupby("complaint_id")["event_at"].agg(which)


def _first_actions(ids, events):
    """What the customer heard first from the one who handled the complaint."""
    heard = (
        events[events["complaint_step"].isin(REPLIES)]
        .drop_duplicates("complaint_id")
        .set_index("complaint_id")
    )
    return ids.map(heard["complaint_step"].map(REPLIES)).fillna("nothing yet")
