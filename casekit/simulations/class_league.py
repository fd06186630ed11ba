"""The league table of teams (never of persons), and what each score is made of."""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.look import on_figure
from casekit.simulations.class_play import ROBOTS

# what takes away from the margin, in the order of the lesson: field of a quarter, English, Chinese
PARTS = (
    ("discounts_fen", "cash discounts", "现金折扣"),
    ("written_off_fen", "bad debts", "坏账损失"),
    ("capital_cost_fen", "cost of money tied up", "占用资金成本"),
    ("collection_cost_fen", "collection", "催收费用"),
    ("complaint_cost_fen", "complaints", "投诉成本"),
    ("fixed_cost_fen", "fixed costs", "固定费用"),
)


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
        Indexed by ``team``: ``margin_cny`` (sales less what the goods cost), then what was lost, all negative, ``open_book_cny`` (what
        is set aside for the debts still open) and ``score_cny``.
    """
    return pd.DataFrame({team: _parts(game) for team, game in games.items()}).T.rename_axis("team") / 100


def _parts(game):
    """The parts of a score, in fen."""
    quarters = game.quarters
    parts = {"margin_cny": sum(one.sales_fen - one.variable_cost_fen for one in quarters)}
    parts |= {name.replace("_fen", "_cny"): -sum(getattr(one, name) for one in quarters) for name, _, _ in PARTS}
    parts["open_book_cny"] = game.score_fen - sum(one.profit_fen for one in quarters)
    assert sum(parts.values()) == game.score_fen, "a score is the sum of its parts"
    return parts | {"score_cny": game.score_fen}


def part_words(column):
    """What a column of :func:`money` is called."""
    words = {name.replace("_fen", "_cny"): (en, zh) for name, en, zh in PARTS}
    words |= {
        "margin_cny": ("margin on sales", "销售毛利"),
        "open_book_cny": ("change in what is set aside for open debts", "未收账款准备的变动"),
        "score_cny": ("score", "得分"),
    }
    return say(*words[column])


def plot_league(table, number, rounds, ax=None):
    """Bars of the scores, best on top; robots are pale and hatched, and called robots.

    Parameters
    ----------
    table : DataFrame
        From :func:`league`.
    number, rounds : int
        The round that was cleared last, and how many there are.
    """
    return _plot_league(table, number, rounds, ax)


@look.drawing
def _plot_league(table, number, rounds, ax):
    ax = look.axes(ax, height=1.5 + 0.36 * len(table))
    at = range(len(table))
    robots = table["player"] != "team"
    bars = ax.barh(at, table["score_cny"] / 10_000, color=[look.PALE if robot else look.BLUE for robot in robots], height=0.66)
    for bar, robot in zip(bars, robots, strict=True):
        bar.set_hatch("//" if robot else "")
        bar.set_edgecolor("white")
    marks = [f"{on_figure('robot', '机器人')} · {team}" if robot else team for team, robot in zip(table.index, robots, strict=True)]
    ax.set_yticks(at, marks)
    ax.invert_yaxis()
    _write_scores(ax, table)
    ax.axvline(0, color=look.INK, linewidth=0.8)
    ax.set_xlabel(on_figure("score (10,000 CNY)", "得分（万元）"))
    best = [team for team, place in table["place"].items() if place == 1]
    look.title(ax, on_figure(f"After round {number} of {rounds}: {_and(best)}", f"第 {number} 轮（共 {rounds} 轮）：{_and(best)}领先"),
               on_figure("score so far", "累计得分"))  # fmt: skip
    return look.read_this(ax, _read_league(), _unseen(table))


def _and(teams):
    return on_figure(", ", "、").join(teams[:3]) + (" …" if len(teams) > 3 else "") + on_figure(" in front", "")


def _write_scores(ax, table):
    """The scores beside the bars; the axis has room for them."""
    low, high = min(table["score_cny"].min(), 0) / 10_000, max(table["score_cny"].max(), 0) / 10_000
    span = max(high - low, 1)
    ax.set_xlim(low - (0.16 * span if low < 0 else 0), high + 0.16 * span)
    for at, score in enumerate(table["score_cny"] / 10_000):
        side = "left" if score >= 0 else "right"
        ax.annotate(look.half_up(score, 1).replace("-", "−"), (score, at), (4 if score >= 0 else -4, 0), textcoords="offset points", ha=side, va="center")  # fmt: skip


def _read_league():
    return say("A bar to the right is money earned, net of what is set aside for debts still open; pale and hatched bars are robots.",
               "横条向右表示赚到的钱，已扣除为未收账款留的准备；浅色斜纹是机器人。")  # fmt: skip


def _unseen(table):
    """Every team's place and score, for those who cannot see the picture."""
    lines = [
        say(f"{row.place} {team}{_robot(row.player)}: {look.half_up(row.score_cny, 0)} yuan", f"第 {row.place} 名 {team}{_robot(row.player)}：{look.half_up(row.score_cny, 0)} 元")
        for team, row in table.iterrows()
    ]  # fmt: skip
    return say("; ", "；").join(lines) + say(".", "。")


def _robot(who):
    return "" if who == "team" else say(f" (robot, {who})", f"（机器人，{who}）")
