"""The parts on care: complaints, the quality of the records, and whom to look at first."""

import pandas as pd

from casekit import look
from casekit.complaints import plot_survival, promise_kept, summary, survival, time_until
from casekit.core.cards import label
from casekit.core.language import say
from casekit.errors import Undefined
from casekit.quality import quality
from casekit.response import wilson
from casekit.review import signs
from casekit.review.part import Finding, many, percent, table_words
from casekit.review.sales_parts import windows
from casekit.review.signs import PROMISE

FEWEST = 10  # with fewer cases a curve says nothing


# Complaints --------------------------------------------------------------------------------------------------


def complaints(books):
    """How long cases take, open ones counted, and the share closed within ten days."""
    times, _ = signs.waiting_cases(books)
    recent = times[_received(times, windows(books)[0])]
    if not len(recent):
        raise Undefined(say("No complaints in the last twelve months.", "近十二个月没有投诉。"))
    promise = promise_kept(recent, PROMISE, books.as_of)
    due, kept = int(promise["due"].sum()), int(promise["kept"].fillna(False).sum())
    says = say(f"{many(len(recent), 'complaint', '')} in the last twelve months, {int((~recent['closed']).sum())} still open. Closed within {PROMISE} calendar days: {kept} of the {due} that were due",
               f"近十二个月收到投诉 {len(recent)} 件，尚有 {int((~recent['closed']).sum())} 件未结。{PROMISE} 个自然日内办结：到期限的 {due} 件中有 {kept} 件")  # fmt: skip
    says += say(f" ({percent(kept / due)}).", f"（{percent(kept / due)}）。") if due else say(".", "。")
    return Finding(
        says, "estimate", _sure_of_complaints(kept, due), _by_year(times, books), _curve(recent), decimals=1
    )


def _sure_of_complaints(kept, due):
    words = say("Open cases count as cases that have waited so long; leaving them out would flatter. Who is dissatisfied and silent is not in the list.",
                "未办结件按已等待的天数计入；若不计入，天数会偏短。不满而没有投诉的客户不在其中。")  # fmt: skip
    if not due:
        return words
    low, high = wilson(kept, due)
    return words + say(f" {due} cases are compatible with a true share from {percent(low, 0)} to {percent(high, 0)} (95 % interval).",
                       f"样本只有 {due} 件，按时办结率的 95% 区间为 {percent(low, 0)}～{percent(high, 0)}。")  # fmt: skip


def _by_year(times, books):
    words = [say("last twelve months", "近十二个月"), say("twelve months before", "前十二个月")]
    period = pd.Series("", index=times.index, name="received")
    for word, window in zip(words, windows(books), strict=True):
        period[_received(times, window)] = word
    table = summary(times[period != ""], period[period != ""])
    table = table.reindex([word for word in words if word in table.index])
    return look.labelled(table, received=say("received", "收到"))


def _received(times, window):
    """Which cases came in within a period."""
    return times["received_at"].dt.normalize().between(*window)


def _curve(recent):
    curve = survival(recent["close_days"], recent["closed"])
    if len(recent) < FEWEST:
        return None
    try:
        time_until(curve)
    except Undefined:
        return None
    return plot_survival({say("all", "全部"): curve})


# Quality of the records --------------------------------------------------------------------------------------


def records_quality(books):
    """What was checked in the records, and what stood out."""
    if not books.tables:
        raise Undefined(say("None of the files could be read.", "没有一个文件能够读入。"))
    table = quality(books.tables, books.as_of)
    found = table[table["bad"] > 0].sort_values("bad", ascending=False, kind="stable")
    aside = sum(books.set_aside.values())
    says = say(f"{len(table)} checks on {sum(map(len, books.tables.values())):,} rows: {len(found)} found something",
               f"对 {sum(map(len, books.tables.values())):,} 行记录做了 {len(table)} 项检查，其中 {len(found)} 项有发现")  # fmt: skip
    says += (
        say(
            f"; {many(aside, 'row', '')} set aside and in none of the sums: the notes at the end of the page say why.",
            f"；另有 {aside:,} 行读不出来或编号重复，没有计入任何合计，详见页末“读入时的说明”。",
        )
        if aside
        else say(".", "。")
    )
    sure = say("A check finds what breaks a rule, not what is wrong but plausible: a wrong price looks like any other.",
               "检查只能找出违反规则的记录；错得合情合理的（例如单价录错）查不出来。")  # fmt: skip
    columns = ["table", "column", "check", "bad", "of", "first"]
    shown = found[columns].head(12).reset_index(drop=True)
    shown = shown.assign(
        table=shown["table"].map(table_words), column=shown["column"].map(lambda name: label(name)[0])
    )
    return Finding(says, "count", sure, shown if len(found) else None)


# Whom to look at first ---------------------------------------------------------------------------------------


def look_first(books):
    """The customers with most signs of trouble, and what they bought in their better year."""
    measured = signs.measures(books)
    shown = signs.flags(measured)
    table = signs.in_order(measured, shown)
    sure = _sure_of_signs(measured, shown)
    if not len(table):
        return Finding(
            say("No customer shows any of the signs.", "没有客户出现这些信号。"), "convention", sure
        )
    top = table.head(10)
    why = [
        signs.in_words(row, flag)
        for row, flag in zip(
            measured.loc[top.index].itertuples(), shown.loc[top.index].itertuples(), strict=True
        )
    ]
    several, first = int((table["signs"] >= 2).sum()), top.index[0]
    says = say(f"{many(len(table), 'customer shows', '', 'customers show')} at least one sign, {several} two or more. First: {books.named(first)}: {why[0]}.",
               f"{len(table)} 家客户至少有一个该去问的信号，{several} 家有两个以上。第一位是{books.named(first)}：{why[0]}。")  # fmt: skip
    return Finding(says, "convention", sure, _labelled_first(top.assign(why=why)), names=True)


def _labelled_first(table):
    return look.labelled(
        table,
        customer_id=say("number", "客户编号"),
        signs=say("signs", "信号（个）"),
        stake_cny=(say("net sales of the better of two years", "较好一年的销售净额"), say("CNY", "元")),
        why=say("what to ask about", "要问什么"),
    )


def _sure_of_signs(measured, shown):
    """What the signs are, and how many customers would have two by chance if the signs had nothing to do with each other."""
    rates = shown.mean()
    none = float((1 - rates).prod())
    one = float(sum(rate * none / (1 - rate) for rate in rates if rate < 1))
    chance = look.half_up(len(shown) * max(1 - none - one, 0), 0)
    lines = {
        "net_1": say(
            f"sales down by more than {percent(signs.FALL, 0)}", f"销售额下降超过 {percent(signs.FALL, 0)}"
        ),
        "gap": say(
            f"silent for {signs.TWICE} usual gaps or more", f"没有订货已达平时间隔的 {signs.TWICE} 倍"
        ),
        "late_cny": say(f"overdue by more than {signs.LATE_DAYS} days", f"逾期超过 {signs.LATE_DAYS} 天"),
        "waiting": say(
            f"a complaint open for more than {signs.PROMISE} days", f"投诉超过 {signs.PROMISE} 天未结"
        ),
    }
    which = say(", ", "、").join(words for name, words in lines.items() if measured[name].notna().any())
    return say(f"Signs that these records can show: {which}. The lines are ours and can be changed in the workbook. A sign is a question to ask, no verdict: if signs came independently of each other, {chance} of {len(shown)} customers would have two or more by chance.",
               f"这些记录能看出的信号：{which}。分界线由本教程设定，可在 Excel 里改。信号只说明该去问一问，不是结论：{len(shown)} 家里，光凭碰巧（各信号互不相干），也会有 {chance} 家有两个以上。")  # fmt: skip
