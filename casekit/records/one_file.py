"""One file of records: its headings, what its rows count, its cells, the rules; all problems are told together."""

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed
from casekit.records import columns as cells
from casekit.records import files, headings, meaning, rules
from casekit.records.problems import problem_table


@dataclass(frozen=True)
class Told:
    """What the reader says about the files: the arguments of ``read_orders`` and the others."""

    columns: dict = field(default_factory=dict)
    day_first: bool = None
    sheet: str = None
    encoding: str = None
    as_of: object = None
    unit: str = None
    counts: dict = field(default_factory=dict)


def read_file(path, kind, told):
    """A file as read (:class:`casekit.records.columns.Read`) and the table of its problems."""
    with without_collecting():
        return _read(_open(path, kind, told), kind, told)


def read_one_of_several(path, kind, told):
    """As :func:`read_file`, with only what is told of headings that this file has; and these headings."""
    with without_collecting():
        grid = _open(path, kind, told)
        there = {str(each).strip() for each in grid.headings}
        columns = {name: heading for name, heading in told.columns.items() if str(heading).strip() in there}
        counts = {heading: values for heading, values in told.counts.items() if heading in there}
        read, found = _read(grid, kind, replace(told, columns=columns, counts=counts))
    return read, found, there


def refuse_unknown(headings_there, told):
    """Refuse a heading in ``columns`` or ``counts`` that none of the files has."""
    for heading in [str(each).strip() for each in told.columns.values()] + list(told.counts):
        if heading not in headings_there:
            there = sorted(each for each in headings_there if each)
            raise Refused(
                say(f"a column headed {heading!r} in one of the files", f"至少一个文件有表头为“{heading}”的列"),
                say(f"the headings {listed(there)}", f"表头有：{listed(there)}"),
                say(f"nearest: {listed(closest_names(heading, there), 3)}", f"最接近的：{listed(closest_names(heading, there), 3)}"),
            )  # fmt: skip


def _open(path, kind, told):
    return files.open_records(path, kind, told.columns, told.sheet, told.encoding)


def _read(grid, kind, told):
    places = headings.find(grid, kind, told.columns)
    factor, turned = meaning.weigh(grid, kind, places, told.counts)
    grid.explain(places.values())
    read = cells.read(grid, kind, places, told.day_first, told.unit, factor, turned)
    rules.check(read, kind, rules.last_day(told.as_of))
    return read, problem_table(read)


@contextmanager
def without_collecting():
    """No search for unused objects meanwhile: among millions of cells it would take a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
