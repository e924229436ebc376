"""Take an open place, or wait for one: exactly as many come as there are places, however many press at once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.activities import Opening, Shift, ShiftState
from app.models.assignments import Assignment, How, Standby, StandbyState
from app.operations.messages import tell
from app.operations.replacement_asks import settle
from app.operations.seating import NoSeat, held_opening, is_late, leave_queue, place_of, take_seat
from app.operations.shift_people import accounts_of, free_seat
from app.operations.traces import record
from app.queries.fitness import FULL, against, examine
from app.queries.open_places import seats_taken


def take_place(opening_id: int, *, by: Actor) -> Assignment:
    """Take an open place for oneself; pressing twice takes one. Raise NoSeat."""
    assert by.supporter_id is not None
    with transaction():
        opening = held_opening(opening_id, [by.supporter_id])
        made = take_seat(opening, by.supporter_id, How.TAKEN, by=by)
        settle(opening)
        return made


def join_standby(opening_id: int, *, by: Actor) -> None:
    """Wait for a place on a full opening, behind those who came before; joining twice is waiting once. Raise NoSeat."""
    assert by.supporter_id is not None
    with transaction():
        opening = held_opening(opening_id, [by.supporter_id])
        if place_of(by.supporter_id, opening.shift_id) is not None:
            raise NoSeat("there")
        rules = examine([opening.shift], [by.supporter_id], willing=by.supporter_id)
        objections = [one for one in against(rules, by.supporter_id, opening.id) if one.code != FULL]
        if objections:
            raise NoSeat("unfit", objections)
        if waits_for(opening_id, by.supporter_id) is None:
            db.session.add(Standby(opening_id=opening_id, supporter_id=by.supporter_id))
            record(by, "standby.joined", "opening", opening.public_id)


def leave_standby(opening_id: int, *, by: Actor) -> bool:
    """Wait no longer; say whether one did."""
    assert by.supporter_id is not None
    with transaction():
        opening = db.session.get_one(Opening, opening_id)
        left = leave_queue(by.supporter_id, opening.shift_id, StandbyState.WITHDRAWN)
        if left:
            record(by, "standby.left", "opening", opening.public_id)
    return bool(left)


def waits_for(opening_id: int, supporter_id: int) -> Standby | None:
    """Return somebody's place in the queue of an opening."""
    return db.session.scalar(
        select(Standby).where(
            Standby.opening_id == opening_id,
            Standby.supporter_id == supporter_id,
            Standby.state == StandbyState.WAITING,
        )
    )


def call_standbys(opening_id: int) -> int:
    """Give the free places of an opening to those who wait and still fit, in the order of coming; return how many.

    Only more than 24 hours ahead: whoever is called may say no, and there is time for the next.
    """
    with transaction():
        query = select(Standby).where(Standby.opening_id == opening_id, Standby.state == StandbyState.WAITING)
        waiting = list(db.session.scalars(query.order_by(Standby.id)))
        try:
            opening = held_opening(opening_id, [one.supporter_id for one in waiting])
        except NoSeat:
            return 0
        called = 0
        for one in waiting:
            if is_late(opening.shift) or free_seat(opening) is None:
                break
            if one.state == StandbyState.WAITING and called_up(opening, one.supporter_id):
                called += 1
        if called:
            settle(opening)
    return called


def called_up(opening: Opening, supporter_id: int) -> bool:
    """Give somebody who waits a place and tell them; say whether they still fit."""
    try:
        made = take_seat(opening, supporter_id, How.STANDBY, by=SYSTEM)
    except NoSeat:
        return False
    account = accounts_of([supporter_id]).get(supporter_id)
    if account is not None:
        starts_at = opening.shift.starts_at.isoformat()
        tell(account, "standby_called", path=f"/me/shifts/{made.public_id}", starts_at=starts_at)
    return True


def look_after_standbys() -> int:
    """Let those who wait move up wherever a place came free, and end waiting when a shift begins. For the timetable."""
    query = (
        select(Standby.opening_id, Opening.most)
        .join(Opening, Opening.id == Standby.opening_id)
        .join(Shift, Shift.id == Opening.shift_id)
        .where(Standby.state == StandbyState.WAITING, Shift.state == ShiftState.PLANNED, Shift.starts_at > now())
        .distinct()
    )
    called = 0
    for row in db.session.execute(query).all():
        if seats_taken(row.opening_id) < row.most:
            called += call_standbys(row.opening_id)
    lapse_standbys()
    return called


def lapse_standbys() -> None:
    """End the waiting for shifts that have begun."""
    with transaction():
        query = (
            select(Standby)
            .join(Opening, Opening.id == Standby.opening_id)
            .join(Shift, Shift.id == Opening.shift_id)
            .where(Standby.state == StandbyState.WAITING, Shift.starts_at <= now())
            .options(joinedload(Standby.opening))
        )
        for one in db.session.scalars(query):
            one.state, one.ended_at = StandbyState.LAPSED, now()
