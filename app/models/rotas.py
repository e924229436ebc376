"""What a round of kind rota proposes: who comes to which opening, and which openings stay short-handed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.activities import Opening, Shift
from app.models.common import Key, Public, Stamped, reference
from app.models.encrypted import Sealed
from app.models.places import Place
from app.models.rounds import Decision
from app.models.supporters import Supporter


class RotaPlacement(Public, Row):
    """A proposed assignment: this supporter on this opening. `ended`: it stands today and the plan does without it."""

    __tablename__ = "rota_placements"
    __table_args__ = (
        UniqueConstraint("round_id", "opening_id", "supporter_id"),
        CheckConstraint("change in ('kept', 'new', 'ended')", name="change"),
    )

    id: Mapped[Key]
    round_id: Mapped[int] = reference("rounds.id")
    opening_id: Mapped[int] = reference("openings.id")
    shift_id: Mapped[int] = reference("shifts.id")
    supporter_id: Mapped[int] = reference("supporters.id")
    #: from their base, one way
    minutes: Mapped[int] = mapped_column(default=0)
    #: codes with numbers: [{"code": "familiar", "count": 6}, …]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    change: Mapped[str] = mapped_column(String(6), default="new")
    decision: Mapped[str] = mapped_column(String(10), default=Decision.OPEN)
    decided_by: Mapped[int | None] = reference("accounts.id")
    #: code: too_far, times, overloaded, apart, other; feeds the next round
    decline_reason: Mapped[str] = mapped_column(String(20), default="")
    #: kept in the next solve unless a must forbids
    pinned: Mapped[bool] = mapped_column(default=False)
    #: chosen by a coordinator, not by the solver
    by_hand: Mapped[bool] = mapped_column(default=False)
    #: why a wish was set aside for this one
    note: Mapped[str] = mapped_column(Sealed, default="")
    #: code of what had changed when the round was published; empty: written
    conflict: Mapped[str] = mapped_column(String(40), default="")

    opening: Mapped[Opening] = relationship()
    shift: Mapped[Shift] = relationship()
    supporter: Mapped[Supporter] = relationship()


class ShortHanded(Row):
    """Places of an opening nobody could be proposed for, with the way it came to that."""

    __tablename__ = "short_handed"
    __table_args__ = (UniqueConstraint("round_id", "opening_id"),)

    id: Mapped[Key]
    round_id: Mapped[int] = reference("rounds.id")
    opening_id: Mapped[int] = reference("openings.id")
    shift_id: Mapped[int] = reference("shifts.id")
    #: places short of what is wanted, and of what it cannot start without
    missing: Mapped[int]
    missing_least: Mapped[int] = mapped_column(default=0)
    #: the shift cannot start with the people proposed
    closed: Mapped[bool] = mapped_column(default=False)
    #: children the people proposed can look after; None: no ratio, or no children
    safe_children: Mapped[int | None]
    #: [{"must": "holders", "left": 62}, {"must": "free", "left": 17}, …]
    funnel: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: the first must that leaves nobody
    bite: Mapped[str] = mapped_column(String(30), default="")
    #: [{"supporter": public id, "must": "travel_limit", "minutes": 34, "limit": 30}, …]
    near_misses: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    opening: Mapped[Opening] = relationship()
    shift: Mapped[Shift] = relationship()


class PlaceExclusion(Stamped, Row):
    """A supporter who does not come to a place; no reason is asked."""

    __tablename__ = "place_exclusions"
    __table_args__ = (
        Index(
            "uq_place_exclusions_open",
            "supporter_id",
            "place_id",
            unique=True,
            sqlite_where=text("lifted_at is null"),
            postgresql_where=text("lifted_at is null"),
        ),
    )

    id: Mapped[Key]
    supporter_id: Mapped[int] = reference("supporters.id")
    place_id: Mapped[int] = reference("places.id")
    recorded_by: Mapped[int | None] = reference("accounts.id")
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)

    place: Mapped[Place] = relationship()


class PairRule(StrEnum):
    """What a rota must do with two supporters."""

    #: never on one shift
    APART = "apart"
    #: each only on shifts where the other is
    TOGETHER = "together"


class RotaPair(Public, Stamped, Row):
    """Two supporters whom rotas keep apart or together. Staff alone see it, the two themselves never do."""

    __tablename__ = "rota_pairs"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="order"),
        CheckConstraint("rule in ('apart', 'together')", name="rule"),
        # One rule for two people: apart and together at once would keep both from every shift.
        Index(
            "uq_rota_pairs_standing",
            "one_id",
            "other_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[Key]
    #: the one with the smaller id
    one_id: Mapped[int] = reference("supporters.id")
    other_id: Mapped[int] = reference("supporters.id")
    rule: Mapped[str] = mapped_column(String(10))
    #: code (app.wording.rota_pairs.REASONS); never free text, which would soon speak of children
    reason: Mapped[str] = mapped_column(String(12))
    recorded_by: Mapped[int | None] = reference("accounts.id")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = reference("accounts.id")
    #: code (app.wording.rota_pairs.ENDINGS)
    end_reason: Mapped[str] = mapped_column(String(12), default="")

    one: Mapped[Supporter] = relationship(foreign_keys=[one_id])
    other: Mapped[Supporter] = relationship(foreign_keys=[other_id])
