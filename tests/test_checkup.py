"""The doctor: for each fault the exact mend, in both languages, and no fault that makes the doctor itself break."""

import functools
import os
import shutil
import sys
from importlib import metadata, util

import pytest

import casekit
from casekit import checkup, data, look, my_work
from casekit.core import cards

pytestmark = pytest.mark.slow  # left out by `test --quick`

LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])


@pytest.fixture
def versions(monkeypatch):
    """Say which versions are installed: ``versions(pandas="1.5.3", ipywidgets=None)``, None for none at all."""
    real = metadata.version

    def install(**changed):
        def version(name):
            found = changed.get(name, ...)
            if found is None:
                raise metadata.PackageNotFoundError(name)
            return real(name) if found is ... else found

        monkeypatch.setattr(metadata, "version", version)
        for part in ("font", "data"):  # reads all tables, whatever the versions are: once for all tests
            monkeypatch.setattr(checkup, part, lambda part=part: as_it_is(part, look.language()))

    return install


AS_THEY_ARE = {"font": checkup.font, "data": checkup.data}


@functools.cache
def as_it_is(part, code):
    return AS_THEY_ARE[part]()


def rows():
    """What the doctor says, by the name of the check."""
    return {what: (ok, found, do) for what, ok, found, do in casekit.doctor().rows}


@LANGUAGES
def test_here_everything_is_in_place(code):
    look.speak(code)
    report = casekit.doctor()
    assert report.well, repr(report)
    assert repr(report).endswith(look.say("Everything is in place.", "一切就绪。"))
    assert "!!" not in repr(report) and "✗" not in report._repr_html_()


def test_every_check_has_a_row_in_both_languages():
    english = list(rows())
    look.speak("zh")
    chinese = list(rows())
    assert english[:2] == ["Python", "Kernel"] and chinese[:2] == ["Python", "内核"]
    assert english[-4:] == ["Widgets", "Chinese font", "Data", "Your folder"]
    assert chinese[-4:] == ["控件", "中文字体", "数据", "你的文件夹"]
    assert english[2:-4] == chinese[2:-4] == list(checkup.NEEDED)


@LANGUAGES
def test_an_old_python_is_told_which_to_install(monkeypatch, code):
    look.speak(code)
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    ok, found, do = rows()["Python"]
    assert (ok, found) == (False, "3.10.4") and "3.11" in do and "python workbook.py lab" in do


@LANGUAGES
@pytest.mark.parametrize("missing", ["ipykernel", "jupyterlab"])
def test_a_kernel_from_elsewhere_is_told_what_to_choose(monkeypatch, missing, code):
    look.speak(code)
    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, *rest: None if name == missing else real(name, *rest))
    ok, _, do = rows()[look.say("Kernel", "内核")]
    assert not ok and "Python 3 (ipykernel)" in do and "python workbook.py lab" in do


@LANGUAGES
@pytest.mark.parametrize(
    ("name", "old"), [("pandas", "2.1.9"), ("jupyterlab", "3.6.1"), ("numpy", "1.25"), ("filelock", "2.9")]
)
def test_an_old_package_is_named_with_what_is_needed(versions, name, old, code):
    look.speak(code)
    versions(**{name: old})
    ok, found, do = rows()[name]
    wanted = ".".join(map(str, checkup.NEEDED[name]))
    assert not ok and found == look.say(f"{old}, older than {wanted}", f"{old}，低于 {wanted}")
    assert "python workbook.py lab" in do


@pytest.mark.parametrize("name", list(checkup.NEEDED))
@LANGUAGES
def test_a_missing_package_is_named(versions, name, code):
    look.speak(code)
    versions(**{name: None})
    ok, found, do = rows()[name]
    assert (ok, found) == (False, look.say("not installed", "没有安装")) and "python workbook.py lab" in do


@pytest.mark.parametrize("version", ["2.2", "2.2.0", "2.10.1", "3.0.0rc1", "10.0"])
def test_a_version_that_is_new_enough_passes(versions, version):
    versions(pandas=version)
    assert rows()["pandas"][:2] == (True, version)


@LANGUAGES
@pytest.mark.parametrize(
    "installed",
    [
        {"jupyterlab_widgets": None},
        {"jupyterlab_widgets": "1.1.1"},
        {"ipywidgets": "7.7.0"},
        {"ipywidgets": None},
    ],
    ids=str,
)
def test_the_two_halves_of_the_widgets_must_fit(versions, installed, code):
    look.speak(code)
    versions(**installed)
    ok, _, do = rows()[look.say("Widgets", "控件")]
    assert not ok and "python workbook.py lab" in do and look.say("reload the page", "刷新浏览器页面") in do


@LANGUAGES
def test_without_a_chinese_font_the_command_to_get_one_is_given(monkeypatch, code):
    look.speak(code)
    monkeypatch.setattr(look, "chinese_family", lambda: None)
    ok, found, do = rows()[look.say("Chinese font", "中文字体")]
    assert (ok, found) == (False, look.say("none", "没有")) and "pip install pylopdf-fonts-zh-cn" in do


def test_without_matplotlib_the_doctor_still_speaks(monkeypatch):
    def broken():
        raise ImportError("no matplotlib")

    monkeypatch.setattr(look, "chinese_family", broken)
    assert rows()["Chinese font"][0] is False


@pytest.fixture
def copy(tmp_path, monkeypatch, workbook_at):
    """A workbook of its own, whose tables may be spoiled."""
    shutil.copytree(data.datasets_folder(), tmp_path / "book" / "datasets")
    workbook_at(tmp_path / "book")
    cards.forget()
    yield tmp_path / "book" / "datasets"
    cards.forget()


@LANGUAGES
@pytest.mark.parametrize("file", ["qinghe/customers.csv", "chapter/abcd_scores.csv"])
def test_a_table_that_was_changed_is_named_with_its_mend(copy, file, code):
    look.speak(code)
    (copy / file).write_bytes((copy / file).read_bytes().replace(b",5", b",4", 1) + b"\n")
    ok, found, do = rows()[look.say("Data", "数据")]
    assert not ok and look.say("changed", "改动") in found and f"git restore datasets/{file}" in do


@LANGUAGES
def test_a_table_that_is_gone_is_named_with_its_mend(copy, code):
    look.speak(code)
    (copy / "qinghe/dealer_scores.csv").unlink()
    ok, found, do = rows()[look.say("Data", "数据")]
    assert not ok and "git restore datasets/qinghe/dealer_scores.csv" in do


@LANGUAGES
@pytest.mark.parametrize("content", [b"", b'{"resources": [', b"{}", b"\xff\xfe"])
def test_a_damaged_description_of_the_tables_does_not_stop_the_doctor(copy, content, code):
    look.speak(code)
    (copy / "qinghe/datapackage.json").write_bytes(content)
    ok, found, do = rows()[look.say("Data", "数据")]
    assert not ok and look.say("damaged", "损坏") in found and "git restore datasets" in do


def test_untouched_tables_are_counted(copy):
    assert rows()["Data"] == (True, f"{len(data.tables())} tables, as they should be", "")


@LANGUAGES
def test_a_folder_that_cannot_be_written_to_is_told_where_to_move(work, monkeypatch, code):
    look.speak(code)
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: False if str(path) == str(work) else real(path, mode)
    )
    ok, found, do = rows()[look.say("Your folder", "你的文件夹")]
    assert (ok, found) == (False, work.name) and look.say("Documents", "文档") in do


def test_a_folder_still_to_be_made_is_judged_by_the_one_above_and_not_made(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path / "a" / "my_work"))
    assert rows()["Your folder"][:2] == (True, "my_work") and not (tmp_path / "a").exists()


# The report -----------------------------------------------------------------------------------------------


@LANGUAGES
def test_a_fault_is_marked_with_its_mend_and_what_is_well_is_not(code):
    look.speak(code)
    report = checkup.Report([("one", True, "fine", "never said"), ("two", False, "bad", "do this")])
    assert not report.well
    lines = repr(report).splitlines()
    assert lines == [
        "ok one: fine".replace("ok ", "ok  "),
        "!!  two: bad  ->  do this",
        look.say("Please mend what is marked.", "请处理标出的问题。"),
    ]
    html = report._repr_html_()
    assert "do this" in html and "never said" not in html and html.count("✗") == html.count("✓") == 1


def test_the_report_shows_text_and_never_markup():
    hostile = "<script>&"
    html = checkup.Report([(hostile, False, hostile, hostile)])._repr_html_()
    assert "<script" not in html and html.count("&lt;script&gt;&amp;") == 3


def test_the_report_names_no_path_of_this_computer():
    report = casekit.doctor()
    for told in (repr(report), report._repr_html_()):
        assert str(my_work.work_folder()) not in told and sys.prefix not in told
