"""Contracts held against the eleven clauses: present, missing, not checked (合同管理).

A clause is written yes, no, or is left blank. Blank means that nobody has looked: it is neither a yes nor a no.
"""

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import NO, YES
from casekit.core.days import as_day, days_in
from casekit.core.language import say
from casekit.errors import Refused, require_columns
from casekit.look import on_figure
from casekit.sales import one_row_each

CLAUSES = {  # column: the clause, in the printed order
    "k01_subject": ("subject", "标的"),
    "k02_quality": ("quality requirements", "质量要求"),
    "k03_delivery": ("delivery", "发送"),
    "k04_acceptance": ("acceptance", "验收"),
    "k05_operating_rights": ("operating rights", "经营权限"),
    "k06_settlement": ("settlement", "结账方式"),
    "k07_dealer_policy": ("dealer policy", "经销政策"),
    "k08_orders_returns": ("orders and returns", "订货与退货"),
    "k09_breach": ("breach and disputes", "违约与纠纷"),
    "k10_signing": ("signing: time, place, period", "签约时间地点与生效期"),
    "k11_parties": ("both parties", "双方信息"),
}

THERE, GONE, BLANK, OTHER = range(4)


def contract_score(contracts, clauses=tuple(CLAUSES)):
    """How complete each contract is, by the clauses.

    Parameters
    ----------
    contracts : DataFrame
        One row a contract, by ``customer_id`` (column or index), and a column for each clause: yes, no, or blank.
    clauses : list of str
        The columns to look at; the eleven of the chapter unless others are named.

    Returns
    -------
    DataFrame
        By ``customer_id``, in the order of the rows: ``present``, ``missing``, ``unchecked`` (how many clauses), ``score`` (present of
        all, 0 to 1), ``at_most`` (the score if every blank turned out to be there).

    Raises
    ------
    Refused
        A column is missing, a dealer has two contracts in the table, or a cell is neither yes, no nor blank.

    Examples
    --------
    >>> one = pd.DataFrame({"customer_id": ["A"], "k01_subject": ["yes"], "k02_quality": ["no"], "k03_delivery": [None]})
    >>> contract_score(one, ["k01_subject", "k02_quality", "k03_delivery"]).iloc[0, :3].tolist()
    [1, 1, 1]
    """
    ids, there, missing = _read(contracts, clauses)
    table = pd.DataFrame({"present": there.sum(axis=1), "missing": missing.sum(axis=1)}, index=ids)
    table["unchecked"] = len(clauses) - table["present"] - table["missing"]
    table["score"] = table["present"] / len(clauses)
    table["at_most"] = 1 - table["missing"] / len(clauses)
    return _labelled(table)


def clause_table(contracts, clauses=tuple(CLAUSES)):
    """The same counted by clause: in how many contracts it is there, missing, not checked.

    Parameters
    ----------
    contracts, clauses
        As for :func:`contract_score`.

    Returns
    -------
    DataFrame
        One row a clause, by its column's name, in the given order: ``clause`` (in words), ``present``, ``missing``, ``unchecked``.
    """
    _, there, missing = _read(contracts, clauses)
    words = [say(*CLAUSES[each]) if each in CLAUSES else each for each in clauses]
    table = pd.DataFrame({"clause": words, "present": there.sum(axis=0), "missing": missing.sum(axis=0)})
    table["unchecked"] = len(contracts) - table["present"] - table["missing"]
    table = table.set_index(pd.Index(clauses, name="contract_column"))
    return look.labelled(
        _labelled(table), contract_column=say("column", "列名"), clause=say("clause", "条款")
    )


def _labelled(table):
    return look.labelled(
        table,
        present=say("present", "有"),
        missing=say("missing", "无"),
        unchecked=say("not checked", "未核"),
        score=(say("score", "完整率"), "share"),
        at_most=(say("at most", "最高可能"), "share"),
    )


def together(contracts, clauses):
    """Whether a contract holds all of these clauses: yes, no, or unchecked where that is still open.

    Parameters
    ----------
    contracts : DataFrame
        As for :func:`contract_score`.
    clauses : list of str
        For example ``["k05_operating_rights", "k09_breach"]``.

    Returns
    -------
    Series
        By ``customer_id``: ``"yes"`` if all are there, ``"no"`` if one is missing, ``"unchecked"`` otherwise.

    Examples
    --------
    >>> two = pd.DataFrame({"customer_id": ["A", "B"], "k05_operating_rights": ["yes", "no"], "k09_breach": [None, None]})
    >>> together(two, ["k05_operating_rights", "k09_breach"]).tolist()
    ['unchecked', 'no']
    """
    ids, there, missing = _read(contracts, clauses)
    found = np.where(missing.any(axis=1), "no", np.where(there.all(axis=1), "yes", "unchecked"))
    return pd.Series(found, index=ids, name="together", dtype=object)


def in_force(contracts, as_of):
    """Which contracts are in force on a day: signed by then, and not run out.

    Parameters
    ----------
    contracts : DataFrame
        ``customer_id`` (column or index), ``signed_date``, ``expires_date`` (the last day of the contract, which still counts).
    as_of : str or date
        The day.

    Returns
    -------
    Series
        True or False by ``customer_id``.
    """
    table = contracts if "customer_id" not in contracts.columns else contracts.set_index("customer_id")
    require_columns(table, "signed_date", "expires_date")
    day = as_day(as_of)
    inside = (days_in(table, "signed_date") <= day) & (days_in(table, "expires_date") >= day)
    return inside.rename("in_force").rename_axis("customer_id")


def _read(contracts, clauses):
    """Ids; whether each clause is there; whether it is missing."""
    if isinstance(clauses, str) or not len(clauses):
        raise Refused(
            say("a list of clause columns", "条款列名的列表"),
            repr(clauses),
            say(
                'for example ["k05_operating_rights", "k09_breach"]',
                '例如 ["k05_operating_rights", "k09_breach"]',
            ),
        )
    table = contracts if "customer_id" not in contracts.columns else contracts.set_index("customer_id")
    require_columns(table, *clauses)
    cells = table[list(clauses)]
    marks = np.column_stack([_marks(cells[each]) for each in clauses])
    _refuse_other(cells, marks != OTHER)
    return one_row_each(table.index).rename("customer_id"), marks == THERE, marks == GONE


def _marks(column):
    """Each cell as THERE, GONE, BLANK (nothing but spaces is blank) or OTHER; each different cell is read once."""
    which, cells = pd.factorize(column)
    words = [str(cell).strip().casefold() for cell in cells]
    marks = [THERE if word in YES else BLANK if not word else GONE if word in NO else OTHER for word in words]
    return np.array([*marks, BLANK])[which]


def _refuse_other(cells, fine):
    if not fine.all():
        row, column = np.argwhere(~fine)[0]
        raise Refused(
            say("yes, no or an empty cell for every clause", "每项条款写 yes、no，或者留空"),
            say(f"row {cells.index[row]}, {cells.columns[column]}: {cells.iloc[row, column]!r}",
                f"第 {cells.index[row]} 行，{cells.columns[column]}：{cells.iloc[row, column]!r}"),
            say("leave the cell empty where nobody has looked", "没有核对过的，留空"),
        )  # fmt: skip


# Drawing --------------------------------------------------------------------------------------------------


@look.drawing
def plot_clauses(table, ax=None):
    """The clauses as bars: present, not checked, missing.

    Parameters
    ----------
    table : DataFrame
        As :func:`clause_table` gives it.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.7)
    places, left = np.arange(len(table))[::-1], np.zeros(len(table))
    parts = {
        "present": {"color": look.PALE, "label": on_figure("present", "有")},
        "unchecked": {"facecolor": "white", "edgecolor": look.QUIET, "hatch": "////", "linewidth": 0.8,
                      "label": on_figure("not checked", "未核")},
        "missing": {"color": look.ORANGE, "label": on_figure("missing", "无")},
    }  # fmt: skip
    for part, how in parts.items():
        ax.barh(places, table[part], left=left, height=0.66, **how)
        left = left + table[part].to_numpy()
    ax.set(yticks=places, yticklabels=[_named(each) for each in table.index], xlim=(0, left.max()))
    ax.set_xlabel(on_figure("contracts", "合同（份）"))
    ax.grid(visible=False, axis="y")
    ax.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=10.5)
    return _tell_clauses(ax, table)


def _named(column):
    number = f"K{int(column[1:3])} " if column in CLAUSES else ""
    return number + (on_figure(*CLAUSES[column]) if column in CLAUSES else str(column))


def _tell_clauses(ax, table):
    whole = int(table[["present", "missing", "unchecked"]].iloc[0].sum())
    least, most = table["present"].idxmin(), table["present"].idxmax()
    open_ = int(table["unchecked"].sum())
    look.title(
        ax,
        on_figure(f"Fewest contracts have: {say(*CLAUSES.get(least, (least, least)))} ({table['present'].min()} of {whole})",
                  f"{say(*CLAUSES.get(least, (least, least)))}最缺：{whole} 份里只有 {table['present'].min()} 份写明"),
        on_figure("Contracts by clause: present, not checked, missing", "各项条款：有、未核、无"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"Each bar holds {whole} contracts: present (plain), not checked (hatched), missing (orange, right). {_named(most)} is there in {table['present'].max()}, "
            f"{_named(least)} in {table['present'].min()}. {open_} cells are not checked.",
            f"每条是 {whole} 份合同：左边浅色是有，斜纹是未核，右边橙色是无。{_named(most)}有 {table['present'].max()} 份，"
            f"{_named(least)}有 {table['present'].min()} 份；未核的共 {open_} 格。"),
    )  # fmt: skip
