"""Programmes are data: who belongs to a circle, under which limits, with which wishes; every change is a version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Row
from app.models.accounts import Account
from app.models.common import Key, Public, Stamped, Words, reference


class Programme(Public, Stamped, Row):
    """A way of caring, e.g. "Care in 365 Days"."""

    __tablename__ = "programmes"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    #: the programme coordinators are offered first
    current: Mapped[bool] = mapped_column(default=False)
    closed: Mapped[bool] = mapped_column(default=False)

    versions: Mapped[list[ProgrammeVersion]] = relationship(
        back_populates="programme", order_by="ProgrammeVersion.number", cascade="all, delete-orphan"
    )


class ProgrammeVersion(Public, Stamped, Row):
    """The rules of a programme as they stood; never changed afterwards."""

    __tablename__ = "programme_versions"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[Key]
    programme_id: Mapped[int] = reference("programmes.id")
    number: Mapped[int]
    #: the programme part of a circles problem, as app.matching reads it (docs/formats.md)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: codes of roles whose pairs go live at publication; in the others the supporter is asked first
    live_roles: Mapped[Words]
    #: rules of the rota, as app.queries.rota_rules reads them; what is not named there is as usual
    rota: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: codes of duties whose assignments are accepted at publication; for the others the supporter is asked first
    live_duties: Mapped[Words]
    #: minutes children who walk home alone need at most; their activities end so long before sunset
    walk_home: Mapped[int] = mapped_column(default=20)
    note: Mapped[str] = mapped_column(String(400), default="")
    made_by: Mapped[int | None] = reference("accounts.id")

    programme: Mapped[Programme] = relationship(back_populates="versions", lazy="joined")
    maker: Mapped[Account | None] = relationship()
