"""The day itself and what it leaves: tickets and attendance of children, alarms, certificates of hours."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.accounts import Account
from app.models.activities import Shift
from app.models.children import Child
from app.models.common import At, Key, Public, Stamped, reference
from app.models.encrypted import Sealed
from app.models.places import Place
from app.models.supporters import Supporter


class Ticket(Stamped, Row):
    """The number a child goes by at one place: a sheet on the wall then says nothing about who comes."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("place_id", "number"),
        UniqueConstraint("place_id", "child_id"),
        CheckConstraint("number between 1 and 9999", name="number"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = reference("places.id")
    child_id: Mapped[int] = reference("children.id")
    #: counted up at the place; never given again to another child
    number: Mapped[int]
    #: the child no longer comes here; the number stays theirs
    rests: Mapped[bool] = mapped_column(default=False)
    #: when the director heard of three absences in a row; empty again once the child was there
    absence_told_at: Mapped[datetime | None] = mapped_column(Moment)

    place: Mapped[Place] = relationship()
    child: Mapped[Child] = relationship()


class Attendance(Stamped, Row):
    """Whether the child of a ticket was there on one shift; no row: nobody noted it, which is not "absent"."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("shift_id", "ticket_id"),)

    id: Mapped[Key]
    shift_id: Mapped[int] = reference("shifts.id")
    ticket_id: Mapped[int] = reference("tickets.id")
    present: Mapped[bool]
    noted_by: Mapped[int | None] = reference("accounts.id")
    noted_at: Mapped[At]

    ticket: Mapped[Ticket] = relationship()
    shift: Mapped[Shift] = relationship()


class AlertKind(StrEnum):
    """What staff are told of once for a shift."""

    SECOND_ADULT = "second_adult"


class ShiftAlert(Row):
    """Something a shift's staff were told of; the row makes it once, however often the timetable looks."""

    __tablename__ = "shift_alerts"
    __table_args__ = (UniqueConstraint("shift_id", "kind"),)

    id: Mapped[Key]
    shift_id: Mapped[int] = reference("shifts.id")
    kind: Mapped[str] = mapped_column(String(20))
    told_at: Mapped[At]


class CertificateYear(Row):
    """The last number given in a year: counted in the transaction that writes the certificate, so no number is lost."""

    __tablename__ = "certificate_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Certificate(Public, Stamped, Row):
    """A service record certificate (domain 1.11): what was counted when it was issued, so that it can be printed again."""

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("year", "sequence"),
        UniqueConstraint("request_key", "supporter_id"),
        CheckConstraint("first_day <= last_day", name="order"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("sequence > 0", name="sequence"),
    )

    id: Mapped[Key]
    year: Mapped[int]
    #: counted from 1 within the year, without gaps
    sequence: Mapped[int]
    supporter_id: Mapped[int] = reference("supporters.id")
    first_day: Mapped[date]
    last_day: Mapped[date]
    minutes: Mapped[int]
    #: what the hours were for: [{"activity": code, "minutes": 360, "times": 3}, …]
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    issuer: Mapped[str] = mapped_column(String(80))
    in_charge: Mapped[str] = mapped_column(Sealed)
    contact: Mapped[str] = mapped_column(Sealed)
    issued_on: Mapped[date]
    issued_by: Mapped[int | None] = reference("accounts.id")
    #: with the number it opens the public page that says whether the certificate is valid
    code: Mapped[str] = mapped_column(String(8))
    #: pressing "issue" twice issues once
    request_key: Mapped[str] = mapped_column(String(43))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[int | None] = reference("accounts.id")
    #: code of app.wording.certificates
    revoked_reason: Mapped[str] = mapped_column(String(20), default="")

    supporter: Mapped[Supporter] = relationship()
    issuer_account: Mapped[Account | None] = relationship(foreign_keys=[issued_by])

    @property
    def number(self) -> str:
        """How it is called on paper: 2026-00014."""
        return f"{self.year}-{self.sequence:05}"
