"""Concerns: "I am worried". Written once, never edited, readable by few."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.accounts import Account
from app.models.children import Child
from app.models.common import At, Key, Public, reference
from app.models.encrypted import Sealed


class Concern(Public, Row):
    """A worry about a child, in the words of the person who had it. The table refuses changes to these columns."""

    __tablename__ = "concerns"

    id: Mapped[Key]
    reporter_id: Mapped[int | None] = reference("accounts.id")
    #: the child it is about, when chosen from one's own; else described in the text
    child_id: Mapped[int | None] = reference("children.id")
    text: Mapped[str] = mapped_column(Sealed)
    #: the reporter says the police were called
    called_110: Mapped[bool] = mapped_column(default=False)
    at: Mapped[At]

    reporter: Mapped[Account | None] = relationship()
    child: Mapped[Child | None] = relationship()
    steps: Mapped[list[ConcernStep]] = relationship(order_by="ConcernStep.id", viewonly=True)


class StepKind(StrEnum):
    """What can be done about a concern. `reminded` is written when nobody confirmed reading it in time."""

    ACKNOWLEDGED = "acknowledged"
    NOTE = "note"
    POLICE = "police"
    CLOSED = "closed"
    REMINDED = "reminded"


class ConcernStep(Public, Row):
    """What was done about a concern; added, never changed."""

    __tablename__ = "concern_steps"

    id: Mapped[Key]
    concern_id: Mapped[int] = reference("concerns.id")
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Sealed, default="")
    by: Mapped[int | None] = reference("accounts.id")
    at: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[Account | None] = relationship()
