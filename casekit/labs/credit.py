"""Lesson 12: tick the signs of one customer; polarity and double counting on and off. The lab."""

from html import escape

import numpy as np

from casekit import look
from casekit.core.language import language, say
from casekit.data import load, names
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put
from casekit.signs import HARD, score_signs

GROUPS = {
    "owner": ("Owner", "经营者"), "inside the firm": ("Inside the firm", "企业内部"),
    "raising funds": ("Raising funds", "资金筹措"), "paying": ("Paying", "支付情况"),
}  # fmt: skip
SETTINGS = ((True, True), (False, True), (True, False), (False, False))  # polarity, each fact once


def sign_lab(observations, as_of, customers):
    """Boxes to tick, one a sign, and two switches; the customer's place among all others follows.

    Parameters
    ----------
    observations : DataFrame
        As :func:`casekit.signs.score_signs` takes them.
    as_of : str or Timestamp
        The last day that counts.
    customers : list
        Whose sheets can be laid on the table; the first lies there in the beginning.
    """
    put(SignLab(observations, as_of, customers).page())


class SignLab(Lab):
    """The lab's state: ``take`` a sheet, ``tick`` signs, ``step`` counts and draws."""

    def __init__(self, observations, as_of, customers=()):
        catalog = load("signal_catalog")
        self.catalog = catalog[catalog["sign_use"] == "scored"].reset_index(drop=True)
        self.good = self.catalog["polarity"].eq("good").to_numpy()
        self.place = {each: at for at, each in enumerate(self.catalog["signal_id"])}
        same = self.catalog["duplicate_of"]
        self.first = np.array(
            [self.place[each] for each in same.where(same.notna(), self.catalog["signal_id"])]
        )
        self.customers = list(customers)
        self.shares = {}
        for polarity, once in SETTINGS:
            scored = score_signs(observations, catalog, as_of, polarity, once)
            self.shares[polarity, once] = scored["bad_share"]
        self.sheets = self._sheets(observations[observations["observed_date"] <= as_of])
        self.take(self.customers[0] if self.customers else None)
        self._draw()
        self.step()

    def _sheets(self, known):
        """Each customer's sheet: 1 where its newest answer is yes, 0 no, -1 not seen."""
        answers = known[known["answer"] != "not seen"].sort_values("observed_date", kind="stable")
        last = answers.groupby(["customer_id", "signal_id"])["answer"].last().unstack()
        return (
            last.reindex(columns=self.catalog["signal_id"])
            .map({"yes": 1, "no": 0}.get)
            .fillna(-1)
            .astype(int)
        )

    def take(self, customer):
        """Lay a customer's sheet on the table, or with None an empty one: no bad sign, the four good ones ticked."""
        self.customer = customer
        sheet = self.good.astype(int) if customer is None else self.sheets.loc[customer].to_numpy()
        self.ticked, self.seen = sheet == 1, sheet >= 0

    def tick(self, sign, there):
        """Tick a sign or take its tick away; it counts as seen then."""
        self.ticked[self.place[sign]], self.seen[self.place[sign]] = there, True

    def step(self, polarity=True, once=True):
        """Count the sheet under these rules and move all dots."""
        self.polarity, self.once = polarity, once
        bad = self.seen & (self.ticked ^ (self.good & polarity))
        seen = self.seen
        if once:
            bad, seen = (
                np.bincount(self.first, weights=each, minlength=len(self.first)) > 0 for each in (bad, seen)
            )
        self.bad, self.seen_count = int(bad.sum()), int(seen.sum())
        self.share = self.bad / self.seen_count if self.seen_count else 0.0
        hard = [each for each in HARD if each in self.place and self.ticked[self.place[each]]]
        self.hard = say(", ", "、").join(
            each for each in hard if not once or each != "PA9" or "FU12" not in hard
        )
        others = (
            self.shares[polarity, once]
            .drop([self.customer], errors="ignore")
            .dropna()
            .sort_values(ascending=False)
        )
        self.rank, self.of = int((others > self.share + 1e-12).sum()) + 1, len(others) + 1
        self.dots.set_offsets(np.column_stack([100 * others, np.arange(1, len(others) + 1)]))
        self.sheet.set_offsets([[100 * self.share, self.rank]])
        self.head.set_text(self._finding())
        self.drawn()

    def _finding(self):
        where = f"{self.share:.1%}".replace("%", say(" %", "%"))
        return on_figure(
            f"{self.bad} bad of {self.seen_count} seen, {where}: place {self.rank} of {self.of}",
            f"看到 {self.seen_count} 条，坏 {self.bad} 条，占 {where}：第 {self.rank} 位（共 {self.of} 家）",
        )

    def _draw(self):
        with look.style():
            self.ax = look.axes(height=3.5)
            self.dots = self.ax.scatter(
                [], [], s=20, color=look.PALE, label=on_figure("the other dealers", "其他经销商")
            )
            self.sheet = self.ax.scatter(
                [],
                [],
                s=70,
                color=look.ORANGE,
                marker="D",
                zorder=3,
                label=on_figure("the sheet on the table", "桌上这张表"),
            )
            self.ax.set(
                xlim=(-2, 62),
                ylim=(63, -2),
                yticks=(1, 20, 40, 60),
                xlabel=on_figure("bad signs, % of those seen", "坏迹象占看到的迹象（%）"),
            )
            self.ax.set_ylabel(on_figure("place (1: worst)", "位次（1 最差）"))
            self.ax.legend(loc="lower right", facecolor="white", edgecolor="none", fontsize=11)
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.1, 0.19, 0.87, 0.66))
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=14, va="center")
        self.moves(self.ax.figure, [self.dots, self.sheet, self.head])

    def lines(self):
        """What the picture cannot say."""
        wrong = int((self.seen & self.ticked & self.good).sum())
        said = say(
            f"Counted as bad although they are good: {wrong}.", f"明明是好迹象，却算成坏的：{wrong} 条。"
        )
        fine = say(
            "Four signs are good if the answer is yes; they count that way.",
            "有四条答“是”表示好，已按这个方向计。",
        )
        gate = (
            say(
                f"Hard signs: {self.hard}. The gate is closed until they are checked.",
                f"硬迹象：{self.hard}。核实以前，不放行。",
            )
            if self.hard
            else say("No hard sign: the gate is open.", "没有硬迹象，可以放行。")
        )
        return [fine if self.polarity else said, gate]

    def said(self):
        """The chart in words: the picture's alternative text."""
        return say(
            f"The sheet: {self.bad} bad signs of {self.seen_count} seen, place {self.rank} of {self.of}, the worst first.",
            f"桌上这张表：看到 {self.seen_count} 条，坏迹象 {self.bad} 条，从差到好排第 {self.rank} 位（共 {self.of} 家）。",
        )

    def caption(self):
        """How to read the picture."""
        return say(
            "Each dot is a dealer, the one with the largest share of bad signs at the top; the diamond is the sheet on the table.",
            "每个点是一家经销商，坏迹象占比最大的在最上面；菱形是桌上这张表。",
        )

    def page(self):
        import ipywidgets as w

        self.which = w.Dropdown(
            options=[*[(str(names()[each]), each) for each in self.customers], (say("an empty sheet", "一张空白表"), "")],
            value=self.customer or "", description=say("Sheet", "检查表"), style={"description_width": "6em"}, layout={"width": "24em", "max_width": "100%"},
        )  # fmt: skip
        self.ways = [
            w.Checkbox(value=True, description=words, indent=False, layout={"width": "auto"})
            for words in self._switches()
        ]
        self.boxes = [self._box(w, row) for row in self.catalog.itertuples()]
        self.image, self.below = w.HTML(self.figure()), w.HTML(self.panel())
        self._show_ticks()
        for each in (self.which, *self.ways, *self.boxes):
            each.observe(self._moved, "value")
        tabs = w.Tab(
            [
                w.VBox(
                    [
                        box
                        for box, name in zip(self.boxes, self.catalog["sign_group"], strict=True)
                        if name == group
                    ]
                )
                for group in GROUPS
            ]
        )
        tabs.titles = [say(*words) for words in GROUPS.values()]
        return Still(
            w.VBox([self.which, w.HBox(self.ways), tabs, self.image, self.below]),
            self._still(),
            self._words(),
        )

    def _switches(self):
        return [
            say("polarity: yes to a good sign is good", "分方向：好迹象答“是”算好"),
            say("each fact once", "同一件事只计一次"),
        ]

    def _box(self, w, row):
        words = f"{row.signal_id} {row.sign_zh if language() == 'zh' else row.sign_en}"
        return w.Checkbox(description=words, indent=False, layout={"width": "auto"})

    def _show_ticks(self):
        """The boxes as the sheet has them; what was not seen cannot be ticked."""
        self.quiet = True
        for at, box in enumerate(self.boxes):
            box.value, box.disabled = bool(self.ticked[at]), not self.seen[at]
        self.quiet = False

    def _moved(self, change):
        if self.quiet:
            return
        if change["owner"] is self.which:
            self.take(change["new"] or None)
            self._show_ticks()
        elif change["owner"] in self.boxes:
            self.tick(self.catalog["signal_id"].iloc[self.boxes.index(change["owner"])], change["new"])
        self.step(*[each.value for each in self.ways])
        self.image.value, self.below.value = self.figure(), self.panel()

    def _setting(self):
        whose = say("An empty sheet", "一张空白表") if self.customer is None else str(names()[self.customer])
        return say(f"{whose}: polarity on, each fact once.", f"{whose}：分方向，同一件事只计一次。")

    def _still(self):
        return f"<p>{escape(self._setting())}</p>{self.whole_figure()}{self.panel()}{self._by_switch()}"

    def _by_switch(self):
        """What the switches teach, for pages where nothing can be moved: places under each setting."""
        rows = []
        for customer in self.customers:
            places = [self.shares[each].rank(ascending=False, method="min")[customer] for each in SETTINGS]
            rows.append([str(names()[customer]), *[f"{place:.0f}" for place in places]])
        heads = [
            say("place of", "位次"), say("polarity, once", "分方向、计一次"), say("no polarity, once", "不分方向、计一次"),
            say("polarity, twice", "分方向、计两次"), say("neither", "都不管"),
        ]  # fmt: skip
        return look.html_table(heads, rows, [False, True, True, True, True])

    def _words(self):
        return "\n".join([self._setting(), self.said(), *self.lines()])
