"""How a pair ends: notice, a last meeting, who follows named before the goodbye; or at once, for a child's safety."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Row
from app.models.common import Key, Public, Stamped, reference
from app.models.matches import Match


class EndingState(StrEnum):
    """notice → done, or back to going on (stayed). An emergency is done at once."""

    NOTICE = "notice"
    DONE = "done"
    STAYED = "stayed"


class Ending(Public, Stamped, Row):
    """The ending of one pair; of several, at most one is under way."""

    __tablename__ = "endings"
    __table_args__ = (
        Index(
            "uq_endings_match",
            "match_id",
            unique=True,
            sqlite_where=text("state = 'notice'"),
            postgresql_where=text("state = 'notice'"),
        ),
        CheckConstraint("last_day >= noticed_on", name="days"),
    )

    id: Mapped[Key]
    match_id: Mapped[int] = reference("matches.id")
    state: Mapped[str] = mapped_column(String(8), default=EndingState.NOTICE, index=True)
    emergency: Mapped[bool] = mapped_column(default=False)
    #: code, see operations.matches.END_REASONS
    reason: Mapped[str] = mapped_column(String(20))
    #: who gave notice: office or supporter
    said_by: Mapped[str] = mapped_column(String(10), default="office")
    noticed_on: Mapped[date]
    #: the day of the last meeting
    last_day: Mapped[date]
    #: the office says that nobody follows yet; the child is told so at the last meeting
    nobody_follows: Mapped[bool] = mapped_column(default=False)
    #: what contact stays allowed, a code: none, letters, festivals
    contact: Mapped[str] = mapped_column(String(10), default="none")
    #: after an emergency: by when somebody of the office is with the child, and the day somebody was
    visit_by: Mapped[date | None]
    visited_on: Mapped[date | None]
    by: Mapped[int | None] = reference("accounts.id")

    match: Mapped[Match] = relationship()
