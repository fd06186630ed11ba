"""Lesson 5: the step in a discount, and the length of a session. The labs."""

from html import escape

import numpy as np

from casekit import look, tiers
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

PRICE, MOST = 100, 1200
BETS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def discount_lab():
    """Two sliders, for the order and for the discount from 1,000 pieces; the bill by both rules follows."""
    put(DiscountLab().page())


def rebate_lab():
    """Two sliders, for the rebate and for the bets between two settlements; what the player expects follows."""
    put(RebateLab().page())


class _Sliders(Lab):
    """What both labs share: two sliders over a picture and its lines."""

    def page(self):
        import ipywidgets as w

        self.sliders = [self._slider(w, *each) for each in self.asked()]
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        return Still(w.VBox([*self.sliders, self.image, self.below]), self._still(), self._words())

    def _slider(self, w, words, choices, value):
        slider = w.SelectionSlider(
            options=choices, value=value, description=words,
            style={"description_width": "12em"}, layout={"width": "34em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _moved(self, _):
        self.step(*(slider.value for slider in self.sliders))
        self.image.value, self.below.value = self.figure(), self.panel()

    def _still(self):
        return f"<p>{escape(self.setting())}</p>{self.whole_figure()}{self.panel()}{self.table()}"

    def _words(self):
        return "\n".join([self.setting(), self.said(), *self.lines()])


class DiscountLab(_Sliders):
    """The lab's state: ``step(quantity, percent)`` is all that a moved slider does."""

    def __init__(self):
        self.pieces = np.arange(MOST + 1)
        self._draw()
        self.step()

    def step(self, quantity=960, percent=10):
        """Work the bills out again and move the curves and the two marks."""
        self.quantity, self.steps = quantity, {500: 0.05, 1000: percent / 100}
        self.percent, unit = percent, on_figure(1e3, 1e4)
        self.bills = {rule: tiers.bill(self.pieces, PRICE, self.steps, rule) for rule in tiers.RULES}
        every, part = (self.bills[rule] / unit for rule in tiers.RULES)
        for line, (start, end) in zip(self.parts, ((0, 500), (500, 1000), (1000, MOST + 1)), strict=True):
            line.set_data(self.pieces[start:end], every[start:end])
        self.part.set_ydata(part)
        self.mark.set_data([quantity], [every[quantity]])
        self.other.set_data([quantity], [part[quantity]])
        self.head.set_text(self._finding())
        self.drawn()

    def _cost(self, rule, quantity=None):
        return self.bills[rule][self.quantity if quantity is None else quantity]

    def _finding(self):
        more = self._cost("all_units", 1000) - self._cost("all_units")
        if self.quantity < 1000 and more < 0:
            saved = look.half_up(-more, 0)
            return on_figure(
                f"{self.quantity} pieces cost {saved} yuan more than 1,000",
                f"买 {self.quantity} 件比买 1,000 件多付 {saved} 元",
            )
        return on_figure("More pieces, more to pay", "多买多付")

    def _draw(self):
        with look.style():
            self.ax = look.axes(height=3.7)
            draw, ways = (
                self.ax.plot,
                (on_figure("all units", "全量折扣"), on_figure("incremental", "增量折扣")),
            )
            [first] = draw([], [], color=look.ORANGE, linewidth=2.2, label=ways[0])
            self.parts = [first, *(draw([], [], color=look.ORANGE, linewidth=2.2)[0] for _ in range(2))]
            [self.part] = draw(self.pieces, self.pieces, "--", color=look.BLUE, linewidth=1.8, label=ways[1])
            [self.mark] = draw([], [], "D", color=look.ORANGE, markersize=8)
            [self.other] = draw([], [], "o", color=look.BLUE, markersize=8)
            self.ax.set(xlim=(0, MOST), ylim=(0, on_figure(120, 12)), xlabel=on_figure("pieces", "件"))
            self.ax.set_ylabel(on_figure("thousand yuan", "万元"))
            self.ax.legend(loc="upper left", frameon=False, fontsize=11)
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.1, 0.16, 0.86, 0.7))
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [*self.parts, self.part, self.mark, self.other, self.head])

    def asked(self):
        return [
            (say("Order (pieces)", "订货量（件）"), list(range(0, MOST + 1, 20)), 960),
            (say("Discount from 1,000 (%)", "1,000 件起的折扣（%）"), list(range(5, 21)), 10),
        ]

    def lines(self):
        """The two bills, and who ought to buy more."""
        every, part = (look.half_up(self._cost(rule), 0) for rule in tiers.RULES)
        row = tiers.padded(PRICE, self.steps).iloc[1]
        spans = (
            say("no order ought to be padded up to 1,000", "没有哪个订货量该凑到 1,000 件")
            if np.isnan(row["from_pieces"])
            else say(f"orders of {row['from_pieces']:.0f} to {row['to_pieces']:.0f} pieces ought to be padded up to 1,000",
                     f"订 {row['from_pieces']:.0f}～{row['to_pieces']:.0f} 件的，都该凑到 1,000 件")
        )  # fmt: skip
        return [
            say(f"{self.quantity} pieces: {every} yuan with the all-units discount, {part} yuan with the incremental one.",
                f"订 {self.quantity} 件：全量折扣 {every} 元，增量折扣 {part} 元。"),
            say(f"With the all-units discount {spans}.", f"全量折扣下，{spans}。"),
        ]  # fmt: skip

    def said(self):
        return say("Bills: ", "应付：") + " ".join(self.lines())

    def caption(self):
        """How to read the picture."""
        return say(
            "Solid: all-units discount, every piece at the step reached. Dashed: incremental, only the pieces beyond a step. The marks are your order.",
            "实线：全量折扣，达到档次，所有件数都打折；虚线：增量折扣，只有超出部分打折。标记是你的订货量。",
        )

    def setting(self):
        return say(
            "100 yuan a piece, 5 % from 500, 10 % from 1,000; an order of 960.",
            "每件 100 元，500 件起减 5%，1,000 件起减 10%；订 960 件。",
        )

    def table(self):
        """What the second slider teaches, for pages where nothing can be moved."""
        rows = []
        for percent in (6, 8, 10, 15, 20):
            row = tiers.padded(PRICE, {500: 0.05, 1000: percent / 100}).iloc[1]
            rows.append(
                [
                    f"{percent}{say(' %', '%')}",
                    f"{row['from_pieces']:.0f}",
                    look.half_up(row["most_saved_cny"], 0),
                ]
            )
        heads = [say("discount from 1,000", "1,000 件起的折扣"), say("orders to be padded from (pieces)", "从多少件起该凑（件）"),
                 say("saved at most (CNY)", "最多省（元）")]  # fmt: skip
        return look.html_table(heads, rows, [True] * 3)


class RebateLab(_Sliders):
    """The lab's state: ``step(percent, bets)`` is all that a moved slider does."""

    def __init__(self):
        self.back = np.array([tiers.player_gain(bets, 1) + 0.04 for bets in BETS])
        self._draw()
        self.step()

    def step(self, percent=30, bets=10):
        """Work the player's expectation out again for every length of session and move the curve."""
        self.percent, self.bets = percent, bets
        self.gains = 100 * (-0.04 + percent / 100 * self.back)
        self.line.set_ydata(self.gains)
        self.mark.set_data([BETS.index(bets)], [self._gain()])
        self.head.set_text(self._finding())
        self.drawn()

    def _gain(self):
        return self.gains[BETS.index(self.bets)]

    def _finding(self):
        gain = look.half_up(self._gain(), 1).replace("-", "\u2212")
        return on_figure(f"The player expects {gain} % of the stakes", f"玩家的期望是赌注的 {gain}%")

    def _draw(self):
        with look.style():
            self.ax = look.axes(height=3.5)
            places = range(len(BETS))
            [self.line] = self.ax.plot(places, [0.0] * len(BETS), "o-", color=look.BLUE)
            [self.mark] = self.ax.plot([], [], "D", color=look.ORANGE, markersize=10)
            zero = self.ax.axhline(0, color=look.INK, linewidth=1)
            self.ax.set(xticks=list(places), xticklabels=[f"{bets:,}" for bets in BETS], ylim=(-5, 22))
            self.ax.set_xlabel(on_figure("bets between two settlements", "两次结算之间的下注次数"))
            self.ax.set_ylabel(on_figure("% of the stakes", "占赌注的%"))
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.1, 0.18, 0.88, 0.68))
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [self.line, zero, self.mark, self.head])

    def asked(self):
        return [
            (say("Rebate on the loss (%)", "返还损失的（%）"), list(range(0, 51, 5)), 30),
            (say("Bets per settlement", "每次结算的下注次数"), list(BETS), 10),
        ]

    def lines(self):
        """From which length on the house wins."""
        safe = [f"{bets:,}" for bets, gain in zip(BETS, self.gains, strict=True) if gain < 0]
        return [
            say(f"At {self.percent} % the house wins on average with {safe[0]} bets or more between settlements.", f"返还 {self.percent}% 时，两次结算之间下注 {safe[0]} 次以上，赌场平均才赢。")
            if safe
            else say(f"At {self.percent} % the house loses on average, however long the session.", f"返还 {self.percent}% 时，无论多久结算一次，赌场平均都输。")
        ]  # fmt: skip

    def said(self):
        words = say(
            f"{self.percent} % given back, {self.bets:,} bets per settlement. ",
            f"返还 {self.percent}%，每 {self.bets:,} 注结算一次。",
        )
        return words + self._finding() + say(".", "。")

    def caption(self):
        """How to read the picture."""
        return say(
            "Each dot is one length of session. Above the line at zero the player wins on average. An even-money bet, 4 % edge of the house.",
            "一个点是一种结算间隔。零线以上，玩家平均赢钱。每注赢输的金额相等，赌场优势 4%。",
        )

    def setting(self):
        return say(
            "30 % of a net loss given back, 10 bets between two settlements.",
            "净输额返还 30%，每 10 注结算一次。",
        )

    def table(self):
        """The chapter's range at three lengths."""
        rows = [
            [
                f"{bets:,}",
                *(
                    look.half_up(100 * tiers.player_gain(bets, each), 1).replace("-", "\u2212")
                    for each in (0, 0.1, 0.2, 0.3)
                ),
            ]
            for bets in (10, 100, 1000)
        ]
        heads = [
            say("bets", "下注次数"),
            *(say(f"rebate {each} %", f"返还 {each}%") for each in (0, 10, 20, 30)),
        ]
        return look.html_table(heads, rows, [True] * 5)
