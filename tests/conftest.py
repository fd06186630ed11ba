"""What all tests share: nothing a test does may reach the reader's own folder, and every test begins in English."""

import atexit
import os
import shutil
import signal
import tempfile

import pytest
from hypothesis import settings

settings.register_profile("casebook", max_examples=40, deadline=None)  # no test is about speed
settings.register_profile("quick", max_examples=5, deadline=None)  # test --quick
settings.load_profile("casebook")
os.environ["CASEKIT_WORK"] = tempfile.mkdtemp(prefix="casekit-tests-")
atexit.register(shutil.rmtree, os.environ["CASEKIT_WORK"], ignore_errors=True)
os.environ["CASEKIT_FONT"] = "packaged"
if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # started in the background: children must still hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.pop("CASEKIT_LANGUAGE", None)


@pytest.fixture(autouse=True)
def english():
    """Every test begins and ends in English, and nobody has said who they are."""
    from casekit import look, student

    look._language = "en"
    student._now.clear()
    yield
    look._language = "en"


@pytest.fixture
def chinese(english):
    """The test runs in Chinese."""
    from casekit import look

    look._language = "zh"


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
