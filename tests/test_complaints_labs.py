"""The complaints desk and the waiting line: what each step does, what a reader sees, and where no widget runs."""

import ipywidgets as w
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import complaint_flow, look
from casekit.labs import complaint_desk as desk
from casekit.labs import waiting_line as line

pytestmark = pytest.mark.slow
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
STEPS = complaint_flow.STEPS


def inside(box, kind):
    found = [box] if isinstance(box, kind) else []
    return found + [each for child in getattr(box, "children", ()) for each in inside(child, kind)]


# The desk -------------------------------------------------------------------------------------------------


def verdict(*steps, ticket=desk.TICKETS[0]):
    return desk.run(ticket, steps).verdict()


def test_the_whole_flow_ends_well():
    said = verdict("record", "call", *STEPS[1:])
    assert said[1:] == [
        "This customer does not complain again.",
        "The customer was called before the matter was settled.",
        "The cause is on the list: no other customer will complain of it.",
    ]


@pytest.mark.parametrize("ticket", desk.TICKETS[:2])
@pytest.mark.parametrize(
    ("steps", "line_"),
    [
        (("judge",), "the customer has to tell it all again"),
        (("record", "assign"), "which sends the case back after 2 days"),
        (("record", "analyse"), "nobody is responsible"),
        (("record", "judge", "assign", "propose"), "the cause is not known"),
        (("record", "judge", "assign", "propose", "analyse"), "But the remedy is with the manager already"),
        (("record", "judge", "assign", "analyse", "propose", "carry out"), "above the handler's limit"),
        (("record", "propose", "carry out", "evaluate"), "no cause on record"),
    ],
)
def test_each_step_left_out_or_turned_has_its_consequence(ticket, steps, line_):
    assert line_ in desk.run(ticket, steps).lines[-1]


@pytest.mark.parametrize("ticket", desk.TICKETS)
def test_silence_is_told(ticket):
    quiet, heard = (
        desk.run(ticket, steps)
        for steps in (("record", "propose", "carry out"), ("record", "call", "propose", "carry out"))
    )
    assert "the first the customer hears" in quiet.lines[-1] and "the first" not in heard.lines[-1]
    assert "Nobody called" in quiet.verdict()[2] and "was called" in heard.verdict()[2]


@given(st.lists(st.sampled_from(("call", *STEPS)), max_size=20), st.sampled_from(desk.TICKETS))
def test_whatever_is_pressed_the_desk_holds(steps, ticket):
    lab = desk.DeskLab(ticket)
    days = 0
    for step in steps:
        lab.step(step)
        assert lab.desk.days >= days
        days = lab.desk.days
    done = lab.desk.done
    assert len(done) == len(set(done)) == len(lab.desk.lines)
    assert bool(lab.desk.verdict()) == ("carry out" in done)
    if "carry out" in done:
        assert "propose" in done[: done.index("carry out")]


def test_a_remedy_is_right_only_where_the_cause_was_known_or_plain():
    for ticket in desk.TICKETS:
        known = desk.run(ticket, ("record", "judge", "assign", "analyse", "propose", "approve", "carry out"))
        guess = desk.run(ticket, ("record", "propose", "carry out"))
        assert known.right_remedy and guess.right_remedy == ticket.plain


@LANGUAGES
def test_buttons_take_the_steps_and_only_those_that_may_follow(code):
    look.speak(code)
    lab = desk.DeskLab()
    page = lab.page()
    assert [each.description for each in lab.buttons.values()] == [
        desk.name(step) for step in ("call", *STEPS)
    ]
    assert lab.buttons["approve"].disabled and not lab.buttons["record"].disabled
    for step in ("record", "propose", "carry out"):
        lab.buttons[step].click()
    assert lab.desk.done == ["record", "propose", "carry out"] and lab.buttons["judge"].disabled
    assert all(each in lab.log.value for each in map(look.escape, lab.desk.lines))
    inside(page.widget, w.Button)[-1].click()
    assert lab.desk.done == []
    lab.choice.value = 2
    assert lab.desk.ticket is desk.TICKETS[2]


@LANGUAGES
def test_the_desk_is_whole_where_no_widget_runs(code):
    look.speak(code)
    page = desk.DeskLab().page()
    for words, steps in desk.RUNS.items():
        run = desk.run(desk.TICKETS[0], steps)
        assert look.say(*words) in page.html and look.say(*words) in page.words
        assert all(
            each in page.words and look.escape(each) in page.html for each in [*run.lines, *run.verdict()]
        )


def test_what_is_against_the_flow_is_said_when_the_case_is_closed():
    lab = desk.DeskLab()
    for step in desk.RUNS[list(desk.RUNS)[1]]:
        lab.step(step)
    assert "Too late: 4 analyse cause and responsibility." in lab.html()


# The waiting line -----------------------------------------------------------------------------------------


def slow_waits(agents, arrive, takes):
    """One day, one number of agents, the plain way."""
    free, waited = [0.0] * agents, []
    for come, busy in zip(arrive, takes, strict=True):
        first = min(range(agents), key=free.__getitem__)
        start = max(come, free[first])
        waited.append(start - come)
        free[first] = start + busy
    return waited


def test_the_waits_agree_with_the_plain_way():
    gaps, lengths = line._draws("gaps", line.GAPS)[:3], line._draws("lengths", line.LENGTHS)[:3]
    fast = line.waits(30, 6, gaps, lengths)
    for agents in (1, 3, 8):
        slow = []
        for day in range(3):
            arrive = gaps[day].cumsum() * 2
            here = arrive <= line.OFFICE_MINUTES
            slow += slow_waits(agents, arrive[here], lengths[day][here] * 6)
        assert np.allclose(fast[agents - 1], slow)


@given(st.integers(6, 42), st.integers(2, 10))
def test_more_agents_never_wait_longer_and_nobody_waits_less_than_nothing(calls, minutes):
    gaps, lengths = line._draws("gaps", line.GAPS)[:2], line._draws("lengths", line.LENGTHS)[:2]
    waited = line.waits(calls, minutes, gaps, lengths)
    assert (waited >= 0).all() and (np.diff(waited, axis=0) <= 1e-9).all()


def test_draws_have_mean_one_and_are_the_same_each_time():
    one, other = line._draws("gaps", line.GAPS), line._draws("gaps", line.GAPS)
    assert one.mean() == pytest.approx(1) and (one == other).all() and (one >= 0).all()


def test_a_step_moves_the_same_artists_and_changes_the_picture():
    lab = line.QueueLab()
    before, artists = lab.picture, lab.ax.get_children()
    lab.step(30, 7, 4)
    assert lab.picture != before
    assert all(one is other for one, other in zip(artists, lab.ax.get_children(), strict=True))
    lab.step(30, 6, 4)
    assert lab.picture == before


def test_too_much_work_is_said():
    lab = line.QueueLab(42, 6, 4)
    assert lab.busy() > 1 and "the line grows all day long" in lab.said()
    lab.step(6, 2, 8)
    assert "the line" not in lab.said()


@LANGUAGES
def test_moving_a_slider_changes_picture_and_words(code):
    look.speak(code)
    lab = line.QueueLab()
    lab.page()
    before = lab.image.value, lab.words.value
    lab.sliders["agents"].value = 5
    assert lab.agents == 5 and lab.image.value != before[0] and lab.words.value != before[1]


def test_a_wait_above_the_scale_has_its_number_at_the_top_instead_of_a_mark():
    lab = line.QueueLab(30, 6, 4)
    over = lab.p90 > line.MOST
    assert (
        over.any() and not over.all() and not over[2:].any()
    )  # three agents, the lab's first sight, have a mark
    assert [bool(text.get_text()) for text in lab.over_texts] == over.tolist()
    assert np.isnan(lab.lines[1].get_ydata()).tolist() == over.tolist()
