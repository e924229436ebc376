"""A supporter's answer to a shift they are asked for: yes stands, no frees the place and feeds the next rota.

So does an offer nobody answered. Within 24 hours of the shift others are asked at once, as when somebody cannot come.
"""

from __future__ import annotations

from sqlalchemy import Select, select

from app.actors import Actor
from app.clock import local, now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import ShiftState
from app.models.assignments import Assignment, AssignmentState
from app.models.supporters import Supporter
from app.operations.messages import tell
from app.operations.replacements import look_for_another
from app.operations.rota_publication import lock
from app.operations.seating import comes, is_late
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
        if not yes:
            hold(assignment_id)
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
        open_again(assignment)


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


def hold(assignment_id: int) -> None:
    """Hold an offer's person and shift until the commit, in the order of everybody who changes seats."""
    row = db.session.execute(
        select(Assignment.supporter_id, Assignment.shift_id).where(Assignment.id == assignment_id)
    ).one_or_none()
    if row is not None:
        lock([row.supporter_id], [row.shift_id])


def lapse_shift_offers() -> int:
    """Take back shifts nobody answered in time; return how many. For the timetable, hourly."""
    return sum(
        lapse(assignment_id) for assignment_id in list(db.session.scalars(overdue().with_only_columns(Assignment.id)))
    )


def overdue() -> Select[Assignment]:
    """Return the query for offers nobody answered in time."""
    due = (Assignment.state == AssignmentState.OFFERED, Assignment.answer_by < now())
    return select(Assignment).where(*due).order_by(Assignment.id)


def lapse(assignment_id: int) -> bool:
    """Take one offer back if it is still overdue; say whether it was."""
    with transaction():
        hold(assignment_id)
        query = overdue().where(Assignment.id == assignment_id).with_for_update(of=Assignment)
        assignment = db.session.scalar(query.execution_options(populate_existing=True))
        if assignment is None:
            return False
        assignment.state_before, assignment.state = assignment.state, AssignmentState.CANCELLED
        assignment.reason, assignment.ended_at = LAPSED, now()
        open_again(assignment)
        return True


def open_again(assignment: Assignment) -> None:
    """Ask others at once where the shift is within 24 hours; earlier it is for the coordinators to decide."""
    db.session.flush()
    if comes(assignment.shift) and is_late(assignment.shift):
        look_for_another(assignment)
    else:
        tell_coordinators(assignment)


def tell_coordinators(assignment: Assignment) -> None:
    """Tell the coordinators nearest to the place that it is open again."""
    starts_at = assignment.shift.starts_at.isoformat()
    for account in nearest(Role.COORDINATOR, assignment.shift.place):
        tell(account.id, "shift_open_again", path="/coordination/rota", starts_at=starts_at)
