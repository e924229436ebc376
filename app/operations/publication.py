"""Publish a round: look at today's facts once more, write the offers, end what gives way, tell people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.children import Child
from app.models.matches import MatchState
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.rounds import Placement, Round, RoundState
from app.operations.matches import Seat, fill_seat, give_way, lock_people, tell_filled
from app.operations.meeting_dates import date_pairs
from app.operations.reviews import accept_rest, remember_declines, reviewed_round
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
        this = reviewed_round(round_id)
        accept_rest(round_id, by=by)
        db.session.expire_all()
        wanted = placements_to_write(round_id)
        lock_people({one.supporter_id for one in wanted}, {one.child_id for one in wanted})
        draft = draft_publication(this)
        remember_declines(round_id)
        for match_id, reason in draft.endings.items():
            give_way(match_id, reason, by=by)
        db.session.flush()
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


def write_offers(this: Round, draft: Draft, by: Actor) -> int:
    """Write the offers, date the meetings of pairs that are live at once, tell everybody once; return how many are live."""
    version = db.session.get_one(ProgrammeVersion, this.programme_version_id)
    roles = {role.code: role for role in programme_of(version).roles}
    # Held so that each offer finds its child and place in the session instead of asking for them.
    held = db.session.scalars(select(Child).where(Child.id.in_({one.child_id for one in draft.offers}))).all()
    places = db.session.scalars(select(Place)).all()
    written = [
        fill_seat(
            Seat(
                child_id=placement.child_id,
                supporter_id=placement.supporter_id,
                role=roles[placement.role],
                number=placement.seat,
                minutes=placement.minutes,
                half_hour=draft.hours[placement.id],
                live=placement.role in version.live_roles,
                reasons=placement.reasons,
            ),
            round_id=this.id,
            by=by,
        )
        for placement in draft.offers
    ]
    db.session.flush()
    del held, places
    for supporter_id, is_live in sorted({(one.supporter_id, one.state == MatchState.LIVE) for one in written}):
        tell_filled(supporter_id, is_live)
    live = [one.id for one in written if one.state == MatchState.LIVE]
    date_pairs([one.id for one in written if one.state == MatchState.LIVE and one.half_hour is not None])
    return len(live)


def note_conflicts(draft: Draft) -> None:
    """Leave on each placement that was not written what speaks against it."""
    for placement_id, objection in draft.conflicts.items():
        db.session.get_one(Placement, placement_id).conflict = objection.code
