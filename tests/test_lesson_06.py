"""What lesson 6 says in words about Qinghe's records is what the tables say; change one, and the other must follow."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import casekit
from casekit import rfm
from casekit.labs import rfm as labs

AS_OF = pd.Timestamp("2025-12-31")
SOURCE = Path(__file__).parents[1] / "notebooks/source/06_rfm.md"
XITANG, LANYU = "QH0039", "QH0076"


@pytest.fixture(scope="module")
def trade():
    """The business customers: table, classes by both repairs, own gaps."""
    orders = casekit.load("orders")
    table = rfm.rfm_table(orders, AS_OF)
    visits = orders.drop_duplicates(["customer_id", "order_date"]).sort_values("order_date")
    gaps = visits.groupby("customer_id")["order_date"].diff().dt.days
    usual = gaps.groupby(visits["customer_id"]).median()
    return SimpleNamespace(
        orders=orders,
        visits=visits,
        gaps=gaps,
        table=table,
        scores=rfm.rfm_scores(table),
        upper=rfm.rfm_scores(table, recency_cuts=(8, 31, 61, 121)),
        usual=usual,
        longest=gaps.groupby(visits["customer_id"]).max(),
        times=table["recency_days"] / usual,
    )


@pytest.fixture(scope="module")
def shop():
    return casekit.load("shop_orders").rename(columns={"consumer_id": "customer_id"})


@pytest.fixture(scope="module")
def printed():
    table = casekit.load("chapter/rfm_printed_ranges").set_index("r_class")
    return table[["printed_low_days", "printed_high_days"]].set_axis(["low", "high"], axis="columns")


def said(*words):
    """Whether the lesson's source has all these words."""
    text = SOURCE.read_text(encoding="utf-8")
    return all(each in text for each in words)


def test_the_people_of_the_lesson_are_who_they_are():
    customers = casekit.load("customers").set_index("customer_id")
    assert [customers.at[each, "name_zh"][:2] for each in (XITANG, LANYU)] == ["西塘", "岚屿"]
    assert len(customers) == 420 and len(casekit.load("shop_buyers")) == 1500


def test_32_days_and_99_customers_have_more_than_one_class(trade, printed):
    classes = rfm.belongs(range(151), printed).sum(axis="columns")
    assert classes.value_counts().to_dict() == {1: 119, 2: 31, 3: 1}
    inside = rfm.belongs(trade.table["recency_days"], printed)
    several = inside.sum(axis="columns") > 1
    assert several.sum() == 99 and round(100 * several.mean(), 1) == 23.6 and len(inside) == 420
    assert (
        inside.sum().to_dict() == {5: 90, 4: 237, 3: 93, 2: 54, 1: 52}
        and inside.sum().sum() == 526 == 420 + 106
    )


def test_mending_the_misprint_leaves_three_double_days(printed):
    mended = printed.assign(high=printed["high"].where(printed.index != 4, 30))
    found = rfm.check_partition(mended)
    assert found["low"].tolist() == found["high"].tolist() == [30, 60, 120] and set(found["problem"]) == {
        "overlap"
    }


def test_twenty_customers_stand_on_a_cut_and_thirteen_names_move(trade):
    days = trade.table["recency_days"]
    assert [(days == day).sum() for day in (30, 60, 120)] == [7, 7, 6]
    lower, upper = trade.scores["r"], trade.upper["r"]
    assert (lower != upper).sum() == 20 and days[lower != upper].isin([30, 60, 120]).all()
    first, second = set(lower.index[lower == 2]), set(upper.index[upper == 2])
    assert (len(first), len(second), len(first ^ second)) == (48, 47, 13)
    assert len(first - second) == 7 and len(second - first) == 6


def test_returns_written_as_rows_are_no_purchases(trade):
    returns = casekit.load("returns").merge(trade.orders[["order_id", "customer_id"]], on="order_id")
    back = pd.DataFrame({"customer_id": returns["customer_id"], "order_date": returns["return_date"],
                         "net_amount_cny": -returns["credited_cny"]})  # fmt: skip
    ledger = pd.concat([trade.orders, back], ignore_index=True)
    honest = rfm.rfm_table(ledger, AS_OF)
    assert (ledger.groupby("customer_id").size() != trade.table["frequency"]).sum() == 278
    assert (honest[["recency_days", "frequency"]] == trade.table[["recency_days", "frequency"]]).all(
        axis=None
    )
    assert (honest["monetary_cny"] < trade.table["monetary_cny"]).sum() == 278


def test_buyers_of_the_last_180_days_mostly_bought_once(shop):
    buyers = rfm.rfm_table(shop[shop["order_date"] > AS_OF - pd.Timedelta(days=180)], AS_OF)
    f, once = buyers["frequency"], buyers["frequency"] == 1
    assert (len(buyers), once.sum(), len(buyers) / 5) == (480, 284, 96) and round(100 * once.mean()) == 59

    def by_rows(frequency):
        return (frequency.rank(method="first") - 1) * 5 // len(frequency) + 1

    assert sorted(set(by_rows(f)[once])) == [1, 2, 3]
    assert (by_rows(f) != by_rows(f[::-1])[f.index])[once].sum() == 192
    shared = rfm.rfm_scores(buyers)["f"]
    assert shared.value_counts().to_dict() == {1: 284, 3: 107, 5: 89} and set(shared[f == 2]) == {3}


def test_the_printed_cuts_do_not_fit_the_shop(shop):
    table = rfm.rfm_table(shop, AS_OF)
    assert (rfm.rfm_scores(table)["r"] == 1).sum() == 1128 and len(table) == 1500


def test_codes_in_use_and_printed_codes(trade):
    codes = casekit.load("chapter/code_table").set_index("code")["is_printed"]
    code = trade.scores["code"]
    has = code.map(codes)
    assert (has.sum(), (~has).sum(), code.nunique(), code[has].nunique()) == (120, 300, 61, 14)


def test_nested_and_independent(trade):
    independent, nested = (
        rfm.rfm_scores(trade.table, recency_cuts=None)["code"],
        rfm.nested_scores(trade.table)["code"],
    )
    assert (independent != nested).sum() == 366
    assert independent.value_counts().agg(["size", "min", "max"]).tolist() == [61, 1, 31]
    assert nested.value_counts().agg(["size", "min", "max"]).tolist() == [125, 2, 6]


def test_amount_and_frequency_in_the_shop(shop):
    table = rfm.rfm_table(shop, AS_OF)
    f, m = table["frequency"], table["monetary_cny"]
    assert (round(f.corr(m), 2), round(f.corr(m / f), 2)) == (0.71, 0.02)


def test_mean_or_median(trade):
    good = trade.table.assign(recency_days=-trade.table["recency_days"])
    mean, median = good > good.mean(), good > good.median()
    assert (mean["monetary_cny"].sum(), median["monetary_cny"].sum()) == (79, 210)
    assert (mean != median).any(axis="columns").sum() == 217


def test_two_recencies_add_up_to_the_age(shop):
    days = rfm.rfm_table(shop, AS_OF)["recency_days"]
    age = (AS_OF - shop.groupby("customer_id")["order_date"].min()).dt.days
    last = (shop.groupby("customer_id")["order_date"].agg(lambda dates: dates.max() - dates.min())).dt.days
    assert (days + last == age).all()
    three = ["C1500", "C1413", "C0422"]
    assert days[three].tolist() == [31, 30, 31] and last[three].tolist() == [0, 146, 671]


def test_the_same_silence(trade):
    assert trade.table.loc[[XITANG, LANYU], "recency_days"].tolist() == [98, 113]
    assert trade.usual[[XITANG, LANYU]].tolist() == [6, 115]
    assert trade.times[[XITANG, LANYU]].round().tolist() == [16, 1]
    assert set(trade.scores.loc[[XITANG, LANYU], "r"]) == {2}
    call = trade.times[trade.scores["r"] == 2]
    assert (len(call), (call < 2).sum(), (call >= 2).sum()) == (48, 18, 30) and call.idxmax() == XITANG
    better = trade.scores["r"] >= 3
    assert (better & (trade.times >= 2)).sum() == 32
    five = better & (trade.times >= 4)
    assert five.sum() == 5 and (trade.longest > trade.table["recency_days"])[five].all()
    assert trade.longest[XITANG] == 46 and 2 < 98 / 46 < 2.5
    assert (trade.visits["customer_id"] == LANYU).sum() == 6, "five gaps"
    assert trade.orders["order_date"].agg(["min", "max"]).tolist() == [pd.Timestamp("2024-01-01"), AS_OF]


def test_the_own_rhythm_does_not_find_those_who_stay_away(trade):
    came = []
    for day in pd.date_range("2024-10-31", "2025-10-31", freq="ME"):
        known = rfm.orders_until(trade.orders, day)
        then = rfm.rfm_table(known, day)
        days = known.groupby("customer_id")["order_date"].agg(lambda dates: np.median(np.diff(np.unique(dates)) / np.timedelta64(1, "D")) if dates.nunique() > 1 else np.nan)  # fmt: skip
        soon = trade.orders[
            (trade.orders["order_date"] > day) & (trade.orders["order_date"] <= day + pd.Timedelta(days=60))
        ]
        rows = pd.DataFrame(
            {"times": then["recency_days"] / days, "came": then.index.isin(soon["customer_id"])}
        )
        came.append(rows[(rfm.rfm_scores(then)["r"] == 2) & rows["times"].notna()])
    came = pd.concat(came)
    share = 100 * came.groupby(came["times"] >= 2)["came"].mean()
    assert share.round().tolist() == [66, 72] and said(
        "72 % of the unusually silent came back, 66 % of the others"
    )


def test_nobody_was_mailed_and_the_best_cell_bought_as_the_agency_says(shop):
    before, after = rfm.orders_until(shop, "2025-09-30"), rfm.orders_until(shop, "2025-11-29")
    then = rfm.rfm_scores(rfm.rfm_table(before, "2025-09-30"), recency_cuts=None)
    assert (pd.Timestamp("2025-11-29") - pd.Timestamp("2025-09-30")).days == 60
    bought = then.index.isin(after.loc[after["order_date"] > "2025-09-30", "customer_id"])
    best = then["code"] == "555"
    assert (bought[best].sum(), best.sum(), bought[~best].sum(), (~best).sum()) == (50, 89, 160, 1374)
    shares = bought[best].mean(), bought[~best].mean()
    assert [round(100 * share) for share in shares] == [56, 12] and 4.5 < shares[0] / shares[1] < 5
    assert round(1 / shares[1]) in (8, 9) and said("one in eight", "八个里只有一个")
    lot = np.random.default_rng(6)
    draws = [bought[best][lot.random(89).argsort()] for _ in range(1000)]
    ends = 100 * pd.Series([each[:45].mean() - each[45:].mean() for each in draws]).quantile([0.025, 0.975])
    assert ends.round().tolist() == [-19, 21]
    soon = after[after["order_date"] > "2025-09-30"]
    assert round(soon.loc[soon["customer_id"].isin(then.index[best]), "margin_cny"].mean()) == 44
    cooling = (then["r"] == 4) & (then["f"] >= 4)
    assert 0.2 < bought[cooling].mean() < 0.3, "near the pilot's 26 %"


def test_cooling_buyers_today(shop):
    table = rfm.rfm_table(shop, AS_OF)
    scores = rfm.rfm_scores(table, recency_cuts=None)
    cooling = table[(scores["r"] == 4) & (scores["f"] >= 4)]
    assert len(cooling) == 179 == 90 + 89 and 150 - 90 == 60
    assert cooling["frequency"].min() == 3 and cooling["recency_days"].agg(["min", "max"]).tolist() == [
        88,
        250,
    ]
    assert table.loc[scores["r"] <= 3, "recency_days"].min() == 251


def test_the_pilot(shop):
    pilot = labs.pilot()
    assert pilot["mailed_bought"].tolist() == [112, 78, 60, 12] and (
        pilot[["mailed", "held_out"]] == 200
    ).all(axis=None)
    result = rfm.response_test(pilot).reset_index(drop=True)
    assert (100 * result[["mailed_share", "held_out_share"]]).round().to_numpy().tolist()[:2] == [
        [56, 54],
        [39, 26],
    ]
    row = 100 * result.iloc[1]
    assert [round(row[each]) for each in ("lift", "lift_low", "lift_high")] == [13, 4, 22]
    assert ((result["lift_low"] > 0) == [False, True, False, False]).all()
    assert round(result.at[1, "p_value"], 3) == 0.006 < 0.05 / 4 == 0.0125
    margin = round(shop["margin_cny"].mean())
    assert margin == 34

    def gain(lift, margin=margin):
        return (100 * (lift * margin - (result["held_out_share"] + lift) * 5 - 1)).round().tolist()

    assert gain(result["lift"]) == [-312, 147, -182, -62]
    assert gain(result["lift_low"])[1] == -119 and gain(result["lift_high"]) == [-33, 405, 74, 72]
    assert gain(result["lift"], 44)[0] < 0 < gain(result["lift_high"], 44)[0]
    assert round(100 * (0.26 * 5 + 1) / (margin - 5), 1) == 7.9
    assert round(90 * 1.47) == 132


def test_that_cooling_was_moved_more_than_the_best_is_not_shown():
    """Two intervals, each with or without zero, say nothing of their difference: that has an interval of its own."""
    best, cooling = (rfm.response_test(labs.pilot()).iloc[place] for place in (0, 1))
    apart = cooling["lift"] - best["lift"]
    down = np.hypot(cooling["lift"] - cooling["lift_low"], best["lift_high"] - best["lift"])
    up = np.hypot(cooling["lift_high"] - cooling["lift"], best["lift"] - best["lift_low"])
    assert [round(100 * each) for each in (apart, apart - down, apart + up)] == [11, -2, 24]


def test_the_plan_finds_the_lift_about_half_the_time():
    p, q, n, k = 0.39, 0.26, 90, 89
    from math import erf, sqrt

    z = (p - q) / sqrt(p * (1 - p) / n + q * (1 - q) / k) - 1.96
    assert 0.4 < (1 + erf(z / sqrt(2))) / 2 < 0.6
    assert 40 <= labs.LotLab(90, 26, 13).found <= 60


def test_the_quiz_counts_what_it_says(trade):
    assert rfm.rfm_scores(pd.DataFrame({name: [30] for name in rfm.MEASURES}))["r"].tolist() == [3]
    seven = pd.DataFrame({name: [1] * 7 + [2] + [3] * 2 for name in rfm.MEASURES})
    assert rfm.rfm_scores(seven)["f"].tolist()[7] == 4
    assert trade.times[[XITANG, LANYU]].round().tolist() == [16, 1]




