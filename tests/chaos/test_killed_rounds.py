"""Real workers on a real queue, killed in the middle of a round: it ends proposed once, or failed with a reason."""

from __future__ import annotations

import pytest
from flask import current_app

from app.operations.leases import MOST_ATTEMPTS
from tests.chaos.ground import (
    Gate,
    ask,
    assert_proposed_once,
    freeze,
    is_at,
    lease_runs_out,
    round_now,
    sixty_children,
    thaw,
    tick,
)
from tests.servers.processes import LONGEST_WAIT, wait_until

pytestmark = pytest.mark.processes


@pytest.fixture
def version(processes, cast) -> int:
    """Sixty children; the processes' queue is known to the house before anything is asked."""
    return sixty_children(cast)


@pytest.fixture
def gate(processes, tmp_path) -> Gate:
    """Where the rounds of its workers stand still."""
    return Gate(processes, tmp_path)


def proposed(round_id: int) -> None:
    wait_until(lambda: is_at(round_id, "proposed", "failed"), "the end of the round", 2 * LONGEST_WAIT)


def test_a_round_runs_in_a_worker_and_leaves_only_its_id_in_the_queue(version, processes, queue_server):
    round_id = ask(version)
    keys = b" ".join(queue_server.client().keys("*"))
    assert b"rq:job" in keys
    processes.start_worker()
    proposed(round_id)
    assert_proposed_once(round_id)
    assert round_now(round_id).token == 1


def test_when_the_jobs_process_is_killed_the_round_is_taken_up_again(version, gate):
    worker = gate.start_worker("checking")
    round_id = ask(version)
    gate.holds()
    worker.kill_horse()
    gate.open()
    lease_runs_out(round_id)
    tick()
    proposed(round_id)
    assert_proposed_once(round_id)
    assert round_now(round_id).token == 2


def test_when_the_whole_worker_is_killed_another_takes_the_round_up(version, processes, gate):
    worker = gate.start_worker("solving")
    round_id = ask(version)
    gate.holds()
    worker.kill_horse()
    worker.kill()
    lease_runs_out(round_id)
    tick()
    processes.start_worker()
    proposed(round_id)
    assert_proposed_once(round_id)


def test_a_worker_that_comes_back_after_its_lease_is_fenced(version, processes, gate):
    sleeper = gate.start_worker("checking")
    round_id = ask(version)
    gate.holds()
    horse = sleeper.some_horse()
    freeze(horse)
    lease_runs_out(round_id)
    tick()
    processes.start_worker()
    proposed(round_id)
    before = round_now(round_id).plan_hash
    gate.open()
    thaw(horse)
    wait_until(lambda: sleeper.horse() is None, "the end of the job that was thought dead")
    assert "took over" in sleeper.words
    assert_proposed_once(round_id)
    assert (round_now(round_id).token, round_now(round_id).plan_hash) == (2, before)


def test_a_round_that_kills_every_worker_fails_with_a_reason(version, gate):
    worker = gate.start_worker("solving")
    round_id = ask(version)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        gate.holds()
        assert round_now(round_id).token == attempt
        worker.kill_horse()
        lease_runs_out(round_id)
        tick()
    assert (round_now(round_id).state, round_now(round_id).failure) == ("failed", "worker_lost")


def test_a_round_asked_for_while_the_queue_is_away_runs_when_it_is_back(version, processes, queue_server):
    queue_server.kill()
    round_id = ask(version)
    assert is_at(round_id, "queued")
    queue_server.restart()
    processes.start_worker()
    lease_runs_out(round_id)
    from_now_on_quiet_is_over()
    tick()
    proposed(round_id)
    assert_proposed_once(round_id)


def test_a_round_survives_the_queue_killed_while_it_is_solved(version, gate, queue_server):
    gate.start_worker("solving")
    round_id = ask(version)
    gate.holds()
    queue_server.kill()
    gate.open()
    proposed(round_id)
    assert_proposed_once(round_id)
    queue_server.restart()


def from_now_on_quiet_is_over() -> None:
    """Forget that the queue was away: a page leaves it alone for some seconds after a failure."""
    current_app.extensions.pop("doorbell", None)


def test_many_rings_for_one_round_solve_it_once(version, processes):
    round_id = ask(version)
    for _ in range(5):
        lease_runs_out(round_id)
        tick()
    processes.start_worker()
    proposed(round_id)
    assert_proposed_once(round_id)
    assert round_now(round_id).token == 1
