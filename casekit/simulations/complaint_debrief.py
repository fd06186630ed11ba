"""After the day: what it cost and why, what three rivals would have made of the same cases, and what other staff would have done.

All desks of a comparison have the same luck, so they differ by what was done alone. Other staff is tried with *your* choices:
each case, as far as it had come, is treated as you treated it, in your order (``complaint_rivals.again``); what you never
decided goes the way you mostly took. With your own staff that gives your own day, to the fen.
"""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.look import on_figure
from casekit.simulations import complaint_costs, complaint_record, complaint_rivals
from casekit.simulations.complaint_day import play
from casekit.simulations.complaint_kinds import DEPARTMENTS, WHO, named
from casekit.simulations.complaint_luck import DAY
from casekit.simulations.complaint_rules import Staff, clock, handlers

TENTH_OF_CLOCK = 90  # ten o'clock, in working minutes
GROUPS = {  # lines of the costs that are one colour in the picture
    "staff": ("wages", "overtime"),
    "departments": ("departments",),
    "remedies": ("goods", "wasted", "vouchers"),
    "tomorrow": ("left", "tomorrow"),
    "goodwill": ("goodwill",),
}
_GROUP_WORDS = {
    "staff": ("handlers", "专员"),
    "departments": ("departments", "各部门"),
    "remedies": ("remedies", "补救与补偿"),
    "tomorrow": ("for tomorrow", "留给明天"),
    "goodwill": ("customers lost", "客户流失"),
}
_COLOURS = {"staff": look.PALE, "departments": look.QUIET, "remedies": look.GREEN, "tomorrow": look.BLUE, "goodwill": look.ORANGE}


def case_name(case):
    """Who complains of what."""
    return f"{say(*WHO[case.customer][case.who])}{say(': ', '：')}{say(*case.kind.title)}"


# Tables -------------------------------------------------------------------------------------------------


def cost_table(day):
    """Where the money went: each line of the costs in yuan, and their sum.

    Returns
    -------
    DataFrame
        Indexed by words: ``cost_cny``, ``share``; the last row is the total.
    """
    lines = complaint_costs.costs(day)
    total = sum(lines.values())
    rows = {complaint_costs.cost_name(name): fen for name, fen in lines.items()} | {say("in all", "合计"): total}
    table = pd.DataFrame({"cost_cny": [fen / 100 for fen in rows.values()]}, index=pd.Index(rows, name="cost"))
    table["share"] = table["cost_cny"] / (total / 100) if total else 0.0
    return look.labelled(table, cost=say("cost", "费用"), cost_cny=(say("amount", "金额"), say("CNY", "元")), share=(say("share", "占比"), "share"))


def desks_table(days):
    """Several desks under the same luck, a row each.

    Parameters
    ----------
    days : dict
        From a name to a :class:`Day` that is over.

    Returns
    -------
    DataFrame
        ``avoided`` (cases), ``half_min`` and ``p90_min`` to the first answer (NaN where so many never had
        one), ``kept`` of the ``due`` promises, ``left`` open, ``lost_cny``, ``total_cny``.
    """
    rows = [_row(day) for day in days.values()]
    return _labelled(pd.DataFrame(rows, index=pd.Index(days, name="desk")), desk=say("way of working", "办法"))


def _row(day):
    counted, fen = complaint_costs.figures(day), complaint_costs.costs(day)
    return {
        "avoided": counted["prevented"],
        "half_min": _number(complaint_costs.answered_within(day, 0.5)),
        "p90_min": _number(complaint_costs.answered_within(day, 0.9)),
        "due": counted["due"], "kept": counted["kept"], "left": counted["open"],
        "lost_cny": fen["goodwill"] / 100, "total_cny": sum(fen.values()) / 100,
    }  # fmt: skip


def _number(value):
    return float("nan") if value is None else float(value)


def _labelled(table, **more):
    cases, minutes, yuan = say("cases", "件"), say("min", "分钟"), say("CNY", "元")
    return look.labelled(
        table, avoided=(say("avoided", "避免"), cases),
        half_min=(say("first answer, half within", "首次答复，半数不超过"), minutes),
        p90_min=(say("first answer, nine in ten within", "首次答复，九成不超过"), minutes),
        due=(say("promises due", "到期"), cases), kept=(say("of which kept", "按时"), cases),
        left=(say("left open", "未办结"), cases),
        wages_cny=(say("wages", "工资"), yuan), lost_cny=(say("customers lost", "客户流失"), yuan),
        total_cny=(say("all costs", "总成本"), yuan), change_cny=(say("change from the day as it was", "与当天相比"), yuan), **more,
    )  # fmt: skip


def staffs():
    """The staff that is tried: one to five handlers, a second who comes at ten, one specialist more.

    Returns
    -------
    dict
        From words to :class:`Staff`.
    """
    tried = {say(f"{count} handler{'s' * (count > 1)}", f"专员 {count} 名"): handlers(count) for count in range(1, 6)}
    late = Staff(((0, DAY), (TENTH_OF_CLOCK, DAY)))
    tried[say("2 handlers, one from 10:00", "专员 2 名，1 名 10:00 上班")] = late
    for at, department in enumerate(DEPARTMENTS[:2]):
        more = tuple(1 + (at == each) for each in range(len(DEPARTMENTS)))
        words = say(f"2 handlers, {named(department)} with 2", f"专员 2 名，{named(department)}多 1 人")
        tried[words] = handlers(2)._replace(specialists=more)
    return tried


def staffing_table(day):
    """What other staff would have done with the same cases and your choices.

    Parameters
    ----------
    day : Day
        A day that is over.

    Returns
    -------
    DataFrame
        A row for each staff of :func:`staffs`: as :func:`desks_table`, with ``wages_cny`` and ``change_cny``, all costs less
        those of the day as it was. Specialists are paid by the minute, so one more costs nothing by itself.
    """
    policy = complaint_rivals.again(day.taken)
    days = {words: play(day.luck, policy, staff, day.rules) for words, staff in staffs().items()}
    table = desks_table(days)
    table["wages_cny"] = [complaint_costs.costs(each)["wages"] / 100 for each in days.values()]
    table["change_cny"] = table["total_cny"] - complaint_costs.total_fen(day) / 100
    columns = ["p90_min", "due", "kept", "left", "wages_cny", "lost_cny", "total_cny", "change_cny"]
    return _labelled(table[columns].copy(), desk=say("staff", "人手"))


def yours(number, count=2):
    """Your finished day; where there is none, the rival's who takes the quickest first, as an example, and a line that says so.

    Parameters
    ----------
    number, count : int
        Which day, and with how many handlers, as in ``desk_day(number, count)``.

    Returns
    -------
    Day
    """
    day = complaint_record.kept(number, count)
    if day is not None and day.over:
        print(say(f"Your day {number}, played to the end.", f"你办完的第 {number} 天。"))
        return day
    rival = complaint_rivals.rival_name("quickest_first")
    print(say(f"You have not finished day {number}. As an example, the desk that works by “{rival}”.",
              f"第 {number} 天你还没有办完。先看一个例子：照“{rival}”办出来的一天。"))  # fmt: skip
    return play(number, complaint_rivals.quickest_first, handlers(count))


def rivals_days(day):
    """Your day, and the three rivals with the same cases and the same staff.

    Returns
    -------
    dict
        From words to :class:`Day`; a day that is a rival's own is not there twice.
    """
    names = {complaint_rivals.rival_name(name): policy for name, policy in complaint_rivals.RIVALS.items()}
    rivals = {words: play(day.luck, policy, day.staff, day.rules) for words, policy in names.items()}
    return rivals if any(rival.taken == day.taken for rival in rivals.values()) else {say("you", "你"): day} | rivals


def one_more_table(day):
    """What one handler more would have been worth to each desk of :func:`rivals_days`, wages included.

    A rival works on as it does, whatever the staff; your own choices are taken as in :func:`staffing_table`.

    Returns
    -------
    DataFrame
        ``total_cny``, ``more_cny`` (all costs with one handler more for the whole day), ``change_cny``.
    """
    names = {complaint_rivals.rival_name(name): policy for name, policy in complaint_rivals.RIVALS.items()}
    more = day.staff._replace(shifts=(*day.staff.shifts, (0, DAY)))
    rows = {}
    for words, before in rivals_days(day).items():
        policy = names.get(words) or complaint_rivals.again(before.taken)
        fen = [complaint_costs.total_fen(each) for each in (before, play(day.luck, policy, more, day.rules))]
        rows[words] = (fen[0] / 100, fen[1] / 100, (fen[1] - fen[0]) / 100)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["total_cny", "more_cny", "change_cny"]).rename_axis("desk")
    more_words = (say("with one handler more", "多一名专员"), say("CNY", "元"))
    return _labelled(table, desk=say("way of working", "办法"), more_cny=more_words)


def over_many_days(days=100):
    """The three rivals over many days, with one to five handlers: the mean of all costs of a day.

    Parameters
    ----------
    days : int
        Days 1 to so many.

    Returns
    -------
    DataFrame
        A row a rival, ``handlers_1`` to ``handlers_5`` in yuan.
    """
    rows = {}
    for name, policy in complaint_rivals.RIVALS.items():
        totals = [sum(complaint_costs.total_fen(play(number, policy, handlers(count))) for number in range(1, days + 1)) for count in range(1, 6)]
        rows[complaint_rivals.rival_name(name)] = [total / days / 100 for total in totals]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[f"handlers_{count}" for count in range(1, 6)]).rename_axis("desk")
    headings = {f"handlers_{count}": (say(f"{count} handler{'s' * (count > 1)}", f"专员 {count} 名"), say("CNY", "元")) for count in range(1, 6)}
    return look.labelled(table, desk=say("way of working", "办法"), **headings)


def dearest_cases(day, n=5):
    """The cases that cost most, with what happened to them and why.

    Returns
    -------
    DataFrame
        ``case`` (who and what), ``story`` (the clock and the steps), ``reasons`` (chance to lose the customer), ``cost_cny``.
    """
    costs = complaint_costs.case_costs(day).sort_values(["total"], ascending=False, kind="stable").head(n)
    places = {day.files[at].number: at for at in day.files}
    rows = [(case_name(day.luck[at]), story(day, at), reasons(day, at), costs.at[number, "total"] / 100)
            for number, at in ((number, places[number]) for number in costs.index)]  # fmt: skip
    return look.labelled(
        pd.DataFrame(rows, columns=["case", "story", "reasons", "cost_cny"], index=costs.index),
        number=say("no.", "编号"), case=say("case", "投诉"), story=say("what happened", "经过"),
        reasons=say("chance to lose the customer", "流失的可能"), cost_cny=(say("cost", "费用"), say("CNY", "元")),
    )  # fmt: skip


_HAPPENED = {
    "new": ("came in", "受理"), "call": ("call", "回电"), "settle": ("settled at once", "当场处理"), "pass": ("passed on", "转出"),
    "judge": ("judged", "判断"), "called": ("waits", "等待"), "found": ("cause found", "查明"), "back": ("sent back", "退回"),
    "again": ("complains again", "再次投诉"), "close": ("remedy", "给方案"), "note": ("remedy, cause noted", "给方案并记下原因"),
    "signing": ("to be signed", "送签"), "stopped": ("not signed, stopped", "未经签字，被叫停"), "closed": ("closed", "办结"),
    "explained": ("closed, does not hold", "不成立，解释后办结"), "prevented": ("prevented: its cause is on the list", "避免了：原因已在清单上"),
}  # fmt: skip


def happened(what):
    """What a line of a case's story is called; a department by its name, when the case has got there."""
    return say(f"at {named(what)}", f"转到{named(what)}") if what in DEPARTMENTS else say(*_HAPPENED[what])


def story(day, at):
    """A case from its coming in to its end, with the clock."""
    lines = [f"{clock(minute)} {happened(what)}" for minute, what in day.files[at].trail if what != "called"]
    end = "" if day.files[at].closed_at is not None else say("; open at 17:30", "；17:30 未办结")
    return say("; ", "；").join(lines) + end


_REASONS = {
    "closed": ("a complaint", "投诉过一次"), "explained": ("turned down, explained", "不成立，已解释"), "late": ("late answer", "答复晚了"),
    "silent": ("and none at all", "始终没有答复"), "broken": ("promise broken", "没有按承诺办结"), "again": ("wrong remedy, came back", "方案不对，再次投诉"), "left": ("left open", "未办结"), "promise": ("a long promise", "承诺的时间长"),
}  # fmt: skip


def reasons(day, at):
    """Why the customer might go, with the chance of each."""
    chances = complaint_costs.chance_lost(day, at)
    parts = [f"{say(*_REASONS[name])} {look.half_up(chance / 10, 1)}{say(' %', '%')}" for name, chance in chances.items() if chance]
    less = say("; voucher: × 0.6", "；给了补偿券，× 0.6") if day.files[at].voucher_fen else ""
    return say("; ", "；").join(parts) + less


# Pictures -----------------------------------------------------------------------------------------------


def grouped_costs(days):
    """The costs of each desk in five groups, in yuan: what :func:`plot_desks` draws.

    Returns
    -------
    DataFrame
        A row a desk, the columns of ``GROUPS``.
    """
    rows = [{group: sum(complaint_costs.costs(day)[line] for line in lines) / 100 for group, lines in GROUPS.items()} for day in days.values()]
    return pd.DataFrame(rows, index=pd.Index(days, name="desk"))


@look.drawing
def plot_desks(table, ax=None):
    """Each desk's costs as one bar of five groups, its sum at the end.

    Parameters
    ----------
    table : DataFrame
        As :func:`grouped_costs` gives it; the first row is the reader's.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=3.9)
    places, left = range(len(table))[::-1], pd.Series(0.0, index=table.index)
    for group in table:
        words = on_figure(*_GROUP_WORDS[group])
        ax.barh(list(places), table[group], left=left, color=_COLOURS[group], label=words, height=0.62, edgecolor="white")
        left = left + table[group]
    for place, total in zip(places, left, strict=True):
        look.beside(ax, _round(total), (total, place), (6, 0), va="center")
    names = list(table.index) if look.chinese_family() or say(True, False) else [f"{at + 1}" for at in range(len(table))]
    ax.set(yticks=list(places), yticklabels=names, xlim=(0, left.max() * 1.17), xlabel=on_figure("all costs of the day, CNY", "当天总成本（元）"))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.grid(visible=False, axis="y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.2), ncols=5, frameon=False, fontsize=9.5, columnspacing=1.1, handlelength=1.2)
    return _tell_desks(ax, table, left)


def _tell_desks(ax, table, totals):
    best = totals.idxmin()
    look.title(
        ax,
        on_figure(f"Least cost: {best}, {_round(totals[best])} yuan", f"总成本最低：{best}，{_round(totals[best])} 元"),
        on_figure("The same cases and the same staff, other ways of working", "同样的投诉、同样的人手，办法不同"),
    )
    each = [f"{name} {_round(total)}{say('', ' 元')} ({_round(table.at[name, 'goodwill'])})" for name, total in totals.items()]
    each = [say(line, line.replace(" (", "（").replace(")", "）")) for line in each]
    return look.read_this(
        ax,
        say(f"The shorter, the better. All costs in yuan, in brackets customers we must expect to lose: {'; '.join(each)}.",
            f"越短越好。总成本，括号里是预期的客户流失（元）：{'；'.join(each)}。"),
    )  # fmt: skip


@look.drawing
def plot_staffing(table, count, ax=None):
    """All costs, and the part that is wages, for one to five handlers.

    Parameters
    ----------
    table : DataFrame
        As :func:`staffing_table` gives it; its first five rows are one to five handlers.
    count : int
        How many there were.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=3.9)
    five = table.iloc[:5]
    many = list(range(1, 6))
    totals, wages = five["total_cny"].tolist(), five["wages_cny"].tolist()
    ax.plot(many, totals, "o-", color=look.BLUE, linewidth=2, markersize=7)
    ax.plot(many, wages, "D--", color=look.ORANGE, linewidth=1.8, markersize=6)
    ax.axvspan(count - 0.3, count + 0.3, color=look.GRID, zorder=0)
    for each, total in zip(many, totals, strict=True):
        look.beside(ax, _round(total), (each, total), (0, 9), ha="center", bbox=look.CLEAR)
    for words, values, colour in ((on_figure("all costs", "总成本"), totals, look.BLUE), (on_figure("wages", "工资"), wages, look.ORANGE)):
        look.beside(ax, words, (5, values[-1]), (12, 0), va="center", color=colour)
    ax.set(xticks=many, xlim=(0.6, 5.9), ylim=(0, max(totals) * 1.18), xlabel=on_figure("handlers", "专员（名）"), ylabel=on_figure("CNY", "元"))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    best = many[totals.index(min(totals))]
    look.title(
        ax,
        on_figure(f"This way of working costs least with {best} handler{'s' * (best > 1)}", f"照这种办法，专员 {best} 名时总成本最低"),
        on_figure("The same cases and the same choices; the grey band is the staff there was", "同样的投诉、同样的决定；灰带是当时的人手"),
    )
    each = [say(f"{n}: {_round(total)}", f"{n} 名 {_round(total)} 元") for n, total in zip(many, totals, strict=True)]
    return look.read_this(
        ax,
        say(f"Where the blue line still falls, one more handler is worth the wages. All costs in yuan by handlers: {'; '.join(each)}.",
            f"蓝线还在往下走，多用一名专员就值这份工资。不同人手的总成本：{'；'.join(each)}。"),
    )  # fmt: skip


def _round(yuan):
    return look.half_up(yuan, 0)
