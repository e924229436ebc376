"""Rotas for tests that need some: shifts on the cast's Wednesday afternoons, people who come, a proposal to review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.clock import monday, today
from app.database import db
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment, AssignmentState, How
from app.models.places import Place
from app.models.supporters import Supporter
from tests.activities import afternoon
from tests.cast import Cast, supporter


def wednesday(weeks: int = 1) -> date:
    """Return the Wednesday of the week so many weeks after this one: always a coming day, and outside the freeze."""
    return monday(today()) + timedelta(weeks=weeks, days=2 if weeks else 9)


def shift_on(day: date, place_id: int, **values: Any) -> Shift:
    """Add a shift from 16:30 to 18:30, when the cast's people are free on Wednesdays."""
    return afternoon(place_id, (day - today()).days, **values)


def assign(opening: Opening, supporter_id: int, seat: int = 0, **values: Any) -> Assignment:
    """Put somebody on an opening."""
    row = Assignment(
        **{
            "opening_id": opening.id,
            "shift_id": opening.shift_id,
            "supporter_id": supporter_id,
            "seat": seat,
            "state": AssignmentState.ACCEPTED,
            "how": How.ROUND,
            "minutes": 5,
            **values,
        }
    )
    db.session.add(row)
    db.session.flush()
    return row


def companions(cast: Cast, *names: str, **values: Any) -> list[int]:
    """Add vetted volunteers of Qingping village, women all; return their ids."""
    village = db.session.get_one(Place, cast.village)
    rows = [supporter(name, "volunteer", village, gender="female", **values) for name in names]
    db.session.flush()
    return [row.id for row in rows]


def code_of(supporter_id: int) -> str:
    """Return what a problem calls a supporter."""
    return db.session.get_one(Supporter, supporter_id).public_id
