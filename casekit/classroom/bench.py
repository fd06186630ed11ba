"""The other side of ``comparing``: a process that has the kit's casekit and its answers, and nothing of a student's.

It is started as a file with the kit's tree as its argument, reads one question a line and writes one answer a line, all
JSON. Because it takes casekit from the kit, a kit made with an older version is marked by that version's numbers.
"""

import json
import os
import sys
from pathlib import Path


def judge(ask):
    """What the exercise's check says about an answer, with the owner's numbers.

    What is due to the answer is the answer's: one that nobody can read back, or one that the judge fails on because
    an object of no kind is in it, is the wrong kind. Where the judge fails by itself, that is raised.
    """
    from casekit.handin.coding import NotCoded, decoded

    q = asked(ask)
    try:
        answer = decoded(ask["answer"])
        feedback = q.judge(answer)
    except NotCoded:
        return of_no_kind()
    except Exception:
        if not strange(q, answer):
            raise
        return of_no_kind(q, answer)
    tells = feedback.status not in ("not attempted", "wrong kind") and says_the_key(feedback.words, q)
    return {
        "status": feedback.status,
        "words": "" if tells else feedback.words,
        "misconception": feedback.misconception or "",
        "parts": parts(answer) if q.spec.by_hand else [],
    }


def asked(ask):
    """The exercise with its owner's numbers, in the language asked for."""
    from casekit import exercises, look

    look.speak(ask["language"])
    return exercises.Exercise(ask["exercise"], ask["who"], ask["course"])


def of_no_kind(q=None, answer=None):
    """What is said of an answer that cannot be read as one."""
    from casekit import look

    words = look.say("This cannot be read as an answer.", "这不能当作答案来读。")
    told = parts(answer) if q and q.spec.by_hand else []
    return {"status": "wrong kind", "words": words, "misconception": "", "parts": told}


def strange(q, answer):
    """Whether the form cannot take an answer, or lets an object of no kind pass on to the judge."""
    try:
        return holds_strangers(q.spec.form(answer, q.data))
    except Exception:
        return True


def holds_strangers(value):
    """Whether there is something in a value that is neither Python's own nor a table, a column or a day."""
    if isinstance(value, dict):
        return any(map(holds_strangers, [*value, *value.values()]))
    if isinstance(value, list | tuple | set | frozenset):
        return any(map(holds_strangers, value))
    return type(value).__module__.split(".")[0] not in ("builtins", "numpy", "pandas", "datetime")


def formed(ask):
    """Whether the form comes to an end with an answer (the key, where there is none): asked when a judge did not."""
    from casekit.handin.coding import decoded

    q = asked(ask)
    try:
        q.spec.form(decoded(ask["answer"]) if "answer" in ask else answers_of(q).KEYS[q.name](q.data), q.data)
    except Exception:
        pass
    return True


def says_the_key(words, q):
    """Whether the words hold a number of the right answer; a page must not show it. One or two digits may be anything."""
    home = answers_of(q)
    if home is None or q.name not in getattr(home, "KEYS", {}):
        return False
    said = words.replace(",", "").replace("，", "")
    return any(form in said for number in numbers(home.KEYS[q.name](q.data)) for form in forms_of(number))


def answers_of(q):
    """The module with the key."""
    from casekit import exercises

    return exercises._answers(q.lesson)


def numbers(key):
    """The numbers in a right answer, however they lie in it."""
    if isinstance(key, str | bytes) or key is None:
        return []
    if isinstance(key, dict):
        return [number for each in key.values() for number in numbers(each)]
    if hasattr(key, "to_numpy"):
        return numbers(key.to_numpy().ravel().tolist())
    if isinstance(key, list | tuple | set | frozenset):
        return [number for each in key for number in numbers(each)]
    try:
        return [float(key)]
    except (TypeError, ValueError):
        return []


def forms_of(number):
    """How a number may stand in a sentence, from three digits on: as it is, rounded, as percent."""
    told = {f"{value:.{places}f}" for value in (abs(number), 100 * abs(number)) for places in range(5)}
    told |= {form.rstrip("0").rstrip(".") for form in told if "." in form}
    return {form for form in told if len(form.replace(".", "").lstrip("0")) >= 3}


def parts(answer):
    """The fields of an answer as ``[field, text]``, for a person to read; empty where nobody has written anything."""
    fields = answer if isinstance(answer, dict) else {"": answer}
    written = any(isinstance(value, str) and len(value.strip().encode()) >= 20 for value in fields.values())
    return [[str(field), shown(value)] for field, value in fields.items()] if written else []


def shown(value):
    """A value as a person reads it."""
    if value is ... or value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(
            shown(each) for each in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)
        )
    try:
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    except Exception:  # an object that cannot say what it is
        return ""


def check(ask):
    """What is wrong with an instructor's exercise, as sentences in English and Chinese; an empty list if nothing is."""
    from casekit.exercises import Exercise

    try:
        return faults(
            ask["exercise"], [Exercise(ask["exercise"], who, ask["course"]) for who in ["", *ask["students"]]]
        )
    except Exception as error:
        return [[f"{type(error).__name__}: {error}"] * 2]


def faults(name, asked):
    """The faults of one exercise, each once."""
    home = answers_of(asked[0])
    found = {}
    for part in ("KEYS", "MISTAKES", "JUDGES"):
        if name not in getattr(home, part, {}):
            found[part] = [f"the answers have no {part} for it", f"答案里没有它的 {part}"]
    rubric = sum(points for points, _, _ in getattr(home, "RUBRICS", {}).get(name, []))
    if rubric != asked[0].spec.by_hand:
        found["rubric"] = [
            f"by_hand is {asked[0].spec.by_hand}, the rubric adds up to {rubric}",
            f"by_hand 是 {asked[0].spec.by_hand}，评分要点合计 {rubric}",
        ]
    if not found and len(home.MISTAKES[name]) < 3:
        found["few"] = [
            f"three known mistakes at least; there are {len(home.MISTAKES[name])}",
            f"至少三种常见错误，现有 {len(home.MISTAKES[name])} 种",
        ]
    if found:
        return list(found.values())
    for q in asked:
        _tried(q, home, found)
    _different(asked, home, name, found)
    return list(found.values())


def _tried(q, home, found):
    """The key is right and every mistake is told from it, with this student's numbers."""
    who = q.who or "-"
    said = q.judge(home.KEYS[q.name](q.data))
    if said.status != "right":
        found.setdefault(
            "key",
            [
                f"the key is answered with {said.status!r} (student {who})",
                f"答案本身被判为 {said.status!r}（学号 {who}）",
            ],
        )
    for mistake in home.MISTAKES[q.name]:
        if (wrong := mistake(q.data)) is None:  # these numbers do not allow it
            continue
        said = q.judge(wrong)
        if (said.status, said.misconception) != ("wrong", mistake.__name__):
            found.setdefault(mistake.__name__, [
                f"the mistake {mistake.__name__} is answered with {said.status!r}, {said.misconception!r} (student {who})",
                f"错误 {mistake.__name__} 被判为 {said.status!r}、{said.misconception!r}（学号 {who}）"])  # fmt: skip
        elif says_the_key(said.words, q):
            found.setdefault(f"{mistake.__name__} tells", [
                f"what is said about the mistake {mistake.__name__} holds the right number (student {who})",
                f"对错误 {mistake.__name__} 的说明里出现了正确的数（学号 {who}）"])  # fmt: skip


def _different(asked, home, name, found):
    """Students have numbers of their own."""
    own = [repr(vars(q.data)) for q in asked if q.who]
    if len(set(own)) < len(own) / 2:
        found["same"] = [
            f"{len(own)} students have only {len(set(own))} sets of numbers",
            f"{len(own)} 名学生只有 {len(set(own))} 套数据",
        ]


def mistakes(ask):
    """What is said about known mistakes, by name in English and Chinese: with the book's numbers, else with made-up ones.

    ``names`` are the mistakes that are asked about. None of the numbers is a student's.
    """
    from casekit import exercises

    found = {}
    for who in ("", "EXAMPLE-1", "EXAMPLE-2"):  # not all numbers allow all mistakes
        open_ = [name for name in ask["names"] if not all(found.get(name, [""]))]
        if open_:
            q = exercises.Exercise(ask["exercise"], who, "EXAMPLE" if who else "")
            found |= {name: words for name, words in _said(q, open_).items() if all(words)}
    return found


def _said(q, names):
    """What is said about these mistakes with these numbers."""
    from casekit import look

    known = {mistake.__name__: mistake for mistake in getattr(answers_of(q), "MISTAKES", {}).get(q.name, [])}
    said = {name: [] for name in names if name in known}
    for name in said:
        wrong = _example(known[name], q)
        for code in ("en", "zh"):
            look.speak(code)
            said[name].append("" if wrong is None else _words(q, wrong, name))
    return said


def _example(mistake, q):
    try:
        return mistake(q.data)
    except Exception:
        return None


def _words(q, wrong, name):
    """The words for a wrong answer; none where another mistake is seen in it, or they would tell the key."""
    try:
        said = q.judge(wrong)
    except Exception:
        return ""
    return said.words if said.misconception == name and not says_the_key(said.words, q) else ""


def described(ask):
    """The exercises of the tree: what the kit's list of them holds."""
    from casekit import exercises

    return [_row(exercises, name) for name in exercises.names()]


def _row(exercises, name):
    q = exercises.Exercise(name)
    home = answers_of(q)
    return {
        "name": name, "lesson": q.lesson, "notebook": exercises.notebook_of(q.lesson), "own": q.lesson not in exercises.LESSONS,
        "title": list(q.spec.title), "points": q.spec.points, "by_hand": q.spec.by_hand, "read": list(q.spec.read),
        "hints": [list(each) for each in q.spec.hints],
        "rubric": [list(each) for each in getattr(home, "RUBRICS", {}).get(name, [])],
    }  # fmt: skip


DO = {"judge": judge, "formed": formed, "check": check, "describe": described, "mistakes": mistakes}


def main(tree):
    """Answer until the questions end. What a judge prints goes nowhere: the way out is for answers alone."""
    sys.path.insert(0, tree)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    import casekit

    if Path(casekit.__file__).resolve().parents[1] != Path(tree).resolve():
        raise SystemExit(f"casekit was taken from {casekit.__file__}")
    for line in open(0, encoding="utf-8", closefd=False):
        ask = json.loads(line)
        try:
            told = {"answer": DO[ask["do"]](ask)}
        except Exception as error:
            told = {"error": type(error).__name__}
        out.write(json.dumps(told, ensure_ascii=False) + "\n")
        out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
