"""What follows for a child's pairs, offers and meetings when the child is hidden, away or gone, or needs another rhythm."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from app.actors import Actor
from app.clock import local, midnight, now
from app.database import db, transaction
from app.matching import Rhythm
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.operations.matches import note_waiting, tell_supporter
from app.operations.meeting_dates import date_pairs
from app.planning.capacity import weeks_between
from app.queries.fitness import version_in_force
from app.queries.meeting_times import rhythm
from app.queries.snapshots import programme_of


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
        child = db.session.get_one(Child, child_id)
        if pairs and child.state != ChildState.CLOSED:
            note_waiting(child)
        for pair in pairs:
            pair.state = MatchState.ENDED
            pair.ended_at = now()
            pair.end_reason = reason
            tell_supporter(pair.supporter_id, "pair_ended")
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


def follow_rhythm(child_id: int, *, by: Actor) -> int:
    """Let the pairs and offers of a child meet as its support rhythm asks now; return how many change.

    Coming meetings that the new rhythm does not have are called off, unless they were moved by hand; those it has
    besides are dated. Each supporter beside the child is told once. Roles the programme in force does not know stay.
    """
    with transaction():
        child = db.session.get_one(Child, child_id)
        version = version_in_force()
        roles = {role.code: role for role in programme_of(version).roles} if version.id else {}
        changed = []
        for match in (*_matches(child_id, MatchState.OFFERED, None), *_matches(child_id, MatchState.LIVE, None)):
            if match.role not in roles:
                continue
            weeks = weeks_between(roles[match.role].meetings_per_year.of(Rhythm(f"R{child.rhythm}")))
            if weeks != match.every_weeks:
                match.every_weeks = weeks
                changed.append(match)
        live = [match for match in changed if match.state == MatchState.LIVE]
        for match in live:
            _leave_old_rhythm(match, by)
        db.session.flush()
        date_pairs([match.id for match in live])
        for supporter_id in {match.supporter_id for match in live}:
            tell_supporter(supporter_id, "rhythm_changed")
        return len(changed)


def _leave_old_rhythm(match: Match, by: Actor) -> None:
    """Call off the coming meetings of a pair that lie on its weekly hour and not in its rhythm any more."""
    query = select(Meeting).where(
        Meeting.match_id == match.id,
        Meeting.state == MeetingState.PLANNED,
        Meeting.planned_for == Meeting.starts_at,
        Meeting.starts_at > now(),
    )
    meetings = db.session.scalars(query).all()
    if not meetings:
        return
    wanted = set(rhythm(match, max(local(one.starts_at).date() for one in meetings)))
    for meeting in meetings:
        if meeting.planned_for not in wanted:
            meeting.state, meeting.reason, meeting.changed_by = MeetingState.CANCELLED, "rhythm", by.account_id


def _matches(child_id: int, state: MatchState, supporter_id: int | None) -> list[Match]:
    query = select(Match).where(Match.child_id == child_id, Match.state == state)
    if supporter_id is not None:
        query = query.where(Match.supporter_id == supporter_id)
    return list(db.session.scalars(query))
