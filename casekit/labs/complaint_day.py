"""The complaints desk for a whole day, on one screen: the clock, who waits, the case in hand, and what may be done with it.

Everything is done with buttons, by mouse or by keyboard (Tab to a button, Space to press it). Each decision is written to a
plain file in the reader's folder at once, so a day that was left is taken up where it was.
"""

from html import escape

from casekit import look
from casekit.core.language import say
from casekit.errors import require_one_of, require_whole
from casekit.labs.still import Still
from casekit.look import put
from casekit.simulations import complaint_costs, complaint_record, complaint_rivals
from casekit.simulations.complaint_day import Day
from casekit.simulations.complaint_debrief import case_name, happened
from casekit.simulations.complaint_kinds import DEPARTMENTS, named
from casekit.simulations.complaint_luck import DAY
from casekit.simulations.complaint_rules import TOMORROW, Choice, clock, handlers

ROWS, LINES = 8, 4
BUTTONS = ("judge", "settle", "pass", "call", "note")  # "pass" is also the way to close: a case is never open to both
CHOICES = {
    "order": (("deadline", "what is due first", "先到期的"), ("arrives", "as they came", "先来的"), ("stake", "most at stake", "涉及金额大的")),
    "promise": ((60, "in 1 hour", "1 小时内"), (120, "in 2 hours", "2 小时内"), (240, "in 4 hours", "4 小时内"), (TOMORROW, "tomorrow", "明天")),
    "voucher": (("none", "nobody", "都不给"), ("trouble", "after trouble", "受了委屈的"), ("all", "everybody", "都给")),
    "found": (("ask", "I decide", "由我定"), ("close", "close at once", "随即办结"), ("note", "close, note new causes", "办结并记下新原因")),
}  # fmt: skip
START = {"order": "deadline", "promise": 240, "voucher": "none", "found": "ask"}


def desk_day(day=1, handlers=2):
    """A day at the desk, from where it was left.

    Parameters
    ----------
    day : int
        Which day, from 1: everybody who plays the same one has the same cases.
    handlers : int
        How many handlers there are, 1 to 5.

    Raises
    ------
    Refused
        For a day that is no whole number, or any other number of handlers.
    """
    put(DeskDay(day, handlers).page())


class DeskDay:
    """The desk's state: ``choose(at)``, ``do(way)``, ``go_on()``, ``restart()`` are all that the buttons do."""

    def __init__(self, number=1, count=2):
        require_whole("day", number, "1")
        require_one_of("handlers", count, range(1, complaint_record.MOST_HANDLERS + 1))
        self.number, self.count = number, count
        self.set = dict(START)
        self.message, self.chosen = "", None
        self.day = complaint_record.kept(number, count) or Day(number, handlers(count))
        if self.day.taken:  # the switches as they were left, as far as the file tells
            self.set |= {name: getattr(self.day.taken[-1].choice, name) for name in ("promise", "voucher")}
        self._settle()

    # What is done ---------------------------------------------------------------------------------------

    def choose(self, at):
        """Take a case that waits into the hand."""
        if at in self.day.waiting and not self.day.over:
            self.chosen, self.message = at, ""

    def do(self, way):
        """Let the free handler do this with the case in hand."""
        if self.chosen is None or way not in self.day.ways(self.chosen):
            self.message = say("That cannot be done with this case now.", "这件投诉现在不能这样办。")
            return
        self._take(Choice(self.chosen, way, self.set["promise"], self.set["voucher"]))

    def go_on(self, to_the_end=False):
        """Decide the case in hand, or all that are left in the order shown, as cases like it mostly were; promise and voucher by the switches."""
        while self.day.asks() is not None:
            choice = complaint_rivals.as_mostly(self.day, self.day.taken, self.chosen)
            self._take(choice._replace(promise=self.set["promise"], voucher=self.set["voucher"]), write=not to_the_end)
            if not to_the_end:
                return
        self._keep()

    def restart(self):
        """The same day from its beginning."""
        self.day = Day(self.number, handlers(self.count))
        self._keep()
        self._settle()

    def turn(self, name, value):
        """Set one of the four switches."""
        self.set[name] = value
        if name == "order":
            self.chosen = None
        before = len(self.day.taken)
        self._settle()
        if len(self.day.taken) > before:
            self._keep()

    def _take(self, choice, write=True):
        self.day.take(choice)
        self.message = ""
        self._settle()
        if write:
            self._keep()

    def _settle(self):
        """What the standing rule does with findings and returns; then the first of those that wait is in hand."""
        while self.set["found"] != "ask" and self.day.asks() is not None and (ready := self._ready()):
            at, way = ready[0]
            self.day.take(Choice(at, way, self.set["promise"], self.set["voucher"]))
        if self.chosen not in self.day.waiting or self.day.over:
            self.chosen = None if self.day.over else next(iter(self.queue()), None)

    def _ready(self):
        ways = {at: self.day.ways(at) for at in self.day.waiting}
        wanted = {at: self._ruled(may) for at, may in ways.items()}
        return [(at, way) for at, way in wanted.items() if way]

    def _ruled(self, may):
        if may == ("pass",):
            return "pass"
        if "close" in may:
            return "note" if "note" in may and self.set["found"] == "note" else "close"
        return None

    def _keep(self):
        self.message = complaint_record.keep(self.day, self.number) or self.message

    # What is seen ---------------------------------------------------------------------------------------

    def queue(self):
        """The cases that wait, in the order chosen."""
        keys = {"deadline": self.deadline, "arrives": lambda at: self.day.luck[at].arrives, "stake": lambda at: -self.day.luck[at].stake_fen}
        return sorted(self.day.waiting, key=lambda at: (keys[self.set["order"]](at), at))

    def deadline(self, at):
        """Until when the customer has to hear from us: patience until the first answer, then the promise; else the evening."""
        file, case = self.day.files[at], self.day.luck[at]
        if file.answered_at is None:
            return case.arrives + self.day.rules.patience[case.voice]
        return file.promised_at if file.promised_at is not None else DAY

    def head(self):
        """The clock, who is free, and the running figures."""
        return f'<div style="{_BOX};min-height:6.4em">{self._clock()}{self._figures()}</div>'

    def _clock(self):
        asks = self.day.asks()
        busy = {taken.handler: taken.until for taken in self.day.taken if taken.until > self.day.now}
        who = [
            say(f"handler {one + 1}: {say_free(one in busy, busy.get(one))}", f"专员 {one + 1}：{say_free(one in busy, busy.get(one))}")
            for one in range(self.count)
        ]
        queues = [f"{named(name)} {len(self.day.desks[name]) + (self.day.idle[name] == 0)}" for name in DEPARTMENTS]
        at = clock(min(self.day.now, DAY), begins=asks is not None)
        return (
            f'<div><b style="font-size:150%">{at}</b>&ensp;{escape(say("; ", "；").join(who))}</div>'
            f'<div style="{_QUIET}">{escape(say("At the departments (cases): ", "各部门在办（件）："))}{escape(say(", ", "、").join(queues))}</div>'
        )

    def _figures(self):
        got, fen = complaint_costs.figures(self.day), complaint_costs.costs(self.day)
        answer = "–" if got["answer_minutes"] is None else look.half_up(got["answer_minutes"], 0)
        spent = sum(fen[name] for name in ("departments", "goods", "wasted", "vouchers")) / 100
        parts = [
            (say("wait for us", "等我们处理"), _cases(got["waiting"])),
            (say("no answer yet", "尚未答复"), _cases(got["unanswered"])),
            (say("first answer, median", "首次答复中位数"), say(f"{answer} min", f"{answer} 分钟")),
            (say("promises kept / due", "承诺按时/到期"), say(f"{got['kept']} / {got['due']} cases", f"{got['kept']} / {got['due']} 件")),
            (say("closed", "已办结"), _cases(got["closed"])),
            (say("spent on cases", "处理支出"), _yuan(spent)),
            (say("customers lost, expected", "预期客户流失"), _yuan(fen["goodwill"] / 100)),
        ]
        cells = "".join(f'<div><div style="{_QUIET};font-size:85%">{escape(name)}</div><b>{escape(value)}</b></div>' for name, value in parts)
        return f'<div style="display:flex;flex-wrap:wrap;gap:2px 14px;margin-top:3px">{cells}</div>'

    def card(self, at):
        """One case that waits: who and what, how long, what it has been told."""
        case, file = self.day.luck[at], self.day.files[at]
        waited = self.day.now - case.arrives
        until = self._until(at)
        first = f"<b>{escape(case_name(case))}</b>"
        second = say(f"{self._stage(at)}; {waited} min; {until}", f"{self._stage(at)}；已 {waited} 分钟；{until}")
        late = self.day.is_broken(at) or (file.answered_at is None and self.day.is_late(at))
        return f'<div style="line-height:1.3;{_LATE if late else ""}padding-left:4px">{first}<br>{escape(second)}</div>'

    def _stage(self, at):
        words = {"new": ("new", "新"), "called": ("answered", "已答复"), "again": ("again", "再次投诉"), "back": ("sent back", "被退回"), "found": ("cause known", "原因已查明")}
        return say(*words[self.day.files[at].stage])

    def _until(self, at):
        file, end = self.day.files[at], self.deadline(at)
        if file.promised_at is not None and file.promise == TOMORROW:
            return say("promised for tomorrow", "承诺明天办结")
        if file.promised_at is not None:
            return say(f"promised by {_end(end)}", f"承诺{_end(end, ' ')} 前办结")
        if file.answered_at is None:
            return say(f"answer by {_end(end)}", f"{_end(end)} 前要答复")
        return say("nothing promised", "没有承诺")

    def hand(self):
        """The case in hand: the customer's words and what is known, or how the day ended."""
        inside = self._ended() if self.day.over else self._known()
        return f'<div style="{_BOX};min-height:13.6em">{inside}</div>'

    def _known(self):
        at = self.chosen
        if at is None:
            return ""
        case, file = self.day.luck[at], self.day.files[at]
        over = case.cost_fen > self.day.rules.limit_fen
        lines = [
            say(f"{named(case.customer).capitalize()}, {named(case.voice)}. At stake: {_yuan(case.stake_fen / 100)} of margin a year.",
                f"{named(case.customer)}，{named(case.voice)}。涉及的年毛利：{_yuan(case.stake_fen / 100)}。"),
            say(f"Remedy: {say(*case.kind.remedy)}, {_yuan(case.cost_fen / 100)}" + (", above the limit of 500 yuan." if over else "."),
                f"补救：{say(*case.kind.remedy)}，{_yuan(case.cost_fen / 100)}" + ("，超出 500 元权限。" if over else "。")),
            self._odds(at),
            self._finding(at),
        ]  # fmt: skip
        said = f"<div><b>{file.number}. {escape(case_name(case))}</b></div><div>{escape(say('“', '“') + say(*case.kind.said) + '”')}</div>"
        return said + "".join(f'<div style="margin-top:3px">{escape(line)}</div>' for line in lines if line)

    def _odds(self, at):
        kind = self.day.luck[at].kind
        if self.day.files[at].stage in ("found", "back"):
            return ""
        if kind.key in self.day.noted:
            return say("The cause is on the list: the remedy given at once is right.", "原因已在清单上：当场给的方案就是对的。")
        return say(f"Of such complaints {kind.holds // 10} % hold; the obvious remedy is right in {kind.plain // 10} %.",
                   f"这类投诉 {kind.holds // 10}% 成立；当场给的方案，{kind.plain // 10}% 是对的。")  # fmt: skip

    def _finding(self, at):
        case, file = self.day.luck[at], self.day.files[at]
        if file.stage != "found":
            who = named(self.day.seems(at))
            known = file.known or case.kind.key in self.day.noted
            odds = case.kind.causes[case.kind.seems][0] // 10
            guess = say(f"It looks like a matter for {who}, and is in {odds} %.", f"看上去归{who}管，{odds}% 的确归它。")
            return say(f"It belongs to {who}.", f"归{who}管。") if known else guess
        if not case.truth.holds:
            return say(f"{named(file.known).capitalize()}: the claim does not hold; no remedy is owed.", f"{named(file.known)}查明：投诉不成立，不必补救，解释清楚即可。")
        cause = say(*case.kind.causes[file.known][1])
        return say(f"{named(file.known).capitalize()}: {cause}.", f"{named(file.known)}查明：{cause}。")

    def _ended(self):
        fen = complaint_costs.costs(self.day)
        rows = "".join(f"<div>{escape(complaint_costs.cost_name(name))}{say(': ', '：')}{escape(_yuan(each / 100))}</div>" for name, each in fen.items())
        total = say(f"17:30. The day is done. All costs: {_yuan(sum(fen.values()) / 100)}.", f"17:30，这一天结束了。总成本：{_yuan(sum(fen.values()) / 100)}。")
        after = say("Run the cells below once more: they then tell of your day.", "请重新运行下面各格，看你这一天的复盘。")
        return f'<div><b>{escape(total)}</b></div><div style="columns:2">{rows}</div><div style="margin-top:3px">{escape(after)}</div>'

    def log(self):
        """The last things that happened."""
        lines = [f"{clock(minute)} {case_name(self.day.luck[at])}{say(': ', '：')}{happened(what)}" for minute, at, what in self.day.diary[-LINES:]]
        lines = [""] * (LINES - len(lines)) + lines
        inside = "".join(f"<div>{escape(line) or '&nbsp;'}</div>" for line in lines)
        return f'<div style="{_BOX};{_QUIET};line-height:1.35">{inside}</div>'

    def words_of(self, way):
        """What a button says: what is done, and what it usually takes."""
        at = self.chosen
        may = () if at is None else self.day.ways(at)
        real = "close" if way == "pass" and "close" in may else way
        if real not in may:
            return "–"
        minutes = self.day.usual_minutes(at, real)
        department = named(self.day.seems(at))
        words = {
            "judge": ("Judge, then pass on", "先判断，再转部门"), "settle": ("Settle at once", "当场处理"),
            "pass": (f"Pass on to {department}", f"转{department}"), "call": ("Only call", "只回电"),
            "close": ("Give the remedy, close", "给方案，办结"), "note": ("Close and note the cause", "办结并记下原因"),
        }  # fmt: skip
        if real == "close" and not self.day.luck[at].truth.holds:
            words["close"] = ("Explain, close", "解释清楚，办结")
        then = self._then(real)
        return say(f"{words[real][0]} ({minutes} min{then})", f"{words[real][1]}（{minutes} 分钟{then}）")

    def _then(self, way):
        """What Shen Yun makes of a remedy above the limit, where one is owed or thought to be."""
        case, rules = self.day.luck[self.chosen], self.day.rules
        if case.cost_fen <= rules.limit_fen:
            return ""
        if way == "settle":
            return say(f", then stopped for {rules.stopped}", f"，再停 {rules.stopped} 分钟")
        return say(f", then {rules.sign} to be signed", f"，再等签字 {rules.sign} 分钟") if way in ("close", "note") and case.truth.holds else ""

    # The page -------------------------------------------------------------------------------------------

    def page(self):
        import ipywidgets as w

        self.parts = {name: w.HTML(layout={"width": "auto"}) for name in ("head", "hand", "log", "more", "message")}
        self.rows = [self._row(w, place) for place in range(ROWS)]
        self.ways = {way: self._way(w, way) for way in BUTTONS}
        self.switches = {name: self._switch(w, name) for name in CHOICES}
        self.others = [
            self._other(w, say("This case as I mostly do", "照我的办法办这一件"), self.go_on),
            self._other(w, say("All to 17:30 as I mostly do", "照我的办法办到 17:30"), lambda: self.go_on(True)),
            self._other(w, say("Start the day again", "这一天重新开始"), self.restart),
        ]
        self._refresh()
        half = {"flex": "1 1 400px", "width": "auto"}  # beside each other, or one below the other in a narrow window
        left = w.VBox([*(w.HBox(row) for row in self.rows), self.parts["more"]], layout=half)
        buttons = w.VBox([*self.ways.values()])
        right = w.VBox([self.parts["hand"], buttons], layout=half)
        wrap = {"flex_flow": "row wrap"}
        switches = [self.switches[name] for name in ("promise", "voucher", "found")]
        below = [*switches, w.HBox([*self.others, self.parts["message"]], layout=wrap), self.parts["log"]]
        body = [self.parts["head"], self.switches["order"], w.HBox([left, right], layout=wrap), *below]
        return Still(w.VBox(body), self._still(), self._words())

    def _row(self, w, place):
        button = w.Button(description="–", layout={"width": "3.2em", "height": "2.9em", "padding": "0"})
        button.on_click(lambda _: self._press(lambda: self.choose(self._at(place))))
        return button, w.HTML(layout={"height": "2.9em", "overflow": "hidden", "width": "100%"})

    def _at(self, place):
        queue = self.queue()
        return queue[place] if place < len(queue) else None

    def _way(self, w, way):
        button = w.Button(layout={"width": "98%"})
        button.on_click(lambda _: self._press(lambda: self.do(self._real(way))))
        return button

    def _real(self, way):
        may = () if self.chosen is None else self.day.ways(self.chosen)
        return "close" if way == "pass" and "close" in may else way

    def _switch(self, w, name):
        words = {"order": ("In order", "排列"), "promise": ("I promise", "承诺办结"), "voucher": ("Vouchers for", "补偿券"), "found": ("Cause known", "查明之后")}
        switch = w.ToggleButtons(
            options=[(say(en, zh), value) for value, en, zh in CHOICES[name]], value=self.set[name], style={"button_width": "auto"},
            tooltips=[f"{say(*words[name])}: {say(en, zh)}" for _, en, zh in CHOICES[name]],
        )  # fmt: skip
        switch.observe(lambda change: self._press(lambda: self.turn(name, change["new"])), "value")
        return w.HBox([w.HTML(escape(say(*words[name])), layout={"width": "7.5em"}), switch])

    def _other(self, w, words, what):
        button = w.Button(description=words, layout={"width": "max-content"})
        button.on_click(lambda _: self._press(what))
        return button

    def _press(self, what):
        what()
        self._refresh()

    def _refresh(self):
        queue = self.queue()
        for place, (button, card) in enumerate(self.rows):
            at = queue[place] if place < len(queue) else None
            button.description = "–" if at is None else str(self.day.files[at].number)
            button.button_style = "info" if at is not None and at == self.chosen else ""
            button.tooltip = "" if at is None else say("take this case in hand", "拿起这一件")
            card.value = "" if at is None else self.card(at)
        for way, button in self.ways.items():
            button.description = self.words_of(way)
        more = len(queue) - ROWS
        self.parts["more"].value = f"<div style='{_QUIET};line-height:20px'>{say(f'and {more} more', f'另有 {more} 件') if more > 0 else '&nbsp;'}</div>"
        self.parts["message"].value = f"<div style='line-height:20px' role='status'>{escape(self.message) or '&nbsp;'}</div>"
        for name in ("head", "hand", "log"):
            self.parts[name].value = getattr(self, name)()

    def _still(self):
        cards = "".join(f"<li>{self.card(at)}</li>" for at in self.queue())
        return f"{self.head()}<ul>{cards}</ul>{self.hand()}{self.log()}"

    def _words(self):
        from re import sub

        return "\n".join(line for line in sub(r"<[^>]+>", "\n", self._still()).splitlines() if line.strip())


_BOX = f"border:1px solid {look.GRID};padding:4px 8px;line-height:1.4"
_QUIET = f"color:{look.QUIET}"
_LATE = f"border-left:4px solid {look.ORANGE};"


def say_free(is_busy, until):
    """Whether a handler is free, or until when not."""
    return say(f"until {clock(until)}", f"忙到 {clock(until)}") if is_busy else say("free", "空闲")


def _end(minute, before=""):
    """The end of a promise; what reaches beyond today by the clock of tomorrow."""
    if minute <= DAY:
        return before + clock(minute)
    return say(f"{clock(minute - DAY)} tomorrow", f"明天 {clock(minute - DAY)}")


def _cases(count):
    return say(f"{count} case{'s' * (count != 1)}", f"{count} 件")


def _yuan(amount):
    return say(f"{look.half_up(amount, 0)} yuan", f"{look.half_up(amount, 0)} 元")
