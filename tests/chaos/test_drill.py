"""The long fault run of `make drill`: a hundred kills while rounds run; every round ends once, with a plan or a reason."""

from __future__ import annotations

import random
import time

import pytest
from sqlalchemy import func, select

from app.database import db
from app.models.rounds import Placement, Round
from app.operations.leases import MOST_ATTEMPTS
from tests.chaos.ground import ask, is_at, lease_runs_out, round_now, sixty_children, tick
from tests.servers.processes import LONGEST_WAIT, Running, end, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.drill]

KILLS = 100
#: of so many kills one hits the queue
QUEUE_EVERY = 20
SEED = 365


def test_a_hundred_kills_lose_nothing_and_double_nothing(processes, queue_server, cast):
    version = sixty_children(cast)
    chance = random.Random(SEED)
    worker = processes.start_worker()
    rounds, kills = [], 0
    while kills < KILLS:
        round_id = ask(version, len(rounds))
        rounds.append(round_id)
        for _ in range(chance.randint(0, MOST_ATTEMPTS)):
            if not solving(round_id):
                break
            time.sleep(chance.random() * 2)
            worker = kill_something(worker, chance, processes, queue_server, kills)
            kills += 1
            if is_at(round_id, "solving"):
                lease_runs_out(round_id)
            tick()
        wait_until(lambda round_id=round_id: over(round_id), "the end of a round", 2 * LONGEST_WAIT)
    ended = [round_now(round_id) for round_id in rounds]
    assert {this.state for this in ended} <= {"proposed", "failed"}
    assert {this.failure for this in ended} <= {"", "worker_lost"}
    assert all(rows_of(this) == this.outcome["filled"] for this in ended if this.state == "proposed")
    assert all(rows_of(this) == 0 for this in ended if this.state == "failed")


def kill_something(worker: Running, chance: random.Random, processes, queue_server, kills: int) -> Running:
    """Kill the job's process, the worker, both, or the queue; return the worker that runs afterwards."""
    if kills % QUEUE_EVERY == QUEUE_EVERY - 1:
        queue_server.kill()
        queue_server.restart()
        return worker if worker.alive else processes.start_worker()
    what = chance.choice(["job", "worker", "both"])
    if what in ("job", "both") and (horse := worker.horse()):
        end(horse)
    if what in ("worker", "both"):
        worker.kill()
        return processes.start_worker()
    return worker


def solving(round_id: int) -> bool:
    """Wait until a round is taken up; say whether it still is under way."""
    wait_until(lambda: moving(round_id), "a worker that takes the round up")
    return is_at(round_id, "solving")


def moving(round_id: int) -> bool:
    """Tick, and say whether the round is no longer waiting."""
    tick()
    return not is_at(round_id, "queued")


def over(round_id: int) -> bool:
    """Tick, and say whether the round has ended."""
    tick()
    return is_at(round_id, "proposed", "failed")


def rows_of(this: Round) -> int:
    """Return how many placements a round has."""
    return db.session.scalar(select(func.count()).select_from(Placement).where(Placement.round_id == this.id)) or 0
