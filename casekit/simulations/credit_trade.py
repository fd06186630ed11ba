"""One customer through one quarter: what it orders, what is shipped, when it pays (信用政策模拟的核心).

Customers do not act on each other, so this is the whole model: the desk adds customers up. ``trade`` changes nothing; it takes
a customer's ``State`` and gives the next one, and a ``Trade`` with the money of the quarter.
"""

from functools import cache
from typing import NamedTuple

from casekit.receivables import credit_cost, parse_terms
from casekit.simulations.credit_luck import FAILING, GONE, SOUND, loss_permille


class Invoice(NamedTuple):
    """An open invoice: days count from the start of the game; ``pay_day`` is when the customer will pay, unless it fails first."""

    billed_day: int
    due_day: int
    pay_day: int
    amount_fen: int
    discount_fen: int


class State(NamedTuple):
    """What a customer brings into a quarter."""

    goodwill: int = 100
    invoices: tuple = ()


class Offer(NamedTuple):
    """What the desk's decision means for one customer."""

    terms: str
    limit_percent: int
    effort: int
    stopped: bool = False
    market_days: int = 30


class Trade(NamedTuple):
    """The money (fen) and the events of one customer in one quarter."""

    ordered: int = 0
    credit_sales: int = 0
    cash_sales: int = 0
    variable_cost: int = 0
    refused: int = 0  # orders not shipped: over the limit, or stopped
    collected: int = 0
    discounts: int = 0
    written_off: int = 0
    collection_cost: int = 0
    capital_cost: int = 0
    complaints: int = 0
    failed: bool = False


def trade(world, customer, fate, state, offer, quarter):
    """A customer's quarter: the next :class:`State` and the :class:`Trade`.

    Orders come on the billing days; each is shipped as far as the limit leaves room, unless shipping is stopped or the customer has
    failed. Then the quarter's payments are booked.
    """
    if fate.condition == GONE:
        return State(0, ()), Trade()
    start, order = quarter * world.quarter_days, monthly_order(world, customer, fate, state, offer)
    gone = start + fate.fail_day if fate.condition == FAILING else None
    invoices, ordered, cash, refused = list(state.invoices), 0, 0, 0
    for wanted in offered(world, customer, fate, offer, quarter, order):
        ordered += order
        shipped = 0 if offer.stopped else order
        if not offer.stopped and offer.terms != "N/0":
            owed = sum(each.amount_fen for each in invoices if each.pay_day >= wanted.billed_day)
            shipped = max(min(order, customer.capacity_fen * offer.limit_percent // 100 - owed), 0)
            if shipped:
                invoices.append(wanted if shipped == order else _part(wanted, shipped))
        else:
            cash += shipped
        refused += order - shipped
    return _booked(world, fate, state, offer, start, gone, invoices, (ordered, cash, refused))


def monthly_order(world, customer, fate, state, offer):
    """What a customer orders on each billing day, in fen: its habit, the luck, its goodwill, its condition, and the terms."""
    strained = fate.condition != SOUND
    order = customer.monthly_fen * fate.demand_permille // 1000 * state.goodwill // 100
    if strained and offer.terms != "N/0":
        surge = world.failing_orders_permille if fate.condition == FAILING else world.strain_orders_permille
        order = order * surge // 1000
    return order * pull_permille(world, offer.terms, customer.buyer_percent * (1 + strained), offer.market_days, not strained) // 1000


@cache
def pull_permille(world, terms, buyer_percent, market_days, can_take=True):
    """Orders on these terms, in thousandths of those on the market's: what the days, or the discount, are worth to the buyer.

    >>> from casekit.simulations.credit_world import WORLD
    >>> [pull_permille(WORLD, terms, 18, 30) for terms in WORLD.terms]  # lesson 13: N/60 sells 20 % more, 2/15 5 % more
    [800, 1050, 1000, 1199, 1299]
    """
    read = parse_terms(terms)
    takes = can_take and discount_day(terms, buyer_percent) is not None
    days = read.discounts[0][0] if takes else read.net_days
    off = round(read.discounts[0][1] * 1000) if takes else 0  # thousandths of the price
    pull = 1000 + world.discount_response_permille * off // 1000
    gained = _worth(world, days) - _worth(world, market_days)
    pull += world.days_response_permille * buyer_percent * gained // (200 * world.basis)
    return max(pull, 0)


def _worth(world, days):
    """Half days: each day counts two, each beyond ``full_days`` one, since the goods are sold by then."""
    return 2 * min(days, world.full_days) + max(days - world.full_days, 0)


@cache
def discount_day(terms, buyer_percent):
    """The day on which a sound customer takes the discount, or None: it does where waiting costs more than its own money.

    Lesson 13's rule: the yearly cost of paying on the net day instead (``credit_cost``) against what money costs the customer.
    """
    read = parse_terms(terms)
    if not read.discounts:
        return None
    day = read.discounts[0][0]
    return day if credit_cost(read, read.net_days, day, basis=360) * 100 > buyer_percent else None


@cache
def _days_and_discount(terms):
    read = parse_terms(terms)
    return read.net_days, round(read.discounts[0][1] * 1000) if read.discounts else 0


def offered(world, customer, fate, offer, quarter, order):
    """The invoices that a customer's orders would make, one for each billing day on which it is still there."""
    start = quarter * world.quarter_days
    return [
        _invoice(world, customer, fate, offer, start + day, late, order)
        for day, late in zip(world.billing_days, fate.late, strict=True)
        if fate.condition != FAILING or day < fate.fail_day
    ]


def _part(invoice, shipped):
    """The same invoice for a smaller amount."""
    return invoice._replace(amount_fen=shipped, discount_fen=shipped * invoice.discount_fen // invoice.amount_fen)


def _invoice(world, customer, fate, offer, day, late, shipped):
    net, off = _days_and_discount(offer.terms)
    taken = discount_day(offer.terms, customer.buyer_percent) if fate.condition == SOUND else None
    if taken is not None:
        return Invoice(day, day + net, day + taken, shipped, shipped * off // 1000)
    usual = delay_of(world, customer.credit_class) * late
    usual += 0 if fate.condition == SOUND else 1000 * world.strain_delay_days
    delay = usual * world.delay_percent[offer.effort] // 100_000
    return Invoice(day, day + net, day + net + delay, shipped, 0)


@cache
def delay_of(world, credit_class):
    """The days a class pays late on average at effort 1."""
    return dict(world.delay_days)[credit_class]


def _booked(world, fate, state, offer, start, gone, invoices, orders):
    """Book the quarter's payments, the failure if there is one, and what the customer thinks of it all."""
    ordered, cash, refused = orders
    end = start + world.quarter_days
    last = end if gone is None else gone - 1  # the last day on which it pays
    paid = [each for each in invoices if each.pay_day <= last]
    left = [each for each in invoices if each.pay_day > last]
    open_days = sum(each.amount_fen * (min(each.pay_day, last) - max(each.billed_day, start)) for each in invoices)
    lost = sum(each.amount_fen for each in left) if gone is not None else 0
    back = lost * world.recovery_percent // 100
    discounts = sum(each.discount_fen for each in paid)
    complaints, goodwill = feelings(world, fate, state, offer, ordered, refused)
    sold = sum(each.amount_fen for each in invoices if each.billed_day > start)
    result = Trade(
        ordered=ordered,
        credit_sales=sold,
        cash_sales=cash,
        variable_cost=(sold + cash) * world.variable_cost_percent // 100,
        refused=refused,
        collected=sum(each.amount_fen for each in paid) - discounts + back,
        discounts=discounts,
        written_off=lost - back,
        collection_cost=world.effort_fen[offer.effort] if invoices else 0,
        capital_cost=capital_cost(world, open_days),
        complaints=complaints,
        failed=gone is not None,
    )
    return State(goodwill, () if gone is not None else tuple(left)), result


def capital_cost(world, fen_days):
    """What the money tied up costs, in fen, half up: lesson 13's ``opportunity_cost`` on so many fen times days."""
    whole = fen_days * world.variable_cost_percent * world.capital_percent
    unit = 10_000 * world.basis
    return (2 * whole + unit) // (2 * unit)


def still_to_cost(world, customer, fate, state, quarter):
    """What a customer's open invoices will still cost after a quarter, in fen: the loss to be expected, and capital until it pays."""
    end = (quarter + 1) * world.quarter_days
    owed = sum(each.amount_fen for each in state.invoices)
    loss = owed * loss_permille(world, customer.credit_class, fate.signs) // 1000
    waiting = sum(each.amount_fen * (each.pay_day - end) for each in state.invoices)
    return loss + sum(each.discount_fen for each in state.invoices), capital_cost(world, waiting)


def feelings(world, fate, state, offer, ordered, refused):
    """Complaints (0 or 1) and the goodwill that is left."""
    chance = world.effort_complaint_permille[offer.effort]
    lost = world.effort_goodwill[offer.effort]
    if offer.stopped:
        chance, lost = chance + world.stop_complaint_permille, lost + world.goodwill_stop
    elif refused * 5 > ordered:
        chance, lost = chance + world.refused_complaint_permille, lost + world.goodwill_refused
    complains = fate.complains < chance
    lost += world.goodwill_complaint * complains
    return int(complains), max(min(state.goodwill + world.goodwill_back, 100) - lost, 0)
