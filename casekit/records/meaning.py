"""Columns beside the amounts that say what the amounts mean: currency, direction, kind, status, unit.

What such a column says is read by a stated rule, or asked for with ``counts=``; it is never ignored.

* **Currency** (币别, Currency): 人民币, CNY, RMB count; another currency is asked about.
* **Direction** (收/支, Direction) and **kind of document** (单据类型, Type): 收入, 销售 count as they are; 支出, 退货, refund count
  below zero, whether the file writes them with a minus or without. 借 and 贷 mean one thing in the bank's books and the other
  in the firm's, so they are asked about.
* **Status** (订单状态, Status; 作废 是/否): 已完成, paid and the like count; 交易关闭, 已取消, 已退款, 待付款, void, and what we do not
  know, are asked about.
* **Unit** (单位): 元, 分, 万元 are multiplied out; a unit of goods is left aside.

``counts={"状态": {"交易成功": 1, "交易关闭": 0}}`` answers for a column: 1 counts as it is, -1 below zero, 0 is left out.
"""

import math
import re

import numpy as np

from casekit.core.language import say
from casekit.core.text import bare
from casekit.errors import Refused, closest_names, listed
from casekit.records import words
from casekit.records.headings import plain
from casekit.records.units import money_unit

_ROLES = {heading: role for role, headings in words.HEADINGS.items() for heading in headings.split()}
_REFUNDS = re.compile(
    "退款金额|退货金额|已退金额|已退款|退款总额|refund(?:ed)?amount|amountrefunded|return(?:ed)?amount|chargebackamount"
)
ASK = math.nan


def weigh(grid, kind, places, counts):
    """Leave out of the grid what ``counts`` leaves out; the factor of each row left, and which rows a rule turned.

    Returns
    -------
    tuple of arrays
        ``factor`` (float) by which the amounts of a row are multiplied, and ``turned``: below zero by rule, unless the
        file writes them with a minus already.
    """
    counts = _checked(counts, grid)
    with_amounts = any(column.holds == "amount" for column in kind)
    factor, turned = np.ones(len(grid.numbers)), np.zeros(len(grid.numbers), dtype=bool)
    used = set(places.values())
    for place, heading in enumerate(str(each).strip() for each in grid.headings):
        role = _role(heading) if with_amounts and place not in used else ""
        if heading in counts or role:
            which, cells = grid.distinct(place)
            values = [_word(cell) for cell in cells]
            by = _factors(heading, role, values, kind, counts)
            if by is not None:
                used.add(place)
                _refuse_open(heading, values, by, np.bincount(which, minlength=len(values)), grid)
                by_rule = (by == -1) & (heading not in counts)
                turned |= by_rule[which]
                factor *= np.where(by_rule, 1, by)[which]
    _tell_unused(grid, used)
    return _leave_out(grid, factor, turned)


def _factors(heading, role, values, kind, counts):
    """What each value of a column makes of the amounts, as the reader says or by rule; None if it says nothing of them."""
    if heading in counts:
        said = {_word(value): by for value, by in counts[heading].items()}
        return np.array([said.get(value, ASK) for value in values], dtype=float)
    return _by_rule(role, [plain_word(value) for value in values], kind, plain(heading))


def _role(heading):
    """What a column beside the amounts decides, by its heading: ``"currency"``, ``"status"`` ...; empty for others."""
    name = plain(heading)
    return _ROLES.get(name, "latent status" if name.endswith(("状态", "status")) else "")


def _word(cell):
    text = "" if cell is None or cell != cell else str(cell)
    return bare(text.removesuffix(".0") if isinstance(cell, float) else text)


def plain_word(word):
    """A value as it is compared: no case, no blanks.

    >>> plain_word("Partially Refunded")
    'partiallyrefunded'
    """
    return re.sub(r"[\s_]|(?<=\w)-(?=\w)", "", word).casefold()


def _by_rule(role, values, kind, heading):
    """The factor of each value by the rules of this module, ``ASK`` where it must be asked for; None if it says nothing."""
    empty_is_fine = not any(values) or re.search(
        "退款|售后|refund", heading
    )  # else it is open what empty means
    done = {*words.DONE, *([""] if empty_is_fine else []), *(words.OPEN if kind.name == "invoices" else [])}
    rules = {
        "currency": lambda value: 1 if value in words.WITH_US else ASK,
        "direction": lambda value: -1 if value in words.OUT else 1 if value in words.IN else ASK,
        "kind": lambda value: -1 if value in words.OUT else 1 if value in words.IN or not value else ASK,
        "status": lambda value: 1 if value in done else ASK,
        "latent status": lambda value: ASK if value in words.VOID and value not in done else 1,
        "void": lambda value: 1 if value in words.NO else ASK,
        "rate": lambda value: 1 if re.fullmatch(r"1(\.0+)?|", value) else ASK,
        "unit": _money,
    }
    by = np.array([rules[role](value) for value in values], dtype=float)
    silent = {
        "kind": not (by == -1).any(),
        "unit": (np.isnan(by) | (by == 1)).all(),
        "latent status": (by == 1).all(),
    }
    return None if silent.get(role, False) else by


def _money(word):
    factor = money_unit(word) if word else None
    return ASK if factor is None else float(factor)


def _checked(counts, grid):
    """``counts`` as a dict of dicts, by headings that are there."""
    counts = dict(counts or {})
    for heading, values in counts.items():
        sound = isinstance(values, dict) and all(
            isinstance(by, (int, float)) and not isinstance(by, bool) and math.isfinite(by)
            for by in values.values()
        )
        there = [str(each).strip() for each in grid.headings if str(each).strip()]
        if heading not in there or not sound:
            nearest = closest_names(heading, there)[0]
            raise Refused(
                say('counts={your heading: {value: 1, 0 or -1}}', "counts={你的表头: {值: 1、0 或 -1}}"),
                f"{{{heading!r}: {values!r}}}",
                say(f"1 counts, 0 is left out, -1 counts below zero; nearest heading: {nearest}",
                    f"1 计入，0 不计，-1 记为负；最接近的表头：{nearest}"),
            )  # fmt: skip
    return counts


def _refuse_open(heading, values, by, rows, grid):
    """Ask which rows count, with the dictionary to fill in."""
    asked = [
        value or say("(empty)", "（空）") for value, each in zip(values, by, strict=True) if math.isnan(each)
    ]
    if not asked:
        return
    answers = [_answer(value, each) for value, each in zip(values, by, strict=True)]
    answers.sort(key=lambda answer: answer[0])
    inside = ", ".join(each for _, each in answers[:8]) + (", ..." if len(answers) > 8 else "")
    many = int(rows[np.isnan(by)].sum())
    raise Refused(
        say(f"to know what these values of {heading!r} mean for the amounts", f"“{heading}”的这些值对金额意味着什么"),
        f"{grid.file}: {listed(asked, 5)}" + say(f" (rows: {many:,})", f"（{many} 行）"),
        say(f'say which rows count: counts={{"{heading}": {{{inside}}}}}; 1 counts, 0 is left out, -1 counts below zero, any other number multiplies',
            f'请写明哪些行计入：counts={{"{heading}": {{{inside}}}}}；1 计入，0 不计，-1 记为负，其他数用来相乘'),
    )  # fmt: skip


def _answer(value, by):
    """One value of the dictionary: what is open first, with a question mark to replace unless it plainly says cancelled."""
    known = plain_word(value)
    cancelled = known in words.VOID and not known.startswith(
        ("部分", "partially", "已关闭", "关闭", "closed")
    )
    guess = f"{by:g}" if not math.isnan(by) else "0" if cancelled else "?"
    return not math.isnan(by), f'"{value}": {guess}'


def _nonzero(cell):
    return bool(re.search("[1-9]", _word(cell)))


def _tell_unused(grid, used):
    taken_off = [
        str(h)
        for p, h in enumerate(grid.headings)
        if p not in used and _REFUNDS.search(plain(h)) and any(map(_nonzero, grid.distinct(p)[1]))
    ]
    if taken_off:
        grid.note(f"not taken off the amounts: {listed(taken_off)}", f"没有从金额中减去：{listed(taken_off)}")
    unused = [str(h) for place, h in enumerate(grid.headings) if place not in used and plain(h)]
    if unused:
        grid.note(f"columns that are not used: {listed(unused)}", f"没有用到的列：{listed(unused)}")


def _leave_out(grid, factor, turned):
    gone = factor == 0
    if gone.any():
        count = int(gone.sum())
        grid.note(
            f"rows left out by counts=: {count:,} of {len(gone):,}",
            f"按 counts= 未计入的行：{len(gone)} 行中的 {count} 行",
        )
        grid.keep(np.flatnonzero(~gone))
    return factor[~gone], turned[~gone]
