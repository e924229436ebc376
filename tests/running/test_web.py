"""The web server of `care run`."""

from __future__ import annotations

import urllib.request

import pytest

from tests.servers.processes import LONGEST_WAIT, Processes

pytestmark = pytest.mark.processes


def test_it_answers_on_the_socket_it_was_given_and_leaves_when_asked(processes: Processes):
    address = processes.start_web()
    with urllib.request.urlopen(address, timeout=LONGEST_WAIT) as page:
        assert page.status == 200
    assert processes.started[-1].terminate() == 0


def test_pages_are_served_while_the_queue_is_away(processes: Processes, queue_server):
    address = processes.start_web()
    queue_server.kill()
    with urllib.request.urlopen(address, timeout=LONGEST_WAIT) as page:
        assert page.status == 200
    queue_server.restart()


@pytest.mark.browser
def test_the_browser_is_a_phone_in_china(processes: Processes, page):
    page.set_default_timeout(LONGEST_WAIT * 1000)
    page.goto(processes.start_web())
    assert page.evaluate("[innerWidth, navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]") == [
        360,
        "zh-CN",
        "Asia/Shanghai",
    ]
    assert page.locator("html").get_attribute("lang") == "zh-CN"
