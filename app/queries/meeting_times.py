"""When a pair may meet on a date: the same rules for dating, moving and checking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from app.clock import at_half_hour, local, midnight, monday, now, today
from app.database import db
from app.models.calendars import SeasonKind
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.places import Place
from app.models.supporters import Away, Supporter
from app.planning.availability import HALF_HOURS_A_WEEK, MEETING_HALF_HOURS, meeting_starts
from app.queries.calendars import Calendar, calendar
from app.queries.hours import mask_of
from app.queries.meetings import MEETING
from app.queries.policy import consented
from app.queries.shift_loads import shifts_of
from app.queries.vetting import vetted

#: how far ahead the weekly hours of pairs are dated
WEEKS_AHEAD = 8
#: a meeting may be moved at most this far beyond the day it was planned for
MOVE_DAYS = 14
#: the keeper of a staffed place is the second adult (Match.second_adult)
STAFFED = "staffed"


def place_of(match: Match) -> Place | None:
    """Return where a pair meets."""
    return match.place or match.child.meeting_place


def half_hour_of(moment: datetime) -> int:
    """Return the half-hour of the week (0..335) in which `moment` lies, by the county's clock."""
    here = local(moment)
    return here.weekday() * 48 + here.hour * 2 + here.minute // 30


def second_adult_there(match: Match, half_hour: int) -> bool:
    """Say whether a second adult is there all through a meeting at `half_hour` (design, section 7: second adult)."""
    if match.second_adult != STAFFED:
        return True  # guardian or child director, recorded with the pair
    place = place_of(match)
    return place is not None and not place.closed and bool(meeting_starts(mask_of(place.staffed)) >> half_hour & 1)


@dataclass
class Diary:
    """What stands in the way of meetings of some pairs in a stretch of days, read in a few questions."""

    supporters: frozenset[int]
    children: frozenset[int]
    calendar: Calendar
    away: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    #: start of each planned meeting, by supporter and by child: {("supporter", 3): {moment: meeting id}}
    busy: dict[tuple[str, int], dict[datetime, int]] = field(default_factory=lambda: defaultdict(dict))
    #: from when to when each supporter is on a shift
    shifts: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    _in_order: dict[date, tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)

    def free(self, match: Match, starts_at: datetime, *, ignoring: int | None = None) -> bool:
        """Say whether the pair may meet at `starts_at`; the meeting with the id `ignoring` does not count."""
        return not self.obstacle(match, starts_at, ignoring)

    def obstacle(self, match: Match, starts_at: datetime, ignoring: int | None = None) -> str:
        """Return the code of the first thing that keeps the pair from meeting at `starts_at`; none is ""."""
        day = local(starts_at).date()
        if not self.open_day(day):
            return "closed_day"
        if any(first <= day <= last for first, last in self.away[match.supporter_id]):
            return "away"
        if not second_adult_there(match, half_hour_of(starts_at)):
            return "second_adult"
        if self.taken("supporter", match.supporter_id, starts_at, ignoring) or self.on_shift(match, starts_at):
            return "supporter_busy"
        if self.taken("child", match.child_id, starts_at, ignoring):
            return "child_busy"
        return "" if self.in_order(match, day) else "papers"

    def open_day(self, day: date) -> bool:
        """Say whether meetings are held on `day`: not on holidays, make-up workdays (school) and at Spring Festival."""
        season = self.calendar.season_of(day)
        return (
            not self.calendar.holiday_name(day)
            and not self.calendar.is_make_up(day)
            and (season is None or season.kind != SeasonKind.SPRING_FESTIVAL)
        )

    def taken(self, who: str, row_id: int, starts_at: datetime, ignoring: int | None) -> bool:
        """Say whether somebody already meets at that time."""
        return any(
            abs(other - starts_at) < MEETING for other, meeting in self.busy[who, row_id].items() if meeting != ignoring
        )

    def on_shift(self, match: Match, starts_at: datetime) -> bool:
        """Say whether the supporter is on a shift at that time."""
        shifts = self.shifts.get(match.supporter_id, ())
        return any(first < starts_at + MEETING and starts_at < last for first, last in shifts)

    def in_order(self, match: Match, day: date) -> bool:
        """Say whether vetting and consent hold through `day` (security reference, G1 and E1)."""
        if day not in self._in_order:
            holders = select(Supporter.id).where(Supporter.id.in_(self.supporters), vetted(day))
            allowed = select(Child.id).where(
                Child.id.in_(self.children), Child.state == ChildState.ACTIVE, consented(day), consented()
            )
            self._in_order[day] = frozenset(db.session.scalars(holders)), frozenset(db.session.scalars(allowed))
        supporters, children = self._in_order[day]
        return match.supporter_id in supporters and match.child_id in children

    def enter(self, match: Match, starts_at: datetime, meeting_id: int) -> None:
        """Note a meeting so that the next one does not fall on it."""
        self.busy["supporter", match.supporter_id][starts_at] = meeting_id
        self.busy["child", match.child_id][starts_at] = meeting_id


def diary(matches: Iterable[Match], first: date, last: date) -> Diary:
    """Read what stands in the way of meetings of `matches` from `first` to `last`, both included."""
    pairs = list(matches)
    found = Diary(
        frozenset(match.supporter_id for match in pairs),
        frozenset(match.child_id for match in pairs),
        calendar(first, last),
    )
    found.shifts = shifts_of(found.supporters, first, last)
    away = select(Away).where(Away.supporter_id.in_(found.supporters), Away.first_day <= last, Away.last_day >= first)
    for row in db.session.scalars(away):
        found.away[row.supporter_id].append((row.first_day, row.last_day))
    planned = (
        select(Meeting.id, Meeting.starts_at, Match.supporter_id, Match.child_id)
        .join(Match, Match.id == Meeting.match_id)
        .where(
            Meeting.state == MeetingState.PLANNED,
            Match.state == MatchState.LIVE,
            Meeting.starts_at >= midnight(first) - MEETING,
            Meeting.starts_at < midnight(last + timedelta(days=1)),
            or_(Match.supporter_id.in_(found.supporters), Match.child_id.in_(found.children)),
        )
    )
    for meeting_id, starts_at, supporter_id, child_id in db.session.execute(planned):
        found.busy["supporter", supporter_id][starts_at] = meeting_id
        found.busy["child", child_id][starts_at] = meeting_id
    return found


def other_times(meeting: Meeting) -> list[datetime]:
    """Return the moments a meeting may be moved to: both are free, a second adult is there, nobody meets elsewhere."""
    match = meeting.match
    first = today() + timedelta(days=1)
    last = max(first, local(meeting.starts_at).date()) + timedelta(days=MOVE_DAYS)
    common = meeting_starts(mask_of(match.child.windows) & mask_of(match.supporter.windows), MEETING_HALF_HOURS)
    book = diary([match], first, last)
    return [
        moment
        for moment in moments(common, first, last)
        if moment > now() and moment != meeting.starts_at and book.free(match, moment, ignoring=meeting.id)
    ]


def moments(half_hours: int, first: date, last: date) -> Iterator[datetime]:
    """Yield the moments from `first` to `last`, both included, that lie on the half-hours of the week given as bits."""
    week = monday(first)
    while week <= last:
        for half_hour in range(HALF_HOURS_A_WEEK):
            if half_hours >> half_hour & 1:
                moment = at_half_hour(week, half_hour)
                if first <= local(moment).date() <= last:
                    yield moment
        week += timedelta(weeks=1)


def rhythm(match: Match, last: date) -> Iterator[datetime]:
    """Yield the coming moments of a pair's weekly hour up to `last`: every so many weeks from the first after its start."""
    if match.half_hour is None:
        return
    start = match.live_from or today()
    last = last if match.ends_on is None else min(last, match.ends_on)
    week = monday(start)
    if local(at_half_hour(week, match.half_hour)).date() <= start:
        week += timedelta(weeks=1)
    while week <= last:
        moment = at_half_hour(week, match.half_hour)
        if moment > now() and local(moment).date() <= last:
            yield moment
        week += timedelta(weeks=max(1, match.every_weeks))
