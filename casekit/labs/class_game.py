"""The credit game in class, by mouse or keyboard: a team's page with its sheet, and the desk of whoever runs the class."""

from html import escape

from casekit.core.language import say
from casekit.errors import Refused
from casekit.labs.still import Still
from casekit.look import put
from casekit.simulations import class_example, class_team, class_words
from casekit.simulations.class_sheet import tidy_code
from casekit.simulations.credit_world import WORLD

WIDE = {"width": "100%", "max_width": "46em"}


def team_page(code="", team="", folder=None, out=None):
    """A team's page: how the last quarters went, the sheet for the open round, and a button to hand it in.

    Parameters
    ----------
    code, team : str
        The join code and the team's name. Both empty: an example class, to try the page out.
    folder, out : Path, optional
        See :func:`casekit.simulations.class_team.join`.

    Returns
    -------
    TeamPage
        What the page shows; ``hand_in`` and ``set`` do what its knobs do.
    """
    note = ""
    if not tidy_code(code) and not str(team).strip():
        room = class_example.after(2)
        note = say("This is an example. Write your join code and your team's name between the quotation marks above, and run the cell again.",
                   "这是示例。请在上面的引号里填入加入码和组名，再运行一次。")  # fmt: skip
        code, team, folder, out = room.code, room.teams[0], room.shared, room.shared
    page = TeamPage(class_team.join(code, team, folder, out), note)
    put(page.page())
    return page


class TeamPage:
    """The state of a team's page: ``set(...)`` moves knobs, ``hand_in()`` is what the button does."""

    def __init__(self, team, note=""):
        self.team, self.note = team, note
        self.decision, self.said, self.shown = team.last_decision(), "", team.round

    def set(self, **changes):
        """Change the decision: ``terms`` (some classes will do), ``limit_percent``, ``effort``, ``stop``."""
        terms = self.decision["terms"] | changes.pop("terms", {})
        self.decision = self.decision | changes | {"terms": terms}

    def hand_in(self):
        """Write the sheet for the round that the page shows, and say what came of it; where that round has been cleared since, only say so."""
        try:
            self.said = self._handed_in() if self.team.round == self.shown else self._too_late()
        except Refused as error:
            self.said = str(error)

    def _handed_in(self):
        path = self.team.hand_in(self.decision)
        times = len(self.team.handed_in())
        return say(f"Handed in for round {self.shown}: {path.name} (sheet {times}). {self._until()}",
                   f"第 {self.shown} 轮已提交：{path.name}（第 {times} 份）。{self._until()}")  # fmt: skip

    def _too_late(self):
        return say(f"Round {self.shown} has been cleared: nothing was handed in. Press “Look for results”, then decide anew.",
                   f"第 {self.shown} 轮已经结算，这次没有提交。请按“查看新结果”，再作决策。")  # fmt: skip

    @staticmethod
    def _until():
        return say("Until the round is cleared you may hand in again: the last sheet counts. If your class collects by upload, upload this file.",
                   "结算以前可以再交，以最后一份为准。如果由教学平台收取，请上传这个文件。")  # fmt: skip

    # words ----------------------------------------------------------------------------------------------------------

    def head(self):
        """Where the game stands."""
        team, about = self.team, self.team.about
        if team.over:
            return say(f"{team.name}: the game is over.", f"{team.name}：游戏结束。")
        return say(f"{team.name}: round {team.round} of {about['rounds']} is open.", f"{team.name}：第 {team.round} 轮进行中（共 {about['rounds']} 轮）。") + self._last()

    def _last(self):
        rounds = self.team.results()["rounds"]
        if not rounds or rounds[-1][self.team.name]["from"] == "team":
            return ""
        return say(" The last round: ", "上一轮：") + class_words.entry_words(rounds[-1][self.team.name]) + say(".", "。")

    def score(self):
        """The score so far, and the place."""
        results = self.team.results()
        if not results["rounds"]:
            return say("Nothing is played yet; this is how everybody begins.", "还没有开始，各组起点相同。")
        scores = results["score_fen"]
        place = 1 + sum(each > scores[self.team.name] for each in scores.values())
        return say(f"Score so far {class_words._yuan(scores[self.team.name] / 100)} CNY, place {place} of {len(scores)}.",
                   f"累计得分 {class_words._yuan(scores[self.team.name] / 100)} 元，在 {len(scores)} 组中列第 {place}。")  # fmt: skip

    def dashboard(self):
        """Head, score, quarters and customers, as HTML."""
        results, name = self.team.results(), self.team.name
        tables = class_words.team_accounts(results, name)[0] + class_words.team_customers(results, name)[0]
        note = f"<p><b>{escape(self.note)}</b></p>" if self.note else ""
        return f"{note}<p><b>{escape(self.head())}</b> {escape(self.score())}</p>{tables}"

    def lines(self):
        """The same in plain words, and the sheet."""
        results, name = self.team.results(), self.team.name
        tables = class_words.team_accounts(results, name)[1] + class_words.team_customers(results, name)[1]
        return [self.note] * bool(self.note) + [self.head(), self.score(), *tables, self.sheet()]

    def sheet(self):
        """The decision as it stands."""
        return say("The sheet: ", "决策单：") + class_words.decision_words(self.decision)

    # widgets --------------------------------------------------------------------------------------------------------

    def page(self):
        """The page: tables, knobs, buttons."""
        import ipywidgets as w

        self.board, self.answer = w.HTML(self.dashboard()), w.HTML("")
        self.summary = w.HTML()
        self.knobs = {name: self._slider(w, *each) for name, each in self._sliders().items()}
        self.stops = {each.id: self._box(w, each) for each in WORLD.customers}
        self.button = w.Button(layout={"width": "max-content"}, button_style="primary")
        look_again = w.Button(description=say("Look for results", "查看新结果"), layout={"width": "max-content"})
        self.button.on_click(lambda _: self._press())
        look_again.on_click(lambda _: self._again())
        self._label_boxes()
        self._moved(None)
        self._label()
        stops = w.Box([*self.stops.values()], layout={"flex_flow": "row wrap", **WIDE})
        words = w.HTML(f"<p>{escape(say('Stop shipments to:', '停止发货：'))}</p>")
        live = w.VBox([self.board, *self.knobs.values(), words, stops, self.summary, w.HBox([self.button, look_again]), self.answer])
        return Still(live, f"{self.dashboard()}<p>{escape(self.sheet())}</p>", "\n".join(self.lines()))

    def _sliders(self):
        terms = [(class_words.terms_words(each), each) for each in WORLD.terms]
        knobs = {name: (say(f"Terms, class {name}", f"{name} 级信用条件"), terms, self.decision["terms"][name]) for name in WORLD.classes}
        limits = [(f"{each}{say(' %', '%')}", each) for each in WORLD.limits]
        knobs["limit_percent"] = (say("Limit, of capacity", "额度（占实力）"), limits, self.decision["limit_percent"])
        efforts = [(class_words.effort_words(each), each) for each in WORLD.efforts]
        knobs["effort"] = (say("Collection", "收账力度"), efforts, self.decision["effort"])
        return knobs

    def _slider(self, w, words, options, value):
        slider = w.SelectionSlider(
            options=options, value=value, description=words, continuous_update=False,
            style={"description_width": "10em"}, layout={"width": "32em", "max_width": "100%"},
        )  # fmt: skip
        slider.observe(self._moved, "value")
        return slider

    def _box(self, w, customer):
        box = w.Checkbox(value=customer.id in self.decision["stop"], indent=False, layout={"width": "22em"})
        box.observe(self._moved, "value")
        return box

    def _label_boxes(self):
        """Beside each customer its class and its signs; who has failed cannot be stopped any more."""
        now = {one["customer_id"]: one for one in self.team.results()["customers"][self.team.name]}
        for customer in WORLD.customers:
            one, box = now[customer.id], self.stops[customer.id]
            gone = one["state"] == "gone"
            signs = say(f", {one['signs']} sign{'s' * (one['signs'] > 1)}", f"，{one['signs']} 个信号") if one["signs"] else ""
            end = say(", failed", "，已倒闭") if gone else signs
            box.description, box.disabled = f"{customer.id} {customer.name} ({customer.credit_class}{end})", gone
            box.value = box.value and not gone

    def _moved(self, _):
        terms = {name: self.knobs[name].value for name in WORLD.classes}
        self.set(
            terms=terms, limit_percent=self.knobs["limit_percent"].value, effort=self.knobs["effort"].value,
            stop=[name for name, box in self.stops.items() if box.value],
        )  # fmt: skip
        self.summary.value = f"<p>{escape(self.sheet())}</p>"

    def _press(self):
        self.hand_in()
        self._answered()

    def _again(self):
        """Look whether a round has been cleared since; the knobs stay as they are."""
        self.said = ""
        try:
            self.board.value, self.shown = self.dashboard(), self.team.round
            self._label_boxes()
            self._label()
        except Refused as error:  # a file that is on its way
            self.said = str(error)
        self._answered()

    def _answered(self):
        self.answer.value = f'<p role="status">{escape(self.said)}</p>' if self.said else ""

    def _label(self):
        over = self.team.over
        self.button.description = say("The game is over", "游戏结束") if over else say(f"Hand in round {self.shown}", f"提交第 {self.shown} 轮")
        self.button.disabled = over


# The class --------------------------------------------------------------------------------------------------


def class_desk(room, places=()):
    """The desk of whoever runs the class: who has handed in, a button to clear the open round, the league table for the projector.

    Parameters
    ----------
    room : ClassGame
    places : list of Path
        Folders, zips and files with sheets, beside the class's shared folder.

    Returns
    -------
    ClassDesk
    """
    desk = ClassDesk(room, places)
    put(desk.page())
    return desk


class ClassDesk:
    """The state of the desk: ``clear()`` and ``take_back()`` are what its buttons do."""

    def __init__(self, room, places=()):
        self.room, self.places, self.said = room, places, ""

    def clear(self, number):
        """Clear a round, and say what came of it."""
        try:
            done = self.room.clear(number, self.places)
        except Refused as error:
            self.said = str(error)
            return
        own = sum(one["from"] == "team" for one in done.entries.values())
        self.said = say(f"Round {number} is cleared: {own} of {len(done.entries)} teams had handed in.",
                        f"第 {number} 轮已结算：{len(done.entries)} 组中有 {own} 组提交。")  # fmt: skip

    def take_back(self, number):
        """Take back a round, and say so."""
        try:
            self.room.undo(number)
        except Refused as error:
            self.said = str(error)
            return
        self.said = say(f"Round {number} is open again; what was cleared is kept.", f"第 {number} 轮已撤回，重新开放；原结果已留底。")

    def waiting(self):
        """Who has handed in for the open round, as HTML."""
        if self.room.over:
            return f"<p>{escape(say('All rounds are cleared.', '各轮均已结算。'))}</p>"
        try:
            entries, faults = self.room.arrived(self.places)
        except Refused as error:
            return f"<p>{escape(str(error))}</p>"
        return class_words.who_is_in(entries, self.room.open_round - 1, faults).html

    def page(self):
        """The page: who is in, buttons, league table."""
        import ipywidgets as w

        self.list, self.table, self.answer = w.HTML(), w.HTML(), w.HTML()
        self.buttons = {
            name: w.Button(layout={"width": "max-content"}, button_style=style)
            for name, style in (("look", ""), ("clear", "primary"), ("back", ""))
        }
        self.buttons["look"].on_click(lambda _: self._look())
        self.buttons["clear"].on_click(lambda _: self._pressed(self.clear, self.room.open_round, self.shown))
        self.buttons["back"].on_click(lambda _: self._pressed(self.take_back, self.room.open_round - 1, self.shown - 1))
        self._refresh()
        live = w.VBox([self.list, w.HBox([*self.buttons.values()], layout={"flex_flow": "row wrap"}), self.answer, self.table])
        league = class_words.league_page(self.room)
        return Still(live, self.waiting() + league.html, league.words)

    def _look(self):
        self.said = ""
        self._refresh()

    def _pressed(self, do, now, shown):
        """Do it for the round that the button named; where another window was quicker, only look again."""
        self.said = ""
        if now == shown:
            do(shown)
        self._refresh()

    def _refresh(self):
        self.shown = self.room.open_round
        self.list.value, self.table.value = self.waiting(), class_words.league_page(self.room).html
        self.answer.value = f'<p role="status">{escape(self.said)}</p>' if self.said else ""
        words = {
            "look": say("Look again", "刷新"),
            "clear": say("All cleared", "已全部结算") if self.room.over else say(f"Clear round {self.shown}", f"结算第 {self.shown} 轮"),
            "back": say(f"Take back round {self.shown - 1}", f"撤回第 {self.shown - 1} 轮") if self.shown > 1 else say("Take back", "撤回"),
        }  # fmt: skip
        for name, button in self.buttons.items():
            button.description = words[name]
        self.buttons["clear"].disabled, self.buttons["back"].disabled = self.room.over, self.shown == 1
