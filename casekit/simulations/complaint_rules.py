"""The rules of a day at the complaints desk: every number of the game, and what may be decided.

Time is in working minutes from 8:30 (0 to 480; the hour at lunch, 12:00 to 13:00, does not count), money in fen, chances in
thousandths.
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.simulations.complaint_kinds import CUSTOMERS, KINDS, named
from casekit.simulations.complaint_luck import DAY, MORNING, STAKE_YUAN

TOMORROW = 0  # the promise of an answer tomorrow morning: not due today
PROMISES = (60, 120, 240, TOMORROW)
VOUCHERS = ("none", "trouble", "all")
WAYS = {  # what may be done with a case, by how far it is
    "new": ("call", "settle", "pass", "judge"),
    "called": ("settle", "pass", "judge"),
    "again": ("pass", "judge"),
    "back": ("pass",),
    "found": ("close", "note"),
}


def _fixed(**numbers):
    return field(default_factory=lambda: MappingProxyType(numbers))


@dataclass(frozen=True)
class Rules:
    """Every number of the game: minutes, fen, and thousandths of a chance to lose the customer."""

    minutes: MappingProxyType = _fixed(call=8, settle=12, judge=15, explain=5, close=12, note=10, **{"pass": 4})
    look: MappingProxyType = _fixed(quality=40, logistics=25, finance=30, sales=30)
    sign: int = 15  # the head of service signs what is above the handler's limit, if she is asked
    stopped: int = 60  # if she is not asked, she stops it
    limit_fen: int = 50_000
    learnt_after: int = 60  # a cause that is noted brings no new complaints from then on
    wage_fen: int = 75  # a minute of a handler on duty; what is worked after 17:30 costs half as much again
    specialist_fen: int = 150  # a minute of a department
    patience: MappingProxyType = _fixed(calm=240, annoyed=150, loud=75)
    voucher_fen: MappingProxyType = _fixed(dealer=30_000, store=10_000, online=2_000)
    voucher_keeps: int = 600
    lost: MappingProxyType = _fixed(closed=10, explained=20, late=30, silent=40, broken=40, again=60, left=20)
    lost_by_promise: MappingProxyType = field(
        default_factory=lambda: MappingProxyType({60: 0, 120: 4, 240: 8, TOMORROW: 15})
    )
    left_minutes: int = 35  # of a handler tomorrow, and below of a department, for a case that is left
    left_look: int = 30
    tomorrow_fen: int = 30_000  # for each cause that recurs and is not noted by the evening


class Staff(NamedTuple):
    """Who is there: a handler's hours in working minutes, one pair a handler, and specialists by department."""

    shifts: tuple = ((0, DAY), (0, DAY))
    specialists: tuple = (1, 1, 1, 1)


def handlers(count):
    """So many handlers for the whole day.

    >>> handlers(3).shifts
    ((0, 480), (0, 480), (0, 480))
    """
    return Staff(((0, DAY),) * count)


class Choice(NamedTuple):
    """One decision: the case's place in the day's luck, what is done, the promise made if it stays open, who gets a voucher."""

    case: int
    way: str
    promise: int = 240
    voucher: str = "none"


class Taken(NamedTuple):
    """A decision as it was carried out: when, by which handler, how far the case was, until when."""

    minute: int
    handler: int
    stage: str
    choice: Choice
    until: int


def clock(minute, begins=False):
    """A working minute as the clock shows it; at lunch 12:00, or 13:00 for what begins then.

    >>> clock(0), clock(210), clock(210, begins=True), clock(480)
    ('8:30', '12:00', '13:00', '17:30')
    """
    after = minute > MORNING or (begins and minute == MORNING)
    hours, minutes = divmod(8 * 60 + 30 + minute + 60 * after, 60)
    return f"{hours}:{minutes:02}"


# The rules as tables ------------------------------------------------------------------------------------

_WAYS = (
    ("call", "call", ("only call", "只回电"), "1", ("first answer, and a promise; the case waits on", "首次答复，并作出承诺；投诉继续等待处理")),
    ("settle", "settle", ("settle at once", "当场处理"), "1, 5, 7", ("quick; where the first impression is wrong, the customer comes back", "快；第一印象错了，客户还会再来投诉")),
    ("pass", "pass", ("pass on", "转部门"), "1, 3", ("by first impression; a wrong department sends it back", "凭第一印象转；转错了，部门会退回")),
    ("judge", "judge", ("judge, then pass on", "先判断，再转部门"), "1, 2, 3", ("the right department; a claim that does not hold is explained at once", "不会转错；不成立的当场解释清楚")),
    ("close", "close", ("give the remedy, close", "给方案，办结"), "5, 6, 7", ("once the department has found the cause (step 4)", "部门查明原因（第 4 步）以后")),
    ("note", "close+note", ("close and note the cause", "办结并记下原因"), "5, 6, 7, 8", ("the cause goes onto the list: who has complained of it can be settled at once, and from an hour later nobody else does", "原因列入清单：已来的同类投诉可以当场处理，一小时后不再有人为此投诉")),
)  # fmt: skip


def ways_table(rules=None):
    """What may be done with a case: its steps of the chapter's eight, the usual minutes of a handler, what it brings.

    Returns
    -------
    DataFrame
        ``way``, ``steps``, ``usual_minutes`` (with the first call where the case has had none), ``brings``.
    """
    minutes = (rules or Rules()).minutes
    rows = []
    for way, parts, name, steps, brings in _WAYS:
        usual = sum(minutes[part] for part in parts.split("+"))
        rows.append((say(*name), steps, usual + minutes["call"] * (way in ("settle", "pass", "judge")), say(*brings)))
    return look.labelled(
        pd.DataFrame(rows, columns=["way", "steps", "usual_minutes", "brings"]),
        way=say("what you may do", "可以怎么办"), steps=say("steps of the eight", "八步中的哪几步"),
        usual_minutes=(say("handler", "专员用时"), say("min", "分钟")), brings=say("what comes of it", "结果"),
    )  # fmt: skip


def customers_table(rules=None):
    """What stands behind the three kinds of customers: the margin at stake, and what a voucher costs.

    Returns
    -------
    DataFrame
        ``customer``, ``least_cny``, ``most_cny`` (a year's margin), ``voucher_cny``.
    """
    rules = rules or Rules()
    rows = [(named(one), *STAKE_YUAN[one], rules.voucher_fen[one] // 100) for one in CUSTOMERS]
    yuan = say("CNY a year", "元/年")
    return look.labelled(
        pd.DataFrame(rows, columns=["customer", "least_cny", "most_cny", "voucher_cny"]),
        customer=say("customer", "客户"), least_cny=(say("margin at stake, from", "涉及的毛利，最低"), yuan),
        most_cny=(say("to", "最高"), yuan), voucher_cny=(say("voucher", "补偿券"), say("CNY", "元")),
    )  # fmt: skip


_LOST = {
    "closed": ("any complaint", "投诉过一次"), "explained": ("turned down and explained", "投诉不成立，已解释清楚"),
    "late": ("first answer after the customer's patience", "首次答复超过客户能等的时间"), "silent": ("no answer at all by 17:30", "到 17:30 始终没有答复"),
    "broken": ("promise broken", "没有按承诺的时间办结"), "again": ("wrong remedy: had to come back", "方案不对，再次投诉"), "left": ("open at 17:30", "到 17:30 未办结"),
}  # fmt: skip


def chances_table(rules=None):
    """What drives customers away: each line adds to the chance that the customer is lost.

    Returns
    -------
    DataFrame
        ``happened``, ``chance_share``.
    """
    rules = rules or Rules()
    rows = [(say(*_LOST[name]), chance / 1000) for name, chance in rules.lost.items()]
    for promise, chance in rules.lost_by_promise.items():
        words = say(f"promised in {promise // 60} hour{'s' * (promise > 60)}", f"承诺 {promise // 60} 小时内") if promise else say("promised for tomorrow", "承诺明天")
        rows.append((words, chance / 1000))
    return look.labelled(
        pd.DataFrame(rows, columns=["happened", "chance_share"]),
        happened=say("what happened", "发生了什么"), chance_share=(say("adds to the chance", "流失的可能增加"), "share"),
    )  # fmt: skip


def kinds_table():
    """The fourteen kinds of complaint: who complains, where it seems to belong, how often it holds and the obvious remedy is right.

    Returns
    -------
    DataFrame
        ``kind``, ``customer``, ``seems``, ``right_share`` (it does belong there), ``holds_share``, ``plain_share``, ``least_cny``,
        ``most_cny`` (the remedy), ``recurs``.
    """
    rows = [
        (say(*kind.title), named(kind.customer), named(kind.seems), kind.causes[kind.seems][0] / 1000, kind.holds / 1000, kind.plain / 1000, *kind.cost_yuan, kind.recurs)
        for kind in KINDS
    ]  # fmt: skip
    yuan = say("CNY", "元")
    return look.labelled(
        pd.DataFrame(rows, columns=["kind", "customer", "seems", "right_share", "holds_share", "plain_share", "least_cny", "most_cny", "recurs"]),
        kind=say("complaint", "投诉"), customer=say("customer", "客户"), seems=say("seems to belong to", "看上去归"),
        right_share=(say("it does", "确实归它"), "share"), holds_share=(say("holds", "成立"), "share"),
        plain_share=(say("obvious remedy right", "当场方案正确"), "share"),
        least_cny=(say("remedy, from", "补救，最低"), yuan), most_cny=(say("to", "最高"), yuan), recurs=say("recurs", "会接连发生"),
    )  # fmt: skip
