"""Activities: templates, series, and the dates their patterns give with what is known of the days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.clock import midnight
from app.database import db
from app.models.activities import ActivityKind, ActivitySeries, ActivityTemplate, WayHome
from app.models.places import Place
from app.models.programmes import Programme
from app.planning.activity_documents import read_patterns
from app.planning.geography import Point
from app.planning.sessions import TERM, Bounds, Dates, Day, date_sessions
from app.planning.sunlight import sunset
from app.queries.calendars import Calendar, calendar
from app.queries.places import inside, matching_places

#: minutes of the walk home where no programme says
WALK_HOME = 20
#: children are excused from class for these, one by one
IN_SCHOOL_HOURS = (ActivityKind.COUNSELLING, ActivityKind.PSYCHOLOGIST_DAY)


def templates(*, closed: bool = False) -> Select[ActivityTemplate]:
    """Return the query for templates in the order they ship and were made; closed ones only when asked for."""
    query = select(ActivityTemplate).order_by(ActivityTemplate.closed, ActivityTemplate.id)
    return query if closed else query.where(ActivityTemplate.closed.is_(False))


def find_template(public_id: str) -> ActivityTemplate | None:
    """Return the template with this public id."""
    return db.session.scalar(select(ActivityTemplate).where(ActivityTemplate.public_id == public_id))


def all_series(
    text: str = "", place_id: int | None = None, kind: str = "", *, since: date | None = None
) -> Select[ActivitySeries]:
    """Return the query for series in the order of their places; without those that ended before `since`, if given.

    `text` is found in the names of places (matching_places) and in the series' own names.
    """
    query = (
        select(ActivitySeries)
        .join(Place, Place.id == ActivitySeries.place_id)
        .options(contains_eager(ActivitySeries.place), joinedload(ActivitySeries.template))
        .order_by(Place.sound, Place.id, ActivitySeries.kind, ActivitySeries.id)
    )
    if text.strip():
        places = matching_places(text).with_only_columns(Place.id).order_by(None)
        named = ActivitySeries.name.contains(text.strip(), autoescape=True)
        query = query.where(or_(ActivitySeries.place_id.in_(places), named))
    if place_id is not None:
        query = query.where(inside(frozenset({place_id})))
    if kind:
        query = query.where(ActivitySeries.kind == kind)
    if since is not None:
        query = query.where(or_(ActivitySeries.last_day.is_(None), ActivitySeries.last_day >= since))
    return query


def find_series(public_id: str) -> ActivitySeries | None:
    """Return the series with this public id, with its place and template."""
    query = select(ActivitySeries).where(ActivitySeries.public_id == public_id)
    return db.session.scalar(query.options(joinedload(ActivitySeries.place), joinedload(ActivitySeries.template)))


def walk_home() -> int:
    """Return the minutes the current programme allows for children who walk home alone."""
    programme = db.session.scalar(select(Programme).where(Programme.current))
    return programme.versions[-1].walk_home if programme is not None and programme.versions else WALK_HOME


def days_at(place: Place, first: date, last: date, known: Calendar | None = None) -> Iterator[Day]:
    """Yield what is known of each day from `first` to `last` at a place. `known` saves asking the calendar again."""
    known = known or calendar(first, last)
    point = Point(place.lat, place.lon)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        part = known.season_of(day)
        yield Day(
            date=day,
            part=part.kind if part else TERM,
            holiday=known.in_holiday(day),
            make_up=known.is_make_up(day),
            sunset=sunset(day, point),
        )


def bounds_of(series: ActivitySeries, place: Place, walk: int) -> Bounds | None:
    """Return what the children's own day sets at a place; None where no children come."""
    if not series.children:
        return None
    waits = series.kind not in IN_SCHOOL_HOURS and len(place.school_out) == 7
    return Bounds(
        school_out=tuple(place.school_out) if waits else (None,) * 7,
        buses=tuple((bus[0], bus[1], bus[2]) for bus in place.buses),
        walk_home=walk if series.way_home == WayHome.WALK else None,
    )


def dates_of(
    series: ActivitySeries,
    place: Place,
    first: date,
    last: date,
    known: Calendar | None = None,
    walk: int | None = None,
) -> Dates:
    """Return the dates a series gives from `first` to `last`, inside its own first and last day, and what is left out.

    The series need not be in the database: an organizer sees the dates before they are written.
    """
    first = max(first, series.first_day)
    last = min(last, series.last_day) if series.last_day else last
    if last < first:
        return Dates()
    days = days_at(place, first, last, known)
    walk = walk_home() if walk is None else walk
    return date_sessions(read_patterns(series.patterns), days, bounds_of(series, place, walk))


def moment_at(day: date, minute: int) -> datetime:
    """Return the moment at a minute of a day by the county's clock; 1440 is the next midnight."""
    return midnight(day) + timedelta(minutes=minute)
