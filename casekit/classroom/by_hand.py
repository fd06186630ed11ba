"""The sheet for answers a person marks: a row each, with the text, the rubric, and a column for the points.

The sheet is made with every grading and read back with the next one. What somebody has typed into it is never lost: a
row keeps its points as long as its text is the same, and a sheet with a fault in it is refused, not replaced.
"""

from hashlib import sha256
from pathlib import Path

from casekit.classroom import sheets
from casekit.core.harmless import harmless, units
from casekit.core.language import say
from casekit.errors import Refused, listed

COLUMNS = ("row", "student", "name", "exercise", "title", "text", "other_fields", "rubric", "of", "points", "comment", "before")  # fmt: skip
CHINESE = ("行号", "学号", "姓名", "练习", "题目", "文字答案", "其他字段", "评分要点", "满分", "得分", "评语", "改动之前")  # fmt: skip
NAMES = dict(zip(CHINESE, COLUMNS, strict=True))


def key(student, exercise, parts):
    """What a row is known by: it changes when the answer does. It is text a spreadsheet leaves alone."""
    told = "\n".join([student, exercise, *(f"{field}\t{text}" for field, text in parts)])
    return "r-" + sha256(told.encode(errors="backslashreplace")).hexdigest()[:10] + "-x"


def rows(files, kit):
    """The open-ended answers of the files that count, by student and exercise."""
    found = []
    for file in files:
        for lesson in file.counts:
            for name in kit.of(lesson):
                parts = file.marks.get(name, {}).get("parts", [])
                if kit.exercises[name]["by_hand"] and parts:
                    found.append(_row(file.owner, name, parts, kit))
    return sorted(found, key=lambda row: (row["exercise"], row["student"]))


def _row(student, name, parts, kit):
    about = kit.exercises[name]
    long = [(field, text) for field, text in parts if len(text.encode()) >= 20] or parts
    other = [(field, text) for field, text in parts if [field, text] not in [list(each) for each in long]]
    return {
        "row": key(student, name, parts), "student": student, "name": kit.roster.name(student), "exercise": name,
        "title": say(*about["title"]), "text": _told(long), "other_fields": _told(other), "of": about["by_hand"],
        "rubric": "\n".join(f"{sheets.plain_number(points)}: {say(en, zh)}" for points, en, zh in about["rubric"]),
    }  # fmt: skip


def _told(parts):
    """The fields one below the other, none so long that another would not be seen."""
    where = say("; the whole stands in the notebook", "，全文见笔记本")
    most = max(20_000 // max(len(parts), 1), 400)
    told = [(harmless(field, 60), harmless(text, most, True, where)) for field, text in parts]
    return "\n".join(f"{field}: {text}" if field else text for field, text in told)


def read(path):
    """The points and comments of a sheet, by row and by ``(student, exercise)``.

    Raises
    ------
    Refused
        Naming each row whose points are no number, below zero or above the maximum; the sheet stays as it is.
    """
    if not Path(path).exists():
        return {}
    given, faults = {}, []
    for number, cells in sheets.read(path, ["row", "student", "exercise", "of", "points"], NAMES):
        points, fault = _points(cells["points"], cells["of"])
        fault = fault or _too_long(cells.get("comment", ""))
        if fault:
            faults.append(
                say(
                    f"row {number} ({cells['student']}, {cells['exercise']}): {fault}",
                    f"第 {number} 行（{cells['student']}，{cells['exercise']}）：{fault}",
                )
            )
        if cells["row"] in given:
            faults.append(say(f"row {number}: this row is there twice", f"第 {number} 行：此行重复"))
        given[cells["row"]] = {"points": points, "comment": cells.get("comment", ""), "before": cells.get("before", ""),
                               "student": cells["student"], "exercise": cells["exercise"], "of": cells["of"]}  # fmt: skip
    if faults:
        raise Refused(say("points from 0 to the maximum, as numbers, or an empty cell", "得分是 0 到满分之间的数，或留空"), f"{Path(path).name}: " + listed(faults, 8),
                      say("put these rows right; nothing in the sheet was changed", "请改正这些行；表没有被改动"))  # fmt: skip
    return given


def _points(text, most):
    """The points in a cell (None if it is empty), or what is wrong with it."""
    if not text.strip():
        return None, ""
    try:
        points, limit = float(text.replace("，", ".").replace(",", ".")), float(most)
    except ValueError:
        return None, say(f"{text!r} is no number", f"{text!r} 不是数")
    if not 0 <= points <= limit:
        return None, say(f"{text} is not from 0 to {most}", f"{text} 不在 0 到 {most} 之间")
    return points, ""


def _too_long(comment):
    """What is wrong with a comment that would have to be cut when the sheet is written again."""
    size, most = units(harmless(comment, lines=True)), sheets.LONGEST - 1
    if size <= most:
        return ""
    return say(
        f"the comment has {size:,} characters, a cell holds {most:,}",
        f"评语有 {size:,} 个字符，单元格最多 {most:,} 个",
    )


def filled(found, given):
    """The rows of a new sheet with what was given before; what was given for another text stands in ``before``."""
    old = {
        (each["student"], each["exercise"]): each
        for name, each in given.items()
        if name not in {row["row"] for row in found}
    }
    for row in found:
        mine = given.get(row["row"])
        was = old.get((row["student"], row["exercise"]))
        row["points"] = "" if mine is None or mine["points"] is None else mine["points"]
        row["comment"] = mine["comment"] if mine else ""
        row["before"] = mine["before"] if mine else (_was(was) if was else "")
    return found + _left_over(found, given)


def _was(each):
    points = "" if each["points"] is None else sheets.plain_number(each["points"])
    return " ".join(part for part in (points, each["comment"], each["before"]) if part)


def _left_over(found, given):
    """Rows somebody has marked whose answer is not there any more: they stay, at the end."""
    there = {(row["student"], row["exercise"]) for row in found} | {row["row"] for row in found}
    gone = {
        name: each
        for name, each in given.items()
        if name not in there and (each["student"], each["exercise"]) not in there
    }
    kept = [
        (name, each)
        for name, each in sorted(gone.items())
        if each["points"] is not None or each["comment"] or each["before"]
    ]
    return [{"row": name, "student": each["student"], "exercise": each["exercise"], "of": each["of"],
             "points": "" if each["points"] is None else each["points"], "comment": each["comment"], "before": each["before"],
             "text": say("(no such answer any more)", "（已没有这份答案）")} for name, each in kept]  # fmt: skip


def points(given, student, exercise, parts):
    """The points a person gave for this very answer, or None."""
    return given.get(key(student, exercise, parts), {}).get("points")


def comment(given, student, exercise, parts):
    """What a person wrote about this very answer."""
    return given.get(key(student, exercise, parts), {}).get("comment", "")


def write(path, found, language):
    """Write the sheet, if it differs from the one there."""
    heads = CHINESE if language == "zh" else COLUMNS
    told = [{head: row.get(column, "") for head, column in zip(heads, COLUMNS, strict=True)} for row in found]
    if not Path(path).exists() or Path(path).read_bytes() != sheets.encoded(heads, told):
        sheets.write(path, heads, told)
