"""Policies that play the credit desk by a rule: three simple ones, a careful one, and robots for teams that are absent.

A policy looks only at what a player sees. ``POLICIES`` are the measure of the debrief; ``ROBOTS`` fill a class game.
"""

from collections.abc import Callable
from dataclasses import dataclass

from casekit.core.language import say
from casekit.simulations.credit_decision import Decision
from casekit.simulations.credit_desk import Game
from casekit.simulations.credit_world import WORLD


@dataclass(frozen=True)
class Policy:
    """A rule that decides from what a player sees: ``decide(game)`` gives a decision."""

    key: str
    name_en: str
    name_zh: str
    decide: Callable

    @property
    def name(self):
        """The name in the reader's language."""
        return say(self.name_en, self.name_zh)


def play_out(decide, seed, world=WORLD, market_days=None):
    """Play a whole game by a policy, by a function of the game, or by one decision kept throughout.

    ``market_days``: the competitors' days in each quarter; the world's if left out.
    """
    game = Game(seed, world)
    rule = decide.decide if isinstance(decide, Policy) else decide
    days = [None] * world.quarters if market_days is None else market_days
    while not game.over:
        game.play(rule if isinstance(rule, Decision) else rule(game), days[game.number - 1])
    return game


def stops_from(game, signs):
    """The customers that show so many warning signs or more (a number, or one for each class), and are still there."""
    least = signs if isinstance(signs, dict) else dict.fromkeys(game.world.classes, signs)
    return tuple(
        each.id
        for each in game.world.customers
        if not game.is_gone(each.id) and game.signs(each.id) >= least[each.credit_class]
    )


@dataclass(frozen=True)
class Fixed:
    """A policy that never changes: terms for each class, limit, effort, and from how many signs on a class is stopped."""

    terms: dict
    limit_percent: int
    effort: int
    signs: dict

    def __call__(self, game):
        """The decision of a quarter."""
        return Decision(self.terms, self.limit_percent, self.effort, stops_from(game, self.signs), game.world)


def _all(game, terms, limit, effort, stop=()):
    """The same terms for every class."""
    return Decision(dict.fromkeys(game.world.classes, terms), limit, effort, stop, game.world)


def _by_class(game, terms, limit, effort, stop=()):
    return Decision(dict(zip(game.world.classes, terms, strict=True)), limit, effort, stop, game.world)


def to_everyone(game):
    """Naive: N/60 for everyone, wide limits, nobody is ever stopped."""
    return _all(game, "N/60", 400, 1)


def most_sales(game):
    """Greedy: the longest terms, the widest limits, no word about payment."""
    return _all(game, "N/90", 400, 0)


def cash_only(game):
    """Nobody owes anything, and those who need credit buy elsewhere."""
    return _all(game, "N/0", 50, 0)


def by_the_handbook(game):
    """Careful: N/30, cash for D, the limit at capacity, early reminders, two signs and shipping stops."""
    return _by_class(game, ("N/30", "N/30", "N/30", "N/0"), 100, 2, stops_from(game, 2))


def by_discount(game):
    """Buys early payment with the discount; D pays cash."""
    return _by_class(game, ("2/15, N/30", "2/15, N/30", "2/15, N/30", "N/0"), 200, 1, stops_from(game, 3))


def at_the_first_sign(game):
    """Anxious: stops whoever shows one sign, and visits everybody."""
    return _by_class(game, ("N/30", "N/30", "N/30", "N/0"), 50, 3, stops_from(game, 1))


def by_class(game):
    """Long terms for the strong, short ones for the weak."""
    return _by_class(game, ("N/90", "N/60", "N/30", "N/0"), 200, 2, stops_from(game, 2))


def once_burnt(game):
    """Generous until somebody fails, strict the quarter after."""
    return by_the_handbook(game) if game.latest.failed else _all(game, "N/60", 200, 1, stops_from(game, 3))


POLICIES = {
    each.key: each
    for each in (
        Policy("everyone", "sells to everyone", "对谁都赊销", to_everyone),
        Policy("greedy", "wants the most sales", "只求销售额", most_sales),
        Policy("cash", "cash only", "只收现款", cash_only),
        Policy("handbook", "by the handbook", "按制度办", by_the_handbook),
    )
}
# The best of all fixed policies over 200 seeds: `credit_solver.best_fixed(seeds=[f"learning {n}" for n in range(200)])` finds it.
FIXED = Fixed({"A": "N/60", "B": "N/60", "C": "N/60", "D": "N/30"}, 200, 2, {"A": 2, "B": 2, "C": 2, "D": 1})
ROBOTS = {
    **POLICIES,
    **{
        each.key: each
        for each in (
            Policy("discount", "buys early payment", "用折扣换早付款", by_discount),
            Policy("anxious", "stops at the first sign", "一有信号就停", at_the_first_sign),
            Policy("classes", "long terms for the strong", "信用好的期限长", by_class),
            Policy("burnt", "strict after a failure", "吃了亏才收紧", once_burnt),
            Policy("steady", "the best fixed policy", "最好的固定政策", FIXED),
        )
    },
}
