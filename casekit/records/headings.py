"""Which column of a file is which: by its heading, or by what the reader says in ``columns``."""

import re

from casekit.core.language import say
from casekit.core.text import half_width
from casekit.errors import Refused, closest_names, listed

_UNIT = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_SCALES = (  # units of an amount in its heading, the longer before the shorter
    (100_000_000, re.compile(r"亿")),
    (10_000_000, re.compile(r"千万")),
    (1_000_000, re.compile(r"百万|million|\bmn?\b|'000,000", re.IGNORECASE)),
    (10_000, re.compile(r"万|\b10k\b|ten thousand|10,000", re.IGNORECASE)),
    (1_000, re.compile(r"千|thousand|\bk\b|'?000", re.IGNORECASE)),
)
_UNIT_AT_END = re.compile(r"[百千]?[千万亿]元$")
_FOREIGN = re.compile(r"[$€£]|usd|hkd|eur|gbp|jpy|twd|美元|港元|港币|欧元|日元|英镑|台币", re.IGNORECASE)


def plain(heading):
    """A heading as it is compared: no case, no blanks, no unit.

    >>> plain("Order_Date "), plain("金额（万元）")
    ('orderdate', '金额')
    """
    return re.sub(
        r"[\s_\-/:*.#'\"]", "", _UNIT_AT_END.sub("", _UNIT.sub("", half_width(str(heading))).strip())
    ).casefold()


def known(column):
    """The usual headings of a column, as they are compared."""
    return {plain(each) for each in f"{column.name},{column.headings},{column.vague}".split(",")} - {""}


def recognised(headings, kind, columns):
    """How many columns of the table are found among these headings (by which a separator is told)."""
    names = [known(column) | {plain(columns.get(column.name, ""))} - {""} for column in kind]
    return sum(any(plain(heading) in each for heading in headings) for each in names)


def find(grid, kind, columns):
    """The place of each column in the file, ``{"order_date": 2}``; optional ones that are absent left out."""
    _understand(columns, kind)
    places = {column.name: _place(column, grid, columns) for column in kind}
    missing = [column.name for column in kind if column.needed and places[column.name] is None]
    if missing:
        raise _missing(missing, grid, kind, columns)
    places = {name: place for name, place in places.items() if place is not None}
    _one_each(places, grid)
    unused = [str(h) for p, h in enumerate(grid.headings) if p not in places.values() and plain(h)]
    if unused:
        grid.note(f"columns that are not used: {listed(unused)}", f"没有用到的列：{listed(unused)}")
    return places


def _place(column, grid, columns):
    """Where the column stands: as the reader says, else by its name, a usual heading, or a vague one."""
    if column.name in columns:
        return _said(column.name, columns[column.name], grid)
    places = next(
        filter(None, (_with(grid, each, columns) for each in (column.name, column.headings, column.vague))),
        [],
    )
    if len(places) > 1:
        raise _which(column.name, [grid.headings[p] for p in places], grid)
    return places[0] if places else None


def _with(grid, headings, columns):
    """The places that have one of these headings, without those the reader has given to another column."""
    names = {plain(each) for each in headings.split(",")} - {""}
    given = {str(each).strip() for each in columns.values()}
    return [
        p for p, each in enumerate(grid.headings) if plain(each) in names and str(each).strip() not in given
    ]


def _said(name, heading, grid):
    headings = [str(each).strip() for each in grid.headings]
    places = [p for p, each in enumerate(headings) if each == str(heading).strip()]
    if len(places) == 1:
        return places[0]
    if places:
        raise _which(name, [heading] * len(places), grid)
    there = [each for each in headings if each]
    raise Refused(
        say(f"a column headed {heading!r} for {name}", f"标题为“{heading}”的列，用作 {name}"),
        say(f"the headings of {grid.file}: {listed(there)}", f"{grid.file} 的标题：{listed(there)}"),
        say(
            f"nearest: {listed(closest_names(heading, there), 3)}",
            f"最接近的：{listed(closest_names(heading, there), 3)}",
        ),
    )


def _understand(columns, kind):
    """Refuse a name in ``columns`` that the table does not have."""
    names = [column.name for column in kind]
    for name, heading in columns.items():
        if name in names:
            continue
        turned = heading in names
        raise Refused(
            say(f"columns={{our name: your heading}}, for the names {listed(names)}", f"columns={{本教程的列名: 你的标题}}，列名有 {listed(names)}"),
            f"{{{name!r}: {heading!r}}}",
            say(f"write it the other way round: {{{heading!r}: {name!r}}}", f"请倒过来写：{{{heading!r}: {name!r}}}")
            if turned
            else say(f"nearest: {listed(closest_names(name, names), 3)}", f"最接近的：{listed(closest_names(name, names), 3)}"),
        )  # fmt: skip


def _which(name, headings, grid):
    choices = listed(headings)
    if len(set(map(str, headings))) == 1:
        do = say(
            f"give each column of {grid.file} a heading of its own", f"让 {grid.file} 的每列标题各不相同"
        )
    else:
        do = say(
            f'say which: columns={{"{name}": "{headings[0]}"}}',
            f'请指明：columns={{"{name}": "{headings[0]}"}}',
        )
    return Refused(
        say(f"one column for {name}", f"{name} 对应一列"),
        say(f"{len(headings)} that could be it: {choices}", f"有 {len(headings)} 列都可能是：{choices}"),
        do,
    )  # fmt: skip


def _one_each(places, grid):
    for name, place in places.items():
        others = [each for each, at in places.items() if at == place and each != name]
        if others:
            heading = grid.headings[place]
            raise Refused(
                say("a column of its own for each name", "每个列名各对应一列"),
                say(f"{heading!r} for both {name} and {others[0]}", f"“{heading}”同时对应 {name} 和 {others[0]}"),
                say("say which is which in columns={...}", "请用 columns={...} 写明"),
            )  # fmt: skip


def _missing(missing, grid, kind, columns):
    """No heading was recognised for these columns; say what is near, or in which row the headings stand."""
    headings = [str(each) for each in grid.headings if plain(each)]
    below = _headings_below(grid, kind, columns)
    if below:
        do = say(
            f"the headings stand in row {below}: delete the rows above it",
            f"标题在第 {below} 行：请删去它上面的各行",
        )
    else:
        name = missing[0]
        usual = next(column for column in kind if column.name == name).headings.split(",")
        alike = closest_names(name, headings)
        guess = alike[0] if alike else say("your heading", "你的标题")
        do = say(
            f'say which is which: columns={{"{name}": "{guess}"}}',
            f'请写明哪列是哪列：columns={{"{name}": "{guess}"}}',
        )
        do += say(
            f"; known headings: {listed(_some(usual), 6)}", f"；认得的标题有：{listed(_some(usual), 6)}"
        )
    return Refused(
        say(f"columns for {listed(missing)}, with headings in row 1", f"第 1 行有标题，并有这些列：{listed(missing)}"),
        say(f"{grid.file} has the headings {listed(headings) or '(none)'}", f"{grid.file} 的标题：{listed(headings) or '（没有）'}"),
        do,
    )  # fmt: skip


def _some(usual):
    usual = [each.strip() for each in usual]
    chinese = [each for each in usual if not each.isascii()]
    return say([each for each in usual if each.isascii()] or chinese, chinese or usual)[:6]


def _headings_below(grid, kind, columns):
    """The row, among the next ten, that has the headings; None if there is none."""
    for row, cells in grid.first:
        if recognised([cell for cell in cells if isinstance(cell, str)], kind, columns) >= 2:
            return row
    return None


def scale(heading, file):
    """What an amount under this heading is multiplied by: 10,000 under ``金额（万元）``.

    >>> scale("金额（万元）", ""), scale("Amount (CNY thousand)", ""), scale("金额（元）", "")
    (10000, 1000, 1)
    """
    text = half_width(str(heading)).strip()
    units = [a or b for a, b in _UNIT.findall(text)] + _UNIT_AT_END.findall(text)
    if any(_FOREIGN.search(unit) for unit in units):
        raise Refused(
            say("amounts in CNY (yuan)", "以人民币元计的金额"),
            say(f"the heading {heading!r} in {file}", f"{file} 的标题“{heading}”"),
            say("convert the amounts to CNY, each at the rate of its day", "请先按各日汇率折成人民币"),
        )
    return next((by for by, unit in _SCALES if any(map(unit.search, units))), 1)
