"""Lesson 1: a deck of customer cards, sorted with a needle. The lab."""

from html import escape

import numpy as np
import pandas as pd

from casekit import look
from casekit.card_deck import edge_codes, needle
from casekit.core.language import say
from casekit.customer_cards import MONTHLY, share_out_of_date
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

DOWN = 7  # how far a card drops, in holes
HOLE = "large"  # the hole whose meaning can be changed


def needle_lab(punched, meanings):
    """Put needles through a deck of cards, change what one hole means, and let the file grow old.

    Parameters
    ----------
    punched : DataFrame
        One row a card (sixty at most), one column a hole; one of them, ``large``, is punched by any of the ``meanings``.
    meanings : DataFrame
        The same cards; one column a way to punch the hole ``large``, the first of them at the start.
    """
    put(NeedleLab(punched, meanings).page())


class NeedleLab(Lab):
    """The lab's state: ``step(...)`` is all that a ticked hole or a moved slider does."""

    def __init__(self, punched, meanings):
        self.meanings = meanings
        self.decks = {name: edge_codes(punched.assign(**{HOLE: meanings[name]})) for name in meanings}
        self.cut = {name: punched.assign(**{HOLE: meanings[name]}).to_numpy(bool) for name in meanings}
        self.holes, self.many = list(punched.columns), len(punched)
        self.lot = (np.argsort(np.argsort(np.arange(self.many) * 37 % 61)) + 0.5) / self.many
        self._draw()
        self.step([0, self.holes.index(HOLE)], "all", meanings.columns[0], 12)

    def step(self, chosen, rule, meaning, months):
        """Move needles, cards and marks; nothing is drawn anew."""
        self.chosen, self.rule, self.meaning, self.months = list(chosen), rule, meaning, months
        drops = needle(self.decks[meaning], self.chosen, rule).to_numpy()
        self.drops = drops & bool(self.chosen)
        self.old = self.lot < share_out_of_date(months)
        x, y = np.meshgrid(np.arange(self.many), self.rows)
        y = y - DOWN * self.drops
        cut = self.cut[meaning].T
        for marks, those in ((self.notches, cut), (self.round, ~cut)):
            marks.set_data(x[those], y[those])
        self.marks.set_data(np.flatnonzero(self.old), self.rows[0] + 1 - DOWN * self.drops[self.old])
        for row, line in enumerate(self.needles):
            line.set_visible(row in self.chosen)
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        if not self.chosen:
            return on_figure("No needle: the deck stays as it is", "没有穿针：整叠卡不动")
        return on_figure(
            f"{self.drops.sum()} of {self.many} cards drop", f"{self.many} 张卡，落下 {self.drops.sum()} 张"
        )

    def _draw(self):
        n, self.rows = len(self.holes), np.arange(len(self.holes), 0, -1)
        with look.style():
            self.ax = look.axes(height=3.9, width=7.2)
            self.needles = [self.ax.axhline(y, color=look.BLUE, linewidth=3, alpha=0.35) for y in self.rows]
            [self.round] = self.ax.plot(
                [], [], "o", markersize=3.4, markerfacecolor="white", color=look.PALE, markeredgewidth=0.8
            )
            [self.notches] = self.ax.plot([], [], "s", markersize=4.6, color=look.INK)
            [self.marks] = self.ax.plot([], [], "D", markersize=4.2, color=look.ORANGE)
            self.ax.set(xlim=(-1, self.many), ylim=(n - DOWN - n + 0.2, n + 1.8), xticks=[])
            self.ax.set_yticks(
                [*self.rows, *(self.rows - DOWN)], [self._hole(name) for name in self.holes] * 2
            )
            self.ax.tick_params(axis="y", labelsize=10.5)
            self.ax.grid(visible=False)
            self.ax.spines["bottom"].set_visible(False)
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.25, 0.04, 0.735, 0.79))
            self.head = self.ax.figure.text(0.02, 0.945, "", fontsize=14, va="center")
            self.ax.figure.text(
                0.02, 0.875, on_figure("Above: on the needle; below: dropped. ■ cut open  ○ hole  ◆ out of date", "上：留在针上；下：落下的卡。■ 缺口　○ 圆孔　◆ 已变"),
                fontsize=10.5, va="center", color=look.QUIET,
            )  # fmt: skip
        self.moves(self.ax.figure, [*self.needles, self.round, self.notches, self.marks, self.head])

    def _hole(self, name):
        return look.heading(name, self.meanings.attrs.get("labels", {}))[0]

    def _named(self):
        joined = say(" and ", "且") if self.rule == "all" else say(" or ", "或")
        return joined.join(self._hole(self.holes[hole]) for hole in self.chosen)

    def said(self):
        """The state in words: the picture's alternative text."""
        if not self.chosen:
            return say("No needle is put through.", "没有穿针。")
        return say(f"Needles for {self._named()}: {self.drops.sum()} of {self.many} cards drop.",
                   f"穿针“{self._named()}”：{self.many} 张卡落下 {self.drops.sum()} 张。")  # fmt: skip

    def caption(self):
        """How to read the picture."""
        return say("Each column is the edge of one card, each row a hole. A needle is a blue line; a card drops where the needle meets a notch, not a hole.",
                   "每一列是一张卡的边，每一行是一个孔位。蓝线是针；针遇到缺口，卡就落下，遇到圆孔就被穿住。")  # fmt: skip

    def lines(self):
        """What other meanings would have dropped, and how many cards are out of date."""
        share, old = look.half_up(100 * share_out_of_date(self.months), 1), self.old.sum()
        return [
            *([self._other(name) for name in self.meanings if name != self.meaning] if self.holes.index(HOLE) in self.chosen else []),
            say(f"After {self.months} months at {100 * MONTHLY:g} % a month {share} % of the entries are expected to have changed. Looking at one entry a card: {old} of {self.many} cards, {(self.old & self.drops).sum()} of the {self.drops.sum()} that dropped.",
                f"每月变 {100 * MONTHLY:g}%，{self.months} 个月后预计有 {share}% 的栏目已变。每张卡只看一栏：{self.many} 张里有 {old} 张，落下的 {self.drops.sum()} 张里有 {(self.old & self.drops).sum()} 张。"),
        ]  # fmt: skip

    def _other(self, name):
        drops = needle(self.decks[name], self.chosen, self.rule).to_numpy()
        same, label = (drops & self.drops).sum(), self._hole(name)
        return say(f"Had “large” been punched {label}, {drops.sum()} cards would have dropped, {same} of them the same.",
                   f"“大户”的孔，如果{label}打，落下的是 {drops.sum()} 张，其中 {same} 张相同。")  # fmt: skip

    def page(self):
        import ipywidgets as w

        self.boxes = [
            w.Checkbox(value=hole in self.chosen, description=self._hole(name), indent=False)
            for hole, name in enumerate(self.holes)
        ]
        self.how = w.ToggleButtons(
            options=[(say("all of them (AND)", "全部满足（且）"), "all"), (say("any of them (OR)", "满足其一（或）"), "any")],
            description=say("Drops if it meets", "落下的条件"), style={"button_width": "auto", "description_width": "initial"},
        )  # fmt: skip
        self.means = w.Dropdown(
            options=[(self._hole(name), name) for name in self.meanings], description=say("“Large” is punched", "“大户”打孔"),
            style={"description_width": "initial"}, layout={"width": "26em", "max_width": "100%"},
        )  # fmt: skip
        self.age = w.IntSlider(
            value=self.months, min=0, max=36, description=say("Months since punched", "打孔后月数"),
            style={"description_width": "initial"}, layout={"width": "32em", "max_width": "100%"},
        )  # fmt: skip
        for each in (*self.boxes, self.how, self.means, self.age):
            each.observe(self._moved, "value")
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        box = w.VBox(
            [
                w.HBox(self.boxes, layout={"flex_flow": "row wrap"}),
                self.how,
                self.means,
                self.age,
                self.image,
                self.below,
            ]
        )
        return Still(box, self._still(), self._words())

    def _moved(self, _):
        chosen = [hole for hole, each in enumerate(self.boxes) if each.value]
        self.step(chosen, self.how.value, self.means.value, self.age.value)
        self.image.value, self.below.value = self.figure(), self.panel()

    def _still(self):
        return f"<p>{escape(self.said())}</p>{self.whole_figure()}{self.panel()}{self._every_rule()}"

    def _every_rule(self):
        """What the lab teaches with two clicks, for pages where nothing can be clicked."""
        rows = []
        for name in self.meanings:
            counts = [str(int(needle(self.decks[name], self.chosen, rule).sum())) for rule in ("all", "any")]
            rows.append([self._hole(name), *counts])
        heads = [
            say("“large” is punched", "“大户”打孔"),
            say("drop by AND", "“且”落下（张）"),
            say("drop by OR", "“或”落下（张）"),
        ]
        return look.html_table(heads, rows, [False, True, True])

    def _words(self):
        return "\n".join([self.said(), *self.lines()])


def deck(customers, cards, credit, sales):
    """The cards of the sixty dealers under contract: ``punched`` and ``meanings``, as :func:`needle_lab` takes them.

    Parameters
    ----------
    customers, cards, credit : DataFrame
        Qinghe's ``customers``, ``customer_card_fields`` and ``credit_profiles``.
    sales : Series
        Net sales of each customer (CNY).
    """
    known = customers.set_index("customer_id").loc[credit["customer_id"]]
    says = cards.pivot(index="customer_id", columns="card_field", values="value_en").loc[known.index]
    bought = sales.reindex(known.index).fillna(0) >= 1_000_000
    staff = says["employees"].isin(["50-199", "200-999"])
    punched = pd.DataFrame({
        "east": known["region"] == "East China", "south": known["region"] == "South China",
        "home": says["line_of_business"] == "home appliances", HOLE: bought,
        "limit": credit.set_index("customer_id")["credit_limit_cny"] >= 200_000,
    })  # fmt: skip
    meanings = pd.DataFrame(
        {"by_sales": bought, "by_staff": staff, "by_rep": staff.where(known["rep"] == "Zhang", bought)}
    )
    heads = {
        "east": say("East China", "华东"), "south": say("South China", "华南"), "home": say("home appliances", "家用电器"),
        HOLE: say("large", "大户"), "limit": say("limit 200,000+", "额度 20 万以上"),
        "by_sales": say("by sales (1,000,000 yuan or more)", "按销售额（100 万元以上）"), "by_staff": say("by staff (50 or more)", "按员工数（50 人以上）"),
        "by_rep": say("by staff where Zhang is the rep, by sales elsewhere", "张海峰的客户按员工数、其余按销售额"),
    }  # fmt: skip
    return look.labelled(punched, **heads), look.labelled(meanings, **heads)
