"""A page for each student: what was right, which mistake it was, where to read. Never the right value, nobody else's data.

One file, nothing fetched from elsewhere, readable by a screen reader. What a student wrote reaches the page as text
only: the template (Jinja2, which JupyterLab brings) escapes everything that is put into it, and what cannot be seen or
turns the direction of a line is written out.
"""

import re
import unicodedata
from collections import Counter
from hashlib import sha256
from pathlib import Path

from casekit import look
from casekit.classroom import by_hand, sheets, times
from casekit.classroom.sheets import plain_number
from casekit.classroom.templates import template
from casekit.core.files import write_whole
from casekit.core.harmless import harmless, named
from casekit.core.language import say
from casekit.desk.lessons import LESSONS

HEADS = {
    "right": ("Right.", "对。"),
    "wrong": ("Not right.", "不对。"),
    "wrong kind": ("Not the kind of answer that was asked for.", "答案的形式不对。"),
    "not attempted": ("No answer.", "没有作答。"),
    "grader-error": (
        "Not marked yet: the check failed, which is no fault of yours.",
        "还没有评：检查程序出错，与你无关。",
    ),
}
DEVICE = re.compile(r"CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(COM|LPT)[0-9¹²³]", re.IGNORECASE)
SIDES = {"right": "right", "wrong": "wrong", "wrong kind": "wrong"}
OTHERS = (
    "superseded",
    "superseded-tie",
    "late",
    "late-marked",
    "other-lesson",
)  # what may be said of a student's own other files


def write_all(folder, files, kit, given):
    """A page for everyone who handed something in that is theirs for certain; pages of nobody are taken away."""
    folder = Path(folder)
    owners = sorted({file.owner for file in files if file.owner and not file.held})
    names = file_names(owners)
    _take_away(folder, set(names.values()))
    for student in owners:
        mine = [file for file in files if file.owner == student and not file.held]
        _write_if_new(folder / names[student], page(student, mine, kit, given).encode())
    return len(owners)


def file_names(owners):
    """A name for each student's page that no other page has, on whatever disk: the number itself, where that will do.

    >>> file_names(["2026001", "CON"])
    {'2026001': '2026001.html', 'CON': 'CON~a3dbc4b644a9.html'}
    """
    alike = Counter(map(_as_a_disk_sees_it, owners))
    return {
        owner: f"{owner}.html"
        if alike[_as_a_disk_sees_it(owner)] == 1 and _is_plain(owner)
        else _own_name(owner)
        for owner in owners
    }


def _as_a_disk_sees_it(owner):
    """One text for all names that some disk takes for the same: capitals, forms of a letter, dots and spaces at the end."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", owner).casefold()).rstrip(". ")


def _is_plain(owner):
    """Whether a number can be a file's name everywhere: short, no sign of a path, none of Windows' devices."""
    told = re.fullmatch(r"\w([\w.-]{0,38}\w)?", owner) and not DEVICE.fullmatch(owner.split(".")[0])
    return bool(told) and owner == _as_a_disk_sees_it(owner).upper()


def _own_name(owner):
    """A name that is the number's alone by a piece of its hash, behind a sign that no number has."""
    plain = re.sub(r"\W", "_", owner, flags=re.ASCII)[:40]
    return f"{plain}~{sha256(owner.encode('utf-8', 'backslashreplace')).hexdigest()[:12]}.html"


def _take_away(folder, names):
    """Pages of nobody, and what a run that was killed had half written."""
    for old in [*folder.glob("*.html"), *folder.glob(".part-*")]:
        if old.name not in names:
            old.unlink()


def _write_if_new(path, data):
    if not path.exists() or path.read_bytes() != data:
        write_whole(path, data)


def page(student, files, kit, given):
    """One student's page, in the language of the notebook that counts."""
    counting = [file for file in files if file.counts]
    spoken = look.language()
    look.speak((counting or files)[0].language)
    try:
        return template("feedback.html", _finished).render(_told(student, files, counting, kit, given))
    finally:
        look.speak(spoken)


def _finished(value):
    """A text as the page shows it, a comment of any length that a sheet holds."""
    return harmless(value, sheets.LONGEST, lines=True) if isinstance(value, str) else value


def _told(student, files, counting, kit, given):
    lessons = [
        (kit.lessons().index(lesson), _lesson(file, lesson, kit, given))
        for file in counting
        for lesson in file.counts
    ]
    return {
        "lang": say("en", "zh-CN"), "course": kit.course, "student": student, "name": kit.roster.name(student),
        "lessons": [lesson for _, lesson in sorted(lessons, key=lambda each: each[0])],
        "others": [line for file in files for line in _other(file)],
        "words": _words(kit),
    }  # fmt: skip


def _words(kit):
    return {
        "title": say("What came of your exercises", "练习反馈"),
        "student": say("student number", "学号"),
        "points": say("Points", "得分"),
        "nothing": say("Nothing of yours counts so far. Below is why.", "目前没有计分的提交，原因见下。"),
        "file": say("File: ", "文件："),
        "comment": say("Comment: ", "评语："),
        "read": say("Read again: ", "再读一读："),
        "comma": say(", section ", "，小节"),
        "others": say("Other files of yours", "你的其他文件"),
        "end": say(
            f"Kit {kit.kit}. In JupyterLab you find the lessons in the folder notebooks. If you think a mark is wrong, write to your instructor and name the exercise.",
            f"课堂版 {kit.kit}。课文在 JupyterLab 的 notebooks 文件夹里。如果认为评分有误，请告诉老师是哪一题。",
        ),
    }


def _lesson(file, lesson, kit, given):
    """What the page says of one lesson."""
    exercises = [_exercise(name, file, kit, given) for name in kit.of(lesson)]
    earned = [each["points"] for each in exercises if each["points"] is not None]
    return {
        "title": lesson_title(kit.exercises[kit.of(lesson)[0]]["notebook"]),
        "earned": plain_number(sum(earned)) if earned else say("not known", "未知"),
        "of": plain_number(sum(kit.exercises[name]["points"] + kit.exercises[name]["by_hand"] for name in kit.of(lesson))),
        "file": named(file.sub.shown.rsplit("/", 1)[-1]), "at": times.shown(file.sub.at).replace("T", " ")[:16],
        "notes": _notes(file), "exercises": exercises,
    }  # fmt: skip


def lesson_title(notebook):
    """What a lesson is called, by its notebook."""
    for each in LESSONS:
        if each.slug == notebook:
            return f"{each.number} {say(each.en, each.zh)}"
    return notebook


def _notes(file):
    """What the run has to say to its own student."""
    from casekit.handin.words import sentence

    said = [
        sentence(code, parameters)
        for code, parameters in file.run.get("notes", [])
        if code != "no-number" or not file.places
    ]
    for cell, error in file.run.get("errors", [])[:6]:
        told = named(error, 60)
        said.append(say(f"Cell {cell} ends with {told}.", f"第 {cell} 个单元格出错：{told}。"))
    late = [times_late for code, times_late in file.reasons if code in ("late", "late-marked")]
    return said + (
        [say(f"Late by {late[0]['by']}.", f"迟交 {late[0]['by']}。")] if late and "by" in late[0] else []
    )


def _exercise(name, file, kit, given):
    """What the page says of one exercise."""
    from casekit.classroom.attribution import points_of

    about, mark = (
        kit.exercises[name],
        file.marks.get(name) or {"status": "not attempted", "words": "", "parts": []},
    )
    auto = points_of(file, kit)[name]
    hand = by_hand.points(given, file.owner, name, mark["parts"]) if mark["parts"] else None
    known = [points for points in (auto, hand) if points is not None]
    section = look.say(*about["read"])
    return {
        "name": name, "title": say(*about["title"]), "side": SIDES.get(mark["status"], ""), "head": say(*HEADS[mark["status"]]),
        "words": "" if mark["status"] in ("not attempted", "grader-error") else harmless(mark["words"], 2000, lines=True),
        "earned": _of(auto, about["points"]), "hand": _hand(hand, about["by_hand"], mark),
        "comment": by_hand.comment(given, file.owner, name, mark["parts"]) if mark["parts"] else "",
        "section": f"“{section}”" if about["read_in"] and mark["status"] != "right" else "",
        "lesson": lesson_title(about["read_in"]), "link": f"notebooks/{look.language()}/{about['read_in']}.ipynb",
        "points": sum(known) if known else None,
    }  # fmt: skip


def _of(points, most):
    told = say("not known", "未知") if points is None else plain_number(points)
    return say(f"{told} of {plain_number(most)} points", f"{told} / {plain_number(most)} 分")


def _hand(points, most, mark):
    """The part a person marks."""
    if not most or not mark["parts"]:
        return (
            say(
                f"A person marks {plain_number(most)} more points: no text was found.",
                f"另有 {plain_number(most)} 分由人工评：没有找到文字答案。",
            )
            if most
            else ""
        )
    if points is None:
        return say(
            f"{plain_number(most)} more points are marked by a person, not yet done.",
            f"另有 {plain_number(most)} 分由人工评，还没有评。",
        )
    return say(
        f"By hand: {plain_number(points)} of {plain_number(most)} points.",
        f"人工评：{plain_number(points)} / {plain_number(most)} 分。",
    )


def _other(file):
    """A file of the student's own that does not count, and why; what names others is not said here."""
    from casekit.classroom.words import joined

    if file.counts:
        return []
    said = [joined(code, parameters) for code, parameters in file.reasons if code in OTHERS]
    said += _notes(file) if not said else []
    return [
        f"{named(file.sub.shown.rsplit('/', 1)[-1])}{say(': ', '：')}{say(' ', '').join(said) or file.status}"
    ]
