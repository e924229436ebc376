"""Sixty children and a round for them, for runs in which processes are killed."""

from __future__ import annotations

import os
import signal

from sqlalchemy import select, update

from app.actors import SYSTEM
from app.database import db, transaction
from app.models.children import Child
from app.models.rounds import OpenRole, Placement, Round
from app.models.supporters import Supporter
from app.operations.database_time import seconds_from_now
from app.operations.round_leases import end_dead, ring_waiting
from app.operations.rounds import ask_round
from tests.cast import Cast, child, supporter
from tests.programmes import programme_version
from tests.servers.processes import Running


def sixty_children(cast: Cast) -> int:
    """Add children and volunteers to the cast; return the version of a programme for them."""
    with transaction():
        xiaoman = db.session.get_one(Child, cast.xiaoman)
        village, centre = xiaoman.village, xiaoman.meeting_place
        for number in range(57):
            child("hanlu", number, village, centre, rhythm=1 + number % 4)
        for number in range(40):
            supporter(f"Volunteer {number}", "volunteer", village)
    return programme_version()


def ask(version: int, number: int = 0) -> int:
    """Ask for a round."""
    return ask_round(request_key=f"round {number}", by=SYSTEM, programme_version_id=version, seconds=10)


def round_now(round_id: int) -> Round:
    """Return a round as it is in the database now."""
    db.session.rollback()
    return db.session.get_one(Round, round_id, populate_existing=True)


def is_at(round_id: int, *states: str) -> bool:
    """Say whether a round is in one of these states."""
    return round_now(round_id).state in states


def tick() -> None:
    """Do what the ticker does every few seconds."""
    end_dead()
    ring_waiting()
    db.session.rollback()


def lease_runs_out(round_id: int) -> None:
    """Let the time of a lease pass: the worker gave no sign of life."""
    with transaction():
        db.session.execute(
            update(Round).where(Round.id == round_id).values(lease_until=seconds_from_now(-1), rung_at=None)
        )


def freeze(pid: int) -> None:
    """Stop a process as if its machine hung."""
    os.kill(pid, signal.SIGSTOP)


def thaw(pid: int) -> None:
    """Let a frozen process go on."""
    os.kill(pid, signal.SIGCONT)


def horse_of(worker: Running) -> int:
    """Return the process that runs the worker's job."""
    found = worker.horse()
    assert found, worker.words
    return found


def assert_proposed_once(round_id: int) -> None:
    """The round ended proposed, with exactly the rows of one plan: nothing doubled, nothing lost."""
    this = round_now(round_id)
    assert (this.state, this.failure) == ("proposed", "")
    placements = db.session.scalars(select(Placement).filter_by(round_id=round_id)).all()
    empty = db.session.query(OpenRole).filter_by(round_id=round_id).count()
    assert len(placements) == this.outcome["filled"]
    assert len(placements) + empty == this.outcome["wanted"]
    seats = {(one.child_id, one.role, one.seat) for one in placements}
    assert len(seats) == len(placements)
    known = set(db.session.scalars(select(Supporter.id)))
    assert {one.supporter_id for one in placements} <= known
