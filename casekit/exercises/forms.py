"""The form of an answer: is it attempted, is it the kind of thing that was asked for?"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real

from casekit.errors import listed
from casekit.look import say


class NotAttempted(Exception):
    """Nothing has been filled in; the text says what is still open."""


class WrongKind(Exception):
    """Something was filled in that cannot be an answer; the text says what was wanted and what was found."""


@dataclass(frozen=True)
class Made:
    """One exercise's numbers and form: ``title`` and each of three ``hints`` as ``(en, zh)``."""

    title: tuple
    numbers: object
    form: object
    hints: tuple


def blank(value):
    """Whether nothing has been filled in: ``...``, None or an empty text."""
    return value is ... or value is None or (isinstance(value, str) and value.strip() in ("", "..."))


def kind(value):
    """A word for what was found."""
    words = {
        "str": say("a text", "一段文字"), "bool": say("True or False", "True 或 False"), "list": say("a list", "一个列表"),
        "Series": say("a Series (a column of numbers)", "一个 Series（一列数）"), "dict": say("a dict", "一个字典"),
        "DataFrame": say("a DataFrame (a table)", "一个 DataFrame（一张表）"), "function": say("a function", "一个函数"),
        "ndarray": say("an array", "一个数组"), "tuple": say("a tuple", "一个元组"), "set": say("a set", "一个集合"),
    }  # fmt: skip
    name = type(value).__name__
    if isinstance(value, Real) and not is_truth(value):
        return say("a number", "一个数")
    return words.get(name, say(f"of the type {name}", f"{name} 类型的值"))


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
    known = {str(name): each for each, name in ({} if names is None else names.items())}
    if isinstance(value, str) and (value in list(allowed) or value in known):
        return known.get(value, value)
    raise WrongKind(say(f'{field} is one of {listed(allowed, 4)}, in quotation marks; found {value!r:.60}.',
                        f'{field} 应是 {listed(allowed, 4)} 之一，要加引号；这里是 {value!r:.60}。'))  # fmt: skip
