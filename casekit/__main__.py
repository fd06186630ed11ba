"""The command ``casekit``: open the workbook, start a lesson again, look whether everything is there."""

import argparse
import os
import sys
from importlib import util


def main(words=None):
    """Do what was typed; a refusal ends with what to do, not with a traceback."""
    words = list(sys.argv[1:] if words is None else words)
    _never_fail_to_print()
    _choose_language(words)
    from casekit.core.harmless import harmless
    from casekit.errors import Refused

    options, more = _parser().parse_known_args(words)
    try:
        _all_understood(options, more)
        return options.work(options, more)
    except Refused as refused:
        print(harmless(refused, lines=True))
        return 1
    except KeyboardInterrupt:
        return 130


def _never_fail_to_print():
    """A console that cannot show a character (cp936, ASCII) gets a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _all_understood(options, more):
    """A word that nobody understands may be a slip: better to stop. JupyterLab understands words of its own."""
    from casekit.core.language import say
    from casekit.errors import Refused

    if more and options.work is not _lab:
        raise Refused(
            say("words this command knows", "本命令认得的参数"),
            " ".join(more),
            say("see --help", "请看 --help"),
        )


def _choose_language(words):
    """The language asked for, or the system's, before anything is said in it."""
    from casekit.core.language import speak

    asked = [after for word, after in zip(words, words[1:], strict=False) if word == "--language"]
    asked += [word.split("=", 1)[1] for word in words if word.startswith("--language=")]
    system = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    chosen = asked[-1] if asked else os.environ.get("CASEKIT_LANGUAGE", system)
    speak("zh" if chosen.lower().startswith("zh") else "en")


def _lab(options, more):
    from casekit.desk import serve

    serve.lab(options.language, options.port, not options.no_browser, options.folder, more)
    return 0


def _hub(options, more):
    from casekit.desk import hub

    hub.hub(options.words)
    return 0


def _again(options, more):
    from casekit.desk import my_work

    my_work.start_again(options.lesson, options.part)
    return 0


def _doctor(options, more):
    from casekit.desk.checkup import doctor

    report = doctor()
    print(report)
    return 0 if report.well else 1


def _handin(options, more):
    from casekit.core.language import language, speak
    from casekit.handin import command

    speak(options.language or command.language_of(options.notebook) or language())
    return command.handin(
        options.notebook, to=options.to, write=not options.check_only, look_inside=not options.file_only
    )


def _review(options, more):
    from casekit.review.command import command

    return command(options)


def _receipt(options, more):
    from casekit.handin import receipt

    return receipt.compare(options.file, options.receipt)


def _parser():
    """What can be typed."""
    from casekit.core.language import language, say

    words = argparse.ArgumentParser(
        prog="casekit", description=say("The customer-management workbook.", "客户管理教程。")
    )
    commands = words.add_subparsers(required=True, metavar="lab | again | doctor | review | handin | receipt")
    _lab_words(
        _command(commands, "lab", _lab, say("open the workbook in JupyterLab", "在 JupyterLab 中打开教程"))
    )
    again = say("start a lesson again; yours is kept", "重新开始一节课，你的文件会保留")
    _again_words(_command(commands, "again", _again, again))
    _command(commands, "doctor", _doctor, say("look whether everything is there", "检查所需的东西是否齐全"))
    of_customers = say(
        "review your customers: a board page and a workbook from a folder of your own files",
        "客户状况报告：由你自己的一个文件夹做出一页报告和 Excel 工作簿",
    )
    _review_words(_command(commands, "review", _review, of_customers))
    before = say(
        "run a notebook as for marking, and write the file to hand in with its receipt",
        "像评分时那样运行一遍笔记本，生成要交的文件和回执",
    )
    handin = _command(commands, "handin", _handin, before)
    _handin_words(handin)
    fits = say("look whether a receipt is that of a file", "检查回执与文件是否相符")
    _receipt_words(_command(commands, "receipt", _receipt, fits))
    if util.find_spec("casekit.classroom"):  # students do not have it
        from casekit.classroom import commands as classroom

        classroom.add(commands, _command)
    for one in commands.choices.values():
        chosen = None if one is handin else language()  # a notebook says its own
        one.add_argument(
            "--language", choices=["en", "zh"], default=chosen, help=say("English or Chinese", "英文或中文")
        )
    server = say(
        "on a JupyterHub: be a student's server (see deploy/)",
        "在 JupyterHub 上：作为学生的服务器启动（见 deploy/）",
    )
    hub = _command(commands, "hub", _hub, server)  # its language is the hub's word
    hub.prefix_chars = " "  # all that follows is the server's, as it is
    hub.add_argument("words", nargs="*", help=say("arguments for the server", "服务器的参数"))
    return words


def _review_words(one):
    from casekit.core.language import say

    one.add_argument(
        "folder", help=say("the folder of your own files, or qinghe", "放你自己文件的文件夹，或 qinghe")
    )
    day = say(
        "the last day that counts, as 2025-12-31 (default: the last in the records)",
        "截止日，如 2025-12-31（默认取记录里的最后一天）",
    )
    one.add_argument("--as-of", metavar=say("DAY", "日期"), help=day)
    to = say(
        "a new folder for what is written (default: ..._review in the current folder)",
        "写到哪个新文件夹（默认是当前文件夹里的“…_review”）",
    )
    one.add_argument("--to", metavar=say("FOLDER", "文件夹"), help=to)
    one.add_argument(
        "--company",
        metavar=say("NAME", "名称"),
        help=say("the name at the head of the page", "页首的公司名称"),
    )
    one.add_argument("--no-excel", action="store_true", help=say("no workbook", "不写 Excel 工作簿"))
    one.add_argument("--no-pdf", action="store_true", help=say("no PDF", "不打印 PDF"))


def _lab_words(lab):
    from casekit.core.language import say

    folder = say(
        "your own folder, made if needed (default: my_work)", "你自己的文件夹，没有就新建（默认 my_work）"
    )
    lab.add_argument("folder", nargs="?", help=folder)
    port = say("port of the local page (default: a free one)", "本地网页的端口（默认自动选）")
    lab.add_argument("--port", type=int, help=port)
    lab.add_argument("--no-browser", action="store_true", help=say("open no browser", "不打开浏览器"))


def _again_words(again):
    from casekit.core.language import say

    again.add_argument("lesson", help=say("name or number, e.g. 3", "名称或编号，如 3"))
    part = say("the lesson or its exercises", "课文还是练习")
    again.add_argument("--part", choices=["notebooks", "exercises"], default="notebooks", help=part)


def _handin_words(handin):
    from casekit.core.language import say

    handin.add_argument("notebook", help=say("the notebook's file", "笔记本文件"))
    to = say(
        "folder for the file and its receipt (default: handin in your own folder)",
        "文件和回执放在哪个文件夹（默认是你自己文件夹里的 handin）",
    )
    handin.add_argument("--to", metavar=say("FOLDER", "文件夹"), help=to)
    one = handin.add_mutually_exclusive_group()
    one.add_argument("--file-only", action="store_true", help=say("do not run it", "不运行"))
    one.add_argument("--check-only", action="store_true", help=say("write no file", "不生成文件"))


def _receipt_words(one):
    from casekit.core.language import say

    one.add_argument(
        "file", help=say("what was handed in: a file, a folder or a zip", "提交的文件、文件夹或 zip")
    )
    one.add_argument("receipt", help=say("the receipt (.receipt.txt)", "回执（.receipt.txt）"))


def _command(commands, name, work, help):
    one = commands.add_parser(name, help=help, description=help)
    one.set_defaults(work=work)
    return one


if __name__ == "__main__":
    sys.exit(main())
