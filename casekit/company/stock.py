"""What dealers have in hand, what is planned with them, and what selling to them costs.

Fifteen dealers tell their stock at each month's end. What they sell on in a month is a share of what
they have in hand, its size depending on the article; so stock is never counted, it follows.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.company import goods as _goods
from casekit.company import sales as _sales
from casekit.company.bits import Bits
from casekit.company.calendar import month_of_day, month_starts


@dataclass(frozen=True)
class StockStory:
    """What can be changed about stocks, plans and expenses, with its unit."""

    reporting: int = 15  # dealers that tell their stock: the biggest of those known before 2024
    ambition: tuple = (940, 1130)  # plan over what the year brings, thousandths
    unevenness: tuple = (970, 1030)  # of the months of a plan
    just_met: tuple = (1002, 1022)  # what a dealer that fills up brings over its plan, thousandths
    price_cut: int = 14  # percent taken off the shelf price in the months before a collapse; 0 for none
    months_of_cutting: int = 4
    expense: int = 30  # selling expense budgeted for each thousand of plan
    overspent: int = 250  # thousandths by which spending on the large and disloyal passes the budget


STORY = StockStory()


# Stock ---------------------------------------------------------------------------------------------


def inventory_monthly(people, amounts, sales, customers, seed, story=STORY, goods=_goods.STORY):
    """One row a dealer, article and month: units and cost at its beginning and its end."""
    known = np.where(people.is_new[: people.dealers], 0, amounts[: people.dealers, 12])
    dealers = np.sort(np.argsort(-known, kind="stable")[: story.reporting])
    bought, returned = _moves(dealers, sales, len(goods.products))
    begin, end = _stocks(bought, returned, _goods.column("sold_a_month", goods), Bits(seed, "inventory"))
    cost = np.broadcast_to(_goods.column("unit_cost", goods)[None, :, None], begin.shape)
    skus = [product.sku for product in goods.products]
    return pd.DataFrame(
        {
            "customer_id": np.repeat(customers["customer_id"].to_numpy()[dealers], len(skus) * 24),
            "sku": np.tile(np.repeat(skus, 24), len(dealers)),
            "month": np.tile(month_starts(), len(dealers) * len(skus)),
            "begin_quantity": begin.ravel(),
            "end_quantity": end.ravel(),
            "begin_cost_cny": (begin * cost).ravel() / 100,
            "end_cost_cny": (end * cost).ravel() / 100,
        }
    )


def _moves(dealers, sales, skus):
    """Units bought and sent back, by dealer, article and month."""
    orders, lines, returns = sales["orders"], sales["lines"], sales["returns"]
    row = np.full(orders["customer"].max() + 1, -1)
    row[dealers] = np.arange(len(dealers))
    back = returns["line"]
    return (
        _units(row, orders, lines, lines["order"], orders["day"][lines["order"]], lines["units"], skus),
        _units(
            row,
            orders,
            {"sku": lines["sku"][back]},
            lines["order"][back],
            returns["day"],
            returns["units"],
            skus,
        ),
    )


def _units(row, orders, lines, order, day, units, skus):
    dealer = row[orders["customer"][order]]
    cell = (dealer * skus + lines["sku"]) * 24 + month_of_day(day)
    ours = dealer >= 0
    shape = (row.max() + 1, skus, 24)
    return (
        np.bincount(cell[ours], weights=units[ours], minlength=np.prod(shape)).astype(np.int64).reshape(shape)
    )


def _stocks(bought, returned, pace, bits):
    """Stock at the beginning and end of each month; what is sent back later is not sold before."""
    pace = pace[None, :] * bits.between(bought.shape[0] * len(pace), 90, 110).reshape(-1, len(pace)) // 100
    later = returned.sum(axis=2, keepdims=True) - returned.cumsum(axis=2)
    hand = bought.sum(axis=2) // 24 * (1000 - pace) // pace + returned.sum(axis=2)
    begin, end = np.empty_like(bought), np.empty_like(bought)
    for month in range(bought.shape[2]):
        begin[:, :, month] = hand
        hand = hand + bought[:, :, month] - returned[:, :, month]
        hand = hand - np.maximum(hand - later[:, :, month], 0) * pace // 1000
        end[:, :, month] = hand
    return begin, end


# Plans and expenses ---------------------------------------------------------------------------------


def plans_monthly(people, amounts, orders, busy, customers, seed, story=STORY):
    """One row a dealer and month: the plan in money and pieces, promotion, the price on its shelf."""
    bits, n = Bits(seed, "plans"), people.dealers
    weights = np.array([busy.season, busy.season]) * np.array([(100,) * 12, busy.growth])
    fills = _sales.filled_up(people, orders["customer"], orders["day"])[:n]
    plan = _plan(people, amounts, weights, fills, bits, story)
    piece = bits.between(n, 15_000, 21_000)[:, None]  # the usual value of a piece, fen
    promotion = bits.below(n * 24, 1000).reshape(n, 24) < np.where(
        np.isin(np.arange(24) % 12, (5, 10)), 500, 60
    )
    price = pd.array(_shelf_price(people, bits, story).ravel(), dtype="Int64")
    price[(plan == 0).ravel()] = pd.NA
    return pd.DataFrame(
        {
            "customer_id": np.repeat(customers["customer_id"].to_numpy()[:n], 24),
            "month": np.tile(month_starts(), n),
            "plan_quantity": (plan // piece).ravel(),
            "plan_cny": plan.ravel() / 100,
            "on_promotion": (promotion & (plan > 0)).ravel(),
            "shelf_price_percent": price,
        }
    )


def _plan(people, amounts, weight, fills, bits, story):
    """The year's plan spread over its months, in thousands of CNY; 0 before a dealer joins."""
    n = people.dealers
    share = weight * 10_000 // weight.sum(axis=1, keepdims=True)
    uneven = bits.between(n * 24, *story.unevenness).reshape(n, 2, 12)
    ambition, met = (bits.between(n * 2, *span).reshape(n, 2) for span in (story.ambition, story.just_met))
    ambition = np.where(fills, 1_000_000 // met, ambition)
    year = amounts[:n, [0, 12]] // 1000
    plan = (year * ambition // 1000)[:, :, None] * share[None] // 10 * uneven // 1000
    joined = month_of_day(people.first_day[:n])
    active = np.arange(24) >= joined[:, None]
    months = np.maximum(active.reshape(n, 2, 12).sum(axis=2, keepdims=True), 1)
    plan = (plan * 12 // months).reshape(n, 24)
    plan = np.where(active, (plan + 50_000) // 100_000 * 100_000, 0)
    whole = year * 1_000_000 // met // 100_000 * 100_000
    plan[:, [11, 23]] += np.where(
        fills, whole - plan.reshape(n, 2, 12).sum(axis=2), 0
    )  # what rounding left over
    return plan


def _shelf_price(people, bits, story):
    """The reference article on the dealer's shelf, percent of its list price, as the representative noted it."""
    n, month = people.dealers, np.arange(24)
    price = bits.between(n * 24, 96, 101).reshape(n, 24)
    price = price - 3 * people.strays[:n, None] * (month >= 12)
    for dealer, on, _ in people.collapses:
        last = int(month_of_day(on))
        cutting = (month <= last) & (month > last - story.months_of_cutting)
        price[dealer] -= story.price_cut * cutting
    return price


def selling_expenses(people, plans, seed, story=STORY):
    """One row a dealer and month: what selling to it was to cost, and what it cost."""
    bits, n = Bits(seed, "selling_expenses"), people.dealers
    plan = (plans["plan_cny"] * 100).round().astype("int64").to_numpy().reshape(n, 24)
    budget = plan * story.expense // 1000 // 10_000 * 10_000
    over = np.where(people.strays[:n, None] & (np.arange(24) >= 12), story.overspent, 0)
    actual = budget * (bits.between(n * 24, 850, 1080).reshape(n, 24) + over) // 1000
    return pd.DataFrame(
        {
            "customer_id": plans["customer_id"],
            "month": plans["month"],
            "expense_budget_cny": budget.ravel() / 100,
            "expense_actual_cny": actual.ravel() / 100,
        }
    )
