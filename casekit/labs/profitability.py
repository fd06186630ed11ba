"""Lesson 8: the price of a visit, and who earns anything at it. The lab."""

import numpy as np

from casekit import look
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put
from casekit.profitability import big, money


def visit_price_lab(table, rate, classes, names=None):
    """Move the price of a visit: the whale curve falls, and customer after customer sinks below zero.

    Parameters
    ----------
    table : DataFrame
        As :func:`casekit.profitability.customer_profit` gives it, with ``visits_cny``.
    rate : float
        The price of a visit that the table was made with (CNY).
    classes : Series
        Each customer's class by sales, A to C; customers without one are counted apart.
    names : Series, optional
        A name to show for each customer instead of its id.
    """
    put(VisitPriceLab(table, rate, classes, names).page())


class VisitPriceLab(Lab):
    """The lab's state: ``step(price)`` is all that a moved slider does."""

    HEIGHT, WIDTH, LAST, STEP = 3.4, 5.6, 6_000, 20

    def __init__(self, table, rate, classes, names=None):
        self.rate = int(rate)
        self.visits = table["visits_cny"].to_numpy() / rate
        self.without = (table["profit_cny"] + table["visits_cny"]).to_numpy()
        self.classes = classes.reindex(table.index).fillna("").to_numpy()
        self.names = np.array([str(each if names is None else names[each]) for each in table.index])
        self._draw()
        self.step(self.rate)

    def step(self, price):
        """Move the curve, its peak and its end, and the words; nothing is drawn anew."""
        self.price = price
        self.profit = np.round(self.without - self.visits * price, 2)
        height = np.concatenate([[0], np.sort(self.profit)[::-1].cumsum()]) / big()
        top = int((self.profit > 0).sum())
        self.rising.set_data(np.arange(top + 1), height[: top + 1])
        self.falling.set_data(np.arange(top, len(height)), height[top:])
        self.top.set_data([top], [height[top]])
        self.total.set_ydata([height[-1], height[-1]])
        self.total_words.set(y=height[-1] - 0.015 * self.ax.get_ylim()[1], text=self._total())
        self.head.set_text(self._finding())
        self.drawn()

    def _total(self):
        total, earned = self.profit.sum(), self.profit[self.profit > 0].sum()
        share = look.half_up(100 * earned / total, 0) if total > 0 else say("no", "无")
        return on_figure(
            f"total {money(total)}; peak {share} % of it", f"总额 {money(total)}，峰顶为其 {share}%"
        )

    def _finding(self):
        losers = int((self.profit < 0).sum())
        return on_figure(
            f"At {self.price:,} yuan a visit, {losers} customers lose",
            f"每次拜访 {self.price:,} 元：亏损客户 {losers} 家",
        )

    def _draw(self):
        height = np.concatenate([[0], np.sort(self.without - self.visits * self.rate)[::-1].cumsum()]) / big()
        highest = self.without[self.without > 0].sum() / big()
        n = len(self.without)
        with look.style():
            self.ax = ax = look.axes(height=self.HEIGHT, width=self.WIDTH)
            ax.figure.set_layout_engine("none")
            ax.set_position((0.1, 0.56 / self.HEIGHT, 0.87, 1 - 1.36 / self.HEIGHT))
            self.head = ax.figure.text(0.015, 1 - 0.24 / self.HEIGHT, "", fontsize=14, va="center")
            ax.figure.text(0.015, 1 - 0.54 / self.HEIGHT, on_figure("Cumulative profit, million CNY; grey: at the study's price", "累计利润，万元；灰线：按成本测算的单价"),
                           fontsize=11.5, va="center", color=look.QUIET)  # fmt: skip
            ax.plot(np.arange(n + 1), height, color=look.PALE, linewidth=4)
            (self.rising,) = ax.plot([], [], color=look.BLUE, linewidth=3)
            (self.falling,) = ax.plot([], [], color=look.ORANGE, linewidth=3)
            (self.top,) = ax.plot([], [], "o", color=look.INK, markersize=8)
            self.total = ax.axhline(0, color=look.INK, linewidth=1, linestyle="--")
            self.total_words = ax.text(n * 0.99, 0, "", ha="right", va="top")
            ax.set(xlim=(0, 1.02 * n), ylim=(0, 1.08 * highest),
                   xlabel=on_figure("customers, the most profitable first", "客户（家），利润从高到低"))  # fmt: skip
            ax.yaxis.set_major_formatter("{x:,.0f}")
        self.moves(ax.figure, [self.rising, self.falling, self.top, self.total, self.total_words, self.head])

    def said(self):
        """The state in words: the picture's alternative text."""
        return self._finding() + say("; ", "；") + self._total() + say(".", "。")

    def caption(self):
        return say("Blue: customers who earn something. Orange: those who cost more than they bring. The dot is the peak, the dashed line the total.",
                   "蓝色：还赚钱的客户；橙色：服务成本高于毛利的客户。圆点是峰顶，虚线是利润总额。")  # fmt: skip

    def lines(self):
        """How many lose in each class by sales, and which of class A."""
        lost = self.profit < 0
        each = [
            (letter, int((lost & (self.classes == letter)).sum()), int((self.classes == letter).sum()))
            for letter in "ABC"
        ]
        words = (
            say("Customers that lose: ", "亏损客户：")
            + say("; ", "；").join(
                say(f"{many} of {whole} in class {letter}", f"{letter} 类 {whole} 家中有 {many} 家")
                for letter, many, whole in each
            )
            + say(".", "。")
        )
        sunk = self.names[lost & (self.classes == "A")]
        return [
            words,
            say("Of class A: ", "A 类中：")
            + (say(", ", "、").join(sunk) or say("none", "没有"))
            + say(".", "。"),
        ]

    def page(self):
        import ipywidgets as w

        self.slider = w.IntSlider(
            value=self.rate, min=0, max=self.LAST, step=self.STEP, description=say("Price of a visit (yuan)", "每次拜访的单价（元）"),
            style={"description_width": "13em"}, layout={"width": "36em", "max_width": "100%"},
        )  # fmt: skip
        self.slider.observe(self._moved, "value")
        self.image, self.words = w.HTML(self.figure()), w.HTML(self.panel())
        still = f"{self.whole_figure(64)}{self.panel()}"
        return Still(
            w.VBox([self.slider, self.image, self.words]), still, "\n".join([self.said(), *self.lines()])
        )

    def _moved(self, _):
        self.step(self.slider.value)
        self.image.value, self.words.value = self.figure(), self.panel()
