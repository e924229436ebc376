"""Meetings the sample's pairs without an hour of the week have had."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.clock import SHANGHAI, today
from app.database import db
from app.models.common import public_id
from app.models.matches import Match
from app.models.meetings import MEETING_MINUTES, Meeting, MeetingState
from app.operations.bulk import add_rows

#: on weekdays, in the afternoon
HOUR = time(15)
SATURDAY = 5
#: every so manieth pair is left without its last meeting, so that something is overdue
FORGOTTEN = 40


def add_meetings() -> None:
    """Write the last meeting of each pair by appointment, spread over its rhythm; a new pair has none yet."""
    pairs = db.session.scalars(select(Match).where(Match.half_hour.is_(None)).order_by(Match.id))
    rows = []
    for number, pair in enumerate(pairs):
        day = last_day(number, pair.every_weeks)
        if pair.live_from and day > pair.live_from and number % FORGOTTEN:
            at = datetime.combine(day, HOUR, SHANGHAI)
            rows.append(
                {
                    "public_id": public_id(),
                    "match_id": pair.id,
                    "starts_at": at,
                    "place_id": pair.place_id,
                    "state": MeetingState.HELD,
                    "minutes_held": MEETING_MINUTES,
                    "noted_at": at + timedelta(hours=5),
                }
            )
    add_rows(Meeting, rows)


def last_day(number: int, weeks: int) -> date:
    """Return a weekday inside the rhythm just behind, another one for each pair."""
    day = today() - timedelta(days=1 + number * 3 % (7 * weeks - 2))
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
