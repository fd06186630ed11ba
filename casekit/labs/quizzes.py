"""Five questions at the end of a lesson; every wrong choice is answered with its reason."""

from html import escape

from casekit import look
from casekit.core.language import say
from casekit.desk import record
from casekit.desk.lessons import WITH_QUESTIONS
from casekit.errors import require_one_of
from casekit.labs.questions import LETTERS, quiz_items
from casekit.labs.still import Still
from casekit.look import put


def quiz(lesson):
    """The lesson's five questions, answered by mouse or by keyboard (Tab, then Space); kept in your progress."""
    require_one_of("quiz", lesson, list(WITH_QUESTIONS))
    put(_Quiz(lesson, quiz_items(lesson)).page())


def _still_offered(noted, items):
    """The recorded letters, by the question's number, as far as the questions still have them."""
    letters = {str(number): LETTERS[: len(item.choices)] for number, item in enumerate(items, 1)}
    return {number: noted[number] for number in letters if noted.get(number) in list(letters[number])}


class _Quiz:
    def __init__(self, lesson, items):
        self.lesson, self.items = lesson, items
        self.chosen = _still_offered(record.noted("quiz", lesson, {}), items)

    def page(self):
        import ipywidgets as w

        self.score = w.HTML(self._score())
        rows = [self._row(w, number, item) for number, item in enumerate(self.items, 1)]
        return Still(w.VBox([*rows, self.score]), self._html(), self._words())

    def _row(self, w, number, item):
        letters = LETTERS[: len(item.choices)]
        words = [say(en, zh) for en, zh, *_ in item.choices]
        text = w.HTML(f"<p><b>{number}. {escape(say(*item.asked))}</b></p>{_list(words)}")
        buttons = w.ToggleButtons(
            options=list(letters),
            value=self.chosen.get(str(number)),
            tooltips=words,
            style={"button_width": "3.2em"},
        )
        answer = w.HTML(self._answer(item, buttons.value))
        buttons.observe(lambda change: self._choose(number, item, change["new"], answer), "value")
        return w.VBox([text, buttons, answer])

    def _choose(self, number, item, letter, answer):
        self.chosen[str(number)] = letter
        record.note("quiz", self.lesson, {**self.chosen, "right": self._right(), "of": len(self.items)})
        answer.value, self.score.value = self._answer(item, letter), self._score()

    def _answer(self, item, letter):
        if letter is None:
            return ""
        side = look.GREEN if item.right(letter) else look.ORANGE
        return f'<p style="border-left:4px solid {side};padding-left:.6em">{escape(item.why(letter))}</p>'

    def _right(self):
        return sum(
            item.right(self.chosen[str(n)]) for n, item in enumerate(self.items, 1) if str(n) in self.chosen
        )

    def _score(self):
        done = sum(str(number) in self.chosen for number in range(1, len(self.items) + 1))
        right, of = self._right(), len(self.items)
        return say(
            f"{right} right, {done} answered, {of} in all.", f"答对 {right} 题，已答 {done} 题，共 {of} 题。"
        )

    def _html(self):
        folded = say("The answers, with reasons", "答案与理由")
        return "".join(
            f"<p><b>{number}. {escape(say(*item.asked))}</b></p>"
            f"{_list([say(en, zh) for en, zh, *_ in item.choices])}"
            f"<details><summary>{folded}</summary>{_list([item.why(x) for x in LETTERS[: len(item.choices)]])}</details>"
            for number, item in enumerate(self.items, 1)
        )

    def _words(self):
        lines = []
        for number, item in enumerate(self.items, 1):
            lines.append(f"{number}. {say(*item.asked)}")
            lines += [f"   {x} {say(en, zh)}" for x, (en, zh, *_) in zip(LETTERS, item.choices, strict=False)]
        return "\n".join(lines)


def _list(words):
    lines = [f"<li>{letter} {escape(each)}</li>" for letter, each in zip(LETTERS, words, strict=False)]
    return f'<ul style="list-style:none;padding-left:1em">{"".join(lines)}</ul>'
