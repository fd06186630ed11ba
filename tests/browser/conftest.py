"""One JupyterLab and one browser page for each language; nothing may leave this computer."""

import re
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.browser import alone
from tests.browser.lab import Lab, chromium

EDITIONS = {
    "en": SimpleNamespace(language="en", menus="File Edit View Run Kernel Tabs Settings Help".split()),
    "zh": SimpleNamespace(language="zh", menus="文件 编辑 查看 运行 内核 标签页 设置 帮助".split()),
}
OUTSIDE = re.compile(r"^(?!https?://127\.0\.0\.1[:/]|data:|blob:)")
QUIET = (  # no look-ups of Chromium's own
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update"
).split() + ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
SIZE = {"width": 1280, "height": 800}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Lessons other than lesson 3: in one language every time, by turns, and in the other once a day."""
    for item in items:
        asked = getattr(getattr(item, "callspec", None), "params", {})
        if {"other", "edition"} <= asked.keys() and asked["edition"] != ("zh", "en")[int(asked["other"][:2]) % 2]:
            item.add_marker("daily")


@pytest.fixture(scope="session")
def network(request):
    """Cut off from every network but loopback, where the system allows it and no other tests share the run."""
    only_these = all(test.get_closest_marker("browser") for test in request.session.items)
    cut_off = only_these and alone.can_be_cut_off()
    if cut_off:
        try:
            alone.cut_off()
        except OSError:  # an ordinary user's process that has threads is not let go
            cut_off = False
    return SimpleNamespace(cut_off=cut_off, refused=[], allowed=0)


@pytest.fixture(autouse=True)
def nothing_leaves_this_computer(network):
    """Every test: no request of the page outside, and no attempt of browser, server or kernel."""
    yield
    assert network.refused == []
    if network.cut_off:
        assert alone.attempts() == network.allowed


@pytest.fixture(scope="session", params=["en", "zh"])
def edition(request):
    """The two editions, one after the other."""
    return EDITIONS[request.param]


@pytest.fixture(scope="session")
def browser(network):
    """Chromium, without a window."""
    program = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(edition, network):
    """What the reader starts, in a folder with a space and Chinese characters in its name."""
    with tempfile.TemporaryDirectory(prefix="casekit-browser-", ignore_cleanup_errors=True) as home:
        lab = Lab(edition.language, Path(home))
        try:
            yield lab
        finally:
            left = lab.stop()
    assert not left, "these did not end with JupyterLab, and were ended"


@pytest.fixture(scope="session")
def page(browser, lab, network):
    """The start page, at the address JupyterLab prints."""
    from playwright.sync_api import expect

    from tests.browser.reader import BEFORE_THE_END

    expect.set_options(timeout=BEFORE_THE_END)
    context = browser.new_context(viewport=SIZE, service_workers="block")
    context.set_default_timeout(BEFORE_THE_END)
    context.route(OUTSIDE, lambda route: refuse(route, network))
    page = context.new_page()
    page.goto(lab.address())
    yield page
    context.close()


def refuse(route, network):
    """Put the request on the list, and do not let it out."""
    network.refused.append(route.request.url)
    route.abort()


@pytest.fixture(scope="session")
def start_page(page, lab, edition):
    """The start page, run from top to bottom."""
    from tests.browser.reader import Notebook

    return Notebook(page, lab.work, f"notebooks/{edition.language}/00_start_here.ipynb").run_all()


@pytest.fixture(scope="session")
def lesson(start_page, lab):
    """Lesson 3, opened by the link on the start page and run from top to bottom."""
    return start_page.follow("03_screening.ipynb", lab.work).run_all()


@pytest.fixture(scope="session")
def exercises(start_page, lab, edition):
    """The exercises of lesson 3 as handed out, opened by their link and run from top to bottom."""
    address = f"../../exercises/{edition.language}/03_screening.ipynb"
    return start_page.follow(address, lab.work).run_all()
