"""The complaints desk: take a case through the eight steps, or past them, and see what becomes of it.

The order is ``casekit.complaint_flow``'s; the three cases and what a skipped step costs are made up, to show *how* a
step that is left out comes back, not how much it costs.
"""

from dataclasses import dataclass
from html import escape

from casekit import complaint_flow, look
from casekit.core.language import say
from casekit.labs.still import Still
from casekit.look import put

STEPS = complaint_flow.STEPS
DAYS = {
    "record": 0,
    "judge": 1,
    "assign": 1,
    "analyse": 3,
    "propose": 1,
    "approve": 1,
    "carry out": 2,
    "evaluate": 1,
}


@dataclass(frozen=True)
class Ticket:
    """One case; every text as ``(en, zh)``. ``plain`` says that the first impression is right and cheap to act on."""

    title: tuple
    said: tuple
    guess_department: tuple
    department: tuple
    guess_cause: tuple
    cause: tuple
    guess_remedy: tuple
    remedy: tuple
    plain: bool
    others: int  # complaints of the same cause that are still to come, unless somebody learns from this one


TICKETS = (
    Ticket(
        ("kettles that leak", "漏水的电水壶"),
        ("A dealer: “Six of the twelve kettles you sent are leaking. My customers bring them back.”",
         "经销商：“你们发来的 12 把电水壶漏了 6 把，顾客都退到我店里来了。”"),
        ("logistics", "物流部"), ("quality", "质量部"),
        ("rough handling on the way", "运输途中磕碰"), ("seal rings of one production lot", "某一批次的密封圈"),
        ("six new kettles from the shelf, of the same lot", "从库里另发 6 把，还是同一批次"),
        ("six kettles of another lot, and the faulty lot held back", "换发别的批次的 6 把，并封存出问题的这一批"),
        False, 9,
    ),
    Ticket(
        ("a rebate that did not come", "没有兑现的返利"),
        ("A dealer: “The leaflet in March said 3 % back. It is May.”", "经销商：“三月的宣传单上写着返利 3%，现在都五月了。”"),
        ("sales", "销售部"), ("marketing", "市场部"),
        ("the rep forgot to claim it", "业务员忘了申报"),
        ("a leaflet that promises more than the contract", "宣传单承诺的比合同多"),
        ("an apology, and the clause of the contract", "道歉，并附上合同条款"),
        ("the rebate as printed, and the leaflet corrected", "按宣传单兑现返利，并更正宣传单"),
        False, 5,
    ),
    Ticket(
        ("one carton short", "少发一箱"),
        ("A dealer: “Eleven cartons came, the delivery note says twelve.”", "经销商：“到货 11 箱，送货单上写的是 12 箱。”"),
        ("the warehouse", "仓库"), ("the warehouse", "仓库"),
        ("a miscount", "点错了数"), ("a miscount", "点错了数"),
        ("send the carton today", "当天补发一箱"), ("send the carton today", "当天补发一箱"),
        True, 2,
    ),
)  # fmt: skip

RUNS = {  # the runs shown where no widget runs
    ("as prescribed", "按次序走八步"): STEPS,
    ("the remedy before the cause", "方案在前，原因在后"):
        ("record", "judge", "assign", "propose", "analyse", "approve", "carry out", "evaluate"),
    ("straight to the remedy", "直接给方案"): ("record", "propose", "carry out"),
    ("as prescribed, and the customer called first", "先打电话，再按八步走"): ("record", "call", *STEPS[1:]),
}  # fmt: skip


class Desk:
    """One case on the desk: what has been done, how many working days it took, and what was noted on the way."""

    def __init__(self, ticket):
        self.ticket, self.done, self.lines, self.days = ticket, [], [], 0
        self.right_cause = self.right_remedy = ticket.plain

    @property
    def closed(self):
        return "carry out" in self.done

    def may(self, step):
        """Whether the desk can take a step at all: each once, nothing to carry out without a proposal, and so on."""
        if step in self.done or "evaluate" in self.done:
            return False
        needs = {"approve": "propose", "carry out": "propose", "evaluate": "carry out"}.get(step)
        return (not self.closed or step == "evaluate") and (needs is None or needs in self.done)

    def take(self, step):
        """Take a step: the days it needs, what it brings, and what the steps left out before it cost."""
        said, extra = _call(self) if step == "call" else getattr(self, f"_{step.replace(' ', '_')}")()
        self.done.append(step)
        self.days += DAYS.get(step, 0) + extra
        self.lines.append(
            say(f"Day {self.days}. {name(step)}: {said}", f"第 {self.days} 天　{name(step)}：{said}")
        )
        return self

    def _record(self):
        return say("written down: what, when, what is wanted.", "记下何事、何时、客户要什么。"), 0

    def _judge(self):
        if "record" in self.done:
            return say("it holds; the delivery is ours.", "成立，货确实是我们发的。"), 0
        return say(
            "nothing is on paper; the customer has to tell it all again (1 day).",
            "没有记录，请客户从头再讲一遍（1 天）。",
        ), 1

    def _assign(self):
        first, right = say(*self.ticket.guess_department), say(*self.ticket.department)
        if "judge" in self.done or self.ticket.plain:
            return say(f"{right} is responsible.", f"由{right}负责。"), 0
        return say(f"by first impression {first}, which sends the case back after 2 days; then {right}.",
                   f"凭印象交给{first}，2 天后退回，再转{right}。"), 2  # fmt: skip

    def _analyse(self):
        if "assign" in self.done or self.ticket.plain:
            self.right_cause = True
            return say(
                f"the cause is {say(*self.ticket.cause)}.", f"原因是{say(*self.ticket.cause)}。"
            ) + self._too_late(), 0
        return say("nobody is responsible, so nobody looks into it.", "没有责任部门，也就没有人去查。"), 0

    def _too_late(self):
        if "propose" in self.done and not self.right_remedy:
            return say(
                " But the remedy is with the manager already.", "可是方案已经报上去了，没有人拿回来改。"
            )
        return ""

    def _propose(self):
        self.right_remedy = self.right_cause
        if self.right_cause:
            return say(f"{say(*self.ticket.remedy)}.", f"{say(*self.ticket.remedy)}。"), 0
        return say(f"the cause is not known, so the nearest guess ({say(*self.ticket.guess_cause)}): {say(*self.ticket.guess_remedy)}.",
                   f"原因不明，就按表面的想法（{say(*self.ticket.guess_cause)}）：{say(*self.ticket.guess_remedy)}。"), 0  # fmt: skip

    def _approve(self):
        return say("the manager signs.", "主管签字。"), 0

    def _carry_out(self):
        silence = (
            ""
            if "call" in self.done
            else say(" It is the first the customer hears.", "客户这才第一次得到答复。")
        )
        if "approve" in self.done or self.ticket.plain:
            return say("told and done.", "通知客户，办完。") + silence, 0
        return say("above the handler's limit: the manager stops it for 3 days, then the customer is told and it is done.",
                   "金额超出经办人权限，被主管叫停 3 天，才通知客户、办完。") + silence, 3  # fmt: skip

    def _evaluate(self):
        if "analyse" in self.done and self.right_cause:
            return say(
                "the cause goes onto the list, with a name and a date.", "原因列入清单，定人、定期限。"
            ), 0
        return say("there is no cause on record to learn from.", "没有查明的原因，总结不出什么。"), 0

    def verdict(self):
        """What became of it, once the case is closed."""
        if not self.closed:
            return []
        learnt = {"analyse", "evaluate"} <= set(self.done) and self.right_cause
        return [
            say(f"Closed after {self.days - DAYS['evaluate'] * ('evaluate' in self.done)} working days.",
                f"用 {self.days - DAYS['evaluate'] * ('evaluate' in self.done)} 个工作日办结。"),
            say("This customer does not complain again.", "这位客户没有再次投诉。") if self.right_remedy
            else say("This customer complains again within a month: the remedy did not remove the cause.", "这位客户一个月内再次投诉：原因没有消除。"),
            say("The customer was called before the matter was settled.", "先给客户打了电话，再办事。") if "call" in self.done
            else say("Nobody called: the matter was settled, the person was not heard.", "没有人给客户打过电话：事办了，却没有顾到人。"),
            say("The cause is on the list: no other customer will complain of it.", "原因已列入清单：其他客户不会再因此投诉。") if learnt
            else say(f"{self.ticket.others} more complaints of the same cause are on their way, from other customers.", f"其他客户还会为同样的原因投诉 {self.ticket.others} 件。"),
        ]  # fmt: skip


def _call(desk):
    if desk.done in ([], ["record"]):
        return say("the customer is listened to before anything else is done.", "先听客户把话说完。"), 0
    return say(
        f"the customer is told how things stand, on day {desk.days}.", f"第 {desk.days} 天告诉客户进展。"
    ), 0


def run(ticket, steps):
    """A case taken through the given steps."""
    desk = Desk(ticket)
    for step in steps:
        desk.take(step)
    return desk


def name(step):
    """A step's words, as the log has them."""
    return look.coded("complaint_step")[step]


def desk_lab():
    """A case, a button for each step, and what each step brings; three cases to choose from."""
    put(DeskLab().page())


class DeskLab:
    """The lab's state: ``step(name)`` is all that a button does."""

    def __init__(self, ticket=TICKETS[0]):
        self.desk = Desk(ticket)

    def step(self, step):
        """Take one step, if the desk can."""
        if self.desk.may(step):
            self.desk.take(step)

    def page(self):
        import ipywidgets as w

        self.choice = w.Dropdown(
            options=[(say(*ticket.title), at) for at, ticket in enumerate(TICKETS)],
            description=say("Case", "投诉"), value=TICKETS.index(self.desk.ticket),
        )  # fmt: skip
        self.choice.observe(lambda change: self._start(change["new"]), "value")
        self.buttons = {step: self._button(w, step) for step in ("call", *STEPS)}
        again = w.Button(description=say("Start again", "重新开始"), layout={"width": "max-content"})
        again.on_click(lambda _: self._start(self.choice.value))
        self.log = w.HTML(self.html())
        self._refresh()
        rows = [w.HBox([*self.buttons.values()], layout={"flex_flow": "row wrap"}), self.log, again]
        return Still(w.VBox([self.choice, *rows]), self._still(), self._words())

    def _button(self, w, step):
        button = w.Button(description=name(step), layout={"width": "max-content"})
        button.on_click(lambda _: self._press(step))
        return button

    def _press(self, step):
        self.step(step)
        self._refresh()

    def _start(self, at):
        self.desk = Desk(TICKETS[at])
        self._refresh()

    def _refresh(self):
        self.log.value = self.html()
        for step, button in self.buttons.items():
            button.disabled = not self.desk.may(step)

    def html(self):
        """The case so far."""
        verdict = "".join(f"<li>{escape(line)}</li>" for line in self.desk.verdict())
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.desk.lines)
        head = f"<p><b>{escape(say(*self.desk.ticket.said))}</b></p>"
        against = self._against()
        return f"{head}<ul>{lines}</ul>" + (f"<p>{escape(against)}</p><ul>{verdict}</ul>" if verdict else "")

    def _against(self):
        return _breach_words(self.desk.done)

    def _told(self):
        """What is shown where no widget runs: this case by all the runs, and the plain case straight to the remedy."""
        told = [(self.desk.ticket, RUNS)]
        if not self.desk.ticket.plain:
            plain = next(ticket for ticket in TICKETS if ticket.plain)
            told.append((plain, {words: steps for words, steps in RUNS.items() if len(steps) == 3}))
        for ticket, runs in told:
            desks = [(say(*words), run(ticket, steps)) for words, steps in runs.items()]
            yield say(*ticket.said), [(words, [*desk.lines, *desk.verdict()]) for words, desk in desks]

    def _still(self):
        html = ""
        for said, runs in self._told():
            html += f"<p>{escape(said)}</p>"
            for words, lines in runs:
                html += (
                    f"<p><b>{escape(words)}</b></p><ul>{''.join(f'<li>{escape(x)}</li>' for x in lines)}</ul>"
                )
        return html

    def _words(self):
        lines = []
        for said, runs in self._told():
            lines.append(said)
            for words, each in runs:
                lines += [words + say(":", "："), *(f"  {line}" for line in each)]
        return "\n".join(lines)


def _breach_words(steps):
    found = complaint_flow.breaches(steps)
    skipped, late = (say(", ", "、").join(name(step) for step in found[kind]) for kind in ("skipped", "late"))
    words = [say(f"Skipped: {skipped}.", f"跳过：{skipped}。")] * bool(skipped)
    words += [say(f"Too late: {late}.", f"太晚：{late}。")] * bool(late)
    return say(" ", "").join(words) or say("Nothing skipped, nothing too late.", "没有跳过，也没有太晚。")
