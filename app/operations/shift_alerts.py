"""What staff are told of while a shift runs, once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.hours import AlertKind, ShiftAlert
from app.models.traces import Disclosure
from app.operations.messages import tell
from app.operations.traces import record
from app.queries.coming import names_of
from app.queries.day_sheets import without_second_adult
from app.queries.responsible import nearest

#: the audit's word for phone numbers of a shift's people shown to who runs it
CALL_LIST = "shift.call_list"


def tell_of_missing_adults() -> int:
    """Tell coordinators and the keeper of shifts that must not start: too few adults a quarter of an hour in.

    Return how many shifts. For the timetable, every minute; the row it writes makes it once.
    """
    with transaction():
        found = without_second_adult(now())
        for shift, adults in found:
            db.session.add(ShiftAlert(shift_id=shift.id, kind=AlertKind.SECOND_ADULT, told_at=now()))
            for account_id in told_of(shift):
                tell(
                    account_id,
                    "second_adult_missing",
                    path=f"/day/{shift.place.public_id}?day={shift.local_day}",
                    starts_at=shift.starts_at.isoformat(),
                    where=names_of(shift.place),
                    count=adults,
                    least=shift.least_adults,
                )
    return len(found)


def note_call_lists(shifts: Iterable[str], *, by: Actor) -> bool:
    """Write down, once for each shift (public id) and reader, that phone numbers are shown; say whether it was new.

    The page looks again every few seconds: a line each time would bury the audit.
    """
    wanted = set(shifts)
    if not wanted:
        return False
    known = select(Disclosure.subject_id).where(
        Disclosure.action == CALL_LIST, Disclosure.account_id == by.account_id, Disclosure.subject_id.in_(wanted)
    )
    new = wanted - set(db.session.scalars(known))
    if new:
        with transaction():
            for public_id in sorted(new):
                record(by, CALL_LIST, "shift", public_id)
    return bool(new)


def told_of(shift: Shift) -> list[int]:
    """Return the accounts that run a shift: coordinators nearest to its place, and its keeper or director."""
    people = [account.id for account in nearest(Role.COORDINATOR, shift.place)]
    keeper = shift.series.keeper_id
    keepers = [keeper] if keeper is not None else [account.id for account in nearest(Role.DIRECTOR, shift.place)]
    return list(dict.fromkeys([*people, *keepers]))
