"""Key accounts: who reaches the bar, who joins and who leaves (大客户管理).

``standing_sales`` adds up the months before each month-end, ``membership`` says who is a key account then, ``monthly_count``
counts them with those who joined and left.
"""

from decimal import ROUND_CEILING, Decimal, InvalidOperation

import numpy as np
import pandas as pd

from casekit import look
from casekit.core.columns import amounts_in
from casekit.core.days import days_in, months_of
from casekit.core.language import say
from casekit.errors import Refused, require_columns, require_whole
from casekit.look import on_figure
from casekit.sales import refuse_rows

# Who is a key account -------------------------------------------------------------------------------------


def standing_sales(sales, months=1):
    """What each customer bought in the months up to each month-end.

    Parameters
    ----------
    sales : DataFrame
        One row a sale or a return: ``customer_id``, ``order_date`` (or ``month``), ``net_amount_cny`` (CNY, with VAT, returns
        negative), as :func:`casekit.sales.net_sales` gives it.
    months : int
        How many months count, the month itself included. The first month-ends, without so many months before them, are left out.

    Returns
    -------
    DataFrame
        One row a customer, one column a month-end (the last day of the month, all months of the records), in CNY.
    """
    fen, customers, ends = _by_month(
        sales, require_whole("months", months, say("a quarter: 3", "一个季度写 3"))
    )
    return pd.DataFrame(fen / 100, index=customers, columns=ends)


def membership(standing, threshold, exit_ratio=1.0, patience=1):
    """Who is a key account at each month-end.

    A customer is in from the month-end at which it reaches ``threshold`` (equal counts), and out when it has been below
    ``exit_ratio`` of it at ``patience`` month-ends in a row. With ``exit_ratio=1`` and ``patience=1`` there is one bar for both.

    Parameters
    ----------
    standing : DataFrame
        As :func:`standing_sales` gives it, or some of its rows: CNY.
    threshold : number
        What a key account buys in these months, in CNY; above zero.
    exit_ratio : number
        The lower bar as a part of ``threshold``, above 0 and at most 1.
    patience : int
        How many month-ends below the lower bar before a customer leaves.

    Returns
    -------
    DataFrame
        True or False; rows and columns as in ``standing``.
    """
    enter, leave = _bars(threshold, exit_ratio)
    fen = np.rint(standing.to_numpy(dtype=float) * 100).astype("int64")
    inside = _inside(
        fen, enter, leave, require_whole("patience", patience, say("at once: 1", "一次就退出写 1"))
    )
    return pd.DataFrame(inside, index=standing.index, columns=standing.columns)


def monthly_count(sales, threshold, exit_ratio=1.0, months=1, patience=1):
    """The dynamic chart of key accounts as a table: how many at each month-end, how many joined and left.

    Parameters
    ----------
    sales, months
        As for :func:`standing_sales`.
    threshold, exit_ratio, patience
        As for :func:`membership`.

    Returns
    -------
    DataFrame
        One row a month, by ``month_end``: ``accounts``, ``joined``, ``left``, so that the accounts are those of the month before plus
        joined less left. At the first month-end all accounts count as joined: what was before, the records do not say.

    Raises
    ------
    Refused
        A column, a day, an amount or a customer is missing, or a bar makes no sense.

    Notes
    -----
    The chart is the chapter's: the month across, the number of key accounts up, the points joined. The second, lower bar is
    ours; it keeps customers near the bar from changing class every month.

    Examples
    --------
    >>> sales = pd.DataFrame({"customer_id": ["A"] * 3, "month": ["2025-01-01", "2025-02-01", "2025-03-01"], "net_amount_cny": [100, 95, 80]})
    >>> monthly_count(sales, threshold=100, exit_ratio=0.9)[["accounts", "joined", "left"]].to_numpy().tolist()
    [[1, 1, 0], [1, 0, 0], [0, 0, 1]]
    """
    return count(membership(standing_sales(sales, months), threshold, exit_ratio, patience))


def count(inside):
    """The same table from a finished membership, which may be a part of the customers or of the months.

    Parameters
    ----------
    inside : DataFrame
        As :func:`membership` gives it.
    """
    now = inside.to_numpy(dtype=bool)
    before = np.hstack([np.zeros((len(now), 1), dtype=bool), now[:, :-1]]) if now.size else now
    table = pd.DataFrame(
        {
            "accounts": now.sum(axis=0),
            "joined": (now & ~before).sum(axis=0),
            "left": (before & ~now).sum(axis=0),
        },
        index=pd.Index(inside.columns, name="month_end"),
    )
    return look.labelled(
        table,
        month_end=say("end of month", "月末"),
        accounts=say("key accounts", "大客户（家）"),
        joined=say("joined", "进入（家）"),
        left=say("left", "退出（家）"),
    )


def changes(inside):
    """How often each customer changed sides: one row a customer that ever was a key account.

    Parameters
    ----------
    inside : DataFrame
        As :func:`membership` gives it.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``months_in`` (month-ends as a key account), ``changes`` (times it joined or left after the first
        month-end); most changes first, equals by id.
    """
    now = inside.to_numpy(dtype=bool)
    table = pd.DataFrame(
        {"months_in": now.sum(axis=1), "changes": (now[:, 1:] != now[:, :-1]).sum(axis=1)}, index=inside.index
    )
    ever = table[table["months_in"] > 0].sort_index()
    return look.labelled(
        ever.sort_values("changes", ascending=False, kind="stable"),
        months_in=say("month-ends as a key account", "列为大客户的月末（个）"),
        changes=say("times it joined or left", "进出次数"),
    )


def _by_month(sales, months):
    """Fen of each customer in the months up to each month-end; the customers; the month-ends."""
    when = "order_date" if "order_date" in sales.columns or "month" not in sales.columns else "month"
    require_columns(sales, "customer_id", when, "net_amount_cny")
    needed = say("a customer_id in every row", "每一行都有 customer_id")
    refuse_rows(sales["customer_id"].isna(), needed, sales["customer_id"])
    days, amounts = days_in(sales, when), amounts_in(sales, "net_amount_cny")
    month = months_of(days)
    codes, customers = pd.factorize(sales["customer_id"], sort=True)
    first, last = (month.min(), month.max()) if len(month) else (0, -1)
    shape = len(customers), int(last - first + 1)
    place = codes * shape[1] + (month - first)
    each = np.bincount(place, weights=amounts, minlength=shape[0] * shape[1])
    fen = np.rint(each * 100).astype("int64").reshape(shape)
    return _up_to(fen, months), pd.Index(customers, name="customer_id"), _month_ends(first, shape[1], months)


def _up_to(fen, months):
    """Sums of ``months`` columns in a row."""
    total = np.hstack([np.zeros((len(fen), 1), dtype="int64"), fen.cumsum(axis=1)])
    return total[:, months:] - total[:, :-months]


def _month_ends(first, number, months):
    """The last days of the months, from the first with so many months up to it."""
    after = np.arange(first + months, first + number + 1).astype("datetime64[M]").astype("datetime64[D]")
    return pd.DatetimeIndex((after - np.timedelta64(1, "D")).astype("datetime64[us]"), name="month_end")


def _inside(fen, enter, leave, patience):
    """Month by month: in at the upper bar, out after ``patience`` month-ends below the lower one."""
    inside = np.zeros(fen.shape, dtype=bool)
    now, below = np.zeros(len(fen), dtype=bool), np.zeros(len(fen), dtype=int)
    for month in range(fen.shape[1]):
        below = np.where(fen[:, month] >= leave, 0, below + 1)
        now = (fen[:, month] >= enter) | (now & (below < patience))
        inside[:, month] = now
    return inside


def _bars(threshold, exit_ratio):
    """Both bars in whole fen, rounded up, so that an amount equal to the bar reaches it."""
    enter, ratio = _number("threshold", threshold), _number("exit_ratio", exit_ratio)
    if enter <= 0 or not 0 < ratio <= 1:
        raise Refused(
            say("a threshold above zero and an exit_ratio above 0, at most 1", "threshold 大于零；exit_ratio 大于 0，不超过 1"),
            f"threshold={threshold!r}, exit_ratio={exit_ratio!r}",
            say("the lower bar is a part of the upper one: 0.9 for 90 %", "退出线是进入线的一个比例：九成写 0.9"),
        )  # fmt: skip
    return (int((bar * 100).to_integral_value(ROUND_CEILING)) for bar in (enter, enter * ratio))


def _number(name, value):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, (bool, np.bool_)) or not number.is_finite():
        raise Refused(
            say(f"a number for {name}", f"{name} 是一个数"),
            repr(value),
            say("for example 600000", "例如 600000"),
        )
    return number


# Drawings -------------------------------------------------------------------------------------------------


@look.drawing
def plot_count(counts, needed=20, ax=None):
    """The dynamic chart: the number of key accounts at each month-end, joined by a line, with who joined and left.

    Parameters
    ----------
    counts : DataFrame
        As :func:`monthly_count` gives it; the first row is only where the line starts.
    needed : int
        From how many a department is set up; drawn as a dashed line.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    ax = look.axes(ax, height=4.2)
    places = np.arange(len(counts))
    ax.bar(places, counts["joined"].where(places > 0, 0), width=0.62, color=look.PALE)
    ax.bar(
        places,
        -counts["left"].where(places > 0, 0),
        width=0.62,
        color="white",
        edgecolor=look.QUIET,
        hatch="////",
        linewidth=0.8,
    )
    ax.plot(places, counts["accounts"], "o-", color=look.BLUE)
    ax.axhline(needed, color=look.ORANGE, linestyle="--", linewidth=1.2)
    ax.axhline(0, color=look.QUIET, linewidth=0.8)
    for place in _worth_a_label(counts["accounts"].to_numpy()):
        _label_point(ax, place, counts["accounts"].to_numpy())
    top = counts["accounts"].max()
    ax.set(xticks=places, xticklabels=look.month_labels(counts.index), xlim=(-0.6, len(counts) - 0.4))
    ax.set(ylim=(-counts["left"].iloc[1:].max() - 3, 1.5 * top), xlabel=on_figure("end of month", "月末"))
    ax.set_ylabel(on_figure("customers", "家"))
    ax.grid(visible=False, axis="x")
    _key(ax, counts, needed)
    return _tell_count(ax, counts, needed)


def _worth_a_label(accounts):
    """The lowest and the highest month-end, and the last."""
    return {int(np.argmin(accounts)), int(np.argmax(accounts)), len(accounts) - 1} if len(accounts) else set()


def _label_point(ax, place, accounts):
    low = accounts[place] <= accounts[max(place - 1, 0)]
    look.beside(
        ax,
        str(accounts[place]),
        (place, accounts[place]),
        (0, -17 if low else 8),
        ha="center",
        color=look.BLUE,
    )


def _key(ax, counts, needed):
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = [
        (Line2D([], [], color=look.BLUE, marker="o"), on_figure("key accounts", "大客户数")),
        (
            Line2D([], [], color=look.ORANGE, linestyle="--"),
            on_figure(f"{needed}: a department", f"{needed} 家：设部门"),
        ),
        (Patch(color=look.PALE), on_figure("joined", "进入")),
        (Patch(facecolor="white", edgecolor=look.QUIET, hatch="////"), on_figure("left", "退出")),
    ]
    handles, words = zip(*marks, strict=True)
    ax.legend(
        handles,
        words,
        ncols=4,
        loc="upper left",
        facecolor="white",
        edgecolor="none",
        framealpha=1,
        fontsize=10.5,
        columnspacing=1.2,
        borderpad=0.1,
    )


def _tell_count(ax, counts, needed):
    """Title and reading, worked out from what was drawn."""
    later = counts.iloc[1:]
    accounts = later["accounts"]
    reached, joined, left = (
        int((accounts >= needed).sum()),
        int(later["joined"].sum()),
        int(later["left"].sum()),
    )
    look.title(
        ax,
        on_figure(f"{needed} or more at {reached} of {len(accounts)} month-ends", f"{len(accounts)} 个月末，有 {reached} 个达到 {needed} 家"),
        on_figure("Key accounts at each month-end; columns: joined, and left below zero", "各月末大客户数；柱：进入，零线以下为退出"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"The line is the number of key accounts at each month-end, from {accounts.min()} to {accounts.max()} after the first. Since then {joined} joined "
            f"(columns above zero) and {left} left (hatched, below zero), a net change of {signed(joined - left)}.",
            f"折线是各月末的大客户数。第一个月末是起点，此后最少 {accounts.min()} 家，最多 {accounts.max()} 家；进入 {joined} 家次（零线以上），"
            f"退出 {left} 家次（零线以下的斜纹柱），净变动 {signed(joined - left)} 家。"),
    )  # fmt: skip


def signed(number):
    """A change with its sign; the minus is a minus, not a hyphen."""
    return f"{number:+d}".replace("-", "\u2212")


@look.drawing
def plot_swing(standing, threshold, exit_ratio=1.0, names=None, ax=None):
    """A few customers near the bar: their sales at each month-end, with both bars.

    Parameters
    ----------
    standing : DataFrame
        The rows of :func:`standing_sales` to draw, CNY.
    threshold, exit_ratio
        As for :func:`membership`.
    names : Series, optional
        A name to show for each customer instead of its id.

    Returns
    -------
    Axes
        With its title and its sentence *read this chart*.
    """
    unit = on_figure(1e3, 1e4)
    ax = look.axes(ax, height=4.2)
    places, marks = range(standing.shape[1]), "osD^v"
    colours = [look.BLUE, look.GREEN, look.INK, look.BLUE, look.GREEN]
    for at, (customer, row) in enumerate(standing.iterrows()):
        label = str(customer if names is None else names[customer])
        ax.plot(
            places,
            row / unit,
            marker=marks[at % 5],
            color=colours[at % 5],
            linewidth=1.2,
            linestyle="-" if at < 3 else ":",
            markersize=4.5,
            label=label,
        )
    bars = [threshold / unit, threshold * exit_ratio / unit]
    for bar, words in zip(
        bars, (on_figure("upper bar", "进入线"), on_figure("lower bar", "退出线")), strict=True
    ):
        ax.axhline(bar, color=look.ORANGE, linestyle="--", linewidth=1.3)
        look.beside(ax, words, (len(places) - 0.5, bar), (0, 3), ha="right", color=look.ORANGE)
    ax.set(
        xticks=list(places), xticklabels=look.month_labels(standing.columns), xlim=(-0.6, len(places) - 0.4)
    )
    low, high = min(bars), standing.to_numpy().max() / unit
    ax.set(ylim=(low - 0.1 * (high - low), high + 0.5 * (high - low)))
    ax.set(xlabel=on_figure("end of month", "月末"), ylabel=on_figure("thousand yuan", "万元"))
    ax.grid(visible=False)
    ax.legend(ncols=3, loc="upper left", frameon=False, fontsize=10.5)
    return _tell_swing(ax, standing, threshold, exit_ratio)


def _tell_swing(ax, standing, threshold, exit_ratio):
    below = int((standing < threshold).to_numpy().sum())
    least = look.half_up(100 * standing.to_numpy().min() / threshold, 1)
    cells = standing.size
    per_cent = look.half_up(100 * exit_ratio, 0)
    look.title(
        ax,
        on_figure(f"Never under {least} % of the bar, below it {below} times of {cells}", f"最低也有进入线的 {least}%，{cells} 次里低于它 {below} 次"),
        on_figure("Net sales of the last three months, at each month-end", "各月末，近三个月的销售净额"),
    )  # fmt: skip
    return look.read_this(
        ax,
        say(f"Each line is one customer; the dashed lines are the bar for coming in and, at {per_cent} % of it, the bar for going out. "
            f"{below} of the {cells} points lie below the upper line, none is lower than {least} % of it.",
            f"一条折线是一家客户；两条虚线，上面是进入线，下面是进入线的 {per_cent}%，即退出线。{cells} 个点里有 {below} 个在进入线以下，最低的也有进入线的 {least}%。"),
    )  # fmt: skip
