"""A JupyterHub of this computer, its users, and what a user sees of it in the browser."""

import json
import os
import pwd
import re
import secrets
import subprocess
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
from playwright.sync_api import Error as PlaywrightError

from tests.browser.lab import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds
PREFIX = "casebook-"  # of system users that are made and removed here

CONFIG = """
import os
told = json.loads(os.environ["CASEBOOK_HUB_TOLD"])
c.JupyterHub.bind_url = told["address"]
c.JupyterHub.hub_ip, c.JupyterHub.hub_port = "127.0.0.1", told["ports"][0]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{told['ports'][1]}"
c.ConfigurableHTTPProxy.command = told["proxy"]
c.JupyterHub.db_url, c.JupyterHub.cookie_secret_file = "sqlite:///:memory:", told["place"] + "/cookie"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = told["password"]
c.Authenticator.allow_all, c.Authenticator.admin_users = True, set(told["admins"])
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner" if told["own_users"] else "simple"
c.Spawner.environment = {"PATH": told["bin"] + ":" + os.environ["PATH"], "CASEKIT_FONT": "packaged"}
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
c.JupyterHub.load_groups = told["groups"]
c.JupyterHub.services = [{"name": "test", "api_token": told["token"], "admin": True}]
if not told["own_users"]:
    c.SimpleLocalProcessSpawner.home_dir_template = told["homes"] + "/{username}"
    c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
load_subconfig(told["fragment"])
"""


class Users:
    """The class's users: of the system, each with a closed home, where we are root; else folders only."""

    def __init__(self, place, names):
        self.homes, self.names = place / "homes", names
        self.own = os.geteuid() == 0 and os.environ.get("CASEBOOK_OWN_USERS") != "0"
        self.homes.mkdir()
        self.homes.chmod(0o755)
        self.made = []

    def make(self):
        for name in self.names:
            home = self.home(name)
            if self.own:
                assert name.startswith(PREFIX)
                if name in [one.pw_name for one in pwd.getpwall()]:  # left by a run that was killed
                    subprocess.run(["userdel", name], check=True)
                words = ["useradd", "--create-home", "--skel", "/nonexistent", "--home-dir", home, "--shell", "/bin/bash"]
                subprocess.run([*words, name], check=True)
                self.made.append(name)
            else:
                home.mkdir()
            home.chmod(0o700)

    def home(self, name):
        return self.homes / name

    def remove(self):
        for name in self.made:
            subprocess.run(["userdel", name], check=True)


class Hub:
    """One JupyterHub with its proxy, until it is stopped."""

    def __init__(self, environment, proxy, place, users, roster, admins=(), groups=None):
        self.bin, self.place, self.users = Path(environment) / "bin", place, users
        self.password, self.token = secrets.token_hex(16), secrets.token_hex(16)
        ports = [free_port() for _ in range(3)]
        self.address = f"http://127.0.0.1:{ports[0]}"
        told = {
            "address": self.address, "ports": ports[1:], "proxy": [str(proxy)], "place": str(place), "password": self.password,
            "admins": list(admins), "groups": groups or {}, "own_users": users.own, "bin": str(self.bin), "token": self.token,
            "homes": str(users.homes), "fragment": str(ROOT / "deploy/jupyterhub_config.d/casebook.py"),
        }  # fmt: skip
        (place / "jupyterhub_config.py").write_text("import json\n" + CONFIG)
        self.log = place / "hub.log"
        gone = ("PYTHONPATH", "CASEKIT_WORK", "CASEKIT_FONT", "CASEKIT_LANGUAGE")
        env = {name: value for name, value in os.environ.items() if name not in gone}
        env |= {"CASEBOOK_HUB_TOLD": json.dumps(told), "CASEBOOK_ROSTER": str(roster), "CASEBOOK_COMMAND": f"{self.bin}/casekit", "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [self.bin / "jupyterhub", "-f", place / "jupyterhub_config.py"], cwd=place, env=env,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait(self):
        """Until the hub answers."""
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE and self.process.poll() is None:
            if self.api("") is not None:
                return time.monotonic() - started
            time.sleep(0.1)
        raise AssertionError("the hub did not start:\n" + self.said())

    def api(self, path, method="GET"):
        """What the hub's own interface answers; None while nobody answers."""
        request = Request(f"{self.address}/hub/api/{path}", headers={"Authorization": f"token {self.token}"}, method=method)
        try:
            with urlopen(request, timeout=10) as answer:
                return json.loads(answer.read() or "{}")
        except HTTPError:
            return None
        except OSError:
            return None

    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def server_of(self, name):
        """The process of a user's server, and all below it."""
        for each in psutil.process_iter():
            try:
                words, environment = each.cmdline(), each.environ()
            except psutil.Error:
                continue
            if environment.get("JUPYTERHUB_USER") == name and words[-1:] == ["hub"] and f"{self.bin}/casekit" in words:
                return [each, *each.children(recursive=True)]
        raise AssertionError(f"{name} has no server")

    def stop(self):
        """End the hub as a signal does: it ends its proxy and all servers."""
        ours = [psutil.Process(self.process.pid)] if self.process.poll() is None else []
        ours += [child for one in ours for child in one.children(recursive=True)]
        self.process.terminate()
        left = psutil.wait_procs(ours, timeout=30)[1]
        for each in left:
            each.kill()
        self.process.wait()
        return left


def log_in(page, hub, name):
    """Log in as a user in the browser; the server starts and its start page opens. The seconds that took."""
    started = time.monotonic()
    page.goto(f"{hub.address}/hub/login", wait_until="commit")
    page.fill("#username_input", name)
    page.fill("#password_input", hub.password)
    page.click("#login_submit")
    try:
        page.wait_for_url(re.compile(rf"/user/{name}/lab/tree/"), wait_until="commit", timeout=PATIENCE * 1000)
    except PlaywrightError as fault:
        raise AssertionError(f"{name} did not come to the lab, but to {page.url}:\n{hub.said()[-5000:]}") from fault
    return time.monotonic() - started


def saved(notebook, home):
    """Save with Ctrl+S; wait until what was typed is in the file."""
    path = home / notebook.path
    before = path.read_bytes()
    notebook.front().panel.locator(".jp-InputPrompt").last.click()
    notebook.page.keyboard.press("Control+S")
    started = time.monotonic()
    while path.read_bytes() == before and time.monotonic() - started < PATIENCE:
        notebook.page.wait_for_timeout(100)
    assert path.read_bytes() != before


def appended(notebook, code):
    """Add a cell below all others, run it; what it prints, once it has run."""
    page, place = notebook.front().page, len(notebook.sources)
    notebook.panel.locator(f'.jp-Cell[data-windowed-list-index="{place - 1}"] .jp-InputPrompt, '
                           f'.jp-Cell[data-windowed-list-index="{place - 1}"] .jp-InputArea-prompt').first.click()  # fmt: skip
    page.keyboard.press("b")
    cell = notebook.panel.locator(f'.jp-Cell[data-windowed-list-index="{place}"]')
    cell.locator(".cm-content").click()
    page.keyboard.insert_text(code)
    notebook.sources.append(code)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "cell => /^\\[\\d+\\]:$/.test(cell.querySelector('.jp-InputPrompt').textContent.trim())", arg=cell.element_handle(),
        timeout=PATIENCE * 1000,
    )  # fmt: skip
    return cell.locator(".jp-OutputArea").inner_text()
