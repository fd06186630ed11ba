"""``casekit class-kit`` and ``casekit grade``: what can be typed, and what is done then. Students have neither."""

from casekit.classroom.layout import LAYOUTS
from casekit.core.language import say
from casekit.errors import Refused


def add(commands, command):
    """Put the two commands beside the others; ``command`` makes one of them."""
    _kit_words(command(commands, "class-kit", _class_kit, say("make a kit for a class", "制作课堂版")))
    _grade_words(command(commands, "grade", _grade, say("mark what was handed in", "给学生提交的作业评分")))


def _folder():
    return say("FOLDER", "文件夹")


def _sheet():
    return say("SHEET", "表")


def _kit_words(one):
    deadline = say("last moment to hand in, with time zone", "截止时间，带时区")
    out = say("the kit's folder, a new one (default: kit)", "课堂版的文件夹，须是新的（默认 kit）")
    one.add_argument(
        "--course", required=True, help=say("course code, such as MKT301-2026", "课程代码，如 MKT301-2026")
    )
    one.add_argument("--out", default="kit", help=out)
    one.add_argument("--exercises", metavar=_folder(), help=say("your own exercises", "你自己的练习"))
    one.add_argument("--deadline", metavar="2026-12-20T23:59+08:00", help=deadline)


def _grade_words(one):
    one.add_argument(
        "submissions",
        help=say(
            "a folder or a .zip of what was handed in, or a pattern of homes in quotes",
            "装有学生提交的文件夹或 .zip，或用引号括起的主目录路径",
        ),
    )
    what = say("what class-kit made", "class-kit 生成的文件夹")
    one.add_argument("--kit", required=True, metavar=_folder(), help=what)
    out = say("the mark sheet (default: grades.csv)", "成绩表（默认 grades.csv）")
    one.add_argument("--out", default="grades.csv", metavar=say("FILE", "文件"), help=out)
    lesson = say("only this set of exercises; may be repeated", "只评这一套练习，可重复")
    one.add_argument("--lesson", action="append", metavar="screening", help=lesson)
    again = say("mark again with a mended key; nothing is run again", "用改正后的答案重评，不重新运行")
    one.add_argument("--again", action="store_true", help=again)
    _where_words(one)
    _time_words(one)
    _sheet_words(one)
    _limit_words(one)


def _where_words(one):
    layout = say(
        "how the submissions lie: auto, a download of Chaoxing, or the homes of a hub (default: auto)",
        "提交文件的存放方式：自动判断 auto，学习通下载 chaoxing，hub 主目录 homes（默认 auto）",
    )
    one.add_argument("--layout", choices=LAYOUTS, default="auto", help=layout)
    part = say("run one share of the submissions: the third of ten", "只运行其中一份：十份中的第三份")
    one.add_argument("--part", metavar="3/10", help=part)
    merge = say("journals of parts, or folders with them, to be taken in", "读入各份的记录文件，或装有它们的文件夹")
    one.add_argument("--merge", nargs="+", metavar=say("FILE", "文件"), help=merge)


def _time_words(one):
    kits = say("instead of the kit's", "代替课堂版里的截止时间")
    one.add_argument("--deadline", metavar="2026-12-20T23:59+08:00", help=kits)
    late = say("late work: marked only, or counted (default: hold)", "迟交：只评不计，或照计（默认 hold）")
    one.add_argument("--late", choices=["hold", "count"], default="hold", help=late)


def _sheet_words(one):
    for name, words in (
        ("--by-hand", say("filled-in sheet of answers marked by hand", "填好的人工评分表")),
        ("--roster", say("a roster instead of the kit's", "代替课堂版里的名单")),
        (
            "--handed-in",
            say("list of hand-in times (columns file, handed_in)", "提交时间表（列：文件、提交时间）"),
        ),
    ):
        one.add_argument(name, metavar=_sheet(), help=words)


def _limit_words(one):
    jobs = say("how many run at once (default: all processors)", "同时运行几份（默认用全部处理器）")
    one.add_argument("--jobs", type=int, metavar="N", help=jobs)
    for name, usual, words in (
        ("--cell-seconds", "30", say("longest a cell may run", "每个单元格最长运行秒数")),
        ("--notebook-seconds", "120", say("longest a notebook may run", "每个笔记本最长运行秒数")),
    ):
        one.add_argument(name, type=float, metavar=usual, help=words)


def _class_kit(options, more):
    from casekit.classroom.kit import class_kit

    about = class_kit(options.course, options.language, options.out, options.exercises, options.deadline)
    print(
        say(
            f"Kit {about['kit']} for {about['course']} is in {options.out}: students.zip is for the students, instructor stays with you. Fill in instructor/roster.csv next.",
            f"{about['course']} 的课堂版 {about['kit']} 已放在 {options.out}：students.zip 发给学生，instructor 自己留着。接下来请填写 instructor/roster.csv。",
        )
    )
    return 0


def _grade(options, more):
    from casekit.classroom.grading import grade

    try:
        grade(
            options.submissions, options.kit, options.out, options.jobs, options.again, options.deadline, options.late,
            options.by_hand, options.roster, options.handed_in, options.lesson, _limits(options),
            layout=options.layout, part=options.part, merge=options.merge,
        )  # fmt: skip
    except KeyboardInterrupt:
        print(say("\nStopped. The same command goes on from here.", "\n已停止。再输入同样的命令即可继续。"))
        return 130
    except OSError as error:
        raise Refused(say("files that can be read and written, and room for them", "可以读写的文件和足够的空间"), str(error),
                      say("put it right, then type the same command: nothing runs twice", "排除后再输入同样的命令；不会重复运行")) from error  # fmt: skip
    return 0


def _limits(options):
    """The limits of a run, where others than the usual ones are asked for."""
    from dataclasses import replace

    from casekit.handin import Limits

    asked = {"cell": options.cell_seconds, "notebook": options.notebook_seconds}
    return replace(Limits(), **{name: value for name, value in asked.items() if value})
