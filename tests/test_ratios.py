"""Lesson 7: the chapter's ratios on the check data, a dealer's shelf, and what must hold for any products."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import ratios, shelf
from casekit.errors import Refused
from casekit.labs.ratios import IsoLab

yuan = st.integers(0, 10**6).map(lambda fen: fen / 100)
NUMBERS = ["gross_profit_cny", "stock_average_cny", "margin", "turns", "cross", "sales_share", "stock_share", "gross_share", "contribution", "stock_contribution"]  # fmt: skip


@st.composite
def products(draw, least_sales=0, least_stock=0):
    """Up to eight products; sales may be below zero where more came back than was sold."""
    sold = st.integers(least_sales, 10**6).map(lambda fen: fen / 100)
    held = st.integers(least_stock, 10**6).map(lambda fen: fen / 100)
    rows = draw(st.lists(st.tuples(sold, yuan, held, held), min_size=1, max_size=8))
    return pd.DataFrame(rows, index=list("ABCDEFGH")[: len(rows)], columns=[*ratios.FLOWS, *ratios.STOCKS])


@pytest.fixture(scope="module")
def printed():
    return casekit.load("chapter/product_ratios").set_index("product")


@pytest.fixture(scope="module")
def three(printed):
    return printed.drop("all")[[*ratios.FLOWS, *ratios.STOCKS]]


@pytest.fixture(scope="module")
def counted():
    tables = (casekit.load(name) for name in ("inventory_monthly", "orders", "order_lines", "returns"))
    return shelf.shelf_table(*tables, 2025)


def one(sales, cost, stock):
    """One product's row of ratios, by sales and by cost."""
    table = pd.DataFrame(
        {"product_sales_cny": [sales], "product_cost_cny": [cost], "stock_average_cny": [stock]}, index=["A"]
    )
    return [ratios.product_ratios(table, basis).loc["A"] for basis in ratios.BASES]


# The check data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "column", "values"),
    [
        ("sales", "margin", [0.30, 0.50, 0.05]), ("sales", "turns", [4.2857, 2.0, 10.0]), ("cost", "turns", [3.0, 1.0, 9.5]),
        ("sales", "cross", [1.2857, 1.0, 0.5]), ("cost", "cross", [0.9, 0.5, 0.475]), ("sales", "sales_share", [0.6, 0.3, 0.1]),
        ("sales", "contribution", [0.7714, 0.3, 0.05]), ("sales", "stock_contribution", [0.6, 0.5, 0.0167]),
    ],
)  # fmt: skip
def test_every_value_of_the_check_table(three, basis, column, values):
    assert ratios.product_ratios(three, basis)[column].round(4).tolist() == values


def test_the_whole_is_worked_out_of_totals_and_only_one_contribution_adds_up(three, printed):
    table, of_all = (
        ratios.product_ratios(three, "sales"),
        ratios.product_ratios(ratios.whole(three), "sales").loc["all"],
    )
    assert [round(of_all[name], 4) for name in ("margin", "turns", "cross")] == [0.335, 3.3333, 1.1167]
    assert (
        round(table["contribution"].sum(), 4) == 1.1214
        and round(table["stock_contribution"].sum(), 4) == 1.1167
    )
    by_cost = ratios.product_ratios(ratios.whole(three), "cost").loc["all"]
    assert (round(by_cost["turns"], 4), round(by_cost["cross"], 4)) == (2.2167, 0.7426)
    assert printed.loc["all", "cross_by_cost"] == 0.7426


def test_the_card_of_the_check_table_agrees(three, printed):
    for basis in ratios.BASES:
        table = ratios.product_ratios(three, basis)
        assert np.allclose(
            table[["turns", "cross"]],
            printed.loc[table.index, [f"turns_by_{basis}", f"cross_by_{basis}"]],
            atol=5e-5,
        )


def test_gmroi_is_mark_up_times_turnover_by_cost(three):
    sales, cost = three["product_sales_cny"], three["product_cost_cny"]
    by_cost = ratios.product_ratios(three, "cost")
    assert np.allclose(
        (sales - cost) / cost * by_cost["turns"], ratios.product_ratios(three, "sales")["cross"]
    )


# Where there is no value ---------------------------------------------------------------------------------


def test_nothing_sold_with_stock_is_zero_by_sales_and_undefined_by_cost():
    by_sales, by_cost = one(0, 0, 50)
    assert (
        np.isnan(by_sales["margin"])
        and by_sales["turns"] == 0
        and by_sales["cross"] == 0
        and by_sales["reason"]
    )
    assert np.isnan(by_cost["cross"]) and by_cost["turns"] == 0


def test_without_stock_there_is_no_turnover_but_the_profit_counts(three):
    for row in one(100, 80, 0):
        assert (
            np.isnan(row["turns"])
            and np.isnan(row["cross"])
            and round(row["margin"], 9) == 0.2
            and row["reason"]
        )
    consigned = pd.DataFrame([[100, 80, 0, 0]], index=["P4"], columns=three.columns)
    of_all = ratios.product_ratios(ratios.whole(pd.concat([three, consigned])), "sales").loc["all", "cross"]
    assert round(of_all, 4) == round(690 / 600, 4)


def test_below_cost_is_negative_and_more_returned_than_sold_never_ranks_as_good():
    below, _ = one(100, 120, 50)
    returned, _ = one(-100, -60, 50)
    assert below["margin"] == -0.2 and below["cross"] == -0.4
    assert returned["cross"] == -0.8 and np.isnan(returned["margin"]) and returned["reason"]


def test_average_stock_goes_before_the_mean_of_two_points(three):
    table = ratios.product_ratios(three.assign(stock_average_cny=[140.0, 300, 20]), "sales")
    assert table["cross"].round(4).tolist() == [2.5714, 1.0, 0.5]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table.drop(columns="product_cost_cny"), "product_cost_cny"),
        (lambda table: table.drop(columns="stock_end_cny"), "stock_end_cny"),
        (lambda table: table.assign(product_sales_cny=["1", None, "3"]), "(?s)product_sales_cny.*row P2"),
        (lambda table: table.assign(stock_begin_cny=[1, 2, -3]), "(?s)stock_begin_cny.*row P3"),
        (lambda table: pd.concat([table, table.loc[["P1"]]]), "(?s)twice: P1"),
    ],
)
def test_what_cannot_be_reckoned_is_refused(three, change, words):
    for work in (lambda table: ratios.product_ratios(table, "sales"), ratios.whole):
        with pytest.raises(Refused, match=words):
            work(change(three))


def test_the_basis_must_be_said(three):
    with pytest.raises(TypeError):
        ratios.product_ratios(three)
    with pytest.raises(Refused, match="basis"):
        ratios.product_ratios(three, "inventory")


# For any products ----------------------------------------------------------------------------------------


@given(products(least_sales=-1000), st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing_and_the_table_is_left_alone(table, chance):
    before, order = table.copy(), list(table.index)
    chance.shuffle(order)
    for basis in ratios.BASES:
        straight, mixed = ratios.product_ratios(table, basis), ratios.product_ratios(table.loc[order], basis)
        pd.testing.assert_frame_equal(straight[NUMBERS], mixed.loc[table.index, NUMBERS], check_exact=True)
    pd.testing.assert_frame_equal(table, before)


@given(products(least_stock=1))
def test_contributions_by_stock_add_up_to_the_whole(table):
    of_all = ratios.product_ratios(ratios.whole(table), "sales")["cross"].iloc[0]
    assert np.isclose(ratios.product_ratios(table, "sales")["stock_contribution"].sum(), of_all, atol=1e-9)


@given(products(least_sales=1, least_stock=1))
def test_by_cost_is_by_sales_times_one_less_margin(table):
    by_sales, by_cost = (ratios.product_ratios(table, basis) for basis in ratios.BASES)
    assert np.allclose(by_cost["cross"], by_sales["cross"] * (1 - by_sales["margin"]), rtol=1e-9, atol=1e-6)
    assert np.allclose(by_sales["cross"], by_sales["margin"] * by_sales["turns"], rtol=1e-9, atol=1e-6)


@given(products(least_sales=1, least_stock=1), st.floats(-0.5, 0.9), st.floats(0.01, 50))
def test_each_product_has_one_type_and_the_cut_counts_as_high(table, margin, turns):
    table = ratios.product_ratios(table, "sales")
    typed = ratios.four_types(table, margin, turns)["type"]
    assert set(typed) <= {english for english, _ in ratios.TYPES.values()}
    first = table.iloc[0]
    assert ratios.four_types(table, first["margin"], first["turns"])["type"].iloc[0] == "earner"


def test_a_product_without_margin_has_no_type(three):
    three = three.copy()
    three.loc["P2"] = [0, 0, 10, 10]
    assert ratios.four_types(ratios.product_ratios(three, "sales"), 0.2, 4)["type"].tolist() == [
        "earner",
        "",
        "best-seller",
    ]


# A dealer's shelf ----------------------------------------------------------------------------------------


def test_what_was_sold_on_is_what_is_missing(counted):
    row = counted.loc[("QH0010", "CK06")]
    assert row[list(shelf.PIECES)].tolist() == [124, 22, 0, 58, 88]
    assert np.isclose(row["average_quantity"], 1186 / 13)
    assert len(counted) == 15 * 24 and (counted["sold"] >= 0).all()
    assert (
        counted["begin_quantity"] + counted["bought"] - counted["sent_back"] - counted["sold"]
        == counted["end_quantity"]
    ).all()


def test_purchases_are_the_net_sales_of_lesson_4(counted):
    orders, returns = casekit.load("orders"), casekit.load("returns")
    net = casekit.sales.by_customer(casekit.sales.net_sales(orders, returns, 2025)) / 100
    bought = (counted["bought"] - counted["sent_back"]) * counted["price_paid_cny"]
    assert np.allclose(bought.groupby("customer_id").sum() / net[counted.index.unique(0)], 1, atol=0.001)


STOCK = pd.DataFrame({
    "customer_id": "A", "sku": "X", "month": pd.date_range("2025-01-01", periods=12, freq="MS"),
    "begin_quantity": range(10, 22), "end_quantity": range(11, 23),
})  # fmt: skip
ORDERS = pd.DataFrame(
    {"order_id": ["1", "2"], "customer_id": ["A", "A"], "order_date": ["2024-12-31", "2025-03-01"]}
)
LINES = pd.DataFrame(
    {"order_id": ["1", "2"], "line_no": 1, "sku": "X", "quantity": [10, 40], "net_amount_cny": [60.0, 200.0]}
)
RETURNS = pd.DataFrame({"order_id": ["1"], "line_no": 1, "return_date": ["2025-01-02"], "quantity": [3]})


def test_a_small_shelf_by_hand():
    row = shelf.shelf_table(STOCK, ORDERS, LINES, RETURNS, 2025).loc[("A", "X")]
    assert row[list(shelf.PIECES)].tolist() == [10, 40, 3, 22, 25]
    assert row["average_quantity"] == 16 and row["highest_quantity"] == (186 + 198 + 40 - 3) / 24
    assert row["price_paid_cny"] == 5.2
    shuffled = shelf.shelf_table(
        STOCK.sample(frac=1, random_state=3), ORDERS[::-1], LINES[::-1], RETURNS, 2025
    )
    assert shuffled.loc[("A", "X")].equals(row)


@pytest.mark.parametrize(
    ("stock", "lines", "returns", "words"),
    [
        (STOCK.drop(4), LINES, RETURNS, "month"), (pd.concat([STOCK, STOCK]), LINES, RETURNS, "month"),
        (STOCK.assign(begin_quantity=range(12)), LINES, RETURNS, "(?s)begin_quantity.*row 1"),
        (STOCK, LINES.assign(order_id="9"), RETURNS, "order_id"), (STOCK, LINES, RETURNS.assign(line_no=7), "line_no"),
        (STOCK, LINES.assign(quantity=["many", 1]), RETURNS, "quantity"), (STOCK.assign(month="05/12/2025"), LINES, RETURNS, "month"),
        (STOCK.drop(columns="sku"), LINES, RETURNS, "sku"), (STOCK, pd.concat([LINES, LINES]), RETURNS, "line_no"),
    ],
)  # fmt: skip
def test_reports_with_gaps_and_records_that_do_not_join_are_refused(stock, lines, returns, words):
    with pytest.raises(Refused, match=words):
        shelf.shelf_table(stock, ORDERS, lines, returns, 2025)


def test_prices_make_the_margin_theirs_whose_prices_they_are(counted):
    pieces, goods = counted.loc["QH0010"], casekit.load("products").set_index("sku")
    his = shelf.valued(pieces, goods["list_price_cny"] * 0.99, pieces["price_paid_cny"])
    ours = shelf.valued(pieces, pieces["price_paid_cny"], goods["unit_cost_cny"])
    margins = ratios.product_ratios(his, "sales")["margin"]
    assert margins.between(0.282, 0.284).all()
    first = [ratios.product_ratios(each, "sales")["cross"].idxmax() for each in (his, ours)]
    assert first == ["CK01", "FL03"]
    nothing = shelf.valued(pieces * 0, pieces["price_paid_cny"] * np.nan, goods["unit_cost_cny"])
    assert (nothing == 0).all(axis=None)


@pytest.mark.parametrize("average", ["average_quantity", "highest_quantity"])
def test_the_planted_types_show_at_every_dealer_whatever_the_average(counted, average):
    cost = casekit.load("products").set_index("sku")["unit_cost_cny"]
    for _, rows in counted.groupby("customer_id"):
        rows = rows.droplevel("customer_id")
        cross = ratios.product_ratios(shelf.valued(rows, rows["price_paid_cny"], cost, average), "sales")[
            "cross"
        ]
        assert cross.idxmax() == "FL03" and cross.rank()["CK06"] <= 2


# Drawings and the lab ------------------------------------------------------------------------------------


@pytest.fixture
def lab(three):
    names = pd.Series({"P1": "one", "P2": "two", "P3": "three"})
    dear = three.assign(product_sales_cny=three["product_sales_cny"] * 2)
    return IsoLab({"ours": three, "theirs": dear}, names, "P1")


def test_bubbles_stand_at_margin_and_turnover(three):
    table = ratios.product_ratios(three, "sales")
    ax = ratios.plot_iso(
        table, pd.Series({"P1": "one", "P2": "two", "P3": "three"}), ["P1", "P3"], 0.335, 3.333
    )
    offsets = [tuple(np.round(at, 4)) for dots in ax.collections for at in dots.get_offsets()]
    assert sorted(offsets) == [(0.05, 10.0), (0.3, 4.2857), (0.5, 2.0)]
    assert "one 1.29" in ax.figure.read_this


def test_dots_are_the_shares_most_stock_on_top(three):
    ax = ratios.plot_shares(
        ratios.product_ratios(three, "sales"), pd.Series({"P1": "one", "P2": "two", "P3": "three"}), most=2
    )
    stock, gross = (line.get_xdata() for line in ax.lines if line.get_linestyle() == "None")
    assert np.allclose(stock, [280 / 600, 0.5]) and np.allclose(gross, [360 / 670, 300 / 670])


def test_less_stock_moves_the_bubble_up_and_sales_in_step_bring_it_back(lab):
    def place():
        return lab.bubble.get_offsets()[0].tolist()

    begin, shown = place(), lab.picture
    lab.step("P1", stock=50)
    assert np.allclose(place(), [0.3, 2 * 4.2857], atol=1e-3) and lab.picture != shown
    lab.step("P1", stock=50, sold=50)
    assert np.allclose(place(), begin) and lab.cross(lab.after) == lab.cross(lab.before)
    assert round(lab.of_all()[0], 4) == 1.1167 and round(lab.of_all()[1], 4) == round(490 / 460, 4)


def test_a_lower_price_takes_from_the_margin_and_the_view_changes_all(lab):
    lab.step("P1", price=80)
    assert np.allclose(lab.bubble.get_offsets()[0], [1 - 840 / 960, 960 / 280])
    lab.step("P1", view="theirs")
    assert np.allclose(lab.ghost.get_offsets()[0], [0.436, 2400 / 280]) and "theirs" in lab.said()


def test_moving_a_control_changes_the_picture_on_the_page(lab):
    lab.page()
    before = lab.image.value
    lab.sliders["stock"].value = 200
    assert lab.changes["stock"] == 200 and lab.image.value != before and lab.said() in lab.image.value
    lab.pick.value = "P3"
    assert lab.product == "P3" and lab.changes["stock"] == 200
