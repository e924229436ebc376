"""The outbox: what people are told, written with the change it tells of, sent by a job."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.accounts import Account
from app.models.common import Key, Public, Stamped, reference
from app.models.encrypted import SealedJson


class MessageState(StrEnum):
    """`kept`: there is no gateway for it; it is read in the app."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class Message(Public, Stamped, Row):
    """One message to one person, as a kind with parameters; worded in the reader's language when read or sent.

    Holds no child's name, address or need: a screen is seen by others.
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
    state: Mapped[str] = mapped_column(String(8), default=MessageState.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    failure: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[Account] = relationship()
