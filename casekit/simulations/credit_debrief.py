"""The debrief of a game: against others under the same luck, where the money went, what was skill and what luck.

Three tables, each of which adds up: ``ranking``, ``money`` (to the fen) and ``skill_and_luck``.
"""

from dataclasses import dataclass

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.errors import Refused
from casekit.simulations.credit_desk import Game
from casekit.simulations.credit_rivals import FIXED, POLICIES, play_out, stops_from
from casekit.simulations.credit_solver import best_with_hindsight, no_plan_earns_more

YOURS, STEADY, HINDSIGHT = "yours", "steady", "hindsight"
OTHER_SEEDS = 200
STEPS = ("ordered", "not_shipped", "discounts", "bad_debts", "capital", "collection", "complaints", "book", "fixed")


@dataclass(frozen=True)
class Debrief:
    """What :func:`debrief` gives: the games compared, and the tables made of them.

    ``ranking``: one row a player, by score (CNY). ``money``: one column a player, from the margin on all orders to the score (CNY). ``luck``:
    the scores (CNY) of the reader's policy under other seeds; ``parts``: the score taken apart into skill, hand and luck.
    ``bound_cny``: no plan can earn more under this luck.
    """

    games: dict
    ranking: pd.DataFrame
    money: pd.DataFrame
    luck: pd.Series
    parts: pd.DataFrame
    bound_cny: float


def debrief(game, progress=None, kicks=None, others=OTHER_SEEDS):
    """Set a finished game beside others under the same luck, and take its score apart.

    Parameters
    ----------
    game : Game
        All quarters played.
    progress : function, optional
        Called with the share done, 0 to 1: the best plan takes some seconds.
    kicks : int, optional
        As for :func:`best_with_hindsight`.
    others : int
        Under how many other seeds the policy is played again.

    Raises
    ------
    Refused
        The game is not finished.
    """
    if not game.over:
        raise Refused(
            say(f"a finished game of {game.world.quarters} quarters", f"已经结束的一局（共 {game.world.quarters} 季）"),
            say(f"quarter {game.number} is to be decided", f"第 {game.number} 季还没有决定"),
            say("play the rest first", "请先把其余各季做完"),
        )  # fmt: skip
    days = [each.market_days for each in game.quarters]
    games = {YOURS: game, **rivals(game, days)}
    starts = [each.decisions for each in games.values()]
    more = {} if kicks is None else {"kicks": kicks}
    best = best_with_hindsight(game.seed, game.world, days, starts, progress=progress, **more)
    games[HINDSIGHT] = replayed(game, best.decisions)
    luck, parts = skill_and_luck(game, games[STEADY], others)
    bound = no_plan_earns_more(game.seed, game.world, days) / 100
    return Debrief(games, ranking(games), money(games), luck, parts, bound)


def rivals(game, days):
    """The simple policies and the best fixed one, under the game's luck and its competitors."""
    rules = {key: each.decide for key, each in POLICIES.items()} | {STEADY: FIXED}
    return {key: play_out(rule, game.seed, game.world, days) for key, rule in rules.items()}


def replayed(game, decisions):
    """Other decisions under the luck of a game."""
    other = Game(game.seed, game.world)
    for decision, quarter in zip(decisions, game.quarters, strict=True):
        other.play(decision, quarter.market_days)
    return other


def player_name(key):
    """What a player of the debrief is called."""
    return {YOURS: say("you", "你"), STEADY: say("best fixed policy", "最好的固定政策"),
            HINDSIGHT: say("best plan with hindsight", "事后最优方案")}.get(key) or POLICIES[key].name  # fmt: skip


def ranking(games):
    """The players by score, best first: score, sales, bad debts (CNY), complaints, failures met while owing, receivables at the end."""
    rows = [
        {
            "player": player_name(key),
            "score_cny": each.score_fen / 100,
            "sales_cny": _total(each, "sales_fen"),
            "bad_debts_cny": _total(each, "written_off_fen"),
            "receivables_cny": each.latest.closing_receivables_fen / 100,
            "complaints": sum(quarter.complaints for quarter in each.quarters),
        }
        for key, each in games.items()
    ]
    table = pd.DataFrame(rows, index=pd.Index(list(games), name="key"))
    return _headed(table.sort_values("score_cny", ascending=False, kind="stable"))


def _total(game, name):
    return sum(getattr(each, name) for each in game.quarters) / 100


def money(games):
    """Where the money went: for each player the steps from the margin on all orders to the score, in CNY; each column adds up to the fen.

    Index ``step``: ``ordered`` (margin on all that customers ordered), then less ``not_shipped`` (the margin on orders over the limit
    or stopped), ``discounts``, ``bad_debts``, ``capital``, ``collection``, ``complaints``, ``book`` (what the open book will still cost, more than
    at the start), ``fixed``; ``score``.
    """
    table = pd.DataFrame({key: _steps(each) for key, each in games.items()})
    table.index.name = "step"
    return look.labelled(table / 100, **{key: (player_name(key), say("CNY", "元")) for key in games})


def _steps(game):
    """The steps in fen."""
    total = {
        name: sum(getattr(each, f"{name}_fen") for each in game.quarters)
        for name in ("sales", "variable_cost", "lost_sales", "discounts", "written_off", "capital_cost", "collection_cost",
                     "complaint_cost", "fixed_cost", "profit")
    }  # fmt: skip
    missed = total["lost_sales"] * (100 - game.world.variable_cost_percent) // 100
    steps = {
        "ordered": total["sales"] - total["variable_cost"] + missed,
        "not_shipped": -missed,
        "discounts": -total["discounts"],
        "bad_debts": -total["written_off"],
        "capital": -total["capital_cost"],
        "collection": -total["collection_cost"],
        "complaints": -total["complaint_cost"],
        "book": game.score_fen - total["profit"],
        "fixed": -total["fixed_cost"],
    }
    return steps | {"score": game.score_fen}


def compared(told, keys=(YOURS, STEADY, HINDSIGHT)):
    """:attr:`Debrief.money` for reading: the steps by their names, the players named, one table (CNY)."""
    table = told.money[list(keys)].rename(index=step_name)
    table.index.name = say("step", "项目")
    return look.labelled(table, **{key: (player_name(key), say("CNY", "元")) for key in keys})


def parts_named(told):
    """:attr:`Debrief.parts` for reading: the parts by their names (CNY)."""
    table = told.parts.rename(index=part_name)
    table.index.name = say("part of the score", "得分构成")
    return look.labelled(table, part_cny=(say("amount", "金额"), say("CNY", "元")))


def accounts(game):
    """A game's accounts for reading, one row a quarter, the one before the game as 0 (CNY): two sums that can be checked by hand.

    Receivables: ``opening`` + ``sales`` - ``received`` - ``discounts`` - ``lost`` = ``receivables``. Cash: the ``cash`` of the row above
    + ``received`` - ``spent`` = ``cash``. Cash sales are sold and received on the same day, so they stand in both.
    """
    rows = [
        {
            "opening": each.opening_receivables_fen,
            "sales": each.sales_fen,
            "received": each.collected_fen + each.cash_sales_fen,
            "discounts": each.discounts_fen,
            "lost": each.written_off_fen,
            "receivables": each.closing_receivables_fen,
            "spent": each.opening_cash_fen + each.collected_fen + each.cash_sales_fen - each.closing_cash_fen,
            "cash": each.closing_cash_fen,
            "profit": each.profit_fen,
        }
        for each in (game.before, *game.quarters)
    ]
    table = pd.DataFrame(rows) / 100
    table.index.name = say("quarter", "季度")
    return look.labelled(table, **{name: (words, say("CNY", "元")) for name, words in zip(table.columns, _account_names(), strict=True)})


def accounts_shown(game, columns):
    """Some columns of :func:`accounts` for reading, under short headings; the caption has the unit."""
    table = accounts(game)
    names = dict(zip(table.columns, _account_names(), strict=True))
    shown = table[list(columns)].rename(columns=names)
    shown.attrs.clear()
    return look.Table(shown, rows=len(shown), decimals=0, caption=say("Amounts in CNY", "金额单位：元"))


RECEIVABLES = ("opening", "sales", "received", "discounts", "lost", "receivables")
CASH = ("received", "spent", "cash", "receivables", "profit")


def _account_names():
    return [
        say("receivables, opening", "期初应收账款"), say("sales", "销售额"), say("money received", "收到货款"), say("discounts", "现金折扣"),
        say("bad debts", "坏账成本"), say("receivables, closing", "期末应收账款"), say("money spent", "各项支出"), say("cash, closing", "期末现金"),
        say("profit", "利润"),
    ]  # fmt: skip


def step_name(step):
    """What a step of the money is called."""
    return {
        "ordered": say("margin on all orders", "全部订单的毛利"),
        "not_shipped": say("orders not shipped", "未发货订单"),
        "discounts": say("discounts", "现金折扣"),
        "bad_debts": say("bad debts", "坏账成本"),
        "capital": say("cost of capital", "机会成本"),
        "collection": say("collection", "收账费用"),
        "complaints": say("complaints", "投诉处理费"),
        "book": say("set aside (change)", "应收账款预留增减"),
        "fixed": say("fixed cost", "固定费用"),
        "score": say("score", "得分"),
    }[step]


# Skill and luck -----------------------------------------------------------------------------------------


def rule_of(game):
    """The rule that comes nearest to whom a game stopped: from how many warning signs on; 4 means never.

    Terms, limit and effort of a game can be kept under another luck; a list of names cannot, since other customers get into trouble there. So the
    stops are put as a rule: of 1, 2, 3 and 4 signs the one that agrees with the most decisions, customer by customer and quarter by quarter.
    """
    agree = {least: sum(_agreements(game, least)) for least in (4, 3, 2, 1)}
    return max(agree, key=agree.get)


def _agreements(game, least):
    for number, quarter in enumerate(game.quarters):
        for customer in game.world.customers:
            if not game.is_gone(customer.id, number):
                yield (game.signs(customer.id, number) >= least) == (customer.id in quarter.decision.stop)


def by_rule(game, least):
    """The game's own terms, limits and efforts, and whoever shows so many signs is stopped."""

    def decide(other):
        same = game.quarters[other.number - 1].decision
        return same.with_stops(stops_from(other, least))

    return decide


def skill_and_luck(game, steady, others=OTHER_SEEDS):
    """The score taken apart, CNY: the four parts add up to it.

    * ``par``: the mean of the best fixed policy under ``others`` other seeds;
    * ``skill``: the mean of the reader's policy (as :func:`rule_of` reads it) under them, less par;
    * ``luck``: this policy under this game's luck, less its mean;
    * ``hand``: what the reader earned beyond the policy, by single stops or by sparing somebody.

    Returns
    -------
    Series, DataFrame
        The policy's scores under the other seeds; and the parts.
    """
    rule, days = by_rule(game, rule_of(game)), [each.market_days for each in game.quarters]
    seeds = [f"{game.seed} again {number}" for number in range(others)]
    scores = [play_out(rule, seed, game.world, days).score_fen for seed in seeds]
    par = sum(play_out(FIXED, seed, game.world, days).score_fen for seed in seeds) // others
    mean, here = sum(scores) // others, play_out(rule, game.seed, game.world, days).score_fen
    parts = {"par": par, "skill": mean - par, "luck": here - mean, "hand": game.score_fen - here, "score": game.score_fen}
    table = pd.DataFrame({"part_cny": [each / 100 for each in parts.values()]}, index=pd.Index(list(parts), name="part"))
    return pd.Series(scores, name="score_cny") / 100, look.labelled(table, part_cny=(say("amount", "金额"), say("CNY", "元")))


def part_name(part):
    """What a part of the score is called."""
    return {
        "par": say("best fixed policy, average luck", "最好的固定政策，平均运气"),
        "skill": say("your policy against it", "你的政策与它相比"),
        "luck": say("luck", "运气"),
        "hand": say("your single decisions", "你的逐户决定"),
        "score": say("score", "得分"),
    }[part]


def _headed(table):
    yuan = say("CNY", "元")
    return look.labelled(
        table,
        player=say("player", "方案"),
        score_cny=(say("score", "得分"), yuan),
        sales_cny=(say("sales", "销售额"), yuan),
        bad_debts_cny=(say("bad debts", "坏账成本"), yuan),
        receivables_cny=(say("receivables at the end", "期末应收账款"), yuan),
        complaints=(say("complaints", "投诉"), say("cases", "件")),
    )
