"""Lesson 9: where the bar is, and where the way out. The lab."""

from html import escape

import numpy as np

from casekit import key_accounts, look
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

NEEDED = 20  # key accounts, from which the chapter wants a department
SHOWN = 13  # month-ends: a year, and where it starts


def bar_lab(sales, months=3):
    """Two sliders, for the bar and for the way out; the monthly chart follows.

    Parameters
    ----------
    sales : DataFrame
        ``customer_id``, ``order_date``, ``net_amount_cny``, as :func:`casekit.sales.net_sales` gives it.
    months : int
        How many months count at each month-end.
    """
    put(BarLab(key_accounts.standing_sales(sales, months)).page())


class BarLab(Lab):
    """The lab's state: ``step(...)`` is all that a moved slider does."""

    def __init__(self, standing):
        self.ends = standing.columns[-SHOWN:]
        self.standing = standing[standing.max(axis="columns") >= 400_000].round(2)
        self.amounts = self.standing.to_numpy()[:, -SHOWN:]
        self._draw()
        self.step()

    def step(self, thousands=600, per_cent=100):
        """Count again, move the line and the columns."""
        self.thousands, self.per_cent = thousands, per_cent
        bar = 1000 * thousands
        inside = self._inside(bar, per_cent)
        self.accounts = inside.sum(axis=0)
        self.joined = (inside[:, 1:] & ~inside[:, :-1]).sum(axis=0)
        self.left = (inside[:, :-1] & ~inside[:, 1:]).sum(axis=0)
        self.kept = self._below(inside, bar)
        self.line.set_ydata(self.accounts)
        for column, height in zip(self.ups, self.joined, strict=True):
            column.set_height(height)
        for column, height in zip(self.downs, self.left, strict=True):
            column.set_height(-height)
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        year = self.accounts[1:]
        reached = int((year >= NEEDED).sum())
        return on_figure(
            f"{NEEDED} or more at {reached} of {len(year)} month-ends",
            f"{len(year)} 个月末，有 {reached} 个达到 {NEEDED} 家",
        )

    def _inside(self, bar, per_cent):
        """Who is in at the month-ends shown; those before them count for who is in already."""
        return key_accounts.membership(self.standing, bar, per_cent / 100).to_numpy()[:, -SHOWN:]

    def _below(self, inside, bar):
        """How often a customer below the bar stands on the list, the first month-end not counted."""
        return int((inside & (self.amounts < bar))[:, 1:].sum())

    def _draw(self):
        places = np.arange(len(self.ends))
        with look.style():
            self.ax = look.axes(height=3.7)
            self.ups = self.ax.bar(
                places[1:], 0, width=0.62, color=look.PALE, label=on_figure("joined", "进入")
            )
            self.downs = self.ax.bar(places[1:], 0, width=0.62, color=look.GRID, edgecolor=look.QUIET, linewidth=0.8,
                                     label=on_figure("left", "退出"))  # fmt: skip
            [self.line] = self.ax.plot(
                places, places, "o-", color=look.BLUE, label=on_figure("key accounts", "大客户数")
            )
            bar = self.ax.axhline(NEEDED, color=look.ORANGE, linestyle="--", linewidth=1.2,
                            label=on_figure(f"{NEEDED}: a department", f"{NEEDED} 家：设部门"))  # fmt: skip
            self.ax.set(
                xticks=places,
                xticklabels=look.month_labels(self.ends),
                xlim=(-0.6, len(places) - 0.4),
            )
            self.ax.set(
                ylim=(-18, 58), xlabel=on_figure("end of month", "月末"), ylabel=on_figure("customers", "家")
            )
            self.ax.grid(visible=False, axis="x")
            self.ax.legend(ncols=4, loc="upper left", facecolor="white", edgecolor="none", framealpha=1, fontsize=10.5)
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.09, 0.2, 0.89, 0.66))
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [*self.ups, *self.downs, self.line, bar, self.head])

    def lines(self):
        """What the picture cannot say: the moves, and what steadiness costs."""
        joined, left = int(self.joined.sum()), int(self.left.sum())
        return [
            say(f"{joined} joined and {left} left: {joined + left} moves, net {key_accounts.signed(joined - left)}.",
                f"进入 {joined} 家次，退出 {left} 家次，合计 {joined + left} 家次，净变动 {key_accounts.signed(joined - left)} 家。"),
            say(f"Kept on the list below the upper bar: {self.kept} of {int(self.accounts[1:].sum())} account-months.",
                f"低于进入线、仍在名单上的：{int(self.accounts[1:].sum())} 个客户月里有 {self.kept} 个。"),
        ]  # fmt: skip

    def said(self):
        """The chart in words: the picture's alternative text."""
        return say(
            f"Key accounts: {self.accounts[0]} at the first month-end, {self.accounts[-1]} at the last; {self.accounts[1:].min()} to {self.accounts[1:].max()} after the first.",
            f"大客户数：第一个月末 {self.accounts[0]} 家，最后一个月末 {self.accounts[-1]} 家；此后最少 {self.accounts[1:].min()} 家，最多 {self.accounts[1:].max()} 家。",
        )

    def caption(self):
        """How to read the picture."""
        return say(
            "The line counts the key accounts at each month-end; columns above zero joined, below zero left.",
            "折线是各月末的大客户数；零线以上的柱是进入，以下是退出。",
        )

    def page(self):
        import ipywidgets as w

        self.bar = self._slider(
            w, say("Upper bar (thousand yuan)", "进入线（万元）"), *say((400, 900, 25, 600), (40, 90, 2.5, 60))
        )
        self.way_out = self._slider(w, say("Lower bar (% of upper)", "退出线（进入线的 %）"), 50, 100, 5, 100)
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        return Still(w.VBox([self.bar, self.way_out, self.image, self.below]), self._still(), self._words())

    def _slider(self, w, words, least, most, step, value):
        kind = w.IntSlider if isinstance(step, int) else w.FloatSlider
        slider = kind(
            value=value, min=least, max=most, step=step, description=words,
            style={"description_width": "11em"}, layout={"width": "34em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _moved(self, _):
        self.step(round(self.bar.value * say(1, 10)), self.way_out.value)
        self.image.value, self.below.value = self.figure(), self.panel()

    def _setting(self):
        return say(
            "The upper bar at 600,000 yuan, the lower bar the same.",
            "进入线 60 万元，退出线与它相同。",
        )

    def _still(self):
        return f"<p>{escape(self._setting())}</p>{self.whole_figure()}{self.panel()}{self._by_way_out()}"

    def _by_way_out(self):
        """What the second slider teaches, for pages where nothing can be moved."""
        bar, rows = 600_000, []
        for per_cent in (100, 95, 90, 80, 70):
            inside = self._inside(bar, per_cent)
            moves, counts = int((inside[:, 1:] != inside[:, :-1]).sum()), inside[:, 1:].sum(axis=0)
            each = (moves, self._below(inside, bar), counts.min(), (counts >= NEEDED).sum())
            rows.append([f"{per_cent}{say(' %', '%')}", *map(str, each)])
        heads = [say("lower bar", "退出线"), say("moves", "进出（家次）"), say("account-months below the upper bar", "低于进入线（客户月）"),
                 say("fewest", "最少（家）"), say(f"month-ends with {NEEDED} or more", f"达到 {NEEDED} 家的月末（个）")]  # fmt: skip
        return look.html_table(heads, rows, [True] * 5)

    def _words(self):
        return "\n".join([self._setting(), self.said(), *self.lines()])
