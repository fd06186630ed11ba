"""Nothing of the chapter without a place: ``coverage.toml`` names each topic's lesson and section, and the words to be found there."""

import json
import re
import tomllib
from html import unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOPICS = tomllib.loads((ROOT / "tests/coverage.toml").read_text(encoding="utf-8"))["topic"]
LISTS = tomllib.loads((ROOT / "tests/lists.toml").read_text(encoding="utf-8"))["list"]
SOURCES = [
    "8.0",
    *(f"8.1.{number}" for number in range(1, 11)),
    *(f"8.{number}" for number in range(2, 20)),
]  # as the texts' lists are numbered
FOLDERS = {"lesson": "notebooks", "exercises": "exercises/solutions"}
READY = {int(path.name[:2]) for path in (ROOT / "notebooks/source").glob("[01]*.md")} - {0}


def built(topic, language):
    """The topic's notebook in one language, as cells with their outputs."""
    folder = ROOT / FOLDERS[topic.get("where", "lesson")] / language
    (path,) = folder.glob(f"{topic['lesson']:02}_*.ipynb")
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def sections(cells):
    """The notebook cut at its headings: a list of heading and everything below it, outputs included."""
    found = [("", "")]
    for cell in cells:
        parts = (
            re.split(r"^(#{1,4} .+)$", shown(cell), flags=re.M)
            if cell["cell_type"] == "markdown"
            else [shown(cell)]
        )
        found[-1] = (found[-1][0], found[-1][1] + parts[0])
        found += [
            (head.lstrip("# ").strip(), body) for head, body in zip(parts[1::2], parts[2::2], strict=True)
        ]
    return found


def shown(cell):
    """What a reader sees of a cell."""
    text = "".join(cell["source"])
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        text += "".join(output.get("text", "")) + "".join(data.get("text/plain", ""))
        text += unescape(re.sub(r"<[^>]+>", " ", "".join(data.get("text/html", ""))))
    return text + "\n"


def place(topic):
    """The number of the section with this heading in the English edition."""
    heads = [head for head, _ in sections(built(topic, "en"))]
    assert topic["section"] in heads, f"no section {topic['section']!r}; there are {heads}"
    return heads.index(topic["section"])


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: f"{topic['lesson']:02}-{topic['topic'][:40]}")
def test_each_topic_is_where_the_table_says(topic):
    where = place(topic)
    for language in ("en", "zh"):
        text = sections(built(topic, language))[where][1].casefold()
        missing = [word for word in topic[language] if word.casefold() not in text]
        assert not missing, f"{language}: {missing} not in the section"


def test_every_lesson_that_is_ready_has_its_topics():
    assert {topic["lesson"] for topic in TOPICS} == READY
    named = [(topic["lesson"], topic["topic"]) for topic in TOPICS]
    assert len(named) == len(set(named))
    assert all(topic["en"] and topic["zh"] for topic in TOPICS)


@pytest.mark.parametrize("each", LISTS, ids=lambda each: f"{each['source']}-{each['name'][:40]}")
def test_each_list_of_the_sources_has_a_home(each):
    if "lesson" in each:
        named = [topic["topic"] for topic in TOPICS if topic["lesson"] == each["lesson"]]
        homeless = [start for start in each["topics"] if not any(name.startswith(start) for name in named)]
        assert each["topics"] and not homeless
        return
    for language in ("en", "zh"):
        page = json.loads((ROOT / f"notebooks/{language}/97_sources.ipynb").read_text(encoding="utf-8"))[
            "cells"
        ]
        english = json.loads((ROOT / "notebooks/en/97_sources.ipynb").read_text(encoding="utf-8"))["cells"]
        at = [head for head, _ in sections(english)].index(each["section"])
        assert not [
            word for word in each[language] if word.casefold() not in sections(page)[at][1].casefold()
        ]


def test_no_list_of_the_sources_is_forgotten():
    assert list(dict.fromkeys(each["source"] for each in LISTS if each["source"] != "8.0")) == SOURCES[1:]
    assert "8.0" in {each["source"] for each in LISTS}


def test_the_editions_are_cut_at_the_same_headings():
    for number in READY:
        cut = [len(sections(built({"lesson": number}, language))) for language in ("en", "zh")]
        assert cut[0] == cut[1] > 8


def test_a_word_in_another_section_does_not_count():
    cells = [{"cell_type": "markdown", "source": ["# One\nhere\n", "## Two\nthere"]}]
    assert sections(cells)[1:] == [("One", "\nhere\n"), ("Two", "\nthere\n")]
