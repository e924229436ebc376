"""A file in the hands of a worker: taken up under a lease, kept alive, ended or given back.

As for rounds (`operations.round_leases`): only the holder of the newest token writes, and times are the database's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from app.database import db, transaction
from app.models.uploads import Upload, UploadState
from app.operations.database_time import database_now, seconds_from_now
from app.operations.messages import tell
from app.operations.round_leases import MOST_ATTEMPTS, RING_AGAIN_SECONDS, Fenced, run
from app.queues import ring

#: name of the bell that a worker answers (app.queues.BELLS)
BELL = "uploads.apply"


@dataclass(frozen=True)
class Claim:
    """The right to write a file: the token to write with, and how long a sign of life counts."""

    upload_id: int
    token: int
    lease_seconds: int


def call_worker(upload_id: int) -> None:
    """Ring for a file and note that it was rung for; with the queue away the row waits for the ticker."""
    with transaction():
        db.session.get_one(Upload, upload_id).rung_at = database_now()
    ring(BELL, upload_id)


def claim(upload_id: int, lease_seconds: int) -> Claim | None:
    """Take up a file that was asked for; None when it is not (any more). Of many callers exactly one gets it."""
    with transaction():
        waiting = Upload.state == UploadState.ASKED
        abandoned = (Upload.state == UploadState.APPLYING) & (Upload.lease_until < database_now())
        taken = run(
            update(Upload)
            .where(Upload.id == upload_id, or_(waiting, abandoned), Upload.token < MOST_ATTEMPTS)
            .values(
                state=UploadState.APPLYING,
                token=Upload.token + 1,
                lease_until=seconds_from_now(lease_seconds),
                stage="reading",
            )
        )
        if not taken:
            return None
        token = db.session.scalars(select(Upload.token).where(Upload.id == upload_id)).one()
    return Claim(upload_id, token, lease_seconds)


def extend(claimed: Claim, **values: Any) -> None:
    """Give a sign of life, and say how far the work is. Raise Fenced."""
    with transaction():
        write(claimed, lease_until=seconds_from_now(claimed.lease_seconds), **values)


def write(claimed: Claim, **values: Any) -> None:
    """Change the row as long as the token is the newest, in the current transaction; raise Fenced."""
    holder = (Upload.id == claimed.upload_id, Upload.token == claimed.token, Upload.state == UploadState.APPLYING)
    if not run(update(Upload).where(*holder).values(**values)):
        raise Fenced


def end(claimed: Claim, state: UploadState, failure: str, faults: list[list[Any]] | None = None) -> None:
    """End without a word written to the records; the file stays, to be looked at again. Raise Fenced."""
    with transaction():
        write(claimed, state=state, failure=failure, faults=faults, stage="", lease_until=None)
        tell_asker(db.session.get_one(Upload, claimed.upload_id, populate_existing=True))


def fail(claimed: Claim, failure: str) -> None:
    """End a file that could not be written, with the code of the reason. Raise Fenced."""
    end(claimed, UploadState.FAILED, failure)


def tell_asker(upload: Upload) -> None:
    """Tell the person who asked that the file was not written."""
    if upload.asked_by is not None:
        tell(upload.asked_by, "upload_not_written", path=f"/coordination/imports/{upload.public_id}")


def ring_waiting() -> int:
    """Ring again for files left waiting: the queue was away, or forgot. Return how many."""
    with transaction():
        quiet = or_(Upload.rung_at.is_(None), Upload.rung_at < seconds_from_now(-RING_AGAIN_SECONDS))
        waiting = db.session.scalars(select(Upload.id).where(Upload.state == UploadState.ASKED, quiet)).all()
    for upload_id in waiting:
        call_worker(upload_id)
    return len(waiting)


def end_dead() -> int:
    """Let files whose worker's lease ran out wait once more; give up those tried often enough. Return how many."""
    with transaction():
        dead = (Upload.state == UploadState.APPLYING) & (Upload.lease_until < database_now())
        query = select(Upload).where(dead, Upload.token >= MOST_ATTEMPTS).with_for_update()
        given_up = db.session.scalars(query).all()
        for upload in given_up:
            upload.state, upload.failure, upload.lease_until = UploadState.FAILED, "worker_lost", None
            tell_asker(upload)
        db.session.flush()
        again = run(
            update(Upload).where(dead).values(state=UploadState.ASKED, lease_until=None, rung_at=None, stage="")
        )
    return len(given_up) + again
