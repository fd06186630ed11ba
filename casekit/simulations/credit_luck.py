"""The credit desk's luck: fixed by seed, customer and quarter, and by nothing that the reader decides.

So two plans under one seed meet the same luck, and what differs between them is the plan. Each customer and quarter has
sixteen numbers from 0 to 65,535, the bits of one SHA-256: the same on every computer and with every release.
"""

from dataclasses import dataclass
from hashlib import sha256

WORD = 65_536
SOUND, STRAINED, FAILING, GONE = "sound", "strained", "failing", "gone"


@dataclass(frozen=True)
class Fate:
    """What a quarter brings one customer.

    ``condition``: sound, strained (in trouble), failing (fails on ``fail_day`` of the quarter) or gone. ``demand_permille``: its orders;
    ``late``: for each billing day, how late it pays (1000: as its class does on average); ``signs``: how many warning signs show
    at the quarter's end; ``complains``: a number from 0 to 999, below the chance means a complaint.
    """

    condition: str
    fail_day: int
    demand_permille: int
    late: tuple
    signs: int
    complains: int


def words(world, seed, customer, quarter):
    """The sixteen numbers of a customer and a quarter."""
    digest = sha256(f"{world.version}\n{seed}\n{customer.id}\n{quarter}".encode()).digest()
    return [digest[at] << 8 | digest[at + 1] for at in range(0, 32, 2)]


def fates(world, seed, customer):
    """A customer's fate in each quarter, from quarter 0 (before the reader came, nobody fails) to the last."""
    found, before = [], SOUND
    for quarter in range(world.quarters + 1):
        drawn = words(world, seed, customer, quarter)
        before = _condition(world, customer, before, drawn[0])
        found.append(_fate(world, before, drawn))
    return tuple(found)


def _condition(world, customer, before, word):
    """The condition that follows a condition: trouble comes by class, and ends in failure or recovery."""
    if before in (FAILING, GONE):
        return GONE
    chance = world.fail_permille if before == STRAINED else dict(world.strain_permille)[customer.credit_class]
    if word * 1000 >= chance * WORD:
        return SOUND
    return FAILING if before == STRAINED else STRAINED


def _fate(world, condition, drawn):
    span = world.quarter_days - world.fail_from_day + 1
    return Fate(
        condition=condition,
        fail_day=world.fail_from_day + drawn[1] * span // WORD if condition == FAILING else 0,
        demand_permille=800 + (drawn[2] + drawn[3]) * 400 // (2 * WORD),
        late=tuple((drawn[at] + drawn[at + 1]) * 1000 // WORD for at in (4, 6, 8)),
        signs=_signs(world.signs_sound if condition == SOUND else world.signs_strained, drawn[10]),
        complains=drawn[11] * 1000 // WORD,
    )


def _signs(chances, word):
    """How many signs a number draws: 0 below the first chance, 1 below the first two, and so on."""
    reached = 0
    for number, chance in enumerate(chances):
        reached += chance
        if word * 1000 < reached * WORD:
            return number
    return len(chances) - 1


def trouble_permille(world, credit_class, signs):
    """How likely a customer that shows so many signs is in trouble, in thousandths (Bayes' rule on the world's own chances)."""
    prior = dict(world.strain_permille)[credit_class]
    strained, sound = prior * world.signs_strained[signs], (1000 - prior) * world.signs_sound[signs]
    return 1000 * strained // (strained + sound)


def loss_permille(world, credit_class, signs):
    """The loss to be expected on what a customer owes, in thousandths: in trouble, then failing, less what is got back."""
    failing = trouble_permille(world, credit_class, signs) * world.fail_permille
    return failing * (100 - world.recovery_percent) // 100_000
