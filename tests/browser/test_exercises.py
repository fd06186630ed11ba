"""The exercises of lesson 3: as handed out, and with an answer typed in."""

import pytest
from playwright.sync_api import expect

from tests.browser.reader import FAULTS, read

pytestmark = pytest.mark.browser

NOT_ATTEMPTED = {"en": "Not attempted yet.", "zh": "还没有作答。"}
RIGHT = {"en": "Right.", "zh": "对。"}


def test_as_handed_out_they_run_and_say_not_attempted(exercises, edition):
    assert exercises.ask(FAULTS) == []
    for check in ("q2.check(", "q3.check("):
        expect(exercises.output(check)).to_contain_text(NOT_ATTEMPTED[edition.language])


def test_a_right_answer_is_called_right_and_recorded(exercises, edition, lab):
    expect(exercises.output("q1.check(")).to_contain_text(NOT_ATTEMPTED[edition.language])
    exercises.type_into("average = ...", "average = 35 / 15")
    exercises.run("average = ...")
    expect(exercises.run("q1.check(")).to_contain_text(RIGHT[edition.language])
    recorded = read(lab.work / "progress.json")["exercises"]
    assert recorded["screening-1"]["status"] == "right"
