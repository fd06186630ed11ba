"""The luck of one day at the complaints desk: who complains when, of what, and what is really behind it.

All of it is drawn before the day begins and depends on the number of the day alone, not on what the desk does. So two desks,
or one desk with two and with three handlers, can be held against each other *with the same luck*: what differs then is the
doing (common random numbers).
"""

from dataclasses import dataclass
from typing import NamedTuple

from casekit.company.bits import Bits, along
from casekit.errors import require_whole
from casekit.simulations.complaint_kinds import KIND, KINDS, VOICES

MORNING, DAY = 210, 480  # working minutes: 8:30 to 12:00, and 13:00 to 17:30 after it
FEWEST, MOST, ROOTS, EACH_ROOT = 25, 31, 2, 3
SLOTS = MOST + ROOTS * EACH_ROOT
# how many of 1,000 come in each half-hour: seven before lunch, nine after it
HALF_HOURS = (85, 100, 95, 80, 65, 55, 50, 90, 80, 70, 60, 50, 45, 35, 25, 15)
VOICE_ODDS = (500, 300, 200)
STAKE_YUAN = {"dealer": (8_000, 24_000), "store": (3_000, 9_000), "online": (600, 2_400)}
PARTS = ("call", "settle", "pass", "judge", "explain", "close", "note", "look")
# a piece of work takes so many thousandths of its usual time, by draw in thousandths; the mean is close to 1,000
SPREAD = ((0, 600), (500, 900), (850, 1300), (1000, 2200))
PLAIN = 1000


class Truth(NamedTuple):
    """What the desk does not know at first: right department, whether the claim holds, whether the obvious remedy is right."""

    department: str
    holds: bool
    plain: bool
    back_after: int  # working minutes after which a customer with the wrong remedy is there again


@dataclass(frozen=True)
class Case:
    """One complaint: what anybody can see and, in ``truth``, what has to be found out.

    ``stake_fen``: a year's margin with the customer, of an online shopper with those who read the review. ``pace``: how long
    each piece of work takes, in thousandths of the usual.
    """

    kind: object
    who: int
    arrives: int
    voice: str
    stake_fen: int
    cost_fen: int
    truth: Truth
    pace: dict

    @property
    def customer(self):
        return self.kind.customer


def draw_day(number):
    """The cases of a day, in the order in which they come in; the same on every computer.

    Parameters
    ----------
    number : int
        Which day, from 1.

    Returns
    -------
    tuple of Case
        Between 31 and 37, if nobody prevents any.

    Examples
    --------
    >>> [(case.arrives, case.kind.key) for case in draw_day(3)[:3]]
    [(1, 'wrong_item'), (16, 'rebate'), (25, 'warranty')]
    """
    require_whole("day", number, "1")
    kinds = _kinds_of_day(number)
    columns = _columns(number, kinds)
    cases = [_case(kind, slot, columns) for slot, kind in enumerate(kinds)]
    return tuple(sorted(cases, key=lambda case: case.arrives))


def _bits(number, name):
    return Bits(number, f"complaint day {name}")


def _kinds_of_day(number):
    """So many of all kinds, and three more of each of two kinds that recur."""
    count = int(_bits(number, "count").between(1, FEWEST, MOST)[0])
    drawn = _bits(number, "kinds").chosen(MOST, [kind.often for kind in KINDS])[:count]
    recurring = [kind for kind in KINDS if kind.recurs]
    roots = [recurring[at] for at in _bits(number, "roots").shuffled(len(recurring))[:ROOTS]]
    return [KINDS[at] for at in drawn] + [root for root in roots for _ in range(EACH_ROOT)]


def _columns(number, kinds):
    """Every draw of the day as lists with a place for each slot, so that no case takes from another's luck."""
    half = _bits(number, "half hours").chosen(SLOTS, HALF_HOURS)
    extra = _bits(number, "extra").between(SLOTS, 60, 400)
    arrives = 30 * half + _bits(number, "minutes").below(SLOTS, 30)
    arrives[len(kinds) - ROOTS * EACH_ROOT : len(kinds)] = extra[: ROOTS * EACH_ROOT]
    thousand = {name: _bits(number, name).below(SLOTS, PLAIN) for name in ("holds", "plain", "department", "stake", "cost")}
    pace = {part: along(_bits(number, f"pace {part}").below(SLOTS, PLAIN + 1), SPREAD).tolist() for part in PARTS}
    return {
        "arrives": arrives.tolist(),
        "voice": _bits(number, "voices").chosen(SLOTS, VOICE_ODDS).tolist(),
        "who": _bits(number, "who").below(SLOTS, 6).tolist(),
        "back_after": _bits(number, "back").between(SLOTS, 60, 180).tolist(),
        "root": dict(zip(KIND, _bits(number, "causes").below(len(KINDS), PLAIN).tolist(), strict=True)),
        "pace": pace,
        **{name: drawn.tolist() for name, drawn in thousand.items()},
    }  # fmt: skip


def _case(kind, slot, columns):
    drawn = columns["root"][kind.key] if kind.recurs else columns["department"][slot]  # one cause a day where it recurs
    truth = Truth(
        _department(kind, drawn), columns["holds"][slot] < kind.holds, columns["plain"][slot] < kind.plain,
        columns["back_after"][slot],
    )  # fmt: skip
    return Case(
        kind, columns["who"][slot], columns["arrives"][slot], VOICES[columns["voice"][slot]],
        _fen(STAKE_YUAN[kind.customer], columns["stake"][slot]), _fen(kind.cost_yuan, columns["cost"][slot]), truth,
        {part: paces[slot] for part, paces in columns["pace"].items()},
    )  # fmt: skip


def _department(kind, drawn):
    for department, (odds, _) in kind.causes.items():
        if drawn < odds:
            return department
        drawn -= odds


def _fen(yuan, drawn):
    """An amount in fen, whole yuan, between the two ends."""
    least, most = yuan
    return 100 * (least + (most - least) * drawn // (PLAIN - 1))
