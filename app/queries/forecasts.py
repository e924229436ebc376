"""The next 14 days: shifts that cannot open as they stand, and what each of them lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_

from app.actors import Actor
from app.clock import today
from app.models.activities import Shift, ShiftState
from app.models.assignments import LIVE, Assignment
from app.models.supporters import Supporter
from app.queries.safe_numbers import safe_children
from app.queries.shifts import Staffing, between, coming, people_on, short_handed, staffing, visible_shifts

DAYS = 14


@dataclass(frozen=True)
class Lack:
    """One thing a shift lacks: second_adult, adults, woman, first_aider, experienced, or places of a duty (`places`)."""

    code: str
    number: int = 1
    duty: str = ""


@dataclass(frozen=True)
class Forecast:
    """A shift that cannot open as it stands; `safe` children may come with the adults it has, None: no number is set."""

    shift: Shift
    staffing: Staffing
    lacks: tuple[Lack, ...]
    safe: int | None


def last_day() -> date:
    """Return the last day that is looked at."""
    return today() + timedelta(days=DAYS - 1)


def lacking(actor: Actor) -> Select[Shift]:
    """Return the query for the coming shifts the actor may see that cannot open as they stand, the next first."""
    return (
        visible_shifts(actor)
        .where(between(today(), last_day()), coming(), or_(short_handed(), lacks_somebody()))
        .order_by(Shift.starts_at, Shift.id)
    )


def on_it() -> ColumnElement[bool]:
    """Return the condition that a supporter stands on a shift or is asked."""
    return and_(Assignment.shift_id == Shift.id, Assignment.state.in_(LIVE), Supporter.id == Assignment.supporter_id)


def lacks_somebody() -> ColumnElement[bool]:
    """Return the condition that people are on a shift, but not the one it needs: a woman, a first-aider, no newcomer."""
    somebody = exists().where(on_it())
    woman = exists().where(on_it(), Supporter.gender == "female")
    # The day in UTC; `lacks_of` looks again by the county's clock.
    first_aider = exists().where(on_it(), Supporter.first_aid_until >= func.date(Shift.ends_at))
    experienced = exists().where(on_it(), Supporter.probation.is_(False))
    return and_(
        Shift.state == ShiftState.PLANNED,
        somebody,
        or_(
            and_(Shift.needs_woman, ~woman),
            and_(Shift.needs_first_aider, ~first_aider),
            and_(Shift.children > 0, ~experienced),
        ),
    )


def forecasts(shifts: Iterable[Shift]) -> list[Forecast]:
    """Return what each of these shifts lacks; one that lacks nothing is left out."""
    shifts = list(shifts)
    counts = staffing(shifts)
    people: dict[int, list[Supporter]] = {shift.id: [] for shift in shifts}
    for one in people_on(people):
        people[one.shift_id].append(one.supporter)
    found = [
        Forecast(
            shift,
            counts[shift.id],
            tuple(lacks_of(shift, counts[shift.id], people[shift.id])),
            safe_children(shift, counts[shift.id].placed),
        )
        for shift in shifts
    ]
    return [one for one in found if one.lacks]


def lacks_of(shift: Shift, counts: Staffing, people: list[Supporter]) -> list[Lack]:
    """Return what one shift lacks, what keeps it shut first."""
    lacks = []
    adults = counts.least_adults - counts.placed
    if adults == 1 and counts.placed == 1:
        lacks.append(Lack("second_adult"))
    elif adults > 0:
        lacks.append(Lack("adults", adults))
    if shift.needs_woman and not any(one.gender == "female" for one in people):
        lacks.append(Lack("woman"))
    if shift.needs_first_aider and not any(one.first_aider(shift.local_day) for one in people):
        lacks.append(Lack("first_aider"))
    if shift.children and people and all(one.probation for one in people):
        lacks.append(Lack("experienced"))
    lacks += [Lack("places", one.lacking, one.opening.duty) for one in counts.openings if one.lacking]
    return lacks
