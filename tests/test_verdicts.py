"""What each check says just beside the right answer and just beside each mistake, written down in ``verdicts.json``.

One line a way of answering and field: the verdicts with the field changed by each of ``STEPS``, so that a tolerance that
is dropped, a comparison that is flipped or two branches that are swapped show at once. After a change that is meant,
``python -m tests.test_verdicts`` writes them anew; read the difference before you keep it.
"""

import json
import re
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from casekit import exercises, look

BOOK = Path(__file__).with_name("verdicts.json")
STEPS = (-2.5, -1, -0.55, -0.07, -0.04, -0.006, -0.004, 0, 0.004, 0.006, 0.04, 0.07, 0.55, 1, 2.5)
REASONS = {"...": ..., "19 letters": "x" * 19, "20 letters": "x" * 20, "21 letters": "x" * 21}


def asked(name, who):
    q = exercises.Exercise(name, who, "MKT301" if who else "")
    home, data = exercises._answers(q.lesson), q.data
    ways = {"right": home.KEYS[name], **{mistake.__name__: mistake for mistake in home.MISTAKES[name]}}
    return q, data, {way: work(data) for way, work in ways.items()}


def said(q, answer, data):
    """A verdict in a word: the name of the mistake; what else is wrong, by how its words begin; or the status."""
    feedback = q.judge(answer, data)
    plainly_wrong = feedback.status == "wrong" and not feedback.misconception
    return feedback.misconception or (
        "-".join(feedback.words.split()[:5]) if plainly_wrong else feedback.status.replace(" ", "-")
    )


def is_number(value):
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def in_a_row(q, data, answers):
    """The verdicts on a row of answers; the same one several times running is counted."""
    runs = [
        (verdict, len(list(run))) for verdict, run in groupby(said(q, answer, data) for answer in answers)
    ]
    return " ".join(f"{verdict}*{times}" for verdict, times in runs)


def beside(q, data, answer):
    """The verdicts with each number of an answer changed a little."""
    if is_number(answer):
        return {"": in_a_row(q, data, [answer + step for step in STEPS])}
    if not isinstance(answer, dict):
        return {"": said(q, answer, data)}
    numbers = [field for field in answer if is_number(answer[field])]
    rows = {field: [answer | {field: answer[field] + step} for step in STEPS] for field in numbers}
    return {"": said(q, answer, data), **{field: in_a_row(q, data, row) for field, row in rows.items()}}


def mixed(q, data, ways):
    """The verdicts on one field of one way within another way's answer."""
    if not isinstance(ways["right"], dict):
        return {}
    return {
        f"{way} with {field} of": " ".join(
            f"{other}={said(q, answer | {field: ways[other][field]}, data)}" for other in ways if other != way
        )
        for way, answer in ways.items()
        for field in answer
        if field != "why" and len(answer) < 7
    }


def open_reasons(q, data, ways):
    if not (isinstance(ways["right"], dict) and "why" in ways["right"]):
        return {}
    words = {name: q.judge(ways["right"] | {"why": why}, data).words for name, why in REASONS.items()}
    return {
        name: "complete" if words[name] == q.judge(ways["right"], data).words else "open" for name in words
    }


def verdicts(name, who):
    q, data, ways = asked(name, who)
    return {
        "beside": {way: beside(q, data, answer) for way, answer in ways.items()},
        "mixed": mixed(q, data, ways),
        "reasons": open_reasons(q, data, ways),
    }


@pytest.mark.parametrize("who", ["", "2026001"])
@pytest.mark.parametrize("name", exercises.names())
def test_each_verdict_is_as_written_down(name, who):
    assert verdicts(name, who) == json.loads(BOOK.read_text(encoding="utf-8")).get(f"{name} {who}".strip())


def telling(key):
    """The numbers of a right answer that a reader could not hit by chance."""
    values = [value for value in (key.values() if isinstance(key, dict) else [key]) if is_number(value)]
    return [abs(float(value)) for value in values if abs(value) >= 20 or value != int(value)]


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("who", ["", "2026001"])
@pytest.mark.parametrize("name", exercises.names())
def test_nothing_said_of_a_wrong_answer_tells_a_right_number(name, who, code):
    look.speak(code)
    q, data, ways = asked(name, who)
    key, shown = ways["right"], {}
    fields = (
        [field for field in key if is_number(key[field])]
        if isinstance(key, dict)
        else [None] * is_number(key)
    )
    for way in ways.values():
        for field in fields:
            for factor in (1, 0.01, 100, 1.01, 0.5):
                answer = way * factor if field is None else way | {field: way[field] * factor}
                feedback = q.judge(answer, data)
                if feedback.status not in ("right", "form"):
                    shown[feedback.words] = answer
    shown |= {hint: {} for pair in q.made.hints for hint in pair}
    for words, answer in shown.items():
        given = telling(answer)
        for number in map(float, re.findall(r"\d+(?:\.\d+)?", words.replace(",", ""))):
            near = [
                right for right in telling(key) if abs(number - right) <= 0.001 * right and right not in given
            ]
            assert not near, words


if __name__ == "__main__":
    look.speak("en")
    found = {
        f"{name} {who}".strip(): verdicts(name, who) for name in exercises.names() for who in ("", "2026001")
    }
    BOOK.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
