"""One district of a round on its way: who solves it, and what came of it. Gone once the round has its proposal."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, Row
from app.models.common import Key, Leased, Stamped, reference


class PartState(StrEnum):
    """waiting → solving → solved, with the side exit failed."""

    WAITING = "waiting"
    SOLVING = "solving"
    SOLVED = "solved"
    FAILED = "failed"


class RoundPart(Stamped, Leased, Row):
    """A district of a round, for whichever worker is free."""

    __tablename__ = "round_parts"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[Key]
    round_id: Mapped[int] = reference("rounds.id")
    #: from 0; the answers are joined in this order
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default=PartState.WAITING)
    #: by when all parts of the round should be solved; None: as long as it takes
    solve_until: Mapped[datetime | None] = mapped_column(Moment)
    #: the district's problem and its answer (zlib of their JSON forms); pseudonyms only
    problem: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: {"wish", "best"} of the search
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
