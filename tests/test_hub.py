"""A student's server on a hub: what is copied, said and filled in; what the hub's own part tells each server; what the image holds."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from casekit.__main__ import main
from casekit.desk import hub, my_work
from casekit.errors import Refused

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
SAID = 'casekit.i_am("")  # your student number between the quotes'


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user's home, and an environment in which a hub has said nothing yet."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    for name in ("CASEKIT_WORK", "CASEKIT_LANGUAGE", "CASEKIT_STUDENT", "JUPYTERHUB_ROOT_DIR", "JUPYTER_CONFIG_PATH"):
        monkeypatch.delenv(name, raising=False)
    return home


def exercise(*sources):
    """A notebook with these cells, as a class kit writes it."""
    cells = [{"cell_type": "code", "id": f"c{at}", "metadata": {}, "outputs": [], "execution_count": None, "source": [each]}
             for at, each in enumerate(sources)]  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False)


@pytest.fixture
def kit(tmp_path, workbook_at):
    """A small class kit as the workbook in use."""
    kit = tmp_path / "kit"
    for name in ("notebooks/en/00_start_here", "notebooks/zh/00_start_here", "exercises/en/03_screening", "exercises/zh/03_screening"):
        (kit / name).parent.mkdir(parents=True, exist_ok=True)
        (kit / f"{name}.ipynb").write_text(exercise(SAID, "q1 = ..."), encoding="utf-8")
    (kit / "kit.json").write_text('{"language": "zh"}', encoding="utf-8")
    workbook_at(kit)
    return kit


def first_cell(path):
    return "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])


# The server -------------------------------------------------------------------------------------------------------


def test_the_lessons_are_in_the_home_and_the_start_page_opens(home, kit):
    told = hub.settle(hub.own_folder(), "zh")
    assert (home / "casebook/notebooks/zh/00_start_here.ipynb").exists()
    assert told["JUPYTERHUB_DEFAULT_URL"] == "/lab/tree/casebook/notebooks/zh/00_start_here.ipynb"
    assert told["JUPYTERHUB_ROOT_DIR"] == str(home)
    assert (told["CASEKIT_WORK"], told["CASEKIT_LANGUAGE"]) == (str(home / "casebook"), "zh")


@pytest.mark.parametrize(("named", "page"), [("", "casebook/"), ("..", "home/casebook/"), ("elsewhere", "")])
def test_the_page_is_reached_from_the_folder_the_hub_serves(home, kit, monkeypatch, named, page):
    top = (home / named).resolve()
    if named:
        monkeypatch.setenv("JUPYTERHUB_ROOT_DIR", str(top))
    told = hub.settle(hub.own_folder(), "en")
    assert told["JUPYTERHUB_DEFAULT_URL"] == f"/lab/tree/{page}notebooks/en/00_start_here.ipynb"
    assert Path(told["JUPYTERHUB_ROOT_DIR"], page) == home / "casebook"


@pytest.mark.parametrize("named", ["~/casebook-2027", "/elsewhere/own"])
def test_a_second_class_may_have_a_folder_of_its_own(home, monkeypatch, named):
    monkeypatch.setenv("CASEKIT_WORK", named)
    assert str(hub.own_folder()) == named.replace("~", str(home))


@pytest.mark.parametrize(("told", "kit_says", "found"), [("en", "zh", "en"), ("zh", "en", "zh"), ("", "zh", "zh"), ("", "", "en"), ("fr", "zh", "zh")])
def test_the_language_is_the_hub_s_word_then_the_kit_s(home, kit, monkeypatch, told, kit_says, found):
    (kit / "kit.json").write_text(json.dumps({"language": kit_says}), encoding="utf-8")
    monkeypatch.setenv("CASEKIT_LANGUAGE", told)
    assert hub.language_here() == found


def test_a_full_disk_does_not_keep_the_student_out(home, kit, monkeypatch, capsys):
    begun = []
    monkeypatch.setattr(hub, "_become_server", begun.append)
    (home / "casebook").write_text("in the way", encoding="utf-8")
    main(["hub", "--debug", "--allow-root"])
    assert begun == [["--debug", "--allow-root"]]
    assert capsys.readouterr().err


def test_without_jupyterhub_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterhub.singleuser", None)
    with pytest.raises(Refused):
        hub._become_server([])


# The student number -----------------------------------------------------------------------------------------------


def test_the_number_the_hub_gives_is_filled_into_the_exercises(home, kit, monkeypatch):
    monkeypatch.setenv("CASEKIT_STUDENT", " 2026001a ")
    hub.settle(hub.own_folder(), "en")
    for language in ("en", "zh"):
        mine = home / f"casebook/exercises/{language}/03_screening.ipynb"
        assert first_cell(mine) == SAID.replace('""', '"2026001A"')
    assert first_cell(home / "casebook/notebooks/en/00_start_here.ipynb") == SAID  # lessons are left as they are


def test_what_the_student_has_changed_is_not_touched(home, kit, monkeypatch):
    hub.settle(hub.own_folder(), "en")
    mine = home / "casebook/exercises/en/03_screening.ipynb"
    mine.write_text(exercise(SAID, "q1 = 7"), encoding="utf-8")
    before = mine.read_bytes()
    monkeypatch.setenv("CASEKIT_STUDENT", "2026001")
    hub.settle(hub.own_folder(), "en")
    assert mine.read_bytes() == before


def test_exercises_with_the_number_filled_in_are_still_brought_up_to_date(home, kit, monkeypatch):
    monkeypatch.setenv("CASEKIT_STUDENT", "2026001")
    hub.settle(hub.own_folder(), "en")
    (kit / "exercises/en/03_screening.ipynb").write_text(exercise(SAID, "q1 = ...", "a mended check"), encoding="utf-8")
    hub.settle(hub.own_folder(), "en")
    mine = home / "casebook/exercises/en/03_screening.ipynb"
    assert "a mended check" in mine.read_text(encoding="utf-8") and "2026001" in first_cell(mine)
    assert list(mine.parent.glob("*_new*")) == []


def test_a_newer_version_beside_the_student_s_own_has_the_number_too(home, kit, monkeypatch):
    monkeypatch.setenv("CASEKIT_STUDENT", "2026001")
    hub.settle(hub.own_folder(), "en")
    mine = home / "casebook/exercises/en/03_screening.ipynb"
    mine.write_text(exercise("mine"), encoding="utf-8")
    (kit / "exercises/en/03_screening.ipynb").write_text(exercise(SAID, "newer"), encoding="utf-8")
    hub.settle(hub.own_folder(), "en")
    assert first_cell(mine) == "mine"
    assert first_cell(mine.with_name("03_screening_new.ipynb")) == SAID.replace('""', '"2026001"')


def test_starting_twice_changes_nothing(home, kit, monkeypatch):
    monkeypatch.setenv("CASEKIT_STUDENT", "2026001")
    hub.settle(hub.own_folder(), "en")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    hub.settle(hub.own_folder(), "en")
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("number", ['1"); import os; ("', "../x", "a b,c", "1" * 41])
def test_what_is_no_number_is_written_nowhere(home, kit, monkeypatch, number):
    monkeypatch.setenv("CASEKIT_STUDENT", number)
    with pytest.raises(Refused):
        hub.settle(hub.own_folder(), "en")
    assert first_cell(home / "casebook/exercises/en/03_screening.ipynb") == SAID


def test_the_blank_is_the_one_a_class_kit_writes(tmp_path):
    from casekit.classroom import kit as kits

    for language in ("en", "zh"):
        page = tmp_path / language / "03_screening.ipynb"
        page.parent.mkdir()
        page.write_text(exercise("import casekit"), encoding="utf-8")
        kits._ask_who(page)
        assert page.read_bytes().count(hub.BLANK) == 1
        assert my_work._copy_of(page, tmp_path).bytes.count(hub.BLANK) == 1


# What the hub tells each server -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fragment():
    spec = importlib.util.spec_from_file_location("casebook_fragment", DEPLOY / "jupyterhub_config.d/casebook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def roster(tmp_path):
    from casekit.classroom import sheets

    path = tmp_path / "roster.csv"
    heads = ("学号", "姓名", "Hub 用户名", "language")
    rows = [("2026001", "安", "Ann", "zh"), ("2026002", "Bo", "bo", ""), ("A3", "Cy", "", "")]
    sheets.write(path, heads, [dict(zip(heads, row, strict=True)) for row in rows])
    return path


@pytest.mark.parametrize(
    ("user", "number", "language"), [("ann", "2026001", "zh"), ("bo", "2026002", None), ("a3", "A3", None), ("teacher", None, None)]
)
def test_each_user_gets_the_number_and_language_of_the_roster(fragment, roster, user, number, language):
    told = fragment.about(user, path=roster)
    assert (told.get("CASEKIT_STUDENT"), told.get("CASEKIT_LANGUAGE")) == (number, language)


def test_a_choice_counts_before_a_group_and_a_group_before_the_roster(fragment, roster, monkeypatch):
    monkeypatch.setattr(fragment, "LANGUAGE", "en")
    asked = [fragment.about("ann", groups, chosen, roster)["CASEKIT_LANGUAGE"] for groups, chosen in (
        ((), ""), (("casebook-en",), ""), (("casebook-en",), "zh"), ((), "xx"))]  # fmt: skip
    assert asked == ["zh", "en", "zh", "zh"]
    assert fragment.about("nobody", path=roster) == {"CASEKIT_LANGUAGE": "en"}


def test_nothing_of_one_user_stays_for_the_next(fragment, roster, monkeypatch):
    from types import SimpleNamespace

    monkeypatch.setattr(fragment, "ROSTER", str(roster))
    shared = {"PATH": "/bin"}
    spawners = [SimpleNamespace(user=SimpleNamespace(name=name, groups=[]), user_options={}, environment=shared) for name in ("ann", "teacher")]
    for spawner in spawners:
        fragment.tell(spawner)
    assert spawners[0].environment["CASEKIT_STUDENT"] == "2026001"
    assert shared == {"PATH": "/bin"} == spawners[1].environment
    spawners[1].environment = dict(spawners[0].environment)
    fragment.tell(spawners[1])
    assert spawners[1].environment == {"PATH": "/bin"}


@pytest.mark.parametrize(("coding", "mark"), [("gb18030", "\t"), ("utf-8", ";"), ("utf-8-sig", ",")])
def test_a_roster_is_read_as_spreadsheets_save_it(fragment, tmp_path, coding, mark):
    path = tmp_path / "roster.csv"
    lines = [mark.join(["学号", "姓名", "Hub 用户名"]), mark.join(["007", "安", "ann"])]
    path.write_bytes("\r\n".join(lines).encode(coding))
    assert fragment.about("ann", path=path) == {"CASEKIT_STUDENT": "007"}


def test_a_broken_roster_keeps_nobody_out(fragment, tmp_path, monkeypatch):
    from types import SimpleNamespace

    (tmp_path / "roster.csv").write_bytes(b"student\xff\xff\n\xff")
    monkeypatch.setattr(fragment, "ROSTER", str(tmp_path / "roster.csv"))
    said = []
    log = SimpleNamespace(error=lambda *words: said.append(words))
    spawner = SimpleNamespace(user=SimpleNamespace(name="ann", groups=[]), user_options={"language": "zh"}, environment={}, log=log)
    fragment.tell(spawner)
    assert spawner.environment == {"CASEKIT_LANGUAGE": "zh"} and said


def test_a_second_class_s_folder_is_told(fragment, roster, monkeypatch):
    monkeypatch.setattr(fragment, "FOLDER", "casebook-2027")
    assert fragment.about("bo", path=roster)["CASEKIT_WORK"] == "~/casebook-2027"


def test_the_form_s_answers_are_its_languages_only(fragment):
    assert fragment.answer({"language": ["zh"]}) == {"language": "zh"}
    assert fragment.answer({"language": ["../x"]}) == fragment.answer({}) == {}
    assert all(f'value="{code}"' in fragment.form(None) for code in ("en", "zh"))


def test_a_hub_without_a_roster_starts(fragment, tmp_path):
    assert fragment.about("ann", path=str(tmp_path / "none.csv")) == fragment.about("ann", path="") == {}


# What is shipped --------------------------------------------------------------------------------------------------


def steps():
    """The Dockerfile's instructions, each on one line."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [line for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines() if line.strip()]


def test_what_the_dockerfile_copies_is_there():
    copied = [line.split()[1:-1] for line in steps() if line.startswith("COPY")]
    names = [name.replace("${HUB}", version) for group in copied for name in group for version in ("5", "6")]
    assert all((ROOT / name).is_file() for name in names if "${KIT}" not in name)
    assert any("${KIT}" in name for name in names)


def test_nothing_of_the_instructor_s_goes_to_the_image():
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert rules[0] == "*" and [rule for rule in rules if rule.startswith("!kit")] == ["!kit", "!kit/students.zip"] and "kit/*" in rules


@pytest.mark.skipif(not shutil.which("sh"), reason="no shell here")
def test_the_dockerfile_s_shell_is_well_formed():
    shell = shutil.which("sh")
    for line in steps():
        if line.startswith("RUN "):
            subprocess.run([shell, "-n", "-c", line.removeprefix("RUN ")], check=True)


@pytest.mark.parametrize("name", ["overrides.json", "jupyter_server_config.d/casebook.json", "proxy/package.json"])
def test_settings_are_json(name):
    assert json.loads((DEPLOY / name).read_text(encoding="utf-8"))


def test_menus_are_as_casekit_lab_has_them_but_for_the_language(tmp_path):
    from casekit.desk import serve

    serve._write_settings(tmp_path / "own.json", "en")
    assert json.loads((tmp_path / "own.json").read_bytes()) == json.loads((DEPLOY / "overrides.json").read_bytes())


@pytest.mark.parametrize("version", ["5", "6"])
def test_the_hub_s_pins_add_to_ours_and_contradict_none(version):
    def pins(path):
        lines = path.read_text(encoding="utf-8").split("\n")
        return {line.split("==")[0]: line.split("==")[1] for line in lines if "==" in line}

    extra, ours = pins(DEPLOY / f"hub-constraints-{version}.txt"), pins(ROOT / "constraints.txt")
    assert not extra.keys() & ours.keys()
    assert extra["jupyterhub"].startswith(f"{version}.")


def test_the_proxy_and_what_it_needs_are_pinned_without_a_lock_file():
    wanted = json.loads((DEPLOY / "proxy/package.json").read_text(encoding="utf-8"))
    versions = [*wanted["dependencies"].values(), *wanted["overrides"].values()]
    assert len(versions) > 30 and all(re.fullmatch(r"\d+\.\d+\.\d+", each) for each in versions)
    assert not list(DEPLOY.rglob("*lock*"))

