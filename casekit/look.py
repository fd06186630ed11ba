"""Language, tables and figures for reading.

* ``use_language("zh")`` and ``say(en, zh)``: words in two languages stand side by side where they are used.
* ``show(table)`` and ``show(ax)``: a table with units, thousands and readable headings; a figure with its
  sentence *read this chart*, which is also the picture's alternative text.
* ``style()``, ``axes()``, ``title()``, ``beside()``, ``read_this()``: what the ``plot_*`` functions are written with.

Nothing here changes matplotlib's settings for good: the style sheet ``casebook.mplstyle`` holds only while
one of our figures is drawn.
"""

import os
import warnings
from base64 import b64encode
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache, wraps
from html import escape
from importlib import import_module
from io import BytesIO
from numbers import Integral, Real
from pathlib import Path

from casekit.core import cards
from casekit.core.html import html_table
from casekit.core.language import language, say, speak
from casekit.errors import Refused, require_one_of

# Ink blue: the choice, or ours. Pale grey: the rest. Orange: look here. Position or shape always says the same.
INK, QUIET, GRID = "#1d2733", "#5b6675", "#e3e8ee"
# Behind words, so that no grid line runs through them.
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
POINTS = ("percentage points", "百分点")  # a change of shares: 0.017 is shown as +1.7 (points are scores)
BLUE, ORANGE, GREEN, PALE = "#0b6e99", "#b95800", "#2e8b57", "#b4c0cb"
# Chinese families that systems bring, best first; where there is none, the package's Noto Sans SC.
CHINESE = (
    "Microsoft YaHei", "PingFang SC", "PingFang HK", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC",
    "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei",
    "Arial Unicode MS", "Heiti TC",
)  # fmt: skip


def use_language(code):
    """Choose the language of tables, figures and messages, and say that the workbook is ready.

    Parameters
    ----------
    code : str
        ``"en"`` for English, ``"zh"`` for Simplified Chinese.

    Raises
    ------
    Refused
        For any other code.
    """
    require_one_of("use_language", code, ["en", "zh"])
    speak(code)
    if code == "zh" and not chinese_family():
        print(no_chinese_font())
    print(say("Ready.", "准备好了。"))


# Fonts --------------------------------------------------------------------------------------------------


@cache
def chinese_family():
    """The Chinese font family figures use, or ``None``: an installed one first, else the packaged one.

    With the environment variable ``CASEKIT_FONT=packaged`` (building the editions) the packaged one comes
    first, so that the pictures are the same everywhere.
    """
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    found = [family for family in CHINESE if family in installed]
    if os.environ.get("CASEKIT_FONT") == "packaged" or not found:
        found = [family for family in [_packaged_family(fontManager)] if family] + found
    return found[0] if found else None


def _packaged_family(manager):
    """Make the font of the package ``pylopdf-fonts-zh-cn`` known to matplotlib; its family name, or None."""
    try:
        path = import_module("pylopdf_fonts_zh_cn").sans_path()
        manager.addfont(str(path))
    except (ImportError, OSError):
        return None
    return manager.ttflist[-1].name


def no_chinese_font():
    """The one line that says how to get a Chinese font."""
    return (
        "No Chinese font found, so figures are labelled in English. To get one: "
        "python -m pip install pylopdf-fonts-zh-cn, then restart the kernel. "
        "（未找到中文字体，图中暂用英文；按上面的命令安装后重启内核。）"
    )


def on_figure(en, zh):
    """Words inside a picture: as :func:`say`, but English where no Chinese font can be had."""
    return zh if language() == "zh" and chinese_family() else en


# Figures ------------------------------------------------------------------------------------------------


@contextmanager
def style():
    """The casebook's style sheet and fonts, for as long as the ``with`` block lasts."""
    import matplotlib

    chinese = [family for family in [chinese_family()] if family]
    latin = ["DejaVu Sans"]
    families = chinese + latin if language() == "zh" else latin + chinese
    with matplotlib.rc_context({**_sheet(), "font.family": families}):
        yield


@cache
def _sheet():
    import matplotlib

    return matplotlib.rc_params_from_file(
        Path(__file__).with_name("casebook.mplstyle"), use_default_template=False
    )


def drawing(plot):
    """Make a ``plot_*`` function draw in the casebook's style."""

    @wraps(plot)
    def draw(*args, **named):
        with style():
            return plot(*args, **named)

    return draw


def axes(ax=None, height=4.0, width=7.6):
    """The given Axes, or new ones on a figure of their own (inches)."""
    if ax is not None:
        return ax
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.09, h_pad=0.06)  # inches: labels begin where the title begins
    FigureCanvasAgg(figure)
    return figure.add_subplot()


@drawing
def title(ax, finding, drawn):
    """Head a figure: the finding in words, and under it one quiet line on what is drawn, in what unit.

    On a figure of our own both start at the figure's left edge, so that long labels leave them their room. The
    packaged Chinese font has no bold weight, so a Chinese title stands out by size.
    """
    figure = ax.figure
    if figure.get_layout_engine() is None or len(figure.axes) > 1:
        ax.set_title(f"{finding}\n{drawn}", loc="left")
    else:
        height = figure.get_size_inches()[1]
        figure.get_layout_engine().set(rect=(0, 0, 1, 1 - 0.72 / height))
        figure.text(0.012, 1 - 0.24 / height, finding, va="center", **_weight(finding))
        figure.text(0.012, 1 - 0.54 / height, drawn, va="center", color=QUIET, fontsize=11.5)
    figure.finding = finding


def _weight(finding):
    """Bold where DejaVu Sans, which has a bold, has every character of the finding."""
    if _is_latin(finding):
        return {"fontsize": 14, "fontweight": "bold", "fontfamily": ["DejaVu Sans"]}
    return {"fontsize": 16}


def _is_latin(words):
    return all(ord(character) < 0x2E80 for character in words)


def beside(ax, words, point, shift, **how):
    """Words beside a point of the data, ``shift`` (right, up) typographic points away from it."""
    return ax.annotate(words, point, shift, textcoords="offset points", **how)


def month_labels(ends):
    """Marks for an axis of month-ends: 01 to 12, the year under the first one shown and under each January."""
    return [
        f"{day:%m}" if place and day.month > 1 else f"{day:%m}\n{day:%Y}" for place, day in enumerate(ends)
    ]


def quarters(axis):
    """Marks at each quarter of an axis of shares, as percent."""
    marks = (0, 0.25, 0.5, 0.75, 1)
    axis.set_ticks(marks, [f"{round(100 * at)}{say(' %', '%')}" for at in marks])


def read_this(ax, sentence, unseen=""):
    """Give a figure its sentence *read this chart*: the caption below it and its alternative text.

    ``unseen`` is what only a reader who cannot see the picture needs: it stands in the alternative text alone.
    """
    ax.figure.read_this, ax.figure.unseen = sentence, unseen
    return ax


def _alternative(ax):
    finding, unseen = (getattr(ax.figure, name, "") for name in ("finding", "unseen"))
    parts = (finding and finding + say(".", "。"), unseen, ax.figure.read_this)
    return say(" ", "").join(part for part in parts if part)


def png(figure):
    """The figure as a small palette PNG (bytes). Characters no font has are told in one line, never as a warning."""
    raw, complete = raw_png(figure)
    if not complete:
        print(no_chinese_font())
    return small(raw)


def raw_png(figure):
    """The figure as a PNG as matplotlib writes it, and whether the fonts have every character in it.

    The canvas is drawn once; ``savefig`` would give the same bytes and lay the figure out a second time.
    """
    stream = BytesIO()
    with style(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.canvas.print_png(stream, metadata={"Software": None})
    return stream.getvalue(), not any("missing from" in str(each.message) for each in caught)


def small(picture, colours=32):
    """A PNG with a palette of its own colours: about a quarter of the bytes, the same to the eye."""
    from PIL import Image

    stream = BytesIO()
    plain = Image.open(BytesIO(picture)).convert("RGB")
    plain.quantize(colours, dither=Image.Dither.NONE).save(stream, format="png", optimize=True)
    return stream.getvalue()


class Picture:
    """A finished figure for the page: the picture, its caption, its alternative text."""

    def __init__(self, ax):
        figure = getattr(ax, "figure", None)
        if figure is None:
            raise Refused(
                say(
                    "a table (DataFrame, Series) or the Axes of a figure",
                    "一张表（DataFrame、Series）或一张图的 Axes",
                ),
                repr(ax)[:60],
                say("show other things with print(...)", "其他内容请用 print(...) 显示"),
            )
        if not getattr(figure, "read_this", None):
            raise Refused(
                say("a figure with its sentence *read this chart*", "附有“读图”一句的图"),
                say("a figure without one", "这张图还没有"),
                say('add it: casekit.look.read_this(ax, "...")', '补上：casekit.look.read_this(ax, "……")'),
            )
        self.alt, self.caption = _alternative(ax), ax.figure.read_this
        self.png = png(ax.figure)

    def __repr__(self):
        return say("Figure. ", "图：") + self.alt

    def _repr_html_(self):
        return figure_html(self.png, self.alt, self.caption)


def figure_html(picture, alt, caption, size=""):
    """A picture (PNG or JPEG) for the page with its alternative text and its caption; ``size`` may fix width and height."""
    kind = "jpeg" if picture.startswith(b"\xff\xd8") else "png"
    return (
        f'<figure style="margin:0"><img alt="{escape(alt)}"{size} style="max-width:100%;height:auto" '
        f'src="data:image/{kind};base64,{b64encode(picture).decode()}">'
        f'<figcaption style="max-width:52em"><b>{say("Read this chart. ", "读图：")}</b>'
        f"{escape(caption)}</figcaption></figure>"
    )


# Tables -------------------------------------------------------------------------------------------------

# Headings of the columns a lesson's own code makes; all other headings come from the data cards or the function.
_BY_HAND = {
    "ours": ("ours", "自己算的"),
    "printed": ("printed", "教材印的"),
    "difference": ("difference", "相差"),
    "score_by_weight": ("score × weight", "得分 × 权重"),
    "percent_of_invoices": ("% of invoices", "占发票（%）"),
    "days_to_pay": ("days from invoice to payment", "从开票到付款（天）"),
    "late_percent": ("late (% of invoices)", "逾期发票（%）"),
    "balance_cny": ("receivables at the end (CNY)", "期末应收账款（元）"),
    "sales_net_cny": ("net credit sales (CNY)", "赊销净额（元）"),
    "past_due": ("past due (CNY)", "逾期合计（元）"),
    "place": ("place", "名次"),
    "entered": ("entered (CNY)", "进入该段（元）"),
    "flow_percent": ("flow rate (%)", "迁徙率（%）"),
    "average": ("average", "平均分"),
    "plain_mean": ("plain mean", "简单平均"),
    "new": ("known under 12 months", "往来不满 12 个月"),
    "keen": ("initiative 5", "积极性 5 分"),
    "dealers": ("dealers", "家数"),
    "passing": ("of which pass", "其中过关"),
    "customer": ("customer", "客户"),
    "dealer": ("dealer", "经销商"),
    "criterion": ("criterion", "标准"),
    "holds_60": ("includes 60 days", "含 60 天"),
    "classes_a_day": ("classes per day", "每天属几级"),
    "classes_each": ("classes per customer", "每家属几级"),
    "days": ("days", "天数"),
    "day": ("days since last purchase", "距上次购买（天）"),
    "repair_l": ("class by repair L", "按改法 L 的等级"),
    "repair_u": ("class by repair U", "按改法 U 的等级"),
    "list_l": ("on the list by repair L", "在改法 L 的名单上"),
    "list_u": ("on the list by repair U", "在改法 U 的名单上"),
    "buyers": ("buyers", "买家（位）"),
    "frequency": ("purchases", "购买次数"),
    "f_class": ("class of F", "F 等级"),
    "by_cuts": ("by cut points", "按分界点（位）"),
    "by_fifths": ("by fifths", "按五等分（位）"),
    "is_nested": ("nested", "嵌套"),
    "codes_used": ("codes in use", "用到的编码（个）"),
    "smallest": ("fewest customers with one code", "一个编码最少（家）"),
    "largest": ("most customers with one code", "一个编码最多（家）"),
    "other_code": ("code differs", "编码变了（家）"),
    "all_customers": ("all customers", "客户总数（家）"),
    "growth_share": ("mean growth", "平均增长率"),
    "all_units": ("all-units discount", "全量折扣"),
    "beyond": ("incremental discount", "增量折扣"),
    "month_end": ("end of month", "月末"),
    "one_bar": ("one bar", "一条线"),
    "two_bars": ("two bars", "两条线"),
    "usual_gap_days": ("usual gap (days)", "通常间隔（天）"),
    "times_usual": ("times the usual gap", "为通常间隔的倍数"),
    "longest_gap_days": ("longest gap so far (days)", "以往最长间隔（天）"),
    "under_twice": ("silent under twice the usual gap", "不到通常间隔两倍（家）"),
    "twice_or_more": ("twice or more", "两倍及以上（家）"),
    "overdue_cny": ("past due (CNY)", "逾期货款（元）"),
    "last_order": ("last order", "最后一张订单"),
    "due_since": ("due since", "最早到期日"),
    "last_paid": ("last payment", "最近一次付款"),
    "last_dishonoured": ("last dishonoured bill", "最近一次票据被拒付"),
    "is_555": ("code 555", "编码为 555"),
    "bought": ("bought within 60 days", "60 天内购买（位）"),
    "bought_share": ("share who bought", "购买率"),
    "twice_usual": ("silent for twice the usual gap or more", "达到通常间隔两倍"),
    "came_back": ("ordered within 60 days", "60 天内又下单（家次）"),
    "customer_months": ("customers at a month-end", "家次"),
    "gap_over_30": ("usual gap over 30 days", "通常间隔超过 30 天"),
    "on_rhythm_share": ("came back: on rhythm", "节奏正常的，又下单"),
    "late_in_2_share": ("came back: late, class 2", "晚了、2 级的，又下单"),
    "late_in_2": ("late, class 2 (cases)", "晚了、2 级（家次）"),
    "came_back_share": ("share", "所占比例"),
    "sent": ("sent a coupon", "发券（位）"),
    "sent_bought": ("bought, of those sent", "发券组购买（位）"),
    "held_out": ("held out", "对照（位）"),
    "held_out_bought": ("bought, of those held out", "对照组购买（位）"),
    "gain_cny": ("gain (CNY)", "收益（元）"),
    "at_worst_cny": ("gain at the lower end (CNY)", "按区间下限（元）"),
    "at_best_cny": ("gain at the upper end (CNY)", "按区间上限（元）"),
    "cooling": ("cooling buyers", "渐冷的买家（位）"),
    "newly_cooling": ("newly cooling", "其中首次渐冷（位）"),
    "quarter_end": ("quarter's end", "季末"),
    "group_size": ("buyers in each group", "每组人数（位）"),
    "found_share": ("tests that find the lift", "查得出的比例"),
    "true_share": ("true lift", "真实的提升"),
    "found_lift_share": ("lift measured by these, on average", "这些试验平均测得的提升"),
    "pays_share": ("tests that measure over 8.2 points", "测得超过 8.2 个百分点的比例"),
    "margin_an_order_cny": ("price less cost per order, with VAT (CNY)", "每单进销差价（含税，元）"),
    "apart_share": ("difference of the lifts", "提升之差"),
    "from_share": ("from", "下限"),
    "to_share": ("to", "上限"),
    "line": ("row", "行"),
    "rows_counted": ("count of rows", "按行数计的次数"),
    "f_and_total": ("F with the total", "F 与总额"),
    "f_and_average": ("F with the average per purchase", "F 与每次平均额"),
    "above_mean": ("M above the mean", "M 高于平均数（家）"),
    "above_median": ("M above the median", "M 高于中位数（家）"),
    "other_name": ("renamed if the median is used", "换用中位数后改名（家）"),
    "age_at_last_days": ("age at last purchase (days)", "末次购买时的客龄（天）"),
    "age_days": ("age today (days)", "现在的客龄（天）"),
    "before": ("cumulative % before it", "此前累计（%）"),
    "cumulative": ("cumulative % including it", "累计（含本家，%）"),
    "customers": ("customers", "客户数"),
    "per_cent": ("%", "%"),
    "gross": ("gross sales (CNY)", "订单额（元）"),
    "gross_profit_cny": ("gross profit (CNY)", "毛利额（元）"),
    "row": ("row", "序号"),
    "of_the_amount": ("% of the amount", "占金额（%）"),
    "abc_class": ("class", "类别"),
    "potential_A": ("potential A", "潜力 A"),
    "potential_B": ("potential B", "潜力 B"),
    "potential_C": ("potential C", "潜力 C"),
    "credit_A": ("credit A", "信用 A"),
    "credit_B": ("credit B", "信用 B"),
    "credit_C": ("credit C", "信用 C"),
    "year": ("year", "年份"),
    "cases": ("cases", "件数"),
    "per_1000_orders": ("complaints per 1,000 orders", "每 1000 张订单的投诉"),
    "calendar_hours": ("hours by the calendar", "自然时间（小时）"),
    "working_hours": ("working hours", "工作时间（小时）"),
    "defect": ("defect of the product", "质量缺陷"),
    "answers": ("answers", "回答数"),
    "conforms": ("conforms", "合乎流程"),
    "goods": ("product", "商品"),
    "margin_share": ("margin", "毛利率"),
    "turned": ("turnover (times)", "周转率（次）"),
    "crossed": ("cross ratio", "交叉比率"),
    "cross_qinghe": ("cross ratio, Qinghe's margin", "交叉比率（清禾的毛利）"),
    "cross_ma": ("cross ratio, Ma Wenzhong's margin", "交叉比率（马文忠的毛利）"),
    "margin_ma_share": ("Ma Wenzhong's margin", "马文忠的毛利率"),
    "bought_instead": ("pieces that the money buys", "这笔钱能进（件）"),
    "must_sell": ("pieces that must be sold in a year", "一年须多卖（件）"),
    "times_needed": ("times a year needed", "一年须周转（次）"),
    "times_now": ("times a year now", "现在一年周转（次）"),
    "two_points": ("mean of beginning and end", "期初期末平均"),
    "thirteen_points": ("mean of 13 points", "13 个时点平均"),
    "at_most": ("mean at most", "平均的上限"),
    "turned_two": ("turnover, 2 points", "周转率，2 个时点"),
    "turned_thirteen": ("turnover, 13 points", "周转率，13 个时点"),
    "turned_at_least": ("turnover at least", "周转率的下限"),
    "turns_bought": ("turnover by what was bought", "按进货算的周转率"),
    "turns_sold": ("turnover by what was sold on", "按卖出算的周转率"),
    "stations_share": ("the station's share of stock", "料理台的库存占比"),
    "stations_cross": ("the station's cross ratio", "料理台的交叉比率"),
    "membranes_cross": ("the membrane's cross ratio", "膜滤芯的交叉比率"),
    "of_all_cross": ("cross ratio of all together", "合计的交叉比率"),
    "other_type": ("with the median as the line", "以中位数为线"),
    "products": ("products", "种数"),
    "contributions": ("contribution ratios added up", "贡献比率之和"),
    "points": ("average (points)", "平均分（分）"),
    "way_of_rating": ("way", "办法"),
    "named": ("named", "点名（家）"),
    "of_the_three": ("of the three", "其中不再付款的（家）"),
    "sound_dealers": ("others", "其他（家）"),
    "of_net_worth": ("share of net worth", "净资产的比例"),
    "limits_cny": ("limits in all (CNY)", "额度合计（元）"),
    "capacity_decides": ("decided by capacity", "由实力决定（家）"),
    "over_limit": ("over the limit", "超额（家）"),
    "over_cny": ("over by (CNY)", "超出金额（元）"),
    "signs": ("signs", "条数"),
    "good_if_yes": ("good if yes", "答“是”表示好"),
    "said_twice": ("said before", "与别条重复"),
    "private_life": ("private life", "私生活"),
    "planted": ("planted", "设定值"),
    "recovered": ("recovered", "估计值"),
    "off_share": ("off by", "偏差"),
}


def labelled(table, **headings):
    """Give columns their headings in the reader's language; kept in ``table.attrs``, the data stay as they are."""
    table.attrs["labels"] = {**table.attrs.get("labels", {}), **headings}
    return table


def heading(column, labels):
    """``(words, unit)`` for a column: from the table itself, from the data cards, or the bare name."""
    if column in labels:
        found = labels[column]
        return found if isinstance(found, tuple) else (found, "")
    if column in _BY_HAND:
        return say(*_BY_HAND[column]), "share" if column.endswith("_share") else ""
    words, unit = cards.label(column)
    return words.removesuffix(" in English").removesuffix("（中文）"), unit


# The values of columns that functions make, where they are codes.
_VALUES_BY_HAND = {
    "zone": {"distress": ("distress", "困境"), "grey": ("grey", "灰色"), "safe": ("safe", "安全")},
    "report_kind": {"report": ("written report", "书面报告"), "review": ("weekly review", "每周复查")},
    "depth": {"brief": ("brief", "简明"), "standard": ("standard", "标准"), "in-depth": ("in-depth", "深度")},
}


def coded(column):
    """What each coded value of a column is called in the reader's language; empty for other columns."""
    if column in _VALUES_BY_HAND:
        return {value: say(*words) for value, words in _VALUES_BY_HAND[column].items()}
    values = cards.labels()[column]["values"] if column in cards.labels() else {}
    return {value: say(words["en"], words["zh"]) for value, words in values.items()}


def _codes(column, values):
    """The words of a coded column; of an index without a name whose values are columns, their headings."""
    if column == "" and all(isinstance(value, str) and value in cards.labels() for value in values):
        return {value: cards.label(value)[0] for value in values}
    return coded(column)


def half_up(number, places):
    """Round half up, as a bookkeeper does, and write thousands: Python itself rounds 2.5 to 2.

    >>> half_up(2.5, 0), half_up(1234567.005, 2)
    ('3', '1,234,567.01')
    """
    exact = _exact(number)
    if not exact.is_finite():
        return "∞" if exact > 0 else "-∞"
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=400))
    return f"{abs(rounded) if rounded.is_zero() else rounded:,}"


def _exact(number):
    """The number as it is written, so that 0.1 is a tenth."""
    return number if isinstance(number, Decimal) else Decimal(repr(float(number)))


def undefined(value):
    """Whether a value is missing: None, NaN, NA or NaT."""
    from pandas import isna

    return isna(value) is True or value is None


def worded(value, unit="", decimals=2):
    """One value as the page shows it: thousands, percent, points, dates, yes and no, a dash for undefined."""
    if undefined(value):
        return "–"
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return say("yes", "是") if value else say("no", "否")
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d")
    if not isinstance(value, Real):
        return str(value)
    if unit == "share":
        return _with_minus(half_up(100 * _exact(value), 1)) + say(" %", "%")
    if unit in POINTS:
        return _signed(half_up(100 * _exact(value), 1))
    return _with_minus(f"{value:,}" if isinstance(value, Integral) else half_up(value, decimals))


def _signed(number):
    """A change, with its sign in front; zero has none."""
    return _with_minus(number if number.startswith("-") or not float(number) else f"+{number}")


def _with_minus(number):
    """A number in a table has a minus sign, not a hyphen."""
    return number.replace("-", "\u2212", 1)


def _worded(values, unit, decimals, words):
    """A column's values as words; a column of whole numbers is shown without decimals."""
    whole = all(undefined(value) or _is_whole(value) for value in values)
    return [
        (isinstance(value, str) and words.get(value)) or worded(value, unit, 0 if whole else decimals)
        for value in values
    ]


def _is_whole(value):
    return isinstance(value, Integral) or (isinstance(value, Real) and float(value).is_integer())


def _is_number(dtype):
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(dtype) and not is_bool_dtype(dtype)


def _other_language(column):
    """Whether a column holds words in the language the reader did not choose (``meaning_zh``, ``zh``)."""
    other = say("zh", "en")
    return str(column) == other or str(column).endswith(f"_{other}")


class Table:
    """A table for the page: headings with units, thousands, no index noise; every name shown as text."""

    def __init__(self, table, rows=20, decimals=2, names=None, caption=None):
        import pandas as pd

        frame = table.to_frame() if isinstance(table, pd.Series) else table.copy()
        if names is not None:
            frame.insert(0, names.name, names)
        labels = dict(frame.attrs.get("labels", {}))
        frame = frame.loc[:, [not _other_language(column) for column in frame.columns]]
        if not isinstance(frame.index, pd.RangeIndex) or frame.index.name:
            frame = frame.reset_index(names=[name or "" for name in frame.index.names], allow_duplicates=True)
        self.caption, self.left_out = caption, max(len(frame) - rows, 0)
        self.heads = {column: heading(column, labels) for column in frame.columns}
        self.cells = pd.DataFrame(
            {
                position: _worded(
                    values := frame.iloc[:rows, position],
                    self.heads[column][1],
                    decimals,
                    _codes(column, values),
                )
                for position, column in enumerate(frame.columns)
            }
        )
        self.numeric = [_is_number(frame.dtypes.iloc[position]) for position in self.cells]
        self.columns = list(frame.columns)

    def _head(self, column):
        words, unit = self.heads[column]
        unit = "" if unit in ("", "share", "1") else say(f" ({unit})", f"（{unit}）")
        plain = words == str(column) or str(column) in ("en", "zh") or str(column).endswith(("_en", "_zh"))
        return words + unit, "" if plain else str(column)

    def _more(self):
        return (
            say(
                f"... and {self.left_out:,} more row{'s' * (self.left_out > 1)}",
                f"……另有 {self.left_out:,} 行",
            )
            if self.left_out
            else ""
        )

    def __repr__(self):
        words = [self.heads[column][0] for column in self.columns]
        return (
            self.cells.set_axis(words, axis="columns").to_string(index=False) + f"\n{self._more()}".rstrip()
        )

    def _repr_html_(self):
        more = f"<p>{self._more()}</p>" if self.left_out else ""
        return (
            html_table(map(self._head, self.columns), self.cells.to_numpy(), self.numeric, self.caption)
            + more
        )


def show(thing, rows=20, decimals=2, names=None, caption=None):
    """Put a table or a figure on the page.

    Parameters
    ----------
    thing : DataFrame, Series or Axes
        A table, shown with units and thousands in the reader's language (``rows`` at most, floats with
        ``decimals`` places, half up); or the Axes a ``plot_*`` function returned.
    names : Series, optional
        A name for each customer of the index, shown beside its id: ``casekit.names()``.
    caption : str, optional
        A line over the table.
    """
    import pandas as pd

    is_table = isinstance(thing, (pd.DataFrame, pd.Series))
    put(Table(thing, rows, decimals, names, caption) if is_table else Picture(thing))


def put(page):
    """Show an object on the notebook's page, or print it where there is none."""
    from IPython import get_ipython
    from IPython.display import display

    display(page) if get_ipython() else print(page)
