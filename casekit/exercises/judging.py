"""How an answer is compared with a key and with known mistakes; no key and no mistake stands here.

A lesson's file in ``exercises/answers`` declares an :class:`Answer` for each of its exercises and hands them to
:func:`answers`. A judge answers ``(status, words)`` or ``(status, words, misconception)``: status ``right`` or
``wrong``, the words in the reader's language, the misconception by the name of the function that works it out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Real

from casekit.core.language import say
from casekit.errors import listed


@dataclass(frozen=True)
class Answer:
    """Key and misconceptions of one exercise. Words are ``(en, zh)``, or a function ``(value, data)`` that gives them.

    Parameters
    ----------
    key : function
        ``key(data)`` works a right answer out of the reader's own data, in the answer's form.
    mistakes : dict
        From a function of the data, which works out a wrong answer (or None where these numbers do not allow the
        mistake), to what is said about it. A mistake is recognised where the answer agrees with it in what it gets
        wrong, or by its :func:`shown_by`.
    right : tuple
        Why the right answer matters.
    otherwise : tuple or dict
        What to do where no mistake is recognised. A dict gives the order in which fields are judged: from their names,
        with a space between fields that are judged together, to the words.
    within : float or dict
        How far rounding may take a right number, in its own unit; as a dict, by field (0 where a field is not named).
    holds : dict
        Where many answers are right: from fields, as in ``otherwise``, to a function ``(value, data)`` that is true of these.
    follows : function
        ``follows(value, data)``: further right values by field, for a field worked out of another's answer.
    rubric : list
        What a person marks, as ``(points, en, zh)``.
    """

    key: Callable
    mistakes: dict
    right: tuple
    otherwise: tuple | dict
    within: float | dict = 0.005
    holds: dict = field(default_factory=dict)
    follows: Callable = None
    rubric: tuple = ()


def answers(**of):
    """``KEYS, MISTAKES, JUDGES, RUBRICS`` of a lesson, each by exercise: ``answers(rfm_1=Answer(...), ...)``."""
    by_name = {name.replace("_", "-"): each for name, each in of.items()}
    return (
        {name: each.key for name, each in by_name.items()},
        {name: each.mistakes for name, each in by_name.items()},
        {name: judge_answer(each) for name, each in by_name.items()},
        {name: list(each.rubric) for name, each in by_name.items() if each.rubric},
    )


def shown_by(sign):
    """A mistake that shows by a sign, ``sign(value, data)``, not by one wrong answer only: the function gives an example."""

    def mark(mistake):
        mistake.sign = sign
        return mistake

    return mark


def is_close(value, other, within):
    """Whether two numbers agree to within the tolerance, the tolerance included."""
    return abs(value - other) <= within * (1 + 1e-9)


def judge_answer(answer):
    """The judge of an :class:`Answer`: its fields in turn, and at the first that is wrong, why."""
    worked_out = []  # for the data asked about last: whoever tries many answers waits once

    def judge(value, data):
        if not (worked_out and worked_out[0].data is data):
            worked_out[:] = [WorkedOut(answer, data)]
        compared = Compared(worked_out[0], value)
        wrong = compared.first_wrong()
        return compared.explained(*wrong) if wrong else ("right", compared.praise())

    judge.answer = answer
    return judge


class WorkedOut:
    """What the functions of an :class:`Answer` give for one reader's data; the mistakes only once one is looked for."""

    def __init__(self, answer, data):
        self.answer, self.data = answer, data
        self.key = as_fields(answer.key(data))

    @cached_property
    def examples(self):
        """The wrong answers of the mistakes that these numbers allow, by mistake."""
        worked_out = {mistake: mistake(self.data) for mistake in self.answer.mistakes}
        return {mistake: example for mistake, example in worked_out.items() if example is not None}


def judge_number(key, mistakes, right, otherwise, within=0.005):
    """The judge of one number; the parameters are those of :class:`Answer`."""
    return judge_answer(Answer(key, mistakes, right, otherwise, within))


class Compared:
    """One answer beside the key. An answer that is no dict is one with a single field without a name."""

    def __init__(self, worked_out, value):
        self.worked_out, self.answer, self.data = worked_out, worked_out.answer, worked_out.data
        self.given, self.value, self.key = value, as_fields(value), worked_out.key
        self.more = self.answer.follows(value, self.data) if self.answer.follows else {}

    def steps(self):
        """The fields that are judged together, in order."""
        if isinstance(self.answer.otherwise, dict):
            return [tuple(each.split(" ")) for each in self.answer.otherwise]
        return [tuple(name for name in self.key if name != "why")]

    def within(self, name):
        """The tolerance of a field."""
        within = self.answer.within
        return within.get(name, 0) if isinstance(within, dict) else within

    def agree(self, name, one, other):
        """Whether two values of a field are the same answer."""
        if is_number(one) and is_number(other):
            return is_close(one, other, self.within(name))
        return set(one) == set(other) if isinstance(one, set) or isinstance(other, set) else one == other

    def wrong_in(self, step, value, given):
        """The fields of a step in which an answer is wrong."""
        if holds := self.answer.holds.get(" ".join(step)):
            return () if holds(given, self.data) else step
        accepted = {name: [self.key[name], *self.more.get(name, ())] for name in step}
        return tuple(
            name for name in step if not any(self.agree(name, value[name], right) for right in accepted[name])
        )

    def first_wrong(self):
        """The number of the first step that is not right and the wrong fields of it, or None."""
        return self.first_wrong_of(self.value, self.given)

    def first_wrong_of(self, value, given):
        """The same of any answer: by field, and as its form hands it on."""
        for at, step in enumerate(self.steps()):
            if wrong := self.wrong_in(step, value, given):
                return at, wrong
        return None

    def explained(self, at, wrong):
        """Why the answer is wrong: by a known mistake, else by a slip that occurs anywhere, else what to do."""
        steps = self.steps()
        so_far = [name for step in steps[:at] for name in step]
        if mistake := self.mistake_of(steps[at]):
            return "wrong", self.after(so_far, self.words(self.answer.mistakes[mistake])), mistake.__name__
        if slip := self.slip_in(wrong):
            return (
                "wrong",
                self.after(so_far, (f"{listed(wrong)}: " if wrong[0] else "") + say(*SLIPS[slip])),
                slip,
            )
        otherwise = self.answer.otherwise
        otherwise = otherwise[" ".join(steps[at])] if isinstance(otherwise, dict) else otherwise
        return "wrong", self.after(so_far, self.words(otherwise))

    def after(self, so_far, words):
        """Words on a field behind those on the fields before it, which are right."""
        return (
            say(f"Right so far: {listed(so_far)}. ", f"{listed(so_far)} 对了。") + words if so_far else words
        )

    def words(self, pair):
        return say(*(pair(self.given, self.data) if callable(pair) else pair))

    def mistake_of(self, step):
        """The mistake that explains this step best, or None; of equals the first."""
        found = [
            (self.fit(mistake, example, step), mistake)
            for mistake, example in self.worked_out.examples.items()
        ]
        fit, mistake = max(found, key=lambda each: each[0], default=((), None))
        return mistake if fit else None

    def fit(self, mistake, example, step):
        """How well a mistake explains this step: by all of its example, by its sign (best by the sign's own example), or by a part; ``()``: not at all.

        Where a mistake would have shown in an earlier step, which is right, it was not made.
        """
        theirs = as_fields(example)
        first, wrong = self.first_wrong_of(theirs, example) or (None, ())
        if first is None or self.steps()[first] != step:
            return ()
        if sign := getattr(mistake, "sign", None):
            return (1, int(self.agree_in(wrong, theirs))) if sign(self.given, self.data) else ()
        if not self.agree_in(wrong, theirs):
            return ()
        agreeing = [
            name for name in self.key if name != "why" and self.agree(name, self.value[name], theirs[name])
        ]
        return (2 if set(step) <= set(agreeing) else 0, len(agreeing))

    def agree_in(self, fields, theirs):
        """Whether the answer and an example are the same in all of these fields."""
        return all(self.agree(name, self.value[name], theirs[name]) for name in fields)

    def slip_in(self, wrong):
        """The name of the slip that all wrong fields show, or None."""
        if not all(is_number(self.key[name]) for name in wrong):
            return None
        for slip in EACH_ITSELF:
            if all(slip(self.value[name], self.key[name], self.within(name)) for name in wrong):
                return slip.__name__
        return self._in_anothers_place(wrong[0])

    def _in_anothers_place(self, name):
        """Whether a wrong field holds what another field should, exchanged with it or given twice."""
        for other in self.key:
            if (
                other == name
                or not is_number(self.key[other])
                or not self.agree(name, self.value[name], self.key[other])
            ):
                continue
            if self.agree(other, self.value[other], self.key[name]):
                return "exchanged"
            if self.agree(other, self.value[other], self.key[other]):
                return "given_twice"
        return None

    def praise(self):
        """What is said of a right answer, and of the reasons, which a person reads."""
        if "why" not in self.value:
            return self.words(self.answer.right)
        if not self.value["why"]:
            return say("The figures are right. Your reasons are still to be written; a person reads them.",
                       "数字都对。理由还没有写：请写两三句，由教师批阅。")  # fmt: skip
        return self.words(self.answer.right) + say(
            " Your reasons are not checked here: compare them with the three points in the task.",
            "理由不由程序批改：请对照题目里的三点。",
        )


def as_fields(value):
    """An answer by field; one without fields has a single field without a name."""
    return value if isinstance(value, dict) else {"": value}


def is_number(value):
    """Whether a value is a number, and not True or False."""
    return isinstance(value, Real) and not isinstance(value, bool)


# Slips that occur in any exercise ---------------------------------------------------------------------------


def hundredfold(value, true, within):
    """Per cent where a fraction is asked for."""
    return _by_a_factor(value, true, within, 100)


def hundredth(value, true, within):
    """A fraction where per cent are asked for."""
    return _by_a_factor(value, true, within, 0.01)


def other_unit(value, true, within):
    """Thousands or ten thousands (万) for ones, or the other way round."""
    return any(_by_a_factor(value, true, within, factor) for factor in (1e3, 1e4, 1e-3, 1e-4))


def sign_turned(value, true, within):
    """The difference taken the wrong way round."""
    return is_close(value, -true, min(within, abs(true)))


def upside_down(value, true, within):
    """Numerator and denominator exchanged."""
    return bool(true) and true != value and is_close(value, 1 / true, min(0.005, abs(0.01 / true)))


def other_part(value, true, within):
    """The rest of the whole."""
    return 0 < true < 1 and is_close(value, 1 - true, within)


def rounded(value, true, within):
    """Further off than rounding allows, but not by much; or the true value with fewer digits."""
    fewer = {round(true, digits) for digits in range(-4, 4)}
    return is_close(value, true, 10 * within) or (value in fewer and is_close(value, true, 0.05 * abs(true)))


def _by_a_factor(value, true, within, factor):
    """Whether a value is the true one times a factor, itself perhaps rounded: to two decimals, thousands to whole ones."""
    allowed = max(within, (0.5 if factor in (1e-3, 1e-4) else 0.005) / factor)
    return is_close(value / factor, true, min(allowed, 0.03 * abs(true))) and value != true


EACH_ITSELF = (rounded, hundredfold, hundredth, other_unit, sign_turned, other_part, upside_down)
SLIPS = {
    "rounded": ("Close, but further off than rounding allows: keep more decimals until the end.",
                "很接近，但超出了四舍五入的误差：中间多保留几位小数。"),
    "hundredfold": ("A hundred times too large. A fraction is asked for, or you multiplied by 100 once too often.",
                    "大了 100 倍：题目要的是小数，或者多乘了一次 100。"),
    "hundredth": ("A hundred times too small. Per cent are asked for: 12.34 for 12.34 %.",
                  "小了 100 倍：题目要百分数，12.34% 就填 12.34。"),
    "other_unit": ("The digits are right, the unit is not: read in the task which one is asked for.",
                   "数字对，单位不对：看清题目要的是哪个单位。"),
    "sign_turned": ("The right size with the wrong sign: which of the two is taken off which?",
                    "大小对，正负号反了：是谁减谁？"),
    "other_part": ("That is the other part of the whole.", "这是整体中的另一部分。"),
    "upside_down": ("Upside down: what you divided by belongs on top.", "分子和分母颠倒了。"),
    "exchanged": ("The right numbers, each in the other's place: read again which field is which.",
                  "数都算对了，可填反了位置：再看一遍哪个字段填什么。"),
    "given_twice": ("The same number stands in two fields, and only one of the two is right.",
                    "两个字段填了同一个数，只有一处是对的。"),
}  # fmt: skip
