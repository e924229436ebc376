"""The search for somebody to fill an opening: whoever waits first, then people asked in waves, until one says yes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.activities import Opening
from app.models.assignments import Assignment, while_in
from app.models.common import At, Key, Public, Stamped, reference


class SearchState(StrEnum):
    """`exhausted`: everybody who could come was asked; a yes that still comes counts. `over`: the shift has begun."""

    RUNNING = "running"
    FILLED = "filled"
    STOPPED = "stopped"
    EXHAUSTED = "exhausted"
    OVER = "over"


class ReplacementSearch(Public, Stamped, Row):
    """One search; of an opening at most one runs. It ends when as many people come as are wanted."""

    __tablename__ = "replacement_searches"
    __table_args__ = (Index("uq_replacement_searches_opening", "opening_id", **while_in(SearchState.RUNNING)),)

    id: Mapped[Key]
    opening_id: Mapped[int] = reference("openings.id")
    #: who cannot come; None: the place was open from the start
    instead_of_id: Mapped[int | None] = reference("assignments.id")
    state: Mapped[str] = mapped_column(String(10), default=SearchState.RUNNING, index=True)
    #: waves asked so far
    wave: Mapped[int] = mapped_column(default=0)
    #: people asked in one wave
    at_once: Mapped[int]
    #: when somebody has to look at it again
    next_at: Mapped[At]
    #: who began it by hand; None: somebody said they cannot come
    begun_by: Mapped[int | None] = reference("accounts.id")
    stopped_by: Mapped[int | None] = reference("accounts.id")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    opening: Mapped[Opening] = relationship()
    instead_of: Mapped[Assignment | None] = relationship()
