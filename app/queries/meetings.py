"""Meetings: whose they are, which a page may show, which still lack a note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import midnight, now
from app.database import db
from app.models.accounts import Account, Role
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import MEETING_MINUTES, Meeting, MeetingState
from app.queries.coming import Coming
from app.queries.policy import served_by, visible_children

MEETING = timedelta(minutes=MEETING_MINUTES)


def reachable_meetings(actor: Actor) -> Select[Meeting]:
    """Return the query for the meetings `actor` may see: one's own as a supporter, the children's one may see as staff.

    Ended vetting, consent or match hides a supporter's meetings in the same request, as it hides the child.
    """
    ways: list[ColumnElement[bool]] = []
    if actor.supporter_id is not None:
        ways.append(own(actor.supporter_id))
    if actor.has(Role.COORDINATOR, Role.DIRECTOR):
        staff = replace(actor, supporter_id=None)
        ways.append(Match.child_id.in_(visible_children(staff).with_only_columns(Child.id)))
    return select(Meeting).join(Match, Match.id == Meeting.match_id).where(or_(false(), *ways))


def own(supporter_id: int) -> ColumnElement[bool]:
    """Return the condition that a meeting's match is the supporter's and live, with everything in order today."""
    return and_(
        Match.supporter_id == supporter_id,
        Match.state == MatchState.LIVE,
        Match.child_id.in_(select(Child.id).where(served_by(supporter_id))),
    )


def own_meetings(supporter_id: int) -> Select[Meeting]:
    """Return the query for a supporter's own meetings, whatever else the account may do."""
    return select(Meeting).join(Match, Match.id == Meeting.match_id).where(own(supporter_id))


def with_faces(query: Select[Meeting]) -> Select[Meeting]:
    """Load with each meeting what a page shows of it."""
    child = joinedload(Meeting.match).joinedload(Match.child)
    return query.options(
        child.joinedload(Child.village),
        joinedload(Meeting.match).joinedload(Match.supporter),
        joinedload(Meeting.place),
    )


def find_meeting(actor: Actor, public_id: str) -> Meeting | None:
    """Return the meeting, or None alike for "does not exist" and "not yours to see"."""
    return db.session.scalar(with_faces(reachable_meetings(actor)).where(Meeting.public_id == public_id))


def next_of(match_ids: Iterable[int]) -> dict[int, Meeting]:
    """Return the next meeting of each of these pairs; those without one are left out."""
    query = select(Meeting).where(Meeting.match_id.in_(list(match_ids)), coming()).order_by(Meeting.starts_at.desc())
    return {meeting.match_id: meeting for meeting in db.session.scalars(query)}


def coming() -> ColumnElement[bool]:
    """Return the condition that a meeting is planned and not over."""
    return and_(Meeting.state == MeetingState.PLANNED, Meeting.starts_at > now() - MEETING)


def not_noted() -> ColumnElement[bool]:
    """Return the condition that a meeting has begun more than a meeting's length ago and nobody noted how it went."""
    return and_(Meeting.state == MeetingState.PLANNED, Meeting.starts_at <= now() - MEETING)


def between(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a meeting begins on one of the days `first` to `last`, both included."""
    return and_(Meeting.starts_at >= midnight(first), Meeting.starts_at < midnight(last + timedelta(days=1)))


def meetings_to_remind_of(since: datetime, until: datetime) -> list[Coming]:
    """Return the planned meetings of live pairs that begin between two moments, for the supporter of each."""
    query = (
        select(Meeting, Account.id)
        .join(Match, Match.id == Meeting.match_id)
        .join(Account, Account.supporter_id == Match.supporter_id)
        .where(
            Meeting.state == MeetingState.PLANNED,
            Match.state == MatchState.LIVE,
            Meeting.starts_at.between(since, until),
        )
        .options(joinedload(Meeting.place))
    )
    return [
        Coming(account_id, "meeting", meeting.starts_at, meeting.place, f"/meetings/{meeting.public_id}")
        for meeting, account_id in db.session.execute(query)
    ]
