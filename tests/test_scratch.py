"""Folders for temporary files: gone afterwards, and what a killed process left is cleared by the next."""

import os
import signal
import subprocess
import sys

import pytest

from casekit.core.scratch import BEGIN, LOCK, clear_leftovers, scratch

HOLD = "import sys, time\nfrom casekit.core.scratch import scratch\nwith scratch(sys.argv[1]) as place:\n    (place / 'big').write_bytes(bytes(9))\n    print(place, flush=True)\n    time.sleep(600)"


@pytest.fixture
def other(tmp_path):
    """Another process that uses a folder here, and the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    yield process, process.stdout.readline().strip()
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_folder_is_gone_afterwards_whatever_happened(tmp_path):
    with pytest.raises(ZeroDivisionError), scratch(tmp_path) as place:
        (place / "a").mkdir()
        (place / "a" / "b").write_bytes(b"b")
        (place / "a").chmod(0)
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_use_stays_and_what_a_killed_process_left_is_cleared(tmp_path, other):
    process, folder = other
    with scratch(tmp_path) as place:
        assert {str(place), folder} == {str(each) for each in tmp_path.iterdir()}
    process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()
    assert os.path.exists(folder)
    with scratch(tmp_path) as place:
        assert list(tmp_path.iterdir()) == [place]


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_nothing_but_our_own_folders_is_cleared(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / LOCK).touch()
    (tmp_path / f"{BEGIN}link").symlink_to(elsewhere)
    (tmp_path / f"{BEGIN}no-lock").mkdir()
    (tmp_path / f"{BEGIN}linked-lock").mkdir()
    (tmp_path / f"{BEGIN}linked-lock" / LOCK).symlink_to(elsewhere / LOCK)
    (tmp_path / "casekit-other").mkdir()
    before = sorted(tmp_path.rglob("*"))
    clear_leftovers(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_what_belongs_to_another_user_is_left_alone(tmp_path):
    theirs = tmp_path / f"{BEGIN}theirs"
    theirs.mkdir()
    (theirs / LOCK).touch()
    os.chown(theirs, 4242, 4242)
    clear_leftovers(tmp_path)
    assert theirs.exists()
