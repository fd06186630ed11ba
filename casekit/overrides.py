"""Who may set a warning aside, and the log of it (预警的解除权限与记录).

A warning that is set aside silently is worse than none. ``check_log`` holds each entry of the log against five demands; ``standing``
says for each warning whether it is open, set aside until a day, or over.
"""

import numpy as np
import pandas as pd

from casekit.core.columns import refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import require_columns, require_whole
from casekit.look import labelled

LONGEST = 90  # days for which an override may hold: a quarter, then somebody looks again


def check_log(log, warnings, may, in_charge=None, longest=LONGEST):
    """Each entry of the log, with what is wrong with it.

    Parameters
    ----------
    log : DataFrame
        ``customer_id``, ``warning``, ``decided_on``, ``decided_by``, ``reason`` and ``ends_on``; the last two may be empty, which is a
        fault, not an error.
    warnings : DataFrame
        ``customer_id``, ``warning``, ``since``, ``until``, as :func:`casekit.alerts.early_warnings` gives it.
    may : dict
        For each warning the people who may set it aside.
    in_charge : dict or Series, optional
        Who looks after each customer: nobody sets aside a warning on a customer of their own.
    longest : int
        Days.

    Returns
    -------
    DataFrame
        The log with ``valid`` and ``fault``, all that is wrong: no such warning stood on that day; own customer; not entitled; no
        reason; no end, or one that is not after the decision or further than ``longest`` days away.
    """
    require_columns(log, "customer_id", "warning", "decided_on", "decided_by", "reason", "ends_on")
    require_whole("longest", longest, say("a quarter: 90", "一个季度写 90"))
    decided, ends = days_in(log, "decided_on"), days_in(log, "ends_on", missing=True)
    own = pd.Series(in_charge if in_charge is not None else {}, dtype=object)
    faults = [
        (~_stood(log, decided, warnings), say("no such warning stood that day", "当天没有这项预警")),
        (
            (log["decided_by"] == log["customer_id"].map(own)).to_numpy(),
            say("own customer", "自己负责的客户"),
        ),
        (~_entitled(log, may), say("not entitled", "没有权限")),
        (_empty(log["reason"]), say("no reason", "没有写原因")),
        (ends.isna().to_numpy(), say("no end", "没有期限")),
        ((ends <= decided).to_numpy(), say("ends before it begins", "期限早于决定")),
        (
            (ends - decided > pd.Timedelta(days=longest)).to_numpy(),
            say(f"longer than {longest} days", f"超过 {longest} 天"),
        ),
    ]
    fault = np.full(len(log), "", dtype=object)
    for bad, words in faults:
        fault[bad] = [f"{before}{say('; ', '；')}{words}" if before else words for before in fault[bad]]
    return _told(log.assign(valid=fault == "", fault=fault))


def standing(warnings, checked, as_of):
    """Where each warning stands on a day.

    Parameters
    ----------
    warnings : DataFrame
        As for :func:`check_log`.
    checked : DataFrame
        As :func:`check_log` gives it; only its valid entries count.
    as_of : str or Timestamp
        The day, the whole of it.

    Returns
    -------
    DataFrame
        The warnings given until then, with ``standing``: ``open``, ``set aside`` (an entry decided until then has not ended), or ``over``
        (in the reader's language).
    """
    require_columns(warnings, "customer_id", "warning", "since", "until")
    require_columns(checked, "valid")
    as_of = as_day(as_of)
    given = warnings[days_in(warnings, "since") <= as_of]
    over = (days_in(given, "until", missing=True) <= as_of).to_numpy()
    holds = checked[checked["valid"].to_numpy(dtype=bool)]
    holds = holds[(days_in(holds, "decided_on") <= as_of) & (days_in(holds, "ends_on") >= as_of)]
    pairs = pd.MultiIndex.from_frame(holds[["customer_id", "warning"]])
    aside = pd.MultiIndex.from_frame(given[["customer_id", "warning"]]).isin(pairs)
    words = say("over", "已解除"), say("set aside", "暂缓"), say("open", "待处理")
    return labelled(
        given.assign(standing=np.select([over, aside], words[:2], words[2])), standing=say("standing", "状态")
    )


def _stood(log, decided, warnings):
    """Whether the warning stood on the day of the decision."""
    require_columns(warnings, "customer_id", "warning", "since", "until")
    spells = pd.DataFrame({
        "customer_id": warnings["customer_id"].to_numpy(), "warning": warnings["warning"].to_numpy(),
        "since": days_in(warnings, "since").to_numpy(), "until": days_in(warnings, "until", missing=True).to_numpy(),
    })  # fmt: skip
    each = pd.DataFrame(
        {
            "customer_id": log["customer_id"].to_numpy(),
            "warning": log["warning"].to_numpy(),
            "on": decided.to_numpy(),
        }
    )
    each = each.reset_index(names="place").merge(spells, on=["customer_id", "warning"])
    stood = (each["since"] <= each["on"]) & (each["until"].isna() | (each["until"] > each["on"]))
    return np.isin(np.arange(len(log)), each.loc[stood, "place"])


def _entitled(log, may):
    missing = ~log["warning"].isin(list(may))
    refuse_rows(log, missing, "warning", say("a warning that somebody may set aside", "有人有权解除的预警"))
    return np.array(
        [who in may[warning] for who, warning in zip(log["decided_by"], log["warning"], strict=True)],
        dtype=bool,
    )


def _empty(words):
    return (words.isna() | (words.astype("string").str.strip() == "")).to_numpy(dtype=bool)


def _told(table):
    return labelled(
        table,
        warning=say("warning", "预警"), decided_on=say("decided on", "决定日"), decided_by=say("decided by", "决定人"), reason=say("reason", "原因"),
        ends_on=say("holds until", "有效至"), valid=say("valid", "有效"), fault=say("what is wrong", "问题"),
    )  # fmt: skip
