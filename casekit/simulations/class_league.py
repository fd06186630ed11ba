"""The league table of teams (never of persons), and what each score is made of."""

import pandas as pd

from casekit.core.language import say
from casekit.simulations.class_play import ROBOTS
from casekit.simulations.credit_debrief import step_name

# what takes away from the margin: field of a quarter, and the step of the debrief whose name it has
PARTS = (
    ("discounts_fen", "discounts"), ("written_off_fen", "bad_debts"), ("capital_cost_fen", "capital"),
    ("collection_cost_fen", "collection"), ("complaint_cost_fen", "complaints"), ("fixed_cost_fen", "fixed"),
)  # fmt: skip


def league(games, rounds):
    """Teams by score, best first; equal scores have the same place.

    Parameters
    ----------
    games : dict
        Game by team.
    rounds : list of dict
        The cleared rounds: of each team ``from``.

    Returns
    -------
    DataFrame
        Indexed by ``team``: ``place``; ``player`` (``"team"``, or the robot's name where a robot played every round);
        ``score_cny``; ``sales_cny``; ``decided``, ``repeated``, ``robot``: rounds that the team decided, that its last decision
        was repeated, that a robot played for it.
    """
    ordered = sorted(games, key=lambda team: (-games[team].score_fen, list(games).index(team)))
    scores = [games[team].score_fen for team in ordered]
    rows = [
        {
            "team": team, "place": scores.index(score) + 1, "player": player(team, rounds), "score_cny": score / 100,
            "sales_cny": sum(one.sales_fen for one in games[team].quarters) / 100, **_who_decided(team, rounds),
        }
        for team, score in zip(ordered, scores, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("team")


def player(team, rounds):
    """``"team"``; or a robot's name, where it played every round so far."""
    entries = [one["teams"][team] for one in rounds]
    if entries and all(one["from"] == "robot" for one in entries):
        return ROBOTS[entries[-1]["robot"]].name
    return "team"


def _who_decided(team, rounds):
    ways = [one["teams"][team]["from"] for one in rounds]
    return {"decided": ways.count("team"), "repeated": ways.count("repeated"), "robot": ways.count("robot")}


def money(games):
    """Where the money went: from sales to the score, for each team (CNY). The columns add up to ``score_cny``, to the fen.

    Parameters
    ----------
    games : dict
        Game by team.

    Returns
    -------
    DataFrame
        Indexed by ``team``: ``margin_cny`` (sales less what the goods cost), then what was lost, all negative, ``open_book_cny`` (less what
        more is set aside for open receivables than at the start) and ``score_cny``.
    """
    return pd.DataFrame({team: _parts(game) for team, game in games.items()}).T.rename_axis("team") / 100


def _parts(game):
    """The parts of a score, in fen."""
    quarters = game.quarters
    parts = {"margin_cny": sum(one.sales_fen - one.variable_cost_fen for one in quarters)}
    parts |= {name.replace("_fen", "_cny"): -sum(getattr(one, name) for one in quarters) for name, _ in PARTS}
    parts["open_book_cny"] = game.score_fen - sum(one.profit_fen for one in quarters)
    assert sum(parts.values()) == game.score_fen, "a score is the sum of its parts"
    return parts | {"score_cny": game.score_fen}


def part_words(column):
    """What a column of :func:`money` is called."""
    steps = {name.replace("_fen", "_cny"): step for name, step in PARTS} | {"open_book_cny": "book", "score_cny": "score"}
    return step_name(steps[column]) if column in steps else say("margin on sales", "销售毛利")
