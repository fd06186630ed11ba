"""Sheets: no formulas, readable by spreadsheets, read back from them; times; rosters; the sheet for marking by hand; gradebooks."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.classroom import by_hand, gradebooks, roster, sheets, times
from casekit.classroom.kits import Kit
from casekit.core.harmless import harmless
from casekit.errors import Refused

BEIJING = timezone(timedelta(hours=8))


def cells(data):
    """A sheet as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# Formulas --------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_no_text_starts_a_formula(text):
    [_, [cell]] = cells(sheets.encoded(["a"], [{"a": text}])) if text.strip("\0") else (0, [""])
    assert not cell.lstrip(" \u00a0\u3000").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    )


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1", "＝1", "|cmd"]
)
def test_what_a_spreadsheet_would_run_is_text_and_reads_back_as_it_was(text, tmp_path):
    sheets.write(tmp_path / "a.csv", ["a", "b"], [{"a": text, "b": "x"}])
    assert cells((tmp_path / "a.csv").read_bytes())[1][0].startswith("'")
    assert sheets.read(tmp_path / "a.csv")[0][1]["a"].strip() == text.strip()


def test_a_sheet_is_utf8_with_a_mark_and_windows_line_ends(tmp_path):
    sheets.write(tmp_path / "a.csv", ["学号"], [{"学号": "2026001"}, {"学号": "\ud800"}])
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == 3 and "学号".encode() in data


# Reading back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_save_is_read(tmp_path, encoding, separator):
    lines = [["学号", "姓名"], ["2026001", "张三"], ["2026002", "李四"], ["", ""], ["2026003", "王小明"]]
    (tmp_path / "a.csv").write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    found = sheets.read(tmp_path / "a.csv", ["student"], roster.NAMES)
    assert [(row, cells["student"], cells["name"]) for row, cells in found] == [
        (2, "2026001", "张三"),
        (3, "2026002", "李四"),
        (5, "2026003", "王小明"),
    ]


def test_a_workbook_is_read(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in (["Student", "Name"], [2026001, "张三"], [None, None], ["0012", "Li"]):
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    assert [(row, cells["student"]) for row, cells in sheets.read(tmp_path / "a.xlsx", ["student"])] == [
        (2, "2026001"),
        (4, "0012"),
    ]


@pytest.mark.parametrize("words", ["", "name\nx", "student,student\n1,2"])
def test_missing_or_double_headings_are_refused(tmp_path, words):
    (tmp_path / "a.csv").write_text(words)
    with pytest.raises(Refused, match="student"):
        sheets.read(tmp_path / "a.csv", ["student"])


def test_a_damaged_workbook_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(Refused, match="CSV UTF-8"):
        sheets.read(tmp_path / "a.xlsx")


ANY = st.text(st.characters(exclude_categories=()))  # halves of characters too


@given(
    ANY
    | st.sampled_from(
        ["'=1", "''=1", "'", "' \t=1", "\u200b=1", "\ufeff=1", "\u3000＝1", "a\0b", "=" * 9, "\r\r\n"]
    )
)
def test_any_text_goes_out_and_comes_back_the_same_each_time(tmp_path_factory, text):
    sheet = tmp_path_factory.getbasetemp() / "any.csv"
    sheets.write(sheet, ["a", "b"], [{"a": text, "b": "x"}])
    [(_, row)] = sheets.read(sheet)
    assert row["a"] == harmless(text, lines=True).strip() and row["b"] == "x"
    before = sheet.read_bytes()
    sheets.write(sheet, ["a", "b"], [{**row, "a": row["a"]}])
    assert sheets.read(sheet)[0][1] == row
    if text.strip() == text:
        assert sheet.read_bytes() == before


@pytest.mark.parametrize("sign", ["x", "=", "é", "文", "😀", "\x1b", '"', "\n", "'"])
def test_no_cell_is_longer_than_excel_holds_and_it_says_so(tmp_path, sign):
    sheets.write(tmp_path / "a.csv", ["a"], [{"a": sign * 100_000}])
    [_, [cell]] = cells((tmp_path / "a.csv").read_bytes())
    assert len(cell.encode("utf-16-le")) <= 2 * 32_767 and "characters; the whole stands" in cell
    assert sheets.read(tmp_path / "a.csv")[0][1]["a"]


def test_a_cell_of_any_length_is_read(tmp_path):
    (tmp_path / "old.csv").write_text("student,text\n1," + "x" * 3_000_000 + "\n", encoding="utf-8")
    assert len(sheets.read(tmp_path / "old.csv")[0][1]["text"]) == 3_000_000


def test_a_sheet_of_ours_saved_by_a_chinese_excel_is_read_whatever_a_student_wrote(tmp_path):
    rare = "龘靐齉爩鱻麤".encode("gb18030").decode("gb18030") * 50
    (tmp_path / "a.csv").write_bytes(f"行号,学号,文字答案\r\nr-1-x,1,{rare}\r\n".encode("gb18030"))
    assert sheets.read(tmp_path / "a.csv", ["student"], by_hand.NAMES)[0][1]["text"] == rare


@pytest.mark.parametrize(
    "spoil", [lambda data: data[: len(data) // 2], lambda data: data.replace(b"sheet1.xml", b"sheet9.xml")]
)
def test_a_workbook_damaged_anyhow_is_a_refusal(tmp_path, spoil):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["student"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").write_bytes(spoil((tmp_path / "a.xlsx").read_bytes()))
    with pytest.raises(Refused, match="a.xlsx"):
        sheets.read(tmp_path / "a.xlsx")


# Times -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [
    "HW1_2026001_attempt_2026-12-20-23-59-05_03.ipynb", "20261220_235905 03.ipynb", "2026-12-20T23_59_05/03.ipynb", "2026.12.20 23-59-05.ipynb",
])  # fmt: skip
def test_the_stamp_of_a_platform_is_read(name):
    assert times.stamp(name, BEIJING) == datetime(2026, 12, 20, 23, 59, 5, tzinfo=BEIJING)


@pytest.mark.parametrize(
    "name",
    [
        "2026001_03_screening.ipynb",
        "202612202359.ipynb",
        "2026-13-40 23-59.ipynb",
        "20261220.ipynb",
        "zhang_12345_678901_03.ipynb",
    ],
)
def test_a_number_is_not_taken_for_a_stamp(name):
    assert times.stamp(name, BEIJING) is None


def test_moments_need_a_time_zone_and_lists_may_leave_it_out():
    assert times.moment("2026-12-20T23:59+08:00", "x").utcoffset() == timedelta(hours=8)
    assert times.local("2026/12/20 23:59", BEIJING) == datetime(2026, 12, 20, 23, 59, tzinfo=BEIJING)
    assert times.local("2026-12-20T15:59Z", BEIJING) == datetime(2026, 12, 20, 23, 59, tzinfo=BEIJING)
    assert times.local("soon", BEIJING) is None


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (timedelta(seconds=5), "1 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_lateness_in_words(late, words):
    assert times.by_how_much(late) == words


# The roster ----------------------------------------------------------------------------------------------------


def people(tmp_path, *lines, heads="student,name,folder,deadline"):
    (tmp_path / "roster.csv").write_text("\n".join([heads, *lines]), encoding="utf-8")
    return roster.read(tmp_path / "roster.csv")


def test_numbers_are_compared_as_students_declare_them(tmp_path):
    ours = people(tmp_path, "２０２６００１ａ,张三,,")
    assert "2026001A" in ours and ours.name("2026001A") == "张三"


@pytest.mark.parametrize(("lines", "match"), [
    (["2026001,a,,", "2026001,b,,"], "row 3: 2026001 stands in row 2 already"),
    (["2.02601E+11,a,,"], "row 2: 2.02601E.11 is what a spreadsheet made of a long number"),
    (["2026001,a,,", ",b,,"], "row 3: '' is no student number"),
    (["20 26/001,a,,"], "is no student number"),
    (["2026001,a,,next week"], "row 2: deadline"),
])  # fmt: skip
def test_rows_that_cannot_be_are_named(tmp_path, lines, match):
    with pytest.raises(Refused, match=match):
        people(tmp_path, *lines)


def test_the_form_of_a_roster_is_empty_and_can_be_read(tmp_path):
    for code in ("en", "zh"):
        roster.form(tmp_path / f"{code}.csv", code)
        assert not roster.read(tmp_path / f"{code}.csv")


@pytest.mark.parametrize(("shown", "who"), [
    ("2026001/03.ipynb", ["2026001"]), ("03_2026001.ipynb", ["2026001"]), ("张三2026001作业.ipynb", ["2026001"]), ("20260011/03.ipynb", []),
    ("A2026001/03.ipynb", []), ("２０２６００１/03.ipynb", ["2026001"]), ("张三_12_assignsubmission_file_/03.ipynb", ["2026001"]),
    ("张三_123_assignsubmission_file_/03.ipynb", ["2026003"]), ("zhangsan_77_901_03.ipynb", ["2026004"]), ("2026001/2026003.ipynb", ["2026001", "2026003"]),
    ("12/x.ipynb", []), ("hw/2026001/deep/03.ipynb", ["2026001"]),
])  # fmt: skip
def test_whose_a_place_is(tmp_path, shown, who):
    ours = people(
        tmp_path, "2026001,张三,张三_12,", "2026003,张三,张三_123,", "2026004,Zhang,zhangsan_77,", "12,x,,"
    )
    assert ours.placed(shown) == who


def test_near_matches_are_named_and_nothing_else(tmp_path):
    ours = people(tmp_path, "2026001,a,,", "2026010,b,,", "3099999,c,,")
    assert (
        ours.near("2026011")[0] in ("2026001", "2026010") and ours.near("xyz") == [] and ours.near("") == []
    )


# Marking by hand -------------------------------------------------------------------------------------------------


def row(student, text, exercise="x-1", of=3):
    parts = [["why", text]]
    return {
        "row": by_hand.key(student, exercise, parts),
        "student": student,
        "exercise": exercise,
        "text": f"why: {text}",
        "of": of,
    }


def test_points_typed_in_are_kept_and_follow_the_answer(tmp_path):
    sheet = tmp_path / "by-hand.csv"
    by_hand.write(sheet, by_hand.filled([row("1", "first"), row("2", "second")], {}), "zh")
    words = sheet.read_text(encoding="utf-8-sig")
    first, second = row("1", "first")["row"], row("2", "second")["row"]
    lines = [
        line.replace(",3,,,", ",3,2.5,good,") if line.startswith(first) else line
        for line in words.splitlines()
    ]
    sheet.write_text("\n".join(lines), encoding="gb18030")  # as Excel saves it
    given = by_hand.read(sheet)
    assert given[first]["points"] == 2.5 and given[second]["points"] is None
    again = by_hand.filled([row("1", "first"), row("2", "other words")], given)
    assert [each["points"] for each in again] == [2.5, ""] and again[0]["comment"] == "good"
    changed = by_hand.filled([row("1", "now something else"), row("2", "second")], given)
    assert changed[0]["points"] == "" and changed[0]["before"] == "2.5 good"
    gone = by_hand.filled([row("2", "second")], given)
    assert gone[1]["points"] == 2.5 and gone[1]["student"] == "1"


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ("4", "row 2 .1, x-1.: 4 is not from 0 to 3"),
        ("-1", "not from 0 to 3"),
        ("two", "'two' is no number"),
        ("nan", "not from"),
        ("inf", "not from"),
    ],
)
def test_points_that_cannot_be_are_refused_with_the_row_and_nothing_is_lost(tmp_path, points, fault):
    sheet = tmp_path / "by-hand.csv"
    by_hand.write(sheet, [{**row("1", "first"), "points": points}, {**row("2", "second"), "points": 3}], "en")
    before = sheet.read_bytes()
    with pytest.raises(Refused, match=fault):
        by_hand.read(sheet)
    assert sheet.read_bytes() == before


@pytest.mark.parametrize(("typed", "points"), [("2,5", 2.5), ("０", None), ("0", 0), ("3.0", 3), (" ", None)])
def test_points_as_people_type_them(tmp_path, typed, points):
    sheet = tmp_path / "by-hand.csv"
    by_hand.write(sheet, [{**row("1", "first"), "points": typed}], "en")
    [found] = by_hand.read(sheet).values()
    assert found["points"] == (0 if typed == "０" else points)


def test_the_same_row_twice_is_refused(tmp_path):
    by_hand.write(tmp_path / "a.csv", [row("1", "first"), row("1", "first")], "en")
    with pytest.raises(Refused, match="there twice"):
        by_hand.read(tmp_path / "a.csv")


def by_hand_row(parts):
    kit = Kit(
        None,
        "k",
        "MKT301",
        "en",
        {"x-1": {"title": ["a", "b"], "by_hand": 3, "rubric": [[3, "c", "d"]]}},
        roster=roster.Roster(),
    )
    return by_hand._row("1", "x-1", parts, kit)


def test_a_long_field_does_not_push_another_out_of_the_cell(tmp_path):
    parts = [
        ["a", "x" * 99_000],
        ["forged\nwhy", "y" * 30],
        ["why", "The reason that is to be read, of some length."],
    ]
    told = by_hand_row(parts)
    assert (
        parts[2][1] in told["text"] and len(told["text"]) < sheets.LONGEST and told["text"].count("\n") == 2
    )
    sheet = by_hand.filled([told], {})
    by_hand.write(tmp_path / "a.csv", sheet, "en")
    assert by_hand.read(tmp_path / "a.csv").keys() == {told["row"]}
    assert by_hand_row([["a", "x" * 98_999 + "y"], *parts[1:]])["row"] != told["row"]


def test_a_thousand_fields_fit_a_cell(tmp_path):
    told = by_hand_row([[f"\u202e{n}", "\x1b" * 90] for n in range(1000)])
    by_hand.write(tmp_path / "a.csv", by_hand.filled([told], {}), "en")
    [_, line] = cells((tmp_path / "a.csv").read_bytes())
    assert max(map(len, line)) <= sheets.LONGEST and by_hand.read(tmp_path / "a.csv")


def test_a_comment_too_long_for_a_cell_is_named_and_not_cut(tmp_path):
    for size in (32_766, 32_767):
        (tmp_path / "a.csv").write_text(
            f"row,student,exercise,of,points,comment\nr-1-x,1,x-1,3,2,{'c' * size}\n"
        )
        if size == 32_766:
            assert len(by_hand.read(tmp_path / "a.csv")["r-1-x"]["comment"]) == size
    with pytest.raises(Refused, match="row 2 .1, x-1.: the comment has 32,767 characters"):
        by_hand.read(tmp_path / "a.csv")


def test_the_name_of_a_row_is_nothing_a_spreadsheet_would_change():
    for number in range(200):
        name = by_hand.key(str(number), "x-1", [["why", "text"]])
        assert name.startswith("r-") and name.endswith("-x") and len(name) == 14


# Gradebooks --------------------------------------------------------------------------------------------------------


@pytest.fixture
def kit():
    exercises = {
        f"{lesson}-{n}": {"lesson": lesson, "notebook": notebook, "points": 2, "by_hand": 1}
        for lesson, notebook in (("screening", "03_screening"), ("mine", "mine"))
        for n in (1, 2)
    }
    named = [
        roster.Person("2026001", "张三", more={"email": "a@x.edu", "canvas_id": "77", "section": "1 班"}),
        roster.Person("2026002", "=cmd", more={"email": "b@x.edu"}),
    ]
    return Kit(None, "k", "MKT301", "en", exercises, roster=roster.Roster(named))


def test_moodle_gets_a_user_in_every_row_and_numbers_alone(kit):
    heads, rows = gradebooks.moodle(
        {"2026002": {"screening": 4.5}, "2026001": {"screening": 0, "mine": 6}}, kit, ["screening", "mine"]
    )
    table = cells(sheets.encoded(heads, rows))
    assert table == [
        ["ID number", "Email address", "MKT301 03 Screening by weighted scores", "MKT301 mine"],
        ["2026001", "a@x.edu", "0", "6"],
        ["2026002", "b@x.edu", "4.5", ""],
    ]


def test_moodle_has_an_email_column_only_if_every_row_has_one(kit):
    heads, _ = gradebooks.moodle({"2026001": {"mine": 1}, "2026009": {"mine": 1}}, kit, ["mine"])
    assert heads == ["ID number", "MKT301 mine"]


def test_canvas_knows_its_file_by_headings_and_the_row_of_maxima(kit):
    heads, rows = gradebooks.canvas(
        {"2026001": {"screening": 4 / 3}, "2026002": {"mine": 2}},
        kit,
        ["screening", "mine"],
        {"screening": 6, "mine": 6},
    )
    table = cells(sheets.encoded(heads, rows))
    assert table[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert table[1] == ["    Points Possible", "", "", "", "", "6", "6"]
    assert table[2] == ["张三", "77", "2026001", "", "1 班", "1.33", ""]
    assert table[3] == ["'=cmd", "", "2026002", "", "", "", "2"]
    assert len({len(line) for line in table}) == 1 and not any("(" in head for head in table[0])


def test_nobody_without_a_mark_is_in_a_gradebook(kit):
    assert (
        gradebooks.moodle({}, kit, ["mine"])[1] == []
        and len(gradebooks.canvas({}, kit, ["mine"], {"mine": 6})[1]) == 1
    )


def test_utc_is_known_to_the_times():
    assert times.of_file(0, UTC) == datetime(1970, 1, 1, tzinfo=UTC)
