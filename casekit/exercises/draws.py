"""Everyone's own numbers: a stream of whole numbers fixed by course, student and exercise.

It is SHA-256 of the three and a counter, and nothing else, so a student has the same numbers on every computer and
with every later version. The course code is public: own numbers stop a classmate's answer from being copied; they are not
secret.
"""

from hashlib import sha256

WORD = 2**64


class Draw:
    """The numbers of one student for one exercise, drawn one after another.

    >>> draw = Draw("MKT301", "2026001", "rfm-1")
    >>> [draw.between(1, 6) for _ in range(5)]
    [3, 5, 5, 1, 2]
    """

    def __init__(self, course, student, exercise):
        self._key = sha256("\n".join(["casekit 1", course, student, exercise]).encode()).digest()
        self._counter = 0

    def _word(self):
        """The next whole number below 2**64."""
        digest = sha256(self._key + self._counter.to_bytes(8, "big")).digest()
        self._counter += 1
        return int.from_bytes(digest[:8], "big")

    def below(self, k):
        """A whole number from 0 to ``k`` - 1, each exactly as likely (words beyond the last full round are skipped)."""
        word = self._word()
        while word >= WORD - WORD % k:
            word = self._word()
        return word % k

    def between(self, low, high, step=1):
        """One of ``low``, ``low + step``, ... up to ``high``, both ends included."""
        return low + step * self.below((high - low) // step + 1)

    def one_of(self, choices):
        """One of the choices, each as likely."""
        choices = list(choices)
        return choices[self.below(len(choices))]

    def some_of(self, choices, n):
        """``n`` different ones of the choices, in random order; all of them if there are fewer."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(n, len(left)))]

    def shuffled(self, choices):
        """The choices in random order."""
        choices = list(choices)
        return self.some_of(choices, len(choices))

    def until(self, make, fits, tries=1000):
        """Draw ``make(self)`` again and again until ``fits`` says that the question is well posed."""
        for _ in range(tries):
            made = make(self)
            if fits(made):
                return made
        raise RuntimeError(
            f"no well-posed numbers in {tries} tries: {make.__name__} and {fits.__name__} do not go together"
        )


def far_apart(values, least):
    """Whether every two of the numbers differ by more than ``least``, so that an answer can be told from another.

    >>> far_apart([2.33, 7, 35], 0.02), far_apart([2.33, 2.34, 35], 0.02)
    (True, False)
    """
    ordered = sorted(values)
    return all(after - before > least for before, after in zip(ordered, ordered[1:], strict=False))
