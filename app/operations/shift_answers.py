"""A supporter's answer to a shift they are asked for: yes stands, no frees the place and feeds the next rota."""

from __future__ import annotations

from sqlalchemy import select

from app.actors import Actor
from app.clock import local, now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Shift, ShiftState
from app.models.assignments import Assignment, AssignmentState
from app.models.supporters import Supporter
from app.operations.messages import tell
from app.operations.traces import record
from app.queries.own_shifts import shift_offers
from app.queries.responsible import nearest
from app.queries.vetting import vetted

#: reasons a supporter may give; none is needed
DECLINE_REASONS = ("too_far", "times", "overloaded", "other")
#: why an offer nobody answered ended
LAPSED = "lapsed"


class CannotAnswer(Exception):
    """A shift cannot be answered so; `code` says why.

    unknown: no such offer to this supporter · answered: there is an answer · withdrawn: it was taken back or called
    off · over: it has begun · vetting: the supporter's evidence does not hold on that day · reason.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def answer_shift(assignment_id: int, yes: bool, reason: str = "", *, by: Actor) -> None:
    """Say yes or no to a shift, once; a no needs no reason. Raise CannotAnswer."""
    if reason and reason not in DECLINE_REASONS:
        raise CannotAnswer("reason")
    with transaction():
        assignment = open_offer(assignment_id, by)
        assignment.answered_at = now()
        if yes:
            check_vetting(assignment)
            assignment.state = AssignmentState.ACCEPTED
            record(by, "assignment.accepted", "assignment", assignment.public_id)
            return
        assignment.state, assignment.reason = AssignmentState.DECLINED, reason
        assignment.ended_at = now()
        record(by, "assignment.declined", "assignment", assignment.public_id, reason)
        tell_coordinators(assignment)


def accept_all(*, by: Actor) -> int:
    """Say yes to every shift one is asked for; return how many stand now. What cannot stand any more stays open."""
    assert by.supporter_id is not None
    with transaction():
        ids = [row.id for row in db.session.scalars(shift_offers(by.supporter_id))]
        accepted = 0
        for assignment_id in ids:
            try:
                answer_shift(assignment_id, yes=True, by=by)
            except CannotAnswer:
                continue
            accepted += 1
    return accepted


def open_offer(assignment_id: int, by: Actor) -> Assignment:
    """Load the actor's offer, held until the commit, if it still waits for an answer; raise CannotAnswer."""
    query = select(Assignment).where(Assignment.id == assignment_id)
    assignment = db.session.scalar(query.with_for_update(of=Assignment).execution_options(populate_existing=True))
    if assignment is None or by.supporter_id is None or assignment.supporter_id != by.supporter_id:
        raise CannotAnswer("unknown")
    if assignment.state == AssignmentState.CANCELLED or assignment.shift.state != ShiftState.PLANNED:
        raise CannotAnswer("withdrawn")
    if assignment.state != AssignmentState.OFFERED:
        raise CannotAnswer("answered")
    if assignment.shift.starts_at <= now():
        raise CannotAnswer("over")
    return assignment


def check_vetting(assignment: Assignment) -> None:
    """Raise CannotAnswer unless the supporter's papers hold on the day of the shift."""
    day = local(assignment.shift.starts_at).date()
    held = select(Supporter.id).where(Supporter.id == assignment.supporter_id, vetted(day))
    if db.session.scalar(held.with_for_update(of=Supporter)) is None:
        raise CannotAnswer("vetting")


def lapse_shift_offers() -> int:
    """Take back shifts nobody answered in time; return how many. For the timetable, hourly."""
    with transaction():
        query = (
            select(Assignment)
            .join(Shift, Shift.id == Assignment.shift_id)
            .where(Assignment.state == AssignmentState.OFFERED, Assignment.answer_by < now())
            .order_by(Assignment.id)
            .with_for_update(of=Assignment)
        )
        late = list(db.session.scalars(query))
        for assignment in late:
            assignment.state_before, assignment.state = assignment.state, AssignmentState.CANCELLED
            assignment.reason, assignment.ended_at = LAPSED, now()
            tell_coordinators(assignment)
    return len(late)


def tell_coordinators(assignment: Assignment) -> None:
    """Tell the coordinators nearest to the place that it is open again."""
    starts_at = assignment.shift.starts_at.isoformat()
    for account in nearest(Role.COORDINATOR, assignment.shift.place):
        tell(account.id, "shift_open_again", path="/coordination/rota", starts_at=starts_at)
