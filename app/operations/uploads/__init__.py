"""Files brought in: staged, looked at, asked for, then written in one transaction, or thrown away.

Asking writes the row and rings; a worker writes the file (`applying`, under the lease of `leases`). The console does
both at once with `apply`.
"""

from __future__ import annotations

import base64
from datetime import timedelta

from sqlalchemy import delete, select

from app.actors import Actor
from app.clock import now
from app.database import after_commit, db, transaction
from app.models.uploads import OPEN, Upload, UploadState
from app.operations.traces import record
from app.operations.uploads.applying import carry_out
from app.operations.uploads.leases import FILES
from app.operations.uploads.writers import LeftOut
from app.queries.uploads import Staged, stage, staged

__all__ = ["AlreadyDecided", "ChangedSince", "LeftOut", "NotWritten", "apply", "ask", "bring_in", "discard", "look"]

#: a staged file is thrown away after so many days (security reference, E4)
KEPT_DAYS = 7
#: the console has no sign of life of its own: it holds the row for so long
CONSOLE_LEASE_SECONDS = 1800


class ChangedSince(Exception):
    """The records changed since somebody looked; nothing was written. `rows`: [[sheet, row, code]] that changed."""

    def __init__(self, rows: list[list[object]] | None = None) -> None:
        super().__init__("the records changed since somebody looked; nothing was written")
        self.rows = rows or []


class AlreadyDecided(Exception):
    """The file was asked for, written or thrown away before."""


class NotWritten(Exception):
    """The file could not be written; `code` says why (app.wording.uploads.FAILURES)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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
            digest=found.digest,
            marks=found.marks,
        )
        db.session.add(upload)
        db.session.flush()
        record(by, "upload.staged", "upload", upload.public_id)
    return upload, found


def look(upload_id: int, *, by: Actor) -> Staged:
    """Return what the file would do today, and keep what was shown; it holds names, so each look is written down.

    Raise AlreadyDecided when the file is under way or gone.
    """
    found = staged(db.session.get_one(Upload, upload_id))
    with transaction():
        upload = _open(upload_id)
        upload.digest, upload.marks, upload.counts = found.digest, found.marks, found.counts
        record(by, "upload.seen", "upload", upload.public_id, "names")
    return found


def ask(upload_id: int, digest: str, *, by: Actor, ring: bool = True) -> None:
    """Ask for what was shown to be written. `digest` is of what the person saw.

    Raise ChangedSince when something else was shown since, AlreadyDecided when the file was decided.
    """
    with transaction():
        upload = _open(upload_id)
        if digest != upload.digest:
            raise ChangedSince
        upload.state, upload.asked_by, upload.asked_at = UploadState.ASKED, by.account_id, now()
        upload.faults, upload.failure, upload.stage, upload.token, upload.rung_at = None, "", "", 0, None
        record(by, "upload.asked", "upload", upload.public_id)
        if ring:
            after_commit(lambda: FILES.call_worker(upload_id))


def apply(upload_id: int, digest: str, *, by: Actor) -> list[LeftOut]:
    """Ask for a file and write it here and now, all of it or nothing; return the rows that were left out.

    Raise ChangedSince, AlreadyDecided or NotWritten; nothing is written then.
    """
    ask(upload_id, digest, by=by, ring=False)
    claimed = FILES.claim(upload_id, CONSOLE_LEASE_SECONDS)
    if claimed is None:
        raise AlreadyDecided
    try:
        carry_out(claimed)
    except Exception:
        db.session.rollback()
        FILES.fail(claimed, "broken")
        raise
    upload = db.session.get_one(Upload, upload_id, populate_existing=True)
    faults = upload.faults or []
    if upload.state == UploadState.REFUSED:
        raise ChangedSince(faults)
    if upload.state != UploadState.APPLIED:
        raise NotWritten(upload.failure)
    return [(sheet, row, code) for sheet, row, code in faults]


def discard(upload_id: int, *, by: Actor) -> None:
    """Throw a file away; raise AlreadyDecided when it is under way or gone."""
    with transaction():
        upload = _open(upload_id)
        upload.state, upload.decided_at, upload.rows, upload.marks = UploadState.DISCARDED, now(), None, None
        record(by, "upload.discarded", "upload", upload.public_id)


def forget_old() -> int:
    """Throw away files nobody decided for a week, and forget that they were there; return how many."""
    with transaction():
        old = now() - timedelta(days=KEPT_DAYS)
        ids = db.session.scalars(select(Upload.id).where(Upload.state.in_(OPEN), Upload.created_at < old)).all()
        if ids:
            db.session.execute(delete(Upload).where(Upload.id.in_(ids)))
    return len(ids)


def _open(upload_id: int) -> Upload:
    """Return a file a person may decide on, locked; raise AlreadyDecided."""
    upload = db.session.get_one(Upload, upload_id, with_for_update=True, populate_existing=True)
    if upload.state not in OPEN:
        raise AlreadyDecided
    return upload
