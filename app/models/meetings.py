"""Dated meetings of a match."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.common import Key, Public, Stamped, Versioned, reference
from app.models.encrypted import Sealed
from app.models.matches import Match
from app.models.places import Place

#: how long a meeting lasts (design, section 7)
MEETING_MINUTES = 75


class MeetingState(StrEnum):
    """A moved meeting is planned at its new time; "not noted" is not "not held"."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"
    MISSED = "missed"


class Meeting(Public, Stamped, Versioned, Row):
    """One meeting on one day."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("match_id", "planned_for"), CheckConstraint("felt between 1 and 3", name="felt"))

    id: Mapped[Key]
    match_id: Mapped[int] = reference("matches.id")
    #: the moment the weekly hour gave; stays when the meeting is moved, so that dating again makes no second one.
    #: None: agreed on by appointment
    planned_for: Mapped[datetime | None] = mapped_column(Moment)
    starts_at: Mapped[datetime] = mapped_column(Moment, index=True)
    place_id: Mapped[int | None] = reference("places.id")
    state: Mapped[str] = mapped_column(String(10), default=MeetingState.PLANNED)
    #: supporter, coordinator, …, with an optional code why
    changed_by: Mapped[int | None] = reference("accounts.id")
    reason: Mapped[str] = mapped_column(String(20), default="")
    #: when the supporter said they would be a little late
    late_at: Mapped[datetime | None] = mapped_column(Moment)
    minutes_held: Mapped[int | None]
    #: three faces: 1 hard, 2 all right, 3 good
    felt: Mapped[int | None]
    note: Mapped[str] = mapped_column(Sealed, default="")
    noted_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the supporter, or whoever noted it for them
    noted_by: Mapped[int | None] = reference("accounts.id")

    match: Mapped[Match] = relationship()
    place: Mapped[Place | None] = relationship()
