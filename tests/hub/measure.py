"""What one student needs of a hub's machine: memory and processor time, idle, with lesson 6 run, and with its lab moved.

`python deploy/try_hub.py 6 --measure` prints a table. Memory is PSS, where pages that several processes share are counted once, and RSS,
where each counts them again; both are of the student's server with its kernels. Processor time is user and system time since the server started.
"""

import os
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import psutil

from tests.browser.conftest import QUIET, SIZE
from tests.browser.lab import chromium
from tests.browser.reader import BEFORE_THE_END, Notebook
from tests.hub import conftest
from tests.hub.hub import appended, log_in, saved

LESSON = "06_rfm.ipynb"


def used(processes):
    """Seconds of processor time and MB of memory of some processes."""
    rss = pss = seconds = 0
    for each in processes:
        try:
            memory, times = each.memory_full_info(), each.cpu_times()
        except psutil.Error:
            continue
        rss, pss = rss + memory.rss, pss + memory.pss
        seconds += times.user + times.system + times.children_user + times.children_system
    return SimpleNamespace(rss=rss / 1e6, pss=pss / 1e6, seconds=seconds)


class Table:
    """One row a step: what has been used by then, and the processor time of the step."""

    def __init__(self, hub, name):
        self.hub, self.name, self.before, self.at = hub, name, 0.0, time.monotonic()

    def row(self, what):
        processes = self.hub.server_of(self.name)
        now, at = used(processes), time.monotonic()
        print(
            f"{what:<44} {len(processes):>2} processes  PSS {now.pss:6.0f} MB  RSS {now.rss:6.0f} MB"
            f"  processor {now.seconds - self.before:5.1f} s  on the clock {at - self.at:5.1f} s",
            flush=True,
        )
        self.before, self.at = now.seconds, at


def moved(notebook):
    """Move the first slider of the lab twenty steps by keyboard, one after the other."""
    panel = notebook.front().panel
    slider, readout = (panel.locator(f".widget-slider {part}").first for part in (".noUi-handle", ".widget-readout"))
    slider.scroll_into_view_if_needed()
    slider.focus()
    shown = [readout.inner_text()]
    for key in ["ArrowRight"] * 5 + ["ArrowLeft"] * 10 + ["ArrowRight"] * 5:
        notebook.page.keyboard.press(key)
        notebook.page.wait_for_timeout(300)
        shown.append(readout.inner_text())
    notebook.page.wait_for_timeout(2000)
    assert len(set(shown)) > 3, shown


class Peak(threading.Thread):
    """Looks five times a second how much memory a user's server holds with all it has started."""

    def __init__(self, hub, name):
        super().__init__(daemon=True)
        self.hub, self.name, self.most, self.on = hub, name, 0.0, True
        self.server = hub.server_of(name)[0]

    def run(self):
        while self.on:
            self.most = max(self.most, used([self.server, *self.server.children(recursive=True)]).pss)
            time.sleep(0.2)


def one(desk_of, hub, name, language):
    table = Table(hub, name)
    desk = desk_of(name)
    start = Notebook(desk.page, desk.home, f"casebook/notebooks/{language}/00_start_here.ipynb")
    table.row(f"{name}: logged in, start page open")
    desk.page.wait_for_timeout(60_000)
    table.row("a minute without a hand on it")
    lesson = start.follow(LESSON, desk.home)
    table.row("lesson 6 open, not run")
    lesson.run_all()
    table.row("lesson 6 run from top to bottom")
    moved(lesson)
    table.row("its lab moved, 20 steps")
    exercises = start.follow(f"../../exercises/{language}/03_screening.ipynb", desk.home)
    table.row("a third notebook opened, exercises 3")
    exercises.run_all()
    saved(exercises, desk.home)
    table.row("exercises 3 run")
    peak = Peak(hub, name)
    peak.start()
    appended(exercises, "!casekit handin 03_screening.ipynb")
    peak.on = False
    peak.join()
    table.row(f"handed in; at most {peak.most:.0f} MB meanwhile")


def main():
    """Both students, one after the other, with the fixtures of the tests as plain generators."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=BEFORE_THE_END)
    school_ = conftest.school.__wrapped__()
    school = next(school_)
    hub_ = conftest.hub.__wrapped__(school)
    try:
        hub = next(hub_)
        print(f"Python {sys.version.split()[0]}, {subprocess.check_output([hub.bin / 'jupyterhub', '--version'], text=True).strip()}, {os.cpu_count()} cores; hub up in {hub.seconds:.1f} s")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)

            def desk_of(name):
                context = browser.new_context(viewport=SIZE, service_workers="block")
                context.set_default_timeout(BEFORE_THE_END)
                page = context.new_page()
                print(f"{name}: from log-in to the lab {log_in(page, hub, name):.1f} s")
                return SimpleNamespace(page=page, home=school.users.home(name))

            for name, language in ((conftest.ANN, "en"), (conftest.BO, "zh")):
                one(desk_of, hub, name, language)
            browser.close()
        own = [psutil.Process(hub.process.pid)]
        proxy = [each for each in own[0].children() if "configurable-http-proxy" in " ".join(each.cmdline())]
        for what, processes in (("the hub itself", own), ("its proxy", proxy)):
            now = used(processes)
            print(f"{what:<44} PSS {now.pss:6.0f} MB  RSS {now.rss:6.0f} MB  processor {now.seconds:.1f} s")
    finally:
        for each in (hub_, school_):
            next(each, None)


if __name__ == "__main__":
    main()
