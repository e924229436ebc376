"""Does somebody on a shift still fit when its time, its place or its duty changes? Read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from app.clock import local, monday
from app.database import db
from app.models.activities import Shift, ShiftState
from app.models.assignments import LIVE, Assignment
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.places import Place
from app.models.supporters import Away, Supporter
from app.planning.activity_documents import DutyNeed
from app.planning.geography import Point
from app.planning.travel import Mode, TravelModel
from app.queries.evidence_dates import evidence_dates
from app.queries.hours import mask_of
from app.queries.installation import roads
from app.queries.meetings import MEETING


def week_mask(starts_at: datetime, ends_at: datetime) -> int:
    """Return the half-hours of the week a span touches, as bits; what runs past Sunday midnight begins anew."""
    here = local(starts_at)
    first = monday(here.date())
    begin = (here.date() - first).days * 48 + here.hour * 2 + here.minute // 30
    minutes = (here.minute % 30) + int((ends_at - starts_at).total_seconds() // 60)
    return sum(1 << (begin + number) % 336 for number in range(-(-minutes // 30)))


def travel_minutes(supporter: Supporter, place: Place, roads: TravelModel) -> int:
    """Return the minutes from where somebody sets out to a place, one way."""
    base = Point(supporter.base.lat, supporter.base.lon)
    return roads.minutes(base, Point(place.lat, place.lon), Mode(supporter.mode))


@dataclass
class Engagements:
    """Where some supporters are in a stretch of days: away, on shifts, at meetings; and the licences they hold."""

    away: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    #: (from, to, id of the assignment; 0 for a meeting)
    busy: dict[int, list[tuple[datetime, datetime, int]]] = field(default_factory=lambda: defaultdict(list))
    licences: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    roads: TravelModel = field(default_factory=TravelModel)

    def elsewhere(self, supporter_id: int, starts_at: datetime, ends_at: datetime, ignoring: int = 0) -> bool:
        """Say whether somebody is on another shift or at a meeting in that time; `ignoring` an assignment's id."""
        return any(
            first < ends_at and starts_at < last
            for first, last, assignment in self.busy[supporter_id]
            if not (ignoring and assignment == ignoring)
        )


def engagements(supporter_ids: Iterable[int], first: datetime, last: datetime) -> Engagements:
    """Read where supporters are between two moments, in four questions."""
    ids = list(set(supporter_ids))
    found = Engagements(roads=roads())
    away = select(Away.supporter_id, Away.first_day, Away.last_day).where(
        Away.supporter_id.in_(ids), Away.first_day <= local(last).date(), Away.last_day >= local(first).date()
    )
    for supporter_id, first_day, last_day in db.session.execute(away):
        found.away[supporter_id].append((first_day, last_day))
    shifts = (
        select(Assignment.supporter_id, Shift.starts_at, Shift.ends_at, Assignment.id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.supporter_id.in_(ids),
            Assignment.state.in_(LIVE),
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at < last,
            Shift.ends_at > first,
        )
    )
    for supporter_id, starts_at, ends_at, assignment_id in db.session.execute(shifts):
        found.busy[supporter_id].append((starts_at, ends_at, assignment_id))
    meetings = (
        select(Match.supporter_id, Meeting.starts_at)
        .join(Match, Match.id == Meeting.match_id)
        .where(
            Match.supporter_id.in_(ids),
            Match.state == MatchState.LIVE,
            Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at < last,
            Meeting.starts_at > first - MEETING,
        )
    )
    for supporter_id, starts_at in db.session.execute(meetings):
        found.busy[supporter_id].append((starts_at, starts_at + MEETING, 0))
    for supporter_id, dates in evidence_dates(local(first).date(), ids).items():
        found.licences[supporter_id] = set(dates.licences)
    return found


@dataclass(frozen=True)
class Moved:
    """What a shift becomes: when and where, and what its duties ask for."""

    starts_at: datetime
    ends_at: datetime
    place: Place
    duties: tuple[DutyNeed, ...]

    def need(self, duty: str) -> DutyNeed | None:
        """Return what a duty asks for; None when it is no longer asked for."""
        return next((need for need in self.duties if need.duty == duty), None)


def misfit(assignment: Assignment, after: Moved, known: Engagements) -> str:
    """Return why somebody cannot stay on a shift that changes (a code of app.wording.activities.MISFITS), or "".

    Only what the change makes worse counts: who came outside their stated hours before is not sent home for it now.
    `fitness.against` asks every rule of the rota of somebody who is to join; whoever it would refuse may well stay here.
    """
    supporter, before = assignment.supporter, assignment.shift
    need = after.need(assignment.opening.duty)
    if need is None:
        return "full"
    if _lacks_skill(supporter, assignment, need):
        return "skills"
    if _lacks_licence(assignment, need, known):
        return "licence"
    if (after.starts_at, after.ends_at) != (before.starts_at, before.ends_at):
        offered = mask_of(supporter.windows)
        wanted = week_mask(after.starts_at, after.ends_at)
        if wanted & ~offered and not week_mask(before.starts_at, before.ends_at) & ~offered:
            return "times"
        day = local(after.starts_at).date()
        if any(first <= day <= last for first, last in known.away[supporter.id]):
            return "away"
        if known.elsewhere(supporter.id, after.starts_at, after.ends_at, assignment.id):
            return "elsewhere"
    if after.place.id != before.place_id and travel_minutes(supporter, after.place, known.roads) > max(
        supporter.travel_limit, assignment.minutes
    ):
        return "travel"
    return ""


def _lacks_skill(supporter: Supporter, assignment: Assignment, need: DutyNeed) -> bool:
    asked_anew = set(need.skills) - set(assignment.opening.skills)
    return bool(asked_anew - set(supporter.skills))


def _lacks_licence(assignment: Assignment, need: DutyNeed, known: Engagements) -> bool:
    held, before = known.licences[assignment.supporter_id], set(assignment.opening.licences)
    suited = not before or bool(held & before)
    return suited and bool(need.licences) and not held & set(need.licences)
