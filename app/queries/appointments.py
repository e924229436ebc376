"""Meetings by appointment: which pairs have no weekly hour, when each is to meet next, what speaks against a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import local, midnight, now, today
from app.database import db
from app.models.accounts import Role
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.supporters import Supporter
from app.planning.availability import HALF_HOURS_A_DAY, HALF_HOURS_A_WEEK, meeting_starts
from app.queries.hours import mask_of
from app.queries.meeting_times import WEEKS_AHEAD, Diary, diary, half_hour_of, moments, rhythm
from app.queries.meetings import MEETING, coming, own
from app.queries.policy import consented, visible_children
from app.queries.vetting import vetted

#: a meeting may be agreed on at most so far ahead
FURTHEST = timedelta(days=366)
#: the office sees what is due within these days
AHEAD = timedelta(days=14)
#: times are offered from the day after tomorrow on, for so many days, at most so many a day
NOTICE, OFFERED_DAYS, OFFERED_A_DAY = timedelta(days=2), timedelta(days=28), 2
#: meetings are offered to begin between 8:00 and 19:00; any other hour can be written down
FIRST_OFFERED, LAST_OFFERED = 16, 38
ANY_HOUR = (1 << HALF_HOURS_A_WEEK) - 1
#: a meeting that counts for the rhythm: one called off or missed does not
COUNTS = (MeetingState.PLANNED, MeetingState.HELD)


def by_appointment() -> ColumnElement[bool]:
    """Return the condition that a pair is live and has no hour of the week."""
    return and_(Match.state == MatchState.LIVE, Match.half_hour.is_(None))


def reachable_pairs(actor: Actor) -> Select[Match]:
    """Return the query for the pairs `actor` may agree on a meeting for: one's own, or those one coordinates."""
    ways: list[ColumnElement[bool]] = []
    if actor.supporter_id is not None:
        ways.append(own(actor.supporter_id))
    if actor.has(Role.COORDINATOR):
        office = replace(actor, supporter_id=None, roles={Role.COORDINATOR: actor.roles[Role.COORDINATOR]})
        ways.append(Match.child_id.in_(visible_children(office).with_only_columns(Child.id)))
    return select(Match).where(by_appointment(), or_(false(), *ways))


def with_people(query: Select[Match]) -> Select[Match]:
    """Load with each pair what a page shows of it."""
    child = joinedload(Match.child)
    return query.options(
        child.joinedload(Child.village),
        child.joinedload(Child.meeting_place),
        joinedload(Match.supporter),
        joinedload(Match.place),
    )


def find_pair(actor: Actor, public_id: str) -> Match | None:
    """Return the pair, or None alike for "does not exist", "has a weekly hour" and "not yours to see"."""
    return db.session.scalar(with_people(reachable_pairs(actor)).where(Match.public_id == public_id))


def without_date(supporter_id: int) -> list[Match]:
    """Return a supporter's own pairs by appointment that have no meeting ahead, the one to meet first in front."""
    ahead = exists().where(Meeting.match_id == Match.id, coming())
    pairs = list(db.session.scalars(with_people(select(Match)).where(by_appointment(), own(supporter_id), ~ahead)))
    due = due_days(pairs)
    return sorted(pairs, key=lambda match: (due[match.id], match.id))


def due_days(pairs: Iterable[Match]) -> dict[int, date]:
    """Return by which day each pair by appointment is to meet again: its rhythm after the last meeting, or its start.

    The rhythm is the programme's for the role and the child's support rhythm (`Match.every_weeks`). A meeting that is
    over and not noted yet counts: not noted is not the same as not held.
    """
    by_id = {match.id: match for match in pairs if match.half_hour is None}
    query = (
        select(Meeting.match_id, func.max(Meeting.starts_at))
        .where(Meeting.match_id.in_(by_id), Meeting.state.in_(COUNTS), Meeting.starts_at <= now())
        .group_by(Meeting.match_id)
    )
    last = {match_id: local(moment).date() for match_id, moment in db.session.execute(query)}
    return {
        match_id: (last.get(match_id) or match.live_from or today()) + timedelta(weeks=max(1, match.every_weeks))
        for match_id, match in by_id.items()
    }


def due_before(actor: Actor, day: date) -> Select[Match]:
    """Return the query for the pairs by appointment to meet before `day` for which no meeting is planned.

    Only pairs that may meet today: a child who is away, or papers that have run out, are told of elsewhere. The
    closest support rhythm comes first, then who has waited longest.
    """
    rhythms = db.session.scalars(select(Match.every_weeks).where(by_appointment()).distinct())
    last = select(func.max(Meeting.starts_at)).where(Meeting.match_id == Match.id, Meeting.state.in_(COUNTS))
    return (
        reachable_pairs(replace(actor, supporter_id=None))
        .join(Child, Child.id == Match.child_id)
        .where(
            Child.state == ChildState.ACTIVE,
            consented(),
            Match.supporter_id.in_(select(Supporter.id).where(vetted())),
            or_(false(), *(not_since(weeks, day - timedelta(weeks=max(1, weeks))) for weeks in rhythms)),
        )
        .order_by(Child.rhythm, func.coalesce(last.scalar_subquery(), Match.live_from), Match.id)
    )


def not_since(weeks: int, day: date) -> ColumnElement[bool]:
    """Return the condition that a pair of this rhythm has begun and last met before `day`, with nothing planned."""
    met = exists().where(Meeting.match_id == Match.id, Meeting.state.in_(COUNTS), Meeting.starts_at >= midnight(day))
    return and_(Match.every_weeks == weeks, Match.live_from < day, ~met)


def starts_within(spans: Sequence[list[object]]) -> int:
    """Return as bits when a meeting can begin inside given hours; hours nobody gave stand in nobody's way."""
    return meeting_starts(mask_of(spans) if spans else ANY_HOUR)


def obstacle(match: Match, starts_at: datetime, *, ignoring: Meeting | None = None) -> str:
    """Return the code of what speaks against a meeting at `starts_at`, "" when nothing does.

    past, too_far, half_hour (not on one), child_hours, supporter_hours (outside the hours given), then those of
    `Diary.obstacle`. A meeting being moved (`ignoring`) is not in its own way.
    """
    if starts_at <= now():
        return "past"
    if starts_at > now() + FURTHEST:
        return "too_far"
    day, half_hour = local(starts_at).date(), half_hour_of(starts_at)
    if starts_at.minute % 30 or starts_at.second or starts_at.microsecond:
        return "half_hour"
    if not starts_within(match.child.windows) >> half_hour & 1:
        return "child_hours"
    if not starts_within(match.supporter.windows) >> half_hour & 1:
        return "supporter_hours"
    found = diary([match], day, day).obstacle(match, starts_at, ignoring.id if ignoring else None)
    return found or weekly_hour_then(match, starts_at)


def weekly_hour_then(match: Match, starts_at: datetime) -> str:
    """Return child_busy or supporter_busy when a weekly hour that has no dates so far ahead will lie there."""
    day = local(starts_at).date()
    if day < today() + timedelta(weeks=WEEKS_AHEAD):
        return ""
    same = or_(Match.child_id == match.child_id, Match.supporter_id == match.supporter_id)
    for other in db.session.scalars(
        select(Match).where(same, Match.state == MatchState.LIVE, Match.half_hour.is_not(None))
    ):
        if any(abs(moment - starts_at) < MEETING for moment in rhythm(other, day)):
            return "child_busy" if other.child_id == match.child_id else "supporter_busy"
    return ""


def free_times(
    match: Match, most: int, *, ignoring: Meeting | None = None, book: Diary | None = None
) -> list[datetime]:
    """Return up to `most` moments of the coming weeks at which the pair may meet, at most two on a day.

    For a meeting being moved (`ignoring`) other moments than its own.
    """
    first, last = offered_days()
    book = book or diary([match], first, last)
    starts = starts_within(match.child.windows) & starts_within(match.supporter.windows) & offered_hours()
    found: list[datetime] = []
    for moment in moments(starts, first, last):
        same_day = [one for one in found if local(one).date() == local(moment).date()]
        if len(same_day) == OFFERED_A_DAY or (same_day and moment - same_day[-1] < MEETING):
            continue
        if ignoring is not None and moment == ignoring.starts_at:
            continue
        if book.free(match, moment, ignoring=ignoring.id if ignoring else None):
            found.append(moment)
            if len(found) == most:
                break
    return found


def next_free(pairs: Sequence[Match]) -> dict[int, datetime]:
    """Return for each pair the first moment offered; pairs without one are left out.

    One reading of all calendars; no two of one supporter or child are offered the same time.
    """
    book = diary(pairs, *offered_days())
    found: dict[int, datetime] = {}
    for match in pairs:
        for moment in free_times(match, 1, book=book):
            found[match.id] = moment
            book.enter(match, moment, -match.id)
    return found


def offered_days() -> tuple[date, date]:
    """Return the first and the last day on which times are offered."""
    first = today() + NOTICE
    return first, first + OFFERED_DAYS


def offered_hours() -> int:
    """Return as bits of the week when meetings are offered to begin."""
    day = sum(1 << half_hour for half_hour in range(FIRST_OFFERED, LAST_OFFERED + 1))
    return sum(day << (number * HALF_HOURS_A_DAY) for number in range(7))
