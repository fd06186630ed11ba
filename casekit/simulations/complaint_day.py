"""A day at the complaints desk, event by event.

Cases come in, wait, are taken up by a handler, go to a department and come back. Whenever a handler is free and something
waits, the day stops and asks: which case, and what is to be done with it? ``Day.take`` is the answer. Everything else follows
from the day's luck and from ``complaint_rules.Rules``, which holds every number of the game.

Our own event loop and not SimPy: the day has to stop at each decision, wait for a reader, be kept as a plain file and be
taken up again, and a process of SimPy (a generator) cannot be stored or copied. The loop is ``Day.advance``, ten lines round
a heap of events; the tests hold its queue against Kiefer and Wolfowitz's recursion and against orders known to be best.

Time is in working minutes from 8:30 (0 to 480; the hour at lunch, 12:00 to 13:00, does not count), money in fen.
"""

from collections import deque
from heapq import heapify, heappop, heappush

from casekit.core.language import say
from casekit.errors import Refused, listed, require_one_of
from casekit.simulations.complaint_kinds import DEPARTMENTS
from casekit.simulations.complaint_luck import DAY, draw_day
from casekit.simulations.complaint_rules import PROMISES, VOUCHERS, WAYS, Rules, Staff, Taken


class File:
    """What has become of one case so far."""

    __slots__ = ("answered_at", "back_again", "by_voucher", "cause_known", "closed_at", "decided", "explained", "goods_fen",
                 "known", "looked", "number", "promise", "promised_at", "stage", "trail", "voucher_fen", "wasted_fen", "wrong_way")  # fmt: skip

    def __init__(self, number):
        self.number, self.stage, self.trail = number, "new", []
        self.answered_at = self.closed_at = self.promise = self.promised_at = self.known = None
        self.back_again = self.wrong_way = self.decided = self.explained = self.cause_known = False
        self.goods_fen = self.wasted_fen = self.voucher_fen = self.looked = 0


class Day:
    """One day: ``waiting`` (cases for the desk), ``asks()``, ``take(choice)``; at the end ``over``.

    Parameters
    ----------
    luck : int or tuple of Case
        The number of the day, or its cases.
    staff : Staff
    rules : Rules
    """

    def __init__(self, luck, staff=None, rules=None):
        self.luck = draw_day(luck) if isinstance(luck, int) else tuple(luck)
        self.staff, self.rules = staff or Staff(), rules or Rules()
        self.now, self.order, self.files, self.waiting, self.taken = 0, 0, {}, [], []
        self.free, self.noted, self.prevented, self.diary = [], {}, [], []
        self.desks = {name: deque() for name in DEPARTMENTS}
        self.idle = dict(zip(DEPARTMENTS, self.staff.specialists, strict=True))
        self.events = [(case.arrives, at, "arrive", at) for at, case in enumerate(self.luck)]
        self.events += [(begin, -1 - at, "free", at) for at, (begin, _) in enumerate(self.staff.shifts)]
        heapify(self.events)
        self.order = len(self.luck)
        self.advance()

    # The loop -------------------------------------------------------------------------------------------

    def asks(self):
        """The handler who is free while something waits, or None: nothing to decide."""
        if self.now >= DAY or not self.waiting:
            return None
        return next((one for one in self.free if self.now < self.staff.shifts[one][1]), None)

    def advance(self):
        """Let the clock run to the next decision, or to the end."""
        while self.events and (self.asks() is None or self.events[0][0] == self.now):
            minute, _, what, about = heappop(self.events)
            self.now = minute
            getattr(self, f"_{what}")(about)
        if self.over:
            self.now = max(self.now, DAY)

    @property
    def over(self):
        """Whether the day is done."""
        return not self.events and self.asks() is None

    def _later(self, minutes, what, about):
        self.order += 1
        heappush(self.events, (self.now + minutes, self.order, what, about))

    # What happens by itself -----------------------------------------------------------------------------

    def _arrive(self, at):
        kind = self.luck[at].kind.key
        if kind in self.noted and self.now >= self.noted[kind] + self.rules.learnt_after:
            self.prevented.append(at)
            self.diary.append((self.now, at, "prevented"))
            return
        self.files[at] = File(len(self.files) + 1)
        self._wait(at, "new")

    def _wait(self, at, stage):
        self.files[at].stage = stage
        self.waiting.append(at)
        self._write(at, stage)

    def _write(self, at, what):
        self.files[at].trail.append((self.now, what))
        self.diary.append((self.now, at, what))

    def _free(self, handler):
        self.free.append(handler)
        self.free.sort()

    def _looked(self, about):
        """A department is done with a case; what is not done by 17:30 is not there today."""
        department, at = about
        if self.now > DAY:
            return
        self.idle[department] += 1
        self._start_look(department)
        file, truth = self.files[at], self.luck[at].truth
        file.known = truth.department
        if department == truth.department:
            file.cause_known = True
            self._wait(at, "found")
        else:
            file.wrong_way = True
            self._wait(at, "back")

    def _start_look(self, department):
        if self.idle[department] and self.desks[department] and self.now < DAY:
            at = self.desks[department].popleft()
            self.idle[department] -= 1
            minutes = self._minutes(at, "look", self.rules.look[department])
            if department != self.luck[at].truth.department:
                minutes = (minutes + 1) // 2  # half the time, to find that it belongs elsewhere
            self.files[at].looked += minutes
            self._later(minutes, "looked", (department, at))

    def _closed(self, at):
        """The remedy is carried out; what is signed after 17:30 is carried out tomorrow."""
        if self.now <= DAY:
            self._shut(at)

    def _shut(self, at):
        file, truth = self.files[at], self.luck[at].truth
        file.stage, file.closed_at = "closed", self.now
        self._write(at, "explained" if file.explained else "closed")
        if not file.decided:
            self._later(truth.back_after, "again", at)

    def _again(self, at):
        """The remedy was the wrong one, and the customer is there again; after 17:30 it counts, and waits for tomorrow."""
        file = self.files[at]
        file.back_again, file.closed_at = True, None
        self._wait(at, "again")

    # What is decided ------------------------------------------------------------------------------------

    def ways(self, at):
        """What may be done with a case that waits."""
        if at not in self.waiting:
            return ()
        ways, case = WAYS[self.files[at].stage], self.luck[at]
        if "note" in ways and not (case.kind.recurs and case.kind.key not in self.noted and case.truth.holds):
            return tuple(way for way in ways if way != "note")
        return ways

    def seems(self, at):
        """The department by what is known, else by first impression."""
        case = self.luck[at]
        noted = case.kind.key in self.noted
        return self.files[at].known or (case.truth.department if noted else case.kind.seems)

    def take(self, choice):
        """Let the free handler do one piece of work, and let the clock run to the next decision.

        Raises
        ------
        Refused
            If nobody is free, the case does not wait, or the way is not open for it.
        """
        handler = self.asks()
        self._refuse(handler, choice)
        at, file, begun = choice.case, self.files[choice.case], self.now
        parts, end = self._parts(choice)
        self.waiting.remove(at)
        self.free.remove(handler)
        if file.answered_at is None:
            file.answered_at = begun + parts[0]
        minutes = sum(parts)
        self.taken.append(Taken(begun, handler, file.stage, choice, begun + minutes))
        self._write(at, choice.way)
        file.stage = "in hand"
        self._later(minutes, "done", (handler, choice, end))
        self.advance()
        return self

    def _refuse(self, handler, choice):
        require_one_of("promise", choice.promise, PROMISES)
        require_one_of("voucher", choice.voucher, VOUCHERS)
        may = self.ways(choice.case)
        if handler is None or choice.way not in may:
            raise Refused(
                say(f"for this case one of: {listed(may)}", f"这件投诉现在可以：{listed(may)}")
                if may and handler is not None
                else say("a handler who is free and a case that waits", "有空闲的专员和等待处理的投诉"),
                f"{choice.case}: {choice.way}",
                say("take one of those that wait (day.waiting)", "从等待的投诉里选一件（day.waiting）"),
            )

    def _minutes(self, at, part, usual):
        return max(1, (usual * self.luck[at].pace[part] + 500) // 1000) if usual else 0

    def _parts(self, choice):
        """The minutes of the parts of a piece of work, and how it ends: waits, looks, settles, explains, closes."""
        at, way = choice.case, choice.way
        case, file = self.luck[at], self.files[at]
        names = ["call"] * (file.answered_at is None) + [way] * (way not in ("call", "note")) + ["close", "note"] * (way == "note")
        end = {"call": "waits", "pass": "passed", "judge": "passed", "settle": "settled"}.get(way, "closed")
        if way == "judge" and not case.truth.holds:
            names, end = [*names, "explain"], "explained"
        if way == "settle" and self._is_right(at):
            end = "closed"
        return [self._minutes(at, name, self.rules.minutes[name]) for name in names], end

    def usual_minutes(self, at, way):
        """What a piece of work usually takes a handler: a case that was never answered is called first."""
        minutes = self.rules.minutes
        named = {"call": 0, "note": minutes["close"] + minutes["note"]}.get(way, minutes.get(way))
        return named + (minutes["call"] if self.files[at].answered_at is None else 0)

    def _is_right(self, at):
        """Whether the remedy given at once is the right one: it is plain, or the cause is known by now."""
        case = self.luck[at]
        return case.truth.plain or case.kind.key in self.noted or not case.truth.holds

    def _done(self, about):
        handler, choice, end = about
        self._free(handler)
        at = choice.case
        if choice.way == "judge":
            self.files[at].known = self.luck[at].truth.department
        if choice.way == "note":
            self.noted.setdefault(self.luck[at].kind.key, self.now)
        if end in ("waits", "passed"):
            self._promise(at, choice)
        getattr(self, f"_end_{end}")(at, choice)

    def _promise(self, at, choice):
        """A case that stays open gets a promise, once."""
        file = self.files[at]
        if file.promise is None:
            file.promise = choice.promise
            since = file.answered_at if not file.back_again else self.now
            file.promised_at = since + choice.promise if choice.promise else 2 * DAY

    def _end_waits(self, at, choice):
        self._wait(at, "called")

    def _end_passed(self, at, choice):
        department = self.seems(at)
        self.files[at].stage = department
        self._write(at, department)
        self.desks[department].append(at)
        self._start_look(department)

    def _end_explained(self, at, choice):
        file = self.files[at]
        file.decided = file.explained = True
        self._give_voucher(at, choice)
        self._shut(at)

    def _end_closed(self, at, choice):
        """The right remedy; or, settled at once, one that is paid though the claim does not hold."""
        case, file = self.luck[at], self.files[at]
        file.decided = True
        if case.truth.holds:
            file.goods_fen += case.cost_fen
        elif choice.way == "settle":
            file.wasted_fen += case.cost_fen
        else:
            file.explained = True
        self._give_voucher(at, choice)
        self._carry_out(at, choice, 0 if file.explained else case.cost_fen)

    def _end_settled(self, at, choice):
        """The wrong remedy: half of what it costs is wasted, and the customer will be there again."""
        case, file = self.luck[at], self.files[at]
        file.wasted_fen += case.cost_fen // 2
        self._give_voucher(at, choice)
        self._carry_out(at, choice, case.cost_fen)

    def _carry_out(self, at, choice, fen):
        """Above the handler's limit the head of service signs first, or stops what she was not asked about."""
        if fen <= self.rules.limit_fen:
            return self._shut(at)
        asked = choice.way != "settle"
        self.files[at].stage = "signing" if asked else "stopped"
        self._write(at, self.files[at].stage)
        self._later(self.rules.sign if asked else self.rules.stopped, "closed", at)

    def _give_voucher(self, at, choice):
        file = self.files[at]
        wanted = choice.voucher == "all" or (choice.voucher == "trouble" and self.had_trouble(at))
        if wanted:
            file.voucher_fen = self.rules.voucher_fen[self.luck[at].customer]

    def had_trouble(self, at):
        """Whether the customer has had to wait too long, was promised too much, sent the wrong way, or given the wrong remedy."""
        file = self.files[at]
        return file.back_again or file.wrong_way or self.is_late(at) or self.is_broken(at)

    def is_late(self, at):
        """Whether the first answer came, or comes, after the customer's patience; by 17:30 none is too late for everybody."""
        file, case = self.files[at], self.luck[at]
        if file.answered_at is None and self.now >= DAY:
            return True
        answered = self.now if file.answered_at is None else file.answered_at
        return answered - case.arrives > self.rules.patience[case.voice]

    def is_due(self, at):
        """Whether the promise of a case has come due."""
        promised = self.files[at].promised_at
        return promised is not None and promised <= min(self.now, DAY)

    def is_broken(self, at):
        """Whether the promise is due and the case was not closed in time."""
        file = self.files[at]
        return self.is_due(at) and (file.closed_at is None or file.closed_at > file.promised_at)


def play(luck, policy, staff=None, rules=None):
    """A whole day by one policy: a function that is given the day and answers with a :class:`Choice`."""
    day = Day(luck, staff, rules)
    while day.asks() is not None:
        day.take(policy(day))
    return day
