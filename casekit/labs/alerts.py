"""Lesson 11: tolerance and confirmation against false alarms and misses. The lab."""

from html import escape

import numpy as np

from casekit import alerts, look
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

TRIED = np.arange(0, 95, 5)  # per cent
RUNS = (1, 2, 3)  # month-ends in a row


def tolerance_lab(readings, outcomes, warning="W2", within=90, as_of=None):
    """Two sliders, for the tolerance and for the confirmation; false alarms and misses follow.

    Parameters
    ----------
    readings, outcomes, within, as_of
        As for :func:`casekit.alerts.trial`.
    warning : str
        The warning whose rules are moved.
    """
    tables = {}
    for periods in RUNS:
        rules = alerts.house_rules()
        rules["periods"] = rules["periods"].mask(rules["warning"] == warning, periods)
        tables[periods] = alerts.trial(readings, rules, TRIED / 100, outcomes, warning, within, as_of)
    put(ToleranceLab(tables, warning).page())


class ToleranceLab(Lab):
    """The lab's state: ``step(...)`` is all that a moved slider does."""

    def __init__(self, tables, warning="W2"):
        self.warning = warning
        self.false = {run: table["false_alarms"].to_numpy() for run, table in tables.items()}
        self.missed = {run: table["missed"].to_numpy() for run, table in tables.items()}
        self.tables = tables
        self.events = int(tables[1]["events"].iloc[0])
        self._draw()
        self.step()

    def step(self, per_cent=30, periods=2):
        """Move the line to another tolerance, or draw the curves of another confirmation."""
        self.per_cent, self.periods = per_cent, periods
        self.row = self.tables[periods].iloc[int(np.flatnonzero(per_cent == TRIED)[0])]
        for each, values in ((self.above, self.false), (self.beneath, self.missed)):
            each["line"].set_ydata(values[periods])
            each["bar"].set_xdata([per_cent, per_cent])
            at = int(np.flatnonzero(per_cent == TRIED)[0])
            each["dot"].set_data([per_cent], [values[periods][at]])
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        row = self.row
        return on_figure(
            f"{row['false_alarms']:.0f} false alarms, {row['missed']:.0f} of {self.events} missed",
            f"误报 {row['false_alarms']:.0f} 次，{self.events} 家里漏报 {row['missed']:.0f} 家",
        )

    def _draw(self):
        with look.style():
            first = look.axes(height=4.3)
            figure = first.figure
            figure.set_layout_engine("none")
            second = figure.add_subplot()
            first.set_position((0.1, 0.47, 0.88, 0.38))
            second.set_position((0.1, 0.13, 0.88, 0.25))
            most = max(each.max() for each in self.false.values())
            self.above = self._panel(first, 1.12 * most, on_figure("false alarms", "误报（次）"))
            self.beneath = self._panel(second, self.events + 0.6, on_figure("missed", "漏报（家）"))
            first.set_xticklabels([])
            second.set_xlabel(on_figure("tolerance, %", "容忍度（%）"))
            second.set_yticks(range(0, self.events + 1, 2))
            self.head = figure.text(0.02, 0.93, "", fontsize=14, va="center")
        moving = [each for panel in (self.above, self.beneath) for each in panel.values()]
        self.moves(figure, [*moving, self.head])

    def _panel(self, ax, top, words):
        """One curve over the tolerance, with the line and the dot that move."""
        bar = ax.axvline(30, color=look.ORANGE, linewidth=1.2, linestyle="--")
        [line] = ax.plot(TRIED, np.zeros(len(TRIED)), "o-", color=look.BLUE, markersize=4)
        [dot] = ax.plot([30], [0], "D", color=look.ORANGE, markersize=8)
        ax.set(xlim=(-3, 93), ylim=(-0.06 * top, top), xticks=range(0, 100, 10))
        ax.set_ylabel(words)
        return {"bar": bar, "line": line, "dot": dot}

    def lines(self):
        """What the picture cannot say: how many were given, how sure, how early."""
        row = self.row
        judged = row["right"] + row["false_alarms"]
        share = (
            f"{row['right']:.0f}/{judged:.0f} = {row['right'] / judged:.1%}"
            if judged
            else say("undefined", "无法计算")
        )
        lead = f"{row['lead_days']:g}" if row["caught"] else "–"
        return [
            say(f"{row['warnings']:.0f} warnings in the year; precision {share.replace('%', ' %')}; {row['open']:.0f} not yet known.",
                f"全年预警 {row['warnings']:.0f} 次；查准率 {share}；尚无结果 {row['open']:.0f} 次。"),
            say(f"Lead time, median: {lead} days. Given before the goods were ordered: {row['in_time']:.0f} of {self.events}.",
                f"提前量中位数 {lead} 天；在下单前就报出的，{self.events} 家里有 {row['in_time']:.0f} 家。"),
        ]  # fmt: skip

    def said(self):
        """The chart in words: the picture's alternative text."""
        false, missed = self.false[self.periods], self.missed[self.periods]
        return say(
            f"{self.warning}, {self.periods} month-ends in a row: false alarms fall from {false[0]} to {false[-1]} as the tolerance grows from 0 to 90 %, misses rise from {missed[0]} to {missed[-1]}.",
            f"{self.warning}，连续 {self.periods} 次：容忍度从 0 升到 90%，误报从 {false[0]} 次降到 {false[-1]} 次，漏报从 {missed[0]} 家升到 {missed[-1]} 家。",
        )

    def caption(self):
        """How to read the picture."""
        return say(
            "Each dot is one tolerance: above, the false alarms of the year; below, the dealers of whom there was no warning before their bill was dishonoured.",
            "每个点是一种容忍度：上图是全年误报次数，下图是票据拒付前没有预警到的经销商家数。",
        )

    def page(self):
        import ipywidgets as w

        self.tolerance = self._slider(w, say("Tolerance (%)", "容忍度（%）"), 0, 90, 5, 30)
        self.run = self._slider(w, say("Month-ends in a row", "连续确认（次）"), 1, 3, 1, 2)
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        return Still(w.VBox([self.tolerance, self.run, self.image, self.below]), self._still(), self._words())

    def _slider(self, w, words, least, most, step, value):
        slider = w.IntSlider(
            value=value, min=least, max=most, step=step, description=words,
            style={"description_width": "11em"}, layout={"width": "34em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _moved(self, _):
        self.step(self.tolerance.value, self.run.value)
        self.image.value, self.below.value = self.figure(), self.panel()

    def _setting(self):
        return say(
            "A tolerance of 30 %, confirmed at two month-ends in a row.", "容忍度 30%，连续两次确认。"
        )

    def _still(self):
        return f"<p>{escape(self._setting())}</p>{self.whole_figure()}{self.panel()}{self._by_both()}"

    def _by_both(self):
        """What both sliders teach, for pages where nothing can be moved."""
        heads = [say("tolerance", "容忍度")]
        for run in RUNS:
            heads += [say(f"{run} in a row: false alarms", f"连续 {run} 次：误报"), say("missed", "漏报")]
        rows = []
        for at in range(0, len(TRIED), 2):
            cells = [number for run in RUNS for number in (self.false[run][at], self.missed[run][at])]
            rows.append([f"{TRIED[at]}{say(' %', '%')}", *map(str, cells)])
        return look.html_table(heads, rows, [True] * len(heads))

    def _words(self):
        return "\n".join([self._setting(), self.said(), *self.lines()])
