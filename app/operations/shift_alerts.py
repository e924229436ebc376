"""What staff are told of while a shift runs, once."""

from __future__ import annotations

from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.hours import AlertKind, ShiftAlert
from app.operations.messages import tell
from app.queries.coming import names_of
from app.queries.day_sheets import without_second_adult
from app.queries.responsible import nearest


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


def told_of(shift: Shift) -> list[int]:
    """Return the accounts that run a shift: coordinators nearest to its place, and its keeper or director."""
    people = [account.id for account in nearest(Role.COORDINATOR, shift.place)]
    keeper = shift.series.keeper_id
    keepers = [keeper] if keeper is not None else [account.id for account in nearest(Role.DIRECTOR, shift.place)]
    return list(dict.fromkeys([*people, *keepers]))
