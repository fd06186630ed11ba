"""Lesson 3: what the ranking owes to the weights. The lab, the predictions and the quiz."""

from html import escape

import pandas as pd

from casekit import look, screening
from casekit.core.language import say
from casekit.labs.predictions import Question
from casekit.labs.quizzes import Item
from casekit.labs.still import Still
from casekit.look import on_figure, put

ABCD = [(name, name, name) for name in "ABCD"]

PREDICTIONS = {
    "screening-first-and-last": Question(
        ("Before you compute: which dealer comes first, and which last?", "先别算：哪家第一，哪家垫底？"),
        {"first": (("First", "第一"), ABCD), "last": (("Last", "垫底"), ABCD)},
    ),
    "screening-sign": Question(
        ("Which of the two columns would you sign?", "两列之中，你签哪一列？"),
        {
            "column": (
                ("Column", "签"),
                [
                    ("ours", "ours", "自己算的"),
                    ("printed", "the printed one", "书上印的"),
                    ("neither", "neither yet", "都先不签"),
                ],
            )
        },
    ),
    "screening-swap": Question(
        (
            "Of all 3,125 ways to give five criteria weights from 1 to 5: in how many does B stand above A?",
            "五项标准各取 1 到 5 的权重，共 3125 种：B 排在 A 前面的，大约占多少？",
        ),
        {
            "share": (
                ("B above A", "B 在 A 前"),
                [
                    (0, "in none", "一种也没有"),
                    (0.05, "in fewer than 5 %", "不到 5%"),
                    (0.25, "in 5 to 25 %", "5% 到 25%"),
                    (1, "in more than 25 %", "超过 25%"),
                ],
            )
        },
    ),
    "screening-veto": Question(
        (
            "If the payment record alone may rule a dealer out: how many of the 11 best are gone?",
            "只凭付款记录就能否决：最好的 11 家里，会有几家被否决？",
        ),
        {
            "gone": (
                ("Gone", "被否决"),
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
            ("The ranking: the numbers move closer together, so places change.", "名次会变：数变小了，差距也小了。", False,
             "Every total is divided by the same 15, so whoever was ahead stays ahead.",
             "每个总分都除以同一个 15，谁在前还是谁在前。"),
            ("Nothing: sum and average are two names for the same thing.", "什么也不变：总分和平均分是一回事。", False,
             "67 and 4.467 are different numbers on different scales. The order is what they share.",
             "67 和 4.467 是两个尺度上的数，相同的只是次序。"),
            ("Only the scale, which is 1 to 5 again; the order stays.", "只改变尺度：回到 1 到 5 之间，次序不变。", True,
             "And on that scale it stays, however many criteria there are; the highest possible sum moves with them.",
             "不管有几项标准，平均分都在这个尺度上；总分的上限却会跟着变。"),
            ("It becomes the plain mean of the five scores, as at school.", "变成五项得分的简单平均。", False,
             "The plain mean adds the five scores as they are and divides by 5: for A that is 4.2, not 4.467.",
             "简单平均是五项得分直接相加再除以 5：A 是 4.2，不是 4.467。"),
        ],
    ),
    Item(
        (
            "A rep scores a dealer's ability to pay 4; the record shows late payments in 4 of 12 months. Finance raises the weight of ability to pay. What does that do?",
            "业务员给某经销商的付款能力打了 4 分，记录却显示 12 个月里有 4 个月出现逾期。财务部加大付款能力的权重，结果如何？",
        ),
        [
            ("It puts the error right, because payment counts for more now.", "错误得到纠正，因为付款更要紧了。", False,
             "What counts for more is the rep's 4. The record is not in the sum at all.",
             "更要紧的是业务员打的那个 4 分，付款记录根本不在总分里。"),
            ("It makes the error larger, because the weight multiplies the 4.", "错误放大了，因为权重乘的是那个 4 分。", True,
             "First put the score right, or take the fact to the gate. Then talk about weights.",
             "先把分数改对，或者把事实放到门槛上去看，再谈权重。"),
            ("Nothing: all dealers get the same weight, so it cancels out.", "没有影响：各家权重一样，互相抵消。", False,
             "It would cancel only if all had the same score on that criterion.",
             "只有各家这一项得分都相同，才会抵消。"),
            ("It makes the sum stricter on everybody who ever paid late.", "凡是逾期过的，总分都会更吃亏。", False,
             "The sum sees scores, not late payments. This dealer gains: 4 is a good score.",
             "总分只认得分，不认逾期。这一家反而占便宜：4 分是高分。"),
        ],
    ),
    Item(
        (
            "D is nowhere lower than A and on two criteria higher. Sales doubles the weight of demand. What happens to the pair?",
            "D 没有一项比 A 低，其中两项更高。销售部把“需求量”的权重加倍，这一对会怎样？",
        ),
        [
            ("A may pass D, because A has 5 points on demand.", "A 可能超过 D：A 的需求量是 5 分。", False,
             "D has 5 points on demand as well. A larger weight helps both alike.",
             "D 的需求量也是 5 分，权重加大，两家一样受益。"),
            ("They draw level, because the weight of demand cancels out.", "两家并列，因为需求量的权重抵消了。", False,
             "It cancels on demand, where they are equal. On ability to pay and on reputation D is still ahead.",
             "需求量上确实抵消了；但付款能力和合作信誉这两项，D 还是更高。"),
            ("That depends on what the other four weights are.", "要看其他四个权重是多少。", False,
             "By how much does; who is ahead does not.",
             "领先多少要看，谁领先不用看。"),
            ("D stays ahead of A under any positive weights.", "只要权重都是正数，D 总在 A 前。", True,
             "That is dominance: an argument about weights cannot touch this pair.",
             "这就是占优：怎么争权重，都动不了这一对。"),
        ],
    ),
    Item(
        (
            "A dealer scores 5 on four criteria and 1 on ability to pay, and deserves both. Finance sets that weight to 5. Is this a veto?",
            "某经销商四项得 5 分，付款能力只有 1 分，都打得公道。财务部把这一项的权重提到 5，这算一票否决吗？",
        ),
        [
            ("No: strong scores elsewhere still make up for the 1.", "不算：别的高分照样能补回来。", True,
             "A weighted sum with weights like these lets one thing make up for another. A gate does not.",
             "这样的权重，加权求和允许以长补短；门槛不许补。"),
            ("Yes: it is now one of the two heaviest weights.", "算：它已经是最重的两项之一。", False,
             "Under weights 5, 4, 3, 5 and 1 this dealer has 70 of 90 points. The other four have made up for the 1.",
             "按权重 5、4、3、5、1，这家仍有 70 分（满分 90）。那个 1 分被另外四项补回来了。"),
            ("Only if the weight is above half of the sum of weights.", "权重超过总和的一半才算。", False,
             "With 14 against 13 for the other four, a dealer with 2 there and 5 elsewhere still passes one with 3 everywhere: 93 to 81.",
             "即使给它 14，其余四项共 13：这项 2 分、别的全 5 分的一家有 93 分，仍排在样样 3 分的前面（81 分）。"),
            ("No, but a weight of 10 would be one.", "不算：权重到 10 才算。", False,
             "At 10 it is harder to make up for, no more. A weight so large that nothing makes up for it silences all other criteria.",
             "权重到 10，只是更难补，还是能补。大到补不回来的权重，别的标准也就说不上话了。"),
        ],
    ),
    Item(
        (
            "In 58 of 3,125 weightings B stands above A. What do you tell the meeting?",
            "3125 种权重里，B 排在 A 前的有 58 种。你在会上怎么说？",
        ),
        [
            ("There is a chance of 1.9 % that B is really the better dealer of the two.", "B 更好的概率是 1.9%。", False,
             "A count of weightings is not a probability: nobody drew the weights by lot.",
             "数的是权重组合，不是概率：权重不是抽签抽出来的。"),
            ("B is still in the running, because no weighting may be ruled out beforehand.", "B 还有希望，因为事先不能排除任何一种权重。", False,
             "Some can be ruled out by asking who would defend them. Say what they claim, then let the meeting judge.",
             "问一问谁会替这些权重辩护，有的就能排除。说清它们主张什么，让会上去判断。"),
            ("A, unless prospects and ability to pay together outweigh all the rest by far.", "选 A，除非前景和付款能力合起来，被看得远重于其他各项。", True,
             "Exactly: prospects + ability to pay > demand + 2 × margin + 2 × reputation. The meeting can judge whether it means that.",
             "准确地说：前景 + 付款能力 > 需求量 + 2 × 毛利 + 2 × 合作信誉。会上可以判断自己是不是这个意思。"),
            ("A dominates B, since nearly every weighting puts A first of the two.", "A 对 B 占优，因为几乎所有权重都让 A 在前。", False,
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
        size = f' width="{width}" height="{height}"'
        caption = say(
            "The longer the bar, the higher the weighted average; the first two ranks are in blue.",
            "横条越长，加权平均分越高；前两名是蓝色。",
        )
        return look.figure_html(self.picture if png is None else png, self.said(), caption, size)

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
                f"{pair}: never turns (nowhere lower, somewhere higher).", f"{pair}：怎么调都不变（占优）。"
            )
        total = ahead + behind + row["tied"]
        if ahead == total:
            return say(
                f"{pair}: no dominance, yet no weighting from 1 to 5 turns it.",
                f"{pair}：并不占优，但 1 到 5 的权重都动不了。",
            )
        return say(
            f"{pair}: in {ahead:,} of {total:,} weightings; the other way in {behind:,}, level in {row['tied']:,}.",
            f"{pair}：{total} 种权重中有 {ahead} 种；反过来 {behind} 种，并列 {row['tied']} 种。",
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
        words = say(f"Over all {total:,} weightings from 1 to 5:", f"1 到 5 的全部 {total} 种权重：")
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
