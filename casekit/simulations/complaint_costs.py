"""What a day at the complaints desk cost, to the fen, and what it brought: answers, promises, customers kept.

Goodwill is an *expectation*, not luck: for each case the chance that the customer is lost, in thousandths (what happened to it,
by ``Rules.lost``), times a year's margin with the customer. So two days differ in it by what was done, never by a throw of dice.
"""

from statistics import median

import pandas as pd

from casekit import complaints, look
from casekit.core.language import say
from casekit.errors import Undefined
from casekit.simulations.complaint_luck import DAY

COSTS = ("wages", "overtime", "departments", "goods", "wasted", "vouchers", "left", "tomorrow", "goodwill")


def cost_name(cost):
    """What a line of the costs is called.

    >>> cost_name("goods")
    'remedies'
    """
    return say(*_COSTS[cost])


_COSTS = {
    "wages": ("handlers' wages", "专员工资"),
    "overtime": ("overtime", "加班费"),
    "departments": ("departments' time", "部门工时"),
    "goods": ("remedies", "补救支出"),
    "wasted": ("remedies wasted", "无效的补救支出"),
    "vouchers": ("vouchers", "补偿券"),
    "left": ("cases left for tomorrow", "留到明天的投诉"),
    "tomorrow": ("causes not noted", "未列入清单的原因"),
    "goodwill": ("customers lost (expected)", "客户流失（预期）"),
}


# Costs --------------------------------------------------------------------------------------------------


def chance_lost(day, at):
    """The chance that a case loses us the customer, in thousandths, by what has happened to it so far.

    Returns
    -------
    dict
        From the reason (``closed``, ``explained``, ``promise``, ``late``, ``silent``, ``broken``, ``again``, ``left``) to
        thousandths,
        before a voucher.
    """
    file, lost = day.files[at], day.rules.lost
    happened = {
        "explained" if file.explained else "closed": True,
        "late": day.is_late(at), "silent": file.answered_at is None and day.now >= DAY, "broken": day.is_broken(at), "again": file.back_again, "left": file.closed_at is None and day.now >= DAY,
    }  # fmt: skip
    chances = {name: lost[name] for name, so in happened.items() if so}
    return chances | ({"promise": day.rules.lost_by_promise[file.promise]} if file.promise is not None else {})


def goodwill_fen(day, at):
    """The margin we must expect to lose with the customer of a case."""
    chance = min(1000, sum(chance_lost(day, at).values()))
    keeps = day.rules.voucher_keeps if day.files[at].voucher_fen else 1000
    return day.luck[at].stake_fen * chance * keeps // 1_000_000


def left_fen(day, at):
    """What a case that is not closed today will cost tomorrow: work, and the remedy if it is not paid yet and is owed."""
    file, case, rules = day.files[at], day.luck[at], day.rules
    if file.closed_at is not None:
        return 0
    look = 0 if file.cause_known else rules.left_look * rules.specialist_fen
    owed = case.cost_fen if case.truth.holds and not file.decided else 0
    return rules.left_minutes * rules.wage_fen + look + owed


def case_costs(day):
    """Each case's own costs in fen, once the day is done: one row a case that came in, by its number.

    Returns
    -------
    DataFrame
        ``kind``, ``customer`` (codes), then fen: ``departments``, ``goods``, ``wasted``, ``vouchers``, ``left``, ``goodwill``, ``total``.
    """
    rows = [{"number": day.files[at].number, "kind": day.luck[at].kind.key, "customer": day.luck[at].customer, **_costs_of(day, at)}
            for at in day.files]  # fmt: skip
    table = pd.DataFrame(rows, columns=["number", "kind", "customer", *COSTS[2:7], "goodwill"]).set_index("number")
    return table.assign(total=table[[*COSTS[2:7], "goodwill"]].sum(axis=1)).sort_index()


def _costs_of(day, at):
    file = day.files[at]
    return {
        "departments": file.looked * day.rules.specialist_fen, "goods": file.goods_fen, "wasted": file.wasted_fen,
        "vouchers": file.voucher_fen, "left": left_fen(day, at), "goodwill": goodwill_fen(day, at),
    }  # fmt: skip


def costs(day):
    """The day's costs by line, in fen; their sum is the score: the less, the better.

    Returns
    -------
    dict
        In the order of ``COSTS``.
    """
    total = dict.fromkeys(COSTS, 0)
    for at in day.files:
        for name, fen in _costs_of(day, at).items():
            total[name] += fen
    total["wages"] = day.rules.wage_fen * sum(end - begin for begin, end in day.staff.shifts)
    total["overtime"] = sum(_overtime(day, taken) for taken in day.taken)
    total["tomorrow"] = day.rules.tomorrow_fen * len(open_causes(day))
    return total


def total_fen(day):
    """The score: all costs, expected losses of customers included."""
    return sum(costs(day).values())


def _overtime(day, taken):
    beyond = max(0, taken.until - max(taken.minute, day.staff.shifts[taken.handler][1]))
    return (3 * beyond * day.rules.wage_fen + 1) // 2


def open_causes(day):
    """The causes that recur, came in today with a claim that holds, and are not noted: more will come tomorrow."""
    came = {day.luck[at].kind.key for at in day.files if day.luck[at].kind.recurs and day.luck[at].truth.holds}
    return sorted(came - set(day.noted))


# What came of it ----------------------------------------------------------------------------------------


def figures(day):
    """The day in numbers, at any moment of it.

    Returns
    -------
    dict
        ``cases`` that came in, ``prevented``, ``open``, ``waiting`` (for the desk), ``unanswered``; ``answer_minutes``, the median
        of those answered (None if there is none); ``due`` and ``kept`` promises; ``closed``, ``again`` (came back);
        ``busy_minutes`` and ``duty_minutes`` of the handlers.
    """
    files, upto = day.files, min(day.now, DAY)
    answered = [at for at in files if files[at].answered_at is not None and files[at].answered_at <= day.now]  # not one still on the line
    waits = [files[at].answered_at - day.luck[at].arrives for at in answered]
    due = [at for at in files if day.is_due(at)]
    return {
        "cases": len(files),
        "prevented": len(day.prevented),
        "open": sum(file.closed_at is None for file in files.values()),
        "waiting": len(day.waiting),
        "unanswered": len(files) - len(waits),
        "answer_minutes": median(waits) if waits else None,
        "due": len(due),
        "kept": sum(not day.is_broken(at) for at in due),
        "closed": sum(file.closed_at is not None for file in files.values()),
        "again": sum(file.back_again for file in files.values()),
        "busy_minutes": sum(min(taken.until, upto) - taken.minute for taken in day.taken),
        "duty_minutes": sum(max(0, min(end, upto) - begin) for begin, end in day.staff.shifts),
    }  # fmt: skip


def answer_times(day):
    """Minutes to the first answer of each case, and whether it has come: what lesson 14's honest counting takes.

    A case without an answer by the end counts with the minutes it has waited so far, not as if it had never been there.
    """
    upto = min(day.now, DAY)
    rows = [(day.files[at].answered_at, day.luck[at].arrives) for at in day.files]
    minutes = [(upto if answered is None else answered) - arrives for answered, arrives in rows]
    return minutes, [answered is not None for answered, _ in rows]


def answered_within(day, share):
    """Minutes within which this share of all cases had its first answer, by Kaplan and Meier; None if it never came so far."""
    minutes, done = answer_times(day)
    if not any(done):
        return None
    try:
        return int(complaints.time_until(complaints.survival(minutes, done), share))
    except Undefined:
        return None


def longest_queue(day):
    """The most cases that waited for the desk at one moment."""
    moves = []
    for file in day.files.values():
        for minute, what in file.trail:
            moves.append((minute, 1 if what in ("new", "called", "back", "again", "found") else 0))
    for taken in day.taken:
        moves.append((taken.minute, -1))
    waiting = most = 0
    for _, change in sorted(moves, key=lambda move: (move[0], move[1])):
        waiting += change
        most = max(most, waiting)
    return most


def yuan(fen):
    """Whole yuan for the page, rounded half up.

    >>> yuan(123_450)
    '1,235'
    """
    return look.half_up(fen / 100, 0)
