"""The credit desk: eight quarters, one decision each, and accounts that close to the fen (信用政策模拟).

``Game(seed)`` opens the desk after a quarter 0 under the usual policy; ``play(decision)`` closes a quarter. A game is its
seed and its decisions: ``as_text`` writes them down, ``from_text`` plays them again, with the same result everywhere.
"""

import json
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path

import pandas as pd

from casekit import look
from casekit.core.files import write_whole
from casekit.core.language import say
from casekit.errors import Refused
from casekit.receivables import ageing_table, dso
from casekit.simulations.credit_decision import Decision
from casekit.simulations.credit_luck import FAILING, GONE, fates, trouble_permille
from casekit.simulations.credit_trade import Offer, State, Trade, still_to_cost, trade
from casekit.simulations.credit_world import WORLD

FIRST_DAY = pd.Timestamp("2026-01-01")  # of quarter 1; the quarters of the game have 90 days each


@dataclass(frozen=True)
class Quarter:
    """A closed quarter. Amounts in fen; the accounts reconcile:

    * receivables: opening + credit sales - collected - discounts - written off = closing;
    * cash: opening + collected + cash sales - variable cost - collection cost - complaint cost - capital cost - fixed cost = closing;
    * profit: sales - discounts - written off - all costs, which is what cash and receivables together have grown by.
    """

    number: int
    decision: Decision
    market_days: int
    opening_receivables_fen: int
    credit_sales_fen: int
    collected_fen: int
    discounts_fen: int
    written_off_fen: int
    closing_receivables_fen: int
    cash_sales_fen: int
    opening_cash_fen: int
    variable_cost_fen: int
    collection_cost_fen: int
    complaint_cost_fen: int
    capital_cost_fen: int
    fixed_cost_fen: int
    closing_cash_fen: int
    profit_fen: int
    lost_sales_fen: int
    expected_loss_fen: int
    carrying_fen: int
    complaints: int
    refused: int
    failed: tuple
    dso_days: float
    trades: dict

    @property
    def sales_fen(self):
        """Credit and cash sales together."""
        return self.credit_sales_fen + self.cash_sales_fen


class Game:
    """A credit desk under one seed.

    Parameters
    ----------
    seed : str or int
        The luck: the same seed meets the same customers' fates, whatever is decided.
    world : World, optional
    """

    def __init__(self, seed, world=WORLD):
        self.seed, self.world, self.quarters = str(seed), world, []
        self._fates = {each.id: fates(world, self.seed, each) for each in world.customers}
        self._states = {each.id: State() for each in world.customers}
        self.before = self._closed(0, Decision.usual(world), world.market_days, (0, world.opening_cash_fen))

    @property
    def number(self):
        """The quarter to be decided next; one more than the last when the game is over."""
        return len(self.quarters) + 1

    @property
    def over(self):
        """Whether all quarters are played."""
        return self.number > self.world.quarters

    @property
    def latest(self):
        """The quarter closed last; quarter 0 before the first."""
        return self.quarters[-1] if self.quarters else self.before

    @property
    def decisions(self):
        """The decisions so far."""
        return tuple(each.decision for each in self.quarters)

    @property
    def score_fen(self):
        """The measure of success: profit so far, less what the open book will still cost.

        The open book is charged with the loss to be expected on it, by class and by the signs that show, and with the capital that it
        ties up until it is paid, more or less than at the start: so nothing is won by selling on long terms at the last moment.
        """
        last, first = self.latest, self.before
        profit = sum(each.profit_fen for each in self.quarters)
        return profit - (last.expected_loss_fen + last.carrying_fen) + (first.expected_loss_fen + first.carrying_fen)

    def play(self, decision, market_days=None):
        """Close the next quarter under a decision.

        Parameters
        ----------
        decision : Decision
        market_days : int, optional
            The credit days that competitors offer this quarter; ``world.market_days`` if left out.

        Raises
        ------
        Refused
            All quarters are played, or the decision is none.
        """
        if self.over:
            raise Refused(
                say(f"a game with a quarter left to play of {self.world.quarters}", f"还没下完的一局（共 {self.world.quarters} 季）"),
                say("all are played", "各季都已结束"), say("start a new one: Game(another seed)", "换一个种子重新开始：Game(种子)"),
            )  # fmt: skip
        if not isinstance(decision, Decision) or decision.world is not self.world:
            given = decision.as_dict() if isinstance(decision, Decision) else decision
            decision = Decision.from_dict(given, self.world)
        days = self.world.market_days if market_days is None else _days(market_days)
        last = self.latest
        opening = last.closing_receivables_fen, last.closing_cash_fen
        self.quarters.append(self._closed(self.number, decision, days, opening))
        return self.quarters[-1]

    def _closed(self, number, decision, market_days, opening):
        """Play every customer's quarter and add them up."""
        world, trades = self.world, {}
        for each in world.customers:
            offer = Offer(decision.terms[each.credit_class], decision.limit_percent, decision.effort, each.id in decision.stop, market_days)
            state, trades[each.id] = trade(world, each, self._fates[each.id][number], self._states[each.id], offer, number)
            self._states[each.id] = state
        return self._added_up(number, decision, market_days, opening, trades)

    def _added_up(self, number, decision, market_days, opening, trades):
        world, total = self.world, Trade(*(sum(each) for each in zip(*trades.values(), strict=True)))
        owed, cash = opening
        closing = owed + total.credit_sales - total.collected - total.discounts - total.written_off
        complaint_cost = total.complaints * world.complaint_fen
        costs = total.variable_cost + total.collection_cost + complaint_cost + total.capital_cost + world.fixed_fen
        closing_cash = cash + total.collected + total.cash_sales - costs
        expected, carrying = self._still_to_cost(number)
        return Quarter(
            number, decision, market_days, owed, total.credit_sales, total.collected, total.discounts, total.written_off, closing,
            total.cash_sales, cash, total.variable_cost, total.collection_cost, complaint_cost, total.capital_cost, world.fixed_fen, closing_cash,
            profit_fen=closing_cash + closing - cash - owed,
            lost_sales_fen=total.refused,
            expected_loss_fen=expected,
            carrying_fen=carrying,
            complaints=total.complaints,
            refused=sum(each.refused > 0 for each in trades.values()),
            failed=tuple(name for name, each in trades.items() if each.failed),
            dso_days=float(dso(closing, total.credit_sales or float("nan"), world.quarter_days)),
            trades=trades,
        )  # fmt: skip

    def _still_to_cost(self, number):
        """What the open book will cost: the loss to be expected, and the capital until it is paid."""
        each = [
            still_to_cost(self.world, customer, self._fates[customer.id][number], self._states[customer.id], number)
            for customer in self.world.customers
        ]
        return sum(loss for loss, _ in each), sum(carrying for _, carrying in each)

    # What the reader sees ---------------------------------------------------------------------------------

    def accounts(self):
        """The accounts, one row a quarter from quarter 0, in CNY: receivables, cash, profit, and what moved them."""
        rows = [self._account(each) for each in (self.before, *self.quarters)]
        return _headed(pd.DataFrame(rows).set_index("quarter"))

    @staticmethod
    def _account(quarter):
        money = {
            name.removesuffix("_fen") + "_cny": getattr(quarter, name) / 100
            for name in ("sales_fen", *Quarter.__dataclass_fields__)
            if name.endswith("_fen")
        }
        counts = {"complaints": quarter.complaints, "refused": quarter.refused, "failures": len(quarter.failed)}
        return {"quarter": quarter.number, **money, "dso_days": quarter.dso_days, **counts}

    def customers(self):
        """What is known of each customer at the last close, one row each, in CNY.

        Returns
        -------
        DataFrame
            Index ``customer_id``: ``name``, ``credit_class``, ``signs`` (warning signs), ``owed_cny``, ``overdue_cny``, ``bought_cny`` (last quarter),
            ``ordered_cny``, ``capacity_cny``, ``goodwill`` (points of 100), ``trouble`` (the chance of being in trouble, by class and signs),
            ``state`` (``trading``, ``stopped`` or ``gone``).
        """
        rows = [self._customer(each) for each in self.world.customers]
        return _headed(pd.DataFrame(rows).set_index("customer_id"))

    def _customer(self, customer):
        last, book = self.latest, self._states[customer.id].invoices
        end, done = (last.number + 1) * self.world.quarter_days, last.trades[customer.id]
        gone = self.is_gone(customer.id)
        signs = 0 if gone else self.signs(customer.id)
        return {
            "customer_id": customer.id,
            "name": customer.name,
            "credit_class": customer.credit_class,
            "signs": signs,
            "owed_cny": sum(each.amount_fen for each in book) / 100,
            "overdue_cny": sum(each.amount_fen for each in book if each.due_day < end) / 100,
            "bought_cny": (done.credit_sales + done.cash_sales) / 100,
            "ordered_cny": done.ordered / 100,
            "capacity_cny": customer.capacity_fen / 100,
            "goodwill": self._states[customer.id].goodwill,
            "trouble": 0.0 if gone else trouble_permille(self.world, customer.credit_class, signs) / 1000,
            "state": "gone" if gone else "stopped" if customer.id in last.decision.stop else "trading",
        }

    def signs(self, customer_id, quarter=None):
        """How many warning signs a customer showed at the close of a quarter that is over, the last if left out."""
        return self._fate(customer_id, quarter).signs

    def is_gone(self, customer_id, quarter=None):
        """Whether a customer has failed by the close of a quarter that is over, the last if left out."""
        return self._fate(customer_id, quarter).condition in (FAILING, GONE)

    def _fate(self, customer_id, quarter):
        """The fate of a quarter; what is still to come is not told."""
        last = self.latest.number
        return self._fates[customer_id][last if quarter is None else min(quarter, last)]

    def open_invoices(self):
        """The open invoices at the last close: ``customer_id``, ``invoice_date``, ``due_date``, ``open_amount_cny``."""
        rows = [
            (each.id, _date(one.billed_day), _date(one.due_day), one.amount_fen / 100)
            for each in self.world.customers
            for one in self._states[each.id].invoices
        ]
        return pd.DataFrame(rows, columns=["customer_id", "invoice_date", "due_date", "open_amount_cny"])

    def ageing(self):
        """The open invoices by how long they are past due (``receivables.ageing_table``)."""
        return ageing_table(self.open_invoices(), _date((self.latest.number + 1) * self.world.quarter_days))

    # A plain file -----------------------------------------------------------------------------------------

    def as_text(self):
        """The game as a plain text (JSON): seed and decisions, which is all there is to it."""
        moves = [{**each.decision.as_dict(), "market_days": each.market_days} for each in self.quarters]
        kept = {"game": KIND, "world": self.world.version, "seed": self.seed, "quarters": moves}
        return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text, world=WORLD):
        """Play a game again from its text.

        Raises
        ------
        Refused
            The text is no game, or one of another version of the model.
        """
        kept = _read_game(text)
        if kept["world"] != world.version:
            raise Refused(
                say(f"a game of {world.version}", f"模型版本为 {world.version} 的一局"), repr(kept["world"])[:80],
                say("play it with the version of casekit that it was made with", "用当时的 casekit 版本打开"),
            )  # fmt: skip
        game = cls(kept["seed"], world)
        for each in kept["quarters"]:
            move = dict(each) if isinstance(each, dict) else {"": each}
            days = move.pop("market_days", None)
            game.play(Decision.from_dict(move, world), days)
        return game

    def save(self, path):
        """Write the game to a file, whole or not at all."""
        write_whole(Path(path), self.as_text().encode())

    @classmethod
    def load(cls, path, world=WORLD):
        """Read a game from a file and play it again."""
        return cls.from_text(Path(path).read_text(encoding="utf-8-sig"), world)


KIND = "credit desk"


def _read_game(text):
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    good = isinstance(kept, dict) and kept.get("game") == KIND and isinstance(kept.get("quarters"), list)
    if not good or not isinstance(kept.get("seed"), str) or "world" not in kept:
        raise Refused(
            say("a game of the credit desk, as it was saved", "信用政策模拟保存下来的一局"), repr(text)[:80],
            say("start a new one: Game(seed)", "重新开始：Game(种子)"),
        )  # fmt: skip
    return kept


def _days(given):
    if isinstance(given, bool) or not isinstance(given, Integral) or not 0 <= given <= 360:
        raise Refused(say("the competitors' credit days, 0 to 360", "竞争对手给的信用期限（天数），0 到 360"), repr(given)[:80], "30")
    return int(given)


def _date(day):
    """The date of a day of the game: day 91 is the first of quarter 1."""
    return FIRST_DAY + pd.Timedelta(days=day - 91)


def _headed(table):
    yuan = say("CNY", "元")
    return look.labelled(
        table,
        quarter=say("quarter", "季度"),
        name=say("customer", "客户"),
        credit_class=say("class", "等级"),
        signs=(say("warning signs", "预警信号"), say("signs", "个")),
        owed_cny=(say("owes", "欠款"), yuan),
        overdue_cny=(say("past due", "其中逾期"), yuan),
        bought_cny=(say("bought", "本季购货"), yuan),
        ordered_cny=(say("ordered", "本季订货"), yuan),
        capacity_cny=(say("capacity", "实力"), yuan),
        goodwill=(say("goodwill", "关系分"), say("of 100", "满分 100")),
        dso_days=("DSO", say("days", "天")),
    )
