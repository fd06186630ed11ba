"""Honest notebooks after random changes that leave the answers computable: each must be marked rightly."""

import ast
import copy
import json
import random
import re
from dataclasses import dataclass, field

from tests.submissions import (
    built,
    from_colab,
    from_vscode,
    honest,
    language_lost,
    other_language,
    put,
    source,
    text_of,
    without_ids,
    without_tags,
)  # fmt: skip


@dataclass
class Mutilated:
    """An honest notebook after random changes that leave the answers computable."""

    who: str
    data: bytes
    done: list = field(default_factory=list)


def mutilated(seed):
    """The submission of this number: three to eight changes, then a way of writing the file."""
    dice, who = random.Random(seed), f"{2030000 + seed % 20}"
    notebook, done = honest(who, dice.choice(["en", "zh"])), []
    for change in dice.choices(MUTILATIONS, k=dice.randint(3, 8)):
        change(notebook, dice)
        done.append(change.__name__)
    written = dice.choice(WRITTEN)
    return Mutilated(who, written(text_of(notebook)), [*done, written.__name__])


def _prose(notebook):
    return [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown" and ".check(" not in source(cell)
    ]


def delete_prose(notebook, dice):
    for cell in dice.sample(_prose(notebook), len(_prose(notebook)) // 3):
        notebook["cells"].remove(cell)


def double_a_cell(notebook, dice):
    place = dice.randrange(len(notebook["cells"]))
    notebook["cells"].insert(place + 1, copy.deepcopy(notebook["cells"][place]))


def paste_blank_answer(notebook, dice):
    cells = [cell for cell in built("en")["cells"] if "answer" in cell["metadata"].get("tags", [])]
    notebook["cells"].append(copy.deepcopy(dice.choice(cells)))


def split_a_cell(notebook, dice):
    """Between two statements."""
    place = dice.randrange(len(notebook["cells"]))
    cell = notebook["cells"][place]
    starts = (
        [each.lineno for each in ast.parse(source(cell)).body][1:]
        if cell["cell_type"] == "code" and _parses(cell)
        else []
    )
    if starts:
        lines, cut = source(cell).split("\n"), dice.choice(starts) - 1
        second = copy.deepcopy(cell)
        cell["source"], second["source"] = "\n".join(lines[:cut]), "\n".join(lines[cut:])
        notebook["cells"].insert(place + 1, second)


def _parses(cell):
    try:
        return bool(ast.parse(source(cell)))
    except SyntaxError:
        return False


def move_prose(notebook, dice):
    if _prose(notebook):
        cell = dice.choice(_prose(notebook))
        notebook["cells"].remove(cell)
        notebook["cells"].insert(dice.randrange(len(notebook["cells"]) + 1), cell)


def move_checks_down(notebook, dice):
    checks = [cell for cell in notebook["cells"] if re.match(r"q\d\.check\(\w+\)", source(cell))]
    if checks:
        cell = dice.choice(checks)
        notebook["cells"].remove(cell)
        ends = [
            place
            for place, each in enumerate(notebook["cells"])
            if re.match(r"\w+ = (\.\.\.|.*: \.\.\.|.*\"\.\.\.\")", source(each))
        ]
        notebook["cells"].insert(
            min([*ends, len(notebook["cells"])]), cell
        )  # before a blank answer was pasted


def merge_cells(notebook, dice):
    plain_code = [cell["cell_type"] == "code" and source(cell) not in ERRORS for cell in notebook["cells"]]
    pairs = [n for n in range(len(plain_code) - 1) if plain_code[n] and plain_code[n + 1]]
    if pairs:
        place = dice.choice(pairs)
        second = notebook["cells"].pop(place + 1)
        notebook["cells"][place]["source"] = source(notebook["cells"][place]) + "\n\n" + source(second)


ERRORS = [
    "1 / 0",
    "nothing",
    "for x in:",
    "import sys; sys.exit(1)",
    "%no_such_magic",
    "!false",
    "raise KeyboardInterrupt",
]


def add_an_error(notebook, dice):
    put(notebook, dice.randrange(len(notebook["cells"]) + 1), dice.choice(ERRORS))


def add_an_empty_cell(notebook, dice):
    put(notebook, dice.randrange(len(notebook["cells"]) + 1), dice.choice(["", " ", "\n\n", "# nothing"]))


def drop_metadata(notebook, dice):
    dice.choice([without_ids, without_tags, language_lost, other_language, from_vscode, from_colab])(notebook)


def change_case(notebook, dice):
    """Of prose and comments: nothing that runs."""
    for cell in _prose(notebook):
        cell["source"] = dice.choice([str.upper, str.lower, str.swapcase])(source(cell))


def retype_a_check(notebook, dice):
    checks = [cell for cell in notebook["cells"] if re.fullmatch(r"q\d\.check\(\w+\)", source(cell))]
    if checks:
        dice.choice(checks)["cell_type"] = dice.choice(["raw", "markdown"])


def add_output(notebook, dice):
    cell = dice.choice([cell for cell in notebook["cells"] if cell["cell_type"] == "code"])
    text = ["x" * 99 + "\n"] * dice.choice([1, 100, 60_000])
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]


def source_as_lines(notebook, dice):
    for cell in notebook["cells"]:
        cell["source"] = source(cell).splitlines(keepends=True)


MUTILATIONS = [
    delete_prose, double_a_cell, paste_blank_answer, split_a_cell, move_prose, move_checks_down, merge_cells,
    add_an_error, add_an_empty_cell, drop_metadata, change_case, retype_a_check, add_output, source_as_lines,
]  # fmt: skip


def as_utf8(text):
    return text.encode()


def with_mark(text):
    return b"\xef\xbb\xbf" + text.encode()


def as_utf16(text):
    return text.encode("utf-16")


def as_gb18030(text):
    return text.encode("gb18030")


def with_crlf(text):
    return text.replace("\n", "\r\n").replace("\\n", "\\r\\n").encode()


def with_cr(text):
    return text.replace("\n", "\r").encode()


def as_ascii(text):
    return json.dumps(json.loads(text)).encode()


WRITTEN = [as_utf8, with_mark, as_utf16, as_gb18030, with_crlf, with_cr, as_ascii]
