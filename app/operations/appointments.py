"""Agree on a meeting of a pair that has no hour of the week."""

from __future__ import annotations

from datetime import datetime

from app.actors import Actor
from app.database import db, transaction
from app.models.matches import Match
from app.models.meetings import Meeting, MeetingState
from app.operations.meeting_dates import hold
from app.operations.meetings import CannotChange, tell_others
from app.operations.traces import record_change
from app.queries.appointments import obstacle, reachable_pairs
from app.queries.meeting_times import place_of


def plan_appointment(match_id: int, starts_at: datetime, *, by: Actor) -> str:
    """Put a meeting on a date at the pair's meeting place, tell everybody else concerned, return its public id.

    Raise CannotChange: unknown (not a live pair by appointment of the actor's), or a code of
    `queries.appointments.obstacle`.
    """
    with transaction():
        match = db.session.scalar(reachable_pairs(by).where(Match.id == match_id))
        if match is None:
            raise CannotChange("unknown")
        hold([match.supporter_id], [match.child_id])
        against = obstacle(match, starts_at)
        if against:
            raise CannotChange(against)
        place = place_of(match)
        meeting = Meeting(
            match=match,
            starts_at=starts_at,
            place_id=place.id if place else None,
            state=MeetingState.PLANNED,
            changed_by=by.account_id,
        )
        db.session.add(meeting)
        db.session.flush()
        record_change(by, "meeting", meeting.public_id, {"starts_at": [None, starts_at.isoformat()]})
        tell_others(meeting, by, "meeting_planned", starts_at=starts_at.isoformat())
        return meeting.public_id
