"""Open places near somebody: only those the rota's rules let them take, and why the others are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.clock import now
from app.database import db
from app.models.activities import ActivitySeries, Opening, Shift
from app.models.assignments import SEATED, Assignment, AssignmentState, Standby, StandbyState, SwapOffer, SwapState
from app.models.places import Place
from app.models.supporters import Supporter
from app.queries.books import Objection
from app.queries.fitness import FULL, against, examine
from app.queries.installation import roads
from app.queries.rota_examination import RotaExamination
from app.queries.shift_fit import travel_minutes
from app.queries.shifts import coming, on_opening

#: how far ahead open places are listed, and how many are asked about
AHEAD, MOST_ASKED = timedelta(weeks=4), 40
#: of the full ones so many are asked about: the next
MOST_FULL = 30


@dataclass(frozen=True)
class Chance:
    """One place somebody could take: an empty one, or one that its holder would give away."""

    opening: Opening
    minutes: int
    reasons: list[dict[str, Any]]
    swap: SwapOffer | None = None


@dataclass
class Chances:
    """Everything somebody could take, and how many places are left out for which rule."""

    items: list[Chance] = field(default_factory=list)
    #: full: somebody may wait for a place
    full: list[Opening] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Standing:
    """How one opening stands for one person."""

    opening: Opening
    objections: list[Objection]
    full: bool
    minutes: int
    reasons: list[dict[str, Any]]


def open_near(supporter_id: int) -> Chances:
    """Return what somebody could take in the coming weeks, the next first."""
    supporter = db.session.get_one(Supporter, supporter_id)
    found = Chances()
    near = near_places(supporter)
    openings = list(db.session.scalars(open_openings(supporter_id, near).limit(MOST_ASKED)))
    swaps = list(db.session.scalars(open_swaps(supporter_id, near).limit(MOST_ASKED)))
    far = db.session.scalar(select(func.count()).select_from(open_openings(supporter_id, None, near).subquery())) or 0
    if far:
        found.left_out["travel_limit"] = far
    shifts = {one.shift_id: one.shift for one in openings}
    shifts |= {one.assignment.shift_id: one.assignment.shift for one in swaps}
    full = list(db.session.scalars(full_openings(supporter_id, near).limit(MOST_FULL)))
    shifts |= {one.shift_id: one.shift for one in full}
    if not shifts:
        return found
    rules = examine(list(shifts.values()), [supporter_id], willing=supporter_id)
    for opening in openings:
        add(found, rules, supporter_id, opening, None)
    known = {chance.opening.id for chance in found.items}
    for swap in swaps:
        if swap.assignment.opening_id not in known:
            add(found, rules, supporter_id, swap.assignment.opening, swap)
    free = {chance.opening.shift_id for chance in found.items}
    found.full = [one for one in full if one.shift_id not in free and may_wait(rules, supporter_id, one)]
    found.items.sort(key=lambda chance: (chance.opening.shift.starts_at, chance.opening.id))
    return found


def add(found: Chances, rules: RotaExamination, supporter_id: int, opening: Opening, swap: SwapOffer | None) -> None:
    """Add a place, or the rule that speaks against it."""
    objections = against(rules, supporter_id, opening.id, [swap.assignment_id] if swap else ())
    if objections:
        found.left_out[objections[0].code] += 1
        return
    seat = rules.seat(supporter_id, opening.id)
    assert seat is not None
    found.items.append(Chance(opening, rules.minutes(seat), rules.reasons(seat), swap))


def may_wait(rules: RotaExamination, supporter_id: int, opening: Opening) -> bool:
    """Say whether somebody could come to a full opening if a place came free."""
    return all(one.code == FULL for one in against(rules, supporter_id, opening.id))


def near_places(supporter: Supporter) -> set[int]:
    """Return the places somebody reaches within the time they named."""
    model = roads()
    held = select(Place).where(Place.id.in_(select(Shift.place_id).where(coming())))
    return {
        place.id
        for place in db.session.scalars(held)
        if travel_minutes(supporter, place, model) <= supporter.travel_limit
    }


def open_openings(supporter_id: int, at: Collection[int] | None, not_at: Collection[int] = ()) -> Select[Opening]:
    """Return the query for openings with an empty place, `at` places (None: everywhere) and `not_at` others.

    Coming shifts only, without those the person is on, the next first.
    """
    mine = select(Assignment.shift_id).where(Assignment.supporter_id == supporter_id, Assignment.state.in_(SEATED))
    query = (
        select(Opening)
        .join(Shift, Shift.id == Opening.shift_id)
        .where(coming(), Shift.starts_at < now() + AHEAD, on_opening(SEATED) < Opening.most)
        .where(Opening.shift_id.not_in(mine))
        .order_by(Shift.starts_at, Opening.id)
    )
    if at is None:
        return query.where(Shift.place_id.not_in(not_at))
    return query.where(Shift.place_id.in_(at)).options(with_shift())


def full_openings(supporter_id: int, at: Collection[int]) -> Select[Opening]:
    """Return the query for full openings at these places, the next first, without those one is on or waits for."""
    mine = select(Assignment.shift_id).where(Assignment.supporter_id == supporter_id, Assignment.state.in_(SEATED))
    waits = select(Standby.opening_id).where(
        Standby.supporter_id == supporter_id, Standby.state == StandbyState.WAITING
    )
    return (
        select(Opening)
        .join(Shift, Shift.id == Opening.shift_id)
        .where(coming(), Shift.starts_at < now() + AHEAD, Shift.place_id.in_(at))
        .where(Opening.most > 0, on_opening(SEATED) >= Opening.most)
        .where(Opening.shift_id.not_in(mine), Opening.id.not_in(waits))
        .options(with_shift())
        .order_by(Shift.starts_at, Opening.id)
    )


def open_swaps(supporter_id: int, at: Collection[int]) -> Select[SwapOffer]:
    """Return the query for the shifts others would give away at these places, the next first."""
    mine = select(Assignment.shift_id).where(Assignment.supporter_id == supporter_id, Assignment.state.in_(SEATED))
    assignment = joinedload(SwapOffer.assignment)
    return (
        select(SwapOffer)
        .join(Assignment, Assignment.id == SwapOffer.assignment_id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(SwapOffer.state == SwapState.OPEN, Assignment.state == AssignmentState.ACCEPTED)
        .where(coming(), Shift.starts_at < now() + AHEAD, Shift.id.not_in(mine), Shift.place_id.in_(at))
        .options(
            assignment.joinedload(Assignment.opening).options(with_shift()), assignment.joinedload(Assignment.shift)
        )
        .order_by(Shift.starts_at, SwapOffer.id)
    )


def find_opening(public_id: str) -> Opening | None:
    """Return an opening with its shift."""
    return db.session.scalar(select(Opening).where(Opening.public_id == public_id).options(with_shift()))


def find_swap(public_id: str) -> SwapOffer | None:
    """Return an offer."""
    return db.session.scalar(select(SwapOffer).where(SwapOffer.public_id == public_id))


def place_for(opening: Opening, supporter_id: int, swap: SwapOffer | None = None) -> Standing:
    """Return how an opening stands for somebody: full, or what speaks against them.

    Of a full one no rule is asked before somebody wants to wait for it: two hundred may look at it at once.
    """
    if swap is None and seats_taken(opening.id) >= opening.most:
        return Standing(opening, [], True, 0, [])
    rules = examine([opening.shift], [supporter_id], willing=supporter_id)
    found = against(rules, supporter_id, opening.id, [swap.assignment_id] if swap else ())
    seat = rules.seat(supporter_id, opening.id)
    return Standing(
        opening,
        found,
        False,
        rules.minutes(seat) if seat else 0,
        rules.reasons(seat) if seat else [],
    )


def seats_taken(opening_id: int) -> int:
    """Return how many seats of an opening are taken."""
    query = select(func.count()).where(Assignment.opening_id == opening_id, Assignment.state.in_(SEATED))
    return db.session.scalar(query) or 0


def waiting_before(opening_id: int, supporter_id: int) -> int | None:
    """Return how many wait before somebody on an opening; None when they do not wait themselves."""
    query = select(Standby.supporter_id).where(Standby.opening_id == opening_id, Standby.state == StandbyState.WAITING)
    order = list(db.session.scalars(query.order_by(Standby.id)))
    return order.index(supporter_id) if supporter_id in order else None


def waits_of(supporter_id: int) -> list[Standby]:
    """Return what somebody waits for, the next first."""
    query = (
        select(Standby)
        .join(Opening, Opening.id == Standby.opening_id)
        .join(Shift, Shift.id == Opening.shift_id)
        .where(Standby.supporter_id == supporter_id, Standby.state == StandbyState.WAITING, coming())
        .options(joinedload(Standby.opening).options(with_shift()))
        .order_by(Shift.starts_at)
    )
    return list(db.session.scalars(query))


def with_shift() -> Any:
    """Load with an opening what a page shows of its shift."""
    shift = joinedload(Opening.shift)
    return shift.options(
        joinedload(Shift.place),
        joinedload(Shift.series).joinedload(ActivitySeries.template),
        selectinload(Shift.openings),
    )
