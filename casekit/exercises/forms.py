"""The form of an answer: is it attempted, is it the kind of thing that was asked for?

A form is a function ``form(answer, data)`` that gives the answer in plain form, or raises :class:`NotAttempted` or
:class:`WrongKind`. :func:`number`, :func:`share` and :func:`at_least_zero` are forms; :func:`whole_number`,
:func:`choice` and :func:`several` make one, and :func:`answer_of` puts several together, a form for each field.
Letters, names and ids may be written small, in full-width characters or with spaces around them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from unicodedata import normalize

from casekit.core.language import say
from casekit.errors import listed


class NotAttempted(Exception):
    """Nothing has been filled in; the text says what is still open."""


class WrongKind(Exception):
    """Something was filled in that cannot be an answer; the text says what was wanted and what was found."""


@dataclass(frozen=True)
class ExerciseSpec:
    """One exercise's numbers and form.

    ``title`` and each of three ``hints`` are ``(en, zh)``. ``numbers(draw)`` gives the data, with ``draw`` a
    :class:`~casekit.exercises.draws.Draw` or None for the book's own; ``form(answer, data)`` gives the answer in plain
    form or raises. ``points`` are given by the check, ``by_hand`` by a person with a rubric; ``read`` is the heading
    ``(en, zh)`` of the lesson's section to read again.
    """

    title: tuple
    numbers: object
    form: object
    hints: tuple
    points: int = 2
    by_hand: int = 0
    read: tuple = ("", "")


def blank(value):
    """Whether nothing has been filled in: ``...``, None or an empty text."""
    return value is ... or value is None or (isinstance(value, str) and value.strip() in ("", "...", "…"))


def attempted(answer):
    """Refuse an answer that is still open."""
    if blank(answer):
        raise NotAttempted(say("Put your answer where the ... stands.", "把 ... 换成你的答案。"))


def kind(value):
    """A word for what was found."""
    words = {
        "str": say("a text", "一段文字"), "bool": say("True or False", "一个真假值（True 或 False）"), "list": say("a list", "一个列表"),
        "Series": say("a Series (a column of numbers)", "一个 Series（一列数）"), "dict": say("a dict", "一个字典"),
        "DataFrame": say("a DataFrame (a table)", "一个 DataFrame（一张表）"), "function": say("a function", "一个函数"),
        "ndarray": say("an array", "一个数组"), "tuple": say("a tuple", "一个元组"), "set": say("a set", "一个集合"),
    }  # fmt: skip
    if isinstance(value, Real) and not is_truth(value):
        return say("a number", "一个数")
    name = "bool" if is_truth(value) else type(value).__name__
    return words.get(name, say(f"of the type {name}", f"一个 {name} 类型的值"))


def is_truth(value):
    """Whether a value is True or False, Python's own or numpy's; neither counts as a number."""
    return type(value).__name__ in ("bool", "bool_")


# One number -------------------------------------------------------------------------------------------------


def number(answer, data=None):
    """One finite number."""
    attempted(answer)
    if is_truth(answer) or not isinstance(answer, Real):
        raise WrongKind(say(f"One number is wanted; this is {kind(answer)}.", f"要的是一个数，这里是{kind(answer)}。")
                        + _how_to_write_a_number(answer))  # fmt: skip
    if not isfinite(answer):
        raise WrongKind(say(f"One finite number is wanted; this is {answer}.", f"要的是一个有限的数，这里是 {answer}。"))  # fmt: skip
    return float(answer)


def _how_to_write_a_number(answer):
    if isinstance(answer, tuple) and len(answer) == 2 and all(type(part) is int for part in answer):
        return say(" For the decimal point use a point, not a comma.", "小数点要用英文句点，不用逗号。")
    if type(answer).__name__ in ("Series", "DataFrame", "list", "tuple", "ndarray"):
        return say(" Pick the one that is asked for.", "请从中取出题目要的那一个。")
    if isinstance(answer, str):
        return say(" Leave out the quotation marks.", "去掉引号试试。")
    return ""


def share(answer, data=None):
    """One number from 0 to 1; 25 for 0.25 is answered as the wrong kind."""
    value = number(answer)
    if not 0 <= value <= 1:
        raise WrongKind(say(f"A fraction from 0 to 1 is wanted, such as 0.25 for 25 %; this is {value:g}.",
                            f"要的是 0 到 1 之间的数，25 % 写成 0.25；这里是 {value:g}。"))  # fmt: skip
    return value


def at_least_zero(answer, data=None):
    """One finite number that is not negative: an amount, a number of days, a rate."""
    value = number(answer)
    if value < 0:
        raise WrongKind(say(f"This cannot be negative; this is {value:g}.", f"这里不会是负数；你填的是 {value:g}。"))  # fmt: skip
    return value


def whole_number(low, high):
    """The form of a whole number from ``low`` to ``high``; 5.0 is as good as 5."""

    def form(answer, data=None):
        attempted(answer)
        if isinstance(answer, str):
            raise WrongKind(say("Leave out the quotation marks.", "数字不要加引号。"))
        if is_truth(answer) or not isinstance(answer, Real) or answer not in range(low, high + 1):
            raise WrongKind(say(f"A whole number from {low} to {high} is wanted; found {answer!r:.40}.",
                                f"要填 {low} 到 {high} 的整数，这里是 {answer!r:.40}。"))  # fmt: skip
        return int(answer)

    return form


# Letters, names, ids ----------------------------------------------------------------------------------------


def folded(value):
    """A text, or a whole number as text, as it is compared: ``'Ｄ '``, ``'d'`` and ``'D'`` are the same.

    >>> folded(" ＱＨ００３１ "), folded(454.0)
    ('qh0031', '454')
    """
    if isinstance(value, Real) and not is_truth(value) and value == int(value):
        value = int(value)
    return normalize("NFKC", str(value)).strip().casefold()


def one_of(value, allowed, names=None):
    """The one of ``allowed`` that ``value`` means, by itself or by its name (``names``, from each to its name)."""
    if isinstance(value, list | tuple) and len(value) == 1:
        raise WrongKind(say("Leave out the square brackets.", "去掉方括号。"))
    allowed = list(allowed)
    known = {folded(name): each for each, name in ({} if names is None else names.items()) if each in allowed}
    known |= {folded(each): each for each in allowed}
    if (
        isinstance(value, str | Real)
        and not is_truth(value)
        and isfinite_if_number(value)
        and folded(value) in known
    ):
        return known[folded(value)]
    raise WrongKind(say(f"One of {listed(allowed, 4)} is wanted, a text in quotation marks; found {value!r:.60}.",
                        f"应是 {listed(allowed, 4)} 之一，文字要加引号；这里是 {value!r:.60}。"))  # fmt: skip


def isfinite_if_number(value):
    """Whether a value is a text or a finite number."""
    return isinstance(value, str) or isfinite(value)


def choice(allowed, names=None):
    """The form of one of ``allowed``, a list or a function of the data; so too ``names``."""

    def form(answer, data=None):
        attempted(answer)
        return one_of(answer, _of(allowed, data), _of(names, data))

    return form


def several(allowed, names=None, n=None):
    """The form of a list of different ones of ``allowed``, of ``n`` where that is given; the order says nothing."""

    def form(answer, data=None):
        attempted(answer)
        can_be = list(_of(allowed, data))
        if not isinstance(answer, list | tuple | set | frozenset) and (
            type(answer).__name__ not in ("Index", "Series", "ndarray") or answer.ndim != 1
        ):
            raise WrongKind(say(f"A list is wanted, such as {can_be[:2]}; this is {kind(answer)}.",
                                f"要的是一个列表，例如 {can_be[:2]}；这里是{kind(answer)}。"))  # fmt: skip
        if len(answer) > 10 * len(can_be):  # most stand there many times
            raise WrongKind(say(f"Different ones are wanted; found {len(answer)}, of {len(can_be)} there are.",
                                f"每个只写一次；这里有 {len(answer)} 个，而可选的只有 {len(can_be)} 个。"))  # fmt: skip
        chosen = [one_of(each, can_be, _of(names, data)) for each in answer]
        if not chosen:
            raise NotAttempted(say("The list is still empty.", "列表还是空的。"))
        if len(set(chosen)) < len(chosen) or (n and len(chosen) != n):
            raise WrongKind(say(f"{n or 'All'} different ones are wanted; found {listed(chosen)}.",
                                f"要{n or ''}个不同的，这里是 {listed(chosen)}。" if n else f"有重复：{listed(chosen)}。"))  # fmt: skip
        return set(chosen)

    return form


def _of(what, data):
    return what(data) if callable(what) else what


# Answers of several fields ----------------------------------------------------------------------------------


def answer_of(reasons=False, **forms):
    """The form of a dict with these fields, each by its own form; with ``reasons``, a text ``why`` that may still be open.

    >>> answer_of(row=whole_number(1, 9), moved=choice(["A", "B"]))({"row": 2, "moved": "b"}, None)
    {'row': 2, 'moved': 'B'}
    """

    def form(answer, data=None):
        filled = fields(answer, list(forms))
        plain = {name: in_field(each, filled[name], name, data) for name, each in forms.items()}
        return plain | ({"why": reasons_of(answer)} if reasons else {})

    return form


def each_of(wanted, form):
    """The form of a dict with a field for each of ``wanted(data)``, all of one form."""
    return lambda answer, data: answer_of(**dict.fromkeys(wanted(data), form))(answer, data)


def fields(answer, wanted):
    """A dict with the keys ``wanted``; a Series counts as one. Says which fields are still open."""
    if blank(answer):
        raise NotAttempted(say("Fill in the fields of the answer.", "请填写答案的各个字段。"))
    filled = answer.to_dict() if type(answer).__name__ == "Series" else answer
    if not isinstance(filled, Mapping):
        raise WrongKind(say(f"A dict with the fields {listed(wanted)} is wanted; this is {kind(answer)}.",
                            f"要的是含 {listed(wanted)} 的字典，这里是{kind(answer)}。"))  # fmt: skip
    found = {name: _value(filled, name) for name in wanted}
    open_ = [name for name in wanted if _open(found[name])]
    if len(open_) == len(wanted):
        raise NotAttempted(say("Put your values where the ... stand.", "把各处的 ... 换成你的答案。"))
    if open_:
        raise NotAttempted(say(f"Still open: {listed(open_)}.", f"还没填：{listed(open_)}。"))
    return found


def _value(filled, name):
    """What a dict has under a name, or under the same name written another way; ``...`` where it has nothing."""
    if name in filled:
        return filled[name]
    return next((filled[key] for key in filled if isinstance(key, str) and folded(key) == folded(name)), ...)


def _open(value):
    return blank(value) or (
        isinstance(value, list | tuple) and (not value or any(blank(each) for each in value))
    )


def in_field(form, value, field, data=None):
    """``form(value, data)``; what it says is put behind the field's name."""
    try:
        return form(value, data)
    except (NotAttempted, WrongKind) as said:
        raise type(said)(say(f"{field}: {said}", f"{field}：{said}")) from None


def words(value, field="why", least=20):
    """A text for a person to read, at least so many bytes long (Chinese characters have three).

    Raises
    ------
    NotAttempted, WrongKind
    """
    if not blank(value) and not isinstance(value, str):
        raise WrongKind(say(f"{field}: a text in quotation marks is wanted; this is {kind(value)}.",
                            f"{field} 要填一段加引号的文字，这里是{kind(value)}。"))  # fmt: skip
    written = "" if blank(value) else value.strip()
    if len(written.encode()) < least:
        raise NotAttempted(say(f"{field}: two or three sentences in your own words.", f"{field}：用自己的话写两三句。"))  # fmt: skip
    return written


def reasons_of(answer, field="why"):
    """The words for a person in an answer of several fields, ``""`` while they are open or too short."""
    try:
        return words(_value(answer.to_dict() if type(answer).__name__ == "Series" else answer, field), field)
    except NotAttempted:
        return ""
