"""Shifts: which one may see, which are short-handed, how many come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.actors import Actor
from app.clock import local, midnight, now
from app.database import db
from app.models.accounts import Role
from app.models.activities import ActivitySeries, Cancellation, Opening, Shift, ShiftState
from app.models.assignments import COUNTED, LIVE, Assignment, AssignmentState
from app.models.places import Place
from app.models.supporters import Supporter
from app.queries.places import inside, matching_places

#: why a shift is off that a change of its series took out
TAKEN_OUT = "series"
#: roles that see shifts, each within its places
STAFF = (Role.ORGANIZER, Role.COORDINATOR, Role.DIRECTOR)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a member of staff may see a shift: it is held in one of their places."""
    scopes = [actor.roles[role] for role in STAFF if role in actor.roles]
    if any(not scope for scope in scopes):
        return Shift.id.is_not(None)
    return or_(false(), *(held_in(scope) for scope in scopes))


def visible_shifts(actor: Actor) -> Select[Shift]:
    """Return the query for the shifts `actor` may see as staff, with place, series and openings."""
    return (
        select(Shift)
        .join(Place, Place.id == Shift.place_id)
        .where(seen_by(actor))
        .options(
            contains_eager(Shift.place),
            joinedload(Shift.series).joinedload(ActivitySeries.template),
            selectinload(Shift.openings),
        )
    )


def find_shift(actor: Actor, public_id: str) -> Shift | None:
    """Return the shift, or None alike for "does not exist" and "not yours to see"."""
    return db.session.scalar(visible_shifts(actor).where(Shift.public_id == public_id))


def listed() -> ColumnElement[bool]:
    """Return the condition that a shift belongs on a list: not one that its series gives no more."""
    return not_(and_(Shift.state == ShiftState.CANCELLED, Shift.reason == TAKEN_OUT))


def between(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a shift begins on one of the days `first` to `last`, both included."""
    return and_(Shift.starts_at >= midnight(first), Shift.starts_at < midnight(last + timedelta(days=1)))


def at_place(text: str) -> ColumnElement[bool]:
    """Return the condition that a shift is held at a place called so, or in a township or village called so."""
    found = frozenset(db.session.scalars(matching_places(text).with_only_columns(Place.id).order_by(None)))
    return held_in(found) if found else false()


def held_in(places: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition that a shift is held at one of these places, or inside it."""
    return Shift.place_id.in_(select(Place.id).where(inside(places)))


def coming() -> ColumnElement[bool]:
    """Return the condition that a shift is planned and has not begun."""
    return and_(Shift.state == ShiftState.PLANNED, Shift.starts_at > now())


def next_day_with_shifts(actor: Actor, since: date) -> date | None:
    """Return the first day from `since` on that has a planned shift the actor may see; None when none is dated."""
    query = select(func.min(Shift.starts_at)).where(
        seen_by(actor), Shift.state == ShiftState.PLANNED, Shift.starts_at >= midnight(since)
    )
    first = db.session.scalar(query)
    return local(first).date() if first else None


def on_opening(states: Iterable[str] = COUNTED) -> ColumnElement[int]:
    """Return how many people stand on an opening, as a subquery."""
    query = select(func.count()).where(Assignment.opening_id == Opening.id, Assignment.state.in_(tuple(states)))
    return query.correlate(Opening).scalar_subquery()


def short_handed() -> ColumnElement[bool]:
    """Return the condition that a planned shift is short-handed: a duty below its least, or too few adults in all.

    Whoever was asked and has not answered counts: the places are taken. THE definition, for lists and forecasts.
    """
    opening = aliased(Opening)
    placed = (
        select(func.count())
        .where(Assignment.opening_id == opening.id, Assignment.state.in_(LIVE))
        .correlate(opening)
        .scalar_subquery()
    )
    adults = (
        select(func.count())
        .where(Assignment.shift_id == Shift.id, Assignment.state.in_(LIVE))
        .correlate(Shift)
        .scalar_subquery()
    )
    lacking = exists().where(opening.shift_id == Shift.id, placed < opening.least)
    return and_(
        Shift.state == ShiftState.PLANNED,
        or_(lacking, and_(Shift.children > 0, adults < Shift.least_adults)),
    )


@dataclass(frozen=True)
class Headcount:
    """Who stands on an opening: people who said yes, people asked, and what it needs."""

    opening: Opening
    accepted: int
    offered: int

    @property
    def placed(self) -> int:
        """How many places are taken."""
        return self.accepted + self.offered

    @property
    def lacking(self) -> int:
        """How many are missing to the least."""
        return max(0, self.opening.least - self.placed)


@dataclass(frozen=True)
class Staffing:
    """How a shift is staffed."""

    openings: tuple[Headcount, ...]
    least_adults: int

    @property
    def placed(self) -> int:
        """How many adults come or are asked."""
        return sum(one.placed for one in self.openings)

    @property
    def wanted(self) -> int:
        """How many are wanted in all."""
        return sum(one.opening.wanted for one in self.openings)

    @property
    def lacking(self) -> int:
        """How many adults are missing: to the least of every duty, and to the least of the whole shift."""
        return max(sum(one.lacking for one in self.openings), self.least_adults - self.placed)


def staffing(shifts: Iterable[Shift]) -> dict[int, Staffing]:
    """Return how shifts with their openings loaded are staffed, by shift id, in one question."""
    shifts = list(shifts)
    counts: dict[tuple[int, bool], int] = defaultdict(int)
    query = (
        select(Assignment.opening_id, Assignment.state, func.count())
        .where(Assignment.shift_id.in_([shift.id for shift in shifts]), Assignment.state.in_(COUNTED))
        .group_by(Assignment.opening_id, Assignment.state)
    )
    for opening_id, state, number in db.session.execute(query):
        counts[opening_id, state != AssignmentState.OFFERED] += number
    return {
        shift.id: Staffing(
            tuple(Headcount(one, counts[one.id, True], counts[one.id, False]) for one in shift.asked),
            shift.least_adults if shift.children else 0,
        )
        for shift in shifts
    }


def people_on(shift_ids: Iterable[int], states: Iterable[str] = LIVE) -> list[Assignment]:
    """Return who stands on shifts, with the person, the duty and the shift loaded."""
    query = (
        select(Assignment)
        .where(Assignment.shift_id.in_(list(shift_ids)), Assignment.state.in_(tuple(states)))
        .options(
            joinedload(Assignment.supporter).joinedload(Supporter.base),
            joinedload(Assignment.opening),
            joinedload(Assignment.shift),
        )
        .order_by(Assignment.shift_id, Assignment.opening_id, Assignment.seat)
    )
    return list(db.session.scalars(query))


def places_with_shifts(actor: Actor, first: date, last: date) -> list[Place]:
    """Return the places in an actor's reach with shifts in a stretch of days, in the order of their sound."""
    held = select(Shift.place_id).where(between(first, last), seen_by(actor))
    return list(db.session.scalars(select(Place).where(Place.id.in_(held)).order_by(Place.sound, Place.id)))


def visible_cancellations(actor: Actor) -> Select[Cancellation]:
    """Return the query for the cancellations whose shifts are all within the actor's places, with their shifts."""
    others = exists().where(Shift.cancellation_id == Cancellation.id, not_(seen_by(actor)))
    own = or_(exists().where(Shift.cancellation_id == Cancellation.id), Cancellation.made_by == actor.account_id)
    query = select(Cancellation).where(own, not_(others))
    return query.options(selectinload(Cancellation.shifts).joinedload(Shift.place))


def find_cancellation(actor: Actor, public_id: str) -> Cancellation | None:
    """Return the cancellation, or None alike for "does not exist" and "touches places that are not yours"."""
    return db.session.scalar(visible_cancellations(actor).where(Cancellation.public_id == public_id))
