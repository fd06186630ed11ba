"""Lesson 4: who the sales come from. The labs, the predictions and the quiz."""

from html import escape

import numpy as np
import pandas as pd

from casekit import composition, data, look
from casekit.core.language import say
from casekit.labs.predictions import Question
from casekit.labs.quizzes import Item
from casekit.labs.still import Still
from casekit.look import on_figure, put

PREDICTIONS = {
    "composition-ten": Question(
        ("Ten customers, the rule says 75 %: how many of them are class A?", "十家客户，规则说 75%：A 类有几家？"),
        {
            "a": (
                ("Class A", "A 类"),
                [(1, "1", "1 家"), (2, "2", "2 家"), (3, "3", "3 家"), (7, "more", "更多")],
            )
        },
    ),
    "composition-killer": Question(
        (
            "One customer buys 800 of 1,000. The straddling customer is counted out. How many are class A?",
            "一家客户买了 1000 里的 800。跨线客户不算入。A 类有几家？",
        ),
        {
            "a": (
                ("Class A", "A 类"),
                [(0, "none", "一家也没有"), (1, "1, the large one", "1 家，就是大的那家"), (11, "more", "更多")],
            )
        },
    ),
    "composition-qinghe": Question(
        (
            "Qinghe sold to 406 customers in 2025. What part of them makes up the first 75 % of the sales?",
            "2025 年清禾有 406 家客户发生交易。前 75% 的销售额，由其中多少客户构成？",
        ),
        {
            "share": (
                ("Part of the customers", "占客户数"),
                [
                    (0.10, "10 % or fewer", "不超过一成"),
                    (0.20, "over 10, to 20 %", "超过一成、不超过两成"),
                    (0.50, "over 20, to 50 %", "超过两成、不超过五成"),
                    (1, "more than half", "超过一半"),
                ],
            )
        },
    ),
    "composition-marks": Question(
        (
            "The chapter's mark for A is 500,000 yuan a month. How many of the 406 customers reach it?",
            "教材的 A 类标准是每月 50万元。406 家里有几家达到？",
        ),
        {
            "a": (
                ("Reach the mark", "达到标准"),
                [(3, "0 to 3", "0 到 3 家"), (30, "4 to 30", "4 到 30 家"),
                 (60, "31 to 60", "31 到 60 家"), (406, "more than 60", "61 家及以上")],
            )
        },
    ),
    "composition-wallet": Question(
        (
            "Yueqiao is Qinghe's largest customer. What part of what it buys comes from Qinghe?",
            "月桥是清禾最大的客户。它的采购里，有多少来自清禾？",
        ),
        {
            "share": (
                ("Qinghe's part", "清禾占"),
                [(0.25, "a quarter or less", "不超过四分之一"), (0.5, "over a quarter, to half", "超过四分之一、不超过一半"),
                 (1, "more than half", "超过一半")],
            )
        },
    ),
    "composition-letter": Question(
        (
            "Credit reports are written on A customers every so many months, on B and on C as well. Who is reported on least often?",
            "信用报告按 A、B、C 三级定期写。哪一级写得最少？",
        ),
        {"least": (("Least often", "最少"), [(each, each, f"{each} 级") for each in "ABC"])},
    ),
}  # fmt: skip

QUIZ = [
    Item(
        (
            "Sorted by sales, a customer carries the cumulative share from 94.2 to 95.6 %. The cuts are 75 and 95, the straddler is counted out. Which class?",
            "按销售额从大到小排，加上某客户，累计占比从 94.2% 升到 95.6%。分界点是 75% 和 95%，跨线客户不算入。它是哪一类？",
        ),
        [
            ("B: before it, the share is still below 95 %.", "B 类：在它之前，还不到 95%。", False,
             "That is the other reading, which includes the straddler. Counted out, the share with it decides.",
             "那是“算入”的读法。“不算入”看的是加上它以后。"),
            ("C: with it, the share is above 95 %.", "C 类：加上它就超过 95%。", True,
             "And whoever has exactly the same sales is C as well.",
             "销售额与它相等的，也是 C 类。"),
            ("Neither: B is full, and C has not begun.", "都不是：B 类已满，C 类还没开始。", False,
             "Every customer gets a class. The rule only has to say which side a straddler belongs to.",
             "每家客户都要有类别，规则只须说清跨线的归哪边。"),
            ("C, but only if it is not among the first 50 % of the customers.", "C 类，但要排在客户数的前 50% 以外。", False,
             "The cut is a share of the sales. How many customers that takes is a result, not a rule.",
             "分界点是销售额的比例；要多少家客户才够，是算出来的，不是规定的。"),
        ],
    ),
    Item(
        (
            "In a month, one of four customers sends back more than it buys: net sales are -30, 30, 40 and 60. Somebody reports a Gini of 0.70. What do you do?",
            "某月四家客户的净额是 -30、30、40、60，其中一家退的比买的多。有人报出基尼系数 0.70。你怎么办？",
        ),
        [
            ("Report it: 0.70 lies between 0 and 1.", "照报：0.70 在 0 和 1 之间。", False,
             "A number inside the scale can be as empty as one outside it. The measure is defined for amounts of zero or more.",
             "落在范围里的数，也可能没有意义。这个指标只用于非负数额。"),
            ("Set the -30 to 0, which is what the customer bought.", "把 -30 改成 0：它等于什么也没买。", False,
             "Then the total is 130 and not the 100 that was earned. If you leave someone out, say so; do not change a figure.",
             "那样总额就成了 130，而不是实际的 100。要剔除就写明，不能改数。"),
            ("Take the year, or set it apart and say so; else no number.", "改用全年，或单列并写明；不行就不报。", True,
             "A return booked a month late makes a month negative. Over a year it usually meets the purchase it belongs to; in 2025 nobody at Qinghe is below zero.",
             "退货晚一个月入账，当月就会为负；放到全年，通常会与那笔采购对上。2025 年全年，清禾没有一家为负。"),
            ("Use the correction n / (n - 1), made for short lists.", "乘以小样本修正 n/(n-1)。", False,
             "That makes the number larger still. The correction is for few customers, not for negative ones.",
             "那只会让数更大。这个修正针对客户太少，不针对负数。"),
        ],
    ),
    Item(
        (
            "A dealer buys 2 million yuan from us and 10 million in all; our sales are 200 million. What is our share of its wallet?",
            "某经销商向我们买 200万元，总采购 1000万元；我们的销售额共 2亿元。我们的客户份额是多少？",
        ),
        [
            ("1 %: it is that part of our sales.", "1%：它占我们销售额的这么多。", False,
             "That is its share of our sales: it says how much we depend on it, not how much of it we have.",
             "那是它占我们销售额的比例，说的是我们有多依赖它，而不是我们占了它多少。"),
            ("5 %: 10 million of 200 million.", "5%：1000万元除以 2亿元。", False,
             "That sets all its purchases against all our sales, and belongs to neither question.",
             "拿它的总采购去比我们的总销售，两个问题都答不上。"),
            ("80 %: what it buys elsewhere.", "80%：它向别家买的部分。", False,
             "That is the rest of the wallet, where the room to grow is.",
             "那是余下的部分，也就是还能争取的空间。"),
            ("20 %: 2 million of 10 million.", "20%：200万元除以 1000万元。", True,
             "And the other 8 million is what a plan for this customer should talk about.",
             "另外那 800万元，才是给它做计划时该谈的。"),
        ],
    ),
    Item(
        (
            "Credit writes reports on its A customers twice a year and on its C customers every month. Sales gives its A customers most attention. What follows?",
            "信用部对 A 级客户半年写一次报告，对 C 级每月写一次；销售部对 A 类客户最上心。这说明什么？",
        ),
        [
            ("Two schemes share the letters: say which one you mean.", "两套分法共用了字母：要写明是哪一套。", True,
             "Sales A means large. Credit A means sound. Five of Qinghe's dealers are A in the one and C in the other.",
             "销售 A 是说买得多，信用 A 是说靠得住。清禾有五家经销商，一边是 A，另一边是 C。"),
            ("Credit has turned the letters round by mistake.", "信用部把字母弄反了。", False,
             "A sound customer needs watching least. Within its own scheme that is consistent.",
             "靠得住的客户最不用盯，在它自己的分法里讲得通。"),
            ("The two departments should agree on one letter for each customer.", "两个部门应当坐下来，给每家客户定一个统一的字母。", False,
             "Then a large customer that pays late is either A or C, and one of the two facts is lost.",
             "那么买得多又付得晚的客户，不是 A 就是 C，总有一件事被抹掉。"),
            ("Nothing: A customers pay better, so they agree.", "没什么：A 类客户付款更好，两者一致。", False,
             "Not at Qinghe: its largest customer is sales A and credit C.",
             "在清禾就不是：最大的客户，销售是 A，信用是 C。"),
        ],
    ),
    Item(
        (
            "A customer taken on on 1 September bought for 1.8 million yuan by the end of the year. The mark for A is an average of 300,000 a month over 12 months. Is it A?",
            "某客户 9 月 1 日建档，到年底买了 180万元。A 类标准是 12 个月平均每月 30万元。它是 A 类吗？",
        ),
        [
            ("Yes: it bought for 1.8 million in all, which is more than 300,000.", "是：一共买了 180万元，超过 30万元。", False,
             "That sets a total against a mark for a month.",
             "这是拿总额去比一个月的标准。"),
            ("Over 12 months no, over its 4 yes: say which you take.", "除以 12 个月不是，除以 4 个月是：要写明。", True,
             "150,000 or 450,000 a month. Months before it became a customer may be left out if you say so; months without sales may not.",
             "月平均是 15万元或 45万元。成为客户之前的月份可以扣掉，但要写明；没有买的月份不能扣。"),
            ("That depends on how many of the months it bought in.", "要看它在几个月里有交易。", False,
             "Divide by the months with sales, and whoever buys seldom is a star. One order a year would do.",
             "除以有交易的月数，买得越少越像明星；一年下一张订单就够了。"),
            ("That cannot be said before its share of all sales is known.", "要先知道它占总销售额多少才能说。", False,
             "A share is the other convention. A fixed mark asks nothing about the other customers.",
             "占比是另一种办法。固定标准不看别家。"),
        ],
    ),
]  # fmt: skip


def cut_lab(net, gross):
    """A slider for the cut, three lists of customers, two readings of the straddler, net or gross sales.

    Parameters
    ----------
    net, gross : DataFrame
        ``customer_id`` and ``net_amount_cny`` of one year, with and without the returns taken off.
    """
    put(CutLab(net, gross, data.names()).page())


class CutLab:
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
        self.sizes = self.table["abc_class"].value_counts().reindex(list("ABC"), fill_value=0)
        self.share = np.concatenate([[0], 100 * self.table["cumulative_share"].to_numpy()])
        self.heads = 100 * np.arange(len(self.share)) / len(self.table)
        ends = np.concatenate([[0], self.sizes.cumsum()])
        for at, letter in enumerate("ABC"):
            start, end = ends[at], ends[at + 1]
            part = slice(start, end + 1) if end > start else slice(0, 0)
            self.curves[letter].set_data(self.heads[part], self.share[part])
            self.labels[letter].set(x=(self.heads[start] + self.heads[end]) / 2, y=4,
                                    text=f"{letter} {end - start}" if end > start else "")  # fmt: skip
        self.line.set_ydata([cut, cut])
        self.cross = int(np.searchsorted(self.share[1:].round(9), cut))
        self.straddler.set_data(
            self.heads[self.cross : self.cross + 2], self.share[self.cross : self.cross + 2]
        )
        self.head.set_text(self._finding())
        self.picture, _ = look.raw_png(self.ax.figure)

    def _finding(self):
        many, of = self.sizes["A"], len(self.table)
        if not many:
            return on_figure(
                "Class A is empty: the first customer passes the cut", "A 类空无一家：第一家就越过了分界点"
            )
        share = look.half_up(self.share[many], 1)
        return on_figure(
            f"A: {many} of {of} customers, {share}% of the sales",
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
            self.ax.set(xlim=(-1, 102), ylim=(0, 106), xticks=range(0, 101, 20), yticks=range(0, 101, 25))
            self.ax.set_xlabel(on_figure("customers, largest first (%)", "客户累计占比，从大到小（%）"))
            self.ax.set_ylabel(on_figure("cumulative share (%)", "累计占比（%）"))
            self.ax.figure.set_layout_engine("none")
            self.ax.set_position((0.125, 0.16, 0.855, 0.69))
            self.head = self.ax.figure.text(0.02, 0.93, "", fontsize=13.5, va="center")

    def rows(self):
        """The class table: one line a class, letter, customers, share of the customers, share of the sales."""
        brought = self.table.groupby("abc_class")["share"].sum().reindex(list("ABC"), fill_value=0)
        per_cent = [look.half_up(100 * many / len(self.table), 1) for many in self.sizes]
        sold = [look.half_up(100 * share, 1) for share in brought]
        return list(zip("ABC", map(str, self.sizes), per_cent, sold, strict=True))

    def lines(self):
        """What the picture cannot say: who straddles the cut, and how uneven the list is."""
        name = self._name(self.table.index[self.cross])
        low, high = (look.half_up(self.share[self.cross + each], 1) for each in (0, 1))
        on_it = round(self.share[self.cross + 1], 9) == self.cut
        straddles = (
            say(f"{name} ends exactly on the cut: both readings agree.", f"{name}恰好落在分界点上：两种读法一致。")
            if on_it
            else say(f"{name} carries the sum across the cut, from {low} to {high} %.",
                     f"跨线客户是{name}，从 {low}% 到 {high}%。")
        )  # fmt: skip
        gini = look.half_up(self.uneven[self.customers], 3)
        return [
            straddles,
            say(
                f"Gini {gini}: it belongs to the list, no cut changes it.",
                f"基尼系数 {gini}：只看名单，与分界点无关。",
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

    def figure(self, png=None):
        """The picture as HTML, with its size, so that the page does not jump."""
        width, height = (self.ax.figure.get_size_inches() * self.ax.figure.dpi).round().astype(int)
        caption = say(
            "Each customer takes the curve one step up; the dashed line is the cut, the orange step is the customer who carries the curve across it.",
            "每家客户让曲线升高一级；虚线是分界点，橙色的一级是跨线客户。",
        )
        size = f' width="{width}" height="{height}"'
        return look.figure_html(self.picture if png is None else png, self.said(), caption, size)

    def panel(self):
        """The class table and the two lines under it."""
        heads = [say("class", "类别"), say("customers", "客户数"), say("% of the customers", "占客户数（%）"),
                 say("% of the sales", "占销售额（%）")]  # fmt: skip
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.lines())
        return look.html_table(heads, self.rows(), [False, True, True, True]) + f"<ul>{lines}</ul>"

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
            (say("one of 800 in 1,000", "一家独占 800"), "large"),
            (say("Qinghe 2025, net", "清禾 2025 净额"), "net"),
            (say("Qinghe 2025, gross", "清禾 2025 发货额"), "gross"),
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
        return f"<p>{escape(self._setting())}</p>{self.figure(look.small(self.picture))}{self.panel()}{self._killer()}"

    def _killer(self):
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
    """The killer case: one customer with 800 of 1,000, and ten with 20 each."""
    ids = [say(f"customer {rank}", f"客户 {rank}") for rank in range(1, 12)]
    return pd.DataFrame({"customer_id": ids, "net_amount_cny": [800.0] + [20.0] * 10})


def _summed(sales):
    """One row a customer, positive net sales only: what a step has to classify."""
    summed = sales.groupby("customer_id", as_index=False)["net_amount_cny"].sum()
    return summed[summed["net_amount_cny"] > 0]
