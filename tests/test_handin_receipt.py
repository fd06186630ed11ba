"""The file to hand in and its receipt: what is written, what a receipt shows, and whether it fits a file."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import student
from casekit.__main__ import main
from casekit.core.language import speak
from casekit.errors import Refused
from casekit.handin import Outcome, command, giving, receipt
from casekit.handin.coding import coded
from tests.classroom import packed
from tests.submissions import NAMES, blank, code, honest, text_of

WHO = "2026001"
NOW = datetime(2026, 12, 20, 21, 14, 5, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(receipt, "now", lambda: NOW)


@pytest.fixture
def notebook(tmp_path, work):
    path = tmp_path / "我的 work.ipynb"
    path.write_text(text_of(blank(WHO)), encoding="utf-8")
    return path


@pytest.fixture
def ran(monkeypatch):
    """A stand-in for the run: what it found is given."""

    def stand_in(**told):
        def run(path, tree, limits):
            sha256 = told.pop("sha256", receipt.digest(path))
            return Outcome(str(path), **{"status": "ok", "student": WHO, "exercises_seen": NAMES, "sha256": sha256, **told})

        monkeypatch.setattr(command, "run", run)

    return stand_in


def written(work):
    return sorted(path.name for path in (work / "handin").iterdir()) if (work / "handin").exists() else []


def test_a_half_finished_notebook_is_handed_in_with_what_it_has(notebook, work, ran, capsys):
    ran(answers={"screening-1": coded(5.1), "screening-2": coded("two")})
    assert main(["handin", str(notebook)]) == 1
    assert written(work) == [f"03_screening_{WHO}.ipynb", f"03_screening_{WHO}.receipt.txt"]
    told, untouched = receipt.read(work / f"handin/03_screening_{WHO}.receipt.txt")
    assert untouched and told["time"] == NOW.isoformat() and told["sha256"] == receipt.digest(notebook)
    assert [(name, state) for name, _, state in told["exercises"]] == [
        ("screening-1", "form"), ("screening-2", "wrong kind"), ("screening-3", "not attempted"),
    ]  # fmt: skip
    assert f"03_screening_{WHO}.ipynb" in capsys.readouterr().out


def test_what_was_written_before_stays(notebook, work, ran):
    ran()
    for _ in range(3):
        main(["handin", str(notebook)])
        notebook.write_text(notebook.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert [name for name in written(work) if name.endswith(".ipynb")] == [
        f"03_screening_{WHO}.ipynb", f"03_screening_{WHO}_2.ipynb", f"03_screening_{WHO}_3.ipynb",
    ]  # fmt: skip
    assert len({(work / "handin" / name).read_bytes() for name in written(work)}) == 6


def test_a_receipt_alone_keeps_its_name(notebook, work, ran):
    ran()
    main(["handin", str(notebook)])
    (work / f"handin/03_screening_{WHO}.ipynb").unlink()
    before = (work / f"handin/03_screening_{WHO}.receipt.txt").read_bytes()
    main(["handin", str(notebook)])
    assert (work / f"handin/03_screening_{WHO}.receipt.txt").read_bytes() == before and len(written(work)) == 3


@pytest.mark.parametrize("status", giving.NOT_GIVEN)
def test_what_cannot_be_marked_is_not_handed_in(notebook, work, ran, status, capsys):
    ran(status=status, exercises_seen=[])
    assert main(["handin", str(notebook)]) == 1 and written(work) == []
    assert len(capsys.readouterr().out) > 40


def test_a_notebook_saved_during_its_run_is_run_again(notebook, work, ran, capsys):
    ran(sha256="0" * 64)
    assert main(["handin", str(notebook)]) == 1 and written(work) == []


def test_a_folder_that_cannot_be_written_to_is_said(notebook, work, ran, tmp_path, capsys):
    ran()
    (tmp_path / "file").write_text("x")
    assert main(["handin", str(notebook), "--to", str(tmp_path / "file")]) == 1
    assert notebook.name in capsys.readouterr().out


def test_other_places_and_no_file(notebook, work, ran, tmp_path):
    ran()
    main(["handin", str(notebook), "--check-only"])
    assert written(work) == []
    main(["handin", str(notebook), "--to", str(tmp_path / "up")])
    assert written(work) == [] and len(list((tmp_path / "up").iterdir())) == 2
    with pytest.raises(SystemExit):
        main(["handin", str(notebook), "--check-only", "--file-only"])
    assert main(["handin", str(notebook), "--chek-only"]) == 1


def test_without_a_run_nobody_says_that_answers_are_there(notebook, work, capsys):
    assert main(["handin", str(notebook), "--file-only"]) == 0
    told, _ = receipt.read(work / f"handin/03_screening_{WHO}.receipt.txt")
    assert {state for *_, state in told["exercises"]} == {"not looked at"} and told["student"] == WHO
    assert [name for name, *_ in told["exercises"]] == NAMES


@pytest.mark.parametrize("written_", ["casekit.i_am('{}')", 'i_am( number="{}" )', "casekit.i_am('1')\ncasekit.i_am('{}')"])
def test_the_number_is_read_out_of_the_code(tmp_path, work, written_):
    made = blank(WHO)
    made["cells"] = [code(written_.format("2026007")), code("q = casekit.exercise('screening-2')\ncasekit.exercise('no-such-1')")]
    (tmp_path / "a.ipynb").write_text(text_of(made), encoding="utf-8")
    assert giving.seen_without_a_run(tmp_path / "a.ipynb") == ("2026007", ["screening-2"])


def test_a_notebook_without_exercises_is_not_handed_in(tmp_path, work, capsys):
    (tmp_path / "a.ipynb").write_text(text_of({"cells": [code("1 + 1")], "metadata": {}}), encoding="utf-8")
    assert main(["handin", str(tmp_path / "a.ipynb"), "--file-only"]) == 1 and written(work) == []


def test_in_a_class_without_a_number(notebook, work, ran, monkeypatch):
    monkeypatch.setattr(student, "course", lambda: "MKT301")
    ran(student="")
    assert main(["handin", str(notebook)]) == 1
    told, _ = receipt.read(work / "handin/03_screening.receipt.txt")
    assert (told["student"], told["course"]) == ("", "MKT301")


def test_the_own_folder_is_the_one_the_notebook_lies_in(tmp_path, work):
    (tmp_path / "mine/.casekit").mkdir(parents=True)
    assert giving.folder_of(tmp_path / "mine/exercises/en/a.ipynb") == tmp_path / "mine/handin"
    assert giving.folder_of(tmp_path / "elsewhere/a.ipynb") == work / "handin"


# The receipt itself -------------------------------------------------------------------------------------------------


@pytest.fixture
def both(notebook, work, ran):
    """A file that was handed in, and its receipt."""
    ran(answers={"screening-1": coded(5.1)})
    main(["handin", str(notebook), "--language", "en"])
    return work / f"handin/03_screening_{WHO}.ipynb", work / f"handin/03_screening_{WHO}.receipt.txt"


def test_a_receipt_fits_its_file_whatever_that_is_called_now(both, tmp_path, capsys):
    file, note = both
    assert main(["receipt", str(file), str(note)]) == 0
    renamed = tmp_path / "subs/张三_1/x.zip.ipynb"
    renamed.parent.mkdir(parents=True)
    renamed.write_bytes(file.read_bytes())
    capsys.readouterr()
    assert main(["receipt", str(tmp_path / "subs"), str(note)]) == 0
    assert "x.zip.ipynb" in capsys.readouterr().out
    renamed.write_bytes(file.read_bytes() + b"\n")
    assert main(["receipt", str(tmp_path / "subs"), str(note)]) == 1
    renamed.write_bytes(file.read_bytes()[:-1] + b" ")  # of the same size
    assert main(["receipt", str(renamed), str(note)]) == 1


def test_a_receipt_is_looked_up_in_a_platforms_zip(both, tmp_path, capsys):
    file, note = both
    inside = packed({"作业/d.ipynb": file.read_bytes(), "x.zip": b"PK\x03\x04 no zip", "notes.txt": b"x"})
    source = tmp_path / "class.zip"
    for members, code_ in (
        ({"2026001-安娜.zip": inside}, 0), ({"2026001-安娜.zip": packed({"in.zip": inside})}, 0), ({"a.ipynb": file.read_bytes()}, 0),
        ({"a.ipynb": file.read_bytes()[:-1] + b" "}, 1), ({"2026001-安娜.zip": inside[:-30]}, 1), ({}, 1),
    ):  # fmt: skip
        source.write_bytes(packed(members))
        assert main(["receipt", str(source), str(note)]) == code_
    source.write_bytes(packed({"a.ipynb": file.read_bytes()})[:-9])
    assert main(["receipt", str(source), str(note)]) == 1


def test_a_receipt_somebody_changed_is_told(both, capsys):
    file, note = both
    text = note.read_text(encoding="utf-8")
    head, last = text.rstrip().rsplit("\n", 1)
    changed = [
        text.replace("not answered", "found, the form is right", 1),
        text.replace(f"Student number: {WHO}", "Student number: 2026002"),
        head + "\n" + last.replace('"student": "2026001"', '"student": "2026002"') + "\n",
        "More words.\n" + text,
    ]
    for each in changed:
        assert each != text
        note.write_text(each, encoding="utf-8")
        assert main(["receipt", str(file), str(note)]) == 1
    note.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))  # a text editor on Windows is no forger
    assert main(["receipt", str(file), str(note)]) == 0


@pytest.mark.parametrize("text", [
    "", "x", "{}", "[]", "null", '{"casekit_receipt": 1}', '{"casekit_receipt": 2, "language": "en"}', "\xff" * 10, '{"a":' * 5000, '{"cells": []}',
])  # fmt: skip
def test_what_is_no_receipt_is_refused(tmp_path, text):
    (tmp_path / "r.txt").write_bytes(text.encode("latin-1"))
    with pytest.raises(Refused):
        receipt.read(tmp_path / "r.txt")


def test_receipts_and_files_that_are_not_there(both, tmp_path):
    file, note = both
    assert main(["receipt", str(file), str(tmp_path / "none")]) == 1
    assert main(["receipt", str(tmp_path / "none"), str(note)]) == 1


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    st.sampled_from(["en", "zh"]), WORDS, WORDS, WORDS, st.lists(st.tuples(WORDS, WORDS, st.sampled_from(sorted(receipt.STATES))), max_size=4),
)  # fmt: skip
def test_whatever_is_in_it_a_receipt_reads_back_and_its_text_is_harmless(tmp_path_factory, language, course, who, title, exercises):
    told = {
        "casekit_receipt": 1, "language": language, "course": course, "student": who, "file": title, "bytes": 7, "sha256": "0" * 64,
        "time": NOW.isoformat(), "exercises": [list(each) for each in exercises],
    }  # fmt: skip
    path = tmp_path_factory.mktemp("r") / "r.txt"
    path.write_text(receipt.text(told), encoding="utf-8", newline="\n")
    assert receipt.read(path) == (told, True)
    assert "\x1b" not in "".join(receipt.text(told).splitlines()[:-1]) and receipt.looks_like_one(path.read_bytes())


def test_a_receipt_is_in_the_language_of_its_notebook(notebook, work, ran):
    ran()
    texts = []
    for number, code_ in enumerate(("en", "zh"), 1):
        main(["handin", str(notebook), "--language", code_])
        name = f"03_screening_{WHO}" + ("" if number == 1 else "_2")
        texts.append((work / f"handin/{name}.receipt.txt").read_text(encoding="utf-8"))
    speak("en")
    assert [any("\u4e00" <= sign <= "\u9fff" for sign in text.split("\n")[0]) for text in texts] == [False, True]
    assert json.loads(texts[1].rstrip().split("\n")[-1])["language"] == "zh"


def test_a_notebook_that_speaks_of_receipts_is_none():
    assert not receipt.looks_like_one(b'{"cells": [{"source": "\\"casekit_receipt\\""}]} "casekit_receipt"')


# In the collection --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("files", "listed"), [
    ([f"{WHO}/a.ipynb", f"{WHO}/a.receipt.txt"], [f"{WHO}/a.ipynb"]),
    ([f"03_{WHO}.ipynb", f"03_{WHO}.receipt.txt"], [f"03_{WHO}.ipynb"]),
    ([f"03_{WHO}.receipt.txt"], [f"03_{WHO}.receipt.txt"]),
    ([f"03_{WHO}.ipynb", "03_2026002.receipt.txt"], [f"03_{WHO}.ipynb", "03_2026002.receipt.txt"]),
])  # fmt: skip
def test_a_receipt_beside_its_notebook_is_not_listed(tmp_path, both, files, listed):
    from casekit.classroom import collecting
    from casekit.classroom.roster import Person, Roster

    names = Roster([Person(WHO), Person("2026002")])
    for name in files:
        path = tmp_path / "subs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(both[name.endswith(".txt")].read_bytes())
    (tmp_path / "scratch").mkdir()
    found = collecting.collect(tmp_path / "subs", tmp_path / "scratch", NOW.tzinfo, None, names.placed)
    assert [one.shown for one in found] == listed
    assert [one.detail for one in found if one.shown.endswith(".txt")] == ["receipt"] * (".txt" in listed[-1])


@pytest.mark.slow
def test_the_whole_way_with_a_real_run(tmp_path, work, monkeypatch, capsys):
    from tests import submissions

    monkeypatch.setattr(submissions, "COURSE", "")
    path = tmp_path / "mine.ipynb"
    path.write_text(text_of(honest(WHO, "zh")), encoding="utf-8")
    assert main(["handin", str(path)]) == 0
    copy = Path(work / f"handin/03_screening_{WHO}.ipynb")
    assert copy.read_bytes() == path.read_bytes()
    assert main(["receipt", str(copy), str(copy.with_suffix(".receipt.txt"))]) == 0
