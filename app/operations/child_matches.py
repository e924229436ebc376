"""What follows for a child's pairs, offers and meetings when the child is hidden, away or gone."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import midnight, now, today
from app.database import db, transaction
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.operations.matches import tell_supporter


def withdraw_offers(child_id: int, reason: str, supporter_id: int | None = None) -> int:
    """Take back the open offers of a child (to one supporter or to all), tell those asked, return how many."""
    with transaction():
        offers = _matches(child_id, MatchState.OFFERED, supporter_id)
        for offer in offers:
            offer.state = MatchState.WITHDRAWN
            offer.ended_at = now()
            offer.end_reason = reason
            tell_supporter(offer.supporter_id, "offer_withdrawn")
        return len(offers)


def end_pairs(child_id: int, reason: str, *, by: Actor, supporter_id: int | None = None) -> int:
    """End the live pairs of a child (with one supporter or with all), tell the supporters, return how many."""
    with transaction():
        cancel_meetings(child_id, reason, by=by, supporter_id=supporter_id, quietly=True)
        pairs = _matches(child_id, MatchState.LIVE, supporter_id)
        for pair in pairs:
            pair.state = MatchState.ENDED
            pair.ended_at = now()
            pair.end_reason = reason
            tell_supporter(pair.supporter_id, "pair_ended")
        child = db.session.get_one(Child, child_id)
        if pairs and child.state != ChildState.CLOSED:
            child.waiting_since = child.waiting_since or today()
        return len(pairs)


def cancel_meetings(
    child_id: int,
    reason: str,
    *,
    by: Actor,
    supporter_id: int | None = None,
    until: date | None = None,
    quietly: bool = False,
) -> int:
    """Call off the meetings to come (those up to and on `until`, when given) and return how many.

    Each supporter is told once, of the next of theirs.
    """
    with transaction():
        query = (
            select(Meeting)
            .join(Match)
            .where(Match.child_id == child_id, Meeting.state == MeetingState.PLANNED, Meeting.starts_at > now())
            .order_by(Meeting.starts_at)
        )
        if supporter_id is not None:
            query = query.where(Match.supporter_id == supporter_id)
        if until is not None:
            query = query.where(Meeting.starts_at < midnight(until + timedelta(days=1)))
        meetings = db.session.scalars(query).all()
        told: set[int] = set()
        for meeting in meetings:
            meeting.state = MeetingState.CANCELLED
            meeting.reason = reason
            meeting.changed_by = by.account_id
            if not quietly and meeting.match.supporter_id not in told:
                told.add(meeting.match.supporter_id)
                tell_supporter(meeting.match.supporter_id, "meeting_cancelled", starts_at=meeting.starts_at.isoformat())
        return len(meetings)


def _matches(child_id: int, state: MatchState, supporter_id: int | None) -> list[Match]:
    query = select(Match).where(Match.child_id == child_id, Match.state == state)
    if supporter_id is not None:
        query = query.where(Match.supporter_id == supporter_id)
    return list(db.session.scalars(query))
