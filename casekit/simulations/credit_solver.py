"""How good could it have been: the best plan with hindsight, the best fixed policy, and a bound that no plan can pass.

Customers do not act on each other: a plan's score is the sum of what each customer brings, less the fixed cost. So a change for
one class is judged on that class alone, and the solver needs seconds.
"""

from copy import deepcopy
from dataclasses import dataclass

from casekit.simulations.credit_decision import Decision
from casekit.simulations.credit_luck import FAILING, GONE, fates, words
from casekit.simulations.credit_rivals import Fixed
from casekit.simulations.credit_trade import (
    Offer,
    State,
    capital_cost,
    feelings,
    monthly_order,
    offered,
    still_to_cost,
    trade,
)
from casekit.simulations.credit_world import WORLD


@dataclass(frozen=True)
class Plan:
    """Decisions, one a quarter, and what they earn (fen)."""

    decisions: tuple
    score_fen: int


class Book:
    """One customer under one seed. Its states have numbers, and each step from one to the next is reckoned once."""

    def __init__(self, world, customer, fate, market_days):
        self.world, self.customer, self.fate, self.market_days = world, customer, fate, market_days
        usual = Decision.usual(world)
        offer = Offer(usual.terms[customer.credit_class], usual.limit_percent, usual.effort, False, world.market_days)
        self.start, _ = trade(world, customer, fate[0], State(), offer, 0)
        self.forget()

    def forget(self):
        """Begin with nothing reckoned."""
        self.known, self.ends, self.states, self.numbers = {}, {}, [self.start], {self.start: 0}

    def after(self, quarter, number, terms, limit, effort, stopped):
        """The number of the next state, and the profit of a quarter."""
        key = quarter, number, terms, limit, effort, stopped
        if key not in self.known:
            offer = Offer(terms, limit, effort, stopped, self.market_days[quarter - 1])
            state, done = trade(self.world, self.customer, self.fate[quarter], self.states[number], offer, quarter)
            if state not in self.numbers:
                self.numbers[state] = len(self.states)
                self.states.append(state)
            self.known[key] = self.numbers[state], profit_of(self.world, done)
        return self.known[key]

    def end(self, number):
        """What is still to cost after the last quarter, less what it was at the start."""
        if number not in self.ends:
            last = self.world.quarters
            close = still_to_cost(self.world, self.customer, self.fate[last], self.states[number], last)
            before = still_to_cost(self.world, self.customer, self.fate[0], self.start, 0)
            self.ends[number] = sum(before) - sum(close)
        return self.ends[number]

    def rates(self, quarter, terms, effort):
        """What an invoice of :data:`WHOLE` fen brings, for each billing day on which the customer is still there."""
        key = quarter, terms, effort
        if key not in self.known:
            invoices = offered(self.world, self.customer, self.fate[quarter], Offer(terms, 0, effort), quarter, WHOLE)
            margin = WHOLE - WHOLE * self.world.variable_cost_percent // 100
            self.known[key] = [margin + (_carried(self, each, quarter) if terms != "N/0" else 0) for each in invoices]
        return self.known[key]

    def value(self, path):
        """What the customer brings under a path of ``(terms, limit, effort, stopped)``, one a quarter."""
        number, total = 0, 0
        for quarter, offer in enumerate(path, 1):
            number, profit = self.after(quarter, number, *offer)
            total += profit
        return total + self.end(number)


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
        return self.kept()

    def climbed(self, kept):
        """The plan that a climb from a kept one reaches."""
        self.restore(kept)
        self.climb()
        return self.kept()

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
        book, reached = self.books[at], {0: (0, ())}
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

    def kick(self, seed, number):
        """Decide one quarter at random, climb again, and keep the better plan."""
        kept, before, menus = self.kept(), sum(self.values), self.world
        drawn = words(menus, f"search {seed}", menus.customers[0], number)
        at = drawn[0] % menus.quarters
        for row, menu, word, skip in zip(
            [*self.terms.values(), self.limit, self.effort],
            [menus.terms] * len(menus.classes) + [menus.limits, menus.efforts],
            drawn[1:], drawn[8:], strict=False,
        ):  # fmt: skip
            if skip % 2:
                row[at] = menu[word % len(menu)]
        self.values = [self.worth(each) for each in range(len(self.books))]
        self.climb()
        if sum(self.values) <= before:
            self.restore(kept)

    def kept(self):
        """A copy of the plan as it stands."""
        return deepcopy((self.terms, self.limit, self.effort, self.stop, self.values))

    def restore(self, kept):
        """Go back to a plan that was kept."""
        self.terms, self.limit, self.effort, self.stop, self.values = deepcopy(kept)

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


CLIMBS = 3  # from the best starts only
KICKS = 60


def best_with_hindsight(seed, world=WORLD, market_days=None, starts=(), kicks=KICKS, progress=None):
    """The best plan found by somebody who knows the luck beforehand; nobody at the desk can know it.

    From the best of several starts every change that gains is taken until none does; then, ``kicks`` times, one quarter of the best plan is decided at
    random and the climb begins again. Whom to stop is solved exactly for each customer. A better plan may exist;
    :func:`no_plan_earns_more` says what it could earn at most.

    Parameters
    ----------
    seed : str or int
    market_days : list, optional
        The competitors' days in each quarter.
    starts : list of plans (sequences of Decision), optional
        More places to begin from, such as the reader's own plan: the result is at least as good as each of them.
    kicks : int
    progress : function, optional
        Called with the share done, 0 to 1.
    """
    days = [world.market_days] * world.quarters if market_days is None else list(market_days)
    search = Search(seed, world, days)
    begun = [search.start(decisions) for decisions in [*_starts(world), *starts]]
    begun = sorted(begun, key=lambda each: -sum(each[-1]))[:CLIMBS]
    search.restore(max((search.climbed(each) for each in begun), key=lambda each: sum(each[-1])))
    for kick in range(kicks):
        if progress:
            progress(kick / kicks)
        search.kick(seed, kick)
    return search.plan()


def _starts(world):
    middle = world.limits[(len(world.limits) - 1) // 2]
    for terms in {world.terms[0]: 0, world.terms[len(world.terms) // 2]: 0, world.terms[-1]: 0}:
        effort = world.efforts[len(world.efforts) // 2]
        yield [Decision(dict.fromkeys(world.classes, terms), middle, effort, (), world)] * world.quarters


# The best policy for somebody who does not know the luck -------------------------------------------------


def best_fixed(world=WORLD, seeds=range(100)):
    """The fixed policy with the highest mean score over the ``seeds``, found by trying them all.

    A fixed policy keeps its terms, limit and effort for all quarters and stops, in each class, whoever showed so many signs at the last
    close. Since customers do not act on each other, each class is settled by itself for every limit and effort.

    Returns
    -------
    Fixed
    """
    books = [Book(world, each, fates(world, str(seed), each), [world.market_days] * world.quarters) for seed in seeds for each in world.customers]
    best = max((_fixed(world, books, limit, effort) for limit in world.limits for effort in world.efforts), key=lambda each: each[0])
    return best[1]


def _fixed(world, books, limit, effort):
    """For a limit and an effort: what the best terms and signs of each class bring together, and the policy."""
    total, terms, signs = 0, {}, {}
    for name in world.classes:
        members = [book for book in books if book.customer.credit_class == name]
        ways = [(each, least) for each in world.terms for least in SIGNS]
        values = [sum(book.value(_kept(book, *way, limit, effort)) for book in members) for way in ways]
        total += max(values)
        terms[name], signs[name] = ways[values.index(max(values))]
    for book in books:
        book.forget()
    return total, Fixed(terms, limit, effort, signs)


SIGNS = (1, 2, 3, 4)  # stop from so many signs on; 4: never


def _kept(book, terms, least, limit, effort):
    """The path of a customer under a fixed policy."""
    return [(terms, limit, effort, before.signs >= least) for before in book.fate[: book.world.quarters]]


# A bound no plan can pass -------------------------------------------------------------------------------


def no_plan_earns_more(seed, world=WORLD, market_days=None):
    """Fen that no plan can earn more than under this seed: proved, not found.

    Every customer is given its own best offers, as if terms and effort need not be shared, and its orders may be cut at will where a
    limit could cut them. Whatever a real plan does to a customer is among that, so the sum over customers is a bound. What an invoice will
    bring is known when it is written (that is hindsight), so what is left to carry from quarter to quarter is the goodwill.
    """
    days = [world.market_days] * world.quarters if market_days is None else list(market_days)
    books = [Book(world, each, fates(world, str(seed), each), days) for each in world.customers]
    return sum(_most(book) for book in books) - world.quarters * world.fixed_fen


def _most(book):
    """The most that one customer can bring."""
    world, reached = book.world, {book.start.goodwill: _opening(book)}
    for quarter in range(1, world.quarters + 1):
        after = {}
        for goodwill, total in reached.items():
            for new, profit in _choices(book, quarter, goodwill):
                after[new] = max(after.get(new, total + profit), total + profit)
        reached = after
    return max(reached.values()) + world.quarters * SLACK


SLACK = 20  # fen a customer and quarter: more than all that rounding can make up


def _opening(book):
    """What the opening book brings, whatever is decided later: it is paid or lost as it was written."""
    close = still_to_cost(book.world, book.customer, book.fate[0], book.start, 0)
    return sum(close) + sum(_carried(book, each, 1) for each in book.start.invoices)


def _carried(book, invoice, quarter):
    """What an invoice costs from a quarter on: capital, discount, and the loss, known or to be expected."""
    world, last = book.world, book.world.quarters
    begin, end = quarter * world.quarter_days, (last + 1) * world.quarter_days
    fail = [q * world.quarter_days + each.fail_day for q, each in enumerate(book.fate) if each.condition == FAILING]
    lost = bool(fail) and invoice.pay_day >= fail[0]
    until = fail[0] - 1 if lost else invoice.pay_day
    cost = capital_cost(world, invoice.amount_fen * (until - max(invoice.billed_day, begin)))
    if lost:
        return -cost - invoice.amount_fen + invoice.amount_fen * world.recovery_percent // 100
    if invoice.pay_day > end:
        one = State(100, (invoice,))
        return -cost - still_to_cost(world, book.customer, book.fate[last], one, last)[0]
    return -cost - invoice.discount_fen


WHOLE = 10**14  # fen: what an invoice brings is reckoned on so much, and then in proportion


def _choices(book, quarter, goodwill):
    """What can become of a customer in a quarter: pairs of the goodwill it leaves with and the most it can bring."""
    world, fate = book.world, book.fate[quarter]
    if fate.condition == GONE:
        return [(0, 0)]
    found = []
    for terms in world.terms:
        offer = Offer(terms, 0, 0, False, book.market_days[quarter - 1])
        order = monthly_order(world, book.customer, fate, State(goodwill), offer)
        for effort in world.efforts:
            rates = book.rates(quarter, terms, effort)
            found += _shipped(book, fate, goodwill, offer._replace(effort=effort), order, rates)
    return found


def _shipped(book, fate, goodwill, offer, order, rates):
    """Ship all; or cut a fifth, which passes without a word; or cut at will; or stop."""
    world, each = book.world, [order * rate // WHOLE + 1 for rate in rates]
    cost = world.effort_fen[offer.effort] if offer.terms != "N/0" and order else 0
    ordered = order * len(rates)
    unheard = -min([0, *each]) * len(rates) // 5 + 1
    ways = [(offer, 0, sum(each) + unheard - cost), (offer, ordered, sum(max(one, 0) for one in each)), (offer._replace(stopped=True), ordered, 0)]
    if offer.terms == "N/0":
        ways = [(offer, 0, sum(each)), ways[2]]
    for way, refused, profit in ways:
        complaints, left = feelings(world, fate, State(goodwill), way, ordered, refused)
        yield left, profit - complaints * world.complaint_fen
