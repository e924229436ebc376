"""Repairs of the rota that were asked for: a worker looks for ways, a coordinator chooses one or lets it be."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.activities import Shift
from app.models.common import Key, Leased, Public, Stamped, reference
from app.models.supporters import Supporter


class RepairState(StrEnum):
    """asked → searching → found → done, or failed with a reason; a choice that no longer holds leaves it found."""

    ASKED = "asked"
    SEARCHING = "searching"
    FOUND = "found"
    DONE = "done"
    FAILED = "failed"


#: states in which a worker is wanted or at it
UNDER_WAY = (RepairState.ASKED, RepairState.SEARCHING)


class RotaRepair(Public, Stamped, Leased, Row):
    """Ways to fill the places of one shift, or those somebody leaves empty on some days; stages: reading, searching."""

    __tablename__ = "rota_repairs"
    __table_args__ = (
        CheckConstraint("(shift_id is null) <> (supporter_id is null)", name="of_one"),
        CheckConstraint("supporter_id is null or first_day <= last_day", name="days"),
    )

    id: Mapped[Key]
    shift_id: Mapped[int | None] = reference("shifts.id")
    #: who is out, from `first_day` to `last_day`
    supporter_id: Mapped[int | None] = reference("supporters.id")
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    asked_by: Mapped[int] = reference("accounts.id")
    state: Mapped[str] = mapped_column(String(10), default=RepairState.ASKED, index=True)
    #: what was found, by row ids (queries.rota_repairs.search)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found_at: Mapped[datetime | None] = mapped_column(Moment)

    shift: Mapped[Shift | None] = relationship()
    supporter: Mapped[Supporter | None] = relationship()
