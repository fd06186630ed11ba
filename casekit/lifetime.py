"""Buyers who leave without a word: how many are still there, how often they will buy, what that is worth (客户终身价值).

A shop never sees a buyer leave. BG/NBD (Fader, Hardie and Lee 2005) reckons from each buyer's purchases how likely it is that
the buyer still comes, and how often; Gamma-Gamma (Fader and Hardie 2013) reckons how much a purchase brings. Weeks throughout.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in, refuse_rows
from casekit.core.days import as_day, days_in, refuse_after
from casekit.core.language import say
from casekit.errors import Refused, require_columns

TOO_FAR = 9.2  # logarithm of about 10,000: parameters beyond it mean that the records do not settle them


class BgNbd(NamedTuple):
    """Pace: gamma with shape ``r`` and rate ``alpha`` (weeks). Leaving after a purchase: beta with ``a`` and ``b``."""

    r: float
    alpha: float
    a: float
    b: float


class GammaGamma(NamedTuple):
    """What a purchase brings: gamma with shape ``p`` within a buyer; between buyers its rate is gamma with ``q`` and ``v`` (CNY)."""

    p: float
    q: float
    v: float


# What the models need to know of a buyer ------------------------------------------------------------------


def repeat_summary(orders, as_of, amount="net_amount_cny"):
    """Each buyer's purchases in the four numbers that the models take.

    Parameters
    ----------
    orders : DataFrame
        One row an order: ``customer_id``, ``order_date`` and the column named in ``amount`` (CNY). Rows of zero or less (returns,
        gifts) are no purchase and are not counted; a customer who has no others is no buyer and is left out.
    as_of : str, date or Timestamp
        The last day that counts.
    amount : str
        The column that says what an order brings; take the margin where there is one.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``repeats`` (days with a purchase after the first day; two orders on one day are one purchase),
        ``last_weeks`` (from the first purchase to the last), ``age_weeks`` (from the first purchase to ``as_of``), ``mean_cny``
        (per purchase, the first included), and beside them RFM's ``recency_days`` (from the last purchase to ``as_of``).

    Raises
    ------
    Refused
        A column, a customer, a day or an amount is missing, or a row is later than ``as_of``.

    Notes
    -----
    What these models call *recency* is ``last_weeks``: the age a buyer had at the last purchase; much is good. RFM's recency is
    ``recency_days``; few is good. ``7 * last_weeks + recency_days = 7 * age_weeks``.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["K", "K", "M"], "order_date": ["2025-12-03", "2025-12-17", "2025-12-24"], "net_amount_cny": [30, 50, 40]})
    >>> repeat_summary(orders, "2025-12-31").to_numpy().tolist()
    [[1.0, 2.0, 4.0, 40.0, 14.0], [0.0, 0.0, 1.0, 40.0, 7.0]]
    """
    require_columns(orders, "customer_id", "order_date", amount)
    as_of, (who, ids) = as_day(as_of), pd.factorize(orders["customer_id"], sort=True)
    refuse_rows(orders, who < 0, "customer_id", say("a customer", "客户编号"))
    days, brings = days_in(orders, "order_date").to_numpy(), amounts_in(orders, amount)
    refuse_after(orders, days, as_of, "order_date", "casekit.rfm.orders_until(orders, as_of)")
    ago = _whole_days(as_of) - _whole_days(days)
    bought = brings > 0
    table = _of_each_buyer(who[bought], ago[bought], brings[bought], pd.Index(ids, name="customer_id"))
    return look.labelled(table, **_headings())


def _whole_days(days):
    return np.asarray(days, dtype="datetime64[D]").astype("int64")


def _of_each_buyer(who, ago, brings, ids):
    """The table, from one row a purchase: who bought, how many days ago, and what it brought."""
    latest = np.full(len(ids), np.iinfo("int64").max)
    first, orders = np.full(len(ids), -1), np.bincount(who, minlength=len(ids))
    np.minimum.at(latest, who, ago)
    np.maximum.at(first, who, ago)
    days = _different_days(who, ago, len(ids))
    bought = orders > 0
    total = np.bincount(who, weights=brings, minlength=len(ids))
    numbers = {
        "repeats": days - 1,
        "last_weeks": (first - latest) / 7,
        "age_weeks": first / 7,
        "mean_cny": np.divide(total, days, where=bought, out=np.zeros(len(ids))).round(6),
        "recency_days": latest,
    }
    return pd.DataFrame(numbers, index=ids)[bought]


def _different_days(who, ago, buyers):
    """On how many different days each buyer bought."""
    span = int(ago.max(initial=0)) + 1
    each = np.sort(who.astype("int64") * span + ago)
    new = np.diff(each, prepend=-1) > 0
    return np.bincount(each[new] // span, minlength=buyers)


def _headings():
    week = say("weeks", "周")
    return {
        "repeats": say("repeat purchases", "重复购买（次）"),
        "last_weeks": (say("first to last purchase", "首购到末购"), week),
        "age_weeks": (say("first purchase to now", "首购至今"), week),
        "mean_cny": (say("mean of a purchase", "每次平均"), say("CNY", "元")),
        "recency_days": (say("since last purchase", "末购至今"), say("days", "天")),
        "p_alive": (say("P(alive)", "活跃概率"), "share"),
        "expected": say("expected purchases", "预计购买（次）"),
        "expected_cny": (say("expected per purchase", "预计每次"), say("CNY", "元")),
        "value_cny": (say("expected value", "预计价值"), say("CNY", "元")),
    }  # fmt: skip


# BG/NBD ---------------------------------------------------------------------------------------------------


def bg_nbd(summary):
    """The four parameters of BG/NBD that make the records most likely.

    Parameters
    ----------
    summary : DataFrame
        ``repeats``, ``last_weeks`` and ``age_weeks``, as :func:`repeat_summary` gives them.

    Returns
    -------
    BgNbd
        ``r``, ``alpha`` (weeks), ``a`` and ``b``. A buyer's mean pace is ``r / alpha`` purchases a week, the mean chance of leaving
        after a purchase ``a / (a + b)``.

    Raises
    ------
    Refused
        Numbers that no buyer can have (a last purchase after today), nobody who bought twice, or records that do not settle the
        parameters: nobody seems ever to leave, or all buy at one pace.

    Notes
    -----
    Maximum likelihood by the simplex of Nelder and Mead over the logarithms, without a penalty.
    """
    x, last, age = purchases_in(summary)
    start = np.log([1.0, max(age.mean(), 1e-3) / 3, 1.0, 2.0])
    return BgNbd(*_most_likely(lambda logs: bg_nbd_likelihood(np.exp(logs), x, last, age).sum(), start))


def bg_nbd_likelihood(model, repeats, last_weeks, age_weeks):
    """The logarithm of the likelihood of each buyer's purchases (Fader, Hardie and Lee 2005).

    Either the buyer still comes and has been silent by chance (``here``), or left right after the last purchase (``gone``).
    """
    from scipy.special import betaln, gammaln

    r, alpha, a, b = model
    x, last, age = (np.asarray(each, dtype=float) for each in (repeats, last_weeks, age_weeks))
    pace = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    here = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    stayed = np.maximum(x, 1) - 1  # times the buyer stayed before leaving
    gone = betaln(a + 1, b + stayed) - betaln(a, b) - (r + x) * np.log(alpha + last)
    return pace + np.logaddexp(here, np.where(x > 0, gone, -np.inf))


def p_alive(model, repeats, last_weeks, age_weeks):
    """How likely it is that a buyer still comes.

    Parameters
    ----------
    model : BgNbd
        Or four numbers: r, alpha, a, b.
    repeats, last_weeks, age_weeks : numbers or arrays
        As :func:`repeat_summary` gives them.

    Returns
    -------
    number or array
        Between 0 and 1. Without a repeat purchase it is 1: the model lets buyers leave only after a repeat purchase.

    Examples
    --------
    >>> cdnow = BgNbd(0.243, 4.414, 0.793, 2.426)
    >>> round(float(p_alive(cdnow, 2, 30.43, 38.86)), 3)
    0.727
    """
    return _chance(_log_odds_of_gone(model, *_three(repeats, last_weeks, age_weeks)))


def expected_purchases(model, weeks, repeats=0, last_weeks=0, age_weeks=0):
    """How many purchases to expect of a buyer in the next ``weeks``; without a history, of a new one after the first purchase.

    Parameters
    ----------
    model, repeats, last_weeks, age_weeks
        As for :func:`p_alive`.
    weeks : number or array
        How far ahead.

    Notes
    -----
    Formula 10 of Fader, Hardie and Lee (2005), its 2F1 in Euler's other form, which holds for many purchases, too. At ``a = 1`` it is a limit and is worked out just beside it.

    Examples
    --------
    >>> round(float(expected_purchases(BgNbd(0.243, 4.414, 0.793, 2.426), 39, 2, 30.43, 38.86)), 3)  # the published standard customer
    1.226
    """
    from scipy.special import hyp2f1

    r, alpha, a, b = model
    a = a + 1e-7 if abs(a - 1) < 1e-7 else a
    x, last, age = _three(repeats, last_weeks, age_weeks)
    left = (alpha + age) / (alpha + age + np.asarray(weeks, dtype=float))
    shrinks = left ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + x - 1, 1 - left)
    return (
        (a + b + x - 1) / (a - 1) * (1 - shrinks) * _chance(_log_odds_of_gone((r, alpha, a, b), x, last, age))
    )


def _log_odds_of_gone(model, x, last, age):
    """By how much it is likelier that the buyer left after the last purchase than that the buyer still comes, as a logarithm."""
    r, alpha, a, b = model
    odds = np.log(a / (b + np.maximum(x, 1) - 1)) + (r + x) * np.log((alpha + age) / (alpha + last))
    return np.where(x > 0, odds, -np.inf)


def _chance(log_odds):
    """One by one plus the odds; as logarithms, so that a buyer of a thousand purchases is no trouble."""
    return np.exp(-np.logaddexp(0, log_odds))


def _three(*numbers):
    """The three numbers as arrays, refused where no buyer can have them."""
    x, last, age = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in numbers))
    bad = ~((x >= 0) & (last >= 0) & (last <= age) & ((x > 0) | (last == 0)) & np.isfinite(age))
    if bad.any():
        at = int(np.argmax(bad.ravel()))
        raise Refused(
            say("0 <= last_weeks <= age_weeks, and last_weeks 0 where repeats is 0", "0 <= last_weeks <= age_weeks；repeats 为 0 时 last_weeks 为 0"),
            f"repeats {x.ravel()[at]:g}, last_weeks {last.ravel()[at]:g}, age_weeks {age.ravel()[at]:g}",
            say("last_weeks runs from the first purchase to the last; it is not RFM's recency, which runs from the last to today",
                "last_weeks 从首次购买数到最后一次购买；不是 RFM 的 R（从最后一次购买数到今天）"),
        )  # fmt: skip
    return x, last, age


def purchases_in(summary):
    """``repeats``, ``last_weeks`` and ``age_weeks`` of a summary as arrays, read strictly; somebody must have bought twice."""
    names = ("repeats", "last_weeks", "age_weeks")
    require_columns(summary, *names)
    x, last, age = _three(*(amounts_in(summary, name) for name in names))
    if not (x > 0).any():
        raise _not_settled(say("nobody has bought twice", "没有人买过第二次"))
    return x, last, age


# Gamma-Gamma ----------------------------------------------------------------------------------------------


def gamma_gamma(summary):
    """The three parameters of Gamma-Gamma that make the mean amounts most likely.

    Parameters
    ----------
    summary : DataFrame
        ``repeats`` and ``mean_cny``, as :func:`repeat_summary` gives them. The mean covers ``repeats + 1`` purchases. (Many leave
        the first purchase out; then buyers of one purchase tell nothing.)

    Returns
    -------
    GammaGamma
        ``p``, ``q``, ``v`` (CNY). The mean of all buyers is ``p v / (q - 1)``, if q is above 1.

    Raises
    ------
    Refused
        A mean of zero or less, fewer than two buyers, or records that do not settle the parameters.

    Notes
    -----
    The model takes it that what a purchase brings has nothing to do with how often a buyer comes: look at the correlation first.
    """
    require_columns(summary, "repeats", "mean_cny")
    x, mean = amounts_in(summary, "repeats") + 1, amounts_in(summary, "mean_cny")
    refuse_rows(summary, mean <= 0, "mean_cny", say("an amount above zero", "大于零的金额"))
    if len(mean) < 2 or not (x > 1).any():
        raise _not_settled(say("nobody has bought twice", "没有人买过第二次"))
    start = np.log([3.0, 3.0, mean.mean()])
    return GammaGamma(*_most_likely(lambda logs: gamma_gamma_likelihood(np.exp(logs), x, mean).sum(), start))


def gamma_gamma_likelihood(model, purchases, mean):
    """The logarithm of the likelihood of each buyer's mean over so many purchases (Fader and Hardie 2013)."""
    from scipy.special import betaln

    p, q, v = model
    x, m = (np.asarray(each, dtype=float) for each in (purchases, mean))
    return -betaln(p * x, q) + q * np.log(v / (x * m + v)) + p * x * np.log(x * m / (x * m + v)) - np.log(m)


def expected_amount(model, purchases=0, mean=0.0):
    """What a buyer's next purchases bring on average: between the buyer's own mean and that of all, the more own, the more purchases.

    Parameters
    ----------
    model : GammaGamma
        Or three numbers: p, q, v.
    purchases, mean : numbers or arrays
        How many purchases the buyer's mean covers, and the mean (CNY).

    Examples
    --------
    >>> model = GammaGamma(6.25, 3.74, 15.44)
    >>> [round(float(expected_amount(model, *each)), 2) for each in ((0, 0), (1, 20), (10, 100))]
    [35.22, 24.64, 97.28]
    """
    p, q, v = model
    if q <= 1:
        raise Refused(say("q above 1", "q 大于 1"), f"q = {q:g}",
                      say("amounts so uneven have no mean: look for a few huge ones", "金额差别太大，均值不存在：先查有没有几笔特别大的"))  # fmt: skip
    x, m = np.asarray(purchases, dtype=float), np.asarray(mean, dtype=float)
    return (p * v + p * x * m) / (p * x + q - 1)


# Both together --------------------------------------------------------------------------------------------


def buyer_values(summary, buying, spending, weeks, discount=0.0):
    """What each buyer is expected to bring in the next ``weeks``.

    Parameters
    ----------
    summary : DataFrame
        As :func:`repeat_summary` gives it.
    buying, spending
        As :func:`bg_nbd` and :func:`gamma_gamma` give them.
    weeks : int
        How far ahead.
    discount : number
        Interest for a year of 52 weeks; each purchase is taken to fall in the middle of its span of four weeks.

    Returns
    -------
    DataFrame
        By buyer: ``p_alive``; ``expected`` purchases; ``expected_cny``, per purchase; ``value_cny``, of all of them, discounted.
    """
    x, last, age = purchases_in(summary)
    ends = np.append(np.arange(4, weeks, 4), weeks) if weeks > 0 else np.array([0])
    until = [expected_purchases(buying, each, x, last, age) for each in ends]
    per_span = np.diff(np.array(until), axis=0, prepend=0.0)
    middle = (ends + np.append(0, ends[:-1])) / 2
    worth = ((1 + discount) ** (-middle / 52)) @ per_span
    each = expected_amount(spending, x + 1, amounts_in(summary, "mean_cny"))
    table = pd.DataFrame({"p_alive": p_alive(buying, x, last, age), "expected": until[-1], "expected_cny": each, "value_cny": worth * each},
                         index=summary.index)  # fmt: skip
    return look.labelled(table, **_headings())


# The search -----------------------------------------------------------------------------------------------


def _most_likely(likelihood, start):
    """Where a likelihood is largest: parameters above zero, searched by their logarithms."""
    from scipy.optimize import minimize

    found = minimize(
        lambda logs: -likelihood(np.clip(logs, -15, 15)),
        start,
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000, "maxfev": 4000},
    )
    if not found.success or (np.abs(found.x) > TOO_FAR).any():
        raise _not_settled(say("a parameter runs away to zero or without end", "有参数趋于零或无限增大"))
    return np.exp(found.x).tolist()


def _not_settled(found):
    return Refused(
        say("records that settle the parameters: some hundred buyers, of whom some come back and some stay away", "足以定出参数的记录：几百位买家，有回来的，也有不再来的"),
        found,
        say("take a longer period or more buyers", "取更长的期间，或更多的买家"),
    )  # fmt: skip
