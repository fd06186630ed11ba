"""Lesson 6: classes on a ruler, and how far chance can mislead a test. The two labs."""

from html import escape

import numpy as np
import pandas as pd

from casekit import class_tables, look, rfm
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

PILOT = {
    "sent": 200,
    "sent_bought": [112, 78, 60, 12],
    "held_out": 200,
    "held_out_bought": [108, 52, 56, 8],
}
RED = "#b3261e"
LAST = 150  # days the ruler shows


def pilot():
    """A coupon tested with a hold-out in four groups of buyers. Invented for this lesson."""
    groups = [("555", "555"), ("cooling", "渐冷"), ("new", "新客"), ("long silent", "沉睡")]
    return pd.DataFrame(PILOT, index=pd.Index([say(*each) for each in groups], name="group"))


class _Picture(Lab):
    """What both labs share: a figure built once, its picture, its words, its still."""

    def _shown(self):
        return self.figure() + self.panel()

    def _still(self):
        return f"<p>{escape(self.settings())}</p>{self.whole_figure(64)}{self.panel()}"

    def _words(self):
        return "\n".join([self.settings(), self.said(), *self.lines()])


def ruler_lab(ranges, recency):
    """Move the bounds of the five classes along a ruler of days; see gaps, overlaps, and who is hit.

    Parameters
    ----------
    ranges : DataFrame
        Indexed 5, 4, 3, 2, 1: ``low`` and ``high`` (days, both included), as printed. Class 5 begins at 0, class 1
        has no end.
    recency : Series
        Days since the last purchase, by customer.
    """
    put(RulerLab(ranges, recency).page())


class RulerLab(_Picture):
    """The first lab's state: ``step(ranges)`` is all that a moved slider does."""

    def __init__(self, ranges, recency):
        low, high = (ranges[end].to_numpy(dtype=float, na_value=np.nan) for end in ("low", "high"))
        self.start = pd.DataFrame({"low": low, "high": high}, index=ranges.index)
        days = recency.dropna().astype(int)
        self.customers = np.bincount(days, minlength=LAST + 1)
        self._draw()
        self.step(self.start)

    def step(self, ranges):
        """Move bars, ruler and counts to the new bounds; nothing is drawn anew."""
        self.ranges = ranges
        inside = rfm.belongs(range(len(self.customers)), ranges)
        self.per_class = inside.T.to_numpy() @ self.customers
        classes = inside.sum(axis="columns").to_numpy()
        self.nowhere, self.several = (int(self.customers[each].sum()) for each in (classes == 0, classes > 1))
        self.days = int((classes > 1).sum()), int((classes == 0).sum())
        for bar, row in zip(self.bars, ranges.itertuples(), strict=True):
            bar.set(x=row.low - 0.5, width=min(LAST, np.nan_to_num(row.high, nan=LAST)) - row.low + 1)
        for kind, colour in enumerate((classes == 1, classes > 1, classes == 0)):
            shown = colour[: LAST + 1]
            self.counts[kind].set_data(
                np.where(shown, np.where(classes[: LAST + 1], classes[: LAST + 1], -0.6), 0)
            )
            self.people[kind].set_data(np.where(shown, self.customers[: LAST + 1], 0))
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        return on_figure(
            f"{self.several or 'None'} of {self.customers.sum()} customers in more than one class, {self.nowhere or 'none'} left out",
            f"{self.customers.sum()} 家客户：{f'{self.several} 家重复归级' if self.several else '无重复归级'}，"
            f"{f'{self.nowhere} 家漏归' if self.nowhere else '无漏归'}",
        )

    def _draw(self):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.patches import Rectangle

        with look.style():
            self.canvas = Figure(figsize=(6.6, 4.0))
            FigureCanvasAgg(self.canvas)
            axes = self.canvas.subplots(3, sharex=True, height_ratios=(5, 4, 3))
            self.canvas.subplots_adjust(0.2, 0.13, 0.97, 0.885, hspace=0.14)
            top, middle, low = axes
            self.bars = [
                top.add_patch(Rectangle((0, name - 0.36), 1, 0.72, color=look.BLUE, linewidth=0))
                for name in self.start.index
            ]
            top.set(ylim=(0.4, len(self.start) + 0.6), yticks=list(self.start.index))
            edges = np.arange(LAST + 2) - 0.5
            for kept, axis in (("counts", middle), ("people", low)):
                setattr(self, kept, [axis.stairs(np.zeros(LAST + 1), edges, fill=True, color=colour)
                                     for colour in (look.PALE, look.ORANGE, RED)])  # fmt: skip
            middle.set(ylim=(-0.7, 5.1), yticks=[0, 1, 2, 3])
            self.key = self._key(middle)
            low.set(
                ylim=(0, self.customers[: LAST + 1].max() * 1.1),
                xlim=(-1, LAST + 0.5),
                xticks=[0, 30, 60, 90, 120, 150],
            )
            for axis, words in zip(axes, self._sides(), strict=True):
                axis.grid(visible=False, axis="y")
                axis.tick_params(labelsize=11)
                axis.text(
                    -0.075, 0.5, words, transform=axis.transAxes, ha="right", va="center", color=look.QUIET
                )
            low.set_xlabel(on_figure("days since last purchase", "距上次购买（天）"), fontsize=11)
            self.head = self.canvas.text(0.015, 0.945, "", fontsize=13.5, va="center")
        self.moves(self.canvas, [*self.bars, *self.counts, *self.people, *self.key, self.head])

    def _key(self, ax):
        """What the colours mean, above the bars."""
        words = (
            (on_figure("one class", "恰好一级"), look.PALE, look.QUIET),
            (on_figure("more than one class", "重复归级"), look.ORANGE, look.ORANGE),
            (on_figure("no class", "漏归"), RED, RED),
        )
        return [
            ax.text(x, 4.2, text, color=colour, va="center", fontsize=11)
            for left, (each, box, ink) in zip((2, 62, 121), words, strict=True)
            for x, text, colour in ((left, "■", box), (left + 5, each, ink))
        ]

    def _sides(self):
        return [on_figure("class", "等级"), on_figure("classes\na day", "每天\n属几级"), on_figure("customers", "客户数")]  # fmt: skip

    def said(self):
        """Who is hit, in words: the picture's alternative text."""
        several, none = self.days
        return say(
            f"{several} days belong to more than one class and {none} to none. Of {self.customers.sum()} customers, {self.several} fall into more than one class and {self.nowhere} into none.",
            f"有 {several} 天重复归级，{none} 天漏归。{self.customers.sum()} 家客户中，{self.several} 家重复归级，{self.nowhere} 家漏归。",
        )

    def caption(self):
        """How to read the picture."""
        beyond = self.customers[LAST + 1 :].sum()
        return say(
            f"Top: the days of each class. Middle: to how many classes a day belongs, which should be 1 everywhere; orange and higher is more than one, red and below the line is none. Bottom: customers on each day; {beyond} beyond {LAST} days not drawn.",
            f"上图是各级所占的天数。中图是每一天属于几个等级，应当处处是 1：橙色且更高，是重复归级；红色且在横线以下，是漏归。下图是每一天的客户数；另有 {beyond} 家超过 {LAST} 天，未画出。",
        )

    def lines(self):
        """What is wrong with the table, one line each, and the size of each class."""
        problems = rfm.check_partition(self.ranges)
        told = [self._line(row) for row in problems.itertuples()]
        sizes = [f"{name}: {count}" for name, count in zip(self.ranges.index, self.per_class, strict=True)]
        total = say(f"Customers in class {', '.join(sizes)}; together {self.per_class.sum()}.",
                    f"各级客户数：{'，'.join(sizes)}；合计 {self.per_class.sum()} 家。")  # fmt: skip
        return [*(told or [say("Every day belongs to exactly one class.", "每一天都恰好属于一级。")]), total]

    def _line(self, row):
        days = np.arange(len(self.customers))
        hit = int(self.customers[(days >= row.low) & ((days <= row.high) | np.isnan(row.high))].sum())
        if row.problem == "unreachable":
            return say(f"Class {row.classes} is never reached by a rule that stops at the first class that fits.",
                       f"从上往下、匹配到就停，{row.classes} 级就永远轮不到。")  # fmt: skip
        if row.problem == "gap":
            return say(f"Gap: {row.where} days, in no class, {hit} customers.", f"缺口：{row.where} 天，漏归 {hit} 家。")  # fmt: skip
        return say(f"Overlap: {row.where} days, in classes {row.classes}, {hit} customers.",
                   f"重叠：{row.where} 天，同属 {row.classes.replace(', ', '、')} 级，{hit} 家。")  # fmt: skip

    def settings(self):
        """The bounds in words."""
        each = [f"{name}: {class_tables.in_words(row.low, row.high)}" for name, row in zip(self.ranges.index, self.ranges.itertuples(), strict=True)]  # fmt: skip
        return say("Classes by days: ", "各级天数：") + say("; ", "；").join(each) + say(".", "。")

    def page(self):
        import ipywidgets as w

        self.sliders = {name: self._slider(w, name, row) for name, row in self.start.iterrows()}
        self.image = w.HTML(self._shown())
        choices = [
            (say("As printed", "照原表"), self.start),
            (say("Repair L", "改法 L"), rfm.recency_ranges((8, 30, 60, 120))),
            (say("Repair U", "改法 U"), rfm.recency_ranges((8, 31, 61, 121))),
        ]
        buttons = [self._button(w, words, ranges) for words, ranges in choices]
        return Still(
            w.VBox([*self.sliders.values(), w.HBox(buttons), self.image]), self._still(), self._words()
        )

    def _slider(self, w, name, row):
        last = len(self.start)
        words = {last: say("to", "到"), 1: say("from", "从")}.get(name, say("from, to", "从、到"))
        known = {"min": 0, "max": LAST, "description": say(f"Class {name}: {words}", f"{name} 级：{words}"),
                 "style": {"description_width": "11em"}, "layout": {"width": "34em", "max_width": "100%"}}  # fmt: skip
        slider = (
            w.IntSlider(value=int(row["low"] if name == 1 else row["high"]), **known)
            if name in (1, last)
            else w.IntRangeSlider(value=(int(row["low"]), int(row["high"])), **known)
        )
        slider.observe(self._moved, "value")
        return slider

    def _button(self, w, words, ranges):
        button = w.Button(description=words, layout={"width": "max-content"})
        button.on_click(lambda _: self._set(ranges))
        return button

    def _bounds(self):
        bounds = {name: slider.value for name, slider in self.sliders.items()}
        bounds[len(self.start)], bounds[1] = (0, bounds[len(self.start)]), (bounds[1], np.nan)
        return pd.DataFrame.from_dict(bounds, orient="index", columns=["low", "high"], dtype=float)

    def _moved(self, _):
        if not getattr(self, "setting", False):
            self.step(self._bounds())
            self.image.value = self._shown()

    def _set(self, ranges):
        self.setting = True  # all bounds first, then one picture
        for name, slider in self.sliders.items():
            low, high = ranges.loc[name]
            slider.value = (
                int(low) if name == 1 else int(high) if name == len(self.start) else (int(low), int(high))
            )
        self.setting = False
        self._moved(None)


def lot_lab(size=90, base=26, adds=13):
    """A hundred imaginary tests: how often does one with so many buyers find what the coupon really does?

    Parameters
    ----------
    size : int
        Buyers sent a coupon; as many are held out.
    base : int
        How many buy without a coupon (percent).
    adds : int
        What the coupon really adds (percentage points).
    """
    put(LotLab(size, base, adds).page())


class LotLab(_Picture):
    """The second lab's state: ``step(size, base, adds)`` is all that a moved slider does."""

    def __init__(self, size, base, adds):
        self.start = {"size": size, "base": base, "adds": adds}
        self._draw()
        self.step(**self.start)

    def step(self, size, base, adds):
        """Draw lots for a hundred tests and move their intervals; the lots are the same for the same settings."""
        self.now = {"size": size, "base": base, "adds": adds}
        rng = np.random.default_rng([size, base, adds])
        buys = np.array([base + adds, base]).reshape(2, 1, 1) / 100
        bought = (rng.random((2, 100, size)) < buys).sum(axis=2)
        measured = 100 * np.array(rfm.lift_with_interval(bought[0], size, bought[1], size))
        lift, low, high = measured[:, measured[0].argsort()]
        found = (low > 0) | (high < 0)
        self.found, self.lowest, self.highest = int(found.sum()), lift[0], lift[-1]
        places = np.arange(100)
        segments = np.stack([np.column_stack([low, high]), np.column_stack([places, places])], axis=2)
        for lines, dots, which in zip(self.segments, self.dots, (~found, found), strict=True):
            lines.set_segments(segments[which])
            dots.set_data(lift[which], places[which])
        self.truth.set_xdata([adds, adds])
        self.true_words.set_text(on_figure(f"truth: {adds}", f"真实：{adds}"))
        self.true_words.set_x(adds + 1)
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        adds = self.now["adds"]
        return on_figure(
            f"It really adds {adds} points. Found in {self.found} of 100 tests" if adds else f"It adds nothing. 'Found' all the same in {self.found} of 100 tests",
            f"真实的提升 {adds} 个百分点：100 次试验，{self.found} 次查得出" if adds else f"实际毫无作用：100 次试验，却有 {self.found} 次“查出”作用",
        )  # fmt: skip

    def _draw(self):
        from matplotlib.collections import LineCollection

        with look.style():
            ax = look.axes(height=3.7, width=6.6)
            self.canvas = ax.figure
            self.canvas.set_layout_engine("none")
            ax.set_position((0.04, 0.14, 0.93, 0.74))
            self.segments = [
                ax.add_collection(LineCollection([], colors=colour, linewidths=1.1))
                for colour in (look.PALE, look.BLUE)
            ]
            self.dots = [ax.plot([], [], marker, color=colour, markersize=4, markerfacecolor=face)[0]
                         for marker, colour, face in (("o", look.QUIET, "white"), ("o", look.BLUE, look.BLUE))]  # fmt: skip
            zero = ax.axvline(0, color=look.INK, linewidth=1)
            self.truth = ax.axvline(0, color=look.ORANGE, linewidth=2, linestyle="--")
            self.true_words = ax.text(0, 105, "", color=look.ORANGE, va="center", fontsize=11)
            self.key = [
                ax.text(57, y, words, color=colour, ha="right", va="center", fontsize=11)
                for y, words, colour in (
                    (14, on_figure("blue: found", "蓝色：查得出"), look.BLUE),
                    (4, on_figure("grey: not found", "灰色：查不出"), look.QUIET),
                )
            ]
            ax.set(xlim=(-40, 60), ylim=(-2, 110), yticks=[])
            ax.grid(visible=False, axis="y")
            ax.set_xlabel(
                on_figure(
                    "lift found in each test, with its 95 % interval (points)",
                    "每次试验测得的提升和 95% 区间（百分点）",
                ),
                fontsize=11,
            )
            ax.tick_params(labelsize=11)
            self.head = self.canvas.text(0.015, 0.945, "", fontsize=13.5, va="center")
        self.moves(
            self.canvas, [*self.segments, *self.dots, zero, self.truth, self.true_words, *self.key, self.head]
        )

    def said(self):
        """What the hundred tests found: the picture's alternative text."""
        low, high = (look.half_up(each, 0).replace("-", "−") for each in (self.lowest, self.highest))
        return say(
            f"{self.found} of 100 imaginary tests find an effect. Their measured lifts run from {low} to {high} points; the true lift is {self.now['adds']}.",
            f"模拟 100 次试验，{self.found} 次查出作用。测得的提升为 {low}～{high} 个百分点，真实的提升是 {self.now['adds']} 个百分点。",
        )

    def caption(self):
        """How to read the picture."""
        return say(
            "Each line is one test, sorted by what it measured; the truth is the same for all, the broken orange line. Blue with a full dot: the interval leaves zero out.",
            "每条线是一次试验，按测得的提升排列；真实的提升都一样，就是橙色虚线。蓝色实心点：区间不含零。",
        )

    def lines(self):
        """What this means for the plan."""
        margin = 196 * np.sqrt(2 * 0.01 * self.now["base"] * (1 - 0.01 * self.now["base"]) / self.now["size"])
        return [say(
            f"With {self.now['size']} sent a coupon and {self.now['size']} held out, chance alone moves the lift by about {look.half_up(margin, 0)} points either way.",
            f"{self.now['size']} 人发券、{self.now['size']} 人作对照，单凭偶然，提升就会上下摆动约 {look.half_up(margin, 0)} 个百分点。",
        )]  # fmt: skip

    def settings(self):
        """The settings in words."""
        return say(
            f"Buyers in each group: {self.now['size']}. Buy without a coupon: {self.now['base']} %. The coupon really adds: {self.now['adds']} points.",
            f"每组人数：{self.now['size']}。不发券也会买的：{self.now['base']}%。真实的提升：{self.now['adds']} 个百分点。",
        )

    def page(self):
        import ipywidgets as w

        self.sliders = {
            "size": self._slider(w, "size", say("Buyers in each group", "每组人数"), 10, 1000, 2),
            "base": self._slider(w, "base", say("Buy without a coupon, %", "不发券也会买（%）"), 2, 80, 2),
            "adds": self._slider(w, "adds", say("The coupon adds, points", "券的提升（百分点）"), 0, 20, 1),
        }
        self.image = w.HTML(self._shown())
        return Still(w.VBox([*self.sliders.values(), self.image]), self._still(), self._words())

    def _slider(self, w, name, words, low, high, step):
        slider = w.IntSlider(value=self.start[name], min=low, max=high, step=step, description=words,
                             style={"description_width": "12em"}, layout={"width": "34em", "max_width": "100%"})  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _moved(self, _):
        self.step(**{name: slider.value for name, slider in self.sliders.items()})
        self.image.value = self._shown()
