"""What a teaching note shows by code, so that it stays in step with the exercises: the board, the mistakes, the marks.

A note (``teaching/source``) calls these in its cells. Words in two languages are pairs ``(en, zh)``; numbers are the book's
(no student number). What does not agree with the exercises is refused, and the note is then not built.
"""

from html import escape
from numbers import Real

from casekit import exercises, look
from casekit.classroom.board import board as _board
from casekit.core.html import html_table
from casekit.core.language import say
from casekit.core.page import Page
from casekit.errors import Refused, closest_names, listed
from casekit.exercises.judging import as_fields, is_number

SMALL = "font-size:88%"
KINDS = {"good": (0.8, 1, "A good sample", "示例：较好"), "middling": (1 / 3, 0.75, "A middling sample", "示例：中等")}


def board(*columns):
    """The board plan as a picture; see :func:`casekit.classroom.board.board`."""
    look.put(_board(*columns))


# Mistakes -----------------------------------------------------------------------------------------------------


def mistakes(name, **lines):
    """The known mistakes of an exercise as a table: the wrong answer with the book's numbers, the mistake, what the check says.

    Parameters
    ----------
    name : str
        The exercise: ``"receivables-1"``.
    lines : tuple
        The author's word on the most instructive ones: from a mistake's name, which is that of its function in
        ``exercises/answers``, to ``(en, zh)``. These come first.

    Raises
    ------
    Refused
        For a mistake that the exercise does not have (any longer).
    """
    asked = exercises.exercise(name)
    known = {mistake.__name__: mistake for mistake in exercises._answers(asked.lesson).MISTAKES[name]}
    for each in lines:
        if each not in known:
            raise Refused(say(f"a mistake of {name}", f"{name} 的一种错误"), each, say("the nearest: ", "最接近的是：") + listed(closest_names(each, list(known))))  # fmt: skip
    order = [*lines, *(each for each in known if each not in lines)]
    rows = [_mistake_row(asked, known[each], lines.get(each)) for each in order]
    look.put(_mistakes_table(asked, rows))


def _mistake_row(asked, mistake, line):
    """``(wrong answer, the mistake, what is said, the author's word)`` of one mistake."""
    data = asked.data
    answers = exercises._answers(asked.lesson)
    example, words = mistake(data), answers.MISTAKES[asked.name][mistake]
    said = words if not callable(words) else words(example, data) if example is not None else None
    wrong = say("not with these numbers", "用这组数不出现") if example is None else shown(example, answers.KEYS[asked.name](data))
    docstring = " ".join((mistake.__doc__ or "").split())
    return wrong, docstring, say(*said) if said else "", say(*line) if line else ""


def shown(answer, key=None):
    """An answer in few words: of one with several fields, those that differ from the key."""
    fields, right = as_fields(answer), as_fields(key)
    parts = [
        f"{field}: {_worded(value)}" if field else _worded(value)
        for field, value in fields.items()
        if field != "why" and not (key is not None and field in right and _same(value, right[field]))
    ]
    return "\n".join(parts) or say("in the text", "在文字里")


def _same(one, other):
    return abs(one - other) < 1e-9 if is_number(one) and is_number(other) else repr(one) == repr(other)


def _worded(value):
    """A number to four digits at least, a set or list in order, anything else by its words; nothing longer than 60 signs."""
    if is_number(value):
        return _number(value)
    if isinstance(value, set | frozenset | list | tuple):
        parts = [_worded(each) for each in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
        return _short(say(", ", "、").join(parts) or say("none", "无"))
    if isinstance(value, bool):
        return "True" if value else "False"
    return _short(str(value))


def _number(value):
    digits = 4 if abs(value) < 1 else 2
    words = look.half_up(value, digits)
    return (words.rstrip("0").rstrip(".") if "." in words else words).replace("-", "\u2212", 1)


def _short(words):
    return words if len(words) <= 60 else words[:58].rstrip() + " …"


def _mistakes_table(asked, rows):
    """The rows as a table; in English with the mistake in the words of the exercises' author, who wrote them in English."""
    english = say(True, False)
    heads = [say("answer (book's numbers)", "答案（书上的数据）"), *(["the mistake"] if english else []), say("the check says", "检查时的提示")]
    body = "".join(_mistake_html(row, english) for row in rows)
    widths = (15, 31, 54) if english else (22, 78)
    head = "".join(
        f'<th scope="col" style="text-align:left;width:{width}%">{escape(each)}</th>' for each, width in zip(heads, widths, strict=True)
    )
    title = say(*asked.spec.title)
    caption = say(f"Exercise {asked.name[-1]}: {title}", f"第 {asked.name[-1]} 题：{title}")
    table = f'<table class="mistakes" style="{SMALL}"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    words = [" | ".join(part for part in (*row[:1], *(row[1:2] if english else ()), *row[2:]) if part) for row in rows]
    return Page(table, "\n".join([caption, *words]))


def _mistake_html(row, english):
    wrong, mistake, said, line = row
    star = '<b title="instructive">★</b> ' if line else ""
    cells = [star + escape(wrong).replace("\n", "<br>"), *([escape(mistake)] if english else []), escape(said)]
    html = "<tr>" + "".join(f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in cells) + "</tr>"
    if line:
        label = say("<b>In class.</b> ", "<b>课堂处理</b>：")
        html += f'<tr class="line"><td colspan="{len(cells)}" style="text-align:left">{label}{escape(line)}</td></tr>'
    return html


# Marks --------------------------------------------------------------------------------------------------------


def rubric_of(name):
    """The rubric of an exercise, as ``(points, en, zh)``."""
    found = exercises._answers(name.rsplit("-", 1)[0]).RUBRICS.get(name)
    if not found:
        raise Refused(say("an exercise that a person marks", "由教师批阅的练习"), name, say("it is the third of each lesson", "每课的第三题"))
    return found


def rubric(name):
    """The rubric of an exercise as a table, with the points that the check gives beside it."""
    lines, spec = rubric_of(name), exercises.exercise(name).spec
    rows = [(points_words(points), say(en, zh)) for points, en, zh in lines]
    rows.append((points_words(spec.by_hand), say("together, by hand", "人工批阅合计")))
    rows.append((points_words(spec.points), say("the figures, given by the check", "数字部分，由检查自动给分")))
    heads = (say("points", "分值"), say("for", "评分要点"))
    words = "\n".join(f"{points}: {line}" for points, line in rows)
    look.put(Page(html_table(heads, rows, caption=say(f"Rubric of {name}", f"{name} 评分要点")), words))


def points_words(points):
    """Points without a needless decimal."""
    return f"{points:g}"


def sample(name, kind, fields, text, *marks, field="why"):
    """A marked sample: what a student wrote, what the check says of the figures, the points for each line of the rubric and why.

    Parameters
    ----------
    name : str
        The exercise: ``"receivables-3"``.
    kind : str
        ``"good"`` or ``"middling"``.
    fields : dict
        The answer without its text, for the book's numbers.
    text : tuple
        The text, ``(en, zh)``; it is the answer's field ``field``.
    marks : tuple
        For each line of the rubric, in its order, ``(points, (en, zh))``: the points and why.

    Raises
    ------
    Refused
        If the marks are not those of the rubric, or do not fit the kind.
    """
    asked, lines = exercises.exercise(name), rubric_of(name)
    check_marks(name, kind, [points for points, _ in marks], [most for most, _, _ in lines])
    feedback = asked.judge({**fields, field: say(*text)})
    if kind == "good" and feedback.status != "right":
        raise Refused(say("right figures in the good sample", "较好的示例里数字都对"), str(feedback), say(f"work the sample's figures out again: {name}", f"重新计算示例里的数：{name}"))  # fmt: skip
    look.put(_sample_page(asked, kind, fields, say(*text), feedback, lines, marks))


def check_marks(name, kind, given, most):
    """Refuse marks that are not those of the rubric: as many, each from 0 to its line's, in halves, fit for the kind."""
    least, up_to, _, _ = KINDS[kind]
    wrong = (
        len(given) != len(most)
        or any(not isinstance(each, Real) or not 0 <= each <= limit or each * 2 % 1 for each, limit in zip(given, most, strict=False))
        or not least <= sum(given) / sum(most) <= up_to
    )
    if wrong:
        raise Refused(say(f"points for {len(most)} lines, at most {listed(most)}; {kind}: {least:.0%} to {up_to:.0%} together",
                          f"{len(most)} 条要点的得分，最多 {listed(most)}；{kind} 合计 {least:.0%}～{up_to:.0%}"),
                      listed(given) or "0", say(f"mark the sample of {name} by its rubric", f"按评分要点给 {name} 的示例打分"))  # fmt: skip


def _sample_page(asked, kind, fields, text, feedback, lines, marks):
    heading = say(KINDS[kind][2], KINDS[kind][3])
    figures = say(", ", "，").join(f"{field} {_worded(value)}" for field, value in fields.items())
    automatic = asked.spec.points if feedback.status == "right" else 0
    check = say(f"Check: {feedback} {automatic} of {asked.spec.points} points.", f"检查：{feedback}数字部分得 {automatic} 分（满分 {asked.spec.points} 分）。")
    rows = [
        (f"{points_words(points)} / {points_words(most)}", say(en, zh), say(*why))
        for (most, en, zh), (points, why) in zip(lines, marks, strict=True)
    ]
    total = points_words(sum(points for points, _ in marks))
    rows.append((f"{total} / {points_words(asked.spec.by_hand)}", say("together, by hand", "人工批阅合计"), ""))
    heads = (say("points", "得分"), say("line of the rubric", "评分要点"), say("why", "理由"))
    given = f"<p>{escape(figures)}</p>" if figures else ""
    html = (
        f"<p><b>{escape(heading)}</b></p><blockquote>{given}<p>{escape(text)}</p></blockquote><p>{escape(check)}</p>"
        + html_table(heads, rows)
    )
    return Page(html, "\n".join([heading, figures, text, check, *(" | ".join(row) for row in rows)]))


# Handout ------------------------------------------------------------------------------------------------------


def lines(count=4):
    """Lines to write on, for a handout."""
    rule = '<div style="border-bottom:1px solid #9aa5b1;height:2em"></div>'
    look.put(Page(rule * count, "_" * 60))
