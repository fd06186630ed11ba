"""How an answer is compared with a key and with known mistakes; no key and no mistake stands here.

A judge answers ``(status, words)`` or ``(status, words, misconception)``: status ``right`` or ``wrong``, the words in the
reader's language, the misconception by the name of the function that works it out.
"""

from numbers import Real

from casekit.core.language import say


def near(value, other, within):
    """Whether two numbers agree to within the tolerance, the tolerance included."""
    return abs(value - other) <= within * (1 + 1e-9)


def judge_number(key, mistakes, right, otherwise, within=0.005):
    """A judge for one number.

    Parameters
    ----------
    key : function
        ``key(data)`` works the right number out of the reader's own data.
    mistakes : dict
        From a function of the data, which works out a wrong number, to ``(en, zh)``, what to say about it.
    right, otherwise : tuple
        ``(en, zh)``: why the right answer matters; what to do where no known mistake is recognised.
    within : float
        How far rounding may take a right answer, in its own unit.
    """

    def judge(value, data):
        true = key(data)
        if near(value, true, within):
            return "right", say(*right)
        for mistake, reason in mistakes.items():
            if near(value, mistake(data), within):
                return "wrong", say(*reason), mistake.__name__
        if near(value, true, 10 * within):
            return "wrong", say("The right way, but rounded too far: keep more decimals until the end.",
                                "做法对，但四舍五入过了头：中间多保留几位小数。"), "rounded"  # fmt: skip
        return "wrong", say(*otherwise)

    return judge


def judge_same(key, mistakes, right, otherwise, same=None):
    """A judge for any other answer (a set, a list, a dict, a choice): ``same(value, other)``, by default ``==``.

    The other parameters are those of :func:`judge_number`. In an answer with words for a person to read, ``same``
    leaves the words out.
    """
    same = same or (lambda value, other: value == other)

    def judge(value, data):
        if same(value, key(data)):
            return "right", say(*right)
        for mistake, reason in mistakes.items():
            if same(value, mistake(data)):
                return "wrong", say(*reason), mistake.__name__
        return "wrong", say(*otherwise)

    return judge


def same_numbers(within=0.005, leave_out=()):
    """A comparison for :func:`judge_same`: two dicts agree field by field, numbers to within the tolerance."""

    def same(value, other):
        return all(_agree(value[name], other[name], within) for name in other if name not in leave_out)

    return same


def _agree(one, other, within):
    if isinstance(one, Real) and isinstance(other, Real):
        return near(one, other, within)
    return one == other
