"""A deck of customer cards: which are double, and sorting them with a needle (重复的卡与穿针分拣).

``double_cards`` compares names after cleaning and lists what a person has to look at; it merges nothing, for two branches of one
group are two customers. ``edge_codes`` cuts the edge of each card open at the holes whose criterion it meets, and ``needle`` says which
cards drop when a needle is put through.
"""

import re
from unicodedata import normalize

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_one_of

# Forms of company at the end of a name, in English as words of their own (Tesco has none); what kind of business it is
# (商贸, 家电) belongs to the name. _ENDS is asked first, for it is quicker and most names have no form.
_FORMS = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|公司|(?<![a-z])(company limited|company|corporation|limited|co ltd|co|ltd|inc|llc))$"
)
_ENDS = ("公司", "company", "corporation", "limited", "co", "ltd", "inc", "llc")
_NOT_LETTERS = re.compile(r"[\W_]+")


def plain_name(name):
    """A name as it is compared: letter width, capitals, spaces, marks and the form of company are left out.

    >>> plain_name("白桦　家电有限公司"), plain_name("BAIHUA Home-Appliances Co., Ltd.") == plain_name("Baihua Home Appliances")
    ('白桦家电', True)
    """
    words = _NOT_LETTERS.sub(" ", normalize("NFKC", str(name)).casefold()).strip()
    shorter = _FORMS.sub("", words).strip() if words.endswith(_ENDS) else words
    return (shorter or words).replace(" ", "")


def double_cards(customers):
    """Cards whose names are the same after cleaning: perhaps one customer with two cards.

    Parameters
    ----------
    customers : DataFrame
        One row a card: ``customer_id`` and ``name`` (or ``name_en`` and ``name_zh``; the reader's language is compared); ``region``
        and ``group_id`` where there are such columns.

    Returns
    -------
    DataFrame
        One row a card that has a double, doubles together, in the order of their first ids: ``double`` (1, 2, ...),
        ``customer_id``, ``name``, and ``verdict``, what to do: the same number twice and the same name in one region are
        doubles to confirm; the same name in two regions has to be asked about.

    Raises
    ------
    Refused
        If there is no column of names, or a card without a name.

    Notes
    -----
    Branches of one group have names that go on differently (East Store, South Store). They are customers of their own and are not listed.
    A slip of typing is not found: the rule compares names, not what they sound like.
    Each different name is cleaned once, about 2 µs each, and every double is sorted: the time grows in proportion to the cards. 100,000
    different names take about 0.25 s, twice as long if every card has a double; cards are never compared pair by pair.

    Examples
    --------
    >>> three = pd.DataFrame({"customer_id": ["A", "B", "C"], "name": ["Lin Trading", "LIN TRADING Co., Ltd.", "Lin Stores East"]})
    >>> double_cards(three)[["double", "customer_id", "verdict"]]
       double customer_id                     verdict
    0       1           A  one customer? confirm it
    1       1           B  one customer? confirm it
    """
    require_columns(customers, "customer_id")
    name = next((each for each in (say("name_en", "name_zh"), "name") if each in customers), "name")
    require_columns(customers, name)
    _refuse_nameless(customers, name)
    codes, names = pd.factorize(customers[name])
    alike = pd.factorize(np.array([plain_name(each) for each in names.tolist()], dtype=object)[codes])[0]
    listed = np.bincount(alike)[alike] > 1
    table = customers.loc[
        listed, [each for each in ("customer_id", name, "region", "group_id") if each in customers]
    ]
    table = table.rename(columns={name: "name"}).assign(alike=alike[listed])
    table = table.sort_values(
        ["customer_id", *table.columns[1:-1]], key=lambda column: column.astype(str), kind="stable"
    )
    table.insert(0, "double", pd.factorize(table.pop("alike"))[0] + 1)
    table = table.sort_values("double", kind="stable", ignore_index=True)
    table["verdict"] = _verdicts(table)
    return look.labelled(
        table, double=say("double", "疑似重复"), name=say("name", "名称"), verdict=say("what to do", "怎么办")
    )


def _verdicts(table):
    """What to do with each card: a number that stands there twice comes first, then two regions of one name."""
    groups = table["double"]
    twice = table.duplicated(["double", "customer_id"]).groupby(groups).transform("any")
    apart = table.groupby("double")["region"].transform("nunique") > 1 if "region" in table else False
    words = [
        say("one number twice: keep one row", "同一编号出现两次，留一行"),
        say("another region: ask before merging", "地区不同，先问清再合并"),
    ]
    return np.select([twice, apart], words, say("one customer? confirm it", "可能是同一家，请核实"))  # fmt: skip


def _refuse_nameless(customers, name):
    bad = customers[name].isna().to_numpy() | (customers[name].astype(str).str.strip() == "").to_numpy()
    if bad.any():
        raise Refused(
            say(f"a name in every row, in {name}", f"每一行都有名称（{name}）"),
            say(f"row {customers.index[int(np.argmax(bad))]} has none ({bad.sum():,} rows)", f"第 {customers.index[int(np.argmax(bad))]} 行没有（共 {bad.sum()} 行）"),
            say("find the name by the customer_id, or leave the row out openly", "按 customer_id 查出名称，或明确剔除该行"),
        )  # fmt: skip


def edge_codes(punched):
    """The edge of each card as one whole number: bit k is set where it is cut open at hole k.

    Parameters
    ----------
    punched : DataFrame
        One row a card, one column a hole, True where the card meets the criterion: 62 holes at most.

    Examples
    --------
    >>> edge_codes(pd.DataFrame({"large": [True, False], "east": [True, True]}, index=["A", "B"])).to_dict()
    {'A': 3, 'B': 2}
    """
    if punched.shape[1] > 62:
        raise Refused(
            say("62 holes at most", "最多 62 个孔"),
            f"{punched.shape[1]}",
            say("sort with fewer", "少用几个孔"),
        )
    bits = 1 << np.arange(punched.shape[1], dtype="int64")
    return pd.Series(punched.to_numpy(bool) @ bits, index=punched.index, name="edge_code")


def needle(codes, holes, rule="all"):
    """Which cards drop if a needle is put through these holes and the deck is lifted?

    Parameters
    ----------
    codes : Series
        As :func:`edge_codes` gives it.
    holes : sequence of int
        The numbers of the holes, from 0.
    rule : str
        ``"all"``: needles through all holes at once, and a card drops only if it is cut open at each (AND). ``"any"``: one needle
        after another through the cards that are left, and all that drop are put together (OR).

    Returns
    -------
    Series
        True where the card drops. Without a needle the whole deck stays on the table: every card "drops" by ``"all"``, none by ``"any"``.

    Examples
    --------
    >>> codes = pd.Series({"A": 3, "B": 2})
    >>> needle(codes, [0, 1]).tolist(), needle(codes, [0, 1], "any").tolist()
    ([True, False], [True, True])
    """
    require_one_of("rule", rule, ["all", "any"])
    mask = sum(1 << hole for hole in set(holes))
    met = codes & mask
    return (met == mask) if rule == "all" else (met != 0)
