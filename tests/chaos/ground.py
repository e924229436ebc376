"""Sixty children and a round for them, for runs in which processes are killed."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

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
from tests.servers.processes import Processes, Running, wait_until


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


@dataclass
class Gate:
    """What jobs stand still at, in the middle of their work, until it is opened."""

    processes: Processes
    folder: Path

    def start_worker(self, hold_at: str) -> Running:
        """Start a worker whose jobs stand still there (tests/chaos/held_worker.py)."""
        places = {"GATE": str(self.folder / "gate"), "HELD": str(self.folder / "held")}
        worker = self.processes.start("-m", "tests.chaos.held_worker", HOLD_AT=hold_at, **places)
        worker.says("Listening on")
        return worker

    def holds(self) -> None:
        """Wait until a job stands still."""
        wait_until((self.folder / "held").exists, "a job that stands still")
        (self.folder / "held").unlink()

    def open(self) -> None:
        """Let them go on, and those that come later too."""
        (self.folder / "gate").touch()


def freeze(pid: int) -> None:
    """Stop a process as if its machine hung, at a moment at which it does not write."""
    os.kill(pid, signal.SIGSTOP)
    while not somebody_can_write():
        thaw(pid)
        os.kill(pid, signal.SIGSTOP)


def somebody_can_write() -> bool:
    """Say whether the database (SQLite: one writer at a time) is free for a writer."""
    with closing(sqlite3.connect(str(db.engine.url.database), timeout=0.2, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def thaw(pid: int) -> None:
    """Let a frozen process go on."""
    os.kill(pid, signal.SIGCONT)


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
