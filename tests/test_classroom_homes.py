"""Where hand-ins lie: the homes of a hub, Chaoxing's downloads, and names as Rain Classroom's classes write them."""

# ruff: noqa: F811  (fixtures of the grading's tests are used here)
import os
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.classroom import homes, layout, roster
from casekit.classroom.roster import Person, Roster
from casekit.errors import Refused
from tests import classroom
from tests.classroom import answers, fill_roster, graded, hand_in, packed
from tests.test_classroom_grading import BEIJING, A, B, C, kit, made, out, subs  # noqa: F401
from tests.test_classroom_trust import written

pytestmark = pytest.mark.slow
posix = pytest.mark.skipif(not hasattr(os, "fwalk"), reason="homes are read on Linux and macOS")
HUB = "student,name,hub_user"


@pytest.fixture
def hub(kit, tmp_path):
    """A folder of homes, and a roster that knows three users of the hub."""
    fill_roster(kit, f"{A},Ann,ann", f"{B},Bo,Bo.Li", f"{C},Cy,", heads=HUB)
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def in_home(hub, home, who, name="d.ipynb", right=True, below="handin", **more):
    return hand_in(hub / home / below / name, who, answers(who, right=right), **more)


def owned(numbers):
    return Roster([Person(number, more={"hub_user": user}) for number, user in numbers.items()])


# Homes ------------------------------------------------------------------------------------------------------------


@posix
def test_a_home_is_its_students_for_certain(hub, kit, out):
    in_home(hub, "ann", A)
    in_home(hub, "bo.li", "", below="my_work/handin")  # capitals do not matter, and the number need not be declared
    hand_in(hub / f"{C}/handin/d.ipynb", C, answers(C))
    in_home(hub, "ann", A, "else.ipynb", below="elsewhere")
    rows = graded(hub, kit, out, layout="homes")
    assert {file: (row["student"], row["status"]) for file, row in rows.items()} == {
        "ann/handin/d.ipynb": (A, "ok"), "bo.li/my_work/handin/d.ipynb": (B, "ok"), f"{C}/handin/d.ipynb": (C, "ok"),
    }  # fmt: skip


@posix
def test_a_pattern_says_where_the_hand_in_folder_is(hub, kit, out):
    in_home(hub, "jupyter-ann", A, below="casebook/handin")
    in_home(hub, "jupyter-ann", A, below="casebook/handin/old", right=False)
    (hub / "jupyter-ann/casebook/handin/notes.txt").write_text("x")
    in_home(hub, "ann-the-other", A, below="casebook/handin", right=False)
    one, old = "jupyter-ann/casebook/handin/d.ipynb", "jupyter-ann/casebook/handin/old/d.ipynb"
    for pattern, found in (
        ("jupyter-*/casebook/handin/*.ipynb", [one]), ("jupyter-*/casebook/handin", [one, old]), ("jupyter-*/casebook/handin/*.zip", []),
    ):  # fmt: skip
        rows = graded(f"{hub}/{pattern}", kit, out)
        assert [name for name in rows if "/" in name] == found and {rows[name]["student"] for name in found} <= {A}


@posix
def test_a_folder_for_each_student_outside_the_homes(hub, kit, out):
    in_home(hub, "ann", A, below="")
    in_home(hub, "ann", A, below="deeper", right=False)
    rows = graded(f"{hub}/*/*.ipynb", kit, out)
    assert sorted(rows) == [B, C, "ann/d.ipynb"] and rows["ann/d.ipynb"]["status"] == "ok"


@pytest.mark.parametrize("pattern", ["/h*/*/handin", "/nowhere/*/handin", "/tmp/*", "/tmp/*/../x/*.ipynb", "/tmp/*/han*in/d.ipynb"])
@posix
def test_a_pattern_that_asks_for_something_else_is_refused(kit, out, pattern):
    with pytest.raises(Refused):
        graded(pattern, kit, out)


@posix
def test_a_claim_from_elsewhere_takes_nobodys_place(hub, kit, out):
    in_home(hub, "ann", A)
    before = graded(hub, kit, out, layout="homes")["ann/handin/d.ipynb"]
    in_home(hub, "bo.li", A, "mine.ipynb", right=False)  # declares Ann's number
    in_home(hub, "bo.li", B, f"{A}.ipynb")  # is called after Ann
    rows = graded(hub, kit, out, layout="homes")
    assert rows["ann/handin/d.ipynb"] == before
    assert {rows[f"bo.li/handin/{name}"]["status"] for name in ("mine.ipynb", f"{A}.ipynb")} == {"number-conflict"}


@posix
def test_a_home_of_nobody_in_the_roster_is_not_looked_into(hub, kit, out):
    in_home(hub, "mallory", A)
    in_home(hub, "teacher", "", below="elsewhere")
    before = len(classroom.StandIn.ran)
    rows = graded(hub, kit, out, layout="homes")
    assert (rows["mallory/handin"]["status"], rows["mallory/handin"]["sha256"]) == ("unknown-student", "")
    assert len(classroom.StandIn.ran) == before
    assert rows[A]["status"] == "nothing-handed-in" and not [name for name in rows if name.startswith("teacher")]


@posix
def test_links_pipes_and_closed_folders_are_rows_and_stop_nothing(hub, kit, out, tmp_path):
    secret = hand_in(tmp_path / "secret/handin/d.ipynb", A, answers(A))
    (hub / "ann").symlink_to(tmp_path / "secret")  # a home that is a link is no home
    (hub / "bo.li").mkdir()
    (hub / "bo.li/handin").symlink_to(secret.parent)
    (hub / C / "handin").mkdir(parents=True)
    (hub / C / "handin/d.ipynb").symlink_to(secret)
    (hub / C / "handin/below").symlink_to(secret.parent)
    os.mkfifo(hub / C / "handin/pipe.ipynb")
    hand_in(hub / C / "handin/own.ipynb", C, answers(C))
    rows = graded(hub, kit, out, layout="homes")
    assert {file: row["status"] for file, row in rows.items()} == {
        A: "nothing-handed-in", "bo.li/handin": "unreadable", f"{C}/handin/d.ipynb": "unreadable", f"{C}/handin/below": "unreadable",
        f"{C}/handin/pipe.ipynb": "unreadable", f"{C}/handin/own.ipynb": "ok",
    }  # fmt: skip
    assert rows["bo.li/handin"]["student"] == B and "link" in rows["bo.li/handin"]["reason"]


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may open everything")
def test_a_closed_home_is_a_row_of_its_student(hub, kit, out):
    in_home(hub, "ann", A)
    hand_in(hub / f"{C}/handin/d.ipynb", C, answers(C))
    (hub / "ann").chmod(0)
    try:
        rows = graded(hub, kit, out, layout="homes")
    finally:
        (hub / "ann").chmod(0o755)
    assert (rows["ann"]["student"], rows["ann"]["status"], rows[f"{C}/handin/d.ipynb"]["status"]) == (A, "unreadable", "ok")


@posix
def test_what_cannot_be_opened_is_a_row_simulated(hub, kit, out, monkeypatch):
    in_home(hub, "ann", A)
    hand_in(hub / f"{C}/handin/d.ipynb", C, answers(C))
    true_open = os.open

    def closed(name, flags, *args, **named):
        if name == "ann":
            raise PermissionError(13, "Permission denied")
        return true_open(name, flags, *args, **named)

    monkeypatch.setattr(homes.os, "open", closed)
    rows = graded(hub, kit, out, layout="homes")
    assert (rows["ann"]["student"], rows["ann"]["status"], rows[f"{C}/handin/d.ipynb"]["status"]) == (A, "unreadable", "ok")


@posix
def test_the_time_is_the_systems_and_cannot_be_set_back(hub, kit, out):
    path = in_home(hub, "ann", A)
    long_ago = datetime(2020, 1, 1, tzinfo=BEIJING).timestamp()
    os.utime(path, (long_ago, long_ago))
    row = graded(hub, kit, out, layout="homes", deadline="2020-06-01T00:00+08:00")["ann/handin/d.ipynb"]
    assert row["status"] == "late" and not row["handed_in"].startswith("2020")
    (out.parent / "list.csv").write_text("student,handed_in\n2026001,2020-05-31 12:00\n")
    row = graded(hub, kit, out, layout="homes", deadline="2020-06-01T00:00+08:00", handed_in=out.parent / "list.csv")["ann/handin/d.ipynb"]
    assert row["status"] == "ok"


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_another_user_is_noted_and_displaces_nothing(hub, kit, out):
    in_home(hub, "ann", A)
    slipped_in = in_home(hub, "ann", A, "e.ipynb", right=False)
    for path in (hub / "ann", hub / "ann/handin", hub / "ann/handin/d.ipynb"):
        os.chown(path, 4001, 4001)
    os.chown(slipped_in, 4002, 4002)
    rows = graded(hub, kit, out, layout="homes")
    assert (rows["ann/handin/d.ipynb"]["status"], rows["ann/handin/d.ipynb"]["total"]) == ("ok", 3)
    assert rows["ann/handin/e.ipynb"]["status"] == "claimed-twice" and "another user" in rows["ann/handin/e.ipynb"]["reason"]


@posix
def test_zips_and_checkpoints_in_a_home(hub, kit, out, tmp_path):
    data = hand_in(tmp_path / "x.ipynb", A, answers(A)).read_bytes()
    written(hub / "ann/handin", {"mine.zip": packed({"a/d.ipynb": data}), ".ipynb_checkpoints/d-checkpoint.ipynb": data})
    rows = graded(hub, kit, out, layout="homes")
    assert [file for file in rows if "/" in file] == ["ann/handin/mine.zip/a/d.ipynb"]
    assert rows["ann/handin/mine.zip/a/d.ipynb"]["status"] == "ok"


@posix
def test_a_home_with_very_many_files_or_folders_ends(hub, kit, out, monkeypatch):
    monkeypatch.setattr(homes.unpacking, "MEMBERS", 5)
    for number in range(9):
        in_home(hub, "ann", A, f"{number}.ipynb")
    hand_in(hub / C / "handin" / "/".join("x" * 40) / "d.ipynb", C, answers(C))
    rows = graded(hub, kit, out, layout="homes")
    assert len([file for file in rows if file.startswith("ann/")]) == 6
    assert rows["ann/handin/5.ipynb"]["status"] == "too-large" and rows[C]["status"] == "nothing-handed-in"


@posix
def test_without_a_roster_homes_are_refused(hub, kit, out):
    (kit / "instructor/roster.csv").unlink()
    with pytest.raises(Refused):
        graded(hub, kit, out, layout="homes")


def test_a_home_is_that_of_one_student():
    assert homes.owners(["ann", "jupyter-bo"], owned({A: "ann", B: "bo"})) == {"ann": A, "jupyter-bo": B}
    assert homes.owners(["ann", "jupyter-ann"], owned({A: "ann"})) == {"ann": A}
    assert homes.owners(["ann", "jupyter-ann"], owned({A: "ann", B: "jupyter-ann"})) == {"ann": A, "jupyter-ann": B}
    assert homes.owners(["ann", "Ann"], owned({A: "ANN"})) == {}
    assert homes.owners(["ann", "Ann"], owned({A: "ann", B: "Ann"})) == {"ann": A, "Ann": B}
    with pytest.raises(Refused):
        homes.owners(["ann"], owned({A: "ann", B: "ann"}))
    with pytest.raises(Refused):
        homes.owners(["ann"], owned({A: "Ann", B: "aNN"}))


@given(st.dictionaries(st.text("abAB-", min_size=1, max_size=4), st.just(None), max_size=6), st.lists(st.text("abAB-", min_size=1, max_size=4), max_size=5))
def test_no_two_students_ever_share_a_home(names, users):
    numbers = {f"{1000 + place}": user for place, user in enumerate(users)}
    try:
        found = homes.owners(list(names), owned(numbers))
    except Refused:
        return
    assert len(set(found.values())) == len(found) and set(found) <= set(names)
    for name, number in found.items():
        assert name.casefold() in (numbers[number].casefold(), f"jupyter-{numbers[number]}".casefold())
    for number, user in numbers.items():
        if user in names:
            assert found[user] == number


@posix
def test_hostile_names_in_a_home_are_shown_harmless(hub, kit, out):
    in_home(hub, "ann", A, "<b>=1+1\x1b[2J.ipynb")
    (row,) = [row for file, row in graded(hub, kit, out, layout="homes").items() if file.startswith("ann/")]
    assert row["status"] == "ok" and "\x1b" not in row["file"] and "\x1b" not in out.read_text("utf-8")
    assert "<b>" not in (out.parent / f"grades-feedback/{A}.html").read_text("utf-8")


@posix
def test_homes_from_the_command_line(hub, kit, out, capsys):
    from casekit.__main__ import main

    assert main(["grade", str(hub), "--kit", str(kit), "--out", str(out), "--layout", "homes", "--language", "en"]) == 0
    assert out.exists()


# Chaoxing and Rain Classroom -----------------------------------------------------------------------------------------


def download(tmp_path, members, name="class.zip"):
    (tmp_path / name).write_bytes(packed(members))
    return tmp_path / name


def data(tmp_path, who, right=True, declared=True):
    return hand_in(tmp_path / "one.ipynb", who if declared else "", answers(who, right=right)).read_bytes()


def test_a_chaoxing_download_is_one_zip_a_student(kit, out, tmp_path):
    source = download(tmp_path, {
        f"{A}-安娜.zip": packed({"03.ipynb": data(tmp_path, A, declared=False)}), f"{B}-博-77.zip": packed({"实验/x.zip": packed({"d.ipynb": data(tmp_path, B)})}),
        f"{C}-Cy.zip": packed({f"{A}.ipynb": data(tmp_path, C)}),
    })  # fmt: skip
    rows = graded(source, kit, out, layout="chaoxing")
    told = {row["student"] or file: row["status"] for file, row in rows.items()}
    assert told == {A: "ok", B: "ok", C: "nothing-handed-in", f"{C}-Cy.zip/{A}.ipynb": "number-conflict"}


def test_only_the_instructors_word_makes_chaoxings_names_certain(kit, out, tmp_path):
    """In a folder that a class filled by itself anybody can call his file so."""
    members = {f"{A}-安娜.zip": packed({"d.ipynb": data(tmp_path, A)}), f"{B}-博.zip": packed({"d.ipynb": data(tmp_path, A, right=False)})}
    rows = graded(download(tmp_path, members), kit, out)
    assert rows[f"{B}-博.zip/d.ipynb"]["status"] == "number-conflict"
    members = {f"{A}-安娜.zip": packed({"d.ipynb": data(tmp_path, A)}), f"{A}-安娜-2.zip": packed({"d.ipynb": data(tmp_path, A, right=False)})}
    for told, status in (("auto", "claimed-twice"), ("chaoxing", "ok")):
        rows = graded(download(tmp_path, members), kit, out, layout=told)
        assert rows[f"{A}-安娜.zip/d.ipynb"]["status"] in (status, "superseded")


def test_what_is_no_download_of_chaoxing_is_refused(kit, subs, out, tmp_path):
    for members in ({f"{A}-安娜.zip": packed({}), "marks.xlsx": b"x"}, {"d.ipynb": data(tmp_path, A)}):
        with pytest.raises(Refused):
            graded(download(tmp_path, members), kit, out, layout="chaoxing")
    assert not out.exists()


def test_a_folder_around_a_chaoxing_download(kit, out, tmp_path):
    members = {f"营销2301班/{who}-某.zip": packed({"d.ipynb": data(tmp_path, who)}) for who in (A, B)}
    rows = graded(download(tmp_path, members), kit, out, layout="chaoxing")
    assert {row["student"] for row in rows.values() if row["status"] == "ok"} == {A, B}


@pytest.mark.parametrize("name", [
    f"张三-{A}-03_screening.ipynb", f"{A}张三.ipynb", f"{A}_张三_作业3.ipynb", f"第3课作业-张三（{A}）.ipynb", f"张三_{A}/作业.ipynb", f"{A}-张三.zip",
])  # fmt: skip
def test_a_number_in_a_name_is_taken_as_a_guess(kit, out, tmp_path, name):
    """So Rain Classroom and others: whatever stands around the number of the roster."""
    one = data(tmp_path, A, declared=False)
    rows = graded(download(tmp_path, {name: packed({"d.ipynb": one}) if name.endswith(".zip") else one}), kit, out)
    assert [row["student"] for row in rows.values() if row["status"] == "ok"] == [A]


def test_a_guess_stands_back_behind_what_is_certain(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    hand_in(subs / f"张三-{A}-03.ipynb", "", answers(A, right=False))
    rows = graded(subs, kit, out)
    assert (rows[f"{A}/d.ipynb"]["status"], rows[f"张三-{A}-03.ipynb"]["status"]) == ("ok", "claimed-twice")


def test_layouts_are_told_apart():
    names = roster.Roster([Person(A), Person(B)])
    paths = [f"{A}-x.zip", f"{B}-{A}.zip"]
    told = layout.Layout(paths, names.placed, layout.KNOWN["chaoxing"])
    assert [told.given(path) for path in paths] == [A, B]
    assert [layout.Layout(paths, names.placed).given(path) for path in paths] == ["", ""]


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root becomes another user")
def test_as_an_ordinary_user(tmp_path):
    from tests import ordinary

    ordinary.tests(__file__, tmp_path, "-k", "closed_home or links_pipes")
