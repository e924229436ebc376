"""Coming and going: noted by the supporter with the code at the door, or by whoever keeps the place."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.activities import Shift, ShiftState
from app.models.assignments import LIVE, SEATED, Assignment, AssignmentState
from app.models.supporters import Supporter
from app.operations.attempts import Limit, TooMany, take
from app.operations.traces import record
from app.queries.check_codes import door_code, own_code
from app.queries.day_sheets import kept_by
from app.queries.vetting import vetted

#: people come some time before the children, and leave some time after them
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=2)
#: tries of a code, for one person or at one shift
CODE_TRIES = Limit("check_code", 8, 600)


class CannotCheck(Exception):
    """A coming or going cannot be noted; `code` says why.

    unknown: not there, or not the actor's · too_early · over · called_off · signed_off: the shift is closed · code: it does
    not fit · tries: too many codes · twice: two people have this code · vetting: papers do not hold today · times: left
    before coming · not_here: they were not noted as there · not_accepted: they never said that they come.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def arrive(assignment_id: int, code: str, *, by: Actor) -> None:
    """Note that the actor has come: they typed the code at the door. Coming twice is coming once."""
    try_code(f"assignment {assignment_id} {by.account_id}")
    with transaction():
        one = own(assignment_id, by)
        check_code(one, code)
        come(one, now(), by)


def leave(assignment_id: int, code: str, *, by: Actor) -> None:
    """Note that the actor leaves, by the same code; leaving twice is leaving once."""
    try_code(f"assignment {assignment_id} {by.account_id}")
    with transaction():
        one = own(assignment_id, by)
        check_code(one, code)
        go(one, now(), by)


def note_coming(assignment_id: int, *, by: Actor) -> None:
    """Note, as keeper, that somebody has come."""
    with transaction():
        come(kept(assignment_id, by), now(), by)


def note_leaving(assignment_id: int, *, by: Actor) -> None:
    """Note, as keeper, that somebody has left."""
    with transaction():
        go(kept(assignment_id, by), now(), by)


def note_by_code(shift_id: int, code: str, *, by: Actor) -> tuple[Assignment, bool]:
    """Note, as keeper, the coming of whoever shows this code, or the leaving if they are there.

    Return the assignment, and whether they have come (else left).
    """
    try_code(f"shift {shift_id} {by.account_id}")
    with transaction():
        shift = db.session.scalar(select(Shift).where(Shift.id == shift_id, kept_by(by)).with_for_update(of=Shift))
        if shift is None:
            raise CannotCheck("unknown")
        there = select(Assignment).where(Assignment.shift_id == shift_id, Assignment.state.in_(SEATED))
        found = [one for one in db.session.scalars(there) if own_code(one) == code.strip()]
        if not found:
            raise CannotCheck("code")
        if len(found) > 1:
            raise CannotCheck("twice")
        one = kept(found[0].id, by)
        if one.checked_in_at is not None:
            go(one, now(), by)
            return one, False
        come(one, now(), by)
        return one, True


def note_missing(assignment_id: int, *, by: Actor) -> None:
    """Note, as keeper, that somebody did not come. Nobody is blamed, and it can be taken back."""
    with transaction():
        one = kept(assignment_id, by)
        if one.shift.starts_at > now():
            raise CannotCheck("too_early")
        if one.state == AssignmentState.OFFERED:
            raise CannotCheck("not_accepted")
        one.checked_in_at = one.checked_out_at = None
        one.checked_by = by.account_id
        one.state = AssignmentState.MISSED
        record(by, "assignment.missed", "assignment", one.public_id)


def take_back_check(assignment_id: int, *, by: Actor) -> None:
    """Take back, as keeper, what was noted of somebody's coming and going: a slip of the finger."""
    with transaction():
        one = kept(assignment_id, by)
        one.checked_in_at = one.checked_out_at = None
        one.checked_by = by.account_id
        if one.state == AssignmentState.MISSED:
            one.state = AssignmentState.DONE
        record(by, "assignment.unchecked", "assignment", one.public_id)


def type_in(assignment_id: int, came_at: datetime, left_at: datetime | None, *, by: Actor) -> None:
    """Note, as keeper, times from a sheet of paper; later than the shift is fine."""
    with transaction():
        one = kept(assignment_id, by)
        if left_at is not None and left_at < came_at:
            raise CannotCheck("times")
        if not one.shift.starts_at - BEFORE <= came_at <= one.shift.ends_at:
            raise CannotCheck("times")
        if left_at is not None and left_at > one.shift.ends_at + AFTER:
            raise CannotCheck("times")
        if came_at > now() or (left_at is not None and left_at > now()):
            raise CannotCheck("too_early")
        one.checked_in_at = one.checked_out_at = None
        come(one, came_at, by)
        if left_at is not None:
            go(one, left_at, by)


def own(assignment_id: int, by: Actor) -> Assignment:
    """Load the actor's assignment, held until the commit, when it is the hour for codes; raise CannotCheck."""
    one = held(assignment_id)
    if one is None or by.supporter_id is None or one.supporter_id != by.supporter_id or one.state not in SEATED:
        raise CannotCheck("unknown")
    open_shift(one.shift)
    if now() > one.shift.ends_at + AFTER:
        raise CannotCheck("over")
    return one


def kept(assignment_id: int, by: Actor) -> Assignment:
    """Load an assignment on a shift the actor keeps, held until the commit; raise CannotCheck.

    Nobody notes their own coming as keeper: that would be their own word for their own hours.
    """
    one = held(assignment_id)
    mine = one is not None and db.session.scalar(select(Shift.id).where(Shift.id == one.shift_id, kept_by(by)))
    if one is None or not mine or one.state not in SEATED or one.supporter_id == by.supporter_id:
        raise CannotCheck("unknown")
    open_shift(one.shift)
    return one


def held(assignment_id: int) -> Assignment | None:
    """Load an assignment and hold it until the commit."""
    query = select(Assignment).where(Assignment.id == assignment_id)
    return db.session.scalar(query.with_for_update(of=Assignment).execution_options(populate_existing=True))


def open_shift(shift: Shift) -> None:
    """Raise CannotCheck unless comings and goings of a shift can be noted now."""
    if shift.state == ShiftState.CANCELLED:
        raise CannotCheck("called_off")
    if shift.state == ShiftState.CLOSED:
        raise CannotCheck("signed_off")
    if now() < shift.starts_at - BEFORE:
        raise CannotCheck("too_early")


def check_code(one: Assignment, code: str) -> None:
    """Raise CannotCheck unless this is the code at the door."""
    if code.strip() != door_code(one.shift):
        raise CannotCheck("code")


def try_code(whose: str) -> None:
    """Count one try of a code; in a transaction of its own, so that a wrong code does not undo the counting."""
    try:
        take(CODE_TRIES.of(whose))
    except TooMany:
        raise CannotCheck("tries") from None


def come(one: Assignment, moment: datetime, by: Actor) -> None:
    """Note a coming; somebody asked who simply came has said yes, if their papers hold."""
    if one.checked_in_at is not None:
        return
    holds = select(Supporter.id).where(Supporter.id == one.supporter_id, vetted(one.shift.local_day))
    if db.session.scalar(holds) is None:
        raise CannotCheck("vetting")
    if one.state in LIVE:
        one.state = AssignmentState.ACCEPTED
        one.answered_at = one.answered_at or now()
    else:
        one.state = AssignmentState.DONE
    one.checked_in_at, one.checked_by = moment, None if one.supporter_id == by.supporter_id else by.account_id
    record(by, "assignment.came", "assignment", one.public_id)


def go(one: Assignment, moment: datetime, by: Actor) -> None:
    """Note a leaving."""
    if one.checked_in_at is None:
        raise CannotCheck("not_here")
    if one.checked_out_at is None:
        one.checked_out_at = max(moment, one.checked_in_at)
        record(by, "assignment.left", "assignment", one.public_id)
