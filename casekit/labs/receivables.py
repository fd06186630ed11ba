"""Lesson 13: the day of payment, and a DSO that falls by itself."""

import numpy as np
import pandas as pd

from casekit import look
from casekit import receivables as r
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put


class _Lab(Lab):
    """What both labs share: a picture of fixed size that steps, its words, and the page around it."""

    HEIGHT, WIDTH = 3.4, 5.5

    def _axes(self, left=0.1):
        ax = look.axes(height=self.HEIGHT, width=self.WIDTH)
        ax.figure.set_layout_engine("none")
        ax.set_position((left, 0.56 / self.HEIGHT, 0.97 - left, 1 - 1.36 / self.HEIGHT))
        self.head = ax.figure.text(0.015, 1 - 0.24 / self.HEIGHT, "", fontsize=14, va="center")
        self.under = ax.figure.text(
            0.015, 1 - 0.54 / self.HEIGHT, "", fontsize=11.5, va="center", color=look.QUIET
        )
        return ax

    def page(self):
        import ipywidgets as w

        self.sliders = [self._slider(w, *each) for each in self.controls()]
        self.image, self.words = w.HTML(self.figure()), w.HTML(self.panel())
        box = w.VBox([*self.sliders, self.image, self.words])
        still = f"{self.whole_figure(128)}{self.panel()}"
        return Still(box, still, "\n".join([self.said(), *self.lines()]))

    def _slider(self, w, words, value, low, high, step):
        slider = w.IntSlider(
            value=value, min=low, max=high, step=step, description=words,
            style={"description_width": "19em"}, layout={"width": "38em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _moved(self, _):
        self.step(*(slider.value for slider in self.sliders))
        self.image.value, self.words.value = self.figure(), self.panel()


# The day of payment ---------------------------------------------------------------------------------------


def payment_day_lab(terms="2/15, 1/20, N/30", amount=100_000, basis=360):
    """Move the day of payment and the cost of your own money: what does waiting cost, and which day is best?

    Parameters
    ----------
    terms : str or Terms
        With at least one discount, counted from the invoice.
    amount : float
        The invoice (CNY).
    basis : int
        Days of a year, 360 or 365.
    """
    put(PaymentDayLab(terms, amount, basis).page())


class PaymentDayLab(_Lab):
    """The lab's state: ``step(day, own_percent)`` is all that a moved slider does."""

    LAST, TOP = 60, 150

    def __init__(self, terms, amount, basis, day=18, own_percent=12):
        self.terms = r.parse_terms(terms) if isinstance(terms, str) else terms
        self.amount, self.basis = amount, basis
        self.ends = [last for last, _ in self.terms.discounts]
        self.rates = {each: self.marginal(each) for each in range(self.LAST + 1)}
        self.never = [end for end in self.ends if end not in {self.best_day(each) for each in range(301)}]
        self._draw()
        self.step(day, own_percent)

    def cheaper_day(self, day):
        """The last day of the step before; None before the first discount has run out."""
        return max((end for end in self.ends if end < day), default=None)

    def marginal(self, day):
        """What waiting since the last day of the step before costs a year, as a share; 0 before there is one."""
        cheaper = self.cheaper_day(day)
        return 0.0 if cheaper is None else r.credit_cost(self.terms, day, cheaper, self.basis)

    def best_day(self, own_percent):
        """The day, no later than the net day, that costs least if your own money costs so much a year; of equals, the earlier.

        What is not paid on the first discount's last day earns so much from that day on, simple interest.
        """
        days = [*self.ends, self.terms.net_days]
        kept = [own_percent / 100 * (day - days[0]) / self.basis for day in days]
        bills = [r.amount_due(self.terms, self.amount, day) for day in days]
        worth = [bill / (1 + earned) for bill, earned in zip(bills, kept, strict=True)]
        return days[int(np.argmin(worth))]

    def step(self, day, own_percent):
        """Move the dot, the line of your own rate, the words; nothing is drawn anew."""
        self.day, self.own = day, own_percent
        rate = min(100 * self.rates[day], self.TOP)
        self.dot.set_data([day], [rate])
        self.level.set_ydata([own_percent, own_percent])
        self.own_words.set(y=own_percent, text=on_figure(f"money: {own_percent} %", f"资金成本 {own_percent}%"))
        best = self.best_day(own_percent)
        self.best.set_data([best, best], [0, self.TOP])
        early = best <= self.ends[0]
        self.best_words.set(x=best + (-0.6 if early else 0.6), ha="right" if early else "left")
        self.best_words.set_text(on_figure(f"best: day {best}", f"最合算：第 {best} 天"))
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        bill, rate, before = self._bill(self.day), _percent(self.rates[self.day]), self.cheaper_day(self.day)
        if before is None:
            return on_figure(f"Day {self.day}: pay {bill}; waiting costs nothing yet",
                             f"第 {self.day} 天付 {bill} 元；等待还没有成本")  # fmt: skip
        return on_figure(f"Day {self.day}: pay {bill}; {rate} a year against day {before}",
                         f"第 {self.day} 天付 {bill} 元；与第 {before} 天比，年化 {rate}")  # fmt: skip

    def _bill(self, day):
        return look.half_up(r.amount_due(self.terms, self.amount, day), 0)

    def _draw(self):
        with look.style():
            self.ax = ax = self._axes()
            self.under.set_text(
                on_figure(f"Annual rate of waiting (%, {self.basis} days); cut at {self.TOP} %",
                          f"等待的年化成本（%，一年按 {self.basis} 天），{self.TOP}% 以上略去"))  # fmt: skip
            self._steps(ax)
            self._against_first(ax)
            self._what_moves(ax)
            due = self._past_due(ax)
            ax.set(xlim=(0, self.LAST), ylim=(0, self.TOP))
            ax.set(xticks=[0, *self.ends, self.terms.net_days, 45, self.LAST])
            ax.set(xlabel=on_figure("day of payment (invoice = day 0)", "付款日（开票日为第 0 天）"))
        self.moves(
            ax.figure, [self.best, self.level, self.dot, due, self.best_words, self.own_words, self.head]
        )

    def _steps(self, ax):
        """The solid line, a piece for each discount that has run out; grey once the invoice is past due."""
        first, net = self.ends[0], self.terms.net_days
        begins = [first + 1, *(end + 1 for end in self.ends[1:]), net]
        for low, high in zip(begins, [*self.ends[1:], net, self.LAST], strict=True):
            days = np.arange(low, high + 1)
            colour, width = (look.QUIET, 1.2) if low == net else (look.BLUE, 2.5)
            ax.plot(days, [100 * self.rates[day] for day in days], color=colour, linewidth=width)

    def _what_moves(self, ax):
        (self.best,) = ax.plot([0, 0], [0, self.TOP], color=look.GREEN, linewidth=1.8, linestyle="-.")
        self.best_words = ax.text(0, self.TOP * 0.82, "", color=look.GREEN, va="center", fontsize=10.5)
        (self.level,) = ax.plot([0, self.LAST], [0, 0], color=look.INK, linewidth=1.2, linestyle="--")
        self.own_words = ax.text(0, 0, "", va="bottom", fontsize=10.5)
        self.own_words.set_transform(ax.transData + _shift(4, 3, ax.figure))
        (self.dot,) = ax.plot([0], [0], "o", color=look.ORANGE, markersize=11, clip_on=False)

    def _past_due(self, ax):
        """The line at the net day, and its words; the line lies over what moves."""
        net, words = self.terms.net_days, on_figure("past due →", "逾期 →")
        ax.text(net + 0.6, self.TOP * 0.97, words, va="top", color=look.QUIET)
        return ax.axvline(net, color=look.PALE, linewidth=1)

    def _against_first(self, ax):
        """The dotted line: each later day against the first discount's last day; numbers at the net day and 15 days after it."""
        first, net = self.ends[0], self.terms.net_days
        days = np.arange(self.ends[-1] + 1, self.LAST + 1)
        if len(self.ends) > 1:
            direct = {day: 100 * r.credit_cost(self.terms, day, first, self.basis) for day in days}
            ax.plot(days, list(direct.values()), color=look.BLUE, linewidth=1.4, linestyle=":")
            for day in (net, net + 15):
                look.beside(ax, look.half_up(direct[day], 1), (day, direct[day]), (5, 3), color=look.BLUE)
            words = on_figure(f"dotted: against day {first}", f"点线：与第 {first} 天比")
            look.beside(ax, words, (net + 5, direct[net + 5]), (8, 10), color=look.BLUE)
            words = on_figure("solid: against the step before", "实线：与上一档最后一天比")
            look.beside(ax, words, (net, 0.63 * self.TOP), (3, 0), color=look.BLUE)
        for day in (*self.ends[1:], net):
            rate = 100 * self.rates[day]
            look.beside(ax, look.half_up(rate, 1), (day, rate), (-3, -14),
                        ha="center" if day < net else "right", color=look.BLUE)  # fmt: skip

    def said(self):
        """The state in words: the picture's alternative text."""
        best = self.best_day(self.own)
        return self._finding() + say(f". At {self.own} % for your own money the best day is {best}.",
                                     f"。自己的资金成本为 {self.own}% 时，第 {best} 天付款最合算。")  # fmt: skip

    def caption(self):
        first, net = self.ends[0], self.terms.net_days
        same = ("", "")
        if len(self.ends) > 1:
            same = (
                f" (up to day {self.ends[1]} the two are the same, and only the solid one is drawn)",
                f"（到第 {self.ends[1]} 天为止两线相同，只画实线）",
            )
        return say(f"The solid line compares with the last day of the step before and jumps where a discount runs out (grey from day {net} on). The dotted line compares with day {first}{same[0]}: "
                   f"where it is above the dashed line, waiting costs more than your own money. After day {net} a payment is late, however low the lines are.",
                   f"实线与上一档的最后一天相比，折扣一过期就跳上去（第 {net} 天以后画成灰色）。点线与第 {first} 天相比{same[1]}：它高于虚线，等待就比动用自己的资金贵。"
                   f"第 {net} 天以后，线再低也是逾期。")  # fmt: skip

    def lines(self):
        """What the day costs against each cheaper day, and where the best day changes."""
        against = [end for end in self.ends if end < self.day]
        found = [self._line(end) for end in against] or [
            say("No discount has run out yet: waiting costs nothing, paying earlier gains nothing.",
                "折扣还没有过期：等待不花钱，提前付也没有好处。")
        ]  # fmt: skip
        words = say(
            "Day {0} is never the best, whatever your money costs.",
            "不管自己的资金成本是多少，第 {0} 天都不是最合算的。",
        )
        return found + [words.format(end) for end in self.never]

    def _line(self, end):
        extra = look.half_up(
            r.amount_due(self.terms, self.amount, self.day) - r.amount_due(self.terms, self.amount, end), 0
        )
        rate = _percent(r.credit_cost(self.terms, self.day, end, self.basis))
        return say(
            f"Day {self.day} instead of day {end}: {extra} yuan more for {self.day - end} days, {rate} a year (simple, {self.basis} days).",
            f"第 {self.day} 天代替第 {end} 天：多付 {extra} 元，多用 {self.day - end} 天，年化 {rate}（单利，一年 {self.basis} 天）。",
        )

    def controls(self):
        return [
            (say("Day of payment", "付款日（第几天）"), self.day, 0, self.LAST, 1),
            (say("Your own money costs (% a year)", "自己的资金成本（年利率 %）"), self.own, 0, 80, 1),
        ]


# The same payers ------------------------------------------------------------------------------------------


def growth_lab(months):
    """Move the sales of two parts of a year; customers pay as ever. What happens to DSO?

    Parameters
    ----------
    months : DataFrame
        Twelve rows, indexed by month, oldest first: ``sales_cny``, and ``open_cny``, what of it is open at the end.
    """
    put(GrowthLab(months).page())


class GrowthLab(_Lab):
    """The lab's state: ``step(early, late)`` takes the growth of January to October and of November and December, percent."""

    LATE = 2  # months at the end that the second slider moves

    def __init__(self, months, early=20, late=0):
        self.months, self.open_share = months, months["open_cny"] / months["sales_cny"]
        self.index = pd.PeriodIndex(months.index, freq="M")
        self.days = int(sum(self.index.days_in_month))
        self.before = self.measured(months["sales_cny"])
        self._draw()
        self.step(early, late)

    def measured(self, sales):
        """DSO on the year and counted back, in days, and the balance, with the same share of each month still open."""
        balance = (sales * self.open_share).sum()
        counted = r.countback_dso(balance, pd.Series(sales.to_numpy(), self.index))
        return {"dso": r.dso(balance, sales.sum(), self.days), "countback": counted, "balance": balance}

    def step(self, early, late):
        """Move the bars and the words to the new sales; nothing is drawn anew."""
        self.early, self.late = early, late
        growth = np.r_[[1 + early / 100] * (len(self.months) - self.LATE), [1 + late / 100] * self.LATE]
        sales = self.months["sales_cny"] * growth
        self.now = self.measured(sales)
        for whole, part, each, share in zip(self.bars, self.parts, sales / 1e6, self.open_share, strict=True):
            whole.set_height(each)
            part.set_height(each * share)
        self.head.set_text(self._finding())
        first, then = (_grown(each) for each in (early, late))
        self.under.set_text(on_figure(f"January to October {first[0]}, then {then[0]}; blue: still open",
                                      f"1 至 10 月{first[1]}，11、12 月{then[1]}；蓝色部分年末还没收回"))  # fmt: skip
        self.drawn()

    def _finding(self):
        now, before = (_days(each["dso"]) for each in (self.now, self.before))
        return on_figure(
            f"Same payers: DSO {now} days (before: {before})",
            f"付款习惯没变：DSO {now} 天（原来 {before} 天）",
        )

    def _draw(self):
        n = len(self.months)
        with look.style():
            self.ax = ax = self._axes()
            self.bars = ax.bar(range(n), [1] * n, color=look.PALE, width=0.72)
            self.parts = ax.bar(range(n), [1] * n, color=look.BLUE, width=0.72)
            ax.set(
                xlim=(-0.6, n - 0.4),
                ylim=(0, 30),
                xticks=range(n),
                xticklabels=[f"{m.month}" for m in self.index],
            )
            ax.set(
                xlabel=on_figure(
                    "month; a bar is its credit sales, million CNY", "月份（柱高为当月赊销额，万元）"
                )
            )
            ax.yaxis.set_major_formatter(lambda value, _: on_figure(f"{value:.0f}", f"{100 * value:,.0f}"))
            ax.grid(visible=False, axis="x")
        self.moves(ax.figure, [*self.bars, *self.parts, self.head, self.under])

    def said(self):
        """The state in words: the picture's alternative text."""
        first, then = (_grown(each) for each in (self.early, self.late))
        return self._finding() + say(f". January to October {first[0]}, November and December {then[0]}.",
                                     f"。1 至 10 月{first[1]}，11、12 月{then[1]}。")  # fmt: skip

    def caption(self):
        return say("A whole bar is what was sold in the month, its blue part is still open: nearly all of it stands in the last two months, while DSO divides it by all twelve.",
                   "整根柱子是当月赊销额，蓝色是年末还没收回的：余额几乎都在最后两个月，DSO 却拿 12 个月的赊销额来除。")  # fmt: skip

    def lines(self):
        """The measures before and now."""
        words = (
            ("dso", say("DSO on the year's sales", "按全年赊销额算的 DSO")),
            ("countback", say("DSO counted back", "倒推法 DSO")),
        )
        lines = [
            say(f"{name}: {_days(self.before[key])} days before, {_days(self.now[key])} now.",
                f"{name}：原来 {_days(self.before[key])} 天，现在 {_days(self.now[key])} 天。")
            for key, name in words
        ]  # fmt: skip
        before, now = self.before["balance"], self.now["balance"]
        return [
            *lines,
            say(f"Receivables: {look.half_up(before / 1e6, 2)} million yuan before, {look.half_up(now / 1e6, 2)} now.",
                f"应收账款余额：原来 {look.half_up(before / 1e4, 0)} 万元，现在 {look.half_up(now / 1e4, 0)} 万元。"),
            say("Of each month's sales, the same share is open as before: nobody pays sooner or later.",
                "每个月未收回的比例都和原来一样：没有哪家客户付得更快或更慢。"),
        ]  # fmt: skip

    def controls(self):
        return [
            (say("Growth, January to October (%)", "1 至 10 月增长（%）"), self.early, -30, 50, 1),
            (say("Growth, November, December (%)", "11、12 月增长（%）"), self.late, -30, 50, 1),
        ]


def _percent(rate):
    return look.half_up(100 * rate, 1) + say(" %", "%")


def _grown(percent):
    """A change of sales in both languages; the Chinese follows its subject at once."""
    if percent == 0:
        return "unchanged", "不变"
    each = f"{percent:+d}".replace("-", "−")
    return f"{each} %", f" {each}%"


def _days(days):
    return look.half_up(days, 1)


def _shift(right, up, figure):
    """A shift in points, for a text beside its mark."""
    from matplotlib.transforms import ScaledTranslation

    return ScaledTranslation(right / 72, up / 72, figure.dpi_scale_trans)
