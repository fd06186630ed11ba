"""The teaching notes: their headings, minutes, boards, questions, mistakes and marked samples; what is printed of them."""

import ast
import html
import re
from functools import cache

import pytest

import casekit
from casekit import exercises
from casekit.classroom import board, notes
from casekit.desk.lessons import LANGUAGES, READY
from casekit.errors import Refused
from tests import twins as t
from tools import build, printing

ROOT = t.ROOT
LESSONS = {lesson.slug: lesson for lesson in READY if lesson.module}
NOTES = [source for source in t.SOURCES if source.parent.parent.name == "teaching" and source.stem in LESSONS]
EACH = pytest.mark.parametrize("source", NOTES, ids=lambda source: source.stem)
BOTH = pytest.mark.parametrize("language", LANGUAGES)
HEADINGS = {
    "en": ["1 Synopsis", "2 Aims", "3 Before class", "4 Plan", "5 The board", "6 Questions to ask",
           "7 The best moment of the lab", "8 The discussion", "9 Mistakes to expect", "10 Marking guide", "11 Handout", "12 Formulas"],
    "zh": ["1 内容提要", "2 教学目标", "3 课前准备", "4 课堂安排", "5 板书", "6 课堂提问",
           "7 动手环节的高潮", "8 讨论题参考", "9 常见错误", "10 评分指南", "11 讲义", "12 公式"],
}  # fmt: skip
SIDES = {"en": ("**For.**", "**Against.**"), "zh": ("**正方**：", "**反方**：")}
TITLES = {"en": ": teaching note", "zh": "：教学说明"}
MOST_WORDS = 2200  # of English: what an instructor reads in twenty minutes
MANY = re.compile(r"[\u4e00-\u9fff]")


def test_every_lesson_has_its_note():
    missing = sorted(set(LESSONS) - {source.stem for source in NOTES})
    assert not missing, f"no teaching note for {', '.join(missing)}"


@cache
def prose(source, language):
    """The prose of a note in one language."""
    return "\n\n".join(cell.source for cell in t.cells(source) if cell.metadata.get("lang") == language)


@cache
def sections(source, language):
    """The text under each heading of the second level."""
    parts = re.split(r"^## (.+)$", prose(source, language), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def section(source, language, number):
    return sections(source, language)[HEADINGS[language][number - 1]]


@EACH
@BOTH
def test_a_note_has_its_title_and_its_twelve_sections(source, language):
    assert list(sections(source, language)) == HEADINGS[language]
    lesson = LESSONS[source.stem]
    title = f"# {lesson.number} {getattr(lesson, language)}{TITLES[language]}"
    assert prose(source, language).split("\n")[0] == title


@EACH
def test_a_note_is_read_in_twenty_minutes(source):
    text = " ".join([prose(source, "en"), *(english for english, _ in pairs(source))])
    words = [word for word in text.split() if re.search(r"\w", word)]
    assert len(words) <= MOST_WORDS, len(words)
    assert 3 <= len(re.findall(r"[.?](?=\s|$)", section(source, "en", 1))) <= 6, "a synopsis of 3 to 5 sentences"


def minutes(source, language, heading):
    """The first column of the table under a heading of the plan."""
    plan = re.split(r"^### (.+)$", section(source, language, 4), flags=re.M)
    table = dict(zip(plan[1::2], plan[2::2], strict=True))[heading]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")]
    assert rows[0] in ("Minutes", "分钟") and set(rows[1]) <= set("-: ")
    return [int(cell) for cell in rows[2:]]


@EACH
@pytest.mark.parametrize("whole", [45, 90])
def test_minutes_add_up_and_are_the_same_in_both_languages(source, whole):
    english, chinese = minutes(source, "en", f"{whole} minutes"), minutes(source, "zh", f"{whole} 分钟")
    assert english == chinese and sum(english) == whole and min(english) > 0


@EACH
@BOTH
def test_every_question_of_the_discussion_is_answered_for_and_against(source, language):
    parts = re.split(r"^### (.+)$", section(source, language, 8), flags=re.M)
    answers = dict(zip(parts[1::2], parts[2::2], strict=True))
    wanted = [casekit_words(language, number) for number in questions(source.stem, language)]
    assert wanted and list(answers) == wanted
    for answer in answers.values():
        paragraphs = [each for each in answer.split("\n\n") if each.strip()]
        for side in SIDES[language]:
            found = [each for each in paragraphs if each.lstrip().startswith(side)]
            assert len(found) == 1 and len(found[0]) > len(side) + (40 if language == "en" else 15)


def casekit_words(language, number):
    return f"Question {number}" if language == "en" else f"第 {number} 题"


def questions(slug, language):
    """The numbers of the questions under a lesson's Discussion."""
    text = "\n".join(
        cell.source
        for cell in t.cells(ROOT / f"notebooks/source/{slug}.md")
        if cell.metadata.get("lang") == language
    )
    found = re.search(r"^## (?:Discussion|讨论).*?(?=^## )", text, re.M | re.S)[0]
    return [int(number) for number in re.findall(r"^(\d+)\. ", found, re.M)]


@EACH
@BOTH
def test_questions_to_ask_come_with_right_and_wrong_answers(source, language):
    rows = [line for line in section(source, language, 6).splitlines() if line.startswith("|")][2:]
    assert 4 <= len(rows) <= 8
    answers = [row.split("|")[2] for row in rows]
    assert all("✓" in each or "~" in each for each in answers) and sum("✗" in each for each in answers) >= 3


# What the notes' code shows -----------------------------------------------------------------------------------


def calls(source, name):
    """The calls of a helper in a note, as their arguments: constants where they are constant."""
    code = "\n".join(cell.source for cell in t.cells(source) if cell.cell_type == "code")
    return [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"notes.{name}"
    ]


def pairs(source):
    """The words in two languages in a note's code: pairs of texts of which the second is Chinese, or neither has words."""
    for node in [each for name in ("board", "mistakes", "sample") for each in calls(source, name)]:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Tuple) and len(inner.elts) == 2:
                texts = [each.value for each in inner.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                if len(texts) == 2:
                    yield tuple(texts)


@EACH
def test_words_in_the_code_are_twins(source):
    found = list(pairs(source))
    assert len(found) > 15
    for english, chinese in found:
        assert not MANY.search(english), english
        assert MANY.search(chinese) or english == chinese or not re.search("[a-z]{3}", english), english
        assert t.numbers(english, "en") == t.numbers(chinese, "zh"), (english, chinese)
        assert "!" not in english and not re.search(r"[\u4e00-\u9fff][,;:?!](?!\d)", chinese), (english, chinese)


@EACH
def test_the_code_of_a_note_runs_and_its_numbers_hold(source, monkeypatch):
    monkeypatch.setattr(casekit.look, "put", lambda page: None)
    room = {}
    for cell in t.cells(source):
        if cell.cell_type == "code":
            exec(compile(cell.source, source.name, "exec"), room)  # asserts, marks, mistakes: each refuses what is wrong


@EACH
def test_each_exercise_has_its_mistakes_and_the_open_one_two_samples(source):
    module = LESSONS[source.stem].module
    wanted = [name for name in exercises.names() if name.rsplit("-", 1)[0] == module]
    told = [node.args[0].value for node in calls(source, "mistakes")]
    assert told == wanted and all(2 <= len(node.keywords) <= 4 for node in calls(source, "mistakes"))
    open_ones = [name for name in wanted if exercises.exercise(name).spec.by_hand]
    assert [node.args[0].value for node in calls(source, "rubric")] == open_ones
    samples = [(node.args[0].value, node.args[1].value) for node in calls(source, "sample")]
    assert samples == [(name, kind) for name in open_ones for kind in ("good", "middling")]


@cache
def shown(slug, language):
    """All that a built note shows by code, as plain text."""
    outputs = [output for cell in printing.stored(slug, language).cells for output in cell.get("outputs", [])]
    pieces = [output.get("data", {}).get("text/html", "") + output.get("text", "") for output in outputs]
    return html.unescape(re.sub("<[^>]*>", " ", re.sub("base64,[^\"]*", "", " ".join(pieces))))


@EACH
@BOTH
def test_every_mistake_and_every_line_of_the_rubric_stands_in_the_built_note(source, language):
    casekit.look.speak(language)
    module, text = LESSONS[source.stem].module, shown(source.stem, language)
    home = exercises._answers(module)
    for name, known in home.MISTAKES.items():
        data = exercises.exercise(name).data
        for mistake, words in known.items():
            example = mistake(data)
            if not callable(words) or example is not None:
                said = casekit.say(*(words(example, data) if callable(words) else words))
                assert said in text, (name, mistake.__name__)
            if language == "en":
                assert " ".join(mistake.__doc__.split()) in text, (name, mistake.__name__)
    for rubric in home.RUBRICS.values():
        assert all(text.count(casekit.say(en, zh)) >= 3 for _, en, zh in rubric), "the rubric, and two samples"


@EACH
def test_a_note_knows_that_it_was_made_from_the_answers(source):
    made_from = printing.stored(source.stem, "en").metadata["casekit"]["made_from"]
    assert f"exercises/answers/{LESSONS[source.stem].module}.py" in made_from


@EACH
def test_tagged_parts_are_where_they_belong(source):
    cells = t.cells(source)
    tags = [next((tag for tag in ("handout", "formulas") if tag in cell.metadata.get("tags", [])), "") for cell in cells]
    order = [tag for tag, before in zip(tags, [None, *tags], strict=False) if tag != before]
    assert order == ["", "handout", "formulas"]
    formulas = [cell.source for cell, tag in zip(cells, tags, strict=True) if tag == "formulas"]
    assert len(formulas) == 2 and all(1 <= len(re.findall(r"^\* \*\*", each, re.M)) <= 6 for each in formulas)


# The helpers --------------------------------------------------------------------------------------------------


def test_a_mistake_that_is_gone_is_refused_by_name():
    with pytest.raises(Refused, match="whole_periods"):
        notes.mistakes("receivables-1", whole_periods=("x", "x"))


@pytest.mark.parametrize(
    ("kind", "given"),
    [("good", [1, 1]), ("good", [1, 1, 1.5]), ("good", [1, 1, -1]), ("good", [1, 0.5, 0.5]), ("good", [1, 1, 0.7]),
     ("middling", [1, 1, 1]), ("middling", [0, 0, 0.5]), ("good", [1, 1, 1, 0])],
)  # fmt: skip
def test_marks_that_are_not_the_rubrics_are_refused(kind, given):
    with pytest.raises(Refused):
        notes.check_marks("receivables-3", kind, given, [1, 1, 1])


@pytest.mark.parametrize(("kind", "given"), [("good", [1, 1, 1]), ("good", [1, 1, 0.5]), ("middling", [1, 0.5, 0]), ("middling", [0, 1, 0])])
def test_marks_by_the_rubric_pass(kind, given):
    notes.check_marks("receivables-3", kind, given, [1, 1, 1])


def test_a_good_sample_with_a_wrong_figure_is_refused():
    marks = [(1, ("x", "x"))] * 3
    with pytest.raises(Refused, match="receivables-3"):
        notes.sample("receivables-3", "good", {"dso": 27.6, "countback": 44.7, "cei": 74.3}, ("x" * 30, "x"), *marks)


def test_an_answer_is_shown_by_what_differs_from_the_key():
    assert notes.shown({"a": 1.0, "b": 2.5, "why": "..."}, {"a": 1.0, "b": 3.0, "why": ""}) == "b: 2.5"
    assert notes.shown(-1234.5) == "\u22121,234.5" and notes.shown(0.0123) == "0.0123"
    assert notes.shown({"x": {"b", "a"}}, {"x": set()}) == "x: a, b" and notes.shown("N/30") == "N/30"


def test_names_in_an_answer_are_shown_as_text(capsys, monkeypatch):
    pages = []
    monkeypatch.setattr(notes.look, "put", pages.append)
    monkeypatch.setattr(notes, "shown", lambda answer, key=None: "<b>x</b>")
    notes.mistakes("receivables-1")
    assert "&lt;b&gt;x" in pages[0].html and "<b>x" not in pages[0].html


@pytest.mark.parametrize("line", ["one two three four five six", "一二三四五六七八九十，一二三四五六七八九十。"])
def test_a_line_of_the_board_is_wrapped_and_loses_no_word(line):
    with casekit.look.style():
        rows = board.wrapped(line, 1.0, 11)
    assert len(rows) > 1 and "".join(rows).replace(" ", "") == line.replace(" ", "")
    assert not any(row.startswith(("，", "。")) for row in rows)


def test_words_on_the_board_stay_within_their_column():
    words = (("A heading", "标题"), ("some words that are longer than a column", "比一栏长的一些词，写在一行里放不下"), ("→ the end", "→ 结论"))
    for language in LANGUAGES:
        casekit.look.speak(language)
        for count in (2, 3, 4):
            drawn = board.board(*[words] * count)
            assert drawn.alt.count(casekit.say(*words[2])) == count
        with pytest.raises(Refused):
            board.board(words)
        with pytest.raises(Refused):
            board.board(*[words + words[1:2] * 20] * 3)


def test_text_of_the_board_lies_inside_the_picture_and_its_column(monkeypatch):
    kept = []
    monkeypatch.setattr(board, "Board", lambda ax: kept.append(ax))
    line = ("many words that have to be wrapped twice or so, 48.98 %", "要折两次行的一长串词语，48.98%，还有一些话")
    board.board(*[(("Heading", "标题"), line, line)] * 4)
    (ax,) = kept
    renderer = ax.figure.canvas.get_renderer()
    whole, column = ax.figure.bbox, ax.figure.bbox.width / 4
    for text in ax.texts:
        box = text.get_window_extent(renderer)
        assert whole.y0 <= box.y0 and box.y1 <= whole.y1
        assert int(box.x0 // column) == int(box.x1 // column)


# Printing -----------------------------------------------------------------------------------------------------


@EACH
@BOTH
def test_a_handout_holds_no_code_and_no_way_out(source, language):
    _, page = printing.handout(source.stem, language)
    assert "<pre" not in page and "href" not in page and "<h2" not in page


@BOTH
def test_formulas_are_set_without_a_network(language):
    _, page = printing.sheet(language)
    assert page.count("<math") >= len(NOTES) and "$" not in page and "merror" not in page


@pytest.mark.parametrize("words", [["nonsense"], ["00_start_here"], ["--language", "fr"]])
def test_what_cannot_be_printed_is_named(words, capsys):
    with pytest.raises(SystemExit):
        printing.main(words)
    assert words[-1] in capsys.readouterr().err


def test_a_built_note_without_a_source_is_told_and_its_code_is_folded(tmp_path):
    (tmp_path / "teaching/source").mkdir(parents=True)
    (tmp_path / "teaching/source/course.md").write_text(
        '+++ {"lang": "en"}\n\n# x\n\n```{code-cell}\n1\n```\n', encoding="utf-8"
    )
    english, _ = build.pages(tmp_path)
    assert english.target == tmp_path / "teaching/en/course.ipynb" and build.is_teaching(english)
    assert [cell.metadata.get("jupyter") for cell in build.draft(english).cells] == [None, {"source_hidden": True}]
    left_over = tmp_path / "teaching/en/13_gone.ipynb"
    left_over.parent.mkdir()
    left_over.write_text("{}")
    assert build.orphans(tmp_path) == [left_over]
    assert "build --teaching course" in build.check(tmp_path)[0]


def test_pages_without_a_lesson_are_built_and_printed_too():
    names = [source.stem for source in t.SOURCES if source.parent.parent.name == "teaching"]
    assert printing.names() == sorted(names)
    assert {page.target.stem for page in build.pages() if build.is_teaching(page)} == set(names)
