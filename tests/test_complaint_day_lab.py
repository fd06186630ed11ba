"""The desk on one screen: what each button does, what a reader sees in both languages, and where no widget runs."""

import re

import ipywidgets as w
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import errors, look
from casekit.labs import complaint_day as lab
from casekit.simulations import complaint_costs as costs
from casekit.simulations import complaint_kinds as kinds
from casekit.simulations import complaint_record as record
from casekit.simulations import complaint_rivals as rivals
from casekit.simulations.complaint_day import play

pytestmark = pytest.mark.slow
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
CHINESE = re.compile("[\u4e00-\u9fff]")


def inside(box, kind):
    found = [box] if isinstance(box, kind) else []
    return found + [each for child in getattr(box, "children", ()) for each in inside(child, kind)]


@pytest.fixture
def desk(work):
    return lab.DeskDay(3)


def widgets(desk):
    return desk.page().widget


def press(desk, way):
    desk.ways[way].click()


def test_a_whole_day_by_its_buttons(desk):
    widgets(desk)
    while not desk.day.over:
        pressed = next(way for way in ("judge", "pass", "note") if desk.words_of(way) != "–")
        press(desk, pressed)
    assert str(look.half_up(costs.total_fen(desk.day) / 100, 0)) in desk.parts["hand"].value
    assert all(button.description == "–" for button in desk.ways.values())
    assert record.kept(3).diary == desk.day.diary


def test_a_button_for_what_is_not_open_says_so_and_does_nothing(desk):
    widgets(desk)
    press(desk, "note")
    assert desk.message and desk.day.taken == [] and desk.parts["message"].value.count(desk.message) == 1
    press(desk, "call")
    assert desk.message == "" and len(desk.day.taken) == 1


def test_a_case_is_taken_in_hand_by_its_number(desk):
    widgets(desk)
    while len(desk.queue()) < 4:
        press(desk, "judge") if desk.words_of("judge") != "–" else press(desk, "pass")
    third = desk.queue()[2]
    desk.rows[2][0].click()
    assert desk.chosen == third and desk.rows[2][0].button_style == "info"
    assert f"{desk.day.files[third].number}. " in desk.parts["hand"].value
    desk.rows[lab.ROWS - 1][0].click() if len(desk.queue()) < lab.ROWS else None
    assert desk.chosen == third


def test_the_switches_are_what_the_next_decision_takes(desk):
    switches = inside(widgets(desk), w.ToggleButtons)
    by_name = dict(zip(("order", "promise", "voucher", "found"), switches, strict=True))
    by_name["promise"].value, by_name["voucher"].value = 60, "all"
    press(desk, "judge")
    assert desk.day.taken[0].choice[2:] == (60, "all")
    by_name["order"].value = "stake"
    stakes = [desk.day.luck[at].stake_fen for at in desk.queue()]
    assert stakes == sorted(stakes, reverse=True) and desk.chosen == desk.queue()[0]


@pytest.mark.parametrize(("rule", "way"), [("close", "close"), ("note", "note")])
def test_a_standing_rule_closes_what_is_found(desk, rule, way):
    desk.turn("found", rule)
    while not desk.day.over:
        assert not any({"close", "note"} & set(desk.day.ways(at)) for at in desk.day.waiting)
        desk.do("judge" if "judge" in desk.day.ways(desk.chosen) else "pass")
    ways = {taken.choice.way for taken in desk.day.taken}
    assert way in ways and ("note" in ways) == (rule == "note")


def test_going_on_to_the_evening_is_ones_own_way(desk):
    desk.turn("promise", 240)
    while len(desk.day.taken) < 12:
        desk.do(next(way for way in ("judge", "note", "close", "pass") if way in desk.day.ways(desk.chosen)))
    mine = list(desk.day.taken)
    desk.go_on(True)
    assert desk.day.over and desk.day.taken[:12] == mine
    new = [taken for taken in desk.day.taken[12:] if taken.stage == "new"]
    assert {(taken.choice.way, taken.choice.promise) for taken in new} == {("judge", 240)}
    assert record.kept(3).taken == desk.day.taken


def test_going_on_takes_the_case_in_hand_with_the_switches_as_they_stand(desk):
    while len(desk.queue()) < 3:
        desk.do(next(way for way in ("judge", "close", "pass") if way in desk.day.ways(desk.chosen)))
    last = desk.queue()[-1]
    desk.choose(last)
    desk.turn("promise", 60)
    desk.turn("voucher", "all")
    desk.go_on()
    assert (desk.day.taken[-1].choice.case, *desk.day.taken[-1].choice[2:]) == (last, 60, "all")
    once_more = lab.DeskDay(3)
    assert (once_more.set["promise"], once_more.set["voucher"]) == (60, "all")


def test_a_button_says_what_the_signature_takes(desk):
    rules = desk.day.rules
    for at, case in enumerate(desk.day.luck):
        desk.day.files.setdefault(at, desk.day.files[desk.chosen])
        desk.day.waiting, desk.chosen = [at], at
        assert (f"{rules.stopped}" in desk.words_of("settle")) == (case.cost_fen > rules.limit_fen)


def test_with_nothing_decided_going_on_is_as_they_come(desk):
    desk.go_on()
    assert len(desk.day.taken) == 1
    desk.restart()
    desk.go_on(True)
    assert costs.costs(desk.day)["tomorrow"] > 0 and not {"judge", "settle", "note"} & {taken.choice.way for taken in desk.day.taken}


def test_a_day_is_taken_up_again_and_begun_again(desk):
    for _ in range(5):
        desk.do(next(way for way in ("judge", "close", "pass") if way in desk.day.ways(desk.chosen)))
    once_more = lab.DeskDay(3)
    assert once_more.day.diary == desk.day.diary and once_more.chosen in once_more.day.waiting
    once_more.restart()
    assert lab.DeskDay(3).day.taken == [] and lab.DeskDay(3, 3).day.staff != desk.day.staff


@given(picks=st.lists(st.integers(0, 10**6), max_size=30))
def test_any_buttons_in_any_order_do_no_harm(picks):
    desk = lab.DeskDay(2, 3)
    desk.restart()
    widgets(desk)
    buttons = [*desk.ways.values(), *(button for button, _ in desk.rows), *desk.others[:1]]
    for pick in picks:
        buttons[pick % len(buttons)].click()
    assert record.kept(2, 3).diary == desk.day.diary


@LANGUAGES
@pytest.mark.parametrize("policy", rivals.RIVALS.values())
def test_all_that_is_seen_is_in_one_language(work, code, policy):
    look.speak(code)
    desk = lab.DeskDay(5)
    while not desk.day.over:
        desk._take(policy(desk.day), write=False)
        seen = desk.head() + desk.hand() + desk.log() + "".join(desk.card(at) for at in desk.queue()) + "".join(map(desk.words_of, lab.BUTTONS))
        assert bool(CHINESE.search(seen)) == (code == "zh")
        if code == "zh":
            assert not re.search(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>|&\w+;", "", seen))


@pytest.mark.parametrize(("day", "handlers"), [(0, 2), (3, 0), (3, 6), (3, "2"), (1.5, 2)])
def test_a_desk_that_cannot_be_is_refused(work, day, handlers):
    with pytest.raises(errors.Refused):
        lab.desk_day(day, handlers)


@LANGUAGES
def test_where_no_widget_runs_the_opening_is_told(work, code):
    look.speak(code)
    still = lab.DeskDay(3).page()
    assert "<button" not in still.html and bool(CHINESE.search(still.words)) == (code == "zh")
    assert "8:31" in still.words


def test_names_and_words_are_shown_as_text(work, monkeypatch):
    monkeypatch.setitem(kinds.WHO, "online", (("<b>Ms & Co</b>", "甲"),) * 6)
    desk = lab.DeskDay(3)
    shown = desk.hand() + desk.card(desk.chosen) + desk.log()
    assert "<b>Ms" not in shown and "&lt;b&gt;Ms &amp; Co&lt;/b&gt;" in shown


def test_every_kind_has_its_words_in_both_languages():
    for kind in kinds.KINDS:
        pairs = [kind.title, kind.said, kind.remedy, *(cause for _, cause in kind.causes.values())]
        for en, zh in pairs:
            assert en and not CHINESE.search(en) and CHINESE.search(zh)
        assert kind.customer in kinds.CUSTOMERS and kind.seems in kind.causes and set(kind.causes) <= set(kinds.DEPARTMENTS)
        assert 0 < kind.cost_yuan[0] < kind.cost_yuan[1]


def test_the_numbers_on_the_screen_are_the_engines(desk):
    desk.go_on(True)
    got, lines = costs.figures(desk.day), costs.costs(desk.day)
    head = re.sub(r"<[^>]*>", " ", desk.head())
    assert f"{got['kept']} / {got['due']}" in head and f"{got['closed']} cases" in head
    assert f"{look.half_up(lines['goodwill'] / 100, 0)} yuan" in head
    assert costs.costs(play(3, rivals.again(desk.day.taken))) == lines
