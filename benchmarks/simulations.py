"""The credit desk: 500 games of eight quarters, and what the debrief asks for. Goal: 500 games in under 5 s.

Besides the seconds of this computer it tells ratios, which other computers share: a game with its tables read after each quarter, as the
notebook does it, and the best plan with hindsight, each in games of the plain kind.
"""

import sys
import time

from casekit.labs.credit_desk import CreditDeskLab
from casekit.simulations.credit_desk import Game
from casekit.simulations.credit_rivals import POLICIES, play_out
from casekit.simulations.credit_solver import best_with_hindsight, no_plan_earns_more

GAMES, GOAL_S, STEP_MS = 500, 5, 25


def seconds(work):
    """Processor seconds of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def games():
    """500 games, by the policies in turn, each under its own luck."""
    rules = list(POLICIES.values())
    for number in range(GAMES):
        play_out(rules[number % len(rules)], number)


def looked_at():
    """A game whose customers, ageing and accounts are read after each quarter."""
    game = Game("benchmark")
    while not game.over:
        game.play(POLICIES["handbook"].decide(game))
        game.customers(), game.ageing(), game.accounts()


def steps():
    """The slowest step of the page, in ms: a quarter closed, everything shown anew, the game kept."""
    lab = CreditDeskLab("benchmark")
    lab.page()
    slowest = 0
    while not lab.game.over:
        slowest = max(slowest, seconds(lambda: lab._closed(None)))
    return 1000 * slowest


def main():
    play_out(POLICIES["handbook"], 0)  # warm
    whole = seconds(games)
    one = whole / GAMES
    step = steps()
    rows = [
        ("500 games", f"{whole:.2f} s", f"{GAMES / whole:,.0f} games a second"),
        ("a game, its tables read each quarter", f"{1000 * seconds(looked_at):.0f} ms", f"{seconds(looked_at) / one:.0f} plain games"),
        ("best plan with hindsight", f"{(best := seconds(lambda: best_with_hindsight('benchmark'))):.1f} s", f"{best / one:,.0f} plain games"),
        ("bound", f"{(bound := seconds(lambda: no_plan_earns_more('benchmark'))):.1f} s", f"{bound / one:,.0f} plain games"),
        ("slowest step of the page", f"{step:.1f} ms", ""),
    ]
    for what, took, ratio in rows:
        print(f"{what:<40}{took:>10}   {ratio}")
    return whole >= GOAL_S or step > STEP_MS


if __name__ == "__main__":
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.environ["CASEKIT_WORK"] = folder
        sys.exit(main())
