"""Guess before you compute: predictions are put on record, and looked back on later."""

from html import escape

from casekit.core.language import say
from casekit.desk import record
from casekit.labs.questions import question
from casekit.labs.still import Still
from casekit.look import put


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
    asked, said = question(key).asked, record.noted("predictions", key, {})
    for name, (label, choices) in asked.items():
        words = {value: say(en, zh) for value, en, zh in choices}
        came, guess = words[_choice(outcome[name], words)], words.get(said.get(name))
        print(
            say(
                f"{say(*label)}: {came} ({_compared(guess, came)}).",
                f"{say(*label)}：{came}（{_compared(guess, came)}）。",
            )
        )


def _compared(guess, came):
    if guess is None:
        return say(
            "you have not guessed yet",
            "你还没有猜",
        )
    return (
        say("as you said", "与你的判断一致")
        if guess == came
        else say(f"you said {guess}", f"你当时判断：{guess}")
    )


def _choice(outcome, values):
    """The choice an outcome belongs to: itself, or the smallest bound that is not below it."""
    return outcome if isinstance(outcome, str) else min(value for value in values if value >= outcome)


def _still_offered(said, choices):
    """A recorded guess, if the question still has it among its choices."""
    return said if said in [value for value, _, _ in choices] else None


class _Prediction:
    def __init__(self, key):
        self.key, self.question = key, question(key)
        self.said = record.noted("predictions", key, {})

    def page(self):
        import ipywidgets as w

        self.fields = {
            name: w.ToggleButtons(
                options=[(say(en, zh), value) for value, en, zh in choices],
                value=_still_offered(self.said.get(name), choices), description=say(*label),
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
            record.note("predictions", self.key, self.said)
        self.answer.value = self._recorded()

    def _recorded(self):
        missing = [say(*label) for name, (label, _) in self.question.asked.items() if name not in self.said]
        if len(missing) == len(self.question.asked):
            return say(
                "Nothing on record yet: choose, then press the button.", "尚未记录。请先选好，再点“记下来”。"
            )
        if missing:
            return say(f"Still to choose: {', '.join(missing)}.", f"还没选：{'、'.join(missing)}。")
        return say("On record. It will be set beside what comes out.", "已记下，后面会拿来对照。")

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
