"""Fifty signs of a customer in trouble, scored with their polarity and without counting one fact twice (迹象计分).

``score_signs`` takes what was observed up to a day; ``HARD`` are the signs that are facts and close the gate.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.data import load
from casekit.errors import Refused, require_columns
from casekit.look import on_figure

# Facts, not impressions: bills refused by the bank (twice in the lists), account frozen, all bills to be extended.
HARD = ("FU12", "PA9", "FU13", "PA10")
ANSWERS = {
    "yes": "yes", "no": "no", "not seen": "not seen", "是": "yes", "否": "no", "有": "yes", "无": "no", "未见到": "not seen",
    "true": "yes", "false": "no",
}  # fmt: skip


def score_signs(observations, catalog=None, as_of=None, polarity=True, once=True, hard=HARD):
    """What part of the signs seen at each customer is bad, and whether a hard fact closes the gate.

    Of each sign the newest answer up to ``as_of`` counts; two on one day that contradict each other count as bad. ``not seen`` is
    not ``no``: such a sign is left out above and below the line.

    Parameters
    ----------
    observations : DataFrame
        One row a sign looked for once: ``customer_id``, ``signal_id``, ``observed_date``, ``answer`` (yes, no, not seen).
    catalog : DataFrame, optional
        ``signal_id``, ``polarity`` (``good`` or ``bad``: what a yes means) and, where there are any, ``duplicate_of`` and
        ``sign_use``; the chapter's fifty if left out.
    as_of : str or Timestamp, optional
        The last day that counts, the whole of it; all rows count if left out.
    polarity : bool
        False counts every yes as bad: the mistake that four good signs invite.
    once : bool
        False counts a fact that stands in two lists twice.
    hard : list
        The signs that close the gate; none if empty.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``bad`` and ``seen`` (signs), ``bad_share``, ``hard`` (the hard signs that are there), ``passed``
        (True where there is none), ``reason`` where nothing was seen.

    Raises
    ------
    Refused
        A sign that is not in the catalogue, or one of the owner's private life (``discussion``): it is not scored.
    """
    require_columns(observations, "customer_id", "signal_id", "observed_date", "answer")
    signs = _signs(load("signal_catalog") if catalog is None else catalog, once)
    days = days_in(observations, "observed_date").to_numpy().astype("datetime64[D]")
    if as_of is not None:
        until = days <= as_day(as_of).to_datetime64().astype("datetime64[D]")
        observations, days = observations[until], days[until]
    refuse_rows(
        observations,
        observations["customer_id"].isna(),
        "customer_id",
        say("a customer_id", "有内容的客户编号"),
    )
    customers, seen, bad = _newest(observations, days, signs, polarity)
    table = pd.DataFrame({"bad": bad.sum(axis=1), "seen": seen.sum(axis=1)}, index=customers)
    with np.errstate(invalid="ignore"):
        table["bad_share"] = table["bad"].to_numpy() / table["seen"].replace(0, np.nan).to_numpy(dtype=float)
    table["hard"] = _hard_signs(seen & bad, signs, hard, len(customers)) if polarity else ""
    table["passed"] = table["hard"] == ""
    table["reason"] = np.where(table["seen"] == 0, say("nothing was seen", "什么也没有看到"), "")
    return _headed(table)


def _headed(table):
    return look.labelled(
        table,
        bad=(say("bad signs", "坏迹象"), say("signs", "条")),
        seen=(say("signs seen", "看到的迹象"), say("signs", "条")),
        bad_share=(say("share of bad signs", "坏迹象占比"), "share"),
        hard=say("hard signs", "硬迹象"),
        passed=say("passes the gate", "是否过关"),
        reason=say("remark", "说明"),
    )


def _signs(catalog, once):
    """The catalogue by sign: whether yes is good, whether it may be scored, and the sign that says it first."""
    require_columns(catalog, "signal_id", "polarity")
    each = say("each sign once, good or bad", "每个迹象一行，方向为 good 或 bad")
    refuse_rows(catalog, catalog["signal_id"].duplicated(), "signal_id", each)
    refuse_rows(catalog, ~catalog["polarity"].isin(["good", "bad"]), "polarity", each)
    ids = pd.Index(catalog["signal_id"])
    same = (
        catalog["duplicate_of"]
        if "duplicate_of" in catalog and once
        else pd.Series(None, catalog.index, dtype=object)
    )
    first = ids.get_indexer(same.where(same.notna(), catalog["signal_id"]))
    refuse_rows(
        catalog,
        first < 0,
        "signal_id",
        say("a sign of the catalogue behind duplicate_of", "duplicate_of 指向目录里的迹象"),
    )
    private = (
        catalog["sign_use"].eq("discussion").to_numpy() if "sign_use" in catalog else np.zeros(len(ids), bool)
    )
    return {"ids": ids, "good": catalog["polarity"].eq("good").to_numpy(), "first": first, "private": private}


def _newest(observations, days, signs, polarity):
    """Customers in order; whether each sign was seen at each, and whether its newest answer is bad."""
    which, ids = pd.factorize(observations["signal_id"])
    sign = np.append(signs["ids"].get_indexer(ids), -1)[which]
    refuse_rows(observations, sign < 0, "signal_id", say("a sign of the catalogue", "目录里的迹象"))
    _refuse_private(observations, signs["private"][sign])
    answer = _answers(observations)
    codes, customers = pd.factorize(observations["customer_id"], sort=True)
    bad = (answer == 1) ^ (signs["good"][sign] & polarity)
    day = days.astype("int64")
    newest = np.full((len(customers), len(signs["ids"])), -1, dtype="int64")
    there = answer >= 0
    places = codes[there], signs["first"][sign][there]
    np.maximum.at(
        newest, places, 2 * (day[there] + 40_000) + bad[there]
    )  # later days are larger; on one day, bad is
    return pd.Index(customers, name="customer_id"), newest >= 0, (newest >= 0) & (newest % 2 == 1)


def _answers(observations):
    """For each row 1 for yes, 0 for no, -1 for not seen."""
    which, values = pd.factorize(observations["answer"])
    known = {"yes": 1, "no": 0, "not seen": -1}
    codes = [known.get(ANSWERS.get(str(value).strip().casefold()), 9) for value in values]
    found = np.array([*codes, 9])[which]
    refuse_rows(
        observations,
        found == 9,
        "answer",
        say("yes, no or not seen", "yes、no 或 not seen（是、否、未见到）"),
    )
    return found


def _refuse_private(observations, private):
    if private.any():
        row = int(np.argmax(private))
        raise Refused(
            say("signs of how the firm trades", "说明企业怎样经营的迹象"),
            say(f"row {observations.index[row]}: {observations['signal_id'].iloc[row]}, the owner's private life ({private.sum():,} rows)",
                f"第 {observations.index[row]} 行：{observations['signal_id'].iloc[row]}，属于经营者私生活（共 {private.sum()} 行）"),
            say("do not keep such rows: delete them where they are stored, too", "这类记录不应保存：存放的地方也要删掉"),
        )  # fmt: skip


def _hard_signs(bad, signs, hard, n):
    """The hard signs at each customer, as words."""
    unknown = [each for each in hard if each not in signs["ids"]]
    if unknown:
        raise Refused(
            say("hard signs of the catalogue", "硬迹象都在目录里"),
            ", ".join(map(str, unknown)),
            say("see the catalogue's signal_id", "见目录的 signal_id"),
        )
    places = sorted({signs["first"][signs["ids"].get_loc(each)] for each in hard})
    words = np.full(n, "", dtype=object)
    for row in np.flatnonzero(bad[:, places].any(axis=1)):
        words[row] = say(", ", "、").join(signs["ids"][place] for place in places if bad[row, place])
    return words


# Drawing ----------------------------------------------------------------------------------------------------


@look.drawing
def plot_signs(scored, marked=(), names=None, first=15, ax=None):
    """The customers with the largest share of bad signs, largest first; a filled diamond where a hard sign closes the gate.

    Parameters
    ----------
    scored : DataFrame
        As :func:`score_signs` gives it.
    marked : list
        Customers in orange; they are drawn even if they are not among the first.
    names : Series, optional
        A name for each customer.
    first : int
        How many are drawn.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ranked = scored.sort_index().sort_values("bad_share", ascending=False, kind="stable")
    drawn = ranked[(np.arange(len(ranked)) < first) | ranked.index.isin(marked)]
    ax = look.axes(ax, height=4.9)
    places = np.arange(len(drawn))[::-1]
    colours = np.where(drawn.index.isin(marked), look.ORANGE, look.PALE)
    ax.barh(places, 100 * drawn["bad_share"], color=colours, height=0.62)
    closed = ~drawn["passed"].to_numpy()
    ax.scatter(100 * drawn["bad_share"][closed] + 1.1, places[closed], marker="D", s=30, color=look.INK)
    ax.set_yticks(places, [str(each if names is None else names[each]) for each in drawn.index])
    ax.set(
        xlabel=on_figure("bad signs, % of those seen", "坏迹象占看到的迹象（%）"),
        xlim=(0, 104 * drawn["bad_share"].max() + 4),
    )
    ax.grid(visible=False, axis="y")
    return _tell_signs(ax, ranked, drawn, marked)


def _tell_signs(ax, ranked, drawn, marked):
    shares, closed = 100 * ranked["bad_share"].dropna().to_numpy(), int((~ranked["passed"]).sum())
    apart = 1 + int(np.argmax(shares[:9] - shares[1:10])) if len(shares) > 1 else len(shares)
    after = f"{shares[apart]:.1f}" if len(shares) > apart else "0"
    lowest, highest, per = f"{shares[apart - 1]:.1f}", f"{shares[0]:.1f}", say(" %", "%")
    look.title(
        ax,
        on_figure(
            f"{apart} stand apart, with {lowest}{per} or more; the next has {after}{per}",
            f"{apart} 家明显偏高，在 {lowest}{per} 以上；再往下是 {after}{per}",
        ),
        on_figure(
            f"The first of {len(ranked)} customers; diamond: a hard sign",
            f"{len(ranked)} 家中靠前的；菱形：有硬迹象",
        ),
    )
    return look.read_this(
        ax,
        say(f"Each bar is a customer: bad signs out of those seen. The first {apart} have {lowest} to {highest} %, the next {after} %. "
            f"A diamond marks a hard sign; {closed} of {len(ranked)} have one. Orange: {int(drawn.index.isin(marked).sum())} customers of the text.",
            f"每根横条是一家：坏迹象占看到的迹象的比例。前 {apart} 家为 {lowest}%～{highest}%，再往下是 {after}%。"
            f"菱形表示有硬迹象，{len(ranked)} 家里有 {closed} 家。橙色是课文讲到的 {int(drawn.index.isin(marked).sum())} 家。"),
    )  # fmt: skip
