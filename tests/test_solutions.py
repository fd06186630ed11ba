"""The solutions score full marks, and the exercises as handed out score nothing and are told so: by the grader's own run."""

import pytest

from casekit import exercises, handin, my_work

LANGUAGES = ("en", "zh")
PAGES = [(lesson, language) for lesson in exercises.LESSONS for language in LANGUAGES]
EACH = pytest.mark.parametrize(("lesson", "language"), PAGES)


def page(folder, lesson, language):
    return my_work.workbook_folder() / folder / language / f"{exercises.notebook_of(lesson)}.ipynb"


@pytest.fixture(scope="module")
def outcomes():
    """What came of every page, by its path; one runner for all."""
    paths = [page(folder, *each) for folder in ("exercises", "exercises/solutions") for each in PAGES]
    with handin.Runner(None, handin.Limits(), 1) as runner:
        return {str(one.path): one for one in runner.outcomes([path for path in paths if path.exists()])}


def run_of(outcomes, folder, lesson, language):
    path = str(page(folder, lesson, language))
    if path not in outcomes:
        pytest.skip("not built yet")
    return outcomes[path]


def ours(lesson):
    return [name for name in exercises.names() if name.rsplit("-", 1)[0] == lesson]


def judged(name, run):
    return exercises.Exercise(name).judge(handin.decoded(run.answers[name]))


@EACH
def test_a_solution_scores_full_marks(outcomes, lesson, language):
    run = run_of(outcomes, "exercises/solutions", lesson, language)
    assert (run.status, run.errors, run.student) == ("ok", [], "")
    said = {name: judged(name, run) for name in ours(lesson)}
    points = {name: exercises.Exercise(name).spec.points for name in said}
    assert len(said) == 3 and sum(points[name] for name in said if said[name].status == "right") == sum(
        points.values()
    ), said


@EACH
def test_the_exercises_as_handed_out_score_nothing_and_are_not_attempted(outcomes, lesson, language):
    run = run_of(outcomes, "exercises", lesson, language)
    assert (run.status, run.errors) == ("no-answer", [])
    assert {name: judged(name, run).status for name in run.answers} == dict.fromkeys(
        ours(lesson), "not attempted"
    )


@EACH
def test_both_ask_for_the_same_three_exercises(outcomes, lesson, language):
    solved = run_of(outcomes, "exercises/solutions", lesson, language)
    blank = run_of(outcomes, "exercises", lesson, language)
    assert sorted(solved.exercises_seen) == sorted(blank.exercises_seen) == ours(lesson)
