"""Bytes and seconds of a first and a second visit, lessons 6 and 13 run in each: `python -m tests.site.measure build/site/lab`."""

import sys
import time

from playwright.sync_api import sync_playwright

from tests.browser.conftest import QUIET
from tests.browser.lab import chromium
from tests.site.desk import Desk
from tests.site.server import Server


def visit(context, server, lesson):
    """Open and run one lesson in a page of its own; a line on each step."""
    desk, began, sent = Desk(context.new_page(), server.address, "en"), time.monotonic(), server.web.sent

    def tell(what):
        print(
            f"{lesson:16} {what:8} {time.monotonic() - began:6.1f} s {(server.web.sent - sent) / 1e6:6.1f} MB",
            flush=True,
        )

    desk.open(f"notebooks/en/{lesson}.ipynb")
    tell("shown")
    desk.wait_for_kernel()
    tell("kernel")
    desk.run_here()
    tell("run")
    desk.page.close()


def main(folder):
    """One browser profile, four visits."""
    server = Server(folder)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch(executable_path=chromium(), args=QUIET).new_context()
        for lesson in ("06_rfm", "06_rfm", "13_receivables", "13_receivables"):
            visit(context, server, lesson)


if __name__ == "__main__":
    main(sys.argv[1])
