"""Put somebody on a shift: people and shift are held, seats counted, the rota's rules asked, then the lowest seat taken."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.activities import Opening, Shift, ShiftState
from app.models.assignments import LIVE, SEATED, Assignment, AssignmentState, How, Standby, StandbyState
from app.operations.rota_publication import lock
from app.operations.shift_people import free_seat
from app.operations.traces import record
from app.queries.books import Objection
from app.queries.fitness import against, examine

#: this long before a shift a change is late: everybody who waits is asked at once instead of one after the other
LATE = timedelta(hours=24)


class NoSeat(Exception):
    """Somebody cannot be put on an opening; `code` says why.

    unknown: no such opening · over: it has begun or was called off · full: every place is taken · there: they are on
    another duty of the shift · unfit: a rule of the rota speaks against it, `objections` say which.
    """

    def __init__(self, code: str, objections: Collection[Objection] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.objections = list(objections)


def held_opening(opening_id: int, supporter_ids: Collection[int]) -> Opening:
    """Return an opening of a coming shift; people and shift are held until the commit. Raise NoSeat."""
    opening = db.session.get(Opening, opening_id)
    if opening is None:
        raise NoSeat("unknown")
    lock(supporter_ids, [opening.shift_id])
    db.session.expire_all()
    if not comes(opening.shift):
        raise NoSeat("over")
    return opening


def comes(shift: Shift) -> bool:
    """Say whether a shift is planned and has not begun."""
    return shift.state == ShiftState.PLANNED and shift.starts_at > now()


def is_late(shift: Shift) -> bool:
    """Say whether a change to a shift comes within the last 24 hours."""
    return shift.starts_at - now() < LATE


def place_of(supporter_id: int, shift_id: int) -> Assignment | None:
    """Return how somebody stands on a shift."""
    return db.session.scalar(
        select(Assignment).where(
            Assignment.shift_id == shift_id, Assignment.supporter_id == supporter_id, Assignment.state.in_(SEATED)
        )
    )


def placed(opening_id: int) -> int:
    """Return how many people come to an opening, or are asked by a published rota."""
    query = select(func.count()).where(Assignment.opening_id == opening_id, Assignment.state.in_(LIVE))
    return db.session.scalar(query) or 0


def take_seat(
    opening: Opening,
    supporter_id: int,
    how: How,
    *,
    by: Actor,
    willing: bool = True,
) -> Assignment:
    """Put somebody on the lowest free seat of a held opening; pressing twice makes one assignment. Raise NoSeat.

    Seats are counted before the rules are asked, so that of many who press at once all but the first learn quickly
    that it is full. `willing`: they asked for it, or said yes; an earlier no of theirs is forgotten.
    """
    mine = place_of(supporter_id, opening.shift_id)
    if mine is not None:
        return known_seat(mine, opening)
    seat = free_seat(opening)
    if seat is None:
        raise NoSeat("full")
    rules = examine([opening.shift], [supporter_id], willing=supporter_id if willing else None)
    objections = against(rules, supporter_id, opening.id)
    if objections:
        raise NoSeat("unfit", objections)
    wanted = rules.seat(supporter_id, opening.id)
    assert wanted is not None
    made = Assignment(
        opening_id=opening.id,
        shift_id=opening.shift_id,
        supporter_id=supporter_id,
        seat=seat,
        state=AssignmentState.ACCEPTED,
        how=how,
        placed_by=by.account_id if how == How.HAND else None,
        minutes=rules.minutes(wanted),
        reasons=rules.reasons(wanted),
        offered_at=now(),
        answered_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    leave_queue(supporter_id, opening.shift_id, StandbyState.CALLED)
    record(by, f"assignment.{how}", "assignment", made.public_id)
    return made


def known_seat(mine: Assignment, opening: Opening) -> Assignment:
    """Return the place somebody already has; one they were asked for becomes a yes. Raise NoSeat."""
    if mine.opening_id != opening.id:
        raise NoSeat("there")
    if mine.state == AssignmentState.OFFERED:
        mine.state, mine.answered_at = AssignmentState.ACCEPTED, now()
    return mine


def leave_queue(supporter_id: int, shift_id: int, state: StandbyState) -> int:
    """End somebody's waiting for the openings of a shift; return how many places in queues that were."""
    with transaction():
        openings = select(Opening.id).where(Opening.shift_id == shift_id)
        query = select(Standby).where(
            Standby.supporter_id == supporter_id,
            Standby.opening_id.in_(openings),
            Standby.state == StandbyState.WAITING,
        )
        rows = list(db.session.scalars(query))
        for row in rows:
            row.state, row.ended_at = state, now()
    return len(rows)
