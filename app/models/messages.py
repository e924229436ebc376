"""The outbox: what people are told, written with the change it tells of, and how each text leaves the house."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.accounts import Account
from app.models.common import At, Key, Public, Stamped, reference
from app.models.encrypted import Sealed, SealedJson


class Message(Public, Stamped, Row):
    """One message to one person, as a kind with parameters; worded in the reader's language when read or sent.

    It is always there to be read in the app; a delivery is a further way. Holds no child's name, address or need:
    a screen is seen by others.
    """

    __tablename__ = "messages"

    id: Mapped[Key]
    account_id: Mapped[int] = reference("accounts.id")
    #: code of the text, e.g. offer, offer_withdrawn, meeting_moved, sign_in_code
    kind: Mapped[str] = mapped_column(String(30))
    #: numbers, dates, places; never a child's name
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: what must not lie readable in the database, e.g. a sign-in code
    secret: Mapped[Any | None] = mapped_column(SealedJson)
    #: path inside this installation that the message leads to
    path: Mapped[str] = mapped_column(String(200), default="")
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship()
    deliveries: Mapped[list[Delivery]] = relationship(
        back_populates="message", order_by="Delivery.way", cascade="all, delete-orphan"
    )


#: kind of the notice with which a gateway is tried
TRIAL = "trial"


class Notice(Public, Stamped, Row):
    """A text that is nobody's own: to the group behind a gateway, or the trial of a gateway."""

    __tablename__ = "notices"

    id: Mapped[Key]
    #: public id of a gateway, or the name of the setting that configures one
    gateway: Mapped[str] = mapped_column(String(22), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh")
    #: where the trial of an e-mail or SMS gateway goes; forgotten as soon as it is settled
    to: Mapped[str | None] = mapped_column(Sealed)
    #: random part of the form it was sent with: the same form sent twice is one notice
    asked: Mapped[str | None] = mapped_column(String(22), unique=True)
    by: Mapped[int | None] = reference("accounts.id")

    author: Mapped[Account | None] = relationship()
    delivery: Mapped[Delivery] = relationship(back_populates="notice", cascade="all, delete-orphan")


class Way(StrEnum):
    """How a text leaves the house."""

    EMAIL = "email"
    SMS = "sms"
    GROUP = "group"


class DeliveryState(StrEnum):
    """`dropped`: it was no longer wanted, e.g. read in the app before it could be sent."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Delivery(Row):
    """One message or notice on one way: the row is the truth, the queue only rings."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "way"),
        CheckConstraint("(message_id is null) <> (notice_id is null)", name="one_text"),
    )

    id: Mapped[Key]
    message_id: Mapped[int | None] = reference("messages.id")
    notice_id: Mapped[int | None] = reference("notices.id", unique=True)
    way: Mapped[str] = mapped_column(String(8))
    #: the gateway it was last handed to: public id, or the name of a setting
    gateway: Mapped[str] = mapped_column(String(22), default="", index=True)
    state: Mapped[str] = mapped_column(String(8), default=DeliveryState.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(Moment)
    tried_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    #: code of the last failure, perhaps with the number the gateway gave: "refused 452"
    failure: Mapped[str] = mapped_column(String(40), default="")

    message: Mapped[Message | None] = relationship(back_populates="deliveries")
    notice: Mapped[Notice | None] = relationship(back_populates="delivery")


class MessageWishes(Row):
    """How one person wants to be told, where it is not the county's way; reading in the app is always there."""

    __tablename__ = "message_wishes"

    account_id: Mapped[int] = reference("accounts.id", primary_key=True)
    email: Mapped[bool] = mapped_column(default=True)
    sms: Mapped[bool] = mapped_column(default=True)
    #: reminders outside the app, too
    reminders: Mapped[bool] = mapped_column(default=True)
    #: what waits for staff, outside the app, too
    work: Mapped[bool] = mapped_column(default=True)
    #: minutes after midnight; both None: the county's quiet hours. Equal ones: no quiet hours
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]


class Reminder(Row):
    """A reminder that was given; kept for some days so that it is given once."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("account_id", "path", "starts_at", "stage"),)

    id: Mapped[Key]
    account_id: Mapped[int] = reference("accounts.id")
    #: page of what is reminded of: it names it
    path: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[At]
    #: evening or hours
    stage: Mapped[str] = mapped_column(String(8))
