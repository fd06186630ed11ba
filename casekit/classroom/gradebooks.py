"""Files that Moodle and Canvas import: a row a student, a column a lesson, what can be counted so far.

Both importers were read before this was written. Moodle takes a row whose user is blank for the student of the row
above, and one unknown user stops the whole import: so every row has an ID number, an e-mail column is there only if
every row has one, and students without a mark are left out. Canvas knows its file by the headings ``Student``, ``ID`` and
``Section``, takes the row ``Points Possible`` for the maximum, and looks a student up by its own ID, then by SIS ID or
login, then by name. An empty cell clears a grade in both, so a student with nothing to count has no row.
"""

from casekit.classroom import sheets
from casekit.desk.lessons import LESSONS

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def columns(kit, lessons):
    """The heading of each lesson's column: course and lesson. No number in brackets: Canvas takes that for an ID."""
    slugs = {
        each.slug: f"{each.number:02} " + (each.zh if kit.language == "zh" else each.en) for each in LESSONS
    }
    notebooks = {each["lesson"]: each["notebook"] for each in kit.exercises.values()}
    return {lesson: f"{kit.course} {slugs.get(notebooks[lesson], lesson)}" for lesson in lessons}


def moodle(totals, kit, lessons):
    """Headings and rows for Moodle (Grades, Import, CSV file; map from ID number)."""
    heads = columns(kit, lessons)
    people = [(student, totals[student]) for student in sorted(totals)]
    mails = all(_more(kit, student, "email") for student, _ in people) and bool(people)
    rows = [
        {"ID number": student, "Email address": _more(kit, student, "email")}
        | {heads[lesson]: earned.get(lesson, "") for lesson in lessons}
        for student, earned in people
    ]
    return ["ID number", *(["Email address"] if mails else []), *heads.values()], rows


def canvas(totals, kit, lessons, most):
    """Headings and rows for Canvas (Gradebook, Import), the row with the maximum first."""
    heads = columns(kit, lessons)
    rows = [{"Student": "    Points Possible"} | {heads[lesson]: most[lesson] for lesson in lessons}]
    for student in sorted(totals):
        rows.append(
            {
                "Student": kit.roster.name(student) or student,
                "ID": _more(kit, student, "canvas_id"),
                "SIS User ID": _more(kit, student, "sis_user_id") or student,
                "SIS Login ID": _more(kit, student, "sis_login_id"),
                "Section": _more(kit, student, "section"),
            }
            | {heads[lesson]: _rounded(totals[student].get(lesson, "")) for lesson in lessons}
        )
    return [*CANVAS, *heads.values()], rows


def _more(kit, student, what):
    person = kit.roster.people.get(student)
    return person.more.get(what, "") if person else ""


def _rounded(points):
    """Canvas keeps two decimals."""
    return points if points == "" else round(points, 2)


def write(out, totals, kit, lessons, most):
    """``-moodle.csv`` and ``-canvas.csv`` beside the mark sheet."""
    for name, (heads, rows) in (
        ("moodle", moodle(totals, kit, lessons)),
        ("canvas", canvas(totals, kit, lessons, most)),
    ):
        sheets.write(out.with_name(f"{out.stem}-{name}.csv"), heads, rows)
