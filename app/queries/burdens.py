"""How much everybody carries: minutes of shifts with the ways there and back, beside what each offered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import midnight
from app.database import db
from app.models.activities import Shift
from app.models.assignments import COUNTED, Assignment, AssignmentState
from app.models.supporters import Away, Supporter, SupporterState
from app.queries.own_shifts import REAL
from app.queries.supporters import seen_by

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Share:
    """One person's burden in a month, beside that of everybody who came."""

    first: date
    last: date
    shifts: int
    minutes: int
    #: of those who offered hours in the same days, or came: minutes, how many people, how many of them got no shift
    median: int
    people: int
    idle: int


@dataclass
class Burden:
    """What one supporter carries in a stretch of days."""

    supporter_id: int
    shifts: int = 0
    minutes: int = 0
    ways: int = 0
    #: of those asked for: how many were declined, and given back
    declined: int = 0
    #: minutes offered in the same days
    offered: int = 0
    #: whether they could have come at all: hours offered on one of these days, or a shift there
    counts: bool = True

    @property
    def share(self) -> int:
        """Burden in per cent of what was offered; what somebody without an offer carries counts whole."""
        return round(100 * self.minutes / self.offered) if self.offered else (100 if self.minutes else 0)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and last day of a day's month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def minutes_of(starts_at: datetime, ends_at: datetime, way: int) -> int:
    """Return the minutes a shift takes of somebody: its own and the way there and back."""
    return int((ends_at - starts_at).total_seconds() // 60) + 2 * way


def carried(first: date, last: date) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Return, per supporter, the minutes, the ways in them and the shifts between two days; in one question."""
    columns = (Assignment.supporter_id, Assignment.minutes, Shift.starts_at, Shift.ends_at)
    query = (
        select(*columns)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.state.in_(COUNTED), Shift.state.in_(REAL))
        .where(Shift.starts_at >= midnight(first), Shift.starts_at < midnight(last + timedelta(days=1)))
    )
    minutes: Counter[int] = Counter()
    ways: Counter[int] = Counter()
    shifts: Counter[int] = Counter()
    for row in db.session.execute(query):
        minutes[row.supporter_id] += minutes_of(row.starts_at, row.ends_at, row.minutes)
        ways[row.supporter_id] += 2 * row.minutes
        shifts[row.supporter_id] += 1
    return minutes, ways, shifts


def own_share(supporter_id: int, day: date) -> Share:
    """Return a supporter's share in the month of `day`, next to the median of everybody who offered hours in it."""
    first, last = month_of(day)
    minutes, _ways, shifts = carried(first, last)
    counted = offering(first, last) | set(minutes)
    middle = round(median(minutes[one] for one in counted)) if counted else 0
    return Share(
        first, last, shifts[supporter_id], minutes[supporter_id], middle, len(counted), len(counted - set(shifts))
    )


def offering(first: date, last: date) -> set[int]:
    """Return the supporters who offer hours between two days: active, with hours in their week, not away throughout."""
    away = exists().where(Away.supporter_id == Supporter.id, Away.first_day <= first, Away.last_day >= last)
    query = select(Supporter.id, Supporter.windows).where(
        Supporter.state == SupporterState.ACTIVE,
        Supporter.erased_at.is_(None),
        Supporter.weekly_minutes > 0,
        or_(Supporter.stays_until.is_(None), Supporter.stays_until >= first),
        ~away,
    )
    return {row.id for row in db.session.execute(query) if row.windows}


def burdens(actor: Actor, first: date, last: date) -> list[Burden]:
    """Return the burden of every active supporter the actor may see, those without any shift included."""
    minutes, ways, shifts = carried(first, last)
    said_no, offer = declined_counts(first, last), offering(first, last)
    weeks = ((last - first).days + 1) / DAYS_A_WEEK
    columns = (Supporter.id, Supporter.weekly_minutes)
    query = select(*columns).where(seen_by(actor), Supporter.state == SupporterState.ACTIVE)
    return [
        Burden(
            row.id,
            shifts[row.id],
            minutes[row.id],
            ways[row.id],
            said_no[row.id],
            round(row.weekly_minutes * weeks),
            row.id in offer or row.id in shifts,
        )
        for row in db.session.execute(query.order_by(Supporter.id))
    ]


def declined_counts(first: date, last: date) -> Counter[int]:
    """Return how many shifts each supporter said no to between two days."""
    query = (
        select(Assignment.supporter_id, func.count())
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.state == AssignmentState.DECLINED)
        .where(Shift.starts_at >= midnight(first), Shift.starts_at < midnight(last + timedelta(days=1)))
        .group_by(Assignment.supporter_id)
    )
    return Counter({row[0]: row[1] for row in db.session.execute(query)})


def declined_requests(actor: Actor, reason: str = "") -> Select[Assignment]:
    """Return the query for the shifts people said no to, the newest answer first; `reason` narrows it."""
    query = (
        select(Assignment)
        .join(Supporter, Supporter.id == Assignment.supporter_id)
        .where(Assignment.state == AssignmentState.DECLINED, seen_by(actor))
        .options(
            joinedload(Assignment.supporter),
            joinedload(Assignment.shift).joinedload(Shift.place),
            joinedload(Assignment.opening),
        )
        .order_by(Assignment.answered_at.desc(), Assignment.id.desc())
    )
    if reason:
        query = query.where(Assignment.reason == ("" if reason == "none" else reason))
    return query
