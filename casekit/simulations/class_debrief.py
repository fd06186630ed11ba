"""The debrief of a class game, out of the class's own rounds.

Everything is played again under the class's own luck: what another decision would have brought, what the best plan would have
brought, and what the same plans bring under other luck. Nothing here says what somebody should have known.
"""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused
from casekit.simulations.class_league import player
from casekit.simulations.class_play import Decision, Game
from casekit.simulations.class_sheet import hash_of
from casekit.simulations.credit_debrief import HINDSIGHT, by_rule, player_name, rivals, rule_of
from casekit.simulations.credit_rivals import play_out
from casekit.simulations.credit_solver import best_with_hindsight

LEVERS = ("terms", "limit_percent", "effort", "stop")


def finished(room):
    """Every team's firm after the last round.

    Raises
    ------
    Refused
        Before that: the debrief tells the luck.
    """
    if not room.over:
        raise Refused(say("a game that is over", "已经结束的游戏"),
                      say(f"round {room.open_round} of {room.about['rounds']} is open", f"第 {room.open_round} 轮进行中（共 {room.about['rounds']} 轮）"),
                      say("clear the remaining rounds first: the debrief tells the luck", "请先结算其余各轮：复盘会公布运气"))  # fmt: skip
    return room.games()


def again(game, decisions=None, seed=None):
    """A game played again with other decisions or other luck; what the market offered stays as it was.

    Parameters
    ----------
    game : Game
    decisions : list of Decision, optional
    seed : str, optional
    """
    other = Game(game.seed if seed is None else seed, game.world)
    for decision, quarter in zip(decisions or game.decisions, game.quarters, strict=True):
        other.play(decision, market_days=quarter.market_days)
    return other


def with_lever(own, model, lever):
    """The decisions ``own``, with one lever set as in ``model``, quarter by quarter.

    Parameters
    ----------
    own, model : list of Decision
    lever : str
        ``"terms"``, ``"limit_percent"``, ``"effort"`` or ``"stop"``.
    """
    pairs = zip(own, model, strict=True)
    return [Decision.from_dict(mine.as_dict() | {lever: theirs.as_dict()[lever]}) for mine, theirs in pairs]


def best_of(games, among=None):
    """The team with the best score; of several, the first of the class. ``among`` names those who are looked at."""
    return max(among or games, key=lambda team: games[team].score_fen)


def best_team(room):
    """The best of those teams that decided at least once; where nobody did, the best robot."""
    rounds = room.rounds()
    return best_of(room.games(), [team for team in room.teams if player(team, rounds) == "team"])


def decisive(games, best=None):
    """What each team would have gained by deciding one thing as the best team did, under the same luck (CNY).

    The levers act on one another, so their gains do not add up to the distance.

    Parameters
    ----------
    games : dict
    best : str, optional
        The team that the others are held against: from :func:`best_team`; by default whoever has the best score.

    Returns
    -------
    DataFrame
        Indexed by ``team``, without the best: ``terms_cny``, ``limit_percent_cny``, ``effort_cny``, ``stop_cny``, and ``behind_cny``, the
        distance to the best (of a robot that is ahead of it, negative).
    """
    best = games[best or best_of(games)]
    rows = {team: _gains(game, best) for team, game in games.items() if game is not best}
    return pd.DataFrame(rows).T.rename_axis("team") / 100


def _gains(game, best):
    gains = {
        f"{lever}_cny": again(game, with_lever(game.decisions, best.decisions, lever)).score_fen - game.score_fen
        for lever in LEVERS
    }
    return gains | {"behind_cny": best.score_fen - game.score_fen}


def other_luck(games, lucks=20):
    """The same policies under other luck: every team's terms, limits and efforts, and its stops as the rule that comes nearest to them.

    A list of names cannot be kept, since under other luck other customers get into trouble (:func:`credit_debrief.rule_of`). So this says how
    far a policy hangs on its luck; what a team did beyond its rule, customer by customer, is not in it.

    Returns
    -------
    DataFrame
        Indexed by ``team``: ``score_cny``, the policy's under the class's luck; ``mean_cny``, ``lowest_cny``, ``highest_cny`` under the others;
        ``first``, in how many of them it came first. ``attrs["lucks"]`` says how many there are.
    """
    seeds = [hash_of("credit game, other luck", next(iter(games.values())).seed, number) for number in range(lucks)]
    rules = {team: by_rule(game, rule_of(game)) for team, game in games.items()}
    scores = pd.DataFrame({team: [_score(games[team], rule, seed) for seed in seeds] for team, rule in rules.items()})
    here = {team: _score(games[team], rule, games[team].seed) for team, rule in rules.items()}
    table = pd.DataFrame({
        "score_cny": pd.Series(here) / 100, "mean_cny": scores.mean() / 100, "lowest_cny": scores.min() / 100,
        "highest_cny": scores.max() / 100, "first": scores.eq(scores.max(axis=1), axis=0).sum(),
    }).rename_axis("team")  # fmt: skip
    table.attrs["lucks"] = lucks
    return table


def _score(game, rule, seed):
    return play_out(rule, seed, game.world, [each.market_days for each in game.quarters]).score_fen


def yardsticks(games, best=None, kicks=12):
    """The class's best and middle team beside the simple policies, the best fixed one, and the best plan in hindsight, all under the class's luck (CNY).

    Parameters
    ----------
    games : dict
    best : str, optional
        From :func:`best_team`.
    kicks : int
        How long the best plan is searched for: 12 take a few seconds.

    Returns
    -------
    DataFrame
        ``who`` and ``score_cny``, best first.
    """
    best = best or best_of(games)
    game = games[best]
    days = [each.market_days for each in game.quarters]
    hindsight = best_with_hindsight(game.seed, game.world, days, [each.decisions for each in games.values()], kicks)
    middle = sorted(one.score_fen for one in games.values())[len(games) // 2]
    rows = [
        (say(f"best team: {best}", f"最好的一组：{best}"), game.score_fen),
        (say("the class's middle team", "全班居中的组"), middle),
        *((player_name(key), each.score_fen) for key, each in rivals(game, days).items()),
        (player_name(HINDSIGHT), hindsight.score_fen),
    ]
    table = pd.DataFrame(rows, columns=["who", "score_fen"]).sort_values("score_fen", ascending=False, kind="stable")
    table["score_cny"] = table.pop("score_fen") / 100
    return table.reset_index(drop=True)


def failures(games):
    """Who failed, when, and what it cost each team (CNY): the same customers for all, since the luck is the same.

    Returns
    -------
    DataFrame
        One row a customer that failed: ``customer``, ``letter`` (its credit class), ``quarter``; ``signs_before``, how many warning signs it showed at
        each close before, the first one before the game; then a column for each team.
    """
    first = next(iter(games.values()))
    known, signs = {each.id: each for each in first.world.customers}, _signs_at_each_close(first)
    rows = [
        {
            "customer": known[name].name, "letter": known[name].credit_class, "quarter": quarter.number,
            "signs_before": " ".join(str(close[name]) for close in signs[: quarter.number]),
            **{team: game.quarters[quarter.number - 1].trades[name].written_off / 100 for team, game in games.items()},
        }
        for quarter in first.quarters
        for name in quarter.failed
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["customer", "letter", "quarter", "signs_before", *games])


def _signs_at_each_close(game):
    """The warning signs of every customer at the close of each quarter, from the one before the game on."""
    other, found = Game(game.seed, game.world), []
    for quarter in [*game.quarters, None]:
        found.append({each.id: other.signs(each.id) for each in game.world.customers})
        if quarter:
            other.play(quarter.decision, market_days=quarter.market_days)
    return found


def signs_kept(games):
    """How often so many warning signs were followed by a failure: the same for all teams.

    Returns
    -------
    DataFrame
        Indexed by ``signs``: ``shown``, how often a customer still there showed so many at a close before the last; ``failed_next``, how many of these
        failed in the next quarter.
    """
    first, gone, found = next(iter(games.values())), set(), []
    for quarter, close in zip(first.quarters, _signs_at_each_close(first), strict=False):
        found += [(signs, name in quarter.failed) for name, signs in close.items() if name not in gone]
        gone |= set(quarter.failed)
    table = pd.DataFrame(found, columns=["signs", "failed_next"]).groupby("signs")["failed_next"].agg(["size", "sum"])
    return table.set_axis(["shown", "failed_next"], axis=1)


def failures_in_short(games):
    """The failures, with what they cost the team that lost most and the one that lost least (CNY).

    Returns
    -------
    DataFrame
        ``customer``, ``letter`` (its credit class), ``quarter``, ``signs_before``, ``most_by`` and ``most_cny``, ``least_by`` and ``least_cny``.
    """
    whole = failures(games)
    costs = whole[list(games)].astype(float)
    short = whole[["customer", "letter", "quarter", "signs_before"]].copy()
    if len(short):
        short["most_by"], short["most_cny"] = costs.idxmax(axis=1), costs.max(axis=1)
        short["least_by"], short["least_cny"] = costs.idxmin(axis=1), costs.min(axis=1)
    return short


def policy_in_short(games):
    """What each team did on average, beside its score: what stands on the board when teams explain themselves.

    Returns
    -------
    DataFrame
        Indexed by ``team``: ``days_a`` to ``days_d`` (mean credit days of each class), ``limit_percent``, ``effort`` (means),
        ``stops`` (customers stopped, all quarters together), ``score_cny``.
    """
    return pd.DataFrame({team: _in_short(game) for team, game in games.items()}).T.rename_axis("team")


def _in_short(game):
    from casekit.simulations.class_play import days_of

    played = [one.as_dict() for one in game.decisions]
    days = {f"days_{name.lower()}": _mean(days_of(one["terms"][name]) for one in played) for name in game.world.classes}
    return days | {
        "limit_percent": _mean(one["limit_percent"] for one in played), "effort": _mean(one["effort"] for one in played),
        "stops": sum(len(one["stop"]) for one in played), "score_cny": game.score_fen / 100,
    }  # fmt: skip


def _mean(values):
    values = list(values)
    return sum(values) / len(values)


# Questions ----------------------------------------------------------------------------------------------


def questions(games, gains, luck, best=None):
    """Questions for the discussion, with the class's own numbers in them.

    Parameters
    ----------
    games : dict
    gains : DataFrame
        From :func:`decisive`.
    luck : DataFrame
        From :func:`other_luck`.
    best : str, optional
        From :func:`best_team`.

    Returns
    -------
    list of str
    """
    best, found = best or best_of(games), []
    if len(gains):
        last = gains["behind_cny"].idxmax()
        found.append(say(f"{last} ended {_yuan(gains.at[last, 'behind_cny'])} CNY behind {best}. Which line of “where the money went” explains most of it?",
                         f"{last}最后落后{best} {_yuan(gains.at[last, 'behind_cny'])} 元。“钱去了哪里”一表中，哪一项最能解释这个差距？"))  # fmt: skip
        columns = gains.drop(columns="behind_cny").stack()
        team, lever = columns.idxmax()
        if columns.max() > 0:
            found.append(say(f"With {best}'s {lever_words(lever)}, and the same luck, {team} would have earned {_yuan(columns.max())} CNY more. What did {team} hope for instead? Could it have known?",
                             f"运气不变，只把{lever_words(lever)}换成{best}的做法，{team}就能多赚 {_yuan(columns.max())} 元。{team}当时图的是什么？事先能知道吗？"))  # fmt: skip
        if columns.min() < 0:
            team, lever = columns.idxmin()
            found.append(say(f"In one thing it would have been a mistake to copy the best team: with {best}'s {lever_words(lever)}, {team} would have earned {_yuan(-columns.min())} CNY less. How can that be?",
                             f"也有不该照搬的地方：只把{lever_words(lever)}换成{best}的做法，{team}反而少赚 {_yuan(-columns.min())} 元。为什么？"))  # fmt: skip
    lost = failures(games)
    if len(lost):
        row = lost.loc[lost[list(games)].sum(axis=1).idxmax()]
        most, least = row[list(games)].astype(float).idxmax(), row[list(games)].astype(float).idxmin()
        found.append(say(f"{row['customer']} (class {row['letter']}) failed in quarter {row['quarter']}. It cost {most} {_yuan(row[most])} CNY, {least} {_yuan(row[least])} CNY. What had it shown before (signs at each close: {row['signs_before']})?",
                         f"{row['customer']}（{row['letter']} 级）在第 {row['quarter']} 季倒闭，{most}损失 {_yuan(row[most])} 元，{least}损失 {_yuan(row[least])} 元。事先有没有征兆（各季末预警信号个数：{row['signs_before']}）？"))  # fmt: skip
    found.append(say(f"Under {luck.attrs['lucks']} other lucks the same policies would have put {best} first {luck.at[best, 'first']} of {luck.attrs['lucks']} times. How much of the league table is skill?",
                     f"换 {luck.attrs['lucks']} 种运气，各组政策不变，{best}有 {luck.at[best, 'first']} 次排第一。名次里有多少是本事？"))  # fmt: skip
    found.append(say("The best plan was found with hindsight: it knows who fails and when. Which part of it could a desk have known?",
                     "最优方案是事后求出来的，知道谁会倒闭、何时倒闭。其中哪些是信用岗当时就能知道的？"))  # fmt: skip
    return found


def _yuan(amount):
    return look.half_up(amount, 0)


def lever_words(lever):
    """What a lever is called."""
    return {
        "terms": say("credit terms", "信用条件"), "limit_percent": say("credit limits", "信用额度"),
        "effort": say("collection effort", "收账力度"), "stop": say("stops of shipments", "停止发货的决定"),
    }[lever.removesuffix("_cny")]  # fmt: skip
