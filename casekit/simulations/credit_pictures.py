"""The debrief in three pictures: the ranking, where the money went, skill and luck."""

import numpy as np

from casekit import look
from casekit.core.language import say
from casekit.look import on_figure
from casekit.simulations.credit_debrief import STEPS, YOURS, player_name, step_name


@look.drawing
def plot_ranking(told, ax=None):
    """The scores under the same luck, yours marked.

    Parameters
    ----------
    told : Debrief

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    table = told.ranking[::-1]
    ax = look.axes(ax, height=3.9)
    scores = table["score_cny"].to_numpy() / _unit()
    colours = [look.BLUE if key == YOURS else look.PALE for key in table.index]
    ax.barh(np.arange(len(table)), scores, color=colours, height=0.62)
    reach = max(abs(scores).max(), 1e-9)
    for place, score in enumerate(scores):
        ax.text(score + 0.015 * reach * (1 if score >= 0 else -1), place, _amount(score), va="center", ha="left" if score >= 0 else "right")
    ax.axvline(0, color=look.INK, linewidth=1)
    ax.set_yticks(np.arange(len(table)), [player_name(key) for key in table.index])
    ax.set_xlim(min(scores.min(), 0) - 0.24 * reach * (scores.min() < 0), max(scores.max(), 0) + 0.2 * reach)
    ax.set(xlabel=_label("score", "得分"))
    ax.grid(visible=False, axis="y")
    place = list(told.ranking.index).index(YOURS) + 1
    better = len(told.ranking) - place
    look.title(
        ax, on_figure(f"You beat {better} of {len(table) - 1} others", f"{len(table) - 1} 个对照方案中，你超过了 {better} 个"),
        on_figure("Score of eight quarters under the same luck", "同样运气下八个季度的得分"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say("Each bar is one way to run the desk, with the same customers meeting the same fates; the blue one is yours. The best plan with hindsight knows them beforehand, which nobody can; "
            f"it is the best that was found, and no plan at all could earn more than {_worded(told.bound_cny)}.",
            "每根横条是一种经营办法，客户和他们的遭遇完全相同，蓝色是你的。“事后最优方案”预先知道谁会出事，现实中没有人做得到；"
            f"它是找到的最好方案，而任何方案都不可能超过 {_worded(told.bound_cny)}。"),
        _listed((player_name(key), table.loc[key, "score_cny"]) for key in told.ranking.index),
    )  # fmt: skip


@look.drawing
def plot_money(told, key=YOURS, ax=None):
    """Where the money went: from the margin on all orders, step by step, to the score of a player."""
    steps = told.money[key]
    ax = look.axes(ax, height=4.3)
    shown = [*STEPS, "score"]
    amounts = np.array([steps[each] for each in shown]) / _unit()
    ends = np.cumsum(amounts[:-1])
    starts = np.concatenate([[0], ends[:-1], [0]])
    colours = [look.BLUE, *[look.ORANGE if each < 0 else look.GREEN for each in amounts[1:-1]], look.BLUE]
    places = np.arange(len(shown))[::-1]
    ax.barh(places, amounts, left=starts, color=colours, height=0.62)
    reach = max(abs(np.concatenate([starts, starts + amounts])))
    for place, start, amount in zip(places, starts, amounts, strict=True):
        ax.text(max(start, start + amount) + 0.012 * reach, place, _amount(amount), va="center")
    ax.axvline(0, color=look.INK, linewidth=1)
    ax.set_yticks(places, [step_name(each) for each in shown])
    low = min(np.concatenate([starts, starts + amounts]).min(), 0)
    ax.set_xlim(low - 0.04 * reach * (low < 0), 1.16 * reach)
    ax.set(xlabel=_label("amount", "金额"))
    ax.grid(visible=False, axis="y")
    most = min(STEPS[1:-1], key=lambda each: steps[each])
    look.title(
        ax, on_figure(f"The largest leak: {step_name(most)}", f"损失最大的一项：{step_name(most)}"),
        on_figure(f"From the margin on all orders to the score: {player_name(key)}", f"从全部订单的毛利到得分：{player_name(key)}"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say("The first bar is what all orders would have brought; each bar below it takes away or adds; the last is the score, and the steps add up to it. The largest of the losses, fixed cost aside, is named in the title.",
            "第一根是全部订单本可带来的毛利，往下每一根减去或加上一项，最后一根是得分，各项相加正好等于它。标题写的是固定费用以外减得最多的一项。"),
        _listed((step_name(each), steps[each]) for each in shown),
    )  # fmt: skip


@look.drawing
def plot_luck(told, ax=None):
    """Your policy under other luck: how often it would have come out so, and where this game lies."""
    ax = look.axes(ax, height=3.6)
    scores, yours = told.luck.to_numpy() / _unit(), told.parts.loc["score", "part_cny"] / _unit()
    ax.hist(scores, bins=20, color=look.PALE, edgecolor="white")
    top = ax.get_ylim()[1]
    par = told.parts.loc["par", "part_cny"] / _unit()
    for value, colour, style, words, height in (
        (yours, look.BLUE, "-", on_figure("this game", "这一局"), 1.12),
        (scores.mean(), look.INK, "--", on_figure("your average", "你的平均"), 1.30),
        (par, look.ORANGE, ":", on_figure("average of the best fixed policy", "最好的固定政策的平均"), 1.48),
    ):
        ax.plot([value, value], [0, height * top - 0.05 * top], style, color=colour, linewidth=2)
        ax.text(value, height * top, f"{words} {_amount(value)}", color=colour, ha="center", va="center", bbox=look.CLEAR)
    span = [scores.min(), scores.max(), yours, par]
    pad = 0.3 * (max(span) - min(span))
    ax.set(xlim=(min(span) - pad, max(span) + pad), ylim=(0, 1.6 * top), xlabel=_label("score", "得分"))
    ax.set(ylabel=on_figure("games", "局数"))
    below = int((scores < yours).sum())
    look.title(
        ax, on_figure(f"Of {len(scores)} other runs of your policy, {below} score less", f"你的政策另做 {len(scores)} 局，{below} 局得分更低"),
        on_figure("Scores of your policy under other luck", "你的政策在别的运气下的得分"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say("The grey columns count games: your terms, limits and effort, and your rule of stopping, under other luck. Where the line of this game lies far to the right of your average, luck helped, or single decisions did (the table keeps the two apart). As far as your average lies to the left of the orange line, so much more the best fixed policy brings on average.",
            "灰柱是局数：条件、额度、收账力度和停止发货的规则都照你的，只换运气。“这一局”远在“你的平均”右边，是运气帮了忙，或者逐户决定做得好（上表把两者分开）。“你的平均”在橙线左边多远，就是平均比最好的固定政策少赚多少。"),
    )  # fmt: skip


def _unit():
    """CNY of one unit of the drawings."""
    return on_figure(1e3, 1e4)


def _label(en, zh):
    return on_figure(f"{en} (thousand CNY)", f"{zh}（万元）")


def _amount(value):
    return look.half_up(value, on_figure(0, 1)).replace("-", "−")


def _listed(pairs):
    """Names and amounts (CNY) in words, for those who cannot see the picture."""
    return say("; ", "；").join(f"{name}{say(': ', '：')}{_worded(cny)}" for name, cny in pairs) + say(".", "。")


def _worded(cny):
    amount = look.half_up(cny / say(1_000, 10_000), say(0, 1)).replace("-", "−")
    return say(f"{amount} thousand CNY", f"{amount} 万元")
