"""Lesson 3: what the ranking owes to the weights. The lab."""

from html import escape

import numpy as np
import pandas as pd

from casekit import look, screening
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put


def weight_lab(scores, weights, names=None):
    """Five sliders for the weights; the bars reorder in place, and a panel says which pairs can never turn.

    Parameters
    ----------
    scores : DataFrame
        One row a customer (twelve at most), one column a criterion.
    weights : Series
        The weights to start from, by criterion, whole numbers from 1 to 5.
    """
    put(WeightLab(scores, weights, names).page())


class WeightLab(Lab):
    """The lab's state: ``step(weights)`` is all that a moved slider does."""

    def __init__(self, scores, weights, names=None):
        self.scores, self.start = scores, weights[scores.columns].astype(int)
        self.names = pd.Series(scores.index, index=scores.index) if names is None else names
        self.pairs = screening.pairwise_wins(scores, screening.every_weighting(scores.columns))
        self.above = screening.dominance(scores)
        self._draw()
        self.step(self.start)

    def step(self, weights):
        """Move bars, labels and panel to the new weights; nothing is drawn anew."""
        self.weights = weights
        self.scored = screening.weighted_scores(self.scores, weights)
        self.averages, self.ranks = self.scored["average"].tolist(), self.scored["rank"].tolist()
        for place, at in enumerate(reversed(np.argsort(-np.array(self.averages), kind="stable"))):
            self._move(at, place)
        self.head.set_text(self._finding())
        self.drawn()

    def _move(self, at, place):
        """Put the bar of one customer and the texts beside it in its place, counted from below."""
        average, first = self.averages[at], self.ranks[at] <= 2
        self.bars[at].set(width=average, y=place - 0.31, facecolor=look.BLUE if first else look.PALE)
        self.texts[at].set(
            text=look.half_up(average, 2), x=average, y=place, color="white" if first else look.INK
        )
        self.labels[at].set(y=place, text=f"{self.ranks[at]}   {self._name(at)}")

    def _name(self, at):
        return self.names[self.scores.index[at]]

    def _finding(self):
        best = [str(self._name(at)) for at in self._order() if self.ranks[at] <= 2]
        return on_figure(
            f"First two under these weights: {', '.join(best)}",
            f"按这组权重，前两名是 {'、'.join(best)}",
        )

    def _draw(self):
        n, height = len(self.scores), 1.6 + 0.5 * len(self.scores)
        with look.style():
            self.ax = look.axes(height=height)
            self.bars = self.ax.barh(range(n), [0] * n, height=0.62)
            self.texts = [self.ax.text(0, 0, "", ha="right", va="center") for _ in range(n)]
            self.labels = [self.ax.text(-0.06, 0, "", ha="right", va="center") for _ in range(n)]
            for text in self.texts:
                text.set_transform(self.ax.transData + _left(6, self.ax.figure))
            self.ax.set(xlim=(0, 5), ylim=(-0.6, n - 0.4), yticks=[])
            self.ax.set_xlabel(
                on_figure("weighted average (1 poor, 5 excellent)", "加权平均分（1 差，5 优）")
            )
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.13, 0.62 / height, 0.84, 1 - 1.15 / height))
            self.ax.grid(visible=False, axis="y")
            self.head = self.ax.figure.text(0.02, 1 - 0.3 / height, "", fontsize=15, va="center")
        self.moves(self.ax.figure, [*self.bars, *self.texts, *self.labels, self.head])

    def _order(self):
        """Positions of the customers, the best rank first."""
        return sorted(range(len(self.ranks)), key=lambda at: self.ranks[at])

    def said(self):
        """The order in words: the picture's alternative text."""
        words = [
            f"{self.ranks[at]} {self._name(at)} {look.half_up(self.averages[at], 2)}" for at in self._order()
        ]
        return say("Ranking: ", "排名：") + say("; ", "；").join(words) + say(".", "。")

    def caption(self):
        """How to read the picture."""
        return say(
            "The longer the bar, the higher the weighted average; the first two ranks are in blue.",
            "横条越长，加权平均分越高；前两名是蓝色。",
        )

    def lines(self):
        """One line a pair, the settled ones first."""
        pairs = self.pairs.assign(settled=self.pairs[["first_ahead", "second_ahead"]].max(axis=1))
        return [
            self._line(row)
            for _, row in pairs.sort_values("settled", ascending=False, kind="stable").iterrows()
        ]

    def _line(self, row):
        first, second, ahead, behind = row["first"], row["second"], row["first_ahead"], row["second_ahead"]
        if behind > ahead:
            first, second, ahead, behind = second, first, behind, ahead
        pair = say(
            f"{self.names[first]} over {self.names[second]}",
            f"{self.names[first]} 在 {self.names[second]} 前",
        )
        if self.above.at[first, second]:
            return say(
                f"{pair}: never turns (nowhere lower, somewhere higher).", f"{pair}：怎么调都不变（占优）。"
            )
        total = ahead + behind + row["tied"]
        if ahead == total:
            return say(
                f"{pair}: no dominance, yet no weighting from 1 to 5 turns it.",
                f"{pair}：并不占优，但权重只取 1～5，怎么调都不变。",
            )
        return say(
            f"{pair}: in {ahead:,} of {total:,} weightings; the other way in {behind:,}, level in {row['tied']:,}.",
            f"{pair}：{total:,} 组权重中有 {ahead:,} 组；反过来 {behind:,} 组，并列 {row['tied']:,} 组。",
        )

    def page(self):
        import ipywidgets as w

        self.sliders = {name: self._slider(w, name) for name in self.scores.columns}
        self.image = w.HTML(self.figure())
        again = w.Button(
            description=say("The chapter's weights", "恢复教材权重"), layout={"width": "max-content"}
        )
        again.on_click(lambda _: self._reset())
        legend = w.HTML(self._panel_head() + self.panel())
        return Still(
            w.VBox([*self.sliders.values(), again, self.image, legend]), self._still(), self._words()
        )

    def _slider(self, w, name):
        slider = w.IntSlider(
            value=int(self.start[name]), min=1, max=5, description=self._criterion(name),
            style={"description_width": "11em"}, layout={"width": "32em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _criterion(self, name):
        return look.heading(name, self.scores.attrs.get("labels", {}))[0]

    def _moved(self, _):
        self.step(pd.Series({name: slider.value for name, slider in self.sliders.items()}))
        self.image.value = self.figure()

    def _reset(self):
        for name, slider in self.sliders.items():
            slider.value = int(self.start[name])

    def _panel_head(self):
        total = 5 ** len(self.scores.columns)
        words = say(f"Over all {total:,} weightings from 1 to 5:", f"权重取 1～5，全部 {total:,} 组：")
        return f"<p><b>{words}</b></p>"

    def _weights_said(self):
        words = [f"{self._criterion(name)} {weight}" for name, weight in self.weights.items()]
        return say("Weights: ", "权重：") + say(", ", "，").join(words) + say(".", "。")

    def _still(self):
        return f"<p>{escape(self._weights_said())}</p>{self.whole_figure()}{self._panel_head()}{self.panel()}"

    def _words(self):
        return "\n".join([self._weights_said(), self.said(), *self.lines()])


def _left(points, figure):
    from matplotlib.transforms import ScaledTranslation

    return ScaledTranslation(-points / 72, 0, figure.dpi_scale_trans)
