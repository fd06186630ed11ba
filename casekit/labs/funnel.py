"""Lesson 2: ten per cent here or there is the same, ten points are not. The lab."""

from itertools import accumulate
from operator import mul

import numpy as np

from casekit import look
from casekit.core.cards import labels
from casekit.core.language import say
from casekit.funnel import STAGES
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

START, LEAST = 1000, 0.5  # prospects at the mouth of the funnel; the lowest rate a slider has (%)


def funnel_lab(rates):
    """Four conversion rates to move, each with a "+10 %" and a "+10 points" button: what comes out at the neck?

    Parameters
    ----------
    rates : sequence of float
        The four rates to begin with, as fractions: the column ``rate`` of ``casekit.funnel.conversion``.
    """
    put(FunnelLab(rates).page())


class FunnelLab(Lab):
    """The lab's state: ``step(rates)`` takes four rates in per cent and is all that a moved slider does."""

    WIDTH, HEIGHT = 5.8, 3.5

    def __init__(self, rates):
        self.start = [round(100 * float(rate), 1) for rate in rates]
        self.names = [labels()["stage"]["values"][stage] for stage in STAGES]
        self._draw()
        self.step(self.start)

    def step(self, rates):
        """Move bars and words to the new rates; nothing is drawn anew."""
        self.rates = [float(rate) for rate in rates]
        self.entered = through(self.rates)
        for bar, text, entered in zip(self.bars, self.texts, self.entered, strict=True):
            bar.set_width(entered)
            text.set(x=entered, text=look.half_up(entered, 0))
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        now, before = (look.half_up(each, 0) for each in (self.entered[-1], through(self.start)[-1]))
        return on_figure(
            f"{START:,} prospects bring {now} deals (at first: {before})",
            f"{START:,} 家潜在客户，成交 {now} 家（调整前 {before} 家）",
        )

    def _draw(self):
        places = np.arange(len(STAGES))[::-1]
        with look.style():
            self.ax = ax = look.axes(height=self.HEIGHT, width=self.WIDTH)
            ax.figure.set_layout_engine("none")
            ax.set_position((0.32, 0.03, 0.66, 0.80))
            colors = [look.PALE] * (len(STAGES) - 1) + [look.BLUE]
            self.bars = ax.barh(places, [1] * len(STAGES), height=0.62, color=colors)
            at_first = ax.vlines(
                through(self.start), places - 0.4, places + 0.4, color=look.INK, linewidth=1.3, linestyle=":"
            )
            ax.set(
                xlim=(0, 1.14 * START),
                ylim=(-0.5, len(STAGES) - 0.5),
                xticks=[],
                yticks=places,
                yticklabels=[self._name(at) for at in range(len(STAGES))],
            )
            ax.grid(visible=False)
            ax.spines[:].set_visible(False)
            self.texts = [ax.text(0, place, "", va="center") for place in places]
            for text in self.texts:
                text.set_transform(ax.transData + _right(5, ax.figure))
            self.head = ax.figure.text(0.015, 0.945, "", fontsize=14, va="center")
            under = on_figure(
                "Prospects who reach each stage; dotted line: at first", "到达各阶段的家数；点线：调整前"
            )
            ax.figure.text(0.015, 0.875, under, fontsize=11, va="center", color=look.QUIET)
        self.moves(ax.figure, [*self.bars, at_first, *self.texts, self.head])

    def _name(self, at):
        return on_figure(self.names[at]["en"], self.names[at]["zh"])

    def said(self):
        """The state in words: the picture's alternative text."""
        each = [
            f"{say(self.names[at]['en'], self.names[at]['zh'])} {look.half_up(entered, 0)}"
            for at, entered in enumerate(self.entered)
        ]
        return self._finding() + say(". ", "。") + say(", ", "，").join(each) + say(".", "。")

    def caption(self):
        return say("From one bar to the next goes the share that its slider says. The lowest bar is all four shares multiplied.",
                   "从一根横条到下一根，过去多大比例由滑块定。最下面一条是四个比例连乘的结果。")  # fmt: skip

    def lines(self):
        """For each stage: what ten per cent and ten points more would do to the deals from here."""
        return [self._line(at) for at in range(len(self.rates))]

    def _line(self, at):
        one, other, rate = self._name(at), self._name(at + 1), self.rates[at]
        percent, points = (
            look.half_up(100 * (more - 1), 1) for more in (ten_percent(rate) / rate, ten_points(rate) / rate)
        )
        return say(f"{one} to {other}, {look.half_up(rate, 1)} %: +10 % brings {percent} % more deals, +10 points {points} % more.",
                   f"{one} → {other}，{look.half_up(rate, 1)}%：提高 10%，成交多 {percent}%；提高 10 个百分点，成交多 {points}%。")  # fmt: skip

    def page(self):
        import ipywidgets as w

        self.sliders = [self._slider(w, at) for at in range(len(self.rates))]
        rows = [w.HBox([slider, *self._buttons(w, slider)]) for slider in self.sliders]
        again = w.Button(description=say("Begin again", "恢复原来的转化率"), layout={"width": "max-content"})
        again.on_click(lambda _: self._set(self.start))
        self.image, self.words = w.HTML(self.figure()), w.HTML(self.panel())
        still = f"{self.whole_figure()}{self.panel()}"
        return Still(
            w.VBox([*rows, again, self.image, self.words]), still, "\n".join([self.said(), *self.lines()])
        )

    def _slider(self, w, at):
        slider = w.FloatSlider(
            value=self.start[at], min=LEAST, max=100, step=0.1, readout_format=".1f", description=f"{self._name(at)} → {self._name(at + 1)} (%)",
            style={"description_width": "24em"}, layout={"width": "41em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _buttons(self, w, slider):
        """The two buttons beside a slider."""
        for words, more in (
            (say("+10 %", "+10%"), ten_percent),
            (say("+10 points", "+10 个百分点"), ten_points),
        ):
            button = w.Button(
                description=words, tooltip=f"{slider.description} {words}", layout={"width": "max-content"}
            )
            button.on_click(lambda _, more=more: setattr(slider, "value", more(slider.value)))
            yield button

    def _set(self, rates):
        for slider, rate in zip(self.sliders, rates, strict=True):
            slider.value = rate

    def _moved(self, _):
        self.step([slider.value for slider in self.sliders])
        self.image.value, self.words.value = self.figure(), self.panel()


def through(rates):
    """How many of the prospects enter each stage, at rates in per cent.

    >>> through([50, 50, 20, 10])
    [1000.0, 500.0, 250.0, 50.0, 5.0]
    """
    return list(accumulate((rate / 100 for rate in rates), mul, initial=float(START)))


def ten_percent(rate):
    """A rate in per cent, a tenth higher; 100 at most.

    >>> ten_percent(5.0), ten_points(5.0), ten_percent(95.0)
    (5.5, 15.0, 100)
    """
    return min(round(1.1 * rate, 6), 100)


def ten_points(rate):
    """A rate in per cent, ten points higher; 100 at most."""
    return min(rate + 10, 100)


def _right(points, figure):
    from matplotlib.transforms import ScaledTranslation

    return ScaledTranslation(points / 72, 0, figure.dpi_scale_trans)
