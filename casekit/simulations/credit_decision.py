"""A quarter's decision at the credit desk: terms for each class, the limit, the collection effort, whom to stop."""

from dataclasses import dataclass, field

from casekit.core.language import say
from casekit.errors import Refused, require_one_of
from casekit.simulations.credit_world import WORLD

USUAL = (("A", "N/30"), ("B", "N/30"), ("C", "N/30"), ("D", "N/0"))


@dataclass(frozen=True)
class Decision:
    """What the desk decides for a quarter; what is not on the menus is refused.

    Parameters
    ----------
    terms : dict
        Terms of payment for each class, from ``world.terms``; ``"N/0"`` is cash, so the class gets no credit.
    limit_percent : int
        The most a customer may owe, percent of its capacity, from ``world.limits``.
    effort : int
        Collection effort, 0 to 3.
    stop : tuple
        Customers that get nothing this quarter: their ids or names.
    """

    terms: dict = field(default_factory=lambda: dict(USUAL))
    limit_percent: int = 100
    effort: int = 1
    stop: tuple = ()
    world: object = field(default=WORLD, repr=False, compare=False)

    def __post_init__(self):
        terms = _terms(self.terms, self.world)
        object.__setattr__(self, "terms", _Frozen(terms))
        require_one_of("limit_percent", self.limit_percent, list(self.world.limits))
        require_one_of("effort", self.effort, list(self.world.efforts))
        object.__setattr__(self, "stop", _stops(self.stop, self.world))

    def as_dict(self):
        """The decision as plain JSON."""
        return {
            "terms": dict(self.terms),
            "limit_percent": self.limit_percent,
            "effort": self.effort,
            "stop": list(self.stop),
        }

    def with_stops(self, stop):
        """The same decision with another stop list."""
        return Decision(self.terms, self.limit_percent, self.effort, stop, self.world)

    @classmethod
    def from_dict(cls, given, world=WORLD):
        """Read a decision from plain JSON; keys that are missing, unknown or wrong are refused.

        Raises
        ------
        Refused
        """
        keys = ("terms", "limit_percent", "effort", "stop")
        if not isinstance(given, dict) or set(given) != set(keys):
            raise Refused(
                say(f"a decision with {', '.join(keys)}", f"一份决策，含 {'、'.join(keys)}"),
                repr(given)[:200],
                say("copy last quarter's and change it", "复制上一季的决策再改"),
            )
        return cls(given["terms"], given["limit_percent"], given["effort"], given["stop"], world)

    @classmethod
    def usual(cls, world=WORLD):
        """The policy in force when the reader arrives: N/30, class D cash, the limit at capacity, effort 1."""
        return cls({each: dict(USUAL)[each] for each in world.classes}, world=world)


class _Frozen(dict):
    """The terms by class, hashable."""

    def __hash__(self):
        return hash(tuple(sorted(self.items())))


def _terms(terms, world):
    if not isinstance(terms, dict) or set(terms) != set(world.classes):
        raise Refused(
            say(f"terms for each class {', '.join(world.classes)}", f"每个等级（{'、'.join(world.classes)}）的信用条件"),
            repr(terms)[:200],
            'terms={"A": "N/30", "B": "N/30", "C": "N/30", "D": "N/0"}',
        )
    for each in world.classes:
        require_one_of(f"terms[{each!r}]", terms[each], list(world.terms))
    return {each: terms[each] for each in world.classes}


def _stops(stop, world):
    """The ids of the customers named, in the customers' order."""
    if isinstance(stop, str) or not isinstance(stop, (list, tuple, set, frozenset)):
        raise Refused(
            say("a list of customers to stop, which may be empty", "停止发货的客户名单，可以为空"), repr(stop)[:200], 'stop=["K10"]'
        )
    known = {name: each.id for each in world.customers for name in (each.id, each.name_en, each.name_zh)}
    for each in stop:
        require_one_of("stop", each if isinstance(each, str) else repr(each), list(known))
    chosen = {known[each] for each in stop}
    return tuple(each.id for each in world.customers if each.id in chosen)
