"""A lesson's questions, read from the file beside its source: ``notebooks/source/13_receivables.questions.yaml``.

The words of both languages stand there side by side. ``predictions`` ask for a guess before the numbers; ``quiz`` has the five
questions at the end. A file that is not as it should be is refused with its name, the place in it and what was needed.
"""

from dataclasses import dataclass
from functools import cache

from casekit.core.language import say
from casekit.core.paths import workbook_folder
from casekit.desk.lessons import WITH_QUESTIONS, lesson_of
from casekit.errors import Refused, require_one_of

LETTERS = "①②③④⑤"  # not A to D: in the lessons these are dealers


@dataclass(frozen=True)
class Question:
    """A guess the reader is asked for: for each name in ``asked`` a label and the choices.

    ``prompt`` is ``(en, zh)``; ``asked`` maps a name to ``((en, zh), [(value, en, zh), ...])``. Where the values are
    numbers, each choice reaches up to its value, the value included, from the one before.
    """

    prompt: tuple
    asked: dict


@dataclass(frozen=True)
class Item:
    """One question of a quiz: ``asked`` is ``(en, zh)``; ``choices`` a list of ``(en, zh, right, why_en, why_zh)``."""

    asked: tuple
    choices: list

    def right(self, letter):
        """Whether the choice with this letter is the right one."""
        return self.choices[LETTERS.index(letter)][2]

    def why(self, letter):
        """What is said to somebody who chose this letter."""
        _, _, right, en, zh = self.choices[LETTERS.index(letter)]
        return (say("Right. ", "对。") if right else say("Not so. ", "不对。")) + say(en, zh)


def predictions(lesson):
    """The guesses a lesson asks for, by key, in the order of the lesson.

    Parameters
    ----------
    lesson : str
        The lesson's word: ``"receivables"``.
    """
    return dict(_read(lesson)[0])


def quiz_items(lesson):
    """The questions of a lesson's quiz, as a list of :class:`Item`."""
    return list(_read(lesson)[1])


def question(key):
    """The question of a prediction.

    Raises
    ------
    Refused
        For an unknown key, with the keys there are.
    """
    lesson = lesson_of(key)
    known = predictions(lesson.module) if lesson and lesson.module in WITH_QUESTIONS else {}
    require_one_of("predict", key, list(known or _all_keys()))
    return known[key]


def _all_keys():
    return [key for lesson in WITH_QUESTIONS for key in predictions(lesson)]


def file_of(lesson):
    """The file with a lesson's questions."""
    return workbook_folder() / "notebooks/source" / f"{WITH_QUESTIONS[lesson]}.questions.yaml"


@cache
def _read(lesson):
    import yaml

    path = file_of(lesson)
    try:
        page = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise _refused(path, str(error)) from error
    try:
        asked = {each["key"]: _question(each, lesson) for each in page["predictions"]}
        return asked, [_item(each) for each in page["quiz"]]
    except (KeyError, TypeError, ValueError) as error:
        raise _refused(path, f"{type(error).__name__}: {error}") from error


def _question(entry, lesson):
    _held_to(entry["key"].startswith(f"{lesson}-"), f"{entry['key']}: begins with {lesson}-")
    return Question(_words(entry), {each["name"]: (_words(each), _choices(each)) for each in entry["asked"]})


def _choices(entry):
    found = [(choice["value"], *_words(choice)) for choice in entry["choices"]]
    values = [value for value, _, _ in found]
    numbers = all(type(value) in (int, float) for value in values)
    _held_to(
        numbers or all(type(value) is str for value in values), f"{entry['name']}: all numbers or all texts"
    )
    _held_to(len(set(values)) == len(values) > 1, f"{entry['name']}: two choices or more, no two alike")
    _held_to(not numbers or values == sorted(values), f"{entry['name']}: numbers go up")
    return found


def _item(entry):
    choices = [(*_words(each), each.get("right", False), *_words(each["why"])) for each in entry["choices"]]
    _held_to(sum(right for _, _, right, _, _ in choices) == 1, f"{entry['en'][:40]}: one choice is right")
    _held_to(len(choices) <= len(LETTERS), f"{entry['en'][:40]}: at most {len(LETTERS)} choices")
    return Item(_words(entry), choices)


def _words(entry):
    words = entry["en"], entry["zh"]
    _held_to(all(type(each) is str and each.strip() for each in words), f"{words}: text in both languages")
    return words


def _held_to(holds, needed):
    if not holds:
        raise ValueError(needed)


def _refused(path, found):
    return Refused(
        say(
            "predictions and quiz, as in the other lessons' files", "与其他各课相同格式的 predictions 和 quiz"
        ),
        f"{path.name}: {found}",
        say(
            "in a clone: git restore notebooks/source; otherwise install the workbook again",
            "克隆的仓库请运行 git restore notebooks/source，否则请重新安装本教程",
        ),
    )
