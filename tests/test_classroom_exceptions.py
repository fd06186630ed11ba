"""What is agreed with one student alone: days more, late work that counts, why; and the log of it."""

# ruff: noqa: F811  (fixtures of the grading's tests are used here)
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.classroom import counting, exceptions, roster, sheets
from casekit.classroom.exceptions import Rules, span
from casekit.errors import Refused
from tests import classroom
from tests.classroom import answers, fill_roster, graded, hand_in
from tests.test_classroom_grading import BEIJING, A, B, C, at, kit, made, out, subs  # noqa: F401

HEADS = "student,name,extra_days,late,reason,deadline"


def logged(out):
    """The rows of the log by student and rule."""
    return {(row["student"], row["rule"]): row for _, row in sheets.read(out.with_name("grades-exceptions.csv"))}


@pytest.mark.parametrize(("text", "hours"), [
    ("2", 48), ("2d", 48), (" 2 D ", 48), ("48h", 48), ("2 days", 48), ("1 day", 24), ("2 天", 48), ("36 小时", 36), ("1.5", 36), ("366", 366 * 24),
])  # fmt: skip
def test_a_span_of_days_or_hours(text, hours):
    assert span(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "  ", "0", "0h", None])
def test_no_span(text):
    assert span(text) is None


@pytest.mark.parametrize("text", ["-2", "two", "2 weeks", "367", "9000h", "1e3", "nan", "2d 3h", "=1+1", "2.", "2,5", "２ｗ"])
def test_nonsense_is_no_span(text):
    with pytest.raises(Refused):
        span(text)


@pytest.mark.slow
@pytest.mark.parametrize("row", [
    f"{A},Ann,-2,,,", f"{A},Ann,,perhaps,,", f"{A},Ann,2,,,2026-12-23T23:59+08:00", f"{A},Ann,,,,tomorrow", f"{A},Ann,,,ill,", f"{A},Ann,,,,2026-12-23T23:59",
])  # fmt: skip
def test_a_roster_with_nonsense_is_refused_with_its_row(kit, subs, out, row):
    fill_roster(kit, row, heads=HEADS)
    with pytest.raises(Refused) as refused:
        graded(subs, kit, out)
    assert "2" in refused.value.found and not out.exists()


@pytest.mark.slow
def test_ann_has_two_days_more_and_the_log_says_so(kit, subs, out):
    fill_roster(kit, f"{A},Ann,2,,ill,", f"{B},Bo,,,,", f"{C},Cy,48h,,,", heads=HEADS)
    for who in (A, B):
        at(hand_in(subs / f"{who}/d.ipynb", who, answers(who)), "2026-12-22T23:59")
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE)
    assert (rows[f"{A}/d.ipynb"]["status"], rows[f"{B}/d.ipynb"]["status"]) == ("ok", "late")
    log = logged(out)
    assert set(log) == {(A, "extra_days"), (C, "extra_days")}
    row = log[A, "extra_days"]
    assert (row["lesson"], row["from"], row["reason"]) == ("discount", classroom.DEADLINE.replace("+", ":00+"), "ill")
    assert row["to"] == "2026-12-22T23:59:00+08:00" and f"{A}/d.ipynb" in row["effect"]
    assert log[C, "extra_days"]["effect"] != row["effect"]
    at(subs / f"{A}/d.ipynb", "2026-12-23T00:00")
    assert graded(subs, kit, out, deadline=classroom.DEADLINE)[f"{A}/d.ipynb"]["status"] == "late"


@pytest.mark.slow
@pytest.mark.parametrize(("whole", "own", "counts"), [("hold", "count", "yes"), ("count", "hold", "no"), ("hold", "hold", "no"), ("count", "count", "yes")])
def test_late_work_of_one_student(kit, subs, out, whole, own, counts):
    fill_roster(kit, f"{A},Ann,,{own},agreed,", f"{B},Bo,,,,", heads=HEADS)
    for who in (A, B):
        at(hand_in(subs / f"{who}/d.ipynb", who, answers(who)), "2026-12-24T10:00")
    rows = graded(subs, kit, out, deadline=classroom.DEADLINE, late=whole)
    assert (rows[f"{A}/d.ipynb"]["counts"], rows[f"{A}/d.ipynb"]["status"]) == (counts, "late")
    assert rows[f"{B}/d.ipynb"]["counts"] == ("yes" if whole == "count" else "no")
    row = logged(out)[A, "late"]
    assert (row["from"], row["to"]) == (whole, own) and (whole == own) == (row["effect"] == "none")


@pytest.mark.slow
def test_without_a_deadline_a_rule_is_logged_as_one_without_effect(kit, subs, out):
    fill_roster(kit, f"{A},Ann,2,count,,", heads=HEADS)
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    assert graded(subs, kit, out)[f"{A}/d.ipynb"]["status"] == "ok"
    assert len({row["effect"] for row in logged(out).values()}) == 1


@pytest.mark.slow
def test_without_exceptions_the_log_is_empty_and_headings_are_chinese_too(kit, subs, out):
    hand_in(subs / f"{A}/d.ipynb", A, answers(A))
    graded(subs, kit, out)
    assert not logged(out)
    fill_roster(kit, f"{A},安,2 天,计分,=病假", heads="学号,姓名,延期天数,迟交,延期原因")
    graded(subs, kit, out)
    assert logged(out)[A, "late"]["to"] == "count" and "'=病假" in out.with_name("grades-exceptions.csv").read_text("utf-8")


def test_the_form_of_a_roster_has_the_columns_in_both_languages(tmp_path):
    for code in ("en", "zh"):
        roster.form(tmp_path / "r.csv", code)
        sheet = (tmp_path / "r.csv").read_text("utf-8-sig").strip()
        (tmp_path / "r.csv").write_text(f"{sheet}\n2026001,Ann,,,,,,,ann,,2d,count,ill\n", encoding="utf-8")
        person = roster.read(tmp_path / "r.csv").people["2026001"]
        assert person.rules == Rules(None, timedelta(days=2), "count", "ill") and person.hub_user == "ann"


MOMENTS = st.integers(0, 200).map(lambda hours: datetime(2026, 12, 20, tzinfo=BEIJING) + timedelta(hours=hours))


@given(
    times=st.lists(MOMENTS, min_size=1, max_size=5), deadline=MOMENTS, late_counts=st.booleans(),
    rules=st.builds(Rules, st.none() | MOMENTS, st.none(), st.sampled_from(["", "hold", "count"])) | st.builds(Rules, st.none(), st.integers(1, 90).map(lambda h: timedelta(hours=h)), st.sampled_from(["", "hold", "count"])),
)  # fmt: skip
def test_which_counts_and_what_the_log_says_agree(times, deadline, late_counts, rules):
    files = [
        SimpleNamespace(sub=SimpleNamespace(at=when, shown=f"{number}.ipynb", marked_late=False, at_from="zip"))
        for number, when in enumerate(times)
    ]
    due, counts = rules.due(deadline), rules.counts_late(late_counts)
    best = counting.chosen(files, due, counts)
    in_time = [file for file in files if file.sub.at <= due]
    assert (best is None) == (not in_time and not counts)
    assert best is None or best.sub.at == max(file.sub.at for file in in_time or files)
    if rules.extra:
        assert due == deadline + rules.extra and (not in_time or best.sub.at <= due)
    for row in exceptions._rows(files, rules, deadline, late_counts):
        without = Rules(late=rules.late) if row["rule"] != "late" else Rules(rules.deadline, rules.extra)
        before = counting.chosen(files, without.due(deadline), without.counts_late(late_counts))
        assert (row["effect"] == "none") == (best is before)
        assert best is before or best is None or best.sub.shown in row["effect"]
