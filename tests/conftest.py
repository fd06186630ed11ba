"""What all tests share: nothing a test does may reach the reader's own folder, and every test begins in English."""

import atexit
import os
import shutil
import signal
import sys
import tempfile

import pytest
from hypothesis import settings

settings.register_profile(
    "casebook", max_examples=25, deadline=None
)  # others in each run; no test is about speed
settings.register_profile("quick", max_examples=5, deadline=None)  # test --quick
settings.register_profile("spark", max_examples=6, deadline=None)  # a question to Spark takes half a second
settings.load_profile("casebook")
os.environ["CASEKIT_WORK"] = tempfile.mkdtemp(prefix="casekit-tests-")
atexit.register(shutil.rmtree, os.environ["CASEKIT_WORK"], ignore_errors=True)
os.environ["CASEKIT_FONT"] = "packaged"
if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # started in the background: children must still hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.pop("CASEKIT_LANGUAGE", None)


# What another Python, NumPy or pandas cannot change: pages and sources, wording, lists, pictures, papers, the rooms of
# a class. All other modules are run under every Python (`-m "not one_python"`), a new lesson's too.
ONE_PYTHON = set(
    """answers any_answer browser_edition build checkup classroom_grading classroom_kit classroom_sheets classroom_trust classroom_whole complaints_labs coverage
    data engines_kinds figures floors glossary handin_confine handin_reading handin_run labs labs_rfm look my_work package pages questions reading_pages scratch
    solutions sources student submissions systems teaching wheel workbook""".split()
)

# What takes seconds a test and is seldom touched by who writes a lesson; other Pythons run those of it that they can change.
PATIENT = set("class_game classroom_tutor classroom_whole days defects engines engines_kinds handin_run own_records review review_command simulations_credit solutions systems teaching".split())

# Slow, and another Python can change it all the same: the company byte for byte, and your own records.
VERSIONS = set("as_received company records".split())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        name = item.path.stem.removeprefix("test_")
        for marker, modules in (("one_python", ONE_PYTHON), ("patient", PATIENT), ("versions", VERSIONS)):
            if name in modules:
                item.add_marker(marker)


@pytest.fixture(autouse=True)
def english():
    """Every test begins and ends in English, and nobody has said who they are."""
    from casekit import look
    from casekit.desk import student

    look.speak("en")
    student._now.clear()
    yield
    look.speak("en")


@pytest.fixture
def chinese(english):
    """The test runs in Chinese."""
    from casekit import look

    look.speak("zh")


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A reader's folder of its own for one test."""
    monkeypatch.setenv("CASEKIT_WORK", str(tmp_path))
    return tmp_path


@pytest.fixture
def chapter():
    """The chapter's table: scores of A to D, the weights, the printed totals."""
    from casekit.exercises.screening import chapter

    return chapter()


@pytest.fixture
def workbook_at(monkeypatch):
    """Let casekit take another folder for the workbook."""
    from casekit.core import paths

    def at(folder):
        mine = [
            module
            for name, module in sys.modules.items()
            if name.startswith("casekit") and module is not None
        ]
        for module in {paths, *(each for each in mine if "workbook_folder" in vars(each))}:
            monkeypatch.setattr(module, "workbook_folder", lambda: folder)

    return at
