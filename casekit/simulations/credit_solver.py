"""How good could it have been: the best plan with hindsight, the best fixed policy, and a bound that no plan can pass.

Customers do not act on each other: a plan's score is the sum of what each customer brings, less the fixed cost. So a change for
one class is judged on that class alone, and the solver needs seconds.
"""

from dataclasses import dataclass
from functools import lru_cache

from casekit.simulations.credit_decision import Decision
from casekit.simulations.credit_luck import FAILING, GONE, fates
from casekit.simulations.credit_trade import Offer, State, capital_cost, monthly_order, still_to_cost, trade
from casekit.simulations.credit_world import WORLD


@dataclass(frozen=True)
class Plan:
    """Decisions, one a quarter, and what they earn (fen)."""

    decisions: tuple
    score_fen: int


class Book:
    """One customer under one seed: what each path of offers brings (fen), each looked up once."""

    def __init__(self, world, customer, fate, market_days):
        self.world, self.customer, self.fate, self.market_days = world, customer, fate, market_days
        usual = Decision.usual(world)
        offer = Offer(usual.terms[customer.credit_class], usual.limit_percent, usual.effort, False, world.market_days)
        self.start, _ = trade(world, customer, fate[0], State(), offer, 0)
        self.known = {}

    def after(self, quarter, state, terms, limit, effort, stopped):
        """The next state and the profit of a quarter."""
        key = quarter, state, terms, limit, effort, stopped
        if key not in self.known:
            offer = Offer(terms, limit, effort, stopped, self.market_days[quarter - 1])
            after, done = trade(self.world, self.customer, self.fate[quarter], state, offer, quarter)
            self.known[key] = after, profit_of(self.world, done)
        return self.known[key]

    def end(self, state):
        """What is still to cost after the last quarter, less what it was at the start."""
        last = self.world.quarters
        close = still_to_cost(self.world, self.customer, self.fate[last], state, last)
        open_ = still_to_cost(self.world, self.customer, self.fate[0], self.start, 0)
        return sum(open_) - sum(close)

    def value(self, path):
        """What the customer brings under a path of ``(terms, limit, effort, stopped)``, one a quarter."""
        state, total = self.start, 0
        for quarter, offer in enumerate(path, 1):
            state, profit = self.after(quarter, state, *offer)
            total += profit
        return total + self.end(state)


def profit_of(world, done):
    """The profit of one customer's quarter, before the fixed cost."""
    costs = done.variable_cost + done.collection_cost + done.capital_cost + done.complaints * world.complaint_fen
    return done.credit_sales + done.cash_sales - done.discounts - done.written_off - costs


class Search:
    """A plan that is bettered step by step: the terms of a class, the limit, the effort or a stop, in one quarter or in all."""

    def __init__(self, seed, world, market_days):
        self.world = world
        self.books = [Book(world, each, fates(world, str(seed), each), market_days) for each in world.customers]
        self.span = range(world.quarters)

    def start(self, decisions):
        """Begin from a plan."""
        self.terms = {each: [one.terms[each] for one in decisions] for each in self.world.classes}
        self.limit = [each.limit_percent for each in decisions]
        self.effort = [each.effort for each in decisions]
        self.stop = [[book.customer.id in one.stop for one in decisions] for book in self.books]
        self.values = [self.worth(at) for at in range(len(self.books))]

    def path(self, at):
        """The offers that a customer meets."""
        return list(zip(self.terms[self.books[at].customer.credit_class], self.limit, self.effort, self.stop[at], strict=True))

    def worth(self, at):
        """What a customer brings under the plan as it stands."""
        return self.books[at].value(self.path(at))

    def climb(self):
        """Take every change that gains until none does."""
        gained = True
        while gained:
            gained = any([step() for step in (self.stops, self.classes, self.limits, self.efforts)])

    def stops(self):
        """For each customer the best of stopping or not, exactly, over all quarters."""
        return any([self._best_stops(at) for at in range(len(self.books))])

    def _best_stops(self, at):
        """Forward over the states a customer can be in; of plans that lead to the same state, the better one is kept."""
        book, reached = self.books[at], {self.books[at].start: (0, ())}
        for quarter, (terms, limit, effort, _) in enumerate(self.path(at), 1):
            after = {}
            for state, (total, stops) in reached.items():
                for stopped in (False, True):
                    new, profit = book.after(quarter, state, terms, limit, effort, stopped)
                    if new not in after or after[new][0] < total + profit:
                        after[new] = total + profit, (*stops, stopped)
            reached = after
        best, stops = max((total + book.end(state), stops) for state, (total, stops) in reached.items())
        if best <= self.values[at]:
            return False
        self.stop[at], self.values[at] = list(stops), best
        return True

    def classes(self):
        """The terms of each class."""
        gained = False
        for each in self.world.classes:
            members = [at for at, book in enumerate(self.books) if book.customer.credit_class == each]
            gained |= self._better(self.terms[each], self.world.terms, members)
        return gained

    def limits(self):
        """The limit of everyone."""
        return self._better(self.limit, self.world.limits, range(len(self.books)))

    def efforts(self):
        """The effort for everyone."""
        return self._better(self.effort, self.world.efforts, range(len(self.books)))

    def _better(self, row, menu, members):
        """Try each choice of the menu in each quarter, and in all quarters at once; keep what gains."""
        gained, now = False, sum(self.values[at] for at in members)
        for quarters in [*([each] for each in self.span), list(self.span)]:
            for choice in menu:
                kept = [row[each] for each in quarters]
                for each in quarters:
                    row[each] = choice
                values = [self.worth(at) for at in members]
                if sum(values) > now:
                    gained, now = True, sum(values)
                    for at, value in zip(members, values, strict=True):
                        self.values[at] = value
                else:
                    for each, old in zip(quarters, kept, strict=True):
                        row[each] = old
        return gained

    def plan(self):
        """The plan as decisions, and its score."""
        decisions = tuple(
            Decision(
                {each: self.terms[each][quarter] for each in self.world.classes}, self.limit[quarter], self.effort[quarter],
                tuple(book.customer.id for book, stop in zip(self.books, self.stop, strict=True) if stop[quarter]), self.world,
            )
            for quarter in self.span
        )  # fmt: skip
        return Plan(decisions, sum(self.values) - self.world.quarters * self.world.fixed_fen)


def best_with_hindsight(seed, world=WORLD, market_days=None, starts=None):
    """The best plan found by somebody who knows the luck beforehand; nobody at the desk can know it.

    From several starts, every change that gains is taken until none does. Whom to stop is solved exactly for each customer; all else is
    a climb, so a better plan may exist: :func:`no_plan_earns_more` says how much better at most.

    Parameters
    ----------
    seed : str or int
    market_days : list, optional
        The competitors' days in each quarter.
    starts : list of plans (sequences of Decision), optional
        More places to begin from, such as the reader's own plan: the result is at least as good as each of them.
    """
    days = [world.market_days] * world.quarters if market_days is None else list(market_days)
    search, found = Search(seed, world, days), []
    for decisions in [*_starts(world), *(starts or [])]:
        search.start(decisions)
        search.climb()
        found.append(search.plan())
    return max(found, key=lambda plan: plan.score_fen)


def _starts(world):
    middle = world.limits[len(world.limits) // 2 - 1] if len(world.limits) > 1 else world.limits[0]
    for terms in (world.terms[0], world.terms[-1], world.terms[len(world.terms) // 2]):
        yield [Decision(dict.fromkeys(world.classes, terms), middle, world.efforts[len(world.efforts) // 2], (), world)] * world.quarters
