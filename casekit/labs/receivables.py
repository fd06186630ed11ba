"""Lesson 13: the day of payment, and a DSO that falls by itself. Labs, predictions and quiz."""

from html import escape

import numpy as np
import pandas as pd

from casekit import look
from casekit import receivables as r
from casekit.core.language import say
from casekit.labs.predictions import Question
from casekit.labs.quizzes import Item
from casekit.labs.still import Still
from casekit.look import on_figure, put

PREDICTIONS = {
    "receivables-day-12": Question(
        ("An invoice of 100,000 yuan at 2/15, 1/20, N/30 is paid on day 12. How much is due?",
         "100,000 元的发票，条件 2/15, 1/20, N/30，第 12 天付款，应付多少？"),
        {
            "pays": (
                ("Due", "应付"),
                [(97_000, "97,000 yuan", "97,000 元"), (98_000, "98,000 yuan", "98,000 元"),
                 (99_000, "99,000 yuan", "99,000 元"), (100_000, "100,000 yuan", "100,000 元")],
            )
        },
    ),
    "receivables-rate": Question(
        ("2,000 yuan for the use of 98,000 yuan over 15 days: what rate is that a year?",
         "用 98,000 元 15 天，付 2,000 元，折成年利率是多少？"),
        {
            "rate": (
                ("A year", "年利率"),
                [(0.05, "up to 5 %", "不到 5%"), (0.25, "5 to 25 %", "5% 到 25%"),
                 (0.45, "25 to 45 %", "25% 到 45%"), (9, "more than 45 %", "超过 45%")],
            )
        },
    ),
    "receivables-policy": Question(
        ("Which policy leaves the largest profit after the costs of credit?", "扣除信用成本后，哪种政策收益最大？"),
        {
            "best": (
                ("Best", "最好"),
                [("N/30", "N/30", "N/30"), ("N/60", "N/60", "N/60"), ("2/15, 1/20, N/30", "2/15, 1/20, N/30", "2/15, 1/20, N/30")],
            )
        },
    ),
    "receivables-sooner": Question(
        ("DSO fell by six days. By how many days did customers pay sooner?", "DSO 降了六天。客户付款实际早了几天？"),
        {
            "days": (
                ("Sooner", "早了"),
                [(0.5, "hardly, half a day at most", "几乎没有，不超过半天"), (3, "up to 3 days", "不超过 3 天"),
                 (5, "3 to 5 days", "3 到 5 天"), (99, "more than 5 days", "5 天以上")],
            )
        },
    ),
    "receivables-three": Question(
        ("Of the three dealers who stopped paying: how many are among the ten customers with the most past due?",
         "不再付款的三家经销商里，有几家在逾期金额最大的十位客户之中？"),
        {"among": (("Among the ten", "前十位中有"),
                   [(0, "none", "一家也没有"), (1, "one", "一家"), (2, "two", "两家"), (3, "all three", "三家都在")])},
    ),
}  # fmt: skip

QUIZ = [
    Item(
        ("An invoice of 50,000 yuan at 2/10, 1/20, N/30 is paid on day 20. How much is due?",
         "50,000 元的发票，条件 2/10, 1/20, N/30，第 20 天付款，应付多少？"),
        [
            ("50,000 yuan: by day 20 the twenty days are over.", "50,000 元：到第 20 天，二十天已经过了。", False,
             "The invoice's day is day 0 and the last day counts. From day 21 it would be 50,000.",
             "开票日是第 0 天，最后一天算在内。从第 21 天起才是 50,000 元。"),
            ("49,500 yuan, for the last day of a span counts.", "49,500 元，最后一天算在折扣期内。", True,
             "50,000 less 1 % of 50,000.", "50,000 元减去它的 1%。"),
            ("49,000 yuan: the larger discount was promised first.", "49,000 元：先答应的是较大的折扣。", False,
             "The 2 % ended on day 10. The best discount that the day still earns is 1 %.",
             "2% 到第 10 天为止。当天仍适用的最高一档是 1%。"),
            ("48,500 yuan, since 2 % and 1 % make 3 %.", "48,500 元：2% 加 1% 是 3%。", False,
             "Discounts are never added up.", "各档折扣不累加。"),
        ],
    ),
    Item(
        ("At 2/10, N/30, what does day 30 instead of day 10 cost a year (simple, 360 days)?",
         "条件 2/10, N/30，第 30 天代替第 10 天付款，年化成本是多少（单利，360 天）？"),
        [
            ("2.00 %, the discount that is lost.", "2.00%，就是放弃的折扣。", False,
             "2 % for 20 days. A year has 18 times 20 days.", "2% 是 20 天的代价，一年有 18 个 20 天。"),
            ("24.49 %, since the full price is due after 30 days.", "24.49%，因为全价 30 天后才到期。", False,
             "The money is kept for 30 - 10 = 20 days, not for 30.", "多用的天数是 30 - 10 = 20 天，不是 30 天。"),
            ("36.00 %, for 2 % fits 18 times into the year.", "36.00%，2% 乘 18 次。", False,
             "Nearly. But what is borrowed is 98, not 100: 2/98 × 18.", "差一点。借到手的是 98，不是 100：2/98 × 18。"),
            ("36.73 %, that is 2/98 times 360/20.", "36.73%，即 2/98 × 360/20。", True,
             "On 365 days it is 37.24 %, compounded 43.86 % (360): name the basis.",
             "按 365 天是 37.24%，按复利是 43.86%（360 天）：要写明用的是哪一种。"),
        ],
    ),
    Item(
        ("The longer terms earn 309,040 yuan more if sales grow by 20 %. What must be asked first?",
         "销售额增长 20% 时，放长账期能多赚 309,040 元。首先该问什么？"),
        [
            ("How much growth it takes to break even, and whether 20 % is likely.", "保本要增长多少，20% 有没有把握。", True,
             "10.1 % in the example; and old customers take the longer terms too, whether sales grow or not.",
             "例中是 10.1%；而且不管增不增长，老客户都会跟着拖长。"),
            ("Whether the costs of credit rise, because a policy with higher costs is out.", "信用成本会不会上升：成本上升的政策不能选。", False,
             "They rise from 280,800 to 691,760, and it still earns more. Compare profits, not costs.",
             "成本从 280,800 元升到 691,760 元，收益照样更多。该比的是收益，不是成本。"),
            ("Whether receivables stay below the credit period of 60 days.", "应收账款能不能控制在 60 天的信用期内。", False,
             "They will not: customers at 60 days pay after 66. That is already in the table.",
             "控制不住：给 60 天，实际 66 天才付。表里已经算进去了。"),
            ("Nothing: a gain in the table is a gain.", "不用问：表上赚了就是赚了。", False,
             "The 20 % is an input of the table, not a result of it.", "20% 是填进表里的，不是表算出来的。"),
        ],
    ),
    Item(
        ("Sales grow by 20 % from January to October and not at all after that. DSO at the year's end has fallen. What do you know about the payers?",
         "1 至 10 月销售额增长 20%，以后没有增长，年底 DSO 降了。关于客户付款，你知道了什么？"),
        [
            ("They pay sooner, by as many days as DSO fell.", "他们付得早了，DSO 降几天就早几天。", False,
             "In the lab nobody pays sooner, and DSO falls from 35.9 to 31.3 all the same.",
             "实验里谁也没有早付，DSO 照样从 35.9 降到 31.3。"),
            ("They pay later, for growth always lowers DSO.", "他们付得晚了，因为增长总会压低 DSO。", False,
             "Not always: growth in the last two months raises it. And nothing here says later.",
             "不一定：最后两个月增长，DSO 会升。这里也看不出付得更晚。"),
            ("Nothing yet: the year's sales grew, the balance did not.", "还什么都不知道：增长的是全年销售额，余额没有增长。", True,
             "Look at the days from invoice to payment, and at the share that is late.",
             "要看从开票到付款的天数，还有逾期的比例。"),
            ("Fewer of them are late.", "逾期的人少了。", False,
             "DSO cannot tell a late yuan from one that is not due yet.", "一元钱是逾期了还是没到期，DSO 分不出来。"),
        ],
    ),
    Item(
        ("All 988,378 yuan that were over 90 days late at Qinghe were paid in the end. What does that say about the provision?",
         "清禾逾期超过 90 天的 988,378 元，最后全部付清了。这对计提坏账准备意味着什么？"),
        [
            ("The loss rate of every age is zero, so no provision is needed.", "各段账龄的损失率都是零，不用计提。", False,
             "No loss so far is not no loss to come: three dealers have stopped paying.",
             "过去没损失，不等于以后没有：有三家经销商已经不付了。"),
            ("100 % for that age is too strict, and zero would be too lax.", "这一段按 100% 太严，按零又太松。", True,
             "Bend the matrix by what you know, and judge the three dealers one by one.",
             "矩阵要按已知情况调整，那三家要单独判断。"),
            ("100 % is right, for a bill that old is as good as lost.", "按 100% 正合适，拖这么久等于收不回来。", False,
             "Here not one of them was lost: the longest delay was 147 days.", "这里一笔也没有丢，最长的拖了 147 天。"),
            ("The ageing should have been counted from the invoice.", "账龄应当从开票日起算。", False,
             "That would be another table with other rates; it would not settle who pays.", "那是另一张表、另一组损失率，还是回答不了谁会付。"),
        ],
    ),
]  # fmt: skip


class _Lab:
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

    def _drawn(self):
        """The picture as PNG."""
        return look.raw_png(self.ax.figure)[0]

    def figure(self, png=None):
        """The picture as HTML, with its size, so that the page does not jump."""
        width, height = (self.ax.figure.get_size_inches() * self.ax.figure.dpi).round().astype(int)
        size = f' width="{width}" height="{height}"'
        return look.figure_html(self.picture if png is None else png, self.said(), self.caption(), size)

    def panel(self):
        return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in self.lines())}</ul>"

    def page(self):
        import ipywidgets as w

        self.sliders = [self._slider(w, *each) for each in self.controls()]
        self.image, self.words = w.HTML(self.figure()), w.HTML(self.panel())
        box = w.VBox([*self.sliders, self.image, self.words])
        still = f"{self.figure(look.small(self.picture, 128))}{self.panel()}"
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
        self.own_words.set(
            y=own_percent, text=on_figure(f"your money: {own_percent} %", f"自己的资金：{own_percent}%")
        )
        best = self.best_day(own_percent)
        self.best.set_data([best, best], [0, self.TOP])
        early = best <= self.ends[0]
        self.best_words.set(x=best + (-0.6 if early else 0.6), ha="right" if early else "left")
        self.best_words.set_text(on_figure(f"best: day {best}", f"最合算：第 {best} 天"))
        self.head.set_text(self._finding())
        self.picture = self._drawn()

    def _finding(self):
        bill, rate = self._bill(self.day), _percent(self.rates[self.day])
        return on_figure(f"Day {self.day}: pay {bill}; waiting costs {rate} a year",
                         f"第 {self.day} 天付 {bill} 元；等待的年化成本 {rate}")  # fmt: skip

    def _bill(self, day):
        return look.half_up(r.amount_due(self.terms, self.amount, day), 0)

    def _draw(self):
        with look.style():
            self.ax = ax = self._axes()
            self.under.set_text(
                on_figure(f"Annual rate of waiting (%, {self.basis} days); cut at {self.TOP} %",
                          f"等待的年化成本（%，一年按 {self.basis} 天），{self.TOP}% 以上略去"))  # fmt: skip
            net = self.terms.net_days
            for low, high in zip([self.ends[0] + 1, *(end + 1 for end in self.ends[1:]), net], [*self.ends[1:], net, self.LAST], strict=True):  # fmt: skip
                days = np.arange(low, high + 1)
                late = low == net
                ax.plot(
                    days,
                    [100 * self.rates[day] for day in days],
                    color=look.QUIET if late else look.BLUE,
                    linewidth=1.2 if late else 2.5,
                )
            self._against_first(ax)
            (self.best,) = ax.plot([0, 0], [0, self.TOP], color=look.GREEN, linewidth=1.5, linestyle=":")
            self.best_words = ax.text(0, self.TOP * 0.82, "", color=look.GREEN, va="center", fontsize=10.5)
            (self.level,) = ax.plot([0, self.LAST], [0, 0], color=look.INK, linewidth=1.2, linestyle="--")
            self.own_words = ax.text(self.LAST, 0, "", ha="right", va="bottom")
            self.own_words.set_transform(ax.transData + _shift(0, 7, ax.figure))
            (self.dot,) = ax.plot([0], [0], "o", color=look.ORANGE, markersize=11)
            ax.axvline(self.terms.net_days, color=look.PALE, linewidth=1)
            ax.text(
                self.terms.net_days + 0.6,
                self.TOP * 0.97,
                on_figure("past due →", "逾期 →"),
                va="top",
                color=look.QUIET,
            )
            ax.set(
                xlim=(0, self.LAST),
                ylim=(0, self.TOP),
                xticks=[0, *self.ends, self.terms.net_days, 45, self.LAST],
            )
            ax.set(xlabel=on_figure("day of payment (invoice = day 0)", "付款日（开票日为第 0 天）"))

    def _against_first(self, ax):
        """The dotted line: each later allowed day against the first discount's last day; its numbers at the steps' ends."""
        first, net = self.ends[0], self.terms.net_days
        days = np.arange(self.ends[-1] + 1, net + 1)
        if len(self.ends) > 1:
            direct = [100 * r.credit_cost(self.terms, day, first, self.basis) for day in days]
            ax.plot(days, direct, color=look.BLUE, linewidth=1.4, linestyle=":")
            ax.annotate(look.half_up(direct[-1], 1), (net, direct[-1]), (5, 1), textcoords="offset points", color=look.BLUE)  # fmt: skip
        for day in (*self.ends[1:], net):
            rate = 100 * self.rates[day]
            ax.annotate(look.half_up(rate, 1), (day, rate), (-3, -14), textcoords="offset points", ha="center" if day < net else "right", color=look.BLUE)  # fmt: skip

    def said(self):
        """The state in words: the picture's alternative text."""
        best = self.best_day(self.own)
        return self._finding() + say(f". At {self.own} % for your own money the best day is {best}.",
                                     f"。自己的资金成本为 {self.own}% 时，第 {best} 天付款最合算。")  # fmt: skip

    def caption(self):
        first, net = self.ends[0], self.terms.net_days
        return say(f"The blue line jumps where a discount runs out; it compares with the last day of the step before. Whether to wait until day {net} "
                   f"instead of day {first} is told by the dotted line: above the dashed one, waiting costs more than your money. After day {net} (grey) you are late, however low the line.",
                   f"折扣一过期，蓝线就跳上去；它只跟上一档的最后一天比。该不该从第 {first} 天等到第 {net} 天，要看点线：高于虚线，等待就比自己的资金贵。"
                   f"第 {net} 天以后（灰线）线再低，也是逾期。")  # fmt: skip

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
        self.picture = self._drawn()

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
            self.under.set_text(on_figure("Sales by month, million CNY; the blue part is still open at the end",
                                          "各月赊销额（万元），蓝色部分年底还没收回"))  # fmt: skip
            self.bars = ax.bar(range(n), [1] * n, color=look.PALE, width=0.72)
            self.parts = ax.bar(range(n), [1] * n, color=look.BLUE, width=0.72)
            ax.set(
                xlim=(-0.6, n - 0.4),
                ylim=(0, 30),
                xticks=range(n),
                xticklabels=[f"{m.month}" for m in self.index],
            )
            ax.set(xlabel=on_figure("month", "月份"))
            ax.yaxis.set_major_formatter(lambda value, _: on_figure(f"{value:.0f}", f"{100 * value:,.0f}"))
            ax.grid(visible=False, axis="x")

    def said(self):
        """The state in words: the picture's alternative text."""
        return self._finding() + say(f". January to October {self.early:+d} %, November and December {self.late:+d} %.",
                                     f"。1 至 10 月 {self.early:+d}%，11、12 月 {self.late:+d}%。")  # fmt: skip

    def caption(self):
        return say("Grey is what was sold, blue what is still open: nearly all of it stands in the last two months, while DSO divides it by all twelve.",
                   "灰色是卖出的，蓝色是还没收回的：余额几乎都在最后两个月，DSO 却拿 12 个月的销售额来除。")  # fmt: skip

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
                "每个月未收回的比例都和原来一样：没有人付得更早或更晚。"),
        ]  # fmt: skip

    def controls(self):
        return [
            (say("Growth, January to October (%)", "1 至 10 月增长（%）"), self.early, -30, 50, 1),
            (say("Growth, November, December (%)", "11、12 月增长（%）"), self.late, -30, 50, 1),
        ]


def _percent(rate):
    return look.half_up(100 * rate, 1) + say(" %", "%")


def _days(days):
    return look.half_up(days, 1)


def _shift(right, up, figure):
    """A shift in points, for a text beside its mark."""
    from matplotlib.transforms import ScaledTranslation

    return ScaledTranslation(right / 72, up / 72, figure.dpi_scale_trans)
