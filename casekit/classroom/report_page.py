"""The page of the class report: one file with its pictures in it, for the projector and for paper; nothing of single students."""

import textwrap

from casekit import look
from casekit.classroom import report, sheets
from casekit.classroom.feedback import lesson_title
from casekit.classroom.report import LEAST, OUTCOMES
from casekit.classroom.sheets import plain_number
from casekit.classroom.templates import template
from casekit.core.files import write_whole
from casekit.core.harmless import harmless
from casekit.core.language import say

MOST_BARS = 15
COLOURS = {"right": look.BLUE, "wrong": look.ORANGE, "no answer": look.PALE}


def write(out, files, kit, lessons, given, said):
    """The page and the two tables beside the mark sheet."""
    found = [asked for asked in report.counted(files, kit, lessons, given) if asked.of]
    made = page(found, kit, said).encode()
    path = out.with_name(f"{out.stem}-report.html")
    if not path.exists() or path.read_bytes() != made:
        write_whole(path, made)
    public, private = report.tables(found, files, kit, lessons, said)
    sheets.write(out.with_name(f"{out.stem}-report.csv"), report.PUBLIC, public)
    sheets.write(out.with_name(f"{out.stem}-report-private.csv"), report.COLUMNS, private)


def page(found, kit, said):
    """The page, in the language in force."""
    asked = [each for each in found if each.of >= LEAST]
    shown = [(each, report.for_all(each)) for each in asked]
    hard = sorted(shown, key=lambda each: (each[1].right is None, each[0].share_right))
    frequent = _frequent(shown, said)
    return template("report.html", _finished).render(
        lang=say("en", "zh-CN"), words=_words(kit, asked, found), course=kit.course,
        pictures=[_html(picture) for picture in (_outcomes(hard), _mistakes(frequent)) if picture],
        exercises=[_row(*each) for each in hard], mistakes=frequent[:20],
    )  # fmt: skip


def _finished(value):
    return harmless(value, 2000) if type(value) is str else value


def _html(ax):
    """A picture for the template, which takes it as it is: its words are escaped already."""
    from markupsafe import Markup

    return Markup(look.Picture(ax)._repr_html_())


def _words(kit, asked, found):
    sizes = {_lesson(kit, each): each.of for each in asked}
    told = say("; ", "；").join(f"{lesson}{say(': ', '：')}{size}" for lesson, size in sizes.items())
    few = dict.fromkeys(_lesson(kit, each) for each in found if each.of < LEAST)
    return {
        "title": say("The class in numbers", "全班答题情况"),
        "counted": say(f"Files that count, one a student: {told}.", f"计分的作业（每人一份）：{told}。") if sizes else "",
        "nothing": "" if asked else say(f"Fewer than {LEAST} files count so far: nothing is shown.", f"计分的作业不到 {LEAST} 份，暂不显示。"),
        "few": say(f"Fewer than {LEAST} files, so not shown: {', '.join(few)}.", f"不到 {LEAST} 份，不显示：{'、'.join(few)}。") if few and asked else "",
        "exercises": say("The exercises, the hardest first", "各题情况（最难的在前）"),
        "mistakes": say("The mistakes, the most frequent first", "常见错误（最多的在前）"),
        "heads": (say("exercise", "练习"), say("title", "题目"), say("right", "对"), say("wrong", "不对"), say("no answer", "没有可评的答案"), say("points by machine", "自动评分")),
        "mistake_heads": (say("exercise", "练习"), say("what it was", "错在哪里"), say("how many", "人数"), say("share", "占比")),
        "end": say(
            f"No group of fewer than {LEAST} is shown (–), nor one that could be worked out from the others. “No answer” includes runs that broke off. Kit {kit.kit}.",
            f"不到 {LEAST} 人的组不显示（–），由其他数字能推算出来的也不显示。“没有可评的答案”包括运行中断的。课堂版 {kit.kit}。",
        ),
    }  # fmt: skip


def _lesson(kit, asked):
    return lesson_title(kit.exercises[asked.name]["notebook"])


# Rows -------------------------------------------------------------------------------------------------------------


def percent(number, of):
    """A share in whole percent, or a dash where the number is not shown."""
    if number is None:
        return "–"
    return look.half_up(100 * number / of, 0) + say(" %", "%")


def _row(asked, seen):
    right = seen.right
    points = "–" if right is None else plain_number(round(asked.points * right / asked.of, 2))
    return {
        "name": asked.name, "title": say(*asked.title), "hard": right is not None and 2 * right < asked.of,
        "shares": [percent(number, asked.of) for number in seen.became().values()], "points": f"{points} / {plain_number(asked.points)}",
    }  # fmt: skip


def _frequent(shown, said):
    """The mistakes that may be shown, the most frequent first."""
    rows = [
        {"name": asked.name, "words": report.called(said, asked.name, name), "number": number, "of": asked.of, "share": percent(number, asked.of)}
        for asked, seen in shown for name, number in seen.mistakes.items() if number
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["number"], row["name"], row["words"]))


# Pictures -------------------------------------------------------------------------------------------------------------


@look.drawing
def _outcomes(hard):
    """A bar for each exercise: right, wrong, no answer; grey and hatched what is not shown."""
    bars = hard[:MOST_BARS]
    if not bars:
        return None
    ax = look.axes(height=1.6 + 0.34 * len(bars))
    for place, (asked, seen) in enumerate(bars):
        start = 0
        for name, number in seen.became().items():
            if number:
                _bar(ax, place, start, number / asked.of, COLOURS[name])
                start += number / asked.of
        if 1 - start > 1e-9:
            ax.barh(place, 1 - start, left=start, color="white", edgecolor=look.PALE, hatch="//", height=0.7)
    ax.set_yticks(range(len(bars)), [asked.name for asked, _ in bars])
    ax.set_ylim(len(bars) - 0.5, -0.5)
    ax.set_xlim(0, 1)
    look.quarters(ax.xaxis)
    for name, words in zip(OUTCOMES, (("right", "对"), ("wrong", "不对"), ("no answer", "没有可评的答案")), strict=True):
        ax.barh(0, 0, color=COLOURS[name], label=look.on_figure(*words))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.9 / len(bars)), ncols=3, frameon=False)
    look.title(ax, _hardest(hard), look.on_figure("Share of the files that count, hardest exercise first", "占计分作业的比例，最难的在最上面"))
    sentence = say("Each bar is an exercise: right, wrong, no answer, from left to right. What is hatched is not shown, because a group in it is smaller than five.",
                   "每一条是一道题，从左到右是对、不对、没有可评的答案。画斜线的部分含有不到五人的组，不显示。")  # fmt: skip
    unseen = say("; ", "；").join(_spoken(*bar) for bar in bars) + say(".", "。")
    return look.read_this(ax, sentence, unseen)


def _bar(ax, place, start, share, colour):
    ax.barh(place, share, left=start, color=colour, height=0.7)
    if share >= 0.08:
        ink = look.INK if colour == look.PALE else "white"
        ax.text(start + share / 2, place, look.half_up(100 * share, 0), ha="center", va="center", color=ink, fontsize=10)


def _hardest(hard):
    """The finding: the exercise that fewest have right, and how many are as hard."""
    asked, seen = hard[0]
    if seen.right is None:
        return look.on_figure("Groups too small to say which is the hardest", "组太小，看不出哪题最难")
    alike = sum(each.right is not None and each.right * asked.of == seen.right * one.of for one, each in hard) - 1
    share = percent(seen.right, asked.of)
    others = (f" and {alike} more", f" 等 {alike + 1} 题") if alike else ("", "")
    return look.on_figure(f"Hardest: {asked.name}{others[0]}, {share} right", f"最难：{asked.name}{others[1]}，{share} 答对")


def _spoken(asked, seen):
    words = (say("right", "对"), say("wrong", "不对"), say("no answer", "没有可评的答案"))
    hidden = say("not shown", "不显示")
    told = (
        f"{word} {hidden if number is None else percent(number, asked.of)}"
        for word, number in zip(words, seen.became().values(), strict=True)
    )
    return f"{asked.name}{say(': ', '：')}" + say(", ", "，").join(told)


@look.drawing
def _mistakes(frequent):
    """A bar for each of the most frequent mistakes."""
    bars = frequent[:8]
    if not bars:
        return None
    ax = look.axes(height=1.4 + 0.62 * len(bars))
    ax.barh(range(len(bars)), [row["number"] for row in bars], color=look.ORANGE, height=0.6)
    for place, row in enumerate(bars):
        look.beside(ax, str(row["number"]), (row["number"], place), (5, 0), va="center")
    ax.set_yticks(range(len(bars)), [_label(row) for row in bars], fontsize=9)
    ax.invert_yaxis()
    ax.set_xlim(0, 1.12 * bars[0]["number"])
    first = bars[0]
    look.title(ax, look.on_figure(f"{first['number']} of {first['of']} made the same mistake in {first['name']}", f"{first['name']}：{first['of']} 人中有 {first['number']} 人犯同样的错误"),
               look.on_figure("How many made each mistake", "犯各种错误的人数"))  # fmt: skip
    sentence = say("Each bar is one known mistake in one exercise; mistakes that fewer than five made are not shown.", "每一条是一道题里的一种常见错误；不到五人犯的不显示。")
    unseen = say("; ", "；").join(f"{row['name']} {row['number']}{say(': ', '：')}{row['words']}" for row in bars)
    return look.read_this(ax, sentence, unseen)


def _label(row):
    """The exercise and the beginning of the words; a sign that would start a formula of the drawing is made plain."""
    width = 46 if look.language() == "en" or not look.chinese_family() else 24
    words = row["words"] if look.on_figure("en", "zh") == look.language() else ""
    lines = textwrap.wrap(words, width)[:2]
    told = "\n".join(lines) + (" …" if len(textwrap.wrap(words, width)) > 2 else "")
    return f"{row['name']}\n{told}".replace("$", r"\$")
