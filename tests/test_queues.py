"""Ringing a bell: heard, refused, or left to the ticker."""

from __future__ import annotations

import time

import pytest

from app import queues
from app.queues import Bell, Doorbell, UnknownBell
from tests.servers.valkey import QueueServer


@pytest.fixture(autouse=True)
def an_invented_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queues.BELLS, "greet", Bell("messages", "app.jobs.greetings:greet", 10))


def waiting(queue_server: QueueServer) -> int:
    return queue_server.client().llen("rq:queue:messages")


def test_a_ring_waits_in_its_queue(house, settings, queue_server):
    object.__setattr__(settings, "redis_url", queue_server.url)
    assert queues.ring("greet", 1)
    assert waiting(queue_server) == 1


def test_a_name_that_is_not_listed_is_refused(house):
    with pytest.raises(UnknownBell, match=r"'os\.system' is not a listed job"):
        queues.ring("os.system", 1)


def test_without_a_queue_nothing_fails(house):
    assert not queues.ring("greet", 1)


def test_a_queue_that_is_away_costs_one_short_wait_and_is_then_left_alone(queue_server, caplog):
    doorbell = Doorbell(queue_server.url)
    queue_server.kill()
    assert not doorbell.ring("greet", queues.BELLS["greet"], 1)
    assert "waits for the ticker" in caplog.text
    caplog.clear()
    assert not doorbell.ring("greet", queues.BELLS["greet"], 2)
    assert caplog.text == ""
    queue_server.restart()


def test_a_queue_that_hangs_is_given_up_after_a_moment(queue_server):
    doorbell = Doorbell(queue_server.url)
    queue_server.client().client_pause(60_000)
    began = time.monotonic()
    assert not doorbell.ring("greet", queues.BELLS["greet"], 1)
    assert time.monotonic() - began < 30  # a hanging client would wait out the whole minute
    queue_server.kill()
    queue_server.restart()


def test_after_a_quiet_while_the_queue_is_asked_again(queue_server, monkeypatch):
    doorbell = Doorbell(queue_server.url)
    queue_server.kill()
    assert not doorbell.ring("greet", queues.BELLS["greet"], 1)
    queue_server.restart()
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    assert doorbell.ring("greet", queues.BELLS["greet"], 1)
    assert waiting(queue_server) == 1
