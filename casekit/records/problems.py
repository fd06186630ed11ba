"""The table of row, column, found, needed, in the reader's language, and the error that carries it."""

from datetime import date

import pandas as pd

from casekit.core import days
from casekit.core.language import say
from casekit.errors import Refused
from casekit.look import labelled

SHOWN = 10  # how many problems a message shows; the table has them all

_AMOUNT = ("an amount in CNY, as 1234.50 or 1,234.50", "以元计的金额，如 1234.50 或 1,234.50")
# Why a cell cannot be read: what is needed instead, in English and in Chinese.
NEEDED = days.NEEDED | {
    "blank": ("a value; this cell may not be empty", "此处必须有值，不能空着"),
    "again": ("an id that occurs once; this one is in rows {}", "不重复的编号；它出现在第 {} 行"),
    "future": ("a day not after as_of, {}", "不晚于 as_of（{}）的日期"),
    "before": ("a day not before {}", "不早于“{}”的日期"),
    "amount": _AMOUNT,
    "amount_date": ("an amount; Excel holds a date here: format the cell as a number", "金额；Excel 里此处是日期，请把单元格格式改为数值"),
    "european": ("1,234.50 with a point before the decimals; this can be read in two ways", "小数点写成“.”，如 1,234.50；此写法有两种读法"),
    "thousand": ("1234 or 1.23? write thousands as 1,234 and fen with two decimals", "是一千多还是一点几？千位写成 1,234，小数写两位"),
    "currency": ("an amount in CNY; convert other currencies first", "人民币金额；其他币种请先折算"),
    "nan": ("an amount; this is none", "金额；这不是一个数"),
    "shortened_amount": ("all digits of the amount; Excel has shortened it", "完整的金额数字；Excel 显示时缩短了它"),
    "sign_twice": ("an amount without a minus: another column says already that it counts below zero", "不带负号的金额：另一列已写明它记为负"),
    "format_currency": ("an amount in CNY; Excel shows another currency here: convert first", "人民币金额；Excel 里此格显示为其他币种，请先折算"),
    "format_unit": ("an amount as it is meant; Excel shows a unit behind it: write the whole amount", "完整的金额；Excel 里此格后面显示着单位，请写成以元计的数"),
    "flag": ("yes or no", "是或否"),
    "huge": ("an amount below 10,000,000,000 CNY", "小于 100 亿元的金额"),
    "above": ("an amount not above {}", "不大于“{}”的金额"),
    "text": ("a text or a whole number", "文字或整数"),
    "id_date": ("an id; Excel has made a date of it: format the column as text and type it again", "编号；Excel 把它变成了日期，请把该列设为文本后重新输入"),
    "shortened": ("all digits of the id; Excel has shortened it: format the column as text and export again", "完整的编号；Excel 把它缩短了，请把该列设为文本后重新导出"),
    "digits": ("an id kept as text; as a number Excel loses the digits after the 15th", "以文本保存的编号；按数值存时 Excel 会丢掉第 15 位以后的数字"),
    "long": ("at most 100 characters for an id, 200 for a name", "编号最多 100 字，名称最多 200 字"),
    "control": ("one line, without tabs or control characters", "一行文字，不含换行、制表符等控制字符"),
    "lost": ("readable characters; these were lost when the file was saved in another encoding", "可读的文字；它们在转换编码时损坏了，请回到源文件"),
    "excel_error": ("a value; this is an Excel error", "值；这是 Excel 的错误代码"),
    "narrow": ("a value; the column was too narrow in Excel: widen it and save again", "值；Excel 里列宽不够，请加宽后重新保存"),
    "formula_text": ("a value, not a formula", "值，而不是公式"),
    "formula": ("the value of the formula: open the file in Excel and save it", "公式的结果：请用 Excel 打开并保存一次"),
    "merged": ("a value of its own; the cell is merged: unmerge it and fill each row", "自己的值；此单元格已合并，请取消合并并逐行填写"),
    "fields": ("{} cells, as many as there are headings; is a separator or line end too much or missing?", "{} 个单元格，与表头数相同；是否多了或少了分隔符、换行符"),
    "total": ("records only; delete the row of totals", "只要记录；请删去合计行"),
    "headings_again": ("one row of headings; delete this one", "只要一行表头；请删去这一行"),
}  # fmt: skip


class Unreadable(Refused):
    """Records with cells that cannot be read; ``problems`` is the whole table of them.

    Its columns are ``row`` (as Excel shows it, headings being row 1), ``column`` (its heading in the file;
    empty if it is the whole row), ``found`` and ``needed``.
    """

    def __init__(self, needed, found, do, problems):
        super().__init__(needed, found, do)
        self.problems = problems
        self.args = (needed, found, do, problems)


def unreadable(read, problems):
    """The error for these problems: the first ten in its message, all of them in its table."""
    count, rows = len(problems), problems["row"].nunique()
    total = len(read.rows) + len(read.grid.faults)
    first = "\n".join(" | ".join(str(cell) for cell in row) for row in problems.head(SHOWN).to_numpy())
    head = say("row | column | found | needed", "行 | 列 | 发现 | 需要")
    more = say(f"\n... and {count - SHOWN:,} more", f"\n……另有 {count - SHOWN:,} 处") if count > SHOWN else ""
    return Unreadable(
        say(f"{read.kind.en} that can be read without guessing, in {read.grid.file}", f"{read.grid.file} 中的{read.kind.zh}记录每格都能确切读出"),
        say(f"{count:,} problem{'s' * (count > 1)} in {rows:,} of {total:,} rows\n{head}\n{first}{more}", f"{total:,} 行中有 {rows:,} 行、共 {count:,} 处问题\n{head}\n{first}{more}"),
        _what_to_do(read),
        problems,
    )  # fmt: skip


def _what_to_do(read):
    do = say(
        'correct the file, or read the other rows with on_error="set aside"; the whole table is in error.problems',
        '请改正文件，或用 on_error="set aside" 只读其余的行；完整的表见 error.problems',
    )
    again = sum(each["code"].eq("again").sum() for each in read.found)
    if again > 0.5 * len(read.rows):
        do += say(
            "; if a row is one line of several, add the lines up first",
            "；若一行只是其中一条明细，请先按编号汇总",
        )
    return do


def problem_table(read):
    """All problems, one row each, in the order of the file; a cell is reported once."""
    columns = {"row": "int64", "column": object, "found": object, "needed": object}
    if not read.found:
        return labelled_problems(pd.DataFrame(columns=list(columns)).astype(columns))
    found = pd.concat(read.found, ignore_index=True)
    found["row"] = _row_numbers(read, found)
    found = _once(found, read.places)
    table = pd.DataFrame(
        {
            "row": found["row"].astype("int64"),
            "column": found["name"].map({name: _heading(read, name) for name in found["name"].unique()}),
            "found": _found(read, found),
            "needed": _needed(found),
        }
    )
    return labelled_problems(table)


def labelled_problems(table):
    """The table of problems with its headings in the reader's language."""
    return labelled(
        table,
        **({"file": say("file", "文件")} if "file" in table else {}),
        row=say("row", "行"),
        column=say("column", "列"),
        found=say("found", "发现"),
        needed=say("needed", "需要"),
    )


def _row_numbers(read, found):
    rows = pd.Series(read.rows).reindex(found["at"]).to_numpy()
    return found["row"].fillna(pd.Series(rows, index=found.index)) if "row" in found else rows


def _once(found, places):
    """One problem a cell, the first found; and where the whole row is no record, only that."""
    order = {"": -1, **{name: place for place, name in enumerate(places)}}
    found = found.assign(place=found["name"].map(order)).drop_duplicates(["row", "name"])
    whole = set(found.loc[found["name"] == "", "row"])
    found = found[(found["name"] == "") | ~found["row"].isin(whole)] if whole else found
    return found.sort_values(["row", "place"], kind="stable").reset_index(drop=True)


def _heading(read, name):
    return safe(str(read.grid.headings[read.places[name]])) if name else ""


def _needed(found):
    """What is needed, in words; the same words again for the same code and detail."""
    pairs = list(_cells(found, "code", "detail"))
    words = {each: say(*NEEDED[each[0]]).format(each[1]) for each in set(pairs)}
    return [words[each] for each in pairs]


def _cells(found, *columns):
    """The columns' cells side by side, as plain Python objects (pandas' own text is slow to walk through)."""
    return zip(*(found[column].to_numpy(dtype=object) for column in columns), strict=True)


def _found(read, found):
    """What was found: the cell as it is in the file, or the whole row."""
    kept = {}  # a cell that occurs often is worded once

    def one(name, at, text):
        if not name:
            return shown(text if at < 0 else _row_in_words(read, at))
        where = (name, read.cells[name][0][at])
        if where not in kept:
            kept[where] = shown(read.cell(name, at))
        return kept[where]

    return [one(*each) for each in _cells(found, "name", "at", "text" if "text" in found else "at")]


def _row_in_words(read, at):
    return " | ".join("" if cell is None else str(cell) for cell in read.grid.row(at))


def shown(cell):
    """A cell as it is shown: short, on one line, and never taken for a formula.

    >>> shown("=1+1"), shown(None), shown("x" * 100)[-6:]
    ("'=1+1", '(empty)', 'xxx...')
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return say("(empty)", "（空）")
    if isinstance(cell, date):  # a datetime is one too
        cell = str(cell).removesuffix(" 00:00:00")
    text = " ".join(str(cell).split())
    return safe(text if len(text) <= 60 else text[:57] + "...")


def safe(text):
    """The text with an apostrophe before = + - @, so that a spreadsheet takes it as text.

    >>> safe("-1"), safe("order")
    ("'-1", 'order')
    """
    return f"'{text}" if text[:1] in tuple("=+-@＝＋－＠\t\r") else text
