"""A match: a supporter beside a child, from the offer to the goodbye."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.children import Child
from app.models.common import Key, Public, Stamped, Versioned, reference
from app.models.places import Place
from app.models.supporters import Supporter


class MatchState(StrEnum):
    """Publishing makes an offer; the supporter's yes makes it live."""

    OFFERED = "offered"
    LIVE = "live"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


#: states in which the place counts as taken
TAKEN = (MatchState.OFFERED, MatchState.LIVE)
#: weeks between two meetings where nothing else is said
USUAL_WEEKS = 2


class Match(Public, Stamped, Versioned, Row):
    """One supporter, one child, one role."""

    __tablename__ = "matches"
    __table_args__ = (
        # Two publications at once cannot both fill the same seat; who follows may be there before the goodbye.
        Index(
            "uq_matches_seat_held",
            "child_id",
            "role",
            "seat",
            unique=True,
            sqlite_where=text("state in ('offered','live') and ends_on is null"),
            postgresql_where=text("state in ('offered','live') and ends_on is null"),
        ),
        CheckConstraint("half_hour is null or half_hour between 0 and 335", name="half_hour"),
    )

    id: Mapped[Key]
    child_id: Mapped[int] = reference("children.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    role: Mapped[str] = mapped_column(String(20))
    seat: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default=MatchState.OFFERED, index=True)
    round_id: Mapped[int | None] = reference("rounds.id")
    #: set when a coordinator paired by hand
    paired_by: Mapped[int | None] = reference("accounts.id")
    offered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_by: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    live_from: Mapped[date | None]
    #: the day of the last meeting, once an ending is planned (models.endings); somebody else may be asked for the seat
    ends_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str] = mapped_column(String(30), default="")
    decline_reason: Mapped[str] = mapped_column(String(20), default="")
    #: one way
    minutes: Mapped[int] = mapped_column(default=0)
    #: first half-hour of the weekly meeting; None: by appointment
    half_hour: Mapped[int | None]
    #: a meeting every so many weeks
    every_weeks: Mapped[int] = mapped_column(default=USUAL_WEEKS)
    place_id: Mapped[int | None] = reference("places.id")
    #: who the second adult is: staffed (the place's keeper), guardian, director
    second_adult: Mapped[str] = mapped_column(String(10), default="staffed")
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    child: Mapped[Child] = relationship()
    supporter: Mapped[Supporter] = relationship()
    place: Mapped[Place | None] = relationship()
