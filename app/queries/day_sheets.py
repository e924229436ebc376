"""The day at a centre: who is expected, who is there, how many children are safe, whom to ring."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.actors import Actor
from app.clock import now
from app.database import db
from app.models.accounts import Role
from app.models.activities import ActivitySeries, Opening, Shift, ShiftState
from app.models.assignments import SEATED, Assignment, AssignmentState, Standby, StandbyState
from app.models.hours import AlertKind, Attendance, ShiftAlert, Ticket
from app.models.places import Place
from app.models.supporters import Supporter
from app.queries.own_shifts import REAL
from app.queries.safe_numbers import adults_among, safe_children
from app.queries.shifts import between, held_in, people_on

#: roles that run a day
KEEPERS = (Role.COORDINATOR, Role.DIRECTOR)
#: without a second adult so long after the start, it does not start (issue: 15 minutes)
PATIENCE = timedelta(minutes=15)
#: whoever comes later than this came late; nobody is blamed for it
LATE = timedelta(minutes=5)


def kept_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that `actor` runs a shift: director or coordinator around its place, or its keeper."""
    ways: list[ColumnElement[bool]] = [false()]
    for role in KEEPERS:
        if role in actor.roles:
            scope = actor.roles[role]
            ways.append(held_in(scope) if scope else Shift.id.is_not(None))
    if actor.account_id is not None and actor.has(*KEEPERS):
        series = select(ActivitySeries.id).where(ActivitySeries.keeper_id == actor.account_id)
        ways.append(Shift.series_id.in_(series))
    return or_(*ways)


def kept_shifts(actor: Actor) -> Select[Shift]:
    """Return the query for the shifts `actor` runs that are not called off, with place, series and openings."""
    return (
        select(Shift)
        .join(Place, Place.id == Shift.place_id)
        .where(kept_by(actor), Shift.state.in_(REAL))
        .options(
            contains_eager(Shift.place),
            joinedload(Shift.series).joinedload(ActivitySeries.template),
            selectinload(Shift.openings),
        )
        .order_by(Shift.starts_at, Shift.id)
    )


def find_kept(actor: Actor, public_id: str) -> Shift | None:
    """Return the shift, or None alike for "does not exist" and "not yours to run"."""
    return db.session.scalar(kept_shifts(actor).where(Shift.public_id == public_id))


def places_of_the_day(actor: Actor, day: date) -> list[tuple[Place, list[Shift]]]:
    """Return the places with shifts on a day, each with its shifts, in the order of their sound."""
    found: dict[int, tuple[Place, list[Shift]]] = {}
    for shift in db.session.scalars(kept_shifts(actor).where(between(day, day))):
        found.setdefault(shift.place_id, (shift.place, []))[1].append(shift)
    return sorted(found.values(), key=lambda pair: (pair[0].sound, pair[0].id))


@dataclass(frozen=True)
class Expected:
    """Somebody on a shift: `state` is coming, here, left or missed; `counts` says whether they count as an adult."""

    assignment: Assignment
    state: str
    counts: bool

    @property
    def late(self) -> bool:
        """Say whether they came after the start, or said so."""
        one = self.assignment
        begun = one.shift.starts_at
        return one.late_at is not None or (one.checked_in_at is not None and one.checked_in_at > begun + LATE)


@dataclass(frozen=True)
class Numbered:
    """A child's number on the sheet; `present` None: nobody noted it."""

    ticket: Ticket
    present: bool | None


@dataclass(frozen=True)
class DaySheet:
    """One shift as its keeper sees it. Of children it knows numbers, never names."""

    shift: Shift
    people: list[Expected]
    numbers: list[Numbered]
    standbys: list[Supporter] = field(default_factory=list)

    @property
    def adults(self) -> int:
        """How many count as adults and are there now."""
        return sum(one.counts and one.state == "here" for one in self.people)

    @property
    def came(self) -> int:
        """How many people came at all."""
        return sum(one.state in ("here", "left") for one in self.people)

    @property
    def children_here(self) -> int:
        """How many numbers are ticked."""
        return sum(bool(one.present) for one in self.numbers)

    @property
    def safe(self) -> int | None:
        """How many children may be there now; None where no number is set."""
        return safe_children(self.shift, self.adults, self.children_here)

    @property
    def over(self) -> bool:
        """Say whether it has ended."""
        return self.shift.ends_at <= now()

    @property
    def runs(self) -> bool:
        """Say whether it is under way and not signed off."""
        return self.shift.starts_at <= now() < self.shift.ends_at and self.shift.state != ShiftState.CLOSED

    @property
    def too_few(self) -> bool:
        """Say whether it must not start: a quarter of an hour after the start there are too few adults."""
        late = now() >= self.shift.starts_at + PATIENCE
        return self.runs and late and bool(self.shift.children) and self.adults < self.shift.least_adults

    @property
    def calls(self) -> bool:
        """Say whether the sheet shows whom to ring: phone numbers stand there only while they are needed."""
        return self.too_few or (self.runs and bool(self.missing))

    @property
    def crowded(self) -> bool:
        """Say whether more children are there than are safe; once it has ended nobody is there, whoever was noted."""
        return not self.over and self.safe is not None and self.children_here > self.safe

    @property
    def missing(self) -> list[Expected]:
        """Who is expected and has not come: the first to ring."""
        return [one for one in self.people if one.state in ("coming", "missed")]


def day_sheet(shift: Shift) -> DaySheet:
    """Return the sheet of one shift."""
    return day_sheets([shift])[0]


def day_sheets(shifts: list[Shift]) -> list[DaySheet]:
    """Return the sheets of shifts of one place and day."""
    people = people_on([shift.id for shift in shifts], SEATED)
    numbers = tickets_of({shift.place_id for shift in shifts})
    noted = noted_on([shift.id for shift in shifts])
    waiting = standbys_of([shift.id for shift in shifts])
    sheets = []
    for shift in shifts:
        own = [one for one in people if one.shift_id == shift.id]
        adults = adults_among(own, shift.local_day)
        expected = [Expected(one, state_of(one), one.supporter_id in adults) for one in own]
        listed = [
            Numbered(ticket, noted.get((shift.id, ticket.id)))
            for ticket in numbers
            if ticket.place_id == shift.place_id
        ]
        shown = [one for one in listed if one.present is not None or not one.ticket.rests]
        sheets.append(DaySheet(shift, expected, shown, waiting.get(shift.id, [])))
    return sheets


def state_of(one: Assignment) -> str:
    """Return how somebody stands on the day: coming, here, left or missed."""
    if one.checked_out_at is not None:
        return "left"
    if one.checked_in_at is not None:
        return "here"
    return "missed" if one.state == AssignmentState.MISSED else "coming"


def tickets_of(place_ids: set[int]) -> list[Ticket]:
    """Return the numbers given at places, in order."""
    query = select(Ticket).where(Ticket.place_id.in_(place_ids)).order_by(Ticket.place_id, Ticket.number)
    return list(db.session.scalars(query))


def noted_on(shift_ids: list[int]) -> dict[tuple[int, int], bool]:
    """Return what was noted of the children: (shift, ticket) → there or not."""
    query = select(Attendance.shift_id, Attendance.ticket_id, Attendance.present).where(
        Attendance.shift_id.in_(shift_ids)
    )
    return {(shift_id, ticket_id): present for shift_id, ticket_id, present in db.session.execute(query)}


def standbys_of(shift_ids: list[int]) -> dict[int, list[Supporter]]:
    """Return who waits for a place on shifts, in the order of coming: they may be rung first."""
    query = (
        select(Standby, Opening.shift_id)
        .join(Opening, Opening.id == Standby.opening_id)
        .where(Standby.state == StandbyState.WAITING, Opening.shift_id.in_(shift_ids))
        .options(joinedload(Standby.supporter))
        .order_by(Standby.id)
    )
    found: dict[int, list[Supporter]] = {}
    for one, shift_id in db.session.execute(query):
        found.setdefault(shift_id, []).append(one.supporter)
    return found


def without_second_adult(moment: datetime) -> list[tuple[Shift, int]]:
    """Return the shifts that must not start at `moment`, each with how many adults are there.

    They began a quarter of an hour ago or more, run still, expect children, and nobody was told of it.
    """
    told = exists().where(ShiftAlert.shift_id == Shift.id, ShiftAlert.kind == AlertKind.SECOND_ADULT)
    query = (
        select(Shift)
        .where(
            Shift.state.in_((ShiftState.PLANNED, ShiftState.HELD)),
            Shift.starts_at <= moment - PATIENCE,
            Shift.ends_at > moment,
            Shift.children > 0,
            ~told,
        )
        .options(joinedload(Shift.place))
        .order_by(Shift.id)
        .with_for_update(of=Shift)
    )
    running = list(db.session.scalars(query))
    found = []
    for shift in running:
        there = [one for one in people_on([shift.id], SEATED) if state_of(one) == "here"]
        adults = len(adults_among(there, shift.local_day))
        if adults < shift.least_adults:
            found.append((shift, adults))
    return found
