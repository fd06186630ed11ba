"""How good could it have been: the best fixed policy, the best plan with hindsight, and a bound no plan can pass."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Eight decisions and what they earn (fen)."""

    decisions: tuple
    score_fen: int


def best_fixed(world=None):
    """To come."""
    raise NotImplementedError


def best_with_hindsight(seed, world=None):
    """To come."""
    raise NotImplementedError


def no_plan_earns_more(seed, world=None):
    """To come."""
    raise NotImplementedError
