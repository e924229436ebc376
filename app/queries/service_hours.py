"""Service hours: what counts for whom, and what still lacks a signature.

Minutes of a shift count once it is signed off by its keeper or a coordinator; minutes of a circle meeting count once it
is noted as held with its minutes (docs/decisions: what counts as service hours; domain 1.11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.clock import local, midnight, now
from app.database import db
from app.models.activities import ActivitySeries, Shift, ShiftState
from app.models.assignments import Assignment, AssignmentState
from app.models.matches import Match
from app.models.meetings import Meeting, MeetingState
from app.queries.meetings import MEETING
from app.queries.own_shifts import with_shift

#: what circle meetings are called beside the kinds of activity
MEETINGS = "circle_meeting"


@dataclass(frozen=True)
class Served:
    """One stretch of service: whose, from when, for what (an ActivityKind, or MEETINGS), how many minutes."""

    supporter_id: int
    begins: datetime
    activity: str
    minutes: int

    @property
    def day(self) -> date:
        """The day it began."""
        return self.begins.date()

    @property
    def ends(self) -> datetime:
        """When it was over, by its minutes."""
        return self.begins + timedelta(minutes=self.minutes)


def on_days(column: Any, first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a moment lies on one of these days, both included."""
    return and_(column >= midnight(first), column < midnight(last + timedelta(days=1)))


def counted_shifts() -> ColumnElement[bool]:
    """Return the condition that an assignment's minutes count."""
    return and_(
        Shift.state == ShiftState.CLOSED, Assignment.state == AssignmentState.DONE, Assignment.minutes_signed > 0
    )


def counted_meetings() -> ColumnElement[bool]:
    """Return the condition that a meeting's minutes count."""
    return and_(Meeting.state == MeetingState.HELD, Meeting.noted_at.is_not(None), Meeting.minutes_held > 0)


def served(supporter_ids: Iterable[int], first: date, last: date) -> list[Served]:
    """Return everything that counts for some supporters within days, both included, in order of day."""
    ids = list(supporter_ids)
    shifts = (
        select(Assignment.supporter_id, Shift.starts_at, ActivitySeries.kind, Assignment.minutes_signed)
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(ActivitySeries, ActivitySeries.id == Shift.series_id)
        .where(counted_shifts(), Assignment.supporter_id.in_(ids), on_days(Shift.starts_at, first, last))
    )
    meetings = (
        select(Match.supporter_id, Meeting.starts_at, Meeting.minutes_held)
        .join(Match, Match.id == Meeting.match_id)
        .where(counted_meetings(), Match.supporter_id.in_(ids), on_days(Meeting.starts_at, first, last))
    )
    found = [
        Served(supporter_id, local(starts_at), kind, minutes or 0)
        for supporter_id, starts_at, kind, minutes in db.session.execute(shifts)
    ]
    found += [
        Served(supporter_id, local(starts_at), MEETINGS, minutes or 0)
        for supporter_id, starts_at, minutes in db.session.execute(meetings)
    ]
    return sorted(found, key=lambda one: (one.day, one.supporter_id, one.begins))


@dataclass(frozen=True)
class Sum:
    """Minutes and times of one activity."""

    activity: str
    minutes: int
    times: int


def by_activity(lines: Iterable[Served]) -> list[Sum]:
    """Return the sums per activity, the longest first."""
    minutes: dict[str, int] = defaultdict(int)
    times: dict[str, int] = defaultdict(int)
    for one in lines:
        minutes[one.activity] += one.minutes
        times[one.activity] += 1
    return sorted(
        (Sum(code, minutes[code], times[code]) for code in minutes), key=lambda one: (-one.minutes, one.activity)
    )


def by_month(lines: Iterable[Served]) -> list[tuple[date, list[Sum]]]:
    """Return the sums per month (its first day) and activity, the newest month first."""
    months: dict[date, list[Served]] = defaultdict(list)
    for one in lines:
        months[one.day.replace(day=1)].append(one)
    return [(month, by_activity(months[month])) for month in sorted(months, reverse=True)]


def shifts_to_sign(supporter_id: int) -> Select[Assignment]:
    """Return the query for a supporter's ended shifts that nobody has signed off, the newest first."""
    there = (AssignmentState.ACCEPTED, AssignmentState.DONE)
    query = (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.supporter_id == supporter_id,
            Assignment.state.in_(there),
            Shift.state.in_((ShiftState.PLANNED, ShiftState.HELD)),
            Shift.ends_at <= now(),
        )
        .order_by(Shift.starts_at.desc(), Assignment.id)
    )
    return with_shift(query)


def meetings_to_note(supporter_id: int) -> Select[Meeting]:
    """Return the query for a supporter's meetings that lack a note, or a note of how long they took."""
    return (
        select(Meeting)
        .join(Match, Match.id == Meeting.match_id)
        .where(
            Match.supporter_id == supporter_id,
            or_(
                and_(Meeting.state == MeetingState.PLANNED, Meeting.starts_at <= now() - MEETING),
                and_(Meeting.state == MeetingState.HELD, Meeting.minutes_held.is_(None)),
            ),
        )
        .options(joinedload(Meeting.match).joinedload(Match.child))
        .order_by(Meeting.starts_at.desc(), Meeting.id)
    )


def count(query: Select[Assignment] | Select[Meeting]) -> int:
    """Return how many rows a query finds."""
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


#: hours of a lifetime from which a star is given (Fujian, domain 1.11)
STARS = (100, 300, 600, 1000, 1500)


def stars(minutes: int) -> int:
    """Return how many stars so many minutes are worth, 0 to 5."""
    return sum(minutes >= hours * 60 for hours in STARS)
