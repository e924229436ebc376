"""People on shifts that change: who leaves is let go and told, who stays keeps a seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account
from app.models.activities import Opening, Shift
from app.models.assignments import LIVE, SEATED, Assignment, AssignmentState
from app.operations.messages import tell
from app.planning.activity_documents import DutyNeed

#: reasons kept with an assignment that ended without the person asking for it
SHIFT_CANCELLED, SHIFT_CHANGED = "shift_cancelled", "shift_changed"
#: where supporters read what stands
SCHEDULE = "/me/schedule"


def let_go(assignments: Iterable[Assignment], reason: str) -> None:
    """End assignments because of their shift; what they were is kept, so that it can be restored."""
    with transaction():
        for assignment in assignments:
            if assignment.state in LIVE:
                assignment.state_before = assignment.state
                assignment.state, assignment.reason, assignment.ended_at = AssignmentState.CANCELLED, reason, now()


def free_seat(opening: Opening) -> int | None:
    """Return the lowest seat nobody holds on an opening, or None when it is full. Inside the caller's transaction."""
    taken = set(
        db.session.scalars(
            select(Assignment.seat).where(Assignment.opening_id == opening.id, Assignment.state.in_(SEATED))
        )
    )
    return next((seat for seat in range(opening.most) if seat not in taken), None)


def fit_openings(shift: Shift, duties: Iterable[DutyNeed]) -> None:
    """Let a shift ask for `duties`: openings change and come; one that goes stays without places, plans refer to it.

    People on an opening that goes have left before.
    """
    needs = {need.duty: need for need in duties}
    for opening in list(shift.openings):
        need = needs.pop(opening.duty, None)
        if need is not None:
            _ask(opening, need)
        else:
            opening.least = opening.wanted = opening.most = 0
    for need in needs.values():
        opening = Opening(duty=need.duty)
        _ask(opening, need)
        shift.openings.append(opening)
    db.session.flush()
    for opening in shift.openings:
        _close_ranks(opening)


def _ask(opening: Opening, need: DutyNeed) -> None:
    opening.least, opening.wanted, opening.most = need.least, need.wanted, need.most
    opening.licences, opening.skills = list(need.licences), list(need.skills)


def _close_ranks(opening: Opening) -> None:
    """Give people whose seat number lies beyond the most a free one below it; there are enough: the rest have left."""
    beyond = select(Assignment).where(
        Assignment.opening_id == opening.id, Assignment.state.in_(LIVE), Assignment.seat >= opening.most
    )
    for assignment in db.session.scalars(beyond.order_by(Assignment.seat)).all():
        seat = free_seat(opening)
        if seat is not None:
            assignment.seat = seat
            db.session.flush()


def accounts_of(supporter_ids: Iterable[int]) -> dict[int, int]:
    """Return the accounts of supporters, by supporter id; someone without one is told by phone."""
    query = select(Account.supporter_id, Account.id).where(
        Account.supporter_id.in_(list(supporter_ids)), Account.disabled_at.is_(None)
    )
    return {supporter_id: account_id for supporter_id, account_id in db.session.execute(query) if supporter_id}


def tell_each(people: Iterable[Assignment], one: str, many: str) -> int:
    """Tell each person once about the shifts they stand on; return how many people.

    `one` is the kind of message about one shift (parameter starts_at), `many` about several (count, and the first).
    """
    shifts: dict[int, list[Shift]] = defaultdict(list)
    for assignment in people:
        shifts[assignment.supporter_id].append(assignment.shift)
    tell_about(shifts, one, many)
    return len(shifts)


def tell_about(shifts: Mapping[int, Collection[Shift]], one: str, many: str) -> None:
    """Tell supporters once about all their shifts, with the kinds of message of `tell_each`."""
    accounts = accounts_of(shifts)
    for supporter_id, some in shifts.items():
        if supporter_id in accounts:
            first = min(shift.starts_at for shift in some).isoformat()
            if len(some) == 1:
                tell(accounts[supporter_id], one, path=SCHEDULE, starts_at=first)
            else:
                tell(accounts[supporter_id], many, path=SCHEDULE, starts_at=first, count=len(some))
