"""The trade of the company: what was sold, sent back, invoiced and paid, and every pattern planted in it."""

import functools

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import company
from casekit.company import calendar, goods, money, standing
from casekit.company.story import STORY, WITHOUT

pytestmark = pytest.mark.slow  # simulates the company; left out by `test --quick`

TABLES = """
customers customer_card_fields calendar products orders order_lines returns inventory_monthly plans_monthly
selling_expenses terms invoices payments tier_history activity_costs activity_rates wallet dealer_scores
""".split()
LAST = pd.Timestamp("2025-12-31")
BIG, TINY = 25, 40  # how many of the largest, and of the smallest, customers are looked at


class Trade:
    """What a reader works out from the tables; money in whole fen."""

    def __init__(self, tables):
        self.t = tables
        self.ids = tables["customers"]["customer_id"]

    @functools.cached_property
    def orders(self):
        orders = self.t["orders"]
        return orders.assign(fen=_fen(orders["net_amount_cny"]))

    @functools.cached_property
    def moves(self):
        """Orders, and returns on the day they are booked, as one list of amounts."""
        returns = self.t["returns"].merge(self.orders[["order_id", "customer_id"]])
        columns = ["customer_id", "date", "fen"]
        sold = self.orders.rename(columns={"order_date": "date"})[columns]
        back = returns.assign(fen=-_fen(returns["credited_cny"])).rename(columns={"return_date": "date"})
        return pd.concat([sold, back[columns]], ignore_index=True)

    def net(self, year):
        moves = self.moves[self.moves["date"].dt.year == year]
        return moves.groupby("customer_id")["fen"].sum().reindex(self.ids, fill_value=0)

    @functools.cached_property
    def monthly(self):
        """Net sales, customers by the 24 months."""
        month = 12 * (self.moves["date"].dt.year - 2024) + self.moves["date"].dt.month - 1
        table = self.moves.groupby(["customer_id", month])["fen"].sum().unstack(fill_value=0)
        return table.reindex(index=self.ids, columns=range(24), fill_value=0)

    @functools.cached_property
    def profit(self):
        """Sales less cost of the goods less cost to serve in 2025, by customer."""
        cost = _fen(self.t["products"].set_index("sku")["unit_cost_cny"])
        lines = self.t["order_lines"].merge(self.orders[["order_id", "customer_id", "order_date"]])
        back = self.t["returns"].merge(lines[["order_id", "line_no", "sku", "customer_id"]])
        sold = lines[lines["order_date"].dt.year == 2025]
        back = back[back["return_date"].dt.year == 2025]
        goods_sold = (sold["quantity"] * sold["sku"].map(cost)).groupby(sold["customer_id"]).sum()
        goods_back = (back["quantity"] * back["sku"].map(cost)).groupby(back["customer_id"]).sum()
        margin = self.net(2025).sub(goods_sold, fill_value=0).add(goods_back, fill_value=0)
        return margin - self.served

    @functools.cached_property
    def served(self):
        costs = self.t["activity_costs"]
        rates = _fen(self.t["activity_rates"].set_index("activity")["rate_cny"])
        counts = costs[costs["quarter"] >= "2025-01-01"].set_index("customer_id").drop(columns="quarter")
        counts.columns = counts.columns.str.removesuffix("_count")
        return (counts * rates).sum(axis="columns").groupby(level=0).sum().reindex(self.ids)

    @functools.cached_property
    def settled(self):
        """Invoices with the day on which the last good payment came; no day while anything is open."""
        good = self.t["payments"].loc[lambda table: ~table["dishonoured"]]
        last = good.groupby("invoice_id")["payment_date"].max()
        invoices = self.t["invoices"]
        day = invoices["invoice_id"].map(last)
        return invoices.assign(paid_on=day.where(invoices["open_amount_cny"] == 0))

    def receivables(self, day):
        """What is open at the end of a day, by invoice, in fen."""
        day = pd.Timestamp(day)
        invoices = self.t["invoices"][lambda table: table["invoice_date"] <= day]
        paid = self.t["payments"][lambda table: ~table["dishonoured"] & (table["payment_date"] <= day)]
        paid = (
            (_fen(paid["payment_cny"]) + _fen(paid["discount_taken_cny"])).groupby(paid["invoice_id"]).sum()
        )
        asked = _fen(invoices["amount_cny"]) - _fen(invoices["credit_cny"])
        return asked - invoices["invoice_id"].map(paid).fillna(0).astype("int64")


def _fen(amount):
    return (amount * 100).round().astype("int64")


@pytest.fixture(scope="module")
def files():
    return Trade({name: casekit.load(f"qinghe/{name}") for name in TABLES})


@functools.cache
def _without(pattern):
    return Trade(company.simulate(story=WITHOUT[pattern]))


# Patterns ----------------------------------------------------------------------------------------------


def top_share(found):
    """Share of the sales of 2024 and 2025 that 18 % of the customers with sales bring."""
    shares = []
    for year in (2024, 2025):
        sales = found.net(year)
        sales = np.sort(sales[sales > 0])[::-1]
        shares.append(sales[: round(0.18 * len(sales))].sum() / sales.sum())
    return shares


def on_the_cut(found):
    """Customers with which the cumulative sales of 2024 are 75 % to the fen."""
    sales = np.sort(found.net(2024))[::-1]
    return (np.cumsum(sales) * 100 == 75 * sales.sum()).sum()


def classes(sales, inclusive=True):
    """A, B, C by 75 and 95 % of cumulative sales; equal sales share a class."""
    sales = sales[sales > 0].sort_values(ascending=False, kind="stable")
    through, total = sales.cumsum(), sales.sum()
    share = (through - sales if inclusive else through) * 100
    first = share.groupby(sales).transform("first")
    a, b = (
        (first < 75 * total, first < 95 * total) if inclusive else (first <= 75 * total, first <= 95 * total)
    )
    return pd.Series(np.where(a, "A", np.where(b, "B", "C")), index=sales.index)


def change_class_with_the_straddler(found):
    """Customers of 2025 that are A when who straddles 75 % is included, and B when not."""
    sales = found.net(2025)
    return (classes(sales).eq("A") & classes(sales, inclusive=False).eq("B")).sum()


def ties(found):
    """Pairs with equal sales in 2024, in 2025, and at the two cuts of 2025."""
    pairs = [found.net(year)[lambda sales: sales > 0].value_counts().eq(2).sum() for year in (2024, 2025)]
    sales = found.net(2025).sort_values(ascending=False)
    through, total = sales.cumsum(), sales.sum()
    straddlers = [sales[through * 100 >= cut * total].iloc[0] for cut in (75, 95)]
    return [*pairs, *((sales == straddler).sum() for straddler in straddlers)]


def with_negative_months(found):
    return (found.monthly < 0).any(axis="columns").sum()


def hidden_groups(found):
    """Groups of three or more customers, all B in 2025, that are A together."""
    sales, group = found.net(2025), found.t["customers"].set_index("customer_id")["group_id"]
    alone = classes(sales)
    together = classes(sales.groupby(group.fillna(pd.Series(group.index, index=group.index))).sum())
    members = alone.groupby(group).agg(["size", lambda each: (each == "B").all()])
    hidden = members.index[(members["size"] >= 3) & members.iloc[:, 1]]
    return (together.reindex(hidden) == "A").sum()


def strays(found):
    """Dealers with 15 % or more of their orders of 2025 delivered to other regions."""
    orders = found.orders[found.orders["order_date"].dt.year == 2025]
    home = orders["customer_id"].map(found.t["customers"].set_index("customer_id")["region"])
    away = (home != orders["ship_to_region"]).groupby(orders["customer_id"]).agg(["mean", "size"])
    return ((away["mean"] >= 0.15) & (away["size"] >= 10)).sum()


def price_cutters(found):
    """Dealers on whose shelf the reference article was ever under 90 % of the list price."""
    plans = found.t["plans_monthly"]
    return plans[plans["shelf_price_percent"] < 90]["customer_id"].nunique()


def falling_frequency(found):
    """Dealers that order at half their pace or less in the 75 days before their bill is not honoured."""
    bad = found.t["payments"][lambda table: table["dishonoured"] & (table["customer_id"] <= "QH0060")]
    falling = 0
    for customer, day in bad.groupby("customer_id")["payment_date"].min().items():
        before = (day - found.orders.loc[found.orders["customer_id"] == customer, "order_date"]).dt.days
        falling += 2 * before.between(0, 74).sum() <= before.between(75, 224).sum() / 2
    return falling


def exact_recency(found):
    """Customers whose last order is exactly 30, 60 or 120 days old at the end."""
    days = (LAST - found.orders.groupby("customer_id")["order_date"].max()).dt.days
    return days.isin((30, 60, 120)).sum()


def odd_profits(found):
    """Unprofitable among the largest customers, profitable among the smallest."""
    sales = found.net(2025)[lambda each: each > 0].sort_values()
    profit = found.profit[sales.index]
    return [(profit.iloc[-BIG:] < 0).sum(), (profit.iloc[:TINY] > 0).sum()]


def whale(found):
    profit = np.sort(found.profit)[::-1].cumsum()
    return profit.max() / profit[-1]


def collection_days(found):
    """Receivables at year's end over the year's net credit sales, in days: how far it falls from 2024 to 2025."""
    days, on_credit = {}, found.t["invoices"][lambda table: table["terms_id"] != "T1"]
    for year, length in ((2024, 366), (2025, 365)):
        invoices = on_credit[on_credit["invoice_date"].dt.year == year]
        sold = (_fen(invoices["amount_cny"]) - _fen(invoices["credit_cny"])).sum()
        owed = found.receivables(f"{year}-12-31").reindex(on_credit.index).sum()
        days[year] = owed / sold * length
    return days[2024] - days[2025]


def takers(found):
    """Settled invoices at 2/15, 1/20, N/30: paid by day 15, by day 20, later."""
    invoices = found.settled[lambda table: (table["terms_id"] == "T3") & table["paid_on"].notna()]
    days = (invoices["paid_on"] - invoices["invoice_date"]).dt.days
    return [(days <= 15).mean(), days.between(16, 20).mean(), (days > 20).mean()]


def flow(found):
    """Ordinary customers' credit invoices due by mid-2025: share open after the due date, then 30, 60, 90 days on."""
    invoices = found.settled[lambda t: (t["customer_id"] > "QH0060") & (t["due_date"] <= "2025-06-30")]
    invoices = invoices[invoices["terms_id"] != "T1"]
    late = (invoices["paid_on"].fillna(LAST) - invoices["due_date"]).dt.days
    still = [len(late), *((late > days).sum() for days in (0, 30, 60, 90))]
    return [later / before for before, later in zip(still[:-1], still[1:], strict=True)]


def _growth(found):
    """Sales of 2025 over 2024, points and tier of January 2025, of customers known in both whole years."""
    review = found.t["tier_history"][lambda table: table["month"] == "2025-01-01"].set_index("customer_id")
    sales = pd.DataFrame({"before": found.net(2024), "now": found.net(2025)})
    known = found.t["customers"].set_index("customer_id")["onboard_date"] < "2024-01-01"
    left = found.orders.groupby("customer_id")["order_date"].max() < "2025-08-25"
    table = review.join(sales)[known & ~left.reindex(known.index, fill_value=True)]
    return table.assign(growth=table["now"] / table["before"])


def tier_lift(found, width=20):
    """Growth just over the gold cut against just under it: two straight lines, within ``width`` points."""
    table = _growth(found)
    off = table["tier_points"].to_numpy() - STORY.standing.gold
    near = np.abs(off) <= width
    gold = off >= 0
    lines = np.column_stack([np.ones(len(off)), gold, off, off * gold])[near].astype(float)
    level, jump, *_ = np.linalg.lstsq(lines, table["growth"].to_numpy()[near], rcond=None)[0]
    return jump / level


def naive_lift(found):
    growth = _growth(found).groupby("tier")["growth"].mean()
    return growth["gold"] / growth["silver"] - 1


def on_the_bar(found, bar=60_000_000):
    """Customers always within 5 % of 600,000 CNY in three months, now above and now below."""
    three = found.monthly.T.rolling(3).sum().T.iloc[:, 2:]
    near = ((three - bar).abs() <= bar // 20).all(axis="columns")
    crossings = (three >= bar).astype(int).diff(axis="columns").abs().sum(axis="columns")
    return (near & (crossings >= 6)).sum()


def fillers(found):
    """Dealers that meet the plan of a year, by at most 3 %, because of a December of 15 % of the year: 2024 and 2025."""
    plans = (
        found.t["plans_monthly"].pivot(index="customer_id", columns="month", values="plan_cny").apply(_fen)
    )
    plans, months, filled = plans.to_numpy(), found.monthly.loc[plans.index].to_numpy(), []
    for year in (slice(0, 12), slice(12, 24)):
        plan, bought = plans[:, year].sum(axis=1), months[:, year]
        met = (bought.sum(axis=1) >= plan) & (100 * bought.sum(axis=1) <= 103 * plan)
        filled.append(
            (met & (100 * bought[:, 11] >= 14 * bought.sum(axis=1)) & (plans[:, year.start] > 0)).sum()
        )
    return filled


def kinds_of_product(found):
    """The fastest of the poor earners, the best earner of the fast, the slowest of the poor earners."""
    stocks = found.t["inventory_monthly"][lambda table: table["month"] >= "2025-01-01"]
    orders = found.orders[lambda each: each["order_date"].dt.year == 2025]
    orders = orders[orders["customer_id"].isin(stocks["customer_id"])]
    lines = found.t["order_lines"].merge(orders["order_id"]).merge(found.t["products"])
    sold = pd.DataFrame({"sku": lines["sku"], "sales": lines["net_amount_cny"]})
    sold = sold.assign(cost=lines["quantity"] * lines["unit_cost_cny"]).groupby("sku").sum()
    stock = stocks.groupby("sku")[["begin_cost_cny", "end_cost_cny"]].sum().sum(axis="columns") / 24
    margin, turn = 1 - sold["cost"] / sold["sales"], sold["cost"] / stock
    poor, fast = margin.nsmallest(4).index, turn.nlargest(4).index
    return [
        turn[poor].idxmax() if turn[poor].max() >= turn.nlargest(2).min() else "",
        margin[fast].idxmax() if margin[fast].max() >= 1.3 * margin.median() else "",
        turn[poor].idxmin() if turn[poor].min() == turn.min() else "",
    ]


ON_THE_CUT = 1
STRADDLING = 2  # the straddler and its equal
TIES = (1, 4, 2, 2)  # pairs in 2024, in 2025; customers with the sales at the cuts of 75 and of 95 %
NEGATIVE, GROUPS, STRAYS, CUTTERS, FALLING, RECENT, ON_THE_BAR = 12, 1, 8, 6, 6, 20, 5
ODD_PROFITS = (2, 3)
FILLERS, FILLERS_WITHIN = (19, 19), 3  # of the sixty: about a third
TOP_SHARE, SHARE_WITHIN = (0.80, 0.80), 0.01
WHALE, WHALE_WITHIN = 1.38, 0.02
FASTER, FASTER_WITHIN = 6.0, 0.5  # days
TAKERS, TAKERS_WITHIN = (0.60, 0.15, 0.25), 0.02
FLOW, FLOW_WITHIN = (0.20, 0.40, 0.35, 0.30), (0.02, 0.04, 0.06, 0.10)
LIFT, LIFT_WITHIN = 0.04, 0.015
NAIVE, NAIVE_WITHIN = 0.22, 0.02
KINDS = ("CK01", "FL03", "CK06")

PATTERNS = dict(
    zip(
        WITHOUT,
        (  # how it is measured, what it should be, and within what
            (top_share, TOP_SHARE, SHARE_WITHIN),
            (on_the_cut, ON_THE_CUT, 0),
            (change_class_with_the_straddler, STRADDLING, 0),
            (ties, TIES, 0),
            (with_negative_months, NEGATIVE, 0),
            (hidden_groups, GROUPS, 0),
            (strays, STRAYS, 0),
            (price_cutters, CUTTERS, 0),
            (falling_frequency, FALLING, 0),
            (exact_recency, RECENT, 0),
            (odd_profits, ODD_PROFITS, 0),
            (whale, WHALE, WHALE_WITHIN),
            (collection_days, FASTER, FASTER_WITHIN),
            (takers, TAKERS, TAKERS_WITHIN),
            (flow, FLOW, FLOW_WITHIN),
            (tier_lift, LIFT, LIFT_WITHIN),
            (naive_lift, NAIVE, NAIVE_WITHIN),
            (on_the_bar, ON_THE_BAR, 0),
            (fillers, FILLERS, FILLERS_WITHIN),
            (kinds_of_product, KINDS, None),
        ),
        strict=True,
    )
)


def _present(pattern, found):
    measure, target, within = PATTERNS[pattern]
    value = measure(found)
    if within is None:
        return list(value) == list(target)
    return bool(np.all(np.abs(np.asarray(value, dtype=float) - target) <= within))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_is_in_the_files(files, pattern):
    assert _present(pattern, files), PATTERNS[pattern][0](files)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.daily
def test_each_pattern_is_gone_without_its_cause(pattern):
    assert not _present(pattern, _without(pattern))


def test_paying_late_is_no_more_common_in_2025(files):
    """The fall in collection days has nothing to do with payment habits."""
    invoices = files.settled
    late = invoices["paid_on"].fillna(LAST) > invoices["due_date"]
    share = late.groupby(invoices["due_date"].dt.year).mean()
    assert abs(share[2025] - share[2024]) < 0.015


def test_who_fills_up_in_december_buys_little_in_january_and_was_behind_before(files):
    people = company._World(company.SEED, STORY).people
    dealers = np.flatnonzero(people.at_year_end[: people.dealers])
    plans = (
        files.t["plans_monthly"]
        .pivot(index="customer_id", columns="month", values="plan_cny")
        .apply(_fen)
        .to_numpy()
    )
    bought = files.monthly.to_numpy()[dealers]
    january, usual = bought[:, 12].sum(), bought[:, 13:23].sum() / 10
    assert january < 0.6 * usual
    by_november = bought[:, 12:23].sum(axis=1) / plans[dealers, 12:23].sum(axis=1)
    assert (by_november < 1).mean() > 0.85


def test_plans_are_met_by_some_just_met_by_more_and_missed_by_most(files):
    plans = _fen(
        files.t["plans_monthly"]
        .loc[lambda t: t["month"] >= "2025-01-01"]
        .groupby("customer_id")["plan_cny"]
        .sum()
    )
    share = files.net(2025)[plans.index] / plans
    assert 3 <= (share > 1.03).sum() < share.between(1, 1.03).sum() < (share < 1).sum()
    assert share.between(0.8, 1.1).all()


def test_the_large_and_disloyal_pay_late_more_often(files):
    """Transshipment, late payment and price cuts meet in the same dealers."""
    kind = company.truth().set_index("customer_id")["kind"]
    late = files.t["dealer_scores"].set_index("customer_id")["late_payments_12m"].groupby(kind).mean()
    assert late["large and disloyal"] >= 2 > 1 > late["large and loyal"]
    cut = files.t["plans_monthly"][lambda table: table["shelf_price_percent"] < 90]["customer_id"]
    assert set(kind[cut.unique()]) == {"large and disloyal"}


def test_three_of_the_dealers_that_collapse_never_pay_again(files):
    bad = files.t["payments"][lambda table: table["dishonoured"] & (table["customer_id"] <= "QH0060")]
    good = files.t["payments"][lambda table: ~table["dishonoured"]]
    since = bad.groupby("customer_id")["payment_date"].min()
    paid = good.groupby("customer_id")["payment_date"].max().reindex(since.index) >= since
    assert len(since) == 6 and (~paid).sum() == 3
    assert set(since.index[~paid]) == set(
        company.customers.collapses(company.truth())[lambda t: t["defaults"]]["customer_id"]
    )


def test_key_accounts_are_about_as_many_as_a_department_needs(files):
    """600,000 CNY in three months: the count passes the rule of 20 now and then."""
    three = files.monthly.T.rolling(3).sum().T.iloc[:, 2:]
    count = (three >= 60_000_000).sum()
    assert count.min() < 20 <= count.max()


# What holds in every company -------------------------------------------------------------------------------

ROWS = {
    "customers": 420,
    "customer_card_fields": 6300,
    "calendar": 731,
    "products": 24,
    "orders": 9200,
    "order_lines": 24500,
    "returns": 620,
    "inventory_monthly": 8640,
    "plans_monthly": 1440,
    "selling_expenses": 1440,
    "terms": 6,
    "invoices": 9100,
    "payments": 9900,
    "tier_history": 420 * 24,
    "activity_costs": 3360,
    "wallet": 480,
}
ROWS_WITHIN = 0.03


@pytest.mark.parametrize("name", ROWS)
def test_tables_have_about_the_rows_of_the_plan(files, name):
    assert len(files.t[name]) == pytest.approx(ROWS[name], rel=ROWS_WITHIN)


@pytest.fixture(scope="module", params=[company.SEED, 0, 1, 2])
def any_company(request):
    return Trade(company.simulate(request.param))


def test_cash_on_delivery_is_paid_on_the_day_and_no_dealer_has_it(any_company):
    customers = any_company.t["customers"].set_index("customer_id")
    assert (customers["terms_id"].head(60) != "T1").all() and (customers["terms_id"] == "T1").sum() > 20
    invoices = any_company.settled[lambda table: table["terms_id"] == "T1"]
    assert (invoices["paid_on"] == invoices["invoice_date"]).all() and (
        invoices["open_amount_cny"] == 0
    ).all()
    payments = any_company.t["payments"].merge(invoices[["invoice_id"]])
    assert payments["invoice_id"].is_unique and not payments["dishonoured"].any()


def test_sixty_days_are_for_public_bodies_and_nobody_sells_for_a_commission(any_company):
    customers = any_company.t["customers"]
    assert set(customers.loc[customers["terms_id"] == "T5", "nature"]) == {"government"}
    assert set(customers.loc[customers["nature"] == "channel", "channel_role"]) == {
        "wholesale", "retail", "area distributor", "special", "chain", "exclusive"
    }  # fmt: skip


def test_lines_sum_to_orders(any_company):
    lines = any_company.t["order_lines"]
    sums = _fen(lines["net_amount_cny"]).groupby(lines["order_id"]).sum()
    assert (sums.reindex(any_company.orders["order_id"]).to_numpy() == any_company.orders["fen"]).all()
    asked = lines["quantity"] * _fen(lines["list_price_cny"]) - _fen(lines["discount_cny"])
    assert (asked == _fen(lines["net_amount_cny"])).all()
    assert (lines[["discount_cny", "net_amount_cny"]] > 0).all(axis=None)
    assert (lines.groupby("order_id")["line_no"].max() == lines.groupby("order_id").size()).all()


def test_dealers_purchases_are_those_of_their_scores(any_company):
    """Lesson 3 and the order book tell the same story, to the fen."""
    scores = any_company.t["dealer_scores"].set_index("customer_id")
    bought = any_company.net(2025)[scores.index]
    assert (bought == _fen(scores["net_amount_2025_cny"])).all()


def test_months_late_are_those_of_the_scores(any_company):
    paid = any_company.t["payments"].merge(any_company.t["invoices"][["invoice_id", "due_date"]])
    late = paid[~paid["dishonoured"] & (paid["payment_date"] > paid["due_date"])]
    late = late[late["payment_date"].dt.year == 2025]
    months = late.groupby("customer_id")["payment_date"].agg(lambda days: days.dt.month.nunique())
    scores = any_company.t["dealer_scores"].set_index("customer_id")["late_payments_12m"]
    assert (months.reindex(scores.index, fill_value=0) == scores).all()


def test_returns_never_exceed_their_lines(any_company):
    lines = any_company.t["order_lines"].set_index(["order_id", "line_no"])
    back = any_company.t["returns"].groupby(["order_id", "line_no"])[["quantity", "credited_cny"]].sum()
    sold = lines.loc[back.index]
    assert (back["quantity"] <= sold["quantity"]).all()
    assert (back["credited_cny"] <= sold["net_amount_cny"] + 0.001).all()


def test_returns_follow_their_orders_and_are_deducted_later(any_company):
    when = any_company.orders.set_index("order_id")["order_date"]
    who = any_company.orders.set_index("order_id")["customer_id"]
    returns = any_company.t["returns"]
    bought, deducted = returns["order_id"], returns["deducted_from_order_id"]
    assert (returns["return_date"] > bought.map(when)).all()
    assert (returns["return_date"] <= deducted.map(when)).all()
    assert (bought.map(who) == deducted.map(who)).all()


def test_invoices_ask_for_orders_once(any_company):
    invoices = any_company.t["invoices"].merge(any_company.orders, on="order_id")
    assert invoices["order_id"].is_unique and len(invoices) == len(any_company.t["invoices"])
    assert (_fen(invoices["amount_cny"]) == invoices["fen"]).all()
    assert (invoices["customer_id_x"] == invoices["customer_id_y"]).all()
    late = any_company.orders[~any_company.orders["order_id"].isin(invoices["order_id"])]
    assert (late["order_date"] >= "2025-12-15").all()  # only what left in the last fortnight is not invoiced
    net_days = any_company.t["terms"].set_index("terms_id")["net_days"]
    given = (invoices["due_date"] - invoices["invoice_date"]).dt.days
    assert (given == invoices["terms_id"].map(net_days)).all()


def test_credits_on_invoices_are_the_returns(any_company):
    returns, invoices = any_company.t["returns"], any_company.t["invoices"]
    credits = _fen(returns["credited_cny"]).groupby(returns["deducted_from_order_id"]).sum()
    assert (_fen(invoices["credit_cny"]) == invoices["order_id"].map(credits).fillna(0)).all()


def test_payments_never_exceed_what_is_owed(any_company):
    invoices, payments = any_company.t["invoices"], any_company.t["payments"]
    good = payments[~payments["dishonoured"]]
    paid = _fen(good["payment_cny"]).groupby(good["invoice_id"]).sum()
    kept = _fen(good["discount_taken_cny"]).groupby(good["invoice_id"]).sum()
    assert (_fen(invoices["paid_cny"]) == invoices["invoice_id"].map(paid).fillna(0)).all()
    assert (_fen(invoices["discount_taken_cny"]) == invoices["invoice_id"].map(kept).fillna(0)).all()
    owed = _fen(invoices["amount_cny"]) - _fen(invoices["credit_cny"]) - _fen(invoices["discount_taken_cny"])
    assert (owed - _fen(invoices["paid_cny"]) == _fen(invoices["open_amount_cny"])).all()
    assert (invoices["open_amount_cny"] >= 0).all() and (payments["payment_cny"] > 0).all()


def test_discounts_are_taken_within_their_days(any_company):
    taken = any_company.settled[lambda table: table["discount_taken_cny"] > 0].merge(any_company.t["terms"])
    days = (taken["paid_on"] - taken["invoice_date"]).dt.days
    first = days <= taken["discount_1_days"]
    rate = np.where(first, taken["discount_1_percent"], taken["discount_2_percent"])
    assert (first | (days <= taken["discount_2_days"].fillna(0))).all()
    base = taken["amount_cny"] - taken["credit_cny"]
    assert np.allclose(taken["discount_taken_cny"], base * rate.astype(float) / 100, atol=0.011)


def test_stock_goes_on_from_month_to_month(any_company):
    stocks = any_company.t["inventory_monthly"]
    key = ["customer_id", "sku"]
    following = stocks.groupby(key)[["begin_quantity", "begin_cost_cny"]].shift(-1)
    inner = following.notna().all(axis="columns")
    assert (following["begin_quantity"][inner] == stocks["end_quantity"][inner]).all()
    assert (following["begin_cost_cny"][inner] == stocks["end_cost_cny"][inner]).all()
    assert (stocks[["begin_quantity", "end_quantity"]] >= 0).all(axis=None)
    assert stocks.groupby(key).size().eq(24).all() and stocks["customer_id"].nunique() == 15


def test_dealers_sell_on_what_they_have(any_company):
    """Begin plus bought less returned less end is never negative."""
    lines = any_company.t["order_lines"].merge(any_company.orders[["order_id", "customer_id", "order_date"]])
    back = any_company.t["returns"].merge(lines[["order_id", "line_no", "sku", "customer_id"]])
    moved = pd.concat(
        [
            lines.rename(columns={"order_date": "day"})[["customer_id", "sku", "day", "quantity"]],
            back.assign(quantity=-back["quantity"]).rename(columns={"return_date": "day"})[
                ["customer_id", "sku", "day", "quantity"]
            ],
        ]
    )
    month = moved["day"].dt.to_period("M").dt.to_timestamp()
    moved = moved.groupby(["customer_id", "sku", month])["quantity"].sum()
    stocks = any_company.t["inventory_monthly"].set_index(["customer_id", "sku", "month"])
    bought = moved.reindex(stocks.index, fill_value=0)
    assert (stocks["begin_quantity"] + bought - stocks["end_quantity"] >= 0).all()


def test_every_id_resolves(any_company):
    tables = any_company.t
    ids = {"customer_id": "customers", "sku": "products", "terms_id": "terms", "invoice_id": "invoices"}
    for name in TABLES:
        for column, home in {**ids, "order_id": "orders"}.items():
            if column in tables[name]:
                assert tables[name][column].isin(tables[home][column]).all(), (name, column)
    lines = pd.MultiIndex.from_frame(tables["order_lines"][["order_id", "line_no"]])
    assert pd.MultiIndex.from_frame(tables["returns"][["order_id", "line_no"]]).isin(lines).all()
    assert tables["returns"]["deducted_from_order_id"].isin(tables["orders"]["order_id"]).all()


def test_dates_lie_in_the_records_and_in_order(any_company):
    tables = any_company.t
    for name, column in {
        "orders": "order_date",
        "returns": "return_date",
        "invoices": "invoice_date",
        "payments": "payment_date",
    }.items():
        days = tables[name][column]
        assert days.between("2024-01-01", LAST).all() and days.is_monotonic_increasing, name
    orders = any_company.orders.merge(tables["invoices"], on="order_id").merge(
        tables["payments"], on="invoice_id"
    )
    assert (orders["order_date"] < orders["invoice_date"]).all()
    assert (orders["invoice_date"] <= orders["payment_date"]).all()
    customers = tables["customers"].set_index("customer_id")
    first = any_company.orders.groupby("customer_id")["order_date"].min()
    began = customers["onboard_date"].reindex(first.index)
    new = began >= "2024-01-01"
    assert (first >= began).all() and (first[new] == began[new]).all()
    assert customers["last_verified_date"].between(customers["onboard_date"], LAST).all()


def test_money_has_two_decimals(any_company):
    for name in TABLES:
        for column, values in any_company.t[name].items():
            if column.endswith("_cny"):
                fen = values * 100
                assert np.allclose(fen, fen.round(), atol=1e-3), (name, column)


@pytest.mark.parametrize("by", ["region", "nature", "channel_role", "price_list", "rep"])
def test_sales_by_class_sum_to_the_total(any_company, by):
    sales = any_company.net(2024) + any_company.net(2025)
    classes_of = any_company.t["customers"].set_index("customer_id")[by]
    assert sales.groupby(classes_of).sum().sum() == sales.sum() == any_company.moves["fen"].sum()


def test_activities_count_the_orders_and_returns(any_company):
    costs = any_company.t["activity_costs"]
    assert costs["orders_count"].sum() == len(any_company.orders)
    assert costs["returns_count"].sum() == len(any_company.t["returns"])
    rates = any_company.t["activity_rates"]
    assert np.allclose(rates["rate_cny"] * rates["volume_2025"], rates["pool_2025_cny"])


def test_the_readme_has_every_table_with_its_rows():
    from casekit import data

    page = (data.datasets_folder() / "qinghe" / "README.md").read_text(encoding="utf-8")
    for name, rows in data.tables()[["table", "rows"]].itertuples(index=False):
        folder, _, table = name.partition("/")
        if folder == "qinghe":
            row = next(line for line in page.splitlines() if line.startswith(f"| [`{table}`]({table}.csv)"))
            assert f"| {rows:,} |" in row, table


def test_nobody_buys_more_from_us_than_altogether(any_company):
    wallet = any_company.t["wallet"]
    moves = any_company.moves
    quarter = moves["date"].dt.to_period("Q").dt.to_timestamp()
    ours = moves.groupby(["customer_id", quarter])["fen"].sum()
    keys = pd.MultiIndex.from_frame(wallet[["customer_id", "quarter"]])
    assert (ours.reindex(keys, fill_value=0).to_numpy() <= _fen(wallet["total_purchases_cny"])).all()


def test_tiers_follow_from_points_each_january(any_company):
    history = any_company.t["tier_history"]
    review = history[(history["month"].dt.month == 1) & (history["tier"] != "none")]
    grades = np.array(standing.TIERS)[standing.graded(review["tier_points"].to_numpy())]
    assert (review["tier"] == grades).all()
    assert history.groupby("customer_id").size().eq(24).all()


def test_cards_have_a_source_a_purpose_and_a_last_day(any_company):
    cards = any_company.t["customer_card_fields"]
    assert not cards.duplicated(["customer_id", "card_field"]).any()
    assert cards.notna().all(axis=None) and (cards[["value_en", "value_zh"]] != "").all(axis=None)
    assert (cards["expiry_date"] > cards["collected_date"]).all()
    merged = cards.merge(any_company.t["customers"])
    assert (merged["collected_date"] <= merged["last_verified_date"]).all()


# Calendar, goods, terms ------------------------------------------------------------------------------------


def test_the_calendar_has_the_working_days_announced():
    table = calendar.calendar().set_index("date")
    worked = table["working_day"].groupby(table.index.year).sum()
    assert worked.to_dict() == {2024: 251, 2025: 248}
    assert table["make_up_day"].groupby(table.index.year).sum().to_dict() == {2024: 8, 2025: 5}
    assert table.loc[table["make_up_day"], "working_day"].all()
    assert (table.index[table["make_up_day"]].day_of_week >= 5).all()
    assert not table.loc[table["holiday_en"].notna(), "working_day"].any()
    assert table.loc["2025-10-08", "holiday_zh"] == "国庆节、中秋节"


def test_every_price_covers_its_cost_on_every_price_list():
    dearest = 1000 - max(goods.PRICE_LISTS.values())
    assert (goods.column("list_price") * dearest >= goods.column("unit_cost") * 1000).mean() > 0.9
    assert sorted(set(goods.products()["category"])) == ["cooking", "drinks", "filter", "spare part"]


def test_terms_are_those_of_the_chapter():
    terms = money.terms().set_index("terms_id")
    chapter = terms.loc[
        "T3", ["discount_1_days", "discount_1_percent", "discount_2_days", "discount_2_percent"]
    ]
    assert chapter.tolist() == [15, 2, 20, 1] and terms.loc["T3", "net_days"] == 30


# Large companies ---------------------------------------------------------------------------------------------


def test_without_pyarrow_the_large_company_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(casekit.errors.Refused, match="pip install pyarrow"):
        company.simulate(scale=2, folder=tmp_path)


def test_the_large_company_begins_with_the_standard_one(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    paths = company.stream(tmp_path, scale=2)
    tables = {path.stem: parquet.read_table(path).to_pandas() for path in paths}
    small = company.simulate()
    assert tables["customers"]["customer_id"].tolist() == [f"QH{number:07d}" for number in range(1, 841)]
    lines, n = tables["order_lines"], len(small["order_lines"])
    assert (lines["net_amount_cny"][:n].to_numpy() == small["order_lines"]["net_amount_cny"]).all()
    assert tables["orders"]["order_id"].is_unique and len(tables["orders"]) > len(small["orders"])
    assert lines["order_id"].isin(tables["orders"]["order_id"]).all()
    again = company.stream(tmp_path / "again", scale=2)
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(paths, again, strict=True))
