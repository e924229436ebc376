"""Repairs of circles: asked for, looked for by a worker, and one way carried out, all of it or nothing; all are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.matching import CircleRole
from app.models.accounts import Role
from app.models.children import Child
from app.models.circle_repairs import CircleRepair, Occasion
from app.models.matches import TAKEN, Match, MatchState
from app.models.programmes import ProgrammeVersion
from app.models.rota_repairs import UNDER_WAY, RepairState
from app.operations.endings import give_notice
from app.operations.leases import Claim, Leases
from app.operations.matches import Seat, free_seat, give_way, lock_people, offer
from app.operations.meeting_dates import date_meetings
from app.operations.meetings import call_off
from app.operations.traces import record
from app.queries.actors import actor_now
from app.queries.books import Objection
from app.queries.candidates import pair_reasons
from app.queries.circle_repairs import search
from app.queries.objections import Examination, Proposed, examine
from app.queries.policy import seen_by
from app.queries.snapshots import programme_of

#: people disturbed at most where nothing else is said, and the most one may ask for
USUAL_BUDGET, MOST_BUDGET = 4, 8
#: shorter than so, an illness ends no pair: the child waits for somebody it knows
PATIENCE = timedelta(weeks=4)
#: what was found is of its day: it is thrown away after so many
KEPT = timedelta(days=2)
#: why pairs end, by the occasion
REASONS = {Occasion.LEAVES: "office", Occasion.ILL: "other", Occasion.FACTS: "other"}
#: repairs in the hands of workers
SEARCHES = Leases(CircleRepair, "circle_repairs.search", RepairState.ASKED, RepairState.SEARCHING, RepairState.FAILED)


class CannotRepair(Exception):
    """A repair cannot be asked for or carried out; `code` says why.

    short: an illness of less than four weeks ends no pair · day: the last day is past or more than a year ahead ·
    budget: not a number of people one may ask for · unknown: no such way was found · done: one was carried out before ·
    changed: a pair it speaks of no longer stands · unfit: a rule speaks against somebody today, `objection` says which.
    """

    def __init__(self, code: str, objection: Objection | None = None) -> None:
        super().__init__(code)
        self.code, self.objection = code, objection


def ask_for_supporter(
    supporter_id: int, occasion: Occasion, last_day: date, *, budget: int = USUAL_BUDGET, by: Actor
) -> str:
    """Ask how a supporter's circles go on; return the public id of the repair. Raise CannotRepair.

    `last_day`: of their last meetings; for an illness the day they may be back, and pairs end at once.
    """
    if occasion is Occasion.ILL:
        if last_day < today() + PATIENCE:
            raise CannotRepair("short")
        last_day = today()
    return _ask(by, budget, supporter_id=supporter_id, occasion=occasion, last_day=last_day)


def ask_for_child(child_id: int, *, budget: int = USUAL_BUDGET, by: Actor) -> str:
    """Ask how a child's circle goes on by the facts on record now; return the public id. Raise CannotRepair."""
    return _ask(by, budget, child_id=child_id, occasion=Occasion.FACTS, last_day=today())


def _ask(by: Actor, budget: int, **about: Any) -> str:
    if not 0 <= budget <= MOST_BUDGET:
        raise CannotRepair("budget")
    if not today() <= about["last_day"] <= today() + timedelta(days=366):
        raise CannotRepair("day")
    return SEARCHES.ask(asked_by=by.account_id, budget=budget, **about)


def look_for_ways(claimed: Claim) -> None:
    """Look for the ways of a claimed repair, with the rights of whoever asked as of now. Raise Fenced."""
    repair = db.session.get_one(CircleRepair, claimed.row_id)
    by = actor_now(repair.asked_by)
    if by is None or not by.has(Role.COORDINATOR):
        SEARCHES.fail(claimed, "rights")
        return
    found = search(repair, by, told=lambda stage: SEARCHES.extend(claimed, stage=stage))
    SEARCHES.end(claimed, RepairState.FOUND, found=found, found_at=now())


def forget_old() -> int:
    """Throw away repairs of the days before; what was carried out stands in the audit. Return how many went."""
    with transaction():
        old = select(CircleRepair.id).where(
            CircleRepair.created_at < now() - KEPT, CircleRepair.state.not_in(UNDER_WAY)
        )
        ids = db.session.scalars(old).all()
        db.session.execute(delete(CircleRepair).where(CircleRepair.id.in_(ids)))
    return len(ids)


def choose(repair_id: int, choice: int, *, by: Actor) -> int:
    """Carry out one of the ways that were found, by number from 0, if it still holds by today's facts.

    Return how many are asked. Pairs that cannot go on get notice, with who follows asked at once; where the last day is
    today they end. Raise CannotRepair, and nothing is changed; so it is for a second press.
    """
    with transaction():
        repair = db.session.get_one(CircleRepair, repair_id, with_for_update=True, populate_existing=True)
        ways = repair.found.get("proposals", [])
        if repair.state == RepairState.DONE:
            raise CannotRepair("done")
        if repair.state != RepairState.FOUND or not 0 <= choice < len(ways):
            raise CannotRepair("unknown")
        way, found = ways[choice], repair.found
        joins = [Proposed(child, who, role, hour) for child, role, who, hour in way["joins"]]
        broken, leaves = _held([*found["broken"]], way["leaves"], joins, by)
        for match in broken:
            _part(match, repair, by)
        for match in leaves:
            give_way(match.id, "replaced", by=by)
        _move_hours(found["moved"], by)
        db.session.flush()
        _ask_who_follows(found["version"], joins, by)
        repair.state = RepairState.DONE
        record(by, "circle.repaired", "circle_repair", repair.public_id,
               f"{len(joins)} asked, {len(leaves)} give way, {len(broken)} cannot go on")  # fmt: skip
        return len({one.supporter_id for one in joins})


def _held(
    broken: list[int], leaves: list[int], joins: Sequence[Proposed], by: Actor
) -> tuple[list[Match], list[Match]]:
    """Return the pairs that end, everybody concerned held until the commit. Raise CannotRepair."""
    ids = [*broken, *leaves]
    rows = {row.id: row for row in db.session.scalars(select(Match).where(Match.id.in_(ids)))}
    children = {row.child_id for row in rows.values()} | {one.child_id for one in joins}
    people = {row.supporter_id for row in rows.values()} | {one.supporter_id for one in joins}
    lock_people(people, children)
    db.session.expire_all()
    seen = db.session.scalar(select(func.count(Child.id)).where(Child.id.in_(children), seen_by(by)))
    if seen != len(children):
        raise CannotRepair("unknown")
    if len(rows) < len(ids) or any(row.state not in TAKEN or row.ends_on is not None for row in rows.values()):
        raise CannotRepair("changed")
    return [rows[one] for one in broken], [rows[one] for one in leaves]


def _part(match: Match, repair: CircleRepair, by: Actor) -> None:
    """End a pair that cannot go on: with notice where its last day lies ahead; an offer is taken back."""
    reason = REASONS[Occasion(repair.occasion)]
    if match.state == MatchState.LIVE and repair.last_day > today():
        give_notice(match.id, repair.last_day, reason, by=by, short=True)
    else:
        give_way(match.id, reason, by=by)


def _move_hours(moved: list[list[int]], by: Actor) -> None:
    """Move the weekly hour of pairs that go on, and date their meetings anew."""
    for match_id, hour in moved:
        match = db.session.get_one(Match, match_id)
        call_off(match_id, "moved", by=by)
        match.half_hour = hour
        db.session.flush()
        if match.state == MatchState.LIVE:
            date_meetings(match_id)


@dataclass(frozen=True)
class _Rules:
    """The programme's roles, and which of them are live without being asked."""

    roles: dict[str, CircleRole]
    live: frozenset[str]


def _ask_who_follows(version_id: int, joins: Sequence[Proposed], by: Actor) -> None:
    """Make the offers of a way; raise CannotRepair when a must speaks against one of them today."""
    if not joins:
        return
    version = db.session.get_one(ProgrammeVersion, version_id)
    rules = _Rules({role.code: role for role in programme_of(version).roles}, frozenset(version.live_roles))
    examination = examine(version, {one.child_id for one in joins})
    against = examination.against(list(joins))
    if against:
        raise CannotRepair("unfit", next(iter(against.values())))
    for one in joins:
        match = offer(_seat(one, rules, examination), round_id=None, by=by)
        if match.state == MatchState.LIVE and match.half_hour is not None:
            db.session.flush()
            date_meetings(match.id)


def _seat(one: Proposed, rules: _Rules, examination: Examination) -> Seat:
    role, book = rules.roles[one.role], examination.book()
    child = examination.child(one.child_id)
    helper = examination.supporter(one.supporter_id)
    return Seat(
        child_id=one.child_id,
        supporter_id=one.supporter_id,
        role=role,
        number=free_seat(one.child_id, role),
        minutes=book.minutes(child, helper),
        half_hour=examination.hours[one],
        live=one.role in rules.live,
        reasons=pair_reasons(book, child, helper),
    )
