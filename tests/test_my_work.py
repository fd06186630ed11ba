"""The reader's folder: copying without ever overwriting, starting again, progress, JupyterLab's start."""

import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

import casekit
from casekit import look, my_work, record, serve
from casekit.core import paths
from casekit.desk.lessons import LESSONS, find_lesson
from casekit.errors import Refused

slow = pytest.mark.slow


def notebook(words, version, outputs=True):
    """A tiny built notebook."""
    stored = [{"output_type": "stream", "name": "stdout", "text": ["53\n"]}] if outputs else []
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [words]},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "execution_count": 1,
            "outputs": stored,
            "source": ["67"],
        },
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"lesson": "03_screening", "language": "en", "source_hash": version}
    metadata = {"kernelspec": kernel, "casekit": about, "widgets": {"state": {}}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def build(source, words, version):
    """Write the lessons and exercises of a workbook, as the build does."""
    for part in ("notebooks", "exercises"):
        for language in ("en", "zh"):
            for slug in ("00_start_here", "03_screening"):
                path = source / part / language / f"{slug}.ipynb"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(notebook(f"# {words} {slug}", version)), encoding="utf-8")


@pytest.fixture
def place(tmp_path, monkeypatch, workbook_at):
    """A workbook and a reader's folder, in a path with spaces and Chinese characters."""
    root = tmp_path / "客户 管理"
    source, work = root / "work book", root / "我的 work"
    (source / "datasets").mkdir(parents=True)
    build(source, "first", "v1")
    monkeypatch.setenv("CASEKIT_WORK", str(work))
    workbook_at(source)
    monkeypatch.setattr(record, "_in_memory", {})
    look.speak("en")
    return source, work


LESSON = "notebooks/en/03_screening.ipynb"


def edit(path, words="my own words"):
    mine = json.loads(path.read_text(encoding="utf-8"))
    mine["cells"][0]["source"] = [words]
    path.write_text(json.dumps(mine), encoding="utf-8")
    return path.read_bytes()


def told(happened, what):
    return [one.file for one in happened if one.what == what]


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Copying ------------------------------------------------------------------------------------------------


def test_first_use_copies_both_editions_without_outputs(place):
    source, work = place
    happened = my_work.refresh(work)
    assert len(told(happened, "copied")) == 8 == len(happened)
    copy = json.loads((work / LESSON).read_text(encoding="utf-8"))
    assert copy["cells"][1]["outputs"] == [] and copy["cells"][1]["execution_count"] is None
    assert "widgets" not in copy["metadata"] and copy["metadata"]["casekit"]["source_hash"] == "v1"
    assert my_work.in_words(happened) == ["8 files copied."]


def test_nothing_happens_twice(place):
    source, work = place
    my_work.refresh(work)
    before = snapshot(work)
    assert my_work.refresh(work) == [] and snapshot(work) == before


def test_untouched_lessons_are_brought_up_to_date(place):
    source, work = place
    my_work.refresh(work)
    build(source, "second, better", "v2")
    assert len(told(my_work.refresh(work), "updated")) == 8
    assert "second" in (work / LESSON).read_text(encoding="utf-8")
    assert my_work.newer_versions(work) == []


def test_changed_lessons_stay_and_the_newer_one_lies_beside_once_a_version(place, capsys):
    source, work = place
    my_work.refresh(work)
    my_work.say_what_is_new()
    assert capsys.readouterr().out.startswith("There are no newer")
    mine = edit(work / LESSON)
    beside = work / "notebooks/en/03_screening_new.ipynb"
    for version in ("v2", "v3"):
        build(source, f"version {version}", version)
        happened = my_work.refresh(work)
        assert told(happened, "beside") == [LESSON] and len(told(happened, "updated")) == 7
        assert f"version {version}" in beside.read_text(encoding="utf-8")
        assert my_work.newer_versions(work) == [(LESSON, "notebooks/en/03_screening_new.ipynb")]
        assert "yours is untouched" in my_work.in_words(happened)[-1]
        my_work.say_what_is_new()
        assert "yours is untouched" in capsys.readouterr().out
        assert my_work.refresh(work) == []
    assert (work / LESSON).read_bytes() == mine


def test_a_newer_version_the_reader_works_in_is_theirs_too(place):
    source, work = place
    my_work.refresh(work)
    mine = edit(work / LESSON)
    build(source, "second", "v2")
    my_work.refresh(work)
    new = edit(work / "notebooks/en/03_screening_new.ipynb", "work in the new one")
    build(source, "third", "v3")
    happened = my_work.refresh(work)
    assert [one.beside for one in happened if one.what == "beside"] == [
        "notebooks/en/03_screening_new_2.ipynb"
    ]
    assert (work / LESSON).read_bytes() == mine
    assert (work / "notebooks/en/03_screening_new.ipynb").read_bytes() == new


def test_a_newer_version_taken_over_or_thrown_away_is_not_offered_again(place):
    source, work = place
    my_work.refresh(work)
    edit(work / LESSON)
    build(source, "second", "v2")
    my_work.refresh(work)
    beside = work / "notebooks/en/03_screening_new.ipynb"
    beside.replace(work / LESSON)
    assert my_work.refresh(work) == [] and my_work.newer_versions(work) == [] and not beside.exists()


def test_a_built_file_made_anew_with_the_same_words_is_no_newer_version(place):
    source, work = place
    my_work.refresh(work)
    mine = edit(work / LESSON)
    build(source, "first", "v1, another picture")
    assert my_work.refresh(work) == [] and (work / LESSON).read_bytes() == mine


def test_a_deleted_lesson_comes_back(place):
    source, work = place
    my_work.refresh(work)
    (work / LESSON).unlink()
    assert told(my_work.refresh(work), "copied") == [LESSON] and (work / LESSON).exists()


@pytest.mark.parametrize("damage", ["cut", "gone", "list", "nonsense"])
def test_lost_books_lose_nothing(place, damage):
    source, work = place
    my_work.refresh(work)
    mine, books = edit(work / LESSON), work / ".casekit" / "copies.json"
    whole = books.read_bytes()
    damaged = {"cut": whole[: len(whole) // 2], "list": b"[1, 2]", "nonsense": b'{"a": 3}'}
    books.write_bytes(damaged[damage]) if damage != "gone" else books.unlink()
    assert my_work.refresh(work) == [] and (work / LESSON).read_bytes() == mine
    build(source, "second", "v2")
    happened = my_work.refresh(work)
    assert told(happened, "beside") == [LESSON] and len(told(happened, "updated")) == 7
    assert (work / LESSON).read_bytes() == mine


def test_an_unknown_file_of_the_same_name_is_the_readers(place):
    source, work = place
    (work / LESSON).parent.mkdir(parents=True)
    (work / LESSON).write_text("not even a notebook", encoding="utf-8")
    happened = my_work.refresh(work)
    assert told(happened, "beside") == [LESSON]
    assert (work / LESSON).read_text(encoding="utf-8") == "not even a notebook"


def test_a_copying_which_is_stopped_leaves_no_half_file(place, monkeypatch):
    source, work = place
    real, calls = os.replace, []

    def replace(part, path):
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(part, path)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        my_work.refresh(work)
    monkeypatch.setattr(os, "replace", real)
    for path in work.rglob("*.ipynb"):
        json.loads(path.read_text(encoding="utf-8"))
    (work / "notebooks/en").mkdir(parents=True, exist_ok=True)
    (work / "notebooks/en/.part-killed").write_text("half")  # what kill -9 leaves
    assert len(my_work.refresh(work)) == 6
    assert not [path for path in work.rglob("*") if path.name.startswith(".part")]


def test_pages_and_pictures_that_lessons_link_to_come_along(place):
    source, work = place
    (source / "pages").mkdir()
    for name in ("pages/word list.md", "notebooks/en/photo.png", "notebooks/en/stray.md", "secret.py"):
        (source / name).write_text("page", encoding="utf-8")
    (source / "exercises/solutions").mkdir()
    (source / "exercises/solutions/key.md").write_text("the answers", encoding="utf-8")
    words = (
        "[words](../../pages/word%20list.md#a) ![photo](photo.png) [no](https://example.org/x.md)"
        " [k](../../secret.py) [s](../../exercises/solutions/key.md) [up](../../../outside.md)"
    )
    (source.parent / "outside.md").write_text("not ours", encoding="utf-8")
    (source / LESSON).write_text(json.dumps(notebook(words, "v1")), encoding="utf-8")
    my_work.refresh(work)
    others = [p.relative_to(work).as_posix() for p in work.rglob("*") if p.suffix in (".md", ".png", ".py")]
    assert sorted(others) == ["notebooks/en/photo.png", "pages/word list.md"]
    (source / "pages/word list.md").write_text("page, longer", encoding="utf-8")
    assert told(my_work.refresh(work), "updated") == ["pages/word list.md"]


def test_solutions_and_answers_are_not_copied(place):
    source, work = place
    for part in ("solutions/en", "answers", "source"):
        (source / "exercises" / part).mkdir(parents=True)
        (source / "exercises" / part / "03_screening.ipynb").write_text("{}")
    my_work.refresh(work)
    assert not [path for path in work.rglob("*") if path.name in ("solutions", "answers", "source")]


# Starting again -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", ["03_screening", 3, "3", "03", "screening", "03_screening.ipynb"])
def test_start_again_keeps_the_old_one(place, capsys, lesson):
    source, work = place
    my_work.refresh(work)
    mine = edit(work / LESSON)
    my_work.start_again(lesson)
    assert (work / "notebooks/en/03_screening_kept_1.ipynb").read_bytes() == mine
    assert "first" in (work / LESSON).read_text(encoding="utf-8")
    assert "Yours is kept as 03_screening_kept_1.ipynb" in capsys.readouterr().out
    assert my_work.refresh(work) == []


def test_start_again_twice_in_chinese_and_of_exercises(place, capsys, monkeypatch):
    source, work = place
    look.speak("zh")
    my_work.refresh(work)
    for number in (1, 2):
        mine = edit(work / "exercises/zh/03_screening.ipynb", f"attempt {number}")
        my_work.start_again(3, part="exercises")
        assert (work / f"exercises/zh/03_screening_kept_{number}.ipynb").read_bytes() == mine
        assert f"已保留为 03_screening_kept_{number}.ipynb" in capsys.readouterr().out


def test_start_again_takes_the_newer_version(place):
    source, work = place
    my_work.refresh(work)
    edit(work / LESSON)
    build(source, "second", "v2")
    my_work.refresh(work)
    my_work.start_again(3)
    assert "second" in (work / LESSON).read_text(encoding="utf-8")
    assert my_work.newer_versions(work) == [] and not (work / "notebooks/en/03_screening_new.ipynb").exists()
    edit(work / LESSON)
    assert my_work.refresh(work) == []


def test_start_again_refuses_what_is_not_there(place):
    with pytest.raises(Refused, match="03_screening"):
        my_work.start_again("03_screning")
    with pytest.raises(Refused, match="still to come"):
        my_work.start_again("06_rfm")
    with pytest.raises(Refused):
        my_work.start_again(3, part="answers")
    assert not place[1].exists()


# Progress -----------------------------------------------------------------------------------------------


def test_notes_are_kept_for_people_to_read(place):
    source, work = place
    assert record.noted("quiz") == {} and record.noted("quiz", "x", 7) == 7
    assert not work.exists()  # reading creates nothing
    record.note("predictions", "screening-first", {"first": "甲"})
    record.note("exercises", "screening-1", {"status": "right", "answer": 35})
    words = (work / "progress.json").read_text(encoding="utf-8")
    assert "甲" in words and json.loads(words)["version"] == 1 and words.count("\n") > 8
    assert words.index("exercises") < words.index("predictions") < words.index("quiz")
    assert record.noted("predictions", "screening-first") == {"first": "甲"}
    with pytest.raises(Refused, match="predictions"):
        record.note("prediction", "a", 1)


def write_many(work, who):
    os.environ["CASEKIT_WORK"] = str(work)
    for number in range(20):
        record.note("quiz", f"{who}-{number}", number)


def test_several_notebooks_writing_at_once(place):
    source, work = place
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(work, who)) for who in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(record.noted("quiz")) == 60


@pytest.mark.parametrize("damage", [b"", b'{"version": 1, "quiz": {"a"', b"[1]", b'{"quiz": 3}', b"\xff\xfe"])
def test_a_damaged_record_is_set_aside(place, capsys, damage):
    source, work = place
    work.mkdir(parents=True)
    (work / "progress.json").write_bytes(damage)
    record.note("quiz", "screening", {"1": "A"})
    assert (work / "progress_unreadable_1.json").read_bytes() == damage
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 1 and "kept as progress_unreadable_1.json" in printed[0]
    assert record.noted("quiz") == {"screening": {"1": "A"}}


def test_a_record_saved_by_another_editor_is_read(place):
    source, work = place
    work.mkdir(parents=True)
    saved = {"version": 1, "quiz": {"screening": {"1": "A"}}, "remark": "mine"}
    (work / "progress.json").write_text(json.dumps(saved), encoding="utf-8-sig")
    record.note("predictions", "screening-x", 1)
    assert record.noted("quiz") == saved["quiz"]
    assert json.loads((work / "progress.json").read_text(encoding="utf-8"))["remark"] == "mine"


def test_where_nothing_can_be_written_it_is_said_once(monkeypatch, capsys):
    place = Path(tempfile.mkdtemp())
    monkeypatch.setenv("CASEKIT_WORK", str(place / "my_work"))
    monkeypatch.setattr(record, "_in_memory", {})
    look.speak("en")
    import filelock  # noqa: F401  (loaded while we may still read everything)

    place.chmod(0o555)
    try:
        with as_ordinary_user():
            record.note("quiz", "screening", {"1": "A"})
            record.note("quiz", "screening", {"1": "B"})
            assert record.noted("quiz", "screening") == {"1": "B"}
        printed = capsys.readouterr().out.splitlines()
        assert len(printed) == 1 and "cannot be kept" in printed[0] and "Permission denied" in printed[0]
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)


class as_ordinary_user:
    """Root may write everywhere: drop its rights for a moment."""

    def __enter__(self):
        if os.name == "nt":
            pytest.skip("folders cannot be closed with chmod on Windows")
        self.root = os.geteuid() == 0
        if self.root:
            os.seteuid(65534)

    def __exit__(self, *_):
        if self.root:
            os.seteuid(0)


def test_progress_counts_by_lesson(place):
    record.note("predictions", "screening-first-and-last", {"first": "A"})
    record.note("quiz", "screening", {"1": "A", "right": 1, "of": 5})
    record.note("exercises", "screening-1", {"status": "right"})
    record.note("exercises", "screening-2", {"status": "wrong"})
    record.note("exercises", "crm-1", {"status": "right"})
    record.note("exercises", "rfm-1", "what somebody wrote into the file by hand")
    table = casekit.progress().set_index("lesson")
    assert list(table.columns) == ["title", "predictions", "quiz", "exercises"]
    assert table.loc[3].tolist() == ["Screening by weighted scores", 1, "1/5", "1/3"]
    assert table.loc[16, "exercises"] == "1/3" and table.loc[4].tolist()[1:] == [0, "", "0/3"]
    assert table.loc[6, "exercises"] == "0/3"


# The map, the folders -----------------------------------------------------------------------------------


def test_the_map_has_sixteen_lessons_and_the_start(place, monkeypatch):
    table = casekit.lesson_map().set_index("number")
    assert list(table.index) == list(range(17))
    third = find_lesson(3)
    assert table.loc[3].tolist() == [third.en, third.minutes, third.exercise_minutes, "ready", f"{third.slug}.ipynb"]
    assert (
        table.loc[0, "minutes"] == 10 and table.loc[16, "minutes"] > 0
    )
    look.speak("zh")
    zh = casekit.lesson_map().set_index("number")
    assert zh.loc[3, "title"] == third.zh and zh.loc[3, "status"] == "可以学习"
    assert all(re.search("[一-鿿]", title) for title in zh["title"])


def test_lessons_are_numbered_as_they_are_named():
    assert [lesson.slug[:2] for lesson in LESSONS] == [f"{number:02}" for number in range(17)]
    assert [lesson.number for lesson in LESSONS] == list(range(17))


def test_a_lessons_state_is_what_its_files_say():
    root = my_work.workbook_folder() / "notebooks"
    for lesson in LESSONS:
        files = [root / f"source/{lesson.slug}.md", root / f"en/{lesson.slug}.ipynb", root / f"zh/{lesson.slug}.ipynb"]
        assert [file.exists() for file in files] == [lesson.state == "ready"] * 3, lesson.slug


def test_where_the_readers_folder_is(place, monkeypatch, tmp_path):
    source, work = place
    assert my_work.work_folder() == work
    monkeypatch.delenv("CASEKIT_WORK")
    inner = tmp_path / "course" / "notebooks" / "en"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert my_work.work_folder() == inner / "my_work"  # installed: in the current folder
    (source / "workbook.py").touch()
    assert my_work.work_folder() == source / "my_work"  # a clone
    (tmp_path / "course" / ".casekit").mkdir()
    assert my_work.work_folder() == tmp_path / "course"  # inside a reader's folder


def test_the_workbook_is_found_in_a_wheel_and_in_a_clone(tmp_path, monkeypatch):
    package = tmp_path / "casekit"
    package.mkdir()
    monkeypatch.setattr(paths, "__file__", str(package / "core" / "paths.py"))
    with pytest.raises(Refused, match="pip install"):
        my_work.workbook_folder()
    for root in (tmp_path, package / "_workbook"):
        (root / "notebooks").mkdir(parents=True)
        (root / "datasets").mkdir()
        assert my_work.workbook_folder() == root


# JupyterLab ---------------------------------------------------------------------------------------------


def test_ports():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        taken = door.getsockname()[1]
        with pytest.raises(Refused, match=r"--port \d+"):
            serve.usable_port(taken)
        assert serve.free_port(taken) > taken
    assert serve.usable_port(taken) == taken
    for wrong in (0, 70000, -1):
        with pytest.raises(Refused):
            serve.usable_port(wrong)


def test_the_next_free_port_is_said(monkeypatch, capsys):
    look.speak("en")
    monkeypatch.setattr(serve, "is_free", lambda port: port > 8889)
    assert serve.usable_port() == 8890 and "8888 is taken; using 8890" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_to_is_refused(place, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="casekit lab FOLDER"):
        serve.lab("en", folder=tmp_path / "file" / "below")


def run(source, work, *words, code=""):
    """A new Python which takes ``source`` for the workbook and a stand-in for JupyterLab's start."""
    script = (
        "import sys, pathlib\nfrom casekit.core import paths\n"
        f"paths.workbook_folder = lambda: pathlib.Path({str(source)!r})\n"
        f"from casekit import __main__\nfrom casekit.desk import my_work, serve\n{code}\nsys.exit(__main__.main({list(words)!r}))"
    )
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "CASEKIT", "JUPYTER"))
    }
    env |= {"CASEKIT_WORK": str(work), "LANG": "C.UTF-8", "PYTHONPATH": os.getcwd()}
    return [sys.executable, "-c", script], env


LOOK_ONLY = """
import os
def instead(arguments):
    print(os.environ["JUPYTER_PREFER_ENV_PATH"], *arguments, sep="\\n")
    print("heavy:", *{"pandas", "nbformat", "matplotlib", "ipywidgets", "jupyterlab"} & set(sys.modules))
serve._become_jupyterlab = instead
"""


def test_the_way_to_jupyterlab_is_short_and_light(place):
    source, work = place
    command, env = run(
        source, work, "lab", "--language", "zh", "--no-browser", "--Some.option=1", code=LOOK_ONLY
    )
    subprocess.run(command, env=env, check=True, capture_output=True)
    printed = subprocess.run(command, env=env, check=True, capture_output=True, encoding="utf-8").stdout
    lines = printed.splitlines()
    assert lines[-1] == "heavy:" and f"你的文件在 {work}" in lines
    assert f"--ServerApp.root_dir={work}" in lines and "--Some.option=1" in lines
    assert "--LabApp.default_url=/lab/tree/notebooks/zh/00_start_here.ipynb" in lines
    assert ("--allow-root" in lines) == (os.name != "nt" and os.geteuid() == 0)


def test_again_from_the_command_line(place):
    source, work = place
    my_work.refresh(work)
    command, env = run(source, work, "again", "3", "--language", "zh")
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and "03_screening_kept_1.ipynb" in done.stdout
    assert (work / "notebooks/zh/03_screening_kept_1.ipynb").exists()
    command, env = run(source, work, "again", "33")
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "What to do" in done.stdout and not done.stderr


@slow
@pytest.mark.parametrize("language, locale", [("zh", "zh_CN"), ("en", "en")])
def test_jupyterlab_opens_the_edition_in_its_language(place, language, locale):
    """A real server: the page it opens, its language, and no address outside this computer."""
    source, work = place
    watch = (
        "def hook(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        f"        open({str(work.parent / 'net.log')!r}, 'a').write(f'{{event}} {{args}}\\n')\n"
        "sys.addaudithook(hook)"
    )
    command, env = run(source, work, "lab", "--language", language, "--no-browser", code=watch)
    env |= {"HOME": str(work.parent), "USERPROFILE": str(work.parent)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    with subprocess.Popen(command, env=env, **pipes) as child:
        try:
            address = next(line.strip() for line in child.stdout if "token=" in line)
            base, token = re.match(r"(http://127\.0\.0\.1:\d+).*token=(\w+)", address).groups()
            assert f"/lab/tree/notebooks/{language}/00_start_here.ipynb" in address
            assert answered(base + f"/lab/tree/notebooks/{language}/00_start_here.ipynb", token)
            assert default(base, token, "@jupyterlab/translation-extension:plugin", "locale") == locale
            assert default(base, token, "@jupyterlab/apputils-extension:notification", "fetchNews") == "false"
            assert "zh_CN" in answered(base + "/lab/api/translations", token)
        finally:
            child.send_signal(signal.SIGINT)
            rest = child.stdout.read()
    assert child.returncode == 0 and "Traceback" not in rest and "[y/" not in rest
    log = work.parent / "net.log"
    outside = [
        line for line in log.read_text().splitlines() if "127.0.0.1" not in line and "localhost" not in line
    ]
    assert outside == []


def answered(address, token):
    """The text of a page of the server, which may need a moment to come up."""
    for _ in range(200):
        try:
            asked = urllib.request.Request(address, headers={"Authorization": f"token {token}"})
            with urllib.request.urlopen(asked) as page:
                return page.read().decode("utf-8")
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            assert isinstance(error.reason, ConnectionError), error
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def default(base, token, plugin, key):
    """A default of JupyterLab's settings as the server hands it out."""
    settings = json.loads(answered(f"{base}/lab/api/settings/{plugin}", token))
    return settings["schema"]["properties"][key]["default"]
