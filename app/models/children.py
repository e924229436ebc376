"""Children, their guardians, consent, refusals and brothers and sisters."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.common import At, Key, Public, Spans, Stamped, Versioned, Words, reference
from app.models.encrypted import Sealed
from app.models.places import Place

#: the need that asks for a tutor in the circle; `Child.study_help` says the same
STUDY_HELP = "study_help"


class ChildState(StrEnum):
    """Where a child's case stands (domain: active, paused while away with the parents, closed)."""

    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class Child(Public, Stamped, Versioned, Row):
    """One child, one file. In every room the child is a pseudonym; the name is sealed and shown only on request."""

    __tablename__ = "children"
    __table_args__ = (
        UniqueConstraint("pseudonym", "number"),
        CheckConstraint("rhythm between 1 and 4", name="rhythm"),
        # lists of children stand in this order; without it every page of a large county sorts all of them
        Index(None, "rhythm", "pseudonym", "number"),
    )

    id: Mapped[Key]
    #: solar term or plant, e.g. "xiaoman"; with `number` the name used everywhere
    pseudonym: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    #: keyed hash of the number of the county's own file: finds the child again at the next import
    file_key: Mapped[bytes | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Sealed)
    #: where the family says the house is ("by the old temple")
    address: Mapped[str] = mapped_column(Sealed, default="")
    sex: Mapped[str] = mapped_column(String(6))
    #: first day of the month of birth; the day itself is not kept
    born: Mapped[date]
    village_id: Mapped[int] = reference("places.id")
    school_id: Mapped[int | None] = reference("places.id")
    #: where meetings are held: the village's or school's centre
    meeting_place_id: Mapped[int | None] = reference("places.id")
    #: who else is there where nobody keeps the meeting place: guardian or director, as recorded; staffed: the keeper
    second_adult: Mapped[str] = mapped_column(String(10), default="staffed")
    boards: Mapped[bool] = mapped_column(default=False)
    #: support rhythm 1 (intensive) … 4 (light)
    rhythm: Mapped[int] = mapped_column(default=4)
    study_help: Mapped[bool] = mapped_column(default=False)
    #: codes: study, emotion, health, guardianship, poverty, phone, conduct, injury
    needs: Mapped[Words]
    interests: Mapped[Words]
    #: hours in which the child can meet
    windows: Mapped[Spans]
    #: children with the same number are brothers and sisters
    sibling_group: Mapped[int | None] = mapped_column(index=True)
    #: the child was asked (from 8 years on) and would like company
    assent: Mapped[bool] = mapped_column(default=True)
    #: wishes of child and guardian: "woman", "man", "speaks_she", …
    wishes: Mapped[Words]
    state: Mapped[str] = mapped_column(String(8), default=ChildState.ACTIVE, index=True)
    closed_reason: Mapped[str] = mapped_column(String(40), default="")
    #: when a child who is away with the parents is expected back, if anybody knows
    paused_until: Mapped[date | None]
    #: since when the child waits for a complete circle
    waiting_since: Mapped[date | None]
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    village: Mapped[Place] = relationship(foreign_keys=[village_id])
    school: Mapped[Place | None] = relationship(foreign_keys=[school_id])
    meeting_place: Mapped[Place | None] = relationship(foreign_keys=[meeting_place_id])
    guardian: Mapped[Guardian] = relationship(back_populates="child", cascade="all, delete-orphan", uselist=False)
    consents: Mapped[list[Consent]] = relationship(back_populates="child", cascade="all, delete-orphan")


class Guardian(Row):
    """The adult the child lives with."""

    __tablename__ = "guardians"

    id: Mapped[Key]
    child_id: Mapped[int] = reference("children.id", unique=True)
    name: Mapped[str] = mapped_column(Sealed, default="")
    phone: Mapped[str] = mapped_column(Sealed, default="")
    phone_hash: Mapped[bytes | None] = mapped_column(index=True)
    #: code: grandmother, grandfather, grandparents, father, mother, kin, other
    relation: Mapped[str] = mapped_column(String(20), default="grandparents")
    #: codes: mandarin, wu, she, … in order of ease
    languages: Mapped[Words]
    #: smartphone, feature or none
    device: Mapped[str] = mapped_column(String(12), default="feature")

    child: Mapped[Child] = relationship(back_populates="guardian")


class Consent(Stamped, Row):
    """The guardian's consent for one purpose; without a valid one the child is in no plan and on no list."""

    __tablename__ = "consents"

    id: Mapped[Key]
    child_id: Mapped[int] = reference("children.id")
    #: matching, health (to the doctor), police (contact)
    purpose: Mapped[str] = mapped_column(String(20), default="matching")
    given_on: Mapped[date]
    valid_until: Mapped[date]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = reference("accounts.id")

    child: Mapped[Child] = relationship(back_populates="consents")


class Exclusion(Stamped, Row):
    """These two are not to be brought together: from either side, for any reason, which need not be given."""

    __tablename__ = "exclusions"
    __table_args__ = (UniqueConstraint("child_id", "supporter_id"),)

    id: Mapped[Key]
    child_id: Mapped[int] = reference("children.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    #: who asked: child, guardian, supporter, coordinator
    asked_by: Mapped[str] = mapped_column(String(12), default="coordinator")
    recorded_by: Mapped[int | None] = reference("accounts.id")
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)


class SupporterWish(Stamped, Row):
    """The child or the guardian would like this supporter: a wish the matching follows where no must speaks against it."""

    __tablename__ = "supporter_wishes"
    __table_args__ = (UniqueConstraint("child_id", "supporter_id"),)

    id: Mapped[Key]
    child_id: Mapped[int] = reference("children.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    #: who said it: child or guardian
    asked_by: Mapped[str] = mapped_column(String(12))
    #: the day it was said
    asked_on: Mapped[date]
    recorded_by: Mapped[int | None] = reference("accounts.id")
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class Pin(Stamped, Row):
    """A coordinator's decision to keep these two together in every round."""

    __tablename__ = "pins"
    __table_args__ = (UniqueConstraint("child_id", "supporter_id", "role"),)

    id: Mapped[Key]
    child_id: Mapped[int] = reference("children.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    role: Mapped[str] = mapped_column(String(20))
    set_by: Mapped[int | None] = reference("accounts.id")


class Erasure(Row):
    """That a person was erased, so that a restored backup can erase them again; holds nothing of the person."""

    __tablename__ = "erasures"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(22), index=True)
    at: Mapped[At]
    by: Mapped[int | None] = reference("accounts.id")
