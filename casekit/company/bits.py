"""Chance that is the same everywhere: random bits, and how they become numbers.

NumPy keeps the *bits* of a named generator fixed for good, but not its distributions, and
``exp`` and ``log`` may differ in the last digit from one processor to the next. So the company
is made of bits and whole numbers only: every number below is an integer, every division is an
integer division. The same seed gives the same records on every computer.

Each table draws from a stream of its own, named like the table. A table added later takes
nothing from the others, so theirs stay as they are.
"""

from hashlib import sha256

import numpy as np

SIGMA = 1000  # traits are measured in thousandths of a standard deviation


class Bits:
    """A stream of random whole numbers, fixed by a ``seed`` and a ``name``.

    >>> Bits(20240101, "example").below(5, 10)
    array([4, 8, 6, 6, 6])
    """

    def __init__(self, seed, name):
        digest = sha256(f"{seed}/{name}".encode()).digest()
        key = [int.from_bytes(digest[start : start + 8], "little") for start in (0, 8)]
        self._generator = np.random.Philox(key=np.array(key, dtype=np.uint64))

    def raw(self, n):
        """``n`` words of 64 random bits."""
        return self._generator.random_raw(n)

    def below(self, n, k):
        """``n`` whole numbers from 0 to ``k`` - 1, each equally likely (``k`` up to 2**32)."""
        high = self.raw(n) >> np.uint64(32)
        return (high * np.uint64(k) >> np.uint64(32)).astype(np.int64)

    def between(self, n, low, high):
        """``n`` whole numbers from ``low`` to ``high``, both included."""
        return low + self.below(n, high - low + 1)

    def chosen(self, n, weights):
        """``n`` positions in ``weights``, each as likely as its whole-number weight says."""
        edges = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(edges, self.below(n, int(edges[-1])), side="right")

    def bell(self, n):
        """``n`` draws round 0 with a standard deviation of 1000, bell-shaped, never beyond 6000.

        The sum of twelve equally likely numbers from 0 to 1000, less 6000: the oldest way to a
        bell curve that needs neither a logarithm nor a root.
        """
        return self.below(12 * n, SIGMA + 1).reshape(n, 12).sum(axis=1) - 6 * SIGMA

    def shuffled(self, n):
        """The numbers 0 to ``n`` - 1 in random order."""
        return np.argsort(self.raw(n), kind="stable")


def blend(share, this, that):
    """``share`` thousandths of ``this`` and the rest of ``that``.

    >>> blend(750, 1000, 0)
    750
    """
    return (share * this + (1000 - share) * that) // 1000


def graded(trait, cuts):
    """The grade of a trait: 1, and one more for each of the rising ``cuts`` it reaches.

    >>> graded(np.array([-2000, 0, 900]), (-1500, -500, 500, 1500)).tolist()
    [1, 3, 4]
    """
    return 1 + np.searchsorted(np.asarray(cuts), trait, side="right")


def along(trait, knots):
    """Read a trait off a line drawn through ``knots``, pairs of (trait, value), rising.

    This is how a bell-shaped trait becomes a lopsided amount. Beyond the ends, the end value.

    >>> along(np.array([-5, 0, 5, 50]), ((0, 100), (10, 300))).tolist()
    [100, 100, 200, 300]
    """
    at, value = np.array(knots, dtype=np.int64).T
    trait = np.clip(trait, at[0], at[-1])
    left = np.clip(np.searchsorted(at, trait, side="right") - 1, 0, len(at) - 2)
    rise, run = value[left + 1] - value[left], at[left + 1] - at[left]
    return value[left] + (trait - at[left]) * rise // run
