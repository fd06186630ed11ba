"""A notebook file as students hand it in, whatever saved it: cells and tags, never the outputs.

UTF-8, UTF-16 and UTF-32 with and without a byte order mark, GB 18030 (which holds GBK); all line ends; formats 3 and 4; conflict
markers of a version control; 200 MB of output beside small cells. What cannot be read is told apart: empty, too large,
cut off, not a notebook.
"""

import ast
import json
import os
import re
import warnings
from codecs import iterdecode
from dataclasses import dataclass, field
from errno import ENOENT
from hashlib import sha256
from itertools import islice
from pathlib import Path

from casekit.handin.cutting import LARGE, MANY, TooLarge, TooMany, cut, without_outputs

MIB = 2**20
SMALL = 4 * MIB  # up to here a file is read whole; beyond, outputs are cut out of it first
PART = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[,\[{]', re.DOTALL)
MARK = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?: (.*))?$")
RUN = {
    "answer",
    "check",
    "setup",
    "student",
}  # cells with these tags are run even when retyped to raw or Markdown


class Unreadable(Exception):
    """A file without cells that could be run: ``status`` and a note's ``code`` with its parameters."""

    def __init__(self, status, code, **parameters):
        self.status, self.code, self.parameters = status, code, parameters
        super().__init__(status, code, parameters)


@dataclass
class Cell:
    """One cell: its number in the notebook, from 1; ``kind`` code, markdown or raw; its text and tags."""

    number: int
    kind: str
    source: str
    tags: tuple = ()


@dataclass
class Notebook:
    """The cells of a notebook and the notes on what was odd about the file."""

    cells: list
    notes: list = field(default_factory=list)


def digest(path):
    """SHA-256 of a file, read piece by piece."""
    with open(path, "rb") as file:
        made = sha256()
        while piece := file.read(MIB):
            made.update(piece)
    return made.hexdigest()


def read(path, most=1000 * MIB, most_source=5 * MIB, most_cells=2000):
    """The cells of a notebook file.

    Parameters
    ----------
    path : str or Path
    most, most_source : int
        Bytes of the file, and of its cells without outputs.
    most_cells : int

    Raises
    ------
    Unreadable
        With the status a mark sheet shows: ``unreadable``, ``empty`` or ``too-large``.
    """
    try:
        return _read(Path(path), most, most_source, most_cells)
    except (AttributeError, TypeError, KeyError, RecursionError):  # JSON of a shape that no notebook has
        raise Unreadable("unreadable", "not-notebook") from None
    except TooMany:
        raise Unreadable("too-large", "too-many-parts", most=MANY) from None


def _read(path, most, most_source, most_cells):
    notes = []
    data = _bounded(_utf8(_bytes(path, most), notes), most_source)
    made = _cells(_json(data.decode("utf-8", "replace"), notes), notes)
    if len(made) > most_cells:
        raise Unreadable("too-large", "too-many-cells", size=len(made), most=most_cells)
    cells = [_cell(number, each) for number, each in enumerate(made, 1)]
    if sum(len(cell.source) for cell in cells) > most_source:
        size = sum(len(cell.source) for cell in cells)
        raise Unreadable("too-large", "source-too-large", size=size // MIB, most=most_source // MIB)
    if not any(cell.source.strip() for cell in cells if cell.kind == "code" or runs(cell)):
        raise Unreadable("empty", "no-code")
    return Notebook(cells, notes + [note for cell in cells for note in _retyped(cell)][:20])


# the file -------------------------------------------------------------------------------------------------------


def _bytes(path, most):
    """The file's bytes in UTF-8 or as they are, with outputs cut out of a large one."""
    try:
        if not path.is_file():  # a pipe would be waited for
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
        size = path.stat().st_size
        if size > most:
            raise Unreadable("too-large", "too-large", size=size // MIB, most=most // MIB)
        data = without_outputs(path) if size > SMALL else path.read_bytes()
    except TooLarge:
        raise Unreadable("too-large", "too-large", size=size // MIB, most=LARGE // MIB) from None
    except OSError as error:
        raise Unreadable("unreadable", "missing", why=error.strerror or type(error).__name__) from None
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Unreadable("empty", "empty")
    return data


def _utf8(data, notes):
    """The bytes in UTF-8 instead of what they are in: by byte order mark, by the zeros of UTF-16 and UTF-32, as UTF-8, as GB 18030."""
    for encoding in _encodings(data):
        try:
            made = b"".join(piece.encode() for piece in iterdecode(_pieces(data), encoding))
        except UnicodeError:
            continue
        if encoding not in ("utf-8", "utf-8-sig"):
            notes.append(["encoding", {"encoding": encoding.upper()}])
        return re.sub(rb"^(\xef\xbb\xbf)+", b"", made)
    return re.sub(rb"^(\xef\xbb\xbf)+", b"", data)


def _pieces(data):
    return (data[start : start + MIB] for start in range(0, len(data), MIB))


def _bounded(data, most_source):
    """The notebook, without outputs where it is large or has many parts; refused before anything is made of too many."""
    if len(data) > SMALL or has_many_parts(data):
        data = cut(data)
    if len(data) > 2 * most_source + SMALL:  # a sign of two bytes may be written as six
        raise Unreadable("too-large", "source-too-large", size=len(data) // MIB, most=most_source // MIB)
    if has_many_parts(data) or data.count(b"\n") > MANY:
        raise TooMany
    return data


def has_many_parts(data):
    """Whether a JSON text has more strings, commas, lists and dicts than a notebook; nothing is made of them."""
    return next(islice(PART.finditer(data), MANY, None), None) is not None


def _encodings(data):
    found = json.detect_encoding(data[:4])  # by its mark, or by where the zeros are
    return ["utf-8-sig", "gb18030"] if found.startswith("utf-8") else [found]


# the JSON -------------------------------------------------------------------------------------------------------


def _json(text, notes):
    """The content; where conflict markers stand in the file, that of the first side that can be read."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        wrong = error
    for side in (0, 1):
        one, name = side_of(text, side)
        if name:
            try:
                content = json.loads(one, strict=False)
            except (ValueError, RecursionError):
                continue
            notes.append(["conflict", {"side": name}])
            return content
    raise _no_json(text, wrong)


def side_of(text, side):
    """One side (0 or 1) of a text with conflict markers, and that side's name; name ``""`` where there are none."""
    kept, now, name = [], None, ""
    for line in text.splitlines(keepends=True):
        mark = MARK.match(line.rstrip("\r\n"))
        if not mark:
            kept += [line] if now in (None, side) else []
            continue
        now = {"<": 0, "|": 2, "=": 1, ">": None}[mark[1][0]]
        if mark[1][0] == "<>"[side]:
            name = name or (mark[2] or ("HEAD", "theirs")[side]).strip()[:60]
    return "".join(kept), name


def _no_json(text, error):
    opened = text.lstrip()[:1] == "{"
    at_end = opened and getattr(error, "pos", 0) >= len(text.rstrip()) - 1
    if opened and (at_end or "Unterminated string" in str(error)):
        return Unreadable("unreadable", "truncated")
    return Unreadable("unreadable", "not-json", line=getattr(error, "lineno", 1))


def _cells(content, notes):
    """The list of cells, as format 4 has it or, in format 3, from its first worksheet on."""
    if not isinstance(content, dict):
        raise Unreadable("unreadable", "not-notebook")
    cells = content.get("cells")
    if cells is None and isinstance(content.get("worksheets"), list):
        notes.append(["old-format", {"format": content.get("nbformat", 3)}])
        cells = [
            each
            for sheet in content["worksheets"]
            if isinstance(sheet, dict)
            for each in sheet.get("cells", [])
        ]
    if not isinstance(cells, list):
        raise Unreadable("unreadable", "not-notebook")
    _note_language(content, notes)
    return cells


def _note_language(content, notes):
    """A language other than Python is said; a missing one is not worth a word."""
    metadata = content.get("metadata")
    spec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    language = spec.get("language") if isinstance(spec, dict) else None
    if isinstance(language, str) and language and language.lower() not in ("python", "python3", "ipython"):
        notes.append(["language", {"language": language[:40]}])


# one cell -------------------------------------------------------------------------------------------------------


def _cell(number, cell):
    """A cell in one shape; what is no cell becomes an empty raw one, so that numbers stay."""
    cell = cell if isinstance(cell, dict) else {}
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    tags = metadata.get("tags") if isinstance(metadata.get("tags"), list) else []
    source = source if isinstance(source, str) else ""
    kind = cell.get("cell_type")
    return Cell(
        number,
        kind if kind in ("code", "markdown") else "raw",
        re.sub(r"\r\n?|[\u2028\u2029]", "\n", source).replace("\ufeff", ""),
        tuple(tag for tag in tags if isinstance(tag, str)),
    )


def runs(cell):
    """Whether a cell is run: a code cell, or one that once was and holds an answer or a check."""
    return cell.kind == "code" or _was_code(cell)


def _was_code(cell):
    """Retyped by a slip of the keyboard (M or R outside a cell): its tag says so, or Python that calls a check."""
    if len(cell.source) > 20_000 or not is_python(code_of(cell)):
        return False
    return bool(RUN & set(cell.tags)) or bool(
        re.search(r"^\w+\.check\(|^casekit\.i_am\(", code_of(cell), re.M)
    )


def code_of(cell):
    """A cell's text without the fence some editors put around it when a code cell is turned into Markdown."""
    fenced = re.fullmatch(r"\s*(`{3,})[^\n]*\n(.*?)\n?\1\s*", cell.source, re.DOTALL)
    return fenced[2] if fenced and cell.kind != "code" else cell.source


def is_python(source):
    """Whether a text reads as Python with at least one statement."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return bool(ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _retyped(cell):
    """A note on a cell that is no code cell any more, where that matters."""
    if cell.kind == "code" or not cell.source.strip():
        return []
    if _was_code(cell):
        return [["retyped", {"cell": cell.number}]]
    return [["retyped-not-run", {"cell": cell.number}]] if RUN & set(cell.tags) else []
