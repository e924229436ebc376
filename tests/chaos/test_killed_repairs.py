"""A real worker and a real queue: a repair asked for without a queue, and killed with its worker, is still found once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select, update

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.assignments import Assignment
from app.models.rota_repairs import RotaRepair
from app.operations.database_time import seconds_from_now
from app.operations.rota_repairs import SEARCHES, ask_for_person
from tests.chaos.ground import Gate
from tests.rotas import coordinator_of, two_of_three
from tests.servers.processes import wait_until

pytestmark = pytest.mark.processes


@pytest.fixture
def about(processes, cast) -> tuple[int, Actor]:
    """Ye, who stands on a shift with Mei; the processes' queue is known before anything is asked."""
    two_of_three(cast)
    return cast.ye, coordinator_of(cast)


def asked(about: tuple[int, Actor]) -> int:
    who, by = about
    public_id = ask_for_person(who, today(), today() + timedelta(weeks=4), by=by)
    return db.session.scalars(select(RotaRepair.id).where(RotaRepair.public_id == public_id)).one()


def repair_now(repair_id: int) -> RotaRepair:
    db.session.rollback()
    return db.session.get_one(RotaRepair, repair_id, populate_existing=True)


def tick(repair_id: int) -> None:
    """Let the time of a lease and of the last ring pass, then do what the ticker does."""
    past = seconds_from_now(-60)
    with transaction():
        mine = RotaRepair.id == repair_id
        db.session.execute(update(RotaRepair).where(mine, RotaRepair.state == "searching").values(lease_until=past))
        db.session.execute(update(RotaRepair).where(mine).values(rung_at=past))
    SEARCHES.end_dead()
    SEARCHES.ring_waiting()


def found_once(repair_id: int) -> None:
    wait_until(lambda: repair_now(repair_id).state in ("found", "failed"), "the ways")
    this = repair_now(repair_id)
    assert (this.state, this.failure) == ("found", "")
    assert this.found["proposals"][0]["disturbed"] == 1
    assert set(db.session.scalars(select(Assignment.state))) == {"accepted"}


def test_a_repair_outlives_the_queue_and_the_worker(about, processes, queue_server, tmp_path):
    queue_server.kill()
    repair_id = asked(about)
    assert repair_now(repair_id).state == "asked"
    queue_server.restart()
    gate = Gate(processes, tmp_path)
    worker = gate.start_worker("searching")
    current_app.extensions.pop("doorbell", None)  # a page leaves the queue alone for some seconds after a failure
    tick(repair_id)
    gate.holds()
    worker.kill_horse()
    gate.open()
    tick(repair_id)
    found_once(repair_id)
