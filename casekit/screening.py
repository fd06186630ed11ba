"""Screening customers by weighted scores (客户筛选与加权评分).

Several criteria become one number: ``weighted_scores``. How far can that number be trusted? ``dominance`` finds
the pairs no weighting can turn round, ``pairwise_wins``, ``rank_range`` and ``chosen_together`` go through all others.
Where a number must not decide at all, ``with_gate`` lets a customer in or keeps it out before any score is read.

Tables: ``scores`` has one row a customer and one column a criterion, 1 (poor) to 5 (excellent) in the chapter;
``weights`` is a Series by criterion, 5 (matters most) to 1 in the chapter.
"""

from itertools import permutations, product

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed
from casekit.look import on_figure

LEVELS = (1, 2, 3, 4, 5)


# Formulas -----------------------------------------------------------------------------------------------


def weighted_scores(scores, weights):
    """Add up each customer's scores, each times its criterion's weight, and rank the sums.

    Parameters
    ----------
    scores : DataFrame
        One row a customer, one column a criterion (points). A missing score is NaN.
    weights : Series or dict
        One weight for each criterion, zero or more, not all zero.

    Returns
    -------
    DataFrame
        Indexed by customer, in the order of ``scores``: ``total`` (points), the weighted sum; ``average``, the
        sum divided by the sum of weights, back on the scale of the scores; ``rank``, 1 the highest, equal
        averages sharing the better rank. Where a score is missing, the other criteria stand in for it (the
        average over the weights present, and ``total`` to match), and a column ``reason`` says so: missing is
        not zero. A customer without any weighted score has no total, average or rank.

    Raises
    ------
    Refused
        A criterion without a weight or a weight without a criterion, a negative or missing weight, weights all
        zero, a score that is not a number, a customer who stands in the table twice.

    Notes
    -----
    The chapter calls its sums "weighted averages" (加权平均分); this function gives both, and the ranking is the same.

    Examples
    --------
    >>> scores = pd.DataFrame({"demand": [5, 4], "reputation": [2, 5]}, index=["A", "B"])
    >>> weighted_scores(scores, {"demand": 5, "reputation": 1}).round(2)
       total  average  rank
    A   27.0     4.50     1
    B   25.0     4.17     2
    """
    points, weights = _checked(scores, weights)
    there = ~np.isnan(points)
    present = there @ weights
    average = np.nan_to_num(points) @ weights / np.where(present > 0, present, np.nan)
    rank = pd.Series(average.round(9), scores.index).rank(ascending=False, method="min").astype("Int64")
    total = (average * weights.sum()).round(9)
    result = pd.DataFrame({"total": total, "average": average, "rank": rank}, scores.index)
    missing = ~there & (weights > 0)
    if missing.any():
        result["reason"] = [_why_missing(scores.columns[row]) for row in missing]
    return look.labelled(result, **_headings())


def dominance(scores):
    """Who is at least as good on every criterion, and better on one?

    Parameters
    ----------
    scores : DataFrame
        One row a customer, one column a criterion (points).

    Returns
    -------
    DataFrame
        Customers by customers, True where the customer of the row dominates the customer of the column: no
        positive weighting can ever rank the two the other way round. A missing score decides nothing, so a
        pair with one is False.

    Raises
    ------
    Refused
        A score that is not a number, or a customer who stands in the table twice.

    Examples
    --------
    >>> dominance(pd.DataFrame({"demand": [5, 4], "reputation": [2, 2]}, index=["A", "B"]))
           A      B
    A  False   True
    B  False  False
    """
    points = _numbers(scores)[:, None, :]
    others = points.swapaxes(0, 1)
    table = (points >= others).all(axis=2) & (points > others).any(axis=2)
    return pd.DataFrame(table, index=scores.index, columns=pd.Index(scores.index, name=None))


def every_weighting(criteria, levels=LEVELS):
    """All ways to give each criterion one of the ``levels``: 5 levels on 5 criteria are 3,125 weightings.

    Returns a DataFrame, one row a weighting, one column a criterion.
    """
    return pd.DataFrame(list(product(levels, repeat=len(criteria))), columns=list(criteria))


def every_ordering(criteria, levels=LEVELS):
    """All ways to hand the ``levels`` out, each once: the chapter's 5, 4, 3, 2, 1 have 120 orderings.

    Returns a DataFrame, one row an ordering, one column a criterion.
    """
    return pd.DataFrame(list(permutations(levels, len(criteria))), columns=list(criteria))


def pairwise_wins(scores, weightings):
    """In how many weightings does one customer stand above another?

    Parameters
    ----------
    scores : DataFrame
        One row a customer, one column a criterion (points), none missing.
    weightings : DataFrame
        One row a weighting, one column a criterion, as ``every_weighting`` gives.

    Returns
    -------
    DataFrame
        One row a pair: ``first``, ``second``, and the number of weightings in which the ``first`` is ahead
        (``first_ahead``), the two tie (``tied``), and the ``second`` is ahead (``second_ahead``).
    """
    averages = _averages(scores, weightings)
    pairs = [(a, b) for i, a in enumerate(scores.index) for b in scores.index[i + 1 :]]
    counts = [_count(averages[a] - averages[b]) for a, b in pairs]
    table = pd.DataFrame(
        [(a, b, *count) for (a, b), count in zip(pairs, counts, strict=True)],
        columns=["first", "second", "first_ahead", "tied", "second_ahead"],
    )
    return look.labelled(
        table,
        first=say("first", "第一家"),
        second=say("second", "第二家"),
        first_ahead=say("first ahead", "第一家领先（组）"),
        tied=say("level", "并列（组）"),
        second_ahead=say("second ahead", "第二家领先（组）"),
    )


def rank_range(scores, weightings):
    """The best and the worst rank each customer gets under any of the weightings.

    Parameters
    ----------
    scores, weightings : DataFrame
        As for :func:`pairwise_wins`.

    Returns
    -------
    DataFrame
        Indexed by customer: ``best_rank`` and ``worst_rank`` (1 the highest; ties share the better rank).
    """
    ranks = _averages(scores, weightings).rank(axis="columns", ascending=False, method="min").astype(int)
    table = pd.DataFrame({"best_rank": ranks.min(), "worst_rank": ranks.max()})
    table.attrs["weightings"] = len(weightings)
    table.attrs["orderings"] = _are_orderings(weightings)
    return look.labelled(
        table, best_rank=say("best rank", "最好名次"), worst_rank=say("worst rank", "最差名次")
    )


def chosen_together(scores, weightings, places=2):
    """Which customers stand among the first ``places``, and in how many of the weightings these and no others?

    Parameters
    ----------
    scores, weightings : DataFrame
        As for :func:`pairwise_wins`.
    places : int
        How many are chosen. Customers who tie for the last of these places are all named, so that three names
        can stand for two places; the counts add up to the number of weightings all the same.

    Returns
    -------
    DataFrame
        One row a choice, the most frequent first: ``chosen``, its customers in the order of ``scores``;
        ``weightings``, in how many it comes out; ``tied``, whether there are more names than places.

    Examples
    --------
    >>> scores = pd.DataFrame({"demand": [5, 4, 4], "reputation": [2, 5, 5]}, index=["A", "B", "C"])
    >>> chosen_together(scores, every_ordering(scores.columns, levels=(1, 9)))
        chosen  weightings   tied
    0     B, C           1  False
    1  A, B, C           1   True
    """
    ranks = _averages(scores, weightings).rank(axis="columns", ascending=False, method="min")
    inside = (ranks <= places).to_numpy()
    rows = pd.DataFrame(
        {
            "chosen": [say(", ", "、").join(map(str, scores.index[row])) for row in inside],
            "tied": inside.sum(axis=1) > places,
        }
    )
    table = rows.groupby(["chosen", "tied"], sort=False).size().rename("weightings").reset_index()
    table = table.sort_values("weightings", ascending=False, kind="stable", ignore_index=True)
    return look.labelled(
        table[["chosen", "weightings", "tied"]],
        chosen=say(f"the first {places}", f"前 {places} 名"),
        weightings=(
            say("sets of weights", "权重组合"),
            say(f"of {len(weightings):,}", f"共 {len(weightings):,} 组"),
        ),
        tied=say("level for the last place", "末位并列"),
    )


def with_gate(scored, passed):
    """Rank only the customers who pass the gate: a veto that no score can make up for.

    The dealer article makes trust a precondition "however good the rest" and then lists it among the indicators
    as well; here a minimum of it comes before any score, at the gate.

    Parameters
    ----------
    scored : DataFrame
        As :func:`weighted_scores` gives it.
    passed : Series
        True or False for each customer.

    Returns
    -------
    DataFrame
        ``scored`` with ``passed``, and with ``rank`` counted among those who pass; the others have no rank.

    Raises
    ------
    Refused
        A customer of ``scored`` for whom ``passed`` says nothing.
    """
    unknown = scored.index[~scored.index.isin(passed.index[passed.notna()])]
    if len(unknown):
        raise Refused(
            say("True or False at the gate for every customer", "每家客户都要有“过”或“不过”的结论"),
            say(f"nothing for {listed(unknown)}", f"{listed(unknown)} 没有结论"),
            say("look the payment record up; unknown is not a pass", "先查清付款记录；不知道不等于通过"),
        )
    passed = passed.reindex(scored.index).astype(bool)
    rank = scored["average"].where(passed).round(9).rank(ascending=False, method="min").astype("Int64")
    return look.labelled(
        scored.assign(passed=passed, rank=rank), passed=say("passes the gate", "是否过关"), **_headings()
    )


def looks_transposed(ours, printed):
    """Could the printed number be ours with two neighbouring digits swapped (邻数倒置)?

    Then the difference is a multiple of 9. So it is where a number slipped by one place (数字错位), 35 to 350.
    A hint, not a proof: one difference in nine is a multiple of 9 by chance.

    >>> looks_transposed(35, 53), looks_transposed(35, 350), looks_transposed(35, 36)
    (True, True, False)
    """
    return ours != printed and (ours - printed) % 9 == 0


def _headings():
    return {
        "total": (say("weighted total", "加权总分"), say("points", "分")),
        "average": (say("weighted average", "加权平均分"), say("points", "分")),
        "rank": say("rank", "名次"),
        "reason": say("remark", "说明"),
    }


def _averages(scores, weightings):
    """One row a weighting, one column a customer; rounded, so that equal sums tie."""
    weightings = weightings[scores.columns].to_numpy(float)
    totals = weightings @ _numbers(scores).T
    return pd.DataFrame(totals / weightings.sum(axis=1, keepdims=True), columns=scores.index).round(9)


def _are_orderings(weightings):
    """Whether each row hands the same numbers out, none of them twice."""
    rows = np.sort(weightings.to_numpy(float), axis=1)
    return bool((rows == rows[0]).all() and len(np.unique(rows[0])) == rows.shape[1])


def _count(lead):
    return int((lead > 0).sum()), int((lead == 0).sum()), int((lead < 0).sum())


def _why_missing(criteria):
    names = listed(criteria)
    return say(f"no score for {names}", f"缺 {names} 的得分") if names else ""


def _checked(scores, weights):
    weights = pd.Series(weights, dtype="object")
    _same_criteria(list(scores.columns), list(weights.index))
    return _numbers(scores), _weights(weights)[scores.columns].to_numpy()


def _same_criteria(criteria, weighted):
    extra = [name for name in weighted if name not in criteria]
    without = [name for name in criteria if name not in weighted]
    if extra or without or len(set(weighted)) < len(weighted) or not criteria:
        found = [say(f"a weight for unknown {listed(extra)}", f"未知标准的权重：{listed(extra)}")] * bool(
            extra
        )
        found += [say(f"no weight for {listed(without)}", f"没有权重的标准：{listed(without)}")] * bool(
            without
        )
        raise Refused(
            say(
                f"one weight for each criterion: {listed(criteria)}", f"每项标准一个权重：{listed(criteria)}"
            ),
            "; ".join(found) or say("no criterion, or one twice", "没有标准，或有一项重复"),
            _mend(extra, criteria),
        )


def _mend(extra, criteria):
    if extra and len(closest_names(extra[0], criteria)) < len(criteria):
        return say(
            f"did you mean {closest_names(extra[0], criteria)[0]}?",
            f"是不是想写 {closest_names(extra[0], criteria)[0]}？",
        )
    return say("give a criterion that should not count the weight 0", "不想计入的标准，权重写 0")


def _weights(weights):
    numbers = pd.to_numeric(weights, errors="coerce")
    bad = numbers[~np.isfinite(numbers.astype(float)) | (numbers < 0)]
    if len(bad):
        found = listed([f"{name} = {weights[name]}" for name in bad.index])
        raise Refused(
            say("weights of zero or more", "权重为零或正数"), found,
            say("turn the scale of a criterion round instead of weighting it below zero",
                "若某项越大越差，请把得分反过来，而不是给负权重"),
        )  # fmt: skip
    if not numbers.sum():
        raise Refused(
            say("at least one weight above zero", "至少有一个权重大于零"), say("all weights are zero", "权重全为零"),
            say("give the criterion that matters a weight", "给看重的标准一个权重"),
        )  # fmt: skip
    return numbers.astype(float)


def _numbers(scores):
    """The scores as an array, a missing one NaN."""
    twice = scores.index[scores.index.duplicated()]
    if len(twice):
        raise Refused(
            say("each customer once", "每家客户只出现一次"), say(f"twice: {listed(twice)}", f"重复：{listed(twice)}"),
            say("decide which row holds, or average them first", "先决定以哪一行为准，或先取平均"),
        )  # fmt: skip
    numbers = scores.apply(pd.to_numeric, errors="coerce").to_numpy(float, na_value=np.nan)
    bad = np.isnan(numbers) & scores.notna().to_numpy() | np.isinf(numbers)
    if bad.any():
        at, which = np.argwhere(bad)[0]
        row, column = scores.index[at], scores.columns[which]
        raise Refused(
            say("scores that are numbers", "得分必须是数"),
            say(
                f"{scores.at[row, column]!r} for {row}, {column}",
                f"{row} 的 {column} 是 {scores.at[row, column]!r}",
            ),
            say("type a number, or leave the cell empty if there is no score", "填数字；没有得分就留空"),
        )
    return numbers


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_totals(scored, chosen=2, printed=None, best=75, names=None, ax=None):
    """Bars of the weighted totals, highest on top, the first ``chosen`` ranks in blue.

    Parameters
    ----------
    scored : DataFrame
        As :func:`weighted_scores` gives it.
    printed : Series, optional
        Printed totals; where one differs, a diamond marks it.
    best : float
        The highest total there can be: the length of the axis (points).
    names : Series, optional
        A name to show for each customer instead of its id.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    scored = scored.dropna(subset="total").sort_values(["average"], kind="stable")
    names = _names(scored, names)
    ax = look.axes(ax, height=1.5 + 0.5 * len(scored))
    lead = scored["rank"].le(chosen).fillna(False).astype(bool).to_numpy()
    bars = ax.barh(
        range(len(scored)), scored["total"], color=np.where(lead, look.BLUE, look.PALE), height=0.62
    )
    ax.set(yticks=range(len(scored)), yticklabels=names, xlim=(0, best), xticks=np.linspace(0, best, 4))
    ax.grid(visible=False, axis="y")
    for bar, blue in zip(bars, lead, strict=True):
        look.beside(ax, _points(bar.get_width()), (bar.get_width(), bar.get_y() + bar.get_height() / 2),
                    (-6, 0), ha="right", va="center", color="white" if blue else look.INK)  # fmt: skip
    wrong = (
        {}
        if printed is None
        else {n: printed[n] for n in scored.index if printed[n] != scored.at[n, "total"]}
    )
    _mark_printed(ax, scored, wrong)
    return _tell_totals(ax, scored[::-1], names[::-1], wrong, best)


def _tell_totals(ax, scored, names, wrong, best):
    """Title and reading, worked out from what was drawn (highest first)."""
    first = [str(name) for name, rank in zip(names, scored["rank"], strict=True) if rank <= 2]
    errors = [
        (names[scored.index.get_loc(n)], _points(scored.at[n, "total"]), _points(p)) for n, p in wrong.items()
    ]
    look.title(
        ax,
        on_figure(f"{' and '.join(first)} lead", f"{'、'.join(first)} 领先")
        + "".join(
            on_figure(f"; {n} is {ours}, not {p}", f"；{n} 是 {ours} 分，不是 {p} 分")
            for n, ours, p in errors
        ),
        on_figure(
            f"Weighted total, points out of {_points(best)}; blue: the first two",
            f"加权总分，满分 {_points(best)} 分；蓝色为前两名",
        ),
    )
    each = [f"{name} {_points(total)}" for name, total in zip(names, scored["total"], strict=True)]
    diamonds = [
        say(f" The diamond is the total printed for {n}, {p}.", f"菱形是教材印出的 {n} 的总分：{p}。")
        for n, _, p in errors
    ]
    return look.read_this(
        ax,
        say(
            f"The longer the bar, the higher the weighted total: {', '.join(each)}.",
            f"横条越长，加权总分越高：{'，'.join(each)}。",
        )
        + "".join(diamonds),
    )


def _mark_printed(ax, scored, wrong):
    for customer, total in wrong.items():
        place = scored.index.get_loc(customer)
        ax.plot(total, place, marker="D", markersize=9, color=look.ORANGE, linestyle="none")
        look.beside(ax, on_figure(f"printed: {_points(total)}", f"教材印的：{_points(total)}"), (total, place),
                    (10, 0), va="center", color=look.ORANGE)  # fmt: skip


@look.drawing
def plot_rank_range(ranges, names=None, steady=5, ax=None):
    """A line for each customer from its best rank (full dot) to its worst (open dot).

    Parameters
    ----------
    ranges : DataFrame
        As :func:`rank_range` gives it, in the order to show, first on top.
    names : Series, optional
        A name to show for each customer instead of its id.
    steady : int
        Customers who never fall below this rank are in blue, the others in quiet grey.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    names = _names(ranges, names)
    ax = look.axes(ax, height=1.7 + 0.36 * len(ranges))
    worst, places = ranges["worst_rank"].max(), range(len(ranges))[::-1]
    for place, row in zip(places, ranges.itertuples(), strict=True):
        colour = look.BLUE if row.worst_rank <= steady else look.PALE
        ax.plot([row.best_rank, row.worst_rank], [place, place], color=colour, linewidth=3, zorder=1)
        ax.plot(row.worst_rank, place, "o", markerfacecolor="white", color=colour, markersize=9)
        ax.plot(row.best_rank, place, "o", color=colour, markersize=9)
        look.beside(ax, str(row.worst_rank), (row.worst_rank, place), (9, 0), va="center")
    ax.set(yticks=list(places), yticklabels=names, xlabel=on_figure("rank (1 is first)", "名次（1 为第一）"))
    ax.set(xlim=(0.4, worst + 2.6), xticks=[1, *range(5, worst + 1, 5)])
    ax.grid(visible=False, axis="y")
    return _tell_ranges(ax, ranges, names, steady)


def _tell_ranges(ax, ranges, names, steady):
    """Title and reading, worked out from what was drawn."""
    span = [
        f"{name} {row.best_rank}{say('–', '～')}{row.worst_rank}"
        for name, row in zip(names, ranges.itertuples(), strict=True)
    ]
    low, high = ranges.iloc[0]
    many = f"{ranges.attrs['weightings']:,}" if "weightings" in ranges.attrs else say("all", "所有")
    orders = ranges.attrs.get("orderings", False)
    look.title(
        ax,
        on_figure(
            f"{names[0]}: at best rank {low}, at worst {high}",
            f"{names[0]}：最好第 {low} 名，最差第 {high} 名",
        ),
        on_figure(
            f"Best rank (full dot) and worst (open dot), {many} {'orderings' if orders else 'sets of weights'}; blue: never below rank {steady}",
            f"{many} {'种权重排法' if orders else '组权重'}下的最好名次（实心点）与最差名次（空心点）；蓝色：最差也在前 {steady} 名",
        ),
    )
    return look.read_this(
        ax,
        say(
            f"A short line is a place that hardly depends on the weights. Best to worst rank: {', '.join(span)}.",
            f"线越短，名次越不依赖权重。最好到最差名次：{'，'.join(span)}。",
        ),
    )


def _names(table, names):
    return [str(customer if names is None else names[customer]) for customer in table.index]


def _points(number):
    return look.half_up(number, 0 if number == round(number) else 1)
