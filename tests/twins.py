"""The twins of a source file: each English prose cell with the Chinese cell that follows it."""

import re
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for part in ("notebooks", "exercises", "teaching") for path in (ROOT / part / "source").glob("*.md"))


def cells(source):
    """The cells of a source file."""
    return jupytext.read(source, fmt="md:myst").cells


def twins(source):
    """Pairs (English, Chinese) of prose; a cell without its twin fails here."""
    prose = [cell for cell in cells(source) if cell.cell_type == "markdown"]
    pairs = list(zip(prose[::2], prose[1::2], strict=True))
    for english, chinese in pairs:
        place = f"{source.name}: {english.source[:50]!r}"
        assert english.metadata.get("lang") == "en", f"{place} is no English cell, or stands alone"
        assert chinese.metadata.get("lang") == "zh", f"{place} has no Chinese twin after it"
        same = [
            key
            for key in ("tags", "slideshow", "exercise")
            if english.metadata.get(key) != chinese.metadata.get(key)
        ]
        assert not same, f"{place}: the twins differ in {same}"
    return [(english.source, chinese.source) for english, chinese in pairs]


def headings(text):
    """The levels of the headings, and the numbers they begin with."""
    return re.findall(r"^(#+) (\d\d?(?= ))?", text, re.M)


def formulas(text):
    """What stands between dollar signs."""
    return re.findall(r"\$[^$]+\$", text)


def code_words(text):
    """What stands between backquotes."""
    return sorted(re.findall(r"`[^`]+`", text))


def links(text):
    """Where the links go, whichever edition."""
    return sorted(re.sub(r"/(en|zh)/|\.zh(?=\.md$)", lambda found: "/LANG/" * ("/" in found[0]), target) for target in re.findall(r"\]\(([^)]+)\)", text))


MONTHS = "January February March April May June July August September October November December".split()
DIGITS = dict(zip("零一二三四五六七八九两", [*range(10), 2], strict=True))
UNITS = {"十": 10, "百": 100, "千": 1000}
ENGLISH = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
ENGLISH |= dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety hundred".split(),
        [*range(20, 100, 10), 100],
        strict=True,
    )
)


def numbers(text, language):
    """The numbers a text mentions, as one set of floats: 50万 is 500,000, 八成 is 80 percent, 12 月 is December.

    Spelled-out numbers below ten do not count; spelled-out numbers from ten on do, in both languages.
    """
    text = re.sub(r"\$[^$]+\$|`[^`]+`|\]\([^)]*\)", " ", text)
    text = text.replace("−", "-").replace("，", ", ") if language == "en" else text.replace("−", "-")
    return _english(text) if language == "en" else _chinese(text)


def _english(text):
    found = set()
    for number, scale in re.findall(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s*(million|billion|thousand)?", text):
        found.add(
            round(
                float(number.replace(",", ""))
                * {"million": 1e6, "billion": 1e9, "thousand": 1e3}.get(scale, 1),
                6,
            )
        )
    found |= {
        float(1 + MONTHS.index(word))
        for word in re.findall(r"[A-Z][a-z]+", text)
        if word in MONTHS and word != "May"
    }
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower()):
        parts = [ENGLISH.get(part, 0) for part in word.split("-")]
        if parts[0] >= 10:
            found.add(float(parts[0] + (_small(word.split("-")[1]) if "-" in word else 0)))
    return found


def _small(word):
    return dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True)).get(
        word, 0
    )


def _chinese(text):
    found = set()
    text = re.sub("百分(?=[点比数])", "", text)  # a word, not a number
    for number, scale in re.findall(
        r"(?<![\w.])(?<![A-Za-z])(\d[\d,]*(?:\.\d+)?)\s*([万亿千])?",
        re.sub(r"([\u4e00-\u9fff])(?=\d)", r"\1 ", text),
    ):
        found.add(
            round(
                float(number.replace(",", "").rstrip(",")) * {"万": 1e4, "亿": 1e8, "千": 1e3}.get(scale, 1),
                6,
            )
        )
    for tenths in re.findall(r"([一二三四五六七八九])成(?![为本立功员交熟就绩果])", text):
        found.add(10.0 * DIGITS[tenths])
    for word in re.findall(r"[零一二三四五六七八九两十百千]*[十百][零一二三四五六七八九十]*", text):
        value = _spelled(word)
        if value >= 10:
            found.add(float(value))
    return found


def _spelled(word):
    total, digit = 0, 0
    for sign in word:
        if sign in UNITS:
            total, digit = total + max(digit, 1) * UNITS[sign], 0
        else:
            digit = DIGITS[sign]
    return total + digit
