"""Calendars: terms and holidays, and days the county itself declares."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Row
from app.models.common import Key, Public, Stamped


class SeasonKind(StrEnum):
    """Parts of the school year, each with its own opening hours and rhythm."""

    TERM = "term"
    EXAMS = "exams"
    WINTER = "winter"
    SUMMER = "summer"
    SPRING_FESTIVAL = "spring_festival"


class Season(Public, Stamped, Row):
    """A part of the school year, both days included."""

    __tablename__ = "seasons"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    first_day: Mapped[date]
    last_day: Mapped[date]


class DeclaredDay(Stamped, Row):
    """A day that is a holiday or a make-up workday (调休) whatever the library's calendar says."""

    __tablename__ = "declared_days"

    id: Mapped[Key]
    day: Mapped[date] = mapped_column(unique=True)
    workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(80), default="")
