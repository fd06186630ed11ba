"""Is the watch itself good? Where the system allows it, browser, server and kernels see loopback and nothing else."""

import errno
import os
import socket

import psutil
import pytest

from tests.browser import alone

pytestmark = pytest.mark.browser
NO_WAY = "this system lets no process leave its network behind, so only the browser's requests are watched"
NOBODY = ("192.0.2.1", 80)  # an address set aside for documentation


@pytest.fixture
def cut_off(network):
    """Only where the network has been left behind."""
    if not network.cut_off:
        pytest.skip(NO_WAY)


def test_no_way_leads_outside_and_an_attempt_is_counted(cut_off, network):
    with socket.socket() as door, pytest.raises(OSError) as refused:
        door.connect(NOBODY)
    assert refused.value.errno == errno.ENETUNREACH
    network.allowed += 1
    assert alone.attempts() == network.allowed


def test_server_kernels_and_browser_are_inside(cut_off, lesson, lab):
    ours = psutil.Process().children(recursive=True)
    names = " ".join(" ".join(each.cmdline()) for each in ours)
    assert "casekit" in names and "ipykernel" in names and "chrom" in names
    assert {os.readlink(f"/proc/{each.pid}/ns/net") for each in ours} == {os.readlink("/proc/self/ns/net")}


def test_the_page_s_requests_outside_are_refused_and_counted(page, network):
    page.evaluate("fetch('http://192.0.2.1/').catch(() => 0)")
    assert network.refused == ["http://192.0.2.1/"]
    network.refused.clear()
