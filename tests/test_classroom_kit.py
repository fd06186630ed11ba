"""Class kits: what students get and what they never get; the same kit twice; own exercises checked before packing."""

import ast
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import casekit.classroom.kit as kit_module
from casekit import handin
from casekit.classroom import kit as kits
from casekit.classroom import own
from casekit.classroom.kit import class_kit
from casekit.classroom.kits import open_kit
from casekit.errors import Refused
from tests import classroom

pytestmark = pytest.mark.slow  # for `test --quick`, test_classroom_whole.py goes the whole way once
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    return classroom.own_set(tmp_path_factory.mktemp("mine"))


@pytest.fixture(scope="module")
def made(tmp_path_factory, mine):
    """A kit with an instructor's own exercises in it."""
    folder = tmp_path_factory.mktemp("kits") / "课堂 版"
    class_kit("MKT301", "zh", folder, mine, classroom.DEADLINE)
    return folder


@pytest.fixture(scope="module")
def held(made):
    """What is in the students' zip, by name."""
    with zipfile.ZipFile(made / "students.zip") as opened:
        return {name.split("/", 1)[1]: opened.read(name) for name in opened.namelist()}


# What students get ---------------------------------------------------------------------------------------


def test_students_get_lessons_exercises_data_the_package_and_two_commands(held):
    for name in ("README.md", "TUTOR.md", "workbook.py", "pyproject.toml", "constraints.txt", "kit.json", "casekit/__init__.py", "casekit/handin/__init__.py",
                 "datasets/qinghe/customers.csv", "notebooks/zh/00_start_here.ipynb", "notebooks/en/00_start_here.ipynb",
                 "exercises/zh/03_screening.ipynb", "exercises/en/discount.ipynb", "exercises/own/discount.py"):  # fmt: skip
        assert name in held
    lessons = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("notebooks/??/*.ipynb")}
    assert lessons <= held.keys()


def test_students_get_neither_answers_nor_solutions_nor_sources_nor_the_classroom_part(held):
    gone = r"answers|solutions|/source/.*\.(md|py|ipynb)$|classroom|tools/|tests/|teaching|instructor|__pycache__|\.pyc|roster"
    assert [name for name in held if re.search(gone, name)] == []


def test_the_contract_for_assistants_has_the_own_exercises_hints_too(held):
    page = held["TUTOR.md"].decode("utf-8")
    for exercise, title in (("discount-1", "打折"), ("discount-2", "为什么")):
        part = page.split(f"#### {exercise} ")[1].split("####")[0]
        assert part.startswith(title)
        places = [part.index(hint) for hint in ("一。", "二。", "三。")]
        assert places == sorted(places)


def segment(lines, node):
    """The source of a node (``ast.get_source_segment`` splits the whole source for each)."""
    found = lines[node.lineno - 1 : node.end_lineno]
    found[-1] = found[-1][: node.end_col_offset]
    found[0] = found[0][node.col_offset :]
    return b"".join(found).decode()


def functions_and_words(path):
    """What a student must not find: the functions of an answers' file, and the long sentences in it."""
    source = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.encode().splitlines(keepends=True)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.body:
            body = [segment(lines, each) for each in node.body]
            yield from (each for each in body if len(each) > 50)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value.encode()) > 60:
            yield node.value


def found_in(texts, secrets):
    """The secrets that stand in one of the texts: sought only where all words of one, but the outer two, stand somewhere."""
    known = [(set(re.findall(r"\w+", text)), text) for text in texts]
    sought = [(words, re.findall(r"\w+", words)[1:-1]) for words in secrets]
    return [
        words
        for words, inner in sought
        if any(each.issuperset(inner) and words in text for each, text in known)
    ]


def solution_cells(path):
    """The text of the solution cells of a solutions' notebook."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        words = "".join(cell["source"])
        if "solution" in cell["metadata"].get("tags", []):
            yield from (line for line in words.splitlines() if len(line.encode()) > 60)


def test_no_answers_function_no_solution_no_classroom_code_is_anywhere_in_the_zip(held, mine):
    texts = {
        name: data.decode("utf-8", "replace")
        for name, data in held.items()
        if not name.startswith("datasets/")
    }
    notebooks = [json.loads(words)["cells"] for name, words in texts.items() if name.endswith(".ipynb")]
    everything = [
        *texts.values(),
        *("\n".join("".join(cell["source"]) for cell in cells) for cells in notebooks),
    ]
    secrets = [
        words
        for path in [*ROOT.glob("exercises/answers/*.py"), mine / "answers/discount.py"]
        for words in functions_and_words(path)
    ]
    assert len(secrets) > 40
    assert found_in(everything, secrets) == []
    planted = secrets[len(secrets) // 2]
    assert found_in([*everything, f"x{planted}x"], secrets) == [planted], "would be found"
    solutions = [
        words for path in ROOT.glob("exercises/solutions/??/*.ipynb") for words in solution_cells(path)
    ]
    assert len(solutions) > 10
    lessons = [words for name, words in texts.items() if name.startswith("exercises/")]
    assert found_in(lessons, [json.dumps(words, ensure_ascii=False)[1:-1] for words in solutions]) == []
    classroom_code = [
        words
        for path in (ROOT / "casekit/classroom").glob("*.py")
        for words in functions_and_words(path)
        if len(words) > 90
    ]
    assert len(classroom_code) > 100 and found_in(everything, classroom_code) == []


def test_tags_and_metadata_hold_no_solution(held):
    for name in held:
        if name.startswith("exercises/") and name.endswith(".ipynb"):
            notebook = json.loads(held[name])
            tags = [tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", [])]
            assert "solution" not in tags and "answer" in tags and "check" in tags
            assert all(not cell.get("outputs") for cell in notebook["cells"])


def test_a_cell_asks_for_the_student_number_behind_the_set_up(held):
    for name in [name for name in held if re.match(r"exercises/../.*ipynb", name)]:
        cells = json.loads(held[name])["cells"]
        at = [place for place, cell in enumerate(cells) if "student" in cell["metadata"].get("tags", [])]
        assert len(at) == 1 and "setup" in cells[at[0] - 1]["metadata"]["tags"]
        words = "学号" if name.startswith("exercises/zh") else "student number"
        assert "".join(cells[at[0]]["source"]).startswith('casekit.i_am("")  # ') and words in "".join(
            cells[at[0]]["source"]
        )
        assert len({cell["id"] for cell in cells}) == len(cells)


def test_the_public_notebooks_have_no_such_cell():
    for path in ROOT.glob("exercises/??/*.ipynb"):
        assert "i_am(" not in "".join(
            "".join(cell["source"])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if cell["cell_type"] == "code"
        )


def test_the_readme_is_in_the_kits_language_with_both_commands_and_links_that_lead_somewhere(held, made):
    words = held["README.md"].decode()
    assert "python workbook.py lab" in words and "python workbook.py handin my_work/exercises/zh/" in words
    assert "截止时间：2026-12-20 23:59" in words and "我们自己的练习" in words and "Hand in" not in words
    for link in re.findall(r"\]\(([^)]+)\)", words):
        assert link in held, link
    named = re.search(r"handin my_work/(\S+)", words)[1]
    assert named in held


def test_an_english_readme_too(tmp_path):
    class_kit("MKT301", "en", tmp_path / "kit")
    words = (tmp_path / "kit/instructor/tree/README.md").read_text(encoding="utf-8")
    assert (
        words.startswith("# Customer management: kit for MKT301")
        and "handin my_work/exercises/en/" in words
        and "{" not in words
    )


def test_the_project_file_names_nothing_that_is_not_there(held):
    words = held["pyproject.toml"].decode()
    for part in re.findall(r'^"([a-z/]+)" = "casekit/_workbook', words, re.MULTILINE):
        assert any(name.startswith(part) for name in held), part


def test_the_kit_says_what_it_is_and_holds_no_secret(held):
    about = json.loads(held["kit.json"])
    assert (
        about["course"] == "MKT301"
        and about["language"] == "zh"
        and about["deadline"] == "2026-12-20T23:59:00+08:00"
    )
    assert "exercises" not in about and len(about["kit"]) == 12


# The kit that students unpack -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unpacked(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(made / "students.zip") as opened:
        opened.extractall(folder)
    return folder / "MKT301-kit"


def in_kit(unpacked, code):
    words = [sys.executable, "-I", "-B", "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r})\n" + code]
    return subprocess.run(
        words,
        cwd=unpacked,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
    ).stdout


def test_in_a_kit_a_check_tells_form_alone_and_a_solution_is_refused(unpacked, tmp_path):
    code = f"""
import os; os.environ["CASEKIT_WORK"] = {str(tmp_path)!r}
import casekit
from casekit.errors import Refused
q = casekit.exercise("discount-1")
print(q.check(80).status, q.check("80").status, q.check().status)
casekit.i_am("2026007")
q = casekit.exercise("discount-1")
print(q.data.price, q.data.off)
try:
    q.solution()
except Refused as refused:
    print(type(refused).__name__)
print(len(casekit.my_work.refresh()) > 4, (casekit.my_work.work_folder() / "exercises/zh/discount.ipynb").exists())
"""
    out = in_kit(unpacked, code).splitlines()
    assert out[0] == "form wrong kind not attempted"
    assert out[2] == "{} {}".format(*classroom.price("2026007")) and out[3:] == ["Refused", "True True"]


def test_the_commands_of_a_kit_are_the_two_of_its_readme(unpacked):
    out = in_kit(
        unpacked,
        "import workbook; print([*workbook.parser()._subparsers._group_actions[0].choices], workbook.system_language())",
    )
    assert out.strip() == "['handin', 'lab'] zh"
    out = in_kit(
        unpacked,
        "from casekit.__main__ import _parser; print([*_parser()._subparsers._group_actions[0].choices])",
    )
    assert "class-kit" not in out and "grade" not in out and "lab" in out


# The instructor's folder -----------------------------------------------------------------------------------


def test_the_instructor_has_the_answers_the_form_of_the_roster_and_the_kits_identity(made, held):
    about = json.loads((made / "instructor/kit.json").read_text(encoding="utf-8"))
    assert about["kit"] == json.loads(held["kit.json"])["kit"] and about["format"] == 1
    ours = {each["name"]: each for each in about["exercises"]}
    assert ours["discount-2"]["by_hand"] == 3 and ours["discount-2"]["rubric"][0] == [
        2,
        "Names the margin.",
        "提到毛利。",
    ]
    assert (
        ours["screening-1"]["notebook"] == "03_screening"
        and not ours["screening-1"]["own"]
        and ours["discount-1"]["own"]
    )
    tree = made / "instructor/tree"
    assert (tree / "exercises/answers/screening.py").exists() and (
        tree / "exercises/own/answers/discount.py"
    ).exists()
    assert not (tree / "exercises/solutions").exists() and not (tree / "casekit/classroom").exists()
    assert (made / "instructor/roster.csv").read_text(encoding="utf-8-sig").startswith("学号,姓名,文件夹")
    told = (made / "instructor/README.md").read_text(encoding="utf-8")
    assert "workbook.py print" in told and (ROOT / "teaching/zh").is_dir() and "teaching/zh" in told


def test_the_tree_to_mark_with_is_the_students_and_the_answers(made, held):
    tree = made / "instructor/tree"
    for name, data in held.items():
        assert (tree / name).read_bytes() == data, name


@pytest.mark.slow
@pytest.mark.daily
def test_the_same_kit_twice_has_the_same_identity_and_the_same_bytes(tmp_path):
    one, two = (class_kit("MKT301", "zh", tmp_path / name) for name in ("one", "two"))
    assert one["kit"] == two["kit"]
    assert (tmp_path / "one/students.zip").read_bytes() == (tmp_path / "two/students.zip").read_bytes()


@pytest.mark.slow
@pytest.mark.daily
def test_another_course_language_or_exercise_is_another_kit(made, tmp_path):
    ids = {open_kit(made).kit}
    for number, (course, code) in enumerate((("MKT302", "zh"), ("MKT301", "zh"), ("MKT301", "en"))):
        ids.add(class_kit(course, code, tmp_path / str(number))["kit"])
    assert len(ids) == 4


def test_every_public_exercise_sends_its_reader_to_a_section_that_is_there(made):
    about = json.loads((made / "instructor/kit.json").read_text(encoding="utf-8"))
    tree = made / "instructor/tree"
    for each in about["exercises"]:
        if not each["own"]:
            assert each["read_in"] == each["notebook"], each["name"]
            assert each["read"][1] in kits.headings(tree / f"notebooks/zh/{each['read_in']}.ipynb"), each[
                "name"
            ]


LOOKS = """
import casekit
from pathlib import Path
casekit.i_am("2026001")
q = casekit.exercise("discount-1")
found = sum(1 for word in ("answers", "solutions", "classroom") for _ in casekit.my_work.workbook_folder().rglob(word))
try:
    found += len(Path({key!r}).read_text()) > 0
except OSError:
    pass
q.check(found)
"""


@pytest.mark.slow
def test_a_submission_finds_its_own_exercises_and_never_sees_the_answers(made, tmp_path):
    tree = made / "instructor/tree"
    key = tree / "exercises/own/answers/discount.py"
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": LOOKS.format(key=str(key)),
        }
    ]
    (tmp_path / "d.ipynb").write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    outcome = handin.run(tmp_path / "d.ipynb", tree)
    seen = 0 if outcome.confined == "confined" else 1  # unconfined code reads what its owner may read
    assert (outcome.student, outcome.answers.get("discount-1")) == ("2026001", seen), outcome


# Refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("course", ["", "MKT 301", "a/b", "x" * 41])
def test_a_course_code_that_cannot_be_one_is_refused(course, tmp_path):
    with pytest.raises(Refused, match="course code"):
        class_kit(course, "en", tmp_path / "kit")
    assert not (tmp_path / "kit").exists()


def test_a_kit_is_never_written_over(tmp_path):
    (tmp_path / "kit").mkdir()
    with pytest.raises(Refused, match="is there already"):
        class_kit("MKT301", "en", tmp_path / "kit")


@pytest.mark.parametrize("deadline", ["tomorrow", "2026-12-20", "2026-12-20T23:59"])
def test_a_deadline_without_a_time_zone_is_refused(deadline, tmp_path):
    with pytest.raises(Refused, match="time zone"):
        class_kit("MKT301", "en", tmp_path / "kit", deadline=deadline)


def test_from_an_installed_package_a_kit_cannot_be_made_and_it_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(kit_module, "in_clone", lambda: False)
    with pytest.raises(Refused, match="no workbook.py to give to students"):
        class_kit("MKT301", "en", tmp_path / "kit")


@pytest.mark.parametrize(
    "spoil", ["", "{}", '{"format": 9, "kit": "x", "course": "x", "language": "en", "exercises": [1]}']
)
def test_what_is_no_kit_or_another_versions_is_refused(spoil, tmp_path):
    (tmp_path / "instructor").mkdir()
    (tmp_path / "instructor/kit.json").write_text(spoil)
    with pytest.raises(Refused, match="kit"):
        open_kit(tmp_path)
    with pytest.raises(Refused, match="class-kit"):
        open_kit(tmp_path / "nowhere")


# An instructor's own exercises ---------------------------------------------------------------------------------


def refused(mine, tmp_path, match):
    with pytest.raises(Refused, match=match) as caught:
        class_kit("MKT301", "zh", tmp_path / "kit", mine)
    assert not (tmp_path / "kit").exists() and not list(tmp_path.glob(".kit-*"))
    return str(caught.value)


@pytest.fixture
def spoiled(tmp_path, monkeypatch):
    """An own set to be spoiled; ten students are enough to see it."""
    monkeypatch.setattr(own, "STUDENTS", own.STUDENTS[:10])
    return classroom.own_set(tmp_path / "mine")


def test_a_wrong_key_is_found_before_packing(spoiled, tmp_path):
    classroom.change(
        spoiled / "answers/discount.py", '"discount-1": the_secret_price, ', '"discount-1": added, '
    )
    assert "discount-1: the key is answered with 'wrong'" in refused(spoiled, tmp_path, "key")


def test_a_mistake_that_looks_like_the_key_is_found(spoiled, tmp_path):
    classroom.change(
        spoiled / "answers/discount.py", "return data.price - data.off", "return data.price * (1 - data.off)"
    )
    assert "the mistake as_percent is answered with 'right'" in refused(spoiled, tmp_path, "as_percent")


def test_words_that_give_the_right_number_away_are_found(spoiled, tmp_path):
    classroom.change(spoiled / "answers/discount.py", 'JUDGES = {"discount-1": judge_number(the_secret_price, WORDS, RIGHT, ELSE)', """
def telling(value, data):
    told = judge_number(the_secret_price, WORDS, RIGHT, ELSE)(value, data)
    return told if told[0] == "right" else (told[0], f"No, it is {the_secret_price(data):,.2f}.", *told[2:])


JUDGES = {"discount-1": telling""")  # fmt: skip
    assert "holds the right number" in refused(spoiled, tmp_path, "right number")


@pytest.mark.slow
def test_a_solution_that_does_not_solve_fails_the_kit(spoiled, tmp_path):
    classroom.change(
        spoiled / "discount.md", "left = q1.data.price * (1 - q1.data.off)", "left = q1.data.price"
    )
    assert "discount-1: the solution" in refused(spoiled, tmp_path, "solution")


@pytest.mark.slow
def test_a_solution_that_breaks_fails_the_kit(spoiled, tmp_path):
    classroom.change(
        spoiled / "discount.md", "left = q1.data.price * (1 - q1.data.off)", "left = q1.data.prize"
    )
    assert "AttributeError" in refused(spoiled, tmp_path, "solution")


def test_the_same_numbers_for_all_fail_the_kit(spoiled, tmp_path):
    classroom.change(
        spoiled / "discount.py",
        "float(draw.between(1011, 9973)), off=draw.between(11, 39) / 100",
        "1234.0, off=0.25",
    )
    assert "sets of numbers" in refused(spoiled, tmp_path, "sets of numbers")


def test_a_rubric_that_does_not_add_up_fails_the_kit(spoiled, tmp_path):
    classroom.change(spoiled / "answers/discount.py", "(2, ", "(1, ")
    assert "the rubric adds up to 2" in refused(spoiled, tmp_path, "rubric")


@pytest.mark.parametrize("name", ["discount.md", "answers/discount.py"])
def test_a_missing_file_of_a_set_is_named(spoiled, tmp_path, name):
    (spoiled / name).unlink()
    assert name in refused(spoiled, tmp_path, "missing")


def test_an_empty_folder_and_a_name_of_a_lesson_are_refused(spoiled, tmp_path):
    refused(tmp_path / "nothing", tmp_path, "no set")
    for path in list(spoiled.rglob("discount.*")):
        path.rename(path.with_name(path.name.replace("discount", "screening")))
    refused(spoiled, tmp_path, "cannot be used")


def test_exercises_are_called_by_their_set(spoiled, tmp_path):
    for path in spoiled.rglob("discount.*"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("discount-2", "discount-b"), encoding="utf-8"
        )
    refused(spoiled, tmp_path, "they are called")


@pytest.mark.slow
def test_a_source_in_the_kits_language_alone_will_do_and_in_another_alone_will_not(spoiled, tmp_path):
    words = (spoiled / "discount.md").read_text(encoding="utf-8")
    english = re.sub(r'\+\+\+ \{"lang": "zh".*?(?=\n\+\+\+|\n```)', "", words, flags=re.DOTALL)
    (spoiled / "discount.md").write_text(english, encoding="utf-8")
    refused(spoiled, tmp_path, "in the kit's language")
    class_kit("MKT301", "en", tmp_path / "kit", spoiled)
    tree = tmp_path / "kit/instructor/tree/exercises"
    assert (tree / "en/discount.ipynb").exists() and not (tree / "zh/discount.ipynb").exists()


def test_nothing_compiled_and_nothing_hidden_gets_into_a_kit():
    for name in (
        "casekit/__pycache__/x.pyc",
        "casekit/classroom/kit.py",
        ".venv/x",
        "casekit/.hidden",
        "notebooks/en/.ipynb_checkpoints/x.ipynb",
    ):
        assert kits.NOT_TAKEN.search(name), name
    assert not kits.NOT_TAKEN.search("casekit/exercises/__init__.py")
