"""Work is never lost in the browser edition: export and restore, starting again, newer editions, a browser that cannot keep."""

import json
import os
import re

import pytest

from tests.site.keeping import MADE, MINE, Keeper, edition_after

LESSON = "notebooks/en/06_rfm.ipynb"


@pytest.fixture
def keeper(desk_in):
    """A reader with an empty desk, without a kernel."""
    return Keeper(desk_in("en"))


@pytest.fixture
def another(desk_in):
    """The same reader in another browser."""
    return Keeper(desk_in("en"))


def test_everything_is_taken_along_and_comes_back(keeper, another, tmp_path):
    keeper.open().change(LESSON).make(MADE)
    mine = keeper.files()
    assert {LESSON, *MADE} == mine.keys()
    bundle = keeper.export(tmp_path)
    another.open()
    assert another.files() == {}
    another.restore(bundle)
    assert another.files() == mine
    another.restore(bundle)
    assert another.files() == mine, "restoring twice changes nothing"


def test_where_two_versions_differ_both_are_kept(keeper, another, tmp_path):
    keeper.open().make({"both.txt": "old", "mine/both.csv": "old"})
    bundle = keeper.export(tmp_path)
    another.open().make({"both.txt": "new here", "other.txt": "only here"})
    keeper.make({"both.txt": "newest"})
    another.restore(bundle)
    [kept] = another.files().keys() - {"both.txt", "other.txt", "mine/both.csv"}
    assert re.fullmatch(r"both_kept_\d{4}-\d\d-\d\d\.txt", kept)
    assert (another.files()["both.txt"], another.files()[kept]) == ("new here", "old")
    assert kept in another.said("restored")
    another.restore(bundle)
    assert len(another.files()) == 4
    another.restore(keeper.export(tmp_path))
    assert another.files()["both.txt"] == "newest"
    assert sorted(text for name, text in another.files().items() if "both_kept" in name) == [
        "new here",
        "old",
    ]


def test_two_records_of_progress_become_one(keeper, another, tmp_path):
    keeper.open().make(
        {"progress.json": {"version": 1, "quiz": {"a": 1, "b": 2}, "exercises": {"x": "right"}}}
    )
    another.open().make({"progress.json": {"version": 1, "quiz": {"b": 3}, "predictions": {"p": "up"}}})
    another.restore(keeper.export(tmp_path))
    whole = {"version": 1, "quiz": {"b": 3, "a": 1}, "predictions": {"p": "up"}, "exercises": {"x": "right"}}
    assert another.files()["progress.json"] == whole


def wrong_bundles(bundle):
    """What may come out of a folder of downloads, each with its name."""
    data = json.loads(bundle)
    yield "empty", ""
    yield "a page", "<!doctype html><img src=x onerror=window.hit=1>"
    yield "cut short", bundle[: len(bundle) // 2]
    yield "one sign changed", bundle.replace("hello", "hallo")
    yield "a notebook", json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    yield "a list", "[1, 2]"
    yield "from the future", json.dumps({**data, "casebook": 2})
    for path in [
        "../up.txt",
        "/etc/passwd",
        "a//b",
        "a/../../b",
        "./a",
        "C:\\a",
        "RTC:a",
        "%2e%2e/a",
        "",
        "a/",
        " ",
        7,
        None,
    ]:
        yield f"a file named {path!r}", [{**data["files"][0], "path": path}]
    yield "one name twice", [data["files"][0]] * 2
    yield "a file that is a folder", [{**data["files"][0], "path": "a"}, {**data["files"][0], "path": "a/b"}]
    yield "a file where a folder is", [{**data["files"][0], "path": "notebooks"}]
    yield "no content", [{"path": "a.txt", "type": "file", "format": "text"}]
    yield (
        "a notebook that is none",
        [{**data["files"][0], "path": "a.ipynb", "type": "notebook", "content": "hm"}],
    )


def test_a_damaged_or_foreign_file_changes_nothing(keeper, tmp_path):
    keeper.open().make({"a.txt": "hello", "b.txt": "there"})
    mine, bundle = keeper.files(), keeper.export(tmp_path).read_text(encoding="utf-8")
    for name, wrong in wrong_bundles(bundle):
        if isinstance(wrong, list):
            wrong = keeper.sealed(wrong)
        keeper.restore(wrong, "wrong")
        assert re.search("nothing was changed", keeper.said("wrong"), re.I), name
        assert keeper.files() == mine, name
    assert keeper.page.evaluate("window.hit") is None


def test_a_name_is_shown_as_text(keeper, another, tmp_path):
    name = "<img src=x onerror='window.hit=1'>.txt"
    keeper.open().make({name: "old"})
    another.open().make({name: "new"})
    another.restore(keeper.export(tmp_path))
    assert "<img src=x" in another.said("restored")
    assert another.page.evaluate("window.hit") is None
    assert another.page.locator("#desk-notes img").count() == 0


def test_a_lesson_starts_again_and_the_old_one_is_kept(keeper, tmp_path):
    keeper.open(LESSON).change(LESSON)
    bundle = keeper.export(tmp_path)
    keeper.choose("again")
    said = keeper.said("again")
    [(kept, content)] = keeper.files().items()
    assert content["cells"][0]["source"] == MINE and re.fullmatch(
        r"notebooks/en/06_rfm_kept_\d{4}-\d\d-\d\d\.ipynb", kept
    )
    assert kept.split("/")[-1] in said
    assert keeper.shown() == (LESSON, "".join(keeper.shipped(LESSON)["cells"][0]["source"]))
    keeper.close_note("again").choose("again")
    assert keeper.said("again") != said and keeper.files().keys() <= {kept, LESSON}, "as new already"
    keeper.restore(bundle)
    assert keeper.files()[LESSON]["cells"][0]["source"] == MINE, "a lesson that is as new gives way"


def test_a_newer_lesson_is_offered_beside(keeper):
    keeper.open().change(LESSON, source="0" * 64)
    before = keeper.files()[LESSON]
    keeper.show(LESSON)
    assert "06_rfm.ipynb" in keeper.said("newer")
    keeper.act("newer")
    keeper.page.wait_for_function(
        "path => jupyterapp.shell.currentWidget?.context?.path === path",
        arg=LESSON.replace(".ipynb", "_new.ipynb"),
    )
    files = keeper.files()
    assert files[LESSON] == before
    assert files[LESSON.replace(".ipynb", "_new.ipynb")]["cells"] == keeper.shipped(LESSON)["cells"]
    keeper.close_note("newer").show(LESSON)
    keeper.page.evaluate("desk.lookForNewer()")
    assert keeper.page.locator("#desk-newer").count() == 0, "offered once"


def test_a_copy_of_this_edition_is_no_news(keeper):
    keeper.open().change(LESSON).show(LESSON)
    keeper.page.evaluate("desk.lookForNewer()")
    assert keeper.page.locator("#desk-newer").count() == 0


def test_a_newer_edition_is_announced_and_loaded(desk_in, tmp_path):
    with edition_after(os.environ["CASEBOOK_SITE"], tmp_path) as (server, renew):
        keeper = Keeper(desk_in("en"), server.address).open()
        keeper.make({"a.txt": "kept"})
        keeper.page.evaluate("desk.lookForEdition()")
        assert keeper.page.locator("#desk-edition").count() == 0
        renew()
        keeper.page.evaluate("desk.lookForEdition()")
        assert keeper.said("edition")
        keeper.act("edition")
        keeper.page.wait_for_function("window.desk?.edition === '" + "f" * 16 + "' && window.desk.notes")
        assert keeper.files() == {"a.txt": "kept"}
        server.stop()
        keeper.page.evaluate("desk.lookForEdition()")
        assert keeper.page.locator("#desk-notes > div").count() == 0, "without a network nothing is said"


FAULTS = {
    "refused": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
    "full": "navigator.storage.estimate = async () => ({ quota: 30e6, usage: 29e6 })",
    "secret": "navigator.storage.getDirectory = async () => { throw new DOMException('no', 'SecurityError') }",
}

NO_ROOM = (
    "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_browser_that_cannot_keep_says_so_at_once(keeper, fault):
    keeper.page.add_init_script(FAULTS[fault])
    keeper.open()
    assert keeper.page.locator(f"#desk-{fault} [role=alert]").inner_text()
    assert keeper.page.locator(f"#desk-{fault} button").first.inner_text() == keeper.page.evaluate(
        "desk.say.save"
    )


def test_a_save_that_fails_is_said_at_once(keeper, tmp_path):
    keeper.open().make({"a.txt": "kept"})
    keeper.page.evaluate(NO_ROOM)
    keeper.page.evaluate(
        "desk.write({path: 'b.txt', type: 'file', format: 'text', content: 'lost'}).catch(() => {})"
    )
    assert "b.txt" in keeper.said("failed")
    with keeper.page.expect_download() as download:
        keeper.act("failed")
    assert "kept" in download.value.path().read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_menu_is_reached_by_keyboard_and_has_names(language, desk_in):
    page = Keeper(desk_in(language)).open().page
    page.locator("#desk-button").focus()
    page.keyboard.press("Enter")
    items = page.get_by_role("menu", name=page.locator("#desk-button").inner_text()).get_by_role("menuitem")
    assert items.count() == 3 and page.locator("#desk-button").get_attribute("aria-expanded") == "true"
    if language == "zh":
        assert not re.search("[a-z]{3}", " ".join(items.all_inner_texts()))
    page.keyboard.press("ArrowUp")
    assert items.last.evaluate("item => item === document.activeElement")
    page.keyboard.press("Escape")
    assert page.locator("#desk-button").evaluate("button => button === document.activeElement")
    assert not items.first.is_visible()


def test_both_languages_say_the_same_things(desk_in):
    words = [Keeper(desk_in(each)).open().page.evaluate("Object.keys(desk.say)") for each in ("en", "zh")]
    assert words[0] == words[1]
