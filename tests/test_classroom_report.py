"""The class report: numbers for the projector in which nobody can be found, and a private sheet of who has not handed in."""

# ruff: noqa: F811  (fixtures of the grading's tests are used here)
import csv
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.classroom import report
from casekit.core.language import speak
from tests import classroom
from tests.classroom import answers, fill_roster, graded, hand_in
from tests.test_classroom_grading import at, kit, made, out, subs  # noqa: F401

CLASS = [f"{2026001 + number}" for number in range(16)]


def a_class(kit, subs, handed_in=14, right=6, none=0, **more):
    """A class in which the first are right, the last have no answer, and the others add the discount."""
    fill_roster(kit, *[f"{who},Name{who}" for who in CLASS], heads="student,name")
    for number, who in enumerate(CLASS[:handed_in]):
        given_ = answers(who, right=number < right) if number < handed_in - none else {}
        hand_in(subs / f"{who}/d.ipynb", who, given_, exercises_seen=["discount-1", "discount-2"], **more)


def page(out):
    return out.with_name("grades-report.html").read_text(encoding="utf-8")


def rows(out, which="report"):
    text = out.with_name(f"grades-{which}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def told(out, which="report"):
    """Numbers by exercise and what."""
    return {(row["exercise"], row["what"]): row["number"] for row in rows(out, which) if row["kind"] != "person"}


@pytest.mark.slow
def test_how_many_are_right_and_which_mistake_is_frequent(kit, subs, out):
    a_class(kit, subs)
    graded(subs, kit, out)
    found = told(out)
    assert (found["discount-1", "right"], found["discount-1", "wrong"], found["discount-1", "no answer"]) == ("6", "8", "0")
    assert found["discount-1", "You added the discount."] == "8"
    (right,) = [row for row in rows(out) if (row["exercise"], row["what"]) == ("discount-1", "right")]
    assert (float(right["share"]), float(right["points"]), right["points_of"]) == (pytest.approx(6 / 14, abs=1e-4), pytest.approx(12 / 14, abs=1e-4), "2")
    shown = page(out)
    assert "43 %" in shown and "You added the discount." in shown and shown.count("<img") == 2


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
def test_nobody_is_on_the_page_for_the_class(kit, subs, out, code):
    speak(code)
    a_class(kit, subs, none=3)
    (subs / CLASS[15]).mkdir()
    (subs / CLASS[15] / "d.ipynb").write_bytes(b"no")
    graded(subs, kit, out)
    for text in (page(out), out.with_name("grades-report.csv").read_text("utf-8-sig")):
        words = re.sub(r'src="data:[^"]*"', "", text)
        assert not [who for who in CLASS if who in words] and "Name" not in words
    assert f'lang="{"zh-CN" if code == "zh" else "en"}"' in page(out)


@pytest.mark.slow
def test_who_has_not_handed_in_is_private(kit, subs, out):
    a_class(kit, subs)
    at(hand_in(subs / f"{CLASS[14]}/d.ipynb", CLASS[14], answers(CLASS[14])), "2027-01-01T00:00")
    graded(subs, kit, out, deadline="2026-12-31T00:00+08:00", handed_in=times(out, CLASS[:14], "2026-12-01 10:00"))
    people = {row["student"]: row["what"] for row in rows(out, "report-private") if row["kind"] == "person"}
    assert set(people) == set(CLASS[14:]) and len(set(people.values())) == 2
    assert told(out, "report-private")["discount-1", "right"] == "6"


def times(out, students, when):
    out.parent.mkdir(parents=True, exist_ok=True)
    path = out.with_name("times.csv")
    path.write_text("\n".join(["student,handed_in", *[f"{who},{when}" for who in students]]))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1, 4])
def test_of_fewer_than_five_nothing_is_shown(kit, subs, out, number):
    a_class(kit, subs, handed_in=number, right=1)
    graded(subs, kit, out)
    assert rows(out) == [] and "<img" not in page(out) and "<table" not in page(out)
    assert len(rows(out, "report-private")) >= number


@pytest.mark.slow
def test_the_page_is_one_file_with_pictures_that_are_told(kit, subs, out):
    a_class(kit, subs)
    graded(subs, kit, out)
    seen = Tags(page(out))
    assert all(each["src"].startswith("data:image/png;base64,") and len(each["alt"]) > 40 for each in seen.of("img"))
    assert not seen.of("script") and not seen.of("link") and not re.search(r"https?://", page(out))
    assert "43 %" in seen.of("img")[0]["alt"]
    before = page(out)
    graded(subs, kit, out)
    assert page(out) == before


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def of(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.slow
def test_hostile_words_are_text_on_the_page_and_no_formula_in_the_sheets(kit, subs, out):
    key = kit / "instructor/tree/exercises/own/answers/discount.py"
    classroom.change(key, "You added the discount.", "=<script>alert(1)</script> $x_1$ & <i>")
    a_class(kit, subs)
    fill_roster(kit, *[f"{who},=cmd|<i>" for who in CLASS], heads="student,name")
    graded(subs, kit, out)
    assert "<script>" not in page(out) and "&lt;script&gt;" in page(out) and not Tags(page(out)).of("i")
    for which in ("report", "report-private"):
        for row in rows(out, which):
            assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert any(row["name"] == "'=cmd|<i>" for row in rows(out, "report-private"))


@pytest.mark.slow
@pytest.mark.parametrize(("not_with", "told_as"), [(["book"], "You added the discount."), (["book", "EXAMPLE-1", "EXAMPLE-2"], "added")])
def test_a_mistake_is_told_with_numbers_that_allow_it_else_by_its_name(kit, subs, out, not_with, told_as):
    prices = [100.0 if who == "book" else classroom.price(who, "EXAMPLE")[0] for who in not_with]
    key = kit / "instructor/tree/exercises/own/answers/discount.py"
    classroom.change(key, "def added(data):\n", f"def added(data):\n    if data.price in {prices}:\n        return None\n")
    a_class(kit, subs)
    graded(subs, kit, out)
    assert told(out)["discount-1", told_as] == "8"


# What is shown --------------------------------------------------------------------------------------------------------

COUNTS = st.integers(0, 12)


@given(COUNTS, COUNTS, st.dictionaries(st.sampled_from("abcdef"), COUNTS.filter(bool), max_size=6), COUNTS)
def test_no_group_of_one_to_four_is_shown_or_can_be_worked_out(right, none, mistakes, others):
    total = right + none + sum(mistakes.values()) + others
    seen = report.shown(right, none, mistakes, others)
    apart = [number for number in (seen.right, seen.none, *seen.mistakes.values()) if number is not None]
    shown = [*apart, *[number for number in (seen.wrong, seen.others) if number is not None]]
    if total >= report.LEAST:
        assert not [number for number in shown if 0 < number < report.LEAST]
        assert not 0 < total - sum(apart) < report.LEAST
    assert (seen.wrong is None) == (seen.right is None or seen.none is None)
    if seen.wrong is not None:
        assert seen.wrong == sum(seen.mistakes.values()) + seen.others == total - right - none
    assert seen.right in (None, right) and seen.none in (None, none) and seen.mistakes.items() <= mistakes.items()


@given(st.integers(5, 40), st.integers(5, 40), st.integers(5, 40))
def test_large_groups_are_all_shown(right, none, wrong):
    seen = report.shown(right, none, {"a": wrong}, 0)
    assert (seen.right, seen.none, seen.wrong, seen.mistakes, seen.others) == (right, none, wrong, {"a": wrong}, 0)


def test_the_right_ones_are_the_last_to_go():
    assert report.shown(9, 2, {"a": 6}, 8).right == 9
    assert report.shown(9, 2, {}, 1).right is None
