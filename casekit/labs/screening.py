"""Lesson 3: what the ranking owes to the weights. The lab, the predictions and the quiz."""

from base64 import b64encode
from html import escape

import pandas as pd

from casekit import look, screening
from casekit.labs.predictions import Question
from casekit.labs.quizzes import Item
from casekit.labs.still import Still
from casekit.look import on_figure, put, say

ABCD = [(name, name, name) for name in "ABCD"]

PREDICTIONS = {
    "screening-first-and-last": Question(
        ("Before you compute: which dealer comes first, and which last?", "先别算：哪家第一，哪家垫底？"),
        {"first": (("First", "第一"), ABCD), "last": (("Last", "垫底"), ABCD)},
    ),
    "screening-swap": Question(
        (
            "Of all 3,125 ways to give five criteria weights from 1 to 5: in how many does B stand above A?",
            "五项标准各取 1 到 5 的权重，共 3125 组：B 排在 A 前面的，大约有多少组？",
        ),
        {
            "share": (
                ("B above A", "B 在 A 前"),
                [
                    (0, "in none", "一组也没有"),
                    (0.05, "in fewer than 5 %", "不到 5%"),
                    (0.25, "in 5 to 25 %", "5% 到 25%"),
                    (1, "in more than 25 %", "超过 25%"),
                ],
            )
        },
    ),
    "screening-veto": Question(
        (
            "If payment alone may rule a dealer out, how many of those with rank 10 or better are gone?",
            "如果付款一项就能否决，名次在 10 以内的会出局几家？",
        ),
        {
            "gone": (
                ("Gone", "出局"),
                [(0, "none", "一家也没有"), (2, "1 to 2", "1 到 2 家"),
                 (4, "3 to 4", "3 到 4 家"), (99, "5 or more", "5 家及以上")],
            )
        },
    ),
}  # fmt: skip

QUIZ = [
    Item(
        (
            "The chapter divides nothing and calls 67 a weighted average. You divide by 15, the sum of the weights. What changes?",
            "教材没有做除法，就把 67 叫作“加权平均分”。你除以权重之和 15，会改变什么？",
        ),
        [
            ("The ranking: smaller numbers move closer together.", "排名会变：数变小了，差距也小了。", False,
             "Every total is divided by the same 15, so whoever was ahead stays ahead.",
             "每个总分都除以同一个 15，谁在前还是谁在前。"),
            ("Nothing: sum and average are the same thing.", "什么也不变：总分和平均分是一回事。", False,
             "67 and 4.467 are different numbers on different scales. The order is what they share.",
             "67 和 4.467 是两个尺度上的数，相同的只是次序。"),
            ("Only the scale: the number is back between 1 and 5, the order stays.", "只有尺度：数回到 1 到 5 之间，次序不变。", True,
             "And an average can be compared with last year's, even if a sixth criterion has come in since.",
             "而且平均分可以跟去年比，哪怕今年多加了一项标准；总分就不行。"),
            ("It becomes the simple mean of the five scores.", "变成五项得分的简单平均。", False,
             "The simple mean divides the unweighted sum by 5: for A that is 4.2, not 4.467.",
             "简单平均是不加权的和除以 5：A 是 4.2，不是 4.467。"),
        ],
    ),
    Item(
        (
            "A printed total is 53, yours is 35. The difference, 18, is a multiple of 9. What do you conclude?",
            "书上印 53，你算出 35。差额 18 是 9 的倍数。可以得出什么？",
        ),
        [
            ("Two digits were swapped: that is proved.", "一定是两个数字写颠倒了，这就是证明。", False,
             "One difference in nine is a multiple of 9 by chance. It is a hint where to look, not a proof.",
             "随便两个数，差额也有九分之一的机会是 9 的倍数。它只提示该往哪儿查，算不上证明。"),
            ("Probably two digits were swapped: go back to the single products and see.", "多半是数字颠倒了：回到各项乘积再核一遍。", True,
             "The products 15 + 8 + 6 + 4 + 2 settle it: 35.",
             "15 + 8 + 6 + 4 + 2，一加就清楚：35。"),
            ("The book is printed, so the mistake is yours.", "书是印出来的，错的该是你。", False,
             "Print is no evidence. The single products can be checked by anybody.",
             "白纸黑字不是证据，各项乘积谁都能核。"),
            ("Nothing: C is last either way.", "什么也不用得出：反正 C 还是最后。", False,
             "True of the order, but a wrong total that does no harm today can cross a cut tomorrow.",
             "次序确实没变；可是今天没害处的错数，明天就可能越过某条线。"),
        ],
    ),
    Item(
        (
            "D is at least as good as A on every criterion and better on two. Sales doubles the weight of demand. What happens to the pair?",
            "D 每项都不低于 A，其中两项更高。销售部把“需求量”的权重加倍，这一对会怎样？",
        ),
        [
            ("A may pass D: A's demand is 5.", "A 可能超过 D：A 的需求量是 5 分。", False,
             "D's demand is 5 as well. A larger weight helps both alike.",
             "D 的需求量也是 5 分，权重加大，两家一样受益。"),
            ("They tie, because the weight cancels out.", "打成平手，因为权重抵消了。", False,
             "It cancels on demand, where they are equal. On prospects or reputation D is still ahead.",
             "需求量上确实抵消了；但在 D 更高的那两项上，差距还在。"),
            ("That depends on the other four weights.", "要看其他四个权重。", False,
             "By how much does; who is ahead does not.",
             "领先多少要看，谁领先不用看。"),
            ("D stays ahead of A, whatever the positive weights.", "只要权重都是正数，D 总在 A 前。", True,
             "That is dominance: an argument about weights cannot touch this pair.",
             "这就是占优：怎么争权重，都动不了这一对。"),
        ],
    ),
    Item(
        (
            "A dealer scores 5 on four criteria and 1 on ability to pay. Finance sets that weight to 5. Is this a veto?",
            "某经销商四项得 5 分，付款能力只有 1 分。财务部把这一项的权重提到 5，这算一票否决吗？",
        ),
        [
            ("No: strong scores elsewhere still make up for it.", "不算：别的高分照样能补回来。", True,
             "A weighted sum always lets one thing make up for another. A gate does not.",
             "加权求和总允许以长补短；关口不允许。"),
            ("Yes: the heaviest weight decides.", "算：最重的一项说了算。", False,
             "Under weights 5, 4, 3, 2 and 5 this dealer has 75 of 95 points. The other four have paid for the 1.",
             "按权重 5、4、3、2、5，这家仍有 75 分（满分 95）。那个 1 分被另外四项补回来了。"),
            ("Yes, if the weight is above half of the sum.", "权重超过总和的一半就算。", False,
             "Even then a dealer with 2 there and 5 elsewhere can pass one with 3 everywhere.",
             "即使那样，这项 2 分、其余全 5 分的一家，仍可能排到各项都是 3 分的前面。"),
            ("No, but a weight of 10 would be one.", "不算，权重到 10 才算。", False,
             "Ten is a larger price, still a price. A veto has no price.",
             "10 只是价钱更高，终究有价。一票否决是没有价的。"),
        ],
    ),
    Item(
        (
            "In 58 of 3,125 weightings B stands above A. What do you tell the board?",
            "3125 组权重里，B 排在 A 前的有 58 组。你怎么对董事会说？",
        ),
        [
            ("There is a 1.9 % chance that B is the better dealer.", "B 更好的概率是 1.9%。", False,
             "A count of weightings is not a probability: nobody drew the weights by lot.",
             "数的是权重组合，不是概率：权重不是抽签抽出来的。"),
            ("The ranking is uncertain, so the method is useless.", "排名靠不住，这个方法没用。", False,
             "Five of the six pairs never turn at all, and the sixth turns rarely. That is much to know.",
             "六对里有五对从不翻转，第六对也很少翻。知道这些已经很有用。"),
            ("A before B holds unless prospects count for far more than demand, margin and reputation.", "除非把发展前景看得远重于需求、毛利和信誉，A 就在 B 前。", True,
             "That names the condition under which the answer turns, and the board can judge whether it means that.",
             "这就说清了什么条件下结论会翻转，董事会可以判断自己是不是那个意思。"),
            ("A dominates B.", "A 占优于 B。", False,
             "On prospects B has 5 and A has 4, and B is better at paying: no dominance, only a strong lead.",
             "发展前景 B 是 5 分、A 是 4 分，付款能力也是 B 高：谈不上占优，只是领先得多。"),
        ],
    ),
]  # fmt: skip


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


class WeightLab:
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
        places = len(self.scored) - self.scored["average"].rank(ascending=False, method="first")
        for bar, text, name, (customer, row) in zip(
            self.bars, self.texts, self.labels, self.scored.iterrows(), strict=True
        ):
            place, color = places[customer], look.BLUE if row["rank"] <= 2 else look.PALE
            bar.set(width=row["average"], y=place - 0.31, facecolor=color)
            text.set(text=look.half_up(row["average"], 2), x=row["average"], y=place,
                     color="white" if row["rank"] <= 2 else look.INK)  # fmt: skip
            name.set(y=place, text=f"{row['rank']}   {self.names[customer]}")
        self.head.set_text(self._finding())
        self.picture, _ = look.raw_png(self.ax.figure)

    def _finding(self):
        ranks = self.scored["rank"].sort_values(kind="stable")
        best = [str(self.names[customer]) for customer in ranks.index[ranks <= 2]]
        return on_figure(
            f"Under these weights the team goes to {' and '.join(best)}",
            f"按这组权重，团队给 {'、'.join(best)}",
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

    def said(self):
        """The order in words: the picture's alternative text."""
        order = self.scored.sort_values(["rank", "average"])
        words = [
            f"{row['rank']} {self.names[name]} {look.half_up(row['average'], 2)}"
            for name, row in order.iterrows()
        ]
        return say("Ranking: ", "排名：") + say("; ", "；").join(words) + say(".", "。")

    def figure(self, png=None):
        """The picture as HTML, with its size, so that the page does not jump."""
        width, height = (self.ax.figure.get_size_inches() * self.ax.figure.dpi).round().astype(int)
        data = b64encode(self.picture if png is None else png).decode()
        return (
            f'<img alt="{escape(self.said())}" width="{width}" height="{height}" style="max-width:100%;height:auto" '
            f'src="data:image/png;base64,{data}">'
        )

    def panel(self):
        """Which pairs can turn, and which never."""
        return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in self.lines())}</ul>"

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
                f"{pair}: can never turn (at least as good on every criterion).",
                f"{pair}：永不翻转（项项不低）。",
            )
        total = ahead + behind + row["tied"]
        if ahead == total:
            return say(
                f"{pair}: not settled by dominance, yet no weighting from 1 to 5 turns it.",
                f"{pair}：谈不上占优，但 1 到 5 的权重都翻不动。",
            )
        return say(
            f"{pair}: in {ahead:,} of {total:,} weightings; the other way in {behind:,}, level in {row['tied']:,}.",
            f"{pair}：{total:,} 组权重中占 {ahead:,} 组；反过来 {behind:,} 组，持平 {row['tied']:,} 组。",
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
        total = f"{5 ** len(self.scores.columns):,}"
        words = say(f"Over all {total} weightings from 1 to 5:", f"1 到 5 的全部 {total} 组权重：")
        return f"<p><b>{words}</b></p>"

    def _weights_said(self):
        words = [f"{self._criterion(name)} {weight}" for name, weight in self.weights.items()]
        return say("Weights: ", "权重：") + say(", ", "，").join(words) + say(".", "。")

    def _still(self):
        small = look.small(self.picture)
        return f"<p>{escape(self._weights_said())}</p>{self.figure(small)}{self._panel_head()}{self.panel()}"

    def _words(self):
        return "\n".join([self._weights_said(), self.said(), *self.lines()])


def _left(points, figure):
    from matplotlib.transforms import ScaledTranslation

    return ScaledTranslation(-points / 72, 0, figure.dpi_scale_trans)
