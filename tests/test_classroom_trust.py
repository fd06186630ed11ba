"""What a student could have chosen is not believed: whose a file is, when it came, what is in a zip, what a page is called."""

# ruff: noqa: F811  (fixtures of the grading's tests are used here)
import io
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from casekit.classroom import collecting, feedback, layout, roster, unpacking
from casekit.errors import Refused
from tests import classroom
from tests.classroom import answers, fill_roster, graded, hand_in, packed
from tests.test_classroom_grading import (  # noqa: F401
    BEIJING,
    NOTEBOOK,
    A,
    B,
    C,
    at,
    collected,
    kit,
    made,
    out,
    pages,
    statuses,
    subs,
    zipped,
)

pytestmark = pytest.mark.slow
LATE, EARLY = "2026-12-24T10:00", "2026-12-01T10:00"
STAMP = "2026-12-01-10-00-00"


def written(folder, files):
    """Files (bytes by name) in a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def names_of(*people):
    return roster.Roster([roster.Person(number, folder=folder) for number, folder in people])


# When ---------------------------------------------------------------------------------------------------------------

CHOSEN = [
    f"{A}/hw {STAMP}.ipynb",
    f"{A}/hw1_{A}_attempt_{STAMP}_d.ipynb",
    f"{A}/{STAMP}/d.ipynb",
    f"{A}_assignsubmission_file_/{STAMP}.ipynb",
    f"x {STAMP}/{A}/d.ipynb",
    f"{A} {STAMP}/d.ipynb",
]


@pytest.mark.parametrize("name", CHOSEN)
def test_a_stamp_in_a_name_a_student_may_have_chosen_is_no_time(kit, subs, out, name):
    at(hand_in(subs / name, A, answers(A)), LATE)
    at(hand_in(subs / f"{B}/d.ipynb", B, answers(B)), EARLY)
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert (rows[name]["status"], rows[f"{B}/d.ipynb"]["status"]) == ("late", "ok")
    assert "last resort" in rows[name]["handed_in_from"]


@pytest.mark.parametrize(
    "prefix",
    ["Ann Lee_77_assignsubmission_file_", "annlee_77_9011_", f"hw_{A}_attempt_2026-12-24-10-00-00_", ""],
)
def test_a_stamp_behind_a_platforms_prefix_is_no_time(kit, subs, out, prefix):
    name = f"{prefix}hw1_{A}_attempt_{STAMP}_d.ipynb"
    at(hand_in(subs / name, A, answers(A)), LATE)
    other = {"": f"{B}.ipynb"}.get(prefix, prefix.replace("77", "78").replace(A, B) + "d.ipynb")
    at(hand_in(subs / other, B, answers(B)), LATE)
    assert statuses(graded(subs, kit, out, deadline=classroom.DEADLINE))[name] == "late"


@pytest.mark.parametrize(
    "name", [f"bobo_LATE_77_9011_hw_{STAMP}.ipynb", f"bobo_LATE_77_9011_hw1_{B}_attempt_{STAMP}_d.ipynb"]
)
def test_what_canvas_calls_late_stays_late_whatever_stands_behind_it(kit, subs, out, name):
    at(hand_in(subs / name, B, answers(B)), EARLY)
    row = graded(subs, kit, out, deadline=classroom.DEADLINE)[name]
    assert row["status"] == "late" and "learning platform" in row["reason"]


def test_canvas_calls_a_zip_late_too_and_not_what_a_student_calls_so(kit, subs, out):
    notebook = hand_in(subs / f"{A}/me_LATE_77_9011_d.ipynb", A, answers(A)).read_bytes()
    at(subs / f"{A}/me_LATE_77_9011_d.ipynb", EARLY)
    at(
        written(subs, {"bobo_LATE_77_9011_hw.zip": packed({"d.ipynb": notebook})})
        / "bobo_LATE_77_9011_hw.zip",
        EARLY,
    )
    found = {one.shown: one.marked_late for one in collecting.collect(subs, out.parent.parent, BEIJING)}
    assert found == {f"{A}/me_LATE_77_9011_d.ipynb": False, "bobo_LATE_77_9011_hw.zip/d.ipynb": True}


def test_a_students_own_zip_has_the_time_of_the_zip(kit, subs, out, tmp_path):
    notebook = hand_in(tmp_path / "d.ipynb", A, answers(A)).read_bytes()
    inner = packed({"a.zip": packed({"d.ipynb": notebook})})
    at(written(subs, {f"{A}/hw.zip": inner}) / f"{A}/hw.zip", LATE)
    row = graded(subs, kit, out, deadline=classroom.DEADLINE)[f"{A}/hw.zip/a.zip/d.ipynb"]
    assert (row["status"], row["handed_in"]) == ("late", "2026-12-24T10:00:00+08:00")
    (tmp_path / "all.zip").write_bytes(packed({f"{A}/hw.zip": inner}, (2026, 12, 24, 9, 0, 0)))
    [one] = collected(tmp_path / "all.zip", tmp_path).values()
    assert (one.at, one.at_from) == (datetime(2026, 12, 24, 9, tzinfo=BEIJING), "zip")


def test_blackboards_time_is_that_of_its_own_prefix(tmp_path):
    names = [f"HW 1_{A}_attempt_2026-12-18-10-00-00_d.ipynb", f"HW 1_{A}_attempt_2026-12-18-10-00-00.txt",
             f"HW 1_{A}_attempt_2026-12-19-10-00-00_x_attempt_{STAMP}_d.ipynb"]  # fmt: skip
    found = collected(written(tmp_path / "bb", dict.fromkeys(names, NOTEBOOK)), tmp_path)
    assert {one.at.day for one in found.values()} == {18, 19}
    assert {(one.unit, one.given, one.at_from) for one in found.values()} == {
        (f"HW 1_{A}", f"HW 1_{A}", "name")
    }


# The list of times ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["nonsense", "file,handed_in\n.,2026-12-01 10:00\n", "", "\0\0", "file,handed_in\nx,never\n"]
)
def test_a_list_inside_a_hand_in_is_a_side_file(kit, subs, out, words):
    at(hand_in(subs / f"{A}/d.ipynb", A, answers(A)), LATE)
    inside = {
        "d.ipynb": hand_in(out.parent.parent / "b.ipynb", B, answers(B)).read_bytes(),
        "handed_in.csv": words.encode(),
    }
    written(
        subs,
        {
            f"{A}/handed_in.csv": words.encode(),
            f"{B}/x.zip": packed(inside),
            f"{C}/handed_in.csv": words.encode(),
        },
    )
    at(subs / f"{B}/x.zip", LATE)
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert statuses(rows) == {
        f"{A}/d.ipynb": "late",
        f"{B}/x.zip/d.ipynb": "late",
        f"{C}/handed_in.csv": "wrong-notebook",
    }


def test_a_list_that_a_zip_brought_is_not_used_and_that_is_said(kit, subs, out, tmp_path):
    notebook = hand_in(tmp_path / "d.ipynb", A, answers(A)).read_bytes()
    held = {f"{A}/d.ipynb": notebook, "handed_in.csv": f"student,handed_in\n{A},2026-12-01 10:00\n".encode()}
    (tmp_path / "all.zip").write_bytes(packed(held, (2026, 12, 24, 10, 0, 0)))
    rows = graded(tmp_path / "all.zip", kit, out, deadline=classroom.DEADLINE)
    assert rows[f"{A}/d.ipynb"]["status"] == "late" and "--handed-in" in rows["handed_in.csv"]["reason"]
    (tmp_path / "own.csv").write_bytes(held["handed_in.csv"])
    rows = graded(tmp_path / "all.zip", kit, out, deadline=classroom.DEADLINE, handed_in=tmp_path / "own.csv")
    assert rows[f"{A}/d.ipynb"]["status"] == "ok"


@pytest.mark.parametrize(
    "words",
    [
        "nonsense",
        "file,handed_in\nx,2026-12-01 10:00\nx,2026-12-02 10:00\n",
        "file,handed_in\n,2026-12-01 10:00\n",
    ],
)
def test_nonsense_in_the_instructors_own_list_is_refused(kit, subs, out, words):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    (subs / "handed_in.csv").write_text(words)
    with pytest.raises(Refused, match="handed_in"):
        graded(subs, kit, out)


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_link_is_no_list(subs, tmp_path):
    (tmp_path / "other.csv").write_text("file,handed_in\nx,2026-12-01 10:00\n")
    (subs / "handed_in.csv").symlink_to(tmp_path / "other.csv")
    assert collecting.list_of_times(subs) is None


# Whose ------------------------------------------------------------------------------------------------------------------

RIVALS = [
    (f"{A}_d.ipynb", f"hw ({A}) final.ipynb"),
    (f"{A}_d.ipynb", f"{A}_d (1).ipynb"),
    (f"{A}.ipynb", f"mallory_66_assignsubmission_file_{A}.ipynb"),
    (f"{A}.ipynb", f"annann_55_9001_{A}.ipynb"),
    ("Ann Lee/d.ipynb", f"Bob Li/{A}/d.ipynb"),
    (f"class 1/{A}_d.ipynb", f"class 1/x {A}.ipynb"),
    ("class 1/a.ipynb", "class 1/b.ipynb"),
    (f"class 1/{A}/d.ipynb", f"class 1/Bob/{A}/d.ipynb"),
    ("annann_55_9001_d.ipynb", "mallory_66_9002_annann_55_9003_d.ipynb"),
    ("Ann_55_assignsubmission_file_/d.ipynb", "Mal_66_assignsubmission_file_/d.ipynb"),
    (
        "Ann_55_assignsubmission_file_d.ipynb",
        f"Mal_66_assignsubmission_file_{A}_7_assignsubmission_file_d.ipynb",
    ),
    (f"hw1_ann_attempt_{STAMP}_d.ipynb", f"hw1_mal_attempt_{STAMP}_x_{A}_attempt_{STAMP}_d.ipynb"),
]
BESIDE = {
    "class 1": [f"class 1/{B}_d.ipynb", f"class 2/{C}_d.ipynb"],
    "annann": ["bobo_77_9009_d.ipynb"],
    "Ann_55_assignsubmission_file_d": ["Bo_78_assignsubmission_file_d.ipynb"],
    "hw1": [f"hw1_bo_attempt_{STAMP}_d.ipynb"],
}


@pytest.mark.parametrize(("theirs", "rival"), RIVALS)
def test_a_claim_by_what_a_student_could_choose_displaces_nobody(kit, subs, out, theirs, rival):
    fill_roster(kit, f"{A},Ann,", f"{B},Bo,", f"{C},Cy,")
    at(hand_in(subs / theirs, A, answers(A)), "2026-12-18T10:00")
    at(hand_in(subs / rival, A, answers(A, right=False)), "2026-12-19T10:00")
    beside = next((names for begin, names in BESIDE.items() if theirs.startswith(begin)), [f"{B}.ipynb"])
    for name, who in zip(beside, (B, C), strict=False):
        hand_in(subs / name, who, answers(who))
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert (rows[theirs]["status"], rows[rival]["status"]) == ("claimed-twice", "claimed-twice")
    assert rival in rows[theirs]["reason"] and A not in pages(out)
    assert all(rows[name]["status"] == "ok" for name in beside)
    fill_roster(kit, f"{A},Ann,{theirs}", f"{B},Bo,", f"{C},Cy,")  # the instructor has looked
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert (rows[theirs]["status"], rows[theirs]["total"], rows[rival]["status"]) == (
        "ok",
        3,
        "claimed-twice",
    )


SURE = [
    (f"{A}/d.ipynb", f"Bob Li/{A}/d.ipynb"),
    (f"{A}/d.ipynb", f"x ({A}).ipynb"),
    (f"hw/{A}/d.ipynb", f"hw/Bob Li/{A}/d.ipynb"),
    ("annann_55_9001_d.ipynb", f"mallory_66_9002_{A}.ipynb"),
    ("annann_LATE_55_9001_d.ipynb", f"mallory_66_9002_{A}.ipynb"),
    ("annann_55_assignsubmission_file_/d.ipynb", f"Mal_66_assignsubmission_file_/{A}.ipynb"),
    ("annann_55_assignsubmission_file_/d.ipynb", "annann_55_66_assignsubmission_file_/d.ipynb"),
]


@pytest.mark.parametrize(("theirs", "rival"), SURE)
def test_a_place_the_student_could_not_choose_keeps_its_marks(kit, subs, out, theirs, rival):
    fill_roster(kit, f"{A},Ann,annann_55", f"{B},Bo,", f"{C},Cy,")
    at(hand_in(subs / theirs, A, answers(A)), "2026-12-18T10:00")
    at(hand_in(subs / rival, A, answers(A, right=False)), "2026-12-19T10:00")
    rows = graded(subs, kit, out)
    assert (rows[theirs]["status"], rows[theirs]["total"], rows[rival]["status"]) == (
        "ok",
        3,
        "claimed-twice",
    )


HONEST = [
    (f"{A}/d.ipynb", f"{A}/d (1).ipynb"),
    ("Ann Lee/d.ipynb", "Ann Lee/d (1).ipynb"),
    ("Ann Lee/1.zip/d.ipynb", "Ann Lee/2.zip/d.ipynb"),
    ("Ann_55_assignsubmission_file_/d.ipynb", "Ann_55_assignsubmission_file_/new/d.ipynb"),
    ("annann_55_9001_d.ipynb", "annann_55_9002_d-1.ipynb"),
    (f"hw1_ann_attempt_{STAMP}_d.ipynb", "hw1_ann_attempt_2026-12-02-10-00-00_d.ipynb"),
    (f"class 1/week 3/{A}/d.ipynb", f"class 1/week 3/{A}/e.ipynb"),
]


@pytest.mark.parametrize(("first", "last"), HONEST)
def test_who_hands_in_twice_keeps_the_marks_of_the_last(kit, subs, out, tmp_path, first, last):
    for name, when, right in ((first, "2026-12-18T10:00", False), (last, "2026-12-19T10:00", True)):
        path = hand_in(tmp_path / "d.ipynb", A, answers(A, right=right))
        top, _, inside = name.partition(".zip/")
        data = packed({inside: path.read_bytes()}) if inside else path.read_bytes()
        at(written(subs, {top + ".zip" * bool(inside): data}) / (top + ".zip" * bool(inside)), when)
    other = {"a": "bobo_77_9009_d.ipynb", "h": f"hw1_bo_attempt_{STAMP}_d.ipynb"}.get(
        first[0], f"{B}/d.ipynb"
    )
    hand_in(subs / other, B, answers(B))
    rows = graded(subs, kit, out)
    assert (rows[first]["status"], rows[last]["status"], rows[last]["total"]) == ("superseded", "ok", 3)


def test_one_students_lessons_and_copies_in_a_flat_folder_are_no_claim(kit, subs, out):
    hand_in(subs / f"{A}_d.ipynb", A, answers(A))
    hand_in(subs / f"{A}_d (1).ipynb", A, answers(A))
    hand_in(subs / f"{A}_03.ipynb", A, {"screening-1": 1.0})
    rows = graded(subs, kit, out)
    assert sorted(rows[name]["status"] for name in (f"{A}_d.ipynb", f"{A}_d (1).ipynb")) == [
        "ok",
        "superseded",
    ]
    assert rows[f"{A}_03.ipynb"]["status"] == "wrong-notebook"


def test_a_declared_number_that_is_none_is_none(kit, subs, out):
    (kit / "instructor/roster.csv").unlink()
    hand_in(subs / "x/d.ipynb", "../../evil", answers(A))
    hand_in(subs / "y/d.ipynb", "st1004", answers("ST1004"))
    hand_in(subs / "z/d.ipynb", "ST1004", answers("ST1004"))
    rows = graded(subs, kit, out)
    assert [rows[f"{name}/d.ipynb"]["status"] for name in "xyz"] == ["no-number", "no-number", "ok"]


def test_a_platform_is_known_by_all_its_files():
    assert (
        layout.platform_of(["ann_77_9011_d.ipynb", "bo_LATE_78_text.html", "anon_aB3_9012_d.zip"])
        is layout.CANVAS
    )
    assert layout.platform_of(["ann_77_9011_d.ipynb", "d.ipynb"]) is None
    assert layout.platform_of([f"hw_{A}_03_screening.ipynb", f"hw_{B}_03_screening.ipynb"]) is None
    assert (
        layout.platform_of(["Ann Lee_77_assignsubmission_file_x_78_assignsubmission_file_d.ipynb"])
        is layout.MOODLE
    )


# What is unpacked -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """Small bounds: 6 members, 2,000 bytes, 3 rows, 20 entries of a directory."""
    for name, value in (("MEMBERS", 6), ("BYTES", 2000), ("DIRECTORY", 20), ("BEGIN", 64)):
        monkeypatch.setattr(unpacking, name, value)
    monkeypatch.setattr(collecting, "ROWS", 3)


def problems(folder, tmp_path, **more):
    return {shown: (one.problem, one.detail) for shown, one in collected(folder, tmp_path, **more).items()}


TOO_MUCH = ("too-large", "member")
BOMBS = {
    "one big member": {"big.ipynb": b" " * 3000},
    "many members": {f"{n}.txt": b"x" for n in range(7)},
    "many notebooks": {f"{n}.ipynb": NOTEBOOK for n in range(7)},
    "a long directory": {f".git/{n}": b"" for n in range(21)},
    "together too big": {f"{n}.ipynb": b" " * 600 for n in range(4)},
}


@pytest.mark.parametrize("name", BOMBS)
def test_too_much_is_seen_before_anything_is_unpacked_and_is_one_row(tmp_path, small, name):
    files = {
        f"{A}/hw.zip": packed(BOMBS[name]),
        f"{A}/d.ipynb": NOTEBOOK,
        f"{B}/hw.zip": packed({"d.ipynb": NOTEBOOK}),
    }
    found = problems(written(tmp_path / "subs", files), tmp_path, placed=names_of((A, ""), (B, "")).placed)
    assert found == {f"{A}/hw.zip": TOO_MUCH, f"{A}/d.ipynb": ("", ""), f"{B}/hw.zip/d.ipynb": ("", "")}
    assert len(list((tmp_path / "scratch").iterdir())) == 1


def test_zips_inside_share_one_allowance_and_leave_nothing_on_the_disk(tmp_path, small):
    inner = packed({f"{n}.txt": bytes(500) for n in range(3)})
    folder = written(
        tmp_path / "subs", {f"{A}/{n}.zip": packed({"a.zip": inner, "b.zip": inner}) for n in range(3)}
    )
    found = problems(folder, tmp_path, placed=names_of((A, "")).placed)
    assert list(found.values()) == [TOO_MUCH]
    assert list((tmp_path / "scratch").iterdir()) == []


def test_rows_beyond_a_bound_are_one_row(tmp_path, small):
    folder = written(tmp_path / "subs", {f"{A}/hw.zip": packed({f"{n}.ipynb": NOTEBOOK for n in range(6)})})
    found = problems(folder, tmp_path)
    assert list(found.values()) == [("", "")] * 3 + [("too-large", "many")]


def test_side_files_cost_no_room_and_no_row(tmp_path, small):
    held = {
        "film.mp4": bytes(10**6),
        "data.csv": b"x" * 10**5,
        ".venv/a.py": b"x" * 10**5,
        "renamed.txt": NOTEBOOK,
        "work.ipynb": NOTEBOOK,
    }
    found = problems(written(tmp_path / "subs", {f"{A}.zip": packed(held)}), tmp_path)
    assert found == {f"{A}.zip/renamed.txt": ("", ""), f"{A}.zip/work.ipynb": ("", "")}
    assert {path.read_bytes() for path in (tmp_path / "scratch").iterdir()} == {NOTEBOOK}


def test_zips_in_zips_without_end_are_one_row(tmp_path):
    data = packed({"d.ipynb": NOTEBOOK})
    for _ in range(6):
        data = packed({"a.zip": data})
    found = problems(written(tmp_path / "subs", {f"{A}.zip": data}), tmp_path)
    assert list(found.values()) == [("too-large", "deep")]


@pytest.mark.parametrize("where", [0, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_damaged_zip_stops_nothing(tmp_path, where, method):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as target:
        target.writestr("d.ipynb", NOTEBOOK * 50)
    data = bytearray(held.getvalue())
    place = int(where * len(data))
    data[place : place + 12] = b"\xff" * 12
    written(tmp_path / "subs", {f"{A}.zip": bytes(data), f"{B}.ipynb": NOTEBOOK})
    assert problems(tmp_path / "subs", tmp_path)[f"{B}.ipynb"] == ("", "")


def test_a_full_disk_is_no_fault_of_a_hand_in():
    with pytest.raises(OSError, match="full"):
        unpacking.fault(OSError(unpacking.FULL[0], "full"))
    assert unpacking.fault(MemoryError()) == ("unreadable", "MemoryError")


# Folders of systems -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("around", [".ipynb_checkpoints", "__MACOSX", ".git", ".venv/lib", "$RECYCLE.BIN"])
@pytest.mark.parametrize("is_zip", [False, True])
def test_the_only_notebook_of_a_hand_in_is_found_wherever_it_is(tmp_path, around, is_zip):
    held = {
        f"{around}/d-checkpoint.ipynb": NOTEBOOK,
        f"{around}/index": NOTEBOOK,
        "report.pdf": b"%PDF",
        ".DS_Store": b"",
    }
    files = {f"{A}.zip": packed(held)} if is_zip else {f"{A}/{name}": data for name, data in held.items()}
    top = f"{A}.zip" if is_zip else A
    folder = written(tmp_path / "subs", files | {f"{B}/d.ipynb": NOTEBOOK})
    found = collected(folder, tmp_path)
    assert set(found) == {f"{top}/{around}/d-checkpoint.ipynb", f"{B}/d.ipynb"}
    assert found[f"{top}/{around}/d-checkpoint.ipynb"].hidden in around
    files = {f"{A}.zip": packed(held | {"d.ipynb": NOTEBOOK})} if is_zip else {f"{A}/d.ipynb": NOTEBOOK}
    assert set(collected(written(folder, files), tmp_path)) == {f"{top}/d.ipynb", f"{B}/d.ipynb"}


def test_where_it_was_found_is_said(kit, subs, out):
    hand_in(subs / f"{A}/.ipynb_checkpoints/d.ipynb", A, answers(A))
    row = graded(subs, kit, out)[f"{A}/.ipynb_checkpoints/d.ipynb"]
    assert row["total"] == 3 and ".ipynb_checkpoints" in row["reason"]


# Pages --------------------------------------------------------------------------------------------------------------------

ALIKE = ["ST1004", "st1004", "St1004", "É1", "E\u03011", "é1", "A.", "A", "a ", "CON", "con.1", "COM1", "LPT¹", "NUL.", ".x", "..", "../x", "a/b", "a\\b", "x" * 300, "x" * 301, "ẞ1", "SS1", "２０２６", "2026", "ＣＯＮ", ""]  # fmt: skip


def test_no_two_pages_share_a_file_on_any_disk():
    names = list(feedback.file_names(ALIKE).values())
    assert len({feedback._as_a_disk_sees_it(name) for name in names}) == len(ALIKE)
    for name in names:
        stem = name.removesuffix(".html")
        assert (
            Path(name).name == name
            and len(name.encode()) < 200
            and stem.rstrip(". ") == stem
            and stem[0] not in ". "
        )
        assert not feedback.DEVICE.fullmatch(stem.split(".")[0]) and not set(name) & set('/\\:*?"<>|')


def test_an_ordinary_number_names_its_page_and_no_number_is_anothers_file_name():
    assert list(feedback.file_names([A, "ST1004", "U-2026.7"]).values()) == [
        f"{A}.html",
        "ST1004.html",
        "U-2026.7.html",
    ]
    taken = feedback.file_names(["CON"])["CON"].removesuffix(".html").upper()
    names = feedback.file_names(["CON", taken, taken.replace("~", "-")]).values()
    assert len({name.casefold() for name in names}) == 3


def test_what_a_killed_run_had_half_written_is_taken_away(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    graded(subs, kit, out)
    (out.parent / "grades-feedback/.part-x1").write_text("half")
    graded(subs, kit, out)
    assert [path.name for path in (out.parent / "grades-feedback").iterdir()] == [f"{A}.html"]
