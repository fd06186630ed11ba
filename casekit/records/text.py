"""CSV files: which encoding, which separator, and records that have as many cells as there are headings."""

import codecs
import csv
import re
from io import StringIO
from itertools import islice

from casekit.core.language import say
from casekit.records.grid import FIRST, Grid, refused, with_rows
from casekit.records.headings import recognised

_SEPARATORS = (",", ";", "\t", "，", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_grid(raw, path, kind, columns, encoding):
    """The grid of a CSV; what had to be guessed about it is said in a note."""
    text, guessed = decode(raw, path, encoding)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise refused(path, say("text", "文本"), say(f"a NUL byte in line {row}", f"第 {row} 行有空字节（NUL）"),
                       say("the file is damaged or no text: export it again", "文件已损坏或不是文本，请重新导出"))  # fmt: skip
    _refuse_printed(text, path)
    body = text.split("\n", 1)[1] if text[:4].lower() == "sep=" and "\n" in text else text
    separator = text[4] if body is not text else _separator(body, kind, columns)
    grid = _rectangular(_records(body, separator, path), path.name)
    if guessed:
        grid.note(
            "read as GB18030, for it is not UTF-8; if names look wrong, say encoding=",
            "不是 UTF-8，按 GB18030 读取；若文字不对，请用 encoding= 指明",
        )
    if not text.endswith(("\n", "\r")):
        grid.note(
            "the last line has no line end; check that nothing is cut off",
            "最后一行没有换行符，请核对文件是否完整",
        )
    return grid  # fmt: skip


def decode(raw, path, said=None):
    """The text, and whether its encoding was guessed: a byte-order mark or valid UTF-8 tells, GB18030 is a guess."""
    codec = said or next((codec for mark, codec in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(codec).removeprefix("\ufeff"), False
    except LookupError:
        raise refused(path, say("an encoding Python knows", "Python 认得的编码"), repr(said),
                       say('for example encoding="gb18030"', '例如 encoding="gb18030"')) from None  # fmt: skip
    except UnicodeDecodeError as error:
        if said or codec != "utf-8" or error.start >= len(raw) - 3:
            raise _undecodable(path, raw, codec, error) from None
        return _as_chinese(path, raw, error), True


def _as_chinese(path, raw, error):
    """The bytes as GB18030, where that gives everyday Chinese; refused where it does not."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as other:
        if other.start >= len(raw) - 4 and _everyday(raw[: other.start].decode("gb18030")):
            raise _undecodable(path, raw, "gb18030", other) from None
        text = ""
    if _everyday(text):
        return text
    if _mostly_utf8(raw):
        raise _undecodable(path, raw, "utf-8", error)
    raise refused(path, say("text in UTF-8 or GB18030", "UTF-8 或 GB18030 编码的文本"),
                   say("another encoding, which the bytes do not tell", "其他编码，无法从字节判断"),
                   say('say which, for example encoding="big5" or "cp1252"; or save it as CSV UTF-8 in Excel',
                       '请指明，例如 encoding="big5" 或 "cp1252"；或在 Excel 里另存为 CSV UTF-8'))  # fmt: skip


def _everyday(text):
    """Whether nine in ten of the characters beyond ASCII are everyday Chinese (level 1 of GB 2312)."""
    beyond = list(islice((each for each in text if each > "\x7f"), 20_000))
    common = sum(0xA1 <= each.encode("gb2312", "replace")[0] <= 0xD7 for each in beyond)
    return bool(beyond) and common >= 0.9 * len(beyond)


def _mostly_utf8(raw):
    text = raw.decode("utf-8", "replace")
    return sum(each > "\x7f" for each in text) > 3 * text.count("\ufffd")


def _undecodable(path, raw, codec, error):
    line = raw.count(b"\n", 0, error.start) + 1
    if error.start >= len(raw) - 4:
        found = say(
            "it ends in the middle of a character: the file is cut off", "文件在一个字的中间断掉，内容不完整"
        )
        do = say("get the whole file again", "请重新取得完整文件")
    else:
        found = say(f"line {line} has bytes that are not {codec}", f"第 {line} 行有不属于 {codec} 的字节")
        do = say(
            "save the file in one encoding (CSV UTF-8), or say encoding=",
            "请统一存成一种编码（CSV UTF-8），或用 encoding= 指明",
        )
    return refused(path, say(f"text in {codec}", f"{codec} 编码的文本"), found, do)  # fmt: skip


def _separator(text, kind, columns):
    """What separates the cells: the separator by which most headings are recognised in a line, else most columns."""
    lines = [line for line in text.lstrip("\r\n").splitlines()[:FIRST] if line.strip()]

    def fit(separator):
        rows = [next(csv.reader([line], delimiter=separator), []) for line in lines]
        return max(recognised(row, kind, columns) for row in rows), len(rows[0]), max(map(len, rows))

    return max(_SEPARATORS, key=fit)


def _refuse_printed(text, path):
    """Refuse a list as a program prints it, and rows that are one text in quotation marks: with what mends them."""
    lines = [line.strip() for line in text.splitlines()[:FIRST] if line.strip()]
    ruled = sum(bool(re.fullmatch(r"[-+=|\s]{5,}", line)) for line in lines)
    if ruled and sum(line.startswith("|") and line.endswith("|") for line in lines) > ruled / 2:
        raise refused(
            path, say("a table of rows and columns", "一张有行有列的表"),
            say("a printed list, with lines of dashes and cells between |", "打印格式的清单：有横线，单元格夹在 | 之间"),
            say("export it as a spreadsheet (in SAP: List, Export, Spreadsheet); or delete the lines of dashes and the | at both ends of each line",
                "请导出为电子表格（SAP 里点“列表、导出、电子表格”）；或删去横线，以及每行首尾的 |"),
        )  # fmt: skip
    whole = [re.fullmatch(r'"([^"]*[,;\t，|][^"]*)"[,;\s]*', line) for line in lines]
    if all(whole) and len({len(re.split(r"[,;\t，|]", row[1])) for row in whole}) == 1:
        raise refused(
            path, say("quotation marks around single cells", "引号只括住单个单元格"),
            say("each whole row in one pair of quotation marks", "每一整行都括在一对引号里"),
            say("take the quotation marks at both ends of each row away (in an editor: replace), or export again",
                "请去掉每行首尾的引号（可用编辑器替换），或重新导出"),
        )  # fmt: skip


def _records(text, separator, path):
    """The records of a CSV; a quotation mark that is never closed would swallow what follows, so it is refused."""
    records = []
    try:
        records.extend(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        done = 0  # the records before the fault, counted again one by one
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            for _ in reader:
                done += 1
        except csv.Error:
            pass
        raise refused(path, say("quotation marks in pairs", "成对的引号"),
                       say(f"one that is not closed, or text after it, in row {done + 1} ({error})", f"第 {done + 1} 行的引号没有成对，或引号后另有文字（{error}）"),
                       say("put the quotation marks right in that row, or export again", "请改正该行的引号，或重新导出")) from None  # fmt: skip
    return records


def _rectangular(records, file):
    """The grid of the records that have as many cells as there are headings; the others are faults."""
    headings = records[0]
    width = len(headings)
    numbers, rows, faults, empty = [], [], [], []
    for number, record in enumerate(records[1:], start=2):
        if len(record) == width and (record[0] or any(record)):
            numbers.append(number)
            rows.append(record)
        elif not any(cell.strip() for cell in record):
            empty.append(number)
        elif not any(cell.strip() for cell in record[width:]) and len(record) > width:
            numbers.append(number)
            rows.append(record[:width])
        else:
            faults.append((number, f"{len(record)}: {' | '.join(record)}", "fields", width))
    grid = Grid(file, headings, rows, numbers, faults)
    grid.first = list(enumerate(records[1:FIRST], start=2))
    return with_rows(grid, empty)
