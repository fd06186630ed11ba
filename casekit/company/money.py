"""Invoices and payments: what is asked for, on which terms, and when the money comes.

Cash on delivery is paid on the day of the invoice. On credit, ordinary customers pay by chance: most
on time, some late, fewer very late. The sixty dealers, all of them on credit, pay
late in exactly the months that their payment record says. A few dealers let a bill go unpaid.

Days are counted from 1 January 2024, money is in fen, chances are in thousandths.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit.company.bits import Bits
from casekit.company.calendar import FIRST, month_of_day

DAYS = 731
NEVER = 100_000  # a day that does not come


@dataclass(frozen=True)
class Terms:
    """Terms of payment: up to two discounts, each for paying within so many days, and the day it is due."""

    terms_id: str
    title_en: str
    title_zh: str
    net_days: int
    discounts: tuple = ()  # (days, thousandths), the earlier first


TERMS = (
    Terms("T1", "cash on delivery", "货到付款", 0),
    Terms("T2", "N/30", "30 天付清", 30),
    Terms("T3", "2/15, 1/20, N/30", "15 天内付款减 2%，20 天内减 1%，30 天付清", 30, ((15, 20), (20, 10))),
    Terms("T4", "N/45", "45 天付清", 45),
    Terms("T5", "N/60", "60 天付清", 60),
    Terms("T6", "1/10, N/45", "10 天内付款减 1%，45 天付清", 45, ((10, 10),)),
)


@dataclass(frozen=True)
class MoneyStory:
    """What can be changed about invoices and payments, with its unit."""

    invoiced_after: tuple = (4, 13)  # days from order to invoice
    takers: tuple = (600, 150)  # of those offered two discounts, who takes the first, and the second
    takers_of_one: int = 400  # of those offered one
    unpaid_when_due: int = (
        200  # invoices on credit of an ordinary customer that are still open after the due date
    )
    still_after_30: int = 400  # of these, still open 30 days later
    still_after_60: int = 350  # of these, after 60 days
    still_after_90: int = 300  # of these, after 90 days
    in_two_parts: int = 135  # invoices paid in two parts
    bounced: int = (
        20  # late invoices of ordinary customers that were first paid with a draft that was refused
    )


STORY = MoneyStory()

# the stories without discount hunters, and with other habits of paying late
NO_TAKERS = replace(STORY, takers=(150, 250))
OTHER_FLOW = replace(STORY, unpaid_when_due=300, still_after_30=600, still_after_60=600, still_after_90=600)


def tell(people, sales, seed, story=STORY):
    """Invoices and payments as plain columns: ``invoices``, ``payments``."""
    bits = Bits(seed, "payments")
    bills = _bills(people, sales, Bits(seed, "invoices"), story)
    bills["paid_on"] = _days_of_payment(people, bills, bits, story)
    bounced = _bounced(people, bills, bits, story)
    _dealers_late(people, bills, bounced, bits)
    bills["discount"] = _discount_taken(bills)
    payments = _payments(people, bills, bounced, bits, story)
    issued = bills["day"] < DAYS
    payments = _known(payments, issued, np.where(issued, np.cumsum(issued) - 1, -1))
    invoices = {name: column[issued] for name, column in bills.items()}
    invoices["discount"] = np.where(invoices["paid_on"] < DAYS, invoices["discount"], 0)
    good = ~payments["bounced"]
    paid = np.bincount(payments["invoice"][good], weights=payments["amount"][good], minlength=issued.sum())
    invoices["paid"] = paid.astype(np.int64)
    return {"invoices": invoices, "payments": payments}


def _bills(people, sales, bits, story):
    """One bill an order: some are written only after the records end."""
    orders, returns = sales["orders"], sales["returns"]
    n = len(orders["day"])
    credit = np.bincount(returns["onward"], weights=returns["credit"], minlength=n).astype(np.int64)
    day = orders["day"] + bits.between(n, *story.invoiced_after)
    terms = people.terms[orders["customer"]]
    due = day + np.array([each.net_days for each in TERMS])[terms]
    place = np.lexsort((np.arange(n), day))
    bills = {"order": np.arange(n), "customer": orders["customer"], "day": day, "due": due}
    bills |= {"terms": terms, "amount": orders["net"], "credit": credit}
    return {name: column[place] for name, column in bills.items()}


# When the money comes ------------------------------------------------------------------------------


def _days_of_payment(people, bills, bits, story):
    """The day on which each bill is paid in full."""
    n, terms = len(bills["day"]), bills["terms"]
    chance, within = bits.below(n, 1000), bits.below(n, 1 << 20)
    net = np.array([each.net_days for each in TERMS])[terms]
    first, last = np.maximum(net - 12, 0), net
    two, one = terms == 2, terms == 5
    early, later = story.takers[0], sum(story.takers)
    for rows, low, high in (
        (one & (chance < story.takers_of_one), 4, 10),
        (two, 21, 30),
        (two & (chance < later), 16, 20),
        (two & (chance < early), 7, 15),
    ):
        first, last = np.where(rows, low, first), np.where(rows, high, last)
    days = first + (within * (last - first + 1) >> 20)
    late = (chance >= 1000 - story.unpaid_when_due) & (bills["customer"] >= people.dealers) & (net > 0)
    return bills["day"] + np.where(late, net + _days_late(n, bits, story), days)


def _days_late(n, bits, story):
    """How late a late bill is paid: the flow from each thirty days into the next."""
    chance, within = bits.below(n, 1_000_000), bits.below(n, 1 << 20)
    after_30 = story.still_after_30 * 1000
    after_60 = after_30 * story.still_after_60 // 1000
    after_90 = after_60 * story.still_after_90 // 1000
    thirty = (chance < after_30).astype(np.int64) + (chance < after_60) + (chance < after_90)
    length = np.where(thirty == 3, 60, 30)
    return 1 + 30 * thirty + (within * length >> 20)


def _bounced(people, bills, bits, story):
    """The day on which a bill was first paid with a draft that was not honoured; NEVER for most."""
    n = len(bills["day"])
    late = (bills["paid_on"] > bills["due"]) & (bills["customer"] >= people.dealers)
    return np.where(late & (bits.below(n, 1000) < story.bounced), bills["due"], NEVER)


def _dealers_late(people, bills, bounced, bits):
    """The dealers' late months and collapses, dealer by dealer."""
    down = {dealer: (on, defaults) for dealer, on, defaults in people.collapses}
    order = bits.raw(len(bills["day"]))
    late_by = bits.between(len(order), 3, 24)
    for dealer in range(people.dealers):
        rows = np.flatnonzero(bills["customer"] == dealer)
        rows = rows[np.argsort(order[rows], kind="stable")]
        on, defaults = down.get(dealer, (NEVER, False))
        taken = set()
        if dealer in down:
            taken = _collapse(bills, bounced, rows, on, defaults, late_by)
        limit = on if defaults else DAYS
        for year in (1, 0):
            _late_months(bills, rows, late_by, year, people.months_late[dealer], limit, taken)


def _collapse(bills, bounced, rows, on, defaults, late_by):
    """One bill is not honoured; after a default nothing is paid again. Gives the month of a late payment."""
    due = bills["due"][rows]
    row = rows[np.argmax(np.where(due <= on, due, -1))]
    bounced[row] = on
    if defaults:
        unpaid = rows[bills["paid_on"][rows] >= on]
        bills["paid_on"][unpaid] = NEVER
        bills["paid_on"][row] = NEVER
        return set()
    bills["paid_on"][row] = on + 5 + late_by[row] % 12
    return {int(month_of_day(bills["paid_on"][row]))}


def _late_months(bills, rows, late_by, year, number, limit, taken):
    """Put off bills, one a month, until the dealer has paid late in ``number`` months of the year."""
    taken = {month for month in taken if month // 12 == year}
    on_time = rows[bills["paid_on"][rows] <= bills["due"][rows]]
    drawn = bills["due"][on_time] + late_by[on_time]
    late = _one_a_month(on_time, (drawn, drawn + 20, drawn + 40), year, limit, taken, number)
    if len(taken) + len(late) < number:  # too few bills to leave it to chance: in order, and just late
        place = np.argsort(bills["due"][on_time], kind="stable")
        due = bills["due"][on_time[place]]
        late = _one_a_month(on_time[place], (due + 2, due + 20, due + 40), year, limit, taken, number)
    for row, day in late:
        bills["paid_on"][row] = day


def _one_a_month(rows, tries, year, limit, taken, number):
    """Bills and late days of payment, no two bills alike and no two days in one month."""
    late, months = {}, set(taken)
    for days in tries:
        for row, day in zip(rows.tolist(), days.tolist(), strict=True):
            month = int(month_of_day(day))
            fits = month // 12 == year and month not in months and day < min(limit, DAYS)
            if len(months) < number and fits and row not in late:
                late[row] = day
                months.add(month)
    return late.items()


# How much of it ------------------------------------------------------------------------------------


def _discount_taken(bills):
    """What is kept back by paying early: the first discount whose days are met, never two."""
    rate, days = np.zeros(len(bills["day"]), dtype=np.int64), bills["paid_on"] - bills["day"]
    for number, terms in enumerate(TERMS):
        for within, thousandths in reversed(terms.discounts):
            rate[(bills["terms"] == number) & (days <= within)] = thousandths
    return (bills["amount"] - bills["credit"]) * rate // 1000


def _payments(people, bills, bounced, bits, story):
    """One payment a bill or two, and the ones that were not honoured."""
    n = len(bills["day"])
    whole = bills["amount"] - bills["credit"] - bills["discount"]
    on_credit = bills["due"] > bills["day"]
    parts = (bits.below(n, 1000) < story.in_two_parts) & (bounced == NEVER) & on_credit
    first = np.where(parts, whole * bits.between(n, 300, 600) // 1000, 0)
    before = np.minimum(bills["paid_on"], bills["due"]) - bits.between(n, 1, 9)
    bill = np.arange(n)
    rows = (
        (bill[parts], np.maximum(before, bills["day"])[parts], first[parts], False),
        (bill, bills["paid_on"], whole - first, False),
        (bill[bounced < NEVER], bounced[bounced < NEVER], whole[bounced < NEVER], True),
    )
    table = {
        "invoice": np.concatenate([row[0] for row in rows]),
        "day": np.concatenate([row[1] for row in rows]),
        "amount": np.concatenate([row[2] for row in rows]),
        "bounced": np.repeat([row[3] for row in rows], [len(row[0]) for row in rows]),
    }
    last = np.repeat([False, True, False], [len(row[0]) for row in rows])
    table["discount"] = np.where(last, bills["discount"][table["invoice"]], 0)
    return _none_after_default(people, bills, table)


def _none_after_default(people, bills, table):
    """A dealer that has defaulted pays nothing more, not even in part."""
    keep = np.ones(len(table["day"]), dtype=bool)
    for dealer, on, defaults in people.collapses:
        if defaults:
            keep &= (bills["customer"][table["invoice"]] != dealer) | (table["day"] < on) | table["bounced"]
    return {name: column[keep] for name, column in table.items()}


def _known(payments, issued, number):
    """The payments made by the last day of the records, in the order of their days."""
    known = (payments["day"] < DAYS) & issued[payments["invoice"]]
    payments = {name: column[known] for name, column in payments.items()}
    payments["invoice"] = number[payments["invoice"]]
    place = np.lexsort((payments["invoice"], payments["day"]))
    return {name: column[place] for name, column in payments.items()}


# Tables --------------------------------------------------------------------------------------------


def tables(story, customers, order_ids):
    """The tables ``terms``, ``invoices`` and ``payments``."""
    invoices, payments = story["invoices"], story["payments"]
    ids = np.array([f"IV{number:05d}" for number in range(1, len(invoices["day"]) + 1)])
    who = customers["customer_id"].to_numpy()[invoices["customer"]]
    left = invoices["amount"] - invoices["credit"] - invoices["discount"] - invoices["paid"]
    return {
        "terms": terms(),
        "invoices": pd.DataFrame(
            {
                "invoice_id": ids,
                "order_id": order_ids[invoices["order"]],
                "customer_id": who,
                "invoice_date": FIRST + invoices["day"].astype("timedelta64[D]"),
                "due_date": FIRST + invoices["due"].astype("timedelta64[D]"),
                "terms_id": np.array([each.terms_id for each in TERMS])[invoices["terms"]],
                "amount_cny": invoices["amount"] / 100,
                "credit_cny": invoices["credit"] / 100,
                "discount_taken_cny": invoices["discount"] / 100,
                "paid_cny": invoices["paid"] / 100,
                "open_amount_cny": left / 100,
            }
        ),
        "payments": pd.DataFrame(
            {
                "payment_id": [f"PY{number:05d}" for number in range(1, len(payments["day"]) + 1)],
                "invoice_id": ids[payments["invoice"]],
                "customer_id": who[payments["invoice"]],
                "payment_date": FIRST + payments["day"].astype("timedelta64[D]"),
                "payment_cny": payments["amount"] / 100,
                "discount_taken_cny": payments["discount"] / 100,
                "dishonoured": payments["bounced"],
            }
        ),
    }


def terms():
    """One row a set of terms: discounts for early payment, and the days after which the invoice is due."""
    discounts = [(*each.discounts, (None, None), (None, None))[:2] for each in TERMS]
    return pd.DataFrame(
        {
            "terms_id": [each.terms_id for each in TERMS],
            "terms_en": [each.title_en for each in TERMS],
            "terms_zh": [each.title_zh for each in TERMS],
            "discount_1_days": pd.array([first[0] for first, _ in discounts], dtype="Int64"),
            "discount_1_percent": [first[1] and first[1] / 10 for first, _ in discounts],
            "discount_2_days": pd.array([second[0] for _, second in discounts], dtype="Int64"),
            "discount_2_percent": [second[1] and second[1] / 10 for _, second in discounts],
            "net_days": [each.net_days for each in TERMS],
        }
    )
