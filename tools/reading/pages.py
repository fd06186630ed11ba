"""The pages of the reading site, as Sphinx reads them: the stored notebooks with their links, and pages made from the registry.

Lessons and the other pages stand beside ``index``, exercises in ``exercises/``, by the same names in both languages.
"""

import json
import re
from collections import namedtuple
from html import escape

from casekit.core.language import say
from casekit.desk.lessons import READY, title_of

# what stands beside the lessons: the files' names, in the order of the contents
GAMES = ("91_credit_game", "92_class_game", "93_team", "94_complaint_day")
BESIDE = ("97_sources", "99_errata")
GLOSSARY = "98_glossary"  # on the site a page with an address for each word
LINK = re.compile(r"\[([^\]]+)\]\(([^()\s]*?)(\w+)\.ipynb(#[^)\s]*)?\)")
CODE = re.compile(r'(?<=<code style="font-size:85%">)\w+(?=</code>)')
NOT_YET = re.compile(r" \(you have not guessed yet\)|（你还没有猜）")  # said beside a result; a reader of paper or of the site may well have guessed
Place = namedtuple("Place", "root language lab")  # the workbook; the notebooks of the browser edition, if it stands beside the site


def write(place, folder):
    """Write every page of one language; what has not changed keeps its time, so that Sphinx reads it not again."""
    for name, text in texts(place).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def texts(place):
    """All pages of one language: file names and texts."""
    pages = {"index.md": home(place), "glossary.md": f"# {say('Glossary', '术语表')}\n\n```{{casebook-glossary}}\n```\n"}
    for lesson in READY:
        below = [f"exercises/{lesson.slug}"] if lesson.exercise_minutes else []
        pages[f"{lesson.slug}.ipynb"] = lesson_page(place, lesson.slug, below)
        if below:
            pages[f"exercises/{lesson.slug}.ipynb"] = exercise_page(place, lesson.slug)
    return pages | {f"{name}.ipynb": lesson_page(place, name) for name in (*GAMES, *BESIDE)}


# The first page -----------------------------------------------------------------------------------------


def home(place):
    """Title, what this is, the map of the lessons, and the contents for the side of every page."""
    return "\n".join([_welcome(), _open(place), _map(), _others(), *map(_contents, _groups())])


def _open(place):
    start = f"notebooks/{place.language}/00_start_here"
    if f"{start}.ipynb" not in place.lab:
        return say("The workbook is opened with `python workbook.py lab`.\n", "打开教程的命令：`python workbook.py lab --language zh`。\n")
    words = say("The workbook in your browser, nothing to install", "在浏览器里直接使用教程，不用安装")
    return f'<a href="{escape(_address(start, ""))}">{words}</a>\n'


def _welcome():
    return say(
        "# Customer management: a casebook\n\n"
        "Whom to keep, whom to serve how, whom to trust with credit, what a complaint costs. Sixteen lessons around the records of one invented company,"
        " Qinghe Kitchen & Home Appliances. This is the edition for reading: all results are shown as they come out of the code above them."
        " To change something and run it again, open the workbook.\n\n"
        "Begin with [Start here](00_start_here.ipynb) or at once with lesson 1. Words of the trade lead to the [glossary](glossary.md); the search finds any word on any page.\n",
        "# 客户管理案例教程\n\n"
        "该留住哪些客户，怎样服务，对谁赊销，一次投诉要花多少钱？十六课都用虚构公司清禾家电的账目与记录。"
        "这里是阅读版：每段代码下面就是它的运行结果。要改动代码重新运行，请打开教程。\n\n"
        "可以先读[从这里开始](00_start_here.ipynb)，也可以直接读第 1 课。术语可点开[术语表](glossary.md)；搜索能查到各页上的任何词语。\n",
    )


def _map():
    heads = say("## The lessons\n\n| | Lesson | Minutes | Exercises, minutes |", "## 课程目录\n\n| 课次 | 课文 | 课文用时（分钟） | 练习用时（分钟） |")
    rows = [f"| {one.number} | [{title_of(one)}]({one.slug}.ipynb) | {one.minutes} | {_exercises(one)} |" for one in READY]
    return "\n".join([heads, "| --: | :-- | --: | --: |", *rows, ""])


def _exercises(lesson):
    if not lesson.exercise_minutes:
        return ""
    return f"[{lesson.exercise_minutes}{say(' minutes', ' 分钟')}](exercises/{lesson.slug}.ipynb)"


def _others():
    listed = "\n".join(f"* [](<{name}.ipynb>)" for name in (*GAMES, *BESIDE)) + "\n* [](glossary.md)\n"
    return say("## Beside the lessons\n\nThe errata give away the misprints that lessons let you find.\n\n", "## 课文之外\n\n勘误会透露课文里留给你自己发现的差错，请学完再看。\n\n") + listed


def _groups():
    numbered = [one.slug for one in READY if one.number]
    yield say("The chapter", "课文"), ["00_start_here", *numbered]
    yield say("To play", "模拟经营"), GAMES
    yield say("Beside them", "附录"), ["glossary", *BESIDE]


def _contents(group):
    caption, names = group
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(names) + "\n```\n"


# A notebook ---------------------------------------------------------------------------------------------


def stored(place, kind, name):
    """A built notebook as it is stored."""
    return json.loads((place.root / kind / place.language / f"{name}.ipynb").read_text(encoding="utf-8"))


def lesson_page(place, name, below=()):
    """A stored notebook with its links on the site, a line on where it runs, and its exercises below it in the contents."""
    notebook = stored(place, "notebooks", name)
    for cell in notebook["cells"]:
        if "lab" in cell["metadata"].get("tags", []):
            cell["outputs"].append(_html(f'<p class="still">{_still(place, f"notebooks/{place.language}/{name}")}</p>'))
    return _finished(place, notebook, f"notebooks/{place.language}/{name}", "", below)


def exercise_page(place, name):
    """The exercises as handed out, with what their data cells show (stored with the solutions) and without any solution."""
    notebook = stored(place, "exercises", name)
    shown = {"".join(cell["source"]): cell["outputs"] for cell in _solved(place, name) if _is_data(cell)}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and _is_data(cell):
            cell["outputs"] = shown.get("".join(cell["source"]), [])
    return _finished(place, notebook, f"exercises/{place.language}/{name}", "../")


def _solved(place, name):
    path = place.root / "exercises/solutions" / place.language / f"{name}.ipynb"
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def _is_data(cell):
    return not {"answer", "check", "solution"} & set(cell["metadata"].get("tags", []))


def _finished(place, notebook, file, up, below=()):
    for cell in notebook["cells"]:
        cell["metadata"].pop("slideshow", None)
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"]["text/html"] = CODE.sub(_may_break, "".join(output["data"]["text/html"]))
            for said, kind in ((output, "text"), (output.get("data", {}), "text/plain")):
                if kind in said:
                    said[kind] = NOT_YET.sub("", "".join(said[kind]))
        if cell["cell_type"] == "markdown":
            cell["source"] = LINK.sub(lambda found: _link(found, place, up), "".join(cell["source"]))
    first = notebook["cells"][0]
    head, rest = re.match(r"(#[^\n]*\n*)(.*)", first["source"], re.S).groups()
    first["source"] = f'{head.strip()}\n\n<p class="runs">{_runs(place, file, up)}</p>\n\n{rest}{_below(below)}'
    return json.dumps(notebook, ensure_ascii=False)


def _may_break(code):
    """A column's code name under its heading may go on in a second line, after a low line."""
    return code[0].replace("_", "_<wbr>")


def _link(found, place, up):
    """A link between notebooks as a link between pages; the twin of the other language is another site."""
    words, way, name, anchor = found.groups()
    other = {"en": "zh", "zh": "en"}[place.language]
    if f"{other}/" in way:
        return f'<a href="{up}../{other}/{name}.html" lang="{say("zh-CN", "en")}">{words}</a>'
    folder = "exercises/" if "exercises/" in way or (up and not way) else ""
    page = "glossary.md" if name == GLOSSARY else f"{name}.ipynb"
    return f"[{words}]({up}{folder}{page}{anchor or ''})"


def _below(names):
    return "\n\n```{toctree}\n:hidden:\n\n" + "\n".join(names) + "\n```\n" if names else ""


def _runs(place, file, up):
    """The line under the title: where this page runs."""
    if f"{file}.ipynb" not in place.lab:
        return say(
            "A page to read. Cells, labs and checks run in the workbook (<code>python workbook.py lab</code>).",
            "本页供阅读。代码、实验和练习的批改要在教程里运行（<code>python workbook.py lab</code>）。",
        )
    return say(
        f"A page to read. To run cells, move labs and check answers: {_in_browser(file, up)}.",
        f"本页供阅读。要运行代码、操作实验、批改练习：{_in_browser(file, up)}。",
    )


def _in_browser(file, up):
    words = say("open it in the browser edition", "在浏览器版中打开")
    return f'<a href="{escape(_address(file, up))}">{words}</a>'


def _address(file, up):
    language = file.split("/")[1]
    return f"{up}../lab/{language}/lab/index.html?path={file}.ipynb"


def _still(place, file):
    if f"{file}.ipynb" not in place.lab:
        return say("A still picture. The lab moves in the workbook.", "静态图。在教程里可以操作。")
    return say(f"A still picture. To move it, {_in_browser(file, '')}.", f"静态图。要操作，请{_in_browser(file, '')}。")


def _html(text):
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": text, "text/plain": re.sub("<.*?>", "", text)}}
