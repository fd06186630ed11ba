"""The debrief of a class game, out of the class's own rounds.

Everything is played again under the class's own luck: what another decision would have brought, what the best plan would have
brought, and what the same plans bring under other luck. Nothing here says what somebody should have known.
"""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused
from casekit.look import on_figure
from casekit.simulations.class_league import part_words
from casekit.simulations.class_play import Decision, Game
from casekit.simulations.class_sheet import hash_of
from casekit.simulations.credit_rivals import POLICIES, play_out
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


def best_of(games):
    """The team with the best score; of several, the first of the class."""
    return max(games, key=lambda team: games[team].score_fen)


def decisive(games):
    """What each team would have gained by deciding one thing as the best team did, under the same luck (CNY).

    The levers act on one another, so their gains do not add up to the distance.

    Returns
    -------
    DataFrame
        Indexed by ``team``, without the best: ``terms_cny``, ``limit_percent_cny``, ``effort_cny``, ``stop_cny``, and ``behind_cny``, the
        distance to the best.
    """
    best = games[best_of(games)]
    rows = {team: _gains(game, best) for team, game in games.items() if game is not best}
    return pd.DataFrame(rows).T.rename_axis("team") / 100


def _gains(game, best):
    gains = {
        f"{lever}_cny": again(game, with_lever(game.decisions, best.decisions, lever)).score_fen - game.score_fen
        for lever in LEVERS
    }
    return gains | {"behind_cny": best.score_fen - game.score_fen}


def other_luck(games, lucks=20):
    """The same plans under other luck: every team's eight decisions as they were, whatever happens.

    A team would have answered to other events, above all in whom it stops; so this says how far a plan depends on its luck, not how good
    a team is.

    Returns
    -------
    DataFrame
        Indexed by ``team``: ``score_cny`` under the class's luck; ``mean_cny``, ``lowest_cny``, ``highest_cny`` under the others;
        ``first``, in how many of them it came first. ``attrs["lucks"]`` says how many there are.
    """
    seeds = [hash_of("credit game, other luck", next(iter(games.values())).seed, number) for number in range(lucks)]
    scores = pd.DataFrame({team: [again(game, seed=seed).score_fen for seed in seeds] for team, game in games.items()})
    first = scores.eq(scores.max(axis=1), axis=0).sum()
    table = pd.DataFrame({
        "score_cny": pd.Series({team: game.score_fen for team, game in games.items()}) / 100,
        "mean_cny": scores.mean() / 100, "lowest_cny": scores.min() / 100, "highest_cny": scores.max() / 100, "first": first,
    }).rename_axis("team")  # fmt: skip
    table.attrs["lucks"] = lucks
    return table


def yardsticks(games):
    """The class beside three simple policies and the best plan in hindsight, all under the class's luck (CNY).

    Returns
    -------
    DataFrame
        ``who`` and ``score_cny``, best first.
    """
    game = games[best_of(games)]
    rows = [(say(f"best team: {best_of(games)}", f"第一名：{best_of(games)}"), game.score_fen)]
    rows += [(policy.name, play_out(policy, game.seed, game.world).score_fen) for policy in POLICIES.values()]
    rows.append((say("best plan found with hindsight", "事后求得的最佳方案"), best_with_hindsight(game.seed, game.world).score_fen))
    rows.append((say("the class's middle team", "居中的组"), sorted(one.score_fen for one in games.values())[len(games) // 2]))
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


def questions(games, gains, luck):
    """Questions for the discussion, with the class's own numbers in them.

    Parameters
    ----------
    games : dict
    gains : DataFrame
        From :func:`decisive`.
    luck : DataFrame
        From :func:`other_luck`.

    Returns
    -------
    list of str
    """
    best, found = best_of(games), []
    if len(gains):
        last = gains["behind_cny"].idxmax()
        found.append(say(f"{last} ended {_yuan(gains.at[last, 'behind_cny'])} yuan behind {best}. Which line of “where the money went” explains most of it?",
                         f"{last}最后落后{best} {_yuan(gains.at[last, 'behind_cny'])} 元。“钱花到哪里去了”一表中，哪一项最能解释这个差距？"))  # fmt: skip
        columns = gains.drop(columns="behind_cny").stack()
        team, lever = columns.idxmax()
        if columns.max() > 0:
            found.append(say(f"With {best}'s {lever_words(lever)}, and the same luck, {team} would have earned {_yuan(columns.max())} yuan more. What did {team} hope for instead? Could it have known?",
                             f"运气不变，只把{lever_words(lever)}换成{best}的做法，{team}就能多赚 {_yuan(columns.max())} 元。{team}当时图的是什么？事先能知道吗？"))  # fmt: skip
        if columns.min() < 0:
            team, lever = columns.idxmin()
            found.append(say(f"In one thing it would have been a mistake to copy the best team: with {best}'s {lever_words(lever)}, {team} would have earned {_yuan(-columns.min())} yuan less. How can that be?",
                             f"也有不该照搬第一名的地方：只把{lever_words(lever)}换成{best}的做法，{team}反而少赚 {_yuan(-columns.min())} 元。为什么？"))  # fmt: skip
    lost = failures(games)
    if len(lost):
        row = lost.loc[lost[list(games)].sum(axis=1).idxmax()]
        most, least = row[list(games)].astype(float).idxmax(), row[list(games)].astype(float).idxmin()
        found.append(say(f"{row['customer']} (class {row['letter']}) failed in quarter {row['quarter']}. It cost {most} {_yuan(row[most])} yuan, {least} {_yuan(row[least])}. What had it shown before (signs at each close: {row['signs_before']})?",
                         f"{row['customer']}（{row['letter']} 级）在第 {row['quarter']} 季倒闭，{most}损失 {_yuan(row[most])} 元，{least}损失 {_yuan(row[least])} 元。事先有没有征兆（各季末预警信号个数：{row['signs_before']}）？"))  # fmt: skip
    found.append(say(f"Under {luck.attrs['lucks']} other lucks the same plans would have put {best} first {luck.at[best, 'first']} of {luck.attrs['lucks']} times. How much of the league table is skill?",
                     f"换 {luck.attrs['lucks']} 种运气，各组方案不变，{best}有 {luck.at[best, 'first']} 次排第一。名次里有多少是本事？"))  # fmt: skip
    found.append(say("The best plan was found with hindsight: it knows who fails and when. Which part of it could a desk have known?",
                     "最佳方案是事后求出来的，知道谁会倒闭、何时倒闭。其中哪些是信用岗当时就能知道的？"))  # fmt: skip
    return found


def _yuan(amount):
    return look.half_up(amount, 0)


def lever_words(lever):
    """What a lever is called."""
    return {
        "terms": say("credit terms", "信用条件"), "limit_percent": say("credit limits", "信用额度"),
        "effort": say("collection effort", "催收力度"), "stop": say("stops of shipments", "停止发货的决定"),
    }[lever.removesuffix("_cny")]  # fmt: skip


# Pictures -----------------------------------------------------------------------------------------------


def plot_money(table):
    """Where the money went: of each team's margin, what was lost to what, and what was left.

    Parameters
    ----------
    table : DataFrame
        From :func:`casekit.simulations.class_league.money`.
    """
    return _plot_money(table)


@look.drawing
def _plot_money(table):
    table = table.sort_values("score_cny", ascending=False, kind="stable")
    lost = ["written_off_cny", "capital_cost_cny", "discounts_cny", "collection_cost_cny", "complaint_cost_cny", "open_book_cny"]
    colours = (look.ORANGE, look.BLUE, look.GREEN, look.PALE, look.INK, "#8a6bb1")
    hatches = ("", "", "//", "..", "", "\\\\")
    ax = look.axes(height=1.9 + 0.42 * len(table))
    left = pd.Series(0.0, table.index)
    for name, colour, hatch in zip(lost, colours, hatches, strict=True):
        part = (-table[name]).clip(lower=0) / 10_000
        ax.barh(range(len(table)), part, left=left, color=colour, hatch=hatch, edgecolor="white", height=0.64, label=_on_figure(name))
        left += part
    ax.set_yticks(range(len(table)), table.index)
    ax.invert_yaxis()
    ax.set_xlabel(on_figure("10,000 CNY", "万元"))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.62 / (0.42 * len(table) + 0.6)), ncols=3, frameon=False)
    sums = table[lost].clip(upper=0).sum()
    worst = sums.idxmin()
    look.title(ax, on_figure(f"Most was lost to {part_words(worst)}", f"损失最大的一项：{part_words(worst)}"),
               on_figure("what each team lost, best team on top", "各组的损失构成，第一名在最上"))  # fmt: skip
    read = say("A bar is what credit cost a team; its parts are what it was lost to. A longer bar can still be the better business, if it sold more: compare with the scores.",
               "一条横条是一个组为赊销付出的代价，各段是去向。横条长不一定差：卖得多也会长，要对照得分。")  # fmt: skip
    return look.read_this(ax, read, _money_unseen(table, lost))


def _on_figure(column):
    return part_words(column)


def _money_unseen(table, lost):
    lines = [
        f"{team}{say(': ', '：')}" + say(", ", "，").join(f"{part_words(name)} {look.half_up(-row[name] if row[name] else 0, 0)}" for name in lost)
        for team, row in table.iterrows()
    ]
    return say("; ", "；").join(lines) + say(" (yuan).", "（元）。")


def plot_luck(table):
    """Each team's score, and the span of the same plan under other luck.

    Parameters
    ----------
    table : DataFrame
        From :func:`other_luck`.
    """
    return _plot_luck(table)


@look.drawing
def _plot_luck(table):
    table = table.sort_values("score_cny", ascending=False, kind="stable") / {name: 10_000 if name.endswith("_cny") else 1 for name in table}
    ax = look.axes(height=1.7 + 0.36 * len(table))
    at = list(range(len(table)))
    ax.hlines(at, table["lowest_cny"], table["highest_cny"], color=look.PALE, linewidth=7, label=on_figure("span under other luck", "换运气后的范围"))
    ax.plot(table["mean_cny"], at, "|", color=look.INK, markersize=14, markeredgewidth=2, linestyle="none", label=on_figure("mean under other luck", "换运气后的平均"))
    ax.plot(table["score_cny"], at, "D", color=look.ORANGE, markersize=8, linestyle="none", label=on_figure("in class", "课堂上"))
    ax.set_yticks(at, table.index)
    ax.invert_yaxis()
    ax.margins(y=0.08)
    ax.set_xlabel(on_figure("score (10,000 CNY)", "得分（万元）"))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.62 / (0.36 * len(table) + 0.6)), ncols=3, frameon=False)
    look.title(ax, _luck_found(table["score_cny"] - table["mean_cny"]), on_figure("the same decisions under other luck", "决策不变，运气换过"))
    read = say("The diamond is the score in class, the grey band what the same decisions bring under other luck, the upright mark their mean. A diamond to the right of the mark had luck.",
               "菱形是课堂得分，灰带是同样的决策换运气后的范围，竖线是平均。菱形在竖线右边，说明运气好。")  # fmt: skip
    return look.read_this(ax, read, _luck_unseen(table))


def _luck_found(beyond):
    """The finding: for whom the class's luck was better than usual, or worse."""
    if (beyond < 0).all():
        return on_figure(f"Worse luck than usual for all, most of all for {beyond.idxmin()}", f"各组运气都差，{beyond.idxmin()}最差")
    return on_figure(f"Luck was kindest to {beyond.idxmax()}", f"运气最好的是{beyond.idxmax()}")


def _luck_unseen(table):
    def wan(value):
        return look.half_up(value, 1)

    lines = [
        say(f"{team}: {wan(row.score_cny)}, mean {wan(row.mean_cny)}, from {wan(row.lowest_cny)} to {wan(row.highest_cny)}",
            f"{team}：{wan(row.score_cny)}，平均 {wan(row.mean_cny)}，{wan(row.lowest_cny)}～{wan(row.highest_cny)}")
        for team, row in table.iterrows()
    ]  # fmt: skip
    return say("; ", "；").join(lines) + say(" (10,000 yuan).", "（万元）。")
