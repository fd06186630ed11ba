"""From a folder of submissions to a mark sheet: ``casekit grade submissions/ --kit kit/ --out grades.csv``.

Each file is run by itself on a throw-away copy (:mod:`casekit.handin`), its answers are compared here with the key, and
what came of it is on disk before the next begins. When all are done, it is decided which file counts for whom, and the
sheets are written, sorted: the same files, the same key and the same roster give the same bytes.
"""

import os
import re
import sys
import tempfile
from collections import Counter
from hashlib import file_digest
from pathlib import Path

from casekit.classroom import by_hand, collecting, deciding, feedback, gradebooks, sheets, times
from casekit.classroom.comparing import Bench
from casekit.classroom.journal import Journal, alone
from casekit.classroom.kits import open_kit
from casekit.errors import Refused, listed, require_one_of
from casekit.look import language, say
from casekit.my_work import free_name

SPEAKS = re.compile(rb'use_language\(\\?["\'](en|zh)|"language": ?"(en|zh)"')


def grade(submissions, kit, out="grades.csv", jobs=None, again=False, deadline=None, late="hold",
          hand=None, roster=None, handed_in=None, lessons=None, limits=None, runner=None, tell=True):  # fmt: skip
    """Mark what was handed in.

    Parameters
    ----------
    submissions : Path
        A folder or a .zip, as Moodle, Canvas or a colleague gives it.
    kit : Path
        The folder that ``class-kit`` made.
    out : Path
        The mark sheet. Beside it: ``-by-hand.csv``, ``-moodle.csv``, ``-canvas.csv``, ``-feedback/``, the journal.
    jobs : int, optional
        How many submissions run at once; by default as many as there are processors.
    again : bool
        Mark again with a mended key: the answers are in the journal, so no notebook runs again.
    deadline : str, optional
        Instead of the kit's.
    late : str
        ``"hold"``: late work is marked and does not count. ``"count"``: it counts where there is nothing in time.
    hand : Path, optional
        The filled-in sheet for answers marked by hand, if it is not the one beside ``out``.
    roster, handed_in : Path, optional
        A roster, or a list of hand-in times, that lies elsewhere.
    lessons : list of str, optional
        Only these sets of exercises, such as ``["screening"]``.
    limits : casekit.handin.Limits, optional
    runner : optional
        In place of :class:`casekit.handin.Runner`, for tests.
    tell : bool
        Whether to show progress.

    Returns
    -------
    list of dict
        The rows of the mark sheet.
    """
    require_one_of("late", late, ["hold", "count"])
    out, made = Path(out).absolute(), open_kit(kit, deadline, roster)
    chosen = _chosen(lessons, made)
    out.parent.mkdir(parents=True, exist_ok=True)
    with alone(out), tempfile.TemporaryDirectory(prefix="casekit-grade-", ignore_cleanup_errors=True) as scratch:
        journal = Journal(out.with_name(f"{out.stem}-journal.jsonl"), made.kit)
        _key_as_before(journal, made, again)
        given = {**by_hand.read(_hand_sheet(out)), **(by_hand.read(_there(hand)) if hand else {})}
        found = collecting.collect(submissions, scratch, times.zone_of(made.deadline), handed_in)
        journal.begin(made.key_version())
        files = [_file(sub, made) for sub in found]
        with Bench(made.tree) as bench:
            _run_all(files, made, journal, bench, jobs, limits, runner, tell)
        deciding.decide(files, made, chosen, late == "count")
        return _write(out, files, made, chosen, given, tell)


def _chosen(lessons, kit):
    for lesson in lessons or []:
        require_one_of("lesson", lesson, kit.lessons())
    return [lesson for lesson in kit.lessons() if not lessons or lesson in lessons]


def _there(path):
    if not Path(path).exists():
        raise Refused(say("the sheet for answers marked by hand", "人工评分表"), say(f"no file {path}", f"没有文件 {path}"), say("check the name", "请检查文件名"))
    return Path(path)


def _hand_sheet(out):
    return out.with_name(f"{out.stem}-by-hand.csv")


def _key_as_before(journal, kit, again):
    """A key that has changed is used only when that is asked for."""
    if journal.keys and journal.keys[-1][1] != kit.key_version() and not again:
        raise Refused(say("the key with which this sheet was begun", "开始评分时所用的答案"), say("the answers in the kit have changed since", "课堂版里的答案此后有改动"),
                      say("to mark again with the new key, add --again; the old sheet is kept", "要按新答案重评，请加 --again；旧表会保留"))  # fmt: skip


def _file(sub, kit):
    """A submission with its hash, its language and its place."""
    file = deciding.File(sub, language=kit.language, places=kit.roster.placed(sub.shown))
    if sub.place:
        try:
            with open(sub.place, "rb") as opened:
                file.sha256 = file_digest(opened, "sha256").hexdigest()
                opened.seek(0)
                told = SPEAKS.search(opened.read(1 << 18))
        except OSError:
            sub.problem, sub.detail, told = "unreadable", "closed", None
        file.language = (told[1] or told[2]).decode() if told else kit.language
    return file


# Running -------------------------------------------------------------------------------------------------


def _run_all(files, kit, journal, bench, jobs, limits, runner, tell):
    """Run what has not been run, compare what has not been compared; each is noted before the next."""
    counter = _Counter(len(files), tell)
    waiting = {}
    for file in files:
        before = journal.runs.get((file.sub.shown, file.sha256, _preset(file), str(limits)))
        if file.sub.problem:
            counter.one(file)
        elif before and not _not_run(before):
            file.run = before
            _compare(file, kit, journal, bench)
            counter.one(file)
        else:
            waiting[str(file.sub.place)] = file
    if waiting:
        with (runner or _runner)(kit.tree, limits, jobs) as running:
            for outcome in running.outcomes(list(waiting), {place: _preset(file) for place, file in waiting.items()}):
                file = waiting.pop(str(outcome.path))
                file.run = {**outcome.as_json(), "path": file.sub.shown}
                file.run["answers"] = {name: answer for name, answer in outcome.answers.items() if name in kit.exercises}
                journal.run(file.sub.shown, file.sha256, _preset(file), str(limits), file.run)
                _compare(file, kit, journal, bench)
                counter.one(file)
    counter.end()


def _runner(tree, limits, jobs):
    from casekit.handin import Limits, Runner

    return Runner(tree, limits or Limits(), jobs or os.cpu_count() or 1)


def _preset(file):
    """The student number in force until the notebook declares one: only where the place names one student."""
    return file.places[0] if len(file.places) == 1 else ""


def _not_run(run):
    """Whether a run could not be made, for a reason that lies with us; it is tried again."""
    return any(code == "runner" for code, _ in run.get("notes", []))


def _compare(file, kit, journal, bench):
    """What the key says about each answer, with the numbers of whoever the file may be."""
    who, key = file.candidate, kit.key_version()
    if not who or not file.run.get("answers"):
        return
    known = journal.marks.get((file.sub.shown, file.sha256, who, key, file.language))
    if known is not None and not any(mark["status"] == "grader-error" for mark in known.values()):
        file.marks = known
        return
    file.marks = {
        name: bench.judged(name, who, kit.course, answer, file.language) for name, answer in file.run["answers"].items() if name in kit.exercises
    }
    if file.marks != known:
        journal.marked(file.sub.shown, file.sha256, who, key, file.language, file.marks)


class _Counter:
    """One line that counts: in place on a terminal, else every tenth."""

    def __init__(self, of, tell):
        self.done, self.of, self.tell = 0, of, tell
        self.terminal = tell and sys.stderr.isatty()

    def one(self, file):
        self.done += 1
        if self.terminal or (self.tell and (self.done % 10 == 0 or self.done == self.of)):
            words = f"{self.done}/{self.of}  {file.run_status}  {file.sub.shown}"
            shown = words.encode("ascii", "replace").decode() if not self.terminal else words
            print(f"\r{shown[:78]:<78}" if self.terminal else shown[:110], end="" if self.terminal else "\n", file=sys.stderr, flush=True)

    def end(self):
        if self.terminal and self.of:
            print(file=sys.stderr)


# Writing -------------------------------------------------------------------------------------------------


def _write(out, files, kit, lessons, given, tell):
    """All sheets and pages; what an older sheet said is kept, with the cells that changed."""
    rows = [_row(file, kit, lessons, given) for file in files] + _nothing_handed_in(files, kit)
    rows.sort(key=lambda row: (row["student"] == "", row["student"], row["file"]))
    heads = list(_heads(kit, lessons))
    try:
        _keep_old(out, heads, rows)
        sheets.write(out, heads, rows)
        sheet = by_hand.filled(by_hand.rows(files, kit), given)
        by_hand.write(_hand_sheet(out), sheet, language())
        totals, most = _totals(files, kit, given), _most(kit, lessons)
        gradebooks.write(out, totals, kit, lessons, most)
        feedback.write_all(out.with_name(f"{out.stem}-feedback"), files, kit, given)
    except PermissionError as error:
        raise Refused(say("sheets that may be written", "可以写入的表"), str(error.filename or out),
                      say("close it in the spreadsheet, and type the same command again: nothing runs twice", "请在表格软件里关闭它，再输入同样的命令；不会重复运行")) from error  # fmt: skip
    if tell:
        print(_summary(out, files, rows, sheet, kit))
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
    "zip": ("time in the zip", "zip 中的时间"), "file": ("time of the file (last resort)", "文件自身的时间（不得已）"), "": ("", ""),
}  # fmt: skip


def _row(file, kit, lessons, given):
    """One row of the mark sheet."""
    earned = deciding.points_of(file, kit) if not file.held and file.owner else {}
    hand, open_ = _by_hand(file, kit, given) if earned else ({}, [])
    known = [points for points in [*earned.values(), *hand.values()] if points is not None]
    row = {
        "student": file.owner, "name": kit.roster.name(file.owner), "status": file.status, "reason": deciding.reason(file),
        "counts": "yes" if file.counts else "no", "total": sum(known) if known else "", "by_hand_open": sum(open_) or "",
        "of": sum(_most_of(name, kit) for lesson in file.lessons for name in kit.of(lesson)) if earned else "",
        "run": file.run_status, "confined": file.run.get("confined", ""), "handed_in": times.shown(file.sub.at),
        "handed_in_from": say(*FROM[file.sub.at_from]), "file": file.sub.shown, "sha256": file.sha256,
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
        earned, (hand, _) = deciding.points_of(file, kit), _by_hand(file, kit, given)
        for lesson in file.counts:
            known = [points for name in kit.of(lesson) for points in (earned.get(name), hand.get(name)) if points is not None]
            if known:
                totals.setdefault(file.owner, {})[lesson] = sum(known)
    return totals


def _keep_old(out, heads, rows):
    """Where the sheet changes, keep the old one and list the cells that changed."""
    if not out.exists() or out.read_bytes() == sheets.encoded(heads, rows):
        return
    before = {row.get("file") or row.get("student"): row for _, row in sheets.read(out)}
    changed = []
    for row in rows:
        old = before.pop(row["file"] or row["student"], None)
        for head in heads if old else []:
            was, now = old.get(head, ""), sheets.safe(row.get(head, "")).strip().removeprefix("'")
            if was.replace("\n", " ") != now.replace("\n", " "):
                changed.append({"student": row["student"], "file": row["file"], "column": head, "before": was, "now": now})
        changed += [] if old else [{"student": row["student"], "file": row["file"], "column": say("(new row)", "（新增的行）")}]
    changed += [{"student": old.get("student", ""), "file": old.get("file", ""), "column": say("(row gone)", "（消失的行）")} for old in before.values()]
    kept = free_name(out, "kept")
    sheets.write(kept.with_name(f"{kept.stem}-changes.csv"), ["student", "file", "column", "before", "now"], changed)
    kept.write_bytes(out.read_bytes())


def _summary(out, files, rows, sheet, kit):
    """What there is to know after a grading, in a few lines."""
    count = Counter(row["status"] for row in rows)
    lines = [say(f"{len(files)} files, {len(rows)} rows in {out.name}: ", f"{len(files)} 个文件，{out.name} 共 {len(rows)} 行：") + listed([f"{status} {number}" for status, number in sorted(count.items())])]
    if not kit.roster:
        lines.append(say("The roster is empty, so every declared number was taken as it is.", "名单是空的，笔记本里填的学号一律照收。"))
    held = [file for file in files if file.held]
    if held:
        lines.append(say(f"{len(held)} files belong to nobody for certain and count for nobody: see their reasons.", f"{len(held)} 个文件归属不明，没有计给任何人，原因见表。"))
    open_ = sum(row.get("points", "") == "" for row in sheet)
    if open_:
        lines.append(say(f"{open_} answers wait for a person: fill in {_hand_sheet(out).name} and type the same command again.", f"{open_} 份答案待人工评：请填写 {_hand_sheet(out).name}，再输入同样的命令。"))
    if any(file.sub.at_from == "file" for file in files) and kit.deadline:
        lines.append(say("Some times of hand-in are those of the files, which copying may change; a list handed_in.csv is better.", "部分提交时间取自文件本身，复制时可能改变；最好提供 handed_in.csv。"))
    return "\n".join(lines)
