"""What somebody says of a shift they come to: "I can't come", "a little late"; themselves, or staff for them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.assignments import LIVE, Assignment, AssignmentState, SwapOffer, SwapState
from app.operations.messages import tell
from app.operations.replacements import look_for_another
from app.operations.rota_publication import lock
from app.operations.seating import comes, is_late
from app.operations.traces import record
from app.queries.responsible import nearest
from app.queries.shifts import seen_by

#: why somebody cannot come; no reason is needed
REASONS = ("ill", "exam", "work", "transport", "other")
#: the day before one can still say "a little late"
LATE_WITHIN = timedelta(hours=12)


class CannotChange(Exception):
    """A shift cannot be changed that way; `code` says why.

    unknown: not there or not the actor's · over: it has begun or was called off · gone: they do not come any more ·
    too_early: it is long until then · reason.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cannot_come(assignment_id: int, reason: str = "", *, by: Actor) -> None:
    """Take somebody off a shift they cannot come to, tell staff, and begin to look for somebody else. Raise CannotChange.

    Pressed again it changes nothing.
    """
    if reason and reason not in REASONS:
        raise CannotChange("reason")
    with transaction():
        assignment = held(assignment_id, by)
        if assignment.state == AssignmentState.CANCELLED:
            return
        if not comes(assignment.shift):
            raise CannotChange("over")
        if assignment.state not in LIVE:
            raise CannotChange("gone")
        end_assignment(assignment, reason)
        soon = "late" if is_late(assignment.shift) else "early"
        record(by, "assignment.cancelled", "assignment", assignment.public_id, soon)
        look_for_another(assignment)


def end_assignment(assignment: Assignment, reason: str) -> None:
    """Free somebody's seat; what they offered to give away is no longer theirs to give."""
    assignment.state, assignment.reason, assignment.ended_at = AssignmentState.CANCELLED, reason, now()
    query = select(SwapOffer).where(SwapOffer.assignment_id == assignment.id, SwapOffer.state == SwapState.OPEN)
    for offer in db.session.scalars(query):
        offer.state, offer.ended_at = SwapState.WITHDRAWN, now()
    db.session.flush()


def come_late(assignment_id: int, *, by: Actor) -> None:
    """Say that somebody will be a little late; saying it twice tells people once. Raise CannotChange."""
    with transaction():
        assignment = held(assignment_id, by)
        shift = assignment.shift
        if assignment.state != AssignmentState.ACCEPTED:
            raise CannotChange("gone")
        if not shift.starts_at - LATE_WITHIN <= now() <= shift.ends_at:
            raise CannotChange("over" if shift.starts_at < now() else "too_early")
        if assignment.late_at is None:
            assignment.late_at = now()
            record(by, "assignment.late", "assignment", assignment.public_id)
            people = [*nearest(Role.DIRECTOR, shift.place), *nearest(Role.COORDINATOR, shift.place)]
            for account_id in dict.fromkeys(account.id for account in people):
                starts_at = shift.starts_at.isoformat()
                tell(account_id, "shift_late", path=f"/shifts/{shift.public_id}/people", starts_at=starts_at)


def held(assignment_id: int, by: Actor) -> Assignment:
    """Return an assignment of the actor's own, or on a shift staff may see, held until the commit. Raise CannotChange."""
    query = select(Assignment).join(Shift, Shift.id == Assignment.shift_id).where(Assignment.id == assignment_id)
    own = Assignment.supporter_id == by.supporter_id if by.supporter_id is not None else None
    staff = seen_by(by) if by.has(Role.COORDINATOR) or by.has(Role.DIRECTOR) else None
    reach = [one for one in (own, staff) if one is not None]
    found = db.session.scalar(query.where(reach[0] if len(reach) == 1 else reach[0] | reach[1])) if reach else None
    if found is None:
        raise CannotChange("unknown")
    lock([found.supporter_id], [found.shift_id])
    db.session.expire_all()
    return found
