"""What the browser edition is built from and what casekit does there, as far as it shows without a browser; `tests/site` has the rest."""

import importlib
import sys
import tarfile
import zipfile
from hashlib import sha256

import numpy as np
import pytest

import casekit
from casekit.core import browser
from casekit.desk import checkup, my_work
from casekit.errors import Refused
from tools import browser_edition, pyodide_parts, pyodide_wheels

DATA = b"built by the Pyodide project"


def wheel(to, **files):
    """A wheel with these modules."""
    pyodide_wheels.write_wheel(to, {f"{name}.py": text.encode() for name, text in files.items()})
    return to


# Building -------------------------------------------------------------------------------------------------


def source(kind, folder, data):
    """One file as a folder, a tar or a zip may carry it."""
    (folder / "inside/deep").mkdir(parents=True)
    file = folder / "inside/deep/a.whl"
    file.write_bytes(data)
    if kind == "tar":
        with tarfile.open(folder / "all.tar.bz2", "w:bz2") as archive:
            archive.add(file, "pyodide/a.whl")
        return folder / "all.tar.bz2"
    if kind == "zip":
        with zipfile.ZipFile(folder / "all.whl", "w") as archive:
            archive.write(file, "anybody/a.whl")
        return folder / "all.whl"
    return folder / "inside"


@pytest.fixture
def lock(tmp_path, monkeypatch):
    """A lock of one package, and a folder of its own for what is fetched."""
    monkeypatch.setattr(pyodide_parts, "HERE", tmp_path / "lite")
    monkeypatch.setattr(pyodide_parts, "NEEDED", ("a",))
    return {"a": {"file_name": "a.whl", "sha256": sha256(DATA).hexdigest(), "depends": []}}


@pytest.mark.parametrize("kind", ["folder", "tar", "zip"])
def test_pyodides_packages_are_taken_from_any_source_that_has_them(kind, tmp_path, lock):
    folder = pyodide_parts.packages(lock, source(kind, tmp_path, DATA))
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("a.whl", DATA)]


@pytest.mark.parametrize("kind", ["folder", "tar", "zip"])
def test_a_package_somebody_has_changed_is_refused_and_not_kept(kind, tmp_path, lock):
    with pytest.raises(Refused) as refused:
        pyodide_parts.packages(lock, source(kind, tmp_path, DATA + b"!"))
    assert "a.whl" in refused.value.needed and "--pyodide" in refused.value.do
    assert not [each for each in (tmp_path / "lite").iterdir() if each.suffix != ".part"]


def test_a_package_that_is_missing_is_refused(tmp_path, lock):
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused):
        pyodide_parts.packages(lock, tmp_path / "empty")


def test_what_a_package_needs_comes_with_it_but_another_pandas_does_not():
    lock = {
        name: {"depends": needs}
        for name, needs in {"a": ["B_c", "pandas"], "b-c": [], "pandas": [], "d": []}.items()
    }
    assert pyodide_parts.closure(lock, ["a"]) == {"a", "b-c"}


@pytest.mark.parametrize(
    "command", [["a-program-nobody-has"], [sys.executable, "-c", "import nothing_of_that_name"]]
)
def test_a_step_that_fails_names_the_next_one(command):
    with pytest.raises(Refused) as refused:
        pyodide_parts.run(command, "the step")
    assert refused.value.do and refused.value.found


def test_a_wheel_has_the_same_bytes_each_time_and_an_entry_with_its_hash(tmp_path):
    one, other = (
        wheel(tmp_path / name / "Some_Thing-1.2-py3-none-any.whl", x="1", y="2")
        for name in ("1", "2")
        if not (tmp_path / name).mkdir()
    )
    assert one.read_bytes() == other.read_bytes()
    entry = pyodide_wheels._entry(one)
    assert (entry["name"], entry["version"], entry["sha256"]) == (
        "some-thing",
        "1.2",
        pyodide_parts.digest(one),
    )


def test_each_language_has_its_menus_and_starts_with_casekit():
    settings = {language: browser_edition._config(language) for language in ("en", "zh")}
    kernels = {
        name: each["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
        for name, each in settings.items()
    }
    assert all(
        "casekit" in each["loadPyodideOptions"]["packages"] and each["disablePyPIFallback"]
        for each in kernels.values()
    )
    assert settings["en"] != settings["zh"] and "://" not in str(settings)


def test_no_page_of_ours_loads_anything_from_elsewhere():
    for page in (browser_edition.LITE / "index.html", browser_edition.LITE / "service-worker.js"):
        assert "://" not in page.read_text(encoding="utf-8")


# In the browser -------------------------------------------------------------------------------------------


@pytest.fixture
def later(tmp_path, monkeypatch):
    """Packages that come with their first use, from a folder instead of a server."""
    entry = {
        "file_name": "first_thing-1-py3-none-any.whl",
        "imports": ["first_thing"],
        "depends": ["second-thing"],
    }
    packages = {
        "first-thing": entry,
        "second-thing": {
            "file_name": "second_thing-1-py3-none-any.whl",
            "imports": ["second_thing"],
            "depends": [],
        },
        "compiled": {
            "file_name": "compiled-1-cp312-cp312-wasm32.whl",
            "imports": ["compiled"],
            "depends": [],
        },
    }
    wheel(tmp_path / entry["file_name"], first_thing="import second_thing\nword = second_thing.word")
    wheel(tmp_path / "second_thing-1-py3-none-any.whl", second_thing="word = 'here'")
    fetched = []

    def unpack(address):
        fetched.append(address)
        zipfile.ZipFile(address).extractall(tmp_path / "packages")
        importlib.invalidate_caches()

    (tmp_path / "packages").mkdir()
    monkeypatch.setattr(browser, "_unpack", unpack)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, browser.Later(packages, f"{tmp_path}/")])
    yield fetched
    for name in ("first_thing", "second_thing"):
        sys.modules.pop(name, None)


def test_a_package_comes_with_its_first_use_and_with_what_it_needs_once(later):
    assert later == []
    assert importlib.import_module("first_thing").word == "here"
    assert len(later) == 2


@pytest.mark.parametrize("name", ["compiled", "a_module_nobody_has"])
def test_what_cannot_be_fetched_is_missing_as_anywhere(name, later):
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)
    assert later == []


def test_positions_of_64_bits_change_no_result(monkeypatch):
    monkeypatch.setattr(np, "bincount", np.bincount)
    monkeypatch.setattr(np, "repeat", np.repeat)
    places, weights = np.array([0, 2, 2], dtype="int64"), [1.5, 1, 1]
    before = (
        np.bincount(places),
        np.bincount(places, weights, 5),
        np.repeat([[1, 2, 3]], places, axis=1),
        np.repeat("a", 3),
    )
    browser._take_64_bits()
    after = (
        np.bincount(places),
        np.bincount(places, weights, minlength=5),
        np.repeat([[1, 2, 3]], places, axis=1),
        np.repeat("a", 3),
    )
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
    with pytest.raises(TypeError):
        np.bincount(np.array([0.5]))


def test_a_lock_is_always_free():
    locks = browser._no_locks()
    with locks.FileLock("a", timeout=20), locks.FileLock("a", timeout=0):
        pass
    assert issubclass(locks.Timeout, Exception)


@pytest.fixture(params=["en", "zh"])
def there(request, monkeypatch):
    """As if casekit ran in the browser, in either language."""
    for module in (my_work, checkup, casekit.handin):
        monkeypatch.setattr(module, "in_browser", lambda: True)
    casekit.look.speak(request.param)


def test_what_the_browser_cannot_do_names_the_way_there_is(there, work):
    for wish in (lambda: my_work.start_again(3), lambda: casekit.handin.run("mine.ipynb")):
        with pytest.raises(Refused) as refused:
            wish()
        assert refused.value.do
    assert not list(work.iterdir())


def test_the_doctor_and_the_start_page_ask_for_nothing_the_browser_has_not(there, work, capsys):
    asked = {row[0] for row in checkup.doctor().rows}
    assert not asked & {"jupyterlab", "filelock", "scipy"} and {"pandas", "ipywidgets"} <= asked
    my_work.say_what_is_new()
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_here_is_no_browser():
    assert not browser.in_browser()
