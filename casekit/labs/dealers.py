"""Lesson 10: both cuts of the four-way grid, and who lands in the dangerous cell. The lab."""

from html import escape

import numpy as np

from casekit import dealers, look
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

SIZE, LOYALTY = 1_000_000, 50  # where the lab begins: yuan, per cent
NAMED = 12  # dealers that the list names


def grid_lab(table, names, watched=()):
    """Two sliders, for the two cuts; the dealers change cells, and the list under the picture follows.

    Parameters
    ----------
    table : DataFrame
        ``net_amount_cny`` and ``share_of_wallet`` by customer, as :func:`casekit.wallet.share_of_wallet` gives it.
    names : Series
        A name for each customer.
    watched : list of str
        Dealers of whom the lab says how many are in the dangerous cell.
    """
    put(GridLab(table, names, watched).page())


class GridLab(Lab):
    """The lab's state: ``step(...)`` is all that a moved slider does."""

    def __init__(self, table, names, watched=()):
        known = table.dropna(subset=["net_amount_cny", "share_of_wallet"])
        known = known[known["net_amount_cny"] > 0].sort_values(
            "net_amount_cny", ascending=False, kind="stable"
        )
        self.amounts, self.shares = known["net_amount_cny"].to_numpy(), known["share_of_wallet"].to_numpy()
        self.names = [str(names[each]) for each in known.index]
        self.watched = known.index.isin(list(watched))
        self._draw()
        self.step()

    def step(self, size_cut=SIZE, per_cent=LOYALTY):
        """Place the dealers again, move the lines."""
        self.size_cut, self.per_cent = size_cut, per_cent
        self.cells = self._cells(size_cut, per_cent)
        for (_, points), inside, word, cell in zip(
            self.points.items(), self.cells, self.words, dealers.CELLS, strict=True
        ):
            points.set_data(self.amounts[inside], self.shares[inside])
            word.set_text(f"{dealers.cell_words(cell)} {inside.sum()}")
        self.across.set_xdata([size_cut] * 2)
        self.up.set_ydata([per_cent / 100] * 2)
        self.head.set_text(self._finding())
        self.drawn()

    def _cells(self, size_cut, per_cent):
        """Who is in each cell, in the order of ``dealers.CELLS``; a dealer exactly on a cut is in the upper one."""
        large = self.amounts >= size_cut
        loyal = np.round(self.shares, 9) >= np.round(per_cent / 100, 9)
        return [large & loyal, ~large & loyal, large & ~loyal, ~large & ~loyal]

    def _finding(self):
        many, share = self.cells[2].sum(), self._share(self.cells[2])
        return on_figure(
            f"Large and disloyal: {many} dealers, {share}% of the sales",
            f"大而不忠诚：{many} 家，占销售额的 {share}%",
        )

    def _share(self, inside):
        return look.half_up(100 * self.amounts[inside].sum() / self.amounts.sum(), 1)

    def _draw(self):
        with look.style():
            self.ax = look.axes(height=3.9)
            self.points = {
                cell: self.ax.plot(
                    [], [], mark, color=colour, markersize=6, markeredgecolor="white", markeredgewidth=0.4
                )[0]
                for cell, (mark, colour) in dealers.MARKS.items()
            }
            dealers.frame_grid(self.ax, self.amounts)
            self.across = self.ax.axvline(SIZE, color=look.INK, linewidth=1.1)
            self.up = self.ax.axhline(0.5, color=look.INK, linewidth=1.1)
            self.words = list(self.ax.texts)
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.1, 0.16, 0.88, 0.72))
            self.head = self.ax.figure.text(0.02, 0.94, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [*self.points.values(), self.across, self.up, *self.words, self.head])

    def lines(self):
        """The list that the picture cannot hold, and how many of those watched are on it."""
        inside = np.flatnonzero(self.cells[2])
        named = [self.names[at] for at in inside[:NAMED]]
        more = len(inside) - len(named)
        who = say(", ", "、").join(named) or say("nobody", "没有")
        lines = [say(f"Large and disloyal: {who}", f"大而不忠诚：{who}") + (say(f" and {more} more.", f"等，另有 {more} 家。") if more > 0 else say(".", "。"))]  # fmt: skip
        if self.watched.any():
            seen = int((self.cells[2] & self.watched).sum())
            lines.append(say(f"Of the {self.watched.sum()} dealers with many orders delivered elsewhere, {seen} are among them.",
                             f"常往外区送货的 {self.watched.sum()} 家里，有 {seen} 家在其中。"))  # fmt: skip
        return lines

    def said(self):
        """The grid in words: the picture's alternative text."""
        many = [int(inside.sum()) for inside in self.cells]
        return say(
            f"Cuts at {self.size_cut:,} yuan and {self.per_cent} %: large and loyal {many[0]}, small and loyal {many[1]}, large and disloyal {many[2]}, small and disloyal {many[3]}.",
            f"分界为 {look.half_up(self.size_cut / 10_000, 0)} 万元和 {self.per_cent}%：大而忠诚 {many[0]} 家，小而忠诚 {many[1]} 家，大而不忠诚 {many[2]} 家，小而不忠诚 {many[3]} 家。",
        )

    def caption(self):
        """How to read the picture."""
        return say(
            "Each point is a dealer; the mark says its cell, the number in each corner how many there are.",
            "一个点是一家经销商，记号表示在哪一格；四角的数是各格的家数。",
        )

    def page(self):
        import ipywidgets as w

        self.size = self._slider(
            w,
            say("Large from (thousand yuan)", "多大算大（万元）"),
            *say((100, 5000, 100, 1000), (10, 500, 10, 100)),
        )
        self.loyal = self._slider(
            w, say("Loyal from (share of wallet, %)", "客户份额多少算忠诚（%）"), 10, 80, 5, LOYALTY
        )
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        return Still(w.VBox([self.size, self.loyal, self.image, self.below]), self._still(), self._plain())

    def _slider(self, w, words, least, most, step, value):
        slider = w.IntSlider(
            value=value, min=least, max=most, step=step, description=words,
            style={"description_width": "15em"}, layout={"width": "38em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _moved(self, _):
        self.step(self.size.value * say(1000, 10_000), self.loyal.value)
        self.image.value, self.below.value = self.figure(), self.panel()

    def _setting(self):
        return say(
            "Large from 1,000,000 yuan a year, loyal from half of its purchases.",
            "年销售净额 100 万元以上算大，采购的一半以上在清禾算忠诚。",
        )

    def _still(self):
        return f"<p>{escape(self._setting())}</p>{self.whole_figure()}{self.panel()}{self._by_cut()}"

    def _by_cut(self):
        """What the sliders teach, for pages where nothing can be moved."""
        rows = []
        for size_cut, per_cent in (
            (1_000_000, 50),
            (2_000_000, 50),
            (300_000, 50),
            (1_000_000, 30),
            (1_000_000, 65),
        ):
            cells = self._cells(size_cut, per_cent)
            size = say(f"{size_cut:,}", look.half_up(size_cut / 10_000, 0))
            counts = [str(inside.sum()) for inside in cells]
            rows.append(
                [size, f"{per_cent}{say(' %', '%')}", *counts, f"{self._share(cells[2])}{say(' %', '%')}"]
            )
        heads = [say("large from (yuan)", "多大算大（万元）"), say("loyal from", "多少算忠诚")]
        heads += [dealers.cell_words(cell) for cell in dealers.CELLS]
        heads += [say("sales of large and disloyal", "大而不忠诚占销售额")]
        return look.html_table(heads, rows, [True] * 7)

    def _plain(self):
        return "\n".join([self._setting(), self.said(), *self.lines()])
