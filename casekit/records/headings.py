"""Which column of a file is which: by its heading, or by what the reader says in ``columns``."""

import re
from difflib import get_close_matches

from casekit.core.language import say
from casekit.core.text import half_width
from casekit.errors import Refused, closest_names, listed
from casekit.records.units import money_unit

_SAID = re.compile(
    r"单位|币|元|unit|currency|thousand|million|cny|rmb|usd|eur|'000", re.IGNORECASE
)  # above the headings
_UNIT = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_UNIT_AT_END = re.compile(r"(?:[十百千]?(?:万亿|万|亿)|[十百千])元$")


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
    for column in kind:
        if column.once and column.name not in places:
            grid.note(
                f"no column for {column.name}: that nothing was entered twice cannot be checked",
                f"没有 {column.name} 列：无法核对是否有重复录入",
            )
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
        say(f"a column headed {heading!r} for {name}", f"表头为“{heading}”的列，用作 {name}"),
        say(f"the headings of {grid.file}: {listed(there)}", f"{grid.file} 的表头：{listed(there)}"),
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
            say(f"columns={{our name: your heading}}, for the names {listed(names)}", f"columns={{本教程的列名: 你的表头}}，列名有 {listed(names)}"),
            f"{{{name!r}: {heading!r}}}",
            say(f"write it the other way round: {{{heading!r}: {name!r}}}", f"请倒过来写：{{{heading!r}: {name!r}}}")
            if turned
            else say(f"nearest: {listed(closest_names(name, names), 3)}", f"最接近的：{listed(closest_names(name, names), 3)}"),
        )  # fmt: skip


def _which(name, headings, grid):
    choices = listed(headings)
    if len(set(map(str, headings))) == 1:
        do = say(
            f"give each column of {grid.file} a heading of its own", f"让 {grid.file} 的每列表头各不相同"
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
    do = _use_the_row(below, grid) if below else _say_which(missing[0], grid, kind)
    return Refused(
        say(f"columns for {listed(missing)}, with headings in row 1", f"第 1 行有表头，并有这些列：{listed(missing)}"),
        say(f"{grid.file} has the headings {listed(headings) or '(none)'}", f"{grid.file} 的表头：{listed(headings) or '（没有）'}"),
        do,
    )  # fmt: skip


def _say_which(name, grid, kind):
    """The advice to name the heading, with the one that looks like it and is no other column's."""
    column = next(column for column in kind if column.name == name)
    taken = set().union(*(known(other) for other in kind if other.name != name))
    free = {plain(each): str(each) for each in grid.headings if plain(each) and plain(each) not in taken}
    alike = [near for each in known(column) for near in get_close_matches(each, free, n=1, cutoff=0.6)]
    guess = free[alike[0]] if alike else say("your heading", "你的表头")
    usual = listed(_some(column.headings.split(",")), 6)
    return say(
        f'say which is which: columns={{"{name}": "{guess}"}}; known headings: {usual}',
        f'请写明哪列是哪列：columns={{"{name}": "{guess}"}}；认得的表头有：{usual}',
    )


def _use_the_row(row, grid):
    """The advice to delete what stands above the headings, without losing the unit or currency said there."""
    above = [grid.headings, *(cells for number, cells in grid.first if number < row)]
    texts = [str(cell).strip() for cells in above for cell in cells if cell is not None]
    said = [text for text in texts if _SAID.search(text)]
    do = say(
        f"the headings stand in row {row}: delete the rows above it", f"表头在第 {row} 行：请删去它上面的各行"
    )
    if said:
        words = re.split(r"[:：\s,，()（）]+", said[0])
        unit = next((word for word in words if word and money_unit(word) not in (None, 1)), "...")
        do += say(
            f'; they say {said[0]!r}, which must not be lost: unit="{unit}"',
            f'；其中写着“{said[0]}”，不能丢：unit="{unit}"',
        )
    return do


def _some(usual):
    usual = [each.strip() for each in usual]
    chinese = [each for each in usual if not each.isascii()]
    return say([each for each in usual if each.isascii()] or chinese, chinese or usual)[:6]


def _headings_below(grid, kind, columns):
    """The row, among the first fifty, that has the headings; None if there is none."""
    for row, cells in grid.first:
        if recognised([cell for cell in cells if isinstance(cell, str)], kind, columns) >= 2:
            return row
    return None
