"""The pictures of the class game: the league table, where the money went, skill and luck."""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.look import on_figure
from casekit.simulations.class_league import part_words


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
    return say("A bar to the right is money earned, net of what more is set aside for open receivables than at the start; pale and hatched bars are robots.",
               "横条向右表示赚到的钱，已扣除为未收账款留的准备；浅色斜纹是机器人。")  # fmt: skip


def _unseen(table):
    """Every team's place and score, for those who cannot see the picture."""
    lines = [
        say(f"{row.place} {team}{_robot(row.player)}: {_yuan(row.score_cny)} yuan", f"第 {row.place} 名 {team}{_robot(row.player)}：{_yuan(row.score_cny)} 元")
        for team, row in table.iterrows()
    ]  # fmt: skip
    return say("; ", "；").join(lines) + say(".", "。")


def _yuan(amount):
    return look.half_up(amount, 0).replace("-", "−")


def _robot(who):
    return "" if who == "team" else say(f" (robot, {who})", f"（机器人，{who}）")


def plot_money(table):
    """Where the money went: of each team's margin, what was lost to what, and what was left.

    Parameters
    ----------
    table : DataFrame
        From :func:`casekit.simulations.class_league.money`.
    """
    return _plot_money(table)


_LOOKS = {  # what was lost to what: colour and hatching
    "written_off_cny": (look.ORANGE, ""), "capital_cost_cny": (look.BLUE, ""), "discounts_cny": (look.GREEN, "//"),
    "collection_cost_cny": (look.PALE, ".."), "complaint_cost_cny": (look.INK, ""), "open_book_cny": ("#8a6bb1", "\\\\"),
}  # fmt: skip


@look.drawing
def _plot_money(table):
    table = table.sort_values("score_cny", ascending=False, kind="stable")
    looks = {name: how for name, how in _LOOKS.items() if (table[name] < 0).any()} or {"written_off_cny": _LOOKS["written_off_cny"]}
    ax = look.axes(height=1.9 + 0.42 * len(table))
    left = pd.Series(0.0, table.index)
    for name, (colour, hatch) in looks.items():
        part = (-table[name]).clip(lower=0) / 10_000
        ax.barh(range(len(table)), part, left=left, color=colour, hatch=hatch, edgecolor="white", height=0.64, label=part_words(name))
        left += part
    ax.set_yticks(range(len(table)), table.index)
    ax.invert_yaxis()
    ax.set_xlabel(on_figure("10,000 CNY", "万元"))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.62 / (0.42 * len(table) + 0.6)), ncols=3, frameon=False)
    sums = table[list(looks)].clip(upper=0).sum()
    worst = sums.idxmin()
    look.title(ax, on_figure(f"Most was lost to {part_words(worst)}", f"损失最大的一项：{part_words(worst)}"),
               on_figure("what each team lost, best team on top", "各组的损失构成，得分高的在上"))  # fmt: skip
    read = say("A bar is what credit cost a team; its parts are what it was lost to. A longer bar can still be the better business, if it sold more: compare with the scores.",
               "一条横条是一个组为赊销付出的代价，各段是去向。横条长不一定差：卖得多也会长，要对照得分。")  # fmt: skip
    return look.read_this(ax, read, _money_unseen(table, list(looks)))


def _money_unseen(table, lost):
    lines = [
        f"{team}{say(': ', '：')}" + say(", ", "，").join(f"{part_words(name)} {_yuan(-row[name] if row[name] else 0)}" for name in lost)
        for team, row in table.iterrows()
    ]
    return say("; ", "；").join(lines) + say(" (CNY).", "（元）。")


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
    ax.plot(table["score_cny"], at, "D", color=look.ORANGE, markersize=8, linestyle="none", label=on_figure("under the class's luck", "课堂上的运气"))
    ax.set_yticks(at, table.index)
    ax.invert_yaxis()
    ax.margins(y=0.08)
    ax.set_xlabel(on_figure("score (10,000 CNY)", "得分（万元）"))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.62 / (0.36 * len(table) + 0.6)), ncols=3, frameon=False)
    look.title(ax, _luck_found(table["score_cny"] - table["mean_cny"]), on_figure("the same policies under other luck", "政策不变，运气换过"))
    read = say("The diamond is what a team's policy brings under the class's luck, the grey band what it brings under other luck, the upright mark their mean. A diamond to the right of the mark: this luck suited the policy.",
               "菱形是该组政策在课堂运气下的得分，灰带是换运气后的范围，竖线是平均。菱形在竖线右边，说明这一局的运气对该组政策有利。")  # fmt: skip
    return look.read_this(ax, read, _luck_unseen(table))


def _luck_found(beyond):
    """The finding: whose policy the class's luck, the same for all, suited best, or hurt most."""
    if (beyond < 0).all():
        return on_figure(f"This luck hurt every policy, {beyond.idxmin()}'s most", f"这一局的运气对各组政策都不利，{beyond.idxmin()}受损最大")
    return on_figure(f"This luck suited {beyond.idxmax()}'s policy best", f"这一局的运气对{beyond.idxmax()}的政策最有利")


def _luck_unseen(table):
    def wan(value):
        return look.half_up(value, 1).replace("-", "−")

    lines = [
        say(f"{team}: {wan(row.score_cny)}, mean {wan(row.mean_cny)}, from {wan(row.lowest_cny)} to {wan(row.highest_cny)}",
            f"{team}：{wan(row.score_cny)}，平均 {wan(row.mean_cny)}，{wan(row.lowest_cny)}～{wan(row.highest_cny)}")
        for team, row in table.iterrows()
    ]  # fmt: skip
    return say("; ", "；").join(lines) + say(" (10,000 CNY).", "（万元）。")
