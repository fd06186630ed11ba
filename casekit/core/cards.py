"""What the data cards say: for every table its columns, their headings, units and coded values.

Each folder of ``datasets`` has a ``datapackage.json``; everything here is read from it, and nothing needs pandas.
"""

import json
from functools import cache
from types import MappingProxyType

from casekit.core.language import say
from casekit.core.paths import workbook_folder
from casekit.errors import Refused

FOLDERS = ("qinghe", "chapter")  # a name without its folder is looked up in this order


def datasets_folder():
    """The folder that holds the tables, in a clone as in an installed copy."""
    return workbook_folder() / "datasets"


def resources(folder):
    """The tables of a folder by name, as its descriptor tells them."""
    path = datasets_folder() / folder / "datapackage.json"
    if not path.exists():
        raise missing(folder, path.name)
    return _read_descriptor(path)


@cache
def _read_descriptor(path):
    package = json.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({resource["name"]: resource for resource in package["resources"]})


def missing(folder, file):
    """The refusal where a file of ``datasets`` is not there."""
    return Refused(
        say(f"the file datasets/{folder}/{file}", f"文件 datasets/{folder}/{file}"),
        say("it is not there", "文件不存在"),
        get_it_back(folder, file),
    )


def get_it_back(folder, file):
    """What to do about a file that is missing or changed."""
    return say(
        f"in a clone: git restore datasets/{folder}/{file}; otherwise install the workbook again. "
        "Keep changes of your own in a copy elsewhere, and read it with pandas.read_csv",
        f"克隆的仓库请运行 git restore datasets/{folder}/{file}，否则请重新安装本教程。"
        "自己要改的数据请另存一份，用 pandas.read_csv 读取",
    )


def label(column):
    """The heading and the unit of a column in the reader's language; its own name if unknown.

    >>> label("net_amount_2025_cny")
    ('Net purchases in 2025', 'CNY')
    >>> label("my_own_column")
    ('my_own_column', '')
    """
    words = labels().get(column)
    if words is None:
        return str(column), ""
    return say(words["en"], words["zh"]), say(words["unit_en"], words["unit_zh"])


@cache
def labels():
    """Every column that a descriptor knows: name -> ``en``, ``zh``, ``unit_en``, ``unit_zh``, ``values``.

    ``values`` gives the words of a coded value: ``labels()["region"]["values"]["East China"]["zh"]``.
    """
    known = {}
    for folder in FOLDERS:
        for resource in resources(folder).values():
            for field in resource["schema"]["fields"]:
                known.setdefault(field["name"], _field_words(field))
    return MappingProxyType(known)


def _field_words(field):
    return MappingProxyType(
        {
            "en": field["title"],
            "zh": field["title_zh"],
            "unit_en": field.get("unit", ""),
            "unit_zh": field.get("unit_zh", ""),
            "values": {
                each["value"]: {"en": each["label"], "zh": each["label_zh"]}
                for each in field.get("categories", [])
            },
        }
    )


def forget():
    """Read the descriptors anew: for authors who have just changed one."""
    _read_descriptor.cache_clear()
    labels.cache_clear()
