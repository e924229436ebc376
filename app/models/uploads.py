"""Files brought in: staged, checked, shown, then applied in one transaction or thrown away."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, Row
from app.models.common import Key, Public, Stamped, reference
from app.models.encrypted import SealedJson


class UploadState(StrEnum):
    """A staged file waits for a decision; seven days later it is thrown away."""

    STAGED = "staged"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Upload(Public, Stamped, Row):
    """One file brought in."""

    __tablename__ = "uploads"

    id: Mapped[Key]
    file_name: Mapped[str] = mapped_column(String(200))
    #: places, supporters or children
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default=UploadState.STAGED)
    brought_by: Mapped[int | None] = reference("accounts.id")
    #: checked rows; sealed, they hold names
    rows: Mapped[Any | None] = mapped_column(SealedJson)
    #: faults named by sheet, row, column and remedy
    faults: Mapped[Any | None] = mapped_column(SealedJson)
    #: how many rows are new, changed, unchanged, faulty
    counts: Mapped[Any | None] = mapped_column(SealedJson)
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
