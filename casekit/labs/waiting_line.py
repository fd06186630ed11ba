"""The waiting line: how many agents a hotline needs, and why the average hides the wait.

Calls come in at random, each takes an agent for a while, and the next call goes to whoever is free. The random numbers
are fixed, so a setting gives the same picture everywhere, and moving one slider changes only what it stands for.
"""

from html import escape

import numpy as np

from casekit import look
from casekit.company.bits import Bits, along
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

AGENTS, DAYS, OFFICE_MINUTES = 8, 20, 480
EACH = np.arange(1, AGENTS + 1)
MOST = 45  # minutes of waiting shown
RANGES = {"calls": (6, 42), "minutes": (2, 10), "agents": (1, AGENTS)}
# one in the mean, in thousandths, by draw in thousandths: gaps between calls (nearly exponential), length of calls
GAPS = ((0, 0), (100, 105), (200, 223), (300, 357), (400, 511), (500, 693), (600, 916), (700, 1204), (800, 1609),
        (900, 2303), (950, 2996), (990, 4605), (1000, 7600))  # fmt: skip
LENGTHS = ((0, 250), (500, 800), (800, 1350), (950, 2200), (1000, 4200))


def _draws(stream, knots):
    """One row a day of numbers with mean 1."""
    calls = RANGES["calls"][1] * OFFICE_MINUTES // 60 + 120
    drawn = along(Bits(2025, f"waiting line {stream}").below(DAYS * calls, 1000), knots).reshape(DAYS, calls)
    return drawn / drawn.mean()


def waits(calls, minutes, gaps, lengths):
    """The minutes every caller waits, for 1 to 8 agents at once: a row of waits for each number of agents.

    Parameters
    ----------
    calls : float
        Calls an hour.
    minutes : float
        How long a call takes on average.
    gaps, lengths : array
        One row a day, mean 1: the time between calls and the length of calls.

    Notes
    -----
    Each day begins with nobody waiting. A caller gets the agent who is free first: the moments at which the agents
    are free, in order, are all there is to remember (Kiefer and Wolfowitz 1955).
    """
    arrive, takes = gaps.cumsum(axis=1) * 60 / calls, lengths * minutes
    few, day = np.divmod(np.arange(AGENTS * len(gaps)), len(gaps))  # a row for each number of agents and day
    free = np.where(np.arange(AGENTS) <= few[:, None], 0.0, np.inf)
    last = int((arrive <= OFFICE_MINUTES).sum(axis=1).max())
    waited = np.empty((last, len(few)))
    for come, busy, wait in zip(arrive.T[:last, day], takes.T[:last, day], waited, strict=True):
        np.maximum(free[:, 0] - come, 0, out=wait)
        free[:, 0] = come + wait + busy
        free.sort(axis=1)
    waited = waited.T.reshape(AGENTS, len(gaps), last)
    return waited[:, arrive[:, :last] <= OFFICE_MINUTES]


def queue_lab(calls=30, minutes=6, agents=4):
    """Sliders for calls an hour, minutes a call and agents; median and 90th percentile of the wait."""
    put(QueueLab(calls, minutes, agents).page())


class QueueLab(Lab):
    """The lab's state: ``step(calls, minutes, agents)`` is all that a moved slider does."""

    def __init__(self, calls=30, minutes=6, agents=4):
        self.gaps, self.lengths = _draws("gaps", GAPS), _draws("lengths", LENGTHS)
        self.known = None
        self._draw()
        self.step(calls, minutes, agents)

    def step(self, calls, minutes, agents):
        """Simulate anew if calls changed, and move the marks; nothing is drawn anew."""
        self.calls, self.minutes, self.agents = calls, minutes, agents
        if self.known != (calls, minutes):
            waited = waits(calls, minutes, self.gaps, self.lengths)
            self.median, self.p90 = np.percentile(waited, [50, 90], axis=1)
            self.known = (calls, minutes)
        for line, values in zip(self.lines, (self.median, self.p90), strict=True):
            line.set_ydata(np.where(values <= MOST, values, np.nan))
        for text, nine in zip(self.over_texts, self.p90, strict=True):
            text.set_text(f"↑{look.half_up(nine, 0)}" if nine > MOST else "")
        self.band.set_x(agents - 0.4)
        for at, text in enumerate(self.busy_texts):
            text.set_text(f"{look.half_up(100 * self.busy(at + 1), 0)}{say(' %', '%')}")
        self.head.set_text(self._finding())
        self.drawn()

    def busy(self, agents=None):
        """Work that comes in, as a share of what the agents can do."""
        return self.calls * self.minutes / 60 / (agents or self.agents)

    def _finding(self):
        nine = _minutes(self.p90[self.agents - 1])
        if nine == "0.0":
            return on_figure(
                f"{self.agents} agents: nine callers in ten do not wait",
                f"{self.agents} 名客服：九成人不用等",
            )
        return on_figure(f"{self.agents} agents: one caller in ten waits over {nine} min",
                         f"{self.agents} 名客服：十人中有一人等候超过 {nine} 分钟")  # fmt: skip

    def _draw(self):
        from matplotlib.patches import Rectangle

        with look.style():
            self.ax = ax = look.axes(height=3.8, width=5.4)
            self.band = Rectangle(
                (0, 0), 0.8, 1, transform=ax.get_xaxis_transform(), color=look.GRID, zorder=0
            )
            ax.add_patch(self.band)
            self.lines = [self._line(*each) for each in self._kinds()]
            self._write_busy()
            ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), ncols=2, frameon=False)
            ax.set(xlim=(0.4, AGENTS + 0.6), ylim=(-2, MOST + 5), xticks=EACH, yticks=range(0, MOST + 1, 5))
            ax.set(xlabel=on_figure("agents", "客服人数（名）"))
            ax.set_ylabel(on_figure("minutes waited", "等候（分钟）"))
            ax.figure.set_layout_engine("none")
            ax.set_position((0.11, 0.25, 0.86, 0.56))
            self.head = ax.figure.text(0.02, 0.94, "", fontsize=13, va="center")
        grid = [*ax.get_xgridlines(), *ax.get_ygridlines()]
        self.moves(ax.figure, [self.band, *grid, *self.lines, *self.over_texts, *self.busy_texts, self.head])

    @staticmethod
    def _kinds():
        return [
            ("o-", look.BLUE, on_figure("half at most", "半数人不超过")),
            ("D--", look.ORANGE, on_figure("nine in ten at most", "九成人不超过")),
        ]

    def _line(self, style, colour, label):
        """One of the two lines, flat until the first step."""
        how = {"color": colour, "label": label, "markersize": 7, "linewidth": 1.6, "clip_on": False}
        return self.ax.plot(EACH, EACH * 0.0, style, **how)[0]

    def _write_busy(self):
        """The row of percentages over the drawing, how busy so many agents are; and the waits above the scale."""
        how = {"va": "bottom", "color": look.QUIET, "fontsize": 10}
        self.busy_texts = [self.ax.text(at, MOST + 6.5, "", ha="center", **how) for at in EACH]
        self.ax.text(0.3, MOST + 6.5, on_figure("load", "负荷率"), ha="right", **how)
        top = {"va": "center", "color": look.ORANGE, "fontsize": 9}
        self.over_texts = [self.ax.text(at, MOST + 2.5, "", ha="center", **top) for at in EACH]

    def settings(self):
        return say(f"{self.calls} calls an hour, {self.minutes} minutes a call, {self.agents} agents.",
                   f"每小时 {self.calls} 通电话，每通 {self.minutes} 分钟，{self.agents} 名客服。")  # fmt: skip

    def said(self):
        """The waits in words: the picture's alternative text."""
        at = self.agents - 1
        busy = f"{look.half_up(100 * self.busy(), 0)}{say(' %', '%')}"
        half, nine = _at_most(self.median[at]), _at_most(self.p90[at])
        words = say(f"{self.settings()} The load (work that comes in / agents) is {busy}; half of the callers {half}, nine in ten {nine}.",
                    f"{self.settings()}负荷率（来电工作量 ÷ 人数）{busy}；半数人{half}，九成人{nine}。")  # fmt: skip
        return words + (_overload() if self.busy() >= 1 else "")

    def lines_said(self):
        """One line for each number of agents."""
        return [
            say(f"{n}: load {look.half_up(100 * self.busy(n), 0)} %, half {_at_most(self.median[n - 1])}, nine in ten {_at_most(self.p90[n - 1])}",
                f"{n} 名：负荷率 {look.half_up(100 * self.busy(n), 0)}%，半数人{_at_most(self.median[n - 1])}，九成人{_at_most(self.p90[n - 1])}")
            for n in range(1, AGENTS + 1)
        ]  # fmt: skip

    def caption(self):
        """How to read the picture."""
        return say(f"Low is good; the grey band is your number of agents. An arrow with a number: nine in ten wait at most so long, more than the {MOST} minutes of the scale. Where the blue dot is missing, half wait longer than the scale, too.",
                   f"越低越好；灰带是你选的人数。箭头旁的数：九成人等候不超过这么多分钟，已超出 {MOST} 分钟的刻度；没有蓝点的，半数人的等候也超出了刻度。")  # fmt: skip

    def page(self):
        import ipywidgets as w

        words = {"calls": say("Calls an hour", "每小时来电"), "minutes": say("Minutes a call", "每通分钟数"),
                 "agents": say("Agents", "客服人数")}  # fmt: skip
        self.sliders = {
            name: w.IntSlider(
                value=getattr(self, name), min=low, max=high, description=words[name], continuous_update=False,
                style={"description_width": "9em"}, layout={"width": "30em", "max_width": "100%"},
            )
            for name, (low, high) in RANGES.items()
        }  # fmt: skip
        for slider in self.sliders.values():
            slider.observe(self._moved, "value")
        self.image = w.HTML(self.figure())
        self.words = w.HTML(f"<p>{escape(self.said())}</p>")
        return Still(w.VBox([*self.sliders.values(), self.image, self.words]), self._still(), self._words())

    def _moved(self, _):
        self.step(**{name: slider.value for name, slider in self.sliders.items()})
        self.image.value, self.words.value = self.figure(), f"<p>{escape(self.said())}</p>"

    def _still(self):
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.lines_said())
        return f"<p>{escape(self.said())}</p>{self.whole_figure()}<ul>{lines}</ul>"

    def _words(self):
        return "\n".join([self.said(), *self.lines_said()])


def _minutes(wait):
    return look.half_up(wait, 1)


def _at_most(wait):
    """In words: how long a part of the callers waits at most."""
    minutes = _minutes(wait)
    if minutes == "0.0":
        return say("do not wait", "不用等")
    return say(f"wait at most {minutes} minutes", f"等候不超过 {minutes} 分钟")


def _overload():
    return say(
        " More work comes in than they can do: the line grows all day long.",
        "来电超过接听能力，队伍会从早排到晚。",
    )
