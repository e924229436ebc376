"""Put dates to series: each day up to the horizon gets its shifts once. Doing it again makes no second shift."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import joinedload

from app.clock import now, today
from app.database import Row, db, transaction
from app.models.activities import SAFE_FIELDS, ActivitySeries, Opening, Shift, ShiftState
from app.models.common import public_id
from app.operations.meeting_dates import parts
from app.planning.sessions import Dated
from app.queries.activities import dates_of, moment_at, walk_home
from app.queries.calendars import Calendar, calendar

#: how far ahead shifts stand, in weeks: a round plans a month, and the month after is in sight
WEEKS_AHEAD = 9
#: series dated in one transaction
SERIES_AT_ONCE = 200


def horizon() -> date:
    """Return the last day that has its shifts today."""
    return today() + timedelta(weeks=WEEKS_AHEAD)


def extend_series() -> int:
    """Date what has come into view for every series; return how many shifts are new. For the timetable, daily."""
    until = horizon()
    query = select(ActivitySeries.id).where(
        or_(ActivitySeries.dated_until.is_(None), ActivitySeries.dated_until < until),
        or_(ActivitySeries.last_day.is_(None), ActivitySeries.last_day >= today()),
    )
    series_ids = list(db.session.scalars(query.order_by(ActivitySeries.id)))
    return sum(date_series(some) for some in parts(series_ids, SERIES_AT_ONCE))


def date_series(series_ids: Sequence[int]) -> int:
    """Date some series up to the horizon in one transaction; return how many shifts are new."""
    with transaction():
        until, first = horizon(), today()
        query = (
            select(ActivitySeries).where(ActivitySeries.id.in_(series_ids)).options(joinedload(ActivitySeries.place))
        )
        rows: list[dict[str, Any]] = []
        duties: dict[str, list[dict[str, Any]]] = {}
        known, walk = calendar(first, until), walk_home()
        for series in db.session.scalars(query.with_for_update(of=ActivitySeries)):
            for dated in _undated(series, until, known, walk):
                row = shift_row(series, dated)
                if row["starts_at"] > now():
                    rows.append(row)
                    duties[row["public_id"]] = series.duties
            series.dated_until = until
        write_shifts(rows, duties)
    return len(rows)


def _undated(series: ActivitySeries, until: date, known: Calendar, walk: int) -> list[Dated]:
    first = max(today(), series.dated_until + timedelta(days=1) if series.dated_until else today())
    return dates_of(series, series.place, first, until, known, walk).held


def shift_row(series: ActivitySeries, dated: Dated) -> dict[str, Any]:
    """Return a shift of a series on a date, as a row to insert."""
    return {
        "public_id": public_id(),
        "series_id": series.id,
        "place_id": series.place_id,
        "state": ShiftState.PLANNED,
        "version": 1,
        **times_of(dated),
        **{field: getattr(series, field) for field in SAFE_FIELDS},
    }


def times_of(dated: Dated) -> dict[str, Any]:
    """Return when a dated session is held, and the moment its pattern gave."""
    return {
        "planned_for": moment_at(dated.day, dated.planned_start),
        "starts_at": moment_at(dated.day, dated.start),
        "ends_at": moment_at(dated.day, dated.end),
    }


def write_shifts(rows: list[dict[str, Any]], duties: dict[str, list[dict[str, Any]]]) -> None:
    """Insert shifts and, by their public ids, the openings of each."""
    if not rows:
        return
    _insert(Shift, rows)
    names = [row["public_id"] for row in rows]
    ids: dict[str, int] = {}
    for some in parts(range(len(names)), 500):
        query = select(Shift.public_id, Shift.id).where(Shift.public_id.in_([names[index] for index in some]))
        ids |= {row.public_id: row.id for row in db.session.execute(query)}
    openings = [{"public_id": public_id(), "shift_id": ids[name], **need} for name in names for need in duties[name]]
    _insert(Opening, openings)


def _insert(table: type[Row], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)
