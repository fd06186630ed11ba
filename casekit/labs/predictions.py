"""Guess before you compute: predictions are put on record, and looked back on later."""

from dataclasses import dataclass
from html import escape
from importlib import import_module

from casekit import my_work
from casekit.errors import require_one_of
from casekit.labs.still import Still
from casekit.look import put, say


@dataclass(frozen=True)
class Question:
    """A guess the reader is asked for: for each name in ``asked`` a label and the choices.

    ``prompt`` is ``(en, zh)``; ``asked`` maps a name to ``((en, zh), [(value, en, zh), ...])``. Where the values are
    numbers, each choice reaches up to its value, the value included, from the one before.
    """

    prompt: tuple
    asked: dict


def predict(key):
    """Ask for a guess and keep it; run the cell again to see what you said or to change your mind."""
    put(_Prediction(key).page())


def look_back(key, **outcome):
    """Set what you guessed beside what came out.

    Parameters
    ----------
    key : str
        The prediction, as in ``predict(key)``.
    **outcome
        For each name that was asked, what came out.
    """
    question, said = _question(key), my_work.noted("predictions", key)
    if not said:
        return print(
            say(
                "You put no guess on record, so there is nothing to compare.",
                "你没有记下判断，这里无从对照。",
            )
        )
    for name, (label, choices) in question.asked.items():
        words = {value: say(en, zh) for value, en, zh in choices}
        guess, came = words.get(said.get(name), said.get(name)), words[_choice(outcome[name], words)]
        same = (
            say("as you said", "与你的判断一致")
            if guess == came
            else say(f"you said {guess}", f"你当时判断：{guess}")
        )
        print(say(f"{say(*label)}: {came} ({same}).", f"{say(*label)}：{came}（{same}）。"))


def _choice(outcome, values):
    """The choice an outcome belongs to: itself, or the smallest bound that is not below it."""
    return outcome if isinstance(outcome, str) else min(value for value in values if value >= outcome)


def _question(key):
    lesson = import_module(f"casekit.labs.{key.split('-')[0]}")
    require_one_of("predict", key, list(lesson.PREDICTIONS))
    return lesson.PREDICTIONS[key]


class _Prediction:
    def __init__(self, key):
        self.key, self.question = key, _question(key)
        self.said = my_work.noted("predictions", key, {})

    def page(self):
        import ipywidgets as w

        self.fields = {
            name: w.ToggleButtons(
                options=[(say(en, zh), value) for value, en, zh in choices],
                value=self.said.get(name), description=say(*label),
                style={"button_width": "auto", "description_width": "initial"},
            )
            for name, (label, choices) in self.question.asked.items()
        }  # fmt: skip
        button = w.Button(description=say("Put on record", "记下来"), icon="check", layout={"width": "auto"})
        self.answer = w.HTML(self._recorded())
        button.on_click(self._record)
        prompt = w.HTML(f"<b>{escape(say(*self.question.prompt))}</b>")
        box = w.VBox([prompt, *self.fields.values(), w.HBox([button, self.answer])])
        return Still(box, self._html(), self._words())

    def _record(self, _):
        self.said = {name: field.value for name, field in self.fields.items() if field.value is not None}
        if len(self.said) == len(self.fields):
            my_work.note("predictions", self.key, self.said)
        self.answer.value = self._recorded()

    def _recorded(self):
        if len(self.said) < len(self.question.asked):
            return say(
                "Nothing on record yet: choose, then press the button.", "还没有记录：先选，再按按钮。"
            )
        return say("On record. You will be reminded of it.", "已记下，后面会回来对照。")

    def _lines(self):
        for label, choices in self.question.asked.values():
            words = say(" / ", " / ").join(say(en, zh) for _, en, zh in choices)
            yield say(f"{say(*label)}: {words}", f"{say(*label)}：{words}")

    def _html(self):
        lines = "".join(f"<li>{escape(line)}</li>" for line in self._lines())
        write = say("Write your guess down before you read on.", "先写下你的判断，再往下读。")
        return f"<p><b>{escape(say(*self.question.prompt))}</b></p><ul>{lines}</ul><p>{write}</p>"

    def _words(self):
        return "\n".join([say(*self.question.prompt), *self._lines()])
