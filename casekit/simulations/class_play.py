"""From decisions to results: every team's firm, replayed under the class's own luck.

All teams run the same firm with the same customers, and the luck depends on the class's secret, the customer and the quarter
only. So teams can be compared: what sets them apart is what they decided. With ``compete`` the days that the teams offer on
average become what the market offers in that quarter.
"""

from dataclasses import fields, replace

from casekit.core.language import say
from casekit.errors import Refused
from casekit.simulations.class_sheet import hash_of
from casekit.simulations.credit_decision import Decision
from casekit.simulations.credit_desk import Game, Quarter
from casekit.simulations.credit_rivals import ROBOTS
from casekit.simulations.credit_world import WORLD

COUNTED = tuple(each.name for each in fields(Quarter) if each.name not in ("decision", "failed", "trades"))


def world_of(rounds):
    """The simulation's parameters for a game of so many rounds."""
    return WORLD if rounds == WORLD.quarters else replace(WORLD, quarters=rounds)


def fits(decision):
    """A decision as the simulation takes it, as a dict; refused where it does not, and where yes or 1.0 stands for 1."""
    taken = Decision.from_dict(decision).as_dict()
    for name in ("limit_percent", "effort"):
        if type(decision[name]) is not int:
            raise Refused(say(f"a whole number for {name}", f"{name} 须为整数"), repr(decision[name]), say(f"write {taken[name]}", f"请写 {taken[name]}"))
    return taken


def luck_of(secret):
    """The seed that the simulation gets: nobody who has not the secret can work it out.

    >>> luck_of("an example")[:12]
    'c8aef93480ed'
    """
    return hash_of("credit game, luck", secret)


def promise_of(secret):
    """What is published before the first round, so that everybody can see afterwards that the luck was fixed."""
    return hash_of("credit game, promise", secret)


def robot_of(team, teams):
    """The robot that plays for a team where it has to: by the team's place in the list."""
    keys = list(ROBOTS)
    return keys[teams.index(team) % len(keys)]


def replayed(seed, about, rounds):
    """Every team's game after the rounds so far.

    Parameters
    ----------
    seed : str
        The luck.
    about : dict
        The class.
    rounds : list of dict
        Of each cleared round, ``teams``: each team's entry with its ``decision``.

    Returns
    -------
    dict
        Game by team, in the order of the class.
    """
    games = {team: Game(seed, world_of(about["rounds"])) for team in about["teams"]}
    for one in rounds:
        decisions = {team: Decision.from_dict(one["teams"][team]["decision"]) for team in games}
        days = market_days(decisions.values()) if about["compete"] else None
        for team, game in games.items():
            game.play(decisions[team], market_days=days)
    return games


def market_days(decisions):
    """The days of credit that the teams offer on average, a whole number.

    Customers of the lowest class are left out: hardly anybody gives them credit.

    >>> market_days([Decision.usual()])
    30
    """
    lowest = WORLD.classes[-1]
    days = [days_of(terms) for one in decisions for name, terms in one.as_dict()["terms"].items() if name != lowest]
    return (2 * sum(days) + len(days)) // (2 * len(days))


def days_of(terms):
    """The days until an invoice is due.

    >>> days_of("2/15, N/30"), days_of("N/0")
    (30, 0)
    """
    return int(terms.rsplit("N/", 1)[1])


def quarter_of(game, number):
    """One quarter of a game (0: the one before the first) as plain numbers: amounts in fen, counts, days; None for undefined."""
    quarter = game.quarters[number - 1] if number else game.before
    numbers = {name: getattr(quarter, name) for name in COUNTED}
    if numbers["dso_days"] != numbers["dso_days"]:
        numbers["dso_days"] = None
    return numbers | {"failed": sorted(quarter.failed)}
