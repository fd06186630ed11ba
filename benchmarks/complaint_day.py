"""How long the simulations take. Goals: 500 days at the complaints desk in 5 s of the processor, one step of its page in 25 ms of the processor.

Prints the costs of the three rivals over the same 1,000 days, too, with how often each is cheaper than the one before it.
"""

import os
import sys
import tempfile
import time
from statistics import mean, median

os.environ.setdefault("CASEKIT_FONT", "packaged")
os.environ["CASEKIT_WORK"] = tempfile.mkdtemp(prefix="casekit-benchmark-")

from casekit.core.language import speak
from casekit.labs.complaint_day import DeskDay
from casekit.simulations import complaint_costs, complaint_rivals
from casekit.simulations.complaint_day import play

GAMES, GOAL_S, STEP_MS, DAYS = 500, 5, 25, 1000


def complaint_days():
    """Seconds of the processor for 500 days, by the slowest of the rivals."""
    worst = 0
    for name, policy in complaint_rivals.RIVALS.items():
        begin = time.process_time()
        for number in range(1, GAMES + 1):
            complaint_costs.total_fen(play(number, policy))
        spent = time.process_time() - begin
        worst = max(worst, spent)
        print(f"complaint day, {name:<16}{GAMES} days {spent:6.2f} s")
    return worst <= GOAL_S


def complaint_steps():
    """Milliseconds of the processor for one button, in both languages, over a whole day."""
    worst = 0
    for language in ("en", "zh"):
        speak(language)
        desk = DeskDay(3)
        desk.restart()
        desk.page()
        spent = []
        while not desk.day.over:
            button = next(desk.ways[way] for way in ("judge", "pass", "note") if desk.words_of(way) != "–")
            begin = time.process_time()
            button.click()
            spent.append(1000 * (time.process_time() - begin))
        worst = max(worst, median(spent))
        print(f"complaint day, one step, {language}: {median(spent):.1f} ms, slowest {max(spent):.1f} ms")
    speak("en")
    return worst <= STEP_MS


def complaint_order():
    """The rivals over the same days, in yuan; whether each is cheaper on the mean than the one before it."""
    totals = {name: [complaint_costs.total_fen(play(number, policy)) / 100 for number in range(1, DAYS + 1)] for name, policy in complaint_rivals.RIVALS.items()}
    before = None
    for name, bills in totals.items():
        better = "" if before is None else f", cheaper than the one before on {sum(one > other for one, other in zip(before, bills, strict=True))} days"
        print(f"complaint day, {name:<16}mean {mean(bills):9,.0f} yuan over {DAYS} days{better}")
        before = bills
    means = [mean(bills) for bills in totals.values()]
    return means == sorted(means, reverse=True)


if __name__ == "__main__":
    met = [complaint_days(), complaint_steps(), complaint_order()]
    sys.exit(0 if all(met) else 1)
