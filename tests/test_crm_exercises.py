"""A company for everyone: each is well posed, and whoever copies names the wrong dealers."""

from collections import Counter

import pandas as pd
import pytest

from casekit.company import business, simulate
from casekit.exercises import crm
from casekit.exercises.draws import Draw

pytestmark = pytest.mark.slow  # simulates companies; left out by `test --quick`
STUDENTS = [f"26{number:03}" for number in range(200)]
A_FEW, ALL = STUDENTS[:6], pytest.param(STUDENTS, marks=pytest.mark.daily)


def memo(student):
    return crm.memo(Draw("CRM", student, "crm-3"))


@pytest.mark.parametrize("students", [A_FEW, ALL], ids=["a few", "200"])
def test_every_company_has_one_dealer_in_danger_and_it_never_pays_again(students):
    for student in students:
        data = memo(student)
        records, *_ = crm.surveyed(Draw("CRM", student, "crm-3"))
        collapses = records["truth_collapses"].set_index("customer_id")
        assert len(set(data.dealers.index)) == 10
        (threatened,) = data.watch.index[crm.in_trouble(data.watch)]
        assert collapses.at[threatened, "defaults"] and collapses.at[threatened, "on"] > crm.AS_OF
        assert not set(data.dealers.index) - {threatened} & set(collapses.index)


@pytest.mark.parametrize("students", [A_FEW, ALL], ids=["a few", "200"])
def test_in_every_company_some_grow_some_are_dropped_and_one_figure_does_not_decide(students):
    for student in students:
        data = memo(student)
        grow, drop = crm.grows(data.dealers, data.watch), crm.loses(data.dealers)
        assert 1 <= grow.sum() <= 3 and 2 <= drop.sum() <= 3 and not (grow & drop).any()
        largest = data.dealers["net_amount_cny"].nlargest(int(grow.sum())).index
        assert set(largest) != set(grow.index[grow])
        assert crm.limit_of(data.dealers.loc[data.limit_for]) > 0


@pytest.mark.daily
def test_no_dealer_is_the_answer_of_more_than_one_student_in_twenty():
    named = {"default": Counter(), "limit_for": Counter(), "all": Counter()}
    for student in STUDENTS:
        data = memo(student)
        named["default"][crm.in_trouble(data.watch).idxmax()] += 1
        named["limit_for"][data.limit_for] += 1
        named["all"][tuple(data.dealers.index)] += 1
    for counted in named.values():
        assert max(counted.values()) <= 0.05 * len(STUDENTS)


def test_the_business_is_that_of_the_whole_simulation():
    whole, part = simulate(7), business(7)
    for name in ("customers", "orders", "order_lines", "returns", "invoices", "payments", "plans_monthly", "activity_costs", "wallet",
                 "credit_profiles"):  # fmt: skip
        pd.testing.assert_frame_equal(whole[name], part[name])


def test_dealers_numbers_are_dealt_out_and_nothing_else_changes():
    before = crm.company_of(7)
    numbers = tuple(f"QH{place:04d}" for place in range(60, 0, -1))
    after = crm.company_of(7, numbers)
    old = before["credit_profiles"]["customer_id"]
    new = dict(zip(old, numbers, strict=True))
    for name in ("orders", "invoices", "payments", "customers", "wallet"):
        assert after[name]["customer_id"].tolist() == [
            new.get(each, each) for each in before[name]["customer_id"]
        ]
        others = [column for column in before[name] if column != "customer_id"]
        pd.testing.assert_frame_equal(before[name][others], after[name][others])


def test_nothing_a_reader_is_given_knows_what_came_later():
    data = memo("26001")
    for name, day in (
        ("orders", "order_date"),
        ("invoices", "invoice_date"),
        ("payments", "payment_date"),
        ("returns", "return_date"),
    ):
        assert (data.records[name][day] <= crm.AS_OF).all()
    assert not {"paid_cny", "open_amount_cny"} & set(data.records["invoices"])


@pytest.mark.parametrize("student", A_FEW[:3])
def test_eight_customers_show_everything_that_has_to_be_reconciled(student):
    data = crm.reconciled(Draw("CRM", student, "crm-2"))
    assert data.orders["customer_id"].nunique() == 8
    good = data.payments[~data.payments["dishonoured"]]
    assert len(good) < len(data.payments) and good["invoice_id"].duplicated().any()
    assert data.invoices["credit_cny"].sum() > 0 and good["discount_taken_cny"].sum() > 0
    assert not data.orders["order_id"].isin(data.invoices["order_id"]).all()
