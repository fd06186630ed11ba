"""What is said of each mistake is what was written for it, in both languages, and of no other."""

import re
from itertools import combinations

import pytest

from casekit import exercises, look

NAMES = exercises.names()
EACH = pytest.mark.parametrize("name", NAMES)
CODES = ("en", "zh")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def home(name):
    return exercises._answers(name.rsplit("-", 1)[0])


def asked(name, who):
    """One student's exercise and data, or the book's."""
    q = exercises.Exercise(name, who, "MKT301" if who else "")
    return q, q.data


@EACH
@pytest.mark.parametrize("who", ["", "2026001", "2026777", "学号5"])
def test_each_mistake_is_answered_with_its_own_words(name, who):
    q, data = asked(name, who)
    for mistake, reason in home(name).MISTAKES[name].items():
        for code in CODES:
            look.speak(code)
            said = q.judge(mistake(data), data)
            assert (said.status, said.misconception) == ("wrong", mistake.__name__)
            assert said.words.startswith(look.say(*reason)), f"{mistake.__name__}: {said.words}"


@EACH
def test_no_two_mistakes_are_answered_alike_nor_like_a_right_answer(name):
    q, data = asked(name, "")
    answers = [home(name).KEYS[name], *home(name).MISTAKES[name]]
    for code in CODES:
        look.speak(code)
        words = [q.judge(each(data), data).words for each in answers]
        assert len(set(words)) == len(words)
        assert not any(one.startswith(other) for one, other in combinations(sorted(words, reverse=True), 2))


@EACH
def test_what_is_said_is_in_one_language_and_a_sentence(name):
    for english, chinese in home(name).MISTAKES[name].values():
        assert not CHINESE.search(english) and CHINESE.search(chinese)
        assert english.endswith((".", "?")) and chinese.endswith(("。", "？"))
        assert "!" not in english and "！" not in chinese


@EACH
def test_a_right_answer_is_praised_in_one_language(name):
    q, data = asked(name, "2026001")
    said = {}
    for code in CODES:
        look.speak(code)
        said[code] = q.judge(home(name).KEYS[name](data), data)
    assert {each.status for each in said.values()} == {"right"}
    assert not CHINESE.search(said["en"].words) and CHINESE.search(said["zh"].words)


@EACH
@pytest.mark.parametrize("who", ["", "2026001"])
def test_what_is_said_of_a_mistake_does_not_tell_the_one_right_number(name, who):
    q, data = asked(name, who)
    key = home(name).KEYS[name](data)
    for code in CODES if isinstance(key, int | float) else ():
        look.speak(code)
        for mistake in home(name).MISTAKES[name]:
            told = re.findall(r"\d+(?:\.\d+)?", q.judge(mistake(data), data).words)
            assert not any(abs(float(number) - key) < 0.005 for number in told), told
