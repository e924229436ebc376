"""Publish a large round part by part, each part in a short transaction: whoever saves something meanwhile waits for one.

How far it is stands in the round (`progress["publishing"]`) and is written with each part, so that another worker goes
on where one was lost. A part looks at its pairs by the facts of the moment, as a whole publication does. What does not
fit in the first turn is looked at once more in a second one, when all pairs that give way have ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.clock import now
from app.database import db, transaction
from app.models.matches import Match, MatchState
from app.models.rounds import Round, RoundState
from app.operations.leases import Claim
from app.operations.matches import lock_people, tell_filled
from app.operations.meeting_dates import date_pairs, parts
from app.operations.publication import PUBLICATIONS, note_conflicts, weekly_pairs, write_matches
from app.operations.reviews import agree_to_rest, remember_declines
from app.operations.rounds import locked_round, move
from app.operations.traces import record
from app.queries.actors import actor_now
from app.queries.publication import draft_of, new_pairs, placements_left

#: new pairs of one part, people told in one, and pairs whose meetings are dated in one
PAIRS, PEOPLE, DATED = 200, 500, 100
#: turns in which pairs are written; in the last one it is noted what does not fit
TURNS = 2


@dataclass(frozen=True)
class Publishing:
    """How far a publication is: new pairs `of` the round, how many of them are `written`, pairs `ended`, where it goes on."""

    of: int = 0
    written: int = 0
    ended: int = 0
    #: 0: it was asked for, or asked for again after it broke off
    turn: int = 0
    #: the last placement looked at in this turn
    after: int = 0
    #: the last supporter who was told of an offer, and of a circle they are part of at once
    offers_told: int = 0
    live_told: int = 0


def publish_in_parts(claimed: Claim, pause: Callable[[], None]) -> None:
    """Publish a round that a worker has taken up, in the name of whoever asked; `pause` between parts. Raise Fenced."""
    asked_by = db.session.get_one(Round, claimed.row_id).published_by
    by = actor_now(asked_by) if asked_by is not None else SYSTEM
    if by is None:
        PUBLICATIONS.fail(claimed, "asker_gone")
        return
    begin(claimed, by)
    while write_part(claimed, by):
        pause()
    while tell_part(claimed):
        pause()
    for some in parts(weekly_pairs(claimed.row_id), DATED):
        date_pairs(some)
        pause()
    finish(claimed, by)


def begin(claimed: Claim, by: Actor) -> None:
    """Settle what is to be published, unless another worker has begun; what was written before stays counted."""
    with transaction():
        this = locked_round(claimed.row_id)
        told = publishing_of(this)
        if told.turn == 0:
            agree_to_rest(this.id, by)
            remember_declines(this.id)
            begun = Publishing(of=new_pairs(this.id), written=told.written, ended=told.ended, turn=1)
            keep(claimed, this, begun)


def write_part(claimed: Claim, by: Actor) -> bool:
    """Write the next new pairs; return whether there may be more."""
    with transaction():
        this = locked_round(claimed.row_id)
        told = publishing_of(this)
        if told.turn > TURNS:
            return False
        some = placements_left(this.id, told.after, PAIRS)
        if not some:
            keep(claimed, this, replace(told, turn=told.turn + 1, after=0))
            return True
        lock_people({one.supporter_id for one in some}, {one.child_id for one in some})
        draft = draft_of(this, some)
        write_matches(this, draft, by)
        if told.turn == TURNS:
            note_conflicts(draft)
        written, ended = told.written + len(draft.offers), told.ended + len(draft.endings)
        keep(claimed, this, replace(told, written=written, ended=ended, after=some[-1].id))
        return True


def tell_part(claimed: Claim) -> bool:
    """Tell the next people, of offers first; return whether there may be more."""
    with transaction():
        this = locked_round(claimed.row_id)
        told = publishing_of(this)
        for name, state in (("offers_told", MatchState.OFFERED), ("live_told", MatchState.LIVE)):
            mine = select(Match.supporter_id).where(Match.round_id == this.id, Match.state == state).distinct()
            after = mine.where(Match.supporter_id > getattr(told, name))
            people = db.session.scalars(after.order_by(Match.supporter_id).limit(PEOPLE)).all()
            if people:
                tell_filled(people, live=state == MatchState.LIVE)
                keep(claimed, this, replace(told, **{name: people[-1]}))
                return True
        return False


def finish(claimed: Claim, by: Actor) -> None:
    """Let the round be published."""
    with transaction():
        PUBLICATIONS.write(claimed, lease_until=None)
        this = locked_round(claimed.row_id)
        move(this, RoundState.PUBLISHED)
        this.published_at, this.published_by = now(), by.account_id
        told = publishing_of(this)
        record(by, "round.published", "round", this.public_id, f"{told.written} new, {told.ended} ended")


def publishing_of(this: Round) -> Publishing:
    """Return how far a round's publication is."""
    return Publishing(**this.progress.get("publishing", {}))


def keep(claimed: Claim, this: Round, told: Publishing) -> None:
    """Write how far it is, as long as this worker may. Raise Fenced."""
    db.session.flush()
    PUBLICATIONS.write(claimed, progress={**this.progress, "publishing": asdict(told)})
