"""A no, or an "I can't come", taken back within ten minutes: a slip of the finger costs nobody their shift."""

from __future__ import annotations

from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.assignments import SEATED, Assignment, AssignmentState
from app.operations.replacement_asks import settle, tell_staff
from app.operations.seating import NoSeat, held_opening, place_of
from app.operations.traces import record
from app.queries.fitness import against, examine
from app.queries.second_thoughts import just_said


def take_back_no(assignment_id: int, *, by: Actor) -> Assignment:
    """Put the actor back where they were: asked, or on the shift. Pressed twice it is done once. Raise NoSeat.

    unknown: not theirs · gone: they did not leave by their own word, or more than ten minutes ago · over · full:
    somebody has taken the place · there: they are on another duty of the shift · unfit: the rules speak against it now.
    """
    with transaction():
        mine = db.session.get(Assignment, assignment_id)
        if mine is None or by.supporter_id is None or mine.supporter_id != by.supporter_id:
            raise NoSeat("unknown")
        opening = held_opening(mine.opening_id, [mine.supporter_id])
        there = place_of(mine.supporter_id, mine.shift_id)
        if there is not None:
            if there.id == mine.id:
                return mine
            raise NoSeat("there")
        if db.session.scalar(just_said(by.supporter_id).where(Assignment.id == mine.id)) is None:
            raise NoSeat("gone")
        if seat_is_taken(mine):
            raise NoSeat("full")
        rules = examine([opening.shift], [mine.supporter_id], willing=mine.supporter_id)
        objections = against(rules, mine.supporter_id, opening.id)
        if objections:
            raise NoSeat("unfit", objections)
        asked = mine.state == AssignmentState.DECLINED or mine.answered_at is None
        mine.state = AssignmentState.OFFERED if asked else AssignmentState.ACCEPTED
        mine.reason, mine.ended_at = "", None
        if asked:
            mine.answered_at = None
        db.session.flush()
        record(by, "assignment.taken_back", "assignment", mine.public_id)
        settle(opening)
        tell_staff(opening, "shift_no_gap")
        return mine


def seat_is_taken(mine: Assignment) -> bool:
    """Say whether somebody else has the numbered seat by now."""
    held = select(Assignment.id).where(
        Assignment.opening_id == mine.opening_id, Assignment.seat == mine.seat, Assignment.state.in_(SEATED)
    )
    return mine.seat >= mine.opening.most or db.session.scalar(held.limit(1)) is not None
