"""Altman's Z score of a firm's accounts, in its three versions (Z 值模型).

``altman`` works out the ratios, the score and the zone; ``zones_compared`` sets two versions side by side.
"""

from collections import namedtuple
from collections.abc import Mapping

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_one_of
from casekit.look import on_figure

Version = namedtuple("Version", "sign weights low high")
# Altman 1968 (Z) and 2000 (Z′, Z″): weights of X1 to X5, and the bounds of the grey zone, both of them grey.
VERSIONS = {
    "listed": Version("Z", (1.2, 1.4, 3.3, 0.6, 1.0), 1.81, 2.99),
    "private": Version("Z′", (0.717, 0.847, 3.107, 0.420, 0.998), 1.23, 2.90),
    "other": Version("Z″", (6.56, 3.26, 6.72, 1.05, 0.0), 1.10, 2.60),
}
ZONES = ("distress", "grey", "safe")
UNITS = ("", "_kcny", "_cny")  # thousand CNY, CNY; ratios need one unit throughout
# What a version needs; another name by which it goes behind it.
LINES = {
    "total_assets": (), "total_liabilities": (), "retained_earnings": (), "ebit": (),
    "working_capital": (), "current_assets": (), "current_liabilities": (),
    "market_value": (), "net_worth": ("equity",), "sales": ("firm_sales",),
}  # fmt: skip


def altman(statement, version):
    """Altman's Z score: five ratios of a balance sheet and an income statement, added up with weights.

    Parameters
    ----------
    statement : DataFrame, or dict or Series for one firm
        One row a firm, all lines in one unit: ``total_assets``, ``total_liabilities``, ``retained_earnings``, ``ebit``,
        ``working_capital`` (or ``current_assets`` and ``current_liabilities``), ``net_worth`` (or ``equity``), ``sales``;
        ``market_value`` of the equity for the listed version. A name may end in ``_kcny`` or ``_cny``.
    version : str
        ``"listed"`` (Z, makers on a stock exchange), ``"private"`` (Z′, makers that are not), ``"other"`` (Z″, trade and
        services, without sales).

    Returns
    -------
    DataFrame
        By ``customer_id`` where there is one: ``x1`` to ``x5`` (ratios), ``z``, ``zone`` (``distress`` below the lower bound,
        ``safe`` above the upper, ``grey`` between them and on them), ``reason`` where there is no score.

    Raises
    ------
    Refused
        A line is missing or in another unit, a cell is no number, or the version is unknown.

    Notes
    -----
    Weights and bounds: Altman 1968 and 2000. Some pages print 6.5 for 6.56, give Z″ the bounds of Z′, or add 3.25 to it
    (then its bounds are 4.35 and 5.85).

    Examples
    --------
    >>> firm = {"working_capital": 50, "retained_earnings": 60, "ebit": 60, "equity": 350, "total_assets": 1000, "total_liabilities": 650, "sales": 1100}
    >>> [(round(row.z, 3), row.zone) for version in ("private", "other") for row in altman(firm, version).itertuples()]
    [(1.597, 'grey'), (1.492, 'grey')]
    """
    require_one_of("version", version, list(VERSIONS))
    table = pd.DataFrame([dict(statement)]) if isinstance(statement, (Mapping, pd.Series)) else statement
    lines = _lines(table, version)
    ratios = _ratios(lines)
    reason, words = _why_none(lines)
    z = sum(weight * ratio for weight, ratio in zip(VERSIONS[version].weights, ratios.values(), strict=False))
    z = np.where(reason == 0, np.round(z, 9), np.nan)
    result = pd.DataFrame(
        {**ratios, "z": z, "zone": _zone(z, version), "reason": picked(words, reason)}, index=table.index
    )
    if "customer_id" in table:
        result.index = pd.Index(table["customer_id"], name="customer_id")
    return _headed(result, VERSIONS[version].sign)


def zones_compared(statement, one="private", other="other"):
    """How many firms each pair of zones holds: rows by one version, columns by another, those without a score left out.

    Parameters
    ----------
    statement
        As for :func:`altman`.
    one, other : str
        Two versions.
    """
    zones = [altman(statement, each)["zone"].to_numpy() for each in (one, other)]
    counts = [[int(((zones[0] == row) & (zones[1] == column)).sum()) for column in ZONES] for row in ZONES]
    table = pd.DataFrame(
        counts, index=pd.Index([_word(zone) for zone in ZONES], name="by"), columns=list(ZONES)
    )
    words = {zone: f"{VERSIONS[other].sign} {_word(zone)}" for zone in ZONES}
    return look.labelled(table, by=VERSIONS[one].sign, **words)


def _word(zone):
    return {"distress": say("distress", "困境"), "grey": say("grey", "灰色"), "safe": say("safe", "安全")}[
        zone
    ]


def _headed(table, sign):
    names = {
        "x1": say("working capital", "营运资本"), "x2": say("retained earnings", "留存收益"), "x3": say("EBIT", "息税前利润"),
        "x4": say("equity", "权益"), "x5": say("sales", "销售额"),
    }  # fmt: skip
    of_debt = say("over liabilities", "除以负债")
    words = {
        name: (words, of_debt if name == "x4" else say("over assets", "除以资产"))
        for name, words in names.items()
    }
    return look.labelled(table, **words, z=sign, zone=say("zone", "区间"), reason=say("remark", "说明"))


def _lines(table, version):
    """The lines a version needs, as floats; an empty cell is NaN."""
    capital = (
        ["working_capital"]
        if _column(table, "working_capital")
        else ["current_assets", "current_liabilities"]
    )
    value = "market_value" if version == "listed" else "net_worth"
    needed = ["total_assets", "total_liabilities", "retained_earnings", "ebit", *capital, value]
    needed += ["sales"] * (version != "other")
    columns = {name: _column(table, name) for name in needed}
    if value == "market_value" and columns[value] is None:
        _refuse_unlisted()
    require_columns(table, *[column or name for name, column in columns.items()])
    _one_unit(columns.values())
    return {name: _cells(table, column) for name, column in columns.items()}


def _column(table, name):
    """Under which name the table has a line, or None."""
    names = [each + unit for each in (name, *LINES[name]) for unit in UNITS]
    return next((each for each in names if each in table.columns), None)


def _cells(table, column):
    empty = table[column].isna().to_numpy()
    return np.where(empty, np.nan, amounts_in(table, column, empty=0.0))


def _one_unit(columns):
    units = {next((unit for unit in UNITS[1:] if column.endswith(unit)), "") for column in columns}
    if len(units) > 1:
        raise Refused(
            say("all lines of the statement in one unit", "报表各项用同一个单位"),
            ", ".join(sorted(columns)),
            say("bring them to one unit, then name them alike", "先换算成同一单位，再统一列名"),
        )


def _refuse_unlisted():
    raise Refused(
        say("market_value, the market value of the equity, for the listed version", "用上市公司版，要有股权市值 market_value"),
        say("no such column", "没有这一列"),
        say('a firm that is not listed has none: take "private" (makers) or "other" (trade and services)',
            '未上市的企业没有市值：制造业用 "private"，商贸和服务业用 "other"'),
    )  # fmt: skip


def _ratios(lines):
    """X1 to X5 by name; without sales X1 to X4."""
    assets, debts = lines["total_assets"], lines["total_liabilities"]
    value = lines["market_value"] if "market_value" in lines else lines["net_worth"]
    capital = lines.get("working_capital")
    if capital is None:
        capital = lines["current_assets"] - lines["current_liabilities"]
    over = {"x1": capital, "x2": lines["retained_earnings"], "x3": lines["ebit"], "x4": value}
    over |= {"x5": lines["sales"]} if "sales" in lines else {}
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: each / (debts if name == "x4" else assets) for name, each in over.items()}


def _why_none(lines):
    """For each firm which of some words say why it has no score (0: it has one), and the words."""
    words = [
        "",
        say("no liabilities: X4 has no value", "没有负债，X4 没有意义"),
        say("no assets", "没有资产"),
    ]
    reason = np.zeros(len(lines["ebit"]), dtype=int)
    reason[lines["total_liabilities"] <= 0] = 1
    reason[lines["total_assets"] <= 0] = 2
    for place, each in enumerate(lines.values(), start=3):
        reason[np.isnan(each)] = place
    return reason, words + [say(f"no {name}", f"缺 {name}") for name in lines]


def _zone(z, version):
    low, high = VERSIONS[version].low, VERSIONS[version].high
    return picked(["", *ZONES], np.select([np.isnan(z), z < low, z > high], [0, 1, 3], 2))


def picked(words, places):
    """The words at these places, as a column of text; quicker than to make a text for each row.

    >>> list(picked(["", "grey"], np.array([1, 0])))
    ['grey', '']
    """
    return pd.array(words, dtype="str").take(places)


# Drawing ----------------------------------------------------------------------------------------------------


@look.drawing
def plot_zones(statement, marked=(), names=None, ax=None):
    """Each firm by Z″ (across) and Z′ (up), with the bounds of both; some of them named.

    Parameters
    ----------
    statement : DataFrame
        As for :func:`altman`, with ``customer_id``.
    marked : list
        Customers to name.
    names : Series, optional
        A name for each customer.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    across, up = altman(statement, "other"), altman(statement, "private")
    ax = look.axes(ax, height=4.4)
    inside = across.index.isin(marked)
    for version, line in (("other", ax.axvline), ("private", ax.axhline)):
        for bound in (VERSIONS[version].low, VERSIONS[version].high):
            line(bound, color=look.QUIET, linestyle="--", linewidth=1)
    ax.scatter(across["z"][~inside], up["z"][~inside], s=26, color=look.PALE)
    ax.scatter(across["z"][inside], up["z"][inside], s=46, color=look.ORANGE, marker="D", zorder=3)
    _name_the_marked(ax, across["z"], up["z"], marked, names)
    _name_the_zones(ax, across["z"], up["z"])
    return _tell_zones(ax, across, up, inside)


def _name_the_marked(ax, across, up, marked, names):
    """Names under their marks to the right; in the left half, those that lie higher over them to the left."""
    lower = up[list(marked)].rank(method="first") <= len(marked) / 2
    for customer in marked:
        over = not lower[customer] and across[customer] < across.median()
        look.beside(
            ax,
            str(customer if names is None else names[customer]),
            (across[customer], up[customer]),
            (-6, 5) if over else (6, -5),
            ha="right" if over else "left",
            va="bottom" if over else "top",
            color=look.INK,
            bbox=look.CLEAR,
        )


def _name_the_zones(ax, across, up):
    """Where each zone lies, at the top and at the right-hand side."""
    left, right = across.min() - 0.5, across.max() + 1.1
    low, high = up.min() - 0.3, up.max() + 0.5
    ax.set(xlim=(left, right), ylim=(low, high), xlabel="Z″", ylabel="Z′")
    ax.grid(visible=False)
    for axis, (start, end), version in (("x", (left, right), "other"), ("y", (low, high), "private")):
        edges = [start, VERSIONS[version].low, VERSIONS[version].high, end]
        for zone, one, two in zip(ZONES, edges[:-1], edges[1:], strict=True):
            middle = (one + two) / 2
            where, how = (
                ((middle, high), {"ha": "center"}) if axis == "x" else ((right, middle), {"ha": "right"})
            )
            shift = (0, -14) if axis == "x" else (-4, -4)
            if axis == "x" or two - one > 0.3:
                look.beside(
                    ax, on_figure(zone, _word(zone)), where, shift, color=look.QUIET, fontsize=11, **how
                )


def _tell_zones(ax, across, up, inside):
    differ = int((across["zone"] != up["zone"]).sum())
    low, safe = (int((across["zone"] == zone).sum()) for zone in ("distress", "safe"))
    alike, safe_too = int((up["zone"] == "distress").sum()), int((up["zone"] == "safe").sum())
    n = len(across)
    look.title(
        ax,
        on_figure(
            f"Z′ and Z″ put {differ} of {n} in different zones", f"{n} 家里，Z′ 与 Z″ 有 {differ} 家区间不同"
        ),
        on_figure(
            "One dot a firm; broken lines: the bounds of the grey zones",
            "一个点是一家；虚线是灰色区间的上下界",
        ),
    )
    return look.read_this(
        ax,
        say(f"Each dot is a firm, Z″ across and Z′ up. By Z″ {low} are in distress and {safe} safe, by Z′ {alike} and {safe_too}; {differ} of {n} lie in different zones. "
            f"The {int(inside.sum())} diamonds are named.",
            f"每个点是一家，横轴 Z″，纵轴 Z′。按 Z″，困境 {low} 家、安全 {safe} 家；按 Z′，困境 {alike} 家、安全 {safe_too} 家；{n} 家里有 {differ} 家区间不同。"
            f"菱形是标出名称的 {int(inside.sum())} 家。"),
    )  # fmt: skip
