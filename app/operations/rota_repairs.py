"""Carry a chosen repair out: who gives up a shift leaves, who takes one on joins, all of it or nothing; all are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.activities import Opening
from app.models.assignments import LIVE, Assignment, How
from app.models.supporters import Supporter
from app.operations.messages import tell
from app.operations.own_shifts import end_assignment
from app.operations.replacement_asks import settle
from app.operations.replacements import begin_search
from app.operations.rota_publication import REPLACED, lock
from app.operations.seating import NoSeat, comes, take_seat
from app.operations.shift_people import accounts_of
from app.operations.traces import record
from app.queries.fitness import version_in_force
from app.queries.rota_rules import rota_rules_of

#: somebody who cannot come for a while
OUT = "away"


class CannotRepair(Exception):
    """A repair cannot be carried out; `code` says why.

    changed: somebody it speaks of is no longer where they were · freeze: somebody would be moved too shortly before ·
    unfit: a rule speaks against somebody today, `refused` says which.
    """

    def __init__(self, code: str, refused: NoSeat | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.refused = refused


def carry_out(out: Iterable[int], leaves: Iterable[int], joins: Iterable[tuple[int, int]], *, by: Actor) -> int:
    """Carry a repair out; return how many people hear of it. Raise CannotRepair, and nothing is changed.

    `out`: assignments of who cannot come; `leaves`: assignments given up; `joins`: (opening, supporter) taken on.
    Whoever cannot come may be within the freeze; nobody else is moved there. For what stays open people are asked.
    """
    out, leaves, joins = list(out), list(leaves), list(joins)
    with transaction():
        rows = held(out, leaves, joins)
        frozen_until = today() + timedelta(days=rota_rules_of(version_in_force()).freeze_days + 1)
        openings = {row_id: db.session.get_one(Opening, row_id) for row_id, _supporter in joins}
        moved = [rows[one].shift for one in leaves] + [opening.shift for opening in openings.values()]
        if any(shift.local_day < frozen_until for shift in moved):
            raise CannotRepair("freeze")
        for one in out:
            end_assignment(rows[one], OUT)
        for one in leaves:
            end_assignment(rows[one], REPLACED)
        gone = Counter(rows[one].supporter_id for one in leaves)
        new: Counter[int] = Counter()
        for opening_id, supporter_id in joins:
            try:
                take_seat(openings[opening_id], supporter_id, How.REPLACEMENT, by=by, willing=False)
            except NoSeat as refused:
                raise CannotRepair("unfit", refused) from refused
            new[supporter_id] += 1
        for opening in openings.values():
            settle(opening)
        for one in out:
            begin_search(rows[one].opening, rows[one])
        record(by, "rota.repaired", detail=f"{len(joins)} joined, {len(leaves)} left, {len(out)} out")
        return tell_moved(new, gone)


def held(out: list[int], leaves: list[int], joins: list[tuple[int, int]]) -> dict[int, Assignment]:
    """Return the assignments a repair ends, with everybody and every shift held. Raise CannotRepair."""
    query = select(Assignment).where(Assignment.id.in_([*out, *leaves]))
    rows = {row.id: row for row in db.session.scalars(query)}
    shifts = {row.shift_id for row in rows.values()}
    shifts |= set(db.session.scalars(select(Opening.shift_id).where(Opening.id.in_([one for one, _who in joins]))))
    lock({row.supporter_id for row in rows.values()} | {who for _one, who in joins}, shifts)
    db.session.expire_all()
    if len(rows) < len({*out, *leaves}) or any(row.state not in LIVE or not comes(row.shift) for row in rows.values()):
        raise CannotRepair("changed")
    if any(db.session.get(Supporter, who) is None for _one, who in joins):
        raise CannotRepair("changed")
    return rows


def tell_moved(new: Counter[int], gone: Counter[int]) -> int:
    """Tell everybody once what is new on their schedule and what is gone; return how many people have an account."""
    accounts = accounts_of({*new, *gone})
    for supporter_id, account_id in sorted(accounts.items()):
        if new[supporter_id]:
            tell(account_id, "shifts_dated", path="/me/schedule", count=new[supporter_id])
        if gone[supporter_id]:
            tell(account_id, "shifts_ended", path="/me/schedule", count=gone[supporter_id])
    return len(accounts)
