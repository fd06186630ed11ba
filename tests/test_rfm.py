"""Lesson 6: the class table, the scores, the codes and the response test, and what must hold for any orders."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import look, rfm
from casekit.errors import Refused

AS_OF = "2025-12-31"
PRINTED = pd.DataFrame({"low": [0, 8, 30, 60, 120], "high": [7, 60, 60, 120, np.nan]}, index=[5, 4, 3, 2, 1])
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])


@st.composite
def orders(draw, least=0):
    """Up to twelve rows of up to five customers in 2025, amounts in fen, returns among them."""
    day = st.integers(0, 364).map(lambda n: pd.Timestamp("2025-01-01") + pd.Timedelta(days=n))
    row = st.tuples(st.sampled_from("KLMNO"), day, st.integers(-50_000, 90_000).map(lambda fen: fen / 100))
    rows = draw(st.lists(row, min_size=least, max_size=12))
    frame = pd.DataFrame(rows, columns=["customer_id", "order_date", "net_amount_cny"])
    return frame.astype({"order_date": "datetime64[ns]", "net_amount_cny": float})


def some(*rows):
    """Orders from ``(customer, date, amount)``."""
    frame = pd.DataFrame(rows, columns=["customer_id", "order_date", "net_amount_cny"])
    return frame.assign(order_date=pd.to_datetime(frame["order_date"]))


def measures(**columns):
    """A table as ``rfm_table`` gives it; what is not given is 1."""
    n = len(next(iter(columns.values())))
    return pd.DataFrame({name: columns.get(name, [1] * n) for name in rfm.MEASURES})


# The table ------------------------------------------------------------------------------------------------


def test_recency_frequency_and_amount_by_hand():
    table = rfm.rfm_table(
        some(("M", "2025-12-31", 5), ("K", "2025-12-24", 1.1), ("K", "2025-12-01", 2.2), ("K", "2025-12-24", 3)),
        AS_OF,
    )  # fmt: skip
    assert table.index.tolist() == ["K", "M"] and table.index.name == "customer_id"
    assert table.to_numpy().tolist() == [[7, 3, 6.3], [0, 1, 5]]
    assert list(table.columns) == rfm.MEASURES
    assert [str(each) for each in table.dtypes] == ["int64", "int64", "float64"]


def test_days_are_calendar_days_whatever_the_hour():
    late, early = some(("K", "2025-12-30 23:59", 1)), some(("K", "2025-12-31 00:01", 1))
    assert rfm.rfm_table(late, AS_OF).at["K", "recency_days"] == 1
    assert rfm.rfm_table(early, "2025-12-31 23:00").at["K", "recency_days"] == 0


def test_over_the_leap_day():
    assert rfm.rfm_table(some(("K", "2024-02-28", 1)), "2024-03-01").at["K", "recency_days"] == 2
    assert rfm.rfm_table(some(("K", "2025-02-28", 1)), "2025-03-01").at["K", "recency_days"] == 1


def test_a_return_lowers_the_amount_and_nothing_else():
    bought, back = ("K", "2025-11-01", 100), ("K", "2025-12-20", -30)
    table = rfm.rfm_table(some(bought, back), AS_OF)
    assert table.loc["K"].tolist() == [60, 1, 70]


def test_an_order_that_came_back_whole_makes_nobody_recent():
    table = rfm.rfm_table(some(("K", "2025-11-01", 100), ("K", "2025-12-20", 0)), AS_OF)
    assert table.loc["K"].tolist() == [60, 1, 100]


def test_only_returns_are_no_purchase_and_have_no_recency(chinese):
    table = rfm.rfm_table(some(("K", "2025-11-01", -5), ("M", "2025-11-01", 5)), AS_OF)
    assert np.isnan(table.at["K", "recency_days"]) and table.loc[
        "K", ["frequency", "monetary_cny"]
    ].tolist() == [0, -5]
    assert table["reason"].tolist() == ["没有购买，只有退货", ""]
    scores = rfm.rfm_scores(table)
    assert scores["r"].isna().tolist() == [True, False] and scores["code"].isna().tolist() == [True, False]
    assert scores["reason"].tolist() == ["没有购买，只有退货", ""]
    nested = rfm.nested_scores(table)
    assert nested["code"].isna().tolist() == [True, False] and nested.at["M", "code"] == "111"


@pytest.mark.parametrize("columns", [{}, {"customer_id": "int64"}])
def test_no_orders_give_an_empty_table_of_the_same_types(columns):
    empty = some(("K", "2025-01-01", 1)).iloc[:0].astype(columns)
    table = rfm.rfm_table(empty, AS_OF)
    assert len(table) == 0 and [str(each) for each in table.dtypes] == ["int64", "int64", "float64"]
    scores = rfm.rfm_scores(table)
    assert [str(scores[each].dtype) for each in "rfm"] == ["int64"] * 3 and list(scores) == [
        "r",
        "f",
        "m",
        "code",
    ]
    assert len(rfm.nested_scores(table)) == 0


def test_one_row():
    scores = rfm.rfm_scores(rfm.rfm_table(some(("K", AS_OF, 1)), AS_OF))
    assert scores.loc["K"].tolist() == [5, 1, 1, "511"]


@given(orders(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_and_the_input_stays(frame, random):
    given_ = frame.copy()
    table = rfm.rfm_table(frame, AS_OF)
    pd.testing.assert_frame_equal(frame, given_)
    rows = list(range(len(frame)))
    random.shuffle(rows)
    shuffled = rfm.rfm_table(frame.iloc[rows], AS_OF)
    pd.testing.assert_frame_equal(shuffled, table)
    pd.testing.assert_frame_equal(rfm.rfm_scores(shuffled), rfm.rfm_scores(table))


@given(orders(least=1))
def test_the_table_agrees_with_pandas(frame):
    table = rfm.rfm_table(frame, AS_OF)
    bought = frame[frame["net_amount_cny"] > 0].groupby("customer_id")["order_date"]
    days = (pd.Timestamp(AS_OF) - bought.max()).dt.days.reindex(table.index)
    assert table["recency_days"].fillna(-1).tolist() == days.fillna(-1).tolist()
    assert table["frequency"].tolist() == bought.size().reindex(table.index, fill_value=0).tolist()
    assert table["monetary_cny"].tolist() == pytest.approx(
        frame.groupby("customer_id")["net_amount_cny"].sum().tolist()
    )


@given(orders(least=1), st.sampled_from([0.5, 10, 1000]))
def test_another_unit_of_money_changes_no_score(frame, scale):
    frame["net_amount_cny"] = frame["net_amount_cny"].round()
    table = rfm.rfm_table(frame, AS_OF)
    scaled = rfm.rfm_table(frame.assign(net_amount_cny=frame["net_amount_cny"] * scale), AS_OF)
    pd.testing.assert_frame_equal(rfm.rfm_scores(scaled), rfm.rfm_scores(table))


@LANGUAGES
def test_a_later_row_is_refused_by_name_and_left_out_on_purpose(code):
    look.speak(code)
    frame = some(("K", "2025-12-31", 1), ("M", "2026-01-02", 1), ("N", "2026-01-01", 1)).set_axis([7, 8, 9])
    with pytest.raises(Refused, match="(?s)8.*2026-01-02, M.*2") as refused:
        rfm.rfm_table(frame, AS_OF)
    assert "orders_until" in refused.value.do
    assert rfm.rfm_table(rfm.orders_until(frame, AS_OF), AS_OF).index.tolist() == ["K"]
    assert len(frame) == 3


def test_orders_until_keeps_the_whole_last_day_and_rows_without_a_date():
    frame = some(("K", "2025-12-31 23:59", 1), ("M", "2026-01-01 00:00", 1), ("N", None, 1))
    kept = rfm.orders_until(frame, AS_OF)
    assert kept["customer_id"].tolist() == ["K", "N"]
    with pytest.raises(Refused, match="order_date"):
        rfm.rfm_table(kept, AS_OF)


@pytest.mark.parametrize(
    ("column", "bad"),
    [
        ("customer_id", None), ("customer_id", np.nan), ("order_date", None), ("order_date", "yesterday"),
        ("order_date", 3.5), ("net_amount_cny", None), ("net_amount_cny", "much"), ("net_amount_cny", np.inf),
    ],
)  # fmt: skip
def test_a_row_without_customer_date_or_amount_is_refused_by_name(column, bad):
    frame = some(("K", "2025-12-01", 1), ("M", "2025-12-02", 2)).astype(object).set_axis(["first", "second"])
    frame.at["second", column] = bad
    with pytest.raises(Refused, match=f"(?s){column}.*second") as refused:
        rfm.rfm_table(frame, AS_OF)
    assert "1 of 2" in refused.value.found


@pytest.mark.parametrize("column", ["customer_id", "order_date", "net_amount_cny"])
def test_a_missing_column_is_named(column):
    with pytest.raises(Refused, match=column):
        rfm.rfm_table(some(("K", "2025-12-01", 1)).drop(columns=column), AS_OF)


@pytest.mark.parametrize("as_of", [None, "soon", pd.NaT, 45657])
def test_an_as_of_that_is_no_day_is_refused(as_of):
    with pytest.raises(Refused, match="as_of"):
        rfm.rfm_table(some(("K", "2025-12-01", 1)), as_of)


@pytest.mark.parametrize(
    "as_of", [AS_OF, pd.Timestamp(AS_OF), pd.Timestamp(AS_OF).date(), np.datetime64(AS_OF)]
)
def test_dates_may_be_texts_dates_or_timestamps(as_of):
    for dates in (["2025-12-01"], [pd.Timestamp("2025-12-01").date()], [20251201],
                  pd.to_datetime(["2025-12-01"]).as_unit("s")):  # fmt: skip
        frame = pd.DataFrame({"customer_id": [1], "order_date": dates, "net_amount_cny": [2]})
        assert rfm.rfm_table(frame, as_of).loc[1].tolist() == [30, 1, 2]


def test_numbers_texts_and_categories_may_name_customers():
    frame = pd.DataFrame({"order_date": pd.to_datetime([AS_OF] * 2), "net_amount_cny": 1.0})
    for ids in ([10, "9"], [10, 9], pd.Categorical(["b", "a"]), pd.array([2, 1], dtype="Int64")):
        table = rfm.rfm_table(frame.assign(customer_id=ids), AS_OF)
        assert len(table) == 2 and table["recency_days"].tolist() == [0, 0]


# The scores -----------------------------------------------------------------------------------------------


def test_the_two_repairs_at_every_day():
    """E16: L 0-7, 8-29, 30-59, 60-119, 120+; U 0-7, 8-30, 31-60, 61-120, 121+; they differ at 30, 60, 120 only."""
    days = measures(recency_days=range(200))
    lower = rfm.rfm_scores(days)["r"]
    upper = rfm.rfm_scores(days, recency_cuts=(8, 31, 61, 121))["r"]
    assert lower.tolist() == [5] * 8 + [4] * 22 + [3] * 30 + [2] * 60 + [1] * 80
    assert upper.tolist() == [5] * 8 + [4] * 23 + [3] * 30 + [2] * 60 + [1] * 79
    assert np.flatnonzero(lower != upper).tolist() == [30, 60, 120]


def test_stated_cuts_for_frequency_and_amount_are_closed_on_the_left():
    table = measures(frequency=[1, 2, 4, 5], monetary_cny=[99.99, 100, 999, 1000])
    scores = rfm.rfm_scores(table, frequency_cuts=(2, 3, 5, 9), monetary_cuts=(100, 1000))
    assert scores["f"].tolist() == [1, 2, 3, 4] and scores["m"].tolist() == [1, 2, 2, 3]


def test_fifths_without_ties_are_five_equal_groups():
    scores = rfm.rfm_scores(measures(recency_days=range(100), frequency=range(100)), recency_cuts=None)
    assert scores["f"].value_counts().to_dict() == dict.fromkeys(range(1, 6), 20)
    assert scores["r"].tolist() == [5 - n // 20 for n in range(100)], "few days are good"


@pytest.mark.parametrize(
    ("once", "twice"), [(500, 3), (700, 4), (590, 3), (199, 1), (200, 2), (800, 5), (799, 4), (999, 5)]
)
def test_mostly_one_time_buyers_have_one_point_and_who_bought_twice_is_above_all_of_them(once, twice):
    f = rfm.rfm_scores(measures(frequency=[1] * once + [2] * (1000 - once)))["f"]
    assert set(f[:once]) == {1} and set(f[once:]) == {twice}


def test_all_alike_have_one_point():
    assert set(
        rfm.rfm_scores(measures(frequency=[3] * 8), recency_cuts=None)[["r", "f", "m"]].to_numpy().ravel()
    ) == {1}


@given(st.lists(st.integers(1, 6), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_fifths_share_ties_rise_with_the_value_and_heed_no_order(values, random):
    table = measures(frequency=values)
    f = rfm.rfm_scores(table)["f"]
    by_value = f.groupby(table["frequency"]).agg(["min", "max"])
    assert (by_value["min"] == by_value["max"]).all(), "equal customers share a class"
    assert by_value["min"].is_monotonic_increasing and f.min() == 1 and f.max() <= 5
    below = table["frequency"].map(lambda value: sum(other < value for other in values))
    assert f.tolist() == (1 + 5 * below // len(values)).tolist(), (
        "one more for each whole fifth strictly worse"
    )
    order = list(table.index)
    random.shuffle(order)
    assert rfm.rfm_scores(table.loc[order])["f"].loc[table.index].tolist() == f.tolist()


def test_recency_in_fifths_gives_few_days_the_most():
    scores = rfm.rfm_scores(measures(recency_days=[0, 10, 10, 400, 500]), recency_cuts=None)
    assert scores["r"].tolist() == [5, 3, 3, 2, 1]


def test_the_code_is_a_text_and_the_index_stays():
    table = measures(recency_days=[20, 200], frequency=[1, 5], monetary_cny=[900, 20]).set_axis(["b", "a"])
    scores = rfm.rfm_scores(table)
    assert scores["code"].tolist() == ["413", "131"] and scores.index.tolist() == ["b", "a"]
    assert list(scores.columns) == ["r", "f", "m", "code"]


@pytest.mark.parametrize("cuts", [(30, 8), (8, 8), (), ("a",), (8, None), 30j])
def test_cuts_that_do_not_ascend_are_refused(cuts):
    with pytest.raises(Refused, match="ascend"):
        rfm.rfm_scores(measures(frequency=[1]), recency_cuts=cuts)


def test_scores_need_the_three_measures():
    with pytest.raises(Refused, match="monetary_cny"):
        rfm.rfm_scores(measures(frequency=[1]).drop(columns="monetary_cny"))


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(1, 9), st.integers(1, 99)), min_size=1, max_size=25)
)
def test_nested_scores_divide_within_the_class_before(rows):
    table = pd.DataFrame(rows, columns=rfm.MEASURES)
    nested, independent = rfm.nested_scores(table), rfm.rfm_scores(table, recency_cuts=None)
    assert nested["r"].tolist() == independent["r"].tolist()
    for _, group in table.groupby(nested["r"]):
        alone = rfm.rfm_scores(group)
        assert nested.loc[group.index, "f"].tolist() == alone["f"].tolist()
    for _, group in table.groupby([nested["r"], nested["f"]]):
        assert nested.loc[group.index, "m"].tolist() == rfm.rfm_scores(group)["m"].tolist()


def test_nested_and_independent_differ_as_they_should():
    table = pd.DataFrame(
        [(r, f, 1) for r in range(5) for f in (10 * r + 1, 10 * r + 2)], columns=rfm.MEASURES
    )
    assert rfm.rfm_scores(table, recency_cuts=None)["f"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert rfm.nested_scores(table)["f"].tolist() == [1, 3] * 5


# The codes ------------------------------------------------------------------------------------------------


def test_all_codes_and_the_places_of_the_printed_heads():
    """E19: 125 codes; the first-row codes stand at 1, 16, 31, 46, 61, 76, and the lost columns begin at 225, 145, 115."""
    place = rfm.all_codes()
    assert len(place) == 5**3 and place.index.is_unique and place["415"] == 46
    assert place[["555", "525", "445", "415", "335", "255"]].tolist() == [1, 16, 31, 46, 61, 76]
    assert place[["225", "145", "115"]].tolist() == [91, 106, 121]
    assert place.index.tolist() == sorted(place.index, reverse=True)
    table = casekit.load("chapter/code_table")
    assert table["code"].tolist() == place.index.tolist() and table["code_place"].tolist() == place.tolist()
    assert table["is_printed"].sum() == 30 and (~table["is_printed"]).sum() == 95


def test_the_printed_codes_by_rows():
    rows = ["555 525 445 415 335 255", "554 524 444 414 334 254", "553 523 443 413 333 253",
            "552 522 442 412 332 252", "551 521 441 411 331 251"]  # fmt: skip
    table = casekit.load("chapter/code_table")
    assert set(table.loc[table["is_printed"], "code"]) == set(" ".join(rows).split())
    sheet = table[table["is_printed"]].pivot(index="sheet_row", columns="sheet_column", values="code")
    assert [" ".join(row) for row in sheet.to_numpy()] == rows


def test_digits_of_three_codes_add_up_alike():
    assert [sum(map(int, code)) for code in ("415", "334", "253")] == [10, 10, 10]


# Partitions -----------------------------------------------------------------------------------------------


def test_the_printed_table_has_32_double_days_and_a_class_nobody_reaches():
    """E16: 30 to 59 twice, 60 three times (4, 3 and 2), 120 twice; class 3 lies inside class 4."""
    found = rfm.check_partition(PRINTED)
    assert found[["problem", "where", "classes"]].to_numpy().tolist() == [
        ["overlap", "30 to 59", "4, 3"], ["overlap", "60", "4, 3, 2"], ["overlap", "120", "2, 1"],
        ["unreachable", "30 to 60", "3"],
    ]  # fmt: skip
    inside = rfm.belongs(range(500), PRINTED)
    assert (inside.sum(axis="columns") > 1).sum() == 32 and inside.loc[60].sum() == 3
    assert inside.columns[inside.loc[60]].tolist() == [4, 3, 2]


def test_by_the_hour_the_printed_table_has_a_gap():
    found = rfm.check_partition(PRINTED, whole=False)
    assert found.loc[found["problem"] == "gap", "where"].tolist() == ["between 7 and 8"]
    assert "30 to under 60" in found["where"].tolist()


@pytest.mark.parametrize("cuts", [(8, 30, 60, 120), (8, 31, 61, 121), (1,), (5, 6)])
def test_cut_points_always_make_a_partition(cuts):
    assert len(rfm.check_partition(rfm.recency_ranges(cuts))) == 0


def test_our_own_tables_of_repairs_are_partitions():
    table = casekit.load("chapter/rfm_printed_ranges").set_index("r_class")
    for repair, cuts in (("by_lower", (8, 30, 60, 120)), ("by_upper", (8, 31, 61, 121))):
        ranges = table[[f"{repair}_low_days", f"{repair}_high_days"]].set_axis(
            ["low", "high"], axis="columns"
        )
        assert len(rfm.check_partition(ranges)) == 0
        assert ranges["low"].tolist() == rfm.recency_ranges(cuts)["low"].tolist()


@LANGUAGES
def test_gaps_at_both_ends_are_found(code):
    look.speak(code)
    found = rfm.check_partition(pd.DataFrame({"low": [3], "high": [9]}, index=["a"]))
    assert found["where"].tolist() == [look.say("0 to 2", "0～2"), look.say("from 10", "10 起")]
    assert found["problem"].tolist() == ["gap", "gap"] and np.isnan(found["high"].iloc[1])


def test_a_range_that_ends_before_it_begins_is_never_reached():
    found = rfm.check_partition(pd.DataFrame({"low": [0, 5], "high": [np.nan, 4]}, index=["a", "b"]))
    assert found[["problem", "classes"]].to_numpy().tolist() == [["unreachable", "b"]]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=5))
def test_every_problem_is_where_a_count_finds_it(bounds):
    ranges = pd.DataFrame(bounds, columns=["low", "high"])
    counts = rfm.belongs(range(40), ranges).sum(axis="columns")
    found = rfm.check_partition(ranges)
    told = {
        day: row.problem
        for row in found[found["problem"] != "unreachable"].itertuples()
        for day in range(int(row.low), 40 if np.isnan(row.high) else int(row.high) + 1)
    }
    assert told == {day: "gap" if count == 0 else "overlap" for day, count in counts.items() if count != 1}


def test_an_empty_table_is_one_gap():
    found = rfm.check_partition(pd.DataFrame({"low": [], "high": []}))
    assert found["where"].tolist() == ["from 0"]


# The response test ----------------------------------------------------------------------------------------

CELLS = pd.DataFrame(
    {"sent": [200, 200], "sent_bought": [78, 112], "held_out": [200, 200], "held_out_bought": [52, 108]}
)


def test_wilson_stays_inside_and_agrees_with_known_values():
    low, high = rfm.wilson([0, 20, 5], [20, 20, 10])
    assert low.tolist() == pytest.approx([0, 0.8389, 0.2366], abs=1e-4)
    assert high.tolist() == pytest.approx([0.1611, 1, 0.7634], abs=1e-4)


def test_newcombes_interval_agrees_with_his_published_example():
    """Newcombe 1998, 56 of 70 against 48 of 80: difference 0.2, method 10 gives 0.0524 to 0.3339."""
    cells = pd.DataFrame({"sent": [70], "sent_bought": [56], "held_out": [80], "held_out_bought": [48]})
    row = rfm.response_test(cells).iloc[0]
    assert row[["lift", "lift_low", "lift_high"]].tolist() == pytest.approx([0.2, 0.0524, 0.3339], abs=1e-4)


def test_the_two_proportion_test_by_hand():
    row = rfm.response_test(CELLS).iloc[0]
    pooled = 130 / 400
    assert row["z"] == pytest.approx(0.13 / (pooled * (1 - pooled) * 2 / 200) ** 0.5)
    assert row["p_value"] == pytest.approx(0.0055, abs=1e-4)


def test_nobody_to_compare_with_is_undefined_with_a_reason():
    result = rfm.response_test(CELLS.assign(held_out=[0, 200], held_out_bought=[0, 108]))
    assert result["lift"].isna().tolist() == [True, False] and result["lift_low"].isna().tolist() == [
        True,
        False,
    ]
    assert result["reason"].tolist() == ["nobody to compare with", ""]


def test_where_nobody_bought_there_is_no_z():
    row = rfm.response_test(CELLS.assign(sent_bought=0, held_out_bought=0)).iloc[0]
    assert row["lift"] == 0 and np.isnan(row["z"]) and row["lift_high"] > 0


@pytest.mark.parametrize("bad", [-1, 201])
def test_more_bought_than_there_were_is_refused(bad):
    with pytest.raises(Refused, match="sent_bought"):
        rfm.response_test(CELLS.assign(sent_bought=[bad, 1]))


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_the_interval_holds_the_lift_and_turns_with_the_groups(n, k, data):
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, k))
    one, other = (
        rfm.response_test(
            pd.DataFrame([each], columns=["sent", "sent_bought", "held_out", "held_out_bought"])
        ).iloc[0]
        for each in ((n, x, k, y), (k, y, n, x))
    )
    assert (
        -1.000001 <= one["lift_low"] <= one["lift"] + 1e-12
        and one["lift"] - 1e-12 <= one["lift_high"] <= 1.000001
    )
    assert one["lift_low"] == pytest.approx(-other["lift_high"]) and one["lift"] == pytest.approx(
        -other["lift"]
    )


# Drawings -------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_sheet_of_codes(code):
    look.speak(code)
    ax = rfm.plot_code_sheet(casekit.load("chapter/code_table"))
    assert len(ax.texts) == 125 and len(ax.patches) == 30
    assert ax.texts[0].get_text() == "555" and "30" in ax.figure.finding and "95" in ax.figure.read_this


@LANGUAGES
def test_the_figure_of_silence_says_what_it_shows(code):
    look.speak(code)
    table = pd.DataFrame(
        {"recency_days": [98, 113, 0], "usual_gap_days": [6.5, 115, 20]}, index=["a", "b", "c"]
    )
    names = pd.Series(["Aa", "Bb", "Cc"], index=table.index)
    ax = rfm.plot_silence(table, ["a", "b"], names)
    assert "15" in ax.figure.finding and "6.5" in ax.figure.read_this
    assert {"Aa", "Bb"} <= {each.get_text() for each in ax.texts}
    assert ax.get_xscale() == ax.get_yscale() == "log"


@LANGUAGES
def test_the_figure_of_lifts_names_who_was_moved(code):
    look.speak(code)
    ax = rfm.plot_response(rfm.response_test(CELLS), ["warm", "hot"])
    assert (
        look.say("only for warm; hot buys most", "只有warm的区间不含零；购买率最高的是 hot")
        in ax.figure.finding
    )
    assert [each.get_text() for each in ax.get_yticklabels()] == ["warm", "hot"]
    nobody = rfm.plot_response(rfm.response_test(CELLS.iloc[[1]]), ["hot"])
    assert look.say("for nobody", "没有一组") in nobody.figure.finding
