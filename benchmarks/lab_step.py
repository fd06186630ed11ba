"""How long the lab of lesson 3 takes for one move of a slider, and two counts behind it. Goal: under 60 ms a move."""

import os
import sys
import time
from statistics import median, quantiles

os.environ.setdefault("CASEKIT_FONT", "packaged")

from casekit import look, screening
from casekit.exercises.screening import chapter, qinghe
from casekit.labs.screening import WeightLab

GOAL_MS = 60
MOVES = 60


def timed(work):
    """Milliseconds one call takes."""
    begin = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begin)


def line(what, times, goal=""):
    high = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    print(f"{what:<48}{median(times):8.1f} ms   95 %: {high:6.1f} ms   {goal}")
    return median(times)


def moves(scores, weights, names=None):
    """Move one slider after another, as a reader would, and make the picture for the page each time."""
    lab, now, times = WeightLab(scores, weights, names), weights.copy(), []
    for move in range(MOVES):
        now = now.copy()
        now.iloc[move % len(now)] = 1 + (now.iloc[move % len(now)] + move) % 5
        times.append(timed(lambda weights=now: (lab.step(weights), lab.figure())))
    return times[5:]


def main():
    small, large = chapter(), qinghe()
    everyone = screening.every_weighting(large.scores.columns)
    worst = 0
    for language in ("en", "zh"):
        look.speak(language)
        worst = max(
            worst,
            line(
                f"a move, 4 dealers, {language}",
                moves(small.scores, small.weights),
                f"goal: under {GOAL_MS} ms",
            ),
        )
        line(f"a move, 12 dealers, {language}", moves(large.scores.head(12), large.weights))
    line(
        "rank_range, 60 dealers x 3,125 weightings",
        [timed(lambda: screening.rank_range(large.scores, everyone)) for _ in range(7)],
    )
    line(
        "pairwise_wins, 4 dealers x 3,125 weightings",
        [timed(lambda: screening.pairwise_wins(small.scores, everyone)) for _ in range(7)],
    )
    return 0 if worst < GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
