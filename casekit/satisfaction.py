"""How satisfied customers are: fair scales, NPS, CSAT and CES with their margins, and those who do not answer (满意度).

``nps``, ``csat`` and ``ces`` sum up answers; ``survey_summary`` sets those who answered by themselves beside those who had to be
telephoned, and says what all who were asked would say.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in, refuse_rows
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_one_of
from casekit.look import on_figure
from casekit.response import wilson

SATISFIED = ("satisfied", "very satisfied")  # the two best of five grades with a middle
GRADES = ("very dissatisfied", "dissatisfied", "neutral", *SATISFIED)
FEWEST = 30  # answers, below which the margin of a mean is too rough to be given
MEASURES = {"nps": "recommend", "csat": "satisfaction", "ces": "effort"}

# Scales ---------------------------------------------------------------------------------------------------


def check_scale(signs):
    """Is a scale fair: as many good grades as bad ones, and none better placed before one that is worse?

    Parameters
    ----------
    signs : sequence of numbers
        What each grade says, in the order in which they are printed: above zero good, 0 neither, below zero bad; the size says how
        good or bad.

    Returns
    -------
    Series
        ``good``, ``neither``, ``bad`` (grades), ``balanced`` and ``in_order``.

    Examples
    --------
    >>> check_scale([2, 1.0, 1.5, -1, -2]).to_dict()  # very, "fairly satisfied", satisfied, dissatisfied, very dissatisfied
    {'good': 3, 'neither': 0, 'bad': 2, 'balanced': False, 'in_order': False}
    """
    signs = amounts_in(pd.DataFrame({"signs": list(signs)}), "signs")
    good, bad, steps = int((signs > 0).sum()), int((signs < 0).sum()), np.diff(signs)
    in_order = bool((steps < 0).all() or (steps > 0).all())
    found = {
        "good": good,
        "neither": int((signs == 0).sum()),
        "bad": bad,
        "balanced": good == bad,
        "in_order": in_order,
    }
    return pd.Series(found, dtype=object)  # fmt: skip


def repeat_band(percent):
    """The three bands of the chapter's measuring table for the chance of buying again, without overlap (E21).

    Parameters
    ----------
    percent : Series or sequence
        0 to 100; an empty cell has no band.

    Returns
    -------
    Series
        "high" from 70 % on, "middle" from 30 %, "low" under 30 %.

    Examples
    --------
    >>> repeat_band([70, 69.9, 30, 29]).tolist()
    ['high', 'middle', 'middle', 'low']
    """
    numbers = _scores(percent, 0, 100, whole=False)
    bands = np.array(["low", "middle", "high"], dtype=object)[
        np.searchsorted([30, 70], numbers, side="right")
    ]
    bands[np.isnan(numbers)] = None
    return pd.Series(bands, index=percent.index if isinstance(percent, pd.Series) else None)


# Three measures -------------------------------------------------------------------------------------------


def nps(scores):
    """Net promoter score: % answering 9 or 10 less % answering 0 to 6. A number from -100 to 100, not a percentage.

    Parameters
    ----------
    scores : Series or sequence
        Whole numbers from 0 to 10. Empty cells are no answer; they are counted apart.

    Returns
    -------
    Series
        ``answered``, ``no_answer``, ``promoters``, ``passives``, ``detractors`` (people); ``nps`` and its 95 % interval ``nps_low``,
        ``nps_high``, missing below 30 answers.

    Notes
    -----
    Standard error 100 sqrt((p + d - (p - d)^2) / n). The interval tells of chance among those who answered, not of those who did not.

    Examples
    --------
    >>> nps([9] * 90 + [7] * 70 + [5] * 40)[["nps", "nps_low", "nps_high"]].round(1).tolist()
    [25.0, 14.4, 35.6]
    """
    each = _scores(scores, 0, 10)
    points = _nps_points(each)
    counted = {"promoters": points > 0, "passives": points == 0, "detractors": points < 0}
    table = pd.Series(
        {"answered": int((~np.isnan(each)).sum()), "no_answer": int(np.isnan(each).sum())}
        | {name: int(who.sum()) for name, who in counted.items()}
        | dict(zip(("nps", "nps_low", "nps_high"), _mean(points), strict=True)),
        dtype=object,
    )
    return look.labelled(table, **_headings())


def csat(grades, satisfied=SATISFIED):
    """The share of the satisfied: those in the two best of five grades, with Wilson's interval.

    Parameters
    ----------
    grades : Series or sequence
        The grades in words; empty cells are no answer. A grade that is not on the scale of five with a middle is refused: on the
        chapter's scale, with three good grades of five, the two best do not mean the same.
    satisfied : tuple
        Which grades count.

    Returns
    -------
    Series
        ``answered``, ``no_answer``, ``satisfied`` (people), ``csat`` and ``csat_low``, ``csat_high`` (shares).
    """
    column = pd.Series(grades, dtype=object)
    there = column.notna().to_numpy()
    strange = there & ~column.isin(GRADES).to_numpy()
    refuse_rows(
        column.to_frame("satisfaction"),
        strange,
        "satisfaction",
        say("one of: ", "以下之一：") + ", ".join(GRADES),
    )
    happy, answered = int(column.isin(satisfied).sum()), int(there.sum())
    share, (low, high) = (
        (happy / answered, wilson(happy, answered)) if answered else (np.nan, (np.nan, np.nan))
    )
    found = {
        "answered": answered,
        "no_answer": int((~there).sum()),
        "satisfied": happy,
        "csat": share,
        "csat_low": float(low),
        "csat_high": float(high),
    }
    return look.labelled(pd.Series(found, dtype=object), **_headings())  # fmt: skip


def ces(scores):
    """Customer effort score: the mean of 1 (very little effort) to 7 (very much); low is good here, others turn the scale round.

    Returns
    -------
    Series
        ``answered``, ``no_answer``, ``ces`` and its 95 % interval ``ces_low``, ``ces_high`` (points), missing below 30 answers.
    """
    each = _scores(scores, 1, 7)
    found = {"answered": int((~np.isnan(each)).sum()), "no_answer": int(np.isnan(each).sum())}
    found |= dict(zip(("ces", "ces_low", "ces_high"), _mean(each), strict=True))
    return look.labelled(pd.Series(found, dtype=object), **_headings())


def _scores(values, least, most, whole=True):
    """Answers as floats, missing where nothing was answered; refused if outside the scale."""
    column = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    off = column.notna().to_numpy() & ~((numbers >= least) & (numbers <= most))
    off |= whole & (np.nan_to_num(numbers) % 1 != 0)
    kind = say("a whole number", "整数") if whole else say("a number", "数")
    refuse_rows(
        column.to_frame("score"),
        off,
        "score",
        say(f"{kind} from {least} to {most}", f"{least} 到 {most} 的{kind}"),
    )
    return numbers


def _nps_points(scores):
    """100 for a promoter, 0 for a passive, -100 for a detractor."""
    return np.where(np.isnan(scores), np.nan, 100.0 * (scores >= 9) - 100.0 * (scores <= 6))


def _mean(values):
    """The mean of the answers and the ends of its 95 % interval."""
    mean, error, n = _mean_and_error(values)
    half = 1.96 * error if n >= FEWEST else np.nan
    return float(mean), float(mean - half), float(mean + half)


def _mean_and_error(values):
    known = values[~np.isnan(values)]
    n = len(known)
    return (known.mean(), known.std() / np.sqrt(n), n) if n else (np.nan, np.nan, 0)


# Those who do not answer ----------------------------------------------------------------------------------


def survey_summary(wave, measure="nps"):
    """Who answered by themselves, who only when telephoned, and what all who were asked would say.

    Parameters
    ----------
    wave : DataFrame
        One row a customer asked in one survey: ``answer_mode`` ("online", "telephone" or "no answer") and the column of the measure:
        ``recommend`` for "nps", ``satisfaction`` for "csat", ``effort`` for "ces". Those telephoned are drawn by lot among the silent.
    measure : str
        "nps" (-100 to 100), "csat" (share) or "ces" (points).

    Returns
    -------
    DataFrame
        Four rows, named in the reader's language: answered online; the silent, by those telephoned; all answers thrown together; all
        asked (the telephoned count for all the silent). ``stands_for`` customers, ``answered``, ``value``, ``low`` and ``high`` (95 %).

    Raises
    ------
    Refused
        A column is missing, somebody answered by no known way, or nobody was telephoned: then nothing is known of the silent.

    Notes
    -----
    Two-phase sampling (Hansen and Hurwitz 1946): share of the online times their mean, plus share of the silent times the mean of
    those telephoned. It takes it that the lot was fair and that all who were drawn answered.
    """
    require_one_of("measure", measure, list(MEASURES))
    require_columns(wave, "answer_mode", MEASURES[measure])
    known = ("online", "telephone", "no answer")
    which, found = pd.factorize(wave["answer_mode"])
    mode = np.append([known.index(each) if each in known else -1 for each in found], -1).astype(int)[which]
    needed = say("one of: ", "以下之一：") + ", ".join(known)
    refuse_rows(wave, mode < 0, "answer_mode", needed)
    values, online, phoned = _values(wave, measure), mode == 0, mode == 1
    refuse_rows(wave, (online | phoned) & np.isnan(values), MEASURES[measure], say("an answer", "回答"))
    if not phoned.any() and not online.all():
        raise Refused(say("some of the silent, drawn by lot and asked again", "从未回答的客户里抽签补问的一些人"), say("nobody by telephone", "没有电话回答"),
                      say("telephone some of them; without it the figure holds for those who answer only", "补问一部分；否则数字只代表愿意回答的人"))  # fmt: skip
    return _summary(values, online, phoned, measure)


def _values(wave, measure):
    if measure == "csat":
        grades = wave["satisfaction"]
        csat(grades)  # refuses what is not on the scale
        return np.where(grades.isna(), np.nan, grades.isin(SATISFIED).astype(float))
    if measure == "ces":
        return _scores(wave["effort"], 1, 7)
    return _nps_points(_scores(wave["recommend"], 0, 10))


def _summary(values, online, phoned, measure):
    rows = {"online": (int(online.sum()), values[online]), "telephone": (int((~online).sum()), values[phoned]),
            "all answers": (len(values), values[online | phoned])}  # fmt: skip
    table = {name: (stands, *_mean_and_error(each)) for name, (stands, each) in rows.items()}
    parts = [table["online"], table["telephone"]] if (~online).any() else [table["online"]]
    share = [part[0] / len(values) for part in parts]
    mean = sum(each * part[1] for each, part in zip(share, parts, strict=True))
    error = np.sqrt(sum((each * part[2]) ** 2 for each, part in zip(share, parts, strict=True)))
    table["all asked"] = (len(values), mean, error, int((online | phoned).sum()))
    found = pd.DataFrame(table, index=["stands_for", "value", "error", "answered"]).T
    result = found[["stands_for", "answered"]].astype(int).assign(value=found["value"])
    half = 1.96 * found["error"].where(found["answered"] >= FEWEST)
    result = result.assign(low=found["value"] - half, high=found["value"] + half)
    result.index = pd.Index(_rows().values(), name="group")
    result.attrs["measure"] = measure
    return look.labelled(result, **_summary_headings(measure))


def _rows():
    return {
        "online": say("answered online", "网上回答的"),
        "telephone": say("silent, telephoned", "电话补问的"),
        "all answers": say("thrown together", "混在一起"),
        "all asked": say("all asked, mended", "全部被问的（修正）"),
    }


def _summary_headings(measure):
    unit = {"nps": "", "csat": "share", "ces": say("points", "分")}[measure]
    return {
        "group": say("who", "谁"),
        "stands_for": say("stands for (customers)", "代表客户（家）"),
        "answered": say("answered", "回答（家）"),
        "value": (measure.upper(), unit),
        "low": (say("from", "区间下限"), unit),
        "high": (say("to", "区间上限"), unit),
    }


def _headings():
    return {
        "answered": say("answered", "回答"), "no_answer": say("no answer", "未回答"), "promoters": say("promoters (9 or 10)", "推荐者（9～10 分）"),
        "passives": say("passives (7 or 8)", "中立者（7～8 分）"), "detractors": say("detractors (0 to 6)", "贬损者（0～6 分）"),
        "nps": "NPS", "nps_low": say("from", "区间下限"), "nps_high": say("to", "区间上限"), "satisfied": say("satisfied", "满意"),
        "csat": ("CSAT", "share"), "csat_low": (say("from", "区间下限"), "share"), "csat_high": (say("to", "区间上限"), "share"),
        "ces": ("CES", say("points", "分")), "ces_low": (say("from", "区间下限"), say("points", "分")), "ces_high": (say("to", "区间上限"), say("points", "分")),
    }  # fmt: skip


# Drawing --------------------------------------------------------------------------------------------------


@look.drawing
def plot_survey(summary, ax=None):
    """The four figures of :func:`survey_summary`, each with its interval."""
    measure = summary.attrs.get("measure", "nps")
    ax = look.axes(ax, height=3.3)
    factor = 100 if measure == "csat" else 1
    places, middle = np.arange(len(summary))[::-1], factor * summary["value"].to_numpy()
    ends = factor * summary[["low", "high"]].to_numpy()
    colours, marks = [look.BLUE, look.BLUE, look.QUIET, look.ORANGE], "oooD"
    for place, at, (low, high), colour, mark in zip(places, middle, ends, colours, marks, strict=True):
        ax.plot([low, high], [place, place], color=colour, linewidth=3)
        ax.plot([at], [place], mark, color=colour, markersize=10)
        look.beside(ax, _shown(at, measure), (at, place), (0, 9), ha="center", color=colour)
    ax.set(yticks=places, yticklabels=list(summary.index), ylim=(-0.6, len(summary) - 0.4))
    ax.set_xlabel(
        on_figure(
            *{
                "nps": ("NPS", "净推荐值"),
                "csat": ("satisfied (%)", "满意的占比（%）"),
                "ces": ("effort, 1 to 7", "费力程度（1～7 分）"),
            }[measure]
        )
    )
    if measure == "nps":
        ax.axvline(0, color=look.QUIET, linewidth=0.8)
    ax.grid(visible=False, axis="y")
    return _tell_survey(ax, summary, measure)


def _shown(value, measure):
    return look.half_up(value, 1 if measure == "ces" else 0).replace("-", "\u2212") + (
        "%" if measure == "csat" else ""
    )


def _tell_survey(ax, summary, measure):
    factor = 100 if measure == "csat" else 1
    at = dict(zip(_rows(), (_shown(factor * each, measure) for each in summary["value"]), strict=True))
    low, high = (_shown(factor * summary[end].iloc[-1], measure) for end in ("low", "high"))
    look.title(ax, on_figure(f"{at['online']} among those online, {at['all asked']} among all asked", f"网上回答的 {at['online']}，全部被问的 {at['all asked']}"),
               on_figure("Each mark with its 95 % interval", "每个点连同其 95% 区间"))  # fmt: skip
    return look.read_this(
        ax,
        say(f"A mark is the figure for a group, the line its 95 % interval. Online {at['online']}, the telephoned {at['telephone']}; where the telephoned count "
            f"for all the silent, {at['all asked']} (from {low} to {high}).",
            f"点是一组客户的数，线是 95% 区间。网上回答的 {at['online']}，电话补问的 {at['telephone']}；让电话补问的代表全部未回答的，得 {at['all asked']}（{low} 到 {high}）。"),
    )  # fmt: skip
