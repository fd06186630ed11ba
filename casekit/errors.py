"""The one place that words an error: what was needed, what was found, what to do.

Every function of casekit that refuses something raises :class:`Refused`, so a reader
meets one shape of message, in the language of the lesson. A number that has no meaning
(a margin without sales, an average without weights) raises :class:`Undefined`: undefined is
not zero. Both are ``ValueError``.
"""

from difflib import get_close_matches
from numbers import Integral

from casekit.core.language import say


class Refused(ValueError):
    """An input that cannot be used, told in three parts: ``needed``, ``found``, ``do``."""

    def __init__(self, needed, found, do):
        self.needed, self.found, self.do = needed, found, do
        super().__init__(needed, found, do)

    def __str__(self):
        return say(
            f"Needed: {self.needed}\nFound: {self.found}\nWhat to do: {self.do}",
            f"需要：{self.needed}\n发现：{self.found}\n怎么办：{self.do}",
        )


class Undefined(ValueError):
    """A quantity that has no value here; ``reason`` says why."""

    def __init__(self, reason):
        self.reason = reason
        super().__init__(reason)


def listed(names, most=12):
    """The names as one readable line, cut after ``most``.

    >>> listed(["a", "b", "c"], most=2)
    'a, b ... (3)'
    """
    names = [str(name) for name in names]
    return ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} ... ({len(names)})"


def closest_names(name, names):
    """The names that look most like ``name``, best first; all of them if none does.

    >>> closest_names("oders", ["orders", "returns"])
    ['orders']
    """
    names = [str(each) for each in names]
    return get_close_matches(str(name), names, n=3, cutoff=0.5) or names


def require_columns(table, *names):
    """Refuse a table that lacks one of the columns ``names``.

    Raises
    ------
    Refused
        Naming the columns that are missing and the columns that are there.
    """
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise Refused(
            say(f"a table with the columns {listed(names)}", f"含有这些列的表：{listed(names)}"),
            say(
                f"no column {listed(missing)}; the table has {listed(table.columns)}",
                f"缺少列 {listed(missing)}；表里有 {listed(table.columns)}",
            ),
            say(
                f'if it has another name: table.rename(columns={{"your name": "{missing[0]}"}}), or when reading a file '
                f'columns={{"{missing[0]}": "your heading"}}; if it is not there, get it from where the records come from',
                f'若列名不同：table.rename(columns={{"你的列名": "{missing[0]}"}})，读文件时用 columns={{"{missing[0]}": "你的标题"}}；'
                "若本来没有，请回到记录的来源补上",
            ),
        )


def require_whole(name, value, example):
    """Refuse a ``value`` that is no whole number of at least 1; ``example`` shows one.

    >>> require_whole("months", 12, "12 for a year")
    12
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise Refused(
            say(f"a whole number of at least 1 for {name}", f"{name} 是不小于 1 的整数"), repr(value), example
        )
    return int(value)


def require_one_of(what, value, allowed):
    """Refuse a ``value`` that is not among ``allowed``; ``what`` is the name of the argument."""
    if value not in allowed:
        raise Refused(
            say(f"{what} is one of {listed(allowed)}", f"{what} 只能是 {listed(allowed)} 之一"),
            repr(value),
            say(
                f"the nearest is {closest_names(value, allowed)[0]!r}",
                f"最接近的是 {closest_names(value, allowed)[0]!r}",
            ),
        )
