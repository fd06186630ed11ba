"""The sources: twins agree in headings, formulas, code words, links and numbers; each lesson has its frame."""

import re

import pytest
from markdown_it import MarkdownIt

from tests import twins as t

LESSONS = [
    source
    for source in t.SOURCES
    if source.parent.parent.name == "notebooks" and re.match(r"(0[1-9]|1\d)_", source.name)
]


@pytest.mark.parametrize("source", t.SOURCES, ids=lambda source: f"{source.parent.parent.name}-{source.stem}")
@pytest.mark.parametrize(
    "what", [t.headings, t.formulas, t.code_words, t.links], ids=lambda what: what.__name__
)
def test_twins_agree(source, what):
    for english, chinese in t.twins(source):
        assert what(english) == what(chinese), f"{source.name}: {english[:60]!r}"


@pytest.mark.parametrize("source", t.SOURCES, ids=lambda source: f"{source.parent.parent.name}-{source.stem}")
def test_twins_mention_the_same_numbers(source):
    for english, chinese in t.twins(source):
        one, other = t.numbers(english, "en"), t.numbers(chinese, "zh")
        assert one == other, (
            f"{source.name}: {english[:60]!r}\n only English: {sorted(one - other)}\n only Chinese: {sorted(other - one)}"
        )


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("500,000 yuan", "50万元"), ("9.8 million yuan", "980 万元"), ("80 %", "八成"), ("December", "12 月"),
        ("sixty dealers", "六十家经销商"), ("sixteen lessons", "十六课"), ("two or 12", "两个或 12 个"),
        ("1,234.5", "1234.5"), ("twenty-four", "二十四"), ("a hundred", "一百"), ("three", "三"),
    ],
)  # fmt: skip
def test_the_same_number_in_two_ways(en, zh):
    assert t.numbers(en, "en") == t.numbers(zh, "zh")


@pytest.mark.parametrize(
    ("en", "zh"),
    [("500,000", "5万"), ("35", "53"), ("sixty", "十六"), ("80 %", "九成"), ("12", "")],
)
def test_different_numbers_are_told_apart(en, zh):
    assert t.numbers(en, "en") != t.numbers(zh, "zh")


@pytest.mark.parametrize("source", t.SOURCES, ids=lambda source: f"{source.parent.parent.name}-{source.stem}")
def test_code_carries_no_language_and_chinese_emphasis_renders(source):
    for cell in t.cells(source):
        if cell.cell_type == "code":
            assert "lang" not in cell.metadata
            assert not cell.source.rstrip().endswith(";"), "a closing semicolon makes nbval fail"
        elif cell.metadata.get("lang") == "zh":
            shown = MarkdownIt().render(re.sub(r"\$[^$]*\$|`[^`]*`", "", cell.source))
            assert not re.search(r"<em>[^<]*[\u4e00-\u9fff]", shown), (
                "Chinese has no italics: use ** or quotation marks"
            )
            assert "*" not in shown, "** beside a full stop is not bold in Markdown: move the stop outside"
            assert not re.search(r"[\u4e00-\u9fff][,;:?!](?!\d)", cell.source), (
                "half-width punctuation after Chinese"
            )
        else:
            assert "!" not in re.sub(r"`[^`]*`|\$[^$]*\$|!\[", "", cell.source), "no exclamation marks"


@pytest.mark.parametrize("source", LESSONS, ids=lambda source: source.stem)
def test_a_lesson_has_its_fixed_frame(source):
    cells = t.cells(source)
    opening = cells[: [cell.cell_type for cell in cells].index("code")]
    first, second = ("\n\n".join(cell.source for cell in opening if cell.metadata["lang"] == one) for one in ("en", "zh"))
    assert re.search(r"\*\*You will\*\*.*\*\*You need\*\*.*\*\*About\*\* \d+ minutes", first, re.S)
    assert re.search(r"\*\*学习目标\*\*：.*\*\*预备知识\*\*：.*\*\*用时\*\*：约 \d+ 分钟", second, re.S)
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    assert cells[len(opening)].metadata["tags"] == ["setup"] and tags.count("setup") == 1
    assert tags.count("predict") >= 2 and tags.count("lab") >= 1 and tags.count("quiz") == 1
    text = "\n".join(cell.source for cell in cells if cell.metadata.get("lang") == "en")
    for heading in ("Discussion", "Five questions", "What we found", "Words of this lesson", "Where next"):
        assert re.search(rf"^## {heading}", text, re.M), f"no section {heading!r}"
    assert "assert" in "\n".join(cell.source for cell in cells if cell.cell_type == "code"), (
        "by hand and by casekit must agree"
    )
    assert text.index("## What we found") > text.index("## Five questions")


MOST_WORDS = 2600  # of English prose: what a class of 45 minutes holds


@pytest.mark.parametrize("source", LESSONS, ids=lambda source: source.stem)
def test_the_main_path_fits_a_class_hour_and_the_rest_is_off_the_slides(source):
    cells = t.cells(source)
    heads = [re.match(r"## (Going further|延伸阅读)$", cell.source.split("\n")[0]) for cell in cells]
    places = [place for place, head in enumerate(heads) if head]
    assert len(places) == 2 and [heads[place][1] for place in places] == ["Going further", "延伸阅读"]
    before, after = cells[: places[0]], cells[places[0] :]
    english = [cell.source for cell in before if cell.metadata.get("lang") == "en"]
    assert sum(len(text.split()) for text in english) <= MOST_WORDS
    assert {cell.metadata.get("slideshow", {}).get("slide_type", "skip") for cell in after} == {"skip"}
    assert sum("lab" in cell.metadata.get("tags", []) for cell in before) == 1, "one lab moment"


@pytest.mark.parametrize("source", LESSONS, ids=lambda source: source.stem)
def test_cells_are_short_and_each_guess_comes_before_its_outcome(source):
    code = [cell.source for cell in t.cells(source) if cell.cell_type == "code"]
    lines = sorted(len([line for line in cell.splitlines() if line.strip()]) for cell in code)
    assert lines[len(lines) // 2] <= 2 and lines[int(len(lines) * 0.9)] <= 7
    text = "\n".join(code)
    for key in re.findall(r'look_back\("([^"]+)"', text):
        assert text.index(f'predict("{key}")') < text.index(f'look_back("{key}"')
