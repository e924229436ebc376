"""Repairs of the rota: asked for, looked for by a worker, and one way carried out, all of it or nothing; all are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete, select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Opening
from app.models.assignments import LIVE, Assignment, How
from app.models.rota_repairs import UNDER_WAY, RepairState, RotaRepair
from app.models.supporters import Supporter
from app.operations.leases import Claim, Leases
from app.operations.messages import tell
from app.operations.own_shifts import end_assignment
from app.operations.replacement_asks import settle
from app.operations.replacements import begin_search
from app.operations.rota_publication import REPLACED, lock
from app.operations.seating import NoSeat, comes, placed, take_seat
from app.operations.shift_people import accounts_of
from app.operations.traces import record
from app.queries.actors import actor_now
from app.queries.fitness import version_in_force
from app.queries.rota_repairs import gaps_of, search, within_reach
from app.queries.rota_rules import rota_rules_of

#: somebody who cannot come for a while
OUT = "away"
#: what was found is of its day: it is thrown away after so many
KEPT = timedelta(days=2)
#: repairs in the hands of workers
SEARCHES = Leases(RotaRepair, "rota_repairs.search", RepairState.ASKED, RepairState.SEARCHING, RepairState.FAILED)


class CannotRepair(Exception):
    """A repair cannot be carried out; `code` says why.

    unknown: no such way was found · done: one was carried out before · changed: somebody it speaks of is no longer
    where they were, or the place is filled · freeze: somebody would be moved too shortly before ·
    unfit: a rule speaks against somebody today, `refused` says which.
    """

    def __init__(self, code: str, refused: NoSeat | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.refused = refused


def ask_for_shift(shift_id: int, *, by: Actor) -> str:
    """Ask for ways to fill the places a shift lacks; return the public id of the repair."""
    return ask(by, shift_id=shift_id)


def ask_for_person(supporter_id: int, first_day: date, last_day: date, *, by: Actor) -> str:
    """Ask how the rota goes on while somebody is out; return the public id of the repair."""
    return ask(by, supporter_id=supporter_id, first_day=first_day, last_day=last_day)


def ask(by: Actor, **about: object) -> str:
    """Write a repair and ring for a worker; one that is asked for twice while it is looked for is one."""
    return SEARCHES.ask(asked_by=by.account_id, **about)


def look_for_ways(claimed: Claim) -> None:
    """Look for the ways of a claimed repair, with the rights of whoever asked as of now. Raise Fenced."""
    repair = db.session.get_one(RotaRepair, claimed.row_id)
    by = actor_now(repair.asked_by)
    if by is None or not by.has(Role.COORDINATOR):
        SEARCHES.fail(claimed, "rights")
        return
    found = search(gaps_of(repair, by), told=lambda stage: SEARCHES.extend(claimed, stage=stage))
    SEARCHES.end(claimed, RepairState.FOUND, found=found, found_at=now())


def forget_old() -> int:
    """Throw away repairs of the days before; what was carried out stands in the audit. Return how many went."""
    with transaction():
        old = select(RotaRepair.id).where(RotaRepair.created_at < now() - KEPT, RotaRepair.state.not_in(UNDER_WAY))
        ids = db.session.scalars(old).all()
        db.session.execute(delete(RotaRepair).where(RotaRepair.id.in_(ids)))
    return len(ids)


def choose(repair_id: int, choice: int, *, by: Actor) -> int:
    """Carry out one of the ways that were found, by number from 0, if it still holds by today's facts.

    Return how many people hear of it. Raise CannotRepair, and nothing is changed; so it is for a second press.
    """
    with transaction():
        repair = db.session.get_one(RotaRepair, repair_id, with_for_update=True, populate_existing=True)
        ways = repair.found.get("proposals", [])
        if repair.state == RepairState.DONE:
            raise CannotRepair("done")
        if repair.state != RepairState.FOUND or not 0 <= choice < len(ways):
            raise CannotRepair("unknown")
        way = ways[choice]
        out = [row_id for _opening, row_id in repair.found["gaps"] if row_id is not None]
        told = carry_out(out, way["leaves"], [(opening, who) for opening, who in way["joins"]], by=by)
        repair.state = RepairState.DONE
        return told


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
        if not within_reach(by, {shift.id for shift in [*moved, *(rows[one].shift for one in out)]}):
            raise CannotRepair("unknown")
        if any(shift.local_day < frozen_until for shift in moved):
            raise CannotRepair("freeze")
        for one in out:
            end_assignment(rows[one], OUT)
        for one in leaves:
            end_assignment(rows[one], REPLACED)
        left = {row.opening_id for row in rows.values()}
        if any(placed(one.id) >= one.wanted for one in openings.values() if one.id not in left):
            raise CannotRepair("changed")
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
