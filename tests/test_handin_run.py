"""A run from top to bottom, past errors: what comes of it, what is reported, and ``casekit handin``."""

import json
import os
import re
import sys
import tempfile

import pytest

import casekit
from casekit import look
from casekit.__main__ import main
from casekit.core import scratch
from casekit.handin import Limits, Outcome, Runner, command, desk, receipt, run
from casekit.handin.coding import decoded
from casekit.handin.keeper import Reader, Seen
from casekit.handin.words import WORDS, sentence
from tests import submissions
from tests.submissions import NAMES, at, blank, code, honest, put, text_of, with_code

LIMITS = Limits(cell=2, notebook=15)
WHO = "2026001"


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    with Runner(None, LIMITS, 2, tmp_path_factory.mktemp("run")) as runner:
        yield runner


@pytest.fixture
def ran(runner, tmp_path):
    """Run a notebook, given as a dict or as the texts of its code cells."""

    def go(*cells, student=""):
        made = (
            cells[0]
            if isinstance(cells[0], dict)
            else {"cells": [code(words) for words in cells], "metadata": {}}
        )
        path = tmp_path / "a.ipynb"
        path.write_text(text_of(made), encoding="utf-8")
        return runner.outcome(path, student)

    return go


ASK = "import casekit\nq = casekit.exercise('screening-1')"


def answer(outcome, name="screening-1"):
    return decoded(outcome.answers[name])


# what comes of a run -------------------------------------------------------------------------------------------


def test_an_honest_notebook(ran):
    outcome = ran(honest(WHO))
    assert (outcome.status, outcome.student, outcome.errors, outcome.notes) == ("ok", WHO, [], [])
    assert sorted(outcome.answers) == outcome.exercises_seen == NAMES
    assert len(outcome.sha256) == 64 and outcome.seconds > 0 and Outcome(**outcome.as_json()) == outcome


def test_the_notebook_as_handed_out_has_no_answer(ran):
    outcome = ran(blank(WHO))
    assert outcome.status == "no-answer" and outcome.exercises_seen == NAMES


def test_an_answer_is_the_last_value_given_to_the_check(ran):
    assert answer(ran(ASK, "q.check(1)", "q.check(2.5)")) == 2.5
    assert answer(ran(ASK, "for n in range(5): q.check(n)")) == 4
    assert answer(ran(ASK, "casekit.exercise('screening-1').check(3)", "q.hint()")) == 3


@pytest.mark.parametrize("nothing", ["q.check()", "q.check(...)", "q.check(None)", "q.check('...')"])
def test_nothing_filled_in_takes_no_answer_away(ran, nothing):
    outcome = ran(ASK, "q.check(2.5)", nothing)
    assert answer(outcome) == 2.5 and outcome.status == "ok"


def test_the_wrong_kind_of_thing_is_an_answer_too(ran):
    outcome = ran(ASK, "q.check(2.5)", "q.check([1])")
    assert answer(outcome) == [1] and outcome.status == "ok"


def test_an_answer_that_is_too_long_says_so(ran):
    outcome = ran(ASK, "q.check('x' * 3_000_000)")
    assert outcome.notes[0] == ["answer-too-large", {"exercise": "screening-1"}]


def test_errors_are_told_by_cell_and_the_run_goes_on(ran):
    outcome = ran(
        ASK,
        "1 / 0",
        "this is no python",
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "%nothing",
        "q.check(1)",
    )
    names = ["ZeroDivisionError", "SyntaxError", "SystemExit", "KeyboardInterrupt", "UsageError"]
    assert (
        outcome.errors == [[number, name] for number, name in enumerate(names, 2)] and outcome.status == "ok"
    )


def test_each_run_is_fresh(ran):
    ran("import builtins, casekit\nbuiltins.left = casekit.left = 1", "open('left', 'w').write('x')")
    outcome = ran(
        ASK,
        "import builtins, os\nq.check(hasattr(builtins, 'left') + hasattr(casekit, 'left') + os.path.exists('left'))",
    )
    assert answer(outcome) == 0


def test_chance_is_the_same_in_every_run(ran):
    words = "import random, numpy\nq.check(random.random() + numpy.random.random())"
    assert answer(ran(ASK, words)) == answer(ran(ASK, words))


def test_what_notebooks_do(ran):
    outcome = ran(
        ASK, "%matplotlib inline", "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nplt.show()", "%time 1",
        "!echo hello > there.txt", "assert open('there.txt').read() == 'hello\\n'", "import asyncio\nawait asyncio.sleep(0)",
        "from IPython.display import display\ndisplay(q.data.scores)", "q.data.scores", "_.shape", "exit",
        "casekit.load('orders')", "casekit.predict", "q.check(_.__name__ == 'predict')",
    )  # fmt: skip
    assert outcome.errors == [] and answer(outcome) is True


def test_the_folder_is_like_the_readers(ran):
    words = "import pandas as pd\nfrom pathlib import Path\npd.read_csv('../../../datasets/qinghe/orders.csv')\nPath('mine.csv').write_text('1')"
    assert ran(ASK, words).errors == []


# the number ----------------------------------------------------------------------------------------------------


def test_the_number_in_force_until_one_is_declared(ran):
    who = "q.check(casekit.student.who()[0] == '2026009')"
    told = ran(ASK, who, student="2026009")
    assert told.student == "" and answer(told) is True and told.notes == [["no-number", {}]]
    assert answer(ran("import casekit\ncasekit.i_am('')", ASK, who, student="2026009")) is True
    other = ran("import casekit\ncasekit.i_am(' ２０２６００７')", ASK, who, student="2026009")
    assert other.student == "2026007" and answer(other) is False


def test_the_last_number_declared_counts_and_a_refused_one_declares_nothing(ran):
    assert ran("import casekit\ncasekit.i_am('1')\ncasekit.i_am('2')", ASK).student == "2"
    outcome = ran("import casekit\ncasekit.i_am(2026001)", ASK)
    assert outcome.student == "" and outcome.errors == [[1, "Refused"]]


# what ends a run -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, status, error",
    [
        ("while True: pass", "timeout", "Stopped"),
        ("import os; os._exit(0)", "kernel-error", "EndedPython"),
        ("x = bytearray(10**11)", "memory", "MemoryError"),
    ],
)
def test_the_rest_is_run_without_a_cell_that_ends_everything(ran, words, status, error):
    outcome = ran(ASK, "q.check(1)", words, "q2 = casekit.exercise('screening-2')", "q2.check(5)")
    assert outcome.status == status and outcome.errors == [[3, error]]
    assert answer(outcome) == 1 and answer(outcome, "screening-2") == 5


@pytest.mark.slow
def test_a_cell_that_does_not_hear_is_ended_and_left_out(ran):
    deaf = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass"
    outcome = ran(ASK, deaf, "q.check(1)")
    assert outcome.status == "timeout" and outcome.errors == [[2, "EndedPython"]] and answer(outcome) == 1


def test_what_was_answered_in_the_cell_that_ended_it_counts(ran):
    assert answer(ran(ASK, "q.check(7)\nimport os; os._exit(1)")) == 7


@pytest.mark.slow
def test_a_whole_notebook_has_its_time_too(tmp_path, runner):
    path = tmp_path / "a.ipynb"
    words = ["import time\ntime.sleep(1.5)"] * 9
    path.write_text(text_of({"cells": [code(each) for each in [ASK, "q.check(1)", *words]]}))
    with Runner(None, Limits(cell=2, notebook=3), 1, tmp_path) as short:
        outcome = short.outcome(path)
    assert outcome.status == "timeout" and answer(outcome) == 1 and outcome.seconds < 30


def test_another_notebook_and_no_exercise(ran):
    assert ran("print(1)").status == "wrong-notebook"
    assert (
        ran("import nothing_of_the_kind as casekit", "q = casekit.exercise('screening-1')").status
        == "no-answer"
    )


def test_no_file(runner, tmp_path):
    outcome = runner.outcome(tmp_path / "none.ipynb")
    assert outcome.status == "unreadable" and "cannot be opened" in outcome.note and outcome.sha256 == ""


@pytest.mark.slow
def test_nobody_wants_the_rest(tmp_path):
    for number in range(4):
        (tmp_path / f"{number}.ipynb").write_text(
            text_of({"cells": [code(ASK if not number else "import time; time.sleep(60)")]})
        )
    paths = [tmp_path / f"{number}.ipynb" for number in range(4)]
    with Runner(None, Limits(cell=90, notebook=90), 2, tmp_path) as runner:
        outcomes = runner.outcomes(paths)
        assert next(outcomes).path.endswith("0.ipynb")
        outcomes.close()  # returns at once, and leaves nothing running
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in paths]


# without forking -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_in_a_python_of_its_own_it_is_the_same(tmp_path):
    made = with_code("import os; os._exit(0)")(WHO)
    put(made, at(made, "check"), "import time; time.sleep(1000)")
    (tmp_path / "a.ipynb").write_text(text_of(made), encoding="utf-8")
    with Runner(None, LIMITS, 1, tmp_path) as runner:
        runner.confined = False  # as where a bound is missing
        outcome = runner.outcome(tmp_path / "a.ipynb")
    assert sorted(outcome.answers) == NAMES and outcome.student == WHO and outcome.confined == "unconfined"
    assert {name for _, name in outcome.errors} == {"EndedPython", "Stopped"} and outcome.status == "timeout"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forking is for Linux")
@pytest.mark.parametrize("module, bound", [
    ("confine", "only_these_files"), *(pytest.param(*each, marks=pytest.mark.daily) for each in (("confine", "separate"), ("file_tree", "become_root"))),
])  # fmt: skip
def test_a_missing_bound_is_told_and_the_run_is_made_without_it(tmp_path, module, bound):
    tree = desk.copy_of(None, tmp_path / "tree")
    file = tree / f"casekit/handin/{module}.py"
    words = re.sub(
        rf"(def {bound}\(.*\):)",
        r"\1\n    raise OSError('no bounds here')\n",
        file.read_text(encoding="utf-8"),
    )
    file.write_text(words, encoding="utf-8")
    (tmp_path / "a.ipynb").write_text(text_of(honest(WHO)), encoding="utf-8")
    with Runner(tree, LIMITS, 1, tmp_path) as runner:
        assert not runner.confined and "no bounds here" in runner.why
        outcome = runner.outcome(tmp_path / "a.ipynb")
    assert outcome.confined == "unconfined" and sorted(outcome.answers) == NAMES


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forking is for Linux")
def test_a_preloaded_process_that_has_ended_is_started_again(ran, runner):
    if not runner.confined:
        pytest.skip("nothing is forked here")
    runner._process.kill()
    runner._process.wait()
    outcome = ran(honest(WHO))
    assert outcome.status == "ok" and outcome.confined == "confined"


# the channel ---------------------------------------------------------------------------------------------------


def read(lines, cells=(1, 2, 3), most=10_000, longest=None):
    """What a reader takes from these lines."""
    with tempfile.TemporaryFile() as file:
        file.write(
            "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines).encode()
        )
        file.seek(0)
        reader = Reader(file.fileno(), most, set(cells), longest)
        while reader.read():
            pass
        return reader.seen


@pytest.mark.parametrize(
    "line",
    ["no json\n", "[]\n", "5\n", "{}\n", '{"a": 1, "b": 2}\n', {"status": "right"}, {"_take": "x"}, {"cell": 99}, {"cell": [1]},
     {"cell": "1"}, {"error": 5}, {"error": [99, "X"]}, {"seen": ["x"]}, {"student": 5}, {"answer": "x"}, {"answer": [[], 1, True, ""]},
     '{"answer": ["x", NaN, true, ""]}\n', '{"answer": ["x", "\\ud800", true, ""]}\n', '{"seen": ' + "[" * 5000 + "\n",
     {"answer": ["x", json.loads("[" * 90 + "]" * 90), True, ""]}, {"student": "<script>"}],
    ids=str,
)  # fmt: skip
def test_lines_that_make_no_sense_are_passed_over(line):
    assert read([line]) == Seen()


def test_confinement_is_only_believed_before_the_first_cell():
    assert read([{"confined": ["files"]}, {"cell": 1}]).confined
    assert not read([{"confined": []}, {"cell": 1}, {"confined": ["files"]}]).confined


def test_too_much_ends_the_run():
    assert read([{"seen": "x" * 500}] * 30).ended == "answers-too-large"


@pytest.mark.parametrize("grows", ["é", "文", "😀", "\x7f"])
def test_an_answer_counts_as_it_will_be_written(grows):
    """Two bytes on the channel are six further on; what is too long then is an answer of no kind, with a reason."""
    line = json.dumps({"answer": ["screening-1", grows * 800, True, ""]}, ensure_ascii=False) + "\n"
    seen = read([line], longest=1000)
    assert not seen.ended and len(json.dumps(vars(seen))) < 2000
    assert seen.answers["screening-1"][1:] == [True, "too large"]


@pytest.mark.parametrize("part", ["1e15", "[]", "1"])
def test_many_small_parts_count_as_they_will_be_written(part):
    line = f'{{"answer": ["screening-1", [{",".join([part] * 300)}], true, ""]}}\n'
    seen = read([line], longest=len(line))
    assert seen.answers["screening-1"][2] == (
        "too large" if len(json.dumps([json.loads(part)] * 300)) > len(line) else ""
    )


def test_all_answers_together_are_bounded_too_and_a_shorter_one_is_taken_again():
    lines = [{"answer": [f"screening-{n}", "x" * 800, True, ""]} for n in range(5)]
    seen = read([*lines, {"answer": ["screening-4", 1, True, ""]}], most=4300, longest=1000)
    assert len(json.dumps(seen.answers)) < 4300
    assert seen.answers["screening-4"] == [1, True, ""] and seen.answers["screening-0"][2] == ""


@pytest.mark.parametrize("name", ["\x1b[2J", "a b", "", "x" * 61, "screening-1\n", 5, ["x"], None, "\u202e1"])
def test_what_no_exercise_can_be_called_is_passed_over(name):
    assert read([{"seen": name}, {"answer": [name, 1, True, ""]}]) == Seen()


@pytest.mark.parametrize("name", ["\x1b[31m", "Full marks", "", 5, ["x"], "\u202eError"])
def test_an_error_whose_class_is_called_anything_is_an_error(name):
    assert read([{"error": [2, name]}]).errors == [[2, "Error"]]


# words, and the students' command ------------------------------------------------------------------------------


@pytest.mark.parametrize("code_", WORDS)
def test_every_note_has_words_in_both_languages(code_, chinese):
    parameters = dict.fromkeys(
        [
            "why",
            "size",
            "most",
            "line",
            "side",
            "encoding",
            "format",
            "language",
            "cell",
            "seconds",
            "exercise",
        ],
        "7",
    )
    told = sentence(code_, parameters)
    assert "{" not in told and any("\u4e00" <= sign <= "\u9fff" for sign in told)
    look.speak("en")
    assert "{" not in sentence(code_, parameters) and sentence(code_, {}) and sentence("none", {}) == "none"


@pytest.fixture
def no_course(monkeypatch):
    """The numbers of a reader outside a class."""
    monkeypatch.setattr(submissions, "COURSE", "")


def handed(tmp_path, capsys, made, *words):
    (tmp_path / "mine.ipynb").write_text(text_of(made), encoding="utf-8")
    result = main(["handin", str(tmp_path / "mine.ipynb"), *words])
    return result, capsys.readouterr().out


@pytest.mark.slow
def test_handin_says_that_everything_is_there(tmp_path, capsys, work, no_course):
    result, said = handed(tmp_path, capsys, honest(WHO))
    assert result == 0 and f"Student number: {WHO}" in said and "Everything is there." in said
    copy, note = work / f"handin/03_screening_{WHO}.ipynb", work / f"handin/03_screening_{WHO}.receipt.txt"
    assert copy.read_bytes() == (tmp_path / "mine.ipynb").read_bytes() and str(copy) in said
    told, untouched = receipt.read(note)
    assert untouched and (told["student"], told["bytes"]) == (WHO, copy.stat().st_size)
    assert [(name, state) for name, _, state in told["exercises"]] == [(name, "form") for name in NAMES]
    assert said.count("found, the form is right") == 3 and not (work / "student.json").exists()


@pytest.mark.slow
def test_handin_says_what_is_missing_in_the_notebooks_language(tmp_path, capsys, work, no_course):
    made = honest(WHO, "zh")
    made["cells"] += [code("q1.check('two')"), code("1 / 0")]
    del made["cells"][at(made, "answer", 1)]
    result, said = handed(tmp_path, capsys, made)
    assert (
        result == 1
        and "screening-1" in said
        and "形式不对" in said
        and "没有作答" in said
        and "ZeroDivisionError" in said
    )
    result, said = handed(tmp_path, capsys, made, "--language", "en")
    assert result == 1 and "not the kind" in said and "Not complete yet: screening-1, screening-2" in said


@pytest.mark.slow
def test_handin_of_what_is_no_notebook(tmp_path, capsys, work):
    (tmp_path / "mine.ipynb").write_text('{"cells": [')
    for more in ([], ["--file-only"]):
        assert main(["handin", str(tmp_path / "mine.ipynb"), *more]) == 1
        assert "not saved or sent as a whole" in capsys.readouterr().out
    assert not (work / "handin").exists()


def test_in_a_class_the_number_must_be_there(tmp_path, capsys, work, monkeypatch):
    monkeypatch.setattr(casekit.student, "course", lambda: "MKT301")
    outcome = Outcome("a.ipynb", "ok", exercises_seen=["screening-1"], notes=[["no-number", {}]])
    assert "student number" in command._missing(outcome)
    assert any("casekit.i_am" in line for line in command._what_to_do(outcome, ["student number"]))


@pytest.mark.slow
def test_one_submission(tmp_path):
    (tmp_path / "a.ipynb").write_text(text_of(honest(WHO)), encoding="utf-8")
    outcome = run(tmp_path / "a.ipynb", limits=LIMITS, copy=tmp_path)
    assert outcome.status == "ok" and os.listdir(tmp_path) == ["a.ipynb"]


def test_the_copy_has_no_answers(tmp_path):
    place = desk.copy_of(None, tmp_path / "copy")
    names = {path.relative_to(place).as_posix() for path in place.rglob("*")}
    assert "casekit/handin/worker.py" in names and "datasets/qinghe/orders.csv" in names
    assert not [name for name in names if "answers" in name or "solutions" in name or "classroom" in name]


def test_a_folder_goes_also_where_permissions_were_taken_away(tmp_path):
    place = tmp_path / "around/place"
    (place / "deep").mkdir(parents=True)
    (place / "deep/file").write_text("1")
    (place / "deep").chmod(0)
    before = place.parent.stat().st_mode
    scratch.remove(place)
    assert not place.exists() and place.parent.stat().st_mode == before
    scratch.remove(tmp_path / "never there")
    assert tmp_path.exists()
