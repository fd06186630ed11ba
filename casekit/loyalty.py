"""Loyalty: what customers say beside what they do, and what matters to them (忠诚度).

``loyalty_grid`` sets attitude against repeat buying, ``importance_table`` importance against satisfaction. How satisfied customers are
is in :mod:`casekit.satisfaction`, what becomes of them in :mod:`casekit.churn` and :mod:`casekit.lifetime`; all of it can be called from here.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.churn import churn_by_contract, churn_by_silence, clv, yearly_churn
from casekit.core.columns import amounts_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.lifetime import (
    BgNbd,
    GammaGamma,
    bg_nbd,
    buyer_values,
    expected_amount,
    expected_purchases,
    gamma_gamma,
    p_alive,
    repeat_summary,
)
from casekit.satisfaction import ces, check_scale, csat, nps, plot_survey, repeat_band, survey_summary

__all__ = [
    "BgNbd", "GammaGamma", "bg_nbd", "buyer_values", "ces", "check_scale", "churn_by_contract", "churn_by_silence", "clv", "csat",
    "expected_amount", "expected_purchases", "gamma_gamma", "grid_counts", "importance_table", "loyalty_grid", "nps", "p_alive",
    "plot_survey", "repeat_band", "repeat_summary", "survey_summary", "yearly_churn",
]  # fmt: skip

# Say and do -----------------------------------------------------------------------------------------------


def loyalty_grid(people, say_cut, do_cut):
    """Attitude against repeat buying: loyal, latent, spurious, none (Dick and Basu 1994).

    Parameters
    ----------
    people : DataFrame
        By customer: ``attitude`` (what it says, such as its score for recommending) and ``repeats`` (what it does, such as orders).
    say_cut, do_cut : numbers
        From which value on each counts as high; equal is high.

    Returns
    -------
    Series
        One word a customer: "loyal" (high, high), "latent" (high attitude only), "spurious" (high repeat buying only), "none".
        Monopoly loyalty, buying because there is no other seller, is spurious.
    """
    require_columns(people, "attitude", "repeats")
    likes, buys = amounts_in(people, "attitude") >= say_cut, amounts_in(people, "repeats") >= do_cut
    word = np.select([likes & buys, likes, buys], ["loyal", "latent", "spurious"], "none")
    return pd.Series(word, index=people.index, name="loyalty")


def grid_counts(classes, share=None):
    """The grid as a table of two by two: customers, or what part of each cell ``share`` is True for."""
    likes = classes.isin(["loyal", "latent"]).to_numpy()
    buys = classes.isin(["loyal", "spurious"]).to_numpy()
    high, low = say("high attitude", "态度高"), say("low attitude", "态度低")
    rows = pd.Index(np.where(likes, high, low), name=say("attitude", "态度"))
    columns = np.where(buys, "high_repeat", "low_repeat")
    values = pd.Series(1 if share is None else np.asarray(share, dtype=float), index=rows)
    table = (
        values.groupby([rows, columns])
        .agg("sum" if share is None else "mean")
        .unstack(fill_value=0 if share is None else np.nan)
    )
    unit = "" if share is None else "share"
    return look.labelled(table.reindex(index=[high, low], columns=["high_repeat", "low_repeat"]), high_repeat=(say("high repeat buying", "重复购买多"), unit),
                         low_repeat=(say("low repeat buying", "重复购买少"), unit))  # fmt: skip


def importance_table(items):
    """What matters to customers beside how satisfied they are: weighted score, and the gap.

    Parameters
    ----------
    items : DataFrame
        One row an item: ``importance`` and ``score``, both on the same scale.

    Returns
    -------
    DataFrame
        With ``weighted`` (importance times score, as a part of all importance; the sum is the weighted mean) and ``gap`` (importance
        less score), largest gap first.
    """
    require_columns(items, "importance", "score")
    importance, score = amounts_in(items, "importance"), amounts_in(items, "score")
    if not importance.sum() > 0:
        raise Refused(say("importance above zero", "重要性大于零"), f"{importance.sum():g}", say("weigh at least one item", "至少给一项定重要性"))  # fmt: skip
    table = items.assign(weighted=importance * score / importance.sum(), gap=importance - score)
    table = look.labelled(table, importance=say("importance", "重要性"), score=say("satisfaction", "满意度"), weighted=say("weighted", "加权"), gap=say("gap", "差距"))  # fmt: skip
    return table.sort_values("gap", ascending=False, kind="stable")
