"""Files brought in: staged, shown, then applied in one transaction, or thrown away."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.imports import Changes, ChildRow, PairRow, PlaceRow, SupporterRow
from app.models.uploads import Upload, UploadState
from app.operations.duplicates import find_doubtful
from app.operations.traces import record
from app.operations.uploads.children import ChildWriter
from app.operations.uploads.pairs import PairWriter
from app.operations.uploads.places import PlaceWriter
from app.operations.uploads.supporters import SupporterWriter
from app.queries.uploads import Staged, stage, staged

__all__ = ["ChangedSince", "LeftOut", "apply", "bring_in", "discard", "forget_old"]

#: a staged file is thrown away after so many days (security reference, E4)
KEPT_DAYS = 7
#: in this order, because a child needs a village and a pair needs both
WRITERS = ((PlaceRow, PlaceWriter), (SupporterRow, SupporterWriter), (ChildRow, ChildWriter), (PairRow, PairWriter))

#: a row that was not written, with a code that says why
LeftOut = tuple[str, int, str]


class ChangedSince(Exception):
    """The records changed since the coordinator looked; nothing was written."""


class AlreadyDecided(Exception):
    """The file was applied or thrown away before."""


def bring_in(data: bytes, file_name: str, *, by: Actor) -> tuple[Upload, Staged]:
    """Keep a file, sealed, for seven days; nothing else is written."""
    found = stage(data, file_name)
    kinds = sorted({summary.kind for summary in found.reading.sheets if summary.kind})
    with transaction():
        upload = Upload(
            file_name=file_name[:200],
            kind=kinds[0] if len(kinds) == 1 else ("mixed" if kinds else ""),
            brought_by=by.account_id,
            rows={"data": base64.b64encode(data).decode()},
            counts=found.counts,
        )
        db.session.add(upload)
        db.session.flush()
        record(by, "upload.staged", "upload", upload.public_id)
    return upload, found


def apply(upload_id: int, digest: str, *, by: Actor) -> list[LeftOut]:
    """Write what the file changes, all of it or nothing; return the rows that could not be written.

    `digest` is of what the coordinator saw; raises ChangedSince when it would be something else by now,
    AlreadyDecided when the file was decided.
    """
    with transaction():
        upload = db.session.get_one(Upload, upload_id, with_for_update=True)
        if upload.state != UploadState.STAGED:
            raise AlreadyDecided
        found = staged(upload)
        if found.digest != digest:
            raise ChangedSince
        left_out = write(found.changes, by)
        upload.state = UploadState.APPLIED
        upload.decided_at = now()
        upload.rows = None
        upload.counts = {**found.counts, "left_out": len(left_out)}
        record(by, "upload.applied", "upload", upload.public_id, _words(upload.counts))
        find_doubtful(by=by)
    return left_out


def write(changes: Changes, by: Actor) -> list[LeftOut]:
    """Write new and changed rows; rows that may be a person already here come in as their own and are pointed out."""
    left_out: list[LeftOut] = []
    new = [*changes.new, *(duplicate.row for duplicate in changes.duplicates)]
    for kind, writer_of in WRITERS:
        rows = [row for row in new if isinstance(row, kind)]
        changed = [change for change in changes.changed if isinstance(change.row, kind) and change.after]
        if not rows and not changed:
            continue
        writer: Any = writer_of(by)
        for row in writer.ordered(rows):
            if code := writer.add(row):
                left_out.append((row.sheet, row.row, code))
        for change in changed:
            if code := writer.change(int(change.id), change.row, change.after):
                left_out.append((change.row.sheet, change.row.row, code))
    return left_out


def discard(upload_id: int, *, by: Actor) -> None:
    """Throw a staged file away."""
    with transaction():
        upload = db.session.get_one(Upload, upload_id)
        if upload.state != UploadState.STAGED:
            raise AlreadyDecided
        upload.state, upload.decided_at, upload.rows = UploadState.DISCARDED, now(), None
        record(by, "upload.discarded", "upload", upload.public_id)


def forget_old() -> int:
    """Throw away files nobody decided for a week, and forget that they were there; return how many."""
    with transaction():
        old = now() - timedelta(days=KEPT_DAYS)
        ids = db.session.scalars(
            select(Upload.id).where(Upload.state == UploadState.STAGED, Upload.created_at < old)
        ).all()
        if ids:
            db.session.execute(delete(Upload).where(Upload.id.in_(ids)))
    return len(ids)


def _words(counts: dict[str, int]) -> str:
    return ",".join(f"{name}={number}" for name, number in counts.items())
