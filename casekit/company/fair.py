"""Fair shares: chance in the order of things, none in the totals.

Where a lesson must find a number again (a rate, a mean, a parameter), the company is dealt like a
pack of cards: what is drawn is spread evenly over what could be drawn, and only its order is left
to chance. So two thousand rows show what would otherwise take two hundred thousand.

The curves below turn such draws into waiting times, purchase rates and amounts. They are worked
out with decimal numbers of twenty digits, whose ``exp`` and ``ln`` are exact to the last digit, and
kept as whole numbers: so they are the same on every computer.
"""

from decimal import Decimal, localcontext
from functools import cache

import numpy as np

PARTS = 1_000_000  # a draw is a whole number from 0 to 999,999
UNIT = 10_000_000  # what a curve gives is counted in ten-millionths
STEPS = 400  # a curve is drawn through so many points


def evenly(bits, n):
    """``n`` draws from 0 to 999,999, one from each ``n``-th part of them, in random order."""
    return (2 * bits.shuffled(n) + 1) * PARTS // (2 * max(n, 1))


def dealt(bits, n, weights):
    """``n`` positions in ``weights``, each as often as its whole-number weight says, to within one."""
    edges = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.searchsorted(edges * PARTS // edges[-1], evenly(bits, n), side="right")


def some(bits, n, thousandths):
    """``n`` yes or no, of which ``thousandths`` are yes, to within one."""
    return evenly(bits, n) < thousandths * (PARTS // 1000)


def apart(bits, trait):
    """Draws spread evenly also among those alike in ``trait``: by the golden section, from a random start.

    >>> from casekit.company.bits import Bits
    >>> start = apart(Bits(1, "apart"), np.arange(4))
    >>> (np.diff(start) % PARTS).tolist()
    [618034, 618034, 618034]
    """
    draws = np.empty(len(trait), dtype=np.int64)
    draws[np.argsort(trait, kind="stable")] = (bits.below(1, PARTS) + 618_034 * np.arange(len(trait))) % PARTS
    return draws


def in_turn(n, thousandths, start=500):
    """``n`` yes or no in which every stretch holds its share of ``thousandths`` yes.

    >>> in_turn(8, 250).tolist()
    [False, True, False, False, False, True, False, False]
    """
    count = (np.arange(n + 1) * thousandths + start) // 1000
    return np.diff(count) > 0


def read(curve, draws):
    """What ``draws`` from 0 to 999,999 give on a curve, in ten-millionths."""
    at, value = curve
    draws = np.asarray(draws, dtype=np.int64) * 1000 + 500
    left = np.clip(np.searchsorted(at, draws, side="right") - 1, 0, len(at) - 2)
    rise, run = value[left + 1] - value[left], at[left + 1] - at[left]
    return np.maximum(1, value[left] + (draws - at[left]) * rise // run)


@cache
def gamma(shape, end):
    """The gamma distribution of a ``shape`` (a number as text) and scale 1, cut off at ``end``.

    >>> read(gamma("1", 16), [499_999]) / UNIT  # half of all waiting times are under ln 2 = 0.6931
    array([0.693...])
    """
    with localcontext(prec=20):
        shape, end = Decimal(shape), Decimal(end)
        if shape < 1:  # the density rises without bound at 0; that of x ** shape does not
            points = _grid((end.ln() * shape).exp())
            values = [Decimal(0), *((point.ln() / shape).exp() for point in points[1:])]
            density = [(-value).exp() for value in values]
        else:
            values = _grid(end)
            points = values
            density = [Decimal(shape == 1)] + [
                ((shape - 1) * value.ln() - value).exp() for value in values[1:]
            ]
        return _curve(points, values, density)


@cache
def beta(a, b):
    """The beta distribution of ``a`` below 1 and ``b`` above 1 (numbers as text)."""
    with localcontext(prec=20):
        a, b = Decimal(a), Decimal(b)
        points = _grid(Decimal(1))
        values = [Decimal(0), *((point.ln() / a).exp() for point in points[1:])]
        density = [((b - 1) * (1 - value).ln()).exp() for value in values[:-1]] + [Decimal(0)]
        return _curve(points, values, density)


def _grid(end):
    return [end * step / STEPS for step in range(STEPS + 1)]


def _curve(points, values, density):
    """Pairs (share of all draws below, value), both as whole numbers, from a density over points."""
    below = [Decimal(0)]
    for i in range(STEPS):
        below.append(below[-1] + (points[i + 1] - points[i]) * (density[i] + density[i + 1]))
    at = np.array([int(share * 1_000_000_000 / below[-1]) for share in below])
    value = np.array([int(each * UNIT) for each in values])
    rising = np.append(True, np.diff(at) > 0)
    return at[rising], value[rising]
