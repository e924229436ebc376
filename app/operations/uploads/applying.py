"""Write what a file changes: read and checked while everybody works on, then written in one short transaction.

Between the two the records may move. Their mark (`queries.facts`) is taken before reading and compared again under the
lock: when it differs, the file is read anew, and only what is still what the person saw is written.
"""

from __future__ import annotations

from typing import Any

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.imports import Changes, ChildRow, PairRow, PlaceRow, SupporterRow
from app.models.accounts import Role
from app.models.uploads import Upload, UploadState
from app.operations.duplicates import find_doubtful
from app.operations.leases import Claim
from app.operations.traces import record
from app.operations.uploads.children import ChildWriter
from app.operations.uploads.leases import FILES
from app.operations.uploads.pairs import PairWriter
from app.operations.uploads.places import PlaceWriter
from app.operations.uploads.supporters import SupporterWriter
from app.operations.uploads.writers import LeftOut, Writer, words
from app.queries.actors import actor_now
from app.queries.facts import facts, hold_facts
from app.queries.uploads import moved, staged

#: in this order, because a child needs a village and a pair needs both
WRITERS = ((PlaceRow, PlaceWriter), (SupporterRow, SupporterWriter), (ChildRow, ChildWriter), (PairRow, PairWriter))
#: how often a file is read anew because the records moved meanwhile; each takes seconds
TRIES = 5


def carry_out(claimed: Claim) -> None:
    """Write a claimed file, or say on its row why not; raise Fenced when somebody else took it over."""
    for _ in range(TRIES):
        if carried_out(claimed):
            return
    FILES.end(claimed, UploadState.FAILED, "busy")


def carried_out(claimed: Claim) -> bool:
    """Read the file and write it; False when the records moved between the two and nothing was written."""
    FILES.extend(claimed, stage="reading")
    before = facts()
    upload = db.session.get_one(Upload, claimed.row_id, populate_existing=True)
    by = asker(upload)
    if by is None:
        FILES.end(claimed, UploadState.REFUSED, "rights")
        return True
    found = staged(upload)
    if found.digest != upload.digest:
        FILES.end(claimed, UploadState.REFUSED, "changed", faults=moved(upload.marks or {}, found.marks))
        return True
    draft = Draft(found.changes, by)
    FILES.extend(claimed, stage="writing")
    with transaction():
        hold_facts()
        if facts() != before:
            return False
        left_out = draft.write()
        counts = {**found.counts, "left_out": len(left_out)}
        FILES.write(
            claimed, state=UploadState.APPLIED, stage="", lease_until=None, decided_at=now(), rows=None, marks=None,
            counts=counts, faults=words(left_out),
        )  # fmt: skip
        told = ",".join(f"{name}={number}" for name, number in counts.items())
        public_id = db.session.get_one(Upload, claimed.row_id).public_id
        record(by, "upload.applied", "upload", public_id, told)
    # Afterwards, because it opens every name; the ticker does it too, should this process end here.
    find_doubtful(by=by)
    return True


def asker(upload: Upload) -> Actor | None:
    """Return whoever asked, as of now; None when they no longer coordinate the whole county. Nobody: the console."""
    if upload.asked_by is None:
        return SYSTEM
    by = actor_now(upload.asked_by)
    return by if by is not None and by.roles.get(Role.COORDINATOR) == frozenset() else None


class Draft:
    """Everything a file will write. New and changed rows; rows that may be a person already here come in as their own."""

    def __init__(self, changes: Changes, by: Actor) -> None:
        self._changes, self._by = changes, by
        self._new = [*changes.new, *(duplicate.row for duplicate in changes.duplicates)]
        # What stands in new places can only be prepared once they are written: rare, and small on a first day.
        self._waits = any(isinstance(row, PlaceRow) for row in self._new)
        self._ready = {} if self._waits else {kind: self._prepared(kind, writer) for kind, writer in WRITERS}

    def _prepared(self, kind: Any, writer_of: Any) -> Writer[Any]:
        writer: Writer[Any] = writer_of(self._by)
        rows = [row for row in self._new if isinstance(row, kind)]
        writer.prepare(rows, [one for one in self._changes.changed if isinstance(one.row, kind) and one.after])
        return writer

    def write(self) -> list[LeftOut]:
        """Write it in the current transaction; return the rows that could not be."""
        left_out: list[LeftOut] = []
        for kind, writer_of in WRITERS:
            writer = self._ready.get(kind) or self._prepared(kind, writer_of)
            writer.write()
            left_out += writer.left_out
        return left_out
