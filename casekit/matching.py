"""Like with like (同类相比): two groups compared within kinds, so that a better mix is not taken for a better group.

``win_rates`` counts one column's groups, ``by_kind`` two groups kind by kind; ``common_odds`` puts the kinds together into one odds ratio with its interval;
``times_odds`` turns an odds ratio into a rate, ``gains`` into money. Odds (发生比) are wins over losses: a rate of 20 % has odds 20 : 80 = 0.25.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in, flags_in
from casekit.core.language import say
from casekit.errors import Refused, Undefined, require_columns
from casekit.look import on_figure

# Formulas -----------------------------------------------------------------------------------------------


def win_rates(deals, by, value=None):
    """What share of the prospects was won, group by group: by count and, if wanted, by value.

    Parameters
    ----------
    deals : DataFrame
        One row a prospect, decided: ``won`` (yes or no), the column ``by``, and the column ``value`` (CNY) if one is named.
    by, value : str
        Names of columns.

    Returns
    -------
    DataFrame
        Indexed by ``by``, in order: ``seen``, ``won``, ``won_share``; with a ``value`` also ``value_won_share``, the value won over all
        of it, missing with a ``reason`` where there is none.

    Raises
    ------
    Refused
        A column is missing, or a cell in it that must hold an amount, or yes or no.
    """
    require_columns(deals, by, "won", *([value] if value else []))
    won = flags_in(deals, "won")
    counted = {"won": won}
    if value:
        counted["all"] = amounts_in(deals, value)
        counted["of_won"] = counted["all"] * won
    groups = pd.DataFrame(counted).groupby(deals[by].to_numpy())
    sums, seen = groups.sum(), groups.size()
    table = pd.DataFrame({"seen": seen, "won": sums["won"], "won_share": sums["won"] / seen}).rename_axis(by)
    if value:
        table["value_won_share"] = sums["of_won"] / sums["all"].where(sums["all"] > 0)
        if table["value_won_share"].isna().any():
            table["reason"] = np.where(table["value_won_share"].isna(), say("no value", "没有金额"), "")
    return look.labelled(table, **_headings())


def by_kind(cases, group, kind, won="won"):
    """Count two groups kind by kind: how many are there of each, and how many of them were won?

    Parameters
    ----------
    cases : DataFrame
        One row a case, decided: the columns ``group`` and ``won`` hold yes or no, ``kind`` names what must be alike.
    group, kind, won : str
        Names of the columns.

    Returns
    -------
    DataFrame
        Indexed by ``kind``, in order: ``group_cases``, ``group_won``, ``other_cases``, ``other_won``; ``group_rate`` and
        ``other_rate``, won over cases; ``odds_ratio``, the odds of the group over those of the others. Missing where there is
        nothing to divide by, with a column ``reason``.

    Raises
    ------
    Refused
        A column is missing, a kind is, or a cell that must be yes or no is neither.

    Examples
    --------
    >>> cases = pd.DataFrame({"kind": list("aaaabbbb"), "new": [1, 1, 0, 0] * 2, "won": [1, 0, 1, 0, 1, 1, 1, 0]})
    >>> by_kind(cases, "new", "kind").drop(columns="reason").loc["a"].tolist()
    [2.0, 1.0, 2.0, 1.0, 0.5, 0.5, 1.0]
    """
    require_columns(cases, group, kind, won)
    codes, kinds = pd.factorize(cases[kind], sort=True)
    _refuse_no_kind(cases, codes, kind)
    of_group, is_won, m = flags_in(cases, group), flags_in(cases, won), len(kinds)
    counts = {
        f"{name}_{what}": np.bincount(codes[rows], minlength=m)
        for name, inside in (("group", of_group), ("other", ~of_group))
        for what, rows in (("cases", inside), ("won", inside & is_won))
    }
    return _with_rates(pd.DataFrame(counts, index=pd.Index(kinds, name=kind)))


def common_odds(kinds):
    """One odds ratio for all kinds, compared within each (Mantel and Haenszel 1959), with its 95 % interval.

    Parameters
    ----------
    kinds : DataFrame
        As :func:`by_kind` gives it: ``group_cases``, ``group_won``, ``other_cases``, ``other_won``.

    Returns
    -------
    Series
        ``odds_ratio``, ``low``, ``high``. In each kind, wins of the group times losses of the others, divided by the cases of the kind;
        added up, and over the same with the groups exchanged. The interval is that of Robins, Breslow and Greenland (1986). It takes the
        ratio to be the same in every kind, and what is not in the table to be alike.

    Raises
    ------
    Undefined
        No kind has cases of both groups with wins and losses to compare.
    Refused
        A column is missing, or there are more wins than cases.

    Examples
    --------
    >>> kinds = pd.DataFrame({"group_cases": [10, 40], "group_won": [2, 30], "other_cases": [40, 10], "other_won": [4, 6]})
    >>> common_odds(kinds).round(2).tolist()
    [2.09, 0.66, 6.58]
    """
    a, b, c, d = _four(kinds)
    n = np.where(a + b + c + d > 0, a + b + c + d, 1)
    over, under = a * d / n, b * c / n
    if not (over.sum() > 0 and under.sum() > 0):
        raise Undefined(
            say("no kind has wins and losses of both groups to compare", "没有一类同时有两组的成与败可比")
        )
    alike, unlike = (a + d) / n, (b + c) / n
    spread = (
        (alike * over).sum() / (2 * over.sum() ** 2)
        + (alike * under + unlike * over).sum() / (2 * over.sum() * under.sum())
        + (unlike * under).sum() / (2 * under.sum() ** 2)
    )
    ratio, half = over.sum() / under.sum(), np.exp(1.96 * np.sqrt(spread))
    return pd.Series({"odds_ratio": ratio, "low": ratio / half, "high": ratio * half}, name="common odds")


def gains(kinds, value):
    """What one case of the group brings more than one of the others of its kind, if the odds ratio is the same in every kind.

    Parameters
    ----------
    kinds : DataFrame
        As :func:`by_kind` gives it.
    value : Series
        What a won case is worth, by kind (CNY): gross profit, not sales.

    Returns
    -------
    DataFrame
        Indexed as ``kinds``: ``other_rate``; ``like_rate``, the rate at odds multiplied by the common odds ratio;
        ``more_points``, the second less the first; ``gain_cny``, that times the value; ``gain_low_cny`` and ``gain_high_cny``, the same
        at the two ends of the interval. Only the odds ratio's uncertainty is in them, not that of rates and values. Missing where
        the others have no rate or the kind no value, with a column ``reason``.
    """
    odds, base = common_odds(kinds), kinds["other_won"] / kinds["other_cases"].where(kinds["other_cases"] > 0)
    value = value.reindex(kinds.index)
    like = {name: times_odds(base, odds[name]) for name in odds.index}
    table = pd.DataFrame(
        {"other_rate": base, "like_rate": like["odds_ratio"], "more_points": like["odds_ratio"] - base}
    )
    for name, end in (("gain_cny", "odds_ratio"), ("gain_low_cny", "low"), ("gain_high_cny", "high")):
        table[name] = value * (like[end] - base)
    if table["gain_cny"].isna().any():
        table["reason"] = np.where(
            table["gain_cny"].isna(), say("no rate or no value", "没有成交率或金额"), ""
        )
    return look.labelled(table, **_headings())


def times_odds(rate, factor):
    """The rate whose odds are ``factor`` times those of ``rate``; it stays below 1, whatever the factor.

    >>> round(times_odds(0.20, 5), 3), round(times_odds(0.35, 3), 3)
    (0.556, 0.618)
    """
    return factor * rate / (1 - rate + factor * rate)


# How it is done -----------------------------------------------------------------------------------------


def _with_rates(table):
    a, b, c, d = _four(table)
    one, other = (table[name].where(table[name] > 0) for name in ("group_cases", "other_cases"))
    table["group_rate"], table["other_rate"] = table["group_won"] / one, table["other_won"] / other
    table["odds_ratio"] = np.divide(a * d, b * c, out=np.full(len(table), np.nan), where=b * c > 0)
    missing = table["odds_ratio"].isna()
    if missing.any():
        table["reason"] = np.where(missing, say("no odds to divide by", "没有可以相除的发生比"), "")
    return look.labelled(table, **_headings())


def _headings():
    prospects = say("prospects", "家")
    return {
        "seen": (say("on the list", "列入名单"), prospects),
        "won": (say("won", "成交"), prospects),
        "won_share": (say("share won", "成交率"), "share"),
        "value_won_share": (say("won, of the value", "按金额的成交率"), "share"),
        "group_cases": say("cases", "数量"), "group_won": say("won", "成交"), "other_cases": say("cases, others", "其他数量"),
        "other_won": say("won, others", "其他成交"), "group_rate": (say("rate", "成交率"), "share"), "other_rate": (say("rate, others", "其他的成交率"), "share"),
        "like_rate": (say("rate, like with like", "同类相比的成交率"), "share"), "more_points": (say("more", "多出"), say(*look.POINTS)),
        "gain_cny": (say("worth", "价值"), say("CNY", "元")), "gain_low_cny": (say("at the low end", "按区间下限"), say("CNY", "元")),
        "gain_high_cny": (say("at the high end", "按区间上限"), say("CNY", "元")), "odds_ratio": say("odds ratio", "发生比之比"), "reason": say("remark", "说明"),
    }  # fmt: skip


def _four(kinds):
    """Wins and losses of the group, wins and losses of the others."""
    names = ("group_cases", "group_won", "other_cases", "other_won")
    require_columns(kinds, *names)
    cases, won, others, others_won = (kinds[name].to_numpy(float) for name in names)
    losses, others_lost = cases - won, others - others_won
    if not (np.concatenate([won, losses, others_won, others_lost]) >= 0).all():
        raise Refused(
            say("wins from 0 to the number of cases, in every kind", "每一类的成交数在 0 与总数之间"),
            say("fewer than none lost, or fewer than none won", "有一格小于 0，或大于总数"),
            say("count each case once, and those won among them", "每个只数一次，成交的也在其中"),
        )  # fmt: skip
    return won, losses, others_won, others_lost


def _refuse_no_kind(cases, codes, kind):
    if (codes < 0).any():
        at = int(np.argmax(codes < 0))
        raise Refused(
            say(f"a {kind} in every row", f"每一行都有 {kind}"),
            say(f"none in row {cases.index[at]} ({(codes < 0).sum():,} in all)", f"第 {cases.index[at]} 行没有（共 {(codes < 0).sum()} 行）"),
            say("fill it in, or give those rows a kind of their own", "补上，或把这些行另归一类"),
        )  # fmt: skip


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_kinds(kinds, names, group, others, ax=None):
    """Two dots for each kind, the rates of both groups, and below them those of all kinds together.

    Parameters
    ----------
    kinds : DataFrame
        As :func:`by_kind` gives it.
    names : sequence of str
        What to call each kind, in its order.
    group, others : str
        What to call the two groups.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    counts = ["group_cases", "group_won", "other_cases", "other_won"]
    whole = pd.concat([kinds[counts], kinds[counts].sum().to_frame().T])
    one, other = (100 * whole[f"{name}_won"] / whole[f"{name}_cases"] for name in ("group", "other"))
    ax = look.axes(ax, height=2.2 + 0.42 * len(whole))
    places = np.arange(len(whole))[::-1] - np.where(np.arange(len(whole)) == len(kinds), 0.35, 0)
    ax.hlines(places, one, other, color=look.PALE, linewidth=3, zorder=1)
    ax.plot(one, places, "o", color=look.BLUE, markersize=10)
    ax.plot(other, places, "D", color=look.ORANGE, markerfacecolor="white", markeredgewidth=2, markersize=8)
    ax.axhline(0.3, color=look.PALE, linewidth=1)
    ax.set(
        yticks=places,
        yticklabels=[*names, on_figure("all together", "合在一起")],
        ylim=(-0.85, len(kinds) + 1.1),
    )
    ax.set(
        xlim=(0, 1.1 * np.nanmax([one, other])),
        xlabel=on_figure("won, % of those decided", "成交，占有结果的（%）"),
    )
    ax.grid(visible=False, axis="y")
    _beside_rows(ax, whole, places, len(kinds) + 0.75, group, others)
    return _tell_kinds(ax, kinds, [*names], one, other, group, others)


def _beside_rows(ax, whole, places, top, group, others):
    """On the right: won of how many, for both groups."""
    for right, name, head, color in (
        (34, "group", f"● {group}", look.BLUE),
        (112, "other", f"◇ {others}", look.ORANGE),
    ):
        column = [
            f"{won:.0f} / {cases:.0f}"
            for won, cases in zip(whole[f"{name}_won"], whole[f"{name}_cases"], strict=True)
        ]
        for place, words in [*zip(places, column, strict=True), (top, head)]:
            look.beside(ax, words, (1, place), (right, 0), xycoords=("axes fraction", "data"), ha="center", va="center",
                        color=color if place == top else look.INK)  # fmt: skip


def _tell_kinds(ax, kinds, names, one, other, group, others):
    odds = common_odds(kinds)
    ratio, low, high = (look.half_up(odds[name], 2) for name in ("odds_ratio", "low", "high"))
    all_one, all_other = (look.half_up(rate.iloc[-1], 1) for rate in (one, other))
    look.title(
        ax,
        on_figure(f"Together {all_one} % against {all_other} %; like with like, odds × {ratio}",
                  f"合起来 {all_one}% 比 {all_other}%；同类相比，发生比 {ratio} 倍"),
        on_figure(f"Share won, kind by kind; 95 % interval of the odds ratio {low} to {high}; right: won / cases",
                  f"各类的成交率；发生比之比的 95% 区间 {low}～{high}；右边：成交 / 数量"),
    )  # fmt: skip
    each = [
        f"{name} {look.half_up(a, 1)}{say(' against ', ' 比 ')}{look.half_up(b, 1)}"
        for name, a, b in zip(names, one, other, strict=False)
    ]
    return look.read_this(
        ax,
        say(f"Compare dot and diamond in the same row. Dot: {group}; diamond: {others}; in %: {'; '.join(each)}. "
            f"In the bottom row the kinds are mixed, and the two groups are made up differently.",
            f"同一行里，比圆点和菱形。圆点是{group}，菱形是{others}；成交率（%）：{'；'.join(each)}。最下面一行把各类混在一起，而两组的构成不同。"),
    )  # fmt: skip
