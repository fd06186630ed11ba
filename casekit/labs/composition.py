"""Lesson 4: who the sales come from. The lab."""

from html import escape
from math import fsum

import numpy as np
import pandas as pd

from casekit import composition, data, look
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put


def cut_lab(net, gross):
    """A slider for the cut, three lists of customers, two readings of the straddler, net or gross sales.

    Parameters
    ----------
    net, gross : DataFrame
        ``customer_id`` and ``net_amount_cny`` of one year, with and without the returns taken off.
    """
    put(CutLab(net, gross, data.names()).page())


class CutLab(Lab):
    """The lab's state: ``step(...)`` is all that a moved slider or a pressed button does."""

    def __init__(self, net, gross, names=None):
        self.lists = {"ten": _ten(), "large": _one_large(), "net": _summed(net), "gross": _summed(gross)}
        self.names = names
        self.uneven = {name: composition.gini(table["net_amount_cny"]) for name, table in self.lists.items()}
        self._draw()
        self.step()

    def step(self, customers="ten", cut=75, crossing="include"):
        """Classify again and move the curve, the cut, the labels and the words; nothing is drawn anew."""
        self.customers, self.cut, self.crossing = customers, cut, crossing
        self.table = composition.abc_table(self.lists[customers], (cut / 100, 0.95), crossing)
        letters = self.table["abc_class"].tolist()
        self.sizes = {letter: letters.count(letter) for letter in "ABC"}
        self.share = np.concatenate([[0], 100 * self.table["cumulative_share"].to_numpy()])
        self.heads = 100 * np.arange(len(self.share)) / len(self.table)
        self._move_the_classes()
        self.cross = int(np.searchsorted(self.share[1:].round(9), cut))
        self._move_the_cut()
        self._move_the_straddler()
        self.head.set_text(self._finding())
        self.drawn()

    def _move_the_classes(self):
        end = 0
        for letter, many in self.sizes.items():
            start, end = end, end + many
            part = slice(start, end + 1) if many else slice(0, 0)
            self.curves[letter].set_data(self.heads[part], self.share[part])
            words = f"{letter} {many}" if many else ""
            self.labels[letter].set(x=(self.heads[start] + self.heads[end]) / 2, y=4, text=words)

    def _move_the_cut(self):
        self.line.set_ydata([self.cut, self.cut])
        words = on_figure(f"A up to {self.cut} %", f"A 类到 {self.cut}%")
        self.cut_label.set(y=self.cut - 1.5, text=words)

    def _move_the_straddler(self):
        """The brown piece of the curve, its name below on the right or, far right, above on the left."""
        piece = slice(self.cross, self.cross + 2)
        self.straddler.set_data(self.heads[piece], self.share[piece])
        x, y = self.heads[piece].mean(), self.share[piece].mean()
        right = x < 38
        self.straddler_label.set(
            x=x + (3 if right else -3),
            y=y - 8 if right else min(y + 5, 100.5),
            ha="left" if right else "right",
        )

    def _finding(self):
        many, of = self.sizes["A"], len(self.table)
        if not many:
            return on_figure(
                "Class A is empty: the first customer passes the cut", "A 类空无一家：第一家就越过了分界线"
            )
        share = look.half_up(self.share[many], 1)
        return on_figure(
            f"A: {many} of {of} customers, {share} % of the sales",
            f"A 类：{of} 家里有 {many} 家，占销售额 {share}%",
        )

    def _draw(self):
        with look.style():
            self.ax = look.axes(height=3.5, width=5.6)
            self.curves = {
                letter: self.ax.plot([], [], color=colour, linewidth=4, solid_capstyle="butt")[0]
                for letter, colour in composition.CLASS_COLOURS.items()
            }
            self.line = self.ax.axhline(75, color=look.INK, linewidth=1, linestyle="--")
            [self.straddler] = self.ax.plot(
                [], [], color=look.ORANGE, linewidth=3, marker="D", markersize=7, zorder=5
            )
            self.labels = {letter: self.ax.text(0, 0, "", ha="center", fontsize=13) for letter in "ABC"}
            self.cut_label = self.ax.text(101, 0, "", ha="right", va="top")
            self.straddler_label = self.ax.text(
                0, 0, on_figure("straddling customer", "跨线客户"), va="center", color=look.ORANGE
            )
            self.ax.axhline(95, color=look.INK, linewidth=1, linestyle="--", zorder=1.5)
            self.ax.set(xlim=(-1, 102), ylim=(0, 106), xticks=range(0, 101, 20), yticks=[0, 25, 50, 75, 95])
            self.ax.set_xlabel(on_figure("customers, largest first (%)", "客户累计占比，从大到小（%）"))
            self.ax.set_ylabel(on_figure("cumulative share (%)", "累计占比（%）"))
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.125, 0.16, 0.855, 0.69))
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=13.5, va="center")
        self.moves(
            self.ax.figure,
            [
                *self.curves.values(),
                self.line,
                *self.labels.values(),
                self.cut_label,
                self.straddler_label,
                self.straddler,
                self.head,
            ],
        )

    def rows(self):
        """The class table: one line a class, letter, customers, share of the customers, share of the sales."""
        shares, letters = self.table["share"].to_numpy(), self.table["abc_class"].to_numpy()
        return [
            (letter, str(many), look.half_up(100 * many / len(shares), 1),
             look.half_up(100 * fsum(shares[letters == letter]), 1))
            for letter, many in self.sizes.items()
        ]  # fmt: skip

    def lines(self):
        """What the picture cannot say: who straddles the cut, and how uneven the list is."""
        name = self._name(self.table.index[self.cross])
        low, high = (look.half_up(self.share[self.cross + each], 1) for each in (0, 1))
        on_it = round(self.share[self.cross + 1], 9) == self.cut
        straddles = (
            say(f"{name} ends exactly on the cut: both ways agree.", f"{name}恰好落在分界线上：两种办法结果一样。")
            if on_it
            else say(f"{name} carries the sum across the cut, from {low} to {high} %.",
                     f"跨线客户是{name}，从 {low}% 到 {high}%。")
        )  # fmt: skip
        gini = look.half_up(self.uneven[self.customers], 3)
        return [
            straddles,
            say(
                f"Gini {gini}: it belongs to the list, no cut changes it.",
                f"基尼系数 {gini}：只由名单决定，与分界点无关。",
            ),
        ]

    def _name(self, customer):
        return (
            str(customer) if self.names is None or customer not in self.names.index else self.names[customer]
        )

    def said(self):
        """The classes in words: the picture's alternative text."""
        each = [
            say(f"{letter} {many} customers, {sold} %", f"{letter} 类 {many} 家，占 {sold}%")
            for letter, many, _, sold in self.rows()
        ]
        return say("Classes: ", "分类：") + say("; ", "；").join(each) + say(".", "。")

    def caption(self):
        """How to read the picture."""
        return say(
            "Each customer adds one piece to the curve. The dashed lines are the two cuts: A ends at the lower, B at 95 %. "
            "The brown piece between the diamonds is the customer that carries the curve across the lower cut.",
            "曲线上每一段是一家客户。两条虚线是分界线：下面一条是 A 类的，95% 是 B 类的。"
            "两个菱形之间的褐色一段，就是跨过 A 类分界线的客户。",
        )

    def panel(self):
        """The class table and the two lines under it."""
        heads = [say("class", "类别"), say("customers", "客户数"), say("% of the customers", "占客户数（%）"),
                 say("% of the sales", "占销售额（%）")]  # fmt: skip
        return look.html_table(heads, self.rows(), [False, True, True, True]) + super().panel()

    def page(self):
        import ipywidgets as w

        self.slider = w.IntSlider(
            value=75, min=40, max=94, description=say("A ends at (%)", "A 类分界点（%）"),
            style={"description_width": "9em"}, layout={"width": "32em", "max_width": "100%"},
        )  # fmt: skip
        self.which = _buttons(w, say("Customers", "客户名单"), self._lists_said())
        self.reading = _buttons(
            w, say("The straddler is", "跨线客户"),
            [(say("included", "算入"), "include"), (say("excluded", "不算入"), "exclude")],
        )  # fmt: skip
        for each in (self.slider, self.which, self.reading):
            each.observe(self._moved, "value")
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        box = w.VBox([self.which, self.reading, self.slider, self.image, self.below])
        return Still(box, self._still(), self._words())

    def _lists_said(self):
        return [
            (say("ten customers", "十家客户"), "ten"),
            (say("one of 800 in 1,000", "巨头占 1,000 里的 800"), "large"),
            (say("Qinghe 2025, net", "清禾 2025，减退货"), "net"),
            (say("Qinghe 2025, gross", "清禾 2025，不减退货"), "gross"),
        ]

    def _moved(self, _):
        self.step(self.which.value, self.slider.value, self.reading.value)
        self.image.value, self.below.value = self.figure(), self.panel()

    def _setting(self):
        return say(
            "Ten customers, A up to 75 %, the straddler included.",
            "十家客户，A 类到 75%，跨线客户算入。",
        )

    def _still(self):
        return f"<p>{escape(self._setting())}</p>{self.whole_figure()}{self.panel()}{self._both_readings()}"

    def _both_readings(self):
        """What the lab teaches with two clicks, for pages where nothing can be clicked."""
        counts = []
        for name, words in [(name, words) for words, name in self._lists_said()]:
            sizes = [
                composition.abc_table(self.lists[name], crossing=each)["abc_class"].eq("A").sum()
                for each in ("include", "exclude")
            ]
            counts.append([words, *map(str, sizes)])
        heads = [
            say("customers in A", "A 类家数"),
            say("straddler included", "跨线算入"),
            say("straddler excluded", "跨线不算入"),
        ]
        return look.html_table(heads, counts, [False, True, True])

    def _words(self):
        rows = [" | ".join(row) for row in self.rows()]
        return "\n".join([self._setting(), self.said(), *rows, *self.lines()])


def _buttons(w, label, options):
    return w.ToggleButtons(
        options=options, description=label, style={"button_width": "auto", "description_width": "initial"}
    )


def _ten():
    table = data.load("chapter/abc_example")
    ids = [say(f"customer {rank}", f"客户 {rank}") for rank in table["abc_rank"]]
    return pd.DataFrame({"customer_id": ids, "net_amount_cny": table["abc_sales_cny"]})


def _one_large():
    """One customer with 800 of 1,000, and ten with 20 each: the two readings differ most here."""
    ids = [say(f"customer {rank}", f"客户 {rank}") for rank in range(1, 12)]
    return pd.DataFrame({"customer_id": ids, "net_amount_cny": [800.0] + [20.0] * 10})


def _summed(sales):
    """One row a customer, positive net sales only: what a step has to classify."""
    summed = sales.groupby("customer_id", as_index=False)["net_amount_cny"].sum()
    return summed[summed["net_amount_cny"] > 0]
