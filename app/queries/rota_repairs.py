"""Ways to close gaps by moving as few people as possible: at most three, by today's facts; nothing inside the freeze."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.clock import today
from app.database import db
from app.models.activities import ActivitySeries, Opening, Shift
from app.models.assignments import LIVE, Assignment
from app.models.supporters import Supporter
from app.queries.fitness import examine, seats_now
from app.queries.own_shifts import shifts_between
from app.queries.rota_examination import RotaExamination
from app.queries.shifts import coming
from app.scheduling.rota.repair import USUAL_BUDGET, Repair, repairs
from app.scheduling.rota.shifts import Assignment as Seat

Loaded = TypeVar("Loaded", Supporter, Opening, Assignment)
#: gaps closed together; what is left is repaired next
MOST_GAPS = 4


@dataclass(frozen=True)
class Move:
    """Somebody who joins an opening, or leaves one."""

    supporter: Supporter
    opening: Opening
    #: the assignment that ends; None for a join
    assignment: Assignment | None = None


@dataclass(frozen=True)
class Proposal:
    """One way to close gaps."""

    joins: list[Move]
    leaves: list[Move]
    left_open: list[Opening]
    disturbed: int


@dataclass(frozen=True)
class Gap:
    """A place that is, or becomes, empty; `assignment`: who stands there and cannot come."""

    opening: Opening
    assignment: Assignment | None = None


@dataclass(frozen=True)
class Repairs:
    """What could be done about some gaps."""

    gaps: list[Gap]
    #: gaps beyond MOST_GAPS
    later: int
    budget: int
    #: gaps so near that nobody is moved for them any more: somebody has to be asked
    frozen: list[Gap]
    proposals: list[Proposal]


def gaps_of_shift(shift: Shift) -> list[Gap]:
    """Return the places of a shift that are missing to its least, or else to what is wanted."""
    placed = {opening.id: 0 for opening in shift.openings}
    query = select(Assignment.opening_id).where(Assignment.shift_id == shift.id, Assignment.state.in_(LIVE))
    for opening_id in db.session.scalars(query):
        placed[opening_id] += 1
    for bound in ("least", "wanted"):
        found = [Gap(one) for one in shift.openings for _number in range(max(0, getattr(one, bound) - placed[one.id]))]
        if found:
            return found
    return []


def gaps_of_person(supporter_id: int, first: date, last: date) -> list[Gap]:
    """Return the places somebody leaves empty who is out on the days `first` to `last`."""
    query = (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.supporter_id == supporter_id, Assignment.state.in_(LIVE), coming())
        .where(shifts_between(first, last))
        .options(joinedload(Assignment.opening).joinedload(Opening.shift))
        .order_by(Shift.starts_at)
    )
    return [Gap(row.opening, row) for row in db.session.scalars(query)]


def repairs_of(gaps: list[Gap], *, budget: int = USUAL_BUDGET) -> Repairs:
    """Return at most three ways to close gaps, those that disturb fewest people first."""
    now, later = gaps[:MOST_GAPS], max(0, len(gaps) - MOST_GAPS)
    if not now:
        return Repairs([], 0, budget, [], [])
    rules = examine(list({gap.opening.shift_id: gap.opening.shift for gap in now}.values()), None)
    until = today() + timedelta(days=rules.facts.rules.freeze_days + 1)
    frozen_until = max(rules.problem.freeze_until, (until - rules.problem.start).days)
    problem = replace(rules.problem, freeze_until=min(frozen_until, rules.problem.days))
    wanted = [seat for number, gap in enumerate(now) if (seat := seat_of(gap, number, rules)) is not None]
    gone = [gap.assignment.id for gap in now if gap.assignment is not None]
    frozen_seats = rules.standing([]).assignments
    standing = {*frozen_seats, *seats_now(rules, gone)}
    found = repairs(problem, standing, wanted, budget=budget)
    frozen = [gap for gap in now if (gap.opening.shift.local_day - problem.start).days < problem.freeze_until]
    return Repairs(now, later, budget, frozen, [worded(one, rules) for one in found if one.joins])


def seat_of(gap: Gap, number: int, rules: RotaExamination) -> Seat | None:
    """Return a gap as the pure half knows it; an empty place is held by nobody of that name."""
    code = rules.opening_of.get(gap.opening.id)
    if code is None:
        return None
    if gap.assignment is None:
        return Seat(f"nobody-{number}", code)
    return Seat(rules.person_of.get(gap.assignment.supporter_id, f"nobody-{number}"), code)


def worded(repair: Repair, rules: RotaExamination) -> Proposal:
    """Return a repair with the rows it speaks of."""
    codes = [*repair.joins, *repair.leaves]
    people = rows_of(Supporter, {rules.facts.supporters[one.person] for one in codes})
    openings = rows_of(Opening, {rules.facts.openings[one.opening] for one in codes})
    left = {rules.facts.openings[one] for one in repair.left_open}
    assignments = rows_of(Assignment, {rules.facts.standing[one.person, one.opening] for one in repair.leaves})

    def move(seat: Seat, ending: Assignment | None = None) -> Move:
        supporter, opening = rules.facts.supporters[seat.person], rules.facts.openings[seat.opening]
        return Move(people[supporter], openings[opening], ending)

    return Proposal(
        [move(one) for one in repair.joins],
        [move(one, assignments[rules.facts.standing[one.person, one.opening]]) for one in repair.leaves],
        list(rows_of(Opening, left).values()),
        len(repair.disturbed),
    )


def rows_of(table: type[Loaded], ids: Collection[int]) -> dict[int, Loaded]:
    """Return rows by id, with what a page shows of them."""
    query = select(table).where(table.id.in_(ids))
    if table is Opening:
        shift = joinedload(Opening.shift)
        query = query.options(
            shift.joinedload(Shift.place), shift.joinedload(Shift.series).joinedload(ActivitySeries.template)
        )
    return {row.id: row for row in db.session.scalars(query)}


def joined(moves: Iterable[Move]) -> str:
    """Return who joins what, as a form sends it back."""
    return " ".join(f"{one.opening.public_id}:{one.supporter.public_id}" for one in moves)


def ended(moves: Iterable[Move | Gap]) -> str:
    """Return which assignments end, as a form sends it back."""
    return " ".join(one.assignment.public_id for one in moves if one.assignment is not None)
