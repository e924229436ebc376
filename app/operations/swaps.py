"""Offer one's shift to those who qualify: the giver stays responsible until somebody takes it, in one transaction."""

from __future__ import annotations

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import after_commit, db, transaction
from app.models.activities import Shift
from app.models.assignments import Assignment, AssignmentState, How, SwapOffer, SwapState
from app.operations.messages import tell
from app.operations.own_shifts import end_assignment
from app.operations.seating import NoSeat, held_opening, place_of, take_seat
from app.operations.shift_people import accounts_of
from app.operations.swap_news import BELL
from app.operations.traces import record
from app.queues import ring

#: why the giver's place ended
SWAPPED = "swapped"


class CannotSwap(Exception):
    """A shift cannot be offered; `code` says why: unknown · over · gone: it is not theirs to give any more."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def offer_swap(assignment_id: int, *, by: Actor) -> None:
    """Offer one's shift, and let those who qualify be told; offering twice is offering once. Raise CannotSwap."""
    with transaction():
        assignment = own(assignment_id, by)
        if open_swap(assignment.id) is None:
            offer = SwapOffer(assignment_id=assignment.id)
            db.session.add(offer)
            db.session.flush()
            record(by, "swap.offered", "assignment", assignment.public_id)
            offer_id = offer.id
            after_commit(lambda: ring(BELL, offer_id))


def withdraw_swap(assignment_id: int, *, by: Actor) -> None:
    """Keep one's shift after all; one that somebody has taken meanwhile raises CannotSwap."""
    with transaction():
        assignment = own(assignment_id, by)
        offer = open_swap(assignment.id)
        if offer is not None:
            offer.state, offer.ended_at = SwapState.WITHDRAWN, now()
            record(by, "swap.withdrawn", "assignment", assignment.public_id)


def own(assignment_id: int, by: Actor) -> Assignment:
    """Return the actor's assignment on a coming shift, held until the commit. Raise CannotSwap."""
    assignment = db.session.get(Assignment, assignment_id)
    if assignment is None or by.supporter_id is None or assignment.supporter_id != by.supporter_id:
        raise CannotSwap("unknown")
    try:
        held_opening(assignment.opening_id, [assignment.supporter_id])
    except NoSeat as refused:
        raise CannotSwap(refused.code) from refused
    if assignment.state != AssignmentState.ACCEPTED:
        raise CannotSwap("gone")
    return assignment


def take_swap(offer_id: int, *, by: Actor) -> Assignment:
    """Take somebody's shift over: giver out, taker in, both told. Of many who press, one gets it. Raise NoSeat."""
    assert by.supporter_id is not None
    with transaction():
        offer = db.session.get(SwapOffer, offer_id)
        if offer is None:
            raise NoSeat("unknown")
        given = offer.assignment
        opening = held_opening(given.opening_id, [by.supporter_id, given.supporter_id])
        mine = place_of(by.supporter_id, opening.shift_id)
        if mine is not None:
            if offer.taken_id == mine.id:
                return mine
            raise NoSeat("there")
        if offer.state != SwapState.OPEN or given.state != AssignmentState.ACCEPTED:
            raise NoSeat("full")
        offer.state, offer.ended_at = SwapState.TAKEN, now()
        db.session.flush()
        end_assignment(given, SWAPPED)
        made = take_seat(opening, by.supporter_id, How.SWAP, by=by)
        offer.taken_id = made.id
        tell_both(given, made)
        return made


def tell_both(given: Assignment, made: Assignment) -> None:
    """Tell the giver that they are free, and the taker that it is theirs."""
    accounts = accounts_of([given.supporter_id, made.supporter_id])
    for one, kind in ((given, "swap_taken"), (made, "swap_yours")):
        if one.supporter_id in accounts:
            starts_at = made.shift.starts_at.isoformat()
            tell(accounts[one.supporter_id], kind, path=f"/me/shifts/{one.public_id}", starts_at=starts_at)


def open_swap(assignment_id: int) -> SwapOffer | None:
    """Return the open offer of an assignment."""
    query = select(SwapOffer).where(SwapOffer.assignment_id == assignment_id, SwapOffer.state == SwapState.OPEN)
    return db.session.scalar(query)


def lapse_swaps() -> int:
    """End offers whose shift begins: the giver comes, as they always had to; return how many. For the timetable."""
    with transaction():
        query = (
            select(SwapOffer)
            .join(Assignment, Assignment.id == SwapOffer.assignment_id)
            .join(Shift, Shift.id == Assignment.shift_id)
            .where(SwapOffer.state == SwapState.OPEN, Shift.starts_at <= now())
        )
        rows = list(db.session.scalars(query.order_by(SwapOffer.id).with_for_update(of=SwapOffer)))
        for offer in rows:
            offer.state, offer.ended_at = SwapState.LAPSED, now()
    return len(rows)
