"""Lesson 16: one wrong cell at a time, and which lessons' figures move. The lab."""

from html import escape

import numpy as np

from casekit import defects as defective
from casekit import look
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

FIRST = "D12"
LEAST = 0.01  # per cent: the scale is straight up to here, then every step is ten times as far
ENDS = 25


def defect_lab(tables, defects):
    """Choose one of the eighteen defects: the figures that it moves, and by how much.

    Parameters
    ----------
    tables : dict of DataFrame
        Clean tables as text, as :func:`casekit.defects.clean` gives them.
    defects : DataFrame
        As :func:`casekit.defects.known` gives them.
    """
    put(DefectLab(tables, defects).page())


class DefectLab(Lab):
    """The lab's state: ``step(defect_id)`` is all that a choice does."""

    def __init__(self, tables, defects):
        self.defects = defects
        self.compared = {name: defective.compared(tables, row) for name, row in self.defects.iterrows()}
        self._draw()
        self.step()

    def step(self, defect_id=FIRST):
        """Move the points and the words behind them."""
        self.defect, self.table = self.defects.loc[defect_id], self.compared[defect_id]
        self.chosen, self.moved = defect_id, defective.moves(self.table).to_numpy()
        changes = 100 * self.table["change_share"].to_numpy()
        for point, line, text, change, moved in zip(
            self.points, self.stems, self.texts, changes, self.moved, strict=True
        ):
            point.set_xdata([change])
            point.set_color(look.ORANGE if moved else look.QUIET)
            line.set_xdata([0, change])
            text.set_text(_per_cent(change) if moved else "")
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        n = int(self.moved.sum())
        if not n:
            return on_figure("None of these figures moves", "这些数字一个也没有变")
        lessons = ", ".join(str(each) for each in sorted(set(self.table["lesson"][self.moved])))
        return on_figure(
            f"{n} of {len(self.table)} figures {'move' if n > 1 else 'moves'}, lessons {lessons}"
            if "," in lessons
            else f"{n} of {len(self.table)} figures {'move' if n > 1 else 'moves'}, lesson {lessons}",
            f"{len(self.table)} 个数字里变了 {n} 个，在第 {lessons.replace(', ', '、')} 课",
        )

    def _draw(self):
        places = np.arange(len(self.compared[FIRST]))[::-1]
        words = [
            on_figure(f"{row.figure} ({row.lesson})", f"{row.figure}（{row.lesson}）")
            for row in self.compared[FIRST].itertuples()
        ]
        with look.style():
            self.ax = look.axes(height=4.3)
            self.ax.axvline(0, color=look.QUIET, linewidth=1)
            self.stems = [
                self.ax.plot([0, 0], [at, at], color=look.ORANGE, linewidth=1.6)[0] for at in places
            ]
            self.points = [self.ax.plot([0], [at], "o", color=look.QUIET, markersize=6)[0] for at in places]
            self.texts = [
                self.ax.text(
                    1.02, at, "", transform=self.ax.get_yaxis_transform(), va="center", fontsize=10.5
                )
                for at in places
            ]
            self.ax.set_xscale("symlog", linthresh=LEAST, linscale=0.6)
            ticks = [-10, -1, -0.1, -0.01, 0, 0.01, 0.1, 1, 10]
            self.ax.set(xlim=(-ENDS, ENDS), ylim=(-0.7, len(places) - 0.3), yticks=places, yticklabels=words)
            self.ax.set_xticks(ticks, [_tick(each) for each in ticks])
            self.ax.minorticks_off()
            self.ax.set_xlabel(
                on_figure("change of the figure, % (each step is ten times as far)", "变化，%（每格大十倍）")
            )
            self.ax.grid(visible=False, axis="y")
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.36, 0.14, 0.51, 0.74))
            self.head = self.ax.figure.text(0.02, 0.94, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [*self.stems, *self.points, *self.texts, self.head])

    def lines(self):
        """What the defect is, where it stands, what it does."""
        row = self.defect
        found = row["received_value"]
        found = found or say("empty", "空")
        where = say(
            f"{row['table']}, {row['row_key']}, {row['column']}: ",
            f"{row['table']} 表 {row['row_key']}，{row['column']}：",
        )
        return [
            row[say("what_en", "what_zh")],
            where + say(f"{found} instead of {row['clean_value']}", f"应为 {row['clean_value']}，收到的是 {found}")
            if row["change"] == "value changed"
            else where + say("a row added", "多了一行"),
            row[say("harm_en", "harm_zh")],
        ]  # fmt: skip

    def said(self):
        """The picture in words: its alternative text."""
        moved = self.table[self.moved]
        each = [f"{row.figure} {_per_cent(100 * row.change_share)}" for row in moved.itertuples()]
        none = say("no figure moves", "没有数字变化")
        return f"{self.chosen}{say(': ', '：')}{say('; ', '；').join(each) or none}"

    def caption(self):
        """How to read the picture."""
        return say(
            "A point is a figure; its lesson stands in brackets. On the middle line it is as it should be.",
            "一个点是一个数字，括号里是课次；在中线上就是没有变。",
        )

    def page(self):
        import ipywidgets as w

        self.pick = w.SelectionSlider(
            options=list(self.defects.index), value=FIRST, description=say("defect", "缺陷"),
            style={"description_width": "4em"}, layout={"width": "34em", "max_width": "100%"},
        )  # fmt: skip
        self.pick.observe(self._moved, "value")
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        return Still(w.VBox([self.pick, self.image, self.below]), self._still(), self._words())

    def _moved(self, _):
        self.step(self.pick.value)
        self.image.value, self.below.value = self.figure(), self.panel()

    def _still(self):
        return f"<p>{escape(self._setting())}</p>{self.whole_figure()}{self.panel()}{self._by_defect()}"

    def _setting(self):
        return say(f"Defect {self.chosen} alone.", f"只有缺陷 {self.chosen}。")

    def _by_defect(self):
        """What choosing teaches, for pages where nothing can be chosen: the figure each defect moves most."""
        rows = []
        for name, table in self.compared.items():
            moved = table[defective.moves(table)]
            most = moved.loc[moved["change_share"].abs().idxmax()] if len(moved) else None
            far = "" if most is None else _per_cent(100 * most["change_share"])
            rows.append([name, str(len(moved)), "" if most is None else most["figure"], far])
        heads = [
            say("defect", "缺陷"),
            say("figures moved", "变了几个"),
            say("most of all", "变得最多的"),
            say("by", "变化"),
        ]
        return look.html_table(heads, rows, [False, True, False, True])

    def _words(self):
        return "\n".join([self._setting(), self.said(), *self.lines()])


def _per_cent(change):
    """A change with its sign, in two digits that count."""
    digits = 1 if abs(change) >= 1 else 2 if abs(change) >= 0.1 else 4 if abs(change) < 0.01 else 3
    return f"{'+' if change > 0 else '−'}{abs(change):.{digits}f}{say(' %', '%')}"


def _tick(change):
    """A tick of the axis, with a true minus sign."""
    return look.half_up(change, 2).rstrip("0").rstrip(".").replace("-", "−")
