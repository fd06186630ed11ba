"""Lesson 15: when the gifts have been used up, and what a silence means. The labs."""

import numpy as np

from casekit import lifetime, look, switching
from casekit.core.language import say
from casekit.labs.tiers import _Sliders
from casekit.look import on_figure, put

RIDES, BASE_FARE = 24, 13.0  # the base fare is ours: the chapter does not give it (E13)
MOST_REPEATS, MOST_SILENCE = 20, 52


def rides_lab():
    """Three sliders, for the cost of changing, what is missed at each ride, and the vouchers used; the net gain follows."""
    put(RidesLab().page())


def alive_lab(model):
    """Three sliders, for purchases, the weeks they took and the silence since; P(alive) follows.

    Parameters
    ----------
    model : BgNbd
        As :func:`casekit.lifetime.bg_nbd` gives it.
    """
    put(AliveLab(model).page())


class RidesLab(_Sliders):
    """The lab's state: ``step(cost, missed, percent)`` is all that a moved slider does."""

    def __init__(self):
        self._draw()
        self.step()

    def step(self, cost=20, missed=6, percent=100):
        """Work the net gain out again and move the line and the marks."""
        self.cost, self.missed, self.percent = cost, missed, percent
        self.gains = switching.switching_gains(
            RIDES, BASE_FARE, used=percent / 100, switching_cost=cost, missed=missed
        )
        self.point = switching.regret_point(self.gains)
        net = self.gains["net_gain_cny"].to_numpy()
        self.line.set_ydata(net)
        self.best.set_data([self.point["best_ride"]], [self.point["best_cny"]])
        ride = self.point["regret_ride"]
        self.regret.set_data(*(([], []) if ride is None else ([ride], [net[ride]])))
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        ride = self.point["regret_ride"]
        if ride is None:
            return on_figure(f"No regret within {RIDES} rides", f"{RIDES} 次以内不后悔")
        if ride == 0:
            return on_figure("Not worth changing at all", "一开始就不值得换")
        return on_figure(f"Regret from ride {ride} on", f"第 {ride} 次起后悔")

    def _draw(self):
        with look.style():
            self.ax = look.axes(height=3.7)
            rides = np.arange(RIDES + 1)
            zero = self.ax.axhline(0, color=look.INK, linewidth=1)
            [self.line] = self.ax.plot(rides, rides * 0.0, "o-", color=look.BLUE, markersize=4)
            [self.best] = self.ax.plot([], [], "D", color=look.BLUE, markersize=11)
            [self.regret] = self.ax.plot([], [], "s", color=look.ORANGE, markersize=13)
            self.ax.set(xlim=(-0.6, RIDES + 0.6), ylim=(-115, 75))
            self.ax.set_xlabel(on_figure("ride (0: the change itself)", "第几次（0 为转换本身）"))
            self.ax.set_ylabel(on_figure("net gain so far (yuan)", "累计净收益（元）"))
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.12, 0.17, 0.86, 0.69))
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [zero, self.line, self.best, self.regret, self.head])

    def asked(self):
        return [
            (say("Cost of changing (yuan)", "转换成本（元）"), list(range(0, 81, 5)), 20),
            (say("Missed at each ride (yuan)", "每次的损失（元）"), list(range(0, 16)), 6),
            (say("Vouchers used (%)", "券的核销率（%）"), list(range(0, 101, 10)), 100),
        ]

    def lines(self):
        """What the gifts come to, when to go back, and what the old seller would have to do."""
        gifts = look.half_up(self.gains["gift_cny"].sum(), 0)
        best, cny = self.point["best_ride"], look.half_up(self.point["best_cny"], 0)
        return [
            say(
                f"Gifts: {gifts} yuan in all, gone after ride 3.",
                f"优惠一共 {gifts} 元，第 3 次以后就没有了。",
            ),
            say(f"Best: {cny} yuan ahead after ride {best}.", f"最合算：第 {best} 次以后净赚 {cny} 元。")
            if self.point["best_cny"] > 0
            else say("The gifts never make up for the change.", "优惠始终抵不过转换的代价。"),
        ]

    def said(self):
        return self._finding() + say(". ", "。") + " ".join(self.lines())

    def caption(self):
        """How to read the picture."""
        return say(
            "The line is the net gain against having stayed. Diamond: the best moment to go back; square: from here on it would have been better to stay.",
            "折线是与不换相比的累计净收益。菱形：换回去最合算的时候；方块：从这里起，不如当初不换。",
        )

    def setting(self):
        return say(
            "Base fare 13 yuan (ours), waived three times; vouchers of 9, 8 and 10 yuan, all used; changing costs 20 yuan, each ride is 6 yuan worse.",
            "起步价 13 元（我们假定的），免三次；券 9、8、10 元，全部用掉；转换成本 20 元，每次乘车损失 6 元。",
        )

    def table(self):
        """What the first two sliders teach, for pages where nothing can be moved."""
        rows = []
        for cost in (0, 20, 40, 60):
            each = [switching.regret_point(switching.switching_gains(99, BASE_FARE, switching_cost=cost, missed=missed))["regret_ride"] for missed in (3, 6, 12)]  # fmt: skip
            rows.append([str(cost), *("–" if ride is None else str(ride) for ride in each)])
        heads = [say("cost of changing (yuan)", "转换成本（元）"),
                 *(say(f"regret from ride, {missed} missed each", f"每次损失 {missed} 元：第几次起后悔") for missed in (3, 6, 12))]  # fmt: skip
        return look.html_table(heads, rows, [True] * 4)


class AliveLab(_Sliders):
    """The lab's state: ``step(repeats, weeks, silence)`` is all that a moved slider does."""

    def __init__(self, model):
        self.model, self.weeks = model, None
        self.silences, self.repeated = np.arange(MOST_SILENCE + 1.0), np.arange(1.0, MOST_REPEATS + 1)
        self._draw()
        self.step()

    def step(self, repeats=8, weeks=52, silence=20):
        """Move the mark; where the weeks have changed, work the whole surface out again."""
        self.repeats, self.silence = repeats, silence
        if weeks != self.weeks:
            self.weeks = weeks
            surface = self._alive(self.repeated[:, None], self.silences)
            self.image_of.set_data(surface)
            self.half.set_data(self._half(surface), self.repeated)
        self.mark.set_data([silence], [repeats])
        self.head.set_text(self._finding())
        self.drawn()

    def _alive(self, repeats, silence):
        return lifetime.p_alive(self.model, repeats, float(self.weeks), self.weeks + silence)

    def _half(self, surface):
        """For each number of purchases, the first whole week at which P(alive) is a half or less."""
        below = surface <= 0.5
        return np.where(below.any(axis=1), below.argmax(axis=1), np.nan)

    def _finding(self):
        chance = look.half_up(100 * float(self._alive(self.repeats, self.silence)), 0)
        return on_figure(f"P(alive) {chance}%", f"活跃概率 {chance}%")

    def _draw(self):
        from matplotlib import colormaps

        with look.style():
            self.ax = look.axes(height=3.9)
            box = (-0.5, MOST_SILENCE + 0.5, 0.5, MOST_REPEATS + 0.5)
            blank, blues = np.zeros((MOST_REPEATS, MOST_SILENCE + 1)), colormaps["Blues"].resampled(10)
            self.image_of = self.ax.imshow(
                blank,
                origin="lower",
                extent=box,
                aspect="auto",
                vmin=0,
                vmax=1,
                cmap=blues,
                interpolation="nearest",
            )
            [self.half] = self.ax.plot([], [], "--", color=look.INK, linewidth=1.6)
            [self.mark] = self.ax.plot([], [], "D", color=look.ORANGE, markeredgecolor="white", markersize=11)
            self.ax.set(xlim=box[:2], ylim=box[2:], yticks=[1, 5, 10, 15, 20])
            self.ax.set_xlabel(on_figure("weeks of silence", "沉默的周数"))
            self.ax.set_ylabel(on_figure("repeat purchases", "重复购买（次）"))
            self.ax.grid(visible=False)
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.09, 0.17, 0.76, 0.69))
            bar = self.ax.figure.add_axes((0.87, 0.17, 0.03, 0.69))
            bar.imshow(
                np.linspace(0.05, 0.95, 10)[:, None],
                origin="lower",
                extent=(0, 1, 0, 1),
                aspect="auto",
                cmap=blues,
                vmin=0,
                vmax=1,
            )
            bar.set(xticks=[], yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"])
            bar.yaxis.tick_right()
            bar.grid(visible=False)
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [self.image_of, self.half, self.mark, self.head])

    def asked(self):
        return [
            (say("Repeat purchases", "重复购买（次）"), list(range(1, MOST_REPEATS + 1)), 8),
            (say("First to last (weeks)", "首购到末购（周）"), list(range(13, 105, 13)), 52),
            (say("Silence since (weeks)", "此后沉默（周）"), list(range(0, MOST_SILENCE + 1)), 20),
        ]

    def lines(self):
        """The buyer under the mark in words, and how long a silence makes it a toss-up."""
        x, last, age = self.repeats, float(self.weeks), float(self.weeks + self.silence)
        more = look.half_up(float(lifetime.expected_purchases(self.model, 26, x, last, age)), 2)
        surface = self._alive(np.array([[1.0], [float(x)]]), self.silences)
        once, own = (
            say("not within 52 weeks", "52 周内不会")
            if np.isnan(week)
            else say(f"after {week:.0f} weeks", f"{week:.0f} 周以后")
            for week in self._half(surface)
        )
        return [
            say(f"{x} repeat purchases in {self.weeks} weeks, then {self.silence} weeks of silence: {more} purchases expected in the next 26 weeks.",
                f"{self.weeks} 周里重复购买 {x} 次，此后沉默 {self.silence} 周：预计今后 26 周购买 {more} 次。"),
            say(f"P(alive) falls to 50 %: {own}; with a single repeat purchase: {once}.", f"活跃概率降到 50%：{own}；只重复购买过 1 次的：{once}。"),
        ]  # fmt: skip

    def said(self):
        return self._finding() + say(". ", "。") + " ".join(self.lines())

    def caption(self):
        """How to read the picture."""
        return say(
            "Dark: probably still a buyer. Dashed: P(alive) 50 %. The diamond is your buyer.",
            "颜色越深，越可能还是买家；虚线：概率 50%；菱形是你选的买家。",
        )

    def setting(self):
        return say(
            "A buyer with 8 repeat purchases in 52 weeks, silent for 20.",
            "一位买家：52 周里重复购买 8 次，此后沉默 20 周。",
        )

    def table(self):
        """P(alive) at a few silences, for pages where nothing can be moved."""
        rows = []
        for repeats in (1, 2, 4, 8, 16):
            chances = self._alive(repeats, np.array([4.0, 13.0, 26.0, 52.0]))
            rows.append(
                [str(repeats), *(look.half_up(100 * each, 0) + say(" %", "%") for each in chances.tolist())]
            )
        heads = [say("repeat purchases in 52 weeks", "52 周里重复购买（次）"), *(say(f"silent {weeks} weeks", f"沉默 {weeks} 周") for weeks in (4, 13, 26, 52))]  # fmt: skip
        return look.html_table(heads, rows, [True] * 5)
