"""Lesson 7: a product moves among curves of equal cross ratio. The lab."""

import numpy as np

from casekit import look, ratios
from casekit.core.language import say
from casekit.labs.picture import Lab
from casekit.labs.still import Still
from casekit.look import on_figure, put

SLIDERS = {"stock": (25, 300), "sold": (25, 200), "price": (80, 120)}  # per cent of what it was


def iso_lab(views, names, product):
    """Choose a product and move its stock, the pieces sold and the price: its bubble moves among curves of equal cross ratio.

    Parameters
    ----------
    views : dict
        From whose margin it is, in words, to a table as :func:`casekit.ratios.product_ratios` takes it, for a year; all of the same
        products.
    names : Series
        A name for each product.
    product : str
        The product to begin with.
    """
    put(IsoLab(views, names, product).page())


class IsoLab(Lab):
    """The lab's state: ``step(product, stock, sold, price, view)`` is all that a moved control does; in per cent of what was."""

    HEIGHT, WIDTH = 3.9, 6.2
    STILL = 76  # per cent of the stock: what the picture shows where no widget runs

    def __init__(self, views, names, product):
        self.views, self.names, self.first = views, names, product
        self.ratios = {view: ratios.product_ratios(table, "sales") for view, table in views.items()}
        self.wholes = {view: self._whole(table) for view, table in views.items()}
        self._draw()
        self.step(product)

    @staticmethod
    def _whole(table):
        """Sales, cost and average stock of all products, in yuan."""
        sums = ratios.whole(table).iloc[0]
        return np.array([sums["product_sales_cny"], sums["product_cost_cny"], sums["stock_average_cny"]])

    def step(self, product, stock=100, sold=100, price=100, view=None):
        """Move the bubble, the others with the view, title and words; nothing is drawn anew."""
        self.product, self.changes = product, {"stock": stock, "sold": sold, "price": price}
        self.view = next(iter(self.views)) if view is None else view
        table = self.ratios[self.view]
        self.before = self._amounts(table.loc[product])
        self.after = self.before * [sold * price / 10_000, sold / 100, stock / 100]
        self._place_others(table.drop(product))
        for artist, amounts in ((self.ghost, self.before), (self.bubble, self.after)):
            artist.set_offsets([self._place(amounts)])
            artist.set_sizes([ratios.bubble(amounts[0] / self.wholes[self.view][0])])
        self.head.set_text(self._finding())
        self.drawn()

    def _amounts(self, row):
        """Sales, cost and average stock of one product before the change."""
        sales = self.views[self.view].at[row.name, "product_sales_cny"]
        return np.array([sales, sales - row["gross_profit_cny"], row["stock_average_cny"]])

    @staticmethod
    def _place(amounts):
        """Margin and turnover; what would leave the picture stands at its edge."""
        sales, cost, stock = amounts
        margin, turns = ((sales - cost) / sales, sales / stock) if sales and stock else (np.nan, np.nan)
        return np.clip(margin, 0.004, 0.436), np.clip(turns, ratios.LOWEST * 1.1, ratios.HIGHEST / 1.1)

    def _place_others(self, table):
        if getattr(self, "placed", None) != (self.view, self.product):
            shown = table.dropna(subset=["margin", "turns"])
            self.others.set_offsets(shown[["margin", "turns"]].to_numpy())
            self.others.set_sizes(ratios.bubble(shown["sales_share"]))
            self.placed = self.view, self.product

    def _draw(self):
        with look.style():
            ax = look.axes(height=self.HEIGHT, width=self.WIDTH)
            ax.figure.set_layout_engine("none")
            ax.set_position((0.12, 0.55 / self.HEIGHT, 0.8, 1 - 1.25 / self.HEIGHT))
            ratios.iso_curves(ax)
            self.others = ax.scatter([], [], color=look.PALE, edgecolor="white", zorder=3)
            self.ghost = ax.scatter(
                [0.1], [1], facecolor="none", edgecolor=look.ORANGE, linestyle="--", zorder=4
            )
            self.bubble = ax.scatter([0.1], [1], color=look.ORANGE, edgecolor="white", zorder=5)
            self.head = ax.figure.text(0.015, 1 - 0.24 / self.HEIGHT, "", fontsize=14, va="center")
            words = on_figure(
                "Margin by turnover; a curve joins equal cross ratios",
                "毛利率与周转率；同一条曲线上交叉比率相等",
            )
            ax.figure.text(0.015, 1 - 0.52 / self.HEIGHT, words, fontsize=11.5, va="center", color=look.QUIET)
        self.moves(ax.figure, [self.others, self.ghost, self.bubble, self.head])

    def cross(self, amounts):
        """Gross profit over average stock."""
        sales, cost, stock = amounts
        return (sales - cost) / stock if stock else np.nan

    def of_all(self):
        """Cross ratio of all products before and after."""
        whole = self.wholes[self.view]
        return self.cross(whole), self.cross(whole - self.before + self.after)

    def _finding(self):
        before, after = (look.worded(self.cross(each)) for each in (self.before, self.after))
        return on_figure(f"{self.names[self.product]}: cross ratio {before} → {after}",
                         f"{self.names[self.product]}：交叉比率 {before} → {after}")  # fmt: skip

    def said(self):
        """The state in words: the picture's alternative text."""
        return self._finding() + say(". ", "。") + say(", ", "，").join(self._changes()) + say(".", "。")

    def _changes(self):
        stock, sold, price = (self.changes[name] for name in ("stock", "sold", "price"))
        return [say(f"Margin of {self.view}", f"{self.view}的毛利"), say(f"stock {stock} %", f"库存 {stock}%"),
                say(f"pieces sold {sold} %", f"卖出件数 {sold}%"), say(f"price {price} %", f"售价 {price}%")]  # fmt: skip

    def caption(self):
        return say("The dashed circle is the product as it was, the orange one as the sliders have it, the grey ones all others. Up: turns faster. Right: earns more on each sale. "
                   "The number at the end of a curve is its cross ratio; what would leave the picture stands at its edge.",
                   "虚线圆是原来的位置，橙色圆是滑块调出来的位置，灰色圆是其他商品。往上，周转更快；往右，每卖一元赚得更多。曲线右端的数是交叉比率；超出图外的画在边上。")  # fmt: skip

    def lines(self):
        """What the picture cannot say: money in stock, gross profit, all products together."""
        tied, earned = self.after[2] - self.before[2], self._gross(self.after) - self._gross(self.before)
        was, now = (look.worded(each) for each in self.of_all())
        return [
            say(f"Money in its stock, on average: {_yuan(self.before[2])} → {_yuan(self.after[2])} yuan ({_change(tied)}).",
                f"平均占用的库存资金：{_yuan(self.before[2])} → {_yuan(self.after[2])} 元（{_change(tied)}）。"),
            say(f"Its gross profit in a year: {_yuan(self._gross(self.before))} → {_yuan(self._gross(self.after))} yuan ({_change(earned)}).",
                f"一年的毛利额：{_yuan(self._gross(self.before))} → {_yuan(self._gross(self.after))} 元（{_change(earned)}）。"),
            say(f"Cross ratio of all products together: {was} → {now}.", f"全部商品合计的交叉比率：{was} → {now}。"),
        ]  # fmt: skip

    @staticmethod
    def _gross(amounts):
        return amounts[0] - amounts[1]

    def page(self):
        import ipywidgets as w

        wide = {"style": {"description_width": "9em"}, "layout": {"width": "34em", "max_width": "100%"}}
        choices = [
            (str(self.names[product]), product)
            for product in self.names.index
            if product in self.ratios[self.view].index
        ]
        self.pick = w.Dropdown(options=choices, value=self.first, description=say("product", "商品"), **wide)
        self.whose = w.Dropdown(
            options=list(self.views), value=self.view, description=say("whose margin", "谁的毛利"), **wide
        )
        words = {
            "stock": say("stock (%)", "库存（%）"),
            "sold": say("pieces sold (%)", "卖出件数（%）"),
            "price": say("price (%)", "售价（%）"),
        }
        self.sliders = {
            name: w.IntSlider(value=100, min=low, max=high, description=words[name], **wide)
            for name, (low, high) in SLIDERS.items()
        }
        controls = [self.pick, self.whose, *self.sliders.values()]
        for control in controls:
            control.observe(self._moved, "value")
        self.image, self.words = w.HTML(self.figure()), w.HTML(self.panel())
        self.step(self.first, stock=self.STILL)
        still, words = f"{self.whole_figure(96)}{self.panel()}", "\n".join([self.said(), *self.lines()])
        self.step(self.first)
        return Still(w.VBox([*controls, self.image, self.words]), still, words)

    def _moved(self, _):
        self.step(
            self.pick.value,
            **{name: slider.value for name, slider in self.sliders.items()},
            view=self.whose.value,
        )
        self.image.value, self.words.value = self.figure(), self.panel()


def _yuan(amount):
    return look.worded(amount, decimals=0)


def _change(amount):
    """A change with its sign."""
    return ("+" if amount > 0 else "") + _yuan(amount)
