"""Customers, their kinds and their files (客户、客户分类与客户资料卡): the kinds.

One customer belongs to a class in each of many schemes: ``classify`` says to which, ``compare_schemes`` in which schemes
every customer has exactly one. The files are in ``customer_cards`` (``check_cards`` is called from here, too); double cards and
the sorting of cards by a needle in ``card_deck``.

Tables: ``customers`` has one row a customer.
"""

from collections import namedtuple
from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import as_day, days_in, refuse_after
from casekit.core.language import say
from casekit.customer_cards import check_cards  # noqa: F401  (a public name of this module)
from casekit.errors import Refused, listed, require_columns, require_one_of
from casekit.look import on_figure

# Ours, for the source texts give words and no numbers; classify(..., cuts=CUTS | {"large_cny": 500_000}) changes one.
CUTS = {
    "small_cny": 100_000,
    "large_cny": 1_000_000,
    "strategic_cny": 5_000_000,
    "new_days": 365,
    "long_days": 730,
}


# Classes ------------------------------------------------------------------------------------------------

# needs: the columns whose meaning is read; classes: each class and the rule that gives True or False for each customer.
Scheme = namedtuple("Scheme", "en zh needs classes")


def _is(column, *values):
    return lambda facts: facts.is_one_of(column, values)


SCHEMES = {
    "relation": Scheme("relation to the firm", "与企业的关系", ("nature",), {
        "personal": _is("nature", "personal"), "group": _is("nature", "company", "government"),
        "channel": _is("nature", "channel")}),
    "nature": Scheme("nature", "客户性质", ("nature",), {
        each: _is("nature", each) for each in ("government", "company", "channel", "personal")}),
    "role": Scheme("role in the channel", "在渠道中的位置", ("channel_role",), {
        "intermediate": lambda facts: facts.known("channel_role") & ~facts.is_one_of("channel_role", ("direct",)),
        "final": _is("channel_role", "direct")}),
    "dealer_type": Scheme("type of dealer", "经销商类型", ("channel_role",), {
        each: _is("channel_role", each) for each in ("wholesale", "retail", "area distributor", "special", "chain", "exclusive")}),
    "region": Scheme("region, the six that are named", "地区（教材所列六个）", ("region",), {
        each: _is("region", f"{each} China") for each in ("Northeast", "North", "Central", "Northwest", "Southwest", "South")}),
    "trade": Scheme("state of trade", "交易状态", ("last_order_date",), {
        "prospect": lambda facts: np.isnan(facts.since_order),
        "present": lambda facts: facts.since_order <= facts.cuts["new_days"],
        "former": lambda facts: facts.since_order > facts.cuts["new_days"]}),
    "time": Scheme("length of the relation", "往来时间", ("onboard_date",), {
        "old": lambda facts: facts.since_start > facts.cuts["new_days"],
        "new": lambda facts: facts.is_new,
        "future": lambda facts: facts.since_start < 0}),
    "volume": Scheme("volume and standing", "交易量与地位", ("net_amount_cny", "onboard_date"), {
        "main": lambda facts: facts.at_least("large_cny") & (facts.since_start >= facts.cuts["long_days"]),
        "general": lambda facts: facts.at_least("small_cny") & ~facts.at_least("large_cny"),
        "scattered": lambda facts: ~facts.at_least("small_cny")}),
    "value": Scheme("value", "客户价值", ("net_amount_cny", "growth_potential"), {
        "high": lambda facts: facts.at_least("large_cny"),
        "middle": lambda facts: facts.at_least("small_cny") & ~facts.at_least("large_cny"),
        "low": lambda facts: ~facts.at_least("small_cny"),
        "growth": _is("growth_potential", "high")}),
    "tiers": Scheme("five tiers", "五级客户", ("net_amount_cny", "onboard_date", "last_order_date"), {
        "prospect": lambda facts: np.isnan(facts.since_order),
        "new": lambda facts: facts.is_new,
        "medium": lambda facts: (facts.amount > 0) & ~facts.at_least("large_cny") & (facts.since_start > facts.cuts["new_days"]),
        "important": lambda facts: facts.at_least("large_cny") & ~facts.at_least("strategic_cny"),
        "strategic": lambda facts: facts.at_least("strategic_cny")}),
}  # fmt: skip
_CLASSES = {
    "personal": ("personal", "个人客户"), "group": ("group (buys for its own use)", "集团客户（自用单位）"), "channel": ("channel", "渠道客户"),
    "government": ("government (public body)", "政府客户（公共机构）"), "company": ("company", "企业客户"), "intermediate": ("intermediate", "中间客户"),
    "final": ("final", "最终客户"), "wholesale": ("wholesale", "批发"), "retail": ("retail", "零售"), "area distributor": ("agent", "代理"),
    "special": ("special", "特约"), "chain": ("chain", "连锁"), "exclusive": ("exclusive", "专营"), "Northeast": ("north-east", "东北"),
    "North": ("north", "华北"), "Central": ("central", "华中"), "Northwest": ("north-west", "西北"), "Southwest": ("south-west", "西南"),
    "South": ("south", "华南"), "prospect": ("prospect", "潜在客户"), "present": ("present", "现有客户"), "former": ("formerly buying", "曾有往来"),
    "old": ("old", "老客户"), "new": ("new", "新客户"), "future": ("future", "未来客户"), "main": ("main", "主力客户"), "general": ("general", "一般客户"),
    "scattered": ("scattered", "零散客户"), "high": ("high", "高价值"), "middle": ("middle", "中价值"), "low": ("low", "低价值"),
    "growth": ("growth potential", "潜力客户"), "medium": ("medium", "中等客户"), "important": ("important", "重要客户"), "strategic": ("strategic", "战略客户"),
}  # fmt: skip


def classify(customers, scheme, as_of=None, cuts=CUTS):
    """Which classes of a scheme does each customer belong to?

    Parameters
    ----------
    customers : DataFrame
        One row a customer: ``customer_id`` and what the scheme needs (:data:`SCHEMES` tells): ``nature``, ``channel_role``,
        ``region``, ``growth_potential``, ``onboard_date``, ``last_order_date``, ``net_amount_cny`` (CNY, of twelve months).
    scheme : str or dict
        One of :data:`SCHEMES`, or one of your own: from each class to True or False for each row of ``customers``.
    as_of : day, optional
        Schemes that read days need it. The days from it back are counted, it is day 0.
    cuts : dict
        Where large, small, new begin: :data:`CUTS` are ours, for the source texts give words only. A limit belongs to
        "or more" and "within": 1,000,000 yuan is large, a customer of 365 days is still new.

    Returns
    -------
    DataFrame
        Indexed by customer: a column for each class, True where the customer belongs to it, and ``reason``, which says
        what is wrong where a customer is in no class or in several.

    Raises
    ------
    Refused
        A column is missing, a day or an amount cannot be read, an order lies after ``as_of``, or there is no such scheme.

    Notes
    -----
    The classes are those of the sources, word for word: where these leave a customer out or name it twice, so does this.

    Examples
    --------
    >>> two = pd.DataFrame({"customer_id": ["A", "B"], "channel_role": ["retail", "direct"]})
    >>> classify(two, "role")
                 intermediate  final reason
    customer_id
    A                    True  False
    B                   False   True
    """
    require_columns(customers, "customer_id")
    if isinstance(scheme, Mapping):
        inside = {name: _own_class(rule, customers, name) for name, rule in scheme.items()}
    else:
        require_one_of("scheme", scheme, list(SCHEMES))
        require_columns(customers, *SCHEMES[scheme].needs)
        facts = _Facts(customers, as_of, cuts)
        inside = {name: np.asarray(rule(facts)) for name, rule in SCHEMES[scheme].classes.items()}
    table = pd.DataFrame(inside, index=pd.Index(customers["customer_id"], name="customer_id"))
    heads = {name: say(*_CLASSES[name]) for name in table if name in _CLASSES}
    return look.labelled(
        table.assign(reason=_why_not_one(table, heads)), **heads, reason=say("remark", "说明")
    )


def exclusiveness(classified):
    """In how many classes are the customers, and is the scheme exclusive and complete?

    Parameters
    ----------
    classified : DataFrame
        As :func:`classify` gives it.

    Returns
    -------
    Series
        ``classes``, how many there are; ``in_one``, ``in_none`` and ``in_several``, numbers of customers; ``is_exclusive``,
        whether nobody is in several; ``is_complete``, whether nobody is in none.

    Examples
    --------
    >>> two = pd.DataFrame({"customer_id": ["A", "B"]})
    >>> exclusiveness(classify(two, {"large": [True, False], "loyal": [True, True]})).to_dict()
    {'classes': 2, 'in_one': 1, 'in_none': 0, 'in_several': 1, 'is_exclusive': False, 'is_complete': True}
    """
    flags = classified.drop(columns="reason")
    each = flags.to_numpy(bool).sum(axis=1)
    one, none = int((each == 1).sum()), int((each == 0).sum())
    several = len(each) - one - none
    return pd.Series({
        "classes": flags.shape[1], "in_one": one, "in_none": none, "in_several": several,
        "is_exclusive": not several, "is_complete": not none,
    }, dtype=object)  # fmt: skip


def compare_schemes(customers, as_of, schemes=None, cuts=CUTS):
    """:func:`exclusiveness` of several schemes, one row a scheme.

    ``basis`` says what the scheme goes by. ``schemes`` are names; None takes every scheme whose columns are there. The
    other parameters are those of :func:`classify`.
    """
    able = [name for name, each in SCHEMES.items() if set(each.needs) <= set(customers.columns)]
    rows = {name: exclusiveness(classify(customers, name, as_of, cuts)) for name in schemes or able}
    table = pd.DataFrame(rows).T.rename_axis("scheme")
    table.insert(0, "basis", [say(*SCHEMES[name][:2]) for name in table.index])
    table = table.astype({each: int for each in ("classes", "in_one", "in_none", "in_several")})
    return look.labelled(
        table.astype({"is_exclusive": bool, "is_complete": bool}), scheme=say("scheme", "分类"), basis=say("basis", "依据"),
        classes=say("classes", "类数"), in_one=say("in one class", "归入一类（家）"), in_none=say("in none", "未归类（家）"),
        in_several=say("in several", "归入多类（家）"), is_exclusive=say("exclusive", "互斥"), is_complete=say("complete", "无遗漏"),
    )  # fmt: skip


class _Facts:
    """What the rules of the schemes ask of a table; each column is read once."""

    def __init__(self, customers, as_of, cuts):
        self.customers, self.cuts, self._as_of, self._read = customers, CUTS | dict(cuts), as_of, {}

    def _once(self, name, read):
        if name not in self._read:
            self._read[name] = read()
        return self._read[name]

    def is_one_of(self, column, values):
        codes, found = self._once(column, lambda: pd.factorize(self.customers[column]))
        return pd.Index(found).isin(values)[codes] & (codes >= 0) if len(found) else codes >= 0

    def known(self, column):
        return self._once(column, lambda: pd.factorize(self.customers[column]))[0] >= 0

    @property
    def amount(self):
        return self._once("amount", lambda: amounts_in(self.customers, "net_amount_cny"))

    def at_least(self, cut):
        """Whole fen are compared, so that a customer exactly on the cut is in."""
        fen = self._once("fen", lambda: np.rint(self.amount * 100))
        return fen >= round(100 * self.cuts[cut])

    @property
    def is_new(self):
        return (self.since_start >= 0) & (self.since_start <= self.cuts["new_days"])

    @property
    def since_start(self):
        return self._once("start", lambda: self._since("onboard_date", future=True))

    @property
    def since_order(self):
        return self._once("order", lambda: self._since("last_order_date", future=False))

    def _since(self, name, future):
        """Whole days from a column's day to ``as_of``; NaN where there is none."""
        as_of, days = as_day(self._as_of), days_in(self.customers, name, missing=True).to_numpy()
        if not future:
            refuse_after(self.customers, days, as_of, name, f'customers[customers["{name}"] <= as_of]')
        days = days.astype("datetime64[D]")
        apart = (as_of.to_datetime64().astype("datetime64[D]") - days).astype(float)
        return np.where(np.isnat(days), np.nan, apart)


def _own_class(rule, customers, name):
    """A class of one's own as True and False, a row each; an index must be the table's own."""
    other = isinstance(rule, pd.Series) and not rule.index.equals(customers.index)
    flags = np.asarray(rule)
    if other or flags.shape != (len(customers),) or not np.isin(flags, (True, False)).all():
        raise Refused(
            say(f"True or False for each of the {len(customers):,} rows as the class {name}", f"类别 {name}：{len(customers)} 行各有一个 True 或 False"),
            say("another index", "索引不同") if other else f"{type(rule).__name__} {flags.shape}",
            say('write it from the same table: {"large": customers["net_amount_cny"] >= 1_000_000}',
                '用同一张表来写：{"large": customers["net_amount_cny"] >= 1_000_000}'),
        )  # fmt: skip
    return flags.astype(bool)


def _why_not_one(table, heads):
    """Why a customer is not in exactly one class, worked out once for each combination of classes."""
    code = sum(table.iloc[:, k].to_numpy().astype("int64") << k for k in range(table.shape[1]))
    which, found = pd.factorize(np.broadcast_to(code, len(table)))
    names = [heads.get(name, str(name)) for name in table]
    inside = [[name for k, name in enumerate(names) if bits >> k & 1] for bits in found]
    words = [
        "" if len(each) == 1 else say("in no class", "未归类") if not each
        else say(f"in {len(each)} classes: {listed(each)}", f"同属 {len(each)} 类：{'、'.join(each)}") for each in inside
    ]  # fmt: skip
    return pd.array(words, dtype="str").take(which)


# Drawings -----------------------------------------------------------------------------------------------


@look.drawing
def plot_schemes(compared, ax=None):
    """A bar for each scheme: customers in one class, in none, in several; exclusive and complete schemes on top.

    Parameters
    ----------
    compared : DataFrame
        As :func:`compare_schemes` gives it.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    table = compared.assign(rest=compared["in_none"] + compared["in_several"]).sort_values(
        "rest", kind="stable"
    )
    good, total = int((table["rest"] == 0).sum()), int(table[["in_one", "rest"]].iloc[0].sum())
    ax, begin = look.axes(ax, height=1.6 + 0.36 * len(table)), np.zeros(len(table))
    places = np.arange(len(table))[::-1]
    for name, colour, hatch in (
        ("in_one", look.PALE, ""),
        ("in_none", look.BLUE, ""),
        ("in_several", look.ORANGE, "///"),
    ):
        ax.barh(
            places,
            table[name],
            left=begin,
            height=0.66,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
        )
        begin = begin + table[name].to_numpy()
    for place, row in zip(places, table.itertuples(), strict=True):
        words = [on_figure(f"none: {row.in_none}", f"未归类 {row.in_none}")] * bool(row.in_none)
        words += [on_figure(f"several: {row.in_several}", f"归入多类 {row.in_several}")] * bool(row.in_several)
        look.beside(ax, on_figure(", ", "，").join(words), (total, place), (6, 0), va="center")
    ax.set(
        yticks=places,
        yticklabels=table["basis"],
        xlim=(0, 1.5 * total),
        xticks=[0, total],
        xlabel=on_figure("customers", "客户（家）"),
    )
    ax.grid(visible=False, axis="y")
    look.title(
        ax, on_figure(f"{good} of {len(table)} schemes give each customer one class", f"{len(table)} 种分类里，有 {good} 种不重不漏"),
        on_figure("Grey: in one class; blue: in none; orange, hatched: in several", "灰：归入一类；蓝：未归类；橙色斜线：归入多类"),
    )  # fmt: skip
    each = [say(f"{row.basis}: {row.in_one} in one, {row.in_none} in none, {row.in_several} in several",
                f"{row.basis}：归入一类 {row.in_one}、未归类 {row.in_none}、归入多类 {row.in_several}") for row in table.itertuples()]  # fmt: skip
    return look.read_this(
        ax, say("A bar that is grey throughout is a scheme that leaves nobody out and puts nobody in two classes.",
                "整条都是灰色的，说明这种分类不重不漏。"), say("; ", "；").join(each) + say(".", "。"),
    )  # fmt: skip
