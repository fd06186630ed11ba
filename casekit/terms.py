"""Terms of payment: how they are read, and what the credit in them costs buyer and seller (信用条件与信用成本).

``2/15, 1/20, N/30`` is read: 2 % off within 15 days, 1 % off within 20, the full price by day 30. The invoice's day is
day 0, and the last day of each span counts. The best discount that a day still earns applies; discounts are never added.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.days import as_day
from casekit.core.language import say
from casekit.errors import Refused, Undefined, require_columns
from casekit.look import on_figure

BASES = (360, 365)
FEN = Decimal("0.01")
_PART = re.compile(
    r"[\s,;、]*(?:-(?=\s*n))?\s*(?:"
    r"(?P<rate>\d+(?:\.\d+)?)(?:\s*%\s*/?|\s*/)\s*(?P<days>\d+)"
    r"|(?:net|n)\s*/?\s*(?P<net>\d+|eom)"
    r"|(?P<eom>eom|e\.o\.m\.?)"
    r")(?!\d|/|\.\d)(?:\s*(?:days?\b|天|日))?[\s,;、.]*"
)
_TWO_READINGS = (  # spellings that one firm means so and the next otherwise: what is meant, and how to write it
    (re.compile(r"(?:payment |payable )?(?:due )?(?:up)?on receipt|收到即付|见票即付"),
     ("N/0, if the invoice is received; N/ and the days the goods travel, if the goods are", "收到发票即付写 N/0；收到货物即付，写 N/ 加上运输天数")),
    (re.compile(r"月结\s*(?P<n>\d+)\s*天?"), ("N/{n} EOM, if counted from the end of the month; N/{n}, if from the invoice", "从月末起算写 N/{n} EOM；从开票日起算写 N/{n}")),
    (re.compile(r"月结"), ("N/EOM, if by the end of the invoice's month; N/30 EOM, if by the end of the next", "当月月末付清写 N/EOM；下月月末付清写 N/30 EOM")),
    (re.compile(r"(?:货到|到货|收货|票到|收票)后?\s*(?P<n>\d+)\s*[天日](?:内?付款)?"),
     ("N/{n}, if counted from the invoice; N/ and {n} plus the days until arrival, if from arrival", "从开票日起算写 N/{n}；从到达日起算，写 N/ 加上 {n} 与在途天数之和")),
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """Terms of payment as :func:`parse_terms` reads them; what makes no sense is refused.

    ``discounts`` are pairs (last day, share off), the earliest first; ``net_days`` is the last day of the full price.
    With ``eom`` the net day, with ``discounts_eom`` the discounts are counted from the end of the invoice's month.
    """

    net_days: int
    discounts: tuple = ()
    eom: bool = False
    discounts_eom: bool = False

    def __post_init__(self):
        object.__setattr__(self, "discounts", tuple(sorted((int(d), r) for d, r in self.discounts)))
        _sensible(self)

    def __str__(self):
        parts = [f"{_short(100 * Decimal(str(rate)))}/{days}" for days, rate in self.discounts]
        whole = self.eom and not self.discounts_eom and self.discounts
        net = "N/EOM" if whole and not self.net_days else f"N/{self.net_days}{' EOM' * self.eom}"
        return ", ".join([*parts, net])

    def discount(self, day):
        """The share off on a day (counted as the discounts are): the first discount whose days are met, else 0."""
        return next((rate for last, rate in self.discounts if day <= last), 0.0)


def parse_terms(text):
    """Read terms of payment in their usual spellings.

    Parameters
    ----------
    text : str
        ``"2/15, 1/20, N/30"``, ``"2/10 net 30"``, ``"2%/10, n30"``, ``"２／１０，Ｎ／３０"``, ``"N/30 EOM"`` (all days counted from
        the end of the invoice's month), ``"2/10, n/EOM"`` (the full price by the month's end), ``"COD"`` (``N/0``).

    Returns
    -------
    Terms

    Raises
    ------
    Refused
        What cannot be read; no net day, or two; a discount after the net day; a discount that is not smaller than the
        one before it; a discount of 100 % or more. ``2/10 EOM`` alone has its net day 20 days after the last discount,
        as business-mathematics textbooks have it; without EOM a missing net day is refused.

    Examples
    --------
    >>> terms = parse_terms("2/15, 1/20, N/30")
    >>> terms.discounts, terms.net_days
    (((15, 0.02), (20, 0.01)), 30)
    >>> print(parse_terms("2/10 net 30"), "|", parse_terms("１/１０，ｎ/３０ＥＯＭ"))
    2/10, N/30 | 1/10, N/30 EOM
    """
    discounts, nets, eom = _parts(text)
    if nets == ["eom"]:
        return Terms(0, discounts, eom=True)
    if not nets and eom and discounts:
        nets = [str(max(days for days, _ in discounts) + 20)]
    if len(nets) != 1:
        raise Refused(
            say("one day by which the full price is due, such as N/30", "一个付清全价的期限，如 N/30"),
            say(f"{len(nets)} of them in {text!r}", f"{text!r} 里有 {len(nets)} 个"),
            say("add it, or leave one out", "补上，或只留一个"),
        )
    return Terms(int(nets[0]), discounts, eom=eom, discounts_eom=eom and bool(discounts))


def _parts(text):
    """The discounts, the net days and whether EOM stands there, in the order of the text."""
    plain = unicodedata.normalize("NFKC", text).lower().strip() if isinstance(text, str) else ""
    if plain in ("cod", "c.o.d.", "cash on delivery", "货到付款"):
        plain = "n/0"
    discounts, nets, eom, place = [], [], False, 0
    while place < len(plain):
        part = _PART.match(plain, place)
        if part is None:
            break
        if part["rate"]:
            discounts.append((int(part["days"]), float(Decimal(part["rate"]) / 100)))
        nets += [part["net"]] if part["net"] else []
        eom, place = eom or bool(part["eom"]), part.end()
    _refuse_two_readings(text, plain.rstrip(" ."))
    if place < len(plain) or not plain:
        raise Refused(
            say("terms of payment such as 2/15, 1/20, N/30", "付款条件，如 2/15, 1/20, N/30"),
            say(f"{text!r}, unreadable from {plain[place:] or 'the start'!r}", f"{text!r}，从 {plain[place:] or '开头'!r} 起读不懂"),
            say("write each part as percent/days, the last as N/days", "每一档写成“百分数/天数”，最后写 N/天数"),
        )  # fmt: skip
    return discounts, nets, eom


def _refuse_two_readings(text, plain):
    """Refuse a spelling that firms mean in two ways, with the spelling of each."""
    for form, readings in _TWO_READINGS:
        found = form.fullmatch(plain)
        if found:
            en, zh = (each.format(**found.groupdict()) for each in readings)
            raise Refused(
                say("terms of payment that can be read in one way only", "只有一种读法的付款条件"),
                say(f"{text!r}, which has two readings", f"{text!r}，有两种读法"), say(f"write {en}", zh),
            )  # fmt: skip


def _sensible(terms):
    """Refuse terms that no customer could follow."""
    days, rates = [day for day, _ in terms.discounts], [rate for _, rate in terms.discounts]
    same_count = terms.eom == terms.discounts_eom
    checks = (
        (any(not 0 <= rate < 1 for rate in rates),
         say("discounts from 0 to less than 100 %", "折扣率在 0 到不足 100% 之间"),
         say("a discount that leaves nothing to pay, or less than nothing", "有一档折扣，打完就没有价款可付了"),
         say("write 2 for 2 %: 2/10, N/30", "2% 就写 2：2/10, N/30")),
        (len(set(days)) < len(days),
         say("one discount for each day", "同一天只有一档折扣"), say("two for the same day", "同一天有两档"),
         say("keep the one that is meant", "留下要用的那一档")),
        (any(later >= earlier for earlier, later in zip(rates, rates[1:], strict=False)),
         say("discounts that fall as time goes by", "折扣率逐档降低"),
         say("a later discount that is as large or larger: nobody would pay by the earlier day", "后一档折扣不比前一档小：谁也不会赶在前一档的期限内付款"),
         say("put the larger discount on the earlier day", "把大的折扣放在前面")),
        (same_count and any(day > terms.net_days for day in days),
         say("discount days no later than the net day", "折扣期不晚于付清全价的期限"),
         say(f"a discount until day {max(days, default=0)}, and the full price due on day {terms.net_days}",
             f"折扣到第 {max(days, default=0)} 天，全价却在第 {terms.net_days} 天到期"),
         say("check the two days", "核对这两个天数")),
    )  # fmt: skip
    for wrong, needed, found, do in checks:
        if wrong:
            raise Refused(needed, f"{terms}: {found}", do)


def _short(number):
    return f"{number.normalize():f}"


# What is to be paid, and what waiting costs ---------------------------------------------------------------


def amount_due(terms, amount, day, invoice_date=None):
    """What is to be paid on a day after the invoice, in CNY to the fen (half up).

    Parameters
    ----------
    terms : str or Terms
    amount : float
        The invoice (CNY).
    day : int
        Days after the invoice; the invoice's own day is 0. After the net day the full price stays due.
    invoice_date : str or Timestamp, optional
        Needed for EOM terms, whose days are counted from the end of the invoice's month.

    Raises
    ------
    Refused
        A day before the invoice, an amount below zero, EOM terms without ``invoice_date``.

    Examples
    --------
    >>> [amount_due("2/15, 1/20, N/30", 100_000, day) for day in (15, 16, 20, 21, 45)]
    [98000.0, 99000.0, 99000.0, 100000.0, 100000.0]
    >>> amount_due("2/10, N/30 EOM", 100_000, 24, invoice_date="2025-03-17")  # 10 April
    98000.0
    """
    terms = _read(terms)
    if not np.isfinite(amount) or amount < 0 or not np.isfinite(day) or day < 0:
        raise Refused(
            say("an amount of zero or more, and a day of 0 or later", "金额不小于零，天数从 0 起"),
            say(f"{amount} on day {day}", f"第 {day} 天，金额 {amount}"),
            say(
                "day 0 is the invoice's day; book a credit note on its own", "开票日为第 0 天；退货贷项另外记"
            ),
        )
    if terms.eom and invoice_date is None:
        raise Refused(
            say(f"the invoice's date: {terms} counts from the end of its month", f"开票日期：{terms} 从当月月末起算"),
            say("none", "没有给"), say('add invoice_date="2025-03-17"', '补上 invoice_date="2025-03-17"'),
        )  # fmt: skip
    counted = day - _to_month_end(invoice_date) if terms.discounts_eom else day
    return to_fen(Decimal(str(amount)) * (1 - Decimal(str(terms.discount(counted)))))


def due_day(terms, invoice_date):
    """The last day on which payment is on time.

    >>> due_day("N/30", "2024-01-31"), due_day("N/30 EOM", "2024-02-05")
    (Timestamp('2024-03-01 00:00:00'), Timestamp('2024-03-30 00:00:00'))
    """
    terms, start = _read(terms), as_day(invoice_date, "invoice_date")
    return start + pd.Timedelta(days=terms.net_days + (_to_month_end(start) if terms.eom else 0))


def credit_cost(terms, pay_day, instead_of, basis, compound=False):
    """What waiting costs a year: the buyer's rate for paying on ``pay_day`` instead of an earlier day.

    The extra price over the money kept, (1 - d_late) / (1 - d_early) - 1, for each of the days gained, times the days
    of a year. It is the price of the seller's loan and equally what the seller pays to get the money sooner.

    Parameters
    ----------
    terms : str or Terms
    pay_day, instead_of : int
        The later and the earlier day, counted as the discounts are (from the invoice, or from the month's end with EOM).
        A pay day after the net day is a late payment, which the seller may not allow.
    basis : int
        Days of a year, 360 or 365; there is no default, because books differ.
    compound : bool
        False: the simple rate. True: the effective rate, as if the gain were repeated all year with interest on it.

    Raises
    ------
    Undefined
        No days are gained: ``pay_day`` is not after ``instead_of``.
    Refused
        Another basis, or a day before the invoice.

    Examples
    --------
    >>> round(credit_cost("2/15, 1/20, N/30", 30, 15, basis=360), 4)
    0.4898
    >>> round(credit_cost("2/15, 1/20, N/30", 30, 15, basis=365, compound=True), 4)
    0.6349
    """
    terms = _read(terms)
    if isinstance(basis, bool) or basis not in BASES:
        raise Refused(
            say("the days of a year: basis=360 or basis=365", "一年的天数：basis=360 或 basis=365"), repr(basis),
            say("take the one your contract or textbook uses, and name it", "按合同或教材的用法选一个，并写明"),
        )  # fmt: skip
    if min(pay_day, instead_of) < 0:
        raise Refused(
            say("days from 0 on", "天数从 0 起"), f"{min(pay_day, instead_of)}",
            say("day 0 is the invoice's day", "开票日为第 0 天"),
        )  # fmt: skip
    if pay_day <= instead_of:
        raise Undefined(
            say(f"paying on day {pay_day} instead of day {instead_of} gains no days, so it has no rate",
                f"第 {pay_day} 天付款代替第 {instead_of} 天，没有多用一天钱，谈不上利率")
        )  # fmt: skip
    extra = (1 - terms.discount(pay_day)) / (1 - terms.discount(instead_of)) - 1
    years = (pay_day - instead_of) / basis
    return (1 + extra) ** (1 / years) - 1 if compound else extra / years


def payment_steps(terms, amount, basis):
    """The steps of the terms: what is paid in each span of days, and what waiting for its last day costs a year.

    Returns
    -------
    DataFrame
        One row a span: ``from_day``, ``to_day`` (none for the last, after the net day), ``discount`` (share),
        ``pay_cny``, ``marginal_rate`` (share a year, simple): the last day of this span instead of the last day of
        the span before it. The first span has none; the last has no last day.

    Examples
    --------
    >>> payment_steps("2/10, N/30", 1000, basis=360).round(3)
       from_day to_day  discount  pay_cny  marginal_rate
    0         0     10      0.02    980.0            NaN
    1        11     30      0.00   1000.0          0.367
    2        31   <NA>      0.00   1000.0            NaN
    """
    terms = _read(terms)
    ends = sorted({*(day for day, _ in terms.discounts), terms.net_days})
    starts = [0, *(end + 1 for end in ends)]
    rates = [credit_cost(terms, late, early, basis) for early, late in zip(ends, ends[1:], strict=False)]
    table = pd.DataFrame(
        {
            "from_day": starts,
            "to_day": pd.array([*ends, None], dtype="Int64"),
            "discount": [float(terms.discount(start)) for start in starts],
            "pay_cny": [_price(terms, amount, start) for start in starts],
            "marginal_rate": [np.nan, *rates, np.nan],
        }
    )
    return look.labelled(
        table,
        discount=(say("discount", "折扣率"), "share"),
        marginal_rate=(say(f"waiting costs a year ({basis})", f"等待的年化成本（{basis} 天）"), "share"),
    )


def _price(terms, amount, counted):
    return to_fen(Decimal(str(amount)) * (1 - Decimal(str(terms.discount(counted)))))


def to_fen(amount):
    """An amount to the fen, half up, as a bookkeeper rounds.

    >>> to_fen(0.125), to_fen(5217.391304)
    (0.13, 5217.39)
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(float(amount)))
    return float(exact.quantize(FEN, ROUND_HALF_UP))


def _read(terms):
    return terms if isinstance(terms, Terms) else parse_terms(terms)


def _to_month_end(invoice_date):
    """Days from the invoice to the last day of its month."""
    date = as_day(invoice_date, "invoice_date")
    return date.days_in_month - date.day


# What receivables cost ----------------------------------------------------------------------------------


def opportunity_cost(credit_sales, collection_days, variable_cost_ratio, cost_of_capital, basis):
    """What the money tied up in receivables would have earned (机会成本), CNY a year.

    Daily credit sales × average collection days × variable-cost ratio × cost of capital. Only the variable cost of
    what was sold is money laid out; with ``variable_cost_ratio=1`` the full price counts, as it does on the old
    balance of customers who were there already.

    Examples
    --------
    >>> round(opportunity_cost(12_000_000, 36, 0.7, 0.12, basis=360)), round(opportunity_cost(12_000_000, 36, 0.7, 0.12, basis=365))
    (100800, 99419)
    """
    if basis not in (360, 365, 366):
        raise Refused(
            say("the days of a year: 360, 365 or 366", "一年的天数：360、365 或 366"), repr(basis),
            say("name the one you use", "选一个并写明"),
        )  # fmt: skip
    return credit_sales / basis * collection_days * variable_cost_ratio * cost_of_capital


def policy_table(policies, variable_cost_ratio, cost_of_capital, basis):
    """Profit after the costs of credit for each policy; the largest is the best.

    Parameters
    ----------
    policies : DataFrame
        One row a policy: ``credit_sales_cny`` (a year), ``collection_days`` (until customers really pay, not the credit
        period), ``bad_debt_percent`` and ``discount_cost_percent`` (of credit sales), ``collection_cost_cny``.
    variable_cost_ratio, cost_of_capital : float
        Shares: variable cost of a yuan of sales; what a yuan of capital costs a year.
    basis : int
        Days of a year, 360 or 365.

    Returns
    -------
    DataFrame
        Index as in ``policies``: ``contribution_cny``, ``receivables_cny``, ``capital_tied_cny``,
        ``opportunity_cost_cny``, ``bad_debt_cny``, ``collection_cost_cny``, ``discount_cost_cny``,
        ``policy_profit_cny``, the contribution less the four costs.

    Raises
    ------
    Refused
        A missing column.
    """
    require_columns(
        policies, "credit_sales_cny", "collection_days", "bad_debt_percent", "discount_cost_percent",
        "collection_cost_cny",
    )  # fmt: skip
    sales, days = policies["credit_sales_cny"], policies["collection_days"]
    opportunity = opportunity_cost(sales, days, variable_cost_ratio, cost_of_capital, basis)
    table = pd.DataFrame(
        {
            "contribution_cny": sales * (1 - variable_cost_ratio),
            "receivables_cny": sales / basis * days,
            "capital_tied_cny": sales / basis * days * variable_cost_ratio,
            "opportunity_cost_cny": opportunity,
            "bad_debt_cny": sales * policies["bad_debt_percent"] / 100,
            "collection_cost_cny": policies["collection_cost_cny"],
            "discount_cost_cny": sales * policies["discount_cost_percent"] / 100,
        }
    ).round(2)
    costs = ["opportunity_cost_cny", "bad_debt_cny", "collection_cost_cny", "discount_cost_cny"]
    return table.assign(
        policy_profit_cny=(table["contribution_cny"] - table[costs].sum(axis="columns")).round(2)
    )


def breakeven_default(variable_cost_ratio, carrying_cost_ratio=0.0, recovery_ratio=0.0):
    """The chance of default at which one order on credit is worth nothing: (1 - v - c) / (1 - R), all shares of the price.

    Above it an order loses money; the chance that a good customer comes again is left out and would raise it.

    >>> round(breakeven_default(0.7), 2)
    0.3
    """
    if not 0 <= recovery_ratio < 1:
        raise Refused(
            say("a recovery from 0 to less than 1", "回收率在 0 到不足 1 之间"), repr(recovery_ratio),
            say("who gets everything back has no default", "全部收得回来就谈不上违约"),
        )  # fmt: skip
    return (1 - variable_cost_ratio - carrying_cost_ratio) / (1 - recovery_ratio)


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_breakeven(profits, old, planned, ax=None):
    """What a longer credit period earns for each growth of sales it brings, against what the old policy earns.

    Parameters
    ----------
    profits : Series
        Profit of the new policy (CNY) by the growth of sales (share) it brings.
    old : float
        Profit of the old policy (CNY).
    planned : float
        The growth that the plan counts on.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.0)
    growth, million = 100 * profits.index.to_numpy(float), profits.to_numpy() / 1e6
    old, planned = old / 1e6, 100 * planned
    even = float(np.interp(old, million, growth))
    none, hoped = (float(np.interp(at, growth, million)) for at in (0, planned))
    ax.plot(growth, million, color=look.BLUE, linewidth=2.5)
    ax.axhline(old, color=look.INK, linewidth=1.2)
    look.beside(ax, on_figure("old terms", "原条件"), (growth[-1], old), (0, 5), ha="right")
    _mark_three(ax, (even, old), (planned, hoped), (0, none))
    ax.margins(x=0.04)
    ax.set_ylim(bottom=none - 0.15 * (million.max() - none))
    ax.set(xlabel=on_figure("growth of sales that the new terms bring (%)", "新条件带来的销售额增长（%）"))
    ax.set(ylabel=on_figure("profit (million CNY)", "收益（万元）"))
    ax.yaxis.set_major_formatter(lambda value, _: on_figure(f"{value:.1f}", f"{100 * value:.0f}"))
    return _tell_breakeven(ax, even, old, planned, hoped, none)


def _mark_three(ax, even, planned, without):
    """Where the terms break even (diamond), what is planned (dot), and no growth (square)."""
    ax.plot(*even, "D", color=look.ORANGE, markersize=10)
    ax.plot(*planned, "o", color=look.BLUE, markersize=9)
    ax.plot(*without, "s", color=look.BLUE, markersize=8)
    words = on_figure(f"breaks even at +{even[0]:.1f} %", f"+{even[0]:.1f}% 才保本")
    look.beside(ax, words, even, (10, -18), color=look.ORANGE)
    look.beside(ax, on_figure("the plan", "计划"), planned, (-8, 6), ha="right", color=look.BLUE)
    none, less = without[1], even[1] - without[1]
    words = on_figure(
        f"no growth: {none:.2f}, {less:.2f} less", f"不增长：{100 * none:.0f} 万元，少 {100 * less:.0f} 万元"
    )
    look.beside(ax, words, without, (10, -17), color=look.BLUE)


def _tell_breakeven(ax, even, old, planned, hoped, none):
    look.title(
        ax,
        on_figure(f"The longer terms must bring {even:.1f} % more sales", f"延长信用期限，销售额至少要增长 {even:.1f}%"),
        on_figure("Profit after the costs of credit, by the growth of sales", "扣除信用成本后的收益，随销售增长变化"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(
            f"The rising line is the profit under the longer terms, the level line the {old:.2f} million of the old ones. They cross at "
            f"{even:.1f} % (diamond). The plan counts on {planned:.0f} % and {hoped:.2f} million (dot); without any growth it is {none:.2f} (square).",
            f"斜线是延长信用期限后的收益，横线是原条件的 {100 * old:.0f} 万元，两线相交于 {even:.1f}%（菱形）。"
            f"计划预计增长 {planned:.0f}%、收益 {100 * hoped:.0f} 万元（圆点）；一点不增长，只有 {100 * none:.0f} 万元（方块）。",
        ),
    )
