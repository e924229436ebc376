"""Publish a round: look at today's facts once more, write the offers, end what gives way, tell people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import now
from app.database import after_commit, db, transaction
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.programmes import ProgrammeVersion
from app.models.rounds import Placement, Round, RoundState
from app.operations.leases import Leases
from app.operations.matches import Seat, fill_seats, give_way, lock_people, tell_filled
from app.operations.meeting_dates import PAIRS_AT_ONCE, date_pairs, parts
from app.operations.reviews import agree_to_rest, remember_declines, reviewed_round
from app.operations.rounds import move
from app.operations.traces import record
from app.queries.publication import Draft, draft_publication, placements_to_write
from app.queries.snapshots import programme_of


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
    """Publish everything nobody declined and return what happened; raise IllegalMove when it is no longer proposed.

    Two coordinators at once make one publication: the second finds the round published. What no longer fits
    today's facts is not written; it stays on its placement as a conflict.
    """
    with transaction():
        return write(reviewed_round(round_id), by)


def ask_publication(round_id: int, *, by: Actor) -> None:
    """Have a worker publish a large round, as `publish` does; raise IllegalMove when it is no longer proposed."""
    with transaction():
        this = reviewed_round(round_id)
        move(this, RoundState.PUBLISHING)
        this.published_by = by.account_id
        this.token, this.rung_at, this.failure = 0, None, ""
        if "publishing" in this.progress:  # it broke off once: pairs may be written already
            this.progress = {**this.progress, "publishing": {**this.progress["publishing"], "turn": 0}}
        after_commit(lambda: PUBLICATIONS.call_worker(round_id))


def write(this: Round, by: Actor) -> Published:
    """Write a publication in the current transaction."""
    agree_to_rest(this.id, by)
    db.session.expire_all()
    wanted = placements_to_write(this.id)
    lock_people({one.supporter_id for one in wanted}, {one.child_id for one in wanted})
    draft = draft_publication(this)
    remember_declines(this.id)
    live = write_offers(this, draft, by)
    note_conflicts(draft)
    move(this, RoundState.PUBLISHED)
    this.published_at = now()
    this.published_by = by.account_id
    record(by, "round.published", "round", this.public_id, f"{len(draft.offers)} new, {len(draft.endings)} ended")
    return Published(
        offers=len(draft.offers) - live,
        live=live,
        ended=len(draft.endings),
        conflicts=len(draft.conflicts),
        told=draft.told,
        kept=draft.kept,
    )


#: rounds whose publication is in the hands of workers; one that cannot be published is under review again
PUBLICATIONS = Leases(
    Round,
    "rounds.publish",
    RoundState.PUBLISHING,
    RoundState.WRITING,
    RoundState.PROPOSED,
    begun=dict,
    over=lambda: {"published_by": None},
    back=dict,
)


def write_offers(this: Round, draft: Draft, by: Actor) -> int:
    """Write the offers, date the meetings of pairs that are live at once, tell everybody once; return how many are live."""
    written = write_matches(this, draft, by)
    live = [one for one in written if one.state == MatchState.LIVE]
    tell_filled({one.supporter_id for one in written if one.state == MatchState.OFFERED}, live=False)
    tell_filled({one.supporter_id for one in live}, live=True)
    for some in parts(weekly_pairs(this.id), PAIRS_AT_ONCE):
        date_pairs(some)
    return len(live)


def write_matches(this: Round, draft: Draft, by: Actor) -> list[Match]:
    """End the pairs that give way and write the offers of a draft; return what was written. Tells only whose pair ends."""
    for match_id, reason in draft.endings.items():
        give_way(match_id, reason, by=by)
    db.session.flush()
    version = db.session.get_one(ProgrammeVersion, this.programme_version_id)
    roles = {role.code: role for role in programme_of(version).roles}
    # Held so that each offer finds its child and place in the session instead of asking for them.
    query = select(Child).where(Child.id.in_({one.child_id for one in draft.offers}))
    held = db.session.scalars(query.options(joinedload(Child.meeting_place), joinedload(Child.village))).all()
    seats = (
        Seat(
            child_id=placement.child_id,
            supporter_id=placement.supporter_id,
            role=roles[placement.role],
            number=placement.seat,
            minutes=placement.minutes,
            half_hour=draft.hours[placement.id],
            live=placement.role in version.live_roles,
            reasons=placement.reasons,
        )
        for placement in draft.offers
    )
    written = fill_seats(seats, round_id=this.id, by=by)
    del held
    return written


def weekly_pairs(round_id: int) -> Sequence[int]:
    """Return the pairs of a round that are live at once and meet at an hour of the week."""
    live = select(Match.id).where(Match.round_id == round_id, Match.state == MatchState.LIVE)
    return db.session.scalars(live.where(Match.half_hour.is_not(None)).order_by(Match.id)).all()


def note_conflicts(draft: Draft) -> None:
    """Leave on each placement that was not written what speaks against it."""
    for placement_id, objection in draft.conflicts.items():
        db.session.get_one(Placement, placement_id).conflict = objection.code
