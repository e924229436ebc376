"""Repairs of circles that were asked for: a worker looks for ways, a coordinator chooses one or lets it be."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.children import Child
from app.models.common import Key, Leased, Public, Stamped, reference
from app.models.rota_repairs import RepairState
from app.models.supporters import Supporter


class Occasion(StrEnum):
    """Why circles have to be looked at again."""

    #: the supporter stands beside nobody any more after `last_day`
    LEAVES = "leaves"
    #: ill for longer than pairs can wait
    ILL = "ill"
    #: facts on record have changed: moved house, boards, other hours, papers that run out, grown older
    FACTS = "facts"


class CircleRepair(Public, Stamped, Leased, Row):
    """Ways to go on for the circles of one supporter or one child; states as for repairs of the rota."""

    __tablename__ = "circle_repairs"
    __table_args__ = (
        CheckConstraint("(child_id is null) <> (supporter_id is null)", name="of_one"),
        CheckConstraint("budget between 0 and 20", name="budget"),
    )

    id: Mapped[Key]
    child_id: Mapped[int | None] = reference("children.id")
    supporter_id: Mapped[int | None] = reference("supporters.id")
    occasion: Mapped[str] = mapped_column(String(8))
    #: the day of the last meetings with whoever cannot go on
    last_day: Mapped[date]
    #: most people disturbed
    budget: Mapped[int]
    asked_by: Mapped[int] = reference("accounts.id")
    state: Mapped[str] = mapped_column(String(10), default=RepairState.ASKED, index=True)
    #: what was found, by row ids (queries.circle_repairs.search)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found_at: Mapped[datetime | None] = mapped_column(Moment)

    child: Mapped[Child | None] = relationship()
    supporter: Mapped[Supporter | None] = relationship()
