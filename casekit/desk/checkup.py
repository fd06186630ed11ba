"""The doctor: checks whether everything is in place and says exactly how to mend what is not."""

import os
import sys
from html import escape
from importlib import metadata, util
from pathlib import Path

from casekit.core.browser import in_browser
from casekit.core.html import html_table
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.errors import Refused
from casekit.look import no_chinese_font

SETUP = "python workbook.py lab"
# the oldest versions the lessons run on
NEEDED = {
    "jupyterlab": (4, 2),
    "ipywidgets": (8, 0),
    "pandas": (2, 2),
    "matplotlib": (3, 8),
    "numpy": (1, 26),
    "scipy": (1, 11),
    "filelock": (3, 0),
}


class Report:
    """One row a check: what, how it is, and what to do; shown as a table."""

    def __init__(self, rows):
        self.rows = rows

    @property
    def well(self):
        """Whether nothing needs mending."""
        return all(ok for _, ok, _, _ in self.rows)

    def _sum(self):
        return (
            say("Everything is in place.", "一切就绪。")
            if self.well
            else say("Please mend what is marked.", "请处理标出的问题。")
        )

    def __repr__(self):
        lines = [
            f"{'ok ' if ok else '!! '} {what}: {found}" + ("" if ok else f"  ->  {do}")
            for what, ok, found, do in self.rows
        ]
        return "\n".join([*lines, self._sum()])

    def _repr_html_(self):
        heads = ["", say("Check", "检查"), say("Found", "结果"), say("What to do", "怎么办")]
        rows = [("✓" if ok else "✗", what, found, "" if ok else do) for what, ok, found, do in self.rows]
        return f"{html_table(heads, rows)}<p><b>{escape(self._sum())}</b></p>"


def doctor():
    """Check Python, kernel, packages, widgets, fonts, data and your folder; say exactly how to mend each fault."""
    return Report(
        [
            python(),
            *([] if in_browser() else [kernel()]),
            *(package(name, least) for name, least in NEEDED.items() if name not in _unused()),
            widgets(),
            font(),
            data(),
            folder(),
        ]
    )


def _unused():
    """What the browser edition has in another form, or fetches with its first use."""
    return ("jupyterlab", "scipy", "filelock") if in_browser() else ()


def python():
    """Python new enough?"""
    found = ".".join(map(str, sys.version_info[:3]))
    return (
        "Python",
        sys.version_info >= (3, 11),
        found,
        say(
            "install Python 3.11 or newer, then start again with: " + SETUP,
            "请安装 Python 3.11 或更新的版本，再运行：" + SETUP,
        ),
    )


def kernel():
    """Does the notebook run in the environment that holds casekit and jupyterlab?"""
    ok = util.find_spec("ipykernel") is not None and util.find_spec("jupyterlab") is not None
    where = (
        say("the workbook's own environment", "教程自带的环境")
        if sys.prefix != sys.base_prefix
        else say("this computer's Python", "本机的 Python")
    )
    return (
        say("Kernel", "内核"),
        ok,
        where,
        say(
            "in the menu Kernel, Change Kernel, choose Python 3 (ipykernel); if that does not help, close JupyterLab and run: "
            + SETUP,
            "在菜单“内核”中选“更改内核”，选 Python 3 (ipykernel)；仍不行就关掉 JupyterLab，运行：" + SETUP,
        ),
    )


def package(name, least):
    """Is the package there, in a version the lessons run on?"""
    wanted = ".".join(map(str, least))
    mend = say(f"close JupyterLab and run: {SETUP}", f"关掉 JupyterLab，运行：{SETUP}")
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return name, False, say("not installed", "没有安装"), mend
    ok = tuple(int(part) for part in found.split(".")[:2] if part.isdigit()) >= least
    return name, ok, found if ok else say(f"{found}, older than {wanted}", f"{found}，低于 {wanted}"), mend


def widgets():
    """Can JupyterLab show sliders? Its half of ipywidgets must be there, in a version that fits."""
    mend = say("close JupyterLab, run: python workbook.py lab, and reload the page in the browser",
               "关掉 JupyterLab，运行 python workbook.py lab，再刷新浏览器页面")  # fmt: skip
    try:
        lab, kernel_side = metadata.version("jupyterlab_widgets"), metadata.version("ipywidgets")
    except metadata.PackageNotFoundError:
        return (
            say("Widgets", "控件"),
            False,
            say("JupyterLab's half is missing", "缺少 JupyterLab 一侧的组件"),
            mend,
        )
    fits = (lab.split(".")[0], kernel_side.split(".")[0]) in (("3", "8"),)
    return say("Widgets", "控件"), fits, f"ipywidgets {kernel_side}, jupyterlab_widgets {lab}", mend


def font():
    """Is there a Chinese font for figures? Without one, figures are labelled in English."""
    try:
        from casekit.look import chinese_family

        family = chinese_family()
    except ImportError:
        family = None
    return (
        say("Chinese font", "中文字体"),
        family is not None,
        family or say("none", "没有"),
        no_chinese_font(),
    )


def data():
    """Are the company's tables there and unchanged?"""
    try:
        from casekit.data import load, tables

        names = list(tables()["table"])
        for name in names:
            load(name)
        found = say(f"{len(names)} tables, as they should be", f"{len(names)} 张表，与原件一致")
        return say("Data", "数据"), True, found, ""
    except Refused as fault:
        return say("Data", "数据"), False, fault.found, fault.do
    except ImportError as fault:
        return say("Data", "数据"), False, str(fault), say(f"run: {SETUP}", f"运行：{SETUP}")
    except (ValueError, KeyError, OSError) as fault:
        mend = say("in a clone: git restore datasets; otherwise install the workbook again",
                   "克隆的仓库请运行 git restore datasets，否则请重新安装本教程")  # fmt: skip
        return say("Data", "数据"), False, say("damaged: ", "已损坏：") + type(fault).__name__, mend


def folder():
    """Can your progress be kept?"""
    place = Path(work_folder())
    there = next(each for each in [place, *place.parents] if each.exists())
    return (
        say("Your folder", "你的文件夹"),
        os.access(there, os.W_OK),
        place.name,
        say(
            "your answers are not kept: move the workbook to a folder you may write in, for example Documents",
            "无法保存进度：请把教程移到有写权限的文件夹，例如“文档”",
        ),
    )
