"""What else is held at a place at the same hours: said before a series or a date is written, as there may be two rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.activities import ActivitySeries, Shift, ShiftState
from app.planning.sessions import Dated
from app.queries.activities import moment_at

#: from when to when
Hours = tuple[datetime, datetime]


@dataclass(frozen=True)
class Overlap:
    """An activity that is held at the place at the same time: its first date of those, and how many there are."""

    first: Shift
    dates: int


def overlaps(
    place_id: int, hours: Iterable[Hours], *, series_id: int | None = None, shift_id: int | None = None, key: str = ""
) -> list[Overlap]:
    """Return what is planned at a place at these hours, by activity, the earliest first.

    Left out is what is being changed: a series, a single shift, or what the form with this request key has made before.
    """
    wanted = sorted(hours)
    if not wanted:
        return []
    query = (
        select(Shift)
        .join(ActivitySeries)
        .where(
            Shift.place_id == place_id,
            Shift.state == ShiftState.PLANNED,
            Shift.ends_at > wanted[0][0],
            Shift.starts_at < max(end for _start, end in wanted),
        )
        .options(joinedload(Shift.series).joinedload(ActivitySeries.template))
        .order_by(Shift.starts_at, Shift.id)
    )
    if series_id is not None:
        query = query.where(Shift.series_id != series_id)
    if shift_id is not None:
        query = query.where(Shift.id != shift_id)
    if key:
        query = query.where(ActivitySeries.request_key.is_distinct_from(key))
    met: dict[int, list[Shift]] = defaultdict(list)
    for shift in db.session.scalars(query):
        if any(start < shift.ends_at and shift.starts_at < end for start, end in wanted):
            met[shift.series_id].append(shift)
    return [Overlap(shifts[0], len(shifts)) for shifts in met.values()]


def hours_of(dates: Iterable[Dated]) -> list[Hours]:
    """Return the hours of the dates of a series."""
    return [(moment_at(one.day, one.start), moment_at(one.day, one.end)) for one in dates]
