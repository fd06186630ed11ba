"""What is behind complaints: causes, the mix of cases, and what was done first (投诉的原因、构成与处理方式).

``kept_by_promise`` asks which promise could be printed; ``pareto`` ranks causes by cases or by days; ``mix_effect`` splits the change of an overall rate into what each team
did and what the mix of cases did, which is how both teams' shares can rise while that of all together falls (Simpson's
paradox); ``like_with_like`` compares two years among cases of the same kind; ``part_kept`` and ``came_back`` give shares
with their 95 % intervals.

Tables: ``complaints`` has one row a complaint: ``cause``, ``team``, ``closed_at``, ``reopened_at``.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.complaint_flow import moment
from casekit.complaints import promise_kept
from casekit.core.days import days_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import on_figure

# Formulas -----------------------------------------------------------------------------------------------


def pareto(amounts):
    """Rank causes by an amount: cases, days, money.

    Parameters
    ----------
    amounts : Series
        By cause, each once; zero or more.

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
    if not (amounts >= 0).all():
        first = amounts.index[~(amounts >= 0)][0]
        raise Refused(
            say("an amount of zero or more for each cause", "每种原因的数量为零或正数"),
            f"{first}: {amounts[first]}",
            say("below zero a share has no meaning: put it right, or set the cause apart", "有负数时占比没有意义：请改正，或把这种原因单列"),
        )  # fmt: skip
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
    first, then = map(str, cases.index)
    part = cases.div(cases.sum(axis="columns"), axis="index")
    rates, part = rates[cases.columns].to_numpy(float), part.to_numpy(float)
    before, after = (rates * part).sum(axis=1)
    within = ((rates[1] - rates[0]) * part.mean(axis=0)).sum()
    mix = ((part[1] - part[0]) * rates.mean(axis=0)).sum()
    parts = pd.Series({"before": before, "after": after, "within": within, "mix": mix})
    return look.labelled(
        parts,
        before=(first, "share"),
        after=(then, "share"),
        within=(say("of it the groups' own change", "其中各组自身的变化"), say(*look.POINTS)),
        mix=(say("of it the change of mix", "其中结构影响"), say(*look.POINTS)),
    )


def like_with_like(cases, kinds, hit="kept", period="year"):
    """Two periods compared among cases of the same kind, the kinds weighted as in the earlier period.

    Only kinds found in both periods count (direct standardisation). What the columns of a kind do not record may still
    differ.

    Parameters
    ----------
    cases : DataFrame
        One row a case: the columns of ``kinds``, ``period`` (two values) and ``hit`` (True or False).
    kinds : dict
        From a name to the columns that together make a kind.

    Returns
    -------
    DataFrame
        One row a name: ``kinds`` found in both periods; ``cases_before`` and ``cases_after`` of these kinds; the shares
        ``before`` and, with the earlier period's cases, ``after``.

    Examples
    --------
    >>> cases = pd.DataFrame({"cause": list("aabaab"), "year": [1, 1, 1, 2, 2, 2],
    ...     "kept": [True, False, True, True, True, False]})
    >>> like_with_like(cases, {"same cause": ["cause"]}).round(2)
                kinds  cases_before  cases_after  before  after
    same cause      2             3            3    0.67   0.67
    """
    rows = {name: _same_kinds(cases, by, hit, period) for name, by in kinds.items()}
    first, then = map(str, sorted(cases[period].unique()))
    columns = ["kinds", "cases_before", "cases_after", "before", "after"]
    return look.labelled(
        pd.DataFrame.from_dict(rows, orient="index", columns=columns),
        kinds=say("kinds in both", "都有的类别（种）"),
        cases_before=say(f"cases, {first}", f"{first}（件）"),
        cases_after=say(f"cases, {then}", f"{then}（件）"),
        before=(say(f"share, {first}", f"{first} 比例"), "share"),
        after=(say(f"share, {then}, like with like", f"{then} 比例（同类相比）"), "share"),
    )


def _same_kinds(cases, kinds, hit, period):
    require_columns(cases, *kinds, hit, period)
    by_kind = cases[hit].astype(float).groupby([cases[each] for each in [*kinds, period]])
    share, size = by_kind.mean().unstack().dropna(), by_kind.size().unstack().dropna()
    before, after = size.sum().astype(int)
    part = size.iloc[:, 0] / before
    return [len(part), before, after, *((share[each] * part).sum() for each in share)]


def part_kept(due, by, hit="kept"):
    """Which share of due cases kept the promise, by group, with its 95 % interval.

    Parameters
    ----------
    due : DataFrame
        One row a due case: ``hit`` (True or False) and the columns of ``by``.
    by : str or list of str
        The column or columns to group by.

    Returns
    -------
    DataFrame
        One row a group: ``cases``, ``kept``, ``share``, and ``low`` and ``high``, Wilson's 95 % interval.
    """
    table = (
        due[hit].astype(bool).groupby([due[name] for name in np.atleast_1d(by)]).agg(cases="size", kept="sum")
    )
    return _with_margin(table, "kept", say("due cases", "到期（件）"), say("promise kept", "按时办结（件）"))


def kept_by_promise(times, days, as_of, measure="close", calendar=None):
    """Which share of the due cases would have kept a promise of so many days, with its 95 % interval.

    Parameters
    ----------
    times, as_of, measure, calendar
        As for :func:`casekit.complaints.promise_kept`.
    days : sequence of float
        The promises to try.

    Returns
    -------
    DataFrame
        Indexed by ``days``: ``cases`` that are due, ``kept``, ``share``, and ``low`` and ``high``, Wilson's 95 %
        interval; NaN where no case is due.
    """
    held = [promise_kept(times, each, as_of, measure, calendar) for each in days]
    rows = [(int(one["due"].sum()), int(one["kept"].sum())) for one in held]
    table = pd.DataFrame(rows, columns=["cases", "kept"], index=pd.Index(days, name="days"))
    table = _with_margin(table, "kept", say("due cases", "到期（件）"), say("promise kept", "按时办结（件）"))
    unit = say("days", "天") if calendar is None else say("working days", "工作日")
    return look.labelled(table, days=(say("promised time", "承诺期限"), unit))


def came_back(complaints, as_of, by, ripe_days=40):
    """Which share of closed cases was reopened, by group, with its 95 % interval.

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
    closed, again = (days_in(complaints, name, missing=True) for name in ("closed_at", "reopened_at"))
    ripe = moment(as_of) - closed >= limit
    back = ((again - closed) <= limit)[ripe]
    ripe = complaints[ripe]
    table = back.groupby([ripe[name] for name in np.atleast_1d(by)]).agg(cases="size", back="sum")
    return _with_margin(
        table, "back", say("closed cases", "已办结（件）"),
        say(f"reopened within {ripe_days} days", f"{ripe_days} 天内重新受理（件）"),
    )  # fmt: skip


def _with_margin(table, hits, of_words, hit_words):
    """Cases and hits with their share and its interval, in words."""
    table["share"] = table[hits] / table["cases"]
    table["low"], table["high"] = _wilson(table[hits], table["cases"])
    return look.labelled(
        table,
        **{"cases": of_words, hits: hit_words},
        share=(say("share", "占比"), "share"),
        low=(say("from (95 %)", "下限（95%）"), "share"),
        high=(say("to (95 %)", "上限（95%）"), "share"),
    )


def _wilson(hits, of, z=1.96):
    """Wilson's interval of a share."""
    share, spread = hits / of, z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return middle - half, middle + half


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_promises(tables, share=0.95, ax=None):
    """For each group of cases a line: the share that kept a promise of so many days; bands are 95 % intervals.

    An arrow points at the first promise drawn whose whole band lies above the share wanted.

    Parameters
    ----------
    tables : dict
        From a name to a table as :func:`kept_by_promise` gives it, of the same days; the first in blue.
    share : float
        The share wanted: a line across, and what the title judges by.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.4)
    styles = [(look.BLUE, "-", "o"), (look.ORANGE, "--", "D"), (look.QUIET, ":", "s")]
    for (name, table), drawn in zip(tables.items(), styles, strict=False):
        _draw_promise(ax, name, table, *drawn)
        _mark_sure(ax, table, share, drawn[0])
    _draw_wanted(ax, share, next(iter(tables.values())))
    look.title(
        ax,
        _promise_finding(tables, share),
        on_figure("Share of due cases closed in time; bands: 95 % intervals", "到期投诉中按时办结的比例；色带是 95% 区间"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say("Above the line, last year's share was large enough; with the whole band above, it is so even after allowing for chance. ",
            "点在横线以上，去年的比例就够了；整个色带都在横线以上，扣除抽样误差后也够。") + _sure_words(tables, share),
    )  # fmt: skip


def _sure_words(tables, share):
    """For each group the shortest promise drawn whose whole band lies above the line."""
    firsts = {name: _first_promise(table["low"], share) for name, table in tables.items()}
    unit = look.heading("days", next(iter(tables.values())).attrs["labels"])[1]
    unit = unit and say(f" {unit}", f" {'个' * (unit == '工作日')}{unit}")
    each = [f"{name} {first}{unit}" for name, first in firsts.items() if first]
    none = [name for name, first in firsts.items() if not first]
    if none:
        each.append(say(f"{' and '.join(none)}: none", f"{'、'.join(none)}{'都' * (len(none) > 1)}没有"))
    return say(f"The shortest of those tried with the whole band above: {'; '.join(each)}.",
               f"试过的期限里，色带整个在横线以上的最短期限：{'；'.join(each)}。")  # fmt: skip


def _draw_promise(ax, name, table, colour, line, mark):
    """One group: its band, its line, its name and last share on the right."""
    ax.fill_between(table.index, table["low"], table["high"], color=colour, alpha=0.15, linewidth=0)
    ax.plot(table.index, table["share"], line, color=colour, marker=mark, markersize=6, linewidth=2)
    end = (table.index[-1], table["share"].iloc[-1])
    look.beside(ax, f"{name} {_percent(end[1])}", end, (10, 0), va="center", color=colour, bbox=look.CLEAR)


def _mark_sure(ax, table, share, colour):
    """An arrow to the lower edge of the band where it first stays above the share wanted."""
    first = _first_promise(table["low"], share)
    if first:
        edge = (int(first), table.loc[int(first), "low"])
        words = on_figure(
            f"{first}: band from {_percent(edge[1])}", f"{first}：色带从 {_percent(edge[1])} 起"
        )
        arrow = {"arrowstyle": "->", "color": colour}
        look.beside(ax, words, edge, (14, -26), ha="left", va="center", color=colour, arrowprops=arrow)


def _draw_wanted(ax, share, table):
    """The line across at the share wanted, and the axes."""
    days = table.index
    right = days[-1] * 1.42
    words = on_figure(f"wanted: {100 * share:g} %", f"要求：{100 * share:g}%")
    ax.axhline(share, color=look.INK, linewidth=1, zorder=0)
    look.beside(ax, words, (right, share), (-4, -5), ha="right", va="top", color=look.INK)
    ax.set(xlim=(days[0] - 0.5, right), ylim=(0, 1.06), xticks=list(days))
    look.quarters(ax.yaxis)
    words, unit = look.heading("days", table.attrs["labels"])
    ax.set_xlabel(words + (unit and on_figure(f", {unit}", f"（{unit}）")))


def _first_promise(shares, share):
    """The shortest promise kept so often from there on, in words; empty where there is none."""
    enough = shares[::-1].ge(share).cummin()
    kept = enough.index[enough]
    return look.worded(int(kept[-1])) if len(kept) else ""


def _promise_finding(tables, share):
    kept = [name for name, table in tables.items() if _first_promise(table["low"], share)]
    if not kept:
        return on_figure("No promise drawn here is kept often enough", "图上的期限，没有一个做得到")
    named = on_figure(" and ", "、").join(kept)
    return on_figure(
        f"Of those tried, a promise holds only for {named}", f"试过的期限里，只有{named}有做得到的期限"
    )


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
    ends = pd.DataFrame({"cases": by_cases["share"].reindex(by_days.index), "days": by_days["share"]})
    _draw_causes(ax, ends, few)
    _name_the_ends(ax, *ends.iloc[0], len(ends) - 1)
    return _tell_causes(ax, ends, few)


def _draw_causes(ax, ends, few):
    """A line for each cause from its share of cases (open circle) to its share of days (full dot)."""
    places = range(len(ends))[::-1]
    for rank, (place, cases, days) in enumerate(zip(places, ends["cases"], ends["days"], strict=True)):
        colour = look.BLUE if rank < few else look.PALE
        ax.plot([cases, days], [place, place], color=colour, linewidth=3, zorder=1)
        ax.plot(cases, place, "o", markerfacecolor="white", color=colour, markersize=8)
        ax.plot(days, place, "o", color=colour, markersize=8)
    names = _cause_names(ends) if look.chinese_family() else ends.index
    ticks = [0, 0.1, 0.2, 0.3]
    ax.set(yticks=list(places), yticklabels=names, xlim=(0, max(0.4, ends["days"].max() * 1.2)))
    ax.set(xticks=ticks, xticklabels=[f"{round(100 * at)}{say(' %', '%')}" for at in ticks])
    ax.set_xlabel(on_figure("share", "占比"))
    ax.grid(visible=False, axis="y")


def _name_the_ends(ax, cases, days, place):
    """What circle and dot stand for, written outside the top line."""
    for at, words, outside in (
        (cases, on_figure("cases", "件数"), cases <= days),
        (days, on_figure("days", "天数"), cases > days),
    ):
        shift, side = (-8, "right") if outside else (8, "left")
        look.beside(ax, words, (at, place), (shift, 0), va="center", ha=side)


def _cause_names(ends):
    words = look.coded("cause")
    return [words.get(cause, cause) for cause in ends.index]


def _tell_causes(ax, ends, few):
    """Title and reading, worked out from what was drawn."""
    cases, days = (_percent(share) for share in ends.iloc[:few].sum())
    look.title(
        ax,
        on_figure(f"{few} cause{'s' * (few > 1)}: {cases} of the cases, {days} of the days",
                  f"{few} 种原因：占件数的 {cases}，占天数的 {days}"),
        on_figure(f"Blue: the first {few} by days. Open circle: share of cases. Full dot: share of days.",
                  f"蓝色：天数最多的前 {few} 种。空心圆：占件数；实心点：占天数"),
    )  # fmt: skip
    each = [
        f"{name} {_percent(row.cases)} / {_percent(row.days)}"
        for name, row in zip(_cause_names(ends), ends.itertuples(), strict=True)
    ]
    return look.read_this(
        ax,
        say(f"Where the full dot lies to the right of the circle, a case of this cause takes longer than most. Cases / days: {'; '.join(each)}.",
            f"实心点在空心圆右边，说明这种原因的投诉比一般的历时久。件数 / 天数：{'；'.join(each)}。"),
    )  # fmt: skip


@look.drawing
def plot_mix(rates, cases, what=None, ax=None):
    """A line for each group from the earlier share to the later, and one for all together, with 95 % intervals.

    Parameters
    ----------
    rates, cases : DataFrame
        As :func:`mix_effect` takes them; rates are shares of the cases. The first group is in blue.
    what : str, optional
        What became of the cases that the rates count.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    effect, words = mix_effect(rates, cases), look.coded(rates.columns.name)
    for name, style in zip(
        rates, [(look.BLUE, "o-"), *[(look.QUIET, "s:")] * len(rates.columns)], strict=False
    ):
        _draw_ends(ax, words.get(name, str(name)), rates[name], cases[name], *style)
    whole = pd.Series([effect["before"], effect["after"]], index=rates.index)
    _draw_ends(ax, on_figure("all together", "合计"), whole, cases.sum(axis="columns"), look.ORANGE, "D--")
    ax.set(xlim=(-0.35, 1.7), ylim=(0, 1.06))
    ax.set(xticks=[0, 1], xticklabels=[str(each) for each in rates.index])
    look.quarters(ax.yaxis)
    ax.grid(visible=False, axis="x")
    what = what or on_figure("closed within the promise", "按时办结")
    look.title(
        ax,
        _mix_finding(rates, effect),
        on_figure(f"Share of due cases {what}; bars: 95 % intervals", f"到期投诉中，{what}的比例；竖条是 95% 区间"),
    )  # fmt: skip
    shares = [_part_of_cases(words.get(name, name), cases, name) for name in rates]
    return look.read_this(
        ax,
        say(f"Up is good; where the bars of a line overlap, chance alone may have moved it. What turns the whole is the mix: {'; '.join(shares)}.",
            f"越高越好；一条线两端的竖条若有重叠，升降可能只是偶然。合计往下走，是因为构成变了：{'；'.join(shares)}。"),
    )  # fmt: skip


def _draw_ends(ax, name, ends, cases, colour, style):
    """A line from the earlier share to the later, with intervals, its name and the two shares at its ends."""
    before, after = ends
    low, high = _wilson(ends * cases, cases)
    ax.vlines([0, 1], low, high, color=colour, linewidth=14, alpha=0.25, zorder=1)
    ax.plot([0, 1], [before, after], style, color=colour, linewidth=2, markersize=5)
    look.beside(
        ax, _percent(before), (0, before), (-12, 0), ha="right", va="center", color=colour, bbox=look.CLEAR
    )
    look.beside(
        ax, f"{_percent(after)}  {name}", (1, after), (12, 0), va="center", color=colour, bbox=look.CLEAR
    )


def _part_of_cases(words, cases, name):
    """In words: which part of all cases a group had before, and after."""
    first, then = cases.index
    before, after = (_percent(part) for part in cases[name] / cases.sum(axis="columns"))
    return say(f"{words} {before} of the due cases in {first}, {after} in {then}",
               f"{words} {first} 年占到期件数的 {before}，{then} 年占 {after}")  # fmt: skip


def _mix_finding(rates, effect):
    held = (rates.iloc[1] >= rates.iloc[0]).all()
    before, after = _percent(effect["before"]), _percent(effect["after"])
    if held and effect["after"] < effect["before"]:
        teams = on_figure(*(("Neither team", "两组") if len(rates.columns) == 2 else ("No team", "各组")))
        return on_figure(f"{teams} is down, all together are: {before} to {after}",
                         f"{teams}都没有降，合计却由 {before} 降到 {after}")  # fmt: skip
    return on_figure(f"All together: {before} to {after}", f"合计：由 {before} 到 {after}")


def _percent(share):
    return look.worded(float(share), "share")
