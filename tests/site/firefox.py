"""Debian's Firefox, driven by Playwright over WebDriver BiDi: no browser of Playwright's own is needed."""

import shutil

import pytest
from playwright.sync_api import Error

# no look-ups of Firefox's own: whatever is not on this computer goes to a port where nobody listens
ALONE = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "",
    "network.dns.disablePrefetch": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
}


def program():
    """Where Firefox is, or None."""
    return next((shutil.which(name) for name in ("firefox-esr", "firefox") if shutil.which(name)), None)


def downloads(profile):
    """Where its downloads go: over this protocol Playwright does not hear of them."""
    return profile.with_name(profile.name + " downloads")


def launch(playwright, profile, **preferences):
    """Firefox with a profile that stays, as a reader's does."""
    if not program():
        pytest.skip("Firefox is not installed")
    try:
        return playwright.firefox.launch_persistent_context(
            profile, channel="moz-firefox", executable_path=program(), firefox_user_prefs={**ALONE, **preferences},
            viewport={"width": 1280, "height": 800}, downloads_path=downloads(profile), timeout=60_000,
        )  # fmt: skip
    except Error as error:
        if "unknown command" in str(error):
            pytest.fail(
                "This Playwright asks Firefox for what it does not know yet; constraints.txt has one that does not."
            )
        raise
