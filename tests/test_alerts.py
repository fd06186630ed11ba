"""Lesson 11: rules in a table, what fired, how right it was, who may set it aside, and the reminders."""

from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casekit
from casekit import alerts, overrides, readings, reminders, sales
from casekit.errors import Refused, Undefined

ENDS = pd.date_range("2025-01-31", periods=6, freq="ME")
YEAR = pd.date_range("2025-01-31", periods=12, freq="ME")


def read_of(rule, values, against=100.0, customer="A"):
    """Readings of one customer and rule, one a month-end."""
    table = {"customer_id": customer, "rule": rule, "day": ENDS[: len(values)], "value": values}
    return pd.DataFrame(table | {"against": against})


def one_rule(rule, **changes):
    """The house rule, with some of its cells changed."""
    return alerts.house_rules().loc[[rule]].assign(**changes)


def since(readings, rules=None):
    """The months in which warnings were given, and ended."""
    table = alerts.early_warnings(readings, rules)
    return [
        (a.month, b.month if pd.notna(b) else 0) for a, b in zip(table["since"], table["until"], strict=True)
    ]


# The bar ---------------------------------------------------------------------------------------------------


def test_a_balance_equal_to_the_limit_is_silent_and_a_fen_more_is_not():
    assert since(read_of("debt", [100.0, 100.01, 99.99])) == [(2, 3)]


def test_a_limit_of_zero_warns_of_any_balance_and_a_missing_limit_is_said():
    assert since(read_of("debt", [0.0, 0.01], against=0.0)) == [(2, 0)]
    table = alerts.early_warnings(read_of("debt", [0.0], against=nan))
    assert len(table) == 1 and "no credit limit on file" in table["reason"][0]
    assert not len(alerts.early_warnings(read_of("plan", [0.0, 0.0], against=nan)))


@pytest.mark.parametrize(
    ("rule", "worst_silent", "fires"), [("expense", 1100.0, 1100.01), ("plan", 21_000.0, 20_999.99)]
)
def test_exactly_at_the_tolerance_is_silent(rule, worst_silent, fires):
    against = {"expense": 1000.0, "plan": 30_000.0}[rule]
    rules = one_rule(rule, periods=1)
    assert not since(read_of(rule, [worst_silent], against), rules)
    assert since(read_of(rule, [fires], against), rules) == [(1, 0)]


def test_a_bar_below_the_minimum_does_not_count_and_the_minimum_itself_does():
    rules = one_rule("plan", periods=1, minimum=100)
    assert not since(read_of("plan", [0.0], 99.99), rules) and since(read_of("plan", [0.0], 100.0), rules)


def test_two_in_a_row_confirm_and_one_good_reading_ends_it():
    rules = one_rule("plan", minimum=0)
    assert since(read_of("plan", [0, 100, 0, 0, 0, 100]), rules) == [(4, 6)]
    assert since(read_of("plan", [0, 0, 100, 0, 100, 0]), rules) == [(2, 3)]
    assert since(read_of("plan", [0] * 6), rules.assign(periods=3)) == [(3, 0)]


def test_the_three_rules_of_w2_make_one_warning_with_all_its_reasons():
    rules = alerts.house_rules().assign(minimum=0, periods=1)
    both = pd.concat([read_of("plan", [0, 0, 100]), read_of("usual", [100, 0, 0])])
    table = alerts.early_warnings(both, rules)
    assert since(both, rules) == [(1, 0)] and table["reason"][0].startswith("net sales 0 yuan, plan 100")
    together = alerts.early_warnings(both[both["day"] == ENDS[1]], rules)
    assert "; orders this month 0, usual number 100" in together["reason"][0]


def test_a_sentence_says_what_was_found_in_both_languages():
    read = read_of("expense", [1200.0, 1210.0], 1000.0)
    assert alerts.early_warnings(read)["reason"].tolist() == [
        "expense 1,210 yuan, budget 1,000 (21 % over, 2 in a row)"
    ]
    casekit.core.language.speak("zh")
    try:
        assert alerts.early_warnings(read)["reason"].tolist() == [
            "销售费用 1,210 元，预算 1,000（高出 21%，连续 2 次）"
        ]
    finally:
        casekit.core.language.speak("en")


def test_the_reader_changes_a_cell_and_a_rule_left_out_is_not_applied():
    read = pd.concat([read_of("debt", [150.0]), read_of("silence", [400.0])])
    rules = alerts.house_rules()
    rules.loc["debt", "tolerance"] = 0.5
    assert alerts.early_warnings(read, rules)["warning"].tolist() == ["W4"]
    assert not len(alerts.early_warnings(read, rules.drop("silence")))


def test_no_reading_gives_no_warning():
    none = alerts.early_warnings(read_of("debt", []))
    assert list(none.columns) == ["customer_id", "warning", "since", "until", "reason"] and not len(none)


many = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 5), st.integers(0, 200)), unique_by=lambda t: t[:2]
)


def frame_of(rows, rule="plan"):
    table = pd.DataFrame(rows, columns=["customer_id", "day", "value"])
    return table.assign(rule=rule, day=[ENDS[at] for at in table["day"]], against=100.0)


@given(many, st.randoms(), st.integers(1, 3))
def test_the_order_of_rows_changes_nothing(rows, random, periods):
    rules = one_rule("plan", minimum=0, periods=periods)
    whole = frame_of(rows)
    mixed = whole.iloc[random.sample(range(len(whole)), len(whole))]
    pd.testing.assert_frame_equal(alerts.early_warnings(whole, rules), alerts.early_warnings(mixed, rules))


@given(many, st.integers(1, 3))
def test_the_warnings_are_those_of_a_plain_loop(rows, periods):
    found = alerts.early_warnings(frame_of(rows), one_rule("plan", minimum=0, periods=periods, tolerance=0.5))
    plain = []
    for who in sorted({row[0] for row in rows}):
        run, on = 0, False
        for _, at, value in sorted(row for row in rows if row[0] == who):
            run = run + 1 if value < 50 else 0
            if run >= periods and not on:
                plain.append((ENDS[at], who))
            on = run >= periods
    assert list(zip(found["since"], found["customer_id"], strict=True)) == sorted(plain)


@given(many, st.sampled_from([0.0, 0.2, 0.5]))
def test_days_on_warning_never_grow_with_the_tolerance(rows, tolerance):
    def months_on(share):
        rules = one_rule("plan", minimum=0, periods=1, tolerance=share)
        table = alerts.early_warnings(frame_of(rows), rules)
        return {
            (row.customer_id, day)
            for row in table.itertuples()
            for day in ENDS
            if row.since <= day and not row.until <= day
        }

    assert months_on(tolerance + 0.1) <= months_on(tolerance)


@pytest.mark.parametrize(
    "change",
    [
        {"worse": "over"},
        {"tolerance": -0.1},
        {"tolerance": "a third"},
        {"periods": 0},
        {"periods": 1.5},
        {"minimum": None},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(change):
    with pytest.raises(Refused):
        alerts.early_warnings(read_of("debt", [1.0]), one_rule("debt").astype(object).assign(**change))


@pytest.mark.parametrize(
    ("column", "value"), [("value", "many"), ("day", "05/12/2025"), ("customer_id", None)]
)
def test_a_reading_that_cannot_be_read_is_refused(column, value):
    table = read_of("debt", [1.0, 2.0]).astype(object)
    table.loc[1, column] = value
    with pytest.raises(Refused):
        alerts.early_warnings(table)


def test_a_double_reading_and_a_double_rule_are_refused():
    with pytest.raises(Refused):
        alerts.early_warnings(pd.concat([read_of("debt", [1.0])] * 2))
    with pytest.raises(Refused):
        alerts.early_warnings(read_of("debt", [1.0]), pd.concat([one_rule("debt")] * 2))


# How right it was ------------------------------------------------------------------------------------------


def test_three_fair_coins_give_seven_eighths():
    assert alerts.at_least_one(0.5, 0.5, 0.5) == 0.875 and alerts.at_least_one(0.5) == 0.5
    assert alerts.at_least_one(0.2, 0.2, 0.2) == pytest.approx(0.488)
    for wrong in [(), (1.5,), (-0.1,), (nan,)]:
        with pytest.raises(Undefined):
            alerts.at_least_one(*wrong)


GIVEN = pd.DataFrame(
    [("A", "W2", "2025-01-31", "2025-02-28"), ("B", "W2", "2025-01-31", None), ("C", "W2", "2025-01-31", "2025-02-28"),
     ("D", "W2", "2025-06-30", None), ("E", "W2", "2025-11-30", None), ("A", "W3", "2025-03-31", None)],
    columns=["customer_id", "warning", "since", "until"],
)  # fmt: skip
HAPPENED = pd.DataFrame(
    {"customer_id": ["A", "B", "C", "D", "F"], "happened": ["2025-05-01", "2025-09-01", "2025-05-02", "2025-06-30", "2025-07-01"],
     "last_chance": ["2025-01-31", "2025-02-01", "2025-01-01", "2025-01-01", "2025-01-01"]}
)  # fmt: skip


def test_each_verdict_at_its_boundary():
    told = alerts.verdicts(GIVEN, HAPPENED, as_of="2025-12-31")
    # A: day 90 exactly; B: stands still; C: day 91, ended; D: on the day itself; E: 31 days to go
    assert told["verdict"].tolist() == [
        "right",
        "right",
        "false alarm",
        "after the event",
        "not yet known",
        "right",
    ]
    assert told["lead_days"].fillna(0).tolist() == [90, 213, 0, 0, 0, 31]


def test_the_judgement_counts_events_once():
    table = alerts.judge(GIVEN, HAPPENED, as_of="2025-12-31")
    assert table.loc["W2", ["right", "false_alarms", "too_late", "open", "caught", "missed"]].tolist() == [
        2,
        1,
        1,
        1,
        2,
        3,
    ]
    every = table.loc["any of them"]
    assert every["precision"] == 3 / 4 and every["recall"] == 2 / 5 and every["lead_days"] == (90 + 213) / 2
    assert every["in_time"] == 1  # B; A's came on the day itself, when the goods were ordered


def test_nothing_given_and_nothing_happened_are_undefined_not_zero():
    none = alerts.judge(GIVEN.iloc[:0], HAPPENED)
    assert np.isnan(none["precision"].iloc[-1]) and none["recall"].iloc[-1] == 0
    quiet = alerts.judge(GIVEN, HAPPENED.iloc[:0], as_of="2026-12-31")
    assert np.isnan(quiet["recall"].iloc[-1]) and quiet["precision"].iloc[-1] == 0


@given(st.permutations(range(len(GIVEN))), st.permutations(range(len(HAPPENED))))
def test_judging_does_not_depend_on_the_order(one, two):
    pd.testing.assert_frame_equal(
        alerts.judge(GIVEN.iloc[one], HAPPENED.iloc[two]), alerts.judge(GIVEN, HAPPENED), check_like=True
    )


def test_only_the_first_event_of_a_customer_counts():
    again = pd.concat([HAPPENED, HAPPENED.assign(happened="2025-12-01")])
    pd.testing.assert_frame_equal(alerts.judge(GIVEN, again), alerts.judge(GIVEN, HAPPENED))


def test_costs_are_refused_below_zero():
    table = pd.DataFrame({"false_alarms": [37], "missed": [1]})
    assert alerts.cost(table, 2_150, 18_945).tolist() == [37 * 2_150 + 18_945]
    with pytest.raises(Refused):
        alerts.cost(table, -1, 0)


# The readings ----------------------------------------------------------------------------------------------

BILLS = pd.DataFrame({"invoice_id": ["F1", "F2"], "order_id": ["O1", "O2"], "customer_id": ["A", "A"],
                      "invoice_date": ["2025-01-31", "2025-02-10"], "amount_cny": [100.0, 50.0], "credit_cny": [10.0, None]})  # fmt: skip
PAID = pd.DataFrame({"invoice_id": ["F1", "F1"], "payment_date": ["2025-02-28", "2025-03-01"], "payment_cny": [40.0, 50.0],
                     "dishonoured": [False, True]})  # fmt: skip
ORDERS = pd.DataFrame({"order_id": ["O1", "O2", "O3"], "customer_id": "A", "order_date": ["2025-01-30", "2025-01-31", "2025-03-31"],
                       "net_amount_cny": [100.0, 50.0, 7.0]})  # fmt: skip
LIMITS = pd.DataFrame({"customer_id": ["A", "B"], "credit_limit_cny": [90.0, None]})


def test_what_is_owed_counts_both_days_and_no_dishonoured_payment():
    table = readings.debt(BILLS, PAID, LIMITS, ENDS[:3])
    assert table.loc[table["customer_id"] == "A", "value"].tolist() == [90, 100, 100]
    whole = readings.debt(BILLS, PAID, LIMITS, ENDS[:3], ORDERS)
    assert whole.loc[whole["customer_id"] == "A", "value"].tolist() == [140, 100, 107]
    assert np.isnan(table["against"].iloc[-1]) and table["against"].iloc[0] == 90


def test_days_out_of_order_and_unknown_bills_are_refused():
    with pytest.raises(Refused):
        readings.debt(BILLS, PAID, LIMITS, ENDS[::-1])
    with pytest.raises(Refused):
        readings.debt(BILLS, PAID.assign(invoice_id="F9"), LIMITS, ENDS)


def sold(*amounts):
    days = pd.date_range("2024-01-15", periods=len(amounts), freq="MS")
    table = pd.DataFrame({"customer_id": "A", "order_date": days, "net_amount_cny": amounts})
    return table[table["net_amount_cny"] != 0]


def test_usual_needs_six_months_and_takes_at_most_twelve():
    table = readings.progress(sold(*[1.0] * 6, 0, *[1.0] * 7)).query("rule == 'usual'").reset_index()
    assert table["against"].isna().sum() == 6 and table["against"][6] == 1 and table["value"][6] == 0
    assert table["against"][7] == 6 / 7 and table["against"][13] == 11 / 12


def test_last_year_is_a_bar_only_where_something_was_sold():
    table = readings.progress(sold(5.0, 0, *[1.0] * 10, 3.0, 4.0)).query("rule == 'year'")
    assert (
        table["value"].tolist() == [3, 4]
        and table["against"].iloc[0] == 5
        and np.isnan(table["against"].iloc[1])
    )


def test_who_has_a_plan_and_buys_nothing_is_read():
    plan = pd.DataFrame({"customer_id": ["B", "A"], "month": "2024-02-01", "plan_cny": [9.0, 0.0]})
    table = readings.progress(sold(1.0, 2.0), plan).query("rule == 'plan' and against > 0")
    assert table[["customer_id", "value", "against"]].to_numpy().tolist() == [["B", 0, 9]]
    assert table["day"].iloc[0] == pd.Timestamp("2024-02-29")


def test_the_usual_gap_is_the_median_of_days_with_orders():
    days = pd.to_datetime(
        ["2025-01-01", "2025-01-01", "2025-01-03", "2025-01-05", "2025-01-10", "2025-01-12", "2025-01-20"]
    )
    table = readings.silence(
        pd.DataFrame({"customer_id": "A", "order_date": days}), ["2025-01-12", "2025-01-31"]
    )
    assert (
        table["value"].tolist() == [0, 11]
        and np.isnan(table["against"].iloc[0])
        and table["against"].iloc[1] == 2
    )


def test_a_report_warns_until_it_is_settled():
    reports = pd.DataFrame({"customer_id": ["A", "B"], "reported_date": "2025-03-03", "what": "fire in the warehouse",
                            "settled_date": ["2025-04-01", None]})  # fmt: skip
    table = alerts.early_warnings(readings.incidents(reports))
    assert table["warning"].tolist() == ["W5"] * 2 and set(table["reason"]) == {"fire in the warehouse"}
    assert table["until"].isna().tolist() == [False, True]


# Qinghe ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def qinghe():
    """The readings of 2025 of the sixty dealers, and what happened to them."""
    orders, returns, invoices, payments = (
        casekit.load(each) for each in ("orders", "returns", "invoices", "payments")
    )
    limits = casekit.load("credit_profiles")
    dealers = set(limits["customer_id"])
    net = pd.concat([sales.net_sales(orders, returns, year) for year in (2024, 2025)])
    parts = [
        readings.debt(invoices, payments, limits, YEAR, orders),
        readings.progress(net[net["customer_id"].isin(dealers)], casekit.load("plans_monthly")),
        readings.expenses(casekit.load("selling_expenses")),
        readings.silence(orders[orders["customer_id"].isin(dealers)], YEAR),
    ]
    read = pd.concat(parts, ignore_index=True)
    refused = payments[payments["dishonoured"] & payments["customer_id"].isin(dealers)]
    ordered = (
        refused["invoice_id"]
        .map(invoices.set_index("invoice_id")["order_id"])
        .map(orders.set_index("order_id")["order_date"])
    )
    outcomes = pd.DataFrame(
        {"customer_id": refused["customer_id"], "happened": refused["payment_date"], "last_chance": ordered}
    )
    return read[read["day"] >= "2025-01-01"], outcomes


def test_the_house_rules_catch_six_of_six_and_only_w3_in_time(qinghe):
    table = alerts.judge(alerts.early_warnings(qinghe[0]), qinghe[1], as_of="2025-12-31")
    assert table.loc["W3", ["warnings", "right", "false_alarms", "in_time"]].tolist() == [8, 6, 2, 6]
    assert table.loc["W2", ["warnings", "right", "false_alarms", "open", "in_time"]].tolist() == [
        58,
        6,
        37,
        15,
        0,
    ]
    assert table.loc["W3", "lead_days"] == 238.5 and table.loc["W2", "lead_days"] == 28.5


def test_as_printed_nearly_every_dealer_is_under_a_warning(qinghe):
    given = alerts.early_warnings(qinghe[0], alerts.printed_rules())
    under = [
        given.loc[(given["since"] <= day) & ~(given["until"] <= day), "customer_id"].nunique() for day in YEAR
    ]
    assert min(under) == 44 and max(under) == 58


def test_the_load_counts_customers_and_warnings(qinghe):
    given = alerts.early_warnings(qinghe[0])
    table = casekit.hindsight.load(given, YEAR)
    assert table["customers"].iloc[-1] == 32 and table["warnings"].iloc[-1] == 43
    printed = casekit.hindsight.load(alerts.early_warnings(qinghe[0], alerts.printed_rules()), YEAR)
    ax = casekit.hindsight.plot_load(printed, table, 60)
    assert "44 to 58 of 60, then 13 to 39" in ax.figure.finding


def test_a_trial_is_a_judgement_for_each_tolerance(qinghe):
    rules = alerts.house_rules()
    table = alerts.trial(qinghe[0], rules, [0.3, 0.4, 0.5], qinghe[1], as_of="2025-12-31")
    assert table["false_alarms"].tolist() == [37, 24, 16] and table["missed"].tolist() == [0, 1, 4]
    assert rules.loc["plan", "tolerance"] == 0.3


# Who may set it aside --------------------------------------------------------------------------------------

STANDING = pd.DataFrame({"customer_id": ["A", "A"], "warning": ["W1", "W3"], "since": ["2025-01-31", "2025-02-28"], "until": ["2025-06-30", None]})  # fmt: skip
MAY = {"W1": ["Fang"], "W3": ["Fang", "Zhang"]}


def entry(**changes):
    row = {
        "customer_id": "A",
        "warning": "W1",
        "decided_on": "2025-03-01",
        "decided_by": "Fang",
        "reason": "paid today",
        "ends_on": "2025-05-30",
    }
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("changes", "fault"),
    [({}, ""), ({"decided_on": "2025-01-30", "ends_on": "2025-03-30"}, "no such warning stood that day"), ({"decided_on": "2025-06-30", "ends_on": "2025-08-30"}, "no such warning stood that day"),
     ({"decided_by": "Liu"}, "not entitled"), ({"warning": "W3", "decided_by": "Zhang"}, "own customer"), ({"reason": "  "}, "no reason"),
     ({"reason": None}, "no reason"), ({"ends_on": None}, "no end"), ({"ends_on": "2025-03-01"}, "ends before it begins"),
     ({"ends_on": "2025-05-31"}, "longer than 90 days"),
     ({"decided_by": "Zhang", "reason": ""}, "own customer; not entitled; no reason")],
)  # fmt: skip
def test_each_fault_of_the_log_is_named(changes, fault):
    checked = overrides.check_log(entry(**changes), STANDING, MAY, {"A": "Zhang"})
    assert checked["fault"].tolist() == [fault] and checked["valid"].tolist() == [not fault]


def test_only_a_valid_entry_sets_a_warning_aside_and_only_while_it_holds():
    good = overrides.check_log(entry(), STANDING, MAY)
    for day, words in [
        ("2025-02-28", "open"),
        ("2025-03-01", "set aside"),
        ("2025-05-30", "set aside"),
        ("2025-05-31", "open"),
        ("2025-06-30", "over"),
    ]:
        assert overrides.standing(STANDING, good, day)["standing"].iloc[0] == words
    bad = overrides.check_log(entry(reason=""), STANDING, MAY)
    assert set(overrides.standing(STANDING, bad, "2025-03-02")["standing"]) == {"open"}
    with pytest.raises(Refused):
        overrides.check_log(entry(warning="W9"), STANDING, MAY)
    assert not len(overrides.check_log(entry().iloc[:0], STANDING, MAY))


# Reminders -------------------------------------------------------------------------------------------------


def test_five_reminders_at_their_boundaries():
    on_file = pd.DataFrame(
        {"customer_id": list("ABCDE"), "onboard_date": ["2024-01-01"] * 4 + ["2026-01-01"]}
    )
    visits = pd.DataFrame(
        {"customer_id": ["A", "B", "C"], "visit_date": ["2025-11-01", "2025-11-02", "2026-01-05"]}
    )
    orders = pd.DataFrame({"customer_id": ["A", "B"], "order_date": ["2025-10-02", "2025-10-03"]})
    rules = reminders.house_reminders()
    rules.loc[["RM2", "RM4"], "days"] = 59, 89
    table = reminders.reminders(on_file, orders, visits, "2025-12-31", rules)
    found = table.groupby("reminder")["customer_id"].apply(list).to_dict()
    assert found == {"RM2": ["A"], "RM3": ["C", "D"], "RM4": ["A"], "RM5": ["C", "D"]}
    assert table["since"].iloc[0] == pd.Timestamp("2025-12-31")
    only = reminders.reminders(on_file, orders, visits, "2025-12-31", rules.drop(["RM3", "RM4", "RM5"]))
    assert only["reminder"].tolist() == ["RM2"]
    with pytest.raises(Refused):
        reminders.reminders(on_file, orders, visits, "2025-12-31", rules.assign(days=1.5))


def test_a_filter_is_used_up_at_the_pace_of_the_customer():
    orders = pd.DataFrame(
        {
            "order_id": list("abc"),
            "customer_id": "A",
            "order_date": ["2025-01-01", "2025-02-01", "2025-03-02"],
        }
    )
    lines = pd.DataFrame({"order_id": list("abc"), "sku": "FL01", "quantity": [30, 30, 20]})
    # 60 pieces in 60 days, so 20 pieces last 20 days, until 22 March
    assert reminders.used_up(orders, lines, "2025-03-23")["since"].tolist() == [pd.Timestamp("2025-03-23")]
    assert not len(reminders.used_up(orders, lines, "2025-03-22"))
    assert not len(reminders.used_up(orders, lines, "2025-03-23", days=1))
    assert not len(reminders.used_up(orders.iloc[:2], lines, "2025-12-31"))


# The lab ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lab(qinghe):
    from casekit.labs.alerts import RUNS, TRIED, ToleranceLab

    tables = {}
    for run in RUNS:
        rules = alerts.house_rules()
        rules.loc[rules["warning"] == "W2", "periods"] = run
        tables[run] = alerts.trial(qinghe[0], rules, TRIED / 100, qinghe[1], as_of="2025-12-31")
    return ToleranceLab(tables)


def test_the_lab_counts_as_the_lesson_does(lab):
    for per_cent, run, false, missed in [(30, 2, 37, 0), (40, 2, 24, 1), (0, 1, 129, 0), (60, 3, 1, 6)]:
        lab.step(per_cent, run)
        assert (lab.row["false_alarms"], lab.row["missed"]) == (false, missed)
    assert lab.lines() and lab.said()


def test_the_sliders_move_the_picture(lab):
    lab.page()
    before = lab.image.value
    lab.tolerance.value = 60
    assert lab.per_cent == 60 and lab.image.value != before
    lab.run.value = 3
    assert lab.periods == 3


def test_the_figure_says_what_came_in_time(qinghe):
    given = alerts.early_warnings(qinghe[0])
    ax = casekit.hindsight.plot_lead(given, qinghe[1], ["W3", "W2"], casekit.names())
    assert "W3 warned of 6 before the goods were ordered, W2 of 0" in ax.figure.finding and "206 to 271" in ax.figure.read_this
