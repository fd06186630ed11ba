"""The course outline: hours that add up week by week, every lesson once and in order, weights that come to 100."""

import re
from pathlib import Path

import jupytext
import pytest

from casekit import exercises
from casekit.desk.lessons import LESSONS, WITH_QUESTIONS

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "zh")
PLANS = {34: (17, 2, 17, 17), 48: (16, 3, 32, 16), 54: (18, 3, 35, 19)}  # weeks, hours a week, class, lab
LESSON = {"en": r"(?<!of )[Ll]essons? (\d+(?:(?:, | and )\d+)*)(?: \((\d) hours?\))?", "zh": r"第 ([\d、]+) 课(?!练习)(?:（(\d) 学时）)?"}
SETS = {"en": r"[Ee]xercises of lessons (\d+) and (\d+)", "zh": r"第 (\d+)、(\d+) 课练习"}


def sections(language):
    """The sections of the outline by their headings."""
    cells = jupytext.read(ROOT / "teaching/source/course.md", fmt="md:myst").cells
    text = "\n\n".join(cell.source for cell in cells if cell.metadata.get("lang") == language)
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0]: part for part in parts}


def section(language, number):
    """The section whose heading begins with the number of hours."""
    return next(part for heading, part in sections(language).items() if heading.startswith(f"{number} "))


def rows(part):
    """The cells of a table's rows, its head left out."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def lessons_in(part, language):
    """``[(lesson, hours)]`` of a plan, in its order; a lesson without hours takes one."""
    found = re.findall(LESSON[language], part)
    return [(int(number), int(hours or 1)) for numbers, hours in found for number in re.findall(r"\d+", numbers)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hours", PLANS)
def test_the_hours_of_each_plan_add_up(hours, language):
    weeks, a_week, in_class, lab = PLANS[hours]
    table = rows(section(language, hours))
    assert [int(row[0]) for row in table] == [*range(1, weeks + 1)]
    assert all(int(row[1]) + int(row[2]) == a_week for row in table)
    assert (sum(int(row[1]) for row in table), sum(int(row[2]) for row in table)) == (in_class, lab)
    assert in_class + lab == hours
    assert {str(in_class), str(lab)} <= set(re.findall(r"\d+", section(language, hours).split("|")[0]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hours", PLANS)
def test_every_lesson_and_every_set_of_exercises_comes_once_and_in_order(hours, language):
    text = "\n".join(row[3] for row in rows(section(language, hours)))
    wanted = [lesson.number for lesson in LESSONS if lesson.number]
    assert [lesson for lesson, _ in lessons_in(text, language)] == wanted
    sets = [int(number) for pair in re.findall(SETS[language], text) for number in pair]
    assert sets == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hours", PLANS)
def test_the_lessons_of_a_week_fit_into_its_class_hours_and_its_exercises_behind_them(hours, language):
    done = set()
    for _, in_class, lab, text in rows(section(language, hours)):
        assert sum(hours for _, hours in lessons_in(text, language)) <= int(in_class)
        done |= {lesson for lesson, _ in lessons_in(text, language)}
        for pair in re.findall(SETS[language], text):
            assert {int(number) for number in pair} <= done and int(lab) >= 1


BLOCKS = {
    "opening": 1, "test in the room": 1, "marks returned": 1, "talks": 2, "own records": 2, "memo": 2,
    "memo, read by a neighbour": 3, "complaint-desk day": 1, "complaint-desk day with debrief": 2,
}  # fmt: skip


def hours_of(part):
    """The hours of one item of a week; a part of the credit-desk game takes what is left of its week."""
    if lessons := lessons_in(part, "en"):
        return sum(hours for _, hours in lessons)
    if re.search(SETS["en"], part):
        return 1
    return 0 if part.startswith("credit-desk game") else BLOCKS[part]


@pytest.mark.parametrize(("hours", "game"), [(34, 3), (48, 4), (54, 4)])
def test_what_stands_in_a_week_fills_its_hours_and_the_game_has_three_or_four(hours, game):
    left = []
    for _, in_class, lab, text in rows(section("en", hours)):
        parts = [part.lower() for part in text.split("; ")]
        left.append(int(in_class) + int(lab) - sum(map(hours_of, parts)))
        assert (left[-1] > 0) == any(part.startswith("credit-desk game") for part in parts), text
    assert sum(left) == game


def test_both_languages_have_the_same_plans():
    for hours in PLANS:
        english, chinese = (rows(section(language, hours)) for language in LANGUAGES)
        assert [row[:3] for row in english] == [row[:3] for row in chinese]
        assert [lessons_in(row[3], "en") for row in english] == [lessons_in(row[3], "zh") for row in chinese]


@pytest.mark.parametrize("heading", ["Assessment", "考核"])
def test_the_weights_come_to_100_whoever_marks(heading):
    *parts, together = [[int(cell) for cell in row[1:4]] for row in rows(sections("en" if heading[0] == "A" else "zh")[heading])]
    assert [sum(column) for column in zip(*parts, strict=True)] == together
    assert together[0] == 100 and all(weight == grader + person for weight, grader, person in [*parts, together])


def minutes_of(slug):
    """The minutes of a set's three exercises, as it says itself."""
    source = (ROOT / f"exercises/source/{slug}.md").read_text(encoding="utf-8")
    return [int(each) for each in re.search(r"minutes: (\d+), (\d+) and (\d+)\.", source).groups()]


def test_the_minutes_in_the_room_and_at_home_are_the_exercises_own():
    minutes = [minutes_of(slug) for slug in WITH_QUESTIONS.values()]
    pairs = [sum(minutes[at][:2]) + sum(minutes[at + 1][:2]) for at in range(0, 16, 2)]
    text = "\n".join(sections("en").values())
    assert f"{min(pairs)} to {max(pairs)} minutes" in text and max(pairs) <= 45
    assert f"{sum(third for *_, third in minutes[:15])} minutes" in text


def test_the_points_that_the_assessment_speaks_of_are_the_exercises_own():
    spec = {name: exercises.Exercise(name).spec for name in exercises.names()}
    sets = [sum(spec[f"{module}-{number}"].points for number in (1, 2, 3)) for module in WITH_QUESTIONS][:15]
    assert (min(sets), max(sets)) == (7, 9)
    modules = [*WITH_QUESTIONS]
    assert [spec[f"{modules[lesson - 1]}-3"].by_hand for lesson in (3, 6, 8, 12)] == [3, 3, 3, 3]
    assert spec["crm-3"].by_hand == 4
