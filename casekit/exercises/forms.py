"""The form of an answer: is it attempted, is it the kind of thing that was asked for?"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    }  # fmt: skip
    name = type(value).__name__
    return words.get(name, say(f"a {name}", f"{name} 类型"))


def number(answer, data=None):
    """One finite number.

    Raises
    ------
    NotAttempted, WrongKind
    """
    if blank(answer):
        raise NotAttempted(say("Put your number where the ... stands.", "把 ... 换成你算出的数。"))
    if (
        isinstance(answer, bool)
        or not isinstance(answer, Real)
        or answer != answer
        or abs(answer) == float("inf")
    ):
        raise WrongKind(
            say(f"One number is wanted; this is {kind(answer)}.", f"要的是一个数，这里是{kind(answer)}。")
            + _pick(answer)
        )
    return float(answer)


def _pick(answer):
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


def one_of(value, allowed, field):
    """``value`` if it is among ``allowed``, else :class:`WrongKind`."""
    if not isinstance(value, str) or value not in list(allowed):
        raise WrongKind(say(f"{field} is one of {listed(allowed, 6)}; found {value!r:.60}.",
                            f"{field} 应是 {listed(allowed, 6)} 之一，这里是 {value!r:.60}。"))  # fmt: skip
    return value
