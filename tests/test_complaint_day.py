"""A day at the complaints desk: the same luck everywhere, books that reconcile, orders known to be best, rivals in their order."""

from dataclasses import replace
from hashlib import sha256
from heapq import heapify, heapreplace
from itertools import permutations
from statistics import mean
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import errors
from casekit.simulations import complaint_costs as costs
from casekit.simulations import complaint_debrief as debrief
from casekit.simulations import complaint_kinds as kinds
from casekit.simulations import complaint_record as record
from casekit.simulations import complaint_rivals as rivals
from casekit.simulations.complaint_day import Day, play
from casekit.simulations.complaint_luck import DAY, PARTS, Case, Truth, draw_day
from casekit.simulations.complaint_rules import (
    PROMISES,
    TOMORROW,
    VOUCHERS,
    Choice,
    Rules,
    Staff,
    clock,
    handlers,
)

USUAL = dict.fromkeys(PARTS, 1000)


def case(kind="gift", arrives=0, voice="calm", stake=100_000, cost=10_000, back_after=60, pace=None, **truth):
    """A case made by hand: it holds, the obvious remedy is right, and it belongs where it seems to, unless said otherwise."""
    kind = kinds.KIND[kind]
    truth = {"department": kind.seems, "holds": True, "plain": True, "back_after": back_after} | truth
    return Case(kind, 0, arrives, voice, stake, cost, Truth(**truth), USUAL | (pace or {}))


def rules(**minutes):
    """The rules with other minutes for some pieces of work."""
    usual = Rules()
    return replace(usual, minutes=MappingProxyType({**usual.minutes, **minutes}))


def drive(day, ways, **how):
    """Take the first case that waits, way after way."""
    for way in ways:
        day.take(Choice(day.waiting[0], way, **how))
    return day


# Luck -----------------------------------------------------------------------------------------------------


def test_the_same_day_is_the_same_on_every_computer():
    drawn = repr([[(one.kind.key, *[getattr(one, name) for name in ("who", "arrives", "voice", "stake_fen", "cost_fen")], tuple(one.truth),
                    sorted(one.pace.items())) for one in draw_day(number)] for number in range(1, 41)])  # fmt: skip
    assert sha256(drawn.encode()).hexdigest()[:16] == "5e46711d4ecccb60"


def test_a_whole_game_is_the_same_on_every_computer():
    totals = [costs.total_fen(play(number, policy)) for number in range(1, 11) for policy in rivals.RIVALS.values()]
    assert sha256(repr(totals).encode()).hexdigest()[:16] == "659c223052c10b1f"


def test_a_day_is_what_its_rules_say():
    for number in range(1, 60):
        luck = draw_day(number)
        assert 31 <= len(luck) <= 37 and [one.arrives for one in luck] == sorted(one.arrives for one in luck)
        for one in luck:
            low, high = one.kind.cost_yuan
            assert 0 <= one.arrives < DAY and 100 * low <= one.cost_fen <= 100 * high
            assert one.truth.department in one.kind.causes and all(600 <= pace <= 2200 for pace in one.pace.values())
        for kind in (kind for kind in kinds.KINDS if kind.recurs):  # one cause a day
            assert len({one.truth.department for one in luck if one.kind is kind}) <= 1


def test_the_odds_of_the_kinds_are_those_of_the_table():
    drawn = [one for number in range(1, 400) for one in draw_day(number)]
    for kind in kinds.KINDS:
        mine = [one.truth for one in drawn if one.kind is kind]
        assert sum(odds for odds, _ in kind.causes.values()) == 1000
        assert mean(one.holds for one in mine) == pytest.approx(kind.holds / 1000, abs=0.06)
        assert mean(one.plain for one in mine) == pytest.approx(kind.plain / 1000, abs=0.08)
        assert mean(one.department == kind.seems for one in mine) == pytest.approx(kind.causes[kind.seems][0] / 1000, abs=0.12)


@pytest.mark.parametrize("bad", [0, -1, 1.5, True, "3"])
def test_a_day_is_a_whole_number(bad):
    with pytest.raises(errors.Refused):
        draw_day(bad)


# Any game --------------------------------------------------------------------------------------------------


@st.composite
def games(draw):
    """A day played by any legal decisions."""
    number, count = draw(st.integers(1, 300)), draw(st.integers(1, 5))
    picks = iter(draw(st.lists(st.integers(0, 10**6), min_size=40, max_size=40)) * 5)
    day = Day(number, handlers(count))
    while day.asks() is not None:
        pick = next(picks)
        at = day.waiting[pick % len(day.waiting)]
        ways = day.ways(at)
        day.take(Choice(at, ways[pick // 7 % len(ways)], PROMISES[pick // 11 % 4], VOUCHERS[pick // 13 % 3]))
    return number, day


@given(games())
def test_the_books_reconcile_to_the_fen(game):
    _, day = game
    lines, own = costs.costs(day), costs.case_costs(day)
    assert day.over and set(lines) == set(costs.COSTS) and all(type(fen) is int and fen >= 0 for fen in lines.values())
    of_the_desk = lines["wages"] + lines["overtime"] + lines["tomorrow"]
    assert own["total"].sum() + of_the_desk == sum(lines.values()) == costs.total_fen(day)
    assert all(own[name].sum() == lines[name] for name in own.columns[2:-1])
    assert round(100 * debrief.cost_table(day)["cost_cny"].iloc[:-1].sum()) == costs.total_fen(day)


@given(games())
def test_every_case_is_somewhere_and_nobody_is_in_two_places(game):
    _, day = game
    assert sorted([*day.files, *day.prevented]) == list(range(len(day.luck)))
    counted = costs.figures(day)
    assert counted["closed"] + counted["open"] == counted["cases"] and 0 <= counted["kept"] <= counted["due"]
    assert counted["busy_minutes"] <= counted["duty_minutes"]
    for handler in range(len(day.staff.shifts)):
        mine = [taken for taken in day.taken if taken.handler == handler]
        assert all(one.until <= after.minute for one, after in zip(mine, mine[1:], strict=False))
    assert len({(taken.choice.case, taken.stage) for taken in day.taken}) == len(day.taken)
    for at, file in day.files.items():
        minutes = [minute for minute, _ in file.trail]
        assert minutes == sorted(minutes) and minutes[0] == day.luck[at].arrives
        assert file.answered_at is None or file.answered_at > day.luck[at].arrives
        assert file.closed_at is None or file.answered_at <= file.closed_at
        assert sum(costs.chance_lost(day, at).values()) <= 1000


@given(games())
def test_a_day_read_from_its_file_is_the_same_day(game):
    number, day = game
    data = record.written(day, number)
    found, again = record.played(data)
    assert (found, record.written(again, found), again.diary) == (number, data, day.diary)
    assert costs.costs(again) == costs.costs(day)


@given(games())
def test_ones_own_choices_with_ones_own_staff_give_ones_own_day(game):
    number, day = game
    once_more = play(number, rivals.again(day.taken), day.staff)
    assert once_more.taken == day.taken and costs.costs(once_more) == costs.costs(day)


@given(games())
def test_two_desks_have_the_same_luck(game):
    number, day = game
    other = Day(number, handlers(5))
    assert day.luck == other.luck == draw_day(number)


@pytest.mark.parametrize(
    "bad", [Choice(0, "close"), Choice(0, "fly"), Choice(99, "call"), Choice(0, "call", 61), Choice(0, "call", 60, "some")]
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(bad):
    day = Day([case(), case(arrives=300)])
    before = record.written(day, 1), list(day.waiting), day.now
    with pytest.raises(errors.Refused):
        day.take(bad)
    assert (record.written(day, 1), list(day.waiting), day.now) == before


def test_a_day_that_is_over_takes_nothing_more():
    day = drive(Day([case()]), ["settle"])
    assert day.over
    with pytest.raises(errors.Refused):
        day.take(Choice(0, "call"))


# By hand --------------------------------------------------------------------------------------------------


def test_one_case_settled_at_once_by_hand():
    """8:30 to 8:50: call 8 and settle 12 minutes. Wages 480 x 0.75 = 360 yuan, remedy 100, chance lost 1 % of 1,000 yuan = 10."""
    day = drive(Day([case(arrives=0)], handlers(1)), ["settle"])
    file = day.files[0]
    assert (file.answered_at, file.closed_at) == (8, 20)
    lines = costs.costs(day)
    assert {name: fen for name, fen in lines.items() if fen} == {"wages": 36_000, "goods": 10_000, "goodwill": 1_000}


def test_eight_steps_by_hand():
    """Call 8, judge 15: 23. Quality 40: 63. Remedy 12: 75; above the limit, signed at 90. Promised in 4 hours: due at 248."""
    dear = case("display", cost=60_000, department="quality")
    day = drive(Day([dear], handlers(1)), ["judge", "close"], promise=240)
    file = day.files[0]
    assert [when for when, _ in file.trail] == [0, 0, 23, 63, 63, 75, 90]
    assert (file.answered_at, file.promised_at, file.closed_at, file.looked) == (8, 248, 90, 40)
    assert costs.figures(day)["due"] == costs.figures(day)["kept"] == 1
    lines = costs.costs(day)
    assert (lines["departments"], lines["goods"], lines["goodwill"]) == (40 * 150, 60_000, 1_800)  # 1 % and 0.8 %


def test_a_wrong_first_impression_goes_round():
    """Passed to logistics at 12, half of 25 is 13 minutes: back at 25; passed on at 29, quality until 69."""
    day = drive(Day([case("kettles", department="quality")], handlers(1)), ["pass", "pass", "note"])
    assert [what for _, what in day.files[0].trail] == ["new", "pass", "logistics", "back", "pass", "quality", "found", "note", "closed"]
    assert day.files[0].looked == 13 + 40 and day.files[0].wrong_way and day.files[0].closed_at == 29 + 40 + 22


def test_judging_first_saves_the_way_round_and_the_claim_that_does_not_hold():
    day = drive(Day([case("kettles", department="quality")], handlers(1)), ["judge"])
    assert [what for _, what in day.files[0].trail] == ["new", "judge", "quality", "found"]
    none = drive(Day([case("smell", holds=False)], handlers(1)), ["judge"])
    assert none.files[0].trail[-1] == (28, "explained")
    assert none.files[0].explained and none.files[0].closed_at == 8 + 15 + 5 and costs.costs(none)["goods"] == 0
    paid = drive(Day([case("smell", holds=False)], handlers(1)), ["settle"])
    assert costs.costs(paid)["wasted"] == 10_000 and paid.files[0].closed_at == 20


def test_a_wrong_remedy_brings_the_customer_back():
    day = drive(Day([case(plain=False)], handlers(1)), ["settle", "judge", "close"])
    file = day.files[0]
    assert file.back_again and file.wasted_fen == 5_000 and file.goods_fen == 10_000
    assert file.trail[2:4] == [(20, "closed"), (80, "again")]
    assert costs.chance_lost(day, 0)["again"] == 60
    late = drive(Day([case(plain=False, arrives=440)], handlers(1)), ["settle"])  # comes back at 520: it counts today
    assert late.files[0].back_again and late.files[0].closed_at is None and costs.costs(late)["left"] > 10_000


def test_what_the_head_of_service_was_not_asked_about_she_stops():
    day = drive(Day([case(cost=60_000)], handlers(1)), ["settle"])
    assert day.files[0].closed_at == 20 + 60
    small = drive(Day([case(cost=50_000)], handlers(1)), ["settle"])
    assert small.files[0].closed_at == 20


def test_a_cause_that_is_noted_brings_no_more_complaints_an_hour_later():
    luck = [case("late"), case("late", arrives=100, plain=False), case("late", arrives=129, plain=False)]
    day = Day(luck, handlers(1))
    drive(day, ["judge", "note"])  # call 8, judge 15, logistics 25, remedy 12, note 10: noted at 70
    assert day.noted == {"late": 70}
    drive(day, ["settle", "settle"])
    assert [day.files[at].back_again for at in day.files] == [False] * 3 and costs.open_causes(day) == []
    early = Day([case("late"), *(case("late", arrives=at) for at in (129, 130, 131))], handlers(1))
    drive(early, ["judge", "note", "settle"])
    assert early.prevented == [2, 3]
    assert costs.open_causes(drive(Day(luck[:1], handlers(1)), ["settle"])) == ["late"]


def test_patience_promises_and_silence():
    loud = case(voice="loud")
    both = Day([case(pace={"settle": 6000}), loud], handlers(1))
    assert not both.is_late(1)
    drive(both, ["settle"])  # until 80: the loud one has waited 80 + 8 minutes
    drive(both, ["settle"])
    assert both.is_late(1) and not both.is_late(0)
    broken = drive(Day([case()], handlers(1)), ["call"], promise=60)
    drive(broken, ["pass"])
    assert broken.files[0].promised_at == 68 and not broken.is_due(0)
    broken.now = 69
    assert broken.is_broken(0)
    patient = drive(Day([case()], handlers(1)), ["call"], promise=TOMORROW)
    assert not patient.is_due(0)
    silent = Day([case(arrives=479), case(arrives=479)], handlers(1))
    drive(silent, ["settle"])
    reasons = costs.chance_lost(silent, 1)
    assert {"late", "silent", "left"} <= set(reasons)


def test_open_cases_count_in_promises_and_in_minutes_to_the_first_answer():
    day = Day([case(), case(arrives=10), case(arrives=470)], handlers(1))
    drive(day, ["call"], promise=60)
    while day.asks() is not None and day.now < 470:
        day.take(Choice(1, "call" if "call" in day.ways(1) else "settle", TOMORROW)) if 1 in day.waiting else day.take(Choice(0, "settle"))
    assert costs.figures(day)["due"] == 1 == costs.figures(day)["kept"]
    never = Day([case(), case(arrives=1), case(arrives=2)], Staff(((0, 5),)))
    drive(never, ["call"], promise=60)
    minutes, done = costs.answer_times(never)
    assert done == [True, False, False] and costs.figures(never)["unanswered"] == 2
    assert costs.answered_within(never, 0.9) is None and costs.figures(never)["due"] == 1 and costs.figures(never)["kept"] == 0


def test_a_promise_due_at_half_past_five_is_due_today_and_a_minute_later_is_not():
    for arrives, due in ((232, 1), (233, 0)):  # answered at 240 or 241, promised in 4 hours
        day = drive(Day([case(arrives=arrives)], Staff(((0, arrives + 5),))), ["call"], promise=240)
        assert day.over and (costs.figures(day)["due"], costs.figures(day)["kept"]) == (due, 0)


def test_closed_too_late_is_not_kept():
    slow = case(pace={"settle": 9000})
    day = drive(Day([slow], handlers(1)), ["call", "settle"], promise=60)  # promised by 68, closed at 116
    assert day.files[0].closed_at == 116
    assert (costs.figures(day)["due"], costs.figures(day)["kept"]) == (1, 0)


def test_what_was_never_decided_comes_last_in_the_order_of_coming_in_and_by_habit():
    luck = [case("gift"), case("gift", pace={"settle": 40_000}), case("gift", arrives=1), case("short", arrives=2)]
    day = drive(Day(luck, handlers(1)), ["settle", "settle"], promise=120, voucher="all")  # the second takes the whole day
    assert [taken.choice.case for taken in day.taken] == [0, 1]
    other = play(luck, rivals.again(day.taken), handlers(2))
    assert [taken.choice.case for taken in other.taken] == [0, 1, 2, 3]
    assert {taken.choice[1:] for taken in other.taken} == {("settle", 120, "all")}


def test_with_more_staff_nobody_settles_what_only_the_list_had_made_plain():
    """One handler notes the cause at 85 and then settles two at once; five meet those two before anything is on the list."""
    luck = [case("late"), *(case("late", arrives=at, plain=False) for at in (1, 2)), case(arrives=3), case(arrives=4)]
    day = Day(luck, handlers(1))
    for at, way in ((0, "judge"), (3, "settle"), (4, "settle"), (0, "note"), (1, "settle"), (2, "settle")):
        day.take(Choice(at, way))
    assert day.noted == {"late": 85}
    more = play(luck, rivals.again(day.taken), handlers(5))
    first = {taken.choice.case: taken.choice.way for taken in reversed(more.taken)}
    assert first == {0: "judge", 1: "judge", 2: "judge", 3: "settle", 4: "settle"}
    assert not any(file.back_again for file in more.files.values())


def test_a_case_on_the_list_goes_as_those_on_the_list_did():
    luck = [case("late"), case("late", arrives=75), case("late", arrives=100), case("short", arrives=100)]
    day = drive(Day(luck, handlers(1)), ["judge", "note", "settle"])
    assert (rivals.as_mostly(day, day.taken, 2).way, rivals.as_mostly(day, day.taken, 3).way) == ("settle", "judge")


def test_an_answer_counts_when_it_is_given_and_not_before():
    day = drive(Day([case(), case(arrives=3)], handlers(2)), ["judge"])  # the first call lasts until 8
    assert (day.now, costs.figures(day)["unanswered"], costs.figures(day)["answer_minutes"]) == (3, 2, None)
    drive(day, ["judge"])
    assert day.now >= 11 and costs.figures(day)["unanswered"] == 0 and costs.figures(day)["answer_minutes"] == 8


def test_a_voucher_keeps_two_fifths_and_is_given_once():
    day = drive(Day([case(plain=False, stake=1_000_000)], handlers(1)), ["settle", "judge", "close"], voucher="all")
    assert costs.costs(day)["vouchers"] == 2_000
    chance = sum(costs.chance_lost(day, 0).values())
    assert costs.goodwill_fen(day, 0) == 1_000_000 * chance * 600 // 1_000_000
    smooth = drive(Day([case()], handlers(1)), ["settle"], voucher="trouble")
    assert costs.costs(smooth)["vouchers"] == 0


def test_overtime_is_paid_and_nothing_is_begun_after_half_past_five():
    day = drive(Day([case(arrives=470), case(arrives=470)], handlers(1)), ["settle"])
    assert day.over and day.taken[0].until == 490 and costs.costs(day)["overtime"] == 10 * 75 * 3 // 2
    assert day.files[1].answered_at is None


def test_a_shift_that_begins_later_works_later():
    day = Day([case(), case()], Staff(((0, DAY), (90, DAY))))
    drive(day, ["settle"])
    assert day.now == 20 and costs.costs(day)["wages"] == 75 * (480 + 390)
    assert Day([case()], Staff(((90, DAY),))).now == 90


def test_the_clock():
    assert [clock(minute) for minute in (0, 209, 210, 211, 480)] == ["8:30", "11:59", "12:00", "13:01", "17:30"]


# Orders known to be best ----------------------------------------------------------------------------------


SHORT = rules(call=0)  # a case takes as long as it takes to settle it


def settled(lengths, order, due=None):
    """One handler settles cases that all came at 8:30 in this order; when each is closed."""
    luck = [case(pace={"settle": 1000 * minutes // 12}) for minutes in lengths]
    day = Day(luck, handlers(1), SHORT)
    for at in order:
        day.take(Choice(at, "settle"))
    return [day.files[at].closed_at for at in range(len(luck))]


LENGTHS, DUE = (60, 12, 36, 24), (70, 30, 140, 55)


def test_shortest_first_waits_least():
    best = min(permutations(range(4)), key=lambda order: sum(settled(LENGTHS, order)))
    assert [LENGTHS[at] for at in best] == sorted(LENGTHS)
    assert sum(settled(LENGTHS, best)) == 12 + 36 + 72 + 132


def test_earliest_due_first_is_least_late():
    def latest(order):
        return max(end - due for end, due in zip(settled(LENGTHS, order), DUE, strict=True))

    by_due = sorted(range(4), key=lambda at: DUE[at])
    assert latest(by_due) == min(latest(order) for order in permutations(range(4))) == 26


def test_moore_and_hodgson_keep_most_promises():
    def kept(order):
        return sum(end <= due for end, due in zip(settled(LENGTHS, order), DUE, strict=True))

    chosen = []
    for at in sorted(range(4), key=lambda at: DUE[at]):
        chosen.append(at)
        if sum(LENGTHS[one] for one in chosen) > DUE[at]:
            chosen.remove(max(chosen, key=lambda one: LENGTHS[one]))
    order = [*chosen, *(at for at in range(4) if at not in chosen)]
    assert kept(order) == max(kept(order) for order in permutations(range(4))) == len(chosen) == 3


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_queue_is_kiefer_and_wolfowitzs(number, count):
    """First come, first served, everything settled: when each is answered, by the recursion on the handlers' free moments."""
    luck = [replace(one, truth=one.truth._replace(plain=True), cost_fen=100) for one in draw_day(number)]
    day = play(luck, lambda day: Choice(min(day.waiting), "settle"), handlers(count))
    free = [0] * count
    heapify(free)
    for at, one in enumerate(luck):
        begun = max(free[0], one.arrives)
        if begun >= DAY:
            assert at not in day.files or day.files[at].answered_at is None
            continue
        call, settle = ((usual * one.pace[part] + 500) // 1000 for part, usual in (("call", 8), ("settle", 12)))
        heapreplace(free, begun + call + settle)
        assert day.files[at].answered_at == begun + call
        assert day.files[at].closed_at == begun + call + settle


# Better is never worse ------------------------------------------------------------------------------------

SEEDS = range(1, 61)


def expected(policy, staff=None, rules=None, what=costs.total_fen, seeds=SEEDS):
    return mean(what(play(number, policy, staff, rules)) for number in seeds)


def without_wages(day):
    return costs.total_fen(day) - costs.costs(day)["wages"]


def first_answers(day):
    return mean(costs.answer_times(day)[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", rivals.RIVALS)
def test_one_more_handler_is_never_worse_but_for_the_wages(name):
    policy = rivals.RIVALS[name]
    waits = [expected(policy, handlers(count), what=first_answers) for count in range(1, 6)]
    assert waits == sorted(waits, reverse=True)
    bills = [expected(policy, handlers(count), what=without_wages) for count in range(1, 6)]
    assert all(more <= 1.005 * fewer for fewer, more in zip(bills, bills[1:], strict=False)), bills


@pytest.mark.slow
@pytest.mark.parametrize("name", rivals.RIVALS)
def test_specialists_more_and_shorter_work_are_never_worse(name):
    policy, usual = rivals.RIVALS[name], Rules()
    before = expected(policy)
    quicker = replace(usual, minutes=MappingProxyType({part: max(1, 3 * minutes // 4) for part, minutes in usual.minutes.items()}))
    looked = replace(usual, look=MappingProxyType({name: minutes // 2 for name, minutes in usual.look.items()}))
    assert expected(policy, handlers(2)._replace(specialists=(2, 2, 2, 2))) <= before
    for better in (quicker, looked, replace(usual, limit_fen=200_000), replace(usual, sign=0, stopped=0)):
        assert expected(policy, rules=better) <= before


def test_with_the_same_choices_patience_never_costs():
    usual = Rules()
    patient = replace(usual, patience=MappingProxyType({voice: 2 * minutes for voice, minutes in usual.patience.items()}))
    for number in range(1, 40):
        day = play(number, rivals.as_they_come)
        other = play(number, rivals.again(day.taken), rules=patient)
        assert other.taken == day.taken and costs.total_fen(other) <= costs.total_fen(day)


def changed(**how):
    """The careful policy with one decision made in another way."""

    def policy(day):
        choice = rivals.careful(day)
        way = how["way"](day, choice) if "way" in how else choice.way
        return choice._replace(way=way, **{name: value for name, value in how.items() if name != "way"})

    return policy


WORSE = {
    "an hour promised to everybody": changed(promise=60),
    "vouchers for everybody": changed(voucher="all"),
    "no cause noted": changed(way=lambda day, choice: "close" if choice.way == "note" else choice.way),
    "by first impression": changed(way=lambda day, choice: "pass" if choice.way == "judge" else choice.way),
    "all settled at once": changed(way=lambda day, choice: "settle" if "settle" in day.ways(choice.case) else choice.way),
    "nothing settled at once": changed(way=lambda day, choice: "judge" if choice.way == "settle" else choice.way),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WORSE)
def test_each_step_left_out_costs_more_in_expectation(name):
    assert expected(WORSE[name]) > expected(rivals.careful)


def in_order(seeds):
    naive, greedy, careful = ([costs.total_fen(play(number, policy)) for number in seeds] for policy in rivals.RIVALS.values())
    assert mean(naive) > mean(greedy) > mean(careful)
    assert sum(one > other for one, other in zip(naive, greedy, strict=True)) > 0.95 * len(seeds)
    assert sum(one > other for one, other in zip(greedy, careful, strict=True)) > 0.95 * len(seeds)


def test_naive_greedy_and_careful_come_out_in_this_order():
    in_order(range(2001, 2101))


@pytest.mark.daily
def test_naive_greedy_and_careful_come_out_in_this_order_over_a_thousand_days():
    in_order(range(1, 1001))


@pytest.mark.parametrize("name", rivals.RIVALS)
def test_a_rival_sees_nothing_that_is_hidden(name):
    """The first decisions are the same whatever is behind the cases."""
    for number in range(1, 30):
        luck = draw_day(number)
        other = [replace(one, truth=Truth(list(one.kind.causes)[-1], not one.truth.holds, not one.truth.plain, 99)) for one in luck]
        assert rivals.RIVALS[name](Day(luck)) == rivals.RIVALS[name](Day(other))


# Debrief --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def greedy():
    return play(3, rivals.quickest_first)


def test_other_staff_begins_with_the_day_as_it_was(greedy):
    table = debrief.staffing_table(greedy)
    assert len(table) == len(debrief.staffs()) == 8
    assert table["change_cny"].iloc[1] == 0 and table["total_cny"].iloc[1] * 100 == pytest.approx(costs.total_fen(greedy))
    assert table["wages_cny"].iloc[:5].tolist() == [360, 720, 1080, 1440, 1800]


def test_rivals_have_the_same_cases_and_ones_own_day_is_not_there_twice(greedy):
    assert list(debrief.rivals_days(greedy)) == [rivals.rival_name(name) for name in rivals.RIVALS]
    mine = play(3, changed(promise=TOMORROW))
    days = debrief.rivals_days(mine)
    assert list(days)[0] == "you" and all(day.luck == mine.luck for day in days.values())
    bars = debrief.grouped_costs(days)
    assert (100 * bars.sum(axis=1)).round().tolist() == [costs.total_fen(day) for day in days.values()]
    assert (100 * debrief.desks_table(days)["total_cny"]).round().tolist() == [costs.total_fen(day) for day in days.values()]


def test_one_more_handler_is_told_for_each_way_of_working(greedy):
    table = debrief.one_more_table(greedy)
    assert (table["more_cny"] - table["total_cny"] - table["change_cny"]).abs().max() < 0.005
    for (_, row), policy in zip(table.iterrows(), rivals.RIVALS.values(), strict=True):
        assert round(100 * row["more_cny"]) == costs.total_fen(play(3, policy, handlers(3)))
    mine = play(3, changed(promise=60))
    own = debrief.one_more_table(mine).loc["you", "more_cny"]
    assert round(100 * own) == costs.total_fen(play(3, rivals.again(mine.taken), handlers(3)))


@pytest.mark.slow
def test_what_the_page_says_of_a_hundred_days():
    totals = {name: [costs.total_fen(play(number, policy)) for number in range(1, 101)] for name, policy in rivals.RIVALS.items()}
    assert [min(bills, key=bills.get) for bills in (dict(zip(totals, day, strict=True)) for day in zip(*totals.values(), strict=True))] == ["careful"] * 100
    assert [costs.yuan(end(totals["careful"])) for end in (min, max)] == ["7,528", "20,850"]


def test_many_days_are_means():
    table = debrief.over_many_days(3)
    wanted = mean(costs.total_fen(play(number, rivals.careful, handlers(2))) for number in (1, 2, 3))
    assert 100 * table.loc[rivals.rival_name("careful"), "handlers_2"] == pytest.approx(wanted)


def test_the_pictures_say_what_was_drawn(greedy):
    days = debrief.rivals_days(greedy)
    bars = debrief.grouped_costs(days)
    ax = debrief.plot_desks(bars)
    assert len(ax.patches) == bars.size
    assert [round(bar.get_width(), 6) for bar in ax.patches[: len(bars)]] == bars["staff"].round(6).tolist()
    table = debrief.staffing_table(greedy)
    line = debrief.plot_staffing(table, 2).lines[0]
    assert list(line.get_ydata()) == table["total_cny"].iloc[:5].tolist()


def test_the_dearest_cases_are_told(greedy):
    table = debrief.dearest_cases(greedy)
    all_of_them = costs.case_costs(greedy)["total"].sort_values(ascending=False)
    assert (100 * table["cost_cny"]).round().tolist() == all_of_them.head(5).tolist()
    assert all("came in" in story for story in table["story"])


# The file -------------------------------------------------------------------------------------------------


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "my_work"))
    monkeypatch.setattr(record, "_in_memory", {})
    return tmp_path / "my_work"


def part_of_a_day():
    day = Day(3)
    for _ in range(7):
        day.take(rivals.careful(day))
    return day


def test_a_day_that_is_left_is_taken_up_where_it_was(work):
    day = part_of_a_day()
    assert record.kept(3) is None and record.keep(day, 3) == ""
    assert record.kept(3).diary == day.diary and record.kept(3, 3) is None and record.kept(4) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"", lambda data: b"[]", lambda data: data[:-9], lambda data: data.replace(b'"version": 1', b'"version": 2'),
        lambda data: data.replace(b'"judge"', b'"close"'), lambda data: data.replace(b'"day": 3', b'"day": 4'),
        lambda data: data.replace(b'"handlers": 2', b'"handlers": 9'), lambda data: data.replace(b'"case": 0', b'"case": true'),
        lambda data: b"\xff\xfe" + data, lambda data: data.replace(b'"promise": 240', b'"promise": [1]'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_played_is_set_aside(work, spoil, capsys):
    record.keep(part_of_a_day(), 3)
    path = record.file_of(3)
    spoiled = spoil(path.read_bytes())
    path.write_bytes(spoiled)
    assert record.kept(3) is None and not path.exists()
    assert [each.read_bytes() for each in path.parent.glob("*unreadable*")] == [spoiled]
    assert path.name in capsys.readouterr().out


def test_a_file_under_another_days_name_is_set_aside(work):
    record.keep(Day(3), 3)
    data = record.file_of(3).read_bytes()
    for other in (record.file_of(4), record.file_of(3, 3)):
        other.write_bytes(data)
    assert record.kept(4) is None and record.kept(3, 3) is None and record.kept(3) is not None
    assert len(list(record.file_of(3).parent.glob("*unreadable*"))) == 2


def test_where_nothing_can_be_written_the_day_lives_on(work, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record, "write_whole", full)
    day = part_of_a_day()
    assert "No space" in record.keep(day, 3) and record.kept(3).diary == day.diary


def test_the_debrief_takes_a_finished_day_or_an_example(work, capsys):
    record.keep(part_of_a_day(), 3)
    assert debrief.yours(3).taken == play(3, rivals.quickest_first).taken
    mine = play(3, rivals.careful)
    record.keep(mine, 3)
    assert debrief.yours(3).taken == mine.taken
    assert len(capsys.readouterr().out.splitlines()) == 2
