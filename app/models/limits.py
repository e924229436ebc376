"""Limits that supporters' own answers speak for, and what a coordinator decided about them."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Row
from app.models.common import Key, Stamped, reference


class LimitDecision(Stamped, Row):
    """A proposed limit that was confirmed or dismissed; answers given before it count no more."""

    __tablename__ = "limit_decisions"

    id: Mapped[Key]
    supporter_id: Mapped[int] = reference("supporters.id")
    #: travel_limit (minutes one way) or caseload (children)
    field: Mapped[str] = mapped_column(String(16))
    value: Mapped[int]
    confirmed: Mapped[bool]
    decided_by: Mapped[int | None] = reference("accounts.id")
