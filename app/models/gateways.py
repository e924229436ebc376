"""Gateways: where messages leave the house."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.common import Key, Public, Stamped, Versioned, reference
from app.models.encrypted import Sealed
from app.models.places import Place


class GatewayKind(StrEnum):
    """A group chat takes texts for everybody in it; the other two reach one person by address or number."""

    GROUP = "group"
    EMAIL = "email"
    SMS = "sms"


class Gateway(Public, Stamped, Versioned, Row):
    """One way out, set by an administrator. Of e-mail and SMS the first that is switched on is used."""

    __tablename__ = "gateways"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    #: an address as the library apprise reads it, with its token; e-mail and SMS: with {to} for the person's own
    url: Mapped[str] = mapped_column(Sealed)
    #: a group's language
    language: Mapped[str] = mapped_column(String(8), default="zh")
    #: the place a group belongs to; None: the whole county
    place_id: Mapped[int | None] = reference("places.id")
    #: switched off since; kept, because deliveries name it
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    place: Mapped[Place | None] = relationship()
