"""The form of an answer: is it attempted, is it the kind of thing that was asked for?"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real

from casekit.core.language import say
from casekit.errors import listed


class NotAttempted(Exception):
    """Nothing has been filled in; the text says what is still open."""


class WrongKind(Exception):
    """Something was filled in that cannot be an answer; the text says what was wanted and what was found."""


@dataclass(frozen=True)
class Made:
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
    return value is ... or value is None or (isinstance(value, str) and value.strip() in ("", "..."))


def kind(value):
    """A word for what was found."""
    words = {
        "str": say("a text", "一段文字"), "bool": say("True or False", "一个真假值（True 或 False）"), "list": say("a list", "一个列表"),
        "Series": say("a Series (a column of numbers)", "一个 Series（一列数）"), "dict": say("a dict", "一个字典"),
        "DataFrame": say("a DataFrame (a table)", "一个 DataFrame（一张表）"), "function": say("a function", "一个函数"),
        "ndarray": say("an array", "一个数组"), "tuple": say("a tuple", "一个元组"), "set": say("a set", "一个集合"),
    }  # fmt: skip
    name = "bool" if is_truth(value) else type(value).__name__
    if isinstance(value, Real) and not is_truth(value):
        return say("a number", "一个数")
    return words.get(name, say(f"of the type {name}", f"一个 {name} 类型的值"))


def number(answer, data=None):
    """One finite number.

    Raises
    ------
    NotAttempted, WrongKind
    """
    if blank(answer):
        raise NotAttempted(say("Put your number where the ... stands.", "把 ... 换成你算出的数。"))
    if is_truth(answer) or not isinstance(answer, Real):
        raise WrongKind(
            say(f"One number is wanted; this is {kind(answer)}.", f"要的是一个数，这里是{kind(answer)}。")
            + _pick(answer)
        )
    if not isfinite(answer):
        raise WrongKind(
            say(f"One finite number is wanted; this is {answer}.", f"要的是一个有限的数，这里是 {answer}。")
        )
    return float(answer)


def share(answer, data=None):
    """One number from 0 to 1; 25 for 0.25 is answered as the wrong kind.

    Raises
    ------
    NotAttempted, WrongKind
    """
    value = number(answer)
    if not 0 <= value <= 1:
        raise WrongKind(say(f"A fraction from 0 to 1 is wanted, such as 0.25 for 25 %; this is {value:g}.",
                            f"要的是 0 到 1 之间的数，25 % 写成 0.25；这里是 {value:g}。"))  # fmt: skip
    return value


def at_least_zero(answer, data=None):
    """One finite number that is not negative: an amount, a number of days, a rate.

    Raises
    ------
    NotAttempted, WrongKind
    """
    value = number(answer)
    if value < 0:
        raise WrongKind(
            say(f"This cannot be negative; this is {value:g}.", f"这里不会是负数；你填的是 {value:g}。")
        )
    return value


def numbers(answer, wanted, each=number):
    """A dict with one number for each of the fields ``wanted``; ``each`` is the form of one, such as :func:`share`.

    Raises
    ------
    NotAttempted, WrongKind
    """
    filled = fields(answer, wanted)
    return {name: in_field(each, filled[name], name) for name in wanted}


def in_field(form, value, field):
    """``form(value)``; what it says is put behind the field's name."""
    try:
        return form(value)
    except (NotAttempted, WrongKind) as said:
        raise type(said)(say(f"{field}: {said}", f"{field}：{said}")) from None


def words(value, field="why", least=20):
    """A text for a person to read, at least so many characters (half as many with Chinese ones).

    Raises
    ------
    NotAttempted, WrongKind
    """
    if not blank(value) and not isinstance(value, str):
        raise WrongKind(say(f"{field}: a text in quotation marks is wanted; this is {kind(value)}.",
                            f"{field} 要填一段加引号的文字，这里是{kind(value)}。"))  # fmt: skip
    written = "" if blank(value) else value.strip()
    if len(written.encode()) < least:
        raise NotAttempted(
            say(f"{field}: two or three sentences in your own words.", f"{field}：用自己的话写两三句。")
        )
    return written


def reasons(answer, field="why"):
    """The words for a person in an answer of several fields, ``""`` while they are open or too short: the rest is judged all the same."""
    try:
        return words(answer.get(field), field)
    except NotAttempted:
        return ""


def table(answer, rows, columns):
    """A DataFrame with a row for each of ``rows`` (its index) and a number in each of ``columns``; order does not matter.

    Raises
    ------
    NotAttempted, WrongKind
    """
    if blank(answer):
        raise NotAttempted(say("Put your table where the ... stands.", "把 ... 换成你的表。"))
    if type(answer).__name__ != "DataFrame":
        raise WrongKind(
            say(
                f"A DataFrame is wanted; this is {kind(answer)}.",
                f"要的是一个 DataFrame，这里是{kind(answer)}。",
            )
        )
    for what, wanted, found in [
        (say("column", "列"), columns, answer.columns),
        (say("row", "行"), rows, answer.index),
    ]:
        missing = [name for name in wanted if name not in found]
        if missing:
            raise WrongKind(say(f"The {what} {listed(missing)} is missing; found {listed(list(found))}.",
                                f"缺少{what} {listed(missing)}；现有 {listed(list(found))}。"))  # fmt: skip
        if not found.is_unique:
            raise WrongKind(say(f"A {what} stands in the table twice.", f"表里有重复的{what}。"))
    chosen = answer.loc[list(rows), list(columns)]
    open_ = [name for name in columns if any(blank(value) for value in chosen[name])]
    if open_:
        raise NotAttempted(say(f"Still open: {listed(open_)}.", f"还没填：{listed(open_)}。"))
    return chosen.map(lambda value: in_field(number, value, say("a cell of the table", "表中一格")))


def is_truth(value):
    """Whether a value is True or False, Python's own or numpy's; neither counts as a number."""
    return type(value).__name__ in ("bool", "bool_")


def whole(value, low, high, field):
    """``value`` as a whole number from ``low`` to ``high``, else :class:`WrongKind`; 5.0 is as good as 5."""
    if isinstance(value, str):
        raise WrongKind(say(f"{field}: leave out the quotation marks.", f"{field}：数字不要加引号。"))
    if is_truth(value) or not isinstance(value, Real) or value not in range(low, high + 1):
        raise WrongKind(say(f"{field}: a whole number from {low} to {high} is wanted; found {value!r:.40}.",
                            f"{field} 要填 {low} 到 {high} 的整数，这里是 {value!r:.40}。"))  # fmt: skip
    return int(value)


def _pick(answer):
    if isinstance(answer, tuple):
        return say(" For the decimal point use a point, not a comma.", "小数点要用英文句点，不用逗号。")
    if type(answer).__name__ in ("Series", "DataFrame", "list", "ndarray"):
        return say(" Pick the one that is asked for.", "请从中取出题目要的那一个。")
    if isinstance(answer, str):
        return say(" Leave out the quotation marks.", "去掉引号试试。")
    return ""


def fields(answer, wanted):
    """A dict with the keys ``wanted``; a Series counts as one. Says which fields are still open.

    Raises
    ------
    NotAttempted, WrongKind
    """
    if blank(answer):
        raise NotAttempted(say("Fill in the fields of the answer.", "请填写答案的各个字段。"))
    filled = answer.to_dict() if type(answer).__name__ == "Series" else answer
    if not isinstance(filled, Mapping):
        raise WrongKind(say(f"A dict with the fields {listed(wanted)} is wanted; this is {kind(answer)}.",
                            f"要的是含 {listed(wanted)} 的字典，这里是{kind(answer)}。"))  # fmt: skip
    open_ = [name for name in wanted if name not in filled or _open(filled[name])]
    if len(open_) == len(wanted):
        raise NotAttempted(say("Put your values where the ... stand.", "把各处的 ... 换成你的答案。"))
    if open_:
        raise NotAttempted(say(f"Still open: {listed(open_)}.", f"还没填：{listed(open_)}。"))
    return {name: filled[name] for name in wanted}


def _open(value):
    return blank(value) or (isinstance(value, list | tuple) and any(blank(each) for each in value))


def one_of(value, allowed, field, names=None):
    """``value`` if it is among ``allowed``, or the one it is the name of; else :class:`WrongKind`."""
    if isinstance(value, list | tuple) and len(value) == 1:
        raise WrongKind(say(f"{field}: without the square brackets.", f"{field}：去掉方括号。"))
    known = {str(name): each for each, name in ({} if names is None else names.items()) if each in allowed}
    if isinstance(value, str) and (value in list(allowed) or value in known):
        return known.get(value, value)
    raise WrongKind(say(f'{field} is one of {listed(allowed, 4)}, in quotation marks; found {value!r:.60}.',
                        f'{field} 应是 {listed(allowed, 4)} 之一，要加引号；这里是 {value!r:.60}。'))  # fmt: skip
