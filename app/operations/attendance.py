"""Children at a place, by number: who has one, who was there, and who was missed three times."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, func, select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Shift, ShiftState
from app.models.children import Child
from app.models.hours import Attendance, Ticket
from app.models.places import Place
from app.operations.check_ins import BEFORE
from app.operations.messages import tell
from app.operations.traces import record
from app.queries.coming import names_of
from app.queries.day_sheets import kept_by
from app.queries.policy import visible_children
from app.queries.responsible import nearest

#: absences in a row after which the child's director hears of it (domain 5.1)
ABSENCES = 3


class CannotNote(Exception):
    """Attendance cannot be noted; `code` says why: unknown, too_early, called_off, signed_off."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def note_attendance(shift_id: int, present: Collection[int], *, others_absent: bool, by: Actor) -> int:
    """Note which numbers are there; return how many are.

    `present` are numbers (not ids) of the shift's place. Who is not among them was absent when `others_absent`; else
    nothing is known of them, so that a sheet can be filled while the children come.
    """
    with transaction():
        shift = open_shift(shift_id, by)
        known = {one.ticket_id: one for one in db.session.scalars(noted(shift.id))}
        tickets = select(Ticket).where(Ticket.place_id == shift.place_id).order_by(Ticket.number)
        count = 0
        for ticket in db.session.scalars(tickets.with_for_update()).all():
            here = ticket.number in present
            count += here
            says = True if here else (False if others_absent and not ticket.rests else None)
            write(shift, ticket, known.get(ticket.id), says, by)
        db.session.flush()
        if others_absent:
            tell_of_absences(shift)
        return count


def write(shift: Shift, ticket: Ticket, row: Attendance | None, present: bool | None, by: Actor) -> None:
    """Keep what is known of one number; what is no longer known is taken out."""
    if present is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = Attendance(shift_id=shift.id, ticket_id=ticket.id)
        db.session.add(row)
    if row.present != present:
        row.present, row.noted_by, row.noted_at = present, by.account_id, now()
    if present:
        ticket.absence_told_at = None


def noted(shift_id: int) -> Select[Attendance]:
    """Return the query for what was noted on a shift."""
    return select(Attendance).where(Attendance.shift_id == shift_id)


def tell_of_absences(shift: Shift) -> int:
    """Tell the directors of children absent from their last three shifts at the place, once; return how many children."""
    absent = select(Ticket).join(Attendance, Attendance.ticket_id == Ticket.id)
    absent = absent.where(
        Attendance.shift_id == shift.id, Attendance.present.is_(False), Ticket.absence_told_at.is_(None)
    )
    missed = [ticket for ticket in db.session.scalars(absent).all() if in_a_row(ticket) >= ABSENCES]
    for ticket in missed:
        ticket.absence_told_at = now()
        for account in nearest(Role.DIRECTOR, ticket.child.village):
            path = f"/day/{ticket.place.public_id}/tickets"
            tell(account.id, "child_absent", path=path, where=names_of(ticket.place))
    return len(missed)


def in_a_row(ticket: Ticket) -> int:
    """Return how many shifts in a row, up to the newest noted one, the child of a ticket was not there."""
    query = (
        select(Attendance.present)
        .join(Shift, Shift.id == Attendance.shift_id)
        .where(Attendance.ticket_id == ticket.id)
        .order_by(Shift.starts_at.desc(), Shift.id.desc())
        .limit(ABSENCES)
    )
    count = 0
    for present in db.session.scalars(query):
        if present:
            break
        count += 1
    return count


def open_shift(shift_id: int, by: Actor) -> Shift:
    """Load a shift whose attendance the actor may note now; raise CannotNote."""
    shift = db.session.scalar(select(Shift).where(Shift.id == shift_id, kept_by(by)).with_for_update(of=Shift))
    if shift is None:
        raise CannotNote("unknown")
    if shift.state == ShiftState.CANCELLED:
        raise CannotNote("called_off")
    if shift.state == ShiftState.CLOSED:
        raise CannotNote("signed_off")
    if shift.starts_at - BEFORE > now():
        raise CannotNote("too_early")
    return shift


def give_tickets(place_id: int, children: Iterable[str], *, by: Actor) -> int:
    """Give numbers at a place to children the actor may know of, by public id; return how many got or kept one.

    A number is never given to another child, so that an old sheet never says something of somebody else.
    """
    with transaction():
        place = db.session.scalar(select(Place).where(Place.id == place_id).with_for_update(of=Place))
        if place is None:
            return 0
        found = db.session.scalars(
            visible_children(by).where(Child.public_id.in_(list(children))).order_by(Child.pseudonym, Child.number)
        ).all()
        known = {one.child_id: one for one in db.session.scalars(select(Ticket).where(Ticket.place_id == place_id))}
        last = db.session.scalar(select(func.max(Ticket.number)).where(Ticket.place_id == place_id)) or 0
        for child in found:
            if child.id in known:
                known[child.id].rests = False
            else:
                last += 1
                db.session.add(Ticket(place_id=place_id, child_id=child.id, number=last))
        if found:
            record(by, "tickets.given", "place", place.public_id, str(len(found)))
        return len(found)


def rest_ticket(ticket_id: int, *, by: Actor) -> bool:
    """Take a number off the sheets of a place, for a child the actor may know of; False when it is not theirs to do."""
    with transaction():
        children = visible_children(by).with_only_columns(Child.id)
        ticket = db.session.scalar(select(Ticket).where(Ticket.id == ticket_id, Ticket.child_id.in_(children)))
        if ticket is None:
            return False
        ticket.rests = True
        record(by, "ticket.rests", "place", ticket.place.public_id, str(ticket.number))
        return True
