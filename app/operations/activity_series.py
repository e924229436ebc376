"""Series of activities at a place: made, changed from a day on, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.activities import SAFE_FIELDS, ActivitySeries, Shift, ShiftState
from app.models.assignments import Assignment
from app.models.places import Place
from app.operations.activity_values import ActivityRefused, checked_pattern, checked_safety
from app.operations.promises import end_promises
from app.operations.shift_dates import date_series, shift_row, times_of, write_shifts
from app.operations.shift_people import SHIFT_CANCELLED, SHIFT_CHANGED, fit_openings, let_go, tell_each
from app.operations.traces import apply_fields, record_change
from app.operations.versions import expect_version
from app.planning.activity_documents import read_duties
from app.queries.series_changes import SeriesChanges, ShiftChange, series_changes
from app.queries.shifts import TAKEN_OUT

#: a series begins within a year, and is not written for longer than ten
FURTHEST_DAYS, LONGEST_DAYS = 366, 3660
LONGEST_NAME = 120
FIELDS = ("kind", "name", "place_id", "first_day", "last_day", "way_home", "keeper_id")


def planned_series(values: dict[str, Any]) -> ActivitySeries:
    """Return what a form says as a series that is not in the database, for a preview; raise ActivityRefused."""
    return ActivitySeries(**checked(values))


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a series, or raise ActivityRefused with the field at fault.

    `values`: those of app.operations.activity_values, and name, place_id, first_day, last_day (None: no end),
    keeper_id (None: nobody).
    """
    facts = checked_pattern(values) | checked_safety(values)
    first, last = values["first_day"], values["last_day"]
    if first is None:
        raise ActivityRefused("first_day", "missing")
    if (first - today()).days > FURTHEST_DAYS:
        raise ActivityRefused("first_day", "too_far")
    if last is not None and last < first:
        raise ActivityRefused("last_day", "before_first")
    if last is not None and (last - first).days > LONGEST_DAYS:
        raise ActivityRefused("last_day", "too_far")
    place = db.session.get(Place, values["place_id"]) if values["place_id"] else None
    if place is None:
        raise ActivityRefused("place", "not_a_place")
    facts |= {field: values[field] for field in FIELDS if field not in facts}
    facts["name"] = facts["name"].strip()[:LONGEST_NAME]
    return facts


def make_series(template_id: int, values: dict[str, Any], *, request_key: str, by: Actor) -> str:
    """Write a series and date its shifts up to the horizon; return its public id. Raise ActivityRefused.

    Asking twice with the same `request_key` (two presses of one button) makes one series.
    """
    facts = checked(values)
    with transaction():
        # Whoever begins something at this place waits here, so that the second press finds what the first made.
        place = db.session.scalars(select(Place).where(Place.id == facts["place_id"]).with_for_update(of=Place)).one()
        known = db.session.scalar(select(ActivitySeries).where(ActivitySeries.request_key == request_key))
        if known is not None:
            return known.public_id
        if place.closed:
            raise ActivityRefused("place", "not_a_place")
        series = ActivitySeries(template_id=template_id, request_key=request_key, **facts)
        db.session.add(series)
        db.session.flush()
        record_change(by, "series", series.public_id, {"first_day": [None, str(series.first_day)]})
        date_series([series.id])
        return series.public_id


def change_series(series_id: int, version: int, values: dict[str, Any], *, since: date, by: Actor) -> SeriesChanges:
    """Let a series go on as `values` say from `since` on; return what it did. Raise ActivityRefused, ChangedMeanwhile.

    Shifts before `since`, shifts that have begun and shifts changed by hand stay as they are. People stay on shifts
    they still fit; the others, and those whose shift goes, are told.
    """
    facts = checked(values)
    with transaction():
        series = db.session.get_one(ActivitySeries, series_id, with_for_update=True)
        expect_version(series, version)
        place = db.session.get_one(Place, facts["place_id"])
        changes = series_changes(series, ActivitySeries(**facts), place, since)
        record_change(by, "series", series.public_id, apply_fields(series, facts))
        db.session.flush()
        _apply(series, changes)
        date_series([series.id])
        return changes


def end_series(series_id: int, last_day: date, *, by: Actor) -> int:
    """Let a series end with `last_day`; return how many coming shifts go. Their people are told."""
    with transaction():
        series = db.session.get_one(ActivitySeries, series_id, with_for_update=True)
        if last_day < series.first_day:
            raise ActivityRefused("last_day", "before_first")
        planned = ActivitySeries(**{column.key: getattr(series, column.key) for column in series.__table__.columns})
        planned.last_day = last_day
        changes = series_changes(series, planned, series.place, today())
        record_change(by, "series", series.public_id, apply_fields(series, {"last_day": last_day}))
        _call_off(changes.gone)
        return len(changes.gone)


def _apply(series: ActivitySeries, changes: SeriesChanges) -> None:
    leaving = [assignment for assignment, _ in changes.leaving]
    let_go(leaving, SHIFT_CHANGED)
    tell_each(leaving, "shift_released", "shifts_released")
    _call_off(changes.gone)
    db.session.flush()
    duties = read_duties(series.duties)
    staying: list[Assignment] = []
    for change in (*changes.moved, *changes.kept):
        assert change.shift is not None
        assert change.dated is not None
        if change.is_moved:
            staying += change.stay
        _go_on(change.shift, series, change)
        fit_openings(change.shift, duties)
    tell_each(staying, "shift_moved", "shifts_moved")
    for change in changes.new:
        if change.shift is not None:
            change.shift.state, change.shift.reason = ShiftState.PLANNED, ""
            _go_on(change.shift, series, change)
            fit_openings(change.shift, duties)
    rows = [shift_row(series, change.dated) for change in changes.new if change.dated and change.shift is None]
    write_shifts(rows, {row["public_id"]: series.duties for row in rows})


def _go_on(shift: Shift, series: ActivitySeries, change: ShiftChange) -> None:
    assert change.dated is not None
    facts = {"place_id": series.place_id, **times_of(change.dated)}
    apply_fields(shift, facts | {field: getattr(series, field) for field in SAFE_FIELDS})
    db.session.flush()


def _call_off(gone: Iterable[ShiftChange]) -> None:
    """Take out shifts the series no longer gives, and tell their people, who waits and who is asked.

    The rows stay: plans and asks refer to them.
    """
    told: list[Assignment] = []
    gone = list(gone)
    for change in gone:
        shift = change.shift
        assert shift is not None
        told += change.stay
        let_go(change.stay, SHIFT_CANCELLED)
        shift.state, shift.reason = ShiftState.CANCELLED, TAKEN_OUT
    tell_each(told, "shift_cancelled", "shifts_cancelled")
    end_promises([change.shift.id for change in gone if change.shift is not None])
