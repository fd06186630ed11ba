"""What is behind complaints: causes, the mix of cases, and what was done first (投诉的原因、构成与处理方式).

``pareto`` ranks causes by cases or by days; ``mix_effect`` splits the change of an overall rate into what each team
did and what the mix of cases did, which is how two teams can both improve while all together get worse (Simpson's
paradox); ``came_back`` sets cases in which the customer was called first beside the others.

Tables: ``complaints`` has one row a complaint: ``cause``, ``team``, ``closed_at``, ``reopened_at``.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.complaint_flow import moment
from casekit.errors import require_columns
from casekit.look import on_figure, say

# Formulas -----------------------------------------------------------------------------------------------


def pareto(amounts):
    """Rank causes by an amount: cases, days, money.

    Parameters
    ----------
    amounts : Series
        By cause, zero or more.

    Returns
    -------
    DataFrame
        Indexed by cause, the largest first, equal ones by name: ``amount``, ``share``, ``cumulative_share``; shares
        are NaN where all amounts are zero.

    Examples
    --------
    >>> pareto(pd.Series({"late": 1, "leaks": 3}))
           amount  share  cumulative_share
    leaks       3   0.75              0.75
    late        1   0.25              1.00
    """
    ranked = amounts.sort_index().sort_values(ascending=False, kind="stable")
    total = ranked.sum()
    table = pd.DataFrame({"amount": ranked, "share": ranked / (total if total else np.nan)})
    table["cumulative_share"] = table["share"].cumsum()
    return look.labelled(
        table,
        amount=say("amount", "数量"),
        share=(say("share", "占比"), "share"),
        cumulative_share=(say("cumulative share", "累计占比"), "share"),
    )


def mix_effect(rates, cases):
    """Split the change of an overall rate into what the groups did and what their mix did.

    Within: each group's change, weighted by its mean share of both periods. Mix: each group's change of share,
    weighted by its mean rate (Kitagawa 1955). The two add up to the change of the overall rate, which is the ratio
    of the sums.

    Parameters
    ----------
    rates, cases : DataFrame
        Two rows, the earlier period first, one column a group: a rate or a mean, and the cases it is of.

    Returns
    -------
    Series
        ``before``, ``after``, ``within``, ``mix``: before + within + mix = after.

    Examples
    --------
    >>> rates = pd.DataFrame({"a": [0.9, 1.0], "b": [0.1, 0.2]}, index=[2024, 2025])
    >>> cases = pd.DataFrame({"a": [80, 20], "b": [20, 80]}, index=[2024, 2025])
    >>> mix_effect(rates, cases).round(2).to_dict()
    {'before': 0.74, 'after': 0.36, 'within': 0.1, 'mix': -0.48}
    """
    part = cases.div(cases.sum(axis="columns"), axis="index")
    rates, part = rates[cases.columns].to_numpy(float), part.to_numpy(float)
    before, after = (rates * part).sum(axis=1)
    within = ((rates[1] - rates[0]) * part.mean(axis=0)).sum()
    mix = ((part[1] - part[0]) * rates.mean(axis=0)).sum()
    parts = pd.Series({"before": before, "after": after, "within": within, "mix": mix})
    return look.labelled(
        parts,
        before=(say("before", "先前"), "share"),
        after=(say("after", "后来"), "share"),
        within=(say("of it the groups' own doing", "其中各组自身"), "share"),
        mix=(say("of it the mix", "其中构成变化"), "share"),
    )


def came_back(complaints, as_of, by, ripe_days=40):
    """Which share of closed cases was reopened, by group, with the margin chance leaves.

    Parameters
    ----------
    complaints : DataFrame
        One row a complaint: ``closed_at``, ``reopened_at`` and the columns of ``by``.
    as_of : str or Timestamp
        The last moment that counts; a day counts to its end.
    by : str or list of str
        The column or columns to group by.
    ripe_days : float
        Only cases closed at least so long ago: a case closed yesterday has not had the time to come back.

    Returns
    -------
    DataFrame
        One row a group: ``cases``, ``back``, ``share``, and ``low`` and ``high``, Wilson's 95 % interval.
    """
    require_columns(complaints, "closed_at", "reopened_at")
    limit = pd.Timedelta(days=ripe_days)
    ripe = complaints[moment(as_of) - complaints["closed_at"] >= limit]
    back = (ripe["reopened_at"] - ripe["closed_at"]) <= limit
    table = back.groupby([ripe[name] for name in np.atleast_1d(by)]).agg(cases="size", back="sum")
    table["share"] = table["back"] / table["cases"]
    table["low"], table["high"] = _wilson(table["back"], table["cases"])
    return look.labelled(
        table,
        cases=say("closed cases", "已结案"),
        back=say(f"reopened within {ripe_days} days", f"{ripe_days} 天内重新受理"),
        share=(say("share", "占比"), "share"),
        low=(say("from", "下限"), "share"),
        high=(say("to", "上限"), "share"),
    )


def _wilson(hits, of, z=1.96):
    """Wilson's interval of a share."""
    share, spread = hits / of, z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return middle - half, middle + half


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_causes(by_cases, by_days, share=2 / 3, ax=None):
    """For each cause its share of cases (open circle) and its share of days (full dot).

    Parameters
    ----------
    by_cases, by_days : DataFrame
        As :func:`pareto` gives them, of the same causes.
    share : float
        The first causes by days that together reach this share are in blue.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=1.6 + 0.34 * len(by_days))
    few = int((by_days["cumulative_share"] < share - 1e-12).sum()) + 1
    words, places = look.coded("cause"), range(len(by_days))[::-1]
    for place, (cause, row) in zip(places, by_days.iterrows(), strict=True):
        colour = look.BLUE if len(by_days) - place <= few else look.PALE
        ax.plot(
            [by_cases.at[cause, "share"], row["share"]], [place, place], color=colour, linewidth=3, zorder=1
        )
        ax.plot(by_cases.at[cause, "share"], place, "o", markerfacecolor="white", color=colour, markersize=8)
        ax.plot(row["share"], place, "o", color=colour, markersize=8)
    names = [words.get(cause, cause) for cause in by_days.index]
    ticks = [0, 0.1, 0.2, 0.3]
    ax.set(yticks=list(places), yticklabels=names if look.chinese_family() else by_days.index)
    ax.set(
        xlim=(0, max(0.35, by_days["share"].max() * 1.1)),
        xticks=ticks,
        xticklabels=[f"{round(100 * at)}{say(' %', '%')}" for at in ticks],
    )
    ax.grid(visible=False, axis="y")
    first = list(by_days.index[:few])
    days, cases = by_days.loc[first, "share"].sum(), by_cases.loc[first, "share"].sum()
    look.title(
        ax,
        on_figure(f"{few} cause{'s' * (few > 1)}: {_percent(cases)} of the cases, {_percent(days)} of the days",
                  f"{few} 种原因：件数占 {_percent(cases)}，天数占 {_percent(days)}"),
        on_figure("Share of cases (open circle) and of days open (full dot)", "占件数（空心圆）与占未结天数（实心点）"),
    )  # fmt: skip
    each = [f"{name} {_percent(by_cases.at[cause, 'share'])} / {_percent(row['share'])}"
            for name, (cause, row) in zip(names, by_days.iterrows(), strict=True)]  # fmt: skip
    return look.read_this(
        ax,
        say(f"Where the full dot lies to the right of the circle, a case of this cause takes longer than most. Cases / days: {'; '.join(each)}.",
            f"实心点在空心圆右边，说明这种原因的投诉拖得比一般的久。件数 / 天数：{'；'.join(each)}。"),
    )  # fmt: skip


@look.drawing
def plot_mix(rates, cases, ax=None):
    """A line for each group from the earlier rate to the later, and one for all together.

    Parameters
    ----------
    rates, cases : DataFrame
        As :func:`mix_effect` takes them.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    effect, words = mix_effect(rates, cases), look.coded(rates.columns.name)
    part = cases.div(cases.sum(axis="columns"), axis="index")
    lines = {words.get(name, str(name)): rates[name].tolist() for name in rates}
    lines[on_figure("all together", "合计")] = [effect["before"], effect["after"]]
    for name, ends in lines.items():
        whole = name == list(lines)[-1]
        colour, style = (look.ORANGE, "--") if whole else (look.BLUE, "-")
        ax.plot([0, 1], ends, style, color=colour, linewidth=2.5, marker="D" if whole else "o", markersize=8)
        ax.annotate(
            _percent(ends[0]),
            (0, ends[0]),
            (-12, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            color=colour,
        )
        ax.annotate(
            f"{_percent(ends[1])}  {name}",
            (1, ends[1]),
            (12, 0),
            textcoords="offset points",
            va="center",
            color=colour,
        )
    ax.set(
        xlim=(-0.3, 1.7),
        ylim=(-0.04, 1.04),
        xticks=[0, 1],
        xticklabels=[str(each) for each in rates.index],
        yticks=[],
    )
    ax.grid(visible=False)
    look.title(ax, _mix_finding(rates, effect),
               on_figure("Share of due cases that kept the promise", "到期投诉中按时结案的比例"))  # fmt: skip
    shares = [say(f"{words.get(name, name)} {_percent(part[name].iloc[0])} of the cases, then {_percent(part[name].iloc[1])}",
                  f"{words.get(name, name)}先占件数 {_percent(part[name].iloc[0])}，后占 {_percent(part[name].iloc[1])}")
              for name in rates]  # fmt: skip
    return look.read_this(
        ax,
        say(f"A line that rises is an improvement. What turns the whole is the mix: {'; '.join(shares)}.",
            f"线往上走是改善。合计往下走，是因为构成变了：{'；'.join(shares)}。"),
    )  # fmt: skip


def _mix_finding(rates, effect):
    rose = [name for name in rates if rates[name].iloc[1] > rates[name].iloc[0]]
    before, after = _percent(effect["before"]), _percent(effect["after"])
    if len(rose) == len(rates.columns) and effect["after"] < effect["before"]:
        return on_figure(f"Each team improves, all together fall: {before} to {after}",
                         f"两组都改善，合计却下降：{before} 到 {after}")  # fmt: skip
    return on_figure(f"All together: {before} to {after}", f"合计：{before} 到 {after}")


def _percent(share):
    return look.worded(float(share), "share")
