"""Accounts, what they may do, and the sign-ins that are open."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.common import At, Key, Public, Stamped, reference
from app.models.encrypted import Sealed
from app.models.places import Place
from app.models.supporters import Supporter


class Role(StrEnum):
    """Rooms of the house. Supporters of every kind use the volunteer's room."""

    SUPPORTER = "supporter"
    DIRECTOR = "director"
    COORDINATOR = "coordinator"
    ORGANIZER = "organizer"
    ADMIN = "admin"


STAFF = frozenset({Role.DIRECTOR, Role.COORDINATOR, Role.ORGANIZER, Role.ADMIN})


class Account(Public, Stamped, Row):
    """Someone who can sign in. Staff have password and second factor, supporters a one-time code."""

    __tablename__ = "accounts"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(Sealed)
    #: e-mail or phone to sign in with, normalised
    handle: Mapped[str] = mapped_column(Sealed)
    handle_hash: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    #: number under which supporters and families reach this person; empty: the duty phone
    phone: Mapped[str] = mapped_column(Sealed, default="")
    #: argon2id; empty for supporters
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    totp_secret: Mapped[str | None] = mapped_column(Sealed)
    #: time step of the last code taken, so that none works twice
    totp_step: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8), default="zh")
    #: random part of this person's calendar address; changing it ends old subscriptions
    calendar_key: Mapped[str | None] = mapped_column(String(43), unique=True)
    supporter_id: Mapped[int | None] = reference("supporters.id", unique=True)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)

    supporter: Mapped[Supporter | None] = relationship()
    grants: Mapped[list[Grant]] = relationship(
        back_populates="account", foreign_keys="Grant.account_id", cascade="all, delete-orphan"
    )


class Grant(Stamped, Row):
    """A role given to an account by someone else, perhaps for one place only, perhaps until a day."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("account_id", "role", "place_id"),)

    id: Mapped[Key]
    account_id: Mapped[int] = reference("accounts.id")
    role: Mapped[str] = mapped_column(String(12))
    #: a director's village, a coordinator's township; None: the whole county
    place_id: Mapped[int | None] = reference("places.id")
    granted_by: Mapped[int | None] = reference("accounts.id")
    ends_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])
    place: Mapped[Place | None] = relationship()


class Invitation(Stamped, Row):
    """A single-use link with which somebody sets their own password; only its hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    #: the account stands from the invitation on, without password or role, so that the outbox can reach the person
    account_id: Mapped[int] = reference("accounts.id")
    #: given on acceptance; empty when only password and second factor are set anew
    role: Mapped[str] = mapped_column(String(12), default="")
    place_id: Mapped[int | None] = reference("places.id")
    invited_by: Mapped[int | None] = reference("accounts.id")
    expires_at: Mapped[At]
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    place: Mapped[Place | None] = relationship()


class OpenSession(Row):
    """A sign-in that is open; the browser holds the 256-bit key, the table its hash."""

    __tablename__ = "sessions"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(22), unique=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = reference("accounts.id")
    started_at: Mapped[At]
    seen_at: Mapped[At]
    #: ends here in any case
    ends_at: Mapped[At]
    #: when the person last proved who they are; sensitive pages ask again after 30 minutes
    proved_at: Mapped[At]
    #: "phone" or "computer", from the browser's own words; no more is kept
    device: Mapped[str] = mapped_column(String(12), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = reference("accounts.id")

    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="joined")


def key_hash(key: str) -> bytes:
    """Return what a table keeps of a random key that somebody else holds (256 bits need no salt)."""
    return hashlib.sha256(key.encode()).digest()


class SignInCode(Row):
    """The newest one-time code for a phone or address, known or not: both leave the same traces. Only hashes are kept."""

    __tablename__ = "sign_in_codes"

    id: Mapped[Key]
    handle_hash: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    #: None: nobody here has this handle, or they sign in with a password; no code was sent
    account_id: Mapped[int | None] = reference("accounts.id")
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    expires_at: Mapped[At]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Attempts(Row):
    """How often something was tried in a window of time; kept here so that it also counts with the queue away."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("key", "window"),)

    id: Mapped[Key]
    #: what is limited, e.g. "sign-in:" and a hash of account or address
    key: Mapped[str] = mapped_column(String(80))
    #: start of the window, in seconds since 1970
    window: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)
