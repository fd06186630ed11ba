"""The bank of wrong answers: what each wrong way gives, on the book's numbers and on a student's, written down.

A check recognises a mistake by working it out, so a wrong way that is itself worked out wrongly would go unnoticed but
for the values in ``wrong_answers.json``, which a person can work out again.
"""

import json
from pathlib import Path

import pytest

from casekit import exercises, look
from tests.test_own_numbers import plain

BANK = Path(__file__).with_name("wrong_answers.json")
WHO = ("", "2026001", "2026002")


def short(answer):
    """An answer as text, without the words for a person."""
    return plain({k: v for k, v in answer.items() if k != "why"} if isinstance(answer, dict) else answer)


def worked_out(name):
    """The key and each mistake of one exercise, by the functions that work them out."""
    home, answers = exercises._answers(name.rsplit("-", 1)[0]), {}
    for who in WHO:
        data = exercises.Exercise(name, who, "MKT301" if who else "").data
        ways = {"right": home.KEYS[name], **{mistake.__name__: mistake for mistake in home.MISTAKES[name]}}
        answers[who or "book"] = {way: short(work(data)) for way, work in ways.items()}
    return answers


@pytest.mark.parametrize("name", exercises.names())
def test_each_way_gives_what_is_written_down(name):
    assert worked_out(name) == json.loads(BANK.read_text(encoding="utf-8")).get(name)


if __name__ == "__main__":
    look.speak("en")
    bank = {name: worked_out(name) for name in exercises.names()}
    BANK.write_text(json.dumps(bank, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
