"""Marking spread over machines: each file in one part, and the parts merged give what one machine gives, to the byte."""

# ruff: noqa: F811  (fixtures of the grading's tests are used here)
import json
import shutil
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.classroom import parts
from casekit.classroom.grading import grade
from casekit.core.language import speak
from casekit.errors import Refused
from tests import classroom
from tests.classroom import StandIn, answers, fill_roster, graded, hand_in
from tests.test_classroom_grading import A, B, at, kit, made, out, subs  # noqa: F401

CLASS = [f"{2026001 + number}" for number in range(12)]


def a_class(kit, subs):
    """Submissions of every kind: wrong and right, claimed twice, of nobody, alike, late, in several pieces."""
    fill_roster(kit, *[f"{who},N{who},{'2' if who == B else ''}" for who in CLASS], heads="student,name,extra_days")
    for number, who in enumerate(CLASS[:9]):
        at(hand_in(subs / f"{who}/d.ipynb", who, answers(who, right=number % 3 > 0)), "2026-12-20T10:00")
    at(hand_in(subs / f"{B}/late.ipynb", B, answers(B)), "2026-12-22T10:00")
    for folder in ("x", "y"):
        at(hand_in(subs / f"{folder}/d.ipynb", CLASS[9], answers(CLASS[9], right=folder == "x")), "2026-12-20T11:00")
    at(hand_in(subs / "z/d.ipynb", "999999", answers(A)), "2026-12-20T11:00")
    shutil.copy2(subs / f"{A}/d.ipynb", subs / "again.ipynb")
    at(hand_in(subs / "mallory/d.ipynb", A, answers(A, right=False)), "2026-12-20T12:00")
    (subs / CLASS[10]).mkdir()
    at(subs / CLASS[10], "2026-12-20T10:00")
    (subs / CLASS[10] / "d.ipynb").write_bytes(b"\xff\xfe\x00")
    at(subs / CLASS[10] / "d.ipynb", "2026-12-20T10:00")


def written(out):
    """All that a marking wrote beside its sheet, journal and lock left out."""
    return {
        str(path.relative_to(out.parent)): path.read_bytes()
        for path in sorted(out.parent.rglob("*"))
        if path.is_file() and not path.name.endswith((".jsonl", ".lock"))
    }


@pytest.mark.slow
@pytest.mark.parametrize("of", [1, 3, 7])
def test_parts_merged_are_what_one_machine_gives(kit, subs, tmp_path, of):
    a_class(kit, subs)
    how = {"deadline": classroom.DEADLINE, "late": "hold"}
    one = tmp_path / "one/grades.csv"
    graded(subs, kit, one, **how)
    ran = []
    for number in range(1, of + 1):
        StandIn.ran.clear()
        assert graded(subs, kit, tmp_path / f"machine{number}/grades.csv", part=f"{number}/{of}", **how) == {}
        ran += [str(number)] * len(StandIn.ran)
        names = sorted(path.name for path in (tmp_path / f"machine{number}").iterdir())
        assert names == [f"grades-part-{number:02}-of-{of:02}-journal.jsonl"]
    StandIn.ran.clear()
    merged = tmp_path / "merged/grades.csv"
    journals = sorted(tmp_path.glob("machine*"), reverse=True)
    graded(subs, kit, merged, merge=journals, **how)
    assert not StandIn.ran and ran
    assert written(merged) == written(one)
    graded(subs, kit, merged, **how)  # and again, with nothing to merge any more
    assert not StandIn.ran and written(merged) == written(one)


@pytest.mark.slow
def test_what_no_part_ran_runs_where_they_are_merged(kit, subs, out, tmp_path, capsys):
    a_class(kit, subs)
    graded(subs, kit, tmp_path / "p/grades.csv", part="1/2")
    StandIn.ran.clear()
    journal = tmp_path / "p/grades-part-01-of-02-journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])  # a power cut
    graded(subs, kit, out, merge=[journal])
    assert 0 < len(StandIn.ran) < 16
    one = tmp_path / "one/grades.csv"
    graded(subs, kit, one)
    assert written(out) == written(one)


@pytest.mark.slow
def test_a_part_of_another_kit_or_key_is_refused_and_nothing_is_taken(kit, subs, out, tmp_path):
    a_class(kit, subs)
    graded(subs, kit, tmp_path / "grades.csv", part="1/1")
    journal = tmp_path / "grades-part-01-of-01-journal.jsonl"
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    for wrong in ({"kit": "other"}, {"key": "other"}):
        changed = [{**line, **wrong} if line["what"] == "begin" else line for line in lines]
        other = tmp_path / "x-part-01-of-01-journal.jsonl"
        other.write_text("\n".join(map(json.dumps, changed)))
        with pytest.raises(Refused):
            graded(subs, kit, out, merge=[other])
    for given_ in ([tmp_path / "none.jsonl"], [subs]):
        with pytest.raises(Refused):
            graded(subs, kit, out, merge=given_)
    assert not out.exists()


@pytest.mark.slow
def test_lines_that_are_none_do_no_harm(kit, subs, out, tmp_path):
    a_class(kit, subs)
    graded(subs, kit, tmp_path / "grades.csv", part="1/1")
    journal = tmp_path / "grades-part-01-of-01-journal.jsonl"
    with open(journal, "a", encoding="utf-8") as file:
        file.write('[]\n7\n{"what": "run"}\n{"what": "marks", "marks": {}}\n{"what": "other"}\nno json\n')
    graded(subs, kit, out, merge=[journal])
    one = tmp_path / "one/grades.csv"
    graded(subs, kit, one)
    assert written(out) == written(one)


@pytest.mark.slow
def test_a_part_goes_on_where_it_stopped(kit, subs, tmp_path):
    a_class(kit, subs)
    for _ in range(2):
        StandIn.ran.clear()
        graded(subs, kit, tmp_path / "grades.csv", part="1/2")
    assert not StandIn.ran


@pytest.mark.slow
def test_a_part_says_what_it_did_in_both_languages(kit, subs, tmp_path, capsys):
    a_class(kit, subs)
    for code in ("en", "zh"):
        speak(code)
        grade(subs, kit, tmp_path / f"{code}.csv", runner=StandIn, part="2/3")
        assert f"{code}-part-02-of-03-journal.jsonl" in capsys.readouterr().out


@pytest.mark.parametrize("part", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/2/3", "", "1/1001", "٣/٤", "1.5/3"])
def test_no_part(part):
    with pytest.raises(Refused):
        parts.share(part)


SUBS = st.builds(
    lambda places, unit: SimpleNamespace(places=places, unit=unit),
    st.lists(st.sampled_from(CLASS), max_size=2), st.text(max_size=6),
)  # fmt: skip


@given(st.lists(SUBS, max_size=20), st.integers(1, 40))
def test_every_file_is_in_exactly_one_part_and_one_persons_together(subs, of):
    shares = [[mine for mine in range(1, of + 1) if parts.holds((mine, of), sub)] for sub in subs]
    assert all(len(mine) == 1 for mine in shares)
    of_whom = {}
    for sub, mine in zip(subs, shares, strict=True):
        assert of_whom.setdefault(parts.whose(sub), mine) == mine
    assert all(parts.holds(None, sub) for sub in subs)


def test_a_share_is_the_same_on_every_machine():
    assert [parts.place_of(who, 10) for who in CLASS[:6]] == [10, 7, 7, 10, 4, 7]
    sizes = [sum(parts.place_of(f"{2026001 + n}", 10) == mine for n in range(1000)) for mine in range(1, 11)]
    assert min(sizes) > 70 and sum(sizes) == 1000
