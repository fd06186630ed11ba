"""Customer cards (客户资料卡): entries with their source, their day, their purpose and the day they expire.

``check_cards`` says which cards can be used on a day, ``share_out_of_date`` how many entries may have changed since they were made.

Tables: ``cards`` has one row an entry of a card.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.days import as_day, days_in, refuse_after
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_one_of
from casekit.look import on_figure

MONTHLY = 0.02  # a rule of thumb: two entries in a hundred change in a month
# Entries that a card of customers must not have: nothing in selling needs them, and some are sensitive personal information.
NOT_KEPT = {
    "religion", "health", "medical_history", "family", "marriage", "children", "looks", "habits", "associations",
    "宗教", "宗教信仰", "健康", "健康状况", "病史", "家庭", "家庭情况", "婚姻", "子女", "相貌", "生活习惯", "社团",
}  # fmt: skip


def share_out_of_date(months, monthly=MONTHLY):
    """The share of entries that no longer hold after so many months: ``1 - (1 - monthly) ** months``.

    Parameters
    ----------
    months : number or array
        Months since the entry was made, zero or more.
    monthly : float
        The share that changes in a month, of those that still hold: from 0 to 1.

    Examples
    --------
    >>> round(share_out_of_date(12), 4), round(share_out_of_date(1), 2)
    (0.2153, 0.02)
    """
    return 1 - (1 - _rate(monthly)) ** months


def half_life(monthly=MONTHLY):
    """Months after which half of the entries no longer hold.

    >>> round(half_life(0.02), 1)
    34.3
    """
    return float(np.log(0.5) / np.log1p(-_rate(monthly))) if monthly else float("inf")


def _rate(monthly):
    if not 0 <= monthly < 1:
        raise Refused(
            say("monthly as a share from 0 to under 1, such as 0.02", "monthly 为 0 到不足 1 的比例，如 0.02"), repr(monthly),
            say("2 % is written 0.02", "2% 写作 0.02"),
        )  # fmt: skip
    return monthly


def check_cards(cards, as_of, purpose=None, monthly=MONTHLY):
    """Which cards can be used on a day, and what is wrong with the others?

    Parameters
    ----------
    cards : DataFrame
        One row an entry: ``customer_id``, ``card_field``, ``source``, ``collected_date``, ``purpose``, ``expiry_date``, the day
        from which the entry must be renewed or deleted; what it says in ``value``, or ``value_en`` and ``value_zh``.
    as_of : day
        The day on which the cards are to be used. An entry is expired from its ``expiry_date`` on, that day included.
    purpose : str, optional
        Look only at the entries kept for this purpose.
    monthly : float
        The share of entries that change in a month, for ``out_of_date``; twelve months are 365 days.

    Returns
    -------
    DataFrame
        Indexed by customer, in the order of their ids: ``entries``; of these ``empty``, ``expired``, ``unexplained`` (without source,
        purpose, or an expiry date) and ``not_allowed`` (:data:`NOT_KEPT`); ``out_of_date``, how many may be expected to have
        changed since they were made, expired or not; ``usable``, whether all four counts are zero; ``reason`` if not.

    Raises
    ------
    Refused
        A column is missing, a day cannot be read, an entry was made after ``as_of`` or stands on a card twice, or no entry
        has the purpose.

    Examples
    --------
    >>> card = pd.DataFrame({
    ...     "customer_id": "A", "card_field": ["outlets", "ability"], "source": "visit", "purpose": "planning", "value": ["2", "fair"],
    ...     "collected_date": ["2025-01-01", "2024-12-31"], "expiry_date": ["2026-01-01", "2025-12-31"]})
    >>> check_cards(card, "2025-12-31")[["entries", "expired", "usable", "reason"]]
                 entries  expired  usable     reason
    customer_id
    A                  2        1   False  1 expired
    """
    require_columns(cards, "customer_id", "card_field", "source", "collected_date", "purpose", "expiry_date")
    if purpose is not None:
        require_one_of("purpose", purpose, sorted(cards["purpose"].dropna().unique()))
        cards = cards[cards["purpose"] == purpose]
    as_of = as_day(as_of)
    made, last = days_in(cards, "collected_date"), days_in(cards, "expiry_date", missing=True)
    refuse_after(cards, made, as_of, "collected_date", 'cards[cards["collected_date"] <= as_of]')
    today = as_of.to_datetime64().astype("datetime64[D]")
    codes, ids = _numbered(cards["customer_id"])
    fields, names = pd.factorize(cards["card_field"])
    _refuse_twice(cards, codes, fields, len(names))
    flags = {
        "empty": _empty(cards), "expired": last.to_numpy() <= today,
        "unexplained": _blank(cards["source"]) | _blank(cards["purpose"]) | last.isna().to_numpy(),
        "not_allowed": np.array([_plain(each) in NOT_KEPT for each in names], dtype=bool)[fields],
    }  # fmt: skip
    days = (today - made.to_numpy().astype("datetime64[D]")).astype(int)
    changed = share_out_of_date(np.arange(days.max(initial=0) + 1) * 12 / 365, monthly)
    counts = {name: np.bincount(codes[wrong], minlength=len(ids)) for name, wrong in flags.items()}
    table = pd.DataFrame({
        "entries": np.bincount(codes), **counts, "out_of_date": np.bincount(codes, weights=changed[days], minlength=len(ids)),
        "usable": sum(counts.values()) == 0,
    }, index=pd.Index(ids, name="customer_id"))  # fmt: skip
    return _headed(table.assign(reason=_why_not_usable(table)))


def _numbered(ids):
    """Each row's customer as a number, and the customers in the order of their ids."""
    codes, found = pd.factorize(ids)
    if found.is_monotonic_increasing:
        return codes, found
    order = found.argsort()
    places = np.append(np.argsort(order), -1)  # a row without a customer stays -1
    return places[codes], found[order]


def _plain(name):
    return str(name).strip().casefold()


def _empty(cards):
    names = [name for name in ("value", say("value_en", "value_zh"), "value_en", "value_zh") if name in cards]
    return _blank(cards[names[0]]) if names else np.zeros(len(cards), bool)


def _blank(column):
    """Whether nothing stands in a cell."""
    return column.isna().to_numpy() | (column == "").to_numpy(bool)


def _refuse_twice(cards, codes, fields, many):
    """Refuse an entry that stands on a card twice, and an entry of nobody's card."""
    bad = (codes < 0) | (fields < 0)
    places = codes.astype("int64") * many + fields
    few = places.max(initial=0) < 8 * len(places)  # then counting is quicker than looking for doubles
    if not bad.any() and not (few and np.bincount(places, minlength=1).max() == 1):
        bad = pd.Series(places).duplicated().to_numpy()
    if bad.any():
        row = cards.iloc[int(np.argmax(bad))]
        raise Refused(
            say("a customer_id and a card_field in every row, each field once on a card", "每行都有 customer_id 和 card_field，一张卡上每栏只出现一次"),
            say(f"row {row.name}: {row['customer_id']}, {row['card_field']} ({bad.sum():,} rows)", f"第 {row.name} 行：{row['customer_id']}，{row['card_field']}（共 {bad.sum()} 行）"),
            say("keep the entry that holds, by its day", "按日期留下有效的那一条"),
        )  # fmt: skip


def _why_not_usable(table):
    words = {
        "empty": ("empty", "栏空缺"), "expired": ("expired", "栏过期"),
        "unexplained": ("without source, purpose or expiry date", "栏缺来源、用途或到期日"), "not_allowed": ("not to be kept", "栏不该留存"),
    }  # fmt: skip
    counts = np.stack([table[name].to_numpy() for name in words], axis=1)
    base = int(counts.max(initial=0)) + 1
    which, first = pd.factorize(counts @ base ** np.arange(len(words)))
    told = [
        say("; ", "；").join(say(f"{n} {en}", f"{n} {zh}") for n, (en, zh) in zip(row, words.values(), strict=True) if n)
        for row in (first[:, None] // base ** np.arange(len(words)) % base).tolist()
    ]  # fmt: skip
    return pd.array(told, dtype="str").take(which)


def _headed(table):
    return look.labelled(
        table, entries=say("entries", "栏目数"), empty=say("empty", "空缺"), expired=say("expired", "过期"),
        unexplained=say("unexplained", "来历不全"), not_allowed=say("not allowed", "不该留存"),
        out_of_date=say("expected out of date", "预计已变"), usable=say("usable", "可用"), reason=say("remark", "说明"),
    )  # fmt: skip


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_decay(rates=(0.01, 0.02, 0.04), last=36, ax=None):
    """The share of entries out of date by month, a curve for each monthly rate; the middle one is the lesson's.

    Parameters
    ----------
    rates : sequence of float
        Monthly shares, three of them, ascending.
    last : int
        The last month drawn.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax, months, middle = look.axes(ax, height=3.6), np.arange(last + 1), rates[1]
    for rate in rates:
        share, main = 100 * share_out_of_date(months, rate), rate == middle
        ax.plot(
            months,
            share,
            color=look.BLUE if main else look.QUIET,
            linewidth=3 if main else 1.5,
            linestyle="-" if main else "--",
        )
        look.beside(
            ax,
            on_figure(f"{100 * rate:g} % a month", f"每月 {100 * rate:g}%"),
            (last, share[-1]),
            (6, 0),
            va="center",
            color=look.BLUE if main else look.QUIET,
        )
    after = 100 * share_out_of_date(12, middle)
    ax.plot(12, after, "o", color=look.BLUE, markersize=8)
    look.beside(
        ax, look.half_up(after, 1) + on_figure(" %", "%"), (12, after), (7, -2), va="top", color=look.BLUE
    )
    ax.set(
        xlim=(0, last * 1.22),
        ylim=(0, 82),
        xticks=range(0, last + 1, 6),
        xlabel=on_figure("months since the entry was made", "登记后经过的月数"),
    )
    look.title(
        ax, on_figure(f"At {100 * middle:g} % a month, {look.half_up(after, 1)} % have changed after a year", f"每月变 {100 * middle:g}%，一年后变了 {look.half_up(after, 1)}%"),
        on_figure("Entries that no longer hold (%), by age and monthly rate", "已变的栏目（%），按登记时间和每月变化率"),
    )  # fmt: skip
    half = [look.half_up(half_life(rate), 1) for rate in rates]
    return look.read_this(ax, say(
        f"Each curve rises less and less, for what is out of date already cannot go out of date a second time. Half have changed after {half[0]}, {half[1]} and {half[2]} months.",
        f"曲线越来越平，因为已经过时的，不会再过时一次。变了一半，分别要 {half[0]}、{half[1]} 和 {half[2]} 个月。"))  # fmt: skip


@look.drawing
def plot_first(table, chosen, names=None, ax=None):
    """Each card by how far it is out of date and how much is sold on it; the ones to verify first are orange diamonds.

    Parameters
    ----------
    table : DataFrame
        One row a card: ``stale``, the expected share of entries out of date, and ``net_amount_cny``.
    chosen : Index
        The cards to verify first.
    names : Series, optional
        A name for each customer: the three with the highest risk are named.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax, first = look.axes(ax, height=4.2), table.index.isin(chosen)
    risk = table["stale"] * table["net_amount_cny"]
    part = look.half_up(100 * risk[first].sum() / risk.sum(), 1)
    millions = table["net_amount_cny"] / 1e6
    for those, colour, mark in ((~first, look.PALE, "o"), (first, look.ORANGE, "D")):
        ax.plot(
            100 * table["stale"][those], millions[those], mark, color=colour, markersize=5, linestyle="none"
        )
    for card in risk.nlargest(3).index if names is not None else ():
        look.beside(
            ax, str(names[card]), (100 * table.at[card, "stale"], millions[card]), (8, 0), va="center"
        )
    stale, bar = np.linspace(0.04, 1, 200), risk[first].min() / 1e6
    ax.plot(100 * stale, bar / stale, color=look.INK, linewidth=1, linestyle="--")
    ax.set(
        xlim=(0, 75),
        ylim=(0, 10.5),
        xlabel=on_figure("entries expected out of date (%)", "预计已变的栏目占比（%）"),
    )
    look.beside(
        ax,
        on_figure("dashed: stale × valuable\nof the last one chosen", "虚线：陈旧 × 价值\n与末位入选者相同"),
        (45, 2.6),
        (0, 0),
        color=look.INK,
    )
    look.title(
        ax, on_figure(f"{first.sum()} of {len(table)} cards carry {part} % of the risk", f"{len(table)} 张里的 {first.sum()} 张，占风险额的 {part}%"),
        on_figure("Net sales in 2025 (million CNY); orange diamonds: verify first", "2025 年销售净额（百万元）；橙色菱形：先核实"),
    )  # fmt: skip
    return look.read_this(ax, say(
        "Every card above the dashed line is on the list: far up, because much is sold; far right only if enough is sold, too.",
        "虚线以上的卡都入选：靠上的因为卖得多；靠右的，还要卖得够多才入选。"))  # fmt: skip
