"""The whole way with the real runner: kit, submissions, mark sheet; and that no message tells the key. The corpus: ``test_submissions``."""

import pytest

from casekit import exercises, look
from casekit.classroom import bench
from casekit.classroom.grading import grade
from casekit.classroom.kit import class_kit
from casekit.classroom.kits import open_kit
from casekit.handin import Limits
from tests import submissions

LIMITS = Limits(cell=4, notebook=25)


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A kit of the public exercises."""
    folder = tmp_path_factory.mktemp("kits") / "kit"
    class_kit(submissions.COURSE, "en", folder)
    numbers = [str(number) for number in range(2026001, 2026005)]
    (folder / "instructor/roster.csv").write_text("\n".join(["student", *numbers]), encoding="utf-8")
    return folder


def marked(folder, kit, out):
    rows = grade(folder, kit, out, jobs=2, limits=LIMITS, lessons=[submissions.LESSON], tell=False)
    return {row["student"]: row for row in rows if row["file"]}


def right_ones(row, kit):
    """How many exercises of a row have their full points."""
    exercises = open_kit(kit).exercises
    return sum(row.get(name, "") == exercises[name]["points"] for name in submissions.NAMES)


def test_solved_in_either_language_scores_full_and_as_handed_out_scores_nought(kit, tmp_path):
    for number, (make, code) in enumerate(
        [
            (submissions.honest, "en"),
            (submissions.honest, "zh"),
            (submissions.blank, "en"),
            (submissions.blank, "zh"),
        ]
    ):
        who = f"{2026001 + number}"
        path = tmp_path / "subs" / who / "03.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(submissions.text_of(make(who, code)), encoding="utf-8")
    rows = marked(tmp_path / "subs", kit, tmp_path / "grades.csv")
    assert [
        (rows[f"{2026001 + n}"]["status"], right_ones(rows[f"{2026001 + n}"], kit)) for n in range(4)
    ] == [("ok", 3), ("ok", 3), ("no-answer", 0), ("no-answer", 0)]
    assert rows["2026003"]["total"] == 0 and rows["2026001"]["by_hand_open"]
    pages = {
        path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "grades-feedback").glob("*.html")
    }
    assert 'lang="zh-CN"' in pages["2026002"] and 'lang="en"' in pages["2026001"]


A_CLASS = ["2026001", "2026002", "2026003", "2026004", "2026005"]


@pytest.mark.slow
@pytest.mark.parametrize("name", exercises.names())
@pytest.mark.parametrize(("code", "students"), [
    ("en", A_CLASS[:1]), *(pytest.param(code, A_CLASS, marks=pytest.mark.daily) for code in ("en", "zh")),
])  # fmt: skip
def test_no_message_tells_the_key(name, code, students):
    """What goes on a student's page never holds a number of the right answer."""
    look.speak(code)
    for who in students:
        q = exercises.Exercise(name, who, submissions.COURSE)
        home = bench.answers_of(q)
        for answer in (home.KEYS[name], *home.MISTAKES[name]):
            words = q.judge(answer(q.data)).words
            assert words and not bench.says_the_key(words, q), (who, answer.__name__, words)


@pytest.mark.parametrize(("number", "forms"), [
    (1234.5, {"1234.5", "1234.50", "1235", "1234", "123450"}), (0.256, {"0.256", "25.6", "25.60"}), (7, set()), (42, {"42.0", "42.00"}), (0.05, {"5.00"}), (-333, {"333"}),
])  # fmt: skip
def test_the_forms_in_which_a_number_would_be_told(number, forms):
    found = bench.forms_of(number)
    assert {form for form in forms if form not in found} <= {"1235", "1234"} and not {
        "7",
        "42",
        "5",
        "0.05",
    } & found
    assert bench.numbers({"a": [1, {2.5}], "b": "text 3", "c": None}) == [1.0, 2.5]


@pytest.mark.slow
def test_parts_with_the_real_runner_and_the_homes_of_a_hub_are_marked_alike(kit, tmp_path):
    """The same notebooks, once in one marking and once in two parts out of homes: the same marks."""
    makers = [submissions.honest, submissions.blank, submissions.honest, submissions.blank]
    for number, make in enumerate(makers):
        who = f"{2026001 + number}"
        path = tmp_path / "home" / who / "handin/03.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(submissions.text_of(make(who)), encoding="utf-8")
    how = {"jobs": 2, "limits": LIMITS, "lessons": [submissions.LESSON], "tell": False, "layout": "homes"}
    grade(tmp_path / "home", kit, tmp_path / "one/grades.csv", **how)
    for part in ("1/2", "2/2"):
        assert grade(tmp_path / "home", kit, tmp_path / "parts/grades.csv", part=part, **how) == []
    rows = grade(tmp_path / "home", kit, tmp_path / "all/grades.csv", merge=[tmp_path / "parts"], **how)
    assert [row["status"] for row in rows] == ["ok", "no-answer", "ok", "no-answer"]
    names = sorted(path.name for path in (tmp_path / "one").iterdir() if path.suffix in (".csv", ".html"))
    assert len(names) == 8
    for name in names:
        assert (tmp_path / "all" / name).read_bytes() == (tmp_path / "one" / name).read_bytes(), name
