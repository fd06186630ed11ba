"""Tables and their cards: ``load("dealer_scores")`` and ``describe("dealer_scores")``.

Each folder of ``datasets`` has a ``datapackage.json`` (the Data Package standard, version 2) that
says for every table what one row is, and for every column its type, unit, meaning and allowed
values, in both languages. Everything here is read from it: the types of a loaded table, the card,
the headings under which tables are shown.

A table of Qinghe, the company, goes by its own name (``"customers"``); a small table printed in
the chapter by its folder and name (``"chapter/abcd_scores"``).
"""

import json
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path

import pandas as pd

from casekit.core import cards
from casekit.core.cards import FOLDERS, datasets_folder, get_it_back, label, labels, missing, resources  # noqa: F401
from casekit.core.html import html_table
from casekit.core.language import say
from casekit.errors import Refused, closest_names, listed


def load(name):
    """Read a table, each column with the type its descriptor gives.

    Parameters
    ----------
    name : str
        ``"dealer_scores"``, ``"qinghe/dealer_scores"`` or ``"chapter/abcd_scores"``;
        :func:`tables` lists them all.

    Returns
    -------
    DataFrame
        A new one at every call, so change it as you like. Identifiers are text, dates are dates,
        scores are whole numbers, money is in CNY.

    Raises
    ------
    Refused
        If there is no such table, or its file is missing or not as it was delivered.

    Examples
    --------
    >>> load("chapter/abcd_scores").head(2)
      dealer  demand  margin  prospects  ability_to_pay  reputation
    0      A       5       5          4               3           4
    1      B       4       3          5               4           2
    """
    folder, resource = _find(name)
    return _typed(_checked_bytes(folder, resource), resource["schema"])


def describe(name):
    """The card of a table in the reader's language: what one row is, and what each column means.

    In a notebook the card is shown as a page; ``print`` gives it as text.

    Examples
    --------
    >>> print(describe("chapter/abcd_totals"))
    chapter/abcd_totals: The totals the chapter prints
    One row is one of the chapter's four dealers.
    4 rows. ...
    """
    return Card(*_find(name))


def tables():
    """All tables that :func:`load` knows: name, what one row is, rows."""
    rows = [
        {
            "table": f"{folder}/{resource['name']}",
            "one_row_is": _words(resource, "description"),
            "rows": resource["rows"],
        }
        for folder in FOLDERS
        for resource in resources(folder).values()
    ]
    return pd.DataFrame(rows)


def glossary(lesson=None):
    """The course's words with their meaning, in the reader's language.

    Parameters
    ----------
    lesson : int or str, optional
        Only the words of this lesson: ``3`` or ``"03_screening"``. Without it, all words.
    """
    words = load("chapter/glossary")
    if lesson is None:
        return Glossary(words)
    number = _lesson_number(lesson)
    used = words["lesson"].fillna("").map(lambda text: number in text.split(";"))
    if not used.any():
        raise Refused(
            say("a lesson that has words in the glossary", "术语表里有词条的课次"),
            repr(lesson),
            say("give its number, for example glossary(3)", "请写课次，例如 glossary(3)"),
        )
    return Glossary(words[used].reset_index(drop=True))


def names():
    """The customers' names in the reader's language.

    Returns
    -------
    Series
        Indexed by ``customer_id``; its own name, ``name_en`` or ``name_zh``, is the column it comes from.
    """
    return load("customers").set_index("customer_id")[say("name_en", "name_zh")]


# Finding a table -------------------------------------------------------------------------------


def _find(name):
    """The folder and the descriptor's entry of a table, asked for with or without its folder."""
    folder, _, table = str(name).rpartition("/")
    for each in FOLDERS:
        if folder in ("", each) and table in resources(each):
            return each, resources(each)[table]
    known = [f"{each}/{table}" for each in FOLDERS for table in resources(each)]
    raise Refused(
        say(
            f"the name of a table: {listed(known, most=len(known))}",
            f"一张数据表的名称：{listed(known, most=len(known))}",
        ),
        repr(name),
        _try_instead(name, known),
    )


def _try_instead(name, known):
    bare = {full.rpartition("/")[2] for full in known}
    alike = closest_names(str(name).rpartition("/")[2], sorted(bare))
    if len(alike) == len(bare):
        return say(
            "choose one of these; casekit.data.tables() tells what each holds",
            "从中选一个；casekit.data.tables() 会说明每张表的内容",
        )
    alike = [full for full in known if full.rpartition("/")[2] in alike]
    return say(f"did you mean {' or '.join(alike)}?", f"是不是 {' 或 '.join(alike)}？")


def _checked_bytes(folder, resource):
    """The file's bytes, read once, and refused if they are not the ones delivered."""
    path = datasets_folder() / folder / resource["path"]
    if not path.exists():
        raise missing(folder, path.name)
    content = path.read_bytes()
    if len(content) != resource["bytes"] or f"sha256:{sha256(content).hexdigest()}" != resource["hash"]:
        raise Refused(
            say(
                f"datasets/{folder}/{path.name} as it was delivered",
                f"datasets/{folder}/{path.name} 应与发布时一致",
            ),
            say(
                "the file has been changed, so the lessons' numbers would not come out",
                "文件被改动过，课文里的数字会对不上",
            ),
            get_it_back(folder, path.name),
        )
    return content


# Reading ---------------------------------------------------------------------------------------

_TYPES = {"string": str, "integer": "int64", "number": "float64", "boolean": "bool"}
_MOMENTS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%d %H:%M"}
_TYPES_WITH_GAPS = {**_TYPES, "integer": "Int64", "boolean": "boolean"}


def _typed(content, schema):
    fields = schema["fields"]
    moments = {field["name"]: _MOMENTS[field["type"]] for field in fields if field["type"] in _MOMENTS}
    table = pd.read_csv(
        BytesIO(content),
        encoding="utf-8-sig",
        dtype={field["name"]: _dtype(field) for field in fields},
        keep_default_na=False,
        na_values=schema.get("missingValues", [""]),
    )
    return table.assign(**{name: pd.to_datetime(table[name], format=form) for name, form in moments.items()})


def _dtype(field):
    required = field.get("constraints", {}).get("required", False)
    return (_TYPES if required else _TYPES_WITH_GAPS).get(field["type"], str)


def _lesson_number(lesson):
    """3, "3", "03" and "03_screening" all mean "3"."""
    digits = str(lesson).partition("_")[0]
    return str(int(digits)) if digits.isdigit() else digits


# Showing ---------------------------------------------------------------------------------------


class Card:
    """A table's card; see :func:`describe`. It speaks the language in force when it is shown."""

    def __init__(self, folder, resource):
        self.name, self._folder, self._resource = f"{folder}/{resource['name']}", folder, resource

    @property
    def columns(self):
        """One row a column: name, type, unit, meaning, allowed values."""
        fields = self._resource["schema"]["fields"]
        return pd.DataFrame([_card_row(field) for field in fields])

    def _lines(self):
        one_row = _words(self._resource, "description")
        rows, source = self._resource["rows"], _words(self._resource["sources"][0], "title")
        licence = self._resource["licenses"][0]["name"]
        return [
            say(f"One row is {one_row}.", f"一行是{one_row}。"),
            say(
                f"{rows:,} rows. Source: {source}. Licence: {licence}.",
                f"共 {rows:,} 行。来源：{source}。许可：{licence}。",
            ),
        ]

    def _oddities(self):
        return [say(each["en"], each["zh"]) for each in self._resource.get("oddities", [])]

    def __repr__(self):
        columns = [" | ".join(str(value) for value in row if value) for row in self.columns.to_numpy()]
        oddities = [f"{say('Put there on purpose', '有意安排')}: {each}" for each in self._oddities()]
        title = f"{self.name}: {_words(self._resource, 'title')}"
        return "\n".join([title, *self._lines(), *(f"  {line}" for line in columns), *oddities])

    def _repr_html_(self):
        title = f"<h4><code>{escape(self.name)}</code> {escape(_words(self._resource, 'title'))}</h4>"
        lines = "".join(f"<p>{escape(line)}</p>" for line in self._lines())
        oddities = "".join(f"<li>{escape(each)}</li>" for each in self._oddities())
        if oddities:
            oddities = f"<p>{say('Put there on purpose:', '有意安排：')}</p><ul>{oddities}</ul>"
        return f'<div class="casekit-card">{title}{lines}{_html_table(self.columns)}{oddities}</div>'


class Glossary:
    """Words and meanings; see :func:`glossary`. It speaks the language in force when it is shown."""

    def __init__(self, words):
        self._words = words

    @property
    def table(self):
        """Term, the term in the other language, meaning."""
        here, there = say("en", "zh"), say("zh", "en")
        return pd.DataFrame(
            {
                say("term", "术语"): self._words[f"term_{here}"],
                say("Chinese", "英文"): self._words[f"term_{there}"],
                say("meaning", "含义"): self._words[f"meaning_{here}"],
            }
        )

    def __len__(self):
        return len(self._words)

    def __repr__(self):
        return "\n".join(say(f"{a} ({b}): {c}", f"{a}（{b}）：{c}") for a, b, c in self.table.to_numpy())

    def _repr_html_(self):
        words = say(f"The {len(self)} words", f"共 {len(self)} 条")
        return f"<details><summary>{words}</summary>{_html_table(self.table)}</details>"


def _words(entry, key):
    """The entry's ``title`` or ``description`` in the reader's language."""
    return say(entry[key], entry[f"{key}_zh"])


def _card_row(field):
    return {
        say("column", "列"): field["name"],
        say("type", "类型"): say(field["type"], _TYPE_ZH[field["type"]]),
        say("unit", "单位"): say(field.get("unit", ""), field.get("unit_zh", "")),
        say("meaning", "含义"): say("{}: {}", "{}：{}").format(
            _words(field, "title"), _words(field, "description")
        ),
        say("allowed values", "允许的值"): _allowed(field),
    }


_TYPE_ZH = {
    "string": "文本",
    "integer": "整数",
    "number": "小数",
    "boolean": "是或否",
    "date": "日期",
    "datetime": "日期和时间",
}


def _allowed(field):
    limits = field.get("constraints", {})
    low, high = limits.get("minimum"), limits.get("maximum")
    if "enum" in limits:
        return ", ".join(_coded(value, field) for value in limits["enum"])
    if low is not None and high is not None:
        return say(f"{low} to {high}", f"{low} 至 {high}")
    if low is not None:
        return say(f"{low} or more", f"{low} 以上")
    return say("no two alike", "互不相同") if limits.get("unique") else ""


def _coded(value, field):
    """A coded value, with its words in the reader's language where they differ from the code."""
    words = {each["value"]: say(each["label"], each["label_zh"]) for each in field.get("categories", [])}
    meaning = words.get(value, value)
    return str(value) if meaning == value else f"{value} ({meaning})"


def _html_table(table):
    return html_table(list(table.columns), table.to_numpy())


# For authors -----------------------------------------------------------------------------------


def stamp(folder):
    """Write rows, bytes and SHA-256 of each table into the folder's descriptor, as the files now are."""
    path = Path(folder) / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (path.parent / resource["path"]).read_bytes()
        resource["rows"] = len(pd.read_csv(BytesIO(content), encoding="utf-8-sig", dtype=str))
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{sha256(content).hexdigest()}"
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    cards.forget()


if __name__ == "__main__":  # python -m casekit.data: after the chapter's small tables were edited
    for each in FOLDERS:
        stamp(datasets_folder() / each)
