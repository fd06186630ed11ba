"""Lesson 1: classes and how exclusive they are, cards and how they go out of date, double cards, the needle."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casekit
from casekit import card_deck, customer_cards, customers, look, sales
from casekit.errors import Refused

LAST = "2025-12-31"


@pytest.fixture(scope="module")
def known():
    """Qinghe's 420 customers with their sales in 2025, their last order and the potential on their card."""
    table, orders, cards = (casekit.load(name) for name in ("customers", "orders", "customer_card_fields"))
    bought = sales.by_customer(sales.net_sales(orders, casekit.load("returns"), 2025)) / 100
    potential = cards[cards["card_field"] == "growth_potential"].set_index("customer_id")["value_en"]
    ids = table["customer_id"]
    return table.assign(
        net_amount_cny=ids.map(bought).fillna(0), growth_potential=ids.map(potential), last_order_date=ids.map(orders.groupby("customer_id")["order_date"].max())
    )  # fmt: skip


def one(**facts):
    """One customer in one row: an ordinary old one, but for what is given."""
    usual = {"customer_id": "A", "nature": "channel", "channel_role": "retail", "region": "East China", "onboard_date": "2020-01-01",
             "last_order_date": "2025-12-01", "net_amount_cny": 500_000.0, "growth_potential": "low"}  # fmt: skip
    return pd.DataFrame({name: [value] for name, value in (usual | facts).items()})


def classes_of(customer, scheme, **more):
    row = customers.classify(customer, scheme, LAST, **more).drop(columns="reason").iloc[0]
    return set(row.index[row.astype(bool)])


# Classes ------------------------------------------------------------------------------------------------


def test_qinghe_in_ten_schemes_counted_once_more_by_plain_pandas(known):
    table = customers.compare_schemes(known, LAST)
    found = table[["in_one", "in_none", "in_several"]].T.to_dict("list")
    large, small = known["net_amount_cny"] >= 1e6, known["net_amount_cny"] < 1e5
    young = known["onboard_date"] > "2023-12-31"  # known for less than 730 days
    east, direct = (known["region"] == "East China").sum(), (known["channel_role"] == "direct").sum()
    high = (known["growth_potential"] == "high").sum()
    new, idle = known["onboard_date"] >= "2024-12-31", known["net_amount_cny"] == 0
    assert found == dict.fromkeys(["relation", "nature", "role", "trade", "time"], [420, 0, 0]) | {
        "dealer_type": [420 - direct, direct, 0], "region": [420 - east, east, 0], "volume": [420 - (large & young).sum(), (large & young).sum(), 0],
        "value": [420 - high, 0, high], "tiers": [420 - idle.sum() - (new & large).sum(), idle.sum(), (new & large).sum()],
    }  # fmt: skip
    assert (east, direct, (large & young).sum(), high, idle.sum(), (new & large).sum()) == (
        117,
        114,
        3,
        118,
        14,
        1,
    )
    assert not (new & idle).any() and (large | small).sum() == 52 + 222


@pytest.mark.parametrize(
    ("scheme", "facts", "expected"),
    [
        ("relation", {"nature": "government"}, {"group"}),
        ("relation", {"nature": "personal"}, {"personal"}),
        ("role", {"channel_role": "direct"}, {"final"}),
        ("role", {"channel_role": None}, set()),
        ("dealer_type", {"channel_role": "area distributor"}, {"area distributor"}),
        ("region", {}, set()),
        ("trade", {"last_order_date": None}, {"prospect"}),
        ("trade", {"last_order_date": "2024-12-31"}, {"present"}),  # 365 days ago
        ("trade", {"last_order_date": "2024-12-30"}, {"former"}),
        ("time", {"onboard_date": "2024-12-31"}, {"new"}),
        ("time", {"onboard_date": "2024-12-30"}, {"old"}),
        ("time", {"onboard_date": "2026-01-01"}, {"future"}),
        ("time", {"onboard_date": None}, set()),
        ("volume", {"net_amount_cny": 1_000_000}, {"main"}),
        ("volume", {"net_amount_cny": 999_999.99}, {"general"}),
        ("volume", {"net_amount_cny": 99_999.99}, {"scattered"}),
        ("volume", {"net_amount_cny": -1}, {"scattered"}),
        (
            "volume",
            {"net_amount_cny": 1e6, "onboard_date": "2024-01-02"},
            set(),
        ),  # large, and known for 729 days
        ("volume", {"net_amount_cny": 1e6, "onboard_date": "2024-01-01"}, {"main"}),
        ("value", {"growth_potential": "high"}, {"middle", "growth"}),
        ("tiers", {"net_amount_cny": 2e6, "onboard_date": "2025-05-13"}, {"new", "important"}),
        ("tiers", {"net_amount_cny": 0}, set()),
        ("tiers", {"net_amount_cny": 5e6}, {"strategic"}),
        ("tiers", {"net_amount_cny": 0, "last_order_date": None, "onboard_date": None}, {"prospect"}),
    ],
)
def test_one_customer_at_the_bounds(scheme, facts, expected):
    assert classes_of(one(**facts), scheme) == expected


def test_cut_points_can_be_changed():
    assert classes_of(one(), "volume", cuts=customers.CUTS | {"large_cny": 500_000}) == {"main"}


def test_an_amount_on_the_cut_is_in_whatever_floats_do():
    assert classes_of(one(net_amount_cny=999_999.9999999999), "volume") == {"main"}


def test_what_is_wrong_is_said_in_the_readers_language():
    both = one(growth_potential="high", net_amount_cny=2e6)
    assert customers.classify(both, "value")["reason"].iloc[0] == "in 2 classes: high, growth potential"
    look.speak("zh")
    assert customers.classify(both, "value")["reason"].iloc[0] == "同属 2 类：高价值、潜力客户"


def test_a_scheme_of_ones_own():
    two = pd.DataFrame({"customer_id": ["A", "B"], "rep": ["Liu", "Chen"]}, index=[7, 3])
    found = customers.classify(two, {"Liu": two["rep"] == "Liu", "rest": [False, True]})
    assert found["Liu"].tolist() == [True, False] and customers.exclusiveness(found)["is_complete"]
    for rule in (two["rep"].reset_index(drop=True) == "Liu", [True], ["yes", "no"]):
        with pytest.raises(Refused, match="True or False for each of the 2 rows"):
            customers.classify(two, {"Liu": rule})


@pytest.mark.parametrize(
    ("scheme", "change", "words"),
    [
        ("natur", {}, "nature"),
        ("nature", {"nature": ...}, "no column nature"),
        ("trade", {"last_order_date": "2026-01-01"}, "rows up to as_of"),
        ("time", {"onboard_date": "05/12/2025"}, "year, month and day"),
        ("volume", {"net_amount_cny": "many"}, "a number as net_amount_cny"),
    ],
)
def test_what_cannot_be_read_is_refused(scheme, change, words):
    table = one(**{name: value for name, value in change.items() if value is not ...}).drop(
        columns=[n for n, v in change.items() if v is ...]
    )
    with pytest.raises(Refused, match=words):
        customers.classify(table, scheme, LAST)


def test_schemes_of_days_need_a_day():
    with pytest.raises(Refused, match="as_of as one day"):
        customers.classify(one(), "time")


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing(known, random):
    order = random.sample(range(len(known)), len(known))
    scheme = random.choice(list(customers.SCHEMES))
    plain, shuffled = (customers.classify(table, scheme, LAST) for table in (known, known.iloc[order]))
    pd.testing.assert_frame_equal(plain, shuffled.loc[plain.index])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_every_customer_is_counted_once(flags):
    table = pd.DataFrame({"customer_id": range(len(flags))})
    found = customers.exclusiveness(
        customers.classify(
            table, {name: list(each) for name, each in zip("abc", zip(*flags, strict=True), strict=True)}
        )
    )
    assert found["in_one"] + found["in_none"] + found["in_several"] == len(flags)
    assert found["is_exclusive"] == all(sum(each) < 2 for each in flags) and found["is_complete"] == all(
        map(any, flags)
    )


# Cards --------------------------------------------------------------------------------------------------


def card(*entries, customer="A"):
    """Entries as (field, value, source, made, purpose, expires)."""
    names = ["card_field", "value", "source", "collected_date", "purpose", "expiry_date"]
    return pd.DataFrame(entries, columns=names).assign(customer_id=customer)


GOOD = ("outlets", "2", "visit", "2025-06-01", "planning", "2026-01-01")


def checked(*entries, **more):
    return customers.check_cards(card(*entries), LAST, **more).iloc[0]


def test_two_percent_a_month_are_21_5_percent_a_year():
    assert customer_cards.share_out_of_date(12) == pytest.approx(0.215, abs=0.0005)
    assert customer_cards.share_out_of_date(36) == pytest.approx(0.517, abs=0.0005)
    assert customer_cards.share_out_of_date(customer_cards.half_life(0.03), 0.03) == pytest.approx(0.5)
    assert (
        customer_cards.share_out_of_date(0) == 0 == customer_cards.share_out_of_date(99, 0)
        and customer_cards.half_life(0) == np.inf
    )
    made = ("outlets", "2", "visit", "2024-12-31", "planning", "2026-01-01")  # 365 days
    assert checked(made)["out_of_date"] == pytest.approx(1 - 0.98**12)
    for rate in (-0.01, 1, 2):
        with pytest.raises(Refused, match="2 % is written 0.02"):
            customer_cards.share_out_of_date(1, rate)


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({5: "2026-01-01"}, ""),
        ({5: LAST}, "expired"),  # from its expiry date on
        ({5: "2025-01-01"}, "expired"),
        ({1: ""}, "empty"),
        ({1: None}, "empty"),
        ({2: ""}, "unexplained"),
        ({4: None}, "unexplained"),
        ({5: None}, "unexplained"),
        ({0: "Religion"}, "not_allowed"),
        ({0: " 宗教信仰 "}, "not_allowed"),
    ],
)
def test_what_is_wrong_with_an_entry_is_counted(change, count):
    entry = [change.get(place, cell) for place, cell in enumerate(GOOD)]
    found = checked(("area", "city", "visit", "2025-06-01", "planning", "2026-06-01"), tuple(entry))
    wrong = {name: found[name] for name in ("empty", "expired", "unexplained", "not_allowed")}
    assert wrong == dict.fromkeys(wrong, 0) | ({count: 1} if count else {})
    assert found["entries"] == 2 and found["usable"] == (not count) == (found["reason"] == "")


def test_several_faults_are_told_together_in_both_languages():
    faulty = [(*GOOD[:5], LAST), ("health", "good", "", "2025-06-01", "planning", "2026-06-01")]
    assert (
        checked(*faulty)["reason"] == "1 expired; 1 without source, purpose or expiry date; 1 not to be kept"
    )
    look.speak("zh")
    assert checked(*faulty)["reason"] == "1 栏过期；1 栏缺来源、用途或到期日；1 栏不该留存"


def test_qinghes_cards_by_plain_pandas():
    cards = casekit.load("customer_card_fields")
    table = customers.check_cards(cards, LAST, purpose="planning")
    plain = (
        cards[cards["purpose"] == "planning"]
        .groupby("customer_id")["expiry_date"]
        .agg(lambda days: (days <= LAST).sum())
    )
    assert table["expired"].equals(plain.astype(table["expired"].dtype)) and table["usable"].equals(
        plain == 0
    )
    assert (table["entries"] == 5).all() and not table[
        ["empty", "unexplained", "not_allowed"]
    ].to_numpy().any()
    assert customers.check_cards(cards, LAST)["not_allowed"].sum() == 0, "Qinghe keeps nothing of the kind"
    shuffled = customers.check_cards(cards.sample(frac=1, random_state=1), LAST, purpose="planning")
    pd.testing.assert_frame_equal(table.round(9), shuffled.round(9))


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([GOOD, GOOD], "each field once on a card"),
        ([(None, *GOOD[1:])], "each field once on a card"),
        ([(*GOOD[:3], "2026-01-01", *GOOD[4:])], "rows up to as_of"),
        ([(*GOOD[:3], None, *GOOD[4:])], "collected_date"),
        ([(*GOOD[:5], "soon")], "expiry_date"),
    ],
)
def test_cards_that_cannot_be_judged_are_refused(entries, words):
    with pytest.raises(Refused, match=words):
        customers.check_cards(card(*entries), LAST)


def test_a_purpose_that_no_entry_has_is_refused():
    with pytest.raises(Refused, match="planning"):
        customers.check_cards(card(GOOD), LAST, purpose="plannig")


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 400), st.floats(0, 400), st.floats(0.001, 0.5))
def test_parts_of_a_time_go_out_of_date_one_after_the_other(first, second, rate):
    whole, one_part, other = (
        1 - customer_cards.share_out_of_date(each, rate) for each in (first + second, first, second)
    )
    assert whole == pytest.approx(one_part * other, abs=1e-9)


# Double cards -------------------------------------------------------------------------------------------


def test_the_eight_typed_cards_in_both_languages():
    table, typed = (
        casekit.load("customers"),
        casekit.load("chapter/typed_cards").rename(columns={"typed_id": "customer_id"}),
    )
    for code, clash in (("en", "another region: ask before merging"), ("zh", "地区不同，先问清再合并")):
        look.speak(code)
        found = card_deck.double_cards(pd.concat([table, typed], ignore_index=True))
        assert found.groupby("double")["customer_id"].agg(set).tolist() == [
            {"N1", "QH0002"},
            {"N2", "QH0005"},
            {"N6", "QH0004"},
        ]
        assert found.loc[found["double"] == 3, "verdict"].unique().tolist() == [clash]
    assert card_deck.double_cards(table).empty, "branches of one group are no doubles"


@pytest.mark.parametrize(
    ("one_name", "other", "same"),
    [
        ("白桦家电", "白桦　家电有限公司", True),
        ("白桦家电", "白桦家电有限责任公司", True),
        ("ＢＡＩＨＵＡ Trading Co.,Ltd", "baihua trading", True),
        ("Lin & Sons Inc.", "LIN SONS", True),
        ("白桦家电", "白桦商贸", False),
        ("椿滩电器连锁东店", "椿滩电器连锁南店", False),
        ("公司", "有限公司", False),
        ("竹里家电", "竹里家電", False),
        ("Tesco", "Tesco Ltd", True),  # its co is no form of company
        ("白桦家电", "白桦家电Co.,Ltd", True),
        ("Zinc", "Z", False),
    ],
)
def test_names_are_cleaned_and_no_more(one_name, other, same):
    assert (card_deck.plain_name(one_name) == card_deck.plain_name(other)) == same


def test_one_number_twice_and_cards_without_names():
    twice = pd.DataFrame({"customer_id": ["A", "A", "B"], "name": ["x", "x", "y"]})
    assert card_deck.double_cards(twice)["verdict"].tolist() == ["one number twice: keep one row"] * 2
    both = pd.DataFrame({"customer_id": ["A", "A", "B", "C", "D"], "name": ["x", "x", "y", "Y", "z"], "region": ["n", "s", "n", "s", "n"]})
    found = card_deck.double_cards(both)  # the number comes before the region
    assert found["verdict"].tolist() == ["one number twice: keep one row"] * 2 + ["another region: ask before merging"] * 2
    with pytest.raises(Refused, match="a name in every row"):
        card_deck.double_cards(twice.assign(name=["x", None, " "]))
    with pytest.raises(Refused, match="no column name"):
        card_deck.double_cards(twice.drop(columns="name"))


@settings(max_examples=25, deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from(["Lin", "lin", "Lin Ltd", "Mo", "MO", "Tan"]), min_size=1, max_size=9),
)
def test_doubles_do_not_depend_on_the_order_of_rows(random, names):
    table = pd.DataFrame({"customer_id": [f"K{at}" for at in range(len(names))], "name": names})
    order = random.sample(range(len(names)), len(names))
    pd.testing.assert_frame_equal(card_deck.double_cards(table), card_deck.double_cards(table.iloc[order]))


# The needle ---------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=20),
    st.sets(st.integers(0, 3), min_size=1),
)
def test_a_needle_does_what_and_and_or_do(edges, holes):
    punched = pd.DataFrame(edges, columns=list("abcd"))
    codes = card_deck.edge_codes(punched)
    chosen = punched[[punched.columns[hole] for hole in holes]]
    assert card_deck.needle(codes, sorted(holes)).tolist() == chosen.all(axis="columns").tolist()
    assert card_deck.needle(codes, sorted(holes), "any").tolist() == chosen.any(axis="columns").tolist()
    one_after_another = codes
    for hole in holes:  # the same needle by needle through what has dropped
        one_after_another = one_after_another[card_deck.needle(one_after_another, [hole])]
    assert one_after_another.index.equals(codes.index[card_deck.needle(codes, sorted(holes))])


def test_a_deck_has_so_many_holes_and_a_rule_is_one_of_two():
    assert (
        card_deck.needle(pd.Series([5, 0]), []).all()
        and not card_deck.needle(pd.Series([5, 0]), [], "any").any()
    )
    with pytest.raises(Refused, match="62 holes"):
        card_deck.edge_codes(pd.DataFrame(np.zeros((1, 63), bool)))
    with pytest.raises(Refused, match="all, any"):
        card_deck.needle(pd.Series([1]), [0], "some")


# Drawings and the lab -----------------------------------------------------------------------------------


def test_the_bars_show_the_counts_and_the_best_schemes_on_top(known):
    compared = customers.compare_schemes(known, LAST)
    ax = customers.plot_schemes(compared)
    widths = np.array([bar.get_width() for bar in ax.patches]).reshape(3, len(compared))
    assert (widths.sum(axis=0) == 420).all() and (np.diff(widths[1] + widths[2]) >= 0).all()


def test_the_cards_to_verify_first_are_those_above_the_line():
    table = pd.DataFrame({"stale": [0.1, 0.5, 0.2], "net_amount_cny": [5e6, 1e5, 1e5]}, index=["A", "B", "C"])
    ax = customer_cards.plot_first(table, ["A", "B"], pd.Series({"A": "Lin", "B": "Mo", "C": "Tan"}))
    rest, first = ax.lines[:2]
    assert first.get_xydata().tolist() == [[10, 5], [50, 0.1]] and rest.get_xydata().tolist() == [[20, 0.1]]
    assert "96.5 %" in ax.figure.finding


@pytest.fixture
def lab():
    from casekit.labs.customers import NeedleLab, deck

    bought = sales.by_customer(sales.net_sales(casekit.load("orders"), casekit.load("returns"), 2025)) / 100
    return NeedleLab(
        *deck(
            *(casekit.load(name) for name in ("customers", "customer_card_fields", "credit_profiles")), bought
        )
    )


def test_the_lab_drops_what_the_needle_drops_and_ages_by_the_rate(lab):
    for chosen, rule, meaning, months in (
        ([0, 3], "all", "by_sales", 12),
        ([0, 3], "any", "by_staff", 24),
        ([], "all", "by_rep", 0),
    ):
        lab.step(chosen, rule, meaning, months)
        flags = lab.cut[meaning][:, chosen]
        expected = (flags.all(axis=1) if rule == "all" else flags.any(axis=1)) & bool(chosen)
        assert (lab.drops == expected).all() and [line.get_visible() for line in lab.needles] == [
            row in chosen for row in range(5)
        ]
        assert abs(lab.old.sum() - 60 * customer_cards.share_out_of_date(months)) <= 0.5
        marks = len(lab.notches.get_xdata()) + len(lab.round.get_xdata())
        assert marks == 300 and len(lab.marks.get_xdata()) == lab.old.sum()
    assert sorted((lab.lot * 60 - 0.5).round().tolist()) == list(range(60))
