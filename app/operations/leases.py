"""A row in the hands of a worker: taken up under a lease, kept alive, ended or given back.

As for rounds (`operations.round_leases`): only the holder of the newest token writes, and times are the database's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from app.database import db, transaction
from app.operations.database_time import database_now, seconds_from_now
from app.operations.round_leases import MOST_ATTEMPTS, RING_AGAIN_SECONDS, Fenced, run
from app.queues import ring


@dataclass(frozen=True)
class Claim:
    """The right to work on a row: the token to write with, and how long a sign of life counts."""

    row_id: int
    token: int
    lease_seconds: int


def nobody(_row: Any) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Leases:
    """The rows of one table (a `models.common.Leased`) that wait for a worker."""

    table: Any
    #: name of the bell that a worker answers (app.queues.BELLS)
    bell: str
    #: states of a row that waits, that is worked on, and that was given up
    waiting: str
    working: str
    failed: str
    #: tells whoever asked that nothing came of it
    tell: Callable[[Any], None] = nobody

    def call_worker(self, row_id: int) -> None:
        """Ring for a row and note that it was rung for; with the queue away the row waits for the ticker."""
        with transaction():
            db.session.get_one(self.table, row_id).rung_at = database_now()
        ring(self.bell, row_id)

    def claim(self, row_id: int, lease_seconds: int) -> Claim | None:
        """Take up a row that waits; None when it does not (any more). Of many callers exactly one gets it."""
        table = self.table
        with transaction():
            abandoned = (table.state == self.working) & (table.lease_until < database_now())
            taken = run(
                update(table)
                .where(table.id == row_id, or_(table.state == self.waiting, abandoned), table.token < MOST_ATTEMPTS)
                .values(
                    state=self.working,
                    token=table.token + 1,
                    lease_until=seconds_from_now(lease_seconds),
                    stage="reading",
                )
            )
            if not taken:
                return None
            token = db.session.scalars(select(table.token).where(table.id == row_id)).one()
        return Claim(row_id, token, lease_seconds)

    def extend(self, claimed: Claim, **values: Any) -> None:
        """Give a sign of life, and say how far the work is. Raise Fenced."""
        with transaction():
            self.write(claimed, lease_until=seconds_from_now(claimed.lease_seconds), **values)

    def write(self, claimed: Claim, **values: Any) -> None:
        """Change the row as long as the token is the newest, in the current transaction; raise Fenced."""
        table = self.table
        holder = (table.id == claimed.row_id, table.token == claimed.token, table.state == self.working)
        if not run(update(table).where(*holder).values(**values)):
            raise Fenced

    def end(self, claimed: Claim, state: str, failure: str = "", **values: Any) -> None:
        """End the work on a row with nothing else written; a failure is told. Raise Fenced."""
        with transaction():
            self.write(claimed, state=state, failure=failure, stage="", lease_until=None, **values)
            if failure:
                self.tell(db.session.get_one(self.table, claimed.row_id, populate_existing=True))

    def fail(self, claimed: Claim, failure: str) -> None:
        """End a row that could not be worked on, with the code of the reason. Raise Fenced."""
        self.end(claimed, self.failed, failure)

    def ring_waiting(self) -> int:
        """Ring again for rows left waiting: the queue was away, or forgot. Return how many."""
        table = self.table
        with transaction():
            quiet = or_(table.rung_at.is_(None), table.rung_at < seconds_from_now(-RING_AGAIN_SECONDS))
            waiting = db.session.scalars(select(table.id).where(table.state == self.waiting, quiet)).all()
        for row_id in waiting:
            self.call_worker(row_id)
        return len(waiting)

    def end_dead(self) -> int:
        """Let rows whose worker's lease ran out wait once more; give up those tried often enough. Return how many."""
        table = self.table
        with transaction():
            dead = (table.state == self.working) & (table.lease_until < database_now())
            given_up = db.session.scalars(
                select(table).where(dead, table.token >= MOST_ATTEMPTS).with_for_update()
            ).all()
            for row in given_up:
                row.state, row.failure, row.stage, row.lease_until = self.failed, "worker_lost", "", None
                self.tell(row)
            db.session.flush()
            again = run(update(table).where(dead).values(state=self.waiting, lease_until=None, rung_at=None, stage=""))
        return len(given_up) + again
