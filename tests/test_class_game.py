"""The credit game in class: files of teams, which of them count, clearing, and what is made of it."""

import json
import os
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.errors import Refused
from casekit.labs.class_game import ClassDesk, TeamPage
from casekit.simulations import (
    class_debrief,
    class_example,
    class_files,
    class_game,
    class_league,
    class_pictures,
    class_play,
    class_published,
    class_rules,
    class_sheet,
    class_team,
    class_words,
)
from casekit.simulations.class_sheet import Fault, Sheet
from casekit.simulations.credit_decision import Decision
from casekit.simulations.credit_rivals import ROBOTS
from casekit.simulations.credit_world import WORLD

SEED = "for the tests"
USUAL = Decision.usual().as_dict()
ABOUT = {"code": "7KM-2QX", "rules": WORLD.version, "teams": ["A", "第一组", "Team 3"], "rounds": 8}


@pytest.fixture
def room(tmp_path):
    return class_game.open_class(tmp_path / "class", "MKT301", ["A", "第一组", "Team 3"], seed=SEED)


def team(room, name="A", out=None):
    return class_team.join(room.code, name, room.shared, out)


def decision(number):
    """One of many decisions."""
    terms = dict(zip(WORLD.classes, (WORLD.terms[number // 5**at % 5] for at in range(4)), strict=True))
    return Decision(terms, WORLD.limits[number % 4], number % 3, (WORLD.customers[number % 16].id,) * (number % 2))


def played(room, upto, names=("A", "第一组", "Team 3")):
    for number in range(room.open_round, upto + 1):
        for at, name in enumerate(names):
            team(room, name).hand_in(decision(7 * number + at))
        room.clear(number)
    return room


def published(room):
    return {path.name: path.read_bytes() for path in room.shared.glob("after_*.json")}


def kept(room):
    return {path.name: path.read_bytes() for path in (room.folder / "own").glob("*.json")}


# A whole class ------------------------------------------------------------------------------------------


def test_twelve_teams_and_eight_rounds_out_of_a_folder_and_out_of_a_zip_are_the_same_to_the_byte(tmp_path):
    names = [f"Team {number}" for number in range(1, 13)]
    one, other = (class_game.open_class(tmp_path / name, "MKT301", names, seed=SEED) for name in ("one", "other"))
    for number in range(1, 9):
        there = [at for at in range(12) if (at + number) % 5]
        for at in there:
            team(one, names[at]).hand_in(decision(number * 12 + at))
        one.clear(number)
        download = tmp_path / f"round {number}.zip"
        with zipfile.ZipFile(download, "w") as archive:
            for at in reversed(there):
                name = class_sheet.file_name(names[at], number)
                archive.writestr(f"学生 {at}_4711_assignsubmission_file/{name}", (one.shared / name).read_bytes())
        other.clear(number, [download])
    assert published(one) == published(other) and len(published(one)) == 9
    assert kept(one) == kept(other)
    assert class_published.is_as_promised(one.shared)
    table = class_league.league(one.games(), one.rounds())
    assert (table[["decided", "repeated", "robot"]].sum(axis=1) == 8).all() and len(table) == 12
    assert table["score_cny"].is_monotonic_decreasing
    assert table["decided"].sum() == sum(len(list(one.shared.glob(f"round_{number:02}_*"))) for number in range(1, 9))


@given(st.lists(st.tuples(st.sampled_from(ABOUT["teams"]), st.integers(1, 3), st.integers(1, 3), st.integers(0, 5)), max_size=12), st.randoms())
def test_the_order_of_files_does_not_matter(asked, chance):
    sheets = [Sheet(name, number, count, {"at": at}, f"{name}{number}{count}{at}", f"{at}.json") for name, number, count, at in asked]
    mixed = chance.sample(sheets, len(sheets))
    assert class_rules.counted(sheets, 2) == class_rules.counted(mixed, 2)
    taken, faults = class_rules.counted(sheets, 2)
    for name, sheet in taken.items():
        assert sheet.number == max(one.number for one in sheets if (one.team, one.round) == (name, 2))
    logged = {(one.team, one.digest) for one in [*taken.values(), *faults]}
    assert logged == {(one.team, one.digest) for one in sheets}, "every sheet counts or is logged"


def test_a_round_cleared_again_is_published_to_the_same_bytes_whatever_has_come_since(room):
    played(room, 2)
    before, own = published(room), kept(room)
    late = class_sheet.written(room.about, "A", 2, 9, decision(3).as_dict())
    (room.shared / "round_02_A.9.json").write_bytes(late)
    (room.shared / "after_round_02.json").write_text("spoiled")
    (room.shared / "game.json").unlink()
    again = class_game.reopen(room.folder).clear(2)
    assert again.again and published(room) == before and kept(room) == own


def test_the_same_decisions_score_the_same_and_share_a_place(room):
    for name in ("A", "Team 3"):
        team(room, name).hand_in(decision(5))
    room.clear(1)
    table = class_league.league(room.games(), room.rounds())
    assert table.at["A", "score_cny"] == table.at["Team 3", "score_cny"] and table.at["A", "place"] == table.at["Team 3", "place"]


# Which sheet counts -------------------------------------------------------------------------------------


def test_the_last_sheet_before_clearing_counts_and_both_are_logged(room):
    team(room).hand_in(decision(1))
    team(room).hand_in(decision(2))
    done = room.clear(1)
    assert done.entries["A"]["decision"] == decision(2).as_dict() and done.entries["A"]["number"] == 2
    assert [(one.code, one.team, one.found) for one in done.faults] == [("superseded", "A", "2")]


def test_two_members_who_hand_in_at_once_from_two_homes_are_told(room, tmp_path):
    for at in (1, 2):
        team(room, out=tmp_path / f"home{at}").hand_in(decision(at))
    entries, faults = room.arrived([str(tmp_path / "home*")])
    assert [one.code for one in faults] == ["same-number"] and entries["A"]["from"] == "team"
    assert room.arrived([tmp_path / "home2", tmp_path / "home1"])[0] == entries


def test_who_misses_a_round_repeats_and_who_never_came_is_a_robot_until_joining(room):
    team(room).hand_in(decision(4))
    first = room.clear(1).entries
    assert [first[name]["from"] for name in room.teams] == ["team", "robot", "robot"]
    second = room.clear(2).entries
    assert second["A"] == {"from": "repeated", "decision": decision(4).as_dict(), "of_round": 1}
    team(room, "Team 3").hand_in(decision(6))
    third = room.clear(3).entries
    assert third["Team 3"]["from"] == "team" and third["第一组"]["from"] == "robot" and third["A"]["of_round"] == 1
    table = class_league.league(room.games(), room.rounds())
    assert table.loc["Team 3", ["decided", "robot", "player"]].tolist() == [1, 2, "team"]
    assert table.at["第一组", "player"] == ROBOTS[third["第一组"]["robot"]].name


def test_the_decision_that_is_repeated_is_the_last_one(room):
    played(room, 2, ["A"])
    assert room.clear(3).entries["A"] == {"from": "repeated", "decision": decision(14).as_dict(), "of_round": 2}
    assert room.clear(4).entries["A"]["of_round"] == 2


def test_a_sheet_for_a_cleared_round_is_late_once_and_one_for_a_later_round_waits(room):
    room.clear(1)
    for number in (1, 3):
        (room.shared / f"x{number}.json").write_bytes(class_sheet.written(room.about, "A", number, 1, USUAL))
    done = room.clear(2)
    assert [(one.code, one.found) for one in done.faults] == [("late", "1"), ("early", "3")]
    assert done.entries["A"]["from"] == "robot"
    third = room.clear(3)
    assert third.faults == [] and third.entries["A"]["from"] == "team"


def test_rounds_go_one_after_the_other_and_end(room):
    with pytest.raises(Refused):
        room.clear(2)
    played(room, 8)
    for number in (0, 9, -1):
        with pytest.raises(Refused):
            room.clear(number)
    with pytest.raises(Refused):
        room.arrived()
    with pytest.raises(Refused):
        team(room).hand_in(decision(1))


def test_a_round_taken_back_is_kept_and_open_again(room):
    played(room, 2)
    before = published(room)
    with pytest.raises(Refused):
        room.undo(1)
    room.undo(2)
    assert room.open_round == 2 and set(published(room)) == {"after_round_00.json", "after_round_01.json"}
    assert len(list((room.folder / "own/undone").iterdir())) == 2
    assert not room.clear(2).again and published(room) == before, "the same sheets under the same luck"
    room.undo(2)
    team(room).hand_in(decision(99))
    assert room.clear(2).entries["A"]["decision"] == decision(99).as_dict() and published(room) != before
    assert len(list((room.folder / "own/undone").iterdir())) == 4


def test_nothing_is_taken_back_where_nothing_is_cleared(room):
    for number in (0, 1):
        with pytest.raises(Refused):
            room.undo(number)


# Files of all kinds -------------------------------------------------------------------------------------


def good(**changes):
    """A sheet with something changed, with its check as the change would have it."""
    sheet = json.loads(class_sheet.written(ABOUT, "A", 3, 1, USUAL)) | changes
    return json.dumps(sheet | {"check": class_sheet._check(sheet)}, ensure_ascii=False).encode()


def read(data, name="round_03_A.json"):
    return class_sheet.read(name, data, ABOUT, class_play.fits)


WRONG = {
    "too-large": b"[" * 20_000,
    "no-text": b"\xff\xfe\x00",
    "half-written": good()[:200],
    "no-sheet": b"[1, 2]",
    "other-class": good(**{"class": "AAA-AAA"}),
    "unknown-team": good(team="../../etc/passwd"),
    "changed": good().replace(b'"effort": 1', b'"effort": 2'),
    "other-rules": good(rules="credit-desk 0"),
    "no-round": good(round=9),
    "no-number": good(number=0),
    "decision": good(decision=USUAL | {"effort": 7}),
}


@pytest.mark.parametrize("code", WRONG)
def test_each_fault_has_its_name(code):
    fault = read(WRONG[code])
    assert (type(fault), fault.code) == (Fault, code) and class_sheet.fault_words(code, fault.found)


@pytest.mark.parametrize("data", [
    b"", b"null", b"\xef\xbb\xbf", b"[" * 9_000, b'{"a":' * 2_000, b"1" * 9_000, b"NaN", b'{"casekit": "credit game, sheet 1", "casekit": 1}',
    good(team=None), good(team=["A"]), good(team={"A": 1}), good(round=True), good(round=3.0), good(round="3"), good(round=10**30), good(number=None),
    good(decision=None), good(decision=[]), good(decision={}), good(decision=USUAL | {"effort": True}), good(decision=USUAL | {"effort": "2"}),
    good(decision=USUAL | {"limit_percent": 100.0}), good(decision=USUAL | {"limit_percent": "=1+1"}), good(decision=USUAL | {"more": 1}),
    good(decision=USUAL | {"stop": "K01"}), good(decision=USUAL | {"stop": [["K01"]]}), good(decision=USUAL | {"stop": [None, {}]}),
    good(decision=USUAL | {"stop": ["<script>alert(1)</script>"]}), good(decision=USUAL | {"terms": None}), good(decision=USUAL | {"terms": {"A": {}}}),
    good(decision=USUAL | {"terms": dict.fromkeys("ABCD", "N/45")}), good(**{"class": 5}), good(rules=None),
])  # fmt: skip
def test_nothing_that_is_no_sheet_is_taken_or_stops_anything(data):
    assert isinstance(read(data), Fault)


@given(st.binary(max_size=300) | st.tuples(st.integers(0, 400), st.binary(max_size=4)))
def test_a_damaged_sheet_is_a_fault_or_still_the_same_sheet(how):
    whole = class_sheet.written(ABOUT, "A", 3, 1, USUAL)
    data = how if isinstance(how, bytes) else whole[: how[0]] + how[1] + whole[how[0] + len(how[1]) :]
    found = read(data)
    assert isinstance(found, Fault) or (found.team, found.round, found.decision) == ("A", 3, USUAL)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6)  # fmt: skip


@given(st.sampled_from(["class", "team", "round", "number", "rules", "decision", "casekit"]), JSON)
def test_a_sheet_with_anything_in_a_place_is_never_an_error(place, value):
    found = read(good(**{place: value}))
    assert isinstance(found, Sheet | Fault)


def test_sheets_are_read_back_as_they_were_written(room):
    for at in range(0, 600, 7):
        data = class_sheet.written(ABOUT, "第一组", 8, 12, decision(at).as_dict())
        sheet = read(data)
        assert (sheet.team, sheet.round, sheet.number, sheet.decision) == ("第一组", 8, 12, decision(at).as_dict()) and len(data) < 1000


def test_every_kind_of_file_at_once_leaves_the_round_as_it_would_be_without(room, tmp_path):
    clean = class_game.open_class(tmp_path / "clean", "MKT301", room.teams, seed=SEED)
    for each in (room, clean):
        team(each).hand_in(decision(11))
    rubbish = room.shared / "deep" / "er"
    rubbish.mkdir(parents=True)
    for at, (code, data) in enumerate(WRONG.items()):
        (rubbish / f"round_01_{at}_{code}.json").write_bytes(data)
    hostile = ["round_01_<img src=x onerror=alert(1)>.json", "round_01_=cmd|'A1'.json", "round_01_\u202egnp.json", "round_01_" + "x" * 200 + ".json"]
    for name in hostile:
        (rubbish / name).write_bytes(b"{}")
    (rubbish / "round_01_link.json").symlink_to("/etc/hostname")
    (rubbish / "loop").symlink_to(room.shared)
    (rubbish / "round_01_broken.zip").write_bytes(b"PK\x03\x04 and so on")
    (rubbish / "notes.json").write_text("{}")
    if hasattr(os, "mkfifo"):
        os.mkfifo(rubbish / "round_01_pipe.json")
    done = room.clear(1)
    assert done.entries == clean.clear(1).entries and published(room)["after_round_01.json"] == published(clean)["after_round_01.json"]
    codes = [one.code for one in done.faults]
    assert codes.count("unreadable") == 2 + hasattr(os, "mkfifo") and codes.count("no-sheet") == 1 + 1
    page = class_words.who_is_in(done.entries, 0, done.faults)
    assert "<img" not in page.html and "\u202e" not in page.html and "notes.json" not in page.html
    assert len({one.file for one in done.faults}) == len(done.faults)


def test_a_zip_gives_no_more_than_small_files_and_none_is_written(room, tmp_path):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../round_01_big.json", b" " * 50_000_000)
        archive.writestr("..\\round_01_A.json", class_sheet.written(room.about, "A", 1, 1, USUAL))
        archive.writestr("inner.zip", bomb.read_bytes() if bomb.exists() else b"")
        archive.writestr("__MACOSX/._round_01_A.json", b"\0")
    before = sorted(tmp_path.rglob("*"))
    files, faults = class_files.gather([bomb])
    assert sorted(tmp_path.rglob("*")) == before and faults == []
    assert sorted(len(data) > class_sheet.LARGEST for _, data in files) == [False, True]
    done = room.clear(1, [bomb])
    assert done.entries["A"]["from"] == "team" and [one.code for one in done.faults] == ["too-large"]


def test_a_zip_with_a_password_or_a_damaged_member_is_one_row(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("round_01_A.json", random.Random(1).randbytes(3000))
    raw = bytearray(path.read_bytes())
    for flag, at in ((1, 6), (1, raw.index(b"PK\x01\x02") + 8)):
        locked = raw.copy()
        locked[at] |= flag
        path.write_bytes(locked)
        assert [one.code for one in class_files.gather([path])[1]] in (["unreadable"], [])
    for at in range(40, 3000, 37):
        path.write_bytes(raw[:at] + b"\xff\x00" + raw[at + 2 :])
        class_files.gather([path])


def test_a_folder_that_is_closed_is_told(room, monkeypatch):
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    (room.shared / "closed").mkdir()
    monkeypatch.setattr(os, "scandir", scandir)
    assert [(one.file, one.code) for one in class_files.gather([room.shared])[1]] == [("closed", "unreadable")]


def test_a_place_that_is_not_there_is_refused(room, tmp_path):
    for place in (tmp_path / "nowhere", str(tmp_path / "no*" / "x")):
        with pytest.raises(Refused):
            room.clear(1, [place])
    assert room.open_round == 1


# Joining ------------------------------------------------------------------------------------------------


def test_join_by_code_and_come_back_by_name(room, tmp_path):
    for code, name in ((room.code, "第一组"), (room.code.lower().replace("-", " "), " 第一组 "), (f"ｘ{room.code}"[1:], "第一组")):
        assert class_team.join(code, name, room.shared).name == "第一组"
    assert class_team.join(room.code, "team  3", room.shared).name == "Team 3"
    team(room).hand_in(decision(8))
    again = team(room)
    assert again.last_decision() == decision(8).as_dict() and len(again.handed_in()) == 1
    for code, name in (("AAA-AAA", "A"), (room.code, "Z"), (room.code, "<b>"), ("", "A"), (None, None)):
        with pytest.raises(Refused):
            class_team.join(code, name, room.shared)
    with pytest.raises(Refused):
        class_team.join(room.code, "A", tmp_path)


def test_the_class_folder_is_the_one_of_the_hub_or_of_the_reader(room, work, monkeypatch):
    with pytest.raises(Refused):
        class_team.join(room.code, "A")
    (work / "class_game").mkdir()
    for name in ("game.json", "after_round_00.json"):
        (work / "class_game" / name).write_bytes((room.shared / name).read_bytes())
    assert class_team.join(room.code, "A").hand_in(decision(1)).parent == work / "class_game"
    monkeypatch.setenv("CASEKIT_GAME", str(room.shared))
    assert class_team.join(room.code, "A").hand_in(decision(1)).parent == room.shared


def test_a_sheet_is_never_written_over_and_a_folder_that_is_closed_is_told(room, tmp_path):
    first = team(room).hand_in(decision(1))
    bytes_then = first.read_bytes()
    second = team(room).hand_in(decision(2))
    assert first != second and first.read_bytes() == bytes_then
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(Refused):
        team(room, out=file / "below").hand_in(decision(1))
    with pytest.raises(Refused):
        team(room).hand_in({"effort": 1})


def test_of_two_members_who_hand_in_in_the_same_moment_none_is_written_over(room, monkeypatch):
    first = team(room).hand_in(decision(1))
    then = first.read_bytes()
    monkeypatch.setattr(class_team.Team, "handed_in", lambda self: [])  # neither sees the other's sheet yet
    second = team(room).hand_in(decision(2))
    assert first.read_bytes() == then and second.name == "round_01_A.2.json"
    assert room.arrived()[0]["A"]["number"] == 2


def test_one_content_under_many_names_is_one_file_with_the_first_of_its_names(tmp_path):
    for at in range(12):
        for name in "cab":
            (tmp_path / f"round_01_{name}{at}.json").write_text(str(at))
    files, _ = class_files.gather([tmp_path, tmp_path])
    assert [name for name, _ in files] == sorted(f"round_01_a{at}.json" for at in range(12))


def test_what_everybody_begins_with_is_the_same_for_all_and_ends_with_the_score(room):
    begun = team(room).results()
    assert begun["round"] == 0 and begun["customers"]["A"] == begun["customers"]["Team 3"] and set(begun["score_fen"].values()) == {0}
    played(room, 3)
    results = team(room).results()
    assert results["score_fen"] == {name: game.score_fen for name, game in room.games().items()} and len(results["rounds"]) == 3


# The luck -----------------------------------------------------------------------------------------------


def test_the_luck_is_promised_first_and_told_last(tmp_path):
    room = class_game.open_class(tmp_path / "class", "MKT301", 3, rounds=4)
    secret = json.loads((room.folder / "own/class.json").read_text(encoding="utf-8"))["secret"]
    for number in range(1, 5):
        with pytest.raises(Refused):
            class_published.is_as_promised(room.shared)
        text = "".join(path.read_text(encoding="utf-8") for path in room.shared.iterdir())
        assert secret not in text and room.luck not in text and class_play.promise_of(secret) in text
        room.clear(number)
    assert class_published.is_as_promised(room.shared)
    path = room.shared / "after_round_04.json"
    results = json.loads(path.read_text(encoding="utf-8"))
    results["rounds"][2]["Team 1"]["quarter"]["profit_fen"] += 1
    path.write_text(json.dumps(results), encoding="utf-8")
    assert not class_published.is_as_promised(room.shared)
    results["rounds"][2]["Team 1"]["quarter"]["profit_fen"] -= 1
    path.write_text(json.dumps(results | {"secret": "another"}), encoding="utf-8")
    assert not class_published.is_as_promised(room.shared)


def test_two_classes_have_luck_codes_and_promises_of_their_own(tmp_path):
    rooms = [class_game.open_class(tmp_path / str(at), "MKT301", 2) for at in range(4)]
    for what in ("luck", "code"):
        assert len({getattr(room, what) for room in rooms}) == 4
    assert len({room.about["promise"] for room in rooms}) == 4


def test_teams_meet_the_same_luck_and_do_not_touch_one_another(tmp_path):
    few, many = (class_game.open_class(tmp_path / str(size), "MKT301", size, seed=SEED) for size in (2, 9))
    for room in (few, many):
        team(room, "Team 1").hand_in(decision(13))
        room.clear(1)
    assert few.games()["Team 1"].accounts().equals(many.games()["Team 1"].accounts())


def test_where_they_compete_long_terms_of_the_others_cost_sales(tmp_path):
    sales = {}
    for days in ("N/0", "N/90"):
        room = class_game.open_class(tmp_path / days[2:], "MKT301", 4, seed=SEED, compete=True)
        team(room, "Team 1").hand_in(Decision.usual())
        for at in (2, 3, 4):
            team(room, f"Team {at}").hand_in(Decision(dict.fromkeys("ABCD", days), 400, 1))
        room.clear(1)
        quarter = room.games()["Team 1"].quarters[0]
        sales[days] = quarter.sales_fen
        assert quarter.market_days == {"N/0": 8, "N/90": 75}[days]
    assert sales["N/0"] > sales["N/90"]


# Opening ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [["A"], ["A", "a"], ["A B", "A_B"], ["A", "../x"], ["A", "<b>"], ["A", "=1"], ["A", ""], ["A", "x" * 25], ["A", "a\nb\x00"], ["A", "·"], [f"T{at}" for at in range(61)], 1])  # fmt: skip
def test_names_that_will_not_do_are_refused_and_nothing_is_left(tmp_path, names):
    with pytest.raises(Refused):
        class_game.open_class(tmp_path / "class", "MKT301", names)
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_opens_a_class_may_run_twice(tmp_path):
    room = class_game.open_class(tmp_path / "class", "MKT301", 3)
    again = class_game.open_class(tmp_path / "class", "MKT301", 3)
    assert again.about == room.about and again.luck == room.luck
    for course, teams, rounds in (("MKT302", 3, 8), ("MKT301", 4, 8), ("MKT301", 3, 4)):
        with pytest.raises(Refused):
            class_game.open_class(tmp_path / "class", course, teams, rounds)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.docx").write_text("")
    with pytest.raises(Refused):
        class_game.open_class(tmp_path / "other", "MKT301", 3)
    for rounds in (0, 9, 2.5):
        with pytest.raises(Refused):
            class_game.open_class(tmp_path / "third", "MKT301", 3, rounds)


def test_a_class_of_another_version_is_refused(room):
    path = room.shared / "game.json"
    path.write_text(json.dumps(room.about | {"rules": "credit-desk 0"}), encoding="utf-8")
    with pytest.raises(Refused):
        class_team.join(room.code, "A", room.shared)


# The debrief --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def finished():
    return class_example.after(8)


def test_a_score_is_the_sum_of_its_parts_to_the_fen(finished):
    games = finished.games()
    table = class_league.money(games)
    fen = (table * 100).round().astype("int64")
    assert (fen.drop(columns="score_cny").sum(axis=1) == fen["score_cny"]).all()
    assert (fen["score_cny"] == [game.score_fen for game in games.values()]).all()
    assert (table[["discounts_cny", "written_off_cny", "capital_cost_cny", "collection_cost_cny"]] <= 0).all().all()


def test_with_all_levers_of_the_best_a_team_is_the_best(finished):
    games = finished.games()
    best = games[class_debrief.best_of(games)]
    gains = class_debrief.decisive(games)
    assert len(gains) == 4 and (gains["behind_cny"] >= 0).all()
    for name, game in games.items():
        changed = game.decisions
        for lever in class_debrief.LEVERS:
            changed = class_debrief.with_lever(changed, best.decisions, lever)
        assert class_debrief.again(game, changed).score_fen == best.score_fen, name
        assert class_debrief.again(game).score_fen == game.score_fen
    assert class_debrief.best_team(finished) in finished.teams[:3], "no robot"
    one = class_debrief.decisive({"x": best, "y": best, "z": class_debrief.again(best)})
    assert (one.loc["z"] == 0).all()


def test_under_other_luck_somebody_is_first_each_time_and_the_class_luck_is_not_among_them(finished):
    table = class_debrief.other_luck(finished.games(), 6)
    assert table["first"].sum() >= 6 and (table["lowest_cny"] <= table["mean_cny"]).all() and (table["mean_cny"] <= table["highest_cny"]).all()
    assert table.equals(class_debrief.other_luck(finished.games(), 6))


def test_all_teams_lose_the_same_customers_and_only_what_they_were_owed(finished):
    games = finished.games()
    lost = class_debrief.failures(games)
    assert len(lost) and (lost[list(games)] >= 0).all().all()
    for name, game in games.items():
        assert round(lost[name].sum() * 100) == sum(quarter.written_off_fen for quarter in game.quarters)
    signs = class_debrief.signs_kept(games)
    assert signs["failed_next"].sum() == len(lost) and (signs["failed_next"] <= signs["shown"]).all()
    still_there = len(game.world.customers) * len(game.quarters) - sum(len(game.quarters) - quarter for quarter in lost["quarter"])
    assert signs["shown"].sum() == still_there


def test_questions_name_teams_and_are_worth_asking(finished):
    games = finished.games()
    asked = class_debrief.questions(games, class_debrief.decisive(games), class_debrief.other_luck(games, 4))
    assert len(asked) == len(set(asked)) >= 4 and any(class_debrief.best_of(games) in each for each in asked)


def test_a_class_in_which_all_did_the_same_has_a_debrief_too(tmp_path):
    room = class_game.open_class(tmp_path / "class", "MKT301", 2, rounds=1, seed=SEED)
    for name in room.teams:
        team(room, name).hand_in(Decision(dict.fromkeys("ABCD", "N/0"), 50, 0))
    room.clear(1)
    games = room.games()
    gains, luck = class_debrief.decisive(games), class_debrief.other_luck(games, 2)
    assert (gains == 0).all().all() and class_debrief.questions(games, gains, luck)
    for plot, table in ((class_pictures.plot_money, class_league.money(games)), (class_pictures.plot_luck, luck)):
        assert plot(table).figure.read_this


# Pages --------------------------------------------------------------------------------------------------


def test_the_league_table_calls_robots_robots_and_shows_names_as_text(finished):
    page = class_words.league_page(finished)
    robots = [name for name in finished.teams if class_league.player(name, finished.rounds()) != "team"]
    assert len(robots) == 2 and page.html.count("<i>") == 2
    assert all(f"<i>{name}" in page.html for name in robots) and all(name in page.words for name in finished.teams)


def test_a_team_s_page_hands_in_what_its_knobs_say(room):
    played(room, 1)
    page = TeamPage(team(room, "第一组"))
    assert page.decision == decision(8).as_dict() | {"stop": []}
    page.page()
    page.knobs["A"].value, page.knobs["effort"].value, page.stops["K07"].value = "N/90", 3, True
    page.button.click()
    kept_sheet = page.team.handed_in()[-1].decision
    assert kept_sheet["terms"]["A"] == "N/90" and kept_sheet["effort"] == 3 and "K07" in kept_sheet["stop"]
    assert "round_02_第一组.json" in page.answer.value and page.button.description.endswith("2")
    room.clear(2)
    page.button.click()
    assert not list(room.shared.glob("round_03_第一组*")), "nobody hands in for a round whose results they have not seen"
    page._again()
    assert page.button.description.endswith("3")
    page.button.click()
    assert list(room.shared.glob("round_03_第一组*"))
    (room.shared / "after_round_02.json").write_text("half a fi")
    page._again()
    assert "after_round_02.json" in page.said


def test_who_has_failed_cannot_be_stopped_and_is_not_on_the_sheet():
    room = class_example.after(8, 8)
    gone = [one["customer_id"] for one in team(room, room.teams[0]).results()["customers"][room.teams[0]] if one["state"] == "gone"]
    room.undo(8)
    page = TeamPage(team(room, room.teams[0]))
    page.set(stop=gone)
    page.page()
    state = {one["customer_id"]: one["state"] for one in page.team.results()["customers"][page.team.name]}
    assert gone and all(page.stops[name].disabled == (state[name] == "gone") for name in state)
    assert not any(state[name] == "gone" for name in page.decision["stop"])


def test_the_button_of_the_desk_clears_the_round_it_names_and_no_other(room):
    desk = ClassDesk(room)
    desk.page()
    room.clear(1)  # from another window
    desk.buttons["clear"].click()
    assert room.open_round == 2 and desk.shown == 2
    desk.buttons["clear"].click()
    desk.buttons["back"].click()
    assert room.open_round == 2
    played(room, 8)
    desk._look()
    assert desk.buttons["clear"].disabled and not desk.buttons["back"].disabled


def test_pages_speak_chinese(chinese, tmp_path):
    room = class_game.open_class(tmp_path / "class", "MKT301", 3, seed=SEED)
    page = TeamPage(team(room, "第 1 组"))
    words = "\n".join(page.lines()) + class_words.notice(room).words + "".join(class_sheet.fault_words(code) for code in class_sheet._FAULTS)
    room.clear(1)
    words += class_words.league_page(room).words + class_words.who_is_in(room.arrived()[0], 1).words
    for english in ("round", "team", "limit", "robot", "score", "file"):
        assert english not in words.lower(), english


def test_the_example_class_shows_each_kind_of_entry(finished):
    ways = {entry["from"] for one in finished.rounds() for entry in one["teams"].values()}
    assert ways == {"team", "repeated", "robot"} and sum(len(one["faults"]) for one in finished.rounds()) == 1
    assert replace(Fault("a", "late"), found="2").found == "2" and class_published.is_as_promised(finished.shared)


@pytest.mark.parametrize(("name", "head"), [("handbook.md", "### One class hour"), ("handbook.zh.md", "### 一节课上完")])
def test_the_plan_of_the_class_hour_in_the_handbook_adds_up(name, head):
    text = (Path(__file__).resolve().parents[1] / "teaching" / name).read_text(encoding="utf-8")
    plan = text.split(head)[1].split("###")[0]
    assert sum(int(minutes) for minutes in re.findall(r"^\| (\d+) \|", plan, re.M)) == 45
