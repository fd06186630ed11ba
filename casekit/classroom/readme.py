"""The README of a class kit, in the kit's language: what it is, and its two commands."""

import json

from casekit.desk.lessons import LESSONS


def text(tree, course, language, deadline, sets):
    """The README of the kit in ``tree``; ``sets`` are the instructor's own exercises by name."""
    words = (CHINESE if language == "zh" else ENGLISH).format(
        course=course,
        first=_first(tree, language),
        lessons=_lessons(tree, language, sets),
        deadline=_deadline(deadline, language),
    )
    return words.lstrip("\n")


def _first(tree, language):
    """The first notebook with exercises there is, as an example of what to hand in."""
    return (
        min(
            tree.glob(f"exercises/{language}/*.ipynb"),
            default=tree / f"exercises/{language}/03_screening.ipynb",
        )
        .relative_to(tree)
        .as_posix()
    )


def _deadline(deadline, language):
    if not deadline:
        return ""
    when = deadline.replace("T", " ")
    return f"\n**截止时间：{when}。**\n" if language == "zh" else f"\n**Hand in before {when}.**\n"


def _lessons(tree, language, sets):
    """One line a lesson with exercises, then the instructor's own."""
    lines = []
    for lesson in LESSONS:
        exercises, page = (
            f"exercises/{language}/{lesson.slug}.ipynb",
            f"notebooks/{language}/{lesson.slug}.ipynb",
        )
        if (tree / exercises).exists():
            title = lesson.zh if language == "zh" else lesson.en
            lines.append(
                f"* {lesson.number} [{title}]({page}){_and(exercises, language)}"
                if (tree / page).exists()
                else f"* [{title}]({exercises})"
            )
    for name in sets:
        exercises = f"exercises/{language}/{name}.ipynb"
        lines.append(f"* [{_title(tree / exercises) or name}]({exercises})")
    return "\n".join(lines)


def _and(exercises, language):
    return f"，[练习]({exercises})" if language == "zh" else f", [exercises]({exercises})"


def _title(path):
    """The first heading of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = [
        line
        for cell in cells
        if cell["cell_type"] == "markdown"
        for line in "".join(cell["source"]).splitlines()
    ]
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "")


ENGLISH = """
# Customer management: kit for {course}

A workbook in JupyterLab: lessons, exercises, and the records of one invented company, Qinghe Kitchen & Home Appliances.
{deadline}
## Two commands

You need Python 3.11, 3.12 or 3.13 and, the first time, a network. Unzip the kit, open a terminal in this folder, and type

```text
python workbook.py lab
```

It sets everything up (the first time: half a minute to two, 500 MB) and opens the workbook. On Windows it may be `py workbook.py lab`, on some systems `python3 workbook.py lab`.
You work in copies of your own, in the folder `my_work`.

Before you hand in, save your notebook and type

```text
python workbook.py handin my_work/{first}
```

It runs your notebook from top to bottom, as the marking will, and says which answers it found and what form they have. Then it writes two files
into `my_work/handin`: the one to hand in, and its receipt (`.receipt.txt`), which you keep. Unfinished work may be handed in, too. Nothing that was written there before
is written over.

## Your numbers

In every exercises' notebook, put your student number between the quotes of `casekit.i_am("")`, near the top, and run the cell. You then have numbers of your own: a
neighbour's answers do not fit yours. In this kit a check says whether your answer has the right form; whether it is right, the marks say. `q1.hint()` gives hints; solutions are not part of the kit.
If you ask an assistant, give it the contract in [TUTOR.md](TUTOR.md) first: it may quote the hints, never the answer.

## Lessons with exercises

{lessons}

The start page is [here](notebooks/en/00_start_here.ipynb). All lessons come in Chinese too: `python workbook.py lab --language zh`.
"""

CHINESE = """
# 客户管理：{course} 课堂版

在 JupyterLab 里学的教程：课文、练习，以及一家虚构公司“清禾家电”的账目与记录。
{deadline}
## 两条命令

需要 Python 3.11、3.12 或 3.13；第一次使用时要能上网。解压后，在本文件夹里打开终端，输入

```text
python workbook.py lab
```

第一次会自动安装（半分钟到两分钟，占 500 MB），然后打开教程。在 Windows 上可能是 `py workbook.py lab`，有的系统上是 `python3 workbook.py lab`。
你用的是自己的副本，放在 `my_work` 文件夹里。

交作业之前，先保存笔记本，再输入

```text
python workbook.py handin my_work/{first}
```

它会像评分时那样，把你的笔记本从头到尾运行一遍，告诉你找到了哪些答案、形式对不对，并在 `my_work/handin` 里生成两个文件：
要交的文件和它的回执（`.receipt.txt`），回执请自己保存。没做完也可以交；以前生成的文件不会被覆盖。

## 你自己的数据

在每个练习笔记本开头的 `casekit.i_am("")` 里，把学号填进引号，再运行这一格。这样你的数据就和别人的不同，照抄同学的答案没有用。
课堂版的检查只看答案的形式；对不对，以评分为准。想要提示，运行 `q1.hint()`；参考答案不在课堂版里。
向 AI 助手求助时，先把 [TUTOR.md](TUTOR.md) 里的约定发给它：它可以引用提示，不能给答案。

## 有练习的课

{lessons}

首页在[这里](notebooks/zh/00_start_here.ipynb)。课文另有英文版：`python workbook.py lab --language en`。
"""


def for_instructors(language):
    """The README of the instructor's folder: what lies in it, and where the teaching notes are."""
    return (FOR_INSTRUCTORS_ZH if language == "zh" else FOR_INSTRUCTORS).lstrip("\n")


FOR_INSTRUCTORS = """
# For the instructor

Not for students: `tree/` holds the answers. Fill in `roster.csv` before you mark. In the folder of the workbook you downloaded:

```text
python workbook.py print 13       lesson 13's teaching note and its handout as PDF, into teaching/print
python workbook.py grade submissions --kit kit --out grades.csv
```

The teaching notes are in `teaching/en` there, how to mark is in `teaching/handbook.md`.
"""
FOR_INSTRUCTORS_ZH = """
# 教师用

不要发给学生：`tree/` 里有答案。评分前先填好 `roster.csv`。在下载的教程文件夹里运行：

```text
python workbook.py print 13 --language zh     把第 13 课的教学说明和讲义打印成 PDF，放在 teaching/print
python workbook.py grade submissions --kit kit --out grades.csv
```

教学说明在那里的 `teaching/zh`，评分的方法见 `teaching/handbook.zh.md`。
"""
