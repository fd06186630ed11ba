"""Customer profitability: check values, boundaries, properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casekit
from casekit import avoidable, profit_matrix, profitability, sales
from casekit.errors import Refused
from casekit.labs.profitability import VisitPriceLab

TABLES = ("orders", "order_lines", "returns", "products")
MONEY = st.integers(-(10**7), 10**7).map(lambda fen: fen / 100)


@pytest.fixture(scope="module")
def lines():
    return profit_matrix.sales_lines(*(casekit.load(name) for name in TABLES), 2025)


@pytest.fixture(scope="module")
def table(lines):
    served = profitability.cost_to_serve(casekit.load("activity_costs"), casekit.load("activity_rates"), 2025)
    return profitability.customer_profit(lines, served)


# Qinghe's records -------------------------------------------------------------------------------------------


def test_the_planted_pattern(table):
    top = profitability.peak(profitability.whale_curve(table))
    assert top.customers == 150 and round(top.share, 4) == 1.3815
    assert table.index[table["profit_cny"] < -100_000].tolist() == ["QH0005", "QH0035"]
    small = table[table["net_amount_cny"] > 0].tail(40)
    assert sorted(small.index[small["profit_cny"] > 0]) == ["QH0118", "QH0120", "QH0184"]


def test_it_reconciles_with_net_sales_and_with_the_pools(table, lines):
    orders, returns = casekit.load("orders"), casekit.load("returns")
    net = sales.by_customer(sales.net_sales(orders, returns, 2025))
    assert (sales.by_customer(lines) == net).all()
    assert round(table["net_amount_cny"].sum() * 100) == net.sum() == 18_951_751_608
    assert round(table["cost_to_serve_cny"].sum(), 2) == casekit.load("activity_rates")["pool_2025_cny"].sum()
    parts = table["net_amount_cny"] - table["goods_cost_cny"] - table["cost_to_serve_cny"]
    assert np.allclose(parts, table["profit_cny"], atol=0.001)


def test_the_matrix_adds_up_to_the_gross_profit(table, lines):
    matrix = profit_matrix.by_product(lines)
    assert np.allclose(matrix.sum(), table["gross_profit_cny"][matrix.columns], atol=0.001)
    assert (matrix < 0).sum().sum() == 9


# Signs and amounts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "signs"), [("printed", [2, 0, 0]), ("original", [2, 0, -1])])
def test_the_signs_of_the_textbook(version, signs):
    printed = casekit.load("chapter/profit_matrix").query("matrix_version == @version")
    cells = [
        [1] * row.profitable_products + [0] * row.zero_products + [-1] * row.loss_products
        for row in printed.itertuples()
    ]
    matrix = pd.DataFrame({name: pd.Series(each) for name, each in zip("ABC", cells, strict=True)})
    assert profit_matrix.sign_pattern(matrix)["sign_sum"].tolist() == signs == printed["sign_sum"].tolist()


def test_equal_signs_can_go_with_any_total():
    matrix = pd.DataFrame({"C": [40, 0, -30, None], "D": [40, 0, -50, None]})
    found = profit_matrix.sign_pattern(matrix)
    assert found["total_cny"].tolist() == [10, -10] and found["sign_sum"].nunique() == 1
    assert found["zero_products"].tolist() == [1, 1]  # not bought is not zero


def test_a_return_is_a_negative_line_at_the_products_cost_in_the_year_it_was_booked():
    orders = pd.DataFrame(
        {"order_id": [1, 2], "customer_id": ["A", "B"], "order_date": ["2024-12-30", "2025-01-05"]}
    )
    goods = pd.DataFrame(
        {
            "order_id": [1, 2],
            "line_no": [1, 1],
            "sku": ["P", "P"],
            "quantity": [10, 3],
            "net_amount_cny": [500.0, 150.0],
        }
    )
    back = pd.DataFrame(
        {
            "order_id": [1],
            "line_no": [1],
            "return_date": ["2025-02-01"],
            "quantity": [2],
            "credited_cny": [100.0],
        }
    )
    cost = pd.DataFrame({"sku": ["P"], "unit_cost_cny": [30.0]})
    found = profit_matrix.sales_lines(orders, goods, back, cost, 2025).set_index("customer_id")
    assert found.loc["A", ["net_amount_cny", "goods_cost_cny"]].tolist() == [-100, -60]
    assert found.loc["B", ["net_amount_cny", "goods_cost_cny"]].tolist() == [150, 90]
    for one, other in (
        (goods.assign(sku="Q"), back),
        (goods.assign(order_id=9), back),
        (goods.assign(order_id=1), back),
        (goods, back.assign(line_no=7)),
        (goods, back.assign(order_id=9)),
        (goods.assign(quantity=None), back),
        (goods.drop(columns="sku"), back),
    ):
        with pytest.raises(Refused):
            profit_matrix.sales_lines(orders, one, other, cost, 2025)


# Cost to serve ----------------------------------------------------------------------------------------------


def test_counts_times_rates_and_only_of_the_year():
    counts = pd.DataFrame(
        {
            "customer_id": ["A", "A", "B"],
            "quarter": ["2025-01-01", "2024-10-01", "2025-04-01"],
            "visits_count": [3, 50, 0],
            "calls_count": [1, 50, 2],
        }
    )
    found = profitability.cost_to_serve(
        counts, pd.DataFrame({"activity": ["visits", "calls"], "rate_cny": [100.5, 10]}), 2025
    )
    assert found["cost_to_serve_cny"].to_dict() == {"A": 311.5, "B": 20}
    assert profitability.cost_to_serve(counts, {"visits": 1})["cost_to_serve_cny"].tolist() == [53, 0]


@pytest.mark.parametrize("rates", [{"rush": 1}, {"visits": -1}, {"visits": None}])
def test_a_rate_without_counts_or_below_zero_is_refused(rates):
    with pytest.raises(Refused):
        profitability.cost_to_serve(pd.DataFrame({"customer_id": ["A"], "visits_count": [1]}), rates)


def test_activities_that_nobody_counted_are_not_zero():
    lines = pd.DataFrame(
        {"customer_id": ["A", "B"], "net_amount_cny": [10.0, 20.0], "goods_cost_cny": [6.0, 11.0]}
    )
    served = profitability.cost_to_serve(
        pd.DataFrame({"customer_id": ["B", "C"], "visits_count": [2, 1]}), {"visits": 3}
    )
    found = profitability.customer_profit(lines, served)
    assert found.index.tolist() == ["B", "A", "C"] and found["profit_cny"].fillna(99).tolist() == [3, 99, -3]
    assert found["reason"].astype(bool).tolist() == [False, True, False]
    curve = profitability.whale_curve(found)
    assert (
        curve.index.tolist() == ["B", "C", "A"]
        and pd.isna(curve.at["A", "cumulative_cny"])
        and curve.at["A", "reason"]
    )
    with pytest.raises(Refused):
        profitability.customer_profit(lines, pd.concat([served, served]))
    with pytest.raises(Refused, match="goods_cost_cny"):
        profitability.customer_profit(lines.drop(columns="goods_cost_cny"), served)


# The whale curve --------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.lists(MONEY, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_curve_rises_falls_and_ends_at_the_total_whatever_the_order(profits, chance):
    table = pd.Series(profits, index=[f"C{n:02}" for n in range(len(profits))])
    curve, fen = profitability.whale_curve(table), [round(100 * each) for each in profits]
    assert round(100 * curve["cumulative_cny"].iloc[-1]) == sum(fen)
    assert curve["profit_cny"].is_monotonic_decreasing
    top = profitability.peak(curve)
    assert round(100 * top.cumulative_cny) == sum(each for each in fen if each > 0)
    assert top.customers == sum(each > 0 for each in fen)
    mixed = list(table.index)
    chance.shuffle(mixed)
    pd.testing.assert_frame_equal(profitability.whale_curve(table[mixed]), curve)
    if sum(fen) > 0:
        assert top.share >= 1 and curve["profit_share"].iloc[-1] == 1
    else:
        assert curve["profit_share"].isna().all() and curve["reason"].all()


def test_equals_stand_in_the_order_of_their_ids():
    assert profitability.whale_curve(pd.Series({"C": 5.0, "A": 5.0, "B": 9.0})).index.tolist() == [
        "B",
        "A",
        "C",
    ]


def test_nobody_earns():
    top = profitability.peak(profitability.whale_curve([-1.0, -2.0]))
    assert top[:2] == (0, 0) and np.isnan(top.share)


@pytest.mark.parametrize(
    "profits", [pd.Series([1.0, 2.0], index=["A", "A"]), [1.0, np.inf], ["x"], pd.Series([1.0], index=[None])]
)
def test_a_profit_that_cannot_stand_on_the_curve_is_refused(profits):
    with pytest.raises(Refused):
        profitability.whale_curve(profits)


# What goes away ---------------------------------------------------------------------------------------------


def test_the_break_even_part_of_the_two_large_losers(table):
    found = avoidable.if_customers_go(table.loc[["QH0005", "QH0035"]], 0.5)
    assert found["break_even_share"].round(4).tolist() == [0.4763, 0.3436]
    sent = avoidable.if_customers_go(table.loc[["QH0005"]], {"deliveries": 0.4975, "rush_deliveries": 0.4976})
    assert abs(sent["change_cny"].iloc[0]) < 100


@settings(max_examples=60)
@given(st.floats(0, 1), st.integers(0, 10**6), st.integers(1, 10**6))
def test_change_is_zero_at_the_break_even_part(part, gross, cost):
    table = pd.DataFrame({"gross_profit_cny": [gross], "cost_to_serve_cny": [cost]}, dtype=float)
    change = avoidable.if_customers_go(table, part).iloc[0]
    assert (change["change_cny"] > 0.01) <= (part > change["break_even_share"])
    assert change["change_cny"] == pytest.approx(part * cost - gross, abs=0.01)


@pytest.mark.parametrize("part", [1.2, -0.1, {"trips": 0.5}, {"deliveries": 60}])
def test_a_part_that_cannot_be_is_refused(table, part):
    with pytest.raises(Refused):
        avoidable.if_customers_go(table, part)


def test_without_cost_nothing_can_go_away():
    found = avoidable.if_customers_go(pd.DataFrame({"gross_profit_cny": [5.0], "cost_to_serve_cny": [0.0]}))
    assert (
        found["change_cny"].item() == -5
        and np.isnan(found["break_even_share"].item())
        and found["reason"].item()
    )


# The lab ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_lab_counts_the_losers_at_each_price(table):
    orders, returns = casekit.load("orders"), casekit.load("returns")
    classes = casekit.composition.abc_table(sales.net_sales(orders, returns, 2025))["abc_class"]
    lab = VisitPriceLab(table, 1780, classes)
    for price, losers, of_a in ((1780, 257, 2), (0, 218, 2), (3520, None, 2), (3540, 283, 3), (4260, 288, 3)):
        lab.step(price)
        lost = lab.profit < 0
        assert losers in (None, int(lost.sum())) and int((lost & (lab.classes == "A")).sum()) == of_a
        assert lab.top.get_xdata()[0] == (lab.profit > 0).sum() and f"{price:,}" in lab.head.get_text()
        assert str(int(lost.sum())) in lab.said()
    assert "QH0040" in lab.lines()[1]
