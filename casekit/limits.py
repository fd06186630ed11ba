"""Credit limits by rules of the house, each rule shown (信用额度).

``credit_limit`` takes the smallest of three rules, times a factor for the class; ``paid_exposure`` finds what one of them needs;
``headroom`` sets a limit against what is owed, ``shares_compared`` several policies beside each other.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.altman import picked
from casekit.core.columns import amounts_in, flags_in, refuse_rows
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import on_figure
from casekit.receivables import receivables_at
from casekit.sales import one_row_each

# House policy, ours and no standard: D is cash only.
FACTORS = {"A": 1.0, "B": 0.7, "C": 0.4, "D": 0.0}
RULES = ("need_cny", "capacity_cny", "history_cny")


def credit_limit(files, worth_share=0.1, uplift=1.2, grace_days=10, factors=None, step=5000):
    """The most a customer may owe at one time: the smallest of three rules, times a factor for its class, rounded down.

    * need: ``daily_purchases_cny`` times (``term_days`` + ``grace_days``); none where the terms are cash (0 days);
    * capacity: ``worth_share`` of the tangible net worth, none where that is below zero;
    * history: ``uplift`` times the largest amount that was owed at one time and then paid.

    Parameters
    ----------
    files : DataFrame
        One row a customer: ``customer_id``, ``daily_purchases_cny``, ``term_days``, ``tangible_net_worth_cny`` (net worth less
        intangible assets), ``best_paid_cny`` (as :func:`paid_exposure` gives it; empty: no history), ``credit_class``.
    worth_share, uplift, grace_days : number
        The house policy: 10 %, 1.2 times, 10 days.
    factors : dict, optional
        A factor for each class; A 1.0, B 0.7, C 0.4, D 0 if left out.
    step : number
        The limit is rounded down to a multiple of it, CNY.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``need_cny``, ``capacity_cny``, ``history_cny``, ``rule`` (the smallest; of equals the first),
        ``factor``, ``credit_limit_cny`` (NaN where it cannot be said) and ``reason``.

    Raises
    ------
    Refused
        A column is missing, a class has no factor, a customer stands twice, or a policy number is below zero.

    Notes
    -----
    The sources name the credit limit and give no rule. These are rules of practice, and a firm sets its own numbers.

    Examples
    --------
    >>> one = pd.DataFrame({"customer_id": ["A1"], "daily_purchases_cny": [2000], "term_days": [30], "tangible_net_worth_cny": [600_000], "best_paid_cny": [90_000], "credit_class": ["B"]})
    >>> credit_limit(one)[["need_cny", "capacity_cny", "history_cny", "credit_limit_cny"]].iloc[0].tolist()
    [80000.0, 60000.0, 108000.0, 40000.0]
    """
    needed = ("daily_purchases_cny", "term_days", "tangible_net_worth_cny", "best_paid_cny", "credit_class")
    require_columns(files, "customer_id", *needed)
    _refuse_below_zero(worth_share=worth_share, uplift=uplift, grace_days=grace_days, step=step)
    index = one_row_each(files["customer_id"])
    daily, days, worth, best = (_cells(files, name) for name in needed[:4])
    need = np.where(days == 0, 0.0, np.maximum(daily, 0) * (days + grace_days))
    capacity, history = worth_share * np.maximum(worth, 0), uplift * best
    lowest = np.fmin(np.fmin(need, capacity), history)
    gaps = np.isnan(need), np.isnan(capacity), np.isnan(history)
    factor = _factors(files, FACTORS if factors is None else factors)
    fen = np.rint(lowest * factor * 100)
    limit = np.floor(fen / round(step * 100)) * step if step else fen / 100
    table = pd.DataFrame(
        {
            **dict(zip(RULES, (need, capacity, history), strict=True)),
            "rule": _smallest(lowest, need, capacity, gaps),
            "factor": factor,
            "credit_limit_cny": np.where(gaps[0] | gaps[1], np.nan, limit),
            "reason": _reasons(gaps, days),
        },
        index=index,
    )
    return _headed(table)


def paid_exposure(invoices, payments, as_of, months=12):
    """The largest amount that each customer owed at one time and then paid, in the months up to a day.

    Only invoices count that were settled by ``as_of`` with payments that were honoured: what is still open proves nothing.

    Parameters
    ----------
    invoices : DataFrame
        As for :func:`casekit.receivables.receivables_at`, with ``customer_id``.
    payments : DataFrame
        As for :func:`casekit.receivables.receivables_at`: those of these invoices.
    as_of : str or Timestamp
        The last day that counts.
    months : int
        How far back the day on which so much was owed may lie.

    Returns
    -------
    Series
        By ``customer_id``, CNY at the end of a day; customers who settled nothing are absent.
    """
    require_columns(invoices, "customer_id")
    as_of = as_day(as_of)
    settled = _settled(receivables_at(invoices, payments, as_of), payments, as_of)
    moves = pd.concat([
        settled[["customer_id", "amount_cny"]].assign(day=settled["billed"]),
        settled[["customer_id"]].assign(amount_cny=-settled["amount_cny"], day=settled["paid"]),
    ])  # fmt: skip
    daily = moves.groupby(["customer_id", "day"], sort=True)["amount_cny"].sum().reset_index()
    daily["owed"] = daily.groupby("customer_id")["amount_cny"].cumsum().round(2)
    inside = daily[daily["day"] > as_of - pd.DateOffset(months=months)]
    return inside.groupby("customer_id")["owed"].max().clip(lower=0).rename("best_paid_cny")


def headroom(limits, owed):
    """What each customer may still buy on credit, and whether it owes more than its limit.

    Owing exactly the limit is no excess. With a limit of 0 any debt is one. A limit that is missing is told, not passed over.

    Parameters
    ----------
    limits : Series
        By customer, CNY; may have gaps.
    owed : Series
        By customer, CNY: invoices that are open and what is shipped but not invoiced yet; none for those absent.

    Returns
    -------
    DataFrame
        ``credit_limit_cny``, ``owed_cny``, ``room_cny`` (below zero: over the limit), ``over`` (True, False, or NA without a
        limit), ``reason``. Customers who owe and have no limit are in it.
    """
    customers = (
        one_row_each(limits.index).union(one_row_each(owed.index)).rename(limits.index.name or "customer_id")
    )
    table = pd.DataFrame(
        {"credit_limit_cny": limits.reindex(customers), "owed_cny": owed.reindex(customers).fillna(0.0)}
    )
    table["room_cny"] = (table["credit_limit_cny"] - table["owed_cny"]).round(2)
    table["over"] = table["room_cny"].lt(0).astype("boolean").mask(table["room_cny"].isna())
    table["reason"] = np.where(table["credit_limit_cny"].isna(), say("no limit on file", "没有登记额度"), "")
    return look.labelled(
        table,
        credit_limit_cny=(say("credit limit", "信用额度"), say("CNY", "元")),
        owed_cny=(say("owed", "欠款"), say("CNY", "元")),
        room_cny=(say("room left", "剩余额度"), say("CNY", "元")),
        over=say("over the limit", "是否超额"),
        reason=say("remark", "说明"),
    )


def shares_compared(files, owed, shares=(0.1, 0.2, 0.3), **policy):
    """What another share of the net worth would change: limits, which rule decides, who would be over.

    Parameters
    ----------
    files : DataFrame
        As for :func:`credit_limit`.
    owed : Series
        As for :func:`headroom`.
    shares : list of numbers
        The shares of the tangible net worth to compare.
    **policy
        The rest of the policy, as for :func:`credit_limit`.

    Returns
    -------
    DataFrame
        By ``of_net_worth``: ``limits_cny`` (all limits together), ``capacity_decides`` and ``over_limit`` (customers), ``over_cny``
        (by how much those are over, together).
    """
    rows = [_one_share(files, owed, share, policy) for share in shares]
    index = pd.Index([f"{share:.0%}" for share in shares], name="of_net_worth")
    return pd.DataFrame(rows, index=index)


def _one_share(files, owed, share, policy):
    limits = credit_limit(files, worth_share=share, **policy)
    room = headroom(limits["credit_limit_cny"], owed)["room_cny"]
    return {
        "limits_cny": limits["credit_limit_cny"].sum(),
        "capacity_decides": int((limits["rule"] == say("capacity", "实力")).sum()),
        "over_limit": int((room < 0).sum()),
        "over_cny": -room[room < 0].sum(),
    }


def _settled(bills, payments, as_of):
    """The invoices that nothing is owed on any more: the day ``billed``, the day ``paid`` (the last payment)."""
    good = payments[~flags_in(payments, "dishonoured")] if "dishonoured" in payments else payments
    days = days_in(good, "payment_date").dt.normalize()
    last = days[days <= as_of].groupby(good["invoice_id"]).max()
    billed = days_in(bills, "invoice_date").dt.normalize()
    bills = bills.assign(
        billed=billed, paid=bills["invoice_id"].map(last), amount_cny=amounts_in(bills, "amount_cny")
    )
    done = bills["open_amount_cny"].eq(0) & bills["paid"].notna() & (bills["paid"] >= billed)
    return bills[done]


def _cells(files, name):
    empty = files[name].isna().to_numpy()
    return np.where(empty, np.nan, amounts_in(files, name, empty=0.0))


def _smallest(lowest, need, capacity, gaps):
    """Which rule is the smallest, of equals the first; empty where need or capacity is missing."""
    words = [say("need", "需要"), say("capacity", "实力"), say("history", "往来记录"), ""]
    return picked(words, np.select([gaps[0] | gaps[1], lowest == need, lowest == capacity], [3, 0, 1], 2))


def _factors(files, factors):
    known = list(factors)
    which, classes = pd.factorize(files["credit_class"])
    found = np.array([*(float(factors.get(each, np.nan)) for each in classes), np.nan])[which]
    one_of = say(f"a class among {', '.join(known)}", f"{'、'.join(known)} 之一")
    refuse_rows(files, np.isnan(found), "credit_class", one_of)
    return found


def _reasons(gaps, days):
    words = [
        "",
        say("no history: two rules only", "没有往来记录，只用两条规则"),
        say("pays on delivery: needs no limit", "货到付款，不需要额度"),
        say("net worth unknown: no limit", "不知道净资产，定不了额度"),
        say("purchases or terms unknown: no limit", "不知道采购额或账期，定不了额度"),
    ]
    return picked(words, np.select([gaps[0], gaps[1], days == 0, gaps[2]], [4, 3, 2, 1], 0))


def _refuse_below_zero(**policy):
    for name, value in policy.items():
        if isinstance(value, bool) or not np.isfinite(value) or value < 0:
            raise Refused(
                say(f"a number of zero or more for {name}", f"{name} 不小于零"),
                repr(value),
                say(
                    "for example worth_share=0.1, uplift=1.2, grace_days=10, step=5000",
                    "例如 worth_share=0.1、uplift=1.2、grace_days=10、step=5000",
                ),
            )


def _headed(table):
    yuan = say("CNY", "元")
    return look.labelled(
        table,
        need_cny=(say("by need", "按需要"), yuan),
        capacity_cny=(say("by capacity", "按实力"), yuan),
        history_cny=(say("by history", "按往来记录"), yuan),
        rule=say("smallest", "最小的一条"),
        factor=say("factor of the class", "等级系数"),
        credit_limit_cny=(say("limit", "额度"), yuan),
        reason=say("remark", "说明"),
    )


# Drawing ----------------------------------------------------------------------------------------------------


@look.drawing
def plot_limits(limits, owed=None, names=None, first=10, ax=None):
    """For the customers with the largest need: what each rule would allow, the limit, and what is owed.

    Parameters
    ----------
    limits : DataFrame
        As :func:`credit_limit` gives it.
    owed : Series, optional
        By customer, CNY; drawn as an orange diamond.
    names : Series, optional
        A name for each customer.
    first : int
        How many customers are drawn.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    drawn = limits.sort_index().sort_values("need_cny", ascending=False, kind="stable").head(first)
    unit = on_figure(1e3, 1e4)
    ax = look.axes(ax, height=4.6)
    places = np.arange(len(drawn))[::-1]
    ax.barh(
        places,
        drawn["credit_limit_cny"] / unit,
        height=0.6,
        color=look.PALE,
        label=on_figure("limit", "额度"),
    )
    rules = zip(
        RULES,
        ("|", "o", "s"),
        (on_figure("need", "需要"), on_figure("capacity", "实力"), on_figure("history", "往来记录")),
        strict=True,
    )
    for rule, mark, words in rules:
        ax.scatter(drawn[rule] / unit, places, marker=mark, s=70 if mark == "|" else 26, linewidth=2 if mark == "|" else 1,
                   color=look.BLUE if mark == "o" else look.QUIET, label=words, zorder=3)  # fmt: skip
    if owed is not None:
        ax.scatter(
            owed.reindex(drawn.index).fillna(0) / unit,
            places,
            marker="D",
            s=34,
            color=look.ORANGE,
            zorder=4,
            label=on_figure("owed now", "现在的欠款"),
        )
    ax.set_yticks(places, [str(each if names is None else names[each]) for each in drawn.index])
    ax.set(xlabel=on_figure("thousand yuan", "万元"), xlim=(0, None), ylim=(-0.7, len(drawn) + 0.6))
    ax.grid(visible=False, axis="y")
    ax.legend(ncols=5, loc="upper right", frameon=False, fontsize=10.5, columnspacing=1.1, handletextpad=0.3)
    return _tell_limits(ax, limits, drawn, owed)


def _tell_limits(ax, limits, drawn, owed):
    binds, n = int((limits["rule"] == say("capacity", "实力")).sum()), len(limits)
    look.title(
        ax,
        on_figure(f"One rule decides for {binds} of {n}: capacity", f"{n} 家里有 {binds} 家由“实力”一条决定"),
        on_figure(
            "What each rule would allow, and the limit after the class factor",
            "各条规则允许的金额，以及乘等级系数后的额度",
        ),
    )
    over = (
        0 if owed is None else int((owed.reindex(limits.index).fillna(0) > limits["credit_limit_cny"]).sum())
    )
    return look.read_this(
        ax,
        say(f"The {len(drawn)} customers with the largest need. Marks show what need, capacity and history would allow; the bar is the limit. The smallest rule is capacity for {binds} of {n}. "
            f"Of all {n}, {over} owe more than that limit.",
            f"需要最大的 {len(drawn)} 家。各标记是需要、实力、往来记录三条允许的金额，横条是额度。{n} 家里，{binds} 家最小的一条是实力；{over} 家的欠款超过这个额度。"),
    )  # fmt: skip
