"""Writing what was decided: the mark sheet and all that lies beside it; what an older sheet said is kept."""

from collections import Counter

from casekit.classroom import (
    attribution,
    by_hand,
    exceptions,
    feedback,
    gradebooks,
    report_page,
    sheets,
    times,
)
from casekit.core.files import free_name, write_whole
from casekit.core.harmless import named
from casekit.core.language import language, say
from casekit.errors import Refused, listed


def hand_sheet(out):
    """The sheet for marking by hand that belongs to a mark sheet."""
    return out.with_name(f"{out.stem}-by-hand.csv")


def journal_of(out):
    """The journal that belongs to a mark sheet."""
    return out.with_name(f"{out.stem}-journal.jsonl")


def write(out, files, kit, lessons, given, tell, late_counts, said):
    """All sheets and pages; what an older sheet said is kept, with the cells that changed."""
    rows = [_row(file, kit, lessons, given) for file in files] + _nothing_handed_in(files, kit)
    rows.sort(key=lambda row: (row["student"] == "", row["student"], row["file"]))
    heads = list(_heads(kit, lessons))
    try:
        warning = _keep_old(out, heads, rows)
        sheets.write(out, heads, rows)
        sheet = by_hand.filled(by_hand.rows(files, kit), given)
        by_hand.write(hand_sheet(out), sheet, language())
        totals, most = _totals(files, kit, given), _most(kit, lessons)
        gradebooks.write(out, totals, kit, lessons, most)
        own = exceptions.log(out.with_name(f"{out.stem}-exceptions.csv"), files, kit, lessons, late_counts)
        report_page.write(out, files, kit, lessons, given, said)
        feedback.write_all(out.with_name(f"{out.stem}-feedback"), files, kit, given)
    except PermissionError as error:
        raise Refused(say("sheets that may be written", "可以写入的表"), str(error.filename or out),
                      say("close it in the spreadsheet, and type the same command again: nothing runs twice", "请在表格软件里关闭它，再输入同样的命令；不会重复运行")) from error  # fmt: skip
    if tell:
        print("\n".join(filter(None, [_summary(out, files, rows, sheet, kit), *_exceptions(out, own), warning])))
    return rows


def _heads(kit, lessons):
    yield from ("student", "name", "status", "reason", "counts", "total", "of", "by_hand_open")
    for lesson in lessons:
        for name in kit.of(lesson):
            yield name
            if kit.exercises[name]["by_hand"]:
                yield f"{name} by hand"
    yield from ("run", "confined", "handed_in", "handed_in_from", "file", "sha256")


FROM = {
    "list": ("list of hand-in times", "提交时间表"), "name": ("name of the file", "文件名"),
    "zip": ("time in the zip", "zip 中的时间"), "file": ("time of the file (last resort)", "文件自身的时间（不得已）"),
    "home": ("last change of the file in the home", "主目录里文件最后改动的时间"), "": ("", ""),
}  # fmt: skip


def _row(file, kit, lessons, given):
    """One row of the mark sheet."""
    earned = attribution.points_of(file, kit) if not file.held and file.owner else {}
    hand, open_ = _by_hand(file, kit, given) if earned else ({}, [])
    known = [points for points in [*earned.values(), *hand.values()] if points is not None]
    row = {
        "student": file.owner, "name": kit.roster.name(file.owner), "status": file.status, "reason": attribution.reason(file),
        "counts": "yes" if file.counts else "no", "total": sum(known) if known else "", "by_hand_open": sum(open_) or "",
        "of": sum(_most_of(name, kit) for lesson in file.lessons for name in kit.of(lesson)) if earned else "",
        "run": file.run_status, "confined": file.run.get("confined", ""), "handed_in": times.shown(file.sub.at),
        "handed_in_from": say(*FROM[file.sub.at_from]), "file": named(file.sub.shown, 400, quoted=False), "sha256": file.sha256,
    }  # fmt: skip
    row |= {name: "" if points is None else points for name, points in earned.items()}
    return row | {f"{name} by hand": points for name, points in hand.items()}


def _by_hand(file, kit, given):
    """The points a person gave, by exercise, and the maxima of what is still open."""
    hand, open_ = {}, []
    for name, mark in file.marks.items():
        if kit.exercises[name]["by_hand"] and mark["parts"] and kit.exercises[name]["lesson"] in file.lessons:
            points = by_hand.points(given, file.owner, name, mark["parts"])
            if points is None and file.counts:
                open_.append(kit.exercises[name]["by_hand"])
            elif points is not None:
                hand[name] = points
    return hand, open_


def _nothing_handed_in(files, kit):
    """A row for everyone of the roster who has none."""
    there = {file.owner for file in files if file.owner}
    return [
        {"student": number, "name": person.name, "status": "nothing-handed-in", "counts": "no", "file": ""}
        for number, person in kit.roster.people.items() if number not in there
    ]  # fmt: skip


def _most_of(name, kit):
    return kit.exercises[name]["points"] + kit.exercises[name]["by_hand"]


def _most(kit, lessons):
    return {lesson: sum(_most_of(name, kit) for name in kit.of(lesson)) for lesson in lessons}


def _totals(files, kit, given):
    """What each student has in each lesson, as far as it is known."""
    totals = {}
    for file in files:
        earned, (hand, _) = attribution.points_of(file, kit), _by_hand(file, kit, given)
        for lesson in file.counts:
            known = [
                points
                for name in kit.of(lesson)
                for points in (earned.get(name), hand.get(name))
                if points is not None
            ]
            if known:
                totals.setdefault(file.owner, {})[lesson] = sum(known)
    return totals


def _keep_old(out, heads, rows):
    """Where the sheet changes, keep the old one and list the cells that changed; a warning where it cannot be read."""
    if not out.exists() or out.read_bytes() == sheets.encoded(heads, rows):
        return ""
    kept, warning = _name_to_keep(out), ""
    try:
        changed = _changed(_by_file(row for _, row in sheets.read(out)), heads, rows)
        columns = ["student", "file", "column", "before", "now"]
        sheets.write(kept.with_name(f"{kept.stem}-changes.csv"), columns, changed)
    except Refused as refused:
        warning = say(f"The sheet there was could not be read, so what changed is not listed; it is kept as {kept.name}. {refused.found}",
                      f"原来的表读不出来，所以没有列出改动；它另存为 {kept.name}。{refused.found}")  # fmt: skip
    write_whole(kept, out.read_bytes())
    return warning


def _name_to_keep(out):
    """A free name; the last one taken, where the marking was stopped after that and before the new sheet was there."""
    free = free_name(out, "kept")
    last = out.with_name(f"{out.stem}_kept_{int(free.stem.rsplit('_', 1)[1]) - 1}{out.suffix}")
    return last if last.exists() and last.read_bytes() == out.read_bytes() else free


def _by_file(rows):
    """The rows of each file, or of a student without one, by what stands in the sheet."""
    found = {}
    for row in rows:
        found.setdefault(row.get("file") or row.get("student"), []).append(row)
    return found


def _changed(before, heads, rows):
    """A line for each cell that changed, each row that is new, each that is gone."""
    changed = []
    for row in rows:
        old = before.get(sheets.read_back(row["file"]) or row["student"])
        new = [_noted(row, say("(new row)", "（新增的行）"))]
        changed += _changed_cells(old.pop(0), row, heads) if old else new
    gone = say("(row gone)", "（消失的行）")
    return changed + [_noted(old, gone) for left in before.values() for old in left]


def _changed_cells(old, row, heads):
    """One line for each cell of a row that is no longer what it was."""
    for head in heads:
        was, now = old.get(head, ""), sheets.read_back(row.get(head, ""))
        if was.replace("\n", " ") != now.replace("\n", " "):
            yield {**_noted(row, head), "before": was, "now": now}


def _noted(row, column):
    return {"student": row.get("student", ""), "file": row.get("file", ""), "column": column}


def _summary(out, files, rows, sheet, kit):
    """What there is to know after a grading, in a few lines."""
    return "\n".join([_counted(out, files, rows), *_warnings(out, files, sheet, kit)])


def _counted(out, files, rows):
    each = Counter(row["status"] for row in rows)
    return say(
        f"{len(files)} files, {len(rows)} rows in {out.name}: ",
        f"{len(files)} 个文件，{out.name} 共 {len(rows)} 行：",
    ) + listed([f"{status} {number}" for status, number in sorted(each.items())])


def _exceptions(out, own):
    if own:
        yield say(
            f"{len(own)} rules of single students were applied: see {out.stem}-exceptions.csv.",
            f"对个别学生另有约定的有 {len(own)} 条，见 {out.stem}-exceptions.csv。",
        )


def _warnings(out, files, sheet, kit):
    """What a teacher should know before the marks are used, or still has to do."""
    if listed := sum(file.sub.at_from == "list" for file in files):
        yield say(
            f"{listed} times of hand-in are those of the list handed_in.csv: it has to be your own.",
            f"{listed} 个提交时间取自 handed_in.csv：这份表须是你自己的。",
        )
    if not kit.roster:
        yield say(
            "The roster is empty, so every declared number was taken as it is.",
            "名单是空的，笔记本里填的学号一律照收。",
        )
    if held := sum(bool(file.held) for file in files):
        yield say(
            f"{held} files belong to nobody for certain and count for nobody: see their reasons.",
            f"{held} 个文件归属不明，没有计给任何人，原因见表。",
        )
    if waiting := sum(row.get("points", "") == "" for row in sheet):
        yield say(
            f"{waiting} answers wait for a person: fill in {hand_sheet(out).name} and type the same command again.",
            f"{waiting} 份答案待人工评：请填写 {hand_sheet(out).name}，再输入同样的命令。",
        )
    if any(file.sub.at_from == "file" for file in files) and kit.deadline:
        yield say(
            "Some times of hand-in are those of the files, which copying may change; a list handed_in.csv is better.",
            "部分提交时间取自文件本身，复制时可能改变；最好提供 handed_in.csv。",
        )
