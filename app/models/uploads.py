"""Files brought in: staged, checked, shown, then written by a worker in one transaction, or thrown away."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, Row
from app.models.common import Key, Leased, Public, Stamped, reference
from app.models.encrypted import SealedJson


class UploadState(StrEnum):
    """staged → asked → applying → applied, with side exits. A file nobody decides on is thrown away after a week."""

    STAGED = "staged"
    ASKED = "asked"
    APPLYING = "applying"
    APPLIED = "applied"
    #: looked at again before writing, it would have done something else; nothing was written
    REFUSED = "refused"
    FAILED = "failed"
    DISCARDED = "discarded"


#: states in which a person may decide: the file is kept and nobody works on it
OPEN = (UploadState.STAGED, UploadState.REFUSED, UploadState.FAILED)
#: states in which a worker is wanted or at it
UNDER_WAY = (UploadState.ASKED, UploadState.APPLYING)


class Upload(Public, Stamped, Leased, Row):
    """One file brought in; its stages are reading and writing, a failure says why it was refused or failed."""

    __tablename__ = "uploads"

    id: Mapped[Key]
    file_name: Mapped[str] = mapped_column(String(200))
    #: places, supporters or children
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default=UploadState.STAGED, index=True)
    brought_by: Mapped[int | None] = reference("accounts.id")
    #: the file itself; sealed, it holds names, and gone once it is decided
    rows: Mapped[Any | None] = mapped_column(SealedJson)
    #: of what was last shown: one hash of all, and one of each row, {sheet: {row: hash}}
    digest: Mapped[str] = mapped_column(String(64), default="")
    marks: Mapped[Any | None] = mapped_column(SealedJson)
    #: [[sheet, row, code]]: rows left out of an applied file, rows that changed in a refused one
    faults: Mapped[Any | None] = mapped_column(SealedJson)
    #: how many rows are new, changed, unchanged, faulty
    counts: Mapped[Any | None] = mapped_column(SealedJson)
    asked_by: Mapped[int | None] = reference("accounts.id")
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)


class Doubtful(Public, Stamped, Row):
    """Two rows that may be one person; merged or kept apart by hand."""

    __tablename__ = "doubtful_pairs"

    id: Mapped[Key]
    #: child or supporter
    subject: Mapped[str] = mapped_column(String(10))
    one_id: Mapped[int] = mapped_column(index=True)
    other_id: Mapped[int] = mapped_column(index=True)
    #: code: same_phone, same_sound
    reason: Mapped[str] = mapped_column(String(20))
    #: merged, kept; empty: open
    decision: Mapped[str] = mapped_column(String(8), default="")
    decided_by: Mapped[int | None] = reference("accounts.id")
