"""Orders, order lines and returns: when each customer orders, what, and what comes back.

The year's amounts are settled in ``amounts``; here they become orders on days, orders become lines
of whole units at list price less discount, and some goods are sent back. At the end the discounts
are trued up by a fraction of a percent, so that a customer's orders less its returns come to the
year's amount exactly.

Days are counted from 1 January 2024 (day 0), months from January 2024 (month 0), money is in fen.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.company import goods as _goods
from casekit.company.bits import Bits, along
from casekit.company.calendar import FIRST, days, is_worked, month_of, month_of_day, month_starts
from casekit.company.dealers import REGIONS

DAYS = 731
REASONS = ("faulty", "damaged in transit", "wrong item", "unsold", "withdrawn model")


@dataclass(frozen=True)
class SalesStory:
    """What can be changed about ordering, with its unit."""

    orders: tuple = (  # orders in a year by the year's amount: (fen, orders in hundredths)
        (300_000, 220),
        (2_000_000, 540),
        (6_000_000, 820),
        (20_000_000, 1270),
        (60_000_000, 1950),
        (200_000_000, 3100),
        (500_000_000, 4300),
        (1_000_000_000, 5600),
    )
    weekend: int = 6  # an order on a day that is not worked, per 100 on a day that is
    season: tuple = (92, 55, 96, 95, 105, 118, 94, 95, 105, 104, 125, 112)  # how busy each month is
    growth: tuple = (110,) * 10 + (100,) * 2  # how busy the months of 2025 are, percent of those of 2024
    lines: tuple = (22, 30, 24, 13, 7, 4)  # weights of 1 to 6 lines in an order
    rush: int = 60  # thousandths of the orders that are wanted at once
    costly_rush: int = 620  # those of the two big dealers that cost more than they bring
    returned: int = 66  # orders from which goods come back, per thousand
    swap_with_next: bool = True  # goods go back with the truck that brings the next order
    overstocked: bool = True  # do the overstocked send goods back in a month without an order?
    exact_recency: tuple = (30, 60, 120)  # days before the end on which some customers order last
    elsewhere: int = 420  # orders of 2025 of the large and disloyal that go to other regions, thousandths
    elsewhere_by_others: int = 4
    at_year_end: tuple = (
        150,
        190,
    )  # December's share of the year at dealers that fill up their plan, thousandths
    january: int = 2  # and in January they order this many times less
    decline: bool = True  # do orders thin out before a dealer's bill is not honoured?


STORY = SalesStory()


def tell(people, amounts, seed, story=STORY, goods=_goods.STORY):
    """Orders, lines and returns as plain columns of whole numbers.

    Parameters
    ----------
    people : People
        Who the customers are; see ``__init__``.
    amounts : array of shape (customers, 24)
        What each buys; see :func:`casekit.company.amounts.yearly`.

    Returns
    -------
    dict of dict of array
        ``orders``, ``lines``, ``returns``. Orders are in the order of their days.
    """
    bits = Bits(seed, "orders")
    orders = _orders(people, amounts, bits, story)
    lines = _lines(people, orders, Bits(seed, "order_lines"), story, goods)
    returns = _returns(people, orders, lines, Bits(seed, "returns"), story)
    _settle(people, amounts, orders, lines, returns, goods)
    return {"orders": orders, "lines": lines, "returns": returns}


# When ----------------------------------------------------------------------------------------------


def _orders(people, amounts, bits, story):
    customer, first, last = _windows(people, amounts, bits, story)
    busy = np.concatenate([[0], np.cumsum(_busy(story))])
    low, high = busy[first], busy[last + 1]
    day = np.searchsorted(busy, low + (bits.below(len(first), 1 << 20) * (high - low) >> 20), "right") - 1
    day = _thinned(day, customer, people, busy, bits, story)
    place = np.lexsort((day, customer))
    customer, day = customer[place], day[place]
    day = _fixed_days(day, customer, people, story)
    return _with_amounts(customer, day, people, amounts, bits, story)


def _busy(story):
    """How likely an order is on each day, against the others of its year."""
    month = month_of(days())
    weight = np.array(story.season * 2)[month] * np.array((100,) * 12 + story.growth)[month]
    return weight * np.where(is_worked(), 100, story.weekend) // 100


def _windows(people, amounts, bits, story):
    """For each order its customer and the first and last day on which it may fall."""
    number = along(amounts, story.orders) * bits.between(amounts.size, 85, 115).reshape(amounts.shape)
    number = np.where(amounts > 0, np.maximum(number // 10_000, 1), 0)
    number[people.on_the_bar] = 2  # two in each month
    number[people.overstocked] = np.where(amounts[people.overstocked] > 0, 7, 0)
    newcomer = people.first_day[: people.dealers] >= 366
    number[: people.dealers, 12] = np.maximum(number[: people.dealers, 12], np.where(newcomer, 7, 6))
    customer, month = np.nonzero(number)
    starts = np.append((month_starts() - FIRST).astype(np.int64), DAYS)
    span = np.where(people.on_the_bar[customer], 1, 12)
    first = np.maximum(starts[month], people.first_day[customer])
    last = np.minimum(starts[month + span] - 1, people.last_day[customer])
    last = np.where(
        people.recency[customer] >= 0, np.minimum(last, DAYS - 1 - people.recency[customer]), last
    )
    times = number[customer, month]
    return np.repeat(customer, times), np.repeat(first, times), np.repeat(last, times)


def _thinned(day, customer, people, busy, bits, story):
    """Fewer orders in the weeks before a dealer's bill is not honoured, and none after a default.

    The orders that do not come then are spread over the rest of the year, so that the year's number stays.
    """
    day = day.copy()
    chance, again = bits.below(len(day), 1000), bits.below(len(day), 1 << 20)
    for dealer, on, defaults in people.collapses if story.decline else ():
        quiet = on - people.collapse.days_before + 1  # the first of the days on which orders are few
        thin = (day >= quiet) & (day <= on) & (chance >= people.collapse.orders_kept)
        gone = (customer == dealer) & (thin | ((day > on) & defaults))
        before, after = busy[quiet] - busy[366], 0 if defaults else busy[DAYS] - busy[on + 1]
        place = again[gone] * (before + after) >> 20
        place = np.where(place < before, busy[366] + place, busy[on + 1] + place - before)
        day[gone] = np.searchsorted(busy, place, "right") - 1
    return day


def _fixed_days(day, customer, people, story):
    """First orders on the first day, last orders on theirs, and nobody else on those days."""
    day = day.copy()
    opens = np.flatnonzero(np.diff(customer, prepend=-1))
    closes = np.append(opens[1:], len(day)) - 1
    new = people.is_new[customer[opens]]
    day[opens[new]] = people.first_day[customer[opens[new]]]
    recency = people.recency[customer[closes]]
    chosen = recency >= 0
    day[closes[chosen]] = DAYS - 1 - recency[chosen]
    by_chance = ~chosen & np.isin(DAYS - 1 - day[closes], story.exact_recency)
    day[closes[by_chance]] += 1
    return day


def _with_amounts(customer, day, people, amounts, bits, story):
    """Each order's share of its customer's amount; orders numbered by day."""
    month = month_of_day(day)
    cell = customer * 24 + np.where(people.on_the_bar[customer], month, month // 12 * 12)
    weight, number = bits.between(len(day), 500, 1500), len(day)
    orders = {"customer": customer, "day": day, "cell": cell}
    chance = bits.below(number, 1000)
    rush = np.where(people.costly[customer], story.costly_rush, story.rush)
    orders["rush"] = chance < np.where(people.lean[customer], 0, rush)
    orders["region"] = _shipped_to(orders, people, bits, story)
    weight = _filled_up(weight, customer, day, people, bits, story)
    orders["value"] = amounts.ravel()[cell] * weight // np.maximum(_sums(cell, weight, amounts.size)[cell], 1)
    by_day = np.lexsort((customer, day))
    return {name: column[by_day] for name, column in orders.items()}


def filled_up(people, customer, day):
    """For each customer and year: does it order in December what is missing to its plan?"""
    month = month_of_day(day)
    fills = (month % 12 == 11) & people.at_year_end[customer]
    found = np.bincount(customer[fills] * 2 + month[fills] // 12, minlength=2 * len(people.first_day))
    return found.reshape(-1, 2) > 0


def _filled_up(weight, customer, day, people, bits, story):
    """The orders' weights; who fills up has a fixed share of the year in December, and little in January."""
    month, n = month_of_day(day), len(people.first_day)
    fills = filled_up(people, customer, day)
    share = bits.between(2 * n, *story.at_year_end)
    year = customer * 2 + month // 12
    december = (month % 12 == 11) & fills.ravel()[year]
    weight = weight * 100
    weight[(month % 12 == 0) & fills.any(axis=1)[customer]] //= story.january
    other, own = (_sums(year, np.where(rows, weight, 0), 2 * n) for rows in (~december, december))
    wanted = other * share // (1000 - share)
    return np.where(december, weight * wanted[year] // np.maximum(own, 1)[year], weight)


def _shipped_to(orders, people, bits, story):
    """The region of delivery: the customer's own, unless goods are passed on to another dealer's market."""
    n, home = len(orders["day"]), people.region[orders["customer"]]
    strays = people.strays[orders["customer"]] & (orders["day"] >= 366)
    chance = np.where(strays, story.elsewhere, story.elsewhere_by_others)
    other = (home + bits.between(n, 1, len(REGIONS) - 1)) % len(REGIONS)
    return np.where(bits.below(n, 1000) < chance, other, home)


def _sums(group, value, groups):
    """Sum of whole numbers by group (exact: all sums stay far below 2**53)."""
    return np.bincount(group, weights=value, minlength=groups).astype(np.int64)


# What ----------------------------------------------------------------------------------------------


def _lines(people, orders, bits, story, goods):
    """The articles of each order and the part of its value that each line carries."""
    n, most = len(orders["day"]), len(story.lines)
    number = 1 + bits.chosen(n, story.lines)
    articles = _articles(people, orders, most, bits, goods)
    fits = articles >= 0
    number = np.minimum(number, fits.sum(axis=1))
    order, place = np.nonzero(np.arange(most) < number[:, None])
    sku = articles[order, place]
    worth = _goods.column("worth", goods)[sku] * bits.between(len(order), 700, 1300)
    value = orders["value"][order] * worth // _sums(order, worth, n)[order]
    return {"order": order, "sku": sku, "value": value}


def _articles(people, orders, most, bits, goods):
    """Up to ``most`` articles for each order, -1 where none is left; the first is an appliance if it can be.

    An article is left out where two of it would be worth more than the order.
    """
    liking, price = _goods.column("liking", goods), _goods.column("list_price", goods)
    n, skus = len(orders["day"]), len(price)
    key = bits.below(n * skus, 1 << 24).reshape(n, skus) // liking
    key[2 * price > orders["value"][:, None]] = 1 << 30
    key[:, np.argmin(price)] = np.minimum(key[:, np.argmin(price)], 1 << 29)  # one always fits
    appliance = np.array([product.sku[:2] in ("CK", "DR") for product in goods.products])
    first = np.argmin(np.where(appliance, key, key + (1 << 28)), axis=1)
    key[np.arange(n), first] = -1
    chosen = np.argsort(key, axis=1, kind="stable")[:, :most]
    return np.where(np.take_along_axis(key, chosen, axis=1) < 1 << 30, chosen, -1)


# What comes back -----------------------------------------------------------------------------------


def _returns(people, orders, lines, bits, story):
    """Which lines come back in part, when, and from which later order's invoice they are deducted."""
    onward = _next_order(orders)
    opens = np.flatnonzero(np.diff(lines["order"], prepend=-1))
    count = np.diff(np.append(opens, len(lines["order"])))
    line = opens + (bits.below(len(opens), 1 << 20) * count >> 20)
    part = bits.between(len(opens), 100, 600)
    usual = _usual_returns(people, orders, lines, onward, count, line, part, bits, story)
    table = {"line": line[usual], "part": part[usual], "day": orders["day"][onward[usual]]}
    table["onward"] = onward[usual]
    if not story.swap_with_next:
        table["day"] = np.minimum(orders["day"][usual] + bits.between(len(usual), 12, 45), table["day"])
    if story.overstocked:
        table = _with_overstock(table, people, orders, lines, onward, opens, count)
    n = len(table["line"])
    table["reason"] = bits.chosen(n, (30, 25, 15, 22, 8))
    by_day = np.lexsort((table["line"], table["day"]))
    return {name: column[by_day] for name, column in table.items()}


def _next_order(orders):
    """For each order the customer's next one on a later day; -1 if it is the last."""
    place = np.lexsort((orders["day"], orders["customer"]))
    customer, day = orders["customer"][place], orders["day"][place]
    onward = np.full(len(place), -1)
    follows = (customer[1:] == customer[:-1]) & (day[1:] > day[:-1])
    onward[place[:-1][follows]] = place[1:][follows]
    return onward


def _usual_returns(people, orders, lines, onward, count, line, part, bits, story):
    """A share of the orders, drawn from those that can send something back with the next one."""
    customer = orders["customer"]
    back = lines["value"][line] * part // 1000
    wait = orders["day"][onward] - orders["day"]
    able = (onward >= 0) & (wait <= 100) & (count > 1) & (back * 5 < orders["value"][onward] * 2)
    able &= ~(people.on_the_bar | people.overstocked | people.lean)[customer] & (back > 5000)
    key = bits.below(len(able), 1 << 20) // np.where(people.costly, 5, 1)[customer]
    chosen = np.argsort(np.where(able, key, 1 << 30), kind="stable")
    return np.sort(chosen[: min(story.returned * len(able) // 1000, able.sum())])


def _with_overstock(table, people, orders, lines, onward, opens, count):
    """Each overstocked customer sends most of a line back in a month in which it orders nothing."""
    month = month_of_day(orders["day"])
    biggest = _biggest_line(lines, opens)
    fits = lines["value"][biggest] * 8 < orders["value"][onward] * 9
    able = (
        people.overstocked[orders["customer"]]
        & (onward >= 0)
        & (month[onward] > month + 1)
        & fits
        & (count > 1)
    )
    _, first = np.unique(orders["customer"][able], return_index=True)
    order = np.flatnonzero(able)[first]
    day = (month_starts()[month[order] + 1] - FIRST).astype(np.int64) + 12
    extra = {"line": biggest[order], "part": np.full(len(order), 800), "day": day, "onward": onward[order]}
    return {name: np.concatenate([table[name], extra[name]]) for name in table}


def _biggest_line(lines, opens):
    place = np.lexsort((-lines["value"], lines["order"]))
    return place[opens]


# To the fen -----------------------------------------------------------------------------------------


def _settle(people, amounts, orders, lines, returns, goods):
    """Units, discounts and credits, so that orders less returns are the year's amount exactly."""
    line_cell = orders["cell"][lines["order"]]
    month = month_of_day(returns["day"])
    source = lines["order"][returns["line"]]
    booked = orders["customer"][source] * 24 + month // 12 * 12
    expected = lines["value"][returns["line"]] * returns["part"] // 1000
    target = amounts.ravel()
    more = target + _sums(booked, expected, target.size)
    value = lines["value"] * more[line_cell] // np.maximum(target[line_cell], 1)
    _units(people, orders, lines, value, goods)
    units = lines["units"][returns["line"]]
    returns["units"] = np.clip((units * returns["part"] + 500) // 1000, 1, units)
    returns["credit"] = lines["net"][returns["line"]] * returns["units"] // units
    target = target + _sums(booked, returns["credit"], target.size)
    fixed = np.zeros(len(line_cell), dtype=bool)
    fixed[returns["line"]] = True
    lines["net"] = _fitted(lines["net"], line_cell, fixed, target)
    lines["discount"] = lines["units"] * _goods.column("list_price", goods)[lines["sku"]] - lines["net"]
    orders["net"] = _sums(lines["order"], lines["net"], len(orders["day"]))


def _units(people, orders, lines, value, goods):
    """Whole units of each line at the customer's price; the cheapest line of an order takes the difference."""
    off = people.discount[orders["customer"][lines["order"]]]
    price = _goods.column("list_price", goods)[lines["sku"]] * (1000 - off) // 1000
    units = np.maximum((value + price // 2) // price, 1)
    place = np.lexsort((price, lines["order"]))
    cheapest = place[np.flatnonzero(np.diff(lines["order"], prepend=-1))]
    order = lines["order"][cheapest]
    n = len(orders["day"])
    left = _sums(lines["order"], value - units * price, n)[order] + units[cheapest] * price[cheapest]
    units[cheapest] = np.maximum((left + price[cheapest] // 2) // price[cheapest], 1)
    lines["units"], lines["net"] = units, units * price


def _fitted(net, cell, fixed, target):
    """Amounts changed in proportion, the fixed ones excepted, so that each cell comes to its target."""
    free = np.where(fixed, 0, net)
    missing = target - _sums(cell, net, target.size)
    total = np.maximum(_sums(cell, free, target.size), 1)
    net = net + missing[cell] * free // total[cell]
    left = target - _sums(cell, net, target.size)  # less than one fen a line
    place = np.argsort(cell * 2 + fixed, kind="stable")
    opens = np.flatnonzero(np.diff(cell[place], prepend=-1))
    number = np.arange(len(place)) - np.repeat(opens, np.diff(np.append(opens, len(place))))
    net[place] += (number < left[cell[place]]).astype(np.int64)
    return net


# Tables -----------------------------------------------------------------------------------------------


def tables(story, people, customers, goods):
    """The tables ``orders``, ``order_lines`` and ``returns``."""
    orders, lines, returns = story["orders"], story["lines"], story["returns"]
    order_id = np.array([f"SO{number:05d}" for number in range(1, len(orders["day"]) + 1)])
    place = line_numbers(lines)
    return {
        "orders": _table_of_orders(orders, order_id, customers["customer_id"].to_numpy()),
        "order_lines": _table_of_lines(lines, order_id, place, goods),
        "returns": _table_of_returns(returns, order_id, place, lines["order"]),
    }


def _table_of_orders(orders, order_id, customer_id):
    return pd.DataFrame(
        {
            "order_id": order_id,
            "customer_id": customer_id[orders["customer"]],
            "order_date": FIRST + orders["day"].astype("timedelta64[D]"),
            "ship_to_region": np.array(sorted(REGIONS))[orders["region"]],
            "rush": orders["rush"],
            "net_amount_cny": orders["net"] / 100,
        }
    )


def _table_of_lines(lines, order_id, place, goods):
    sku = np.array([product.sku for product in goods.products])
    return pd.DataFrame(
        {
            "order_id": order_id[lines["order"]],
            "line_no": place,
            "sku": sku[lines["sku"]],
            "quantity": lines["units"],
            "list_price_cny": _goods.column("list_price", goods)[lines["sku"]] / 100,
            "discount_cny": lines["discount"] / 100,
            "net_amount_cny": lines["net"] / 100,
        }
    )


def _table_of_returns(returns, order_id, place, order_of_line):
    line = returns["line"]
    return pd.DataFrame(
        {
            "return_id": [f"RT{number:04d}" for number in range(1, len(line) + 1)],
            "order_id": order_id[order_of_line[line]],
            "line_no": place[line],
            "return_date": FIRST + returns["day"].astype("timedelta64[D]"),
            "quantity": returns["units"],
            "return_reason": np.array(REASONS)[returns["reason"]],
            "credited_cny": returns["credit"] / 100,
            "deducted_from_order_id": order_id[returns["onward"]],
        }
    )


def line_numbers(lines):
    """1, 2, 3... within each order."""
    opens = np.flatnonzero(np.diff(lines["order"], prepend=-1))
    return (
        1 + np.arange(len(lines["order"])) - np.repeat(opens, np.diff(np.append(opens, len(lines["order"]))))
    )
