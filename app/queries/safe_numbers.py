"""How many children are safe with the adults there: the rota's own rule, asked about a row of the tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, select

from app.clock import local
from app.database import db
from app.models.activities import Shift
from app.models.assignments import Assignment
from app.models.supporters import Supporter
from app.queries.rota_people import ADULT_AGE
from app.queries.vetting import vetted
from app.scheduling import rota
from app.scheduling.rota.rules import must_ratio

MINUTES_A_DAY = 1440


def safe_children(shift: Shift, adults: int, children: int = 0) -> int | None:
    """Return how many children may be there with so many adults; None where the activity sets no number.

    `children` who came beyond the expected count too: the rule then says how many of them may be there.
    """
    if not shift.children:
        return None
    here = local(shift.starts_at)
    start = here.hour * 60 + here.minute
    value = rota.Shift(
        id=shift.public_id,
        day=0,
        start=start,
        end=start + int((shift.ends_at - shift.starts_at).total_seconds() // 60),
        children=max(shift.children, children),
        ratio=shift.ratio,
        least_adults=shift.least_adults,
    )
    return must_ratio.safe_children(value, adults)


def adult_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a supporter counts as an adult beside children on `day`: of age, with papers that hold."""
    return and_(Supporter.birth_year <= day.year - ADULT_AGE, vetted(day))


def adults_among(people: Iterable[Assignment], day: date) -> frozenset[int]:
    """Return which of the people on a shift count as adults on its day, by supporter id."""
    ids = [one.supporter_id for one in people]
    return (
        frozenset(db.session.scalars(select(Supporter.id).where(Supporter.id.in_(ids), adult_on(day))))
        if ids
        else frozenset()
    )
