"""Ways to close gaps by moving as few people as possible: at most three, by today's facts; nothing inside the freeze."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import today
from app.database import db
from app.models.activities import ActivitySeries, Opening, Shift
from app.models.assignments import LIVE, Assignment
from app.models.rota_repairs import RotaRepair
from app.models.supporters import Supporter
from app.queries.fitness import examine, seats_now
from app.queries.own_shifts import shifts_between
from app.queries.rota_examination import RotaExamination
from app.queries.shifts import coming, seen_by, visible_shifts
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


def gaps_of(repair: RotaRepair, by: Actor) -> list[Gap]:
    """Return the gaps somebody asked to close, in coming shifts they may see."""
    if repair.supporter_id is not None:
        assert repair.first_day is not None
        assert repair.last_day is not None
        return gaps_of_person(repair.supporter_id, repair.first_day, repair.last_day, seen_by(by))
    shift = db.session.scalar(visible_shifts(by).where(Shift.id == repair.shift_id, coming()))
    return gaps_of_shift(shift) if shift is not None else []


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


def gaps_of_person(supporter_id: int, first: date, last: date, seen: ColumnElement[bool]) -> list[Gap]:
    """Return the places somebody leaves empty who is out on the days `first` to `last`, on shifts that are `seen`."""
    query = (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.supporter_id == supporter_id, Assignment.state.in_(LIVE), coming())
        .where(shifts_between(first, last), seen)
        .options(joinedload(Assignment.opening).joinedload(Opening.shift))
        .order_by(Shift.starts_at)
    )
    return [Gap(row.opening, row) for row in db.session.scalars(query)]


def search(gaps: list[Gap], *, budget: int = USUAL_BUDGET, told: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Look for at most three ways to close gaps, those that disturb fewest people first; return them by row ids.

    `told` hears when the facts are read and the search begins. No connection is held while it runs.
    """
    now, later = gaps[:MOST_GAPS], max(0, len(gaps) - MOST_GAPS)
    found: dict[str, Any] = {"budget": budget, "gaps": [], "later": later, "frozen": [], "proposals": []}
    if not now:
        return found
    rules = examine(list({gap.opening.shift_id: gap.opening.shift for gap in now}.values()), None)
    until = today() + timedelta(days=rules.facts.rules.freeze_days + 1)
    frozen_until = max(rules.problem.freeze_until, (until - rules.problem.start).days)
    problem = replace(rules.problem, freeze_until=min(frozen_until, rules.problem.days))
    wanted = [seat for number, gap in enumerate(now) if (seat := seat_of(gap, number, rules)) is not None]
    gone = [gap.assignment.id for gap in now if gap.assignment is not None]
    standing = {*rules.standing([]).assignments, *seats_now(rules, gone)}
    found["gaps"] = [[gap.opening.id, gap.assignment.id if gap.assignment else None] for gap in now]
    days = [(gap.opening.shift.local_day - problem.start).days for gap in now]
    found["frozen"] = [number for number, day in enumerate(days) if day < problem.freeze_until]
    db.session.rollback()
    if told is not None:
        told("searching")
    ways = repairs(problem, standing, wanted, budget=budget)
    return found | {"proposals": [in_rows(one, rules) for one in ways if one.joins]}


def seat_of(gap: Gap, number: int, rules: RotaExamination) -> Seat | None:
    """Return a gap as the pure half knows it; an empty place is held by nobody of that name."""
    code = rules.opening_of.get(gap.opening.id)
    if code is None:
        return None
    if gap.assignment is None:
        return Seat(f"nobody-{number}", code)
    return Seat(rules.person_of.get(gap.assignment.supporter_id, f"nobody-{number}"), code)


def in_rows(repair: Repair, rules: RotaExamination) -> dict[str, Any]:
    """Return a repair by the ids of the rows it speaks of."""
    facts = rules.facts
    return {
        "joins": [[facts.openings[one.opening], facts.supporters[one.person]] for one in repair.joins],
        "leaves": [facts.standing[one.person, one.opening] for one in repair.leaves],
        "left_open": [facts.openings[one] for one in repair.left_open],
        "disturbed": len(repair.disturbed),
    }


def read(found: dict[str, Any]) -> Repairs:
    """Return what a search found, with the rows it speaks of as they are now."""
    ways = found["proposals"]
    gone = {row_id for _opening, row_id in found["gaps"] if row_id is not None}
    assignments = rows_of(Assignment, gone | {row_id for one in ways for row_id in one["leaves"]})
    people = rows_of(Supporter, {who for one in ways for _opening, who in one["joins"]})
    named = {row_id for one in ways for row_id in one["left_open"]} | {row_id for row_id, _gone in found["gaps"]}
    openings = rows_of(Opening, named | {row_id for one in ways for row_id, _who in one["joins"]})
    gaps = [Gap(openings[opening], assignments.get(row_id)) for opening, row_id in found["gaps"]]
    proposals = [
        Proposal(
            by_date(Move(people[who], openings[opening]) for opening, who in one["joins"]),
            by_date(Move(row.supporter, row.opening, row) for row in map(assignments.__getitem__, one["leaves"])),
            [openings[opening] for opening in one["left_open"]],
            one["disturbed"],
        )
        for one in ways
    ]
    return Repairs(gaps, found["later"], found["budget"], [gaps[number] for number in found["frozen"]], proposals)


def by_date(moves: Iterable[Move]) -> list[Move]:
    """Return moves in the order of their shifts."""
    return sorted(moves, key=lambda one: (one.opening.shift.starts_at, one.opening.id, one.supporter.id))


def rows_of(table: type[Loaded], ids: Collection[int]) -> dict[int, Loaded]:
    """Return rows by id, with what a page shows of them."""
    query = select(table).where(table.id.in_(ids))
    if table is Opening:
        query = query.options(*on_shift(joinedload(Opening.shift)))
    elif table is Assignment:
        query = query.options(
            joinedload(Assignment.supporter), *on_shift(joinedload(Assignment.opening, Opening.shift))
        )
    return {row.id: row for row in db.session.scalars(query)}


def on_shift(shift: Any) -> tuple[Any, Any]:
    """Load with a shift what a page shows of it."""
    return shift.joinedload(Shift.place), shift.joinedload(Shift.series).joinedload(ActivitySeries.template)


def find_repair(actor: Actor, public_id: str) -> RotaRepair | None:
    """Return a repair the actor asked for."""
    query = select(RotaRepair).where(RotaRepair.public_id == public_id, RotaRepair.asked_by == actor.account_id)
    shift = joinedload(RotaRepair.shift)
    return db.session.scalar(query.options(shift.joinedload(Shift.place), joinedload(RotaRepair.supporter)))


def within_reach(by: Actor, shift_ids: Collection[int]) -> bool:
    """Say whether somebody may see all of these shifts."""
    query = select(func.count(Shift.id)).where(Shift.id.in_(shift_ids), seen_by(by))
    return db.session.scalar(query) == len(set(shift_ids))
