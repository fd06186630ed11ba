"""A folder of the reader's own files: which file is which table, which files are one ledger, what was set aside.

A table is told by a file's name (``orders-2025-03.csv``, ``销售订单3月.xls``), else by the folder it stands in (``发票/2025-03.ods``). Files
whose names differ in numbers, months or words for a copy only, or that stand in a folder named after the table, are one ledger; of other
files of a table the first is read, and a note names the rest.
"""

import re
from contextlib import redirect_stdout
from io import StringIO

from casekit import records as readers
from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.errors import Refused, listed
from casekit.records.names import in_order, is_kept_back, kind_of
from casekit.review.part import FROM_FILES, many, table_words

MOST_FILES = 500
DEEPEST = 3  # folders in the folder
_OWN = re.compile(r"review_(en|zh)\.", re.IGNORECASE)  # what an earlier review wrote
_ENGLISH = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december"
_NUMBERED = re.compile(
    rf"[0-9]+|[一二三四五六七八九十]+月|[年月日季度]|上半|下半|副本|\b(?:copy|q|fy|{_ENGLISH})\b|(?<![a-z])(?:{_ENGLISH})(?![a-z])|[\W_]+"
)


def no_records(what):
    """Nothing that can be reviewed was given."""
    return Refused(
        say('"qinghe", a dict of tables, or the path of a folder of your own files', "“qinghe”、由数据表组成的 dict，或你自己的文件夹的路径"),
        str(what),
        say(f"in a folder, files of {listed(FROM_FILES)} (CSV, Excel, OpenDocument); in a dict, tables by the names of Qinghe's (orders, returns, order_lines ...)",
            "文件夹里放订单、发票、收款、客户、投诉的文件（CSV、Excel、OpenDocument）；用 dict 时，表名同清禾的各表（orders、returns、order_lines 等）"),
    )  # fmt: skip


def from_folder(place, found, reading, progress):
    """The tables of a folder (or of one file); what was noted on the way goes into ``found``."""
    if not place.exists():
        raise no_records(say(f"no folder {harmless(place, 80)}", f"没有文件夹 {harmless(place, 80)}"))
    files = [place] if place.is_file() else _files(place, found)
    if len(files) > MOST_FILES:
        raise no_records(
            say(
                f"{len(files)} files in the folder, more than {MOST_FILES}",
                f"文件夹里有 {len(files)} 个文件，超过 {MOST_FILES} 个",
            )
        )
    tables = {}
    for kind, ledger in _ledgers(place, files, found).items():
        many_files = say(f" ({len(ledger)} files)", f"（{len(ledger)} 个文件）")
        progress(table_words(kind) + (many_files if len(ledger) > 1 else ""))
        _read(kind, ledger, tables, found, reading)
    if not tables and not found.broken:
        raise no_records(
            say(
                f"no file in {harmless(place.name, 60)} that can be read as one of these",
                f"{harmless(place.name, 60)} 里没有能读成这些记录的文件",
            )
        )
    return tables


def _files(place, found, depth=0):
    """The files of a folder and of those in it, by name; what Excel or the system keeps for itself is left out."""
    there = sorted((each for each in place.iterdir() if not is_kept_back(each)), key=in_order)
    files = [each for each in there if each.is_file() and not _OWN.match(each.name)]
    for folder in (each for each in there if each.is_dir()):
        if any(_OWN.match(each.name) for each in folder.iterdir()):
            continue
        if depth == DEEPEST:
            _note(
                found,
                f"Folder {harmless(folder.name, 60)}: not read; it lies too deep.",
                f"文件夹 {harmless(folder.name, 60)}：层次太深，未读取。",
            )
        else:
            files += _files(folder, found, depth + 1)
    return files


def _note(found, en, zh):
    found.notes.append(say(en, zh))


def _ledgers(place, files, found):
    """The files of each table; those of other tables, or of another series, are noted."""
    series = {}
    for each in files:
        kind, name = _series(place, each)
        if kind is None:
            _note(found, f"File {harmless(each.name, 60)}: not used; its name tells none of orders, invoices, payments, customers, complaints.",
                  f"文件 {harmless(each.name, 60)}：未用到；文件名里看不出是订单、发票、收款、客户还是投诉。")  # fmt: skip
        elif series.setdefault(kind, (name, []))[0] == name:
            series[kind][1].append(each)
        else:
            first = harmless(series[kind][1][0].name, 60)
            _note(found, f"File {harmless(each.name, 60)}: not used; {kind} were read from another file already ({first}). If both are one ledger, put them into a folder named {kind}.",
                  f"文件 {harmless(each.name, 60)}：未用到；{table_words(kind)}已从另一个文件读入（{first}）。若同属一本账，请放进名为“{table_words(kind)}”的文件夹。")  # fmt: skip
    return {kind: ledger for kind, (_, ledger) in series.items()}


def _series(place, path):
    """Which table a file belongs to, and the name of its series: that of a folder named after the table, else its own without numbers."""
    if not place.is_file():
        for folder in path.relative_to(place).parts[:-1]:
            if kind_of(folder) and kind_of(path.stem) in (None, kind_of(folder)):
                return kind_of(folder), f"{folder}/"
    return kind_of(path.stem), _NUMBERED.sub("", path.stem.casefold())


def _read(kind, ledger, tables, found, reading):
    name = harmless(ledger[0].name, 60)
    if len(ledger) > 1:
        name += say(f" and {len(ledger) - 1} more", f" 等 {len(ledger)} 个文件")
    try:
        tables[kind] = _read_as(kind, ledger, name, found, reading.get(kind, {}))
    except ValueError as error:
        found.broken[kind] = f"{name}: {error}" + say(
            f'\nIn a review: review(..., reading={{"{kind}": {{"columns": {{...}}, "counts": {{...}}}}}}), with what it takes of these.',
            f'\n在 review 里写成：review(..., reading={{"{kind}": {{"columns": {{...}}, "counts": {{...}}}}}})，需要哪项写哪项。',
        )


def _read_as(kind, ledger, name, found, told):
    """One ledger by its strict reader; rows that cannot be read are set aside and counted, the reader's notes are kept."""
    with redirect_stdout(StringIO()):
        place = ledger[0] if len(ledger) == 1 else ledger
        read = getattr(readers, f"read_{kind}")(place, **{"on_error": "set aside", **told})
    table, problems = read if isinstance(read, tuple) else (read, [])
    whose = table_words(kind) + say(": ", "：") if len(ledger) > 1 else ""
    for note in table.attrs.get("notes", []):
        text = re.sub(say("^Note[,:] ", "^提示[，：]"), "", note)
        found.notes.append(harmless(whose + text, 360))
    if len(problems):
        rows = len(problems[[each for each in ("file", "row") if each in problems]].drop_duplicates())
        found.set_aside[kind] = rows
        found.notes.append(_put_aside(name, rows, problems))
    return table


def _put_aside(name, rows, problems):
    """Why rows are in none of the sums: for each column how many, the first place, what was needed there."""
    whole = say(f"{name}: {many(rows, 'row', '')} set aside.", f"{name}：{rows:,} 行没有计入。")
    for column, some in list(problems.groupby("column", sort=False))[:4]:
        first, of = some.iloc[0], harmless(column, 40) or say("whole row", "整行")
        what, needed = harmless(first["found"], 60), harmless(first["needed"], 160)
        where = f"{harmless(first['file'], 40)}, " if "file" in some else ""
        whole += say(f" {of}: {many(len(some), 'row', '')}, the first is {where}row {first['row']}: {what}; needed: {needed}.",
                     f"“{of}”：{len(some):,} 行，第一处在 {where.replace(', ', ' ')}第 {first['row']} 行：{what}，应为{needed}。")  # fmt: skip
    return whole + say(
        " Where a number occurs twice, none of its rows counts: mend the file and run the review again.",
        "同一编号出现几次的，各行都没有计入：请改好文件，再运行一次。",
    )
