"""The stream behind everyone's own numbers: fixed for good, in bounds, even, and different for each of us."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.exercises import draws
from casekit.exercises.draws import Draw, far_apart


def draw(exercise="rfm-1", student="2026001", course="MKT301"):
    return Draw(course, student, exercise)


def test_the_stream_is_fixed_for_good():
    d = draw()
    assert [d.below(1000) for _ in range(6)] == [112, 630, 358, 152, 927, 335]
    assert [d.between(1, 6) for _ in range(5)] == [5, 3, 4, 1, 3]
    assert [d.between(100, 200, 25) for _ in range(5)] == [125, 150, 175, 125, 150]
    assert [d.one_of("ABC") for _ in range(5)] == ["B", "C", "B", "A", "C"]
    assert d.shuffled("ABCDE") == ["C", "B", "A", "E", "D"]
    assert d.some_of(range(10), 3) == [6, 1, 8]


def test_a_student_number_in_chinese_has_a_stream_too():
    assert draw(student="学号１").below(10**6) == 231157


def test_course_student_and_exercise_each_change_the_stream():
    streams = [draw(), draw("rfm-2"), draw(student="2026002"), draw(course="MKT302"), draw(course="")]
    assert len({tuple(each.below(10**6) for _ in range(3)) for each in streams}) == 5
    assert draw(student="1", course="12").below(10**9) != draw(student="21", course="1").below(10**9)


def test_two_draws_of_the_same_student_do_not_disturb_each_other():
    one, other = draw(), draw()
    first = [one.below(100) for _ in range(4)]
    one.shuffled(range(50))
    assert [other.below(100) for _ in range(4)] == first


@given(st.integers(1, 2**64), st.text(max_size=10))
def test_below_stays_below(k, student):
    assert 0 <= draw(student=student).below(k) < k


@given(st.integers(-1000, 1000), st.integers(0, 1000), st.integers(1, 30))
def test_between_reaches_from_end_to_end_in_steps(low, width, step):
    value = draw().between(low, low + width, step)
    assert low <= value <= low + width and (value - low) % step == 0


def test_both_ends_come_up_and_all_about_as_often():
    d = draw()
    counts = Counter(d.between(1, 6) for _ in range(6000))
    assert sorted(counts) == [1, 2, 3, 4, 5, 6]
    assert sum((n - 1000) ** 2 / 1000 for n in counts.values()) < 20.5, (
        "chi-square with 5 degrees of freedom, 0.1 %"
    )
    assert {d.between(10, 20, 5) for _ in range(60)} == {10, 15, 20}


def test_words_beyond_the_last_full_round_are_skipped(monkeypatch):
    monkeypatch.setattr(draws, "WORD", 16)
    words = iter([15, 14, 13, 9, 8])
    monkeypatch.setattr(Draw, "_word", lambda self: next(words))
    assert [draw().below(7), draw().below(7), draw().below(5)] == [6, 2, 3], "15 and 14 are skipped, 9 is not"


def test_with_a_power_of_two_no_word_is_skipped(monkeypatch):
    monkeypatch.setattr(Draw, "_word", lambda self: 2**64 - 1)
    assert draw().below(2**10) == 1023 and draw().below(1) == 0


def test_shuffling_is_even():
    d = draw()
    counts = Counter("".join(d.shuffled("ABC")) for _ in range(3000))
    assert len(counts) == 6 and sum((n - 500) ** 2 / 500 for n in counts.values()) < 20.5


@given(st.lists(st.integers(), max_size=12), st.integers(0, 15))
def test_some_are_different_ones_and_the_choices_stay_as_they_were(choices, n):
    before = list(choices)
    some = draw().some_of(choices, n)
    assert choices == before and len(some) == min(n, len(choices))
    assert not Counter(some) - Counter(choices)
    assert sorted(draw().shuffled(choices)) == sorted(choices)


def test_some_are_the_beginning_of_a_shuffle():
    assert draw().some_of("ABCDEF", 4) == draw().shuffled("ABCDEF")[:4]


def test_until_goes_on_until_it_fits():
    d = draw()
    made = [d.until(lambda d: d.between(1, 6), lambda made: made == 6) for _ in range(3)]
    assert made == [6, 6, 6]


def test_until_gives_up_and_says_which_two_do_not_go_together():
    tried = []

    def make(d):
        tried.append(d)
        return 1

    def fits(made):
        return made > 1

    with pytest.raises(RuntimeError, match="in 20 tries: make and fits do not go together"):
        draw().until(make, fits, tries=20)
    assert len(tried) == 20


@pytest.mark.parametrize(
    ("values", "least", "far"),
    [([], 1, True), ([3], 1, True), ([1, 2], 1, False), ([2, 1], 0.99, True), ([1, 3, 5, 4.5], 0.5, False),
     ([5, 1, 3], 1.99, True), ([1, 1], 0, False)],
)  # fmt: skip
def test_far_apart_means_more_than_the_least(values, least, far):
    assert far_apart(values, least) is far
