"""The parts on sales: by year, how concentrated, the largest customers, RFM."""

import numpy as np
import pandas as pd

from casekit import look
from casekit.class_tables import recency_ranges
from casekit.composition import abc_table, by_class, plot_cumulative
from casekit.core.columns import amounts_in
from casekit.core.days import days_in, months_of
from casekit.core.language import say
from casekit.dependence import largest_together
from casekit.errors import Refused, Undefined, require_columns
from casekit.look import on_figure
from casekit.review.part import Finding, many, money, percent
from casekit.rfm import RECENCY_CUTS, rfm_scores, rfm_table
from casekit.sales import by_customer, net_sales

# What was sold, less what came back -------------------------------------------------------------------------


def net_rows(books):
    """All orders, and returns as negative amounts on the day they were booked: ``customer_id``, ``order_date``, ``net_amount_cny``."""
    orders, returns = books.tables["orders"], books.tables.get("returns")
    require_columns(orders, "customer_id", "order_date", "net_amount_cny")
    orders = orders.assign(net_amount_cny=amounts_in(orders, "net_amount_cny"))
    if returns is None or not len(returns):
        return orders[["customer_id", "order_date", "net_amount_cny"]]
    days = pd.concat([days_in(orders, "order_date"), days_in(returns, "return_date")])
    years = range(days.dt.year.min(), days.dt.year.max() + 1)
    return pd.concat([net_sales(orders, returns, year) for year in years], ignore_index=True)


def windows(books):
    """The twelve months up to as_of and the twelve before them: pairs of days, both inclusive."""
    day, ends = pd.Timedelta(days=1), [books.as_of - pd.DateOffset(years=back) for back in (0, 1, 2)]
    return [(ends[1] + day, ends[0]), (ends[2] + day, ends[1])]


def within(rows, window):
    """The rows of a period."""
    return rows[rows["order_date"].dt.normalize().between(*window)]


def this_year(books):
    """Net rows of the twelve months up to as_of; refused in words where there are none."""
    rows = within(net_rows(books), windows(books)[0])
    if not len(rows):
        raise Undefined(say(f"No orders in the twelve months up to {books.as_of:%Y-%m-%d}: choose an as_of within the records.",
                            f"{books.as_of:%Y-%m-%d} 之前的十二个月没有订单：请把 as_of 选在记录期内。"))  # fmt: skip
    return rows


def customers_in_order(books):
    """All customers of the records: by sales of the last twelve months, largest first, then the others by their ids."""
    try:
        first = list(by_customer(this_year(books)).index)
    except (Undefined, Refused, KeyError):
        first = []
    others = set()
    for name in ("orders", "invoices", "complaints", "customers", "activity_costs"):
        if books.has(name, "customer_id"):
            others |= set(books.tables[name]["customer_id"].dropna().unique())
    return first + sorted(others - set(first), key=str)


def has_year_before(books, rows):
    """Whether the records reach back over the whole year before (its first month at least)."""
    return rows["order_date"].min() < windows(books)[1][0] + pd.Timedelta(days=31)


# Sales by year ----------------------------------------------------------------------------------------------


def sales_by_year(books):
    """Orders, returns and net sales of the last twelve months and of the twelve before."""
    rows = net_rows(books)
    this_year(books)
    table = pd.DataFrame([_year(within(rows, window), window) for window in windows(books)]).set_index(
        "period"
    )
    whole = has_year_before(books, rows)
    table = _labelled_years(table if whole else table.iloc[:1])
    now, before = table["net_amount_cny"].iloc[0], table["net_amount_cny"].iloc[-1]
    says = say(f"Net sales of the twelve months to {books.as_of:%Y-%m-%d} are {money(now)}, from {many(int(table['customers'].iloc[0]), 'customer', '')}",
               f"截至 {books.as_of:%Y-%m-%d} 的十二个月，销售净额 {money(now)}，来自 {table['customers'].iloc[0]:,} 家客户")  # fmt: skip
    if whole and before > 0:
        says += say(
            f"; that is {_change(now / before - 1)} the twelve months before.",
            f"，比前十二个月{_change(now / before - 1)}。",
        )
    else:
        says += say(f". The records begin on {rows['order_date'].min():%Y-%m-%d}: there is no whole year before to compare with.",
                    f"。记录从 {rows['order_date'].min():%Y-%m-%d} 开始，之前没有完整的一年可比。")  # fmt: skip
    return Finding(says, "count", _sure_of_sales(books, rows), table, plot_months(rows, books.as_of))


def _year(rows, window):
    sold = rows[rows["net_amount_cny"] > 0]
    fen = by_customer(rows)
    return {
        "period": say(
            f"{window[0]:%Y-%m-%d} – {window[1]:%Y-%m-%d}", f"{window[0]:%Y-%m-%d} 至 {window[1]:%Y-%m-%d}"
        ),
        "orders": len(sold),
        "customers": int((fen > 0).sum()),
        "ordered_cny": round(float(sold["net_amount_cny"].sum()), 2),
        "returned_cny": round(float(rows["net_amount_cny"].clip(upper=0).sum()), 2),
        "net_amount_cny": int(fen.sum()) / 100,
    }


def _labelled_years(table):
    yuan = say("CNY", "元")
    return look.labelled(
        table,
        period=say("twelve months", "十二个月"),
        orders=say("orders", "订单（张）"),
        customers=say("customers with sales", "有销售的客户（家）"),
        ordered_cny=(say("ordered", "订货额"), yuan),
        returned_cny=(say("returns and other negative rows", "退货及其他负数"), yuan),
        net_amount_cny=(say("net sales", "销售净额"), yuan),
    )


def _change(share):
    words = percent(abs(share))
    return say(f"{words} {'above' if share >= 0 else 'below'}", f"{'增长' if share >= 0 else '减少'} {words}")


def _sure_of_sales(books, rows):
    sums = _by_month(rows, books.as_of)
    pairs = [(sums.iloc[-12 + each], sums.iloc[-24 + each]) for each in range(12)] if len(sums) >= 24 else []
    up = sum(now > before for now, before in pairs)
    months = (
        say(
            f" {up} of the last 12 months were above the same month a year earlier.",
            f"近 12 个月里，有 {up} 个月高于上年同月。",
        )
        if pairs
        else ""
    )
    return say("A sum of the records: as right as they are. Returns count in the month they were booked. It says nothing of next year.",
               "由记录相加得出，记录准确，合计就准确；退货计入入账的月份。不能据此推断明年。") + months  # fmt: skip


def _by_month(rows, as_of):
    """Net sales of each month up to as_of's, from the first month of the records on, at most 24."""
    month = months_of(rows["order_date"].to_numpy())
    last = int(months_of(np.array([as_of.to_datetime64()]))[0])
    first = max(int(month.min()), last - 23)
    shown = (month >= first) & (month <= last)
    sums = np.bincount(month[shown] - first, rows["net_amount_cny"].to_numpy()[shown], last - first + 1)
    ends = (
        np.arange(first + 1, last + 2).astype("datetime64[M]").astype("datetime64[D]")
        - np.timedelta64(1, "D")
    ).astype("datetime64[s]")
    return pd.Series(np.rint(sums * 100) / 100, index=pd.DatetimeIndex(ends, name="month_end"))


@look.drawing
def plot_months(rows, as_of, ax=None):
    """Net sales month by month, the last twelve months in blue, the twelve before in grey."""
    sums = _by_month(rows, as_of)
    unit, word = (
        (1e6, say("million CNY", "万元")) if sums.abs().max() >= 1e6 else (1e3, say("thousand CNY", "万元"))
    )
    unit = on_figure(unit, 1e4)
    ax, places = look.axes(ax, height=3.6), np.arange(len(sums))
    ax.bar(places, sums / unit, width=0.7, color=np.where(places >= len(sums) - 12, look.BLUE, look.PALE))
    ax.axhline(0, color=look.QUIET, linewidth=0.8)
    ax.set(xticks=places, xticklabels=look.month_labels(sums.index), xlim=(-0.6, len(sums) - 0.4))
    ax.grid(visible=False, axis="x")
    top = sums.iloc[-12:].idxmax()
    high = money(sums[top])
    look.title(ax, on_figure(f"Strongest month: {top:%B %Y}, {high}", f"最高的月份：{top.year} 年 {top.month} 月，{high}"),
               on_figure(f"Net sales by month, {word}; blue: the last twelve months", "每月销售净额，万元；蓝色：近十二个月"))  # fmt: skip
    low = sums.iloc[-12:].idxmin()
    return look.read_this(ax, say(f"Each column is a month's net sales. Within the last twelve months they go from {money(sums[low])} ({low:%Y-%m}) to {high} ({top:%Y-%m}).",
                                  f"一根柱是一个月的销售净额。近十二个月里，最低 {money(sums[low])}（{low:%Y-%m}），最高 {high}（{top:%Y-%m}）。"))  # fmt: skip


# Concentration ----------------------------------------------------------------------------------------------


def concentration(books):
    """ABC classes of the last twelve months, and how many change class if the customer on the line is read the other way."""
    rows = this_year(books)
    table = abc_table(rows)
    classes, other = by_class(table), abc_table(rows, crossing="exclude")
    moved = int((table["abc_class"] != other["abc_class"].reindex(table.index)).sum())
    first = classes.iloc[0]
    says = say(f"{first['customers']:,.0f} of {len(table):,} customers ({percent(first['customer_share'])}) bring {percent(first['sales_share'])} of net sales: class A.",
               f"{len(table):,} 家客户里，A 类 {first['customers']:,.0f} 家（{percent(first['customer_share'])}），占销售净额的 {percent(first['sales_share'])}。")  # fmt: skip
    sure = say(f"Added up from the largest, A goes to 75 %, B to 95 %, C is the rest: the book's convention. Counting the customer on the line below instead of above it moves {many(moved, 'customer', '')} to another class.",
               f"从大到小累计，到 75% 为 A 类，到 95% 为 B 类，其余为 C 类，这是教材的约定。压线的客户若改归下一类，会有 {moved} 家换类。")  # fmt: skip
    if len(table) < 5:
        sure += say(" With fewer than five customers classes say little.", "客户不足 5 家，分类意义不大。")
    return Finding(says, "convention", sure, classes, plot_cumulative(table))


def largest(books):
    """The ten largest customers of the last twelve months, with the twelve before."""
    rows = net_rows(books)
    fen, before = by_customer(this_year(books)), by_customer(within(rows, windows(books)[1]))
    table = pd.DataFrame(
        {"net_amount_cny": fen / 100, "before_cny": before.reindex(fen.index, fill_value=0) / 100}
    )
    table["share"] = fen / max(fen.sum(), 1)
    table["change"] = np.where(
        table["before_cny"] > 0,
        table["net_amount_cny"] / table["before_cny"].where(table["before_cny"] > 0) - 1,
        np.nan,
    )
    top = table[table["net_amount_cny"] > 0].head(10)
    if not has_year_before(books, rows):
        top = top.drop(columns=["before_cny", "change"])
    share = float(top["share"].sum())
    biggest = largest_together(this_year(books), first=(1,))["share_of_sales"].iloc[0]
    says = say(f"The largest customer, {books.named(top.index[0])}, brings {percent(biggest)} of net sales, the {len(top)} largest together {percent(share)}.",
               f"最大的一家是{books.named(top.index[0])}，占销售净额的 {percent(biggest)}，最大的 {len(top)} 家合占 {percent(share)}。")  # fmt: skip
    sure = say("Added up by customer number: one buyer under two numbers looks smaller than it is. Sales are not profit.",
               "按客户编号相加：同一家客户若有两个编号，看上去会偏小。销售额不等于利润。")  # fmt: skip
    return Finding(says, "count", sure, _labelled_largest(top), names=True)


def _labelled_largest(table):
    yuan = say("CNY", "元")
    return look.labelled(
        table,
        customer_id=say("number", "客户编号"),
        net_amount_cny=(say("net sales, twelve months", "近十二个月销售净额"), yuan),
        before_cny=(say("twelve months before", "前十二个月"), yuan),
        share=(say("share", "占比"), "share"),
        change=(say("change", "变化"), "share"),
    )


# RFM --------------------------------------------------------------------------------------------------------


def recency(books):
    """The customers by how long ago they last bought, with what they bought in all the records."""
    rows = net_rows(books)
    measures = rfm_table(rows, books.as_of)
    scores = rfm_scores(measures)
    groups = measures.assign(r=scores["r"]).groupby("r", dropna=True)
    table = groups.agg(
        customers=("frequency", "size"),
        frequency=("frequency", "median"),
        monetary_cny=("monetary_cny", "sum"),
    )
    table = table.reindex(range(5, 0, -1)).fillna({"customers": 0, "monetary_cny": 0.0})
    table.insert(0, "last_bought", _ranges())
    table["customers"] = table["customers"].astype("int64")
    total = table["monetary_cny"].sum()
    table["share"] = table["monetary_cny"] / total if total > 0 else np.nan
    best, silent, known = int((scores["code"] == "555").sum()), table.loc[1], int(table["customers"].sum())
    part = (
        say(
            f", with {percent(silent['share'])} of all sales on record",
            f"，占全部记录销售额的 {percent(silent['share'])}",
        )
        if total > 0
        else ""
    )
    says = say(f"{silent['customers']:,} of {known:,} customers have not bought for {RECENCY_CUTS[-1]} days or longer{part}; {many(best, 'customer is', '', 'customers are')} in the top class by last purchase, number and amount alike (code 555).",
               f"{known:,} 家客户里，有 {silent['customers']:,} 家已 {RECENCY_CUTS[-1]} 天以上没有购买{part}；最近购买、次数、金额三项都是最高等级（编码 555）的有 {best:,} 家。")  # fmt: skip
    few = int((measures["frequency"] < 4).sum())
    sure = say(
        "Silent is not lost: for a customer who buys twice a year, 120 days are no sign.",
        "沉默不等于流失：一年只买两次的客户，120 天没有动静很正常。",
    )
    if few:
        sure += say(
            f" {many(few, 'customer', '')} bought fewer than 4 times, too seldom to know their rhythm.",
            f"有 {few:,} 家购买不足 4 次，还看不出间隔规律。",
        )
    return Finding(says, "convention", sure, _labelled_recency(table))


def _ranges():
    """The recency classes in words, 5 first: 0–7 days, 8–29 days ..."""
    return [
        say(f"{row.low} or more", f"{row.low} 以上")
        if pd.isna(row.high)
        else say(f"{row.low}–{row.high:.0f}", f"{row.low}～{row.high:.0f}")
        for row in recency_ranges().itertuples()
    ]


def _labelled_recency(table):
    return look.labelled(
        table,
        r=say("class R", "R 等级"),
        last_bought=(say("last bought", "距上次购买"), say("days ago", "天")),
        customers=say("customers", "客户（家）"),
        frequency=say("purchases of the middle customer", "购买次数（中位数）"),
        monetary_cny=(say("net sales on record", "记录期内销售净额"), say("CNY", "元")),
        share=(say("share", "占比"), "share"),
    )
