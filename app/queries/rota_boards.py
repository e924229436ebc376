"""A rota as a board: places down, days across, in each cell the shift and who comes; of a proposal, or as published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.actors import Actor
from app.clock import local
from app.database import db
from app.models.activities import ActivitySeries, Shift, ShiftState
from app.models.assignments import COUNTED, Assignment, AssignmentState
from app.models.places import Place
from app.models.rotas import RotaPlacement, ShortHanded
from app.models.rounds import Decision, Round
from app.models.supporters import Supporter
from app.queries.places import inside
from app.queries.rota_plans import holds
from app.queries.shifts import between, seen_by


@dataclass(frozen=True)
class Face:
    """Somebody in a cell. `kind`: on (comes), new (proposed), offered (asked, no answer yet), pin, ended, declined."""

    opening_id: int
    name: str
    kind: str

    @property
    def there(self) -> bool:
        """Say whether they would come."""
        return self.kind not in ("ended", "declined")


@dataclass
class Cell:
    """One shift and its people."""

    shift: Shift
    faces: list[Face] = field(default_factory=list)

    @property
    def coming(self) -> list[Face]:
        """Those who would come."""
        return [face for face in self.faces if face.there]

    @property
    def firm(self) -> list[Face]:
        """Those who said yes: the only ones a sheet on the wall may promise."""
        return [face for face in self.faces if face.kind == "on"]

    @property
    def unsure(self) -> bool:
        """Say whether it could not open with those alone who said yes."""
        return Cell(self.shift, self.firm).lacking > 0

    @property
    def lacking(self) -> int:
        """How many people are missing before the shift can open: of each duty, and of adults in all."""
        short = sum(max(0, opening.least - self._on(opening.id)) for opening in self.shift.openings)
        adults = self.shift.least_adults if self.shift.children else 0
        return max(short, adults - len(self.coming))

    @property
    def wanted(self) -> int:
        """How many more would be welcome."""
        return sum(max(0, opening.wanted - self._on(opening.id)) for opening in self.shift.openings)

    @property
    def changed(self) -> bool:
        """Say whether publishing changes it."""
        return any(face.kind in ("new", "ended") for face in self.faces)

    def _on(self, opening_id: int) -> int:
        return sum(face.opening_id == opening_id for face in self.coming)


@dataclass
class Line:
    """One place and its shifts by day."""

    place: Place
    days: dict[date, list[Cell]] = field(default_factory=dict)

    @property
    def cells(self) -> list[Cell]:
        """All its shifts."""
        return [cell for cells in self.days.values() for cell in cells]


def shifts_of(this: Round) -> ColumnElement[bool]:
    """Return the condition that a shift belongs to a round: planned, in its days and places, known when it was solved.

    A shift made after the round began is in no proposal; one it speaks of is, whenever it was made.
    """
    assert this.first_day is not None
    assert this.last_day is not None
    there = [Shift.state == ShiftState.PLANNED, between(this.first_day, this.last_day)]
    if this.scope_id is not None:
        there.append(Shift.place_id.in_(select(Place.id).where(inside(frozenset({this.scope_id})))))
    if this.place_ids:
        there.append(Shift.place_id.in_(this.place_ids))
    if this.started_at is not None:
        spoken_of = [
            Shift.id.in_(select(table.shift_id).where(table.round_id == this.id))
            for table in (RotaPlacement, ShortHanded)
        ]
        there.append(or_(Shift.created_at <= this.started_at, *spoken_of))
    return and_(*there)


def published_shifts(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a shift stands on the actor's board."""
    return and_(Shift.state != ShiftState.CANCELLED, seen_by(actor))


def places_with(condition: ColumnElement[bool], township_id: int | None = None) -> Select[Place]:
    """Return the query for the places that have such shifts, in the order of their sound."""
    query = select(Place).where(Place.id.in_(select(Shift.place_id).where(condition)))
    if township_id is not None:
        query = query.where(inside(frozenset({township_id})))
    return query.order_by(Place.sound, Place.name_zh, Place.id)


def loaded(condition: ColumnElement[bool]) -> list[Shift]:
    """Return shifts with what a cell shows of them."""
    query = (
        select(Shift)
        .where(condition)
        .options(
            selectinload(Shift.openings),
            joinedload(Shift.place),
            joinedload(Shift.series).joinedload(ActivitySeries.template),
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return list(db.session.scalars(query))


def board(places: Iterable[Place], shifts: list[Shift], faces: dict[int, list[Face]]) -> list[Line]:
    """Return the lines of these places."""
    lines = {place.id: Line(place) for place in places}
    for shift in shifts:
        if shift.place_id in lines:
            day = local(shift.starts_at).date()
            lines[shift.place_id].days.setdefault(day, []).append(Cell(shift, faces.get(shift.id, [])))
    return list(lines.values())


def proposed_faces(round_id: int, shift_ids: Iterable[int]) -> dict[int, list[Face]]:
    """Return who a proposal, as decided so far, has on these shifts."""
    query = (
        select(RotaPlacement)
        .where(RotaPlacement.round_id == round_id, RotaPlacement.shift_id.in_(list(shift_ids)))
        .options(joinedload(RotaPlacement.supporter))
        .order_by(RotaPlacement.id)
    )
    found: defaultdict[int, list[Face]] = defaultdict(list)
    for placement in db.session.scalars(query):
        found[placement.shift_id].append(Face(placement.opening_id, placement.supporter.name, kind_of(placement)))
    return found


def kind_of(placement: RotaPlacement) -> str:
    """Return how a placement is drawn."""
    if not holds(placement):
        return "declined" if placement.change == "new" else "ended"
    if placement.pinned:
        return "pin"
    return "new" if placement.change == "new" else "on"


def standing_faces(shift_ids: Iterable[int]) -> dict[int, list[Face]]:
    """Return who stands on these shifts today."""
    query = (
        select(Assignment)
        .where(Assignment.shift_id.in_(list(shift_ids)), Assignment.state.in_(COUNTED))
        .options(joinedload(Assignment.supporter))
        .order_by(Assignment.opening_id, Assignment.seat)
    )
    found: defaultdict[int, list[Face]] = defaultdict(list)
    for row in db.session.scalars(query):
        kind = "offered" if row.state == AssignmentState.OFFERED else "on"
        found[row.shift_id].append(Face(row.opening_id, row.supporter.name, kind))
    return found


@dataclass
class PersonLine:
    """One supporter in a proposal."""

    supporter: Supporter
    placements: list[RotaPlacement]

    @property
    def minutes(self) -> int:
        """Return the minutes of their shifts with ways, as decided so far."""
        return sum(
            int((one.shift.ends_at - one.shift.starts_at).total_seconds() // 60) + 2 * one.minutes
            for one in self.placements
            if holds(one)
        )


def people_query(round_id: int, *, changed_only: bool) -> Select[Supporter]:
    """Return the query for the supporters of a proposal."""
    there = select(RotaPlacement.supporter_id).where(RotaPlacement.round_id == round_id)
    if changed_only:
        there = there.where((RotaPlacement.change != "kept") | (RotaPlacement.decision == Decision.DECLINED))
    return select(Supporter).where(Supporter.id.in_(there)).order_by(Supporter.kind, Supporter.id)


def person_lines(round_id: int, supporters: Iterable[Supporter]) -> list[PersonLine]:
    """Return what a proposal has for each of these supporters, by date."""
    lines = {supporter.id: PersonLine(supporter, []) for supporter in supporters}
    query = (
        select(RotaPlacement)
        .join(Shift, Shift.id == RotaPlacement.shift_id)
        .where(RotaPlacement.round_id == round_id, RotaPlacement.supporter_id.in_(lines))
        .options(joinedload(RotaPlacement.shift).joinedload(Shift.place), joinedload(RotaPlacement.opening))
        .order_by(Shift.starts_at)
    )
    for placement in db.session.scalars(query):
        lines[placement.supporter_id].placements.append(placement)
    return list(lines.values())
