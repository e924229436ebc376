"""Supporters of every kind, and the dated evidence that lets them near a child."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.common import Key, Public, Spans, Stamped, Versioned, Words, reference
from app.models.encrypted import Sealed
from app.models.places import Place


class SupporterKind(StrEnum):
    """What a supporter comes as; circle roles name the kinds they accept."""

    VOLUNTEER = "volunteer"
    TEACHER = "teacher"
    LOVING_MOTHER = "loving_mother"
    RETIRED = "retired"
    PUBLIC_EMPLOYEE = "public_employee"
    STUDENT = "student"
    REMOTE = "remote"
    TUTOR = "tutor"
    OFFICER = "officer"
    DOCTOR = "doctor"
    COUNSELLOR = "counsellor"
    CHAIR = "chair"
    VILLAGE_OFFICIAL = "village_official"


class SupporterState(StrEnum):
    """An applicant has no rights; only active supporters are matched."""

    APPLICANT = "applicant"
    ACTIVE = "active"
    PAUSED = "paused"
    DECLINED = "declined"
    LEFT = "left"


class Supporter(Public, Stamped, Versioned, Row):
    """One adult who comes."""

    __tablename__ = "supporters"
    __table_args__ = (
        CheckConstraint("travel_limit between 0 and 240", name="travel_limit"),
        CheckConstraint("caseload between 0 and 200", name="caseload"),
        CheckConstraint("weekly_minutes between 0 and 10080", name="weekly_minutes"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(16), index=True)
    state: Mapped[str] = mapped_column(String(12), default=SupporterState.APPLICANT, index=True)
    name: Mapped[str] = mapped_column(Sealed)
    phone: Mapped[str] = mapped_column(Sealed, default="")
    phone_hash: Mapped[bytes | None] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(Sealed, default="")
    gender: Mapped[str] = mapped_column(String(6))
    birth_year: Mapped[int]
    #: where they set out from
    base_id: Mapped[int] = reference("places.id")
    languages: Mapped[Words]
    skills: Mapped[Words]
    interests: Mapped[Words]
    #: foot, scooter, bus or car
    mode: Mapped[str] = mapped_column(String(8), default="scooter")
    #: minutes one way
    travel_limit: Mapped[int] = mapped_column(default=30)
    #: most children at once
    caseload: Mapped[int] = mapped_column(default=1)
    #: minutes a week given to meetings and the way there and back
    weekly_minutes: Mapped[int] = mapped_column(default=240)
    experience_months: Mapped[int] = mapped_column(default=0)
    #: until when they say they will stay; None: no end in sight
    stays_until: Mapped[date | None]
    #: half-hour spans with preference
    windows: Mapped[Spans]
    #: first so many sessions only beside an experienced partner
    probation: Mapped[bool] = mapped_column(default=False)
    #: last day of a first-aid certificate; None: none was shown
    first_aid_until: Mapped[date | None]
    erased_at: Mapped[datetime | None] = mapped_column(Moment)

    base: Mapped[Place] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(back_populates="supporter", cascade="all, delete-orphan")
    away: Mapped[list[Away]] = relationship(back_populates="supporter", cascade="all, delete-orphan")

    def first_aider(self, day: date) -> bool:
        """Say whether their first-aid certificate holds on `day`."""
        return self.first_aid_until is not None and self.first_aid_until >= day


class EvidenceKind(StrEnum):
    """What must be shown, each with dates. `record_check` is the vetting proper (valid 12 months)."""

    IDENTITY = "identity"
    REFERENCES = "references"
    INTERVIEW = "interview"
    RECORD_CHECK = "record_check"
    TRAINING = "training"
    CODE_OF_CONDUCT = "code_of_conduct"
    INSURANCE = "insurance"
    LICENCE = "licence"


#: a record query older than this does not count (Minors Protection Law art. 62: again every year)
RECORD_CHECK_MONTHS = 12


class Evidence(Public, Stamped, Row):
    """One dated piece of evidence: one member of staff records it, another approves it."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("approved_by is null or recorded_by is null or approved_by <> recorded_by", name="two_people"),
    )

    id: Mapped[Key]
    supporter_id: Mapped[int] = reference("supporters.id")
    kind: Mapped[str] = mapped_column(String(16))
    #: for a licence: police, physician, counsellor, teacher
    detail: Mapped[str] = mapped_column(String(20), default="")
    #: day of the query, the course, the signature
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    note: Mapped[str] = mapped_column(Sealed, default="")
    recorded_by: Mapped[int | None] = reference("accounts.id")
    approved_by: Mapped[int | None] = reference("accounts.id")
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_reason: Mapped[str] = mapped_column(String(40), default="")

    supporter: Mapped[Supporter] = relationship(back_populates="evidence")


class Away(Stamped, Row):
    """Dates on which a supporter cannot come (blackout dates), both included."""

    __tablename__ = "away"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)

    id: Mapped[Key]
    supporter_id: Mapped[int] = reference("supporters.id")
    first_day: Mapped[date]
    last_day: Mapped[date]
    note: Mapped[str] = mapped_column(Sealed, default="")

    supporter: Mapped[Supporter] = relationship(back_populates="away")
