"""Everyone's own numbers: they differ from student to student, and are the same with every version and on every platform."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casekit import exercises, look, my_work
from casekit.exercises.draws import Draw

slow = pytest.mark.slow
PINNED = Path(__file__).with_name("own_numbers.json")
STUDENTS = [f"{number:07}" for number in range(2026001, 2027001)]
NAMES = exercises.names()
COMPANIES = (
    "crm-2",
    "crm-3",
)  # each student has a company of their own, half a second each: a tenth of the students


def answers(name):
    return exercises._answers(name.rsplit("-", 1)[0])


def asked(name, who):
    """One student's exercise."""
    return exercises.Exercise(name, who, "MKT301" if who else "")


def given(data):
    """What an exercise is about, without the whole company around it."""
    return {name: each for name, each in vars(data).items() if name != "records"}


def plain(value):
    """A value as text by which two of them are compared: numbers to six places, tables cell by cell."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return plain([value.index.tolist(), value.to_numpy().tolist()])
    if isinstance(value, dict):
        return str(sorted((str(key), plain(each)) for key, each in value.items()))
    if isinstance(value, set | frozenset):
        return str(sorted(plain(each) for each in value))
    if isinstance(value, list | tuple | np.ndarray):
        return str([plain(each) for each in value])
    return f"{value:.6g}" if isinstance(value, int | float | np.number) else str(value)


@slow
@pytest.mark.one_python  # the pins hold the numbers themselves in place
@pytest.mark.parametrize("many", [100, pytest.param(1000, marks=pytest.mark.daily)])
@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_differ_from_student_to_student(name, many):
    many = many // 10 if name in COMPANIES else many
    home, students = answers(name), STUDENTS[:many]
    most = 0.05 * many + 3 * (many < 1000)  # of a hundred students, a few more may meet by chance
    data = [asked(name, who).data for who in students]
    inputs = Counter(plain(given(each)) for each in data)
    assert len(inputs) >= 0.5 * many and max(inputs.values()) <= most
    keys = [home.KEYS[name](each) for each in data]
    if all(isinstance(key, int | float | np.number) for key in keys):
        commonest = Counter(plain(key) for key in keys).most_common(1)[0]
        assert commonest[1] <= most, commonest


@pytest.mark.parametrize("name", NAMES)
def test_each_has_three_mistakes_three_hints_points_and_a_section_to_read(name):
    home, spec = answers(name), asked(name, "").spec
    assert len(home.MISTAKES[name]) >= 3 and len(spec.hints) == 3
    assert spec.points > 0 and bool(spec.by_hand) == (name in getattr(home, "RUBRICS", {}))
    assert spec.by_hand == sum(points for points, _, _ in getattr(home, "RUBRICS", {}).get(name, []))
    source = (
        my_work.workbook_folder() / "notebooks/source" / f"{exercises.notebook_of(name.rsplit('-', 1)[0])}.md"
    )
    headings = {
        line.lstrip("#").strip()
        for line in source.read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }
    assert all(spec.read) and set(spec.read) <= headings


@pytest.mark.parametrize("name", NAMES)
def test_a_students_numbers_are_the_same_each_time(name):
    assert plain(given(asked(name, "2026001").data)) == plain(given(asked(name, "2026001").data))


@pytest.mark.parametrize("lesson", exercises.LESSONS)
def test_three_exercises_a_lesson_the_last_one_open_ended(lesson):
    ours = [name for name in NAMES if name.rsplit("-", 1)[0] == lesson]
    if not ours:
        pytest.skip("no exercises yet")
    assert ours == [f"{lesson}-{number}" for number in (1, 2, 3)]
    by_hand = [asked(name, "").spec.by_hand for name in ours]
    assert by_hand[:2] == [0, 0] and by_hand[2] > 0


class Watched(Draw):
    """A draw that also notes which of many raw numbers are let through."""

    def until(self, make, fits, tries=1000):
        self.verdicts = [bool(fits(make(self))) for _ in range(1000)]
        return super().until(make, fits, tries)


def pinned(name):
    """One hash of what must stay as it is: the numbers, keys and wrong answers of students, and which raw numbers are let through."""
    home = answers(name)
    ways, taken = [home.KEYS[name], *home.MISTAKES[name]], []
    for who in ["", *STUDENTS[: 10 if name in COMPANIES else 100]]:
        data = asked(name, who).data
        taken.append(plain(given(data)))
        taken += [without_reasons(way(data)) for way in (ways if who < "2026021" else ())]
    draw = Watched("MKT301", "2026001", name)
    made = plain(given(asked(name, "").spec.numbers(draw)))
    return short([*taken, made, str(getattr(draw, "verdicts", []))])


def without_reasons(answer):
    """An answer as text, without the words for a person."""
    return plain({k: v for k, v in answer.items() if k != "why"} if isinstance(answer, dict) else answer)


def short(words):
    return sha256("\n".join(words).encode()).hexdigest()[:16]


@slow
@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_are_the_same_with_every_version(name):
    """If this fails, the numbers of a course that is running would change, or what a way of reckoning gives.

    Where that is meant (an exercise or a mistake is new), ``python -m tests.test_own_numbers`` writes the new ones down.
    """
    assert pinned(name) == json.loads(PINNED.read_text(encoding="utf-8")).get(name)


if __name__ == "__main__":
    look.speak("en")
    PINNED.write_text(json.dumps({name: pinned(name) for name in NAMES}, indent=1) + "\n", encoding="utf-8")
