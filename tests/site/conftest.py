"""The built folder on a server of its own, and Chromium that can reach nothing else."""

import os

import pytest

from tests.browser.conftest import OUTSIDE, QUIET
from tests.browser.lab import chromium
from tests.site.desk import Desk
from tests.site.server import Server

collect_ignore_glob = [] if os.environ.get("CASEBOOK_SITE") else ["*.py"]


def pytest_collection_modifyitems(items):
    """All of these tests are ``site``."""
    for item in items:
        if "tests/site" in item.path.as_posix():
            item.add_marker("site")


@pytest.fixture(scope="session")
def site():
    """The server."""
    server = Server(os.environ["CASEBOOK_SITE"])
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright():
    """What drives the browsers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    """Chromium, without a window."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def desk_in(browser, site):
    """Make a desk in a language, with a browser profile of its own; nothing it asks for may be anywhere else."""
    contexts, outside = [], []

    def make(language):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        contexts[-1].on(
            "request", lambda request: outside.append(request.url) if OUTSIDE.match(request.url) else None
        )
        return Desk(contexts[-1].new_page(), site.address, language)

    yield make
    for context in contexts:
        context.close()
    assert outside == []
