"""Questions after a round: what one limit more would give, and where one more person would help most."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment, Row
from app.models.children import Child
from app.models.common import Key, Leased, Public, Stamped, reference
from app.models.places import Place
from app.models.rounds import Round


class WhatIfState(StrEnum):
    """asked → trying → found, or failed with a reason."""

    ASKED = "asked"
    TRYING = "trying"
    FOUND = "found"
    FAILED = "failed"


#: states in which a worker is wanted or at it
UNDER_WAY = (WhatIfState.ASKED, WhatIfState.TRYING)


class Question(StrEnum):
    """What is asked: a ladder of loosened limits, or the places where to recruit."""

    LIMITS = "limits"
    PLACES = "places"


class WhatIf(Public, Stamped, Leased, Row):
    """One question about a round, for all its children, one township's or one child; stages: reading, trying."""

    __tablename__ = "what_ifs"
    __table_args__ = (CheckConstraint("child_id is null or township_id is null", name="of_one"),)

    id: Mapped[Key]
    round_id: Mapped[int] = reference("rounds.id")
    question: Mapped[str] = mapped_column(String(10), default=Question.LIMITS)
    child_id: Mapped[int | None] = reference("children.id")
    township_id: Mapped[int | None] = reference("places.id")
    asked_by: Mapped[int] = reference("accounts.id")
    state: Mapped[str] = mapped_column(String(10), default=WhatIfState.ASKED, index=True)
    #: changes tried so far, and how many there are at least
    tried: Mapped[int] = mapped_column(default=0)
    #: what was found, by pseudonyms, public ids and codes (queries.what_ifs.search)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found_at: Mapped[datetime | None] = mapped_column(Moment)

    round: Mapped[Round] = relationship()
    child: Mapped[Child | None] = relationship()
    township: Mapped[Place | None] = relationship()
