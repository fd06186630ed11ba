"""Who is lost: by contract, by silence, and what a customer is worth who stays with a fixed chance (客户流失与终身价值).

With a contract there is a day on which a customer leaves. Without one there is only silence, and somebody has to say how long a
silence counts as lost. New customers are left out of both: they were not there to be lost.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_whole
from casekit.response import wilson


def churn_by_contract(contracts, start, end):
    """Of the contracts in force on ``start``, how many ran out by ``end`` and were not renewed?

    Parameters
    ----------
    contracts : DataFrame
        ``customer_id``, ``signed_date``, ``expires_date`` (the last day of the contract). A customer with several is lost only if
        none is in force on ``end``.
    start, end : str, date or Timestamp
        A contract that runs out on ``end`` itself is still in force then.

    Returns
    -------
    DataFrame
        One row: ``at_start``, ``lost``, ``churn`` and its 95 % interval (Wilson) ``churn_low``, ``churn_high`` (shares).
    """
    require_columns(contracts, "customer_id", "signed_date", "expires_date")
    signed, expires = (days_in(contracts, name).to_numpy() for name in ("signed_date", "expires_date"))
    refuse_rows(
        contracts,
        expires < signed,
        "expires_date",
        say("a day not before signed_date", "不早于 signed_date 的日期"),
    )
    start, end = _period(start, end)
    there = set(contracts["customer_id"][(signed <= start) & (expires >= start)])
    stays = set(contracts["customer_id"][(signed <= end) & (expires >= end)])
    return _churn(len(there), len(there - stays), say("contract ran out", "合同到期未续"))


def churn_by_silence(orders, start, end, days=120):
    """Of the customers active on ``start``, how many are silent on ``end``?

    Parameters
    ----------
    orders : DataFrame
        ``customer_id``, ``order_date``. Orders after ``end`` are not looked at.
    start, end : str, date or Timestamp
    days : int
        Active is who ordered within so many days up to the day, the day itself included; the longer, the fewer are lost.

    Returns
    -------
    DataFrame
        As :func:`churn_by_contract`.
    """
    require_columns(orders, "customer_id", "order_date")
    days = require_whole("days", days, say("120 for four months", "四个月写 120"))
    when, (start, end) = days_in(orders, "order_date").to_numpy().astype("datetime64[D]"), _period(start, end)
    codes, ids = pd.factorize(orders["customer_id"])
    refuse_rows(orders, codes < 0, "customer_id", say("a customer", "客户编号"))
    there, still = (_active(codes, when, day, days, len(ids)) for day in (start, end))
    return _churn(
        int(there.sum()), int((there & ~still).sum()), say(f"silent for {days} days", f"{days} 天没有下单")
    )


def _active(codes, when, day, days, customers):
    """Who ordered in the ``days`` days that end with ``day``."""
    inside = (when <= day) & (when > day - np.timedelta64(days, "D"))
    return np.bincount(codes[inside], minlength=customers) > 0


def _period(start, end):
    first, last = (as_day(each).to_datetime64().astype("datetime64[D]") for each in (start, end))
    if first >= last:
        raise Refused(
            say("start before end", "start 早于 end"), f"{first}, {last}", say("exchange them", "把两者对调")
        )
    return first, last


def _churn(at_start, lost, how):
    share, (low, high) = (lost / at_start, wilson(lost, at_start)) if at_start else (np.nan, (np.nan, np.nan))
    table = pd.DataFrame(
        {
            "at_start": [at_start],
            "lost": lost,
            "churn": share,
            "churn_low": float(low),
            "churn_high": float(high),
        },
        index=pd.Index([how], name="lost_by"),
    )
    return look.labelled(table, lost_by=say("lost means", "流失的判断"), at_start=say("at the start", "期初"), lost=say("lost", "流失"), churn=(say("churn", "流失率"), "share"),
                         churn_low=(say("from", "区间下限"), "share"), churn_high=(say("to", "区间上限"), "share"))  # fmt: skip


def yearly_churn(monthly, months=12):
    """The churn of a year from that of a month, if every month loses the same share of those who are left.

    Examples
    --------
    >>> round(yearly_churn(0.02), 4)  # not 24 %
    0.2153
    """
    monthly = np.asarray(monthly, dtype=float)
    if not ((monthly >= 0) & (monthly <= 1)).all():
        raise Refused(
            say("a share from 0 to 1", "0 到 1 之间的比例"), f"{monthly}", say("2 % is 0.02", "2% 写 0.02")
        )
    yearly = 1 - (1 - monthly) ** months
    return float(yearly) if yearly.ndim == 0 else yearly


def clv(margin, retention, discount=0.0, periods=None, first_now=True, acquisition=0.0):
    """What a customer is worth who stays from period to period with a fixed chance.

    Parameters
    ----------
    margin : number
        What a customer who is there brings in a period, in CNY: margin, not sales.
    retention : number
        The chance of staying from one period to the next, 0 to 1.
    discount : number
        Interest for a period.
    periods : int, optional
        So many payments; without it, for ever.
    first_now : bool
        Whether the first margin comes at once (a purchase that wins the customer), or after a period that the customer must stay for.
    acquisition : number
        What winning the customer costs, taken off once.

    Returns
    -------
    float
        ``m (1 + d) / (1 + d - r)`` or ``m r / (1 + d - r)``, less the acquisition cost.

    Raises
    ------
    Refused
        A retention outside 0 to 1, or a sum without end: nobody ever leaves and money bears no interest.

    Examples
    --------
    >>> round(clv(100, 0.8, 0.1), 2), round(clv(100, 0.8, 0.1, first_now=False), 2)
    (366.67, 266.67)
    """
    if not 0 <= retention <= 1 or discount <= -1:
        raise Refused(say("retention from 0 to 1 and discount above -1", "retention 在 0 到 1 之间，discount 大于 −1"), f"retention {retention}, discount {discount}",
                      say("80 % is 0.8", "80% 写 0.8"))  # fmt: skip
    step = retention / (1 + discount)
    if periods is None:
        if step >= 1:
            raise Refused(say("a sum that ends", "有限的和"), f"retention {retention}, discount {discount}",
                          say("give periods, a retention below 1, or a discount above 0", "给出 periods，或取小于 1 的 retention、大于 0 的 discount"))  # fmt: skip
        times = 1 / (1 - step)
    else:
        times = (
            step ** np.arange(require_whole("periods", periods, say("three years: 3", "三年写 3")))
        ).sum()
    return float(margin * times * (1 if first_now else step) - acquisition)


def gaps_of(orders):
    """Each customer's usual gap: the median of the days between its days with an order.

    Parameters
    ----------
    orders : DataFrame
        ``customer_id``, ``order_date``.

    Returns
    -------
    DataFrame
        By customer: ``usual_gap_days`` (median) and ``long_gap_days`` (95th percentile); missing with fewer than two days.
    """
    require_columns(orders, "customer_id", "order_date")
    days = orders.assign(order_date=days_in(orders, "order_date").dt.normalize())[
        ["customer_id", "order_date"]
    ]
    days = days.drop_duplicates().sort_values(["customer_id", "order_date"])
    gaps = days.groupby("customer_id")["order_date"].diff().dt.days.groupby(days["customer_id"])
    table = pd.DataFrame({"usual_gap_days": gaps.median(), "long_gap_days": gaps.quantile(0.95)})
    unit = say("days", "天")
    return look.labelled(table, usual_gap_days=(say("usual gap", "通常间隔"), unit), long_gap_days=(say("95 % of gaps up to", "95% 的间隔不超过"), unit))  # fmt: skip
