"""The reader's JupyterLab, started by ``casekit lab``, and a reader who works in it through the browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psutil

OURS = ("CASEKIT_WORK", "CASEKIT_FONT", "CASEKIT_LANGUAGE", "JUPYTER_TOKEN")  # a reader has set none of these
PATIENCE = 60  # seconds; a busy computer may be slow, and a test that waits for nothing may take as long
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


class Lab:
    """JupyterLab on the start page of one edition, in a new folder of the reader's."""

    def __init__(self, language, home):
        self.language, self.work = language, home / "读者 reader"
        self.log, self.port = home / "jupyterlab.log", free_port()
        words = [str(self.work), "--language", language, "--no-browser", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "casekit", "lab", *words],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                cwd=home, env=private(home), start_new_session=True,
            )  # fmt: skip

    def address(self):
        """The address JupyterLab prints for the reader, as soon as something answers there."""
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE and self.process.poll() is None:
            printed = ADDRESS.search(self.said())
            if printed and answers(printed[0]):
                return printed[0]
            time.sleep(0.1)
        raise AssertionError("JupyterLab did not start:\n" + self.said())

    def said(self):
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """End it as Ctrl-C does; then see that it and its kernels, and nothing else, are gone."""
        ours = [psutil.Process(self.process.pid)] if self.process.poll() is None else []
        ours += [kernel for server in ours for kernel in server.children(recursive=True)]
        self.process.terminate()
        left = psutil.wait_procs(ours, timeout=20)[1]
        for each in left:
            each.kill()
        self.process.wait()
        return left


def private(home):
    """The reader's environment, with Jupyter's own files in a folder of this test."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    own = {f"JUPYTER_{part}_DIR": str(home / "jupyter" / part) for part in ("CONFIG", "DATA", "RUNTIME")}
    own["JUPYTERLAB_SETTINGS_DIR"] = str(home / "jupyter" / "settings")
    return {**kept, **own, "IPYTHONDIR": str(home / "ipython")}


def free_port():
    """A port nobody uses at the moment."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def answers(address):
    """Whether the server behind the address is up, by its own account."""
    parts = urlsplit(address)
    token = parts.query.removeprefix("token=")
    request = Request(f"http://{parts.netloc}/api/status", headers={"Authorization": f"token {token}"})
    try:
        with urlopen(request, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def chromium():
    """The system's Chromium, or None: then Playwright's own, which ``workbook.py test`` has put into .venv."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((shutil.which(name) for name in names if shutil.which(name)), None)
