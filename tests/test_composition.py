"""Lesson 4: the check values of the formulas, what must hold for any customers and sales, the figures and the lab."""

from fractions import Fraction
from math import log

import ipywidgets as w
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import composition, look
from casekit.errors import Refused, Undefined
from casekit.labs import composition as lab_composition

LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
TEN = [400, 210, 150, 90, 60, 40, 25, 15, 6, 4]
GIANT = [800] + [20] * 10


def sales(amounts, names=None, **columns):
    names = [f"K{place:03}" for place in range(len(amounts))] if names is None else names
    return pd.DataFrame({"customer_id": names, "net_amount_cny": np.asarray(amounts, dtype=float), **columns})


def sizes(table):
    return (
        "".join(table["abc_class"].sort_values()).count("A"),
        (table["abc_class"] == "B").sum(),
        (table["abc_class"] == "C").sum(),
    )


# Check values: ABC by share ------------------------------------------------------------------------------


def test_the_ten_customers_with_the_straddler_in():
    table = composition.abc_table(sales(TEN))
    assert (100 * table["cumulative_share"]).round(1).tolist() == [
        40,
        61,
        76,
        85,
        91,
        95,
        97.5,
        99,
        99.6,
        100,
    ]
    assert sizes(table) == (3, 3, 4)
    assert list(table.columns) == ["net_amount_cny", "share", "cumulative_share", "abc_class"]
    assert table.index.name == "customer_id" and table["share"].sum() == pytest.approx(1)


def test_the_ten_customers_with_the_straddler_out():
    table = composition.abc_table(sales(TEN), crossing="exclude")
    assert sizes(table) == (2, 4, 4)
    assert table.loc[table["abc_class"] == "A", "share"].sum() == pytest.approx(0.61)


def test_the_table_of_the_chapter_agrees():
    given = casekit.load("chapter/abc_example")
    rows = sales(given["abc_sales_cny"], given["abc_rank"])
    for crossing in ("include", "exclude"):
        table = composition.abc_table(rows, crossing=crossing)
        assert table["abc_class"].reindex(given["abc_rank"]).tolist() == given[f"class_{crossing}"].tolist()
    assert (100 * table["cumulative_share"]).round(1).tolist() == given["cumulative_percent"].tolist()


def test_the_killer_case_leaves_class_a_empty_unless_the_straddler_is_in():
    assert sizes(composition.abc_table(sales(GIANT), crossing="exclude")) == (0, 11, 0)
    assert sizes(composition.abc_table(sales(GIANT))) == (1, 10, 0)
    assert sizes(composition.abc_table(sales([960] + [4] * 10))) == (1, 0, 10), "in, and class B can be empty"


@pytest.mark.parametrize("crossing", ["include", "exclude"])
def test_who_ends_on_the_cut_to_the_fen_is_above_it_under_both_readings(crossing):
    # 0.1 + 0.2 is not 0.3 in a computer. Sorted: 30, 20, 15, 15, 10, 10; the last two are equal and share a class
    table = composition.abc_table(sales([0.1, 0.2, 0.3, 0.15, 0.15, 0.1]), cuts=(0.8, 0.9), crossing=crossing)
    assert table["abc_class"].tolist() == ["A"] * 4 + ["B"] * 2


def test_cuts_of_any_number_and_their_refusals():
    assert composition.abc_table(sales(TEN), cuts=(0.4,))["abc_class"].tolist() == ["A"] + ["B"] * 9
    assert composition.abc_table(sales(TEN), cuts=(0.4, 0.6, 0.9))["abc_class"].tolist() == list("ABCCCDDDDD")
    for cuts in [(75, 95), (0.95, 0.75), (), (0, 0.5), (0.5, 0.5), (0.5, 1.01)]:
        with pytest.raises(Refused):
            composition.abc_table(sales(TEN), cuts=cuts)
    with pytest.raises(Refused, match="include"):
        composition.abc_table(sales(TEN), crossing="inclde")


def test_not_positive_stands_outside_the_sum_in_the_lowest_class_with_a_reason():
    table = composition.abc_table(sales([100, 50, 0, -30, 10, 5]))
    assert table["cumulative_share"].max() == 1
    outside = table[table["net_amount_cny"] <= 0]
    assert outside["abc_class"].tolist() == ["C", "C"] and outside[["share", "cumulative_share"]].isna().all(
        axis=None
    )
    assert outside["reason"].str.len().gt(0).all() and table.loc["K000", "reason"] == ""


@pytest.mark.parametrize("amounts", [[0], [-5, 5], [-10, 4], [0, 0, 0], [-1, -2]])
def test_nothing_sold_in_all_is_refused(amounts):
    with pytest.raises(Refused, match="above zero"):
        composition.abc_table(sales(amounts))


def test_few_customers_say_so():
    assert composition.abc_table(sales([10]))["reason"].tolist() == ["only 1 customers: classes say little"]
    assert "reason" not in composition.abc_table(sales([10] * 5))


def test_an_empty_table_gives_an_empty_one_of_the_same_types():
    empty, full = composition.abc_table(sales([])), composition.abc_table(sales(TEN))
    assert empty.empty and list(empty.columns) == list(full.columns)
    assert empty.dtypes.tolist() == full.dtypes.tolist() and empty.index.name == "customer_id"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("customer_id", None, "row 3"), ("net_amount_cny", np.nan, "row 3"), ("net_amount_cny", np.inf, "inf")],
)
def test_a_row_without_customer_or_amount_is_refused_by_its_number(column, value, words):
    rows = sales(TEN)
    rows[column] = rows[column].astype(object)
    rows.loc[3, column] = value
    with pytest.raises(Refused, match=words):
        composition.abc_table(rows)


def test_a_missing_column_is_refused():
    with pytest.raises(Refused, match="customer_id"):
        composition.abc_table(pd.DataFrame({"net_amount_cny": [1]}))


@pytest.mark.parametrize("kind", ["str", "int64", "category", "object"])
def test_ids_of_any_kind_keep_theirs(kind):
    ids = pd.Series([3, 1, 2, 1, 3, 10]).astype(str if kind != "int64" else "int64").astype(kind)
    table = composition.abc_table(sales([1, 2, 3, 4, 5, 6], ids))
    assert table["net_amount_cny"].tolist() == [6, 6, 6, 3]
    assert list(map(str, table.index)) == (
        ["1", "3", "10", "2"] if kind == "int64" else ["1", "10", "3", "2"]
    )


# What must hold for any sales ----------------------------------------------------------------------------

fen = st.integers(-2000, 5000)
rows = st.lists(st.tuples(st.sampled_from("abcdefgh"), fen), min_size=1, max_size=30)


def table_or_none(given, **how):
    amounts = [Fraction(each, 100) for _, each in given]
    frame = sales([float(each) for each in amounts], [name for name, _ in given])
    if sum(amounts) <= 0:
        with pytest.raises(Refused):
            composition.abc_table(frame, **how)
        return None
    return composition.abc_table(frame, **how)


@given(rows, st.sampled_from(["include", "exclude"]))
def test_classes_follow_the_rule_in_exact_fractions(given, crossing):
    table = table_or_none(given, crossing=crossing)
    if table is None:
        return
    summed = pd.Series([each for _, each in given]).groupby([name for name, _ in given]).sum()
    counted = summed[summed > 0].sort_values(ascending=False)
    total = int(counted.sum())
    for customer, amount in counted.items():
        before = int(counted[counted > amount].sum())
        reached = before if crossing == "include" else before + amount
        beyond = [
            reached * 100 >= cut * total if crossing == "include" else reached * 100 > cut * total
            for cut in (75, 95)
        ]
        assert table.at[customer, "abc_class"] == "ABC"[sum(beyond)]


@given(rows, st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing_and_the_input_stays(given, chance):
    table = table_or_none(given)
    mixed = list(given)
    chance.shuffle(mixed)
    again = table_or_none(mixed)
    assert (table is None) == (again is None)
    if table is not None:
        pd.testing.assert_frame_equal(table, again)
    frame = sales([1, 2], ["a", "b"])
    before = frame.copy()
    composition.abc_table(frame)
    pd.testing.assert_frame_equal(frame, before)


@given(rows, st.integers(2, 50))
def test_scale_and_split_rows_change_no_class(given, factor):
    table, larger = table_or_none(given), table_or_none([(name, each * factor) for name, each in given])
    halves = table_or_none([row for name, each in given for row in ((name, each - 7), (name, 7))])
    if table is not None:
        assert table["abc_class"].equals(larger["abc_class"]) and table["abc_class"].equals(
            halves["abc_class"]
        )


@given(rows)
def test_equal_sales_share_a_class_and_larger_ones_are_never_below(given):
    table = table_or_none(given)
    if table is not None:
        assert table.groupby("net_amount_cny")["abc_class"].nunique().le(1).all()
        assert table["abc_class"].is_monotonic_increasing
        included, excluded = table, table_or_none(given, crossing="exclude")
        assert (included["abc_class"] <= excluded["abc_class"].reindex(included.index)).all()


# Fixed marks ---------------------------------------------------------------------------------------------


def monthly(days, amounts, names):
    return sales(amounts, names, order_date=pd.to_datetime(days))


def test_two_months_of_900_000_average_150_000_and_not_900_000():
    rows = monthly(["2025-03-05", "2025-11-30"], [900_000, 900_000], ["K", "K"])
    table = composition.abc_by_average(rows, "2025-12-31")
    assert table.loc["K", "average_monthly_cny"] == 150_000 and table.loc["K", "abc_class"] == "B"
    assert (
        composition.abc_by_average(rows, "2025-12-31", months=10).loc["K", "average_monthly_cny"] == 180_000
    )
    assert composition.abc_by_average(rows, "2025-12-31", months=1).empty


@pytest.mark.parametrize(("inclusive", "letter"), [(True, "A"), (False, "B")])
def test_exactly_the_mark(inclusive, letter):
    rows = monthly(["2025-12-31"], [6_000_000], ["K"])
    assert composition.abc_by_average(rows, "2025-12-31", inclusive=inclusive).loc["K", "abc_class"] == letter


def test_months_since_a_customer_came_count_from_the_month_of_its_day():
    rows = monthly(["2025-11-30", "2025-12-01"], [300, 300], ["K", "L"])
    since = pd.Series(pd.to_datetime(["2025-11-30", "2019-01-01"]), index=["K", "L"])
    table = composition.abc_by_average(rows, "2025-12-31", since=since)
    assert table["months"].to_dict() == {"K": 2, "L": 12} and table.loc["K", "average_monthly_cny"] == 150
    with pytest.raises(Refused, match="L"):
        composition.abc_by_average(rows, "2025-12-31", since=since.drop("L"))


@pytest.mark.parametrize("as_of", ["2024-02-29", "2025-02-28", "2025-12-31"])
def test_the_window_is_whole_months_and_knows_leap_days(as_of):
    end = pd.Timestamp(as_of)
    days = [end, end - pd.offsets.MonthEnd(2) + pd.Timedelta(days=1), end - pd.offsets.MonthEnd(2)]
    table = composition.abc_by_average(monthly(days, [2, 4, 100], ["K"] * 3), as_of, months=2)
    assert table.loc["K", "average_monthly_cny"] == 3


def test_a_row_after_as_of_is_refused_by_its_number_and_so_is_an_unfinished_month():
    rows = monthly(["2025-11-30", "2025-12-01"], [1, 1], ["K", "K"])
    with pytest.raises(Refused, match="row 1: 2025-12-01"):
        composition.abc_by_average(rows, "2025-11-30")
    with pytest.raises(Refused, match="give 2025-11-30"):
        composition.abc_by_average(rows, "2025-12-15")


@pytest.mark.parametrize(
    "wrong", [{"months": 0}, {"months": 1.5}, {"marks": (1, 2)}, {"marks": ()}, {"marks": (5, 0)}]
)
def test_impossible_months_and_marks_are_refused(wrong):
    with pytest.raises(Refused):
        composition.abc_by_average(monthly(["2025-11-30"], [1], ["K"]), "2025-11-30", **wrong)


def test_no_rows_give_an_empty_table_of_averages():
    rows = monthly(["2025-11-30"], [1], ["K"])
    empty, full = (
        composition.abc_by_average(rows.head(0), "2025-11-30"),
        composition.abc_by_average(rows, "2025-11-30"),
    )
    assert empty.empty and empty.dtypes.tolist() == full.dtypes.tolist()


# Lorenz, Gini, Herfindahl, pyramid -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [([3, 3, 3], 0), ([0, 0, 0, 10], 0.75), ([50, 25, 12, 8, 5], 0.428), ([7], 0)],
)
def test_gini_of_the_check_values(values, expected):
    assert composition.gini(values) == pytest.approx(expected, abs=1e-12)


def test_negative_amounts_would_give_1_75_and_are_refused_with_the_reason():
    x = np.array([-50, 10, 20, 75])
    assert 2 * (np.arange(1, 5) * x).sum() / (4 * x.sum()) - 5 / 4 == 1.75
    for measure in (composition.gini, composition.lorenz, composition.hhi):
        with pytest.raises(Refused, match="can pass 1"):
            measure(x)
        with pytest.raises(Refused, match="missing"):
            measure([1, np.nan])
        for nothing in ([], [0, 0]):
            with pytest.raises(Undefined):
                measure(nothing)


def test_pareto_with_an_exact_80_20_law():
    alpha = log(5) / log(4)
    top = lambda part: part ** (1 - 1 / alpha)  # noqa: E731
    assert round(alpha, 3) == 1.161 and round(1 / (2 * alpha - 1), 3) == 0.756
    assert top(0.2) == pytest.approx(0.8) and round(top(0.01), 3) == 0.528 and round(top(0.05), 2) == 0.66


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any), st.integers(1, 9))
def test_gini_is_twice_the_area_whatever_the_order_and_the_unit(values, unit):
    curve = composition.lorenz(values)
    area = np.trapezoid(curve["sales_share"], curve["customer_share"])
    measure = composition.gini(values)
    assert measure == pytest.approx(1 - 2 * area, abs=1e-9)
    assert 0 <= measure <= (len(values) - 1) / len(values) + 1e-12
    assert measure == pytest.approx(composition.gini([unit * each for each in reversed(values)]), abs=1e-12)
    assert curve["sales_share"].is_monotonic_increasing and curve["sales_share"].iloc[[0, -1]].tolist() == [
        0,
        1,
    ]
    assert composition.hhi(values) >= 10_000 / len(values) - 1e-6


def test_the_pyramid_counts_heads_and_rounds_up():
    table = composition.pyramid(sales(range(406, 0, -1)))
    assert table["tier"].value_counts()[["top", "major", "ordinary", "small"]].tolist() == [5, 16, 61, 324]
    assert composition.pyramid(sales([5]))["tier"].tolist() == ["top"]
    assert composition.pyramid(sales([5, 5, 1, -1]))["tier"].tolist() == ["top", "top", "small", "inactive"]


# Share of wallet, potential, sums by class ---------------------------------------------------------------


def test_the_two_shares_and_what_is_bought_elsewhere():
    wallet = pd.DataFrame({"customer_id": ["K000", "K000", "K009"], "total_purchases_cny": [60.0, 40, 5]})
    table = composition.share_of_wallet(sales([20, 30, 150]), wallet)
    assert table.loc["K000"].tolist() == [20, 100, 0.2, 0.1, 80]
    assert table.loc["K009"].tolist() == [0, 5, 0, 0, 5] and len(table) == 2


@pytest.mark.parametrize(("ours", "whole"), [(10, 8), (10, 0), (-5, 20)])
def test_an_impossible_wallet_has_no_share_and_a_reason(ours, whole):
    wallet = pd.DataFrame({"customer_id": ["K000"], "total_purchases_cny": [whole]})
    table = composition.share_of_wallet(sales([ours, 100]), wallet)
    assert np.isnan(table.loc["K000", "share_of_wallet"]) and "ask again" in table.loc["K000", "reason"]


def test_a_wallet_without_customer_or_amount_is_refused():
    wallet = pd.DataFrame({"customer_id": ["K000", None], "total_purchases_cny": [100.0, 5]})
    with pytest.raises(Refused, match="row 1"):
        composition.share_of_wallet(sales([1]), wallet)


def test_amount_and_potential_are_classed_by_the_same_rule():
    potential = pd.Series({f"K{place:03}": amount for place, amount in enumerate(reversed(TEN))})
    table = composition.abc_by_potential(sales(TEN), potential)
    assert table["abc_class"].tolist() == list("AAABBBCCCC") == table["potential_class"].tolist()[::-1]
    with pytest.raises(Refused, match="K003"):
        composition.abc_by_potential(sales(TEN), potential.drop("K003"))


def test_sums_by_class_add_up_to_the_whole():
    table = composition.abc_table(sales(TEN))
    classes = composition.by_class(table)
    assert classes["customers"].sum() == 10 and classes["net_amount_cny"].sum() == 1000
    assert (
        classes["sales_share"].tolist() == [0.76, 0.19, 0.05]
        and classes.loc["A", "largest_share"] == 400 / 760
    )


def test_net_sales_book_a_return_in_its_own_year():
    orders = pd.DataFrame(
        {
            "order_id": ["a"],
            "customer_id": ["K"],
            "order_date": pd.to_datetime(["2024-12-30"]),
            "net_amount_cny": [10.0],
        }
    )
    returns = pd.DataFrame(
        {"order_id": ["a"], "return_date": pd.to_datetime(["2025-01-02"]), "credited_cny": [4.0]}
    )
    assert composition.net_sales(orders, returns, 2024)["net_amount_cny"].tolist() == [10]
    assert composition.net_sales(orders, returns, 2025)["net_amount_cny"].tolist() == [-4]
    with pytest.raises(Refused, match="row 0: b"):
        composition.net_sales(orders, returns.assign(order_id="b"), 2025)
    with pytest.raises(Refused, match="(?s)order_date.*row 0"):
        composition.net_sales(orders.assign(order_date=pd.NaT), returns, 2025)
    with pytest.raises(Refused, match="(?s)return_date.*row 0"):
        composition.net_sales(orders, returns.assign(return_date=pd.NaT), 2025)
    with pytest.raises(Refused, match="once"):
        composition.net_sales(pd.concat([orders, orders], ignore_index=True), returns, 2025)


# Figures -------------------------------------------------------------------------------------------------


def test_the_cumulative_figure_tells_what_it_draws():
    ax = composition.plot_cumulative(composition.abc_table(sales(TEN)))
    assert ax.figure.finding == "3 of 10 customers bring 76.0 % of the sales"
    assert "A has 3 customers and 76.0 % of the sales" in ax.figure.read_this
    blue = next(line for line in ax.lines if line.get_color() == look.BLUE)
    assert blue.get_ydata().tolist() == pytest.approx([0, 40, 61, 76]) and blue.get_xdata().tolist() == [
        0,
        10,
        20,
        30,
    ]
    assert {"A 3", "B 3", "C 4"} <= {text.get_text() for text in ax.texts}
    dashed = [line.get_ydata()[0] for line in ax.lines if line.get_linestyle() == "--"]
    assert dashed == [75, 95]


def test_the_lorenz_figure_tells_what_it_draws(chinese):
    ax = composition.plot_lorenz(composition.lorenz([10, 30]))
    assert ax.figure.finding == "销售额较小的一半客户，只占销售额的 25.0%" and "0.250" in ax.figure.read_this


def test_the_wallet_figure_draws_the_largest_wallets():
    wallet = pd.DataFrame({"customer_id": ["K000", "K001"], "total_purchases_cny": [100e6, 40e6]})
    ax = composition.plot_wallet(composition.share_of_wallet(sales([20e6, 30e6]), wallet))
    assert [bar.get_width() for bar in ax.patches] == [100, 40, 20, 30]
    assert ax.figure.finding == "K000: 20.0 % of its purchases are ours"


def test_the_wallet_figure_counts_in_ten_thousands_in_chinese(chinese):
    wallet = pd.DataFrame({"customer_id": ["K000", "K001"], "total_purchases_cny": [100e6, 40e6]})
    ax = composition.plot_wallet(composition.share_of_wallet(sales([20e6, 30e6]), wallet))
    unit = 1e4 if look.chinese_family() else 1e6
    assert [bar.get_width() * unit for bar in ax.patches] == [100e6, 40e6, 20e6, 30e6]


# Lab -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def qinghe():
    orders, returns = casekit.load("orders"), casekit.load("returns")
    return composition.net_sales(orders, returns, 2025), orders[orders["order_date"].dt.year == 2025]


@pytest.fixture
def lab(qinghe):
    return lab_composition.CutLab(*qinghe, casekit.names())


def test_the_lab_begins_with_the_ten_customers(lab):
    assert lab.head.get_text() == "A: 3 of 10 customers, 76.0 % of the sales"
    assert lab.rows() == [("A", "3", "30.0", "76.0"), ("B", "3", "30.0", "19.0"), ("C", "4", "40.0", "5.0")]
    assert lab.lines()[0] == "customer 3 carries the sum across the cut, from 61.0 to 76.0 %."


@pytest.mark.parametrize(
    ("setting", "head", "line"),
    [
        (("ten", 75, "exclude"), "A: 2 of 10 customers, 61.0 % of the sales", "customer 3"),
        (("large", 75, "exclude"), "Class A is empty: the first customer passes the cut", "customer 1"),
        (("large", 75, "include"), "A: 1 of 11 customers, 80.0 % of the sales", "customer 1"),
        (("net", 75, "include"), "A: 59 of 406 customers, 75.7 % of the sales", "Zhanglin"),
        (("net", 75, "exclude"), "A: 57 of 406 customers, 74.8 % of the sales", "Zhanglin"),
        (("gross", 75, "include"), "A: 58 of 406 customers, 75.3 % of the sales", "Zhanglin"),
        (("ten", 61, "include"), "A: 2 of 10 customers, 61.0 % of the sales", "exactly on the cut"),
    ],
)
def test_a_step_moves_classes_title_words_and_picture(lab, setting, head, line):
    before = lab.picture
    lab.step(*setting)
    assert lab.head.get_text() == head and line in lab.lines()[0]
    assert sum(int(row[1]) for row in lab.rows()) == len(lab.table)
    assert lab.picture != before or setting == ("ten", 75, "include")


def test_the_cut_moves_no_gini_and_stepping_back_gives_the_same_picture(lab):
    before, gini = lab.picture, lab.lines()[1]
    lab.step("ten", 50, "exclude")
    assert lab.lines()[1] == gini
    lab.step()
    assert lab.picture == before


def test_a_step_draws_nothing_anew(lab):
    before = [*lab.ax.get_children(), *lab.ax.figure.get_children()]
    lab.step("net", 60, "exclude")
    after = [*lab.ax.get_children(), *lab.ax.figure.get_children()]
    assert len(before) == len(after) and all(one is other for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize("cut", [40, 94])
@pytest.mark.parametrize("which", ["ten", "large", "net", "gross"])
def test_every_end_of_the_slider_has_a_picture(lab, which, cut):
    for crossing in ("include", "exclude"):
        lab.step(which, cut, crossing)
        assert lab.lines() and lab.said()


@LANGUAGES
def test_buttons_and_slider_change_the_page(qinghe, code):
    look.speak(code)
    lab = lab_composition.CutLab(*qinghe)
    still = lab.page()
    before = lab.image.value, lab.below.value
    lab.slider.value, lab.which.value, lab.reading.value = 60, "net", "exclude"
    assert (lab.customers, lab.cut, lab.crossing) == ("net", 60, "exclude")
    assert lab.image.value != before[0] and lab.below.value != before[1] and lab.said() in lab.image.value
    assert len([each for each in still.widget.children if isinstance(each, w.ToggleButtons)]) == 2


def test_without_a_page_the_lab_prints_its_words(qinghe, capsys):
    lab_composition.cut_lab(*qinghe)
    assert "A | 3 | 30.0 | 76.0" in capsys.readouterr().out


@pytest.mark.parametrize("heads", [(20, 5, 1), (1, 5), (0, 5, 20), (1, 5, 120), (1, 1, 20), ()])
def test_cuts_of_the_pyramid_are_checked(heads):
    sales = pd.DataFrame({"customer_id": list("abc"), "net_amount_cny": [3, 2, 1]})
    with pytest.raises(Refused, match="per cents"):
        composition.pyramid(sales, heads)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=30).filter(lambda fen: sum(fen) > 0))
def test_no_share_passes_the_whole_and_the_classes_share_the_curves_denominator(fen):
    sales = pd.DataFrame({"customer_id": range(len(fen)), "net_amount_cny": [each / 100 for each in fen]})
    table = composition.abc_table(sales)
    classes = composition.by_class(table)
    assert (
        classes["sales_share"].sum() == pytest.approx(1)
        and classes["sales_share"].between(0, 1 + 1e-12).all()
    )
    reach = table.dropna(subset="share").groupby("abc_class")["cumulative_share"].max()
    pd.testing.assert_series_equal(classes["sales_share"].cumsum()[reach.index], reach, check_names=False)
    assert not (classes["largest_share"] > 1 + 1e-12).any()
    wallet = pd.DataFrame({"customer_id": range(len(fen)), "total_purchases_cny": 1e6})
    assert composition.share_of_wallet(sales, wallet)["share_of_our_sales"].sum() == pytest.approx(1)
