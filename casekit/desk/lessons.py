"""The one registry of lessons: the README's map, the start page, exercises and tests take theirs from it.

For a new lesson, one line is edited here: its minutes and its state.
"""

from collections import namedtuple

from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed
from casekit.look import labelled

# module: the word its exercises, guesses and quiz are called by ("screening-1"), and its files in casekit.
# Titles in the chapter's words. Minutes of lessons still to come are planned ones.
Lesson = namedtuple("Lesson", "number slug en zh minutes exercise_minutes module state")
LANGUAGES = ("en", "zh")

# fmt: off
LESSONS = (
    Lesson(0, "00_start_here", "Start here", "从这里开始", 10, 0, "", "ready"),
    Lesson(1, "01_customers", "Customers, their kinds and their files", "客户、客户分类与客户资料卡", 45, 25, "customers", "ready"),
    Lesson(2, "02_funnel", "Finding customers and the funnel", "寻找顾客与销售漏斗", 45, 25, "funnel", "ready"),
    Lesson(3, "03_screening", "Screening by weighted scores", "客户筛选与加权评分", 45, 25, "screening", "ready"),
    Lesson(4, "04_composition", "Composition and ABC", "客户构成与 ABC 分析", 45, 25, "composition", "ready"),
    Lesson(5, "05_tiers", "Tier management", "客户等级管理", 45, 25, "tiers", "ready"),
    Lesson(6, "06_rfm", "RFM", "RFM 客户分级", 45, 35, "rfm", "ready"),
    Lesson(7, "07_ratios", "Margins, turnover, cross and contribution ratios", "毛利率、周转率、交叉比率与贡献比率", 45, 25, "ratios", "ready"),
    Lesson(8, "08_profitability", "Customer profitability", "客户盈利能力分析", 45, 30, "profitability", "ready"),
    Lesson(9, "09_keyaccounts", "Key accounts", "大客户管理", 45, 25, "keyaccounts", "ready"),
    Lesson(10, "10_dealers", "Dealer management", "经销商管理", 45, 25, "dealers", "ready"),
    Lesson(11, "11_alerts", "Early warning", "预警管理", 45, 25, "alerts", "ready"),
    Lesson(12, "12_credit", "Credit investigation and rating", "客户信用调查与评级", 45, 25, "credit", "ready"),
    Lesson(13, "13_receivables", "Credit terms, receivables and policy", "信用政策与应收账款", 45, 40, "receivables", "ready"),
    Lesson(14, "14_complaints", "Complaints and after-sales", "投诉管理与售后服务", 45, 30, "complaints", "ready"),
    Lesson(15, "15_loyalty", "Satisfaction, loyalty, churn and lifetime value", "满意度、忠诚度、流失与终身价值", 45, 25, "loyalty", "ready"),
    Lesson(16, "16_crm_capstone", "CRM system and capstone", "CRM 系统实施与综合案例", 45, 60, "crm", "ready"),
)
# fmt: on
READY = tuple(lesson for lesson in LESSONS if lesson.state == "ready")
WITH_QUESTIONS = {lesson.module: lesson.slug for lesson in READY if lesson.module}


def title_of(lesson):
    """A lesson's title in the reader's language."""
    return say(lesson.en, lesson.zh)


def is_ready(lesson):
    """Whether a lesson is there, or still to come."""
    return lesson.state == "ready"


def lesson_of(key):
    """The lesson that a key such as ``screening-1``, ``screening-first-and-last`` or ``screening`` belongs to, or None."""
    word = str(key).partition("-")[0]
    return next((lesson for lesson in LESSONS if word and word == lesson.module), None)


def find_lesson(lesson):
    """The lesson meant by a number or a name."""
    wanted = str(lesson).strip().removesuffix(".ipynb")
    for each in LESSONS:
        if wanted.lower() in (str(each.number), f"{each.number:02}", each.slug, each.slug[3:]):
            return each
    raise Refused(
        say("the name or the number of a lesson", "一节课的名称或编号"),
        repr(lesson),
        say("the nearest: ", "最接近的是：") + listed(closest_names(wanted, [each.slug for each in LESSONS])),
    )


def lesson_map():
    """The map of the workbook: one row a lesson, lesson 0 first.

    Returns
    -------
    pandas.DataFrame
        ``number``, ``title`` (in the reader's language), ``minutes``, ``exercise_minutes``, ``status``
        (ready or to come) and ``link``, the file beside the start page (empty for those to come).
    """
    import pandas as pd

    return labelled(
        pd.DataFrame([_row(lesson, is_ready(lesson)) for lesson in LESSONS]),
        number=say("no.", "课次"),
        title=say("lesson", "课名"),
        minutes=(say("lesson", "课文"), say("minutes", "分钟")),
        exercise_minutes=(say("exercises", "练习"), say("minutes", "分钟")),
        status=say("status", "状态"),
        link=say("file", "文件"),
    )


def _row(lesson, ready):
    return {
        "number": lesson.number,
        "title": title_of(lesson),
        "minutes": lesson.minutes,
        "exercise_minutes": lesson.exercise_minutes,
        "status": say("ready", "可以学习") if ready else say("to come", "尚未推出"),
        "link": f"{lesson.slug}.ipynb" if ready else "",
    }
