"""A class on a real hub: two students, an instructor, a kit; all in the folder that deploy/try_hub.py has made."""

import os
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.browser.lab import chromium

collect_ignore_glob = [] if os.environ.get("CASEBOOK_HUB") else ["*.py"]
ANN, BO, TEACHER = "casebook-ann", "casebook-bo", "casebook-teacher"
NUMBERS = {ANN: "2026001", BO: "2026002"}
ROSTER = "学号,姓名,文件夹,hub_user,language\n2026001,Ann,casebook-ann,casebook-ann,\n2026002,Bo,casebook-bo,casebook-bo,zh\n"


@pytest.fixture(scope="session")
def school():
    """The kit, its roster, the users and their homes."""
    from tests.hub.hub import Users

    made = Path(os.environ["CASEBOOK_HUB_PLACE"])
    with tempfile.TemporaryDirectory(prefix="casebook-class-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o755)
        users = Users(place, [ANN, BO, TEACHER])
        try:
            users.make()
            kit = users.home(TEACHER) / "kit"
            shutil.copytree(made / "kit", kit)
            (kit / "instructor/roster.csv").write_text(ROSTER, encoding="utf-8")
            if users.own:
                for each in (kit, *kit.rglob("*")):
                    shutil.chown(each, TEACHER, TEACHER)
            (place / "hub").mkdir(mode=0o700)
            yield SimpleNamespace(
                place=place, users=users, kit=kit, roster=kit / "instructor/roster.csv", casebook=made / "casebook", course="HUB-2026"
            )
        finally:
            users.remove()


@pytest.fixture(scope="session")
def hub(school):
    """The hub, up."""
    from tests.hub.hub import Hub

    hub = Hub(
        os.environ["CASEBOOK_HUB"], os.environ["CASEBOOK_HUB_PROXY"], school.place / "hub", school.users, school.roster, [TEACHER]
    )
    try:
        hub.seconds = hub.wait()
        yield hub
    finally:
        left = hub.stop()
    assert not left, "these did not end with the hub, and were ended"


@pytest.fixture(scope="session")
def browser():
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import QUIET

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def desk_of(browser, hub, school):
    """A user's page, logged in, at the start page; one for each, with cookies of its own."""
    from playwright.sync_api import expect

    from tests.browser.conftest import OUTSIDE, SIZE
    from tests.browser.reader import BEFORE_THE_END
    from tests.hub.hub import log_in

    expect.set_options(timeout=BEFORE_THE_END)
    contexts, desks = [], {}

    def open_(name):
        if name not in desks:
            context = browser.new_context(viewport=SIZE, service_workers="block")
            contexts.append(context)
            refused = []
            context.set_default_timeout(BEFORE_THE_END)
            context.route(OUTSIDE, lambda route: (refused.append(route.request.url), route.abort()))
            page = context.new_page()
            seconds = log_in(page, hub, name)
            desks[name] = SimpleNamespace(page=page, home=school.users.home(name), refused=refused, seconds=seconds)
        return desks[name]

    yield open_
    for context in contexts:
        context.close()
