"""Publish a rota: look at today's facts once more, end what gives way, write the assignments, tell people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account
from app.models.activities import Opening, Shift
from app.models.assignments import SEATED, Assignment, AssignmentState, How
from app.models.programmes import ProgrammeVersion
from app.models.rotas import RotaPlacement
from app.models.rounds import Round, RoundState
from app.models.supporters import Supporter
from app.operations.messages import tell
from app.operations.reviews import reviewed_round
from app.operations.rota_reviews import accept_rest
from app.operations.rounds import move
from app.operations.traces import record
from app.queries.rota_plans import placements_of
from app.queries.rota_publication import Draft, draft_rota

#: days to answer; an answer is wanted a day before the shift, where there is no such time left two hours before
DAYS_TO_ANSWER, USUALLY_BEFORE, LATEST_BEFORE = 7, timedelta(hours=24), timedelta(hours=2)
#: an answer needs at least so long
TIME_TO_ANSWER = timedelta(hours=12)
#: why an assignment ends: the rota found somebody else, or does without
REPLACED = "replaced"
#: where supporters answer
PATH = "/me/shifts"


@dataclass(frozen=True)
class Published:
    """What a publication did, in numbers."""

    offers: int
    live: int
    ended: int
    conflicts: int
    told: int
    kept: int


def publish(round_id: int, *, by: Actor) -> Published:
    """Publish the rota as reviewed and return what happened; raise IllegalMove when it is no longer proposed.

    Two coordinators at once make one publication: the second finds the round published. What no longer fits today's
    facts is not written; it stays on its placement as a conflict.
    """
    with transaction():
        this = reviewed_round(round_id)
        accept_rest(round_id, by=by)
        db.session.expire_all()
        placements = db.session.scalars(placements_of(round_id)).all()
        lock({one.supporter_id for one in placements}, {one.shift_id for one in placements})
        db.session.expire_all()
        draft = draft_rota(this)
        for assignment in draft.endings:
            let_go(assignment)
        db.session.flush()
        live = write_offers(this, draft, by)
        for placement_id, objection in draft.conflicts.items():
            db.session.get_one(RotaPlacement, placement_id).conflict = objection.code
        move(this, RoundState.PUBLISHED)
        this.published_at, this.published_by = now(), by.account_id
        record(by, "round.published", "round", this.public_id, f"{len(draft.offers)} new, {len(draft.endings)} ended")
        tell_people(draft, live)
        return Published(
            offers=len(draft.offers) - sum(live.values()),
            live=sum(live.values()),
            ended=len(draft.endings),
            conflicts=len(draft.conflicts),
            told=draft.told,
            kept=draft.kept,
        )


def lock(supporter_ids: Collection[int], shift_ids: Collection[int]) -> None:
    """Hold people and shifts, in one order everywhere, so that nobody takes a place or cancels a shift meanwhile."""
    people = select(Supporter.id).where(Supporter.id.in_(supporter_ids)).order_by(Supporter.id)
    db.session.execute(people.with_for_update())
    shifts = select(Shift.id).where(Shift.id.in_(shift_ids)).order_by(Shift.id)
    db.session.execute(shifts.with_for_update())


def let_go(assignment: Assignment) -> None:
    """End an assignment the rota does without."""
    assignment.state_before, assignment.state = assignment.state, AssignmentState.CANCELLED
    assignment.reason, assignment.ended_at = REPLACED, now()


def write_offers(this: Round, draft: Draft, by: Actor) -> dict[int, int]:
    """Write the assignments; return, per supporter, how many are accepted at once."""
    version = db.session.get_one(ProgrammeVersion, this.programme_version_id)
    openings = {placement.opening_id for placement in draft.offers}
    duties = {
        row.id: row.duty for row in db.session.execute(select(Opening.id, Opening.duty).where(Opening.id.in_(openings)))
    }
    starts = {
        row.id: row.starts_at
        for row in db.session.execute(
            select(Shift.id, Shift.starts_at).where(Shift.id.in_({one.shift_id for one in draft.offers}))
        )
    }
    seats = taken_seats(openings)
    live: defaultdict[int, int] = defaultdict(int)
    for placement in draft.offers:
        at_once = duties[placement.opening_id] in version.live_duties
        db.session.add(
            Assignment(
                opening_id=placement.opening_id,
                shift_id=placement.shift_id,
                supporter_id=placement.supporter_id,
                seat=lowest_free(seats[placement.opening_id]),
                state=AssignmentState.ACCEPTED if at_once else AssignmentState.OFFERED,
                how=How.HAND if placement.by_hand else How.ROUND,
                round_id=this.id,
                placed_by=placement.decided_by if placement.by_hand else None,
                minutes=placement.minutes,
                reasons=placement.reasons,
                offered_at=now(),
                answer_by=None if at_once else answer_by(starts[placement.shift_id]),
                answered_at=now() if at_once else None,
            )
        )
        live[placement.supporter_id] += at_once
    db.session.flush()
    record(by, "assignments.offered", "round", this.public_id, str(len(draft.offers)))
    return dict(live)


def answer_by(starts_at: datetime) -> datetime:
    """Return until when somebody may answer for a shift, never later than it begins.

    A day before where that leaves time to answer, otherwise two hours before, and where even these have begun at its
    start: an offer that has run out when it is made is none.
    """
    a_day_before, hours_before = starts_at - USUALLY_BEFORE, starts_at - LATEST_BEFORE
    latest = a_day_before if a_day_before >= now() + TIME_TO_ANSWER else hours_before
    return min(now() + timedelta(days=DAYS_TO_ANSWER), latest if latest > now() else starts_at)


def taken_seats(opening_ids: Iterable[int]) -> defaultdict[int, set[int]]:
    """Return the numbers of the seats that are held on each opening."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    query = select(Assignment.opening_id, Assignment.seat).where(
        Assignment.opening_id.in_(list(opening_ids)), Assignment.state.in_(SEATED)
    )
    for opening_id, seat in db.session.execute(query):
        found[opening_id].add(seat)
    return found


def lowest_free(taken: set[int]) -> int:
    """Take the lowest seat nobody holds."""
    seat = next(number for number in range(len(taken) + 1) if number not in taken)
    taken.add(seat)
    return seat


def tell_people(draft: Draft, live: dict[int, int]) -> None:
    """Tell everybody once: how many shifts they are asked for, which stand at once, how many fell away."""
    asked: defaultdict[int, int] = defaultdict(int)
    for placement in draft.offers:
        asked[placement.supporter_id] += 1
    gone: defaultdict[int, int] = defaultdict(int)
    for assignment in draft.endings:
        gone[assignment.supporter_id] += 1
    for supporter_id, account_id in sorted(accounts_of({*asked, *gone}).items()):
        offered = asked.get(supporter_id, 0) - live.get(supporter_id, 0)
        if offered:
            tell(account_id, "shifts_offered", path=PATH, count=offered)
        if live.get(supporter_id):
            tell(account_id, "shifts_dated", path=PATH, count=live[supporter_id])
        if gone.get(supporter_id):
            tell(account_id, "shifts_ended", path=PATH, count=gone[supporter_id])


def accounts_of(supporter_ids: Collection[int]) -> dict[int, int]:
    """Return the accounts of supporters by supporter; somebody without one is told by phone."""
    query = select(Account).where(Account.supporter_id.in_(supporter_ids), Account.disabled_at.is_(None))
    return {account.supporter_id: account.id for account in db.session.scalars(query) if account.supporter_id}
