"""Whether `python workbook.py lab` opens the workbook: starts it without a browser, waits for its page, and ends it.

    python tools/lab_answers.py
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 600  # seconds; the first start sets everything up


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def answers(port):
    """Whether JupyterLab says something on this port; that it wants to know who asks is an answer, too."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5) as page:
            return b"version" in page.read()
    except urllib.error.HTTPError as error:
        return error.code == 403
    except OSError:
        return False


def wait(program, port):
    """Seconds until the page answers, or None where the program ends or the patience does."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE and program.poll() is None:
        if answers(port):
            return time.monotonic() - started
        time.sleep(0.5)
    return None


def end(program):
    """As Ctrl-C twice does; where that is not to be had, at once."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(program.pid)], capture_output=True, check=False)
    else:
        os.killpg(program.pid, signal.SIGTERM)
    program.wait(60)


def main():
    port = free_port()
    words = [sys.executable, str(ROOT / "workbook.py"), "lab", "--no-browser", "--port", str(port)]
    program = subprocess.Popen(words, cwd=ROOT, start_new_session=True)
    try:
        seconds = wait(program, port)
    finally:
        if program.poll() is None:
            end(program)
    print("The lab did not answer." if seconds is None else f"The lab answered after {seconds:.0f} s.")
    return seconds is None


if __name__ == "__main__":
    sys.exit(main())
