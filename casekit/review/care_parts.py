"""The parts on care: complaints, the quality of the records, and whom to look at first."""

import pandas as pd

from casekit import look
from casekit.complaints import (
    case_times,
    events_of,
    plot_survival,
    promise_kept,
    summary,
    survival,
    time_until,
)
from casekit.core.cards import label
from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.errors import Undefined
from casekit.quality import quality
from casekit.receivables import ageing_table
from casekit.response import wilson
from casekit.review.money_parts import open_invoices
from casekit.review.part import Finding, many, money, percent, table_words
from casekit.review.sales_parts import net_rows, windows, within
from casekit.sales import by_customer

PROMISE = 10  # days of the calendar within which a case is to be closed
LATE_DAYS, TWICE, FALL = (
    30,
    2,
    0.3,
)  # signs: past due by more than so many days, silent for so many usual gaps, sales down by so much
ENOUGH = 4  # days of purchase from which a customer has a usual gap


# Complaints --------------------------------------------------------------------------------------------------


def complaints(books):
    """How long cases take, open ones counted, and the share closed within ten days."""
    log = events_of(books.tables["complaints"])
    times = case_times(log, books.as_of)
    recent = times[_received(times, windows(books)[0])]
    if not len(recent):
        raise Undefined(say("No complaints in the last twelve months.", "近十二个月没有投诉。"))
    promise = promise_kept(recent, PROMISE, books.as_of)
    due, kept = int(promise["due"].sum()), int(promise["kept"].fillna(False).sum())
    says = say(f"{many(len(recent), 'complaint', '')} in the last twelve months, {int((~recent['closed']).sum())} still open. Closed within {PROMISE} days: {kept} of the {due} that were due",
               f"近十二个月收到投诉 {len(recent)} 件，尚有 {int((~recent['closed']).sum())} 件未结。{PROMISE} 天内办结：到期限的 {due} 件中有 {kept} 件")  # fmt: skip
    says += say(f" ({percent(kept / due)}).", f"（{percent(kept / due)}）。") if due else say(".", "。")
    return Finding(
        says, "estimate", _sure_of_complaints(kept, due), _by_year(times, books), _curve(recent), decimals=1
    )


def _sure_of_complaints(kept, due):
    words = say("Open cases count as cases that have waited so long; leaving them out would flatter. Who is dissatisfied and silent is not in the list.",
                "未结案件按已等待的天数计入，不计入会显得更快。不满而没有投诉的客户不在其中。")  # fmt: skip
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
    try:
        time_until(curve)
    except Undefined:
        return None
    return plot_survival({say("all", "全部"): curve})


# Quality of the records --------------------------------------------------------------------------------------


def records_quality(books):
    """What was checked in the records, and what stood out."""
    table = quality(books.tables, books.as_of)
    found = table[table["bad"] > 0].sort_values("bad", ascending=False, kind="stable")
    aside = sum(books.set_aside.values())
    says = say(f"{len(table)} checks on {sum(map(len, books.tables.values())):,} rows: {len(found)} found something",
               f"对 {sum(map(len, books.tables.values())):,} 行记录做了 {len(table)} 项检查，其中 {len(found)} 项有发现")  # fmt: skip
    says += (
        say(
            f"; {many(aside, 'row', '')} could not be read and are in none of the sums.",
            f"；有 {aside:,} 行读不出来，没有计入任何合计。",
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
    rows = net_rows(books)
    now, before = (by_customer(within(rows, window)) / 100 for window in windows(books))
    ids = now.index.union(before.index)
    stake = pd.concat(
        [now.reindex(ids, fill_value=0), before.reindex(ids, fill_value=0)], axis="columns"
    ).max(axis="columns")
    found = signs(books, rows, now.reindex(ids, fill_value=0), before.reindex(ids, fill_value=0))
    number = found.notna().sum(axis="columns")
    table = pd.DataFrame(
        {"signs": number, "stake_cny": stake, "why": [_why(row) for row in found.itertuples(index=False)]},
        index=ids,
    )
    table = table[table["signs"] > 0].sort_values(["signs", "stake_cny"], ascending=False, kind="stable")
    return _told(books, table, found)


def signs(books, rows, now, before):
    """One row a customer, one column a sign: the words of the sign, or missing."""
    ids = now.index
    fell = (before > 0) & (now < (1 - FALL) * before)
    columns = {
        "fallen": [
            say(f"sales {percent(n / b - 1, 0)}", f"销售额 {percent(n / b - 1, 0)}") if f else None
            for n, b, f in zip(now, before, fell, strict=True)
        ]
    }
    columns["silent"] = _silent(rows, books.as_of).reindex(ids)
    if books.has("invoices"):
        columns["overdue"] = _overdue(books).reindex(ids)
    if books.has("complaints", "customer_id", "received_at", "closed_at"):
        columns["waiting"] = _waiting(books).reindex(ids)
    return pd.DataFrame(columns, index=ids, dtype=object)


def _silent(rows, as_of):
    """Customers silent for twice their usual gap or more, in words."""
    bought = rows[rows["net_amount_cny"] > 0].assign(day=lambda table: table["order_date"].dt.normalize())
    days = bought[["customer_id", "day"]].drop_duplicates().sort_values(["customer_id", "day"])
    gaps = days.groupby("customer_id")["day"].diff().dt.days
    table = pd.DataFrame({"gap": gaps.groupby(days["customer_id"]).median(), "days": days.groupby("customer_id").size(),
                          "ago": (as_of - days.groupby("customer_id")["day"].max()).dt.days})  # fmt: skip
    silent = table[(table["days"] >= ENOUGH) & (table["ago"] >= TWICE * table["gap"].clip(lower=7))]
    words = [
        say(
            f"silent {ago} days, usually {look.half_up(gap, 0)}",
            f"{ago} 天未订货（平时 {look.half_up(gap, 0)} 天一次）",
        )
        for gap, ago in zip(silent["gap"], silent["ago"], strict=True)
    ]
    return pd.Series(words, index=silent.index, dtype=object)


def _overdue(books):
    bills, _ = open_invoices(books)
    ages = ageing_table(bills, books.as_of, cuts=(LATE_DAYS,))
    late = ages[f"over_{LATE_DAYS}"]
    late = late[late > 0]
    return pd.Series(
        [
            say(f"{money(amount)} past due over {LATE_DAYS} days", f"逾期 {LATE_DAYS} 天以上 {money(amount)}")
            for amount in late
        ],
        index=late.index,
        dtype=object,
    )


def _waiting(books):
    table = books.tables["complaints"]
    start = books.as_of + pd.Timedelta(days=1) - pd.Timedelta(days=PROMISE)
    late = table[table["closed_at"].isna() & (table["received_at"] < start)].groupby("customer_id").size()
    return pd.Series(
        [
            say(
                f"{many(each, 'complaint', '')} open over {PROMISE} days",
                f"投诉超过 {PROMISE} 天未结 {each} 件",
            )
            for each in late
        ],
        index=late.index,
        dtype=object,
    )


def _why(row):
    return say("; ", "；").join(harmless(words, 80) for words in row if isinstance(words, str))


def _told(books, table, found):
    if not len(table):
        return Finding(
            say("No customer shows any of the signs.", "没有客户出现这些信号。"),
            "convention",
            _sure_of_signs(found),
        )
    several = table[table["signs"] >= 2]
    first = table.index[0]
    says = say(f"{many(len(table), 'customer shows', '', 'customers show')} at least one sign, {len(several)} two or more. First: {books.named(first)}: {table['why'].iloc[0]}.",
               f"{len(table)} 家客户至少有一个信号，{len(several)} 家有两个以上。第一位是{books.named(first)}：{table['why'].iloc[0]}。")  # fmt: skip
    shown = look.labelled(table.head(10), customer_id=say("number", "客户编号"), signs=say("signs", "信号（个）"),
                          stake_cny=(say("net sales of the better of two years", "两年中较高一年的销售净额"), say("CNY", "元")), why=say("what to ask about", "要问什么"))  # fmt: skip
    return Finding(says, "convention", _sure_of_signs(found), shown, names=True)


def _sure_of_signs(found):
    """What the signs are, and how many customers would have two by chance if the signs had nothing to do with each other."""
    rates = found.notna().mean()
    none = float((1 - rates).prod())
    one = float(sum(rate * none / (1 - rate) for rate in rates if rate < 1))
    chance = look.half_up(len(found) * max(1 - none - one, 0), 0)
    which = say(f"sales down by more than {round(100 * FALL)} %, silent for {TWICE} usual gaps, overdue by more than {LATE_DAYS} days, a complaint open for more than {PROMISE} days",
                f"销售额下降超过 {round(100 * FALL)}%、超过平时间隔的 {TWICE} 倍没有订货、逾期超过 {LATE_DAYS} 天、投诉超过 {PROMISE} 天未结")  # fmt: skip
    return say(f"Signs, where the records allow them: {which}. The lines are ours. A sign is a question to ask, no verdict: if signs came independently of each other, {chance} customers would have two or more by chance.",
               f"信号（视记录而定）：{which}。分界线由我们设定。信号只说明该去问一问，不是结论：假如各信号互不相干，碰巧有两个以上的也会有 {chance} 家。")  # fmt: skip
