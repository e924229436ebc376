"""A row in the hands of a worker: taken up under a lease, kept alive, ended or given back.

Only the holder of the newest token writes (a fencing token): a worker that was thought dead and comes back finds
itself fenced and changes nothing. All comparisons use the database's clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Update, or_, select, update

from app.database import after_commit, db, transaction
from app.operations.database_time import database_now, seconds_from_now
from app.queues import ring

#: how often a row is taken up before it is given up
MOST_ATTEMPTS = 3
#: seconds after which a row left waiting is rung for again
RING_AGAIN_SECONDS = 15


class Fenced(Exception):
    """Another worker holds a newer token: what this one found out is not written."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a row: the token to write with, and how long a sign of life counts."""

    row_id: int
    token: int
    lease_seconds: int


def nobody(_row: Any) -> None:
    """Tell nobody."""


def reading() -> dict[str, Any]:
    """Return what stands on a row when the work on it begins."""
    return {"stage": "reading"}


def no_stage() -> dict[str, Any]:
    """Return what stands on a row when nobody works on it."""
    return {"stage": ""}


@dataclass(frozen=True)
class Leases:
    """The rows of one table that wait for a worker; it has the columns of `models.common.Leased`.

    A table that tells of its work in columns other than `stage` says so with `begun`, `over` and `back`.
    """

    table: Any
    #: name of the bell that a worker answers (app.queues.BELLS)
    bell: str
    #: states of a row that waits, that is worked on, and that was given up
    waiting: str
    working: str
    failed: str
    #: tells whoever asked that nothing came of it
    tell: Callable[[Any], None] = nobody
    #: what is written when a row is taken up, when its work is over, and when it goes back to wait
    begun: Callable[[], dict[str, Any]] = reading
    over: Callable[[], dict[str, Any]] = no_stage
    back: Callable[[], dict[str, Any]] = no_stage

    def call_worker(self, row_id: int) -> None:
        """Ring for a row and note that it was rung for; with the queue away the row waits for the ticker."""
        with transaction():
            db.session.get_one(self.table, row_id).rung_at = database_now()
        ring(self.bell, row_id)

    def ask(self, **about: Any) -> str:
        """Write a row with these values and ring for a worker; return its public id.

        Asked for once more while it waits or is worked on, it is the same row.
        """
        table = self.table
        with transaction():
            same = select(table).filter_by(**about).where(table.state.in_((self.waiting, self.working)))
            row = db.session.scalar(same)
            if row is None:
                row = table(**about)
                db.session.add(row)
                db.session.flush()
                row_id = row.id
                after_commit(lambda: self.call_worker(row_id))
            return str(row.public_id)

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
                    **self.begun(),
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
            self.write(claimed, state=state, failure=failure, lease_until=None, **self.over(), **values)
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
                row.state, row.failure, row.lease_until = self.failed, "worker_lost", None
                for name, value in self.over().items():
                    setattr(row, name, value)
                self.tell(row)
            db.session.flush()
            waiting = {"state": self.waiting, "lease_until": None, "rung_at": None, **self.back()}
            again = run(update(table).where(dead).values(**waiting))
        return len(given_up) + again


def run(change: Update) -> int:
    """Run an UPDATE in the current transaction and return how many rows it met."""
    done = db.session.execute(change.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
