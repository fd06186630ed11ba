"""Which files of a folder are records, and of which table, by their names."""

import glob
import os
import re
from pathlib import Path

from casekit.core.language import say
from casekit.errors import Refused, listed
from casekit.records.files import ENDINGS, as_path

# Words in a file's name, in this order: a name such as 客户订单 is orders.
WORDS = {
    "payments": ("payment", "receipt", "收款", "回款", "付款"),
    "invoices": ("invoice", "receivable", "bill", "发票", "应收", "开票"),
    "complaints": ("complaint", "ticket", "投诉", "工单"),
    "orders": ("order", "sale", "订单", "销售", "订货", "流水"),
    "customers": ("customer", "client", "客户", "经销商"),
}
_NOBODYS = ("thumbs.db", "desktop.ini")


def kind_of(name):
    """Which table a file (or a folder of files) of this name holds; None if the name does not tell.

    >>> kind_of("客户订单2025-03"), kind_of("2025-03")
    ('orders', None)
    """
    name = name.casefold()
    return next((kind for kind, words in WORDS.items() if any(word in name for word in words)), None)


def is_kept_back(path):
    """Whether Excel, LibreOffice or the system keeps this file for itself (``~$orders.xlsx``), or it is hidden."""
    return path.name.startswith(("~$", ".")) or path.name.casefold() in _NOBODYS


def in_order(path):
    """How files are sorted: by name without its ending, with numbers as numbers, so that 2025-2 stands before 2025-10.

    >>> sorted([Path("2025-10.csv"), Path("2025-2.csv")], key=in_order)[0].name
    '2025-2.csv'
    """
    parts = re.split(r"([0-9]+)", str(path.with_suffix("")).casefold())
    return [(each.isdigit(), int(each) if each.isdigit() else each) for each in parts], str(path)


def are_several(place):
    """Whether this is not one file but a folder, a list of files or a pattern such as ``"2025-*.csv"``."""
    if isinstance(place, (list, tuple)):
        return True
    if not isinstance(place, (str, Path)):
        return False
    try:
        return Path(place).is_dir() or (bool(re.search(r"[*?]", str(place))) and not Path(place).exists())
    except (OSError, ValueError):
        return False


def find(place, kind):
    """The files to read as one ledger of this table, and notes on those that are not read.

    Raises
    ------
    Refused
        If there is none.
    """
    if isinstance(place, (list, tuple)):
        paths, aside = [as_path(each) for each in place], []
    elif Path(place).is_dir():
        paths, aside = _in_folder(Path(place), kind)
    else:
        paths = sorted((Path(each) for each in glob.glob(str(place))), key=in_order)
        aside = [(each, _why(each)) for each in paths if _why(each)]
        paths = [each for each in paths if not _why(each)]
    if not paths:
        where = "[]" if isinstance(place, (list, tuple)) else str(place)
        raise Refused(
            say(f"files of {kind.name} ({', '.join(ENDINGS)})", f"{kind.zh}文件（{', '.join(ENDINGS)}）"),
            say(f"none in {where}", f"{where} 里没有")
            + (f": {listed([each.name for each, _ in aside], 5)}" if aside else ""),
            say("give the folder, a list of files, or a pattern such as 'ledger/2025-*.csv'",
                "请给出文件夹、文件列表，或 'ledger/2025-*.csv' 这样的通配符"),
        )  # fmt: skip
    return paths, _notes(aside)


def labels(paths):
    """How each file is called: its name, with the folders below the common one."""
    if len({each.name for each in paths}) == len(paths):
        return [each.name for each in paths]
    paths = [Path(os.path.abspath(each)) for each in paths]
    top = os.path.commonpath([each.parent for each in paths])
    return [each.relative_to(top).as_posix() for each in paths]


def _in_folder(folder, kind):
    """The files of a folder; those whose names tell another table are left aside where some tell this one."""
    there = sorted(folder.iterdir(), key=in_order)
    aside = [(each, _why(each)) for each in there if _why(each)]
    files = [each for each in there if not _why(each)]
    told = [kind_of(each.stem) for each in files]
    if kind.name in told:
        other = say("the name tells another table", "文件名表明是别的表")
        aside += [
            (each, other) for each, what in zip(files, told, strict=True) if what not in (kind.name, None)
        ]
        files = [each for each, what in zip(files, told, strict=True) if what in (kind.name, None)]
    return files, aside


def _why(path):
    """Why something in a folder is not read; empty for a file of records."""
    if is_kept_back(path):
        return say("hidden or temporary", "隐藏文件或临时文件")
    if path.is_dir():
        return say("a folder in the folder", "下级文件夹")
    return "" if path.suffix.lower() in ENDINGS else say("not a table", "不是表格")


def _notes(aside):
    """One note for each reason."""
    reasons = {}
    for path, why in aside:
        reasons.setdefault(why, []).append(path.name)
    return [
        say(f"Note: not read ({why}): {listed(names, 5)}.", f"提示：未读取（{why}）：{listed(names, 5)}。")
        for why, names in reasons.items()
    ]
